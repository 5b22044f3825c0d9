//! The windowed list: everything can be reached, and little exists.

use apono_tab::ui::window_list::{Heights, WindowList};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::browser::{Page, focused, has_focus, name, settle, until};

/// A list of rows of 30 px in a region of 300 px. Each row has a button with its number.
struct List {
    page: Page,
    heights: RwSignal<Heights>,
    asked: RwSignal<u32>,
    active: RwSignal<Option<usize>>,
    view: RwSignal<&'static str>,
}

impl List {
    async fn of(rows: usize) -> Self {
        let heights = RwSignal::new(Heights::even(rows, 30));
        let (asked, active, view) = (RwSignal::new(0), RwSignal::new(None), RwSignal::new("300px"));
        let page = Page::show(move || {
            let draw = Callback::new(|row: ReadSignal<Option<usize>>| {
                let number = move || row.get().map(|row| format!("Row {row}"));
                view! {
                    <div role="listitem" style:height="30px" style:overflow="hidden">
                        <button type="button" style:height="24px">{number}</button>
                    </div>
                }
                .into_any()
            });
            view! {
                <div class="frame" style:display="grid" style:height=view>
                    <WindowList
                        id="rows"
                        label="Rows"
                        role="list"
                        heights
                        draw
                        active
                        on_near_end=Callback::new(move |()| asked.update(|times| *times += 1))
                    />
                </div>
                <button type="button">"Elsewhere"</button>
            }
        })
        .await;
        let list = Self { page, heights, asked, active, view };
        until("the rows in view are drawn", || list.rows().len() == rows || list.covers_the_view()).await;
        list
    }

    fn region(&self) -> HtmlElement {
        self.page.get("list", "Rows")
    }

    async fn scroll(&self, to: i32) {
        self.region().set_scroll_top(to);
        settle().await;
    }

    /// The rows that exist, in the order of the document.
    fn rows(&self) -> Vec<usize> {
        let names = self.page.names("button");
        names.iter().filter_map(|name| name.strip_prefix("Row ")).map(|row| row.parse().unwrap()).collect()
    }

    fn row(&self, row: usize) -> HtmlElement {
        self.page.get("button", &format!("Row {row}"))
    }

    fn exists(&self, row: usize) -> bool {
        self.page.shows("button", &format!("Row {row}"))
    }

    /// Whether no part of the view is empty.
    fn covers_the_view(&self) -> bool {
        let view = self.region().get_bounding_client_rect();
        let rows = self.page.all("listitem");
        let at = |y: f64| {
            rows.iter().any(|row| {
                let row = row.get_bounding_client_rect();
                row.top() <= y && y < row.bottom()
            })
        };
        (0..).map(|step| view.top() + 1.0 + f64::from(step) * 10.0).take_while(|y| *y < view.bottom()).all(at)
    }

    fn in_view(&self, row: usize) -> bool {
        let (view, row) = (self.region().get_bounding_client_rect(), self.row(row).get_bounding_client_rect());
        row.top() >= view.top() && row.bottom() <= view.bottom()
    }
}

#[wasm_bindgen_test]
async fn rows_lie_where_their_heights_put_them() {
    let list = List::of(1_000).await;
    assert_eq!(list.region().scroll_height(), 30_000);
    list.scroll(12_345).await;
    let top = list.row(412).get_bounding_client_rect().top() - list.region().get_bounding_client_rect().top();
    assert_eq!(top, f64::from(412 * 30 - 12_345));
}

#[wasm_bindgen_test]
async fn few_rows_exist_and_they_cover_the_view_wherever_it_is() {
    let list = List::of(20_000).await;
    for to in [0, 1, 299, 300_000, 599_699, 599_700] {
        list.scroll(to).await;
        assert!(list.covers_the_view(), "at {to}");
        assert!(list.rows().len() <= 40, "{} rows exist", list.rows().len());
    }
    assert!(list.in_view(19_999));
}

#[wasm_bindgen_test]
async fn scrolling_through_twenty_thousand_rows_leaves_nothing_behind() {
    let list = List::of(20_000).await;
    list.scroll(3_000).await;
    let (size, before) = (list.page.size(), list.page.all("listitem"));
    for step in 0..40 {
        list.scroll(step * 15_000).await;
    }
    list.scroll(3_000).await;
    assert_eq!(list.page.size(), size);
    assert!(list.page.all("listitem").iter().all(|item| before.contains(item)), "elements were made anew");
}

#[wasm_bindgen_test]
async fn rows_stand_in_the_document_in_their_order() {
    let list = List::of(1_000).await;
    for to in [0, 900, 1_500, 1_200, 29_700, 10_000, 10_030, 9_000, 0] {
        list.scroll(to).await;
        let rows = list.rows();
        assert!(rows.is_sorted(), "at {to}: {rows:?}");
    }
}

#[wasm_bindgen_test]
async fn a_row_with_the_focus_keeps_it_wherever_the_view_goes() {
    let list = List::of(1_000).await;
    let row = list.row(3);
    row.focus().unwrap();
    for to in [900, 20_000, 600, 0] {
        list.scroll(to).await;
        assert!(has_focus(&row), "at {to} the focus is on {}", focused());
        assert_eq!(name(&row), "Row 3");
        assert!(list.covers_the_view());
        assert!(list.rows().is_sorted());
    }
}

#[wasm_bindgen_test]
async fn a_row_out_of_view_goes_when_its_focus_goes() {
    let list = List::of(1_000).await;
    list.row(3).focus().unwrap();
    list.scroll(9_000).await;
    assert!(list.exists(3));
    list.page.get("button", "Elsewhere").focus().unwrap();
    until("the row is gone", || !list.exists(3)).await;
}

#[wasm_bindgen_test]
async fn the_list_takes_the_focus_of_a_row_that_is_no_more() {
    let list = List::of(1_000).await;
    list.scroll(29_700).await;
    list.row(995).focus().unwrap();
    list.heights.set(Heights::even(5, 30));
    settle().await;
    assert_eq!(focused(), "list Rows");
    assert_eq!(list.rows(), [0, 1, 2, 3, 4]);
}

#[wasm_bindgen_test]
async fn a_taller_view_gets_more_rows() {
    let list = List::of(1_000).await;
    list.scroll(15_000).await;
    list.view.set("2160px");
    until("a view of 4K height is covered", || list.region().client_height() == 2_160 && list.covers_the_view()).await;
    assert!(list.rows().is_sorted());
    list.scroll(3_000).await;
    assert!(list.covers_the_view() && list.rows().is_sorted());
}

#[wasm_bindgen_test]
async fn the_active_row_comes_into_view_and_exists_when_the_view_leaves_it() {
    let list = List::of(1_000).await;
    list.active.set(Some(500));
    settle().await;
    assert!(list.in_view(500));
    list.scroll(0).await;
    assert!(list.exists(500) && list.covers_the_view());
    list.active.set(Some(499));
    settle().await;
    assert!(list.in_view(499));
    list.active.set(None);
    list.scroll(0).await;
    assert!(!list.exists(499));
}

#[wasm_bindgen_test]
async fn more_is_asked_for_near_the_end_and_again_while_nothing_comes() {
    let list = List::of(1_000).await;
    assert_eq!(list.asked.get_untracked(), 0);
    list.scroll(26_000).await;
    let asked = list.asked.get_untracked();
    assert!(asked > 0);
    list.scroll(26_500).await;
    assert!(list.asked.get_untracked() > asked);
}

#[wasm_bindgen_test]
async fn rows_that_come_in_appear_below() {
    let list = List::of(3).await;
    list.heights.set(Heights::even(5, 30));
    until("the new rows are drawn", || list.rows() == [0, 1, 2, 3, 4]).await;
}

#[wasm_bindgen_test]
async fn a_list_that_is_left_stops_listening() {
    let mut list = List::of(1_000).await;
    let region = list.region();
    region.set_scroll_top(5_000);
    list.page.leave();
    settle().await;
    list.heights.set(Heights::even(2, 30));
    settle().await;
    assert!(!region.is_connected());
}

#[wasm_bindgen_test]
async fn the_keys_of_a_row_reach_the_page() {
    // The list itself takes no key, so that arrows and the page keys scroll it from any row.
    let list = List::of(100).await;
    list.row(0).focus().unwrap();
    for key in ["ArrowDown", "PageDown", "Home", "End", "Tab"] {
        assert!(crate::browser::press(key), "{key}");
    }
    assert!(list.region().dyn_ref::<HtmlElement>().is_some_and(|region| region.tab_index() == -1));
}
