//! The text of a seed as it is read: a byte order mark is passed over, UTF-16 is refused.

use std::{
    fmt,
    io::{BufReader, Cursor, Read},
    marker::PhantomData,
};

use serde::{
    Deserialize, Deserializer as _,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::{Deserializer, de};

use crate::contract::{is_utf16, without_mark};

/// Takes an object. A list would otherwise be taken for one whose members have lost their names.
struct FromObject<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for FromObject<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members))
    }
}

/// The value of a text that is one object and nothing more.
///
/// # Errors
/// It is anything else, or its members are not those of the value.
pub(super) fn object_of<'de, T: Deserialize<'de>>(mut json: Deserializer<impl de::Read<'de>>) -> serde_json::Result<T> {
    let value = json.deserialize_map(FromObject(PhantomData))?;
    json.end()?;
    Ok(value)
}

/// What is said of a seed in the wrong encoding.
pub(super) const IN_UTF16: &str = "the text is in UTF-16; write it in UTF-8";

/// The text, positioned behind a mark.
///
/// # Errors
/// It cannot be read, or is in UTF-16.
pub(super) fn text_of(text: &mut dyn Read) -> serde_json::Result<impl Read> {
    // As long as a mark. A pipe may hand it out in pieces, which this waits for.
    let mut beginning = Vec::new();
    Read::take(&mut *text, 3).read_to_end(&mut beginning).map_err(serde_json::Error::io)?;
    if is_utf16(&beginning) {
        return Err(serde_json::Error::custom(IN_UTF16));
    }
    let plain = without_mark(&beginning).to_owned();
    Ok(BufReader::new(Cursor::new(plain).chain(text)))
}
