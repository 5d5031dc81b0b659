//! Days marked by what is on them: spans swept together, the strongest mark of a day winning.

use crate::days::Period;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What one document makes of a day, weakest first.
///
/// A certificate that the vendor's tier does not accept ranks below everything that could still count: it must hide
/// neither a missing letter nor an open question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Mark {
    UnknownAside,
    CertifiedAside,
    Bridgeable,
    Unknown,
    Certified,
    Bridged,
    Audited,
}

impl Mark {
    /// An auditor tested the day, or management speaks for it after a test.
    pub fn is_tested(self) -> bool {
        self >= Self::Bridged
    }

    /// Something stands on the day, whether or not its kind counts.
    pub fn is_proof(self) -> bool {
        self >= Self::Certified || self == Self::CertifiedAside
    }
}

/// Days that bear a mark.
pub(super) type Marked = (Period, Mark);

/// Marked spans in order, none sharing a day; a day between them bears no mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(Vec<Marked>);

impl Marks {
    /// The strongest mark of each day of `window`.
    pub fn strongest(all: impl IntoIterator<Item = Marked>, window: Period) -> Self {
        let mut turns: BTreeMap<Date, Vec<(Mark, bool)>> = BTreeMap::new();
        for (days, mark) in all {
            let Some(days) = days.intersect(&window) else { continue };
            turns.entry(days.from()).or_default().push((mark, true));
            if let Ok(next) = days.until().tomorrow() {
                turns.entry(next).or_default().push((mark, false));
            }
        }
        let mut swept = Self::default();
        let mut open: BTreeMap<Mark, usize> = BTreeMap::new();
        let mut since = window.from();
        for (day, turns) in turns {
            let strongest = open.last_key_value().map(|(mark, _)| *mark);
            if let (Some(mark), Ok(before)) = (strongest, day.yesterday()) {
                swept.extend(since, before, mark);
            }
            for (mark, begins) in turns {
                let count = open.entry(mark).or_default();
                *count = if begins { *count + 1 } else { count.saturating_sub(1) };
            }
            open.retain(|_, count| *count > 0);
            since = day;
        }
        if let Some((mark, _)) = open.last_key_value() {
            swept.extend(since, window.until(), *mark);
        }
        swept
    }

    /// Adds a span at the end; one that continues the last one joins it.
    fn extend(&mut self, from: Date, until: Date, mark: Mark) {
        let joined = match self.0.last() {
            Some((last, same)) if *same == mark && last.until().tomorrow().ok() == Some(from) => {
                Period::new(last.from(), until)
            }
            Some(_) | None => Period::new(from, until),
        };
        let Ok(days) = joined else { return };
        if days.from() != from {
            self.0.pop();
        }
        self.0.push((days, mark));
    }

    /// Its marked spans within a period, cut to it.
    pub fn within(&self, period: Period) -> impl Iterator<Item = Marked> {
        let first = self.0.partition_point(|(days, _)| days.until() < period.from());
        let rest = self.0.get(first..).unwrap_or_default().iter();
        let inside = rest.take_while(move |(days, _)| days.from() <= period.until());
        inside.filter_map(move |(days, mark)| days.intersect(&period).map(|days| (days, *mark)))
    }

    /// Spans that are no stronger than these marks allow: the weaker mark of each day.
    pub fn limit(&self, spans: &[Marked]) -> Vec<Marked> {
        let limited = |(days, mark): &Marked| {
            let mark = *mark;
            self.within(*days).map(move |(days, limit)| (days, mark.min(limit))).collect::<Vec<_>>()
        };
        spans.iter().flat_map(limited).collect()
    }
}
