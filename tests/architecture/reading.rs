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

fn is_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

pub(crate) fn words(text: &str) -> BTreeSet<&str> {
    text.split(|letter| !is_of_a_word(letter)).filter(|word| !word.is_empty()).collect()
}

/// Where each function begins and how many lines it has; the formatter has put its last brace below its first letter.
pub(crate) fn function_lengths(code: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let begins = |line: &str| words(line.split('(').next().unwrap_or_default()).contains("fn") && line.contains('(');
    let starts = (0..lines.len()).filter(|at| begins(lines[*at]));
    starts
        .map(|at| {
            let indent = lines[at].len() - lines[at].trim_start().len();
            let closing = format!("{}}}", " ".repeat(indent));
            let is_one_line = lines[at].ends_with(['}', ';', ',']);
            let length = lines[at..].iter().position(|line| line.starts_with(&closing)).unwrap_or(0);
            (at + 1, if is_one_line { 1 } else { length + 1 })
        })
        .collect()
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
    if rest.starts_with("'\"'") {
        return 3;
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

#[test]
fn code_is_what_is_neither_comment_nor_string() {
    let code = code_of("a(\"b \\\" // c\", r#\"d \" e\"#, '\"', 'x'); // f\n/* g */ h::<'i>()");

    assert_eq!(words(&code), BTreeSet::from(["a", "h", "i", "x"]));
    assert_eq!(
        names_after("use crate::{ a::{b, c}, d }; crate::e::f", "crate::"),
        ["a", "d", "e"].map(str::to_owned).to_vec()
    );
    assert_eq!(function_lengths("fn a() {}\n    fn b() {\n        1\n    }\n    fn c();\n"), [(1, 1), (2, 3), (5, 1)]);
}
