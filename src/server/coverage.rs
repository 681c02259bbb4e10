//! The coverage of a running server, compared with a threshold.

use std::{io, time::Duration};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::coverage::Format;

use super::get::get_url;

/// How long each step may take.
const STEP: Duration = Duration::from_secs(10);

/// The largest report that is read.
const LIMIT: u64 = 64 * 1024 * 1024;

/// A report as the server wrote it.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The figure that the threshold applies to.
    pub percent: f64,
    /// The report.
    pub text: String,
}

/// Gets the report of the server at this URL, with the token if it needs one.
///
/// # Errors
/// One line that says why there is none.
pub fn fetch(url: &str, token: Option<&str>, format: Format, namespace: Option<&str>) -> io::Result<Fetched> {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let narrowed = namespace.map_or_else(String::new, |name| format!("&namespace={}", encoded(name)));
    let path = format!("/_mock/coverage?format={}{narrowed}", format.name());
    let answer = get_url(url, &path, token, STEP, LIMIT)?;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    if answer.status != 200 {
        let answered = format!("{url}{path} answered {:?}: {}", answer.first_line(), text.trim());
        return Err(io::Error::other(answered));
    }
    let percent = answer.header("x-mock-coverage").and_then(|percent| percent.parse().ok());
    let percent = percent
        .ok_or_else(|| io::Error::other(format!("{url} is no codearts-mock: its answer has no X-Mock-Coverage")))?;
    Ok(Fetched { percent, text })
}
