//! The company of the demo: which systems it runs, what its things are called, and who may ask for what.

use super::people::{ADMIN, ADMINS, DATA_OWNER, DATA_OWNERS, ENGINEERING, ON_CALL, TEAM_LEAD};

/// A connected system.
pub(super) struct System {
    pub id: &'static str,
    pub kind: &'static str,
    pub name: &'static str,
    /// Environments that its resources' names carry; none for systems that have no such thing.
    pub environments: &'static [&'static str],
    /// What ids at the provider begin with.
    pub source: &'static str,
}

/// A kind of system with its resource types.
pub(super) struct Kind {
    pub id: &'static str,
    pub name: &'static str,
    pub types: &'static [Type],
}

pub(super) struct Type {
    pub id: &'static str,
    pub name: &'static str,
    /// How many of a thousand resources are of this type, compared with the other types.
    pub weight: u64,
    pub style: Style,
    pub allow_multiple: bool,
    pub permissions: &'static [&'static str],
}

/// How the parts of a name are put together.
#[derive(Clone, Copy)]
pub(super) enum Style {
    /// `prod-orders-api-eu`
    EnvironmentFirst,
    /// `orders-api-prod-eu`
    ServiceFirst,
    /// `orders_api_prod_eu`
    Underscores,
}

const PROD: &[&str] = &["prod"];
const STAGING: &[&str] = &["staging"];
const ALL: &[&str] = &["prod", "staging", "dev", "qa"];

pub(super) const SYSTEMS: &[System] = &[
    System {
        id: "int-postgresql-production",
        kind: "postgresql",
        name: "PostgreSQL Production",
        environments: PROD,
        source: "pg-prod/",
    },
    System {
        id: "int-postgresql-staging",
        kind: "postgresql",
        name: "PostgreSQL Staging",
        environments: STAGING,
        source: "pg-staging/",
    },
    System {
        id: "int-mysql-production",
        kind: "mysql",
        name: "MySQL Production",
        environments: PROD,
        source: "mysql-prod/",
    },
    System {
        id: "int-mongodb-customers",
        kind: "mongodb",
        name: "MongoDB Customer Data",
        environments: PROD,
        source: "mongo-customers/",
    },
    System {
        id: "int-aws-production",
        kind: "aws-account",
        name: "AWS Production",
        environments: PROD,
        source: "arn:aws:prod:",
    },
    System {
        id: "int-aws-staging",
        kind: "aws-account",
        name: "AWS Staging",
        environments: STAGING,
        source: "arn:aws:staging:",
    },
    System {
        id: "int-azure-platform",
        kind: "azure-subscription",
        name: "Azure Platform",
        environments: ALL,
        source: "/subscriptions/platform/",
    },
    System {
        id: "int-gcp-analytics",
        kind: "gcp-project",
        name: "GCP Analytics",
        environments: ALL,
        source: "projects/analytics/",
    },
    System {
        id: "int-kubernetes-production",
        kind: "kubernetes",
        name: "Kubernetes Production",
        environments: PROD,
        source: "k8s-prod/",
    },
    System { id: "int-okta", kind: "okta", name: "Okta Northwind", environments: ALL, source: "okta/" },
    System { id: "int-github", kind: "github", name: "GitHub Northwind", environments: &[], source: "northwind/" },
    System {
        id: "int-snowflake",
        kind: "snowflake",
        name: "Snowflake Warehouse",
        environments: ALL,
        source: "snowflake/",
    },
    System {
        id: "int-elasticsearch-logs",
        kind: "elasticsearch",
        name: "Elasticsearch Logs",
        environments: ALL,
        source: "es-logs/",
    },
    System { id: "int-redis-caches", kind: "redis", name: "Redis Caches", environments: ALL, source: "redis/" },
    System {
        id: "int-rabbitmq-events",
        kind: "rabbitmq",
        name: "RabbitMQ Events",
        environments: ALL,
        source: "rabbitmq/",
    },
    System { id: "int-salesforce", kind: "salesforce", name: "Salesforce", environments: &[], source: "salesforce/" },
    System { id: "int-ssh-bastions", kind: "ssh", name: "SSH Bastions", environments: PROD, source: "ssh/" },
];

use Style::{EnvironmentFirst, ServiceFirst, Underscores};

pub(super) const KINDS: &[Kind] = &[
    Kind {
        id: "postgresql",
        name: "PostgreSQL",
        types: &[
            Type {
                id: "postgresql-database",
                name: "Database",
                weight: 30,
                style: EnvironmentFirst,
                allow_multiple: true,
                permissions: &["Read Only", "Read Write", "Admin"],
            },
            Type {
                id: "postgresql-table",
                name: "Table",
                weight: 120,
                style: Underscores,
                allow_multiple: true,
                permissions: &["Select", "Insert", "Update", "Delete"],
            },
            Type {
                id: "postgresql-role",
                name: "Role",
                weight: 20,
                style: Underscores,
                allow_multiple: false,
                permissions: &["Member"],
            },
        ],
    },
    Kind {
        id: "mysql",
        name: "MySQL",
        types: &[
            Type {
                id: "mysql-database",
                name: "Database",
                weight: 30,
                style: EnvironmentFirst,
                allow_multiple: true,
                permissions: &["Read Only", "Read Write", "Admin"],
            },
            Type {
                id: "mysql-table",
                name: "Table",
                weight: 90,
                style: Underscores,
                allow_multiple: true,
                permissions: &["Select", "Insert", "Update", "Delete"],
            },
        ],
    },
    Kind {
        id: "mongodb",
        name: "MongoDB",
        types: &[
            Type {
                id: "mongodb-database",
                name: "Database",
                weight: 20,
                style: ServiceFirst,
                allow_multiple: false,
                permissions: &["Read Only", "Read Write", "Database Owner"],
            },
            Type {
                id: "mongodb-collection",
                name: "Collection",
                weight: 80,
                style: Underscores,
                allow_multiple: true,
                permissions: &["Find", "Insert", "Update", "Remove"],
            },
        ],
    },
    Kind {
        id: "aws-account",
        name: "AWS",
        types: &[
            Type {
                id: "aws-s3-bucket",
                name: "S3 Bucket",
                weight: 70,
                style: EnvironmentFirst,
                allow_multiple: true,
                permissions: &["Read", "Write", "Admin"],
            },
            Type {
                id: "aws-ec2-instance",
                name: "EC2 Instance",
                weight: 70,
                style: EnvironmentFirst,
                allow_multiple: false,
                permissions: &["Connect", "Admin"],
            },
            Type {
                id: "aws-iam-role",
                name: "IAM Role",
                weight: 30,
                style: ServiceFirst,
                allow_multiple: false,
                permissions: &["Assume"],
            },
            Type {
                id: "aws-lambda-function",
                name: "Lambda Function",
                weight: 50,
                style: EnvironmentFirst,
                allow_multiple: true,
                permissions: &["View", "Invoke", "Deploy"],
            },
            Type {
                id: "aws-secret",
                name: "Secret",
                weight: 40,
                style: ServiceFirst,
                allow_multiple: true,
                permissions: &["Read", "Write"],
            },
        ],
    },
    Kind {
        id: "azure-subscription",
        name: "Azure",
        types: &[
            Type {
                id: "azure-resource-group",
                name: "Resource Group",
                weight: 20,
                style: EnvironmentFirst,
                allow_multiple: false,
                permissions: &["Reader", "Contributor", "Owner"],
            },
            Type {
                id: "azure-virtual-machine",
                name: "Virtual Machine",
                weight: 40,
                style: EnvironmentFirst,
                allow_multiple: false,
                permissions: &["Connect", "Admin"],
            },
            Type {
                id: "azure-key-vault",
                name: "Key Vault",
                weight: 20,
                style: EnvironmentFirst,
                allow_multiple: true,
                permissions: &["Secrets User", "Administrator"],
            },
        ],
    },
    Kind {
        id: "gcp-project",
        name: "Google Cloud",
        types: &[
            Type {
                id: "gcp-bigquery-dataset",
                name: "BigQuery Dataset",
                weight: 40,
                style: Underscores,
                allow_multiple: false,
                permissions: &["Data Viewer", "Data Editor", "Data Owner"],
            },
            Type {
                id: "gcp-storage-bucket",
                name: "Storage Bucket",
                weight: 40,
                style: EnvironmentFirst,
                allow_multiple: true,
                permissions: &["Object Viewer", "Object Admin"],
            },
            Type {
                id: "gcp-service-account",
                name: "Service Account",
                weight: 20,
                style: ServiceFirst,
                allow_multiple: false,
                permissions: &["Impersonate"],
            },
        ],
    },
    Kind {
        id: "kubernetes",
        name: "Kubernetes",
        types: &[
            Type {
                id: "kubernetes-cluster",
                name: "Cluster",
                weight: 2,
                style: EnvironmentFirst,
                allow_multiple: false,
                permissions: &["View", "Cluster Admin"],
            },
            Type {
                id: "kubernetes-namespace",
                name: "Namespace",
                weight: 60,
                style: ServiceFirst,
                allow_multiple: false,
                permissions: &["View", "Edit", "Admin"],
            },
        ],
    },
    Kind {
        id: "okta",
        name: "Okta",
        types: &[
            Type {
                id: "okta-group",
                name: "Group",
                weight: 30,
                style: ServiceFirst,
                allow_multiple: false,
                permissions: &["Member"],
            },
            Type {
                id: "okta-application",
                name: "Application",
                weight: 15,
                style: ServiceFirst,
                allow_multiple: false,
                permissions: &["Assigned"],
            },
        ],
    },
    Kind {
        id: "github",
        name: "GitHub",
        types: &[
            Type {
                id: "github-repository",
                name: "Repository",
                weight: 30,
                style: ServiceFirst,
                allow_multiple: false,
                permissions: &["Read", "Triage", "Write", "Maintain", "Admin"],
            },
            Type {
                id: "github-team",
                name: "Team",
                weight: 3,
                style: ServiceFirst,
                allow_multiple: false,
                permissions: &["Member", "Maintainer"],
            },
        ],
    },
    Kind {
        id: "snowflake",
        name: "Snowflake",
        types: &[
            Type {
                id: "snowflake-database",
                name: "Database",
                weight: 10,
                style: Underscores,
                allow_multiple: true,
                permissions: &["Usage", "Create Schema", "Ownership"],
            },
            Type {
                id: "snowflake-schema",
                name: "Schema",
                weight: 40,
                style: Underscores,
                allow_multiple: true,
                permissions: &["Usage", "Select", "Modify"],
            },
            Type {
                id: "snowflake-warehouse",
                name: "Warehouse",
                weight: 5,
                style: Underscores,
                allow_multiple: true,
                permissions: &["Usage", "Operate"],
            },
        ],
    },
    Kind {
        id: "elasticsearch",
        name: "Elasticsearch",
        types: &[Type {
            id: "elasticsearch-index",
            name: "Index",
            weight: 70,
            style: EnvironmentFirst,
            allow_multiple: true,
            permissions: &["Read", "Write", "Manage"],
        }],
    },
    Kind {
        id: "redis",
        name: "Redis",
        types: &[Type {
            id: "redis-instance",
            name: "Instance",
            weight: 40,
            style: EnvironmentFirst,
            allow_multiple: false,
            permissions: &["Read Only", "Read Write", "Admin"],
        }],
    },
    Kind {
        id: "rabbitmq",
        name: "RabbitMQ",
        types: &[
            Type {
                id: "rabbitmq-virtual-host",
                name: "Virtual Host",
                weight: 10,
                style: EnvironmentFirst,
                allow_multiple: true,
                permissions: &["Read", "Write", "Configure"],
            },
            Type {
                id: "rabbitmq-queue",
                name: "Queue",
                weight: 60,
                style: EnvironmentFirst,
                allow_multiple: true,
                permissions: &["Read", "Write"],
            },
        ],
    },
    Kind {
        id: "salesforce",
        name: "Salesforce",
        types: &[
            Type {
                id: "salesforce-permission-set",
                name: "Permission Set",
                weight: 5,
                style: ServiceFirst,
                allow_multiple: false,
                permissions: &["Assigned"],
            },
            Type {
                id: "salesforce-profile",
                name: "Profile",
                weight: 2,
                style: ServiceFirst,
                allow_multiple: false,
                permissions: &["Assigned"],
            },
        ],
    },
    Kind {
        id: "ssh",
        name: "SSH",
        types: &[
            Type {
                id: "ssh-server",
                name: "Server",
                weight: 60,
                style: EnvironmentFirst,
                allow_multiple: false,
                permissions: &["Login", "Root"],
            },
            Type {
                id: "ssh-host-group",
                name: "Host Group",
                weight: 5,
                style: EnvironmentFirst,
                allow_multiple: false,
                permissions: &["Login"],
            },
        ],
    },
];

/// Resources that stories and pictures name; they come first, however few resources are asked for. No other resource
/// has such a name inside its own, because all others have a [`PARTS`] word between service and region.
pub(super) const KNOWN: &[(&str, &str, &str)] = &[
    ("int-postgresql-production", "postgresql-database", "prod-orders-eu"),
    ("int-postgresql-staging", "postgresql-database", "staging-orders-eu"),
    ("int-postgresql-staging", "postgresql-database", "staging-checkout-eu"),
    ("int-mysql-production", "mysql-database", "billing-prod"),
    ("int-aws-production", "aws-s3-bucket", "prod-invoices-eu"),
    ("int-mongodb-customers", "mongodb-collection", "customer_profiles"),
    ("int-kubernetes-production", "kubernetes-namespace", "checkout-prod"),
    ("int-ssh-bastions", "ssh-server", "bastion-prod-eu"),
    ("int-elasticsearch-logs", "elasticsearch-index", "prod-access-logs"),
    ("int-github", "github-repository", "storefront"),
    ("int-snowflake", "snowflake-schema", "finance_reporting"),
    ("int-azure-platform", "azure-key-vault", "prod-platform-keys"),
];

pub(super) const SERVICES: &[&str] = &[
    "orders",
    "billing",
    "payments",
    "checkout",
    "catalog",
    "inventory",
    "shipping",
    "returns",
    "invoices",
    "customers",
    "accounts",
    "identity",
    "sessions",
    "profiles",
    "loyalty",
    "coupons",
    "pricing",
    "search",
    "recommendations",
    "reviews",
    "notifications",
    "email",
    "sms",
    "campaigns",
    "segments",
    "analytics",
    "events",
    "clickstream",
    "reporting",
    "finance",
    "ledger",
    "tax",
    "fraud",
    "risk",
    "compliance",
    "audit",
    "support",
    "tickets",
    "chat",
    "knowledge",
    "content",
    "media",
    "images",
    "video",
    "storefront",
    "mobile",
    "partners",
    "suppliers",
    "warehouse",
    "logistics",
    "fleet",
    "routing",
    "geocoding",
    "payroll",
    "hiring",
    "directory",
    "secrets",
    "metrics",
    "tracing",
    "experiments",
];

pub(super) const PARTS: &[&str] = &[
    "api",
    "worker",
    "db",
    "cache",
    "queue",
    "archive",
    "exports",
    "imports",
    "backup",
    "primary",
    "replica",
    "gateway",
    "ingest",
    "jobs",
    "scheduler",
    "web",
    "admin",
    "internal",
    "public",
    "history",
    "snapshots",
    "staging-area",
    "index",
    "stream",
    "batch",
    "config",
];

pub(super) const REGIONS: &[&str] = &["eu", "us", "ap", "eu-west-1", "us-east-1", "ap-south-1", "sa", "uk"];

/// A bundle: units of these resource types whose resources' names contain the word, with each type's first permission.
pub(super) struct BundlePlan {
    pub id: &'static str,
    pub name: &'static str,
    pub word: &'static str,
    pub types: &'static [&'static str],
    /// The most units it gets.
    pub most: usize,
    pub team: &'static str,
}

const SERVICE_TYPES: &[&str] =
    &["postgresql-database", "aws-s3-bucket", "kubernetes-namespace", "redis-instance", "rabbitmq-queue"];
const DATA_TYPES: &[&str] = &["mongodb-collection", "snowflake-schema", "gcp-bigquery-dataset"];
const STAGING_TYPES: &[&str] =
    &["postgresql-database", "postgresql-table", "aws-s3-bucket", "aws-ec2-instance", "aws-lambda-function"];

pub(super) const BUNDLES: &[BundlePlan] = &[
    BundlePlan {
        id: "bun-orders",
        name: "Orders service",
        word: "orders",
        types: SERVICE_TYPES,
        most: 12,
        team: "Orders",
    },
    BundlePlan {
        id: "bun-billing",
        name: "Billing service",
        word: "billing",
        types: SERVICE_TYPES,
        most: 10,
        team: "Billing",
    },
    BundlePlan {
        id: "bun-payments",
        name: "Payments service",
        word: "payments",
        types: SERVICE_TYPES,
        most: 16,
        team: "Payments",
    },
    BundlePlan {
        id: "bun-checkout",
        name: "Checkout service",
        word: "checkout",
        types: SERVICE_TYPES,
        most: 9,
        team: "Checkout",
    },
    BundlePlan {
        id: "bun-catalog",
        name: "Catalog service",
        word: "catalog",
        types: SERVICE_TYPES,
        most: 8,
        team: "Catalog",
    },
    BundlePlan {
        id: "bun-shipping",
        name: "Shipping service",
        word: "shipping",
        types: SERVICE_TYPES,
        most: 14,
        team: "Logistics",
    },
    BundlePlan {
        id: "bun-identity",
        name: "Identity service",
        word: "identity",
        types: SERVICE_TYPES,
        most: 7,
        team: "Identity",
    },
    BundlePlan {
        id: "bun-search",
        name: "Search service",
        word: "search",
        types: SERVICE_TYPES,
        most: 11,
        team: "Search",
    },
    BundlePlan {
        id: "bun-storefront",
        name: "Storefront",
        word: "storefront",
        types: &["github-repository", "kubernetes-namespace", "elasticsearch-index"],
        most: 20,
        team: "Storefront",
    },
    BundlePlan {
        id: "bun-mobile",
        name: "Mobile apps",
        word: "mobile",
        types: &["github-repository", "elasticsearch-index", "redis-instance"],
        most: 15,
        team: "Mobile",
    },
    BundlePlan {
        id: "bun-starter",
        name: "New engineer starter",
        word: "-web-",
        types: &["elasticsearch-index", "redis-instance", "aws-s3-bucket"],
        most: 25,
        team: "Engineering",
    },
    BundlePlan {
        id: "bun-release",
        name: "Release week",
        word: "gateway",
        types: &["kubernetes-namespace", "aws-lambda-function", "rabbitmq-queue"],
        most: 30,
        team: "Engineering",
    },
    BundlePlan {
        id: "bun-staging-all",
        name: "All of staging",
        word: "staging",
        types: STAGING_TYPES,
        most: 1200,
        team: "Engineering",
    },
    BundlePlan {
        id: "bun-on-call",
        name: "On-call essentials",
        word: "prod-",
        types: &["ssh-server", "kubernetes-namespace", "aws-iam-role"],
        most: 40,
        team: "On-call",
    },
    BundlePlan {
        id: "bun-incident-db",
        name: "Incident: databases",
        word: "primary",
        types: &["postgresql-database", "mysql-database", "redis-instance"],
        most: 30,
        team: "On-call",
    },
    BundlePlan {
        id: "bun-incident-net",
        name: "Incident: network",
        word: "gateway",
        types: &["ssh-server", "aws-ec2-instance"],
        most: 30,
        team: "On-call",
    },
    BundlePlan {
        id: "bun-customer-support",
        name: "Customer support case",
        word: "customer",
        types: DATA_TYPES,
        most: 10,
        team: "Support",
    },
    BundlePlan {
        id: "bun-finance-close",
        name: "Finance month end",
        word: "finance",
        types: DATA_TYPES,
        most: 18,
        team: "Finance",
    },
    BundlePlan {
        id: "bun-fraud-review",
        name: "Fraud review",
        word: "fraud",
        types: DATA_TYPES,
        most: 12,
        team: "Risk",
    },
    BundlePlan {
        id: "bun-audit",
        name: "Yearly audit",
        word: "audit",
        types: DATA_TYPES,
        most: 50,
        team: "Compliance",
    },
];

/// Types and permissions that are refused without anybody's decision unless the justification names an incident.
pub(super) const INCIDENT_ONLY: &[(&str, &str)] = &[("ssh-server", "Root"), ("kubernetes-cluster", "Cluster Admin")];

/// Systems and types in which nothing can be provisioned, with what the system answers.
pub(super) const UNREACHABLE: &[(&str, &str, &str)] = &[(
    "int-rabbitmq-events",
    "rabbitmq-virtual-host",
    "RabbitMQ Events did not create the user: its management interface is closed for maintenance.",
)];

/// What the administrator wants people to know who have access to a system.
pub(super) const NOTES: &[(&str, &str)] = &[
    ("int-postgresql-production", "Queries that run longer than 30 seconds are stopped. Use the replica for reports."),
    ("int-mongodb-customers", "Customer data must not leave this system. Copies on laptops are not allowed."),
    ("int-ssh-bastions", "Sessions on bastions are recorded."),
    ("int-redis-caches", "Keys that begin with session: hold personal data. Do not copy them."),
];

pub(super) enum Who {
    Person(&'static str),
    Group(&'static str),
}

/// What a flow covers: `Bundle(id)`, a whole system, or the named types of a system with the named permissions (none
/// named means all).
pub(super) enum What {
    Bundle(&'static str),
    System(&'static str),
    Type(&'static str, &'static str, &'static [&'static str]),
}

pub(super) struct Approver {
    pub tier: i64,
    pub kind: &'static str,
    /// None: the manager of who asks.
    pub who: Option<Who>,
    /// Minutes after which the next tier joins.
    pub minutes: i64,
}

pub(super) struct Flow {
    pub id: &'static str,
    pub name: &'static str,
    pub grantees: &'static [Who],
    pub covers: &'static [What],
    /// None: granted by itself.
    pub approvers: &'static [Approver],
    pub all_of: bool,
    pub hours: Option<i64>,
    pub justification: bool,
    pub reason: bool,
    pub self_approval: bool,
    /// Asks the requestor for the second factor before anything else.
    pub mfa: bool,
    /// Minutes by which, and times that, access can be extended.
    pub extensions: (i64, i64),
}

const LEAD: Approver = Approver { tier: 1, kind: "User", who: Some(Who::Person(TEAM_LEAD)), minutes: 30 };
const OWNER: Approver = Approver { tier: 1, kind: "Owner", who: Some(Who::Person(DATA_OWNER)), minutes: 30 };
const MANAGER: Approver = Approver { tier: 1, kind: "Manager", who: None, minutes: 15 };
const ON_CALL_TOO: Approver = Approver { tier: 1, kind: "Group", who: Some(Who::Group(ON_CALL)), minutes: 2 };
const ADMINS_LATER: Approver = Approver { tier: 2, kind: "Group", who: Some(Who::Group(ADMINS)), minutes: 30 };
const ENGINEERS: Who = Who::Group(ENGINEERING);

pub(super) const FLOWS: &[Flow] = &[
    Flow {
        id: "flow-staging",
        name: "Staging self-service",
        grantees: &[ENGINEERS],
        covers: &[
            What::System("int-postgresql-staging"),
            What::System("int-aws-staging"),
            What::Bundle("bun-staging-all"),
        ],
        approvers: &[],
        all_of: false,
        hours: Some(8),
        justification: false,
        reason: false,
        self_approval: false,
        mfa: false,
        extensions: (240, 2),
    },
    Flow {
        id: "flow-production-databases",
        name: "Production databases",
        grantees: &[ENGINEERS, Who::Group(ADMINS)],
        covers: &[
            What::Type("int-postgresql-production", "postgresql-database", &["Read Only", "Read Write"]),
            What::Type("int-postgresql-production", "postgresql-table", &[]),
            What::Type("int-mysql-production", "mysql-database", &["Read Only", "Read Write"]),
            What::Type("int-mysql-production", "mysql-table", &[]),
        ],
        approvers: &[LEAD, ADMINS_LATER],
        all_of: false,
        hours: Some(4),
        justification: true,
        reason: false,
        self_approval: false,
        mfa: false,
        extensions: (60, 2),
    },
    Flow {
        id: "flow-customer-data",
        name: "Customer data",
        grantees: &[Who::Group(ON_CALL), Who::Group(DATA_OWNERS)],
        covers: &[
            What::System("int-mongodb-customers"),
            What::System("int-snowflake"),
            What::Bundle("bun-customer-support"),
            What::Bundle("bun-finance-close"),
            What::Bundle("bun-fraud-review"),
            What::Bundle("bun-audit"),
        ],
        approvers: &[LEAD, OWNER, ADMINS_LATER],
        all_of: true,
        hours: Some(2),
        justification: true,
        reason: true,
        self_approval: false,
        mfa: false,
        extensions: (0, 0),
    },
    Flow {
        id: "flow-break-glass",
        name: "On-call break glass",
        grantees: &[Who::Group(ON_CALL), Who::Person(ADMIN)],
        covers: &[
            What::System("int-kubernetes-production"),
            What::System("int-ssh-bastions"),
            What::Type("int-aws-production", "aws-iam-role", &[]),
            What::Bundle("bun-on-call"),
            What::Bundle("bun-incident-db"),
            What::Bundle("bun-incident-net"),
        ],
        approvers: &[],
        all_of: false,
        hours: Some(1),
        justification: true,
        reason: false,
        self_approval: false,
        mfa: false,
        extensions: (30, 4),
    },
    Flow {
        id: "flow-production-cloud",
        name: "Production cloud",
        grantees: &[ENGINEERS],
        covers: &[
            What::Type("int-aws-production", "aws-s3-bucket", &["Read"]),
            What::Type("int-aws-production", "aws-ec2-instance", &["Connect"]),
            What::Type("int-aws-production", "aws-lambda-function", &["View", "Invoke"]),
            What::Type("int-kubernetes-production", "kubernetes-namespace", &["View"]),
            What::Type("int-gcp-analytics", "gcp-bigquery-dataset", &["Data Viewer"]),
        ],
        approvers: &[Approver { minutes: 2, ..LEAD }, ON_CALL_TOO, ADMINS_LATER],
        all_of: false,
        hours: Some(12),
        justification: true,
        reason: false,
        self_approval: false,
        mfa: false,
        extensions: (120, 1),
    },
    Flow {
        id: "flow-observability",
        name: "Logs, caches and queues",
        grantees: &[ENGINEERS, Who::Group(ADMINS)],
        covers: &[
            What::System("int-elasticsearch-logs"),
            What::Type("int-redis-caches", "redis-instance", &["Read Only"]),
            What::System("int-rabbitmq-events"),
        ],
        approvers: &[],
        all_of: false,
        hours: Some(24),
        justification: false,
        reason: false,
        self_approval: false,
        mfa: false,
        extensions: (720, 1),
    },
    Flow {
        id: "flow-tools",
        name: "Company tools",
        grantees: &[ENGINEERS, Who::Group(DATA_OWNERS), Who::Group(ADMINS)],
        covers: &[What::System("int-okta"), What::System("int-github"), What::System("int-salesforce")],
        approvers: &[LEAD],
        all_of: false,
        hours: None,
        justification: true,
        reason: false,
        self_approval: true,
        mfa: false,
        extensions: (0, 0),
    },
    Flow {
        id: "flow-service-bundles",
        name: "Service bundles",
        grantees: &[ENGINEERS],
        covers: &[
            What::Bundle("bun-orders"),
            What::Bundle("bun-billing"),
            What::Bundle("bun-payments"),
            What::Bundle("bun-checkout"),
            What::Bundle("bun-catalog"),
            What::Bundle("bun-shipping"),
            What::Bundle("bun-identity"),
            What::Bundle("bun-search"),
            What::Bundle("bun-storefront"),
            What::Bundle("bun-mobile"),
            What::Bundle("bun-starter"),
            What::Bundle("bun-release"),
        ],
        approvers: &[MANAGER, ADMINS_LATER],
        all_of: false,
        hours: Some(8),
        justification: true,
        reason: false,
        self_approval: false,
        mfa: false,
        extensions: (120, 2),
    },
    Flow {
        id: "flow-platform-keys",
        name: "Platform keys",
        grantees: &[Who::Group(ON_CALL)],
        covers: &[What::Type("int-azure-platform", "azure-key-vault", &["Secrets User"])],
        approvers: &[],
        all_of: false,
        hours: Some(2),
        justification: true,
        reason: false,
        self_approval: false,
        mfa: true,
        extensions: (60, 1),
    },
];
