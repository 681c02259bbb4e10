//! The header `X-Mock-Quirk`, which chooses quirks for one request.

use axum::http::request;

use crate::{
    api::{ApiError, ErrorCode, Quirks, Situation, WrongChoice},
    contract::{Problem, Rule},
};

use super::known::{KnownHeaders, QUIRK};

/// The quirks of one request: the server's, but for those that the header `X-Mock-Quirk` chooses otherwise.
///
/// # Errors
/// There is no such quirk or option; says which there are.
pub(super) fn asked_quirks(
    head: &request::Parts,
    known: &KnownHeaders<'_>,
    mut quirks: Quirks,
) -> Result<Quirks, ApiError> {
    if !known.chooses_quirks {
        return Ok(quirks);
    }
    for value in head.headers.get_all(QUIRK) {
        let choices = value.to_str().unwrap_or("(no text)");
        quirks.set_all(choices).map_err(|wrong| {
            let problem = wrong_choice(&wrong);
            ApiError::because(ErrorCode::gateway(Situation::InvalidControl), vec![problem])
        })?;
    }
    Ok(quirks)
}

/// A choice of what there is not, as a problem.
#[cold]
fn wrong_choice(choice: &WrongChoice) -> Problem {
    let WrongChoice { quirk, wrong, right, nearest } = choice;
    let (all, problem) = (right.join(", "), Problem::new("/X-Mock-Quirk", Rule::Own("quirk")).nearest(*nearest));
    let likely = nearest.or(right.first().copied()).expect("there are quirks, and each has options");
    match quirk {
        None => problem
            .expected(format!("the name of a quirk, one of {all}"))
            .got(format!("\"{wrong}\""))
            .remedy("send name=value, repeated or separated by commas; GET /_mock/quirks explains each"),
        Some(quirk) => problem
            .expected(format!("an option of {quirk}, one of {all}"))
            .got(if wrong.is_empty() { "no option".to_owned() } else { format!("\"{wrong}\"") })
            .remedy(format!("send {quirk}={likely}")),
    }
}
