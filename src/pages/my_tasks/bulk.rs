//! Deciding about several tasks at once, and the result of each.

use leptos::prelude::*;

use super::decide::{Reason, ReasonField, icon_of};
use super::row::Ticked;
use crate::domain::decision::{ReasonRule, Verdict};
use crate::route::{Route, TasksView};
use crate::state::{Session, Tasks};
use crate::text;
use crate::text::tasks as words;
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::timing;

const REASON: &str = "reason-of-all";
const RESULTS: &str = "results";
const UNDO: &str = "undo-all";

/// The bar for what is ticked. `shown` are the ids of the list.
#[component]
pub(super) fn BulkBar(ticked: Ticked, #[prop(into)] shown: Signal<Vec<String>>) -> impl IntoView {
    let tasks = expect_context::<Tasks>();
    let session = expect_context::<Session>();
    let reason = Reason::new(String::new());
    let shows_reason = RwSignal::new(false);
    let count = ticked.count();
    let chosen = move || ticked.of(&shown.get_untracked());
    let rule = Memo::new(move |_| {
        count.track();
        session.settings.with(|settings| {
            let rules = chosen().into_iter().filter_map(|id| tasks.task(&id));
            ReasonRule::of_all(rules.map(|task| task.row.with_untracked(|request| ReasonRule::of(request, settings))))
        })
    });
    let decide = move |verdict: Verdict| {
        let Some(words) = reason.read(rule.get_untracked(), REASON) else { return };
        if tasks.decide(chosen(), verdict, words) > 0 {
            ticked.clear();
            reason.typed.set(String::new());
            timing::next_frame(|| {
                focus::to_id(UNDO);
                focus::to_id_if_lost(RESULTS);
            });
        }
    };
    let button = move |verdict: Verdict| {
        view! {
            <button class="btn" type="button" on:click=move |_| decide(verdict)>
                <Icon name=icon_of(verdict)/>
                {words::verb(verdict)}
            </button>
        }
    };
    let clear = move |_| {
        ticked.clear();
        focus::to_first(".task input");
    };
    view! {
        <Show when=move || { count.get() > 0 }>
            <div class="bulk" role="region" aria-label=words::BULK>
                <span class="strong num" role="status">{move || words::selected(count.get())}</span>
                <span class="quiet small">{words::OWN_RESULT}</span>
                <span class="push bulk__acts">
                    {button(Verdict::Approve)}
                    {button(Verdict::Reject)}
                    <button class="btn btn--subtle" type="button" on:click=clear>{words::CLEAR}</button>
                </span>
                {move || match rule.get() {
                    ReasonRule::Hidden => ().into_any(),
                    ReasonRule::Optional if !shows_reason.get() => view! {
                        <button class="btn btn--link" type="button" on:click=move |_| {
                            shows_reason.set(true);
                            timing::next_frame(|| focus::to_id(REASON));
                        }>{words::ADD_REASON}</button>
                    }
                    .into_any(),
                    _ => view! {
                        <div class="bulk__reason">
                            <ReasonField id=REASON.to_owned() reason rule on_typed=Callback::new(|_| {})/>
                        </div>
                    }
                    .into_any(),
                }}
            </div>
        </Show>
    }
}

/// How far the newest decision about several tasks is, those that failed by name, and the way to make these anew.
#[component]
pub(super) fn Results() -> impl IntoView {
    let tasks = expect_context::<Tasks>();
    let batch = tasks.batch();
    let content = move || {
        let Some(batch) = batch.get() else { return ().into_any() };
        let first = batch.ids.first().cloned().unwrap_or_default();
        let (verdict, all) = (batch.verdict, batch.ids.len());
        let ids = StoredValue::new(batch.ids);
        let tally = Memo::new(move |_| ids.with_value(|ids| tasks.tally(ids)));
        let held = {
            let first = first.clone();
            Memo::new(move |_| tasks.is_held(&first))
        };
        let undo = move |_| {
            tasks.take_back(&first);
            focus::to_first(".task input");
        };
        let failed = move || {
            tally.with(|tally| tally.failed.clone()).into_iter().map(|(id, error)| {
                let view = TasksView { task: Some(id.clone()), ..TasksView::default() };
                view! { <li><a class="idlink" href=Route::Tasks(view).href()>{id}</a> " " <span>{text::error::what(&error)}</span></li> }
            }).collect_view()
        };
        let retry = move |_| {
            let failed: Vec<String> =
                tally.with_untracked(|tally| tally.failed.iter().map(|(id, _)| id.clone()).collect());
            tasks.retry(&failed);
            focus::to_id(RESULTS);
        };
        let icon = Signal::derive(move || {
            tally.with(|tally| match (tally.is_over(), tally.failed.is_empty()) {
                (false, _) => "clock",
                (true, true) => "check-circle",
                (true, false) => "triangle",
            })
        });
        view! {
            <div class="bar results" class:bar--bad=move || tally.with(|tally| tally.is_over() && !tally.failed.is_empty())>
                <Icon name=icon/>
                <div>
                    <p role="status">{move || {
                        if held.get() {
                            return words::held(verdict, all);
                        }
                        tally.with(|tally| words::batch(verdict, all, tally.done, tally.failed.len(), tally.is_over()))
                    }}</p>
                    <ul class="results__failed">{failed}</ul>
                </div>
                <div class="results__acts">
                    <button class="btn btn--small" type="button" id=UNDO hidden=move || !held.get() on:click=undo>{words::UNDO}</button>
                    <button
                        class="btn btn--small"
                        type="button"
                        hidden=move || tally.with(|tally| !tally.is_over() || tally.failed.is_empty())
                        on:click=retry
                    >{move || tally.with(|tally| words::retry_failed(tally.failed.len()))}</button>
                    <button
                        class="btn btn--small btn--subtle"
                        type="button"
                        hidden=move || tally.with(|tally| !tally.is_over())
                        on:click=move |_| {
                            tasks.forget_batch();
                            focus::to_first("main h1");
                        }
                    >{words::DISMISS}</button>
                </div>
            </div>
        }
        .into_any()
    };
    view! { <div id=RESULTS tabindex="-1">{content}</div> }
}
