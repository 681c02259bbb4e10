//! The permissions of build tasks and of pipelines, and sets of them.

use std::{fmt, marker::PhantomData};

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error, Visitor},
};

use crate::contract::inline_schema;

/// One column of a permission matrix.
pub trait Permission: Copy + Eq + fmt::Debug + DeserializeOwned + JsonSchema + 'static {
    /// All of them, in the order in which they are shown.
    const ALL: &'static [Self];

    /// The name on the wire.
    fn name(self) -> &'static str;

    /// The bit that stands for it in a set.
    fn bit(self) -> u8;

    /// The permission of this name.
    #[must_use]
    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.name() == name)
    }
}

/// Defines an enum of permissions with their names on the wire; two services have one each.
macro_rules! permissions {
    ($(#[$doc:meta])+ $kind:ident { $($(#[$variant_doc:meta])+ $variant:ident = $name:literal,)+ }) => {
        $(#[$doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
        pub enum $kind {
            $($(#[$variant_doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl Permission for $kind {
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            fn bit(self) -> u8 {
                1 << self as u8
            }
        }

        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // A derived enum would also accept an object with one name, and report any other value as broken JSON.
                deserializer.deserialize_str(Name(PhantomData))
            }
        }

        inline_schema!($kind, stringify!($kind), { "type": "string", "enum": [$($name),+] });
    };
}

/// Reads a permission by its name; the error lists the names.
struct Name<P>(PhantomData<P>);

impl<P: Permission> Visitor<'_> for Name<P> {
    type Value = P;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a permission name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<P, E> {
        let names = || P::ALL.iter().map(|permission| permission.name()).collect::<Vec<_>>().join(", ");
        P::named(name).ok_or_else(|| E::custom(format!("expected one of {}, got \"{name}\"", names())))
    }
}

permissions! {
    /// What a role may do with a build task.
    BuildPermission {
        /// Edit the task.
        Modify = "is_modify",
        /// Delete the task.
        Delete = "is_delete",
        /// View the task.
        View = "is_view",
        /// Run the task.
        Execute = "is_execute",
        /// Clone the task.
        Copy = "is_copy",
        /// Disable the task.
        Forbidden = "is_forbidden",
        /// Assign permissions on the task.
        Manager = "is_manager",
    }
}

permissions! {
    /// What a role or a user may do with a pipeline.
    PipelinePermission {
        /// View the pipeline.
        Query = "operation_query",
        /// Run the pipeline.
        Execute = "operation_execute",
        /// Edit the pipeline.
        Update = "operation_update",
        /// Delete the pipeline.
        Delete = "operation_delete",
        /// Edit the permissions on the pipeline.
        Authorize = "operation_authorize",
    }
}

/// A set of permissions, in one byte.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Permissions<P>(u8, PhantomData<P>);

impl<P: Permission> Permissions<P> {
    /// Nothing is granted.
    pub const NONE: Self = Self(0, PhantomData);

    /// Everything is granted.
    #[must_use]
    pub fn all() -> Self {
        P::ALL.iter().copied().collect()
    }

    /// Whether the permission is granted.
    #[must_use]
    pub fn allows(self, permission: P) -> bool {
        self.0 & permission.bit() != 0
    }

    /// The set with this permission granted or not.
    #[must_use]
    pub fn with(self, permission: P, granted: bool) -> Self {
        let without = self.0 & !permission.bit();
        Self(if granted { without | permission.bit() } else { without }, PhantomData)
    }

    /// What either of the sets grants.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0, PhantomData)
    }

    /// The granted permissions, in the order in which they are shown.
    pub fn granted(self) -> impl Iterator<Item = P> {
        P::ALL.iter().copied().filter(move |permission| self.allows(*permission))
    }
}

impl<P: Permission> FromIterator<P> for Permissions<P> {
    fn from_iter<I: IntoIterator<Item = P>>(granted: I) -> Self {
        granted.into_iter().fold(Self::NONE, |set, permission| set.with(permission, true))
    }
}

impl<P: Permission> fmt::Debug for Permissions<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.granted().map(P::name)).finish()
    }
}

/// The flags of a request: the permissions that it mentions, and which of them are to be granted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Flags<P: Permission> {
    mentioned: Permissions<P>,
    granted: Permissions<P>,
}

impl<P: Permission> Flags<P> {
    /// The flags of the permissions that have a value.
    #[must_use]
    pub fn new(values: impl IntoIterator<Item = (P, Option<bool>)>) -> Self {
        let mut flags = Self { mentioned: Permissions::NONE, granted: Permissions::NONE };
        for (permission, value) in values {
            flags.mentioned = flags.mentioned.with(permission, value.is_some());
            flags.granted = flags.granted.with(permission, value == Some(true));
        }
        flags
    }

    /// Whether no permission is mentioned at all.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.mentioned == Permissions::NONE
    }

    /// Whether every permission that is mentioned is to be granted.
    #[must_use]
    pub fn only_grants(self) -> bool {
        self.mentioned == self.granted
    }

    /// The set with the flags applied to it.
    #[must_use]
    pub const fn applied_to(self, set: Permissions<P>) -> Permissions<P> {
        Permissions((set.0 & !self.mentioned.0) | self.granted.0, PhantomData)
    }
}
