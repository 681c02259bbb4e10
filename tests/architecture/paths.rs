//! Finds the modules that a file declares, what it imports, and the paths in its code.

use super::reading::is_of_a_word;

/// One name that a `use` brings into a file.
pub(crate) struct Use {
    /// What it is called there.
    pub(crate) name: String,
    /// Where it is from, as it is written.
    pub(crate) path: Vec<String>,
    /// Whether it is a `pub use`, of whatever width.
    pub(crate) is_passed_on: bool,
}

/// The modules that stand in files of their own.
pub(crate) fn child_modules(code: &str) -> Vec<&str> {
    let items = code.lines().map(|line| without_visibility(line).0);
    items.filter_map(|item| item.strip_prefix("mod ")?.strip_suffix(';')).collect()
}

/// Everything that the file imports, at the top or within a function.
pub(crate) fn uses(code: &str) -> Vec<Use> {
    let mut found = Vec::new();
    for statement in statements(code) {
        let (tree, is_passed_on) = without_visibility(&code[statement]);
        let tree: String =
            tree.trim_start_matches("use ").trim_end_matches(';').split_whitespace().collect::<Vec<_>>().join(" ");
        add_tree(&tree, &[], is_passed_on, &mut found);
    }
    found
}

/// The code without its imports and the modules that it declares.
pub(crate) fn without_uses(code: &str) -> String {
    let mut rest = code.to_owned();
    for statement in statements(code).into_iter().rev() {
        rest.replace_range(statement, "");
    }
    let is_module = |line: &&str| without_visibility(line).0.starts_with("mod ");
    rest.lines().filter(|line| !is_module(line)).collect::<Vec<_>>().join("\n")
}

/// Where the `use` statements are.
fn statements(code: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        let is_inside = found.last().is_some_and(|last: &std::ops::Range<usize>| at < last.end);
        if !is_inside && without_visibility(line.trim()).0.starts_with("use ") {
            found.push(at..at + code[at..].find(';').map_or(0, |end| end + 1));
        }
        at += line.len();
    }
    found
}

/// An item without `pub` or `pub(...)` in front, and whether that was there.
fn without_visibility(item: &str) -> (&str, bool) {
    let item = item.trim_start();
    match item.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => (rest[rest.find(')').map_or(0, |end| end + 1)..].trim_start(), true),
        Some(rest) if rest.starts_with(' ') => (rest.trim_start(), true),
        _ => (item, false),
    }
}

fn add_tree(tree: &str, prefix: &[String], is_passed_on: bool, found: &mut Vec<Use>) {
    let tree = tree.trim();
    let head = tree.find('{').unwrap_or(tree.len());
    let mut path = prefix.to_vec();
    path.extend(tree[..head].split("::").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned));
    if let Some(group) = tree.get(head + 1..) {
        for branch in branches(group.strip_suffix('}').unwrap_or(group)) {
            add_tree(branch, &path, is_passed_on, found);
        }
        return;
    }
    let Some(last) = path.pop() else { return };
    let (last, name) =
        last.split_once(" as ").map_or((last.clone(), last.clone()), |(last, name)| (last.to_owned(), name.to_owned()));
    let name = if last == "self" {
        path.last().cloned().unwrap_or_default()
    } else {
        path.push(last);
        name
    };
    found.push(Use { name, path, is_passed_on });
}

/// What the commas of a group keep apart.
fn branches(group: &str) -> Vec<&str> {
    let mut depth = 0;
    group
        .split(|letter| {
            depth += i32::from(letter == '{') - i32::from(letter == '}');
            letter == ',' && depth == 0
        })
        .filter(|branch| !branch.trim().is_empty())
        .collect()
}

/// Every path of two names or more.
pub(crate) fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for piece in code.split(|letter| !is_of_a_word(letter) && letter != ':') {
        let names: Vec<String> = piece.split("::").map(|name| name.trim_matches(':').to_owned()).collect();
        let names: Vec<String> = names.into_iter().take_while(|name| !name.is_empty()).collect();
        if names.len() > 1 {
            found.push(names);
        }
    }
    found
}
