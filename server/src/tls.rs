//! TLS by certificate files, for a server without a proxy in front.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use rustls::client::verify_server_name;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;

/// Where certificate and key lie.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

impl Files {
    pub(crate) fn new(certificate: &Path, key: &Path) -> Self {
        Self { certificate: certificate.to_owned(), key: key.to_owned() }
    }

    fn chain(&self) -> Result<Vec<CertificateDer<'static>>, String> {
        let (flag, file) = ("--tls-certificate", self.certificate.display());
        let text =
            std::fs::read(&self.certificate).map_err(|error| format!("{flag}: {file} cannot be read: {error}."))?;
        let chain = CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>();
        match chain {
            Ok(chain) if !chain.is_empty() => Ok(chain),
            _ => Err(format!("{flag}: {file} holds no certificate in PEM.")),
        }
    }

    fn key(&self) -> Result<PrivateKeyDer<'static>, String> {
        let (flag, file) = ("--tls-key", self.key.display());
        let text = std::fs::read(&self.key).map_err(|error| format!("{flag}: {file} cannot be read: {error}."))?;
        PrivateKeyDer::from_pem_slice(&text)
            .map_err(|_| format!("{flag}: {file} holds no private key in PEM, or one under a password."))
    }

    /// What the files say now.
    ///
    /// # Errors
    /// What is wrong with them, as a sentence with the flag.
    fn read(&self) -> Result<Arc<rustls::ServerConfig>, String> {
        let made = rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(self.chain()?, self.key()?);
        let mut config = made.map_err(|error| {
            let (certificate, key) = (self.certificate.display(), self.key.display());
            format!("--tls-certificate and --tls-key: {certificate} and {key} do not go together: {error}.")
        })?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    /// # Errors
    /// As of [`Self::read`].
    pub(crate) fn problem(&self) -> Option<String> {
        self.read().err()
    }

    /// Whether browsers would refuse the certificate because it is another host's.
    pub(crate) fn is_for(&self, host: &str) -> bool {
        let Ok(chain) = self.chain() else { return false };
        let parsed = chain.first().and_then(|first| ParsedCertificate::try_from(first).ok());
        let name = ServerName::try_from(host.trim_start_matches('[').trim_end_matches(']')).ok();
        parsed.zip(name).is_some_and(|(parsed, name)| verify_server_name(&parsed, &name).is_ok())
    }

    /// # Errors
    /// As of [`Self::read`].
    pub(crate) fn load(self) -> Result<Tls, String> {
        let config = RustlsConfig::from_config(self.read()?);
        Ok(Tls { files: self, config })
    }
}

/// The certificate in use. It changes when the files are read again; connections that are open keep the old one.
#[derive(Clone, Debug)]
pub(crate) struct Tls {
    files: Files,
    pub(crate) config: RustlsConfig,
}

impl Tls {
    /// Reads the files again. What is wrong with them is logged, and the certificate of before stays.
    #[cfg_attr(not(unix), expect(dead_code, reason = "there is no signal that asks for it"))]
    fn reload(&self) {
        match self.files.read() {
            Ok(config) => {
                self.config.reload_from_config(config);
                tracing::warn!("the certificate was read again");
            }
            Err(problem) => tracing::error!(problem, "the certificate of before stays"),
        }
    }

    /// Reads the files again with each SIGHUP.
    pub(crate) async fn follow_signals(self) {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            match signal(SignalKind::hangup()) {
                Ok(mut hangup) => {
                    while hangup.recv().await.is_some() {
                        self.reload();
                    }
                }
                Err(error) => tracing::error!(%error, "SIGHUP cannot be heard; a new certificate needs a new start"),
            }
        }
        std::future::pending().await
    }
}
