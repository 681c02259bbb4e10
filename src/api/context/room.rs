//! Whether there is room for what a request asks for: its own size, and memory.

use std::ops::Deref;

use crate::{
    api::{ApiError, Situation, Writing},
    contract::{Problem, Rule},
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
    /// Takes room for the changes of these jobs or pipelines, each of which gets so many rows; what is not needed of it is
    /// given back.
    ///
    /// # Errors
    /// There is none.
    pub fn reserve<'i, K: Kind>(
        &mut self,
        ids: impl IntoIterator<Item = &'i K::Id>,
        rows: usize,
    ) -> Result<(), ApiError> {
        let bytes = self.store.growth::<K>(ids, rows);
        self.store.reserve(bytes).map_err(ApiError::memory)
    }
}
