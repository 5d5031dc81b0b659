//! What was audited inside the house: oversight and conduct in the first year, with a failure that was corrected; change
//! and access now.

use crate::cast::Who::{self, Ada, Beatriz, Ines, Miriam, Ruth, Sanjay};
use crate::inventory::Sys;
use crate::mishaps::judged;
use crate::teller::{Teller, control};
use domain::audits::{Outcome, PlanDraft, ResultDraft};
use domain::deficiencies::{DeficiencyDraft, RetestDraft};
use domain::ids::{AuditId, DeficiencyId, OwnTaskId};
use domain::words::CriterionId;
use store::Result;

/// A result: which control, what it showed, of how many, how many were tested and deviated, and the working paper.
type Said<'a> = (&'a str, Outcome, &'a str, &'a str, &'a str, &'a str);

impl Teller {
    /// What an auditor records; what supports names what was looked at.
    async fn tests(&self, by: Who, audit: AuditId, said: Said<'_>) -> Result<()> {
        let (short, outcome, population, sample, deviations, note) = said;
        let control = control(short)?;
        let row = self.store.audit(audit).await?;
        let offered = self.store.offered_to_audit(&row, &control, &self.calendar.zone).await?;
        let looked = if outcome == Outcome::NotTested { 0 } else { 2 };
        let draft = ResultDraft {
            outcome: Some(outcome),
            population: population.into(),
            sample: sample.into(),
            deviations: deviations.into(),
            note: note.into(),
            evidence: offered.iter().take(looked).map(|one| one.id).collect(),
            elsewhere: String::new(),
        };
        self.store.test_control(&self.actor(by)?, audit, &control, &draft).await.map(|_| ())
    }

    async fn audit_under_way(&self) -> Result<AuditId> {
        let open = self.store.audits(true).await?;
        open.first().map(|row| row.id).ok_or_else(|| domain::refusal::Refusal::missing("audit").into())
    }
}

/// Planned and tested; one step shows failure.
pub(crate) async fn oversight_is_audited(story: &mut Teller) -> Result<()> {
    story.quietly_on(281, 560).await?;
    let sanjay = story.actor(Sanjay)?;
    let draft = PlanDraft {
        title: "Oversight and conduct, first months".into(),
        criteria: vec![CriterionId::CC1_1, CriterionId::CC1_2, CriterionId::CC1_3],
        systems: vec![story.system(Sys::ClaimsTriage)?],
        from: Some(story.calendar.day(400)),
        until: Some(story.calendar.day(282)),
        due: Some(story.calendar.day(240)),
        auditors: vec![sanjay.person],
    };
    let audit = story.store.plan_audit(&sanjay, &draft).await?;
    story.quietly_on(275, 600).await?;
    let all: [Said<'_>; 3] = [
        (
            "GV-01",
            Outcome::Supports,
            "2",
            "2",
            "",
            "Minutes of both meetings read: reports on AI were there, questions were asked, two decisions followed up.",
        ),
        (
            "GV-03",
            Outcome::Supports,
            "1",
            "1",
            "",
            "Claims triage has an owner, a deputy and a sponsor. All three named their duties without looking them up.",
        ),
        (
            "GV-06",
            Outcome::NotTested,
            "0",
            "",
            "",
            "Nobody reported anything through the channel in these months. It is tested with the next audit.",
        ),
    ];
    for said in all {
        story.tests(Sanjay, audit, said).await?;
    }
    story.quietly_on(274, 640).await?;
    let said = ("GV-02", Outcome::Supports, "9", "5", "", "Five of nine joiners: each signed the rules.");
    story.tests(Sanjay, audit, said).await?;
    story.quietly_on(273, 580).await?;
    let note = "All nine joiners, not five: two contractors of the data platform signed six weeks after they began.";
    story.tests(Sanjay, audit, ("GV-02", Outcome::Adverse, "9", "9", "2", note)).await
}

/// The failure is judged and given to be corrected; the report is concluded.
pub(crate) async fn the_first_report_is_concluded(story: &mut Teller) -> Result<()> {
    let audit = story.audit_under_way().await?;
    story.quietly_on(246, 600).await?;
    let miriam = story.actor(Miriam)?;
    let draft = DeficiencyDraft {
        source: "audit".into(),
        reference: format!("{audit}@{}", control("GV-02")?),
        title: "Two contractors signed the rules of conduct six weeks late".into(),
        what: "2 of 9 joiners. Contractors are not in the list that People work through on the first day.".into(),
        control: control("GV-02")?.to_string(),
        found_on: story.calendar.day(273).to_string(),
        owner: story.actor(Beatriz)?.person.to_string(),
        ..DeficiencyDraft::default()
    };
    let id = story.store.open_deficiency(&miriam, &draft).await?;
    let said = [
        "Contractors come through purchasing, and People hear of them with the first invoice.",
        "Both contractors since the rules are in force; every employee signed on the first day.",
        "Neither had access to claims before signing; the platform asks for a training that names the rules.",
    ];
    story.store.assess_deficiency(&miriam, id, &judged("deficiency", said)).await?;
    story.quietly_on(245, 660).await?;
    story.store.agree_deficiency(&story.actor(Ruth)?, id).await?;
    let task =
        story.corrects(Miriam, id, "Contractors get their account from People, as employees do", Beatriz, 235).await?;
    story.quietly_on(243, 700).await?;
    let note = "Oversight works. Who joins as a contractor is to be seen by People first.";
    story.store.conclude_audit(&story.actor(Ines)?, audit, note).await?;
    the_failure_is_closed(story, id, task).await
}

async fn the_failure_is_closed(story: &mut Teller, id: DeficiencyId, task: OwnTaskId) -> Result<()> {
    story.quietly_on(238, 590).await?;
    let done =
        "Purchasing sends contractors to People; no account without the signed rules since the first of the month.";
    story.store.finish_own_task(&story.actor(Beatriz)?, task, done).await?;
    story.quietly_on(237, 640).await?;
    story.store.sign_own_task(&story.actor(Ines)?, task).await?;
    story.quietly_on(226, 600).await?;
    let retest = RetestDraft {
        on: story.calendar.day(227).to_string(),
        result: "passed".into(),
        shown: "Three contractors joined since. Each signed before the account was made.".into(),
        evidence: String::new(),
    };
    story.store.retest_deficiency(&story.actor(Sanjay)?, id, &retest).await?;
    story.quietly_on(225, 700).await?;
    story.store.close_deficiency(&story.actor(Ines)?, id, "Dates of accounts and signatures compared.").await
}

/// The second audit is under way: one step is done, the others wait.
pub(crate) async fn change_is_audited(story: &mut Teller) -> Result<()> {
    story.quietly_on(12, 560).await?;
    let sanjay = story.actor(Sanjay)?;
    let draft = PlanDraft {
        title: "Change and access of the two scores".into(),
        criteria: vec![CriterionId::CC6_3, CriterionId::CC8_1],
        systems: vec![story.system(Sys::ClaimsTriage)?, story.system(Sys::FraudScreen)?],
        from: Some(story.calendar.day(120)),
        until: Some(story.calendar.day(13)),
        due: Some(story.calendar.day(-16)),
        auditors: vec![sanjay.person, story.actor(Ada)?.person],
    };
    let audit = story.store.plan_audit(&sanjay, &draft).await?;
    story.quietly_on(11, 600).await?;
    let note =
        "Four releases followed from request to registry. Tests were run before, approval came from somebody else.";
    story.tests(Sanjay, audit, ("CH-03", Outcome::Supports, "7", "4", "", note)).await
}
