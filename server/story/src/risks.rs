//! The risks of the fraud screen, half way through: some rated, one set aside, one that Ruth is asked to accept.

use crate::cast::Who::Miriam;
use crate::inventory::Sys;
use crate::teller::Teller;
use domain::refusal::Refusal;
use domain::risks::{Assessed, RatedDraft, TreatmentDraft};
use store::Result;

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
    story.store.set_risk_aside(&miriam, id, &poisoned, why, 0).await
}
