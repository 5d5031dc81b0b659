//! The monthly review of the log, by somebody who answers for nothing in it that stands open: that is proof of the log as
//! it stood.

use super::read::deficiencies_in;
use super::verbs::pairs_of;
use crate::Store;
use crate::error::Result;
use crate::produced::{Step, record};
use crate::sql::{Tx, args};
use domain::catalogue::RegisterStep;
use domain::deficiencies::present_log;
use domain::ids::PersonId;
use domain::instant::{Instant, Zone as _};
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};

/// When the log was reviewed last, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogReview {
    pub at: Instant,
    pub by: PersonId,
}

/// Who wrote in the log last.
async fn keeper(tx: &mut Tx) -> Result<Option<PersonId>> {
    let sql = "SELECT by, from_seq FROM deficiency_step UNION ALL SELECT by, from_seq FROM deficiency \
               ORDER BY 2 DESC LIMIT 1";
    tx.first(sql, vec![]).await?.map(|row| row.get(0)).transpose()
}

impl Store {
    /// Confirms that the log is complete as of today; how many pairs that proves.
    ///
    /// # Errors
    /// As [`present_log`]; [`Refusal::Conflict`] while nothing was ever entered.
    pub async fn review_deficiency_log(&self, actor: &Actor) -> Result<usize> {
        let mut w = self.write_as(actor, Verb::DeficiencyLogReviewed).await?;
        let zone = w.zone().await?;
        let today = zone.day(w.now());
        let open = deficiencies_in(&mut w.tx, "NOT d.closed", vec![], &zone).await?;
        let keeper = keeper(&mut w.tx).await?;
        let keeper = keeper.ok_or_else(|| Refusal::conflict("Nothing was ever entered: there is no log to review."))?;
        let owners: Vec<_> = open.iter().map(|row| row.now.owner).collect();
        present_log(&owners, keeper, actor)?;
        let overdue = open.iter().filter(|row| row.overdue_since(today).is_some()).count();
        let step = Step {
            step: RegisterStep::DeficiencyLogReviewed,
            record: record(ThingKind::Organisation, "deficiency-log"),
            title: format!("Deficiency log as of {today}: {} open, {overdue} overdue", open.len()),
            author: keeper,
            speaks: (today, today),
            own_end: None,
            pairs: pairs_of(RegisterStep::DeficiencyLogReviewed),
        };
        let proven = w.produce(actor, &step).await?;
        let event =
            Event::new(Verb::DeficiencyLogReviewed, actor.person).with("open", open.len()).with("overdue", overdue);
        w.commit(event).await?;
        Ok(proven)
    }

    /// When the log was reviewed last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_log_review(&self) -> Result<Option<LogReview>> {
        let sql = "SELECT at, actor FROM event WHERE verb = $1 ORDER BY seq DESC LIMIT 1";
        let row = self.db.first(sql, args![Verb::DeficiencyLogReviewed.key()]).await?;
        row.map(|row| Ok(LogReview { at: row.get(0)?, by: row.get(1)? })).transpose()
    }

    /// Who wrote in the log last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_keeper(&self) -> Result<Option<PersonId>> {
        keeper(&mut self.db.reading().await?).await
    }
}
