-- Controls of our own making: what the library would say of one, as JSON. Those of the library have none.
ALTER TABLE control ADD COLUMN own {text};
-- The task of a requirement of our own: its title, why, steps and effort, as JSON.
ALTER TABLE requirement ADD COLUMN own {text};
