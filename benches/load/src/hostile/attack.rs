//! What is done to the server: one row for each kind, how long it may take and how it may end.

use std::time::{Duration, Instant};

use super::ground::Ground;
use super::{deeds, waits};
use crate::random::Random;
use crate::reply::Reply;
use crate::wire::Fault;

/// How long the server waits for a head, and lets a connection be idle.
pub const HEADER_TIMEOUT: Duration = Duration::from_secs(2);

/// How long the server waits for a body.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(3);

/// What is granted to the server beside what it waits for: the machine is busy.
const SLACK: Duration = Duration::from_secs(3);

/// What a long poll, an expectation and a delay wait at most.
pub const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// A cut is due within twice the time-out.
const HEAD_IS_CUT: Duration = HEADER_TIMEOUT.saturating_mul(2).saturating_add(SLACK);
const BODY_IS_CUT: Duration = BODY_TIMEOUT.saturating_mul(2).saturating_add(SLACK);
const WAIT_IS_OVER: Duration = LONGEST_WAIT.saturating_add(SLACK);
const ANSWER: Duration = Duration::from_secs(5);
const LARGE_ANSWER: Duration = Duration::from_secs(20);

/// How one attack ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// With a status below 400.
    Answered,
    /// With another status.
    Refused,
    /// The server closed or reset the connection.
    Cut,
    /// The client left on purpose.
    Left,
    /// Nothing came within the limit.
    Hung,
}

impl From<Reply> for Ending {
    fn from(reply: Reply) -> Self {
        if reply.status < 400 { Self::Answered } else { Self::Refused }
    }
}

/// Which clients make an attack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Those that wait most of the time.
    Slow,
    /// Those that are busy.
    Fast,
}

/// One kind of attack.
pub struct Attack {
    /// Its name in the table.
    pub name: &'static str,
    /// Who makes it.
    pub pace: Pace,
    /// After how long it counts as hung.
    pub limit: Duration,
    /// Whether an answer must come: a cut is a fault then.
    pub is_answer_due: bool,
    /// Whether no two clients make it at once, as it takes much memory for a moment.
    pub is_alone: bool,
    run: fn(&Ground, &mut Random, Duration) -> Result<Ending, Fault>,
}

impl Attack {
    /// Makes the attack; answers how it ended, and after how long.
    #[must_use]
    pub fn make(&self, ground: &Ground, random: &mut Random) -> (Ending, Duration) {
        let began = Instant::now();
        let ending = match (self.run)(ground, random, self.limit) {
            Ok(ending) => ending,
            Err(Fault::Cut) => Ending::Cut,
            Err(Fault::Late) => Ending::Hung,
        };
        (ending, began.elapsed())
    }
}

/// An attack that may end anyhow, if only it ends.
const fn slow(
    name: &'static str,
    limit: Duration,
    run: fn(&Ground, &mut Random, Duration) -> Result<Ending, Fault>,
) -> Attack {
    Attack { name, pace: Pace::Slow, limit, is_answer_due: false, is_alone: false, run }
}

/// An attack of a busy client.
const fn fast(
    name: &'static str,
    limit: Duration,
    run: fn(&Ground, &mut Random, Duration) -> Result<Ending, Fault>,
) -> Attack {
    Attack { pace: Pace::Fast, ..slow(name, limit, run) }
}

impl Attack {
    const fn answered(self) -> Self {
        Self { is_answer_due: true, ..self }
    }

    const fn alone(self) -> Self {
        Self { is_alone: true, ..self }
    }
}

/// Every kind of attack.
pub const ATTACKS: &[Attack] = &[
    slow("head in drops", HEAD_IS_CUT, waits::slow_head),
    slow("head that stops", HEAD_IS_CUT, waits::stalled_head),
    slow("silence after a refusal", HEAD_IS_CUT, waits::silence_after_refusal),
    slow("crowd of idle connections", HEAD_IS_CUT, waits::crowd).alone(),
    slow("body in drops", BODY_IS_CUT, waits::slow_body),
    slow("refused body in drops", BODY_IS_CUT, waits::slow_refused_body),
    slow("body that stops", BODY_IS_CUT, waits::stalled_body),
    slow("long poll", WAIT_IS_OVER, waits::long_poll).answered(),
    slow("expectation not met", WAIT_IS_OVER, waits::expectation).answered(),
    slow("delay", WAIT_IS_OVER, waits::delay).answered(),
    slow("TLS hello", HEAD_IS_CUT, waits::tls_hello),
    slow("garbage", HEAD_IS_CUT, waits::garbage),
    fast("refusal, body of 2 B", ANSWER, |ground, _, limit| deeds::refusal(ground, limit, 0)).answered(),
    fast("refusal, body of 1 KB", ANSWER, |ground, _, limit| deeds::refusal(ground, limit, 1)).answered(),
    fast("refusal, body of 100 KB", ANSWER, |ground, _, limit| deeds::refusal(ground, limit, 2)).answered(),
    fast("refusal, body of 2 MB", ANSWER, |ground, _, limit| deeds::refusal(ground, limit, 3)).answered(),
    fast("reset in a request", ANSWER, deeds::reset_in_request),
    fast("reset in an answer", ANSWER, deeds::reset_in_answer),
    fast("half-close", ANSWER, deeds::half_close).answered(),
    fast("namespaces in a round", ANSWER, deeds::namespaces).answered(),
    fast("journal", ANSWER, deeds::journal).answered(),
    fast("field name of 12.5 MB", LARGE_ANSWER, deeds::huge_name).answered().alone(),
    fast("5,000 unknown things", LARGE_ANSWER, deeds::unknown).answered().alone(),
    fast("snapshots and states", LARGE_ANSWER, deeds::snapshots).answered().alone(),
];

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;

    fn listener() -> (TcpListener, Ground) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let ground = Ground::new(listener.local_addr().expect("it is bound"));
        (listener, ground)
    }

    #[test]
    fn a_server_that_says_nothing_has_hung() {
        let (_listener, ground) = listener();
        let attack = fast("x", Duration::from_millis(50), deeds::half_close);

        let (ending, took) = attack.make(&ground, &mut Random::new(1, 1));

        assert_eq!(ending, Ending::Hung);
        assert!(took >= attack.limit);
    }

    #[test]
    fn an_answer_ends_an_attack_by_its_status() {
        let (listener, ground) = listener();
        let server = std::thread::spawn(move || {
            for status in ["200 OK", "503 Service Unavailable"] {
                let (mut stream, _) = listener.accept().expect("somebody connects");
                // Otherwise the end of the connection is a reset.
                stream.read_to_end(&mut Vec::new()).expect("the sending side is closed");
                write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").expect("it is taken");
            }
        });
        let attack = fast("x", Duration::from_secs(10), deeds::half_close);

        let endings = [1, 2].map(|stream| attack.make(&ground, &mut Random::new(1, stream)).0);

        server.join().expect("it has answered twice");
        assert_eq!(endings, [Ending::Answered, Ending::Refused]);
    }

    #[test]
    fn clients_of_both_paces_have_something_to_do_that_others_may_do_too() {
        for pace in [Pace::Slow, Pace::Fast] {
            assert!(ATTACKS.iter().any(|attack| attack.pace == pace && !attack.is_alone));
        }
    }
}
