//! The log of all servers in this process, at every level: each line is searched as it is written.

use std::{
    io::{self, Write},
    sync::Once,
};

use parking_lot::Mutex;
use tracing_subscriber::{fmt::layer, layer::SubscriberExt, registry, util::SubscriberInitExt};

use crate::secrets;

/// The lines that told something. Whoever writes one is a server, which must not fail in its test's place.
static TELLING: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Searches every line from now on.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    let lines = || layer().with_ansi(false).json().flatten_event(true).with_writer(|| Line);
    ONCE.call_once(|| registry().with(lines()).init());
}

/// Fails if a line has had a secret in it, of this test or of one beside it.
pub(crate) fn assert_silent() {
    let telling = std::mem::take(&mut *TELLING.lock());
    assert!(telling.is_empty(), "{}", telling.join("\n"));
}

/// Takes a line whole, as the log writes it.
struct Line;

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let line = String::from_utf8_lossy(bytes);
        if let Some(whose) = secrets::told(&line) {
            TELLING.lock().push(format!("the log tells the {whose}: {line}"));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
