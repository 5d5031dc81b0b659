-- Courses and who needs them; tables of training records as they came in, and whose each record is.
CREATE TABLE training_course (
    id {id} PRIMARY KEY,
    title {text} NOT NULL,
    also {text} NOT NULL,
    months {count},
    required_by {text} NOT NULL,
    teaches {text} NOT NULL CHECK (teaches IN ('roles', 'playbooks', 'oversight', 'complaints', 'other')),
    system {id} REFERENCES system (id),
    owner {id} NOT NULL REFERENCES person (id),
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    ended_by {id} REFERENCES person (id),
    ended_at {instant},
    ended_seq {entry}
){strict};

-- Who needs it: everybody, a role, a department or a person. A change ends all rows and writes others.
CREATE TABLE training_audience (
    course {id} NOT NULL REFERENCES training_course (id),
    kind {text} NOT NULL CHECK (kind IN ('everybody', 'role', 'department', 'person')),
    name {text} NOT NULL,
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    ended_at {instant},
    ended_seq {entry},
    PRIMARY KEY (course, kind, name, from_at)
){strict};

CREATE TABLE training_table (
    id {id} PRIMARY KEY,
    records {count} NOT NULL,
    unfinished {count} NOT NULL,
    sha256 {bytes} NOT NULL,
    size {count} NOT NULL,
    media {text} NOT NULL,
    file_name {text} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL
){strict};

-- One attempt at a course. `called` is what the table calls somebody who could not be told; `matched` is who somebody said
-- that is, or nobody of ours.
CREATE TABLE training_record (
    training {id} NOT NULL REFERENCES training_table (id),
    no {count} NOT NULL,
    line {count},
    person {id} REFERENCES person (id),
    called {text},
    several {flag} NOT NULL,
    course {text} NOT NULL,
    day {date} NOT NULL,
    outcome {text} NOT NULL CHECK (outcome IN ('passed', 'failed')),
    valid_until {date},
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    matched {id} REFERENCES person (id),
    matched_by {id} REFERENCES person (id),
    matched_at {instant},
    matched_seq {entry},
    PRIMARY KEY (training, no)
){strict};
CREATE INDEX training_record_aside ON training_record (from_at) WHERE person IS NULL AND matched_at IS NULL;
CREATE INDEX training_record_by_person ON training_record (person) WHERE person IS NOT NULL;

CREATE TABLE training_closing (
    course {id} NOT NULL REFERENCES training_course (id),
    until_on {date} NOT NULL,
    people {count} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    PRIMARY KEY (course, from_at)
){strict};

--only sqlite
CREATE TRIGGER training_course_never_changes BEFORE UPDATE ON training_course
WHEN NEW.id IS NOT OLD.id OR NEW.title IS NOT OLD.title OR NEW.also IS NOT OLD.also OR NEW.months IS NOT OLD.months
    OR NEW.required_by IS NOT OLD.required_by OR NEW.teaches IS NOT OLD.teaches OR NEW.system IS NOT OLD.system
    OR NEW.owner IS NOT OLD.owner OR NEW.by IS NOT OLD.by OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_by IS NOT OLD.ended_by OR NEW.ended_at IS NOT OLD.ended_at OR NEW.ended_seq IS NOT OLD.ended_seq))
BEGIN SELECT RAISE(ABORT, 'a course is retired once, never changed'); END;
CREATE TRIGGER training_course_stays BEFORE DELETE ON training_course BEGIN SELECT RAISE(ABORT, 'a course is retired, never deleted'); END;
CREATE TRIGGER training_audience_never_changes BEFORE UPDATE ON training_audience
WHEN NEW.course IS NOT OLD.course OR NEW.kind IS NOT OLD.kind OR NEW.name IS NOT OLD.name OR NEW.from_at IS NOT OLD.from_at
    OR NEW.from_seq IS NOT OLD.from_seq
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NOT OLD.ended_at OR NEW.ended_seq IS NOT OLD.ended_seq))
BEGIN SELECT RAISE(ABORT, 'who needs a course is ended once, never changed'); END;
CREATE TRIGGER training_audience_stays BEFORE DELETE ON training_audience BEGIN SELECT RAISE(ABORT, 'who needed a course is never deleted'); END;
CREATE TRIGGER training_table_never_changes BEFORE UPDATE ON training_table BEGIN SELECT RAISE(ABORT, 'a table of training records never changes'); END;
CREATE TRIGGER training_table_stays BEFORE DELETE ON training_table BEGIN SELECT RAISE(ABORT, 'a table of training records is never deleted'); END;
CREATE TRIGGER training_record_never_changes BEFORE UPDATE ON training_record
WHEN NEW.training IS NOT OLD.training OR NEW.no IS NOT OLD.no OR NEW.line IS NOT OLD.line OR NEW.person IS NOT OLD.person
    OR NEW.called IS NOT OLD.called OR NEW.several IS NOT OLD.several OR NEW.course IS NOT OLD.course OR NEW.day IS NOT OLD.day
    OR NEW.outcome IS NOT OLD.outcome OR NEW.valid_until IS NOT OLD.valid_until OR NEW.from_at IS NOT OLD.from_at
    OR NEW.from_seq IS NOT OLD.from_seq
    OR (OLD.matched_at IS NOT NULL AND (NEW.matched IS NOT OLD.matched OR NEW.matched_by IS NOT OLD.matched_by OR NEW.matched_at IS NOT OLD.matched_at OR NEW.matched_seq IS NOT OLD.matched_seq))
BEGIN SELECT RAISE(ABORT, 'whose a training record is, is said once, and it never changes'); END;
CREATE TRIGGER training_record_stays BEFORE DELETE ON training_record BEGIN SELECT RAISE(ABORT, 'a training record is never deleted'); END;
CREATE TRIGGER training_closing_never_changes BEFORE UPDATE ON training_closing BEGIN SELECT RAISE(ABORT, 'a closed register never changes'); END;
CREATE TRIGGER training_closing_stays BEFORE DELETE ON training_closing BEGIN SELECT RAISE(ABORT, 'a closed register is never deleted'); END;
--end
--only postgres
CREATE TRIGGER training_course_never_changes BEFORE UPDATE ON training_course FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.title <> OLD.title OR NEW.also <> OLD.also OR NEW.months IS DISTINCT FROM OLD.months
    OR NEW.required_by <> OLD.required_by OR NEW.teaches <> OLD.teaches OR NEW.system IS DISTINCT FROM OLD.system
    OR NEW.owner <> OLD.owner OR NEW.by <> OLD.by OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_by IS DISTINCT FROM OLD.ended_by OR NEW.ended_at IS DISTINCT FROM OLD.ended_at OR NEW.ended_seq IS DISTINCT FROM OLD.ended_seq)))
EXECUTE FUNCTION refuse('a course is retired once, never changed');
CREATE TRIGGER training_course_stays BEFORE DELETE OR TRUNCATE ON training_course EXECUTE FUNCTION refuse('a course is retired, never deleted');
CREATE TRIGGER training_audience_never_changes BEFORE UPDATE ON training_audience FOR EACH ROW
WHEN (NEW.course <> OLD.course OR NEW.kind <> OLD.kind OR NEW.name <> OLD.name OR NEW.from_at <> OLD.from_at
    OR NEW.from_seq <> OLD.from_seq
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS DISTINCT FROM OLD.ended_at OR NEW.ended_seq IS DISTINCT FROM OLD.ended_seq)))
EXECUTE FUNCTION refuse('who needs a course is ended once, never changed');
CREATE TRIGGER training_audience_stays BEFORE DELETE OR TRUNCATE ON training_audience EXECUTE FUNCTION refuse('who needed a course is never deleted');
CREATE TRIGGER training_table_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON training_table EXECUTE FUNCTION refuse('a table of training records never changes');
CREATE TRIGGER training_record_never_changes BEFORE UPDATE ON training_record FOR EACH ROW
WHEN (NEW.training <> OLD.training OR NEW.no <> OLD.no OR NEW.line IS DISTINCT FROM OLD.line OR NEW.person IS DISTINCT FROM OLD.person
    OR NEW.called IS DISTINCT FROM OLD.called OR NEW.several <> OLD.several OR NEW.course <> OLD.course OR NEW.day <> OLD.day
    OR NEW.outcome <> OLD.outcome OR NEW.valid_until IS DISTINCT FROM OLD.valid_until OR NEW.from_at <> OLD.from_at
    OR NEW.from_seq <> OLD.from_seq
    OR (OLD.matched_at IS NOT NULL AND (NEW.matched IS DISTINCT FROM OLD.matched OR NEW.matched_by IS DISTINCT FROM OLD.matched_by OR NEW.matched_at IS DISTINCT FROM OLD.matched_at OR NEW.matched_seq IS DISTINCT FROM OLD.matched_seq)))
EXECUTE FUNCTION refuse('whose a training record is, is said once, and it never changes');
CREATE TRIGGER training_record_stays BEFORE DELETE OR TRUNCATE ON training_record EXECUTE FUNCTION refuse('a training record is never deleted');
CREATE TRIGGER training_closing_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON training_closing EXECUTE FUNCTION refuse('a closed register never changes');
--end
