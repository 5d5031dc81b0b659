//! The same to many systems: chosen in the list or by its filter, resolved to a list of names, and confirmed before
//! anything is done.

use super::list::{Asked, CONTROLS};
use super::owners;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{self, Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, RadioField, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::notice::{Notice, Refused, Tone};
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::{PersonId, ProgrammeId, SystemId};
use domain::people::{Relation, may};
use domain::refusal::Refusal;
use domain::systems::{question, stage_word};
use domain::trail::Verb;
use domain::words::Trait;
use leptos::prelude::*;
use store::{BULK_MOST, Bulk, BulkOutcome, ScopeRow};

/// What can be done to many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Own,
    Answer,
    Scope,
    Retire,
}

const ACTS: [(Act, &str, &str); 4] = [
    (Act::Own, "own", "Give an owner"),
    (Act::Answer, "answer", "Answer a trait"),
    (Act::Scope, "scope", "Bring into scope"),
    (Act::Retire, "retire", "Retire"),
];

/// What the list offers to this person.
pub(super) fn choices(asking: &Asking) -> Vec<Choice> {
    let rights = asking.actor().rights;
    let may_scope = may(rights, Verb::ScopeWidened, Relation::Stranger);
    let acts = ACTS.iter().filter(|(act, ..)| *act != Act::Scope || may_scope);
    acts.map(|(_, key, label)| Choice::new(*key, *label)).collect()
}

fn act(fields: &Fields) -> Option<Act> {
    let wanted = fields.text("do");
    ACTS.iter().find(|(_, key, _)| *key == wanted).map(|(act, ..)| *act)
}

/// The field that keeps the view.
const VIEW: &str = "view";

/// What the page shows.
struct Shown {
    act: Act,
    rows: Vec<ScopeRow>,
    /// How many of them a programme has.
    inside: usize,
    fields: Fields,
    /// The view that they were chosen in: what follows the `?` of its address.
    view: String,
    people: Vec<Choice>,
    programmes: Vec<Choice>,
    wrong: Wrong,
    why: Option<String>,
}

/// The chosen ones, or all that the filter lets through, as a list.
pub async fn ask(asking: Asking, form::Query(fields): form::Query) -> Result<Response> {
    let ids = if fields.ticked("all") {
        let spine = asking.spine().await?;
        let asked = Asked::of(&fields, &spine);
        let rows = asking.store().matching_systems(&asked.filter, asked.order, asked.descending, BULK_MOST + 1).await?;
        rows.into_iter().map(|row| row.id).collect()
    } else {
        fields.words::<SystemId>("system")
    };
    let Some(act) = act(&fields) else {
        if fields.pairs().is_empty() {
            return Ok(axum::response::Redirect::to("/systems").into_response());
        }
        return Err(Refusal::at("do", "Choose what to do with them.").into());
    };
    let wrong = match ids.len() {
        0 => vec![domain::refusal::Fault::new("system", "No system is chosen. Tick some in the list.")],
        n if n > BULK_MOST => {
            vec![domain::refusal::Fault::new("system", format!("At most {BULK_MOST} at once. Narrow the view."))]
        }
        _ => Vec::new(),
    };
    let refused = !wrong.is_empty();
    let view = Query::of("", CONTROLS.map(|key| (key, fields.text(key)))).href();
    let fields = Fields::of(vec![(VIEW.to_owned(), view.trim_start_matches('?').to_owned())]);
    let page = page(&asking, load(&asking, act, &ids, fields, wrong.into(), None).await?);
    Ok(if refused { page.refused() } else { page }.into_response())
}

async fn load(
    asking: &Asking,
    act: Act,
    ids: &[SystemId],
    fields: Fields,
    wrong: Wrong,
    why: Option<String>,
) -> Result<Shown> {
    let store = asking.store();
    let rows = if ids.len() > BULK_MOST { Vec::new() } else { store.named_systems(ids).await? };
    let inside = if act == Act::Own { 0 } else { store.in_a_programme(ids).await? };
    let people = owners(asking, &[]).await?;
    let spine = asking.spine().await?;
    let programmes = spine.programmes.iter().map(|p| Choice::new(p.id.to_string(), p.name.clone())).collect();
    let view = fields.text(VIEW);
    Ok(Shown { act, rows, inside, fields, view, people, programmes, wrong, why })
}

fn page(asking: &Asking, shown: Shown) -> Page {
    asking.page("Change many systems", Place::Systems, move || {
        let n = shown.rows.len();
        let counted = dates::tallied(n, "system", "systems");
        let (question, verb) = match shown.act {
            _ if n == 0 => ("No system is chosen yet.".to_owned(), String::new()),
            Act::Own => (format!("Who owns {counted}?"), format!("Give {counted} an owner")),
            Act::Answer => (format!("Which answer holds for {counted}?"), format!("Answer for {counted}")),
            Act::Scope => (format!("Which programme takes {counted} in?"), format!("Bring {counted} into scope")),
            Act::Retire => (format!("Retire {counted}?"), format!("Retire {counted}")),
        };
        let weight = if shown.act == Act::Retire { Weight::Danger } else { Weight::Primary };
        let back = if shown.view.is_empty() { "/systems".to_owned() } else { format!("/systems?{}", shown.view) };
        let what = effect(shown.act, shown.inside);
        let fields = fields(&shown);
        let key = ACTS.iter().find(|(act, ..)| *act == shown.act).map_or("", |(_, key, _)| *key);
        let rows = shown.rows.into_iter().map(entry).collect_view();
        let columns =
            vec![Column::pick("Choose"), Column::new("System"), Column::new("Stage"), Column::new("Criticality")];
        view! {
            <Crumbs way=vec![Crumb::new("Systems", "/systems"), Crumb::plain("Change many")]/>
            <Say>{question}</Say>
            <Lede>{what}" Untick what stays as it is."</Lede>
            {shown.why.map(|rule| view! { <Refused word="Nothing was changed" rule/> })}
            <Summary faults=shown.wrong.summary()/>
            <form method="post" action="/systems/bulk" novalidate>
                <input type="hidden" name="do" value=key/>
                <input type="hidden" name=VIEW value=shown.view/>
                <div class="form">{fields}</div>
                <Block title="Systems" id="system">
                    {(n > 0).then(|| view! { <Table caption="Systems" columns stack=true>{rows}</Table> })}
                    <Actions>
                        {(n > 0).then(|| view! { <Button weight>{verb}</Button> })}
                        <ButtonLink weight=Weight::Plain href=back>"Choose again"</ButtonLink>
                    </Actions>
                </Block>
            </form>
        }
    })
}

/// What will happen, before it does.
fn effect(act: Act, inside: usize) -> String {
    let some = match inside {
        0 => "None of them is in a programme.".to_owned(),
        1 => "One of them is in a programme; if it betters findings there, it waits for a second person.".to_owned(),
        n => format!(
            "{} of them are in a programme; where it betters findings there, each waits for a second person.",
            dates::count_first(n)
        ),
    };
    match act {
        Act::Own => "Owning a system gives the right to change it. Who owned it before no longer does.".to_owned(),
        Act::Answer => format!("The answer takes the place of every earlier one. {some}"),
        Act::Scope => {
            "From then on they owe what the programme asks. Taking a system out later takes a second person.".to_owned()
        }
        Act::Retire => format!("Everything is kept, and a retired system does not come back. {some}"),
    }
}

fn fields(shown: &Shown) -> AnyView {
    let (fields, wrong) = (&shown.fields, &shown.wrong);
    let reason = || {
        let (value, error) = (fields.text("reason"), wrong.at("reason"));
        view! { <LongField name="reason" label="Why" value optional=true error hint="It is needed where something waits for a second person"/> }.into_any()
    };
    match shown.act {
        Act::Own => {
            let (choices, value, error) = (shown.people.clone(), fields.text("owner"), wrong.at("owner"));
            view! { <SelectField name="owner" label="Owner" choices value prompt="Choose a person" error/> }.into_any()
        }
        Act::Answer => {
            let traits = Trait::ALL
                .iter()
                .map(|it| Choice::new(it.key(), format!("{}. {}", it.label(), question(*it))))
                .collect();
            let (which, chosen) = (fields.text("which"), fields.text("answer"));
            let (no_trait, no_answer) = (wrong.at("which"), wrong.at("answer"));
            let answers = vec![Choice::new("yes", "Yes"), Choice::new("no", "No")];
            view! {
                <SelectField name="which" label="Trait" choices=traits value=which prompt="Choose a trait" error=no_trait/>
                <RadioField name="answer" label="Answer" choices=answers value=chosen error=no_answer/>
                {reason()}
            }
            .into_any()
        }
        Act::Scope => {
            let (choices, value, error) = (shown.programmes.clone(), fields.text("programme"), wrong.at("programme"));
            view! { <SelectField name="programme" label="Programme" choices value prompt="Choose a programme" error/> }
                .into_any()
        }
        Act::Retire => {
            let (value, error) = (fields.text("reason"), wrong.at("reason"));
            view! { <LongField name="reason" label="Why" value error hint="It stands in the trail of each of them"/> }
                .into_any()
        }
    }
}

fn entry(row: ScopeRow) -> AnyView {
    let ScopeRow { id, name, unit, stage, criticality } = row;
    let label = format!("Choose {name}");
    view! {
        <tr>
            <td class="pick"><input type="checkbox" name="system" value=id.to_string() checked=true aria-label=label/></td>
            <th scope="row"><a class="quiet" href=format!("/systems/{id}")>{name}</a><span class="sub">{unit}</span></th>
            <td data-th="Stage">{stage_word(stage)}</td>
            <td data-th="Criticality">{criticality.label()}</td>
        </tr>
    }
    .into_any()
}

pub async fn change(asking: Asking, Form(fields): Form<Fields>) -> Result<Response> {
    let ids = fields.words::<SystemId>("system");
    let Some(act) = act(&fields) else { return Err(Refusal::at("do", "Choose what to do with them.").into()) };
    let error = match done(&asking, act, &ids, &fields).await {
        Ok(outcome) => return Ok(told(&asking, &outcome, became(&asking, act, &fields).await?).into_response()),
        Err(error) => error,
    };
    if let Error::Refused(Refusal::Conflict(rule) | Refusal::Forbidden(rule)) = error {
        let shown = load(&asking, act, &ids, fields, Wrong::default(), Some(rule.into_owned())).await?;
        return Ok(page(&asking, shown).status(StatusCode::CONFLICT).into_response());
    }
    let wrong = error.faults()?.into();
    let shown = load(&asking, act, &ids, fields, wrong, None).await?;
    Ok(page(&asking, shown).refused().into_response())
}

async fn done(asking: &Asking, act: Act, ids: &[SystemId], fields: &Fields) -> Result<BulkOutcome> {
    let at = |field: &'static str, sentence: &'static str| Error::from(Refusal::at(field, sentence));
    let what = match act {
        Act::Own => Bulk::Own(fields.parsed::<PersonId>("owner").ok_or_else(|| at("owner", "Choose a person."))?),
        Act::Answer => {
            let which = fields.parsed("which").ok_or_else(|| at("which", "Choose a trait."))?;
            let answer = match fields.text("answer").as_str() {
                "yes" => true,
                "no" => false,
                _ => return Err(at("answer", "Choose an answer.")),
            };
            Bulk::Answer(which, answer)
        }
        Act::Retire if fields.text("reason").trim().is_empty() => {
            return Err(at("reason", "Say why they are retired."));
        }
        Act::Retire => Bulk::Retire,
        Act::Scope => {
            let programme: ProgrammeId =
                fields.parsed("programme").ok_or_else(|| at("programme", "Choose a programme."))?;
            let came = asking.store().widen_scope(asking.actor(), programme, ids).await?;
            let done = usize::try_from(came).unwrap_or_default();
            return Ok(BulkOutcome { done, same: ids.len().saturating_sub(done), proposed: Vec::new() });
        }
    };
    Ok(asking.store().change_many(asking.actor(), ids, what, &fields.text("reason")).await?)
}

/// What became of one of them, and of several: “has Ada Okafor as owner”.
async fn became(asking: &Asking, act: Act, fields: &Fields) -> Result<[String; 2]> {
    let both = |one: &str, many: &str, rest: String| [format!("{one} {rest}"), format!("{many} {rest}")];
    Ok(match act {
        Act::Own => {
            let owner = fields.parsed("owner");
            let names = asking.names().await?;
            let name = owner.map(|id| names.of(id).to_owned()).unwrap_or_default();
            both("has", "have", format!("{name} as owner"))
        }
        Act::Answer => {
            let which = fields.parsed::<Trait>("which").map(Trait::label).unwrap_or_default();
            both("is", "are", format!("answered {}: {which}", fields.text("answer")))
        }
        Act::Scope => {
            let (id, spine) = (fields.parsed::<ProgrammeId>("programme"), asking.spine().await?);
            let name = id.and_then(|id| spine.programme(id)).map(|it| it.name.clone()).unwrap_or_default();
            both("is", "are", format!("in {name}"))
        }
        Act::Retire => both("is", "are", "retired".to_owned()),
    })
}

fn told(asking: &Asking, outcome: &BulkOutcome, [one, many]: [String; 2]) -> Page {
    let BulkOutcome { done, same, proposed } = outcome.clone();
    asking.page("Changed", Place::Systems, move || {
        let noun = |n: usize| if n == 1 { "system" } else { "systems" };
        let says = match (done, proposed.len()) {
            (0, 0) => "Nothing changed: they were so already.".to_owned(),
            (0, _) => "Nothing changed yet: a second person decides.".to_owned(),
            (1, _) => format!("One system {one}."),
            (done, _) => format!("{} systems {many}.", dates::count_first(done)),
        };
        let same = (same > 0 && done > 0).then(|| format!("{} {} so already.", dates::count_first(same), if same == 1 { "was" } else { "were" }));
        let n = proposed.len();
        view! {
            <Crumbs way=vec![Crumb::new("Systems", "/systems"), Crumb::plain("Changed")]/>
            <Say>{says}</Say>
            {same.map(|same| view! { <Lede>{same}</Lede> })}
            {(n > 0).then(|| view! {
                <Notice tone=Tone::Unknown word="Waits for a second person">
                    <p>{format!("It would better findings of {} {}, so nothing changes there until somebody else agrees: ", dates::count(n), noun(n))}<a href="/decisions">"decisions"</a>"."</p>
                </Notice>
            })}
            <Actions top=true><ButtonLink weight=Weight::Primary href="/systems">"See the systems"</ButtonLink></Actions>
        }
    })
}
