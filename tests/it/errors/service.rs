//! What Build and Pipeline refuse.

use codearts_mock::api::{ErrorCode, Service, Situation};

use super::Case;

const BATCH: &str = "POST /v1/job/permissions/batch";
const UPDATE: &str = "PUT /v1/job/role-permission";
const APPLY: &str = "POST /v1/job/project/permission";
const PIPELINE: &str =
    "POST /v5/071112d87d3e4ed49130c691936202e9/api/pipeline-permissions/pipeline/batch-role-permission";

const BUILD: Case = Case {
    code: ErrorCode::of(Service::Build, Situation::InvalidParameter),
    line: UPDATE,
    body: "",
    caller: "",
    quirk: "",
    documented: (400, "CB.00060200"),
    observed: (400, "DEV.CB.032000"),
    message: "Invalid parameter. ",
    pointer: None,
};

const PIPE: Case = Case {
    code: ErrorCode::of(Service::Pipeline, Situation::InvalidParameter),
    line: PIPELINE,
    documented: (400, "DEVCP.00021400"),
    observed: (200, "DEVCP.00014004"),
    message: "Bad request parameter. ",
    ..BUILD
};

pub(super) const CASES: &[Case] = &[
    Case {
        code: ErrorCode::of(Service::Build, Situation::MalformedJson),
        body: r#"{"job_id": "#,
        observed: (400, "CB.00060200"),
        message: "Invalid parameter. Expected a body in JSON, got a text that is not: EOF while parsing a value at line 1 column 11",
        pointer: Some(""),
        ..BUILD
    },
    Case {
        code: ErrorCode::of(Service::Build, Situation::MalformedJson),
        body: "{} {}",
        observed: (400, "CB.00060200"),
        pointer: Some(""),
        ..BUILD
    },
    Case {
        body: "[]",
        message: "Invalid parameter. Expected a JSON object as the body, got an empty list",
        pointer: Some(""),
        ..BUILD
    },
    Case {
        body: r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","role_id":"developer","permission_name":"is_view"}"#,
        message: "Invalid parameter. role_id: expected a role id: a whole number of 32 bits, or one in a string, got \"developer\"",
        pointer: Some("/role_id"),
        ..BUILD
    },
    Case {
        body: r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","role_id":2147483648,"permission_name":"is_view"}"#,
        message: "Invalid parameter. role_id: expected a role id: a whole number of 32 bits, or one in a string, got 2147483648",
        pointer: Some("/role_id"),
        ..BUILD
    },
    Case {
        body: r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","job_id":"c798139500d2456d82d95d108f182b5a","role_id":4}"#,
        message: "Invalid parameter. Expected each field once, got a second job_id at line 1 column 53 - send it once",
        pointer: Some(""),
        ..BUILD
    },
    Case {
        line: BATCH,
        body: r#"{"job_ids":["6ecbc5bac7c8442fb3d2563d53c13582"],"permissions":[{"role_id":4,"is_view":"false"}]}"#,
        message: "Invalid parameter. permissions.0.is_view: expected true or false, got \"false\"",
        pointer: Some("/permissions/0/is_view"),
        ..BUILD
    },
    Case {
        line: BATCH,
        body: r#"{"job_ids":"6ecbc5bac7c8442fb3d2563d53c13582"}"#,
        message: "Invalid parameter. job_ids: expected a list",
        pointer: Some("/job_ids"),
        ..BUILD
    },
    Case {
        body: r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","role_ids":4,"permission_name":"is_view"}"#,
        message: "Invalid parameter. role_id: expected a role id: a whole number of 32 bits, or one in a string, got nothing, but \"role_ids\" - rename role_ids to role_id",
        pointer: Some("/role_id"),
        ..BUILD
    },
    Case {
        body: r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","role_id":4,"permission_name":"is_veiw"}"#,
        message: "Invalid parameter. permission_name: expected one of is_modify, is_delete, is_view, is_execute, is_copy, is_forbidden, is_manager, got \"is_veiw\"; did you mean is_view?",
        pointer: Some("/permission_name"),
        ..BUILD
    },
    Case {
        line: "GET /v1/job/permission?project_id=p45e51b060f1b4e82916f9d2c33e8eb28",
        message: "Invalid parameter. job_id: expected ",
        pointer: Some("/job_id"),
        ..BUILD
    },
    Case {
        body: r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","role_id":777,"permission_name":"is_view"}"#,
        quirk: "unknown-role=reject",
        message: "Invalid parameter. role_id: expected a role of project p45e51b060f1b4e82916f9d2c33e8eb28: one of -1, 0, 3, 4, ",
        pointer: Some("/role_id"),
        ..BUILD
    },
    Case {
        code: ErrorCode::of(Service::Build, Situation::MalformedJobId),
        body: r#"{"job_id":"6ecbc5ba","role_id":4,"permission_name":"is_view"}"#,
        documented: (400, "CB.00060201"),
        observed: (400, "DEV.CB.032011"),
        message: "Invalid task ID. job_id: expected 32 letters and digits, got \"6ecbc5ba\"",
        pointer: Some("/job_id"),
        ..BUILD
    },
    Case {
        code: ErrorCode::of(Service::Build, Situation::MalformedJobId),
        line: BATCH,
        body: r#"{"job_ids":["6ecbc5bac7c8442fb3d2563d53c13582",""],"project_switch":true}"#,
        documented: (400, "CB.00060201"),
        observed: (400, "DEV.CB.032011"),
        message: "Invalid task ID. job_ids.1: expected 32 letters and digits",
        pointer: Some("/job_ids/1"),
        ..BUILD
    },
    Case {
        code: ErrorCode::of(Service::Build, Situation::MalformedProjectId),
        line: "GET /v1/job/permission?project_id=P45E51B060F1B4E82916F9D2C33E8EB2&job_id=6ecbc5bac7c8442fb3d2563d53c13582",
        documented: (400, "CB.00060202"),
        observed: (400, "CB.00060202"),
        message: "Invalid service ID. project_id: expected 32 digits and lower-case letters",
        pointer: Some("/project_id"),
        ..BUILD
    },
    Case {
        code: ErrorCode::of(Service::Build, Situation::UnknownProject),
        line: "GET /v1/job/permission?project_id=00000000000000000000000000000bad&job_id=6ecbc5bac7c8442fb3d2563d53c13582",
        documented: (404, "CB.00060214"),
        observed: (404, "CB.00060214"),
        message: "The project does not exist. project_id: expected the id of a project that exists, got 00000000000000000000000000000bad",
        pointer: Some("/project_id"),
        ..BUILD
    },
    Case {
        code: ErrorCode::of(Service::Build, Situation::UnknownJob),
        body: r#"{"job_id":"00000000000000000000000000000bad","role_id":4,"permission_name":"is_view"}"#,
        documented: (404, "DEVCB.00031006"),
        observed: (422, "DEVCB.00031006"),
        message: "The build task does not exist. job_id: expected the id of a build task that exists, got 00000000000000000000000000000bad",
        pointer: Some("/job_id"),
        ..BUILD
    },
    Case {
        code: ErrorCode::of(Service::Build, Situation::UnknownJob),
        line: "GET /v1/job/permission?project_id=304692247d8541bfaa118a98344d715d&job_id=6ecbc5bac7c8442fb3d2563d53c13582",
        documented: (404, "DEVCB.00031006"),
        observed: (422, "DEVCB.00031006"),
        message: "The build task does not exist. job_id: expected a build task of the given project, got 6ecbc5bac7c8442fb3d2563d53c13582, which belongs to project p45e51b060f1b4e82916f9d2c33e8eb28",
        pointer: Some("/job_id"),
        ..BUILD
    },
    Case {
        code: ErrorCode::of(Service::Build, Situation::Forbidden),
        line: APPLY,
        body: r#"{"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","project_switch":true}"#,
        caller: "viewer",
        documented: (403, "CB.00031059"),
        observed: (403, "CB.00031059"),
        message: "Insufficient permission. job_id: expected a caller who has is_manager, manages the project or created the build task",
        pointer: Some("/job_id"),
        ..BUILD
    },
    Case {
        code: ErrorCode::of(Service::Pipeline, Situation::MalformedJson),
        body: "{'pipeline_ids': []}",
        observed: (400, "DEVCP.00021400"),
        message: "Bad request parameter. Expected a body in JSON, got a text that is not: key must be a string at line 1 column 2",
        pointer: Some(""),
        ..PIPE
    },
    Case {
        body: r#"{"pipeline_ids":[],"is_project_switch":false,"roles":[[]]}"#,
        message: "Bad request parameter. roles.0: expected an object, got an empty list",
        pointer: Some("/roles/0"),
        ..PIPE
    },
    Case {
        line: "PUT /v5/071112d87d3e4ed49130c691936202e9/api/pipeline-permissions/53acae73a3f44b2994f9b20a710721c6/update-permission-switch?flag=true",
        body: r#"{"flag":false}"#,
        message: "Bad request parameter. Expected each field once, got a second flag at line 1 column 7 - send it once",
        pointer: Some(""),
        ..PIPE
    },
    Case {
        line: "PUT /v5/071112d87d3e4ed49130c691936202e9/api/pipeline-permissions/53acae73a3f44b2994f9b20a710721c6/update-permission-switch?flag=true&flag=false",
        message: "Bad request parameter. flag: expected the parameter once, got it twice or more - send it once",
        pointer: Some("/flag"),
        ..PIPE
    },
    Case {
        body: r#"{"pipeline_ids":[],"is_project_switch":null,"roles":[]}"#,
        message: "Bad request parameter. is_project_switch: expected true or false, got null",
        pointer: Some("/is_project_switch"),
        ..PIPE
    },
    Case {
        line: "POST /v5/071112d8/api/pipeline-permissions/pipeline/batch-role-permission",
        body: r#"{"pipeline_ids":[],"is_project_switch":true,"roles":[]}"#,
        message: "Bad request parameter. project_id: expected 32 characters, got \"071112d8\"",
        pointer: Some("/project_id"),
        ..PIPE
    },
    Case {
        body: r#"{"pipeline_ids":["53acae73a3f44b2994f9b20a710721c6"],"is_project_switch":true,"roles":[{"role_id":777,"operation_query":true,"operation_execute":true,"operation_update":true,"operation_delete":true,"operation_authorize":true}]}"#,
        quirk: "unknown-role=reject",
        message: "Bad request parameter. roles.0.role_id: expected a role of project 071112d87d3e4ed49130c691936202e9: one of -1, 0, 3",
        pointer: Some("/roles/0/role_id"),
        ..PIPE
    },
    Case {
        code: ErrorCode::of(Service::Pipeline, Situation::UnknownProject),
        line: "POST /v5/00000000000000000000000000000bad/api/pipeline-permissions/pipeline/batch-role-permission",
        body: r#"{"pipeline_ids":[],"is_project_switch":true,"roles":[]}"#,
        documented: (404, "DEVPIPE.00011412"),
        observed: (200, "DEVPIPE.00011412"),
        message: "The project does not exist or the caller is not a member. project_id: expected the id of a project that exists",
        pointer: Some("/project_id"),
        ..PIPE
    },
    Case {
        code: ErrorCode::of(Service::Pipeline, Situation::UnknownPipeline),
        body: r#"{"pipeline_ids":["gone"],"is_project_switch":true,"roles":[]}"#,
        documented: (404, "DEVPIPE.00011401"),
        observed: (200, "DEVPIPE.00011401"),
        message: "The pipeline does not exist. pipeline_ids.0: expected the id of a pipeline that exists, got gone",
        pointer: Some("/pipeline_ids/0"),
        ..PIPE
    },
    Case {
        code: ErrorCode::of(Service::Pipeline, Situation::Mismatch),
        body: r#"{"pipeline_ids":["0747d5a7099e45f69dc1d099945909a9"],"is_project_switch":true,"roles":[]}"#,
        documented: (400, "DEVPIPE.00011136"),
        observed: (200, "DEVPIPE.00011136"),
        message: "The project ID and the pipeline do not match. pipeline_ids.0: expected a pipeline of the given project, got 0747d5a7099e45f69dc1d099945909a9, which belongs to project e2e18230a85d4d6ab0b56cb6d2246c18",
        pointer: Some("/pipeline_ids/0"),
        ..PIPE
    },
    Case {
        code: ErrorCode::of(Service::Pipeline, Situation::Forbidden),
        body: r#"{"pipeline_ids":["53acae73a3f44b2994f9b20a710721c6"],"is_project_switch":true,"roles":[]}"#,
        caller: "developer",
        documented: (403, "DEVCP.00014031"),
        observed: (200, "DEVCP.00014031"),
        message: "Insufficient permission. pipeline_ids.0: expected a caller who has operation_authorize, manages the project or created the pipeline",
        pointer: Some("/pipeline_ids/0"),
        ..PIPE
    },
];
