//! What the program is told at its start: by flags, else by environment, else by a file.

use std::ffi::OsString;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{Command, CommandFactory, FromArgMatches, Parser, ValueEnum};
use ipnet::IpNet;
use toml::de::{DeTable, DeValue};

use crate::tls;

/// Hands out the Apono tab, and stands between it and Apono's Client API: with --upstream as a gateway to the real one,
/// else by playing it on embedded SQLite.
#[derive(Clone, Debug, Parser)]
#[command(name = "server", version, about)]
pub struct Config {
    /// What to do instead of serving.
    #[arg(value_enum)]
    pub action: Option<Action>,

    /// File in TOML with the same names as the flags, for example `upstream = "https://api.apono.io"`. Flags and
    /// environment win over it.
    #[arg(long, value_name = "FILE", env = "APONO_TAB_CONFIG")]
    pub config: Option<PathBuf>,

    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8080, env = "APONO_TAB_PORT")]
    pub port: u16,

    /// Address to listen on instead of loopback. Of a demo, anyone who reaches it can sign in as any demo person.
    #[arg(long, value_name = "ADDRESS", env = "APONO_TAB_LISTEN_BEYOND_LOOPBACK")]
    pub listen_beyond_loopback: Option<IpAddr>,

    /// Address under which browsers reach this server, for example https://access.example.com.
    #[arg(long, value_name = "URL", env = "APONO_TAB_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// Address or network of a proxy in front, for example 10.0.0.0/8. What it says in X-Forwarded-For and X-Forwarded-Proto
    /// is believed, and nobody else's. May be repeated; by default no proxy is trusted.
    #[arg(long = "trusted-proxy", value_name = "NETWORK", env = "APONO_TAB_TRUSTED_PROXIES", value_delimiter = ',')]
    #[arg(value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,

    /// How many sign-ins one address may begin in a minute. This machine's own is not counted.
    #[arg(long, value_name = "COUNT", default_value_t = 600, env = "APONO_TAB_SIGN_INS_PER_ADDRESS")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub sign_ins_per_address: u32,

    /// File with the certificate and its chain in PEM: the server then speaks https itself. SIGHUP reads it again.
    #[arg(long, value_name = "FILE", env = "APONO_TAB_TLS_CERTIFICATE")]
    pub tls_certificate: Option<PathBuf>,

    /// File with the private key of that certificate, in PEM.
    #[arg(long, value_name = "FILE", env = "APONO_TAB_TLS_KEY")]
    pub tls_key: Option<PathBuf>,

    /// Folder of the databases.
    #[arg(long, default_value = "data", env = "APONO_TAB_DATA")]
    pub data: PathBuf,

    /// Folder of the built tab. By default the tab inside this program, or where it was built without one, `dist`.
    #[arg(long, value_name = "FOLDER", env = "APONO_TAB_DIST")]
    pub dist: Option<PathBuf>,

    /// How many resources a new demo begins with.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub resources: u32,

    /// Sign-in service with /oauth/authorize and /oauth/token for the demo, instead of its own.
    #[arg(long, value_name = "URL", env = "APONO_TAB_SIGN_IN_SERVICE")]
    pub sign_in_service: Option<String>,

    /// Another address that the demo's sign-in service may send codes to: that of a gateway which has the demo as its
    /// upstream. May be repeated.
    #[arg(long = "demo-redirect", value_name = "URL", env = "APONO_TAB_DEMO_REDIRECTS", value_delimiter = ',')]
    pub demo_redirects: Vec<String>,

    /// Key that Apono's tokens are encrypted with at rest: an id, a colon, and 32 random bytes in base64. May be
    /// repeated: the first encrypts, the others only open what they have encrypted before.
    #[arg(long = "encryption-key", value_name = "ID:KEY", env = "APONO_TAB_ENCRYPTION_KEYS", value_delimiter = ',')]
    #[arg(hide_env_values = true, hide_default_value = true)]
    pub encryption_keys: Vec<Hidden>,

    /// How many seconds the body of a call may take to arrive, and the upstream to answer. The tab waits 20.
    #[arg(long, value_name = "SECONDS", default_value_t = 18, env = "APONO_TAB_CALL_TIME_LIMIT")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=600))]
    pub call_time_limit: u64,

    /// Address and port for Prometheus, where /metrics is told; nothing else is there. Off by default.
    #[arg(long, value_name = "ADDRESS:PORT", env = "APONO_TAB_METRICS")]
    pub metrics: Option<SocketAddr>,

    /// How the log is written: lines for people, or JSON for programs.
    #[arg(long, value_enum, default_value_t, env = "APONO_TAB_LOG_FORMAT")]
    pub log_format: LogFormat,

    /// Lets tests set the clock, make calls fail and count them. Never outside tests.
    #[arg(long)]
    pub test_controls: bool,

    /// What the tab is told of this installation.
    #[command(flatten)]
    pub tab: TabConfig,

    /// Signing in inside Teams, Outlook and Microsoft 365.
    #[command(flatten)]
    pub entra: EntraConfig,

    /// Notifications in Microsoft Teams.
    #[command(flatten)]
    pub notify: NotifyConfig,

    /// The real service behind this server.
    #[command(flatten)]
    pub gateway: GatewayConfig,
}

/// What the program does instead of serving.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Action {
    /// Says what is wrong with the configuration.
    Check,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One line for each event, for people to read.
    #[default]
    Text,
    /// One object a line, with the fields of the event beside its time, level and target.
    Json,
}

/// The real service behind this server. Off without an upstream.
#[derive(Clone, Debug, Default, Parser)]
pub struct GatewayConfig {
    /// Apono's API, for example https://api.apono.io. With it calls are forwarded there, and there is no demo.
    #[arg(long, value_name = "URL", env = "APONO_TAB_UPSTREAM")]
    pub upstream: Option<String>,

    /// Apono's app, where people sign in.
    #[arg(long = "apono-app", value_name = "URL", default_value = "https://app.apono.io", env = "APONO_TAB_APONO_APP")]
    pub app: String,

    /// Id under which this server is registered with Apono's sign-in.
    #[arg(id = "gateway_client_id", long = "client-id", value_name = "ID", env = "APONO_TAB_CLIENT_ID")]
    pub client_id: Option<String>,

    /// Secret of that registration, where it has one.
    #[arg(long, value_name = "SECRET", env = "APONO_TAB_CLIENT_SECRET")]
    #[arg(hide_env_values = true, hide_default_value = true)]
    pub client_secret: Option<Hidden>,

    /// Where Apono's sign-in sends people back to, exactly as it is registered. By default the public URL with
    /// /auth/callback.
    #[arg(long, value_name = "URL", env = "APONO_TAB_REDIRECT_URI")]
    pub redirect_uri: Option<String>,

    /// People paste a personal API token of theirs instead of signing in at Apono: for an account that has no client
    /// registration yet.
    #[arg(long, env = "APONO_TAB_ALLOW_PASTED_TOKENS")]
    pub allow_pasted_tokens: bool,

    /// PostgreSQL that all replicas of this server share, as postgres://name:password@host/database. By default one
    /// process keeps its sign-ins in a file in the data folder.
    #[arg(long, value_name = "URL", env = "APONO_TAB_DATABASE", hide_env_values = true, hide_default_value = true)]
    pub database: Option<Hidden>,

    /// What is asked for when people sign in. May be repeated; by default what the tab needs.
    #[arg(long = "scope", value_name = "SCOPE", env = "APONO_TAB_SCOPES", value_delimiter = ' ')]
    pub scopes: Vec<String>,
}

/// A text that opens doors: nothing that is logged shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(String);

impl Hidden {
    /// The text itself, to be used and never logged.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Hidden {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.trim().to_owned()))
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Hidden")
    }
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

/// An address, or a network with the number of its bits.
fn network(text: &str) -> Result<IpNet, &'static str> {
    let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    let network: IpNet = network.map_err(|_| "not an address such as 10.0.0.1 or a network such as 10.0.0.0/8")?;
    if network.prefix_len() == 0 {
        Err("this is everybody: each could name any address as theirs")
    } else {
        Ok(network)
    }
}

/// Notifications in the activity feed of Teams, sent through Microsoft Graph. Off without a secret or a certificate.
#[derive(Clone, Debug, Default, Parser)]
pub struct NotifyConfig {
    /// Secret of the app registration in Entra. With it, or with a certificate, people whose account is linked are
    /// notified in Teams.
    #[arg(id = "graph_client_secret", long = "graph-client-secret", value_name = "SECRET")]
    #[arg(env = "APONO_TAB_GRAPH_CLIENT_SECRET", hide_env_values = true, hide_default_value = true)]
    pub secret: Option<Hidden>,

    /// File with a certificate of the app registration in PEM, instead of a secret.
    #[arg(id = "graph_certificate", long = "graph-certificate", value_name = "FILE")]
    #[arg(env = "APONO_TAB_GRAPH_CERTIFICATE")]
    pub certificate: Option<PathBuf>,

    /// File with the RSA key of that certificate, in PEM.
    #[arg(id = "graph_key", long = "graph-key", value_name = "FILE", env = "APONO_TAB_GRAPH_KEY")]
    pub key: Option<PathBuf>,

    /// How many seconds lie between two looks at Apono after the same person.
    #[arg(id = "notify_every", long = "notify-every", value_name = "SECONDS", default_value_t = 60)]
    #[arg(env = "APONO_TAB_NOTIFY_EVERY", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub every: u64,

    /// Microsoft Graph; another one in national clouds.
    #[arg(id = "graph_url", long = "graph-url", value_name = "URL", default_value = "https://graph.microsoft.com")]
    #[arg(env = "APONO_TAB_GRAPH_URL")]
    pub graph: String,

    /// Where Entra gives out tokens for Graph; another place in national clouds.
    #[arg(id = "entra_login", long = "entra-login", value_name = "URL", env = "APONO_TAB_ENTRA_LOGIN")]
    #[arg(default_value = "https://login.microsoftonline.com")]
    pub login: String,
}

impl NotifyConfig {
    /// Whether notifications are to be sent.
    pub fn is_on(&self) -> bool {
        self.secret.is_some() || self.certificate.is_some() || self.key.is_some()
    }

    /// Certificate and key, where both are named.
    pub(crate) fn files(&self) -> Option<(&Path, &Path)> {
        self.certificate.as_deref().zip(self.key.as_deref())
    }
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

    /// Page about privacy that the help page links to. By default a page of this server.
    #[arg(long, value_name = "URL", default_value = "/privacy", env = "APONO_TAB_PRIVACY_URL")]
    pub privacy_url: String,

    /// Page with the terms of use that the help page links to. By default a page of this server.
    #[arg(long, value_name = "URL", default_value = "/terms", env = "APONO_TAB_TERMS_URL")]
    pub terms_url: String,

    /// Page about support that the help page links to. By default a page of this server.
    #[arg(long, value_name = "URL", default_value = "/support", env = "APONO_TAB_SUPPORT_URL")]
    pub support_url: String,
}

impl Config {
    /// Reads flags, environment and, where one is named, the file.
    ///
    /// # Errors
    /// What clap says to the person: also the help that was asked for.
    pub fn read(given: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let given: Vec<OsString> = given.into_iter().collect();
        // What is wrong with the flags is told by the second reading, which knows the file too.
        let first = Self::command().ignore_errors(true).try_get_matches_from(&given).ok();
        let file = first.and_then(|matches| matches.get_one::<PathBuf>("config").cloned());
        let command = match file {
            Some(file) => with_file(Self::command(), &file)?,
            None => Self::command(),
        };
        Self::from_arg_matches(&command.try_get_matches_from(given)?)
    }

    /// The folder of the tab; `None` for the one inside this program.
    pub fn dist(&self) -> Option<&Path> {
        let inside = cfg!(feature = "embedded-tab");
        self.dist.as_deref().or((!inside).then_some(Path::new("dist")))
    }

    /// Where browsers reach this server, without a slash at the end.
    pub fn public_address(&self) -> Option<&str> {
        self.public_url.as_deref().map(|url| url.trim_end_matches('/'))
    }

    /// Certificate and key, where both are named.
    pub(crate) fn tls(&self) -> Option<tls::Files> {
        let (certificate, key) = self.tls_certificate.as_deref().zip(self.tls_key.as_deref())?;
        Some(tls::Files::new(certificate, key))
    }

    /// How long the body of a call may take to arrive, and the upstream to answer.
    pub fn call_time_limit(&self) -> Duration {
        Duration::from_secs(self.call_time_limit)
    }

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

/// Makes what stands in the file the defaults of the flags.
fn with_file(mut command: Command, file: &Path) -> Result<Command, clap::Error> {
    // The lines themselves are not quoted: one of them may hold a secret.
    let wrong = |what: String| {
        clap::Error::raw(ErrorKind::ValueValidation, format!("The configuration file {} {what}\n", file.display()))
    };
    let text = std::fs::read_to_string(file).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let table = DeTable::parse(&text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        wrong(format!("is not TOML: line {}: {}", before.matches('\n').count() + 1, error.message()))
    })?;
    for (name, value) in table.get_ref() {
        let name = name.get_ref().as_ref();
        let values = match value.get_ref() {
            DeValue::Array(values) => values.iter().map(|value| plain(value.get_ref())).collect(),
            single => plain(single).map(|value| vec![value]),
        };
        let values: Vec<String> = values
            .ok_or_else(|| wrong(format!("gives {name} a value that is no text, number, truth or list of them.")))?;
        let flag = command.get_arguments().find(|flag| flag.get_long() == Some(name) && name != "config");
        let id =
            flag.map(|flag| flag.get_id().clone()).ok_or_else(|| wrong(format!("names {name}, which is no flag.")))?;
        command = command.mut_arg(id, |flag| flag.default_values(values));
    }
    Ok(command)
}

fn plain(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, flags: &[&str]) -> Result<Config, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.toml");
        std::fs::write(&path, file).unwrap();
        let given = ["server", "--config", path.to_str().unwrap()].into_iter().chain(flags.iter().copied());
        Config::read(given.map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_file_says_what_the_flags_say_and_flags_win_over_it() {
        let file = "
            upstream = \"https://api.example.com\"
            port = 81
            test-controls = true
            client-secret = \"hush\"
            image-host = [\"https://a.example\", \"https://b.example\"]
            scope = \"one two\"";
        let config = read(file, &["--port", "82"]).unwrap();
        assert_eq!((config.port, config.test_controls), (82, true));
        assert_eq!(config.gateway.upstream.as_deref(), Some("https://api.example.com"));
        assert_eq!(config.tab.image_hosts, ["https://a.example", "https://b.example"]);
        assert_eq!(config.gateway.scopes, ["one", "two"]);
        assert_eq!(config.gateway.client_secret.as_ref().map(Hidden::reveal), Some("hush"));
        assert!(!format!("{config:?}").contains("hush"));
        assert_eq!(read("", &[]).unwrap().gateway.app, "https://app.apono.io");
    }

    #[test]
    fn a_file_that_cannot_be_used_is_told_without_its_lines() {
        let told = |file: &str| read(file, &[]).unwrap_err();
        assert!(told("port = 81\nclient-secret = \"hush").contains("line 2"));
        assert!(!told("client-secret = hush").contains("hush"));
        assert!(told("upstrem = \"x\"").contains("upstrem, which is no flag"));
        assert!(told("[upstream]").contains("gives upstream a value"));
        assert!(told("port = \"many\"").contains("port"));
        assert!(read("", &["--config", "there-is-none.toml"]).is_err());
    }

    #[test]
    fn trusted_proxies_are_named_by_address_or_network_and_are_never_everybody() {
        let config = read("trusted-proxy = [\"10.0.0.0/8\", \"::1\"]", &[]).unwrap();
        assert_eq!(config.trusted_proxies, ["10.0.0.0/8".parse().unwrap(), "::1/128".parse::<IpNet>().unwrap()]);
        let parse = |value: &str| Config::try_parse_from(["server", "--trusted-proxy", value]);
        assert_eq!(parse("10.0.0.1,10.0.0.2").unwrap().trusted_proxies.len(), 2);
        assert!(Config::parse_from(["server"]).trusted_proxies.is_empty());
        for (wrong, reason) in [
            ("proxy.example", "not an address"),
            ("10.0.0.0/33", "not an address"),
            ("", "not an address"),
            ("0.0.0.0/0", "everybody"),
            ("::/0", "everybody"),
        ] {
            assert!(parse(wrong).unwrap_err().to_string().contains(reason), "{wrong}");
        }
    }

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
