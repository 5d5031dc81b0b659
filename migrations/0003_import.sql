-- The import: what a system's row said when it came in last. `system.fingerprint` is of the whole row, this is of what
-- the row said through its mapping; both together tell whether the same file says anything new.
ALTER TABLE system ADD COLUMN entry_print {text};

-- The list of systems by unit, and the units to choose from.
CREATE INDEX system_by_unit ON system (unit, name, no);
