//! The world that the settings describe: seed files, an inline seed, or the built-in one.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::store::{SeedError, World, WorldFile};

use super::SeedSettings;

/// The world of a server that is told of no other.
pub const DEFAULT_WORLD: &str = include_str!("../../fixtures/worlds/default.json");

/// Reads the world that the settings describe.
///
/// # Errors
/// A seed cannot be read or is not of the format; the text names file, line and JSON path.
pub fn world(settings: &SeedSettings) -> Result<World, String> {
    if settings.seed.is_empty() && settings.seed_json.is_none() {
        return of_text(DEFAULT_WORLD).map_err(|error| format!("the built-in world: {error}"));
    }
    let mut whole = WorldFile::empty();
    for path in &settings.seed {
        for file in files(path).map_err(|error| format!("{}: {error}", path.display()))? {
            let at = |error: SeedError| format!("{}: {}", file.display(), located(error, &file));
            let mut open = File::open(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            let seed = WorldFile::read(&mut open).map_err(|error| at(explained(&error, &file)))?;
            // Each file is checked alone, so that an error can be told by its line.
            whole.join(seed).map_err(at)?;
        }
    }
    if let Some(inline) = &settings.seed_json {
        let at = |error: SeedError| format!("the inline seed: {}", error.located_in(&mut inline.as_str().as_bytes()));
        whole.join(WorldFile::of_text(inline.as_str().as_bytes()).map_err(at)?).map_err(at)?;
    }
    whole.into_world().map_err(|error| match (settings.seed.as_slice(), &settings.seed_json) {
        ([file], None) if file.is_file() => format!("{}: {}", file.display(), located(error, file)),
        ([], Some(inline)) => format!("the inline seed: {}", error.located_in(&mut inline.as_str().as_bytes())),
        _ => format!("the seeds together: {error}"),
    })
}

/// Reads a world from a text in the seed's format.
///
/// # Errors
/// The text is not of the format; says where.
pub fn of_text(text: &str) -> Result<World, SeedError> {
    let located = |error: SeedError| error.located_in(&mut text.as_bytes());
    WorldFile::of_text(text.as_bytes()).map_err(located)?.into_world().map_err(located)
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
