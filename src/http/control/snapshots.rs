//! `GET /_mock/snapshots`, `GET|PUT|DELETE /_mock/snapshots/{name}`, `POST /_mock/snapshots/{name}/restore`

use axum::http::StatusCode;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    contract::beginning,
    namespace::{Namespace, NoSnapshot},
    store::Store,
};

use super::{
    answer::{SCHEMA_VERSION, done, json},
    refusal::Refusal,
    request::Control,
    state::shown,
    verb::Outcome,
};

/// The names of the snapshots.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Snapshots")]
pub(super) struct Names {
    /// The version of this document.
    schema_version: u32,
    /// The names.
    snapshots: Vec<String>,
}

/// The names of the snapshots.
pub(super) fn list(control: &Control) -> Outcome {
    let snapshots = control.namespace()?.snapshot_names();
    Ok(json(StatusCode::OK, &Names { schema_version: SCHEMA_VERSION, snapshots }))
}

/// A snapshot in the format of a seed.
pub(super) fn show(control: &Control) -> Outcome {
    let file = find(&*control.namespace()?, &control.name()?)?.export();
    shown(control, file)
}

/// Keeps the present under a name.
pub(super) fn take(control: &Control) -> Outcome {
    let name = control.name()?;
    check_name(&name)?;
    control.namespace()?.take_snapshot(&name).map_err(|why| match why {
        NoSnapshot::TooMany(most) => Refusal::bad(format!("There are {most} snapshots already; delete one first.")),
        NoSnapshot::Memory(full) => Refusal::memory(full),
    })?;
    Ok(done())
}

/// Refuses a name that has another meaning, or that a path or a query would spell otherwise.
fn check_name(name: &str) -> Result<(), Refusal> {
    if matches!(name, "now" | "seed") {
        return Err(Refusal::bad(format!("{name} is a name of its own; call the snapshot something else.")));
    }
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    if (1..=64).contains(&name.len()) && name.bytes().all(is_allowed) {
        return Ok(());
    }
    let shown = beginning(name, 80);
    let expected = "a snapshot is named by 1 to 64 letters, digits, underscores, dots and hyphens";
    Err(Refusal::bad(format!("{expected}, got \"{shown}\".")))
}

/// Forgets a snapshot.
pub(super) fn forget(control: &Control) -> Outcome {
    let (namespace, name) = (control.namespace()?, control.name()?);
    if namespace.forget_snapshot(&name) { Ok(done()) } else { Err(missing(&namespace, &name)) }
}

/// Makes a snapshot the present.
pub(super) fn restore(control: &Control) -> Outcome {
    let (namespace, name) = (control.namespace()?, control.name()?);
    if namespace.restore(&name).map_err(Refusal::memory)? { Ok(done()) } else { Err(missing(&namespace, &name)) }
}

/// The store that was kept under a name.
pub(super) fn find(namespace: &Namespace, name: &str) -> Result<Store, Refusal> {
    namespace.snapshot(name).ok_or_else(|| missing(namespace, name))
}

fn missing(namespace: &Namespace, name: &str) -> Refusal {
    let names = namespace.snapshot_names().join(", ");
    let there = if names.is_empty() { "there are none".to_owned() } else { format!("there are: {names}") };
    Refusal::new(StatusCode::NOT_FOUND, format!("There is no snapshot {name}; {there}."))
}
