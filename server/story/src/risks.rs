//! Risks: two assessments that were concluded, one of them with a risk that Ruth bears; and the fraud screen's, half way
//! through: some rated, one set aside, one that Ruth is asked to accept.

use crate::cast::Who::{self, Miriam, Priya, Ruth, Sanjay};
use crate::inventory::Sys;
use crate::teller::Teller;
use domain::codes::RiskId;
use domain::ids::AssessmentId;
use domain::refusal::Refusal;
use domain::risks::{Answer, Assessed, RatedDraft, TreatmentDraft};
use store::{AssessmentRead, Result};

/// What weighs in an assessment that was concluded: the risk, before and after controls, and why. The rest is small.
type Weighed = [(&'static str, [&'static str; 2], [&'static str; 2], &'static str)];

const TRIAGE: &Weighed = &[
    (
        "RISK-01",
        ["4", "3"],
        ["2", "3"],
        "The score is compared with last quarter’s every month; it moved twice and was retrained.",
    ),
    (
        "RISK-02",
        ["4", "4"],
        ["3", "4"],
        "Older claimants reached the first lane less often. The test runs before each release.",
    ),
    (
        "RISK-03",
        ["3", "4"],
        ["1", "4"],
        "The claim files are read by four people by name; the list is gone through each quarter.",
    ),
];

const ASSISTANT: &Weighed =
    &[("RISK-01", ["3", "2"], ["2", "2"], "Policies change twice a year, and its sources with them.")];

/// Concluded while the window is open: what Claims triage and the Policy assistant may do, and what that is worth.
pub(crate) async fn two_assessments_are_concluded(story: &mut Teller) -> Result<()> {
    story.quietly_on(40, 560).await?;
    let triage = opened(story, Sys::ClaimsTriage, Priya, TRIAGE).await?;
    borne(
        story,
        triage,
        "RISK-02",
        "4.3 leaves out “landline” and is tested in two weeks. Until then a person reads each claim of people over 70.",
    )
    .await?;
    let assistant = opened(story, Sys::PolicyAssistant, Priya, ASSISTANT).await?;
    story.quietly_on(39, 655).await?;
    for id in [triage, assistant] {
        let version = story.read_assessment(id).await?.version;
        story.store.submit_assessment(&story.actor(Miriam)?, id, version).await?;
    }
    story.quietly_on(37, 700).await?;
    for id in [triage, assistant] {
        let version = story.read_assessment(id).await?.version;
        story.store.conclude_assessment(&story.actor(Sanjay)?, id, version).await?;
    }
    Ok(())
}

/// Every risk that fits is rated: those that weigh by what is said of them, the others as small.
async fn opened(story: &mut Teller, sys: Sys, owner: Who, weighed: &Weighed) -> Result<AssessmentId> {
    let (miriam, owner) = (story.actor(Miriam)?, story.actor(owner)?.person);
    let id = story.store.open_assessment(&miriam, Assessed::System(story.system(sys)?)).await?;
    let read = story.read_assessment(id).await?;
    for risk in read.risks.iter().filter(|risk| risk.fits) {
        let said = weighed.iter().find(|(code, ..)| *code == risk.risk.as_str());
        let (before, after, note) = said.map_or((["2", "2"], ["1", "2"], ""), |(_, a, b, c)| (*a, *b, *c));
        // Whose controls are not adopted yet is left as it is.
        let acts = risk.why.iter().map(|(control, _)| control).find(|control| read.controls.contains(control));
        let ([likelihood, impact], [left, worth]) = (before, if acts.is_some() { after } else { before });
        let draft = RatedDraft {
            likelihood: likelihood.into(),
            impact: impact.into(),
            residual_likelihood: left.into(),
            residual_impact: worth.into(),
            acting: acts.map(ToString::to_string).into_iter().collect(),
            note: note.into(),
            owner: Some(owner),
        };
        story.store.rate_risk(&miriam, id, &risk.risk, &draft, risk.no).await?;
    }
    Ok(id)
}

/// Ruth bears a risk for two months.
async fn borne(story: &mut Teller, id: AssessmentId, risk: &str, reason: &str) -> Result<()> {
    let risk = risk.parse().map_err(|_| Refusal::missing("risk"))?;
    let until = story.calendar.day(-20).to_string();
    let asked = TreatmentDraft { kind: "accept".into(), reason: reason.into(), until, ..TreatmentDraft::default() };
    story.store.treat_risk(&story.actor(Miriam)?, id, &risk, &asked, story.said_of(id, &risk).await?).await?;
    story.store.accept_risk(&story.actor(Ruth)?, id, &risk, story.said_of(id, &risk).await?).await
}

impl Teller {
    async fn read_assessment(&self, id: AssessmentId) -> Result<AssessmentRead> {
        self.store.assessment(id, self.store.present().await?, &self.calendar.zone).await
    }

    /// How often something was said of a risk.
    async fn said_of(&self, id: AssessmentId, risk: &RiskId) -> Result<i64> {
        let read = self.read_assessment(id).await?;
        let one = read.risks.iter().find(|one| one.risk == *risk).map(|one| one.no);
        Ok(one.ok_or_else(|| Refusal::missing("risk"))?)
    }
}

/// What is rated: the risk, before and after controls, and why.
const RATED: [(&str, [&str; 2], &str); 3] = [
    ("RISK-01", ["4", "4"], "New claim forms came in May, and the score moved with them."),
    ("RISK-02", ["3", "4"], "Nobody has measured it since the last release."),
    ("RISK-03", ["2", "4"], "Four people can read the training data; the list is looked at each quarter."),
];

/// An assessment that was opened and is not done.
pub(crate) async fn an_assessment_is_under_way(story: &mut Teller) -> Result<()> {
    story.quietly_on(4, 712).await?;
    let miriam = story.actor(Miriam)?;
    let id = story.store.open_assessment(&miriam, Assessed::System(story.system(Sys::FraudScreen)?)).await?;
    for (risk, [likelihood, impact], note) in RATED {
        let risk = risk.parse().map_err(|_| Refusal::missing("risk"))?;
        let draft = RatedDraft {
            likelihood: likelihood.into(),
            impact: impact.into(),
            residual_likelihood: likelihood.into(),
            residual_impact: impact.into(),
            note: note.into(),
            owner: Some(miriam.person),
            ..RatedDraft::default()
        };
        story.store.rate_risk(&miriam, id, &risk, &draft, 0).await?;
    }
    let drift = "RISK-01".parse().map_err(|_| Refusal::missing("risk"))?;
    let asked = TreatmentDraft {
        kind: "accept".into(),
        reason: "The model is replaced in spring; until then a person reads every flag.".into(),
        until: story.calendar.day(-90).to_string(),
        ..TreatmentDraft::default()
    };
    story.store.treat_risk(&miriam, id, &drift, &asked, 1).await?;
    let poisoned = "RISK-04".parse().map_err(|_| Refusal::missing("risk"))?;
    let why = "It learns from our own closed claims alone, each settled by a person.";
    story.store.set_risk_aside(&miriam, id, &poisoned, why, 0).await?;
    let read = story.read_assessment(id).await?;
    let owed = read.risks.iter().filter(|one| !one.is_its_own() && one.answer == Answer::Open);
    let picked: Vec<_> = owed.take(3).map(|one| (one.risk.clone(), one.no)).collect();
    let why = "It answers no customer and writes no text: it flags a claim, and a person reads the flag.";
    story.store.set_risks_aside(&miriam, id, &picked, why).await.map(|_| ())
}
