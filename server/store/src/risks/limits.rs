//! Limits beyond which a risk may be becoming real: named by an assessment, watched by whoever measures.

use super::{about_risk, drafted, relation_to};
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, args};
use crate::writing::allow;
use domain::codes::RiskId;
use domain::ids::{AssessmentId, LimitId};
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::risks::{Decimal, Threshold, ThresholdDraft};
use domain::trail::{Event, Verb};

/// A limit that an assessment names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitRow {
    pub id: LimitId,
    pub threshold: Threshold,
}

pub(super) async fn limits_in(tx: &mut Tx, id: AssessmentId) -> Result<Vec<LimitRow>> {
    let sql = "SELECT id, risk, measure, side, value FROM risk_limit WHERE assessment = $1 AND ended_at IS NULL \
               ORDER BY risk, from_seq";
    tx.all(sql, args![id]).await?.iter().map(limit).collect()
}

fn limit(row: &Row) -> Result<LimitRow> {
    let lost = || Error::Unreadable("limit");
    Ok(LimitRow {
        id: row.get(0)?,
        threshold: Threshold {
            risk: row.get::<String>(1)?.parse().map_err(|_| lost())?,
            measure: row.get::<String>(2)?.parse().map_err(|_| lost())?,
            comparison: row.get::<String>(3)?.parse().map_err(|_| lost())?,
            value: Decimal::of_millionths(row.get(4)?),
        },
    })
}

impl Store {
    /// Names a measure with the limit that would show a risk becoming real.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at the draft's fields; [`Refusal::Conflict`] unless it is a draft; [`Refusal::Forbidden`].
    pub async fn set_risk_limit(
        &self,
        actor: &Actor,
        id: AssessmentId,
        risk: &RiskId,
        draft: &ThresholdDraft,
    ) -> Result<LimitId> {
        let mut w = self.write(Some(actor)).await?;
        let read = w.assessment(id).await?;
        let one = read.risk(risk)?;
        allow(actor, Verb::RiskLimitSet, relation_to(&read, one, actor))?;
        drafted(&read.row.assessment.state)?;
        let others: Vec<_> = read.limits.iter().map(|limit| limit.threshold.clone()).collect();
        let Threshold { risk, measure, comparison, value } = draft.check(risk.clone(), &others)?;
        let limit = LimitId(w.new_id());
        let (kept, side, millionths) = (measure.to_string(), comparison.key(), value.millionths());
        let sql = "INSERT INTO risk_limit (id, assessment, risk, measure, side, value, by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let values = args![limit, id, risk.as_str(), kept.as_str(), side, millionths, actor.person, w.now(), w.seq()];
        w.tx.run(sql, values).await?;
        w.vouch(format!("risk-limit/{limit}"), &format!("{id}@{risk} {kept} {side} {millionths}"));
        let event = about_risk(Event::new(Verb::RiskLimitSet, actor.person), &read, &risk)
            .with("side", side)
            .with("millionths", millionths)
            .words("measure", measure.label());
        w.commit(event).await?;
        Ok(limit)
    }

    /// A limit is named no longer.
    ///
    /// # Errors
    /// [`Refusal::Missing`]; [`Refusal::Conflict`] unless it is a draft; [`Refusal::Forbidden`].
    pub async fn end_risk_limit(&self, actor: &Actor, id: AssessmentId, limit: LimitId) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let read = w.assessment(id).await?;
        let row = read.limits.iter().find(|row| row.id == limit).ok_or_else(|| Refusal::missing("limit"))?;
        let risk = &row.threshold.risk;
        allow(actor, Verb::RiskLimitEnded, relation_to(&read, read.risk(risk)?, actor))?;
        drafted(&read.row.assessment.state)?;
        let sql = "UPDATE risk_limit SET ended_at = $2, ended_seq = $3 WHERE id = $1";
        w.tx.run(sql, args![limit, w.now(), w.seq()]).await?;
        w.commit(about_risk(Event::new(Verb::RiskLimitEnded, actor.person), &read, risk)).await?;
        Ok(())
    }
}
