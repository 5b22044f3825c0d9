//! Whether the configuration of a gateway can work, in words for who has written it.

use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use reqwest::Url;

use crate::config::{Config, GatewayConfig};
use crate::notify::certificate_problem;
use crate::seal::Seal;
use crate::store::{Address, Postgres};

/// How long a service may take to answer at all.
const PATIENCE: Duration = Duration::from_secs(5);

/// What was found.
#[derive(Debug, Default)]
pub struct Findings {
    /// The server does not start with these.
    pub problems: Vec<String>,
    /// It starts, but something may not work.
    pub warnings: Vec<String>,
}

/// What is wrong with what was said, without looking at anything else.
pub fn problems(config: &Config) -> Vec<String> {
    let mut problems = Vec::new();
    let mut check = |wrong: Option<String>| problems.extend(wrong);
    check(Seal::new(&config.encryption_keys, String::new()).err().map(|why| format!("--encryption-key: {why}.")));
    let entra = &config.entra;
    if entra.client_id.is_some() && entra.tenants.is_empty() {
        check(Some("--entra-tenant is missing: nobody of Entra could sign in.".to_owned()));
    }
    notify_problems(config).into_iter().for_each(|problem| check(Some(problem)));
    let database = config.gateway.database.as_ref();
    check(database.and_then(|address| Address::parse(address).err()).map(|why| format!("--database: {why}.")));
    if config.tls_certificate.is_some() != config.tls_key.is_some() {
        check(Some("--tls-certificate and --tls-key go together: one of them is missing.".to_owned()));
    }
    let Some(upstream) = &config.gateway.upstream else {
        if database.is_some() {
            check(Some("--database is for a gateway: a demo keeps its data in files. Give --upstream too.".to_owned()));
        }
        if config.tls().is_some() {
            check(Some("--tls-certificate is for a server with --upstream.".to_owned()));
        }
        if config.gateway.allow_pasted_tokens {
            check(Some("--allow-pasted-tokens is for a server with --upstream.".to_owned()));
        }
        return problems;
    };
    let GatewayConfig { app, client_id, client_secret, redirect_uri, scopes, .. } = &config.gateway;
    check(origin_problem("--upstream", upstream));
    check(origin_problem("--apono-app", app));
    let registered = client_id.as_deref().is_some_and(|id| !id.trim().is_empty());
    if registered && config.gateway.allow_pasted_tokens {
        check(Some(
            "--allow-pasted-tokens is for a server without --client-id: with one, people sign in at Apono.".to_owned(),
        ));
    }
    if !registered && !config.gateway.allow_pasted_tokens {
        check(Some("--client-id is missing: the id under which Apono's sign-in knows this server.".to_owned()));
    }
    if client_secret.as_ref().is_some_and(|secret| secret.reveal().is_empty()) {
        check(Some("--client-secret is empty. Leave it out where the registration has none.".to_owned()));
    }
    match config.public_address() {
        None => check(Some("--public-url is missing: the address under which browsers reach this server.".to_owned())),
        Some(public) => {
            check(origin_problem("--public-url", public));
            if config.tls().is_some() && !public.starts_with("https://") {
                check(Some(format!(
                    "--public-url: {public} has to begin with https://, since --tls-certificate is given."
                )));
            }
            check(redirect_uri.as_deref().and_then(|uri| redirect_problem(uri, public)));
        }
    }
    if scopes.iter().any(String::is_empty) {
        check(Some("--scope: one of the scopes is empty.".to_owned()));
    }
    if config.encryption_keys.is_empty() {
        let make = "make one with: openssl rand -base64 32";
        check(Some(format!("--encryption-key is missing: Apono's tokens are kept encrypted only; {make}.")));
    }
    if config.sign_in_service.is_some() {
        check(Some("--sign-in-service is for the demo; with --upstream people sign in at --apono-app.".to_owned()));
    }
    if config.test_controls && Url::parse(upstream).is_ok_and(|url| !is_loopback(&url)) {
        check(Some("--test-controls is for tests, not for a service on another machine.".to_owned()));
    }
    problems
}

/// The same, and what can be seen from here: files, folders, and whether the services answer.
pub async fn run(config: &Config) -> Findings {
    let mut findings = Findings { problems: problems(config), warnings: Vec::new() };
    findings.problems.extend(folder_problem(&config.data));
    let page = config.dist().map(|folder| folder.join("index.html"));
    if let Some(page) = page
        && let Err(error) = std::fs::metadata(&page)
    {
        let page = page.display();
        findings.warnings.push(format!("--dist: {page} cannot be read ({error}), so there is no tab to hand out."));
    }
    if config.entra.client_id.is_some()
        && !config.entra.jwks.contains("://")
        && let Err(error) = std::fs::read(&config.entra.jwks)
    {
        findings.problems.push(format!("--entra-jwks: {} cannot be read: {error}.", config.entra.jwks));
    }
    findings
        .problems
        .extend(config.notify.files().and_then(|(certificate, key)| certificate_problem(certificate, key)));
    findings.warnings.extend(config.notify.key.as_deref().and_then(|file| readable_by_others("--graph-key", file)));
    findings.warnings.extend(config.config.as_deref().and_then(|file| readable_by_others("--config", file)));
    findings.warnings.extend(config.tls_key.as_deref().and_then(|file| readable_by_others("--tls-key", file)));
    findings.warnings.extend(nameless_proxy(config));
    if let Some(files) = config.tls() {
        let problem = files.problem();
        let host = config.public_address().and_then(|url| Url::parse(url).ok()?.host_str().map(str::to_owned));
        if let Some(host) = host.filter(|host| problem.is_none() && !files.is_for(host)) {
            let told =
                format!("--tls-certificate is not for {host}, the host of --public-url: browsers will refuse it.");
            findings.warnings.push(told);
        }
        findings.problems.extend(problem);
    }
    let Some(upstream) = &config.gateway.upstream else {
        findings
            .warnings
            .push("--upstream is not given, so this is a demo: anyone can sign in as any of its people.".to_owned());
        return findings;
    };
    if let Some((address, parsed)) =
        config.gateway.database.as_ref().and_then(|it| Some((it, Address::parse(it).ok()?)))
    {
        if parsed.is_in_the_open() {
            let open = "--database: with sslmode=disable all goes unencrypted to another machine.";
            findings.warnings.push(open.to_owned());
        }
        if let Err(why) = Postgres::answers(address).await {
            findings.problems.push(format!("--database cannot be used from here: {why}."));
        }
    }
    for (flag, address) in [("--upstream", upstream), ("--apono-app", &config.gateway.app)] {
        if origin_problem(flag, address).is_none()
            && let Err(why) = answers(address).await
        {
            findings.warnings.push(format!("{flag}: {address} does not answer from here: {why}."));
        }
    }
    findings
}

/// Notifications need what makes up their links and who this server is to Entra.
fn notify_problems(config: &Config) -> Vec<String> {
    let notify = &config.notify;
    if !notify.is_on() {
        return Vec::new();
    }
    let mut problems = Vec::new();
    let asked = "notifications were asked for by --graph-client-secret or --graph-certificate";
    if config.entra.client_id.is_none() {
        problems.push(format!("--entra-client-id is missing: {asked}."));
    }
    if config.tab.teams_app_id.as_deref().is_none_or(|id| id.trim().is_empty()) {
        problems.push(format!("--teams-app-id is missing: {asked}, and their links lead to that app."));
    }
    if notify.secret.is_some() && (notify.certificate.is_some() || notify.key.is_some()) {
        problems.push("--graph-client-secret and --graph-certificate: only one of them is needed.".to_owned());
    }
    if notify.certificate.is_some() != notify.key.is_some() {
        problems.push("--graph-certificate and --graph-key go together: one of them is missing.".to_owned());
    }
    if notify.secret.as_ref().is_some_and(|secret| secret.reveal().is_empty()) {
        problems.push("--graph-client-secret is empty.".to_owned());
    }
    problems.extend(origin_problem("--graph-url", &notify.graph));
    problems.extend(origin_problem("--entra-login", &notify.login));
    problems
}

/// An address without a path: https, or http of this machine.
fn origin_problem(flag: &str, text: &str) -> Option<String> {
    let Ok(url) = Url::parse(text) else {
        return Some(format!("{flag}: {text} is not an address such as https://access.example.com."));
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
        return Some(format!("{flag}: {text} has to begin with https://; plain http is taken of this machine only."));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some(format!("{flag} may not hold a name or a password."));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Some(format!("{flag}: {text} may have nothing after the name of its host and the port."));
    }
    None
}

/// People have to come back to where this server reads the answer, and where their cookie is.
fn redirect_problem(uri: &str, public: &str) -> Option<String> {
    let fits = Url::parse(uri).ok().zip(Url::parse(public).ok()).is_some_and(|(uri, public)| {
        uri.origin() == public.origin()
            && uri.path() == "/auth/callback"
            && uri.query().is_none()
            && uri.fragment().is_none()
    });
    (!fits)
        .then(|| format!("--redirect-uri: {uri} has to be {public}/auth/callback, where this server waits for people."))
}

fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    })
}

/// A file is written and taken away again: permissions alone do not tell.
fn folder_problem(folder: &Path) -> Option<String> {
    let probe = folder.join(".can-be-written");
    let tried = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&probe, ""))
        .and_then(|()| std::fs::remove_file(&probe));
    tried.err().map(|error| format!("--data: nothing can be written to {}: {error}.", folder.display()))
}

/// What a proxy that is not named does to the limit of sign-ins; `None` where people come to the server themselves.
fn nameless_proxy(config: &Config) -> Option<String> {
    if config.tls().is_some() || !config.trusted_proxies.is_empty() {
        return None;
    }
    let warning = if !config.listen_on().is_loopback() {
        "--trusted-proxy is not given: if a proxy in front lets people in, they count as one for --sign-ins-per-address."
    } else if config.public_address().is_some_and(|address| address.starts_with("https://")) {
        "--trusted-proxy is not given: --sign-ins-per-address limits nobody who comes through the proxy on this machine."
    } else {
        return None;
    };
    Some(warning.to_owned())
}

#[cfg(unix)]
fn readable_by_others(flag: &str, file: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(file).ok()?.permissions().mode();
    let file = file.display();
    (mode & 0o077 != 0).then(|| format!("{flag}: others may read {file}; if it holds secrets: chmod 600 {file}."))
}

#[cfg(not(unix))]
fn readable_by_others(_: &str, _: &Path) -> Option<String> {
    None
}

/// Any answer will do.
async fn answers(address: &str) -> Result<(), String> {
    let told = |error: reqwest::Error| {
        let cause = if error.is_timeout() { "no answer in time" } else { "no connection" };
        cause.to_owned()
    };
    let http = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
    http.build().map_err(told)?.get(address).send().await.map(drop).map_err(told)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    const KEY: &str = "a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    fn told(flags: &[&str]) -> String {
        problems(&Config::parse_from(["server"].iter().chain(flags))).join("\n")
    }

    fn with(changed: &[&str]) -> String {
        let right = [
            ("--upstream", "https://api.example.com"),
            ("--client-id", "tab"),
            ("--public-url", "https://access.example.com/"),
            ("--encryption-key", KEY),
        ];
        let rest = right.iter().filter(|(flag, _)| !changed.contains(flag)).flat_map(|(flag, value)| [*flag, *value]);
        told(&rest.chain(changed.iter().copied()).collect::<Vec<_>>())
    }

    #[test]
    fn a_right_configuration_has_nothing_against_it() {
        assert_eq!(told(&[]), "");
        assert_eq!(with(&[]), "");
        assert_eq!(with(&["--upstream", "http://127.0.0.1:8080"]), "");
        assert_eq!(with(&["--upstream", "http://[::1]:8080"]), "");
        assert_eq!(with(&["--redirect-uri", "https://access.example.com:443/auth/callback"]), "");
    }

    #[test]
    fn what_is_missing_is_named_all_at_once() {
        let told = told(&["--upstream", "https://api.example.com"]);
        for flag in ["--client-id is missing", "--public-url is missing", "--encryption-key is missing"] {
            assert!(told.contains(flag), "{told}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_flag_and_reason() {
        let told_of_demo = told(&["--database", "postgres://me:hush@127.0.0.1/apono"]);
        for (flags, reason) in [
            (
                &["--upstream", "http://api.example.com"][..],
                "--upstream: http://api.example.com has to begin with https",
            ),
            (&["--upstream", "http://127.0.0.1.example.com"], "has to begin with https"),
            (&["--upstream", "api.example.com"], "--upstream: api.example.com is not an address"),
            (&["--upstream", "https://me:hush@api.example.com"], "--upstream may not hold a name"),
            (&["--upstream", "https://api.example.com/api"], "nothing after the name"),
            (&["--apono-app", "http://app.example.com"], "--apono-app"),
            (&["--public-url", "http://access.example.com"], "--public-url: http://access.example.com has"),
            (&["--public-url", "https://access.example.com/tab"], "--public-url"),
            (&["--redirect-uri", "https://evil.example/auth/callback"], "--redirect-uri"),
            (&["--redirect-uri", "https://access.example.com/callback"], "--redirect-uri"),
            (&["--encryption-key", "a:short"], "--encryption-key: the key a is not 32 bytes"),
            (&["--sign-in-service", "https://x.example"], "--sign-in-service is for the demo"),
            (&["--test-controls"], "--test-controls is for tests"),
            (&["--client-id", " "], "--client-id is missing"),
            (&["--client-secret", ""], "--client-secret is empty"),
            (&["--database", "mysql://me:hush@db/apono"], "--database: it has to begin with postgres://"),
            (&["--database", "postgres://me:hush@/apono"], "--database: it has to name a host"),
            (&["--tls-key", "key.pem"], "--tls-certificate and --tls-key go together"),
            (&["--allow-pasted-tokens"], "--allow-pasted-tokens is for a server without --client-id"),
        ] {
            let told = with(flags);
            assert!(told.contains(reason) && !told.contains('\n'), "{flags:?}: {told}");
        }
        assert!(!with(&["--upstream", "https://me:hush@api.example.com"]).contains("hush"));
        assert!(told_of_demo.contains("--database is for a gateway") && !told_of_demo.contains("hush"));
        let tls = ["--tls-certificate", "a.pem", "--tls-key", "b.pem"];
        assert_eq!(with(&tls), "");
        assert!(told(&tls).contains("with --upstream"));
        let plain = [&tls[..], &["--public-url", "http://127.0.0.1:8080"]].concat();
        assert!(with(&plain).contains("--public-url: http://127.0.0.1:8080 has to begin with https://, since"));
        assert!(told(&["--allow-pasted-tokens"]).contains("with --upstream"));
        let secret = ["--graph-client-secret", "hush"];
        let for_teams = with(&secret);
        assert!(for_teams.contains("--entra-client-id is missing") && for_teams.contains("--teams-app-id is missing"));
        let (client, tenant) = ("11111111-aaaa-4000-8000-000000000001", "22222222-aaaa-4000-8000-000000000001");
        let teams = ["--entra-client-id", client, "--entra-tenant", tenant, "--teams-app-id", client];
        assert_eq!(told(&[&teams[..], &secret].concat()), "");
        for (flags, reason) in [
            (&["--graph-client-secret", ""][..], "--graph-client-secret is empty"),
            (&["--graph-key", "b.pem"], "--graph-certificate and --graph-key go together"),
            (&["--graph-client-secret", "x", "--graph-certificate", "a", "--graph-key", "b"], "only one of them"),
            (&["--graph-client-secret", "x", "--graph-url", "http://graph.example.com"], "--graph-url: http"),
            (&["--graph-client-secret", "x", "--entra-login", "https://login.example.com/x"], "--entra-login: https"),
        ] {
            let told = told(&[&teams[..], flags].concat());
            assert!(told.contains(reason) && !told.contains('\n'), "{flags:?}: {told}");
        }
        // A demo may be reached by plain http; its people are made up.
        assert_eq!(told(&["--public-url", "http://192.168.1.5:8080"]), "");
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_and_a_service_that_does_not_answer_are_told() {
        drop(rustls::crypto::ring::default_provider().install_default());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", nobody.local_addr().unwrap());
        drop(nobody);
        let flags = [
            "server",
            "--data",
            file.to_str().unwrap(),
            "--upstream",
            &address,
            "--apono-app",
            &address,
            "--dist",
            "none",
            "--listen-beyond-loopback",
            "10.0.0.1",
        ];
        let findings = run(&Config::parse_from(flags)).await;
        assert!(findings.problems.iter().any(|problem| problem.starts_with("--data: nothing can be written")));
        for warning in ["--upstream", "--apono-app", "--dist", "--trusted-proxy"] {
            assert!(findings.warnings.iter().any(|told| told.starts_with(warning)), "{findings:?}");
        }
    }
}
