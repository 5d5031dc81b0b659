-- Indexes of the readings: who is in scope of a programme, what was offered for a requirement, and findings counted by
-- requirement and state without looking at their rows.
CREATE INDEX fact_by_key ON fact (about, what, key, from_at);
CREATE INDEX offer_by_requirement ON offer (requirement, evidence);
DROP INDEX finding_by_requirement;
CREATE INDEX finding_by_requirement ON finding (requirement, state, detail, until_at, subject, from_at, asked_at, programmes);
