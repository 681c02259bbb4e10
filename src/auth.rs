//! Who is asking.

mod credential;
mod lockout;
pub mod signature;

pub use credential::{Credential, Mode};
pub use lockout::Lockouts;
