//! Which calls are let in: a table of what clients, browsers and hostile pages send.

use super::*;

/// What a call comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    In,
    /// Refused for its host; `--control-host` is named.
    Host,
    /// Refused for its page; `--control-origin` is named.
    Page,
}

use Verdict::{Host, In, Page};

fn settings() -> ControlSettings {
    ControlSettings {
        access: ControlAccess::default(),
        hosts: ["mock.test", "Other.Test."].map(|host| host.parse().unwrap()).to_vec(),
        origins: ["http://app.test:3000", "https://app.test"].map(|origin| origin.parse().unwrap()).to_vec(),
    }
}

/// Calls with a target and headers.
fn verdict(method: &str, target: &str, headers: &[(&str, &[u8])]) -> Verdict {
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    match check(&settings(), &request.body(()).unwrap()) {
        Ok(()) => In,
        Err(refusal) => {
            assert_eq!(refusal.status(), StatusCode::FORBIDDEN);
            match (refusal.detail().contains("--control-host"), refusal.detail().contains("--control-origin")) {
                (true, false) => Host,
                (false, true) => Page,
                _ => panic!("no setting, or both, in: {}", refusal.detail()),
            }
        }
    }
}

const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"];

#[test]
fn a_host_is_one_that_no_page_can_make_up() {
    for (host, expected) in [
        ("localhost", In),
        ("localhost:2633", In),
        ("LOCALHOST:2633", In),
        ("localhost.", In),
        ("codearts.localhost:2633", In),
        ("a.b.localhost.", In),
        ("127.0.0.1", In),
        ("127.0.0.1:2633", In),
        ("127.1.2.3", In),
        ("[::1]", In),
        ("[::1]:2633", In),
        ("[::ffff:127.0.0.1]:2633", In),
        ("[fe80::1%25eth0]:2633", In),
        ("192.168.1.7:2633", In),
        ("10.0.0.1", In),
        ("8.8.8.8", In),
        ("0.0.0.0:2633", In),
        ("[2001:db8::1]", In),
        ("codearts", In),
        ("codearts:2633", In),
        ("codearts_mock_1:2633", In),
        ("codearts.", In),
        ("codearts.default.svc", In),
        ("codearts.default.SVC.:2633", In),
        ("codearts.default.svc.cluster.local:2633", In),
        ("host.docker.internal:2633", In),
        ("codearts.europe.internal.", In),
        ("mock.test", In),
        ("mock.test:2633", In),
        ("MOCK.TEST.:2633", In),
        ("other.test", In),
        ("evil.test", Host),
        ("evil.test:2633", Host),
        ("evil.test.", Host),
        ("mock.test.evil.test", Host),
        ("evilmock.test", Host),
        ("x.mock.test", Host),
        ("localhost.evil.test", Host),
        ("evillocalhost.test", Host),
        ("127.0.0.1.evil.test", Host),
        ("127.0.0.1.nip.io:2633", Host),
        ("127.1", Host),
        ("1.2.3.4.5", Host),
        ("evil.svc.test", Host),
        ("evil.cluster.local", Host),
        ("evil.local", Host),
        ("evilsvc.com", Host),
        ("evil.internal.test", Host),
        ("", Host),
        (".", Host),
        (".localhost", Host),
        ("localhost..", Host),
        ("local host", Host),
        ("localhost/", Host),
        ("user@localhost", Host),
        ("localhost:99999", Host),
        ("localhost:80:80", Host),
        ("localhost, evil.test", Host),
        ("[::1", Host),
        ("::1", Host),
        ("[evil.test]", Host),
        ("\u{e9}vil", Host),
    ] {
        for method in METHODS {
            assert_eq!(verdict(method, "/_mock/state", &[("host", host.as_bytes())]), expected, "{method} {host:?}");
        }
    }
}

#[test]
fn a_page_is_one_of_the_server_itself_or_listed_whatever_the_host() {
    const NONE: &str = "";
    for (host, origin, site, expected) in [
        ("localhost:2633", "http://localhost:2633", NONE, In),
        ("localhost:2633", "http://LOCALHOST.:2633", NONE, In),
        ("localhost:2633", "https://localhost:2633", NONE, In),
        ("localhost:2633", "http://localhost:2633", "same-origin", In),
        ("localhost:2633", NONE, "same-origin", In),
        ("localhost:2633", NONE, "none", In),
        ("localhost", "http://localhost", "same-origin", In),
        ("localhost", "http://localhost:80", NONE, In),
        ("localhost:80", "http://localhost", NONE, In),
        ("mock.test", "https://mock.test", "same-origin", In),
        ("mock.test:443", "https://mock.test", NONE, In),
        ("[::1]:2633", "http://[::1]:2633", NONE, In),
        ("mock.test:2633", "http://app.test:3000", NONE, In),
        ("localhost:2633", "http://app.test:3000", "cross-site", In),
        ("localhost:2633", "http://APP.test.:3000", "cross-site", In),
        ("localhost:2633", "https://app.test:443", "same-site", In),
        ("localhost:2633", NONE, "cross-site", Page),
        ("localhost:2633", NONE, "same-site", Page),
        ("localhost:2633", NONE, "Cross-Site", Page),
        ("localhost:2633", NONE, "something-new", Page),
        ("127.0.0.1:2633", NONE, "cross-site", Page),
        ("codearts:2633", NONE, "cross-site", Page),
        ("mock.test", NONE, "cross-site", Page),
        ("localhost:2633", "http://localhost:2633", "cross-site", Page),
        ("localhost:2633", "http://localhost:3000", NONE, Page),
        ("localhost:2633", "http://localhost:3000", "same-site", Page),
        ("localhost:2633", "http://localhost", NONE, Page),
        ("localhost", "https://localhost", NONE, In),
        ("localhost:443", "http://localhost", NONE, Page),
        ("localhost:2633", "http://127.0.0.1:2633", NONE, Page),
        ("127.0.0.1:2633", "http://localhost:2633", NONE, Page),
        ("127.0.0.1:2633", "http://evil.test", NONE, Page),
        ("[::1]:2633", "http://evil.test", NONE, Page),
        ("codearts:2633", "http://evil.test", "cross-site", Page),
        ("mock.test:2633", "http://evil.test:2633", NONE, Page),
        ("mock.test:2633", "http://app.test", NONE, Page),
        ("mock.test:2633", "https://app.test:3000", NONE, Page),
        ("mock.test:2633", "http://x.app.test:3000", NONE, Page),
        ("localhost:2633", "null", NONE, Page),
        ("localhost:2633", "null", "same-origin", Page),
        ("localhost:2633", "localhost:2633", NONE, Page),
        ("localhost:2633", "http://localhost:2633/", NONE, Page),
        ("localhost:2633", "http://localhost:2633 http://evil.test", NONE, Page),
        ("localhost:2633", "http://user@localhost:2633", NONE, Page),
        ("localhost:2633", "file://", NONE, Page),
        ("evil.test:2633", "http://evil.test:2633", "same-origin", Host),
        ("evil.test:2633", "http://app.test:3000", NONE, Host),
    ] {
        let all = [("host", host.as_bytes()), ("origin", origin.as_bytes()), ("sec-fetch-site", site.as_bytes())];
        let headers: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        for method in METHODS {
            assert_eq!(verdict(method, "/_mock/reset", &headers), expected, "{method} {host} {origin} {site}");
        }
    }
}

#[test]
fn every_host_and_every_mark_of_a_browser_counts() {
    let (own, strange): (&[u8], &[u8]) = (b"localhost", b"evil.test");
    let origin = |text: &'static str| ("origin", text.as_bytes());
    let here = "http://localhost:2633/_mock/state";
    for (target, headers, expected) in [
        (here, vec![], In),
        (here, vec![("host", own)], In),
        (here, vec![("host", strange)], Host),
        (here, vec![origin("http://localhost:2633")], In),
        (here, vec![origin("http://localhost:3000")], Page),
        ("http://[::1]:2633/_mock/state", vec![], In),
        ("http://evil.test/_mock/state", vec![], Host),
        ("http://evil.test/_mock/state", vec![("host", own)], Host),
        ("http://user@localhost/_mock/state", vec![], Host),
        ("/_mock/state", vec![], Host),
        ("/_mock/state", vec![origin("http://localhost")], Host),
        ("/_mock/state", vec![("host", own), ("host", strange)], Host),
        ("/_mock/state", vec![("host", own), origin("http://localhost"), origin("http://evil.test")], Page),
        ("/_mock/state", vec![("host", own), origin("http://app.test:3000"), origin("null")], Page),
        ("/_mock/state", vec![("host", own), ("sec-fetch-site", b"none"), ("sec-fetch-site", b"cross-site")], Page),
        ("/_mock/state", vec![("host", own), ("sec-fetch-site", b"")], Page),
        ("/_mock/state", vec![("host", own), ("origin", b"")], Page),
        ("/_mock/state", vec![("host", own), ("origin", b"\xff")], Page),
        ("/_mock/state", vec![("host", b"\xff")], Host),
    ] {
        assert_eq!(verdict("POST", target, &headers), expected, "{target} {headers:?}");
    }
}

#[test]
fn a_refusal_says_which_setting_lets_the_call_in() {
    let detail = |headers: &[(&'static str, &'static str)]| {
        let mut request = Request::builder().uri("/_mock/state");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        check(&settings(), &request.body(()).unwrap()).unwrap_err().detail().to_owned()
    };
    let own = ("host", "localhost:2633");

    assert_eq!(
        detail(&[("host", "Evil.Test:2633")]),
        "The control plane was called by the host evil.test, which a web page may have made up; allow it with \
         --control-host evil.test."
    );
    assert_eq!(
        detail(&[("host", "a b")]),
        "Host: expected the name or the address of the server, got \"a b\"; call it by localhost or by a name that \
         --control-host lists."
    );
    assert_eq!(
        detail(&[own, ("origin", "http://evil.test")]),
        "A page of the origin \"http://evil.test\" called the control plane; allow it with --control-origin \
         http://evil.test."
    );
    assert_eq!(
        detail(&[own, ("origin", "null")]),
        "A page of the origin \"null\" called the control plane; that cannot be allowed: serve the page from an origin of \
         its own, and list this with --control-origin."
    );
    assert_eq!(
        detail(&[own, ("sec-fetch-site", "cross-site")]),
        "A page of another site called the control plane. Open the address itself, or have the page call by fetch with the \
         mode cors and list its origin with --control-origin."
    );
}
