//! One programme: how far it stands, its terms, its systems, and what was decided about it.

use super::{allowed, categories_in_words, counted_first, speaks_of, systems_of};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::operating::{CutWindow, cut_now};
use crate::page::Page;
use crate::trail::{Happening, happenings, history};
use crate::ui::badge::Id;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::facts::{Fact, Facts};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::catalogue::catalogue;
use domain::ids::ProgrammeId;
use domain::programme::ReportKind;
use domain::systems::stage_word;
use domain::trail::{ThingKind, Verb};
use jiff::civil::Date;
use leptos::prelude::*;
use std::sync::Arc;
use store::{ProgrammeNow, Reading, Slice, Terms};

/// Systems in no programme that are named here; the rest are counted.
const NAMED: i64 = 12;

struct Shown {
    programme: ProgrammeNow,
    terms: Terms,
    reading: Arc<Reading>,
    systems: usize,
    left_out: Slice,
    adopted: usize,
    answered: usize,
    concluded: usize,
    waiting: usize,
    history: Vec<Happening>,
    cut: Option<CutWindow>,
    manages: bool,
    today: Date,
}

pub async fn show(asking: Asking, The(id): The<ProgrammeId>) -> Result<Page> {
    let shown = load(&asking, id).await?;
    Ok(asking.page(shown.programme.name.clone(), Place::Programmes, move || body(shown)))
}

async fn load(asking: &Asking, id: ProgrammeId) -> Result<Shown> {
    let store = asking.store();
    let (programme, spine) = (super::find(asking, id).await?, asking.spine().await?);
    let reading = store.reading(&programme, asking.now).await?;
    let (waiting, names) = (store.waiting_proposals().await?, asking.names().await?);
    let in_scope = programme.in_scope();
    let concluded = programme.concluded.iter().filter(|(c, until)| in_scope.contains(**c) && **until > asking.now);
    Ok(Shown {
        terms: store.terms(id).await?,
        systems: reading.systems.len(),
        left_out: store.left_out(NAMED).await?,
        adopted: spine.controls.iter().filter(|control| !control.retired).count(),
        answered: spine.answered(&programme).len(),
        concluded: concluded.count(),
        waiting: waiting.iter().filter(|row| row.change.programme() == Some(id)).count(),
        history: happenings(asking, ThingKind::Programme, &id.to_string(), &names).await?,
        cut: cut_now(asking, &programme).await?,
        manages: allowed(asking, Verb::ProgrammeChanged),
        today: asking.today,
        reading,
        programme,
    })
}

fn body(shown: Shown) -> AnyView {
    let (say, next) = (sentence(&shown), next(&shown));
    let (terms, systems, criteria) = (terms(&shown), systems(&shown), criteria(&shown));
    let (left_out, id, today) = (left_out(&shown), shown.programme.id, shown.today);
    let cut = shown.cut.as_ref().map(|cut| cut.notice(id));
    let waiting = (shown.waiting > 0).then(|| {
        let noun = counted_first(shown.waiting, "change waits", "changes wait");
        view! { <Lede><a href="/decisions">{noun}" for a second person"</a>"."</Lede> }
    });
    view! {
        <Crumbs way=vec![Crumb::new("Programmes", "/programmes")]/>
        {say}
        {waiting}
        {next}
        {cut}
        {terms}
        {systems}
        {left_out}
        {criteria}
        <Block title="History" id="history">{history(shown.history, today, format!("/trail?thing=programme/{id}"))}</Block>
    }
    .into_any()
}

fn sentence(shown: &Shown) -> AnyView {
    let programme = &shown.programme;
    let (met, in_scope) = (shown.reading.readiness.counts.met, programme.in_scope().len());
    if shown.systems == 0 {
        let name = programme.name.clone();
        return view! { <Say>{name}" has no system in scope, so it asks nothing yet."</Say> }.into_any();
    }
    let systems = dates::counted(shown.systems, "system", "systems");
    let (name, href) = (programme.name.clone(), systems_of(programme.id));
    view! {
        <Say>
            {name}" has "<a href=href>{systems}</a>" in scope; "
            <a href="/criteria">{format!("{met} of {in_scope} criteria")}</a>" have complete proof, self-assessed."
        </Say>
    }
    .into_any()
}

/// The one next step.
fn next(shown: &Shown) -> Option<AnyView> {
    let id = shown.programme.id;
    let in_scope = shown.programme.in_scope().len();
    let (href, verb) = if shown.adopted == 0 {
        ("/controls/adopt".to_owned(), "Adopt the core controls")
    } else if shown.systems == 0 {
        (format!("/programmes/{id}/scope"), "Bring systems into scope")
    } else if shown.concluded < in_scope {
        (format!("/programmes/{id}/matrix"), "Conclude the control matrix")
    } else {
        ("/tasks".to_owned(), "Go to the open tasks")
    };
    shown.manages.then(|| {
        view! { <Actions top=true><ButtonLink weight=Weight::Primary href>{verb}</ButtonLink></Actions> }.into_any()
    })
}

fn terms(shown: &Shown) -> AnyView {
    let (programme, draft) = (&shown.programme, shown.terms.draft.clone());
    let (id, today) = (programme.id, shown.today);
    let change = shown.manages.then(|| view! { <Actions><ButtonLink href=format!("/programmes/{id}/terms")>"Change the terms"</ButtonLink></Actions> });
    let (speaks, categories) = (speaks_of(programme), categories_in_words(programme.categories));
    let opened = dates::short(programme.opened_on, today);
    let or_none = |text: String| if text.is_empty() { "Not written down yet".to_owned() } else { text };
    view! {
        <Block title="Terms" first=true>
            <Facts>
                <Fact name="Report">{speaks}</Fact>
                <Fact name="Categories">{categories}</Fact>
                <Fact name="Why these">{or_none(draft.reasons)}</Fact>
                <Fact name="Commitments">{or_none(draft.commitments)}</Fact>
                <Fact name="Opened">{opened}</Fact>
            </Facts>
            {change}
        </Block>
    }
    .into_any()
}

fn systems(shown: &Shown) -> AnyView {
    let id = shown.programme.id;
    let n = counted_first(shown.systems, "system is", "systems are");
    let (manages, any) = (shown.manages, shown.systems > 0);
    view! {
        <Block title="Systems in scope" id="systems">
            <p><a href=systems_of(id)>{n}</a>" in scope."</p>
            {manages.then(|| view! {
                <Actions>
                    <ButtonLink href=format!("/programmes/{id}/scope")>"Bring systems in"</ButtonLink>
                    {any.then(|| view! {
                        <ButtonLink href=format!("/programmes/{id}/leave")>"Take systems out …"</ButtonLink>
                    })}
                </Actions>
            })}
        </Block>
    }
    .into_any()
}

/// What a reader of the report would ask about first: live or weighty systems that no programme speaks of.
fn left_out(shown: &Shown) -> Option<AnyView> {
    let Slice { rows, total } = shown.left_out.clone();
    let (named, id) = (rows.len(), shown.programme.id);
    let columns = ["System", "Stage", "Criticality"].into_iter().map(Column::new).collect();
    let rows = rows.into_iter().map(|row| {
        view! {
            <tr>
                <th scope="row">
                    <a class="quiet" href=format!("/systems/{}", row.id)>{row.name}</a>
                    <span class="sub">{row.unit}</span>
                </th>
                <td data-th="Stage">{stage_word(row.stage)}</td>
                <td data-th="Criticality">{row.criticality.label()}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let more = (total > named).then(|| {
        let n = dates::figure(total - named);
        view! { <p><a href=format!("/programmes/{id}/scope?stage=production")>{n}" more"</a></p> }
    });
    (total > 0).then(|| {
        let remark = format!("{} in production or of high impact", dates::counted(total, "system", "systems"));
        view! {
            <Block title="In no programme" id="left-out" remark>
                <Table caption="Systems in no programme" columns stack=true>{rows}</Table>
                {more}
            </Block>
        }
        .into_any()
    })
}

fn criteria(shown: &Shown) -> AnyView {
    let (programme, manages) = (&shown.programme, shown.manages);
    let (id, in_scope) = (programme.id, programme.in_scope().len());
    let aside: Vec<_> = programme.not_applicable.iter().collect();
    let listed = aside.iter().map(|id| {
        let title = catalogue().criterion(*id).title;
        let back = manages.then(|| {
            let href = format!("/programmes/{}/bring-back?criterion={id}", programme.id);
            view! { ". "<a href=href>"Bring it back …"</a> }
        });
        view! { <li><a href=format!("/criteria/{id}")><Id id=id.to_string()/></a>" "{title}{back}</li> }
    });
    let listed = listed.collect_view();
    let (none, answered, concluded) = (aside.is_empty(), shown.answered, shown.concluded);
    let operation = match programme.kind {
        ReportKind::Type1 => "A report of Type I asks for design only".into_any(),
        ReportKind::Type2 => {
            view! { <a href=format!("/operating?programme={id}")>"How controls operated in the window"</a> }.into_any()
        }
    };
    view! {
        <Block title="Criteria" id="criteria">
            <Facts>
                <Fact name="In scope">{in_scope}</Fact>
                <Fact name="With a key control">{answered}</Fact>
                <Fact name="Concluded">
                    <a href=format!("/programmes/{id}/matrix")>{format!("{concluded} of {in_scope}")}</a>
                </Fact>
                <Fact name="In operation">{operation}</Fact>
            </Facts>
            <h3>"Not applicable"</h3>
            {if none {
                view! { <Empty>"Every criterion of the categories counts."</Empty> }.into_any()
            } else {
                view! { <ul>{listed}</ul> }.into_any()
            }}
            {manages.then(|| view! {
                <Actions><ButtonLink href=format!("/programmes/{id}/set-aside")>"Set a criterion aside …"</ButtonLink></Actions>
            })}
        </Block>
    }
    .into_any()
}
