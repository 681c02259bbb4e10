//! Of which type of JSON Schema a value is, and where a number lies.

use serde_json::{Number, Value};

/// Whether a value is of a type of JSON Schema. A number without a fraction is an integer, however it is written.
pub(super) fn is_of(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.as_number().is_some_and(|number| floor(number) == ceiling(number)),
        _ => false,
    }
}

/// The greatest whole number that is not greater.
pub(super) fn floor(number: &Number) -> i128 {
    rounded(number, f64::floor)
}

/// The least whole number that is not less.
pub(super) fn ceiling(number: &Number) -> i128 {
    rounded(number, f64::ceil)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "what is too large becomes the limit, which is beyond any schema's"
)]
fn rounded(number: &Number, round: fn(f64) -> f64) -> i128 {
    number.as_i128().unwrap_or_else(|| round(number.as_f64().unwrap_or(f64::NAN)) as i128)
}
