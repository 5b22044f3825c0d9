//! What the tabs of one browser do for each other: here each channel and each turn stands for a tab.

use std::cell::RefCell;
use std::rc::Rc;

use apono_tab::host::{Tabs, sleep, turn};
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::browser::begin;

type Heard = Rc<RefCell<Vec<String>>>;

fn tab(name: &str) -> (Tabs, Heard) {
    let heard = Heard::default();
    let place = Rc::clone(&heard);
    let tabs = Tabs::join(name, move |text| place.borrow_mut().push(text)).expect("this browser has channels");
    (tabs, heard)
}

async fn until_heard(heard: &Heard, count: usize) {
    for _ in 0..100 {
        if heard.borrow().len() >= count {
            return;
        }
        sleep(10.0).await;
    }
}

#[wasm_bindgen_test]
async fn the_others_hear_what_a_tab_says_and_the_tab_itself_does_not() {
    begin();
    let (one, heard_by_one) = tab("northwind:dana");
    let (_other, heard_by_other) = tab("northwind:dana");
    let (_third, heard_by_third) = tab("northwind:dana");
    one.say("changed");
    until_heard(&heard_by_other, 1).await;
    until_heard(&heard_by_third, 1).await;
    assert_eq!(*heard_by_other.borrow(), ["changed"]);
    assert_eq!(*heard_by_third.borrow(), ["changed"]);
    assert!(heard_by_one.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn another_person_hears_nothing_and_a_tab_that_is_gone_neither() {
    begin();
    let (one, _) = tab("northwind:dana");
    let (_tom, heard_by_tom) = tab("northwind:tom");
    let (other, heard_by_other) = tab("northwind:dana");
    let (_last, heard_by_last) = tab("northwind:dana");
    drop(other);
    one.say("changed");
    until_heard(&heard_by_last, 1).await;
    assert!(heard_by_tom.borrow().is_empty());
    assert!(heard_by_other.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn turns_come_one_after_the_other() {
    begin();
    let course = Heard::default();
    let note = |text: &str| course.borrow_mut().push(text.to_owned());
    let first = turn("northwind:dana:turns").await;
    note("the first begins");
    let place = Rc::clone(&course);
    spawn_local(async move {
        let _second = turn("northwind:dana:turns").await;
        place.borrow_mut().push("the second begins".to_owned());
    });
    let _elsewhere = turn("northwind:tom:turns").await;
    note("somebody else need not wait");
    sleep(50.0).await;
    note("the first ends");
    drop(first);
    until_heard(&course, 4).await;
    assert_eq!(
        *course.borrow(),
        ["the first begins", "somebody else need not wait", "the first ends", "the second begins"]
    );
}
