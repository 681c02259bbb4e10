//! `GET|PUT /_mock/state`, `POST /_mock/seed`, `POST /_mock/reset`

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    memory::Kind,
    store::{SeedError, World, WorldFile},
};

use super::{
    answer::{self, done},
    refusal::Refusal,
    request::Control,
    verb::Outcome,
};

/// How a state is shown.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Shown {
    /// Whether to mask the users' credentials.
    redact: bool,
}

/// The present state. The users' credentials are a part of it, unless they are to be masked; issued tokens never are.
pub(super) fn show(control: &Control) -> Outcome {
    let present = control.namespace()?.session().view();
    shown(control, present.export())
}

/// A state, masked if that is asked for.
pub(super) fn shown(control: &Control, mut file: WorldFile) -> Outcome {
    let Shown { redact } = control.query()?;
    if redact {
        file.redact();
    }
    let text = serde_json::to_string_pretty(&file).map_err(|error| Refusal::bad(error.to_string()))?;
    Ok(answer::text("application/json", text + "\n"))
}

/// Makes a seed the present; a reset returns to where it returned before.
pub(super) fn put(control: &Control) -> Outcome {
    let world = world(control)?;
    control.namespace()?.put(world);
    Ok(done())
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
    match mode.as_str() {
        "replace" => namespace.begin_with(world(control)?),
        "merge" => {
            let laid = file(control)?;
            namespace.merge(|present| {
                let mut whole = present.export();
                whole.merge(laid.clone());
                counted(control, whole)
            })?;
        }
        other => return Err(Refusal::bad(format!("mode: expected replace or merge, got {other}."))),
    }
    Ok(done())
}

/// Forgets all that happened, in one swap.
pub(super) fn reset(control: &Control) -> Outcome {
    drop(control.namespace()?.reset());
    Ok(done())
}

/// The world that the body describes.
fn world(control: &Control) -> Result<Arc<World>, Refusal> {
    counted(control, file(control)?).map(Arc::new)
}

/// The world that a seed describes, for which there is room in memory.
fn counted(control: &Control, file: WorldFile) -> Result<World, Refusal> {
    let mut world = file.into_world().map_err(|error| refused(control, error))?;
    let mut share = control.share(Kind::State);
    share.grow(world.size()).map_err(Refusal::memory)?;
    world.count_in(share);
    // Made here, where nobody waits for it, and not by the first request that is written down.
    let _known = world.known();
    Ok(world)
}

/// The seed in the body.
fn file(control: &Control) -> Result<WorldFile, Refusal> {
    control.check_object()?;
    WorldFile::of_text(&control.body).map_err(|error| refused(control, error))
}

/// The refusal of a seed, with the place in the body.
fn refused(control: &Control, error: SeedError) -> Refusal {
    Refusal::bad(error.located_in(&mut &*control.body).to_string())
}
