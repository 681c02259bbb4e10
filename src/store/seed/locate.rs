//! Finds the line on which a member of a JSON text stands.

use std::{fmt, io::Read};

use super::text::text_of;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

/// Line and column of the member that a path with dots names.
pub(super) fn position(text: &mut dyn Read, path: &str) -> Option<(usize, usize)> {
    let mut json = serde_json::Deserializer::from_reader(text_of(text).ok()?);
    let names: Vec<&str> = path.split('.').collect();
    // The walk ends in an error on purpose: it is the error that knows where it happened.
    let error = Walk(&names).deserialize(&mut json).err()?;
    error.is_data().then(|| (error.line(), error.column()))
}

/// Descends into one name after the other.
struct Walk<'a>(&'a [&'a str]);

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Some((name, rest)) = self.0.split_first() else { return Ok(()) };
        while let Some(key) = members.next_key::<String>()? {
            match key == *name {
                true if rest.is_empty() => return Err(A::Error::custom("here")),
                true => return members.next_value_seed(Walk(rest)),
                false => members.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        Ok(())
    }
}
