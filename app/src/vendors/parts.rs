//! Parts that several pages of vendors share.

use crate::ui::dates;
use crate::ui::mark::State;
use domain::attestations::{Standing, Term};
use domain::people::{Actor, Relation};
use jiff::civil::Date;
use store::{AttestationRow, VendorRow};

/// How somebody stands to a vendor.
pub(crate) fn relation(vendor: &VendorRow, actor: &Actor) -> Relation {
    if vendor.owner == Some(actor.person) { Relation::Owner } else { Relation::Stranger }
}

/// How somebody stands to a document: whoever entered it may take it back.
pub(super) fn relation_to(row: &AttestationRow, vendor: &VendorRow, actor: &Actor) -> Relation {
    if row.entered_by == actor.person { Relation::Owner } else { relation(vendor, actor) }
}

/// The mark of where a document stands, and its word.
pub(super) fn standing_mark(row: &AttestationRow, standing: &Standing) -> (State, String) {
    let rejected = row.review.as_ref().is_some_and(|review| !review.accepted);
    match standing.term {
        _ if row.taken_back.is_some() => (State::Excluded, "Taken back".to_owned()),
        _ if rejected => (State::Excluded, "Rejected".to_owned()),
        _ if row.waits() => (State::Due, "Waits for review".to_owned()),
        Term::None => (State::Due, "Not begun".to_owned()),
        Term::Current | Term::Expiring if standing.gap => {
            (State::Due, format!("{}, days behind it are open", standing.term.label()))
        }
        Term::Current => (State::Met, standing.term.label().to_owned()),
        Term::Expiring => (State::Due, standing.term.label().to_owned()),
        Term::Expired | Term::Void => (State::Gap, standing.term.label().to_owned()),
        Term::Unknown => (State::Unknown, standing.term.label().to_owned()),
    }
}

/// What a document says of days, in a few words: its period, or its day.
pub(super) fn days_of(row: &AttestationRow, today: Date) -> String {
    let terms = &row.terms;
    match (terms.period, terms.through, terms.day.or(terms.signed_on)) {
        (Some(period), ..) => dates::period(period.from(), period.until()),
        (None, Some(through), _) => match terms.signed_on.filter(|signed| *signed < through) {
            // Nobody attests to what is to come.
            Some(signed) => format!("to {}, its signature; it says to {}", dates::full(signed), dates::full(through)),
            None => format!("to {}", dates::full(through)),
        },
        (None, None, Some(day)) => dates::full(day),
        (None, None, None) => {
            terms.expires_on.map(|day| format!("to {}", dates::short(day, today))).unwrap_or_default()
        }
    }
}

/// “Yes”, “No”, “Not answered”.
pub(super) const fn answer(answer: Option<bool>) -> &'static str {
    match answer {
        Some(true) => "Yes",
        Some(false) => "No",
        None => "Not answered",
    }
}
