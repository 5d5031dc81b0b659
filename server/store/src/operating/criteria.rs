//! How the criteria of a programme operated: by what their key controls ask, on every subject, and by the deficiency log.

use super::log::{LogLine, logged};
use super::{PairOperated, Which, Window};
use crate::error::Result;
use crate::{Reading, Store};
use domain::asked::CriterionSet;
use domain::operating::{CriterionState, Operating, State, criterion};
use domain::words::CriterionId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How one criterion operated in a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CriterionOperated {
    /// `None` where nothing that recurs was asked, and no deficiency weakens it.
    pub state: Option<CriterionState>,
    /// How many pairs of requirement and subject read alike.
    pub pairs: BTreeMap<State, usize>,
    /// Of those readings, and the deficiencies beside them.
    pub exceptions: usize,
    /// Of those, the ones that two people assessed.
    pub assessed: usize,
    /// Deficiencies of the window that name the criterion and follow up no exception of those readings, the newest first.
    pub logged: Vec<LogLine>,
}

impl CriterionOperated {
    /// Of these readings, and these deficiencies beside them.
    #[must_use]
    pub fn of<'a>(readings: impl IntoIterator<Item = &'a Operating>, logged: Vec<LogLine>) -> Self {
        let all: Vec<_> = readings.into_iter().collect();
        let state = criterion(all.iter().copied(), logged.iter().map(|one| one.effect));
        let assessed = logged.iter().filter(|one| one.effect.is_some()).count();
        let mut told = Self { state, pairs: BTreeMap::new(), exceptions: logged.len(), assessed, logged };
        for reading in all {
            if let Some(state) = reading.state {
                *told.pairs.entry(state).or_default() += 1;
            }
            told.exceptions += reading.exceptions.len();
            told.assessed += reading.exceptions.iter().filter(|one| one.assessed.is_some()).count();
        }
        told
    }
}

/// Pairs of requirement and subject that are read beside a page which is about something else.
const ASIDE: u64 = 5_000;

impl Store {
    /// As [`Store::criteria_operated`], for a page that is about something else: nothing where there is so much to read
    /// that the page would wait for it, unless it is read already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn criteria_operated_aside(
        &self,
        reading: &Reading,
        window: &Window,
    ) -> Result<Option<Arc<BTreeMap<CriterionId, CriterionOperated>>>> {
        if let Some(kept) = reading.beside.operated.kept(&window.key()) {
            return Ok(Some(kept));
        }
        let recurring: BTreeSet<i64> = self.spine().await?.recurring(None).collect();
        let of = reading.tallies.iter().filter(|tally| recurring.contains(&tally.requirement));
        if of.map(|tally| u64::from(tally.subjects)).sum::<u64>() > ASIDE {
            return Ok(None);
        }
        self.criteria_operated(reading, window).await.map(Some)
    }

    /// How every criterion that counts in a reading operated in a window that ends it: kept with the reading for the day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn criteria_operated(
        &self,
        reading: &Reading,
        window: &Window,
    ) -> Result<Arc<BTreeMap<CriterionId, CriterionOperated>>> {
        reading.beside.operated.or_read(window.key(), self.read_criteria(reading, window)).await
    }

    async fn read_criteria(
        &self,
        reading: &Reading,
        window: &Window,
    ) -> Result<BTreeMap<CriterionId, CriterionOperated>> {
        let spine = self.spine().await?;
        let uses = reading.frame.uses.iter().filter(|one| !one.key_for.is_empty());
        let keys: BTreeMap<i64, CriterionSet> =
            uses.filter_map(|one| Some((i64::try_from(one.no).ok()?, one.key_for))).collect();
        let key_of = |requirement: i64| {
            let control = spine.requirement(requirement).and_then(|one| spine.control_of(one));
            control.and_then(|control| keys.get(&control.no)).copied().unwrap_or_default()
        };
        let requirements = spine.recurring(None).filter(|no| !key_of(*no).is_empty()).collect();
        let pairs = self.operated(&Which { requirements, subject: None }, window).await?;
        let mut by: BTreeMap<CriterionId, Vec<&PairOperated>> = BTreeMap::new();
        for pair in &pairs {
            for id in key_of(pair.requirement).iter() {
                by.entry(id).or_default().push(pair);
            }
        }
        let log = logged(&mut self.db.reading().await?, window).await?;
        let told = reading.readiness.criteria.iter().map(|one| {
            let of = by.get(&one.id).map(Vec::as_slice).unwrap_or_default();
            let followed: BTreeSet<_> = of.iter().flat_map(|pair| pair.followed()).collect();
            let beside = log.iter().filter(|it| it.criteria.contains(one.id) && !followed.contains(&it.deficiency));
            (one.id, CriterionOperated::of(of.iter().map(|pair| &pair.reading), beside.cloned().collect()))
        });
        Ok(told.collect())
    }
}
