//! What nothing may tell: the secrets of every world that a test starts from, and whatever else its requests carry.

use std::{collections::BTreeMap, sync::LazyLock};

use codearts_mock::store::{Secret, User, World};
use parking_lot::RwLock;

/// What every token of IAM begins with, and nothing else.
pub(crate) const ISSUED: &str = "MIID";

/// What is shorter is found by chance in texts that tell nothing.
const SHORTEST: usize = 8;

/// Each secret as a text may have it, with whose it is.
static SECRETS: LazyLock<RwLock<BTreeMap<String, String>>> = LazyLock::new(|| {
    let world = World::built_in();
    RwLock::new(world.users().flat_map(|user| of_user(user)).collect())
});

/// Adds the credentials of a world's users to what is searched for.
pub(crate) fn learn(world: &World) {
    add(world.users().flat_map(|user| of_user(user)).collect());
}

/// Adds what a header says that nobody else may: a temporary token or a signature.
pub(crate) fn learn_header(name: &str, value: &str) {
    // Only a whole one: what a test makes up may be a part of an id.
    let signature = value.split_once("Signature=").map(|(_, it)| it).filter(|it| it.len() == 64);
    match name.to_ascii_lowercase().as_str() {
        "x-security-token" => learn_secret(value, "security token of a request"),
        "authorization" => signature.into_iter().for_each(|it| learn_secret(it, "signature of a request")),
        _ => {}
    }
}

/// Adds a secret of any other kind.
pub(crate) fn learn_secret(secret: &str, whose: &str) {
    add(forms(secret, whose));
}

fn add(secrets: Vec<(String, String)>) {
    let is_new = |(secret, _): &(String, String)| !SECRETS.read().contains_key(secret);
    let new: Vec<_> = secrets.into_iter().filter(is_new).collect();
    if !new.is_empty() {
        SECRETS.write().extend(new);
    }
}

fn of_user(user: &User) -> Vec<(String, String)> {
    let User { id, token, access_key, secret_key, password, name: _, domain: _ } = user;
    let kinds = [("token", token), ("access key", access_key), ("secret key", secret_key), ("password", password)];
    let forms_of = |(kind, secret): (&str, &Option<Secret>)| {
        secret.as_ref().map_or_else(Vec::new, |secret| forms(secret.reveal(), &format!("{kind} of {id}")))
    };
    kinds.into_iter().flat_map(forms_of).collect()
}

/// A secret as it is, and as JSON has it.
fn forms(secret: &str, whose: &str) -> Vec<(String, String)> {
    if secret.len() < SHORTEST {
        return Vec::new();
    }
    let quoted = serde_json::Value::from(secret).to_string();
    [secret, &quoted[1..quoted.len() - 1]].map(|form| (form.to_owned(), whose.to_owned())).to_vec()
}

/// Whose secret a text has in it, if it has one.
pub(crate) fn told(text: &str) -> Option<String> {
    let secrets = SECRETS.read();
    let found = secrets.iter().find(|(secret, _)| text.contains(secret.as_str()));
    let is_issued = || text.contains(ISSUED).then(|| "token that was issued".to_owned());
    found.map(|(_, whose)| whose.clone()).or_else(is_issued)
}

/// Fails if a text has a secret in it.
pub(crate) fn assert_no_secret(place: &str, text: &str) {
    if let Some(whose) = told(text) {
        panic!("{place} tells the {whose}");
    }
}
