//! What people do with risks, at random.

use super::{May, Story};
use domain::ids::{AssessmentId, SystemId};
use domain::instant::{Utc, Zone as _};
use domain::risks::{
    ActionDraft, Answer, Assessed, OwnRiskDraft, RatedDraft, ScaleDraft, State, ThresholdDraft, TreatmentDraft,
};
use domain::systems::SystemDraft;
use domain::words::{Stage, Trait, TraitSet};
use jiff::ToSpan as _;
use jiff::civil::Date;
use store::{Adoption, AssessmentRead, Result, RiskInHand};

impl Story {
    async fn assessment_now(&self, id: AssessmentId) -> Result<AssessmentRead> {
        let now = self.f.store.present().await?.max(store::World::now(&*self.f.world));
        self.f.store.assessment(id, now, &Utc).await
    }

    async fn assessed(&mut self) -> Result<SystemId> {
        if let Some(system) = self.assessed {
            return Ok(system);
        }
        let yes: TraitSet = [Trait::Predictive, Trait::TrainedInHouse].into_iter().collect();
        let no = TraitSet::all().minus(yes);
        let draft = SystemDraft { stage: Some(Stage::Production), yes, no, ..SystemDraft::named("Assessed") };
        let id = self.f.store.add_system(&self.manager, draft).await?;
        self.f.store.widen_scope(&self.manager, self.programmes[0], &[id]).await?;
        self.assessed = Some(id);
        Ok(id)
    }

    fn rating(&mut self, high: bool) -> RatedDraft {
        let step = if high { "4" } else { ["1", "2"][self.dice.roll(2)] };
        RatedDraft {
            likelihood: step.into(),
            impact: step.into(),
            residual_likelihood: step.into(),
            residual_impact: step.into(),
            acting: vec![],
            note: "As discussed.".into(),
            owner: Some(self.manager.person),
        }
    }

    /// One random command about risks.
    pub(crate) async fn risk(&mut self) -> Result<Option<May>> {
        let system = self.assessed().await?;
        let others: Vec<_> =
            self.systems.iter().copied().map(Assessed::System).chain([Assessed::Organisation]).collect();
        let of = match self.dice.roll(5) {
            0 => *self.dice.pick(&others).expect("the organisation"),
            _ => Assessed::System(system),
        };
        let subject = match of {
            Assessed::System(id) => self.f.store.system(id).await?.no,
            Assessed::Organisation => 0,
        };
        let rows = self.f.store.assessments_of(subject).await?;
        let last = rows.iter().find(|row| row.concluded().is_some()).map(|row| row.id);
        let Some(row) = rows.into_iter().find(|row| row.concluded().is_none()) else {
            if let Some(last) = last.filter(|_| self.dice.roll(3) == 0) {
                return self.adopted_later(last).await;
            }
            self.f.store.open_assessment(&self.manager, of).await?;
            return Ok(Some(May::Not));
        };
        let read = self.assessment_now(row.id).await?;
        match read.row.assessment.state {
            State::Draft { .. } => self.in_draft(&read).await,
            State::Submitted(_) | State::Concluded(_) => self.submitted(&read).await,
        }
    }

    /// What a conclusion could prove is adopted after it, and proven by it once somebody says so who took no part.
    async fn adopted_later(&mut self, last: AssessmentId) -> Result<Option<May>> {
        let store = self.f.store.clone();
        for control in ["AIG-GV-07", "AIG-RA-02"] {
            if self.adopted.contains(&control) {
                continue;
            }
            let owner = self.manager.person;
            let adoption = Adoption { control: control.parse().unwrap(), owner, statement: None };
            let waiting = store.adopt(&self.manager, vec![adoption]).await?;
            store.agree(&self.reviewer, waiting, "").await?;
            self.adopted.push(control);
        }
        store.prove_assessment(&self.reviewer, last).await?;
        Ok(Some(May::Better))
    }

    async fn submitted(&mut self, read: &AssessmentRead) -> Result<Option<May>> {
        let (store, id) = (self.f.store.clone(), read.row.id);
        if self.dice.roll(4) == 0 {
            store.send_assessment_back(&self.reviewer, id, "Who answers?", read.version).await?;
            return Ok(Some(May::Not));
        }
        store.conclude_assessment(&self.reviewer, id, read.version).await?;
        Ok(Some(May::Better))
    }

    async fn in_draft(&mut self, read: &AssessmentRead) -> Result<Option<May>> {
        let (store, manager, id) = (self.f.store.clone(), self.manager, read.row.id);
        let Some(one) = self.dice.pick(&read.risks).cloned() else { return Ok(None) };
        match self.dice.roll(11) {
            0 => {
                let scale = store.risk_scale().await?;
                let appetite = ["low", "moderate", "high"][self.dice.roll(3)].to_owned();
                let draft = ScaleDraft { appetite, ..ScaleDraft::from(&scale) };
                store.set_risk_scale(&manager, &draft, scale.version).await?;
            }
            1 => self.own_risk(id).await?,
            2 => {
                store.set_risk_aside(&manager, id, &one.risk, "It cannot happen here.", one.no).await?;
                if self.dice.roll(2) == 0 {
                    store.agree_set_aside(&self.reviewer, id, &one.risk, one.no + 1).await?;
                }
            }
            3 => self.mitigate(id, &one, read.today).await?,
            4 | 5 => {
                let high = self.rating(true);
                store.rate_risk(&manager, id, &one.risk, &high, one.no).await?;
                let days = i64::try_from(self.dice.roll(90)).expect("few");
                let accept = TreatmentDraft {
                    kind: "accept".into(),
                    reason: "Until spring.".into(),
                    until: read.today.saturating_add(days.days()).to_string(),
                    ..TreatmentDraft::default()
                };
                store.treat_risk(&manager, id, &one.risk, &accept, one.no + 1).await?;
                if self.dice.roll(4) == 0 {
                    store.refuse_risk(&self.executive, id, &one.risk, "Too much hangs on it.", one.no + 2).await?;
                    return Ok(Some(May::Not));
                }
                store.accept_risk(&self.executive, id, &one.risk, one.no + 2).await?;
                return Ok(Some(May::Better));
            }
            6 => {
                let picked: Vec<_> = read.risks.iter().take(4).map(|one| (one.risk.clone(), one.no)).collect();
                store.set_risks_aside(&manager, id, &picked, "None of these can happen here.").await?;
            }
            7 => {
                let open = read.risks.iter().filter(|one| one.answer == Answer::Open);
                let picked: Vec<_> = open.map(|one| (one.risk.clone(), one.no)).collect();
                let low = self.rating(false);
                store.rate_risks(&manager, id, &picked, &low).await?;
            }
            _ => self.finish(read).await?,
        }
        Ok(Some(May::Not))
    }

    /// Everything that is open or too old is rated low, and the whole submitted.
    async fn finish(&mut self, read: &AssessmentRead) -> Result<()> {
        let (store, manager, id) = (self.f.store.clone(), self.manager, read.row.id);
        for one in &read.risks {
            let again = match &one.answer {
                Answer::Open => true,
                Answer::Rated(rated) => rated.residual.scale != read.scale.version,
                Answer::SetAside(aside) => !aside.stands(&one.risk, read.yes, read.no),
            };
            if again {
                let low = self.rating(false);
                store.rate_risk(&manager, id, &one.risk, &low, one.no).await?;
            }
        }
        let seen = self.assessment_now(id).await?.version;
        store.submit_assessment(&manager, id, seen).await
    }

    async fn own_risk(&mut self, id: AssessmentId) -> Result<()> {
        let draft = OwnRiskDraft {
            title: "Nobody looks".into(),
            category: "governance".into(),
            description: "Models stay up without an owner.".into(),
            controls: vec!["AIG-GV-02".into()],
        };
        let own = self.f.store.add_own_risk(&self.manager, id, &draft).await?;
        let limit = ThresholdDraft { measure: "accuracy".into(), comparison: "below".into(), value: "0.85".into() };
        let limit = self.f.store.set_risk_limit(&self.manager, id, &own, &limit).await?;
        if self.dice.roll(2) == 0 {
            self.f.store.end_risk_limit(&self.manager, id, limit).await?;
        }
        Ok(())
    }

    async fn mitigate(&mut self, id: AssessmentId, one: &RiskInHand, today: Date) -> Result<()> {
        let high = self.rating(true);
        self.f.store.rate_risk(&self.manager, id, &one.risk, &high, one.no).await?;
        let task = ActionDraft {
            title: "Put an alert on it".into(),
            owner: Some(self.reviewer.person),
            due_on: Utc.day(Utc.midnight(today.saturating_add(30.days()))).to_string(),
        };
        let draft = TreatmentDraft {
            kind: "mitigate".into(),
            tasks: vec![task],
            target_likelihood: "2".into(),
            target_impact: "2".into(),
            ..TreatmentDraft::default()
        };
        self.f.store.treat_risk(&self.manager, id, &one.risk, &draft, one.no + 1).await
    }
}
