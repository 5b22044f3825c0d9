//! Signing in inside Teams, Outlook and Microsoft 365: tokens of Entra, good and bad, and how an account is linked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RsaEncoding, RsaKeyPair, RsaPublicKeyComponents};
use serde_json::{Value, json};
use server::demo::people::{ENGINEER, OUTSIDER, TEAM_LEAD};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::gateway::KEY;
use crate::support::{Answer, Browser, Site, TAB, path_of};

pub(crate) const CLIENT: &str = "11111111-aaaa-4000-8000-000000000001";
pub(crate) const TENANT: &str = "22222222-aaaa-4000-8000-000000000001";
const SECOND_TENANT: &str = "22222222-aaaa-4000-8000-000000000002";
const FOREIGN_TENANT: &str = "22222222-aaaa-4000-8000-000000000003";
pub(crate) const DANA: &str = "33333333-aaaa-4000-8000-000000000001";
pub(crate) const INGRID: &str = "33333333-aaaa-4000-8000-000000000002";
const SESSION: &str = "/api/client/v1/session";

/// A key with which the tests sign as Entra does.
struct Key {
    name: &'static str,
    pair: RsaKeyPair,
}

fn key(number: usize) -> Key {
    let (name, pem) =
        [("first", include_str!("../keys/test-only-1.pem")), ("second", include_str!("../keys/test-only-2.pem"))]
            [number];
    let inside = pem.lines().skip_while(|line| !line.starts_with("-----BEGIN")).skip(1);
    let text: String = inside.take_while(|line| !line.starts_with("-----END")).collect();
    Key { name, pair: RsaKeyPair::from_pkcs8(&STANDARD.decode(text).unwrap()).unwrap() }
}

impl Key {
    fn sign_with(&self, how: &'static dyn RsaEncoding, text: &str) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair.sign(how, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
        signature
    }

    fn public(&self) -> RsaPublicKeyComponents<Vec<u8>> {
        self.pair.public().into()
    }

    fn listed(&self) -> Value {
        let RsaPublicKeyComponents { n, e } = self.public();
        json!({
            "kid": self.name, "kty": "RSA", "use": "sig", "x5t": self.name, "x5c": ["…"],
            "n": URL_SAFE_NO_PAD.encode(n), "e": URL_SAFE_NO_PAD.encode(e),
            "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0",
        })
    }

    fn header(&self) -> Value {
        json!({ "typ": "JWT", "alg": "RS256", "kid": self.name })
    }

    fn token(&self, claims: &Value) -> String {
        let signed = signed(&self.header(), claims);
        jwt(&signed, &self.sign_with(&RSA_PKCS1_SHA256, &signed))
    }
}

fn encoded(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

fn signed(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encoded(header), encoded(claims))
}

fn jwt(signed: &str, signature: &[u8]) -> String {
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn key_set(keys: &[&Key]) -> Value {
    json!({ "keys": keys.iter().map(|key| key.listed()).collect::<Vec<_>>() })
}

fn with(claims: &Value, field: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[field] = value;
    claims
}

fn without(claims: &Value, field: &str) -> Value {
    let mut claims = claims.clone();
    claims.as_object_mut().unwrap().remove(field);
    claims
}

/// Of the key that the tests' certificate is for.
pub(crate) fn certificates_key() -> RsaPublicKeyComponents<Vec<u8>> {
    key(0).public()
}

/// A server at https://access.example.com that takes tokens signed with the first key.
pub(crate) struct Host {
    pub(crate) site: Site,
    key: Key,
    keys: TempDir,
}

pub(crate) const ADDRESS: &str = "https://access.example.com";

fn flags(keys: &str) -> [&str; 10] {
    let address = ["--public-url", ADDRESS];
    let entra = ["--entra-client-id", CLIENT, "--entra-tenant", TENANT, "--entra-tenant", SECOND_TENANT];
    let mut flags = [""; 10];
    for (place, flag) in flags.iter_mut().zip(address.into_iter().chain(entra).chain(["--entra-jwks", keys])) {
        *place = flag;
    }
    flags
}

/// A file with the first key, which goes with its folder.
pub(crate) fn key_file() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    std::fs::write(&path, key_set(&[&key(0)]).to_string()).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

/// A well-formed token with nothing behind it.
pub(crate) fn any_token() -> String {
    key(0).token(&json!({ "tid": TENANT, "oid": DANA }))
}

impl Host {
    pub(crate) async fn start() -> Self {
        Self::with_flags(&[]).await
    }

    pub(crate) async fn with_flags(more: &[&str]) -> Self {
        let (keys, path) = key_file();
        let site = Site::with_flags(&[&flags(&path)[..], more].concat()).await;
        Self { site, key: key(0), keys }
    }

    /// A gateway with these flags.
    pub(crate) async fn gateway(more: &[&str]) -> Self {
        let (keys, path) = key_file();
        let site = Site::gateway(&[&flags(&path)[..], more].concat()).await;
        Self { site, key: key(0), keys }
    }

    /// What Entra says of a person to whom it gives a token now.
    async fn claims(&self, oid: &str) -> Value {
        claims(&self.site, oid).await
    }

    pub(crate) async fn token(&self, oid: &str) -> String {
        self.key.token(&self.claims(oid).await)
    }

    pub(crate) async fn call(&self, method: &str, path: &str, token: &str, body: Option<Value>) -> Answer {
        call(&self.site, method, path, token, body).await
    }

    /// The name of who acts by this account, or what helps.
    pub(crate) async fn who(&self, oid: &str) -> Result<String, String> {
        let token = self.token(oid).await;
        who(&self.call("GET", SESSION, &token, None).await)
    }

    /// The address for the popup of this account.
    pub(crate) async fn start_of(&self, oid: &str) -> String {
        let answer = self.call("POST", "/auth/link", &self.token(oid).await, None).await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{}", answer.text());
        answer.json()["start"].as_str().unwrap().to_owned()
    }

    /// The code with which a popup ends that this account begins and in which this person signs in.
    async fn code(&self, oid: &str, person: &str) -> String {
        let start = self.start_of(oid).await;
        let mut popup = Browser::new(&self.site);
        let ask = ask(&popup.visit(&start).await);
        let callback = popup.choose(&ask, person).await;
        let asked = popup.visit(&callback).await;
        assert_eq!((asked.status, asked.header("location")), (303, "/auth/link-question"));
        let end = say(&mut popup, "yes").await;
        assert_eq!((end.status, end.header("location")), (303, "/auth/end"));
        attribute(&popup.visit("/auth/end").await, "data-code").unwrap()
    }

    pub(crate) async fn finish(&self, oid: &str, code: &str) -> u16 {
        let body = Some(json!({ "code": code }));
        self.call("POST", "/auth/link/finish", &self.token(oid).await, body).await.status
    }

    pub(crate) async fn link(&self, oid: &str, person: &str) {
        let code = self.code(oid, person).await;
        assert_eq!(self.finish(oid, &code).await, 204);
    }
}

async fn claims(site: &Site, oid: &str) -> Value {
    claims_at(site.control("GET", "clock", None).await["now"].as_f64().unwrap().floor(), oid)
}

/// A token of an account that was handed out at this time, in epoch seconds.
pub(crate) fn token_at(now: f64, oid: &str) -> String {
    key(0).token(&claims_at(now.floor(), oid))
}

fn claims_at(now: f64, oid: &str) -> Value {
    json!({
        "iss": format!("https://login.microsoftonline.com/{TENANT}/v2.0"), "aud": CLIENT, "ver": "2.0",
        "tid": TENANT, "oid": oid, "scp": "access_as_user", "iat": now, "nbf": now, "exp": now + 4000.0,
        "name": "Somebody", "preferred_username": "somebody@northwind.example", "sub": "pairwise",
    })
}

async fn call(site: &Site, method: &str, path: &str, token: &str, body: Option<Value>) -> Answer {
    let token = format!("Bearer {token}");
    let headers = [("authorization", token.as_str()), TAB, ("content-type", "application/json")];
    Browser::new(site).send(method, path, &headers, body.map(|body| body.to_string()).unwrap_or_default()).await
}

fn who(answer: &Answer) -> Result<String, String> {
    match answer.status {
        200 => Ok(answer.json()["user"]["name"].as_str().unwrap().to_owned()),
        status => Err(format!("{status} {}", answer.header("x-apono-sign-in"))),
    }
}

/// The parameters with which a browser is sent to the sign-in service.
fn ask(answer: &Answer) -> BTreeMap<String, String> {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let (_, query) = answer.header("location").split_once("/oauth/authorize?").unwrap();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Answers the popup's question.
pub(crate) async fn say(popup: &mut Browser, answer: &str) -> Answer {
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    popup.send("POST", "/auth/link-question", &headers, format!("answer={answer}")).await
}

/// An attribute of the popup's last page.
pub(crate) fn attribute(page: &Answer, name: &str) -> Option<String> {
    let (_, rest) = page.text().split_once(&format!("{name}=\""))?;
    Some(rest.split('"').next().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_linked_acts_inside_a_host_as_themselves_and_nobody_else_does() {
    let host = Host::start().await;
    assert_eq!(host.who(DANA).await, Err("401 link".to_owned()));
    host.link(DANA, ENGINEER).await;
    assert_eq!(host.who(DANA).await.unwrap(), "Dana Levi");
    assert_eq!(host.who(INGRID).await, Err("401 link".to_owned()));
    host.link(INGRID, TEAM_LEAD).await;
    assert_eq!(host.who(DANA).await.unwrap(), "Dana Levi");
    assert_eq!(host.who(INGRID).await.unwrap(), "Ingrid Solberg");

    let dana = host.claims(DANA).await;
    for issuer in
        [format!("https://login.microsoftonline.com/{TENANT}/v2.0"), format!("https://sts.windows.net/{TENANT}/")]
    {
        for audience in [CLIENT.to_owned(), format!("api://access.example.com/{CLIENT}")] {
            for scopes in ["access_as_user", "profile access_as_user openid"] {
                let claims = with(&with(&dana, "iss", issuer.clone().into()), "aud", audience.clone().into());
                let token = host.key.token(&with(&claims, "scp", scopes.into()));
                let answer = host.call("GET", SESSION, &token, None).await;
                assert_eq!((who(&answer).as_deref(), answer.header("cache-control")), (Ok("Dana Levi"), "no-store"));
            }
        }
    }
    // The same object id in another tenant is another account, and so is the same name and mail address.
    let issuer = format!("https://login.microsoftonline.com/{SECOND_TENANT}/v2.0");
    let namesake = with(&with(&dana, "tid", SECOND_TENANT.into()), "iss", issuer.into());
    assert_eq!(who(&host.call("GET", SESSION, &host.key.token(&namesake), None).await), Err("401 link".to_owned()));

    // Personal tokens and sessions in a browser go on as before.
    assert_eq!(who(&host.site.curl(TEAM_LEAD, "GET", "/session", None).await).unwrap(), "Ingrid Solberg");
    let mut browser = Browser::new(&host.site);
    browser.sign_in(ENGINEER, "/").await;
    assert_eq!(who(&browser.call("GET", "/session").await).unwrap(), "Dana Levi");
    // Beside a cookie the token counts.
    let token = format!("Bearer {}", host.token(INGRID).await);
    let both = browser.send("GET", SESSION, &[("authorization", &token)], "").await;
    assert_eq!(who(&both).unwrap(), "Ingrid Solberg");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_any_claim_wrong_is_refused_with_one_and_the_same_answer() {
    let host = Host::start().await;
    host.link(DANA, ENGINEER).await;
    let good = host.claims(DANA).await;
    let now = good["nbf"].as_f64().unwrap();
    let foreign = format!("https://login.microsoftonline.com/{FOREIGN_TENANT}/v2.0");
    let mut bad = vec![
        with(&with(&good, "tid", FOREIGN_TENANT.into()), "iss", foreign.clone().into()),
        with(&good, "tid", FOREIGN_TENANT.into()),
        with(&good, "tid", SECOND_TENANT.into()),
        with(&good, "iss", foreign.into()),
        with(&good, "iss", "https://evil.example/".into()),
        with(&good, "iss", format!("https://login.microsoftonline.com/{TENANT}/v2.0/").into()),
        with(&good, "iss", format!("https://sts.windows.net/{TENANT}").into()),
        with(&good, "iss", format!("https://sts.windows.net/{SECOND_TENANT}/").into()),
        with(&good, "aud", DANA.into()),
        with(&good, "aud", format!("api://evil.example/{CLIENT}").into()),
        with(&good, "aud", format!("api://access.example.com/{DANA}").into()),
        with(&good, "aud", json!([CLIENT])),
        with(&good, "scp", "access_as_users".into()),
        with(&good, "scp", "User.Read".into()),
        with(&good, "scp", json!(["access_as_user"])),
        with(&good, "exp", json!(now - 100.0)),
        with(&good, "exp", json!((now + 4000.0).to_string())),
        with(&good, "exp", json!("never")),
        with(&good, "nbf", json!(now + 200.0)),
        with(&good, "nbf", json!(now.to_string())),
        with(&good, "oid", "somebody@northwind.example".into()),
        with(&good, "oid", json!(7)),
        with(&with(&good, "oid", Value::Null), "sub", DANA.into()),
        json!([]),
        json!("text"),
    ];
    for field in ["iss", "aud", "tid", "oid", "scp", "nbf", "exp"] {
        bad.push(without(&good, field));
        bad.push(with(&good, field, Value::Null));
        bad.push(with(&good, field, "".into()));
        bad.push(with(&good, field, json!({})));
    }
    assert_eq!(host.call("GET", SESSION, &host.key.token(&good), None).await.status, 200);
    let mut answers = Vec::new();
    for claims in bad {
        let answer = host.call("GET", SESSION, &host.key.token(&claims), None).await;
        assert_eq!(who(&answer), Err("401 token".to_owned()), "{claims}");
        answers.push(answer.text().to_owned());
        assert!(answer.json()["message"].as_str().unwrap().contains("Sign in again"));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_entra_has_not_signed_so_is_refused() {
    let host = Host::start().await;
    host.link(DANA, ENGINEER).await;
    let (claims, right) = (host.claims(DANA).await, host.key.header());
    let good = host.key.token(&claims);
    let by = |header: &Value, key: &Key| {
        let text = signed(header, &claims);
        jwt(&text, &key.sign_with(&RSA_PKCS1_SHA256, &text))
    };
    let none = |alg: &str| jwt(&signed(&with(&right, "alg", alg.into()), &claims), b"");
    let symmetric = |secret: &[u8]| {
        let text = signed(&with(&right, "alg", "HS256".into()), &claims);
        jwt(&text, hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text.as_bytes()).as_ref())
    };
    let long_hash = {
        let text = signed(&with(&right, "alg", "RS512".into()), &claims);
        jwt(&text, &host.key.sign_with(&RSA_PKCS1_SHA512, &text))
    };
    let (rest, signature) = good.rsplit_once('.').unwrap();
    let (header, body) = rest.split_once('.').unwrap();
    let other = encoded(&with(&claims, "oid", INGRID.into()));
    let bad = [
        none("none"),
        none("None"),
        none("RS256"),
        symmetric(&host.key.public().n),
        symmetric(host.key.listed()["n"].as_str().unwrap().as_bytes()),
        symmetric(b""),
        long_hash,
        by(&with(&right, "alg", "RS384".into()), &host.key),
        by(&with(&right, "alg", "PS256".into()), &host.key),
        by(&without(&right, "alg"), &host.key),
        by(&without(&right, "kid"), &host.key),
        by(&with(&right, "kid", "second".into()), &host.key),
        by(&with(&right, "kid", "".into()), &host.key),
        by(&with(&right, "crit", json!(["exp"])), &host.key),
        // Signed by another under our name, or with a key that it brings itself.
        by(&right, &key(1)),
        by(&with(&right, "jwk", key(1).listed()), &key(1)),
        by(&with(&with(&right, "kid", "second".into()), "jku", "https://evil.example/keys".into()), &key(1)),
        format!("{header}.{other}.{signature}"),
        format!("{header}.{body}."),
        format!("{header}.{body}.{signature}="),
        format!("{header}.{body}.{}", &signature[1..]),
        format!("{header}..{signature}"),
        format!(".{body}.{signature}"),
        "..".to_owned(),
        "a.b.c".to_owned(),
        format!("{}.{}.{}", "x".repeat(20_000), "y".repeat(20_000), "z".repeat(20_000)),
    ];
    assert_eq!(host.call("GET", SESSION, &good, None).await.status, 200);
    for token in &bad {
        assert_eq!(who(&host.call("GET", SESSION, token, None).await), Err("401 token".to_owned()), "{token:.200}");
    }
    // What has another form than a token of Entra is a token of ours, and as such unknown.
    for token in [format!("{good}.x"), rest.to_owned(), good.replace('.', "")] {
        assert_eq!(who(&host.call("GET", SESSION, &token, None).await), Err("401 ".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_lives_by_the_clock_of_the_server_give_or_take_a_minute() {
    let host = Host::start().await;
    host.link(DANA, ENGINEER).await;
    let good = host.claims(DANA).await;
    let now = good["nbf"].as_f64().unwrap();
    for (claim, at, taken) in [
        ("exp", now - 50.0, true),
        ("exp", now - 61.0, false),
        ("nbf", now + 50.0, true),
        ("nbf", now + 120.0, false),
        ("exp", now + 0.5, true),
    ] {
        let token = host.key.token(&with(&good, claim, json!(at)));
        let answer = host.call("GET", SESSION, &token, None).await;
        assert_eq!(answer.status, if taken { 200 } else { 401 }, "{claim} {}", at - now);
    }
    let token = host.key.token(&good);
    host.site.pass(4050.0).await;
    assert_eq!(host.call("GET", SESSION, &token, None).await.status, 200);
    host.site.pass(20.0).await;
    assert_eq!(who(&host.call("GET", SESSION, &token, None).await), Err("401 token".to_owned()));
}

/// A place that hands out keys, or fails, and counts how often it was asked.
#[derive(Clone, Default)]
struct Published(Arc<Mutex<(Option<Value>, usize)>>);

impl Published {
    async fn serve(self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/keys", listener.local_addr().unwrap());
        let hand_out = async |State(Published(published)): State<Published>| {
            let mut published = published.lock().unwrap();
            published.1 += 1;
            published.0.as_ref().map(Value::to_string).ok_or(StatusCode::BAD_GATEWAY)
        };
        let router = Router::new().route("/keys", get(hand_out)).with_state(self);
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    fn put(&self, keys: Option<Value>) {
        self.0.lock().unwrap().0 = keys;
    }

    fn asked(&self) -> usize {
        self.0.lock().unwrap().1
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_read_once_and_again_for_an_unknown_one_but_not_without_end() {
    let (first, second) = (key(0), key(1));
    let published = Published::default();
    let site = Site::with_flags(&flags(&published.clone().serve().await)).await;
    let by = async |key: &Key| who(&call(&site, "GET", SESSION, &key.token(&claims(&site, DANA).await), None).await);
    let (unlinked, refused, down) = (Err("401 link".into()), Err("401 token".into()), Err("503 ".into()));

    assert_eq!(by(&first).await, down, "keys that cannot be read are not the person's fault");
    published.put(Some(key_set(&[&first])));
    assert_eq!((by(&first).await, published.asked()), (down.clone(), 1), "not asked again at once");
    site.pass(11.0).await;
    let token = first.token(&claims(&site, DANA).await);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let (mut browser, token) = (Browser::new(&site), format!("Bearer {token}"));
            tokio::spawn(async move { browser.send("GET", SESSION, &[("authorization", &token)], "").await })
        })
        .collect();
    for call in calls {
        assert_eq!(who(&call.await.unwrap()), unlinked);
    }
    assert_eq!(published.asked(), 2);

    // The keys change: the new one is found, at most one reading in five minutes.
    published.put(Some(key_set(&[&first, &second])));
    for _ in 0..5 {
        assert_eq!(by(&second).await, refused);
    }
    assert_eq!(published.asked(), 2);
    site.pass(301.0).await;
    assert_eq!((by(&second).await, by(&first).await, published.asked()), (unlinked.clone(), unlinked.clone(), 3));
    site.pass(301.0).await;
    for _ in 0..5 {
        let text = signed(&with(&first.header(), "kid", "unknown".into()), &claims(&site, DANA).await);
        let unknown = jwt(&text, &first.sign_with(&RSA_PKCS1_SHA256, &text));
        assert_eq!(who(&call(&site, "GET", SESSION, &unknown, None).await), refused);
    }
    assert_eq!(published.asked(), 4);

    // While they cannot be read, those that are known go on; a key that is withdrawn is gone within a day.
    published.put(None);
    site.pass(25.0 * 3600.0).await;
    assert_eq!((by(&first).await, by(&first).await, published.asked()), (unlinked.clone(), unlinked.clone(), 5));
    published.put(Some(key_set(&[&second])));
    site.pass(301.0).await;
    assert_eq!((by(&first).await, by(&second).await, published.asked()), (refused, unlinked, 6));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_in_a_file_may_change_too_and_a_key_signs_only_for_whom_it_is() {
    let host = Host::start().await;
    assert_eq!(host.who(DANA).await, Err("401 link".to_owned()));
    let path = host.keys.path().join("keys.json");
    for (issuer, expected) in [
        (json!(format!("https://login.microsoftonline.com/{SECOND_TENANT}/v2.0")), "401 token"),
        (json!(format!("https://login.microsoftonline.com/{TENANT}/v2.0")), "401 link"),
        (Value::Null, "401 link"),
    ] {
        let second = key(1);
        std::fs::write(&path, json!({ "keys": [with(&second.listed(), "issuer", issuer.clone())] }).to_string())
            .unwrap();
        host.site.pass(25.0 * 3600.0).await;
        let token = second.token(&host.claims(DANA).await);
        assert_eq!(who(&host.call("GET", SESSION, &token, None).await), Err(expected.to_owned()), "{issuer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_popup_signs_in_and_leaves_a_code_for_the_host_and_nothing_in_the_browser() {
    let host = Host::start().await;
    let start = host.start_of(DANA).await;
    assert!(start.strip_prefix("/auth/link/").is_some_and(|id| id.len() == 43), "{start}");
    let mut popup = Browser::new(&host.site);
    let answer = popup.visit(&start).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let asked = ask(&answer);
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["redirect_uri"], format!("{ADDRESS}/auth/callback"));
    assert_eq!(popup.cookies.keys().map(|name| &name[..21]).collect::<Vec<_>>(), ["__Host-apono-attempt-"]);
    let callback = popup.choose(&asked, ENGINEER).await;
    let asks = popup.visit(&callback).await;
    assert_eq!((asks.status, asks.header("location"), asks.text()), (303, "/auth/link-question", ""));
    let answer = say(&mut popup, "yes").await;
    assert_eq!((answer.status, answer.header("location"), answer.text()), (303, "/auth/end", ""));
    for answer in [asks, answer] {
        assert_eq!(answer.header("cache-control"), "no-store");
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("; HttpOnly; SameSite=Lax") && cookie.ends_with("; Secure"), "{cookie}");
            assert!(["=600;", "=60;", "=0;"].iter().any(|life| cookie.contains(&format!("Max-Age{life}"))), "{cookie}");
        }
    }
    let page = popup.visit("/auth/end").await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    assert!(page.text().contains("You can close this window."));
    assert!(page.text().contains("<script type=\"module\" src=\"/auth/link-end.js\">"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(popup.cookies.is_empty(), "{:?}", popup.cookies);
    let code = attribute(&page, "data-code").unwrap();

    let script = popup.visit("/auth/link-end.js").await;
    assert_eq!((script.status, script.header("content-type")), (200, "text/javascript; charset=utf-8"));
    let again = popup.visit("/auth/end").await;
    assert_eq!((attribute(&again, "data-code"), attribute(&again, "data-reason")), (None, Some("expired".to_owned())));

    assert_eq!(host.who(DANA).await, Err("401 link".to_owned()), "not before the tab has fetched it");
    assert_eq!(host.finish(DANA, &code).await, 204);
    assert_eq!(host.who(DANA).await.unwrap(), "Dana Levi");
    let mut thief = Browser::new(&host.site);
    for name in ["__Host-apono-session", "apono-session"] {
        thief.cookies.insert(name.to_owned(), code.clone());
    }
    assert_eq!(thief.call("GET", "/session").await.status, 401, "the code opens nothing by itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once_and_soon_and_only_for_the_account_that_began() {
    let host = Host::start().await;
    let code = host.code(DANA, ENGINEER).await;
    assert_eq!(host.finish(INGRID, &code).await, 403);
    assert_eq!(host.finish(DANA, &code).await, 403, "burned by the other's try");
    assert_eq!((host.who(DANA).await, host.who(INGRID).await), (Err("401 link".into()), Err("401 link".into())));

    let code = host.code(DANA, ENGINEER).await;
    let issuer = format!("https://login.microsoftonline.com/{SECOND_TENANT}/v2.0");
    let namesake = with(&with(&host.claims(DANA).await, "tid", SECOND_TENANT.into()), "iss", issuer.into());
    let body = json!({ "code": code });
    let answer = host.call("POST", "/auth/link/finish", &host.key.token(&namesake), Some(body)).await;
    assert_eq!(answer.status, 403);
    assert_eq!(host.finish(DANA, &code).await, 403);

    let code = host.code(DANA, ENGINEER).await;
    // Who has no valid token uses nothing up.
    let ended = with(&host.claims(DANA).await, "exp", json!(1.0));
    let body = Some(json!({ "code": code }));
    assert_eq!(host.call("POST", "/auth/link/finish", &host.key.token(&ended), body.clone()).await.status, 401);
    assert_eq!(host.call("POST", "/auth/link/finish", &host.site.tokens[ENGINEER], body).await.status, 401);
    assert_eq!(host.finish(DANA, &code).await, 204);
    assert_eq!(host.finish(DANA, &code).await, 403);
    assert_eq!(host.who(DANA).await.unwrap(), "Dana Levi", "a second try changes nothing");

    let code = host.code(INGRID, TEAM_LEAD).await;
    host.site.pass(61.0).await;
    assert_eq!(host.finish(INGRID, &code).await, 403);
    let code = host.code(INGRID, TEAM_LEAD).await;
    host.site.pass(58.0).await;
    assert_eq!(host.finish(INGRID, &code).await, 204);
    for forged in ["", "forged", &"x".repeat(5000), "' OR 1=1 --"] {
        assert_eq!(host.finish(INGRID, forged).await, 403);
    }
    let token = host.token(INGRID).await;
    for bad in [None, Some(json!({})), Some(json!({ "code": 1 }))] {
        assert_eq!(host.call("POST", "/auth/link/finish", &token, bad).await.status, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_attaches_their_account_to_another_persons_sign_in() {
    let host = Host::start().await;
    host.link(DANA, ENGINEER).await;
    host.link(INGRID, TEAM_LEAD).await;
    // A popup that Ingrid has begun, finished with the cookies of Dana's.
    let (start_of_dana, start_of_ingrid) = (host.start_of(DANA).await, host.start_of(INGRID).await);
    let (mut dana, mut ingrid) = (Browser::new(&host.site), Browser::new(&host.site));
    let (ask_dana, ask_ingrid) = (ask(&dana.visit(&start_of_dana).await), ask(&ingrid.visit(&start_of_ingrid).await));
    let callback = ingrid.choose(&ask_ingrid, TEAM_LEAD).await;
    assert_eq!(dana.visit(&callback).await.header("location"), "/auth/end?reason=expired");
    let (_, code) = callback.split_once("code=").unwrap();
    let code = code.split('&').next().unwrap();
    let swapped = format!("/auth/callback?code={code}&state={}", ask_dana["state"]);
    assert_eq!(dana.visit(&swapped).await.header("location"), "/auth/end?reason=refused", "the verifier is another");

    // The code of the one with the token of the other, both ways at once.
    let (of_dana, of_ingrid) = (host.code(DANA, ENGINEER).await, host.code(INGRID, TEAM_LEAD).await);
    assert_eq!((host.finish(INGRID, &of_dana).await, host.finish(DANA, &of_ingrid).await), (403, 403));
    assert_eq!(host.who(DANA).await.unwrap(), "Dana Levi");
    assert_eq!(host.who(INGRID).await.unwrap(), "Ingrid Solberg");

    // A session in the browser in which the popup opens neither helps nor changes.
    let mut browser = Browser::new(&host.site);
    browser.sign_in(TEAM_LEAD, "/").await;
    let asked = ask(&browser.visit(&host.start_of(DANA).await).await);
    let callback = browser.choose(&asked, ENGINEER).await;
    browser.visit(&callback).await;
    say(&mut browser, "yes").await;
    let code = attribute(&browser.visit("/auth/end").await, "data-code").unwrap();
    assert_eq!(host.finish(DANA, &code).await, 204);
    assert_eq!(who(&browser.call("GET", "/session").await).unwrap(), "Ingrid Solberg");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_is_led_into_the_popup_of_another_reads_whose_account_it_is_and_can_say_no() {
    let host = Host::start().await;
    // Dana's colleague opens an address that Dana's account has begun, and signs in.
    let asked = async || {
        let mut popup = Browser::new(&host.site);
        let ask = ask(&popup.visit(&host.start_of(DANA).await).await);
        let callback = popup.choose(&ask, TEAM_LEAD).await;
        popup.visit(&callback).await;
        popup
    };
    let mut popup = asked().await;
    let page = popup.visit("/auth/link-question").await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    assert!(page.text().contains("<strong>somebody@northwind.example</strong>"), "{}", page.text());
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
    let early = popup.visit("/auth/end").await;
    assert_eq!((attribute(&early, "data-code"), attribute(&early, "data-reason")), (None, Some("expired".to_owned())));
    let question = popup.cookies["__Host-apono-link-question"].clone();
    assert_eq!(host.finish(DANA, &question).await, 403, "a question is no code");

    let mut popup = asked().await;
    let no = say(&mut popup, "no").await;
    assert_eq!((no.status, no.header("location")), (303, "/auth/end?reason=denied"));
    assert!(popup.cookies.is_empty(), "{:?}", popup.cookies);
    assert_eq!(say(&mut popup, "yes").await.header("location"), "/auth/end?reason=expired");

    let mut popup = asked().await;
    let foreign = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    let forged = popup.send("POST", "/auth/link-question", &foreign, "answer=yes".to_owned()).await;
    assert_eq!(forged.status, 403);
    host.site.pass(601.0).await;
    assert_eq!(popup.visit("/auth/link-question").await.header("location"), "/auth/end?reason=expired");
    assert_eq!(say(&mut popup, "yes").await.header("location"), "/auth/end?reason=expired");
    assert_eq!(host.who(DANA).await, Err("401 link".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_popup_opens_once_and_in_time_and_tells_the_host_why_it_failed() {
    let host = Host::start().await;
    let reason = |answer: &Answer| answer.header("location").strip_prefix("/auth/end?reason=").map(str::to_owned);
    let mut popup = Browser::new(&host.site);
    let start = host.start_of(DANA).await;
    ask(&popup.visit(&start).await);
    assert_eq!(reason(&popup.visit(&start).await).unwrap(), "expired");
    let start = host.start_of(DANA).await;
    host.site.pass(601.0).await;
    assert_eq!(reason(&popup.visit(&start).await).unwrap(), "expired");
    for forged in ["x", "%00", "%F0%9F%94%91", &"x".repeat(5000)] {
        assert_eq!(reason(&popup.visit(&format!("/auth/link/{forged}")).await).unwrap(), "expired");
    }

    let state = async |popup: &mut Browser| ask(&popup.visit(&host.start_of(DANA).await).await)["state"].clone();
    let begun = state(&mut popup).await;
    let denied = popup.visit(&format!("/auth/callback?error=access_denied&state={begun}")).await;
    assert_eq!(reason(&denied).unwrap(), "denied");
    let again = popup.visit(&format!("/auth/callback?code=x&state={begun}")).await;
    assert_eq!(reason(&again).unwrap(), "expired");
    let begun = state(&mut popup).await;
    let refused = popup.visit(&format!("/auth/callback?code=forged&state={begun}")).await;
    assert_eq!(reason(&refused).unwrap(), "refused");
    let asked = ask(&popup.visit(&host.start_of(DANA).await).await);
    let callback = popup.choose(&asked, ENGINEER).await;
    host.site.pass(601.0).await;
    assert_eq!(reason(&popup.visit(&callback).await).unwrap(), "expired");
    assert_eq!(reason(&Browser::new(&host.site).visit(&callback).await).unwrap(), "expired");

    for (given, shown, sentence) in [
        ("denied", "denied", "given up"),
        ("refused", "refused", "did not accept"),
        ("unreachable", "unreachable", "cannot be reached"),
        ("expired", "expired", "took too long"),
        ("%22%3E%3Cscript%3E", "expired", "took too long"),
    ] {
        let page = popup.visit(&format!("/auth/end?reason={given}")).await;
        assert_eq!((page.status, attribute(&page, "data-reason").as_deref()), (200, Some(shown)));
        assert!(page.text().contains(sentence) && page.text().contains("You can close this window."));
        assert_eq!(attribute(&page, "data-code"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_begins_only_from_the_tab_and_with_a_valid_token() {
    let host = Host::start().await;
    let token = format!("Bearer {}", host.token(DANA).await);
    let authorization = ("authorization", token.as_str());
    let mut browser = Browser::new(&host.site);
    for headers in [
        &[authorization][..],
        &[authorization, ("x-apono-tab", "0")],
        &[authorization, TAB, ("sec-fetch-site", "cross-site")],
        &[authorization, TAB, ("sec-purpose", "prefetch")],
    ] {
        assert_eq!(browser.send("POST", "/auth/link", headers, "").await.status, 403, "{headers:?}");
    }
    assert_eq!(browser.send("POST", "/auth/link", &[authorization, TAB], "").await.status, 200);
    browser.sign_in(ENGINEER, "/").await;
    let personal = format!("Bearer {}", host.site.tokens[ENGINEER]);
    for headers in [&[TAB][..], &[TAB, ("authorization", &personal)], &[TAB, ("authorization", "Bearer a.b.c")]] {
        for (method, path) in [("POST", "/auth/link"), ("DELETE", "/auth/link")] {
            let answer = browser.send(method, path, headers, "").await;
            assert_eq!(who(&answer), Err("401 token".to_owned()), "{method} {headers:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_lasts_until_it_is_ended_and_can_be_made_anew_with_another_person() {
    let host = Host::start().await;
    host.link(DANA, ENGINEER).await;
    for _ in 0..3 {
        host.site.pass(30.0 * 24.0 * 3600.0).await;
        assert_eq!(host.who(DANA).await.unwrap(), "Dana Levi", "however long nobody came");
    }
    let Host { site, key, keys } = host;
    let host = Host { site: site.restarted().await, key, keys };
    assert_eq!(host.who(DANA).await.unwrap(), "Dana Levi");

    host.link(DANA, TEAM_LEAD).await;
    assert_eq!(host.who(DANA).await.unwrap(), "Ingrid Solberg");
    host.link(INGRID, TEAM_LEAD).await;
    let token = host.token(DANA).await;
    for _ in 0..2 {
        assert_eq!(host.call("DELETE", "/auth/link", &token, None).await.status, 204);
        assert_eq!(host.who(DANA).await, Err("401 link".to_owned()));
    }
    assert_eq!(host.who(INGRID).await.unwrap(), "Ingrid Solberg");

    host.link(DANA, OUTSIDER).await;
    let answer = host.call("GET", SESSION, &host.token(DANA).await, None).await;
    assert_eq!(answer.status, 403, "linked, but no Apono user");
    host.site.control("POST", "end-sessions", None).await;
    assert_eq!((host.who(DANA).await, host.who(INGRID).await), (Err("401 link".into()), Err("401 link".into())));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_linked_account_acts_through_a_gateway_until_apono_no_longer_takes_its_tokens() {
    let apono = Site::with_flags(&["--demo-redirect", &format!("{ADDRESS}/auth/callback")]).await;
    let upstream = ["--upstream", &apono.address, "--apono-app", &apono.address, "--client-id", "apono-access-demo"];
    let host = Host::gateway(&[&upstream[..], &["--encryption-key", KEY]].concat()).await;
    assert_eq!(host.who(DANA).await, Err("401 link".to_owned()));
    let mut popup = Browser::new(&host.site);
    let ask = ask(&popup.visit(&host.start_of(DANA).await).await);
    let callback = Browser::new(&apono).choose(&ask, ENGINEER).await;
    popup.visit(&callback).await;
    assert_eq!(say(&mut popup, "yes").await.header("location"), "/auth/end");
    let code = attribute(&popup.visit("/auth/end").await, "data-code").unwrap();
    assert_eq!(host.finish(DANA, &code).await, 204);
    assert_eq!(host.who(DANA).await.unwrap(), "Dana Levi");
    assert_eq!(host.who(INGRID).await, Err("401 link".to_owned()));
    let foreign = host.key.token(&with(&host.claims(DANA).await, "aud", json!(TENANT)));
    assert_eq!(who(&host.call("GET", SESSION, &foreign, None).await), Err("401 token".to_owned()));

    // The tokens end at Apono sooner than they said.
    apono.pass(3600.0).await;
    host.site.pass(120.0).await;
    assert_eq!(host.who(DANA).await, Err("503 ".to_owned()), "renewed for the next call");
    assert_eq!(host.who(DANA).await.unwrap(), "Dana Levi");
    apono.pass(3600.0).await;
    assert_eq!(host.who(DANA).await, Err("401 link".to_owned()), "even new ones are not taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_client_id_there_is_no_signing_in_inside_hosts() {
    let site = Site::start().await;
    let token = key(0).token(&claims(&site, DANA).await);
    assert_eq!(who(&call(&site, "GET", SESSION, &token, None).await), Err("401 ".to_owned()));
    for (method, path) in [
        ("POST", "/auth/link"),
        ("DELETE", "/auth/link"),
        ("POST", "/auth/link/finish"),
        ("GET", "/auth/link/x"),
        ("GET", "/auth/end"),
    ] {
        assert_eq!(
            call(&site, method, path, &token, Some(json!({ "code": "x" }))).await.status,
            404,
            "{method} {path}"
        );
    }
    let page = Browser::new(&site).visit("/auth/callback?code=1&state=x.host").await;
    assert_eq!((page.status, page.text().contains("Sign in again")), (400, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_place_for_keys_is_refused_at_the_start() {
    use clap::Parser;
    let folder = crate::support::data(crate::support::RESOURCES, None).await;
    let data = folder.path().to_str().unwrap();
    let flags = flags("http://keys.example/jwks");
    let config = ["server", "--port", "0", "--data", data, "--dist", data].into_iter().chain(flags);
    let refused = server::start(&server::config::Config::parse_from(config), |_| {}).await.err().unwrap();
    assert!(refused.to_string().contains("--entra-jwks"), "{refused}");
}

/// What the server writes into its log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_tells_of_links_and_refusals_and_holds_no_token_and_no_code() {
    let log = Log::default();
    let to = log.clone();
    // One for the whole process: what another thread meets without a log is never logged again.
    let lines = tracing_subscriber::fmt().with_ansi(false).with_env_filter("server=trace,audit=trace");
    lines.with_writer(move || to.clone()).init();
    let host = Host::start().await;
    let (dana, ingrid) = (host.token(DANA).await, host.token(INGRID).await);
    let ended = host.key.token(&with(&host.claims(DANA).await, "exp", json!(1.0)));
    let (start, code) = (host.start_of(DANA).await, host.code(DANA, ENGINEER).await);
    let burned = host.code(DANA, ENGINEER).await;
    for (token, code) in [(&dana, &code), (&ingrid, &burned)] {
        host.call("POST", "/auth/link/finish", token, Some(json!({ "code": code }))).await;
    }
    host.call("GET", SESSION, &dana, None).await;
    host.call("GET", SESSION, &ended, None).await;
    host.call("DELETE", "/auth/link", &dana, None).await;
    let written = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for line in [
        "what=\"link\" person=\"usr-dana-levi\"",
        "what=\"unlink\" person=\"usr-dana-levi\"",
        "result=\"refused\"",
        "a token of Entra was refused",
    ] {
        assert!(written.contains(line), "{line}: {written}");
    }
    assert!(written.contains(DANA) && written.contains(TENANT));
    assert!(!written.contains("northwind.example") && !written.contains("Somebody"), "{written}");
    for secret in [&dana, &ingrid, &ended, &code, &burned, path_of(&start).trim_start_matches("/auth/link/")] {
        let (_, last) = secret.rsplit_once('.').unwrap_or(("", secret));
        assert!(!written.contains(last), "{written}");
    }
}
