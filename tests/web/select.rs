//! One of several, by the browser's own list.

use std::sync::Arc;

use apono_tab::ui::combobox::Choice;
use apono_tab::ui::select::Select;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlSelectElement;

use crate::browser::{Page, choose, until};

struct Field {
    page: Page,
    choices: RwSignal<Arc<Vec<Choice>>>,
    chosen: RwSignal<Option<String>>,
}

fn choices(ids: &[&str]) -> Arc<Vec<Choice>> {
    Arc::new(ids.iter().map(|id| Choice { id: (*id).to_owned(), label: format!("Integration {id}") }).collect())
}

impl Field {
    async fn of(ids: &[&str], chosen: Option<&str>) -> Self {
        let (choices, chosen) = (RwSignal::new(choices(ids)), RwSignal::new(chosen.map(str::to_owned)));
        let page = Page::show(move || {
            view! {
                <label for="integration">"Integration"</label>
                <Select
                    id="integration"
                    none="Choose an integration"
                    choices
                    chosen
                    on_choose=Callback::new(move |id| chosen.set(id))
                />
            }
        })
        .await;
        Self { page, choices, chosen }
    }

    fn select(&self) -> HtmlSelectElement {
        self.page.get("combobox", "Integration").unchecked_into()
    }

    async fn shows(&self, label: &str) {
        until(label, || {
            self.select().selected_options().item(0).and_then(|option| option.text_content()).as_deref() == Some(label)
        })
        .await;
    }
}

#[wasm_bindgen_test]
async fn what_is_chosen_is_shown_and_else_the_words_for_nothing() {
    Field::of(&["a", "b"], Some("b")).await.shows("Integration b").await;
    Field::of(&["a", "b"], None).await.shows("Choose an integration").await;
}

#[wasm_bindgen_test]
async fn choosing_tells_the_id_and_choosing_nothing_tells_none() {
    let field = Field::of(&["a", "b"], None).await;
    choose(&field.select(), "a");
    assert_eq!(field.chosen.get_untracked().as_deref(), Some("a"));
    field.shows("Integration a").await;
    choose(&field.select(), "");
    assert_eq!(field.chosen.get_untracked(), None);
}

#[wasm_bindgen_test]
async fn what_is_chosen_is_shown_once_its_choice_has_come() {
    let field = Field::of(&[], Some("b")).await;
    field.choices.set(choices(&["a", "b"]));
    field.shows("Integration b").await;
    field.choices.set(choices(&["c", "b", "a"]));
    field.shows("Integration b").await;
}
