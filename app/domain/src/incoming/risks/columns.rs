//! Which column of a register of risks holds what.

use crate::columns::Named;
use crate::words::word;

word! {
    /// What a column of a register of risks holds.
    pub enum RiskColumn {
        Risk = "risk", "Risk",
        Title = "title", "Title",
        Category = "category", "Kind",
        Description = "description", "What may go wrong",
        Controls = "controls", "Controls that answer it",
        Of = "of", "System or organisation",
        OfId = "of-id", "Id of the system",
        Likelihood = "likelihood", "Likelihood before controls",
        Impact = "impact", "Impact before controls",
        ResidualLikelihood = "residual_likelihood", "Likelihood after",
        ResidualImpact = "residual_impact", "Impact after",
        Acting = "acting", "Controls that act",
        Note = "note", "Why it is rated so",
        Owner = "owner", "Owner",
        OwnerEmail = "owner-email", "Owner’s e-mail",
        Treatment = "treatment", "What is done",
        Reason = "reason", "Why that is done",
        To = "to", "Who bears it",
        Until = "until", "Borne until",
        TargetLikelihood = "target_likelihood", "Likelihood aimed at",
        TargetImpact = "target_impact", "Impact aimed at",
        Tasks = "tasks", "Tasks that lower it",
    }
}

impl Named for RiskColumn {
    fn label(self) -> &'static str {
        Self::label(self)
    }

    fn also(self) -> &'static [&'static str] {
        match self {
            Self::Risk => &["code", "risk id", "risk code"],
            Self::Title => &["risk title", "risk name", "name"],
            Self::Category => &["category", "sort", "risk category", "type"],
            Self::Description => &["description", "risk description"],
            Self::Controls => &["controls", "control"],
            Self::Of => &["system", "subject", "system name", "application", "asset"],
            Self::OfId => &["system id", "identifier", "asset id"],
            Self::Likelihood => &["likelihood", "inherent likelihood", "probability"],
            Self::Impact => &["impact", "inherent impact", "severity"],
            Self::ResidualLikelihood => &["residual likelihood", "likelihood after controls"],
            Self::ResidualImpact => &["residual impact", "impact after controls"],
            Self::Acting => &["acting controls", "existing controls", "mitigating controls"],
            Self::Note => &["note", "notes", "rationale", "comment"],
            Self::Owner => &["risk owner", "responsible", "owner name"],
            Self::OwnerEmail => {
                &["owner e mail", "owner email", "owners e mail", "risk owner email", "e mail", "email"]
            }
            Self::Treatment => &["treatment", "response", "risk response", "decision"],
            Self::Reason => &["reason", "reason for treatment", "justification"],
            Self::To => &["transferred to", "borne by"],
            Self::Until => &["accepted until", "until"],
            Self::TargetLikelihood => &["target likelihood"],
            Self::TargetImpact => &["target impact"],
            Self::Tasks => &["actions", "action plan", "treatment plan", "mitigation", "mitigations", "tasks"],
        }
    }
}
