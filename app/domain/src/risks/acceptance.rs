//! Acceptance of a risk: asked for with a reason and a last day, given by another person with authority over its band.

use super::answer::Rated;
use super::assessment::State;
use super::scale::{Authority, Judged, Scale};
use super::treatment::{Treatment, TreatmentStanding};
use crate::change;
use crate::days::typed;
use crate::ids::PersonId;
use crate::instant::Instant;
use crate::people::Actor;
use crate::refusal::{Faults, Refusal};
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days that an acceptance lasts at most before somebody looks again.
pub const ACCEPTANCE_DAYS_MAX: i64 = 366;

/// A risk that is borne, or is asked to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Acceptance {
    pub reason: String,
    /// The last day on which it holds.
    pub until: Date,
    /// The residual that is accepted; a higher one is not.
    pub of: Judged,
    pub asked_by: PersonId,
    pub asked_at: Instant,
    /// `None` while it waits, and where it was refused.
    pub accepted: Option<Accepted>,
    /// Who refused it, if somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
}

/// Who accepted, and with which authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Accepted {
    pub by: PersonId,
    pub at: Instant,
    pub on: Date,
    pub with: Authority,
}

/// Who refused to accept, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Refused {
    pub by: PersonId,
    pub at: Instant,
    pub on: Date,
    pub reason: String,
}

impl Acceptance {
    /// Whether nobody gave or refused it yet, and its last day has not passed.
    #[must_use]
    pub fn waits(&self, today: Date) -> bool {
        self.accepted.is_none() && self.refused.is_none() && self.until >= today
    }

    /// Whether it will never be given: it was refused, or its last day passed while it waited.
    #[must_use]
    pub fn came_to_nothing(&self, today: Date) -> bool {
        self.accepted.is_none() && !self.waits(today)
    }

    /// How it stands on a day. It covers what was accepted and less, by rating and by band. In force through its last day; it lapses on the next, which reopens the risk.
    #[must_use]
    pub fn standing(&self, residual: &Judged, today: Date) -> TreatmentStanding {
        if self.refused.is_some() {
            TreatmentStanding::Refused
        } else if !residual.rating.is_within(self.of.rating) || residual.band > self.of.band {
            TreatmentStanding::Outgrown
        } else if self.until < today {
            TreatmentStanding::Lapsed
        } else if self.accepted.is_none() {
            TreatmentStanding::Waiting
        } else {
            TreatmentStanding::Accepted
        }
    }

    /// The first day on which it no longer holds.
    #[must_use]
    pub fn lapses_on(&self) -> Date {
        self.until.saturating_add(Span::new().days(1))
    }
}

/// What an acceptance is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Accepting<'a> {
    pub residual: &'a Judged,
    pub scale: &'a Scale,
    pub today: Date,
}

impl Accepting<'_> {
    /// Asked for.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `reason` or `until`; [`Refusal::Conflict`] where nobody accepts such a risk.
    pub fn ask(&self, reason: &str, until: &str, by: &Actor, now: Instant) -> Result<Acceptance, Refusal> {
        let band = self.residual.band;
        if self.scale.accepts.of(band) == Authority::Nobody {
            let band = band.label().to_lowercase();
            return Err(Refusal::conflict(format!(
                "Nobody accepts a {band} risk here. Mitigate, avoid or transfer it."
            )));
        }
        let mut faults = Faults::default();
        let reason = change::reason(reason).map_err(|refusal| faults.add("reason", refusal.to_string()));
        let until = typed(until).map_err(|no_day| no_day.to_string()).and_then(|day| self.last_day(day));
        let until = until.map_err(|told| faults.add("until", told));
        faults.none()?;
        let (Ok(reason), Ok(until)) = (reason, until) else { return Err(Refusal::at("until", "Look again.")) };
        Ok(Acceptance {
            reason,
            until,
            of: *self.residual,
            asked_by: by.person,
            asked_at: now,
            accepted: None,
            refused: None,
        })
    }

    fn last_day(&self, day: Date) -> Result<Date, String> {
        if day < self.today {
            Err(format!("{day} has passed."))
        } else if day > self.today.saturating_add(Span::new().days(ACCEPTANCE_DAYS_MAX)) {
            Err("A risk is accepted for a year at most; then it is looked at anew.".to_owned())
        } else {
            Ok(day)
        }
    }
}

/// Who would accept, as they stand to the risk.
#[derive(Clone, Copy, Debug)]
pub struct Acceptor<'a> {
    pub actor: &'a Actor,
    /// They own the system or the risk.
    pub owns: bool,
    /// The authors of the assessment, who accept nothing in it.
    pub authors: &'a [PersonId],
}

/// Somebody with authority over the band accepts: before the conclusion, or after it while that is the last.
///
/// # Errors
/// [`Refusal::Forbidden`] for the authors, whoever asked or rated, and those with too little authority;
/// [`Refusal::Conflict`] when it is accepted or refused already, its last day has passed, or the risk was rated otherwise
/// meanwhile.
pub fn accept(
    asked: &Acceptance,
    rated: &Rated,
    scale: &Scale,
    by: &Acceptor<'_>,
    today: Date,
    now: Instant,
) -> Result<Acceptance, Refusal> {
    let with = by.authority(asked, rated, scale)?;
    let accepting = Accepting { residual: &rated.residual, scale, today };
    accepting.last_day(asked.until).map_err(Refusal::conflict)?;
    Ok(Acceptance { accepted: Some(Accepted { by: by.actor.person, at: now, on: today, with }), ..asked.clone() })
}

/// Whoever might accept refuses, with a reason. What is done about the risk is open again.
///
/// # Errors
/// As [`accept`], whatever its last day; [`Refusal::Invalid`] at `reason`.
pub fn refuse(
    asked: &Acceptance,
    rated: &Rated,
    scale: &Scale,
    reason: &str,
    by: &Acceptor<'_>,
    today: Date,
    now: Instant,
) -> Result<Acceptance, Refusal> {
    by.authority(asked, rated, scale)?;
    let refused = Refused { by: by.actor.person, at: now, on: today, reason: change::reason(reason)? };
    Ok(Acceptance { refused: Some(refused), ..asked.clone() })
}

impl Acceptor<'_> {
    /// The authority with which they decide on it.
    fn authority(&self, asked: &Acceptance, rated: &Rated, scale: &Scale) -> Result<Authority, Refusal> {
        if asked.accepted.is_some() {
            return Err(Refusal::conflict("This risk is accepted already."));
        }
        if asked.refused.is_some() {
            return Err(Refusal::conflict("Somebody refused to accept this risk. Decide otherwise, or ask anew."));
        }
        if asked.of.rating != rated.residual.rating {
            return Err(Refusal::conflict("The risk was rated otherwise meanwhile. Ask for acceptance anew."));
        }
        let person = self.actor.person;
        if self.authors.contains(&person) || asked.asked_by == person || rated.by == person {
            return Err(Refusal::forbidden(
                "You rated this risk or asked for its acceptance. Somebody else accepts it.",
            ));
        }
        scale.authority(rated.residual.band, self.actor.rights, self.owns)
    }
}

/// Whether an acceptance can be given or refused in an assessment: a conclusion does not end that, a later one does.
/// `last` says whether no later one of the same was concluded.
///
/// # Errors
/// [`Refusal::Conflict`] once a later one was.
pub fn still_decides(state: &State, last: bool) -> Result<(), Refusal> {
    match state {
        State::Concluded(_) if !last => {
            Err(Refusal::conflict("A later assessment was concluded. What is done about the risk is decided there."))
        }
        State::Draft { .. } | State::Submitted(_) | State::Concluded(_) => Ok(()),
    }
}

/// Whether what is done about a risk can be decided: in a draft, and after the conclusion where the acceptance that was
/// asked for came to nothing. The rating stays as it was concluded.
///
/// # Errors
/// [`Refusal::Conflict`] otherwise.
pub fn may_be_treated(state: &State, last: bool, rated: &Rated, today: Date) -> Result<(), Refusal> {
    still_decides(state, last)?;
    let open_again = match &rated.treatment {
        Some(Treatment::Accept(asked)) => asked.came_to_nothing(today),
        Some(Treatment::Mitigate { .. } | Treatment::Avoid { .. } | Treatment::Transfer { .. }) | None => false,
    };
    match state {
        State::Draft { .. } => Ok(()),
        State::Concluded(_) if open_again => Ok(()),
        State::Submitted(_) => Err(Refusal::conflict(
            "The assessment was submitted meanwhile. It is changed once its reviewer sends it back.",
        )),
        State::Concluded(_) => Err(Refusal::conflict("The assessment was concluded: it is never changed again.")),
    }
}
