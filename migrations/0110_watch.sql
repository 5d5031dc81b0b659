-- The night watch. Jobs, notices and letters come and go, and are no facts: facts are what they tell of. Who is away, and
-- who stands in, is one.
CREATE TABLE absence (
    id {id} PRIMARY KEY,
    person {id} NOT NULL REFERENCES person (id),
    from_on {date} NOT NULL,
    until_on {date} NOT NULL,
    delegate {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    ended_at {instant},
    ended_seq {entry}
){strict};
CREATE INDEX absence_by_person ON absence (person, until_on) WHERE ended_at IS NULL;

CREATE TABLE job (
    id {id} PRIMARY KEY,
    kind {text} NOT NULL,
    -- With the kind it says what the job is: the same is queued once.
    key {text} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('waiting', 'done', 'dead')),
    due_at {instant} NOT NULL,
    attempts {count} NOT NULL,
    -- Until when nobody else takes it: it is done by whoever made the last attempt.
    leased_until {instant},
    error {text} NOT NULL,
    made_at {instant} NOT NULL,
    ended_at {instant},
    UNIQUE (kind, key)
){strict};
CREATE INDEX job_due ON job (due_at) WHERE state = 'waiting';
CREATE INDEX job_ended ON job (state, ended_at);

CREATE TABLE notice (
    id {id} PRIMARY KEY,
    person {id} NOT NULL REFERENCES person (id),
    key {text} NOT NULL,
    body {text} NOT NULL,
    told_at {instant} NOT NULL,
    read_at {instant},
    -- The day of the letter that told of it.
    letter_on {date},
    -- When the matter was done with.
    ended_at {instant},
    UNIQUE (person, key)
){strict};
CREATE INDEX notice_open ON notice (person, told_at) WHERE ended_at IS NULL;
CREATE INDEX notice_by_person ON notice (person, told_at);
CREATE INDEX notice_by_letter ON notice (person, letter_on);

-- How somebody wants to be told, and the key of their calendar, by its digest.
CREATE TABLE notice_choice (
    person {id} PRIMARY KEY REFERENCES person (id),
    body {text} NOT NULL,
    version {count} NOT NULL
){strict};
CREATE TABLE calendar (
    person {id} PRIMARY KEY REFERENCES person (id),
    key {bytes} NOT NULL UNIQUE,
    made_at {instant} NOT NULL,
    used_at {instant}
){strict};

--only sqlite
CREATE TRIGGER absence_ends_once BEFORE UPDATE ON absence
WHEN OLD.ended_at IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.person IS NOT OLD.person OR NEW.from_on IS NOT OLD.from_on
    OR NEW.until_on IS NOT OLD.until_on OR NEW.delegate IS NOT OLD.delegate OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
BEGIN SELECT RAISE(ABORT, 'an absence is ended once, never changed'); END;
CREATE TRIGGER absence_stays BEFORE DELETE ON absence BEGIN SELECT RAISE(ABORT, 'an absence is ended, never deleted'); END;
--end
--only postgres
CREATE TRIGGER absence_ends_once BEFORE UPDATE ON absence FOR EACH ROW
WHEN (OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.person <> OLD.person OR NEW.from_on <> OLD.from_on
    OR NEW.until_on <> OLD.until_on OR NEW.delegate <> OLD.delegate OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq)
EXECUTE FUNCTION refuse('an absence is ended once, never changed');
CREATE TRIGGER absence_stays BEFORE DELETE OR TRUNCATE ON absence EXECUTE FUNCTION refuse('an absence is ended, never deleted');
--end
