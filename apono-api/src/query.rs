//! Query parameters with their exact names (reference section 3): kebab and snake case mixed, arrays as repeated keys.
//!
//! One definition serves both sides: [`Query::pairs`] writes what the tab sends, [`Query::from_pairs`] reads what the
//! server receives. Names that are not known are ignored, as the service does.

use crate::open_enum::Scope;

/// A parameter that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidParameter {
    /// As it stands in the address.
    pub name: &'static str,
    /// What the value must be, in words: "a whole number".
    pub expected: &'static str,
}

/// The parameters of one endpoint.
pub trait Query: Default {
    /// Names and values in order; absent ones are left out.
    fn pairs(&self) -> Vec<(&'static str, String)>;

    /// Reads decoded pairs. A single parameter that comes twice keeps its last value.
    ///
    /// # Errors
    /// The first parameter whose value is not of its type.
    fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, InvalidParameter>;

    /// The text behind `?`, percent-encoded; empty when nothing is set.
    fn encoded(&self) -> String {
        let mut text = String::new();
        for (name, value) in self.pairs() {
            if !text.is_empty() {
                text.push('&');
            }
            text.push_str(name);
            text.push('=');
            encode_into(&value, &mut text);
        }
        text
    }
}

/// Endpoints without parameters.
impl Query for () {
    fn pairs(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn from_pairs<'a>(_: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, InvalidParameter> {
        Ok(())
    }
}

/// Appends `value` percent-encoded: all but unreserved characters (RFC 3986, 2.3).
pub fn encode_into(value: &str, text: &mut String) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or('0');
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            text.push(char::from(byte));
        } else {
            text.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}

/// A value that can stand in a query.
trait Parameter: Sized {
    const EXPECTED: &'static str;

    /// How the OpenAPI document describes it.
    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema>;

    fn write(&self, name: &'static str, pairs: &mut Vec<(&'static str, String)>);

    /// Takes one more text; `false` when it is not of this type.
    fn read(&mut self, text: &str) -> bool;
}

impl Parameter for Option<String> {
    const EXPECTED: &'static str = "a text";

    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        <String as utoipa::PartialSchema>::schema()
    }

    fn write(&self, name: &'static str, pairs: &mut Vec<(&'static str, String)>) {
        pairs.extend(self.iter().map(|text| (name, text.clone())));
    }

    fn read(&mut self, text: &str) -> bool {
        *self = Some(text.to_owned());
        true
    }
}

impl Parameter for Vec<String> {
    const EXPECTED: &'static str = "a text";

    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        <Vec<String> as utoipa::PartialSchema>::schema()
    }

    fn write(&self, name: &'static str, pairs: &mut Vec<(&'static str, String)>) {
        pairs.extend(self.iter().map(|text| (name, text.clone())));
    }

    fn read(&mut self, text: &str) -> bool {
        self.push(text.to_owned());
        true
    }
}

impl Parameter for Option<bool> {
    const EXPECTED: &'static str = "true or false";

    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        <bool as utoipa::PartialSchema>::schema()
    }

    fn write(&self, name: &'static str, pairs: &mut Vec<(&'static str, String)>) {
        pairs.extend(self.iter().map(|value| (name, value.to_string())));
    }

    fn read(&mut self, text: &str) -> bool {
        *self = text.parse().ok();
        self.is_some()
    }
}

impl Parameter for Option<i32> {
    const EXPECTED: &'static str = "a whole number";

    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        <i32 as utoipa::PartialSchema>::schema()
    }

    fn write(&self, name: &'static str, pairs: &mut Vec<(&'static str, String)>) {
        pairs.extend(self.iter().map(|value| (name, value.to_string())));
    }

    fn read(&mut self, text: &str) -> bool {
        *self = text.parse().ok();
        self.is_some()
    }
}

impl Parameter for Option<Scope> {
    const EXPECTED: &'static str = "one of MyRequests, MyTasks, MyHistoricTasks, MyDelegatedRequests";

    #[cfg(feature = "openapi")]
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        <Scope as utoipa::PartialSchema>::schema()
    }

    fn write(&self, name: &'static str, pairs: &mut Vec<(&'static str, String)>) {
        pairs.extend(self.iter().map(|scope| (name, scope.to_string())));
    }

    fn read(&mut self, text: &str) -> bool {
        let scope = Scope::from(text);
        let known = !matches!(scope, Scope::Other(_));
        *self = known.then_some(scope);
        known
    }
}

#[cfg(feature = "openapi")]
fn required(marks: &[&str]) -> utoipa::openapi::Required {
    if marks.is_empty() { utoipa::openapi::Required::False } else { utoipa::openapi::Required::True }
}

// `required` marks what the service requires; reading does without, since the server knows best what to say then.
macro_rules! queries {
    ($($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty = $text:literal $($required:ident)?,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $(#[doc = concat!("The parameter `", $text, "`.")] pub $field: $type,)+
        }

        impl Query for $name {
            fn pairs(&self) -> Vec<(&'static str, String)> {
                let mut pairs = Vec::new();
                $(self.$field.write($text, &mut pairs);)+
                pairs
            }

            fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, InvalidParameter> {
                let mut query = Self::default();
                for (name, value) in pairs {
                    let (name, read, expected) = match name {
                        $($text => ($text, query.$field.read(value), <$type as Parameter>::EXPECTED),)+
                        _ => continue,
                    };
                    if !read {
                        return Err(InvalidParameter { name, expected });
                    }
                }
                Ok(query)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::IntoParams for $name {
            fn into_params(
                _: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
                vec![$(
                    ParameterBuilder::new()
                        .name($text)
                        .parameter_in(ParameterIn::Query)
                        .required(required(&[$(stringify!($required))?]))
                        .schema(Some(<$type as Parameter>::schema()))
                        .build(),
                )+]
            }
        }
    )+};
}

queries! {
    /// `GET access-requests`.
    AccessRequestsQuery {
        scope: Option<Scope> = "scope" required,
        statuses: Vec<String> = "statuses",
        favorite_only: Option<bool> = "favorite_only",
        include_autogrant: Option<bool> = "include_autogrant",
        request_ids: Vec<String> = "request_ids",
        requestor_ids: Vec<String> = "requestor_ids",
        grantee_ids: Vec<String> = "grantee_ids",
        access_units_summary_limit: Option<i32> = "access_units_summary_limit",
        limit: Option<i32> = "limit",
        skip: Option<i32> = "skip",
    }

    /// `GET access-requests/{id}`.
    AccessRequestQuery {
        access_units_summary_limit: Option<i32> = "access_units_summary_limit",
    }

    /// `GET access-requests/access_units`. Internal or friendly ids.
    RequestUnitsQuery {
        request_ids: Vec<String> = "request_id" required,
    }

    /// `POST access-requests/dry-run`.
    DryRunQuery {
        resource_type_only_mode: Option<bool> = "resource_type_only_mode",
    }

    /// `GET access-groups/{id}/units`.
    GroupUnitsQuery {
        integration_ids: Vec<String> = "integration-ids",
        resource_type_ids: Vec<String> = "resource-type-ids",
        limit: Option<i32> = "limit",
        skip: Option<i32> = "skip",
    }

    /// `GET access-sessions`.
    AccessSessionsQuery {
        search: Option<String> = "search",
        request_ids: Vec<String> = "request_id",
        integration_ids: Vec<String> = "integration_id",
        bundle_ids: Vec<String> = "bundle_id",
        credentials_ids: Vec<String> = "credentials_id",
        integration_types: Vec<String> = "integration_types",
        session_types: Vec<String> = "session_types",
        status: Vec<String> = "status",
        include_disconnected: Option<bool> = "include_disconnected",
        limit: Option<i32> = "limit",
        skip: Option<i32> = "skip",
    }

    /// `GET access-session-groups`.
    AccessSessionGroupsQuery {
        search: Option<String> = "search",
        integration_ids: Vec<String> = "integration_id",
        integration_types: Vec<String> = "integration_types",
        session_types: Vec<String> = "session_types",
        status: Vec<String> = "status",
        include_disconnected: Option<bool> = "include_disconnected",
        sessions_page_size: Option<i32> = "sessions-page-size",
        limit: Option<i32> = "limit",
        skip: Option<i32> = "skip",
    }

    /// `GET access-sessions/{id}/access-details`. Sending it uses a one-time secret up.
    AccessDetailsQuery {
        consumed_by: Option<String> = "consumed_by",
        format_type: Option<String> = "format_type",
    }

    /// `GET inventory/integrations`.
    IntegrationsQuery {
        search: Option<String> = "search",
        grantee_id: Option<String> = "grantee_id",
        session_id: Option<String> = "session_id",
        limit: Option<i32> = "limit",
        skip: Option<i32> = "skip",
    }

    /// `GET inventory/resource-types`.
    ResourceTypesQuery {
        integration_id: Option<String> = "integration-id",
        search: Option<String> = "search",
        grantee_id: Option<String> = "grantee_id",
        session_id: Option<String> = "session_id",
        limit: Option<i32> = "limit",
        skip: Option<i32> = "skip",
    }

    /// `GET inventory/resources`.
    ResourcesQuery {
        integration_id: Option<String> = "integration-id",
        resource_type_ids: Vec<String> = "resource-type-id",
        source_ids: Vec<String> = "source-id",
        search: Option<String> = "search",
        grantee_id: Option<String> = "grantee_id",
        session_id: Option<String> = "session_id",
        limit: Option<i32> = "limit",
        skip: Option<i32> = "skip",
    }

    /// `GET inventory/permissions`.
    PermissionsQuery {
        integration_id: Option<String> = "integration-id",
        resource_type_id: Option<String> = "resource-type-id",
        search: Option<String> = "search",
        grantee_id: Option<String> = "grantee_id",
        session_id: Option<String> = "session_id",
        limit: Option<i32> = "limit",
        skip: Option<i32> = "skip",
    }

    /// `GET inventory/bundles`.
    BundlesQuery {
        search: Option<String> = "search",
        grantee_id: Option<String> = "grantee_id",
        limit: Option<i32> = "limit",
        skip: Option<i32> = "skip",
    }

    /// `GET inventory/access-units`.
    AccessUnitsQuery {
        search: Option<String> = "search",
        permission_search: Option<String> = "permission-search",
        integration_ids: Vec<String> = "integration-ids",
        resource_type_ids: Vec<String> = "resource-type-ids",
        resource_ids: Vec<String> = "resource-ids",
        permission_ids: Vec<String> = "permission-ids",
        bundle_ids: Vec<String> = "bundle-ids",
        grantee_id: Option<String> = "grantee_id",
        limit: Option<i32> = "limit",
        skip: Option<i32> = "skip",
    }

    /// `GET inventory/grantees`.
    GranteesQuery {
        search: Option<String> = "search",
        grantee_type: Option<String> = "grantee_type",
        limit: Option<i32> = "limit",
        skip: Option<i32> = "skip",
    }

    /// `GET filters/options`.
    FilterOptionsQuery {
        key: Option<String> = "key" required,
        scope: Option<Scope> = "scope" required,
        search: Option<String> = "search",
        limit: Option<i32> = "limit",
        skip: Option<i32> = "skip",
    }

    /// `GET filters/integrations`. Here `scope` is a free text.
    FilterIntegrationsQuery {
        scope: Option<String> = "scope",
        limit: Option<i32> = "limit",
        skip: Option<i32> = "skip",
    }

    /// `GET access-request-templates`.
    TemplatesQuery {
        search: Option<String> = "search",
        limit: Option<i32> = "limit",
        skip: Option<i32> = "skip",
    }

    /// `GET access-request-templates/{id}`.
    TemplateQuery {
        filter_available: Option<bool> = "filter-available",
    }
}
