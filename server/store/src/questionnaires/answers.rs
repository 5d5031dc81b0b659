//! Answers as they come in: through a link, a question at a time against what the form had seen; or from a workbook.

use super::read::{AnswerRow, QuestionnaireRead, json, one};
use super::{about, by_vendor};
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::args;
use crate::writing::Writing;
use domain::ids::{LinkId, PersonId, QuestionnaireId};
use domain::people::Actor;
use domain::questionnaires::{Answer, AnswerDraft, Key, ReadIn};
use domain::refusal::{Fault, Refusal};
use domain::trail::{Event, Verb};
use std::collections::BTreeMap;

/// An answer as typed into the form of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub key: String,
    pub draft: AnswerDraft,
    /// The number of the answer that the form showed; 0: none.
    pub seen: i64,
}

/// What became of a form of answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// How many answers were written.
    pub written: usize,
    /// Questions that somebody else answered otherwise meanwhile: theirs stands.
    pub late: Vec<Key>,
    /// What could not be read, at `said-KEY` and `comment-KEY`.
    pub unread: Vec<Fault>,
}

/// Who wrote them.
#[derive(Clone, Copy)]
enum Hand {
    Link(LinkId),
    Person(PersonId),
}

impl Store {
    /// Saves answers that came through a link. What a colleague answered otherwise since the form was shown stays as the
    /// colleague has it; all else is written.
    ///
    /// # Errors
    /// [`Refusal::Missing`] for a link that is not good, or a question that it does not show; [`Refusal::Invalid`] at
    /// `said-KEY` and `comment-KEY`: nothing is written; [`Refusal::Conflict`] once it is submitted.
    pub async fn save_answers(&self, key: &str, typed: &[Typed]) -> Result<Saved> {
        let mut w = self.write(None).await?;
        let opened = w.opened(key).await?;
        if !opened.read.row.is_open() {
            return Err(Refusal::conflict("It was submitted meanwhile. Nothing was changed.").into());
        }
        let (mut saved, mut fresh, mut checked) = (Saved::default(), BTreeMap::new(), Vec::new());
        for one in typed {
            let ask = opened.ask(&one.key).ok_or_else(|| Refusal::missing("question"))?;
            match one.draft.check(ask) {
                Ok(answer) => checked.push((ask.key.clone(), answer, one.seen)),
                Err(fault) => saved.unread.push(fault),
            }
        }
        let seen = w.answers_seen(&opened.read, &checked).await?;
        for (key, answer, seq) in checked {
            let now = opened.read.answers.get(&key);
            let was = if now.is_some_and(|now| now.seq == seq) { now.map(|now| &now.answer) } else { seen.get(&key) };
            let same = now.map(|now| &now.answer) == answer.as_ref();
            // What the form showed and nobody touched is no answer of this form.
            if same || was == answer.as_ref() {
                continue;
            }
            if now.map_or(0, |now| now.seq) == seq {
                fresh.insert(key, answer);
            } else {
                saved.late.push(key);
            }
        }
        saved.written = fresh.len();
        if !fresh.is_empty() {
            let hand = Hand::Link(opened.link.id);
            let keys = w.write_answers(&opened.read, fresh, hand).await?;
            let event = by_vendor(Verb::AnswersReceived).with("link", opened.link.id.to_string());
            w.received(event, &opened.read, keys).await?;
        }
        Ok(saved)
    }

    /// A vendor sends its answers as a workbook, through its own link. How many were written.
    ///
    /// # Errors
    /// [`Refusal::Missing`] for a link that is not good or was handed on; [`Refusal::Conflict`] once it is submitted, and
    /// when the workbook says nothing new.
    pub async fn read_in_by_link(&self, key: &str, answers: ReadIn) -> Result<usize> {
        let mut w = self.write(None).await?;
        let opened = w.whole(key).await?;
        let event = by_vendor(Verb::AnswersReceived).with("link", opened.link.id.to_string());
        w.read_in(opened.read, answers, Hand::Link(opened.link.id), event).await
    }

    /// One of us reads in a workbook that the vendor sent. How many answers were written.
    ///
    /// # Errors
    /// As [`Store::read_in_by_link`]; [`Refusal::Forbidden`].
    pub async fn read_in_answers(&self, actor: &Actor, id: QuestionnaireId, answers: ReadIn) -> Result<usize> {
        let mut w = self.write(Some(actor)).await?;
        w.ours(actor, id, Verb::AnswersReceived).await?;
        let read = one(&mut w.tx, id).await?;
        let event = Event::new(Verb::AnswersReceived, actor.person);
        w.read_in(read, answers, Hand::Person(actor.person), event).await
    }
}

impl Writing {
    /// The answers that forms had seen and that do not hold any more.
    async fn answers_seen(
        &mut self,
        read: &QuestionnaireRead,
        typed: &[(Key, Option<Answer>, i64)],
    ) -> Result<BTreeMap<Key, Answer>> {
        let holds = |key: &Key| read.answers.get(key).map_or(0, |row: &AnswerRow| row.seq);
        let late: Vec<_> = typed.iter().filter(|(key, _, seen)| *seen != 0 && holds(key) != *seen).collect();
        let mut seen = BTreeMap::new();
        if late.is_empty() {
            return Ok(seen);
        }
        let sql = "SELECT question, from_seq, said FROM questionnaire_answer WHERE questionnaire = $1 AND ended_at IS NOT NULL";
        for row in self.tx.all(sql, args![read.row.id]).await? {
            let (question, seq): (String, i64) = (row.get(0)?, row.get(1)?);
            if let Some((key, ..)) = late.iter().find(|(key, _, seen)| key.as_str() == question && *seen == seq) {
                seen.insert(key.clone(), json(&row.get::<String>(2)?, "answer")?);
            }
        }
        Ok(seen)
    }

    async fn read_in(mut self, read: QuestionnaireRead, answers: ReadIn, hand: Hand, event: Event) -> Result<usize> {
        if !read.row.is_open() {
            return Err(Refusal::conflict("It is no longer open. Nothing was changed.").into());
        }
        let new = |key: &Key, answer: &Answer| read.answers.get(key).is_none_or(|row| row.answer != *answer);
        let fresh: BTreeMap<_, _> =
            answers.into_iter().filter(|(key, answer)| new(key, answer)).map(|(key, it)| (key, Some(it))).collect();
        let written = fresh.len();
        if written == 0 {
            return Err(Refusal::conflict("The workbook says nothing that is not here already.").into());
        }
        let keys = self.write_answers(&read, fresh, hand).await?;
        self.received(event.with("workbook", true), &read, keys).await?;
        Ok(written)
    }

    async fn write_answers(
        &mut self,
        read: &QuestionnaireRead,
        fresh: BTreeMap<Key, Option<Answer>>,
        hand: Hand,
    ) -> Result<Vec<String>> {
        let (id, now, seq) = (read.row.id, self.now(), self.seq());
        let (link, person) = match hand {
            Hand::Link(link) => (Some(link), None),
            Hand::Person(person) => (None, Some(person)),
        };
        let keys = fresh.keys().map(ToString::to_string).collect();
        for (key, answer) in fresh {
            let sql = "UPDATE questionnaire_answer SET ended_at = $3, ended_seq = $4 \
                       WHERE questionnaire = $1 AND question = $2 AND ended_at IS NULL";
            self.tx.run(sql, args![id, key.as_str(), now, seq]).await?;
            let Some(answer) = answer else { continue };
            let said = serde_json::to_string(&answer).map_err(|_| Error::Unreadable("answer"))?;
            let sql = "INSERT INTO questionnaire_answer (questionnaire, question, said, link, person, from_at, from_seq) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7)";
            self.tx.run(sql, args![id, key.as_str(), said.as_str(), link, person, now, seq]).await?;
            self.vouch(format!("questionnaire-answer/{id}/{key}@{seq}"), &said);
        }
        Ok(keys)
    }

    async fn received(self, event: Event, read: &QuestionnaireRead, keys: Vec<String>) -> Result<()> {
        self.commit(about(event, read.row.id, read.row.vendor).with("questions", keys)).await.map(|_| ())
    }
}
