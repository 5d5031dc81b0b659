//! That every verb there is was done in some history.

use domain::trail::Verb;
use std::collections::BTreeSet;

/// Verbs that no step does, each with its reason.
const NO_STEP: &[(Verb, &str)] = &[
    (Verb::SettingsChanged, NO_COMMAND),
    (Verb::PersonNamed, NO_COMMAND),
    (Verb::OwnershipAccepted, NO_COMMAND),
    (Verb::AbsenceSet, TOLD),
    (Verb::AbsenceEnded, TOLD),
    (Verb::NoticesChosen, TOLD),
    (Verb::CalendarMade, TOLD),
    (Verb::CalendarEnded, TOLD),
    (Verb::VendorsMatched, "it adds dependencies, each as DependencyChanged does, which has a step"),
    (Verb::MentionSetAside, MENTION),
    (Verb::MentionTakenUp, MENTION),
    (
        Verb::AttestationProven,
        "it produces what AttestationAccepted does, which has a step; its own step needs a report that is accepted before \
         anybody asks for it, which dice seldom leave",
    ),
    (Verb::VendorsImported, "each row does what VendorAdded or VendorChanged does, which have steps"),
    (Verb::DependenciesImported, "each row does what DependencyChanged does, which has a step"),
    (Verb::SubprocessorsImported, "each row does what SubprocessorChanged does, which has a step"),
    (Verb::AttestationsImported, "each row does what AttestationEntered does, which has a step"),
    (Verb::PeopleImported, "each row does what PersonInvited does, which has a step"),
    (Verb::OwnTasksImported, "each row does what OwnTaskOpened does, which has a step"),
    (Verb::RisksImported, "each row does what OwnRiskAdded, RiskRated and RiskTreated do, which have steps"),
    (Verb::MappingSaved, MAPPING),
    (Verb::MappingRenamed, MAPPING),
    (Verb::MappingDeleted, MAPPING),
    (Verb::TokenMade, TOKEN),
    (Verb::TokenRevoked, TOKEN),
];

const TOLD: &str = "it says who is told of what holds already; no finding reads it";

const MENTION: &str = "a mention is only offered to people, who say what depends on what; no finding reads it";

const MAPPING: &str = "a mapping is looked at only while a file is read; no finding reads it";

const TOKEN: &str = "a token is a way to ask for what has a step of its own; no finding reads it";

/// Held against the source: a verb that a command does cannot hide here.
const NO_COMMAND: &str = "no command does it yet";

/// Every `.rs` file of the store.
fn sources(folder: &std::path::Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else {
            text.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Every verb was done in some history, or stands in the table with its reason.
pub(super) fn nothing_is_left_out(done: &BTreeSet<String>) {
    let mut text = String::new();
    sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    let mut missing = Vec::new();
    for verb in Verb::ALL {
        let reason = NO_STEP.iter().find(|(without, _)| without == verb).map(|(_, reason)| *reason);
        match reason {
            None if done.contains(verb.key()) => {}
            None => missing.push(verb),
            Some(NO_COMMAND) => {
                let name = format!("Event::new(Verb::{verb:?}");
                assert!(!text.contains(&name), "{verb:?} has a command now: add a step");
            }
            Some(reason) => assert!(reason.len() > 20, "{verb:?}: {reason}"),
        }
    }
    assert!(missing.is_empty(), "no history does {missing:?}: add a step, or a reason");
}
