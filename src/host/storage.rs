//! What is kept on this device. Where storage is blocked the tab works without: nothing is kept, nothing fails.
//!
//! Never secrets or tokens; keys carry account and person (design 8).

use web_sys::Storage;

fn storage() -> Option<Storage> {
    web_sys::window().and_then(|window| window.local_storage().ok().flatten())
}

pub fn kept(key: &str) -> Option<String> {
    storage().and_then(|storage| storage.get_item(key).ok().flatten())
}

/// Keeps a text; `false` when the device refuses, which only costs the comfort.
pub fn keep(key: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

pub fn forget(key: &str) -> bool {
    storage().is_some_and(|storage| storage.remove_item(key).is_ok())
}
