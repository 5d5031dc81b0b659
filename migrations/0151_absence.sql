-- Somebody approved in the place of another who was away.
ALTER TABLE policy_approver ADD COLUMN acted_by {id} REFERENCES person (id);

-- The version of the last draft that was dropped: the next one goes on counting, so that no old form fits it.
ALTER TABLE policy ADD COLUMN dropped_draft {count} NOT NULL DEFAULT 0;

-- Questionnaires that a vendor has still to answer.
CREATE INDEX questionnaire_unanswered ON questionnaire (due_on) WHERE submitted_at IS NULL AND ended_at IS NULL;
