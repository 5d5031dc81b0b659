//! What a system depends on: a vendor more at once, a vendor less by two.

use super::one::Shown;
use super::{answer_of, may_change};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::confirm::Confirm;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::input::DateField;
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use domain::change::Change;
use domain::ids::{SystemId, VendorId};
use domain::refusal::Refusal;
use domain::words::Trait;
use leptos::prelude::*;
use store::{OpenOf, VendorRow};

/// The vendors on a system's page.
pub(super) fn block(shown: &Shown) -> AnyView {
    let error = shown.wrong.at("vendor");
    let base = format!("/systems/{}", shown.row.id);
    let lines = shown.vendors.iter().map(|vendor| line(vendor, shown, &base)).collect_view();
    let asks = third_party(shown, &base);
    let columns = vec![
        Column::new("Vendor"),
        Column::new("Service"),
        Column::new("Tier"),
        Column::new("Since"),
        Column::new("Still to show"),
        Column::hidden("Release"),
    ];
    let table = if shown.vendors.is_empty() {
        view! { <Empty>"It depends on no vendor of the "<a href="/vendors">"register"</a>"."</Empty> }.into_any()
    } else {
        view! { <Table caption="Vendors" columns stack=true>{lines}</Table> }.into_any()
    };
    // Of those that are there an earlier day can be given.
    let there =
        shown.vendors.iter().map(|it| Choice::new(it.id.to_string(), format!("{}, since an earlier day", it.name)));
    let choices = shown.others.iter().map(|it| Choice::new(it.id.to_string(), it.name.clone()));
    let choices: Vec<_> = choices.chain(there).collect();
    let (chosen, since) = (shown.typed.text("vendor"), shown.typed.text("since"));
    let add = (shown.may_change && !choices.is_empty()).then(|| {
        view! {
            <form class="form inline" method="post" action=format!("{base}/vendors")>
                <SelectField name="vendor" label="Depends on" choices prompt="Choose a vendor" value=chosen error/>
                <DateField name="since" label="Since when" value=since optional=true error=shown.wrong.at("since")
                    hint="Empty: since today. Days of our window from then on are asked of the vendor, also those before the system was entered here"/>
                <Actions><Button>"Add the dependency"</Button></Actions>
            </form>
        }
    });
    view! {
        <Block title="Vendors" id="vendors" remark="What each must show is asked on this system's account">{asks}{table}{add}</Block>
    }
    .into_any()
}

/// That it depends on a vendor, and nobody said yet whether it runs on what a vendor supplies.
fn third_party(shown: &Shown, base: &str) -> Option<AnyView> {
    let asks = !shown.vendors.is_empty() && answer_of(&shown.row, Trait::ThirdParty).is_none();
    asks.then(|| {
        let answer = shown.may_change.then(|| {
            let href = format!("{base}/traits/{}", Trait::ThirdParty.key());
            view! { " "<a href=href>"Answer it"</a>"." }
        });
        view! {
            <Notice tone=Tone::Unknown word="Third-party is not answered">
                <p>"It depends on a vendor here. Until it is said whether it runs on a model or service of a vendor, what its \
                vendors must show on its account is unknown."{answer}</p>
            </Notice>
        }
        .into_any()
    })
}

fn line(vendor: &VendorRow, shown: &Shown, base: &str) -> AnyView {
    let (href, name) = (format!("{base}/vendors/{}/release", vendor.id), vendor.name.clone());
    let (may_change, since) = (shown.may_change, shown.since.get(&vendor.no).copied());
    let OpenOf { open, unknown } = shown.open_of_vendors.get(&vendor.no).copied().unwrap_or_default();
    let asked = format!("/vendors/{}#asked", vendor.id);
    let words = |n: usize| dates::capital(&dates::counted(n, "requirement", "requirements"));
    let open = match (open, unknown) {
        (0, 0) => "Nothing".into_any(),
        (0, _) => view! { <a href=asked>{words(unknown)}</a>" unknown" }.into_any(),
        (_, _) => {
            let unknown = (unknown > 0).then(|| format!("; {} unknown", dates::count(unknown)));
            view! { <a href=asked>{words(open)}</a>" unproven, which this system’s criteria read"{unknown} }.into_any()
        }
    };
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=format!("/vendors/{}", vendor.id)>{vendor.name.clone()}</a></th>
            <td data-th="Service">{vendor.service.clone()}</td>
            <td data-th="Tier">{vendor.tier.label()}</td>
            <td data-th="Since">{since.map(|day| dates::short(day, shown.today))}</td>
            <td data-th="Still to show">{open}</td>
            <td class="n">{may_change.then(|| view! { <a href=href>"Release"<span class="vh">" "{name}</span>" …"</a> })}</td>
        </tr>
    }
    .into_any()
}

pub async fn depend(asking: Asking, The(system): The<SystemId>, Form(fields): Form<Fields>) -> Result<Response> {
    let (vendor, since) = (fields.parsed::<VendorId>("vendor"), fields.text("since"));
    let again = match vendor.filter(|_| since.trim().is_empty()) {
        Some(vendor) => is_there(&asking, system, vendor).await?,
        None => false,
    };
    let done = match vendor {
        Some(_) if again => Err(Refusal::at("since", "It depends on it already. Give an earlier day.").into()),
        Some(vendor) => asking.store().depend_since(asking.actor(), system, vendor, &since).await,
        None => Err(Refusal::at("vendor", "Choose a vendor of the register.").into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/systems/{system}#vendors")).into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            Ok(super::one::shown_again(&asking, system, fields, wrong).await?.refused().into_response())
        }
    }
}

/// Whether a system that whoever asks may change depends on a vendor already.
async fn is_there(asking: &Asking, system: SystemId, vendor: VendorId) -> Result<bool> {
    let row = asking.store().system(system).await?;
    let all = asking.store().vendors_of_system(row.no).await?;
    Ok(may_change(asking.actor(), &row) && all.iter().any(|one| one.id == vendor))
}

type Both = Path<(String, String)>;

fn both(Path((system, vendor)): Both) -> Result<(SystemId, VendorId)> {
    let system = system.parse().map_err(|_| Refusal::missing("system"))?;
    Ok((system, vendor.parse().map_err(|_| Refusal::missing("vendor"))?))
}

pub async fn ask_release(asking: Asking, path: Both) -> Result<Page> {
    let (system, vendor) = both(path)?;
    page(&asking, system, vendor, String::new(), Wrong::default()).await
}

pub async fn release(asking: Asking, path: Both, Form(fields): Form<Fields>) -> Result<Response> {
    let (system, vendor) = both(path)?;
    let reason = fields.text("reason");
    // Both must be there, whatever was typed.
    let (store, change) = (asking.store(), Change::Release { system, vendor });
    store.vendor(vendor).await?;
    match store.propose(asking.actor(), &change, &reason).await {
        Ok(_) => Ok(Redirect::to(&format!("/systems/{system}")).into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            Ok(page(&asking, system, vendor, reason, wrong).await?.refused().into_response())
        }
    }
}

async fn page(asking: &Asking, system: SystemId, vendor: VendorId, reason: String, wrong: Wrong) -> Result<Page> {
    let (row, vendor) = (asking.store().system(system).await?, asking.store().vendor(vendor).await?);
    let base = format!("/systems/{system}");
    Ok(asking.page("Release a vendor", Place::Systems, move || {
        let way = vec![Crumb::new("Systems", "/systems"), Crumb::new(row.name.clone(), base.clone()), Crumb::plain("Release")];
        let action = format!("{base}/vendors/{}/release", vendor.id);
        view! {
            <Crumbs way/>
            <Say>{format!("{} would no longer depend on {}.", row.name, vendor.name)}</Say>
            <Summary faults=wrong.summary()/>
            <Confirm question="Propose the release?" action verb="Propose the release" keep="Keep the dependency" back=base>
                <p>"What the vendor must show is then no longer asked for this system, so a second person has to agree. \
                Evidence stays where it is."</p>
                <LongField name="reason" label="Why" value=reason error=wrong.at("reason")/>
            </Confirm>
        }
    }))
}
