//! The life of an assessment: a draft, submitted, concluded by somebody else or sent back.

use super::answer::{Answer, AssessedRisk};
use super::due::{Because, Due, review_on};
use super::missing::{Contents, Gate, whole};
use crate::change;
use crate::ids::{PersonId, SystemId};
use crate::instant::Instant;
use crate::people::Actor;
use crate::refusal::Refusal;
use crate::words::Criticality;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is assessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "kebab-case")]
pub enum Assessed {
    Organisation,
    System(SystemId),
}

/// An assessment of risks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    pub of: Assessed,
    /// Who opened it.
    pub author: PersonId,
    pub opened: Instant,
    #[serde(flatten)]
    pub state: State,
}

/// Where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum State {
    Draft {
        /// The last time that it was, if ever.
        sent_back: Option<SentBack>,
    },
    Submitted(Submitted),
    Concluded(Concluded),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    pub by: PersonId,
    pub at: Instant,
    /// The version of the scale by which it is rated and will be concluded.
    pub scale: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentBack {
    pub by: PersonId,
    pub at: Instant,
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Concluded {
    pub by: PersonId,
    pub at: Instant,
    pub on: Date,
    /// The last day before which the next one is concluded, fixed here.
    pub review_on: Date,
    pub scale: u32,
    /// Who submitted it.
    pub submitted_by: PersonId,
}

impl State {
    /// Its word, for filters.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Draft { .. } => "draft",
            Self::Submitted(_) => "submitted",
            Self::Concluded(_) => "concluded",
        }
    }

    fn otherwise(&self) -> Refusal {
        Refusal::conflict(format!("The assessment is {} meanwhile. Nothing was changed.", self.key()))
    }
}

/// A new draft. `running` is one of the same thing that is not concluded, if there is one.
///
/// # Errors
/// [`Refusal::Conflict`] while another one is running.
pub fn open(of: Assessed, running: Option<&Assessment>, by: &Actor, at: Instant) -> Result<Assessment, Refusal> {
    match running.map(|assessment| &assessment.state) {
        Some(State::Draft { .. } | State::Submitted(_)) => {
            Err(Refusal::conflict("One assessment at a time: another one is under way. Conclude it first."))
        }
        Some(State::Concluded(_)) | None => {
            Ok(Assessment { of, author: by.person, opened: at, state: State::Draft { sent_back: None } })
        }
    }
}

/// It waits for a second person.
///
/// # Errors
/// [`Refusal::Conflict`] unless it is a draft; [`Refusal::Invalid`] with all that is [`super::missing`].
pub fn submit(
    assessment: &Assessment,
    contents: &Contents<'_>,
    by: &Actor,
    at: Instant,
) -> Result<Assessment, Refusal> {
    let State::Draft { .. } = assessment.state else { return Err(assessment.state.otherwise()) };
    whole(contents, Gate::Submission)?;
    let state = State::Submitted(Submitted { by: by.person, at, scale: contents.scale.version });
    Ok(Assessment { state, ..assessment.clone() })
}

/// Whose work it is: who opened or submitted it, and who rated a risk or set one aside. None of them concludes it.
#[must_use]
pub fn authors(assessment: &Assessment, risks: &[AssessedRisk]) -> Vec<PersonId> {
    let submitted = match &assessment.state {
        State::Draft { .. } => None,
        State::Submitted(submitted) => Some(submitted.by),
        State::Concluded(concluded) => Some(concluded.submitted_by),
    };
    let said = risks.iter().filter_map(|risk| match &risk.answer {
        Answer::Open => None,
        Answer::Rated(rated) => Some(rated.by),
        Answer::SetAside(aside) => Some(aside.by),
    });
    let mut authors: Vec<_> = [assessment.author].into_iter().chain(submitted).chain(said).collect();
    authors.sort();
    authors.dedup();
    authors
}

fn second_person(assessment: &Assessment, risks: &[AssessedRisk], by: &Actor) -> Result<Submitted, Refusal> {
    let State::Submitted(submitted) = assessment.state else { return Err(assessment.state.otherwise()) };
    if authors(assessment, risks).contains(&by.person) {
        return Err(Refusal::forbidden("You took part in this assessment. Somebody who did not concludes it."));
    }
    by.must_review()?;
    Ok(submitted)
}

/// A second person concludes it: it is never changed again.
///
/// # Errors
/// [`Refusal::Conflict`] unless it was submitted, and was by this version of the scale; [`Refusal::Forbidden`] for its
/// [`authors`] and without the right of review; [`Refusal::Invalid`] with all that is [`super::missing`].
pub fn conclude(
    assessment: &Assessment,
    contents: &Contents<'_>,
    criticality: Criticality,
    by: &Actor,
    at: Instant,
) -> Result<Assessment, Refusal> {
    let submitted = second_person(assessment, contents.risks, by)?;
    let Contents { scale, today, .. } = *contents;
    if submitted.scale != scale.version {
        return Err(Refusal::conflict(
            "It was submitted by another version of the scale, and is concluded by that one.",
        ));
    }
    whole(contents, Gate::Conclusion)?;
    let review_on = review_on(today, criticality, scale);
    let concluded =
        Concluded { by: by.person, at, on: today, review_on, scale: scale.version, submitted_by: submitted.by };
    Ok(Assessment { state: State::Concluded(concluded), ..assessment.clone() })
}

/// A second person sends it back: it is a draft again, with what was said.
///
/// # Errors
/// [`Refusal::Conflict`] unless it was submitted; [`Refusal::Forbidden`] as for [`conclude`]; [`Refusal::Invalid`] at
/// `reason`.
pub fn send_back(
    assessment: &Assessment,
    risks: &[AssessedRisk],
    reason: &str,
    by: &Actor,
    at: Instant,
) -> Result<Assessment, Refusal> {
    second_person(assessment, risks, by)?;
    let sent_back = SentBack { by: by.person, at, reason: change::reason(reason)? };
    Ok(Assessment { state: State::Draft { sent_back: Some(sent_back) }, ..assessment.clone() })
}

/// Somebody uses a conclusion as proof of what was adopted since. Nothing of it changes: what it proves, it proves from the
/// day on which it was concluded until its review. `took_part` are those whose work it is; `last` says whether no later one of the
/// same was concluded; `next` is when, and why, the next one is asked for.
///
/// # Errors
/// [`Refusal::Conflict`] unless it was concluded, is the last one, is not past its review, and nothing happened since that
/// asks for the next one; [`Refusal::Forbidden`] for those who took part and without the right of review.
pub fn use_as_proof(
    assessment: &Assessment,
    took_part: &[PersonId],
    last: bool,
    next: &Due,
    by: &Actor,
    today: Date,
) -> Result<Concluded, Refusal> {
    let State::Concluded(concluded) = assessment.state else {
        return Err(Refusal::conflict("It is not concluded yet: it proves nothing."));
    };
    if !last {
        return Err(Refusal::conflict("A later assessment was concluded. That one is the proof."));
    }
    if concluded.review_on < today {
        return Err(Refusal::conflict("Its review is overdue: it proves nothing any more. Assess the risks anew."));
    }
    if next.reasons.iter().any(|(why, _)| matches!(why, Because::Triggered { .. })) {
        return Err(Refusal::conflict(
            "Something happened since that asks for a new assessment. That one is the proof.",
        ));
    }
    if took_part.contains(&by.person) {
        return Err(Refusal::forbidden("You took part in this assessment. Somebody who did not uses it as proof."));
    }
    by.must_review()?;
    Ok(concluded)
}
