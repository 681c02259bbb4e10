//! A queue of lines for a writer that may stop reading: bounded in bytes, written by a separate thread.
//!
//! Not `tracing-appender`: it bounds the number of lines instead of their bytes, prints to standard output when it
//! cannot end, and needs a second crate for time.

use std::io::{self, Write};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

/// The lines that wait, and the number of those that did not fit.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    /// Notified when there is something to write, and when everything is written.
    changed: Condvar,
    most: usize,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<u8>,
    lost: u64,
    is_writing: bool,
}

impl Queue {
    /// Starts a thread that writes the lines. About `most` bytes wait at most; `of_loss` makes the line that says how
    /// many lines did not fit or could not be written.
    ///
    /// # Errors
    /// The system refuses a thread.
    pub(super) fn start(
        writer: impl Write + Send + 'static,
        most: usize,
        of_loss: impl Fn(u64) -> String + Send + 'static,
    ) -> io::Result<Arc<Self>> {
        let queue = Arc::new(Self { state: Mutex::default(), changed: Condvar::new(), most });
        let own = Arc::clone(&queue);
        thread::Builder::new().name("log".to_owned()).spawn(move || own.work(writer, of_loss))?;
        Ok(queue)
    }

    /// Queues a line, or counts it as lost if there is no room. Never waits for the writer.
    fn push(&self, line: &[u8]) {
        let mut state = self.state.lock();
        // A line longer than the whole queue passes when the queue is empty.
        if state.waiting.is_empty() || state.waiting.len() + line.len() <= self.most {
            state.waiting.extend_from_slice(line);
        } else {
            state.lost += 1;
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Waits until every line is written, at most this long. Returns whether they were.
    pub(super) fn flush(&self, moment: Duration) -> bool {
        let end = Instant::now() + moment;
        let mut state = self.state.lock();
        while !state.waiting.is_empty() || state.is_writing {
            if self.changed.wait_until(&mut state, end).timed_out() {
                return false;
            }
        }
        true
    }

    fn work(&self, mut writer: impl Write, of_loss: impl Fn(u64) -> String) {
        let mut lines = Vec::new();
        loop {
            let lost = self.take(&mut lines);
            let mut failed = write(&mut writer, &lines);
            if lost > 0 && write(&mut writer, of_loss(lost).as_bytes()) > 0 {
                failed += lost;
            }
            lines.clear();
            if lines.capacity() > 2 * self.most {
                // Does not keep the memory of a very long line.
                lines = Vec::new();
            }
            self.written(failed);
        }
    }

    /// Waits for lines and takes all of them. Returns how many were lost meanwhile, which came after these.
    fn take(&self, lines: &mut Vec<u8>) -> u64 {
        let mut state = self.state.lock();
        while state.waiting.is_empty() {
            self.changed.wait(&mut state);
        }
        state.is_writing = true;
        std::mem::swap(&mut state.waiting, lines);
        std::mem::take(&mut state.lost)
    }

    fn written(&self, failed: u64) {
        let mut state = self.state.lock();
        state.is_writing = false;
        state.lost += failed;
        drop(state);
        self.changed.notify_all();
    }
}

/// Writes lines; returns how many could not be written.
fn write(writer: &mut impl Write, lines: &[u8]) -> u64 {
    let mut rest = lines;
    while !rest.is_empty() {
        match writer.write(rest) {
            Ok(0) => break,
            Ok(count) => rest = &rest[count..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    u64::try_from(memchr::memchr_iter(b'\n', rest).count()).unwrap_or(u64::MAX)
}

/// Writes one line at a time into the queue.
pub(super) struct Lines(Arc<Queue>);

impl Lines {
    pub(super) fn of(queue: &Arc<Queue>) -> Self {
        Self(Arc::clone(queue))
    }
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.push(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// Longer than anything here takes.
    const PATIENCE: Duration = Duration::from_secs(20);

    /// A writer that blocks until it is released, and sends on what it writes.
    struct Gate(Receiver<io::Result<()>>, Sender<String>);

    impl Write for Gate {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.recv().unwrap_or(Ok(()))?;
            let _ = self.1.send(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn start(most: usize) -> (Arc<Queue>, Sender<io::Result<()>>, Receiver<String>) {
        let ((let_it, gate), (told, written)) = (channel(), channel());
        let queue = Queue::start(Gate(gate, told), most, |number| format!("lost {number}\n")).unwrap();
        (queue, let_it, written)
    }

    #[test]
    fn lines_that_do_not_fit_are_lost_and_told_behind_those_that_did() {
        let (queue, let_it, written) = start(8);
        let push = |line: &str| Lines::of(&queue).write_all(line.as_bytes()).unwrap();

        push("zero\n");
        // The line has left the queue and is in the writer as soon as the next one fits.
        while queue.state.lock().waiting.starts_with(b"zero") {
            thread::yield_now();
        }
        ["one\n", "two\n", "three\n", "four\n"].into_iter().for_each(push);
        assert!(!queue.flush(Duration::ZERO), "nothing was written");
        drop(let_it);

        assert!(queue.flush(PATIENCE));
        assert_eq!(written.try_iter().collect::<Vec<_>>(), ["zero\n", "one\ntwo\n", "lost 2\n"]);
    }

    #[test]
    fn a_line_that_cannot_be_written_is_told_when_one_can() {
        let (queue, let_it, written) = start(100);

        let_it.send(Err(io::ErrorKind::StorageFull.into())).unwrap();
        Lines::of(&queue).write_all(b"one\n").unwrap();
        assert!(queue.flush(PATIENCE));
        drop(let_it);
        Lines::of(&queue).write_all(b"two\n").unwrap();

        assert!(queue.flush(PATIENCE));
        assert_eq!(written.try_iter().collect::<Vec<_>>(), ["two\n", "lost 1\n"]);
    }

    #[test]
    fn a_line_longer_than_all_the_room_passes_alone() {
        let (queue, let_it, written) = start(4);
        drop(let_it);

        Lines::of(&queue).write_all(b"a long line\n").unwrap();

        assert!(queue.flush(PATIENCE));
        assert_eq!(written.try_iter().collect::<Vec<_>>(), ["a long line\n"]);
    }
}
