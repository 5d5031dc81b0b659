//! What is held of these rows against their entries.

use super::courses::audience_text;
use super::tables::said;
use crate::access_reviews::text;
use crate::error::{Error, Result};
use crate::sql::Tx;
use domain::ids::{CourseId, PersonId, SystemId, TrainingId};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Its name, the entry, what it says, and who made that.
type Borne = (String, i64, String, Option<PersonId>);

/// Every row that an entry bears out.
pub(crate) async fn borne_rows(tx: &mut Tx) -> Result<Vec<Borne>> {
    let mut all = courses(tx).await?;
    all.extend(audiences(tx).await?);
    all.extend(tables(tx).await?);
    let sql = "SELECT course, from_seq, until_on, people, by FROM training_closing";
    for row in tx.all(sql, vec![]).await? {
        let (id, seq, until): (CourseId, i64, Date) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let said = text(&[&until.to_string(), &row.get::<i64>(3)?.to_string()]);
        all.push((format!("training-closing/{id}@{seq}"), seq, said, row.get(4)?));
    }
    Ok(all)
}

async fn courses(tx: &mut Tx) -> Result<Vec<Borne>> {
    let sql = "SELECT id, from_seq, title, also, months, required_by, teaches, system, owner, by, ended_seq, ended_by \
               FROM training_course";
    let mut all = Vec::new();
    for row in tx.all(sql, vec![]).await? {
        let id: CourseId = row.get(0)?;
        let word = |i| row.get::<String>(i);
        let said = text(&[
            &word(2)?,
            &word(3)?,
            &row.get::<Option<i64>>(4)?.map(|months| months.to_string()).unwrap_or_default(),
            &word(5)?,
            &word(6)?,
            &row.get::<Option<SystemId>>(7)?.map(|system| system.to_string()).unwrap_or_default(),
            &row.get::<PersonId>(8)?.to_string(),
        ]);
        all.push((format!("training-course/{id}"), row.get(1)?, said, row.get(9)?));
        if let Some(seq) = row.get(10)? {
            all.push((format!("training-course-end/{id}"), seq, String::new(), row.get(11)?));
        }
    }
    Ok(all)
}

/// The rows of an audience, and who made them.
type AudienceRows = (Option<PersonId>, Vec<(String, String)>);

/// Who made an audience is who made its entry: the rows name nobody.
async fn audiences(tx: &mut Tx) -> Result<Vec<Borne>> {
    let sql = "SELECT a.course, a.from_seq, a.kind, a.name, e.actor FROM training_audience a \
               JOIN event e ON e.seq = a.from_seq";
    let mut made: BTreeMap<(CourseId, i64), AudienceRows> = BTreeMap::new();
    for row in tx.all(sql, vec![]).await? {
        let of = made.entry((row.get(0)?, row.get(1)?)).or_insert((row.get(4)?, Vec::new()));
        of.1.push((row.get(2)?, row.get(3)?));
    }
    let borne = made.into_iter().map(|((id, seq), (by, mut rows))| {
        (format!("training-audience/{id}@{seq}"), seq, audience_text(&mut rows), by)
    });
    Ok(borne.collect())
}

async fn tables(tx: &mut Tx) -> Result<Vec<Borne>> {
    let sql = "SELECT t.id, t.from_seq, t.by, r.no, r.person, r.called, r.course, r.day, r.outcome, r.valid_until, \
               r.matched, r.matched_by, r.matched_seq FROM training_table t \
               JOIN training_record r ON r.training = t.id ORDER BY t.id, r.no";
    let mut all = Vec::new();
    let mut said_of: BTreeMap<TrainingId, (i64, PersonId, Vec<String>)> = BTreeMap::new();
    for row in tx.all(sql, vec![]).await? {
        let (id, no): (TrainingId, i64) = (row.get(0)?, row.get(3)?);
        let outcome = row.get::<String>(8)?.parse().map_err(|_| Error::Unreadable("outcome"))?;
        let called: Option<String> = row.get(5)?;
        let one = said(row.get(4)?, called.as_deref(), &row.get::<String>(6)?, row.get(7)?, outcome, row.get(9)?);
        said_of.entry(id).or_insert((row.get(1)?, row.get(2)?, Vec::new())).2.push(one);
        if let Some(seq) = row.get(12)? {
            let matched = row.get::<Option<PersonId>>(10)?.map(|person| person.to_string()).unwrap_or_default();
            all.push((format!("training-match/{id}@{no}"), seq, matched, row.get(11)?));
        }
    }
    let tables = said_of.into_iter();
    all.extend(tables.map(|(id, (seq, by, lines))| (format!("training-table/{id}"), seq, lines.join("\n"), Some(by))));
    Ok(all)
}
