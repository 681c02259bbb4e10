//! `GET|PUT /_mock/state`, `GET /_mock/state/diff`, `POST /_mock/seed`, `POST /_mock/reset`

use std::sync::Arc;

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    memory::Kind,
    namespace::Namespace,
    store::{Store, World, WorldFile},
};

use super::{Outcome, Refusal, done, json, request::Control};

/// How a state is shown.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Shown {
    /// Whether to mask the users' credentials.
    redact: bool,
}

/// The present state. The users' credentials are a part of it, unless they are to be masked; issued tokens never are.
pub(super) fn show(control: &Control) -> Outcome {
    let file = control.namespace()?.session().look(Store::export);
    shown(control, file)
}

/// A state, masked if that is asked for.
pub(super) fn shown(control: &Control, mut file: WorldFile) -> Outcome {
    let Shown { redact } = control.query()?;
    if redact {
        file.redact();
    }
    let text = serde_json::to_string_pretty(&file).map_err(|error| Refusal::bad(error.to_string()))?;
    Ok(super::text("application/json", text + "\n"))
}

/// Makes a seed the present; a reset returns to where it returned before.
pub(super) fn put(control: &Control) -> Outcome {
    let world = world(control, None)?;
    control.namespace()?.put(world);
    done()
}

/// What becomes of the present state.
#[derive(Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Seeding {
    /// "replace", or "merge" to keep what the seed does not name.
    #[schemars(extend("enum" = ["replace", "merge"]))]
    mode: String,
}

impl Default for Seeding {
    fn default() -> Self {
        Self { mode: "replace".to_owned() }
    }
}

/// Makes a seed what a reset returns to, and resets.
pub(super) fn seed(control: &Control) -> Outcome {
    let Seeding { mode } = control.query()?;
    let namespace = control.namespace()?;
    let present = match mode.as_str() {
        "replace" => None,
        "merge" => Some(namespace.session().look(Store::export)),
        other => return Err(Refusal::bad(format!("mode: expected replace or merge, got {other}."))),
    };
    namespace.begin_with(world(control, present)?);
    done()
}

/// Forgets all that happened, in one swap.
pub(super) fn reset(control: &Control) -> Outcome {
    control.namespace()?.reset();
    done()
}

/// The world that the body describes, laid over another one if there is one.
fn world(control: &Control, under: Option<WorldFile>) -> Result<Arc<World>, Refusal> {
    control.check_object()?;
    let refused = |error: crate::store::SeedError| Refusal::bad(error.located_in(&mut &*control.body).to_string());
    let file = WorldFile::of_text(&control.body).map_err(refused)?;
    let whole = match under {
        None => file,
        Some(mut under) => {
            under.merge(file);
            under
        }
    };
    let mut world = whole.into_world().map_err(refused)?;
    let mut share = control.share(Kind::State);
    share.grow(world.size()).map_err(Refusal::memory)?;
    world.count_in(share);
    Ok(Arc::new(world))
}

/// The two states to compare.
#[derive(Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Span {
    /// A snapshot's name, or seed for what a reset returns to.
    from: String,
    /// A snapshot's name, or now for the present.
    to: String,
}

/// One step of a JSON Patch (RFC 6902).
#[derive(JsonSchema)]
#[expect(dead_code, reason = "its schema stands for the type of another crate")]
pub(super) struct PatchStep {
    /// What is done.
    #[schemars(extend("enum" = ["add", "remove", "replace", "move", "copy", "test"]))]
    op: String,
    /// JSON pointer of the place in the seed.
    path: String,
    /// The new value.
    value: Option<Value>,
}

impl Default for Span {
    fn default() -> Self {
        Self { from: "seed".to_owned(), to: "now".to_owned() }
    }
}

/// What differs between two states. Credentials are masked: they do not differ where it matters.
pub(super) fn diff(control: &Control) -> Outcome {
    let Span { from, to } = control.query()?;
    let namespace = control.namespace()?;
    let patch = json_patch::diff(&state_of(&namespace, &from)?, &state_of(&namespace, &to)?);
    Ok(json(StatusCode::OK, &patch))
}

/// The state of a name: a snapshot's, the seed or the present.
fn state_of(namespace: &Namespace, name: &str) -> Result<Value, Refusal> {
    let mut file = match name {
        "now" => namespace.session().look(Store::export),
        "seed" => namespace.seed_store().export(),
        snapshot => super::snapshots::find(namespace, snapshot)?.export(),
    };
    file.redact();
    serde_json::to_value(&file).map_err(|error| Refusal::bad(error.to_string()))
}
