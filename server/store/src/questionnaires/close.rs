//! Judging answers that no rule can tell, and closing a questionnaire: what falls short is accepted or becomes a task of
//! ours; the closing is evidence that the vendor was assessed.

use super::about;
use super::read::{QuestionnaireRead, one};
use crate::Store;
use crate::error::{Error, Result};
use crate::produced::{Step, record};
use crate::sql::args;
use crate::vendors::owner_relation;
use crate::writing::{Writing, allow};
use domain::catalogue::RegisterStep;
use domain::evidence::NamedPair;
use domain::ids::QuestionnaireId;
use domain::instant::Zone as _;
use domain::own_tasks::{About, OwnTaskDraft};
use domain::people::Actor;
use domain::questionnaires::{CloseDraft, Closed, Outcome, UnderClosing, close, judge, proves};
use domain::refusal::{Faults, Refusal};
use domain::trail::{Event, ThingKind, Verb};
use domain::words::CriterionId;
use std::collections::BTreeMap;

impl Store {
    /// One of us judges answers that no rule can tell: a word of `Verdict` by question. Judged again, the later one holds.
    ///
    /// # Errors
    /// As [`judge`], of each; [`Refusal::Invalid`] at `verdicts` when none is given; [`Refusal::Forbidden`].
    pub async fn judge_answers(
        &self,
        actor: &Actor,
        id: QuestionnaireId,
        typed: &BTreeMap<String, String>,
    ) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        w.ours(actor, id, Verb::AnswersJudged).await?;
        let read = one(&mut w.tx, id).await?;
        let today = w.zone().await?.day(w.now());
        let (stage, mut faults, mut keys) = (read.row.stage(today), Faults::default(), Vec::new());
        for line in read.lines() {
            let key = &line.ask.key;
            let Some(word) = typed.get(key.as_str()).filter(|word| !word.trim().is_empty()) else { continue };
            let verdict = match judge(stage, &line, word) {
                Ok(verdict) if line.judged == Some(verdict) => continue,
                Ok(verdict) => verdict,
                Err(Refusal::Invalid(all)) => {
                    all.into_iter().for_each(|fault| faults.add(fault.field, fault.message));
                    continue;
                }
                Err(refusal) => return Err(refusal.into()),
            };
            let sql = "UPDATE questionnaire_verdict SET ended_at = $3, ended_seq = $4 \
                       WHERE questionnaire = $1 AND question = $2 AND ended_at IS NULL";
            w.tx.run(sql, args![id, key.as_str(), w.now(), w.seq()]).await?;
            let sql = "INSERT INTO questionnaire_verdict (questionnaire, question, verdict, by, from_at, from_seq) \
                       VALUES ($1, $2, $3, $4, $5, $6)";
            w.tx.run(sql, args![id, key.as_str(), verdict.key(), actor.person, w.now(), w.seq()]).await?;
            w.vouch(format!("questionnaire-verdict/{id}/{key}@{}", w.seq()), verdict.key());
            keys.push(key.to_string());
        }
        if keys.is_empty() {
            faults.add("verdicts", "Judge at least one answer otherwise than it is judged already.");
        }
        faults.none()?;
        let event = about(Event::new(Verb::AnswersJudged, actor.person), id, read.row.vendor);
        w.commit(event.with("questions", keys)).await?;
        Ok(())
    }

    /// A second person closes a questionnaire. How many pairs that proves.
    ///
    /// # Errors
    /// As [`close`]; [`Refusal::Invalid`] at `owner-KEY` for somebody who is not active; [`Refusal::Missing`].
    pub async fn close_questionnaire(&self, actor: &Actor, id: QuestionnaireId, draft: &CloseDraft) -> Result<usize> {
        let mut w = self.write(Some(actor)).await?;
        let read = one(&mut w.tx, id).await?;
        let vendor = w.vendor(read.row.vendor).await?;
        allow(actor, Verb::QuestionnaireClosed, owner_relation(&vendor, actor))?;
        let (zone, lines) = (w.zone().await?, read.lines());
        let today = zone.day(w.now());
        let under =
            UnderClosing { stage: read.row.stage(today), lines: &lines, sent_by: read.row.sent_by, wrote: &read.wrote };
        let mut closed = close(&under, actor, draft, today, w.now())?;
        w.what_follows(&read, &mut closed, actor).await?;
        w.keep_closing(&read, &closed, actor).await?;
        let pairs = proves(&read.row.asks).into_iter().map(|requirement| NamedPair { requirement, subject: vendor.no });
        let step = Step {
            step: RegisterStep::QuestionnaireClosed,
            record: record(ThingKind::Questionnaire, id),
            title: format!("Questionnaire of {}", vendor.name),
            author: read.row.sent_by,
            speaks: (today, today),
            own_end: None,
            pairs: pairs.collect(),
        };
        let proven = w.produce(actor, &step).await?;
        let score = read.score();
        let corrected = closed.decided.iter().filter(|one| one.outcome == Outcome::ToCorrect).count();
        let mut event = about(Event::new(Verb::QuestionnaireClosed, actor.person), id, vendor.id)
            .with("conclusion", closed.conclusion.key())
            .with("accepted", closed.decided.len() - corrected)
            .with("to_correct", corrected)
            .with("score_tenths", score.tenths().map(|tenths| tenths.0))
            .with("knocked_out", score.is_knocked_out())
            .with("marked", closed.marked);
        for task in closed.decided.iter().filter_map(|one| one.task) {
            event = event.about(ThingKind::OwnTask, task);
        }
        w.commit(event.words("words", closed.words)).await?;
        Ok(proven)
    }
}

impl Writing {
    /// What follows from each answer that falls short: what is to be corrected becomes a task of ours that leads back to
    /// the vendor.
    async fn what_follows(&mut self, read: &QuestionnaireRead, closed: &mut Closed, by: &Actor) -> Result<()> {
        for one in &mut closed.decided {
            let (Some(assignee), Some(due_on)) = (one.owner, one.due_on) else { continue };
            self.active_at(format!("owner-{}", one.key), assignee).await?;
            let asked = read.row.asks.iter().find(|ask| ask.key == one.key).map(|ask| ask.question.as_str());
            let draft = OwnTaskDraft {
                title: one.words.clone(),
                steps: format!(
                    "Asked for by the review of the questionnaire of {}.\n{}: {}",
                    read.row.vendor_name,
                    one.key,
                    asked.unwrap_or_default()
                ),
                about: About::Criterion(CriterionId::CC9_2),
                assignee,
                due_on,
            };
            let task = self.insert_own_task(&draft, by).await?;
            self.tx.run("UPDATE own_task SET vendor = $2 WHERE id = $1", args![task, read.row.vendor_no]).await?;
            one.task = Some(task);
        }
        Ok(())
    }

    async fn keep_closing(&mut self, read: &QuestionnaireRead, closed: &Closed, by: &Actor) -> Result<()> {
        let id = read.row.id;
        let decided = serde_json::to_string(&closed.decided).map_err(|_| Error::Unreadable("what was decided"))?;
        let sql = "UPDATE questionnaire SET conclusion = $2, decided = $3, words = $4, marked = $5, closed_by = $6, \
                   closed_at = $7, closed_seq = $8 WHERE id = $1";
        let (conclusion, words) = (closed.conclusion.key(), closed.words.as_str());
        let values = args![id, conclusion, decided.as_str(), words, closed.marked, by.person, self.now(), self.seq()];
        self.tx.run(sql, values).await?;
        self.vouch(format!("questionnaire-closing/{id}"), &super::borne::text(&[conclusion, &decided, words]));
        Ok(())
    }
}
