//! Acceptance of a risk: asked for with a reason and a last day, given by another person with authority over its band.

use super::answer::Rated;
use super::scale::{Authority, Judged, Scale};
use super::treatment::TreatmentStanding;
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
    /// `None` while it waits.
    pub accepted: Option<Accepted>,
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

impl Acceptance {
    /// How it stands on a day. It covers what was accepted and less, by rating and by band. In force through its last day; it lapses on the next, which reopens the risk.
    #[must_use]
    pub fn standing(&self, residual: &Judged, today: Date) -> TreatmentStanding {
        if !residual.rating.is_within(self.of.rating) || residual.band > self.of.band {
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
        Ok(Acceptance { reason, until, of: *self.residual, asked_by: by.person, asked_at: now, accepted: None })
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

/// Somebody with authority over the band accepts.
///
/// # Errors
/// [`Refusal::Forbidden`] for the authors, whoever asked or rated, and those with too little authority;
/// [`Refusal::Conflict`] when it is accepted already, its last day has passed, or the risk was rated otherwise meanwhile.
pub fn accept(
    asked: &Acceptance,
    rated: &Rated,
    scale: &Scale,
    by: &Acceptor<'_>,
    today: Date,
    now: Instant,
) -> Result<Acceptance, Refusal> {
    if asked.accepted.is_some() {
        return Err(Refusal::conflict("This risk is accepted already."));
    }
    if asked.of.rating != rated.residual.rating {
        return Err(Refusal::conflict("The risk was rated otherwise meanwhile. Ask for acceptance anew."));
    }
    let accepting = Accepting { residual: &rated.residual, scale, today };
    accepting.last_day(asked.until).map_err(Refusal::conflict)?;
    let person = by.actor.person;
    if by.authors.contains(&person) || asked.asked_by == person || rated.by == person {
        return Err(Refusal::forbidden("You rated this risk or asked for its acceptance. Somebody else accepts it."));
    }
    let with = scale.authority(rated.residual.band, by.actor.rights, by.owns)?;
    Ok(Acceptance { accepted: Some(Accepted { by: person, at: now, on: today, with }), ..asked.clone() })
}
