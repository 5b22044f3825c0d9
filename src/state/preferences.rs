//! What a person set for this device, and the justifications offered again (section 3, 7; design 8, "Kept on the
//! device"). Keyed by account and person; cleared on sign-out. Where storage is blocked nothing is kept.

use leptos::prelude::*;

use crate::domain::person::Person;
use crate::domain::recent;
use crate::host;

/// Preferences of the signed-in person on this device.
#[derive(Clone, Copy)]
pub struct Preferences {
    person: StoredValue<Option<Person>>,
    keeps: RwSignal<bool>,
    holds: RwSignal<bool>,
    recent: RwSignal<Vec<String>>,
}

impl Preferences {
    /// The defaults, until [`Preferences::read`] says whose preferences these are.
    pub fn new() -> Self {
        Self {
            person: StoredValue::new(None),
            keeps: RwSignal::new(true),
            holds: RwSignal::new(true),
            recent: RwSignal::new(Vec::new()),
        }
    }

    /// Reads what this device keeps for a person.
    pub fn read(self, person: &Person) {
        self.person.set_value(Some(person.clone()));
        self.keeps.set(self.kept(SWITCH).as_deref() != Some(OFF));
        self.holds.set(self.kept(HOLD).as_deref() != Some(OFF));
        self.read_recent();
    }

    /// Another window may have kept or forgotten some, or turned the keeping off.
    fn read_recent(self) {
        let kept = if self.keeps.get_untracked() { self.kept(RECENT) } else { None };
        self.recent.set(kept.map(|text| recent::read(&text)).unwrap_or_default());
    }

    /// Whether justifications are kept on this device to be offered again.
    pub fn keeps_justifications(self) -> ReadSignal<bool> {
        self.keeps.read_only()
    }

    /// Turns the keeping on or off; off forgets what was kept.
    pub fn keep_justifications(self, keep: bool) {
        self.keeps.set(keep);
        if keep {
            self.forget(SWITCH);
        } else {
            self.keep(SWITCH, OFF);
            self.clear_justifications();
        }
    }

    /// Whether a decision waits for a moment, in which it can be taken back, before it is sent.
    pub fn holds_decisions(self) -> ReadSignal<bool> {
        self.holds.read_only()
    }

    /// Turns the waiting of decisions on or off.
    pub fn hold_decisions(self, hold: bool) {
        self.holds.set(hold);
        if hold {
            self.forget(HOLD);
        } else {
            self.keep(HOLD, OFF);
        }
    }

    /// The newest justifications first.
    pub fn recent_justifications(self) -> ReadSignal<Vec<String>> {
        self.recent.read_only()
    }

    /// Keeps a justification that was sent, unless the person turned that off.
    pub fn note_justification(self, words: &str) {
        if self.kept(SWITCH).as_deref() == Some(OFF) {
            self.keeps.set(false);
        }
        if self.keeps.get_untracked() {
            self.read_recent();
            self.recent.update(|list| recent::add(list, words));
            self.recent.with_untracked(|list| self.keep(RECENT, &recent::write(list)));
        }
    }

    /// Forgets the justifications kept so far; new ones are kept as before.
    pub fn clear_justifications(self) {
        self.recent.set(Vec::new());
        self.forget(RECENT);
    }

    fn key(self, name: &str) -> Option<String> {
        self.person.with_value(|person| {
            person.as_ref().map(|person| ["apono:", &person.account_id, ":", &person.id, ":", name].concat())
        })
    }

    fn kept(self, name: &str) -> Option<String> {
        self.key(name).and_then(|key| host::kept(&key))
    }

    /// A device that refuses to keep only costs the comfort.
    fn keep(self, name: &str, text: &str) {
        self.key(name).map(|key| host::keep(&key, text));
    }

    fn forget(self, name: &str) {
        self.key(name).map(|key| host::forget(&key));
    }
}

impl Default for Preferences {
    fn default() -> Self {
        Self::new()
    }
}

const SWITCH: &str = "keep-justifications";
const HOLD: &str = "hold-decisions";
const OFF: &str = "off";
const RECENT: &str = "justifications";
