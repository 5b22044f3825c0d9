//! The wire types against the reference: every schema of its sections 4 to 9 and every query of its section 3, written
//! here once more as tables so that a misspelled or forgotten field is seen.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::fmt::Debug;

use apono_api::query::*;
use apono_api::*;
use proptest::prelude::*;
use proptest::strategy::Union;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Schema and its fields. `?` marks a field that may be absent or null. A type is another schema, an array in `[]`, an
/// open enum (see [`ENUMS`]) or one of `text`, `bool`, `int`, `long`, `instant`, `map` (texts by texts) and `object`.
const SCHEMAS: &[(&str, &str)] = &[
    (
        "AccessRequest",
        "id:text requestor:User grantee:Grantee? creation_time:instant revocation_time:instant? \
        status:RequestStatusInfo justification:text? access_groups:[AccessGroup] bundle:Bundle? challenge:ChallengeInfo? \
        duration_in_sec:int? custom_fields:map? require_approver_reason:bool? favorite:bool? \
        access_units_summary:[AccessUnitSummary]? distinct_resource_names:[text]? extension_count:int \
        extend_options:ExtendOptions",
    ),
    ("RequestStatusInfo", "status:RequestStatus description:text? metadata:map"),
    (
        "AccessGroup",
        "id:text integration:Integration resource_types:[ResourceType] has_new_credentials:bool \
        status:AccessGroupStatus total_resources:int? total_permissions:int?",
    ),
    ("AccessGroupStatus", "status:AccessGroupState message:text?"),
    ("ChallengeInfo", "logical_relation:ChallengeRelation approvers:[ChallengeApprover]"),
    (
        "ChallengeApprover",
        "name:text type:ApproverType status:ChallengeStatus metadata:map tier:int? \
        tier_escalated_at:instant?",
    ),
    (
        "ExtendOptions",
        "can_extend:bool extension_availability:text extend_duration_in_sec:int remaining_extensions:int",
    ),
    ("AccessUnitSummary", "resource_name:text permission_name:text"),
    ("AccessRequestUnits", "id:text access_units:[AccessUnit]"),
    (
        "CreateAccessRequest",
        "filter_integration_ids:[text] filter_bundle_ids:[text] filter_resource_type_ids:[text] \
        filter_resource_ids:[text] filter_resources:[ResourceFilter] filter_permission_ids:[text] \
        filter_access_unit_ids:[text] justification:text? duration_in_sec:int? custom_fields:map? \
        run_pre_approval_validations:bool? grantee_id:text?",
    ),
    ("ResourceFilter", "type:ResourceFilterType value:text"),
    ("AccessRequestSubmitted", "request_ids:[text] message:text?"),
    ("DryRun", "status:text errors:[DryRunError] max_duration_in_sec:long?"),
    ("DryRunError", "code:DryRunCode field:DryRunField message:text? details:object"),
    ("JustificationValidation", "describes_task:bool justifies_permission_level:bool has_ticket_id_url:bool"),
    ("RequestAgain", "justification:text custom_fields:map? run_pre_approval_validations:bool?"),
    ("ApprovalResult", "justification:text?"),
    ("UpdateFavorite", "favorite:bool"),
    ("PassMfa", "message:text affected_requests:AffectedByMfa"),
    ("AffectedByMfa", "total:int access_requests_ids:[text]"),
    ("MfaEnrolled", "is_mfa_enrolled:bool"),
    (
        "AccessSession",
        "id:text name:text type:SessionType integration:Integration credentials:Credentials? \
        connection_methods:[ConnectionMethod] status:SessionStatus has_more_access_units:bool \
        has_link_access_details:bool? has_launchers:bool launchers:[LauncherSummary] consumed_by:text? \
        credentials_rotated:bool custom_access_details:text?",
    ),
    ("Credentials", "id:text status:CredentialsStatus can_reset:bool"),
    ("SessionType", "id:text name:text icons:Icons"),
    ("LauncherSummary", "id:text display_name:text launcher_type:LauncherType"),
    ("AccessSessionsGroup", "integration:Integration? total:int sessions:[AccessSession] custom_access_details:text?"),
    (
        "AccessSessionDetails",
        "credentials:Credentials? instructions:Instructions json:object? cli:text? link:Link? \
        credentials_rotated:bool consumed_by:text? launchers:[Launcher]",
    ),
    ("Instructions", "plain:text markdown:text custom_message:text?"),
    ("Link", "url:text title:text?"),
    (
        "Launcher",
        "id:text display_name:text launcher_type:LauncherType auth_command:text? invocation_command:text \
        password_encoding:text",
    ),
    ("AccessDetails", "plain:text markdown:text can_reset_credentials:bool"),
    ("Integration", "id:text type:text type_display_name:text name:text icons:Icons"),
    ("Icons", "png:text svg:text"),
    ("ResourceType", "id:text name:text display_path:text allow_multiple_permissions:bool icons:Icons"),
    ("Resource", "id:text source_id:text name:text path:text type:ResourceType integration:Integration"),
    ("Permission", "id:text name:text"),
    ("AccessUnit", "id:text resource:Resource permission:Permission status:AccessUnitStatus?"),
    ("AccessUnitStatus", "status:text message:text?"),
    ("Bundle", "id:text name:text labels:map"),
    ("Grantee", "id:text source_id:text display_name:text type:GranteeType"),
    ("FilterOption", "id:text type:text source_id:text display_name:text icon:Icons?"),
    ("User", "id:text name:text email:text photo:text?"),
    ("Message", "message:text"),
    (
        "AccessRequestTemplate",
        "id:text name:text type:TemplateType integrations:[Integration] \
        resource_types:[ResourceType] resources:[Resource] permissions:[Permission] create_date:instant",
    ),
    (
        "SaveAccessRequestTemplate",
        "name:text type:TemplateType filter_integration_ids:[text] \
        filter_resource_type_ids:[text] filter_resource_ids:[text] filter_permission_ids:[text]",
    ),
    (
        "AccessSessionRequestTemplate",
        "integrations:[Integration] resource_types:[ResourceType] resources:[Resource] \
        permissions:[Permission]",
    ),
    ("UserSession", "user:User account:Account settings:UserSettings"),
    ("Account", "id:text name:text plan:text"),
    (
        "UserSettings",
        "require_duration_for_access_request:bool mfa_enabled_for_account:bool \
        request_custom_fields:[CustomField] logout_redirect_url:text? disable_approver_reason:bool? \
        enable_ai_features:bool",
    ),
    (
        "CustomField",
        "id:text type:CustomFieldType label:text placeholder:text values:[CustomFieldValue] default:text? \
        required:bool",
    ),
    ("CustomFieldValue", "key:text value:text"),
    ("Pagination", "limit:int offset:int total:int? has_more:bool?"),
    ("Bundles", "data:[Bundle] pagination:Pagination"),
];

type Bundles = Page<Bundle>;

macro_rules! by_name {
    ($($name:ident)+) => {
        /// Reads a value as the named schema, writes it, reads what was written, and gives that as a value.
        fn reread(schema: &str, value: Value) -> serde_json::Result<Value> {
            match schema {
                $(stringify!($name) => there_and_back::<$name>(value),)+
                _ => panic!("{schema} has no type"),
            }
        }

        fn read(schema: &str, bytes: &[u8]) -> bool {
            match schema {
                $(stringify!($name) => serde_json::from_slice::<$name>(bytes).is_ok(),)+
                _ => panic!("{schema} has no type"),
            }
        }
    };
}

by_name! {
    AccessRequest RequestStatusInfo AccessGroup AccessGroupStatus ChallengeInfo ChallengeApprover ExtendOptions
    AccessUnitSummary AccessRequestUnits CreateAccessRequest ResourceFilter AccessRequestSubmitted DryRun DryRunError
    JustificationValidation RequestAgain ApprovalResult UpdateFavorite PassMfa AffectedByMfa MfaEnrolled AccessSession
    Credentials SessionType LauncherSummary AccessSessionsGroup AccessSessionDetails Instructions Link Launcher
    AccessDetails Integration Icons ResourceType Resource Permission AccessUnit AccessUnitStatus Bundle Grantee
    FilterOption User Message AccessRequestTemplate SaveAccessRequestTemplate AccessSessionRequestTemplate UserSession
    Account UserSettings CustomField CustomFieldValue Pagination Bundles
}

fn there_and_back<T: DeserializeOwned + Serialize + PartialEq + Debug>(value: Value) -> serde_json::Result<Value> {
    let first: T = serde_json::from_value(value)?;
    let second: T = serde_json::from_slice(&serde_json::to_vec(&first)?)?;
    assert_eq!(first, second);
    serde_json::to_value(second)
}

/// The open enums with the texts that the reference gives (section 4).
const ENUMS: &[(&str, &str)] = &[
    ("Scope", "MyRequests MyTasks MyHistoricTasks MyDelegatedRequests"),
    (
        "RequestStatus",
        "Initializing Pending PendingMFA Granting Active Rejected Revoking Revoked Failed Expired Approved Granted",
    ),
    ("ResourceFilterType", "id search_term"),
    ("ChallengeRelation", "AnyOf AllOf"),
    ("ChallengeStatus", "Approved Rejected Pending"),
    ("ApproverType", "User Group Shift Manager Owner"),
    ("AccessGroupState", "Success Failure Warning"),
    ("TemplateType", "IntegrationRequest"),
    ("ConnectionMethod", "cli link instructions json"),
    ("CredentialsStatus", "new available viewed resetting not_applicable"),
    ("SessionStatus", ""),
    ("LauncherType", "GUI TUI TERMINAL CLI"),
    ("CustomFieldType", "TEXT SELECT"),
    ("DryRunCode", "FIELD_MISSING INVALID_DURATION"),
    ("DryRunField", "justification duration_in_sec"),
    ("GranteeType", ""),
];

macro_rules! enums_by_name {
    ($($name:ident)+) => {
        /// The wire text of what `text` is read as, whether it is one of the known ones, and whether two texts are one.
        fn as_enum(name: &str, text: &str, other: &str) -> (String, bool, bool) {
            match name {
                $(stringify!($name) => {
                    let value: $name = serde_json::from_value(text.into()).unwrap();
                    let known = !matches!(value, $name::Other(_));
                    assert_eq!(serde_json::to_value(&value).unwrap(), value.as_str());
                    (value.to_string(), known, value == $name::from(other))
                })+
                _ => panic!("{name} has no type"),
            }
        }
    };
}

enums_by_name! {
    Scope RequestStatus ResourceFilterType ChallengeRelation ChallengeStatus ApproverType AccessGroupState TemplateType
    ConnectionMethod CredentialsStatus SessionStatus LauncherType CustomFieldType DryRunCode DryRunField GranteeType
}

fn find<'a>(table: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    table.iter().find(|(entry, _)| *entry == name).map(|(_, text)| *text)
}

fn fields(schema: &str) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
    find(SCHEMAS, schema).unwrap_or_else(|| panic!("no schema {schema}")).split_whitespace().map(|field| {
        let (name, kind) = field.split_once(':').unwrap();
        (name, kind.trim_end_matches('?'), kind.ends_with('?'))
    })
}

fn any_json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z_]{0,12}", inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
    .boxed()
}

fn text() -> BoxedStrategy<Value> {
    "\\PC{0,12}".prop_map(Value::from).boxed()
}

fn value(kind: &str) -> BoxedStrategy<Value> {
    if let Some(inner) = kind.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return proptest::collection::vec(value(inner), 0..3).prop_map(Value::from).boxed();
    }
    if let Some(texts) = find(ENUMS, kind) {
        let known = texts.split_whitespace().map(|text| Just(Value::from(text)).boxed());
        return Union::new(known.chain(["~\\PC{0,8}".prop_map(Value::from).boxed()])).boxed();
    }
    match kind {
        "text" => text(),
        "bool" => any::<bool>().prop_map(Value::from).boxed(),
        "int" => any::<i32>().prop_map(Value::from).boxed(),
        "long" => any::<i64>().prop_map(Value::from).boxed(),
        // To the microsecond, from the epoch to the year 2255.
        "instant" => (0..4_294_967_296_000_000_i64).prop_map(|micros| json!(micros as f64 / 1e6)).boxed(),
        "map" => {
            proptest::collection::btree_map("\\PC{0,6}", text(), 0..3).prop_map(|map| map.into_iter().collect()).boxed()
        }
        "object" => proptest::collection::btree_map(
            "[a-z_]{0,6}",
            prop_oneof![text(), any::<i32>().prop_map(Value::from)],
            0..3,
        )
        .prop_map(|map| map.into_iter().collect())
        .boxed(),
        schema => object(schema),
    }
}

/// A value of a schema in which every field that may be left out is there, absent or null.
fn object(schema: &str) -> BoxedStrategy<Value> {
    fields(schema)
        .map(|(name, kind, optional)| {
            let there = value(kind).prop_map(Some);
            let value = if optional {
                prop_oneof![3 => there, 1 => Just(None), 1 => Just(Some(Value::Null))].boxed()
            } else {
                there.boxed()
            };
            value.prop_map(move |value| (name.to_owned(), value)).boxed()
        })
        .collect::<Vec<_>>()
        .prop_map(|fields| fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
        .boxed()
}

fn of_any_schema() -> impl Strategy<Value = (&'static str, Value)> {
    proptest::sample::select(SCHEMAS).prop_flat_map(|(schema, _)| (Just(schema), object(schema)))
}

/// Without the null fields of schemas, which are the same as absent ones.
fn without_nulls(schema: &str, value: &Value) -> Value {
    let mut kept = Map::new();
    for (name, kind, _) in fields(schema) {
        let Some(field) = value.get(name).filter(|field| !field.is_null()) else { continue };
        let inner = kind.trim_matches(['[', ']']);
        let clean = |value: &Value| match find(SCHEMAS, inner) {
            Some(_) => without_nulls(inner, value),
            None => value.clone(),
        };
        let field =
            if kind.starts_with('[') { field.as_array().unwrap().iter().map(clean).collect() } else { clean(field) };
        kept.insert(name.to_owned(), field);
    }
    Value::Object(kept)
}

/// Puts another value somewhere into this one.
fn spoiled(mut value: Value, mut place: usize, other: Value) -> Value {
    fn count(value: &Value) -> usize {
        1 + match value {
            Value::Array(list) => list.iter().map(count).sum(),
            Value::Object(map) => map.values().map(count).sum(),
            _ => 0,
        }
    }
    fn put(value: &mut Value, place: &mut usize, other: &Value) {
        if *place == 0 {
            *value = other.clone();
        }
        let step = |inner: &mut Value, place: &mut usize| {
            *place = place.wrapping_sub(1);
            put(inner, place, other);
        };
        match value {
            Value::Array(list) => list.iter_mut().for_each(|inner| step(inner, place)),
            Value::Object(map) => map.values_mut().for_each(|inner| step(inner, place)),
            _ => {}
        }
    }
    place %= count(&value);
    put(&mut value, &mut place, &other);
    value
}

/// More cases where `PROPTEST_CASES` asks for them, as `cargo xtask test --all` does.
fn at_least(cases: u32) -> ProptestConfig {
    let config = ProptestConfig::default();
    ProptestConfig { cases: config.cases.max(cases), ..config }
}

proptest! {
    #![proptest_config(at_least(1500))]

    #[test]
    fn every_schema_is_written_as_it_was_read_but_for_what_it_does_not_know((schema, value) in of_any_schema()) {
        let mut more = value.clone();
        more["a_field_of_tomorrow"] = json!({ "nobody": ["knows"] });
        prop_assert_eq!(reread(schema, more).unwrap(), without_nulls(schema, &value));
    }

    #[test]
    fn what_the_api_requires_has_to_be_there((schema, value) in of_any_schema()) {
        for (name, _, optional) in fields(schema) {
            let mut less = value.clone();
            less.as_object_mut().unwrap().remove(name);
            let mut null = value.clone();
            null[name] = Value::Null;
            // The details of an objection are any value.
            let any = (schema, name) == ("DryRunError", "details");
            prop_assert_eq!(reread(schema, less).is_ok(), optional, "{}.{} absent", schema, name);
            prop_assert_eq!(reread(schema, null).is_ok(), optional || any, "{}.{} null", schema, name);
        }
    }

    #[test]
    fn no_json_whatever_it_is_makes_reading_panic(
        schema in proptest::sample::select(SCHEMAS), value in any_json(), like in of_any_schema(), place: usize,
    ) {
        read(schema.0, value.to_string().as_bytes());
        read(like.0, spoiled(like.1, place, value).to_string().as_bytes());
    }

    #[test]
    fn no_bytes_whatever_they_are_make_reading_panic(
        like in of_any_schema(), bytes in proptest::collection::vec(any::<u8>(), 0..40), at: usize,
    ) {
        read(like.0, &bytes);
        let mut broken = like.1.to_string().into_bytes();
        let at = at % broken.len();
        broken.splice(at..at, bytes);
        read(like.0, &broken);
        broken.truncate(at);
        prop_assert!(!read(like.0, &broken));
    }

    #[test]
    fn a_text_that_nobody_knows_is_kept_as_it_came(text in any::<String>(), place in 0..ENUMS.len()) {
        let (name, texts) = ENUMS[place];
        let (written, known, _) = as_enum(name, &text, &text);
        let folded = |text: &str| text.replace(['_', '-', ' '], "").to_lowercase();
        if known {
            prop_assert_eq!(folded(&written), folded(&text));
        } else {
            prop_assert_eq!(written, text.clone());
            prop_assert!(texts.split_whitespace().all(|known| folded(known) != folded(&text)));
        }
    }

    #[test]
    fn a_text_is_known_whatever_its_case_and_however_its_words_are_joined(
        which: prop::sample::Index, upper: u64, joints in proptest::collection::vec(0_usize..5, 40),
    ) {
        let all = ENUMS.iter().flat_map(|(name, texts)| texts.split_whitespace().map(move |known| (*name, known)));
        let (name, known) = *which.get(&all.collect::<Vec<_>>());
        let mut spelled = String::new();
        for (place, letter) in known.chars().filter(|letter| *letter != '_').enumerate() {
            let letter = letter.to_ascii_lowercase();
            spelled.push_str(["", "", "_", "-", " "][joints[place]]);
            spelled.push(if upper >> place & 1 == 1 { letter.to_ascii_uppercase() } else { letter });
        }
        prop_assert_eq!(as_enum(name, &spelled, known), (known.to_owned(), true, true));
    }

    #[test]
    fn two_texts_that_nobody_knows_are_one_if_they_differ_in_case_and_joints_only(text in "[a-z]{1,8}( [a-z]{1,8})?") {
        let text = format!("~{text}");
        let (same, longer) = (text.to_uppercase().replace(' ', "_"), format!("{text}x"));
        for (name, _) in ENUMS {
            prop_assert!(as_enum(name, &text, &same).2);
            prop_assert!(!as_enum(name, &text, &longer).2);
        }
    }

    #[test]
    fn an_instant_is_read_back_to_the_microsecond(seconds in prop_oneof![-5.0e9..5.0e9, any::<f64>()]) {
        let instant = Instant::from_seconds(seconds);
        let again: Instant = serde_json::from_slice(&serde_json::to_vec(&instant).unwrap()).unwrap();
        prop_assert!(instant.seconds().is_finite());
        if instant.seconds().abs() < 4_294_967_296.0 {
            prop_assert_eq!(again, instant);
        } else {
            prop_assert!((again.seconds() / instant.seconds() - 1.0).abs() < 1e-12);
        }
    }
}

#[test]
fn an_open_enum_has_a_text_for_each_value_of_the_reference() {
    for (name, texts) in ENUMS {
        for text in texts.split_whitespace() {
            assert_eq!(as_enum(name, text, text), (text.to_owned(), true, true), "{name}");
        }
    }
}

#[test]
fn a_page_without_a_word_about_more_goes_on_while_pages_are_full() {
    let page = |rows: usize, limit: i32, has_more: Option<bool>| {
        Page { data: vec![(); rows], pagination: Pagination { limit, offset: 0, total: None, has_more } }.has_more()
    };
    assert!(page(100, 100, None) && page(1, 100, Some(true)));
    assert!(!page(99, 100, None) && !page(100, 100, Some(false)) && !page(0, 0, None));
}

/// Query and its parameters, in the order in which they are written.
const QUERIES: &[(&str, &str)] = &[
    (
        "AccessRequestsQuery",
        "scope:scope statuses:[text] favorite_only:bool include_autogrant:bool request_ids:[text] \
        requestor_ids:[text] grantee_ids:[text] access_units_summary_limit:int limit:int skip:int",
    ),
    ("AccessRequestQuery", "access_units_summary_limit:int"),
    ("RequestUnitsQuery", "request_id:[text]"),
    ("DryRunQuery", "resource_type_only_mode:bool"),
    ("GroupUnitsQuery", "integration-ids:[text] resource-type-ids:[text] limit:int skip:int"),
    (
        "AccessSessionsQuery",
        "search:text request_id:[text] integration_id:[text] bundle_id:[text] credentials_id:[text] \
        integration_types:[text] session_types:[text] status:[text] include_disconnected:bool limit:int skip:int",
    ),
    (
        "AccessSessionGroupsQuery",
        "search:text integration_id:[text] integration_types:[text] session_types:[text] \
        status:[text] include_disconnected:bool sessions-page-size:int limit:int skip:int",
    ),
    ("AccessDetailsQuery", "consumed_by:text format_type:text"),
    ("IntegrationsQuery", "search:text grantee_id:text session_id:text limit:int skip:int"),
    ("ResourceTypesQuery", "integration-id:text search:text grantee_id:text session_id:text limit:int skip:int"),
    (
        "ResourcesQuery",
        "integration-id:text resource-type-id:[text] source-id:[text] search:text grantee_id:text \
        session_id:text limit:int skip:int",
    ),
    (
        "PermissionsQuery",
        "integration-id:text resource-type-id:text search:text grantee_id:text session_id:text \
        limit:int skip:int",
    ),
    ("BundlesQuery", "search:text grantee_id:text limit:int skip:int"),
    (
        "AccessUnitsQuery",
        "search:text permission-search:text integration-ids:[text] resource-type-ids:[text] \
        resource-ids:[text] permission-ids:[text] bundle-ids:[text] grantee_id:text limit:int skip:int",
    ),
    ("GranteesQuery", "search:text grantee_type:text limit:int skip:int"),
    ("FilterOptionsQuery", "key:text scope:scope search:text limit:int skip:int"),
    ("FilterIntegrationsQuery", "scope:text limit:int skip:int"),
    ("TemplatesQuery", "search:text limit:int skip:int"),
    ("TemplateQuery", "filter-available:bool"),
];

type Pairs = Vec<(String, String)>;

macro_rules! queries_by_name {
    ($($name:ident)+) => {
        /// What is written of what was read, as pairs and as the text of an address; or the name of the bad parameter.
        fn through(query: &str, pairs: &Pairs) -> Result<(Pairs, String), &'static str> {
            match query {
                $(stringify!($name) => through_query::<$name>(pairs),)+
                _ => panic!("{query} has no type"),
            }
        }
    };
}

queries_by_name! {
    AccessRequestsQuery AccessRequestQuery RequestUnitsQuery DryRunQuery GroupUnitsQuery AccessSessionsQuery
    AccessSessionGroupsQuery AccessDetailsQuery IntegrationsQuery ResourceTypesQuery ResourcesQuery PermissionsQuery
    BundlesQuery AccessUnitsQuery GranteesQuery FilterOptionsQuery FilterIntegrationsQuery TemplatesQuery TemplateQuery
}

fn through_query<Q: Query>(pairs: &Pairs) -> Result<(Pairs, String), &'static str> {
    let read = Q::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let query = read.map_err(|bad| bad.name)?;
    let written = query.pairs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Ok((written, query.encoded()))
}

fn parameter(text: &'static str) -> BoxedStrategy<Pairs> {
    let (name, kind) = text.split_once(':').unwrap();
    let value = match kind.trim_matches(['[', ']']) {
        "text" => any::<String>().boxed(),
        "bool" => any::<bool>().prop_map(|value| value.to_string()).boxed(),
        "int" => any::<i32>().prop_map(|value| value.to_string()).boxed(),
        "scope" => proptest::sample::select(find(ENUMS, "Scope").unwrap().split(' ').collect::<Vec<_>>())
            .prop_map(str::to_owned)
            .boxed(),
        _ => panic!("{text}"),
    };
    let times = if kind.starts_with('[') { 0..4 } else { 0..2 };
    proptest::collection::vec(value.prop_map(move |value| (name.to_owned(), value)), times).boxed()
}

fn query_and_pairs() -> impl Strategy<Value = (&'static str, Pairs)> {
    proptest::sample::select(QUERIES).prop_flat_map(|(query, parameters)| {
        let parameters: Vec<_> = parameters.split_whitespace().map(parameter).collect();
        (Just(query), parameters.prop_map(|pairs| pairs.concat()))
    })
}

proptest! {
    #![proptest_config(at_least(1000))]

    #[test]
    fn a_query_has_the_exact_names_of_the_reference_and_is_read_back_from_its_address((query, pairs) in query_and_pairs()) {
        let (written, address) = through(query, &pairs).unwrap();
        prop_assert_eq!(&written, &pairs);
        let parsed: Pairs = form_urlencoded::parse(address.as_bytes()).into_owned().collect();
        prop_assert_eq!(parsed, pairs);
        prop_assert!(address.bytes().all(|byte| byte.is_ascii_graphic()));
    }

    #[test]
    fn a_name_that_nobody_knows_is_ignored_and_a_bad_value_is_named(
        (query, pairs) in query_and_pairs(), name in "[a-z]{1,4}~", value in "[A-Z]{0,3}[^0-9a-z]",
    ) {
        let mut more = pairs.clone();
        more.push((name, value.clone()));
        prop_assert_eq!(&through(query, &more).unwrap().0, &pairs);
        for parameter in find(QUERIES, query).unwrap().split_whitespace() {
            let (name, kind) = parameter.split_once(':').unwrap();
            let mut bad = pairs.clone();
            bad.push((name.to_owned(), value.clone()));
            let takes_any = kind.contains("text");
            prop_assert_eq!(through(query, &bad).err(), (!takes_any).then_some(name));
        }
    }
}

#[test]
fn an_instant_is_kept_to_the_microsecond_and_what_is_no_number_is_the_epoch() {
    let kept = [1.000_000_4, f64::NAN, f64::INFINITY].map(|seconds| Instant::from_seconds(seconds).seconds());
    assert_eq!(kept, [1.0, 0.0, 0.0]);
}

#[test]
fn letters_digits_and_four_marks_stand_in_a_query_as_they_are_and_all_else_is_encoded() {
    let mut text = String::new();
    encode_into("aZ09-._~ /?&=+ä", &mut text);
    assert_eq!(text, "aZ09-._~%20%2F%3F%26%3D%2B%C3%A4");
    assert_eq!(().encoded(), "");
}

#[test]
fn a_secret_waits_where_it_is_new_or_available_and_nowhere_else() {
    let unread: Vec<_> = ["new", "NEW", "available", "viewed", "expired", "of tomorrow"]
        .into_iter()
        .filter(|text| CredentialsStatus::from(*text).is_unread())
        .collect();
    assert_eq!(unread, ["new", "NEW", "available"]);
}
