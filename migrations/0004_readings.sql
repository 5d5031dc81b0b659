-- Indexes of the readings: who is in scope of a programme, what was offered for a requirement.
CREATE INDEX fact_by_key ON fact (about, what, key, from_at);
CREATE INDEX offer_by_requirement ON offer (requirement, evidence);
