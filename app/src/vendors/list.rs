//! The register of vendors, each with how it stands.

use super::cover::sentence;
use super::held::{Held, category, cover_mark};
use super::mentions;
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
use crate::ui::empty::EmptyPage;
use crate::ui::mark::{Mark, Voice};
use crate::ui::query::Query as Address;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::attestations::Next;
use domain::instant::Zone as _;
use domain::people::{Relation, may};
use domain::trail::Verb;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Asked, MentionedAll, Names, Posture, VendorCover};

/// A posture, and the day of its last review.
type Line = (Posture, Option<Date>);

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
    lines: Vec<Line>,
    names: Names,
    /// The last questionnaire of each, by number.
    asked: BTreeMap<i64, Asked>,
    held: Held,
    may_add: bool,
    may_import: bool,
    /// Names of the inventory that nobody has matched.
    open: usize,
    /// Systems that mention vendors.
    mentioned: Arc<MentionedAll>,
}

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    let held = Held::of(&asking, &fields).await?;
    let zone = &asking.visitor.organisation.zone;
    let (store, programme) = (asking.store(), held.programme.as_ref());
    let all = if held.is_past() {
        store.vendor_postures_at(programme, instant(&asking, held.day), zone).await?
    } else {
        store.vendor_postures(programme, asking.now, zone).await?
    };
    let lines: Vec<_> = all.into_iter().map(|one| (one.cover.last_review().map(|at| zone.day(at)), one)).collect();
    let lines = lines.into_iter().map(|(reviewed, one)| (one, reviewed)).collect::<Vec<Line>>();
    let names = asking.names().await?;
    let may_add = may(asking.actor().rights, Verb::VendorAdded, Relation::Stranger);
    let may_import = may(asking.actor().rights, Verb::VendorsImported, Relation::Stranger);
    let may_match = may(asking.actor().rights, Verb::VendorsMatched, Relation::Stranger);
    let open = if may_match { asking.store().named_vendors().await?.len() } else { 0 };
    let asked = asking.store().asked_last(asking.today).await?;
    let mentioned = asking.store().mentions_of_all(asking.visitor.seq).await?;
    let register = Register { lines, names, asked, held, may_add, may_import, open, mentioned };
    Ok(asking.page("Vendors", Place::Vendors, move || {
        if register.lines.is_empty() && !register.held.is_past() {
            empty(register.may_add, register.may_import, register.open)
        } else {
            page(register)
        }
    }))
}

/// Names of the inventory that wait for somebody to say what they mean.
fn waiting(open: usize) -> Option<AnyView> {
    (open > 0).then(|| {
        let names = dates::counted(open, "name", "names");
        view! { <Lede>"The inventory gives vendors "<a href="/vendors/names">{names}</a>" that nobody has matched yet."</Lede> }.into_any()
    })
}

fn empty(may_add: bool, may_import: bool, open: usize) -> AnyView {
    view! {
        <EmptyPage say="No vendor is in the register, so nothing is asked of any.">
            <p>"A vendor supplies a model or a service that a system runs on. What it must show, such as a SOC 2 report, is \
            asked on account of every system that depends on it."</p>
            {waiting(open)}
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

fn page(register: Register) -> AnyView {
    let Register { lines, names, asked, held, may_add, may_import, open, mentioned } = register;
    let covers: Vec<_> = lines.iter().map(|(one, _)| &one.cover).filter(|cover| cover.state().is_some()).collect();
    let say = if covers.is_empty() { plain(&lines) } else { sentence(&covers) };
    let window = covers.iter().find_map(|cover| cover.window);
    let held_against = window.map(|window| {
        let words = format!("Held against {}. ", Held::window_words(window));
        view! { <Lede>{words}<a href="/vendors/cover">"All in one picture"</a>"."</Lede> }
    });
    let past = held.is_past();
    let columns = [
        Some(Column::new("Vendor")),
        Some(Column::new("Cover")),
        Some(Column::number("Days uncovered")),
        Some(Column::number("Open findings")),
        Some(Column::new("Last review")),
        (!past).then(|| Column::new("Questionnaire")),
        (!past).then(|| Column::new("Next")),
        Some(Column::new("Owner")),
        Some(Column::number("Systems")),
    ];
    let columns = columns.into_iter().flatten().collect();
    let today = held.today;
    let at = if past { held.day.to_string() } else { String::new() };
    // Of a day that has passed, the register alone is a list.
    let lists = if past { LISTS.get(..1).unwrap_or_default() } else { &LISTS };
    let kept = keep(lists, &Address::of("/vendors", [("at", at.clone())]));
    let (remark, chooser) = (held.remark(), held.chooser("/vendors"));
    let (may_add, may_import) = (may_add && !past, may_import && !past);
    let open = if past { 0 } else { open };
    let mentioned = if past { None } else { mentions::of_all(&mentioned) };
    let lines = lines
        .into_iter()
        .map(|line| {
            let last = (!past).then(|| asked.get(&line.0.cover.vendor.no));
            entry(line, last, &names, today, &at)
        })
        .collect_view();
    view! {
        <Say>{say}</Say>
        {waiting(open)}
        {mentioned}
        {held_against}
        {remark}
        {may_add.then(|| view! {
            <Actions top=true>
                <ButtonLink weight=Weight::Primary href="/vendors/new">"Add a vendor"</ButtonLink>
                {may_import.then(|| view! { <ButtonLink href="/vendors/import">"Import a list"</ButtonLink> })}
            </Actions>
        })}
        <Block title="The register" first=true quiet=true><Table caption="Vendors" columns stack=true>{lines}</Table>{kept}{chooser}</Block>
    }
    .into_any()
}

/// Where no window asks anything of them.
fn plain(lines: &[Line]) -> AnyView {
    let n = lines.len();
    if n == 0 {
        return "No vendor was in the register on that day.".into_any();
    }
    let used = lines.iter().filter(|(one, _)| one.cover.vendor.systems > 0).count();
    let vendors = if n == 1 { "vendor is" } else { "vendors are" };
    let used = match (n, used) {
        (1, 0) => "no system depends on it".to_owned(),
        (1, _) => "systems depend on it".to_owned(),
        (_, 0) => "no system depends on any of them".to_owned(),
        _ if used == n => "systems depend on each".to_owned(),
        _ => format!("systems depend on {} of them", dates::count(used)),
    };
    format!("{} {vendors} in the register; {used}.", dates::count_first(n)).into_any()
}

/// The next thing to do, with a link to where it is done.
pub(super) fn next_words(one: &VendorCover) -> AnyView {
    if one.next == Next::Nothing {
        return "Nothing".into_any();
    }
    let about = one.next.about().and_then(|no| one.documents.iter().find(|(row, _)| row.no == no));
    let href = about.map_or_else(
        || format!("/vendors/{}#attestations", one.vendor.id),
        |(row, _)| format!("/attestations/{}", row.id),
    );
    view! { <a href=href>{one.next.sentence()}</a> }.into_any()
}

/// `asked`: its last questionnaire, where those are shown; `at`: the day of the list, empty for today.
fn entry((posture, reviewed): Line, asked: Option<Option<&Asked>>, names: &Names, today: Date, at: &str) -> AnyView {
    let Posture { cover, open } = posture;
    let (state, word) = cover_mark(cover.weakest().map(|(_, cover)| cover));
    let uncovered = usize::try_from(cover.uncovered()).unwrap_or_default();
    // What to do next is a matter of today.
    let next = asked.is_some().then(|| view! { <td data-th="Next">{next_words(&cover)}</td> });
    let weakest = category(&cover);
    let vendor = cover.vendor;
    let owner = vendor.owner.map_or_else(|| "Nobody".to_owned(), |owner| names.of(owner).to_owned());
    let own = format!("/vendors/{}", vendor.id);
    let href = Address::of(&own, [("at", at)]).href();
    let beside = format!("{} tier", vendor.tier.label());
    let beside =
        if vendor.service.is_empty() { beside } else { format!("{}, {}", vendor.service, beside.to_lowercase()) };
    let questionnaire = |asked: Option<&Asked>| match asked {
        None => view! { <a href=format!("{own}/questionnaires")>"Never asked"</a> }.into_any(),
        Some(last) => {
            let (score, stands) = asked_words(last, today);
            let to = format!("/questionnaires/{}", last.id);
            let mark = asked_mark(last);
            view! { <a class="quiet" href=to><Mark state=mark voice=Voice::Calm word=score wrap=true/></a><span class="sub">{stands}</span> }
                .into_any()
        }
    };
    let questionnaire = asked.map(|asked| view! { <td data-th="Questionnaire">{questionnaire(asked)}</td> });
    let reviewed = reviewed.map_or_else(|| "Never".to_owned(), |day| dates::short(day, today));
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=href.clone()>{vendor.name}</a><span class="sub">{beside}</span></th>
            <td data-th="Cover"><Mark state voice=Voice::Calm word/>{weakest}</td>
            <td class="n" data-th="Days uncovered"><a href=format!("{href}#cover")>{dates::figure(uncovered)}</a></td>
            <td class="n" data-th="Open findings"><a href=format!("{href}#asked")>{dates::figure(open)}</a></td>
            <td data-th="Last review">{reviewed}</td>
            {questionnaire}
            {next}
            <td data-th="Owner">{owner}</td>
            <td class="n" data-th="Systems"><a href=format!("{href}#systems")>{dates::figure(vendor.systems)}</a></td>
        </tr>
    }
    .into_any()
}
