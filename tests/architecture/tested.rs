//! Every operation and every verb of the control plane has a test file, where one looks for it.

use codearts_mock::api::OPERATIONS;

use super::{
    assert_none,
    files::{File, everything, library, source},
};

/// Operations that are tested with others: where.
const WITH_OTHERS: &[(&str, &str)] = &[
    ("check_job_internal", "tests/it/auth/authorization.rs"),
    ("show_default_project_permission", "tests/it/auth/authorization.rs"),
    ("show_job_info", "tests/model/definitions.rs"),
    ("show_job_role_permission", "tests/it/auth/authorization.rs"),
    ("show_project_permission", "tests/model/definitions.rs"),
    ("get_pipeline_permission", "tests/it/auth/authorization.rs"),
    ("get_project_permission", "tests/it/auth/authorization.rs"),
    ("query_user_dev_uc_authorizations", "tests/it/auth/authorization.rs"),
    ("show_pipeline_permission_switch", "tests/it/auth/authorization.rs"),
    ("show_pipeline_role_permission", "tests/it/auth/authorization.rs"),
    ("show_pipeline_user_permission", "tests/it/auth/authorization.rs"),
    ("switch_pipeline_permission", "tests/it/auth/authorization.rs"),
    ("update_pipeline_role_permission", "tests/it/auth/authorization.rs"),
    ("update_pipeline_user_permission", "tests/it/auth/authorization.rs"),
    ("keystone_create_user_token_by_password", "tests/it/auth/token.rs"),
    ("keystone_list_auth_domains", "tests/it/auth/token.rs"),
    ("keystone_list_projects", "tests/it/auth/token.rs"),
    ("keystone_validate_token", "tests/it/auth/token.rs"),
];

/// Verbs that are tested with others: where.
const VERBS_WITH_OTHERS: &[(&str, &str)] = &[
    ("coverage", "tests/coverage/counts.rs"),
    ("diff", "tests/control/large.rs"),
    ("env", "tests/control/printed.rs"),
    ("explain", "tests/model/explain.rs"),
    ("health", "tests/lifecycle/early.rs"),
    ("openapi", "tests/openapi/served.rs"),
    ("operations", "tests/control/verify.rs"),
    ("quirks", "tests/coverage/header.rs"),
    ("requests", "tests/control/journal.rs"),
    ("signature", "tests/control/guard.rs"),
    ("snapshots", "tests/control/state.rs"),
];

#[test]
fn every_operation_has_its_test_file() {
    let mut violations = Vec::new();
    for operation in OPERATIONS {
        let is_own = |name: &&str| name.replace('_', "") == operation.id().to_lowercase();
        let own = source().map(File::modules).find(|modules| modules.last().is_some_and(is_own));
        let Some(own) = own else {
            violations.push(format!("{} has no file", operation.id()));
            continue;
        };
        let name = own[own.len() - 1];
        let end = |path: &&str| path.rsplit('/').next().unwrap().to_owned();
        let named = [operation.id().to_owned()].into_iter().chain(operation.contract.paths.iter().map(end));
        violations.extend(untested(
            name,
            &format!("tests/it/{}/{name}.rs", own[1]),
            WITH_OTHERS,
            &named.collect::<Vec<_>>(),
        ));
    }

    assert_none(&violations);
}

#[test]
fn every_verb_of_the_control_plane_has_its_test_file() {
    let verbs: Vec<String> = library()
        .of_module("http::control::table")
        .iter()
        .filter_map(|module| module.strip_prefix("http::control::"))
        .filter(|module| !matches!(*module, "verb" | "answer" | "refusal"))
        .map(str::to_owned)
        .collect();
    let violations: Vec<_> = verbs
        .iter()
        .filter_map(|verb| {
            let named = [format!("/{verb}")];
            untested(verb, &format!("tests/control/{verb}.rs"), VERBS_WITH_OTHERS, &named)
        })
        .collect();

    assert!(verbs.len() > 10, "{verbs:?}");
    assert_none(&violations);
}

/// What is wrong with where something is tested: in its own file, or in one of others that names it.
fn untested(name: &str, own: &str, with_others: &[(&str, &str)], named: &[String]) -> Option<String> {
    let files = everything();
    let elsewhere = with_others.iter().find(|(other, _)| *other == name);
    match (files.iter().any(|file| file.path == own), elsewhere) {
        (true, None) => None,
        (true, Some(_)) => Some(format!("{own} is there: {name} need not be listed any more")),
        (false, None) => Some(format!("{own} is not there")),
        (false, Some((_, path))) => {
            let file = files.iter().find(|file| file.path == *path);
            let is_named = file.is_some_and(|file| named.iter().any(|text| file.text.contains(text)));
            (!is_named).then(|| format!("{path} does not test {name}"))
        }
    }
}
