//! The facts of pairs in memory, and how they are read.

use super::log::Entry;
use super::{PairOperated, Taken, Window};
use domain::applies::Fit;
use domain::codes::{ControlId, RequirementId};
use domain::days::Period;
use domain::finding::Exclusion;
use domain::ids::EvidenceId;
use domain::operating::{Act, Assessed, Facts, Listing, Parts, operating};
use domain::timeline::Timeline;
use domain::words::Cadence;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One requirement on one subject with everything that tells how it operated.
#[derive(Debug)]
pub(super) struct PairFacts {
    pub id: RequirementId,
    pub control: ControlId,
    pub requirement: i64,
    pub subject: i64,
    pub asked: Timeline<Fit>,
    pub exclusions: Vec<Exclusion>,
    pub cadence: Arc<Timeline<Option<Cadence>>>,
    pub versions: Arc<Timeline<i64>>,
    pub parts: Parts,
    pub acts: Vec<Act>,
    pub listings: Vec<Listing>,
}

/// Everything that was asked for.
#[derive(Debug)]
pub(super) struct Loaded {
    pub pairs: Vec<PairFacts>,
    pub log: Vec<Entry>,
    /// Of evidence its title.
    pub titles: BTreeMap<EvidenceId, String>,
}

impl Loaded {
    /// Every pair of which anything was asked in the window.
    pub fn read(&self, window: &Window) -> Vec<PairOperated> {
        self.pairs.iter().filter_map(|pair| self.pair(pair, window)).collect()
    }

    fn pair(&self, pair: &PairFacts, window: &Window) -> Option<PairOperated> {
        let question = window.question();
        let bare = operating(&pair.facts(&[], &[]), &question);
        bare.state?;
        let of = self.log.iter().filter(|entry| entry.is_of(pair));
        let noted: Vec<_> = of.map(|entry| entry.noted(pair, &bare)).collect();
        let assessed: Vec<_> = noted.iter().filter_map(super::Noted::assessed).collect();
        let followed: Vec<_> = noted.iter().filter_map(super::Noted::days).collect();
        let reading = if noted.is_empty() { bare } else { operating(&pair.facts(&assessed, &followed), &question) };
        let counts = |act: &&Act| act.accepted <= window.known && act.withdrawn.is_none_or(|at| at > window.known);
        let taken = pair.acts.iter().filter(counts).map(|act| Taken {
            evidence: act.evidence,
            title: self.titles.get(&act.evidence).cloned().unwrap_or_default(),
            speaks: act.speaks,
            accepted: act.accepted,
            adverse: act.adverse,
        });
        let mut taken: Vec<_> = taken.collect();
        taken.sort_by_key(|one| (one.speaks, one.evidence));
        let PairFacts { requirement, subject, parts, .. } = *pair;
        Some(PairOperated { requirement, subject, reading, parts, noted, taken })
    }
}

impl PairFacts {
    fn facts<'a>(&'a self, assessed: &'a [Assessed], followed: &'a [Period]) -> Facts<'a> {
        Facts {
            asked: &self.asked,
            exclusions: &self.exclusions,
            cadence: &self.cadence,
            versions: &self.versions,
            acts: &self.acts,
            parts: self.parts,
            listings: &self.listings,
            assessed,
            followed,
        }
    }
}
