//! Which requirements a closed questionnaire proves.

use super::ask::Ask;
use crate::catalogue::{RegisterStep, catalogue};
use crate::codes::RequirementId;

/// The yearly review of a vendor's privacy, and what it asks proof of: the training setting, retention, sub-processors and
/// the handling of requests.
const PRIVACY: (&str, [&str; 4]) = ("TSK-PV-09-3", ["VQ-11", "VQ-12", "VQ-42", "VQ-45"]);

/// Those of the step; the review of privacy only when all was asked that it is about.
#[must_use]
pub fn proves(asks: &[Ask]) -> Vec<RequirementId> {
    let (privacy, about) = PRIVACY;
    let asked = about.iter().all(|key| asks.iter().any(|ask| ask.key.as_str() == *key));
    let these = catalogue().proven_by(RegisterStep::QuestionnaireClosed).iter();
    these.filter(|id| asked || id.as_str() != privacy).cloned().collect()
}
