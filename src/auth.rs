//! Who is asking.

mod caller;
mod credential;
pub mod signature;

pub use caller::Caller;
pub use credential::{Credential, Mode};
