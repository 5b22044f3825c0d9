//! What replicas share, on SQLite and on PostgreSQL: the same is asked of both.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use server::error::ApiError;
use server::secret::hash;
use server::store::outbox::{Lease, Mark, News, Seen, Watch};
use server::store::{
    ASK_LIFE, ATTEMPT_LIFE, Account, Attempt, CODE_LIFE, Decide, Hash, Kept, LIFE, Named, Postgres, Sqlite, Step,
    Store, Tokens,
};
use tokio::sync::oneshot;

use crate::postgres;
use crate::support::{NOW, PATIENCE};

type Shared = Arc<dyn Store>;

/// Tells the same story with each of the two, both new.
async fn on_both(story: impl AsyncFn(Shared)) {
    let folder = tempfile::tempdir().unwrap();
    story(Arc::new(Sqlite::open(&folder.path().join("store.sqlite")).unwrap())).await;
    if let Some(address) = postgres::database().await {
        story(Arc::new(Postgres::open(&address).await.unwrap())).await;
    }
}

fn tokens(name: &str) -> Tokens {
    Tokens {
        access: format!("access {name}"),
        refresh: format!("refresh {name}"),
        expires_at: NOW + 600.0,
        renewed_at: NOW,
    }
}

fn account(name: &str) -> Account {
    Account { tid: "tenant".to_owned(), oid: name.to_owned() }
}

fn named(name: &str) -> Named {
    Named { account: account(name), name: format!("{name}@example.com") }
}

async fn refresh_token(store: &Shared, session: &Hash, now: f64) -> Option<String> {
    store.session(session, now).await.unwrap().map(|tokens| tokens.refresh)
}

/// Decides so, whatever the tokens are.
fn always(step: impl FnOnce(Tokens) -> Result<Step, ApiError> + Send + 'static) -> Decide {
    Box::new(move |kept| Box::pin(async move { step(kept) }))
}

/// Decides when it is told to; the second is heard when it is its turn.
fn held(step: Step) -> (Decide, oneshot::Receiver<()>, oneshot::Sender<()>) {
    let (began, has_begun) = oneshot::channel();
    let (go_on, goes_on) = oneshot::channel();
    let decide: Decide = Box::new(move |_| {
        Box::pin(async move {
            began.send(()).unwrap();
            goes_on.await.unwrap();
            Ok(step)
        })
    });
    (decide, has_begun, go_on)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_comes_back_as_it_was_kept_once_and_in_time() {
    on_both(async |store| {
        let browsers =
            Attempt { verifier: "v".to_owned(), come_back_to: "/requests?x=ä".to_owned(), popup: true, account: None };
        let hosts = Attempt { account: Some(named("dana")), popup: false, ..browsers.clone() };
        for (state, attempt) in [("a", &browsers), ("b", &hosts), ("late", &hosts)] {
            store.keep_attempt(&hash(state), attempt.clone(), NOW).await.unwrap();
        }
        let in_time = NOW + ATTEMPT_LIFE - 1.0;
        assert_eq!(store.take_attempt(&hash("a"), in_time).await.unwrap(), Some(browsers));
        assert_eq!(store.take_attempt(&hash("a"), in_time).await.unwrap(), None);
        assert_eq!(store.take_attempt(&hash("b"), in_time).await.unwrap(), Some(hosts));
        assert_eq!(store.take_attempt(&hash("late"), NOW + ATTEMPT_LIFE).await.unwrap(), None);
        assert_eq!(store.take_attempt(&hash("never"), NOW).await.unwrap(), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_lasts_eight_hours_after_its_last_use_and_until_another_takes_its_place() {
    on_both(async |store| {
        let (first, second) = (hash("first"), hash("second"));
        store.begin_session(&first, tokens("1"), None, None, NOW).await.unwrap();
        assert!(store.session(&first, NOW).await.unwrap() == Some(tokens("1")));
        for use_number in 1..=3 {
            let now = NOW + f64::from(use_number) * (LIFE - 1.0);
            assert_eq!(refresh_token(&store, &first, now).await.as_deref(), Some("refresh 1"));
        }
        assert_eq!(refresh_token(&store, &first, NOW + 4.0 * LIFE).await, None);
        store.begin_session(&first, tokens("1"), None, None, NOW + 4.0 * LIFE).await.unwrap();
        store.begin_session(&second, tokens("2"), None, Some(first), NOW + 4.0 * LIFE).await.unwrap();
        let now = NOW + 4.0 * LIFE + 1.0;
        assert_eq!(refresh_token(&store, &first, now).await, None);
        assert_eq!(refresh_token(&store, &second, now).await.as_deref(), Some("refresh 2"));
        store.end_session(&second).await.unwrap();
        store.end_session(&second).await.unwrap();
        assert_eq!(refresh_token(&store, &second, now).await, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_turns_at_once_each_knows_what_the_one_before_has_kept_and_other_sessions_do_not_wait() {
    on_both(async |store| {
        let (session, other) = (hash("busy"), hash("other"));
        store.begin_session(&session, Tokens { refresh: "0".to_owned(), ..tokens("") }, None, None, NOW).await.unwrap();
        store.begin_session(&other, tokens("other"), None, None, NOW).await.unwrap();
        let deciding = Arc::new(AtomicU32::new(0));
        let turns: Vec<_> = (0..12_u32)
            .map(|_| {
                let (store, deciding) = (Arc::clone(&store), Arc::clone(&deciding));
                let decide: Decide = Box::new(move |kept| {
                    Box::pin(async move {
                        assert_eq!(deciding.fetch_add(1, Ordering::SeqCst), 0, "two decide at once");
                        tokio::time::sleep(Duration::from_millis(5)).await;
                        deciding.fetch_sub(1, Ordering::SeqCst);
                        let number = kept.refresh.parse::<u32>().unwrap() + 1;
                        let renewed_at = kept.renewed_at + 1.0;
                        Ok(Step::Renew(Tokens { refresh: number.to_string(), renewed_at, ..kept }))
                    })
                });
                tokio::spawn(async move { store.in_turn(&session, NOW, decide).await.unwrap().unwrap().refresh })
            })
            .collect();
        let mut seen = Vec::new();
        for turn in turns {
            seen.push(turn.await.unwrap().parse::<u32>().unwrap());
        }
        seen.sort_unstable();
        assert_eq!(seen, (1..=12).collect::<Vec<_>>());
        assert_eq!(refresh_token(&store, &session, NOW).await.as_deref(), Some("12"));

        let (decide, has_begun, go_on) = held(Step::Stay);
        let busy = Arc::clone(&store);
        let turn = tokio::spawn(async move { busy.in_turn(&session, NOW, decide).await.map(|it| it.is_some()) });
        has_begun.await.unwrap();
        let decided = store.in_turn(&other, NOW, always(|_| Ok(Step::Renew(tokens("new"))))).await.unwrap().unwrap();
        assert_eq!(decided.refresh, "refresh new");
        assert_eq!(refresh_token(&store, &session, NOW).await.as_deref(), Some("12"), "reading waits for nobody");
        go_on.send(()).unwrap();
        assert!(turn.await.unwrap().unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_that_comes_to_nothing_leaves_the_tokens_and_the_next_one_has_its_turn() {
    on_both(async |store| {
        let session = hash("session");
        store.begin_session(&session, tokens("1"), None, None, NOW).await.unwrap();
        let refused = store.in_turn(&session, NOW, always(|_| Err(ApiError::forbidden("not now")))).await;
        assert_eq!(refused.err().unwrap().message(), "not now");
        let panics = Arc::clone(&store);
        let panicked =
            tokio::spawn(async move { panics.in_turn(&session, NOW, always(|_| panic!("on purpose"))).await.is_ok() });
        assert!(panicked.await.is_err());
        let (decide, has_begun, _go_on) = held(Step::End);
        let given_up = Arc::clone(&store);
        let given_up = tokio::spawn(async move { given_up.in_turn(&session, NOW, decide).await.is_ok() });
        has_begun.await.unwrap();
        given_up.abort();

        let stays = store.in_turn(&session, NOW, always(|_| Ok(Step::Stay))).await.unwrap();
        assert!(stays == Some(tokens("1")));
        let renewed = Tokens { renewed_at: NOW + 1.0, ..tokens("2") };
        let kept = renewed.clone();
        assert!(
            store.in_turn(&session, NOW, always(|_| Ok(Step::Renew(kept)))).await.unwrap() == Some(renewed.clone())
        );
        assert!(store.session(&session, NOW).await.unwrap() == Some(renewed));
        assert!(store.in_turn(&session, NOW, always(|_| Ok(Step::End))).await.unwrap().is_none());
        assert!(store.in_turn(&session, NOW, always(|_| panic!("it has ended"))).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_out_while_tokens_are_renewed_does_not_wait_and_stays_signed_out() {
    on_both(async |store| {
        let session = hash("session");
        store.begin_session(&session, tokens("1"), None, None, NOW).await.unwrap();
        let (decide, has_begun, go_on) = held(Step::Renew(tokens("2")));
        let renewing = Arc::clone(&store);
        let renewed = tokio::spawn(async move { renewing.in_turn(&session, NOW, decide).await.map(|it| it.is_some()) });
        has_begun.await.unwrap();
        store.end_session(&session).await.unwrap();
        go_on.send(()).unwrap();
        assert!(!renewed.await.unwrap().unwrap());
        assert_eq!(refresh_token(&store, &session, NOW).await, None);
    })
    .await;
}

/// As far as the person's yes.
async fn agreed(store: &Shared, oid: &str, code: &str, now: f64) {
    let (question, session) = (hash(&format!("question {code}")), hash(&format!("session {code}")));
    store.ask(&question, named(oid), &session, tokens(code), None, now).await.unwrap();
    assert!(store.say_yes(&question, &hash(code), now).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_made_by_who_began_once_and_in_time() {
    on_both(async |store| {
        store.keep_start(&hash("start"), named("dana"), NOW).await.unwrap();
        assert_eq!(store.take_start(&hash("start"), NOW + 1.0).await.unwrap(), Some(named("dana")));
        assert_eq!(store.take_start(&hash("start"), NOW + 1.0).await.unwrap(), None);
        store.keep_start(&hash("start"), named("dana"), NOW).await.unwrap();
        assert_eq!(store.take_start(&hash("start"), NOW + 601.0).await.unwrap(), None);

        agreed(&store, "dana", "code", NOW).await;
        assert_eq!(store.linked_session(&account("dana")).await.unwrap(), None);
        assert!(!store.finish_link(&hash("question code"), &account("dana"), NOW).await.unwrap());
        assert!(store.finish_link(&hash("code"), &account("dana"), NOW + CODE_LIFE - 1.0).await.unwrap());
        assert!(!store.finish_link(&hash("code"), &account("dana"), NOW).await.unwrap());
        let session = store.linked_session(&account("dana")).await.unwrap().unwrap();
        assert_eq!(refresh_token(&store, &session, NOW + 1e9).await.as_deref(), Some("refresh code"));

        // Whoever finds a code uses it up and gets nothing, and neither does anybody after him.
        agreed(&store, "dana", "found", NOW).await;
        assert!(!store.finish_link(&hash("found"), &account("mallory"), NOW).await.unwrap());
        assert!(!store.finish_link(&hash("found"), &account("dana"), NOW).await.unwrap());
        assert_eq!(refresh_token(&store, &hash("session found"), NOW).await, None);
        agreed(&store, "dana", "late", NOW).await;
        assert!(!store.finish_link(&hash("late"), &account("dana"), NOW + CODE_LIFE).await.unwrap());
        assert_eq!(store.linked_session(&account("dana")).await.unwrap(), Some(session), "the link of before stays");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_asked_for_ten_minutes_and_a_no_ends_what_they_signed_in_for() {
    on_both(async |store| {
        for name in ["yes", "no", "late"] {
            store
                .ask(&hash(name), named("dana"), &hash(&format!("session {name}")), tokens(name), None, NOW)
                .await
                .unwrap();
        }
        let in_time = NOW + ASK_LIFE - 1.0;
        assert_eq!(store.asked_about(&hash("yes"), in_time).await.unwrap().as_deref(), Some("dana@example.com"));
        assert_eq!(store.asked_about(&hash("yes"), NOW + ASK_LIFE).await.unwrap(), None);
        assert!(store.say_yes(&hash("yes"), &hash("code"), in_time).await.unwrap());
        assert!(!store.say_yes(&hash("yes"), &hash("another"), in_time).await.unwrap());
        assert!(!store.say_yes(&hash("late"), &hash("another"), NOW + ASK_LIFE).await.unwrap());
        store.say_no(&hash("no")).await.unwrap();
        assert_eq!(store.asked_about(&hash("no"), NOW).await.unwrap(), None);
        assert_eq!(refresh_token(&store, &hash("session no"), NOW).await, None);
        assert!(store.finish_link(&hash("code"), &account("dana"), in_time).await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_replaced_by_the_next_and_ends_with_its_session() {
    on_both(async |store| {
        let dana = account("dana");
        for code in ["one", "two"] {
            agreed(&store, "dana", code, NOW).await;
            assert!(store.finish_link(&hash(code), &dana, NOW).await.unwrap());
            assert_eq!(store.linked_session(&dana).await.unwrap(), Some(hash(&format!("session {code}"))));
        }
        assert_eq!(refresh_token(&store, &hash("session one"), NOW).await, None);
        agreed(&store, "ingrid", "hers", NOW).await;
        assert!(store.finish_link(&hash("hers"), &account("ingrid"), NOW).await.unwrap());
        assert!(store.unlink(&dana).await.unwrap());
        assert!(!store.unlink(&dana).await.unwrap());
        assert_eq!(store.linked_session(&dana).await.unwrap(), None);
        assert_eq!(refresh_token(&store, &hash("session two"), NOW).await, None);
        let hers = store.linked_session(&account("ingrid")).await.unwrap().unwrap();
        store.in_turn(&hers, NOW, always(|_| Ok(Step::End))).await.unwrap();
        assert_eq!(store.linked_session(&account("ingrid")).await.unwrap(), None);
        agreed(&store, "dana", "three", NOW).await;
        store.end_all().await.unwrap();
        assert!(!store.finish_link(&hash("three"), &dana, NOW).await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_want_the_same_at_once_one_gets_it_and_nobody_fails() {
    on_both(async |store| {
        for round in 0..5 {
            // Each begin finds sessions of before that have ended, and takes them away.
            let now = NOW + f64::from(round) * 2.0 * LIFE;
            let begin = (0..20).map(|number| {
                let store = Arc::clone(&store);
                let session = hash(&format!("{round} {number}"));
                tokio::spawn(async move { store.begin_session(&session, tokens("1"), None, None, now).await.unwrap() })
            });
            for begun in begin.collect::<Vec<_>>() {
                begun.await.unwrap();
            }
            store.keep_attempt(&hash("state"), Attempt::default(), now).await.unwrap();
            store.keep_start(&hash("start"), named("dana"), now).await.unwrap();
            agreed(&store, "dana", &format!("a {round}"), now).await;
            agreed(&store, "dana", &format!("b {round}"), now).await;
            let wants = (0..12).map(|number| {
                let store = Arc::clone(&store);
                let code = hash(&format!("{} {round}", if number % 2 == 0 { "a" } else { "b" }));
                tokio::spawn(async move {
                    let attempt = store.take_attempt(&hash("state"), now).await.unwrap().is_some();
                    let start = store.take_start(&hash("start"), now).await.unwrap().is_some();
                    let linked = store.finish_link(&code, &account("dana"), now).await.unwrap();
                    [attempt, start, linked].map(u32::from)
                })
            });
            let mut got = [0, 0, 0];
            for wanted in wants.collect::<Vec<_>>() {
                got.iter_mut().zip(wanted.await.unwrap()).for_each(|(sum, one)| *sum += one);
            }
            assert_eq!(got, [1, 1, 2], "one each, and of two codes both");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_ends_all_of_theirs_and_nobody_elses() {
    on_both(async |store| {
        let whose = |name: &str| Some(format!("usr-{name}"));
        for (session, person) in
            [("laptop", whose("dana")), ("phone", whose("dana")), ("hers", whose("ingrid")), ("whose", None)]
        {
            store.begin_session(&hash(session), tokens(session), person, None, NOW).await.unwrap();
        }
        for (name, code) in [("dana", "code"), ("dana", "waits")] {
            let question = hash(&format!("question {code}"));
            store.ask(&question, named(name), &hash(code), tokens(code), whose(name), NOW).await.unwrap();
        }
        assert!(store.say_yes(&hash("question code"), &hash("yes"), NOW).await.unwrap());
        assert!(store.finish_link(&hash("yes"), &account("dana"), NOW).await.unwrap());
        store.keep_start(&hash("start"), named("dana"), NOW).await.unwrap();
        let attempt = Attempt { account: Some(named("dana")), ..Attempt::default() };
        store.keep_attempt(&hash("state"), attempt, NOW).await.unwrap();

        assert_eq!(store.person_of(&hash("phone")).await.unwrap(), whose("dana"));
        assert_eq!(store.person_of(&hash("whose")).await.unwrap(), None);
        assert_eq!(store.count(NOW).await.unwrap(), (6, 1));
        store.mute(&hash("phone"), &["accessEnded".to_owned()]).await.unwrap();
        let hers = Kept { browsers: 2, accounts: vec![account("dana")], muted: vec!["accessEnded".to_owned()] };
        assert_eq!(store.kept_for_person_of(&hash("phone"), NOW).await.unwrap(), hers);
        assert_eq!(
            store.kept_for_person_of(&hash("whose"), NOW).await.unwrap(),
            Kept { browsers: 1, ..Kept::default() }
        );
        assert_eq!(store.forget_person_of(&hash("laptop"), NOW).await.unwrap(), hers);
        for (session, is_there) in
            [("laptop", false), ("phone", false), ("code", false), ("waits", false), ("hers", true), ("whose", true)]
        {
            assert_eq!(refresh_token(&store, &hash(session), NOW).await.is_some(), is_there, "{session}");
        }
        assert_eq!(store.linked_session(&account("dana")).await.unwrap(), None);
        assert_eq!(store.take_start(&hash("start"), NOW).await.unwrap(), None);
        assert_eq!(store.take_attempt(&hash("state"), NOW).await.unwrap(), None);
        assert_eq!(store.count(NOW).await.unwrap(), (2, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_sealed_anew_and_what_does_not_open_here_stays() {
    on_both(async |store| {
        for name in ["old", "now", "foreign"] {
            store.begin_session(&hash(name), tokens(name), None, None, NOW).await.unwrap();
        }
        let closed = store
            .seal_again(Arc::new(|session, (access, refresh)| {
                Ok((*session != hash("foreign")).then(|| (access.replace("old", "new"), refresh.replace("old", "new"))))
            }))
            .await
            .unwrap();
        assert_eq!(closed, 1);
        for (session, name) in [("old", "new"), ("now", "now"), ("foreign", "foreign")] {
            assert!(store.session(&hash(session), NOW).await.unwrap() == Some(tokens(name)), "{session}");
        }
    })
    .await;
}

async fn link(store: &Shared, name: &str, person: Option<&str>) {
    let (question, code) = (hash(&format!("question {name}")), hash(&format!("code {name}")));
    let person = person.map(str::to_owned);
    store.ask(&question, named(name), &hash(name), tokens(name), person, NOW).await.unwrap();
    assert!(store.say_yes(&question, &code, NOW).await.unwrap());
    assert!(store.finish_link(&code, &account(name), NOW).await.unwrap());
}

const ONE: Lease = [1; 16];
const OTHER: Lease = [2; 16];

fn mark(request: &str, status: &str) -> Mark {
    Mark { request: request.to_owned(), is_task: status.is_empty(), status: status.to_owned() }
}

fn news(request: &str, about: &str) -> News {
    let [kind, request, about, what] = ["accessGranted", request, about, "orders"].map(str::to_owned);
    News { kind, request, about, what }
}

/// What a look has brought, of which these are news.
fn seen(news: &[News]) -> Seen {
    Seen { news: news.to_vec(), since: 1.0, ..Seen::default() }
}

/// Of the next letter what it says, which is then settled.
async fn next_said(store: &Shared, now: f64) -> Option<String> {
    let letter = store.next_letter(now, &ONE, now + 10.0).await.unwrap()?;
    store.settled(letter.id, &ONE).await.unwrap();
    Some(letter.news.about)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_linked_person_who_is_known_is_looked_after_in_turns_and_only_who_has_the_turn_keeps_what_was_seen() {
    on_both(async |store| {
        link(&store, "dana", Some("usr-dana")).await;
        link(&store, "nobodys", None).await;
        assert_eq!(store.next_watch(NOW + 99.0, &ONE, NOW + 199.0).await.unwrap(), None, "before it is begun");
        store.enrol(NOW, 10.0).await.unwrap();
        store.enrol(NOW, 10.0).await.unwrap();
        assert_eq!(store.next_watch(NOW - 0.1, &ONE, NOW + 10.0).await.unwrap(), None);
        let (now, dana) = (NOW + 10.0, account("dana"));
        let first = store.next_watch(now, &ONE, now + 30.0).await.unwrap().unwrap();
        let (session, marks) = (hash("dana"), Vec::new());
        assert_eq!(first, Watch { account: dana.clone(), session, marks, since: None, failures: 0 });
        assert_eq!(store.next_watch(now, &OTHER, now + 30.0).await.unwrap(), None, "it is somebody's turn");

        // The turn ends; whoever had it comes back too late.
        let late = now + 30.0;
        assert!(store.next_watch(late, &OTHER, late + 30.0).await.unwrap().is_some());
        assert!(!store.seen(&dana, &ONE, seen(&[news("AR-1", "lost")]), late, late).await.unwrap());
        store.not_seen(&dana, &ONE, late).await.unwrap();
        let changed = vec![mark("AR-1", "Granted"), mark("AR-2", "Granted"), mark("AR-3", "")];
        let kept = Seen { changed, since: 7.0, ..seen(&[news("AR-1", "kept")]) };
        assert!(store.seen(&dana, &OTHER, kept, late, late + 60.0).await.unwrap());
        assert!(!store.seen(&dana, &OTHER, seen(&[]), late, late).await.unwrap(), "a turn ends once");
        assert_eq!(next_said(&store, late).await.as_deref(), Some("kept"));
        assert_eq!(next_said(&store, late).await, None);

        assert_eq!(store.next_watch(late + 59.0, &ONE, late + 99.0).await.unwrap(), None);
        let mut again = store.next_watch(late + 60.0, &ONE, late + 90.0).await.unwrap().unwrap();
        again.marks.sort();
        assert_eq!(again.since, Some(7.0));
        assert_eq!(again.marks, [mark("AR-1", "Granted"), mark("AR-2", "Granted"), mark("AR-3", "")]);
        let (changed, gone) = (vec![mark("AR-1", "Expired")], vec![mark("AR-2", "Granted"), mark("AR-3", "")]);
        assert!(store.seen(&dana, &ONE, Seen { changed, gone, ..seen(&[]) }, late, late + 60.0).await.unwrap());
        for failures in 0..2 {
            let watch = store.next_watch(late + 60.0, &ONE, late + 90.0).await.unwrap().unwrap();
            assert_eq!((watch.failures, watch.marks), (failures, vec![mark("AR-1", "Expired")]));
            store.not_seen(&dana, &ONE, late + 60.0).await.unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_go_one_by_one_in_the_order_of_each_request_and_again_when_a_sender_is_gone() {
    on_both(async |store| {
        link(&store, "dana", Some("usr-dana")).await;
        store.enrol(NOW, 0.0).await.unwrap();
        let watch = store.next_watch(NOW, &ONE, NOW + 30.0).await.unwrap().unwrap();
        let all = [news("AR-1", "1 a"), news("AR-1", "1 b"), news("AR-2", "2 a")];
        assert!(store.seen(&watch.account, &ONE, seen(&all), NOW, NOW + 1e6).await.unwrap());
        assert_eq!(store.waiting().await.unwrap(), 3);
        let first = store.next_letter(NOW, &ONE, NOW + 15.0).await.unwrap().unwrap();
        assert_eq!((first.news.clone(), first.person.as_str(), first.attempts), (news("AR-1", "1 a"), "usr-dana", 0));
        let other = store.next_letter(NOW, &OTHER, NOW + 15.0).await.unwrap().unwrap();
        assert_eq!(other.news, news("AR-2", "2 a"));
        assert_eq!(
            store.next_letter(NOW, &ONE, NOW + 15.0).await.unwrap(),
            None,
            "the rest of AR-1 waits for its first"
        );
        store.settled(other.id, &ONE).await.unwrap();
        assert_eq!(store.waiting().await.unwrap(), 3, "only who sends it settles it");
        store.settled(other.id, &OTHER).await.unwrap();

        // Its sender is gone.
        let again = store.next_letter(NOW + 15.0, &OTHER, NOW + 30.0).await.unwrap().unwrap();
        assert_eq!((again.id, again.attempts), (first.id, 1));
        store.settled(first.id, &ONE).await.unwrap();
        store.postponed(&again, &OTHER, NOW + 40.0, false).await.unwrap();
        assert_eq!(next_said(&store, NOW + 39.0).await, None, "what follows waits with it");
        assert_eq!(next_said(&store, NOW + 40.0).await.as_deref(), Some("1 a"));
        assert_eq!(next_said(&store, NOW + 40.0).await.as_deref(), Some("1 b"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_waits_as_a_whole_and_an_account_to_which_nothing_can_be_sent_begins_anew_later() {
    on_both(async |store| {
        link(&store, "dana", Some("usr-dana")).await;
        store.enrol(NOW, 0.0).await.unwrap();
        let dana = account("dana");
        store.next_watch(NOW, &ONE, NOW + 30.0).await.unwrap().unwrap();
        let changed = vec![mark("AR-1", "Granted")];
        let kept = Seen { changed, ..seen(&[news("AR-1", "1"), news("AR-2", "2")]) };
        assert!(store.seen(&dana, &ONE, kept, NOW, NOW + 5.0).await.unwrap());
        let letter = store.next_letter(NOW, &ONE, NOW + 15.0).await.unwrap().unwrap();
        store.postponed(&letter, &ONE, NOW + 60.0, true).await.unwrap();
        assert_eq!(next_said(&store, NOW + 59.0).await, None);
        assert_eq!(next_said(&store, NOW + 60.0).await.as_deref(), Some("1"));

        assert!(store.next_watch(NOW + 60.0, &OTHER, NOW + 90.0).await.unwrap().is_some());
        store.blocked(&dana, NOW + 1_000.0).await.unwrap();
        assert!(
            !store.seen(&dana, &OTHER, seen(&[news("AR-3", "3")]), NOW, NOW).await.unwrap(),
            "the look was too late"
        );
        assert_eq!((store.waiting().await.unwrap(), next_said(&store, NOW + 2_000.0).await), (0, None));
        assert_eq!(store.next_watch(NOW + 999.0, &ONE, NOW + 1_030.0).await.unwrap(), None);
        let anew = store.next_watch(NOW + 1_000.0, &ONE, NOW + 1_030.0).await.unwrap().unwrap();
        assert_eq!((anew.since, anew.marks), (None, vec![]));

        assert!(store.seen(&dana, &ONE, seen(&[news("AR-4", "4")]), NOW, NOW).await.unwrap());
        assert!(store.unlink(&dana).await.unwrap());
        assert_eq!((store.waiting().await.unwrap(), next_said(&store, NOW + 2_000.0).await), (0, None));
        store.enrol(NOW, 0.0).await.unwrap();
        assert_eq!(store.next_watch(NOW + 2_000.0, &ONE, NOW + 3_000.0).await.unwrap(), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_muted_is_one_persons_in_all_their_sign_ins_and_counts_when_a_letter_is_sent() {
    on_both(async |store| {
        link(&store, "dana", Some("usr-dana")).await;
        link(&store, "hers", Some("usr-ingrid")).await;
        store.begin_session(&hash("laptop"), tokens("1"), Some("usr-dana".to_owned()), None, NOW).await.unwrap();
        store.begin_session(&hash("whose"), tokens("2"), None, None, NOW).await.unwrap();
        let both = ["accessGranted", "accessEnded"].map(str::to_owned);
        assert!(store.mute(&hash("laptop"), &both).await.unwrap());
        assert!(!store.mute(&hash("whose"), &both).await.unwrap());
        assert_eq!(store.muted(&hash("whose")).await.unwrap(), None);
        assert_eq!(store.muted(&hash("hers")).await.unwrap(), Some(vec![]));
        let told = Some(vec!["accessEnded".to_owned(), "accessGranted".to_owned()]);
        assert_eq!(store.muted(&hash("dana")).await.unwrap(), told);

        store.enrol(NOW, 0.0).await.unwrap();
        for _ in 0..2 {
            let watch = store.next_watch(NOW, &ONE, NOW + 30.0).await.unwrap().unwrap();
            let news = [news(&watch.account.oid, "")];
            assert!(store.seen(&watch.account, &ONE, seen(&news), NOW, NOW + 99.0).await.unwrap());
        }
        for _ in 0..2 {
            let letter = store.next_letter(NOW, &ONE, NOW + 15.0).await.unwrap().unwrap();
            assert_eq!(letter.is_muted, letter.account == account("dana"));
        }
        assert!(store.mute(&hash("dana"), &[]).await.unwrap());
        assert_eq!(store.muted(&hash("laptop")).await.unwrap(), Some(vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_replicas_at_once_each_look_and_each_letter_is_taken_by_one() {
    let Some((_, one, other)) = replicas().await else { return };
    for number in 0..20 {
        link(&one, &format!("account {number}"), Some("usr-dana")).await;
    }
    one.enrol(NOW, 0.0).await.unwrap();
    let run = |take: fn(Shared, u8) -> tokio::task::JoinHandle<usize>| {
        let takers: Vec<_> =
            (1..=8).map(|number| take(Arc::clone(if number % 2 == 0 { &one } else { &other }), number)).collect();
        async move {
            let mut taken = 0;
            for taker in takers {
                taken += taker.await.unwrap();
            }
            taken
        }
    };
    let looks = run(|store, number| {
        tokio::spawn(async move {
            let mut taken = 0;
            while let Some(watch) = store.next_watch(NOW, &[number; 16], NOW + 30.0).await.unwrap() {
                let news = [news("AR-1", "once")];
                assert!(store.seen(&watch.account, &[number; 16], seen(&news), NOW, NOW + 99.0).await.unwrap());
                taken += 1;
            }
            taken
        })
    });
    assert_eq!(looks.await, 20);
    let letters = run(|store, number| {
        tokio::spawn(async move {
            let mut taken = 0;
            while let Some(letter) = store.next_letter(NOW, &[number; 16], NOW + 30.0).await.unwrap() {
                store.settled(letter.id, &[number; 16]).await.unwrap();
                taken += 1;
            }
            taken
        })
    });
    assert_eq!(letters.await, 20);
    assert_eq!(one.waiting().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.sqlite");
    let before: Shared = Arc::new(Sqlite::open(&file).unwrap());
    before.begin_session(&hash("session"), tokens("1"), None, None, NOW).await.unwrap();
    drop(before);
    let after: Shared = Arc::new(Sqlite::open(&file).unwrap());
    assert_eq!(refresh_token(&after, &hash("session"), NOW).await.as_deref(), Some("refresh 1"));
    let Some(address) = postgres::database().await else { return };
    let before: Shared = Arc::new(Postgres::open(&address).await.unwrap());
    before.begin_session(&hash("session"), tokens("1"), None, None, NOW).await.unwrap();
    let after: Shared = Arc::new(Postgres::open(&address).await.unwrap());
    assert_eq!(refresh_token(&after, &hash("session"), NOW).await.as_deref(), Some("refresh 1"));
}

/// Two replicas on one database.
async fn replicas() -> Option<(server::config::Hidden, Shared, Shared)> {
    let address = postgres::database().await?;
    let (one, other) = (Postgres::open(&address).await.unwrap(), Postgres::open(&address).await.unwrap());
    Some((address, Arc::new(one), Arc::new(other)))
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_start_together_make_the_schema_once_and_one_that_is_too_old_says_so() {
    let Some(address) = postgres::database().await else { return };
    let starts = (0..8).map(|_| {
        let address = address.clone();
        tokio::spawn(async move { Postgres::open(&address).await.map(drop) })
    });
    for start in starts.collect::<Vec<_>>() {
        assert_eq!(start.await.unwrap(), Ok(()));
    }
    let client = postgres::connect(&address).await;
    client.batch_execute("UPDATE apono_access_schema SET steps = 1000").await.unwrap();
    assert!(Postgres::open(&address).await.err().unwrap().contains("later version"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_replicas_one_has_the_turn_and_one_that_dies_in_it_gives_it_to_the_next() {
    let Some((address, one, other)) = replicas().await else { return };
    let session = hash("session");
    one.begin_session(&session, tokens("1"), None, None, NOW).await.unwrap();
    let (decide, has_begun, _go_on) = held(Step::End);
    tokio::spawn(async move { one.in_turn(&session, NOW, decide).await.is_ok() });
    has_begun.await.unwrap();
    let (decide, mut waits, go_on) = held(Step::Renew(Tokens { renewed_at: NOW + 1.0, ..tokens("2") }));
    let next = Arc::clone(&other);
    let next = tokio::spawn(async move { next.in_turn(&session, NOW, decide).await.unwrap().unwrap().refresh });
    // Until it waits in the database.
    let client = postgres::connect(&address).await;
    let started = Instant::now();
    let sql = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    while client.query_one(sql, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        assert!(started.elapsed() < PATIENCE, "the second replica does not wait");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(waits.try_recv().is_err(), "two have the turn");
    end_connections(&client, "idle in transaction").await;
    waits.await.unwrap();
    go_on.send(()).unwrap();
    assert_eq!(next.await.unwrap(), "refresh 2");
    assert_eq!(refresh_token(&other, &session, NOW).await.as_deref(), Some("refresh 2"));
}

/// As when those processes, or their network, go away.
async fn end_connections(client: &tokio_postgres::Client, state: &str) {
    let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
               WHERE datname = current_database() AND state = $1 AND pid <> pg_backend_pid()";
    assert!(client.query_one(sql, &[&state]).await.unwrap().get::<_, i64>(0) > 0, "nobody is {state}");
}

#[tokio::test(flavor = "multi_thread")]
async fn new_tokens_are_kept_though_the_connection_of_their_turn_breaks() {
    let Some((address, one, other)) = replicas().await else { return };
    let session = hash("session");
    one.begin_session(&session, tokens("1"), None, None, NOW).await.unwrap();
    let (decide, has_begun, go_on) = held(Step::Renew(Tokens { renewed_at: NOW + 1.0, ..tokens("2") }));
    let renewing = Arc::clone(&one);
    let renewed = tokio::spawn(async move { renewing.in_turn(&session, NOW, decide).await.unwrap().unwrap().refresh });
    has_begun.await.unwrap();
    end_connections(&postgres::connect(&address).await, "idle in transaction").await;
    go_on.send(()).unwrap();
    assert_eq!(renewed.await.unwrap(), "refresh 2");
    assert_eq!(refresh_token(&other, &session, NOW).await.as_deref(), Some("refresh 2"));

    // Unless somebody else has renewed them since: then theirs count.
    let (decide, has_begun, go_on) = held(Step::Renew(Tokens { renewed_at: NOW + 2.0, ..tokens("lost") }));
    let renewed = tokio::spawn(async move { one.in_turn(&session, NOW, decide).await.unwrap().unwrap().refresh });
    has_begun.await.unwrap();
    end_connections(&postgres::connect(&address).await, "idle in transaction").await;
    let newer = Tokens { renewed_at: NOW + 3.0, ..tokens("3") };
    other.in_turn(&session, NOW, always(|_| Ok(Step::Renew(newer)))).await.unwrap();
    go_on.send(()).unwrap();
    assert_eq!(renewed.await.unwrap(), "refresh 3");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_away_is_found_again_and_its_errors_hold_no_secret() {
    let Some((address, one, _other)) = replicas().await else { return };
    one.begin_session(&hash("session"), tokens("1"), None, None, NOW).await.unwrap();
    end_connections(&postgres::connect(&address).await, "idle").await;
    let started = Instant::now();
    // A connection may be used before the news of its end have come.
    while one.session(&hash("session"), NOW).await.is_err() {
        assert!(started.elapsed() < PATIENCE, "the database is not found again");
    }
    let twice = one.begin_session(&hash("session"), tokens("secret"), None, None, NOW).await.unwrap_err();
    assert_eq!((twice.status().as_u16(), twice.message().contains("secret")), (500, false));

    let wrong: server::config::Hidden = address.reveal().replace("only-for-tests", "not-the-password").parse().unwrap();
    let told = Postgres::open(&wrong).await.err().unwrap();
    assert!(told.contains("password") && !told.contains("not-the-password"), "{told}");
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let away = format!("postgres://me:not-the-password@{nobody}/apono").parse().unwrap();
    let told = Postgres::open(&away).await.err().unwrap();
    assert!(told.contains("connect") && !told.contains("not-the-password"), "{told}");
}
