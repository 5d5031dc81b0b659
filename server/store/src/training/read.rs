//! Training as pages and verbs read it: all of it, in five statements.

use crate::Store;
use crate::error::{Error, Result};
use crate::evidence::StoredFile;
use crate::people::rights_of;
use crate::sql::{Row, Tx, args};
use domain::ids::{CourseId, PersonId, SystemId, TrainingId};
use domain::instant::Instant;
use domain::people::Role;
use domain::policies::{Audience, Reader};
use domain::refusal::Refusal;
use domain::training::{Course, Outcome, Record, Register, Standing, Teaches, register, standing};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A course with who needs it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseRow {
    pub id: CourseId,
    pub course: Course,
    pub required_by: String,
    pub teaches: Teaches,
    pub system: Option<(SystemId, String)>,
    /// The number of that system.
    pub system_no: Option<i64>,
    pub owner: PersonId,
    pub by: PersonId,
    pub at: Instant,
    pub retired: Option<(PersonId, Instant)>,
    pub audience: Audience,
    /// Who said who needs it now, and when.
    pub audience_by: Option<(PersonId, Instant)>,
    /// The last closing of its register.
    pub closed: Option<ClosingRow>,
}

/// A register that was closed as proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosingRow {
    pub until: Date,
    pub people: i64,
    pub by: PersonId,
    pub at: Instant,
}

/// A table of records that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    pub id: TrainingId,
    pub records: i64,
    pub unfinished: i64,
    pub file: StoredFile,
    pub by: PersonId,
    pub at: Instant,
}

/// One attempt at a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    pub training: TrainingId,
    pub no: i64,
    /// The line of its table, where its person could not be told.
    pub line: Option<i64>,
    /// Whose it is, as the table or somebody says.
    pub person: Option<PersonId>,
    /// What the table calls somebody who could not be told.
    pub called: Option<String>,
    /// Several people could have been meant.
    pub several: bool,
    pub course: String,
    pub day: Date,
    pub outcome: Outcome,
    pub valid_until: Option<Date>,
    pub at: Instant,
    /// Who said whose it is, and when.
    pub matched: Option<(PersonId, Instant)>,
}

impl RecordRow {
    /// Whether its person is still to be told.
    #[must_use]
    pub const fn is_aside(&self) -> bool {
        self.person.is_none() && self.matched.is_none()
    }

    /// As the rules see it; none while nobody is known.
    #[must_use]
    pub fn record(&self) -> Option<Record> {
        let (day, outcome, valid_until) = (self.day, self.outcome, self.valid_until);
        self.person.map(|person| Record { person, course: self.course.clone(), day, outcome, valid_until })
    }
}

/// All of training, as of now.
#[derive(Clone, Debug, Default)]
pub struct Training {
    /// By title; retired ones last.
    pub courses: Vec<CourseRow>,
    pub records: Vec<RecordRow>,
    /// The newest first.
    pub tables: Vec<TableRow>,
    people: Vec<Reader>,
    known: Vec<Record>,
}

impl Training {
    /// Who needs a course now.
    #[must_use]
    pub fn audience(&self, row: &CourseRow) -> BTreeSet<PersonId> {
        self.people.iter().filter(|reader| row.audience.binds(reader)).map(|reader| reader.person).collect()
    }

    /// How everybody who needs a course stands to it on a day.
    #[must_use]
    pub fn register(&self, row: &CourseRow, on: Date) -> Register {
        register(&row.course, &self.known, &self.audience(row), on)
    }

    /// Who made the register of a course what it is since it was closed last: who brought its records, who said whose they
    /// are, and who said who needs it.
    #[must_use]
    pub fn made_by(&self, row: &CourseRow) -> BTreeSet<PersonId> {
        let since = row.closed.map(|closed| closed.at);
        let lately = |at: Instant| since.is_none_or(|since| at > since);
        let of_it = || self.records.iter().filter(|record| row.course.is(&record.course));
        let tables: BTreeSet<_> = of_it().map(|record| record.training).collect();
        let brought = self.tables.iter().filter(|table| tables.contains(&table.id)).map(|table| (table.by, table.at));
        let said = of_it().filter_map(|record| record.matched);
        let made = brought.chain(said).chain(row.audience_by);
        made.filter(|(_, at)| lately(*at)).map(|(person, _)| person).collect()
    }

    /// How one person stands to a course on a day, whether they need it or not.
    #[must_use]
    pub fn standing(&self, row: &CourseRow, person: PersonId, on: Date) -> Standing {
        standing(&row.course, &self.known, person, on)
    }

    /// The records whose person is known.
    #[must_use]
    pub fn known(&self) -> &[Record] {
        &self.known
    }

    /// The records whose person is still to be told.
    pub fn aside(&self) -> impl Iterator<Item = &RecordRow> {
        self.records.iter().filter(|record| record.is_aside())
    }

    /// A course.
    #[must_use]
    pub fn course(&self, id: CourseId) -> Option<&CourseRow> {
        self.courses.iter().find(|row| row.id == id)
    }
}

const COURSE: &str = "SELECT c.id, c.title, c.also, c.months, c.required_by, c.teaches, y.id, y.name, y.no, c.owner, c.by, \
    c.from_at, c.ended_by, c.ended_at FROM training_course c LEFT JOIN system y ON y.id = c.system \
    ORDER BY CASE WHEN c.ended_at IS NULL THEN 0 ELSE 1 END, c.title, c.id";

fn course(row: &Row) -> Result<CourseRow> {
    let also: String = row.get(2)?;
    let months: Option<i64> = row.get(3)?;
    Ok(CourseRow {
        id: row.get(0)?,
        course: Course {
            title: row.get(1)?,
            also: also.lines().map(str::to_owned).collect(),
            months: months.and_then(|months| u16::try_from(months).ok()),
        },
        required_by: row.get(4)?,
        teaches: row.get::<String>(5)?.parse().map_err(|_| Error::Unreadable("what a course teaches"))?,
        system: row.get::<Option<SystemId>>(6)?.zip(row.get(7)?),
        system_no: row.get(8)?,
        owner: row.get(9)?,
        by: row.get(10)?,
        at: row.get(11)?,
        retired: row.get::<Option<PersonId>>(12)?.zip(row.get(13)?),
        audience: Audience::default(),
        audience_by: None,
        closed: None,
    })
}

fn take(audience: &mut Audience, kind: &str, name: &str) {
    match kind {
        "everybody" => audience.everybody = true,
        "role" => audience.roles.extend(name.parse::<Role>().ok()),
        "department" => {
            audience.departments.insert(name.to_owned());
        }
        _ => audience.people.extend(name.parse::<PersonId>().ok()),
    }
}

/// Every course, with who needs it and how its register was closed last.
pub(super) async fn courses_in(tx: &mut Tx) -> Result<Vec<CourseRow>> {
    let mut all = tx.all(COURSE, vec![]).await?.iter().map(course).collect::<Result<Vec<_>>>()?;
    if all.is_empty() {
        return Ok(all);
    }
    let sql = "SELECT a.course, a.kind, a.name, CAST(e.actor AS TEXT), a.from_at, a.from_at FROM training_audience a \
               JOIN event e ON e.seq = a.from_seq WHERE a.ended_at IS NULL \
               UNION ALL SELECT course, 'closed', until_on, CAST(by AS TEXT), people, from_at FROM training_closing";
    for row in tx.all(sql, vec![]).await? {
        let id: CourseId = row.get(0)?;
        let Some(of) = all.iter_mut().find(|course| course.id == id) else { continue };
        let (kind, name): (String, String) = (row.get(1)?, row.get(2)?);
        if kind == "closed" {
            let by = row.get::<String>(3)?.parse().map_err(|_| Error::Unreadable("who closed a register"))?;
            let until = name.parse().map_err(|_| Error::Unreadable("day"))?;
            let one = ClosingRow { until, people: row.get(4)?, by, at: row.get(5)? };
            of.closed = of.closed.filter(|before| before.at > one.at).or(Some(one));
        } else {
            let by = row.get::<Option<String>>(3)?.map(|by| by.parse()).transpose();
            of.audience_by = by.map_err(|_| Error::Unreadable("who set an audience"))?.zip(row.get(5)?);
            take(&mut of.audience, &kind, &name);
        }
    }
    Ok(all)
}

const RECORD: &str = "SELECT r.training, r.no, r.line, coalesce(r.person, r.matched), r.called, r.several, r.course, r.day, \
    r.outcome, r.valid_until, r.from_at, r.matched_by, r.matched_at FROM training_record r";

fn record(row: &Row) -> Result<RecordRow> {
    Ok(RecordRow {
        training: row.get(0)?,
        no: row.get(1)?,
        line: row.get(2)?,
        person: row.get(3)?,
        called: row.get(4)?,
        several: row.get(5)?,
        course: row.get(6)?,
        day: row.get(7)?,
        outcome: row.get::<String>(8)?.parse().map_err(|_| Error::Unreadable("outcome"))?,
        valid_until: row.get(9)?,
        at: row.get(10)?,
        matched: row.get::<Option<PersonId>>(11)?.zip(row.get(12)?),
    })
}

pub(super) async fn records_in(tx: &mut Tx) -> Result<Vec<RecordRow>> {
    tx.all(format!("{RECORD} ORDER BY r.day, r.training, r.no"), vec![]).await?.iter().map(record).collect()
}

async fn people_in(tx: &mut Tx) -> Result<Vec<Reader>> {
    let sql = "SELECT p.id, p.active, (SELECT string_agg(r.what, ',') FROM person_right r WHERE r.person = p.id \
               AND r.ended_at = $1), w.department FROM person p LEFT JOIN person_words w ON w.person = p.id ORDER BY p.id";
    let rows = tx.all(sql, args![Instant::NEVER]).await?;
    let reader = |row: &Row| {
        let rights = rights_of(&row.get::<Option<String>>(2)?.unwrap_or_default());
        Ok(Reader { person: row.get(0)?, active: row.get(1)?, rights, department: row.get(3)?, acknowledged: None })
    };
    rows.iter().map(reader).collect()
}

const TABLE: &str = "SELECT id, records, unfinished, sha256, size, media, file_name, by, from_at FROM training_table";

fn table(row: &Row) -> Result<TableRow> {
    let hash: Vec<u8> = row.get(3)?;
    let sha256 = hash.try_into().map_err(|_| Error::Unreadable("hash"))?;
    Ok(TableRow {
        id: row.get(0)?,
        records: row.get(1)?,
        unfinished: row.get(2)?,
        file: StoredFile { sha256, size: row.get(4)?, media: row.get(5)?, name: row.get(6)? },
        by: row.get(7)?,
        at: row.get(8)?,
    })
}

pub(super) async fn tables_in(tx: &mut Tx) -> Result<Vec<TableRow>> {
    tx.all(format!("{TABLE} ORDER BY from_at DESC"), vec![]).await?.iter().map(table).collect()
}

/// Courses, who needs them, and the records; without tables.
async fn training_in(tx: &mut Tx) -> Result<Training> {
    let courses = courses_in(tx).await?;
    let records = records_in(tx).await?;
    let people = people_in(tx).await?;
    let known = records.iter().filter_map(RecordRow::record).collect();
    Ok(Training { courses, records, tables: Vec::new(), people, known })
}

/// All of training.
pub(super) async fn all_in(tx: &mut Tx) -> Result<Training> {
    let training = training_in(tx).await?;
    Ok(Training { tables: tables_in(tx).await?, ..training })
}

impl Store {
    /// All of training.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn training(&self) -> Result<Training> {
        all_in(&mut self.db.reading().await?).await
    }

    /// A table of records that came in.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn training_table(&self, id: TrainingId) -> Result<TableRow> {
        let row = self.db.first(format!("{TABLE} WHERE id = $1"), args![id]).await?;
        table(&row.ok_or_else(|| Refusal::missing("table of training records"))?)
    }
}
