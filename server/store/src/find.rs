//! What the find page asks of the database: one statement over all that people named.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Value};
use domain::find::Sought;
use domain::trail::ThingKind;

/// Candidates of one kind that a search brings; the rules then order them.
const OF_A_KIND: usize = 24;

/// Something that may be what was sought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub kind: ThingKind,
    pub id: String,
    /// The organisation's own identifier, of a system.
    pub code: String,
    pub name: String,
    /// What else it was found by.
    pub beside: String,
    /// A system's stage; of a person `here` or `gone`.
    pub state: String,
    /// Pairs of a piece of evidence that wait for review; programmes of a system, as bits.
    pub n: i64,
}

/// One kind: its columns `id, code, name, beside, state, n`, and where they come from.
struct Source {
    kind: ThingKind,
    columns: &'static str,
    from: &'static str,
    code: &'static str,
    name: &'static str,
    beside: &'static str,
}

const SYSTEMS: Source = Source {
    kind: ThingKind::System,
    columns: "stage, programmes",
    from: "system t",
    code: "coalesce(t.external_id, '')",
    name: "t.name",
    beside: "t.unit || ' ' || t.department",
};
const VENDORS: Source = Source {
    kind: ThingKind::Vendor,
    columns: "'', 0",
    from: "vendor t",
    code: "''",
    name: "t.name",
    beside: "t.service",
};
const POLICIES: Source = Source {
    kind: ThingKind::Policy,
    columns: "'', (SELECT count(*) FROM policy_version v WHERE v.policy = t.id AND v.outcome = 'approved' \
              AND t.retired_at IS NULL)",
    from: "policy t",
    code: "coalesce(t.template, '')",
    name: "t.title",
    beside: "''",
};
const EVIDENCE: Source = Source {
    kind: ThingKind::Evidence,
    columns: "t.kind, (SELECT count(*) FROM offer o WHERE o.evidence = t.id AND o.ruling IS NULL \
              AND o.withdrawn_at IS NULL)",
    from: "evidence t",
    code: "''",
    name: "t.title",
    beside: "coalesce(t.file_name, '')",
};
const ACCESS_REVIEWS: Source = Source {
    kind: ThingKind::AccessReview,
    columns: "'', 0",
    from: "access_review t",
    code: "''",
    name: "t.name",
    beside: "'listed ' || t.listed_on",
};
const COURSES: Source = Source {
    kind: ThingKind::Course,
    columns: "CASE WHEN t.ended_at IS NULL THEN 'here' ELSE 'gone' END, 0",
    from: "training_course t",
    code: "''",
    name: "t.title",
    beside: "t.required_by || ' ' || t.also",
};
const PEOPLE: Source = Source {
    kind: ThingKind::Person,
    columns: "CASE WHEN t.active THEN 'here' ELSE 'gone' END, 0",
    from: "person t JOIN person_words w ON w.person = t.id",
    code: "''",
    name: "coalesce(w.name, '')",
    beside: "coalesce(w.email, '') || ' ' || coalesce(w.department, '')",
};

impl Source {
    /// The best of its kind. `$1` is the whole text as a beginning, `$2` anywhere, `$3` as it is; the words follow.
    fn sql(&self, words: usize) -> String {
        let Self { kind, columns, from, code, name, beside } = self;
        let all = format!("lower({code} || ' ' || {name} || ' ' || {beside})");
        let like = |place: usize| format!("{all} LIKE ${place} ESCAPE '\\'");
        let fits = (0..words).map(|word| like(word + 4)).collect::<Vec<_>>().join(" AND ");
        format!(
            "SELECT * FROM (SELECT '{}' AS kind, CAST(t.id AS TEXT) AS id, {code} AS code, {name} AS name, \
             {beside} AS beside, {columns} FROM {from} WHERE {fits} \
             ORDER BY CASE WHEN lower({code}) = $3 THEN 0 WHEN lower({name}) LIKE $1 ESCAPE '\\' THEN 1 \
             WHEN lower({name}) LIKE $2 ESCAPE '\\' THEN 2 ELSE 3 END, {name}, t.id LIMIT {OF_A_KIND}) AS {}",
            kind.key(),
            kind.key().replace('-', "_")
        )
    }
}

fn pattern(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

fn candidate(row: &Row) -> Result<Candidate> {
    Ok(Candidate {
        kind: row.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("kind"))?,
        id: row.get(1)?,
        code: row.get(2)?,
        name: row.get(3)?,
        beside: row.get(4)?,
        state: row.get(5)?,
        n: row.get(6)?,
    })
}

impl Store {
    /// Systems, vendors, policies, evidence, access reviews and courses that hold every word of what is sought, and people when `people` may be seen:
    /// at most 24 of a kind. Nothing sought finds nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, sought: &Sought, people: bool) -> Result<Vec<Candidate>> {
        if sought.is_empty() {
            return Ok(Vec::new());
        }
        let text = pattern(sought.text());
        let mut values: Vec<Value> = vec![format!("{text}%").into(), format!("%{text}%").into(), sought.text().into()];
        values.extend(sought.words().iter().map(|word| Value::from(format!("%{}%", pattern(word)))));
        let own = [SYSTEMS, VENDORS, POLICIES, EVIDENCE, ACCESS_REVIEWS, COURSES].map(Some);
        let sources = own.into_iter().chain([people.then_some(PEOPLE)]).collect::<Vec<_>>();
        let parts = sources.iter().flatten().map(|source| source.sql(sought.words().len()));
        let sql = parts.collect::<Vec<_>>().join(" UNION ALL ");
        self.db.reading().await?.all(sql, values).await?.iter().map(candidate).collect()
    }
}
