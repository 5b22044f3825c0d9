//! Deciding about several tasks at once, and the result of each.

use leptos::prelude::*;

use super::decide::{Reason, ReasonField, icon_of, undo_id};
use super::row::Ticked;
use crate::domain::decision::{ReasonRule, Verdict};
use crate::route::{Route, TasksView};
use crate::state::{Batch, Session, Tasks};
use crate::text;
use crate::text::tasks as words;
use crate::ui::focus;
use crate::ui::icon::Icon;
use crate::ui::timing;

const REASON: &str = "reason-of-all";
const RESULTS: &str = "results";

/// The Undo of decisions that were made together, by the first of them.
fn undo_all_id(first: &str) -> String {
    ["undo-all-", first].concat()
}

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
        let ids = chosen();
        let count = tasks.decide(ids.clone(), verdict, words);
        if let Some(first) = ids.into_iter().next().filter(|_| count > 0) {
            ticked.clear();
            reason.typed.set(String::new());
            let undo = if count > 1 { undo_all_id(&first) } else { undo_id(&first) };
            timing::next_frame(move || {
                focus::to_id(&undo);
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

/// How far decisions about several tasks are, those that failed by name, and the way to make these anew.
#[component]
pub(super) fn Results() -> impl IntoView {
    let tasks = expect_context::<Tasks>();
    let batches = tasks.batches();
    let key = |batch: &Batch| batch.ids.join(" ");
    view! {
        <div id=RESULTS tabindex="-1">
            <For each=move || batches.get() key=key let:batch>
                <Together batch/>
            </For>
        </div>
    }
}

/// The results of decisions that were made together.
#[component]
fn Together(batch: Batch) -> impl IntoView {
    let tasks = expect_context::<Tasks>();
    let first = batch.ids.first().cloned().unwrap_or_default();
    let (verdict, all) = (batch.verdict, batch.ids.len());
    let ids = StoredValue::new(batch.ids);
    let tally = Memo::new(move |_| ids.with_value(|ids| tasks.tally(ids)));
    let held = {
        let first = first.clone();
        Memo::new(move |_| tasks.is_held(&first))
    };
    let undo_id = undo_all_id(&first);
    // Hidden, it has lost the focus by the time at which this is asked.
    let undo_had_focus = StoredValue::new(false);
    Effect::new(move |was_held: Option<bool>| {
        let held = held.get();
        if was_held == Some(true) && !held && undo_had_focus.get_value() {
            timing::next_frame(|| focus::to_id_if_lost(RESULTS));
        }
        held
    });
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
        let failed: Vec<String> = tally.with_untracked(|tally| tally.failed.iter().map(|(id, _)| id.clone()).collect());
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
                <button class="btn btn--small" type="button" id=undo_id hidden=move || !held.get() on:focus=move |_| undo_had_focus.set_value(true) on:click=undo>{words::UNDO}</button>
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
                        ids.with_value(|ids| tasks.put_away(ids));
                        focus::to_first("main h1");
                    }
                >{words::DISMISS}</button>
            </div>
        </div>
    }
}
