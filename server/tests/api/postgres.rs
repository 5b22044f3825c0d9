//! A PostgreSQL of the tests' own: in a temporary folder, on loopback, by an unprivileged user, gone with this process.

use std::io::Write;
use std::process::Child;
use std::sync::atomic::{AtomicU32, Ordering};

use server::config::Hidden;
use tokio::sync::OnceCell;

#[cfg(unix)]
use self::own::start;

const PASSWORD: &str = "only-for-tests";
/// With which it shows that it is 127.0.0.1; signed by itself.
pub(crate) const CERTIFICATE: &str = include_str!("../keys/test-only-127.0.0.1.pem");

struct Running {
    port: u16,
    /// Holds its standard input, which closes when this process ends.
    _child: Child,
}

/// The address of a new, empty database; `None`, and a line that says why, where there is no way to have PostgreSQL.
pub(crate) async fn database() -> Option<Hidden> {
    static RUNNING: OnceCell<Result<Running, String>> = OnceCell::const_new();
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let running = RUNNING.get_or_init(|| async { tokio::task::spawn_blocking(start).await.unwrap() }).await;
    let running = match running {
        Ok(running) => running,
        Err(why) => {
            // Past the capture of test outputs, so that everyone sees it.
            std::io::stderr().write_all(format!("skipped on PostgreSQL: {why}\n").as_bytes()).unwrap();
            return None;
        }
    };
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let own = format!("host=127.0.0.1 port={} user=tests password={PASSWORD} dbname=postgres", running.port);
    let (client, connection) = tokio_postgres::connect(&own, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    Some(format!("postgres://tests:{PASSWORD}@127.0.0.1:{}/{name}", running.port).parse().unwrap())
}

/// Another connection to that database, to look into it and to disturb.
pub(crate) async fn connect(address: &Hidden) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(address.reveal(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

#[cfg(not(unix))]
fn start() -> Result<Running, String> {
    Err("it is started on Unix only".to_owned())
}

#[cfg(unix)]
mod own {
    use std::fs::Permissions;
    use std::io::{BufRead, BufReader};
    use std::os::unix::fs::{PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};

    use tempfile::TempDir;

    use super::{CERTIFICATE, PASSWORD, Running};

    /// PostgreSQL runs until its standard input ends, which is when this process does, whatever ends it. Then it takes its
    /// folder away.
    const RUN: &str = r#"
cd "$2" || exit 1
"$1/postgres" -D data -p "$3" -c listen_addresses=127.0.0.1 -c "unix_socket_directories=$2" -c fsync=off \
  -c ssl=on -c "ssl_cert_file=$2/certificate" -c "ssl_key_file=$2/key" -c max_connections=300 -c log_min_messages=warning 2>log &
pid=$!
until "$1/pg_isready" -q -h "$2" -p "$3"; do
  kill -0 $pid 2>/dev/null || exit 1
  sleep 0.1
done
echo ready
cat >/dev/null
kill -QUIT $pid
wait $pid
rm -rf "$2"
"#;

    pub(super) fn start() -> Result<Running, String> {
        let programs = programs().ok_or("its programs are not here (on Debian: apt-get install postgresql)")?;
        let user = user()?;
        let folder = TempDir::with_prefix("apono-pg-").unwrap();
        let path = folder.path();
        std::fs::set_permissions(path, Permissions::from_mode(0o700)).unwrap();
        let files =
            [("password", PASSWORD), ("certificate", CERTIFICATE), ("key", include_str!("../keys/test-only-1.pem"))];
        for (name, text) in files {
            std::fs::write(path.join(name), text).unwrap();
            std::fs::set_permissions(path.join(name), Permissions::from_mode(0o600)).unwrap();
        }
        if let Some((_, uid, gid)) = &user {
            for place in [path.to_owned()].into_iter().chain(files.map(|(name, _)| path.join(name))) {
                chown(place, Some(*uid), Some(*gid)).unwrap();
            }
        }
        let said = as_user(&user, &programs.join("initdb"), path)
            .args(["-D", "data", "-U", "tests", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"])
            .args(["--pwfile", "password"])
            .output()
            .map_err(|error| format!("initdb does not start: {error}"))?;
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        // The script takes it away.
        let folder = folder.keep();
        for _ in 0..5 {
            // Somebody else may take it before PostgreSQL does.
            let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let mut child = as_user(&user, Path::new("/bin/sh"), &folder)
                .args(["-c", RUN, "sh"])
                .args([programs.as_os_str(), folder.as_os_str()])
                .arg(port.to_string())
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                // What ends the tests by a key of the terminal does not end the script before it has cleaned up.
                .process_group(0)
                .spawn()
                .unwrap();
            let mut word = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut word).unwrap();
            if word.trim() == "ready" {
                return Ok(Running { port, _child: child });
            }
            child.wait().unwrap();
        }
        let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        std::fs::remove_dir_all(folder).unwrap();
        panic!("PostgreSQL does not start: {log}");
    }

    /// The folder of the newest PostgreSQL.
    fn programs() -> Option<PathBuf> {
        let debian =
            std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|it| it.path().join("bin"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let version = |folder: &PathBuf| {
            let name = folder.parent().and_then(|it| it.file_name()).map(|it| it.to_string_lossy().into_owned());
            name.and_then(|name| name.parse::<u32>().ok())
        };
        let mut all: Vec<_> = std::env::split_paths(&path).chain(debian).collect();
        all.sort_by_key(version);
        all.into_iter().rev().find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
    }

    type User = Option<(&'static str, u32, u32)>;

    /// As whom it has to run: nobody else, unless we are root, whom it refuses.
    fn user() -> Result<User, String> {
        let id = |flags: &[&str]| -> Option<u32> {
            let said = Command::new("id").args(flags).stderr(Stdio::null()).output().ok()?;
            String::from_utf8(said.stdout).ok()?.trim().parse().ok()
        };
        if id(&["-u"]) != Some(0) {
            return Ok(None);
        }
        let known =
            ["postgres", "nobody"].into_iter().find_map(|name| Some((name, id(&["-u", name])?, id(&["-g", name])?)));
        let Some(user) = known else { return Err("there is no unprivileged user to run it".to_owned()) };
        let can = Command::new("setpriv").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        match can {
            Ok(status) if status.success() => Ok(Some(user)),
            _ => Err("setpriv is not here to start it as an unprivileged user".to_owned()),
        }
    }

    fn as_user(user: &User, program: &Path, folder: &Path) -> Command {
        let mut command = match user {
            Some((_, uid, gid)) => {
                let mut command = Command::new("setpriv");
                command.args([&format!("--reuid={uid}"), &format!("--regid={gid}"), "--clear-groups"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir(folder).env("LC_ALL", "C");
        command
    }
}
