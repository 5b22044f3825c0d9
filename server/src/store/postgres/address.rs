//! Where PostgreSQL is, and how it is spoken to.

use std::net::IpAddr;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use rustls_platform_verifier::ConfigVerifierExt as _;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::config::Hidden;

/// How long a call waits for a free connection, and a new connection for its being made.
const PATIENCE: Duration = Duration::from_secs(8);
/// A machine that does not answer for so long is taken for gone.
const GONE: Duration = Duration::from_secs(10);
/// A turn may wait for the sign-in service (10 seconds, `sign_in/service.rs`) and no longer, so that the lock of a machine
/// that has vanished comes free in time; who waits for a turn waits a little longer than that.
const OPTIONS: &str = "-c idle_in_transaction_session_timeout=12s -c lock_timeout=15s -c statement_timeout=16s";

/// An address that can be used.
pub(crate) struct Address {
    config: Config,
    /// Whether the database is on this machine.
    is_here: bool,
}

impl Address {
    /// # Errors
    /// What is wrong with it, in words without it: it holds a password.
    pub(crate) fn parse(address: &Hidden) -> Result<Self, String> {
        let address = address.reveal();
        if !["postgres://", "postgresql://"].iter().any(|scheme| address.starts_with(scheme)) {
            return Err("it has to begin with postgres://".to_owned());
        }
        let mut config: Config = address
            .parse()
            .map_err(|_| "it is not an address such as postgres://name:password@host:5432/database".to_owned())?;
        if config.get_hosts().is_empty() || config.get_user().is_none() || config.get_dbname().is_none() {
            return Err("it has to name a host, a user and a database".to_owned());
        }
        let is_here = config.get_hosts().iter().all(|host| match host {
            #[cfg(unix)]
            Host::Unix(_) => true,
            Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|it| it.is_loopback()),
        }) && config.get_hostaddrs().iter().all(IpAddr::is_loopback);
        if config.get_ssl_mode() == SslMode::Prefer {
            // To prefer TLS is to do without it when somebody in between says so.
            config.ssl_mode(if is_here { SslMode::Disable } else { SslMode::Require });
        }
        let options = config.get_options().map(|own| format!("{OPTIONS} {own}"));
        config.options(options.as_deref().unwrap_or(OPTIONS)).connect_timeout(PATIENCE).tcp_user_timeout(GONE);
        config.application_name("apono-access");
        Ok(Self { config, is_here })
    }

    /// Whether all that is kept goes over a network for everyone there to read.
    pub(crate) fn is_in_the_open(&self) -> bool {
        !self.is_here && self.config.get_ssl_mode() == SslMode::Disable
    }

    /// At most so many connections, none of which is made yet.
    pub(super) fn pool(self, connections: usize) -> Result<Pool, String> {
        let how = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = if self.config.get_ssl_mode() == SslMode::Disable {
            Manager::from_config(self.config, NoTls, how)
        } else {
            let tls = rustls::ClientConfig::with_platform_verifier();
            let tls = tls.map_err(|error| format!("TLS cannot be used: {error}"))?;
            Manager::from_config(self.config, MakeRustlsConnect::new(tls), how)
        };
        Pool::builder(manager)
            .max_size(connections)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .recycle_timeout(Some(PATIENCE))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(address: &str) -> Result<Address, String> {
        Address::parse(&address.parse().unwrap())
    }

    fn mode(address: &str) -> SslMode {
        parsed(address).unwrap().config.get_ssl_mode()
    }

    #[test]
    fn what_goes_over_a_network_is_encrypted_unless_somebody_says_otherwise() {
        for here in ["127.0.0.1", "localhost", "%2Frun%2Fpostgresql"] {
            assert_eq!(mode(&format!("postgres://me@{here}/apono")), SslMode::Disable, "{here}");
        }
        assert_eq!(mode("postgresql://me@127.0.0.1/apono?sslmode=require"), SslMode::Require);
        for there in ["db.example.com", "10.0.0.5", "127.0.0.1,db.example.com"] {
            assert_eq!(mode(&format!("postgres://me@{there}/apono")), SslMode::Require, "{there}");
            assert_eq!(mode(&format!("postgres://me@{there}/apono?sslmode=prefer")), SslMode::Require, "{there}");
            let open = parsed(&format!("postgres://me@{there}/apono?sslmode=disable")).unwrap();
            assert!(open.is_in_the_open(), "{there}");
        }
        assert!(!parsed("postgres://me@127.0.0.1/apono").unwrap().is_in_the_open());
    }

    #[test]
    fn what_is_no_address_is_told_without_it() {
        for (address, why) in [
            ("mysql://me:hush@db/apono", "begin with postgres://"),
            ("postgres://me:hush@db:port/apono", "not an address"),
            ("postgres://me:hush@db/apono?sslmode=hush", "not an address"),
            ("postgres://me:hush@/apono", "name a host"),
            ("postgres://db/apono", "name a host, a user"),
            ("postgres://me:hush@db", "and a database"),
        ] {
            let told = parsed(address).err().unwrap_or_default();
            assert!(told.contains(why) && !told.contains("hush"), "{address}: {told}");
        }
    }
}
