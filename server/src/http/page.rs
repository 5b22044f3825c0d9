//! Plain pages of the server itself: signing in, privacy, terms, support.

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};

/// These pages show nothing of others and may not be framed, above all not the one where a person signs in.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// A whole page with one heading.
pub fn answer(title: &str, content: &Markup) -> Response {
    with_script(title, content, None)
}

/// As [`answer`], with a script of ours, which is a module.
pub fn with_script(title: &str, content: &Markup, script: Option<&str>) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Apono Access" }
                link rel="stylesheet" href="/auth/page.css";
                @if let Some(script) = script { script type="module" src=(script) {} }
            }
            body { main { h1 { (title) } (content) } }
        }
    };
    let headers =
        [(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, POLICY), (CACHE_CONTROL, "no-store")];
    (headers, page.into_string()).into_response()
}

/// The pages that every app must have; a deployment points to its own by configuration.
pub fn router() -> Router {
    Router::new()
        .route("/auth/page.css", get(|| async { asset("text/css; charset=utf-8", include_str!("page.css")) }))
        .route(
            "/auth/signed-in.js",
            get(|| async { asset("text/javascript; charset=utf-8", include_str!("signed-in.js")) }),
        )
        .route(
            "/auth/link-end.js",
            get(|| async { asset("text/javascript; charset=utf-8", include_str!("link-end.js")) }),
        )
        .route("/privacy", get(|| async { answer("Privacy", &privacy()) }))
        .route("/terms", get(|| async { answer("Terms of use", &terms()) }))
        .route("/support", get(|| async { answer("Support", &support()) }))
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
}

fn privacy() -> Markup {
    html! {
        p { "Apono Access shows your access requests and sends what you ask for to Apono. It grants nothing by itself." }
        p { "This server keeps your sign-in for up to 8 hours after you last used it. Your browser keeps one cookie for it." }
        p { "If you use it inside Teams, Outlook or Microsoft 365, your sign-in is kept there until you sign out." }
        p { a href="/auth/my-data" { "See what is kept for you, and delete it" } }
        p { "There is no telemetry: nothing about you is sent to anyone else." }
    }
}

fn terms() -> Markup {
    html! {
        p { "Use Apono Access as your organisation's rules for access say. Every request is recorded by Apono." }
        p { "The software is provided as it is, under the MIT or the Apache 2.0 licence, without warranty." }
    }
}

fn support() -> Markup {
    html! {
        p { "For a user account, for access that is missing, or when a request has failed: contact your administrator." }
        p { a href="/" { "Go to Apono Access" } }
    }
}
