//! A rollback takes too long, a model is retired, and an agent arrives that has to prove everything at once.

use crate::cast::Who::{Ines, Jonas, Lena, Miriam, Priya, Ruth, Sanjay};
use crate::inventory::Sys;
use crate::teller::Teller;
use crate::work::HandedIn;
use domain::change::Change;
use domain::codes::ControlId;
use domain::evidence::{NamedPair, Ruling};
use domain::ids::EvidenceId;
use domain::words::{Stage, Trigger};
use store::Result;

pub(super) async fn tell(story: &mut Teller) -> Result<()> {
    crate::reviews::the_data_lake_is_reviewed(story).await?;
    crate::reviews::people_are_trained(story).await?;
    a_model_is_retired(story).await?;
    let exercise = a_rollback_takes_too_long(story).await?;
    let (deficiency, task) = crate::mishaps::the_rollback_is_followed(story, exercise).await?;
    story.on(118).await?;
    story.enters(Jonas, Sys::EstimateAgent).await?;
    the_agent_comes_into_scope(story).await?;
    crate::mishaps::the_rollback_is_mended(story, task).await?;
    the_rollback_is_repeated(story).await?;
    crate::mishaps::the_rollback_is_closed(story, deficiency).await
}

async fn a_model_is_retired(story: &mut Teller) -> Result<()> {
    story.on(150).await?;
    let why = "The actuaries forecast with their own tool from this month.";
    if let Some(proposal) = story.moves(Priya, Sys::ReserveForecast, Stage::Retired, why).await? {
        story.on(148).await?;
        story.agrees(Sanjay, proposal, "").await?;
    }
    for programme in [story.type_two, story.type_one].into_iter().flatten() {
        story.on(143).await?;
        let systems = vec![story.system(Sys::ReserveForecast)?];
        let why = "Retired, switched off and deleted; nothing of it runs in the window.";
        let proposal = story.proposes(Miriam, Change::Narrow { programme, systems }, why).await?;
        story.on(141).await?;
        story.agrees(Sanjay, proposal, "Deletion seen.").await?;
    }
    Ok(())
}

async fn a_rollback_takes_too_long(story: &mut Teller) -> Result<EvidenceId> {
    story.on(134).await?;
    let triage = story.no(Sys::ClaimsTriage)?;
    let exercise = HandedIn {
        by: Priya,
        kind: "exercise-record",
        title: "Rollback exercise, Claims triage",
        speaks: 135,
        own_end: None,
        proves: vec![("TSK-IR-03-1", triage), ("TSK-IR-03-2", triage)],
    };
    let (evidence, seen, pairs) = story.hands_in(&exercise).await?;
    story.on(131).await?;
    let why = "Rolling back took 3 hours 50 minutes, and we promise 30 minutes. It shows that the control failed.";
    story.rules(Ines, evidence, seen.as_deref(), &pairs, Ruling::Adverse, why).await?;
    Ok(evidence)
}

async fn the_agent_comes_into_scope(story: &mut Teller) -> Result<()> {
    let Some(programme) = story.type_two else { return Ok(()) };
    story.on(110).await?;
    story.moves(Jonas, Sys::EstimateAgent, Stage::Validation, "The pilot with three garages begins.").await?;
    story.on(107).await?;
    story.brings_into_scope(Miriam, programme, &[Sys::EstimateAgent]).await
}

async fn the_rollback_is_repeated(story: &mut Teller) -> Result<()> {
    story.on(100).await?;
    let triage = story.no(Sys::ClaimsTriage)?;
    let exercise = HandedIn {
        by: Jonas,
        kind: "exercise-record",
        title: "Rollback exercise, Claims triage, repeated",
        speaks: 101,
        own_end: None,
        proves: vec![("TSK-IR-03-1", triage), ("TSK-IR-03-2", triage)],
    };
    let (evidence, seen, pairs) = story.hands_in(&exercise).await?;
    story.on(97).await?;
    story.rules(Ines, evidence, seen.as_deref(), &pairs, Ruling::Supports, "").await
}

/// An exclusion that lapses in two and a half weeks.
pub(super) async fn the_pilot_is_excused(story: &mut Teller) -> Result<()> {
    story.on(76).await?;
    let pair =
        NamedPair { requirement: crate::teller::requirement("TSK-IR-03-2")?, subject: story.no(Sys::CallSummaries)? };
    let change = Change::Exclude { pairs: vec![pair], until: story.calendar.day(-17) };
    let why = "Four handlers in a pilot; without it they write the summary themselves, as before.";
    let proposal = story.proposes(Lena, change, why).await?;
    story.on(75).await?;
    story.agrees(Miriam, proposal, "Until the pilot ends, no longer.").await
}

/// A material change of how models are changed: the settings exported before no longer prove it.
pub(super) async fn change_is_worded_anew(story: &mut Teller) -> Result<()> {
    story.on(27).await?;
    let id = crate::teller::control("CH-01")?;
    let text = "Every change of a model, prompt, tool or setting of an AI system in use has a record with purpose, risk and \
                evaluation; somebody who did not write it approves it before release; an agent's tools and limits count \
                as such settings. The pipeline refuses a release without that approval.";
    let why = "Since the Estimate agent an agent's tools and limits are settings too, and the pipeline enforces it.";
    let proposal = story.store.reword(&story.actor(Jonas)?, &id, text, true, why).await?;
    story.on(25).await?;
    story.agrees(Miriam, proposal, "Material: the exports of the old pipeline no longer show it.").await?;
    story.forgets_what_ended(&id, Trigger::ControlChangeMaterial);
    its_row_of_the_matrix_is_gone_through(story, &id).await
}

/// What was concluded of the criteria for which it is key ended with its words.
async fn its_row_of_the_matrix_is_gone_through(story: &mut Teller, control: &ControlId) -> Result<()> {
    story.on(24).await?;
    let spine = story.store.spine().await?;
    let mut proposals = Vec::new();
    for programme in &spine.programmes {
        let key = spine.control(control).map(|control| programme.key_for(control.no)).unwrap_or_default();
        let change = Change::Conclude { programme: programme.id, criteria: key };
        proposals.push(story.proposes(Miriam, change, "The control of changes is worded anew.").await?);
    }
    story.on(23).await?;
    for proposal in proposals {
        story.agrees(Ruth, proposal, "").await?;
    }
    Ok(())
}
