//! The table of names whose values are secrets, and the only function that reads it.

/// Where a name occurs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// In a query or a form, or before a header's value.
    Parameter,
    /// In an object of JSON.
    Member,
}

/// Words that make a name secret, wherever they stand in it.
const WORDS: &[&str] = &[
    "ak",
    "sk",
    "auth",
    "oauth",
    "bearer",
    "cookie",
    "cookies",
    "cred",
    "creds",
    "jwt",
    "jwts",
    "otp",
    "pass",
    "passcode",
    "passphrase",
    "pwd",
    "pwds",
    "sessid",
    "session",
    "sessionid",
    "sessions",
    "sig",
    "sid",
];

/// Parts of a word that make a name secret: some names have no separator between their words.
const PARTS: &[&str] = &[
    "token",
    "secret",
    "password",
    "passwd",
    "passwort",
    "credential",
    "authorization",
    "signature",
    "sessid",
    "sessionid",
    "apikey",
    "accesskey",
];

/// Endings that make a name secret: header names in lower case have lost the separators of camel case.
const ENDINGS: &[&str] = &["pwd", "pass", "jwt", "auth", "key", "keys"];

/// Words with such an ending that mean something else.
const INNOCENT: &[&str] = &[
    "bypass", "compass", "trespass", "surpass", "unauth", "key", "keys", "monkey", "turkey", "donkey", "hotkey",
    "hotkeys",
];

/// Last words that make a name harmless, as in `password_expires_at`. `secret*` is secret whatever follows.
const DESCRIBING: &[&str] = &["at"];

/// Whole names that are secrets as parameters, but have many meanings in bodies.
const PARAMETERS: &[&str] = &["access", "code", "key", "sign"];

/// Groups of letters: the name of a secret contains all letters of one group. Most names do not, and are finished after
/// one check.
const GROUPS: &[&str] = &[
    "token",
    "secrt",
    "pas",
    "pwd",
    "key",
    "sk",
    "ak",
    "jwt",
    "auth",
    "sesion",
    "sesid",
    "code",
    "credntial",
    "cred",
    "sig",
    "sid",
    "bear",
    "cokie",
    "otp",
    "aces",
];

/// Whether the value of this name is a secret.
pub(super) fn is_secret(name: &str, place: Place) -> bool {
    may_be_secret(name) && is_secret_in(&words(name), place)
}

/// The letters of a text as a set.
const fn letters(text: &[u8]) -> u32 {
    let (mut set, mut index) = (0, 0);
    while index < text.len() {
        set |= 1 << (text[index] & 31);
        index += 1;
    }
    set
}

fn may_be_secret(name: &str) -> bool {
    const SETS: [u32; GROUPS.len()] = {
        let (mut sets, mut index) = ([0; GROUPS.len()], 0);
        while index < GROUPS.len() {
            sets[index] = letters(GROUPS[index].as_bytes());
            index += 1;
        }
        sets
    };
    let given = letters(name.as_bytes());
    SETS.iter().any(|set| given & set == *set)
}

fn is_secret_in(words: &[String], place: Place) -> bool {
    let is_key = |word: &String| word == "key" || word == "keys";
    let has = |known: &[&str], word: &String| known.contains(&word.as_str());
    let Some((last, before)) = words.split_last() else { return false };
    let begins = words[0].starts_with("secret");
    if before.is_empty() && place == Place::Parameter && has(PARAMETERS, last) {
        return true;
    }
    if !begins && !before.is_empty() && has(DESCRIBING, last) {
        return false;
    }
    let is_telling = |word: &String| {
        has(WORDS, word)
            || PARTS.iter().any(|part| word.contains(part))
            || (ENDINGS.iter().any(|ending| word.ends_with(ending)) && !has(INNOCENT, word))
    };
    let access = words.iter().position(|word| word == "access");
    begins
        || words.iter().any(is_telling)
        || (!before.is_empty() && is_key(last))
        || access.is_some_and(|access| words[access..].iter().any(is_key))
        // Without a separator: `accesskey` with something around it.
        || (last.starts_with("access") && (last.ends_with("key") || last.ends_with("keyid")))
}

/// The words of a name in lower case. They are separated by anything that is not a letter or digit, by digits, and by a
/// change of case.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map_or(' ', |index| letters[index]);
        let after = letters.get(index + 1).copied().unwrap_or(' ');
        // `APIKey` is `API` and `Key`, `apiKEY` is `api` and `KEY`.
        let is_hump =
            letter.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && after.is_lowercase()));
        if is_hump || !letter.is_alphabetic() {
            words.push(String::new());
        }
        if letter.is_alphabetic() {
            words.last_mut().expect("there is one from the beginning").extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_every_case() {
        for words in [
            "api key",
            "client secret",
            "user password",
            "access key id",
            "db pwd",
            "my jwt",
            "auth token",
            "hw ak",
            "hw sk",
        ] {
            let parts: Vec<&str> = words.split(' ').collect();
            let pascal = |part: &str| part[..1].to_uppercase() + &part[1..];
            let all: String = parts.iter().map(|part| pascal(part)).collect();
            let camel = format!("{}{}", parts[0], &all[parts[0].len()..]);
            for name in [
                parts.join("_"),
                parts.join("-"),
                parts.join("."),
                parts.join(" "),
                camel,
                all,
                parts.join("_").to_uppercase(),
            ] {
                assert!(is_secret(&name, Place::Member) && is_secret(&name, Place::Parameter), "{name}");
            }
        }
    }

    #[test]
    fn what_the_table_names_is_a_secret() {
        for name in WORDS.iter().chain(PARTS).chain(ENDINGS).filter(|name| !INNOCENT.contains(name)) {
            assert!(is_secret(name, Place::Member), "{name}");
            for longer in [format!("x_{name}"), format!("my-{name}"), format!("{name}_value"), format!("{name}2")] {
                assert!(is_secret(&longer, Place::Member), "{longer}");
            }
        }
        for name in PARAMETERS {
            assert_eq!([Place::Parameter, Place::Member].map(|place| is_secret(name, place)), [true, false], "{name}");
        }
        for name in [
            "secret",
            "secretKey",
            "secret_key_name",
            "secrets",
            "x_secret",
            "accesskey",
            "AccessKeyId",
            "accessIdKey",
            "private_key",
            "X-Api-Key",
            "APIKey",
            "apiKEY",
            "SK",
            "AK",
            "token2",
            "accesstoken",
            "JSESSIONID",
            "PHPSESSID",
            "session_id",
            "dbpass",
            "oauth2",
            "tokens[0]",
            "auth",
            "X-Auth",
            "clientSecret",
            "ssh-keys",
            "pass_word_secret",
            "passWord1",
            "AKSK_sk",
        ] {
            assert!(is_secret(name, Place::Member), "{name}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for name in [
            "",
            "author",
            "authorize",
            "authority",
            "operation_authorize",
            "permission",
            "keyword",
            "monkey",
            "keys",
            "key_name",
            "sky",
            "task",
            "asked",
            "ask",
            "passenger",
            "passed",
            "bypass",
            "compass",
            "sessionless",
            "design",
            "signed_at",
            "aka",
            "password_expires_at",
            "error_code",
            "encoded",
            "accessible",
            "access",
            "role_id",
            "side",
            "sidebar",
        ] {
            assert!(!is_secret(name, Place::Member), "{name}");
        }
    }
}
