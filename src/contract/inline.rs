//! The schema of a type that stands where it is used, by no name of its own.

/// Says what the schema of a type is.
macro_rules! inline_schema {
    ($type:ty, $name:expr, $schema:tt) => {
        impl ::schemars::JsonSchema for $type {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!($schema)
            }
        }
    };
}

pub(crate) use inline_schema;
