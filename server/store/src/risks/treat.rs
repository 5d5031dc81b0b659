//! What is decided about a risk, and the tasks that come of it.

use super::assess::rating;
use super::{AssessmentRead, Deed, RiskInHand, about_risk, drafted, relation_to, unchanged};
use crate::Store;
use crate::error::Result;
use crate::sql::args;
use crate::writing::{Writing, allow};
use domain::codes::RiskId;
use domain::ids::{AssessmentId, OwnTaskId};
use domain::own_tasks::{About, OwnTaskDraft};
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::risks::{Answer, Assessed, Rated, Treatment, TreatmentDraft, may_be_treated};
use domain::trail::{Event, ThingKind, Verb};
use domain::words::CriterionId;

/// What the tasks of a mitigation are about: the system, or the criterion that asks an organisation to mitigate.
pub(super) const fn task_about(of: Assessed) -> About {
    match of {
        Assessed::System(id) => About::System(id),
        Assessed::Organisation => About::Criterion(CriterionId::CC9_1),
    }
}

impl Store {
    /// Decides what is done about a risk: in a draft, and after the conclusion where an acceptance came to nothing. A
    /// mitigation hands its tasks out; an acceptance is asked for.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at the draft's fields; [`Refusal::Conflict`] when the risk is not rated, something else was
    /// said of it meanwhile, or as [`may_be_treated`]; [`Refusal::Forbidden`].
    pub async fn treat_risk(
        &self,
        actor: &Actor,
        id: AssessmentId,
        risk: &RiskId,
        draft: &TreatmentDraft,
        seen: i64,
    ) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let read = w.assessment(id).await?;
        let one = read.risk(risk)?;
        allow(actor, Verb::RiskTreated, relation_to(&read, one, actor))?;
        let state = &read.row.assessment.state;
        let rated = match &one.answer {
            Answer::Rated(rated) => rated,
            Answer::Open | Answer::SetAside(_) => {
                drafted(state)?;
                unchanged(one, seen)?;
                return Err(Refusal::conflict("Rate this risk first, then decide what is done about it.").into());
            }
        };
        may_be_treated(state, read.row.last, rated, read.today)?;
        unchanged(one, seen)?;
        let mut treatment = draft.check(rated, &read.scale, actor, read.today, w.now())?;
        w.end_acceptances(id, Some(risk), "said-otherwise").await?;
        w.drop_tasks_of(one, actor).await?;
        let tasks = w.hand_out(&read, risk, &mut treatment, actor).await?;
        let rated = Rated { treatment: Some(treatment), ..rated.clone() };
        let mut event = about_risk(Event::new(Verb::RiskTreated, actor.person), &read, risk)
            .with("treatment", rated.treatment.as_ref().map(|one| one.kind().key()));
        for task in tasks {
            event = event.about(ThingKind::OwnTask, task);
        }
        let event = rating(event, &rated);
        w.say(&read, one, Deed::Treated, Answer::Rated(rated), actor).await?;
        w.commit(event).await?;
        Ok(())
    }
}

impl Writing {
    /// Makes tasks of ours of the actions of a mitigation.
    pub(super) async fn hand_out(
        &mut self,
        read: &AssessmentRead,
        risk: &RiskId,
        treatment: &mut Treatment,
        by: &Actor,
    ) -> Result<Vec<OwnTaskId>> {
        let actions = match treatment {
            Treatment::Mitigate { tasks, .. } => tasks,
            Treatment::Avoid { .. } | Treatment::Transfer { .. } | Treatment::Accept(_) => return Ok(Vec::new()),
        };
        let mut ids = Vec::new();
        for (action, place) in actions.iter_mut().zip(1..) {
            self.active_at(format!("owner-{place}"), action.owner).await?;
            let draft = OwnTaskDraft {
                title: action.title.clone(),
                steps: format!("Asked for by the risk assessment, to lower {risk}."),
                about: task_about(read.row.assessment.of),
                assignee: action.owner,
                due_on: action.due_on,
            };
            let id = self.insert_own_task(&draft, by).await?;
            action.task = Some(id);
            ids.push(id);
        }
        Ok(ids)
    }

    /// The tasks of a mitigation that is decided otherwise, those of which nothing was done yet: nobody does them for
    /// nothing.
    pub(super) async fn drop_tasks_of(&mut self, risk: &RiskInHand, by: &Actor) -> Result<()> {
        let actions = match risk.rated_so_far().and_then(|rated| rated.treatment.as_ref()) {
            Some(Treatment::Mitigate { tasks, .. }) => tasks.as_slice(),
            Some(Treatment::Avoid { .. } | Treatment::Transfer { .. } | Treatment::Accept(_)) | None => &[],
        };
        for task in actions.iter().filter_map(|action| action.task) {
            let sql = "UPDATE own_task SET ended_by = $2, ended_at = $3, ended_as = 'dropped', answer = $4 \
                       WHERE id = $1 AND done_at IS NULL AND ended_at IS NULL";
            let answer = format!("Something else was decided about {}.", risk.risk);
            self.tx.run(sql, args![task, by.person, self.now(), answer]).await?;
        }
        Ok(())
    }
}
