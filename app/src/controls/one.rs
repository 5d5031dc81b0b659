//! One control: its statement through its versions, what it answers, what it asks and how that stands, and what it
//! supports in other frameworks.

mod asks;
mod beyond;
mod criteria;
mod wording;

use super::decided::{self, Decided};
use super::{Card, Standing};
use crate::address::The;
use crate::asking::Asking;
use crate::decisions::words::Telling;
use crate::deficiencies::{Beside, of_control};
use crate::error::Result;
use crate::operating::{Operates, of_control as operated};
use crate::page::Page;
use crate::programmes::allowed;
use crate::trail::{Happening, happenings, history};
use crate::ui::badge::Id;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use asks::{Asks, asks, requirements};
use beyond::{crosswalk, test};
use criteria::criteria;
use domain::codes::{ControlId, RequirementId};
use domain::ids::ProgrammeId;
use domain::people::Role;
use domain::refusal::Refusal;
use domain::trail::{ThingKind, Verb};
use domain::words::CriterionId;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{ControlRow, ControlTally, Names, Wording};
use wording::statement;

/// Changes about the control that its page lists.
const DECISIONS: i64 = 12;

/// What a control is for one criterion in one programme.
struct Part {
    programme: ProgrammeId,
    name: String,
    criterion: CriterionId,
    key: bool,
}

struct Shown {
    card: Card,
    row: Option<ControlRow>,
    asks: Vec<Asks>,
    wordings: Vec<(Wording, DateTime)>,
    tallies: BTreeMap<RequirementId, ControlTally>,
    parts: Vec<Part>,
    names: Names,
    waiting: usize,
    decided: Vec<Decided>,
    history: Vec<Happening>,
    /// What stands open of it.
    deficient: Beside,
    operates: Operates,
    manages: bool,
    proposes: bool,
    today: Date,
}

pub async fn show(asking: Asking, The(id): The<ControlId>) -> Result<Page> {
    let shown = load(&asking, &id).await?;
    Ok(asking.page(format!("{id} {}", shown.card.title), Place::Controls, move || body(shown)))
}

async fn load(asking: &Asking, id: &ControlId) -> Result<Shown> {
    let store = asking.store();
    let row = store.control(id).await?;
    let card = Card::of(id, row.as_ref()).ok_or_else(|| Refusal::missing("control"))?;
    let no = row.as_ref().map_or(-1, |row| row.no);
    let names = asking.names().await?;
    let (wordings, tallies) = match &row {
        Some(row) => (store.wordings(row.no).await?, store.tallies(row.no, asking.now).await?),
        None => Default::default(),
    };
    let spine = asking.spine().await?;
    let parts = spine.programmes.iter().flat_map(|programme| {
        let key = programme.key_for(no);
        let in_scope = programme.in_scope();
        card.criteria.iter().filter(move |c| in_scope.contains(**c)).map(move |criterion| Part {
            programme: programme.id,
            name: programme.name.clone(),
            criterion: *criterion,
            key: key.contains(*criterion),
        })
    });
    let parts = parts.collect();
    let asks = asks(&card, &spine);
    let proposals = store.proposals_about(id, DECISIONS).await?;
    let telling = Telling::with(names.clone(), std::sync::Arc::clone(&spine));
    let decided = proposals
        .iter()
        .map(|row| Decided::of(row, &telling, asking.local(row.decided_at.unwrap_or(row.at)), asking.today));
    let decided = decided.collect();
    let owns = row.as_ref().is_some_and(|row| row.owner == Some(asking.actor().person));
    let manages = allowed(asking, Verb::KeyGiven);
    let adopted = row.as_ref().is_some_and(|row| !row.retired);
    let deficient = of_control(asking, id, owns, adopted).await?;
    let operates = if adopted { operated(asking, id).await? } else { Operates::default() };
    Ok(Shown {
        operates,
        tallies,
        waiting: proposals.iter().filter(|row| row.outcome.is_none()).count(),
        decided,
        history: happenings(asking, ThingKind::Control, id.as_str(), &names).await?,
        wordings: wordings
            .into_iter()
            .map(|wording| (asking.local(wording.at), wording))
            .map(|(at, w)| (w, at))
            .collect(),
        proposes: manages || (owns && !asking.is(Role::Auditor)),
        today: asking.today,
        deficient,
        card,
        asks,
        row,
        parts,
        names,
        manages,
    })
}

fn body(shown: Shown) -> AnyView {
    let id = shown.card.id.to_string();
    let (say, lede, actions) = (sentence(&shown), lede(&shown), actions(&shown));
    let (statement, criteria) = (statement(&shown), criteria(&shown));
    let (requirements, crosswalk, test) = (requirements(&shown), shown.card.template.map(crosswalk), test(&shown.card));
    let (deficient, operates) = (shown.deficient.block(), shown.operates.block());
    let today = shown.today;
    let decided = decided::block(shown.decided, today);
    view! {
        <Crumbs way=vec![Crumb::new("Controls", "/controls")]/>
        {say}
        {lede}
        {actions}
        {statement}
        {criteria}
        {requirements}
        {operates}
        {deficient}
        {test}
        {crosswalk}
        {decided}
        <Block title="History" id="history">{history(shown.history, today, format!("/trail?thing=control/{id}"))}</Block>
    }
    .into_any()
}

fn sentence(shown: &Shown) -> AnyView {
    let (title, standing) = (shown.card.title.clone(), Standing::of(shown.row.as_ref()));
    let id = shown.card.id.to_string();
    let gaps: usize = shown.tallies.values().map(|tally| tally.gap + tally.failed).sum();
    let says = match standing {
        Standing::Proposed => "is proposed by the library and asks nothing yet.".to_owned(),
        Standing::Waiting if shown.card.template.is_none() => {
            "is of our own making; it counts once a second person approves it.".to_owned()
        }
        Standing::Waiting if shown.waiting == 0 => "is adopted; nobody has approved its statement.".to_owned(),
        Standing::Waiting => "is adopted; its statement waits for a second person.".to_owned(),
        Standing::Retired => "was retired and asks nothing any more.".to_owned(),
        Standing::Adopted if gaps == 0 => "is adopted, and no gap is open.".to_owned(),
        Standing::Adopted => format!("is adopted; {} open.", dates::counted(gaps, "gap is", "gaps are")),
    };
    view! { <Say><Id id=id/>{format!(" {title} {says}")}</Say> }.into_any()
}

fn lede(shown: &Shown) -> Option<AnyView> {
    (shown.waiting > 0).then(|| {
        let noun = crate::programmes::counted_first(shown.waiting, "change waits", "changes wait");
        view! { <Lede><a href="/decisions">{noun}" for a second person"</a>"."</Lede> }.into_any()
    })
}

fn actions(shown: &Shown) -> Option<AnyView> {
    let base = format!("/controls/{}", shown.card.id);
    match Standing::of(shown.row.as_ref()) {
        Standing::Proposed => shown.manages.then(|| {
            view! {
                <Actions top=true><ButtonLink weight=Weight::Primary href=format!("{base}/adopt")>"Adopt the control"</ButtonLink></Actions>
            }
            .into_any()
        }),
        Standing::Waiting | Standing::Adopted => shown.proposes.then(|| {
            let refused = Standing::of(shown.row.as_ref()) == Standing::Waiting && shown.waiting == 0;
            let again = (refused && shown.manages).then(|| again(shown, &base, "Ask for approval again"));
            view! {
                <Actions top=true>
                    {again}
                    <ButtonLink href=format!("{base}/reword")>"Propose a new statement"</ButtonLink>
                    <ButtonLink href=format!("{base}/owner")>"Propose another owner"</ButtonLink>
                    <ButtonLink href=format!("{base}/rhythm")>"Change how often"</ButtonLink>
                    <ButtonLink weight=Weight::Danger href=format!("{base}/retire")>"Retire it …"</ButtonLink>
                </Actions>
            }
            .into_any()
        }),
        Standing::Retired => shown.manages.then(|| {
            let again = again(shown, &base, "Adopt it again");
            view! { <Actions top=true>{again}</Actions> }.into_any()
        }),
    }
}

/// The library's is gone through once more; one of our own is put forward as it stands.
fn again(shown: &Shown, base: &str, label: &'static str) -> AnyView {
    let href = format!("{base}/adopt");
    if shown.card.template.is_some() {
        return view! { <ButtonLink weight=Weight::Primary href>{label}</ButtonLink> }.into_any();
    }
    let owner = shown.row.as_ref().and_then(|row| row.owner).map(|owner| owner.to_string());
    let statement = shown.card.statement.clone();
    view! {
        <form method="post" action=href>
            <input type="hidden" name="owner" value=owner.unwrap_or_default()/>
            <input type="hidden" name="statement" value=statement/>
            <Button weight=Weight::Primary>{label}</Button>
        </form>
    }
    .into_any()
}
