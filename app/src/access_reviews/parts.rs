//! Parts that several pages of access reviews share.

use crate::ui::dates;
use crate::ui::mark::{Mark, State, Voice};
use domain::access_reviews::{Holder, Line, ReviewStage};
use domain::deficiencies::Of;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{AccessReviewRow, Names};

/// The mark of where one stands; what is late leans.
pub(super) fn stage_mark(row: &AccessReviewRow, today: Date) -> AnyView {
    let stage = row.stage();
    let late = stage == ReviewStage::Deciding && row.due_on < today;
    let state = match stage {
        ReviewStage::Accepted => State::Met,
        ReviewStage::Dropped => State::Excluded,
        ReviewStage::Deciding if late => State::Gap,
        ReviewStage::Deciding | ReviewStage::Closed => State::Due,
    };
    let since = if late { format!(", late since {}", dates::short(row.due_on, today)) } else { String::new() };
    let word = format!("{}{since}", stage.label());
    view! { <Mark state voice=Voice::Calm word wrap=true/> }.into_any()
}

pub(super) fn of_link(row: &AccessReviewRow) -> AnyView {
    let name = row.of_name().to_owned();
    match row.of {
        Of::Organisation => view! { {name} }.into_any(),
        Of::System(id) => view! { <a href=format!("/systems/{id}")>{name}</a> }.into_any(),
        Of::Vendor(id) => view! { <a href=format!("/vendors/{id}")>{name}</a> }.into_any(),
    }
}

/// “Ada Lind”, “A service or an agent”, “Nobody we know”.
pub(super) fn holder(line: &Line, names: &Names) -> String {
    match line.holder {
        Holder::Person(person) => names.of(person).to_owned(),
        Holder::Machine => "A service or an agent".to_owned(),
        Holder::Unknown => "Nobody we know".to_owned(),
    }
}

pub(super) fn rights(line: &Line) -> String {
    line.rights.iter().cloned().collect::<Vec<_>>().join(", ")
}

/// On the page of a system or a vendor: where the reviews of its access are.
pub(crate) fn link(id: impl std::fmt::Display, kind: &'static str) -> AnyView {
    let href = format!("/access-reviews?of={}", crate::page::encoded(&format!("{kind}/{id}")));
    view! { <p class="more-link">"Who has access to it, and should: "<a href=href>"its access reviews"</a></p> }
        .into_any()
}
