//! Every call of the control plane, one row each: the router and the document are walks of this table.

use crate::{openapi::ControlVerb, store::WorldFile};

use super::{
    answer::Done,
    clock, coverage, diff, docs, env, explain, faults, health, namespaces, openapi, operations, quirks, repro,
    requests, signature, snapshots, state,
    verb::{Verb, delete, get, later, post, put},
    verify,
};

const YAML: &[&str] = &["application/yaml"];
const SHELL: &[&str] = &["text/x-shellscript"];

/// What a call is refused with that is about something that is not there.
const MISSING: &[(u16, &str)] = &[(404, "There is nothing of this name or id; the detail says what there is.")];

/// What a call is refused with that copies a state.
const FULL: &[(u16, &str)] =
    &[(507, "There is no room in memory; the detail names the setting and what takes the most.")];

/// Both.
const MISSING_OR_FULL: &[(u16, &str)] = &[MISSING[0], FULL[0]];

const SEED: &str = r#"{
    "schema_version": 1,
    "users": { "ada": { "name": "Ada" } },
    "projects": { "923785f9674548259144259077bc6a98": { "members": { "ada": [3] }, "jobs": { "6ecbc5bac7c8442fb3d2563d53c13582": {} } } }
}"#;

/// Every call.
pub(super) const VERBS: &[Verb] = &[
    get("/_mock/health", "Whether the server is well and takes requests", health::health)
        .gives::<health::Health>()
        .with(health::STATUSES),
    get("/healthz", "Whether the server runs", health::alive).gives::<health::Alive>(),
    get("/readyz", "Whether the server takes requests", health::ready).gives::<health::Health>().with(health::STATUSES),
    get("/_mock/operations", "The emulated operations", operations::operations).gives::<operations::Operations>(),
    get("/_mock/openapi.json", "The emulated API in OpenAPI", openapi::json),
    get("/_mock/openapi.yaml", "The same in YAML", openapi::yaml).in_types(YAML),
    get("/_mock/openapi/control.json", "The control plane in OpenAPI", openapi::control_json),
    get("/_mock/openapi/control.yaml", "The same in YAML", openapi::control_yaml).in_types(YAML),
    get("/_mock/docs", "The emulated API for a reader", docs::docs).in_types(&["text/html"]),
    get("/_mock/explain", "Whether somebody has a permission, and which row decided it", explain::explain)
        .of_namespace()
        .asks::<explain::Question>()
        .gives::<explain::Explanation>()
        .refuses(MISSING),
    get("/_mock/namespaces", "The namespaces with what happened in them", namespaces::list)
        .apart()
        .gives::<namespaces::List>(),
    delete("/_mock/namespaces/{name}", "Forget a namespace; the default one is reset", namespaces::remove)
        .apart()
        .named("the namespace", "default")
        .gives::<Done>()
        .refuses(namespaces::REFUSALS),
    get("/_mock/state", "The state in the format of a seed", state::show)
        .apart()
        .of_namespace()
        .asks::<state::Shown>()
        .gives::<WorldFile>(),
    put("/_mock/state", "Make a seed the present state", state::put)
        .apart()
        .of_namespace()
        .takes::<WorldFile>(SEED)
        .gives::<Done>(),
    get("/_mock/state/diff", "What differs between two states, as a JSON Patch", diff::diff)
        .apart()
        .of_namespace()
        .asks::<diff::Span>()
        .gives::<Vec<diff::PatchStep>>()
        .refuses(MISSING),
    post("/_mock/seed", "Make a seed what a reset returns to", state::seed)
        .apart()
        .of_namespace()
        .asks::<state::Seeding>()
        .takes::<WorldFile>(SEED)
        .gives::<Done>(),
    post("/_mock/reset", "Forget all that happened", state::reset).apart().of_namespace().gives::<Done>(),
    get("/_mock/snapshots", "The names of the snapshots", snapshots::list).of_namespace().gives::<snapshots::Names>(),
    get("/_mock/snapshots/{name}", "A snapshot in the format of a seed", snapshots::show)
        .apart()
        .named("the name of the snapshot", "before")
        .of_namespace()
        .asks::<state::Shown>()
        .gives::<WorldFile>()
        .refuses(MISSING),
    put("/_mock/snapshots/{name}", "Keep the present under a name", snapshots::take)
        .apart()
        .named("the name of the snapshot", "before")
        .of_namespace()
        .gives::<Done>()
        .refuses(FULL),
    delete("/_mock/snapshots/{name}", "Forget a snapshot", snapshots::forget)
        .apart()
        .named("the name of the snapshot", "before")
        .of_namespace()
        .gives::<Done>()
        .refuses(MISSING),
    post("/_mock/snapshots/{name}/restore", "Make a snapshot the present", snapshots::restore)
        .apart()
        .named("the name of the snapshot", "before")
        .of_namespace()
        .gives::<Done>()
        .refuses(MISSING_OR_FULL),
    later("GET", "/_mock/requests", "The journal", requests::list)
        .of_namespace()
        .asks::<requests::Question>()
        .gives::<requests::Journal<'static>>(),
    later("POST", "/_mock/verify", "Whether what happened is what was expected", verify::verify)
        .of_namespace()
        .takes::<verify::Question>(verify::EXAMPLE)
        .gives::<verify::Met>()
        .refuses(&[(422, "It is not; the verdict shows the requests that came nearest.")]),
    get("/_mock/repro", "The journal as a script of curl calls", repro::repro).apart().of_namespace().in_types(SHELL),
    get("/_mock/faults", "The fault rules with how often they interfered", faults::list)
        .of_namespace()
        .gives::<faults::List>(),
    put("/_mock/faults", "Replace the fault rules", faults::replace)
        .of_namespace()
        .takes::<faults::Replacement>(faults::EXAMPLE)
        .gives::<faults::List>(),
    delete("/_mock/faults", "Forget the fault rules", faults::clear).of_namespace().gives::<Done>(),
    get("/_mock/quirks", "Where the documentation disagrees with itself, and what was chosen", quirks::quirks)
        .gives::<quirks::Ledger>(),
    get("/_mock/coverage", "What clients have exercised of the contract", coverage::show)
        .apart()
        .asks::<coverage::Question>()
        .gives::<crate::coverage::Report>()
        .in_types(coverage::MEDIA_TYPES),
    delete("/_mock/coverage", "Forget what clients have exercised", coverage::clear).gives::<Done>(),
    get("/_mock/clock", "The time", clock::show).of_namespace().gives::<clock::Clock>(),
    put("/_mock/clock", "Stop the clock, or set it running", clock::set)
        .of_namespace()
        .takes::<clock::Setting>(r#"{ "now": "2026-01-01T00:00:00Z" }"#)
        .gives::<clock::Clock>(),
    post("/_mock/clock/advance", "Move the clock", clock::advance)
        .of_namespace()
        .takes::<clock::Step>(r#"{ "ms": 86400000 }"#)
        .gives::<clock::Clock>(),
    get("/_mock/env", "The variables that point clients here", env::env)
        .of_namespace()
        .asks::<env::Question>()
        .in_types(&["text/plain"]),
    post("/_mock/signature/check", "Explain the signature of a request", signature::check)
        .of_namespace()
        .takes::<signature::Pasted>(signature::EXAMPLE)
        .gives::<signature::Explained>(),
];

/// What every call takes and gives.
pub(super) fn calls() -> Vec<&'static ControlVerb> {
    VERBS.iter().map(|verb| &verb.form).collect()
}
