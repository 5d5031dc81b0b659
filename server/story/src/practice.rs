//! When each control came to be practised, who does the library's roles, and what nobody got round to: the plan of the
//! story, as tables. Days are counted back from the day it is told.

use crate::cast::Who;
use domain::words::DataRole;

/// `(days ago, controls proven for the first time in the week after)`
#[rustfmt::skip]
pub(crate) const PRACTICE: &[(i64, &[&str])] = &[
    (384, &["GV-01", "GV-05"]),
    (352, &["GV-02", "GV-03"]),
    (322, &["IN-01", "IN-03", "RA-01", "GV-06"]),
    (292, &["MO-05", "RA-02"]),
    (262, &["GV-04"]),
    (232, &["RA-05"]),
    (205, &["AC-01", "AC-04", "AC-07", "IR-02", "RA-06"]),
    (174, &["AC-09", "AC-03", "AC-06", "MO-03"]),
    (146, &["IR-01", "IR-03", "AV-04"]),
    (136, &["CH-01", "CH-03", "LG-04", "LG-01"]),
    (118, &["CO-01", "AC-02", "AC-08"]),
    (96,  &["SE-01", "HO-01", "RA-03", "VN-01", "VN-03"]),
    (66,  &["SE-04", "SE-05"]),
    (58,  &["SE-02", "SE-03", "SE-07", "PR-02", "HO-02", "PI-03"]),
    (40,  &["LG-02", "FT-01", "AG-01", "AG-02"]),
    (30,  &["PR-01", "CF-01"]),
    (26,  &["MO-02", "PR-03", "IR-04"]),
    (22,  &["CF-05", "CF-02", "DT-01", "PI-01"]),
];

/// `(requirement, kind or *, subject or *, from days ago, until days ago)`: left open or told by a chapter instead.
#[rustfmt::skip]
pub(crate) const HELD: &[(&str, &str, &str, i64, i64)] = &[
    // The playbook proves these four, until it lapses: chapters tell of it.
    ("TSK-IR-01-1", "procedure-document", "*", 999, 0),
    ("TSK-IR-02-1", "procedure-document", "*", 999, 0),
    ("TSK-AC-09-1", "procedure-document", "*", 999, 0),
    ("TSK-LG-04-2", "procedure-document", "*", 999, 0),
    // Daily checks by hand were given up after a week.
    ("TSK-LG-02-2", "*", "*", 33, 0),
    // Refused once, and not brought again yet.
    ("TSK-AC-02-2", "population-listing", "*", 999, 0),
    // The new way of change: its settings are not exported yet, and the first record waits.
    ("TSK-CH-01-1", "config-export", "*", 26, 0),
    ("TSK-CH-01-2", "change-record", "Estimate agent", 999, 0),
    // A vendor that does not answer, and one whose report has run out.
    ("TSK-VN-03-1", "attestation", "Lumen OCR", 999, 0),
    ("TSK-VN-03-1", "attestation", "Parley Labs", 999, 0),
    ("TSK-VN-03-2", "*", "Lumen OCR", 999, 0),
    // The bias test of the autumn failed; the rest waits for its repair.
    ("TSK-FT-01-2", "*", "Claims triage", 999, 0),
    // Withdrawn, and to be done again.
    ("TSK-CF-01-1", "scan-report", "Fraud screen", 999, 0),
    // The exercise that went wrong, and its repair.
    ("TSK-IR-03-1", "exercise-record", "Claims triage", 150, 98),
    ("TSK-IR-03-2", "*", "Claims triage", 150, 98),
    // The pilot is excluded for now.
    ("TSK-IR-03-2", "*", "Call summaries", 999, 0),
    // The agent is late with these.
    ("TSK-RA-02-2", "*", "Estimate agent", 107, 76),
    ("TSK-AC-03-1", "*", "Estimate agent", 107, 80),
    ("TSK-AV-04-1", "*", "Estimate agent", 107, 74),
    ("TSK-IR-03-1", "*", "Estimate agent", 107, 70),
    ("TSK-IR-03-2", "*", "Estimate agent", 107, 70),
    ("TSK-LG-01-3", "*", "Estimate agent", 107, 0),
    ("TSK-AG-02-2", "*", "Estimate agent", 107, 0),
];

/// Who does what the library gives to a role, apart from what falls to the owner of a system.
pub(crate) const fn stands_for(role: DataRole, before_he_left: bool) -> Who {
    match role {
        DataRole::ComplianceManager => Who::Miriam,
        DataRole::ExecutiveSponsor => Who::Ruth,
        DataRole::SystemOwner => Who::Priya,
        DataRole::MlEngineer => Who::Jonas,
        DataRole::PlatformEngineer if before_he_left => Who::Callum,
        DataRole::PlatformEngineer => Who::Tomas,
        DataRole::SecurityLead => Who::Ines,
        DataRole::DataSteward if before_he_left => Who::Callum,
        DataRole::DataSteward => Who::Priya,
        DataRole::PrivacyLead => Who::Lena,
        DataRole::VendorManager => Who::Ada,
        DataRole::InternalAuditor => Who::Sanjay,
        DataRole::PeopleLead => Who::Beatriz,
        DataRole::LegalCounsel => Who::Edmund,
        DataRole::SupportLead => Who::Grace,
    }
}

/// Kinds of which nothing had occurred, so that a complete population of no rows stands in their place.
pub(crate) const NOTHING_OCCURRED: &[&str] = &[
    "incident-record",
    "exception-record",
    "post-incident-review",
    "risk-acceptance",
    "disposal-record",
    "bridge-letter",
];

/// Kinds of which each system has its own, done by its owner.
pub(crate) const OF_ITS_OWN: &[&str] = &[
    "risk-assessment",
    "impact-assessment",
    "system-description",
    "data-flow-diagram",
    "dataset-sheet",
    "evaluation-report",
    "bias-report",
    "performance-review",
    "exercise-record",
    "attestation",
    "contract",
    "vendor-assessment",
];
