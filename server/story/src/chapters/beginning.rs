//! Fourteen months ago: people come, the inventory is written down, two reports are decided on, the core controls are
//! adopted.

use crate::cast::Who::{
    self, Ada, Beatriz, Callum, Edmund, Grace, Ines, Jonas, Lena, Miriam, Owen, Priya, Ruth, Sanjay, Thomas, Tomas,
};
use crate::inventory::Sys;
use crate::practice::stands_for;
use crate::teller::{Teller, control};
use domain::catalogue::catalogue;
use domain::change::Change;
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::words::{Categories, Category, CriterionId, DataRole};
use jiff::ToSpan as _;
use store::Result;

pub(super) async fn tell(story: &mut Teller) -> Result<()> {
    people_come(story).await?;
    the_inventory_is_written_down(story).await?;
    two_reports_are_decided_on(story).await?;
    the_core_is_adopted(story).await?;
    story.plan()
}

async fn people_come(story: &mut Teller) -> Result<()> {
    for who in [Ruth, Owen, Ines] {
        story.on(424).await?;
        story.invites(Miriam, who).await?;
    }
    story.on(423).await?;
    story.hands_over_administration(Miriam, Owen).await?;
    for who in [Callum, Tomas, Jonas, Priya, Lena, Ada, Beatriz, Edmund, Grace, Thomas, Sanjay] {
        story.on(422).await?;
        story.invites(Owen, who).await?;
    }
    Ok(())
}

async fn the_inventory_is_written_down(story: &mut Teller) -> Result<()> {
    use Sys::{
        ClaimsTriage, DocumentReader, FraudScreen, LeadScores, PolicyAssistant, ReserveForecast, SettlementLetters,
    };
    story.on(421).await?;
    story.registers_vendors(Miriam).await?;
    let all =
        [ClaimsTriage, FraudScreen, DocumentReader, PolicyAssistant, SettlementLetters, ReserveForecast, LeadScores];
    for system in all {
        story.on(420).await?;
        story.enters(Miriam, system).await?;
    }
    Ok(())
}

/// In production, and of weight to what we promise.
const FIRST: [Sys; 6] = [
    Sys::ClaimsTriage,
    Sys::FraudScreen,
    Sys::DocumentReader,
    Sys::PolicyAssistant,
    Sys::SettlementLetters,
    Sys::ReserveForecast,
];

async fn two_reports_are_decided_on(story: &mut Teller) -> Result<()> {
    let opens = story.calendar.first_of_month(4);
    let closes = opens.saturating_add(6.months()).saturating_sub(1.day());
    let terms = ProgrammeDraft {
        name: format!("SOC 2, {}", closes.year()),
        kind: ReportKind::Type2,
        on_day: None,
        window_from: Some(opens),
        window_until: Some(closes),
        categories: Categories::security(),
        reasons: "Insurers ask for Security before they send us claims.".to_owned(),
        commitments: "A claim is triaged within one working day. What a customer sends us is seen by those who handle \
                      the claim, and by nobody else. A person decides wherever a decision weighs on somebody."
            .to_owned(),
    };
    let first = ProgrammeDraft {
        name: format!("SOC 2, first look {}", opens.year()),
        kind: ReportKind::Type1,
        on_day: Some(opens.saturating_sub(1.day())),
        window_from: None,
        window_until: None,
        reasons: "A first report on the design, before the window opens.".to_owned(),
        ..terms.clone()
    };
    story.on(418).await?;
    let miriam = story.actor(Miriam)?;
    let two = story.store.open_programme(&miriam, terms).await?;
    let one = story.store.open_programme(&miriam, first).await?;
    (story.type_two, story.type_one) = (Some(two), Some(one));
    for programme in [two, one] {
        story.on(416).await?;
        story.brings_into_scope(Miriam, programme, &FIRST).await?;
    }
    Ok(())
}

/// Adopted beyond the core, because they bear on what our systems do.
const BEYOND_THE_CORE: [&str; 2] = ["AIG-HO-01", "AIG-RA-03"];

async fn the_core_is_adopted(story: &mut Teller) -> Result<()> {
    story.on(412).await?;
    let proposal = story.adopts(Miriam, &core(&[Category::Security], &BEYOND_THE_CORE)).await?;
    story.on(409).await?;
    let answer = "Read with the heads of department. They are ours.";
    story.agrees(Ruth, proposal, answer).await?;
    story.on(408).await?;
    who_stands_for_which_role(story, true).await?;
    for programme in [story.type_two, story.type_one].into_iter().flatten() {
        story.on(400).await?;
        let change = Change::Conclude { programme, criteria: Categories::security().into() };
        let proposal = story.proposes(Miriam, change, "Gone through row by row on two afternoons.").await?;
        story.on(398).await?;
        story.agrees(Ruth, proposal, "").await?;
    }
    Ok(())
}

/// The controls that are key for a category, each with whom the library's role falls to; and some more.
pub(super) fn core(categories: &[Category], more: &[&str]) -> Vec<(String, Who)> {
    let wanted = |criterion: &CriterionId| categories.contains(&criterion.category());
    let controls = catalogue()
        .controls
        .iter()
        .filter(|control| control.key_for.iter().any(wanted) || more.contains(&control.id.as_str()));
    let short = |id: &str| id.trim_start_matches("AIG-").to_owned();
    controls.map(|control| (short(control.id.as_str()), owner(control.id.as_str(), control.owner_role))).collect()
}

/// The head of the data platform takes more than his share.
fn owner(control: &str, role: DataRole) -> Who {
    match control {
        "AIG-MO-05" | "AIG-IN-03" => Callum,
        _ => stands_for(role, true),
    }
}

pub(super) async fn who_stands_for_which_role(story: &Teller, before_he_left: bool) -> Result<()> {
    let mut table = std::collections::BTreeMap::new();
    for role in DataRole::ALL.iter().filter(|role| **role != DataRole::SystemOwner) {
        table.insert(*role, story.actor(stands_for(*role, before_he_left))?.person);
    }
    story.store.table_roles(&story.actor(Miriam)?, &table).await
}

/// Names a new owner of a control, who accepts.
pub(super) async fn hands_over(story: &mut Teller, short: &str, to: Who, why: &str) -> Result<()> {
    let id = control(short)?;
    let change = Change::Own { control: id.clone(), owner: story.actor(to)?.person };
    let proposal = story.proposes(Miriam, change, why).await?;
    let second = if to == Miriam { Sanjay } else { to };
    story.agrees(second, proposal, "Agreed.").await?;
    story.forgets_what_ended(&id, domain::words::Trigger::OwnerChange);
    Ok(())
}
