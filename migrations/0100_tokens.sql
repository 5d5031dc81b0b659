-- What a person lends to a machine of theirs: the key itself is nowhere, only its SHA-256. Ended once, never changed.
CREATE TABLE token (
    id {id} PRIMARY KEY,
    person {id} NOT NULL REFERENCES person (id),
    key {bytes} NOT NULL UNIQUE,
    name {text} NOT NULL,
    scopes {text} NOT NULL,
    expires_at {instant} NOT NULL,
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    ended_by {id} REFERENCES person (id),
    ended_at {instant},
    ended_seq {entry}
){strict};
CREATE INDEX token_by_person ON token (person, from_at);

-- The last day on which each was used. No fact: it comes with looking.
CREATE TABLE token_use (
    token {id} PRIMARY KEY REFERENCES token (id),
    day {date} NOT NULL
){strict};

-- The first answer to a request that brought an Idempotency-Key, for a day. `seq` is the entry that the request became,
-- written in its own command: a request that was cut short between its command and its answer is known by it.
CREATE TABLE token_answer (
    token {id} NOT NULL REFERENCES token (id),
    name {text} NOT NULL,
    digest {bytes} NOT NULL,
    at {instant} NOT NULL,
    seq {entry},
    status {count},
    head {text},
    body {bytes},
    PRIMARY KEY (token, name)
){strict};
CREATE INDEX token_answer_by_age ON token_answer (at);

--only sqlite
CREATE TRIGGER token_ends_once BEFORE UPDATE ON token
WHEN OLD.ended_at IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.person IS NOT OLD.person OR NEW.key IS NOT OLD.key
    OR NEW.name IS NOT OLD.name OR NEW.scopes IS NOT OLD.scopes OR NEW.expires_at IS NOT OLD.expires_at
    OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
BEGIN SELECT RAISE(ABORT, 'a token is ended once, never changed'); END;
CREATE TRIGGER token_stays BEFORE DELETE ON token BEGIN SELECT RAISE(ABORT, 'a token is ended, never deleted'); END;
--end
--only postgres
CREATE TRIGGER token_ends_once BEFORE UPDATE ON token FOR EACH ROW
WHEN (OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.person <> OLD.person OR NEW.key <> OLD.key
    OR NEW.name <> OLD.name OR NEW.scopes <> OLD.scopes OR NEW.expires_at <> OLD.expires_at
    OR NEW.from_at <> OLD.from_at OR NEW.from_seq <> OLD.from_seq)
EXECUTE FUNCTION refuse('a token is ended once, never changed');
CREATE TRIGGER token_stays BEFORE DELETE OR TRUNCATE ON token EXECUTE FUNCTION refuse('a token is ended, never deleted');
--end
