//! `codearts-mock env`

use codearts_mock::{
    config::{self, EnvSettings, Host},
    environment::{Format, Target, written},
};

/// The variables that point official clients at the server of these settings.
///
/// # Errors
/// The format is none, or the world cannot be read.
pub(crate) fn env(settings: &EnvSettings) -> Result<String, String> {
    let format: Format = settings.format.parse()?;
    let host = match settings.listen.hosts.first() {
        Some(Host::Address(ip)) if !ip.is_unspecified() && ip.is_ipv6() => format!("[{ip}]"),
        Some(Host::Address(ip)) if !ip.is_unspecified() => ip.to_string(),
        _ => "127.0.0.1".to_owned(),
    };
    let url = settings.url.clone().unwrap_or_else(|| format!("http://{host}:{}", settings.listen.port));
    let namespace = settings.namespace.clone();
    let target = Target { url: url.trim_end_matches('/').to_owned(), region: settings.region.clone(), namespace };
    written(format, &target, &Target::credentials_of(&config::world(&settings.seed)?))
}
