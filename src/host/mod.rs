//! Where the tab runs, and what only that place can do: clipboard, windows, storage, the clock.

mod clipboard;
mod fault;
mod language;
mod place;
mod renewal;
mod storage;
mod tabs;
mod teams;

pub use clipboard::copy;
pub use fault::{Words as FaultWords, watch as watch_faults};
pub use language::{choose_language, chosen_language};
pub use place::{
    chance, has_focus, is_signed_out, is_visible, leave_for, look_hosted, now_seconds, on_line, open_window, origin,
    path_and_query, reload, set_title, sleep,
};
pub use renewal::on_signed_in;
pub use storage::{forget, keep, kept};
pub use tabs::{Tabs, Turn, turn};
pub use teams::{
    Context, Handlers, connect, connect_late, failed_as_expected, go_to, is_hosted, is_suspended, listen, open_link,
    return_focus, sign_in_at, silent_token, succeeded, token, wake,
};
