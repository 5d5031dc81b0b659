//! Internal audits at random: planned, tested as far as chance takes them, concluded or called off.

use super::{May, Story};
use domain::applies::Applies;
use domain::audits::{Outcome, PlanDraft, ResultDraft};
use domain::codes::ControlId;
use domain::deficiencies::DeficiencyDraft;
use domain::ids::AuditId;
use domain::instant::{Utc, Zone as _};
use domain::people::{Actor, Role};
use domain::words::CriterionId;
use jiff::Span;
use store::Result;

impl Story {
    /// An audit by somebody who is new and owns nothing.
    pub(crate) async fn audit(&mut self) -> Result<Option<May>> {
        let name = format!("Auditor {}", self.dice.roll(1_000_000));
        let auditor = self.f.person(&name, Role::Engineer, true).await;
        let (store, manager) = (self.f.store.clone(), self.manager);
        let today = Utc.day(store::World::now(&*self.f.world));
        let systems = self.dice.pick(&self.systems.clone()).copied().into_iter().collect();
        let criteria = self.some_criteria().await?;
        let draft = PlanDraft {
            title: "At random".into(),
            criteria,
            systems,
            from: Some(today.saturating_sub(Span::new().days(60))),
            until: Some(today),
            due: Some(today),
            auditors: vec![auditor.person],
        };
        let id = store.plan_audit(&manager, &draft).await?;
        if self.dice.roll(4) == 0 {
            let second = self.f.person(&format!("{name} too"), Role::Engineer, false).await;
            store.add_auditor(&manager, id, Some(second.person)).await?;
            store.call_off_audit(&manager, id, "Nobody has the time.").await?;
            return Ok(Some(May::Not));
        }
        let whole = self.dice.roll(2) == 0;
        let steps: Vec<_> = store.audit(id).await?.steps.into_iter().map(|step| step.control).collect();
        for (place, control) in steps.iter().enumerate() {
            let says = place == 0 || whole || self.dice_says();
            self.one_step(&auditor, id, control, says).await?;
        }
        if self.dice.roll(3) == 0 {
            return Ok(Some(May::Not));
        }
        let executive = self.f.person(&format!("{name} concludes"), Role::Executive, true).await;
        store.conclude_audit(&executive, id, "").await?;
        Ok(Some(May::Better))
    }

    /// All of them, of which some are answered by no control; or those that one control of the organisation answers.
    async fn some_criteria(&mut self) -> Result<Vec<CriterionId>> {
        let spine = self.f.store.spine().await?;
        let of_all = |applies: &Applies| applies.is_of_the_organisation();
        let here = spine.controls.iter().filter(|one| !one.retired && one.standing.approved);
        let here: Vec<_> = here.filter(|one| one.applies.as_ref().is_some_and(of_all)).collect();
        let one = if self.dice.roll(2) == 0 { self.dice.pick(&here).copied() } else { None };
        Ok(one.map_or_else(|| CriterionId::ALL.to_vec(), |one| one.criteria.iter().collect()))
    }

    fn dice_says(&mut self) -> bool {
        self.dice.roll(8) == 0
    }

    /// Something of a control failed and is logged, or it was not tested.
    async fn one_step(&self, auditor: &Actor, id: AuditId, control: &ControlId, failed: bool) -> Result<()> {
        let store = &self.f.store;
        let outcome = if failed { Outcome::Adverse } else { Outcome::NotTested };
        let count = if failed { "1" } else { "" };
        let said = ResultDraft {
            outcome: Some(outcome),
            population: String::new(),
            sample: count.into(),
            deviations: count.into(),
            note: "Looked.".into(),
            evidence: vec![],
            elsewhere: String::new(),
        };
        store.test_control(auditor, id, control, &said).await?;
        if !failed {
            return Ok(());
        }
        let draft = DeficiencyDraft {
            source: "audit".into(),
            reference: format!("{id}@{control}"),
            title: "It failed".into(),
            what: "Once.".into(),
            control: control.to_string(),
            found_on: Utc.day(store::World::now(&*self.f.world)).to_string(),
            owner: self.manager.person.to_string(),
            ..DeficiencyDraft::default()
        };
        store.open_deficiency(&self.manager, &draft).await.map(|_| ())
    }
}
