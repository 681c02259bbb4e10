//! The files that are looked at.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::{
    floor,
    imports::Imports,
    reading::{code_of, names_after, without_tests},
};

/// One file of the source.
pub(crate) struct File {
    /// From the root of the package, with `/`.
    pub(crate) path: String,
    /// As it is written.
    pub(crate) text: String,
    /// The text without comments and the insides of strings.
    pub(crate) code: String,
}

impl File {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_str().unwrap().to_owned();
        Self { code: code_of(&text), text, path }
    }

    /// The names from the module below the crate down to this file's own.
    pub(crate) fn modules(&self) -> Vec<&str> {
        self.path.strip_prefix("src/").unwrap().strip_suffix(".rs").unwrap().split('/').collect()
    }

    /// The path of its module in the crate; nothing for the root.
    pub(crate) fn module(&self) -> String {
        if self.path == "src/lib.rs" { String::new() } else { self.modules().join("::") }
    }

    /// The modules right below the crate that the code names, whichever way it takes.
    pub(crate) fn named_modules(&self) -> BTreeSet<String> {
        let climbs = "super::".repeat(self.modules().len());
        let absolute = ["crate::", "codearts_mock::"].into_iter().flat_map(|root| names_after(&self.code, root));
        let relative = names_after(&self.code, &climbs).into_iter().filter(|name| floor(name).is_some());
        absolute.chain(relative).collect()
    }
}

/// Who imports from whom in the library.
pub(crate) fn library() -> &'static Imports {
    static LIBRARY: LazyLock<Imports> = LazyLock::new(|| {
        let is_test = |file: &File| file.path.ends_with("/tests.rs");
        let is_of_it = |file: &&File| !matches!(file.modules()[0], "main" | "command") && !is_test(file);
        Imports::of(source().filter(is_of_it).map(|file| (file.module(), without_tests(&file.code))))
    });
    &LIBRARY
}

/// The files of the library and the program.
pub(crate) fn source() -> impl Iterator<Item = &'static File> {
    everything().iter().filter(|file| file.path.starts_with("src/"))
}

/// The same, and those of tests and benches.
pub(crate) fn everything() -> &'static [File] {
    static EVERYTHING: LazyLock<Vec<File>> =
        LazyLock::new(|| ["src", "tests", "benches"].into_iter().flat_map(files_below).collect());
    &EVERYTHING
}

/// Every Rust file below a folder, except what is a package of its own.
fn files_below(folder: &str) -> Vec<File> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        let is_package = |path: &PathBuf| path.join("Cargo.toml").exists() || path.ends_with("clients");
        folders.extend(entries.iter().filter(|path| path.is_dir() && !is_package(path)).cloned());
        let is_rust = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "rs");
        found.extend(entries.iter().filter(is_rust).map(|path| File::read(path)));
    }
    found
}
