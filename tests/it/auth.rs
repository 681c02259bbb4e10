//! Who may call, and what a wrong credential is answered.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test may")]

mod authorization;
mod lockout;
mod modes;
mod prediction;
mod token;

use codearts_mock::auth::signature::{Scheme, SignedRequest, sdk_date, sign};

use super::mock::{Ask, BEGINNING, Mock};

/// A request signed as the official SDKs sign it, at the mock's own time plus some seconds.
fn signed<'a>(mock: &'a Mock, line: &str, body: &str, keys: (&str, &str), later: i64) -> Ask<'a> {
    let (method, target) = line.split_once(' ').unwrap();
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let now: codearts_mock::domain::Timestamp = BEGINNING.parse().unwrap();
    let date = sdk_date(now.seconds() + later);
    let header = |name: &str| match name {
        "host" => Some("mock"),
        "content-type" => Some("application/json"),
        "x-sdk-date" => Some(date.as_str()),
        _ => None,
    };
    let request = SignedRequest { method, path, query, header: &header, body: body.as_bytes() };
    let names = "content-type;host;x-sdk-date";
    let authorization = sign(Scheme::Plain, keys.0, keys.1, &request, names).unwrap();
    let ask = mock.ask(line).no_token().header("host", "mock").header("x-sdk-date", &date);
    ask.header("authorization", &authorization).text(body)
}

/// The keys of a user of the default world.
fn keys(mock: &Mock, name: &str) -> (String, String) {
    let state = mock.state();
    let users = state["users"].as_object().unwrap();
    let user = users.values().find(|user| user["name"] == name).unwrap();
    let text = |member: &str| user[member].as_str().unwrap().to_owned();
    (text("access_key"), text("secret_key"))
}
