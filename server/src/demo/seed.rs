//! Fills an empty database with the demo's company, the same one every time for the same number of resources.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use rusqlite::{OptionalExtension, Transaction, params};

use super::people::{GROUPS, PEOPLE};
use super::world::{BUNDLES, FLOWS, KINDS, KNOWN, PARTS, REGIONS, SERVICES, SYSTEMS, Style, System, What, Who};

/// How many resources can be asked for.
pub const RESOURCES: RangeInclusive<u32> = 1..=1_000_000;
/// How many there are when nothing is said.
pub const DEFAULT_RESOURCES: u32 = 100_000;

/// Changes when the same number of resources would be filled differently.
const VERSION: i64 = 3;
/// Progress is told after so many resources.
const STEP: usize = 10_000;

/// What a filling found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filled {
    /// The database was empty and has now so many resources.
    New(u32),
    /// It was filled before with so many, maybe not as many as asked for; nothing was changed.
    Before(u32),
}

/// Fills the database unless that was done before. `progress` hears how many resources are written.
///
/// All of it is one transaction, so that a filling that breaks off leaves nothing and the next start does it again.
///
/// # Errors
/// The database cannot be written.
pub fn fill(tx: &Transaction<'_>, resources: u32, mut progress: impl FnMut(u32)) -> rusqlite::Result<Filled> {
    if let Some(before) = tx.query_row("SELECT resources FROM seed", [], |row| row.get(0)).optional()? {
        return Ok(Filled::Before(before));
    }
    let resources = resources.clamp(*RESOURCES.start(), *RESOURCES.end());
    fill_people(tx)?;
    let mut numbers = Numbers::default();
    let pools = fill_systems(tx, &mut numbers)?;
    let things = name_resources(&pools, resources);
    let mut insert = tx.prepare("INSERT INTO resources (n, pool, name) VALUES (?1, ?2, ?3)")?;
    let mut index = tx.prepare("INSERT INTO resource_names (rowid, name) VALUES (?1, ?2)")?;
    for (n, (name, pool)) in (1_i64..).zip(&things) {
        insert.execute(params![n, pool, name])?;
        index.execute(params![n, name])?;
        if usize::try_from(n).is_ok_and(|n| n.is_multiple_of(STEP)) {
            progress(u32::try_from(n).unwrap_or(resources));
        }
    }
    // One piece instead of many makes every search faster.
    tx.execute("INSERT INTO resource_names (resource_names) VALUES ('optimize')", [])?;
    fill_bundles(tx, &mut numbers, &pools, &things)?;
    fill_flows(tx, &numbers)?;
    tx.execute("INSERT INTO seed (only_row, version, resources) VALUES (1, ?1, ?2)", params![VERSION, resources])?;
    if !things.len().is_multiple_of(STEP) {
        progress(resources);
    }
    Ok(Filled::New(resources))
}

/// Row numbers by the ids in `world`.
#[derive(Default)]
struct Numbers {
    systems: HashMap<&'static str, i64>,
    types: HashMap<&'static str, i64>,
    permissions: HashMap<(&'static str, &'static str), i64>,
    bundles: HashMap<&'static str, i64>,
}

/// Looks a number up. A name in `world` that is nowhere else in it fails the filling, instead of widening a flow.
fn number<K: std::hash::Hash + Eq + std::fmt::Debug>(numbers: &HashMap<K, i64>, key: K) -> rusqlite::Result<i64> {
    numbers.get(&key).copied().ok_or_else(|| rusqlite::Error::InvalidParameterName(format!("{key:?}")))
}

struct Pool {
    n: i64,
    system: &'static System,
    type_id: &'static str,
    first_permission: &'static str,
    style: Style,
    weight: u64,
}

fn fill_people(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    for person in PEOPLE {
        tx.prepare_cached("INSERT INTO people (id, name, email, apono_user) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![person.id, person.name, person.email, person.apono_user])?;
    }
    for group in GROUPS {
        tx.execute("INSERT INTO groups (id, name) VALUES (?1, ?2)", params![group.id, group.name])?;
        for member in group.members {
            tx.prepare_cached("INSERT INTO group_members (group_id, person_id) VALUES (?1, ?2)")?
                .execute(params![group.id, member])?;
        }
    }
    Ok(())
}

fn fill_systems(tx: &Transaction<'_>, numbers: &mut Numbers) -> rusqlite::Result<Vec<Pool>> {
    for kind in KINDS {
        for resource_type in kind.types {
            tx.prepare_cached(
                "INSERT INTO resource_types (id, kind, name, display_path, allow_multiple_permissions)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                resource_type.id,
                kind.id,
                resource_type.name,
                format!("{}/{}", kind.name, resource_type.name),
                resource_type.allow_multiple
            ])?;
            let type_n = tx.last_insert_rowid();
            numbers.types.insert(resource_type.id, type_n);
            for name in resource_type.permissions {
                let id = format!("per-{}-{}", resource_type.id, name.to_lowercase().replace(' ', "-"));
                tx.prepare_cached("INSERT INTO permissions (id, resource_type, name) VALUES (?1, ?2, ?3)")?
                    .execute(params![id, type_n, name])?;
                numbers.permissions.insert((resource_type.id, name), tx.last_insert_rowid());
            }
        }
    }
    let mut pools = Vec::new();
    for system in SYSTEMS {
        for kind in KINDS.iter().filter(|kind| kind.id == system.kind) {
            tx.prepare_cached("INSERT INTO integrations (id, kind, kind_name, name) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![system.id, kind.id, kind.name, system.name])?;
            let system_n = tx.last_insert_rowid();
            numbers.systems.insert(system.id, system_n);
            for resource_type in kind.types {
                tx.prepare_cached(
                    "INSERT INTO pools (integration, resource_type, path_prefix, source_prefix) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![
                    system_n,
                    number(&numbers.types, resource_type.id)?,
                    format!("{}/{}/", system.name, resource_type.name),
                    format!("{}{}/", system.source, resource_type.name.to_lowercase().replace(' ', "-")),
                ])?;
                pools.push(Pool {
                    n: tx.last_insert_rowid(),
                    system,
                    type_id: resource_type.id,
                    first_permission: resource_type.permissions.first().copied().unwrap_or_default(),
                    style: resource_type.style,
                    weight: resource_type.weight,
                });
            }
        }
    }
    Ok(pools)
}

/// Names with the numbers of their pools, in the order of the names.
fn name_resources(pools: &[Pool], resources: u32) -> Vec<(String, i64)> {
    let wanted = usize::try_from(resources).unwrap_or(usize::MAX);
    let mut things: Vec<(String, i64)> = KNOWN
        .iter()
        .filter_map(|(system, type_id, name)| {
            let pool = pools.iter().find(|pool| pool.system.id == *system && pool.type_id == *type_id)?;
            Some(((*name).to_owned(), pool.n))
        })
        .take(wanted)
        .collect();
    let rest = u64::try_from(wanted.saturating_sub(things.len())).unwrap_or(0);
    let weights: u64 = pools.iter().map(|pool| pool.weight).sum();
    // The shares are cut at running sums, so that they add up to the whole exactly.
    let mut weight_before = 0;
    for pool in pools {
        let from = rest * weight_before / weights;
        weight_before += pool.weight;
        let to = rest * weight_before / weights;
        things.extend((0..to - from).map(|i| (pool_name(pool, i), pool.n)));
    }
    things.sort_unstable();
    things
}

/// Part of a list by a running number.
fn pick(words: &'static [&'static str], of: &mut u64) -> &'static str {
    let count = u64::try_from(words.len()).unwrap_or(1).max(1);
    let at = usize::try_from(*of % count).unwrap_or(0);
    *of /= count;
    words.get(at).copied().unwrap_or_default()
}

/// The `i`-th name in a pool; all differ.
fn pool_name(pool: &Pool, i: u64) -> String {
    let environments = pool.system.environments;
    let combinations = [SERVICES, PARTS, REGIONS, environments]
        .iter()
        .map(|words| u64::try_from(words.len().max(1)).unwrap_or(1))
        .product::<u64>();
    // A step that shares no factor with the number of combinations (whose primes are 2, 3, 5 and 13) visits each once
    // before it repeats, in an order that looks like chance.
    const STRIDE: u64 = 7_919;
    let mut of = (i % combinations) * STRIDE % combinations;
    let (service, part) = (pick(SERVICES, &mut of), pick(PARTS, &mut of));
    let (region, environment) = (pick(REGIONS, &mut of), pick(environments, &mut of));
    let parts = match pool.style {
        Style::EnvironmentFirst => [environment, service, part, region],
        Style::ServiceFirst | Style::Underscores => [service, part, environment, region],
    };
    let mut name = String::with_capacity(48);
    for word in parts.iter().filter(|word| !word.is_empty()) {
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(word);
    }
    let round = i / combinations;
    if round > 0 {
        name.push_str(&format!("-{}", round + 1));
    }
    if matches!(pool.style, Style::Underscores) { name.replace('-', "_") } else { name }
}

fn fill_bundles(
    tx: &Transaction<'_>,
    numbers: &mut Numbers,
    pools: &[Pool],
    things: &[(String, i64)],
) -> rusqlite::Result<()> {
    for plan in BUNDLES {
        tx.execute("INSERT INTO bundles (id, name) VALUES (?1, ?2)", params![plan.id, plan.name])?;
        let bundle = tx.last_insert_rowid();
        numbers.bundles.insert(plan.id, bundle);
        tx.execute(
            "INSERT INTO bundle_labels (bundle, key, value) VALUES (?1, 'team', ?2)",
            params![bundle, plan.team],
        )?;
        let permission = |pool: i64| {
            let pool = pools.iter().find(|other| other.n == pool).ok_or(rusqlite::Error::QueryReturnedNoRows)?;
            number(&numbers.permissions, (pool.type_id, pool.first_permission))
        };
        let fits = |pool: i64| pools.iter().any(|other| other.n == pool && plan.types.contains(&other.type_id));
        let fitting = (1_i64..)
            .zip(things)
            .filter(|(_, (name, pool))| name.contains(plan.word) && fits(*pool))
            .map(|(n, (_, pool))| (n, *pool))
            .take(plan.most)
            .collect::<Vec<_>>();
        // With very few resources a plan may find none; a bundle is never empty.
        let units = if fitting.is_empty() {
            things.first().map(|(_, pool)| vec![(1, *pool)]).unwrap_or_default()
        } else {
            fitting
        };
        for (resource, pool) in units {
            tx.prepare_cached("INSERT INTO bundle_units (bundle, resource, permission) VALUES (?1, ?2, ?3)")?
                .execute(params![bundle, resource, permission(pool)?])?;
        }
    }
    Ok(())
}

fn fill_flows(tx: &Transaction<'_>, numbers: &Numbers) -> rusqlite::Result<()> {
    for flow in FLOWS {
        tx.prepare_cached(
            "INSERT INTO access_flows (id, name, auto_grant, relation, max_duration_sec, justification_required,
                 approver_reason_required, self_approval, mfa_required, extension_sec, max_extensions)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            flow.id,
            flow.name,
            flow.approvers.is_empty(),
            if flow.all_of { "AllOf" } else { "AnyOf" },
            flow.hours.map(|hours| hours * 3600),
            flow.justification,
            flow.reason,
            flow.self_approval,
            flow.mfa,
            flow.extensions.0 * 60,
            flow.extensions.1,
        ])?;
        let n = tx.last_insert_rowid();
        for who in flow.grantees {
            let (person, group) = columns(who);
            tx.prepare_cached("INSERT INTO flow_grantees (flow, person_id, group_id) VALUES (?1, ?2, ?3)")?
                .execute(params![n, person, group])?;
        }
        for approver in flow.approvers {
            let (person, group) = approver.who.as_ref().map(columns).unwrap_or_default();
            tx.prepare_cached(
                "INSERT INTO flow_approvers (flow, tier, kind, person_id, group_id, escalate_after_sec)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![n, approver.tier, approver.kind, person, group, approver.minutes * 60])?;
        }
        for what in flow.covers {
            fill_target(tx, numbers, n, what)?;
        }
    }
    Ok(())
}

fn fill_target(tx: &Transaction<'_>, numbers: &Numbers, flow: i64, what: &What) -> rusqlite::Result<()> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO flow_targets (flow, bundle, integration, resource_type, permission) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    const NONE: Option<i64> = None;
    match *what {
        What::Bundle(id) => insert.execute(params![flow, number(&numbers.bundles, id)?, NONE, NONE, NONE])?,
        What::System(id) => insert.execute(params![flow, NONE, number(&numbers.systems, id)?, NONE, NONE])?,
        What::Type(system, type_id, []) => {
            let (system, resource_type) = (number(&numbers.systems, system)?, number(&numbers.types, type_id)?);
            insert.execute(params![flow, NONE, system, resource_type, NONE])?
        }
        What::Type(system, type_id, permissions) => {
            let (system, resource_type) = (number(&numbers.systems, system)?, number(&numbers.types, type_id)?);
            for name in permissions {
                let permission = number(&numbers.permissions, (type_id, *name))?;
                insert.execute(params![flow, NONE, system, resource_type, permission])?;
            }
            permissions.len()
        }
    };
    Ok(())
}

fn columns(who: &Who) -> (Option<&'static str>, Option<&'static str>) {
    match who {
        Who::Person(id) => (Some(id), None),
        Who::Group(id) => (None, Some(id)),
    }
}
