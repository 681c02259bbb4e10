//! serde decides, the schema explains: both accept the same requests.

use std::sync::LazyLock;

use codearts_mock::{
    api::{Call, Operation, Quirks, explainer},
    contract::{Problem, Rule},
    domain::{Caller, IdSource, RequestId, Timestamp},
    http::Limits,
    store::Stamp,
};
use proptest::{prelude::*, sample::Index};
use serde_json::{Map, Value, json};

use super::request::{Wire, fullest};

/// One thing that is done to a request: at a place, something happens.
pub(super) type Mutation = (Index, Index);

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_sent_is_accepted_by_both_or_by_neither(
        which in any::<Index>(),
        mutations in prop::collection::vec(any::<Mutation>(), 0..5),
    ) {
        let (operation, fields) = which.get(fullest());
        let mut request = Value::Object(fields.clone());
        for (place, what) in &mutations {
            mutate(&mut request, *place, *what);
        }
        let fields = request.as_object().cloned().unwrap_or_default();
        let wire = Wire::of_fields(operation, &fields);

        let (decided, explained) = judge(operation, &wire);

        prop_assert_eq!(decided.is_ok(), explained.is_empty(), "{:?}\nserde: {:?}\nschema: {:?}", wire, decided, explained);
    }
}

#[test]
fn a_member_that_is_there_twice_is_refused() {
    let (operation, fields) = fullest().iter().find(|(operation, _)| operation.contract.method.has_body()).unwrap();
    let mut wire = Wire::of_fields(operation, fields);
    let name = serde_json::from_str::<Map<String, Value>>(&wire.body).unwrap().keys().next().unwrap().clone();
    wire.body = wire.body.replacen('{', &format!("{{\"{name}\":null,"), 1);

    let (decided, _) = judge(operation, &wire);

    assert!(decided.unwrap_err().contains("duplicate field"));
}

/// What serde says and what the schema finds, but for the forms of ids, which only the store can judge.
fn judge(operation: &'static Operation, wire: &Wire) -> (Result<(), String>, Vec<Problem>) {
    static IDS: LazyLock<IdSource> = LazyLock::new(|| IdSource::seeded(1));

    let quirks = Quirks::default();
    let explainer = explainer(operation, quirks);
    wire.with_parts(|parts| {
        let stamp = Stamp { time: Timestamp::default(), request_id: RequestId::from_bytes([0; 16]) };
        let caller = &Caller::Administrator;
        let call = Call {
            operation,
            parts,
            host: "localhost",
            caller,
            quirks,
            stamp,
            ids: &IDS,
            token_prefix: "",
            most_rows: Limits::DEFAULT.max_rows_per_request,
        };
        let decided = operation.parses(&call).map_err(|error| format!("{error:?}"));
        let is_form = |problem: &Problem| problem.rule == Rule::Pattern && explainer.entity(&problem.pointer).is_some();
        let found = match explainer.value_of(parts) {
            Ok(value) => explainer.problems(&value).into_iter().filter(|problem| !is_form(problem)).collect(),
            Err(problem) => vec![problem],
        };
        (decided, found)
    })
}

/// Does something to some place of a request.
pub(super) fn mutate(request: &mut Value, place: Index, what: Index) {
    let mut pointers = Vec::new();
    collect(request, String::new(), &mut pointers);
    let pointer = place.get(&pointers).clone();
    let strangers = strangers(request.pointer(&pointer).unwrap_or(&Value::Null));
    // Past the strange values: leave the value out, add an unknown member, say it twice.
    match what.index(strangers.len() + 3) {
        choice if choice < strangers.len() => {
            if let Some(value) = request.pointer_mut(&pointer).filter(|_| !pointer.is_empty()) {
                *value = strangers[choice].clone();
            }
        }
        choice => restructure(request, &pointer, choice - strangers.len()),
    }
}

/// Leaves a value out, adds an unknown member next to it, or says it twice.
fn restructure(request: &mut Value, pointer: &str, choice: usize) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    match (request.pointer_mut(parent), choice) {
        (Some(Value::Object(members)), 0) => drop(members.shift_remove(name)),
        (Some(Value::Object(members)), 1) => drop(members.insert(format!("{name}x"), json!({ "a": [1] }))),
        (Some(Value::Array(items)), 0) => drop(items.pop()),
        (Some(Value::Array(items)), _) => items.extend(items.first().cloned()),
        _ => {}
    }
}

/// The pointers of all values, the root's first.
fn collect(value: &Value, pointer: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| collect(member, format!("{pointer}/{name}"), pointers));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| collect(item, format!("{pointer}/{index}"), pointers));
        }
        _ => {}
    }
    pointers.push(pointer);
}

/// Values that somebody might send in the place of another one.
fn strangers(value: &Value) -> Vec<Value> {
    let mut values = ALWAYS_STRANGE.with(Clone::clone);
    values.push(json!([value]));
    // A struct could also be read from the list of its members' values, and an enum from an object of one name.
    if let Value::Object(members) = value {
        values.push(members.values().cloned().collect());
    }
    if let Value::String(text) = value {
        values.push(Value::Object(Map::from_iter([(text.clone(), Value::Null)])));
    }
    values
}

thread_local! {
    /// Values that are strange in nearly every place.
    static ALWAYS_STRANGE: Vec<Value> = vec![
        json!(null),
        json!(true),
        json!("true"),
        json!(0),
        json!(-1),
        json!(4.0),
        json!(4.5),
        json!(-0.0),
        json!(1e19),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(i32::MIN),
        json!(i64::from(i32::MIN) - 1),
        json!(i64::from(i32::MAX) + 1),
        json!("5"),
        json!("-3"),
        json!("-0"),
        json!("05"),
        json!("+5"),
        json!(" 5"),
        json!("5.0"),
        json!("2147483648"),
        json!("-2147483648"),
        json!(""),
        json!("is_view"),
        json!("is_fly"),
        json!("\u{1F600}"),
        json!([]),
        json!({}),
        json!([null]),
        json!([[]]),
        json!([{}]),
        json!({ "is_view": null }),
    ];
}
