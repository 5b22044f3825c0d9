//! The demo's sign-in service: authorization code with PKCE, and rotating refresh tokens, as the real service has them
//! (reference 1.2). Its page lists the demo people instead of asking for a password.

use axum::extract::{Form, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::tokens::{self, CodeFor, NewTokens};
use super::{Demo, people};
use crate::error::ApiError;
use crate::http::page;
use crate::secret;

/// The client that this server itself is.
pub const CLIENT_ID: &str = "apono-access-demo";

#[derive(Clone)]
struct Service {
    demo: Demo,
    /// The exact addresses that codes may be sent to.
    redirects: Vec<String>,
}

/// `/oauth/authorize` and `/oauth/token`.
pub fn router(demo: Demo, redirects: Vec<String>) -> Router {
    Router::new()
        .route("/oauth/authorize", get(ask).post(choose))
        .route("/oauth/token", post(token))
        .with_state(Service { demo, redirects })
}

/// What a client asks for (RFC 6749, 4.1.1; RFC 7636, 4.3). Everything is optional so that the answer can say what is
/// missing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Ask {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    scope: String,
    state: String,
    code_challenge: String,
    code_challenge_method: String,
}

impl Service {
    /// What is wrong with an ask. Nothing is ever sent to an address that is not on the list.
    fn objection(&self, ask: &Ask) -> Option<&'static str> {
        if ask.client_id != CLIENT_ID {
            Some("This application is not known here.")
        } else if !self.redirects.contains(&ask.redirect_uri) {
            Some("The application wants the answer at an address that is not registered for it.")
        } else if ask.response_type != "code" {
            Some("The application asks for an answer other than a code.")
        } else if ask.code_challenge_method != "S256" || ask.code_challenge.len() != 43 {
            Some("The application has to prove itself with PKCE and S256.")
        } else {
            None
        }
    }
}

impl Service {
    /// Browsers hold a form's policy against the redirect that follows it too, so the page has to name where the code goes if
    /// that is not this server.
    fn policy(&self, redirect: &str) -> Option<HeaderValue> {
        if self.redirects.first().is_some_and(|own| own == redirect) {
            return None;
        }
        let origin = reqwest::Url::parse(redirect).ok()?.origin().ascii_serialization();
        let forms = format!("form-action 'self' {origin}");
        HeaderValue::from_str(&page::POLICY.replace("form-action 'self'", &forms)).ok()
    }
}

async fn ask(State(service): State<Service>, Query(ask): Query<Ask>) -> Response {
    match service.objection(&ask) {
        Some(objection) => refusal(objection),
        None => {
            let mut answer = page::answer("Sign in to the demo", &people_page(&ask));
            if let Some(policy) = service.policy(&ask.redirect_uri) {
                answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
            }
            answer
        }
    }
}

fn refusal(objection: &str) -> Response {
    let content =
        html! { p { (objection) } p { "Go back and try again. If this goes on, contact your administrator." } };
    (StatusCode::BAD_REQUEST, page::answer("This sign-in cannot go on", &content)).into_response()
}

fn people_page(ask: &Ask) -> Markup {
    let hidden = [
        ("response_type", &ask.response_type),
        ("client_id", &ask.client_id),
        ("redirect_uri", &ask.redirect_uri),
        ("scope", &ask.scope),
        ("state", &ask.state),
        ("code_challenge", &ask.code_challenge),
        ("code_challenge_method", &ask.code_challenge_method),
    ];
    html! {
        p { "This is a demo. Choose who you are; no password is needed." }
        form method="post" action="/oauth/authorize" {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            ul class="people" {
                @for person in &people::PEOPLE {
                    li {
                        button type="submit" name="person" value=(person.id) {
                            strong { (person.name) }
                            span { (person.about) }
                        }
                    }
                }
            }
        }
    }
}

#[derive(Deserialize)]
struct Choice {
    #[serde(flatten)]
    ask: Ask,
    #[serde(default)]
    person: String,
}

async fn choose(State(service): State<Service>, Form(choice): Form<Choice>) -> Result<Response, ApiError> {
    let ask = choice.ask;
    if let Some(objection) = service.objection(&ask) {
        return Ok(refusal(objection));
    }
    let Some(person) = people::find(&choice.person) else { return Ok(refusal("There is no such person.")) };
    let code = secret::random()?;
    let (kept, now) = (code.clone(), service.demo.clock.now());
    let (client_id, redirect_uri, challenge) = (ask.client_id, ask.redirect_uri.clone(), ask.code_challenge);
    let keep = move |tx: &rusqlite::Transaction<'_>| {
        let bound =
            CodeFor { person_id: person.id, client_id: &client_id, redirect_uri: &redirect_uri, challenge: &challenge };
        tokens::keep_code(tx, &kept, &bound, now)
    };
    service.demo.db.write::<_, rusqlite::Error, _>(keep).await?;
    let answer: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("code", &code)
        .append_pair("state", &ask.state)
        .finish();
    let address = format!("{}?{answer}", ask.redirect_uri);
    let address: Uri = address.parse().map_err(ApiError::internal)?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, address.to_string()), (CACHE_CONTROL, "no-store".to_owned())])
        .into_response())
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct TokenAsk {
    grant_type: String,
    client_id: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
    refresh_token: String,
}

async fn token(State(service): State<Service>, Form(ask): Form<TokenAsk>) -> Result<Response, ApiError> {
    let made = NewTokens { access: secret::random()?, refresh: secret::random()?, family: secret::random()? };
    let (new, now) = (made.clone(), service.demo.clock.now());
    let kept = match ask.grant_type.as_str() {
        "authorization_code" => {
            let redeem = move |tx: &rusqlite::Transaction<'_>| {
                let proof = (ask.client_id.as_str(), ask.redirect_uri.as_str(), ask.code_verifier.as_str());
                tokens::redeem_code(tx, &ask.code, proof, &new, now)
            };
            service.demo.db.write::<_, rusqlite::Error, _>(redeem).await?
        }
        "refresh_token" => {
            let rotate =
                move |tx: &rusqlite::Transaction<'_>| tokens::rotate(tx, &ask.refresh_token, &ask.client_id, &new, now);
            service.demo.db.write::<_, rusqlite::Error, _>(rotate).await?
        }
        _ => return Ok(oauth_error("unsupported_grant_type", "Only authorization_code and refresh_token are taken.")),
    };
    Ok(match kept {
        None => oauth_error("invalid_grant", "This code or token has ended, was used before or is not yours."),
        Some(()) => no_store(Json(json!({
            "access_token": made.access,
            "token_type": "Bearer",
            "expires_in": tokens::ACCESS_TOKEN_LIFE,
            "refresh_token": made.refresh,
        }))),
    })
}

fn no_store(answer: impl IntoResponse) -> Response {
    ([(CACHE_CONTROL, "no-store")], answer).into_response()
}

/// An error of the token endpoint (RFC 6749, 5.2).
fn oauth_error(error: &str, description: &str) -> Response {
    (StatusCode::BAD_REQUEST, no_store(Json(json!({ "error": error, "error_description": description }))))
        .into_response()
}
