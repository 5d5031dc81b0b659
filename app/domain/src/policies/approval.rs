//! Approving a version: people named for it, a quorum of them, never whoever wrote it.

use crate::change::{reason, words};
use crate::ids::PersonId;
use crate::people::Actor;
use crate::policies::{PolicyText, missing, named, placeholders, still_guidance};
use crate::refusal::{Faults, Refusal};
use crate::words::word;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

word! {
    /// What became of a version that was submitted.
    pub enum VersionOutcome {
        Approved = "approved", "Approved",
        Rejected = "rejected", "Rejected",
        Withdrawn = "withdrawn", "Withdrawn",
    }
}

/// Days for which those who wrote a version that was rejected are told so, unless they submit another before.
pub const BACK_DAYS: i64 = 28;

/// Somebody whose approval was asked by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approver {
    pub person: PersonId,
    pub approved: bool,
    /// Who approved in their place while they were away.
    pub acted_by: Option<PersonId>,
}

impl Approver {
    /// Who approved: themselves, or whoever stood in for them; nobody yet.
    #[must_use]
    pub fn by(&self) -> Option<PersonId> {
        self.approved.then(|| self.acted_by.unwrap_or(self.person))
    }
}

/// Somebody named is away on a day, and somebody looks after their things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    pub away: PersonId,
    pub delegate: PersonId,
    /// Who said so.
    pub said_by: PersonId,
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
    /// Whether what stands in brackets is meant so, and is no place that somebody forgot to fill.
    pub brackets_stay: bool,
}

/// Whether a draft can be submitted: its text says what its template requires (or a document stands in for it), and
/// people other than its authors are named, as many as the quorum at least.
///
/// # Errors
/// [`Refusal::Invalid`] at `text`, `brackets` with the places that are still open, `approvers`, `quorum` or `in_force_from`.
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
            faults.add("text", unwritten(&missing, &still_guidance(&text.text, required)));
        }
        let open = placeholders(&text.text);
        if !open.is_empty() && !said.brackets_stay {
            let sentence =
                format!("These places are still to be filled: {}. Fill them, or keep them as text.", named(&open));
            faults.add("brackets", sentence);
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

/// “Nothing is written yet under: Scope; Roles. This is still the template’s guidance: Exceptions.”: of the sections that
/// are missing, those that are `guidance` apart.
#[must_use]
pub fn unwritten(missing: &[&str], guidance: &[&str]) -> String {
    let bare: Vec<_> = missing.iter().filter(|one| !guidance.contains(one)).copied().collect();
    let sentences =
        [("Nothing is written yet under", bare.as_slice()), ("This is still the template’s guidance", guidance)];
    let said = sentences.into_iter().filter(|(_, sections)| !sections.is_empty());
    said.map(|(begins, sections)| format!("{begins}: {}.", sections.join("; "))).collect::<Vec<_>>().join(" ")
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

    /// The place in which somebody decides: their own where they are named, else that of somebody named who is away and
    /// for whom they stand in. Nobody decides twice, none of its authors says who stands in, and nobody makes themselves the
    /// one who does.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for its authors, and for whoever neither is named nor stands in; [`Refusal::Conflict`] for
    /// whoever approved already.
    pub fn place(&self, stand_ins: &[StandIn], by: &Actor) -> Result<Approver, Refusal> {
        if self.authors.contains(&by.person) {
            return Err(Refusal::forbidden("You wrote on this version. Somebody else approves it."));
        }
        if self.approvers.iter().any(|approver| approver.by() == Some(by.person)) {
            return Err(Refusal::conflict("You approved it already. Others are still to."));
        }
        if let Some(own) = self.approvers.iter().find(|approver| approver.person == by.person) {
            return match own.acted_by {
                None => Ok(*own),
                Some(_) => Err(Refusal::conflict("Somebody approved it in your place while you were away.")),
            };
        }
        let stands_in = |approver: &&Approver| {
            let for_them = |one: &StandIn| {
                one.away == approver.person
                    && one.delegate == by.person
                    && one.said_by != by.person
                    && !self.authors.contains(&one.said_by)
            };
            !approver.approved && stand_ins.iter().any(for_them)
        };
        let away = self.approvers.iter().find(stands_in);
        away.copied().ok_or_else(|| Refusal::forbidden("Others were named to approve this version."))
    }

    /// How many approvals are still missing.
    #[must_use]
    pub fn still_takes(&self) -> usize {
        let so_far = self.approvers.iter().filter(|approver| approver.approved).count();
        self.quorum.saturating_sub(so_far)
    }

    /// Those who may still approve.
    pub fn still_to_approve(&self) -> impl Iterator<Item = PersonId> {
        let open = self.outcome.is_none();
        self.approvers.iter().filter(move |approver| open && !approver.approved).map(|approver| approver.person)
    }
}

/// One of those named approves, or whoever stands in for one of them today; in whose place, and whether that reaches the
/// quorum.
///
/// # Errors
/// As [`Submission::place`]; [`Refusal::Conflict`] when it was decided.
pub fn approve(version: &Submission<'_>, stand_ins: &[StandIn], by: &Actor) -> Result<(PersonId, bool), Refusal> {
    version.is_open()?;
    let place = version.place(stand_ins, by)?;
    Ok((place.person, version.still_takes() <= 1))
}

/// One of those named rejects, or whoever stands in for one of them today, and says why: the version is over. In whose
/// place, and the words.
///
/// # Errors
/// As [`approve`]; [`Refusal::Invalid`] at `reason`.
pub fn reject(
    version: &Submission<'_>,
    stand_ins: &[StandIn],
    by: &Actor,
    why: &str,
) -> Result<(PersonId, String), Refusal> {
    version.is_open()?;
    let place = match version.approvers.iter().find(|approver| approver.person == by.person) {
        // Whoever approved may think again until it is decided.
        Some(own) if own.approved && own.acted_by.is_none() && !version.authors.contains(&by.person) => *own,
        Some(_) | None => version.place(stand_ins, by)?,
    };
    if why.trim().is_empty() {
        return Err(Refusal::at("reason", "Say what would have to change; its authors read it."));
    }
    Ok((place.person, words("reason", why)?))
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
        Approver { person: person(no), approved, acted_by: None }
    }

    #[test]
    fn the_last_approval_of_the_quorum_puts_it_in_force() {
        let (authors, approvers) = ([person(1)], [asked(2, false), asked(3, true), asked(4, false)]);
        let version = Submission { authors: &authors, approvers: &approvers, quorum: 2, outcome: None };
        assert_eq!(approve(&version, &[], &actor(2)), Ok((person(2), true)));
        assert_eq!(approve(&Submission { quorum: 3, ..version }, &[], &actor(2)), Ok((person(2), false)));
        assert!(matches!(approve(&version, &[], &actor(3)), Err(Refusal::Conflict(_))));
        assert!(matches!(approve(&version, &[], &actor(5)), Err(Refusal::Forbidden(_))));
        assert_eq!(version.still_to_approve().collect::<Vec<_>>(), [person(2), person(4)]);
        assert_eq!((version.still_takes(), Submission { quorum: 3, ..version }.still_takes()), (1, 2));
    }

    #[test]
    fn whoever_wrote_on_it_never_approves_it_even_when_named() {
        let (authors, approvers) = ([person(1), person(2)], [asked(2, false), asked(3, false)]);
        let version = Submission { authors: &authors, approvers: &approvers, quorum: 1, outcome: None };
        assert!(matches!(approve(&version, &[], &actor(2)), Err(Refusal::Forbidden(_))));
        assert!(matches!(reject(&version, &[], &actor(1), "No."), Err(Refusal::Forbidden(_))));
    }

    fn stands_in(away: u128, delegate: u128, said_by: u128) -> StandIn {
        StandIn { away: person(away), delegate: person(delegate), said_by: person(said_by) }
    }

    #[test]
    fn whoever_stands_in_approves_in_the_place_of_somebody_named_and_only_once() {
        let (authors, approvers) = ([person(1)], [asked(2, false), asked(3, false), asked(4, false)]);
        let version = Submission { authors: &authors, approvers: &approvers, quorum: 2, outcome: None };
        let away = [stands_in(2, 7, 2), stands_in(3, 7, 3)];
        assert_eq!(approve(&version, &away, &actor(7)), Ok((person(2), false)));
        assert_eq!(reject(&version, &away, &actor(7), "Too long.").unwrap().0, person(2));
        let acted = [Approver { approved: true, acted_by: Some(person(7)), ..asked(2, false) }, asked(3, false)];
        let half = Submission { approvers: &acted, ..version };
        assert!(matches!(approve(&half, &away, &actor(7)), Err(Refusal::Conflict(_))), "one person counts once");
        assert!(matches!(approve(&half, &[], &actor(2)), Err(Refusal::Conflict(_))), "their place is taken");
        assert_eq!(approve(&half, &[], &actor(3)), Ok((person(3), true)));
    }

    #[test]
    fn nobody_stands_in_who_wrote_it_or_was_sent_by_its_author_or_by_somebody_who_stands_in_too() {
        let (authors, approvers) = ([person(1)], [asked(2, false)]);
        let version = Submission { authors: &authors, approvers: &approvers, quorum: 1, outcome: None };
        let refused =
            |away: &[StandIn], by: u128| matches!(approve(&version, away, &actor(by)), Err(Refusal::Forbidden(_)));
        assert!(refused(&[], 7), "nobody is away");
        assert!(refused(&[stands_in(2, 1, 2)], 1), "its author");
        assert!(refused(&[stands_in(2, 7, 1)], 7), "its author said who stands in");
        assert!(refused(&[stands_in(2, 7, 7)], 7), "they said themselves that another is away");
        assert!(approve(&version, &[stands_in(2, 7, 9)], &actor(7)).is_ok(), "somebody else said so");
        assert!(refused(&[stands_in(2, 7, 2), stands_in(7, 8, 7)], 8), "a chain is not followed");
        let own = [stands_in(3, 2, 3)];
        let both = [asked(2, false), asked(3, false)];
        let two = Submission { approvers: &both, quorum: 2, ..version };
        assert_eq!(approve(&two, &own, &actor(2)), Ok((person(2), false)), "their own place comes first");
    }

    #[test]
    fn what_was_decided_is_decided() {
        let (authors, approvers) = ([person(1)], [asked(2, false)]);
        for outcome in VersionOutcome::ALL {
            let version = Submission { authors: &authors, approvers: &approvers, quorum: 1, outcome: Some(*outcome) };
            assert!(matches!(approve(&version, &[], &actor(2)), Err(Refusal::Conflict(_))));
            assert!(matches!(reject(&version, &[], &actor(2), "No."), Err(Refusal::Conflict(_))));
            assert!(matches!(withdraw(&version, "Moot."), Err(Refusal::Conflict(_))));
            assert_eq!(version.still_to_approve().count(), 0);
        }
        let open = Submission { authors: &authors, approvers: &approvers, quorum: 1, outcome: None };
        assert!(matches!(reject(&open, &[], &actor(2), " "), Err(Refusal::Invalid(_))));
        assert_eq!(reject(&open, &[], &actor(2), " Too long. "), Ok((person(2), "Too long.".to_owned())));
    }

    #[test]
    fn a_draft_is_submitted_whole_to_others_for_a_day_to_come() {
        let today = date(2026, 11, 22);
        let text = PolicyText { text: "## Scope\n\nAll of us.\n".into(), ..PolicyText::default() };
        let said =
            Said { approvers: vec![person(2), person(3)], quorum: 2, in_force_from: today, brackets_stay: false };
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
        assert_eq!(
            unwritten(&["Scope", "Roles"], &["Roles"]),
            "Nothing is written yet under: Scope. This is still the template’s guidance: Roles."
        );
        assert_eq!(tried(&PolicyText::default(), true, &said), Ok(()));
        let unfilled = PolicyText { text: "## Scope\n\nAll who answer to [Security lead].\n".into(), ..text.clone() };
        assert_eq!(tried(&unfilled, false, &said), fields(&["brackets"]));
        assert_eq!(tried(&unfilled, false, &Said { brackets_stay: true, ..said.clone() }), Ok(()));
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
