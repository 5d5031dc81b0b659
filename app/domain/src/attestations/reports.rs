//! Days that reports over a period make *audited*, and that letters about them *bridge*.

use super::kinds::{anchor, begins, bridgeable, last_day};
use super::marks::{Mark, Marked, Marks};
use super::terms::{Judged, Names, Opinion, Terms};
use super::why::Why;
use crate::catalogue::{AttestationKind, Validity};
use crate::days::{Period, add_months};
use crate::words::Category;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What a report is worth by what it says, before its days are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// It counts; perhaps with a remark that stays.
    Counts(Option<Why>),
    /// It may count once that is answered.
    Unknown(Why),
    Nothing(Why),
}

/// The worth of a report by issuer, scope and opinion. Whatever makes it worthless is told before what is unanswered.
///
/// Source: market practice for reliance on service auditors' reports (AICPA SOC 2 guide; AT-C section 205, opinions).
pub(super) fn worth(terms: &Terms) -> Worth {
    if let Some(on) = terms.withdrawn_on {
        return Worth::Nothing(Why::Withdrawn { on });
    }
    if let Some(on) = terms.suspended_on {
        return Worth::Nothing(Why::Suspended { on });
    }
    if terms.scope == Some(false) {
        return Worth::Nothing(Why::NotInScope);
    }
    let opinion = opinion(terms);
    match (&opinion, terms.scope) {
        (Worth::Counts(_) | Worth::Unknown(_), None) => Worth::Unknown(Why::ScopeUnanswered),
        (Worth::Counts(_) | Worth::Unknown(_) | Worth::Nothing(_), _) => opinion,
    }
}

fn opinion(terms: &Terms) -> Worth {
    match (terms.opinion, terms.judged) {
        (None, _) => Worth::Unknown(Why::OpinionUnread),
        (Some(Opinion::Unqualified), _) => Worth::Counts(None),
        (Some(Opinion::Qualified), None) => Worth::Unknown(Why::NotJudged),
        (Some(Opinion::Qualified), Some(Judged::Harmless)) => Worth::Counts(Some(Why::JudgedHarmless)),
        (Some(Opinion::Qualified), Some(Judged::Harmful)) => Worth::Nothing(Why::JudgedHarmful),
        (Some(Opinion::Adverse), _) => Worth::Nothing(Why::Adverse),
        (Some(Opinion::Disclaimer), _) => Worth::Nothing(Why::Disclaimer),
    }
}

/// The worth of a report over a period for a category.
pub(super) fn worth_for(terms: &Terms, category: Category) -> Worth {
    let worth = worth(terms);
    if matches!(worth, Worth::Nothing(_)) {
        return worth;
    }
    if terms.is_as_of() {
        return Worth::Nothing(Why::AsOfOneDay);
    }
    if !terms.categories.contains(category) {
        return Worth::Nothing(Why::CategoryMissing { category });
    }
    worth
}

/// The days that letters speak for, by the period end of the report that they name.
pub(super) type Bridges = BTreeMap<Date, Marks>;

/// The days that a letter speaks for, before its report is looked at: until its through day, its signing day, or the
/// end of its three months.
///
/// Source: market practice for bridge letters: management attests to what was, for three months at most.
pub(super) fn spoken_for(kind: &AttestationKind, terms: &Terms, known: Date) -> Result<(Date, Period), Why> {
    if terms.names == Some(Names::Letter) {
        return Err(Why::NamesALetter);
    }
    if let Some(on) = terms.withdrawn_on {
        return Err(Why::Withdrawn { on });
    }
    if terms.signed_on.is_none() {
        return Err(Why::NotSigned);
    }
    let days = begins(kind, terms).zip(last_day(kind, terms, known)).map(|(from, until)| Period::new(from, until));
    match (terms.named_end, days) {
        (Some(end), Some(Ok(days))) => Ok((end, days)),
        (Some(_) | None, Some(Err(_)) | None | Some(Ok(_))) => Err(Why::CoversNothing),
    }
}

/// What cuts a letter short of the last day that it speaks for.
pub(super) fn cut_short(terms: &Terms, days: Period) -> Option<Why> {
    let through = terms.through.filter(|through| *through > days.until())?;
    match terms.signed_on {
        Some(signed_on) if signed_on == days.until() && signed_on < through => Some(Why::SignedBefore { signed_on }),
        Some(_) | None => Some(Why::ReachesNoFurther { last: days.until() }),
    }
}

/// The marked days of a report that counts: its period, the days after it that a letter may bridge, and those that
/// letters do. A letter that is missing for days to come is not missing yet.
pub(super) fn days(kind: &AttestationKind, period: Period, bridges: &Bridges, known: Date) -> Vec<Marked> {
    let mut days = vec![(period, Mark::Audited)];
    let Some(after) = bridgeable(kind, period) else { return days };
    days.extend(Period::new(after.from(), after.until().min(known)).ok().map(|open| (open, Mark::Bridgeable)));
    days.extend(bridges.get(&period.until()).into_iter().flat_map(|bridged| bridged.within(after)));
    days
}

/// The days about which a report, letter or certificate could say something, had it no flaw: reasons are told where
/// they touch the window.
pub(super) fn could_speak_for(kind: &AttestationKind, terms: &Terms) -> Option<Period> {
    let from = begins(kind, terms)?;
    let until = match (kind.validity, terms.period) {
        (_, Some(period)) => bridgeable(kind, period).map_or(period.until(), |days| days.until()),
        (Validity::Months(months), None) => {
            Some(add_months(anchor(kind, terms)?, i32::from(months))).max(terms.through)?
        }
        (Validity::ToAnchor | Validity::ReviewEvery(_), None) => return None,
    };
    Some(Period::new(from, until).unwrap_or(Period::of_day(from)))
}
