-- Questionnaires to vendors. A version of a set is written once; the next one ends it. What was sent keeps its questions.
CREATE TABLE question_set (
    id {id} NOT NULL,
    no {count} NOT NULL,
    name {text} NOT NULL,
    about {text} NOT NULL,
    asks {text} NOT NULL,
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    ended_by {id} REFERENCES person (id),
    ended_at {instant},
    ended_seq {entry},
    PRIMARY KEY (id, no)
){strict};

-- Sent to a vendor, submitted by it, closed by a second person of ours; each of these is written once.
CREATE TABLE questionnaire (
    id {id} PRIMARY KEY,
    vendor {no} NOT NULL REFERENCES vendor (no),
    question_set {id},
    set_no {count},
    name {text} NOT NULL,
    asks {text} NOT NULL,
    due_on {date} NOT NULL,
    note {text} NOT NULL,
    sent_by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    submitted_by {id} REFERENCES person (id),
    submitted_at {instant},
    submitted_seq {entry},
    gaps {text},
    conclusion {text} CHECK (conclusion IN ('fit', 'with-gaps', 'unfit')),
    decided {text},
    words {text},
    marked {flag},
    closed_by {id} REFERENCES person (id),
    closed_at {instant},
    closed_seq {entry},
    ended_by {id} REFERENCES person (id),
    ended_at {instant},
    ended_seq {entry},
    ended_why {text}
){strict};
CREATE INDEX questionnaire_by_vendor ON questionnaire (vendor, from_at);
CREATE INDEX questionnaire_waiting ON questionnaire (submitted_at) WHERE submitted_at IS NOT NULL AND closed_at IS NULL;

-- What opens it: a key of which only the hash is kept. One that hands on opens the questions it names, and no others.
CREATE TABLE questionnaire_link (
    id {id} PRIMARY KEY,
    questionnaire {id} NOT NULL REFERENCES questionnaire (id),
    key_hash {bytes} NOT NULL UNIQUE,
    parent {id} REFERENCES questionnaire_link (id),
    handed_to {text},
    questions {text},
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    expires_at {instant} NOT NULL,
    ended_at {instant},
    ended_seq {entry},
    ended_as {text} CHECK (ended_as IN ('replaced', 'revoked', 'taken-back'))
){strict};
CREATE INDEX questionnaire_link_by_questionnaire ON questionnaire_link (questionnaire, from_at);

-- An answer holds until another takes its place. By a link, or by one of us who read in a workbook.
CREATE TABLE questionnaire_answer (
    questionnaire {id} NOT NULL REFERENCES questionnaire (id),
    question {text} NOT NULL,
    said {text} NOT NULL,
    link {id} REFERENCES questionnaire_link (id),
    person {id} REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    ended_at {instant},
    ended_seq {entry},
    PRIMARY KEY (questionnaire, question, from_at)
){strict};

CREATE TABLE questionnaire_file (
    id {id} PRIMARY KEY,
    questionnaire {id} NOT NULL REFERENCES questionnaire (id),
    question {text} NOT NULL,
    sha256 {bytes} NOT NULL,
    size {count} NOT NULL,
    media {text} NOT NULL,
    file_name {text} NOT NULL,
    link {id} REFERENCES questionnaire_link (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    ended_at {instant},
    ended_seq {entry}
){strict};
CREATE INDEX questionnaire_file_by_questionnaire ON questionnaire_file (questionnaire, from_at);

-- What one of us made of an answer that no rule can tell.
CREATE TABLE questionnaire_verdict (
    questionnaire {id} NOT NULL REFERENCES questionnaire (id),
    question {text} NOT NULL,
    verdict {text} NOT NULL CHECK (verdict IN ('favourable', 'partly', 'unfavourable')),
    by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {entry} NOT NULL,
    ended_at {instant},
    ended_seq {entry},
    PRIMARY KEY (questionnaire, question, from_at)
){strict};

-- A task that came of a vendor leads back to it.
ALTER TABLE own_task ADD COLUMN vendor {no} REFERENCES vendor (no);
CREATE INDEX own_task_by_vendor ON own_task (vendor, due_on) WHERE vendor IS NOT NULL;

--only sqlite
CREATE TRIGGER question_set_never_changes BEFORE UPDATE ON question_set
WHEN NEW.id IS NOT OLD.id OR NEW.no IS NOT OLD.no OR NEW.name IS NOT OLD.name OR NEW.about IS NOT OLD.about
    OR NEW.asks IS NOT OLD.asks OR NEW.by IS NOT OLD.by OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_by IS NOT OLD.ended_by OR NEW.ended_at IS NOT OLD.ended_at OR NEW.ended_seq IS NOT OLD.ended_seq))
BEGIN SELECT RAISE(ABORT, 'a version of a set of questions is ended once, never changed'); END;
CREATE TRIGGER question_set_stays BEFORE DELETE ON question_set BEGIN SELECT RAISE(ABORT, 'a set of questions is retired, never deleted'); END;
CREATE TRIGGER questionnaire_never_changes BEFORE UPDATE ON questionnaire
WHEN NEW.id IS NOT OLD.id OR NEW.vendor IS NOT OLD.vendor OR NEW.question_set IS NOT OLD.question_set
    OR NEW.set_no IS NOT OLD.set_no OR NEW.name IS NOT OLD.name OR NEW.asks IS NOT OLD.asks OR NEW.due_on IS NOT OLD.due_on
    OR NEW.note IS NOT OLD.note OR NEW.sent_by IS NOT OLD.sent_by OR NEW.from_at IS NOT OLD.from_at
    OR NEW.from_seq IS NOT OLD.from_seq
    OR (OLD.submitted_at IS NOT NULL AND (NEW.submitted_by IS NOT OLD.submitted_by OR NEW.submitted_at IS NOT OLD.submitted_at OR NEW.submitted_seq IS NOT OLD.submitted_seq OR NEW.gaps IS NOT OLD.gaps))
    OR (OLD.closed_at IS NOT NULL AND (NEW.conclusion IS NOT OLD.conclusion OR NEW.decided IS NOT OLD.decided OR NEW.words IS NOT OLD.words OR NEW.marked IS NOT OLD.marked OR NEW.closed_by IS NOT OLD.closed_by OR NEW.closed_at IS NOT OLD.closed_at OR NEW.closed_seq IS NOT OLD.closed_seq))
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_by IS NOT OLD.ended_by OR NEW.ended_at IS NOT OLD.ended_at OR NEW.ended_seq IS NOT OLD.ended_seq OR NEW.ended_why IS NOT OLD.ended_why))
BEGIN SELECT RAISE(ABORT, 'a questionnaire is sent, submitted and closed once, never changed'); END;
CREATE TRIGGER questionnaire_stays BEFORE DELETE ON questionnaire BEGIN SELECT RAISE(ABORT, 'a questionnaire is called off, never deleted'); END;
CREATE TRIGGER questionnaire_link_never_changes BEFORE UPDATE ON questionnaire_link
WHEN NEW.id IS NOT OLD.id OR NEW.questionnaire IS NOT OLD.questionnaire OR NEW.key_hash IS NOT OLD.key_hash
    OR NEW.parent IS NOT OLD.parent OR NEW.handed_to IS NOT OLD.handed_to OR NEW.questions IS NOT OLD.questions
    OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq OR NEW.expires_at IS NOT OLD.expires_at
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NOT OLD.ended_at OR NEW.ended_seq IS NOT OLD.ended_seq OR NEW.ended_as IS NOT OLD.ended_as))
BEGIN SELECT RAISE(ABORT, 'a link is ended once, never changed'); END;
CREATE TRIGGER questionnaire_link_stays BEFORE DELETE ON questionnaire_link BEGIN SELECT RAISE(ABORT, 'a link is revoked, never deleted'); END;
CREATE TRIGGER questionnaire_answer_never_changes BEFORE UPDATE ON questionnaire_answer
WHEN NEW.questionnaire IS NOT OLD.questionnaire OR NEW.question IS NOT OLD.question OR NEW.said IS NOT OLD.said
    OR NEW.link IS NOT OLD.link OR NEW.person IS NOT OLD.person OR NEW.from_at IS NOT OLD.from_at
    OR NEW.from_seq IS NOT OLD.from_seq
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NOT OLD.ended_at OR NEW.ended_seq IS NOT OLD.ended_seq))
BEGIN SELECT RAISE(ABORT, 'an answer is ended once, never changed'); END;
CREATE TRIGGER questionnaire_answer_stays BEFORE DELETE ON questionnaire_answer BEGIN SELECT RAISE(ABORT, 'an answer is never deleted'); END;
CREATE TRIGGER questionnaire_file_never_changes BEFORE UPDATE ON questionnaire_file
WHEN NEW.id IS NOT OLD.id OR NEW.questionnaire IS NOT OLD.questionnaire OR NEW.question IS NOT OLD.question
    OR NEW.sha256 IS NOT OLD.sha256 OR NEW.size IS NOT OLD.size OR NEW.media IS NOT OLD.media
    OR NEW.file_name IS NOT OLD.file_name OR NEW.link IS NOT OLD.link OR NEW.from_at IS NOT OLD.from_at
    OR NEW.from_seq IS NOT OLD.from_seq
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NOT OLD.ended_at OR NEW.ended_seq IS NOT OLD.ended_seq))
BEGIN SELECT RAISE(ABORT, 'a file of a vendor is taken away once, never changed'); END;
CREATE TRIGGER questionnaire_file_stays BEFORE DELETE ON questionnaire_file BEGIN SELECT RAISE(ABORT, 'a file of a vendor is never deleted'); END;
CREATE TRIGGER questionnaire_verdict_never_changes BEFORE UPDATE ON questionnaire_verdict
WHEN NEW.questionnaire IS NOT OLD.questionnaire OR NEW.question IS NOT OLD.question OR NEW.verdict IS NOT OLD.verdict
    OR NEW.by IS NOT OLD.by OR NEW.from_at IS NOT OLD.from_at OR NEW.from_seq IS NOT OLD.from_seq
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NOT OLD.ended_at OR NEW.ended_seq IS NOT OLD.ended_seq))
BEGIN SELECT RAISE(ABORT, 'a verdict is ended once, never changed'); END;
CREATE TRIGGER questionnaire_verdict_stays BEFORE DELETE ON questionnaire_verdict BEGIN SELECT RAISE(ABORT, 'a verdict is never deleted'); END;
--end
--only postgres
CREATE TRIGGER question_set_never_changes BEFORE UPDATE ON question_set FOR EACH ROW
WHEN (NEW.id IS DISTINCT FROM OLD.id OR NEW.no IS DISTINCT FROM OLD.no OR NEW.name IS DISTINCT FROM OLD.name
    OR NEW.about IS DISTINCT FROM OLD.about OR NEW.asks IS DISTINCT FROM OLD.asks OR NEW.by IS DISTINCT FROM OLD.by
    OR NEW.from_at IS DISTINCT FROM OLD.from_at OR NEW.from_seq IS DISTINCT FROM OLD.from_seq
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_by IS DISTINCT FROM OLD.ended_by OR NEW.ended_at IS DISTINCT FROM OLD.ended_at OR NEW.ended_seq IS DISTINCT FROM OLD.ended_seq)))
EXECUTE FUNCTION refuse('a version of a set of questions is ended once, never changed');
CREATE TRIGGER question_set_stays BEFORE DELETE OR TRUNCATE ON question_set EXECUTE FUNCTION refuse('a set of questions is retired, never deleted');
CREATE TRIGGER questionnaire_never_changes BEFORE UPDATE ON questionnaire FOR EACH ROW
WHEN (NEW.id IS DISTINCT FROM OLD.id OR NEW.vendor IS DISTINCT FROM OLD.vendor
    OR NEW.question_set IS DISTINCT FROM OLD.question_set OR NEW.set_no IS DISTINCT FROM OLD.set_no
    OR NEW.name IS DISTINCT FROM OLD.name OR NEW.asks IS DISTINCT FROM OLD.asks OR NEW.due_on IS DISTINCT FROM OLD.due_on
    OR NEW.note IS DISTINCT FROM OLD.note OR NEW.sent_by IS DISTINCT FROM OLD.sent_by
    OR NEW.from_at IS DISTINCT FROM OLD.from_at OR NEW.from_seq IS DISTINCT FROM OLD.from_seq
    OR (OLD.submitted_at IS NOT NULL AND (NEW.submitted_by IS DISTINCT FROM OLD.submitted_by OR NEW.submitted_at IS DISTINCT FROM OLD.submitted_at OR NEW.submitted_seq IS DISTINCT FROM OLD.submitted_seq OR NEW.gaps IS DISTINCT FROM OLD.gaps))
    OR (OLD.closed_at IS NOT NULL AND (NEW.conclusion IS DISTINCT FROM OLD.conclusion OR NEW.decided IS DISTINCT FROM OLD.decided OR NEW.words IS DISTINCT FROM OLD.words OR NEW.marked IS DISTINCT FROM OLD.marked OR NEW.closed_by IS DISTINCT FROM OLD.closed_by OR NEW.closed_at IS DISTINCT FROM OLD.closed_at OR NEW.closed_seq IS DISTINCT FROM OLD.closed_seq))
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_by IS DISTINCT FROM OLD.ended_by OR NEW.ended_at IS DISTINCT FROM OLD.ended_at OR NEW.ended_seq IS DISTINCT FROM OLD.ended_seq OR NEW.ended_why IS DISTINCT FROM OLD.ended_why)))
EXECUTE FUNCTION refuse('a questionnaire is sent, submitted and closed once, never changed');
CREATE TRIGGER questionnaire_stays BEFORE DELETE OR TRUNCATE ON questionnaire EXECUTE FUNCTION refuse('a questionnaire is called off, never deleted');
CREATE TRIGGER questionnaire_link_never_changes BEFORE UPDATE ON questionnaire_link FOR EACH ROW
WHEN (NEW.id IS DISTINCT FROM OLD.id OR NEW.questionnaire IS DISTINCT FROM OLD.questionnaire
    OR NEW.key_hash IS DISTINCT FROM OLD.key_hash OR NEW.parent IS DISTINCT FROM OLD.parent
    OR NEW.handed_to IS DISTINCT FROM OLD.handed_to OR NEW.questions IS DISTINCT FROM OLD.questions
    OR NEW.from_at IS DISTINCT FROM OLD.from_at OR NEW.from_seq IS DISTINCT FROM OLD.from_seq
    OR NEW.expires_at IS DISTINCT FROM OLD.expires_at
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS DISTINCT FROM OLD.ended_at OR NEW.ended_seq IS DISTINCT FROM OLD.ended_seq OR NEW.ended_as IS DISTINCT FROM OLD.ended_as)))
EXECUTE FUNCTION refuse('a link is ended once, never changed');
CREATE TRIGGER questionnaire_link_stays BEFORE DELETE OR TRUNCATE ON questionnaire_link EXECUTE FUNCTION refuse('a link is revoked, never deleted');
CREATE TRIGGER questionnaire_answer_never_changes BEFORE UPDATE ON questionnaire_answer FOR EACH ROW
WHEN (NEW.questionnaire IS DISTINCT FROM OLD.questionnaire OR NEW.question IS DISTINCT FROM OLD.question
    OR NEW.said IS DISTINCT FROM OLD.said OR NEW.link IS DISTINCT FROM OLD.link OR NEW.person IS DISTINCT FROM OLD.person
    OR NEW.from_at IS DISTINCT FROM OLD.from_at OR NEW.from_seq IS DISTINCT FROM OLD.from_seq
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS DISTINCT FROM OLD.ended_at OR NEW.ended_seq IS DISTINCT FROM OLD.ended_seq)))
EXECUTE FUNCTION refuse('an answer is ended once, never changed');
CREATE TRIGGER questionnaire_answer_stays BEFORE DELETE OR TRUNCATE ON questionnaire_answer EXECUTE FUNCTION refuse('an answer is never deleted');
CREATE TRIGGER questionnaire_file_never_changes BEFORE UPDATE ON questionnaire_file FOR EACH ROW
WHEN (NEW.id IS DISTINCT FROM OLD.id OR NEW.questionnaire IS DISTINCT FROM OLD.questionnaire
    OR NEW.question IS DISTINCT FROM OLD.question OR NEW.sha256 IS DISTINCT FROM OLD.sha256
    OR NEW.size IS DISTINCT FROM OLD.size OR NEW.media IS DISTINCT FROM OLD.media
    OR NEW.file_name IS DISTINCT FROM OLD.file_name OR NEW.link IS DISTINCT FROM OLD.link
    OR NEW.from_at IS DISTINCT FROM OLD.from_at OR NEW.from_seq IS DISTINCT FROM OLD.from_seq
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS DISTINCT FROM OLD.ended_at OR NEW.ended_seq IS DISTINCT FROM OLD.ended_seq)))
EXECUTE FUNCTION refuse('a file of a vendor is taken away once, never changed');
CREATE TRIGGER questionnaire_file_stays BEFORE DELETE OR TRUNCATE ON questionnaire_file EXECUTE FUNCTION refuse('a file of a vendor is never deleted');
CREATE TRIGGER questionnaire_verdict_never_changes BEFORE UPDATE ON questionnaire_verdict FOR EACH ROW
WHEN (NEW.questionnaire IS DISTINCT FROM OLD.questionnaire OR NEW.question IS DISTINCT FROM OLD.question
    OR NEW.verdict IS DISTINCT FROM OLD.verdict OR NEW.by IS DISTINCT FROM OLD.by OR NEW.from_at IS DISTINCT FROM OLD.from_at
    OR NEW.from_seq IS DISTINCT FROM OLD.from_seq
    OR (OLD.ended_at IS NOT NULL AND (NEW.ended_at IS DISTINCT FROM OLD.ended_at OR NEW.ended_seq IS DISTINCT FROM OLD.ended_seq)))
EXECUTE FUNCTION refuse('a verdict is ended once, never changed');
CREATE TRIGGER questionnaire_verdict_stays BEFORE DELETE OR TRUNCATE ON questionnaire_verdict EXECUTE FUNCTION refuse('a verdict is never deleted');
--end
