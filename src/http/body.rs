//! A request's body, whole and bounded.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::{Body, HttpBody};
use axum::http::HeaderValue;
use bytes::{Bytes, BytesMut};

use crate::{
    api::{ApiError, ErrorCode, Situation},
    contract::{Problem, Rule, beginning},
    memory::{Kind, Memory, Share},
};

use super::BodyTimedOut;

/// So much of a body is counted and never refused, so that what only reads or takes away works whatever is full.
const SMALL: usize = 64 * 1024;

/// A body with what it is counted in.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// The body.
    pub(super) bytes: Bytes,
    /// What it takes, and what it may take as values.
    pub(super) share: Share,
}

/// Reads a body of at most `limit` bytes that is not encoded: `coding` is the value that
/// [`is_coded`](super::known::is_coded) found, if any. One that came in one piece, as nearly all do, is not copied.
///
/// # Errors
/// It is encoded, is larger, or did not arrive whole or in time, or there is no room for it in memory.
pub(super) async fn read(
    mut body: Body,
    coding: Option<&HeaderValue>,
    limit: usize,
    memory: &Arc<Memory>,
) -> Result<Counted, ApiError> {
    if let Some(coding) = coding.filter(|_| !body.is_end_stream()) {
        return Err(encoded(coding));
    }
    // A client that says beforehand how much it will send is answered before it sends it.
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large(limit));
    }
    let mut whole = Whole::Nothing;
    let mut share = Share::default();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(incomplete)?;
        let Ok(data) = frame.into_data() else { continue };
        whole = whole.and(data);
        if whole.len() > limit {
            return Err(too_large(limit));
        }
        count(&mut share, whole.size(), memory)?;
    }
    Ok(Counted { bytes: whole.into_bytes(), share })
}

/// Counts what there is of a body by now. What has none is counted nowhere, and costs nothing.
fn count(share: &mut Share, size: usize, memory: &Arc<Memory>) -> Result<(), ApiError> {
    if share.bytes() == 0 {
        *share = Share::of(memory, Kind::Bodies);
    }
    if size <= SMALL {
        share.set(size);
        return Ok(());
    }
    share.grow(size.saturating_sub(share.bytes())).map_err(ApiError::memory)
}

impl Counted {
    /// Counts what a large body takes once it is read into values.
    ///
    /// # Errors
    /// There is no room for it in memory.
    pub(super) fn read_as_values(self) -> Result<Self, ApiError> {
        self.read_as(place_of_value)
    }

    /// The same of a seed, whose parts have types of their own: beside its texts it is jobs, pipelines, roles and rows.
    ///
    /// # Errors
    /// There is no room for it in memory.
    pub(super) fn read_as_world(self) -> Result<Self, ApiError> {
        const ENTITY: usize = 320;
        const ROW: usize = 48;
        const ITEM: usize = 8;

        self.read_as(|byte| match byte {
            b'{' => ENTITY,
            b':' => ROW,
            b',' => ITEM,
            _ => 0,
        })
    }

    fn read_as(mut self, place: impl Fn(u8) -> usize) -> Result<Self, ApiError> {
        if self.bytes.len() > SMALL {
            self.share.grow(self.bytes.iter().map(|byte| place(*byte)).sum()).map_err(ApiError::memory)?;
        }
        Ok(self)
    }
}

/// What a value takes that begins or ends with this byte: two characters can make an item of a list.
fn place_of_value(byte: u8) -> usize {
    /// The place of a member with its name, in a table that has just grown.
    const PLACE: usize = 160;

    if matches!(byte, b',' | b':' | b'[' | b'{') { PLACE } else { 0 }
}

/// What a body takes that is read into values, if there is room for it.
pub(super) fn room_for_values(body: &[u8], memory: &Arc<Memory>) -> Option<Share> {
    let mut room = Share::of(memory, Kind::Bodies);
    room.grow(body.iter().map(|byte| place_of_value(*byte)).sum()).ok()?;
    Some(room)
}

#[cold]
fn encoded(coding: &HeaderValue) -> ApiError {
    let coding = String::from_utf8_lossy(coding.as_bytes());
    let problem = Problem::new("/Content-Encoding", Rule::Own("content-encoding"))
        .expected("identity, or no such header")
        .got(beginning(&coding, 80))
        .remedy("send the body as it is, not compressed");
    ApiError::because(ErrorCode::gateway(Situation::EncodedBody), vec![problem])
}

/// What has come so far.
enum Whole {
    Nothing,
    OnePiece(Bytes),
    Pieces(BytesMut),
}

impl Whole {
    fn and(self, data: Bytes) -> Self {
        match self {
            Self::Nothing => Self::OnePiece(data),
            Self::OnePiece(first) => {
                let mut pieces = BytesMut::from(first);
                pieces.extend_from_slice(&data);
                Self::Pieces(pieces)
            }
            Self::Pieces(mut pieces) => {
                pieces.extend_from_slice(&data);
                Self::Pieces(pieces)
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::OnePiece(data) => data.len(),
            Self::Pieces(data) => data.len(),
        }
    }

    /// How many bytes it takes.
    fn size(&self) -> usize {
        match self {
            Self::Nothing | Self::OnePiece(_) => self.len(),
            Self::Pieces(data) => data.capacity(),
        }
    }

    fn into_bytes(self) -> Bytes {
        match self {
            Self::Nothing => Bytes::new(),
            Self::OnePiece(data) => data,
            Self::Pieces(data) => data.freeze(),
        }
    }
}

fn too_large(limit: usize) -> ApiError {
    let problem = Problem::new("", Rule::Own("size"))
        .expected(format!("a body of at most {limit} bytes"))
        .got("a larger one")
        .remedy("send less, or set --max-body-bytes");
    ApiError::because(ErrorCode::gateway(Situation::TooLarge), vec![problem])
}

fn incomplete(error: axum::Error) -> ApiError {
    let problem = Problem::new("", Rule::Own("whole-body"));
    let (situation, problem) = if BodyTimedOut::caused(&error) {
        let problem = problem.expected("a body that arrives in time").got("one that did not");
        (Situation::SlowBody, problem.remedy("send it faster, or set --body-timeout-ms"))
    } else {
        let problem = problem.expected("a body that arrives whole").got("a part of it");
        (Situation::IncompleteBody, problem.remedy("send as many bytes as Content-Length says"))
    };
    ApiError::because(ErrorCode::gateway(situation), vec![problem]).caused_by(error)
}
