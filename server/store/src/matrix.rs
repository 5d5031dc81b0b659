//! The control matrix: which controls are key for which criteria, and what two people concluded of it. A conclusion is
//! about the key controls as they were; when they are others, or are worded otherwise, it ends.

use crate::controls::key;
use crate::error::{Error, Result};
use crate::facts::{About, NewFact, What};
use crate::sql::args;
use crate::writing::Writing;
use domain::asked::CriterionSet;
use domain::codes::ControlId;
use domain::ids::ProgrammeId;
use domain::instant::{Instant, Zone as _};
use domain::refusal::Refusal;
use domain::words::CriterionId;

/// Days for which a conclusion holds: a year and thirty days of grace.
const CONCLUSION_DAYS: i64 = 396;

impl Writing {
    /// Ends what was concluded of the criteria whose key controls this command gave, took or worded anew: to be called
    /// after every writing of such facts.
    pub(crate) async fn end_conclusions(&mut self) -> Result<()> {
        let sql = "UPDATE fact SET ended_at = $1, ended_seq = $2 \
                   WHERE about = 'programme' AND what = 'concluded' AND ended_at = $3 AND EXISTS (SELECT 1 FROM fact k \
                   WHERE k.about = 'programme' AND k.no = fact.no AND k.what = 'key' \
                   AND k.key LIKE fact.key || ' %' AND (k.from_seq = $2 OR k.ended_seq = $2))";
        self.tx.run(sql, args![self.now(), self.seq(), Instant::NEVER]).await.map(|_| ())
    }

    /// A control is no longer key for anything.
    pub(crate) async fn take_keys(&mut self, control: i64) -> Result<()> {
        self.end_keys(control).await?;
        self.end_conclusions().await
    }

    /// What a control does is another thing from now on: it is key for the same criteria, anew.
    pub(crate) async fn renew_keys(&mut self, control: i64) -> Result<()> {
        let sql =
            "SELECT no, key FROM fact WHERE about = 'programme' AND what = 'key' AND ended_at = $1 AND key LIKE $2";
        let rows = self.tx.all(sql, args![Instant::NEVER, of_control(control)]).await?;
        let held = rows
            .iter()
            .map(|row| Ok(NewFact::new(About::Programme, row.get(0)?, What::Key, row.get::<String>(1)?, "key")));
        let held = held.collect::<Result<Vec<_>>>()?;
        self.end_keys(control).await?;
        self.begin(held).await?;
        self.end_conclusions().await
    }

    async fn end_keys(&mut self, control: i64) -> Result<()> {
        let sql = "UPDATE fact SET ended_at = $1, ended_seq = $2 \
                   WHERE about = 'programme' AND what = 'key' AND ended_at = $3 AND key LIKE $4";
        let values = args![self.now(), self.seq(), Instant::NEVER, of_control(control)];
        self.tx.run(sql, values).await.map(|_| ())
    }

    /// A control supports a criterion, and is key for it no longer.
    pub(crate) async fn demote(
        &mut self,
        programme: ProgrammeId,
        criterion: CriterionId,
        control: &ControlId,
    ) -> Result<()> {
        let no = self.programme(programme).await?;
        let (control, _) = self.control(control).await?;
        self.end(About::Programme, no, What::Key, &key(no, criterion.key(), control).key).await?;
        self.end_conclusions().await?;
        self.change_spine().await?;
        self.touched.all = true;
        Ok(())
    }

    /// Two people concluded that the key controls of these criteria answer them, as the matrix was at entry `asked` of
    /// the trail.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when it is another by now.
    pub(crate) async fn conclude(&mut self, programme: ProgrammeId, criteria: CriterionSet, asked: i64) -> Result<()> {
        let no = self.programme(programme).await?;
        self.matrix_stands(programme, no, criteria, asked).await?;
        let zone = self.zone().await?;
        let last = zone.day(self.now()).saturating_add(jiff::Span::new().days(CONCLUSION_DAYS + 1));
        let until = zone.midnight(last);
        for criterion in criteria.iter() {
            self.hold(NewFact::new(About::Programme, no, What::Concluded, criterion.key(), until.0)).await?;
        }
        self.change_spine().await
    }

    async fn matrix_stands(
        &mut self,
        programme: ProgrammeId,
        no: i64,
        criteria: CriterionSet,
        asked: i64,
    ) -> Result<()> {
        let spine = self.spine().await?;
        let now = spine.programme(programme).ok_or_else(|| Refusal::missing("programme"))?;
        domain::change::conclusion(criteria, now.in_scope(), spine.answered(now))
            .map_err(|refusal| Refusal::conflict(format!("{refusal} Propose it anew without it.")))?;
        let sql = "SELECT DISTINCT key FROM fact WHERE about = 'programme' AND no = $1 AND what = 'key' \
                   AND (from_seq > $2 OR ended_seq > $2) ORDER BY key";
        for row in self.tx.all(sql, args![no, asked]).await? {
            let key: String = row.get(0)?;
            let of = key.split_once(' ').and_then(|(of, _)| of.parse().ok()).ok_or(Error::Unreadable("key"))?;
            if criteria.contains(of) {
                let sentence = format!(
                    "The key controls of {of} changed since this was proposed. Look at the matrix again, then propose it \
                     anew."
                );
                return Err(Refusal::conflict(sentence).into());
            }
        }
        Ok(())
    }
}

/// The keys of facts that say for what a control is key.
fn of_control(control: i64) -> String {
    format!("% {control}")
}
