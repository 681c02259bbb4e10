//! What a request has wrong as HTTP, whatever it asks for: an extension of the request, and how it is refused.

use axum::{
    body::Body,
    http::{HeaderValue, Response, Version, header},
};

use crate::{
    api::{ApiError, ErrorCode, Situation},
    contract::{Problem, Rule},
};

/// Why RFC 9110 or RFC 9112 has a request refused although it can be read. Whoever carries the connection finds it out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Malformed {
    /// HTTP/1.1 without `Host`.
    NoHost,
    /// More than one `Host`.
    SeveralHosts,
    /// A `Host` that is no host with an optional port.
    InvalidHost,
    /// `Transfer-Encoding` beside `Content-Length`.
    TwoLengths,
    /// A transfer coding other than `chunked`, or `chunked` twice.
    OtherCoding,
    /// A line of the head that ends in a line feed alone.
    BareLineFeed,
    /// A target that begins with no slash, or `*` with a method other than `OPTIONS`.
    Target,
}

impl Malformed {
    /// Header, expected, got, remedy.
    const fn words(self) -> [&'static str; 4] {
        match self {
            Self::NoHost => ["/Host", "the header once", "none", "send Host: with the name or address that you call"],
            Self::SeveralHosts => ["/Host", "the header once", "it twice or more", "send it once"],
            Self::InvalidHost => {
                ["/Host", "a name or an address, with a port or without", "something else", "send Host: localhost:2633"]
            }
            Self::TwoLengths => [
                "/Content-Length",
                "no Content-Length beside Transfer-Encoding",
                "both",
                "send one of them: a proxy on the way may read the other",
            ],
            Self::OtherCoding => [
                "/Transfer-Encoding",
                "chunked, once",
                "another coding, or several",
                "send Transfer-Encoding: chunked, or Content-Length instead",
            ],
            Self::Target => [
                "",
                "a target that begins with a slash",
                "another",
                "send the path, such as GET /v1/job/permission/internal",
            ],
            Self::BareLineFeed => [
                "",
                "lines of the head that end in CR LF",
                "one that ends in LF alone",
                "end every line of the head in CR LF",
            ],
        }
    }

    fn problem(self) -> Problem {
        let [pointer, expected, got, remedy] = self.words();
        Problem::new(pointer, Rule::Own("http")).expected(expected).got(got).remedy(remedy)
    }

    /// The refusal of the emulated API.
    #[cold]
    pub(super) fn refusal(self) -> ApiError {
        ApiError::because(ErrorCode::gateway(Situation::MalformedRequest), vec![self.problem()])
    }

    /// The refusal in a sentence.
    pub(super) fn sentence(self) -> String {
        self.problem().to_string()
    }
}

/// Says that the connection ends here: where the next request would begin is not known.
pub(super) fn announce_end(response: &mut Response<Body>, version: Version) {
    // HTTP/2 has no such header; only the stream has ended there.
    if version < Version::HTTP_2 {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
}

/// Whether a refusal leaves open where the next request on the connection would begin.
pub(super) const fn ends_connection(code: ErrorCode) -> bool {
    matches!(code.situation(), Situation::MalformedRequest | Situation::IncompleteBody | Situation::SlowBody)
}
