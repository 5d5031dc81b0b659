//! Which duties to notify an incident has, and how each stands. What a classification once made apply stays to be seen after
//! a later one drops it: it is never told away by one person without a trace.

use super::classify::{Classification, Times};
use super::limits::{Clock, deadline};
use super::state::{Incident, RecordedNotice};
use super::words::{Circumstance, PersonalData};
use crate::catalogue::{Duty, catalogue};
use crate::ids::PersonId;
use crate::instant::{Instant, Zone};

/// Whether a duty applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    Yes,
    /// If personal data are concerned, which is not known yet.
    Unknown,
    No,
}

/// Whether a duty applies to what is said of an incident.
#[must_use]
pub fn applies(duty: &Duty, said: &Classification) -> Applies {
    if !said.jurisdictions.contains(&duty.jurisdiction) {
        return Applies::No;
    }
    let holds = |need: &Circumstance| match (need, said.personal_data) {
        (Circumstance::PersonalData, PersonalData::Yes) => Applies::Yes,
        (Circumstance::PersonalData, PersonalData::Unknown) => Applies::Unknown,
        (Circumstance::PersonalData, PersonalData::No) => Applies::No,
        (need, _) if said.circumstances.contains(need) => Applies::Yes,
        (_, _) => Applies::No,
    };
    let all: Vec<_> = duty.needs.iter().map(holds).collect();
    if all.contains(&Applies::No) {
        Applies::No
    } else if all.contains(&Applies::Unknown) {
        Applies::Unknown
    } else {
        Applies::Yes
    }
}

/// How a duty stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DutyState {
    /// What starts it has not happened.
    NotBegun,
    /// It runs; none: without undue delay.
    Running(Option<Instant>),
    Overdue(Instant),
    /// Somebody was told.
    Told {
        /// When, as it was typed.
        at: Instant,
        late: bool,
        /// When that was recorded: the stamp of the machine.
        recorded: Instant,
        /// The moment lies within the limit, the record does not: nothing but what was typed says that it was kept.
        /// Compare rules, O13.
        recorded_late: bool,
    },
    /// Somebody decided, with a reason, that nobody is told: by this duty, or because it applies no longer.
    NotTold(String),
}

impl DutyState {
    /// Whether somebody still has to be told, or decide otherwise.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Running(_) | Self::Overdue(_))
    }
}

/// A later classification dropped a duty that an earlier one made apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    pub by: PersonId,
    pub at: Instant,
    pub reason: String,
}

/// A duty that applies, or may, or did, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyStanding {
    pub duty: &'static Duty,
    /// It applies if personal data are concerned, which was not known when it was last said to apply.
    pub unsure: bool,
    /// The last instant in time; none before it runs, and where there is no last one.
    pub due: Option<Instant>,
    pub state: DutyState,
    /// It applies no longer.
    pub dropped: Option<Dropped>,
    /// It had run out when it was decided that nobody is told: since when it was overdue.
    pub ran_out: Option<Instant>,
}

impl DutyStanding {
    /// Whether the review has to look at it: nobody was told, by the word of one person.
    #[must_use]
    pub const fn is_to_confirm(&self) -> bool {
        matches!(self.state, DutyState::NotTold(_))
    }
}

/// The duties of an incident as of `now`, those due first first. What applied once is among them.
#[must_use]
pub fn duties(incident: &Incident, times: &Times, now: Instant, zone: &impl Zone) -> Vec<DutyStanding> {
    let all = catalogue().limits.iter().filter_map(|duty| standing(duty, incident, times, now, zone));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|one| (!one.state.is_open(), one.due.unwrap_or(Instant::NEVER)));
    all
}

fn standing(
    duty: &'static Duty,
    incident: &Incident,
    times: &Times,
    now: Instant,
    zone: &impl Zone,
) -> Option<DutyStanding> {
    let mut later = None;
    let unsure = incident.classifications.iter().rev().find_map(|one| match applies(duty, &one.said) {
        Applies::Yes => Some(false),
        Applies::Unknown => Some(true),
        Applies::No => {
            later = Some(one);
            None
        }
    })?;
    let dropped = later.map(|one| Dropped {
        by: one.by,
        at: one.at,
        reason: one.said.reason.clone().unwrap_or_else(|| "No reason was given.".to_owned()),
    });
    let begun = match &duty.from {
        Clock::Aware => Some(times.detected),
        // The earliest that was ever said: nobody gains time by saying it anew.
        Clock::Materiality => incident.classifications.iter().filter_map(|one| one.said.material_at).min(),
        Clock::After(before) => incident.told_by(before),
    };
    let due = begun.and_then(|from| deadline(duty.limit, from, zone));
    let state = state(duty, incident, dropped.as_ref(), begun, due, now);
    let settled = match &state {
        DutyState::NotTold(_) => {
            let decided = incident.decisions.iter().filter(|one| one.duty == duty.id).map(|one| one.at);
            decided.chain(dropped.iter().map(|one| one.at)).min()
        }
        DutyState::NotBegun | DutyState::Running(_) | DutyState::Overdue(_) | DutyState::Told { .. } => None,
    };
    let ran_out = due.zip(settled).filter(|(due, settled)| settled > due).map(|(due, _)| due);
    Some(DutyStanding { duty, unsure, due, state, dropped, ran_out })
}

fn state(
    duty: &Duty,
    incident: &Incident,
    dropped: Option<&Dropped>,
    begun: Option<Instant>,
    due: Option<Instant>,
    now: Instant,
) -> DutyState {
    if let Some(told) = first_told(duty, incident, due) {
        let (at, recorded) = (told.notice.at, told.at);
        let after = |at: Instant| due.is_some_and(|due| at > due);
        return DutyState::Told { at, late: after(at), recorded, recorded_late: after(recorded) && !after(at) };
    }
    if let Some(decided) = incident.not_told(&duty.id) {
        return DutyState::NotTold(decided.reason.clone());
    }
    if let Some(dropped) = dropped {
        return DutyState::NotTold(dropped.reason.clone());
    }
    match (begun, due) {
        (None, _) => DutyState::NotBegun,
        (Some(_), Some(due)) if now > due => DutyState::Overdue(due),
        (Some(_), due) => DutyState::Running(due),
    }
}

/// The notice that speaks for a duty: one that was recorded in time before one that was not, the earliest of them.
fn first_told<'a>(duty: &Duty, incident: &'a Incident, due: Option<Instant>) -> Option<&'a RecordedNotice> {
    let by = incident.notices.iter().filter(|told| told.notice.duty.as_ref() == Some(&duty.id));
    by.min_by_key(|told| (due.is_some_and(|due| told.at > due), told.notice.at))
}
