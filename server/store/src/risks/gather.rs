//! An assessment in hand: what fits today, what was said, by which scale it is judged.

use super::limits::{LimitRow, limits_in};
use super::read::{AssessmentRow, Said, assessment_in, concluded_before, own_risks_in, part_in, said_in, signed_in};
use super::scale::{scale_in, scale_of};
use crate::Store;
use crate::error::{Error, Result};
use crate::readiness::Found;
use crate::spine::Spine;
use crate::sql::{Tx, args};
use crate::systems::{SYSTEM, system};
use domain::applies::{Applies, Fit};
use domain::catalogue::catalogue;
use domain::codes::{ControlId, RiskId};
use domain::finding::Finding;
use domain::ids::{AssessmentId, PersonId};
use domain::instant::{Instant, Zone};
use domain::refusal::Refusal;
use domain::risks::{
    Answer, Applying, Assessed, AssessedRisk, Contents, OwnRisk, Rated, RiskCategory, Scale, State, Why, authors, fits,
    is_far, is_its_own, of_organisation, of_system, propose,
};
use domain::words::{Criticality, QuestionSet, Stage, TraitSet};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A risk of an assessment, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskInHand {
    pub risk: RiskId,
    /// How often something was said of it: what a form shows back.
    pub no: i64,
    pub answer: Answer,
    /// The controls on whose account it fits.
    pub why: Vec<(ControlId, Why)>,
    /// Whether it fits today.
    pub fits: bool,
    /// Where it is one of our own.
    pub own: Option<OwnRisk>,
    /// The answer of the assessment before, if there was one.
    pub before: Option<Answer>,
}

/// An assessment with all that it is judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentRead {
    pub row: AssessmentRow,
    pub risks: Vec<RiskInHand>,
    /// Risks that hang on questions.
    pub unknown: Vec<RiskId>,
    pub questions: QuestionSet,
    /// Traits answered yes and no.
    pub yes: TraitSet,
    pub no: TraitSet,
    pub scale: Scale,
    pub today: Date,
    pub criticality: Criticality,
    /// Whose work it is: its authors, and whoever rated a risk, set one aside or decided about one at any time.
    pub took_part: Vec<PersonId>,
    /// Owner and deputy of the system.
    pub owners: Vec<PersonId>,
    /// Adopted controls that apply here, or that the organisation runs: those that may be named as acting.
    pub controls: Vec<ControlId>,
    pub limits: Vec<LimitRow>,
    /// The one concluded before.
    pub previous: Option<AssessmentRow>,
    /// Goes up with all that happens to it: what forms that decide on the whole show back.
    pub version: i64,
}

impl AssessmentRead {
    /// # Errors
    /// [`Refusal::Missing`].
    pub fn risk(&self, id: &RiskId) -> std::result::Result<&RiskInHand, Refusal> {
        self.risks.iter().find(|one| one.risk == *id).ok_or_else(|| Refusal::missing("risk in this assessment"))
    }

    /// What was said, as the rules take it.
    #[must_use]
    pub fn said(&self) -> Vec<AssessedRisk> {
        let said = |one: &RiskInHand| AssessedRisk { risk: one.risk.clone(), answer: one.answer.clone() };
        self.risks.iter().map(said).collect()
    }

    /// What was said in the one before.
    #[must_use]
    pub fn said_before(&self) -> Vec<AssessedRisk> {
        let said = |one: &RiskInHand| Some(AssessedRisk { risk: one.risk.clone(), answer: one.before.clone()? });
        self.risks.iter().filter_map(said).collect()
    }

    /// The risks that fit today.
    #[must_use]
    pub fn proposed(&self) -> Vec<RiskId> {
        self.risks.iter().filter(|one| one.fits).map(|one| one.risk.clone()).collect()
    }

    /// As it is judged.
    #[must_use]
    pub fn contents<'a>(&'a self, risks: &'a [AssessedRisk], proposed: &'a [RiskId]) -> Contents<'a> {
        let Self { questions, yes, no, scale, today, .. } = self;
        Contents { risks, proposed, questions: *questions, yes: *yes, no: *no, scale, today: *today }
    }
}

impl RiskInHand {
    /// Whether it fits on account of what the thing itself is, or because people named it.
    #[must_use]
    pub fn is_its_own(&self) -> bool {
        self.own.is_some() || is_its_own(&self.why)
    }

    /// What the assessment before said of it, where that can be said again as it stands.
    #[must_use]
    pub fn to_take_over(&self, read: &AssessmentRead) -> Option<&Rated> {
        match &self.before {
            Some(Answer::Rated(before)) => Some(before).filter(|it| it.can_be_taken_over(&read.scale, &read.controls)),
            Some(Answer::Open | Answer::SetAside(_)) | None => None,
        }
    }

    /// Whether it is a risk of agents, and what is assessed answered that it is none: it fits by another trait of a
    /// control, and comes last.
    #[must_use]
    pub fn is_far(&self, no: TraitSet) -> bool {
        let library = catalogue().risks.get(&self.risk).and_then(RiskCategory::of);
        library.is_some_and(|category| is_far(category, no))
    }

    /// What was rated so far, whose treatment stays: here, or a mitigation that goes on since the assessment before.
    #[must_use]
    pub fn rated_so_far(&self) -> Option<&Rated> {
        match (&self.answer, &self.before) {
            (Answer::Rated(rated), _) => Some(rated),
            (Answer::Open | Answer::SetAside(_), Some(Answer::Rated(before))) => {
                let goes_on = before.treatment.as_ref().is_some_and(|one| match one {
                    domain::risks::Treatment::Mitigate { .. } => true,
                    domain::risks::Treatment::Avoid { .. }
                    | domain::risks::Treatment::Transfer { .. }
                    | domain::risks::Treatment::Accept(_) => false,
                });
                goes_on.then_some(before)
            }
            (Answer::Open | Answer::SetAside(_), _) => None,
        }
    }
}

/// What is known of what is assessed.
struct Subject {
    yes: TraitSet,
    no: TraitSet,
    criticality: Criticality,
    owners: Vec<PersonId>,
    applying: Vec<Applying>,
}

/// Every control with what it applies to: the library's, as we run them, and our own.
fn controls(spine: &Spine) -> BTreeMap<ControlId, Applies> {
    let library = catalogue().controls.iter().map(|control| (control.id.clone(), control.applies.clone()));
    let ours = spine.controls.iter().filter(|control| !control.retired);
    let ours = ours.filter_map(|control| Some((control.id.clone(), control.applies.clone()?)));
    library.chain(ours).collect()
}

async fn subject(tx: &mut Tx, of: Assessed, controls: &BTreeMap<ControlId, Applies>) -> Result<Subject> {
    if let Assessed::System(id) = of {
        let row = tx.first(format!("{SYSTEM} WHERE id = $1"), args![id]).await?;
        let row = system(&row.ok_or_else(|| Refusal::missing("system"))?)?;
        let applying = of_system(controls, row.yes, row.no_);
        let owners = [row.owner, row.deputy].into_iter().flatten().collect();
        return Ok(Subject { yes: row.yes, no: row.no_, criticality: row.criticality, owners, applying });
    }
    let systems = systems_in(tx).await?;
    let (yes, no) = together(&systems);
    Ok(Subject {
        yes,
        no,
        criticality: Criticality::Medium,
        owners: Vec::new(),
        applying: of_organisation(controls, &systems),
    })
}

/// Traits as they are stored.
pub(super) fn traits_of(bits: i64) -> Result<TraitSet> {
    u32::try_from(bits).map(TraitSet::from_bits).map_err(|_| Error::Unreadable("traits"))
}

/// The traits of all systems in use, answered yes and no; each answer once.
async fn systems_in(tx: &mut Tx) -> Result<Vec<(TraitSet, TraitSet)>> {
    let rows = tx.all("SELECT DISTINCT yes, no_ FROM system WHERE stage <> $1", args![Stage::Retired.key()]).await?;
    rows.iter().map(|row| Ok((traits_of(row.get(0)?)?, traits_of(row.get(1)?)?))).collect()
}

/// What any of them is, and what none is: the organisation's.
fn together(systems: &[(TraitSet, TraitSet)]) -> (TraitSet, TraitSet) {
    let yes = systems.iter().fold(TraitSet::EMPTY, |all, (yes, _)| all.union(*yes));
    (yes, systems.iter().fold(TraitSet::all(), |all, (_, no)| all.intersection(*no)))
}

/// The traits by which the organisation itself is assessed.
pub(super) async fn all_traits_in(tx: &mut Tx) -> Result<(TraitSet, TraitSet)> {
    Ok(together(&systems_in(tx).await?))
}

/// Adopted controls that may be named as acting on risks.
fn acting(spine: &Spine, applying: &[Applying]) -> Vec<ControlId> {
    let ours = spine.controls.iter().filter(|control| !control.retired);
    let ours = ours.filter(|control| match &control.applies {
        Some(Applies::Organisation | Applies::OrganisationIf(_)) => true,
        Some(Applies::All | Applies::Traits(_)) => {
            applying.iter().any(|one| one.control == control.id && one.fit == Fit::Yes)
        }
        None => false,
    });
    ours.map(|control| control.id.clone()).collect()
}

pub(super) async fn gather(
    tx: &mut Tx,
    spine: &Spine,
    id: AssessmentId,
    now: Instant,
    zone: &impl Zone,
) -> Result<AssessmentRead> {
    let row = assessment_in(tx, id).await?;
    gather_row(tx, spine, row, now, zone).await
}

/// The same of an assessment that is at hand: one that is not there yet says what would be proposed.
pub(super) async fn gather_row(
    tx: &mut Tx,
    spine: &Spine,
    row: AssessmentRow,
    now: Instant,
    zone: &impl Zone,
) -> Result<AssessmentRead> {
    let (id, of) = (row.id, row.assessment.of);
    let scale = match &row.assessment.state {
        State::Draft { .. } => scale_in(tx).await?,
        State::Submitted(submitted) => scale_of(tx, submitted.scale).await?,
        State::Concluded(concluded) => scale_of(tx, concluded.scale).await?,
    };
    let controls = controls(spine);
    let subject = subject(tx, of, &controls).await?;
    let signed = signed_in(tx, of, zone).await?;
    let mut said = said_in(tx, id, &signed).await?;
    let until = row.concluded().map_or(now, |concluded| concluded.at);
    let previous = concluded_before(tx, row.subject, until).await?;
    let mut before = match &previous {
        Some(previous) => said_in(tx, previous.id, &signed).await?,
        None => BTreeMap::new(),
    };
    let version = row.turns + said.values().map(|said| said.no).sum::<i64>();
    let library = catalogue().risks.iter().map(|risk| (&risk.id, risk.controls.as_slice()));
    let proposed = propose(library, &subject.applying);
    let mut risks: Vec<_> = proposed.risks.into_iter().map(|(risk, why)| fresh(risk, why, None)).collect();
    risks.extend(own_risks_in(tx, row.subject).await?.into_iter().map(|own| {
        let why = match fits(&own.controls, &subject.applying) {
            domain::risks::Fits::Yes(why) => why,
            domain::risks::Fits::Unknown(_) | domain::risks::Fits::No => Vec::new(),
        };
        fresh(own.id.clone(), why, Some(own))
    }));
    // What was concluded stays as it was said, whatever fits today.
    if row.concluded().is_some() {
        risks.retain(|one| said.contains_key(&one.risk));
    }
    for one in &mut risks {
        take(one, said.remove(&one.risk), row.concluded().is_some());
    }
    risks.extend(said.into_iter().map(|(risk, said)| {
        let mut one = RiskInHand { fits: false, ..fresh(risk, Vec::new(), None) };
        take(&mut one, Some(said), true);
        one
    }));
    for one in &mut risks {
        one.before = before.remove(&one.risk).map(|said| said.answer);
    }
    // What the thing is by itself comes first; what everything of its sort owes, after it.
    risks.sort_by_key(|one| (!one.is_its_own(), one.is_far(subject.no)));
    let said_now: Vec<_> =
        risks.iter().map(|one| AssessedRisk { risk: one.risk.clone(), answer: one.answer.clone() }).collect();
    let mut took_part = authors(&row.assessment, &said_now);
    took_part.extend(part_in(tx, id).await?);
    Ok(AssessmentRead {
        took_part,
        risks,
        unknown: proposed.unknown,
        questions: proposed.questions,
        yes: subject.yes,
        no: subject.no,
        scale,
        today: zone.day(now),
        criticality: subject.criticality,
        owners: subject.owners,
        controls: acting(spine, &subject.applying),
        limits: limits_in(tx, id).await?,
        previous,
        version,
        row,
    })
}

fn fresh(risk: RiskId, why: Vec<(ControlId, Why)>, own: Option<OwnRisk>) -> RiskInHand {
    RiskInHand { risk, no: 0, answer: Answer::Open, why, fits: true, own, before: None }
}

fn take(one: &mut RiskInHand, said: Option<Said>, as_then: bool) {
    let Some(Said { no, answer, why }) = said else { return };
    (one.no, one.answer) = (no, answer);
    if as_then {
        one.why = why;
    }
}

impl Store {
    /// An assessment with all that it is judged by.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn assessment(&self, id: AssessmentId, now: Instant, zone: &impl Zone) -> Result<AssessmentRead> {
        let spine = self.spine().await?;
        gather(&mut self.db.reading().await?, &spine, id, now, zone).await
    }

    /// How adopted controls stand on what is assessed, each by its weakest finding: of the system, and of the organisation
    /// for what it runs once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn control_findings(&self, subject: i64, at: Instant) -> Result<BTreeMap<ControlId, Finding>> {
        let spine = self.spine().await?;
        let mut found = self.findings_of(subject, at).await?;
        if subject != 0 {
            found.extend(self.findings_of(0, at).await?);
        }
        let mut weakest: BTreeMap<ControlId, Finding> = BTreeMap::new();
        for Found { requirement_no, finding, .. } in found {
            let requirement = spine.requirement(requirement_no);
            let Some(control) = requirement.and_then(|one| spine.control_of(one)) else { continue };
            weaken(&mut weakest, control.id.clone(), finding);
        }
        Ok(weakest)
    }
}

/// Keeps the weakest finding of each.
pub(super) fn weaken<K: Ord>(weakest: &mut BTreeMap<K, Finding>, of: K, finding: Finding) {
    let held = weakest.entry(of).or_insert(finding);
    if weight(finding) < weight(*held) {
        *held = finding;
    }
}

/// Weakest first; what does not count last.
const fn weight(finding: Finding) -> u8 {
    match finding {
        Finding::Failed => 0,
        Finding::Gap(_) => 1,
        Finding::Unknown(_) => 2,
        Finding::Met => 3,
        Finding::Excluded => 4,
        Finding::NotAsked => 5,
    }
}
