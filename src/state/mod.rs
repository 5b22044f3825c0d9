//! Signals around domain types, handed down as newtypes in the context.

mod navigation;
mod requests;
mod session;

pub use navigation::Navigation;
pub use requests::{Loading, Requests, Row};
pub use session::{Phase, Session};
