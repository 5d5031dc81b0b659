//! The systems whose words name a vendor and that do not depend on it, as far as anybody said: what each means is chosen
//! here, for many at once.

use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Form, Query};
use crate::mishap::{Mishap, told};
use crate::page::Page;
use crate::systems::may_change;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::{Empty, EmptyPage};
use crate::ui::pager::Pager;
use crate::ui::query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::{SystemId, VendorId};
use domain::people::Actor;
use domain::vendors::Mention;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{AsideRow, Mentioned, MentionedAll, MentioningRow, Names, SEARCHED, VendorRow};

/// Systems on one page.
const PAGE: usize = 50;
/// Vendors that the register names as mentioned.
const NAMED: usize = 3;

const MENTION: &str = " mention a vendor and do not depend on it";

const SAID: [(&str, &str, &str); 3] = [
    ("depend", "Recorded", "They depend on it from now on: what the vendor must show is asked on their account."),
    ("aside", "Set aside", "They are offered no more. They stand below, and can be offered again."),
    ("again", "Offered again", "They stand in the list again."),
];

/// All that the page shows.
struct Shown {
    vendor: VendorRow,
    found: Mentioned,
    aside: Vec<(AsideRow, DateTime)>,
    names: Names,
    actor: Actor,
    today: Date,
    said: Option<AnyView>,
    mishap: Mishap,
    typed: Fields,
}

pub async fn show(asking: Asking, The(id): The<VendorId>, Query(fields): Query) -> Result<Page> {
    page(&asking, id, fields, Mishap::default()).await
}

pub async fn depend(asking: Asking, The(id): The<VendorId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().depend_all(asking.actor(), id, &fields.words::<SystemId>("system")).await;
    answered(&asking, id, fields, done, "depend").await
}

pub async fn set_aside(asking: Asking, The(id): The<VendorId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().set_mentions_aside(asking.actor(), id, &fields.words::<SystemId>("system")).await;
    answered(&asking, id, fields, done, "aside").await
}

pub async fn offer_again(asking: Asking, The(id): The<VendorId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().take_mentions_up(asking.actor(), id, &fields.words::<SystemId>("system")).await;
    answered(&asking, id, fields, done, "again").await
}

async fn answered(
    asking: &Asking,
    id: VendorId,
    fields: Fields,
    done: store::Result<usize>,
    said: &str,
) -> Result<Response> {
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/vendors/{id}/mentions?said={said}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let page = page(asking, id, fields, mishap.clone()).await?;
            Ok(mishap.answer(page))
        }
    }
}

async fn page(asking: &Asking, id: VendorId, typed: Fields, mishap: Mishap) -> Result<Page> {
    let store = asking.store();
    let vendor = store.vendor(id).await?;
    let aside = store.mentions_aside(&vendor).await?.into_iter();
    let shown = Shown {
        found: store.mentions_of(&vendor).await?,
        aside: aside.map(|row| (asking.local(row.at), row)).map(|(at, row)| (row, at)).collect(),
        names: asking.names().await?,
        actor: *asking.actor(),
        today: asking.today,
        said: told(&typed, &SAID),
        vendor,
        mishap,
        typed,
    };
    Ok(asking.page(format!("Mentions of {}", shown.vendor.name), Place::Vendors, move || body(shown)))
}

fn body(shown: Shown) -> AnyView {
    let Shown { vendor, found, aside, names, actor, today, said, mishap, typed } = shown;
    let base = format!("/vendors/{}", vendor.id);
    let total = found.rows.len();
    if total == 0 && aside.is_empty() && !found.more {
        return nothing(&vendor, base);
    }
    let way = vec![
        Crumb::new("Vendors", "/vendors"),
        Crumb::new(vendor.name.clone(), base.clone()),
        Crumb::plain("Mentions"),
    ];
    let more = found.more.then(|| {
        let most = dates::figure(SEARCHED);
        view! { <Lede>{format!("More than {most} systems hold the words of its name; the first {most} by name were looked through.")}</Lede> }
    });
    view! {
        <Crumbs way/>
        <Say>{says(&vendor.name, total, found.more)}</Say>
        <Lede>"A mention is only that: nothing depends on the vendor until you say so. Then what it must show is asked on account of these systems."</Lede>
        {more}
        {said}
        {mishap.notice()}
        <Summary faults=mishap.wrong.summary()/>
        {mentioning(found, &base, &actor, &typed)}
        {set_aside_before(aside, &base, &names, &actor, today)}
    }
    .into_any()
}

/// “46 systems mention Microsoft and do not depend on it.”
fn says(name: &str, total: usize, more: bool) -> String {
    match total {
        0 => format!("No system mentions {name} without depending on it."),
        1 => format!("One system mentions {name} and does not depend on it."),
        n if more => format!("At least {} systems mention {name} and do not depend on it.", dates::count(n)),
        n => format!("{} systems mention {name} and do not depend on it.", dates::count_first(n)),
    }
}

fn nothing(vendor: &VendorRow, base: String) -> AnyView {
    let say = says(&vendor.name, 0, false);
    view! {
        <EmptyPage say>
            <p>"A mention is its name, without the kind of company, in the name of a system or in what was written of it."</p>
            <Actions><ButtonLink weight=Weight::Primary href=base>"Back to the vendor"</ButtonLink></Actions>
        </EmptyPage>
    }
    .into_any()
}

fn mentioning(found: Mentioned, base: &str, actor: &Actor, typed: &Fields) -> AnyView {
    let total = found.rows.len();
    if total == 0 {
        return view! { <Block title="Mentions" id="system" first=true quiet=true><Empty>"No mention waits for anybody to say what it means."</Empty></Block> }
            .into_any();
    }
    let pages = total.div_ceil(PAGE);
    let at = typed.parsed::<usize>("page").unwrap_or(1).clamp(1, pages);
    let rows: Vec<_> = found.rows.into_iter().skip(PAGE * (at - 1)).take(PAGE).collect();
    let picks = rows.iter().any(|row| may_change(actor, &row.system));
    let chosen: Vec<SystemId> = typed.words("system");
    let lines = rows.into_iter().map(|row| line(row, picks, actor, &chosen)).collect_view();
    let pick = picks.then(|| Column::pick("Choose"));
    let columns = pick.into_iter().chain([Column::new("System"), Column::new("What it says")]).collect();
    let way = format!("{base}/mentions");
    let acts = picks.then(|| {
        let aside = Press::SendTo(format!("{way}/aside"));
        view! {
            <Actions>
                <Button weight=Weight::Primary>"They depend on it"</Button>
                <Button press=aside>"It is not this vendor"</Button>
            </Actions>
        }
    });
    let (page, pages) = (u32::try_from(at).unwrap_or(u32::MAX), u32::try_from(pages).unwrap_or(u32::MAX));
    let query = query::Query::new(way.clone());
    view! {
        <Block title="Mentions" id="system" first=true quiet=true>
            <form method="post" action=way novalidate>
                <input type="hidden" name="page" value=page/>
                <Table caption="Mentions" columns stack=true>{lines}</Table>
                {acts}
            </form>
            {(pages > 1).then(|| view! { <Pager query page pages/> })}
        </Block>
    }
    .into_any()
}

/// A box for somebody who may say of this system what it depends on.
fn pick(system: &store::SystemRow, actor: &Actor, ticked: bool) -> AnyView {
    let (value, label) = (system.id.to_string(), format!("Choose {}", system.name));
    let own = may_change(actor, system);
    let one = own.then(|| view! { <input type="checkbox" name="system" value=value checked=ticked aria-label=label/> });
    view! { <td class="pick">{one}</td> }.into_any()
}

fn line(row: MentioningRow, picks: bool, actor: &Actor, chosen: &[SystemId]) -> AnyView {
    let MentioningRow { system, mentions } = row;
    let pick = picks.then(|| pick(&system, actor, chosen.contains(&system.id)));
    let said = mentions.into_iter().map(said).collect_view();
    view! {
        <tr>
            {pick}
            <th scope="row"><a class="quiet" href=format!("/systems/{}", system.id)>{system.name}</a><span class="sub">{system.unit}</span></th>
            <td class="wide mentions">{said}</td>
        </tr>
    }
    .into_any()
}

/// The field, and the words around the name.
fn said(mention: Mention) -> AnyView {
    let Mention { field, before, name, after } = mention;
    view! { <p><span class="sub">{field.label()}</span>{before}<mark>{name}</mark>{after}</p> }.into_any()
}

fn set_aside_before(
    aside: Vec<(AsideRow, DateTime)>,
    base: &str,
    names: &Names,
    actor: &Actor,
    today: Date,
) -> Option<AnyView> {
    if aside.is_empty() {
        return None;
    }
    let picks = aside.iter().any(|(row, _)| may_change(actor, &row.system));
    let lines = aside.into_iter().map(|(AsideRow { system, by, .. }, at)| {
        let pick = picks.then(|| pick(&system, actor, false));
        view! {
            <tr>
                {pick}
                <th scope="row"><a class="quiet" href=format!("/systems/{}", system.id)>{system.name}</a><span class="sub">{system.unit}</span></th>
                <td data-th="Said by">{names.of(by).to_owned()}</td>
                <td data-th="On">{dates::moment(at, today)}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let pick = picks.then(|| Column::pick("Choose"));
    let columns = pick.into_iter().chain(["System", "Said by", "On"].into_iter().map(Column::new)).collect();
    let action = format!("{base}/mentions/again");
    let again = picks.then(|| view! { <Actions><Button>"Offer them again"</Button></Actions> });
    Some(
        view! {
            <Block title="Not this vendor" id="aside" remark="Set aside by a person; offered no more">
                <form method="post" action=action novalidate>
                    <Table caption="Not this vendor" columns stack=true>{lines}</Table>
                    {again}
                </form>
            </Block>
        }
        .into_any(),
    )
}

/// The line on the page of a vendor that leads here.
pub(super) fn way(vendor: &VendorRow, found: &Mentioned) -> AnyView {
    let href = format!("/vendors/{}/mentions", vendor.id);
    let said = match found.rows.len() {
        0 => view! { "No other system "<a href=href>"mentions it"</a>"." }.into_any(),
        1 => view! { <a href=href>"One system mentions it"</a>" and does not depend on it." }.into_any(),
        n => {
            let n = if found.more { format!("At least {}", dates::count(n)) } else { dates::count_first(n) };
            view! { <a href=href>{format!("{n} systems mention it")}</a>" and do not depend on it." }.into_any()
        }
    };
    view! { <p class="also">{said}</p> }.into_any()
}

/// The line on the register: how many systems mention vendors that they do not depend on, and which these are.
pub(super) fn of_all(all: &MentionedAll) -> Option<AnyView> {
    let MentionedAll { systems, vendors, more, .. } = all;
    if *systems == 0 {
        return None;
    }
    let say = match (systems, more) {
        (1, false) => ("One system".to_owned(), " mentions a vendor and does not depend on it"),
        (n, false) => (format!("{} systems", dates::count_first(*n)), MENTION),
        (n, true) => (format!("At least {} systems", dates::count(*n)), MENTION),
    };
    let way = |(id, ..): &(VendorId, String, usize)| format!("/vendors/{id}/mentions");
    let (systems, say) = say;
    let rows = match vendors.as_slice() {
        [one] => way(one),
        _ => "#mentioned".to_owned(),
    };
    let each = vendors.iter().map(|one| {
        let systems = dates::counted(one.2, "system", "systems");
        view! { <li><a href=way(one)>{one.1.clone()}</a><span class="sub">{systems}</span></li> }
    });
    let each = (vendors.len() > 1).then(|| {
        view! {
            <details class="behind">
                <summary>"Each vendor that is named, with its systems"</summary>
                <ul class="entries" id="mentioned">{each.collect_view()}</ul>
            </details>
        }
    });
    let named = vendors.iter().take(NAMED).enumerate().map(|(n, one)| {
        let (href, (_, name, systems)) = (way(one), one);
        let before = if n == 0 { ": " } else { ", " };
        view! { {before}<a href=href>{name.clone()}</a>{format!(" in {}", dates::figure(*systems))} }
    });
    let named = named.collect_view();
    let others = vendors.len().saturating_sub(NAMED);
    let others = (others > 0).then(|| {
        let words = dates::counted(others, "other vendor", "other vendors");
        view! { ", and "<a href="#mentioned">{words}</a> }
    });
    Some(view! { <Lede><a href=rows>{systems}</a>{say}{named}{others}"."</Lede>{each} }.into_any())
}
