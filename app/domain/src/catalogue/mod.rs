//! The starter library: 61 criteria, and the controls, requirements, kinds of evidence, risks, policies, attestations
//! and questions that the product proposes. Data of the repository, read once, checked as they are read.
//!
//! An organisation copies what it adopts and edits the copy; nothing here ever changes while the program runs.

mod attestations;
mod controls;
mod criteria;
mod frameworks;
mod kinds;
mod limits;
mod policies;
mod questions;
mod requirements;
mod risks;
mod shelf;
mod steps;
mod tsv;

pub use attestations::{AttestationKind, Validity};
pub use controls::Control;
pub use criteria::Criterion;
pub use frameworks::{EuKind, EuProvision, EuTier, IsoEntry, NistSubcategory};
pub use kinds::Kind;
pub use limits::Duty;
pub use policies::PolicyTemplate;
pub use questions::{AnswerType, Backing, Question};
pub use requirements::Requirement;
pub use risks::{ReadIn, Risk, Threat};
pub use shelf::{Entry, Shelf};
pub use steps::{Guidance, Produced, Proves, RegisterStep, SectionId};
pub use tsv::{Fault, Why};

use std::sync::LazyLock;

use crate::codes::{ControlId, RequirementId, TemplateId};
use crate::words::{Categories, CriterionId};
use tsv::{Source, Table};

/// The starter library, every reference resolved.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The 61 Trust Services Criteria, in the order of the standard.
    pub criteria: Shelf<Criterion>,
    /// The proposed controls.
    pub controls: Shelf<Control>,
    /// What they ask.
    pub requirements: Shelf<Requirement>,
    /// The kinds of evidence.
    pub kinds: Shelf<Kind>,
    /// NIST AI RMF 1.0.
    pub nist: Shelf<NistSubcategory>,
    /// Annex A of ISO/IEC 42001.
    pub iso_annex: Shelf<IsoEntry>,
    /// The clauses of ISO/IEC 42001.
    pub iso_clauses: Shelf<IsoEntry>,
    /// The EU AI Act.
    pub eu: Shelf<EuProvision>,
    /// Risks to start a register with.
    pub risks: Shelf<Risk>,
    /// The public catalogues of threats that the risks were read in.
    pub threats: Shelf<Threat>,
    /// Templates of policies.
    pub policies: Shelf<PolicyTemplate>,
    /// Questions to vendors.
    pub questions: Shelf<Question>,
    /// What vendors hand over.
    pub attestations: Shelf<AttestationKind>,
    /// Which step in a register produces which evidence.
    pub steps: Shelf<Produced>,
    /// Who is told of an incident, and by when.
    pub limits: Shelf<Duty>,
    /// What each section of a template is to say.
    pub sections: Shelf<Guidance>,
}

/// The starter library as shipped, read at the first call.
#[must_use]
pub fn catalogue() -> &'static Catalogue {
    #[expect(clippy::expect_used, reason = "a test reads the very files that are compiled in")]
    static SHIPPED: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::load().expect("the starter library reads"));
    &SHIPPED
}

impl Catalogue {
    /// Reads the files that are compiled in. The fault names file, line and column.
    pub fn load() -> Result<Self, Fault> {
        Self::read(&Tables::read(|source| source.text)?)
    }

    fn read(tables: &Tables) -> Result<Self, Fault> {
        Ok(Self {
            criteria: criteria::read(tables)?.into(),
            controls: controls::read(tables)?.into(),
            requirements: requirements::read(tables)?.into(),
            kinds: kinds::read(tables)?.into(),
            nist: frameworks::read_nist(tables)?.into(),
            iso_annex: frameworks::read_iso(&tables.iso_annex)?.into(),
            iso_clauses: frameworks::read_iso(&tables.iso_clauses)?.into(),
            eu: frameworks::read_eu(tables)?.into(),
            risks: risks::read(tables)?.into(),
            threats: risks::read_threats(tables)?.into(),
            policies: policies::read(tables)?.into(),
            questions: questions::read(tables)?.into(),
            attestations: attestations::read(tables)?.into(),
            steps: steps::read(tables)?.into(),
            limits: limits::read(tables)?.into(),
            sections: steps::read_guidance(tables)?.into(),
        })
    }

    /// The criterion in our words.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "reading refuses a table that is not the 61 in their order")]
    pub fn criterion(&self, id: CriterionId) -> &Criterion {
        &self.criteria.rows()[id.index()]
    }

    /// The controls that serve a criterion, key or supporting.
    pub fn controls_for(&self, id: CriterionId) -> impl Iterator<Item = &Control> {
        self.controls.iter().filter(move |control| control.criteria.contains(&id))
    }

    /// The controls that answer a criterion.
    pub fn key_controls(&self, id: CriterionId) -> impl Iterator<Item = &Control> {
        self.controls.iter().filter(move |control| control.key_for.contains(&id))
    }

    /// The controls that serve a criterion in scope.
    pub fn in_scope(&self, scope: Categories) -> impl Iterator<Item = &Control> {
        self.controls.iter().filter(move |control| touches(scope, &control.criteria))
    }

    /// The Core set: the controls that are key for a criterion in scope.
    pub fn core(&self, scope: Categories) -> impl Iterator<Item = &Control> {
        self.controls.iter().filter(move |control| touches(scope, &control.key_for))
    }

    /// What a control asks.
    pub fn requirements_of(&self, id: &ControlId) -> impl Iterator<Item = &Requirement> {
        self.requirements.iter().filter(move |requirement| requirement.control == *id)
    }

    /// The risks that a control answers.
    pub fn risks_answered_by(&self, id: &ControlId) -> impl Iterator<Item = &Risk> {
        self.risks.iter().filter(move |risk| risk.controls.contains(id))
    }

    /// The policies that a control stands under.
    pub fn policies_over(&self, id: &ControlId) -> impl Iterator<Item = &PolicyTemplate> {
        self.policies.iter().filter(move |policy| policy.controls.contains(id))
    }

    /// The requirements that a step names. Those of an approved policy its template names: here there are none.
    #[must_use]
    pub fn proven_by(&self, step: RegisterStep) -> &[RequirementId] {
        match self.steps.get(&step).map(|step| &step.proves) {
            Some(Proves::These(these)) => these,
            Some(Proves::ByTemplate) | None => &[],
        }
    }

    /// What a section of a template is to say.
    #[must_use]
    pub fn guidance(&self, policy: &TemplateId, section: &str) -> Option<&'static str> {
        let mut sections = self.sections.iter();
        sections.find(|one| one.policy == *policy && one.section == section).map(|one| one.guidance)
    }

    /// The policies all of which must be approved before their text proves a requirement.
    pub fn policies_proving(&self, id: &RequirementId) -> impl Iterator<Item = &PolicyTemplate> {
        self.policies.iter().filter(move |policy| policy.proves.contains(id))
    }
}

fn touches(scope: Categories, criteria: &[CriterionId]) -> bool {
    criteria.iter().any(|id| scope.contains(id.category()))
}

/// The files as tables: names resolve across them.
struct Tables {
    criteria: Table,
    controls: Table,
    requirements: Table,
    kinds: Table,
    nist: Table,
    iso_annex: Table,
    iso_clauses: Table,
    eu: Table,
    risks: Table,
    threats: Table,
    policies: Table,
    questions: Table,
    attestations: Table,
    steps: Table,
    limits: Table,
    guidance: Table,
}

impl Tables {
    /// Each source with the text that `text` gives for it.
    fn read(text: impl Fn(&Source) -> &'static str) -> Result<Self, Fault> {
        let table = |source: Source| Table::read(&source, text(&source));
        Ok(Self {
            criteria: table(criteria::SOURCE)?,
            controls: table(controls::SOURCE)?,
            requirements: table(requirements::SOURCE)?,
            kinds: table(kinds::SOURCE)?,
            nist: table(frameworks::NIST)?,
            iso_annex: table(frameworks::ISO_ANNEX)?,
            iso_clauses: table(frameworks::ISO_CLAUSES)?,
            eu: table(frameworks::EU)?,
            risks: table(risks::SOURCE)?,
            threats: table(risks::THREATS)?,
            policies: table(policies::SOURCE)?,
            questions: table(questions::SOURCE)?,
            attestations: table(attestations::SOURCE)?,
            steps: table(steps::SOURCE)?,
            limits: table(limits::SOURCE)?,
            guidance: table(steps::GUIDANCE)?,
        })
    }
}

#[cfg(test)]
mod tests;
