//! Hearing of a sign-in that happened in a window of its own.

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

/// The page at the end of a sign-in window speaks on this channel; its name is agreed with the server.
const CHANNEL: &str = "apono-sign-in";

/// Calls `heard` whenever a window of ours has signed somebody in. For the life of the page.
pub fn on_signed_in(heard: impl Fn() + 'static) {
    // Where the browser has no channel, coming back to the tab asks as well.
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else { return };
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |_| heard());
    channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    std::mem::forget(channel);
}
