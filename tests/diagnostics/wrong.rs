//! Wrong requests to every operation.

use codearts_mock::api::OPERATIONS;

/// One wrong request.
pub(crate) struct Wrong {
    /// What is wrong with it.
    pub(crate) mistake: &'static str,
    /// The operation that was meant; empty if none was.
    pub(crate) operation: &'static str,
    pub(crate) line: String,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) body: String,
    pub(crate) is_strict: bool,
}

const DEVELOPER: &str = "wUl7NQbHuGoR4ZI2D2sp7b4fjBHECVs8ylotcmzmbRDjCJmO2Wt92yI2liYSkPeR";

fn wrong(mistake: &'static str, operation: &'static str, target: &str, body: &str) -> Wrong {
    let method = OPERATIONS.iter().find(|it| it.id() == operation).expect("the operation exists").contract.method;
    anything(mistake, operation, &format!("{} {target}", method.name()), body)
}

fn anything(mistake: &'static str, operation: &'static str, line: &str, body: &str) -> Wrong {
    let headers = vec![("x-auth-token", "anything"), ("content-type", "application/json")];
    Wrong { mistake, operation, line: line.to_owned(), headers, body: body.to_owned(), is_strict: false }
}

fn with(request: Wrong, headers: &[(&'static str, &'static str)]) -> Wrong {
    Wrong { headers: headers.to_vec(), ..request }
}

fn strict(request: Wrong) -> Wrong {
    Wrong { is_strict: true, ..request }
}

/// All of them, by service.
pub(crate) fn requests() -> Vec<Wrong> {
    [
        paths(),
        batches(),
        odd_batches(),
        single_writes(),
        reads_of_build(),
        batch_of_pipelines(),
        pipelines(),
        iam(),
        controls(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn paths() -> Vec<Wrong> {
    let none = |mistake, line| anything(mistake, "", line, "");
    vec![
        none("a wrong version", "GET /v2/job/permission"),
        none("no version", "GET /job/permission"),
        none("a version in capitals", "GET /V1/job/permission"),
        none("a prefix", "GET /codearts/v1/job/permission"),
        none("a slash at the end", "GET /v1/job/permission/"),
        none("two slashes", "GET /v1//job/permission"),
        none("a misspelt segment", "POST /v1/job/permissions/bach"),
        none("a missing segment", "POST /v1/job/permissions"),
        none("a segment too many", "GET /v1/job/permission/role/all"),
        none("a wrong method", "GET /v1/job/role-permission"),
        none("a wrong method and a wrong segment", "GET /v1/job/role-permissions"),
        none("no project in the path", "POST /v5/api/pipeline-permissions/pipeline/batch-role-permission"),
        none("nothing like it", "GET /favicon.ico"),
        strict(none("a wrong method, strictly", "DELETE /v1/job/permissions/batch")),
    ]
}

fn batches() -> Vec<Wrong> {
    let batch = |mistake, body| wrong(mistake, "BatchUpdateJobRolePermission", "/v1/job/permissions/batch", body);
    vec![
        batch("no JSON", r#"{"job_ids":["#),
        batch("a list as the body", "[]"),
        batch("nothing at all", ""),
        strict(batch("nothing at all, strictly", "{}")),
        batch("an empty list of jobs", r#"{"job_ids":[],"project_switch":true}"#),
        batch("a string in the place of a list", r#"{"job_ids":"6ecbc5bac7c8442fb3d2563d53c13582"}"#),
        batch("a number in a list of ids", r#"{"job_ids":[7]}"#),
        batch("a malformed id", r#"{"job_ids":["6ecb"],"project_switch":true}"#),
        batch(
            "an id with one wrong letter",
            r#"{"job_ids":["6ecbc5bac7c8442fb3d2563d53c13583"],"project_switch":true}"#,
        ),
        batch(
            "an id that nobody has created",
            r#"{"job_ids":["00000000000000000000000000000bad"],"project_switch":true}"#,
        ),
        batch(
            "a job of another project",
            r#"{"project_id":"304692247d8541bfaa118a98344d715d","job_ids":["6ecbc5bac7c8442fb3d2563d53c13582"],"project_switch":true}"#,
        ),
        batch(
            "a project that nobody has created",
            r#"{"project_id":"0123456789abcdef0123456789abcdef","job_ids":["6ecbc5bac7c8442fb3d2563d53c13582"],"project_switch":true}"#,
        ),
        batch(
            "an entry without a role",
            r#"{"job_ids":["6ecbc5bac7c8442fb3d2563d53c13582"],"permissions":[{"is_view":true}]}"#,
        ),
        batch(
            "a misspelt flag",
            r#"{"job_ids":["6ecbc5bac7c8442fb3d2563d53c13582"],"permissions":[{"role_id":4,"is_veiw":true}]}"#,
        ),
        strict(batch(
            "a misspelt flag, strictly",
            r#"{"job_ids":["6ecbc5bac7c8442fb3d2563d53c13582"],"permissions":[{"role_id":4,"is_veiw":true}]}"#,
        )),
        batch(
            "a flag as a string",
            r#"{"job_ids":["6ecbc5bac7c8442fb3d2563d53c13582"],"permissions":[{"role_id":4,"is_view":"true"}]}"#,
        ),
    ]
}

fn odd_batches() -> Vec<Wrong> {
    let batch = |mistake, body| wrong(mistake, "BatchUpdateJobRolePermission", "/v1/job/permissions/batch", body);
    vec![
        batch("several mistakes", r#"{"job_ids":["x",5],"project_switch":"AES","permissions":[{"role_id":"four"}]}"#),
        batch("nothing to change", r#"{"job_ids":["6ecbc5bac7c8442fb3d2563d53c13582"]}"#),
        batch(
            "a job twice",
            r#"{"job_ids":["6ecbc5bac7c8442fb3d2563d53c13582","6ecbc5bac7c8442fb3d2563d53c13582"],"project_switch":true}"#,
        ),
        batch(
            "the administrator's row",
            r#"{"job_ids":["6ecbc5bac7c8442fb3d2563d53c13582"],"permissions":[{"role_id":-1,"is_view":false}]}"#,
        ),
        strict(batch(
            "the administrator's row, strictly",
            r#"{"job_ids":["6ecbc5bac7c8442fb3d2563d53c13582"],"permissions":[{"role_id":-1,"is_view":false}]}"#,
        )),
    ]
}

fn single_writes() -> Vec<Wrong> {
    let update = |mistake, body| wrong(mistake, "UpdateSimpleJobRolePermission", "/v1/job/role-permission", body);
    let apply = |mistake, body| wrong(mistake, "ApplyProjectPermission", "/v1/job/project/permission", body);
    let good = r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","role_id":4,"permission_name":"is_view"}"#;
    vec![
        update("a part of the target", r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582"}"#),
        update(
            "a misspelt permission",
            r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","role_id":4,"permission_name":"is_modfy"}"#,
        ),
        update(
            "a permission that there is not",
            r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","role_id":4,"permission_name":"fly"}"#,
        ),
        update(
            "a role that is no number",
            r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","role_id":"four","permission_name":"is_view"}"#,
        ),
        update(
            "a misspelt member",
            r#"{"jobId":"6ecbc5bac7c8442fb3d2563d53c13582","role_id":4,"permission_name":"is_view"}"#,
        ),
        strict(update(
            "a role that the project does not have, strictly",
            r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","role_id":777,"permission_name":"is_view"}"#,
        )),
        strict(with(
            update("a form, strictly", good),
            &[("x-auth-token", "anything"), ("content-type", "application/x-www-form-urlencoded")],
        )),
        with(update("a caller who may not", good), &[("x-auth-token", DEVELOPER)]),
        with(update("no credential", good), &[]),
        apply(
            "a switch that is no truth value",
            r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","project_switch":"AES"}"#,
        ),
        apply("a switch without a job", r#"{"project_switch":true}"#),
        apply("an id in capitals", r#"{"job_id":"6ECBC5BAC7C8442FB3D2563D53C13582","project_switch":true}"#),
    ]
}

fn reads_of_build() -> Vec<Wrong> {
    let matrix =
        |mistake, query: &str| wrong(mistake, "ShowProjectJobPermission", &format!("/v1/job/permission{query}"), "");
    vec![
        matrix("no parameters", ""),
        matrix("one parameter", "?project_id=p45e51b060f1b4e82916f9d2c33e8eb28"),
        matrix(
            "a misspelt parameter",
            "?projectid=p45e51b060f1b4e82916f9d2c33e8eb28&job_id=6ecbc5bac7c8442fb3d2563d53c13582",
        ),
        matrix(
            "a parameter twice",
            "?project_id=p45e51b060f1b4e82916f9d2c33e8eb28&job_id=6ecbc5bac7c8442fb3d2563d53c13582&job_id=6ecbc5bac7c8442fb3d2563d53c13582",
        ),
        matrix(
            "a project with one letter too few",
            "?project_id=p45e51b060f1b4e82916f9d2c33e8eb2&job_id=6ecbc5bac7c8442fb3d2563d53c13582",
        ),
        wrong(
            "a job that nobody has created",
            "ShowJobRolePermission",
            "/v1/job/permission/role?job_id=00000000000000000000000000000bad",
            "",
        ),
        wrong(
            "two letters that changed places",
            "ShowJobRolePermission",
            "/v1/job/permission/role?job_id=6ecbc5bac7c8442fb3d2563d53c13528",
            "",
        ),
        wrong(
            "no job",
            "ShowDefaultProjectPermission",
            "/v1/job/project/default-permission?project_id=304692247d8541bfaa118a98344d715d",
            "",
        ),
        wrong("an empty parameter", "ShowProjectPermission", "/v1/domain/user-permission?project_id=", ""),
        strict(wrong(
            "a parameter that nobody knows, strictly",
            "CheckJobInternal",
            "/v1/job/permission/internal?job_id=1",
            "",
        )),
        wrong("a job that nobody has created", "ShowJobInfo", "/v1/job/00000000000000000000000000000bad/info", ""),
        wrong("a malformed id in the path", "ShowJobInfo", "/v1/job/a%20b/info", ""),
    ]
}

fn batch_of_pipelines() -> Vec<Wrong> {
    let line = "/v5/071112d87d3e4ed49130c691936202e9/api/pipeline-permissions/pipeline/batch-role-permission";
    let batch = |mistake, body| wrong(mistake, "BatchUpdatePipelinePermission", line, body);
    vec![
        batch("nothing at all", ""),
        batch("only the pipelines", r#"{"pipeline_ids":["53acae73a3f44b2994f9b20a710721c6"]}"#),
        batch(
            "a flag that is missing",
            r#"{"pipeline_ids":["53acae73a3f44b2994f9b20a710721c6"],"is_project_switch":false,"roles":[{"role_id":4,"operation_query":true}]}"#,
        ),
        batch(
            "a pipeline with one wrong letter",
            r#"{"pipeline_ids":["53acae73a3f44b2994f9b20a710721c7"],"is_project_switch":true,"roles":[]}"#,
        ),
        batch(
            "a pipeline of another project",
            r#"{"pipeline_ids":["0747d5a7099e45f69dc1d099945909a9"],"is_project_switch":true,"roles":[]}"#,
        ),
        batch("null in the place of a list", r#"{"pipeline_ids":null,"is_project_switch":true,"roles":[]}"#),
        batch("a list that is empty", r#"{"pipeline_ids":[],"is_project_switch":true,"roles":[]}"#),
    ]
}

fn pipelines() -> Vec<Wrong> {
    let at = |end: &str| {
        format!("/v5/071112d87d3e4ed49130c691936202e9/api/pipeline-permissions/53acae73a3f44b2994f9b20a710721c6/{end}")
    };
    let elsewhere = "/v5/071112d87d3e4ed49130c691936202e9/api/pipeline-permissions/0747d5a7099e45f69dc1d099945909a9/permission-switch";
    let flags = r#""operation_query":true,"operation_execute":true,"operation_update":true,"operation_delete":true,"operation_authorize":true"#;
    vec![
        wrong("a pipeline of another project", "ShowPipelinePermissionSwitch", elsewhere, ""),
        wrong("no flag", "SwitchPipelinePermission", &at("update-permission-switch"), ""),
        wrong("a flag in the body", "SwitchPipelinePermission", &at("update-permission-switch"), r#"{"flag":true}"#),
        wrong(
            "a flag that is no truth value",
            "SwitchPipelinePermission",
            &at("update-permission-switch?flag=yes"),
            "",
        ),
        wrong(
            "a project that nobody has created",
            "ShowPipelineRolePermission",
            &elsewhere
                .replace("071112d87d3e4ed49130c691936202e9", "0123456789abcdef0123456789abcdef")
                .replace("permission-switch", "role-permission"),
            "",
        ),
        wrong("no role", "UpdatePipelineRolePermission", &at("update-role-permission"), &format!("{{{flags}}}")),
        wrong(
            "another pipeline in the body",
            "UpdatePipelineRolePermission",
            &at("update-role-permission"),
            &format!(r#"{{"pipeline_id":"0747d5a7099e45f69dc1d099945909a9","role_id":4,{flags}}}"#),
        ),
        wrong("no page", "ShowPipelineUserPermission", &at("user-permission"), ""),
        wrong("a page below zero", "ShowPipelineUserPermission", &at("user-permission?limit=-1&offset=0"), ""),
        wrong(
            "a user who is no member",
            "UpdatePipelineUserPermission",
            &at("update-user-permission"),
            &format!(r#"{{"user_id":"nobody",{flags}}}"#),
        ),
        wrong(
            "a check that there is not",
            "GetProjectPermission",
            "/v5/071112d87d3e4ed49130c691936202e9/api/check-project/creat",
            "",
        ),
        wrong(
            "no pipelines",
            "GetPipelinePermission",
            "/v5/d78cbac186b744899480f25bd022f468/api/pipelines/check-rights",
            "{}",
        ),
        wrong(
            "a project that nobody has created",
            "QueryUserDevUcAuthorizations",
            "/v2/0123456789abcdef0123456789abcdef/cicd/devuc-auth/query",
            "",
        ),
    ]
}

fn iam() -> Vec<Wrong> {
    let token = |mistake, body| wrong(mistake, "KeystoneCreateUserTokenByPassword", "/v3/auth/tokens", body);
    vec![
        token("nothing at all", ""),
        token("no scope in the right place", r#"{"auth":{"identity":{"methods":["password"]}}}"#),
        token(
            "a method that there is not",
            r#"{"auth":{"identity":{"methods":["passwd"],"password":{"user":{"name":"developer","password":"x","domain":{"name":"codearts-mock"}}}}}}"#,
        ),
        token(
            "a wrong password",
            r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"developer","password":"x","domain":{"name":"codearts-mock"}}}}}}"#,
        ),
        wrong("no token to look at", "KeystoneValidateToken", "/v3/auth/tokens", ""),
        with(
            wrong("a token that was never issued", "KeystoneValidateToken", "/v3/auth/tokens", ""),
            &[("x-auth-token", "anything"), ("x-subject-token", "nonsense")],
        ),
        wrong("a page that is no number", "KeystoneListProjects", "/v3/projects?page=one", ""),
        with(wrong("no credential", "KeystoneListAuthDomains", "/v3/auth/domains", ""), &[]),
    ]
}

fn controls() -> Vec<Wrong> {
    let check = |mistake| wrong(mistake, "CheckJobInternal", "/v1/job/permission/internal", "");
    vec![
        with(check("a quirk that there is not"), &[("x-auth-token", "any"), ("x-mock-quirk", "error-profil=observed")]),
        with(
            check("an option that there is not"),
            &[("x-auth-token", "any"), ("x-mock-quirk", "error-profile=obsrved")],
        ),
        with(check("a choice without a value"), &[("x-auth-token", "any"), ("x-mock-quirk", "error-profile")]),
    ]
}
