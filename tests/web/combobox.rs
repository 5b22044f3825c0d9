//! The multi-select: what is chosen changes only by an act that means it.

use std::sync::Arc;

use apono_tab::ui::combobox::{Choice, Combobox};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::browser::{Page, focused, has_focus, name, press, press_with, settle, tap, type_into, until};

/// A page with a field "Colour" over `count` choices named "Colour 1" and so on, and what is chosen.
struct Field {
    page: Page,
    chosen: RwSignal<Vec<String>>,
    opened: RwSignal<u32>,
    escaped: RwSignal<u32>,
}

impl Field {
    async fn of(count: usize) -> Self {
        let choices: Vec<Choice> =
            (1..=count).map(|number| Choice { id: format!("c{number}"), label: format!("Colour {number}") }).collect();
        let choices = Arc::new(choices);
        let chosen = RwSignal::new(Vec::<String>::new());
        let (opened, escaped) = (RwSignal::new(0), RwSignal::new(0));
        let page = Page::show(move || {
            let on_toggle = Callback::new(move |id: String| {
                chosen.update(|chosen| match chosen.iter().position(|other| *other == id) {
                    Some(place) => drop(chosen.remove(place)),
                    None => chosen.push(id),
                });
            });
            view! {
                <div on:keydown=move |event| if event.key() == "Escape" { escaped.update(|times| *times += 1) }>
                    <Combobox
                        id="colour"
                        label="Colour"
                        placeholder="All colours"
                        choices=Signal::stored(choices)
                        chosen
                        on_toggle
                        on_clear=Callback::new(move |()| chosen.set(Vec::new()))
                        on_open=Callback::new(move |()| opened.update(|times| *times += 1))
                    />
                    <button type="button">"Next"</button>
                </div>
            }
        })
        .await;
        Self { page, chosen, opened, escaped }
    }

    /// The same with the list open.
    async fn open(count: usize) -> Self {
        let field = Self::of(count).await;
        field.input().focus().unwrap();
        press("ArrowDown");
        settle().await;
        assert!(field.is_open());
        field
    }

    fn input(&self) -> HtmlInputElement {
        self.page.get("combobox", "Colour").unchecked_into()
    }

    fn is_open(&self) -> bool {
        let says = self.input().get_attribute("aria-expanded").unwrap() == "true";
        assert_eq!(says, self.page.shows("listbox", "Colour"), "what is said and what is shown differ");
        says
    }

    /// The name of the choice that the keyboard is on, which must be in the document and in sight.
    fn active(&self) -> String {
        let id = self.input().get_attribute("aria-activedescendant").expect("some choice is active");
        let option = document().get_element_by_id(&id).expect("the active choice is in the document");
        name(&option)
    }

    fn active_is_in_sight(&self) -> bool {
        let id = self.input().get_attribute("aria-activedescendant").unwrap();
        let option = document().get_element_by_id(&id).unwrap().get_bounding_client_rect();
        let list = self.page.get("listbox", "Colour").get_bounding_client_rect();
        option.top() >= list.top() - 1.0 && option.bottom() <= list.bottom() + 1.0
    }

    fn options(&self) -> Vec<HtmlElement> {
        self.page.all("option")
    }

    fn option(&self, label: &str) -> HtmlElement {
        self.page.get("option", label)
    }

    fn chosen(&self) -> Vec<String> {
        self.chosen.get_untracked()
    }

    async fn press(&self, key: &str) {
        press(key);
        settle().await;
    }
}

#[wasm_bindgen_test]
async fn label_names_the_field_and_its_list() {
    let field = Field::open(3).await;
    let input = field.input();
    assert_eq!(input.get_attribute("aria-controls").unwrap(), field.page.get("listbox", "Colour").id());
    assert_eq!(input.get_attribute("aria-autocomplete").unwrap(), "list");
    assert_eq!(field.page.get("listbox", "Colour").get_attribute("aria-multiselectable").unwrap(), "true");
    assert_eq!(field.page.names("option"), ["Colour 1", "Colour 2", "Colour 3"]);
    assert_eq!(field.option("Colour 2").get_attribute("aria-setsize").unwrap(), "3");
    assert_eq!(field.option("Colour 2").get_attribute("aria-posinset").unwrap(), "2");
}

#[wasm_bindgen_test]
async fn arrows_open_the_list_and_move() {
    let field = Field::of(3).await;
    field.input().focus().unwrap();
    assert!(!field.is_open(), "the list opens by itself");
    field.press("ArrowDown").await;
    assert_eq!(field.active(), "Colour 1");
    field.press("ArrowDown").await;
    field.press("ArrowDown").await;
    field.press("ArrowDown").await;
    assert_eq!(field.active(), "Colour 3", "the last choice is the end");
    field.press("ArrowUp").await;
    assert_eq!(field.active(), "Colour 2");
    assert_eq!(field.opened.get_untracked(), 1);
    assert!(field.chosen().is_empty());
}

#[wasm_bindgen_test]
async fn home_end_and_the_page_keys_move_far() {
    let field = Field::open(100).await;
    for (key, active) in [
        ("End", "Colour 100"),
        ("PageUp", "Colour 91"),
        ("Home", "Colour 1"),
        ("PageDown", "Colour 10"),
        ("PageUp", "Colour 1"),
        ("PageUp", "Colour 1"),
    ] {
        field.press(key).await;
        assert_eq!(field.active(), active, "{key}");
        assert!(field.active_is_in_sight(), "{key}");
    }
}

#[wasm_bindgen_test]
async fn enter_takes_and_gives_back_and_keeps_the_list_open() {
    let field = Field::open(3).await;
    field.press("ArrowDown").await;
    field.press("Enter").await;
    assert_eq!(field.chosen(), ["c2"]);
    assert_eq!(field.option("Colour 2").get_attribute("aria-selected").unwrap(), "true");
    assert_eq!(field.option("Colour 1").get_attribute("aria-selected").unwrap(), "false");
    assert!(field.is_open());
    field.press("Enter").await;
    assert!(field.chosen().is_empty());
    assert!(field.is_open());
}

#[wasm_bindgen_test]
async fn enter_on_the_closed_field_opens_it_and_sends_no_form() {
    let field = Field::of(3).await;
    field.input().focus().unwrap();
    assert!(!press("Enter"));
    settle().await;
    assert!(field.is_open());
    assert!(field.chosen().is_empty());
}

#[wasm_bindgen_test]
async fn enter_that_ends_a_composition_takes_nothing() {
    let field = Field::open(3).await;
    assert!(press_with("Enter", "isComposing"));
    settle().await;
    assert!(field.chosen().is_empty());
}

#[wasm_bindgen_test]
async fn tab_leaves_and_changes_nothing() {
    let field = Field::open(3).await;
    type_into(&field.input(), "2");
    settle().await;
    assert!(press("Tab"), "the field keeps the Tab key");
    field.page.get("button", "Next").focus().unwrap();
    settle().await;
    assert!(!field.is_open());
    assert!(field.chosen().is_empty());
    assert_eq!(field.input().value(), "");
}

#[wasm_bindgen_test]
async fn escape_closes_then_clears_and_then_belongs_to_others() {
    let field = Field::open(3).await;
    type_into(&field.input(), "2");
    settle().await;
    assert!(!press("Escape"));
    settle().await;
    assert!(!field.is_open());
    assert_eq!(field.input().value(), "2");
    assert!(!press("Escape"));
    settle().await;
    assert_eq!(field.input().value(), "");
    assert_eq!(field.escaped.get_untracked(), 0, "a dialog around the field closes");
    assert!(press("Escape"));
    assert_eq!(field.escaped.get_untracked(), 1);
    assert!(field.chosen().is_empty());
}

#[wasm_bindgen_test]
async fn typing_narrows_the_list_and_says_how_much_is_left() {
    let field = Field::open(100).await;
    type_into(&field.input(), " colour 10 ");
    settle().await;
    assert_eq!(field.page.names("option"), ["Colour 10", "Colour 100"]);
    assert_eq!(field.active(), "Colour 10");
    assert!(field.page.root().text_content().unwrap().contains("2 results, 0 selected"));
    type_into(&field.input(), "nothing of the kind");
    settle().await;
    assert!(field.options().is_empty());
    assert!(field.page.root().text_content().unwrap().contains("Nothing matches"));
    assert_eq!(field.input().get_attribute("aria-activedescendant"), None);
    field.press("Enter").await;
    assert!(field.chosen().is_empty());
}

#[wasm_bindgen_test]
async fn backspace_in_the_empty_field_gives_back_the_newest_in_sight() {
    let field = Field::of(3).await;
    field.chosen.set(vec!["c3".to_owned(), "c1".to_owned()]);
    field.input().focus().unwrap();
    field.press("Backspace").await;
    assert_eq!(field.chosen(), ["c3"]);
    assert!(field.is_open(), "something changed that nobody sees");
}

#[wasm_bindgen_test]
async fn a_backspace_that_is_held_down_stops_at_the_empty_field() {
    let field = Field::of(3).await;
    field.chosen.set(vec!["c3".to_owned()]);
    field.input().focus().unwrap();
    press_with("Backspace", "repeat");
    settle().await;
    assert_eq!(field.chosen(), ["c3"]);
}

#[wasm_bindgen_test]
async fn a_tap_on_a_choice_takes_it_and_leaves_the_focus_in_the_field() {
    let field = Field::of(3).await;
    tap(&field.input());
    settle().await;
    assert!(field.is_open());
    tap(&field.option("Colour 3"));
    settle().await;
    assert_eq!(field.chosen(), ["c3"]);
    assert!(field.is_open());
    assert_eq!(focused(), "combobox Colour");
}

#[wasm_bindgen_test]
async fn a_tap_elsewhere_closes_the_list() {
    let field = Field::of(3).await;
    tap(&field.input());
    settle().await;
    // Some phones leave the focus in a field when the page beside it is tapped.
    let event = web_sys::PointerEvent::new("pointerdown").unwrap();
    field.page.root().dispatch_event(&event).unwrap();
    settle().await;
    assert!(!field.is_open());
}

#[wasm_bindgen_test]
async fn the_arrow_button_opens_and_closes_and_says_which() {
    let field = Field::of(3).await;
    tap(&field.page.get("button", "Show choices of Colour"));
    settle().await;
    assert!(field.is_open());
    assert_eq!(focused(), "combobox Colour");
    tap(&field.page.get("button", "Hide choices of Colour"));
    settle().await;
    assert!(!field.is_open());
}

#[wasm_bindgen_test]
async fn clearing_keeps_the_focus_in_the_field_and_the_list_open() {
    let field = Field::open(3).await;
    field.press("Enter").await;
    tap(&field.page.get("button", "Clear"));
    settle().await;
    assert!(field.chosen().is_empty());
    assert_eq!(focused(), "combobox Colour");
    assert!(field.is_open());
}

#[wasm_bindgen_test]
async fn clearing_by_keyboard_returns_to_the_field() {
    let field = Field::open(3).await;
    field.press("Enter").await;
    let clear = field.page.get("button", "Clear");
    clear.focus().unwrap();
    settle().await;
    assert!(field.is_open(), "the list closes under the button that belongs to it");
    clear.click();
    settle().await;
    assert_eq!(focused(), "combobox Colour");
}

#[wasm_bindgen_test]
async fn escape_on_the_clear_button_closes_and_returns_to_the_field() {
    let field = Field::open(3).await;
    field.press("Enter").await;
    field.page.get("button", "Clear").focus().unwrap();
    field.press("Escape").await;
    assert!(!field.is_open());
    assert_eq!(focused(), "combobox Colour");
    assert_eq!(field.escaped.get_untracked(), 0);
}

#[wasm_bindgen_test]
async fn of_two_thousand_choices_only_those_near_the_view_exist() {
    let field = Field::open(2_000).await;
    until("the choices in view are drawn", || field.options().len() >= 9).await;
    assert!(field.options().len() <= 40, "{} choices exist", field.options().len());
    field.press("End").await;
    assert_eq!(field.active(), "Colour 2000");
    assert!(field.active_is_in_sight());
    field.press("Enter").await;
    assert_eq!(field.chosen(), ["c2000"]);
}

#[wasm_bindgen_test]
async fn scrolling_through_two_thousand_choices_leaves_nothing_behind() {
    let field = Field::open(2_000).await;
    let list = field.page.get("listbox", "Colour");
    let scroll = async |to: i32| {
        list.set_scroll_top(to);
        settle().await;
    };
    scroll(400).await;
    let (size, before) = (field.page.size(), field.options());
    for step in 0..32 {
        scroll(step * 2_000).await;
    }
    scroll(400).await;
    assert_eq!(field.page.size(), size);
    let after = field.options();
    assert!(after.iter().all(|option| before.contains(option)), "elements were made anew");
}

#[wasm_bindgen_test]
async fn the_active_choice_exists_however_far_the_list_is_scrolled() {
    let field = Field::open(2_000).await;
    field.page.get("listbox", "Colour").set_scroll_top(30_000);
    settle().await;
    assert_eq!(field.active(), "Colour 1");
    field.press("ArrowDown").await;
    assert_eq!(field.active(), "Colour 2");
    assert!(field.active_is_in_sight());
}

#[wasm_bindgen_test]
async fn choices_that_come_later_appear_in_the_open_list() {
    let choices = RwSignal::new(Arc::new(Vec::<Choice>::new()));
    let page = Page::show(move || {
        view! {
            <Combobox
                id="late"
                label="Late"
                placeholder=""
                choices
                chosen=Signal::stored(Vec::new())
                on_toggle=Callback::new(|_| {})
                on_clear=Callback::new(|()| {})
            />
        }
    })
    .await;
    let input: Element = page.get("combobox", "Late").unchecked_into();
    tap(&input);
    settle().await;
    assert!(has_focus(&input));
    choices.set(Arc::new(vec![Choice { id: "a".to_owned(), label: "Amber".to_owned() }]));
    settle().await;
    assert_eq!(page.names("option"), ["Amber"]);
    let active = input.get_attribute("aria-activedescendant").unwrap();
    assert!(document().get_element_by_id(&active).is_some());
}
