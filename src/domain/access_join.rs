//! Which requests a session comes from, and when it ends (design 8, "My Access"; reference 7.1).
//!
//! A session names neither its request nor its end. Only the question "which sessions has this request?" exists, so the
//! requests that may stand behind the sessions in view are asked one by one, and the answers are kept until something
//! changes.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::moment::Moment;

/// A session, as far as the join needs it. Ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The session's own id.
    pub id: String,
    /// The integration that it lies in.
    pub integration: String,
}

/// A request that gives access now.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Id of the request.
    pub id: String,
    /// Ids of its integrations; none where the service does not tell, and then it may stand behind any session.
    pub integrations: Vec<String>,
    /// None means that its access has no end.
    pub ends: Option<Moment>,
}

impl Source {
    fn may_give(&self, integration: &str) -> bool {
        self.integrations.is_empty() || self.integrations.iter().any(|id| id == integration)
    }
}

/// When a session ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    /// The latest end of its requests.
    At(Moment),
    /// At least one of its requests gives access without an end.
    Never,
    /// No request of the person stands behind it.
    Untold,
}

/// What is known of where a session comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Joined {
    /// Not everything that may stand behind it has been asked.
    Asking,
    /// A question failed, so a later end or another request may be missing.
    Unknown,
    /// Everything that may stand behind it has answered.
    Known {
        /// In the order of the sources.
        requests: Vec<String>,
        /// `Untold` where `requests` is empty.
        ending: Ending,
    },
}

/// What the service said when asked for the sessions of a request; none when the question failed.
type Answer = Option<HashSet<String>>;

/// All that is known, and what is still to be asked.
#[derive(Debug, Default)]
pub struct AccessJoin {
    sessions: Vec<Session>,
    sources: Vec<Source>,
    answers: HashMap<String, Answer>,
}

impl AccessJoin {
    /// Takes the sessions as they are now. Where some came or went, the requests of their integrations are asked anew.
    pub fn take_sessions(&mut self, sessions: Vec<Session>) {
        let before: BTreeSet<(&str, &str)> = self.sessions.iter().map(key).collect();
        let now: BTreeSet<(&str, &str)> = sessions.iter().map(key).collect();
        let touched: HashSet<&str> = before.symmetric_difference(&now).map(|(_, integration)| *integration).collect();
        let stale = self.sources.iter().filter(|source| touched.iter().any(|integration| source.may_give(integration)));
        for source in stale {
            self.answers.remove(&source.id);
        }
        self.sessions = sessions;
    }

    /// Takes the requests as they are now. A changed end needs no question; changed integrations do.
    pub fn take_sources(&mut self, sources: Vec<Source>) {
        let stays = |id: &String| {
            let find = |list: &[Source]| list.iter().find(|source| source.id == *id).map(|s| s.integrations.clone());
            let now = find(&sources);
            now.is_some() && now == find(&self.sources)
        };
        self.answers.retain(|id, _| stays(id));
        self.sources = sources;
    }

    /// Asks again what failed.
    pub fn forget_failures(&mut self) {
        self.answers.retain(|_, answer| answer.is_some());
    }

    /// Whether a question failed.
    pub fn has_failures(&self) -> bool {
        self.answers.values().any(Option::is_none)
    }

    /// The requests to ask so that all of these sessions are known, those of the first session first.
    pub fn to_ask(&self, in_view: &[String]) -> Vec<String> {
        let mut asked: HashSet<&str> = HashSet::new();
        let mut seen: HashSet<&str> = HashSet::new();
        let mut result = Vec::new();
        let wanted: HashMap<&str, &Session> =
            self.sessions.iter().map(|session| (session.id.as_str(), session)).collect();
        for session in in_view.iter().filter_map(|id| wanted.get(id.as_str())) {
            if seen.insert(&session.integration) {
                for source in self.behind(session).filter(|source| !self.answers.contains_key(&source.id)) {
                    if asked.insert(&source.id) {
                        result.push(source.id.clone());
                    }
                }
            }
        }
        result
    }

    /// Takes the sessions of a request, or that they could not be read. An answer about a request that no longer gives
    /// access is dropped.
    pub fn answer(&mut self, request: &str, sessions: Option<Vec<String>>) {
        if self.sources.iter().any(|source| source.id == request) {
            self.answers.insert(request.to_owned(), sessions.map(|sessions| sessions.into_iter().collect()));
        }
    }

    /// The sessions that have become known by the answer of this request: those of its integrations of which every
    /// request has answered.
    pub fn settled_by(&self, request: &str) -> Vec<String> {
        let Some(source) = self.sources.iter().find(|source| source.id == request) else { return Vec::new() };
        let mut settled: HashMap<&str, bool> = HashMap::new();
        let all_answered = |integration: &str| {
            let mut behind = self.sources.iter().filter(|source| source.may_give(integration));
            behind.all(|source| self.answers.contains_key(&source.id))
        };
        let known = self.sessions.iter().filter(|session| {
            let integration = session.integration.as_str();
            source.may_give(integration) && *settled.entry(integration).or_insert_with(|| all_answered(integration))
        });
        known.map(|session| session.id.clone()).collect()
    }

    /// What is known of the session with this id; `Asking` for one that has not been taken.
    pub fn of(&self, session: &str) -> Joined {
        let Some(session) = self.sessions.iter().find(|known| known.id == session) else { return Joined::Asking };
        let mut requests = Vec::new();
        let mut ending = Ending::Untold;
        let (mut asking, mut failed) = (false, false);
        for source in self.behind(session) {
            match self.answers.get(&source.id) {
                None => asking = true,
                Some(None) => failed = true,
                Some(Some(sessions)) if sessions.contains(&session.id) => {
                    requests.push(source.id.clone());
                    ending = later(ending, source.ends);
                }
                Some(Some(_)) => {}
            }
        }
        match (asking, failed) {
            (true, _) => Joined::Asking,
            (false, true) => Joined::Unknown,
            (false, false) => Joined::Known { requests, ending },
        }
    }

    fn behind<'a>(&'a self, session: &'a Session) -> impl Iterator<Item = &'a Source> {
        self.sources.iter().filter(|source| source.may_give(&session.integration))
    }
}

fn key(session: &Session) -> (&str, &str) {
    (&session.id, &session.integration)
}

fn later(ending: Ending, ends: Option<Moment>) -> Ending {
    match (ending, ends) {
        (_, None) | (Ending::Never, _) => Ending::Never,
        (Ending::At(known), Some(ends)) if known >= ends => Ending::At(known),
        (_, Some(ends)) => Ending::At(ends),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> String {
        text.to_owned()
    }

    fn session(id: &str, integration: &str) -> Session {
        Session { id: text(id), integration: text(integration) }
    }

    fn source(id: &str, integrations: &[&str], ends: Option<f64>) -> Source {
        Source { id: text(id), integrations: integrations.iter().map(|id| text(id)).collect(), ends: ends.map(Moment) }
    }

    fn known(requests: &[&str], ending: Ending) -> Joined {
        Joined::Known { requests: requests.iter().map(|id| text(id)).collect(), ending }
    }

    fn two_requests_behind_one_session() -> AccessJoin {
        let mut join = AccessJoin::default();
        join.take_sessions(vec![session("s1", "db"), session("s2", "aws")]);
        join.take_sources(vec![source("AR-2", &["db"], Some(20.0)), source("AR-1", &["db", "aws"], Some(10.0))]);
        join
    }

    #[test]
    fn a_shared_session_shows_the_latest_end_and_names_both_requests() {
        let mut join = two_requests_behind_one_session();
        assert_eq!(join.to_ask(&[text("s1")]), ["AR-2", "AR-1"]);
        assert_eq!(join.of("s1"), Joined::Asking);
        join.answer("AR-2", Some(vec![text("s1")]));
        assert_eq!(join.of("s1"), Joined::Asking, "the other request may last longer");
        join.answer("AR-1", Some(vec![text("s1"), text("s2")]));
        assert_eq!(join.of("s1"), known(&["AR-2", "AR-1"], Ending::At(Moment(20.0))));
        assert_eq!(join.of("s2"), known(&["AR-1"], Ending::At(Moment(10.0))));
    }

    #[test]
    fn access_without_end_outlasts_every_end() {
        let mut join = AccessJoin::default();
        join.take_sessions(vec![session("s1", "db")]);
        join.take_sources(vec![source("AR-1", &["db"], None), source("AR-2", &["db"], Some(5.0))]);
        join.answer("AR-1", Some(vec![text("s1")]));
        join.answer("AR-2", Some(vec![text("s1")]));
        assert_eq!(join.of("s1"), known(&["AR-1", "AR-2"], Ending::Never));
    }

    #[test]
    fn an_extension_moves_the_end_without_a_question() {
        let mut join = two_requests_behind_one_session();
        join.answer("AR-2", Some(vec![text("s1")]));
        join.answer("AR-1", Some(vec![text("s2")]));
        join.take_sources(vec![source("AR-2", &["db"], Some(99.0)), source("AR-1", &["db", "aws"], Some(10.0))]);
        assert_eq!(join.of("s1"), known(&["AR-2"], Ending::At(Moment(99.0))));
        assert!(join.to_ask(&[text("s1"), text("s2")]).is_empty());
    }

    #[test]
    fn a_request_that_is_gone_or_is_for_other_integrations_is_not_known_any_more() {
        let mut join = two_requests_behind_one_session();
        join.answer("AR-2", Some(vec![text("s1")]));
        join.answer("AR-1", Some(vec![text("s1")]));
        join.take_sources(vec![source("AR-2", &["db", "k8s"], Some(20.0)), source("AR-1", &["db", "aws"], Some(10.0))]);
        assert_eq!(join.to_ask(&[text("s1")]), ["AR-2"]);

        join.take_sources(vec![source("AR-1", &["db", "aws"], Some(10.0))]);
        assert_eq!(join.of("s1"), known(&["AR-1"], Ending::At(Moment(10.0))));
        join.take_sources(Vec::new());
        join.take_sources(vec![source("AR-1", &["db", "aws"], Some(10.0))]);
        assert_eq!(join.to_ask(&[text("s1")]), ["AR-1"]);
    }

    #[test]
    fn a_session_that_came_has_the_requests_of_its_integration_asked_anew() {
        let mut join = two_requests_behind_one_session();
        join.answer("AR-2", Some(vec![text("s1")]));
        join.answer("AR-1", Some(vec![text("s2")]));
        join.take_sessions(vec![session("s1", "db"), session("s2", "aws"), session("s3", "aws")]);
        assert_eq!(join.to_ask(&[text("s1"), text("s2"), text("s3")]), ["AR-1"]);
    }

    #[test]
    fn a_failed_question_leaves_the_end_unknown_until_it_is_asked_again() {
        let mut join = two_requests_behind_one_session();
        join.answer("AR-2", Some(vec![text("s1")]));
        assert!(!join.has_failures());
        join.answer("AR-1", None);
        assert_eq!(join.of("s1"), Joined::Unknown);
        assert!(join.has_failures() && join.to_ask(&[text("s1")]).is_empty());
        join.forget_failures();
        assert_eq!(join.to_ask(&[text("s1")]), ["AR-1"]);
    }

    #[test]
    fn a_session_with_no_request_behind_it_has_no_told_end() {
        let mut join = AccessJoin::default();
        join.take_sessions(vec![session("s1", "db")]);
        assert_eq!(join.of("s1"), known(&[], Ending::Untold));
    }

    const INTEGRATIONS: [&str; 3] = ["db", "aws", "k8s"];

    /// Sessions, sources, and which sessions each source truly has.
    fn world() -> impl Strategy<Value = (Vec<Session>, Vec<Source>, HashMap<String, Vec<String>>)> {
        let ends = proptest::option::of(1.0..100.0_f64);
        (
            proptest::collection::vec(0_usize..3, 0..12),
            proptest::collection::vec((proptest::collection::btree_set(0_usize..3, 0..3), ends, any::<u16>()), 0..12),
        )
            .prop_map(|(sessions, sources)| {
                let sessions: Vec<Session> = sessions
                    .into_iter()
                    .enumerate()
                    .map(|(n, integration)| session(&format!("s{n}"), INTEGRATIONS[integration]))
                    .collect();
                let mut truth = HashMap::new();
                let mut list = Vec::new();
                for (n, (integrations, ends, mask)) in sources.into_iter().enumerate() {
                    let names: Vec<&str> = integrations.into_iter().map(|place| INTEGRATIONS[place]).collect();
                    let source = source(&format!("AR-{n}"), &names, ends);
                    let has = |(place, session): &(usize, &Session)| {
                        mask & (1 << place) != 0 && source.may_give(&session.integration)
                    };
                    let held = sessions.iter().enumerate().filter(has).map(|(_, session)| session.id.clone()).collect();
                    truth.insert(source.id.clone(), held);
                    list.push(source);
                }
                (sessions, list, truth)
            })
    }

    fn ids(sessions: &[Session]) -> Vec<String> {
        sessions.iter().map(|session| session.id.clone()).collect()
    }

    proptest! {
        #[test]
        fn when_all_is_asked_each_session_has_its_requests_and_their_latest_end(
            (sessions, sources, truth) in world(), backwards in any::<bool>(),
        ) {
            let mut join = AccessJoin::default();
            join.take_sources(sources.clone());
            join.take_sessions(sessions.clone());
            let mut questions = join.to_ask(&ids(&sessions));
            if backwards {
                questions.reverse();
            }
            for request in &questions {
                join.answer(request, Some(truth[request].clone()));
            }
            prop_assert!(join.to_ask(&ids(&sessions)).is_empty());
            for session in &sessions {
                let behind: Vec<&Source> = sources.iter().filter(|source| truth[&source.id].contains(&session.id)).collect();
                let ending = match behind.iter().map(|source| source.ends.map_or(f64::INFINITY, |end| end.0)).reduce(f64::max) {
                    None => Ending::Untold,
                    Some(f64::INFINITY) => Ending::Never,
                    Some(end) => Ending::At(Moment(end)),
                };
                let requests = behind.iter().map(|source| source.id.clone()).collect();
                prop_assert_eq!(join.of(&session.id), Joined::Known { requests, ending });
            }
        }

        #[test]
        fn nothing_is_asked_twice_and_nothing_is_told_before_everything_behind_it_is_asked(
            (sessions, sources, truth) in world(), view in 0_usize..12,
        ) {
            let mut join = AccessJoin::default();
            join.take_sessions(sessions.clone());
            join.take_sources(sources);
            let in_view: Vec<String> = ids(&sessions).into_iter().take(view).collect();
            let mut asked = HashSet::new();
            while let Some(request) = join.to_ask(&in_view).first().cloned() {
                prop_assert!(asked.insert(request.clone()), "{} was asked twice", request);
                prop_assert!(in_view.iter().any(|id| join.of(id) == Joined::Asking));
                let before: Vec<&String> = in_view.iter().filter(|id| join.of(id) == Joined::Asking).collect();
                join.answer(&request, Some(truth[&request].clone()));
                let settled = join.settled_by(&request);
                for id in before {
                    prop_assert_eq!(join.of(id) != Joined::Asking, settled.contains(id));
                }
            }
            prop_assert!(in_view.iter().all(|id| join.of(id) != Joined::Asking));
        }
    }
}
