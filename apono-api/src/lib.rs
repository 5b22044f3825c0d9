//! Wire types of Apono's Client API: bodies, queries and enums, for the tab and for the server.
//!
//! Names follow the schemas without their suffixes (`AccessRequestClientModel` is [`AccessRequest`]). A field that the
//! API requires is plain; any other is an `Option`, absent or null. Unknown fields are ignored, and free strings become
//! enums with an `Other` that keeps the text, since the API grows in almost every release (reference 1.3).
#![deny(missing_docs)]

mod inventory;
mod open_enum;
mod page;
pub mod query;
mod request;
mod session;
mod user;
mod value;

pub use inventory::*;
pub use open_enum::*;
pub use page::{Message, Page, Pagination};
pub use request::*;
pub use session::*;
pub use user::*;
pub use value::Instant;

/// Every path of the Client API starts with this.
pub const BASE_PATH: &str = "/api/client/v1";
