//! The page about the emulated API: what it offers to copy does what it says.

use std::process::Command;

use crate::{server::MockServer, wire::ask};

/// The calls of the page, each behind the id of its operation.
fn calls(page: &str) -> Vec<(String, String)> {
    let articles = page.split("<article id=\"").skip(1);
    let parts = articles.map(|article| {
        let (id, rest) = article.split_once('"').unwrap();
        let call = rest.split_once("<pre class=\"call\" tabindex=\"0\">").unwrap().1.split_once("</pre>").unwrap().0;
        let call = call.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        (id.to_owned(), call)
    });
    parts.collect()
}

#[test]
fn every_call_of_the_page_succeeds_in_the_built_in_world() {
    // The example names a user of its own, and no token could be written down.
    const REFUSED: &[(&str, &str)] = &[("KeystoneCreateUserTokenByPassword", "401"), ("KeystoneValidateToken", "404")];
    let server = MockServer::start();
    let uri = server.uri();
    let page = ask(&uri, "GET /_mock/docs", &[("Host", uri.trim_start_matches("http://"))], "");
    let calls = calls(page.text());
    assert_eq!(calls.len(), 24);

    for (id, call) in calls {
        let script = call.replacen("curl", "curl --silent --output /dev/null --write-out '%{http_code}'", 1);
        let output = Command::new("sh").args(["-c", &script]).output().unwrap();

        let status = String::from_utf8_lossy(&output.stdout);
        let expected = REFUSED.iter().find(|(refused, _)| *refused == id).map_or("200", |(_, status)| status);
        assert_eq!(status, expected, "{id}: {call}");
    }
}
