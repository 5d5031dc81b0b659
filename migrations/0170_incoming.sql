-- Attestations that came in by a list share its entry: their place in it tells them apart. Empty where one was entered by
-- its form.
ALTER TABLE attestation ADD COLUMN line {count};

--only sqlite
CREATE TRIGGER attestation_line_stays BEFORE UPDATE ON attestation WHEN NEW.line IS NOT OLD.line
BEGIN SELECT RAISE(ABORT, 'an attestation is reviewed once, never changed'); END;
--end
--only postgres
CREATE TRIGGER attestation_line_stays BEFORE UPDATE ON attestation FOR EACH ROW WHEN (NEW.line IS DISTINCT FROM OLD.line)
EXECUTE FUNCTION refuse('an attestation is reviewed once, never changed');
--end
