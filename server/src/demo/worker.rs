//! Carries requests through their life. All there is to know lies in the database and every move is one transaction, so
//! that an end of the program at any moment loses nothing: the next start goes on.

use std::collections::BTreeMap;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::catalog::{Catalog, at};
use super::details::Use;
use super::draft::Unit;
use super::flows::{Asked, Flow};
use super::life::{self, Millis, Plan, SECOND, State};
use super::requests::{self, Stored};
use super::world::{INCIDENT_ONLY, UNREACHABLE};
use super::{Demo, decisions, millis, people, second_factor};
use crate::secret;

/// Longer naps could miss that the machine's clock was moved.
const LONGEST_NAP: Millis = 60 * SECOND;
/// After a failure of the database.
const PAUSE: Duration = Duration::from_secs(1);
/// How many requests are moved in one transaction; calls that write wait for it.
const BATCH: i64 = 20;

/// The running worker; dropping it ends it.
#[derive(Debug)]
pub struct Worker(JoinHandle<()>);

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Demo {
    /// Starts what moves requests when they are due. One at a time is enough; two would do no harm.
    pub fn spawn_worker(&self) -> Worker {
        Worker(tokio::spawn(run(self.clone())))
    }
}

async fn run(demo: Demo) {
    loop {
        let now = millis(&demo.clock);
        let catalog = std::sync::Arc::clone(&demo.catalog);
        let nap = match demo.db.write(move |tx| advance(tx, &catalog, now)).await {
            Ok(due) => due.map_or(LONGEST_NAP, |due| due.saturating_sub(now)).clamp(0, LONGEST_NAP),
            Err(error) => {
                let error: rusqlite::Error = error;
                tracing::error!(%error, "requests could not be moved; they are tried again");
                sleep(PAUSE).await;
                continue;
            }
        };
        tokio::select! {
            () = demo.wake.notified() => {}
            () = sleep(Duration::from_millis(nap.unsigned_abs())) => {}
        }
    }
}

/// Moves what is due, and tells when something is due next.
fn advance(tx: &Transaction<'_>, catalog: &Catalog, now: Millis) -> rusqlite::Result<Option<Millis>> {
    let due: Vec<i64> = tx
        .prepare_cached("SELECT n FROM requests WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2")?
        .query_map([now, BATCH], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for n in due {
        move_request(tx, catalog, n, now)?;
    }
    let resets: Vec<i64> = tx
        .prepare_cached("SELECT n FROM access_sessions WHERE reset_at <= ?1")?
        .query_map([now], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for session in resets {
        tx.prepare_cached(
            "UPDATE access_sessions SET credentials_status = 'new', secret = ?2, reset_at = NULL, rotated = 1,
                 consumed_by = NULL WHERE n = ?1",
        )?
        .execute(params![session, new_secret()?])?;
    }
    tx.prepare_cached(
        "SELECT min(due) FROM (SELECT min(due_at) AS due FROM requests WHERE due_at IS NOT NULL
             UNION ALL SELECT min(reset_at) FROM access_sessions WHERE reset_at IS NOT NULL)",
    )?
    .query_row([], |row| row.get(0))
}

fn move_request(tx: &Transaction<'_>, catalog: &Catalog, n: i64, now: Millis) -> rusqlite::Result<()> {
    let request = requests::stored(tx, n)?;
    let flow = catalog.flows.iter().find(|flow| flow.n == request.flow).ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let units = requests::units(tx, n)?;
    let asked = if flow.auto_grant { Vec::new() } else { flow.asked(&request.requestor, &request.grantee, now) };
    if request.state == State::Pending {
        tx.prepare_cached(
            "UPDATE request_approvers SET notified_at = ?2 WHERE request = ?1 AND notify_at <= ?2 AND notified_at IS NULL",
        )?
        .execute([n, now])?;
    }
    let next_tier = match request.state {
        State::Pending => tx
            .prepare_cached("SELECT min(notify_at) FROM request_approvers WHERE request = ?1 AND notified_at IS NULL")?
            .query_row([n], |row| row.get(0))?,
        _ => asked.iter().map(|asked| asked.notify_at).filter(|at| *at > now).min(),
    };
    let asks_mfa = flow.mfa_required && !second_factor::is_fresh(tx, &request.requestor, now)?;
    let plan = Plan { asks_mfa, ..plan(catalog, &request, flow, &units, &asked, next_tier) };
    let step = life::when_due(request.state, &plan, now);
    match step.state {
        State::Pending if request.state != State::Pending => ask(tx, n, &asked, now)?,
        State::Active | State::Failed if request.state == State::Granting => {
            provision(tx, catalog, &request, &units)?;
        }
        _ => {}
    }
    let ends_at = match step.state {
        State::Active => step.due,
        State::Revoked => Some(now),
        _ => request.ends_at,
    };
    // What was said when access began to be taken away is still the reason when it has gone.
    let description = step.description.or(request.description);
    tx.prepare_cached("UPDATE requests SET state = ?2, due_at = ?3, description = ?4, ends_at = ?5 WHERE n = ?1")?
        .execute(params![n, step.state.status().as_str(), step.due, description, ends_at])?;
    if step.state == State::Pending {
        decisions::file(tx, n)?;
    }
    if matches!(step.state, State::Expired | State::Revoked) {
        end_sessions(tx, n, now)?;
    }
    Ok(())
}

/// All but the second factor, which only the database knows of.
fn plan(
    catalog: &Catalog,
    request: &Stored,
    flow: &Flow,
    units: &[Unit],
    asked: &[Asked],
    next_tier: Option<Millis>,
) -> Plan {
    let duration = request.duration_sec.or(flow.max_duration_sec).map(|seconds| seconds.saturating_mul(SECOND));
    let refusal = if !flow.auto_grant && asked.is_empty() {
        Some("Nobody but you could decide about this, so it was rejected. Ask your administrator.".to_owned())
    } else {
        refusal(catalog, request.justification.as_deref(), units)
    };
    let failures: Vec<&str> = units.iter().filter_map(|unit| failure(catalog, *unit)).collect();
    let failed = failures.first().filter(|_| failures.len() == units.len()).map(|reason| (*reason).to_owned());
    Plan {
        refusal,
        asks_mfa: false,
        needs_approval: !flow.auto_grant,
        next_tier,
        failure: failed,
        granting: life::granting(units.len()),
        duration,
    }
}

/// Why the company's rules refuse this without asking anybody.
fn refusal(catalog: &Catalog, justification: Option<&str>, units: &[Unit]) -> Option<String> {
    let refused = units.iter().find_map(|(resource, permission)| {
        let of_type = &at(&catalog.types, catalog.pool(*resource)?.resource_type)?.id;
        let name = &at(&catalog.permissions, *permission)?.shown.name;
        INCIDENT_ONLY.iter().any(|(only, permission)| only == of_type && permission == name).then_some(name)
    })?;
    let names_incident = justification.is_some_and(|text| {
        text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-')
            .filter_map(|word| word.strip_prefix("INC-"))
            .any(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    });
    (!names_incident).then(|| {
        format!(
            "{refused} is given during incidents only. Ask again with the incident's number, such as INC-1042, in the justification."
        )
    })
}

/// Why this unit cannot be provisioned.
pub(super) fn failure(catalog: &Catalog, (resource, _): Unit) -> Option<&'static str> {
    let pool = catalog.pool(resource)?;
    let integration = &at(&catalog.integrations, pool.integration)?.id;
    let of_type = &at(&catalog.types, pool.resource_type)?.id;
    UNREACHABLE.iter().find(|(system, kind, _)| system == integration && kind == of_type).map(|(_, _, why)| *why)
}

/// Names those who decide; who is due is told.
pub(super) fn ask(tx: &Transaction<'_>, request: i64, asked: &[Asked], now: Millis) -> rusqlite::Result<()> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO request_approvers (request, tier, kind, name, person_id, group_id, notify_at, notified_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for Asked { tier, kind, name, person, group, notify_at } in asked {
        let notified = (*notify_at <= now).then_some(*notify_at);
        insert.execute(params![request, tier, kind, name, person, group, notify_at, notified])?;
    }
    Ok(())
}

/// Writes how provisioning went in each integration, and gives the grantee a session in each where it went well.
pub(super) fn provision(
    tx: &Transaction<'_>,
    catalog: &Catalog,
    request: &Stored,
    units: &[Unit],
) -> rusqlite::Result<()> {
    for (integration, units) in by_integration(catalog, units) {
        let failures: Vec<&str> = units.iter().filter_map(|unit| failure(catalog, *unit)).collect();
        let state = match failures.len() {
            0 => "Success",
            failed if failed == units.len() => "Failure",
            _ => "Warning",
        };
        write_group(tx, request.n, integration, state, failures.first().copied())?;
        if state != "Failure" {
            give_session(tx, catalog, request, integration)?;
        }
    }
    Ok(())
}

/// The units of each integration.
pub(super) fn by_integration(catalog: &Catalog, units: &[Unit]) -> BTreeMap<i64, Vec<Unit>> {
    let mut parts: BTreeMap<i64, Vec<Unit>> = BTreeMap::new();
    for unit in units {
        if let Some(pool) = catalog.pool(unit.0) {
            parts.entry(pool.integration).or_default().push(*unit);
        }
    }
    parts
}

/// `state` is a text of [`apono_api::AccessGroupState`].
pub(super) fn write_group(
    tx: &Transaction<'_>,
    request: i64,
    integration: i64,
    state: &str,
    message: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT INTO access_groups (request, integration, state, message) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![request, integration, state, message])
        .map(drop)
}

fn give_session(tx: &Transaction<'_>, catalog: &Catalog, request: &Stored, integration: i64) -> rusqlite::Result<()> {
    let open = tx
        .prepare_cached("SELECT n FROM access_sessions WHERE person = ?1 AND integration = ?2 AND ended_at IS NULL")?
        .query_row(params![request.grantee, integration], |row| row.get(0))
        .optional()?;
    let session: i64 = match open {
        Some(session) => session,
        None => {
            let has_secret =
                at(&catalog.integrations, integration).is_some_and(|shown| Use::of(&shown.kind).has_secret());
            let secret = if has_secret { Some(new_secret()?) } else { None };
            tx.prepare_cached(
                "INSERT INTO access_sessions (person, integration, username, credentials_status, secret)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                request.grantee,
                integration,
                username(&request.grantee),
                has_secret.then_some("new"),
                secret
            ])?;
            tx.last_insert_rowid()
        }
    };
    tx.prepare_cached("INSERT OR IGNORE INTO session_requests (session, request) VALUES (?1, ?2)")?
        .execute([session, request.n])
        .map(drop)
}

pub(super) fn username(person: &str) -> String {
    let email = people::find(person).map_or(person, |person| person.email);
    email.split('@').next().unwrap_or(email).replace('.', "_")
}

/// Ends the sessions of this request that no other active request holds.
fn end_sessions(connection: &Connection, request: i64, now: Millis) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE access_sessions SET ended_at = ?2, secret = NULL, reset_at = NULL,
                 credentials_status = CASE WHEN credentials_status IS NULL THEN NULL ELSE 'not_applicable' END
             WHERE ended_at IS NULL AND n IN (SELECT session FROM session_requests WHERE request = ?1)
                 AND NOT EXISTS (
                     SELECT 1 FROM session_requests AS held JOIN requests ON requests.n = held.request
                     WHERE held.session = access_sessions.n AND requests.state IN ('Active', 'Revoking'))",
        )?
        .execute([request, now])
        .map(drop)
}

fn new_secret() -> rusqlite::Result<String> {
    secret::random().map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}
