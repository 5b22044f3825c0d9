-- An approver may be the manager of who asks: then neither person nor group is named.
CREATE TABLE deciders (
    n                  INTEGER PRIMARY KEY,
    flow               INTEGER NOT NULL REFERENCES access_flows (n),
    tier               INTEGER NOT NULL CHECK (tier BETWEEN 1 AND 5),
    -- User, Group, Manager or Owner, as the API shows it.
    kind               TEXT NOT NULL,
    person_id          TEXT REFERENCES people (id),
    group_id           TEXT REFERENCES groups (id),
    escalate_after_sec INTEGER NOT NULL,
    CHECK ((person_id IS NULL) + (group_id IS NULL) = CASE kind WHEN 'Manager' THEN 2 ELSE 1 END)
) STRICT;
INSERT INTO deciders SELECT n, flow, tier, kind, person_id, group_id, escalate_after_sec FROM flow_approvers;
DROP TABLE flow_approvers;
ALTER TABLE deciders RENAME TO flow_approvers;
CREATE INDEX flow_approvers_by_flow ON flow_approvers (flow);

-- Who was told to decide about which request, one row for a person however often they were asked; written anew with
-- each change (module `decisions`). Lists of tasks are counted and paged from here alone.
CREATE TABLE tasks (
    person     TEXT NOT NULL REFERENCES people (id),
    request    INTEGER NOT NULL REFERENCES requests (n),
    -- As in `requests`.
    created_at INTEGER NOT NULL,
    -- Still waits for this person.
    open       INTEGER NOT NULL,
    PRIMARY KEY (person, request)
) STRICT, WITHOUT ROWID;
CREATE INDEX tasks_by_person ON tasks (person, open, created_at DESC, request DESC);
INSERT INTO tasks (person, request, created_at, open)
SELECT p.id, r.n, r.created_at, max(r.state = 'Pending' AND a.status = 'Pending')
FROM request_approvers AS a JOIN requests AS r ON r.n = a.request JOIN access_flows AS f ON f.n = r.flow
    JOIN people AS p ON p.id = a.person_id OR EXISTS (
        SELECT 1 FROM group_members AS m WHERE m.group_id = a.group_id AND m.person_id = p.id)
WHERE a.notified_at IS NOT NULL AND (f.self_approval OR p.id NOT IN (r.requestor, r.grantee))
GROUP BY p.id, r.n;
