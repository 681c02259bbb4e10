//! Where the world of a server comes from: seed files, an inline seed, or the built-in one.

use std::{
    error::Error,
    fmt,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    str::FromStr,
};

use crate::store::World;

use super::{SeedError, WorldFile};

/// The world to start from.
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Seeds {
    /// A file or directory with the world to start from, instead of the built-in one; repeatable, in the variable a
    /// comma list
    // No delimiter on the command line, where a comma may be part of a path.
    #[cfg_attr(feature = "cli", arg(long = "seed", id = "seed", env = "CODEARTS_MOCK_SEED", value_name = "PATH"))]
    pub paths: Vec<PathBuf>,

    /// The world to start from, as JSON
    #[cfg_attr(
        feature = "cli",
        arg(long = "seed-json", id = "seed_json", env = "CODEARTS_MOCK_SEED_JSON", value_name = "JSON")
    )]
    pub inline: Option<InlineSeed>,
}

/// A world in JSON. It holds tokens and keys, so it is never shown.
#[derive(Clone, Eq, PartialEq)]
pub struct InlineSeed(String);

impl InlineSeed {
    /// The JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for InlineSeed {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for InlineSeed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "InlineSeed({} bytes)", self.0.len())
    }
}

/// Why there is no world of the seeds: which of them cannot be had, and why.
#[derive(Debug)]
pub struct UnusableSeed {
    seed: String,
    source: Box<dyn Error + Send + Sync>,
}

impl UnusableSeed {
    fn new(seed: impl fmt::Display, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { seed: seed.to_string(), source: source.into() }
    }
}

impl fmt::Display for UnusableSeed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.seed, self.source)
    }
}

impl Error for UnusableSeed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

impl Seeds {
    /// How an error calls a seed that is no file.
    const INLINE: &str = "the inline seed";

    /// Reads the world that the seeds describe together; without any it is the built-in one.
    ///
    /// # Errors
    /// A seed cannot be read or is not of the format; the text names file, line and JSON path.
    pub fn world(&self) -> Result<World, UnusableSeed> {
        if self.paths.is_empty() && self.inline.is_none() {
            return Ok(World::built_in());
        }
        let mut whole = WorldFile::empty();
        for path in &self.paths {
            for file in files(path).map_err(|error| UnusableSeed::new(path.display(), error))? {
                // Each file is checked alone, so that an error can be told by its line.
                let seed = read(&file)?;
                whole.join(seed).map_err(|error| UnusableSeed::new(file.display(), located(error, &file)))?;
            }
        }
        if let Some(inline) = &self.inline {
            let at = |error| UnusableSeed::new(Self::INLINE, inline.located(error));
            whole.join(WorldFile::of_text(inline.0.as_bytes()).map_err(at)?).map_err(at)?;
        }
        whole.into_world().map_err(|error| match (self.paths.as_slice(), &self.inline) {
            ([file], None) if file.is_file() => UnusableSeed::new(file.display(), located(error, file)),
            ([], Some(inline)) => UnusableSeed::new(Self::INLINE, inline.located(error)),
            _ => UnusableSeed::new("the seeds together", error),
        })
    }
}

impl InlineSeed {
    fn located(&self, error: SeedError) -> SeedError {
        error.located_in(&mut self.0.as_bytes())
    }
}

impl World {
    /// The seed of the world that a server has if it is told of no other.
    pub const BUILT_IN: &'static str = include_str!("../../../fixtures/worlds/default.json");

    /// The world that a server has if it is told of no other.
    ///
    /// ```
    /// use codearts_mock::{MockServer, World};
    ///
    /// let server = MockServer::builder().world(World::built_in()).start();
    ///
    /// assert!(serde_json::to_string(&server.state()).unwrap().contains("administrator"));
    /// ```
    #[must_use]
    pub fn built_in() -> Self {
        Self::BUILT_IN.parse().expect("the built-in world is tested with every build")
    }
}

/// Reads a world from a text in the seed's format.
///
/// ```
/// use codearts_mock::World;
///
/// let refused = "{\"schema_version\": 1,\n \"user\": {}}".parse::<World>().unwrap_err();
///
/// assert_eq!((refused.line, refused.column), (2, 8));
/// ```
impl FromStr for World {
    type Err = SeedError;

    fn from_str(text: &str) -> Result<Self, SeedError> {
        let located = |error: SeedError| error.located_in(&mut text.as_bytes());
        WorldFile::of_text(text.as_bytes()).map_err(located)?.into_world().map_err(located)
    }
}

fn read(file: &Path) -> Result<WorldFile, UnusableSeed> {
    let mut open = File::open(file).map_err(|error| UnusableSeed::new(file.display(), error))?;
    WorldFile::read(&mut open)
        .map_err(|error| UnusableSeed::new(file.display(), located(explained(&error, file), file)))
}

/// What is wrong with a file that could not be read, with the JSON path if the file can be read once more.
fn explained(error: &serde_json::Error, file: &Path) -> SeedError {
    SeedError::explained(error, again(file).as_mut().map(|open| open as &mut dyn Read))
}

/// The error with its line in the file, if the file can be read once more.
fn located(error: SeedError, file: &Path) -> SeedError {
    match again(file) {
        Some(mut open) => error.located_in(&mut open),
        None => error,
    }
}

/// The file, opened once more. What is no regular file, such as a pipe, has nothing left to read.
fn again(file: &Path) -> Option<File> {
    if file.is_file() { File::open(file).ok() } else { None }
}

/// The file itself, or the JSON files of a directory in the order of their names.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in path.read_dir()? {
        let file = entry?.path();
        if file.extension().is_some_and(|extension| extension == "json") {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "there is no *.json in this directory"));
    }
    Ok(files)
}
