//! Taking in a table of records: which column holds what is shown before anything is taken, and each file is kept.

use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::evidence::file::hand_out;
use crate::mishap::Mishap;
use crate::page::Page;
use crate::taking::{self, Taken};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::upload::Upload;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::columns::Columns;
use domain::ids::TrainingId;
use domain::import::Remark;
use domain::trail::hex;
use domain::training::{Read, TrainingField, read};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{FileRow, Names, TableRow, Training, TrainingTable};

/// What was found in the table.
struct Seen {
    taken: Taken,
    columns: Columns<TrainingField>,
    read: std::result::Result<Read, Vec<Remark>>,
}

struct Shown {
    seen: Option<Seen>,
    training: Training,
    tables: Vec<(TableRow, DateTime)>,
    names: Names,
    mishap: Mishap,
    today: Date,
}

pub async fn show(asking: Asking) -> Result<Page> {
    page(&asking, None, Mishap::default()).await
}

/// Looks at a table, or takes it in.
pub async fn take(asking: Asking, request: Request) -> Result<Response> {
    let upload = Upload::of(request, &asking).await?;
    let taken = match taking::taken(&asking, &upload).await? {
        Ok(taken) => taken,
        Err(refusal) => {
            let mishap = Mishap { wrong: taking::wrong(refusal)?, conflict: None };
            return Ok(mishap.answer(page(&asking, None, mishap.clone()).await?));
        }
    };
    let columns = taking::columns::<TrainingField>(&taken, &upload.fields);
    let mut mishap = Mishap::default();
    if upload.fields.ticked("take") {
        let table = TrainingTable { columns: columns.clone(), rows: taken.rows.clone(), file: taken.file.clone() };
        match asking.store().take_training(asking.actor(), &table).await {
            Ok(_) => return Ok(Redirect::to("/training?said=taken").into_response()),
            Err(error) => mishap = Mishap::of(error)?,
        }
    }
    let roll = asking.store().roll().await?;
    let read = read(&columns, &taken.rows, &roll, asking.today);
    let failed = upload.fields.ticked("take");
    let page = page(&asking, Some(Seen { taken, columns, read }), mishap.clone()).await?;
    Ok(if failed { mishap.answer(page) } else { page.into_response() })
}

/// The file of a table, as it came.
pub async fn file(asking: Asking, The(id): The<TrainingId>) -> Result<Response> {
    let file = asking.store().training_table(id).await?.file;
    hand_out(&asking, FileRow { sha256: hex(&file.sha256), size: file.size, media: file.media, name: file.name }).await
}

async fn page(asking: &Asking, seen: Option<Seen>, mishap: Mishap) -> Result<Page> {
    let training = asking.store().training().await?;
    let tables = training.tables.iter().map(|row| (row.clone(), asking.local(row.at))).collect();
    let shown = Shown { seen, training, tables, names: asking.names().await?, mishap, today: asking.today };
    Ok(asking.page("Records of training", Place::Training, move || body(&shown)))
}

fn body(shown: &Shown) -> AnyView {
    let wrong = shown.mishap.wrong.clone();
    let asks = taking::asks(shown.seen.as_ref().map(|seen| &seen.taken), &wrong);
    let found = shown.seen.as_ref().map(|seen| found(seen, shown));
    let ready = shown.seen.as_ref().is_some_and(|seen| seen.read.is_ok());
    let buttons = if ready {
        view! {
            <Button weight=Weight::Primary press=Press::SendAs { name: "take", value: "yes".to_owned() }>"Take the records in"</Button>
            <Button>"Look at it again"</Button>
        }
        .into_any()
    } else {
        view! { <Button weight=Weight::Primary>"Look at the table"</Button> }.into_any()
    };
    let tables = tables(shown);
    view! {
        <Crumbs way=vec![Crumb::new("Training", "/training"), Crumb::plain("Records")]/>
        <Say>"Who completed which course?"</Say>
        <Lede>"Bring the export of the learning platform: person, course, day, and where it has them result and last valid day. Whom it cannot tell is kept aside, never guessed."</Lede>
        {shown.mishap.notice()}
        <Block title="A table" first=true quiet=true>
            <Summary faults=wrong.summary()/>
            <form class="form" method="post" action="/training/records" enctype="multipart/form-data" novalidate>
                <div id="table" tabindex="-1">{asks}{found}</div>
                <Actions>
                    {buttons}
                    <ButtonLink weight=Weight::Plain href="/training">"Not now"</ButtonLink>
                </Actions>
            </form>
        </Block>
        {tables}
    }
    .into_any()
}

/// Rows that are shown before the table is taken in.
const SAMPLE: usize = 5;

fn found(seen: &Seen, shown: &Shown) -> AnyView {
    let needed = [TrainingField::Course, TrainingField::Day];
    let chooser = taking::chooser(&seen.columns, &seen.taken, &needed, &shown.mishap.wrong);
    let read = match &seen.read {
        Err(remarks) => return view! { {chooser}{taking::faults(remarks)} }.into_any(),
        Ok(read) => read,
    };
    let titles = read.records.iter().map(|it| &it.course).chain(read.unmatched.iter().map(|it| &it.course));
    let strange: std::collections::BTreeSet<_> =
        titles.filter(|title| !shown.training.courses.iter().any(|row| row.course.is(title))).cloned().collect();
    let strange = (!strange.is_empty()).then(|| {
        let all = strange.into_iter().map(|title| format!("“{title}”")).collect::<Vec<_>>().join(", ");
        view! { <p>{format!("No course here goes by {all}. Such records are kept, and count once a course has that title.")}</p> }
    });
    let says = format!(
        "{}: {} of people we know, {} of nobody we can tell, {} not finished and left out.",
        dates::capital(&dates::counted(seen.taken.rows.len(), "row", "rows")),
        dates::figure(read.records.len()),
        dates::figure(read.unmatched.len()),
        dates::figure(read.unfinished),
    );
    let known = read.records.iter().map(|it| (shown.names.of(it.person).to_owned(), &it.course, it.day, it.outcome));
    let aside = read.unmatched.iter().map(|it| (format!("“{}”, not told", it.called), &it.course, it.day, it.outcome));
    let sample = aside.chain(known).take(SAMPLE).map(|(who, course, day, outcome)| {
        view! {
            <tr>
                <th scope="row">{who}</th>
                <td data-th="Course">{course.clone()}</td>
                <td data-th="Day">{dates::short(day, shown.today)}</td>
                <td data-th="Result">{outcome.label()}</td>
            </tr>
        }
    });
    let sample = sample.collect_view();
    let columns = ["Person", "Course", "Day", "Result"].into_iter().map(Column::new).collect();
    view! {
        {chooser}
        <p><b>{says}</b></p>
        {strange}
        <Table caption="Some rows, as they were read" columns captioned=true stack=true>{sample}</Table>
    }
    .into_any()
}

fn tables(shown: &Shown) -> AnyView {
    if shown.tables.is_empty() {
        return view! { <Block title="Taken in before" id="tables"><Empty>"No table was taken in yet."</Empty></Block> }
            .into_any();
    }
    let rows = shown.tables.iter().map(|(row, at)| {
        let (href, name) = (format!("/training/records/{}/file", row.id), row.file.name.clone());
        let hash = format!("SHA-256 {}…", hex(&row.file.sha256).chars().take(16).collect::<String>());
        let when = format!("{}, {}", dates::moment(*at, shown.today), shown.names.of(row.by));
        let figure = |n: i64| dates::figure(usize::try_from(n).unwrap_or_default());
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=href>{name}</a><span class="sub">{hash}</span></th>
                <td class="n" data-th="New records">{figure(row.records)}</td>
                <td class="n" data-th="Not finished">{figure(row.unfinished)}</td>
                <td data-th="Taken in">{when}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![
        Column::new("File"),
        Column::number("New records"),
        Column::number("Not finished"),
        Column::new("Taken in"),
    ];
    view! { <Block title="Taken in before" id="tables"><Table caption="Tables" columns stack=true>{rows}</Table></Block> }
        .into_any()
}
