//! Every operation, called by every system role in its own project and by the same users in a project of others.

use codearts_mock::api::{OPERATIONS, Operation};
use serde_json::{Value, json};

use crate::mock::{Answer, Mock};

/// Who may call an operation, by the user guides of Build and Pipeline.
#[derive(Clone, Copy, Debug, PartialEq)]
enum May {
    /// Everybody with a credential.
    Everybody,
    /// The members of the project.
    Members,
    /// Those who may assign permissions on the build task: by default administrators and project managers.
    Assign,
    /// Those who may edit a pipeline's permissions: by default administrators and project managers.
    Authorize,
}

/// The table, written from the documentation: operation, who may, request line and body with `{p}`, `{j}`, `{l}` for
/// project, job and pipeline.
const TABLE: &[(&str, May, &str, &str)] = &[
    (
        "BatchUpdateJobRolePermission",
        May::Assign,
        "POST /v1/job/permissions/batch",
        r#"{"job_ids":["{j}"],"project_switch":true}"#,
    ),
    (
        "UpdateSimpleJobRolePermission",
        May::Assign,
        "PUT /v1/job/role-permission",
        r#"{"job_id":"{j}","role_id":"8","permission_name":"is_copy"}"#,
    ),
    (
        "ApplyProjectPermission",
        May::Assign,
        "POST /v1/job/project/permission",
        r#"{"job_id":"{j}","project_switch":true}"#,
    ),
    ("ApplyProjectPermission", May::Members, "POST /v1/job/project/permission", r#"{"job_id":"{j}"}"#),
    ("ShowProjectJobPermission", May::Members, "GET /v1/job/permission?project_id={p}&job_id={j}", ""),
    ("ShowJobRolePermission", May::Members, "GET /v1/job/permission/role?job_id={j}", ""),
    (
        "ShowDefaultProjectPermission",
        May::Members,
        "GET /v1/job/project/default-permission?project_id={p}&job_id={j}",
        "",
    ),
    ("ShowProjectPermission", May::Members, "GET /v1/domain/user-permission?project_id={p}", ""),
    ("CheckJobInternal", May::Everybody, "GET /v1/job/permission/internal", ""),
    ("ShowJobInfo", May::Members, "GET /v1/job/{j}/info", ""),
    (
        "BatchUpdatePipelinePermission",
        May::Authorize,
        "POST /v5/{p}/api/pipeline-permissions/pipeline/batch-role-permission",
        r#"{"pipeline_ids":["{l}"],"is_project_switch":true,"roles":[]}"#,
    ),
    ("ShowPipelinePermissionSwitch", May::Members, "GET /v5/{p}/api/pipeline-permissions/{l}/permission-switch", ""),
    (
        "SwitchPipelinePermission",
        May::Authorize,
        "PUT /v5/{p}/api/pipeline-permissions/{l}/update-permission-switch?flag=true",
        "",
    ),
    ("ShowPipelineRolePermission", May::Members, "GET /v5/{p}/api/pipeline-permissions/{l}/role-permission", ""),
    (
        "UpdatePipelineRolePermission",
        May::Authorize,
        "POST /v5/{p}/api/pipeline-permissions/{l}/update-role-permission",
        r#"{"role_id":8,"operation_query":true,"operation_execute":true,"operation_update":true,"operation_delete":true,"operation_authorize":false}"#,
    ),
    (
        "ShowPipelineUserPermission",
        May::Members,
        "GET /v5/{p}/api/pipeline-permissions/{l}/user-permission?limit=10&offset=0",
        "",
    ),
    (
        "UpdatePipelineUserPermission",
        May::Authorize,
        "POST /v5/{p}/api/pipeline-permissions/{l}/update-user-permission",
        r#"{"user_id":"user_of_role_8","operation_query":true,"operation_execute":true,"operation_update":true,"operation_delete":true,"operation_authorize":false}"#,
    ),
    ("GetProjectPermission", May::Members, "GET /v5/{p}/api/check-project/read", ""),
    (
        "GetPipelinePermission",
        May::Members,
        "POST /v5/tenant/api/pipelines/check-rights",
        r#"{"resource_ids":["{l}"],"resource_type":"pipeline"}"#,
    ),
    ("QueryUserDevUcAuthorizations", May::Members, "GET /v2/{p}/cicd/devuc-auth/query", ""),
    ("KeystoneValidateToken", May::Everybody, "GET /v3/auth/tokens", ""),
    ("KeystoneListProjects", May::Everybody, "GET /v3/projects", ""),
    ("KeystoneListAuthDomains", May::Everybody, "GET /v3/auth/domains", ""),
];

/// The system roles.
const ROLES: &[i32] = &[-1, 0, 3, 4, 5, 6, 7, 8, 9, 1001, 1002, 1015];

/// Project, job and pipeline of which the users are members, and of which they are not.
const OWN: [&str; 3] =
    ["a0000000000000000000000000000001", "b0000000000000000000000000000001", "c0000000000000000000000000000001"];
const OTHER: [&str; 3] =
    ["a0000000000000000000000000000002", "b0000000000000000000000000000002", "c0000000000000000000000000000002"];

/// A world with one user for each role, members of one project of two.
fn world() -> Value {
    let project = |[_, job, pipeline]: [&str; 3]| json!({ "jobs": { job: {} }, "pipelines": { pipeline: {} } });
    let mut world =
        json!({ "schema_version": 1, "users": {}, "projects": { OWN[0]: project(OWN), OTHER[0]: project(OTHER) } });
    for role in ROLES {
        let id = format!("user_of_role_{role}");
        world["users"][&id] = json!({ "name": id, "token": format!("token of role {role}") });
        world["projects"][OWN[0]]["members"][&id] = json!([role]);
    }
    world
}

/// What the documentation promises: nothing if the call is granted, else status and code.
fn promised(may: May, role: i32, is_member: bool, is_build: bool) -> Option<(u16, &'static str)> {
    let not_a_member = if is_build { (403, "CB.00031059") } else { (404, "DEVPIPE.00011412") };
    let forbidden = if is_build { (403, "CB.00031059") } else { (403, "DEVCP.00014031") };
    match may {
        May::Everybody => None,
        _ if !is_member => Some(not_a_member),
        May::Members => None,
        May::Assign | May::Authorize => (role != -1 && role != 3).then_some(forbidden),
    }
}

async fn call(mock: &Mock, role: i32, line: &str, body: &str, [project, job, pipeline]: [&str; 3]) -> Answer {
    let fill = |text: &str| text.replace("{p}", project).replace("{j}", job).replace("{l}", pipeline);
    let token = format!("token of role {role}");
    let ask = mock.ask(&fill(line)).token(&token).header("x-subject-token", &token);
    if body.is_empty() { ask.answer().await } else { ask.text(fill(body)).answer().await }
}

#[test]
fn the_table_has_every_operation() {
    let missing: Vec<_> = OPERATIONS
        .iter()
        .map(Operation::id)
        // Getting a token needs no credential at all.
        .filter(|id| *id != "KeystoneCreateUserTokenByPassword" && !TABLE.iter().any(|(known, ..)| known == id))
        .collect();

    assert_eq!(missing, Vec::<&str>::new());
}

#[tokio::test]
async fn every_role_may_do_what_the_documentation_promises_and_a_refusal_changes_nothing() {
    for (id, may, line, body) in TABLE {
        for role in ROLES {
            for (ids, is_member) in [(OWN, true), (OTHER, false)] {
                let mock = Mock::remembering(&world());
                let before = mock.state();

                let answer = call(&mock, *role, line, body, ids).await;

                let is_build = line.contains("/v1/");
                let refused = (answer.status >= 400)
                    .then(|| (answer.status, answer.body["error_code"].as_str().unwrap_or_default().to_owned()));
                let promised =
                    promised(*may, *role, is_member, is_build).map(|(status, code)| (status, code.to_owned()));
                assert_eq!(refused, promised, "{id} by role {role}, member: {is_member}: {}", answer.text);
                assert!(refused.is_none() || mock.state() == before, "{id} by role {role}");
            }
        }
    }
}

#[tokio::test]
async fn a_refusal_names_the_permission_and_the_row_that_denies_it() {
    let mock = Mock::remembering(&world());
    let (_, _, line, body) = TABLE[1];

    let answer = call(&mock, 4, line, body, OWN).await;

    assert_eq!(
        answer.body["error_msg"],
        "Insufficient permission. job_id: expected a caller who has is_manager, manages the project or created the build \
         task, got user user_of_role_4: the project's row of role 4 does not grant it - call as somebody who may, or set the \
         quirk authorization=off"
    );
}

#[tokio::test]
async fn quirk_off_lets_everybody_do_everything() {
    for (id, _, line, body) in TABLE {
        let mock = Mock::remembering(&world()).quirk("authorization=off");

        let answer = call(&mock, 8, line, body, OTHER).await;

        // Only a user's own row still needs the user to be a member.
        let status = if *id == "UpdatePipelineUserPermission" { 404 } else { 200 };
        assert_eq!(answer.status, status, "{id}: {}", answer.text);
    }
}
