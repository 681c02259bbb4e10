//! `codearts-mock env`

use std::error::Error;

use codearts_mock::{
    config::EnvSettings,
    environment::{Target, written},
    server::Host,
};

/// The variables that point official clients at the server of these settings.
///
/// # Errors
/// The world cannot be read, or its credentials cannot be written in the format.
pub(crate) fn env(settings: &EnvSettings) -> Result<String, Box<dyn Error>> {
    let host = match settings.listen.hosts.first() {
        Some(Host::Address(ip)) if !ip.is_unspecified() && ip.is_ipv6() => format!("[{ip}]"),
        Some(Host::Address(ip)) if !ip.is_unspecified() => ip.to_string(),
        _ => "127.0.0.1".to_owned(),
    };
    let url = settings.url.clone().unwrap_or_else(|| format!("http://{host}:{}", settings.listen.port));
    let namespace = settings.namespace.clone();
    let target = Target { url: url.trim_end_matches('/').to_owned(), region: settings.region.clone(), namespace };
    Ok(written(settings.format, &target, &Target::credentials_of(&settings.seeds.world()?))?)
}
