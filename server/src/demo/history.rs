//! What people asked for before the demo began, so that every list has something to show. Times count back from the
//! moment of filling.

use apono_api::{SaveAccessRequestTemplate, TemplateType};
use rusqlite::{Transaction, params};
use serde_json::json;

use super::catalog::{Catalog, at, numbered};
use super::draft::Unit;
use super::flows::{Asked, Flow, Wanted, flow_for};
use super::life::{EVALUATION, HOUR, MINUTE, Millis, SECOND, State};
use super::people::{self, ADMIN, DATA_OWNER, ENGINEER, Person, SECOND_ENGINEER, TEAM_LEAD};
use super::requests::{self, New};
use super::worker::{self, by_integration, failure};
use super::{decisions, ids, second_factor, templates};

/// How long after asking somebody decided, and how long granting took.
const DECISION: Millis = 9 * MINUTE;
const GRANTING: Millis = 3 * SECOND;

struct Past {
    requestor: &'static str,
    grantee: &'static str,
    ago: Millis,
    what: What,
    /// In hours; `None` is the flow's longest.
    hours: Option<i32>,
    justification: Option<&'static str>,
    outcome: Outcome,
    /// The name of the access flow, where today none gives this any more.
    by: Option<&'static str>,
}

enum What {
    Units(&'static [Named]),
    /// System, resource type, permission, and of how many resources of that type.
    Many(&'static str, &'static str, &'static str, usize),
    Bundle(&'static str),
}

/// System, resource type, permission, and which resource of that type, counted from 0 and around the end.
type Named = (&'static str, &'static str, &'static str, usize);

#[derive(Clone, Copy)]
enum Outcome {
    Pending,
    /// All have to approve, and this one of them has.
    Halfway(&'static str),
    /// Waits for the second factor.
    Unconfirmed,
    Active,
    /// Active without anybody having asked.
    Automatic,
    Expired,
    /// Who refused, and why.
    Rejected(&'static str, &'static str),
    /// After so long with access.
    Revoked(Millis),
    /// What the system answered.
    Failed(&'static str),
}

use Outcome::{Active, Automatic, Expired, Failed, Halfway, Pending, Rejected, Revoked, Unconfirmed};
use What::{Bundle, Many, Units};

const fn past(
    person: &'static str,
    ago: Millis,
    what: What,
    hours: Option<i32>,
    justification: &'static str,
    outcome: Outcome,
) -> Past {
    let justification = if justification.is_empty() { None } else { Some(justification) };
    Past { requestor: person, grantee: person, ago, what, hours, justification, outcome, by: None }
}

const DAY: Millis = 24 * HOUR;
const VIRTUAL_HOST: &[Named] = &[("int-rabbitmq-events", "rabbitmq-virtual-host", "Read", 0)];
/// What approvers wrote where their reason is required.
const AGREED: &str = "Needed for this case, and no more than it takes.";
const CLOSED: &str = "RabbitMQ Events did not create the user: its management interface is closed for maintenance.";

/// The oldest first.
#[rustfmt::skip]
const HISTORY: &[Past] = &[
    Past { requestor: ENGINEER, grantee: ENGINEER, ago: 12 * DAY, what: Units(&[("int-gcp-analytics", "gcp-storage-bucket", "Object Admin", 0)]), hours: Some(2), justification: Some("Move old exports to another bucket"), outcome: Expired, by: Some("Production cloud") },
    past(SECOND_ENGINEER, 11 * DAY, Bundle("bun-payments"), Some(8), "OPS-2190: refunds fail since the last release", Expired),
    past(DATA_OWNER, 10 * DAY, Units(&[("int-github", "github-repository", "Write", 1)]), Some(48), "Repair the nightly export", Expired),
    past(ENGINEER, 9 * DAY, Bundle("bun-orders"), Some(4), "Take over the orders service while Tom is away", Expired),
    past(ADMIN, 8 * DAY, Units(&[("int-okta", "okta-group", "Member", 1)]), None, "Check how group rules apply", Revoked(2 * DAY)),
    past(DATA_OWNER, 8 * DAY - HOUR, Units(&[("int-github", "github-repository", "Read", 2)]), None, "Review how exports are written", Active),
    past(TEAM_LEAD, 7 * DAY, Units(&[("int-aws-production", "aws-s3-bucket", "Read", 3), ("int-aws-production", "aws-lambda-function", "View", 1)]), Some(8), "Find out why invoices were late", Expired),
    past(SECOND_ENGINEER, 6 * DAY, Units(&[("int-github", "github-repository", "Write", 4)]), None, "Fix the release pipeline", Revoked(3 * HOUR)),
    past(ENGINEER, 5 * DAY, Units(&[("int-elasticsearch-logs", "elasticsearch-index", "Read", 5)]), Some(6), "", Revoked(40 * MINUTE)),
    past(SECOND_ENGINEER, 5 * DAY - 30 * MINUTE, Units(&[("int-aws-production", "aws-ec2-instance", "Connect", 2), ("int-aws-production", "aws-ec2-instance", "Connect", 6)]), Some(4), "OPS-2204: the disks of two workers are full", Expired),
    past(DATA_OWNER, 5 * DAY - HOUR, Units(&[("int-snowflake", "snowflake-warehouse", "Operate", 0)]), Some(2), "Resize the warehouse before the month end", Failed("Snowflake Warehouse did not grant the role: the account is suspended.")),
    past(SECOND_ENGINEER, 4 * DAY, Units(&[("int-mysql-production", "mysql-database", "Read Write", 0)]), Some(2), "Correct a customer's address", Rejected(TEAM_LEAD, "Read Only is enough to look at it. Changes go through the support console.")),
    past(TEAM_LEAD, 4 * DAY - 30 * MINUTE, Bundle("bun-release"), Some(8), "Release 41 of the storefront", Expired),
    past(TEAM_LEAD, 4 * DAY - HOUR, Units(VIRTUAL_HOST), Some(2), "Look at stuck events", Failed(CLOSED)),
    past(ENGINEER, 3 * DAY, Units(&[("int-snowflake", "snowflake-schema", "Select", 2)]), Some(2), "Compare revenue with the ledger", Rejected(DATA_OWNER, "Use the masked copy in the reporting schema.")),
    past(SECOND_ENGINEER, 3 * DAY - 30 * MINUTE, Bundle("bun-billing"), Some(8), "Learn how invoices are made", Rejected(TEAM_LEAD, "Staging has the same tables. Please look there first.")),
    past(ADMIN, 3 * DAY - HOUR, Units(&[("int-mysql-production", "mysql-table", "Update", 2)]), Some(1), "Clean up test rows", Rejected(TEAM_LEAD, "Test rows are removed by tonight's job.")),
    Past { requestor: TEAM_LEAD, grantee: SECOND_ENGINEER, ago: 3 * DAY - 2 * HOUR, what: Bundle("bun-checkout"), hours: Some(8), justification: Some("Tom joins the checkout team for the week"), outcome: Revoked(5 * HOUR), by: None },
    past(TEAM_LEAD, 2 * DAY + 6 * HOUR, Units(&[("int-mongodb-customers", "mongodb-collection", "Find", 3)]), Some(1), "Check a report about duplicate profiles", Rejected(DATA_OWNER, "The support team looks into this already.")),
    past(DATA_OWNER, 2 * DAY + 5 * HOUR, Units(&[("int-mongodb-customers", "mongodb-database", "Read Write", 0)]), Some(2), "Try the new retention rules", Rejected(TEAM_LEAD, "Please try them on staging data first.")),
    past(ENGINEER, 2 * DAY, Units(VIRTUAL_HOST), Some(1), "See why order events arrive twice", Failed(CLOSED)),
    past(SECOND_ENGINEER, 2 * DAY - HOUR, Units(&[("int-postgresql-staging", "postgresql-database", "Admin", 1)]), Some(8), "", Expired),
    past(ADMIN, 2 * DAY - 2 * HOUR, Units(VIRTUAL_HOST), Some(2), "Prepare the maintenance window", Failed(CLOSED)),
    past(ADMIN, 30 * HOUR, Units(&[("int-ssh-bastions", "ssh-server", "Login", 0)]), None, "Replace host keys", Expired),
    past(TEAM_LEAD, 28 * HOUR, Units(&[("int-elasticsearch-logs", "elasticsearch-index", "Read", 7)]), Some(12), "", Revoked(90 * MINUTE)),
    past(ENGINEER, 26 * HOUR, Units(&[("int-kubernetes-production", "kubernetes-namespace", "Edit", 0), ("int-ssh-bastions", "ssh-server", "Login", 1)]), None, "INC-1038: checkout answers slowly", Expired),
    past(SECOND_ENGINEER, 25 * HOUR, Units(VIRTUAL_HOST), Some(1), "Count what waits in the queues", Failed(CLOSED)),
    past(TEAM_LEAD, 24 * HOUR + 30 * MINUTE, Units(&[("int-mongodb-customers", "mongodb-collection", "Find", 5)]), Some(1), "Check which profiles the import skipped", Expired),
    past(DATA_OWNER, 24 * HOUR, Units(&[("int-mongodb-customers", "mongodb-collection", "Find", 1)]), Some(2), "Answer a request for deletion", Expired),
    past(SECOND_ENGINEER, 23 * HOUR, Units(&[("int-postgresql-production", "postgresql-table", "Select", 3)]), Some(4), "Check totals after the price change", Expired),
    past(DATA_OWNER, 22 * HOUR, Units(&[("int-snowflake", "snowflake-schema", "Usage", 4)]), Some(2), "Look at new columns", Revoked(35 * MINUTE)),
    past(SECOND_ENGINEER, 7 * HOUR, Units(&[("int-aws-production", "aws-lambda-function", "Invoke", 0)]), Some(2), "Run the clean-up by hand", Rejected(ENGINEER, "It runs by itself at noon. Please wait for that.")),
    past(SECOND_ENGINEER, 5 * HOUR, Units(&[("int-elasticsearch-logs", "elasticsearch-index", "Read", 1), ("int-elasticsearch-logs", "elasticsearch-index", "Read", 2)]), None, "", Active),
    past(SECOND_ENGINEER, 4 * HOUR, Units(&[("int-elasticsearch-logs", "elasticsearch-index", "Read", 3)]), None, "", Active),
    past(ENGINEER, 3 * HOUR, Units(&[("int-redis-caches", "redis-instance", "Read Only", 0)]), None, "", Automatic),
    past(ADMIN, 2 * HOUR, Units(&[("int-elasticsearch-logs", "elasticsearch-index", "Manage", 0)]), Some(24), "", Active),
    past(ENGINEER, 95 * MINUTE, Units(&[("int-postgresql-staging", "postgresql-database", "Read Write", 0), ("int-aws-staging", "aws-s3-bucket", "Write", 0)]), None, "", Active),
    past(SECOND_ENGINEER, 60 * MINUTE, Units(&[("int-postgresql-production", "postgresql-table", "Select", 0), ("int-postgresql-production", "postgresql-table", "Select", 1)]), Some(4), "Find orders that were charged twice", Active),
    past(DATA_OWNER, 50 * MINUTE, Units(&[("int-mongodb-customers", "mongodb-collection", "Find", 0)]), Some(2), "Check an export for the auditor", Pending),
    past(ENGINEER, 45 * MINUTE, Units(&[("int-mongodb-customers", "mongodb-collection", "Find", 2)]), Some(1), "A customer cannot sign in", Halfway(TEAM_LEAD)),
    past(ADMIN, 40 * MINUTE, Units(&[("int-postgresql-production", "postgresql-database", "Read Only", 1)]), Some(2), "Count connections of the new pool", Pending),
    past(DATA_OWNER, 35 * MINUTE, Units(&[("int-snowflake", "snowflake-schema", "Select", 0)]), Some(2), "Monthly report to finance", Active),
    past(TEAM_LEAD, 30 * MINUTE, Units(&[("int-snowflake", "snowflake-schema", "Select", 1)]), Some(2), "Numbers for the review on Thursday", Pending),
    past(SECOND_ENGINEER, 28 * MINUTE, Bundle("bun-payments"), Some(8), "OPS-2231: refunds are stuck and customers are waiting", Pending),
    Past { requestor: ADMIN, grantee: DATA_OWNER, ago: 26 * MINUTE, what: Units(&[("int-mongodb-customers", "mongodb-collection", "Find", 4)]), hours: Some(2), justification: Some("Rafael answers the auditor this afternoon"), outcome: Pending, by: None },
    past(TEAM_LEAD, 22 * MINUTE, Units(&[("int-kubernetes-production", "kubernetes-namespace", "View", 1)]), None, "INC-1041: watch the roll-out", Active),
    past(SECOND_ENGINEER, 20 * MINUTE, Units(&[("int-aws-production", "aws-s3-bucket", "Read", 0)]), Some(3), "Look at yesterday's exports", Pending),
    past(TEAM_LEAD, 18 * MINUTE, Units(&[("int-azure-platform", "azure-key-vault", "Secrets User", 0)]), Some(1), "Renew the certificate of the gateway", Unconfirmed),
    past(SECOND_ENGINEER, 15 * MINUTE, Many("int-postgresql-production", "postgresql-table", "Select", 140), Some(4), "OPS-2240: find every table that still has the old currency codes", Pending),
    past(ENGINEER, 12 * MINUTE, Units(&[("int-postgresql-production", "postgresql-database", "Read Write", 0)]), Some(2), "INC-1042: release orders that hang in payment", Pending),
    past(DATA_OWNER, 9 * MINUTE, Units(&[("int-github", "github-repository", "Write", 3)]), None, "Look after the exporter from now on", Pending),
    past(SECOND_ENGINEER, 4 * MINUTE, Units(&[("int-aws-production", "aws-ec2-instance", "Connect", 0)]), Some(1), "OPS-2243: a worker keeps restarting", Pending),
];

/// What the engineer has saved.
const SAVED: &[(&str, Named)] = &[
    ("Orders database, to look", ("int-postgresql-production", "postgresql-database", "Read Only", 0)),
    ("Access logs", ("int-elasticsearch-logs", "elasticsearch-index", "Read", 0)),
];

/// Writes the history unless there are requests already; all or nothing.
///
/// # Errors
/// The database cannot be written.
pub(super) fn fill(tx: &Transaction<'_>, catalog: &Catalog, now: Millis) -> rusqlite::Result<()> {
    if tx.prepare("SELECT 1 FROM requests LIMIT 1")?.exists([])? {
        return Ok(());
    }
    HISTORY.iter().try_for_each(|past| write(tx, catalog, past, now))?;
    tx.execute(
        "INSERT INTO favorites (person, request)
         SELECT requestor, n FROM requests WHERE requestor = ?1 AND state = 'Expired' ORDER BY n DESC LIMIT 2",
        [ENGINEER],
    )?;
    tx.execute(
        "UPDATE access_sessions SET rotated = 1
         WHERE person = ?1 AND integration = (SELECT n FROM integrations WHERE id = 'int-postgresql-production')",
        [SECOND_ENGINEER],
    )?;
    // The team lead has no authenticator yet.
    for person in [ENGINEER, SECOND_ENGINEER, DATA_OWNER, ADMIN] {
        second_factor::enroll(tx, person)?;
    }
    SAVED.iter().try_for_each(|(name, named)| save(tx, catalog, name, named, now))
}

fn save(tx: &Transaction<'_>, catalog: &Catalog, name: &str, named: &Named, now: Millis) -> rusqlite::Result<()> {
    let (Some((resource, permission)), Some(engineer)) = (unit(catalog, named), people::find(ENGINEER)) else {
        return Ok(());
    };
    let Some(permission) = at(&catalog.permissions, permission) else { return Ok(()) };
    let template = SaveAccessRequestTemplate {
        name: name.to_owned(),
        kind: TemplateType::IntegrationRequest,
        filter_integration_ids: vec![named.0.to_owned()],
        filter_resource_type_ids: vec![named.1.to_owned()],
        filter_resource_ids: vec![ids::resource(resource)],
        filter_permission_ids: vec![permission.shown.id.clone()],
    };
    templates::save(tx, catalog, engineer, None, &template, now)
        .map(drop)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// Gives a person so many more closed requests, and so many sessions of one active request; `false` when there is nothing
/// that they may ask for.
///
/// # Errors
/// The database cannot be written.
pub(super) fn crowd(
    tx: &Transaction<'_>,
    catalog: &Catalog,
    person: &'static Person,
    (requests, sessions): (u32, u32),
    now: Millis,
) -> rusqlite::Result<bool> {
    const STATES: [State; 4] = [State::Expired, State::Rejected, State::Revoked, State::Failed];
    let reach = catalog.reach(person.id);
    let first_unit = |n| {
        let pool = catalog.pool(n)?;
        let permission = *reach.of_pool(catalog.pool_number(n)?).first()?;
        let flow = flow_for(&catalog.flows, person, Wanted::Unit { pool, permission })?;
        Some((flow.n, pool.integration, (n, permission)))
    };
    let units: Vec<_> = (1_i64..).take(catalog.resources()).filter_map(first_unit).take(1000).collect();
    let Some((flow, _, unit)) = units.first().copied() else { return Ok(false) };
    let new = |flow, unit| New {
        requestor: person.id,
        grantee: person.id,
        flow,
        bundle: None,
        units: vec![unit],
        duration_sec: Some(3600),
        justification: Some("One of many".to_owned()),
        custom_fields: None,
    };
    for (ago, ((flow, _, unit), state)) in (0..requests).zip(units.iter().cycle().zip(STATES.iter().cycle())) {
        let created = now - 30 * DAY - Millis::from(ago) * MINUTE;
        let n = requests::insert(tx, &new(*flow, *unit), created, *state, None)?;
        tx.prepare_cached("UPDATE requests SET ends_at = ?2 WHERE n = ?1")?.execute([n, created + HOUR])?;
    }
    if sessions > 0 {
        let request = requests::insert(tx, &new(flow, unit), now, State::Active, None)?;
        let mut insert = tx.prepare_cached(
            "INSERT INTO access_sessions (person, integration, username, credentials_status) VALUES (?1, ?2, ?3, 'viewed')",
        )?;
        let mut hold = tx.prepare_cached("INSERT INTO session_requests (session, request) VALUES (?1, ?2)")?;
        for (_, (_, integration, _)) in (0..sessions).zip(units.iter().cycle()) {
            insert.execute(params![person.id, integration, worker::username(person.id)])?;
            hold.execute([tx.last_insert_rowid(), request])?;
        }
    }
    Ok(true)
}

/// Gives a person so many requests of others, long closed, about which they decided; `false` when nobody asks them.
///
/// # Errors
/// The database cannot be written.
pub(super) fn decided(
    tx: &Transaction<'_>,
    catalog: &Catalog,
    person: &'static Person,
    requests: u32,
    now: Millis,
) -> rusqlite::Result<bool> {
    let asks = |requestor: &'static Person| {
        let asks_them = |flow: &&Flow| {
            let asked = flow.asked(requestor.id, requestor.id, now);
            !flow.auto_grant && asked.first().is_some_and(|first| first.person == Some(person.id))
        };
        let flow = catalog.flows.iter().filter(asks_them).find(|flow| flow.includes(requestor.id))?;
        let unit_of = |n| {
            let pool = catalog.pool(n)?;
            let reach = catalog.reach(requestor.id);
            let permission = *reach.of_pool(catalog.pool_number(n)?).first()?;
            let by = flow_for(&catalog.flows, requestor, Wanted::Unit { pool, permission })?;
            (by.n == flow.n).then_some((n, permission))
        };
        Some((requestor, flow, (1_i64..).take(catalog.resources()).find_map(unit_of)?))
    };
    let others = people::PEOPLE.iter().filter(|other| other.id != person.id);
    let Some((requestor, flow, unit)) = others.into_iter().find_map(asks) else { return Ok(false) };
    for ago in 0..requests {
        let created = now - 30 * DAY - Millis::from(ago) * MINUTE;
        let (state, said) =
            if ago.is_multiple_of(3) { (State::Rejected, "Rejected") } else { (State::Expired, "Approved") };
        let new = New {
            requestor: requestor.id,
            grantee: requestor.id,
            flow: flow.n,
            bundle: None,
            units: vec![unit],
            duration_sec: Some(3600),
            justification: Some("One of many".to_owned()),
            custom_fields: None,
        };
        let n = requests::insert(tx, &new, created, state, None)?;
        worker::ask(tx, n, &flow.asked(requestor.id, requestor.id, created), created)?;
        tx.prepare_cached(
            "UPDATE request_approvers SET status = ?2, decided_by = ?3, decided_at = ?4 WHERE request = ?1 AND person_id = ?3",
        )?
        .execute(params![n, said, person.id, created + DECISION])?;
        decisions::file(tx, n)?;
    }
    Ok(true)
}

/// An entry that needs what a small inventory does not have is left out.
fn write(tx: &Transaction<'_>, catalog: &Catalog, past: &Past, now: Millis) -> rusqlite::Result<()> {
    let Some((bundle, units)) = find(catalog, &past.what) else { return Ok(()) };
    let Some(grantee) = people::find(past.grantee) else { return Ok(()) };
    let pool = units.first().and_then(|(resource, permission)| Some((catalog.pool(*resource)?, *permission)));
    let Some((pool, permission)) = pool else { return Ok(()) };
    let wanted = bundle.map_or(Wanted::Unit { pool, permission }, Wanted::Bundle);
    let flow = match past.by {
        Some(name) => catalog.flows.iter().find(|flow| flow.name == name),
        None => flow_for(&catalog.flows, grantee, wanted),
    };
    let Some(flow) = flow else { return Ok(()) };

    let created = now - past.ago;
    let asked_at = created + EVALUATION;
    let asked = if flow.auto_grant { Vec::new() } else { flow.asked(past.requestor, past.grantee, asked_at) };
    let decided_at = if flow.auto_grant { asked_at } else { asked_at + DECISION };
    let granted_at = decided_at + GRANTING;
    let hours = past.hours.map(|hours| Millis::from(hours) * HOUR);
    let ends = hours.or(flow.max_duration_sec.map(|seconds| seconds * SECOND)).map(|length| granted_at + length);
    let next_tier = asked.iter().map(|asked| asked.notify_at).filter(|at| *at > now).min();
    let (state, ends_at, due_at, description) = match past.outcome {
        Pending | Halfway(_) => (State::Pending, None, next_tier, None),
        Unconfirmed => (State::PendingMfa, None, None, None),
        Active | Automatic => (State::Active, ends, ends, None),
        Expired => (State::Expired, ends, None, None),
        Rejected(_, reason) => (State::Rejected, None, None, Some(reason)),
        Revoked(after) => (State::Revoked, Some(granted_at + after), None, None),
        Failed(message) => (State::Failed, None, None, Some(message)),
    };
    let new = New {
        requestor: past.requestor,
        grantee: past.grantee,
        flow: flow.n,
        bundle,
        units,
        duration_sec: past.hours.map(|hours| hours * 3600),
        justification: past.justification.map(str::to_owned),
        custom_fields: past.justification.and_then(answered),
    };
    let n = requests::insert(tx, &new, created, state, due_at)?;
    let automatic = matches!(past.outcome, Automatic);
    tx.prepare_cached("UPDATE requests SET ends_at = ?2, description = ?3, automatic = ?4 WHERE n = ?1")?
        .execute(params![n, ends_at, description, automatic])?;
    worker::ask(tx, n, &asked, if state == State::Pending { now } else { decided_at })?;
    decide(tx, n, flow, past, &asked, decided_at)?;
    decisions::file(tx, n)?;
    if state == State::Active {
        return worker::provision(tx, catalog, &requests::stored(tx, n)?, &new.units);
    }
    let group = match state {
        State::Failed => "Failure",
        State::Expired | State::Revoked => "Success",
        _ => return Ok(()),
    };
    for (integration, units) in by_integration(catalog, &new.units) {
        let message = description.or_else(|| units.iter().find_map(|unit| failure(catalog, *unit)));
        worker::write_group(tx, n, integration, group, message)?;
    }
    Ok(())
}

/// Custom fields of who names an incident or a ticket.
fn answered(justification: &str) -> Option<String> {
    let (ticket, _) = justification.split_once(": ")?;
    let urgency = match ticket.split_once('-')?.0 {
        "INC" => "high",
        "OPS" => "normal",
        _ => return None,
    };
    Some(json!({ "ticket": ticket, "urgency": urgency }).to_string())
}

fn decide(
    tx: &Transaction<'_>,
    request: i64,
    flow: &Flow,
    past: &Past,
    asked: &[Asked],
    decided_at: Millis,
) -> rusqlite::Result<()> {
    let first_tier = asked.first().map(|asked| asked.tier);
    let own = |id: &&str| !flow.self_approval && (*id == past.requestor || *id == past.grantee);
    let mut update = tx.prepare_cached(
        "UPDATE request_approvers SET status = ?2, decided_by = ?3, decided_at = ?4, reason = ?5
         WHERE request = ?1 AND name = ?6",
    )?;
    for approver in asked.iter().filter(|asked| Some(asked.tier) == first_tier) {
        let member = || people::find_group(approver.group?)?.members.iter().copied().find(|id| !own(id));
        let Some(person) = approver.person.or_else(member) else { continue };
        match past.outcome {
            Pending | Unconfirmed => return Ok(()),
            Halfway(by) if by != person => {}
            Rejected(by, reason) if by == person => {
                update.execute(params![request, "Rejected", person, decided_at, reason, approver.name])?;
                return Ok(());
            }
            Rejected(..) => {}
            _ => {
                let reason = flow.approver_reason_required.then_some(AGREED);
                update.execute(params![request, "Approved", person, decided_at, reason, approver.name])?;
                if !flow.all_of() {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// Bundle and units by row numbers; `None` when there is no such thing.
fn find(catalog: &Catalog, what: &What) -> Option<(Option<i64>, Vec<Unit>)> {
    match what {
        Bundle(id) => {
            let (n, entry) = numbered(&catalog.bundles).find(|(_, entry)| entry.shown.id == *id)?;
            Some((Some(n), entry.units.clone()))
        }
        Units(named) => {
            let mut units = named.iter().filter_map(|named| unit(catalog, named)).collect::<Vec<_>>();
            units.sort_unstable();
            units.dedup();
            (!units.is_empty()).then_some((None, units))
        }
        Many(system, of_type, permission, count) => {
            let (pool, permission) = pool(catalog, system, of_type, permission)?;
            Some((None, catalog.resources_of(pool).take(*count).map(|resource| (resource, permission)).collect()))
        }
    }
}

fn unit(catalog: &Catalog, (system, of_type, permission, nth): &Named) -> Option<Unit> {
    let (pool, permission) = pool(catalog, system, of_type, permission)?;
    let resources: Vec<i64> = catalog.resources_of(pool).take(nth + 1).collect();
    let resource = resources.get(nth % resources.len().max(1))?;
    Some((*resource, permission))
}

/// The row numbers of the resources of a type in a system, and of a permission on them.
fn pool(catalog: &Catalog, system: &str, of_type: &str, permission: &str) -> Option<(i64, i64)> {
    let (pool, found) = numbered(&catalog.pools).find(|(_, pool)| {
        at(&catalog.integrations, pool.integration).is_some_and(|shown| shown.id == system)
            && at(&catalog.types, pool.resource_type).is_some_and(|shown| shown.id == of_type)
    })?;
    let (permission, _) = numbered(&catalog.permissions)
        .find(|(_, entry)| entry.resource_type == found.resource_type && entry.shown.name == permission)?;
    Some((pool, permission))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_entry_is_of_one_flow_that_its_person_has_and_its_times_fit_its_state() {
        let folder = tempfile::tempdir().unwrap();
        let demo = crate::demo::open(folder.path(), 2000, crate::clock::Clock::still(1.8e9), |_| {}).await.unwrap();
        let mut last = Millis::MAX;
        for past in HISTORY {
            assert!(past.ago < last, "the oldest first");
            last = past.ago;
            let (bundle, units) = find(&demo.catalog, &past.what).unwrap();
            let grantee = people::find(past.grantee).unwrap();
            if let Some(by) = past.by {
                assert!(demo.catalog.flows.iter().any(|flow| flow.name == by), "{by}");
                continue;
            }
            let flow_of = |(resource, permission): &Unit| {
                let wanted = Wanted::Unit { pool: demo.catalog.pool(*resource).unwrap(), permission: *permission };
                flow_for(&demo.catalog.flows, grantee, bundle.map_or(wanted, Wanted::Bundle)).unwrap()
            };
            let flow = flow_of(&units[0]);
            assert!(units.iter().all(|unit| flow_of(unit).n == flow.n));
            let cap = flow.max_duration_sec.map(|seconds| seconds * SECOND);
            let asked = past.hours.map(|hours| Millis::from(hours) * HOUR);
            assert!(cap.is_none_or(|cap| asked.is_none_or(|asked| asked <= cap)), "{}", past.ago);
            assert!(past.justification.is_some() || !flow.justification_required);
            let length = asked.or(cap).unwrap_or(Millis::MAX / 2);
            let longest = EVALUATION + DECISION + GRANTING;
            match past.outcome {
                Pending => assert!(!flow.auto_grant),
                Halfway(by) => assert!(by != past.requestor && by != past.grantee && flow.all_of()),
                Unconfirmed => assert!(flow.mfa_required),
                Active | Automatic => assert!(past.ago < length),
                Expired => assert!(past.ago > length + longest),
                Revoked(after) => assert!(after < length && past.ago > after + longest),
                Rejected(by, _) => assert!(by != past.requestor && by != past.grantee && !flow.auto_grant),
                Failed(_) => {}
            }
        }
    }
}
