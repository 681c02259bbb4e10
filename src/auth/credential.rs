//! The credential of a request.

/// Who may call.
///
/// ```
/// use codearts_mock::{MockServer, Mode};
///
/// let server = MockServer::builder().auth(Mode::Verify).start();
/// let url = format!("{}/v1/job/permission/internal", server.uri());
///
/// assert!(ureq::get(url).header("X-Auth-Token", "nobody's").call().is_err());
/// ```
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// Anybody.
    Off,
    /// Whoever shows a credential, whatever it says.
    #[default]
    Presence,
    /// Whoever shows a token or a signature that is right.
    Verify,
}

/// A credential as received, not verified.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Credential<'a> {
    /// The `X-Auth-Token` header.
    pub token: Option<&'a str>,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
}

impl std::fmt::Debug for Credential<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Credential").field("token", &self.token.is_some()).finish_non_exhaustive()
    }
}

impl<'a> Credential<'a> {
    /// Whether there is no credential at all.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        self.token.is_none() && self.authorization.is_none()
    }

    /// The access key that the signature names.
    #[must_use]
    pub fn access_key(&self) -> Option<&'a str> {
        let (_algorithm, parameters) = self.authorization?.split_once(' ')?;
        parameters.split(',').find_map(|parameter| {
            let parameter = parameter.trim();
            let of_scope = || parameter.strip_prefix("Credential=")?.split('/').next();
            parameter.strip_prefix("Access=").or_else(of_scope)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_access_key_of_either_algorithm_is_found() {
        let of = |authorization| Credential { token: None, authorization: Some(authorization) }.access_key();

        assert_eq!(of("SDK-HMAC-SHA256 Access=AK1, SignedHeaders=x-sdk-date, Signature=00"), Some("AK1"));
        assert_eq!(of("V11-HMAC-SHA256 Credential=AK2/20240920/r/s, SignedHeaders=x, Signature=00"), Some("AK2"));
        assert_eq!(of("Bearer something"), None);
    }
}
