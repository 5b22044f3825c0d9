//! Starts the server and says where it is.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is the part that speaks to a person")]

use std::process::ExitCode;

use server::config::{Action, Config, LogFormat};
use server::{Running, check, start};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let config = match Config::read(std::env::args_os()) {
        Ok(config) => config,
        Err(told) => told.exit(),
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,audit=info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    if config.action == Some(Action::Check) {
        return checked(&config).await;
    }
    let running = match start(&config, |progress| println!("{progress}")).await {
        Ok(running) => running,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    greet(&config, &running);
    match running.until(stop()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The server stopped: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn checked(config: &Config) -> ExitCode {
    server::use_ring();
    let findings = check::run(config).await;
    for problem in &findings.problems {
        println!("Wrong:   {problem}");
    }
    for warning in &findings.warnings {
        println!("Warning: {warning}");
    }
    if findings.problems.is_empty() {
        println!("The server can start with this configuration.");
        return ExitCode::SUCCESS;
    }
    ExitCode::FAILURE
}

fn greet(config: &Config, running: &Running) {
    println!("Listening on {}", running.inside);
    if running.inside != running.address {
        println!("Browsers reach it at {}", running.address);
    }
    if let Some(upstream) = &config.gateway.upstream {
        if config.gateway.allow_pasted_tokens {
            println!("Calls go to {upstream}; people sign in with a personal token that they paste");
        } else {
            println!("Calls go to {upstream}; people sign in at {}", config.gateway.app);
        }
    } else if config.listen_beyond_loopback.is_some() {
        println!("Anyone who reaches this machine can sign in as any demo person.");
    }
    if let (false, Some(folder)) = (running.has_tab, config.dist()) {
        println!("There is no tab in {}. Build it with: cargo xtask build", folder.display());
    }
    if running.personal_tokens.is_empty() {
        return;
    }
    println!("\nThis is a demo: choose one of these people when you sign in, or use their personal API token:");
    for (person, token) in &running.personal_tokens {
        println!("  {:<16} {token}  {}", person.name, person.about);
    }
    if let Some((_, token)) = running.personal_tokens.first() {
        println!("\n  curl -H 'Authorization: Bearer {token}' {}/api/client/v1/session\n", running.address);
    }
}

/// Ends with Ctrl-C or, on Unix, with SIGTERM.
async fn stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => return,
                _ = tokio::signal::ctrl_c() => return,
            }
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
