//! `codearts-mock sign`

use std::error::Error;

use codearts_mock::{
    auth::signature::{self, Scheme, SignedRequest},
    config::SignSettings,
    domain::Clock,
    environment::shell_word,
};

/// A curl command that sends a request with a signature that verifies for a quarter of an hour.
///
/// # Errors
/// The URL, the method or the access key is none, or could be more than that where the command is run.
pub(crate) fn sign(settings: &SignSettings) -> Result<String, Box<dyn Error>> {
    let url = &settings.target;
    let rest = behind_scheme(url)
        .ok_or_else(|| format!("expected a URL such as http://127.0.0.1:2633/v1/job/permission, got {url:?}"))?;
    check(settings)?;
    let (host, local) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    let (path, query) = local.split_once('?').map_or((local, None), |(path, query)| (path, Some(query)));
    let date = signature::sdk_date(Clock::new(None).now().seconds());
    let header = |name: &str| match name.to_ascii_lowercase().as_str() {
        "host" => Some(host),
        "x-sdk-date" => Some(date.as_str()),
        "content-type" => Some("application/json"),
        _ => None,
    };
    let body = settings.body.as_deref().unwrap_or("");
    let method = settings.method.to_ascii_uppercase();
    let request = SignedRequest { method: &method, path, query, header: &header, body: body.as_bytes() };
    let names = "content-type;host;x-sdk-date";
    let authorization = signature::sign(Scheme::Plain, &settings.ak, &settings.sk, &request, names)
        .map_err(|refusal| refusal.to_string())?;
    // The signature is over the path as it stands here, and a file that is named in the body is not meant.
    let mut command = format!(
        "curl -sS --globoff --path-as-is -X {} {} -H 'Content-Type: application/json' -H 'X-Sdk-Date: {date}' -H {}",
        shell_word(&method),
        shell_word(url),
        shell_word(&format!("Authorization: {authorization}"))
    );
    if settings.body.is_some() {
        command.push_str(&format!(" --data-raw {}", shell_word(body)));
    }
    Ok(command + "\n")
}

/// What follows the scheme, if it is one that curl would not take for something else.
fn behind_scheme(url: &str) -> Option<&str> {
    url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"))
}

/// Refuses what HTTP cannot carry: sent, it would be more than a method, a target or a header.
fn check(settings: &SignSettings) -> Result<(), String> {
    let SignSettings { ak, method, target, .. } = settings;
    if method.is_empty()
        || !method.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    {
        return Err(format!("method: expected a method such as GET, got {method:?}"));
    }
    if let Some(letter) = target.chars().find(|letter| !letter.is_ascii_graphic()) {
        return Err(format!("URL: expected visible ASCII characters, got {letter:?}; percent-encode it"));
    }
    if let Some(letter) = ak.chars().find(|letter| !letter.is_ascii_graphic() || *letter == ',') {
        return Err(format!("--ak: expected visible ASCII characters without a comma, got {letter:?}"));
    }
    Ok(())
}
