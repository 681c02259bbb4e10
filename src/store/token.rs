//! The tokens that IAM has issued: opaque, bounded in number, forgotten when they expire.

use std::sync::Arc;

use crate::domain::{Id, Timestamp};

use super::{Secret, User, table::Table};

/// A token lives so long: 24 hours, in milliseconds.
const LIFETIME: i64 = 24 * 60 * 60 * 1000;

/// So many tokens are remembered; the oldest one makes room.
const MOST: usize = 10_000;

/// What a token is good for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scope {
    /// A project of a region: what the services want.
    Project {
        /// The project's id.
        id: Id,
        /// The project's name, which is the region's.
        name: String,
    },
    /// The whole account.
    Domain,
    /// Nothing in particular.
    Unscoped,
}

/// A token that was issued.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Whose it is.
    pub user: Arc<User>,
    /// What it is good for.
    pub scope: Scope,
    /// How its user was identified.
    pub method: &'static str,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

impl Issued {
    /// A token that is issued now.
    #[must_use]
    pub fn new(user: Arc<User>, scope: Scope, method: &'static str, now: Timestamp) -> Self {
        Self { user, scope, method, issued_at: now, expires_at: now.after(LIFETIME) }
    }

    /// Whether it has expired.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }
}

/// All issued tokens, the oldest first.
#[derive(Clone, Default, Debug)]
pub struct Tokens(Table<Secret, Issued>);

impl Tokens {
    /// Remembers a token.
    pub fn issue(&mut self, token: &str, issued: Issued) {
        if self.0.len() >= MOST {
            self.0.shift_remove_index(0);
        }
        self.0.insert(Secret::from(token), issued);
    }

    /// What is known of a token.
    #[must_use]
    pub fn get(&self, token: &str) -> Option<&Issued> {
        self.0.get(token)
    }
}
