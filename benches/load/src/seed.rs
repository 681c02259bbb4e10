//! Writes seed files of any size, without holding them in memory.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::signature::Credential;
use crate::workload::{PAGE_PROJECT, Target};

const USER: &str = "5b2f0e6c9d7a4183b6c0d1e2f3a49587";
const ACCESS_KEY: &str = "LOADHARNESSACCESSKEY";
const SECRET_KEY: &str = "w7JqT3vXo9RkZ1mYc5LbN8sHd2FgUe4PaViKxQ60";
const TIME: &str = "2024-09-20T06:38:49.000+00:00";

/// The twenty roles of the documented pipeline batch, each with the flags that it usually has.
const ROLES: [(i32, u8); 20] = [
    (3, 0b111_1111),
    (4, 0b011_1111),
    (5, 0b000_0100),
    (6, 0b000_0100),
    (7, 0b000_0100),
    (8, 0b000_0100),
    (9, 0b000_0111),
    (500, 0),
    (501, 0),
    (502, 0b111_1111),
    (503, 0b111_1111),
    (504, 0b111_1111),
    (505, 0),
    (506, 0),
    (507, 0),
    (508, 0),
    (509, 0),
    (510, 0),
    (511, 0),
    (512, 0),
];

const FLAGS: [&str; 7] = ["is_modify", "is_delete", "is_view", "is_execute", "is_copy", "is_forbidden", "is_manager"];

/// A directory for seed files that goes away with this value.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes the directory.
    ///
    /// # Errors
    ///
    /// When the temporary directory cannot be written.
    pub fn new() -> anyhow::Result<Self> {
        let path = std::env::temp_dir().join(format!("codearts-mock-load-{}", std::process::id()));
        fs::create_dir_all(&path).with_context(|| format!("create {}", path.display()))?;
        Ok(Self(path))
    }

    /// Path of a file in it.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a seed of `jobs` jobs and answers its path.
    ///
    /// # Errors
    ///
    /// When the disk is full.
    pub fn seed(&self, jobs: usize) -> anyhow::Result<PathBuf> {
        let path = self.file(&format!("{jobs}-jobs.json"));
        write_file(&path, jobs).with_context(|| format!("write {}", path.display()))?;
        Ok(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Left-overs in a temporary directory are no reason to fail.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// At most `wanted` of the jobs of a seed with `jobs` jobs, spread over all of it.
#[must_use]
pub fn target(jobs: usize, wanted: usize) -> Target {
    let step = jobs.div_ceil(wanted).max(1);
    let jobs = (0..jobs).step_by(step).map(job_id).collect();
    Target { project: PAGE_PROJECT.to_owned(), jobs, credential: None }
}

/// The credential of the seed's only user.
#[must_use]
pub fn credential() -> Credential {
    Credential::new(ACCESS_KEY, SECRET_KEY)
}

fn write_file(path: &Path, jobs: usize) -> anyhow::Result<()> {
    let mut output = BufWriter::with_capacity(1 << 20, File::create(path)?);
    write_world(&mut output, jobs)?;
    output.flush()?;
    Ok(())
}

fn write_world(output: &mut impl Write, jobs: usize) -> std::io::Result<()> {
    write!(output, r#"{{"schema_version":1,"users":{{"{USER}":{{"name":"load","token":"load-seed-token","#)?;
    write!(output, r#""access_key":"{ACCESS_KEY}","secret_key":"{SECRET_KEY}"}}}},"#)?;
    write!(output, r#""projects":{{"{PAGE_PROJECT}":{{"name":"load","roles":{{"#)?;
    for (index, (role, flags)) in ROLES.iter().enumerate() {
        write!(output, r#"{}"{role}":{{"name":"role {role}","build":"#, comma(index))?;
        write_flags(output, *flags)?;
        write!(output, r#","pipeline":["operation_query"]}}"#)?;
    }
    write!(output, r#"}},"members":{{"{USER}":[4]}},"jobs":{{"#)?;
    for index in 0..jobs {
        output.write_all(comma(index).as_bytes())?;
        write_job(output, index)?;
    }
    writeln!(output, "\n}}}}}}}}")
}

fn write_job(output: &mut impl Write, index: usize) -> std::io::Result<()> {
    write!(output, "\n\"{}\":{{\"creator\":\"{USER}\",\"project_switch\":false,", job_id(index))?;
    write!(output, r#""create_time":"{TIME}","last_update_time":"{TIME}","roles":{{"#)?;
    for (position, (role, flags)) in ROLES.iter().enumerate() {
        write!(output, r#"{}"{role}":"#, comma(position))?;
        // One flag differs from job to job, so that no two matrices can be counted on to be equal.
        let differing = scramble((index * ROLES.len() + position) as u64) % FLAGS.len() as u64;
        write_flags(output, flags ^ (1 << differing))?;
    }
    output.write_all(b"}}")
}

fn write_flags(output: &mut impl Write, flags: u8) -> std::io::Result<()> {
    let granted = FLAGS.iter().enumerate().filter(|(bit, _)| flags & (1 << bit) != 0);
    output.write_all(b"[")?;
    for (index, (_, flag)) in granted.enumerate() {
        write!(output, r#"{}"{flag}""#, comma(index))?;
    }
    output.write_all(b"]")
}

fn comma(index: usize) -> &'static str {
    if index == 0 { "" } else { "," }
}

/// 32 hex digits that look random, so that ids are not loaded in order.
fn job_id(index: usize) -> String {
    let index = index as u64;
    format!("{:016x}{:016x}", scramble(2 * index), scramble(2 * index + 1))
}

/// A bijection of 64 bits (the finalizer of splitmix64): different inputs give different ids.
pub(crate) fn scramble(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_json_with_every_job_and_twenty_roles_each() {
        let mut bytes = Vec::new();

        write_world(&mut bytes, 3).expect("memory does not fill up");

        let world: serde_json::Value = serde_json::from_slice(&bytes).expect("the seed is JSON");
        let jobs = world["projects"][PAGE_PROJECT]["jobs"].as_object().expect("jobs are an object");
        let roles: Vec<_> = jobs.values().map(|job| job["roles"].as_object().map(serde_json::Map::len)).collect();
        assert_eq!(roles, [Some(20); 3]);
    }

    #[test]
    fn a_target_names_jobs_from_all_over_the_seed() {
        let target = target(1000, 10);

        assert_eq!(target.jobs.len(), 10);
        assert_eq!(target.jobs[9], job_id(900));
    }
}
