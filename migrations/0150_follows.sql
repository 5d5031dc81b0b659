-- What was decided of a line of a vendor's document: what its auditor found, or what it expects of us. Once, by somebody
-- who did not enter it. A deficiency that follows names the line as its source.
CREATE TABLE attestation_point (
    attestation {id} NOT NULL REFERENCES attestation (id),
    part {text} NOT NULL CHECK (part IN ('exception', 'user-control')),
    no {count} NOT NULL,
    outcome {text} NOT NULL CHECK (outcome IN ('matters', 'mapped', 'aside')),
    reason {text} NOT NULL,
    control {text},
    task {id} REFERENCES own_task (id),
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    PRIMARY KEY (attestation, part, no)
){strict};
CREATE INDEX attestation_point_by_task ON attestation_point (task) WHERE task IS NOT NULL;

--only sqlite
CREATE TRIGGER attestation_point_never_changes BEFORE UPDATE ON attestation_point BEGIN SELECT RAISE(ABORT, 'what was decided of a line never changes'); END;
CREATE TRIGGER attestation_point_stays BEFORE DELETE ON attestation_point BEGIN SELECT RAISE(ABORT, 'what was decided of a line is never deleted'); END;
--end
--only postgres
CREATE TRIGGER attestation_point_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON attestation_point EXECUTE FUNCTION refuse('what was decided of a line never changes and is never deleted');
--end
