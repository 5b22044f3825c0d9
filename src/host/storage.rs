//! What is kept on this device. Where storage is blocked the tab works without: nothing is kept, nothing fails.
//!
//! Never secrets or tokens; keys carry account and person (design 8).

use web_sys::Storage;

fn storage() -> Option<Storage> {
    web_sys::window().and_then(|window| window.local_storage().ok().flatten())
}

/// What is kept under this key; `None` also where storage is blocked.
pub fn kept(key: &str) -> Option<String> {
    storage().and_then(|storage| storage.get_item(key).ok().flatten())
}

/// Keeps a text; `false` when the device refuses, which only costs the comfort.
pub fn keep(key: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

/// Removes what is kept under this key; `false` when the device refuses.
pub fn forget(key: &str) -> bool {
    storage().is_some_and(|storage| storage.remove_item(key).is_ok())
}
