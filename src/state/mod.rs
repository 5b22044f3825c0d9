//! Signals around domain types, handed down as newtypes in the context.

mod clock;
mod held;
mod latest;
mod navigation;
mod requests;
mod session;

pub use clock::Clock;
pub use held::HeldNow;
pub use latest::Latest;
pub use navigation::Navigation;
pub use requests::{Course, Loading, Requests, Row};
pub use session::{Phase, Session};
