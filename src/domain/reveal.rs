//! The one reading of a one-time secret (D9; reference 7.3 and 7.4), as a machine without I/O.
//!
//! A reading starts only as the answer to a click of a person: the click that opened the popup where nothing can be used
//! up, or the click that follows the warning. Whatever else happens (answers, failures, time) starts none.

use super::session::AccessSession;

/// Where the popup stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The sessions of the request are being read.
    Looking,
    /// The sessions could not be read.
    LookFailed,
    /// Access is granted, but its details are not ready.
    Nothing,
    /// There are several sessions, and the person has to choose one.
    Choosing,
    /// A secret waits that is shown only once.
    Warning,
    /// The secret was shown before.
    ShownBefore,
    /// The details are being read, which uses a one-time secret up.
    Reading,
    /// The details are here.
    Shown,
    /// The service refused; the secret is as it was.
    ReadFailed,
    /// The answer did not arrive; the secret may be used up.
    Lost,
    /// A new secret was asked for and is not ready.
    Resetting,
    /// The call for a new secret failed.
    ResetFailed,
    /// The new secret did not come in time.
    ResetTimedOut,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The sessions were read; none while the details are not ready.
    Found(Vec<AccessSession>),
    /// The sessions could not be read.
    LookFailed,
    /// The person chose one of several sessions.
    Chosen(usize),
    /// The person pressed "Show access details".
    ShowPressed,
    /// The details are here.
    Arrived,
    /// The reading failed; `used_up` when the service may have handed the secret out all the same.
    ReadFailed {
        /// Counts only where the session has credentials.
        used_up: bool,
    },
    /// The person pressed "Reset credentials".
    ResetPressed,
    /// The call for a new secret failed.
    ResetRefused,
    /// The session as it is after a reset.
    Renewed(AccessSession),
    /// The new secret did not come in time.
    ResetTimedOut,
    /// The person wants to look again.
    RetryPressed,
}

/// What has to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Read the sessions.
    Look,
    /// Read the details of the session with this id, which uses a one-time secret up.
    Read(String),
    /// Ask for a new secret of the session with this id.
    Reset(String),
}

/// The machine of one popup. Opening makes a new one, closing throws it away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reveal {
    /// Where the popup stands.
    pub stage: Stage,
    /// As the last look found them; empty before.
    pub sessions: Vec<AccessSession>,
    /// The session whose details are wanted, as it was when chosen or renewed; `None` before.
    pub chosen: Option<AccessSession>,
}

impl Reveal {
    /// The popup has been opened by a click.
    pub fn open() -> (Self, Task) {
        (Self { stage: Stage::Looking, sessions: Vec::new(), chosen: None }, Task::Look)
    }

    /// Whether a new secret of the chosen session can be asked for.
    pub fn can_reset(&self) -> bool {
        self.chosen.as_ref().and_then(|session| session.credentials).is_some_and(|credentials| credentials.can_reset)
    }

    /// Whether a reading should bring a secret that nobody has seen.
    pub fn expects_secret(&self) -> bool {
        self.chosen.as_ref().and_then(|session| session.credentials).is_some_and(|credentials| credentials.unread)
    }

    /// Takes an event in. Events that do not fit the stage, such as a second click or a late answer, change nothing.
    #[must_use]
    pub fn on(&mut self, event: Event) -> Option<Task> {
        match (self.stage.clone(), event) {
            (Stage::Looking, Event::Found(sessions)) => {
                self.sessions = sessions;
                match self.sessions.len() {
                    0 => self.go(Stage::Nothing),
                    1 => self.choose(0),
                    _ => self.go(Stage::Choosing),
                }
            }
            (Stage::Looking, Event::LookFailed) => self.go(Stage::LookFailed),
            (Stage::LookFailed | Stage::Nothing, Event::RetryPressed) => {
                self.stage = Stage::Looking;
                Some(Task::Look)
            }
            (Stage::Choosing, Event::Chosen(index)) => self.choose(index),
            (Stage::Warning | Stage::ShownBefore | Stage::ReadFailed, Event::ShowPressed) => self.read(),
            (Stage::Reading, Event::Arrived) => self.go(Stage::Shown),
            (Stage::Reading, Event::ReadFailed { used_up }) => {
                let secret = self.chosen.as_ref().is_some_and(|session| session.credentials.is_some());
                self.go(if used_up && secret { Stage::Lost } else { Stage::ReadFailed })
            }
            (
                Stage::ShownBefore | Stage::Shown | Stage::Lost | Stage::ResetFailed | Stage::ResetTimedOut,
                Event::ResetPressed,
            ) if self.can_reset() => {
                self.stage = Stage::Resetting;
                self.chosen.as_ref().map(|session| Task::Reset(session.id.clone()))
            }
            (Stage::Resetting, Event::ResetRefused) => self.go(Stage::ResetFailed),
            (Stage::Resetting, Event::ResetTimedOut) => self.go(Stage::ResetTimedOut),
            (Stage::Resetting, Event::Renewed(session)) => {
                self.chosen = Some(session);
                self.go(Stage::Warning)
            }
            _ => None,
        }
    }

    fn go(&mut self, stage: Stage) -> Option<Task> {
        self.stage = stage;
        None
    }

    fn choose(&mut self, index: usize) -> Option<Task> {
        let session = self.sessions.get(index)?.clone();
        let credentials = session.credentials;
        self.chosen = Some(session);
        match credentials {
            None => self.read(),
            Some(credentials) if credentials.unread => self.go(Stage::Warning),
            Some(_) => self.go(Stage::ShownBefore),
        }
    }

    fn read(&mut self) -> Option<Task> {
        let id = self.chosen.as_ref()?.id.clone();
        self.stage = Stage::Reading;
        Some(Task::Read(id))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::inventory::Integration;
    use crate::domain::session::Credentials;

    fn session(credentials: Option<(bool, bool)>) -> AccessSession {
        let text = str::to_owned;
        AccessSession {
            id: text("s1"),
            name: text("orders"),
            type_name: text("Database"),
            integration: Integration { id: text("i"), kind: text("postgresql"), kind_name: text("P"), name: text("N") },
            credentials: credentials.map(|(unread, can_reset)| Credentials { unread, can_reset }),
            rotated: false,
            note: None,
        }
    }

    fn found(sessions: Vec<AccessSession>) -> (Reveal, Option<Task>) {
        let (mut reveal, effect) = Reveal::open();
        assert_eq!(effect, Task::Look);
        let effect = reveal.on(Event::Found(sessions));
        (reveal, effect)
    }

    #[test]
    fn a_waiting_secret_is_read_only_after_the_warning() {
        let (mut reveal, effect) = found(vec![session(Some((true, true)))]);
        assert_eq!((&reveal.stage, effect), (&Stage::Warning, None));
        assert_eq!(reveal.on(Event::ShowPressed), Some(Task::Read("s1".to_owned())));
        assert_eq!(reveal.on(Event::ShowPressed), None, "a second click while reading");
        assert_eq!(reveal.on(Event::Arrived), None);
        assert_eq!(reveal.stage, Stage::Shown);
        assert_eq!(reveal.on(Event::ShowPressed), None, "a click on what is shown");
    }

    #[test]
    fn where_nothing_is_secret_the_opening_click_is_enough() {
        let (reveal, effect) = found(vec![session(None)]);
        assert_eq!((reveal.stage, effect), (Stage::Reading, Some(Task::Read("s1".to_owned()))));
    }

    #[test]
    fn a_lost_answer_offers_a_reset_and_never_reads_again_by_itself() {
        let (mut reveal, _) = found(vec![session(Some((true, true)))]);
        assert!(reveal.on(Event::ShowPressed).is_some());
        assert_eq!(reveal.on(Event::ReadFailed { used_up: true }), None);
        assert_eq!(reveal.stage, Stage::Lost);
        assert_eq!(reveal.on(Event::ShowPressed), None);
        assert_eq!(reveal.on(Event::ResetPressed), Some(Task::Reset("s1".to_owned())));
        assert_eq!(reveal.on(Event::Renewed(session(Some((true, true))))), None);
        assert_eq!(reveal.stage, Stage::Warning);
    }

    /// After these events.
    fn after(sessions: Vec<AccessSession>, events: impl IntoIterator<Item = Event>) -> Reveal {
        let (mut reveal, _) = found(sessions);
        events.into_iter().for_each(|event| drop(reveal.on(event)));
        reveal
    }

    #[test]
    fn a_look_that_fails_or_finds_nothing_can_be_repeated() {
        let (mut failed, _) = Reveal::open();
        assert_eq!(failed.on(Event::LookFailed), None);
        assert_eq!(failed.stage, Stage::LookFailed);
        let (nothing, _) = found(Vec::new());
        assert_eq!(nothing.stage, Stage::Nothing);
        for mut reveal in [failed, nothing] {
            assert_eq!(reveal.on(Event::RetryPressed), Some(Task::Look));
            assert_eq!(reveal.stage, Stage::Looking);
        }
    }

    #[test]
    fn of_several_sessions_the_chosen_one_is_read() {
        let second = AccessSession { id: "s2".to_owned(), ..session(Some((true, true))) };
        let (mut reveal, effect) = found(vec![session(None), second]);
        assert_eq!((&reveal.stage, effect), (&Stage::Choosing, None));
        assert_eq!(reveal.on(Event::Chosen(1)), None);
        assert_eq!(reveal.stage, Stage::Warning);
        assert_eq!(reveal.on(Event::ShowPressed), Some(Task::Read("s2".to_owned())));
    }

    #[test]
    fn a_reset_that_is_refused_or_takes_too_long_is_said_to() {
        let resetting = || after(vec![session(Some((false, true)))], [Event::ResetPressed]);
        assert_eq!(resetting().stage, Stage::Resetting);
        for (event, stage) in [(Event::ResetRefused, Stage::ResetFailed), (Event::ResetTimedOut, Stage::ResetTimedOut)]
        {
            let mut reveal = resetting();
            assert_eq!(reveal.on(event), None);
            assert_eq!(reveal.stage, stage);
            assert_eq!(reveal.on(Event::ResetPressed), Some(Task::Reset("s1".to_owned())));
        }
    }

    #[test]
    fn only_a_reading_that_may_have_used_a_secret_up_has_lost_it() {
        let stage = |credentials, used_up| {
            after(vec![session(credentials)], [Event::ShowPressed, Event::ReadFailed { used_up }]).stage
        };
        assert_eq!(stage(Some((true, true)), true), Stage::Lost);
        assert_eq!(stage(Some((true, true)), false), Stage::ReadFailed);
        assert_eq!(stage(None, true), Stage::ReadFailed);
    }

    #[test]
    fn a_secret_is_expected_where_it_waits_unread() {
        let expects = |credentials| found(vec![session(credentials)]).0.expects_secret();
        assert_eq!([Some((true, true)), Some((false, true)), None].map(expects), [true, false, false]);
    }

    #[test]
    fn what_cannot_be_reset_is_not_reset() {
        let (mut reveal, _) = found(vec![session(Some((false, false)))]);
        assert_eq!(reveal.stage, Stage::ShownBefore);
        assert_eq!(reveal.on(Event::ResetPressed), None);
    }

    fn event() -> impl Strategy<Value = Event> {
        let one = prop_oneof![Just(None), (any::<bool>(), any::<bool>()).prop_map(Some)].prop_map(session);
        prop_oneof![
            proptest::collection::vec(one.clone(), 0..3).prop_map(Event::Found),
            Just(Event::LookFailed),
            (0_usize..4).prop_map(Event::Chosen),
            Just(Event::ShowPressed),
            Just(Event::Arrived),
            any::<bool>().prop_map(|used_up| Event::ReadFailed { used_up }),
            Just(Event::ResetPressed),
            Just(Event::ResetRefused),
            one.prop_map(Event::Renewed),
            Just(Event::ResetTimedOut),
            Just(Event::RetryPressed),
        ]
    }

    proptest! {
        #[test]
        fn a_lost_secret_is_read_again_only_after_a_reset_that_the_session_allows(
            events in proptest::collection::vec(event(), 0..60),
        ) {
            let (mut reveal, _) = Reveal::open();
            let mut lost = false;
            for event in events {
                lost &= !matches!(event, Event::Renewed(_)) || reveal.stage != Stage::Resetting;
                let allowed = reveal.can_reset();
                match reveal.on(event) {
                    Some(Task::Read(_)) => prop_assert!(!lost),
                    Some(Task::Reset(_)) => prop_assert!(allowed),
                    Some(Task::Look) | None => {}
                }
                lost |= reveal.stage == Stage::Lost;
            }
        }

        #[test]
        fn a_secret_is_read_at_most_once_for_each_press_of_the_button(events in proptest::collection::vec(event(), 0..60)) {
            let (mut reveal, _) = Reveal::open();
            for event in events {
                let pressed = event == Event::ShowPressed;
                let was_reading = reveal.stage == Stage::Reading;
                if let Some(Task::Read(_)) = reveal.on(event) {
                    let secret = reveal.chosen.as_ref().is_some_and(|session| session.credentials.is_some());
                    prop_assert!(pressed || !secret);
                    prop_assert!(!was_reading);
                }
            }
        }
    }
}
