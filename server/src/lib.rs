//! The server of the Apono tab, in reading order: what it is told, time, storage and errors first, then the two
//! answers to a call of the Client API (the demo and the gateway), the sign-in in front of them, and the tab's files.
#![deny(missing_docs)]

mod answer;
mod audit;
pub mod check;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod extract;
pub mod metrics;
mod ready;
pub mod seal;
pub mod secret;
pub mod store;
mod tls;

pub mod demo;
pub mod gateway;
pub mod http;
pub mod notify;
pub mod sign_in;

mod serve;

pub use serve::{Running, StartError, start, use_ring};
