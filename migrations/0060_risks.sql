-- Risk assessments. The scale has versions; an assessment is of the organisation (0) or of a system, by its number; all
-- that is said of a risk is a row that never changes, and the last one counts.
CREATE TABLE risk_scale (
    version {count} PRIMARY KEY,
    body {text} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL
){strict};

CREATE TABLE risk_assessment (
    id {id} PRIMARY KEY,
    subject {count} NOT NULL,
    author {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    concluded_at {instant},
    concluded_seq {entry}
){strict};
CREATE UNIQUE INDEX risk_assessment_open ON risk_assessment (subject) WHERE concluded_at IS NULL;
CREATE INDEX risk_assessment_by_subject ON risk_assessment (subject, concluded_at);

-- Submitted, sent back, concluded: in turn.
CREATE TABLE risk_turn (
    assessment {id} NOT NULL REFERENCES risk_assessment (id),
    no {count} NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('submitted', 'sent-back', 'concluded')),
    by {id} NOT NULL REFERENCES person (id),
    scale {count} NOT NULL,
    reason {text} NOT NULL,
    on_day {date},
    review_on {date},
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    PRIMARY KEY (assessment, no)
){strict};

CREATE TABLE risk_said (
    assessment {id} NOT NULL REFERENCES risk_assessment (id),
    risk {text} NOT NULL,
    no {count} NOT NULL,
    deed {text} NOT NULL CHECK (deed IN ('rated', 'set-aside', 'agreed', 'treated', 'accepted')),
    body {text} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    PRIMARY KEY (assessment, risk, no)
){strict};

CREATE TABLE own_risk (
    id {text} PRIMARY KEY,
    subject {count} NOT NULL,
    body {text} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL
){strict};
CREATE INDEX own_risk_by_subject ON own_risk (subject);

CREATE TABLE risk_acceptance (
    id {id} PRIMARY KEY,
    assessment {id} NOT NULL REFERENCES risk_assessment (id),
    risk {text} NOT NULL,
    until_on {date} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    ended_at {instant},
    ended_seq {entry},
    ended_as {text} CHECK (ended_as IN ('said-otherwise', 'superseded'))
){strict};
CREATE INDEX risk_acceptance_by_assessment ON risk_acceptance (assessment, risk);

-- What would show a risk becoming real: a measure and its limit, in millionths.
CREATE TABLE risk_limit (
    id {id} PRIMARY KEY,
    assessment {id} NOT NULL REFERENCES risk_assessment (id),
    risk {text} NOT NULL,
    measure {text} NOT NULL,
    side {text} NOT NULL CHECK (side IN ('above', 'below')),
    value {count} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    ended_at {instant},
    ended_seq {entry}
){strict};
CREATE INDEX risk_limit_by_assessment ON risk_limit (assessment, risk);

--only sqlite
CREATE TRIGGER risk_scale_never_changes BEFORE UPDATE ON risk_scale BEGIN SELECT RAISE(ABORT, 'a scale of risks has versions and never changes'); END;
CREATE TRIGGER risk_scale_stays BEFORE DELETE ON risk_scale BEGIN SELECT RAISE(ABORT, 'a scale of risks is never deleted'); END;
CREATE TRIGGER risk_turn_never_changes BEFORE UPDATE ON risk_turn BEGIN SELECT RAISE(ABORT, 'what became of an assessment never changes'); END;
CREATE TRIGGER risk_turn_stays BEFORE DELETE ON risk_turn BEGIN SELECT RAISE(ABORT, 'what became of an assessment is never deleted'); END;
CREATE TRIGGER risk_said_never_changes BEFORE UPDATE ON risk_said BEGIN SELECT RAISE(ABORT, 'what was said of a risk never changes'); END;
CREATE TRIGGER risk_said_stays BEFORE DELETE ON risk_said BEGIN SELECT RAISE(ABORT, 'what was said of a risk is never deleted'); END;
CREATE TRIGGER own_risk_never_changes BEFORE UPDATE ON own_risk BEGIN SELECT RAISE(ABORT, 'a risk of our own never changes'); END;
CREATE TRIGGER own_risk_stays BEFORE DELETE ON own_risk BEGIN SELECT RAISE(ABORT, 'a risk of our own is never deleted'); END;
CREATE TRIGGER risk_assessment_stays BEFORE DELETE ON risk_assessment BEGIN SELECT RAISE(ABORT, 'an assessment is never deleted'); END;
CREATE TRIGGER risk_assessment_is_concluded_once BEFORE UPDATE ON risk_assessment
WHEN OLD.concluded_at IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.subject IS NOT OLD.subject OR NEW.author IS NOT OLD.author
    OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
BEGIN SELECT RAISE(ABORT, 'an assessment is concluded once, never changed'); END;
CREATE TRIGGER risk_acceptance_stays BEFORE DELETE ON risk_acceptance BEGIN SELECT RAISE(ABORT, 'an acceptance is ended, never deleted'); END;
CREATE TRIGGER risk_acceptance_ends_once BEFORE UPDATE ON risk_acceptance
WHEN OLD.ended_at IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.assessment IS NOT OLD.assessment OR NEW.risk IS NOT OLD.risk
    OR NEW.until_on IS NOT OLD.until_on OR NEW.by IS NOT OLD.by OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
BEGIN SELECT RAISE(ABORT, 'an acceptance ends once, and never changes'); END;
CREATE TRIGGER risk_limit_stays BEFORE DELETE ON risk_limit BEGIN SELECT RAISE(ABORT, 'a limit is ended, never deleted'); END;
CREATE TRIGGER risk_limit_ends_once BEFORE UPDATE ON risk_limit
WHEN OLD.ended_at IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.assessment IS NOT OLD.assessment OR NEW.risk IS NOT OLD.risk
    OR NEW.measure IS NOT OLD.measure OR NEW.side IS NOT OLD.side OR NEW.value IS NOT OLD.value
    OR NEW.by IS NOT OLD.by OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
BEGIN SELECT RAISE(ABORT, 'a limit ends once, and never changes'); END;
--end
--only postgres
CREATE TRIGGER risk_scale_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON risk_scale EXECUTE FUNCTION refuse('a scale of risks has versions and never changes');
CREATE TRIGGER risk_turn_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON risk_turn EXECUTE FUNCTION refuse('what became of an assessment never changes');
CREATE TRIGGER risk_said_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON risk_said EXECUTE FUNCTION refuse('what was said of a risk never changes');
CREATE TRIGGER own_risk_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON own_risk EXECUTE FUNCTION refuse('a risk of our own never changes');
CREATE TRIGGER risk_assessment_stays BEFORE DELETE OR TRUNCATE ON risk_assessment EXECUTE FUNCTION refuse('an assessment is never deleted');
CREATE TRIGGER risk_assessment_is_concluded_once BEFORE UPDATE ON risk_assessment FOR EACH ROW
WHEN (OLD.concluded_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.subject <> OLD.subject OR NEW.author <> OLD.author
    OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq)
EXECUTE FUNCTION refuse('an assessment is concluded once, never changed');
CREATE TRIGGER risk_acceptance_stays BEFORE DELETE OR TRUNCATE ON risk_acceptance EXECUTE FUNCTION refuse('an acceptance is ended, never deleted');
CREATE TRIGGER risk_acceptance_ends_once BEFORE UPDATE ON risk_acceptance FOR EACH ROW
WHEN (OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.assessment <> OLD.assessment OR NEW.risk <> OLD.risk
    OR NEW.until_on <> OLD.until_on OR NEW.by <> OLD.by OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq)
EXECUTE FUNCTION refuse('an acceptance ends once, and never changes');
CREATE TRIGGER risk_limit_stays BEFORE DELETE OR TRUNCATE ON risk_limit EXECUTE FUNCTION refuse('a limit is ended, never deleted');
CREATE TRIGGER risk_limit_ends_once BEFORE UPDATE ON risk_limit FOR EACH ROW
WHEN (OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.assessment <> OLD.assessment OR NEW.risk <> OLD.risk
    OR NEW.measure <> OLD.measure OR NEW.side <> OLD.side OR NEW.value <> OLD.value
    OR NEW.by <> OLD.by OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq)
EXECUTE FUNCTION refuse('a limit ends once, and never changes');
--end
