-- The spine: subjects, facts about them, the adopted library, programmes, evidence, and what is derived.

-- Small numbers for everything derived; 0 is the organisation.
CREATE TABLE subject (
    no {no} PRIMARY KEY,
    kind {text} NOT NULL CHECK (kind IN ('organisation', 'system', 'vendor')),
    system {id} UNIQUE,
    vendor {id} UNIQUE
){strict};
INSERT INTO subject (no, kind) VALUES (0, 'organisation');

-- A thing, something that holds of it, and from when until when. `what` is a closed list in the store; `key` tells
-- several of one `what` apart (which trait, which criterion), `value` is what holds. All that findings read of systems,
-- controls and programmes through time is here.
CREATE TABLE fact (
    about {text} NOT NULL CHECK (about IN ('subject', 'control', 'programme')),
    no {no} NOT NULL,
    what {text} NOT NULL,
    key {text} NOT NULL,
    value {text} NOT NULL,
    from_at {instant} NOT NULL,
    from_seq {seq} NOT NULL,
    ended_at {instant} NOT NULL,
    ended_seq {seq},
    PRIMARY KEY (about, no, what, key, from_at)
){strict};

--only sqlite
CREATE TRIGGER fact_ends_once BEFORE UPDATE ON fact
WHEN OLD.ended_at <> 9223372036854775807 OR NEW.about IS NOT OLD.about OR NEW.no IS NOT OLD.no OR NEW.what IS NOT OLD.what
    OR NEW.key IS NOT OLD.key OR NEW.value IS NOT OLD.value OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
BEGIN SELECT RAISE(ABORT, 'a fact is ended once, never changed'); END;
CREATE TRIGGER fact_stays BEFORE DELETE ON fact BEGIN SELECT RAISE(ABORT, 'a fact is ended, never deleted'); END;
--end
--only postgres
CREATE TRIGGER fact_ends_once BEFORE UPDATE ON fact FOR EACH ROW
WHEN (OLD.ended_at <> 9223372036854775807 OR NEW.about <> OLD.about OR NEW.no <> OLD.no OR NEW.what <> OLD.what
    OR NEW.key <> OLD.key OR NEW.value <> OLD.value OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq)
EXECUTE FUNCTION refuse('a fact is ended once, never changed');
CREATE TRIGGER fact_stays BEFORE DELETE OR TRUNCATE ON fact EXECUTE FUNCTION refuse('a fact is ended, never deleted');
--end

-- The inventory as lists show it. What findings read (`stage`, `yes`, `no_`, `programmes`, `criticality`) repeats the
-- facts in force; `details` holds the remaining fields as JSON, by the keys of `SystemField`.
CREATE TABLE system (
    id {id} PRIMARY KEY,
    no {no} NOT NULL UNIQUE REFERENCES subject (no),
    version {count} NOT NULL,
    external_id {text} UNIQUE,
    name {text} NOT NULL,
    unit {text} NOT NULL,
    department {text} NOT NULL,
    stage {text} NOT NULL,
    criticality {text} NOT NULL,
    owner {id} REFERENCES person (id),
    deputy {id} REFERENCES person (id),
    yes {count} NOT NULL,
    no_ {count} NOT NULL,
    programmes {count} NOT NULL,
    details {text} NOT NULL,
    fingerprint {text},
    at {instant} NOT NULL,
    seq {seq} NOT NULL
){strict};
CREATE INDEX system_by_name ON system (name, no);
CREATE INDEX system_by_programmes ON system (programmes, stage, yes, no_);
CREATE INDEX system_by_fingerprint ON system (fingerprint);
CREATE INDEX system_by_owner ON system (owner);

-- Who owned a system, a vendor or a control, and when, is in `fact`; what people changed in words is here.
CREATE TABLE system_change (
    seq {seq} NOT NULL,
    system {id} NOT NULL REFERENCES system (id),
    field {text} NOT NULL,
    was {text} NOT NULL,
    became {text} NOT NULL,
    PRIMARY KEY (system, seq, field)
){strict};

CREATE TABLE vendor (
    id {id} PRIMARY KEY,
    no {no} NOT NULL UNIQUE REFERENCES subject (no),
    version {count} NOT NULL,
    name {text} NOT NULL UNIQUE,
    service {text} NOT NULL,
    tier {text} NOT NULL,
    owner {id} REFERENCES person (id),
    at {instant} NOT NULL,
    seq {seq} NOT NULL
){strict};

-- Which systems depend on which vendors now; through time it is in `fact`.
CREATE TABLE dependency (
    system {no} NOT NULL REFERENCES subject (no),
    vendor {no} NOT NULL REFERENCES subject (no),
    PRIMARY KEY (system, vendor)
){strict};
CREATE INDEX dependency_by_vendor ON dependency (vendor, system);

-- The library as the organisation adopted it.
CREATE TABLE control (
    no {no} PRIMARY KEY,
    id {text} NOT NULL UNIQUE,
    version {count} NOT NULL,
    title {text} NOT NULL,
    statement {text} NOT NULL,
    owner_role {text} NOT NULL,
    cadence {text} NOT NULL,
    by_criticality {text},
    applies {text} NOT NULL,
    stages {count} NOT NULL,
    criteria {count} NOT NULL,
    owner {id} REFERENCES person (id),
    approved {flag} NOT NULL,
    linked {flag} NOT NULL,
    retired {flag} NOT NULL,
    at {instant} NOT NULL,
    seq {seq} NOT NULL
){strict};

CREATE TABLE control_wording (
    control {no} NOT NULL REFERENCES control (no),
    version {count} NOT NULL,
    title {text} NOT NULL,
    statement {text} NOT NULL,
    material {flag} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {seq} NOT NULL,
    agreed_by {id} REFERENCES person (id),
    agreed_at {instant},
    agreed_seq {seq},
    PRIMARY KEY (control, version)
){strict};

CREATE TABLE requirement (
    no {no} PRIMARY KEY,
    id {text} NOT NULL UNIQUE,
    control {no} NOT NULL REFERENCES control (no),
    criterion {text} NOT NULL,
    subject {text} NOT NULL,
    nature {text} NOT NULL,
    narrow {text},
    proof {text} NOT NULL,
    fresh_rule {text} NOT NULL,
    fresh_days {count} NOT NULL,
    due_days {count} NOT NULL,
    role {text} NOT NULL
){strict};
CREATE INDEX requirement_by_control ON requirement (control);

CREATE TABLE programme (
    no {no} PRIMARY KEY,
    id {id} NOT NULL UNIQUE,
    version {count} NOT NULL,
    name {text} NOT NULL UNIQUE,
    kind {text} NOT NULL,
    on_day {date},
    window_from {date},
    window_until {date},
    categories {count} NOT NULL,
    reasons {text} NOT NULL,
    commitments {text} NOT NULL,
    opened_on {date} NOT NULL,
    at {instant} NOT NULL,
    seq {seq} NOT NULL
){strict};

-- Changes that wait for a second person, or waited for one.
CREATE TABLE proposal (
    id {id} PRIMARY KEY,
    change {text} NOT NULL,
    body {text} NOT NULL,
    reason {text} NOT NULL,
    asked_by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {seq} NOT NULL,
    outcome {text} CHECK (outcome IN ('agreed', 'refused', 'withdrawn')),
    decided_by {id} REFERENCES person (id),
    decided_at {instant},
    decided_seq {seq},
    answer {text},
    bettered {count}
){strict};
CREATE INDEX proposal_waiting ON proposal (outcome, from_at);

CREATE TABLE evidence (
    id {id} PRIMARY KEY,
    kind {text} NOT NULL,
    form {text} NOT NULL,
    title {text} NOT NULL,
    sha256 {bytes},
    size {count},
    media {text},
    file_name {text},
    link {text},
    statement {text},
    speaks_from {date} NOT NULL,
    speaks_until {date} NOT NULL,
    performed_on {date},
    stamp {text},
    own_end {date},
    submitted_by {id} NOT NULL REFERENCES person (id),
    performed_by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {seq} NOT NULL
){strict};
CREATE INDEX evidence_by_submitter ON evidence (submitted_by, from_at);

-- One pair that evidence was submitted for, resolved to a list at that moment, and what became of it there. The columns
-- after `submitted_at` are written once.
CREATE TABLE offer (
    subject {no} NOT NULL REFERENCES subject (no),
    requirement {no} NOT NULL REFERENCES requirement (no),
    evidence {id} NOT NULL REFERENCES evidence (id),
    kind {text} NOT NULL,
    speaks_from {instant} NOT NULL,
    speaks_until {instant} NOT NULL,
    submitted_at {instant} NOT NULL,
    ruling {text} CHECK (ruling IN ('supports', 'adverse', 'rejected')),
    ruled_at {instant},
    ruled_seq {seq},
    ruled_by {id} REFERENCES person (id),
    marked {flag},
    reason {text},
    lapses_at {instant},
    ended_at {instant},
    ended_seq {seq},
    ended_as {text},
    withdrawn_at {instant},
    withdrawn_seq {seq},
    PRIMARY KEY (subject, requirement, evidence)
){strict};
CREATE INDEX offer_by_evidence ON offer (evidence);
CREATE INDEX offer_waiting ON offer (submitted_at) WHERE ruling IS NULL AND withdrawn_at IS NULL;

CREATE TABLE exclusion (
    proposal {id} NOT NULL REFERENCES proposal (id),
    subject {no} NOT NULL REFERENCES subject (no),
    requirement {no} NOT NULL REFERENCES requirement (no),
    from_at {instant} NOT NULL,
    from_seq {seq} NOT NULL,
    until_at {instant} NOT NULL,
    ended_at {instant},
    ended_seq {seq},
    PRIMARY KEY (subject, requirement, from_at)
){strict};
CREATE INDEX exclusion_by_proposal ON exclusion (proposal);

--only sqlite
CREATE TRIGGER evidence_never_changes BEFORE UPDATE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence never changes'); END;
CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;
CREATE TRIGGER offer_is_written_once BEFORE UPDATE ON offer
WHEN NEW.subject IS NOT OLD.subject OR NEW.requirement IS NOT OLD.requirement OR NEW.evidence IS NOT OLD.evidence
    OR NEW.kind IS NOT OLD.kind OR NEW.speaks_from IS NOT OLD.speaks_from OR NEW.speaks_until IS NOT OLD.speaks_until
    OR NEW.submitted_at IS NOT OLD.submitted_at
    OR (OLD.ruled_at IS NOT NULL AND (NEW.ruling IS NOT OLD.ruling OR NEW.ruled_at IS NOT OLD.ruled_at OR NEW.lapses_at IS NOT OLD.lapses_at OR NEW.ruled_by IS NOT OLD.ruled_by))
    OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NOT OLD.ended_at AND NEW.ended_at > OLD.ended_at)
    OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NOT OLD.withdrawn_at)
BEGIN SELECT RAISE(ABORT, 'what was decided on evidence is not rewritten'); END;
CREATE TRIGGER offer_stays BEFORE DELETE ON offer BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;
CREATE TRIGGER exclusion_stays BEFORE DELETE ON exclusion BEGIN SELECT RAISE(ABORT, 'an exclusion is ended, never deleted'); END;
--end
--only postgres
CREATE TRIGGER evidence_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence EXECUTE FUNCTION refuse('evidence never changes and is never deleted');
CREATE TRIGGER offer_is_written_once BEFORE UPDATE ON offer FOR EACH ROW
WHEN (NEW.subject <> OLD.subject OR NEW.requirement <> OLD.requirement OR NEW.evidence <> OLD.evidence
    OR NEW.kind <> OLD.kind OR NEW.speaks_from <> OLD.speaks_from OR NEW.speaks_until <> OLD.speaks_until
    OR NEW.submitted_at <> OLD.submitted_at
    OR (OLD.ruled_at IS NOT NULL AND (NEW.ruling IS DISTINCT FROM OLD.ruling OR NEW.ruled_at IS DISTINCT FROM OLD.ruled_at OR NEW.lapses_at IS DISTINCT FROM OLD.lapses_at OR NEW.ruled_by IS DISTINCT FROM OLD.ruled_by))
    OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at AND NEW.ended_at > OLD.ended_at)
    OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at))
EXECUTE FUNCTION refuse('what was decided on evidence is not rewritten');
CREATE TRIGGER offer_stays BEFORE DELETE OR TRUNCATE ON offer EXECUTE FUNCTION refuse('evidence is never deleted');
CREATE TRIGGER exclusion_stays BEFORE DELETE OR TRUNCATE ON exclusion EXECUTE FUNCTION refuse('an exclusion is ended, never deleted');
--end

-- What only people decide about a task; the task itself is a reading of findings.
CREATE TABLE task_hand (
    subject {no} NOT NULL REFERENCES subject (no),
    requirement {no} NOT NULL REFERENCES requirement (no),
    version {count} NOT NULL,
    assignee {id} REFERENCES person (id),
    due_on {date},
    PRIMARY KEY (subject, requirement)
){strict};
CREATE INDEX task_hand_by_assignee ON task_hand (assignee);

CREATE TABLE task_talk (
    id {id} PRIMARY KEY,
    requirement {no} NOT NULL REFERENCES requirement (no),
    subject {no} REFERENCES subject (no),
    by {id} NOT NULL REFERENCES person (id),
    words {text} NOT NULL,
    from_at {instant} NOT NULL,
    from_seq {seq} NOT NULL
){strict};
CREATE INDEX task_talk_by_requirement ON task_talk (requirement, from_at);

-- Who does the work of a library role where nobody is named.
CREATE TABLE role_table (
    role {text} PRIMARY KEY,
    person {id} NOT NULL REFERENCES person (id)
){strict};

-- Derived, rebuildable, never facts: findings and cells through time, future lapses included. `state`: 1 failed, 2 gap,
-- 3 unknown, 4 met, 5 excluded; `detail`: the gap's reason or the unanswered traits. Not asked is no row.
CREATE TABLE finding (
    subject {no} NOT NULL,
    requirement {no} NOT NULL,
    from_at {instant} NOT NULL,
    until_at {instant} NOT NULL,
    state {count} NOT NULL,
    detail {count} NOT NULL,
    programmes {count} NOT NULL,
    asked_at {instant} NOT NULL,
    PRIMARY KEY (subject, requirement, from_at)
)
--only sqlite
STRICT, WITHOUT ROWID
--end
;
CREATE INDEX finding_by_requirement ON finding (requirement, until_at, subject);

CREATE TABLE face (
    programme {no} NOT NULL,
    subject {no} NOT NULL,
    from_at {instant} NOT NULL,
    cells {bytes} NOT NULL,
    PRIMARY KEY (programme, subject, from_at)
)
--only sqlite
STRICT, WITHOUT ROWID
--end
;
CREATE INDEX face_by_instant ON face (programme, from_at);

-- Which trail entry last changed controls or programmes: what the store keeps in memory of them is as old as this.
CREATE TABLE spine_head (
    one {count} PRIMARY KEY CHECK (one = 1),
    seq {count} NOT NULL
){strict};
INSERT INTO spine_head (one, seq) VALUES (1, 0);
