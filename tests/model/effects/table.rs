//! The table: write, read, and what the callers see before and after, a letter for each caller.

/// One write with all that could show it.
pub(super) struct Effect {
    /// The operation's id.
    pub(super) write: &'static str,
    /// What is written before anybody looks: request lines and bodies.
    pub(super) given: &'static [(&'static str, &'static str)],
    /// The request line of the write.
    pub(super) line: &'static str,
    /// Its body.
    pub(super) body: &'static str,
    /// What could show it.
    pub(super) seen: &'static [Seen],
}

/// One value of one answer, as anybody, administrator, developer, tester and viewer see it.
pub(super) struct Seen {
    /// The operation's id.
    pub(super) read: &'static str,
    /// The request line.
    pub(super) line: &'static str,
    /// The body.
    pub(super) body: &'static str,
    /// Where the value is.
    pub(super) at: &'static str,
    /// The values before the write.
    pub(super) before: &'static str,
    /// The values after it.
    pub(super) after: &'static str,
}

/// A read with its request; each row of the table fills in what is looked at.
const fn seen(
    (read, line, body): (&'static str, &'static str, &'static str),
    at: &'static str,
    before: &'static str,
    after: &'static str,
) -> Seen {
    Seen { read, line, body, at, before, after }
}

type Read = (&'static str, &'static str, &'static str);

const CALLER: Read = ("ShowProjectJobPermission", "GET /v1/job/permission?project_id=JOB-PROJECT&job_id=JOB", "");
const MATRIX: Read = ("ShowJobRolePermission", "GET /v1/job/permission/role?job_id=JOB", "");
const DEFAULT: Read =
    ("ShowDefaultProjectPermission", "GET /v1/job/project/default-permission?project_id=JOB-PROJECT&job_id=JOB", "");
const PROJECT: Read = ("ShowProjectPermission", "GET /v1/domain/user-permission?project_id=JOB-PROJECT", "");
const INTERNAL: Read = ("CheckJobInternal", "GET /v1/job/permission/internal", "");
const INFO: Read = ("ShowJobInfo", "GET /v1/job/JOB/info", "");
const CHECK: Read = ("ApplyProjectPermission", "POST /v1/job/project/permission", r#"{"job_id":"JOB"}"#);

const SWITCH: Read = (
    "ShowPipelinePermissionSwitch",
    "GET /v5/PIPELINE-PROJECT/api/pipeline-permissions/PIPELINE/permission-switch",
    "",
);
const ROLES: Read =
    ("ShowPipelineRolePermission", "GET /v5/PIPELINE-PROJECT/api/pipeline-permissions/PIPELINE/role-permission", "");
const USERS: Read = (
    "ShowPipelineUserPermission",
    "GET /v5/PIPELINE-PROJECT/api/pipeline-permissions/PIPELINE/user-permission?limit=10&offset=0",
    "",
);
const MAY_READ: Read = ("GetProjectPermission", "GET /v5/PIPELINE-PROJECT/api/check-project/read", "");
const RIGHTS: Read =
    ("GetPipelinePermission", "POST /v5/tenant/api/pipelines/check-rights", r#"{"resource_ids":["PIPELINE"]}"#);
const VERDICTS: Read =
    ("QueryUserDevUcAuthorizations", "GET /v2/PIPELINE-PROJECT/cicd/devuc-auth/query?resource=pipeline", "");

const BATCH: &str = "POST /v1/job/permissions/batch";
const BATCH_P: &str = "POST /v5/PIPELINE-PROJECT/api/pipeline-permissions/pipeline/batch-role-permission";
const UPDATE_ROLE: &str = "POST /v5/PIPELINE-PROJECT/api/pipeline-permissions/PIPELINE/update-role-permission";
const UPDATE_USER: &str = "POST /v5/PIPELINE-PROJECT/api/pipeline-permissions/PIPELINE/update-user-permission";

/// Every write in the order of the table of operations.
pub(super) const EFFECTS: &[Effect] = &[
    Effect {
        write: "BatchUpdateJobRolePermission",
        given: &[],
        line: BATCH,
        body: r#"{"job_ids":["JOB"],"permissions":[{"role_id":4,"is_delete":false,"is_manager":true},{"role_id":6,"is_view":true}]}"#,
        seen: &[
            seen(CALLER, "/result/is_delete", "TTTFF", "TTFFF"),
            seen(CALLER, "/result/is_manager", "TTFFF", "TTTFF"),
            seen(CALLER, "/result/is_view", "TTTFT", "TTTTT"),
            seen(CALLER, "/result/is_modify", "TTTFF", "TTTFF"),
            seen(MATRIX, "/result/role_id=4/is_delete", "TTTTT", "FFFFF"),
            seen(MATRIX, "/result/role_id=4/is_manager", "FFFFF", "TTTTT"),
            seen(MATRIX, "/result/role_id=6/is_view", "FFFFF", "TTTTT"),
            seen(MATRIX, "/result/role_id=8/is_view", "TTTTT", "TTTTT"),
            seen(MATRIX, "/result/role_id=-1/is_delete", "TTTTT", "TTTTT"),
            seen(DEFAULT, "/result/role_id=4/is_delete", "TTTTT", "TTTTT"),
            seen(PROJECT, "/result/delete_permission", "TTTFF", "TTTFF"),
            seen(INTERNAL, "/result", "TTTTT", "TTTTT"),
            seen(INFO, "/result/is_delete", "TTTFF", "TTFFF"),
            seen(INFO, "/result/is_manager", "TTFFF", "TTTFF"),
            seen(INFO, "/result/project_permission_switch", "FFFFF", "FFFFF"),
            seen(CHECK, "/result", "FFFFF", "FFFFF"),
        ],
    },
    Effect {
        write: "UpdateSimpleJobRolePermission",
        given: &[],
        line: "PUT /v1/job/role-permission",
        body: r#"{"job_id":"JOB","role_id":"8","permission_name":"is_execute"}"#,
        seen: &[
            seen(CALLER, "/result/is_execute", "TTTFF", "TTTFT"),
            seen(CALLER, "/result/is_view", "TTTFT", "TTTFT"),
            seen(MATRIX, "/result/role_id=8/is_execute", "FFFFF", "TTTTT"),
            seen(MATRIX, "/result/role_id=6/is_execute", "FFFFF", "FFFFF"),
            seen(DEFAULT, "/result/role_id=8/is_execute", "FFFFF", "FFFFF"),
            seen(PROJECT, "/result/execute_permission", "TTTFF", "TTTFF"),
            seen(INTERNAL, "/result", "TTTTT", "TTTTT"),
            seen(INFO, "/result/is_execute", "TTTFF", "TTTFT"),
            seen(INFO, "/result/project_permission_switch", "FFFFF", "FFFFF"),
            seen(CHECK, "/result", "FFFFF", "FFFFF"),
        ],
    },
    Effect {
        write: "ApplyProjectPermission",
        given: &[(
            BATCH,
            r#"{"job_ids":["JOB"],"permissions":[{"role_id":4,"is_delete":false},{"role_id":6,"is_view":true}]}"#,
        )],
        line: "POST /v1/job/project/permission",
        body: r#"{"job_id":"JOB","project_id":"JOB-PROJECT","project_switch":true}"#,
        seen: &[
            seen(CALLER, "/result/is_delete", "TTFFF", "TTTFF"),
            seen(CALLER, "/result/is_view", "TTTTT", "TTTFT"),
            // The matrix shows the stored rows, whatever the switch.
            seen(MATRIX, "/result/role_id=4/is_delete", "FFFFF", "FFFFF"),
            seen(MATRIX, "/result/role_id=6/is_view", "TTTTT", "TTTTT"),
            seen(DEFAULT, "/result/role_id=4/is_delete", "TTTTT", "TTTTT"),
            seen(PROJECT, "/result/delete_permission", "TTTFF", "TTTFF"),
            seen(INTERNAL, "/result", "TTTTT", "TTTTT"),
            seen(INFO, "/result/is_delete", "TTFFF", "TTTFF"),
            seen(INFO, "/result/project_permission_switch", "FFFFF", "TTTTT"),
            seen(CHECK, "/result", "FFFFF", "TTTTT"),
        ],
    },
    Effect {
        write: "BatchUpdatePipelinePermission",
        given: &[],
        line: BATCH_P,
        body: r#"{"pipeline_ids":["PIPELINE"],"is_project_switch":false,"roles":[{"role_id":4,"operation_query":true,"operation_execute":true,"operation_update":false,"operation_delete":true,"operation_authorize":true}]}"#,
        seen: &[
            // The linked switch says: the pipeline's own permissions.
            seen(SWITCH, "/is_use_devuc", "FFFFF", "TTTTT"),
            seen(SWITCH, "/is_allow_edit", "TTFFF", "TTTFF"),
            seen(ROLES, "/roles/role_id=4/operation_update", "TTTTT", "FFFFF"),
            seen(ROLES, "/roles/role_id=4/operation_authorize", "FFFFF", "TTTTT"),
            seen(ROLES, "/roles/role_id=6/operation_query", "TTTTT", "TTTTT"),
            seen(USERS, "/users/user_id=DEVELOPER/operation_update", "TTTTT", "FFFFF"),
            seen(USERS, "/users/user_id=DEVELOPER/operation_delete", "FFFFF", "TTTTT"),
            seen(MAY_READ, "/key=read/value", "TTTTT", "TTTTT"),
            seen(RIGHTS, "/0/PIPELINE/update", "TTTFF", "TTFFF"),
            seen(RIGHTS, "/0/PIPELINE/delete", "TTFFF", "TTTFF"),
            seen(RIGHTS, "/0/PIPELINE/query", "TTTTT", "TTTTT"),
            seen(VERDICTS, "/action=update/verdict", "TTTFF", "TTTFF"),
        ],
    },
    Effect {
        write: "SwitchPipelinePermission",
        given: &[
            ("PUT /v5/PIPELINE-PROJECT/api/pipeline-permissions/PIPELINE/update-permission-switch?flag=true", ""),
            (
                UPDATE_ROLE,
                r#"{"role_id":4,"operation_query":true,"operation_execute":true,"operation_update":false,"operation_delete":true,"operation_authorize":false}"#,
            ),
        ],
        line: "PUT /v5/PIPELINE-PROJECT/api/pipeline-permissions/PIPELINE/update-permission-switch?flag=false",
        body: "",
        seen: &[
            seen(SWITCH, "/is_use_devuc", "TTTTT", "FFFFF"),
            seen(SWITCH, "/is_allow_edit", "TTFFF", "TTFFF"),
            seen(ROLES, "/roles/role_id=4/operation_update", "FFFFF", "FFFFF"),
            seen(USERS, "/users/user_id=DEVELOPER/operation_update", "FFFFF", "FFFFF"),
            seen(MAY_READ, "/key=read/value", "TTTTT", "TTTTT"),
            seen(RIGHTS, "/0/PIPELINE/update", "TTFFF", "TTTFF"),
            seen(RIGHTS, "/0/PIPELINE/delete", "TTTFF", "TTFFF"),
            seen(VERDICTS, "/action=update/verdict", "TTTFF", "TTTFF"),
        ],
    },
    Effect {
        write: "UpdatePipelineRolePermission",
        given: &[],
        line: UPDATE_ROLE,
        body: r#"{"pipeline_id":null,"role_id":6,"operation_query":false,"operation_execute":true,"operation_update":false,"operation_delete":false,"operation_authorize":false}"#,
        seen: &[
            seen(SWITCH, "/is_use_devuc", "FFFFF", "FFFFF"),
            seen(ROLES, "/roles/role_id=6/operation_execute", "FFFFF", "TTTTT"),
            // Executing implies viewing in the console only.
            seen(ROLES, "/roles/role_id=6/operation_query", "TTTTT", "FFFFF"),
            seen(USERS, "/users/role_id=6/operation_execute", "FFFFF", "TTTTT"),
            seen(USERS, "/users/role_id=6/operation_query", "TTTTT", "FFFFF"),
            seen(MAY_READ, "/key=read/value", "TTTTT", "TTTTT"),
            seen(RIGHTS, "/0/PIPELINE/execute", "TTTFF", "TTTTF"),
            seen(RIGHTS, "/0/PIPELINE/query", "TTTTT", "TTTFT"),
            seen(VERDICTS, "/action=read/verdict", "TTTTT", "TTTTT"),
        ],
    },
    Effect {
        write: "UpdatePipelineUserPermission",
        given: &[],
        line: UPDATE_USER,
        body: r#"{"user_id":"DEVELOPER","operation_query":false,"operation_execute":true,"operation_update":false,"operation_delete":true,"operation_authorize":true}"#,
        seen: &[
            seen(SWITCH, "/is_use_devuc", "FFFFF", "FFFFF"),
            seen(SWITCH, "/is_allow_edit", "TTFFF", "TTTFF"),
            // The user's row is the user's alone.
            seen(ROLES, "/roles/role_id=4/operation_update", "TTTTT", "TTTTT"),
            seen(USERS, "/users/user_id=DEVELOPER/operation_update", "TTTTT", "FFFFF"),
            seen(USERS, "/users/user_id=DEVELOPER/operation_delete", "FFFFF", "TTTTT"),
            seen(USERS, "/users/role_id=6/operation_query", "TTTTT", "TTTTT"),
            seen(MAY_READ, "/key=read/value", "TTTTT", "TTTTT"),
            seen(RIGHTS, "/0/PIPELINE/query", "TTTTT", "TTFTT"),
            seen(RIGHTS, "/0/PIPELINE/delete", "TTFFF", "TTTFF"),
            seen(VERDICTS, "/action=read/verdict", "TTTTT", "TTTTT"),
        ],
    },
];
