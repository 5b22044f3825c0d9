//! Saved templates: a filled form under a name, to ask for the same again (reference 8, "Templates").

use super::inventory::{Integration, Permission, Resource, ResourceType};
use super::moment::Moment;

/// A saved template with what it names, as far as the service still knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// For reading, renaming and deleting it.
    pub id: String,
    /// As the person called it.
    pub name: String,
    /// Empty where the form leaves them open, or none is known any more; so the other lists.
    pub integrations: Vec<Integration>,
    /// The kinds of resources.
    pub resource_types: Vec<ResourceType>,
    /// The resources.
    pub resources: Vec<Resource>,
    /// The levels of access.
    pub permissions: Vec<Permission>,
    /// When it was saved first.
    pub created: Moment,
}

/// What a template holds, by ids. Empty means that this part of the form is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Ids of integrations.
    pub integrations: Vec<String>,
    /// Ids of resource types.
    pub resource_types: Vec<String>,
    /// Ids of resources.
    pub resources: Vec<String>,
    /// Ids of permissions.
    pub permissions: Vec<String>,
}

impl Template {
    /// Its contents by ids, for saving it again under another name.
    pub fn contents(&self) -> Contents {
        Contents {
            integrations: self.integrations.iter().map(|integration| integration.id.clone()).collect(),
            resource_types: self.resource_types.iter().map(|resource_type| resource_type.id.clone()).collect(),
            resources: self.resources.iter().map(|resource| resource.id.clone()).collect(),
            permissions: self.permissions.iter().map(|permission| permission.id.clone()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::inventory::test::unit;

    #[test]
    fn saved_again_a_template_holds_what_it_held() {
        let unit = unit(1, "read", true);
        let template = Template {
            id: "t-1".to_owned(),
            name: "On call".to_owned(),
            integrations: vec![unit.resource.integration.clone()],
            resource_types: vec![unit.resource.resource_type.clone()],
            resources: vec![Resource::clone(&unit.resource)],
            permissions: vec![unit.permission],
            created: Moment(0.0),
        };
        let [integrations, resource_types, resources, permissions] =
            ["i", "t", "r1", "p-read"].map(|id| vec![id.to_owned()]);
        assert_eq!(template.contents(), Contents { integrations, resource_types, resources, permissions });
    }
}
