//! One question as it is asked: how it is answered, what hangs on it, and what a good answer says.

use crate::catalogue::{AnswerType, Question, catalogue};
use crate::risks::Decimal;
use crate::words::{Criticality, word};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The name of a question in every questionnaire that asks it: `VQ-11` of the library, `OWN-1207-3` of our own. By it an
/// answer is compared with last year's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key(String);

/// A text that names no question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("that names no question")]
pub struct NoKey;

const KEY_MAX: usize = 40;

impl Key {
    /// Of a question of our own: by the number of the entry that wrote it, and its place there.
    #[must_use]
    pub fn own(entry: i64, place: usize) -> Self {
        Self(format!("OWN-{entry}-{place}"))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Key {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let plain = text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
        let sound = plain && (1..=KEY_MAX).contains(&text.len());
        sound.then(|| Self(text.to_owned())).ok_or(NoKey)
    }
}

impl TryFrom<String> for Key {
    type Error = NoKey;

    fn try_from(text: String) -> Result<Self, NoKey> {
        text.parse()
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

word! {
    /// How a question is answered.
    pub enum AnswerKind {
        YesNo = "yes-no", "Yes or no",
        YesNoPartly = "yes-no-partly", "Yes, no or partly",
        Choice = "choice", "One of several",
        Text = "text", "Text",
        Number = "number", "Number",
        Day = "date", "Date",
        Document = "document", "Document",
    }
}

impl From<AnswerType> for AnswerKind {
    fn from(kind: AnswerType) -> Self {
        match kind {
            AnswerType::YesNo => Self::YesNo,
            AnswerType::YesNoPartial => Self::YesNoPartly,
            AnswerType::Text => Self::Text,
            AnswerType::Date => Self::Day,
            AnswerType::Number => Self::Number,
            AnswerType::Document => Self::Document,
        }
    }
}

/// Which answers are favourable. What no rule can tell, one of us judges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Favours {
    Yes,
    No,
    /// One of these choices.
    These(Vec<String>),
    AtLeast(Decimal),
    AtMost(Decimal),
    Judged,
}

/// A question as it is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    pub key: Key,
    /// The heading it stands under.
    pub heading: String,
    pub question: String,
    /// Why it is asked, for us; may be empty.
    pub why: String,
    pub kind: AnswerKind,
    /// Of [`AnswerKind::Choice`]: at least two.
    pub choices: Vec<String>,
    /// How much hangs on the answer; 1 to 5.
    pub weight: u16,
    pub favours: Favours,
    /// What a good answer says, for whoever judges it. The vendor does not see it.
    pub good: String,
    /// Answered unfavourably, it knocks the vendor out, whatever the score.
    pub knock_out: bool,
}

impl Ask {
    /// A question of the library, with its weight, and the rule that its own words give.
    #[must_use]
    pub fn of(question: &Question) -> Self {
        let kind = AnswerKind::from(question.answer_type);
        Self {
            key: Key(question.id.as_str().to_owned()),
            heading: question.domain.to_owned(),
            question: question.question.to_owned(),
            why: question.why.to_owned(),
            kind,
            choices: Vec::new(),
            weight: question.weight,
            favours: favours(kind, question.favourable_answer),
            good: question.favourable_answer.to_owned(),
            knock_out: question.weight == HEAVIEST && matches!(kind, AnswerKind::YesNo | AnswerKind::YesNoPartly),
        }
    }

    /// Whether a person judges the answer, because no rule can.
    #[must_use]
    pub const fn is_judged(&self) -> bool {
        matches!(self.favours, Favours::Judged)
    }
}

const HEAVIEST: u16 = 5;

/// What the favourable answer of the library comes to as a rule: “No, …” of a question for yes or no favours no;
/// “14 days or less” favours at most 14; “99.9 percent or …” at least 99.9.
fn favours(kind: AnswerKind, words: &str) -> Favours {
    match kind {
        AnswerKind::YesNo | AnswerKind::YesNoPartly if words.starts_with("No,") => Favours::No,
        AnswerKind::YesNo | AnswerKind::YesNoPartly => Favours::Yes,
        AnswerKind::Number => {
            let number = words.split(' ').next().and_then(|first| first.parse::<Decimal>().ok());
            match number {
                Some(number) if words.contains("or less") => Favours::AtMost(number),
                Some(number) => Favours::AtLeast(number),
                None => Favours::Judged,
            }
        }
        AnswerKind::Choice | AnswerKind::Text | AnswerKind::Day | AnswerKind::Document => Favours::Judged,
    }
}

/// All questions of the library, in its order.
pub fn library() -> impl Iterator<Item = Ask> {
    catalogue().questions.iter().map(Ask::of)
}

/// Whether a question of the library fits a vendor of a tier: of a vendor on whom much hangs all are asked, of one on whom
/// less hangs those of weight 3 and more, then of 4 and more. What agents may do is asked only where one may act.
#[must_use]
pub fn fits(ask: &Ask, tier: Criticality, acts: bool) -> bool {
    let least = match tier {
        Criticality::High => 1,
        Criticality::Medium => 3,
        Criticality::Low => 4,
    };
    ask.weight >= least && (acts || ask.heading != "Agents")
}

/// The questions of the library that fit a vendor, in its order. `acts`: a system that depends on it may act by itself,
/// or nobody has said that it may not.
#[must_use]
pub fn asks_of(tier: Criticality, acts: bool) -> Vec<Ask> {
    library().filter(|ask| fits(ask, tier, acts)).collect()
}
