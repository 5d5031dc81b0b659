//! Training: one's own courses; and for whoever sees all, each course with who lacks it, and each person who lacks one.

use super::parts::{OWN_COLUMNS, lacking_words, needs, own_rows, sees};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Query;
use crate::lists::{List, keep};
use crate::mishap::told;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::ids::PersonId;
use domain::people::{Relation, may};
use domain::trail::Verb;
use domain::training::{Lack, sees_all};
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{Names, Training};

struct Shown {
    training: Training,
    names: Names,
    me: PersonId,
    /// By the places of courses: which of them this person sees whole.
    seen: Vec<bool>,
    all: bool,
    adds: bool,
    takes: bool,
    today: Date,
    said: Option<AnyView>,
}

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    let training = asking.store().training().await?;
    let me = asking.actor();
    let mays = |verb| may(me.rights, verb, Relation::Stranger);
    let shown = Shown {
        seen: training.courses.iter().map(|row| sees(&asking, row)).collect(),
        all: sees_all(me.rights),
        adds: mays(Verb::CourseAdded),
        takes: mays(Verb::TrainingTaken),
        names: asking.names().await?,
        me: me.person,
        today: asking.today,
        said: told(&fields, &[("taken", "Taken in", "The file is kept as it came, under its hash.")]),
        training,
    };
    Ok(asking.page("Training", Place::Training, move || body(shown)))
}

fn body(shown: Shown) -> AnyView {
    let mine = needs(&shown.training, shown.me, shown.today);
    let own = own(&shown, &mine);
    let lacking = mine.iter().filter(|(_, one)| matches!(one, domain::training::Standing::Lacks { .. })).count();
    let (say, courses, people) = (sentence(&shown, mine.len(), lacking), courses(&shown), people(&shown));
    let aside = shown.training.aside().count();
    let aside = (shown.takes && aside > 0).then(|| {
        view! { <ButtonLink href="/training/aside">{dates::capital(&dates::counted(aside, "record of nobody known", "records of nobody known"))}</ButtonLink> }
    });
    let weight = if shown.training.courses.is_empty() { Weight::Primary } else { Weight::Bordered };
    let adds = shown.adds.then(|| view! { <ButtonLink weight href="/training/new">"Add a course"</ButtonLink> });
    let takes = shown.takes.then(|| {
        let weight = if shown.training.courses.is_empty() { Weight::Bordered } else { Weight::Primary };
        view! { <ButtonLink weight href="/training/records">"Take in records"</ButtonLink> }
    });
    view! {
        <Say>{say}</Say>
        <Lede>"Who completed what is taken from the learning platform’s export. CC1.4, and Art. 4 of the EU AI Act, ask for people who know their part."</Lede>
        {shown.said}
        <Actions top=true>{takes}{adds}{aside}</Actions>
        {own}
        {courses}
        {people}
        {keep(&[(List::Courses, "courses"), (List::TrainingRecords, "records")], &crate::ui::query::Query::new("/training"))}
    }
    .into_any()
}

fn sentence(shown: &Shown, needed: usize, lacking: usize) -> String {
    if !shown.all {
        return match (needed, lacking) {
            (0, _) => "No course is asked of you.".to_owned(),
            (_, 0) => "You have every course that is asked of you.".to_owned(),
            (of, n) => {
                format!("You lack {} of the {} asked of you.", dates::count(n), dates::counted(of, "course", "courses"))
            }
        };
    }
    let open: Vec<_> = shown.training.courses.iter().filter(|row| row.retired.is_none()).collect();
    if open.is_empty() {
        return "No course is asked of anybody yet.".to_owned();
    }
    let complete = open.iter().filter(|row| shown.training.register(row, shown.today).is_complete()).count();
    let lack = lacks(shown).len();
    let courses =
        format!("{} of {} complete", dates::how_many(complete), dates::counted(open.len(), "course is", "courses are"));
    match lack {
        0 => format!("{courses}; nobody lacks one."),
        1 => format!("{courses}; one person lacks one."),
        n => format!("{courses}; {} people lack one.", dates::count(n)),
    }
}

fn own(shown: &Shown, mine: &[(&store::CourseRow, domain::training::Standing)]) -> AnyView {
    if mine.is_empty() && shown.all {
        return ().into_any();
    }
    let table = if mine.is_empty() {
        view! { <Empty>"Nobody asks a course of you."</Empty> }.into_any()
    } else {
        let columns = OWN_COLUMNS.into_iter().map(Column::new).collect();
        let rows = own_rows(mine, shown.today);
        view! { <Table caption="Your training" columns stack=true>{rows}</Table> }.into_any()
    };
    view! { <Block title="Your training" id="own" first=true>{table}</Block> }.into_any()
}

fn courses(shown: &Shown) -> AnyView {
    let seen = shown.training.courses.iter().zip(&shown.seen).filter(|(_, seen)| **seen).map(|(row, _)| row);
    let seen: Vec<_> = seen.collect();
    if seen.is_empty() {
        return ().into_any();
    }
    let rows = seen.iter().map(|row| {
        let register = shown.training.register(row, shown.today);
        let lacking: Vec<_> = register.lacking().collect();
        let (state, word) = match (&row.retired, register.is_complete()) {
            (Some(_), _) => (State::Excluded, "Retired".to_owned()),
            (None, true) => (State::Met, "Complete".to_owned()),
            (None, false) => (State::Gap, lacking_words(&lacking)),
        };
        let closed = row.closed.map_or_else(
            || "Never".to_owned(),
            |one| {
                if one.until < shown.today {
                    format!("Ran out {}", dates::short(one.until, shown.today))
                } else {
                    format!("Until {}", dates::short(one.until, shown.today))
                }
            },
        );
        let href = format!("/training/{}", row.id);
        let (title, why) = (row.course.title.clone(), row.required_by.clone());
        let word = if word.is_empty() { "Nobody needs it".to_owned() } else { word };
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=href>{title}</a><span class="sub">{why}</span></th>
                <td class="n" data-th="Needed by">{dates::figure(register.rows.len())}</td>
                <td class="n" data-th="Lack it">{dates::figure(lacking.len())}</td>
                <td data-th="State"><Mark state voice=Voice::Calm word wrap=true/></td>
                <td data-th="Proven">{closed}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![
        Column::new("Course"),
        Column::number("Needed by"),
        Column::number("Lack it"),
        Column::new("State"),
        Column::new("Register closed"),
    ];
    view! { <Block title="Courses" id="courses"><Table caption="Courses" columns stack=true>{rows}</Table></Block> }
        .into_any()
}

/// Who lacks which courses, and why.
fn lacks(shown: &Shown) -> BTreeMap<PersonId, Vec<(String, Lack)>> {
    let mut all: BTreeMap<PersonId, Vec<(String, Lack)>> = BTreeMap::new();
    for row in shown.training.courses.iter().filter(|row| row.retired.is_none()) {
        for (person, why) in shown.training.register(row, shown.today).lacking() {
            all.entry(person).or_default().push((row.course.title.clone(), why));
        }
    }
    all
}

fn people(shown: &Shown) -> AnyView {
    let lacks = lacks(shown);
    if !shown.all || lacks.is_empty() {
        return ().into_any();
    }
    let mut lines: Vec<_> = lacks.into_iter().map(|(id, all)| (shown.names.of(id).to_owned(), id, all)).collect();
    lines.sort();
    let rows = lines.into_iter().map(|(name, id, all)| {
        let said = all.iter().map(|(title, why)| format!("{title}: {}", why.label().to_lowercase()));
        let said = said.collect::<Vec<_>>().join("; ");
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=format!("/training/people/{id}")>{name}</a></th>
                <td class="n" data-th="Lacks">{dates::figure(all.len())}</td>
                <td data-th="Which">{said}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![Column::new("Person"), Column::number("Lacks"), Column::new("Which, and why")];
    view! { <Block title="Who lacks a course" id="people"><Table caption="People" columns stack=true>{rows}</Table></Block> }
        .into_any()
}
