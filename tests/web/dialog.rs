//! A popup window: where the focus goes, and who decides that it closes.

use apono_tab::ui::dialog::Dialog;
use apono_tab::ui::live::{Announcements, Announcer};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlDialogElement;

use crate::browser::{Clock, Page, focused, press, settle, tap};

/// A page with a dialog, whose owner closes it when asked if `obeys`.
#[derive(Clone, Copy)]
struct Owner {
    open: RwSignal<bool>,
    asked: RwSignal<u32>,
    obeys: bool,
}

async fn page(obeys: bool) -> (Page, Owner) {
    let owner = Owner { open: RwSignal::new(false), asked: RwSignal::new(0), obeys };
    let page = Page::show(move || {
        let on_close = Callback::new(move |()| {
            owner.asked.update(|asked| *asked += 1);
            if owner.obeys {
                owner.open.set(false);
            }
        });
        let foot = move || view! { <button type="button">"Leave"</button> };
        view! {
            <button type="button" on:click=move |_| owner.open.set(true)>"Open"</button>
            <Dialog id="question" open=owner.open title="Leave this form?" on_close foot=foot>
                <p>"Nothing has been sent."</p>
            </Dialog>
        }
    })
    .await;
    tap(&page.get("button", "Open"));
    settle().await;
    (page, owner)
}

fn dialog(page: &Page) -> HtmlDialogElement {
    page.root().query_selector("dialog").unwrap().unwrap().unchecked_into()
}

#[wasm_bindgen_test]
async fn a_dialog_is_named_by_its_title_and_takes_the_focus_to_a_button_that_does_no_harm() {
    let (page, _) = page(true).await;
    assert!(page.shows("dialog", "Leave this form?"));
    assert!(page.shows("heading", "Leave this form?"));
    assert_eq!(focused(), "button Close");
}

#[wasm_bindgen_test]
async fn closing_returns_the_focus_to_what_opened_it() {
    let (page, _) = page(true).await;
    tap(&page.get("button", "Close"));
    settle().await;
    assert!(page.all("dialog").is_empty());
    assert_eq!(focused(), "button Open");
}

#[wasm_bindgen_test]
async fn escape_closes_and_reaches_nothing_behind_the_dialog() {
    let (page, owner) = page(true).await;
    assert!(!press("Escape"));
    settle().await;
    assert_eq!(owner.asked.get_untracked(), 1);
    assert!(page.all("dialog").is_empty());
}

#[wasm_bindgen_test]
async fn the_owner_may_keep_it_open() {
    let (page, owner) = page(false).await;
    press("Escape");
    tap(&page.get("button", "Close"));
    settle().await;
    assert_eq!(owner.asked.get_untracked(), 2);
    assert!(page.shows("dialog", "Leave this form?"));
}

#[wasm_bindgen_test]
async fn a_dialog_that_the_browser_closes_against_its_owner_is_open_again() {
    // The second press of Escape in a row, and the back gesture of a phone, close a dialog without asking.
    let (page, owner) = page(false).await;
    dialog(&page).close();
    settle().await;
    assert_eq!(owner.asked.get_untracked(), 1);
    assert!(page.shows("dialog", "Leave this form?"));
}

#[wasm_bindgen_test]
async fn what_a_dialog_holds_exists_only_while_it_is_open() {
    let (page, owner) = page(true).await;
    assert!(page.root().text_content().unwrap().contains("Nothing has been sent."));
    owner.open.set(false);
    settle().await;
    assert!(!page.root().text_content().unwrap().contains("Nothing has been sent."));
}

#[wasm_bindgen_test]
async fn what_is_announced_while_a_dialog_is_open_is_said_inside_it() {
    // Everything outside a modal dialog is inert, so that a live region there stays silent.
    let page = Page::show(|| {
        let announcer = Announcer::new();
        provide_context(announcer);
        let say = move |_| announcer.say("Copied".to_owned());
        view! {
            <Dialog id="details" open=true title="Access Details" on_close=Callback::new(|()| {}) foot=|| ()>
                <button type="button" on:click=say>"Copy"</button>
            </Dialog>
            <Announcements announcer/>
        }
    })
    .await;
    let clock = Clock::stop();
    tap(&page.get("button", "Copy"));
    clock.pass(1_000.0).await;
    let spoken: Vec<_> = page.all("status").into_iter().filter(|status| dialog(&page).contains(Some(status))).collect();
    assert_eq!(spoken.len(), 1);
    assert_eq!(spoken[0].text_content().unwrap(), "Copied");
}
