-- Who has an authenticator, and until when (milliseconds since the Unix epoch) what it last said holds.
CREATE TABLE second_factors (
    person       TEXT PRIMARY KEY REFERENCES people (id),
    passed_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
