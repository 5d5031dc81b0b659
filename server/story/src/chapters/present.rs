//! The window is open: what is wrong today, and what waits for somebody.

use super::mishaps::{change_is_worded_anew, the_pilot_is_excused};
use crate::cast::EXPECTED;
use crate::cast::Who::{Ada, Helen, Ines, Jonas, Lena, Miriam, Owen, Priya, Ruth, Tomas};
use crate::inventory::Sys;
use crate::teller::{Teller, control};
use crate::work::HandedIn;
use domain::accounts::PersonDraft;
use domain::asked::CriterionSet;
use domain::change::Change;
use domain::evidence::{NamedPair, Ruling};
use domain::people::{Rights, Role};
use domain::words::{Categories, CriterionId, Trait};
use store::Result;

pub(super) async fn tell(story: &mut Teller) -> Result<()> {
    story.on(90).await?;
    a_vendor_reports(story).await?;
    the_pilot_is_excused(story).await?;
    crate::reviews::one_access_still_stands(story).await?;
    crate::reviews::flags_are_read_by_two_of_three(story).await?;
    the_matrix_is_gone_through_again(story).await?;
    story.on(41).await?;
    story.enters(Tomas, Sys::CodeAssistant).await?;
    crate::policies::what_is_argued_over(story).await?;
    crate::risks::two_assessments_are_concluded(story).await?;
    crate::attestations::what_vendors_handed_over(story).await?;
    crate::mishaps::an_exception_of_the_host_is_assessed(story).await?;
    crate::questionnaires::the_second_year_goes_out(story).await?;
    story.on(34).await?;
    story.invites(Owen, Helen).await?;
    new_days_are_set(story).await?;
    crate::attestations::what_was_wrong_with_two(story).await?;
    leavers_without_a_list(story).await?;
    the_daily_check_is_given_up(story).await?;
    change_is_worded_anew(story).await?;
    let unfair = crate::mishaps::the_fraud_screen_is_unfair(story).await?;
    crate::operating::the_window_is_looked_through(story).await?;
    a_report_has_run_out(story).await?;
    a_scan_is_withdrawn(story).await?;
    a_question_is_answered(story).await?;
    crate::attestations::addresses_are_covered(story).await?;
    crate::audits::change_is_audited(story).await?;
    the_playbook_lapses(story).await?;
    the_bias_test_fails(story).await?;
    crate::attestations::letters_bridge_two(story).await?;
    what_waits_for_a_second_person(story).await?;
    what_waits_for_review(story).await?;
    crate::policies::logging_waits(story).await?;
    crate::risks::an_assessment_is_under_way(story).await?;
    crate::mishaps::a_release_without_approval(story).await?;
    crate::reviews::a_console_is_half_reviewed(story).await?;
    crate::mishaps::the_unfair_screen_is_reviewed(story, unfair).await?;
    crate::questionnaires::answers_come_back(story).await?;
    crate::attestations::what_follows_of_a_report(story).await?;
    crate::attestations::a_report_lies_on_the_desk(story).await?;
    somebody_is_expected(story).await
}

/// A conclusion holds for a year.
async fn the_matrix_is_gone_through_again(story: &mut Teller) -> Result<()> {
    for programme in [story.type_two, story.type_one].into_iter().flatten() {
        story.on(44).await?;
        let change = Change::Conclude {
            programme,
            criteria: CriterionSet::from(Categories::security()).without(CriterionId::CC6_4),
        };
        let why = "A year has passed. Three rows were changed since, for the agent.";
        let proposal = story.proposes(Miriam, change, why).await?;
        story.on(42).await?;
        story.agrees(Ruth, proposal, "").await?;
    }
    Ok(())
}

/// What was asked a year ago and is still open gets a day that somebody believes in.
async fn new_days_are_set(story: &mut Teller) -> Result<()> {
    let (agent, triage, screen) =
        (story.no(Sys::EstimateAgent)?, story.no(Sys::ClaimsTriage)?, story.no(Sys::FraudScreen)?);
    let lumen = story.supplier("Lumen OCR")?;
    story.on(33).await?;
    for (task, subject, ago) in [
        ("TSK-AC-02-2", 0, 6),
        ("TSK-CH-01-1", 0, -9),
        ("TSK-CH-01-2", agent, -3),
        ("TSK-LG-01-3", agent, -5),
        ("TSK-LG-04-2", 0, -14),
        ("TSK-IR-02-1", 0, 3),
        ("TSK-AC-09-1", 0, 3),
        ("TSK-VN-03-2", lumen, -20),
        ("TSK-FT-01-2", triage, -12),
        ("TSK-CF-01-1", screen, -8),
    ] {
        story.asks_for_it_by(Miriam, task, &[subject], ago).await?;
    }
    Ok(())
}

async fn leavers_without_a_list(story: &mut Teller) -> Result<()> {
    story.on(31).await?;
    let listing = HandedIn {
        by: Tomas,
        kind: "population-listing",
        title: "Leavers of the third quarter",
        speaks: 32,
        own_end: None,
        proves: vec![("TSK-AC-02-2", 0)],
    };
    let (evidence, seen, pairs) = story.hands_in(&listing).await?;
    story.on(29).await?;
    let why = "Two contractors who left in August are missing. Draw it from the HR system, with the query, not from the \
               rota.";
    story.rules(Ines, evidence, seen.as_deref(), &pairs, Ruling::Rejected, why).await
}

async fn the_daily_check_is_given_up(story: &mut Teller) -> Result<()> {
    let task = "TSK-LG-02-2";
    let subjects = story.in_use()?;
    story.on(28).await?;
    story.gives(Miriam, task, &subjects, Tomas).await?;
    story.asks_for_it_by(Miriam, task, &subjects, 23).await?;
    story.on(27).await?;
    let words = "By hand this takes an hour each day for one line of result. After a week I stopped. Can we check the chain \
                 by a job and hand in what it says?";
    story.says(Tomas, task, words).await?;
    story.on(26).await?;
    let words = "We can. But the job has to show that an administrator is refused as well, not only that the chain is \
                 whole. Try to alter one record and keep the refusal.";
    story.says(Ines, task, words).await
}

async fn a_vendor_reports(story: &mut Teller) -> Result<()> {
    let report = HandedIn {
        by: Ada,
        kind: "attestation",
        title: "Parley Labs, SOC 2 Type II report",
        speaks: 92,
        own_end: Some(20),
        proves: vec![("TSK-VN-03-1", story.supplier("Parley Labs")?)],
    };
    let (evidence, seen, pairs) = story.hands_in(&report).await?;
    story.on(88).await?;
    story.rules(Miriam, evidence, seen.as_deref(), &pairs, Ruling::Supports, "").await
}

async fn a_report_has_run_out(story: &mut Teller) -> Result<()> {
    let parley = story.supplier("Parley Labs")?;
    let lumen = story.supplier("Lumen OCR")?;
    story.on(19).await?;
    story.gives(Miriam, "TSK-VN-03-1", &[lumen, parley], Ada).await?;
    story.asks_for_it_by(Miriam, "TSK-VN-03-1", &[lumen, parley], -7).await?;
    story.on(18).await?;
    story
        .says(
            Ada,
            "TSK-VN-03-1",
            "Asked Lumen on the second, and again today. No answer yet. Parley sends the new report next week.",
        )
        .await
}

async fn a_scan_is_withdrawn(story: &mut Teller) -> Result<()> {
    let screen = story.no(Sys::FraudScreen)?;
    story.on(17).await?;
    let scan = HandedIn {
        by: Priya,
        kind: "scan-report",
        title: "Classification scan, Fraud screen",
        speaks: 18,
        own_end: None,
        proves: vec![("TSK-CF-01-1", screen)],
    };
    let (evidence, seen, pairs) = story.hands_in(&scan).await?;
    story.on(16).await?;
    story.rules(Miriam, evidence, seen.as_deref(), &pairs, Ruling::Supports, "").await?;
    story.on(15).await?;
    let why = "The scan ran over the staging copy, not over the data in use.";
    story.store.withdraw(&story.actor(Priya)?, evidence, why).await
}

/// A decision of two that betters findings.
async fn a_question_is_answered(story: &mut Teller) -> Result<()> {
    story.on(14).await?;
    let why = "A summary decides nothing: the handler confirms each line, and the recording stays.";
    if let Some(proposal) = story.answers(Lena, Sys::CallSummaries, Trait::HighImpact, false, why).await? {
        story.on(13).await?;
        story.agrees(Ines, proposal, "Listened to ten calls beside their summaries.").await?;
    }
    Ok(())
}

async fn the_playbook_lapses(story: &mut Teller) -> Result<()> {
    story.on(10).await?;
    let task = "TSK-IR-01-1";
    story.gives(Miriam, task, &[0], Ines).await?;
    story.asks_for_it_by(Miriam, task, &[0], 3).await?;
    story.on(8).await?;
    let words = "The third edition is written; it waits for Jonas's page on stopping the agent. One document will prove all \
                 four again.";
    story.says(Ines, task, words).await
}

async fn the_bias_test_fails(story: &mut Teller) -> Result<()> {
    let triage = story.no(Sys::ClaimsTriage)?;
    story.on(9).await?;
    let report = HandedIn {
        by: Jonas,
        kind: "bias-report",
        title: "Bias test, Claims triage 4.2",
        speaks: 11,
        own_end: None,
        proves: vec![("TSK-FT-01-2", triage)],
    };
    let (evidence, seen, pairs) = story.hands_in(&report).await?;
    story.on(7).await?;
    let why = "People over 70 reach the first lane at 0.71 of the rate of others; our limit is 0.80. The test is sound; the \
               model is not.";
    story.rules(Miriam, evidence, seen.as_deref(), &pairs, Ruling::Adverse, why).await?;
    story.says(Priya, "TSK-FT-01-2", "We train 4.3 without the field “landline”. Results on Thursday.").await
}

async fn what_waits_for_a_second_person(story: &mut Teller) -> Result<()> {
    story.on(6).await?;
    let why = "A handler reads, changes and sends each letter; the letter itself decides nothing.";
    story.answers(Ada, Sys::SettlementLetters, Trait::HighImpact, false, why).await?;
    story.on(5).await?;
    let owner = story.actor(Tomas)?.person;
    let change = Change::Own { control: control("AV-04")?, owner };
    story.proposes(Miriam, change, "Fallbacks are a matter of the platform.").await?;
    let text = "A conduct standard and rules for using AI bind staff and contractors; everyone acknowledges them on joining \
                and each year; suspected breaches are looked into by two people and sanctioned alike.";
    story.on(3).await?;
    let why = "The works council asked for two people.";
    story.store.reword(&story.actor(Miriam)?, &control("GV-02")?, text, false, why).await?;
    let pair =
        NamedPair { requirement: crate::teller::requirement("TSK-AG-02-2")?, subject: story.no(Sys::EstimateAgent)? };
    let change = Change::Exclude { pairs: vec![pair], until: story.calendar.day(-40) };
    story.on(2).await?;
    story.proposes(Jonas, change, "In the pilot an assessor approves every estimate by hand.").await.map(|_| ())
}

async fn what_waits_for_review(story: &mut Teller) -> Result<()> {
    let agent = story.no(Sys::EstimateAgent)?;
    story.on(2).await?;
    let record = HandedIn {
        by: Jonas,
        kind: "change-record",
        title: "Release of Estimate agent 1.3",
        speaks: 4,
        own_end: None,
        proves: vec![("TSK-CH-01-2", agent)],
    };
    story.hands_in(&record).await?;
    story.on(1).await?;
    let log = HandedIn {
        by: Jonas,
        kind: "log-extract",
        title: "Decision log of the Estimate agent, one week",
        speaks: 2,
        own_end: None,
        proves: vec![("TSK-LG-01-3", agent)],
    };
    story.hands_in(&log).await.map(|_| ())
}

async fn somebody_is_expected(story: &mut Teller) -> Result<()> {
    let (name, email, department) = EXPECTED;
    let rights = Rights::of(&[Role::Engineer], false);
    let (name, email, department) = (name.to_owned(), email.to_owned(), department.to_owned());
    story.store.invite(&story.actor(Owen)?, PersonDraft { name, email, department, rights }).await.map(|_| ())
}
