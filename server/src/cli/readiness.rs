//! `plumbline readiness`: the same reading as the page, in one sentence a programme or as JSON.

use super::{Failure, Place, Said};
use domain::instant::{Instant, Zone};
use jiff::civil::Date;
use std::str::FromStr;

/// Says where each programme stands
#[derive(Debug, clap::Args)]
pub struct Readiness {
    /// At the end of this day, YYYY-MM-DD [default: now]
    #[arg(long, value_name = "DATE")]
    at: Option<Date>,
    /// With what was accepted or withdrawn by the end of this day, or by now: what an auditor asks for [default: as it
    /// was shown, known at the same instant]
    #[arg(long, value_name = "DATE|now")]
    known: Option<Known>,
}

/// By when something has to be known to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Now,
    Day(Date),
}

impl FromStr for Known {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "now" {
            return Ok(Self::Now);
        }
        text.parse().map(Self::Day).map_err(|_| "give a day as YYYY-MM-DD, or now".to_owned())
    }
}

impl Readiness {
    pub(super) async fn run(self, place: &Place) -> Result<Said, Failure> {
        let store = place.open_to_read().await?;
        let organisation = store.organisation().await?;
        let organisation =
            organisation.ok_or_else(|| Failure::new("There is no organisation yet. Start with plumbline serve."))?;
        let zone = organisation.zone;
        let now = store.present().await?;
        let at = self.at.map_or(Ok(now), |day| end_of(day, &zone, now))?;
        let known = match self.known {
            None => at,
            Some(Known::Now) => now,
            Some(Known::Day(day)) => end_of(day, &zone, now)?,
        };
        if known < at {
            return Err(Failure::new("What is known is read from the day of the reading on: --known is before --at."));
        }
        let app::readiness::Report { mut text, mut json } = app::readiness::report(&store, at, known, &zone).await?;
        if organisation.example {
            text.insert_str(0, "Example company. Nothing here is real.\n");
            if let Some(object) = json.as_object_mut() {
                object.insert("example".to_owned(), true.into());
            }
        }
        Ok(Said { text, json })
    }
}

/// The end of a day that has passed, or now.
fn end_of(day: Date, zone: &impl Zone, now: Instant) -> Result<Instant, Failure> {
    let today = zone.day(now);
    match day.cmp(&today) {
        std::cmp::Ordering::Less => Ok(zone.end_of(day)),
        std::cmp::Ordering::Equal => Ok(now),
        std::cmp::Ordering::Greater => Err(Failure(format!("{day} is still to come."))),
    }
}
