//! What waits for whom, and since when: approvals, reviews and decisions of everybody.

use super::words;
use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::dates::{count, counted, days_between, how_many, short};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::instant::Zone as _;
use domain::notices::{ESCALATE_DAYS, Matter, Way, notices};
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::Names;

/// Something that waits: once for whom it is, with those who stand in or were told from above.
struct Line {
    matter: Matter,
    beside: Vec<String>,
}

pub async fn show(asking: Asking) -> Result<Page> {
    let zone = &asking.visitor.organisation.zone;
    let matters = asking.store().matters_waiting(asking.now, zone).await?;
    let (names, today) = (asking.names().await?, zone.day(asking.now));
    let lines = lines(&matters, &asking.store().colleagues(today).await?, &names, today);
    Ok(asking.page("What waits", Place::Home, move || {
        let long = lines.iter().filter(|line| i64::from(days_between(line.matter.since, today)) >= ESCALATE_DAYS).count();
        let verb = if lines.len() == 1 { "thing waits" } else { "things wait" };
        let long = match long {
            0 => "none of them for two weeks".to_owned(),
            n => format!("{} for two weeks or longer", count(n)),
        };
        let say = format!("{} {verb} for somebody; {long}.", how_many(lines.len()));
        let none = lines.is_empty();
        let rows = lines.into_iter().map(|line| row(line, &names, today)).collect_view();
        let columns = ["What", "For whom", "Since", "Told beside them"].into_iter().map(Column::new).collect();
        let table = if none {
            view! { <p>"Nothing waits for anybody."</p> }.into_any()
        } else {
            view! { <Table caption="What waits" columns stack=true>{rows}</Table> }.into_any()
        };
        view! {
            <Say>{say}</Say>
            <Lede>"What anybody with the right may do stands here for each of them. After two weeks those above are told too. "<a href="/absences">"Who is away"</a>"."</Lede>
            <Block title="What waits for whom" first=true quiet=true>
                {table}
            </Block>
        }
    }))
}

fn lines(matters: &[Matter], colleagues: &domain::notices::Colleagues, names: &Names, today: Date) -> Vec<Line> {
    let mut beside: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for notice in notices(matters, colleagues, today) {
        let key = (notice.matter.what, notice.matter.thing.clone(), notice.matter.to);
        let told = names.of(notice.person).to_owned();
        match notice.way {
            Way::Own => {}
            Way::For(_) => beside.entry(key).or_default().push(format!("{told}, standing in")),
            Way::Above(_) | Way::Orphan(_) => beside.entry(key).or_default().push(told),
        }
    }
    let mut lines: Vec<_> = matters
        .iter()
        .map(|matter| {
            let key = (matter.what, matter.thing.clone(), matter.to);
            Line { matter: matter.clone(), beside: beside.remove(&key).unwrap_or_default() }
        })
        .collect();
    lines.sort_by(|a, b| (a.matter.since, &a.matter).cmp(&(b.matter.since, &b.matter)));
    lines
}

fn row(line: Line, names: &Names, today: Date) -> impl IntoView + use<> {
    let Line { matter, beside } = line;
    let days = days_between(matter.since, today);
    let since = format!(
        "{}, {}",
        short(matter.since, today),
        counted(usize::try_from(days).unwrap_or_default(), "day", "days")
    );
    let (whom, title) = (names.of(matter.to).to_owned(), words::title(&matter));
    view! {
        <tr>
            <th scope="row">{title}</th>
            <td data-th="For whom">{whom}</td>
            <td data-th="Since">{since}</td>
            <td data-th="Told beside them">{beside.join(", ")}</td>
        </tr>
    }
}
