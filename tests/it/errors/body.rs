//! Bodies that are too large, come in pieces or never come.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use axum::body::{Body, Bytes};
use http_body::{Frame, SizeHint};
use serde_json::json;

use crate::mock::{Mock, UPDATE};

/// One byte more than a body may have.
const TOO_MUCH: usize = 12 * 1024 * 1024 + 1;

/// A body that comes in pieces, and perhaps breaks off.
struct Pieces {
    waiting: Vec<Result<Bytes, io::Error>>,
    announced: Option<u64>,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready((!self.waiting.is_empty()).then(|| self.waiting.remove(0).map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.announced.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

fn pieces(waiting: Vec<Result<Bytes, io::Error>>) -> Body {
    Body::new(Pieces { waiting, announced: None })
}

#[tokio::test]
async fn a_body_that_is_announced_as_too_large_is_refused_before_it_is_read() {
    let mock = Mock::fresh();
    // Reading it would be another refusal: it breaks off at once.
    let broken = vec![Err(io::Error::other("read"))];
    let body = Body::new(Pieces { waiting: broken, announced: Some(TOO_MUCH as u64) });

    let answer = mock.ask(UPDATE).body(body).answer().await;

    assert_eq!(answer.refusal(), (413, "APIGW.0201"));
    assert!(
        answer.message().starts_with("Request entity too large. Expected a body of at most 12582912 bytes"),
        "{}",
        answer.message()
    );
}

#[tokio::test]
async fn a_body_that_turns_out_too_large_is_refused() {
    for profile in ["documented", "observed"] {
        let mock = Mock::fresh().quirk(&format!("error-profile={profile}"));
        let piece = Bytes::from(vec![b' '; 1024 * 1024]);
        let mut waiting: Vec<_> = (0..12).map(|_| Ok(piece.clone())).collect();
        waiting.push(Ok(Bytes::from_static(b" ")));

        let answer = mock.ask(UPDATE).body(pieces(waiting)).answer().await;

        assert_eq!(answer.refusal(), (413, "APIGW.0201"), "{profile}");
    }
}

#[tokio::test]
async fn a_body_of_just_the_limit_is_read() {
    let mock = Mock::fresh();

    let answer = mock.ask(UPDATE).body(Body::from(vec![b' '; TOO_MUCH - 1])).answer().await;

    assert_eq!((answer.status, answer.reported()), (200, vec![("missing-target", "")]));
}

#[tokio::test]
async fn a_body_in_pieces_is_put_together() {
    let mock = Mock::fresh();
    let body = json!({ "job_id": crate::mock::JOB, "role_id": 6, "permission_name": "is_view" }).to_string();
    let waiting = body.as_bytes().chunks(7).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();

    let answer = mock.ask(UPDATE).body(pieces(waiting)).answer().await;

    assert_eq!((answer.status, answer.problems), (200, vec![]));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_refused_and_changes_nothing() {
    let mock = Mock::fresh();
    let before = mock.state();
    let waiting = vec![Ok(Bytes::from_static(b"{}")), Err(io::Error::other("reset"))];

    let answer = mock.ask(UPDATE).body(pieces(waiting)).answer().await;

    assert_eq!(answer.refusal(), (400, "APIGW.0201"));
    assert!(
        answer.message().starts_with("API request error. Expected a body that arrives whole, got a part of it"),
        "{}",
        answer.message()
    );
    assert_eq!(mock.state(), before);
}
