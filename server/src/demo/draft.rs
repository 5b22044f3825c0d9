//! What somebody asks for: ids read into what the flows cover, one part for each request that will come of it. Pure but
//! for search terms.

use std::collections::{BTreeMap, BTreeSet};

use apono_api::{CreateAccessRequest, DryRunCode, DryRunError, DryRunField, ResourceFilterType, UserSettings};
use rusqlite::Connection;
use serde_json::json;

use super::catalog::{Catalog, Pool, at, numbered};
use super::flows::{Flow, Wanted, flow_for};
use super::inventory::grantee_of;
use super::people::Person;
use super::search::Search;
use super::{custom_fields, ids};
use crate::error::ApiError;

/// The most resources that one form can name (requirement 29). Those of a bundle asked for as a whole are not named.
pub(super) const MAX_RESOURCES: usize = 1000;

/// What is asked for, and for whom.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    pub grantee: &'static Person,
    /// In the order of the flows; never empty.
    pub parts: Vec<Part<'a>>,
}

/// What becomes one request.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub flow: &'a Flow,
    pub bundle: Option<i64>,
    /// Resource and permission, in order. Empty where only the rules were asked about.
    pub units: Vec<Unit>,
}

/// Row numbers of resource and permission.
pub(super) type Unit = (i64, i64);

impl<'a> Selection<'a> {
    /// Reads what a form names.
    ///
    /// With `types_only` no resource has to be chosen yet: the parts are those of any resource of the named types.
    ///
    /// # Errors
    /// 400 naming the field: nothing is chosen, too much is, or an id is none that the grantee may be given.
    pub(super) fn read(
        connection: &Connection,
        catalog: &'a Catalog,
        caller: &'static Person,
        body: &CreateAccessRequest,
        types_only: bool,
    ) -> Result<Self, ApiError> {
        let grantee = match body.grantee_id.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => grantee_of(caller, id).map_err(|error| ApiError::bad_request("grantee_id", error.message()))?,
            None => caller,
        };
        let form = Form { connection, catalog, grantee, bundles: bundles(catalog, grantee, &body.filter_bundle_ids)? };
        let mut parts = if types_only { form.rules_of_types(body)? } else { Vec::new() };
        let mut units = form.named_units(&body.filter_access_unit_ids)?;
        units.extend(form.filtered(body, types_only)?);
        let resources: BTreeSet<i64> = units.iter().map(|(resource, _)| *resource).collect();
        if resources.len() > MAX_RESOURCES {
            return Err(too_many("filter_access_unit_ids"));
        }
        let mut bundled: BTreeSet<Unit> = BTreeSet::new();
        for (bundle, flow) in &form.bundles {
            let all = at(&catalog.bundles, *bundle).map(|entry| entry.units.as_slice()).unwrap_or_default();
            let chosen: Vec<Unit> = all.iter().copied().filter(|unit| units.contains(unit)).collect();
            bundled.extend(&chosen);
            let units = if chosen.is_empty() { all.to_vec() } else { chosen };
            parts.push(Part { flow, bundle: Some(*bundle), units });
        }
        let mut by_flow: BTreeMap<i64, Part<'a>> = BTreeMap::new();
        for (resource, permission) in units.into_iter().filter(|unit| !bundled.contains(unit)) {
            let pool = catalog.pool(resource);
            let flow = pool.and_then(|pool| flow_for(&catalog.flows, grantee, Wanted::Unit { pool, permission }));
            // Every unit was checked when it was read; what lies in a chosen bundle only has gone into that part.
            let Some(flow) = flow else { continue };
            let part = by_flow.entry(flow.n).or_insert_with(|| Part { flow, bundle: None, units: Vec::new() });
            part.units.push((resource, permission));
        }
        parts.extend(by_flow.into_values());
        parts.sort_by_key(|part| part.flow.n);
        if parts.is_empty() {
            let message = "Nothing is chosen. Choose at least one resource with a permission, or a bundle.";
            return Err(ApiError::bad_request("filter_access_unit_ids", message));
        }
        Ok(Self { grantee, parts })
    }

    /// The longest duration that every part allows, in seconds; `None` when there is no limit.
    pub(super) fn cap(&self) -> Option<i64> {
        self.parts.iter().filter_map(|part| part.flow.max_duration_sec).min()
    }

    /// What stands against justification, duration and custom fields.
    pub(super) fn findings(&self, body: &CreateAccessRequest, settings: &UserSettings) -> Vec<DryRunError> {
        let mut findings = Vec::new();
        if justification(body).is_none()
            && let Some(part) = self.parts.iter().find(|part| part.flow.justification_required)
        {
            findings.push(DryRunError {
                code: DryRunCode::FieldMissing,
                field: DryRunField::Justification,
                message: Some(format!("The access flow {} asks for a justification.", part.flow.name)),
                details: json!({}),
            });
        }
        let cap = self.cap();
        let bad = match body.duration_in_sec {
            Some(seconds) => bad_duration(seconds.into(), cap),
            None => settings
                .require_duration_for_access_request
                .then(|| "Your account asks for a duration with every request.".to_owned()),
        };
        if let Some(message) = bad {
            findings.push(DryRunError {
                code: DryRunCode::InvalidDuration,
                field: DryRunField::DurationInSec,
                message: Some(message),
                details: cap.map_or_else(|| json!({}), |cap| json!({ "max_duration": cap })),
            });
        }
        findings.extend(custom_fields::missing(settings, body.custom_fields.as_ref()));
        findings
    }
}

/// The justification without blanks around it; `None` when nothing is left.
pub(super) fn justification(body: &CreateAccessRequest) -> Option<&str> {
    body.justification.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// Both lengths in seconds.
fn bad_duration(seconds: i64, cap: Option<i64>) -> Option<String> {
    if seconds <= 0 {
        return Some("The duration must be more than 0.".to_owned());
    }
    let cap = cap.filter(|cap| seconds > *cap)?;
    let hours = f64::from(u32::try_from(cap).unwrap_or(u32::MAX)) / 3600.0;
    Some(format!("The duration must be at most {hours:.2} hours for what you have chosen."))
}

fn too_many(field: &str) -> ApiError {
    ApiError::bad_request(field, format!("At most {MAX_RESOURCES} resources can be chosen at once. Choose fewer."))
}

/// The chosen bundles with their flows.
fn bundles<'a>(
    catalog: &'a Catalog,
    grantee: &Person,
    bundle_ids: &[String],
) -> Result<BTreeMap<i64, &'a Flow>, ApiError> {
    let find = |(place, id): (usize, &String)| {
        numbered(&catalog.bundles)
            .find(|(_, entry)| entry.shown.id == *id)
            .and_then(|(n, _)| Some((n, flow_for(&catalog.flows, grantee, Wanted::Bundle(n))?)))
            .ok_or_else(|| foreign("filter_bundle_ids", place, grantee))
    };
    bundle_ids.iter().enumerate().map(find).collect()
}

/// `place` counts from 0.
fn foreign(field: &str, place: usize, grantee: &Person) -> ApiError {
    let place = place + 1;
    ApiError::bad_request(field, format!("Entry {place} of `{field}` is nothing that {} can be given.", grantee.name))
}

struct Form<'c, 'a> {
    connection: &'c Connection,
    catalog: &'a Catalog,
    grantee: &'static Person,
    bundles: BTreeMap<i64, &'a Flow>,
}

/// What the filters of a form name, by row numbers; an empty list narrows nothing.
struct Filters {
    integrations: Vec<i64>,
    types: Vec<i64>,
    permissions: Vec<i64>,
}

impl Filters {
    fn hold(&self, pool: &Pool) -> bool {
        let among = |list: &[i64], n| list.is_empty() || list.contains(&n);
        among(&self.integrations, pool.integration) && among(&self.types, pool.resource_type)
    }
}

impl<'a> Form<'_, 'a> {
    fn may_have(&self, pool: &Pool, resource: i64, permission: i64) -> bool {
        flow_for(&self.catalog.flows, self.grantee, Wanted::Unit { pool, permission }).is_some()
            || self
                .bundles
                .keys()
                .filter_map(|n| at(&self.catalog.bundles, *n))
                .any(|entry| entry.units.binary_search(&(resource, permission)).is_ok())
    }

    fn named_units(&self, unit_ids: &[String]) -> Result<BTreeSet<Unit>, ApiError> {
        let read = |(place, id): (usize, &String)| {
            ids::parse_access_unit(id)
                .filter(|(resource, permission)| {
                    let pool = self.catalog.pool(*resource);
                    let entry = at(&self.catalog.permissions, *permission);
                    pool.zip(entry).is_some_and(|(pool, entry)| {
                        entry.resource_type == pool.resource_type && self.may_have(pool, *resource, *permission)
                    })
                })
                .ok_or_else(|| foreign("filter_access_unit_ids", place, self.grantee))
        };
        unit_ids.iter().enumerate().map(read).collect()
    }

    fn filters(&self, body: &CreateAccessRequest) -> Result<Filters, ApiError> {
        let reach = self.catalog.reach(self.grantee.id);
        let pools = || self.catalog.pools.iter().zip(&reach.pools).filter(|(_, left)| !left.is_empty());
        let read = |field: &str, wanted: &[String], find: &dyn Fn(&str) -> Option<i64>| {
            let entries = wanted.iter().enumerate();
            entries
                .map(|(place, id)| find(id).ok_or_else(|| foreign(field, place, self.grantee)))
                .collect::<Result<Vec<_>, _>>()
        };
        let bundled = !self.bundles.is_empty();
        let integration = |id: &str| {
            let (n, _) = numbered(&self.catalog.integrations).find(|(_, shown)| shown.id == id)?;
            (bundled || pools().any(|(pool, _)| pool.integration == n)).then_some(n)
        };
        let resource_type = |id: &str| {
            let (n, _) = numbered(&self.catalog.types).find(|(_, shown)| shown.id == id)?;
            (bundled || pools().any(|(pool, _)| pool.resource_type == n)).then_some(n)
        };
        let permission = |id: &str| {
            let (n, _) = numbered(&self.catalog.permissions).find(|(_, entry)| entry.shown.id == id)?;
            (bundled || pools().any(|(_, permissions)| permissions.contains(&n))).then_some(n)
        };
        Ok(Filters {
            integrations: read("filter_integration_ids", &body.filter_integration_ids, &integration)?,
            types: read("filter_resource_type_ids", &body.filter_resource_type_ids, &resource_type)?,
            permissions: read("filter_permission_ids", &body.filter_permission_ids, &permission)?,
        })
    }

    /// The units of the chosen resources with the chosen permissions.
    fn filtered(&self, body: &CreateAccessRequest, types_only: bool) -> Result<BTreeSet<Unit>, ApiError> {
        let filters = self.filters(body)?;
        let resources = self.filtered_resources(body, &filters)?;
        if resources.is_empty() {
            let narrows = !(filters.integrations.is_empty() && filters.types.is_empty());
            let nothing_else = self.bundles.is_empty() && body.filter_access_unit_ids.is_empty();
            if !types_only && (!filters.permissions.is_empty() || (narrows && nothing_else)) {
                return Err(ApiError::bad_request("filter_resources", "Choose at least one resource."));
            }
            return Ok(BTreeSet::new());
        }
        if filters.permissions.is_empty() {
            return Err(ApiError::bad_request("filter_permission_ids", "Choose at least one permission."));
        }
        let mut units = BTreeSet::new();
        for resource in resources {
            let Some(pool) = self.catalog.pool(resource) else { continue };
            let of_type = filters.permissions.iter().copied().filter(|n| {
                at(&self.catalog.permissions, *n).is_some_and(|entry| entry.resource_type == pool.resource_type)
            });
            let chosen: BTreeSet<i64> = of_type.collect();
            let several = at(&self.catalog.types, pool.resource_type).is_some_and(|t| t.allow_multiple_permissions);
            let bad = |message: &str| Err(ApiError::bad_request("filter_permission_ids", message));
            if chosen.is_empty() {
                return bad("One of the resources has none of the chosen permissions.");
            }
            if chosen.len() > 1 && !several {
                return bad("Only one permission can be chosen for this resource type.");
            }
            if let Some(place) = filters
                .permissions
                .iter()
                .position(|permission| chosen.contains(permission) && !self.may_have(pool, resource, *permission))
            {
                return Err(foreign("filter_permission_ids", place, self.grantee));
            }
            units.extend(chosen.into_iter().map(|permission| (resource, permission)));
        }
        Ok(units)
    }

    fn filtered_resources(&self, body: &CreateAccessRequest, filters: &Filters) -> Result<BTreeSet<i64>, ApiError> {
        const TERMS: &str = "filter_resources";
        let named = |field: &str, place: usize, id: &str| {
            ids::parse_resource(id)
                .filter(|n| self.catalog.pool(*n).is_some_and(|pool| filters.hold(pool)))
                .ok_or_else(|| foreign(field, place, self.grantee))
        };
        let mut resources = BTreeSet::new();
        for (place, id) in body.filter_resource_ids.iter().enumerate() {
            resources.insert(named("filter_resource_ids", place, id)?);
        }
        for (place, filter) in body.filter_resources.iter().enumerate() {
            match &filter.kind {
                ResourceFilterType::Id => {
                    resources.insert(named(TERMS, place, &filter.value)?);
                }
                ResourceFilterType::SearchTerm => {
                    let search = Search::parse(TERMS, Some(&filter.value))?;
                    if search.is_empty() {
                        return Err(ApiError::bad_request(TERMS, "A search term must not be blank."));
                    }
                    let fits = |n: &i64| {
                        self.catalog.pool(*n).is_some_and(|pool| {
                            let may_have = |permission: &i64| self.may_have(pool, *n, *permission);
                            filters.hold(pool) && filters.permissions.iter().any(may_have)
                        })
                    };
                    resources.extend(search.resources(self.connection, self.catalog)?.into_iter().filter(fits));
                }
                ResourceFilterType::Other(_) => {
                    return Err(ApiError::bad_request(TERMS, "The type of a filter must be `id` or `search_term`."));
                }
            }
            if resources.len() > MAX_RESOURCES {
                return Err(too_many(TERMS));
            }
        }
        if resources.len() > MAX_RESOURCES {
            return Err(too_many("filter_resource_ids"));
        }
        Ok(resources)
    }

    fn rules_of_types(&self, body: &CreateAccessRequest) -> Result<Vec<Part<'a>>, ApiError> {
        let filters = self.filters(body)?;
        if filters.integrations.is_empty() && filters.types.is_empty() {
            return Ok(Vec::new());
        }
        let reach = self.catalog.reach(self.grantee.id);
        let mut by_flow: BTreeMap<i64, Part<'a>> = BTreeMap::new();
        for (pool, permissions) in self.catalog.pools.iter().zip(&reach.pools).filter(|(pool, _)| filters.hold(pool)) {
            for permission in permissions.iter().copied() {
                let wanted = filters.permissions.is_empty() || filters.permissions.contains(&permission);
                let flow = flow_for(&self.catalog.flows, self.grantee, Wanted::Unit { pool, permission });
                if let Some(flow) = flow.filter(|_| wanted) {
                    by_flow.insert(flow.n, Part { flow, bundle: None, units: Vec::new() });
                }
            }
        }
        Ok(by_flow.into_values().collect())
    }
}
