//! What a command writes of findings: the difference between what was told of the time to come and what is told now.

use super::stored::{Told, list, row};
use super::tally::Tallied;
use crate::error::Result;
use crate::sql::{Value, args};
use crate::writing::Writing;
use domain::finding::Finding;
use domain::instant::Instant;
use domain::spans::Span;
use std::collections::{BTreeMap, BTreeSet};

/// What has to be written so that the stored spans say what is coming.
#[derive(Default)]
pub(super) struct Edits {
    /// Pairs whose future goes.
    changed: Vec<(i64, i64)>,
    /// Pairs whose present ends now.
    cut: Vec<(i64, i64)>,
    /// Present spans that end at another instant than was told.
    stretched: Vec<(i64, i64, Instant, Instant)>,
    new: Vec<Vec<Value>>,
}

/// A subject by its number, with those who have it in hand: as its findings are counted, and as it is now.
#[derive(Clone, Copy)]
pub(super) struct InHand<'a> {
    pub no: i64,
    pub was: &'a str,
    pub is: &'a str,
}

impl Edits {
    /// How many findings are better now than they were told.
    pub(super) fn take(
        &mut self,
        subject: InHand<'_>,
        stored: Option<&BTreeMap<i64, Vec<Told>>>,
        coming: &BTreeMap<i64, Vec<Told>>,
        tallied: &mut Tallied,
        now: Instant,
    ) -> u64 {
        let empty = BTreeMap::new();
        let stored = stored.unwrap_or(&empty);
        let requirements: BTreeSet<_> = stored.keys().chain(coming.keys()).copied().collect();
        let mut bettered = 0;
        for requirement in requirements {
            let old = stored.get(&requirement).map_or(&[][..], Vec::as_slice);
            let new = coming.get(&requirement).map_or(&[][..], Vec::as_slice);
            bettered += u64::from(is_bettered(old, new, now));
            let stands = self.pair(subject.no, requirement, old, new, now);
            if stands != old || subject.was != subject.is {
                tallied.count(requirement, old, subject.was, -1);
                tallied.count(requirement, &stands, subject.is, 1);
            }
        }
        bettered
    }

    /// What is stored of the pair then, from before now on.
    fn pair(&mut self, subject: i64, requirement: i64, old: &[Told], new: &[Told], now: Instant) -> Vec<Told> {
        let present = old.first().filter(|told| told.span.from < now);
        let future = if present.is_some() { old.get(1..).unwrap_or_default() } else { old };
        let goes_on = present
            .zip(new.first())
            .filter(|(old, new)| old.span.finding == new.span.finding && old.programmes == new.programmes);
        let rest = if goes_on.is_some() { new.get(1..).unwrap_or_default() } else { new };
        if future != rest {
            if !future.is_empty() {
                self.changed.push((subject, requirement));
            }
            self.new.extend(rest.iter().map(|told| row(told, subject, requirement)));
        }
        match (present, goes_on) {
            (_, Some((old, new))) if old.span.until != new.span.until => {
                self.stretched.push((subject, requirement, old.span.from, new.span.until));
            }
            (Some(_), None) => self.cut.push((subject, requirement)),
            (Some(_) | None, _) => {}
        }
        let until = goes_on.map_or(now, |(_, new)| new.span.until);
        let first = present.map(|told| Told { span: Span { until, ..told.span }, ..*told });
        first.into_iter().chain(rest.iter().copied()).collect()
    }
}

/// Better than it was told: a gap or failure is gone, or a question went without an answer that asks. What an answer
/// makes known and earlier proof already meets is no betterment.
pub(super) fn is_bettered(old: &[Told], new: &[Told], now: Instant) -> bool {
    let at_now = |told: &[Told]| {
        let now = told.iter().find(|told| told.span.from <= now && now < told.span.until);
        now.map_or(Finding::NotAsked, |told| told.span.finding)
    };
    let (old, new) = (at_now(old), at_now(new));
    match old {
        Finding::Failed => !matches!(new, Finding::Failed),
        Finding::Gap(_) => !matches!(new, Finding::Failed | Finding::Gap(_)),
        Finding::Unknown(_) => matches!(new, Finding::NotAsked | Finding::Excluded),
        Finding::Met | Finding::Excluded | Finding::NotAsked => false,
    }
}

impl Writing {
    pub(super) async fn write_told(&mut self, edits: Edits) -> Result<()> {
        let now = self.now();
        for pairs in edits.changed.chunks(4_000) {
            let sql = format!("DELETE FROM finding WHERE from_at >= $1 AND {}", among(pairs));
            self.tx.run(sql, args![now]).await?;
        }
        for pairs in edits.cut.chunks(4_000) {
            let sql = format!("UPDATE finding SET until_at = $1 WHERE until_at > $1 AND {}", among(pairs));
            self.tx.run(sql, args![now]).await?;
        }
        for (subject, requirement, from, until) in edits.stretched {
            let sql = "UPDATE finding SET until_at = $4 WHERE subject = $1 AND requirement = $2 AND from_at = $3";
            self.tx.run(sql, args![subject, requirement, from, until]).await?;
        }
        let head = "INSERT INTO finding (subject, requirement, from_at, until_at, state, detail, programmes, asked_at)";
        self.tx.insert_many(head, edits.new).await
    }
}

/// That a finding is of one of these pairs. The subjects are named apart: by them the rows are found.
fn among(pairs: &[(i64, i64)]) -> String {
    let subjects: BTreeSet<_> = pairs.iter().map(|(subject, _)| *subject).collect();
    let pairs: Vec<_> = pairs.iter().map(|(subject, requirement)| format!("({subject}, {requirement})")).collect();
    format!("subject IN ({}) AND (subject, requirement) IN (VALUES {})", list(subjects.iter()), pairs.join(", "))
}
