//! A signature covers every byte: what an independent client signed is believed, and nothing one byte away from it.

use std::collections::BTreeMap;

use proptest::{prelude::*, sample::Index};

use super::{
    independent::{Call, percent},
    request::{ACCESS_KEY, DATE, NOW, Request},
};

const PLACE: &str = "cn-north-4/codeartsbuild";

#[derive(Clone, Copy, Debug)]
enum Algorithm {
    Plain,
    Derived,
}

/// What a signature covers.
#[derive(Clone, Copy, Debug)]
enum Part {
    Method,
    Path,
    Query,
    Header,
    Host,
    Date,
    Body,
    SignedHeaders,
    Signature,
}

fn calls() -> impl Strategy<Value = Call> {
    let method = prop::sample::select(vec!["GET", "POST", "PUT", "DELETE"]);
    let segments = prop::collection::vec("[ -~éß]{1,8}", 1..5);
    let query = prop::collection::btree_map("[ -~é]{1,5}", prop::collection::vec("[ -~é]{1,6}", 1..3), 1..4);
    let value = "[!-~]([ -~]{0,8}[!-~])?";
    let body = prop::collection::vec(any::<u8>(), 1..40);
    (method, segments, query, value, "[a-z]{1,9}:[1-9]{4}", body).prop_map(
        |(method, segments, query, value, host, body)| {
            let headers = [("x-note", value), ("host", host), ("x-sdk-date", DATE.to_owned())];
            Call {
                method: method.to_owned(),
                segments,
                query,
                headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
                body,
                date: DATE.to_owned(),
            }
        },
    )
}

fn algorithms() -> impl Strategy<Value = Algorithm> {
    prop_oneof![Just(Algorithm::Plain), Just(Algorithm::Derived)]
}

fn parts() -> impl Strategy<Value = Part> {
    use Part::{Body, Date, Header, Host, Method, Path, Query, Signature, SignedHeaders};
    prop::sample::select(vec![Method, Path, Query, Header, Host, Date, Body, SignedHeaders, Signature])
}

fn authorization(call: &Call, algorithm: Algorithm, secret: &str) -> String {
    match algorithm {
        Algorithm::Plain => call.authorization(ACCESS_KEY, secret),
        Algorithm::Derived => call.derived_authorization(ACCESS_KEY, secret, PLACE),
    }
}

/// The call as it arrives: its query backwards, and with headers nobody signed.
fn received(call: &Call) -> Request {
    let mut request = Request::new(&call.method, &call.path_on_the_wire()).query(&backwards(&call.query));
    request.headers.extend(call.headers.clone());
    request.body.clone_from(&call.body);
    request.header("Accept", "*/*")
}

fn backwards(query: &BTreeMap<String, Vec<String>>) -> String {
    let of_key = |(key, values): (&String, &Vec<String>)| {
        values.iter().rev().map(|value| percent(key) + "=" + &percent(value)).collect::<Vec<_>>().join("&")
    };
    query.iter().rev().map(of_key).collect::<Vec<_>>().join("&")
}

/// Puts another byte of `alphabet` in the place of one; the same letter in other case counts as another byte
/// except in an escape like `%2f`, where it means the same.
fn mutate(text: &mut String, at: Index, by: Index, alphabet: &str) {
    let at = at.index(text.len());
    let old = text[at..].chars().next().expect("there is one");
    let is_escape = text[..at].ends_with('%') || text[..at].chars().rev().nth(1) == Some('%');
    let others: Vec<char> =
        alphabet.chars().filter(|new| *new != old && !(is_escape && new.eq_ignore_ascii_case(&old))).collect();
    text.replace_range(at..=at, &others[by.index(others.len())].to_string());
}

fn mutate_after(text: &mut String, mark: &str, at: Index, by: Index, alphabet: &str) {
    let start = text.find(mark).expect("there is one") + mark.len();
    let end = text[start..].find(',').map_or(text.len(), |length| start + length);
    let mut value = text[start..end].to_owned();
    mutate(&mut value, at, by, alphabet);
    text.replace_range(start..end, &value);
}

fn printable() -> String {
    (b' '..=b'~').map(char::from).collect()
}

/// Characters that can stand in a URL without ending the part they stand in.
fn legal_in_url() -> String {
    printable().replace([' ', '?', '#', '"', '<', '>'], "")
}

fn mutate_part(part: Part, request: &mut Request, authorization: &mut String, at: Index, by: Index) {
    let header = |name: &str| request.headers.iter().position(|(other, _)| other == name).expect("there is one");
    let (note, host, date) = (header("x-note"), header("host"), header("x-sdk-date"));
    match part {
        Part::Method => mutate(&mut request.method, at, by, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        Part::Path => mutate(&mut request.path, at, by, &legal_in_url()),
        Part::Query => mutate(request.query.as_mut().expect("there is one"), at, by, &legal_in_url()),
        Part::Header => mutate(&mut request.headers[note].1, at, by, &printable()),
        Part::Host => mutate(&mut request.headers[host].1, at, by, &printable()),
        Part::Date => mutate(&mut request.headers[date].1, at, by, &printable()),
        Part::Body => {
            let at = at.index(request.body.len());
            request.body[at] ^= 1 << by.index(8);
        }
        Part::SignedHeaders => mutate_after(authorization, "SignedHeaders=", at, by, &printable()),
        Part::Signature => mutate_after(authorization, "Signature=", at, by, &printable()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_an_independent_client_signed_is_believed(
        call in calls(), algorithm in algorithms(), secret in "[!-~]{1,90}",
    ) {
        let authorization = authorization(&call, algorithm, &secret);

        prop_assert_eq!(received(&call).verify(&authorization, &secret, NOW), Ok(()));
    }

    #[test]
    fn a_request_with_one_byte_changed_is_refused(
        call in calls(), algorithm in algorithms(), part in parts(), at in any::<Index>(), by in any::<Index>(),
    ) {
        let mut authorization = authorization(&call, algorithm, "secret");
        let mut request = received(&call);

        mutate_part(part, &mut request, &mut authorization, at, by);

        prop_assert!(request.verify(&authorization, "secret", NOW).is_err(), "{:?} {} {:?}", part, authorization, request);
    }

    #[test]
    fn a_request_is_refused_for_a_secret_key_one_byte_away(
        call in calls(), algorithm in algorithms(), at in any::<Index>(), by in any::<Index>(),
    ) {
        let authorization = authorization(&call, algorithm, "MFyfvK41ba2giqM7");
        let mut other = "MFyfvK41ba2giqM7".to_owned();
        mutate(&mut other, at, by, &printable());

        prop_assert!(received(&call).verify(&authorization, &other, NOW).is_err());
    }

    #[test]
    fn no_input_at_all_makes_it_panic(
        value in "(SDK-HMAC-SHA256 |V11-HMAC-SHA256 )?[ -~é,=;/]{0,80}", method in ".{0,5}", path in ".{0,20}",
        query in ".{0,20}", date in ".{0,18}", body in prop::collection::vec(any::<u8>(), 0..20), now in any::<i64>(),
    ) {
        let mut request = Request::new(&method, &path).query(&query).header("X-Sdk-Date", &date).header("Host", &path);
        request.body = body;
        let signed = format!("SDK-HMAC-SHA256 Access=a, SignedHeaders=host;{date}, Signature={}", "0".repeat(64));

        for value in [&value, &signed] {
            prop_assert!(request.verify(value, "secret", now).is_err());
            if let Ok(authorization) = codearts_mock::auth::signature::Authorization::parse(value) {
                let explained = request.lend(|request| {
                    codearts_mock::auth::signature::explain(&authorization, request, Some("secret"), now)
                });
                prop_assert!(!explained.likely_causes.is_empty());
            }
        }
    }
}
