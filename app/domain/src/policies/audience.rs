//! Whom a policy binds, who of them acknowledged it, and when that is asked again.

use crate::ids::PersonId;
use crate::people::{Actor, Rights, Role};
use crate::refusal::Refusal;
use std::collections::BTreeSet;

/// Whom a policy binds. Nobody until it is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    /// Everybody who is active, auditors left out.
    pub everybody: bool,
    pub roles: BTreeSet<Role>,
    pub departments: BTreeSet<String>,
    pub people: BTreeSet<PersonId>,
}

/// The audience as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AudienceDraft {
    pub everybody: bool,
    pub roles: Vec<Role>,
    pub departments: Vec<String>,
    pub people: Vec<PersonId>,
}

/// Somebody who may be bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    pub person: PersonId,
    pub active: bool,
    pub rights: Rights,
    pub department: Option<String>,
    /// The latest version that they acknowledged.
    pub acknowledged: Option<i64>,
}

/// Who owns a policy, and who did since its version in force was submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owners {
    pub now: Option<PersonId>,
    pub before: BTreeSet<PersonId>,
    /// Who said whom it binds since its register was closed last.
    pub bound_by: BTreeSet<PersonId>,
}

/// How one of those who are bound stands to the version in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub person: PersonId,
    /// The version that they acknowledged and that still counts.
    pub acknowledged: Option<i64>,
}

impl AudienceDraft {
    /// The audience it says.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `audience` when it names nobody.
    pub fn check(&self) -> Result<Audience, Refusal> {
        let audience = Audience {
            everybody: self.everybody,
            roles: self.roles.iter().copied().collect(),
            departments: self
                .departments
                .iter()
                .map(|name| name.trim().to_owned())
                .filter(|it| !it.is_empty())
                .collect(),
            people: self.people.iter().copied().collect(),
        };
        if audience == Audience::default() {
            return Err(Refusal::at("audience", "Say whom it binds: everybody, a role, a department or a person."));
        }
        Ok(audience)
    }
}

impl Audience {
    /// Whether it binds them. Guests are bound by nothing.
    #[must_use]
    pub fn binds(&self, reader: &Reader) -> bool {
        if !reader.active || reader.rights.is_guest() {
            return false;
        }
        let in_role = reader.rights.roles().any(|role| self.roles.contains(&role));
        let in_department = reader.department.as_ref().is_some_and(|name| self.departments.contains(name.trim()));
        self.everybody || in_role || in_department || self.people.contains(&reader.person)
    }
}

/// Those whom a policy binds, each with whether they acknowledged it. `asks` are the versions that ask anew, the first
/// one among them: what was acknowledged counts when no later version up to the one `in_force` asked again.
#[must_use]
pub fn register(audience: &Audience, readers: &[Reader], asks: &[i64], in_force: i64) -> Vec<Reading> {
    let since = asks.iter().copied().filter(|no| *no <= in_force).max().unwrap_or(in_force);
    let bound = readers.iter().filter(|reader| audience.binds(reader));
    let reading = bound.map(|reader| Reading {
        person: reader.person,
        acknowledged: reader.acknowledged.filter(|no| (since..=in_force).contains(no)),
    });
    reading.collect()
}

/// Whether a complete register may be closed as proof by this person: a second one, who is none of the `owners` that the
/// policy had since the version in force was submitted, and who did not say whom it binds. Handing it over makes nobody a
/// second person.
///
/// # Errors
/// [`Refusal::Forbidden`] for its owners, for whoever said whom it binds and for whoever has no right of review; [`Refusal::Conflict`] while somebody is
/// missing, with how many.
pub fn closes(register: &[Reading], owners: &Owners, by: &Actor) -> Result<(), Refusal> {
    by.must_review()?;
    if owners.now == Some(by.person) {
        return Err(Refusal::forbidden("You own this policy. A second person closes its register."));
    }
    if owners.before.contains(&by.person) {
        let sentence = "You owned this policy when the version in force was submitted, or since. A second person closes its register.";
        return Err(Refusal::forbidden(sentence));
    }
    if owners.bound_by.contains(&by.person) {
        let sentence =
            "You said whom it binds since its register was closed last. A second person closes its register.";
        return Err(Refusal::forbidden(sentence));
    }
    let missing = register.iter().filter(|reading| reading.acknowledged.is_none()).count();
    match (register.len(), missing) {
        (0, _) => Err(Refusal::conflict("It binds nobody yet. Say whom it binds first.")),
        (_, 0) => Ok(()),
        (of, missing) => Err(Refusal::conflict(format!(
            "{missing} of {of} have not acknowledged it. A register proves something once it is complete."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn reader(no: u128, role: Role, acknowledged: Option<i64>) -> Reader {
        let department = Some(if no < 3 { "Risk" } else { "Engineering" }.to_owned());
        let rights = Rights::of(&[role], false);
        Reader { person: PersonId(Uuid::from_u128(no)), active: true, rights, department, acknowledged }
    }

    fn people() -> Vec<Reader> {
        vec![
            reader(1, Role::ComplianceManager, Some(1)),
            reader(2, Role::Engineer, Some(2)),
            reader(3, Role::Engineer, None),
            reader(4, Role::Auditor, None),
            Reader { active: false, ..reader(5, Role::Engineer, None) },
        ]
    }

    fn bound(audience: &Audience) -> Vec<u128> {
        let bound = people().into_iter().filter(|reader| audience.binds(reader));
        bound.map(|reader| reader.person.0.as_u128()).collect()
    }

    #[test]
    fn an_audience_is_roles_departments_and_people_and_never_guests_or_leavers() {
        let draft = |draft: AudienceDraft| draft.check().unwrap();
        assert_eq!(bound(&draft(AudienceDraft { everybody: true, ..AudienceDraft::default() })), [1, 2, 3]);
        let engineers = AudienceDraft { roles: vec![Role::Engineer], ..AudienceDraft::default() };
        assert_eq!(bound(&draft(engineers)), [2, 3]);
        let risk = AudienceDraft { departments: vec![" Risk ".into()], ..AudienceDraft::default() };
        assert_eq!(bound(&draft(risk)), [1, 2]);
        let guest = people().remove(3).person;
        assert_eq!(bound(&draft(AudienceDraft { people: vec![guest], ..AudienceDraft::default() })), [] as [u128; 0]);
        assert!(AudienceDraft::default().check().is_err());
    }

    #[test]
    fn an_acknowledgement_counts_until_a_version_asks_again() {
        let everybody = Audience { everybody: true, ..Audience::default() };
        let said = |asks: &[i64], in_force| {
            let register = register(&everybody, &people(), asks, in_force);
            register.into_iter().map(|reading| reading.acknowledged).collect::<Vec<_>>()
        };
        assert_eq!(said(&[1], 1), [Some(1), None, None]);
        assert_eq!(said(&[1], 2), [Some(1), Some(2), None]);
        assert_eq!(said(&[1, 2], 2), [None, Some(2), None]);
        assert_eq!(said(&[1, 2], 3), [None, Some(2), None]);
        assert_eq!(said(&[1, 3], 2), [Some(1), Some(2), None]);
    }

    #[test]
    fn only_a_complete_register_is_closed_and_by_a_second_person() {
        let by = |no, review| Actor {
            person: PersonId(Uuid::from_u128(no)),
            rights: Rights::of(&[Role::ComplianceManager], review),
            invited: None,
        };
        let owner = Owners { now: Some(PersonId(Uuid::from_u128(1))), ..Owners::default() };
        let reading = |acknowledged| Reading { person: PersonId(Uuid::from_u128(9)), acknowledged };
        assert_eq!(closes(&[reading(Some(1))], &owner, &by(2, true)), Ok(()));
        assert!(matches!(closes(&[reading(Some(1))], &owner, &by(1, true)), Err(Refusal::Forbidden(_))));
        let handed_over = Owners { before: BTreeSet::from([PersonId(Uuid::from_u128(3))]), ..owner.clone() };
        assert!(matches!(closes(&[reading(Some(1))], &handed_over, &by(3, true)), Err(Refusal::Forbidden(_))));
        let bound = Owners { bound_by: BTreeSet::from([PersonId(Uuid::from_u128(2))]), ..owner.clone() };
        assert!(matches!(closes(&[reading(Some(1))], &bound, &by(2, true)), Err(Refusal::Forbidden(_))));
        assert!(matches!(closes(&[reading(Some(1))], &owner, &by(2, false)), Err(Refusal::Forbidden(_))));
        assert!(matches!(closes(&[reading(None)], &owner, &by(2, true)), Err(Refusal::Conflict(_))));
        assert!(matches!(closes(&[], &owner, &by(2, true)), Err(Refusal::Conflict(_))));
    }
}
