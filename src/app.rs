//! Providers, shell, page switch.

/// Mounts the tab into the page.
pub fn start() {}
