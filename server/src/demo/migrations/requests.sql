-- Requests and what comes of them. Times are milliseconds since the Unix epoch, so that no rounding moves a due time.
CREATE TABLE requests (
    -- Shown as AR-00123.
    n               INTEGER PRIMARY KEY,
    requestor       TEXT NOT NULL REFERENCES people (id),
    -- Who gets the access; the requestor unless somebody asked on behalf.
    grantee         TEXT NOT NULL REFERENCES people (id),
    flow            INTEGER NOT NULL REFERENCES access_flows (n),
    bundle          INTEGER REFERENCES bundles (n),
    state           TEXT NOT NULL,
    description     TEXT,
    created_at      INTEGER NOT NULL,
    -- When access ends or ended; NULL before granting, and where access has no end.
    ends_at         INTEGER,
    -- When the worker has to look at it; NULL when a person acts next or nothing follows.
    due_at          INTEGER,
    -- As asked for; NULL is the flow's longest.
    duration_sec    INTEGER,
    justification   TEXT,
    -- A JSON object of texts.
    custom_fields   TEXT,
    favorite        INTEGER NOT NULL DEFAULT 0,
    extension_count INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX requests_due ON requests (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX requests_by_requestor ON requests (requestor);
CREATE INDEX requests_by_grantee ON requests (grantee);

CREATE TABLE request_units (
    request    INTEGER NOT NULL REFERENCES requests (n),
    resource   INTEGER NOT NULL REFERENCES resources (n),
    permission INTEGER NOT NULL REFERENCES permissions (n),
    PRIMARY KEY (request, resource, permission)
) STRICT, WITHOUT ROWID;

-- Who decides about a request, from the moment it waits for a decision.
CREATE TABLE request_approvers (
    n           INTEGER PRIMARY KEY,
    request     INTEGER NOT NULL REFERENCES requests (n),
    tier        INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    person_id   TEXT REFERENCES people (id),
    group_id    TEXT REFERENCES groups (id),
    -- When this tier is to be told, and when it was.
    notify_at   INTEGER NOT NULL,
    notified_at INTEGER,
    status      TEXT NOT NULL DEFAULT 'Pending',
    decided_by  TEXT REFERENCES people (id),
    decided_at  INTEGER,
    reason      TEXT
) STRICT;
CREATE INDEX request_approvers_by_request ON request_approvers (request);

-- The part of a request that lies in one integration, from granting on.
CREATE TABLE access_groups (
    n           INTEGER PRIMARY KEY,
    request     INTEGER NOT NULL REFERENCES requests (n),
    integration INTEGER NOT NULL REFERENCES integrations (n),
    state       TEXT NOT NULL,
    message     TEXT,
    UNIQUE (request, integration)
) STRICT;

-- What a person holds in one integration.
CREATE TABLE access_sessions (
    n                  INTEGER PRIMARY KEY,
    person             TEXT NOT NULL REFERENCES people (id),
    integration        INTEGER NOT NULL REFERENCES integrations (n),
    username           TEXT NOT NULL,
    -- NULL where nothing secret belongs to it.
    credentials_status TEXT,
    -- Kept only until it is read.
    secret             TEXT,
    -- When a reset is done.
    reset_at           INTEGER,
    rotated            INTEGER NOT NULL DEFAULT 0,
    consumed_by        TEXT,
    ended_at           INTEGER,
    CHECK (secret IS NULL OR credentials_status = 'new')
) STRICT;
CREATE INDEX access_sessions_by_person ON access_sessions (person) WHERE ended_at IS NULL;
CREATE INDEX access_sessions_reset ON access_sessions (reset_at) WHERE reset_at IS NOT NULL;

-- Asking again for what one holds leads to the same session.
CREATE TABLE session_requests (
    session INTEGER NOT NULL REFERENCES access_sessions (n),
    request INTEGER NOT NULL REFERENCES requests (n),
    PRIMARY KEY (session, request)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_requests_by_request ON session_requests (request);
