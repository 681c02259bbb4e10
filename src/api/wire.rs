//! Pieces that several requests and answers have in common.

use std::{borrow::Cow, fmt, marker::PhantomData, ops::Deref};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{
        Error, IntoDeserializer, MapAccess, Visitor,
        value::{MapAccessDeserializer, StrDeserializer},
    },
};

use crate::contract::inline_schema;

/// The word of a success.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    /// The API call is successful.
    Success,
}

/// A member that is always null in a success.
pub(super) type Null = ();

/// A text that is taken, so that newer clients are not refused, and not kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct AnyText;

/// A whole number that is taken, so that newer clients are not refused, and not kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct AnyInteger;

impl<'de> Deserialize<'de> for AnyText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = AnyText;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_str<E>(self, _: &str) -> Result<AnyText, E> {
                Ok(AnyText)
            }
        }

        deserializer.deserialize_str(Text)
    }
}

inline_schema!(AnyText, "AnyText", { "type": "string" });

impl<'de> Deserialize<'de> for AnyInteger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Integer;

        impl Visitor<'_> for Integer {
            type Value = AnyInteger;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a whole number")
            }

            fn visit_i64<E>(self, _: i64) -> Result<AnyInteger, E> {
                Ok(AnyInteger)
            }

            fn visit_u64<E>(self, _: u64) -> Result<AnyInteger, E> {
                Ok(AnyInteger)
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<AnyInteger, E> {
                if number.fract() == 0.0 { Ok(AnyInteger) } else { Err(E::custom("a whole number was expected")) }
            }
        }

        deserializer.deserialize_any(Integer)
    }
}

inline_schema!(AnyInteger, "AnyInteger", { "type": "integer" });

/// A struct that is read from an object and nothing else: derived structs would take lists too, which no schema allows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Object<T>(pub(super) T);

impl<T> Deref for Object<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Object<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(members)).map(Object)
            }
        }

        deserializer.deserialize_map(Members(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Object<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A choice of names that is read from a string and nothing else: a derived enum would also be read from an object of
/// one name, and would call any other value broken JSON instead of a wrong one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Name<T> {
            type Value = Word<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Word<T>, E> {
                let name: StrDeserializer<'_, E> = text.into_deserializer();
                T::deserialize(name).map(Word)
            }
        }

        deserializer.deserialize_str(Name(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Word<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
