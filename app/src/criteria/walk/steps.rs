//! The requirements of the key controls, each as one step: how it stands, on whom, who has it and until when.

use super::super::matrix::stance;
use crate::readiness::{InHand, subjects, title_of};
use crate::reading::Asked;
use crate::ui::dates::{count, counted};
use crate::ui::mark::State as Stance;
use domain::cells::Cell;
use domain::finding::{Finding, Reason};
use domain::words::{QuestionSet, SubjectKind};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use store::{Named, Names, Open, RequirementNow, Tally};

/// One requirement of a key control, with how it stands on its subjects.
pub(super) struct Requirement {
    pub title: String,
    pub href: String,
    pub why: String,
    pub effort: &'static str,
    pub stance: Stance,
    pub sub: String,
    /// The system whose trait is unanswered, and the question.
    pub question: Option<(String, String)>,
    pub on: u32,
    pub who: Option<String>,
    pub due: Option<Date>,
    /// All that is open of it was sent, and is with a second person now.
    pub waits: bool,
    rank: (bool, Stance, Option<Date>),
}

/// What steps are told from.
pub(super) struct Told<'a> {
    pub asked: &'a Asked,
    pub open: &'a [Open],
    pub named: &'a BTreeMap<i64, Named>,
    pub hands: &'a InHand,
    pub names: &'a Names,
}

const WAITING: Finding = Finding::Gap(Reason::Waiting);

/// What stands first, then what is next: the worst and the earliest due first, what only waits for a second person last.
pub(super) fn steps(told: &Told<'_>, requirements: &[&RequirementNow]) -> Vec<Requirement> {
    let mut steps: Vec<_> = requirements.iter().filter_map(|one| step(told, one)).collect();
    steps.sort_by_key(|step| (!matches!(step.stance, Stance::Met | Stance::Excluded), step.rank));
    steps
}

fn step(told: &Told<'_>, one: &RequirementNow) -> Option<Requirement> {
    let tallies: Vec<_> = told.asked.reading.tallies.iter().filter(|tally| tally.requirement == one.no).collect();
    let weakest = tallies.iter().map(|tally| Cell::from(tally.finding)).min()?;
    let stance = stance(weakest)?;
    let on =
        tallies.iter().filter(|tally| Cell::from(tally.finding) != Cell::Excluded).map(|tally| tally.subjects).sum();
    let open = tallies.iter().filter(|tally| tally.is_open()).map(|tally| tally.subjects).sum::<u32>();
    let waits = open > 0 && tallies.iter().filter(|tally| tally.is_open()).all(|tally| tally.finding == WAITING);
    let due = told.hands.due(&[one.no]);
    let who = told.hands.who(&[one.no], told.names);
    Some(Requirement {
        title: title_of(one),
        href: format!("/tasks/{}", one.id),
        why: one.steps.why.to_string(),
        effort: one.steps.effort.label(),
        stance,
        sub: sub(told, one, &tallies, stance, on),
        question: question(told, one),
        on: open,
        who,
        rank: (waits, stance, due),
        waits,
        due: due.filter(|_| open > 0),
    })
}

/// “Gap on Fraud screen and two others: never proven.”
fn sub(told: &Told<'_>, one: &RequirementNow, tallies: &[&Tally], stance: Stance, on: u32) -> String {
    let fails = |finding: Finding| matches!(finding, Finding::Gap(_) | Finding::Failed);
    let sum = |of: &dyn Fn(Finding) -> bool| -> u32 {
        tallies.iter().filter(|tally| of(tally.finding)).map(|tally| tally.subjects).sum()
    };
    let (failing, unknown) = (sum(&fails), sum(&|finding| matches!(finding, Finding::Unknown(_))));
    let named = |finding: Finding| if failing > 0 { fails(finding) } else { matches!(finding, Finding::Unknown(_)) };
    let held = if failing > 0 { failing } else { unknown };
    if held == 0 {
        let except = if stance == Stance::Excluded { "Excluded" } else { "Met" };
        return match one.subject {
            SubjectKind::Organisation => except.to_owned(),
            SubjectKind::System | SubjectKind::Vendor => format!("{except} on {}", subjects(one.subject, on)),
        };
    }
    let names = told.open.iter().filter(|open| open.requirement == one.no && named(open.finding));
    let names: Vec<_> = names.map(|open| told.name(open.subject)).collect();
    let others = (held as usize).saturating_sub(names.len());
    let who = match (names.as_slice(), others) {
        ([], _) => subjects(one.subject, held),
        ([one], 0) => one.clone(),
        ([first, second], 0) => format!("{first} and {second}"),
        (some, 0) => some.join(", "),
        (some, n) => format!("{} and {}", some.join(", "), counted(n, "other", "others")),
    };
    let reasons: BTreeSet<Reason> = tallies
        .iter()
        .filter_map(|tally| match tally.finding {
            Finding::Gap(reason) => Some(reason),
            Finding::NotAsked | Finding::Excluded | Finding::Failed | Finding::Unknown(_) | Finding::Met => None,
        })
        .collect();
    let reasons: Vec<_> = reasons.into_iter().map(|reason| reason.label().to_lowercase()).collect();
    let why = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join(", ")) };
    let open =
        if failing > 0 && unknown > 0 { format!("; unknown on {}", count(unknown as usize)) } else { String::new() };
    format!("{} on {who}{why}{open}", stance.word())
}

impl Told<'_> {
    fn name(&self, subject: i64) -> String {
        if subject == 0 {
            "the organisation".to_owned()
        } else {
            self.named.get(&subject).map(|one| one.name.clone()).unwrap_or_default()
        }
    }
}

/// The first system whose answer is missing, with the question.
fn question(told: &Told<'_>, one: &RequirementNow) -> Option<(String, String)> {
    let unknown = told.open.iter().filter(|open| open.requirement == one.no);
    unknown.into_iter().find_map(|open| {
        let Finding::Unknown(questions) = open.finding else { return None };
        let system = told.named.get(&open.subject).and_then(|one| one.system);
        let href = system.map_or_else(
            || format!("/systems?in={}&trait=open", told.asked.programme.id),
            |id| format!("/systems/{id}"),
        );
        Some((format!("{}: {}?", told.name(open.subject), ask(questions)), href))
    })
}

fn ask(questions: QuestionSet) -> String {
    let words: Vec<_> = questions.iter().map(|one| one.label().to_lowercase()).collect();
    words.join(" or ")
}
