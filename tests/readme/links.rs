//! The links of a document, and the headings that they can lead to.

use std::collections::BTreeMap;

/// What a document says outside its blocks of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// The targets of all links that lead to another place in this repository: a path, an anchor, or both.
pub(super) fn relative(text: &str) -> Vec<&str> {
    prose(text)
        .flat_map(|line| line.split("](").skip(1))
        .map(|rest| rest.split_once(')').unwrap().0)
        .filter(|target| !target.contains("://"))
        .collect()
}

/// The anchors that GitHub gives the headings: lower case, hyphens for blanks, no other punctuation, a number when repeated.
pub(super) fn anchors(text: &str) -> Vec<String> {
    let mut seen = BTreeMap::<String, usize>::new();
    let headings =
        prose(text).filter_map(|line| line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')));
    headings
        .map(|heading| {
            let is_kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
            let anchor = heading.trim().to_lowercase().chars().filter(is_kept).collect::<String>().replace(' ', "-");
            let earlier = seen.entry(anchor.clone()).or_default();
            *earlier += 1;
            if *earlier == 1 { anchor } else { format!("{anchor}-{}", *earlier - 1) }
        })
        .collect()
}

#[test]
fn links_and_headings_in_code_do_not_count() {
    let text = "# One `two`, 3\n[a](b.md#c) and [d](https://e.test)\n```sh\n# not [f](g)\n```\n## One two 3\n[h](#i)";

    assert_eq!(relative(text), ["b.md#c", "#i"]);
    assert_eq!(anchors(text), ["one-two-3", "one-two-3-1"]);
}
