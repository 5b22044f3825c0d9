//! A list of any length of which only what is near the view exists as elements: a fixed pool of slots that are filled
//! anew while scrolling, so that nothing is created or left behind however far one scrolls.

use leptos::html;
use leptos::prelude::*;

use super::badge::px;

/// Where each row lies: rows have heights of their own, known beforehand. CSS pixels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heights {
    /// The lower edge of each row.
    edges: Vec<u32>,
}

impl Heights {
    /// Adds a row below the others.
    pub fn push(&mut self, height: u32) {
        self.edges.push(self.total().saturating_add(height));
    }

    pub fn len(&self) -> usize {
        self.edges.len()
    }

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
}

/// Which rows the pool shows: from the row at the upper edge, a few beyond it, `pool` in all.
pub fn first_row(heights: &Heights, scroll_top: u32, pool: usize) -> usize {
    let first = heights.row_at(scroll_top).saturating_sub(BEYOND);
    first.min(heights.len().saturating_sub(pool))
}

/// How many rows exist above the view.
const BEYOND: usize = 8;
/// How many slots there are: enough for a screen of 4K height in rows of 28 px would be 80; lists are lower than that.
const POOL: usize = 56;
/// This near to the end, in rows, more is asked for.
const NEAR_THE_END: usize = 200;

/// A windowed list. `draw` is called once per slot with the row that the slot shows, and returns what the slot holds;
/// the row changes while scrolling.
#[component]
pub fn WindowList(
    id: &'static str,
    label: &'static str,
    /// Role of the region, for example `group` or `list`.
    #[prop(default = "group")]
    role: &'static str,
    #[prop(into)] heights: Signal<Heights>,
    draw: Callback<ReadSignal<Option<usize>>, AnyView>,
    /// Hears when the view comes near the end of the rows.
    on_near_end: Callback<()>,
) -> impl IntoView {
    let region = NodeRef::<html::Div>::new();
    let slots: Vec<RwSignal<Option<usize>>> = (0..POOL).map(|_| RwSignal::new(None)).collect();
    let place = StoredValue::new(slots.clone());
    let refill = move || {
        let scroll_top = region.get_untracked().map_or(0, |region| u32::try_from(region.scroll_top()).unwrap_or(0));
        let (first, len) = heights.with_untracked(|heights| (first_row(heights, scroll_top, POOL), heights.len()));
        place.with_value(|slots| {
            // A row keeps its slot as long as it is shown, so that only rows that come in change anything.
            for (index, slot) in slots.iter().enumerate() {
                let row = first + (index + POOL - first % POOL) % POOL;
                let row = (row < len).then_some(row);
                if slot.get_untracked() != row {
                    slot.set(row);
                }
            }
        });
        if first + POOL + NEAR_THE_END >= len {
            on_near_end.run(());
        }
    };
    Effect::new(move |_| {
        heights.track();
        refill();
    });
    let total = move || px(f64::from(heights.with(Heights::total)));
    view! {
        <div class="window" id=id role=role aria-label=label tabindex="-1" node_ref=region on:scroll=move |_| refill()>
            <div class="window__all" style:height=total>
                {slots
                    .into_iter()
                    .map(|slot| {
                        let top = move || {
                            let row = slot.get();
                            heights.with(|heights| row.map(|row| px(f64::from(heights.top(row)))))
                        };
                        view! {
                            <div class="window__row" hidden=move || slot.get().is_none() style:top=top>
                                {draw.run(slot.read_only())}
                            </div>
                        }
                    })
                    .collect_view()}
            </div>
        </div>
    }
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
        assert_eq!((Heights::default().total(), Heights::default().row_at(5)), (0, 0));
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
        fn the_pool_covers_the_view(
            rows in proptest::collection::vec(28_u32..60, 1..2_000),
            part in 0.0..1.0_f64,
        ) {
            let heights = heights(&rows);
            let scroll_top = (f64::from(heights.total()) * part) as u32;
            let first = first_row(&heights, scroll_top, POOL);
            prop_assert!(heights.top(first) <= scroll_top);
            let last = first + POOL;
            prop_assert!(last >= rows.len() || heights.top(last) >= scroll_top + 900);
        }
    }
}
