//! A request's body, whole and bounded.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::http::HeaderValue;
use bytes::{Bytes, BytesMut};

use crate::{
    api::{ApiError, ErrorCode, Situation},
    contract::{Problem, Rule, beginning},
};

use super::BodyTimedOut;

/// Reads a body of at most `limit` bytes that is not encoded: `coding` is the value that [`is_coded`] found, if any. One that came in one piece, as nearly all do, is not copied.
///
/// # Errors
/// It is encoded, is larger, or did not arrive whole or in time.
pub(super) async fn read(mut body: Body, coding: Option<&HeaderValue>, limit: usize) -> Result<Bytes, ApiError> {
    if let Some(coding) = coding.filter(|_| !body.is_end_stream()) {
        return Err(encoded(coding));
    }
    // A client that says beforehand how much it will send is answered before it sends it.
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large(limit));
    }
    let mut whole = Whole::Nothing;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(incomplete)?;
        let Ok(data) = frame.into_data() else { continue };
        whole = whole.and(data);
        if whole.len() > limit {
            return Err(too_large(limit));
        }
    }
    Ok(whole.into_bytes())
}

/// Whether a `Content-Encoding` names anything but `identity`.
pub(super) fn is_coded(value: &HeaderValue) -> bool {
    let mut codings = value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    codings.any(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity"))
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

    fn into_bytes(self) -> Bytes {
        match self {
            Self::Nothing => Bytes::new(),
            Self::OnePiece(data) => data,
            Self::Pieces(data) => data.freeze(),
        }
    }
}

fn too_large(limit: usize) -> ApiError {
    ApiError::new(ErrorCode::gateway(Situation::TooLarge))
        .detail(format!("The body may have {limit} bytes; send less, or set --max-body-bytes."))
}

fn incomplete(error: axum::Error) -> ApiError {
    let (situation, detail) = if BodyTimedOut::caused(&error) {
        (Situation::SlowBody, "The body did not arrive in time; send it faster, or set --body-timeout-ms.")
    } else {
        (Situation::IncompleteBody, "The body did not arrive whole; send as many bytes as Content-Length says.")
    };
    ApiError::new(ErrorCode::gateway(situation)).detail(detail).caused_by(error)
}
