//! One folder a page: the page and its private parts.

pub mod access_details;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod approvers;
pub mod custom_fields;
pub mod help;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
pub(crate) mod hosted;
pub mod life;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod list_filters;
pub mod my_access;
pub mod my_requests;
pub mod my_tasks;
pub mod new_request;
pub mod parts;
mod read_again;
pub mod request_actions;
pub mod request_again;
#[expect(unreachable_pub, reason = "the component macro makes the props public")]
mod session_ended;
mod status_badge;
