//! What presses of the duties to notify: how many ran out, since when, and which limit ends next.

use super::duties::until;
use crate::ui::dates;
use domain::incidents::DutyState;
use domain::instant::Instant;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{IncidentRow, NamedZone};

/// Duties of one kind: when the first of them ends or ended, and the incidents that have one.
#[derive(Default)]
struct Many {
    limits: Vec<Instant>,
    pages: Vec<String>,
}

impl Many {
    fn add(&mut self, due: Instant, page: &str) {
        self.limits.push(due);
        if self.pages.last().is_none_or(|last| last != page) {
            self.pages.push(page.to_owned());
        }
    }

    /// The one page, or the list of all.
    fn href(&self) -> String {
        match self.pages.as_slice() {
            [page] => format!("{page}#told"),
            _ => "/incidents?state=overdue#rows".to_owned(),
        }
    }
}

/// Of some incidents.
#[derive(Default)]
pub(super) struct Pressing {
    /// They ran out, and nobody was told.
    overdue: Many,
    /// They had run out when somebody decided that nobody is told.
    untold: Many,
    next: Option<(Instant, String)>,
}

impl Pressing {
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a IncidentRow>, now: Instant, zone: &NamedZone) -> Self {
        let mut all = Self::default();
        for row in rows {
            let page = format!("/incidents/{}", row.id);
            for one in row.duties(now, zone) {
                match (one.state, one.ran_out) {
                    (DutyState::Overdue(due), _) if row.is_open() => all.overdue.add(due, &page),
                    (DutyState::Running(Some(due)), _) if row.is_open() => {
                        if all.next.as_ref().is_none_or(|(first, _)| due < *first) {
                            all.next = Some((due, format!("{page}#told")));
                        }
                    }
                    (DutyState::NotTold(_), Some(due)) => all.untold.add(due, &page),
                    (
                        DutyState::NotBegun
                        | DutyState::Running(_)
                        | DutyState::Overdue(_)
                        | DutyState::Told { .. }
                        | DutyState::NotTold(_),
                        _,
                    ) => {}
                }
            }
        }
        all
    }

    pub(super) const fn is_late(&self) -> bool {
        !self.overdue.limits.is_empty() || !self.untold.limits.is_empty()
    }

    /// “Four duties to notify are overdue, the first since 25 Sep, 10:20.”
    pub(super) fn sentence(self, zone: &NamedZone, today: Date) -> AnyView {
        let Self { overdue, untold, next } = self;
        let none = overdue.limits.is_empty() && next.is_none();
        let late = overdue.limits.iter().min().map(|first| {
            let since = dates::moment(zone.local(*first), today);
            let n = overdue.limits.len();
            let words = dates::capital(&dates::counted(n, "duty to notify", "duties to notify"));
            let rest = if n == 1 {
                format!(" is overdue since {since}. ")
            } else {
                format!(" are overdue, the first since {since}. ")
            };
            view! { <a href=overdue.href()>{words}</a>{rest} }
        });
        let next = next.map(|(due, href)| {
            let words = until(due, zone, today);
            view! { <a href=href>"A limit to notify"</a>{format!(" runs {words}. ")} }
        });
        let dropped = (!untold.limits.is_empty()).then(|| {
            let n = dates::counted(untold.limits.len(), "duty", "duties");
            view! { "Nobody is told by "<a href=untold.href()>{n}</a>" that had run out." }
        });
        view! { {none.then_some("No limit to notify is known to run. ")}{late}{next}{dropped} }.into_any()
    }

    /// “4 overdue, the first since 25 Sep, 10:20”, of one incident.
    pub(super) fn cell(self, row: &IncidentRow, zone: &NamedZone, today: Date) -> String {
        let since = |at: &Instant| dates::moment(zone.local(*at), today);
        let mut words: Vec<String> = Vec::new();
        words.extend(self.overdue.limits.iter().min().map(|first| match self.overdue.limits.len() {
            1 => format!("Overdue since {}", since(first)),
            n => format!("{n} overdue, the first since {}", since(first)),
        }));
        words.extend(self.next.map(|(due, _)| format!("Runs {}", until(due, zone, today))));
        words.extend(self.untold.limits.iter().min().map(|_| {
            let n = dates::counted(self.untold.limits.len(), "was", "were");
            dates::capital(&format!("{n} overdue, and nobody is told"))
        }));
        match (words.is_empty(), row.now.classification.is_none()) {
            (false, _) => words.join("; "),
            (true, true) => "Not known yet".to_owned(),
            (true, false) => "None runs".to_owned(),
        }
    }
}
