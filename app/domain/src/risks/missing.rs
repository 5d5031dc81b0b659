//! What an assessment lacks before it can be submitted or concluded.

use super::answer::{Answer, AssessedRisk};
use super::scale::Scale;
use super::treatment::TreatmentStanding;
use crate::codes::RiskId;
use crate::refusal::{Faults, Refusal};
use crate::words::{QuestionSet, TraitSet, word};
use jiff::civil::Date;

/// An assessment as it is judged: what was said, and what had to be.
#[derive(Clone, Copy, Debug)]
pub struct Contents<'a> {
    pub risks: &'a [AssessedRisk],
    /// The risks that fit today; each is rated or set aside.
    pub proposed: &'a [RiskId],
    /// Questions on which further risks hang.
    pub questions: QuestionSet,
    /// Traits of the system answered yes and no; those of all systems for the organisation.
    pub yes: TraitSet,
    pub no: TraitSet,
    /// The version by which it is rated.
    pub scale: &'a Scale,
    pub today: Date,
}

word! {
    /// At which step an assessment is judged.
    pub enum Gate {
        /// What waits for another person may still wait.
        Submission = "submission", "Submission",
        /// Nothing waits.
        Conclusion = "conclusion", "Conclusion",
    }
}

word! {
    /// What an assessment can lack.
    pub enum Lacking {
        Question = "question", "Unanswered questions",
        Answer = "answer", "Neither rated nor set aside",
        OlderScale = "older-scale", "Rated on an older scale",
        SecondPerson = "second-person", "Set aside by one person alone",
        Treatment = "treatment", "Above appetite without treatment",
        Acceptance = "acceptance", "Acceptance not given",
    }
}

/// One thing that is lacking, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    pub what: Lacking,
    /// The risks concerned; none for questions.
    pub risks: Vec<RiskId>,
    /// With [`Lacking::Question`].
    pub questions: QuestionSet,
}

/// Names told one by one; the rest is counted.
const TOLD: usize = 5;

impl Lack {
    /// With its count, for people.
    #[must_use]
    pub fn sentence(&self) -> String {
        if self.what == Lacking::Question {
            let labels: Vec<_> = self.questions.iter().map(|question| question.label().to_lowercase()).collect();
            return format!("More risks may fit. Answer first: {}.", labels.join(", "));
        }
        let many = self.risks.len();
        let (risks, are, were) = if many == 1 { ("risk", "is", "was") } else { ("risks", "are", "were") };
        let said = match self.what {
            Lacking::Question | Lacking::Answer => format!("{are} neither rated nor set aside"),
            Lacking::OlderScale => format!("{were} rated on an older scale; rate again"),
            Lacking::SecondPerson => format!("{were} set aside by one person alone; a second one agrees"),
            Lacking::Treatment => format!("{are} above the appetite without a treatment in force"),
            Lacking::Acceptance => format!("{are} above the appetite and not accepted yet"),
        };
        format!("{many} {risks} {said}: {}.", self.names())
    }

    fn names(&self) -> String {
        let names: Vec<_> = self.risks.iter().take(TOLD).map(RiskId::as_str).collect();
        match self.risks.len().saturating_sub(TOLD) {
            0 => names.join(", "),
            rest => format!("{} and {rest} more", names.join(", ")),
        }
    }
}

/// What is lacking at that step, in the order in which it is put right.
#[must_use]
pub fn missing(contents: &Contents<'_>, gate: Gate) -> Vec<Lack> {
    let wanted: &[Lacking] = match gate {
        Gate::Submission => &[Lacking::Question, Lacking::Answer, Lacking::OlderScale, Lacking::Treatment],
        Gate::Conclusion => Lacking::ALL,
    };
    let lacks = wanted.iter().map(|what| Lack {
        what: *what,
        risks: contents.lacking(*what),
        questions: if *what == Lacking::Question { contents.questions } else { QuestionSet::EMPTY },
    });
    lacks.filter(|lack| !lack.risks.is_empty() || !lack.questions.is_empty()).collect()
}

/// # Errors
/// [`Refusal::Invalid`] at the key of each thing that is [`missing`].
pub(super) fn whole(contents: &Contents<'_>, gate: Gate) -> Result<(), Refusal> {
    let mut faults = Faults::default();
    for lack in missing(contents, gate) {
        faults.add(lack.what.key(), lack.sentence());
    }
    faults.none()
}

impl Contents<'_> {
    fn lacking(&self, what: Lacking) -> Vec<RiskId> {
        match what {
            Lacking::Question => Vec::new(),
            Lacking::Answer => self.unanswered(),
            Lacking::OlderScale | Lacking::SecondPerson | Lacking::Treatment | Lacking::Acceptance => {
                self.risks.iter().filter(|one| self.lacks(one) == Some(what)).map(|one| one.risk.clone()).collect()
            }
        }
    }

    fn unanswered(&self) -> Vec<RiskId> {
        let open = self.risks.iter().filter(|one| one.answer == Answer::Open).map(|one| &one.risk);
        let absent = self.proposed.iter().filter(|id| self.risks.iter().all(|one| one.risk != **id));
        open.chain(absent).cloned().collect()
    }

    /// What an answered risk lacks, if anything.
    fn lacks(&self, one: &AssessedRisk) -> Option<Lacking> {
        let rated = match &one.answer {
            Answer::Open => return None,
            Answer::SetAside(aside) => {
                let alone = !aside.stands(&one.risk, self.yes, self.no);
                return alone.then_some(Lacking::SecondPerson);
            }
            Answer::Rated(rated) => rated,
        };
        let version = self.scale.version;
        if rated.inherent.scale != version || rated.residual.scale != version {
            return Some(Lacking::OlderScale);
        }
        if !self.scale.is_above_appetite(rated.residual.band) {
            return None;
        }
        let standing = rated.treatment.as_ref().map(|treatment| treatment.standing(&rated.residual, self.today));
        match standing {
            Some(standing) if standing.answers() => None,
            Some(TreatmentStanding::Waiting) => Some(Lacking::Acceptance),
            Some(_) | None => Some(Lacking::Treatment),
        }
    }
}
