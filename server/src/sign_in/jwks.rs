//! The public keys with which Entra signs: read once, and again when a token names one that is not among them.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde::Deserialize;
use serde_json::Value;

use crate::answer;

const TIME_LIMIT: Duration = Duration::from_secs(10);
/// A key takes some KiB. Bytes.
const MOST_OF_AN_ANSWER: usize = 1024 * 1024;

/// Keys are read at most this often, so that nobody can make this server ask without end. Seconds.
const PAUSE: f64 = 300.0;
/// The same while there are no keys at all.
const SHORT_PAUSE: f64 = 10.0;
/// After this long the keys are read again though none is missing: one of them may have been withdrawn. Seconds.
const RENEW_AFTER: f64 = 24.0 * 3600.0;

/// The keys, wherever they come from. Clones share them.
#[derive(Clone)]
pub(super) struct Keys(Arc<Inner>);

struct Inner {
    source: Source,
    known: Mutex<Known>,
    /// One reading at a time.
    reading: tokio::sync::Mutex<()>,
}

enum Source {
    Address(reqwest::Client, String),
    File(PathBuf),
}

#[derive(Default)]
struct Known {
    keys: HashMap<String, Arc<Key>>,
    /// Before this they are not read again, after that they are. Epoch seconds.
    next_reading: f64,
    renew_at: f64,
}

/// An RSA key.
pub(super) struct Key {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    /// Whose tokens it signs, where that is told; `{tenantid}` stands for any tenant.
    pub(super) issuer: Option<String>,
}

impl Key {
    /// Whether `signature` is that of `text` by RS256.
    pub(super) fn has_signed(&self, text: &str, signature: &[u8]) -> bool {
        let key = RsaPublicKeyComponents { n: &self.modulus, e: &self.exponent };
        key.verify(&RSA_PKCS1_2048_8192_SHA256, text.as_bytes(), signature).is_ok()
    }
}

impl Keys {
    /// `source` is an https address or a file. Plain http is taken from this machine only: who can change the keys on
    /// their way can sign in as anybody.
    pub(super) fn new(source: &str) -> Result<Self, String> {
        let source = if source.starts_with("https://") || source.starts_with("http://127.0.0.1:") {
            let http = reqwest::Client::builder().timeout(TIME_LIMIT).redirect(reqwest::redirect::Policy::none());
            Source::Address(http.build().map_err(|error| error.to_string())?, source.to_owned())
        } else if source.contains("://") {
            return Err(format!("{source} is neither an https address nor a file"));
        } else {
            Source::File(source.into())
        };
        Ok(Self(Arc::new(Inner { source, known: Mutex::default(), reading: tokio::sync::Mutex::default() })))
    }

    /// The key of this name; `None` when there is none.
    ///
    /// # Errors
    /// Why there are no keys at all; for the log.
    pub(super) async fn find(&self, name: &str, now: f64) -> Result<Option<Arc<Key>>, String> {
        if !self.is_reading_due(name, now) {
            return self.known(name);
        }
        // In a task of its own: were the reading broken off with the call that needs it, its turn would be used up.
        let (keys, wanted) = (self.clone(), name.to_owned());
        let read = tokio::spawn(async move { keys.read(&wanted, now).await }).await;
        match read.map_err(|error| error.to_string()).and_then(|read| read) {
            Ok(()) => {}
            Err(cause) => tracing::warn!(%cause, "the keys of Entra cannot be read"),
        }
        self.known(name)
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, name: &str) -> Result<Option<Arc<Key>>, String> {
        let known = self.locked();
        if known.keys.is_empty() {
            return Err("there are no keys of Entra yet".to_owned());
        }
        Ok(known.keys.get(name).cloned())
    }

    fn is_reading_due(&self, name: &str, now: f64) -> bool {
        let known = self.locked();
        let missing = now >= known.renew_at || !known.keys.contains_key(name);
        missing && now >= known.next_reading
    }

    async fn read(&self, name: &str, now: f64) -> Result<(), String> {
        let _one_at_a_time = self.0.reading.lock().await;
        if !self.is_reading_due(name, now) {
            return Ok(());
        }
        {
            let mut known = self.locked();
            known.next_reading = now + if known.keys.is_empty() { SHORT_PAUSE } else { PAUSE };
        }
        let keys = usable(&self.0.source.read().await?)?;
        *self.locked() = Known { keys, next_reading: now + PAUSE, renew_at: now + RENEW_AFTER };
        Ok(())
    }
}

impl Source {
    async fn read(&self) -> Result<Vec<u8>, String> {
        match self {
            Self::Address(http, address) => {
                let failed = |error: reqwest::Error| error.to_string();
                let answer = http.get(address).send().await.and_then(reqwest::Response::error_for_status);
                answer::body(answer.map_err(failed)?, MOST_OF_AN_ANSWER).await
            }
            Self::File(path) => {
                let path = path.clone();
                let read = tokio::task::spawn_blocking(move || std::fs::read(&path)).await;
                read.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
            }
        }
    }
}

/// A key set as RFC 7517 has it. Each key by itself, because one of an unknown kind must not cost the others.
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Listed {
    kid: String,
    kty: String,
    #[serde(rename = "use", default = "signing")]
    purpose: String,
    #[serde(default = "rs256")]
    alg: String,
    n: String,
    e: String,
    issuer: Option<String>,
}

fn signing() -> String {
    "sig".to_owned()
}

fn rs256() -> String {
    "RS256".to_owned()
}

/// The keys among these that check RS256, by name.
fn usable(text: &[u8]) -> Result<HashMap<String, Arc<Key>>, String> {
    let set: KeySet = serde_json::from_slice(text).map_err(|error| format!("this is no key set: {error}"))?;
    let keys: HashMap<_, _> = set.keys.into_iter().filter_map(key).collect();
    if keys.is_empty() { Err("there is no key for RS256 among them".to_owned()) } else { Ok(keys) }
}

fn key(listed: Value) -> Option<(String, Arc<Key>)> {
    let listed: Listed = serde_json::from_value(listed).ok()?;
    if listed.kty != "RSA" || listed.purpose != "sig" || listed.alg != "RS256" {
        return None;
    }
    let modulus = URL_SAFE_NO_PAD.decode(listed.n).ok()?;
    let exponent = URL_SAFE_NO_PAD.decode(listed.e).ok()?;
    Some((listed.kid, Arc::new(Key { modulus, exponent, issuer: listed.issuer })))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_rsa_keys_for_signatures_are_taken_and_others_do_no_harm() {
        let key = |changes: Value| {
            let mut key = json!({ "kid": "1", "kty": "RSA", "n": "AQAB", "e": "AQAB" });
            key.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            key
        };
        let set = |keys: &[Value]| usable(json!({ "keys": keys }).to_string().as_bytes());
        let good = key(json!({ "kid": "good", "use": "sig", "alg": "RS256", "x5c": ["…"] }));
        for bad in [
            key(json!({ "kty": "EC" })),
            key(json!({ "use": "enc" })),
            key(json!({ "alg": "HS256" })),
            key(json!({ "kid": null })),
            key(json!({ "n": "!" })),
            json!("key"),
        ] {
            assert!(set(std::slice::from_ref(&bad)).is_err(), "{bad}");
            assert_eq!(set(&[bad, good.clone()]).unwrap().into_keys().collect::<Vec<_>>(), ["good"]);
        }
        assert!(usable(b"<html>").is_err());
    }

    #[test]
    fn keys_come_by_https_or_from_a_file() {
        // Another test may have installed one before.
        drop(rustls::crypto::ring::default_provider().install_default());
        for taken in ["https://keys.example/jwks", "http://127.0.0.1:8000/jwks", "keys.json", "/etc/keys.json"] {
            assert!(Keys::new(taken).is_ok(), "{taken}");
        }
        for refused in ["http://keys.example/jwks", "http://127.0.0.1.evil.example/", "ftp://keys.example/jwks"] {
            assert!(Keys::new(refused).is_err(), "{refused}");
        }
    }
}
