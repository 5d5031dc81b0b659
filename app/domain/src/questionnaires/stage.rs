//! Where a questionnaire stands.

use crate::words::word;
use jiff::civil::Date;

word! {
    /// Where a questionnaire stands on a day.
    pub enum Stage {
        Sent = "sent", "Waits for the vendor",
        Overdue = "overdue", "Overdue",
        Submitted = "submitted", "Waits for our review",
        Closed = "closed", "Closed",
        CalledOff = "called-off", "Called off",
    }
}

/// What became of a questionnaire so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moments {
    pub due_on: Date,
    pub submitted: bool,
    pub closed: bool,
    pub called_off: bool,
}

/// Where it stands on a day. The vendor has all of the day on which it is due.
#[must_use]
pub fn stage(moments: &Moments, today: Date) -> Stage {
    match *moments {
        Moments { called_off: true, .. } => Stage::CalledOff,
        Moments { closed: true, .. } => Stage::Closed,
        Moments { submitted: true, .. } => Stage::Submitted,
        Moments { due_on, .. } if due_on < today => Stage::Overdue,
        Moments { .. } => Stage::Sent,
    }
}

impl Stage {
    /// Whether the vendor can still answer.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Overdue)
    }
}
