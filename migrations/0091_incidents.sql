-- Incidents with AI systems: what was reported, with which systems, and entry by entry what was said and done since.
-- Only whether it is closed is kept beside the entries.
CREATE TABLE incident (
    id {id} PRIMARY KEY,
    no {count} NOT NULL UNIQUE,
    title {text} NOT NULL,
    what {text} NOT NULL,
    harms {text} NOT NULL,
    began_at {instant},
    detected_at {instant} NOT NULL,
    closed {flag} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL
){strict};
CREATE INDEX incident_open ON incident (no) WHERE NOT closed;

CREATE TABLE incident_system (
    incident {id} NOT NULL REFERENCES incident (id),
    subject {no} NOT NULL REFERENCES subject (no),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    PRIMARY KEY (incident, subject)
){strict};
CREATE INDEX incident_system_by_subject ON incident_system (subject, from_at);

CREATE TABLE incident_entry (
    incident {id} NOT NULL REFERENCES incident (id),
    no {count} NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('classified', 'noted', 'told', 'not-told', 'explained', 'corrected', 'reviewed')),
    body {text} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    PRIMARY KEY (incident, no)
){strict};

--only sqlite
CREATE TRIGGER incident_never_changes BEFORE UPDATE ON incident
WHEN NEW.id IS NOT OLD.id OR NEW.no IS NOT OLD.no OR NEW.title IS NOT OLD.title OR NEW.what IS NOT OLD.what
    OR NEW.harms IS NOT OLD.harms OR NEW.began_at IS NOT OLD.began_at OR NEW.detected_at IS NOT OLD.detected_at
    OR NEW.by IS NOT OLD.by OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
BEGIN SELECT RAISE(ABORT, 'an incident is reported and closed, never changed'); END;
CREATE TRIGGER incident_stays BEFORE DELETE ON incident BEGIN SELECT RAISE(ABORT, 'an incident is closed, never deleted'); END;
CREATE TRIGGER incident_system_never_changes BEFORE UPDATE ON incident_system BEGIN SELECT RAISE(ABORT, 'the systems of an incident never change'); END;
CREATE TRIGGER incident_system_stays BEFORE DELETE ON incident_system BEGIN SELECT RAISE(ABORT, 'the systems of an incident are never deleted'); END;
CREATE TRIGGER incident_entry_never_changes BEFORE UPDATE ON incident_entry BEGIN SELECT RAISE(ABORT, 'what was said of an incident never changes'); END;
CREATE TRIGGER incident_entry_stays BEFORE DELETE ON incident_entry BEGIN SELECT RAISE(ABORT, 'what was said of an incident is never deleted'); END;
--end
--only postgres
CREATE TRIGGER incident_never_changes BEFORE UPDATE ON incident FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.no <> OLD.no OR NEW.title <> OLD.title OR NEW.what <> OLD.what
    OR NEW.harms <> OLD.harms OR NEW.began_at IS DISTINCT FROM OLD.began_at OR NEW.detected_at <> OLD.detected_at
    OR NEW.by <> OLD.by OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq)
EXECUTE FUNCTION refuse('an incident is reported and closed, never changed');
CREATE TRIGGER incident_stays BEFORE DELETE OR TRUNCATE ON incident EXECUTE FUNCTION refuse('an incident is closed, never deleted');
CREATE TRIGGER incident_system_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON incident_system EXECUTE FUNCTION refuse('the systems of an incident never change');
CREATE TRIGGER incident_entry_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON incident_entry EXECUTE FUNCTION refuse('what was said of an incident never changes');
--end
