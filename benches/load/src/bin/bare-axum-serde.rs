//! The same five routes with typed extractors and answers: what axum costs once it reads and writes JSON.

use axum::extract::{Path, Query};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use codearts_mock_load::reference;
use serde::{Deserialize, Serialize};

/// Query of the matrix GET.
#[derive(Deserialize)]
struct MatrixQuery {
    project_id: String,
    job_id: String,
}

/// Body of the job batch.
#[derive(Deserialize)]
struct JobBatch {
    project_id: Option<String>,
    job_ids: Vec<String>,
    project_switch: Option<bool>,
    permissions: Vec<JobRole>,
}

/// One role of a job.
#[derive(Deserialize)]
struct JobRole {
    role_id: i32,
    is_modify: Option<bool>,
    is_delete: Option<bool>,
    is_view: Option<bool>,
    is_execute: Option<bool>,
    is_copy: Option<bool>,
    is_forbidden: Option<bool>,
    is_manager: Option<bool>,
}

/// Body of the single-flag PUT.
#[derive(Deserialize)]
struct RolePermission {
    job_id: String,
    role_id: String,
    permission_name: String,
    permission_value: Option<bool>,
}

/// Body of the project switch.
#[derive(Deserialize)]
struct ProjectPermission {
    job_id: String,
    project_id: String,
    project_switch: Option<bool>,
}

/// Body of the pipeline batch.
#[derive(Deserialize)]
struct PipelineBatch {
    pipeline_ids: Vec<String>,
    is_project_switch: bool,
    roles: Vec<PipelineRole>,
}

/// One role of a pipeline.
#[derive(Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the documented role has five flags")]
struct PipelineRole {
    role_id: i32,
    operation_query: bool,
    operation_execute: bool,
    operation_update: bool,
    operation_delete: bool,
    operation_authorize: bool,
}

/// Answer of the matrix GET.
#[derive(Serialize)]
struct MatrixAnswer {
    result: Matrix,
    error: Option<()>,
    status: &'static str,
}

/// The caller's permissions on a job.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "the documented answer has seven flags")]
struct Matrix {
    count: u32,
    role_id: i32,
    job_id: String,
    is_modify: bool,
    is_delete: bool,
    is_view: bool,
    is_execute: bool,
    is_copy: bool,
    is_forbidden: bool,
    is_manager: bool,
    create_time: &'static str,
    last_update_time: &'static str,
}

/// Answer of the job batch.
#[derive(Serialize)]
struct JobBatchAnswer {
    result: Option<()>,
    error: Option<()>,
    status: &'static str,
}

/// Answer of the other writes.
#[derive(Serialize)]
struct Success {
    status: &'static str,
}

const TIME: &str = "2024-09-20T06:38:49.000+00:00";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let router = Router::new()
        .route(reference::MATRIX_PATH, get(matrix))
        .route(reference::JOB_BATCH_PATH, post(job_batch))
        .route(reference::ROLE_PERMISSION_PATH, put(role_permission))
        .route(reference::PROJECT_PERMISSION_PATH, post(project_permission))
        .route(reference::PIPELINE_BATCH_PATH, post(pipeline_batch));
    reference::serve("bare-axum-serde", router).await
}

async fn matrix(Query(query): Query<MatrixQuery>) -> Json<MatrixAnswer> {
    std::hint::black_box(&query.project_id);
    let result = Matrix {
        count: 0,
        role_id: -1,
        job_id: query.job_id,
        is_modify: true,
        is_delete: true,
        is_view: true,
        is_execute: true,
        is_copy: true,
        is_forbidden: true,
        is_manager: true,
        create_time: TIME,
        last_update_time: TIME,
    };
    Json(MatrixAnswer { result, error: None, status: "success" })
}

// Every parsed field passes a black box: otherwise the optimizer could drop the work that is being measured.
async fn job_batch(Json(body): Json<JobBatch>) -> Json<JobBatchAnswer> {
    std::hint::black_box((&body.project_id, &body.job_ids, body.project_switch));
    for role in &body.permissions {
        std::hint::black_box((role.role_id, role.is_modify, role.is_delete, role.is_view));
        std::hint::black_box((role.is_execute, role.is_copy, role.is_forbidden, role.is_manager));
    }
    Json(JobBatchAnswer { result: None, error: None, status: "success" })
}

async fn role_permission(Json(body): Json<RolePermission>) -> Json<Success> {
    std::hint::black_box((&body.job_id, &body.role_id, &body.permission_name, body.permission_value));
    Json(Success { status: "success" })
}

async fn project_permission(Json(body): Json<ProjectPermission>) -> Json<Success> {
    std::hint::black_box((&body.job_id, &body.project_id, body.project_switch));
    Json(Success { status: "success" })
}

async fn pipeline_batch(Path(project_id): Path<String>, Json(body): Json<PipelineBatch>) -> Json<Success> {
    std::hint::black_box((&project_id, &body.pipeline_ids, body.is_project_switch));
    for role in &body.roles {
        std::hint::black_box((role.role_id, role.operation_query, role.operation_execute));
        std::hint::black_box((role.operation_update, role.operation_delete, role.operation_authorize));
    }
    Json(Success { status: "success" })
}
