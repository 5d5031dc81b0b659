//! What was known: by default what was known on the day itself; on request what is known now, as an auditor reads it.

use crate::reading::Asked;
use leptos::prelude::*;

/// Which of the two a reading of the past is, and the way to the other.
pub(super) fn words(asked: &Asked) -> impl IntoView + use<> {
    let (day, query) = (asked.day_words(), asked.query.without("versus"));
    let criteria = asked.link("/criteria").href();
    if asked.knows_now() {
        let shown = query.without("known").href();
        view! {
            "With what is known now: proof accepted or withdrawn since counts for "{day.clone()}". "
            <a href=shown>"As it was shown then"</a>
            ". The pages of "<a href=criteria>"criteria"</a>" show it as it was shown then."
        }
        .into_any()
    } else {
        let now = query.with("known", "now").href();
        view! {
            "As it was shown on "{day}", with what was known then. "
            <a href=now>"With what is known now"</a>"."
        }
        .into_any()
    }
}
