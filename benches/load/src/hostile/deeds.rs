//! Attacks that are made at once: refused, reset, huge, or many.

use std::time::Duration;

use super::attack::Ending;
use super::ground::Ground;
use crate::random::Random;
use crate::wire::Fault;
use crate::workload::role_put;

/// After how long at most a client leaves that has asked for a large answer.
const IMPATIENCE: Duration = Duration::from_millis(30);

/// Of so many visits to a namespace one ends it.
const VISITS: u64 = 20;

/// A refusal before the body, then a granted request, on the same connection if the server keeps it.
pub(super) fn refusal(ground: &Ground, limit: Duration, size: usize) -> Result<Ending, Fault> {
    let granted = ground.read("default").bytes(&ground.host);
    let mut wire = ground.connect(limit)?;
    let refusal = wire.exchange(&ground.refused[size])?;
    if refusal.stays {
        wire.exchange(&granted)?;
    }
    Ok(refusal.into())
}

pub(super) fn reset_in_request(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let request = *random.choose(&[&ground.refused[2], &ground.refused[3], &ground.unknown[0], &ground.huge_name]);
    let sent = random.index(request.len().min(1 << 21));
    let mut wire = ground.connect(limit)?;
    // The server may have cut first.
    if wire.send(&request[..sent]) == Err(Fault::Late) {
        return Err(Fault::Late);
    }
    wire.reset();
    Ok(Ending::Left)
}

pub(super) fn reset_in_answer(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let mut wire = ground.connect(limit)?;
    wire.send(&ground.control("GET", "/_mock/state", "", "default"))?;
    std::thread::sleep(random.pause(IMPATIENCE));
    wire.reset();
    Ok(Ending::Left)
}

pub(super) fn half_close(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let mut wire = ground.connect(limit)?;
    wire.send(&ground.read(&Ground::any_namespace(random)).bytes(&ground.host))?;
    wire.close_sending_side()?;
    Ok(wire.reply()?.into())
}

/// A write and a read in the next namespace, which is dropped now and then.
pub(super) fn namespaces(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let name = ground.next_namespace();
    let job = random.choose(&ground.target.jobs);
    let write = role_put(job, random.below(2) == 0).with_token().header("X-Mock-Namespace", &name);
    let mut wire = ground.connect(limit)?;
    let written = wire.exchange(&write.bytes(&ground.host))?;
    if !written.stays {
        return Ok(written.into());
    }
    let last = if random.below(VISITS) == 0 {
        ground.control("DELETE", &format!("/_mock/namespaces/{name}"), "", "default")
    } else {
        ground.read(&name).bytes(&ground.host)
    };
    let last = wire.exchange(&last)?;
    Ok(Ending::from(written).max(last.into()))
}

pub(super) fn journal(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let path = random.choose(&["/_mock/requests", "/_mock/repro", "/_mock/namespaces"]);
    let request = ground.control("GET", path, "", &Ground::any_namespace(random));
    Ok(ground.connect(limit)?.exchange(&request)?.into())
}

pub(super) fn huge_name(ground: &Ground, _: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    Ok(ground.connect(limit)?.exchange(&ground.huge_name)?.into())
}

pub(super) fn unknown(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let request = random.choose(&ground.unknown);
    Ok(ground.connect(limit)?.exchange(request)?.into())
}

/// Takes, shows, compares, restores and forgets a few snapshots, and shows the state.
pub(super) fn snapshots(ground: &Ground, random: &mut Random, limit: Duration) -> Result<Ending, Fault> {
    let namespace = *random.choose(&["snapshots_0", "snapshots_1"]);
    let path = format!("/_mock/snapshots/{}", random.choose(&["one", "two", "three"]));
    let request = match random.below(6) {
        0 | 1 => ground.control("PUT", &path, "", namespace),
        2 => ground.control("GET", &path, "", namespace),
        3 => ground.control("POST", &format!("{path}/restore"), "", namespace),
        4 => ground.control("GET", "/_mock/state", "", namespace),
        _ => ground.control("GET", "/_mock/state/diff", "", namespace),
    };
    Ok(ground.connect(limit)?.exchange(&request)?.into())
}
