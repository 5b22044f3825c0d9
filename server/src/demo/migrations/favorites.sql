-- Whose favorites: a request has several people who see it.
CREATE TABLE favorites (
    person  TEXT NOT NULL REFERENCES people (id),
    request INTEGER NOT NULL REFERENCES requests (n),
    PRIMARY KEY (person, request)
) STRICT, WITHOUT ROWID;
INSERT INTO favorites (person, request) SELECT requestor, n FROM requests WHERE favorite;
ALTER TABLE requests DROP COLUMN favorite;
