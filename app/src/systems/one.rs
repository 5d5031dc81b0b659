//! One system: what it is, what is asked of it and how that stands, what it rests on, what happened to it.

use super::{answer_of, answer_word, may_change, open_questions};
use crate::address::The;
use crate::asking::Asking;
use crate::deficiencies::{Beside, of_subject};
use crate::error::Result;
use crate::form::{Fields, Wrong};
use crate::page::Page;
use crate::trail::{Named, listed};
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::facts::{Fact, Facts};
use crate::ui::link::Outbound;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::table::{Column, Table};
use domain::asked::ProgrammeSet;
use domain::change::Change;
use domain::finding::{Finding, Reason};
use domain::ids::SystemId;
use domain::import::{Shape, SystemField, choices};
use domain::people::{Relation, may};
use domain::risks::Due;
use domain::systems::question;
use domain::trail::Verb;
use domain::words::{Stage, Trait};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{
    AssessmentRow, Found, IncidentRow, IncidentsWanted, Names, OpenOf, ProposalRow, Spine, SystemHappening, SystemRow,
    VendorRow,
};

/// What the page shows.
pub(crate) struct Shown {
    pub row: SystemRow,
    pub may_change: bool,
    pub names: Names,
    pub spine: Arc<Spine>,
    pub found: Vec<Found>,
    pub vendors: Vec<VendorRow>,
    /// Since when it depends on them, by number.
    pub since: BTreeMap<i64, Date>,
    /// How much of what is asked of them is open, by number.
    pub open_of_vendors: BTreeMap<i64, OpenOf>,
    pub others: Vec<VendorRow>,
    pub waiting: Vec<ProposalRow>,
    pub history: Vec<(DateTime, SystemHappening)>,
    /// Its risk assessments, the newest first, and whether whoever looks may open one.
    pub assessments: Vec<AssessmentRow>,
    /// When it is assessed next; none where it never was, or is retired.
    pub due: Option<Due>,
    pub may_assess: bool,
    /// What stands open of it.
    pub deficient: Beside,
    pub incidents: Vec<IncidentRow>,
    pub may_report: bool,
    pub today: Date,
    /// What was typed into the form on the page, and what is wrong with it.
    pub typed: Fields,
    pub wrong: Wrong,
}

pub async fn show(asking: Asking, The(id): The<SystemId>) -> Result<Page> {
    shown_again(&asking, id, Fields::default(), Wrong::default()).await
}

/// The page with the sentences of a form that was refused.
pub(super) async fn shown_again(asking: &Asking, id: SystemId, typed: Fields, wrong: Wrong) -> Result<Page> {
    let shown = Shown { typed, wrong, ..load(asking, id).await? };
    Ok(asking.page(shown.row.name.clone(), Place::Systems, move || page(shown)))
}

async fn load(asking: &Asking, id: SystemId) -> Result<Shown> {
    let store = asking.store();
    let row = store.system(id).await?;
    let may_change = may_change(asking.actor(), &row);
    let found = if row.programmes == 0 { Vec::new() } else { store.findings_of(row.no, asking.now).await? };
    let vendors = store.vendors_of_system(row.no).await?;
    let numbers: Vec<_> = vendors.iter().map(|vendor| vendor.no).collect();
    let open_of_vendors = store.open_of(&numbers, None, asking.now).await?;
    let others = if may_change { store.vendors().await? } else { Vec::new() };
    let others = others.into_iter().filter(|vendor| vendors.iter().all(|used| used.id != vendor.id)).collect();
    let waiting = store.waiting(asking.visitor.seq).await?;
    let waiting = waiting.changes.iter().map(|one| &one.row).filter(|row| row.change.systems().contains(&id));
    let waiting = waiting.cloned().collect();
    let history = store.system_history(id).await?.into_iter().map(|it| (asking.local(it.at), it)).collect();
    let owns = if [row.owner, row.deputy].contains(&Some(asking.actor().person)) {
        Relation::Owner
    } else {
        Relation::Stranger
    };
    let (assessments, zone) = (store.assessments_of(row.no).await?, &asking.visitor.organisation.zone);
    let retired = row.stage == Some(Stage::Retired);
    let wanted = IncidentsWanted { open: true, subject: Some(row.no) };
    Ok(Shown {
        due: match assessments.iter().find(|row| row.concluded().is_some()).filter(|_| !retired) {
            Some(last) => Some(store.assessment_due(last, asking.today, zone).await?),
            None => None,
        },
        assessments,
        may_assess: may(asking.actor().rights, Verb::AssessmentOpened, owns),
        incidents: store.incidents(wanted, &asking.visitor.organisation.zone).await?,
        may_report: may(asking.actor().rights, Verb::IncidentReported, owns),
        deficient: of_subject(asking, row.no, &format!("system/{id}"), owns == Relation::Owner).await?,
        may_change,
        names: asking.names().await?,
        spine: asking.spine().await?,
        found,
        vendors,
        open_of_vendors,
        since: store.vendors_since(row.no, &asking.visitor.organisation.zone).await?,
        others,
        waiting,
        history,
        today: asking.today,
        typed: Fields::default(),
        wrong: Wrong::default(),
        row,
    })
}

fn page(mut shown: Shown) -> AnyView {
    let deficient = std::mem::take(&mut shown.deficient).block();
    let way = vec![Crumb::new("Systems", "/systems"), Crumb::plain(shown.row.name.clone())];
    let (name, says) = (shown.row.name.clone(), sentence(&shown));
    view! {
        <Crumbs way/>
        <Say><Name>{name}</Name>" "{says}</Say>
        {actions(&shown)}
        {waiting(&shown)}
        {facts(&shown)}
        {traits(&shown)}
        {asked(&shown)}
        {crate::incidents::of_system(shown.row.id, &shown.incidents, shown.may_report)}
        {deficient}
        {crate::access_reviews::of(shown.row.id, "system")}
        {crate::risks::assessments::of_system(shown.row.id, &shown.assessments, shown.due.as_ref(), shown.may_assess, shown.today)}
        {super::vendors::block(&shown)}
        {super::history::block(shown)}
    }
    .into_any()
}

fn gaps(shown: &Shown) -> usize {
    shown.found.iter().filter(|it| matches!(it.finding, Finding::Gap(_) | Finding::Failed)).count()
}

fn sentence(shown: &Shown) -> AnyView {
    let open = usize::try_from(open_questions(&shown.row).len()).unwrap_or_default();
    let questions = (open > 0).then(|| {
        let verb = if open == 1 { " is open." } else { " are open." };
        view! { " "<a href="#traits">{dates::count_first(open)}" "{if open == 1 { "question" } else { "questions" }}</a>{verb} }
    });
    let first = match (shown.row.programmes, gaps(shown)) {
        (0, _) => view! { "is in "<a href="/programmes">"no programme"</a>", so nothing is asked of it." }.into_any(),
        (_, 0) => view! { "has no gap of its own." }.into_any(),
        (_, n) => view! { "has "<a href="#asked">{dates::counted(n, "gap", "gaps")}</a>" of its own." }.into_any(),
    };
    view! { {first}{questions} }.into_any()
}

fn actions(shown: &Shown) -> Option<AnyView> {
    let base = format!("/systems/{}", shown.row.id);
    let stage = shown.row.stage;
    shown.may_change.then(|| {
        view! {
            <Actions top=true>
                <ButtonLink weight=Weight::Primary href=format!("{base}/edit")>"Edit"</ButtonLink>
                {(stage != Some(Stage::Retired)).then(|| view! { <ButtonLink href=format!("{base}/stage")>{if stage.is_some() { "Move to another stage" } else { "Answer the stage" }}</ButtonLink> })}
            </Actions>
        }
        .into_any()
    })
}

fn waiting(shown: &Shown) -> Option<AnyView> {
    let lines = shown.waiting.iter().map(|it| {
        let what = if let Change::Answer { which, answer, .. } = &it.change {
            format!("{}: {}", which.label(), answer_word(*answer).to_lowercase())
        } else if let Change::Move { stage, .. } = &it.change {
            format!("stage: {}", stage.label().to_lowercase())
        } else if let Some(id) = it.change.vendor() {
            let vendor = shown.vendors.iter().find(|row| row.id == id).map(|row| row.name.clone());
            format!("no longer depends on {}", vendor.unwrap_or_else(|| "a vendor".to_owned()))
        } else {
            "leaves a programme".to_owned()
        };
        let who = shown.names.of(it.asked_by).to_owned();
        view! { <li><b>{what}</b>", asked by "{who}": "{it.reason.clone()}</li> }
    });
    let lines = lines.collect_view();
    (!shown.waiting.is_empty()).then(|| {
        view! {
            <Notice tone=Tone::Unknown word="Waits for a second person">
                <ul>{lines}</ul>
                <p>"It would better findings, so nothing changes until somebody else agrees: "<a href="/decisions">"decisions"</a>"."</p>
            </Notice>
        }
        .into_any()
    })
}

fn facts(shown: &Shown) -> AnyView {
    let row = &shown.row;
    let person = |id: Option<domain::ids::PersonId>, key: &str| match (id, row.details.get(key)) {
        (Some(id), _) => Some(shown.names.of(id).to_owned()),
        (None, Some(words)) => Some(format!("{words} (as written in the file; nobody here is chosen yet)")),
        (None, None) => None,
    };
    let programmes = shown.spine.programmes.iter().filter(|p| in_programme(row, p.no));
    let programmes: Vec<_> =
        programmes.map(|p| Named { words: p.name.clone(), href: Some(format!("/programmes/{}", p.id)) }).collect();
    let none = programmes.is_empty().then_some("None");
    let programmes = listed(programmes);
    let unit = [row.unit.as_str(), row.department.as_str()].into_iter().filter(|it| !it.is_empty());
    let unit = unit.collect::<Vec<_>>().join(", ");
    let details = SystemField::ALL.iter().filter_map(|field| detail(*field, row)).collect_view();
    let owner = person(row.owner, "owner").unwrap_or_else(|| "Nobody yet".to_owned());
    let deputy = person(row.deputy, "deputy").map(|who| view! { <Fact name="Deputy">{who}</Fact> });
    let unit = (!unit.is_empty()).then(|| view! { <Fact name="Unit">{unit}</Fact> });
    let id = row.external_id.clone().map(|id| view! { <Fact name="Identifier">{id}</Fact> });
    let stage = match row.stage {
        Some(stage) => stage.label().into_any(),
        None => view! { <Mark state=State::Unknown word="Not answered"/> }.into_any(),
    };
    let criticality = row.criticality.label();
    view! {
        <Block title="What it is" first=true quiet=true>
            <Facts>
                <Fact name="Stage">{stage}</Fact>
                <Fact name="Criticality">{criticality}</Fact>
                <Fact name="Owner">{owner}</Fact>
                {deputy}
                {unit}
                {id}
                <Fact name="Programmes">{programmes}{none}</Fact>
                {details}
            </Facts>
        </Block>
    }
    .into_any()
}

fn in_programme(row: &SystemRow, no: usize) -> bool {
    ProgrammeSet(u64::from_ne_bytes(row.programmes.to_ne_bytes())).contains(no)
}

/// A field of `details`, in words.
fn detail(field: SystemField, row: &SystemRow) -> Option<AnyView> {
    if matches!(field, SystemField::Owner | SystemField::Deputy) {
        return None;
    }
    let text = row.details.get(field.key())?.clone();
    let value = match field.shape() {
        Shape::Links => {
            text.lines().map(|link| view! { <Outbound href=link.to_owned()/>" " }).collect_view().into_any()
        }
        Shape::Word | Shape::YesNo => {
            let label = choices(field).into_iter().find(|(key, _)| *key == text).map(|(_, label)| label.to_owned());
            label.unwrap_or(text).into_any()
        }
        Shape::Day => text.parse().map_or_else(|_| text.clone(), dates::full).into_any(),
        Shape::Line(_) | Shape::Text | Shape::List => view! { <span class="kept-lines">{text}</span> }.into_any(),
    };
    Some(view! { <Fact name=field.label()>{value}</Fact> }.into_any())
}

fn traits(shown: &Shown) -> AnyView {
    let lines = Trait::ALL.iter().map(|which| trait_line(shown, *which)).collect_view();
    let columns = vec![Column::new("Trait"), Column::new("Question"), Column::new("Answer"), Column::hidden("Change")];
    view! {
        <Block title="Traits" id="traits" remark="The answers decide which controls apply">
            <Table caption="Traits" columns stack=true>{lines}</Table>
        </Block>
    }
    .into_any()
}

fn trait_line(shown: &Shown, which: Trait) -> AnyView {
    let answer = answer_of(&shown.row, which);
    let href = format!("/systems/{}/traits/{}", shown.row.id, which.key());
    let said = match answer {
        Some(_) => answer_word(answer).into_any(),
        None => view! { <Mark state=State::Unknown word="Not answered"/> }.into_any(),
    };
    let verb = if answer.is_some() { "Change" } else { "Answer" };
    let label = which.label().to_lowercase();
    let link = shown.may_change.then(|| view! { <a href=href>{verb}<span class="vh">" "{label}</span></a> });
    view! {
        <tr>
            <th scope="row">{which.label()}</th>
            <td class="wide" data-th="Question">{question(which)}</td>
            <td data-th="Answer">{said}</td>
            <td class="n">{link}</td>
        </tr>
    }
    .into_any()
}

/// The state of a finding, and its word.
pub(crate) fn state(finding: Finding) -> (State, String) {
    match finding {
        Finding::Failed => (State::Failed, "Could not be computed".to_owned()),
        Finding::Gap(reason) => (State::Gap, gap_word(reason)),
        Finding::Unknown(open) => (State::Unknown, format!("{}?", super::questions(open))),
        Finding::Met | Finding::NotAsked => (State::Met, "Met".to_owned()),
        Finding::Excluded => (State::Excluded, "Excluded".to_owned()),
    }
}

fn gap_word(reason: Reason) -> String {
    reason.label().to_owned()
}

fn asked(shown: &Shown) -> AnyView {
    if shown.found.is_empty() {
        let why = if shown.row.programmes == 0 {
            "Nothing is asked of it while it is in no programme. "
        } else {
            "No adopted control asks anything of it yet. "
        };
        return view! {
            <Block title="What is asked of it" id="asked"><Empty>{why}<a href="/programmes">"Programmes"</a></Empty></Block>
        }
        .into_any();
    }
    let mut found: Vec<_> = shown.found.iter().collect();
    // Worst first, then as in the library.
    found.sort_by_key(|it| (state(it.finding).0, it.requirement_no));
    let count = |wanted: State| found.iter().filter(|it| state(it.finding).0 == wanted).count();
    let remark = format!(
        "{} met, {} in a gap, {} unknown",
        dates::figure(count(State::Met)),
        dates::figure(count(State::Gap) + count(State::Failed)),
        dates::figure(count(State::Unknown))
    );
    let lines = found.into_iter().map(|it| finding_line(shown, it)).collect_view();
    let columns =
        vec![Column::new("State"), Column::new("Criterion"), Column::new("Control"), Column::new("Requirement")];
    view! {
        <Block title="What is asked of it" id="asked" remark>
            <Table caption="Findings" columns stack=true>{lines}</Table>
        </Block>
    }
    .into_any()
}

fn finding_line(shown: &Shown, found: &Found) -> AnyView {
    let (state, word) = state(found.finding);
    let requirement = shown.spine.requirement(found.requirement_no);
    let control = requirement.and_then(|requirement| shown.spine.control_of(requirement));
    let criterion = requirement.map(|it| it.criterion.key());
    let id = found.requirement.to_string();
    view! {
        <tr>
            <td data-th="State"><Mark state voice=Voice::Calm word wrap=true/></td>
            <td data-th="Criterion">{criterion.map(|id| view! { <a href=format!("/criteria/{id}")>{id}</a> })}</td>
            <td data-th="Control">{control.map(|it| view! {
                <a class="quiet" href=format!("/controls/{}", it.id)>{it.title.clone()}</a>
            })}</td>
            <td data-th="Requirement"><a href=format!("/tasks/{id}")>{id.clone()}</a></td>
        </tr>
    }
    .into_any()
}
