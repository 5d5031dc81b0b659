//! The spine as the store works it: the adopted library and the programmes in memory, findings and faces derived.

mod anew;
mod edits;
mod faces;
mod load;
mod refresh;
mod stored;
mod tally;
mod weigh;
mod whole;

pub(crate) use anew::Progress;
pub(crate) use load::Kept;
pub(crate) use refresh::Touched;
pub(crate) use stored::{OFFER, code, finding_of, list, offer};
pub(crate) use tally::of_hands;
pub(crate) use weigh::Weighed;
pub use whole::Differs;
pub(crate) use whole::load;

use domain::applies::{Alternatives, Applies};
use domain::asked::{Ask, CriterionSet, ProgrammeSet};
use domain::catalogue::catalogue;
use domain::codes::{ControlId, RequirementId};
use domain::evidence::Freshness;
use domain::finding::Standing;
use domain::ids::{PersonId, ProgrammeId};
use domain::instant::Instant;
use domain::own::OwnSteps;
use domain::programme::ReportKind;
use domain::proof::Proof;
use domain::readiness::{Frame, Use};
use domain::words::{ByCriticality, Cadence, Categories, CriterionId, DataRole, Effort, Nature, StageSet, SubjectKind};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A control as it stands now.
#[derive(Clone, Debug)]
pub struct ControlNow {
    pub no: i64,
    pub id: ControlId,
    pub title: String,
    pub applies: Option<Applies>,
    pub stages: StageSet,
    pub criteria: CriterionSet,
    pub cadence: Cadence,
    /// What it says for subjects of each criticality, where it tells them apart.
    pub by_criticality: Option<ByCriticality>,
    pub owner: Option<PersonId>,
    pub standing: Standing,
    pub retired: bool,
}

/// A requirement of an adopted control.
#[derive(Clone, Debug)]
pub struct RequirementNow {
    pub no: i64,
    pub id: RequirementId,
    /// Place of its control in [`Spine::controls`].
    pub control: usize,
    pub criterion: CriterionId,
    pub subject: SubjectKind,
    pub nature: Nature,
    pub narrow: Option<Alternatives>,
    /// `None`: what would prove it cannot be read.
    pub proof: Option<Proof>,
    pub fresh: Freshness,
    pub due_days: i64,
    pub role: DataRole,
    pub steps: Steps,
}

/// The task of a requirement in words: the library's, or our own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps {
    pub title: Cow<'static, str>,
    pub why: Cow<'static, str>,
    pub steps: Vec<Cow<'static, str>>,
    /// What to attach; empty for one of our own, whose kinds say it.
    pub attach: &'static str,
    pub effort: Effort,
}

impl Steps {
    /// Those of a requirement: kept with it when it is our own, else the library's.
    pub(crate) fn of(id: &RequirementId, own: Option<OwnSteps>) -> Self {
        if let Some(OwnSteps { title, why, steps, effort }) = own {
            let steps = steps.into_iter().map(Cow::Owned).collect();
            return Self { title: title.into(), why: why.into(), steps, attach: "", effort };
        }
        match catalogue().requirements.get(id) {
            Some(known) => Self {
                title: known.title.into(),
                why: known.why.into(),
                steps: known.steps.iter().map(|step| Cow::Borrowed(*step)).collect(),
                attach: known.attach,
                effort: known.effort,
            },
            None => Self {
                title: id.to_string().into(),
                why: Cow::Borrowed(""),
                steps: Vec::new(),
                attach: "",
                effort: Effort::Small,
            },
        }
    }
}

/// A programme as it stands now.
#[derive(Clone, Debug)]
pub struct ProgrammeNow {
    pub no: usize,
    pub id: ProgrammeId,
    pub version: i64,
    pub name: String,
    pub kind: ReportKind,
    pub on_day: Option<Date>,
    pub window_from: Option<Date>,
    pub window_until: Option<Date>,
    pub opened_on: Date,
    pub categories: Categories,
    pub not_applicable: CriterionSet,
    /// Until when each conclusion holds.
    pub concluded: BTreeMap<CriterionId, Instant>,
    /// For which criteria a control (by number) is key.
    pub keys: BTreeMap<i64, CriterionSet>,
}

/// The adopted library and the programmes as of an entry of the trail.
#[derive(Clone, Debug)]
pub struct Spine {
    pub seq: i64,
    /// In the order of their numbers.
    pub controls: Vec<ControlNow>,
    /// In the order of their numbers.
    pub requirements: Vec<RequirementNow>,
    pub programmes: Vec<ProgrammeNow>,
}

impl ProgrammeNow {
    /// The criteria that count.
    #[must_use]
    pub fn in_scope(&self) -> CriterionSet {
        CriterionSet(CriterionSet::from(self.categories).0 & !self.not_applicable.0)
    }

    /// For which criteria in scope a control is key.
    #[must_use]
    pub fn key_for(&self, control: i64) -> CriterionSet {
        let key = self.keys.get(&control).copied().unwrap_or_default();
        CriterionSet(key.0 & self.in_scope().0)
    }
}

impl Spine {
    #[must_use]
    pub fn control_of(&self, requirement: &RequirementNow) -> Option<&ControlNow> {
        self.controls.get(requirement.control)
    }

    #[must_use]
    pub fn control(&self, id: &ControlId) -> Option<&ControlNow> {
        self.controls.iter().find(|control| control.id == *id)
    }

    #[must_use]
    pub fn requirement(&self, no: i64) -> Option<&RequirementNow> {
        let place = self.requirements.binary_search_by_key(&no, |requirement| requirement.no).ok()?;
        self.requirements.get(place)
    }

    #[must_use]
    pub fn requirement_by_id(&self, id: &RequirementId) -> Option<&RequirementNow> {
        self.requirements.iter().find(|requirement| requirement.id == *id)
    }

    #[must_use]
    pub fn programme(&self, id: ProgrammeId) -> Option<&ProgrammeNow> {
        self.programmes.iter().find(|programme| programme.id == id)
    }

    /// To whom a requirement is put. `None` when its control's terms cannot be read: it then reads failed everywhere.
    #[must_use]
    pub fn ask(&self, requirement: &RequirementNow) -> Option<Ask> {
        let control = self.control_of(requirement)?;
        let asking = self.programmes.iter().filter(|p| !control.retired && p.in_scope().meets(control.criteria));
        let programmes = asking.fold(ProgrammeSet::default(), |set, p| set.union(ProgrammeSet::only(p.no)));
        Some(Ask {
            applies: control.applies.clone()?,
            narrow: requirement.narrow.clone(),
            stages: control.stages,
            programmes,
        })
    }

    /// The criteria in scope of a programme that have a key control.
    #[must_use]
    pub fn answered(&self, programme: &ProgrammeNow) -> CriterionSet {
        let run = self.controls.iter().filter(|control| !control.retired);
        CriterionSet(run.fold(0, |all, control| all | programme.key_for(control.no).0))
    }

    /// A programme as readiness reads it now, but for the policies past their review day.
    #[must_use]
    pub fn frame(&self, programme: &ProgrammeNow, now: Instant) -> Frame {
        let in_force = programme.concluded.iter().filter(|(_, until)| **until > now);
        let uses = self.controls.iter().filter(|control| !control.retired).map(|control| Use {
            no: usize::try_from(control.no).unwrap_or_default(),
            criteria: control.criteria,
            key_for: programme.key_for(control.no),
        });
        Frame {
            categories: programme.categories,
            not_applicable: programme.not_applicable,
            concluded: in_force.map(|(criterion, _)| *criterion).collect(),
            uses: uses.collect(),
            overdue: Vec::new(),
        }
    }
}
