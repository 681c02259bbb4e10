//! Waiting for what a journal is going to have: each entry is looked at once, outside the journal's lock.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use axum::http::StatusCode;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::{
    journal::News,
    namespace::{Namespace, Session},
};

use super::{refusal::Refusal, request::Control};

/// What is said to a call that would wait on a connection which health needs.
const CROWDED: &str = "Every connection is busy, so there is none to wait on. Ask without waiting, wait for fewer things \
    at once, or start the server with another --max-connections.";

/// How long each of those who wait rests between two looks, for every one of them: so all of them together look no more
/// than a thousand times a second, however many they are.
const REST: Duration = Duration::from_millis(1);

/// Entries of so many bytes are looked at without leaving the thread.
const SHORT: usize = 128 * 1024;

/// Somebody who looks at what happens until there is what they wait for.
pub(super) trait Watch: Send + 'static {
    /// What they wait for.
    type Found: Send + 'static;

    /// Whether looking means to read what was said.
    fn reads(&self) -> bool;

    /// Looks at what is new.
    fn look(&mut self, news: &News) -> Option<Self::Found>;

    /// Forgets what was seen: a reset has forgotten it, too.
    fn begin_anew(&mut self);
}

/// What there was at the last look.
pub(super) struct Seen<F> {
    /// What was waited for.
    pub(super) found: Option<F>,
    /// The number of the last exchange.
    pub(super) written: u64,
}

/// Looks until there is something, the time is over, or the server is about to stop; at the exchanges after the one of a number.
pub(super) async fn watch<W: Watch>(
    control: &Control,
    milliseconds: u64,
    after: u64,
    watch: W,
) -> Result<Seen<W::Found>, Refusal> {
    check_time(control, milliseconds)?;
    let namespace = control.namespace()?;
    let mut place = Place { namespace: &namespace, control, session: Weak::new(), after, seen: after };
    if milliseconds == 0 {
        return Ok(place.look(watch).await.1);
    }
    let deadline = Instant::now() + Duration::from_millis(milliseconds);
    let waiter = control.app.recorded.wait_in(namespace.name());
    let mut watch = watch;
    let mut is_over = false;
    loop {
        // Asked for before looking, so that an entry in between is not missed.
        let mut recorded = std::pin::pin!(waiter.rings.notified());
        recorded.as_mut().enable();
        let (same, seen) = place.look(watch).await;
        if is_over || seen.found.is_some() {
            return Ok(seen);
        }
        if control.is_crowded() {
            return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, CROWDED));
        }
        watch = same;
        let looked = Instant::now();
        is_over = tokio::select! {
            ended = timeout_at(deadline, recorded) => ended.is_err(),
            () = control.app.lifecycle.draining() => true,
        };
        if !is_over {
            sleep_until(deadline.min(looked + REST * control.app.recorded.waiting())).await;
        }
    }
}

/// Refuses a call that would wait for longer than is allowed.
fn check_time(control: &Control, milliseconds: u64) -> Result<(), Refusal> {
    let longest = control.app.limits.max_wait.as_millis();
    if u128::from(milliseconds) > longest {
        return Err(Refusal::bad(format!("A call may wait {longest} ms at the most, as --max-wait-ms says.")));
    }
    Ok(())
}

/// Up to where somebody has looked.
struct Place<'a> {
    namespace: &'a Arc<Namespace>,
    control: &'a Control,
    /// Whose journal it was; the session itself is let go of when it is over.
    session: Weak<Session>,
    after: u64,
    seen: u64,
}

impl Place<'_> {
    /// Lets somebody look at what is new.
    async fn look<W: Watch>(&mut self, mut watch: W) -> (W, Seen<W::Found>) {
        // The session is asked for at each look: a reset while somebody waits begins another one.
        let session = self.control.session(self.namespace);
        if !std::ptr::eq(self.session.as_ptr(), Arc::as_ptr(&session)) {
            self.session = Arc::downgrade(&session);
            self.seen = self.after;
            watch.begin_anew();
        }
        let news = session.journal.lock().news(self.seen);
        drop(session);
        // After a number that is still to come, nothing is new until then.
        self.seen = self.seen.max(news.written);
        let written = news.written;
        let (watch, found) = look_at(self.control, watch, news).await;
        (watch, Seen { found, written })
    }
}

/// Looks at what is new: here if that is little, and else where nobody waits for it.
async fn look_at<W: Watch>(control: &Control, mut watch: W, news: News) -> (W, Option<W::Found>) {
    let is_long = watch.reads() && is_long(&news);
    let look = move || {
        let found = watch.look(&news);
        (watch, found)
    };
    if is_long { control.app.apart.look(look).await } else { look() }
}

/// Whether it takes a while to read what is new.
pub(super) fn is_long(news: &News) -> bool {
    news.entries.iter().map(|entry| entry.said.size()).sum::<usize>() > SHORT
}

#[cfg(test)]
mod tests;
