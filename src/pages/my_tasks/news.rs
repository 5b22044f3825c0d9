//! Tells what became of decisions, wherever the person is by then. What My Tasks itself says of several is not said twice.

use leptos::prelude::*;

use crate::route::{Route, TasksView};
use crate::state::{DecisionNews, Navigation, Tasks};
use crate::text::tasks as words;
use crate::ui::toast::{Toast, Toaster};

/// Shows news of decisions at the edge of the page for as long as the owner lives. Of several that were decided together
/// only the last one speaks, for all.
pub fn tell_of_decisions(tasks: Tasks, toaster: Toaster, navigation: Navigation) {
    Effect::new(move |_| {
        for news in tasks.take_news() {
            if let Some(toast) = untrack(|| toast(tasks, navigation, news)) {
                toaster.show(toast);
            }
        }
    });
}

fn toast(tasks: Tasks, navigation: Navigation, news: DecisionNews) -> Option<Toast> {
    let DecisionNews { id, verdict, outcome } = news;
    let batch = tasks.batches().with_untracked(|all| all.iter().find(|batch| batch.ids.contains(&id)).cloned());
    let elsewhere = navigation.route().with_untracked(|route| !matches!(route, Route::Tasks(_)));
    let link = |view: TasksView| elsewhere.then(|| (Route::Tasks(view).href(), words::LOOK.to_owned()));
    let (title, text, link) = match batch {
        Some(batch) => {
            let tally = tasks.tally(&batch.ids);
            if !tally.is_over() || !elsewhere {
                return None;
            }
            let title = words::batch(batch.verdict, tally.all, tally.done, tally.failed.len(), true);
            (title, String::new(), link(TasksView::default()))
        }
        None => {
            let now = tasks.task(&id).map(|task| task.row.with_untracked(|request| request.status.clone()))?;
            let text = words::news_text(verdict, &outcome, &now);
            let title = words::news(&id, verdict, &outcome);
            (title, text, link(TasksView { task: Some(id), ..TasksView::default() }))
        }
    };
    let mut toast = Toast { title, text, ..Toast::default() };
    toast.link = link;
    Some(toast)
}
