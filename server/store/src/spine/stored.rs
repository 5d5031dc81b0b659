//! Derived rows as they are stored, and the rows that they are derived from.

use crate::error::{Error, Result};
use crate::sql::{Row, Value, args};
use crate::systems::stage;
use domain::asked::{Profile, ProgrammeSet};
use domain::finding::{Decision, Finding, Offer, Reason, Verdict};
pub(crate) use domain::history::Told;
use domain::instant::Instant;
use domain::spans::Span;
use domain::words::{QuestionSet, TraitSet};
use std::collections::BTreeMap;

/// By subject, then requirement: what is told from now on.
pub(crate) type Outlook = BTreeMap<i64, BTreeMap<i64, Vec<Told>>>;

/// Numbers for an `IN (…)`; `-1`, which nothing has, when there are none.
pub(crate) fn list<'a>(numbers: impl Iterator<Item = &'a i64>) -> String {
    let list: Vec<_> = numbers.map(ToString::to_string).collect();
    if list.is_empty() { "-1".to_owned() } else { list.join(",") }
}

/// Columns `subject, requirement, from_at, until_at, state, detail, programmes, asked_at`.
pub(super) fn row(told: &Told, subject: i64, requirement: i64) -> Vec<Value> {
    let (state, detail) = code(told.span.finding);
    let programmes = i64::try_from(told.programmes.0).unwrap_or_default();
    args![subject, requirement, told.span.from, told.span.until, state, detail, programmes, told.asked_at]
}

/// `state` and `detail` of the table `finding`.
pub(crate) const fn code(finding: Finding) -> (i64, i64) {
    match finding {
        Finding::NotAsked => (0, 0),
        Finding::Failed => (1, 0),
        Finding::Gap(reason) => (2, reason as i64),
        Finding::Unknown(open) => (3, open.bits() as i64),
        Finding::Met => (4, 0),
        Finding::Excluded => (5, 0),
    }
}

/// The finding of a stored `state` and `detail`; what no finding has reads failed.
pub(crate) fn finding_of(state: i64, detail: i64) -> Finding {
    match state {
        0 => Finding::NotAsked,
        2 => {
            let reason = usize::try_from(detail).ok().and_then(|i| Reason::ALL.get(i));
            reason.map_or(Finding::Failed, |reason| Finding::Gap(*reason))
        }
        3 => u32::try_from(detail).map_or(Finding::Failed, |bits| Finding::Unknown(QuestionSet::from_bits(bits))),
        4 => Finding::Met,
        5 => Finding::Excluded,
        _ => Finding::Failed,
    }
}

pub(super) fn told(row: &Row) -> Result<Told> {
    let finding = finding_of(row.get(4)?, row.get(5)?);
    let programmes = u64::try_from(row.get::<i64>(6)?).map_err(|_| Error::Unreadable("programmes"))?;
    Ok(Told {
        span: Span { from: row.get(2)?, until: row.get(3)?, finding },
        programmes: ProgrammeSet(programmes),
        asked_at: row.get(7)?,
    })
}

pub(crate) fn profile(row: &Row, i: usize) -> Result<Profile> {
    let traits = |i| {
        Ok::<_, Error>(TraitSet::from_bits(u32::try_from(row.get::<i64>(i)?).map_err(|_| Error::Unreadable("traits"))?))
    };
    let programmes = u64::try_from(row.get::<i64>(i + 3)?).map_err(|_| Error::Unreadable("programmes"))?;
    Ok(Profile { stage: stage(row, i)?, yes: traits(i + 1)?, no: traits(i + 2)?, programmes: ProgrammeSet(programmes) })
}

pub(crate) const OFFER: &str = "subject, requirement, evidence, kind, speaks_from, speaks_until, submitted_at, ruling, \
    ruled_at, lapses_at, ended_at, withdrawn_at, in_place_of";

pub(crate) fn offer(row: &Row) -> Result<Offer> {
    let ruling: Option<String> = row.get(7)?;
    let verdict = match ruling.as_deref() {
        Some("supports") => Some(Verdict::Supports { lapses: row.get(9)? }),
        Some("adverse") => Some(Verdict::Adverse),
        Some("rejected") => Some(Verdict::Rejected),
        Some(_) => return Err(Error::Unreadable("ruling")),
        None => None,
    };
    let at: Option<Instant> = row.get(8)?;
    let kind = |text: String| text.parse().map_err(|_| Error::Unreadable("kind"));
    Ok(Offer {
        evidence: row.get(2)?,
        kind: kind(row.get(3)?)?,
        in_place_of: row.get::<Option<String>>(12)?.map(kind).transpose()?,
        speaks_from: row.get(4)?,
        speaks_until: row.get(5)?,
        submitted: row.get(6)?,
        decision: at.zip(verdict).map(|(at, verdict)| Decision { at, verdict }),
        ended: row.get(10)?,
        withdrawn: row.get(11)?,
    })
}
