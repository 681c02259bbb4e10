//! Tells code from comments and strings, and finds names and functions in it: as much of Rust as the formatter leaves open.

use std::collections::BTreeSet;

/// The first name of every path that follows `root`, also of those in braces.
pub(crate) fn names_after(code: &str, root: &str) -> Vec<String> {
    let is_whole = |at: usize| !code[..at].ends_with(|end: char| is_of_a_word(end) || end == ':');
    let places = code.match_indices(root).filter(|(at, _)| is_whole(*at));
    places.flat_map(|(at, _)| first_names(code[at + root.len()..].trim_start())).collect()
}

fn first_names(rest: &str) -> Vec<String> {
    let name = |text: &str| text.trim_start().chars().take_while(|letter| is_of_a_word(*letter)).collect::<String>();
    let Some(group) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let mut names = vec![name(group)];
    let mut depth = 1;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(name(&group[at + 1..])),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

pub(crate) fn is_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

pub(crate) fn words(text: &str) -> BTreeSet<&str> {
    text.split(|letter| !is_of_a_word(letter)).filter(|word| !word.is_empty()).collect()
}

/// The code without what only tests see.
pub(crate) fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        kept.push_str(&rest[..at]);
        let indent = kept.len() - kept.trim_end_matches(' ').len();
        rest = &rest[at..];
        let statement = rest.find(';').unwrap_or(rest.len());
        let is_block = rest.find('{').is_some_and(|brace| brace < statement);
        let closing = if is_block { format!("\n{}}}", " ".repeat(indent)) } else { ";".to_owned() };
        rest = rest.split_once(&closing).map_or("", |(_, rest)| rest);
    }
    kept + rest
}

/// Where each function begins and how many lines it has; the formatter has put its end below its first letter.
pub(crate) fn function_lengths(code: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let starts = (0..lines.len()).filter(|at| begins_a_function(lines[*at]));
    starts
        .map(|at| {
            let indent = lines[at].len() - lines[at].trim_start().len();
            let is_one_line = lines[at].ends_with(['}', ';', ',']);
            let closes = |line: &&str| {
                let is_below = line.len() - line.trim_start().len() == indent;
                is_below && (line.trim_start().starts_with('}') || line.ends_with(';'))
            };
            let length = lines[at + 1..].iter().position(closes).map_or(0, |length| length + 1);
            (at + 1, if is_one_line { 1 } else { length + 1 })
        })
        .collect()
}

/// Whether a line has `fn` and a name: a type of functions has no name.
fn begins_a_function(line: &str) -> bool {
    line.match_indices("fn ").any(|(at, _)| {
        let name = line[at + 3..].chars().next();
        !line[..at].ends_with(is_of_a_word) && name.is_some_and(|first| is_of_a_word(first) || first == '$')
    })
}

/// How many errors are texts: of functions that others may call, and of what is read from a text.
pub(crate) fn errors_that_are_texts(code: &str) -> usize {
    let starts =
        code.match_indices("pub").filter(|(at, _)| code[..*at].trim_end_matches(' ').ends_with('\n') || *at == 0);
    let signatures = starts
        .filter_map(|(at, _)| code[at..].split(['{', ';']).next())
        .filter(|item| begins_a_function(item.lines().next().unwrap_or_default()));
    let is_text = |signature: &&str| signature.contains("-> Result<") && signature.trim_end().ends_with(", String>");
    signatures.filter(is_text).count() + code.matches("type Err = String;").count()
}

/// The text with comments and the insides of strings left out, line by line as before.
pub(crate) fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = length_of_what_is_no_code(rest);
        if skipped > 0 {
            code.extend(rest[..skipped].chars().filter(|letter| *letter == '\n'));
            rest = &rest[skipped..];
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    code
}

/// How many bytes a comment, a string or a quoted quotation mark has that begins here; 0 if none does.
fn length_of_what_is_no_code(rest: &str) -> usize {
    let until = |end: &str, from: usize| rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return until("*/", 2);
    }
    if let Some(length) = length_of_letter(rest) {
        return length;
    }
    let hashes = rest.strip_prefix('r').map_or(0, |rest| rest.len() - rest.trim_start_matches('#').len());
    if rest.starts_with('r') && rest[1 + hashes..].starts_with('"') {
        return until(&format!("\"{}", "#".repeat(hashes)), 2 + hashes);
    }
    if !rest.starts_with('"') {
        return 0;
    }
    let mut is_escaped = false;
    let end = rest[1..].char_indices().find(|(_, letter)| {
        let ends = *letter == '"' && !is_escaped;
        is_escaped = *letter == '\\' && !is_escaped;
        ends
    });
    end.map_or(rest.len(), |(at, _)| at + 2)
}

/// The length of a letter in quotes, such as `'a'` or `'\n'`; a lifetime is none.
fn length_of_letter(rest: &str) -> Option<usize> {
    let letter = rest.strip_prefix('\'')?;
    let first = letter.chars().next()?;
    let length = if first == '\\' { 2 + letter[2..].find('\'')? } else { first.len_utf8() };
    letter[length..].starts_with('\'').then_some(length + 2)
}

#[test]
fn code_is_what_is_neither_comment_nor_string() {
    let code = code_of("a(\"b \\\" // c\", r#\"d \" e\"#, '\"', 'x'); // f\n/* g */ h::<'i>()");

    assert_eq!(words(&code), BTreeSet::from(["a", "h", "i"]));
    assert_eq!(
        names_after("use crate::{ a::{b, c}, d }; crate::e::f", "crate::"),
        ["a", "d", "e"].map(str::to_owned).to_vec()
    );
    assert_eq!(
        without_tests("a\n  #[cfg(test)]\n  fn b() {\n  }\nc #[cfg(test)] mod d;\ne")
            .split_whitespace()
            .collect::<String>(),
        "ace"
    );
}

#[test]
fn an_error_that_is_a_text_is_seen() {
    let code = "pub fn a() -> Result<u8, String> {\n}\npub(super) fn b(\n) -> Result<Vec<String>, String>;\n\
        fn c() -> Result<u8, String> {}\npub fn d() -> Result<String, E> {}\n    type Err = String;\n";

    assert_eq!(errors_that_are_texts(code), 3);
}

#[test]
fn a_function_is_seen_however_it_is_written() {
    let code = "fn a() {}\n    pub(super) fn b() {\n        1\n    }\n    fn c();\n    pub(in crate::d) const fn e(\n    ) -> f;\n\
        pub async fn g<H>()\n{\n}\npub(crate) type I = fn(J);\n    const fn $name() {\n    }\n";

    assert_eq!(function_lengths(code), [(1, 1), (2, 3), (5, 1), (6, 2), (8, 3), (12, 2)]);
}
