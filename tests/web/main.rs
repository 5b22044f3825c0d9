//! Component tests: each shows one control, or makes one call, in a real browser, and says what a person or the service
//! would notice. Things are found by role and name as the browser's own accessibility tree has them.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod browser;

mod api;
mod badge;
mod combobox;
mod dialog;
mod field;
mod live;
mod other_tabs;
mod select;
mod tabs;
mod toast;
mod window_list;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
