//! Signing in to the tab (design 8): the server runs the code flow and keeps the tokens; the browser gets a cookie that
//! scripts cannot read. In front of the API the cookie is traded for the person's token; inside a host it is a token of
//! Entra that is traded so.

mod entra;
mod host;
mod jwks;
mod limit;
pub(crate) mod notifications;
mod own_data;
mod own_form;
mod pasted;
mod people;
mod service;

use std::sync::Arc;

use axum::extract::{Query, Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, COOKIE, LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use maud::html;
use serde::Deserialize;

pub use self::entra::Entra;
use self::entra::{TokenError, is_jwt};
use self::limit::Limit;
pub use self::people::Directory;
pub use self::service::Service;
use self::service::{Grant, ServiceError};
use crate::audit;
use crate::clock::Clock;
use crate::error::ApiError;
use crate::extract::bearer;
use crate::http::client::Client;
use crate::http::headers::cookie;
use crate::http::page;
use crate::http::words::Words;
use crate::metrics::{self, Metrics, Sessions};
use crate::seal::{Opened, Seal};
use crate::secret;
use crate::store::{self, Account, Attempt, Decide, Hash, Named, Outcome, Reseal, Step, Store, Tokens};

/// No link, form or foreign page can send this header, so that a cookie alone never makes a call (design 8).
const TAB_HEADER: HeaderName = HeaderName::from_static("x-apono-tab");
/// Tells the tab what helps against a 401 inside a host: another `token`, or a `link`.
const SIGN_IN_HEADER: HeaderName = HeaderName::from_static("x-apono-sign-in");
const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The browser keeps its cookie longer than a session that nobody uses lasts: each use moves the session's end, which
/// only the server keeps. Seconds.
const COOKIE_LIFE: f64 = 30.0 * 24.0 * 3600.0;

/// An access token with less life than this is refreshed before it is used. Seconds.
const REFRESH_BEFORE: f64 = 30.0;

/// Tokens that were handed out within this time and that the service does not take are dead. Seconds.
const JUST_RENEWED: f64 = 60.0;

/// What the cookie of a session is called, without https and with it.
const SESSION: &str = "apono-session";
const SECURE_SESSION: &str = "__Host-apono-session";

/// The columns of the database to which tokens are bound.
const ACCESS: &str = "access";
const REFRESH: &str = "refresh";

/// How the state of a sign-in for a host ends, so that its popup is told also about an attempt that is not known any more.
const FOR_HOST: &str = ".host";

/// What signing in is made of.
pub struct Parts {
    /// Where sign-ins are kept.
    pub store: Arc<dyn Store>,
    /// The time by which they end.
    pub clock: Clock,
    /// Where people sign in.
    pub service: Service,
    /// Who tells whose a token is.
    pub directory: Directory,
    /// People paste a personal token instead of signing in at the service.
    pub pasted_tokens: bool,
    /// Whose tokens sign people in inside a host, if anybody's.
    pub entra: Option<Entra>,
    /// What the tokens lie under in the database.
    pub seal: Seal,
    /// Browsers reach us by https, so cookies are kept to it.
    pub secure: bool,
    /// How many sign-ins one address may begin in a minute.
    pub most_of_an_address: u32,
    /// Counts what becomes of sign-ins.
    pub metrics: Metrics,
}

/// Everything about signing in. Clones share it.
#[derive(Clone)]
pub struct SignIn(Arc<Inner>);

struct Inner {
    store: Arc<dyn Store>,
    clock: Clock,
    service: Service,
    directory: Directory,
    pasted_tokens: bool,
    entra: Option<Entra>,
    secure: bool,
    limit: Limit,
    seal: Seal,
    metrics: Metrics,
}

/// For whom a call is made, and by which sign-in.
#[derive(Clone)]
pub(crate) struct Acting {
    pub(crate) token: String,
    session: Hash,
    /// The account that acts, where the call comes from inside a host.
    account: Option<Account>,
}

/// What became of a sign-in whose token the service did not take.
pub(crate) enum Rejected {
    /// It is over; this says so.
    Ended(Refusal),
    /// There is a new token for the next call.
    Renewed,
}

impl SignIn {
    /// Nothing is asked and nothing is written yet.
    pub fn new(parts: Parts) -> Self {
        let Parts { store, clock, service, directory, pasted_tokens, entra, seal, secure, most_of_an_address, metrics } =
            parts;
        let limit = Limit::new(most_of_an_address);
        Self(Arc::new(Inner { store, clock, service, directory, pasted_tokens, entra, secure, limit, seal, metrics }))
    }

    /// To be told when the service does not take the token of a link. False when the link is over; else there is another
    /// token for the next call.
    pub(crate) async fn link_not_taken(&self, session: Hash, token: String) -> Outcome<bool> {
        Ok(self.in_turn(session, Some(token)).await?.is_some())
    }

    /// Where sign-ins are kept.
    pub(crate) fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.0.store)
    }

    /// How many sign-ins there are.
    pub(crate) async fn sessions(&self) -> Result<Sessions, ApiError> {
        let (all, links) = self.0.store.count(self.0.clock.now()).await?;
        Ok(Sessions { browsers: (all - links).max(0), links })
    }

    /// Encrypts under the key of now what lies there under older ones or in the open, so that an old key can be taken
    /// away after one start.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub async fn seal_again(&self) -> Result<(), ApiError> {
        let sign_in = self.clone();
        let reseal: Reseal = Arc::new(move |hash, (access, refresh)| {
            let again = |column: &str, text: &str| {
                Ok::<_, ApiError>(match sign_in.0.seal.open(column, hash, text) {
                    Some(Opened::AsNow(_)) => Some(text.to_owned()),
                    Some(Opened::Outdated(plain)) => Some(sign_in.0.seal.seal(column, hash, &plain)?),
                    None => None,
                })
            };
            Ok(again(ACCESS, access)?.zip(again(REFRESH, refresh)?))
        });
        let closed = self.0.store.seal_again(reseal).await?;
        if closed > 0 {
            tracing::warn!(
                closed,
                "sign-ins cannot be used: their tokens are of another service or under a key that is not here"
            );
        }
        Ok(())
    }

    /// The tokens as they are stored.
    fn sealed(&self, session: &Hash, grant: Grant, now: f64) -> Outcome<Tokens> {
        let access = self.0.seal.seal(ACCESS, session, &grant.access_token)?;
        let refresh = self.0.seal.seal(REFRESH, session, &grant.refresh_token)?;
        Ok(Tokens { access, refresh, expires_at: now + grant.expires_in, renewed_at: now })
    }

    /// `None` when they cannot be opened here.
    fn opened(&self, session: &Hash, tokens: Tokens) -> Option<Tokens> {
        let access = self.0.seal.open(ACCESS, session, &tokens.access)?.text();
        let refresh = self.0.seal.open(REFRESH, session, &tokens.refresh)?.text();
        Some(Tokens { access, refresh, ..tokens })
    }

    /// `/auth/…`.
    pub fn router(&self) -> Router {
        let missing = || async { ApiError::not_found("There is nothing at this address.") };
        let in_hosts = if self.0.entra.is_some() { host::router() } else { Router::new() };
        let by_paste = if self.0.pasted_tokens { pasted::router() } else { Router::new() };
        in_hosts
            .merge(by_paste)
            .merge(own_data::router())
            .route("/auth/sign-in", get(begin))
            .route("/auth/callback", get(finish))
            .route("/auth/sign-out", post(end))
            .route("/auth/{*rest}", axum::routing::any(missing))
            .with_state(self.clone())
    }

    /// Ends every session. For tests.
    ///
    /// # Errors
    /// The database cannot be written.
    pub async fn end_all(&self) -> Result<(), ApiError> {
        self.0.store.end_all().await
    }

    /// Behind https browsers take a cookie of such a name from this very host only, not from one beside or above it.
    fn own_cookie(&self, name: &str) -> String {
        if self.0.secure { format!("__Host-{name}") } else { name.to_owned() }
    }

    fn session_cookie(&self) -> &'static str {
        if self.0.secure { SECURE_SESSION } else { SESSION }
    }

    fn cookie(&self, name: &str, value: &str, seconds: f64) -> HeaderValue {
        let secure = if self.0.secure { "; Secure" } else { "" };
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        // Names and values are ours: letters, digits, `-` and `_`.
        HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
    }

    /// The token of the session whose cookie is among these headers, without asking for the tab's own header. For pages
    /// that show no secret and of which a foreign site can make no use.
    ///
    /// # Errors
    /// The sign-in service or the database does not answer.
    pub async fn token_of(&self, headers: &HeaderMap) -> Result<Option<String>, ApiError> {
        match cookie(headers, self.session_cookie()) {
            Some(session) => self.token(secret::hash(session)).await,
            None => Ok(None),
        }
    }

    /// The account of Entra whose token is among these headers; `None` when the bearer is none, or a token of ours.
    async fn account(&self, headers: &HeaderMap) -> Result<Option<Named>, Refusal> {
        let (Some(entra), Some(token)) = (&self.0.entra, bearer(headers).filter(|token| is_jwt(token))) else {
            return Ok(None);
        };
        match entra.account(token, self.0.clock.now()).await {
            Ok(account) => Ok(Some(account)),
            Err(TokenError::Refused(because)) => {
                tracing::info!(because, "a token of Entra was refused");
                Err(Refusal::Token)
            }
            Err(TokenError::Unreachable(cause)) => {
                tracing::warn!(%cause, "a token of Entra cannot be checked");
                Err(unavailable().into())
            }
        }
    }

    /// For whom a call with these headers is made; `None` when it brings nothing of ours, or a bearer that is not Entra's.
    ///
    /// A cookie is taken only with the tab's own header, from our own pages, and never for a prefetch: nothing but a
    /// person's click in the tab may use up a one-time secret.
    pub(crate) async fn acting(&self, headers: &HeaderMap) -> Result<Option<Acting>, Refusal> {
        let Some((session, account)) = self.session_of(headers).await? else { return Ok(None) };
        let token = self.token(session).await?.ok_or_else(|| gone(account.as_ref()))?;
        Ok(Some(Acting { token, session, account }))
    }

    /// By which sign-in a call with these headers is made, whether or not it lasts; the account where it is one of a host.
    async fn session_of(&self, headers: &HeaderMap) -> Result<Option<(Hash, Option<Account>)>, Refusal> {
        if headers.contains_key(AUTHORIZATION) {
            let Some(Named { account, .. }) = self.account(headers).await? else { return Ok(None) };
            let session = self.0.store.linked_session(&account).await?.ok_or(Refusal::NotLinked)?;
            Ok(Some((session, Some(account))))
        } else {
            let Some(session) = cookie(headers, self.session_cookie()).map(secret::hash) else { return Ok(None) };
            from_the_tab(headers)?;
            Ok(Some((session, None)))
        }
    }

    /// The sign-in by which the tab calls, if it has not ended.
    async fn lasting(&self, headers: &HeaderMap) -> Result<(Hash, Option<Account>), Refusal> {
        from_the_tab(headers)?;
        let (session, account) = self.session_of(headers).await?.ok_or_else(ApiError::unauthorized)?;
        match self.used(&session, self.0.clock.now()).await? {
            Some(_) => Ok((session, account)),
            None => Err(gone(account.as_ref())),
        }
    }

    /// For the audit.
    pub(crate) async fn acting_person(&self, acting: &Acting) -> Result<audit::Who, ApiError> {
        self.who(acting.session, acting.account.as_ref()).await
    }

    async fn who(&self, session: Hash, account: Option<&Account>) -> Result<audit::Who, ApiError> {
        let person = self.0.store.person_of(&session).await?;
        let account = account.map(|account| (account.tid.clone(), account.oid.clone()));
        Ok(audit::Who { person, account, session: Some(named(&session)) })
    }

    /// To be told when the service answers 401 to a token. One that was handed out just now is dead, and its session ends;
    /// an older one is renewed, so that the next call works or the session is known to be over.
    pub(crate) async fn rejected(&self, acting: Acting) -> Result<Rejected, ApiError> {
        let ended = gone(acting.account.as_ref());
        let left = self.in_turn(acting.session, Some(acting.token)).await?;
        Ok(if left.is_some() { Rejected::Renewed } else { Rejected::Ended(ended) })
    }

    /// The tokens of a session, opened. This is a use of it. `None` when it has ended or cannot be opened here.
    async fn used(&self, session: &Hash, now: f64) -> Outcome<Option<Tokens>> {
        Ok(self.0.store.session(session, now).await?.and_then(|tokens| self.opened(session, tokens)))
    }

    /// The Apono token of a session or of a link, refreshed where it is about to end. `None` when there is no such session
    /// any more, or the link is over.
    pub(crate) async fn token(&self, session: Hash) -> Outcome<Option<String>> {
        let now = self.0.clock.now();
        match self.used(&session, now).await? {
            Some(tokens) if is_stale(&tokens, now) => self.in_turn(session, None).await,
            tokens => Ok(tokens.map(|tokens| tokens.access)),
        }
    }

    /// Renews the tokens of a session when its turn comes and if that is needed then: a refresh token works once, and two
    /// calls of one page would use it twice. `refused` is an access token that the service has not taken. Gives the access
    /// token of after; `None` when the session has ended.
    async fn in_turn(&self, session: Hash, refused: Option<String>) -> Outcome<Option<String>> {
        let (sign_in, decides) = (self.clone(), self.clone());
        let decide: Decide =
            Box::new(move |kept| Box::pin(async move { decides.step(&session, kept, refused.as_deref()).await }));
        let now = self.0.clock.now();
        // In a task of its own: were the refresh broken off with the call that needs it, the new refresh token would be
        // lost and the old one is used, and the person would be signed out.
        let turn = tokio::spawn(async move { sign_in.0.store.in_turn(&session, now, decide).await });
        let tokens = turn.await.map_err(ApiError::internal)??;
        Ok(tokens.and_then(|tokens| self.opened(&session, tokens)).map(|tokens| tokens.access))
    }

    /// What is to become of a session whose turn it is. New tokens are on the disk before they are used.
    async fn step(&self, session: &Hash, kept: Tokens, refused: Option<&str>) -> Outcome<Step> {
        let now = self.0.clock.now();
        let Some(tokens) = self.opened(session, kept) else { return Ok(Step::Stay) };
        match refused {
            None if !is_stale(&tokens, now) => return Ok(Step::Stay),
            Some(refused) if tokens.access != refused => return Ok(Step::Stay),
            Some(_) if now - tokens.renewed_at < JUST_RENEWED => return Ok(Step::End),
            _ => {}
        }
        let renewed = self.0.service.refresh(&tokens.refresh).await;
        self.0.metrics.refresh(outcome(&renewed));
        match renewed {
            Ok(grant) => Ok(Step::Renew(self.sealed(session, grant, now)?)),
            Err(ServiceError::Refused) => Ok(Step::End),
            Err(ServiceError::Unreachable(cause)) => {
                tracing::warn!(%cause, "the sign-in service cannot be reached");
                Err(unavailable())
            }
        }
    }
}

fn outcome<T>(answer: &Result<T, ServiceError>) -> metrics::Outcome {
    match answer {
        Ok(_) => metrics::Outcome::Done,
        Err(ServiceError::Refused) => metrics::Outcome::Refused,
        Err(ServiceError::Unreachable(_)) => metrics::Outcome::Unreachable,
    }
}

fn unavailable() -> ApiError {
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "The sign-in service cannot be reached. Try again shortly.")
}

/// Why a call is not let through.
pub(crate) enum Refusal {
    /// A token of Entra that is not valid here, or no longer.
    Token,
    /// A valid one of an account that has not been linked.
    NotLinked,
    Other(ApiError),
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Other(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (helps, message) = match self {
            Self::Token => ("token", "Your Microsoft sign-in is not valid here, or has ended. Sign in again."),
            Self::NotLinked => ("link", "Your Microsoft account is not linked yet. Sign in to Apono once to link it."),
            Self::Other(error) => return error.into_response(),
        };
        ([(SIGN_IN_HEADER, helps)], ApiError::new(StatusCode::UNAUTHORIZED, message)).into_response()
    }
}

/// The sign-in by which a call was to be made is over.
fn gone(account: Option<&Account>) -> Refusal {
    if account.is_some() { Refusal::NotLinked } else { ApiError::unauthorized().into() }
}

/// What a sign-in is called in the log: the beginning of a hash, of which nobody makes a cookie.
fn named(session: &Hash) -> String {
    session.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn is_stale(tokens: &Tokens, now: f64) -> bool {
    tokens.expires_at - now <= REFRESH_BEFORE
}

/// Lets a call through to the API with the token of its person.
///
/// A bearer of ours passes as it is; a cookie and a token of Entra are traded.
pub async fn admit(State(sign_in): State<SignIn>, mut request: Request, next: Next) -> Response {
    if let Err(refusal) = trade(&sign_in, &mut request).await {
        return no_store(refusal.into_response());
    }
    no_store(next.run(request).await)
}

async fn trade(sign_in: &SignIn, request: &mut Request) -> Result<(), Refusal> {
    let Some(Acting { token, .. }) = sign_in.acting(request.headers()).await? else { return Ok(()) };
    let bearer = HeaderValue::from_str(&format!("Bearer {token}")).map_err(ApiError::internal)?;
    request.headers_mut().insert(AUTHORIZATION, bearer);
    request.headers_mut().remove(COOKIE);
    Ok(())
}

fn from_the_tab(headers: &HeaderMap) -> Result<(), ApiError> {
    let from_tab = headers.get(&TAB_HEADER).is_some_and(|sent| sent == "1");
    if from_tab && from_own_page(headers) {
        Ok(())
    } else {
        Err(ApiError::forbidden("This call has to come from the tab itself."))
    }
}

/// Whether a page of this server makes a call, as far as the browser says where it comes from.
fn from_own_page(headers: &HeaderMap) -> bool {
    let same_origin = headers.get(&SEC_FETCH_SITE).is_none_or(|site| site == "same-origin");
    same_origin && !headers.contains_key(&SEC_PURPOSE)
}

/// Whether a browser sends the cookie of a session, which may have ended.
pub(crate) fn brings_session(headers: &HeaderMap) -> bool {
    [SESSION, SECURE_SESSION].into_iter().any(|name| cookie(headers, name).is_some())
}

pub(crate) fn no_store(mut answer: Response) -> Response {
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

#[derive(Deserialize)]
struct Begin {
    #[serde(default, rename = "return")]
    come_back_to: String,
    #[serde(default)]
    popup: String,
}

/// An address below our own root, so that a link to the sign-in leads nowhere else.
fn own_address(address: &str) -> &str {
    let plain = address.starts_with('/')
        && !address.starts_with("//")
        && address.len() <= 4_096
        && !address.chars().any(|letter| letter.is_control() || letter == '\\')
        && !address.starts_with("/auth/");
    if plain { address } else { "/" }
}

async fn begin(
    State(sign_in): State<SignIn>,
    Client(client): Client,
    Query(begin): Query<Begin>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if let Some(Err(seconds)) = client.map(|client| sign_in.0.limit.count(client, sign_in.0.clock.now())) {
        return Ok(too_many(seconds, Words::of(&headers)));
    }
    let come_back_to = own_address(&begin.come_back_to).to_owned();
    sign_in.attempt(Attempt { come_back_to, popup: begin.popup == "1", ..Attempt::default() }).await
}

impl SignIn {
    /// The cookie that ties an attempt to the browser that began it.
    fn attempt_cookie(&self, state: &str) -> String {
        let short: String = state.chars().take(8).collect();
        self.own_cookie(&format!("apono-attempt-{short}"))
    }

    /// Whether this browser holds the attempt's cookie.
    fn began_here(&self, state: &str, headers: &HeaderMap) -> bool {
        let kept = cookie(headers, &self.attempt_cookie(state)).map(secret::hash);
        !state.is_empty() && kept == Some(secret::hash(state))
    }

    /// Sends this browser to the sign-in service; what is to come of it is kept here, the verifier is filled in.
    async fn attempt(&self, attempt: Attempt) -> Result<Response, ApiError> {
        let inner = &self.0;
        let (mut state, verifier) = (secret::random()?, secret::random()?);
        if attempt.account.is_some() {
            state.push_str(FOR_HOST);
        }
        let address = if inner.pasted_tokens {
            format!("/auth/token?state={state}")
        } else {
            inner.service.authorize_address(&state, &secret::challenge(&verifier))
        };
        let attempt = Attempt { verifier, ..attempt };
        let (hash, now) = (secret::hash(&state), inner.clock.now());
        inner.store.keep_attempt(&hash, attempt, now).await?;
        let cookie = self.cookie(&self.attempt_cookie(&state), &state, store::ATTEMPT_LIFE);
        let address = HeaderValue::from_str(&address).map_err(ApiError::internal)?;
        Ok(no_store((StatusCode::SEE_OTHER, [(LOCATION, address), (SET_COOKIE, cookie)]).into_response()))
    }
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Finish {
    code: String,
    state: String,
    error: String,
}

/// Why a sign-in came to nothing.
#[derive(Clone, Copy)]
enum Failure {
    NotHere,
    Late,
    GivenUp,
    NotAccepted,
    Unreachable,
}

impl Failure {
    /// What a host hears of it.
    fn word(self) -> &'static str {
        match self {
            Self::NotHere | Self::Late => "expired",
            Self::GivenUp => "denied",
            Self::NotAccepted => "refused",
            Self::Unreachable => "unreachable",
        }
    }

    fn of(word: &str) -> Self {
        let known = [Self::GivenUp, Self::NotAccepted, Self::Unreachable];
        known.into_iter().find(|failure| failure.word() == word).unwrap_or(Self::Late)
    }

    fn sentence(self, words: &Words) -> &'static str {
        match self {
            Self::NotHere => words.not_here,
            Self::Late => words.late,
            Self::GivenUp => words.given_up,
            Self::NotAccepted => words.not_accepted,
            Self::Unreachable => words.unreachable,
        }
    }
}

async fn finish(
    State(sign_in): State<SignIn>,
    Query(finish): Query<Finish>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let redeemed = match attempt_of(&sign_in, &finish.state, &headers).await? {
        Ok(_) if !finish.error.is_empty() || finish.code.is_empty() => Err(Failure::GivenUp),
        Ok(attempt) => {
            let grant = redeem(&sign_in, &finish.code, &attempt).await;
            learnt(&sign_in, attempt, grant)
        }
        Err(failure) => Err(failure),
    };
    concluded(&sign_in, &finish.state, &headers, redeemed).await
}

/// Takes the attempt that comes to its end.
async fn attempt_of(sign_in: &SignIn, state: &str, headers: &HeaderMap) -> Result<Result<Attempt, Failure>, ApiError> {
    if !sign_in.began_here(state, headers) {
        return Ok(Err(Failure::NotHere));
    }
    let inner = &sign_in.0;
    let (hash, now) = (secret::hash(state), inner.clock.now());
    let attempt = inner.store.take_attempt(&hash, now).await?;
    Ok(attempt.ok_or(Failure::Late))
}

/// The tokens for a code, and whose they are: a sign-in of which that cannot be told now could not be ended with the
/// person's others, so there is none.
async fn redeem(sign_in: &SignIn, code: &str, attempt: &Attempt) -> Result<(Grant, Option<String>), ServiceError> {
    let grant = sign_in.0.service.redeem(code, &attempt.verifier).await?;
    let person = sign_in.0.directory.person(&grant.access_token).await?;
    Ok((grant, person))
}

/// What a sign-in has brought: for what it was, the tokens, and whose they are.
struct Redeemed {
    attempt: Attempt,
    grant: Grant,
    person: Option<String>,
}

fn learnt(
    sign_in: &SignIn,
    attempt: Attempt,
    grant: Result<(Grant, Option<String>), ServiceError>,
) -> Result<Redeemed, Failure> {
    let kind = if attempt.account.is_some() { "link" } else { "browser" };
    sign_in.0.metrics.sign_in(kind, outcome(&grant));
    match grant {
        Ok((grant, person)) => Ok(Redeemed { attempt, grant, person }),
        Err(ServiceError::Refused) => Err(Failure::NotAccepted),
        Err(ServiceError::Unreachable(cause)) => {
            tracing::warn!(%cause, "the sign-in service cannot be reached");
            Err(Failure::Unreachable)
        }
    }
}

/// How a sign-in ends for the browser in which it was begun.
async fn concluded(
    sign_in: &SignIn,
    state: &str,
    headers: &HeaderMap,
    redeemed: Result<Redeemed, Failure>,
) -> Result<Response, ApiError> {
    let mut answer = match redeemed {
        Err(failure) if state.ends_with(FOR_HOST) && sign_in.0.entra.is_some() => return Ok(host::failed(failure)),
        Err(failure) => return Ok(failed(failure, Words::of(headers))),
        Ok(Redeemed { attempt: Attempt { account: Some(account), .. }, grant, person }) => {
            host::signed_in(sign_in, account, grant, person).await?
        }
        Ok(redeemed) => signed_in(sign_in, redeemed, headers).await?,
    };
    answer.headers_mut().append(SET_COOKIE, sign_in.cookie(&sign_in.attempt_cookie(state), "", 0.0));
    Ok(no_store(answer))
}

/// Begins the session of this browser.
async fn signed_in(sign_in: &SignIn, redeemed: Redeemed, headers: &HeaderMap) -> Result<Response, ApiError> {
    let Redeemed { attempt, grant, person } = redeemed;
    let inner = &sign_in.0;
    let session = secret::random()?;
    let (hash, now) = (secret::hash(&session), inner.clock.now());
    let tokens = sign_in.sealed(&hash, grant, now)?;
    // A session that this browser had before ends: its cookie is about to be replaced.
    let before = cookie(headers, sign_in.session_cookie()).map(secret::hash);
    let who = audit::Who { person: person.clone(), session: Some(named(&hash)), account: None };
    inner.store.begin_session(&hash, tokens, person, before, now).await?;
    audit::line("sign-in", &who, None, "done");
    let mut answer = if attempt.popup {
        let words = Words::of(headers);
        let content = html! { p { (words.signed_in_go_on) } };
        page::with_script(words.language, words.signed_in, &content, Some("/auth/signed-in.js"))
    } else {
        let address = HeaderValue::from_str(&encoded(&attempt.come_back_to)).unwrap_or(HeaderValue::from_static("/"));
        (StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response()
    };
    let cookie = sign_in.cookie(sign_in.session_cookie(), &session, COOKIE_LIFE);
    answer.headers_mut().append(SET_COOKIE, cookie);
    Ok(answer)
}

/// Characters that may not stand in a header, percent-encoded.
fn encoded(address: &str) -> String {
    let mut text = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_graphic() {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn too_many(seconds: f64, words: &Words) -> Response {
    let [wait, again, end] = words.too_many_wait;
    let content = html! {
        p { (words.too_many_why) }
        p { (wait) a href="/auth/sign-in" { (again) } (end) }
    };
    let page = page::in_words(words, words.too_many, &content);
    (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds.to_string())], page).into_response()
}

fn failed(failure: Failure, words: &Words) -> Response {
    let content = html! { p { (failure.sentence(words)) } p { a href="/auth/sign-in" { (words.sign_in_again) } } };
    (StatusCode::BAD_REQUEST, page::in_words(words, words.not_signed_in, &content)).into_response()
}

async fn end(State(sign_in): State<SignIn>, headers: HeaderMap) -> Result<Response, ApiError> {
    if headers.get(&TAB_HEADER).is_none_or(|sent| sent != "1") {
        return Err(ApiError::forbidden("This call has to come from the tab itself."));
    }
    if let Some(session) = cookie(&headers, sign_in.session_cookie()).map(secret::hash) {
        let who = sign_in.who(session, None).await?;
        sign_in.0.store.end_session(&session).await?;
        audit::line("sign-out", &who, None, "done");
    }
    let cookie = sign_in.cookie(sign_in.session_cookie(), "", 0.0);
    Ok(no_store(([(SET_COOKIE, cookie)], Json(serde_json::json!({}))).into_response()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_below_our_own_root_are_returned_to() {
        for foreign in
            ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "", "/a\r\nb: c", "/auth/sign-in"]
        {
            assert_eq!(own_address(foreign), "/", "{foreign}");
        }
        assert_eq!(own_address("/requests/open?request=AR-1"), "/requests/open?request=AR-1");
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static("x-apono-session=1; apono-session=2"))]);
        assert_eq!(cookie(&headers, "apono-session"), Some("2"));
        assert_eq!(cookie(&headers, "apono"), None);
    }
}
