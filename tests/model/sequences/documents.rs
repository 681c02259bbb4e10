//! What the pages say of each operation: its path, its fields and their types.

use std::fmt;

use serde_json::{Map, Value};

/// One operation, as its page describes it.
pub(super) struct Documented {
    pub(super) id: &'static str,
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) fields: &'static [(&'static str, Kind, bool)],
}

/// What a field takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Project,
    Job,
    Jobs,
    Pipeline,
    Pipelines,
    User,
    Flag,
    Role,
    BuildRoles,
    PipelineRoles,
    PermissionName,
    Check,
    Number,
    Text,
}

use Kind::{
    BuildRoles, Check, Flag, Job, Jobs, Number, PermissionName, Pipeline, PipelineRoles, Pipelines, Project, Role,
    Text, User,
};

const fn row(
    id: &'static str,
    method: &'static str,
    path: &'static str,
    fields: &'static [(&'static str, Kind, bool)],
) -> Documented {
    Documented { id, method, path, fields }
}

macro_rules! of_pipeline {
    ($rest:literal) => {
        concat!("/v5/{project_id}/api/pipeline-permissions/{pipeline_id}/", $rest)
    };
}

/// Every operation; a field is a name, what it takes, and whether it is mandatory.
pub(super) const DOCUMENTED: &[Documented] = &[
    row(
        "BatchUpdateJobRolePermission",
        "POST",
        "/v1/job/permissions/batch",
        &[
            ("project_id", Project, false),
            ("job_ids", Jobs, false),
            ("project_switch", Flag, false),
            ("permissions", BuildRoles, false),
        ],
    ),
    row(
        "UpdateSimpleJobRolePermission",
        "PUT",
        "/v1/job/role-permission",
        &[
            ("job_id", Job, false),
            ("role_id", Role, false),
            ("permission_name", PermissionName, false),
            ("permission_value", Flag, false),
        ],
    ),
    row(
        "ApplyProjectPermission",
        "POST",
        "/v1/job/project/permission",
        &[("job_id", Job, false), ("project_id", Project, false), ("project_switch", Flag, false)],
    ),
    row(
        "ShowProjectJobPermission",
        "GET",
        "/v1/job/permission",
        &[("project_id", Project, true), ("job_id", Job, true)],
    ),
    row("ShowJobRolePermission", "GET", "/v1/job/permission/role", &[("job_id", Job, true)]),
    row(
        "ShowDefaultProjectPermission",
        "GET",
        "/v1/job/project/default-permission",
        &[("project_id", Project, true), ("job_id", Job, true)],
    ),
    row("ShowProjectPermission", "GET", "/v1/domain/user-permission", &[("project_id", Project, true)]),
    row("CheckJobInternal", "GET", "/v1/job/permission/internal", &[]),
    row("ShowJobInfo", "GET", "/v1/job/{job_id}/info", &[("job_id", Job, true)]),
    row(
        "BatchUpdatePipelinePermission",
        "POST",
        "/v5/{project_id}/api/pipeline-permissions/pipeline/batch-role-permission",
        &[
            ("project_id", Project, true),
            ("pipeline_ids", Pipelines, true),
            ("is_project_switch", Flag, true),
            ("roles", PipelineRoles, true),
        ],
    ),
    row(
        "ShowPipelinePermissionSwitch",
        "GET",
        of_pipeline!("permission-switch"),
        &[("project_id", Project, true), ("pipeline_id", Pipeline, true)],
    ),
    row(
        "SwitchPipelinePermission",
        "PUT",
        of_pipeline!("update-permission-switch"),
        &[("project_id", Project, true), ("pipeline_id", Pipeline, true), ("flag", Flag, true)],
    ),
    row(
        "ShowPipelineRolePermission",
        "GET",
        of_pipeline!("role-permission"),
        &[("project_id", Project, true), ("pipeline_id", Pipeline, true)],
    ),
    row(
        "UpdatePipelineRolePermission",
        "POST",
        of_pipeline!("update-role-permission"),
        &[
            ("project_id", Project, true),
            ("pipeline_id", Pipeline, true),
            ("operation_query", Flag, true),
            ("operation_execute", Flag, true),
            ("operation_update", Flag, true),
            ("operation_delete", Flag, true),
            ("operation_authorize", Flag, true),
            ("role_id", Role, true),
        ],
    ),
    row(
        "ShowPipelineUserPermission",
        "GET",
        of_pipeline!("user-permission"),
        &[
            ("project_id", Project, true),
            ("pipeline_id", Pipeline, true),
            ("subject", Text, false),
            ("limit", Number, true),
            ("offset", Number, true),
        ],
    ),
    row(
        "UpdatePipelineUserPermission",
        "POST",
        of_pipeline!("update-user-permission"),
        &[
            ("project_id", Project, true),
            ("pipeline_id", Pipeline, true),
            ("operation_query", Flag, true),
            ("operation_execute", Flag, true),
            ("operation_update", Flag, true),
            ("operation_delete", Flag, true),
            ("operation_authorize", Flag, true),
            ("user_id", User, true),
        ],
    ),
    row(
        "GetProjectPermission",
        "GET",
        "/v5/{project_id}/api/check-project/{type}",
        &[("project_id", Project, true), ("type", Check, true)],
    ),
    row(
        "GetPipelinePermission",
        "POST",
        "/v5/{tenant_id}/api/pipelines/check-rights",
        &[("tenant_id", Text, true), ("resource_ids", Pipelines, true), ("resource_type", Text, false)],
    ),
    row(
        "QueryUserDevUcAuthorizations",
        "GET",
        "/v2/{cloudProjectId}/cicd/devuc-auth/query",
        &[("cloudProjectId", Project, true), ("resource", Text, false)],
    ),
];

impl fmt::Debug for Documented {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id)
    }
}

impl Documented {
    /// The operation of this id.
    pub(super) fn of(id: &str) -> &'static Self {
        DOCUMENTED.iter().find(|row| row.id == id).expect("a documented operation")
    }

    /// Whether it belongs to Pipeline.
    pub(super) fn is_pipeline(&self) -> bool {
        !self.path.starts_with("/v1")
    }

    /// Whether a field travels in the path.
    pub(super) fn is_in_path(&self, field: &str) -> bool {
        self.path.contains(&format!("{{{field}}}"))
    }

    /// Whether a field travels in the query.
    pub(super) fn is_in_query(&self, field: &str) -> bool {
        !self.is_in_path(field) && (self.method == "GET" || field == "flag")
    }

    /// Path and query, and the body.
    pub(super) fn request(&self, arguments: &Map<String, Value>) -> (String, String) {
        let (mut target, mut query, mut body) = (self.path.to_owned(), Vec::new(), Map::new());
        for (name, value) in arguments {
            let text = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if self.is_in_path(name) {
                target = target.replace(&format!("{{{name}}}"), &text());
            } else if self.is_in_query(name) {
                query.push(format!("{name}={}", text()));
            } else {
                body.insert(name.clone(), value.clone());
            }
        }
        if !query.is_empty() {
            target = format!("{target}?{}", query.join("&"));
        }
        let body = if body.is_empty() { String::new() } else { Value::Object(body).to_string() };
        (target, body)
    }
}
