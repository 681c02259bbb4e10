//! What serde says of a value that it cannot read, in words for a reader who does not know the types of a program.

use super::nearest;

/// The message with its types in words, and with the nearest right name where there is a wrong one.
#[must_use]
pub fn plain(message: &str) -> String {
    let (message, place) = cut_place(message);
    let text = wrong_type(message).or_else(|| wrong_name(message)).unwrap_or_else(|| message.to_owned());
    match place {
        Some((line, column)) => format!("{text} (line {line}, column {column})"),
        None => text,
    }
}

/// The message itself, and the line and column that `serde_json` puts behind it.
fn cut_place(message: &str) -> (&str, Option<(&str, &str)>) {
    let cut = message.rsplit_once(" at line ").and_then(|(text, place)| Some((text, place.split_once(" column ")?)));
    cut.map_or((message, None), |(text, place)| (text, Some(place)))
}

/// `invalid type: string "x", expected u16`, behind the name of a member or not.
fn wrong_type(message: &str) -> Option<String> {
    let start =
        ["invalid type: ", "invalid value: "].iter().find_map(|start| Some((message.find(start)?, start.len())));
    let (before, length) = start?;
    // What came may have these words in it, what is expected does not.
    let (got, expected) = message[before + length..].rsplit_once(", expected ")?;
    Some(format!("{}expected {}, got {}", &message[..before], wanted(expected), came(got)))
}

/// What a type asks for.
fn wanted(expected: &str) -> String {
    let number = |most: u64| format!("a whole number from 0 to {most}");
    match expected {
        "u8" => number(u8::MAX.into()),
        "u16" => number(u16::MAX.into()),
        "u32" => number(u32::MAX.into()),
        "u64" | "usize" => "a whole number not below 0".to_owned(),
        "i32" | "i64" => "a whole number".to_owned(),
        "f64" => "a number".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "an object".to_owned(),
        other if other.starts_with("struct ") || other.starts_with("internally tagged enum ") => "an object".to_owned(),
        other => other.to_owned(),
    }
}

/// What came: the value itself if serde tells it, else its kind.
fn came(got: &str) -> String {
    match got {
        "map" => "an object".to_owned(),
        "sequence" => "a list".to_owned(),
        "unit value" => "null".to_owned(),
        other => match other.strip_prefix("string ") {
            Some(text) => format!("{text} (a string)"),
            // integer `5`
            None => other.split_once('`').map_or(other, |(_, value)| value.trim_end_matches('`')).to_owned(),
        },
    }
}

/// ``unknown field `x`, expected one of `a`, `b` ``, the same of a variant, or ``expected `a` or `b` ``.
fn wrong_name(message: &str) -> Option<String> {
    let (_, list) = message.split_once("unknown field `").or_else(|| message.split_once("unknown variant `"))?;
    let (wrong, right) = list.split_once("`, expected ")?;
    let names = right.split('`').skip(1).step_by(2);
    nearest(wrong, names).map(|near| format!("{message}; did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_type_of_a_program_becomes_words_and_a_wrong_name_learns_the_nearest() {
        for (message, expected) in [
            (
                "status: invalid type: string \"500\", expected u16 at line 1 column 62",
                "status: expected a whole number from 0 to 65535, got \"500\" (a string) (line 1, column 62)",
            ),
            ("invalid value: integer `70000`, expected u16", "expected a whole number from 0 to 65535, got 70000"),
            ("invalid type: boolean `true`, expected a string", "expected a string, got true"),
            ("invalid type: null, expected i64", "expected a whole number, got null"),
            ("invalid type: map, expected a sequence", "expected a list, got an object"),
            (
                "invalid type: string \", expected \", expected a map",
                "expected an object, got \", expected \" (a string)",
            ),
            (
                "unknown field `tims`, expected one of `id`, `times`",
                "unknown field `tims`, expected one of `id`, `times`; did you mean `times`?",
            ),
            ("unknown variant `x`, expected `a` or `b`", "unknown variant `x`, expected `a` or `b`"),
            ("missing field `operation` at line 2 column 3", "missing field `operation` (line 2, column 3)"),
        ] {
            assert_eq!(plain(message), expected);
        }
    }
}
