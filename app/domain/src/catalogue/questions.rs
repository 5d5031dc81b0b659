//! The questions that vendors of AI are asked.

use super::Tables;
use super::shelf::entry;
use super::tsv::{Fault, Row, Source};
use crate::codes::{AttestationId, KindId, NotACode, QuestionId};
use crate::words::{CriterionId, word};

pub(super) const SOURCE: Source = Source {
    file: "vendor_questions.tsv",
    columns: &[
        "id",
        "domain",
        "question",
        "why",
        "weight",
        "answer_type",
        "favourable_answer",
        "evidence",
        "criteria_ids",
    ],
    text: include_str!("../../catalogue/vendor_questions.tsv"),
};

/// A question to a vendor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// `VQ-12`.
    pub id: QuestionId,
    /// The heading it stands under.
    pub domain: &'static str,
    /// The question.
    pub question: &'static str,
    /// Why it is asked.
    pub why: &'static str,
    /// How much hangs on the answer; 1 to 5.
    pub weight: u16,
    /// How it is answered.
    pub answer_type: AnswerType,
    /// What a good answer says.
    pub favourable_answer: &'static str,
    /// What backs the answer; at least one.
    pub backing: Vec<Backing>,
    /// The criteria it serves; at least one.
    pub criteria: Vec<CriterionId>,
}

entry!(Question, QuestionId);

word! {
    /// How a question is answered.
    pub enum AnswerType {
        /// Yes or no.
        YesNo = "yes-no", "Yes or no",
        /// Yes, no or in part.
        YesNoPartial = "yes-no-partial", "Yes, no or partly",
        /// In words.
        Text = "text", "Text",
        /// With a day.
        Date = "date", "Date",
        /// With a number.
        Number = "number", "Number",
        /// With a document.
        Document = "document", "Document",
    }
}

/// What backs a vendor's answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Backing {
    /// Evidence of a kind.
    Kind(KindId),
    /// An attestation of a kind.
    Attestation(AttestationId),
}

impl TryFrom<&'static str> for Backing {
    type Error = NotACode;

    fn try_from(text: &'static str) -> Result<Self, Self::Error> {
        KindId::new(text).map(Self::Kind).or_else(|_| AttestationId::new(text).map(Self::Attestation))
    }
}

pub(super) fn read(tables: &Tables) -> Result<Vec<Question>, Fault> {
    tables.questions.each(|row| Question::read(row, tables))
}

impl Question {
    fn read(row: &Row, tables: &Tables) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id()?,
            domain: row.text("domain")?,
            question: row.text("question")?,
            why: row.text("why")?,
            weight: row.number("weight", 1, 5)?,
            answer_type: row.word("answer_type")?,
            favourable_answer: row.text("favourable_answer")?,
            backing: row.codes("evidence", &[&tables.kinds, &tables.attestations])?,
            criteria: row.words("criteria_ids")?,
        })
    }
}
