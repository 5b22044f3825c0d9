//! Access flows: which of them answers for what somebody asks, and who decides there.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::catalog::{Pool, rows};
use super::life::{Millis, SECOND};
use super::people::{self, Group, Person};

/// One flow. Where several cover a unit for a person, the one with the lowest `n` takes it.
#[derive(Debug)]
pub(super) struct Flow {
    pub n: i64,
    pub name: String,
    pub auto_grant: bool,
    /// `AnyOf` or `AllOf`, of the approvers of one tier.
    pub relation: String,
    /// Longest duration in seconds, and the one when none is asked for; `None` has no end.
    pub max_duration_sec: Option<i64>,
    pub justification_required: bool,
    pub approver_reason_required: bool,
    pub self_approval: bool,
    pub mfa_required: bool,
    /// In seconds.
    pub extension_sec: i32,
    pub max_extensions: i32,
    people: Vec<String>,
    groups: Vec<String>,
    targets: Vec<Target>,
    approvers: Vec<Approver>,
}

#[derive(Debug)]
struct Target {
    bundle: Option<i64>,
    integration: Option<i64>,
    resource_type: Option<i64>,
    permission: Option<i64>,
}

#[derive(Clone, Debug)]
struct Approver {
    tier: i64,
    kind: String,
    /// Neither a person nor a group: the manager of who asks.
    person: Option<String>,
    group: Option<String>,
    escalate_after: Millis,
}

impl Approver {
    fn resolve(&self, requestor: &str) -> (Option<&'static Person>, Option<&'static Group>) {
        let person = match (self.person.as_deref(), self.group.as_deref()) {
            (None, None) => people::find(requestor).and_then(|person| person.manager),
            (person, _) => person,
        };
        (person.and_then(people::find), self.group.as_deref().and_then(people::find_group))
    }
}

/// Somebody who decides about one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub tier: i64,
    pub kind: String,
    pub name: &'static str,
    pub person: Option<&'static str>,
    pub group: Option<&'static str>,
    /// When they are told.
    pub notify_at: Millis,
}

/// What is asked for at once: one unit or a whole bundle, by row numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted<'a> {
    Unit { pool: &'a Pool, permission: i64 },
    Bundle(i64),
}

impl Flow {
    /// Whether everybody of a tier has to say yes; otherwise one is enough.
    pub(super) fn all_of(&self) -> bool {
        self.relation == "AllOf"
    }

    /// Whether this person may ask by it.
    pub(super) fn includes(&self, person: &str) -> bool {
        self.people.iter().any(|id| id == person)
            || people::groups_of(person).any(|group| self.groups.iter().any(|id| id == group.id))
    }

    pub(super) fn covers(&self, wanted: Wanted<'_>) -> bool {
        self.targets.iter().any(|target| match wanted {
            Wanted::Bundle(n) => target.bundle == Some(n),
            Wanted::Unit { pool, permission } => {
                target.integration == Some(pool.integration)
                    && target.resource_type.is_none_or(|n| n == pool.resource_type)
                    && target.permission.is_none_or(|n| n == permission)
            }
        })
    }

    /// Row numbers of the bundles it covers.
    pub(super) fn bundles(&self) -> impl Iterator<Item = i64> {
        self.targets.iter().filter_map(|target| target.bundle)
    }

    /// Who decides about a request that `requestor` made for `grantee`, from `now` on. Unless the flow allows it nobody
    /// decides about their own access, and a tier that is empty without them is passed over; the first tier that is left
    /// is told at once. Nobody is left: nobody can decide.
    pub(super) fn asked(&self, requestor: &str, grantee: &str, now: Millis) -> Vec<Asked> {
        let own = |id: &str| !self.self_approval && (id == requestor || id == grantee);
        let mut tiers: BTreeMap<i64, Vec<&Approver>> = BTreeMap::new();
        for approver in &self.approvers {
            let (person, group) = approver.resolve(requestor);
            let somebody = person.is_some_and(|person| !own(person.id))
                || group.is_some_and(|group| group.members.iter().any(|id| !own(id)));
            if somebody {
                tiers.entry(approver.tier).or_default().push(approver);
            }
        }
        let mut notify_at = now;
        let mut asked = Vec::new();
        for (tier, approvers) in tiers {
            let longest = approvers.iter().map(|approver| approver.escalate_after).max().unwrap_or_default();
            for approver in approvers {
                let (person, group) = approver.resolve(requestor);
                let Some(name) = person.map(|person| person.name).or(group.map(|group| group.name)) else { continue };
                asked.push(Asked {
                    tier,
                    kind: approver.kind.clone(),
                    name,
                    person: person.map(|person| person.id),
                    group: group.map(|group| group.id),
                    notify_at,
                });
            }
            notify_at = notify_at.saturating_add(longest);
        }
        asked
    }
}

/// The flow that answers for what this person wants.
pub(super) fn flow_for<'a>(flows: &'a [Flow], grantee: &Person, wanted: Wanted<'_>) -> Option<&'a Flow> {
    flows.iter().find(|flow| flow.includes(grantee.id) && flow.covers(wanted))
}

/// Reads all flows, in order.
///
/// # Errors
/// The database cannot be read.
pub(super) fn load(connection: &Connection) -> rusqlite::Result<Vec<Flow>> {
    let mut flows = rows(
        connection,
        "SELECT n, name, auto_grant, relation, max_duration_sec, justification_required, approver_reason_required,
             self_approval, mfa_required, extension_sec, max_extensions FROM access_flows ORDER BY n",
        |row| {
            Ok(Flow {
                n: row.get(0)?,
                name: row.get(1)?,
                auto_grant: row.get(2)?,
                relation: row.get(3)?,
                max_duration_sec: row.get(4)?,
                justification_required: row.get(5)?,
                approver_reason_required: row.get(6)?,
                self_approval: row.get(7)?,
                mfa_required: row.get(8)?,
                extension_sec: row.get(9)?,
                max_extensions: row.get(10)?,
                people: Vec::new(),
                groups: Vec::new(),
                targets: Vec::new(),
                approvers: Vec::new(),
            })
        },
    )?;
    for flow in &mut flows {
        let mut grantees =
            connection.prepare_cached("SELECT person_id, group_id FROM flow_grantees WHERE flow = ?1")?;
        let mut grantees = grantees.query([flow.n])?;
        while let Some(row) = grantees.next()? {
            flow.people.extend(row.get::<_, Option<String>>(0)?);
            flow.groups.extend(row.get::<_, Option<String>>(1)?);
        }
        flow.targets = connection
            .prepare_cached("SELECT bundle, integration, resource_type, permission FROM flow_targets WHERE flow = ?1")?
            .query_map([flow.n], |row| {
                Ok(Target {
                    bundle: row.get(0)?,
                    integration: row.get(1)?,
                    resource_type: row.get(2)?,
                    permission: row.get(3)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        flow.approvers = connection
            .prepare_cached(
                "SELECT tier, kind, person_id, group_id, escalate_after_sec FROM flow_approvers WHERE flow = ?1
                 ORDER BY tier, n",
            )?
            .query_map([flow.n], |row| {
                Ok(Approver {
                    tier: row.get(0)?,
                    kind: row.get(1)?,
                    person: row.get(2)?,
                    group: row.get(3)?,
                    escalate_after: row.get::<_, i64>(4)?.saturating_mul(SECOND),
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
    }
    Ok(flows)
}
