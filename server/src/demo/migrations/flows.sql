-- Access flows: who may ask for what, who decides, and for how long. Where several flows cover a unit for a person, the
-- one with the lowest `n` takes it.
CREATE TABLE access_flows (
    n                        INTEGER PRIMARY KEY,
    id                       TEXT NOT NULL UNIQUE,
    name                     TEXT NOT NULL,
    -- Granted without anybody's decision; has no approvers.
    auto_grant               INTEGER NOT NULL,
    -- How the approvers of one tier decide.
    relation                 TEXT NOT NULL CHECK (relation IN ('AnyOf', 'AllOf')),
    -- Longest duration in seconds, and the duration when none is asked for; NULL has no end.
    max_duration_sec         INTEGER CHECK (max_duration_sec > 0),
    justification_required   INTEGER NOT NULL,
    approver_reason_required INTEGER NOT NULL,
    self_approval            INTEGER NOT NULL,
    mfa_required             INTEGER NOT NULL,
    -- By how many seconds and how often access can be extended; 0 times means never.
    extension_sec            INTEGER NOT NULL,
    max_extensions           INTEGER NOT NULL
) STRICT;

-- Who may ask: a person or a group.
CREATE TABLE flow_grantees (
    flow      INTEGER NOT NULL REFERENCES access_flows (n),
    person_id TEXT REFERENCES people (id),
    group_id  TEXT REFERENCES groups (id),
    CHECK ((person_id IS NULL) <> (group_id IS NULL))
) STRICT;
CREATE INDEX flow_grantees_by_flow ON flow_grantees (flow);

-- Who decides. Tier 1 is asked first; the next tier joins after `escalate_after_sec`.
CREATE TABLE flow_approvers (
    n                  INTEGER PRIMARY KEY,
    flow               INTEGER NOT NULL REFERENCES access_flows (n),
    tier               INTEGER NOT NULL CHECK (tier BETWEEN 1 AND 5),
    -- User, Group or Owner, as the API shows it.
    kind               TEXT NOT NULL,
    person_id          TEXT REFERENCES people (id),
    group_id           TEXT REFERENCES groups (id),
    escalate_after_sec INTEGER NOT NULL,
    CHECK ((person_id IS NULL) <> (group_id IS NULL))
) STRICT;
CREATE INDEX flow_approvers_by_flow ON flow_approvers (flow);

-- What may be asked for: a whole bundle, or the units of an integration, narrowed by type and permission where given.
CREATE TABLE flow_targets (
    n             INTEGER PRIMARY KEY,
    flow          INTEGER NOT NULL REFERENCES access_flows (n),
    bundle        INTEGER REFERENCES bundles (n),
    integration   INTEGER REFERENCES integrations (n),
    resource_type INTEGER REFERENCES resource_types (n),
    permission    INTEGER REFERENCES permissions (n),
    CHECK ((bundle IS NULL) <> (integration IS NULL)),
    CHECK (permission IS NULL OR resource_type IS NOT NULL),
    CHECK (resource_type IS NULL OR integration IS NOT NULL)
) STRICT;
CREATE INDEX flow_targets_by_flow ON flow_targets (flow);
