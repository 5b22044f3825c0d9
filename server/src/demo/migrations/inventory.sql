-- What there is to ask for. `n` is a row's number inside this database; `id` is what the API shows. Resources have
-- no id column: their ids are written from and read back to `n` (module `ids`).
CREATE TABLE people (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    email      TEXT NOT NULL UNIQUE,
    apono_user INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE groups (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE group_members (
    group_id  TEXT NOT NULL REFERENCES groups (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    PRIMARY KEY (group_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE integrations (
    n         INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    kind      TEXT NOT NULL,
    kind_name TEXT NOT NULL,
    name      TEXT NOT NULL
) STRICT;

-- A resource type belongs to a kind of integration, so that two AWS accounts share theirs.
CREATE TABLE resource_types (
    n                          INTEGER PRIMARY KEY,
    id                         TEXT NOT NULL UNIQUE,
    kind                       TEXT NOT NULL,
    name                       TEXT NOT NULL,
    display_path               TEXT NOT NULL,
    allow_multiple_permissions INTEGER NOT NULL
) STRICT;

-- A permission belongs to one resource type; every resource of the type has it.
CREATE TABLE permissions (
    n             INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    resource_type INTEGER NOT NULL REFERENCES resource_types (n),
    name          TEXT NOT NULL
) STRICT;
CREATE INDEX permissions_by_type ON permissions (resource_type);

-- The resources of one type in one integration. Access units are not stored: they are the resources of a pool times
-- the permissions of its type.
CREATE TABLE pools (
    n             INTEGER PRIMARY KEY,
    integration   INTEGER NOT NULL REFERENCES integrations (n),
    resource_type INTEGER NOT NULL REFERENCES resource_types (n),
    -- Stands before a resource's name in its path and in its id at the provider.
    path_prefix   TEXT NOT NULL,
    source_prefix TEXT NOT NULL,
    UNIQUE (integration, resource_type)
) STRICT;

-- Numbered from 1 in the order of their names, so that the order of `n` is the order in which people read them.
CREATE TABLE resources (
    n    INTEGER PRIMARY KEY,
    pool INTEGER NOT NULL REFERENCES pools (n),
    name TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX resources_by_name ON resources (name, pool);

-- Finds any part of a name of at least three letters, whatever its case.
CREATE VIRTUAL TABLE resource_names USING fts5 (
    name, content = 'resources', content_rowid = 'n', tokenize = 'trigram', columnsize = 0
);

CREATE TABLE bundles (
    n    INTEGER PRIMARY KEY,
    id   TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE bundle_labels (
    bundle INTEGER NOT NULL REFERENCES bundles (n),
    key    TEXT NOT NULL,
    value  TEXT NOT NULL,
    PRIMARY KEY (bundle, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE bundle_units (
    bundle     INTEGER NOT NULL REFERENCES bundles (n),
    resource   INTEGER NOT NULL REFERENCES resources (n),
    permission INTEGER NOT NULL REFERENCES permissions (n),
    PRIMARY KEY (bundle, resource, permission)
) STRICT, WITHOUT ROWID;

-- How this database was filled: one row, written last, so that a broken-off filling is seen and done again.
CREATE TABLE seed (
    only_row  INTEGER PRIMARY KEY CHECK (only_row = 1),
    version   INTEGER NOT NULL,
    resources INTEGER NOT NULL
) STRICT;
