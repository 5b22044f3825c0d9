//! The time by which everything is measured: the server's (reference 1.3), also where the device's clock is wrong.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::domain::clock::{Sighting, Skew, has_jumped};
use crate::domain::moment::Moment;
use crate::host;

/// How often the clock looks whether the device slept. Seconds.
const BEAT: f64 = 5.0;

/// The server's time.
#[derive(Clone, Copy)]
pub struct Clock {
    skew: StoredValue<Skew>,
    jumps: RwSignal<u32>,
}

impl Clock {
    /// Goes by the device's clock until the first answer of the service, and watches for sleep from now on.
    pub fn new() -> Self {
        let clock = Self { skew: StoredValue::new(Skew::default()), jumps: RwSignal::new(0) };
        spawn_local(clock.watch_for_sleep());
        clock
    }

    /// What time it is for the service, as far as its answers have told.
    pub fn now(self) -> Moment {
        self.skew.get_value().server_time(host::now_seconds())
    }

    /// Grows when [`Clock::now`] has moved by more than passing time: after sleep, or when the device's clock turns out
    /// to be wrong. What shows a time writes it anew then.
    pub fn jumps(self) -> ReadSignal<u32> {
        self.jumps.read_only()
    }

    pub(super) fn take_in(self, sighting: Sighting) {
        let before = self.skew.get_value();
        let now = before.after(sighting);
        self.skew.set_value(now);
        if now.differs_from(before) {
            self.jumps.update(|jumps| *jumps += 1);
        }
    }

    async fn watch_for_sleep(self) {
        loop {
            let before = host::now_seconds();
            host::sleep(BEAT * 1000.0).await;
            if has_jumped(BEAT, host::now_seconds() - before) && self.jumps.try_update(|jumps| *jumps += 1).is_none() {
                return;
            }
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}
