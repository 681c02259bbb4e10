//! Options chosen by name.

use crate::contract::nearest;

use super::{QUIRKS, Quirks};

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
    /// There is no such quirk or option; the text says which there are.
    pub fn set(&mut self, choice: &str) -> Result<(), String> {
        let (name, value) = choice.split_once('=').unwrap_or((choice, ""));
        let (name, value) = (name.trim(), value.trim());
        if self.choose(name, value) {
            return Ok(());
        }
        let Some(quirk) = QUIRKS.iter().find(|quirk| quirk.name == name) else {
            let names = || QUIRKS.iter().map(|quirk| quirk.name);
            return Err(refusal("there is no quirk", name, names().collect(), nearest(name, names())));
        };
        let values: Vec<_> = quirk.options.iter().map(|option| option.value).collect();
        let near = nearest(value, values.iter().copied());
        Err(refusal(&format!("quirk {name} has no option"), value, values, near))
    }

    /// Chooses options, written `name=value,name=value`.
    ///
    /// # Errors
    /// As [`Quirks::set`].
    pub fn set_all(&mut self, choices: &str) -> Result<(), String> {
        choices.split(',').filter(|choice| !choice.trim().is_empty()).try_for_each(|choice| self.set(choice))
    }
}

/// A wrong word, with the right ones.
fn refusal(what: &str, wrong: &str, right: Vec<&str>, near: Option<&str>) -> String {
    let near = near.map_or_else(String::new, |near| format!("did you mean {near}? "));
    format!("{what} \"{wrong}\"; {near}allowed: {}", right.join(", "))
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
            quirks.set("unknown-rol=reject").unwrap_err(),
            format!("there is no quirk \"unknown-rol\"; did you mean unknown-role? allowed: {}", names.join(", "))
        );
        assert_eq!(
            quirks.set("error-profile=obsrved").unwrap_err(),
            "quirk error-profile has no option \"obsrved\"; did you mean observed? allowed: documented, observed"
        );
    }
}
