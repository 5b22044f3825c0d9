//! Signals around domain types, handed down as newtypes in the context.

mod access;
mod clock;
mod held;
mod latest;
mod navigation;
mod news;
mod preferences;
mod pulse;
mod reach;
mod requests;
mod session;
mod tasks;

pub use access::{Access, AccessLoading, Held, HeldRow};
pub use clock::Clock;
pub use held::HeldNow;
pub use latest::Latest;
pub use navigation::Navigation;
pub use news::News;
pub use preferences::Preferences;
pub use pulse::{Asker, Asking, Pulse, Topic};
pub use reach::Reach;
pub use requests::{Course, Loading, Requests, Row};
pub use session::{Phase, Session, SignOut};
pub use tasks::{Batch, DecisionNews, Task, Tasks, Units};
