//! The register of vendors, each with how it stands: filters, order and page are the address.

use super::cover::{Left, sentence};
use super::held::{Held, shown_mark, weakest_in};
use super::mentions;
use super::wanted::Wanted;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Query;
use crate::lists::{List, keep};
use crate::page::Page;
use crate::questionnaires::{asked_mark, asked_words};
use crate::reading::instant;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::dates;
use crate::ui::empty::{Empty, EmptyPage};
use crate::ui::filters::Chips;
use crate::ui::mark::{Mark, Voice};
use crate::ui::pager::Pager;
use crate::ui::query::Query as Address;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::attestations::Next;
use domain::ids::{ReportId, VendorId};
use domain::people::{Relation, may};
use domain::trail::Verb;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Asked, MentionedAll, Names, OpenOf, PAGE, Posture, PostureOrder};

/// What can be kept of the register.
const LISTS: [(List, &str); 6] = [
    (List::Vendors, "the vendors"),
    (List::Dependencies, "which system depends on which"),
    (List::Subprocessors, "sub-processors"),
    (List::Attestations, "attestations"),
    (List::Questionnaires, "questionnaires"),
    (List::Answers, "their answers"),
];

struct Register {
    all: Arc<Vec<Posture>>,
    wanted: Wanted,
    /// How many the filters let through.
    matching: usize,
    /// The rows of the page, and which page of how many it is.
    rows: Vec<Posture>,
    page: usize,
    pages: usize,
    /// Of these rows: how many of its findings are open, by number.
    open: BTreeMap<i64, OpenOf>,
    /// Of these rows: the last questionnaire, by number.
    asked: BTreeMap<i64, Asked>,
    names: Names,
    held: Held,
    may_add: bool,
    may_import: bool,
    /// Names of the inventory that nobody has matched.
    unmatched: usize,
    /// Systems that mention vendors.
    mentioned: Arc<MentionedAll>,
}

/// The register as it stands on the day that is asked for.
pub(super) async fn register(asking: &Asking, held: &Held) -> Result<Arc<Vec<Posture>>> {
    let zone = &asking.visitor.organisation.zone;
    let (store, seq, programme) = (asking.store(), asking.visitor.seq, held.programme.as_ref());
    Ok(match held.is_past() {
        true => store.postures_at(seq, programme, instant(asking, held.day), zone).await?,
        false => store.postures(seq, programme, asking.now, zone).await?,
    })
}

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    let held = Held::of(&asking, &fields).await?;
    let wanted = Wanted::of(&fields, &held);
    let (store, names) = (asking.store(), asking.names().await?);
    let all = register(&asking, &held).await?;
    let matching = wanted.rows(&all, &names);
    let pages = matching.len().div_ceil(PAGE);
    let page = wanted.page(pages);
    let rows: Vec<_> = matching.iter().skip((page - 1) * PAGE).take(PAGE).copied().cloned().collect();
    let numbers: Vec<_> = rows.iter().map(|row| row.vendor.no).collect();
    let may = |verb| may(asking.actor().rights, verb, Relation::Stranger);
    let register = Register {
        matching: matching.len(),
        page,
        pages,
        open: store.open_of(&numbers, held.programme.as_ref(), instant(&asking, held.day)).await?,
        asked: if held.is_past() { BTreeMap::new() } else { store.asked_last(&numbers, asking.today).await? },
        may_add: may(Verb::VendorAdded),
        may_import: may(Verb::VendorsImported),
        unmatched: if may(Verb::VendorsMatched) { store.names_unmatched(asking.visitor.seq).await? } else { 0 },
        mentioned: store.mentions_of_all(asking.visitor.seq).await?,
        all: Arc::clone(&all),
        wanted,
        rows,
        names,
        held,
    };
    Ok(asking.page("Vendors", Place::Vendors, move || {
        if register.all.is_empty() && !register.held.is_past() {
            empty(register.may_add, register.may_import, register.unmatched)
        } else {
            body(&register)
        }
    }))
}

/// Names of the inventory that wait for somebody to say what they mean.
fn waiting(unmatched: usize) -> Option<AnyView> {
    (unmatched > 0).then(|| {
        let names = dates::counted(unmatched, "name", "names");
        view! { <Lede>"The inventory gives vendors "<a href="/vendors/names">{names}</a>" that nobody has matched yet."</Lede> }.into_any()
    })
}

fn empty(may_add: bool, may_import: bool, unmatched: usize) -> AnyView {
    view! {
        <EmptyPage say="No vendor is in the register, so nothing is asked of any.">
            <p>"A vendor supplies a model or a service that a system runs on. What it must show, such as a SOC 2 report, is \
            asked on account of every system that depends on it."</p>
            {waiting(unmatched)}
            {may_add.then(|| view! {
                <Actions>
                    <ButtonLink weight=Weight::Primary href="/vendors/new">"Add a vendor"</ButtonLink>
                    {may_import.then(|| view! { <ButtonLink href="/vendors/import">"Import a list"</ButtonLink> })}
                </Actions>
            })}
        </EmptyPage>
    }
    .into_any()
}

fn body(register: &Register) -> AnyView {
    let Register { all, wanted, names, held, may_add, may_import, unmatched, mentioned, .. } = register;
    let (past, whole) = (held.is_past(), wanted.whole());
    let left = all.iter().filter(|it| it.cover.is_asked()).map(|it| Left {
        vendor: it.vendor.id,
        name: &it.vendor.name,
        days: it.uncovered,
        open: it.cover.leaves_days(),
    });
    let left: Vec<_> = left.collect();
    let say = if left.is_empty() { plain(all, &whole) } else { sentence(&left, &whole) };
    let window = all.iter().filter(|it| it.cover.is_asked()).find_map(|it| it.window);
    let held_against = window.map(|window| {
        let words = format!("Held against {}. ", Held::window_words(window));
        view! { <Lede>{words}<a href="/vendors/cover">"All in one picture"</a>"."</Lede> }
    });
    let (may_add, may_import) = (*may_add && !past, *may_import && !past);
    let unmatched = if past { 0 } else { *unmatched };
    let mentioned = if past { None } else { mentions::of_all(mentioned) };
    let rows = (!all.is_empty()).then(|| {
        let (chips, form) = (wanted.chips(all, names), wanted.form(all, names, past));
        let (query, shown, of, table) = (wanted.query.clone(), register.matching, all.len(), table(register));
        view! {
            {form}
            <Chips query chips shown of/>
            {table}
        }
    });
    let (remark, kept, chooser) = (held.remark(), kept(wanted, past), held.chooser(&wanted.query));
    view! {
        <Say>{say}</Say>
        {waiting(unmatched)}
        {mentioned}
        {held_against}
        {remark}
        {may_add.then(|| view! {
            <Actions top=true>
                <ButtonLink weight=Weight::Primary href="/vendors/new">"Add a vendor"</ButtonLink>
                {may_import.then(|| view! { <ButtonLink href="/vendors/import">"Import a list"</ButtonLink> })}
            </Actions>
        })}
        <Block title="The register" first=true quiet=true id="rows">{rows}{kept}{chooser}</Block>
    }
    .into_any()
}

/// What can be kept: the vendors as they are shown, and the rest whole. Of a day that has passed, the register alone is a
/// list.
fn kept(wanted: &Wanted, past: bool) -> AnyView {
    let (vendors, rest) = LISTS.split_at(1);
    match (past, wanted.query.pairs().is_empty()) {
        (true, _) => keep(vendors, &wanted.query),
        (false, true) => keep(&LISTS, &wanted.query),
        (false, false) => view! { {keep(vendors, &wanted.query)}{keep(rest, &Address::new("/vendors"))} }.into_any(),
    }
}

/// Where no window asks anything of them.
fn plain(all: &[Posture], whole: &Address) -> AnyView {
    let n = all.len();
    if n == 0 {
        return "No vendor was in the register on that day.".into_any();
    }
    let used = all.iter().filter(|it| it.vendor.systems > 0).count();
    let vendors = if n == 1 { "vendor is" } else { "vendors are" };
    let some = whole.with("used", "yes").href();
    let used = match (n, used) {
        (1, 0) => "no system depends on it".into_any(),
        (1, _) => "systems depend on it".into_any(),
        (_, 0) => "no system depends on any of them".into_any(),
        _ if used == n => "systems depend on each".into_any(),
        _ => view! { "systems depend on "<a href=some>{dates::count(used)}</a>" of them" }.into_any(),
    };
    view! { <a href=whole.href()>{dates::count_first(n)}</a>{format!(" {vendors} in the register; ")}{used}"." }
        .into_any()
}

fn table(register: &Register) -> AnyView {
    let Register { wanted, rows, held, .. } = register;
    if rows.is_empty() {
        let all = wanted.whole().href();
        return view! { <Empty>"No vendor is like that. "<a href=all>"Show all of them"</a></Empty> }.into_any();
    }
    let past = held.is_past();
    let columns = [
        Some(wanted.sorts(Column::new("Vendor"), PostureOrder::Name)),
        Some(Column::new("Cover")),
        Some(wanted.sorts(Column::number("Days uncovered"), PostureOrder::Uncovered)),
        Some(Column::number("Open findings")),
        Some(wanted.sorts(Column::new("Last review"), PostureOrder::Reviewed)),
        (!past).then(|| Column::new("Questionnaire")),
        (!past).then(|| wanted.sorts(Column::new("Next"), PostureOrder::Need)),
        Some(wanted.sorts(Column::new("Owner"), PostureOrder::Owner)),
        Some(wanted.sorts(Column::number("Systems"), PostureOrder::Systems)),
    ];
    let columns = columns.into_iter().flatten().collect();
    let lines = rows.iter().map(|row| line(row, register)).collect_view();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let pager = (register.pages > 1).then(|| {
        let (query, page, pages) = (wanted.query.clone(), number(register.page), number(register.pages));
        let order = wanted.by_need().then(|| format!("{PAGE} a page, what needs somebody first"));
        view! { <Pager query page pages>{order}</Pager> }
    });
    view! { <Table caption="Vendors" columns stack=true many=true>{lines}</Table>{pager} }.into_any()
}

/// The next thing to do about a vendor, with a link to where it is done: at the document it is about, or at all of them.
pub(super) fn next_words(next: &Next, about: Option<ReportId>, vendor: VendorId) -> AnyView {
    if *next == Next::Nothing {
        return "Nothing".into_any();
    }
    let href = about.map_or_else(|| format!("/vendors/{vendor}#attestations"), |id| format!("/attestations/{id}"));
    view! { <a href=href>{next.sentence()}</a> }.into_any()
}

/// “3”; where something of it is unknown, that too: “0 open, 4 unknown”.
fn open_words(of: OpenOf) -> String {
    let open = dates::figure(of.open);
    if of.unknown == 0 { open } else { format!("{open} open, {} unknown", dates::figure(of.unknown)) }
}

/// Its last questionnaire.
fn questionnaire(asked: Option<&Asked>, vendor: &str, today: Date) -> AnyView {
    let Some(last) = asked else {
        return view! { <a href=format!("{vendor}/questionnaires")>"Never asked"</a> }.into_any();
    };
    let (score, stands) = asked_words(last, today);
    let (to, mark) = (format!("/questionnaires/{}", last.id), asked_mark(last));
    view! { <a class="quiet" href=to><Mark state=mark voice=Voice::Calm word=score wrap=true/></a><span class="sub">{stands}</span> }
        .into_any()
}

fn line(row: &Posture, register: &Register) -> AnyView {
    let Register { held, names, open, asked, .. } = register;
    let Posture { vendor, cover, weakest, uncovered, next, about, reviewed, window: _ } = row;
    let (past, today) = (held.is_past(), held.today);
    let (state, word) = shown_mark(*cover);
    let uncovered = usize::try_from(*uncovered).unwrap_or_default();
    let open = open.get(&vendor.no).copied().unwrap_or_default();
    let owner = vendor.owner.map_or_else(|| "Nobody".to_owned(), |owner| names.of(owner).to_owned());
    let own = format!("/vendors/{}", vendor.id);
    let href = Address::of(&own, [("at", held.at())]).href();
    let tier = format!("{} tier", vendor.tier.label());
    let beside = match vendor.service.as_str() {
        "" => tier,
        service => format!("{service}, {}", tier.to_lowercase()),
    };
    // What to do next, and what was asked last, are matters of today.
    let questionnaire =
        (!past).then(|| view! { <td data-th="Questionnaire">{questionnaire(asked.get(&vendor.no), &own, today)}</td> });
    let next = (!past).then(|| view! { <td data-th="Next">{next_words(next, *about, vendor.id)}</td> });
    let reviewed = reviewed.map_or_else(|| "Never".to_owned(), |day| dates::short(day, today));
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=href.clone()>{vendor.name.clone()}</a><span class="sub">{beside}</span></th>
            <td data-th="Cover"><Mark state voice=Voice::Calm word/>{weakest.map(weakest_in)}</td>
            <td class="n" data-th="Days uncovered"><a href=format!("{href}#cover")>{dates::figure(uncovered)}</a></td>
            <td class="n" data-th="Open findings"><a href=format!("{href}#asked")>{open_words(open)}</a></td>
            <td data-th="Last review">{reviewed}</td>
            {questionnaire}
            {next}
            <td data-th="Owner">{owner}</td>
            <td class="n" data-th="Systems"><a href=format!("{href}#systems")>{dates::figure(vendor.systems)}</a></td>
        </tr>
    }
    .into_any()
}
