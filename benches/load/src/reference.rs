//! What the reference servers share: paths, command line, ready line and stop signal.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context as _;
use axum::Router;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Path of the matrix GET.
pub const MATRIX_PATH: &str = "/v1/job/permission";
/// Path of the job batch.
pub const JOB_BATCH_PATH: &str = "/v1/job/permissions/batch";
/// Path of the single-flag PUT.
pub const ROLE_PERMISSION_PATH: &str = "/v1/job/role-permission";
/// Path of the project switch.
pub const PROJECT_PERMISSION_PATH: &str = "/v1/job/project/permission";
/// Path of the pipeline batch, as axum writes a parameter.
pub const PIPELINE_BATCH_PATH: &str = "/v5/{project_id}/api/pipeline-permissions/pipeline/batch-role-permission";

/// Serves `router` with `axum::serve` until SIGTERM, after one ready line on stdout.
///
/// # Errors
///
/// When the port cannot be bound, the signal not be watched, or the server fails.
pub async fn serve(name: &str, router: Router) -> anyhow::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port_argument()?));
    let listener = TcpListener::bind(address).await?;
    let mut terminate = signal(SignalKind::terminate())?;
    let address = listener.local_addr()?;
    println!("{name} ready url=http://{address} version=0");
    tokio::select! {
        served = axum::serve(listener, router) => served?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// The value of `--port`; every other argument is accepted and ignored, so that a reference server can stand in for
/// the server under test.
fn port_argument() -> anyhow::Result<u16> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--port");
    let Some(_flag) = arguments.next() else {
        return Ok(0);
    };
    let port = arguments.next().context("--port needs a value")?;
    port.parse().with_context(|| format!("--port {port} is not a port"))
}
