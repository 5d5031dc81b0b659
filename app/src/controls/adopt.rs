//! Adopting: the core set, all, or one by one, for the categories in scope. What is chosen is shown with an owner for
//! each, by the table of roles; a second person then approves the statements.

use super::people;
use super::rhythm::{self, typed};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Query, Wrong};
use crate::page::Page;
use crate::ui::badge::Id;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{ChecksField, Choice, RadioField, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse, Redirect, Response};
use domain::catalogue::{Control, catalogue};
use domain::codes::ControlId;
use domain::ids::PersonId;
use domain::refusal::{Fault, Refusal};
use domain::rhythm::{Rhythm, RhythmDraft, beats};
use domain::words::{Categories, Category, DataRole, Set};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{Adoption, Edited};

/// What the page proposes: the controls that are not adopted yet, and who would own each.
struct Offer {
    core: bool,
    categories: Categories,
    controls: Vec<(&'static Control, PersonId)>,
    /// Roles for which nobody stands: whoever asks stands in.
    unnamed: BTreeSet<DataRole>,
    people: Vec<Choice>,
    known: usize,
}

/// The categories of every programme there is; Security alone before the first.
async fn in_scope(asking: &Asking) -> Result<Categories> {
    let spine = asking.spine().await?;
    let all = spine.programmes.iter().fold(Set::EMPTY, |all, programme| all.union(programme.categories.set()));
    Ok(Categories::from(all))
}

async fn offer(asking: &Asking, core: bool, categories: Categories) -> Result<Offer> {
    let adopted: BTreeSet<_> = asking.store().controls().await?.into_iter().map(|row| row.id).collect();
    let roles: BTreeMap<_, _> = asking.store().roles().await?;
    let library = catalogue();
    let wanted: Vec<_> = if core { library.core(categories).collect() } else { library.in_scope(categories).collect() };
    let left: Vec<&'static Control> = wanted.into_iter().filter(|control| !adopted.contains(&control.id)).collect();
    let owner = |control: &Control| roles.get(&control.owner_role).copied().unwrap_or(asking.actor().person);
    let unnamed = left.iter().map(|control| control.owner_role).filter(|role| !roles.contains_key(role)).collect();
    let controls = left.into_iter().map(|control| (control, owner(control))).collect();
    Ok(Offer { core, categories, controls, unnamed, people: people(asking).await?, known: adopted.len() })
}

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    let core = fields.text("set") != "all";
    let chosen: Set<Category> = fields.words("category").into_iter().collect();
    let categories = if fields.text("set").is_empty() { in_scope(&asking).await? } else { Categories::from(chosen) };
    let offer = offer(&asking, core, categories).await?;
    Ok(page(&asking, offer, Fields::default(), Wrong::default()))
}

pub async fn adopt(asking: Asking, Form(fields): Form<Fields>) -> Result<Response> {
    let chosen: Vec<ControlId> = fields.words("controls");
    let adoptions = chosen.into_iter().map(|control| {
        let owner = fields
            .parsed(&format!("owner-{control}"))
            .ok_or_else(|| Refusal::at("controls", format!("{control} has no owner. Choose one.")))?;
        Ok(Adoption { control, owner, statement: None })
    });
    let adoptions: Result<Vec<_>, Refusal> = adoptions.collect();
    let outcome = match adoptions {
        Ok(adoptions) => asking.store().adopt(asking.actor(), adoptions).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(proposal) => Ok(Redirect::to(&format!("/decisions/{proposal}")).into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            let core = fields.text("set") != "all";
            let categories: Set<Category> = fields.words("category").into_iter().collect();
            let offer = offer(&asking, core, Categories::from(categories)).await?;
            Ok(page(&asking, offer, fields, wrong).refused().into_response())
        }
    }
}

fn page(asking: &Asking, offer: Offer, fields: Fields, wrong: Wrong) -> Page {
    asking.page("Adopt controls", Place::Controls, move || {
        let n = offer.controls.len();
        let what = if offer.core { "key" } else { "further" };
        let say = match (n, offer.known) {
            (0, _) => "Every control of this set is adopted already.".to_owned(),
            (n, 0) => format!("Adopt {} {what} controls for {}.", dates::count(n), words(offer.categories)),
            (n, _) => format!("{} {what} controls are left to adopt for {}.", dates::count_first(n), words(offer.categories)),
        };
        view! {
            <Crumbs way=vec![Crumb::new("Controls", "/controls")]/>
            <Say>{say}</Say>
            <Lede>"What they ask is asked from then on. It reads “statement not approved” until a second person agrees."</Lede>
            {choose(&offer)}
            {(n > 0).then(|| list(offer, &fields, &wrong))}
        }
    })
}

fn words(categories: Categories) -> String {
    crate::programmes::categories_in_words(categories)
}

fn choose(offer: &Offer) -> AnyView {
    let sets = vec![
        Choice::new("core", "Core").note("The key controls: one or more for every criterion"),
        Choice::new("all", "All").note("Supporting controls too; their gaps show as weaknesses"),
    ];
    let categories = Category::ALL.iter().map(|category| {
        let choice = Choice::new(category.key(), category.label());
        if *category == Category::Security { choice.fixed() } else { choice }
    });
    let categories: Vec<_> = categories.collect();
    let value = offer.categories.iter().map(|category| category.key().to_owned()).collect::<Vec<_>>();
    let set = if offer.core { "core" } else { "all" };
    view! {
        <Block title="Which set" first=true quiet=true>
            <form class="form" method="get" action="/controls/adopt">
                <RadioField name="set" label="Set" choices=sets value=set/>
                <ChecksField name="category" label="Categories" choices=categories value columns=true/>
                <Actions>
                    <Button>"Show this set"</Button>
                    <ButtonLink weight=Weight::Plain href="/controls?state=proposed">"Choose one by one"</ButtonLink>
                </Actions>
            </form>
        </Block>
    }
    .into_any()
}

fn list(offer: Offer, fields: &Fields, wrong: &Wrong) -> AnyView {
    let Offer { core, categories, controls, unnamed, people, .. } = offer;
    let n = controls.len();
    let fresh = *fields == Fields::default();
    let ticked: BTreeSet<ControlId> = fields.words("controls").into_iter().collect();
    let mut columns = vec![Column::pick("Adopt")];
    columns.extend(["Control", "Role", "Owner"].into_iter().map(Column::new));
    let rows = controls.into_iter().map(|(control, owner)| {
        let owner = fields.parsed(&format!("owner-{}", control.id)).unwrap_or(owner);
        row(control, owner, fresh || ticked.contains(&control.id), &people)
    });
    let rows = rows.collect_view();
    let chosen = categories.iter().map(|c| view! { <input type="hidden" name="category" value=c.key()/> });
    let chosen = chosen.collect_view();
    let faults = wrong.summary();
    let roles = unnamed.iter().map(|role| role.label()).collect::<Vec<_>>().join(", ");
    view! {
        <Block title="Owners" id="controls" remark="One for each control; they can change later">
            {(!unnamed.is_empty()).then(|| view! {
                <p>{format!("Nobody stands for {roles} yet, so you are proposed. ")}<a href="/controls/roles">"Say who does"</a>"."</p>
            })}
            <Summary faults/>
            <form method="post" action="/controls/adopt" novalidate>
                <input type="hidden" name="set" value=if core { "core" } else { "all" }/>
                {chosen}
                <Table caption="Controls to adopt" columns stack=true>{rows}</Table>
                <Actions>
                    <Button weight=Weight::Primary>{format!("Adopt the {} ticked", dates::figure(n))}</Button>
                    <ButtonLink weight=Weight::Plain href="/controls">"Not now"</ButtonLink>
                </Actions>
            </form>
        </Block>
    }
    .into_any()
}

fn row(control: &'static Control, owner: PersonId, ticked: bool, people: &[Choice]) -> AnyView {
    let (id, owner) = (control.id.to_string(), owner.to_string());
    let options = people.iter().cloned().map(|Choice { value, label, .. }| {
        let selected = value == owner;
        view! { <option value=value selected=selected>{label}</option> }
    });
    view! {
        <tr>
            <td class="pick">
                <input type="checkbox" name="controls" value=id.clone() checked=ticked aria-label=format!("Adopt {id}")/>
            </td>
            <th scope="row"><a class="quiet" href=format!("/controls/{id}")><Id id=id.clone()/>" "{control.title}</a></th>
            <td data-th="Role">{control.owner_role.label()}</td>
            <td data-th="Owner">
                <select class="input" name=format!("owner-{id}") aria-label=format!("Owner of {id}")>
                    {options.collect_view()}
                </select>
            </td>
        </tr>
    }
    .into_any()
}

/// One control, with its statement to edit.
pub async fn show_one(asking: Asking, The(id): The<ControlId>) -> Result<Page> {
    let control = template(&id)?;
    // What was adopted before is adopted again as it stands.
    let row = asking.store().control(&id).await?;
    let rhythm = if row.is_some() { asking.store().rhythm(&id).await?.rhythm } else { Rhythm::proposed(control) };
    let by_role = asking.store().roles().await?.get(&control.owner_role).copied();
    let owner = row.as_ref().and_then(|row| row.owner).or(by_role).unwrap_or(asking.actor().person);
    let statement = row.map_or_else(|| control.statement.to_owned(), |row| row.statement);
    let draft = RhythmDraft::of(&rhythm, &beats(control));
    one(&asking, control, owner.to_string(), statement, draft, Wrong::default()).await
}

fn template(id: &ControlId) -> Result<&'static Control> {
    Ok(catalogue().controls.get(id).ok_or_else(|| Refusal::missing("control"))?)
}

pub async fn adopt_one(asking: Asking, The(id): The<ControlId>, Form(fields): Form<Fields>) -> Result<Response> {
    let statement = fields.text("statement");
    let Ok(control) = template(&id) else {
        // One of our own that was not approved or was retired: as it stands.
        let owner = fields.parsed::<PersonId>("owner").ok_or_else(|| Refusal::at("owner", "Choose who owns it."))?;
        let adoption = Adoption { control: id, owner, statement: Some(statement) };
        let proposal = asking.store().adopt(asking.actor(), vec![adoption]).await?;
        return Ok(Redirect::to(&format!("/decisions/{proposal}")).into_response());
    };
    let beats = beats(control);
    // A form that does not know of the rhythm keeps the library's.
    let knows = fields.ticked("cadence");
    let draft = if knows { typed(&fields, &beats) } else { RhythmDraft::of(&Rhythm::proposed(control), &beats) };
    let rhythm = draft.check(&beats, control.by_criticality.is_some());
    let outcome = match (fields.parsed::<PersonId>("owner"), rhythm) {
        (Some(owner), Ok(rhythm)) => {
            let adoption = Adoption { control: id, owner, statement: Some(statement.clone()) };
            let edited = Edited { adoption, rhythm: Some(rhythm) };
            asking.store().adopt_edited(asking.actor(), vec![edited]).await
        }
        (Some(_), Err(refusal)) => Err(refusal.into()),
        (None, Ok(_)) => Err(Refusal::at("owner", "Choose who owns it.").into()),
        (None, Err(refusal)) => {
            let mut faults = vec![Fault::new("owner", "Choose who owns it.")];
            faults.extend(if let Refusal::Invalid(more) = refusal { more } else { Vec::new() });
            Err(Refusal::Invalid(faults).into())
        }
    };
    match outcome {
        Ok(proposal) => Ok(Redirect::to(&format!("/decisions/{proposal}")).into_response()),
        Err(error) => {
            let wrong = Error::from(error).faults()?.into();
            Ok(one(&asking, control, fields.text("owner"), statement, draft, wrong).await?.refused().into_response())
        }
    }
}

async fn one(
    asking: &Asking,
    control: &'static Control,
    owner: String,
    text: String,
    draft: RhythmDraft,
    wrong: Wrong,
) -> Result<Page> {
    let people = people(asking).await?;
    Ok(asking.page(format!("Adopt {}", control.id), Place::Controls, move || {
        let role = format!("By the library, the {}", control.owner_role.label().to_lowercase());
        let rhythm = rhythm::fields(&draft, &beats(control), control.by_criticality.is_some(), &wrong);
        view! {
            <Crumbs way=vec![Crumb::new("Controls", "/controls"), Crumb::new(control.id.to_string(), format!("/controls/{}", control.id))]/>
            <Say>{format!("Adopt {} {}.", control.id, control.title)}</Say>
            <Lede>"Make it your own: what is done, by whom, how often, and how fresh its proof must be. A second person approves all of it."</Lede>
            <Block title="Adoption" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action=format!("/controls/{}/adopt", control.id) novalidate>
                    <SelectField name="owner" label="Owner" hint=role choices=people value=owner prompt="Choose a person" error=wrong.at("owner")/>
                    <LongField name="statement" label="Statement" value=text error=wrong.at("statement")/>
                    {rhythm}
                    <Actions>
                        <Button weight=Weight::Primary>"Adopt the control"</Button>
                        <ButtonLink weight=Weight::Plain href=format!("/controls/{}", control.id)>"Not now"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}
