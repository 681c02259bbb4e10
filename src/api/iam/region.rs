//! The projects of IAM: every account has one in each region, of the region's name.

use crate::{
    api::Context,
    domain::{Id, derived_id},
    store::Store,
};

use std::ops::Deref;

/// The regions that are listed. Any other name of the form of a region has its project too: private clouds choose
/// their own, and a client that asks for one must get exactly one.
const REGIONS: &[&str] = &[
    "af-north-1",
    "af-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "cn-east-2",
    "cn-east-3",
    "cn-north-1",
    "cn-north-4",
    "cn-north-9",
    "cn-south-1",
    "cn-south-2",
    "cn-southwest-2",
    "eu-west-101",
    "la-north-2",
    "la-south-2",
    "me-east-1",
    "na-mexico-1",
    "ru-northwest-2",
    "sa-brazil-1",
    "tr-west-1",
];

/// A project of a region.
#[derive(Clone, Debug)]
pub(super) struct Region {
    /// The project's id.
    pub(super) id: Id,
    /// The region's name.
    pub(super) name: String,
}

/// The account's projects, or the one of the region that is asked for.
pub(super) fn regions(domain: &str, name: Option<&str>) -> Vec<Region> {
    let of = |name: &str| Region { id: derived_id(&[domain, name]), name: name.to_owned() };
    match name {
        None => REGIONS.iter().map(|name| of(name)).collect(),
        Some(name) if is_region(name) => vec![of(name)],
        Some(_) => Vec::new(),
    }
}

/// The account's project of this id, among the regions that are listed.
pub(super) fn region_of(domain: &str, id: &Id) -> Option<Region> {
    regions(domain, None).into_iter().find(|region| region.id == *id)
}

/// The id of an account.
pub(super) fn domain_id(domain: &str) -> Id {
    derived_id(&[domain])
}

/// The name of the caller's account.
pub(super) fn domain_of<S: Deref<Target = Store>>(context: &Context<'_, S>) -> String {
    let user = match context.caller.user() {
        Some(id) => context.store.user(id),
        None => context.store.base().users().next(),
    };
    user.map_or_else(|| "codearts-mock".to_owned(), |user| user.domain.clone())
}

/// Whether a name has the form of a region's: words of letters and digits with hyphens between them.
fn is_region(name: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'));
    name.len() <= 64 && name.contains('-') && name.split('-').all(is_word)
}
