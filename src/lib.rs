//! The Apono tab: ask for just-in-time access, follow it, use it, ask again.
//!
//! Modules in reading order. Data takes the short way: wire type ([`apono_api`]), domain type, signal, view.
//! Who may import whom is written in `docs/ARCHITECTURE.md` and kept by `tests/directions.rs`.
#![deny(missing_docs)]

pub mod domain;
pub mod route;

pub mod api;
pub mod host;
pub mod state;

pub mod text;
pub mod ui;

pub mod app;
pub mod pages;
