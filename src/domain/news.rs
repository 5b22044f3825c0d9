//! What is news for a person who has the tab open (D7, first half): worked out from what was known and what is read now.
//!
//! Nothing is news on the first reading; each change is told once, in one tab of the browser; what the person does here
//! is never told as news.

use std::collections::HashMap;

use super::moment::Moment;
use super::request::AccessRequest;
use super::status::{List, Status};

/// From so many seconds before the end on, access that is about to end is news.
pub const ENDS_SOON: f64 = 15.0 * 60.0;

/// How many keys of news that were told are remembered.
const REMEMBERED: usize = 1_000;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The person has to pass a second factor before it goes on.
    NeedsMfa,
    /// Access can be used now.
    Granted,
    /// Somebody decided against the request.
    Rejected,
    /// Access ends within [`ENDS_SOON`] seconds.
    Expiring,
    /// Access has come to its end.
    Expired,
    /// Access was taken away or given back before its end.
    Revoked,
    /// The service could not set the access up.
    Failed,
    /// Somebody waits for the person's decision.
    NewTask,
    /// Somebody else decided a task of the person.
    Decided,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::NeedsMfa,
        Self::Granted,
        Self::Rejected,
        Self::Expiring,
        Self::Expired,
        Self::Revoked,
        Self::Failed,
        Self::NewTask,
        Self::Decided,
    ];

    fn key(self) -> &'static str {
        match self {
            Self::NeedsMfa => "mfa",
            Self::Granted => "granted",
            Self::Rejected => "rejected",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Failed => "failed",
            Self::NewTask => "task",
            Self::Decided => "decided",
        }
    }

    /// Which list shows the request afterwards; none for tasks.
    pub fn list(self) -> Option<List> {
        match self {
            Self::NeedsMfa | Self::Granted | Self::Expiring => Some(List::Open),
            Self::Rejected | Self::Expired | Self::Revoked | Self::Failed => Some(List::Closed),
            Self::NewTask | Self::Decided => None,
        }
    }

    fn of(status: &Status) -> Option<Self> {
        match status {
            Status::PendingMfa => Some(Self::NeedsMfa),
            Status::Granted => Some(Self::Granted),
            Status::Rejected => Some(Self::Rejected),
            Status::Expired => Some(Self::Expired),
            Status::Revoked => Some(Self::Revoked),
            Status::Failed => Some(Self::Failed),
            _ => None,
        }
    }
}

/// One piece of news.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What happened to the request or the task.
    pub kind: Kind,
    /// Of the request or the task.
    pub id: String,
    /// What it is about: first resource or bundle, and how many more there are.
    pub what: (String, usize),
    /// Why it was rejected, revoked or failed; of a task, who asks or who decided.
    pub words: Option<String>,
    /// When its access ends.
    pub ends: Option<Moment>,
    /// Where a task is shown; requests are shown by their id.
    pub address: Option<String>,
}

impl Item {
    fn of(kind: Kind, request: &AccessRequest) -> Self {
        Self {
            kind,
            id: request.id.clone(),
            what: request.headline(),
            words: request.reason.clone(),
            ends: request.ends,
            address: None,
        }
    }

    /// Tells this news from all others. The end is part of it where a later end makes it new.
    pub fn key(&self) -> String {
        // The bits of the number tell ends apart without the code that writes fractions.
        let end = self.ends.filter(|_| self.kind == Kind::Expiring).map(|ends| ends.0.to_bits().to_string());
        [self.kind.key(), " ", &self.id, if end.is_some() { " " } else { "" }, &end.unwrap_or_default()].concat()
    }
}

/// Whether a task waits for the person's decision, and why it does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It waits for the person.
    Waiting,
    /// Somebody decided; who, where that is known.
    Decided {
        /// Name of who decided.
        by: Option<String>,
    },
    /// Taken back, expired or given to others.
    Gone,
}

/// A task as its list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Id of its request.
    pub id: String,
    /// When its request was made. An old one may come in late, by escalation, so this decides nothing.
    pub created: Moment,
    /// What it is about: first resource or bundle, and how many more there are.
    pub what: (String, usize),
    /// Name of who asks.
    pub requester: String,
    /// Whether it waits for the person now.
    pub standing: Standing,
    /// Where the tab shows it.
    pub address: String,
}

/// Several pieces of news in one.
#[derive(Clone, Debug, PartialEq)]
pub enum Folded {
    /// The only piece, as it is.
    One(Box<Item>),
    /// Of each kind how many, and the list that shows them all, or the most of them.
    Several {
        /// At least one kind, the most frequent first.
        kinds: Vec<(Kind, usize)>,
        /// `None` where all of them are about tasks.
        list: Option<List>,
        /// Address of the first task among them, if there is one.
        address: Option<String>,
    },
}

/// Folds what is told at the same moment into one; `None` when there is nothing.
pub fn fold(mut items: Vec<Item>) -> Option<Folded> {
    if items.len() < 2 {
        return items.pop().map(|item| Folded::One(Box::new(item)));
    }
    let mut kinds: Vec<(Kind, usize)> = Vec::new();
    for kind in Kind::ALL {
        let count = items.iter().filter(|item| item.kind == kind).count();
        if count > 0 {
            // The most first; of as many, in the order of the kinds.
            let place = kinds.iter().position(|(_, fewer)| *fewer < count).unwrap_or(kinds.len());
            kinds.insert(place, (kind, count));
        }
    }
    let on = |list: List| items.iter().filter(|item| item.kind.list() == Some(list)).count();
    let (open, closed) = (on(List::Open), on(List::Closed));
    let list = if open + closed == 0 {
        None
    } else if closed > open {
        Some(List::Closed)
    } else {
        Some(List::Open)
    };
    let address = items.into_iter().find_map(|item| item.address);
    Some(Folded::Several { kinds, list, address })
}

/// Watches what is read and gathers the news in it.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    /// What was made before this moment is known to the person when it is read first.
    since: Option<Moment>,
    /// Until when ends have been looked at.
    looked: Option<Moment>,
    /// Keys, the newest last.
    told: Vec<String>,
    /// Requests that the person is ending.
    mine: Vec<String>,
    waiting: Vec<Item>,
    /// Which tasks are known, and whether each waits; none before the first reading.
    tasks: Option<HashMap<String, bool>>,
}

impl Watch {
    /// Begins at this moment by the server's clock; a later call changes nothing.
    pub fn begin(&mut self, now: Moment) {
        self.since.get_or_insert(now);
        self.looked.get_or_insert(now);
    }

    /// Whether a request that is read for the first time was made after the watch began.
    pub fn is_fresh(&self, request: &AccessRequest) -> bool {
        self.since.is_some_and(|since| request.created >= since)
    }

    /// A request has been read; `before` is how it was known.
    pub fn saw(&mut self, before: Option<&AccessRequest>, after: &AccessRequest) {
        if after.status != Status::PendingMfa {
            // Passed meanwhile, here or elsewhere.
            self.waiting.retain(|item| item.kind != Kind::NeedsMfa || item.id != after.id);
        }
        let Some(kind) = Kind::of(&after.status) else { return };
        let changed = match before {
            Some(before) => {
                // A revocation that did not succeed leaves what was there; what is over stays over.
                let was_there = before.status == Status::Revoking && kind == Kind::Granted;
                let was_over = before.list() == List::Closed && after.list() == List::Closed;
                before.status != after.status && !was_there && !was_over
            }
            None => self.is_fresh(after),
        };
        let own = self.mine.contains(&after.id) && matches!(kind, Kind::Revoked | Kind::Rejected | Kind::Expired);
        if changed && !own {
            self.add(Item::of(kind, after));
        } else if changed {
            self.waiting.retain(|item| item.id != after.id);
        }
    }

    /// Looks at the clock: which of what is granted has come close to its end since the last look.
    pub fn look_at<'a>(&mut self, now: Moment, granted: impl IntoIterator<Item = &'a AccessRequest>) {
        let Some(looked) = self.looked else { return };
        for request in granted {
            let Some(ends) = request.ends.filter(|_| request.status.has_access()) else { continue };
            // An end that was moved is not near any more.
            self.waiting.retain(|item| {
                item.kind != Kind::Expiring || item.id != request.id || item.ends == request.ends && ends > now
            });
            let (before, left) = (ends.seconds_since(looked), ends.seconds_since(now));
            if before > ENDS_SOON && left <= ENDS_SOON && left > 0.0 && !self.mine.contains(&request.id) {
                self.add(Item::of(Kind::Expiring, request));
            }
        }
        self.looked = Some(Moment(looked.0.max(now.0)));
    }

    /// The person's tasks have been read: all that wait, and those that waited before and do not any more. What is not
    /// among them stays as it was known.
    pub fn saw_tasks(&mut self, tasks: Vec<Task>) {
        let is_first = self.tasks.is_none();
        let mut known = self.tasks.take().unwrap_or_default();
        for task in tasks {
            let waited = known.insert(task.id.clone(), task.standing == Standing::Waiting);
            let (kind, words) = match (waited, task.standing) {
                (None | Some(false), Standing::Waiting) if !is_first => (Kind::NewTask, Some(task.requester)),
                (Some(true), Standing::Decided { by }) if !self.mine.contains(&task.id) => (Kind::Decided, by),
                _ => continue,
            };
            let (id, what) = (task.id, task.what);
            self.add(Item { kind, id, what, words, ends: None, address: Some(task.address) });
        }
        self.tasks = Some(known);
    }

    /// The person is ending these requests, or deciding these tasks, here or in another tab.
    pub fn mine(&mut self, ids: &[String]) {
        self.mine.extend(ids.iter().cloned());
        self.waiting.retain(|item| item.kind != Kind::Decided || !ids.contains(&item.id));
    }

    /// That did not happen after all.
    pub fn not_mine(&mut self, ids: &[String]) {
        self.mine.retain(|id| !ids.contains(id));
    }

    /// Another tab has told these.
    pub fn heard(&mut self, keys: &[String]) {
        self.waiting.retain(|item| !keys.contains(&item.key()));
        self.remember(keys);
    }

    /// Whether something is to be told.
    pub fn has_news(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Takes what is to be told now; it counts as told.
    pub fn take(&mut self) -> Vec<Item> {
        let items = std::mem::take(&mut self.waiting);
        let keys: Vec<String> = items.iter().map(Item::key).collect();
        self.remember(&keys);
        items
    }

    fn remember(&mut self, keys: &[String]) {
        for key in keys {
            if !self.told.contains(key) {
                self.told.push(key.clone());
            }
        }
        self.told.drain(..self.told.len().saturating_sub(REMEMBERED));
    }

    /// Only the newest about a request waits: what came before is no news any more.
    fn add(&mut self, item: Item) {
        let key = item.key();
        if self.told.contains(&key) || self.waiting.iter().any(|other| other.key() == key) {
            return;
        }
        self.waiting.retain(|other| other.id != item.id);
        self.waiting.push(item);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::request::test::request;
    use crate::domain::status::test::any_status;

    const START: Moment = Moment(1_000_000.0);

    fn watch() -> Watch {
        let mut watch = Watch::default();
        watch.begin(START);
        watch
    }

    fn at(id: &str, status: Status, created: f64) -> AccessRequest {
        AccessRequest { created: Moment(created), ..request(id, status) }
    }

    /// What was made an hour before the tab was opened.
    fn old(id: &str, status: Status) -> AccessRequest {
        at(id, status, START.0 - 3_600.0)
    }

    fn ending(id: &str, left: f64) -> AccessRequest {
        AccessRequest { ends: Some(Moment(START.0 + left)), ..old(id, Status::Granted) }
    }

    fn kinds(watch: &mut Watch) -> Vec<Kind> {
        watch.take().into_iter().map(|item| item.kind).collect()
    }

    fn task(id: &str, waiting: bool) -> Task {
        Task {
            id: id.to_owned(),
            created: START,
            what: ("orders".to_owned(), 0),
            requester: "Robin".to_owned(),
            standing: if waiting { Standing::Waiting } else { Standing::Decided { by: None } },
            address: "/tasks".to_owned(),
        }
    }

    #[test]
    fn each_end_of_waiting_and_what_waits_for_the_person_is_news_and_what_is_under_way_is_not() {
        let all = [
            (Status::PendingMfa, Some(Kind::NeedsMfa)),
            (Status::Granted, Some(Kind::Granted)),
            (Status::Rejected, Some(Kind::Rejected)),
            (Status::Failed, Some(Kind::Failed)),
            (Status::Revoked, Some(Kind::Revoked)),
            (Status::Granting, None),
            (Status::PendingApproval, None),
        ];
        for (status, news) in all {
            let mut watch = watch();
            watch.saw(Some(&old("AR-1", Status::Evaluating)), &old("AR-1", status));
            assert_eq!(kinds(&mut watch), Vec::from_iter(news));
        }
    }

    #[test]
    fn a_second_factor_that_was_passed_before_it_could_be_told_is_no_news() {
        let mut watch = watch();
        watch.saw(Some(&old("AR-1", Status::Evaluating)), &old("AR-1", Status::PendingMfa));
        watch.saw(Some(&old("AR-1", Status::PendingMfa)), &old("AR-1", Status::PendingApproval));
        assert_eq!(kinds(&mut watch), []);
    }

    #[test]
    fn that_one_request_passed_its_second_factor_leaves_the_news_of_others() {
        let mut watch = watch();
        watch.saw(Some(&old("AR-1", Status::Evaluating)), &old("AR-1", Status::PendingMfa));
        watch.saw(Some(&old("AR-2", Status::Evaluating)), &old("AR-2", Status::PendingMfa));
        watch.saw(Some(&old("AR-1", Status::PendingMfa)), &old("AR-1", Status::PendingApproval));
        assert_eq!(watch.take().into_iter().map(|item| item.id).collect::<Vec<_>>(), ["AR-2"]);
    }

    #[test]
    fn a_rejection_comes_with_its_reason() {
        let mut watch = watch();
        let rejected = AccessRequest { reason: Some("Use the copy.".to_owned()), ..old("AR-1", Status::Rejected) };
        watch.saw(Some(&old("AR-1", Status::PendingApproval)), &rejected);
        assert_eq!(watch.take().pop().and_then(|item| item.words).as_deref(), Some("Use the copy."));
    }

    #[test]
    fn a_request_that_was_sent_after_the_tab_was_opened_is_news_even_when_it_is_granted_at_first_sight() {
        let mut watch = watch();
        watch.saw(None, &at("AR-2", Status::Granted, START.0 + 5.0));
        assert_eq!(kinds(&mut watch), [Kind::Granted]);
    }

    #[test]
    fn what_a_person_ends_here_is_no_news_and_what_did_not_work_is_watched_again() {
        let mut watch = watch();
        let ids = ["AR-1".to_owned()];
        watch.mine(&ids);
        watch.saw(Some(&old("AR-1", Status::Revoking)), &old("AR-1", Status::Revoked));
        assert_eq!(kinds(&mut watch), []);
        watch.not_mine(&ids);
        watch.saw(Some(&old("AR-1", Status::Granted)), &old("AR-1", Status::Revoked));
        assert_eq!(kinds(&mut watch), [Kind::Revoked]);
    }

    #[test]
    fn what_is_over_is_no_news_when_it_is_called_otherwise() {
        let mut watch = watch();
        watch.saw(Some(&old("AR-1", Status::Expired)), &old("AR-1", Status::Revoked));
        assert_eq!(kinds(&mut watch), []);
        watch.saw(Some(&old("AR-2", Status::Failed)), &old("AR-2", Status::Granted));
        assert_eq!(kinds(&mut watch), [Kind::Granted], "the service tried again");
    }

    #[test]
    fn a_revocation_that_failed_is_no_second_grant() {
        let mut watch = watch();
        watch.saw(Some(&old("AR-1", Status::Revoking)), &old("AR-1", Status::Granted));
        assert_eq!(kinds(&mut watch), []);
    }

    #[test]
    fn an_end_in_fifteen_minutes_is_told_when_it_comes_near_and_again_only_for_another_end() {
        let mut watch = watch();
        let now = |seconds: f64| Moment(START.0 + seconds);
        let access = ending("AR-1", 1_000.0);
        watch.look_at(now(50.0), [&access]);
        assert_eq!(kinds(&mut watch), []);
        watch.look_at(now(101.0), [&access]);
        watch.look_at(now(102.0), [&access]);
        assert_eq!(kinds(&mut watch), [Kind::Expiring]);
        watch.look_at(now(103.0), [&access]);
        assert_eq!(kinds(&mut watch), []);
        let extended = ending("AR-1", 5_000.0);
        watch.look_at(now(150.0), [&extended]);
        watch.look_at(now(4_200.0), [&extended]);
        assert_eq!(kinds(&mut watch), [Kind::Expiring]);
    }

    #[test]
    fn access_that_was_granted_for_ten_minutes_or_was_near_its_end_at_the_start_is_not_told() {
        let mut watch = watch();
        watch.look_at(Moment(START.0 + 10.0), [&ending("AR-1", 600.0)]);
        watch.look_at(Moment(START.0 + 20.0), [&ending("AR-2", 620.0)]);
        assert_eq!(kinds(&mut watch), []);
    }

    #[test]
    fn access_for_exactly_fifteen_minutes_and_what_ended_while_the_device_slept_are_not_told_as_ending() {
        let mut watch = watch();
        watch.look_at(Moment(START.0 + 10.0), [&ending("AR-1", 900.0)]);
        watch.look_at(Moment(START.0 + 1_000.0), [&ending("AR-2", 1_000.0)]);
        assert_eq!(kinds(&mut watch), []);
    }

    #[test]
    fn what_is_granted_when_its_end_is_near_already_is_not_told() {
        let mut watch = watch();
        watch.look_at(Moment(START.0 + 200.0), []);
        watch.look_at(Moment(START.0 + 201.0), [&ending("AR-1", 1_000.0)]);
        assert_eq!(kinds(&mut watch), []);
    }

    #[test]
    fn only_the_news_of_an_end_that_was_moved_or_has_come_is_taken_back() {
        let mut watch = watch();
        watch.saw(Some(&old("AR-1", Status::Granting)), &ending("AR-1", 1_000.0));
        watch.look_at(Moment(START.0 + 150.0), [&ending("AR-2", 1_000.0)]);
        watch.look_at(Moment(START.0 + 151.0), [&ending("AR-1", 9_000.0)]);
        assert_eq!(watch.waiting.iter().map(|item| item.kind).collect::<Vec<_>>(), [Kind::Granted, Kind::Expiring]);
        watch.look_at(Moment(START.0 + 1_000.0), [&ending("AR-2", 1_000.0)]);
        assert_eq!(kinds(&mut watch), [Kind::Granted]);
    }

    #[test]
    fn what_a_person_ends_takes_back_the_waiting_news_of_that_request_alone() {
        let mut watch = watch();
        for id in ["AR-1", "AR-2"] {
            watch.saw(Some(&old(id, Status::Granting)), &old(id, Status::Granted));
        }
        watch.mine(&["AR-1".to_owned()]);
        watch.saw(Some(&old("AR-1", Status::Granted)), &old("AR-1", Status::Revoked));
        assert_eq!(watch.take().into_iter().map(|item| item.id).collect::<Vec<_>>(), ["AR-2"]);
    }

    #[test]
    fn a_revocation_that_somebody_else_began_is_news_when_it_is_done() {
        let mut watch = watch();
        watch.saw(Some(&old("AR-1", Status::Revoking)), &old("AR-1", Status::Revoked));
        assert_eq!(kinds(&mut watch), [Kind::Revoked]);
    }

    #[test]
    fn a_decision_that_turns_out_to_be_the_persons_own_is_taken_back_and_nothing_else() {
        let mut watch = watch();
        watch.saw_tasks(vec![task("T-1", true), task("T-2", true)]);
        watch.saw_tasks(vec![task("T-1", false), task("T-2", false), task("T-3", true)]);
        watch.mine(&["T-2".to_owned(), "T-3".to_owned()]);
        let left: Vec<(Kind, String)> = watch.take().into_iter().map(|item| (item.kind, item.id)).collect();
        assert_eq!(left, [(Kind::Decided, "T-1".to_owned()), (Kind::NewTask, "T-3".to_owned())]);
    }

    #[test]
    fn an_end_that_is_moved_while_its_news_waits_is_no_news() {
        let mut watch = watch();
        watch.look_at(Moment(START.0 + 200.0), [&ending("AR-1", 1_000.0)]);
        assert!(watch.has_news());
        watch.look_at(Moment(START.0 + 201.0), [&ending("AR-1", 9_000.0)]);
        assert!(!watch.has_news());
    }

    #[test]
    fn of_one_request_only_the_newest_waits() {
        let mut watch = watch();
        watch.saw(Some(&old("AR-1", Status::Granting)), &old("AR-1", Status::Granted));
        watch.saw(Some(&old("AR-1", Status::Granted)), &old("AR-1", Status::Expired));
        assert_eq!(kinds(&mut watch), [Kind::Expired]);
    }

    #[test]
    fn tasks_that_come_in_and_tasks_that_others_decide_are_news() {
        let mut watch = watch();
        watch.saw_tasks(vec![task("T-1", true), task("T-2", true), task("T-3", true)]);
        assert_eq!(kinds(&mut watch), [], "the first reading");
        watch.mine(&["T-3".to_owned()]);
        watch.saw_tasks(vec![task("T-1", true), task("T-2", false), task("T-3", false), task("T-4", true)]);
        let news: Vec<(Kind, String)> = watch.take().into_iter().map(|item| (item.kind, item.id)).collect();
        assert_eq!(news, [(Kind::Decided, "T-2".to_owned()), (Kind::NewTask, "T-4".to_owned())]);
        watch.saw_tasks(vec![task("T-2", false), task("T-4", true)]);
        assert_eq!(kinds(&mut watch), []);
    }

    #[test]
    fn several_at_once_become_one_that_counts_them() {
        let item = |id: &str, kind| Item::of(kind, &old(id, Status::Granted));
        let granted = fold(vec![item("1", Kind::Granted), item("2", Kind::Granted), item("3", Kind::Granted)]);
        let of = |kinds: &[(Kind, usize)], list| Some(Folded::Several { kinds: kinds.to_vec(), list, address: None });
        assert_eq!(granted, of(&[(Kind::Granted, 3)], Some(List::Open)));
        let mixed = fold(vec![item("1", Kind::Granted), item("2", Kind::Rejected), item("3", Kind::Rejected)]);
        assert_eq!(mixed, of(&[(Kind::Rejected, 2), (Kind::Granted, 1)], Some(List::Closed)));
        let even = fold(vec![item("1", Kind::Rejected), item("2", Kind::Granted)]);
        assert_eq!(even, of(&[(Kind::Granted, 1), (Kind::Rejected, 1)], Some(List::Open)));
        assert!(matches!(fold(vec![item("1", Kind::Granted)]), Some(Folded::One(_))));
        assert_eq!(fold(Vec::new()), None);
    }

    proptest! {
        #[test]
        fn the_first_reading_is_silent(statuses in proptest::collection::vec(any_status(), 0..20), left in -100.0..900.0_f64) {
            let mut watch = watch();
            let all: Vec<AccessRequest> = statuses.into_iter().enumerate().map(|(number, status)| {
                AccessRequest { status, ..ending(&format!("AR-{number}"), left) }
            }).collect();
            all.iter().for_each(|request| watch.saw(None, request));
            watch.look_at(START, &all);
            prop_assert!(!watch.has_news());
        }

        #[test]
        fn each_change_is_told_at_most_once_however_often_and_wherever_it_is_read(
            readings in proptest::collection::vec((0..4_usize, any_status(), any::<bool>()), 0..60),
        ) {
            // Two tabs read the same course of things, each its own part of it; the one tells the other what it told.
            let mut tabs = [watch(), watch()];
            let mut known: [HashMap<usize, AccessRequest>; 2] = Default::default();
            let mut told: Vec<String> = Vec::new();
            for (id, status, first) in readings {
                let after = at(&format!("AR-{id}"), status, START.0 - 1.0);
                for tab in if first { [0, 1] } else { [1, 0] } {
                    let before = known[tab].insert(id, after.clone());
                    tabs[tab].saw(before.as_ref(), &after);
                }
                let teller = usize::from(!first);
                let keys: Vec<String> = tabs[teller].take().iter().map(Item::key).collect();
                tabs[1 - teller].heard(&keys);
                prop_assert!(!tabs[0].has_news() && !tabs[1].has_news());
                told.extend(keys);
            }
            let different: HashSet<&String> = told.iter().collect();
            prop_assert_eq!(different.len(), told.len());
        }

        #[test]
        fn folding_loses_no_news(count in 0..30_usize) {
            let all: Vec<Kind> = [Kind::Granted, Kind::Failed, Kind::NewTask].into_iter().cycle().take(count).collect();
            let items = all.iter().map(|kind| Item::of(*kind, &old("AR-1", Status::Granted))).collect();
            let counted = match fold(items) {
                None => 0,
                Some(Folded::One(_)) => 1,
                Some(Folded::Several { kinds, .. }) => kinds.iter().map(|(_, count)| count).sum(),
            };
            prop_assert_eq!(counted, count);
        }
    }
}
