//! Closing a questionnaire: a second person decides on every answer that falls short, and says what follows for the vendor.

use super::ask::Key;
use super::reading::{Falls, Line, Reading, Verdict};
use super::stage::Stage;
use crate::accounts::line;
use crate::days;
use crate::evidence::{Ruling, UnderReview, decide};
use crate::ids::{OwnTaskId, PersonId};
use crate::instant::Instant;
use crate::people::Actor;
use crate::refusal::{Faults, Refusal};
use crate::words::word;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

word! {
    /// What follows for the vendor.
    pub enum Conclusion {
        Fit = "fit", "May be used",
        WithGaps = "with-gaps", "May be used, with what was accepted or is to be corrected",
        Unfit = "unfit", "Not to be used",
    }
}

word! {
    /// What was decided on an answer that falls short.
    pub enum Outcome {
        Accepted = "accepted", "Accepted, with a reason",
        ToCorrect = "to-correct", "To be corrected",
    }
}

/// An answer that falls short, as decided in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecidedDraft {
    pub key: String,
    /// A word of [`Outcome`].
    pub outcome: String,
    /// Why it is accepted, or what is to be done.
    pub words: String,
    /// The id of who sees to it.
    pub owner: String,
    pub due_on: String,
}

/// A closing as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CloseDraft {
    pub decided: Vec<DecidedDraft>,
    /// One decision for all on which nothing of their own is said; its key is [`REST`]. What knocks the vendor out takes one
    /// of its own.
    pub rest: DecidedDraft,
    /// A word of [`Conclusion`].
    pub conclusion: String,
    pub words: String,
}

/// What was decided on an answer that falls short, kept with the closing. What is to be corrected is a task of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub key: Key,
    pub falls: Falls,
    pub outcome: Outcome,
    pub words: String,
    pub owner: Option<PersonId>,
    pub due_on: Option<Date>,
    pub task: Option<OwnTaskId>,
}

/// A closing, to be kept with who and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    pub decided: Vec<Decided>,
    pub conclusion: Conclusion,
    pub words: String,
    /// The reviewer was invited less than thirty days ago by whoever sent it.
    pub marked: bool,
}

/// What closing needs to know of a questionnaire.
#[derive(Clone, Copy, Debug)]
pub struct UnderClosing<'a> {
    pub stage: Stage,
    pub lines: &'a [Line],
    pub sent_by: PersonId,
    /// Who of us read answers in from a workbook or submitted them for the vendor.
    pub wrote: &'a BTreeSet<PersonId>,
}

/// Where faults of the decision for all others are told: `outcome-rest`, `words-rest`.
pub const REST: &str = "rest";

const WORDS_MAX: usize = 2_000;
const TASK_MAX: usize = 160;

/// One of us says what an answer amounts to that no rule can tell.
///
/// # Errors
/// [`Refusal::Conflict`] when the vendor has not submitted it, or it is closed; [`Refusal::Invalid`] at `verdict-KEY` for a
/// question that is not answered, or that its own rule tells.
pub fn judge(stage: Stage, line: &Line, typed: &str) -> Result<Verdict, Refusal> {
    if stage != Stage::Submitted {
        return Err(Refusal::conflict(
            "Answers are judged once the vendor has submitted them, and before it is closed.",
        ));
    }
    let at = format!("verdict-{}", line.ask.key);
    if !line.ask.is_judged() || matches!(line.reading(), Reading::Unanswered | Reading::SetAside) {
        return Err(Refusal::at(at, "There is nothing to judge here."));
    }
    typed.trim().parse().map_err(|_| Refusal::at(at, "Say whether the answer is favourable, partly so or not."))
}

/// Whether `by` may be the second person of a questionnaire, and whether that carries a mark: they were invited less than
/// thirty days ago by whoever sent it. `wrote` are those of us who wrote answers into it or submitted it.
///
/// # Errors
/// [`Refusal::Forbidden`] for each of them, and without the right of review.
pub fn may_close(sent_by: PersonId, wrote: &BTreeSet<PersonId>, by: &Actor, now: Instant) -> Result<bool, Refusal> {
    if sent_by == by.person {
        return Err(Refusal::forbidden("You sent this questionnaire. Somebody else closes it."));
    }
    let review = UnderReview { submitted_by: sent_by, performed_by: sent_by, withdrawn: false };
    let marked = decide(&review, by, Ruling::Supports, "", now)?;
    if wrote.contains(&by.person) {
        return Err(Refusal::forbidden(
            "You wrote answers into it, or made a link by which one can. Somebody else closes it.",
        ));
    }
    Ok(marked)
}

/// A second person closes a questionnaire: on each answer that falls short it is decided, and what follows is said.
///
/// # Errors
/// [`Refusal::Forbidden`] for whoever sent it, wrote answers into it or held its link, and without the right of review;
/// [`Refusal::Conflict`] unless it is submitted, and while answers wait to be judged; [`Refusal::Invalid`] at
/// `outcome-KEY`, `words-KEY`, `owner-KEY`, `due-KEY`, `conclusion` and `words`.
pub fn close(
    under: &UnderClosing<'_>,
    by: &Actor,
    draft: &CloseDraft,
    today: Date,
    now: Instant,
) -> Result<Closed, Refusal> {
    let marked = may_close(under.sent_by, under.wrote, by, now)?;
    if under.stage != Stage::Submitted {
        let stands = under.stage.label().to_lowercase();
        return Err(Refusal::conflict(format!("It cannot be closed: it {stands}.")));
    }
    if under.lines.iter().any(|line| line.reading() == Reading::Waits) {
        return Err(Refusal::conflict("Answers wait to be judged. It is closed once all of them are."));
    }
    let mut faults = Faults::default();
    let short: Vec<_> = under.lines.iter().filter_map(|line| Some((line, line.falls()?))).collect();
    let is_left = |line: &Line| !line.knocks_out() && draft.is_left(&line.ask.key);
    let left = short.iter().any(|(line, _)| is_left(line));
    let rest = left.then(|| draft.for_the_rest(today, &mut faults)).flatten();
    let decide = |(line, falls): &(&Line, Falls)| draft.decide(line, *falls, rest.as_ref(), today, &mut faults);
    let decided: Vec<_> = short.iter().map(decide).collect();
    let conclusion = draft.conclusion.trim().parse::<Conclusion>().ok();
    match conclusion {
        None => faults.add("conclusion", "Say what follows for the vendor."),
        Some(Conclusion::Fit) if !decided.is_empty() => {
            faults.add("conclusion", "Some answers fall short: it may be used with them, or not.");
        }
        Some(Conclusion::Fit | Conclusion::WithGaps | Conclusion::Unfit) => {}
    }
    let words = draft.words.trim().to_owned();
    if words.is_empty() || words.chars().count() > WORDS_MAX {
        faults.add("words", format!("Say in at most {WORDS_MAX} characters what you looked at and what decided it."));
    }
    faults.none()?;
    let decided = decided.into_iter().flatten().collect();
    Ok(Closed { decided, conclusion: conclusion.unwrap_or(Conclusion::Unfit), words, marked })
}

/// What was decided on an answer, whichever it is.
#[derive(Clone, Debug)]
struct Decision {
    outcome: Outcome,
    words: String,
    owner: Option<PersonId>,
    due_on: Option<Date>,
}

impl DecidedDraft {
    /// Whether nothing was said in it.
    fn is_empty(&self) -> bool {
        self.outcome.trim().is_empty()
            && self.words.trim().is_empty()
            && self.owner.is_empty()
            && self.due_on.is_empty()
    }

    /// What it says; its faults stand at the fields of `key`, and begin with `of`.
    fn read(&self, key: &str, of: &str, today: Date, faults: &mut Faults) -> Option<Decision> {
        let Ok(outcome) = self.outcome.trim().parse::<Outcome>() else {
            faults.add(format!("outcome-{key}"), format!("{of}: accept it with a reason, or have it corrected."));
            return None;
        };
        let words_at = format!("words-{key}");
        let (owner, due_on, words) = match outcome {
            Outcome::Accepted => {
                let words = self.words.trim().to_owned();
                if words.is_empty() || words.chars().count() > WORDS_MAX {
                    faults.add(words_at, format!("{of}: say in at most {WORDS_MAX} characters why it is accepted."));
                }
                (None, None, words)
            }
            Outcome::ToCorrect => {
                let words = line("words", &self.words, TASK_MAX, "Say what is to be done.");
                let words = words.map_err(|fault| faults.add(words_at, format!("{of}: {}", fault.message)));
                let owner = self.owner.trim().parse::<PersonId>();
                let owner = owner.map_err(|_| faults.add(format!("owner-{key}"), format!("{of}: say who sees to it.")));
                let due = days::typed(&self.due_on).map_err(|error| error.to_string());
                let due =
                    due.and_then(|day| if day < today { Err("That day has passed.".to_owned()) } else { Ok(day) });
                let due = due.map_err(|error| faults.add(format!("due-{key}"), format!("{of}: {error}")));
                (owner.ok(), due.ok(), words.unwrap_or_default())
            }
        };
        Some(Decision { outcome, words, owner, due_on })
    }
}

impl CloseDraft {
    fn of(&self, key: &Key) -> Option<&DecidedDraft> {
        self.decided.iter().find(|one| one.key == key.as_str())
    }

    /// Whether nothing of its own is said on an answer.
    fn is_left(&self, key: &Key) -> bool {
        self.of(key).is_none_or(DecidedDraft::is_empty)
    }

    /// The decision for all that are left; none where none is made.
    fn for_the_rest(&self, today: Date, faults: &mut Faults) -> Option<Option<Decision>> {
        (!self.rest.is_empty()).then(|| self.rest.read(REST, "For all others", today, faults))
    }

    fn decide(
        &self,
        line: &Line,
        falls: Falls,
        rest: Option<&Option<Decision>>,
        today: Date,
        faults: &mut Faults,
    ) -> Option<Decided> {
        let key = &line.ask.key;
        let of = if line.knocks_out() { format!("{key}, which knocks the vendor out") } else { key.to_string() };
        let own = self.of(key).filter(|draft| !draft.is_empty());
        let decision = match (own, rest.filter(|_| !line.knocks_out())) {
            (Some(own), _) => own.read(key.as_str(), &of, today, faults),
            (None, Some(rest)) => rest.clone(),
            (None, None) => DecidedDraft::default().read(key.as_str(), &of, today, faults),
        };
        let Decision { outcome, words, owner, due_on } = decision?;
        Some(Decided { key: key.clone(), falls, outcome, words, owner, due_on, task: None })
    }
}
