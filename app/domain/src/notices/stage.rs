use super::Matter;
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days ahead of its day that a matter is announced first.
pub const AHEAD_DAYS: i64 = 14;

/// Days after which somebody is reminded of what is late, or still waits.
pub const REPEAT_DAYS: i64 = 7;

/// Days after which what waits goes to the superior role too.
pub const ESCALATE_DAYS: i64 = 14;

/// Where a matter stands on a day, as far as people are told of it: each stage once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// It waits, in its nth week (0: the first).
    Waits(i32),
    /// Its day comes within the days of [`super::What::ahead_days`].
    Ahead,
    /// Its day is today.
    Today,
    /// Its day has passed, in the nth week after (0: the first).
    Late(i32),
}

impl Stage {
    /// The word by which a notice of this stage is told from others of the same matter.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Waits(week) => format!("waits-{week}"),
            Self::Ahead => "ahead".to_owned(),
            Self::Today => "today".to_owned(),
            Self::Late(week) => format!("late-{week}"),
        }
    }
}

/// The stage of a matter on `today`; `None` while it is too early to say anything. A matter without a day waits from the
/// day it began; one that begins in the future says nothing yet.
#[must_use]
pub fn stage(matter: &Matter, today: Date) -> Option<Stage> {
    let weeks = |from: Date| today.since(from).map_or(0, |span| span.get_days()) / REPEAT_DAYS as i32;
    match matter.by {
        None => (matter.since <= today).then(|| Stage::Waits(weeks(matter.since))),
        Some(by) if by < today => Some(Stage::Late(weeks(by.saturating_add(Span::new().days(1))))),
        Some(by) if by == today => Some(Stage::Today),
        Some(by) => (by.saturating_sub(Span::new().days(matter.what.ahead_days())) <= today).then_some(Stage::Ahead),
    }
}
