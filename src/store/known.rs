//! The secrets of a world, to be found wherever they stand in a text.

use std::{borrow::Cow, collections::BTreeSet, fmt};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::domain::TOKEN_MARK;

use super::{User, user::REDACTED};

/// Secrets of so many bytes are searched for in the fastest way. For more, its tables would take a thousand bytes for each.
const FEW: usize = 16 * 1024;

/// About how many bytes it takes to search for one byte of a secret, in all the forms that it has.
pub(super) const SEARCHED: usize = 64;

/// What is shorter stands in texts by chance.
const SHORTEST: usize = 8;

/// The tokens, keys and passwords that a world's users have, and every token that can be issued.
///
/// All are searched for in one pass, because what is written down of every request is searched.
pub struct Known {
    secrets: BTreeSet<Box<str>>,
    /// Finds the secrets and, as the last pattern, what an issued token begins with.
    searcher: AhoCorasick,
}

impl Known {
    /// The secrets of these users.
    pub(super) fn of<'a>(users: impl Iterator<Item = &'a User>) -> Self {
        let of_user = |user: &'a User| {
            [&user.token, &user.access_key, &user.secret_key, &user.password].map(|secret| secret.as_ref())
        };
        let texts = users.flat_map(of_user).flatten().map(super::Secret::reveal);
        let secrets: BTreeSet<_> = texts.filter(|text| text.len() >= SHORTEST).flat_map(forms).collect();
        let is_few = secrets.iter().map(|secret| secret.len()).sum::<usize>() <= FEW;
        let patterns = secrets.iter().map(|secret| secret.as_bytes()).chain([TOKEN_MARK.as_bytes()]);
        let searcher = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind((!is_few).then_some(AhoCorasickKind::NoncontiguousNFA))
            .build(patterns)
            .expect("the patterns of a world that is in memory are fewer than the library can number");
        Self { secrets, searcher }
    }

    /// The text without the secrets in it.
    #[must_use]
    pub fn concealed<'a>(&self, text: &'a [u8]) -> Cow<'a, [u8]> {
        let mut concealed = Vec::new();
        let mut copied = 0;
        for found in self.searcher.find_iter(text) {
            // The rest of a token that was looked at already.
            if found.start() < copied {
                continue;
            }
            let Some(end) = self.end(text, found.pattern().as_usize(), found.end()) else { continue };
            concealed.extend_from_slice(&text[copied..found.start()]);
            concealed.extend_from_slice(REDACTED.as_bytes());
            copied = end;
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        concealed.extend_from_slice(&text[copied..]);
        Cow::Owned(concealed)
    }

    /// Where the secret ends that was found; nothing if it is none.
    fn end(&self, text: &[u8], pattern: usize, end: usize) -> Option<usize> {
        if pattern < self.secrets.len() {
            return Some(end);
        }
        let is_of_token = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'_' | b'-');
        let rest = text[end..].iter().take_while(is_of_token).count();
        (TOKEN_MARK.len() + rest >= SHORTEST).then_some(end + rest)
    }

    /// Whether these are the secrets of the other, and no more.
    #[must_use]
    pub fn is_in(&self, other: &Self) -> bool {
        self.secrets.is_subset(&other.secrets)
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "({} secrets)", self.secrets.len())
    }
}

/// A secret as it is, and as JSON, a form and a path have it.
fn forms(secret: &str) -> Vec<Box<str>> {
    let quoted = serde_json::Value::from(secret).to_string();
    let of_form: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let of_path = of_form.replace('+', "%20");
    vec![secret.into(), quoted[1..quoted.len() - 1].into(), of_form.into(), of_path.into()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Secret;

    fn known() -> Known {
        let secret = |text: &str| Some(Secret::from(text));
        let user = User {
            id: "u".into(),
            name: "name-of-the-user".to_owned(),
            domain: "domain-of-the-user".to_owned(),
            token: secret("token-of-the-user"),
            access_key: secret("short"),
            secret_key: secret("token-of-the-user-and-more"),
            password: secret("p\"ss w\u{f6}rd&more"),
        };
        Known::of([user].iter())
    }

    #[test]
    fn every_form_of_a_secret_is_taken_out_and_nothing_else() {
        let issued = format!("MIID{}", "0123456789abcdef".repeat(12));
        for (text, expected) in [
            ("", ""),
            ("nothing of the user, short, MIID and MIIDa", "nothing of the user, short, MIID and MIIDa"),
            ("token-of-the-user", "[redacted]"),
            ("a token-of-the-user-and-more.", "a [redacted]."),
            ("token-of-the-usertoken-of-the-user-", "[redacted][redacted]-"),
            ("{\"a\":\"p\\\"ss w\u{f6}rd&more\"}", "{\"a\":\"[redacted]\"}"),
            ("a=p%22ss+w%C3%B6rd%26more&b", "a=[redacted]&b"),
            ("/p%22ss%20w%C3%B6rd%26more/", "/[redacted]/"),
            (&format!("ns-a-{issued}, {issued}"), "ns-a-[redacted], [redacted]"),
            (&format!("{issued}token-of-the-user"), "[redacted]"),
        ] {
            assert_eq!(String::from_utf8_lossy(&known().concealed(text.as_bytes())), expected);
        }
    }

    #[test]
    fn what_is_shown_of_it_is_a_number() {
        assert_eq!(format!("{:?}", known()), "(6 secrets)");
    }
}
