//! Whether there is room for what a request asks for: its own size, and memory.

use std::ops::Deref;

use crate::{
    api::{ApiError, Situation, Writing},
    contract::{Problem, Rule},
    domain::UserId,
    memory::allocation,
    store::{Kind, Store},
};

use super::Context;

impl<S: Deref<Target = Store>> Context<'_, S> {
    /// Refuses a request that names too much at once: so many ids, with so many rows for each.
    ///
    /// # Errors
    /// It is more than the setting allows; names the setting.
    pub fn check_size(&self, ids: usize, rows: usize, pointer: &str) -> Result<(), ApiError> {
        let most = self.most_rows;
        if ids.saturating_mul(rows.max(1)) <= most {
            return Ok(());
        }
        let (expected, got) = if ids > most {
            (format!("at most {most} ids in one request"), format!("{ids} ids"))
        } else {
            (format!("at most {most} rows in one request, ids by roles"), format!("{ids} ids by {rows} roles"))
        };
        let remedy = "ask for a part of them at a time, or start the server with a larger --max-rows-per-request";
        let problem = Problem::new(pointer, Rule::Items).expected(expected).got(got).remedy(remedy);
        Err(ApiError::because(self.service.refusal(Situation::InvalidParameter), vec![problem]))
    }
}

impl Writing<'_> {
    /// Takes room for the changes of these jobs or pipelines, each of which gets so many rows of roles; what is not needed of
    /// it is given back.
    ///
    /// # Errors
    /// There is none.
    pub fn reserve<K: Kind>(&mut self, ids: &[K::Id], rows: usize) -> Result<(), ApiError> {
        self.changes.expect(ids.len(), rows + 1);
        let bytes = self.store.growth::<K>(ids, (rows, 0));
        self.store.reserve(bytes).map_err(ApiError::memory)
    }

    /// The same for one that gets the row of a user.
    ///
    /// # Errors
    /// There is none.
    pub fn reserve_user_row<K: Kind>(&mut self, id: &K::Id, user: &UserId) -> Result<(), ApiError> {
        let bytes = self.store.growth::<K>([id], (0, 1)) + allocation(user.heap());
        self.store.reserve(bytes).map_err(ApiError::memory)
    }
}
