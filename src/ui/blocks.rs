//! The body of a table of any length: rows stand in blocks, and only the blocks near the view hold rows. The others keep
//! their place by their height. The page scrolls as a whole, rows may have any height and may be cards, and the table
//! keeps its meaning for screen readers (`aria-rowcount` on the table, `aria-rowindex` on each row).

use std::collections::HashMap;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

use super::badge::px;

/// How many rows one block holds: few enough to be drawn within a frame or two.
const BLOCK: usize = 20;
/// How far beyond the view blocks hold their rows, so that scrolling meets no empty place.
const MARGIN: &str = "1000px 0px";
/// The height of a row that nobody has measured yet. CSS pixels.
const USUAL_ROW: f64 = 53.0;
/// The same where rows are cards, below [`CARDS_BELOW`].
const USUAL_CARD: f64 = 190.0;
const CARDS_BELOW: f64 = 900.0;

/// Tells blocks whether they are near the view.
#[derive(Clone, Copy)]
struct Watcher {
    observer: StoredValue<Option<IntersectionObserver>, LocalStorage>,
    blocks: StoredValue<HashMap<usize, Place>>,
}

/// What is known of a block's place.
#[derive(Clone, Copy)]
struct Place {
    near: RwSignal<bool>,
    height: RwSignal<Option<f64>>,
}

impl Watcher {
    fn new() -> Self {
        let watcher = Self { observer: StoredValue::new_local(None), blocks: StoredValue::new(HashMap::new()) };
        let heard = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            for entry in entries.iter() {
                watcher.hear(entry.unchecked_ref());
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(MARGIN);
        let observer = IntersectionObserver::new_with_options(heard.as_ref().unchecked_ref(), &options).ok();
        watcher.observer.set_value(observer);
        let heard = StoredValue::new_local(Some(heard));
        on_cleanup(move || {
            watcher.observer.try_with_value(|observer| observer.as_ref().map(IntersectionObserver::disconnect));
            drop(heard.try_update_value(Option::take));
        });
        watcher
    }

    fn add(self, block: usize, element: &Element, place: Place) {
        self.blocks.update_value(|blocks| {
            blocks.insert(block, place);
        });
        let watched = self.observer.with_value(|observer| observer.as_ref().map(|observer| observer.observe(element)));
        if watched.is_none() {
            // A browser without observers shows everything.
            place.near.set(true);
        }
    }

    fn remove(self, block: usize, element: &Element) {
        self.blocks.try_update_value(|blocks| blocks.remove(&block));
        self.observer.try_with_value(|observer| observer.as_ref().map(|observer| observer.unobserve(element)));
    }

    fn hear(self, entry: &IntersectionObserverEntry) {
        let element = entry.target();
        let block = element.get_attribute("data-block").and_then(|block| block.parse().ok());
        let place =
            block.and_then(|block: usize| self.blocks.try_with_value(|blocks| blocks.get(&block).copied()).flatten());
        let Some(place) = place else { return };
        if entry.is_intersecting() {
            place.near.set(true);
            return;
        }
        let height = entry.bounding_client_rect().height();
        let has_focus = document().active_element().is_some_and(|focused| element.contains(Some(&focused)));
        // A hidden table has no height and is no reason to change anything.
        if height > 0.0 && !has_focus {
            place.height.set(Some(height));
            place.near.set(false);
        }
    }
}

fn usual_row() -> f64 {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    if width.is_some_and(|width| width < CARDS_BELOW) { USUAL_CARD } else { USUAL_ROW }
}

/// The rows of a table as its row groups. `draw` makes the `tr` of one row and is handed the row's number in the list,
/// which changes when rows come in before it. `key` tells rows apart.
#[component]
pub fn Blocks<T, K, D>(
    /// All rows, in the order in which they are shown.
    #[prop(into)]
    rows: Signal<Arc<Vec<T>>>,
    /// How many columns the table has.
    columns: u32,
    /// The height of a row that nobody has measured yet, where it is not the usual one. CSS pixels.
    #[prop(optional)]
    row_height: Option<f64>,
    /// The same text for the same row, whatever else of it has changed.
    key: K,
    /// Makes the `tr` of a row from the row and its number.
    draw: D,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    K: Fn(&T) -> String + Clone + Send + Sync + 'static,
    D: Fn(T, Signal<usize>) -> AnyView + Clone + Send + Sync + 'static,
{
    let watcher = Watcher::new();
    let count = Memo::new(move |_| rows.with(|rows| rows.len().div_ceil(BLOCK)));
    view! {
        <For each=move || 0..count.get() key=|block| *block let(block)>
            <Block block rows watcher columns row_height key=key.clone() draw=draw.clone()/>
        </For>
    }
}

#[component]
fn Block<T, K, D>(
    block: usize,
    rows: Signal<Arc<Vec<T>>>,
    watcher: Watcher,
    columns: u32,
    row_height: Option<f64>,
    key: K,
    draw: D,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    K: Fn(&T) -> String + Clone + Send + Sync + 'static,
    D: Fn(T, Signal<usize>) -> AnyView + Clone + Send + Sync + 'static,
{
    let place = Place { near: RwSignal::new(block == 0), height: RwSignal::new(None) };
    let node = NodeRef::<html::Tbody>::new();
    node.on_load(move |element| {
        let element: Element = element.into();
        watcher.add(block, &element, place);
        let element = StoredValue::new_local(element);
        on_cleanup(move || {
            element.try_with_value(|element| watcher.remove(block, element));
        });
    });
    let start = block * BLOCK;
    let height = move || {
        let rows = rows.with(|rows| rows.len().saturating_sub(start).min(BLOCK));
        #[expect(clippy::cast_precision_loss, reason = "a block is short")]
        let usual = rows as f64 * row_height.unwrap_or_else(usual_row);
        px(place.height.get().unwrap_or(usual))
    };
    let content = move || {
        let (key, draw) = (key.clone(), draw.clone());
        if !place.near.get() {
            return view! { <tr class="gap" role="presentation" aria-hidden="true"><td colspan=columns style:height=height></td></tr> }
                .into_any();
        }
        let own =
            Memo::new(move |_| rows.with(|rows| rows.iter().skip(start).take(BLOCK).cloned().collect::<Vec<_>>()));
        view! {
            <ForEnumerate each=move || own.get() key=key let(index, row)>
                {draw(row, Signal::derive(move || start + index.get()))}
            </ForEnumerate>
        }
        .into_any()
    };
    view! { <tbody role="rowgroup" node_ref=node data-block=block>{content}</tbody> }
}
