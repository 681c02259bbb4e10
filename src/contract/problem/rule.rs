//! The rules that a request can break.

/// A rule, by what it is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// What must be there is not.
    Required,
    /// A value is of another type.
    Type,
    /// A value is none of those that there are.
    Enum,
    /// A text has another form.
    Pattern,
    /// A number is too small or too large.
    Range,
    /// Something else that the schema says.
    Schema,
    /// A member that no field reads.
    UnknownField,
    /// Something was sent twice that is one.
    Once,
    /// The body is no JSON.
    Json,
    /// A list has too few or too many items.
    Items,
    /// A role that there is not.
    Role,
    /// A rule that only the API knows, by its name.
    Own(&'static str),
}

impl Rule {
    /// The rule in one word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Type => "type",
            Self::Enum => "enum",
            Self::Pattern => "pattern",
            Self::Range => "range",
            Self::Schema => "schema",
            Self::UnknownField => "unknown-field",
            Self::Once => "once",
            Self::Json => "json",
            Self::Items => "items",
            Self::Role => "role",
            Self::Own(name) => name,
        }
    }
}
