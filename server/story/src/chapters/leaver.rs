//! The head of the data platform leaves: what he owned has no owner for a month, and readiness falls.

use super::CALLUM_LEFT;
use super::beginning::{hands_over, who_stands_for_which_role};
use crate::cast::Who::{self, Callum, Ines, Miriam, Owen, Priya, Tomas};
use crate::teller::Teller;
use domain::catalogue::catalogue;
use store::Result;

pub(super) async fn tell(story: &mut Teller) -> Result<()> {
    let owned = what_he_owned(story).await?;
    crate::policies::logging_is_counted_daily(story).await?;
    story.on(CALLUM_LEFT).await?;
    story.leaves(Callum, Owen).await?;
    story.on(247).await?;
    who_stands_for_which_role(story, false).await?;
    crate::audits::the_first_report_is_concluded(story).await?;
    for (place, short) in (0..).zip(&owned) {
        story.on(217 - place / 4).await?;
        hands_over(story, short, heir(short), "Callum Reid has left.").await?;
    }
    Ok(())
}

async fn what_he_owned(story: &Teller) -> Result<Vec<String>> {
    let callum = story.actor(Callum)?.person;
    let all = story.store.controls().await?;
    let own = all.into_iter().filter(|control| control.owner == Some(callum));
    Ok(own.map(|control| control.id.as_str().trim_start_matches("AIG-").to_owned()).collect())
}

/// Who takes what he owned.
pub(super) fn heir(short: &str) -> Who {
    let data = catalogue().controls.iter().any(|control| {
        control.id.as_str().ends_with(short) && control.owner_role == domain::words::DataRole::DataSteward
    });
    match short {
        "MO-05" => Miriam,
        "IN-03" => Priya,
        "AC-06" | "SE-07" => Ines,
        _ if data => Priya,
        _ => Tomas,
    }
}
