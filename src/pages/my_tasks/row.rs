//! One task: who asks for what, in whose words, until when, and who else decides.

use std::collections::{BTreeSet, HashMap};

use leptos::prelude::*;

use super::decide::{Decide, Typed};
use super::exact::Exact;
use crate::domain::custom_field::in_words;
use crate::domain::decision::{Course, is_undecided, would_end};
use crate::domain::moment::Moment;
use crate::domain::request::AccessRequest;
use crate::domain::status::List;
use crate::pages::approvers::Approvers;
use crate::route::{Route, TaskList, TasksView};
use crate::state::{Session, Task, Tasks};
use crate::text;
use crate::text::tasks as words;
use crate::ui::format;
use crate::ui::timing;

/// How often "ends at … if approved now" is written anew. Milliseconds.
const TICK: u64 = 30_000;

/// Which tasks are ticked: a plain set, one flag for each visible row, and how many there are.
#[derive(Clone, Copy)]
pub(super) struct Ticked {
    ids: StoredValue<BTreeSet<String>>,
    flags: StoredValue<HashMap<String, ArcRwSignal<bool>>>,
    count: RwSignal<usize>,
}

impl Ticked {
    pub(super) fn new() -> Self {
        Self {
            ids: StoredValue::new(BTreeSet::new()),
            flags: StoredValue::new(HashMap::new()),
            count: RwSignal::new(0),
        }
    }

    pub(super) fn count(self) -> ReadSignal<usize> {
        self.count.read_only()
    }

    /// The ticked ones in the order of the list.
    pub(super) fn of(self, list: &[String]) -> Vec<String> {
        self.ids.with_value(|ids| list.iter().filter(|id| ids.contains(*id)).cloned().collect())
    }

    pub(super) fn set(self, ids: &[String], ticked: bool) {
        self.ids.update_value(|known| {
            if ticked {
                known.extend(ids.iter().cloned());
            } else {
                known.retain(|id| !ids.contains(id));
            }
        });
        for id in ids {
            let flag = self.flags.with_value(|flags| flags.get(id).cloned());
            if let Some(flag) = flag.filter(|flag| flag.get_untracked() != ticked) {
                flag.set(ticked);
            }
        }
        self.count.set(self.ids.with_value(BTreeSet::len));
    }

    pub(super) fn clear(self) {
        let all: Vec<String> = self.ids.with_value(|ids| ids.iter().cloned().collect());
        self.set(&all, false);
    }

    /// Gives back what cannot be decided any more.
    pub(super) fn keep_only(self, open: impl Fn(&String) -> bool) {
        let gone: Vec<String> = self.ids.with_value(|ids| ids.iter().filter(|id| !open(id)).cloned().collect());
        if !gone.is_empty() {
            self.set(&gone, false);
        }
    }

    fn flag(self, id: &str) -> ArcRwSignal<bool> {
        let flag = ArcRwSignal::new(self.ids.with_value(|ids| ids.contains(id)));
        self.flags.update_value(|flags| drop(flags.insert(id.to_owned(), flag.clone())));
        let id = id.to_owned();
        on_cleanup(move || drop(self.flags.try_update_value(|flags| flags.remove(&id))));
        flag
    }
}

pub(super) fn link_id(id: &str) -> String {
    ["task-", id].concat()
}

/// What an asked length means, or when access ends or ended.
fn length(request: &AccessRequest, now: Moment) -> String {
    let asked = request.duration.map(text::time::duration);
    match (would_end(request.duration, now), request.ends) {
        (Some(end), _) if is_undecided(&request.status) => {
            words::would_end(&asked.unwrap_or_default(), &format::day_and_time(end.0, now.0))
        }
        (_, Some(ends)) if !is_undecided(&request.status) => {
            let label = if request.list() == List::Closed { text::requests::ENDED } else { text::requests::ENDS };
            [label, " ", &format::day_and_time(ends.0, now.0)].concat()
        }
        _ => asked.unwrap_or_else(|| words::WHOLE_PERIOD.to_owned()),
    }
}

#[component]
pub(super) fn TaskRow(
    task: Task,
    list: TaskList,
    ticked: Ticked,
    typed: Typed,
    /// The row's number in the list, from 0.
    place: Signal<usize>,
    /// It is the only one on the page.
    alone: bool,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let tasks = expect_context::<Tasks>();
    let (row, course) = (task.row.clone(), task.course.clone());
    let request = row.get_untracked();
    let id = request.id.clone();
    let flag = ticked.flag(&id);
    let href = Route::Tasks(TasksView { list, task: Some(id.clone()), ..TasksView::default() }).href();
    let times = RwSignal::new((String::new(), String::new()));
    let changed = row.clone();
    let write = move |request: &AccessRequest| {
        let now = session.clock.now();
        let new = (length(request, now), words::asked(&format::ago(request.created.0, now.0)));
        if times.with_untracked(|old| *old != new) {
            times.set(new);
        }
    };
    let ticking = row.clone();
    timing::every(TICK, move || ticking.with_untracked(|request| write(request)));
    Effect::new(move |_| changed.with(|request| write(request)));
    let pick = (list == TaskList::Pending && !alone).then(|| {
        let (id, flag, course) = (id.clone(), flag.clone(), course.clone());
        let label = words::select(&id);
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    aria-label=label
                    prop:checked=move || flag.get()
                    disabled=move || !course.with(Course::is_open)
                    on:change=move |event| ticked.set(std::slice::from_ref(&id), event_target_checked(&event))
                />
            </label>
        }
    });
    let head = {
        let (row, id) = (row.clone(), id.clone());
        let of_bundle = request.bundle.is_some();
        view! {
            <h2 class="task__title" id=["title-", &id].concat() tabindex="-1">
                <span>{move || row.with(|request| words::title(request))}</span>
                {of_bundle.then(|| view! { <span class="chip">{text::requests::BUNDLE}</span> })}
                {if alone {
                    view! { <span class="small num">{id.clone()}</span> }.into_any()
                } else {
                    view! { <a class="idlink small num" id=link_id(&id) href=href>{id.clone()}</a> }.into_any()
                }}
            </h2>
        }
    };
    let who = {
        let row = row.clone();
        move || row.with(|request| words::who(request))
    };
    let about = {
        let row = row.clone();
        move || {
            row.with(|request| {
                let quote = match &request.justification {
                    Some(justification) => view! { <p class="quote">{justification.clone()}</p> }.into_any(),
                    None => view! { <p class="small quiet">{words::NO_WORDS}</p> }.into_any(),
                };
                let answers =
                    session.settings.with_untracked(|settings| in_words(&settings.custom_fields, &request.custom_fields));
                let answers = (!answers.is_empty()).then(|| view! {
                    <p class="eyebrow">{words::ANSWERS}</p>
                    <dl class="facts">
                        {answers.into_iter().map(|(label, fact)| view! { <dt>{label}</dt><dd>{fact}</dd> }).collect_view()}
                    </dl>
                });
                view! { <p class="eyebrow">{words::WORDS}</p> {quote} {answers} }
            })
        }
    };
    let approvers = {
        let row = row.clone();
        move || {
            row.with(|request| {
                request.approval.clone().map(|approval| {
                    view! {
                        <div class="task__part">
                            <p class="eyebrow">{words::APPROVERS}</p>
                            <Approvers approval/>
                        </div>
                    }
                })
            })
        }
    };
    let over = {
        let course = course.clone();
        move || !course.with(Course::counts)
    };
    let exact_task = task.clone();
    // A task that is shown is one whose exact resources matter, also where it does not wait any more.
    tasks.want_units(&id);
    view! {
        <tr
            role="row"
            class="card task"
            class:task--on=move || flag.get()
            class:task--over=over
            class:task--alone=alone
            aria-rowindex=move || place.get() + 2
        >
            <td role="cell" class="task__pick">{pick}</td>
            <th role="rowheader" scope="row" class="task__head">
                {head}
                <p class="small quiet">
                    <span class="strong">{who}</span>
                    " · "
                    <span class="task__time">{move || times.with(|(length, _)| length.clone())}</span>
                    " · "
                    <span class="task__time">{move || times.with(|(_, asked)| asked.clone())}</span>
                </p>
            </th>
            <td role="cell" class="task__cols">
                <div class="task__part">
                    {about}
                    <p class="eyebrow">{words::PERMISSIONS}</p>
                    <Exact task=exact_task id=id.clone()/>
                </div>
                {approvers}
            </td>
            <td role="cell" class="task__side"><Decide task id typed/></td>
        </tr>
    }
}
