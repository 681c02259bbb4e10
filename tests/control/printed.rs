//! What is printed to be run by a shell is run by one, with hostile texts in every field: nothing happens but what is meant,
//! and every text arrives as it was.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

use proptest::prelude::*;
use serde_json::{Value, json};

// Not the one that searches its journal: what is a secret of one case is a name in another.
use codearts_mock::MockServer;

use crate::wire::{PIPELINE, READ, ask, control, journal};

const USER: &str = "0123456789abcdef0123456789abcdef";

/// What a shell would take for more than letters. The command makes a file where the script runs.
const HOSTILE: &[&str] = &[
    "'",
    "\"",
    "\\",
    "`touch ran`",
    "$(touch ran)",
    ";touch ran;",
    "\ntouch ran\n",
    "\rtouch ran",
    "&touch ran&",
    "|touch ran",
    "\nSEED\ntouch ran\n",
    "${IFS}",
    "$HOME",
    "!",
    "!!",
    "#",
    "*",
    "~",
    "{a,b}",
    "[1-3]",
    "%s",
    "-rf",
    "--",
    "@/etc/hostname",
    "\u{2028}touch ran",
    "\u{85}touch ran",
    "\u{7f}",
    "é",
    "漢",
    "\t",
    " ",
    "=",
    "<<EOF",
    "\u{1b}[31m",
    "${x}",
    "%{x}",
];

fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(HOSTILE), 1..4).prop_map(|parts| parts.concat())
}

/// What a header can have: visible letters and blanks between them.
fn in_header() -> impl Strategy<Value = String> {
    hostile().prop_map(|text| {
        let text: String = text.chars().filter(|letter| matches!(letter, ' '..='~')).collect();
        format!("x{}x", text.trim())
    })
}

/// What the target of a request can have.
fn in_target() -> impl Strategy<Value = String> {
    in_header().prop_map(|text| text.replace(|letter: char| " \"#<>\\^`{|}?".contains(letter), "$"))
}

/// An empty directory in which a script runs, and a `curl` that notes what it is told.
struct Sandbox(PathBuf);

impl Sandbox {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("printed-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(path.join("bin")).unwrap();
        fs::create_dir_all(path.join("here")).unwrap();
        Self(path)
    }

    fn with_curl(self) -> Self {
        let curl = self.0.join("bin/curl");
        fs::write(&curl, "#!/bin/sh\nprintf '%s\\0' \"$@\" >> \"$0.told\"\nprintf '\\n\\0' >> \"$0.told\"\n").unwrap();
        fs::set_permissions(&curl, fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    /// Runs a script in a shell; says what it prints. Nothing else may happen.
    fn run(&self, shell: &str, script: &str) -> String {
        let path = format!("{}:{}", self.0.join("bin").display(), std::env::var("PATH").unwrap());
        let mut command = Command::new(shell);
        command.args(["-c", script]).current_dir(self.0.join("here")).env("PATH", path);
        let output = command.output().unwrap();
        let made: Vec<_> = fs::read_dir(self.0.join("here")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(made.is_empty(), "{made:?} was made by {script}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{script}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The arguments of every call of curl so far.
    fn told(&self) -> Vec<Vec<String>> {
        let text = fs::read_to_string(self.0.join("bin/curl.told")).unwrap();
        let calls = text.split("\0\n\0").filter(|call| !call.is_empty());
        calls.map(|call| call.split('\0').map(str::to_owned).collect()).collect()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn server(user: &str, name: &str, access_key: &str, secret_key: &str) -> MockServer {
    let user_of = json!({ "name": name, "token": "a-token-of-it", "access_key": access_key, "secret_key": secret_key });
    let seed = json!({ "schema_version": 1, "users": { user: user_of } });
    MockServer::builder().seed(&seed.to_string()).start()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_script_of_the_journal_does_what_was_done_and_nothing_else(
        user in hostile(), name in hostile(), header in in_header(), target in in_target(), body in hostile(), fault in hostile(),
    ) {
        let server = server(&user, &name, "an-access-key", "a-secret-key");
        let uri = server.uri();
        let headers = [("X-Auth-Token", "a-token-of-it"), ("X-Other", header.as_str())];
        ask(&uri, &format!("POST {PIPELINE}/update-role-permission?q={target}"), &headers, &body);
        ask(&uri, &format!("GET /v1/{target}?q={target}"), &headers, "");
        let rule = json!([{ "id": fault, "operation": "CheckJobInternal", "action": { "status": 503 } }]).to_string();
        let has_fault = control(&uri, "PUT /_mock/faults", &rule).status == 200;
        ask(&uri, READ, &headers, "");
        let kept = journal(&uri);
        let body = kept[0]["body"].as_str().unwrap();

        let script = control(&uri, "GET /_mock/repro", "").text().to_owned();

        prop_assert_eq!((kept.len(), script.contains("interfered")), (3, has_fault));
        for shell in ["sh", "bash"] {
            let sandbox = Sandbox::new().with_curl();
            sandbox.run(shell, &script);
            let told = sandbox.told();
            prop_assert!(told.len() >= 3, "{}", script);
            prop_assert_eq!(told[1].last().unwrap(), body);
            let url = format!("http://localhost/v1/{target}?q={target}");
            prop_assert!(told[2].contains(&url), "{:?}", told[2]);
        }
    }

    #[test]
    fn variables_are_those_that_were_meant_whatever_reads_them(key in hostile(), secret in hostile(), name in hostile()) {
        let server = server(USER, &name, &key, &secret);
        let written = |format: &str| {
            let answer = control(&server.uri(), &format!("GET /_mock/env?format={format}"), "");
            (answer.status == 200).then(|| answer.text().to_owned())
        };
        let expected = format!("{key}\0{secret}");
        let is_clean = !expected.replace('\0', "").contains(char::is_control);
        let show = "printf '%s\\0%s' \"$HUAWEICLOUD_SDK_AK\" \"$HUAWEICLOUD_SDK_SK\"";

        let [export, dotenv, github, json] = ["export", "dotenv", "github", "json"].map(written);

        prop_assert_eq!([&export, &github, &json].map(Option::is_some), [is_clean; 3]);
        for shell in ["sh", "bash"] {
            for script in [&export, &dotenv].into_iter().flatten() {
                prop_assert_eq!(&Sandbox::new().run(shell, &format!("{script}\n{show}")), &expected);
            }
        }
        if let (Some(github), Some(json)) = (github, json) {
            let lines: BTreeMap<_, _> = github.lines().map(|line| line.split_once('=').unwrap()).collect();
            let object: BTreeMap<String, Value> = serde_json::from_str(&json).unwrap();
            let of_json: BTreeMap<_, _> = object.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
            prop_assert_eq!(&lines, &of_json);
            prop_assert_eq!(lines["HUAWEICLOUD_SDK_SK"], &secret);
        }
    }
}
