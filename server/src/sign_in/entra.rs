//! Tokens of Entra, as Teams, Outlook and Microsoft 365 hand them to the tab (reference teams.md 2.3).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::jwks::Keys;
use crate::config::{EntraConfig, is_guid};
use crate::store::{Account, Named};

/// The scope that the app registration exposes and the hosts are pre-authorised for.
const SCOPE: &str = "access_as_user";
/// How far the clock of Entra may be from ours. Seconds.
const LEEWAY: f64 = 60.0;

/// Which tokens are taken.
pub struct Entra {
    audiences: [String; 2],
    tenants: Vec<String>,
    keys: Keys,
}

/// Why a token is not taken; both texts are for the log and hold nothing of the token.
pub(super) enum TokenError {
    Refused(&'static str),
    Unreachable(String),
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    /// Extensions that must be understood (RFC 7515, 4.1.11); none is.
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    tid: String,
    oid: String,
    scp: String,
    /// What people call the account: of version 2, of version 1, and the name of its owner.
    preferred_username: Option<String>,
    upn: Option<String>,
    name: Option<String>,
    /// Epoch seconds.
    nbf: f64,
    exp: f64,
}

impl Entra {
    /// `None` without a client id. `address` is where browsers reach this server.
    ///
    /// # Errors
    /// The keys cannot come from where they are said to be.
    pub fn new(config: &EntraConfig, address: &str) -> Result<Option<Self>, String> {
        let Some(client_id) = &config.client_id else { return Ok(None) };
        let host = address.split_once("://").map_or(address, |(_, host)| host);
        let audiences = [client_id.clone(), format!("api://{host}/{client_id}")];
        Ok(Some(Self { audiences, tenants: config.tenants.clone(), keys: Keys::new(&config.jwks)? }))
    }

    /// The account that a token stands for, after every check.
    pub(super) async fn account(&self, token: &str, now: f64) -> Result<Named, TokenError> {
        let parts = token.rsplit_once('.').and_then(|(signed, signature)| {
            let (header, claims) = signed.split_once('.')?;
            Some((signed, header, claims, URL_SAFE_NO_PAD.decode(signature).ok()?))
        });
        let Some((signed, header, claims, signature)) = parts else { return Err(TokenError::Refused("its form")) };
        let header: Header = decoded(header).ok_or(TokenError::Refused("its header"))?;
        if header.alg != "RS256" || header.crit.is_some() {
            return Err(TokenError::Refused("its algorithm"));
        }
        let key = self.keys.find(&header.kid, now).await.map_err(TokenError::Unreachable)?;
        let key = key.ok_or(TokenError::Refused("its key"))?;
        if !key.has_signed(signed, &signature) {
            return Err(TokenError::Refused("its signature"));
        }
        let claims: Claims = decoded(claims).ok_or(TokenError::Refused("a claim that is missing"))?;
        match self.objection(&claims, key.issuer.as_deref(), now) {
            Some(objection) => Err(TokenError::Refused(objection)),
            None => {
                let name = claims.preferred_username.or(claims.upn).or(claims.name).unwrap_or_default();
                Ok(Named { account: Account { tid: claims.tid, oid: claims.oid }, name })
            }
        }
    }

    fn objection(&self, claims: &Claims, signer: Option<&str>, now: f64) -> Option<&'static str> {
        let tid = &claims.tid;
        let issuers =
            [format!("https://login.microsoftonline.com/{tid}/v2.0"), format!("https://sts.windows.net/{tid}/")];
        if !self.tenants.contains(tid) {
            Some("its tenant")
        } else if !issuers.contains(&claims.iss) {
            Some("its issuer")
        } else if signer.is_some_and(|signer| !issuers.contains(&signer.replace("{tenantid}", tid))) {
            Some("the issuer of its key")
        } else if !self.audiences.iter().any(|audience| audience.eq_ignore_ascii_case(&claims.aud)) {
            Some("its audience")
        } else if !claims.scp.split(' ').any(|scope| scope == SCOPE) {
            Some("its scope")
        } else if now < claims.nbf - LEEWAY {
            Some("its beginning")
        } else if now >= claims.exp + LEEWAY {
            Some("its end")
        } else if !is_guid(&claims.oid) {
            Some("its object id")
        } else {
            None
        }
    }
}

/// Whether a bearer has the form of a JWT. Our own tokens have no dots.
pub(super) fn is_jwt(bearer: &str) -> bool {
    bearer.bytes().filter(|byte| *byte == b'.').count() == 2
}

fn decoded<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
