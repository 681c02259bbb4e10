//! What is done from time to time whoever asks: namespaces whose time has come are dropped.

use std::{sync::Arc, time::Duration};

use tokio::time::{MissedTickBehavior, interval};

use super::App;

/// The time for which a namespace may be idle is divided into so many parts: that late it may be dropped.
const PARTS: u32 = 8;

/// It is looked at least this often, and never more than a hundred times a second.
const SELDOM: Duration = Duration::from_mins(1);

/// Tidies up until it is dropped.
pub async fn tidy(app: Arc<App>) {
    let pause = (app.namespaces.idle() / PARTS).clamp(Duration::from_millis(10), SELDOM);
    let mut interval = interval(pause);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        let dropped = app.namespaces.drop_expired();
        if dropped > 0 {
            tracing::debug!(dropped, "namespaces were idle for too long");
        }
    }
}
