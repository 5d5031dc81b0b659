//! Processing Integrity and Confidentiality come in; the playbook is written.

use super::beginning::core;
use super::leaver::heir;
use crate::cast::Who::{Callum, Ines, Miriam, Ruth, Sanjay};
use crate::teller::Teller;
use crate::work::HandedIn;
use domain::change::Change;
use domain::programme::ProgrammeDraft;
use domain::words::{Category, CriterionId};
use store::Result;

const ADDED: [Category; 2] = [Category::ProcessingIntegrity, Category::Confidentiality];

pub(super) async fn tell(story: &mut Teller) -> Result<()> {
    two_categories_come_in(story).await?;
    the_playbook_is_written(story).await
}

async fn two_categories_come_in(story: &mut Teller) -> Result<()> {
    let Some(programme) = story.type_two else { return Ok(()) };
    story.on(212).await?;
    let was = story.store.terms(programme).await?;
    let terms = ProgrammeDraft {
        categories: ADDED.iter().fold(was.draft.categories, |all, category| all.with(*category)),
        reasons: format!(
            "{} Two of them now ask how we know that our models are right (Processing Integrity) and what becomes of \
             their claim files (Confidentiality).",
            was.draft.reasons
        ),
        ..was.draft
    };
    story.store.change_programme(&story.actor(Miriam)?, programme, terms, was.version).await?;
    story.on(210).await?;
    let here: Vec<_> = story.store.controls().await?.into_iter().map(|control| control.id).collect();
    let new: Vec<_> = core(&ADDED, &["AIG-AG-01", "AIG-AG-02"])
        .into_iter()
        .filter(|(short, _)| !here.iter().any(|id| id.as_str().trim_start_matches("AIG-") == short))
        .map(|(short, owner)| {
            let owner = if owner == Callum { heir(&short) } else { owner };
            (short, owner)
        })
        .collect();
    let proposal = story.adopts(Miriam, &new).await?;
    story.on(207).await?;
    story.agrees(Ruth, proposal, "Agreed with the two who run them.").await?;
    story.on(203).await?;
    let criteria = CriterionId::ALL.iter().copied().filter(|criterion| ADDED.contains(&criterion.category()));
    let change = Change::Conclude { programme, criteria: criteria.collect() };
    let proposal = story.proposes(Miriam, change, "The matrix of the two new categories.").await?;
    story.on(201).await?;
    story.agrees(Sanjay, proposal, "").await
}

/// One document for four requirements: it will lapse for all of them on one day.
async fn the_playbook_is_written(story: &mut Teller) -> Result<()> {
    story.on(198).await?;
    let playbook = HandedIn {
        by: Ines,
        kind: "procedure-document",
        title: "AI operations playbook, second edition",
        speaks: 199,
        own_end: Some(12),
        proves: vec![("TSK-IR-01-1", 0), ("TSK-IR-02-1", 0), ("TSK-AC-09-1", 0), ("TSK-LG-04-2", 0)],
    };
    let (evidence, seen, pairs) = story.hands_in(&playbook).await?;
    story.on(196).await?;
    let (rules, by) = (domain::evidence::Ruling::Supports, Miriam);
    story.rules(by, evidence, seen.as_deref(), &pairs, rules, "").await
}
