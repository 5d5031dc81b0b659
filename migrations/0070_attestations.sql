-- What the register says of a vendor beside its name: where it works, which of our data it gets, what it does with them.
ALTER TABLE vendor ADD COLUMN regions {text} NOT NULL DEFAULT '';
ALTER TABLE vendor ADD COLUMN data {text} NOT NULL DEFAULT '';
ALTER TABLE vendor ADD COLUMN trains {flag};
ALTER TABLE vendor ADD COLUMN keeps {flag};
ALTER TABLE vendor ADD COLUMN contract {text} NOT NULL DEFAULT '';

-- To whom a vendor passes on what it gets, from when until when.
CREATE TABLE subprocessor (
    vendor {no} NOT NULL REFERENCES vendor (no),
    sub {no} NOT NULL REFERENCES vendor (no),
    what {text} NOT NULL,
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    ended_at {instant},
    ended_seq {entry},
    PRIMARY KEY (vendor, sub, from_at)
){strict};
CREATE INDEX subprocessor_by_sub ON subprocessor (sub, vendor);

-- What vendors hand over to show that somebody looked. Entered by one person, reviewed by another, never changed.
-- Reasons name a document by the number of the entry that entered it.
CREATE TABLE attestation (
    id {id} PRIMARY KEY,
    vendor {no} NOT NULL REFERENCES vendor (no),
    kind {text} NOT NULL,
    terms {text} NOT NULL,
    received_on {date} NOT NULL,
    sha256 {bytes},
    size {count},
    media {text},
    file_name {text},
    entered_by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    outcome {text} CHECK (outcome IN ('accepted', 'rejected')),
    answers {text},
    judged {text},
    marked {flag},
    reviewed_by {id} REFERENCES person (id),
    reviewed_at {instant},
    reviewed_seq {entry},
    answer {text},
    ended_by {id} REFERENCES person (id),
    ended_at {instant},
    ended_seq {entry},
    ended_why {text}
){strict};
CREATE INDEX attestation_by_vendor ON attestation (vendor, from_at);
CREATE INDEX attestation_waiting ON attestation (from_at) WHERE outcome IS NULL;

-- What came to light afterwards. What makes a document worth more waits for a second person.
CREATE TABLE attestation_note (
    attestation {id} NOT NULL REFERENCES attestation (id),
    no {count} NOT NULL,
    what {text} NOT NULL,
    words {text} NOT NULL,
    takes_two {flag} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    outcome {text} CHECK (outcome IN ('agreed', 'refused')),
    decided_by {id} REFERENCES person (id),
    decided_at {instant},
    decided_seq {entry},
    answer {text},
    PRIMARY KEY (attestation, no)
){strict};
CREATE INDEX attestation_note_waiting ON attestation_note (from_at) WHERE outcome IS NULL;

--only sqlite
CREATE TRIGGER subprocessor_ends_once BEFORE UPDATE ON subprocessor
WHEN OLD.ended_at IS NOT NULL OR NEW.vendor IS NOT OLD.vendor OR NEW.sub IS NOT OLD.sub OR NEW.what IS NOT OLD.what
    OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
BEGIN SELECT RAISE(ABORT, 'a sub-processor is ended once, never changed'); END;
CREATE TRIGGER subprocessor_stays BEFORE DELETE ON subprocessor BEGIN SELECT RAISE(ABORT, 'a sub-processor is ended, never deleted'); END;
CREATE TRIGGER attestation_never_changes BEFORE UPDATE ON attestation
WHEN OLD.ended_at IS NOT NULL
    OR (OLD.outcome IS NOT NULL AND (NEW.outcome IS NOT OLD.outcome OR NEW.answers IS NOT OLD.answers OR NEW.judged IS NOT OLD.judged
        OR NEW.marked IS NOT OLD.marked OR NEW.reviewed_by IS NOT OLD.reviewed_by OR NEW.reviewed_at IS NOT OLD.reviewed_at
        OR NEW.reviewed_seq IS NOT OLD.reviewed_seq OR NEW.answer IS NOT OLD.answer))
    OR NEW.id IS NOT OLD.id OR NEW.vendor IS NOT OLD.vendor OR NEW.kind IS NOT OLD.kind OR NEW.terms IS NOT OLD.terms
    OR NEW.received_on IS NOT OLD.received_on OR NEW.sha256 IS NOT OLD.sha256 OR NEW.size IS NOT OLD.size OR NEW.media IS NOT OLD.media
    OR NEW.file_name IS NOT OLD.file_name OR NEW.entered_by IS NOT OLD.entered_by OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
BEGIN SELECT RAISE(ABORT, 'an attestation is reviewed once, never changed'); END;
CREATE TRIGGER attestation_stays BEFORE DELETE ON attestation BEGIN SELECT RAISE(ABORT, 'an attestation is taken back, never deleted'); END;
CREATE TRIGGER attestation_note_never_changes BEFORE UPDATE ON attestation_note
WHEN OLD.outcome IS NOT NULL OR NEW.attestation IS NOT OLD.attestation OR NEW.no IS NOT OLD.no OR NEW.what IS NOT OLD.what
    OR NEW.words IS NOT OLD.words OR NEW.takes_two IS NOT OLD.takes_two OR NEW.by IS NOT OLD.by OR NEW.from_at IS NOT OLD.from_at
    OR NEW.from_seq IS NOT OLD.from_seq
BEGIN SELECT RAISE(ABORT, 'a note is decided once, never changed'); END;
CREATE TRIGGER attestation_note_stays BEFORE DELETE ON attestation_note BEGIN SELECT RAISE(ABORT, 'a note is never deleted'); END;
--end
--only postgres
CREATE TRIGGER subprocessor_ends_once BEFORE UPDATE ON subprocessor FOR EACH ROW
WHEN (OLD.ended_at IS NOT NULL OR NEW.vendor <> OLD.vendor OR NEW.sub <> OLD.sub OR NEW.what <> OLD.what
    OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq)
EXECUTE FUNCTION refuse('a sub-processor is ended once, never changed');
CREATE TRIGGER subprocessor_stays BEFORE DELETE OR TRUNCATE ON subprocessor EXECUTE FUNCTION refuse('a sub-processor is ended, never deleted');
CREATE TRIGGER attestation_never_changes BEFORE UPDATE ON attestation FOR EACH ROW
WHEN (OLD.ended_at IS NOT NULL
    OR (OLD.outcome IS NOT NULL AND (NEW.outcome IS DISTINCT FROM OLD.outcome OR NEW.answers IS DISTINCT FROM OLD.answers OR NEW.judged IS DISTINCT FROM OLD.judged
        OR NEW.marked IS DISTINCT FROM OLD.marked OR NEW.reviewed_by IS DISTINCT FROM OLD.reviewed_by OR NEW.reviewed_at IS DISTINCT FROM OLD.reviewed_at
        OR NEW.reviewed_seq IS DISTINCT FROM OLD.reviewed_seq OR NEW.answer IS DISTINCT FROM OLD.answer))
    OR NEW.id <> OLD.id OR NEW.vendor <> OLD.vendor OR NEW.kind <> OLD.kind OR NEW.terms <> OLD.terms
    OR NEW.received_on <> OLD.received_on OR NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.size IS DISTINCT FROM OLD.size OR NEW.media IS DISTINCT FROM OLD.media
    OR NEW.file_name IS DISTINCT FROM OLD.file_name OR NEW.entered_by <> OLD.entered_by OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq)
EXECUTE FUNCTION refuse('an attestation is reviewed once, never changed');
CREATE TRIGGER attestation_stays BEFORE DELETE OR TRUNCATE ON attestation EXECUTE FUNCTION refuse('an attestation is taken back, never deleted');
CREATE TRIGGER attestation_note_never_changes BEFORE UPDATE ON attestation_note FOR EACH ROW
WHEN (OLD.outcome IS NOT NULL OR NEW.attestation <> OLD.attestation OR NEW.no <> OLD.no OR NEW.what <> OLD.what
    OR NEW.words <> OLD.words OR NEW.takes_two <> OLD.takes_two OR NEW.by <> OLD.by OR NEW.from_at <> OLD.from_at
    OR NEW.from_seq <> OLD.from_seq)
EXECUTE FUNCTION refuse('a note is decided once, never changed');
CREATE TRIGGER attestation_note_stays BEFORE DELETE OR TRUNCATE ON attestation_note EXECUTE FUNCTION refuse('a note is never deleted');
--end
