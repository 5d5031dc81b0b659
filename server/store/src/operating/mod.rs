//! How controls operated through a window: the facts of pairs of requirement and subject, read by `domain::operating`.
//!
//! Eight statements at most, and one for the calendar that was set, whatever is asked: one pair, a requirement over all
//! its subjects, or all that a programme's criteria ask, which takes two more for the deficiency log. Whether something was asked on a day is taken from the findings that were told for it; nothing is kept.

mod criteria;
mod facts;
mod load;
mod log;

pub use criteria::CriterionOperated;
pub use log::{LogLine, Noted};

use crate::error::{Error, Result};
use crate::settings::calendar_set;
use crate::spine::{ControlNow, ProgrammeNow, Spine};
use crate::{NamedZone, Store};
use domain::catalogue::catalogue;
use domain::codes::ControlId;
use domain::days::Period;
use domain::ids::{DeficiencyId, EvidenceId, ProgrammeId};
use domain::instant::{Instant, Zone as _};
use domain::operating::{About, Calendar, Grace, Operating, Parts, Question, cadence_of, calendar_of, graces};
use domain::programme::ReportKind;
use domain::timeline::Timeline;
use domain::words::{ByCriticality, Cadence, Criticality, Nature};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What is asked of how controls operated: through which window, as of when, for which programme (by number).
#[derive(Clone, Debug)]
pub struct Window {
    pub programme: usize,
    pub days: Period,
    pub calendar: Calendar,
    /// Through time; before anybody set any, the default.
    pub grace: Timeline<Grace>,
    pub at: Instant,
    /// Only what was accepted by then counts; not before `at`.
    pub known: Instant,
    pub zone: NamedZone,
}

impl Window {
    /// The programme, as findings carry it.
    fn bit(&self) -> i64 {
        1_i64.checked_shl(u32::try_from(self.programme).unwrap_or(u32::MAX)).unwrap_or_default()
    }

    /// By which what was worked out for it is kept.
    fn key(&self) -> (Period, Date, Date) {
        (self.days, self.zone.day(self.at), self.calendar.anchor())
    }

    /// As the rule is asked.
    #[must_use]
    pub const fn question(&self) -> Question<'_, NamedZone> {
        let Self { days, calendar, ref grace, at, known, ref zone, .. } = *self;
        Question { window: days, calendar, grace, at, known, zone }
    }
}

/// Of which pairs it is asked.
#[derive(Clone, Debug)]
pub struct Which {
    /// By number. Only what recurs operates: what is proven once is passed over.
    pub requirements: Vec<i64>,
    /// By number; `None`: every subject that was asked.
    pub subject: Option<i64>,
}

/// Evidence that was accepted for a pair, as a page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub evidence: EvidenceId,
    pub title: String,
    pub speaks: Period,
    pub accepted: Instant,
    pub adverse: bool,
}

/// How one requirement operated on one subject.
#[derive(Clone, Debug)]
pub struct PairOperated {
    pub requirement: i64,
    pub subject: i64,
    pub reading: Operating,
    /// Everything that has to be shown every time.
    pub parts: Parts,
    /// Deficiencies that follow its exceptions up, the newest first.
    pub noted: Vec<Noted>,
    /// Accepted evidence, by what it speaks for.
    pub taken: Vec<Taken>,
}

impl PairOperated {
    /// The deficiencies that follow up an exception which it still has.
    fn followed(&self) -> impl Iterator<Item = DeficiencyId> {
        let stands = |about: &About| self.reading.exceptions.iter().any(|exception| exception.about.touches(about));
        let noted = self.noted.iter().filter(move |noted| noted.about.as_ref().is_some_and(stands));
        noted.map(|noted| noted.deficiency)
    }
}

impl Spine {
    /// The control calendar where nobody set another: counted from the first day of the first Type II window of what was
    /// opened by a day; without one from that of `window`. A programme that is opened later moves no slot of the past.
    ///
    /// Source: design, section 4.10.
    #[must_use]
    pub fn calendar(&self, window: Period, by: Date) -> Calendar {
        Calendar::of_window(self.windows(by).map(|(_, days)| days).min_by_key(Period::from).unwrap_or(window))
    }

    /// The same if a programme, or one that is not open yet, had that window.
    #[must_use]
    pub fn calendar_with(&self, programme: Option<ProgrammeId>, window: Period, by: Date) -> Calendar {
        let others = self.windows(by).filter(|(id, _)| Some(*id) != programme).map(|(_, days)| days);
        Calendar::of_window(others.chain([window]).min_by_key(Period::from).unwrap_or(window))
    }

    /// The Type II windows of what was opened by a day.
    fn windows(&self, by: Date) -> impl Iterator<Item = (ProgrammeId, Period)> {
        let two = self.programmes.iter().filter(move |one| one.kind == ReportKind::Type2 && one.opened_on <= by);
        two.filter_map(|one| Some((one.id, Period::new(one.window_from?, one.window_until?).ok()?)))
    }

    /// The cadences by which something recurs for a programme, for any where none is named; those of the library where
    /// nothing is adopted yet.
    #[must_use]
    pub fn cadences(&self, programme: Option<&ProgrammeNow>) -> Vec<Cadence> {
        let mut all = BTreeSet::new();
        if self.controls.iter().all(|control| control.retired) {
            let core = catalogue().controls.iter().filter(|control| !control.key_for.is_empty());
            all.extend(core.map(|control| control.cadence));
        }
        for one in self.requirements.iter().filter(|one| one.nature == Nature::Operate) {
            let Some(control) = self.control_of(one).filter(|control| !control.retired) else { continue };
            let asks =
                |programme: &ProgrammeNow| self.ask(one).is_some_and(|ask| ask.programmes.contains(programme.no));
            if programme.is_none_or(asks) {
                all.extend(
                    levels(control).into_iter().filter_map(|level| cadence_of(control.cadence, level, one.fresh)),
                );
            }
        }
        all.into_iter().collect()
    }

    /// What of a control recurs, by number; of all controls when none is named.
    pub fn recurring<'a>(&'a self, control: Option<&'a ControlId>) -> impl Iterator<Item = i64> + 'a {
        let of = move |one: &&crate::RequirementNow| {
            one.nature == Nature::Operate
                && self.control_of(one).is_some_and(|its| control.is_none_or(|control| its.id == *control))
        };
        self.requirements.iter().filter(of).map(|one| one.no)
    }
}

/// What a control says for subjects of each criticality; nothing, where it does not tell them apart.
fn levels(control: &ControlNow) -> Vec<Option<Option<Cadence>>> {
    let by = |by: ByCriticality| Criticality::ALL.iter().map(|level| Some(by.of(*level))).collect();
    control.by_criticality.map_or_else(|| vec![None], by)
}

impl Store {
    /// A window of a programme (by number), by the calendar and the days of grace that were set, as of an instant and as far
    /// as was known then: one statement.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operated_window(
        &self,
        spine: &Spine,
        programme: usize,
        days: Period,
        at: Instant,
        zone: NamedZone,
    ) -> Result<Window> {
        let set = calendar_set(&mut self.db.reading().await?).await?.line;
        let calendar = calendar_of(&set, days, spine.calendar(days, zone.day(at)), at, &zone);
        Ok(Window { programme, days, calendar, grace: graces(&set), at, known: at, zone })
    }

    /// How these pairs operated, by requirement and subject; those of which nothing was asked in the window, and nothing
    /// is unknown, are left out. The past never changes: with `at` and `known` as they were, it reads as it did then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operated(&self, which: &Which, window: &Window) -> Result<Vec<PairOperated>> {
        let mut tx = self.db.reading().await?;
        let spine = self.spine_in(&mut tx).await?;
        let recurs = |no: &&i64| spine.requirement(**no).is_some_and(|one| one.nature == Nature::Operate);
        let which = Which { requirements: which.requirements.iter().filter(recurs).copied().collect(), ..*which };
        if which.requirements.is_empty() {
            return Ok(Vec::new());
        }
        let facts = load::load(&mut tx, &spine, &which, window).await?;
        let window = window.clone();
        let computed = tokio::task::spawn_blocking(move || facts.read(&window));
        computed.await.map_err(|error| Error::Unusable(error.to_string()))
    }
}
