//! Who is told by when: the duties that apply to an incident, the notices, and the forms for both.

use super::one::Shown;
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Press};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::input::TextField;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use domain::incidents::{DutyStanding, DutyState};
use domain::instant::Instant;
use jiff::civil::Date;
use leptos::prelude::*;
use store::NamedZone;

/// “until 28 Sep, 17:40”.
pub(super) fn until(at: Instant, zone: &NamedZone, today: Date) -> String {
    format!("until {}", dates::moment(zone.local(at), today))
}

/// “; recorded 22 Nov, 18:07”, where what was typed and the stamp of its record differ on the clock.
pub(super) fn recorded(at: Instant, stamp: Instant, zone: &NamedZone, today: Date) -> String {
    let [typed, stamped] = [at, stamp].map(|at| dates::moment(zone.local(at), today));
    if typed == stamped { String::new() } else { format!("; recorded {stamped}") }
}

/// That it had run out when somebody decided that nobody is told.
pub(super) fn ran_out(one: &DutyStanding, shown: &Shown) -> Option<String> {
    one.ran_out.map(|due| format!("It was overdue then, since {}.", dates::moment(shown.zone.local(due), shown.today)))
}

/// The mark of a duty and its words.
pub(super) fn mark(one: &DutyStanding, zone: &NamedZone, today: Date) -> AnyView {
    let moment = |at: Instant| dates::moment(zone.local(at), today);
    let (state, word) = match &one.state {
        DutyState::NotBegun => (State::Excluded, "Has not begun".to_owned()),
        DutyState::Running(Some(due)) => (State::Due, format!("Runs {}", until(*due, zone, today))),
        DutyState::Running(None) => (State::Due, "To be told without undue delay".to_owned()),
        DutyState::Overdue(due) => (State::Gap, format!("Overdue since {}", moment(*due))),
        DutyState::Told { at, late, recorded: stamp, recorded_late } => {
            let (at, stamp) = (moment(*at), recorded(*at, *stamp, zone, today));
            match (late, recorded_late) {
                (true, _) => (State::Gap, format!("Told late, {at}{stamp}")),
                (false, true) => (State::Unknown, format!("Told {at}{stamp}, after the limit")),
                (false, false) => (State::Met, format!("Told in time, {at}{stamp}")),
            }
        }
        DutyState::NotTold(reason) => {
            let state = if one.ran_out.is_some() { State::Gap } else { State::Excluded };
            let dropped = one.dropped.as_ref().is_some_and(|dropped| dropped.reason == *reason);
            (state, if dropped { "Applies no longer".to_owned() } else { format!("Not told: {reason}") })
        }
    };
    view! { <Mark state voice=Voice::Calm word wrap=true/> }.into_any()
}

/// What became of it beside its state: dropped by whom and why, overdue then, confirmed by whom.
fn beside(one: &DutyStanding, shown: &Shown) -> AnyView {
    let moment = |at: Instant| dates::moment(shown.zone.local(at), shown.today);
    let dropped = one.dropped.as_ref().map(|dropped| {
        let (since, by) = (moment(dropped.at), shown.names.of(dropped.by));
        format!("No longer applies since {since}: reclassified by {by}, {}", dropped.reason)
    });
    let due = one.due.filter(|_| one.is_to_confirm() && one.ran_out.is_none());
    let due = due.map(|due| format!("Its limit ended {}.", moment(due)));
    let held = shown.row.now.review.as_ref().filter(|(review, ..)| review.confirmed.contains(&one.duty.id));
    let held = held.map(|(_, by, _)| format!("Confirmed in the review by {}.", shown.names.of(*by)));
    let waits = (one.is_to_confirm() && shown.row.is_open()).then(|| "The review has to confirm it.".to_owned());
    let words: Vec<_> = [dropped, ran_out(one, shown), due, held, waits].into_iter().flatten().collect();
    (!words.is_empty()).then(|| view! { <span class="sub">{words.join(" ")}</span> }).into_any()
}

pub(super) fn block(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let (zone, today) = (&shown.zone, shown.today);
    let classified = shown.row.now.classification.is_some();
    let lines = shown.duties.iter().map(|one| {
        let duty = one.duty;
        let unsure = one.unsure.then_some(" Only if personal data are concerned, which is not known yet.");
        view! {
            <tr id=format!("told-{}", duty.id)>
                <th scope="row">{duty.told}<span class="sub">{duty.law}". "{duty.when}"."{unsure}</span></th>
                <td data-th="Limit">{duty.limit.to_string()}</td>
                <td data-th="State">{mark(one, zone, today)}{beside(one, shown)}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let table = match (shown.duties.is_empty(), classified) {
        (true, false) => view! { <Empty>"Which duties apply follows from how it is classified."</Empty> }.into_any(),
        (true, true) => view! { <Empty>"No duty of the list applies to what is said of it."</Empty> }.into_any(),
        (false, _) => {
            let columns = ["Who is told", "Limit", "State"].into_iter().map(Column::new).collect();
            view! { <Table caption="Duties to notify" columns stack=true>{lines}</Table> }.into_any()
        }
    };
    let told = told(shown);
    let forms = shown.works.then(|| forms(shown, typed, mishap));
    let remark = "From the moment it was noticed. Days end at our midnight; business days know no public holidays.";
    view! { <Block title="Who is told, and by when" id="told" remark>{table}{told}{forms}</Block> }.into_any()
}

/// Every notice that went out.
fn told(shown: &Shown) -> AnyView {
    let lines = shown.row.now.notices.iter().map(|told| {
        let (notice, by) = (&told.notice, shown.names.of(told.by));
        let at = dates::moment(shown.zone.local(notice.at), shown.today);
        let stamp = recorded(notice.at, told.at, &shown.zone, shown.today);
        let duty = notice.duty.as_ref().map(|duty| format!(", {duty}")).unwrap_or_default();
        let words = format!("{at}{duty}{stamp}, by {by}. {}", notice.proof);
        view! { <li>{notice.whom.clone()}<span class="sub">{words}</span></li> }
    });
    let lines = lines.collect_view();
    let any = !shown.row.now.notices.is_empty();
    any.then(|| view! { <ul class="entries">{lines}</ul> }).into_any()
}

fn forms(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let (base, wrong) = (format!("/incidents/{}", shown.row.id), mishap.wrong.clone());
    let duties = shown
        .duties
        .iter()
        .map(|one| Choice::new(one.duty.id.to_string(), format!("{}: {}", one.duty.law, one.duty.told)));
    let duties: Vec<_> = duties.collect();
    let (duty, whom, proof, reason) =
        (typed.text("duty"), typed.text("whom"), typed.text("proof"), typed.text("reason"));
    let at = if typed.text("whom").is_empty() { shown.clock.clone() } else { typed.text("at") };
    let opened = ["duty", "whom", "proof", "reason"].iter().any(|field| wrong.at(field).is_some());
    let nobody = Press::SendTo(format!("{base}/tell-nobody"));
    let decide = (!duties.is_empty()).then(|| {
        let error = wrong.at("reason");
        view! {
            <LongField name="reason" label="Why nobody is told by it" value=reason optional=true error hint="Needed to decide that; it stays to be seen."/>
        }
    });
    let button = (!duties.is_empty()).then(|| view! { <Button press=nobody>"Nobody is told"</Button> });
    view! {
        <details open=opened>
            <summary>"Record who was told"</summary>
            <form class="form" method="post" action=format!("{base}/tell") novalidate>
                <SelectField name="duty" label="By which duty" choices=duties value=duty prompt="By contract, or because we wish" optional=true error=wrong.at("duty")/>
                <TextField name="whom" label="Who was told" value=whom error=wrong.at("whom")/>
                <TextField name="at" label="At" value=at error=wrong.at("at") hint="On our clocks: 2026-11-30 14:05"/>
                <TextField name="proof" label="How that can be shown" value=proof error=wrong.at("proof") hint="A receipt, a reference, an address"/>
                {decide}
                <Actions><Button>"Record the notice"</Button>{button}</Actions>
            </form>
        </details>
    }
    .into_any()
}
