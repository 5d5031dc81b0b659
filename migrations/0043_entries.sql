--only sqlite
-- Rows name the entry that the same transaction writes last. As a deferred foreign key that made SQLite, with every
-- entry, read each such table from end to end for rows that had waited for it. `plumbline check` holds every row against
-- its entry instead. What a constraint says is changed as the manual of SQLite has it (lang_altertable, section 7). The
-- table that comes and goes tells other connections that the schema changed.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, ' REFERENCES event (seq) DEFERRABLE INITIALLY DEFERRED', '') WHERE type = 'table';
PRAGMA writable_schema = RESET;
CREATE TABLE entries_changed (one INTEGER);
DROP TABLE entries_changed;
--end
