//! Tabs: one stop of the Tab key, arrows move and choose.

use apono_tab::ui::tabs::{Tab, Tabs};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::browser::{Page, focused, press, press_with, settle, tap};

async fn page() -> (Page, RwSignal<usize>) {
    let selected = RwSignal::new(0);
    let page = Page::show(move || {
        let tab = |id, label, count: (&str, &str)| Tab {
            id,
            label,
            count: Signal::stored((count.0.to_owned(), count.1.to_owned())),
        };
        view! {
            <Tabs
                label="Lists"
                tabs=vec![tab("one", "One", ("3", "3 rows")), tab("two", "Two", ("", "")), tab("three", "Three", ("", ""))]
                panel="panel"
                selected
                on_select=Callback::new(move |index| selected.set(index))
            />
            <div role="tabpanel" id="panel" aria-labelledby="one"></div>
        }
    })
    .await;
    (page, selected)
}

#[wasm_bindgen_test]
async fn tabs_say_their_count_in_words_and_which_one_is_chosen() {
    let (page, _) = page().await;
    assert_eq!(page.names("tab"), ["One 3 rows", "Two", "Three"]);
    assert_eq!(page.get("tab", "One 3 rows").get_attribute("aria-selected").unwrap(), "true");
    assert_eq!(page.get("tab", "Two").get_attribute("aria-selected").unwrap(), "false");
    assert!(page.shows("tablist", "Lists"));
}

#[wasm_bindgen_test]
async fn only_the_chosen_tab_is_a_stop_of_the_tab_key() {
    let (page, selected) = page().await;
    let stops = || page.all("tab").iter().map(|tab| tab.tab_index()).collect::<Vec<_>>();
    assert_eq!(stops(), [0, -1, -1]);
    selected.set(2);
    settle().await;
    assert_eq!(stops(), [-1, -1, 0]);
}

#[wasm_bindgen_test]
async fn arrows_home_and_end_choose_and_take_the_focus_along() {
    let (page, selected) = page().await;
    page.get("tab", "One 3 rows").focus().unwrap();
    for (key, chosen, name) in [
        ("ArrowRight", 1, "tab Two"),
        ("ArrowLeft", 0, "tab One 3 rows"),
        ("ArrowLeft", 2, "tab Three"),
        ("ArrowRight", 0, "tab One 3 rows"),
        ("End", 2, "tab Three"),
        ("Home", 0, "tab One 3 rows"),
    ] {
        assert!(!press(key), "{key} scrolls the page");
        settle().await;
        assert_eq!((selected.get_untracked(), focused()), (chosen, name.to_owned()), "{key}");
    }
}

#[wasm_bindgen_test]
async fn arrows_with_a_modifier_belong_to_the_browser() {
    let (page, selected) = page().await;
    page.get("tab", "One 3 rows").focus().unwrap();
    for modifier in ["altKey", "ctrlKey", "metaKey"] {
        assert!(press_with("ArrowLeft", modifier), "{modifier} and the arrow left go back in the history");
    }
    settle().await;
    assert_eq!(selected.get_untracked(), 0);
}

#[wasm_bindgen_test]
async fn a_tap_chooses() {
    let (page, selected) = page().await;
    tap(&page.get("tab", "Two"));
    settle().await;
    assert_eq!(selected.get_untracked(), 1);
}
