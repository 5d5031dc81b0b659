//! What is searched, kind by kind: where its words lie.

use domain::trail::ThingKind;

/// One kind of thing: its columns `id, thing, code, name, beside, text`.
pub(super) struct Source {
    pub kind: ThingKind,
    pub columns: &'static str,
    pub from: &'static str,
    /// By which things a command names its rows: the thing itself, and what it repeats words of.
    pub by: &'static [(ThingKind, Key)],
}

/// The column by which a named thing is found.
#[derive(Clone, Copy)]
pub(super) enum Key {
    /// It holds an id.
    Id(&'static str),
    /// It holds an identifier in words.
    Code(&'static str),
}

use Key::{Code, Id};
use ThingKind as T;

pub(super) const SOURCES: [Source; 15] = [
    Source {
        kind: T::System,
        columns: "t.id, CAST(t.id AS TEXT), coalesce(t.external_id, ''), t.name, t.unit || ' ' || t.department, t.details",
        from: "system t",
        by: &[(T::System, Id("t.id"))],
    },
    Source {
        kind: T::Vendor,
        columns: "t.id, CAST(t.id AS TEXT), '', t.name, t.service, t.regions || ' ' || t.data || ' ' || t.contract",
        from: "vendor t",
        by: &[(T::Vendor, Id("t.id"))],
    },
    Source {
        kind: T::Attestation,
        columns: "t.id, CAST(t.id AS TEXT), t.kind, v.name, v.service, coalesce(t.file_name, '')",
        from: "attestation t JOIN vendor v ON v.no = t.vendor",
        by: &[(T::Attestation, Id("t.id")), (T::Vendor, Id("v.id"))],
    },
    Source {
        kind: T::Questionnaire,
        columns: "t.id, CAST(t.id AS TEXT), '', t.name, v.name, t.note",
        from: "questionnaire t JOIN vendor v ON v.no = t.vendor",
        by: &[(T::Questionnaire, Id("t.id")), (T::Vendor, Id("v.id"))],
    },
    Source {
        kind: T::Policy,
        columns: "t.id, CAST(t.id AS TEXT), coalesce(t.template, ''), t.title, '', coalesce((SELECT v.text \
                  FROM policy_version v WHERE v.policy = t.id AND v.outcome = 'approved' ORDER BY v.no DESC LIMIT 1), \
                  (SELECT d.text FROM policy_draft d WHERE d.policy = t.id), '')",
        from: "policy t",
        by: &[(T::Policy, Id("t.id"))],
    },
    Source {
        kind: T::Exception,
        columns: "t.id, CAST(t.id AS TEXT), '', t.what, p.title, t.reason || ' ' || t.measure",
        from: "policy_exception t JOIN policy p ON p.id = t.policy",
        by: &[(T::Exception, Id("t.id")), (T::Policy, Id("p.id"))],
    },
    Source {
        kind: T::Evidence,
        columns: "t.id, CAST(t.id AS TEXT), '', t.title, coalesce(t.file_name, ''), \
                  coalesce(t.statement, '') || ' ' || coalesce(t.link, '')",
        from: "evidence t",
        by: &[(T::Evidence, Id("t.id"))],
    },
    Source {
        kind: T::OwnTask,
        columns: "t.id, CAST(t.id AS TEXT), '', t.title, '', t.steps",
        from: "own_task t",
        by: &[(T::OwnTask, Id("t.id"))],
    },
    Source {
        kind: T::Risk,
        columns: "NULL, t.id, t.id, '', '', t.body",
        from: "own_risk t",
        by: &[(T::Risk, Code("t.id"))],
    },
    Source {
        kind: T::Deficiency,
        columns: "t.id, CAST(t.id AS TEXT), CAST(t.no AS TEXT), t.title, '', t.what",
        from: "deficiency t",
        by: &[(T::Deficiency, Id("t.id"))],
    },
    Source {
        kind: T::Incident,
        columns: "t.id, CAST(t.id AS TEXT), CAST(t.no AS TEXT), t.title, '', t.what",
        from: "incident t",
        by: &[(T::Incident, Id("t.id"))],
    },
    Source {
        kind: T::AccessReview,
        columns: "t.id, CAST(t.id AS TEXT), '', t.name, 'listed ' || t.listed_on, ''",
        from: "access_review t",
        by: &[(T::AccessReview, Id("t.id"))],
    },
    Source {
        kind: T::Course,
        columns: "t.id, CAST(t.id AS TEXT), '', t.title, t.required_by, t.also",
        from: "training_course t",
        by: &[(T::Course, Id("t.id"))],
    },
    Source {
        kind: T::Audit,
        columns: "t.id, CAST(t.id AS TEXT), CAST(t.no AS TEXT), t.title, '', ''",
        from: "audit t",
        by: &[(T::Audit, Id("t.id"))],
    },
    Source {
        kind: T::Person,
        columns: "t.id, CAST(t.id AS TEXT), '', coalesce(w.name, ''), \
                  coalesce(w.email, '') || ' ' || coalesce(w.department, ''), ''",
        from: "person t JOIN person_words w ON w.person = t.id",
        by: &[(T::Person, Id("t.id"))],
    },
];
