//! What a person holds, and how it is used (reference 7).

use super::inventory::Integration;

/// One active access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessSession {
    pub id: String,
    pub name: String,
    pub type_name: String,
    pub integration: Integration,
    /// None means that nothing secret is shown.
    pub credentials: Option<Credentials>,
}

/// The secret of a session, as far as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The next read shows the secret, and only that one.
    pub unread: bool,
    pub can_reset: bool,
}

/// How to use a session. Holds secrets: kept in memory only, and only while it is looked at.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessDetails {
    /// The administrator's words.
    pub message: Option<String>,
    pub instructions: String,
    pub command: Option<String>,
    /// Address and title; only http and https are taken.
    pub link: Option<(String, String)>,
    pub values: Vec<Value>,
}

/// One parameter.
#[derive(Clone, PartialEq, Eq)]
pub struct Value {
    pub label: String,
    pub text: String,
    pub secrecy: Secrecy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrecy {
    Open,
    Secret,
    /// A secret that was shown before: the service sends only a mask.
    Masked,
}

impl Value {
    /// From a key and its text as the service names them.
    pub fn new(key: &str, text: String) -> Self {
        let masked = !text.is_empty() && text.chars().all(|letter| letter == '*');
        let secrecy = match (masked, is_secret(key)) {
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
        self.values.iter().any(|value| value.secrecy == Secrecy::Secret)
    }

    /// Everything that is worth pasting: values, then the command.
    pub fn to_copy(&self) -> String {
        let mut text = String::new();
        for value in self.values.iter().filter(|value| value.secrecy != Secrecy::Masked) {
            for part in [&value.label, ": ", &value.text, "\n"] {
                text.push_str(part);
            }
        }
        if let Some(command) = &self.command {
            text.push_str(command);
            text.push('\n');
        }
        text
    }
}

/// Whether a parameter's name speaks of a secret. Rather one too many is masked than one too few.
fn is_secret(key: &str) -> bool {
    const NAMES: [&str; 6] = ["password", "passwd", "passphrase", "secret", "token", "credential"];
    let key = key.to_ascii_lowercase();
    let is_key = key.ends_with("key") && !key.contains("public");
    is_key || NAMES.iter().any(|name| key.contains(name))
}

/// A parameter's name for people: `db_name` reads "Database name".
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
        for key in ["password", "db_password", "SECRET", "access_token", "private_key", "secretAccessKey", "passphrase"]
        {
            assert_eq!(Value::new(key, "x".to_owned()).secrecy, Secrecy::Secret, "{key}");
        }
        for key in ["host", "port", "username", "db_name", "public_key", "keyspace"] {
            assert_eq!(Value::new(key, "x".to_owned()).secrecy, Secrecy::Open, "{key}");
        }
    }

    #[test]
    fn a_mask_is_no_secret_and_is_not_copied() {
        let details = AccessDetails {
            message: None,
            instructions: String::new(),
            command: Some("psql".to_owned()),
            link: None,
            values: vec![Value::new("host", "db".to_owned()), Value::new("password", "********".to_owned())],
        };
        assert!(!details.holds_secret());
        assert_eq!(details.to_copy(), "Host: db\npsql\n");
    }

    proptest! {
        #[test]
        fn every_name_has_a_label(key in ".{1,20}") {
            prop_assert!(!label(&key).is_empty());
        }
    }
}
