//! What goes wrong, at random: deficiencies and incidents, taken as far as chance takes them.

use super::{May, Story};
use domain::deficiencies::{AssessmentDraft, DeficiencyDraft, RetestDraft};
use domain::ids::DeficiencyId;
use domain::incidents::{
    CauseDraft, CauseKind, Circumstance, ClassifyDraft, Harm, Jurisdiction, NoticeDraft, ReportDraft, ReviewDraft,
};
use domain::instant::{Utc, Zone as _};
use domain::people::{Actor, Role};
use store::{CorrectionDraft, DeficienciesWanted, Result};

impl Story {
    fn typed(&self, minutes_ago: i64) -> String {
        let at = store::World::now(&*self.f.world).plus_seconds(-60 * minutes_ago);
        let day = Utc.day(at);
        let minute = (at.0 - Utc.midnight(day).0) / 60_000_000;
        format!("{day} {:02}:{:02}", minute / 60, minute % 60)
    }

    /// Somebody who reviews and owns nothing.
    async fn fourth(&mut self) -> Actor {
        let name = format!("Fourth {}", self.dice.roll(1_000_000));
        self.f.person(&name, Role::Engineer, true).await
    }

    /// A deficiency, from the notice as far as it comes.
    pub(crate) async fn deficiency(&mut self) -> Result<Option<May>> {
        let (store, manager) = (self.f.store.clone(), self.manager);
        let today = self.typed(0).split(' ').next().unwrap_or_default().to_owned();
        let open = DeficienciesWanted { open: true, ..DeficienciesWanted::default() };
        let open = store.deficiencies(&open, &Utc).await?;
        if self.dice.roll(6) == 0 && !open.is_empty() {
            let fourth = self.fourth().await;
            store.review_deficiency_log(&fourth).await?;
            return Ok(Some(May::Better));
        }
        let draft = DeficiencyDraft {
            source: ["person", "audit"][self.dice.roll(2)].into(),
            reference: format!("Test {}", self.dice.roll(5)),
            title: "It did not work".into(),
            what: "Seen in the log.".into(),
            criterion: ["CC6.1", "CC7.2", "CC9.2"][self.dice.roll(3)].into(),
            found_on: today,
            owner: manager.person.to_string(),
            ..DeficiencyDraft::default()
        };
        let id = store.open_deficiency(&manager, &draft).await?;
        if self.dice.roll(4) == 0 {
            store.give_deficiency(&manager, id, Some(self.reviewer.person)).await?;
            return Ok(Some(May::Not));
        }
        let said = AssessmentDraft {
            cause: "Nobody looked.".into(),
            extent: "Once.".into(),
            severity: "deficiency".into(),
            effect: ["still-met", "not-met"][self.dice.roll(2)].into(),
            effect_why: "As seen.".into(),
            ..AssessmentDraft::default()
        };
        store.assess_deficiency(&manager, id, &said).await?;
        match self.dice.roll(4) {
            0 => Ok(Some(May::Not)),
            1 => {
                store.disagree_deficiency(&self.executive, id, "It reaches further.").await?;
                Ok(Some(May::Not))
            }
            _ => self.corrected(id).await,
        }
    }

    async fn corrected(&mut self, id: DeficiencyId) -> Result<Option<May>> {
        let (store, manager) = (self.f.store.clone(), self.manager);
        store.agree_deficiency(&self.executive, id).await?;
        let today = Utc.day(store::World::now(&*self.f.world));
        let task = CorrectionDraft { title: "Mend it".into(), assignee: Some(manager.person), due_on: Some(today) };
        let task = store.correct_deficiency(&manager, id, &task).await?;
        store.finish_own_task(&manager, task, "Done.").await?;
        store.sign_own_task(&self.reviewer, task).await?;
        let retest = |result: &str| RetestDraft {
            on: today.to_string(),
            result: result.into(),
            shown: "The log.".into(),
            evidence: String::new(),
        };
        store.retest_deficiency(&self.reviewer, id, &retest("passed")).await?;
        store.close_deficiency(&self.executive, id, "").await?;
        if self.dice.roll(3) == 0 {
            store.retest_deficiency(&self.reviewer, id, &retest("failed")).await?;
        }
        Ok(Some(May::Better))
    }

    /// An incident, from the report as far as it comes.
    pub(crate) async fn incident(&mut self) -> Result<Option<May>> {
        let (store, manager) = (self.f.store.clone(), self.manager);
        let Some(system) = self.dice.pick(&self.systems.clone()).copied() else { return Ok(None) };
        let report = ReportDraft {
            title: "It went wrong".into(),
            what: "Somebody called.".into(),
            systems: vec![system],
            harms: vec![Harm::Drift],
            began: String::new(),
            detected: self.typed(9),
        };
        let id = store.report_incident(&manager, &report).await?;
        if self.dice.roll(3) == 0 {
            return Ok(Some(May::Not));
        }
        let classified = ClassifyDraft {
            severity: "minor".into(),
            lead: Some(manager.person),
            personal_data: ["yes", "no"][self.dice.roll(2)].into(),
            jurisdictions: vec![Jurisdiction::Eu],
            circumstances: vec![Circumstance::SeriousIncident],
            contained: self.typed(8),
            resolved: self.typed(7),
            ..ClassifyDraft::default()
        };
        store.classify_incident(&manager, id, &classified).await?;
        store.note_incident(&manager, id, &self.typed(8), "It was stopped.").await?;
        let cause = CauseDraft { kinds: vec![CauseKind::Tool], words: "A tool failed.".into() };
        store.explain_incident(&manager, id, &cause).await?;
        let notice = NoticeDraft {
            duty: "AIA-73-SERIOUS".into(),
            whom: "The authority".into(),
            at: self.typed(1),
            proof: "A receipt".into(),
        };
        store.tell_of_incident(&manager, id, &notice).await?;
        if classified.personal_data == "yes" {
            store.tell_nobody_of_incident(&manager, id, "GDPR-33", "No risk to people.").await?;
        }
        let due_on = Some(Utc.day(store::World::now(&*self.f.world)));
        let task = CorrectionDraft { title: "Test it".into(), assignee: Some(manager.person), due_on };
        store.correct_incident(&manager, id, &task).await?;
        let confirmed = vec!["GDPR-33".parse().unwrap()];
        let review = ReviewDraft { lessons: "Look.".into(), prevents: "A test.".into(), confirmed };
        store.review_incident(&self.reviewer, id, &review).await?;
        Ok(Some(May::Better))
    }
}
