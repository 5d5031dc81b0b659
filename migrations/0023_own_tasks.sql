-- Tasks that people write themselves. They order work and prove nothing: no finding reads them. What is decided about one
-- is written once: done by somebody with a note, then signed off by a second person; or dropped with a reason.
CREATE TABLE own_task (
    id {id} PRIMARY KEY,
    title {text} NOT NULL,
    steps {text} NOT NULL,
    about_kind {text} NOT NULL CHECK (about_kind IN ('system', 'control', 'criterion')),
    about {text} NOT NULL,
    system {id} REFERENCES system (id),
    assignee {id} NOT NULL REFERENCES person (id),
    due_on {date} NOT NULL,
    opened_by {id} NOT NULL REFERENCES person (id),
    from_at {instant} NOT NULL,
    from_seq {seq} NOT NULL,
    done_by {id} REFERENCES person (id),
    done_at {instant},
    note {text},
    ended_by {id} REFERENCES person (id),
    ended_at {instant},
    ended_as {text} CHECK (ended_as IN ('signed', 'dropped')),
    answer {text}
){strict};
CREATE INDEX own_task_by_about ON own_task (about_kind, about, ended_at);
CREATE INDEX own_task_open ON own_task (due_on, id) WHERE ended_at IS NULL;
