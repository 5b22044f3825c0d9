//! What is said to people who do not see it happen.

use apono_tab::ui::live::{Announcements, Announcer};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::browser::{Clock, Page, count_changes};

struct Region {
    page: Page,
    announcer: Announcer,
    clock: Clock,
}

impl Region {
    async fn new() -> Self {
        let place = RwSignal::new(None);
        let page = Page::show(move || {
            let announcer = Announcer::new();
            place.set(Some(announcer));
            view! { <Announcements announcer/> }
        })
        .await;
        Self { page, announcer: place.get_untracked().unwrap(), clock: Clock::stop() }
    }

    fn element(&self) -> Element {
        self.page.root().query_selector("[role=status]").unwrap().unwrap()
    }

    fn says(&self) -> String {
        self.element().text_content().unwrap()
    }

    async fn say(&self, words: &str) {
        self.announcer.say(words.to_owned());
        self.clock.pass(500.0).await;
    }
}

#[wasm_bindgen_test]
async fn the_region_is_polite_and_empty_at_first() {
    let region = Region::new().await;
    assert_eq!(region.element().get_attribute("aria-live").unwrap(), "polite");
    assert_eq!(region.says(), "");
}

#[wasm_bindgen_test]
async fn of_several_things_in_a_row_the_last_is_said() {
    let region = Region::new().await;
    region.announcer.say("1 of 1,000 resources".to_owned());
    region.clock.pass(300.0).await;
    region.announcer.say("2 of 1,000 resources".to_owned());
    region.clock.pass(300.0).await;
    assert_eq!(region.says(), "", "it is still being typed");
    region.clock.pass(200.0).await;
    assert_eq!(region.says(), "2 of 1,000 resources");
}

#[wasm_bindgen_test]
async fn the_same_words_are_said_twice() {
    let region = Region::new().await;
    region.say("Copied").await;
    assert_eq!(region.says(), "Copied");
    // A reader hears changes: the words must have gone in between.
    let changes = count_changes(&region.element());
    region.say("Copied").await;
    assert_eq!(region.says(), "Copied");
    let heard = changes.call0(&JsValue::NULL).unwrap().as_f64().unwrap();
    assert!(heard >= 2.0, "{heard} changes were heard");
}
