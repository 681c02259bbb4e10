//! What an exchange says of the connection that it came on, and a connection of an exchange.

use std::error::Error;
use std::fmt;

/// How a connection ends when it does not end with an answer: an extension of the response that is not to be sent.
///
/// Not a byte of that response leaves. Over HTTP/2 the connection ends with all its streams.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ending {
    /// The client sees the connection reset.
    Reset,
    /// The client sees the end of the stream where an answer should begin.
    Close,
    /// The client sees bytes that are no HTTP, then the end of the stream.
    Garbage,
}

/// The reason why reading a request's body failed: the client took too long to send it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BodyTimedOut;

impl BodyTimedOut {
    /// Whether this is what went wrong: the error is wrapped once by every layer that the body passed.
    #[must_use]
    pub fn caused(error: &(dyn Error + 'static)) -> bool {
        error.is::<Self>() || error.source().is_some_and(Self::caused)
    }
}

impl fmt::Display for BodyTimedOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the request body did not arrive in time")
    }
}

impl Error for BodyTimedOut {}
