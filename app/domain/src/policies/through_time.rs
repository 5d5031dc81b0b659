//! Which version of a policy is in force on a day, when its review falls due, and what an approved version proves.

use crate::asked::CriterionSet;
use crate::catalogue::{PolicyTemplate, RegisterStep, catalogue};
use crate::codes::{RequirementId, TemplateId};
use crate::days::add_months;
use crate::ids::PolicyId;
use crate::instant::Instant;
use crate::refusal::Refusal;
use crate::words::{Cadence, word};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// An approved version: in force from a day until a later one is, or the policy is retired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct VersionSpan {
    pub no: i64,
    pub from: Date,
    /// The last day before its review is overdue.
    pub review_on: Date,
}

word! {
    /// How a policy stands on a day.
    pub enum PolicyState {
        ReviewOverdue = "review-overdue", "Review overdue",
        Waiting = "waiting", "Waits for approval",
        Drafted = "drafted", "Not yet approved",
        ToCome = "to-come", "Approved, not yet in force",
        InForce = "in-force", "In force",
        Retired = "retired", "Retired",
    }
}

impl VersionSpan {
    /// A version approved on `approved` that was to bind from `wanted` on: never before its approval, and reviewed one
    /// interval later.
    #[must_use]
    pub fn new(no: i64, wanted: Date, approved: Date, review: Cadence) -> Self {
        let from = wanted.max(approved);
        Self { no, from, review_on: add_months(from, months(review)) }
    }

    /// The later version that binds from the same day or before: in the place of this one.
    #[must_use]
    pub fn displaced_by(&self, versions: &[Self]) -> Option<i64> {
        let later = versions.iter().filter(|other| other.no > self.no && other.from <= self.from);
        later.map(|other| other.no).max()
    }
}

/// Months between two reviews.
const fn months(review: Cadence) -> i32 {
    match review {
        Cadence::Quarterly => 3,
        Cadence::SemiAnnual => 6,
        Cadence::Annual
        | Cadence::PerEvent
        | Cadence::Continuous
        | Cadence::Daily
        | Cadence::Weekly
        | Cadence::Monthly => 12,
    }
}

/// The version in force on a day: of those whose day has come, the one approved last; none after the policy was retired.
/// An earlier version whose day comes later never displaces it.
#[must_use]
pub fn in_force(versions: &[VersionSpan], retired: Option<Date>, day: Date) -> Option<VersionSpan> {
    if retired.is_some_and(|retired| retired <= day) {
        return None;
    }
    versions.iter().filter(|version| version.from <= day).max_by_key(|version| version.no).copied()
}

/// The same for a question such as “what did it say on 14 March”: its number.
#[must_use]
pub fn in_force_on(versions: &[VersionSpan], retired: Option<Date>, day: Date) -> Option<i64> {
    in_force(versions, retired, day).map(|version| version.no)
}

/// How a policy stands on a day; `waiting` says whether a version waits for approval, which is told only while none binds.
#[must_use]
pub fn state(versions: &[VersionSpan], retired: Option<Date>, waiting: bool, day: Date) -> PolicyState {
    if retired.is_some_and(|retired| retired <= day) {
        return PolicyState::Retired;
    }
    match in_force(versions, retired, day) {
        Some(version) if version.review_on < day => PolicyState::ReviewOverdue,
        Some(_) => PolicyState::InForce,
        None if waiting => PolicyState::Waiting,
        None if versions.is_empty() => PolicyState::Drafted,
        None => PolicyState::ToCome,
    }
}

/// Whether it is a weakness on its criteria on a day: it was in force, and its review is overdue.
#[must_use]
pub fn weak(versions: &[VersionSpan], retired: Option<Date>, day: Date) -> bool {
    state(versions, retired, false, day) == PolicyState::ReviewOverdue
}

/// An approved version as readings of the past need it: by instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionSpell {
    pub policy: PolicyId,
    pub no: i64,
    pub approved: Instant,
    /// The midnight from which it binds.
    pub binds: Instant,
    /// The midnight after its review day.
    pub overdue: Instant,
    /// When the policy was retired.
    pub retired: Option<Instant>,
    /// The criteria that the policy served when this version was approved.
    pub criteria: CriterionSet,
}

/// The policies past their review day at an instant, each with the criteria of the version in force.
#[must_use]
pub fn overdue(spells: &[VersionSpell], at: Instant) -> Vec<(PolicyId, CriterionSet)> {
    let mut in_force: BTreeMap<PolicyId, &VersionSpell> = BTreeMap::new();
    let known = |spell: &&VersionSpell| {
        spell.approved <= at && spell.binds <= at && spell.retired.is_none_or(|retired| at < retired)
    };
    for spell in spells.iter().filter(known) {
        let last = in_force.entry(spell.policy).or_insert(spell);
        if spell.no > last.no {
            *last = spell;
        }
    }
    in_force.into_values().filter(|spell| spell.overdue <= at).map(|spell| (spell.policy, spell.criteria)).collect()
}

/// The first instant after `at` from which that may read otherwise, if nothing more happens.
#[must_use]
pub fn overdue_changes(spells: &[VersionSpell], at: Instant) -> Instant {
    let instants = spells.iter().flat_map(|spell| [spell.binds, spell.overdue]);
    instants.filter(|instant| *instant > at).min().unwrap_or(Instant::NEVER)
}

/// Whether a policy can be retired on a day. One past its review day is a weakness of its criteria, which nobody takes away
/// alone: it is reviewed first, which takes a second person.
///
/// # Errors
/// [`Refusal::Conflict`] while its review is overdue.
pub fn retire(spans: &[VersionSpan], today: Date) -> Result<(), Refusal> {
    match in_force(spans, None, today).filter(|span| span.review_on < today) {
        None => Ok(()),
        Some(span) => Err(Refusal::conflict(format!(
            "Its review is overdue since {}. Have a version approved first, unchanged or not; then it can be retired.",
            span.review_on
        ))),
    }
}

/// What an approved version of a template proves, with the templates that have to be in force beside it: where several
/// name one requirement, all of them are needed.
pub fn proves(template: &TemplateId) -> impl Iterator<Item = (&'static RequirementId, Vec<&'static PolicyTemplate>)> {
    let policy = catalogue().policies.get(template);
    policy.into_iter().flat_map(|policy| &policy.proves).map(move |requirement| {
        let beside = catalogue().policies_proving(requirement).filter(|other| Some(*other) != policy);
        (requirement, beside.collect())
    })
}

/// What closing the register of acknowledgements of a template's policy proves: of the step's requirements those whose
/// control stands under it.
pub fn register_proves(template: &TemplateId) -> impl Iterator<Item = &'static RequirementId> {
    let library = catalogue();
    let policy = library.policies.get(template);
    let under = move |id: &RequirementId| {
        let control = library.requirements.get(id).map(|requirement| &requirement.control);
        policy.zip(control).is_some_and(|(policy, control)| policy.controls.contains(control))
    };
    library.proven_by(RegisterStep::AcknowledgementsClosed).iter().filter(move |id| under(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan as _;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn version(no: i64, from: Date) -> VersionSpan {
        VersionSpan::new(no, from, from, Cadence::Annual)
    }

    #[test]
    fn the_register_of_acceptable_use_proves_that_it_was_acknowledged_and_that_of_bias_testing_nothing() {
        let proves = |id: &str| register_proves(&id.parse().unwrap()).map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(proves("POL-02"), ["TSK-GV-02-2"]);
        assert!(proves("POL-04").is_empty());
    }

    #[test]
    fn a_version_binds_from_its_approval_at_the_earliest_and_is_reviewed_an_interval_later() {
        let early = VersionSpan::new(1, date(2026, 3, 1), date(2026, 3, 14), Cadence::Annual);
        assert_eq!((early.from, early.review_on), (date(2026, 3, 14), date(2027, 3, 14)));
        let ahead = VersionSpan::new(1, date(2026, 8, 31), date(2026, 3, 14), Cadence::SemiAnnual);
        assert_eq!((ahead.from, ahead.review_on), (date(2026, 8, 31), date(2027, 2, 28)));
    }

    #[test]
    fn what_it_said_on_a_day_is_the_last_version_whose_day_had_come() {
        let versions = [version(1, date(2025, 9, 1)), version(2, date(2026, 3, 14)), version(4, date(2026, 12, 1))];
        for (day, no) in [
            (date(2025, 8, 31), None),
            (date(2025, 9, 1), Some(1)),
            (date(2026, 3, 13), Some(1)),
            (date(2026, 3, 14), Some(2)),
            (date(2026, 11, 30), Some(2)),
            (date(2026, 12, 1), Some(4)),
        ] {
            assert_eq!(in_force_on(&versions, None, day), no, "{day}");
        }
        let retired = Some(date(2026, 5, 1));
        assert_eq!(in_force_on(&versions, retired, date(2026, 4, 30)), Some(2));
        assert_eq!(in_force_on(&versions, retired, date(2026, 5, 1)), None);
    }

    #[test]
    fn an_earlier_version_whose_day_comes_later_never_displaces_a_later_one() {
        let (ahead, today) = (version(2, date(2026, 12, 1)), version(3, date(2026, 11, 22)));
        let versions = [version(1, date(2025, 9, 1)), ahead, today];
        for day in [date(2026, 11, 22), date(2026, 12, 1), date(2027, 3, 1)] {
            assert_eq!(in_force_on(&versions, None, day), Some(3), "{day}");
        }
        assert_eq!((ahead.displaced_by(&versions), today.displaced_by(&versions)), (Some(3), None));
        assert_eq!(versions[0].displaced_by(&versions), None, "it bound before");
        let at_once = [version(1, date(2026, 12, 1)), version(2, date(2026, 12, 1))];
        assert_eq!(at_once[0].displaced_by(&at_once), Some(2), "both days come at once");
    }

    #[test]
    fn a_policy_past_its_review_day_is_a_weakness_until_the_next_version() {
        let first = version(1, date(2025, 3, 14));
        assert!(!weak(&[first], None, date(2026, 3, 14)));
        assert!(weak(&[first], None, date(2026, 3, 15)));
        assert!(!weak(&[first, version(2, date(2026, 4, 1))], None, date(2026, 4, 1)));
        assert!(!weak(&[first], Some(date(2026, 3, 20)), date(2026, 3, 20)));
        assert_eq!(state(&[first], None, true, date(2026, 3, 15)), PolicyState::ReviewOverdue);
        assert_eq!(state(&[first], None, true, date(2026, 3, 14)), PolicyState::InForce);
        assert_eq!(state(&[], None, true, date(2026, 3, 14)), PolicyState::Waiting);
        assert_eq!(state(&[], None, false, date(2026, 3, 14)), PolicyState::Drafted);
        assert_eq!(state(&[first], None, false, date(2025, 3, 1)), PolicyState::ToCome);
    }

    #[test]
    fn a_reading_of_the_past_knows_the_version_that_bound_then() {
        let spell = |no, approved, binds, overdue, retired| VersionSpell {
            policy: PolicyId(uuid::Uuid::from_u128(1)),
            no,
            approved: Instant(approved),
            binds: Instant(binds),
            overdue: Instant(overdue),
            retired,
            criteria: CriterionSet(no.unsigned_abs()),
        };
        let two = [spell(1, 10, 20, 100, None), spell(2, 90, 120, 300, None)];
        let at = |spells: &[VersionSpell], at| {
            overdue(spells, Instant(at)).into_iter().map(|(_, c)| c.0).collect::<Vec<_>>()
        };
        for (instant, late) in [(99, vec![]), (100, vec![1]), (119, vec![1]), (120, vec![]), (300, vec![2])] {
            assert_eq!(at(&two, instant), late, "{instant}");
        }
        let displaced = [spell(1, 10, 200, 300, None), spell(2, 90, 120, 250, None)];
        for (instant, late) in [(249, vec![]), (250, vec![2]), (299, vec![2]), (300, vec![2])] {
            assert_eq!(at(&displaced, instant), late, "{instant}, an earlier version whose day came later");
        }
        let retired = [spell(1, 10, 20, 100, Some(Instant(150)))];
        assert_eq!((at(&retired, 149), at(&retired, 150)), (vec![1], vec![]));
        assert_eq!(overdue_changes(&two, Instant(20)), Instant(100));
        assert_eq!(overdue_changes(&two, Instant(300)), Instant::NEVER);
    }

    #[test]
    fn five_policies_together_prove_the_core_of_governance() {
        let template = "POL-04".parse().unwrap();
        let all: Vec<_> = proves(&template).map(|(id, beside)| (id.to_string(), beside.len())).collect();
        assert_eq!(all, [("TSK-GV-05-1".to_owned(), 4)]);
        let alone: Vec<_> = proves(&"POL-15".parse().unwrap()).map(|(_, beside)| beside.len()).collect();
        assert_eq!(alone, [0]);
    }

    proptest! {
        #[test]
        fn reviews_recur_on_the_same_day_of_the_month_or_on_its_last_whatever_the_year(
            offset in 0_i64..40_000, (cadence, apart) in prop::sample::select(vec![
                (Cadence::Annual, 12), (Cadence::SemiAnnual, 6), (Cadence::Quarterly, 3),
            ]),
        ) {
            let first = date(2000, 1, 1).checked_add(offset.days()).unwrap();
            let mut day = first;
            for _ in 0..8 {
                let next = VersionSpan::new(1, day, day, cadence).review_on;
                let months = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
                prop_assert_eq!(months(next) - months(day), apart);
                let last = next == next.last_of_month();
                prop_assert!(next.day() == day.day() || last, "{} then {}", day, next);
                prop_assert!(day != day.last_of_month() || last, "the last of a month stays the last: {} then {}", day, next);
                day = next;
            }
        }

        #[test]
        fn one_version_at_most_is_in_force_and_later_days_never_go_back(
            days in prop::collection::vec(0_i64..2_000, 1..8), at in 0_i64..2_500, later in 0_i64..500,
        ) {
            let start = date(2024, 1, 1);
            let on = |offset: i64| start.checked_add(offset.days()).unwrap();
            let versions: Vec<_> = (1..).zip(&days).map(|(no, offset)| version(no, on(*offset))).collect();
            let (now, then) = (in_force_on(&versions, None, on(at)), in_force_on(&versions, None, on(at + later)));
            prop_assert!(now <= then);
            prop_assert_eq!(now.is_some(), days.iter().any(|day| *day <= at));
        }
    }
}
