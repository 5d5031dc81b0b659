-- The trail, and the people who make it.
--
-- Words of the schema: a fact is *held* from an instant (and entry of the trail) until it is ended; `from_*` is never
-- changed, `ended_*` is written once, nothing is deleted. 9223372036854775807 is "never".

CREATE TABLE organisation (
    one {count} PRIMARY KEY CHECK (one = 1),
    name {text} NOT NULL,
    zone {text} NOT NULL,
    example {flag} NOT NULL
){strict};

-- The append-only record. `body` is canonical JSON (RFC 8785) of the whole entry, `leaf` its RFC 6962 leaf hash.
CREATE TABLE event (
    seq {count} PRIMARY KEY,
    at {instant} NOT NULL UNIQUE,
    verb {text} NOT NULL,
    actor {id},
    body {bytes} NOT NULL,
    leaf {bytes} NOT NULL CHECK (length(leaf) = 32)
){strict};
CREATE INDEX event_by_actor ON event (actor, seq);
CREATE INDEX event_by_verb ON event (verb, seq);

CREATE TABLE event_thing (
    thing_kind {text} NOT NULL,
    thing {text} NOT NULL,
    seq {count} NOT NULL REFERENCES event (seq),
    PRIMARY KEY (thing_kind, thing, seq)
){strict};
CREATE INDEX event_thing_by_seq ON event_thing (seq);

-- What people typed, erasable; the entry holds SHA-256(salt || words).
CREATE TABLE event_words (
    seq {count} NOT NULL REFERENCES event (seq),
    field {text} NOT NULL,
    salt {bytes} NOT NULL,
    words {text},
    PRIMARY KEY (seq, field)
){strict};

-- The head of the trail: locked first by whoever writes a fact on PostgreSQL.
CREATE TABLE trail_head (
    one {count} PRIMARY KEY CHECK (one = 1),
    seq {count} NOT NULL,
    at {instant} NOT NULL
){strict};
INSERT INTO trail_head (one, seq, at) VALUES (1, 0, 0);

--only sqlite
CREATE TRIGGER event_never_changes BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER event_never_goes BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER event_thing_never_changes BEFORE UPDATE ON event_thing BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER event_thing_never_goes BEFORE DELETE ON event_thing BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER event_words_only_go BEFORE UPDATE ON event_words
WHEN NEW.words IS NOT NULL OR NEW.seq IS NOT OLD.seq OR NEW.field IS NOT OLD.field OR NEW.salt IS NOT OLD.salt
BEGIN SELECT RAISE(ABORT, 'words of the trail can be erased, not changed'); END;
CREATE TRIGGER event_words_stay_as_rows BEFORE DELETE ON event_words BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER trail_head_goes_forward BEFORE UPDATE ON trail_head WHEN NEW.seq <= OLD.seq OR NEW.at <= OLD.at
BEGIN SELECT RAISE(ABORT, 'the trail only grows'); END;
CREATE TRIGGER trail_head_stays BEFORE DELETE ON trail_head BEGIN SELECT RAISE(ABORT, 'the trail only grows'); END;
--end
--only postgres
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;
CREATE TRIGGER event_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON event EXECUTE FUNCTION refuse('the trail is append-only');
CREATE TRIGGER event_thing_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON event_thing EXECUTE FUNCTION refuse('the trail is append-only');
CREATE TRIGGER event_words_only_go BEFORE UPDATE ON event_words FOR EACH ROW
WHEN (NEW.words IS NOT NULL OR NEW.seq IS DISTINCT FROM OLD.seq OR NEW.field IS DISTINCT FROM OLD.field OR NEW.salt IS DISTINCT FROM OLD.salt)
EXECUTE FUNCTION refuse('words of the trail can be erased, not changed');
CREATE TRIGGER event_words_stay_as_rows BEFORE DELETE OR TRUNCATE ON event_words EXECUTE FUNCTION refuse('the trail is append-only');
CREATE TRIGGER trail_head_goes_forward BEFORE UPDATE ON trail_head FOR EACH ROW WHEN (NEW.seq <= OLD.seq OR NEW.at <= OLD.at)
EXECUTE FUNCTION refuse('the trail only grows');
CREATE TRIGGER trail_head_stays BEFORE DELETE OR TRUNCATE ON trail_head EXECUTE FUNCTION refuse('the trail only grows');
--end

-- People. Names and addresses lie apart, so that they can be erased while ids stay.
CREATE TABLE person (
    id {id} PRIMARY KEY,
    active {flag} NOT NULL,
    invited_by {id} REFERENCES person (id),
    at {instant} NOT NULL,
    version {count} NOT NULL
){strict};

CREATE TABLE person_words (
    person {id} PRIMARY KEY REFERENCES person (id),
    name {text},
    email {text} UNIQUE,
    department {text}
){strict};

-- The right of review is a row beside the roles.
CREATE TABLE person_right (
    person {id} NOT NULL REFERENCES person (id),
    what {text} NOT NULL,
    from_at {instant} NOT NULL,
    from_seq {seq} NOT NULL,
    ended_at {instant} NOT NULL,
    ended_seq {seq},
    PRIMARY KEY (person, what, from_at)
){strict};

CREATE TABLE credential (
    person {id} PRIMARY KEY REFERENCES person (id),
    argon2 {text} NOT NULL
){strict};

CREATE TABLE invitation (
    id {id} PRIMARY KEY,
    key_hash {bytes} NOT NULL UNIQUE,
    person {id} NOT NULL REFERENCES person (id),
    invited_by {id} NOT NULL REFERENCES person (id),
    at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    ended_at {instant} NOT NULL,
    ended_as {text} CHECK (ended_as IN ('used', 'revoked'))
){strict};
CREATE INDEX invitation_by_person ON invitation (person);

-- Not facts: they come and go without an entry in the trail.
CREATE TABLE session (
    key {bytes} PRIMARY KEY,
    person {id} REFERENCES person (id),
    data {text} NOT NULL,
    address {text},
    agent {text},
    created_at {instant} NOT NULL,
    seen_at {instant} NOT NULL,
    expires_at {instant} NOT NULL
){strict};
CREATE INDEX session_by_person ON session (person);
CREATE INDEX session_by_expiry ON session (expires_at);

-- Failed sign-ins, by account and by address.
CREATE TABLE throttle (
    what {text} PRIMARY KEY,
    failures {count} NOT NULL,
    since {instant} NOT NULL,
    until {instant} NOT NULL
){strict};
