//! Mistakes in the signed headers: their values and their list.

use super::mistake::Hypothesis;
use crate::auth::signature::{SignedRequest, canonical::Canonical, cause, cause::Cause};

/// Names under which a machine is reached on its loopback interface.
const LOOPBACK: [&str; 4] = ["localhost", "127.0.0.1", "[::1]", "host.docker.internal"];

const CONTENT_TYPES: [&str; 6] = [
    "application/json",
    "application/json;charset=UTF-8",
    "application/json;charset=utf-8",
    "application/json; charset=UTF-8",
    "application/json; charset=utf-8",
    "text/plain",
];

pub(super) fn host<'a>(request: &SignedRequest<'_>, base: &Canonical<'a>) -> Vec<Hypothesis<'a>> {
    let Some(received) = value_of(base, "host") else { return Vec::new() };
    let name = without_port(received);
    let port = received[name.len()..].trim_start_matches(':');
    let forwarded = ["x-forwarded-host", "x-original-host"].into_iter().filter_map(|name| (request.header)(name));
    let forwarded = forwarded.map(str::trim_ascii).filter(|host| !host.is_empty());
    let forwarded_port = (request.header)("x-forwarded-port").unwrap_or("").trim_ascii();

    let names = [name].into_iter().chain(forwarded.clone().map(without_port)).chain(LOOPBACK);
    let spellings = names.flat_map(|name| {
        let ports = [port, forwarded_port, "80", "443"].into_iter().filter(|port| !port.is_empty());
        ports.map(move |port| format!("{name}:{port}")).chain([name.to_owned()])
    });
    let signed = forwarded.map(str::to_owned).chain(spellings);
    signed.map(|signed| with_header(base, "host", &signed, cause::host_rewritten(&signed))).collect()
}

pub(super) fn every_header<'a>(_: &SignedRequest<'_>, base: &Canonical<'a>) -> Vec<Hypothesis<'a>> {
    let mut guesses = lists(base);
    for (name, value) in &base.headers {
        let alter =
            |signed: &str, described: &str| with_header(base, name, signed, cause::header_altered(name, described));
        guesses.push(alter("", "an empty value"));
        guesses.push(alter(&value.to_ascii_lowercase(), "the same value in lower case"));
        guesses.push(alter(&single_spaced(value), "the same value with single blanks"));
        if name == "content-type" {
            guesses.extend(CONTENT_TYPES.map(|signed| alter(signed, &format!("`{signed}`"))));
        }
    }
    guesses
}

/// The list of names and the header lines, in every order and case that a client may have mixed up.
fn lists<'a>(base: &Canonical<'a>) -> Vec<Hypothesis<'a>> {
    let mut names: Vec<_> = base.headers.iter().map(|(name, _)| name.to_string()).collect();
    let lower_case = names.join(";");
    names.sort_unstable();
    let sorted_list = names.join(";");
    let mut sorted_lines = base.headers.clone();
    sorted_lines.sort_by(|one, other| one.0.cmp(&other.0));

    let as_listed = base.signed_headers.to_string();
    let mixtures = [
        (base.headers.clone(), lower_case),
        (base.headers.clone(), sorted_list.clone()),
        (sorted_lines.clone(), as_listed),
        (sorted_lines, sorted_list),
    ];
    let with = |(headers, list): (_, String)| Hypothesis {
        cause: cause::SIGNED_HEADERS_REORDERED,
        canonical: Canonical { headers, signed_headers: list.into(), ..base.clone() },
    };
    mixtures.into_iter().map(with).collect()
}

fn with_header<'a>(base: &Canonical<'a>, name: &str, signed: &str, cause: Cause) -> Hypothesis<'a> {
    let mut canonical = base.clone();
    for (other, value) in &mut canonical.headers {
        if other == name {
            *value = signed.to_owned().into();
        }
    }
    Hypothesis { cause, canonical }
}

fn value_of<'a>(base: &'a Canonical<'_>, name: &str) -> Option<&'a str> {
    base.headers.iter().find(|(other, _)| other == name).map(|(_, value)| &**value)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn single_spaced(value: &str) -> String {
    value.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
