//! How many findings a change would better: it is made, compared with what is told, and left undone.

use super::ProposalRow;
use super::second::may_weigh;
use crate::Store;
use crate::error::Result;
use crate::spine::Weighed;
use domain::ids::ProposalId;
use domain::instant::Instant;
use domain::people::Actor;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What waiting changes would better, as of an entry of the trail.
#[derive(Debug, Default)]
pub(crate) struct Weights {
    seq: i64,
    by: BTreeMap<ProposalId, Weighed>,
}

pub(crate) type KeptWeights = Arc<Mutex<Weights>>;

impl Store {
    /// How many findings agreeing would better: the change is made, read, and left undone. `None` while others write.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for whoever could neither propose nor decide it; [`Refusal::Conflict`] when it was decided
    /// already, or cannot be made any more.
    ///
    /// [`Refusal::Forbidden`]: domain::refusal::Refusal::Forbidden
    /// [`Refusal::Conflict`]: domain::refusal::Refusal::Conflict
    pub async fn would_better(&self, actor: &Actor, id: ProposalId) -> Result<Option<u64>> {
        let generation = self.generation();
        let Some(mut w) = self.try_out(actor).await? else { return Ok(None) };
        let row = w.waiting(id).await?;
        may_weigh(&mut w.tx, actor, &row).await?;
        w.apply(&row, actor).await?;
        let weighed = w.weigh().await?;
        self.keep_weight(&row, weighed, w.seq() - 1, generation);
        Ok(Some(weighed.bettered))
    }

    /// The same as of entry `seq` of the trail if it was worked out and no finding lapsed since: nothing is asked, and
    /// nobody is.
    #[must_use]
    pub fn weight_at_hand(&self, id: ProposalId, seq: i64, now: Instant) -> Option<u64> {
        let kept = self.weights.lock().unwrap_or_else(PoisonError::into_inner);
        let weighed = kept.by.get(&id).filter(|weighed| kept.seq == seq && now < weighed.until)?;
        Some(weighed.bettered)
    }

    fn keep_weight(&self, row: &ProposalRow, weighed: Weighed, seq: i64, generation: usize) {
        let mut kept = self.weights.lock().unwrap_or_else(PoisonError::into_inner);
        if self.generation() != generation || seq < kept.seq {
            return;
        }
        if kept.seq != seq {
            *kept = Weights { seq, by: BTreeMap::new() };
        }
        kept.by.insert(row.id, weighed);
    }

    /// Forgets what was worked out.
    pub(crate) fn forget_weights(&self) {
        *self.weights.lock().unwrap_or_else(PoisonError::into_inner) = Weights::default();
    }
}
