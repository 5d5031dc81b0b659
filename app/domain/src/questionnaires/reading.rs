//! What an answer amounts to: favourable or not by the question's own rule, or by the judgement of one of us.

use super::answer::{Answer, Said};
use super::ask::{AnswerKind, Ask, Favours};
use crate::words::word;

word! {
    /// Whether an answer is what we hope for.
    pub enum Verdict {
        Favourable = "favourable", "Favourable",
        Partly = "partly", "Partly",
        Unfavourable = "unfavourable", "Unfavourable",
    }
}

/// A question with all that was said to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub ask: Ask,
    pub answer: Option<Answer>,
    /// Files attached to it.
    pub files: usize,
    /// What one of us made of it, where no rule can tell.
    pub judged: Option<Verdict>,
}

/// What a line amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Unanswered,
    /// It does not apply, the vendor says, and why: its weight counts nowhere.
    SetAside,
    /// Answered; one of us has to judge it.
    Waits,
    Told(Verdict),
}

word! {
    /// In what an answer falls short, and so is decided on one by one.
    pub enum Falls {
        Unfavourable = "unfavourable", "Unfavourable",
        Partly = "partly", "Only partly favourable",
        Unanswered = "unanswered", "Not answered",
    }
}

/// The question of the library whether a vendor trains on what it gets.
const TRAINS: &str = "VQ-11";

/// Whether a vendor says that it trains on our data; none where it was not asked, or said neither yes nor no.
#[must_use]
pub fn says_it_trains(lines: &[Line]) -> Option<bool> {
    match lines.iter().find(|line| line.ask.key.to_string() == TRAINS)?.said()? {
        Said::Yes | Said::Partly => Some(true),
        Said::No => Some(false),
        Said::Choice(_) | Said::Text(_) | Said::Number(_) | Said::Day(_) | Said::NotApplicable => None,
    }
}

impl Line {
    /// A question to which nothing was said.
    #[must_use]
    pub const fn open(ask: Ask) -> Self {
        Self { ask, answer: None, files: 0, judged: None }
    }

    /// What was said.
    #[must_use]
    pub fn said(&self) -> Option<&Said> {
        self.answer.as_ref().and_then(|answer| answer.said.as_ref())
    }

    #[must_use]
    pub fn reading(&self) -> Reading {
        read(&self.ask, self.said(), self.files, self.judged)
    }

    /// In what it falls short; nothing while it waits to be judged, and of what does not apply.
    #[must_use]
    pub fn falls(&self) -> Option<Falls> {
        match self.reading() {
            Reading::Unanswered => Some(Falls::Unanswered),
            Reading::Told(Verdict::Unfavourable) => Some(Falls::Unfavourable),
            Reading::Told(Verdict::Partly) => Some(Falls::Partly),
            Reading::Told(Verdict::Favourable) | Reading::SetAside | Reading::Waits => None,
        }
    }

    /// Whether the vendor gave an answer: what every count and the score mean by it.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.reading() != Reading::Unanswered
    }

    /// Whether a document was asked for, and words alone came: neither a file nor the address where it lies.
    #[must_use]
    pub fn lacks_document(&self) -> bool {
        let asks = self.ask.kind == AnswerKind::Document && self.files == 0;
        asks && matches!(self.said(), Some(Said::Text(words)) if !leads(words))
    }

    /// Whether it knocks the vendor out.
    #[must_use]
    pub fn knocks_out(&self) -> bool {
        self.ask.knock_out && self.reading() == Reading::Told(Verdict::Unfavourable)
    }
}

/// How much of some questions is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    pub all: usize,
    pub answered: usize,
    /// Of those, where a document was asked for and words alone came.
    pub in_words: usize,
}

impl Answered {
    /// Of these lines.
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Self {
        lines.into_iter().fold(Self::default(), |sum, line| Self {
            all: sum.all + 1,
            answered: sum.answered + usize::from(line.is_answered()),
            in_words: sum.in_words + usize::from(line.lacks_document()),
        })
    }

    /// How many lack an answer, or the document that was asked for: whoever submits says why.
    #[must_use]
    pub const fn open(self) -> usize {
        self.all - self.answered + self.in_words
    }

    /// “Six questions are not answered, and five documents are not given.”; nothing where nothing is open.
    #[must_use]
    pub fn lacking(self) -> String {
        let bare = self.all - self.answered;
        let questions = format!("{bare} {} not answered", if bare == 1 { "question is" } else { "questions are" });
        let documents =
            format!("{} {} not given", self.in_words, if self.in_words == 1 { "document is" } else { "documents are" });
        match (bare, self.in_words) {
            (0, 0) => String::new(),
            (_, 0) => format!("{questions}."),
            (0, _) => format!("{documents}."),
            (..) => format!("{questions}, and {documents}."),
        }
    }
}

/// Whether words say an address where a document can be opened.
fn leads(words: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| words.contains(scheme))
}

/// What an answer amounts to. What was not answered is never favourable; what a rule can tell, nobody judges.
#[must_use]
pub fn read(ask: &Ask, said: Option<&Said>, files: usize, judged: Option<Verdict>) -> Reading {
    let said = match said {
        None if ask.kind == AnswerKind::Document && files > 0 => None,
        None => return Reading::Unanswered,
        Some(Said::NotApplicable) => return Reading::SetAside,
        Some(said) => Some(said),
    };
    let told = |favourable: bool| Reading::Told(if favourable { Verdict::Favourable } else { Verdict::Unfavourable });
    match (&ask.favours, said) {
        (Favours::Yes | Favours::No, Some(Said::Partly)) => Reading::Told(Verdict::Partly),
        (Favours::Yes, said) => told(said == Some(&Said::Yes)),
        (Favours::No, said) => told(said == Some(&Said::No)),
        (Favours::These(these), Some(Said::Choice(choice))) => told(these.contains(choice)),
        (Favours::AtLeast(least), Some(Said::Number(number))) => told(number >= least),
        (Favours::AtMost(most), Some(Said::Number(number))) => told(number <= most),
        (Favours::These(_) | Favours::AtLeast(_) | Favours::AtMost(_), _) => told(false),
        (Favours::Judged, _) => judged.map_or(Reading::Waits, Reading::Told),
    }
}
