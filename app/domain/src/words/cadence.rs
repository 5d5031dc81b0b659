//! How often a control operates.

use super::word;

word! {
    /// How often a control operates, as its statement says.
    pub enum Cadence {
        /// Whenever something happens; what is expected is the population of those events.
        PerEvent = "per-event", "Per event",
        /// All the time; judged by the days it covers.
        Continuous = "continuous", "Continuous",
        /// Every day.
        Daily = "daily", "Daily",
        /// Every ISO week.
        Weekly = "weekly", "Weekly",
        /// Every month of the control calendar.
        Monthly = "monthly", "Monthly",
        /// Every three months of the control calendar.
        Quarterly = "quarterly", "Quarterly",
        /// Every six months of the control calendar.
        SemiAnnual = "semi-annual", "Twice a year",
        /// Every twelve months of the control calendar.
        Annual = "annual", "Yearly",
    }
}

impl Cadence {
    /// The longest slot of this cadence in days; none where nothing is expected by the calendar.
    ///
    /// Source: notes to the reference data, section 5.
    pub const fn days(self) -> Option<u16> {
        match self {
            Self::PerEvent | Self::Continuous => None,
            Self::Daily => Some(1),
            Self::Weekly => Some(7),
            Self::Monthly => Some(31),
            Self::Quarterly => Some(92),
            Self::SemiAnnual => Some(184),
            Self::Annual => Some(366),
        }
    }

    /// How many days after its slot an act still counts as on time; a default that an
    /// organisation may change.
    ///
    /// Source: rules, section 2 (grace).
    pub const fn grace_days(self) -> Option<u16> {
        match self {
            Self::PerEvent | Self::Continuous => None,
            Self::Daily => Some(1),
            Self::Weekly => Some(3),
            Self::Monthly => Some(10),
            Self::Quarterly => Some(15),
            Self::SemiAnnual | Self::Annual => Some(30),
        }
    }

    /// How long an act stays fresh: slot and grace, in days (a quarterly one 107).
    pub const fn fresh_days(self) -> Option<u16> {
        match (self.days(), self.grace_days()) {
            (Some(days), Some(grace)) => Some(days + grace),
            (None, _) | (_, None) => None,
        }
    }
}
