//! What is asked of vendors, answered by them and closed by us, at random.

use super::{May, Story};
use domain::ids::{QuestionnaireId, VendorId};
use domain::instant::{Utc, Zone as _};
use domain::questionnaires::{
    AnswerDraft, AnswerKind, Ask, CloseDraft, DecidedDraft, HandOnDraft, Outcome, Picked, Reading, SendDraft, SetDraft,
    Verdict, library,
};
use jiff::ToSpan as _;
use std::collections::BTreeMap;
use store::{Questions, Result, Typed};

impl Story {
    /// The same with dice of its own, so that all other histories stay as they are.
    pub(crate) async fn ask_aside(&mut self, turn: u64) -> Result<Option<May>> {
        let theirs = super::Dice(self.dice.0 ^ turn.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let dice = std::mem::replace(&mut self.dice, theirs);
        let done = self.questionnaire().await;
        self.dice = dice;
        done
    }

    /// One random command about questionnaires, or a whole life of one.
    async fn questionnaire(&mut self) -> Result<Option<May>> {
        let Some(vendor) = self.dice.pick(&self.vendors.clone()).copied() else { return Ok(None) };
        let (store, manager) = (self.f.store.clone(), self.manager);
        if !self.adopted.contains(&"AIG-VN-02") {
            let control = "AIG-VN-02".parse().expect("a control");
            let adoption = store::Adoption { control, owner: manager.person, statement: None };
            let waiting = store.adopt(&manager, vec![adoption]).await?;
            self.adopted.push("AIG-VN-02");
            store.agree(&self.reviewer, waiting, "").await?;
            return Ok(Some(May::Better));
        }
        if self.dice.roll(4) == 0 {
            self.sets().await?;
            return Ok(Some(May::Not));
        }
        let (id, key) = self.send(vendor).await?;
        match self.dice.roll(5) {
            0 => {
                store.unlink_questionnaire(&manager, id).await?;
                let _ = store.link_questionnaire(&manager, id, "").await?;
                store.call_questionnaire_off(&manager, id, "No longer needed.").await?;
                Ok(Some(May::Not))
            }
            1 => {
                self.hand_to_a_colleague(&key).await?;
                store.call_questionnaire_off(&manager, id, "Sent twice.").await?;
                Ok(Some(May::Not))
            }
            _ => self.answer_and_close(id, &key).await,
        }
    }

    /// A set is written and written anew; at times retired.
    async fn sets(&mut self) -> Result<()> {
        let (store, manager) = (self.f.store.clone(), self.manager);
        let some = 1 + self.dice.roll(20);
        let picked = library().take(some).map(|ask| Picked { key: ask.key.to_string(), ..Picked::default() });
        let mut draft = SetDraft { name: format!("Set of {some}"), picked: picked.collect(), ..SetDraft::default() };
        let id = store.write_question_set(&manager, None, &draft).await?;
        draft.about = "Hosts".into();
        store.write_question_set(&manager, Some((id, 1)), &draft).await?;
        if self.dice.roll(2) == 0 {
            store.retire_question_set(&manager, id).await?;
        }
        Ok(())
    }

    async fn send(&mut self, vendor: VendorId) -> Result<(QuestionnaireId, String)> {
        let now = store::World::now(&*self.f.world).max(self.f.store.present().await?);
        let due_on = Utc.day(now).saturating_add(20.days()).to_string();
        let draft = SendDraft { due_on, ..SendDraft::default() };
        let sets = self.f.store.question_sets().await?;
        let questions = match (self.dice.roll(3), self.dice.pick(&sets).map(|set| set.id)) {
            (0, Some(set)) => Questions::Set(set),
            (1, _) => Questions::Library,
            (_, _) => Questions::Fitting,
        };
        self.f.store.send_questionnaire(&self.manager, vendor, questions, &draft).await
    }

    async fn hand_to_a_colleague(&mut self, key: &str) -> Result<()> {
        let store = self.f.store.clone();
        let opened = store.opened(key).await?.expect("a good link");
        let keys = opened.asks().take(2).map(|ask| ask.key.to_string()).collect();
        let theirs = store.hand_on(key, &HandOnDraft { to: "Jo".into(), keys }).await?;
        let typed: Vec<_> = opened.asks().take(2).map(|ask| said(ask, 0)).collect();
        store.save_answers(&theirs, &typed).await?;
        let link = store.opened(&theirs).await?.expect("a good link").link.id;
        store.take_back(key, link).await
    }

    async fn answer_and_close(&mut self, id: QuestionnaireId, key: &str) -> Result<Option<May>> {
        let (store, reviewer) = (self.f.store.clone(), self.reviewer);
        let opened = store.opened(key).await?.expect("a good link");
        let mut typed = Vec::new();
        for ask in opened.asks() {
            if self.dice.roll(6) > 0 {
                typed.push(said(ask, self.dice.roll(2)));
            }
        }
        store.save_answers(key, &typed).await?;
        store.submit_questionnaire(key, "Not ours to say.").await?;
        let read = store.questionnaire(id).await?;
        let waits = read.lines().into_iter().filter(|line| line.reading() == Reading::Waits);
        let verdicts: BTreeMap<_, _> = waits
            .map(|line| (line.ask.key.to_string(), Verdict::ALL[self.dice.roll(Verdict::COUNT)].key().to_owned()))
            .collect();
        if !verdicts.is_empty() {
            store.judge_answers(&reviewer, id, &verdicts).await?;
        }
        let read = store.questionnaire(id).await?;
        let day = Utc.day(store.present().await?.max(store::World::now(&*self.f.world))).saturating_add(30.days());
        let decided = read.lines().into_iter().filter(|line| line.falls().is_some()).map(|line| DecidedDraft {
            key: line.ask.key.to_string(),
            outcome: Outcome::ALL[self.dice.roll(Outcome::COUNT)].key().to_owned(),
            words: "See to it.".into(),
            owner: self.manager.person.to_string(),
            due_on: day.to_string(),
        });
        let decided = decided.collect();
        let draft =
            CloseDraft { decided, conclusion: "with-gaps".into(), words: "Read.".into(), ..CloseDraft::default() };
        store.close_questionnaire(&reviewer, id, &draft).await?;
        Ok(Some(May::Better))
    }
}

fn said(ask: &Ask, turn: usize) -> Typed {
    let said = match ask.kind {
        AnswerKind::YesNo | AnswerKind::YesNoPartly => ["yes", "no"][turn % 2].to_owned(),
        AnswerKind::Choice => ask.choices[0].clone(),
        AnswerKind::Number => "12".to_owned(),
        AnswerKind::Day => "2026-03-14".to_owned(),
        AnswerKind::Text | AnswerKind::Document => "As agreed.".to_owned(),
    };
    Typed { key: ask.key.to_string(), draft: AnswerDraft { said, ..AnswerDraft::default() }, seen: 0 }
}
