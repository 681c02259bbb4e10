//! Credentials and signatures, and who the caller is.

mod caller;
mod credential;
mod lockout;
pub mod signature;

pub use caller::Caller;
pub use credential::{Credential, Mode};
pub use lockout::Lockouts;
