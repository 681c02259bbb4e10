//! The services that are emulated.

/// The service that an operation belongs to: it decides on codes and on the form of an error.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Service {
    /// CodeArts Build.
    Build,
    /// CodeArts Pipeline.
    Pipeline,
    /// Identity and Access Management, which issues tokens.
    Iam,
    /// The gateway before all of them: no operation belongs to it, but it refuses.
    Gateway,
}

impl Service {
    /// The service's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Build => "CodeArts Build",
            Self::Pipeline => "CodeArts Pipeline",
            Self::Iam => "IAM",
            Self::Gateway => "API gateway",
        }
    }
}
