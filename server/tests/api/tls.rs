//! TLS by certificate files.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::{Certificate, Client};

use crate::gateway::{Stand, flags, program};
use crate::support::{PATIENCE, Site};

const HOST: &str = "access.example.com";

/// A certificate for this host, written with its key.
fn certificate(folder: &Path, name: &str, host: &str) -> String {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed([host.to_owned()]).unwrap();
    std::fs::write(folder.join(format!("{name}.pem")), cert.pem()).unwrap();
    std::fs::write(folder.join(format!("{name}.key")), signing_key.serialize_pem()).unwrap();
    cert.pem()
}

/// Somebody who trusts this certificate only.
fn client(pem: &str, address: SocketAddr) -> Client {
    let root = Certificate::from_pem(pem.as_bytes()).unwrap();
    Client::builder().tls_certs_only([root]).resolve(HOST, address).build().unwrap()
}

fn files(folder: &Path) -> [String; 2] {
    [folder.join("a.pem").to_str().unwrap().to_owned(), folder.join("a.key").to_str().unwrap().to_owned()]
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_certificate_the_server_speaks_https_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let pem = certificate(folder.path(), "a", HOST);
    let (_stand, upstream) = Stand::start().await;
    let [chain, key] = files(folder.path());
    let gateway = Site::gateway(&flags(&upstream, &["--tls-certificate", &chain, "--tls-key", &key])).await;
    let address: SocketAddr = gateway.address.trim_start_matches("http://").parse().unwrap();
    let known = client(&pem, address);
    let page = format!("https://{HOST}:{}/auth/sign-in", address.port());
    let no_redirects = reqwest::redirect::Policy::none();
    let root = Certificate::from_pem(pem.as_bytes()).unwrap();
    let browser =
        Client::builder().tls_certs_only([root]).resolve(HOST, address).redirect(no_redirects).build().unwrap();
    let answer = browser.get(&page).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    assert!(answer.headers()["set-cookie"].to_str().unwrap().ends_with("; Secure"));
    let ready = known.get(format!("https://{HOST}:{}/readyz", address.port())).send().await.unwrap();
    assert_eq!(ready.status(), 200);

    let stranger = client(&certificate(folder.path(), "other", HOST), address);
    assert!(stranger.get(&page).send().await.is_err(), "another certificate");
    assert!(reqwest::get(format!("{}/healthz", gateway.address)).await.is_err(), "no plain http");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_new_certificate_is_read_without_a_stop_and_one_that_is_broken_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let first = certificate(folder.path(), "a", HOST);
    let (_stand, upstream) = Stand::start().await;
    let [chain, key] = files(folder.path());
    let data = folder.path().to_str().unwrap();
    let more = ["--tls-certificate", &chain, "--tls-key", &key, "--port", "0", "--data", data, "--dist", data];
    let mut child = program(&flags(&upstream, &more)).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let port = lines.find_map(|line| line.unwrap().rsplit_once("https://127.0.0.1:").map(|(_, port)| port.to_owned()));
    let address: SocketAddr = format!("127.0.0.1:{}", port.unwrap()).parse().unwrap();
    let page = format!("https://{HOST}:{}/healthz", address.port());
    let trusts = async |pem: &str| client(pem, address).get(&page).send().await.is_ok();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut told = |part: &str| assert!(log.any(|line| line.unwrap().contains(part)), "{part}");
    let pid = child.id().to_string();
    let hang_up = || assert!(Command::new("sh").args(["-c", &format!("kill -HUP {pid}")]).status().unwrap().success());
    assert!(trusts(&first).await);

    std::fs::write(&chain, "no certificate").unwrap();
    hang_up();
    told("holds no certificate in PEM");
    assert!(trusts(&first).await);

    let second = certificate(folder.path(), "a", HOST);
    hang_up();
    told("the certificate was read again");
    let started = Instant::now();
    assert!(trusts(&second).await && !trusts(&first).await);
    assert!(started.elapsed() < PATIENCE);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn check_says_what_is_wrong_with_certificate_and_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    certificate(folder.path(), "a", HOST);
    certificate(folder.path(), "other", "other.example.com");
    std::fs::write(folder.path().join("empty"), "").unwrap();
    let (_stand, upstream) = Stand::start().await;
    let data = folder.path().to_str().unwrap();
    let said = |chain: &str, key: &str| {
        let more = ["--tls-certificate", chain, "--tls-key", key, "--data", data, "--dist", data];
        let said = program(&["check"]).args(flags(&upstream, &more)).output().unwrap();
        (said.status.success(), String::from_utf8(said.stdout).unwrap())
    };
    let (right, text) = said(&path("a.pem"), &path("a.key"));
    assert!(right && !text.contains("--tls-certificate"), "{text}");
    #[cfg(unix)]
    assert!(text.contains("--tls-key: others may read"), "{text}");
    let (right, text) = said(&path("other.pem"), &path("other.key"));
    assert!(right && text.contains("--tls-certificate is not for access.example.com"), "{text}");
    for (chain, key, sentence) in [
        (path("none"), path("a.key"), "--tls-certificate: "),
        (path("empty"), path("a.key"), "holds no certificate in PEM"),
        (path("a.pem"), path("none"), "--tls-key: "),
        (path("a.pem"), path("empty"), "holds no private key in PEM"),
        (path("a.pem"), path("other.key"), "do not go together"),
    ] {
        let (right, text) = said(&chain, &key);
        assert!(!right && text.contains(sentence), "{sentence}: {text}");
        let more = ["--tls-certificate", &chain, "--tls-key", &key, "--data", data, "--dist", data, "--port", "0"];
        let started = program(&flags(&upstream, &more)).output().unwrap();
        assert!(!started.status.success() && String::from_utf8(started.stderr).unwrap().contains(sentence));
    }
}
