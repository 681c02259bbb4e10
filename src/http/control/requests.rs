//! `GET /_mock/requests`

use std::{sync::Arc, time::Duration};

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout_at};

use crate::{
    fault::LONGEST_WAIT,
    journal::{Entry, Filter},
    namespace::Session,
};

use super::{Outcome, Refusal, SCHEMA_VERSION, Waiting, json, operations::check_name, request::Control};

/// Which exchanges are asked for.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Question {
    /// Only calls of this operation.
    operation: Option<String>,
    /// Only answers with this status.
    status: Option<u16>,
    /// Only exchanges after the one of this number.
    after: u64,
    /// Wait so many milliseconds until there is one.
    #[schemars(range(max = LONGEST))]
    wait: u64,
}

/// What happened.
#[derive(Serialize, JsonSchema)]
pub(super) struct Journal<'a> {
    /// The version of this document.
    schema_version: u32,
    /// How many exchanges there were in all, forgotten ones too.
    written: u64,
    /// Those that were asked for, the oldest first.
    requests: &'a [Arc<Entry>],
}

/// The requests that are asked for, the oldest first.
pub(super) fn list(control: Control) -> Waiting {
    Box::pin(async move {
        let Question { operation, status, after, wait } = control.query()?;
        operation.as_deref().map_or(Ok(()), check_name)?;
        let filter = Filter { operation, status, after, pattern: None };
        let namespace = control.namespace()?;
        // The session is asked for at each look: a reset while somebody waits begins another one.
        let find = || {
            let mut entries = entries(&control.session(&namespace));
            entries.retain(|entry| filter.takes(entry));
            (!entries.is_empty()).then_some(entries)
        };
        let requests = wait_for(&control, wait, find).await?.unwrap_or_default();
        let written = control.session(&namespace).journal.lock().written();
        Ok(json(StatusCode::OK, &Journal { schema_version: SCHEMA_VERSION, written, requests: &requests })) as Outcome
    })
}

/// No call waits longer than this, in milliseconds, unless another time is set.
pub(super) const LONGEST: u64 = LONGEST_WAIT.as_secs() * 1000;

/// What is said to a call that would wait on a connection which health needs.
const CROWDED: &str = "Every connection is busy, so there is none to wait on. Ask without waiting, wait for fewer things \
    at once, or start the server with another --max-connections.";

/// Waits until there is something, the time is over, or the server is about to stop.
pub(super) async fn wait_for<T>(
    control: &Control,
    milliseconds: u64,
    mut find: impl FnMut() -> Option<T>,
) -> Result<Option<T>, Refusal> {
    let longest = control.app.max_wait.as_millis();
    if u128::from(milliseconds) > longest {
        return Err(Refusal::bad(format!("A call may wait {longest} ms at the most, as --max-wait-ms says.")));
    }
    let deadline = Instant::now() + Duration::from_millis(milliseconds);
    loop {
        // Asked for before looking, so that an entry in between is not missed.
        let mut recorded = std::pin::pin!(control.app.recorded.notified());
        recorded.as_mut().enable();
        if let Some(found) = find() {
            return Ok(Some(found));
        }
        if milliseconds > 0 && control.is_crowded() {
            return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, CROWDED));
        }
        let ended = tokio::select! {
            ended = timeout_at(deadline, recorded) => ended.is_err(),
            () = control.app.lifecycle.draining() => true,
        };
        if ended {
            return Ok(find());
        }
    }
}

/// All that a session's journal still knows.
pub(super) fn entries(session: &Session) -> Vec<Arc<Entry>> {
    session.journal.lock().entries()
}
