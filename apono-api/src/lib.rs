//! Wire types of Apono's Client API.
