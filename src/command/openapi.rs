//! `codearts-mock openapi`

use std::error::Error;

use codearts_mock::{
    api::Quirks,
    config::{DocumentFormat, OpenapiSettings},
    http, openapi,
};

/// The document that the settings ask for, under these quirks.
///
/// # Errors
/// It cannot be written in this format.
pub(crate) fn openapi(settings: &OpenapiSettings, quirks: Quirks) -> Result<String, Box<dyn Error>> {
    let document = if settings.control { http::control_document() } else { openapi::document(quirks) };
    match settings.format {
        DocumentFormat::Json => Ok(openapi::json(&document)),
        DocumentFormat::Yaml => Ok(openapi::yaml(&document)?),
    }
}
