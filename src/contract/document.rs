//! What is read outside of operations, a query or a document alone: serde decides, and the schema explains a refusal.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Contract, Expected, Explainer, Got, Method, Parts, Problem, Remedy, Rule, Unparsable, parse, refine,
    repeated::repeated_member, take_null_in,
};

/// Every field travels in the query.
const QUERY: &Contract = &Contract { method: Method::Get, ..Contract::BASE };

/// Every field is a member of the document.
const DOCUMENT: &Contract = &Contract { method: Method::Post, ..Contract::BASE };

/// Reads the parameters of a query.
///
/// # Errors
/// Tells everything that is not as the type asks for.
pub fn query<T: DeserializeOwned + JsonSchema>(query: &str) -> Result<T, Vec<Problem>> {
    read(QUERY, Parts { query, ..Parts::NOTHING })
}

/// Reads a document, which is an object in JSON.
///
/// # Errors
/// Tells everything that is not as the type asks for.
pub fn document<T: DeserializeOwned + JsonSchema>(body: &[u8]) -> Result<T, Vec<Problem>> {
    let parts = Parts { body, ..Parts::NOTHING };
    if parts.has_no_body() { Err(vec![nothing()]) } else { read(DOCUMENT, parts) }
}

fn read<T: DeserializeOwned + JsonSchema>(contract: &'static Contract, parts: Parts<'_>) -> Result<T, Vec<Problem>> {
    parse(contract, parts).map(|(value, _)| value).map_err(|refused| {
        let (Unparsable::NotJson(why) | Unparsable::NotAsDescribed(why)) = refused;
        explained::<T>(contract, parts, why)
    })
}

/// Everything that is wrong with a document that could not be read as this type, and why it could not.
#[must_use]
pub fn document_problems<T: JsonSchema>(body: &[u8], why: String) -> Vec<Problem> {
    let parts = Parts { body, ..Parts::NOTHING };
    if parts.has_no_body() { vec![nothing()] } else { explained::<T>(DOCUMENT, parts, why) }
}

/// The problem of a document that is not there.
fn nothing() -> Problem {
    Problem::new("", Rule::Json).expected(Expected::Json).got(Got::Nothing).remedy(Remedy::SendExpected)
}

/// So many problems are told; more of them help nobody.
const MOST_PROBLEMS: usize = 100;

#[cold]
fn explained<T: JsonSchema>(contract: &'static Contract, parts: Parts<'_>, why: String) -> Vec<Problem> {
    let schema = schema_of::<T>();
    let explainer = Explainer::new(contract, schema).expect("a derived schema has keywords that are understood");
    let value = match explainer.value_of(parts) {
        Ok(value) => value,
        Err(problem) => return vec![problem],
    };
    // The parameters of a query are checked by whoever knows all that a call can have.
    let is_query = matches!(contract.method, Method::Get);
    let mut problems = if is_query { explainer.problems(&value) } else { explainer.all_problems(&value) };
    problems.truncate(MOST_PROBLEMS);
    if !problems.is_empty() {
        return problems;
    }
    // What no schema sees: a value keeps the last of two members.
    let unseen = || Problem::new("", Rule::Schema).expected("what the schema describes").got(why);
    vec![repeated_member(contract, parts).unwrap_or_else(unseen)]
}

/// The schema of what is read into a type, without references.
fn schema_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    refine(&mut schema);
    take_null_in(&mut schema);
    schema
}
