//! A set of questions as typed: those picked from the library, and those of our own. A set that is saved again is a new
//! version; what was sent keeps the version it was sent with.

use super::ask::{AnswerKind, Ask, Favours, Key, library};
use crate::accounts::line;
use crate::refusal::{Fault, Faults, Refusal};
use crate::risks::Decimal;

/// Questions of our own that one set holds at most.
pub const OWN_ROWS: usize = 20;

/// A question of the library as picked in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picked {
    pub key: String,
    /// 1 to 5; empty: as the library has it.
    pub weight: String,
    pub knock_out: bool,
}

/// A question of our own as typed. A row without a question is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnDraft {
    /// The key it has from an earlier version; empty: it is new.
    pub key: String,
    pub heading: String,
    pub question: String,
    pub why: String,
    /// A word of [`AnswerKind`].
    pub kind: String,
    /// One a line.
    pub choices: String,
    /// `yes`, `no`, `these`, `at-least`, `at-most` or `judged`.
    pub favours: String,
    /// The number; or the favourable choices, one a line.
    pub favoured: String,
    pub weight: String,
    pub good: String,
    pub knock_out: bool,
}

/// A set as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetDraft {
    pub name: String,
    /// For which vendors it is meant; may be empty.
    pub about: String,
    pub picked: Vec<Picked>,
    pub own: Vec<OwnDraft>,
}

/// A sound set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenSet {
    pub name: String,
    pub about: String,
    /// Those of the library first, in its order; then our own.
    pub asks: Vec<Ask>,
}

const NAME_MAX: usize = 120;
const LINE_MAX: usize = 300;
const TEXT_MAX: usize = 1_000;
const CHOICES_MAX: usize = 20;

impl SetDraft {
    /// What was typed, read. Questions that are new get a key of the entry (its number) that writes the set.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `name`, `about`, `questions`, `weight-KEY`, or with the number of the row at `question-N`,
    /// `heading-N`, `why-N`, `kind-N`, `choices-N`, `favours-N`, `favoured-N`, `weight-N` and `good-N` (from 1).
    pub fn check(&self, entry: i64) -> Result<WrittenSet, Refusal> {
        let mut faults = Faults::default();
        let name = faults.take(line("name", &self.name, NAME_MAX, "Name the set.")).unwrap_or_default();
        let about = self.about.trim().to_owned();
        if about.chars().count() > TEXT_MAX {
            faults.add("about", format!("At most {TEXT_MAX} characters."));
        }
        let mut asks: Vec<Ask> = library().filter_map(|ask| self.picked(ask, &mut faults)).collect();
        for (place, row) in (1..).zip(&self.own) {
            asks.extend(row.check(place, entry, &mut faults));
        }
        let mut keys: Vec<_> = asks.iter().map(|ask| ask.key.clone()).collect();
        keys.sort();
        keys.dedup();
        if keys.len() != asks.len() {
            faults.add("questions", "A question is in the set twice. Open the form anew.");
        }
        if asks.is_empty() {
            faults.add("questions", "Pick at least one question, or write one.");
        }
        faults.none()?;
        Ok(WrittenSet { name, about, asks })
    }

    fn picked(&self, ask: Ask, faults: &mut Faults) -> Option<Ask> {
        let picked = self.picked.iter().find(|picked| picked.key == ask.key.as_str())?;
        let weight = match picked.weight.trim() {
            "" => Some(ask.weight),
            typed => faults.take(weight(format!("weight-{}", ask.key), typed)),
        };
        Some(Ask { weight: weight?, knock_out: picked.knock_out, ..ask })
    }
}

fn weight(field: String, typed: &str) -> Result<u16, Fault> {
    let weight = typed.trim().parse::<u16>().ok().filter(|weight| (1..=5).contains(weight));
    weight.ok_or_else(|| Fault::new(field, "A weight is a whole number from 1 to 5."))
}

impl OwnDraft {
    /// A question that is asked already, as the form shows it.
    #[must_use]
    pub fn of(ask: &Ask) -> Self {
        let (favours, favoured) = match &ask.favours {
            Favours::Yes => ("yes", String::new()),
            Favours::No => ("no", String::new()),
            Favours::These(these) => ("these", these.join("\n")),
            Favours::AtLeast(number) => ("at-least", number.to_string()),
            Favours::AtMost(number) => ("at-most", number.to_string()),
            Favours::Judged => ("judged", String::new()),
        };
        Self {
            key: ask.key.to_string(),
            heading: ask.heading.clone(),
            question: ask.question.clone(),
            why: ask.why.clone(),
            kind: ask.kind.key().to_owned(),
            choices: ask.choices.join("\n"),
            favours: favours.to_owned(),
            favoured,
            weight: ask.weight.to_string(),
            good: ask.good.clone(),
            knock_out: ask.knock_out,
        }
    }

    fn check(&self, place: usize, entry: i64, faults: &mut Faults) -> Option<Ask> {
        if self.question.trim().is_empty() {
            return None;
        }
        let at = |field: &str| format!("{field}-{place}");
        let question = faults.take(text(at("question"), &self.question, TEXT_MAX, "Write the question."));
        let heading = faults.take(text(at("heading"), &self.heading, LINE_MAX, "Say under which heading it stands."));
        let why = faults.take(optional(at("why"), &self.why));
        let good = faults.take(optional(at("good"), &self.good));
        let weight = faults.take(weight(at("weight"), &self.weight));
        let kind = self.kind.trim().parse::<AnswerKind>();
        let kind = faults.take(kind.map_err(|_| Fault::new(at("kind"), "Say how it is answered.")));
        let choices = lines(&self.choices);
        if kind == Some(AnswerKind::Choice) && !(2..=CHOICES_MAX).contains(&choices.len()) {
            faults.add(at("choices"), format!("Give two to {CHOICES_MAX} choices, one a line."));
        }
        let choices = if kind == Some(AnswerKind::Choice) { choices } else { Vec::new() };
        let favours = kind.and_then(|kind| faults.take(self.rule(kind, &choices, place)));
        let key = match self.key.trim() {
            "" => Some(Key::own(entry, place)),
            known => faults.take(known.parse().map_err(|_| Fault::new("questions", "A question has no key any more."))),
        };
        Some(Ask {
            key: key.filter(|key| key.as_str().starts_with("OWN-")).unwrap_or_else(|| Key::own(entry, place)),
            heading: heading?,
            question: question?,
            why: why?,
            kind: kind?,
            choices,
            weight: weight?,
            favours: favours?,
            good: good?,
            knock_out: self.knock_out,
        })
    }

    /// Which answers are favourable, if this kind of answer can be told by such a rule.
    fn rule(&self, kind: AnswerKind, choices: &[String], place: usize) -> Result<Favours, Fault> {
        let number = || {
            let number = self.favoured.trim().parse::<Decimal>();
            number.map_err(|error| Fault::new(format!("favoured-{place}"), error.to_string()))
        };
        let unfit = || Fault::new(format!("favours-{place}"), "An answer of this kind cannot be told by that rule.");
        match (self.favours.trim(), kind) {
            ("judged" | "", _) => Ok(Favours::Judged),
            ("yes", AnswerKind::YesNo | AnswerKind::YesNoPartly) => Ok(Favours::Yes),
            ("no", AnswerKind::YesNo | AnswerKind::YesNoPartly) => Ok(Favours::No),
            ("at-least", AnswerKind::Number) => number().map(Favours::AtLeast),
            ("at-most", AnswerKind::Number) => number().map(Favours::AtMost),
            ("these", AnswerKind::Choice) => {
                let these = lines(&self.favoured);
                if these.is_empty() || these.iter().any(|one| !choices.contains(one)) {
                    let wrong = "Name at least one of the choices, each as it is written there, one a line.";
                    return Err(Fault::new(format!("favoured-{place}"), wrong));
                }
                Ok(Favours::These(these))
            }
            (_, _) => Err(unfit()),
        }
    }
}

/// Lines with a word in them, each once.
fn lines(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !all.iter().any(|known| known.eq_ignore_ascii_case(line)) {
            all.push(line.chars().take(LINE_MAX).collect());
        }
    }
    all
}

fn text(field: String, typed: &str, max: usize, missing: &str) -> Result<String, Fault> {
    line("question", typed, max, missing).map_err(|fault| Fault::new(field, fault.message))
}

fn optional(field: String, typed: &str) -> Result<String, Fault> {
    if typed.trim().is_empty() { Ok(String::new()) } else { text(field, typed, TEXT_MAX, "") }
}
