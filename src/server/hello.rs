//! Clients that begin with a TLS handshake on the plain port: logs the mistake, at most once a minute.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// A client that retries must not fill the log.
const SILENCE: Duration = Duration::from_mins(1);

/// When such a client was last logged.
#[derive(Debug, Default)]
pub(super) struct TlsNotice {
    last: Mutex<Option<Instant>>,
}

impl TlsNotice {
    /// Logs a client that speaks TLS, unless one was logged within the last minute.
    #[cold]
    pub(super) fn tell(&self, peer: Option<SocketAddr>, now: Instant) -> bool {
        let mut last = self.last.lock();
        if last.is_some_and(|last| now.duration_since(last) < SILENCE) {
            return false;
        }
        *last = Some(now);
        drop(last);
        let peer = peer.map(tracing::field::display);
        tracing::warn!(
            peer,
            "a client began a TLS handshake, and this port speaks plain HTTP; most likely its endpoint has no scheme, so that \
             it took https for granted: write http:// in front of it"
        );
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_speaks_tls_is_told_of_once_a_minute() {
        let (notice, start) = (TlsNotice::default(), Instant::now());
        let second = Duration::from_secs(1);

        let told = [0, 1, 59, 60, 61, 119, 120].map(|seconds| notice.tell(None, start + second * seconds));

        assert_eq!(told, [true, false, false, true, false, false, true]);
    }
}
