//! The server of the Apono tab, in reading order: time, storage and errors first, then the demo of the Client API.

pub mod clock;
pub mod db;
pub mod error;
pub mod extract;

pub mod demo;
