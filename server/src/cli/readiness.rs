//! `plumbline readiness`: the same reading as the page, in one sentence a programme or as JSON.

use super::{Failure, Place, Said};
use domain::instant::Zone as _;
use jiff::civil::Date;

/// Says where each programme stands
#[derive(Debug, clap::Args)]
pub struct Readiness {
    /// As it was shown at the end of this day, YYYY-MM-DD [default: now]
    #[arg(long)]
    at: Option<Date>,
}

impl Readiness {
    pub(super) async fn run(self, place: &Place) -> Result<Said, Failure> {
        let store = place.open().await?;
        let organisation = store.organisation().await?;
        let zone =
            organisation.ok_or_else(|| Failure::new("There is no organisation yet. Start with plumbline serve."))?.zone;
        let now = store.present().await?;
        let today = zone.day(now);
        let at = match self.at {
            Some(day) if day > today => return Err(Failure::new(format!("{day} is still to come."))),
            Some(day) if day < today => zone.end_of(day),
            Some(_) | None => now,
        };
        let app::readiness::Report { text, json } = app::readiness::report(&store, at, zone.day(at)).await?;
        Ok(Said { text, json })
    }
}
