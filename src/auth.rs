//! Credentials and signatures, and who the caller is.

mod credential;
mod lockout;
pub mod signature;

pub use credential::{Credential, Mode};
pub use lockout::Lockouts;
