//! The sorts of risks.

use crate::catalogue::Risk;
use crate::words::word;

word! {
    /// The sort of a risk, as the library names them.
    pub enum RiskCategory {
        Performance = "performance", "Performance",
        Fairness = "fairness", "Fairness",
        Security = "security", "Security",
        Integrity = "integrity", "Integrity",
        Confidentiality = "confidentiality", "Confidentiality",
        Privacy = "privacy", "Privacy",
        Availability = "availability", "Availability",
        Resilience = "resilience", "Resilience",
        Safety = "safety", "Safety",
        Agents = "agents", "Agents",
        Human = "human", "Human oversight",
        ThirdParty = "third-party", "Third parties",
        SupplyChain = "supply-chain", "Supply chain",
        Accountability = "accountability", "Accountability",
        Transparency = "transparency", "Transparency",
        Governance = "governance", "Governance",
        Legal = "legal", "Legal",
        Fraud = "fraud", "Fraud",
        Environment = "environment", "Environment",
    }
}

impl RiskCategory {
    /// Of a risk of the library, which writes `supply chain` in two words.
    #[must_use]
    pub fn of(risk: &Risk) -> Option<Self> {
        risk.category.replace(' ', "-").parse().ok()
    }
}
