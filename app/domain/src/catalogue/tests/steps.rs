//! Which step in a register produces which evidence.

use super::*;
use crate::codes::KindId;

/// The kinds of evidence that a register of the product can prove by what is done in it.
const PROVEN_BY_REGISTERS: [&str; 19] = [
    "policy-document",
    "policy-approval",
    "acknowledgement-register",
    "risk-acceptance",
    "risk-assessment",
    "risk-register",
    "attestation",
    "bridge-letter",
    "contract",
    "exception-record",
    "audit-report",
    "deficiency-log",
    "incident-record",
    "post-incident-review",
    "breach-register",
    "vendor-assessment",
    "access-review",
    "access-listing",
    "training-record",
];

#[test]
fn every_kind_that_a_register_can_prove_is_produced_by_a_step() {
    let library = catalogue();
    let produced: BTreeSet<&str> = library.steps.iter().flat_map(|step| &step.kinds).map(KindId::as_str).collect();
    assert_eq!(produced, PROVEN_BY_REGISTERS.into_iter().collect());
    assert_eq!(library.steps.len(), RegisterStep::COUNT);
}

#[test]
fn a_step_proves_only_requirements_that_ask_for_one_of_its_kinds() {
    let library = catalogue();
    for step in &library.steps {
        let proves: Vec<_> = match &step.proves {
            Proves::These(_) => library.proven_by(step.id).iter().collect(),
            Proves::ByTemplate => library.policies.iter().flat_map(|policy| &policy.proves).collect(),
        };
        none(proves.into_iter().filter(|id| {
            let requirement = library.requirements.get(id);
            !requirement.is_some_and(|one| step.kinds.iter().any(|kind| one.proof.asks(kind)))
        }));
    }
}

#[test]
fn each_required_section_of_each_template_has_guidance_of_its_own() {
    let library = catalogue();
    let wanted: Vec<_> =
        library.policies.iter().flat_map(|one| one.sections.iter().map(|section| (&one.id, *section))).collect();
    let given: Vec<_> = library.sections.iter().map(|one| (&one.policy, one.section)).collect();
    assert_eq!(given, wanted);
    all_differ(library.sections.iter().map(|one| one.guidance));
    none(library.sections.iter().filter(|one| one.guidance.chars().count() > 400));
}
