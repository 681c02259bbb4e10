//! What has become of a request on its way.

use bytes::Bytes;

use crate::{
    api::QuirkSet, contract::without_mark, domain::Caller, fault::Interference, memory::Share, store::Changes,
};

use super::body::Counted;

/// What is known about a request beyond what came with its head.
#[derive(Default)]
pub(super) struct Progress {
    /// The body, without a byte order mark.
    pub(super) body: Bytes,
    /// The body with the mark, if it came with one: it was signed like that.
    marked: Option<Bytes>,
    /// What the body is counted in.
    _share: Share,
    pub(super) caller: Option<Caller>,
    pub(super) interference: Option<Interference>,
    pub(super) quirks: QuirkSet,
    /// What was changed by an operation whose answer the client does not get to see.
    pub(super) unseen: Option<Changes>,
}

impl Progress {
    /// Of a request whose body is there.
    pub(super) fn of(Counted { bytes, share }: Counted) -> Self {
        let plain = without_mark(&bytes).len();
        let marked = (plain < bytes.len()).then(|| bytes.clone());
        Self { body: bytes.slice(bytes.len() - plain..), marked, _share: share, ..Self::default() }
    }

    /// The body as it was sent.
    pub(super) fn sent(&self) -> &Bytes {
        self.marked.as_ref().unwrap_or(&self.body)
    }
}
