//! The other tabs of the same browser (decision 0012). Inside a host's frame the browser keeps them apart, and an old one
//! may know nothing of this: then the tab is alone, and works.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{BroadcastChannel, MessageEvent};

#[wasm_bindgen]
extern "C" {
    type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, held: &JsValue) -> Result<Promise, JsValue>;
}

/// A channel to the tabs that joined under the same name.
pub struct Tabs {
    channel: BroadcastChannel,
    /// Lives as long as the channel, which calls it.
    _heard: Closure<dyn Fn(MessageEvent)>,
}

impl Tabs {
    /// `None` where the browser has no channels.
    pub fn join(name: &str, heard: impl Fn(String) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                heard(text);
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Self { channel, _heard: heard })
    }

    /// Tells the others, never this tab itself.
    pub fn say(&self, text: &str) {
        if self.channel.post_message(&text.into()).is_err() {
            web_sys::console::debug_1(&"The other tabs could not be told.".into());
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

/// This tab's turn; it ends when this is dropped.
pub struct Turn(Option<Function>);

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(Err(_)) = self.0.take().map(|end| end.call0(&JsValue::UNDEFINED)) {
            web_sys::console::debug_1(&"A turn did not end.".into());
        }
    }
}

/// Waits until no other tab has its turn under this name. Where the browser has no such lines, it is always one's turn.
pub async fn turn(name: &str) -> Turn {
    let navigator = web_sys::window().map(|window| window.navigator());
    let locks = navigator.and_then(|navigator| Reflect::get(&navigator, &"locks".into()).ok());
    let Some(locks) = locks.filter(|locks| !locks.is_undefined()).map(JsCast::unchecked_into::<Locks>) else {
        return Turn(None);
    };
    let granted = Promise::new(&mut |granted, _| {
        let refused = granted.clone();
        let held = Closure::once_into_js(move |_: JsValue| -> Promise {
            Promise::new(&mut |end, _| {
                // Hands the end of the turn to whoever waits for its beginning.
                drop(granted.call1(&JsValue::UNDEFINED, &end));
            })
        });
        let asked = locks.request(name, &held);
        spawn_local(async move {
            let ended = match asked {
                Ok(ended) => JsFuture::from(ended).await,
                Err(error) => Err(error),
            };
            if ended.is_err() {
                drop(refused.call0(&JsValue::UNDEFINED));
            }
        });
    });
    Turn(JsFuture::from(granted).await.ok().and_then(|end| end.dyn_into().ok()))
}
