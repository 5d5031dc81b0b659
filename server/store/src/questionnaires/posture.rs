//! Where vendors stand by their last questionnaire, and which of them wait for our review.

use super::read::{QUESTIONNAIRE, QuestionnaireRead, questionnaire, with_answers};
use crate::Store;
use crate::error::Result;
use crate::spine::list;
use crate::sql::Tx;
use domain::ids::{PersonId, QuestionnaireId};
use domain::instant::Instant;
use domain::people::{Actor, Relation, may};
use domain::questionnaires::{Reading, Score, Stage};
use domain::trail::Verb;
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
    /// Who owns the vendor, and so may judge.
    pub owner: Option<PersonId>,
    /// How many answers wait to be judged; it is closed after that.
    pub to_judge: usize,
}

impl WaitingQuestionnaire {
    /// Whether somebody may judge answers of it that wait for that.
    #[must_use]
    pub fn is_to_judge(&self, actor: &Actor) -> bool {
        let own = if self.owner == Some(actor.person) { Relation::Owner } else { Relation::Stranger };
        self.to_judge > 0 && may(actor.rights, Verb::AnswersJudged, own)
    }
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
    let sql = format!(
        "{QUESTIONNAIRE} WHERE q.submitted_at IS NOT NULL AND q.closed_at IS NULL AND q.ended_at IS NULL \
         ORDER BY q.submitted_at, q.id"
    );
    let rows = tx.all(sql, vec![]).await?;
    let rows = rows.iter().map(questionnaire).collect::<Result<Vec<_>>>()?;
    let all = with_answers(tx, rows).await?.into_iter().filter_map(|read| {
        let to_judge = read.lines().iter().filter(|line| line.reading() == Reading::Waits).count();
        let QuestionnaireRead { row, wrote, .. } = read;
        let since = row.submitted.as_ref()?.at;
        let (id, vendor, sent_by, owner) = (row.id, row.vendor_name, row.sent_by, row.vendor_owner);
        Some(WaitingQuestionnaire { id, vendor, sent_by, wrote, since, owner, to_judge })
    });
    Ok(all.collect())
}
