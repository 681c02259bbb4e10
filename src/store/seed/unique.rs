//! What must not occur twice in a seed: member names and credentials.

use std::{collections::BTreeMap, fmt, hash::Hash, marker::PhantomData, sync::Arc};

use indexmap::IndexMap;
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};

use crate::{
    contract::{Problem, Rule},
    domain::UserId,
    store::{SeedError, User},
};

use super::error::pointer;

/// Reads a map and refuses a member name that occurs twice, which JSON itself allows.
pub(super) fn map<'de, D, K, V>(deserializer: D) -> Result<IndexMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Hash + Eq + fmt::Display,
    V: Deserialize<'de>,
{
    deserializer.deserialize_map(Unique(PhantomData))
}

/// The same for a map that may be missing.
pub(super) fn optional_map<'de, D, K, V>(deserializer: D) -> Result<Option<IndexMap<K, V>>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Hash + Eq + fmt::Display,
    V: Deserialize<'de>,
{
    map(deserializer).map(Some)
}

struct Unique<K, V>(PhantomData<(K, V)>);

impl<'de, K, V> Visitor<'de> for Unique<K, V>
where
    K: Deserialize<'de> + Hash + Eq + fmt::Display,
    V: Deserialize<'de>,
{
    type Value = IndexMap<K, V>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut map = IndexMap::new();
        while let Some(key) = members.next_key::<K>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("{key} occurs twice")));
            }
            let value = members.next_value()?;
            map.insert(key, value);
        }
        Ok(map)
    }
}

/// Refuses a token or an access key that two users share, without showing it.
pub(super) fn credentials(users: &BTreeMap<UserId, Arc<User>>) -> Result<(), SeedError> {
    let mut tokens = BTreeMap::new();
    let mut access_keys = BTreeMap::new();
    for (id, user) in users {
        for (name, secret, seen) in
            [("token", &user.token, &mut tokens), ("access_key", &user.access_key, &mut access_keys)]
        {
            let Some(secret) = secret else { continue };
            if let Some(other) = seen.insert(secret.reveal(), id) {
                let problem = Problem::new(pointer([&"users", id, &name]), Rule::Once);
                let problem = problem.expected(format!("a {name} of its own")).got(format!("that of user {other}"));
                return Err(SeedError::about(problem.remedy("give each user another one")));
            }
        }
    }
    Ok(())
}
