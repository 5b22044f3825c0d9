//! What the seed wrote and never changes again, in memory: about 35 bytes for each resource, most of them its name.
//!
//! Lists are counted, filtered and paged here; SQLite finds the parts of names that its index knows.

use std::collections::{BTreeMap, HashMap, HashSet};

use apono_api::{AccessUnit, Bundle, Icons, Integration, Permission, Resource, ResourceType};
use rusqlite::{Connection, Row};

use super::flows::{self, Flow, Wanted};
use super::ids;

/// Rows are numbered from 1 without gaps, so a number less one is a place in these lists.
#[derive(Debug)]
pub struct Catalog {
    pub(super) integrations: Vec<Integration>,
    pub(super) types: Vec<ResourceType>,
    pub(super) permissions: Vec<PermissionEntry>,
    pub(super) pools: Vec<Pool>,
    /// The pool of each resource.
    pool_of: Vec<u16>,
    /// How many resources each pool has.
    pool_sizes: Vec<usize>,
    pub(super) names: Names,
    pub(super) bundles: Vec<BundleEntry>,
    pub(super) flows: Vec<Flow>,
}

/// The names of all resources, one after the other.
#[derive(Debug, Default)]
pub(super) struct Names {
    text: String,
    /// Where each name ends in `text`.
    ends: Vec<u32>,
    /// All pairs of bytes that stand beside each other in a name, in lower case.
    pairs: HashSet<[u8; 2]>,
}

impl Names {
    fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let mut names = Self::default();
        let mut find = connection.prepare("SELECT name FROM resources ORDER BY n")?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let name = row.get_ref(0)?.as_str()?;
            names.pairs.extend(name.to_lowercase().as_bytes().array_windows::<2>());
            names.text.push_str(name);
            let end = u32::try_from(names.text.len());
            names.ends.push(end.map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, i64::MAX))?);
        }
        Ok(names)
    }

    /// The name of the resource with this row number.
    pub(super) fn of(&self, n: i64) -> Option<&str> {
        let end = *at(&self.ends, n)?;
        let start = at(&self.ends, n - 1).copied().unwrap_or_default();
        self.text.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }

    /// Whether a short word in lower case can be in a name at all.
    pub(super) fn may_have(&self, word: &str) -> bool {
        match word.as_bytes() {
            [letter] => self.pairs.iter().any(|pair| pair.contains(letter)),
            bytes => bytes.array_windows::<2>().all(|pair| self.pairs.contains(pair)),
        }
    }
}

#[derive(Debug)]
pub(super) struct PermissionEntry {
    pub shown: Permission,
    /// Row number of its resource type.
    pub resource_type: i64,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pool {
    pub integration: i64,
    pub resource_type: i64,
    pub path_prefix: String,
    pub source_prefix: String,
}

#[derive(Debug)]
pub(super) struct BundleEntry {
    pub shown: Bundle,
    /// Resource and permission, in order.
    pub units: Vec<(i64, i64)>,
}

/// What one person may ask for, over all flows that include them.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    /// For each pool the permissions, in order.
    pub pools: Vec<Vec<i64>>,
    /// Row numbers, in order.
    pub bundles: Vec<i64>,
}

/// The entry of row `n`.
pub(super) fn at<T>(list: &[T], n: i64) -> Option<&T> {
    list.get(usize::try_from(n.checked_sub(1)?).ok()?)
}

/// Entries with their row numbers.
pub(super) fn numbered<T>(list: &[T]) -> impl Iterator<Item = (i64, &T)> {
    (1_i64..).zip(list)
}

impl Catalog {
    /// Reads everything.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let integrations = rows(connection, "SELECT id, kind, kind_name, name FROM integrations ORDER BY n", |row| {
            let kind: String = row.get(1)?;
            Ok(Integration {
                id: row.get(0)?,
                icons: icons(&kind),
                kind,
                type_display_name: row.get(2)?,
                name: row.get(3)?,
            })
        })?;
        let types = rows(
            connection,
            "SELECT id, kind, name, display_path, allow_multiple_permissions FROM resource_types ORDER BY n",
            |row| {
                Ok(ResourceType {
                    id: row.get(0)?,
                    icons: icons(&row.get::<_, String>(1)?),
                    name: row.get(2)?,
                    display_path: row.get(3)?,
                    allow_multiple_permissions: row.get(4)?,
                })
            },
        )?;
        let permissions = rows(connection, "SELECT id, name, resource_type FROM permissions ORDER BY n", |row| {
            Ok(PermissionEntry { shown: Permission { id: row.get(0)?, name: row.get(1)? }, resource_type: row.get(2)? })
        })?;
        let pools = rows(
            connection,
            "SELECT integration, resource_type, path_prefix, source_prefix FROM pools ORDER BY n",
            |row| {
                Ok(Pool {
                    integration: row.get(0)?,
                    resource_type: row.get(1)?,
                    path_prefix: row.get(2)?,
                    source_prefix: row.get(3)?,
                })
            },
        )?;
        let pool_of: Vec<u16> = rows(connection, "SELECT pool FROM resources ORDER BY n", |row| row.get(0))?;
        let mut pool_sizes = vec![0; pools.len()];
        for pool in &pool_of {
            if let Some(size) = usize::from(*pool).checked_sub(1).and_then(|place| pool_sizes.get_mut(place)) {
                *size += 1;
            }
        }
        Ok(Self {
            integrations,
            types,
            permissions,
            pools,
            pool_of,
            pool_sizes,
            names: Names::load(connection)?,
            bundles: bundles(connection)?,
            flows: flows::load(connection)?,
        })
    }

    /// How many resources there are.
    pub fn resources(&self) -> usize {
        self.pool_of.len()
    }

    /// The access unit of a resource and a permission by their row numbers; `None` when there is no such pair.
    pub fn access_unit(&self, resource: i64, permission: i64) -> Option<AccessUnit> {
        self.unit_of(resource, self.resource(resource)?, permission)
    }

    pub(super) fn unit_of(&self, n: i64, resource: Resource, permission: i64) -> Option<AccessUnit> {
        let entry = at(&self.permissions, permission)?;
        let pool = self.pool(n)?;
        (entry.resource_type == pool.resource_type).then(|| AccessUnit {
            id: ids::access_unit(n, permission),
            resource,
            permission: entry.shown.clone(),
            status: None,
        })
    }

    /// The resource of this row number.
    pub fn resource(&self, n: i64) -> Option<Resource> {
        let (pool, name) = (self.pool(n)?, self.names.of(n)?);
        Some(Resource {
            id: ids::resource(n),
            source_id: format!("{}{name}", pool.source_prefix),
            path: format!("{}{name}", pool.path_prefix),
            kind: at(&self.types, pool.resource_type)?.clone(),
            integration: at(&self.integrations, pool.integration)?.clone(),
            name: name.to_owned(),
        })
    }

    /// The row number of a resource's pool.
    pub(super) fn pool_number(&self, resource: i64) -> Option<i64> {
        at(&self.pool_of, resource).map(|n| i64::from(*n))
    }

    /// The pool of a resource.
    pub(super) fn pool(&self, resource: i64) -> Option<&Pool> {
        at(&self.pools, self.pool_number(resource)?)
    }

    /// How many resources each pool has, in the order of the pools.
    pub(super) fn pool_sizes(&self) -> &[usize] {
        &self.pool_sizes
    }

    /// Resources of a pool, in order.
    pub(super) fn resources_of(&self, pool: i64) -> impl Iterator<Item = i64> {
        numbered(&self.pool_of).filter(move |(_, of)| i64::from(**of) == pool).map(|(n, _)| n)
    }

    /// What this person may ask for.
    pub(super) fn reach(&self, person: &str) -> Reach {
        let flows: Vec<&Flow> = self.flows.iter().filter(|flow| flow.includes(person)).collect();
        let of_pool = |pool: &Pool| {
            numbered(&self.permissions)
                .filter(|(_, entry)| entry.resource_type == pool.resource_type)
                .map(|(n, _)| n)
                .filter(|n| flows.iter().any(|flow| flow.covers(Wanted::Unit { pool, permission: *n })))
                .collect()
        };
        let mut bundles: Vec<i64> = flows.iter().flat_map(|flow| flow.bundles()).collect();
        bundles.sort_unstable();
        bundles.dedup();
        Reach { pools: self.pools.iter().map(of_pool).collect(), bundles }
    }
}

impl Reach {
    /// The permissions on the resources of this pool.
    pub(super) fn of_pool(&self, pool: i64) -> &[i64] {
        at(&self.pools, pool).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bundles.is_empty() && self.pools.iter().all(Vec::is_empty)
    }
}

/// The demo serves its own drawings as SVG only; the format has no way to leave the other address out.
fn icons(kind: &str) -> Icons {
    let address = super::icons::address(kind);
    Icons { png: address.clone(), svg: address }
}

pub(super) fn rows<T>(
    connection: &Connection,
    sql: &str,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection.prepare(sql)?.query_map([], read)?.collect()
}

fn bundles(connection: &Connection) -> rusqlite::Result<Vec<BundleEntry>> {
    let mut labels: HashMap<i64, BTreeMap<String, String>> = HashMap::new();
    for (bundle, key, value) in rows(connection, "SELECT bundle, key, value FROM bundle_labels", |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })? {
        labels.entry(bundle).or_default().insert(key, value);
    }
    let mut units: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
    let order = "SELECT bundle, resource, permission FROM bundle_units ORDER BY bundle, resource, permission";
    for (bundle, resource, permission) in rows(connection, order, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))? {
        units.entry(bundle).or_default().push((resource, permission));
    }
    rows(connection, "SELECT n, id, name FROM bundles ORDER BY n", |row| {
        let n = row.get(0)?;
        let labels = labels.remove(&n).unwrap_or_default();
        let shown = Bundle { id: row.get(1)?, name: row.get(2)?, labels };
        Ok(BundleEntry { shown, units: units.remove(&n).unwrap_or_default() })
    })
}
