//! Approving a version: people named for it, a quorum of them, never whoever wrote it.

use crate::change::{reason, words};
use crate::ids::PersonId;
use crate::people::Actor;
use crate::policies::{PolicyText, missing};
use crate::refusal::{Faults, Refusal};
use crate::words::word;
use jiff::civil::Date;

word! {
    /// What became of a version that was submitted.
    pub enum VersionOutcome {
        Approved = "approved", "Approved",
        Rejected = "rejected", "Rejected",
        Withdrawn = "withdrawn", "Withdrawn",
    }
}

/// Somebody whose approval was asked by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approver {
    pub person: PersonId,
    pub approved: bool,
}

/// A submitted version as its rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submission<'a> {
    /// Everybody who wrote on it, and who submitted it.
    pub authors: &'a [PersonId],
    pub approvers: &'a [Approver],
    /// Approvals that it takes.
    pub quorum: usize,
    pub outcome: Option<VersionOutcome>,
}

/// What is asked for when a draft is submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub approvers: Vec<PersonId>,
    pub quorum: usize,
    pub in_force_from: Date,
}

/// Whether a draft can be submitted: its text says what its template requires (or a document stands in for it), and
/// people other than its authors are named, as many as the quorum at least.
///
/// # Errors
/// [`Refusal::Invalid`] at `text`, `approvers`, `quorum` or `in_force_from`.
pub fn submit(
    text: &PolicyText,
    has_document: bool,
    required: &[&str],
    said: &Said,
    authors: &[PersonId],
    today: Date,
) -> Result<(), Refusal> {
    let mut faults = Faults::default();
    if !has_document {
        let missing = missing(&text.text, required);
        if text.text.trim().is_empty() {
            faults.add("text", "Write the policy, or attach it as a document.");
        } else if !missing.is_empty() {
            faults.add("text", format!("Nothing is written yet under: {}.", missing.join("; ")));
        }
    }
    if said.approvers.is_empty() {
        faults.add("approvers", "Name at least one person to approve it.");
    } else if said.approvers.iter().any(|person| authors.contains(person)) {
        faults.add("approvers", "Somebody named here wrote on it. Whoever writes a policy does not approve it.");
    }
    if said.quorum == 0 || (said.quorum > said.approvers.len() && !said.approvers.is_empty()) {
        let sentence = format!("Between 1 and {}: as many as are named.", said.approvers.len().max(1));
        faults.add("quorum", sentence);
    }
    if said.in_force_from < today {
        faults.add("in_force_from", format!("{} has passed: a policy binds from its approval on.", said.in_force_from));
    }
    faults.none()
}

impl Submission<'_> {
    fn is_open(&self) -> Result<(), Refusal> {
        match self.outcome {
            None => Ok(()),
            Some(outcome) => Err(Refusal::conflict(format!(
                "It was {} meanwhile. Nothing was changed.",
                outcome.label().to_lowercase()
            ))),
        }
    }

    fn named(&self, by: &Actor) -> Result<Approver, Refusal> {
        if self.authors.contains(&by.person) {
            return Err(Refusal::forbidden("You wrote on this version. Somebody else approves it."));
        }
        let named = self.approvers.iter().find(|approver| approver.person == by.person);
        named.copied().ok_or_else(|| Refusal::forbidden("Others were named to approve this version."))
    }

    /// Those who are still to approve.
    pub fn still_to_approve(&self) -> impl Iterator<Item = PersonId> {
        let open = self.outcome.is_none();
        self.approvers.iter().filter(move |approver| open && !approver.approved).map(|approver| approver.person)
    }
}

/// One of those named approves; whether that reaches the quorum.
///
/// # Errors
/// [`Refusal::Forbidden`] for its authors and for whoever is not named; [`Refusal::Conflict`] when it was decided, or
/// they approved it already.
pub fn approve(version: &Submission<'_>, by: &Actor) -> Result<bool, Refusal> {
    version.is_open()?;
    if version.named(by)?.approved {
        return Err(Refusal::conflict("You approved it already. Others are still to."));
    }
    let so_far = version.approvers.iter().filter(|approver| approver.approved).count();
    Ok(so_far + 1 >= version.quorum)
}

/// One of those named rejects, and says why: the version is over.
///
/// # Errors
/// As [`approve`]; [`Refusal::Invalid`] at `reason`.
pub fn reject(version: &Submission<'_>, by: &Actor, why: &str) -> Result<String, Refusal> {
    version.is_open()?;
    version.named(by)?;
    if why.trim().is_empty() {
        return Err(Refusal::at("reason", "Say what would have to change; its authors read it."));
    }
    words("reason", why)
}

/// Its authors take it back before it was decided.
///
/// # Errors
/// [`Refusal::Conflict`] when it was decided; [`Refusal::Invalid`] at `reason`.
pub fn withdraw(version: &Submission<'_>, why: &str) -> Result<String, Refusal> {
    version.is_open()?;
    reason(why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{Rights, Role};
    use jiff::civil::date;
    use uuid::Uuid;

    fn person(no: u128) -> PersonId {
        PersonId(Uuid::from_u128(no))
    }

    fn actor(no: u128) -> Actor {
        Actor { person: person(no), rights: Rights::of(&[Role::Executive], false), invited: None }
    }

    fn asked(no: u128, approved: bool) -> Approver {
        Approver { person: person(no), approved }
    }

    #[test]
    fn the_last_approval_of_the_quorum_puts_it_in_force() {
        let (authors, approvers) = ([person(1)], [asked(2, false), asked(3, true), asked(4, false)]);
        let version = Submission { authors: &authors, approvers: &approvers, quorum: 2, outcome: None };
        assert_eq!(approve(&version, &actor(2)), Ok(true));
        assert_eq!(approve(&Submission { quorum: 3, ..version }, &actor(2)), Ok(false));
        assert!(matches!(approve(&version, &actor(3)), Err(Refusal::Conflict(_))));
        assert!(matches!(approve(&version, &actor(5)), Err(Refusal::Forbidden(_))));
        assert_eq!(version.still_to_approve().collect::<Vec<_>>(), [person(2), person(4)]);
    }

    #[test]
    fn whoever_wrote_on_it_never_approves_it_even_when_named() {
        let (authors, approvers) = ([person(1), person(2)], [asked(2, false), asked(3, false)]);
        let version = Submission { authors: &authors, approvers: &approvers, quorum: 1, outcome: None };
        assert!(matches!(approve(&version, &actor(2)), Err(Refusal::Forbidden(_))));
        assert!(matches!(reject(&version, &actor(1), "No."), Err(Refusal::Forbidden(_))));
    }

    #[test]
    fn what_was_decided_is_decided() {
        let (authors, approvers) = ([person(1)], [asked(2, false)]);
        for outcome in VersionOutcome::ALL {
            let version = Submission { authors: &authors, approvers: &approvers, quorum: 1, outcome: Some(*outcome) };
            assert!(matches!(approve(&version, &actor(2)), Err(Refusal::Conflict(_))));
            assert!(matches!(reject(&version, &actor(2), "No."), Err(Refusal::Conflict(_))));
            assert!(matches!(withdraw(&version, "Moot."), Err(Refusal::Conflict(_))));
            assert_eq!(version.still_to_approve().count(), 0);
        }
        let open = Submission { authors: &authors, approvers: &approvers, quorum: 1, outcome: None };
        assert!(matches!(reject(&open, &actor(2), " "), Err(Refusal::Invalid(_))));
        assert_eq!(reject(&open, &actor(2), " Too long. "), Ok("Too long.".to_owned()));
    }

    #[test]
    fn a_draft_is_submitted_whole_to_others_for_a_day_to_come() {
        let today = date(2026, 11, 22);
        let text = PolicyText { text: "## Scope\n\nAll of us.\n".into(), ..PolicyText::default() };
        let said = Said { approvers: vec![person(2), person(3)], quorum: 2, in_force_from: today };
        let tried = |text: &PolicyText, document, said: &Said| {
            submit(text, document, &["Scope"], said, &[person(1)], today).map_err(|refusal| match refusal {
                Refusal::Invalid(faults) => faults.into_iter().map(|fault| fault.field.into_owned()).collect(),
                other @ (Refusal::Forbidden(_) | Refusal::Missing(_) | Refusal::Conflict(_)) => vec![other.to_string()],
            })
        };
        let fields = |fields: &[&str]| Err(fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>());
        assert_eq!(tried(&text, false, &said), Ok(()));
        let bare = PolicyText { text: "## Scope\n\n> Say whom it binds.\n".into(), ..text.clone() };
        assert_eq!(tried(&bare, false, &said), fields(&["text"]));
        assert_eq!(tried(&PolicyText::default(), true, &said), Ok(()));
        assert_eq!(tried(&text, false, &Said { approvers: vec![], ..said.clone() }), fields(&["approvers"]));
        assert_eq!(
            tried(&text, false, &Said { approvers: vec![person(1)], quorum: 1, ..said.clone() }),
            fields(&["approvers"])
        );
        assert_eq!(tried(&text, false, &Said { quorum: 0, ..said.clone() }), fields(&["quorum"]));
        assert_eq!(tried(&text, false, &Said { quorum: 3, ..said.clone() }), fields(&["quorum"]));
        let late = Said { in_force_from: date(2026, 11, 21), ..said };
        assert_eq!(tried(&text, false, &late), fields(&["in_force_from"]));
    }
}
