//! A new review: what it is of, the listing, and how the listing was read, before it is taken in.

use super::parts::{holder, rights};
use crate::asking::Asking;
use crate::controls::people;
use crate::deficiencies::subjects;
use crate::error::Result;
use crate::form::{Fields, Query};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::taking::{self, Taken};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::input::{DateField, TextField};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::upload::Upload;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access_reviews::{AccessField, Holder, Line, RHYTHMS, ReviewDraft, Reviewed, read};
use domain::columns::Columns;
use domain::import::Remark;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::{Listing, Names};

/// What was found in the listing.
struct Seen {
    taken: Taken,
    columns: Columns<AccessField>,
    lines: std::result::Result<Vec<Line>, Vec<Remark>>,
}

struct Shown {
    draft: ReviewDraft,
    again: String,
    seen: Option<Seen>,
    people: Vec<Choice>,
    subjects: Vec<Choice>,
    names: Names,
    mishap: Mishap,
}

fn draft(fields: &Fields) -> ReviewDraft {
    ReviewDraft {
        name: fields.text("name"),
        reviewed: fields.text("reviewed"),
        of: fields.text("of"),
        owner: fields.parsed("owner"),
        second: fields.parsed("second"),
        due_on: fields.text("due_on"),
        listed_on: fields.text("listed_on"),
        months: fields.text("months"),
    }
}

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    let mut draft = draft(&fields);
    let again = fields.text("again");
    if let Ok(id) = again.parse() {
        let before = asking.store().access_review_row(id).await?;
        draft = ReviewDraft {
            name: before.name.clone(),
            reviewed: before.reviewed.key().to_owned(),
            of: before.of.to_string(),
            owner: Some(before.owner),
            second: before.second,
            due_on: String::new(),
            listed_on: String::new(),
            months: before.months.map(|months| months.to_string()).unwrap_or_default(),
        };
    } else if draft.months.is_empty() {
        draft.months = "3".to_owned();
    }
    draft.owner = draft.owner.or(Some(asking.actor().person));
    if draft.listed_on.is_empty() {
        draft.listed_on = asking.today.to_string();
    }
    if draft.due_on.is_empty() {
        draft.due_on = domain::access_reviews::due_on(asking.today).to_string();
    }
    page(&asking, draft, again, None, Mishap::default()).await
}

/// Looks at the listing, or takes it in.
pub async fn take(asking: Asking, request: Request) -> Result<Response> {
    let upload = Upload::of(request, &asking).await?;
    let (draft, again) = (draft(&upload.fields), upload.fields.text("again"));
    let taken = match taking::taken(&asking, &upload).await? {
        Ok(taken) => taken,
        Err(refusal) => {
            let mishap = Mishap { wrong: taking::wrong(refusal)?, conflict: None };
            return Ok(mishap.answer(page(&asking, draft, again, None, mishap.clone()).await?));
        }
    };
    let columns = taking::columns::<AccessField>(&taken, &upload.fields);
    if upload.fields.ticked("take") {
        let listing = Listing { columns: columns.clone(), rows: taken.rows.clone(), file: taken.file.clone() };
        let before = again.parse().ok();
        match asking.store().open_access_review(asking.actor(), &draft, before, &listing).await {
            Ok(id) => return Ok(Redirect::to(&format!("/access-reviews/{id}?said=opened")).into_response()),
            Err(error) => {
                let mishap = Mishap::of(error)?;
                let seen = seen(&asking, taken, columns, &draft).await?;
                return Ok(mishap.answer(page(&asking, draft, again, Some(seen), mishap.clone()).await?));
            }
        }
    }
    let faults = match draft.check(asking.today) {
        Err(Refusal::Invalid(faults)) => faults,
        Ok(_) | Err(Refusal::Forbidden(_) | Refusal::Missing(_) | Refusal::Conflict(_)) => Vec::new(),
    };
    let mishap = Mishap { wrong: faults.into(), conflict: None };
    let seen = seen(&asking, taken, columns, &draft).await?;
    Ok(page(&asking, draft, again, Some(seen), mishap).await?.into_response())
}

async fn seen(asking: &Asking, taken: Taken, columns: Columns<AccessField>, draft: &ReviewDraft) -> Result<Seen> {
    let roll = asking.store().roll().await?;
    let lines = read(&columns, &taken.rows, &draft.name, &roll);
    Ok(Seen { taken, columns, lines })
}

async fn page(asking: &Asking, draft: ReviewDraft, again: String, seen: Option<Seen>, mishap: Mishap) -> Result<Page> {
    let shown = Shown {
        people: people(asking).await?,
        subjects: subjects(asking, &draft.of).await?,
        names: asking.names().await?,
        draft,
        again,
        seen,
        mishap,
    };
    Ok(asking.page("A new access review", Place::AccessReviews, move || body(shown)))
}

fn body(shown: Shown) -> AnyView {
    let Shown { draft, again, seen, people, subjects, names, mishap } = shown;
    let wrong = mishap.wrong.clone();
    let say = if again.is_empty() { "Who has access to what?" } else { "Who has access now?" };
    let found = seen.as_ref().map(|seen| found(seen, &names, &wrong));
    let asks = taking::asks(seen.as_ref().map(|seen| &seen.taken), &wrong);
    let ready = seen.as_ref().is_some_and(|seen| seen.lines.is_ok());
    let buttons = if ready {
        view! {
            <Button weight=Weight::Primary press=Press::SendAs { name: "take", value: "yes".to_owned() }>"Take it in and begin"</Button>
            <Button>"Look at it again"</Button>
        }
        .into_any()
    } else {
        view! { <Button weight=Weight::Primary>"Look at the listing"</Button> }.into_any()
    };
    view! {
        <Crumbs way=vec![Crumb::new("Access reviews", "/access-reviews"), Crumb::plain("A new one")]/>
        <Say>{say}</Say>
        <Lede>"Bring the listing as the system gives it. Nothing is taken in before you have seen how it was read."</Lede>
        {mishap.notice()}
        <Block title="The review" first=true quiet=true>
            <Summary faults=wrong.summary()/>
            <form class="form" method="post" action="/access-reviews/new" enctype="multipart/form-data" novalidate>
                <input type="hidden" name="again" value=again/>
                {terms(draft, people, subjects, &wrong)}
                <div id="listing" tabindex="-1">{asks}{found}</div>
                <Actions>
                    {buttons}
                    <ButtonLink weight=Weight::Plain href="/access-reviews">"Not now"</ButtonLink>
                </Actions>
            </form>
        </Block>
    }
    .into_any()
}

fn terms(draft: ReviewDraft, people: Vec<Choice>, subjects: Vec<Choice>, wrong: &crate::form::Wrong) -> AnyView {
    let kinds: Vec<_> = Reviewed::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let rhythms = RHYTHMS.iter().map(|months| {
        Choice::new(
            months.to_string(),
            if *months == 1 { "Every month".to_owned() } else { format!("Every {months} months") },
        )
    });
    let rhythms: Vec<_> = rhythms.collect();
    let id = |person: Option<domain::ids::PersonId>| person.map(|it| it.to_string()).unwrap_or_default();
    let (owner, second) = (id(draft.owner), id(draft.second));
    view! {
        <TextField name="name" label="What is reviewed" value=draft.name error=wrong.at("name") hint="“Claims data lake”, “Console of Lumen OCR”"/>
        <SelectField name="reviewed" label="What it opens" choices=kinds value=draft.reviewed prompt="Choose a kind" error=wrong.at("reviewed")/>
        <SelectField name="of" label="Belongs to" choices=subjects value=draft.of prompt="Choose a system or a vendor" error=wrong.at("of")
            hint="A review of a system’s access proves the quarterly review of that system."/>
        <SelectField name="owner" label="Who decides" choices=people.clone() value=owner prompt="Choose a person" error=wrong.at("owner")
            hint="The owner of what it opens"/>
        <SelectField name="second" label="Who decides on the owner’s own access" choices=people value=second prompt="Nobody" optional=true error=wrong.at("second")/>
        <DateField name="listed_on" label="The listing was made on" value=draft.listed_on error=wrong.at("listed_on")/>
        <DateField name="due_on" label="Decided by" value=draft.due_on error=wrong.at("due_on")/>
        <SelectField name="months" label="Reviewed again" choices=rhythms value=draft.months prompt="Only this once" optional=true error=wrong.at("months")/>
    }
    .into_any()
}

/// Lines of a listing that are shown before it is taken in.
const SAMPLE: usize = 5;

fn found(seen: &Seen, names: &Names, wrong: &crate::form::Wrong) -> AnyView {
    let needed = [AccessField::Account, AccessField::Right];
    let chooser = taking::chooser(&seen.columns, &seen.taken, &needed, wrong);
    let lines = match &seen.lines {
        Err(remarks) => return view! { {chooser}{taking::faults(remarks)} }.into_any(),
        Ok(lines) => lines,
    };
    let of = |is: fn(&Holder) -> bool| lines.iter().filter(|line| is(&line.holder)).count();
    let people = of(|holder| matches!(holder, Holder::Person(_)));
    let (machines, unknown) = (of(|it| *it == Holder::Machine), of(|it| *it == Holder::Unknown));
    let says = format!(
        "{} from {}: {} of people we know, {} of services and agents, {} of nobody we know.",
        dates::capital(&dates::counted(lines.len(), "line", "lines")),
        dates::counted(seen.taken.rows.len(), "row", "rows"),
        dates::figure(people),
        dates::figure(machines),
        dates::figure(unknown),
    );
    let sample = lines.iter().take(SAMPLE).map(|line| {
        let name = line.name.clone().map(|name| view! { <span class="sub">{name}</span> });
        view! {
            <tr>
                <th scope="row">{line.account.clone()}{name}</th>
                <td data-th="Held by">{holder(line, names)}</td>
                <td data-th="Opens">{line.asset.clone()}</td>
                <td data-th="Rights">{rights(line)}</td>
            </tr>
        }
    });
    let sample = sample.collect_view();
    let columns = ["Account", "Held by", "Opens", "Rights"].into_iter().map(Column::new).collect();
    view! {
        {chooser}
        <p><b>{says}</b></p>
        <Table caption="The first lines, as they were read" columns captioned=true stack=true>{sample}</Table>
    }
    .into_any()
}
