//! One expected occurrence: whether it was done, and when, by the day it was performed.

use super::calendar::days;
use super::parts::Parts;
use crate::days::Period;
use crate::ids::EvidenceId;
use crate::words::{Cadence, word};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

word! {
    /// How an expected occurrence stands, weakest first.
    pub enum Timing {
        /// Not done, and nothing that is done now can fill it. Only paper that a machine stamped then can be found.
        Missed = "missed", "Missed",
        Late = "late", "Late",
        /// Not done, the days of grace have passed; it can still be done late.
        Overdue = "overdue", "Overdue",
        /// Not done; its slot is over, and it would still be on time.
        InGrace = "in-grace", "In grace",
        /// Not done, and its slot is not over.
        NotYetDue = "not-yet-due", "Not yet due",
        OnTime = "on-time", "On time",
    }
}

impl Timing {
    /// Whether something was done that fills it.
    #[must_use]
    pub const fn is_done(self) -> bool {
        matches!(self, Self::OnTime | Self::Late)
    }
}

/// An expected occurrence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Occurrence {
    /// Its slot; its last day is the due day, d.
    pub slot: Period,
    pub cadence: Cadence,
    pub limits: Limits,
    pub timing: Timing,
    /// What was done in it, or shown of it, was adverse.
    pub with_exception: bool,
    /// What fills it; of several things that have to be shown, the one that came last.
    pub filled: Option<Filled>,
    /// All that shows a part of what has to be shown, one for each part.
    pub parts: Vec<EvidenceId>,
    /// What nobody showed, where something was shown.
    pub lacks: Parts,
    /// What else speaks for it and would have filled it.
    pub extra: Vec<EvidenceId>,
    /// What speaks for it and shows nothing that has to be shown every time.
    pub also: Vec<EvidenceId>,
    /// What speaks for it and cannot fill it: done too late, or filed too late with a day that only a person typed.
    pub unfit: Vec<EvidenceId>,
    /// The version of the statement by which it was done, or was to be done.
    pub version: Option<i64>,
}

/// The last days for doing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// On time: d + g.
    pub on_time: Date,
    /// Late, at least: min(d', last day of the window + g), where d' is the next due day; not before d + g.
    pub late: Date,
}

/// What fills an occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Filled {
    pub evidence: EvidenceId,
    pub performed_on: Date,
    /// How many days after its limit it was accepted; it counts because a machine stamped its day.
    pub filed_late: Option<i64>,
}

/// One act, or one line of an extract, as it speaks for a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Deed {
    /// The last day it speaks for, within the days in force.
    pub day: Date,
    pub performed_on: Date,
    pub accepted_on: Date,
    pub stamped: bool,
    pub adverse: bool,
    pub evidence: EvidenceId,
    pub shows: Parts,
}

impl Occurrence {
    /// The day by which it is due, d.
    #[must_use]
    pub fn due(&self) -> Date {
        self.slot.until()
    }

    /// All evidence that speaks for it.
    pub fn names(&self) -> impl Iterator<Item = EvidenceId> + '_ {
        [&self.parts, &self.extra, &self.also, &self.unfit].into_iter().flatten().copied()
    }

    /// Late, missed, or performed with exception.
    #[must_use]
    pub const fn is_exception(&self) -> bool {
        self.with_exception || matches!(self.timing, Timing::Late | Timing::Missed)
    }

    /// The slot with everything that belongs to it, in any order. It is done when every one of `parts` is, by the weakest.
    pub(super) fn read(
        slot: Period,
        cadence: Cadence,
        limits: Limits,
        (deeds, parts): (&[Deed], Parts),
        today: Date,
    ) -> Self {
        let (showing, also): (Vec<&Deed>, Vec<_>) = deeds.iter().partition(|deed| deed.shows.meets(parts));
        let mut fit: Vec<_> = showing.iter().filter_map(|deed| Some((limits.fill(deed)?, *deed))).collect();
        fit.sort_unstable_by_key(|((timing, filled), deed)| {
            (std::cmp::Reverse(*timing), filled.filed_late, filled.performed_on, deed.evidence)
        });
        let best = |part: Parts| fit.iter().enumerate().find(|(_, (_, deed))| deed.shows.meets(part));
        let shown: Vec<_> = parts.each().filter_map(|part| Some((part, best(part)?))).collect();
        let lacks = Parts(parts.0 & !shown.iter().fold(0, |bits, (part, _)| bits | part.0));
        let whole = lacks.is_empty().then(|| shown.iter().map(|(_, (_, (best, _)))| *best)).into_iter().flatten();
        let last =
            whole.min_by_key(|(timing, filled)| (*timing, std::cmp::Reverse((filled.filed_late, filled.performed_on))));
        let chosen: BTreeSet<_> = shown.iter().map(|(_, (no, _))| *no).collect();
        // An extract can list two occurrences in one slot: the second is more than expected.
        let rest = fit.iter().enumerate().filter(|(no, _)| !chosen.contains(no)).map(|(_, (_, deed))| deed.evidence);
        let filling = chosen.iter().filter_map(|no| fit.get(*no)).map(|(_, deed)| *deed);
        let unfit = ids(showing.iter().copied().filter(|deed| limits.fill(deed).is_none()));
        Self {
            slot,
            cadence,
            limits,
            timing: last.map_or_else(|| limits.open(slot.until(), today), |(timing, _)| timing),
            with_exception: deeds.iter().any(|deed| deed.adverse),
            filled: last.map(|(_, filled)| filled),
            extra: rest.collect(),
            lacks: if chosen.is_empty() { Parts::default() } else { lacks },
            parts: ids(filling),
            also: ids(also.into_iter()),
            unfit,
            version: None,
        }
    }
}

/// Their evidence, each once.
fn ids<'a>(deeds: impl Iterator<Item = &'a Deed>) -> Vec<EvidenceId> {
    deeds.map(|deed| deed.evidence).collect::<BTreeSet<_>>().into_iter().collect()
}

impl Limits {
    /// What an act that belongs there makes of it; none when it does not fill it.
    ///
    /// What was performed within a limit fills the slot when it was accepted within it too. Accepted later it does so
    /// only by the stamp of a machine: the act cannot be repaired, the paper can be found.
    pub(super) fn fill(&self, deed: &Deed) -> Option<(Timing, Filled)> {
        let (timing, limit) = if deed.performed_on <= self.on_time {
            (Timing::OnTime, self.on_time)
        } else if deed.performed_on <= self.late {
            (Timing::Late, self.late)
        } else {
            return None;
        };
        let filed_late = Some(days(limit, deed.accepted_on)).filter(|days| *days > 0);
        let filled = Filled { evidence: deed.evidence, performed_on: deed.performed_on, filed_late };
        (filed_late.is_none() || deed.stamped).then_some((timing, filled))
    }

    /// How it stands with nothing done, on a day.
    pub(super) fn open(&self, due: Date, today: Date) -> Timing {
        if today <= due {
            Timing::NotYetDue
        } else if today <= self.on_time {
            Timing::InGrace
        } else if today <= self.late {
            Timing::Overdue
        } else {
            Timing::Missed
        }
    }
}
