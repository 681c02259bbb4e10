//! Finds the line on which a value of a JSON text stands.

use std::{fmt, io::Read};

use super::text::text_of;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Line and column of the value that a JSON pointer names; of a member that is not there, the end of the object.
pub(super) fn position(text: &mut dyn Read, pointer: &str) -> Option<(usize, usize)> {
    let names: Vec<String> =
        pointer.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~")).collect();
    if names.is_empty() {
        return None;
    }
    let mut json = serde_json::Deserializer::from_reader(text_of(text).ok()?);
    // The walk ends in an error on purpose: it is the error that knows where it happened.
    let error = Walk(&names).deserialize(&mut json).err()?;
    error.is_data().then(|| (error.line(), error.column()))
}

/// Descends into one name after the other.
struct Walk<'a>(&'a [String]);

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.0.is_empty() { Err(D::Error::custom("here")) } else { deserializer.deserialize_any(self) }
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let (name, rest) = self.0.split_first().expect("the walk goes on only while there is a name");
        while let Some(key) = members.next_key::<String>()? {
            match key == *name {
                true if rest.is_empty() => break,
                true => return members.next_value_seed(Walk(rest)),
                false => members.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        Err(A::Error::custom("here"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let (index, rest) = self.0.split_first().expect("the walk goes on only while there is a name");
        for _ in 0..index.parse().unwrap_or(0_usize) {
            // The number is the author's: where a member comes twice, this list may be another one.
            if items.next_element::<IgnoredAny>()?.is_none() {
                break;
            }
        }
        items.next_element_seed(Walk(rest))?;
        Err(A::Error::custom("here"))
    }
}
