//! What the program makes of flags, variables and seeds, told by its exit code, its words and its answers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use codearts_mock::api::QUIRKS;

use crate::client::{connect, read_answer, send};
use crate::program::{Process, code_and_stderr, run};

const WRONG_METHOD: &str = "DELETE /v1/job/permission HTTP/1.1\r\nHost: x\r\nX-Auth-Token: any\r\n\r\n";
const NO_CREDENTIAL: &str = "GET /v1/job/permission HTTP/1.1\r\nHost: x\r\n\r\n";

fn status_of(request: &str, arguments: &[&str], environment: &[(&str, &str)]) -> u16 {
    let arguments = [&["--port", "0"], arguments].concat();
    let process = Process::start(&arguments, environment);
    let mut stream = connect(process.address());
    send(&mut stream, request);
    read_answer(&mut stream).unwrap().0
}

/// Writes a seed of this name, and gives its path.
fn seed(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path
}

fn run_with_seed(path: &Path) -> Output {
    run(&["--port", "0", "--seed", path.to_str().unwrap()], &[])
}

#[test]
fn an_unknown_quirk_is_exit_2_with_the_names_that_there_are() {
    let (code, stderr) = code_and_stderr(&run(&["--quirk", "unknown-rol=reject"], &[]));

    let names: Vec<_> = QUIRKS.iter().map(|quirk| quirk.name).collect();
    let expected = format!(
        "error: invalid value 'unknown-rol=reject' for --quirk: there is no quirk \"unknown-rol\"; did you mean \
         unknown-role? allowed: {}\n",
        names.join(", ")
    );
    assert_eq!((code, stderr), (Some(2), expected));
}

#[test]
fn an_unknown_option_of_a_quirk_is_exit_2_and_blames_the_variable_it_came_from() {
    let environment = [("CODEARTS_MOCK_QUIRKS", "wrong-method=405,error-profile=obsrved")];
    let (code, stderr) = code_and_stderr(&run(&[], &environment));

    let expected = "error: invalid value 'error-profile=obsrved' for CODEARTS_MOCK_QUIRKS: quirk error-profile has no \
                    option \"obsrved\"; did you mean observed? allowed: documented, observed\n";
    assert_eq!((code, stderr.as_str()), (Some(2), expected));
}

#[test]
fn a_flag_beats_its_variable_and_a_variable_the_default() {
    let variable = [("CODEARTS_MOCK_QUIRKS", "wrong-method=405")];

    assert_eq!(status_of(WRONG_METHOD, &[], &[]), 404);
    assert_eq!(status_of(WRONG_METHOD, &[], &variable), 405);
    assert_eq!(status_of(WRONG_METHOD, &["--quirk", "wrong-method=404"], &variable), 404);
}

#[test]
fn every_spelling_of_a_boolean_reaches_the_server() {
    for on in ["true", "1", "yes", "on"] {
        assert_eq!(status_of(WRONG_METHOD, &[], &[("CODEARTS_MOCK_STRICT", on)]), 405, "{on}");
    }
    for off in ["false", "0", "no", "off", ""] {
        assert_eq!(status_of(WRONG_METHOD, &[], &[("CODEARTS_MOCK_STRICT", off)]), 404, "{off:?}");
    }
    assert_eq!(status_of(WRONG_METHOD, &["--strict"], &[]), 405);
}

#[test]
fn the_word_serve_changes_nothing_wherever_the_flags_stand() {
    assert_eq!(status_of(NO_CREDENTIAL, &[], &[]), 401);
    assert_eq!(status_of(NO_CREDENTIAL, &["serve", "--auth", "off"], &[]), 400);
    assert_eq!(status_of(NO_CREDENTIAL, &["--auth", "off", "serve"], &[]), 400);
    assert_eq!(status_of(NO_CREDENTIAL, &[], &[("CODEARTS_MOCK_AUTH", "off")]), 400);
}

#[test]
fn the_service_links_of_kubernetes_do_not_stop_the_server() {
    let links = [
        ("CODEARTS_MOCK_PORT", "tcp://10.0.0.1:2633"),
        ("CODEARTS_MOCK_PORT_2633_TCP_ADDR", "10.0.0.1"),
        ("CODEARTS_MOCK_SERVICE_HOST", "10.0.0.1"),
    ];

    assert_eq!(status_of(NO_CREDENTIAL, &[], &links), 401);
}

#[test]
fn a_seed_that_is_no_json_is_exit_2_with_file_line_and_path() {
    let path = seed("broken.json", "{\n  \"schema_version\": 1,\n  \"users\": {\"a\": {\"name\": }}\n}\n");

    let (code, stderr) = code_and_stderr(&run_with_seed(&path));

    let expected = format!(
        "error: --seed: {}: expected a seed in JSON, got a text that is not: expected value at line 3 column 27 - mend the JSON\n",
        path.display()
    );
    assert_eq!((code, stderr), (Some(2), expected));
}

#[test]
fn a_seed_with_an_unknown_key_is_exit_2_with_the_keys_that_there_are() {
    let path = seed("unknown.json", "{\n  \"schema_version\": 1,\n  \"users\": {\"a\": {\"nmae\": \"x\"}}\n}\n");

    let (code, stderr) = code_and_stderr(&run_with_seed(&path));

    let begins = format!(
        "error: --seed: {}: line 3, column 25: users.a.nmae: expected one of the fields name, ",
        path.display()
    );
    assert_eq!(code, Some(2));
    assert!(stderr.starts_with(&begins) && stderr.ends_with("did you mean name? - rename it to name\n"), "{stderr}");
}

#[test]
fn a_seed_that_is_not_there_is_exit_2_and_named() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("missing.json");

    let (code, stderr) = code_and_stderr(&run_with_seed(&path));

    assert_eq!(code, Some(2));
    assert!(stderr.starts_with(&format!("error: --seed: {}: ", path.display())), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
}

#[test]
fn an_inline_seed_that_names_a_stranger_is_exit_2_with_its_path() {
    let project = r#"{"p":{"members":{"stranger":[4]}}}"#;
    let text = format!(r#"{{"schema_version":1,"projects":{project}}}"#);

    let (code, stderr) = code_and_stderr(&run(&["--port", "0"], &[("CODEARTS_MOCK_SEED_JSON", &text)]));

    assert_eq!(code, Some(2));
    assert!(stderr.starts_with("error: CODEARTS_MOCK_SEED_JSON: the inline seed: line 1, column "), "{stderr}");
    assert!(stderr.contains(": projects.p.members.stranger: expected the id of a user who is described, "), "{stderr}");
    assert!(stderr.ends_with("got \"stranger\", who is not among `users` - add the user to users\n"), "{stderr}");
}

#[test]
fn a_directory_of_seeds_and_an_inline_one_are_one_world() {
    let project =
        |id: &str, job: &str| format!(r#"{{"schema_version":1,"projects":{{"{id}":{{"jobs":{{"{job}":{{}}}}}}}}}}"#);
    let (first, second) = ("1".repeat(32), "2".repeat(32));
    let file = seed("seeds/one.json", &project(&"a".repeat(32), &first));
    let inline = project(&"b".repeat(32), &second);
    let environment =
        [("CODEARTS_MOCK_SEED", file.parent().unwrap().to_str().unwrap()), ("CODEARTS_MOCK_SEED_JSON", &inline)];
    let get = |project: &str, job: &str| {
        let path = format!("/v1/job/permission?project_id={project}&job_id={job}");
        format!("GET {path} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: any\r\n\r\n")
    };

    assert_eq!(status_of(&get(&"a".repeat(32), &first), &[], &environment), 200);
    assert_eq!(status_of(&get(&"b".repeat(32), &second), &[], &environment), 200);
    assert_eq!(status_of(&get(&"a".repeat(32), &second), &[], &environment), 404);
}
