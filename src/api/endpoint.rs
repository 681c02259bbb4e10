//! What the file of an operation implements.

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

use crate::contract::Contract;

use super::{ApiError, Ids, Reading, Service, Writing};

/// Our implementation of one operation.
pub trait Endpoint: 'static {
    /// What the documentation says.
    const CONTRACT: Contract;
    /// The service that it belongs to.
    const SERVICE: Service;
    /// The fields of the request, in the order of the page's tables.
    type Request: DeserializeOwned + JsonSchema;
    /// The fields of the answer, in the order of the page's example.
    type Response: Serialize + JsonSchema;
    /// The headers that a success carries beyond the usual ones: names and values.
    #[must_use]
    fn headers(_response: &Self::Response) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// What a request is about.
    const IDS: fn(&Self::Request) -> Ids<'_>;
    /// What it does.
    const HANDLE: Handle<Self::Request, Self::Response>;
}

/// What an operation does: it reads, or it writes.
#[derive(Debug)]
pub enum Handle<Q, A> {
    /// Looks at the store.
    Read(fn(&Reading<'_>, Q) -> Result<A, ApiError>),
    /// Changes the store, or refuses and changes nothing.
    Write(fn(&mut Writing<'_>, Q) -> Result<A, ApiError>),
}

impl<Q, A> Handle<Q, A> {
    /// Whether the operation writes.
    pub(super) const fn writes(&self) -> bool {
        matches!(self, Self::Write(_))
    }
}
