//! Short news: seen one by one, for as long as a person needs.

use std::cell::Cell;

use apono_tab::ui::toast::{Toast, Toaster, Toasts};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::browser::{Clock, Page, point, settle, tap};

/// A little less than a piece of news stays, in milliseconds.
const ALMOST: f64 = 5_400.0;
const WHOLE: f64 = 6_100.0;

thread_local! {
    /// Whether a person can see the page.
    static SEEN: Cell<bool> = const { Cell::new(true) };
}

struct News {
    page: Page,
    toaster: Toaster,
    clock: Clock,
    dialog: RwSignal<bool>,
}

impl News {
    async fn of(titles: &[&str]) -> Self {
        let place = RwSignal::new(None);
        let dialog = RwSignal::new(false);
        let page = Page::show(move || {
            let toaster = Toaster::new(|| SEEN.get());
            place.set(Some(toaster));
            view! {
                <Toasts toaster/>
                <button type="button">"Elsewhere"</button>
                {move || dialog.get().then(|| view! { <dialog open aria-label="Details"></dialog> })}
            }
        })
        .await;
        let news = Self { page, toaster: place.get_untracked().unwrap(), clock: Clock::stop(), dialog };
        for title in titles {
            news.show(title);
        }
        settle().await;
        news
    }

    fn show(&self, title: &str) {
        let link = Some(("/requests/open".to_owned(), "Look".to_owned()));
        self.toaster.show(Toast { title: title.to_owned(), text: "postgres".to_owned(), link });
    }

    fn region(&self) -> HtmlElement {
        self.page.all("status").remove(0)
    }

    fn says(&self, words: &str) -> bool {
        self.region().text_content().unwrap().contains(words)
    }

    fn is_empty(&self) -> bool {
        self.region().text_content().unwrap().is_empty()
    }
}

#[wasm_bindgen_test]
async fn the_region_is_there_before_any_news() {
    let news = News::of(&[]).await;
    assert_eq!(news.page.all("status").len(), 1);
    assert!(news.is_empty());
}

#[wasm_bindgen_test]
async fn news_come_one_after_the_other_and_none_is_lost() {
    let news = News::of(&["First", "Second"]).await;
    assert!(news.says("First") && !news.says("Second"));
    news.clock.pass(ALMOST).await;
    news.show("Third");
    settle().await;
    assert!(news.says("First"));
    news.clock.pass(WHOLE - ALMOST).await;
    assert!(news.says("Second") && !news.says("First"));
    news.clock.pass(WHOLE).await;
    assert!(news.says("Third"));
    news.clock.pass(WHOLE).await;
    assert!(news.is_empty());
}

#[wasm_bindgen_test]
async fn news_stay_while_the_pointer_is_on_them() {
    let news = News::of(&["First"]).await;
    point(&news.region(), "pointerenter");
    news.clock.pass(60_000.0).await;
    assert!(news.says("First"));
    point(&news.region(), "pointerleave");
    news.clock.pass(WHOLE).await;
    assert!(news.is_empty());
}

#[wasm_bindgen_test]
async fn news_stay_while_the_focus_is_on_them() {
    let news = News::of(&["First"]).await;
    news.page.get("link", "Look").focus().unwrap();
    news.clock.pass(60_000.0).await;
    assert!(news.says("First"));
    news.page.get("button", "Elsewhere").focus().unwrap();
    news.clock.pass(WHOLE).await;
    assert!(news.is_empty());
}

#[wasm_bindgen_test]
async fn the_pointer_holds_the_next_news_too() {
    let news = News::of(&["First", "Second"]).await;
    point(&news.region(), "pointerenter");
    tap(&news.page.get("button", "Close"));
    settle().await;
    assert!(news.says("Second"));
    news.clock.pass(60_000.0).await;
    assert!(news.says("Second"));
}

#[wasm_bindgen_test]
async fn news_behind_a_dialog_wait_for_it() {
    let news = News::of(&["First"]).await;
    news.dialog.set(true);
    settle().await;
    news.clock.pass(60_000.0).await;
    news.dialog.set(false);
    settle().await;
    assert!(news.says("First"));
    news.clock.pass(WHOLE).await;
    assert!(news.is_empty());
}

#[wasm_bindgen_test]
async fn news_in_a_page_that_nobody_sees_wait_until_it_is_seen() {
    let news = News::of(&["First"]).await;
    SEEN.set(false);
    news.clock.pass(60_000.0).await;
    assert!(news.says("First") && !news.toaster.is_free());
    SEEN.set(true);
    news.clock.pass(WHOLE).await;
    assert!(news.is_empty());
}

#[wasm_bindgen_test]
async fn closing_shows_the_next_for_its_whole_time() {
    let news = News::of(&["First", "Second"]).await;
    news.clock.pass(ALMOST).await;
    tap(&news.page.get("button", "Close"));
    // The pointer of the tap is a finger, which has left.
    news.page.get("button", "Elsewhere").focus().unwrap();
    settle().await;
    news.clock.pass(ALMOST).await;
    assert!(news.says("Second"));
}

#[wasm_bindgen_test]
async fn the_way_is_free_while_nothing_is_shown_and_no_dialog_lies_over_the_page() {
    let news = News::of(&[]).await;
    assert!(news.toaster.is_free());
    news.dialog.set(true);
    settle().await;
    assert!(!news.toaster.is_free(), "behind a dialog nobody hears it");
    news.dialog.set(false);
    news.show("First");
    settle().await;
    assert!(!news.toaster.is_free());
    news.clock.pass(WHOLE).await;
    assert!(news.toaster.is_free());
}
