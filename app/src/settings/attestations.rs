//! Which attestations count for vendors of which tier: what holds, and, for whoever may, the form that sets another.

use super::{held_since, is_tried};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Draft, Fields, Form, Query, Wrong};
use crate::mishap::{Mishap, told};
use crate::page::Page;
use crate::programmes::allowed;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Press, Weight};
use crate::ui::choice::{ChecksField, Choice};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::input::{TextField, Typed};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Meta, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::attestations::{Settings, SettingsDraft, countable, tier_field};
use domain::days::Period;
use domain::refusal::Refusal;
use domain::trail::Verb;
use domain::words::{AttestationClass, Criticality};
use leptos::prelude::*;
use store::{Moves, ProgrammeNow, Versions};

const PATH: &str = "/settings/attestations";

/// The settings as typed, with the version that the form showed, and whether they are only tried.
#[derive(Clone, Debug)]
pub struct SettingsForm {
    draft: SettingsDraft,
    version: i64,
    tried: bool,
}

impl Draft for SettingsForm {
    fn typed(fields: &Fields) -> Self {
        let chosen = |tier: &Criticality| fields.all(&tier_field(*tier)).map(str::to_owned).collect();
        let accepts = Criticality::ALL.iter().map(|tier| (*tier, chosen(tier))).collect();
        let draft = SettingsDraft { accepts, tolerance: fields.text("tolerance") };
        Self { draft, version: fields.parsed("version").unwrap_or(-1), tried: is_tried(fields) }
    }
}

const SAID: [(&str, &str, &str); 1] = [(
    "set",
    "Set",
    "These count from now on. What counts newly is used as proof of a vendor once a second person says so.",
)];

pub async fn show(asking: Asking, Query(query): Query) -> Result<Page> {
    let set = asking.store().attestation_settings().await?;
    let form = SettingsForm { draft: SettingsDraft::from(&set.now()), version: set.version, tried: false };
    page(&asking, set, form, Shown { said: told(&query, &SAID), ..Shown::default() }).await
}

pub async fn set(asking: Asking, Form(form): Form<SettingsForm>) -> Result<Response> {
    let done = if form.tried { tried(&asking, &form).await } else { set_now(&asking, &form).await };
    let set = asking.store().attestation_settings().await?;
    match done {
        Ok(None) => Ok(Redirect::to("/settings/attestations?said=set").into_response()),
        Ok(Some(moves)) => {
            let shown = Shown { said: Some(moves), ..Shown::default() };
            Ok(page(&asking, set, form, shown).await?.into_response())
        }
        Err(error) => {
            let mishap = Mishap::of(error)?;
            // Setting it again puts this in place of what somebody set meanwhile.
            let form = SettingsForm { version: set.version, ..form };
            let shown = Shown { mishap: mishap.clone(), ..Shown::default() };
            Ok(mishap.answer(page(&asking, set, form, shown).await?))
        }
    }
}

async fn set_now(asking: &Asking, form: &SettingsForm) -> Result<Option<AnyView>> {
    asking.store().set_attestation_settings(asking.actor(), &form.draft, form.version).await?;
    Ok(None)
}

/// What it would do, with the arithmetic that would do it.
async fn tried(asking: &Asking, form: &SettingsForm) -> Result<Option<AnyView>> {
    let next = form.draft.check()?;
    if next == asking.store().attestation_settings().await?.now() {
        return Err(Refusal::conflict("This is what is set already: nothing would change.").into());
    }
    let spine = asking.spine().await?;
    let programme = spine.programmes.iter().find(|one| one.window_from.is_some()).or(spine.programmes.first());
    let zone = &asking.visitor.organisation.zone;
    let moves = asking.store().settings_would_move(programme, &next, asking.now, zone).await?;
    Ok(Some(would(moves, programme)))
}

fn would(moves: Moves, programme: Option<&ProgrammeNow>) -> AnyView {
    let of = programme.map(|one| {
        let window = one.window_from.zip(one.window_until).and_then(|(from, until)| Period::new(from, until).ok());
        let days = window.map(|days| format!(", {}", dates::period(days.from(), days.until()))).unwrap_or_default();
        format!("the window of {}{days}", one.name)
    });
    let of = of.unwrap_or_else(|| "any window".to_owned());
    let words = sentences(moves, &of);
    view! {
        <Notice tone=Tone::Plain word="Not set yet">
            <p>{words}" "<a href="/vendors/cover">"Cover by vendors"</a>" shows how it stands now."</p>
        </Notice>
    }
    .into_any()
}

/// “3 vendors would lose 120 covered days of the window of SOC 2 Type II.”
fn sentences(Moves { lost, won, ends }: Moves, of: &str) -> String {
    let some = |(vendors, days): (usize, i64), verb: &str| {
        let days = dates::tallied(usize::try_from(days).unwrap_or_default(), "covered day", "covered days");
        (vendors > 0).then(|| format!("{} would {verb} {days} of {of}.", dates::tallied(vendors, "vendor", "vendors")))
    };
    let ends = (ends > 0).then(|| {
        let documents = dates::tallied(ends, "document", "documents");
        format!("What {documents} proved would end at once.")
    });
    let all: Vec<_> = [some(lost, "lose"), some(won, "gain"), ends].into_iter().flatten().collect();
    if all.is_empty() { format!("No covered day of {of} and no proof would change today.") } else { all.join(" ") }
}

/// What stands above and in the form.
#[derive(Default)]
struct Shown {
    said: Option<AnyView>,
    mishap: Mishap,
}

async fn page(asking: &Asking, set: Versions<Settings>, form: SettingsForm, shown: Shown) -> Result<Page> {
    let may_set = allowed(asking, Verb::AttestationKindsSet);
    let since = held_since(asking, set.version, set.last).await?;
    let settings = set.now();
    let open = form.tried || shown.mishap.conflict.is_some();
    Ok(asking.page("Attestations that count", Place::Settings, move || {
        let Shown { said, mishap } = shown;
        let (late, wrong) = (mishap.notice(), mishap.wrong);
        let (say, rows) = (say(&settings), rows(&settings));
        let change = may_set.then(|| change(&form, &wrong, open));
        let columns = vec![Column::new("Kind"), Column::new("High"), Column::new("Medium"), Column::new("Low")];
        let tolerance = usize::from(settings.surveillance_tolerance_days);
        let tolerance = dates::tallied(tolerance, "day", "days");
        view! {
            <Crumbs way=vec![Crumb::new("Settings", "/settings"), Crumb::plain("Attestations that count")]/>
            <Say>{say}</Say>
            <Lede>"Days that a vendor’s document covers count where its kind counts for the vendor’s tier. What is set holds from then on: a reading of an earlier day takes what held on that day."</Lede>
            <Meta>{since}</Meta>
            {said}
            {late}
            <Block title="What counts for vendors of which tier" first=true>
                <Table caption="Kinds, and the tiers for which they count" columns stack=true>{rows}</Table>
                <Facts>
                    <Fact name="Late surveillance">{format!("{tolerance} after a surveillance audit was due nobody knows whether a certificate stands; then it is void")}</Fact>
                    <Fact name="What it moves"><a href="/vendors/cover">"Cover by vendors"</a>", and what documents prove of each"</Fact>
                </Facts>
            </Block>
            {change}
        }
    }))
}

/// “Of 15 kinds seven count for vendors of high criticality, eight for medium and eight for low.”
fn say(settings: &Settings) -> String {
    let of = |tier: Criticality| dates::count(countable().filter(|kind| settings.accepts.takes(tier, kind)).count());
    let all = dates::count(countable().count());
    format!(
        "Of {all} kinds {} count for vendors of high criticality, {} for medium and {} for low.",
        of(Criticality::High),
        of(Criticality::Medium),
        of(Criticality::Low)
    )
}

const fn class(class: AttestationClass) -> &'static str {
    match class {
        AttestationClass::PeriodReport => "A report over a period: its days are tested",
        AttestationClass::Certificate
        | AttestationClass::PointInTimeReport
        | AttestationClass::Letter
        | AttestationClass::TestReport
        | AttestationClass::Contract
        | AttestationClass::SelfAssertion => "A certificate: its days are certified, never tested",
    }
}

fn rows(settings: &Settings) -> AnyView {
    let rows = countable().map(|kind| {
        let cells = Criticality::ALL.iter().map(|tier| {
            let word = if settings.accepts.takes(*tier, kind) { "Counts" } else { "Does not" };
            view! { <td data-th=tier.label()>{word}</td> }
        });
        view! { <tr><th scope="row">{kind.title}<span class="sub">{class(kind.class)}</span></th>{cells.collect_view()}</tr> }
    });
    rows.collect_view().into_any()
}

fn change(form: &SettingsForm, wrong: &Wrong, open: bool) -> AnyView {
    let SettingsForm { draft, version, .. } = form.clone();
    let faults = wrong.summary();
    let open = open || !faults.is_empty();
    let tiers = Criticality::ALL.iter().map(|tier| {
        let choices = countable().map(|kind| Choice::new(kind.id.as_str(), kind.title)).collect();
        let value = draft.accepts.get(tier).cloned().unwrap_or_default();
        let (name, label) =
            (tier_field(*tier), format!("Counts for vendors of {} criticality", tier.label().to_lowercase()));
        let error = wrong.at(&name);
        view! { <ChecksField name label choices value error columns=true/> }
    });
    let tiers = tiers.collect_view();
    let (tolerance, no_days) = (draft.tolerance, wrong.at("tolerance"));
    let press = Press::SendAs { name: "try", value: "1".into() };
    view! {
        <Block title="Change what counts" id="change">
            <Summary faults/>
            <details open=open>
                <summary>"Set other kinds"</summary>
                <form class="form wide" method="post" action=PATH novalidate>
                    <input type="hidden" name="version" value=version/>
                    {tiers}
                    <TextField name="tolerance" label="Days of tolerance for a surveillance audit" value=tolerance error=no_days
                        typed=Typed::Number short=true/>
                    <Actions>
                        <Button weight=Weight::Primary>"Set what counts"</Button>
                        <Button press>"See what it would change"</Button>
                    </Actions>
                </form>
            </details>
        </Block>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_change_is_said_in_sentences() {
        let said = |lost, won, ends| sentences(Moves { lost, won, ends }, "the window of Two");
        assert_eq!(said((0, 0), (0, 0), 0), "No covered day of the window of Two and no proof would change today.");
        assert_eq!(
            said((3, 120), (1, 1), 2),
            "3 vendors would lose 120 covered days of the window of Two. 1 vendor would gain 1 covered day of the window \
             of Two. What 2 documents proved would end at once."
        );
    }
}
