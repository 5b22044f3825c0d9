//! Signals around domain types, handed down as newtypes in the context.

mod clock;
mod latest;
mod navigation;
mod requests;
mod session;

pub use clock::Clock;
pub use latest::Latest;
pub use navigation::Navigation;
pub use requests::{Loading, Requests, Row};
pub use session::{Phase, Session};
