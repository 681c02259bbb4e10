//! The table of shapes of HTTP/1.1 requests, each sent as bare bytes to the program.

use std::collections::BTreeSet;
use std::io::Write;
use std::net::Shutdown;

use crate::client::{connect, read_to_end};
use crate::program::Process;

const TABLE: &str = include_str!("shapes.txt");

const GET: &str = "GET /v1/job/permission/internal HTTP/1.1\r\nX-Auth-Token: any\r\n";
const POST: &str = "POST /_mock/reset HTTP/1.1\r\n";
const NEXT: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// One row.
struct Shape {
    name: &'static str,
    statuses: Vec<&'static str>,
    end: &'static str,
    form: &'static str,
    bytes: Vec<u8>,
}

fn shapes() -> Vec<Shape> {
    let rows = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|row| {
        let mut columns = row.splitn(5, '|');
        let mut next = || columns.next().unwrap_or_else(|| panic!("a column is missing: {row}"));
        let (name, statuses, end, form) =
            (next().trim(), next().split_whitespace().collect(), next().trim(), next().trim());
        let bytes = next().strip_prefix(' ').unwrap();
        Shape { name, statuses, end, form, bytes: unescaped(&written_out(bytes)) }
    })
    .collect()
}

/// The bytes with every name in braces replaced, and every `{TIMES*TEXT}`.
fn written_out(text: &str) -> String {
    let mut text = text.to_owned();
    for (name, value) in
        [("get", GET), ("post", POST), ("host", "Host: x\r\n"), ("chunked", "Transfer-Encoding: chunked\r\n")]
    {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    while let Some(star) = text.find('*').filter(|star| text[..*star].ends_with(|digit: char| digit.is_ascii_digit())) {
        let start = text[..star].rfind('{').unwrap();
        let end = star + text[star..].find('}').unwrap();
        let times = text[start + 1..star].parse().unwrap();
        let repeated = text[star + 1..end].repeat(times);
        text.replace_range(start..=end, &repeated);
    }
    text
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut letters = text.bytes();
    while let Some(letter) = letters.next() {
        if letter != b'\\' {
            bytes.push(letter);
            continue;
        }
        bytes.push(match letters.next().unwrap() {
            b'r' => b'\r',
            b'n' => b'\n',
            b't' => b'\t',
            b'0' => 0,
            b'x' => {
                let digits = [letters.next().unwrap(), letters.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            other => panic!("\\{}", char::from(other)),
        });
    }
    bytes
}

/// The statuses of everything that came back, and the form of the first answer that is final.
fn described(answers: &str) -> (Vec<&str>, &'static str) {
    let mut starts: Vec<_> = ["HTTP/1.1 ", "HTTP/1.0 "]
        .iter()
        .flat_map(|version| answers.match_indices(version))
        .map(|(start, _)| start)
        .collect();
    starts.sort_unstable();
    let ends = starts.iter().skip(1).copied().chain([answers.len()]);
    let messages: Vec<_> = starts.iter().zip(ends).map(|(start, end)| &answers[*start..end]).collect();
    let form = messages.iter().find(|message| status(message) != "100").map_or("none", |message| form(message));
    (messages.into_iter().map(status).collect(), form)
}

fn status(message: &str) -> &str {
    &message["HTTP/1.1 ".len()..][..3]
}

fn form(answer: &str) -> &'static str {
    let is_identified = answer.contains("x-request-id: ");
    match answer {
        answer if answer.contains("application/problem+json") => "problem",
        answer if answer.contains(r#"{"error_code":"#) && is_identified => "api",
        answer if status(answer).starts_with('2') => "granted",
        answer if answer.ends_with("\r\n\r\n") && answer.contains("content-length: 0\r\n") => "bare",
        _ => "neither",
    }
}

#[test]
fn every_shape_is_answered_as_the_table_says() {
    let process = Process::start(&["--port", "0"], &[]);
    let mut wrong = Vec::new();

    for Shape { name, mut statuses, end, form, bytes } in shapes() {
        let mut stream = connect(process.address());
        stream.write_all(&bytes).unwrap();
        match end {
            "half" => stream.shutdown(Shutdown::Write).unwrap(),
            // A server that has refused already may have closed already.
            _ => drop(stream.write_all(NEXT)),
        }
        if end == "open" {
            statuses.push("200");
        }
        let (answers, error) = read_to_end(&mut stream);
        let answers = String::from_utf8_lossy(&answers);

        let got = described(&answers);

        if got != (statuses.clone(), form) || error.is_some() {
            wrong.push(format!("{name}: expected {statuses:?} {form}, got {got:?} {error:?}\n{answers}"));
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_at_least_eighty_rows_and_no_name_twice() {
    let shapes = shapes();
    let names: BTreeSet<_> = shapes.iter().map(|shape| shape.name).collect();

    assert!(names.len() >= 80 && names.len() == shapes.len(), "{} of {}", names.len(), shapes.len());
}
