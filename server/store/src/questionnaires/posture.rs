//! Where vendors stand by their last questionnaire, and which of them wait for our review.

use super::read::{QUESTIONNAIRE, QuestionnaireRead, questionnaire, with_answers};
use crate::Store;
use crate::error::Result;
use crate::spine::list;
use crate::sql::Tx;
use domain::ids::{PersonId, QuestionnaireId};
use domain::instant::Instant;
use domain::questionnaires::{Score, Stage};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The last questionnaire of a vendor, as a list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub id: QuestionnaireId,
    pub stage: Stage,
    pub due_on: Date,
    /// Of what was submitted: of the last one that was, when this one still waits for the vendor.
    pub score: Option<Score>,
}

/// A questionnaire that waits for its second person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingQuestionnaire {
    pub id: QuestionnaireId,
    /// Who answered it.
    pub vendor: String,
    pub sent_by: PersonId,
    /// Who of us wrote answers into it, submitted it or made a link to it.
    pub wrote: BTreeSet<PersonId>,
    pub since: Instant,
}

impl Store {
    /// The last questionnaire of each of these vendors (by number) that was ever asked, in two statements.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asked_last(&self, vendors: &[i64], today: Date) -> Result<BTreeMap<i64, Asked>> {
        if vendors.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut tx = self.db.reading().await?;
        // The last one of each, and the last one of each that was submitted.
        let newest = "SELECT max(n.from_at) FROM questionnaire n WHERE n.vendor = q.vendor AND n.ended_at IS NULL";
        let sql = format!(
            "{QUESTIONNAIRE} WHERE q.vendor IN ({}) AND q.ended_at IS NULL AND (q.from_at = ({newest}) \
             OR q.from_at = ({newest} AND n.submitted_at IS NOT NULL)) ORDER BY q.from_at DESC",
            list(vendors.iter())
        );
        let rows = tx.all(sql, vec![]).await?;
        let rows = rows.iter().map(questionnaire).collect::<Result<Vec<_>>>()?;
        let mut all: BTreeMap<i64, Asked> = BTreeMap::new();
        for read in with_answers(&mut tx, rows).await? {
            let score = read.row.submitted.is_some().then(|| read.score());
            let QuestionnaireRead { row, .. } = read;
            let fresh = Asked { id: row.id, stage: row.stage(today), due_on: row.due_on, score: None };
            let last = all.entry(row.vendor_no).or_insert(fresh);
            last.score = last.score.take().or(score);
        }
        Ok(all)
    }
}

/// All that wait for a second person, the oldest first.
pub(crate) async fn waiting(tx: &mut Tx) -> Result<Vec<WaitingQuestionnaire>> {
    // Of those that wait alone, whatever was answered to others.
    let sql = "SELECT q.id, q.sent_by, q.submitted_at, q.submitted_by, w.person, v.name FROM questionnaire q \
               JOIN vendor v ON v.no = q.vendor LEFT JOIN (\
               SELECT a.questionnaire, a.person FROM questionnaire o JOIN questionnaire_answer a ON a.questionnaire = o.id \
               WHERE o.submitted_at IS NOT NULL AND o.closed_at IS NULL AND a.person IS NOT NULL UNION \
               SELECT l.questionnaire, e.actor FROM questionnaire o JOIN questionnaire_link l ON l.questionnaire = o.id \
               JOIN event e ON e.seq = l.from_seq \
               WHERE o.submitted_at IS NOT NULL AND o.closed_at IS NULL AND e.actor IS NOT NULL) w \
               ON w.questionnaire = q.id WHERE q.submitted_at IS NOT NULL AND q.closed_at IS NULL AND q.ended_at IS NULL \
               ORDER BY q.submitted_at, q.id";
    let mut all: Vec<WaitingQuestionnaire> = Vec::new();
    for row in tx.all(sql, vec![]).await? {
        let (id, sent_by, since) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let wrote = row.get::<Option<PersonId>>(3)?.into_iter().chain(row.get::<Option<PersonId>>(4)?);
        match all.last_mut().filter(|last| last.id == id) {
            Some(last) => last.wrote.extend(wrote),
            None => {
                let vendor = row.get(5)?;
                all.push(WaitingQuestionnaire { id, vendor, sent_by, wrote: wrote.collect(), since });
            }
        }
    }
    Ok(all)
}
