//! Finds the field that a request has twice: a value would keep the last of the two.

use std::{cell::RefCell, collections::HashSet, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Contract, Parts, Problem, Remedy, Rule, place};

/// The first field that comes twice, at any depth, with the line and the column where it comes again; a parameter counts
/// as a field, and says no place.
#[must_use]
pub fn repeated(contract: &'static Contract, parts: Parts<'_>) -> Option<Problem> {
    let Second { name, place, .. } = second(contract, parts)?;
    let place = place.map_or_else(String::new, |(line, column)| format!(" at line {line} column {column}"));
    Some(twice("", &name, &place))
}

/// The same of a document, told of the member.
pub(super) fn repeated_member(contract: &'static Contract, parts: Parts<'_>) -> Option<Problem> {
    second(contract, parts).map(|Second { pointer, name, .. }| twice(&pointer, &name, ""))
}

fn twice(pointer: &str, name: &str, place: &str) -> Problem {
    Problem::new(pointer, Rule::Once)
        .expected("each field once")
        .got(format!("a second {name}{place}"))
        .remedy(Remedy::SendOnce)
}

/// What comes a second time, and where.
struct Second {
    pointer: String,
    name: String,
    /// The line and the column.
    place: Option<(usize, usize)>,
}

fn second(contract: &'static Contract, parts: Parts<'_>) -> Option<Second> {
    let mut parameters = HashSet::new();
    for (name, _) in parts.parameters(contract) {
        if !parameters.insert(name.clone().into_owned()) {
            return Some(Second { pointer: place("", &name), name: name.into_owned(), place: None });
        }
    }
    let found = RefCell::new(None);
    let walk = Walk { contract: Some(contract), known: parameters, found: &found };
    let mut json = serde_json::Deserializer::from_slice(parts.body);
    // The walk ends in an error on purpose: it is the error that knows where it happened.
    let error = walk.deserialize(&mut json).err()?;
    let (pointer, name) = found.into_inner()?;
    Some(Second { pointer, name, place: Some((error.line(), error.column())) })
}

/// Reads a value for nothing but the names in it.
struct Walk<'a> {
    /// What the members of the outermost object are called as fields.
    contract: Option<&'static Contract>,
    /// The fields that there are already.
    known: HashSet<String>,
    /// The field, and the pointer to it from the value that is read.
    found: &'a RefCell<Option<(String, String)>>,
}

impl<'a> Walk<'a> {
    /// A walk of a value further inside.
    fn inner(&self) -> Walk<'a> {
        Walk { contract: None, known: HashSet::new(), found: self.found }
    }

    /// Says on the way out through which member or item the walk went in.
    fn went_through(&self, name: &str) {
        if let Some((pointer, _)) = &mut *self.found.borrow_mut() {
            pointer.insert_str(0, &place("", name));
        }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            let field =
                self.contract.map_or_else(|| name.clone(), |contract| contract.member_field(&name).into_owned());
            if !self.known.insert(field.clone()) {
                self.found.replace(Some((place("", &field), field)));
                return Err(A::Error::custom("here"));
            }
            members.next_value_seed(self.inner()).inspect_err(|_| self.went_through(&field))?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut index = 0;
        while items.next_element_seed(self.inner()).inspect_err(|_| self.went_through(&index.to_string()))?.is_some() {
            index += 1;
        }
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}
