//! Encryption of what lies in the database and would open Apono's doors.
//!
//! AES-256-GCM under keys from the configuration. What is sealed names its key, so that keys can be changed: the first of
//! the list seals, the others still open. Each text is bound to its place (which service, which row, which column): moved
//! anywhere else in the database, or shown to another service, it does not open.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::config::Hidden;
use crate::error::ApiError;

const MARK: &str = "sealed";

/// The keys, and for what they seal. Without keys texts stay as they are.
#[derive(Debug, Default)]
pub struct Seal {
    keys: Vec<Key>,
    /// The service that the texts are for.
    service: String,
}

#[derive(Debug)]
struct Key {
    id: String,
    key: LessSafeKey,
}

/// How a text was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Opened {
    /// As it would be sealed now.
    AsNow(String),
    /// By an older key, or not sealed though there is a key.
    Outdated(String),
}

impl Opened {
    pub(crate) fn text(self) -> String {
        match self {
            Self::AsNow(text) | Self::Outdated(text) => text,
        }
    }
}

impl Seal {
    /// # Errors
    /// What is wrong with a key, in words without the key.
    pub fn new(keys: &[Hidden], service: String) -> Result<Self, String> {
        let keys = keys.iter().map(|key| Key::parse(key.reveal())).collect::<Result<Vec<_>, _>>()?;
        let twice = keys.iter().enumerate().find(|(at, key)| keys.iter().take(*at).any(|before| before.id == key.id));
        match twice {
            Some((_, key)) => Err(format!("the id {} is given to two keys", key.id)),
            None => Ok(Self { keys, service }),
        }
    }

    /// # Errors
    /// The machine has no randomness to give.
    pub(crate) fn seal(&self, column: &str, row: &[u8], text: &str) -> Result<String, ApiError> {
        let Some(Key { id, key }) = self.keys.first() else { return Ok(text.to_owned()) };
        let mut nonce = [0_u8; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(ApiError::internal)?;
        let mut sealed = text.as_bytes().to_vec();
        key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(self.place(column, row)),
            &mut sealed,
        )
        .map_err(|_| ApiError::internal("a token cannot be encrypted"))?;
        let bytes = [&nonce[..], &sealed[..]].concat();
        Ok(format!("{MARK}.{id}.{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// `None` for what does not open here: its key is gone, or it belongs elsewhere.
    pub(crate) fn open(&self, column: &str, row: &[u8], text: &str) -> Option<Opened> {
        let Some(sealed) = text.strip_prefix(MARK).and_then(|rest| rest.strip_prefix('.')) else {
            let text = text.to_owned();
            return Some(if self.keys.is_empty() { Opened::AsNow(text) } else { Opened::Outdated(text) });
        };
        let (id, sealed) = sealed.split_once('.')?;
        let at = self.keys.iter().position(|key| key.id == id)?;
        let mut bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let plain = self.keys.get(at)?.key.open_in_place(nonce, Aad::from(self.place(column, row)), sealed).ok()?;
        let text = std::str::from_utf8(plain).ok()?.to_owned();
        Some(if at == 0 { Opened::AsNow(text) } else { Opened::Outdated(text) })
    }

    fn place(&self, column: &str, row: &[u8]) -> Vec<u8> {
        [self.service.as_bytes(), b"\0", column.as_bytes(), b"\0", row].concat()
    }
}

impl Key {
    fn parse(text: &str) -> Result<Self, String> {
        let (id, key) = text.split_once(':').ok_or("a key has no id: it has to be ID:KEY")?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if id.is_empty() || id.len() > 32 || !id.bytes().all(plain) {
            return Err("the id of a key may have up to 32 letters, digits, - and _".to_owned());
        }
        let bytes = STANDARD.decode(key).or_else(|_| URL_SAFE_NO_PAD.decode(key)).unwrap_or_default();
        let key = UnboundKey::new(&AES_256_GCM, &bytes)
            .map_err(|_| format!("the key {id} is not 32 bytes in base64; make one with: openssl rand -base64 32"))?;
        Ok(Self { id: id.to_owned(), key: LessSafeKey::new(key) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str, byte: u8) -> Hidden {
        format!("{id}:{}", STANDARD.encode([byte; 32])).parse().unwrap()
    }

    fn seal(keys: &[Hidden]) -> Seal {
        Seal::new(keys, "https://app.example.com".to_owned()).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_only_and_shows_nothing() {
        let (one, row) = (seal(&[key("a", 1)]), [7_u8; 32]);
        let sealed = one.seal("refresh", &row, "token-1").unwrap();
        assert!(sealed.starts_with("sealed.a.") && !sealed.contains("token-1"));
        assert_ne!(one.seal("refresh", &row, "token-1").unwrap(), sealed);
        assert_eq!(one.open("refresh", &row, &sealed), Some(Opened::AsNow("token-1".to_owned())));
        assert_eq!(one.open("access", &row, &sealed), None);
        assert_eq!(one.open("refresh", &[8; 32], &sealed), None);
        let elsewhere = Seal::new(&[key("a", 1)], "https://other.example.com".to_owned()).unwrap();
        assert_eq!(elsewhere.open("refresh", &row, &sealed), None);
        let mut changed = sealed.clone();
        let last = changed.pop().unwrap();
        changed.push(if last == 'A' { 'B' } else { 'A' });
        assert_eq!(one.open("refresh", &row, &changed), None);
        for broken in ["sealed.", "sealed.a", "sealed.a.", "sealed.a.AAAA", "sealed.a.ä"] {
            assert_eq!(one.open("refresh", &row, broken), None, "{broken}");
        }
    }

    #[test]
    fn an_older_key_still_opens_and_one_that_is_gone_does_not() {
        let row = [7_u8; 32];
        let sealed = seal(&[key("a", 1)]).seal("refresh", &row, "token-1").unwrap();
        let both = seal(&[key("b", 2), key("a", 1)]);
        assert_eq!(both.open("refresh", &row, &sealed), Some(Opened::Outdated("token-1".to_owned())));
        assert!(both.seal("refresh", &row, "token-1").unwrap().starts_with("sealed.b."));
        assert_eq!(seal(&[key("b", 2)]).open("refresh", &row, &sealed), None);
        assert_eq!(seal(&[key("a", 2)]).open("refresh", &row, &sealed), None, "another key under the old id");
        assert_eq!(seal(&[]).open("refresh", &row, &sealed), None);
    }

    #[test]
    fn without_keys_texts_stay_and_with_keys_plain_ones_are_to_be_sealed() {
        let none = seal(&[]);
        assert_eq!(none.seal("refresh", &[], "token-1").unwrap(), "token-1");
        assert_eq!(none.open("refresh", &[], "token-1"), Some(Opened::AsNow("token-1".to_owned())));
        assert_eq!(seal(&[key("a", 1)]).open("refresh", &[], "token-1"), Some(Opened::Outdated("token-1".to_owned())));
    }

    #[test]
    fn a_wrong_key_is_told_without_the_key() {
        let wrong = |text: &str| Seal::new(&[text.parse().unwrap()], String::new()).unwrap_err();
        assert!(wrong("c2hvcnQ=").contains("no id"));
        assert!(wrong("a:c2hvcnQ=").contains("32 bytes") && !wrong("a:c2hvcnQ=").contains("c2hvcnQ"));
        assert!(wrong("a b:x").contains("id of a key"));
        assert!(Seal::new(&[key("a", 1), key("a", 2)], String::new()).unwrap_err().contains("two keys"));
    }
}
