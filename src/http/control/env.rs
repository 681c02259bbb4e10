//! `GET /_mock/env`

use serde::Deserialize;

use crate::environment::{Format, Target, written};

use super::{NAMESPACE, Outcome, Refusal, request::Control, text};

pub(super) const QUERY: &[(&str, &str)] = &[
    NAMESPACE,
    ("format", "dotenv (the default), export, github, gitlab, json, terraform, python, go or java"),
    ("region", "the region to redirect; cn-north-4 if nothing is said"),
];

#[derive(Deserialize)]
#[serde(default)]
struct Question {
    format: String,
    region: String,
}

impl Default for Question {
    fn default() -> Self {
        Self { format: "dotenv".to_owned(), region: Target::REGION.to_owned() }
    }
}

/// The variables that point official clients at this server, by the host that was called.
pub(super) fn env(control: &Control) -> Outcome {
    let Question { format, region } = control.query()?;
    let format: Format = format.parse().map_err(Refusal::bad)?;
    let namespace = control.namespace()?;
    let target = Target {
        url: format!("http://{}", control.host()),
        region,
        namespace: (!namespace.is_default()).then(|| namespace.name().to_owned()),
    };
    let credentials = namespace.session().look(|store| Target::credentials_of(store.base()));
    let variables = written(format, &target, &credentials).map_err(Refusal::bad)?;
    Ok(text("text/plain; charset=utf-8", variables))
}
