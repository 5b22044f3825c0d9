//! A list of any length of which only what is near the view exists as elements: a pool of slots that are filled anew
//! while scrolling, so that nothing is created or left behind however far one scrolls.
//!
//! The slots stand in the document in the order of their rows, because Tab and screen readers go by that order. The row
//! that has the focus keeps its slot wherever the view goes.

use std::ops::Range;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};

use super::badge::px;
use super::timing;

/// Height of a row that a person presses, in CSS pixels: for a mouse, and for a finger.
const ROW: u32 = 32;
const ROW_FOR_FINGERS: u32 = 44;

/// The height of a row that is pressed, as in the style sheets.
pub fn row_height() -> u32 {
    let fingers = window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|query| query.matches());
    if fingers { ROW_FOR_FINGERS } else { ROW }
}

/// Where each row lies: rows have heights of their own, known beforehand. CSS pixels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heights {
    /// The lower edge of each row.
    edges: Vec<u32>,
}

impl Heights {
    /// So many rows of one height.
    pub fn even(rows: usize, height: u32) -> Self {
        let mut heights = Self::default();
        (0..rows).for_each(|_| heights.push(height));
        heights
    }

    /// Adds a row below the others.
    pub fn push(&mut self, height: u32) {
        self.edges.push(self.total().saturating_add(height));
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.edges.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// The height of all rows.
    pub fn total(&self) -> u32 {
        self.edges.last().copied().unwrap_or(0)
    }

    /// The upper edge of a row.
    pub fn top(&self, row: usize) -> u32 {
        row.checked_sub(1).and_then(|above| self.edges.get(above)).copied().unwrap_or(0)
    }

    /// The row at a height; the last one below the end.
    pub fn row_at(&self, height: u32) -> usize {
        self.edges.partition_point(|edge| *edge <= height).min(self.len().saturating_sub(1))
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.edges.clear();
    }

    /// Forgets the rows from `row` on.
    pub fn truncate(&mut self, row: usize) {
        self.edges.truncate(row);
    }

    /// The rows to draw for a view of this height: those in it and a few beyond either edge.
    fn near(&self, scroll_top: u32, view: u32) -> Range<usize> {
        let first = self.row_at(scroll_top).saturating_sub(BEYOND);
        let last = self.row_at(scroll_top.saturating_add(view)) + BEYOND;
        first..(last + 1).min(self.len())
    }
}

/// How many rows exist beyond either edge of the view.
const BEYOND: usize = 8;
/// Slots for rows that are kept although they are out of view: the one with the focus and the active one.
const KEPT: usize = 2;
/// This near to the end, in rows, more is asked for.
const NEAR_THE_END: usize = 200;

/// Gives each slot its row. A row that is shown keeps its slot; rows that come in take the slots that are free.
fn assign(slots: &mut [Option<usize>], wanted: &Range<usize>, kept: &[usize]) {
    let shown: Vec<usize> = slots.iter().copied().flatten().collect();
    let is_new = |row: &usize| !shown.contains(row);
    let beyond = kept.iter().copied().filter(|row| !wanted.contains(row));
    let mut coming = wanted.clone().chain(beyond).filter(is_new);
    for slot in slots {
        if !slot.is_some_and(|row| wanted.contains(&row) || kept.contains(&row)) {
            *slot = coming.next();
        }
    }
}

/// One place for a row.
#[derive(Clone, Copy)]
struct Slot {
    row: RwSignal<Option<usize>>,
    node: NodeRef<html::Div>,
}

/// A windowed list. `draw` is called once per slot with the row that the slot shows, and returns what the slot holds;
/// the row changes while scrolling. There are as many slots as the largest view so far needs. Something in a row must
/// take the focus, or else the list cannot be scrolled by keyboard (`active` apart).
#[component]
pub fn WindowList(
    /// Id of the region.
    #[prop(into)]
    id: String,
    /// Name of the region for screen readers.
    label: &'static str,
    /// Role of the region, for example `group` or `list`.
    #[prop(default = "group")]
    role: &'static str,
    /// Where each row lies, and with that how many rows there are.
    #[prop(into)]
    heights: Signal<Heights>,
    /// Makes the content of a slot; the row is `None` while the slot shows none.
    draw: Callback<ReadSignal<Option<usize>>, AnyView>,
    /// Hears when the view is near the end of the rows: at every scroll there, so that it may ask again after a failure.
    #[prop(optional)]
    on_near_end: Option<Callback<()>>,
    /// A row that exists wherever the view is, and comes into view whenever it is set: the one that
    /// `aria-activedescendant` of another element names.
    #[prop(optional, into)]
    active: Option<Signal<Option<usize>>>,
    /// The Tab key stops at the region itself, so that the keyboard can scroll it: for rows that hold nothing to focus.
    #[prop(into, default = Signal::stored(false))]
    stops: Signal<bool>,
) -> impl IntoView {
    let pool = Pool {
        region: NodeRef::new(),
        all: NodeRef::new(),
        slots: RwSignal::new(Vec::new()),
        heights,
        active: active.unwrap_or_default(),
        on_near_end,
        owner: StoredValue::new(Owner::new()),
    };
    Effect::new(move |_| {
        heights.track();
        pool.refill();
    });
    if let Some(active) = active {
        Effect::new(move |_| {
            if let Some(row) = active.get() {
                pool.bring_into_view(row);
            }
            pool.refill();
        });
    }
    pool.follow_size();
    let total = move || px(f64::from(heights.with(Heights::total)));
    view! {
        <div
            class="window"
            id=id
            role=role
            aria-label=label
            tabindex=move || if stops.get() { "0" } else { "-1" }
            node_ref=pool.region
            on:scroll=move |_| pool.refill()
            // A row that was kept for the focus may go; the focus is at its next place when the frame is drawn.
            on:focusout=move |_| timing::next_frame_of(pool.slots, move || pool.refill())
        >
            <div class="window__all" node_ref=pool.all style:height=total>
                <For each=move || pool.slots.get().into_iter().enumerate() key=|(place, _)| *place let((_, slot))>
                    {
                        let top = move || {
                            let row = slot.row.get();
                            heights.with(|heights| row.map(|row| px(f64::from(heights.top(row)))))
                        };
                        view! {
                            <div class="window__row" node_ref=slot.node hidden=move || slot.row.get().is_none() style:top=top>
                                {draw.run(slot.row.read_only())}
                            </div>
                        }
                    }
                </For>
            </div>
        </div>
    }
}

#[derive(Clone, Copy)]
struct Pool {
    region: NodeRef<html::Div>,
    all: NodeRef<html::Div>,
    slots: RwSignal<Vec<Slot>>,
    heights: Signal<Heights>,
    active: Signal<Option<usize>>,
    on_near_end: Option<Callback<()>>,
    /// Owns the slots: they come with a larger view, and live as long as the list.
    owner: StoredValue<Owner>,
}

impl Pool {
    /// Fills the slots for where the view is now.
    fn refill(self) {
        let Some(region) = self.region.try_get_untracked().flatten() else { return };
        let (scroll_top, view) = (pixels(region.scroll_top()), pixels(region.client_height()));
        let (wanted, len) = self.heights.with_untracked(|heights| (heights.near(scroll_top, view), heights.len()));
        self.grow(wanted.len() + KEPT);
        let slots = self.slots.get_untracked();
        let before: Vec<Option<usize>> = slots.iter().map(|slot| slot.row.get_untracked()).collect();
        let focused = with_focus(&region, &slots);
        let row_with_focus = focused.and_then(|place| before.get(place).copied().flatten());
        let mut kept: Vec<usize> =
            [row_with_focus, self.active.get_untracked()].into_iter().flatten().filter(|row| *row < len).collect();
        kept.dedup();
        let mut after = before.clone();
        assign(&mut after, &wanted, &kept);
        // Where the row with the focus is no more, the list takes the focus, which would get lost otherwise.
        if focused.is_some_and(|place| before.get(place) != after.get(place)) {
            drop(region.focus());
        }
        let mut changed = Vec::new();
        for ((slot, before), after) in slots.iter().zip(before).zip(after) {
            if before != after {
                slot.row.set(after);
                changed.push(*slot);
            }
        }
        self.put_in_order(changed);
        if let Some(on_near_end) = self.on_near_end.filter(|_| wanted.end + NEAR_THE_END >= len) {
            untrack(|| on_near_end.run(()));
        }
    }

    /// Adds slots up to this number.
    fn grow(self, number: usize) {
        let missing = number.saturating_sub(self.slots.with_untracked(Vec::len));
        if missing > 0 {
            let owner = self.owner.get_value();
            let new = || owner.with(|| Slot { row: RwSignal::new(None), node: NodeRef::new() });
            self.slots.update(|slots| slots.extend(std::iter::repeat_with(new).take(missing)));
        }
    }

    /// Moves the elements of slots whose row has changed to their rows' place in the document. The others, among them
    /// the one with the focus, which would lose it, stay where they are.
    fn put_in_order(self, changed: Vec<Slot>) {
        let (Some(all), Some(mut slots)) = (self.all.try_get_untracked().flatten(), self.slots.try_get_untracked())
        else {
            return;
        };
        slots.sort_by_key(|slot| std::cmp::Reverse(slot.row.get_untracked()));
        let mut next: Option<Element> = None;
        let mut not_drawn = Vec::new();
        for slot in slots.iter().take_while(|slot| slot.row.get_untracked().is_some()) {
            let is_changed = changed.iter().any(|other| other.row == slot.row);
            match slot.node.get_untracked() {
                None if is_changed => not_drawn.push(*slot),
                None => {}
                Some(node) => {
                    let node: Element = node.unchecked_into();
                    let follows = node.next_element_sibling() == next;
                    if is_changed && !follows && all.insert_before(&node, next.as_deref()).is_err() {
                        leptos::logging::warn!("A row could not be put in its place.");
                    }
                    next = Some(node);
                }
            }
        }
        if !not_drawn.is_empty() {
            timing::next_frame_of(self.slots, move || self.put_in_order(not_drawn));
        }
    }

    fn bring_into_view(self, row: usize) {
        let Some(region) = self.region.get_untracked() else { return };
        let (top, bottom) = self.heights.with_untracked(|heights| (heights.top(row), heights.top(row + 1)));
        let (from, view) = (pixels(region.scroll_top()), pixels(region.client_height()));
        let to = if top < from {
            top
        } else if bottom > from.saturating_add(view) {
            bottom.saturating_sub(view)
        } else {
            return;
        };
        region.set_scroll_top(i32::try_from(to).unwrap_or(i32::MAX));
    }

    /// A region that grows, or that comes into sight, needs more rows.
    fn follow_size(self) {
        let observer = StoredValue::new_local(None::<(ResizeObserver, Closure<dyn Fn()>)>);
        Effect::new(move |_| {
            let Some(region) = self.region.get() else { return };
            let resized = Closure::<dyn Fn()>::new(move || self.refill());
            if let Ok(new) = ResizeObserver::new(resized.as_ref().unchecked_ref()) {
                new.observe(&region);
                observer.set_value(Some((new, resized)));
            }
        });
        on_cleanup(move || {
            if let Some(Some((observer, _))) = observer.try_update_value(Option::take) {
                observer.disconnect();
            }
        });
    }
}

/// Which slot has the focus in it.
fn with_focus(region: &Element, slots: &[Slot]) -> Option<usize> {
    let focused = document().active_element().filter(|focused| region.contains(Some(focused)))?;
    slots.iter().position(|slot| slot.node.get_untracked().is_some_and(|node| node.contains(Some(&focused))))
}

/// A length that the browser gives; none is negative here.
fn pixels(length: i32) -> u32 {
    u32::try_from(length).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn heights(rows: &[u32]) -> Heights {
        let mut heights = Heights::default();
        rows.iter().for_each(|row| heights.push(*row));
        heights
    }

    #[test]
    fn a_row_is_found_by_any_height_between_its_edges() {
        let heights = heights(&[40, 28, 28]);
        assert_eq!([0, 39, 40, 67, 68, 95, 999].map(|height| heights.row_at(height)), [0, 0, 1, 1, 2, 2, 2]);
        assert_eq!([0, 1, 2].map(|row| heights.top(row)), [0, 40, 68]);
        assert_eq!(heights.total(), 96);
    }

    #[test]
    fn an_empty_list_has_no_height_and_no_rows() {
        let none = Heights::default();
        assert_eq!((none.total(), none.row_at(5), none.near(0, 900)), (0, 0, 0..0));
    }

    proptest! {
        #[test]
        fn the_row_at_the_upper_edge_of_a_row_is_that_row(rows in proptest::collection::vec(1_u32..60, 1..200)) {
            let heights = heights(&rows);
            for row in 0..rows.len() {
                prop_assert_eq!(heights.row_at(heights.top(row)), row);
            }
        }

        #[test]
        fn the_rows_near_a_view_cover_it_and_are_few(
            rows in proptest::collection::vec(28_u32..60, 1..2_000),
            part in 0.0..1.0_f64,
            view in 0_u32..2_160,
        ) {
            let heights = heights(&rows);
            let scroll_top = (f64::from(heights.total()) * part) as u32;
            let near = heights.near(scroll_top, view);
            prop_assert!(heights.top(near.start) <= scroll_top);
            prop_assert!(near.end == rows.len() || heights.top(near.end) >= scroll_top + view);
            prop_assert!(near.len() <= view as usize / 28 + 2 + 2 * BEYOND);
        }

        #[test]
        fn every_row_near_the_view_and_every_kept_row_has_one_slot_and_stays_in_it(
            views in proptest::collection::vec((0_usize..500, 0_usize..40, proptest::collection::btree_set(0_usize..500, 0..=KEPT)), 1..20),
        ) {
            let mut slots = vec![None; 40 + KEPT];
            for (first, length, kept) in views {
                let kept: Vec<usize> = kept.into_iter().collect();
                let wanted = first..first + length;
                let before = slots.clone();
                assign(&mut slots, &wanted, &kept);
                for row in wanted.clone().chain(kept.iter().copied()) {
                    prop_assert_eq!(slots.iter().filter(|slot| **slot == Some(row)).count(), 1);
                }
                for (before, after) in before.iter().zip(&slots) {
                    let stays = before.is_some_and(|row| wanted.contains(&row) || kept.contains(&row));
                    prop_assert!(!stays || before == after);
                }
            }
        }
    }
}
