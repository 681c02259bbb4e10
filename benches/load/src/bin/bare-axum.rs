//! The lower bound: `axum::serve`, five routes, a constant answer each, the body never read.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post, put};
use codearts_mock_load::{answers, reference};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let router = Router::new()
        .route(reference::MATRIX_PATH, get(async || json(answers::MATRIX)))
        .route(reference::JOB_BATCH_PATH, post(async || json(answers::JOB_BATCH)))
        .route(reference::ROLE_PERMISSION_PATH, put(async || json(answers::SUCCESS)))
        .route(reference::PROJECT_PERMISSION_PATH, post(async || json(answers::SUCCESS)))
        .route(reference::PIPELINE_BATCH_PATH, post(async || json(answers::SUCCESS)));
    reference::serve("bare-axum", router).await
}

fn json(body: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], body)
}
