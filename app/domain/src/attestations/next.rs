//! What there is to do about a vendor: one thing at a time, the one that helps most first.

use super::cover::Cover;
use super::standing::{Standing, Term};
use super::why::Why;
use crate::catalogue::AttestationKind;
use jiff::civil::Date;

/// A document as a posture sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub no: i64,
    pub kind: &'static AttestationKind,
    pub standing: Standing,
}

/// The next thing to do about a vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// A document waits for its second person.
    Review {
        no: i64,
        since: Date,
    },
    /// A question about a document is open; what it covers is unknown until it is answered.
    Answer {
        no: i64,
        why: Why,
    },
    /// Days after a report that a letter could bridge.
    AskLetter {
        days: i64,
    },
    /// Days that nothing covers.
    AskReport {
        days: i64,
    },
    /// A document ends soon, and no later one of its kind is there.
    AskNext {
        no: i64,
        title: &'static str,
        until: Date,
    },
    /// An agreement is to be read again.
    Reread {
        no: i64,
        since: Date,
    },
    Nothing,
}

impl Next {
    /// It, as a sentence for people.
    #[must_use]
    pub fn sentence(&self) -> String {
        let counted = |days: i64| if days == 1 { "one day".to_owned() } else { format!("{days} days") };
        match self {
            Self::Review { since, .. } => format!("Review what waits since {}", super::said(*since)),
            Self::Answer { why, .. } => why.sentence(),
            Self::AskLetter { days } => format!("Ask for a bridge letter: it could cover {}", counted(*days)),
            Self::AskReport { days: 1 } => "Ask for a report: one day so far has none".to_owned(),
            Self::AskReport { days } => format!("Ask for a report: {days} days so far have none"),
            Self::AskNext { title, until, .. } => {
                format!("Ask for the next {title}; the last valid day is {}", super::said(*until))
            }
            Self::Reread { since, .. } => format!("Read the agreement again, overdue since {}", super::said(*since)),
            Self::Nothing => "Nothing".to_owned(),
        }
    }

    /// The document it is about.
    #[must_use]
    pub const fn about(&self) -> Option<i64> {
        match self {
            Self::Review { no, .. } | Self::Answer { no, .. } | Self::AskNext { no, .. } | Self::Reread { no, .. } => {
                Some(*no)
            }
            Self::AskLetter { .. } | Self::AskReport { .. } | Self::Nothing => None,
        }
    }
}

/// What to do next about a vendor with that cover and those documents. What waits comes first: it may be the answer to
/// all the rest.
#[must_use]
pub fn next(cover: Option<&Cover>, documents: &[Seen]) -> Next {
    let waiting = documents.iter().find_map(|it| match it.standing.why {
        Some(Why::Waiting { since }) => Some(Next::Review { no: it.no, since }),
        Some(_) | None => None,
    });
    let open = || cover.iter().flat_map(|cover| &cover.reasons).find(|reason| reason.why.is_question());
    let open = || open().map(|reason| Next::Answer { no: reason.about, why: reason.why.clone() });
    waiting
        .or_else(open)
        .or_else(|| cover.and_then(uncovered))
        .or_else(|| documents.iter().find_map(|it| ending(it, documents)))
        .or_else(|| documents.iter().find_map(reread))
        .unwrap_or(Next::Nothing)
}

fn uncovered(cover: &Cover) -> Option<Next> {
    let (letter, rest) = (cover.days.bridgeable, cover.unproven() - cover.days.bridgeable);
    match (rest > 0, letter > 0) {
        (true, _) => Some(Next::AskReport { days: rest }),
        (false, true) => Some(Next::AskLetter { days: letter }),
        (false, false) => None,
    }
}

fn ending(it: &Seen, documents: &[Seen]) -> Option<Next> {
    let until = it.standing.last_valid_day.filter(|_| it.standing.term == Term::Expiring)?;
    let later = |other: &&Seen| {
        let stands = matches!(other.standing.term, Term::Current | Term::Expiring);
        stands && other.kind.id == it.kind.id && other.standing.last_valid_day.is_none_or(|last| last > until)
    };
    let replaced = documents.iter().any(|other| later(&other));
    let letter = it.kind.class == crate::words::AttestationClass::Letter;
    (!replaced && !letter).then_some(Next::AskNext { no: it.no, title: it.kind.title, until })
}

fn reread(it: &Seen) -> Option<Next> {
    let since = it.standing.reread?.overdue_since?;
    Some(Next::Reread { no: it.no, since })
}
