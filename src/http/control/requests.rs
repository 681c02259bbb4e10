//! `GET /_mock/requests`

use std::{iter::once, sync::Arc};

use axum::{body::Body, http::Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::journal::{Entry, Filter, News};

use super::{
    answer::SCHEMA_VERSION,
    operations::check_name,
    pieces,
    request::Control,
    verb::Waiting,
    waiting::{Watch, watch},
};

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
        let seen = watch(&control, wait, after, Wanted(filter)).await?;
        Ok(response(seen.found.into_iter().flatten(), seen.written))
    })
}

/// Exchanges of which somebody wants the next ones.
struct Wanted(Filter);

impl Watch for Wanted {
    type Found = Vec<Arc<Entry>>;

    fn reads(&self) -> bool {
        false
    }

    fn look(&mut self, news: &News) -> Option<Vec<Arc<Entry>>> {
        let wanted: Vec<_> = news.entries.iter().filter(|entry| self.0.takes(entry)).cloned().collect();
        (!wanted.is_empty()).then_some(wanted)
    }

    // What has happened since is looked at from the same number on.
    fn begin_anew(&mut self) {}
}

/// The document, entry by entry: of an entry the bodies are read again to be shown, which takes a while for all of them.
fn response(requests: impl Iterator<Item = Arc<Entry>> + Send + Unpin + 'static, written: u64) -> Response<Body> {
    let frame = Journal { schema_version: SCHEMA_VERSION, written, requests: &[] };
    let mut begin = serde_json::to_vec(&frame).expect("numbers are JSON");
    let end = begin.split_off(begin.len() - "]}".len());
    let entries = requests.enumerate().map(|(index, entry)| {
        let mut part = if index == 0 { Vec::new() } else { b",".to_vec() };
        serde_json::to_writer(&mut part, &entry).expect("an entry is texts, numbers and JSON, and memory takes all");
        part
    });
    pieces::response("application/json", once(begin).chain(entries).chain(once(end)))
}
