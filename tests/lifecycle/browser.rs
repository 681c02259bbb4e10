//! Pages of other origins: the emulated API answers those that are listed, the control plane none.

use crate::client::{connect, read_to_end, send};
use crate::program::{Process, code_and_stderr, run};

const READ: &str = "/v1/job/permission/internal";
const PAGE: &str = "Origin: http://localhost:3000";
const STRANGER: &str = "Origin: http://stranger.test";

/// The headers of the answer that are about origins, with the status before them.
fn told(process: &Process, line: &str, headers: &[&str]) -> Vec<String> {
    let mut stream = connect(process.address());
    let headers = [headers, &[""]].concat().join("\r\n");
    send(
        &mut stream,
        &format!("{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Auth-Token: any\r\n{headers}\r\n"),
    );
    let (bytes, _) = read_to_end(&mut stream);
    let text = String::from_utf8(bytes).unwrap();
    let head = text.split_once("\r\n\r\n").unwrap().0;
    let mut told: Vec<_> = head.lines().filter(|line| line.starts_with("access-control-")).map(str::to_owned).collect();
    told.sort_unstable();
    told.insert(0, text["HTTP/1.1 ".len()..][..3].to_owned());
    told
}

fn preflight(process: &Process, target: &str, origin: &str) -> Vec<String> {
    let asks =
        ["Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: content-type,x-auth-token", origin];
    told(process, &format!("OPTIONS {target}"), &asks)
}

/// What a page of this origin is told before it calls.
fn granted_beforehand(origin: &str) -> Vec<String> {
    [
        "200",
        "access-control-allow-headers: content-type,x-auth-token",
        "access-control-allow-methods: GET,HEAD,POST,PUT,DELETE",
        &format!("access-control-allow-origin: {origin}"),
        "access-control-max-age: 600",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn granted(status: &str, origin: &str) -> Vec<String> {
    let origin = format!("access-control-allow-origin: {origin}");
    [status, &origin, "access-control-expose-headers: *"].map(str::to_owned).to_vec()
}

#[test]
fn a_listed_origin_may_call_the_emulated_api_and_no_other() {
    let list = "http://localhost:3000,https://app.example";
    let by_variable = Process::start(&["--port", "0"], &[("CODEARTS_MOCK_ALLOW_ORIGIN", list)]);
    let flags = ["--port", "0", "--allow-origin", "https://app.example", "--allow-origin", "http://localhost:3000"];
    for process in [by_variable, Process::start(&flags, &[])] {
        assert_eq!(preflight(&process, READ, PAGE), granted_beforehand("http://localhost:3000"));
        assert_eq!(preflight(&process, "/_ns/a/v1/job/permission", PAGE), granted_beforehand("http://localhost:3000"));
        assert_eq!(told(&process, &format!("GET {READ}"), &[PAGE]), granted("200", "http://localhost:3000"));
        // A refusal that the page cannot read would explain nothing.
        assert_eq!(told(&process, "GET /v1/nothing", &[PAGE]), granted("404", "http://localhost:3000"));
        assert!(!preflight(&process, READ, STRANGER).iter().any(|header| header.contains("allow-origin")));
        assert!(
            !told(&process, &format!("GET {READ}"), &[STRANGER]).iter().any(|header| header.contains("allow-origin"))
        );
    }
}

#[test]
fn a_question_of_a_browser_has_an_id_and_a_malformed_one_is_refused() {
    let process = Process::start(&["--port", "0", "--allow-origin", "*"], &[]);
    let answer = |head: &str| {
        let mut stream = connect(process.address());
        send(&mut stream, &format!("OPTIONS {READ} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{head}"));
        String::from_utf8(read_to_end(&mut stream).0).unwrap()
    };

    let told = answer(&format!("{PAGE}\r\nAccess-Control-Request-Method: PUT\r\n\r\n"));
    let refused = answer("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

    assert!(told.starts_with("HTTP/1.1 200 ") && told.contains("\r\nx-request-id: "), "{told}");
    assert!(refused.starts_with("HTTP/1.1 400 ") && refused.contains("\r\nx-request-id: "), "{refused}");
}

#[test]
fn a_star_lets_every_page_call_the_emulated_api() {
    let process = Process::start(&["--port", "0", "--allow-origin", "*"], &[]);

    assert_eq!(preflight(&process, READ, STRANGER), granted_beforehand("*"));
    assert_eq!(told(&process, &format!("GET {READ}"), &[STRANGER]), granted("200", "*"));
}

#[test]
fn the_control_plane_lets_no_other_page_read_whatever_is_allowed() {
    let process = Process::start(&["--port", "0", "--allow-origin", "*"], &[]);
    for target in ["/_mock/state", "/_mock/requests", "/_mock", "/_ns/a/_mock/state", "/healthz"] {
        for told in [preflight(&process, target, PAGE), told(&process, &format!("GET {target}"), &[PAGE])] {
            assert_eq!(told.len(), 1, "{target}: {told:?}");
        }
    }
}

#[test]
fn without_the_setting_nothing_is_said_to_pages() {
    let process = Process::start(&["--port", "0"], &[]);

    assert_eq!(preflight(&process, READ, PAGE), ["404"]);
    assert_eq!(told(&process, &format!("GET {READ}"), &[PAGE]), ["200"]);
}

#[test]
fn an_origin_that_no_browser_sends_is_exit_2() {
    let (code, stderr) = code_and_stderr(&run(&["--allow-origin", "http://localhost:3000/"], &[]));

    let expected = "error: invalid value 'http://localhost:3000/' for '--allow-origin <ORIGIN>': expected *, or an origin as \
                    browsers send it: scheme://host or scheme://host:port\n";
    assert_eq!(code, Some(2));
    assert!(stderr.starts_with(expected), "{stderr}");
}
