//! The documents say what the code says, and their links lead somewhere. `UPDATE_FIXTURES=1` writes the derived tables.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test may")]

#[path = "readme/links.rs"]
mod links;
#[path = "readme/tables.rs"]
mod tables;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Folders that hold what others have written.
const FOREIGN: &[&str] = &["target", "node_modules"];

/// Every Markdown file of the repository, by its path.
fn documents() -> BTreeMap<PathBuf, String> {
    let mut documents = BTreeMap::new();
    collect(Path::new(ROOT), &mut documents);
    documents
}

fn collect(folder: &Path, documents: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_markdown = path.extension().is_some_and(|extension| extension == "md");
        if path.is_dir() && !name.starts_with('.') && !FOREIGN.contains(&name.as_str()) {
            collect(&path, documents);
        } else if path.is_file() && is_markdown {
            documents.insert(path.clone(), fs::read_to_string(&path).unwrap());
        }
    }
}

/// The document as a failure names it.
fn shown(path: &Path) -> String {
    path.strip_prefix(ROOT).unwrap().display().to_string()
}

#[test]
fn the_tables_of_the_documents_are_those_of_the_code() {
    let tables = tables::tables();

    let mut places: BTreeMap<_, _> = tables.iter().map(|(name, _)| (*name, Vec::new())).collect();
    for (path, written) in documents() {
        let mut derived = written.clone();
        for (name, table) in &tables {
            if let Some(text) = with_table(&derived, name, table) {
                derived = text;
                places.get_mut(name).unwrap().push(shown(&path));
            }
        }
        if env::var_os("UPDATE_FIXTURES").is_some() && derived != written {
            fs::write(&path, &derived).unwrap();
        } else {
            let stale: Vec<_> = derived.lines().filter(|line| !written.lines().any(|other| other == *line)).collect();
            let place = shown(&path);
            assert!(written == derived, "{place}: write it with UPDATE_FIXTURES=1; new lines:\n{}", stale.join("\n"));
        }
    }

    let not_once: BTreeMap<_, _> = places.iter().filter(|(_, found)| found.len() != 1).collect();
    assert!(not_once.is_empty(), "each table stands in one document: {not_once:?}");
}

/// The text with the table between the markers of this name replaced; nothing if the markers are not there.
fn with_table(text: &str, name: &str, table: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&end).unwrap();
    Some(format!("{before}{begin}{table}{end}{after}"))
}

#[test]
fn every_relative_link_leads_to_a_file_and_a_heading() {
    // The published crate leaves out some of what the documents link to.
    if !Path::new(ROOT).join(".ci/run").exists() {
        return;
    }

    let documents = documents();
    for (path, text) in &documents {
        for link in links::relative(text) {
            let (file, anchor) = link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor)));
            let target = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            let target = target.canonicalize().unwrap_or_else(|_| panic!("{}: there is no {link}", shown(path)));
            if let Some(anchor) = anchor {
                let has_heading = links::anchors(&documents[&target]).iter().any(|other| other == anchor);
                assert!(has_heading, "{}: there is no heading {link}", shown(path));
            }
        }
    }
}

#[test]
fn the_readme_links_to_every_document_in_docs() {
    let documents = documents();
    let linked = links::relative(&documents[&Path::new(ROOT).join("README.md")]);

    for path in documents.keys().map(|path| shown(path)).filter(|path| path.starts_with("docs/")) {
        let is_linked = linked.iter().any(|link| link.split('#').next() == Some(path.as_str()));
        assert!(is_linked, "README.md has no link to {path}");
    }
}
