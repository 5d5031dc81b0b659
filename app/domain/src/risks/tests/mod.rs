use super::*;
use crate::catalogue::catalogue;
use crate::codes::{ControlId, RiskId};
use crate::ids::{PersonId, SystemId};
use crate::instant::Instant;
use crate::people::{Actor, Rights, Role};
use crate::refusal::Refusal;
use crate::words::{Trait, TraitSet};
use jiff::civil::{Date, date};
use uuid::Uuid;

mod acceptances;
mod assessments;
mod fitting;
mod movement;
mod ratings;
mod scales;
mod thresholds;

const TODAY: Date = date(2026, 11, 22);

fn person(no: u128) -> PersonId {
    PersonId(Uuid::from_u128(no))
}

fn system(no: u128) -> Assessed {
    Assessed::System(SystemId(Uuid::from_u128(no)))
}

fn actor(no: u128, roles: &[Role], review: bool) -> Actor {
    Actor { person: person(no), rights: Rights::of(roles, review), invited: None }
}

/// The author of what is assessed here.
fn engineer() -> Actor {
    actor(1, &[Role::Engineer], false)
}

fn reviewer() -> Actor {
    actor(2, &[Role::ComplianceManager], true)
}

fn executive() -> Actor {
    actor(3, &[Role::Executive], false)
}

fn risk(text: &str) -> RiskId {
    text.parse().unwrap()
}

fn controls(texts: &[&str]) -> Vec<ControlId> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn traits(traits: &[Trait]) -> TraitSet {
    traits.iter().copied().collect()
}

fn rating(likelihood: u8, impact: u8) -> Rating {
    Rating::new(likelihood.try_into().unwrap(), impact.try_into().unwrap())
}

fn rated(inherent: Rating, residual: Rating) -> Rated {
    let scale = Scale::default();
    let acting = if inherent == residual { Vec::new() } else { controls(&["AIG-PR-02"]) };
    Rated {
        inherent: scale.judge(inherent),
        residual: scale.judge(residual),
        acting,
        note: String::new(),
        owner: person(9),
        by: person(1),
        at: Instant(1),
        treatment: None,
    }
}

fn assessed(id: &str, answer: Answer) -> AssessedRisk {
    AssessedRisk { risk: risk(id), answer }
}

/// The fields at which a rule refused what was typed.
fn fields<T: std::fmt::Debug>(checked: Result<T, Refusal>) -> Vec<String> {
    match checked {
        Err(Refusal::Invalid(faults)) => faults.into_iter().map(|fault| fault.field.into_owned()).collect(),
        other => panic!("{other:?}"),
    }
}

fn sentence<T: std::fmt::Debug>(refused: Result<T, Refusal>) -> String {
    refused.unwrap_err().to_string()
}

/// Kept and read again, it is the same.
fn keeps<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
}

fn rating_of_any() -> impl proptest::strategy::Strategy<Value = Rating> {
    use proptest::prelude::Strategy as _;
    (1..=5_u8, 1..=5_u8).prop_map(|(likelihood, impact)| rating(likelihood, impact))
}
