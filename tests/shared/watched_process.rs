//! A server in a process of its own: what it has logged is searched at its end, and what it remembers before that.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{self, Command},
    sync::atomic::{AtomicU32, Ordering},
};

use serde_json::Value;

use crate::secrets::assert_no_secret;

/// The file that a server logs into.
pub(crate) struct Log(PathBuf);

impl Log {
    /// Has a command log everything into a new file, unless it was told otherwise.
    pub(crate) fn of(command: &mut Command) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("{}-{}.log", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        command.stderr(File::create(&path).unwrap());
        if !command.get_envs().any(|(name, _)| name == "CODEARTS_MOCK_LOG_LEVEL") {
            command.env("CODEARTS_MOCK_LOG_LEVEL", "trace");
        }
        Self(path)
    }

    /// What was logged so far.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.0).unwrap()).into_owned()
    }

    /// Fails if anything that was logged is a secret.
    pub(crate) fn examine(&self) {
        assert_no_secret("the log of a process", &self.text());
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Fails if the journal of a namespace of a running server, or the script of it, has a secret in it. A server that takes
/// no connections any more is about to end.
pub(crate) fn examine_journals(url: &str) {
    let ask = |path: &str| ureq::get(format!("{url}/_mock/{path}")).call().ok()?.body_mut().read_to_string().ok();
    let listed: Value = serde_json::from_str(&ask("namespaces").unwrap_or_default()).unwrap_or_default();
    for namespace in listed["namespaces"].as_array().into_iter().flatten() {
        for what in ["requests", "repro"] {
            let place = format!("{what}?namespace={}", namespace["name"].as_str().unwrap());
            assert_no_secret(&place, &ask(&place).expect("it was there a moment ago"));
        }
    }
}
