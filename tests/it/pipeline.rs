//! The operations of CodeArts Pipeline.

mod batch_update_pipeline_permission;
