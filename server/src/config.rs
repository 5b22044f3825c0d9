//! What the program is told at its start, by flags or by environment.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Parser;

/// Hands out the Apono tab and plays Apono's Client API on embedded SQLite.
#[derive(Clone, Debug, Parser)]
#[command(version, about)]
pub struct Config {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8080, env = "APONO_TAB_PORT")]
    pub port: u16,

    /// Address to listen on instead of loopback. Anyone who reaches it can sign in as any demo person.
    #[arg(long, value_name = "ADDRESS", env = "APONO_TAB_LISTEN_BEYOND_LOOPBACK")]
    pub listen_beyond_loopback: Option<IpAddr>,

    /// Address under which browsers reach this server, for example https://access.example.com.
    #[arg(long, value_name = "URL", env = "APONO_TAB_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// Folder of the databases.
    #[arg(long, default_value = "data", env = "APONO_TAB_DATA")]
    pub data: PathBuf,

    /// Folder of the built tab.
    #[arg(long, default_value = "dist", env = "APONO_TAB_DIST")]
    pub dist: PathBuf,

    /// How many resources a new demo begins with.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub resources: u32,

    /// Sign-in service with /oauth/authorize and /oauth/token. The demo's own by default.
    #[arg(long, value_name = "URL", env = "APONO_TAB_SIGN_IN_SERVICE")]
    pub sign_in_service: Option<String>,

    /// Lets tests set the clock, make calls fail and count them. Never outside tests.
    #[arg(long)]
    pub test_controls: bool,

    #[command(flatten)]
    pub tab: TabConfig,

    #[command(flatten)]
    pub entra: EntraConfig,
}

/// Signing in inside Teams, Outlook and Microsoft 365 with an account of Entra. Off without a client id.
#[derive(Clone, Debug, Default, Parser)]
pub struct EntraConfig {
    /// Client id of the app registration in Entra. With it people sign in inside Teams, Outlook and Microsoft 365.
    #[arg(long = "entra-client-id", value_name = "GUID", env = "APONO_TAB_ENTRA_CLIENT_ID", value_parser = guid)]
    #[arg(requires = "tenants")]
    pub client_id: Option<String>,

    /// Entra tenant whose people may sign in. May be repeated.
    #[arg(long = "entra-tenant", value_name = "GUID", env = "APONO_TAB_ENTRA_TENANTS", value_delimiter = ',')]
    #[arg(value_parser = guid)]
    pub tenants: Vec<String>,

    /// Where the public keys of Entra are: an https address or a file.
    #[arg(long = "entra-jwks", value_name = "URL|FILE", env = "APONO_TAB_ENTRA_JWKS")]
    #[arg(default_value = "https://login.microsoftonline.com/common/discovery/v2.0/keys")]
    pub jwks: String,
}

/// A GUID as Entra writes them into its tokens: in small letters.
fn guid(text: &str) -> Result<String, &'static str> {
    is_guid(text).then(|| text.to_ascii_lowercase()).ok_or("not a GUID such as 11111111-2222-3333-4444-555555555555")
}

/// Whether this is a GUID without braces.
pub(crate) fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// What the tab is told at `/config.json` (design 8, "Runtime configuration").
#[derive(Clone, Debug, Default, Parser)]
pub struct TabConfig {
    /// Address of the Apono Portal.
    #[arg(long, value_name = "URL", default_value = "https://portal.apono.io", env = "APONO_TAB_PORTAL_URL")]
    pub portal_url: String,

    /// Whom people ask for help: a name, a mail address or a channel.
    #[arg(long, value_name = "TEXT", env = "APONO_TAB_ADMINISTRATOR_CONTACT")]
    pub administrator_contact: Option<String>,

    /// Address of the page for the second factor; {portal} and {request} are filled in. The demo's own by default; that
    /// of Apono was last {portal}/account/step-up?status=pending-mfa&request={request}.
    #[arg(long, value_name = "TEMPLATE", env = "APONO_TAB_MFA_PAGE")]
    pub mfa_page: Option<String>,

    /// Id of the app in the Teams catalog.
    #[arg(long, value_name = "ID", env = "APONO_TAB_TEAMS_APP_ID")]
    pub teams_app_id: Option<String>,

    /// Hosts that icons and photos may come from, for example https://icons.example.com. May be repeated.
    #[arg(long = "image-host", value_name = "ORIGIN", env = "APONO_TAB_IMAGE_HOSTS", value_delimiter = ',')]
    pub image_hosts: Vec<String>,

    #[arg(long, value_name = "URL", default_value = "/privacy", env = "APONO_TAB_PRIVACY_URL")]
    pub privacy_url: String,

    #[arg(long, value_name = "URL", default_value = "/terms", env = "APONO_TAB_TERMS_URL")]
    pub terms_url: String,

    #[arg(long, value_name = "URL", default_value = "/support", env = "APONO_TAB_SUPPORT_URL")]
    pub support_url: String,
}

impl Config {
    /// The address to listen on: loopback, unless the flag that names the risk says otherwise.
    pub fn listen_on(&self) -> IpAddr {
        self.listen_beyond_loopback.unwrap_or(IpAddr::from([127, 0, 0, 1]))
    }

    /// Hosts for the policy's `img-src`; what is not a plain https origin is left out, since it would end up in a header.
    pub fn image_hosts(&self) -> impl Iterator<Item = &str> {
        self.tab.image_hosts.iter().map(String::as_str).filter(|host| {
            host.strip_prefix("https://").is_some_and(|name| {
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:*".contains(&byte))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_flags_only_this_machine_is_served() {
        let config = Config::parse_from(["server"]);
        assert!(config.listen_on().is_loopback());
    }

    #[test]
    fn a_client_id_of_entra_needs_a_tenant_and_both_are_guids() {
        let parse = |flags: &[&str]| Config::try_parse_from(["server"].iter().chain(flags));
        let (client, tenant) = ("AAAAAAAA-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002");
        assert!(parse(&["--entra-client-id", client]).is_err());
        assert!(parse(&["--entra-client-id", "mine", "--entra-tenant", tenant]).is_err());
        assert!(parse(&["--entra-client-id", client, "--entra-tenant", "common"]).is_err());
        let entra = parse(&["--entra-client-id", client, "--entra-tenant", tenant]).unwrap().entra;
        assert_eq!((entra.client_id.unwrap(), entra.tenants), (client.to_lowercase(), vec![tenant.to_owned()]));
        assert!(entra.jwks.starts_with("https://"));
    }

    #[test]
    fn image_hosts_cannot_add_to_the_policy() {
        let hosts = ["https://icons.example.com", "https://x; script-src *", "http://plain.example", "https://"];
        let config =
            Config::parse_from(["server"].into_iter().chain(hosts.iter().flat_map(|host| ["--image-host", host])));
        assert_eq!(config.image_hosts().collect::<Vec<_>>(), ["https://icons.example.com"]);
    }
}
