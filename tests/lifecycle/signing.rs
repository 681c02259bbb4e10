//! The command that `sign` prints is run by a shell: it sends what was signed, and does nothing else.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;

use crate::program::command;

/// What a shell or curl would take for more than letters. The command makes a file where the script runs.
const HOSTILE: &[&str] = &[
    "'",
    "\"",
    "\\",
    "`touch ran`",
    "$(touch ran)",
    ";touch ran;",
    "\ntouch ran\n",
    "\r",
    "&",
    "!",
    "@/etc/hostname",
    "-o",
    "--",
    "[1-3]",
    "{a,b}",
    "../",
    "é",
    " ",
    "$IFS",
    "#",
    "*",
    "%0a",
];

fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(HOSTILE), 0..4).prop_map(|parts| parts.concat())
}

/// Runs a script with a curl that prints what it is told. Says what it was told, and what else happened.
fn run(shell: &str, script: &str) -> (Vec<String>, usize) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("signing-{}", std::process::id()));
    let (bin, here) = (folder.join("bin"), folder.join("here"));
    fs::create_dir_all(&bin).unwrap();
    fs::create_dir_all(&here).unwrap();
    let curl = bin.join("curl");
    fs::write(&curl, "#!/bin/sh\nprintf '%s\\0' \"$@\"\n").unwrap();
    fs::set_permissions(&curl, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let output = Command::new(shell).args(["-c", script]).current_dir(&here).env("PATH", path).output().unwrap();
    let made = here.read_dir().unwrap().count();
    fs::remove_dir_all(folder).unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    (told.split_terminator('\0').map(str::to_owned).collect(), made)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_signed_is_what_is_sent_or_it_is_refused(
        ak in hostile(), sk in hostile(), method in hostile(), target in hostile(), body in hostile(),
        scheme in prop::sample::select(&["http://x/", "-o://", "$(touch ran)://"][..]),
    ) {
        let (method, target) = (format!("GET{method}"), format!("{scheme}{target}"));
        let (ak, sk, body) = (format!("--ak=AK{ak}"), format!("--sk=SK{sk}"), format!("--body={body}"));
        let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        let is_token = !method.contains(|letter: char| "\"\\()/<>?=;:@[]{},".contains(letter));
        let fits = is_word(&ak) && !ak.contains(',') && is_word(&target) && scheme.starts_with("http") && is_word(&method) && is_token;

        let output = command(&["sign", &ak, &sk, &body, "--", &method, &target], &[]).output().unwrap();

        let script = String::from_utf8(output.stdout).unwrap();
        prop_assert_eq!(output.status.code(), Some(if fits { 0 } else { 2 }), "{}", String::from_utf8_lossy(&output.stderr));
        for shell in ["sh", "bash"] {
            let (told, made) = run(shell, &script);
            prop_assert_eq!(made, 0, "{}", script);
            if fits {
                let named = |name: &str| told.iter().position(|it| it == name).map(|place| told[place + 1].as_str());
                prop_assert_eq!(named("-X").unwrap(), &method.to_ascii_uppercase());
                prop_assert_eq!(named("--data-raw").unwrap(), &body["--body=".len()..]);
                prop_assert!(told.contains(&target) && told.contains(&"--globoff".to_owned()));
                prop_assert_eq!(told.len(), 14, "{:?}", told);
            }
        }
    }
}
