//! Where the person is, in step with the browser's address and its history.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::host;
use crate::route::{IN_HOST, Route};

/// The current route and the ways to change it.
#[derive(Clone, Copy)]
pub struct Navigation {
    route: RwSignal<Route>,
    /// Asked before a page with something unsaved is left; answers whether leaving is fine now.
    guard: StoredValue<Option<Callback<Route, bool>>>,
    /// How many steps of the history were made here, less those gone back.
    depth: StoredValue<u32>,
}

impl Navigation {
    /// Starts at `here` and follows the browser's back and forward buttons.
    pub fn new(here: Route) -> Self {
        let navigation = Self { route: RwSignal::new(here), guard: StoredValue::new(None), depth: StoredValue::new(0) };
        let listener = window_event_listener(ev::popstate, move |_| navigation.follow_history());
        on_cleanup(move || listener.remove());
        navigation
    }

    /// The route that is shown.
    pub fn route(self) -> ReadSignal<Route> {
        self.route.read_only()
    }

    /// Goes to another page or state as a step of the history, unless the guard of the page keeps the person here.
    pub fn go(self, to: Route) {
        if self.leaving_is_fine(&to) {
            if write_address(&to, Step::New) {
                self.depth.update_value(|depth| *depth += 1);
            }
            self.route.set(to);
        }
    }

    /// Goes back by one of the steps made here; `false` when there is none.
    pub fn back(self) -> bool {
        let depth = self.depth.get_value();
        if depth == 0 {
            return false;
        }
        self.depth.set_value(depth - 1);
        window().history().is_ok_and(|history| history.back().is_ok())
    }

    /// Notes a changed filter or form state in the address without a step of the history.
    pub fn note(self, state: Route) {
        write_address(&state, Step::Same);
        self.route.set(state);
    }

    /// From now on asks `guard` before leaving the page; `None` takes the guard away.
    pub fn guard(self, guard: Option<Callback<Route, bool>>) {
        self.guard.set_value(guard);
    }

    fn leaving_is_fine(self, to: &Route) -> bool {
        if self.route.with_untracked(|here| here.same_page(to)) {
            return true;
        }
        self.guard.get_value().is_none_or(|guard| guard.run(to.clone()))
    }

    fn follow_history(self) {
        let (path, query) = location();
        let to = Route::parse(&path, &query);
        if self.leaving_is_fine(&to) {
            self.route.set(to);
        } else {
            // The browser has already moved; the address is put back to the page that stays.
            write_address(&self.route.get_untracked(), Step::New);
        }
    }
}

enum Step {
    New,
    Same,
}

fn location() -> (String, String) {
    let location = window().location();
    (location.pathname().unwrap_or_default(), location.search().unwrap_or_default())
}

/// The address in the bar is a comfort: a browser that refuses to change it (some do after many changes a second)
/// leaves the tab working. Whether the address changed.
fn write_address(route: &Route, step: Step) -> bool {
    let address = if host::is_hosted() { [IN_HOST, &route.href()].concat() } else { route.href() };
    let (path, query) = location();
    if format!("{path}{query}") == address {
        return false;
    }
    let written = window().history().and_then(|history| match step {
        Step::New => history.push_state_with_url(&JsValue::NULL, "", Some(&address)),
        Step::Same => history.replace_state_with_url(&JsValue::NULL, "", Some(&address)),
    });
    if written.is_err() {
        leptos::logging::warn!("The browser refused to change the address.");
    }
    written.is_ok()
}
