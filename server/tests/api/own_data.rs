//! What a person can do about what is kept for them: see it, and sign out everywhere.

use server::demo::people::{ENGINEER, TEAM_LEAD};

use crate::entra::{DANA, Host, INGRID, attribute};
use crate::support::{Browser, Site, TAB};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");

async fn signed_in(site: &Site, person: &str) -> Browser {
    let mut browser = Browser::new(site);
    browser.sign_in(person, "/").await;
    browser
}

async fn status(browser: &mut Browser) -> u16 {
    browser.call("GET", "/session").await.status
}

/// What the button of the page carries.
fn form(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"form\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_out_everywhere_is_signed_out_in_every_browser_and_host_and_nobody_else_is() {
    let host = Host::start().await;
    host.link(DANA, ENGINEER).await;
    host.link(INGRID, TEAM_LEAD).await;
    let (mut one, mut two) = (signed_in(&host.site, ENGINEER).await, signed_in(&host.site, ENGINEER).await);
    let mut ingrid = signed_in(&host.site, TEAM_LEAD).await;
    let begun = host.start_of(DANA).await;

    for headers in [&[][..], &[("x-apono-tab", "0")], &[TAB, ("sec-fetch-site", "cross-site")]] {
        let answer = one.send("POST", "/auth/sign-out-everywhere", headers, "").await;
        assert_eq!(answer.status, 403, "{headers:?}");
    }
    let answer = one.send("POST", "/auth/sign-out-everywhere", &[TAB, OWN], "").await;
    assert_eq!((answer.status, answer.text()), (200, r#"{"accounts":1,"browsers":2}"#));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!one.cookies.contains_key("__Host-apono-session"));
    assert_eq!((status(&mut one).await, status(&mut two).await), (401, 401));
    assert_eq!(host.who(DANA).await, Err("401 link".to_owned()));
    assert_eq!(one.visit(&begun).await.header("location"), "/auth/end?reason=expired", "what was begun is gone too");
    assert_eq!((status(&mut ingrid).await, host.who(INGRID).await.unwrap()), (200, "Ingrid Solberg".to_owned()));
    let again = two.send("POST", "/auth/sign-out-everywhere", &[TAB], "").await.status;
    assert_eq!(again, 401, "whose this sign-in was is not known any more, so it says nothing about their others");
    assert_eq!(Browser::new(&host.site).send("POST", "/auth/sign-out-everywhere", &[TAB], "").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_from_inside_a_host() {
    let host = Host::start().await;
    host.link(DANA, ENGINEER).await;
    let mut browser = signed_in(&host.site, ENGINEER).await;
    assert_eq!(host.call("POST", "/auth/sign-out-everywhere", "a.b.c", None).await.status, 401);
    let answer = host.call("POST", "/auth/sign-out-everywhere", &host.token(DANA).await, None).await;
    assert_eq!((answer.status, answer.text()), (200, r#"{"accounts":1,"browsers":1}"#));
    assert_eq!((status(&mut browser).await, host.who(DANA).await), (401, Err("401 link".to_owned())));
    assert_eq!(host.call("POST", "/auth/sign-out-everywhere", &host.token(DANA).await, None).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_the_server_says_what_is_kept_and_deletes_it() {
    let host = Host::start().await;
    host.link(DANA, ENGINEER).await;
    let mut browser = signed_in(&host.site, ENGINEER).await;
    let page = browser.visit("/auth/my-data").await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
    for sentence in ["You are signed in in 1 browser, this one.", "1 Microsoft account acts for you"] {
        assert!(page.text().contains(sentence), "{}", page.text());
    }
    let right = format!("form={}", form(page.text()));
    let other = signed_in(&host.site, ENGINEER).await.visit("/auth/my-data").await;
    assert!(other.text().contains("You are signed in in 2 browsers, this one among them."));
    for (headers, body) in [
        (&[FORM, OWN][..], String::new()),
        (&[FORM, OWN], "form=forged".to_owned()),
        (&[FORM, OWN], format!("form={}", form(other.text()))),
        (&[FORM, OWN], format!("form={}", browser.cookies["__Host-apono-session"])),
        (&[FORM, ("sec-fetch-site", "cross-site")], right.clone()),
        (&[FORM, ("sec-fetch-site", "same-site")], right.clone()),
    ] {
        assert_eq!(browser.send("POST", "/auth/my-data", headers, body).await.status, 403);
    }
    assert_eq!(status(&mut browser).await, 200);
    let done = browser.send("POST", "/auth/my-data", &[FORM, OWN], right).await;
    assert_eq!((done.status, done.text().contains("you are signed out everywhere")), (200, true));
    assert_eq!((status(&mut browser).await, host.who(DANA).await), (401, Err("401 link".to_owned())));

    let page = browser.visit("/auth/my-data").await;
    assert!(page.text().contains("You are not signed in") && !page.text().contains("<form"));
    assert_eq!(attribute(&page, "value"), None);
}
