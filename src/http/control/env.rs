//! `GET /_mock/env`

use schemars::JsonSchema;
use serde::Deserialize;

use crate::environment::{Format, Target, written};

use super::{answer::text, refusal::Refusal, request::Control, verb::Outcome};

/// What is to be redirected, and how that is to be written.
#[derive(Deserialize, JsonSchema)]
#[serde(default)]
pub(super) struct Question {
    /// The form of the variables.
    format: Format,
    /// The region to redirect.
    region: String,
}

impl Default for Question {
    fn default() -> Self {
        Self { format: Format::default(), region: Target::REGION.to_owned() }
    }
}

/// The variables that point official clients at this server, by the host that was called.
pub(super) fn env(control: &Control) -> Outcome {
    let Question { format, region } = control.query()?;
    let namespace = control.namespace()?;
    let target = Target {
        url: format!("http://{}", control.host()),
        region,
        namespace: (!namespace.is_default()).then(|| namespace.name().to_owned()),
    };
    let credentials = namespace.session().look(|store| Target::credentials_of(store.base()));
    let variables = written(format, &target, &credentials).map_err(Refusal::about)?;
    Ok(text("text/plain; charset=utf-8", variables))
}
