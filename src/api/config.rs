//! `/config.json`: what the administrator set for this server (design 8, "Runtime configuration").

use serde::Deserialize;

use super::{ApiError, Client};

/// Everything is optional: a tab without its configuration still works.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Config {
    /// `demo` while the server plays the API itself.
    pub mode: String,
    pub portal_url: Option<String>,
    /// Whom to ask, in words: a name, a mail address or a channel.
    pub administrator_contact: Option<String>,
    pub privacy_url: Option<String>,
    pub terms_url: Option<String>,
    pub support_url: Option<String>,
}

impl Config {
    pub fn is_demo(&self) -> bool {
        self.mode == "demo"
    }
}

pub async fn read(client: &Client) -> Result<Config, ApiError> {
    client.get_document("/config.json").await
}
