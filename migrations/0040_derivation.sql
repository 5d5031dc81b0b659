-- By which rules findings, cells and counts were derived. A program with other rules derives them anew.
CREATE TABLE derivation (one {count} PRIMARY KEY CHECK (one = 1), rules {count} NOT NULL){strict};
INSERT INTO derivation (one, rules) VALUES (1, 1);
