//! Every visible text of the tab, in one place.
