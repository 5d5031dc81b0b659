//! Days as sets, and how what held by the instant becomes what held by the day.

use super::facts::Question;
use crate::applies::Fit;
use crate::days::Period;
use crate::finding::Exclusion;
use crate::instant::{Instant, Zone};
use crate::timeline::Timeline;
use jiff::civil::Date;
use serde::Serialize;

/// Some days: spans in order, none touching another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Days(Vec<Period>);

impl Days {
    #[must_use]
    pub fn spans(&self) -> &[Period] {
        &self.0
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many they are.
    #[must_use]
    pub fn count(&self) -> i64 {
        self.0.iter().map(Period::days).sum()
    }

    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.span_at(day).is_some_and(|span| span.contains(day))
    }

    /// Those within a period.
    #[must_use]
    pub fn within(&self, period: Period) -> Self {
        let first = self.0.partition_point(|span| span.until() < period.from());
        let rest = self.0.get(first..).unwrap_or_default().iter();
        let inside = rest.take_while(|span| span.from() <= period.until());
        Self(inside.filter_map(|span| span.intersect(&period)).collect())
    }

    /// Those that both have.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.0.iter().flat_map(|span| other.within(*span).0).collect()
    }

    /// These, without the others.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        self.0.iter().flat_map(|span| holes(*span, &other.within(*span).0)).collect()
    }

    /// The last of them within a period.
    #[must_use]
    pub fn last_within(&self, period: Period) -> Option<Date> {
        let after = self.0.partition_point(|span| span.from() <= period.until());
        let last = after.checked_sub(1).and_then(|at| self.0.get(at))?;
        last.intersect(&period).map(|span| span.until())
    }

    /// From the first to the last.
    pub(super) fn hull(&self) -> Option<Period> {
        Period::new(self.0.first()?.from(), self.0.last()?.until()).ok()
    }

    /// The first span that does not end before the day.
    fn span_at(&self, day: Date) -> Option<&Period> {
        self.0.get(self.0.partition_point(|span| span.until() < day))
    }
}

impl FromIterator<Period> for Days {
    /// The days of all of them, in any order, sharing days or not.
    fn from_iter<I: IntoIterator<Item = Period>>(periods: I) -> Self {
        let mut all: Vec<_> = periods.into_iter().collect();
        all.sort_unstable();
        let mut joined: Vec<Period> = Vec::with_capacity(all.len());
        for span in all {
            let touches = |last: &Period| last.until().tomorrow().map_or(true, |next| span.from() <= next);
            match joined.last_mut() {
                Some(last) if touches(last) => {
                    *last = Period::new(last.from(), last.until().max(span.until())).unwrap_or(*last);
                }
                Some(_) | None => joined.push(span),
            }
        }
        Self(joined)
    }
}

/// The days of a span that none of `taken` has; those lie in it, in order.
fn holes(span: Period, taken: &[Period]) -> Vec<Period> {
    let mut free = Vec::with_capacity(taken.len() + 1);
    let mut next = Some(span.from());
    for taken in taken {
        let before = next.zip(taken.from().yesterday().ok());
        free.extend(before.and_then(|(from, until)| Period::new(from, until).ok()));
        next = taken.until().tomorrow().ok();
    }
    free.extend(next.and_then(|from| Period::new(from, span.until()).ok()));
    free
}

/// The days of `over` at whose end something held that held from one instant until before another.
///
/// A day belongs to what held at its end, so that a change within a day leaves no day out and counts none twice.
fn held(from: Instant, until: Instant, over: Period, zone: &impl Zone) -> Option<Period> {
    let first = if from <= zone.midnight(over.from()) { over.from() } else { zone.day(from) };
    let last = if until > zone.end_of(over.until()) { over.until() } else { zone.day(until).yesterday().ok()? };
    Period::new(first.max(over.from()), last.min(over.until())).ok()
}

/// What held on which days of `over`, as far as was known; the last that was known goes on.
pub(super) fn through<'a, T: PartialEq>(
    line: &'a Timeline<T>,
    over: Period,
    question: &Question<'_, impl Zone>,
) -> Vec<(Period, &'a T)> {
    let known: Vec<_> = line.changes().zip(line.values()).filter(|(from, _)| *from <= question.known).collect();
    let until = known.iter().skip(1).map(|(from, _)| *from).chain([Instant::NEVER]);
    let spans = known.iter().zip(until);
    spans.filter_map(|((from, value), until)| Some((held(*from, until, over, question.zone)?, *value))).collect()
}

/// The days of `over` on which the requirement was in force, and those on which nobody knows whether it applied.
pub(super) fn in_force(
    asked: &Timeline<Fit>,
    exclusions: &[Exclusion],
    over: Period,
    question: &Question<'_, impl Zone>,
) -> (Days, Days) {
    let excluded: Days = exclusions.iter().filter_map(|it| excluded(it, over, question)).collect();
    let asked = through(asked, over, question);
    let of = |wanted: fn(&Fit) -> bool| {
        let days: Days = asked.iter().filter(|(_, fit)| wanted(fit)).map(|(days, _)| *days).collect();
        days.without(&excluded)
    };
    (of(|fit| matches!(fit, Fit::Yes)), of(|fit| matches!(fit, Fit::Unknown(_))))
}

fn excluded(exclusion: &Exclusion, over: Period, question: &Question<'_, impl Zone>) -> Option<Period> {
    let Exclusion { from, until, ended } = *exclusion;
    let until = ended.filter(|ended| *ended <= question.known).map_or(until, |ended| ended.min(until));
    if from <= question.known { held(from, until, over, question.zone) } else { None }
}
