//! What waits for whom, and since when: approvals, reviews and decisions of everybody.

use super::words;
use crate::asking::Asking;
use crate::beside::{many, register};
use crate::error::Result;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::dates::{count, count_first, counted, days_between, short};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::ids::PersonId;
use domain::instant::Zone as _;
use domain::notices::{Colleagues, ESCALATE_DAYS, Matter, Way, What, notices};
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::Names;

/// People who are named one by one; of more, the rest is counted.
const NAMED: usize = 4;

/// Something that waits: once, with all for whom it does, and those who stand in or were told from above.
struct Line {
    matter: Matter,
    /// With how many of it each may do.
    people: Vec<(PersonId, u64)>,
    beside: BTreeSet<String>,
}

pub async fn show(asking: Asking) -> Result<Page> {
    let zone = &asking.visitor.organisation.zone;
    let waits = asking.store().waits(asking.visitor.seq, asking.now, zone).await?;
    let (names, today, me) = (asking.names().await?, zone.day(asking.now), asking.actor().person);
    let (matters, mine) = (&waits.matters, waits.of(me).cloned().collect::<Vec<_>>());
    let waiting = asking.store().waiting(asking.visitor.seq).await?;
    let queued = BTreeMap::from([(What::Review, waiting.pieces.len()), (What::Decide, waiting.changes.len())]);
    let lines = lines(matters, &asking.store().colleagues(today).await?, &names, &queued, today);
    let guest = asking.actor().rights.is_guest();
    Ok(asking.page("What waits", Place::Home, move || {
        let long = lines.iter().filter(|line| i64::from(days_between(line.matter.since, today)) >= ESCALATE_DAYS).count();
        let things: usize = lines.iter().map(|line| usize::try_from(line.matter.count).unwrap_or(usize::MAX)).sum();
        let verb = if things == 1 { "thing waits" } else { "things wait" };
        let long = match long {
            0 => "nothing for two weeks".to_owned(),
            n => format!("{} below for two weeks or longer", counted(n, "line", "lines")),
        };
        let say = match things {
            0 => "Nothing waits for anybody.".to_owned(),
            n => format!("{} {verb} for somebody; {long}.", count_first(n)),
        };
        let (none, mine) = (lines.is_empty(), own(&mine, today));
        let away = (!guest).then(|| view! { <a href="/absences">"Who is away"</a>"." });
        let rows = lines.into_iter().map(|line| row(line, &names, me, today)).collect_view();
        let columns = ["What", "For whom", "Since", "Told beside them"].into_iter().map(Column::new).collect();
        let table = if none {
            view! { <p>"Approvals, reviews and decisions stand here while they wait."</p> }.into_any()
        } else {
            view! { <Table caption="What waits" columns stack=true>{rows}</Table> }.into_any()
        };
        view! {
            <Say>{say}</Say>
            <Lede>"What several people may do waits for all of them. Of what holds up the work of others, those above are told too after two weeks. "{away}</Lede>
            {mine}
            <Block title="What waits for whom" id="all">
                {table}
            </Block>
        }
    }))
}

/// What waits for whoever looks, by register: the numbers that stand in the rail. Beside its tasks stands there what is to
/// be proven, too.
fn own(mine: &[Matter], today: Date) -> AnyView {
    let registers = [Place::Tasks].iter().chain(&Place::REGISTERS).filter_map(|place| {
        let these: Vec<_> = mine.iter().filter(|matter| register(matter) == *place).collect();
        let n = many(these.iter().copied());
        let line = |matter: &&Matter| {
            let since = format!("Since {}", short(matter.since, today));
            view! { <li><a href=matter.thing.clone()>{words::title(matter)}</a><span class="sub">{since}</span></li> }
        };
        let lines = these.iter().map(line).collect_view();
        let word = if *place == Place::Tasks { "Tasks to sign off" } else { place.word() };
        let head = format!("{word}: {n}");
        (n > 0).then(|| view! { <h3>{head}</h3><ul class="entries">{lines}</ul> })
    });
    let registers: Vec<_> = registers.collect();
    let none = registers.is_empty().then(|| view! { <p>"Nothing waits for you."</p> });
    view! { <Block title="What waits for you" id="mine" first=true>{none}{registers}</Block> }.into_any()
}

/// A line for each thing, and one for each queue, of which each may do some: `queued` says how many are in it.
fn lines(
    matters: &[Matter],
    colleagues: &Colleagues,
    names: &Names,
    queued: &BTreeMap<What, usize>,
    today: Date,
) -> Vec<Line> {
    let mut lines: BTreeMap<_, Line> = BTreeMap::new();
    let key = |matter: &Matter| match queued.get(&matter.what) {
        Some(_) => (matter.what, String::new(), String::new()),
        None => (matter.what, matter.thing.clone(), matter.title.clone()),
    };
    for matter in matters {
        let line = lines.entry(key(matter));
        let line = line.or_insert_with(|| Line { matter: matter.clone(), people: vec![], beside: BTreeSet::new() });
        line.people.push((matter.to, matter.count));
        line.matter.since = line.matter.since.min(matter.since);
        if let Some(all) = queued.get(&matter.what) {
            line.matter.count = u64::try_from(*all).unwrap_or(u64::MAX);
            line.matter.title = matter.what.counted(line.matter.count);
        }
    }
    for notice in notices(matters, colleagues, today) {
        let told = names.of(notice.person);
        let told = match notice.way {
            Way::Own => continue,
            Way::For(_) => format!("{told}, standing in"),
            Way::Above(_) | Way::Orphan(_) => told.to_owned(),
        };
        if let Some(line) = lines.get_mut(&key(&notice.matter)) {
            line.beside.insert(told);
        }
    }
    let mut lines: Vec<_> = lines.into_values().collect();
    lines.sort_by_key(|line| line.matter.since);
    lines
}

fn row(line: Line, names: &Names, me: PersonId, today: Date) -> impl IntoView + use<> {
    let Line { matter, people, beside } = line;
    let days = usize::try_from(days_between(matter.since, today)).unwrap_or_default();
    let since = format!("{}, {}", short(matter.since, today), counted(days, "day", "days"));
    let share = |(person, count): &(PersonId, u64)| match *count == matter.count {
        true => names.of(*person).to_owned(),
        false => format!("{} ({count})", names.of(*person)),
    };
    // Where nearly everybody is meant, a few stand for all of them, whoever looks first.
    let mut people = people;
    people.sort_by_key(|(person, _)| *person != me);
    let more = people.len().saturating_sub(NAMED);
    let rest = if more > 1 { format!(" and {} more", count(more)) } else { String::new() };
    let named = people.iter().take(if more > 1 { NAMED } else { people.len() });
    let whom = format!("{}{rest}", named.map(share).collect::<Vec<_>>().join(", "));
    let title = words::title(&matter);
    let title = if people.iter().any(|(person, _)| *person == me) {
        view! { <a class="quiet" href=matter.thing>{title}</a> }.into_any()
    } else {
        title.into_any()
    };
    let beside = beside.into_iter().collect::<Vec<_>>().join(", ");
    view! {
        <tr>
            <th scope="row">{title}</th>
            <td data-th="For whom">{whom}</td>
            <td class="nowrap" data-th="Since">{since}</td>
            <td data-th="Told beside them">{beside}</td>
        </tr>
    }
}
