//! `codearts-mock sign`

use codearts_mock::{
    auth::signature::{self, Scheme, SignedRequest},
    config::SignSettings,
    domain::Clock,
    environment::shell_word,
};

/// A curl command that sends a request with a signature that verifies for a quarter of an hour.
///
/// # Errors
/// The URL is none.
pub(crate) fn sign(settings: &SignSettings) -> Result<String, String> {
    let url = &settings.target;
    let (_, rest) = url
        .split_once("://")
        .ok_or_else(|| format!("expected a URL such as http://127.0.0.1:2633/v1/job/permission, got {url}"))?;
    let (host, local) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    let (path, query) = local.split_once('?').map_or((local, None), |(path, query)| (path, Some(query)));
    let date = signature::sdk_date(Clock::new(None).now().seconds());
    let header = |name: &str| match name.to_ascii_lowercase().as_str() {
        "host" => Some(host),
        "x-sdk-date" => Some(date.as_str()),
        "content-type" => Some("application/json"),
        _ => None,
    };
    let body = settings.body.as_deref().unwrap_or_default();
    let method = settings.method.to_ascii_uppercase();
    let request = SignedRequest { method: &method, path, query, header: &header, body: body.as_bytes() };
    let names = "content-type;host;x-sdk-date";
    let authorization = signature::sign(Scheme::Plain, &settings.ak, &settings.sk, &request, names)
        .map_err(|refusal| refusal.to_string())?;
    let mut command = format!(
        "curl -sS -X {method} {} -H 'Content-Type: application/json' -H 'X-Sdk-Date: {date}' -H {}",
        shell_word(url),
        shell_word(&format!("Authorization: {authorization}"))
    );
    if settings.body.is_some() {
        command.push_str(&format!(" --data-binary {}", shell_word(body)));
    }
    Ok(command + "\n")
}
