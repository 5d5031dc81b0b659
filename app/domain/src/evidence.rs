//! Evidence: what is submitted as proof, who may decide on it, and until when it holds.

use crate::accounts::line;
use crate::catalogue::{Kind, catalogue};
use crate::codes::{KindId, RequirementId};
use crate::ids::PersonId;
use crate::instant::Instant;
use crate::people::Actor;
use crate::proof::Proof;
use crate::refusal::{Faults, Refusal};
use crate::words::{FreshRule, Until, word};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

word! {
    /// In what form evidence lies before the reviewer.
    pub enum Form {
        File = "file", "File",
        Link = "link", "Link",
        Statement = "statement", "Written statement",
        Record = "record", "Record of this product",
    }
}

impl Form {
    /// Those that people submit; a record comes of a step in a register.
    pub const SUBMITTED: [Self; 3] = [Self::File, Self::Link, Self::Statement];
}

word! {
    /// What a second person decides on one pair.
    pub enum Ruling {
        Supports = "supports", "Supports",
        Adverse = "adverse", "Shows failure",
        Rejected = "rejected", "Rejected",
    }
}

/// Evidence as typed into the form; the file itself comes beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceDraft {
    pub title: String,
    pub kind: KindId,
    pub form: Form,
    /// With [`Form::Link`].
    pub link: String,
    /// With [`Form::Statement`].
    pub statement: String,
    /// First and last day it speaks for, both included; one day for an instant.
    pub speaks_from: Date,
    pub speaks_until: Date,
    /// The day the act was performed, if it shows one.
    pub performed_on: Option<Date>,
    /// Where a machine stamped that day: a source system, an e-mail header. Empty: a person typed it.
    pub stamp: String,
    /// Who performed it, if not the submitter.
    pub performed_by: Option<PersonId>,
    /// Its own review or end day, where it states one.
    pub own_end: Option<Date>,
}

const TITLE_MAX: usize = 200;
const LINK_MAX: usize = 2_000;
const STATEMENT_MAX: usize = 20_000;

impl EvidenceDraft {
    /// The same, tidied.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `title`, `link`, `statement`, `speaks_from`, `speaks_until`, `performed_on`, `stamp` or
    /// `own_end`.
    pub fn check(mut self, today: Date) -> Result<Self, Refusal> {
        let mut faults = Faults::default();
        let title = line("title", &self.title, TITLE_MAX, "Give it a title, as an auditor would look for it.");
        self.title = faults.take(title).unwrap_or_default();
        self.check_form(&mut faults);
        self.check_days(today, &mut faults);
        faults.none()?;
        Ok(self)
    }

    fn check_form(&mut self, faults: &mut Faults) {
        let (link, statement) = (!self.link.trim().is_empty(), !self.statement.trim().is_empty());
        match self.form {
            Form::File => {
                only(link, "link", "a file or a link", faults);
                only(statement, "statement", "a file or a written statement", faults);
            }
            Form::Link => {
                let link = faults.take(line("link", &self.link, LINK_MAX, "Give the address."));
                if link.as_ref().is_some_and(|link| !link.starts_with("https://") && !link.starts_with("http://")) {
                    faults.add("link", "An address begins with https://.");
                }
                self.link = link.unwrap_or_default();
                only(statement, "statement", "a link or a written statement", faults);
            }
            Form::Statement => {
                self.statement = self.statement.trim().to_owned();
                let length = self.statement.chars().count();
                if length == 0 {
                    faults.add("statement", "Write down what you state.");
                } else if length > STATEMENT_MAX {
                    faults.add("statement", format!("At most {STATEMENT_MAX} characters; this has {length}."));
                }
                only(link, "link", "a written statement or a link", faults);
            }
            Form::Record => faults.add("form", "A record comes of what is done in its register. Choose another form."),
        }
    }

    fn check_days(&mut self, today: Date, faults: &mut Faults) {
        if self.speaks_until < self.speaks_from {
            faults.add("speaks_until", format!("{} is before the first day, {}.", self.speaks_until, self.speaks_from));
        } else if self.speaks_until > today {
            faults
                .add("speaks_until", format!("{} has not come yet: evidence speaks for what was.", self.speaks_until));
        }
        if self.performed_on.is_some_and(|day| day > today) {
            faults.add("performed_on", "An act that is still to come proves nothing.");
        }
        self.stamp = self.stamp.trim().chars().take(TITLE_MAX).collect();
        if !self.stamp.is_empty() && self.performed_on.is_none() {
            faults.add("performed_on", "Give the day that the machine stamped.");
        }
        if self.own_end.is_some_and(|end| end < self.speaks_from) {
            faults.add("own_end", format!("It would have ended before its first day, {}.", self.speaks_from));
        } else if self.own_end.is_none() && catalogue().kinds.get(&self.kind).is_some_and(must_end) {
            faults.add("own_end", "Give its own last day: what an auditor or a vendor states does not prove for ever.");
        }
    }
}

/// What was typed beside the form that was chosen is not passed over: who typed it means it.
fn only(typed: bool, field: &'static str, which: &str, faults: &mut Faults) {
    if typed {
        let sentence = format!("Choose what you hand in: {which}. To hand in both, send one after the other.");
        faults.add(field, sentence);
    }
}

/// How long a requirement lets evidence live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    pub rule: FreshRule,
    /// The requirement's days; 0 where it does not age.
    pub days: u16,
}

/// For how many days after its last one a report or a letter of a vendor is taken, where the requirement names none: the
/// twelve months of market practice, and thirty days' grace.
const ATTESTED_DAYS: u16 = 396;

/// Whether evidence of a kind must say its own last day: reports, certificates and letters outside the register of
/// attestations, which alone knows how long each of them lives.
#[must_use]
pub const fn must_end(kind: &Kind) -> bool {
    matches!(kind.until, Until::AttestationRule)
}

/// Whether evidence of `kind`, speaking until `last`, ends no later than a requirement lets it.
///
/// Source: market practice: a report is accepted for twelve months after its period ends; the requirement says its days.
///
/// # Errors
/// [`Refusal::Invalid`] at `own_end` when it must say its end and does not, or names a later one.
pub fn ends_in_time(fresh: Freshness, kind: &Kind, last: Date, own_end: Option<Date>) -> Result<(), Refusal> {
    if !must_end(kind) {
        return Ok(());
    }
    let days = attested_days(fresh);
    let latest = last.saturating_add(jiff::Span::new().days(i64::from(days)));
    match own_end {
        None => Err(Refusal::at("own_end", "Give its own last day.")),
        Some(end) if end > latest => {
            let sentence = format!("It proves for {days} days after the last day it speaks for at most, to {latest}.");
            Err(Refusal::at("own_end", sentence))
        }
        Some(_) => Ok(()),
    }
}

const fn attested_days(fresh: Freshness) -> u16 {
    if fresh.days == 0 { ATTESTED_DAYS } else { fresh.days }
}

/// The first day on which evidence of `kind`, speaking until `last`, no longer proves; `None`: it does not age.
///
/// Source: the library's rules of freshness; a day that a document says of itself wins if it is earlier (rules, section
/// 0). The kind decides for events (judged by their date) and for what ends by a
/// day of its own; the requirement's days decide for the rest and stand in where a document states no day. Only an
/// agreement is in force until something ends it.
#[must_use]
pub fn stale_from(fresh: Freshness, kind: &Kind, last: Date, own_end: Option<Date>) -> Option<Date> {
    let after = |days: u16| (days > 0).then(|| last.saturating_add(jiff::Span::new().days(i64::from(days) + 1)));
    let own = own_end.map(|end| end.saturating_add(jiff::Span::new().days(1)));
    let sooner = |by_rule: Option<Date>| own.into_iter().chain(by_rule).min();
    match kind.until {
        Until::EventDate | Until::OwnEndDate => own,
        Until::AttestationRule => own.or_else(|| after(attested_days(fresh))),
        Until::OwnReviewDate => own.or_else(|| after(fresh.days)),
        Until::CoveredDays | Until::Cadence | Until::Freshness => match fresh.rule {
            FreshRule::Kind => sooner(after(kind.freshness_days)),
            FreshRule::Cadence
            | FreshRule::OwnReviewDate
            | FreshRule::OwnEndDate
            | FreshRule::Event
            | FreshRule::Days => sooner(after(fresh.days)),
        },
    }
}

/// What deciding needs to know of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnderReview {
    pub submitted_by: PersonId,
    pub performed_by: PersonId,
    pub withdrawn: bool,
}

const THIRTY_DAYS: i64 = 30 * 24 * 60 * 60;

/// Whether `by` may decide, and whether the decision carries a mark: the reviewer was invited by the submitter less
/// than thirty days ago.
///
/// # Errors
/// [`Refusal::Forbidden`] for the submitter, the performer, and whoever has no right of review;
/// [`Refusal::Conflict`] when it was withdrawn; [`Refusal::Invalid`] at `reason` when a rejection or an adverse
/// decision has none.
pub fn decide(evidence: &UnderReview, by: &Actor, ruling: Ruling, reason: &str, now: Instant) -> Result<bool, Refusal> {
    by.must_review()?;
    if by.person == evidence.submitted_by {
        return Err(Refusal::forbidden("You submitted this. Somebody else decides on it."));
    }
    if by.person == evidence.performed_by {
        return Err(Refusal::forbidden("You performed this. Somebody else decides on it."));
    }
    if evidence.withdrawn {
        return Err(Refusal::conflict("It was withdrawn meanwhile. Nothing was decided."));
    }
    if reason.trim().is_empty() && ruling != Ruling::Supports {
        return Err(Refusal::at("reason", "Say why, so that the submitter knows what would help."));
    }
    Ok(marked(by, evidence.submitted_by, now))
}

/// Whether whoever accepts was invited by the author less than thirty days before: shown beside what they accepted.
#[must_use]
pub fn marked(by: &Actor, author: PersonId, now: Instant) -> bool {
    by.invited.is_some_and(|(inviter, at)| inviter == author && now < at.plus_seconds(THIRTY_DAYS))
}

/// The kind that a nil return is in place of, for one requirement: the one that it names, or the only one there is.
/// `None` for evidence of any other kind.
///
/// # Errors
/// [`Refusal::Invalid`] at `in_place_of` when it names none of two, or one that the requirement does not know.
pub fn population<'a>(
    proof: &'a Proof,
    kind: &KindId,
    named: Option<&'a KindId>,
) -> Result<Option<&'a KindId>, Refusal> {
    if *kind != KindId::NIL_RETURN {
        return Ok(None);
    }
    match named.or_else(|| proof.sole_nil()) {
        Some(named) if proof.nils().any(|nil| nil == named) => Ok(Some(named)),
        Some(_) => Err(Refusal::at("in_place_of", "Choose one of the kinds that a nil return can stand in for here.")),
        None => Err(Refusal::at("in_place_of", "Say what did not occur: one nil return is over one population.")),
    }
}

/// One pair that evidence is submitted for or decided on: a requirement and a subject's number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NamedPair {
    pub requirement: RequirementId,
    pub subject: i64,
}

#[cfg(test)]
mod tests;
