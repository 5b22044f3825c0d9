//! Envelopes shared by many answers (reference 1.4).

use serde::{Deserialize, Serialize};

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows, in the service's order.
    pub data: Vec<T>,
    /// Where they lie in the whole list.
    pub pagination: Pagination,
}

/// Where a page lies in its list (`PaginationClientInfoModel`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pagination {
    /// How many rows a page has at most, as the server took it.
    pub limit: i32,
    /// Echo of the query's `skip`.
    pub offset: i32,
    /// How many rows the whole list has, where the server says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<i32>,
    /// Whether another page follows, where the server says so; see [`Page::has_more`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_more: Option<bool>,
}

impl<T> Page<T> {
    /// Whether another page follows: as the server says, else as the page's fill tells.
    pub fn has_more(&self) -> bool {
        let filled = i32::try_from(self.data.len()).is_ok_and(|rows| rows >= self.pagination.limit);
        self.pagination.has_more.unwrap_or(filled && !self.data.is_empty())
    }
}

/// Answer of actions that return nothing else (`MessageResponse`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// In plain words, for a person.
    pub message: String,
}
