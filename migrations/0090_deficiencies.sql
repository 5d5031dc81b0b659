-- What did not work: what it came from, what it is about, and step by step what was said and done. Only whether it is
-- closed is kept beside the steps, so that lists need not read them all.
CREATE TABLE deficiency (
    id {id} PRIMARY KEY,
    no {count} NOT NULL UNIQUE,
    source_kind {text} NOT NULL,
    source {text} NOT NULL,
    control {text},
    requirement {text},
    criteria {text} NOT NULL,
    subject {count} NOT NULL,
    found_on {date} NOT NULL,
    occurred_on {date} NOT NULL,
    owner {id} NOT NULL REFERENCES person (id),
    title {text} NOT NULL,
    what {text} NOT NULL,
    closed {flag} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL
){strict};
CREATE INDEX deficiency_by_source ON deficiency (source_kind, source);
CREATE INDEX deficiency_by_control ON deficiency (control, closed);
CREATE INDEX deficiency_by_subject ON deficiency (subject, closed);
CREATE INDEX deficiency_open ON deficiency (no) WHERE NOT closed;

CREATE TABLE deficiency_step (
    deficiency {id} NOT NULL REFERENCES deficiency (id),
    no {count} NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('assessed', 'agreed', 'disagreed', 'given', 'corrected', 'retested', 'closed')),
    body {text} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    PRIMARY KEY (deficiency, no)
){strict};

--only sqlite
CREATE TRIGGER deficiency_never_changes BEFORE UPDATE ON deficiency
WHEN NEW.id IS NOT OLD.id OR NEW.no IS NOT OLD.no OR NEW.source_kind IS NOT OLD.source_kind OR NEW.source IS NOT OLD.source
    OR NEW.control IS NOT OLD.control OR NEW.requirement IS NOT OLD.requirement OR NEW.criteria IS NOT OLD.criteria
    OR NEW.subject IS NOT OLD.subject OR NEW.found_on IS NOT OLD.found_on OR NEW.occurred_on IS NOT OLD.occurred_on
    OR NEW.owner IS NOT OLD.owner OR NEW.title IS NOT OLD.title OR NEW.what IS NOT OLD.what OR NEW.by IS NOT OLD.by
    OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
BEGIN SELECT RAISE(ABORT, 'a deficiency is opened and closed, never changed'); END;
CREATE TRIGGER deficiency_stays BEFORE DELETE ON deficiency BEGIN SELECT RAISE(ABORT, 'a deficiency is closed, never deleted'); END;
CREATE TRIGGER deficiency_step_never_changes BEFORE UPDATE ON deficiency_step BEGIN SELECT RAISE(ABORT, 'what was said of a deficiency never changes'); END;
CREATE TRIGGER deficiency_step_stays BEFORE DELETE ON deficiency_step BEGIN SELECT RAISE(ABORT, 'what was said of a deficiency is never deleted'); END;
--end
--only postgres
CREATE TRIGGER deficiency_never_changes BEFORE UPDATE ON deficiency FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.no <> OLD.no OR NEW.source_kind <> OLD.source_kind OR NEW.source <> OLD.source
    OR NEW.control IS DISTINCT FROM OLD.control OR NEW.requirement IS DISTINCT FROM OLD.requirement OR NEW.criteria <> OLD.criteria
    OR NEW.subject <> OLD.subject OR NEW.found_on <> OLD.found_on OR NEW.occurred_on <> OLD.occurred_on
    OR NEW.owner <> OLD.owner OR NEW.title <> OLD.title OR NEW.what <> OLD.what OR NEW.by <> OLD.by
    OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq)
EXECUTE FUNCTION refuse('a deficiency is opened and closed, never changed');
CREATE TRIGGER deficiency_stays BEFORE DELETE OR TRUNCATE ON deficiency EXECUTE FUNCTION refuse('a deficiency is closed, never deleted');
CREATE TRIGGER deficiency_step_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON deficiency_step EXECUTE FUNCTION refuse('what was said of a deficiency never changes');
--end
