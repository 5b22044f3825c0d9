//! Whether the service can be reached while the tab is in use.

/// What stands between the person and the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// The last call got an answer, or there was no call yet.
    #[default]
    Fine,
    /// The browser has no network.
    Offline,
    /// There is a network, but the last call got no answer.
    Silent,
}
