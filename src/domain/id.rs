//! Identifiers. Most are 32 lower-case hexadecimal digits, stored as 16 bytes.

use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Visitor};
use uuid::{Uuid, fmt::Simple};

use crate::contract::inline_schema;

/// An identifier of any kind: text, kept small where it is 32 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Id(Form);

#[derive(Clone, PartialEq, Eq)]
enum Form {
    Digits(Uuid),
    Text(Box<str>),
}

impl Id {
    /// The identifier whose digits are these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Form::Digits(Uuid::from_bytes(bytes)))
    }

    /// How many bytes it has on the heap.
    #[must_use]
    pub const fn heap(&self) -> usize {
        match &self.0 {
            Form::Digits(_) => 0,
            Form::Text(text) => text.len(),
        }
    }

    /// Lends the text of the identifier.
    pub fn with_text<R>(&self, read: impl FnOnce(&str) -> R) -> R {
        match &self.0 {
            Form::Digits(digits) => read(digits.simple().encode_lower(&mut [0; Simple::LENGTH])),
            Form::Text(text) => read(text),
        }
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        if text.len() == Simple::LENGTH
            && let Ok(digits) = Uuid::try_parse_ascii(text.as_bytes())
            // Only a form that is restored letter for letter may be stored as digits. All bytes are checked, because
            // that is done several at once.
            && !text.bytes().fold(false, |has_capital, byte| has_capital | byte.is_ascii_uppercase())
        {
            return Self(Form::Digits(digits));
        }
        Self(Form::Text(text.into()))
    }
}

impl Hash for Id {
    /// Digits are hashed as the one number that they are: a batch looks up hundreds of ids, and the derived hash goes through
    /// them byte by byte, with their length.
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Form::Digits(digits) => state.write_u128(digits.as_u128()),
            Form::Text(text) => text.hash(state),
        }
    }
}

impl Ord for Id {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        match (&self.0, &other.0) {
            (Form::Digits(left), Form::Digits(right)) => left.cmp(right),
            _ => self.with_text(|left| other.with_text(|right| left.cmp(right))),
        }
    }
}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_text(|text| formatter.write_str(text))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.with_text(|text| serializer.serialize_str(text))
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FromText;

        impl Visitor<'_> for FromText {
            type Value = Id;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an id as a string")
            }

            fn visit_str<E>(self, text: &str) -> Result<Id, E> {
                Ok(text.into())
            }
        }

        deserializer.deserialize_str(FromText)
    }
}

/// What an id identifies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entity {
    /// A build task.
    Job,
    /// A pipeline.
    Pipeline,
    /// A project.
    Project,
    /// A user.
    User,
}

impl Entity {
    const ALL: [Self; 4] = [Self::Job, Self::Pipeline, Self::Project, Self::User];

    /// The name that a schema has for it, as `x-id`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::Pipeline => "pipeline",
            Self::Project => "project",
            Self::User => "user",
        }
    }

    /// The entity of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entity| entity.name() == name)
    }
}

/// Writes one type of identifier per entity, so that they cannot be mistaken for one another.
///
/// Each is a newtype of [`Id`] with its text forms. Its schema carries `x-id`, the name of the entity, so that an
/// explanation can ask whether an id of an unusual form exists.
macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident $entity:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Id);

        impl $name {
            /// How many bytes it has on the heap.
            #[must_use]
            pub const fn heap(&self) -> usize {
                self.0.heap()
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(text.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        inline_schema!($name, stringify!($name), { "type": "string", "x-id": Entity::$entity.name() });
    )+};
}

ids! {
    /// Identifies a build task. The documentation says both "job" and "task".
    JobId Job;
    /// Identifies a pipeline.
    PipelineId Pipeline;
    /// Identifies a CodeArts project, which is not the region's project of IAM.
    ProjectId Project;
    /// Identifies a user of IAM.
    UserId User;
}

/// Identifies one exchange; 32 lower-case hexadecimal digits on the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(Uuid);

impl RequestId {
    /// The id made of these sixteen bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// The digits, written into `buffer`.
    pub fn encode<'a>(&self, buffer: &'a mut [u8; Simple::LENGTH]) -> &'a str {
        self.0.simple().encode_lower(buffer)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.encode(&mut [0; Simple::LENGTH]))
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

inline_schema!(RequestId, "RequestId", { "type": "string", "pattern": "^[0-9a-f]{32}$" });

impl Serialize for RequestId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.encode(&mut [0; Simple::LENGTH]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_out_as_it_went_in() {
        for text in [
            "6ecbc5bac7c8442fb3d2563d53c13582",
            "6ECBC5BAC7C8442FB3D2563D53C13582",
            "p45e51b060f1b4e82916f9d2c33e8eb28",
            "6ecbc5ba-c7c8-442f-b3d2-563d53c13582",
            "",
        ] {
            assert_eq!(JobId::from(text).to_string(), text);
        }
    }

    #[test]
    fn ids_are_sorted_as_their_texts_are() {
        let mut ids = ["b", "6ecbc5bac7c8442fb3d2563d53c13582", "6ecbc5bac7c8442fb3d2563d53c13581", "5"].map(Id::from);

        ids.sort();

        assert_eq!(
            ids.map(|id| id.to_string()),
            ["5", "6ecbc5bac7c8442fb3d2563d53c13581", "6ecbc5bac7c8442fb3d2563d53c13582", "b"]
        );
    }
}
