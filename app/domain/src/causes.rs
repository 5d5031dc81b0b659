//! What hides behind the criteria that do not stand: one lapsed document may be twelve gaps, and is one cause.

use crate::asked::CriterionSet;
use crate::finding::Reason;
use crate::ids::EvidenceId;
use crate::readiness::{CriterionReading, Frame, Readiness, State};
use crate::words::CriterionId;
use std::collections::{BTreeMap, BTreeSet};

/// A requirement with open findings: gaps, or what could not be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRequirement {
    /// Its number.
    pub no: i64,
    /// The number of its control.
    pub control: usize,
    /// The subjects on which it is open, by reason.
    pub gaps: BTreeMap<Reason, u32>,
    pub failed: u32,
}

impl OpenRequirement {
    /// On how many subjects it is open.
    #[must_use]
    pub fn subjects(&self) -> u32 {
        self.failed + self.gaps.values().sum::<u32>()
    }

    fn gaps_of(&self, reason: Reason) -> u32 {
        self.gaps.get(&reason).copied().unwrap_or_default()
    }
}

/// Stale findings of one requirement that lapsed with one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LapsedWith {
    pub document: EvidenceId,
    pub requirement: i64,
    pub subjects: u32,
}

/// Why a criterion does not stand, as far as there is one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Something could not be computed.
    Failed,
    /// All that is open lapsed with one document.
    Document(EvidenceId),
    /// One requirement is open and nothing else.
    Requirement(i64),
    /// All that is open waits for a second person.
    Waiting,
    NoKeyControl,
    NotConcluded,
    NothingLeft,
    /// A trait is unanswered.
    Unanswered,
    /// More than one requirement is open.
    Several,
}

/// Criteria that do not stand for one cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behind {
    pub cause: Cause,
    pub criteria: CriterionSet,
}

/// The causes behind what does not stand, the one with the most criteria first; each criterion is behind exactly one.
#[must_use]
pub fn causes(reading: &Readiness, frame: &Frame, open: &[OpenRequirement], lapsed: &[LapsedWith]) -> Vec<Behind> {
    let mut behind: BTreeMap<Cause, CriterionSet> = BTreeMap::new();
    for criterion in reading.criteria.iter().filter(|criterion| criterion.state != State::Met) {
        let set = behind.entry(cause(criterion, frame, open, lapsed)).or_default();
        *set = set.with(criterion.id);
    }
    let mut behind: Vec<_> = behind.into_iter().map(|(cause, criteria)| Behind { cause, criteria }).collect();
    behind.sort_by_key(|one| (std::cmp::Reverse(one.criteria.len()), one.cause));
    behind
}

fn cause(reading: &CriterionReading, frame: &Frame, open: &[OpenRequirement], lapsed: &[LapsedWith]) -> Cause {
    match (reading.state, reading.reason) {
        (State::Failed, _) => Cause::Failed,
        (State::Unknown | State::Met, _) => Cause::Unanswered,
        (State::Gap, Some(Reason::NoKeyControl)) => Cause::NoKeyControl,
        (State::Gap, Some(Reason::NotConcluded)) => Cause::NotConcluded,
        (State::Gap, Some(Reason::NothingLeft)) => Cause::NothingLeft,
        (State::Gap, Some(_) | None) => one_of(&held_by(reading.id, frame, open), lapsed),
    }
}

/// The open requirements of the key controls of a criterion.
fn held_by<'a>(criterion: CriterionId, frame: &Frame, open: &'a [OpenRequirement]) -> Vec<&'a OpenRequirement> {
    let key: BTreeSet<_> = frame.uses.iter().filter(|u| u.key_for.contains(criterion)).map(|u| u.no).collect();
    open.iter().filter(|requirement| key.contains(&requirement.control)).collect()
}

fn one_of(open: &[&OpenRequirement], lapsed: &[LapsedWith]) -> Cause {
    // What explains all of it explains the first.
    let explains = |with: &&LapsedWith| {
        open.first().is_some_and(|first| with.requirement == first.no && with.subjects >= first.subjects())
    };
    let documents: BTreeSet<_> = lapsed.iter().filter(explains).map(|lapsed| lapsed.document).collect();
    let all_lapsed_with = |document: &EvidenceId| {
        open.iter().all(|requirement| {
            let with = lapsed.iter().find(|l| l.document == *document && l.requirement == requirement.no);
            with.is_some_and(|with| with.subjects >= requirement.subjects())
        })
    };
    if let Some(document) = documents.into_iter().find(all_lapsed_with) {
        return Cause::Document(document);
    }
    if !open.is_empty() && open.iter().all(|one| one.gaps_of(Reason::Waiting) == one.subjects()) {
        return Cause::Waiting;
    }
    match open {
        [one] => Cause::Requirement(one.no),
        _ => Cause::Several,
    }
}

/// The criteria that an open requirement holds back: those its control is key for and that do not stand.
#[must_use]
pub fn holds_back(reading: &Readiness, frame: &Frame, control: usize) -> CriterionSet {
    let key = frame.uses.iter().find(|u| u.no == control).map(|u| u.key_for).unwrap_or_default();
    let standing = |id| reading.criterion(id).is_none_or(|criterion| criterion.state == State::Met);
    key.iter().filter(|id| !standing(*id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cells::Face;
    use crate::finding::Finding;
    use crate::readiness::{Use, readiness};
    use crate::words::Categories;
    use uuid::Uuid;

    const LOGS: CriterionId = CriterionId::CC7_2;
    const ACCESS: CriterionId = CriterionId::CC6_1;

    /// Control 1 is key for logs and access, control 2 for access.
    fn frame(concluded: bool) -> Frame {
        let both = CriterionSet::default().with(LOGS).with(ACCESS);
        let access = CriterionSet::default().with(ACCESS);
        Frame {
            categories: Categories::security(),
            not_applicable: CriterionSet::default(),
            concluded: if concluded { both } else { CriterionSet::default() },
            uses: vec![Use { no: 1, criteria: both, key_for: both }, Use { no: 2, criteria: access, key_for: access }],
            overdue: vec![],
        }
    }

    fn read(frame: &Frame, findings: &[(usize, Finding)]) -> Readiness {
        let mut face = Face::default();
        for (no, finding) in findings {
            let key = frame.uses.iter().find(|u| u.no == *no).unwrap().key_for;
            face.take(*no, key.iter(), *finding);
        }
        readiness(frame, [&face])
    }

    fn open(no: i64, control: usize, reason: Reason, subjects: u32) -> OpenRequirement {
        OpenRequirement { no, control, gaps: BTreeMap::from([(reason, subjects)]), failed: 0 }
    }

    fn of(behind: &[Behind], criterion: CriterionId) -> Cause {
        behind.iter().find(|one| one.criteria.contains(criterion)).unwrap().cause
    }

    #[test]
    fn one_lapsed_document_is_one_cause_of_many_criteria() {
        let frame = frame(true);
        let stale = Finding::Gap(Reason::Stale);
        let reading = read(&frame, &[(1, stale), (2, Finding::Met)]);
        let document = EvidenceId(Uuid::from_u128(9));
        let lapsed = [LapsedWith { document, requirement: 11, subjects: 3 }];
        let behind = causes(&reading, &frame, &[open(11, 1, Reason::Stale, 3)], &lapsed);
        assert_eq!((of(&behind, LOGS), of(&behind, ACCESS)), (Cause::Document(document), Cause::Document(document)));
        assert_eq!(behind.first().unwrap().cause, Cause::NoKeyControl, "31 others have none, and lead");
        let more = [open(11, 1, Reason::Stale, 4)];
        assert_eq!(of(&causes(&reading, &frame, &more, &lapsed), LOGS), Cause::Requirement(11), "not all by it");
    }

    #[test]
    fn several_requirements_are_no_one_cause() {
        let frame = frame(true);
        let never = Finding::Gap(Reason::NeverProven);
        let reading = read(&frame, &[(1, never), (2, never)]);
        let open = [open(11, 1, Reason::NeverProven, 1), open(21, 2, Reason::NeverProven, 1)];
        let behind = causes(&reading, &frame, &open, &[]);
        assert_eq!((of(&behind, LOGS), of(&behind, ACCESS)), (Cause::Requirement(11), Cause::Several));
        assert_eq!(holds_back(&reading, &frame, 1).len(), 2);
    }

    #[test]
    fn what_waits_is_unanswered_or_unconcluded_says_so() {
        let waiting = Finding::Gap(Reason::Waiting);
        let concluded = frame(true);
        let reading = read(&concluded, &[(1, waiting), (2, waiting)]);
        let open = [open(11, 1, Reason::Waiting, 1), open(21, 2, Reason::Waiting, 2)];
        assert_eq!(of(&causes(&reading, &concluded, &open, &[]), ACCESS), Cause::Waiting);
        let unknown = Finding::Unknown(crate::words::Trait::Agentic.into());
        let reading = read(&concluded, &[(1, unknown), (2, Finding::Met)]);
        assert_eq!(of(&causes(&reading, &concluded, &[], &[]), LOGS), Cause::Unanswered);
        let open = frame(false);
        let reading = read(&open, &[(1, Finding::Met), (2, Finding::Failed)]);
        let behind = causes(&reading, &open, &[], &[]);
        assert_eq!((of(&behind, LOGS), of(&behind, ACCESS)), (Cause::NotConcluded, Cause::Failed));
        let all: usize = behind.iter().map(|one| one.criteria.len()).sum();
        assert_eq!(all, 33, "each criterion is behind exactly one cause");
    }
}
