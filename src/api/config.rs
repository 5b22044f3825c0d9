//! `/config.json`: what the administrator set for this server (design 8, "Runtime configuration").

use apono_api::query::encode_into;
use serde::Deserialize;

use super::{ApiError, Client};
use crate::domain::instructions::is_web_address;

/// Everything is optional: a tab without its configuration still works.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Config {
    /// `demo` while the server plays the API itself.
    pub mode: String,
    /// Address of the Apono Portal; `None` leaves out the links to it.
    pub portal_url: Option<String>,
    /// Whom to ask, in words: a name, a mail address or a channel.
    pub administrator_contact: Option<String>,
    /// Address of the page for the second factor, with `{portal}` and `{request}` to be filled in.
    pub mfa_page: Option<String>,
    /// Id of the app in Teams, for links that open it there.
    pub teams_app_id: Option<String>,
    /// The server notifies people in Teams.
    pub notifications: bool,
    /// Codes of the languages that the server has the tab in.
    pub languages: Vec<String>,
    /// Address of the privacy page; `None` leaves out the link on the help page.
    pub privacy_url: Option<String>,
    /// Address of the terms of use; `None` leaves out the link on the help page.
    pub terms_url: Option<String>,
    /// Address of the support page; `None` leaves out the link on the help page.
    pub support_url: Option<String>,
}

impl Config {
    /// Whether the server plays the API itself.
    pub fn is_demo(&self) -> bool {
        self.mode == "demo"
    }

    /// Where the second factor for a request is passed (reference 6). Only web addresses and paths of this server are
    /// taken; `None` where the configuration names neither.
    pub fn mfa_page(&self, request: &str) -> Option<String> {
        let template = self.mfa_page.as_deref()?;
        let portal = self.portal_url.as_deref().unwrap_or_default().trim_end_matches('/');
        let mut encoded = String::new();
        encode_into(request, &mut encoded);
        let address = template.replace("{portal}", portal).replace("{request}", &encoded);
        (is_web_address(&address) || is_own_path(&address)).then_some(address)
    }
}

/// A path of this server: browsers read two slashes, or a slash with its mirror image, as the start of a host.
fn is_own_path(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//") && !address.contains(['\\', '\t', '\n', '\r'])
}

/// Reads the configuration from the server that the tab came from.
pub async fn read(client: &Client) -> Result<Config, ApiError> {
    client.get_document("/config.json").await
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn page(template: &str, portal: Option<&str>, request: &str) -> Option<String> {
        let config =
            Config { mfa_page: Some(template.to_owned()), portal_url: portal.map(str::to_owned), ..Config::default() };
        config.mfa_page(request)
    }

    #[test]
    fn portal_and_request_are_filled_in_and_the_request_is_encoded() {
        let template = "{portal}/account/step-up?status=pending-mfa&request={request}";
        assert_eq!(
            page(template, Some("https://portal.example/"), "AR-1 &x").as_deref(),
            Some("https://portal.example/account/step-up?status=pending-mfa&request=AR-1%20%26x")
        );
        assert_eq!(
            page("/demo/step-up?request={request}", None, "AR-1").as_deref(),
            Some("/demo/step-up?request=AR-1")
        );
        assert_eq!(Config::default().mfa_page("AR-1"), None);
    }

    #[test]
    fn nothing_but_web_addresses_and_own_paths_is_opened() {
        for template in
            ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "/\t/evil", "x"]
        {
            assert_eq!(page(template, None, "AR-1"), None, "{template}");
        }
        assert_eq!(page("{portal}/x", Some("javascript:alert(1)//"), "AR-1"), None);
    }

    proptest! {
        #[test]
        fn no_request_id_leaves_its_place_in_the_address(request in ".{0,20}") {
            let address = page("https://portal.example/step-up?request={request}", None, &request).unwrap_or_default();
            let rest = address.strip_prefix("https://portal.example/step-up?request=");
            prop_assert!(rest.is_some_and(|rest| !rest.contains(['&', '#', '=', '"', ' '])));
        }
    }
}
