//! What can be asked for (reference 8).

use std::sync::Arc;

/// A connected system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    /// Apono's id, for filters and forms.
    pub id: String,
    /// For example `aws-account`; tells the picture.
    pub kind: String,
    /// The kind as people know it (`type_display_name`).
    pub kind_name: String,
    /// As the administrator called it.
    pub name: String,
}

/// A kind of resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// For filters and forms.
    pub id: String,
    /// As people know it, for example `Database`.
    pub name: String,
    /// For example `PostgreSQL/Database`.
    pub display_path: String,
    /// Whether one request may hold several permissions on one resource of this type.
    pub several_permissions: bool,
}

/// One thing to get access to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Apono's id, not the provider's; for filters and forms.
    pub id: String,
    /// As it is called where it lies.
    pub name: String,
    /// Where it lies, with its name at the end.
    pub path: String,
    /// Which kind of resource it is.
    pub resource_type: ResourceType,
    /// The system that it lies in.
    pub integration: Integration,
}

/// One level of access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// For filters and forms. Several ids may share a name.
    pub id: String,
    /// As people know it, for example `Read Only`.
    pub name: String,
}

/// A resource with one permission: one row of Resources Request. Units of one resource share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessUnit {
    /// For forms. The same access may have another id inside a request.
    pub id: String,
    /// What the access is to.
    pub resource: Arc<Resource>,
    /// Which level of access it is.
    pub permission: Permission,
    /// How far this unit of a request is, where the service says so.
    pub status: Option<String>,
}

/// Access units that are asked for together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// For filters and forms.
    pub id: String,
    /// As the administrator called it.
    pub name: String,
}

/// Somebody for whom access can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grantee {
    /// Apono's id, sent as `grantee_id`.
    pub id: String,
    /// Name of the person or the group (`display_name`).
    pub name: String,
    /// Tells people of the same name apart, for example a mail address.
    pub source_id: String,
}

/// One page of a list as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageOf<T> {
    /// In the service's order.
    pub rows: Vec<T>,
    /// How many there are in all, when the service says so.
    pub total: Option<usize>,
    /// Whether another page follows.
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
