//! Whom a policy binds, and the register of who acknowledged it.

use super::parts::{conflict, crumbs, said};
use super::{Mishap, relation};
use crate::address::The;
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::form::{Draft, Fields, Form, Query};
use crate::page::Page;
use crate::sheet::{As, Sheet};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{CheckField, ChecksField, Choice};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::notice::Refused;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::catalogue::{PolicyTemplate, catalogue};
use domain::codes::RequirementId;
use domain::ids::{PersonId, PolicyId};
use domain::people::{Role, may};
use domain::policies::{Audience, AudienceDraft, Reading, closes, register_proves};
use domain::refusal::Refusal;
use domain::trail::Verb;
use jiff::civil::DateTime;
use leptos::prelude::*;
use std::collections::BTreeSet;
use store::{AudienceNow, PolicyRow};

/// The audience as typed.
#[derive(Clone, Debug, Default)]
pub struct AudienceForm {
    draft: AudienceDraft,
    /// The version of the policy that the form showed.
    version: i64,
}

impl Draft for AudienceForm {
    fn typed(fields: &Fields) -> Self {
        let draft = AudienceDraft {
            everybody: fields.ticked("everybody"),
            roles: fields.words::<Role>("roles"),
            departments: fields.all("departments").map(str::to_owned).collect(),
            people: fields.words::<PersonId>("people"),
        };
        Self { draft, version: fields.parsed("version").unwrap_or_default() }
    }
}

impl AudienceForm {
    fn of(audience: &Audience, version: i64) -> Self {
        let draft = AudienceDraft {
            everybody: audience.everybody,
            roles: audience.roles.iter().copied().collect(),
            departments: audience.departments.iter().cloned().collect(),
            people: audience.people.iter().copied().collect(),
        };
        Self { draft, version }
    }
}

async fn policy(asking: &Asking, id: PolicyId) -> Result<PolicyRow> {
    let row = asking.store().policy(id).await?;
    if !may(asking.actor().rights, Verb::AudienceSet, relation(&row, asking.actor())) {
        return Err(Refusal::forbidden("Its owner and compliance managers say whom it binds.").into());
    }
    Ok(row)
}

async fn now(asking: &Asking, row: &PolicyRow) -> Result<AudienceNow> {
    Ok(asking.store().policy_audience(row, asking.today, &asking.visitor.organisation.zone).await?)
}

pub async fn ask(asking: Asking, The(id): The<PolicyId>) -> Result<Page> {
    let row = policy(&asking, id).await?;
    let form = AudienceForm::of(&now(&asking, &row).await?.audience, row.version);
    page(&asking, row, form, Mishap::default()).await
}

pub async fn set(asking: Asking, The(id): The<PolicyId>, Form(form): Form<AudienceForm>) -> Result<Response> {
    let row = policy(&asking, id).await?;
    match asking.store().set_audience(asking.actor(), id, &form.draft, form.version).await {
        Ok(()) => Ok(Redirect::to(&format!("/policies/{id}/register")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            // Whoever has read that somebody was faster may save over it.
            let version = if mishap.conflict.is_some() { row.version } else { form.version };
            let page = page(&asking, row, AudienceForm { version, ..form }, mishap.clone()).await?;
            Ok(mishap.answer(page))
        }
    }
}

async fn page(asking: &Asking, row: PolicyRow, form: AudienceForm, mishap: Mishap) -> Result<Page> {
    let people = people(asking).await?;
    let departments = asking.store().people().await?.into_iter().filter_map(|row| row.department);
    let mut departments: BTreeSet<String> = departments.filter(|name| !name.is_empty()).collect();
    departments.extend(form.draft.departments.iter().cloned());
    let departments: Vec<_> = departments.into_iter().map(|name| Choice::new(name.clone(), name)).collect();
    Ok(asking.page("Whom a policy binds", Place::Policies, move || {
        let (crumbs, late, base) = (crumbs(&row, "Whom it binds"), conflict(&mishap), format!("/policies/{}", row.id));
        let roles = Role::ALL.iter().filter(|role| **role != Role::Auditor);
        let roles: Vec<_> = roles.map(|role| Choice::new(role.key(), role.label())).collect();
        let action = format!("{base}/audience");
        let AudienceDraft { everybody, roles: chosen, departments: in_them, people: named } = form.draft;
        let chosen: Vec<_> = chosen.iter().map(|role| role.key().to_owned()).collect();
        let named: Vec<_> = named.iter().map(ToString::to_string).collect();
        let wrong = mishap.wrong.at("audience");
        let departments = (!departments.is_empty()).then(|| {
            view! { <ChecksField name="departments" label="Departments" choices=departments value=in_them columns=true/> }
        });
        view! {
            {crumbs}
            <Say>{format!("Whom does “{}” bind?", row.frame.title)}</Say>
            <Lede>"Whoever is named in any of these ways is asked to acknowledge the version in force. Auditors are guests, and bound by nothing."</Lede>
            {late}
            <Block title="Whom it binds" first=true quiet=true>
                <Summary faults=mishap.wrong.summary()/>
                <form class="form" method="post" action=action novalidate>
                    <input type="hidden" name="version" value=form.version/>
                    <div id="audience" tabindex="-1">
                        <CheckField name="everybody" label="Everybody" value=everybody error=wrong hint="Whoever is active here, now and later"/>
                    </div>
                    <ChecksField name="roles" label="Roles" choices=roles value=chosen columns=true/>
                    {departments}
                    <ChecksField name="people" label="People" choices=people value=named columns=true/>
                    <Actions>
                        <Button weight=Weight::Primary>"Save whom it binds"</Button>
                        <ButtonLink weight=Weight::Plain href=base>"Leave as it is"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}

/// One line of the register.
struct Line {
    name: String,
    reading: Reading,
    at: Option<DateTime>,
}

async fn lines(asking: &Asking, now: &AudienceNow) -> Result<Vec<Line>> {
    let names = asking.names().await?;
    let mut lines: Vec<_> = now
        .register
        .iter()
        .map(|reading| Line {
            name: names.of(reading.person).to_owned(),
            at: now.when.get(&reading.person).filter(|_| reading.acknowledged.is_some()).map(|at| asking.local(*at)),
            reading: *reading,
        })
        .collect();
    lines.sort_by_key(|line| (line.reading.acknowledged.is_some(), line.name.to_lowercase()));
    Ok(lines)
}

pub async fn register(asking: Asking, The(id): The<PolicyId>, Query(query): Query) -> Result<Page> {
    shown(&asking, id, &query, Mishap::default()).await
}

async fn shown(asking: &Asking, id: PolicyId, query: &Fields, mishap: Mishap) -> Result<Page> {
    let row = asking.store().policy(id).await?;
    let now = now(asking, &row).await?;
    let lines = lines(asking, &now).await?;
    let me = *asking.actor();
    let sets = may(me.rights, Verb::AudienceSet, relation(&row, &me)) && row.retired.is_none();
    let mine = lines.iter().find(|line| line.reading.person == me.person).is_some_and(|line| line.at.is_none());
    let missing = lines.iter().filter(|line| line.at.is_none()).count();
    let asked = proves_here(asking, &row).await?;
    let complete = missing == 0 && !lines.is_empty();
    let closing = (complete && asked).then(|| closes(&now.register, &now.owners, &me));
    let said = said(query, &SAID);
    let today = asking.today;
    Ok(asking.page("Acknowledgements", Place::Policies, move || {
        let unasked = (complete && !asked).then(|| {
            view! { <p class="meta top">"It is complete. No adopted control asks for it, so closing it would prove nothing."</p> }
        });
        let (crumbs, late, base) =
            (crumbs(&row, "Acknowledgements"), conflict(&mishap), format!("/policies/{}", row.id));
        let version = now.in_force.map(|span| span.no);
        let say = match (version, lines.len(), missing) {
            (None, ..) => {
                format!("No version of “{}” is in force: there is nothing to acknowledge yet.", row.frame.title)
            }
            (_, 0, _) => format!("“{}” binds nobody yet.", row.frame.title),
            (Some(no), all, 0) => {
                format!("All {} acknowledged version {no} of “{}”.", dates::count(all), row.frame.title)
            }
            (Some(no), 1, _) => {
                format!("The one whom it binds has not acknowledged version {no} of “{}”.", row.frame.title)
            }
            (Some(no), all, open) if open == all => {
                format!("None of {} has acknowledged version {no} of “{}”.", dates::count(all), row.frame.title)
            }
            (Some(no), all, 1) => {
                format!("One of {} has not acknowledged version {no} of “{}”.", dates::count(all), row.frame.title)
            }
            (Some(no), all, open) => {
                format!(
                    "{} of {} have not acknowledged version {no} of “{}”.",
                    dates::count_first(open),
                    dates::count(all),
                    row.frame.title
                )
            }
        };
        let own = version.filter(|_| mine).map(|no| {
            let read = format!("{base}/versions/{no}");
            view! {
                <Actions top=true>
                    <ButtonLink weight=Weight::Primary href=read>"Read it, and acknowledge it there"</ButtonLink>
                </Actions>
            }
        });
        let close = closing.map(|may| match may {
            Ok(()) => view! {
                <form method="post" action=format!("{base}/register/close")>
                    <Actions top=true><Button weight=Weight::Primary>"Close the register as proof"</Button></Actions>
                </form>
            }
            .into_any(),
            Err(refusal) => view! { <Refused word="Not yours to close" rule=refusal.to_string()/> }.into_any(),
        });
        let ways = sets.then(|| view! { <ButtonLink href=format!("{base}/audience")>"Say whom it binds"</ButtonLink> });
        let empty = lines.is_empty();
        let rows = lines.into_iter().map(|line| {
            let (state, word) = if line.at.is_some() { (State::Met, "Acknowledged") } else { (State::Gap, "Not yet") };
            let when = line.at.map(|at| dates::moment(at, today)).unwrap_or_default();
            let no = line.reading.acknowledged.map(|no| format!("Version {no}")).unwrap_or_default();
            view! {
                <tr>
                    <th scope="row">{line.name}</th>
                    <td data-th="State"><Mark state voice=Voice::Calm word/></td>
                    <td data-th="Version">{no}</td>
                    <td data-th="When">{when}</td>
                </tr>
            }
        });
        let rows = rows.collect_view();
        let columns = ["Person", "State", "Version", "When"].into_iter().map(Column::new).collect();
        let table = if empty {
            view! { <Empty>"Say whom it binds; each of them finds it on their home."</Empty> }.into_any()
        } else {
            view! { <Table caption="Acknowledgements" columns stack=true>{rows}</Table> }.into_any()
        };
        let keep = (!empty).then(|| {
            view! {
                <ButtonLink href=format!("{base}/register.xlsx")>"Keep as XLSX"</ButtonLink>
                <ButtonLink href=format!("{base}/register.csv")>"Keep as CSV"</ButtonLink>
            }
        });
        view! {
            {crumbs}
            <Say>{say}</Say>
            {said}
            {late}
            {own}
            {close}
            {unasked}
            <Block title="The register" first=true quiet=true>{table}<Actions>{ways}{keep}</Actions></Block>
        }
    }))
}

/// A register whose closing proves something: how many have acknowledged, and who may close it.
pub(crate) struct Missing {
    pub policy: PolicyId,
    pub title: String,
    done: usize,
    all: usize,
}

impl Missing {
    pub(super) fn of(row: &PolicyRow, now: &AudienceNow) -> Self {
        let done = now.register.iter().filter(|reading| reading.acknowledged.is_some()).count();
        Self { policy: row.id, title: row.frame.title.clone(), done, all: now.register.len() }
    }

    /// “Four of five have acknowledged; closing it is for somebody who …”
    pub(crate) fn sentence(&self) -> String {
        const CLOSES: &str = "closing it is for somebody who reviews, neither owns the policy nor said whom it binds.";
        match (self.done, self.all) {
            (_, 0) => "Nobody is asked to acknowledge it yet.".to_owned(),
            (1, 1) => format!("The one who is asked has acknowledged; {CLOSES}"),
            (2, 2) => format!("Both have acknowledged; {CLOSES}"),
            (done, all) if done == all => format!("All {} have acknowledged; {CLOSES}", dates::count(all)),
            (1, all) => format!("One of {} has acknowledged; {CLOSES}", dates::count(all)),
            (0, all) => format!("None of {} has acknowledged; {CLOSES}", dates::count(all)),
            (done, all) => format!("{} of {} have acknowledged; {CLOSES}", dates::count_first(done), dates::count(all)),
        }
    }
}

/// Whether an adopted control asks for the closed register of this policy.
async fn proves_here(asking: &Asking, row: &PolicyRow) -> Result<bool> {
    let (spine, template) = (asking.spine().await?, row.template.as_ref());
    Ok(template.is_some_and(|id| register_proves(id).any(|proven| spine.requirement_by_id(proven).is_some())))
}

/// The registers whose closing proves a requirement.
pub(crate) async fn missing_for(asking: &Asking, id: &RequirementId) -> Result<Vec<Missing>> {
    let of = |template: &&PolicyTemplate| register_proves(&template.id).any(|proven| proven == id);
    let mut all = Vec::new();
    for template in catalogue().policies.iter().filter(of) {
        for row in asking.store().policies_of(&template.id).await? {
            all.push(Missing::of(&row, &now(asking, &row).await?));
        }
    }
    Ok(all)
}

const SAID: [(&str, &str, &str); 3] = [
    ("acknowledged", "Acknowledged", "It stands in the register with your name and this moment."),
    ("closed", "Closed", "The register is evidence now, as of today."),
    (
        "unasked",
        "Closed",
        "No adopted control asks for it yet, so it proves nothing. Adopt the control, then close it again.",
    ),
];

pub async fn acknowledge(asking: Asking, The(id): The<PolicyId>, Form(fields): Form<Fields>) -> Result<Response> {
    let no = fields.parsed::<i64>("version").unwrap_or_default();
    let done = asking.store().acknowledge_policy(asking.actor(), id, no).await;
    answered(&asking, id, "acknowledged", done).await
}

pub async fn close(asking: Asking, The(id): The<PolicyId>) -> Result<Response> {
    let (word, done) = match asking.store().close_acknowledgements(asking.actor(), id).await {
        Ok(0) => ("unasked", Ok(())),
        Ok(_) => ("closed", Ok(())),
        Err(error) => ("closed", Err(error)),
    };
    answered(&asking, id, word, done).await
}

async fn answered(asking: &Asking, id: PolicyId, word: &'static str, done: store::Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/policies/{id}/register?said={word}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let page = shown(asking, id, &Fields::default(), mishap.clone()).await?;
            Ok(mishap.answer(page))
        }
    }
}

pub async fn xlsx(asking: Asking, The(id): The<PolicyId>) -> Result<Response> {
    sheet(&asking, id).await?.send(As::Xlsx)
}

pub async fn csv(asking: Asking, The(id): The<PolicyId>) -> Result<Response> {
    sheet(&asking, id).await?.send(As::Csv)
}

async fn sheet(asking: &Asking, id: PolicyId) -> Result<Sheet> {
    let row = asking.store().policy(id).await?;
    let now = now(asking, &row).await?;
    let version = now.in_force.map(|span| span.no.to_string()).unwrap_or_default();
    let rows = lines(asking, &now).await?.into_iter().map(|line| {
        let at = line.at.map(|at| at.strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
        let no = line.reading.acknowledged.map(|no| no.to_string()).unwrap_or_default();
        vec![row.frame.title.clone(), version.clone(), line.name, no, at]
    });
    let rows = rows.collect();
    let heads = vec!["Policy", "Version in force", "Person", "Acknowledged version", "When"];
    Ok(Sheet { name: format!("acknowledgements-{}", asking.today), heads, rows })
}
