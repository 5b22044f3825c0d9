//! What a person holds, and how it is used (reference 7).

use super::inventory::Integration;

/// One active access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessSession {
    /// For reading its details and resetting its credentials.
    pub id: String,
    /// As the service calls it; often no more than the integration's name.
    pub name: String,
    /// The kind of access as people know it.
    pub type_name: String,
    /// The system that it lies in.
    pub integration: Integration,
    /// None means that nothing secret is shown.
    pub credentials: Option<Credentials>,
    /// The credentials were renewed since they were first handed out.
    pub rotated: bool,
    /// The administrator's words about the integration.
    pub note: Option<String>,
}

/// The secret of a session, as far as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The next read shows the secret, and only that one.
    pub unread: bool,
    /// Whether a new secret can be asked for.
    pub can_reset: bool,
}

/// How to use a session. Holds secrets: kept in memory only, and only while it is looked at.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessDetails {
    /// The administrator's words.
    pub message: Option<String>,
    /// Markdown, to be read by [`parse`](super::instructions::parse); plain text where the service gives no other.
    pub instructions: String,
    /// The same to be pasted: what the service means to be copied.
    pub plain: String,
    /// One command line; `None` where the service gives none.
    pub command: Option<String>,
    /// The answer shows a secret that no later one shows, wherever in it that is.
    pub shown_once: bool,
    /// Address and title; only http and https are taken.
    pub link: Option<(String, String)>,
    /// Parameters, each text of a nested one on its own; empty where the service gives none.
    pub values: Vec<Value>,
}

/// One parameter.
#[derive(Clone, PartialEq, Eq)]
pub struct Value {
    /// The parameter's name for people.
    pub label: String,
    /// As the service wrote it.
    pub text: String,
    /// Whether it has to be hidden.
    pub secrecy: Secrecy,
}

/// Whether a value is secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrecy {
    /// Not secret.
    Open,
    /// A secret in plain text.
    Secret,
    /// A secret that was shown before: the service sends only a mask.
    Masked,
}

impl Value {
    /// From a key and its text as the service names them.
    pub fn new(key: &str, text: String) -> Self {
        let masked = !text.is_empty() && text.chars().all(|letter| letter == '*');
        let secrecy = match (masked, is_secret(key) || names_a_password(&text)) {
            (true, _) => Secrecy::Masked,
            (false, true) => Secrecy::Secret,
            (false, false) => Secrecy::Open,
        };
        Self { label: label(key), text, secrecy }
    }
}

impl AccessDetails {
    /// Whether a secret is here that cannot be read again.
    pub fn holds_secret(&self) -> bool {
        self.shown_once || self.values.iter().any(|value| value.secrecy == Secrecy::Secret)
    }

    /// Whether only the mask of a secret is here: it was shown before.
    pub fn is_masked(&self) -> bool {
        !self.holds_secret() && self.values.iter().any(|value| value.secrecy == Secrecy::Masked)
    }

    /// Whether a secret is here that no value holds: it stands in the command or the instructions.
    pub fn holds_secret_in_words(&self) -> bool {
        self.shown_once && !self.values.iter().any(|value| value.secrecy == Secrecy::Secret)
    }

    /// Everything that is worth pasting: values, command, address, and the instructions where they are all there is to use
    /// or hold the secret. Empty where there is nothing.
    pub fn to_copy(&self) -> String {
        let mut text = String::new();
        for value in self.values.iter().filter(|value| value.secrecy != Secrecy::Masked) {
            for part in [&value.label, ": ", &value.text, "\n"] {
                text.push_str(part);
            }
        }
        let address = self.link.as_ref().map(|(address, _)| address);
        let needed = self.values.is_empty() && self.command.is_none() || self.holds_secret_in_words();
        let instructions = Some(self.plain.trim()).filter(|plain| needed && !plain.is_empty());
        for part in [self.command.as_deref(), address.map(String::as_str), instructions].into_iter().flatten() {
            text.push_str(part);
            text.push('\n');
        }
        text
    }
}

/// Whether a parameter's name speaks of a secret. Rather one too many is masked than one too few.
fn is_secret(key: &str) -> bool {
    const NAMES: [&str; 7] = ["pass", "pwd", "secret", "token", "credential", "private", "jwt"];
    let key = key.to_ascii_lowercase();
    let is_key = key.ends_with("key") && !key.contains("public");
    is_key || NAMES.iter().any(|name| key.contains(name))
}

/// Whether a text is an address with a password in it: `postgres://user:password@host`.
fn names_a_password(text: &str) -> bool {
    let authority = text.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let user = authority.and_then(|authority| authority.rsplit_once('@')).map(|(user, _)| user);
    user.and_then(|user| user.split_once(':')).is_some_and(|(_, password)| !password.is_empty())
}

/// A parameter's name for people: `db_name` reads "Database", `vault_address` "Vault address".
fn label(key: &str) -> String {
    match key {
        "db_name" | "database" | "dbname" => return "Database".to_owned(),
        "url" => return "Address".to_owned(),
        _ => {}
    }
    let mut words = key.replace(['_', '-'], " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_speak_of_a_secret_are_masked() {
        for key in [
            "password",
            "db_password",
            "SECRET",
            "access_token",
            "private_key",
            "secretAccessKey",
            "passphrase",
            "pwd",
            "pass",
            "private_key_pem",
        ] {
            assert_eq!(Value::new(key, "x".to_owned()).secrecy, Secrecy::Secret, "{key}");
        }
        for key in ["host", "port", "username", "db_name", "public_key", "keyspace"] {
            assert_eq!(Value::new(key, "x".to_owned()).secrecy, Secrecy::Open, "{key}");
        }
    }

    #[test]
    fn an_address_with_a_password_in_it_is_masked() {
        let secrecy = |text: &str| Value::new("address", text.to_owned()).secrecy;
        for text in ["postgres://ada:geheim@db:5432/orders", "https://x:p@ss@host"] {
            assert_eq!(secrecy(text), Secrecy::Secret, "{text}");
        }
        for text in
            ["postgres://ada@db:5432/orders", "https://host/a:b@c", "mailto:a:b@c", "https://ada:@host", "10:30 @ noon"]
        {
            assert_eq!(secrecy(text), Secrecy::Open, "{text}");
        }
    }

    #[test]
    fn a_secret_outside_the_values_counts_too() {
        let details = AccessDetails {
            message: None,
            instructions: String::new(),
            plain: "Run it.\n".to_owned(),
            command: Some("PGPASSWORD=geheim psql".to_owned()),
            shown_once: true,
            link: None,
            values: Vec::new(),
        };
        assert!(details.holds_secret() && details.holds_secret_in_words());
        assert_eq!(details.to_copy(), "PGPASSWORD=geheim psql\nRun it.\n");
        let values = vec![Value::new("password", "geheim".to_owned())];
        assert!(!AccessDetails { values, ..details }.holds_secret_in_words());
    }

    #[test]
    fn where_there_is_only_an_address_or_words_these_are_what_is_copied() {
        let details = AccessDetails {
            message: None,
            instructions: "**Open** the console.".to_owned(),
            plain: "Open the console.".to_owned(),
            command: None,
            shown_once: false,
            link: Some(("https://x.example".to_owned(), "Console".to_owned())),
            values: Vec::new(),
        };
        assert_eq!(details.to_copy(), "https://x.example\nOpen the console.\n");
        let values = vec![Value::new("host", "db".to_owned())];
        assert_eq!(AccessDetails { values, ..details.clone() }.to_copy(), "Host: db\nhttps://x.example\n");
        assert_eq!(AccessDetails { plain: " ".to_owned(), link: None, ..details }.to_copy(), "");
    }

    #[test]
    fn a_mask_is_no_secret_and_is_not_copied() {
        let details = AccessDetails {
            shown_once: false,
            message: None,
            instructions: String::new(),
            plain: "Connect.".to_owned(),
            command: Some("psql".to_owned()),
            link: None,
            values: vec![Value::new("host", "db".to_owned()), Value::new("password", "********".to_owned())],
        };
        assert!(!details.holds_secret() && details.is_masked());
        assert_eq!(details.to_copy(), "Host: db\npsql\n");
    }

    #[test]
    fn only_a_mask_without_any_secret_means_that_the_secret_was_shown_before() {
        let masked = |values: &[(&str, &str)], shown_once| {
            let values = values.iter().map(|(key, text)| Value::new(key, (*text).to_owned())).collect();
            let (instructions, plain) = (String::new(), String::new());
            AccessDetails { shown_once, message: None, instructions, plain, command: None, link: None, values }
                .is_masked()
        };
        assert!(masked(&[("host", "db"), ("password", "***")], false));
        assert!(!masked(&[("host", "db")], false), "nothing is masked");
        assert!(!masked(&[("password", "***"), ("token", "geheim")], false), "another secret is here");
        assert!(!masked(&[("password", "***")], true));
    }

    #[test]
    fn usual_names_have_words_of_their_own_and_others_read_as_they_are() {
        let names = ["db_name", "database", "dbname", "url", "vault_address", "read-only"];
        let labels = ["Database", "Database", "Database", "Address", "Vault address", "Read only"];
        assert_eq!(names.map(label), labels);
    }

    proptest! {
        #[test]
        fn every_name_has_a_label(key in ".{1,20}") {
            prop_assert!(!label(&key).is_empty());
        }
    }
}
