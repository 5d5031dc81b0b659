-- Internal audits: the plan, its systems and auditors, the steps as the controls' test procedures read on the day of the
-- plan, and every result that was ever recorded: the last of a step counts. A plan ends once: concluded or called off.
CREATE TABLE audit (
    id {id} PRIMARY KEY,
    no {count} NOT NULL UNIQUE,
    title {text} NOT NULL,
    criteria {text} NOT NULL,
    period_from {date} NOT NULL,
    period_until {date} NOT NULL,
    due_on {date} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    ended_as {text} CHECK (ended_as IN ('concluded', 'called-off')),
    ended_note {text},
    ended_by {id} REFERENCES person (id),
    ended_at {instant},
    ended_seq {entry}
){strict};
CREATE INDEX audit_open ON audit (no) WHERE ended_as IS NULL;
CREATE INDEX audit_ended ON audit (ended_as, ended_at);

CREATE TABLE audit_system (
    audit {id} NOT NULL REFERENCES audit (id),
    subject {no} NOT NULL REFERENCES subject (no),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    PRIMARY KEY (audit, subject)
){strict};
CREATE INDEX audit_system_by_subject ON audit_system (subject, from_at);

CREATE TABLE audit_auditor (
    audit {id} NOT NULL REFERENCES audit (id),
    person {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    PRIMARY KEY (audit, person)
){strict};

CREATE TABLE audit_step (
    audit {id} NOT NULL REFERENCES audit (id),
    control {text} NOT NULL,
    criteria {text} NOT NULL,
    procedure {text} NOT NULL,
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    PRIMARY KEY (audit, control)
){strict};

CREATE TABLE audit_result (
    audit {id} NOT NULL,
    control {text} NOT NULL,
    no {count} NOT NULL,
    outcome {text} NOT NULL CHECK (outcome IN ('adverse', 'not-tested', 'supports')),
    population {count},
    sample {count} NOT NULL,
    deviations {count} NOT NULL,
    note {text} NOT NULL,
    evidence {text} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    PRIMARY KEY (audit, control, no),
    FOREIGN KEY (audit, control) REFERENCES audit_step (audit, control)
){strict};

--only sqlite
CREATE TRIGGER audit_ends_once BEFORE UPDATE ON audit
WHEN OLD.ended_as IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.no IS NOT OLD.no OR NEW.title IS NOT OLD.title
    OR NEW.criteria IS NOT OLD.criteria OR NEW.period_from IS NOT OLD.period_from OR NEW.period_until IS NOT OLD.period_until
    OR NEW.due_on IS NOT OLD.due_on OR NEW.by IS NOT OLD.by OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
BEGIN SELECT RAISE(ABORT, 'an audit is planned and ended once, never changed'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'an audit is ended, never deleted'); END;
CREATE TRIGGER audit_system_never_changes BEFORE UPDATE ON audit_system BEGIN SELECT RAISE(ABORT, 'the systems of an audit never change'); END;
CREATE TRIGGER audit_system_stays BEFORE DELETE ON audit_system BEGIN SELECT RAISE(ABORT, 'the systems of an audit are never deleted'); END;
CREATE TRIGGER audit_auditor_never_changes BEFORE UPDATE ON audit_auditor BEGIN SELECT RAISE(ABORT, 'the auditors of an audit never change'); END;
CREATE TRIGGER audit_auditor_stays BEFORE DELETE ON audit_auditor BEGIN SELECT RAISE(ABORT, 'the auditors of an audit are never deleted'); END;
CREATE TRIGGER audit_step_never_changes BEFORE UPDATE ON audit_step BEGIN SELECT RAISE(ABORT, 'the steps of an audit never change'); END;
CREATE TRIGGER audit_step_stays BEFORE DELETE ON audit_step BEGIN SELECT RAISE(ABORT, 'the steps of an audit are never deleted'); END;
CREATE TRIGGER audit_result_never_changes BEFORE UPDATE ON audit_result BEGIN SELECT RAISE(ABORT, 'what an auditor recorded never changes'); END;
CREATE TRIGGER audit_result_stays BEFORE DELETE ON audit_result BEGIN SELECT RAISE(ABORT, 'what an auditor recorded is never deleted'); END;
--end
--only postgres
CREATE TRIGGER audit_ends_once BEFORE UPDATE ON audit FOR EACH ROW
WHEN (OLD.ended_as IS NOT NULL OR NEW.id <> OLD.id OR NEW.no <> OLD.no OR NEW.title <> OLD.title
    OR NEW.criteria <> OLD.criteria OR NEW.period_from <> OLD.period_from OR NEW.period_until <> OLD.period_until
    OR NEW.due_on <> OLD.due_on OR NEW.by <> OLD.by OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq)
EXECUTE FUNCTION refuse('an audit is planned and ended once, never changed');
CREATE TRIGGER audit_stays BEFORE DELETE OR TRUNCATE ON audit EXECUTE FUNCTION refuse('an audit is ended, never deleted');
CREATE TRIGGER audit_system_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_system EXECUTE FUNCTION refuse('the systems of an audit never change');
CREATE TRIGGER audit_auditor_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditor EXECUTE FUNCTION refuse('the auditors of an audit never change');
CREATE TRIGGER audit_step_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_step EXECUTE FUNCTION refuse('the steps of an audit never change');
CREATE TRIGGER audit_result_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_result EXECUTE FUNCTION refuse('what an auditor recorded never changes');
--end
