//! Signals around domain types, handed down as newtypes in the context.

mod access;
mod clock;
mod latest;
mod navigation;
mod preferences;
mod reach;
mod requests;
mod session;

pub use access::{Access, AccessLoading, Held, HeldRow};
pub use clock::Clock;
pub use latest::Latest;
pub use navigation::Navigation;
pub use preferences::Preferences;
pub use reach::Reach;
pub use requests::{Loading, Requests, Row};
pub use session::{Phase, Session};
