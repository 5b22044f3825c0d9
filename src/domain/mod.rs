//! The rules of the field, pure: no I/O, no framework, nothing of ours imported. Tested on the host.

pub mod access_join;
pub mod action;
pub mod calendar;
pub mod clock;
pub mod custom_field;
pub mod draft;
pub mod duration;
pub mod failure;
pub mod held;
pub mod holding;
pub mod instructions;
pub mod inventory;
pub mod listing;
pub mod moment;
pub mod pace;
pub mod person;
pub mod recent;
pub mod request;
pub mod request_filter;
pub mod request_set;
pub mod reveal;
pub mod selection;
pub mod session;
pub mod status;
pub mod steady;
pub mod template;
