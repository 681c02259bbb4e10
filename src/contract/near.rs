//! What was probably meant by a wrong word: the one measure that all of them are compared by.

/// How alike two words must be, from 0 to 1, for one to be offered in place of the other.
const ALIKE_ENOUGH: f64 = 0.8;

/// The longest word, in bytes, that is compared: a hostile client's megabyte of a name is not worth it.
const LONGEST_WORD: usize = 128;

/// How alike a wrong word and a right one are, from 0 to 1; a very long one, whichever it is, is like no other.
#[must_use]
pub fn likeness(wrong: &str, right: &str) -> f64 {
    if wrong.len().max(right.len()) > LONGEST_WORD { 0.0 } else { strsim::jaro_winkler(wrong, right) }
}

/// The right word that is nearest to a wrong one, if one is near at all.
pub fn nearest<'a>(wrong: &str, right: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    right
        .into_iter()
        .map(|word| (likeness(wrong, word), word))
        .filter(|(likeness, _)| *likeness >= ALIKE_ENOUGH)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, word)| word)
}

/// The question after a sentence that tells a wrong word; nothing if no right one is near.
pub fn did_you_mean<'a>(wrong: &str, right: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wrong, right).map_or_else(String::new, |near| format!(" Did you mean {near}?"))
}

/// Whether two ids differ by one character that is wrong, missing or too many, or by two that changed places.
///
/// Ids are no words: any two of a form are much alike, so that only a slip counts. This takes time in proportion to their
/// length where `strsim::osa_distance` takes its square, and a refusal asks for thousands of ids.
#[must_use]
pub fn is_one_slip_from(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len().abs_diff(right.len()) > 1 {
        return false;
    }
    let before = left.iter().zip(right).take_while(|(one, other)| one == other).count();
    let (left, right) = (&left[before..], &right[before..]);
    let after = left.iter().rev().zip(right.iter().rev()).take_while(|(one, other)| one == other).count();
    match (&left[..left.len() - after], &right[..right.len() - after]) {
        ([_], [_] | []) | ([], [_]) => true,
        ([one, two], [other, another]) => one == another && two == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_a_wrong_missing_additional_or_exchanged_character() {
        for slip in ["abxd", "abd", "abccd", "abdc", "xabcd", "abc"] {
            assert!(is_one_slip_from(slip, "abcd"), "{slip}");
        }
        for other in ["abcd", "xbcx", "ab", "dcba", ""] {
            assert!(!is_one_slip_from(other, "abcd"), "{other}");
        }
    }

    #[test]
    fn a_near_name_is_found_and_a_far_one_is_not() {
        let names = ["is_modify", "is_delete", "is_view"];

        assert_eq!(nearest("is_modfy", names), Some("is_modify"));
        assert_eq!(nearest("colour", names), None);
    }

    #[test]
    fn a_word_of_great_length_is_like_no_other() {
        let (long, longer) = ("x".repeat(128), "x".repeat(129));

        assert_eq!(nearest(&long, [long.as_str()]), Some(long.as_str()));
        assert_eq!(nearest(&longer, [long.as_str()]), None);
        // The other way round, where it is a client's own names that are searched for the right one.
        assert_eq!(nearest(&long, [longer.as_str()]), None);
    }
}
