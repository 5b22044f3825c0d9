//! Plain pages of the server itself: signing in, privacy, terms, support.

use axum::Router;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};

use super::language::ENGLISH;
use super::words::Words;

/// These pages show nothing of others and may not be framed, above all not the one where a person signs in.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// A whole page in English with one heading.
pub fn answer(title: &str, content: &Markup) -> Response {
    with_script(ENGLISH, title, content, None)
}

/// As [`answer`], in the language of these words.
pub(crate) fn in_words(words: &Words, title: &str, content: &Markup) -> Response {
    with_script(words.language, title, content, None)
}

/// As [`answer`], in the language of this code, with a script of ours, which is a module.
pub fn with_script(language: &str, title: &str, content: &Markup, script: Option<&str>) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang=(language) {
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
        .route("/privacy", get(privacy))
        .route("/terms", get(terms))
        .route("/support", get(support))
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
}

async fn privacy(headers: HeaderMap) -> Response {
    let words = Words::of(&headers);
    let content = html! {
        p { (words.privacy_sends) }
        p { (words.privacy_session) }
        p { (words.privacy_hosts) }
        p { a href="/auth/my-data" { (words.privacy_my_data) } }
        p { (words.privacy_telemetry) }
    };
    in_words(words, words.privacy, &content)
}

async fn terms(headers: HeaderMap) -> Response {
    let words = Words::of(&headers);
    in_words(words, words.terms, &html! { p { (words.terms_rules) } p { (words.terms_licence) } })
}

async fn support(headers: HeaderMap) -> Response {
    let words = Words::of(&headers);
    in_words(words, words.support, &html! { p { (words.support_who) } p { a href="/" { (words.support_go) } } })
}
