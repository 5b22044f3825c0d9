//! A labelled field: what is said about it where the person is.

use apono_tab::ui::field::{Field, described_by};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::browser::{Page, settle};

async fn page() -> (Page, RwSignal<Option<String>>) {
    let error = RwSignal::new(None::<String>);
    let page = Page::show(move || {
        view! {
            <Field id="hours" label="Duration (in Hours)" required=true hint="At most 8 hours.".to_owned() error>
                <input id="hours" aria-describedby=described_by("hours") aria-invalid=move || error.get().map(|_| "true")/>
            </Field>
        }
    })
    .await;
    (page, error)
}

/// What assistive technology reads after the name.
fn description(page: &Page) -> String {
    let ids = page.get("textbox", "Duration (in Hours)").get_attribute("aria-describedby").unwrap();
    let text = |id: &str| document().get_element_by_id(id).unwrap().text_content().unwrap();
    ids.split(' ').map(text).collect::<Vec<_>>().join(" ")
}

#[wasm_bindgen_test]
async fn the_label_names_the_field_without_its_star() {
    let (page, _) = page().await;
    assert!(page.shows("textbox", "Duration (in Hours)"));
    assert!(page.root().text_content().unwrap().contains('*'));
}

#[wasm_bindgen_test]
async fn hint_and_error_describe_the_field() {
    let (page, error) = page().await;
    assert_eq!(description(&page).trim(), "At most 8 hours.");
    error.set(Some("Enter more than 0 hours.".to_owned()));
    settle().await;
    assert_eq!(description(&page), "At most 8 hours. Enter more than 0 hours.");
    assert!(page.root().query_selector(".hint--error").unwrap().unwrap().client_height() > 0);
}
