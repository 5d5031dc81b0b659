//! Words for controls and for the work they ask.

use super::word;

word! {
    /// A step of the mission; what serves all five alike has none.
    pub enum Step {
        /// Policies for AI: bias testing, provenance, records of changes and training.
        Policies = "policies", "Policies",
        /// Risk assessment and treatment.
        Risk = "risk", "Risk assessment",
        /// Records of inputs, predictions, changes and outcomes.
        AuditTrail = "audit-trail", "Audit trail",
        /// Regular reviews of how a model performs.
        PerformanceReview = "performance-review", "Performance review",
        /// Third-party AI and what its vendors can show.
        ThirdParty = "third-party", "Third-party AI",
    }
}

word! {
    /// When a control acts on what may go wrong.
    pub enum ControlType {
        /// Before it happens.
        Preventive = "preventive", "Preventive",
        /// When it has happened.
        Detective = "detective", "Detective",
        /// Afterwards, to put it right.
        Corrective = "corrective", "Corrective",
    }
}

word! {
    /// What a requirement proves of its control.
    pub enum Nature {
        /// That it is designed and in place: proven once, then reviewed.
        SetUp = "set-up", "Set-up",
        /// That it runs: read over the window.
        Operate = "operate", "Operate",
    }
}

word! {
    /// What a requirement is about.
    pub enum SubjectKind {
        /// The organisation, once.
        Organisation = "organisation", "Organisation",
        /// Each AI system that fits.
        System = "system", "AI system",
        /// Each vendor that a fitting system uses.
        Vendor = "vendor", "Vendor",
    }
}

word! {
    /// How much work a task is.
    pub enum Effort {
        /// Up to a day.
        Small = "S", "Up to a day",
        /// Two to five days.
        Medium = "M", "Two to five days",
        /// More than a week.
        Large = "L", "More than a week",
    }
}

word! {
    /// What comes first when not all can be done.
    pub enum Priority {
        /// Nothing else stands without it.
        Critical = "critical", "Critical",
        /// An auditor asks for it first.
        High = "high", "High",
        /// Needed for a full programme.
        Medium = "medium", "Medium",
        /// Good to have done.
        Low = "low", "Low",
    }
}
