//! Evidence: what there is, newest first, and how each piece stands.

pub mod file;
pub mod one;
mod pairs;
pub mod review;
pub(crate) mod sheet;

use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Query};
use crate::lists::{List, keep};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::dates::{self, Moment};
use crate::ui::empty::EmptyPage;
use crate::ui::filters::{Chip, Chips, FilterSelect, Filters};
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::pager::Pager;
use crate::ui::query::Query as View;
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::table::{Column, Table};
use domain::catalogue::catalogue;
use domain::codes::KindId;
use domain::evidence::Ruling;
use domain::words::CriterionId;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{EvidenceLine, EvidenceState, EvidenceWanted, RequirementNow, Spine};

const A_PAGE: i64 = 25;

struct Row {
    line: EvidenceLine,
    by: String,
    at: DateTime,
}

/// What the page shows.
struct Evidence {
    view: View,
    rows: Vec<Row>,
    shown: usize,
    of: usize,
    waiting: usize,
    page: i64,
    people: Vec<Choice>,
    today: Date,
}

const STATES: [(&str, &str, EvidenceState); 5] = [
    ("waiting", "Waiting for review", EvidenceState::Waiting),
    ("supports", "Accepted", EvidenceState::Ruled(Ruling::Supports)),
    ("adverse", "Shows failure", EvidenceState::Ruled(Ruling::Adverse)),
    ("rejected", "Rejected", EvidenceState::Ruled(Ruling::Rejected)),
    ("withdrawn", "Withdrawn", EvidenceState::Withdrawn),
];

const LAPSED: (&str, &str) = ("lapsed", "Lapsed");

pub async fn list(asking: Asking, Query(fields): Query) -> Result<Page> {
    let evidence = load(&asking, &fields).await?;
    Ok(asking.page("Evidence", Place::Evidence, move || page(evidence)))
}

/// What the filters let through.
async fn wanted(asking: &Asking, fields: &Fields) -> Result<EvidenceWanted> {
    let state = fields.text("state");
    let lapsed = (state == LAPSED.0).then_some(EvidenceState::Lapsed(asking.now));
    let requirements = match fields.parsed::<CriterionId>("criterion") {
        Some(criterion) => Some(of_key_controls(&*asking.spine().await?, criterion)),
        None => None,
    };
    Ok(EvidenceWanted {
        kind: fields.parsed("kind"),
        state: STATES.iter().find(|(key, ..)| *key == state).map(|(.., state)| *state).or(lapsed),
        person: fields.parsed("person"),
        requirements,
    })
}

async fn load(asking: &Asking, fields: &Fields) -> Result<Evidence> {
    let page = fields.parsed::<i64>("page").unwrap_or(1).clamp(1, 1_000_000);
    let wanted = wanted(asking, fields).await?;
    let (lines, shown) = asking.store().evidence_list(&wanted, page - 1, A_PAGE).await?;
    let of = if wanted == EvidenceWanted::default() {
        shown
    } else {
        asking.store().evidence_list(&EvidenceWanted::default(), 0, 1).await?.1
    };
    let waiting = asking.store().waiting(asking.visitor.seq).await?.pieces.len();
    let names = asking.names().await?;
    let row = |line: EvidenceLine| Row { by: names.of(line.submitted_by).to_owned(), at: asking.local(line.at), line };
    Ok(Evidence {
        view: View::of("/evidence", fields.pairs()),
        rows: lines.into_iter().map(row).collect(),
        shown: usize::try_from(shown).unwrap_or_default(),
        of: usize::try_from(of).unwrap_or_default(),
        waiting,
        people: names.by_name().into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect(),
        page,
        today: asking.today,
    })
}

/// The requirements of the controls that are key for a criterion in any programme.
fn of_key_controls(spine: &Spine, criterion: CriterionId) -> Vec<i64> {
    let key = |control: i64| spine.programmes.iter().any(|programme| programme.key_for(control).contains(criterion));
    let of_key = |one: &&RequirementNow| spine.control_of(one).is_some_and(|control| key(control.no));
    spine.requirements.iter().filter(of_key).map(|one| one.no).collect()
}

/// The title of a kind of evidence.
pub(crate) fn kind_title(kind: &KindId) -> String {
    catalogue().kinds.get(kind).map_or(kind.as_str(), |kind| kind.title).to_owned()
}

fn page(evidence: Evidence) -> impl IntoView {
    if evidence.of == 0 {
        return view! {
            <EmptyPage say="No evidence is here yet.">
                <p>"Evidence is added on the page of the task that it closes: a file, a link or a written statement."</p>
                <Actions><ButtonLink weight=Weight::Primary href="/tasks">"Go to the tasks"</ButtonLink></Actions>
            </EmptyPage>
        }
        .into_any();
    }
    let Evidence { view, rows, shown, of, waiting, page, people, today } = evidence;
    let pieces = dates::count_first(of);
    let (noun, verb) = if of == 1 { ("piece of evidence is", "waits") } else { ("pieces of evidence are", "wait") };
    let sentence = match waiting {
        0 => format!("{pieces} {noun} here, and none waits for review."),
        1 => format!("{pieces} {noun} here; one waits for review."),
        n => format!("{pieces} {noun} here; {} {verb} for review.", dates::count(n)),
    };
    let review = (waiting > 0).then(|| {
        view! {
            <Actions top=true>
                <ButtonLink weight=Weight::Primary href="/evidence/review">"Review evidence"</ButtonLink>
            </Actions>
        }
    });
    let chips = chips(&view, &people);
    let columns = ["Evidence", "Kind", "Sent", "Stands"].into_iter().map(Column::new).collect();
    let pages = u32::try_from((shown as i64 + A_PAGE - 1) / A_PAGE).unwrap_or(1);
    let turn = u32::try_from(page).unwrap_or(1);
    let pager = (pages > 1).then(|| view! { <Pager query=view.clone() page=turn pages/> });
    let rows = rows.into_iter().map(|row| entry(row, today)).collect_view();
    let kept = keep(&[(List::Evidence, "the evidence"), (List::Proven, "what it proves")], &view);
    view! {
        <Say>{sentence}</Say>
        {review}
        {filters(&view, people)}
        <Chips query=view.clone() chips shown of/>
        <Block title="Evidence" quiet=true first=true>
            <Table caption="Evidence" columns stack=true>{rows}</Table>
            {pager}
            {kept}
        </Block>
    }
    .into_any()
}

fn filters(view: &View, people: Vec<Choice>) -> impl IntoView + use<> {
    let value = |key: &str| view.get(key).unwrap_or_default().to_owned();
    let kinds = catalogue().kinds.iter().map(|kind| Choice::new(kind.id.to_string(), kind.title)).collect();
    let states = STATES.iter().map(|(key, label, _)| (*key, *label)).chain([LAPSED]);
    let states = states.map(|(key, label)| Choice::new(key, label)).collect();
    let criteria = CriterionId::ALL.iter().map(|id| Choice::new(id.key(), id.key())).collect();
    let (kind, state, person, criterion) = (value("kind"), value("state"), value("person"), value("criterion"));
    view! {
        <Filters query=view.clone() controls=vec!["kind", "state", "person", "criterion"]>
            <FilterSelect name="state" label="State" any="Any state" choices=states value=state/>
            <FilterSelect name="kind" label="Kind" any="Any kind" choices=kinds value=kind/>
            <FilterSelect name="criterion" label="For which criterion" any="Any criterion" choices=criteria value=criterion/>
            <FilterSelect name="person" label="Sent by" any="Sent by anybody" choices=people value=person/>
            <Button>"Show"</Button>
        </Filters>
    }
}

fn chips(view: &View, people: &[Choice]) -> Vec<Chip> {
    let chip = |(key, value): &(String, String)| match key.as_str() {
        "kind" => value.parse::<KindId>().ok().map(|kind| Chip::new("kind", value.clone(), kind_title(&kind))),
        "state" => {
            let mut states = STATES.iter().map(|(key, label, _)| (*key, *label)).chain([LAPSED]);
            states.find(|(key, _)| key == value).map(|(key, label)| Chip::new("state", key, label))
        }
        "criterion" => value.parse::<CriterionId>().ok().map(|id| Chip::new("criterion", value.clone(), id.key())),
        "person" => {
            let person = people.iter().find(|choice| choice.value == *value);
            person.map(|choice| Chip::new("person", value.clone(), choice.label.clone()))
        }
        _ => None,
    };
    view.pairs().iter().filter_map(chip).collect()
}

fn entry(row: Row, today: Date) -> impl IntoView {
    let Row { line, by, at } = row;
    let (state, word) = stands(&line);
    view! {
        <tr>
            <th scope="row">
                <a class="quiet" href=format!("/evidence/{}", line.id)>{line.title}</a>
                <span class="sub">{by}</span>
            </th>
            <td data-th="Kind">{kind_title(&line.kind)}</td>
            <td data-th="Sent"><Moment at today/></td>
            <td data-th="Stands"><Mark state voice=Voice::Calm word wrap=true/></td>
        </tr>
    }
    .into_any()
}

/// The worst first, with all counts: “Two wait, nine accepted, three rejected”.
fn stands(line: &EvidenceLine) -> (State, String) {
    if line.withdrawn {
        return (State::Excluded, "Withdrawn".to_owned());
    }
    let parts = [
        (line.waiting, State::Unknown, "waiting"),
        (line.adverse, State::Gap, "show failure"),
        (line.rejected, State::Gap, "rejected"),
        (line.supports, State::Met, "accepted"),
    ];
    let some = || parts.iter().filter(|(n, ..)| *n > 0);
    let count = |n: i64| dates::figure(usize::try_from(n).unwrap_or_default());
    let words: Vec<_> = some().map(|(n, _, word)| format!("{} {word}", count(*n))).collect();
    let state = some().map(|(_, state, _)| *state).next().unwrap_or(State::Unknown);
    (state, words.join(", "))
}
