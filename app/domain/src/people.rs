//! Who may what: roles, the right of review, and the one table that answers every question of permission.

use crate::ids::PersonId;
use crate::instant::Instant;
use crate::refusal::Refusal;
use crate::trail::Verb;
use crate::words::word;
use serde::{Deserialize, Serialize};

word! {
    /// What a person is here for. One person may hold several.
    pub enum Role {
        Administrator = "administrator", "Administrator",
        ComplianceManager = "compliance-manager", "Compliance manager",
        Engineer = "engineer", "Engineer",
        Executive = "executive", "Executive",
        Auditor = "auditor", "Auditor",
    }
}

word! {
    /// How the asking person stands to the thing asked about.
    pub enum Relation {
        Stranger = "stranger", "No relation",
        Owner = "owner", "Owner, deputy or assignee of the thing",
        Oneself = "oneself", "The person is the thing",
    }
}

/// A set of roles, and the right of review, which no auditor holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rights {
    roles: u8,
    review: bool,
}

impl Rights {
    #[must_use]
    pub fn of(roles: &[Role], review: bool) -> Self {
        roles.iter().fold(Self { roles: 0, review }, |rights, role| rights.with(*role))
    }

    #[must_use]
    pub fn with(self, role: Role) -> Self {
        Self { roles: self.roles | bit(role), ..self }
    }

    #[must_use]
    pub fn without(self, role: Role) -> Self {
        Self { roles: self.roles & !bit(role), ..self }
    }

    #[must_use]
    pub fn with_review(self, review: bool) -> Self {
        Self { review, ..self }
    }

    #[must_use]
    pub const fn has(self, role: Role) -> bool {
        self.roles & bit(role) != 0
    }

    /// May decide what others submitted. An auditor only looks.
    #[must_use]
    pub const fn reviews(self) -> bool {
        self.review && !self.has(Role::Auditor)
    }

    /// The right of review was ticked, whether or not these roles can hold it: what a form shows again.
    #[must_use]
    pub const fn review_ticked(self) -> bool {
        self.review
    }

    /// A guest looks and writes nothing: an auditor, or somebody without any role.
    #[must_use]
    pub const fn is_guest(self) -> bool {
        self.roles == 0 || self.has(Role::Auditor)
    }

    /// Whether somebody who had `before` may do anything less with these.
    #[must_use]
    pub fn is_less_than(self, before: Self) -> bool {
        let lost = before.roles().any(|role| !self.has(role)) || (before.reviews() && !self.reviews());
        lost || (self.is_guest() && !before.is_guest())
    }

    pub fn roles(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.has(*role))
    }

    /// The role whose home page this person sees first.
    #[must_use]
    pub fn first_role(self) -> Option<Role> {
        const ORDER: [Role; 5] =
            [Role::ComplianceManager, Role::Engineer, Role::Executive, Role::Auditor, Role::Administrator];
        ORDER.into_iter().find(|role| self.has(*role))
    }
}

const fn bit(role: Role) -> u8 {
    1 << role as u8
}

/// The person who asks, with the rights of this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub person: PersonId,
    pub rights: Rights,
    /// Who invited this person and when: a reviewer invited by the submitter is marked for thirty days.
    pub invited: Option<(PersonId, Instant)>,
}

impl Actor {
    /// # Errors
    /// [`Refusal::Forbidden`] without the right of review; the sentence says who can give it.
    pub fn must_review(&self) -> Result<(), Refusal> {
        if self.rights.reviews() {
            return Ok(());
        }
        Err(Refusal::forbidden("You have no right of review. An administrator can give it."))
    }
}

/// Whether somebody with `rights`, standing in `relation` to the thing, may do `verb`.
///
/// This is the whole table. What a rule asks beyond it (a second person, never one's own submission) the rule says
/// itself. Guests may nothing but look after their own account.
#[must_use]
pub fn may(rights: Rights, verb: Verb, relation: Relation) -> bool {
    use Verb as V;
    let manager = rights.has(Role::ComplianceManager);
    let engineer = rights.has(Role::Engineer);
    let owner = relation == Relation::Owner;
    match verb {
        V::OrganisationFounded => false,
        V::PasswordChanged | V::InvitationUsed | V::TokenMade => relation == Relation::Oneself,
        V::TokenRevoked if relation == Relation::Oneself => true,
        _ if rights.is_guest() => false,
        V::PersonAdded
        | V::PersonInvited
        | V::PeopleImported
        | V::InvitationRevoked
        | V::RightsChanged
        | V::PersonDeactivated
        | V::PersonReactivated
        | V::PersonErased
        | V::PersonNamed
        | V::TokenRevoked
        | V::SettingsChanged => rights.has(Role::Administrator),
        V::SystemAdded
        | V::SystemsImported
        | V::MappingSaved
        | V::MappingRenamed
        | V::MappingDeleted
        | V::VendorAdded => manager || engineer,
        V::SystemChanged
        | V::StageMoved
        | V::TraitAnswered
        | V::VendorChanged
        | V::DependencyChanged
        | V::MentionSetAside
        | V::MentionTakenUp
        | V::TaskGiven
        | V::TaskDueSet => manager || owner,
        V::ProgrammeOpened
        | V::ProgrammeChanged
        | V::ScopeWidened
        | V::CriterionRestored
        | V::ControlAdopted
        | V::ControlAdded
        | V::KeyGiven
        | V::RolesTabled
        | V::VendorsMatched
        | V::VendorsImported
        | V::DependenciesImported
        | V::SubprocessorsImported
        | V::AttestationsImported => manager,
        V::ChangeProposed | V::RhythmTightened => manager || owner,
        V::ChangeAgreed | V::ChangeRefused | V::EvidenceDecided | V::OwnTaskSigned => rights.reviews(),
        V::ChangeWithdrawn | V::EvidenceWithdrawn => manager || owner,
        V::EvidenceSubmitted | V::TaskDiscussed | V::OwnTaskOpened | V::OwnTasksImported => true,
        V::OwnTaskDone | V::OwnTaskDropped => manager || owner,
        V::PolicyStarted => manager,
        V::PolicyChanged
        | V::PolicyDrafted
        | V::PolicyDraftDropped
        | V::PolicySubmitted
        | V::PolicyWithdrawn
        | V::PolicyRetired
        | V::AudienceSet
        | V::ExceptionWithdrawn
        | V::ExceptionEnded => manager || owner,
        V::PolicyApproved | V::PolicyRejected | V::PolicyProven => rights.reviews() || rights.has(Role::Executive),
        V::AcknowledgementsClosed | V::ExceptionApproved | V::ExceptionRefused => rights.reviews(),
        V::PolicyDiscussed | V::PolicyAcknowledged | V::ExceptionAsked => true,
        V::RiskScaleSet => manager,
        V::AssessmentOpened
        | V::OwnRiskAdded
        | V::RiskRated
        | V::RisksImported
        | V::RiskSetAside
        | V::RiskTreated
        | V::RiskLimitSet
        | V::RiskLimitEnded
        | V::AssessmentSubmitted => manager || owner,
        V::RiskAccepted | V::RiskRefused => manager || owner || rights.has(Role::Executive),
        V::SetAsideAgreed | V::AssessmentSentBack | V::AssessmentConcluded | V::AssessmentProven => rights.reviews(),
        V::SubprocessorChanged | V::AttestationNoted | V::AttestationTakenBack => manager || owner,
        V::AttestationKindsSet | V::ControlCalendarSet => manager || rights.has(Role::Administrator),
        V::AttestationEntered => manager || engineer || owner,
        V::AttestationAccepted
        | V::AttestationRejected
        | V::AttestationNoteAgreed
        | V::AttestationNoteRefused
        | V::AttestationFollowed
        | V::AttestationProven => rights.reviews(),
        V::AbsenceSet | V::AbsenceEnded => manager || relation == Relation::Oneself,
        V::OwnershipAccepted | V::NoticesChosen | V::CalendarMade | V::CalendarEnded => relation == Relation::Oneself,
        V::DeficiencyOpened | V::DeficiencyAssessed | V::DeficiencyGiven | V::DeficiencyCorrected => manager || owner,
        V::DeficiencyRetested => manager || owner || rights.reviews(),
        V::DeficiencyAgreed | V::DeficiencyDisagreed => rights.reviews() || rights.has(Role::Executive),
        V::DeficiencyClosed | V::DeficiencyLogReviewed | V::IncidentReviewed => rights.reviews(),
        V::IncidentReported => true,
        V::IncidentClassified
        | V::IncidentNoted
        | V::IncidentTold
        | V::IncidentNotTold
        | V::IncidentExplained
        | V::IncidentCorrected => manager || owner,
        V::AuditPlanned => manager || rights.reviews(),
        V::AuditorAdded | V::AuditCalledOff => manager || owner,
        // Its auditors, who do not own what they test.
        V::AuditTested => owner,
        V::AuditConcluded => rights.reviews(),
        V::QuestionSetWritten | V::QuestionSetRetired => manager,
        V::QuestionnaireSent
        | V::QuestionnaireLinked
        | V::QuestionnaireUnlinked
        | V::QuestionnaireCalledOff
        | V::AnswersReceived
        | V::QuestionnaireSubmitted => manager || owner,
        // The vendor does these, by a link: nobody of us.
        V::QuestionsHandedOn | V::QuestionsTakenBack => false,
        V::AnswersJudged => manager || owner || rights.reviews(),
        V::QuestionnaireClosed => rights.reviews(),
        V::AccessReviewOpened => manager || engineer || owner,
        // The owner whom the review names, or their second: nobody decides by role.
        V::AccessDecided | V::AccessReviewClosed => owner,
        V::AccessReviewDropped => manager || owner,
        V::AccessReviewAccepted | V::TrainingClosed => rights.reviews(),
        V::CourseAdded | V::TrainingTaken | V::TrainingMatched => manager,
        V::CourseChanged | V::CourseRetired => manager || owner,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    /// `*` always · `r` with the right of review · `o` as owner · `s` as the person concerned · `.` never
    fn cell(role: Role, verb: Verb) -> &'static str {
        let may = |review, relation| may(Rights::of(&[role], review), verb, relation);
        match (may(false, Relation::Stranger), may(true, Relation::Stranger)) {
            (true, _) => "*",
            (false, true) => "r",
            (false, false) if may(false, Relation::Owner) => "o",
            (false, false) if may(false, Relation::Oneself) => "s",
            (false, false) => ".",
        }
    }

    #[test]
    fn the_table_of_permissions_is_as_reviewed() {
        let heads: Vec<_> = Role::ALL.iter().map(|role| role.key()).collect();
        let mut table = format!("{:<24} {}\n", "", heads.join(" "));
        for verb in Verb::ALL {
            let _ = write!(table, "{:<24}", verb.key());
            for role in Role::ALL {
                let _ = write!(table, " {:<width$}", cell(*role, *verb), width = role.key().len());
            }
            table.truncate(table.trim_end().len());
            table.push('\n');
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn an_auditor_writes_nothing_whatever_else_they_hold() {
        for role in Role::ALL {
            let rights = Rights::of(&[*role, Role::Auditor], true);
            for verb in Verb::ALL {
                for relation in [Relation::Stranger, Relation::Owner] {
                    assert!(!may(rights, *verb, relation), "{} as {}", verb.key(), role.key());
                }
            }
        }
    }
}
