//! Which step in a register produces which evidence, and for which requirements: nobody uploads what the product knows.

use super::Tables;
use super::shelf::entry;
use super::tsv::{Fault, Row, Source, Why};
use crate::codes::{KindId, NotACode, RequirementId, TemplateId};
use crate::words::{NotAWord, word};

pub(super) const SOURCE: Source = Source {
    file: "register_steps.tsv",
    columns: &["id", "title", "kinds", "requirements", "shows"],
    text: include_str!("../../catalogue/register_steps.tsv"),
};

pub(super) const GUIDANCE: Source = Source {
    file: "policy_sections.tsv",
    columns: &["id", "policy_id", "section", "guidance"],
    text: include_str!("../../catalogue/policy_sections.tsv"),
};

word! {
    /// A step in a register that proves something by being done.
    pub enum RegisterStep {
        PolicyApproved = "policy-approved", "A policy version is approved",
        AcknowledgementsClosed = "acknowledgements-closed", "The register of acknowledgements is closed",
        PolicyExceptionApproved = "policy-exception-approved", "An exception to a policy is approved",
        RiskAssessmentConcluded = "risk-assessment-concluded", "A risk assessment is concluded",
        RiskAccepted = "risk-accepted", "A risk is accepted",
        AttestationAccepted = "attestation-accepted", "An attestation of a vendor is accepted",
        BridgeLetterAccepted = "bridge-letter-accepted", "A bridge letter of a vendor is accepted",
        ContractAccepted = "contract-accepted", "An agreement with a vendor is accepted",
        ExceptionAssessed = "exception-assessed", "Two people agree on what a deficiency means",
        DeficiencyLogReviewed = "deficiency-log-reviewed", "The deficiency log is reviewed",
        IncidentReviewed = "incident-reviewed", "An incident is reviewed",
        BreachRegistered = "breach-registered", "An incident with personal data is reviewed",
        AuditConcluded = "audit-concluded", "An internal audit is concluded",
        QuestionnaireClosed = "questionnaire-closed", "A vendor's questionnaire is closed",
        AccessReviewed = "access-reviewed", "An access review is accepted",
        TrainingCompleted = "training-completed", "The register of a course is closed",
    }
}

impl TryFrom<&'static str> for RegisterStep {
    type Error = NotAWord;

    fn try_from(text: &'static str) -> Result<Self, NotAWord> {
        text.parse()
    }
}

/// What a step in a register produces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Produced {
    pub id: RegisterStep,
    /// What is done.
    pub title: &'static str,
    /// The kinds of evidence that come of it; at least one.
    pub kinds: Vec<KindId>,
    /// The requirements that they prove.
    pub proves: Proves,
    /// What that evidence shows.
    pub shows: &'static str,
}

/// The requirements that a step proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proves {
    /// Those that the policy's template names.
    ByTemplate,
    These(Vec<RequirementId>),
}

entry!(Produced, RegisterStep);

const BY_TEMPLATE: &str = "by-template";

pub(super) fn read(tables: &Tables) -> Result<Vec<Produced>, Fault> {
    tables.steps.each(|row| Produced::read(row, tables))
}

impl Produced {
    fn read(row: &Row, tables: &Tables) -> Result<Self, Fault> {
        let by_template = row.text("requirements")? == BY_TEMPLATE;
        let these = || row.codes("requirements", &[&tables.requirements]).map(Proves::These);
        Ok(Self {
            id: row.id()?,
            title: row.text("title")?,
            kinds: row.codes("kinds", &[&tables.kinds])?,
            proves: if by_template { Proves::ByTemplate } else { these()? },
            shows: row.text("shows")?,
        })
    }
}

/// The name of a section of a template: `POL-03.2`, the second of `POL-03`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SectionId(&'static str);

impl TryFrom<&'static str> for SectionId {
    type Error = NotACode;

    fn try_from(text: &'static str) -> Result<Self, NotACode> {
        let shaped = text.split_once('.').is_some_and(|(policy, turn)| {
            TemplateId::new(policy).is_ok() && turn.parse::<u8>().is_ok_and(|turn| turn > 0)
        });
        if shaped {
            return Ok(Self(text));
        }
        Err(NotACode { of: "a section of a policy", like: "POL-03.2", text: text.to_owned() })
    }
}

/// What one section of a template is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guidance {
    pub id: SectionId,
    pub policy: TemplateId,
    pub section: &'static str,
    pub guidance: &'static str,
}

entry!(Guidance, SectionId);

pub(super) fn read_guidance(tables: &Tables) -> Result<Vec<Guidance>, Fault> {
    tables.guidance.each(|row| {
        let guidance = Guidance {
            id: row.id()?,
            policy: row.code("policy_id", &tables.policies)?,
            section: row.text("section")?,
            guidance: row.text("guidance")?,
        };
        if guidance.id.0.split_once('.').is_some_and(|(policy, _)| policy == guidance.policy.as_str()) {
            return Ok(guidance);
        }
        Err(row.fault("policy_id", Why::Unresolved(guidance.id.0.to_owned())))
    })
}
