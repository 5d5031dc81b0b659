//! What the register says above its rows; each count leads to what it counts.

use super::register::{ABOVE, APPETITE, CLAIM, UNMET};
use crate::ui::dates;
use crate::ui::query::Query;
use crate::ui::say::Lede;
use domain::risks::{Pressing, Scale};
use leptos::prelude::*;
use store::{RegisterRow, RiskRegister};

/// How many of the ratings in the map nothing bears today, and the way to them.
pub(super) fn rests(in_view: &[&RegisterRow], query: &Query) -> Option<AnyView> {
    let unmet = in_view.iter().filter(|row| !row.unmet.is_empty()).count();
    let href = format!("{}#rows", query.with(CLAIM, UNMET).href());
    let words = format!("{} of {}", dates::how_many(unmet), dates::tallied(in_view.len(), "rating", "ratings"));
    let verb = if unmet == 1 { "rests" } else { "rest" };
    (unmet > 0).then(|| {
        view! { <p class="legend"><span class="sw-k unmet-k"><a href=href>{words}</a>{format!(" {verb} on a control that is not met today")}</span></p> }
            .into_any()
    })
}

fn above(rows: &[RegisterRow], scale: &Scale) -> usize {
    rows.iter().filter(|row| scale.is_above_appetite(row.entry.residual.band)).count()
}

/// “Two of 38 risks are above our appetite.”
pub(super) fn sentence(register: &RiskRegister, scale: &Scale) -> AnyView {
    let (total, over) = (register.rows.len(), above(&register.rows, scale));
    let verb = if over <= 1 { "is" } else { "are" };
    let risks = dates::tallied(total, "risk", "risks");
    let assessed = register.things.iter().filter(|one| one.last.is_some()).count();
    let of = dates::tallied(register.things.len(), "thing", "things");
    let many = match over {
        0 => dates::how_many(over).into_any(),
        _ => {
            let href = format!("/risks?{APPETITE}={ABOVE}#rows");
            view! { <a href=href>{dates::how_many(over)}</a> }.into_any()
        }
    };
    view! {
        {many}" of "<a href="/risks#rows">{risks}</a>{format!(" {verb} above our appetite. ")}
        <a href="/risks/assessments">{dates::count_first(assessed)}" of "{of}</a>" to assess "
        {if assessed <= 1 { "is assessed." } else { "are assessed." }}
    }
    .into_any()
}

pub(super) fn lede(register: &RiskRegister) -> AnyView {
    let count = |wanted| register.things.iter().filter(|one| one.due.pressing == wanted).count();
    let (late, now) = (count(Pressing::Overdue), count(Pressing::Now));
    let said = match (late, now) {
        (0, 0) => "No assessment is due.".to_owned(),
        (0, now) => format!("{} due.", dates::capital(&dates::counted(now, "assessment is", "assessments are"))),
        (late, now) => {
            let late = dates::capital(&dates::counted(late, "assessment is", "assessments are"));
            format!("{late} overdue, {} more due.", dates::count(now))
        }
    };
    view! { <Lede>{said}</Lede> }.into_any()
}
