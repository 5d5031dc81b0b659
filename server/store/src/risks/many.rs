//! Several risks of an assessment answered at once: one command, one entry.

use super::assess::rating;
use super::{AssessmentRead, Deed, RiskInHand, about, drafted, relation_to, unchanged};
use crate::Store;
use crate::error::Result;
use crate::writing::{Writing, allow};
use domain::codes::RiskId;
use domain::ids::AssessmentId;
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::risks::{Answer, Rated, RatedDraft, TreatmentStanding, set_aside_together};
use domain::trail::{Event, ThingKind, Verb};

/// A risk with how often something was said of it when the form was shown.
pub type Picked = (RiskId, i64);

impl Store {
    /// Rates several risks alike, with a sentence that says why; what was decided about each stays. How many.
    ///
    /// # Errors
    /// As [`Store::rate_risk`]; [`Refusal::Invalid`] at `risk` when none is named, at `note` as [`RatedDraft::may_rate`].
    pub async fn rate_risks(
        &self,
        actor: &Actor,
        id: AssessmentId,
        picked: &[Picked],
        draft: &RatedDraft,
    ) -> Result<usize> {
        let mut w = self.write(Some(actor)).await?;
        let read = w.assessment(id).await?;
        let these = these(&read, actor, picked, Verb::RiskRated)?;
        let mut all: Vec<(&RiskInHand, Rated)> = Vec::with_capacity(these.len());
        for one in these {
            let rated = draft.check(&read.scale, &read.controls, one.rated_so_far(), actor, w.now())?;
            all.push((one, rated));
        }
        let Some((_, first)) = all.first() else {
            draft.check(&read.scale, &read.controls, None, actor, w.now())?;
            return Err(Refusal::at("risk", "Choose at least one risk.").into());
        };
        draft.may_rate(all.len())?;
        w.active("owner", first.owner).await?;
        let mut event = rating(Event::new(Verb::RiskRated, actor.person), first)
            .about(ThingKind::Person, first.owner)
            .words("note", first.note.clone());
        for (one, rated) in &all {
            w.rate(&read, one, rated, actor).await?;
            event = event.about(ThingKind::Risk, &one.risk);
        }
        w.commit(about(event.with("risks", names(all.iter().map(|(one, _)| *one))), &read)).await?;
        Ok(all.len())
    }

    /// Says of several risks again what the assessment before said: likelihood, impact, controls and who answers for
    /// each. The rating is that of whoever takes it over. How many.
    ///
    /// # Errors
    /// As [`Store::rate_risk`]; [`Refusal::Invalid`] at `risk` when none is named, or with those of which the assessment
    /// before said nothing that [`Rated::can_be_taken_over`].
    pub async fn take_ratings_over(&self, actor: &Actor, id: AssessmentId, picked: &[Picked]) -> Result<usize> {
        let mut w = self.write(Some(actor)).await?;
        let read = w.assessment(id).await?;
        let these = these(&read, actor, picked, Verb::RiskRated)?;
        if these.is_empty() {
            return Err(Refusal::at("risk", "Choose at least one risk.").into());
        }
        let (mut all, mut not) = (Vec::with_capacity(these.len()), Vec::new());
        for one in these {
            match one.to_take_over(&read) {
                Some(before) => all.push((one, RatedDraft::of(before))),
                None => not.push(one.risk.as_str()),
            }
        }
        if !not.is_empty() {
            let sentence =
                "These were not rated last time by the scale and the controls of today, so each is rated by itself";
            return Err(Refusal::at("risk", format!("{sentence}: {}.", not.join(", "))).into());
        }
        let mut event = Event::new(Verb::RiskRated, actor.person).with("taken_over", true);
        for (one, draft) in &all {
            let rated = draft.check(&read.scale, &read.controls, one.rated_so_far(), actor, w.now())?;
            w.active("owner", rated.owner).await?;
            w.rate(&read, one, &rated, actor).await?;
            event = event.about(ThingKind::Risk, &one.risk);
        }
        w.commit(about(event.with("risks", names(all.iter().map(|(one, _)| *one))), &read)).await?;
        Ok(all.len())
    }

    /// Sets several risks aside with one reason. How many.
    ///
    /// # Errors
    /// As [`set_aside_together`]; [`Refusal::Conflict`] as for [`Store::set_risk_aside`]; [`Refusal::Forbidden`].
    pub async fn set_risks_aside(
        &self,
        actor: &Actor,
        id: AssessmentId,
        picked: &[Picked],
        reason: &str,
    ) -> Result<usize> {
        let mut w = self.write(Some(actor)).await?;
        let read = w.assessment(id).await?;
        let these = these(&read, actor, picked, Verb::RiskSetAside)?;
        let ids: Vec<_> = these.iter().map(|one| one.risk.clone()).collect();
        let aside = set_aside_together(&ids, read.yes, read.no, reason, actor, w.now())?;
        let mut event = Event::new(Verb::RiskSetAside, actor.person)
            .with("one_is_enough", true)
            .with("risks", names(these.iter().copied()))
            .words("reason", aside.reason.clone());
        for one in &these {
            w.end_acceptances(id, Some(&one.risk), "said-otherwise").await?;
            w.drop_tasks_of(one, actor).await?;
            w.say(&read, one, Deed::SetAside, Answer::SetAside(aside.clone()), actor).await?;
            event = event.about(ThingKind::Risk, &one.risk);
        }
        w.commit(about(event, &read)).await?;
        Ok(these.len())
    }
}

impl Writing {
    /// Writes a rating among others. An acceptance that no longer bears it ends.
    async fn rate(&mut self, read: &AssessmentRead, one: &RiskInHand, rated: &Rated, by: &Actor) -> Result<()> {
        let bears = rated.treatment.as_ref().map(|treatment| treatment.standing(&rated.residual, read.today));
        if bears != Some(TreatmentStanding::Accepted) {
            self.end_acceptances(read.row.id, Some(&one.risk), "said-otherwise").await?;
        }
        self.say(read, one, Deed::Rated, Answer::Rated(rated.clone()), by).await
    }
}

fn names<'a>(all: impl Iterator<Item = &'a RiskInHand>) -> Vec<String> {
    all.map(|one| one.risk.to_string()).collect()
}

/// The risks that were picked, each once, if somebody may answer all of them as the form showed them.
fn these<'a>(read: &'a AssessmentRead, actor: &Actor, picked: &[Picked], verb: Verb) -> Result<Vec<&'a RiskInHand>> {
    allow(actor, verb, super::relation(read, actor))?;
    drafted(&read.row.assessment.state)?;
    let mut all: Vec<&RiskInHand> = Vec::with_capacity(picked.len());
    for (risk, seen) in picked {
        let one = read.risk(risk)?;
        allow(actor, verb, relation_to(read, one, actor))?;
        unchanged(one, *seen)?;
        if all.iter().all(|known| known.risk != one.risk) {
            all.push(one);
        }
    }
    Ok(all)
}
