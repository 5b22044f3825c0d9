//! Requests that were submitted together: their head in the list, and the others in the panel of one.

use leptos::prelude::*;

use crate::domain::request_set::Progress;
use crate::pages::status_badge;
use crate::route::{RequestsView, Route};
use crate::state::Requests;
use crate::text;
use crate::text::requests as words;
use crate::ui::badge::Badge;

/// The line above the requests of a set.
#[component]
pub(super) fn SetHead(members: Vec<String>, place: Signal<usize>, columns: u32) -> impl IntoView {
    let requests = expect_context::<Requests>();
    let progress = Memo::new(move |_| requests.progress(&members));
    view! {
        <tr role="row" class="set-head" aria-rowindex=move || place.get() + 2>
            <th role="rowheader" scope="rowgroup" colspan=columns>
                <div class="row">
                    <span class="strong">{words::TOGETHER}</span>
                    <span class="quiet small">{move || words::set_size(progress.get().all)}</span>
                    <Meter progress/>
                </div>
            </th>
        </tr>
    }
}

#[component]
fn Meter(progress: Memo<Progress>) -> impl IntoView {
    view! {
        <progress
            class="meter"
            max=move || progress.get().all.to_string()
            value=move || progress.get().granted.to_string()
            aria-label=words::GRANTED_OF_SET
        ></progress>
        <span class="small strong num">{move || words::set_progress(progress.get())}</span>
    }
}

/// The set of a request with its other requests, in the panel.
#[component]
pub(super) fn Companions(id: String) -> impl IntoView {
    let requests = expect_context::<Requests>();
    let members = Memo::new({
        let id = id.clone();
        move |_| requests.sets().with(|sets| sets.of(&id).map(<[String]>::to_vec)).unwrap_or_default()
    });
    let progress = Memo::new(move |_| members.with(|members| requests.progress(members)));
    let others = move || {
        requests.revision().track();
        let rows = members.get().into_iter().filter(|member| *member != id).filter_map(|member| requests.row(&member));
        rows.map(|row| {
            row.with(|request| {
                let view =
                    RequestsView { list: request.list(), request: Some(request.id.clone()), ..RequestsView::default() };
                view! {
                    <li class="companion">
                        <a class="idlink" href=Route::Requests(view).href()>{request.id.clone()}</a>
                        <span class="companion__what">{request.headline().0}</span>
                        <Badge
                            look=status_badge::look(&request.status)
                            label=text::status::label(&request.status).to_owned()
                            reason=None
                            id=String::new()
                        />
                    </li>
                }
            })
        })
        .collect_view()
    };
    move || {
        (members.with(Vec::len) > 1).then(|| {
            view! {
                <section class="panel__section">
                    <h3>{words::TOGETHER}</h3>
                    <div class="row"><Meter progress/></div>
                    <ul class="companions">{others.clone()}</ul>
                </section>
            }
        })
    }
}
