//! Options chosen by name.

use std::{error::Error, fmt};

use crate::contract::{beginning, nearest};

use super::{QUIRKS, Quirks};

/// A choice of a quirk or an option that there is not, for [`Quirks::set`].
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongChoice {
    /// The quirk, if it is only the option that there is not.
    pub quirk: Option<&'static str>,
    /// The wrong name.
    pub wrong: String,
    /// The right names.
    pub right: Vec<&'static str>,
    /// The right name that is nearest, if one is near.
    pub nearest: Option<&'static str>,
}

impl fmt::Display for WrongChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { quirk, wrong, right, nearest } = self;
        match quirk {
            None => write!(formatter, "there is no quirk \"{wrong}\"; ")?,
            Some(quirk) if wrong.is_empty() => write!(formatter, "quirk {quirk} needs an option; ")?,
            Some(quirk) => write!(formatter, "quirk {quirk} has no option \"{wrong}\"; ")?,
        }
        if let Some(near) = nearest {
            write!(formatter, "did you mean {near}? ")?;
        }
        write!(formatter, "allowed: {}", right.join(", "))
    }
}

impl Error for WrongChoice {}

impl Quirks {
    /// The strictest option of each quirk.
    #[must_use]
    pub fn strict() -> Self {
        let mut quirks = Self::default();
        for quirk in QUIRKS {
            quirks.choose(quirk.name, quirk.strict);
        }
        quirks
    }

    /// Chooses one option, written `name=value`.
    ///
    /// # Errors
    /// There is no such quirk or option; says which there are.
    pub fn set(&mut self, choice: &str) -> Result<(), WrongChoice> {
        let (name, value) = choice.split_once('=').unwrap_or((choice, ""));
        let (name, value) = (name.trim(), value.trim());
        if self.choose(name, value) {
            return Ok(());
        }
        let Some(quirk) = QUIRKS.iter().find(|quirk| quirk.name == name) else {
            return Err(WrongChoice::of(None, name, QUIRKS.iter().map(|quirk| quirk.name).collect()));
        };
        let options = quirk.options.iter().map(|option| option.value).collect();
        Err(WrongChoice::of(Some(quirk.name), value, options))
    }

    /// Chooses options, written `name=value,name=value`.
    ///
    /// # Errors
    /// As [`Quirks::set`].
    pub fn set_all(&mut self, choices: &str) -> Result<(), WrongChoice> {
        choices.split(',').filter(|choice| !choice.trim().is_empty()).try_for_each(|choice| self.set(choice))
    }
}

impl WrongChoice {
    fn of(quirk: Option<&'static str>, wrong: &str, right: Vec<&'static str>) -> Self {
        let nearest = nearest(wrong, right.iter().copied());
        Self { quirk, wrong: beginning(wrong, 80), right, nearest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_of_every_quirk_can_be_chosen_and_the_first_is_the_default() {
        for quirk in QUIRKS {
            assert_eq!(Quirks::default().value(quirk.name), Some(quirk.default_value()));
            assert_eq!(Quirks::strict().value(quirk.name), Some(quirk.strict));
            for option in quirk.options {
                let mut quirks = Quirks::default();
                quirks.set(&format!("{}={}", quirk.name, option.value)).unwrap();
                assert_eq!(quirks.value(quirk.name), Some(option.value));
            }
        }
    }

    #[test]
    fn a_wrong_name_or_value_is_refused_with_the_right_ones() {
        let mut quirks = Quirks::default();

        let names: Vec<_> = QUIRKS.iter().map(|quirk| quirk.name).collect();
        assert_eq!(
            quirks.set("unknown-rol=reject").unwrap_err().to_string(),
            format!("there is no quirk \"unknown-rol\"; did you mean unknown-role? allowed: {}", names.join(", "))
        );
        assert_eq!(
            quirks.set("error-profile=obsrved").unwrap_err().to_string(),
            "quirk error-profile has no option \"obsrved\"; did you mean observed? allowed: documented, observed"
        );
    }
}
