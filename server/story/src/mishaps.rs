//! What went wrong and was followed to its end: a rollback that took too long, an exception in a host's report, a change
//! that nobody approved, and a screen that was unfair to older people.

use crate::cast::Who::{self, Ada, Ines, Jonas, Miriam, Priya, Ruth, Sanjay, Tomas};
use crate::inventory::Sys;
use crate::teller::{Teller, control};
use domain::deficiencies::{AssessmentDraft, DeficiencyDraft, RetestDraft};
use domain::ids::{DeficiencyId, EvidenceId, IncidentId, OwnTaskId};
use domain::incidents::{
    CauseDraft, CauseKind, Circumstance, ClassifyDraft, Harm, Jurisdiction, NoticeDraft, ReportDraft, ReviewDraft,
};
use domain::refusal::Refusal;
use store::{CorrectionDraft, Result};

pub(crate) fn judged(severity: &str, [cause, extent, why]: [&str; 3]) -> AssessmentDraft {
    AssessmentDraft {
        cause: cause.into(),
        extent: extent.into(),
        severity: severity.into(),
        effect: "still-met".into(),
        effect_why: why.into(),
        ..AssessmentDraft::default()
    }
}

impl Teller {
    pub(crate) async fn corrects(
        &self,
        by: Who,
        id: DeficiencyId,
        what: &str,
        who: Who,
        due: i64,
    ) -> Result<OwnTaskId> {
        let (assignee, due_on) = (Some(self.actor(who)?.person), Some(self.calendar.day(due)));
        let draft = CorrectionDraft { title: what.into(), assignee, due_on };
        self.store.correct_deficiency(&self.actor(by)?, id, &draft).await
    }
}

/// Opened from the exercise that showed failure, and judged by two.
pub(crate) async fn the_rollback_is_followed(
    story: &mut Teller,
    exercise: EvidenceId,
) -> Result<(DeficiencyId, OwnTaskId)> {
    story.quietly_on(130, 600).await?;
    let miriam = story.actor(Miriam)?;
    let draft = DeficiencyDraft {
        source: "evidence".into(),
        reference: exercise.to_string(),
        title: "Rolling back Claims triage took 3 hours 50 minutes".into(),
        what: "We promise 30 minutes. The last good release was no longer in the registry and had to be built anew."
            .into(),
        control: control("IR-03")?.to_string(),
        requirement: "TSK-IR-03-2".into(),
        of: format!("system/{}", story.system(Sys::ClaimsTriage)?),
        found_on: story.calendar.day(131).to_string(),
        occurred_on: story.calendar.day(135).to_string(),
        owner: story.actor(Priya)?.person.to_string(),
        ..DeficiencyDraft::default()
    };
    let id = story.store.open_deficiency(&miriam, &draft).await?;
    let said = [
        "The registry keeps releases for 14 days only; nobody had told the exercise plan.",
        "Claims triage alone; one exercise. No real rollback was needed since January.",
        "Handlers can work without the triage; no claim was settled by a wrong score.",
    ];
    story.store.assess_deficiency(&miriam, id, &judged("deficiency", said)).await?;
    story.quietly_on(128, 660).await?;
    story.store.agree_deficiency(&story.actor(Ruth)?, id).await?;
    story.quietly_on(128, 700).await?;
    let task = story.corrects(Miriam, id, "Keep the last three releases of each model at hand", Tomas, 100).await?;
    Ok((id, task))
}

/// What corrects it is done, and signed off.
pub(crate) async fn the_rollback_is_mended(story: &mut Teller, task: OwnTaskId) -> Result<()> {
    story.quietly_on(104, 590).await?;
    let done = "The registry keeps three releases of each model, and the pipeline refuses to drop the third.";
    story.store.finish_own_task(&story.actor(Tomas)?, task, done).await?;
    story.quietly_on(103, 640).await?;
    story.store.sign_own_task(&story.actor(Ines)?, task).await
}

/// Retested by one, closed by another.
pub(crate) async fn the_rollback_is_closed(story: &mut Teller, id: DeficiencyId) -> Result<()> {
    story.quietly_on(96, 600).await?;
    let retest = RetestDraft {
        on: story.calendar.day(97).to_string(),
        result: "passed".into(),
        shown: "The exercise was repeated: rolled back in 18 minutes, with the release kept in the registry.".into(),
        evidence: String::new(),
    };
    story.store.retest_deficiency(&story.actor(Ines)?, id, &retest).await?;
    story.quietly_on(95, 700).await?;
    story.store.close_deficiency(&story.actor(Sanjay)?, id, "Log of the repeated exercise seen.").await
}

/// One exception of a host's report touches us, and is assessed.
pub(crate) async fn an_exception_of_the_host_is_assessed(story: &mut Teller) -> Result<()> {
    story.quietly_on(35, 780).await?;
    let miriam = story.actor(Miriam)?;
    let host = story.store.vendors().await?.into_iter().find(|row| row.name == "Northgate Cloud");
    let host = host.ok_or_else(|| Refusal::missing("vendor"))?;
    let report = story.store.attestations(host.no).await?.into_iter().next();
    let report = report.ok_or_else(|| Refusal::missing("attestation"))?;
    let draft = DeficiencyDraft {
        source: "attestation".into(),
        reference: format!("{}#1", report.id),
        title: "Leavers of our host kept their badge for a day".into(),
        what: report.terms.exceptions.clone(),
        criterion: "CC9.2".into(),
        of: format!("vendor/{}", host.id),
        found_on: report.received_on.to_string(),
        owner: story.actor(Ada)?.person.to_string(),
        ..DeficiencyDraft::default()
    };
    let id = story.store.open_deficiency(&miriam, &draft).await?;
    let said = [
        "Badges were counted weekly; two people left between two counts.",
        "2 of 40 leavers, for one day each; neither had a key to the cages of our machines.",
        "Cages take a second factor that ended with the account. The badge alone opens the lobby.",
    ];
    story.store.assess_deficiency(&miriam, id, &judged("exception", said)).await?;
    story.quietly_on(35, 840).await?;
    story.store.agree_deficiency(&story.actor(Sanjay)?, id).await?;
    story.corrects(Miriam, id, "Ask Northgate for the evening counts of one quarter", Ada, -20).await.map(|_| ())
}

/// Found by chance, and judged by nobody yet.
pub(crate) async fn a_release_without_approval(story: &mut Teller) -> Result<()> {
    story.quietly_on(4, 760).await?;
    let draft = DeficiencyDraft {
        source: "person".into(),
        title: "A prompt of the Policy assistant was released without a second approval".into(),
        what: "Release 41 carries one name only. The rule of the pipeline was switched off for an hour that evening."
            .into(),
        control: control("CH-01")?.to_string(),
        of: format!("system/{}", story.system(Sys::PolicyAssistant)?),
        found_on: story.calendar.day(4).to_string(),
        occurred_on: story.calendar.day(6).to_string(),
        owner: story.actor(Jonas)?.person.to_string(),
        ..DeficiencyDraft::default()
    };
    story.store.open_deficiency(&story.actor(Miriam)?, &draft).await.map(|_| ())
}

/// The weekly report shows it; somebody leads, and the screen is stopped.
pub(crate) async fn the_fraud_screen_is_unfair(story: &mut Teller) -> Result<IncidentId> {
    story.quietly_on(22, 690).await?;
    let day = story.calendar.day(22);
    let priya = story.actor(Priya)?;
    let report = ReportDraft {
        title: "The fraud screen flags older claimants twice as often".into(),
        what: "The weekly fairness report shows 11 flags in 100 above 70 years, 5 below. Nobody was refused: a person reads each flag.".into(),
        systems: vec![story.system(Sys::FraudScreen)?],
        harms: vec![Harm::Bias],
        began: format!("{} 08:00", story.calendar.day(29)),
        detected: format!("{day} 10:20"),
    };
    let id = story.store.report_incident(&priya, &report).await?;
    let mut classified = ClassifyDraft {
        severity: "major".into(),
        lead: Some(story.actor(Jonas)?.person),
        personal_data: "no".into(),
        jurisdictions: vec![Jurisdiction::Eu],
        circumstances: vec![Circumstance::SeriousIncident],
        contained: format!("{day} 11:05"),
        ..ClassifyDraft::default()
    };
    story.store.classify_incident(&story.actor(Miriam)?, id, &classified).await?;
    let words = "Flags above 70 years are read by two people from now on, and none delays a payment.";
    story.store.note_incident(&story.actor(Jonas)?, id, &format!("{day} 11:05"), words).await?;
    story.quietly_on(21, 640).await?;
    let notice = NoticeDraft {
        duty: "AIA-73-SERIOUS".into(),
        whom: "The market surveillance authority".into(),
        at: format!("{} 16:30", story.calendar.day(22)),
        proof: "Receipt SI-2291 of its portal".into(),
    };
    story.store.tell_of_incident(&story.actor(Miriam)?, id, &notice).await.map(|_| ())?;
    classified.resolved = format!("{} 09:00", story.calendar.day(21));
    classified.why =
        "It is resolved: the rule of two readers works, and the flags of the week before were read again.".into();
    story.store.classify_incident(&story.actor(Miriam)?, id, &classified).await?;
    Ok(id)
}

/// Why it could happen, and the review by somebody who did not lead it.
pub(crate) async fn the_unfair_screen_is_reviewed(story: &mut Teller, id: IncidentId) -> Result<()> {
    story.quietly_on(4, 800).await?;
    let cause = CauseDraft {
        kinds: vec![CauseKind::Data, CauseKind::Oversight],
        words: "The claim form of October leaves the years of cover empty for old policies; the score reads empty as none. \
                The gate tests no form that is half empty."
            .into(),
    };
    story.store.explain_incident(&story.actor(Jonas)?, id, &cause).await?;
    let (assignee, due_on) = (Some(story.actor(Jonas)?.person), Some(story.calendar.day(-10)));
    let title = "Test every release with forms that are half empty, by age".to_owned();
    let task = CorrectionDraft { title, assignee, due_on };
    story.store.correct_incident(&story.actor(Miriam)?, id, &task).await?;
    story.quietly_on(4, 860).await?;
    let review = ReviewDraft {
        lessons: "We looked at fairness each week and at the form never. Whoever changes a form tells the owner of the score.".into(),
        prevents: "A test of half-empty forms at the gate, and the fairness report by age each day for a month.".into(),
        confirmed: Vec::new(),
    };
    story.store.review_incident(&story.actor(Ines)?, id, &review).await.map(|_| ())
}
