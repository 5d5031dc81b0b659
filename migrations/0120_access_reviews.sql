-- Reviews of access: a listing as a system wrote it, decided line by line, closed with what is to be taken away, accepted
-- by a second person. `thing` is the first review of the same thing; the last one before it is compared with.
CREATE TABLE access_review (
    id {id} PRIMARY KEY,
    no {count} NOT NULL UNIQUE,
    thing {id} NOT NULL REFERENCES access_review (id),
    name {text} NOT NULL,
    reviewed {text} NOT NULL CHECK (reviewed IN ('training-data', 'registry', 'vendor-console', 'rooms', 'other')),
    subject {no} NOT NULL REFERENCES subject (no),
    owner {id} NOT NULL REFERENCES person (id),
    second {id} REFERENCES person (id),
    due_on {date} NOT NULL,
    listed_on {date} NOT NULL,
    months {count},
    lines {count} NOT NULL,
    sha256 {bytes} NOT NULL,
    size {count} NOT NULL,
    media {text} NOT NULL,
    file_name {text} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    closed_by {id} REFERENCES person (id),
    closed_at {instant},
    closed_seq {entry},
    accepted_by {id} REFERENCES person (id),
    accepted_at {instant},
    accepted_seq {entry},
    ended_by {id} REFERENCES person (id),
    ended_at {instant},
    ended_seq {entry},
    ended_why {text}
){strict};
CREATE INDEX access_review_by_thing ON access_review (thing, no);
CREATE INDEX access_review_by_subject ON access_review (subject, no);

CREATE TABLE access_line (
    review {id} NOT NULL REFERENCES access_review (id),
    line {count} NOT NULL,
    account {text} NOT NULL,
    name {text},
    asset {text} NOT NULL,
    rights {text} NOT NULL,
    holder {text} NOT NULL CHECK (holder IN ('person', 'machine', 'unknown')),
    person {id} REFERENCES person (id),
    last_used {date},
    PRIMARY KEY (review, line)
){strict};

-- What was decided of a line, until it is decided otherwise.
CREATE TABLE access_decision (
    review {id} NOT NULL REFERENCES access_review (id),
    line {count} NOT NULL,
    access {text} NOT NULL CHECK (access IN ('keep', 'change', 'revoke')),
    reason {text} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    ended_at {instant},
    ended_seq {entry},
    PRIMARY KEY (review, line, from_at)
){strict};
CREATE INDEX access_decision_now ON access_decision (review) WHERE ended_at IS NULL;

-- The task that carries out what was decided.
CREATE TABLE access_removal (
    review {id} NOT NULL REFERENCES access_review (id),
    line {count} NOT NULL,
    task {id} NOT NULL REFERENCES own_task (id),
    PRIMARY KEY (review, line)
){strict};

--only sqlite
CREATE TRIGGER access_review_never_changes BEFORE UPDATE ON access_review
WHEN NEW.id IS NOT OLD.id OR NEW.no IS NOT OLD.no OR NEW.thing IS NOT OLD.thing OR NEW.name IS NOT OLD.name
    OR NEW.reviewed IS NOT OLD.reviewed OR NEW.subject IS NOT OLD.subject OR NEW.owner IS NOT OLD.owner
    OR NEW.second IS NOT OLD.second OR NEW.due_on IS NOT OLD.due_on OR NEW.listed_on IS NOT OLD.listed_on
    OR NEW.months IS NOT OLD.months OR NEW.lines IS NOT OLD.lines OR NEW.sha256 IS NOT OLD.sha256
    OR NEW.size IS NOT OLD.size OR NEW.media IS NOT OLD.media OR NEW.file_name IS NOT OLD.file_name
    OR NEW.by IS NOT OLD.by OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
    OR (OLD.closed_at IS NOT NULL AND (NEW.closed_by IS NOT OLD.closed_by OR NEW.closed_at IS NOT OLD.closed_at OR NEW.closed_seq IS NOT OLD.closed_seq))
    OR (OLD.accepted_at IS NOT NULL AND (NEW.accepted_by IS NOT OLD.accepted_by OR NEW.accepted_at IS NOT OLD.accepted_at OR NEW.accepted_seq IS NOT OLD.accepted_seq))
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_by IS NOT OLD.ended_by OR NEW.ended_at IS NOT OLD.ended_at OR NEW.ended_seq IS NOT OLD.ended_seq OR NEW.ended_why IS NOT OLD.ended_why))
BEGIN SELECT RAISE(ABORT, 'an access review is closed and accepted once, never changed'); END;
CREATE TRIGGER access_review_stays BEFORE DELETE ON access_review BEGIN SELECT RAISE(ABORT, 'an access review is called off, never deleted'); END;
CREATE TRIGGER access_line_never_changes BEFORE UPDATE ON access_line BEGIN SELECT RAISE(ABORT, 'a listing of access never changes'); END;
CREATE TRIGGER access_line_stays BEFORE DELETE ON access_line BEGIN SELECT RAISE(ABORT, 'a listing of access is never deleted'); END;
CREATE TRIGGER access_decision_never_changes BEFORE UPDATE ON access_decision
WHEN NEW.review IS NOT OLD.review OR NEW.line IS NOT OLD.line OR NEW.access IS NOT OLD.access OR NEW.reason IS NOT OLD.reason
    OR NEW.by IS NOT OLD.by OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NOT OLD.ended_at OR NEW.ended_seq IS NOT OLD.ended_seq))
BEGIN SELECT RAISE(ABORT, 'a decision on access is ended once, never changed'); END;
CREATE TRIGGER access_decision_stays BEFORE DELETE ON access_decision BEGIN SELECT RAISE(ABORT, 'a decision on access is never deleted'); END;
CREATE TRIGGER access_removal_never_changes BEFORE UPDATE ON access_removal BEGIN SELECT RAISE(ABORT, 'what follows from a review never changes'); END;
CREATE TRIGGER access_removal_stays BEFORE DELETE ON access_removal BEGIN SELECT RAISE(ABORT, 'what follows from a review is never deleted'); END;
--end
--only postgres
CREATE TRIGGER access_review_never_changes BEFORE UPDATE ON access_review FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.no <> OLD.no OR NEW.thing <> OLD.thing OR NEW.name <> OLD.name
    OR NEW.reviewed <> OLD.reviewed OR NEW.subject <> OLD.subject OR NEW.owner <> OLD.owner
    OR NEW.second IS DISTINCT FROM OLD.second OR NEW.due_on <> OLD.due_on OR NEW.listed_on <> OLD.listed_on
    OR NEW.months IS DISTINCT FROM OLD.months OR NEW.lines <> OLD.lines OR NEW.sha256 <> OLD.sha256
    OR NEW.size <> OLD.size OR NEW.media <> OLD.media OR NEW.file_name <> OLD.file_name
    OR NEW.by <> OLD.by OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq
    OR (OLD.closed_at IS NOT NULL AND (NEW.closed_by IS DISTINCT FROM OLD.closed_by OR NEW.closed_at IS DISTINCT FROM OLD.closed_at OR NEW.closed_seq IS DISTINCT FROM OLD.closed_seq))
    OR (OLD.accepted_at IS NOT NULL AND (NEW.accepted_by IS DISTINCT FROM OLD.accepted_by OR NEW.accepted_at IS DISTINCT FROM OLD.accepted_at OR NEW.accepted_seq IS DISTINCT FROM OLD.accepted_seq))
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_by IS DISTINCT FROM OLD.ended_by OR NEW.ended_at IS DISTINCT FROM OLD.ended_at OR NEW.ended_seq IS DISTINCT FROM OLD.ended_seq OR NEW.ended_why IS DISTINCT FROM OLD.ended_why)))
EXECUTE FUNCTION refuse('an access review is closed and accepted once, never changed');
CREATE TRIGGER access_review_stays BEFORE DELETE OR TRUNCATE ON access_review EXECUTE FUNCTION refuse('an access review is called off, never deleted');
CREATE TRIGGER access_line_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON access_line EXECUTE FUNCTION refuse('a listing of access never changes');
CREATE TRIGGER access_decision_never_changes BEFORE UPDATE ON access_decision FOR EACH ROW
WHEN (NEW.review <> OLD.review OR NEW.line <> OLD.line OR NEW.access <> OLD.access OR NEW.reason <> OLD.reason
    OR NEW.by <> OLD.by OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS DISTINCT FROM OLD.ended_at OR NEW.ended_seq IS DISTINCT FROM OLD.ended_seq)))
EXECUTE FUNCTION refuse('a decision on access is ended once, never changed');
CREATE TRIGGER access_decision_stays BEFORE DELETE OR TRUNCATE ON access_decision EXECUTE FUNCTION refuse('a decision on access is never deleted');
CREATE TRIGGER access_removal_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON access_removal EXECUTE FUNCTION refuse('what follows from a review never changes');
--end
