//! Tests of flags, variables and their order. The environment is a value here, never the process's own.

use std::net::{IpAddr, Ipv6Addr};
use std::path::PathBuf;

use crate::{
    auth::Mode,
    server::{Host, log::Format},
};

use super::*;

fn loaded(arguments: &[&str], environment: &[(&str, &str)]) -> Result<Loaded, clap::Error> {
    let arguments = std::iter::once("codearts-mock").chain(arguments.iter().copied()).map(OsString::from);
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    load(arguments, &environment)
}

fn settings(arguments: &[&str], environment: &[(&str, &str)]) -> Settings {
    match loaded(arguments, environment).unwrap().command {
        Command::Serve(settings) => *settings,
        other => panic!("not serve: {other:?}"),
    }
}

fn refusal(arguments: &[&str], environment: &[(&str, &str)]) -> (i32, String) {
    let error = loaded(arguments, environment).unwrap_err();
    (error.exit_code(), error.to_string())
}

fn notices(environment: &[(&str, &str)]) -> Vec<String> {
    loaded(&[], environment).unwrap().notices.iter().map(ToString::to_string).collect()
}

#[test]
fn without_any_setting_the_defaults_hold() {
    let settings = settings(&[], &[]);

    assert_eq!(settings.listen, ListenSettings { hosts: vec![Host::Localhost], port: 2633 });
    assert_eq!((settings.auth, settings.reading.strict), (Mode::Presence, false));
    assert_eq!((settings.log.format, settings.log.level.to_string()), (Format::Auto, "info".to_owned()));
    assert_eq!(settings.limits.max_body_bytes, 12 << 20);
    assert!(settings.reading.quirks.is_empty() && settings.seeds == Seeds::default());
}

#[test]
fn the_word_serve_changes_nothing_and_flags_may_stand_on_either_side_of_it() {
    let bare = settings(&["--port", "1", "--strict"], &[]);

    assert_eq!(settings(&["serve", "--port", "1", "--strict"], &[]), bare);
    assert_eq!(settings(&["--port", "1", "serve", "--strict"], &[]), bare);
    assert_eq!(settings(&["--port", "2", "serve", "--port", "1", "--strict"], &[]), bare);
}

#[test]
fn a_flag_beats_its_variable_and_the_variable_beats_the_default() {
    let environment = [("CODEARTS_MOCK_PORT", "4000")];

    assert_eq!(settings(&[], &environment).listen.port, 4000);
    assert_eq!(settings(&["serve"], &environment).listen.port, 4000);
    assert_eq!(settings(&["--port", "5000"], &environment).listen.port, 5000);
    assert_eq!(settings(&["--port", "5000", "serve"], &environment).listen.port, 5000);
}

#[test]
fn a_flag_replaces_the_list_of_its_variable() {
    let environment = [("CODEARTS_MOCK_QUIRKS", "a=1, b=2"), ("CODEARTS_MOCK_HOST", "::,127.0.0.1")];

    let from_variables = settings(&[], &environment);
    let from_flags = settings(&["--quirk", "c=3", "--quirk", "d=4", "--host", "localhost"], &environment);

    assert_eq!(from_variables.reading.quirks, ["a=1", "b=2"]);
    let all: IpAddr = Ipv6Addr::UNSPECIFIED.into();
    assert_eq!(from_variables.listen.hosts, [Host::Address(all), Host::Address("127.0.0.1".parse().unwrap())]);
    assert_eq!(from_flags.reading.quirks, ["c=3", "d=4"]);
    assert_eq!(from_flags.listen.hosts, [Host::Localhost]);
}

#[test]
fn seeds_are_a_comma_list_in_the_variable_and_whole_paths_on_the_command_line() {
    let from_variable = settings(&[], &[("CODEARTS_MOCK_SEED", "a.json,b")]);
    let from_flags = settings(&["--seed", "a,b.json", "--seed", "c"], &[]);

    assert_eq!(from_variable.seeds.paths, ["a.json", "b"].map(PathBuf::from));
    assert_eq!(from_flags.seeds.paths, ["a,b.json", "c"].map(PathBuf::from));
}

#[test]
fn an_inline_seed_keeps_its_commas_and_is_never_shown() {
    let json = r#"{"schema_version":1,"users":{}}"#;

    let settings = settings(&[], &[("CODEARTS_MOCK_SEED_JSON", json)]);

    assert_eq!(settings.seeds.inline.as_ref().unwrap().as_str(), json);
    assert!(!format!("{settings:?}").contains("schema_version"));
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let names = ["PORT", "STRICT", "AUTH", "QUIRKS", "SEED", "SEED_JSON", "LOG_LEVEL"];
    let names = names.map(|name| format!("CODEARTS_MOCK_{name}"));
    let environment: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();

    assert_eq!(settings(&[], &environment), settings(&[], &[]));
}

#[test]
fn a_control_token_that_is_blank_is_refused_by_its_name_and_no_other_is_told() {
    let expected = "expected a token that is not blank, of visible ASCII characters, with no space around it; take the \
                    setting away to leave the control plane open";
    let told = |setting: &str| (2, format!("error: invalid value for {setting}: {expected}\n"));
    let variable = "CODEARTS_MOCK_CONTROL_TOKEN";

    for command in [&[][..], &["serve"], &["coverage"]] {
        for blank in ["", " ", "\t"] {
            let typed = [command, &["--control-token", blank]].concat();
            assert_eq!(refusal(&typed, &[(variable, "from-variable")]), told("--control-token"), "{typed:?}");
            assert_eq!(refusal(command, &[(variable, blank)]), told(variable), "{command:?}");
        }
        for secret in ["a\nsecret", "sécret", " secret"] {
            assert_eq!(refusal(&[command, &["--control-token", secret]].concat(), &[]), told("--control-token"));
        }
    }
    // A command that does not use it is not held up by it.
    assert!(loaded(&["quirks"], &[(variable, "")]).is_ok());
}

#[test]
fn the_control_token_is_taken_by_every_command_that_calls_the_control_plane_and_is_never_shown() {
    let variable = [("CODEARTS_MOCK_CONTROL_TOKEN", "from-variable")];
    let of_server = |arguments: &[&str]| settings(arguments, &variable).control.access.token.unwrap();
    let of_coverage = |arguments: &[&str]| match loaded(arguments, &variable).unwrap().command {
        Command::Coverage(settings) => settings.control.token.unwrap(),
        other => panic!("not coverage: {other:?}"),
    };

    assert_eq!(of_server(&[]).reveal(), "from-variable");
    assert_eq!(of_coverage(&["coverage"]).reveal(), "from-variable");
    assert_eq!(of_coverage(&["coverage", "--control-token", "typed"]).reveal(), "typed");
    assert_eq!(of_coverage(&["--control-token", "typed", "coverage"]).reveal(), "typed");
    for command in ["serve", "coverage"] {
        for arguments in [&[command, "--help"][..], &[command, "--port", "none", "--control-token", "typed-secret"]] {
            let (_, text) = refusal(arguments, &[("CODEARTS_MOCK_CONTROL_TOKEN", "secret-of-variable")]);
            assert!(!text.contains("secret-of") && !text.contains("typed-secret"), "{text}");
        }
        let debugged = format!("{:?}", loaded(&[command], &variable).unwrap());
        assert!(!debugged.contains("from-variable"), "{debugged}");
    }
    // Kubernetes says nothing by this name, so that what begins like its addresses is a token all the same.
    let like_an_address = [("CODEARTS_MOCK_CONTROL_TOKEN", "tcp://token")];
    assert_eq!(settings(&[], &like_an_address).control.access.token.unwrap().reveal(), "tcp://token");
}

#[test]
fn a_boolean_is_set_by_its_name_alone_or_by_a_word() {
    assert!(settings(&["--strict"], &[]).reading.strict);
    assert!(settings(&[], &[("CODEARTS_MOCK_STRICT", "yes")]).reading.strict);
    assert!(!settings(&["--strict=off"], &[("CODEARTS_MOCK_STRICT", "1")]).reading.strict);
}

#[test]
fn the_log_level_is_taken_from_rust_log_only_where_nothing_of_ours_is_said() {
    let shared = ("RUST_LOG", "debug");

    assert_eq!(settings(&[], &[shared]).log.level.to_string(), "debug");
    assert_eq!(settings(&[], &[shared, ("CODEARTS_MOCK_LOG_LEVEL", "warn")]).log.level.to_string(), "warn");
    assert_eq!(settings(&["--log-level", "error"], &[shared]).log.level.to_string(), "error");
}

#[test]
fn a_rust_log_meant_for_others_is_a_notice_and_not_an_error() {
    let loaded = loaded(&[], &[("RUST_LOG", "their_program")]).unwrap();

    let expected =
        "expected one of off, error, warn, info, debug, trace, or directives such as info,codearts_mock=debug";
    assert_eq!(loaded.notices, [Notice::NotForUs { name: "RUST_LOG".to_owned(), expected: expected.to_owned() }]);
}

#[test]
fn a_wrong_variable_is_refused_by_its_own_name_with_what_is_allowed() {
    let cases = [
        ("CODEARTS_MOCK_PORT", "http", "expected a port from 0 (any free one) to 65535"),
        ("CODEARTS_MOCK_AUTH", "none", "expected one of off, presence, verify"),
        ("CODEARTS_MOCK_STRICT", "maybe", "expected one of true, false, 1, 0, yes, no, on, off"),
        ("CODEARTS_MOCK_QUIRKS", "strict", "expected name=value"),
        ("CODEARTS_MOCK_DRAIN_TIMEOUT_MS", "5s", "expected milliseconds from 1 to 86400000"),
    ];
    for (name, value, expected) in cases {
        let refused = refusal(&[], &[(name, value)]);

        assert_eq!(refused, (2, format!("error: invalid value '{value}' for {name}: {expected}\n")));
    }
}

#[test]
fn a_wrong_flag_is_refused_by_its_own_name_with_what_is_allowed() {
    let (code, text) = refusal(&["--port", "http"], &[]);

    assert_eq!(code, 2);
    let expected = "error: invalid value 'http' for '--port <PORT>': expected a port from 0 (any free one) to 65535\n";
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn a_wrong_variable_does_no_harm_where_a_flag_beats_it() {
    assert_eq!(settings(&["--port", "1"], &[("CODEARTS_MOCK_PORT", "http")]).listen.port, 1);
}

#[test]
fn a_flag_that_the_command_does_not_have_is_refused_before_it_too() {
    let refused = refusal(&["--strict", "healthcheck"], &[]);

    assert_eq!(refused, (2, "error: --strict has no meaning for the command 'healthcheck'\n".to_owned()));
}

#[test]
fn the_health_check_reads_the_settings_of_the_server() {
    let environment = [("CODEARTS_MOCK_PORT", "4000"), ("CODEARTS_MOCK_HOST", "::1"), ("CODEARTS_MOCK_AUTH", "off")];

    let loaded = loaded(&["healthcheck"], &environment).unwrap();

    let listen = ListenSettings { hosts: vec![Host::Address(Ipv6Addr::LOCALHOST.into())], port: 4000 };
    assert_eq!(loaded.command, Command::Healthcheck(listen));
    assert_eq!(loaded.notices, []);
}

#[test]
fn what_kubernetes_says_about_a_service_of_this_name_is_one_notice() {
    let environment = [
        ("CODEARTS_MOCK_PORT", "tcp://10.0.0.1:2633"),
        ("CODEARTS_MOCK_PORT_2633_TCP_ADDR", "10.0.0.1"),
        ("CODEARTS_MOCK_SERVICE_HOST", "10.0.0.1"),
        ("CODEARTS_MOCK_TEST_PORT", "tcp://10.0.0.2:80"),
        ("CODEARTS_MOCK_TEST_SERVICE_HOST", "10.0.0.2"),
    ];

    assert_eq!(settings(&[], &environment).listen.port, 2633);
    let names = environment.map(|(name, _)| name).join(", ");
    assert_eq!(notices(&environment), [format!("ignored what Kubernetes says about a service of this name: {names}")]);
}

#[test]
fn an_unknown_variable_is_a_notice_with_the_nearest_name() {
    let notices = notices(&[("CODEARTS_MOCK_QUIRK", "a=b"), ("CODEARTS_MOCK_ZZZ", "1"), ("CODEARTS_OTHER", "1")]);

    let expected = [
        "CODEARTS_MOCK_QUIRK is not a setting and has no effect; did you mean CODEARTS_MOCK_QUIRKS?",
        "CODEARTS_MOCK_ZZZ is not a setting and has no effect; see --help for those that are",
    ];
    assert_eq!(notices, expected);
}

#[test]
fn the_origin_of_a_value_is_the_name_its_user_knows() {
    let loaded = loaded(&["--seed", "x"], &[("CODEARTS_MOCK_QUIRKS", "a=b")]).unwrap();

    assert_eq!(loaded.origin("quirks"), "CODEARTS_MOCK_QUIRKS");
    assert_eq!(loaded.origin("seed"), "--seed");
    assert_eq!(loaded.origin("port"), "--port");
}

#[test]
fn every_flag_has_a_variable_of_its_name() {
    for argument in CommandLine::command().get_arguments() {
        let long = argument.get_long().unwrap().replace('-', "_").to_uppercase();
        let variable = argument.get_env().unwrap_or_default().to_string_lossy().into_owned();

        let plural = format!("CODEARTS_MOCK_{long}S");
        assert!(variable == format!("CODEARTS_MOCK_{long}") || (long == "QUIRK" && variable == plural), "{long}");
    }
}

#[test]
fn the_help_shows_every_variable_and_the_true_default_whatever_is_set() {
    let (code, help) = refusal(&["--help"], &[("CODEARTS_MOCK_PORT", "4000")]);

    assert_eq!(code, 0);
    for argument in CommandLine::command().get_arguments() {
        let variable = argument.get_env().unwrap_or_default().to_string_lossy().into_owned();
        assert!(help.contains(&format!("[env: {variable}]")), "{variable}: {help}");
    }
    assert!(help.contains("[default: 2633]"), "{help}");
}

#[test]
fn a_document_is_asked_for_in_a_format_and_under_quirks() {
    let Command::Openapi(settings) =
        loaded(&["openapi", "--format", "yaml", "--strict"], &[("CODEARTS_MOCK_QUIRKS", "a=1")]).unwrap().command
    else {
        panic!("not openapi");
    };

    assert_eq!((settings.format, settings.control), (DocumentFormat::Yaml, false));
    assert_eq!(settings.reading, ReadingSettings { quirks: vec!["a=1".to_owned()], strict: true });
}
