//! Where the tab runs, and what only that place can do: clipboard, windows, storage, the clock.

mod clipboard;
mod fault;
mod place;
mod renewal;
mod storage;

pub use clipboard::copy;
pub use fault::{Words as FaultWords, show as show_fault};
pub use place::{
    chance, is_visible, leave_for, now_seconds, on_line, open_window, origin, path_and_query, reload, set_title, sleep,
};
pub use renewal::on_signed_in;
pub use storage::{forget, keep, kept};
