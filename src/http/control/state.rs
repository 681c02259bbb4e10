//! `GET|PUT /_mock/state`, `POST /_mock/seed`, `POST /_mock/reset`

use std::{io::Read, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    let text = serde_json::to_string_pretty(&file).map_err(Refusal::about)?;
    Ok(answer::text("application/json", text + "\n"))
}

/// Makes a seed the present; a reset returns to where it returned before.
pub(super) fn put(control: &Control) -> Outcome {
    let world = world(control)?;
    control.namespace()?.put(world);
    Ok(done())
}

/// How a seed is laid.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Seeding {
    /// What becomes of the present state.
    mode: Mode,
}

/// What becomes of the present state.
#[derive(Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Mode {
    /// It goes.
    #[default]
    Replace,
    /// What the seed does not name is kept.
    Merge,
}

/// Makes a seed what a reset returns to, and resets.
pub(super) fn seed(control: &Control) -> Outcome {
    let Seeding { mode } = control.query()?;
    let namespace = control.namespace()?;
    match mode {
        Mode::Replace => namespace.begin_with(world(control)?),
        Mode::Merge => {
            let laid = file(control)?;
            namespace.merge(|present| {
                let mut whole = present.export();
                whole.merge(laid.clone());
                counted(control, whole)
            })?;
        }
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
    WorldFile::parse(&control.body).map_err(|error| {
        // Where there is no room for the values that explain it, it is told without them.
        let room = if SeedError::explains(&control.body) { control.room_for_values() } else { None };
        let mut body = &*control.body;
        let again = room.as_ref().map(|_| &mut body as &mut dyn Read);
        refused(control, SeedError::explained(&error, again))
    })
}

/// The refusal of a seed, with the place in the body.
fn refused(control: &Control, error: SeedError) -> Refusal {
    let error = error.located_in(&mut &*control.body);
    Refusal::about(format_args!("{error:#}")).problems(error.problems)
}
