//! Notifications in the activity feed of Microsoft Teams (requirements 35, 45, 46 and 63; decision 0021): people whose Microsoft
//! account is linked hear of what becomes of their requests and of what waits for their decision, also while no tab is open.
//!
//! `watch` looks after one person at a time at Apono and keeps what it has seen together with the news of it; `post` takes the
//! news from there, one at a time, to Microsoft Graph (`graph`), in the words of `words`. Every replica does both.

mod graph;
mod pages;
mod post;
mod watch;
mod words;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch as told;
use tokio::task::JoinSet;

use self::graph::Graph;
pub(crate) use self::graph::certificate_problem;
use self::pages::Pages;
pub use self::words::Kind;
use crate::clock::Clock;
use crate::config::NotifyConfig;
use crate::error::ApiError;
use crate::metrics::Metrics;
use crate::sign_in::SignIn;
use crate::store::Store;
use crate::store::outbox::Lease;

/// So many people are looked after at once by one replica.
const WATCHERS: usize = 4;
/// How long one who finds nothing to do waits before looking again.
const REST: Duration = Duration::from_secs(1);
/// How often new links are found, at the latest after this.
const ENROL_EVERY: f64 = 10.0;

/// What everything here works with.
struct Parts {
    store: Arc<dyn Store>,
    sign_in: SignIn,
    clock: Clock,
    metrics: Metrics,
    pages: Pages,
    graph: Graph,
    /// Seconds between two looks after the same person.
    every: f64,
    /// Before this Apono is asked nothing: it has said so. Epoch seconds.
    quiet_until: Mutex<f64>,
}

/// Where it all is.
pub struct Places<'a> {
    /// Origin of Apono's API, or of the demo.
    pub apono: &'a str,
    /// Where browsers reach this server.
    pub public: &'a str,
    /// Client id of the app registration in Entra, as which Graph is called.
    pub client_id: &'a str,
    /// Id of the app in the Teams catalog.
    pub teams_app_id: &'a str,
}

/// Sends notifications until it is stopped; what is under way when this goes is broken off.
pub struct Notifier {
    tasks: JoinSet<()>,
    stop: told::Sender<bool>,
}

impl Notifier {
    /// # Errors
    /// Why that cannot be done with this configuration.
    pub fn start(
        config: &NotifyConfig,
        places: &Places<'_>,
        (store, sign_in): (Arc<dyn Store>, SignIn),
        clock: Clock,
        metrics: Metrics,
    ) -> Result<Self, String> {
        let graph = Graph::new(config, places)?;
        let pages = Pages::new(places.apono).map_err(|error| error.to_string())?;
        #[allow(clippy::cast_precision_loss, reason = "an hour at most")]
        let every = config.every as f64;
        let quiet_until = Mutex::new(0.0);
        let parts = Arc::new(Parts { store, sign_in, clock, metrics, pages, graph, every, quiet_until });
        let (stop, stopped) = told::channel(false);
        let mut tasks = JoinSet::new();
        for _ in 0..WATCHERS {
            tasks.spawn(watch::keep_watching(Arc::clone(&parts), stopped.clone()));
        }
        tasks.spawn(post::keep_sending(Arc::clone(&parts), stopped.clone()));
        tasks.spawn(keep_enrolling(parts, stopped));
        Ok(Self { tasks, stop })
    }

    /// Begins nothing new, and waits so long for what is under way: a notification that is broken off is sent again.
    pub async fn stop(mut self, patience: Duration) {
        self.stop.send_replace(true);
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(patience, ended).await.is_err() {
            tracing::warn!("a notification was broken off and may be sent again");
        }
    }
}

async fn keep_enrolling(parts: Arc<Parts>, mut stopped: told::Receiver<bool>) {
    let every = parts.every.min(ENROL_EVERY);
    loop {
        let (store, now) = (&parts.store, parts.clock.now());
        let counted = match store.enrol(now, every).await {
            Ok(()) => store.waiting().await,
            Err(error) => Err(error),
        };
        match counted {
            Ok(waiting) => parts.metrics.letters_waiting(waiting),
            Err(error) => tracing::warn!(error = error.message(), "whom to notify cannot be found out"),
        }
        rest(&mut stopped, Duration::from_secs_f64(every)).await;
        if *stopped.borrow() {
            return;
        }
    }
}

/// Waits, but not after a stop.
async fn rest(stopped: &mut told::Receiver<bool>, length: Duration) {
    // Who told it to stop has gone, which is a stop as well.
    let told = async { stopped.wait_for(|stopped| *stopped).await.is_ok() };
    tokio::time::timeout(length, told).await.unwrap_or_default();
}

/// A time of about this length, so that replicas and people do not all come at once.
fn about(seconds: f64) -> f64 {
    let mut bytes = [0_u8; 2];
    // Without randomness the time is just that long.
    let random = getrandom::fill(&mut bytes).map_or(0.5, |()| f64::from(u16::from_be_bytes(bytes)) / 65_535.0);
    seconds * (0.8 + 0.4 * random)
}

/// How long to wait after so many failures in a row: doubles from `first` up to a quarter of an hour. Seconds.
fn back_off(first: f64, failures: u32) -> f64 {
    about((first * f64::from(failures.min(16)).exp2()).min(900.0))
}

fn lease() -> Result<Lease, ApiError> {
    let mut lease = Lease::default();
    getrandom::fill(&mut lease).map_err(ApiError::internal)?;
    Ok(lease)
}

impl Parts {
    fn quiet_until(&self) -> f64 {
        *self.quiet_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn be_quiet_until(&self, until: f64) {
        let mut quiet = self.quiet_until.lock().unwrap_or_else(PoisonError::into_inner);
        *quiet = quiet.max(until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_gets_longer_with_each_failure_and_never_longer_than_about_a_quarter_of_an_hour() {
        for (failures, least, most) in [(0, 48.0, 72.0), (1, 96.0, 144.0), (4, 720.0, 1080.0), (1000, 720.0, 1080.0)] {
            let waited = back_off(60.0, failures);
            assert!((least..=most).contains(&waited), "{failures}: {waited}");
        }
    }
}
