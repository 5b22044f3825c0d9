//! One address per page, filter and form state.
