//! What can be asked for (reference 8).

use std::sync::Arc;

/// A connected system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    pub id: String,
    /// For example `aws-account`; tells the picture.
    pub kind: String,
    pub kind_name: String,
    pub name: String,
}

/// A kind of resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceType {
    pub id: String,
    pub name: String,
    /// For example `PostgreSQL/Database`.
    pub display_path: String,
    /// Whether one request may hold several permissions on one resource of this type.
    pub several_permissions: bool,
}

/// One thing to get access to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    pub id: String,
    pub name: String,
    pub path: String,
    pub resource_type: ResourceType,
    pub integration: Integration,
}

/// One level of access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    pub id: String,
    pub name: String,
}

/// A resource with one permission: one row of Resources Request. Units of one resource share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessUnit {
    pub id: String,
    pub resource: Arc<Resource>,
    pub permission: Permission,
    /// How far this unit of a request is, where the service says so.
    pub status: Option<String>,
}

/// Access units that are asked for together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    pub id: String,
    pub name: String,
}

/// Somebody for whom access can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grantee {
    pub id: String,
    pub name: String,
    /// Tells people of the same name apart, for example a mail address.
    pub source_id: String,
}

/// One page of a list as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageOf<T> {
    pub rows: Vec<T>,
    /// How many there are in all, when the service says so.
    pub total: Option<usize>,
    pub more: bool,
}

#[cfg(test)]
pub(crate) mod test {
    use super::*;

    /// A unit of the resource with this number.
    pub(crate) fn unit(resource: usize, permission: &str, several_permissions: bool) -> AccessUnit {
        let text = str::to_owned;
        AccessUnit {
            id: format!("u{resource}-{permission}"),
            resource: Arc::new(Resource {
                id: format!("r{resource}"),
                name: format!("resource {resource}"),
                path: format!("path/{resource}"),
                resource_type: ResourceType {
                    id: text("t"),
                    name: text("Database"),
                    display_path: text("P/Database"),
                    several_permissions,
                },
                integration: Integration { id: text("i"), kind: text("k"), kind_name: text("K"), name: text("N") },
            }),
            permission: Permission { id: format!("p-{permission}"), name: text(permission) },
            status: None,
        }
    }
}
