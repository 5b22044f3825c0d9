//! `run` and `dev`: the server and what stands before it.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::project::Project;
use crate::setup;
use crate::tab::{self, BuildArgs};

#[derive(Args)]
pub(crate) struct RunArgs {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Folder of the demo's data [default: data/ in this project].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// How many resources a new demo begins with [default: 100000].
    #[arg(long, value_name = "N")]
    resources: Option<u32>,
    #[command(flatten)]
    build: BuildArgs,
    /// Open a browser when the server answers.
    #[arg(long)]
    open: bool,
}

/// Where `dev` serves the tab (Trunk.toml), and where it has its server (Trunk.toml, too).
const DEV_PORT: u16 = 8081;
const DEV_SERVER_PORT: u16 = 8082;

/// Builds everything for release and becomes the server.
pub(crate) fn run(project: &Project, args: &RunArgs) -> Result<ExitCode> {
    // Paths are meant from where the person is.
    let data = match &args.data {
        Some(folder) => std::path::absolute(folder)?,
        None => project.root().join("data"),
    };
    // Said now and not after minutes of building.
    let port = free_port(args.port)?;
    setup::prepare(project, &[])?;
    tab::build(project, args.build.languages())?;
    let server = release_server(project)?;
    if args.open {
        // It becomes a child of the server, which takes the place of this process.
        project.command(std::env::current_exe()?).args(["open-when-ready", &port.to_string()]).spawn()?;
    }
    let mut command = serve(project, &server, port, &data);
    command.arg("--dist").arg(project.dist());
    if let Some(resources) = args.resources {
        command.args(["--resources", &resources.to_string()]);
    }
    replace(command)
}

/// The release build of the server.
pub(crate) fn release_server(project: &Project) -> Result<PathBuf> {
    project.run(&mut project.cargo(["build", "--release", "--package", "server"]))?;
    Ok(project.server("release"))
}

fn serve(project: &Project, server: &Path, port: u16, data: &Path) -> Command {
    let mut command = project.command(server);
    command.args(["--port", &port.to_string()]).arg("--data").arg(data);
    command
}

/// The port, or a free one in place of 0, so that its number is known before the server starts.
fn free_port(port: u16) -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .with_context(|| format!("Port {port} is in use; choose another with --port, or end what uses it"))?;
    Ok(listener.local_addr()?.port())
}

/// The server takes the place of this process, so that Ctrl-C and other signals reach it and nothing between.
#[cfg(unix)]
fn replace(mut command: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec()).context("The server could not be started")
}

#[cfg(not(unix))]
fn replace(mut command: Command) -> Result<ExitCode> {
    let status = command.status().context("The server could not be started")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Opens the default browser as soon as the port answers.
pub(crate) fn open_when_ready(port: u16) -> Result<ExitCode> {
    let started = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if started.elapsed() > Duration::from_secs(120) {
            bail!("The server did not answer on port {port}, so no browser was opened.");
        }
        sleep(Duration::from_millis(100));
    }
    let address = format!("http://127.0.0.1:{port}/");
    let opened = if cfg!(target_os = "macos") {
        Command::new("open").arg(&address).status()
    } else if cfg!(windows) {
        Command::new("cmd").args(["/c", "start", "", &address]).status()
    } else {
        Command::new("xdg-open").arg(&address).status()
    };
    if !opened.is_ok_and(|status| status.success()) {
        bail!("No browser could be opened; please go to {address}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Trunk builds on every change and reloads the browser; what the tab asks for goes on to a server with demo data.
pub(crate) fn dev(project: &Project) -> Result<ExitCode> {
    free_port(DEV_PORT)?;
    free_port(DEV_SERVER_PORT)?;
    setup::prepare(project, &[setup::Extra::Trunk])?;
    project.run(&mut project.cargo(["fetch"]))?;
    project.run(&mut project.cargo(["build", "--package", "server"]))?;
    // Data of its own: two servers must not work on one database.
    let mut server = serve(project, &project.server("debug"), DEV_SERVER_PORT, &project.root().join("data/dev"));
    server.args(["--public-url", &format!("http://127.0.0.1:{DEV_PORT}")]);
    let mut server = server.spawn().context("The server could not be started")?;
    let mut trunk = project.command("trunk");
    trunk.env_remove("NO_COLOR").args(["serve", "--offline", "true", "--dist"]).arg(project.work().join("dev"));
    let watching = trunk.spawn().context("Trunk could not be started");
    let ended = watching.and_then(|mut trunk| {
        let ended = first_to_end(&mut server, &mut trunk);
        stop(&mut trunk)?;
        ended
    });
    stop(&mut server)?;
    ended?;
    Ok(ExitCode::FAILURE)
}

/// Ctrl-C ends both and us; here one of them ended by itself.
fn first_to_end(server: &mut Child, trunk: &mut Child) -> Result<()> {
    loop {
        if let Some(status) = server.try_wait()? {
            bail!("The server ended ({status}); its output is above.");
        }
        if let Some(status) = trunk.try_wait()? {
            bail!("Trunk ended ({status}); its output is above.");
        }
        sleep(Duration::from_millis(200));
    }
}

fn stop(child: &mut Child) -> Result<()> {
    // One that has ended by itself cannot be killed, and that is well.
    if child.try_wait()?.is_none() {
        child.kill()?;
    }
    child.wait()?;
    Ok(())
}
