//! Attacks that wait: for a time-out of the server, or for as long as they have asked for.

use std::time::{Duration, Instant};

use super::attack::{Ending, LONGEST_WAIT};
use super::ground::Ground;
use crate::random::Random;
use crate::reference::JOB_BATCH_PATH;
use crate::request::Request;
use crate::wire::{Fault, Wire};

/// The pause after each byte of what comes in drops.
const DROP: Duration = Duration::from_millis(50);

/// More bytes than there is time for, one by one.
const DROPS: usize = 1000;

/// The least and the most connections of a crowd, around what the server is told to hold.
const CROWD: (u64, u64) = (150, 198);

pub(super) fn slow_head(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let start = format!("GET /v1/job/permission HTTP/1.1\r\nHost: {}\r\nX-Slow: ", ground.host);
    // The head is under way when the drops begin: after nothing, after a part of the first line, or in a header.
    let sent = random.index(start.len() + 1);
    let mut wire = ground.connect(limit)?;
    wire.send(&start.as_bytes()[..sent])?;
    let rest = [&start.as_bytes()[sent..], &[b'a'; DROPS]].concat();
    Ok(wire.drip(&rest, DROP)?.into())
}

pub(super) fn stalled_head(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let request = ground.read(&Ground::any_namespace(random)).bytes(&ground.host);
    let sent = random.index(request.len());
    let mut wire = ground.connect(limit)?;
    wire.send(&request[..sent])?;
    Ok(wire.reply()?.into())
}

/// The connection of a client that was refused before its body was read is cut like any other that is idle.
pub(super) fn silence_after_refusal(ground: &Ground, _: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let mut wire = ground.connect(limit)?;
    wire.exchange(&ground.refused[0])?;
    wire.until_closed()?;
    Ok(Ending::Cut)
}

/// Connections that are answered once and then idle, about as many as the server holds.
pub(super) fn crowd(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let request = ground.read(&Ground::any_namespace(random)).bytes(&ground.host);
    let size = CROWD.0 + random.below(CROWD.1 - CROWD.0 + 1);
    let began = Instant::now();
    let mut wires: Vec<Wire> = Vec::new();
    for _ in 0..size {
        // The limit is that of the whole crowd.
        let mut wire = ground.connect(limit.saturating_sub(began.elapsed()))?;
        wire.exchange(&request)?;
        wires.push(wire);
    }
    for mut wire in wires {
        wire.until_closed()?;
    }
    Ok(Ending::Cut)
}

pub(super) fn slow_body(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let mut wire = begun_body(ground, random, limit)?;
    Ok(wire.drip(&[b' '; DROPS], DROP)?.into())
}

pub(super) fn stalled_body(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let mut wire = begun_body(ground, random, limit)?;
    Ok(wire.reply()?.into())
}

/// A batch whose body is announced, and begun by an opening brace.
fn begun_body(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Wire, Fault> {
    let mut wire = ground.connect(limit)?;
    let batch = head().with_token().header("X-Mock-Namespace", &Ground::any_namespace(random));
    wire.send(&batch.bytes(&ground.host))?;
    Ok(wire)
}

/// The refusal comes before the body, however slowly that comes.
pub(super) fn slow_refused_body(ground: &Ground, _: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let mut wire = ground.connect(limit)?;
    wire.send(&head().bytes(&ground.host))?;
    Ok(wire.drip(&[b' '; DROPS], DROP)?.into())
}

fn head() -> Request {
    Request::write("POST", JOB_BATCH_PATH, "{".to_owned()).announcing(DROPS + 1)
}

pub(super) fn long_poll(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let query = format!("after={}&wait={}", u32::MAX, random.pause(LONGEST_WAIT).as_millis());
    let request = ground.control("GET", "/_mock/requests", &query, &Ground::any_namespace(random));
    Ok(ground.connect(limit)?.exchange(&request)?.into())
}

pub(super) fn expectation(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let wait = random.pause(LONGEST_WAIT).as_millis();
    let body = format!(r#"{{"operation":"ShowJobInfo","timeout_ms":{wait}}}"#);
    let request =
        Request::write("POST", "/_mock/verify", body).header("X-Mock-Namespace", &Ground::any_namespace(random));
    Ok(ground.connect(limit)?.exchange(&request.bytes(&ground.host))?.into())
}

pub(super) fn delay(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let wait = random.pause(LONGEST_WAIT).as_millis().to_string();
    let request = ground.read(&Ground::any_namespace(random)).header("X-Mock-Delay-Ms", &wait);
    Ok(ground.connect(limit)?.exchange(&request.bytes(&ground.host))?.into())
}

/// The beginning of a TLS 1.2 record with a hello, as a client sends it that was given `https` by mistake.
pub(super) fn tls_hello(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let hello = [&[0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03][..], &random.bytes(506)].concat();
    let mut wire = ground.connect(limit)?;
    Ok(wire.exchange(&hello)?.into())
}

pub(super) fn garbage(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let length = 1 + random.index(4096);
    let bytes = random.bytes(length);
    let mut wire = ground.connect(limit)?;
    Ok(wire.exchange(&bytes)?.into())
}
