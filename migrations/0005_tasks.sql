-- What ends soon is found by its end: a task to renew opens before that.
CREATE INDEX finding_by_end ON finding (until_at) WHERE state >= 4;

-- Evidence of a kind, newest first: ids are in the order of time.
CREATE INDEX evidence_by_kind ON evidence (kind, id);
