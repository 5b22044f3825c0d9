//! One folder a page: the page and its private parts.

pub mod access_details;
pub mod custom_fields;
pub mod help;
pub mod my_access;
pub mod my_requests;
pub mod new_request;
pub mod request_actions;
pub mod request_again;
mod status_badge;
