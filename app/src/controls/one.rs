//! One control: its statement through its versions, what it answers, what it asks and how that stands, and what it
//! supports in other frameworks.

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
use crate::ui::badge::{Badge, Id};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates::{self, Moment};
use crate::ui::facts::{Fact, Facts};
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use domain::catalogue::{Control, catalogue};
use domain::codes::{ControlId, RequirementId};
use domain::evidence::Freshness;
use domain::ids::ProgrammeId;
use domain::people::Role;
use domain::refusal::Refusal;
use domain::trail::{ThingKind, Verb};
use domain::words::{CriterionId, FreshRule, Nature, SubjectKind};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{ControlRow, ControlTally, Names, Spine, Wording};

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

fn statement(shown: &Shown) -> AnyView {
    let (card, row) = (&shown.card, shown.row.as_ref());
    let owner = row.and_then(|row| row.owner).map(|owner| shown.names.of(owner).to_owned());
    let owner = owner.unwrap_or_else(|| format!("By the library, the {}", card.role.label().to_lowercase()));
    let (text, cadence, acts) = (card.statement.clone(), card.cadence.clone(), card.control_type.label());
    let applies = card.applies.clone();
    let standing = Standing::of(row);
    let versions = versions(shown);
    view! {
        <Block title="Statement" first=true>
            <p>{text}</p>
            <Facts>
                <Fact name="State"><Badge solid=standing == Standing::Adopted>{standing.label()}</Badge></Fact>
                <Fact name="Owner">{owner}</Fact>
                <Fact name="Cadence">{cadence}</Fact>
                <Fact name="Acts">{acts}</Fact>
                <Fact name="Applies to">{applies}</Fact>
            </Facts>
            {versions}
        </Block>
    }
    .into_any()
}

fn versions(shown: &Shown) -> Option<AnyView> {
    let today = shown.today;
    let rows = shown.wordings.iter().map(|(wording, at)| {
        let Wording { version, statement, material, by, agreed, .. } = wording.clone();
        let by = shown.names.of(by).to_owned();
        let agreed = agreed.map(|(who, _)| shown.names.of(who).to_owned());
        let at = *at;
        view! {
            <tr>
                <th scope="row">{format!("Version {version}")}<span class="sub">{if material { "Material" } else { "Only the words" }}</span></th>
                <td data-th="Statement">{statement}</td>
                <td data-th="By">{by}", "<Moment at today/></td>
                <td data-th="Agreed by">{agreed.unwrap_or_else(|| "Nobody yet".to_owned())}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let n = shown.wordings.len();
    (n > 0).then(|| {
        let columns = ["Version", "Statement", "By", "Agreed by"].into_iter().map(Column::new).collect();
        view! {
            <details>
                <summary>{crate::programmes::counted_first(n, "version", "versions")}" of the statement"</summary>
                <Table caption="Versions of the statement" columns stack=true>{rows}</Table>
            </details>
        }
        .into_any()
    })
}

fn criteria(shown: &Shown) -> AnyView {
    let card = &shown.card;
    let standing = Standing::of(shown.row.as_ref());
    let rows = card.criteria.iter().map(|criterion| {
        let by = if card.template.is_some() { ", by the library" } else { ", in every programme that has it in scope" };
        let proposed = if card.key_for.contains(criterion) { "Key" } else { "Supporting" };
        let proposed = format!("{proposed}{by}");
        let parts: Vec<_> = shown.parts.iter().filter(|part| part.criterion == *criterion).collect();
        let said = parts.iter().map(|part| {
            let word = if part.key { "Key" } else { "Supporting" };
            view! { <span class="sub"><b>{word}</b>" in "{part.name.clone()}</span> }
        });
        let said = said.collect_view();
        let none = parts.is_empty() || standing == Standing::Proposed;
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=format!("/criteria/{criterion}")><Id id=criterion.to_string()/>" "{catalogue().criterion(*criterion).title}</a></th>
                <td data-th="Part">{if none { proposed.into_any() } else { said.into_any() }}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = ["Criterion", "Part"].into_iter().map(Column::new).collect();
    let in_use = matches!(standing, Standing::Waiting | Standing::Adopted);
    let keys = (in_use && shown.manages).then(|| keys(shown));
    view! {
        <Block title="Criteria" id="criteria" remark="Key controls answer a criterion; supporting ones show as weaknesses">
            <Table caption="Criteria that it serves" columns stack=true>{rows}</Table>
            {keys}
        </Block>
    }
    .into_any()
}

/// Making it key for a criterion it supports; proposing that it only supports one it is key for.
fn keys(shown: &Shown) -> AnyView {
    let base = format!("/controls/{}", shown.card.id);
    let of = |key: bool| {
        let parts = shown.parts.iter().filter(move |part| part.key == key);
        let mut by: BTreeMap<ProgrammeId, (String, Vec<Choice>)> = BTreeMap::new();
        for part in parts {
            let entry = by.entry(part.programme).or_insert_with(|| (part.name.clone(), Vec::new()));
            entry.1.push(Choice::new(part.criterion.key(), part.criterion.key()));
        }
        by
    };
    let give = of(false).into_iter().map(|(programme, (name, choices))| {
        let id = format!("give-{programme}");
        view! {
            <form class="form" method="post" action=format!("{base}/key")>
                <input type="hidden" name="programme" value=programme.to_string()/>
                <SelectField name="criterion" id label=format!("Make it key in {name} for") choices/>
                <Actions><Button>"Make it key"</Button></Actions>
            </form>
        }
    });
    let take = of(true).into_iter().map(|(programme, (name, choices))| {
        let (id, why) = (format!("take-{programme}"), format!("why-{programme}"));
        view! {
            <form class="form" method="post" action=format!("{base}/demote")>
                <input type="hidden" name="programme" value=programme.to_string()/>
                <SelectField name="criterion" id label=format!("No longer key in {name} for") choices/>
                <LongField name="reason" id=why label="Reason"/>
                <Actions><Button weight=Weight::Danger>"Propose that it only supports"</Button></Actions>
            </form>
        }
    });
    let (give, take) = (give.collect_view(), take.collect_view());
    view! { <details><summary>"Change which criteria it is key for"</summary>{give}{take}</details> }.into_any()
}

fn requirements(shown: &Shown) -> AnyView {
    let asked = shown.row.as_ref().is_some_and(|row| !row.retired);
    let mut columns: Vec<_> =
        ["Requirement", "Asked of", "Nature", "Stays fresh"].into_iter().map(Column::new).collect();
    if asked {
        columns.push(Column::new("Findings"));
    }
    let rows = shown.asks.iter().map(|requirement| {
        let tally = shown.tallies.get(&requirement.id).copied().unwrap_or_default();
        entry(requirement, asked.then_some(tally))
    });
    let rows = rows.collect_view();
    view! {
        <Block title="What it asks" id="rhythm">
            <Table caption="Requirements" columns stack=true>{rows}</Table>
        </Block>
    }
    .into_any()
}

/// A requirement of the control, as its page lists it.
struct Asks {
    id: RequirementId,
    title: String,
    subject: SubjectKind,
    nature: Nature,
    fresh: Freshness,
}

/// Of the adopted control; before that, what the library would ask.
fn asks(card: &Card, spine: &Spine) -> Vec<Asks> {
    let of_ours = spine.requirements.iter().filter(|one| spine.control_of(one).is_some_and(|of| of.id == card.id));
    let ours: Vec<_> = of_ours
        .map(|one| Asks {
            id: one.id.clone(),
            title: one.steps.title.to_string(),
            subject: one.subject,
            nature: one.nature,
            fresh: one.fresh,
        })
        .collect();
    if !ours.is_empty() {
        return ours;
    }
    let library = catalogue().requirements_of(&card.id).map(|one| Asks {
        id: one.id.clone(),
        title: one.title.to_owned(),
        subject: one.subject,
        nature: one.nature,
        fresh: Freshness { rule: one.fresh_rule, days: one.fresh_days },
    });
    library.collect()
}

/// “107 days”, “until its review day, else 396 days”.
fn fresh(Freshness { rule, days }: Freshness) -> String {
    match rule {
        FreshRule::Kind => "As its kind says".to_owned(),
        FreshRule::Event => "It does not age".to_owned(),
        FreshRule::OwnEndDate => "Until its own end".to_owned(),
        FreshRule::OwnReviewDate => format!("Until its review day, else {days} days"),
        FreshRule::Cadence if days == 0 => "By each event".to_owned(),
        FreshRule::Cadence => format!("{days} days, by the cadence"),
        FreshRule::Days => format!("{days} days"),
    }
}

fn entry(requirement: &Asks, tally: Option<ControlTally>) -> AnyView {
    let Asks { id, title, subject, nature, fresh: stays } = requirement;
    let (title, stays) = (title.clone(), fresh(*stays));
    let name = if tally.is_some() {
        view! { <a class="quiet" href=format!("/tasks/{id}")><Id id=id.to_string()/>" "{title}</a> }.into_any()
    } else {
        view! { <Id id=id.to_string()/>" "{title} }.into_any()
    };
    view! {
        <tr>
            <th scope="row" class="wide">{name}</th>
            <td data-th="Asked of">{subject.label()}</td>
            <td data-th="Nature">{nature.label()}</td>
            <td data-th="Stays fresh">{stays}</td>
            {tally.map(|tally| view! { <td class="wide" data-th="Findings">{counts(tally)}</td> })}
        </tr>
    }
    .into_any()
}

fn counts(tally: ControlTally) -> AnyView {
    let ControlTally { failed, gap, unknown, met, excluded } = tally;
    let all = [
        (State::Failed, failed),
        (State::Gap, gap),
        (State::Unknown, unknown),
        (State::Met, met),
        (State::Excluded, excluded),
    ];
    let marks = all.into_iter().filter(|(_, n)| *n > 0).map(|(state, n)| {
        let word = format!("{n} {}", state.word().to_lowercase());
        view! { <Mark state voice=Voice::Calm word/>" " }
    });
    let marks = marks.collect_view();
    if all.iter().all(|(_, n)| *n == 0) { "Asked of nothing in scope".into_any() } else { marks.into_any() }
}

fn test(card: &Card) -> AnyView {
    let test = if card.test.is_empty() { "Nobody wrote down how it is tested.".to_owned() } else { card.test.clone() };
    let risks = card.risks.iter().map(|risk| {
        view! { <li><a href=format!("/risks/{}", risk.id)><Id id=risk.id.to_string()/>" "{risk.title}</a>". "<span class="sub">{risk.description}</span></li> }
    });
    let risks = risks.collect_view();
    view! {
        <Block title="How an auditor tests it" id="test"><p>{test}</p></Block>
        <Block title="Risks that it answers" id="risks"><ul>{risks}</ul></Block>
    }
    .into_any()
}

/// Links to other frameworks are our judgement: they support, never equal.
fn crosswalk(template: &'static Control) -> AnyView {
    let library = catalogue();
    let nist = template
        .nist
        .iter()
        .filter_map(|id| library.nist.get(id))
        .map(|row| ("NIST AI RMF", row.id.to_string(), row.paraphrase));
    let iso = template.iso.iter().filter_map(|id| library.iso_annex.get(id).or_else(|| library.iso_clauses.get(id)));
    let iso = iso.map(|row| ("ISO/IEC 42001", row.id.to_string(), row.title));
    let eu =
        template.eu.iter().filter_map(|id| library.eu.get(id)).map(|row| ("EU AI Act", row.id.to_string(), row.title));
    let rows = nist.chain(iso).chain(eu).map(|(framework, id, title)| {
        view! { <tr><th scope="row"><Id id/></th><td data-th="Framework">{framework}</td><td data-th="What it says">{title}</td></tr> }
    });
    let rows = rows.collect_view();
    let columns = ["Identifier", "Framework", "What it says, in our words"].into_iter().map(Column::new).collect();
    view! {
        <Block title="In other frameworks" id="crosswalk" remark="It supports these; it does not equal them">
            <Table caption="Crosswalk" columns stack=true>{rows}</Table>
        </Block>
    }
    .into_any()
}
