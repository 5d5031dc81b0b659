//! What the find page asks of the database: one statement over all that people named.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Value, args};
use domain::find::Sought;
use domain::trail::ThingKind;

/// Candidates of one kind that a search brings; the rules then order them.
const OF_A_KIND: usize = 24;

/// Something that may be what was sought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub kind: ThingKind,
    pub id: String,
    /// The organisation's own identifier, of a system; the number in a log.
    pub code: String,
    pub name: String,
    /// What else it was found by.
    pub beside: String,
    /// A system's stage; of a person or a course `here` or `gone`; of evidence its kind; of a log's line `open` or `closed`.
    pub state: String,
    /// Pairs of a piece of evidence that wait for review; programmes of a system, as bits; versions of a policy that
    /// were approved, while it is not retired.
    pub n: i64,
}

const STATE: &str = "CASE h.kind WHEN 'system' THEN (SELECT s.stage FROM system s WHERE s.id = h.row_id) \
    WHEN 'evidence' THEN (SELECT e.kind FROM evidence e WHERE e.id = h.row_id) \
    WHEN 'person' THEN (SELECT CASE WHEN p.active THEN 'here' ELSE 'gone' END FROM person p WHERE p.id = h.row_id) \
    WHEN 'deficiency' THEN (SELECT CASE WHEN d.closed THEN 'closed' ELSE 'open' END FROM deficiency d WHERE d.id = h.row_id) \
    WHEN 'incident' THEN (SELECT CASE WHEN i.closed THEN 'closed' ELSE 'open' END FROM incident i WHERE i.id = h.row_id) \
    WHEN 'course' THEN (SELECT CASE WHEN c.ended_at IS NULL THEN 'here' ELSE 'gone' END FROM training_course c \
        WHERE c.id = h.row_id) \
    WHEN 'audit' THEN (SELECT CASE WHEN a.ended_as IS NULL THEN 'open' ELSE 'closed' END FROM audit a WHERE a.id = h.row_id) \
    ELSE '' END";

const N: &str = "CASE h.kind WHEN 'system' THEN (SELECT s.programmes FROM system s WHERE s.id = h.row_id) \
    WHEN 'policy' THEN (SELECT count(*) FROM policy_version v JOIN policy p ON p.id = v.policy \
        WHERE v.policy = h.row_id AND v.outcome = 'approved' AND p.retired_at IS NULL) \
    WHEN 'evidence' THEN (SELECT count(*) FROM offer o WHERE o.evidence = h.row_id AND o.ruling IS NULL \
        AND o.withdrawn_at IS NULL) ELSE 0 END";

/// What was typed, for each engine: words, each of which begins a word of what answers.
fn looked_up(words: &[String], postgres: bool) -> String {
    let each = words.iter().map(|word| if postgres { format!("'{word}':*") } else { format!("\"{word}\"*") });
    each.collect::<Vec<_>>().join(if postgres { " & " } else { " " })
}

/// What is looked up where a thing answers that holds all words of one line, whole; for each engine.
pub(crate) fn holding<'a>(lines: impl IntoIterator<Item = Vec<&'a str>>, postgres: bool) -> String {
    let (quote, and, or) = if postgres { ('\'', " & ", " | ") } else { ('"', " AND ", " OR ") };
    let line = |words: Vec<&str>| {
        let each: Vec<_> = words.into_iter().map(|word| format!("{quote}{word}{quote}")).collect();
        format!("({})", each.join(and))
    };
    lines.into_iter().filter(|words| !words.is_empty()).map(line).collect::<Vec<_>>().join(or)
}

/// Whether a row `e` of the search answers to `$1`.
pub(crate) const fn answers(postgres: bool) -> &'static str {
    if postgres {
        "array_to_tsvector(string_to_array(e.words, ' ')) @@ CAST($1 AS tsquery)"
    } else {
        "e.no IN (SELECT rowid FROM search_words WHERE search_words MATCH $1)"
    }
}

/// `$1` is what is looked up, `$2` the words in their order, `$3` the same without what is between them.
fn sql(postgres: bool, people: bool) -> String {
    let matches = answers(postgres);
    // The same order on both, whatever the language of the database.
    let plain = if postgres { " COLLATE \"C\"" } else { "" };
    let kinds = if people { "" } else { " AND e.kind <> 'person'" };
    format!(
        "WITH hit AS (SELECT e.kind, e.thing, e.row_id, e.code, e.name, e.beside, row_number() OVER (PARTITION BY e.kind \
         ORDER BY CASE WHEN lower(replace(e.code, '-', '')) = $3 THEN 0 \
         WHEN substr(e.first, 1, length($2)) = $2 THEN 1 ELSE 2 END, e.first{plain}, e.thing{plain}) AS place \
         FROM search_entry e WHERE {matches}{kinds}) \
         SELECT h.kind, h.thing, h.code, h.name, h.beside, {STATE}, {N} FROM hit h WHERE h.place <= {OF_A_KIND} \
         ORDER BY h.kind{plain}, h.place"
    )
}

fn candidate(row: &Row) -> Result<Candidate> {
    Ok(Candidate {
        kind: row.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("kind"))?,
        id: row.get(1)?,
        code: row.get(2)?,
        name: row.get(3)?,
        beside: row.get(4)?,
        state: row.get::<Option<String>>(5)?.unwrap_or_default(),
        n: row.get::<Option<i64>>(6)?.unwrap_or_default(),
    })
}

impl Store {
    /// What people named and what holds, for each word that is sought, a word that begins so: at most 24 of a kind, the
    /// same in the same order on both engines. People only when `people` may be seen. Nothing sought finds nothing.
    ///
    /// # Errors
    /// When the database fails; never by what is sought.
    pub async fn find(&self, sought: &Sought, people: bool) -> Result<Vec<Candidate>> {
        let words = sought.sought();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.db.reading().await?;
        let postgres = tx.is_postgres();
        let values: Vec<Value> = args![looked_up(&words, postgres), words.join(" "), words.concat()];
        tx.all(sql(postgres, people), values).await?.iter().map(candidate).collect()
    }
}
