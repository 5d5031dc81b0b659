-- What the search looks through: a row for each thing that people named. Derived, and kept by every command that touches
-- the thing. `words` are its words in small letters without accents, apart by spaces; `first` those of its name.
CREATE TABLE search_entry (
    no {no} PRIMARY KEY,
    kind {text} NOT NULL,
    thing {text} NOT NULL,
    -- The same as an id, where it is one.
    row_id {id},
    code {text} NOT NULL,
    name {text} NOT NULL,
    beside {text} NOT NULL,
    first {text} NOT NULL,
    words {text} NOT NULL,
    UNIQUE (kind, thing)
){strict};

-- By which rules the rows were made; others make them anew at the next start.
CREATE TABLE search_made (
    one {count} PRIMARY KEY,
    rules {count} NOT NULL
){strict};
INSERT INTO search_made (one, rules) VALUES (1, 0);

--only sqlite
CREATE VIRTUAL TABLE search_words USING fts5(words, content='search_entry', content_rowid='no', tokenize='ascii', prefix='2 3');
CREATE TRIGGER search_entry_comes AFTER INSERT ON search_entry
BEGIN INSERT INTO search_words (rowid, words) VALUES (NEW.no, NEW.words); END;
CREATE TRIGGER search_entry_goes AFTER DELETE ON search_entry
BEGIN INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', OLD.no, OLD.words); END;
--end
--only postgres
CREATE INDEX search_words ON search_entry USING gin (array_to_tsvector(string_to_array(words, ' ')));
--end
