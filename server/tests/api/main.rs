//! The server as its clients see it. One program for all of these tests: building several takes far longer than running
//! them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on has failed"
)]

mod graph;
mod postgres;
mod support;

mod actions;
mod decisions;
mod filters;
mod inventory;
#[cfg(unix)]
mod replicas;
mod requests;
mod second_factor;
mod sessions;
mod settings;
mod templates;

mod openapi;

mod attacks;
mod bad_input;
mod entra;
mod gateway;
mod killed;
mod notify;
mod operations;
mod own_data;
mod pasted;
mod secret;
mod sign_in;
mod static_files;
mod store;
mod test_controls;
mod tls;
