//! How much of what a client sent is told.

/// So many characters are quoted of what a client sent, or of where: a name can have as many bytes as a body.
pub(in crate::contract) const MOST_QUOTED: usize = 200;

/// The text, or its beginning with dots behind it if it is long.
pub(super) fn quoted(text: impl Into<String>) -> String {
    let text = text.into();
    // Fewer bytes than that are not more characters.
    if text.len() > MOST_QUOTED { beginning(&text, MOST_QUOTED) } else { text }
}

/// The first `length` characters of a text, with dots if there are more.
#[must_use]
pub fn beginning(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
