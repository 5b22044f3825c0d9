//! The demo: Apono's Client API on SQLite, with people, an inventory and access flows of its own.
//!
//! Reading order: who there is (`people`), what there is (`world`, written by `seed` into the tables of `migrations`,
//! held by `catalog`), how a request lives (`flows`, `life`, carried out by `worker`), what there was before (`history`),
//! how the account is set (`settings`), then a file per part of the API.

mod actions;
pub mod catalog;
mod custom_fields;
mod decisions;
mod details;
mod draft;
mod filters;
mod flows;
mod history;
mod icons;
pub mod ids;
mod inventory;
mod justification;
mod life;
pub mod oauth;
pub mod people;
mod requests;
mod search;
pub mod second_factor;
pub mod seed;
mod session;
mod sessions;
mod settings;
mod templates;
pub mod tokens;
mod worker;
mod world;

use std::path::Path;
use std::sync::Arc;

use apono_api::{BASE_PATH, Instant};
use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::routing::{any, get};
use rusqlite_migration::{M, Migrations};
use tokio::sync::Notify;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use self::catalog::Catalog;
use self::life::Millis;
use self::people::Person;
use self::seed::Filled;
pub use self::settings::Settings;
pub use self::worker::Worker;
use crate::clock::Clock;
use crate::db::{Db, OpenError};
use crate::error::ApiError;
use crate::extract::bearer;

/// What every call of the demo works with. Clones share everything.
#[derive(Clone, Debug)]
pub struct Demo {
    /// Requests, sessions, templates and tokens.
    pub db: Db,
    /// The time of everything; tests move it.
    pub clock: Clock,
    /// The inventory, which does not change while the demo runs.
    pub catalog: Arc<Catalog>,
    /// How the account is set.
    pub settings: Settings,
    /// Tells the worker that something may be due earlier than it thinks: a new request, a reset, a moved clock.
    pub wake: Arc<Notify>,
}

/// Opens the demo's data in a folder; a new one is filled with so many resources, one that was filled before stays as
/// it is. `progress` hears of long work, in words.
///
/// # Errors
/// The database cannot be opened or filled, or is of a newer version.
pub async fn open(
    data: &Path,
    resources: u32,
    clock: Clock,
    progress: impl Fn(&str) + Send + Sync + 'static,
) -> Result<Demo, OpenError> {
    let db = Db::open(&data.join("demo.sqlite"), &migrations())?;
    let told = Arc::new(progress);
    let tell = Arc::clone(&told);
    let filled = db
        .write(move |tx| seed::fill(tx, resources, |done| tell(&format!("Demo: {done} of {resources} resources"))))
        .await?;
    if let Filled::Before(before) = filled
        && before != resources
    {
        told(&format!("The demo in {} keeps its {before} resources; an empty folder gets others.", data.display()));
    }
    let catalog = Arc::new(db.read(Catalog::load).await?);
    let (known, now) = (Arc::clone(&catalog), millis(&clock));
    db.write(move |tx| history::fill(tx, &known, now)).await?;
    Ok(Demo { db, clock, catalog, settings: Settings::default(), wake: Arc::new(Notify::new()) })
}

/// The clock's time as the database keeps it.
#[allow(clippy::cast_possible_truncation, reason = "float to integer casts saturate")]
fn millis(clock: &Clock) -> Millis {
    (clock.now() * 1000.0).round() as Millis
}

/// A time of the database as the API shows it.
#[allow(clippy::cast_precision_loss, reason = "a double holds the milliseconds of 280,000 years exactly")]
fn instant(at: Millis) -> Instant {
    Instant::from_seconds(at as f64 / 1000.0)
}

/// The schema, in the order in which it grew. Entries are only ever added at the end.
pub fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(include_str!("migrations/inventory.sql")),
        M::up(include_str!("migrations/flows.sql")),
        M::up(tokens::MIGRATION),
        M::up(include_str!("migrations/requests.sql")),
        M::up(include_str!("migrations/automatic.sql")),
        M::up(include_str!("migrations/favorites.sql")),
        M::up(include_str!("migrations/second_factors.sql")),
        M::up(include_str!("migrations/templates.sql")),
        M::up(include_str!("migrations/decisions.sql")),
        M::up(tokens::USED_AT),
    ])
}

#[derive(OpenApi)]
#[openapi(info(title = "Apono Access demo", description = "The part of Apono's Client API that the demo plays."))]
struct Document;

/// Everything under [`BASE_PATH`].
pub fn router(demo: Demo) -> Router {
    let missing = any(|| async { ApiError::not_found("There is nothing at this address.") });
    Router::from(api())
        .route(&format!("{BASE_PATH}/{{*rest}}"), missing)
        .method_not_allowed_fallback(|| async { ApiError::method_not_allowed() })
        .with_state(demo)
}

/// What anybody may read: the description of the API at `/openapi.json`, and the drawings that stand in its answers. A
/// browser asks for a picture without the tab's header, so that these cannot lie behind the sign-in.
pub fn public_router() -> Router {
    let document = api().into_openapi();
    Router::new()
        .route("/openapi.json", get(|| async { axum::Json(document) }))
        .route("/demo-icons/{file}", get(icons::icon))
}

fn api() -> OpenApiRouter<Demo> {
    let parts = session::router()
        .merge(inventory::router())
        .merge(requests::router())
        .merge(actions::router())
        .merge(decisions::router())
        .merge(second_factor::router())
        .merge(sessions::router())
        .merge(filters::router())
        .merge(templates::router())
        .merge(justification::router());
    OpenApiRouter::with_openapi(Document::openapi()).nest(BASE_PATH, parts)
}

impl Demo {
    /// The person for whom a token stands.
    pub(crate) async fn person(&self, token: String) -> Result<Option<&'static Person>, ApiError> {
        let now = self.clock.now();
        let id = self.db.read(move |connection| tokens::person_for(connection, &token, now).map_err(ApiError::from));
        Ok(id.await?.as_deref().and_then(people::find))
    }

    /// Gives a person so many closed requests, so many sessions of one active request, and so many requests of others
    /// about which they decided. For tests of long lists.
    ///
    /// # Errors
    /// 404 when nobody has this id, or there is nothing that they may ask for or decide about.
    pub async fn crowd(&self, person: &str, requests: u32, sessions: u32, decided: u32) -> Result<(), ApiError> {
        let missing = || ApiError::not_found("There is no such person, or nothing that they may ask for or decide.");
        let person = people::find(person).ok_or_else(missing)?;
        let (catalog, now) = (Arc::clone(&self.catalog), millis(&self.clock));
        let written = self.db.write(move |tx| {
            let done = history::crowd(tx, &catalog, person, (requests, sessions), now)?
                && (decided == 0 || history::decided(tx, &catalog, person, decided, now)?);
            Ok::<_, ApiError>(done)
        });
        if written.await? { Ok(()) } else { Err(missing()) }
    }
}

/// The person who calls: signed in, and an Apono user. Answers 401 or 403 otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Caller(pub &'static Person);

impl FromRequestParts<Demo> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, demo: &Demo) -> Result<Self, ApiError> {
        let bearer = bearer(&parts.headers).ok_or_else(ApiError::unauthorized)?.to_owned();
        let person = demo.person(bearer).await?.ok_or_else(ApiError::unauthorized)?;
        if person.apono_user {
            Ok(Self(person))
        } else {
            Err(ApiError::forbidden(
                "You are signed in, but you have no Apono account. Ask your administrator to add you to Apono.",
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_migrations_fit_together() {
        super::migrations().validate().unwrap();
    }
}
