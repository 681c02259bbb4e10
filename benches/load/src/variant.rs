//! One way of starting one program: what a row of the table stands for.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// Where the release build of the project puts the server.
pub const DEFAULT_SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/release/codearts-mock");

/// A program with the arguments and variables that make it this row.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Name of the row.
    pub name: String,
    /// The executable.
    pub program: PathBuf,
    /// Arguments before `--port`.
    pub arguments: Vec<String>,
    /// Environment variables added to a cleaned environment.
    pub environment: Vec<(String, String)>,
}

impl Variant {
    /// `program` with default settings.
    #[must_use]
    pub fn plain(name: &str, program: &Path) -> Self {
        Self { name: name.to_owned(), program: program.to_owned(), arguments: Vec::new(), environment: Vec::new() }
    }

    /// The reference server `name`, built beside this harness.
    ///
    /// # Errors
    ///
    /// When the harness cannot tell where it is, or the reference server is not there.
    pub fn reference(name: &str) -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("find this program")?.with_file_name(name);
        anyhow::ensure!(program.exists(), "{} is missing: cargo build --release --bins", program.display());
        Ok(Self::plain(name, &program))
    }

    /// The same program under another row name, with more arguments.
    #[must_use]
    pub fn with_arguments(&self, suffix: &str, arguments: &[&str]) -> Self {
        let mut variant = self.clone();
        variant.name = format!("{} {suffix}", self.name);
        variant.arguments.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        variant
    }

    /// The same row, remembering the world of the seed file `path` instead of the default one.
    #[must_use]
    pub fn with_seed(&self, path: &Path) -> Self {
        let mut variant = self.clone();
        variant.environment.push(("CODEARTS_MOCK_SEED".to_owned(), path.display().to_string()));
        variant
    }
}
