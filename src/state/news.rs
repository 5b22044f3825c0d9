//! News for the person, gathered from what the stores read and told in one tab of the browser only (D7, decision 0012).

use leptos::prelude::*;

use super::{Pulse, Session};
use crate::domain::news::{Item, Task, Watch};
use crate::domain::request::AccessRequest;
use crate::domain::tabs::Note;
use crate::host;

/// How long a tab waits for what others have just told, and lets them hear what it tells. Milliseconds.
const ON_THE_WAY: f64 = 50.0;

/// The news of the tab.
#[derive(Clone, Copy)]
pub struct News {
    session: Session,
    pulse: Pulse,
    watch: StoredValue<Watch>,
    waiting: RwSignal<bool>,
}

impl News {
    /// Hears what other tabs tell from now on; what is read here counts from [`News::begin`] on.
    pub fn new(session: Session, pulse: Pulse) -> Self {
        let news = Self { session, pulse, watch: StoredValue::new(Watch::default()), waiting: RwSignal::new(false) };
        pulse.on_news(move |note| {
            news.change(|watch| match note {
                Note::Told(keys) => watch.heard(keys),
                Note::Mine(ids) => watch.mine(ids),
                Note::NotMine(ids) => watch.not_mine(ids),
                Note::Asking(_) | Note::Went { .. } | Note::Changed { .. } => {}
            });
        });
        news
    }

    /// What is read from now on is compared; what was made before now is known to the person.
    pub fn begin(self) {
        let now = self.session.clock.now();
        self.change(|watch| watch.begin(now));
    }

    /// Whether something waits to be told.
    pub fn waiting(self) -> ReadSignal<bool> {
        self.waiting.read_only()
    }

    /// A request has been read; `before` is how it was known. Whether that is new to the tab and was made after it was
    /// opened.
    pub(super) fn saw(self, before: Option<&AccessRequest>, after: &AccessRequest) -> bool {
        self.change(|watch| watch.saw(before, after));
        before.is_none() && self.watch.with_value(|watch| watch.is_fresh(after))
    }

    /// Looks at the server's clock: which access has come close to its end.
    pub(super) fn look_at<'a>(self, granted: impl IntoIterator<Item = &'a AccessRequest>) {
        let now = self.session.clock.now();
        self.change(|watch| watch.look_at(now, granted));
    }

    /// The person's tasks have been read: all that wait, and those that waited before and do not any more.
    pub fn saw_tasks(self, tasks: Vec<Task>) {
        self.change(|watch| watch.saw_tasks(tasks));
    }

    /// The person is ending these requests, or deciding these tasks: no news, in no tab.
    pub fn mine(self, ids: Vec<String>) {
        self.change(|watch| watch.mine(&ids));
        self.pulse.tell(&Note::Mine(ids));
    }

    /// The service refused that.
    pub fn not_mine(self, ids: Vec<String>) {
        self.change(|watch| watch.not_mine(&ids));
        self.pulse.tell(&Note::NotMine(ids));
    }

    /// Hands what waits to `show`, unless another tab tells it or `ready` says no. One tab after the other.
    pub async fn tell(self, ready: impl FnOnce() -> bool, show: impl FnOnce(Vec<Item>)) {
        let turn = host::turn(&self.pulse.name()).await;
        host::sleep(ON_THE_WAY).await;
        if !ready() {
            return;
        }
        let mut items = Vec::new();
        self.change(|watch| items = watch.take());
        if items.is_empty() {
            return;
        }
        self.pulse.tell(&Note::Told(items.iter().map(Item::key).collect()));
        show(items);
        host::sleep(ON_THE_WAY).await;
        drop(turn);
    }

    fn change(self, change: impl FnOnce(&mut Watch)) {
        let waits = self.watch.try_update_value(|watch| {
            change(watch);
            watch.has_news()
        });
        if let Some(waits) = waits.filter(|waits| self.waiting.try_get_untracked() == Some(!waits)) {
            self.waiting.set(waits);
        }
    }
}
