//! The server of the Apono tab, in reading order: what it is told, time, storage and errors first, then the demo of the
//! Client API, the sign-in in front of it, and the tab's files.

pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod extract;
pub mod secret;

pub mod demo;
pub mod http;
pub mod sign_in;

mod serve;

pub use serve::{Running, StartError, start};
