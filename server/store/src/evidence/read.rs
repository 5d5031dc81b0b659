//! Evidence as pages show it: the list, one piece with its pairs, the queue of what waits for review.

use super::{Error, Instant, NamedPair, Refusal, Result, Ruling, args};
use crate::Store;
use crate::spine::Steps;
use crate::sql::{Row, Tx, Value};
use domain::codes::{KindId, RequirementId};
use domain::evidence::Form;
use domain::ids::{EvidenceId, PersonId, SystemId};
use domain::words::SubjectKind;
use jiff::civil::Date;

/// Pairs of one evidence that a page shows at once.
pub const PAIRS_A_PAGE: i64 = 50;

/// A file of evidence: it lies under its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    pub sha256: String,
    pub size: i64,
    pub media: String,
    pub name: String,
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    pub id: EvidenceId,
    pub kind: KindId,
    pub form: Form,
    pub title: String,
    pub file: Option<FileRow>,
    pub link: Option<String>,
    pub statement: Option<String>,
    pub speaks_from: Date,
    pub speaks_until: Date,
    pub performed_on: Option<Date>,
    pub stamp: Option<String>,
    pub own_end: Option<Date>,
    pub submitted_by: PersonId,
    pub performed_by: PersonId,
    pub at: Instant,
}

/// One pair it was submitted for, and what became of it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairRow {
    pub pair: NamedPair,
    /// What the requirement asks, in words.
    pub steps: Steps,
    pub subject_kind: SubjectKind,
    /// The system's or vendor's name; empty for the organisation.
    pub name: String,
    pub system: Option<SystemId>,
    /// Of a nil return: the kind of which nothing occurred.
    pub in_place_of: Option<KindId>,
    pub ruling: Option<Ruling>,
    pub ruled_at: Option<Instant>,
    pub ruled_by: Option<PersonId>,
    /// The reviewer had been invited by the submitter less than thirty days before.
    pub marked: bool,
    pub reason: Option<String>,
    pub lapses_at: Option<Instant>,
    pub ended_at: Option<Instant>,
    pub withdrawn_at: Option<Instant>,
}

/// How many of its pairs stand how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceLine {
    pub id: EvidenceId,
    pub title: String,
    pub kind: KindId,
    pub submitted_by: PersonId,
    pub at: Instant,
    pub pairs: i64,
    pub waiting: i64,
    pub supports: i64,
    pub adverse: i64,
    pub rejected: i64,
    pub withdrawn: bool,
}

/// How evidence stands, for filters: somewhere so, not everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceState {
    Waiting,
    Ruled(Ruling),
    Withdrawn,
    /// Accepted, and by then no longer fresh or ended by an event.
    Lapsed(Instant),
}

/// Which evidence a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceWanted {
    pub kind: Option<KindId>,
    pub state: Option<EvidenceState>,
    pub person: Option<PersonId>,
    /// The numbers of requirements: what was sent for one of them.
    pub requirements: Option<Vec<i64>>,
}

pub(super) const EVIDENCE: &str = "SELECT id, kind, form, title, sha256, size, media, file_name, link, statement, speaks_from, \
    speaks_until, performed_on, stamp, own_end, submitted_by, performed_by, from_at FROM evidence e";

pub(super) fn evidence(row: &Row) -> Result<EvidenceRow> {
    let sha256: Option<Vec<u8>> = row.get(4)?;
    let file = match sha256 {
        Some(sha256) => Some(FileRow {
            sha256: domain::trail::hex(&sha256),
            size: row.get(5)?,
            media: row.get(6)?,
            name: row.get(7)?,
        }),
        None => None,
    };
    Ok(EvidenceRow {
        id: row.get(0)?,
        kind: kind(row, 1)?,
        form: row.get::<String>(2)?.parse().map_err(|_| Error::Unreadable("form"))?,
        title: row.get(3)?,
        file,
        link: row.get(8)?,
        statement: row.get(9)?,
        speaks_from: row.get(10)?,
        speaks_until: row.get(11)?,
        performed_on: row.get(12)?,
        stamp: row.get(13)?,
        own_end: row.get(14)?,
        submitted_by: row.get(15)?,
        performed_by: row.get(16)?,
        at: row.get(17)?,
    })
}

fn kind(row: &Row, i: usize) -> Result<KindId> {
    row.get::<String>(i)?.parse().map_err(|_| Error::Unreadable("kind"))
}

pub(super) const PAIR: &str = "SELECT r.id, o.subject, s.kind, coalesce(y.name, v.name, ''), y.id, o.ruling, o.ruled_at, o.ruled_by, \
    o.marked, o.reason, o.lapses_at, o.ended_at, o.withdrawn_at, o.in_place_of, r.own FROM offer o JOIN requirement r ON r.no = o.requirement \
    JOIN subject s ON s.no = o.subject LEFT JOIN system y ON y.no = o.subject LEFT JOIN vendor v ON v.no = o.subject \
    WHERE o.evidence = $1";

pub(super) fn pair(row: &Row) -> Result<PairRow> {
    let requirement: RequirementId = row.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("requirement id"))?;
    let ruling = row.get::<Option<String>>(5)?.map(|text| text.parse().map_err(|_| Error::Unreadable("ruling")));
    let own = row.get::<Option<String>>(14)?.map(|text| serde_json::from_str(&text));
    let own = own.transpose().map_err(|_| Error::Unreadable("requirement of our own"))?;
    let in_place_of = row.get::<Option<String>>(13)?.map(|text| text.parse().map_err(|_| Error::Unreadable("kind")));
    Ok(PairRow {
        steps: Steps::of(&requirement, own),
        pair: NamedPair { requirement, subject: row.get(1)? },
        subject_kind: row.get::<String>(2)?.parse().map_err(|_| Error::Unreadable("kind of subject"))?,
        name: row.get(3)?,
        system: row.get(4)?,
        in_place_of: in_place_of.transpose()?,
        ruling: ruling.transpose()?,
        ruled_at: row.get(6)?,
        ruled_by: row.get(7)?,
        marked: row.get::<Option<bool>>(8)?.unwrap_or_default(),
        reason: row.get(9)?,
        lapses_at: row.get(10)?,
        ended_at: row.get(11)?,
        withdrawn_at: row.get(12)?,
    })
}

impl Store {
    /// One piece of evidence.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn evidence(&self, id: EvidenceId) -> Result<EvidenceRow> {
        let row = self.db.first(format!("{EVIDENCE} WHERE id = $1"), args![id]).await?;
        evidence(&row.ok_or_else(|| Refusal::missing("evidence"))?)
    }

    /// A page of the pairs of an evidence, what waits first; and how many there are, and how many of them wait.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn evidence_pairs(&self, id: EvidenceId, page: i64) -> Result<(Vec<PairRow>, i64, i64)> {
        let mut tx = self.db.reading().await?;
        let counts = "SELECT count(*), count(CASE WHEN ruling IS NULL AND withdrawn_at IS NULL THEN 1 END) \
                      FROM offer WHERE evidence = $1";
        let counts = tx.first(counts, args![id]).await?.ok_or(Error::Unreadable("count"))?;
        let sql =
            format!("{PAIR} ORDER BY CASE WHEN o.ruling IS NULL THEN 0 ELSE 1 END, r.no, o.subject LIMIT $2 OFFSET $3");
        let rows = tx.all(sql, args![id, PAIRS_A_PAGE, page * PAIRS_A_PAGE]).await?;
        Ok((rows.iter().map(pair).collect::<Result<_>>()?, counts.get(0)?, counts.get(1)?))
    }

    /// A page of the evidence there is, newest first; and how much there is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn evidence_list(
        &self,
        wanted: &EvidenceWanted,
        page: i64,
        a_page: i64,
    ) -> Result<(Vec<EvidenceLine>, i64)> {
        let (tests, mut values) = condition(wanted);
        let mut tx = self.db.reading().await?;
        let count = tx.first(format!("SELECT count(*) FROM evidence e WHERE {tests}"), values.clone()).await?;
        let (limit, offset) = (values.len() + 1, values.len() + 2);
        let sql = lines(&format!("{tests} ORDER BY e.id DESC LIMIT ${limit} OFFSET ${offset}"));
        values.extend(args![a_page, page * a_page]);
        let lines = tx.all(sql, values).await?.iter().map(line).collect::<Result<_>>()?;
        Ok((lines, count.ok_or(Error::Unreadable("count"))?.get(0)?))
    }
}

/// The condition of a list and its values.
pub(super) fn condition(wanted: &EvidenceWanted) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = Vec::new();
    let mut tests = vec!["1 = 1".to_owned()];
    if let Some(kind) = &wanted.kind {
        values.push(kind.as_str().into());
        tests.push(format!("e.kind = ${}", values.len()));
    }
    if let Some(person) = wanted.person {
        values.push(person.into());
        tests.push(format!("e.submitted_by = ${}", values.len()));
    }
    if let Some(requirements) = &wanted.requirements {
        let numbers = crate::spine::list(requirements.iter());
        tests.push(format!("EXISTS (SELECT 1 FROM offer o WHERE o.evidence = e.id AND o.requirement IN ({numbers}))"));
    }
    if let Some(state) = wanted.state {
        let test = match state {
            EvidenceState::Lapsed(now) => {
                values.push(now.into());
                let now = values.len();
                format!(
                    "o.ruling = 'supports' AND o.withdrawn_at IS NULL AND (o.lapses_at <= ${now} OR o.ended_at <= ${now})"
                )
            }
            EvidenceState::Waiting => "o.ruling IS NULL AND o.withdrawn_at IS NULL".to_owned(),
            EvidenceState::Withdrawn => "o.withdrawn_at IS NOT NULL".to_owned(),
            EvidenceState::Ruled(ruling) => format!("o.ruling = '{}' AND o.withdrawn_at IS NULL", ruling.key()),
        };
        tests.push(format!("EXISTS (SELECT 1 FROM offer o WHERE o.evidence = e.id AND {test})"));
    }
    (tests.join(" AND "), values)
}

/// The lines of a list; which of them, in which order, is told behind its `WHERE`.
fn lines(which: &str) -> String {
    format!(
        "SELECT e.id, e.title, e.kind, e.submitted_by, e.from_at, count(o.subject), \
         count(CASE WHEN o.ruling IS NULL AND o.withdrawn_at IS NULL THEN 1 END), \
         count(CASE WHEN o.ruling = 'supports' THEN 1 END), count(CASE WHEN o.ruling = 'adverse' THEN 1 END), \
         count(CASE WHEN o.ruling = 'rejected' THEN 1 END), count(o.withdrawn_at) FROM \
         (SELECT e.id, e.title, e.kind, e.submitted_by, e.from_at FROM evidence e WHERE {which}) e \
         LEFT JOIN offer o ON o.evidence = e.id \
         GROUP BY e.id, e.title, e.kind, e.submitted_by, e.from_at ORDER BY e.id DESC"
    )
}

/// A page of the list: what is older than the one with that id.
pub(crate) async fn lines_after(
    tx: &mut Tx,
    wanted: &EvidenceWanted,
    after: Option<EvidenceId>,
    most: usize,
) -> Result<Vec<EvidenceLine>> {
    let (mut tests, mut values) = condition(wanted);
    if let Some(after) = after {
        values.push(after.into());
        tests.push_str(&format!(" AND e.id < ${}", values.len()));
    }
    tx.all(lines(&format!("{tests} ORDER BY e.id DESC LIMIT {most}")), values).await?.iter().map(line).collect()
}

/// A page of the pairs of one piece, each with its requirement's number.
pub(crate) async fn pairs_after(
    tx: &mut Tx,
    id: EvidenceId,
    (subject, requirement): (i64, i64),
    most: usize,
) -> Result<Vec<(i64, PairRow)>> {
    let sql = PAIR.replacen(" FROM offer o", ", r.no FROM offer o", 1);
    let sql = format!("{sql} AND (o.subject, r.no) > ($2, $3) ORDER BY o.subject, r.no LIMIT {most}");
    let rows = tx.all(sql, args![id, subject, requirement]).await?;
    rows.iter().map(|row| Ok((row.get(15)?, pair(row)?))).collect()
}

fn line(row: &Row) -> Result<EvidenceLine> {
    Ok(EvidenceLine {
        id: row.get(0)?,
        title: row.get(1)?,
        kind: kind(row, 2)?,
        submitted_by: row.get(3)?,
        at: row.get(4)?,
        pairs: row.get(5)?,
        waiting: row.get(6)?,
        supports: row.get(7)?,
        adverse: row.get(8)?,
        rejected: row.get(9)?,
        withdrawn: row.get::<i64>(10)? > 0,
    })
}
