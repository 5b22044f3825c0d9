//! What the server hands out beside the API: the tab's files, plain pages, headers; and the controls for tests.

pub mod assets;
pub(crate) mod client;
pub mod headers;
mod language;
pub mod page;
pub(crate) mod request_id;
pub mod test_controls;
pub(crate) mod words;
