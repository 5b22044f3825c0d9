//! `package`: the server with the tab inside, and the Teams app package. `teams/package.mjs` fills the manifest, checks
//! everything and makes the zip; `supply/write.mjs` lays beside them what the product is made of and the notices that go with it.
#![allow(let_underscore_drop, reason = "clap writes it for a group of flags that may be missing")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};

use crate::project::Project;
use crate::{setup, tab};

#[derive(Args)]
pub(crate) struct PackageArgs {
    #[command(flatten)]
    teams: Option<Teams>,
}

/// Of the Teams app package, which is made when these are given.
#[derive(Args)]
struct Teams {
    /// Host under which people reach the server, for example access.example.com.
    #[arg(long, value_name = "HOST", required = false, requires_all = ["app_id", "entra_client_id"])]
    domain: String,
    /// Id of the app in Teams: a GUID made once for your organisation and kept for every version.
    #[arg(long, value_name = "GUID", required = false, requires_all = ["domain", "entra_client_id"])]
    app_id: String,
    /// Application (client) id of the app registration in Entra.
    #[arg(long, value_name = "GUID", required = false, requires_all = ["domain", "app_id"])]
    entra_client_id: String,
    /// Version of the package; Teams takes an update only with a higher one.
    #[arg(long, value_name = "X.Y.Z", default_value = "1.0.0")]
    app_version: String,
    /// Who answers for the app, as Teams shows it.
    #[arg(long, value_name = "NAME", default_value = "Apono")]
    developer_name: String,
    /// Page about the app or who answers for it [default: the support page].
    #[arg(long, value_name = "URL")]
    website_url: Option<String>,
    /// Page about privacy [default: /privacy on the domain].
    #[arg(long, value_name = "URL")]
    privacy_url: Option<String>,
    /// Terms of use [default: /terms on the domain].
    #[arg(long, value_name = "URL")]
    terms_url: Option<String>,
    /// Page with support, named in the description [default: /support on the domain].
    #[arg(long, value_name = "URL")]
    support_url: Option<String>,
}

impl Teams {
    /// What the template of the manifest asks for. Host and ids mean the same in upper case, but are compared as text.
    fn values(&self) -> Value {
        let domain = self.domain.to_lowercase();
        let page =
            |given: &Option<String>, path: &str| given.clone().unwrap_or_else(|| format!("https://{domain}{path}"));
        let support = page(&self.support_url, "/support");
        json!({
            "app_id": self.app_id.to_lowercase(),
            "app_version": self.app_version,
            "developer_name": self.developer_name,
            "website_url": self.website_url.as_ref().unwrap_or(&support),
            "privacy_url": page(&self.privacy_url, "/privacy"),
            "terms_url": page(&self.terms_url, "/terms"),
            "support_url": support,
            "entra_client_id": self.entra_client_id.to_lowercase(),
            "domain": domain,
        })
    }
}

/// Leaves the server, the bill of materials, the notices and, where its values are given, the app package in `target/package/`.
///
/// # Errors
/// Set-up is not complete, something does not build, or the server does not hand out its tab.
pub(crate) fn package(project: &Project, args: &PackageArgs) -> Result<ExitCode> {
    setup::prepare(project, &[])?;
    let folder = project.target().join("package");
    match &args.teams {
        None => println!("No app package for Teams is made: that needs --domain, --app-id and --entra-client-id."),
        Some(teams) => {
            let mut node = project.command("node");
            node.arg("teams/package.mjs").arg(teams.values().to_string()).arg(folder.join("apono-access.zip"));
            let status = node.stdin(Stdio::null()).status().context("Node.js could not be started")?;
            if !status.success() {
                // What is wrong with the values has been said.
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    project.run(project.command("node").arg("supply/write.mjs").arg(&folder))?;
    let server = server_with_tab(project, "release", &folder)?;
    project.run(&mut tests_of(project, &server))?;
    println!("The server with the tab inside is {}.", server.display());
    Ok(ExitCode::SUCCESS)
}

/// Builds the server with the tab inside, and leaves it in the folder. The one without it is not compiled anew for that.
///
/// # Errors
/// One of them does not build.
pub(crate) fn server_with_tab(project: &Project, profile: &str, folder: &Path) -> Result<PathBuf> {
    tab::build(project, tab::ALL_LANGUAGES)?;
    let mut cargo = project.cargo(["build", "--package", "server", "--features", "embedded-tab"]);
    if profile == "release" {
        cargo.arg("--release");
    }
    project.run(&mut cargo)?;
    let built = project.server(profile);
    let kept = folder.join(built.file_name().context("the server has no name")?);
    fs::create_dir_all(folder)?;
    fs::copy(&built, &kept).with_context(|| format!("{} cannot be written", kept.display()))?;
    Ok(kept)
}

/// Tests of a server that [`server_with_tab`] has left.
pub(crate) fn tests_of(project: &Project, server: &Path) -> Command {
    let mut node = project.command("node");
    node.args(["--test", "--test-reporter=spec", "tests/packaged.test.mjs"]).env_remove("FORCE_COLOR");
    node.env("PACKAGED", server).env("TAB_DIST", project.dist());
    node
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Typed {
        #[command(flatten)]
        package: PackageArgs,
    }

    #[test]
    fn the_app_package_is_made_when_all_that_it_needs_is_given_and_half_of_it_is_refused() {
        let typed = |flags: &[&str]| Typed::try_parse_from(["package"].iter().chain(flags)).map(|typed| typed.package);
        assert!(typed(&[]).unwrap().teams.is_none());
        let whole = ["--domain", "a.example", "--app-id", "1", "--entra-client-id", "2"];
        assert_eq!(typed(&whole).unwrap().teams.unwrap().app_version, "1.0.0");
        assert!(typed(&whole[..2]).is_err() && typed(&whole[2..]).is_err());
        assert!(typed(&["--developer-name", "Example"]).is_err());
    }

    fn args() -> Teams {
        Teams {
            domain: "Access.example.com".to_owned(),
            app_id: "11111111-2222-4333-8444-55555555555A".to_owned(),
            entra_client_id: "AAAAAAAA-bbbb-4ccc-8ddd-eeeeeeeeeeee".to_owned(),
            app_version: "1.0.0".to_owned(),
            developer_name: "Example".to_owned(),
            website_url: None,
            privacy_url: None,
            terms_url: None,
            support_url: None,
        }
    }

    #[test]
    fn pages_that_are_not_named_are_those_of_the_server() {
        let expected = json!({
            "domain": "access.example.com",
            "app_id": "11111111-2222-4333-8444-55555555555a",
            "entra_client_id": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
            "app_version": "1.0.0",
            "developer_name": "Example",
            "website_url": "https://access.example.com/support",
            "privacy_url": "https://access.example.com/privacy",
            "terms_url": "https://access.example.com/terms",
            "support_url": "https://access.example.com/support",
        });
        assert_eq!(args().values(), expected);
    }

    #[test]
    fn pages_that_are_named_stay_as_they_are() {
        let named = |name: &str| Some(format!("https://www.example.org/{name}"));
        let args = Teams {
            website_url: named("About"),
            privacy_url: named("Privacy"),
            terms_url: named("Terms"),
            support_url: named("Support"),
            ..args()
        };
        let values = args.values();
        for (name, page) in [("website", "About"), ("privacy", "Privacy"), ("terms", "Terms"), ("support", "Support")] {
            assert_eq!(values[format!("{name}_url")], format!("https://www.example.org/{page}"));
        }
    }
}
