//! The names that the inventory gives vendors by: what each means is suggested, and a person says so.

use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Query, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::EmptyPage;
use crate::ui::pager::Pager;
use crate::ui::query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use store::{Meant, NamedVendor};

/// Names on one page.
const PAGE: usize = 50;
const LATER: &str = "";
const NEW: &str = "new";
const NONE: &str = "none";

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    page(&asking, &fields, Wrong::default()).await
}

pub async fn confirm(asking: Asking, Form(fields): Form<Fields>) -> Result<Response> {
    match asking.store().match_vendors(asking.actor(), &said(&fields)).await {
        Ok(_) => Ok(Redirect::to("/vendors/names").into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            Ok(page(&asking, &fields, wrong).await?.refused().into_response())
        }
    }
}

/// What was said of each name: `key-N` beside `means-N`.
fn said(fields: &Fields) -> Vec<(String, Meant)> {
    let each = (0..PAGE).filter_map(|n| {
        let (key, means) = (fields.text(&format!("key-{n}")), fields.text(&format!("means-{n}")));
        let meant = match means.as_str() {
            LATER => return None,
            NEW => Meant::New(fields.text(&format!("name-{n}"))),
            NONE => Meant::NoVendor,
            id => Meant::Vendor(id.parse().ok()?),
        };
        (!key.is_empty()).then_some((key, meant))
    });
    each.collect()
}

async fn page(asking: &Asking, fields: &Fields, wrong: Wrong) -> Result<Page> {
    let names = asking.store().named_vendors().await?;
    let vendors: Vec<_> =
        asking.store().vendors().await?.into_iter().map(|row| Choice::new(row.id.to_string(), row.name)).collect();
    let at = fields.parsed::<u32>("page").unwrap_or(1).max(1);
    let typed = fields.clone();
    Ok(asking.page("Names of vendors", Place::Vendors, move || {
        let total = names.len();
        if total == 0 {
            return nothing();
        }
        let from = PAGE.saturating_mul(usize::try_from(at - 1).unwrap_or_default());
        let pages = u32::try_from(total.div_ceil(PAGE)).unwrap_or(u32::MAX);
        let lines = names.into_iter().skip(from).take(PAGE).enumerate();
        let lines = lines.map(|(n, name)| line(n, name, &vendors, &typed)).collect_view();
        let columns = vec![Column::new("In the inventory"), Column::number("Systems"), Column::new("Means")];
        let verb = if total == 1 { "name" } else { "names" };
        view! {
            <Crumbs way=vec![Crumb::new("Vendors", "/vendors"), Crumb::plain("Names of the inventory")]/>
            <Say>{format!("{} {verb} of the inventory may mean vendors.", dates::count_first(total))}</Say>
            <Lede>"A suggestion is only that: nothing depends on a vendor until you save. Then what the vendor must show is asked on account of these systems."</Lede>
            <Block title="Names" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form method="post" action="/vendors/names" class="mapping" novalidate>
                    <input type="hidden" name="page" value=at/>
                    <Table caption="Names" columns stack=true>{lines}</Table>
                    <Actions>
                        <Button weight=Weight::Primary>"Save what they mean"</Button>
                        <ButtonLink weight=Weight::Plain href="/vendors">"Back to the register"</ButtonLink>
                    </Actions>
                </form>
                {(pages > 1).then(|| view! { <Pager query=query::Query::new("/vendors/names") page=at pages/> })}
            </Block>
        }
        .into_any()
    }))
}

fn nothing() -> AnyView {
    view! {
        <EmptyPage say="No name of the inventory waits for its vendor.">
            <p>"Names come in with a list that has a column of vendors or of contracts, or are typed on the page of a system."</p>
            <Actions><ButtonLink weight=Weight::Primary href="/vendors">"See the register"</ButtonLink></Actions>
        </EmptyPage>
    }
    .into_any()
}

fn line(n: usize, named: NamedVendor, vendors: &[Choice], typed: &Fields) -> AnyView {
    let NamedVendor { key, name, also, systems, suggested, contract } = named;
    let field = format!("means-{n}");
    let chosen = if typed.text(&format!("key-{n}")) == key {
        typed.text(&field)
    } else {
        suggested.map(|id| id.to_string()).unwrap_or_default()
    };
    // The number of a contract is no vendor's name.
    let own = [
        Some(Choice::new(LATER, "Not said yet")),
        (!contract).then(|| Choice::new(NEW, format!("A new vendor: {name}"))),
        Some(Choice::new(NONE, "No vendor")),
    ];
    let options = own.into_iter().flatten().chain(vendors.iter().cloned()).map(|choice| {
        let selected = choice.value == chosen;
        view! { <option value=choice.value selected=selected>{choice.label}</option> }
    });
    let options = options.collect_view();
    let also = match (contract, also.is_empty()) {
        (true, _) => Some("A contract that several systems name".to_owned()),
        (false, false) => Some(format!("Also: {}", also.join("; "))),
        (false, true) => None,
    };
    let also = also.map(|also| view! { <span class="sub">{also}</span> });
    let label = format!("What “{name}” means");
    view! {
        <tr>
            <th scope="row">{name.clone()}{also}</th>
            <td class="n" data-th="Systems">{dates::figure(systems)}</td>
            <td data-th="Means">
                <input type="hidden" name=format!("key-{n}") value=key/>
                <input type="hidden" name=format!("name-{n}") value=name/>
                <select class="input" name=field aria-label=label>{options}</select>
            </td>
        </tr>
    }
    .into_any()
}
