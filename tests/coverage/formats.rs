//! The report in each format.

use crate::server::Server;

const BODY: &str = r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","project_switch":true,"<|`\"x":1}"#;

async fn written(format: &str) -> (String, String) {
    let server = Server::fresh();
    server.call("POST /v1/job/project/permission", BODY).await;
    let answer = server.call(&format!("GET /_mock/coverage?format={format}"), "").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.header("x-mock-coverage").parse::<f64>().is_ok_and(|percent| percent > 0.0));
    (answer.header("content-type").to_owned(), answer.text)
}

#[tokio::test]
async fn markdown_has_a_row_for_every_operation_and_nothing_of_a_client_is_markup() {
    let (media_type, text) = written("markdown").await;

    assert_eq!(media_type, "text/markdown; charset=utf-8");
    for operation in codearts_mock::api::OPERATIONS {
        assert!(text.contains(&format!("| {} |", operation.id())), "{text}");
    }
    assert!(text.contains("| ApplyProjectPermission | 1 | yes |"), "{text}");
    assert!(text.contains("- ApplyProjectPermission: unknown fields `<??\"x`"), "{text}");
    assert!(text.len() < 60_000, "a job summary may have 1 MiB, a reader less: {}", text.len());
}

#[tokio::test]
async fn junit_fails_what_no_page_knows_and_skips_what_was_not_covered() {
    let (media_type, text) = written("junit").await;

    assert_eq!(media_type, "application/xml");
    let suite = text.split("<testsuite ").find(|suite| suite.starts_with("name=\"ApplyProjectPermission\"")).unwrap();
    assert!(suite.contains("name=\"body job_id\"/>"), "{suite}");
    assert!(suite.contains("name=\"body project_id\"><skipped message=\"never sent\"/></testcase>"), "{suite}");
    assert!(suite.contains("name=\"unknown field &lt;|`&quot;x\"><failure"), "{suite}");
}

#[tokio::test]
async fn html_needs_nothing_from_elsewhere() {
    let (media_type, text) = written("html").await;

    assert_eq!(media_type, "text/html; charset=utf-8");
    assert!(text.contains("&lt;|`&quot;x") && !text.contains("src=") && !text.contains("href="), "{text}");
    assert!(text.contains("<meta name=viewport") && text.contains("<p>never sent: <code>project_id</code>"), "{text}");
    let mut cells = text.split("<td").skip(1).filter_map(|cell| cell.split_once('>'));
    assert!(cells.all(|(_, content)| !content.starts_with('\n') && !content.is_empty()), "{text}");
}

#[tokio::test]
async fn a_format_that_there_is_not_is_refused_with_those_that_there_are() {
    let answer = Server::fresh().call("GET /_mock/coverage?format=pdf", "").await;

    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["detail"], "format: expected one of json, markdown, junit, html, got \"pdf\".");
}
