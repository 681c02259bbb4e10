//! The documented success answers, as the bytes that the reference servers send.

/// Answer of `GET /v1/job/permission`.
pub const MATRIX: &str = concat!(
    r#"{"result":{"count":0,"role_id":-1,"job_id":"6ecbc5bac7c8442fb3d2563d53c13582","#,
    r#""is_modify":true,"is_delete":true,"is_view":true,"is_execute":true,"is_copy":true,"#,
    r#""is_forbidden":true,"is_manager":true,"create_time":"2024-09-20T06:38:49.000+00:00","#,
    r#""last_update_time":"2024-09-20T06:38:49.000+00:00"},"error":null,"status":"success"}"#,
);

/// Answer of `POST /v1/job/permissions/batch`.
pub const JOB_BATCH: &str = r#"{"result":null,"error":null,"status":"success"}"#;

/// Answer of the three writes that only say that they succeeded.
pub const SUCCESS: &str = r#"{"status":"success"}"#;
