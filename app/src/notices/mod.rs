//! What Plumbline told somebody by itself, what waits for whom, who is away, and what runs in the background.

pub mod absences;
pub mod calendar;
pub mod choice;
pub mod jobs;
pub mod letter;
pub mod waiting;
mod words;

use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::dates::{Moment, count, count_first};
use crate::ui::empty::EmptyPage;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use axum::response::Redirect;
use domain::notices::Group;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{Names, NoticeRow};

pub async fn list(asking: Asking) -> Result<Page> {
    let rows = asking.store().notices(asking.actor().person).await?;
    let (names, today, guest) = (asking.names().await?, asking.today, asking.actor().rights.is_guest());
    let told: Vec<_> = rows.iter().map(|row| asking.local(row.told)).collect();
    let unread = rows.iter().filter(|row| row.ended.is_none() && row.read.is_none()).count();
    Ok(asking.page("Notices", Place::Home, move || {
        if rows.is_empty() {
            return nothing(guest);
        }
        let (open, over): (Vec<_>, Vec<_>) = rows.into_iter().zip(told).partition(|(row, _)| row.ended.is_none());
        let verb = if open.len() == 1 { "thing is" } else { "things are" };
        let new = match unread {
            0 => "you have read all of it".to_owned(),
            1 => "one is new".to_owned(),
            n => format!("{} are new", count(n)),
        };
        let say = match open.len() {
            0 => format!("Nothing that you were told of is open; {new}."),
            n => format!("{} {verb} open that you were told of; {new}.", count_first(n)),
        };
        let groups = Group::ALL.iter().filter_map(|group| {
            let rows: Vec<_> = open.iter().filter(|(row, _)| row.notice.matter.what.group() == *group).cloned().collect();
            (!rows.is_empty()).then(|| block(group.label(), rows, &names, today))
        });
        let (groups, over) = (groups.collect_view(), (!over.is_empty()).then(|| block("Done with", over, &names, today)));
        let read = (unread > 0).then(|| view! {
            <form method="post" action="/notices/read"><Actions top=true><Button>"Mark all as read"</Button></Actions></form>
        });
        view! {
            <Say>{say}</Say>
            <Lede>
                "Each is told once as its day comes near, on the day, and weekly when it is late. "
                <a href="/notices/choice">"Choose what comes by letter"</a>". "<a href="/absences">"Say when you are away"</a>"."
            </Lede>
            {read}
            {groups}
            {over}
        }
        .into_any()
    }))
}

/// Marks what was told by now as read.
pub async fn read(asking: Asking) -> Result<Redirect> {
    asking.store().read_notices(asking.actor(), asking.now).await?;
    Ok(Redirect::to("/notices"))
}

fn nothing(guest: bool) -> AnyView {
    let choose = (!guest).then(|| {
        view! { <Actions><ButtonLink weight=Weight::Primary href="/notices/choice">"Choose what comes by letter"</ButtonLink></Actions> }
    });
    view! {
        <EmptyPage say="Nothing was announced to you yet.">
            <p>"What is due, what lapses and what waits for you is announced here by itself, and by a letter a day where mail is set up. It is looked for every day, and whenever something changes."</p>
            {choose}
        </EmptyPage>
    }
    .into_any()
}

fn block(title: &'static str, rows: Vec<(NoticeRow, jiff::civil::DateTime)>, names: &Names, today: Date) -> AnyView {
    let lines = rows.into_iter().map(|(row, told)| {
        let (when, whose) = (words::when(&row.notice, today), words::whose(&row.notice, names));
        let (matter, new) = (row.notice.matter, row.read.is_none() && row.ended.is_none());
        let new = new.then_some(", new");
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=matter.thing>{matter.title}</a><span class="sub">{whose}</span></th>
                <td data-th="What">{matter.what.label()}</td>
                <td data-th="When">{when}</td>
                <td data-th="Told"><Moment at=told today/>{new}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let columns = ["About", "What", "When", "Told"].into_iter().map(Column::new).collect();
    view! { <Block title><Table caption=title columns stack=true>{lines}</Table></Block> }.into_any()
}
