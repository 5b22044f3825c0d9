-- Saved requests. The lists are JSON arrays of the ids that the API shows.
CREATE TABLE templates (
    n              INTEGER PRIMARY KEY AUTOINCREMENT,
    person         TEXT NOT NULL REFERENCES people (id),
    name           TEXT NOT NULL,
    -- Milliseconds since the Unix epoch.
    created_at     INTEGER NOT NULL,
    integrations   TEXT NOT NULL,
    resource_types TEXT NOT NULL,
    resources      TEXT NOT NULL,
    permissions    TEXT NOT NULL,
    UNIQUE (person, name)
) STRICT;
