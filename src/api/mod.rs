//! Calls to the Client API. Wire types come in and domain types go out; no component sees a wire type.

mod client;
mod convert;
mod error;

pub mod access_requests;
pub mod access_sessions;
pub mod config;
pub mod inventory;
pub mod notifications;
pub mod session;
pub mod templates;

pub use crate::domain::failure::ApiError;
pub use client::{Cancel, Client, Heard};
