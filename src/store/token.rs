//! The tokens that IAM has issued: opaque, bounded in number, forgotten when they expire.

use std::sync::Arc;

use crate::{
    domain::{Id, Timestamp},
    memory::{Full, Share, allocation},
};

use super::{Secret, User, entities::Table};

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
pub struct Tokens {
    table: Table<Secret, Issued>,
    share: Share,
}

impl Tokens {
    /// No tokens yet, and a share to count them in.
    #[must_use]
    pub fn counted_in(share: Share) -> Self {
        Self { table: Table::default(), share }
    }

    /// Remembers a token.
    ///
    /// # Errors
    /// There is no room for it; nothing is remembered or forgotten then.
    pub fn issue(&mut self, token: &str, issued: Issued) -> Result<(), Full> {
        if self.table.len() < MOST {
            self.share.grow(size(token, &issued))?;
        } else if let Some((oldest, forgotten)) = self.table.shift_remove_index(0) {
            let before = self.share.bytes() - size(oldest.reveal(), &forgotten);
            self.share.set(before + size(token, &issued));
        }
        self.table.insert(Secret::from(token), issued);
        Ok(())
    }

    /// What is known of a token.
    #[must_use]
    pub fn get(&self, token: &str) -> Option<&Issued> {
        self.table.get(token)
    }
}

/// How many bytes a token takes: its place, of which a growing table has twice as many, and what it keeps elsewhere.
fn size(token: &str, issued: &Issued) -> usize {
    let scope = match &issued.scope {
        Scope::Project { id, name } => allocation(id.heap()) + allocation(name.len()),
        Scope::Domain | Scope::Unscoped => 0,
    };
    2 * (size_of::<(Secret, Issued)>() + 3 * size_of::<usize>()) + allocation(token.len()) + scope
}
