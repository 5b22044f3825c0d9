//! Who is signed in, and what the tab knows of its server.

use leptos::prelude::*;

use super::{Clock, Reach};
use crate::api::config::Config;
use crate::api::{self, ApiError, Client, Heard};
use crate::domain::person::{Person, Settings};
use crate::host;

/// Which sign-ins a person ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOut {
    /// That of this browser, or of this account in a host.
    Here,
    /// All of them, in every browser and host.
    Everywhere,
}

/// How far the tab knows the person.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// The service has not been heard yet.
    Starting,
    /// Nobody is signed in.
    SignedOut,
    /// Signed in, but no user of Apono (requirement 11), with the service's words.
    NotAUser(Option<String>),
    /// The service gave no usable answer (requirement 6).
    Unreachable(ApiError),
    /// Signed in; it stays so when the session ends, see [`Session::ended`].
    Known(Person),
}

/// The session of the signed-in person.
#[derive(Clone, Copy)]
pub struct Session {
    /// How far the person is known.
    pub phase: RwSignal<Phase>,
    /// What the person's account prescribes; the defaults before the person is known.
    pub settings: RwSignal<Settings>,
    /// What the administrator set for the server; the defaults where it could not be read.
    pub config: RwSignal<Config>,
    /// The session ended while the page was in use: the page stays, and the person is asked to sign in again.
    pub ended: RwSignal<bool>,
    /// Grows with each renewal, so that what failed for want of a session is asked again.
    pub renewed: RwSignal<u32>,
    /// The server hands out a newer build than this one.
    pub newer_build: RwSignal<bool>,
    /// Whether the service answers.
    pub reach: RwSignal<Reach>,
    /// The time by which access is measured.
    pub clock: Clock,
    build: StoredValue<Option<String>>,
    client: StoredValue<Option<Client>>,
}

impl Session {
    /// Knows nobody before [`Session::read`].
    pub fn new() -> Self {
        let session = Self {
            phase: RwSignal::new(Phase::Starting),
            settings: RwSignal::new(Settings::default()),
            config: RwSignal::new(Config::default()),
            ended: RwSignal::new(false),
            renewed: RwSignal::new(0),
            newer_build: RwSignal::new(false),
            reach: RwSignal::new(Reach::default()),
            clock: Clock::new(),
            build: StoredValue::new(None),
            client: StoredValue::new(None),
        };
        let client = Client::new(move |heard| session.hear(heard));
        let client = if host::is_hosted() { client.with_bearer(|| Box::pin(host::silent_token())) } else { client };
        session.client.set_value(Some(client));
        session
    }

    /// Makes the calls of this session.
    pub fn client(self) -> Client {
        self.client.get_value().unwrap_or_else(|| Client::new(|_| {}))
    }

    /// The signed-in person, if there is one. Tracked.
    pub fn person(self) -> Option<Person> {
        match self.phase.get() {
            Phase::Known(person) => Some(person),
            _ => None,
        }
    }

    /// Under which name this device keeps something of the signed-in person: account and person are part of it
    /// (design 8). Tracked.
    pub fn device_key(self, what: &str) -> Option<String> {
        self.person().map(|person| ["apono:", &person.account_id, ":", &person.id, ":", what].concat())
    }

    /// Asks the server who is signed in, first or again.
    pub async fn read(self) {
        let client = self.client();
        match api::session::read(&client).await {
            Ok((person, settings)) => {
                self.settings.set(settings);
                let changed = self.phase.with_untracked(|phase| *phase != Phase::Known(person.clone()));
                if changed {
                    self.phase.set(Phase::Known(person));
                }
                if self.ended.get_untracked() {
                    self.ended.set(false);
                    self.renewed.update(|times| *times += 1);
                }
            }
            Err(ApiError::SignInNeeded) if self.is_known() => self.ended.set(true),
            Err(ApiError::SignInNeeded) => self.phase.set(Phase::SignedOut),
            Err(ApiError::Forbidden(message)) => self.phase.set(Phase::NotAUser(message)),
            Err(error) if !self.is_known() => self.phase.set(Phase::Unreachable(error)),
            // The page in use stays; its own calls say what is wrong.
            Err(_) => {}
        }
    }

    /// Reads the server's configuration; without it the defaults hold.
    pub async fn read_config(self) {
        if let Ok(config) = api::config::read(&self.client()).await {
            self.config.set(config);
        }
    }

    fn is_known(self) -> bool {
        self.phase.with_untracked(|phase| matches!(phase, Phase::Known(_)))
    }

    fn hear(self, heard: Heard) {
        match heard {
            Heard::SignInNeeded => self.sign_in_needed(),
            Heard::Build(build) => self.saw_build(build),
            Heard::Time(sighting) => self.clock.take_in(sighting),
            Heard::Answered => self.reached(Reach::Fine),
            Heard::Silent if host::on_line() => self.reached(Reach::Silent),
            Heard::Silent => self.reached(Reach::Offline),
        }
    }

    fn reached(self, reach: Reach) {
        if self.reach.with_untracked(|before| *before != reach) {
            self.reach.set(reach);
        }
    }

    fn sign_in_needed(self) {
        if self.is_known() {
            self.ended.set(true);
        }
    }

    fn saw_build(self, build: String) {
        match self.build.get_value() {
            None => self.build.set_value(Some(build)),
            Some(first) if first != build => self.newer_build.set(true),
            Some(_) => {}
        }
    }
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}
