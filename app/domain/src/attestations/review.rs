//! The second person's review: point by point what the kind asks to be checked, then accepted, or left waiting.

use super::against::against;
use super::field::checklist;
use super::follows::{FollowDraft, Follows, Part, Point, points};
use super::kinds::has_opinion;
use super::terms::{Judged, Opinion, Terms};
use crate::catalogue::AttestationKind;
use crate::days::Period;
use crate::evidence::{Ruling, UnderReview, decide};
use crate::ids::PersonId;
use crate::instant::Instant;
use crate::people::Actor;
use crate::refusal::{Faults, Refusal};
use crate::words::word;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

word! {
    /// What the reviewer says to one point.
    pub enum Answered {
        Fine = "fine", "In order",
        /// Not in order, and known: the note says what follows.
        Wanting = "wanting", "Not in order",
        NotApplicable = "not-applicable", "Does not apply",
    }
}

/// One point as answered in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerDraft {
    /// A word of [`Answered`].
    pub answer: String,
    pub note: String,
}

/// A review as typed: the points in the order of the [`checklist`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewDraft {
    pub answers: Vec<AnswerDraft>,
    /// Of a qualified opinion: a word of [`Judged`], or empty for not yet.
    pub judged: String,
    /// What the auditor found, line by line: a word of [`super::Outcome`] with why, or empty for not yet.
    pub found: Vec<AnswerDraft>,
}

/// What accepting needs to know of an attestation.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    pub kind: &'a AttestationKind,
    pub terms: &'a Terms,
    pub entered_by: PersonId,
    pub accepted_on: Option<Date>,
    /// The record was taken back.
    pub taken_back: bool,
    /// The document is attached.
    pub kept: bool,
    /// The days for which our programmes need the vendor's documents, and today.
    pub windows: &'a [Period],
    pub today: Date,
}

/// One point with what was said to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The point as it stood in the list that day.
    pub point: String,
    pub answer: Answered,
    pub note: String,
}

/// An accepted attestation's review, to be kept with who and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    pub items: Vec<Item>,
    pub judged: Option<Judged>,
    /// What of the auditor's findings touches us; those that nobody judged yet are not among them.
    pub found: Vec<(Point, Follows)>,
    /// The reviewer was invited less than thirty days ago by whoever entered it.
    pub marked: bool,
}

const NOTE_MAX: usize = 2_000;

/// What to answer where the document itself speaks against a point.
const THEN: &str =
    "Answer “Not in order” and say what follows for us, say why it does not apply, or reject the document.";

impl Item {
    /// Whether it is said to be in order, or not to apply without a reason.
    fn finds_nothing_wrong(&self) -> bool {
        match self.answer {
            Answered::Fine => true,
            Answered::NotApplicable => self.note.is_empty(),
            Answered::Wanting => false,
        }
    }
}

/// Whether a document can be looked at: it is kept here, or a point that is in order says where it was read.
#[must_use]
pub fn backed(kept: bool, items: &[Item]) -> bool {
    kept || items.iter().any(|item| item.answer == Answered::Fine && !item.note.is_empty())
}

/// A second person accepts an attestation: from now on it counts.
///
/// # Errors
/// [`Refusal::Forbidden`] for whoever entered it or has no right of review; [`Refusal::Conflict`] when it was accepted
/// or taken back meanwhile; [`Refusal::Invalid`] at `point-N` (from 1) for each point without an answer and for each that
/// is said to be in order, or without a reason not to apply, although the document as entered says otherwise; at `note-N`
/// where something is not in order and nobody says what, or where nothing is attached and nobody says where it was read,
/// at `judged`, and at `found-N` and `found-note-N`.
pub fn accept(entry: &Entry<'_>, by: &Actor, draft: &ReviewDraft, now: Instant) -> Result<Reviewed, Refusal> {
    let under =
        UnderReview { submitted_by: entry.entered_by, performed_by: entry.entered_by, withdrawn: entry.taken_back };
    let marked = decide(&under, by, Ruling::Supports, "", now)?;
    if let Some(day) = entry.accepted_on {
        return Err(Refusal::conflict(format!("It was accepted on {}. Nothing was changed.", super::said(day))));
    }
    let mut faults = Faults::default();
    let judged = judged(entry, &draft.judged, &mut faults);
    let mut answers = draft.answers.iter();
    let (mut items, mut first) = (Vec::new(), None);
    for (number, point) in (1..).zip(checklist(entry.kind)) {
        let item = item(number, point, answers.next(), &mut faults);
        if item.as_ref().is_some_and(Item::finds_nothing_wrong)
            && let Some(says) = against(entry.kind, point, entry.terms, judged, entry.windows, entry.today)
        {
            faults.add(format!("point-{number}"), format!("{says} {THEN}"));
        }
        if item.as_ref().is_some_and(|item| item.answer == Answered::Fine) {
            first = first.or(Some(number));
        }
        items.extend(item);
    }
    if let Some(number) = first.filter(|_| !backed(entry.kept, &items)) {
        let says = "No document is attached. Say where you read it, so that others find it.";
        faults.add(format!("note-{number}"), says);
    }
    let found = found(entry, &draft.found, &mut faults);
    faults.none()?;
    Ok(Reviewed { items, judged, found, marked })
}

fn item(number: usize, point: &str, typed: Option<&AnswerDraft>, faults: &mut Faults) -> Option<Item> {
    let Some((typed, Ok(answer))) = typed.map(|typed| (typed, typed.answer.trim().parse::<Answered>())) else {
        faults.add(format!("point-{number}"), format!("Answer this too: {point}."));
        return None;
    };
    let note = typed.note.trim().to_owned();
    let length = note.chars().count();
    if length > NOTE_MAX {
        faults.add(format!("note-{number}"), format!("At most {NOTE_MAX} characters; this has {length}."));
    } else if note.is_empty() && answer == Answered::Wanting {
        faults.add(format!("note-{number}"), "Say what is not in order, and what follows for us.");
    }
    Some(Item { point: point.to_owned(), answer, note })
}

/// What was said of each exception; where nothing was said, it is decided later.
fn found(entry: &Entry<'_>, typed: &[AnswerDraft], faults: &mut Faults) -> Vec<(Point, Follows)> {
    let exceptions = points(entry.terms).map(|(point, _)| point).filter(|point| point.part == Part::Exception);
    let said = exceptions.zip(typed).filter(|(_, typed)| !typed.answer.trim().is_empty());
    let mut all = Vec::new();
    for (point, AnswerDraft { answer, note }) in said {
        let draft = FollowDraft { outcome: answer.clone(), reason: note.clone(), ..FollowDraft::default() };
        match draft.check(point.part) {
            Ok(follows) => all.push((point, follows)),
            Err(Refusal::Invalid(wrong)) => wrong.into_iter().for_each(|fault| {
                let field = if fault.field == "reason" { "found-note" } else { "found" };
                faults.add(format!("{field}-{}", point.no), fault.message);
            }),
            Err(refusal) => faults.add(format!("found-{}", point.no), refusal.to_string()),
        }
    }
    all
}

fn judged(entry: &Entry<'_>, typed: &str, faults: &mut Faults) -> Option<Judged> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    if !has_opinion(entry.kind) || entry.terms.opinion != Some(Opinion::Qualified) {
        faults.add("judged", "Only a qualified opinion is judged. Leave this empty.");
        return None;
    }
    let judged = typed.parse::<Judged>();
    judged.map_err(|_| faults.add("judged", "Say whether the qualification touches what we use.")).ok()
}
