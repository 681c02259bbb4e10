//! `codearts-mock generate`: completions that the shells take, and manual pages that man shows.

#![expect(clippy::unwrap_used, reason = "a helper of a test may fail as the test may")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::PathBuf,
    process::{self, Command, Output},
};

use codearts_mock::config;

const PROGRAM: &str = env!("CARGO_BIN_EXE_codearts-mock");
const NAME: &str = "codearts-mock";

/// What completions can be asked for, and the file that a shell looks for.
const COMPLETIONS: [(&str, &str); 4] = [
    ("complete-bash", "codearts-mock.bash"),
    ("complete-zsh", "_codearts-mock"),
    ("complete-fish", "codearts-mock.fish"),
    ("complete-powershell", "_codearts-mock.ps1"),
];

/// A directory of a test, which goes with it.
struct Directory(PathBuf);

impl Directory {
    /// `name` is the test's own. The directory does not exist yet.
    fn new(name: &str) -> Self {
        Self(env::temp_dir().join(format!("{NAME}-{name}-{}", process::id())))
    }

    /// The names of its files, and their texts.
    fn files(&self) -> BTreeMap<String, String> {
        let entries = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
        let read =
            |path: PathBuf| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap());
        entries.map(read).collect()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn generate(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).arg("generate").args(arguments).output().unwrap()
}

/// What `generate` prints of this.
fn printed(what: &str) -> String {
    let output = generate(&[what]);
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()), "{what}");
    String::from_utf8(output.stdout).unwrap()
}

/// What `generate` writes of this into a directory that it makes.
fn written(what: &str) -> BTreeMap<String, String> {
    let directory = Directory::new(what);
    let output = generate(&[what, "--out", directory.0.to_str().unwrap()]);
    let files = directory.files();

    let mut paths: Vec<_> = String::from_utf8(output.stdout).unwrap().lines().map(PathBuf::from).collect();
    paths.sort();
    assert_eq!(paths, files.keys().map(|name| directory.0.join(name)).collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(0));
    files
}

/// What a program does with these arguments; nothing if it is not installed.
fn run(program: &str, arguments: &[&str]) -> Option<Output> {
    Command::new(program).args(arguments).output().ok()
}

/// It took what it was given, and complained about nothing.
fn assert_silent(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), said), (Some(0), String::new()));
}

/// Every long flag of the program, as it is typed.
fn flags() -> Vec<String> {
    let flags = config::command().get_arguments().filter_map(|it| it.get_long().map(str::to_owned)).collect::<Vec<_>>();
    assert!(flags.contains(&"quirk".to_owned()));
    flags
}

#[test]
fn a_file_has_the_text_that_is_printed() {
    for (what, name) in COMPLETIONS {
        assert_eq!(written(what), BTreeMap::from([(name.to_owned(), printed(what))]));
    }
}

#[test]
fn the_completions_know_every_flag_and_no_hidden_command() {
    for (what, _) in COMPLETIONS {
        let text = printed(what);

        let missing: Vec<_> = flags().into_iter().filter(|flag| !text.contains(flag.as_str())).collect();
        assert_eq!(missing, [""; 0], "{what}");
        assert!(text.contains("healthcheck") && !text.contains("generate"), "{what}");
    }
}

#[test]
fn bash_completes_a_command_and_a_setting() {
    let text = printed("complete-bash");
    let completed = |word: &str| {
        // Bash's own record says which function completes.
        let script = format!(
            "eval \"$1\"; [[ $(complete -p {NAME}) =~ -F\\ ([^ ]+) ]]; \
             COMP_WORDS=({NAME} {word}); COMP_CWORD=1; ${{BASH_REMATCH[1]}} {NAME} {word} {NAME}; \
             echo \"${{COMPREPLY[*]}}\""
        );
        let output = run("bash", &["-c", &script, "bash", &text]).unwrap();
        assert_silent(&output);
        String::from_utf8(output.stdout).unwrap()
    };

    assert_silent(&run("bash", &["-n", "-c", &text]).unwrap());
    assert_eq!(
        ["heal", "--port", "--qu", "--validate"].map(completed),
        ["healthcheck\n", "--port\n", "--quirk\n", "--validate-responses\n"]
    );
}

#[test]
fn the_other_shells_that_are_installed_can_read_their_completions() {
    let offered = run("fish", &["-c", &format!("{}\ncomplete -C '{NAME} --qu'", printed("complete-fish"))]);
    if let Some(output) = offered {
        assert_silent(&output);
        assert!(String::from_utf8_lossy(&output.stdout).starts_with("--quirk\t"));
    }
    if let Some(output) = run("zsh", &["-n", "-c", &printed("complete-zsh")]) {
        assert_silent(&output);
    }
    if let Some(output) = run("pwsh", &["-NoProfile", "-Command", &printed("complete-powershell")]) {
        assert_silent(&output);
    }
}

#[test]
fn the_manual_has_a_page_for_the_program_and_for_each_command_that_is_shown() {
    let pages = written("man");

    let command = config::command();
    let shown: Vec<_> = command.get_subcommands().filter(|it| !it.is_hide_set()).map(clap::Command::get_name).collect();
    let names: BTreeSet<_> = shown.iter().map(|name| format!("{NAME}-{name}.1")).chain([format!("{NAME}.1")]).collect();
    assert_eq!(pages.keys().collect::<Vec<_>>(), names.iter().collect::<Vec<_>>());
    assert!(shown.contains(&"serve") && !shown.contains(&"generate"));
    // Printed, the program's own page comes first, and the others as `--help` lists the commands.
    let own = std::iter::once(NAME.to_owned());
    let in_order =
        own.chain(shown.iter().map(|name| format!("{NAME}-{name}"))).map(|name| pages[&format!("{name}.1")].as_str());
    assert_eq!(printed("man"), in_order.collect::<String>());
}

#[test]
fn the_pages_know_every_flag_and_variable() {
    let pages = written("man");

    for argument in config::command().get_arguments() {
        let flag = format!("\\-\\-{}", argument.get_long().unwrap().replace('-', "\\-"));
        let variable = argument.get_env().map_or("", |name| name.to_str().unwrap());
        for page in ["codearts-mock.1", "codearts-mock-serve.1"] {
            assert!(pages[page].contains(&flag) && pages[page].contains(variable), "{page}: {flag} {variable}");
        }
    }
}

#[test]
fn man_shows_the_pages_without_a_warning() {
    let directory = Directory::new("pages");
    generate(&["man", "--out", directory.0.to_str().unwrap()]);

    for name in directory.files().keys() {
        let path = directory.0.join(name);
        let path = path.to_str().unwrap();
        if let Some(output) = run("groff", &["-man", "-ww", "-Tutf8", "-z", path]) {
            assert_silent(&output);
        }
        if let Some(output) = run("mandoc", &["-Tlint", "-Werror", path]) {
            assert_silent(&output);
        }
    }
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let output = generate(&["man", "--out", "/dev/null/pages"]);

    let said = String::from_utf8(output.stderr).unwrap();
    let begin = "error: --out /dev/null/pages: cannot write /dev/null/pages: ";
    assert!(said.starts_with(begin), "{said}");
    assert_eq!((output.status.code(), output.stdout), (Some(2), Vec::new()));
}
