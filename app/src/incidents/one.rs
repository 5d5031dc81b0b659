//! One incident: what happened, how grave it is, who is told, its timeline, its cause, the review that closes it.

use super::list::stage_mark;
use super::{classified, duties, reviewing, timeline};
use crate::address::The;
use crate::asking::Asking;
use crate::controls::people;
use crate::deficiencies::tasks;
use crate::error::Result;
use crate::form::{Fields, Query};
use crate::mishap::Mishap;
use crate::page::{Frame, Page};
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink};
use crate::ui::choice::{ChecksField, Choice};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use domain::ids::IncidentId;
use domain::incidents::{CauseKind, DutyStanding, IncidentStage, ReviewDraft, outstanding, review};
use domain::instant::Instant;
use domain::people::{Relation, may};
use domain::refusal::Refusal;
use domain::trail::{ThingKind, Verb};
use jiff::civil::Date;
use leptos::prelude::*;
use store::{IncidentRow, NamedZone, Names};

pub(super) struct Shown {
    pub row: IncidentRow,
    pub duties: Vec<DutyStanding>,
    pub names: Names,
    pub people: Vec<Choice>,
    /// May work on it, while it is open.
    pub works: bool,
    pub reviews: bool,
    opens: bool,
    /// Why this person may not hold the review.
    pub why_not: Option<String>,
    history: Vec<Happening>,
    pub today: Date,
    pub zone: NamedZone,
    /// What our clocks show, as a form takes it.
    pub clock: String,
}

async fn load(asking: &Asking, id: IncidentId) -> Result<Shown> {
    let zone = asking.visitor.organisation.zone.clone();
    let row = asking.store().incident(id, &zone).await?;
    let (me, names) = (asking.actor(), asking.names().await?);
    let relation = if row.is_of(me.person) { Relation::Owner } else { Relation::Stranger };
    let works = row.is_open() && may(me.rights, Verb::IncidentClassified, relation);
    let duties = row.duties(asking.now, &zone);
    let confirmed = duties.iter().map(|one| one.duty.id.clone()).collect();
    let draft = ReviewDraft { lessons: "-".into(), prevents: "-".into(), confirmed };
    Ok(Shown {
        why_not: review(&row.now, &duties, me, &draft).err().map(|refusal: Refusal| refusal.to_string()),
        people: if works { people(asking).await? } else { Vec::new() },
        works,
        reviews: may(me.rights, Verb::IncidentReviewed, relation),
        opens: may(me.rights, Verb::DeficiencyOpened, relation),
        history: happenings(asking, ThingKind::Incident, &id.to_string(), &names).await?,
        today: asking.today,
        clock: typed(asking.now, &zone),
        duties,
        names,
        zone,
        row,
    })
}

/// An instant as a form takes it.
pub(super) fn typed(at: Instant, zone: &NamedZone) -> String {
    zone.local(at).strftime("%Y-%m-%d %H:%M").to_string()
}

pub async fn show(asking: Asking, The(id): The<IncidentId>, Query(fields): Query) -> Result<Page> {
    page(&asking, id, &fields, Mishap::default()).await
}

/// The page; after a refused form with what was typed and why.
pub(super) async fn page(asking: &Asking, id: IncidentId, typed: &Fields, mishap: Mishap) -> Result<Page> {
    let (shown, typed) = (load(asking, id).await?, typed.clone());
    let title = format!("{} {}", shown.row.code(), shown.row.title);
    let frame = Frame::with_sheet(title, Place::Incidents, format!("/incidents/{id}"), &typed);
    Ok(asking.show(frame, move || body(&shown, &typed, &mishap)))
}

fn body(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let row = &shown.row;
    let way = vec![Crumb::new("Incidents", "/incidents"), Crumb::plain(row.code())];
    let (title, says) = (format!("{}.", row.title), sentence(shown));
    let told = history(shown.history.clone(), shown.today, format!("/trail?thing=incident/{}", row.id));
    let (notice, faults) = (mishap.notice(), mishap.wrong.summary());
    let people = shown.works.then(|| shown.people.clone());
    let action = format!("/incidents/{}/correct", row.id);
    let corrected = tasks(&row.tasks, &shown.names, people, action, typed, mishap, shown.today);
    let parts = [
        reviewing::block(shown, typed, mishap),
        happened(shown),
        classified::block(shown, typed, mishap),
        duties::block(shown, typed, mishap),
        timeline::block(shown, typed, mishap),
        cause(shown, typed, mishap),
        view! { <Block title="What keeps it from happening again" id="correct">{corrected}</Block> }.into_any(),
    ];
    let parts = parts.into_iter().collect_view();
    view! {
        <Crumbs way/>
        <Say><Name>{title}</Name>" "{says}</Say>
        {notice}
        <Summary faults/>
        {parts}
        <Block title="History" id="history">{told}</Block>
    }
    .into_any()
}

fn sentence(shown: &Shown) -> String {
    let row = &shown.row;
    let first = match row.stage() {
        IncidentStage::Reported => "Somebody has to say how grave it is.".to_owned(),
        IncidentStage::UnderWay => "It is under way.".to_owned(),
        IncidentStage::Resolved => match outstanding(&row.now, &shown.duties) {
            Ok(()) => "It is resolved; somebody who did not lead it holds the review.".to_owned(),
            Err(missing) => format!("It is resolved. Before its review: {missing}"),
        },
        IncidentStage::Closed => {
            let by = row.now.review.as_ref().map(|(_, by, _)| shown.names.of(*by).to_owned()).unwrap_or_default();
            format!("{by} held its review and closed it.")
        }
    };
    let count = |test: fn(&DutyStanding) -> bool| shown.duties.iter().filter(|one| test(one)).count();
    let open = match count(|one| one.state.is_open()) {
        0 => String::new(),
        n => format!(
            " {} still to be kept.",
            dates::capital(&dates::counted(n, "duty to notify is", "duties to notify are"))
        ),
    };
    let untold = match count(|one| one.ran_out.is_some()) {
        0 => String::new(),
        n => {
            let were = dates::capital(&dates::counted(n, "duty was", "duties were"));
            format!(" {were} overdue when it was decided that nobody is told.")
        }
    };
    format!("{first}{open}{untold}")
}

fn happened(shown: &Shown) -> AnyView {
    let Shown { row, names, zone, today, .. } = shown;
    let moment = |at: Instant| dates::moment(zone.local(at), *today);
    let systems = row.systems.iter().enumerate().map(|(n, (id, name, _))| {
        let comma = if n == 0 { "" } else { ", " };
        view! { {comma}<a href=format!("/systems/{id}")>{name.clone()}</a> }
    });
    let systems = systems.collect_view();
    let harms = row.harms.iter().map(|harm| harm.label()).collect::<Vec<_>>().join(", ");
    let began = row.times.began.map(moment).unwrap_or_else(|| "Not known".to_owned());
    let said = row.now.classification.as_ref().map(|(said, _)| said);
    let later = |at: Option<Instant>| at.map_or_else(|| "Not yet".to_owned(), moment);
    let (contained, resolved) = (later(said.and_then(|one| one.contained)), later(said.and_then(|one| one.resolved)));
    let (detected, mark, what) = (moment(row.times.detected), stage_mark(row), row.what.clone());
    let reported = format!("{}, {}", names.of(row.reported_by), moment(row.at));
    let open = shown.opens.then(|| {
        let href = format!("/deficiencies/new?from=incident/{}", row.id);
        view! { <Actions><ButtonLink href>"A control did not work: open a deficiency"</ButtonLink></Actions> }
    });
    view! {
        <Block title="What happened" id="what">
            <p class="pre">{what}</p>
            <Facts>
                <Fact name="State">{mark}</Fact>
                <Fact name="With">{systems}</Fact>
                <Fact name="Harm">{harms}</Fact>
                <Fact name="Began">{began}</Fact>
                <Fact name="Noticed">{detected}</Fact>
                <Fact name="Contained">{contained}</Fact>
                <Fact name="Resolved">{resolved}</Fact>
                <Fact name="Reported by">{reported}</Fact>
            </Facts>
            <p>"From this report on, risk assessments of these systems are to be made anew within 30 days; those that are there end then."</p>
            {open}
        </Block>
    }
    .into_any()
}

fn cause(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let wrong = mishap.wrong.clone();
    let said = shown.row.now.cause.as_ref().map(|(cause, by)| {
        let kinds = cause.kinds.iter().map(|kind| kind.label()).collect::<Vec<_>>().join(", ");
        let (words, by) = (cause.words.clone(), shown.names.of(*by).to_owned());
        view! {
            <Facts>
                <Fact name="Lies in">{kinds}</Fact>
                <Fact name="Cause"><span class="pre">{words}</span></Fact>
                <Fact name="Said by">{by}</Fact>
            </Facts>
        }
    });
    let none = said.is_none().then_some("Nobody has said yet why it could happen.");
    let form = shown.works.then(|| {
        let kinds = CauseKind::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
        let ticked: Vec<_> = typed.all("kinds").map(str::to_owned).collect();
        let (opened, value) = (wrong.at("kinds").is_some() || wrong.at("cause").is_some(), typed.text("cause"));
        let action = format!("/incidents/{}/explain", shown.row.id);
        view! {
            <details open=opened>
                <summary>"Name the root cause"</summary>
                <form class="form" method="post" action=action novalidate>
                    <ChecksField name="kinds" label="Where it lies" choices=kinds value=ticked error=wrong.at("kinds") columns=true/>
                    <LongField name="cause" label="Why it could happen" value error=wrong.at("cause")/>
                    <Actions><Button>"Save the cause"</Button></Actions>
                </form>
            </details>
        }
    });
    view! { <Block title="Root cause" id="cause">{said}{none.map(|none| view! { <p>{none}</p> })}{form}</Block> }
        .into_any()
}
