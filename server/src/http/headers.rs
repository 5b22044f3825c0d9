//! Headers of every answer (reference teams.md 2.2).

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, COOKIE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::page;

/// Where the tab may be framed: Teams, Outlook and Microsoft 365.
const HOSTS: &str = "https://*.cloud.microsoft https://teams.microsoft.com https://*.teams.microsoft.com \
                     https://*.microsoft365.com https://*.office.com https://outlook.office.com \
                     https://outlook.office365.com https://outlook-sdf.office.com https://outlook-sdf.office365.com";

/// Where TeamsJS asks which hosts it may talk to.
pub(crate) const TEAMS_DATA: &str = "https://res.cdn.office.net";

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// Names the build of the tab, so that an open tab notices a newer one.
const BUILD: HeaderName = HeaderName::from_static("x-apono-build");

/// The headers that do not depend on the call.
#[derive(Clone, Debug)]
pub struct Headers {
    policy: HeaderValue,
    build: HeaderValue,
}

impl Headers {
    /// `image_hosts` are origins that icons and photos may come from.
    pub fn new<'a>(image_hosts: impl Iterator<Item = &'a str>, build: HeaderValue) -> Self {
        let images = image_hosts.fold(String::new(), |list, host| list + " " + host);
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:{images}; \
             font-src 'self'; connect-src 'self' {TEAMS_DATA}; base-uri 'none'; form-action 'self'; object-src 'none'; \
             frame-ancestors 'self' {HOSTS}"
        );
        let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
        Self { policy, build }
    }
}

/// Adds the headers; an answer that brings its own policy keeps it. Nothing about signing in may be framed, and none of it
/// gets a `Cross-Origin-Opener-Policy`: a window that a host has opened could no longer tell it how the sign-in ended.
pub async fn add(State(headers): State<Headers>, request: Request, next: Next) -> Response {
    let signing_in = ["/auth/", "/oauth/"].iter().any(|start| request.uri().path().starts_with(start));
    let mut answer = next.run(request).await;
    let known = answer.headers_mut();
    let policy = if signing_in { HeaderValue::from_static(page::POLICY) } else { headers.policy };
    known.entry(CONTENT_SECURITY_POLICY).or_insert(policy);
    known.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    known.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    known.insert(
        PERMISSIONS_POLICY,
        HeaderValue::from_static(
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)",
        ),
    );
    known.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    known.insert(BUILD, headers.build);
    answer
}

/// The value of a cookie among these headers.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}
