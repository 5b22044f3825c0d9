//! Where the tab runs, and what only that place can do: clipboard, windows, storage, the clock.

mod clipboard;
mod place;
mod storage;

pub use clipboard::copy;
pub use place::{chance, is_visible, now_seconds, on_line, open_window, path_and_query, set_title, sleep};
pub use storage::{forget, keep, kept};
