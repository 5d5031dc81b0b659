-- What the organisation sets of its arithmetic: which attestations count, and the control calendar. Each has versions.
CREATE TABLE setting (
    what {text} NOT NULL CHECK (what IN ('attestations', 'calendar')),
    version {count} NOT NULL,
    body {text} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    PRIMARY KEY (what, version)
){strict};

--only sqlite
CREATE TRIGGER setting_never_changes BEFORE UPDATE ON setting BEGIN SELECT RAISE(ABORT, 'a setting has versions and never changes'); END;
CREATE TRIGGER setting_stays BEFORE DELETE ON setting BEGIN SELECT RAISE(ABORT, 'a setting is never deleted'); END;
--end
--only postgres
CREATE TRIGGER setting_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON setting EXECUTE FUNCTION refuse('a setting has versions and never changes');
--end
