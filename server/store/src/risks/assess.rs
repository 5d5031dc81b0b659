//! What is said of a risk: rated, set aside, agreed to be set aside.

use super::{Deed, about_risk, drafted, relation_to, unchanged, unconcluded};
use crate::Store;
use crate::error::Result;
use crate::writing::allow;
use domain::codes::RiskId;
use domain::ids::AssessmentId;
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::risks::{
    Answer, Rated, RatedDraft, TreatmentStanding, agree_to_set_aside, must_not_be_set_aside_alone, set_aside,
};
use domain::trail::{Event, ThingKind, Verb};

impl Store {
    /// Rates a risk before and after controls. What was decided about it stays. `seen` is how often something was said of
    /// it when the form was shown.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at the draft's fields; [`Refusal::Conflict`] when something else was said of it meanwhile, or
    /// the assessment is no draft; [`Refusal::Forbidden`].
    pub async fn rate_risk(
        &self,
        actor: &Actor,
        id: AssessmentId,
        risk: &RiskId,
        draft: &RatedDraft,
        seen: i64,
    ) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let read = w.assessment(id).await?;
        let one = read.risk(risk)?;
        allow(actor, Verb::RiskRated, relation_to(&read, one, actor))?;
        drafted(&read.row.assessment.state)?;
        unchanged(one, seen)?;
        let rated = draft.check(&read.scale, &read.controls, one.rated_so_far(), actor, w.now())?;
        w.active("owner", rated.owner).await?;
        let bears = rated.treatment.as_ref().map(|treatment| treatment.standing(&rated.residual, read.today));
        if bears != Some(TreatmentStanding::Accepted) {
            w.end_acceptances(id, Some(risk), "said-otherwise").await?;
        }
        let event = about_risk(Event::new(Verb::RiskRated, actor.person), &read, risk);
        let event = rating(event, &rated).about(ThingKind::Person, rated.owner).words("note", rated.note.clone());
        w.say(&read, one, Deed::Rated, Answer::Rated(rated), actor).await?;
        w.commit(event).await?;
        Ok(())
    }

    /// Sets a risk aside with a reason; where one person is not enough, a second one has to agree.
    ///
    /// # Errors
    /// As [`Store::rate_risk`], at `reason`.
    pub async fn set_risk_aside(
        &self,
        actor: &Actor,
        id: AssessmentId,
        risk: &RiskId,
        reason: &str,
        seen: i64,
    ) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let read = w.assessment(id).await?;
        let one = read.risk(risk)?;
        allow(actor, Verb::RiskSetAside, relation_to(&read, one, actor))?;
        drafted(&read.row.assessment.state)?;
        unchanged(one, seen)?;
        let aside = set_aside(reason, actor, w.now())?;
        let alone = must_not_be_set_aside_alone(risk, read.yes, read.no).is_ok();
        w.end_acceptances(id, Some(risk), "said-otherwise").await?;
        w.drop_tasks_of(one, actor).await?;
        let event = about_risk(Event::new(Verb::RiskSetAside, actor.person), &read, risk)
            .with("one_is_enough", alone)
            .words("reason", aside.reason.clone());
        w.say(&read, one, Deed::SetAside, Answer::SetAside(aside), actor).await?;
        w.commit(event).await?;
        Ok(())
    }

    /// A second person agrees that a risk is set aside.
    ///
    /// # Errors
    /// As [`agree_to_set_aside`]; [`Refusal::Conflict`] when it is not set aside any more.
    pub async fn agree_set_aside(&self, actor: &Actor, id: AssessmentId, risk: &RiskId, seen: i64) -> Result<()> {
        let mut w = self.write_as(actor, Verb::SetAsideAgreed).await?;
        let read = w.assessment(id).await?;
        let one = read.risk(risk)?;
        unconcluded(&read.row.assessment.state)?;
        unchanged(one, seen)?;
        let agreed = match &one.answer {
            Answer::SetAside(aside) => agree_to_set_aside(aside, actor, w.now())?,
            Answer::Open | Answer::Rated(_) => {
                return Err(Refusal::conflict("This risk is not set aside: there is nothing to agree to.").into());
            }
        };
        w.say(&read, one, Deed::Agreed, Answer::SetAside(agreed), actor).await?;
        w.commit(about_risk(Event::new(Verb::SetAsideAgreed, actor.person), &read, risk)).await?;
        Ok(())
    }
}

/// The rating in the words of an entry.
pub(super) fn rating(event: Event, rated: &Rated) -> Event {
    let (inherent, residual) = (rated.inherent, rated.residual);
    event
        .with("inherent", format!("{} {}", inherent.rating.product(), inherent.band.key()))
        .with("residual", format!("{} {}", residual.rating.product(), residual.band.key()))
        .with("scale", i64::from(residual.scale))
}
