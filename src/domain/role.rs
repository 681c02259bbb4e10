//! Role ids: signed numbers, some of them with a fixed meaning.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, Unexpected, Visitor},
};

/// Identifies a role within its project. The pages say "String" here and "Integer" there: it is read from both and
/// written as a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RoleId(i32);

impl RoleId {
    /// Whoever created a build task.
    pub const TASK_CREATOR: Self = Self(-3);
    /// The project's administrator, who may do everything.
    pub const ADMINISTRATOR: Self = Self(-1);
    /// Whoever created a pipeline.
    pub const PIPELINE_CREATOR: Self = Self(1);
    /// The project manager.
    pub const PROJECT_MANAGER: Self = Self(3);

    /// The role of this number.
    #[must_use]
    pub const fn new(number: i32) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }
}

/// The form of a string that is a role id: exactly the numbers of 32 bits.
const TEXT: &str = "^(-2147483648|-?(0|[1-9][0-9]{0,8}|1[0-9]{9}|20[0-9]{8}|21[0-3][0-9]{7}|214[0-6][0-9]{6}|2147[0-3][0-9]{5}\
|21474[0-7][0-9]{4}|214748[0-2][0-9]{3}|2147483[0-5][0-9]{2}|21474836[0-3][0-9]|214748364[0-7]))$";

impl JsonSchema for RoleId {
    fn schema_name() -> Cow<'static, str> {
        "RoleId".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        // An answer always has the number; only a request may have either.
        if generator.contract().is_serialize() {
            return json_schema!({ "type": "integer", "format": "int32", "minimum": i32::MIN, "maximum": i32::MAX });
        }
        json_schema!({
            "anyOf": [
                { "type": "integer", "format": "int32", "minimum": i32::MIN, "maximum": i32::MAX },
                { "type": "string", "pattern": TEXT },
            ],
            "x-expected": "a role id: a whole number of 32 bits, or one in a string",
        })
    }
}

impl<'de> Deserialize<'de> for RoleId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FromNumberOrText)
    }
}

struct FromNumberOrText;

impl Visitor<'_> for FromNumberOrText {
    type Value = RoleId;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a role id: a whole number of 32 bits, or one in a string")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<RoleId, E> {
        number.try_into().map(RoleId).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<RoleId, E> {
        number.try_into().map(RoleId).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<RoleId, E> {
        // JSON has one kind of number: 4.0 is the whole number 4.
        #[expect(clippy::cast_possible_truncation, reason = "only a number that comes out unchanged is taken")]
        let whole = number as i32;
        #[expect(clippy::float_cmp, reason = "equality is what is asked: the same number, or none of ours")]
        let same = f64::from(whole) == number;
        if same { Ok(RoleId(whole)) } else { Err(E::invalid_value(Unexpected::Float(number), &self)) }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<RoleId, E> {
        let plain = !text.starts_with('+')
            && (text.trim_start_matches('-').len() == 1 || !text.trim_start_matches('-').starts_with('0'));
        let number = text.parse().ok().filter(|_| plain);
        number.map(RoleId).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

impl fmt::Display for RoleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for RoleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn numbers_and_numeric_strings_are_read_and_nothing_else() {
        let read = |value: Value| serde_json::from_value::<RoleId>(value).ok().map(RoleId::number);

        assert_eq!(read(json!(-3)), Some(-3));
        assert_eq!(read(json!("-1")), Some(-1));
        assert_eq!(read(json!("0")), Some(0));
        assert_eq!(read(json!(4.0)), Some(4));
        assert_eq!(read(json!("2147483647")), Some(i32::MAX));
        assert_eq!(read(json!("-2147483648")), Some(i32::MIN));
        for wrong in [
            json!("2147483648"),
            json!(2_147_483_648_u32),
            json!(4.5),
            json!("04"),
            json!("+4"),
            json!("abc"),
            json!(""),
            json!(null),
            json!(true),
        ] {
            assert_eq!(read(wrong.clone()), None, "{wrong}");
        }
    }
}
