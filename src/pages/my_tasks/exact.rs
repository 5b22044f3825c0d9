//! The exact resources and permissions of a task: all of them, a few at first, and a windowed list where there are many.

use leptos::prelude::*;

use crate::domain::inventory::AccessUnit;
use crate::state::{Task, Tasks, Units};
use crate::text;
use crate::text::tasks as words;
use crate::ui::badge::px;
use crate::ui::icon::{Icon, of_kind};
use crate::ui::window_list::{Heights, WindowList};

/// So many resources stand in the task itself.
const FEW: usize = 4;

/// Height of one row of the windowed list, wide and narrow. CSS pixels.
const ROW: u32 = 32;
const ROW_NARROW: u32 = 52;

fn row_height() -> u32 {
    let narrow = window().match_media("(max-width: 899px)").ok().flatten().is_some_and(|query| query.matches());
    if narrow { ROW_NARROW } else { ROW }
}

/// A resource with the names of its permissions, and the kind of its integration.
type Line = (String, Vec<String>, String);

/// Units of one resource, which stand together, become one line.
fn lines(units: &[AccessUnit]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut last: Option<&str> = None;
    for unit in units {
        if last == Some(unit.resource.id.as_str()) {
            if let Some((_, permissions, _)) = lines.last_mut() {
                permissions.push(unit.permission.name.clone());
            }
        } else {
            let kind = unit.resource.integration.kind.clone();
            lines.push((unit.resource.name.clone(), vec![unit.permission.name.clone()], kind));
        }
        last = Some(&unit.resource.id);
    }
    lines
}

fn line((resource, permissions, kind): Line) -> impl IntoView {
    let chips = permissions.into_iter().map(|name| view! { <span class="chip">{name}</span> }).collect_view();
    view! {
        <li class="what">
            <Icon name=of_kind(&kind)/>
            <div class="exact__line"><span class="strong">{resource}</span> {chips}</div>
        </li>
    }
}

#[component]
pub(super) fn Exact(task: Task, id: String) -> impl IntoView {
    let tasks = expect_context::<Tasks>();
    tasks.want_units(&id);
    let all = RwSignal::new(false);
    let Task { row, units, .. } = task;
    let region = ["exact-", &id].concat();
    let known = units.clone();
    let content = move || {
        known.with(|units| match units {
            Units::Unread => {
                let summary = row.with_untracked(|request| request.summary.clone());
                let first = summary.into_iter().map(|(resource, permission)| line((resource, vec![permission], String::new())));
                view! {
                    <ul class="resources">{first.collect_view()}</ul>
                    <p class="small quiet">{words::LOADING_PERMISSIONS}</p>
                }
                .into_any()
            }
            Units::Failed(error) => {
                let why = text::error::what(error);
                let id = id.clone();
                view! {
                    <p class="hint hint--error"><Icon name="triangle"/><span>{words::UNITS_FAILED} " " {why}</span></p>
                    <button class="btn btn--small" type="button" on:click=move |_| tasks.want_units(&id)>{words::RETRY}</button>
                }
                .into_any()
            }
            Units::Read(read) if read.is_empty() => {
                view! { <p class="small quiet">{text::requests::UNITS_LATER}</p> }.into_any()
            }
            Units::Read(read) => {
                let lines = lines(read);
                let count = lines.len();
                let first = if count > FEW { FEW - 1 } else { count };
                let hides_few = move || count > FEW && all.get();
                let first = lines.into_iter().take(first).map(line).collect_view();
                let (units, region) = (ArcStoredValue::new(read.clone()), region.clone());
                view! {
                    <ul class="resources" hidden=hides_few>{first}</ul>
                    {move || (count > FEW && all.get()).then(|| {
                        let units = units.clone();
                        let height = row_height();
                        let rows = units.with_value(|units| units.len());
                        let draw = Callback::new(move |row: ReadSignal<Option<usize>>| {
                            let units = units.clone();
                            let unit = move || row.get().and_then(|row| units.with_value(|units| units.get(row).cloned()));
                            let content = move || unit().map(|unit| view! {
                                <Icon name=of_kind(&unit.resource.integration.kind)/>
                                <span class="strong exact__name">{unit.resource.name.clone()}</span>
                                <span class="exact__permission">{unit.permission.name}</span>
                            });
                            view! { <div class="exact__row" style:height=px(height.into())>{content}</div> }.into_any()
                        });
                        view! {
                            <div class="exact">
                                <WindowList id=region.clone() label=words::PERMISSIONS heights=Heights::even(rows, height) draw stops=true/>
                            </div>
                        }
                    })}
                    {(count > FEW).then(|| view! {
                        <button
                            class="btn btn--link"
                            type="button"
                            aria-expanded=move || if all.get() { "true" } else { "false" }
                            on:click=move |_| all.update(|all| *all = !*all)
                        >
                            {move || if all.get() { words::show_fewer().to_owned() } else { words::show_all(count) }}
                        </button>
                    })}
                }
                .into_any()
            }
        })
    };
    view! { <div class="exact__all">{content}</div> }
}
