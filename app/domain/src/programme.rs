//! A programme: one SOC 2 report that is prepared.

use crate::accounts::line;
use crate::refusal::{Faults, Refusal};
use crate::words::{Categories, word};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

word! {
    /// What the report speaks of: design on a day, or operation through a window.
    pub enum ReportKind {
        Type1 = "type-1", "Type I",
        Type2 = "type-2", "Type II",
    }
}

/// A programme as typed into the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammeDraft {
    pub name: String,
    pub kind: ReportKind,
    /// The day of a Type I report.
    pub on_day: Option<Date>,
    /// The window of a Type II report, both days included.
    pub window_from: Option<Date>,
    pub window_until: Option<Date>,
    /// Security always.
    pub categories: Categories,
    /// Why these categories.
    pub reasons: String,
    /// Service commitments and system requirements, in words.
    pub commitments: String,
}

const TEXT_MAX: usize = 20_000;

impl ProgrammeDraft {
    /// The same, tidied; only the days of its kind are kept.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `name`, `on_day`, `window_from`, `window_until`, `reasons` or `commitments`.
    pub fn check(mut self) -> Result<Self, Refusal> {
        let mut faults = Faults::default();
        let name = line("name", &self.name, 120, "Name the programme, for example “SOC 2 Type II, 2027”.");
        self.name = faults.take(name).unwrap_or_default();
        match self.kind {
            ReportKind::Type1 => {
                (self.window_from, self.window_until) = (None, None);
                if self.on_day.is_none() {
                    faults.add("on_day", "Give the day that the report speaks of.");
                }
            }
            ReportKind::Type2 => {
                self.on_day = None;
                self.check_window(&mut faults);
            }
        }
        for (field, text) in [("reasons", &mut self.reasons), ("commitments", &mut self.commitments)] {
            *text = text.trim().to_owned();
            if text.chars().count() > TEXT_MAX {
                faults.add(field, format!("At most {TEXT_MAX} characters."));
            }
        }
        faults.none()?;
        Ok(self)
    }

    fn check_window(&self, faults: &mut Faults) {
        match (self.window_from, self.window_until) {
            (None, _) => faults.add("window_from", "Give the first day of the window."),
            (_, None) => faults.add("window_until", "Give the last day of the window."),
            (Some(from), Some(until)) if until <= from => {
                faults.add("window_until", format!("{until} is not after the first day, {from}."));
            }
            (Some(_), Some(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn draft(kind: ReportKind) -> ProgrammeDraft {
        ProgrammeDraft {
            name: "SOC 2".into(),
            kind,
            on_day: Some(date(2026, 3, 31)),
            window_from: Some(date(2026, 7, 1)),
            window_until: Some(date(2026, 12, 31)),
            categories: Categories::security(),
            reasons: String::new(),
            commitments: String::new(),
        }
    }

    #[test]
    fn a_report_keeps_only_the_days_of_its_kind() {
        let one = draft(ReportKind::Type1).check().unwrap();
        assert_eq!((one.on_day, one.window_from), (Some(date(2026, 3, 31)), None));
        let two = draft(ReportKind::Type2).check().unwrap();
        assert_eq!((two.on_day, two.window_from), (None, Some(date(2026, 7, 1))));
    }

    #[test]
    fn a_window_ends_after_it_begins() {
        let wrong = ProgrammeDraft { window_until: Some(date(2026, 7, 1)), ..draft(ReportKind::Type2) };
        assert!(wrong.check().is_err());
        let none = ProgrammeDraft { on_day: None, ..draft(ReportKind::Type1) };
        assert!(none.check().is_err());
    }
}
