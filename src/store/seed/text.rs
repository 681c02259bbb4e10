//! The text of a seed as it is read: a byte order mark is passed over, UTF-16 is refused.

use std::io::{BufReader, Cursor, Read};

use serde::de::Error;

use crate::contract::{is_utf16, without_mark};

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
