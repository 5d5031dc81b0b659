-- Registers prove something by what is done in them: evidence of the form `record` names the thing it came of.
ALTER TABLE evidence ADD COLUMN record_kind {text};
ALTER TABLE evidence ADD COLUMN record {text};
CREATE INDEX evidence_by_record ON evidence (record_kind, record);

-- Policies. A draft is edited; a version is what was submitted, and never changes.
CREATE TABLE policy (
    id {id} PRIMARY KEY,
    version {count} NOT NULL,
    template {text},
    title {text} NOT NULL,
    owner {id} NOT NULL REFERENCES person (id),
    review {text} NOT NULL,
    criteria {count} NOT NULL,
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    retired_at {instant},
    retired_seq {entry},
    retired_why {text}
){strict};
CREATE INDEX policy_by_title ON policy (title, id);

CREATE TABLE policy_draft (
    policy {id} PRIMARY KEY REFERENCES policy (id),
    version {count} NOT NULL,
    text {text} NOT NULL,
    note {text} NOT NULL,
    reask {flag} NOT NULL,
    sha256 {bytes},
    size {count},
    media {text},
    file_name {text},
    authors {text} NOT NULL
){strict};

CREATE TABLE policy_version (
    policy {id} NOT NULL REFERENCES policy (id),
    no {count} NOT NULL,
    text {text} NOT NULL,
    note {text} NOT NULL,
    reask {flag} NOT NULL,
    sha256 {bytes},
    size {count},
    media {text},
    file_name {text},
    authors {text} NOT NULL,
    submitted_by {id} NOT NULL REFERENCES person (id),
    quorum {count} NOT NULL,
    wanted_from {date} NOT NULL,
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    outcome {text} CHECK (outcome IN ('approved', 'rejected', 'withdrawn')),
    decided_by {id} REFERENCES person (id),
    decided_at {instant},
    decided_seq {entry},
    answer {text},
    in_force_from {date},
    review_on {date},
    -- The same as instants, with the criteria that the policy served when this version was approved.
    binds_at {instant},
    overdue_at {instant},
    criteria {count},
    PRIMARY KEY (policy, no)
){strict};
CREATE INDEX policy_version_waiting ON policy_version (policy) WHERE outcome IS NULL;

CREATE TABLE policy_approver (
    policy {id} NOT NULL REFERENCES policy (id),
    no {count} NOT NULL,
    person {id} NOT NULL REFERENCES person (id),
    approved_at {instant},
    approved_seq {entry},
    PRIMARY KEY (policy, no, person)
){strict};
CREATE INDEX policy_approver_by_person ON policy_approver (person) WHERE approved_at IS NULL;

CREATE TABLE policy_talk (
    id {id} PRIMARY KEY,
    policy {id} NOT NULL REFERENCES policy (id),
    by {id} NOT NULL REFERENCES person (id),
    words {text} NOT NULL,
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL
){strict};
CREATE INDEX policy_talk_by_policy ON policy_talk (policy, from_at);

-- Whom a policy binds: `everybody`, a role, a department, a person.
CREATE TABLE policy_audience (
    policy {id} NOT NULL REFERENCES policy (id),
    kind {text} NOT NULL CHECK (kind IN ('everybody', 'role', 'department', 'person')),
    name {text} NOT NULL,
    PRIMARY KEY (policy, kind, name)
){strict};

CREATE TABLE acknowledgement (
    policy {id} NOT NULL REFERENCES policy (id),
    person {id} NOT NULL REFERENCES person (id),
    no {count} NOT NULL,
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    PRIMARY KEY (policy, person, no)
){strict};

CREATE TABLE policy_exception (
    id {id} PRIMARY KEY,
    policy {id} NOT NULL REFERENCES policy (id),
    what {text} NOT NULL,
    reason {text} NOT NULL,
    measure {text} NOT NULL,
    owner {id} NOT NULL REFERENCES person (id),
    until_on {date} NOT NULL,
    asked_by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    outcome {text} CHECK (outcome IN ('approved', 'refused', 'withdrawn')),
    decided_by {id} REFERENCES person (id),
    decided_at {instant},
    decided_seq {entry},
    answer {text},
    ended_at {instant},
    ended_seq {entry},
    ended_why {text}
){strict};
CREATE INDEX policy_exception_by_policy ON policy_exception (policy, from_at);

--only sqlite
CREATE TRIGGER policy_version_never_changes BEFORE UPDATE ON policy_version
WHEN OLD.outcome IS NOT NULL OR NEW.policy IS NOT OLD.policy OR NEW.no IS NOT OLD.no OR NEW.text IS NOT OLD.text
    OR NEW.note IS NOT OLD.note OR NEW.reask IS NOT OLD.reask OR NEW.sha256 IS NOT OLD.sha256
    OR NEW.size IS NOT OLD.size OR NEW.media IS NOT OLD.media OR NEW.file_name IS NOT OLD.file_name
    OR NEW.authors IS NOT OLD.authors OR NEW.submitted_by IS NOT OLD.submitted_by OR NEW.quorum IS NOT OLD.quorum OR NEW.wanted_from IS NOT OLD.wanted_from
    OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
BEGIN SELECT RAISE(ABORT, 'a policy version never changes'); END;
CREATE TRIGGER policy_version_stays BEFORE DELETE ON policy_version BEGIN SELECT RAISE(ABORT, 'a policy version is never deleted'); END;
CREATE TRIGGER acknowledgement_never_changes BEFORE UPDATE ON acknowledgement BEGIN SELECT RAISE(ABORT, 'an acknowledgement never changes'); END;
CREATE TRIGGER acknowledgement_stays BEFORE DELETE ON acknowledgement BEGIN SELECT RAISE(ABORT, 'an acknowledgement is never deleted'); END;
CREATE TRIGGER policy_exception_stays BEFORE DELETE ON policy_exception BEGIN SELECT RAISE(ABORT, 'an exception is ended, never deleted'); END;
CREATE TRIGGER policy_exception_is_decided_once BEFORE UPDATE ON policy_exception
WHEN (OLD.outcome IS NOT NULL AND (NEW.outcome IS NOT OLD.outcome OR NEW.decided_by IS NOT OLD.decided_by OR NEW.decided_at IS NOT OLD.decided_at))
    OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NOT OLD.ended_at)
    OR NEW.what IS NOT OLD.what OR NEW.reason IS NOT OLD.reason OR NEW.measure IS NOT OLD.measure OR NEW.owner IS NOT OLD.owner
    OR NEW.until_on IS NOT OLD.until_on OR NEW.asked_by IS NOT OLD.asked_by OR NEW.from_at IS NOT OLD.from_at
BEGIN SELECT RAISE(ABORT, 'an exception is decided once, never changed'); END;
--end
--only postgres
CREATE TRIGGER policy_version_never_changes BEFORE UPDATE ON policy_version FOR EACH ROW
WHEN (OLD.outcome IS NOT NULL OR NEW.policy <> OLD.policy OR NEW.no <> OLD.no OR NEW.text <> OLD.text
    OR NEW.note <> OLD.note OR NEW.reask <> OLD.reask OR NEW.sha256 IS DISTINCT FROM OLD.sha256
    OR NEW.size IS DISTINCT FROM OLD.size OR NEW.media IS DISTINCT FROM OLD.media OR NEW.file_name IS DISTINCT FROM OLD.file_name
    OR NEW.authors <> OLD.authors OR NEW.submitted_by <> OLD.submitted_by OR NEW.quorum <> OLD.quorum OR NEW.wanted_from <> OLD.wanted_from
    OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq)
EXECUTE FUNCTION refuse('a policy version never changes');
CREATE TRIGGER policy_version_stays BEFORE DELETE OR TRUNCATE ON policy_version EXECUTE FUNCTION refuse('a policy version is never deleted');
CREATE TRIGGER acknowledgement_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON acknowledgement EXECUTE FUNCTION refuse('an acknowledgement never changes and is never deleted');
CREATE TRIGGER policy_exception_stays BEFORE DELETE OR TRUNCATE ON policy_exception EXECUTE FUNCTION refuse('an exception is ended, never deleted');
CREATE TRIGGER policy_exception_is_decided_once BEFORE UPDATE ON policy_exception FOR EACH ROW
WHEN ((OLD.outcome IS NOT NULL AND (NEW.outcome <> OLD.outcome OR NEW.decided_by IS DISTINCT FROM OLD.decided_by OR NEW.decided_at <> OLD.decided_at))
    OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at)
    OR NEW.what <> OLD.what OR NEW.reason <> OLD.reason OR NEW.measure <> OLD.measure OR NEW.owner <> OLD.owner
    OR NEW.until_on <> OLD.until_on OR NEW.asked_by <> OLD.asked_by OR NEW.from_at <> OLD.from_at)
EXECUTE FUNCTION refuse('an exception is decided once, never changed');
--end
