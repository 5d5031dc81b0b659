-- Of a nil return: the kind of which its population has no rows. Those submitted before the name was asked have none.
ALTER TABLE offer ADD COLUMN in_place_of {text};

--only sqlite
CREATE TRIGGER offer_names_its_population_once BEFORE UPDATE ON offer WHEN NEW.in_place_of IS NOT OLD.in_place_of
BEGIN SELECT RAISE(ABORT, 'what a nil return is in place of is not rewritten'); END;
--end
--only postgres
CREATE TRIGGER offer_names_its_population_once BEFORE UPDATE ON offer FOR EACH ROW
WHEN (NEW.in_place_of IS DISTINCT FROM OLD.in_place_of)
EXECUTE FUNCTION refuse('what a nil return is in place of is not rewritten');
--end
