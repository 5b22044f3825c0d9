//! What access details say, by kind of integration: instructions, command line, link and values (reference 7.2). Pure.
//!
//! A secret stands in the values only; commands ask for it.

use apono_api::{ConnectionMethod, Instructions, Link};
use serde_json::{Map, Value};

/// How a session of an integration of some kind is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// A client with host, port, user and password.
    Database { port: u16, client: Client, can_reset: bool },
    /// A web console; nothing secret.
    Console { host: &'static str },
    /// A cluster reached with the person's own identity.
    Cluster,
    /// A machine reached with a one-time password that only its owner can renew.
    Machine,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    Psql,
    Mysql,
    Mongosh,
    Redis,
    Search,
    Sqlcmd,
    Snowflake,
}

/// What stands in the details of one session.
#[derive(Debug)]
pub(crate) struct Account<'a> {
    pub(crate) integration: &'a str,
    pub(crate) kind: &'a str,
    /// The first resource's name.
    pub(crate) resource: &'a str,
    pub(crate) username: &'a str,
    /// The secret, or what stands in its place.
    pub(crate) password: Option<&'a str>,
}

/// Every form of the details.
#[derive(Debug)]
pub(crate) struct Forms {
    pub(crate) instructions: Instructions,
    pub(crate) json: Option<Map<String, Value>>,
    pub(crate) cli: Option<String>,
    pub(crate) link: Option<Link>,
}

impl Use {
    /// By the kind's name as the inventory spells it (`postgresql`, `aws-account`).
    pub(crate) fn of(kind: &str) -> Self {
        let database = |port, client, can_reset| Self::Database { port, client, can_reset };
        let has = |word: &str| kind.contains(word);
        if has("postgres") || has("redshift") || has("rds") || has("cloudsql") || has("cloud-sql") {
            database(5432, Client::Psql, true)
        } else if has("mysql") || has("mariadb") {
            database(3306, Client::Mysql, true)
        } else if has("mongo") {
            database(27017, Client::Mongosh, false)
        } else if has("redis") {
            database(6379, Client::Redis, true)
        } else if has("elastic") || has("opensearch") {
            database(9200, Client::Search, true)
        } else if has("mssql") || has("sql-server") || has("sqlserver") {
            database(1433, Client::Sqlcmd, true)
        } else if has("snowflake") {
            database(443, Client::Snowflake, true)
        } else if has("kube") || has("k8s") || has("eks") || has("gke") || has("aks") {
            Self::Cluster
        } else if has("ssh") || has("server") || has("linux") || has("windows") || has("vm") || has("machine") {
            Self::Machine
        } else if has("aws") {
            Self::Console { host: "aws.console.example.com" }
        } else if has("gcp") || has("google") {
            Self::Console { host: "gcp.console.example.com" }
        } else if has("azure") {
            Self::Console { host: "azure.portal.example.com" }
        } else {
            Self::Console { host: "apps.example.com" }
        }
    }

    /// Whether a one-time secret belongs to it.
    pub(crate) fn has_secret(self) -> bool {
        matches!(self, Self::Database { .. } | Self::Machine)
    }

    /// Whether the person can have a new secret made.
    pub(crate) fn can_reset(self) -> bool {
        matches!(self, Self::Database { can_reset: true, .. })
    }

    /// The forms that [`Use::forms`] fills, instructions first.
    pub(crate) fn methods(self) -> Vec<ConnectionMethod> {
        use ConnectionMethod::{Cli, Instructions, Json, Link};
        match self {
            Self::Database { client: Client::Psql | Client::Snowflake, .. } => vec![Instructions, Link, Cli, Json],
            Self::Database { .. } | Self::Machine => vec![Instructions, Cli, Json],
            Self::Console { .. } => vec![Instructions, Link],
            Self::Cluster => vec![Instructions, Cli],
        }
    }

    /// The details themselves; `note` is the administrator's message.
    pub(crate) fn forms(self, account: &Account<'_>, note: Option<String>) -> Forms {
        let host = format!("{}.{}.example.com", slug(account.resource), slug(account.kind));
        let cli = self.command(account, &host);
        let link = self.link(account, &host);
        let mut steps = vec!["Connect to the corporate network.".to_owned()];
        match self {
            Self::Database { .. } => {
                steps.push("Run the command in a terminal and enter the password when asked.".to_owned());
                if let Some(link) = &link {
                    steps.push(format!("Or open {} and sign in with the same values.", link.url));
                }
            }
            Self::Machine => steps.push("Run the command in a terminal and enter the one-time password.".to_owned()),
            Self::Cluster => {
                steps.push("Sign in to the cluster with your own account.".to_owned());
                steps.push(format!("Run the command, then work in the namespace {}.", slug(account.resource)));
            }
            Self::Console { .. } => {
                steps.push("Open the link and sign in with your own account.".to_owned());
                steps.push(format!("Choose {} in {}.", account.resource, account.integration));
            }
        }
        let numbered = |mark: fn(&str) -> String| {
            let lines = steps.iter().enumerate().map(|(index, step)| format!("{}. {}", index + 1, mark(step)));
            lines.collect::<Vec<_>>().join("\n")
        };
        let plain = numbered(str::to_owned);
        let mut markdown = numbered(|step| step.replace('_', "\\_"));
        if let Some(cli) = &cli {
            markdown.push_str("\n\n```\n");
            markdown.push_str(cli);
            markdown.push_str("\n```");
        }
        let json = account.password.filter(|_| self.has_secret()).map(|password| {
            let mut values = Map::new();
            values.insert("host".to_owned(), Value::from(host.as_str()));
            if let Self::Database { port, .. } = self {
                values.insert("port".to_owned(), Value::from(port.to_string()));
                values.insert("db_name".to_owned(), Value::from(database(account.resource)));
            }
            values.insert("username".to_owned(), Value::from(account.username));
            values.insert("password".to_owned(), Value::from(password));
            values
        });
        Forms { instructions: Instructions { plain, markdown, custom_message: note }, json, cli, link }
    }

    fn command(self, account: &Account<'_>, host: &str) -> Option<String> {
        let user = account.username;
        let name = database(account.resource);
        match self {
            Self::Database { port, client, .. } => Some(match client {
                Client::Psql => format!("psql \"host={host} port={port} dbname={name} user={user} sslmode=require\""),
                Client::Mysql => format!("mysql --host={host} --port={port} --user={user} --password {name}"),
                Client::Mongosh => format!("mongosh \"mongodb://{host}:{port}/{name}\" --username {user}"),
                Client::Redis => format!("redis-cli -h {host} -p {port} --tls --user {user} --askpass"),
                Client::Search => format!("curl --user {user} https://{host}:{port}/_cat/indices"),
                Client::Sqlcmd => format!("sqlcmd -S {host},{port} -d {name} -U {user}"),
                Client::Snowflake => format!("snowsql --accountname {host} --username {user} --dbname {name}"),
            }),
            Self::Cluster => Some(format!("kubectl config use-context {}", slug(account.resource))),
            Self::Machine => Some(format!("ssh {user}@{host}")),
            Self::Console { .. } => None,
        }
    }

    fn link(self, account: &Account<'_>, host: &str) -> Option<Link> {
        let title = |text: &str| Some(text.to_owned());
        match self {
            Self::Console { host } => Some(Link {
                url: format!("https://{host}/{}/{}", slug(account.integration), slug(account.resource)),
                title: Some(format!("Open {}", account.integration)),
            }),
            Self::Database { client: Client::Psql | Client::Snowflake, .. } => {
                Some(Link { url: format!("https://console.{host}/query"), title: title("Open the query console") })
            }
            Self::Database { .. } | Self::Cluster | Self::Machine => None,
        }
    }
}

/// Lower case letters and digits, all else one hyphen, so that a name fits a host, a path and a shell word.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let trimmed = slug.trim_end_matches('-');
    if trimmed.is_empty() { "access".to_owned() } else { trimmed.to_owned() }
}

fn database(resource: &str) -> String {
    slug(resource).replace('-', "_")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KINDS: [&str; 8] =
        ["postgresql", "mysql", "mongodb", "redis", "aws-account", "kubernetes", "linux-server", "okta"];

    proptest! {
        #[test]
        fn exactly_the_promised_forms_are_filled(kind in proptest::sample::select(KINDS.to_vec()), name in ".{0,40}") {
            let how = Use::of(kind);
            let account = Account { integration: &name, kind, resource: &name, username: "ap_1", password: Some("s3cret") };
            let forms = how.forms(&account, None);
            let methods = how.methods();
            prop_assert!(!forms.instructions.plain.is_empty());
            prop_assert_eq!(forms.json.is_some(), methods.contains(&ConnectionMethod::Json));
            prop_assert_eq!(forms.cli.is_some(), methods.contains(&ConnectionMethod::Cli));
            prop_assert_eq!(forms.link.is_some(), methods.contains(&ConnectionMethod::Link));
        }

        #[test]
        fn a_command_holds_no_text_of_a_name_that_a_shell_would_act_on(name in ".{0,40}") {
            for kind in KINDS {
                let account =
                    Account { integration: &name, kind, resource: &name, username: "ap_1", password: Some("s3cret") };
                if let Some(command) = Use::of(kind).forms(&account, None).cli {
                    prop_assert!(!command.contains(['$', '`', ';', '&', '|', '\n', '\'']), "{}", command);
                    prop_assert!(!command.contains("s3cret"));
                }
            }
        }
    }

    #[test]
    fn a_secret_stands_in_the_values_only() {
        let account = Account {
            integration: "Orders",
            kind: "postgresql",
            resource: "prod-orders-eu",
            username: "ap_1",
            password: Some("s3cret"),
        };
        let forms = Use::of("postgresql").forms(&account, Some("Be careful.".to_owned()));
        assert!(!forms.instructions.plain.contains("s3cret") && !forms.instructions.markdown.contains("s3cret"));
        assert_eq!(forms.json.unwrap()["password"], "s3cret");
        assert_eq!(
            forms.cli.unwrap(),
            "psql \"host=prod-orders-eu.postgresql.example.com port=5432 dbname=prod_orders_eu user=ap_1 sslmode=require\""
        );
    }
}
