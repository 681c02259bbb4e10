//! A document that is made while it is sent: no thread makes the whole of it at once, and nothing keeps the whole of it.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, HttpBody},
    http::{Response, header},
};
use bytes::Bytes;
use http_body::Frame;

/// About so many bytes are made at a time, and so large a document is made in one piece.
const PIECE: usize = 64 * 1024;

/// The parts of a document, joined as they are asked for.
struct Pieces<I> {
    first: Option<Bytes>,
    rest: I,
    /// Whether others had their turn since the last piece.
    has_paused: bool,
}

/// A document of these parts as a response. A short one has a length.
pub(super) fn response(
    media_type: &'static str,
    parts: impl Iterator<Item = Vec<u8>> + Send + Unpin + 'static,
) -> Response<Body> {
    let mut rest = parts.peekable();
    let first = next_piece(&mut rest).expect("every document has a first part");
    let body = if rest.peek().is_none() {
        Body::from(first)
    } else {
        Body::new(Pieces { first: Some(first), rest, has_paused: true })
    };
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static(media_type));
    response
}

fn next_piece(parts: &mut impl Iterator<Item = Vec<u8>>) -> Option<Bytes> {
    let mut piece = parts.next()?;
    while piece.len() < PIECE {
        let Some(part) = parts.next() else { break };
        piece.extend_from_slice(&part);
    }
    Some(piece.into())
}

impl<I: Iterator<Item = Vec<u8>> + Unpin> HttpBody for Pieces<I> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        // A client that reads fast would keep a thread busy until the end of the document.
        if !std::mem::replace(&mut self.has_paused, true) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.has_paused = false;
        let piece = self.first.take().or_else(|| next_piece(&mut self.rest));
        Poll::Ready(piece.map(|piece| Ok(Frame::data(piece))))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        task::Waker,
    };

    use super::*;

    #[test]
    fn a_large_document_is_made_as_it_is_read_and_others_have_their_turn_in_between() {
        let made = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&made);
        let parts = (0..10).map(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            vec![b'x'; PIECE]
        });

        let mut body = response("text/plain", parts).into_body();
        let mut steps = Vec::new();
        loop {
            let step = Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop()));
            let length = step.map(|frame| frame.map(|frame| frame.unwrap().into_data().unwrap().len()));
            steps.push((length, made.load(Ordering::Relaxed)));
            if length == Poll::Ready(None) {
                break;
            }
        }

        // The second part is made beforehand, to know that the first is not all.
        let made = [2, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        let pieces = made.into_iter().flat_map(|made| [(Poll::Ready(Some(PIECE)), made), (Poll::Pending, made)]);
        let expected: Vec<_> = pieces.chain([(Poll::Ready(None), 10)]).collect();
        assert_eq!(steps, expected);
    }

    #[test]
    fn a_short_document_has_a_length() {
        let body = response("text/plain", [b"a".to_vec(), b"bc".to_vec()].into_iter()).into_body();

        assert_eq!(body.size_hint().exact(), Some(3));
    }
}
