//! A status badge and the reason behind it (requirement 67).

use apono_tab::ui::badge::{Badge, Look};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::browser::{Page, point, press, settle, tap};

const LOOK: Look = Look { class: "badge--bad", icon: "cross-circle", turns: false };

async fn page(reason: Option<&'static str>) -> Page {
    Page::show(move || {
        view! {
            <Badge look=LOOK label="Rejected".to_owned() reason=reason.map(str::to_owned) id="why".to_owned()/>
            <button type="button">"Elsewhere"</button>
        }
    })
    .await
}

fn badge(page: &Page) -> HtmlElement {
    page.get("button", "Rejected")
}

#[wasm_bindgen_test]
async fn a_badge_without_a_reason_is_no_button() {
    let page = page(None).await;
    assert_eq!(page.names("button"), ["Elsewhere"]);
    assert!(page.root().text_content().unwrap().contains("Rejected"));
}

#[wasm_bindgen_test]
async fn a_badge_keeps_its_colours_whether_or_not_there_is_a_reason() {
    let plain = page(None).await;
    let class =
        |page: &Page| page.root().query_selector(".badge").unwrap().unwrap().class_list().contains("badge--bad");
    assert!(class(&plain));
    drop(plain);
    assert!(class(&page(Some("Ask your lead first.")).await));
}

#[wasm_bindgen_test]
async fn the_reason_shows_while_the_badge_has_the_focus() {
    let page = page(Some("Ask your lead first.")).await;
    assert!(page.all("tooltip").is_empty());
    badge(&page).focus().unwrap();
    settle().await;
    assert!(page.shows("tooltip", "Ask your lead first."));
    page.get("button", "Elsewhere").focus().unwrap();
    settle().await;
    assert!(page.all("tooltip").is_empty());
}

#[wasm_bindgen_test]
async fn the_reason_is_the_badges_description() {
    let page = page(Some("Ask your lead first.")).await;
    let described_by = badge(&page).get_attribute("aria-describedby").unwrap();
    assert_eq!(document().get_element_by_id(&described_by).unwrap().text_content().unwrap(), "Ask your lead first.");
}

#[wasm_bindgen_test]
async fn the_reason_shows_under_the_pointer_and_the_pointer_may_enter_it() {
    let page = page(Some("Ask your lead first.")).await;
    let (badge, tip) = (badge(&page), page.root().query_selector(".tip").unwrap().unwrap());
    point(&tip, "pointerenter");
    settle().await;
    let tooltip = page.get("tooltip", "Ask your lead first.");
    let (from, to) = (badge.get_bounding_client_rect(), tooltip.get_bounding_client_rect());
    assert!(to.top() >= from.bottom(), "the reason covers the badge");
    // On the way from the badge to the reason the pointer is never over anything else.
    let x = from.left() + 24.0;
    let mut y = from.bottom() - 1.0;
    while y <= to.top() + 1.0 {
        let under = document().element_from_point(x as f32, y as f32).unwrap();
        assert!(tip.contains(Some(&under)), "at {y} the pointer leaves for {}", under.outer_html());
        y += 0.5;
    }
    point(&tip, "pointerleave");
    settle().await;
    assert!(page.all("tooltip").is_empty());
}

#[wasm_bindgen_test]
async fn escape_takes_the_reason_away_and_reaches_nothing_else() {
    let page = page(Some("Ask your lead first.")).await;
    badge(&page).focus().unwrap();
    settle().await;
    assert!(!press("Escape"), "a dialog around the badge would close");
    settle().await;
    assert!(page.all("tooltip").is_empty());
    assert!(press("Escape"), "without a reason in sight Escape belongs to others");
}

#[wasm_bindgen_test]
async fn escape_takes_the_reason_away_wherever_the_focus_is() {
    let page = page(Some("Ask your lead first.")).await;
    page.get("button", "Elsewhere").focus().unwrap();
    point(&page.root().query_selector(".tip").unwrap().unwrap(), "pointerenter");
    settle().await;
    press("Escape");
    settle().await;
    assert!(page.all("tooltip").is_empty());
}

#[wasm_bindgen_test]
async fn a_tap_shows_the_reason_and_a_tap_elsewhere_takes_it_away() {
    let page = page(Some("Ask your lead first.")).await;
    tap(&badge(&page));
    settle().await;
    assert!(page.shows("tooltip", "Ask your lead first."));
    tap(page.root());
    settle().await;
    assert!(page.all("tooltip").is_empty());
}

#[wasm_bindgen_test]
async fn a_badge_at_the_lower_edge_shows_its_reason_above() {
    let page = page(Some("Ask your lead first.")).await;
    let holder = page.root().query_selector(".tip").unwrap().unwrap();
    let style = wasm_bindgen::JsCast::unchecked_ref::<HtmlElement>(&holder).style();
    style.set_property("position", "fixed").unwrap();
    style.set_property("bottom", "4px").unwrap();
    badge(&page).focus().unwrap();
    settle().await;
    let tooltip = page.get("tooltip", "Ask your lead first.").get_bounding_client_rect();
    assert!(tooltip.bottom() <= badge(&page).get_bounding_client_rect().top());
    assert!(tooltip.top() >= 0.0);
}

#[wasm_bindgen_test]
async fn a_reason_stays_with_its_badge_when_anything_scrolls() {
    let page = Page::show(|| {
        view! {
            <div class="box" style="height: 80px; overflow: auto">
                <Badge look=LOOK label="Rejected".to_owned() reason=Some("Ask your lead first.".to_owned()) id="why".to_owned()/>
                <div style="height: 400px"></div>
            </div>
        }
    })
    .await;
    badge(&page).focus().unwrap();
    settle().await;
    page.root().query_selector(".box").unwrap().unwrap().set_scroll_top(12);
    settle().await;
    let tooltip = page.get("tooltip", "Ask your lead first.").get_bounding_client_rect();
    assert_eq!(tooltip.top(), badge(&page).get_bounding_client_rect().bottom().trunc() + 4.0);
}
