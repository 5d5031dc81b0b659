//! One course: who needs it, who has it and who lacks it and why, and the closing of its register.

use super::parts::{days, lacking_words, sees, standing_mark, works};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Query};
use crate::mishap::{Mishap, told};
use crate::page::Page;
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::facts::{Fact, Facts};
use crate::ui::notice::Refused;
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::table::{Column, Table};
use domain::ids::{CourseId, PersonId};
use domain::policies::Audience;
use domain::refusal::Refusal;
use domain::trail::{ThingKind, Verb};
use domain::training::{Register, Standing, close};
use jiff::civil::Date;
use leptos::prelude::*;
use store::{CourseRow, Names};

struct Shown {
    row: CourseRow,
    /// Everybody’s, or of somebody who sees only their own that.
    register: Register,
    all: bool,
    me: PersonId,
    names: Names,
    changes: bool,
    retires: bool,
    /// Whether this person may close it now, or why not; none where closing is nothing of theirs.
    closing: Option<std::result::Result<(), String>>,
    history: Vec<Happening>,
    today: Date,
}

async fn load(asking: &Asking, id: CourseId) -> Result<Shown> {
    let training = asking.store().training().await?;
    let row = training.course(id).cloned().ok_or_else(|| Refusal::missing("course"))?;
    let (me, all, names) = (*asking.actor(), sees(asking, &row), asking.names().await?);
    let mut register = training.register(&row, asking.today);
    let closing =
        works(asking, &row, Verb::TrainingClosed).then(|| close(&register, row.owner, &training.made_by(&row), &me));
    if !all {
        register.rows.retain(|(person, _)| *person == me.person);
    }
    Ok(Shown {
        closing: closing.map(|may| may.map_err(|refusal| refusal.to_string())),
        changes: works(asking, &row, Verb::CourseChanged),
        retires: works(asking, &row, Verb::CourseRetired),
        history: if all { happenings(asking, ThingKind::Course, &id.to_string(), &names).await? } else { Vec::new() },
        me: me.person,
        today: asking.today,
        names,
        register,
        all,
        row,
    })
}

pub async fn show(asking: Asking, The(id): The<CourseId>, Query(fields): Query) -> Result<Page> {
    page(&asking, id, &fields, Mishap::default()).await
}

const SAID: [(&str, &str, &str); 4] = [
    ("added", "Added", "Whoever needs it is reminded from now on."),
    ("changed", "Saved", "Whoever needs it is reminded from now on."),
    ("closed", "Closed", "The register is evidence now, until the first record in it ends."),
    ("retired", "Retired", "Nobody is reminded of it any more. What was proven stays as it was."),
];

pub(super) async fn page(asking: &Asking, id: CourseId, typed: &Fields, mishap: Mishap) -> Result<Page> {
    let (shown, typed) = (load(asking, id).await?, typed.clone());
    Ok(asking.page(shown.row.course.title.clone(), Place::Training, move || body(&shown, &typed, &mishap)))
}

fn body(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let row = &shown.row;
    let way = vec![Crumb::new("Training", "/training"), Crumb::plain(row.course.title.clone())];
    let (title, says) = (format!("{}.", row.course.title), sentence(shown));
    let (closing, register, facts) = (closing(shown), register(shown), facts(shown));
    let told_history = shown.all.then(|| {
        let all = history(shown.history.clone(), shown.today, format!("/trail?thing=course/{}", row.id));
        view! { <Block title="History" id="history">{all}</Block> }
    });
    view! {
        <Crumbs way/>
        <Say><Name>{title}</Name>" "{says}</Say>
        {told(typed, &SAID)}
        {mishap.notice()}
        {closing}
        {register}
        {facts}
        {told_history}
    }
    .into_any()
}

fn sentence(shown: &Shown) -> String {
    if shown.row.retired.is_some() {
        return "It is retired: nobody needs it any more.".to_owned();
    }
    if !shown.all {
        return match shown.register.rows.first() {
            None => "It is not asked of you.".to_owned(),
            Some((_, Standing::Has { until: Some(until), .. })) => {
                format!("You have it until {}.", dates::short(*until, shown.today))
            }
            Some((_, Standing::Has { until: None, .. })) => "You have it.".to_owned(),
            Some((_, Standing::Lacks { why, .. })) => format!("You lack it: {}.", why.label().to_lowercase()),
        };
    }
    let (of, lacking) = (shown.register.rows.len(), shown.register.lacking().collect::<Vec<_>>());
    match (of, lacking.len()) {
        (0, _) => "Nobody needs it yet.".to_owned(),
        (1, 0) => "The one who needs it has it.".to_owned(),
        (2, 0) => "Both who need it have it.".to_owned(),
        (of, 0) => format!("All {} who need it have it.", dates::count(of)),
        (of, n) if n == of => {
            format!("None of the {} who need it has it: {}.", dates::count(of), lacking_words(&lacking))
        }
        (of, n) => {
            let verb = if n == 1 { "lacks" } else { "lack" };
            format!("{} of {} {verb} it: {}.", dates::count_first(n), dates::count(of), lacking_words(&lacking))
        }
    }
}

fn closing(shown: &Shown) -> AnyView {
    let action = format!("/training/{}/close", shown.row.id);
    match &shown.closing {
        Some(Ok(())) => view! {
            <form method="post" action=action>
                <Actions top=true><Button weight=Weight::Primary>"Close the register as proof"</Button></Actions>
            </form>
        }
        .into_any(),
        Some(Err(rule)) if shown.register.is_complete() => {
            view! { <Refused word="Not yours to close" rule=rule.clone()/> }.into_any()
        }
        Some(Err(_)) | None => ().into_any(),
    }
}

fn register(shown: &Shown) -> AnyView {
    let base = format!("/training/{}", shown.row.id);
    let today = shown.today;
    let mut lines: Vec<_> = shown
        .register
        .rows
        .iter()
        .map(|(person, standing)| {
            (matches!(standing, Standing::Has { .. }), shown.names.of(*person), *person, *standing)
        })
        .collect();
    lines.sort_by_key(|(has, name, ..)| (*has, name.to_lowercase()));
    let rows = lines.iter().map(|(_, name, person, standing)| {
        let (on, until) = days(*standing);
        let day = |day: Option<Date>| day.map(|day| dates::short(day, today)).unwrap_or_default();
        let until = match standing {
            Standing::Has { until: None, .. } => "For ever".to_owned(),
            Standing::Has { .. } | Standing::Lacks { .. } => day(until),
        };
        let name = (*name).to_owned();
        let name = if shown.all || *person == shown.me {
            view! { <a class="quiet" href=format!("/training/people/{person}")>{name}</a> }.into_any()
        } else {
            name.into_any()
        };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td data-th="State">{standing_mark(*standing, today)}</td>
                <td data-th="Last taken">{day(on)}</td>
                <td data-th="Valid until">{until}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = ["Person", "State", "Last taken", "Valid until"].into_iter().map(Column::new).collect();
    let table = if lines.is_empty() {
        view! { <Empty>"Nobody who is here is named by it."</Empty> }.into_any()
    } else {
        view! { <Table caption="The register" columns stack=true>{rows}</Table> }.into_any()
    };
    let keep = (shown.all && !lines.is_empty()).then(|| {
        view! {
            <ButtonLink href=format!("{base}/register.xlsx")>"Keep as XLSX"</ButtonLink>
            <ButtonLink href=format!("{base}/register.csv")>"Keep as CSV"</ButtonLink>
        }
    });
    let ways =
        shown.changes.then(|| view! { <ButtonLink href=format!("{base}/audience")>"Say who needs it"</ButtonLink> });
    view! { <Block title="The register" id="register" first=true>{table}<Actions>{ways}{keep}</Actions></Block> }
        .into_any()
}

/// “Engineers; Risk and compliance; Ada Lind”.
fn audience(audience: &Audience, names: &Names) -> String {
    let everybody = audience.everybody.then(|| "Everybody".to_owned());
    let roles = audience.roles.iter().map(|role| role.label().to_owned());
    let departments = audience.departments.iter().cloned();
    let people = audience.people.iter().map(|person| names.of(*person).to_owned());
    everybody.into_iter().chain(roles).chain(departments).chain(people).collect::<Vec<_>>().join("; ")
}

fn facts(shown: &Shown) -> AnyView {
    let row = &shown.row;
    let valid = row.course.months.map_or_else(
        || "For ever, unless a record says otherwise".to_owned(),
        |months| dates::counted(usize::from(months), "month", "months"),
    );
    let also = if row.course.also.is_empty() { "No other title".to_owned() } else { row.course.also.join("; ") };
    let proves = row.teaches.proves().into_iter().enumerate().map(|(n, id)| {
        let comma = if n == 0 { "" } else { ", " };
        view! { {comma}<a href=format!("/tasks/{id}")>{id.to_string()}</a> }
    });
    let proves: Vec<_> = proves.collect();
    let proves =
        if proves.is_empty() { "No requirement asks for it".into_any() } else { proves.collect_view().into_any() };
    let system = row
        .system
        .clone()
        .map(|(id, name)| view! { <Fact name="Of"><a href=format!("/systems/{id}")>{name}</a></Fact> });
    let closed = row.closed.map(|one| {
        let said = format!(
            "By {}, for {}, until {}",
            shown.names.of(one.by),
            dates::counted(usize::try_from(one.people).unwrap_or_default(), "person", "people"),
            dates::short(one.until, shown.today)
        );
        view! { <Fact name="Register closed">{said}</Fact> }
    });
    let retire = shown.retires.then(|| {
        let action = format!("/training/{}/retire", row.id);
        view! {
            <details>
                <summary>"Nobody needs it any more"</summary>
                <form method="post" action=action><Actions><Button weight=Weight::Danger>"Retire the course"</Button></Actions></form>
            </details>
        }
    });
    let (required, teaches) = (row.required_by.clone(), row.teaches.label());
    let (owner, who) = (shown.names.of(row.owner).to_owned(), audience(&row.audience, &shown.names));
    let who = shown.all.then(|| view! { <Fact name="Needed by">{who}</Fact> });
    view! {
        <Block title="The course" id="what">
            <Facts>
                <Fact name="Asked for by">{required}</Fact>
                <Fact name="Teaches">{teaches}</Fact>
                {system}
                {who}
                <Fact name="Valid for">{valid}</Fact>
                <Fact name="Also called">{also}</Fact>
                <Fact name="Owner">{owner}</Fact>
                <Fact name="Its register proves">{proves}</Fact>
                {closed}
            </Facts>
            {retire}
        </Block>
    }
    .into_any()
}
