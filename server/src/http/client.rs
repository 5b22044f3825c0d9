//! Who makes a call, by address: that of the connection or, where it is a proxy's that the configuration trusts, the one that
//! this proxy has told.
//!
//! Only `X-Forwarded-For` and `X-Forwarded-Proto` are read, and only from such a proxy: anybody else can write into them
//! what he likes. `Forwarded` is never read, since proxies that write the others hand it through as it came.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use ipnet::IpNet;

use super::assets::is_navigation;
use crate::error::ApiError;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The proxies whose word is taken, and where people are to come in. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Front {
    proxies: Arc<[IpNet]>,
    /// Where browsers reach us, without a slash at the end.
    address: Arc<str>,
}

impl Front {
    pub(crate) fn new(proxies: &[IpNet], address: &str) -> Self {
        Self { proxies: proxies.into(), address: address.into() }
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.contains(&address))
    }

    /// Each proxy adds the address that called it at the end, so the list is believed from there on, as far as those
    /// who have written it are trusted.
    fn client(&self, connection: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lines = headers.get_all(FORWARDED_FOR).iter().rev();
        let mut told = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
        let mut client = connection.to_canonical();
        while self.trusts(client)
            && let Some(before) = told.next().and_then(address_of)
        {
            client = before;
        }
        client
    }

    /// Whether the proxy says that the call came to it in the open, though people are to come by https.
    fn is_open(&self, connection: IpAddr, headers: &HeaderMap) -> bool {
        self.address.starts_with("https://")
            && self.trusts(connection.to_canonical())
            && headers.get(FORWARDED_PROTO).is_some_and(|scheme| scheme == "http")
    }
}

/// With or without a port, as proxies write them.
fn address_of(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.trim_start_matches('[').trim_end_matches(']').parse().ok();
    bare.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip())).map(|address: IpAddr| address.to_canonical())
}

/// The address of who makes a call; `None` for this machine, where that may be anybody whom an unnamed proxy lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Client(pub(crate) Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or(Self(None)))
    }
}

/// Notes who makes the call. One that reached the proxy in the open is not answered: who follows a link is led to https.
pub(crate) async fn tell(State(front): State<Front>, mut request: Request, next: Next) -> Response {
    // Without a connection there is no network: a test calls from inside the process.
    let Some(ConnectInfo(from)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied() else {
        return next.run(request).await;
    };
    let (path, headers) = (request.uri().path(), request.headers());
    if front.is_open(from.ip(), headers) {
        if !is_navigation(path, headers) && path != "/auth/sign-in" {
            return ApiError::forbidden("This server is reached by https only.").into_response();
        }
        let rest = request.uri().path_and_query().map_or("/", |rest| rest.as_str());
        return Redirect::temporary(&format!("{}{rest}", front.address)).into_response();
    }
    let client = front.client(from.ip(), headers);
    request.extensions_mut().insert(Client(Some(client).filter(|client| !client.is_loopback())));
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn client(trusted: &[&str], connection: &str, lines: &[&str]) -> String {
        let networks: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let front = Front::new(&networks, "https://access.example.com");
        let headers = lines.iter().map(|line| (FORWARDED_FOR, HeaderValue::from_str(line).unwrap())).collect();
        front.client(connection.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_list_is_believed_from_its_end_as_far_as_those_who_wrote_it_are_trusted() {
        let two = ["10.0.0.0/8", "fd00::/8"];
        for (connection, lines, expected) in [
            ("10.0.0.1", &["203.0.113.7"][..], "203.0.113.7"),
            ("10.0.0.1", &["9.9.9.9, 203.0.113.7"], "203.0.113.7"),
            ("10.0.0.1", &["203.0.113.7, 10.0.0.2"], "203.0.113.7"),
            ("10.0.0.1", &["9.9.9.9", "203.0.113.7,10.0.0.2"], "203.0.113.7"),
            ("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["unknown"], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.7, unknown, 10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &["203.0.113.7:4711"], "203.0.113.7"),
            ("::ffff:10.0.0.1", &["::ffff:203.0.113.7"], "203.0.113.7"),
            ("fd00::1", &["[2001:db8::7]:4711"], "2001:db8::7"),
            ("fd00::1", &["[2001:db8::7]"], "2001:db8::7"),
            ("203.0.113.9", &["203.0.113.7"], "203.0.113.9"),
        ] {
            assert_eq!(client(&two, connection, lines), expected, "{connection} {lines:?}");
        }
    }

    proptest! {
        #[test]
        fn who_is_not_trusted_is_nobody_else_whatever_is_sent(line in "[0-9a-f.:,\\[\\] ]{0,60}") {
            prop_assert_eq!(client(&[], "203.0.113.9", &[&line]), "203.0.113.9");
            prop_assert_eq!(client(&["10.0.0.0/8"], "203.0.113.9", &[&line]), "203.0.113.9");
        }
    }
}
