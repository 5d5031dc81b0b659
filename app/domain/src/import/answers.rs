//! What a word in a file means for a field with a closed list, or for one answered yes or no.

use super::field::{Shape, SystemField};
use super::text::folded;
use super::words::{ActRole, ActTier, Origin};
use crate::words::{Criticality, Stage};

/// Answers that say nothing. They leave a field as it stands.
const NOTHING: &[&str] = &[
    "-",
    "--",
    "?",
    "n/a",
    "na",
    "none",
    "nil",
    "null",
    "not applicable",
    "not known",
    "open",
    "tba",
    "tbd",
    "todo",
    "to be determined",
    "unanswered",
    "unclear",
    "unknown",
];

const YES: &[&str] = &["yes", "y", "true", "1", "x", "ja", "oui", "si", "sí", "✓", "✔"];
const NO: &[&str] = &["no", "n", "false", "0", "nein", "non", "✗", "✘"];

/// Other names that people give to the words of a list, folded, each with the word it means.
const ALSO: &[(SystemField, &str, &[&str])] = &[
    (SystemField::Stage, "idea", &["concept", "ideation", "initiated", "planned", "proposed"]),
    (SystemField::Stage, "development", &["in development", "build", "building", "developing", "design"]),
    (SystemField::Stage, "validation", &["in validation", "pilot", "poc", "test", "testing", "uat", "staging"]),
    (
        SystemField::Stage,
        "production",
        &["in production", "prod", "live", "in use", "operational", "deployed", "active"],
    ),
    (SystemField::Stage, "retired", &["decommissioned", "discontinued", "end of life", "inactive", "sunset"]),
    (SystemField::Origin, "built-in-house", &["in-house", "inhouse", "internal", "built", "own", "self-built"]),
    (SystemField::Origin, "bought", &["vendor", "purchased", "commercial", "cots", "saas", "buy", "third party"]),
    (SystemField::Origin, "open-source", &["oss", "open-source software", "foss"]),
    (SystemField::Origin, "mixed", &["both", "hybrid"]),
    (SystemField::Criticality, "high", &["critical", "very high", "tier 1", "h"]),
    (SystemField::Criticality, "medium", &["moderate", "tier 2", "m"]),
    (SystemField::Criticality, "low", &["minor", "tier 3", "l"]),
    (SystemField::ActTier, "high-risk", &["high"]),
    (SystemField::ActTier, "limited", &["limited risk", "transparency", "transparency risk"]),
    (SystemField::ActTier, "minimal", &["low", "low risk", "no risk"]),
    (SystemField::ActTier, "prohibited", &["unacceptable", "unacceptable risk", "banned"]),
    (SystemField::ActRole, "deployer", &["user"]),
    (SystemField::ActRole, "provider", &["developer", "manufacturer"]),
];

/// Whether the answer says nothing.
#[must_use]
pub fn says_nothing(answer: &str) -> bool {
    let folded = folded(answer);
    folded.is_empty() || NOTHING.contains(&folded.as_str())
}

/// The key of the word that the answer means in this field; none where it is no such word.
#[must_use]
pub fn meaning(field: SystemField, answer: &str) -> Option<&'static str> {
    let folded = folded(answer);
    let folded = folded.as_str();
    if field.shape() == Shape::YesNo {
        return yes_or_no(folded);
    }
    let said = |(key, label): &(&'static str, &'static str)| folded == *key || folded == label.to_lowercase();
    let known = choices(field).into_iter().find(said).map(|(key, _)| key);
    known.or_else(|| {
        let meant = |(of, _, words): &&(SystemField, &str, &[&str])| *of == field && words.contains(&folded);
        ALSO.iter().find(meant).map(|(_, key, _)| *key)
    })
}

fn yes_or_no(folded: &str) -> Option<&'static str> {
    match folded {
        yes if YES.contains(&yes) => Some("yes"),
        no if NO.contains(&no) => Some("no"),
        _ => None,
    }
}

/// The words a field can hold, key and label; none where it holds free text.
#[must_use]
pub fn choices(field: SystemField) -> Vec<(&'static str, &'static str)> {
    match field {
        SystemField::Stage => Stage::ALL.iter().map(|it| (it.key(), it.label())).collect(),
        SystemField::Origin => Origin::ALL.iter().map(|it| (it.key(), it.label())).collect(),
        SystemField::Criticality => Criticality::ALL.iter().map(|it| (it.key(), it.label())).collect(),
        SystemField::ActRole => ActRole::ALL.iter().map(|it| (it.key(), it.label())).collect(),
        SystemField::ActTier => ActTier::ALL.iter().map(|it| (it.key(), it.label())).collect(),
        SystemField::CustomerFacing | SystemField::Trait(_) => vec![("yes", "Yes"), ("no", "No")],
        SystemField::ExternalId
        | SystemField::Name
        | SystemField::Purpose
        | SystemField::Outputs
        | SystemField::Owner
        | SystemField::Deputy
        | SystemField::Department
        | SystemField::Unit
        | SystemField::Vendors
        | SystemField::Models
        | SystemField::Data
        | SystemField::DataClasses
        | SystemField::Affected
        | SystemField::Autonomy
        | SystemField::Oversight
        | SystemField::Jurisdictions
        | SystemField::Initiated
        | SystemField::Implemented
        | SystemField::Retired
        | SystemField::Links
        | SystemField::Notes => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Trait;

    #[test]
    fn every_field_with_a_closed_list_has_choices_and_no_other() {
        for field in SystemField::ALL {
            let closed = matches!(field.shape(), Shape::Word | Shape::YesNo);
            assert_eq!(closed, !choices(*field).is_empty(), "{field}");
        }
    }

    #[test]
    fn other_names_lead_to_words_of_the_list() {
        for (field, key, _) in ALSO {
            assert!(choices(*field).iter().any(|(known, _)| known == key), "{field}: {key}");
        }
    }

    #[test]
    fn answers_mean_what_they_say_and_nothing_else() {
        let personal = SystemField::Trait(Trait::PersonalData);
        assert_eq!(meaning(personal, " YES. "), Some("yes"));
        assert_eq!(meaning(personal, "FALSE"), Some("no"));
        assert_eq!(meaning(personal, "yes, sometimes"), None);
        assert_eq!(meaning(SystemField::Stage, "In  Production"), Some("production"));
        assert_eq!(meaning(SystemField::Origin, "Built in-house"), Some("built-in-house"));
        assert_eq!(meaning(SystemField::ActTier, "High"), Some("high-risk"));
        assert_eq!(meaning(SystemField::Name, "yes"), None);
        assert!(says_nothing("N/A") && says_nothing("\u{a0}") && !says_nothing("no"));
    }
}
