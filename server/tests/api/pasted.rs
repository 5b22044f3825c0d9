//! Signing in by pasting a personal API token.

use server::demo::people::{ENGINEER, OUTSIDER};

use crate::entra::{DANA, Host, attribute, say};
use crate::gateway::{KEY, Stand, flags};
use crate::support::{Answer, Browser, Site, path_of};

const OWN: [(&str, &str); 2] =
    [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];

fn pasting(upstream: &str) -> Vec<&str> {
    vec!["--upstream", upstream, "--allow-pasted-tokens", "--encryption-key", KEY]
}

/// Begins, and gives the state that the form carries.
async fn form(browser: &mut Browser, start: &str) -> String {
    let answer = browser.visit(start).await;
    assert_eq!(answer.status, 303);
    let place = path_of(answer.header("location")).to_owned();
    let page = browser.visit(&place).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    assert!(page.text().contains("<input type=\"password\" id=\"token\" name=\"token\" autocomplete=\"off\""));
    assert!(page.header("content-security-policy").contains("form-action 'self'"));
    place.strip_prefix("/auth/token?state=").unwrap().to_owned()
}

async fn paste(browser: &mut Browser, state: &str, token: &str) -> Answer {
    let body: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("state", state)
        .append_pair("token", token)
        .finish();
    browser.send("POST", "/auth/token", &OWN, body).await
}

async fn with_demo() -> (Site, Site) {
    let apono = Site::start().await;
    let more = ["--public-url", "https://access.example.com"];
    let gateway = Site::gateway(&[&pasting(&apono.address)[..], &more].concat()).await;
    (apono, gateway)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_pastes_a_token_that_apono_takes_is_signed_in_and_it_lies_encrypted_only() {
    let (apono, gateway) = with_demo().await;
    let mut browser = Browser::new(&gateway);
    let state = form(&mut browser, "/auth/sign-in?return=%2Frequests%2Fopen").await;
    let token = format!(" {}\r\n", apono.tokens[ENGINEER]);
    let answer = paste(&mut browser, &state, &token).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/requests/open"));
    assert_eq!(browser.call("GET", "/session").await.json()["user"]["name"], "Dana Levi");
    gateway.pass(7.0 * 3600.0).await;
    assert_eq!(browser.call("GET", "/session").await.status, 200, "nothing has to be renewed");
    let files = ["gateway.sqlite", "gateway.sqlite-wal"];
    let bytes: Vec<u8> =
        files.iter().flat_map(|file| std::fs::read(gateway.folder.path().join(file)).unwrap_or_default()).collect();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("sealed.a.") && !holds(&apono.tokens[ENGINEER]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_apono_does_not_take_or_that_somebody_else_sends_is_not_kept() {
    let (apono, gateway) = with_demo().await;
    let mut browser = Browser::new(&gateway);
    let good = apono.tokens[ENGINEER].clone();
    for bad in ["", "forged", "a b", "a\r\nx-header: 1", &"x".repeat(5000), &apono.tokens[OUTSIDER]] {
        let state = form(&mut browser, "/auth/sign-in").await;
        let answer = paste(&mut browser, &state, bad).await;
        assert_eq!((answer.status, answer.text().contains("did not accept")), (400, true), "{bad}");
        assert!(bad.is_empty() || !answer.text().contains(bad));
        assert_eq!(paste(&mut browser, &state, &good).await.status, 400, "an attempt counts once");
    }
    let state = form(&mut browser, "/auth/sign-in").await;
    let body = format!("state={state}&token={good}");
    for site in ["cross-site", "same-site", "none"] {
        let headers = [OWN[0], ("sec-fetch-site", site)];
        assert_eq!(browser.send("POST", "/auth/token", &headers, body.clone()).await.status, 403);
    }
    // Another browser, and one that was sent there with a state of somebody else.
    let mut other = Browser::new(&gateway);
    assert_eq!(paste(&mut other, &state, &good).await.status, 400);
    assert_eq!(other.visit(&format!("/auth/token?state={state}")).await.status, 400);
    assert_eq!(other.visit("/auth/token").await.status, 400);
    gateway.pass(601.0).await;
    assert_eq!(paste(&mut browser, &state, &good).await.status, 400, "too late");
    assert!(!browser.cookies.contains_key("__Host-apono-session"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_microsoft_account_is_linked_by_pasting_and_acts_until_apono_no_longer_takes_the_token() {
    let apono = Site::start().await;
    let host = Host::gateway(&pasting(&apono.address)).await;
    let mut popup = Browser::new(&host.site);
    let start = host.start_of(DANA).await;
    let state = form(&mut popup, &start).await;
    let refused = paste(&mut popup, &state, "forged").await;
    assert_eq!(refused.header("location"), "/auth/end?reason=refused");
    let start = host.start_of(DANA).await;
    let state = form(&mut popup, &start).await;
    let asked = paste(&mut popup, &state, &apono.tokens[ENGINEER]).await;
    assert_eq!((asked.status, asked.header("location")), (303, "/auth/link-question"));
    assert_eq!(say(&mut popup, "yes").await.header("location"), "/auth/end");
    let code = attribute(&popup.visit("/auth/end").await, "data-code").unwrap();
    assert_eq!(host.finish(DANA, &code).await, 204);
    assert_eq!(host.who(DANA).await.unwrap(), "Dana Levi");
    assert!(!popup.cookies.contains_key("__Host-apono-session"), "no session is left in the popup");

    // Apono withdraws the token.
    let file = rusqlite::Connection::open(apono.folder.path().join("demo.sqlite")).unwrap();
    file.execute("DELETE FROM tokens", []).unwrap();
    host.site.pass(120.0).await;
    assert_eq!(host.who(DANA).await, Err("401 link".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn unless_it_is_allowed_there_is_no_place_to_paste_a_token() {
    let (_stand, address) = Stand::start().await;
    let gateway = Site::gateway(&flags(&address, &[])).await;
    let mut browser = Browser::new(&gateway);
    let ask = browser.begin("/").await;
    assert_eq!(browser.visit(&format!("/auth/token?state={}", ask["state"])).await.status, 404);
    assert_eq!(paste(&mut browser, &ask["state"], "any").await.status, 404);
}
