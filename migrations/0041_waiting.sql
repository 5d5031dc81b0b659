-- What waits for review is counted by evidence: the index of those rows alone, in that order.
DROP INDEX offer_waiting;
CREATE INDEX offer_waiting ON offer (evidence, submitted_at) WHERE ruling IS NULL AND withdrawn_at IS NULL;

-- The very same file, sent for something else.
CREATE INDEX evidence_by_file ON evidence (sha256) WHERE sha256 IS NOT NULL;
