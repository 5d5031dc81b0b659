-- What an auditor looked at that does not lie here: tickets, systems, interviews. Empty where evidence was named, or nothing.
ALTER TABLE audit_result ADD COLUMN elsewhere {text};
