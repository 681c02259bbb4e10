//! Random calls: mostly sensible ones, and every kind of nonsense among them.

use std::collections::BTreeMap;

use proptest::{
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::select,
    strategy::BoxedStrategy,
};
use serde_json::{Map, Value, json};

use super::documents::{DOCUMENTED, Documented, Kind};

/// One call.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// The name of a user of the world, or of nobody.
    pub(super) caller: &'static str,
    pub(super) operation: &'static Documented,
    pub(super) arguments: Map<String, Value>,
}

/// Callers of every kind: by role, with several, with none, a creator who is no member, and nobody in particular.
pub(super) const CALLERS: [&str; 8] =
    ["anybody", "admin", "manager", "developer", "several", "idle", "creator", "stranger"];

/// The quirks that change what this model says, with their options.
const QUIRKS: [(&str, &[&str]); 11] = [
    ("batch-semantics", &["merge", "replace"]),
    ("fixed-rows", &["ignore", "reject"]),
    ("unknown-role", &["create", "reject"]),
    ("unknown-ids", &["reject", "create"]),
    ("pipeline-switch-link", &["inverse", "same", "none"]),
    ("project-switch-write", &["keep", "copy"]),
    ("authorization", &["enforce", "off"]),
    ("missing-target", &["accept", "reject"]),
    ("project-check", &["answer", "silent"]),
    ("error-profile", &["documented", "observed"]),
    ("timestamps", &["iso", "gson"]),
];

/// A choice for every quirk.
pub(super) fn quirks() -> impl Strategy<Value = BTreeMap<String, String>> {
    let options: Vec<BoxedStrategy<(String, String)>> = QUIRKS
        .iter()
        // The first option is the one that most servers run with.
        .map(|(name, options)| {
            let name = (*name).to_owned();
            prop_oneof![3 => Just(options[0]), 2 => select(*options)]
                .prop_map(move |option| (name.clone(), option.to_owned()))
                .boxed()
        })
        .collect();
    options.prop_map(|pairs| pairs.into_iter().collect())
}

/// A short history.
pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..16)
}

fn step() -> impl Strategy<Value = Step> {
    let operation = prop_oneof![
        1 => select(DOCUMENTED.iter().collect::<Vec<_>>()),
        1 => select(DOCUMENTED.iter().filter(|row| row.method != "GET").collect::<Vec<_>>()),
    ];
    (caller(), operation).prop_flat_map(|(caller, operation)| {
        arguments(operation).prop_map(move |arguments| Step { caller, operation, arguments })
    })
}

fn caller() -> impl Strategy<Value = &'static str> {
    prop_oneof![1 => Just("manager"), 1 => select(CALLERS.to_vec())]
}

fn arguments(operation: &'static Documented) -> impl Strategy<Value = Map<String, Value>> {
    let fields: Vec<BoxedStrategy<Option<(String, Value)>>> = operation
        .fields
        .iter()
        .map(|(name, kind, is_mandatory)| {
            let is_in_path = operation.is_in_path(name);
            let value = value(*kind, !is_in_path && !operation.is_in_query(name), *is_mandatory);
            let named = value.prop_map(move |value| ((*name).to_owned(), value));
            if is_in_path {
                return named.prop_map(Some).boxed();
            }
            option::weighted(if *is_mandatory { 0.98 } else { 0.8 }, named).boxed()
        })
        .collect();
    fields.prop_map(|fields| fields.into_iter().flatten().collect())
}

/// A value for a field; a body can carry values of a wrong type too, and null for what is optional.
fn value(kind: Kind, is_in_body: bool, is_mandatory: bool) -> BoxedStrategy<Value> {
    let right = right_value(kind, is_in_body);
    match (is_in_body, kind) {
        (true, _) if is_mandatory => prop_oneof![60 => right, 1 => Just(json!({}))].boxed(),
        (true, _) => prop_oneof![50 => right, 1 => Just(json!({})), 2 => Just(Value::Null)].boxed(),
        (false, Kind::Flag | Kind::Number | Kind::Check) => prop_oneof![20 => right, 1 => Just(json!("some"))].boxed(),
        (false, _) => right,
    }
}

fn right_value(kind: Kind, is_in_body: bool) -> BoxedStrategy<Value> {
    match kind {
        Kind::Project => project().prop_map(Value::from).boxed(),
        Kind::Job => job().prop_map(Value::from).boxed(),
        Kind::Jobs => vec(job(), 0..4).prop_map(|ids| json!(ids)).boxed(),
        Kind::Pipeline => pipeline().prop_map(Value::from).boxed(),
        Kind::Pipelines => vec(pipeline(), 0..4).prop_map(|ids| json!(ids)).boxed(),
        Kind::User => (10_u8..19).prop_map(|number| json!(format!("{number:032x}"))).boxed(),
        Kind::Flag if is_in_body => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Flag => any::<bool>().prop_map(|flag| json!(flag.to_string())).boxed(),
        Kind::Role => role().boxed(),
        Kind::BuildRoles => vec(build_role(), 0..4).prop_map(Value::from).boxed(),
        Kind::PipelineRoles => vec(pipeline_role(), 0..4).prop_map(Value::from).boxed(),
        Kind::PermissionName => {
            select(vec!["is_view", "is_manager", "is_execute", "is_fly"]).prop_map(Value::from).boxed()
        }
        Kind::Check => select(vec!["create", "ban", "group", "read", "tag"]).prop_map(Value::from).boxed(),
        Kind::Number => (0_u32..6).prop_map(Value::from).boxed(),
        Kind::Text => select(vec!["e", "DEV", "nobody-of-this-name"]).prop_map(Value::from).boxed(),
    }
}

fn project() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => Just("1".repeat(32)),
        3 => Just("2".repeat(32)),
        1 => Just("3".repeat(32)),
        1 => Just("F".repeat(32)),
        1 => Just("short".to_owned()),
    ]
}

fn job() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just("a".repeat(32)),
        6 => Just("b".repeat(32)),
        2 => Just("c".repeat(32)),
        1 => Just("9".repeat(32)),
        1 => Just("short".to_owned()),
    ]
}

fn pipeline() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just("d".repeat(32)),
        6 => Just("odd-pipeline".to_owned()),
        2 => Just("e".repeat(32)),
        1 => Just("unheard-of".to_owned()),
    ]
}

/// A role as a number or as a text.
fn role() -> impl Strategy<Value = Value> {
    let number = prop_oneof![8 => select(vec![3, 4, 6, 500]), 4 => select(vec![-3, -1, 1, 77, 777])];
    (number, any::<bool>())
        .prop_map(|(number, is_text)| if is_text { json!(number.to_string()) } else { json!(number) })
}

fn build_role() -> impl Strategy<Value = Value> {
    let columns = super::reference::BUILD.columns;
    (option::weighted(0.99, role()), vec(option::of(any::<bool>()), columns.len())).prop_map(|(role, flags)| {
        let flags = columns.iter().zip(flags).filter_map(|(column, flag)| Some(((*column).to_owned(), json!(flag?))));
        let role = role.map(|role| ("role_id".to_owned(), role));
        Value::Object(role.into_iter().chain(flags).collect())
    })
}

fn pipeline_role() -> impl Strategy<Value = Value> {
    let columns = super::reference::PIPELINE.columns;
    (role(), vec(any::<bool>(), columns.len())).prop_map(|(role, flags)| {
        let flags = columns.iter().zip(flags).map(|(column, flag)| ((*column).to_owned(), json!(flag)));
        Value::Object(std::iter::once(("role_id".to_owned(), role)).chain(flags).collect())
    })
}
