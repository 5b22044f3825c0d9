//! The one poller of the tab (design 8, "Pace of polling"), which shares its work with the other tabs of the browser
//! (decision 0012).
//!
//! A store hangs itself in like this, once, and leaves with [`Topic::leave`] if it lives shorter than the tab:
//!
//! ```text
//! let topic = pulse.topic("tasks");
//! topic.join(Asker {
//!     in_motion: Box::new(move || store.something_changes_within_seconds()),
//!     ask: Box::new(move || Box::pin(async move { store.ask_for_changes().await })),
//!     look: Box::new(move |ids| Box::pin(async move { store.read_anew(ids).await })),
//! });
//! ```
//!
//! The poller then calls `ask` whenever it is this tab's turn. What the store sees changed, by asking or by doing, it
//! tells with [`Topic::changed`]; the same store of each other tab is then called with those ids by `look`, from where it
//! must not tell them again. What comes in close together is looked at together. [`Topic::begins_to_move`] follows
//! something just done at the fast pace, and [`Topic::asked`] says that everything has just been read by other means.

use std::pin::Pin;
use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{Reach, Session};
use crate::api::ApiError;
use crate::domain::pace::Rhythm;
use crate::domain::person::Person;
use crate::domain::tabs::Note;
use crate::host;

/// A question under way, and how it went; `None` where a newer question has overtaken it, so that it says nothing of how
/// the service is.
pub type Asking = Pin<Box<dyn Future<Output = Option<Result<(), ApiError>>>>>;

/// What a store gives to the poller.
pub struct Asker {
    /// Whether something changes within seconds.
    pub in_motion: Box<dyn Fn() -> bool>,
    /// Asks for changes.
    pub ask: Box<dyn Fn() -> Asking>,
    /// Another tab saw these change: reads them. No ids mean everything.
    pub look: Box<dyn Fn(Vec<String>) -> Asking>,
}

struct Member {
    topic: &'static str,
    asker: Rc<Asker>,
    rhythm: Rhythm,
    /// A question is under way.
    asking: bool,
    /// What other tabs told and is not looked at yet.
    stale: Option<Stale>,
    /// When what other tabs told was looked at last. Milliseconds by the device's clock.
    looked_at: f64,
}

/// What other tabs told.
struct Stale {
    /// No ids mean everything.
    ids: Vec<String>,
    /// When it is to be looked at. Milliseconds by the device's clock.
    due: f64,
}

impl Stale {
    fn add(&mut self, ids: Vec<String>) {
        if ids.is_empty() {
            self.ids.clear();
        } else if !self.ids.is_empty() {
            let new: Vec<String> = ids.into_iter().filter(|id| !self.ids.contains(id)).collect();
            self.ids.extend(new);
        }
    }
}

/// What other tabs tell is looked at no more often than this: as often as something in motion is asked about, and in a tab
/// that nobody sees once a minute. Milliseconds.
const REST: f64 = 1_500.0;
const HIDDEN_REST: f64 = 60_000.0;
/// What is told at the same moment is looked at together. Milliseconds.
const TOGETHER: f64 = 50.0;

/// Hears what the other tabs tell about news.
type Listener = Box<dyn Fn(&Note)>;

/// The poller. One for the whole tab.
#[derive(Clone, Copy)]
pub struct Pulse {
    session: Session,
    inner: StoredValue<Inner, LocalStorage>,
    visible: RwSignal<bool>,
    moving: RwSignal<bool>,
}

#[derive(Default)]
struct Inner {
    members: Vec<Member>,
    /// Counts up whenever a new wait begins; a wait that is not the newest ends without asking.
    wait: u64,
    tabs: Option<host::Tabs>,
    listener: Option<Rc<Listener>>,
    /// Account and person, by which tabs find each other; empty before the start.
    name: String,
}

/// One kind of question, in the hands of the store that asks it.
#[derive(Clone, Copy)]
pub struct Topic {
    pulse: Pulse,
    name: &'static str,
}

impl Pulse {
    /// Asks nothing before [`Pulse::start`].
    pub fn new(session: Session) -> Self {
        let pulse = Self {
            session,
            inner: StoredValue::new_local(Inner::default()),
            visible: RwSignal::new(host::is_visible()),
            moving: RwSignal::new(false),
        };
        let listener = window_event_listener(ev::visibilitychange, move |_| {
            pulse.visible.set(host::is_visible());
            if host::is_visible() {
                pulse.now();
            } else {
                pulse.schedule();
            }
        });
        on_cleanup(move || listener.remove());
        pulse
    }

    /// Begins to ask for this person, together with the person's other tabs. A second call changes nothing.
    pub fn start(self, person: &Person) {
        if self.is_running() {
            return;
        }
        // Another account or person never hears of this one.
        let name = ["apono:", &person.account_id, ":", &person.id, ":tabs:1"].concat();
        let tabs = host::Tabs::join(&name, move |text| self.hear(&text));
        self.inner.update_value(|inner| {
            inner.tabs = tabs;
            inner.name = name;
        });
        self.schedule();
    }

    fn is_running(self) -> bool {
        self.inner.try_with_value(|inner| !inner.name.is_empty()) == Some(true)
    }

    /// Account and person, by which the tabs of one person find each other.
    pub(super) fn name(self) -> String {
        self.inner.with_value(|inner| inner.name.clone())
    }

    /// The topic of this name, which is the same in all tabs of the person.
    pub fn topic(self, name: &'static str) -> Topic {
        Topic { pulse: self, name }
    }

    /// Whether a person can see the tab.
    pub fn visible(self) -> ReadSignal<bool> {
        self.visible.read_only()
    }

    /// Whether something of the person's is in motion.
    pub fn moving(self) -> ReadSignal<bool> {
        self.moving.read_only()
    }

    /// A person has come back: everything is asked at once, unless the service has asked to wait.
    pub fn now(self) {
        if self.is_running() && !host::is_suspended() && !self.session.ended.get_untracked() {
            let now = device_ms();
            for topic in self.topics(|member| member.rhythm.may_ask(now)) {
                self.ask(topic);
            }
        }
        self.schedule();
    }

    /// Tells the other tabs.
    pub(super) fn tell(self, note: &Note) {
        self.inner.try_with_value(|inner| {
            if let Some(tabs) = &inner.tabs {
                tabs.say(&note.text());
            }
        });
    }

    /// Who hears what the others tell about news.
    pub(super) fn on_news(self, listener: impl Fn(&Note) + 'static) {
        let listener: Listener = Box::new(listener);
        self.inner.update_value(|inner| inner.listener = Some(Rc::new(listener)));
    }

    fn hear(self, text: &str) {
        let now = device_ms();
        match Note::read(text) {
            Some(Note::Asking(topic)) => {
                self.update(&topic, |member| member.rhythm.asked(now, host::chance()));
                self.schedule();
            }
            Some(Note::Went { topic, failures, retry_after_ms }) => {
                self.update(&topic, |member| member.rhythm.went(now, failures, retry_after_ms.map(milliseconds)));
                self.schedule();
            }
            Some(Note::Changed { topic, ids }) => self.look(&topic, ids),
            Some(note) => {
                if let Some(listener) = self.inner.try_with_value(|inner| inner.listener.clone()).flatten() {
                    listener(&note);
                }
            }
            None => {}
        }
    }

    /// Reads what another tab saw change, together with what else is told within a moment. A tab that nobody sees does so
    /// once a minute while something of its own is in motion, for its title; else it reads everything when somebody comes
    /// back.
    fn look(self, topic: &str, ids: Vec<String>) {
        let asker = self.member(topic, |member| Rc::clone(&member.asker));
        let may_look = !host::is_suspended() && !self.session.ended.get_untracked();
        let Some(asker) = asker.filter(|_| may_look) else { return };
        let visible = host::is_visible();
        if !visible && !(asker.in_motion)() {
            return;
        }
        let now = device_ms();
        let mut waits = true;
        self.update(topic, |member| {
            // A clock that was set back counts as time passed.
            let since = (now - member.looked_at).max(0.0);
            let due = now + if visible { (REST - since).max(TOGETHER) } else { HIDDEN_REST };
            match &mut member.stale {
                Some(stale) => {
                    stale.add(ids);
                    waits = stale.due <= due;
                    stale.due = stale.due.min(due);
                }
                None => {
                    member.stale = Some(Stale { ids, due });
                    waits = false;
                }
            }
        });
        if !waits {
            let topic = topic.to_owned();
            spawn_local(async move { self.look_when_due(&topic, &asker).await });
        }
    }

    /// Looks at what is stale when its time has come, and not while the service has asked to wait.
    async fn look_when_due(self, topic: &str, asker: &Asker) {
        while let Some(wait) = self.until_look(topic).filter(|wait| *wait > 0.0) {
            host::sleep(wait.min(HIDDEN_REST)).await;
        }
        let mut stale = None;
        self.update(topic, |member| {
            stale = member.stale.take();
            member.looked_at = device_ms();
        });
        let Some(stale) = stale.filter(|_| !host::is_suspended()) else { return };
        match (asker.look)(stale.ids).await {
            // That these could be read says nothing about the questions that failed.
            Some(Ok(())) | None => self.schedule(),
            Some(Err(error)) => self.went(topic, Some(&error)),
        }
    }

    /// How long until what is stale may be looked at; `None` where nothing is. Milliseconds.
    fn until_look(self, topic: &str) -> Option<f64> {
        let now = device_ms();
        self.member(topic, |member| {
            let stale = member.stale.as_ref()?;
            Some((stale.due - now).max(member.rhythm.until_may_ask(now)))
        })
        .flatten()
    }

    fn member<T>(self, topic: &str, read: impl FnOnce(&Member) -> T) -> Option<T> {
        self.inner.try_with_value(|inner| inner.members.iter().find(|member| member.topic == topic).map(read)).flatten()
    }

    fn update(self, topic: &str, change: impl FnOnce(&mut Member)) {
        self.inner.try_update_value(|inner| inner.members.iter_mut().find(|member| member.topic == topic).map(change));
    }

    /// Topics about which nothing is being asked, of those that fit.
    fn topics(self, fits: impl Fn(&Member) -> bool) -> Vec<&'static str> {
        let free = |member: &&Member| !member.asking && fits(member);
        self.inner
            .try_with_value(|inner| inner.members.iter().filter(free).map(|member| member.topic).collect())
            .unwrap_or_default()
    }

    fn ask(self, topic: &'static str) {
        let Some(asker) = self.member(topic, |member| Rc::clone(&member.asker)) else { return };
        self.update(topic, |member| {
            member.asking = true;
            member.rhythm.asked(device_ms(), host::chance());
        });
        self.tell(&Note::Asking(topic.to_owned()));
        spawn_local(async move {
            let answer = (asker.ask)().await;
            self.update(topic, |member| member.asking = false);
            match answer {
                Some(answer) => self.went(topic, answer.err().as_ref()),
                None => self.schedule(),
            }
        });
    }

    /// A question went so, and the other tabs are to know. That of a store which has left meanwhile tells nothing.
    fn went(self, topic: &str, error: Option<&ApiError>) {
        if let Some((failures, retry_after_ms)) = self.note(topic, error) {
            self.tell(&Note::Went { topic: topic.to_owned(), failures, retry_after_ms });
        }
        self.schedule();
    }

    /// Notes how a question went: failures in a row, and what the service asked to wait in milliseconds.
    fn note(self, topic: &str, error: Option<&ApiError>) -> Option<(u32, Option<u64>)> {
        let mut noted = None;
        self.update(topic, |member| {
            let failures = if error.is_some() { member.rhythm.failures().saturating_add(1) } else { 0 };
            let retry_after_ms = error.and_then(retry_after_ms);
            member.rhythm.went(device_ms(), failures, retry_after_ms.map(milliseconds));
            noted = Some((failures, retry_after_ms));
        });
        noted
    }

    /// Notes what moves, and waits for the next question that is due; replaces any wait under way.
    fn schedule(self) {
        let Some(wait) = self.inner.try_update_value(|inner| {
            inner.wait += 1;
            inner.wait
        }) else {
            return;
        };
        let (now, visible) = (device_ms(), host::is_visible());
        // Asked outside of the lock on the members: a store may look at its own signals.
        let askers = self.inner.try_with_value(|inner| {
            inner.members.iter().map(|member| (member.topic, Rc::clone(&member.asker))).collect::<Vec<_>>()
        });
        let mut moving = false;
        for (topic, asker) in askers.unwrap_or_default() {
            let moves = (asker.in_motion)();
            moving |= moves;
            self.update(topic, |member| member.rhythm.moves(moves, now));
        }
        if self.moving.try_get_untracked() == Some(!moving) {
            self.moving.set(moving);
        }
        if !self.is_running() || host::is_suspended() {
            return;
        }
        let due = self.inner.try_with_value(|inner| {
            let due = inner
                .members
                .iter()
                .filter(|member| !member.asking)
                .filter_map(|member| member.rhythm.due(now, visible));
            due.reduce(f64::min)
        });
        let Some(due) = due.flatten() else { return };
        spawn_local(async move {
            host::sleep((due - now).max(0.0)).await;
            if self.inner.try_with_value(|inner| inner.wait) == Some(wait) {
                self.beat();
            }
        });
    }

    fn beat(self) {
        let (now, visible) = (device_ms(), host::is_visible());
        let due = self.topics(|member| member.rhythm.due(now, visible).is_some_and(|due| due <= now));
        // While the service cannot be reached, and while nobody is signed in, others find out when that is over.
        let is_away = self.session.ended.get_untracked() || self.session.reach.get_untracked() != Reach::Fine;
        for topic in due {
            if is_away {
                self.update(topic, |member| member.rhythm.asked(now, host::chance()));
            } else {
                self.ask(topic);
            }
        }
        self.schedule();
    }
}

impl Topic {
    /// Hangs a store in; one that was there under the same name goes.
    pub fn join(self, asker: Asker) {
        let mut rhythm = Rhythm::default();
        rhythm.asked(device_ms(), host::chance());
        let asker = Rc::new(asker);
        let member = Member { topic: self.name, asker, rhythm, asking: false, stale: None, looked_at: 0.0 };
        self.pulse.inner.update_value(|inner| {
            inner.members.retain(|other| other.topic != self.name);
            inner.members.push(member);
        });
        self.pulse.schedule();
    }

    /// Takes the store out: it is not asked any more.
    pub fn leave(self) {
        self.pulse.inner.try_update_value(|inner| inner.members.retain(|member| member.topic != self.name));
    }

    /// Everything of this topic has just been read by other means, or that failed. The other tabs go on at their own pace:
    /// what is new to them need not be new here, and then nobody tells them.
    pub fn asked(self, answer: Result<(), &ApiError>) {
        match answer {
            Ok(()) => {
                self.pulse.note(self.name, None);
                self.pulse.schedule();
            }
            Err(error) => self.pulse.went(self.name, Some(error)),
        }
    }

    /// Something was just done that changes within seconds.
    pub fn begins_to_move(self) {
        self.pulse.update(self.name, |member| {
            member.rhythm.asked(device_ms(), host::chance());
            member.rhythm.begins_to_move(device_ms());
        });
        self.pulse.schedule();
    }

    /// Tells the other tabs that these have changed; no ids mean everything.
    pub fn changed(self, ids: Vec<String>) {
        self.pulse.tell(&Note::Changed { topic: self.name.to_owned(), ids });
    }

    /// Asks at once.
    pub fn ask_now(self) {
        let now = device_ms();
        if self.pulse.topics(|member| member.topic == self.name && member.rhythm.may_ask(now)).is_empty() {
            return;
        }
        self.pulse.ask(self.name);
        self.pulse.schedule();
    }
}

/// What a busy service asks to wait, in whole milliseconds.
fn retry_after_ms(error: &ApiError) -> Option<u64> {
    match error {
        ApiError::TooMany { retry_after_seconds } => retry_after_seconds.map(|seconds| u64::from(seconds) * 1000),
        _ => None,
    }
}

fn milliseconds(whole: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "waits are far below 2^53 milliseconds")]
    let milliseconds = whole as f64;
    milliseconds
}

/// What the device's clock shows, in milliseconds since 1970.
pub(super) fn device_ms() -> f64 {
    host::now_seconds() * 1000.0
}
