//! What a user reads whose request is wrong: every operation, every kind of mistake, as one text to review.

#[path = "../shared/log.rs"]
mod log;
#[path = "../shared/secrets.rs"]
mod secrets;
#[path = "../coverage/server.rs"]
mod server;
#[path = "../shared/told.rs"]
mod told;
#[path = "../shared/watched.rs"]
mod watched;
mod wrong;

use codearts_mock::api::{OPERATIONS, Quirks};
use serde_json::Value;

use server::{Answer, Server};

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/diagnostics/messages.txt");

/// One request with its answer, as a user reads them.
fn entry(request: &wrong::Wrong, answer: &Answer) -> String {
    let mut text = format!("# {}\n{}\n", request.mistake, request.line);
    if !request.body.is_empty() {
        text.push_str(&format!("{}\n", request.body));
    }
    text.push_str(&format!("--> {} {}\n", answer.status, message(answer)));
    for problem in problems(answer) {
        text.push_str(&format!("    {}\n", shown(&problem)));
    }
    text
}

/// The message of a refusal in each of its forms, of which the control plane has one of its own; of a success nothing.
fn message(answer: &Answer) -> String {
    let body = answer.json();
    let texts = [&body["error_msg"], &body["error"]["message"], &body["detail"]];
    let text = texts.into_iter().find_map(Value::as_str);
    let code = body["error_code"].as_str().unwrap_or_default();
    text.map_or_else(|| "(accepted)".to_owned(), |text| format!("{code} {text}").trim().to_owned())
}

fn problems(answer: &Answer) -> Vec<Value> {
    let header = answer.header("x-mock-problems");
    if header.is_empty() { Vec::new() } else { serde_json::from_str(header).expect("the header is JSON") }
}

fn shown(problem: &Value) -> String {
    let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
    let near = problem["nearest"].as_str().map_or_else(String::new, |near| format!(" | nearest {near}"));
    format!(
        "{} | {} | expected {} | got {}{near} | {}",
        text("pointer"),
        text("rule"),
        text("expected"),
        text("got"),
        text("remedy")
    )
}

async fn answers() -> Vec<(wrong::Wrong, Answer)> {
    let mut answers = Vec::new();
    for request in wrong::requests() {
        let server = Server::with(|app| {
            app.quirks = if request.is_strict { Quirks::strict() } else { Quirks::default() };
        });
        let answer = server.send(request.line, &request.headers, request.body).await;
        answers.push((request, answer));
    }
    answers
}

#[tokio::test]
async fn the_messages_are_those_that_were_reviewed() {
    let entries: Vec<_> = answers().await.iter().map(|(request, answer)| entry(request, answer)).collect();
    let text = entries.join("\n");

    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(SNAPSHOT, &text).unwrap();
    }
    let reviewed = std::fs::read_to_string(SNAPSHOT).unwrap_or_default();
    assert!(entries.len() >= 60, "{} requests", entries.len());
    assert_eq!(text, reviewed, "if the new messages read well, run with UPDATE_FIXTURES=1");
}

#[tokio::test]
async fn every_operation_is_asked_something_wrong() {
    let requests = wrong::requests();
    for operation in OPERATIONS {
        assert!(requests.iter().any(|request| request.is_for(operation.contract)), "{}", operation.id());
    }
}

#[tokio::test]
async fn every_refusal_names_a_field_or_a_remedy_and_says_nothing_twice() {
    for (request, answer) in answers().await {
        let message = message(&answer);
        let problems = problems(&answer);
        let names_a_field = problems.iter().any(|problem| problem["pointer"] != "");
        let has_a_remedy = problems.iter().any(|problem| problem["remedy"] != "");
        // The control plane says all in one sentence.
        let is_sentence = request.line.contains(" /_mock/") && message.ends_with(['.', '?']);
        assert!(answer.status < 400 || names_a_field || has_a_remedy || is_sentence, "{}: {message}", request.line);
        for problem in &problems {
            let (expected, got) = (problem["expected"].as_str().unwrap(), problem["got"].as_str().unwrap());
            assert!(!expected.is_empty() && !got.is_empty() && problem["remedy"] != "", "{}: {problem}", request.line);
            assert_ne!(expected, "a value", "{}: {problem}", request.line);
        }
        let words: Vec<_> = message.split(' ').collect();
        assert!(words.windows(2).all(|pair| pair[0] != pair[1] || pair[0].is_empty()), "a word twice: {message}");
    }
}
