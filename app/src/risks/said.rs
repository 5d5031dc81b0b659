//! One risk in an assessment: why it fits, how its controls stand, what was said of it, and the forms that say more.

use super::parts::{category, crumbs, description, rating_words, title, treatment, why};
use super::{limits, may_to, may_to_risk, rate, treat};
use crate::address::Part;
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::form::{Fields, Form, Query, Wrong};
use crate::mishap::{Mishap, told};
use crate::page::Page;
use crate::systems::one::state as finding_state;
use crate::ui::badge::Id;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::mark::{Mark, State as Stance, Voice};
use crate::ui::notice::Refused;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::catalogue::catalogue;
use domain::codes::{ControlId, RiskId};
use domain::finding::Finding;
use domain::ids::{AssessmentId, LimitId};
use domain::refusal::Refusal;
use domain::risks::{
    Acceptance, Acceptor, Answer, Claim, Rated, SetAside, State, Support, Treatment, accept as accepts,
    agree_to_set_aside, beside,
};
use domain::trail::Verb;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{AssessmentRead, Names, RiskInHand, Spine};

type Of = Part<AssessmentId, RiskId>;

/// Which form was refused, with what was typed into it.
#[derive(Clone, Debug, Default)]
struct Typed {
    form: Option<What>,
    fields: Fields,
    mishap: Mishap,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Rate,
    Aside,
    Treat,
    Limit,
    /// A button alone.
    Other,
}

impl Typed {
    /// What was typed into a form, if that was the one.
    fn sent(&self, form: What) -> Option<&Fields> {
        (self.form == Some(form)).then_some(&self.fields)
    }

    fn wrong(&self, form: What) -> Wrong {
        if self.form == Some(form) { self.mishap.wrong.clone() } else { Wrong::default() }
    }
}

struct Shown {
    read: AssessmentRead,
    one: RiskInHand,
    findings: BTreeMap<ControlId, Finding>,
    spine: Arc<Spine>,
    names: Names,
    people: Vec<Choice>,
    may_rate: bool,
    may_treat: bool,
    may_limit: bool,
    /// Whether whoever looks rates the others too.
    rates_on: bool,
    /// Why whoever looks neither agrees nor accepts.
    agrees: Option<Refusal>,
    accepts: Option<Refusal>,
    me: domain::ids::PersonId,
    typed: Typed,
    query: Fields,
    today: Date,
}

async fn load(asking: &Asking, id: AssessmentId, risk: &RiskId) -> Result<Shown> {
    let store = asking.store();
    let read = store.assessment(id, asking.now, &asking.visitor.organisation.zone).await?;
    let one = read.risk(risk)?.clone();
    let draft = matches!(read.row.assessment.state, State::Draft { .. });
    let may = |verb| draft && may_to_risk(asking, &read, &one, verb);
    Ok(Shown {
        findings: store.control_findings(read.row.subject, asking.now).await?,
        spine: asking.spine().await?,
        names: asking.names().await?,
        people: people(asking).await?,
        may_rate: may(Verb::RiskRated),
        may_treat: may(Verb::RiskTreated),
        may_limit: may(Verb::RiskLimitSet),
        rates_on: draft && may_to(asking, &read, Verb::RiskRated),
        agrees: why_not_agree(asking, &one),
        accepts: why_not_accept(asking, &read, &one),
        me: asking.actor().person,
        typed: Typed::default(),
        query: Fields::default(),
        today: asking.today,
        one,
        read,
    })
}

fn why_not_agree(asking: &Asking, one: &RiskInHand) -> Option<Refusal> {
    match &one.answer {
        Answer::SetAside(aside) => agree_to_set_aside(aside, asking.actor(), asking.now).err(),
        Answer::Open | Answer::Rated(_) => None,
    }
}

fn why_not_accept(asking: &Asking, read: &AssessmentRead, one: &RiskInHand) -> Option<Refusal> {
    let (rated, asked) = match &one.answer {
        Answer::Rated(rated @ Rated { treatment: Some(Treatment::Accept(asked)), .. }) => (rated, asked),
        Answer::Open | Answer::Rated(_) | Answer::SetAside(_) => return None,
    };
    let me = asking.actor();
    let owns = read.owners.contains(&me.person) || rated.owner == me.person;
    let by = Acceptor { actor: me, owns, authors: &read.took_part };
    accepts(asked, rated, &read.scale, &by, read.today, asking.now).err()
}

pub async fn show(asking: Asking, Part(id, risk): Of, Query(query): Query) -> Result<Page> {
    let shown = Shown { query, ..load(&asking, id, &risk).await? };
    Ok(page(&asking, shown))
}

fn seen(fields: &Fields) -> i64 {
    fields.parsed("seen").unwrap_or(-1)
}

pub async fn rate(asking: Asking, Part(id, risk): Of, Form(fields): Form<Fields>) -> Result<Response> {
    let draft = rate::typed(&fields);
    let done = asking.store().rate_risk(asking.actor(), id, &risk, &draft, seen(&fields)).await;
    answered(&asking, id, &risk, What::Rate, fields, done).await
}

pub async fn set_aside(asking: Asking, Part(id, risk): Of, Form(fields): Form<Fields>) -> Result<Response> {
    let reason = fields.text("reason");
    let done = asking.store().set_risk_aside(asking.actor(), id, &risk, &reason, seen(&fields)).await;
    answered(&asking, id, &risk, What::Aside, fields, done).await
}

pub async fn agree(asking: Asking, Part(id, risk): Of, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().agree_set_aside(asking.actor(), id, &risk, seen(&fields)).await;
    answered(&asking, id, &risk, What::Other, fields, done).await
}

pub async fn treat(asking: Asking, Part(id, risk): Of, Form(fields): Form<Fields>) -> Result<Response> {
    let draft = treat::typed(&fields);
    let done = asking.store().treat_risk(asking.actor(), id, &risk, &draft, seen(&fields)).await;
    answered(&asking, id, &risk, What::Treat, fields, done).await
}

pub async fn accept(asking: Asking, Part(id, risk): Of, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().accept_risk(asking.actor(), id, &risk, seen(&fields)).await;
    answered(&asking, id, &risk, What::Other, fields, done).await
}

pub async fn set_limit(asking: Asking, Part(id, risk): Of, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().set_risk_limit(asking.actor(), id, &risk, &limits::typed(&fields)).await.map(|_| ());
    answered(&asking, id, &risk, What::Limit, fields, done).await
}

pub async fn end_limit(asking: Asking, Part(id, risk): Of, Form(fields): Form<Fields>) -> Result<Response> {
    let done = match fields.parsed::<LimitId>("limit") {
        Some(limit) => asking.store().end_risk_limit(asking.actor(), id, limit).await,
        None => Err(Refusal::missing("limit").into()),
    };
    answered(&asking, id, &risk, What::Other, fields, done).await
}

async fn answered(
    asking: &Asking,
    id: AssessmentId,
    risk: &RiskId,
    form: What,
    fields: Fields,
    done: store::Result<()>,
) -> Result<Response> {
    let Err(error) = done else {
        return Ok(Redirect::to(&format!("/risks/assessments/{id}/risks/{risk}?said=kept")).into_response());
    };
    let mishap = Mishap::of(error)?;
    let typed = Typed { form: Some(form), fields, mishap: mishap.clone() };
    let shown = Shown { typed, ..load(asking, id, risk).await? };
    Ok(mishap.answer(page(asking, shown)))
}

const SAID: [(&str, &str, &str); 1] = [("kept", "Saved", "What you said is kept, with who said it and when.")];

fn page(asking: &Asking, shown: Shown) -> Page {
    let heading = format!("{} in {}", shown.one.risk, shown.read.row.of());
    asking.page(heading, Place::Risks, move || {
        let name = title(&shown.one.risk, shown.one.own.as_ref());
        let way = crumbs(&shown.read, Some(shown.one.risk.to_string()));
        let (told, late) = (told(&shown.query, &SAID), shown.typed.mishap.notice());
        let words = description(&shown.one.risk, shown.one.own.as_ref());
        let (stands, said, controls) = (stands(&shown), said(&shown), controls(&shown));
        let (acts, next) = (acts(&shown), next(&shown));
        let kind = category(&shown.one.risk, shown.one.own.as_ref());
        let limit = shown.typed.sent(What::Limit).map(limits::typed);
        let limits =
            limits::block(&shown.read, &shown.one, kind, limit, &shown.typed.wrong(What::Limit), shown.may_limit);
        view! {
            {way}
            <Say>{name}": "{stands}</Say>
            <Lede>{words}</Lede>
            {told}
            {late}
            {next}
            {said}
            {controls}
            {acts}
            {limits}
        }
    })
}

fn stands(shown: &Shown) -> String {
    let read = &shown.read;
    match &shown.one.answer {
        Answer::Open => "not answered yet.".to_owned(),
        Answer::SetAside(aside) if aside.stands(&shown.one.risk, read.yes, read.no) => "set aside.".to_owned(),
        Answer::SetAside(_) => "set aside by one person; a second one has to agree.".to_owned(),
        Answer::Rated(rated) => {
            let band = rated.residual.band.label().to_lowercase();
            if read.scale.is_above_appetite(rated.residual.band) {
                format!("{band} after controls, above our appetite.")
            } else {
                format!("{band} after controls, within our appetite.")
            }
        }
    }
}

/// What was said of it.
fn said(shown: &Shown) -> AnyView {
    let kind = category(&shown.one.risk, shown.one.own.as_ref()).map(|kind| kind.label());
    let facts = match &shown.one.answer {
        Answer::Open => ().into_any(),
        Answer::SetAside(aside) => set_aside_facts(aside, &shown.names),
        Answer::Rated(rated) => rated_facts(rated, shown),
    };
    let before = shown.one.before.as_ref().map(|before| {
        let words = match before {
            Answer::Open => "not answered".to_owned(),
            Answer::SetAside(aside) => format!("set aside: {}", aside.reason),
            Answer::Rated(rated) => {
                format!("{} {}", rated.residual.band.label(), rated.residual.rating.product())
            }
        };
        view! { <Fact name="The time before">{words}</Fact> }
    });
    let (library, code) = (format!("/risks/{}", shown.one.risk), shown.one.risk.to_string());
    view! {
        <Block title="What was said" quiet=true first=true>
            <Facts>
                <Fact name="Risk"><a href=library><Id id=code/></a></Fact>
                <Fact name="Kind">{kind}</Fact>
                {facts}
                {before}
            </Facts>
        </Block>
    }
    .into_any()
}

fn set_aside_facts(aside: &SetAside, names: &Names) -> AnyView {
    let agreed = aside.agreed.map(|agreed| {
        let who = names.of(agreed.by).to_owned();
        view! { <Fact name="Agreed by">{who}</Fact> }
    });
    let (who, why) = (names.of(aside.by).to_owned(), aside.reason.clone());
    view! { <Fact name="Set aside by">{who}</Fact><Fact name="Why">{why}</Fact>{agreed} }.into_any()
}

fn rated_facts(rated: &Rated, shown: &Shown) -> AnyView {
    let (scale, names) = (&shown.read.scale, &shown.names);
    let (inherent, residual) = (rating_words(&rated.inherent, scale), rating_words(&rated.residual, scale));
    let (owner, by) = (names.of(rated.owner).to_owned(), names.of(rated.by).to_owned());
    let note = (!rated.note.is_empty()).then(|| {
        let note = rated.note.clone();
        view! { <Fact name="Why so">{note}</Fact> }
    });
    let decided = rated.treatment.as_ref().map(|one| decided(one, rated, shown));
    view! {
        <Fact name="Before controls">{inherent}</Fact>
        <Fact name="After">{residual}</Fact>
        <Fact name="Rated by">{by}</Fact>
        <Fact name="Answers for it">{owner}</Fact>
        {note}
        {decided}
    }
    .into_any()
}

fn decided(one: &Treatment, rated: &Rated, shown: &Shown) -> AnyView {
    let (names, today) = (&shown.names, shown.today);
    let mark = treatment(Some((one.kind(), one.standing(&rated.residual, today))));
    let words = match one {
        Treatment::Mitigate { tasks, target } => {
            let tasks = tasks.iter().map(|task| {
                let href = task.task.map(|id| format!("/own-tasks/{id}"));
                let state = match task.closed_on {
                    Some(on) => format!("signed off on {}", dates::short(on, today)),
                    None => format!("due on {}", dates::short(task.due_on, today)),
                };
                let who = names.of(task.owner).to_owned();
                view! { <li><a href=href>{task.title.clone()}</a>{format!(", {who}, {state}")}</li> }
            });
            let tasks = tasks.collect_view();
            let aim = rating_words(target, &shown.read.scale);
            view! { <p>{format!("Aims at {aim}.")}</p><ul>{tasks}</ul> }.into_any()
        }
        Treatment::Avoid { reason } => view! { <p>{reason.clone()}</p> }.into_any(),
        Treatment::Transfer { to, reason } => view! { <p>{format!("To {to}: {reason}")}</p> }.into_any(),
        Treatment::Accept(acceptance) => acceptance_words(acceptance, names, today),
    };
    view! { <Fact name="What is done">{mark}{words}</Fact> }.into_any()
}

fn acceptance_words(acceptance: &Acceptance, names: &Names, today: Date) -> AnyView {
    let until = dates::short(acceptance.until, today);
    let who = match &acceptance.accepted {
        Some(given) => {
            let (who, on) = (names.of(given.by), dates::short(given.on, today));
            format!("Accepted by {who} on {on}, as {}, until {until}.", given.with.label().to_lowercase())
        }
        None => format!("Asked for by {}, until {until}.", names.of(acceptance.asked_by)),
    };
    view! { <p>{who}</p><p>{acceptance.reason.clone()}</p> }.into_any()
}

/// Why it fits, and how the controls that answer it stand: beside what is claimed of them.
fn controls(shown: &Shown) -> AnyView {
    let acting = match &shown.one.answer {
        Answer::Rated(rated) => rated.acting.clone(),
        Answer::Open | Answer::SetAside(_) => Vec::new(),
    };
    let library = catalogue().risks.get(&shown.one.risk).map(|risk| risk.controls.as_slice());
    let linked = library.or_else(|| shown.one.own.as_ref().map(|own| own.controls.as_slice())).unwrap_or_default();
    let mut all: Vec<&ControlId> = linked.iter().chain(&acting).collect();
    all.sort();
    all.dedup();
    let lines = all.into_iter().map(|id| control(id, &acting, shown)).collect_view();
    let columns = ["Control", "Criteria", "Why it fits", "Its finding now", "Claimed"];
    let columns = columns.into_iter().map(Column::new).collect();
    let remark = match &shown.one.answer {
        Answer::Rated(rated) => {
            let findings: Vec<_> = shown.findings.iter().map(|(id, finding)| (id.clone(), *finding)).collect();
            let beside = beside(&Claim { rated, findings: &findings });
            match beside.support {
                Support::NotClaimed => "Nothing is claimed of them".to_owned(),
                Support::Borne | Support::Partly | Support::Unknown | Support::Contradicted => {
                    let label = beside.support.label();
                    format!("{label}: {} of {} claimed are met, {} in a gap", beside.met, beside.named, beside.gap)
                }
            }
        }
        Answer::Open | Answer::SetAside(_) => "Those that answer it".to_owned(),
    };
    view! {
        <Block title="Controls that answer it" id="controls" remark=remark>
            <Table caption="Controls that answer this risk" columns stack=true>{lines}</Table>
        </Block>
    }
    .into_any()
}

fn control(id: &ControlId, acting: &[ControlId], shown: &Shown) -> AnyView {
    let adopted = shown.spine.control(id).filter(|control| !control.retired);
    let library = catalogue().controls.get(id);
    let name = adopted.map(|control| control.title.clone()).or_else(|| library.map(|one| one.title.to_owned()));
    let criteria: Vec<_> = match (adopted, library) {
        (Some(control), _) => control.criteria.iter().collect(),
        (None, Some(control)) => control.criteria.clone(),
        (None, None) => Vec::new(),
    };
    let criteria = criteria.into_iter().map(|id| view! { <a href=format!("/criteria/{id}")>{id.to_string()}</a>" " });
    let criteria = criteria.collect_view();
    let why = shown.one.why.iter().find(|(control, _)| control == id).map(|(_, reason)| why(*reason));
    let finding = match (adopted, shown.findings.get(id)) {
        (None, _) => view! { <span class="sub">"Not adopted yet"</span> }.into_any(),
        (Some(_), None) => view! { <span class="sub">"Nothing asked here"</span> }.into_any(),
        (Some(_), Some(finding)) => {
            let (state, word) = finding_state(*finding);
            view! { <Mark state voice=Voice::Calm word wrap=true/> }.into_any()
        }
    };
    let claimed = acting.contains(id).then(|| view! { <Mark state=Stance::Met voice=Voice::Calm word="Acts"/> });
    let code = view! { <Id id=id.to_string()/>" "{name} };
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=format!("/controls/{id}")>{code}</a></th>
            <td data-th="Criteria">{criteria}</td>
            <td data-th="Why it fits">{why}</td>
            <td data-th="Finding">{finding}</td>
            <td data-th="Claimed">{claimed}</td>
        </tr>
    }
    .into_any()
}

/// The forms, as far as whoever looks may use them.
fn acts(shown: &Shown) -> AnyView {
    let (one, read, typed) = (&shown.one, &shown.read, &shown.typed);
    let rating = shown.may_rate.then(|| {
        let draft = typed.sent(What::Rate).map_or_else(|| rate::begun(one, read, shown.me), rate::typed);
        rate::form(one, read, &shown.spine, shown.people.clone(), draft, &typed.wrong(What::Rate))
    });
    let aside = shown.may_rate.then(|| {
        let reason = typed.sent(What::Aside).map(|fields| fields.text("reason")).unwrap_or_default();
        rate::aside(one, read, reason, &typed.wrong(What::Aside))
    });
    let treating = match &one.answer {
        Answer::Rated(rated) if shown.may_treat => {
            let draft = typed.sent(What::Treat).map_or_else(|| treat::begun(rated), treat::typed);
            Some(treat::form(one, read, rated, &shown.people, draft, &typed.wrong(What::Treat)))
        }
        Answer::Open | Answer::Rated(_) | Answer::SetAside(_) => None,
    };
    view! { {second(shown)}{treating}{rating}{aside} }.into_any()
}

/// What waits for a second person: an agreement, or an acceptance.
fn second(shown: &Shown) -> Option<AnyView> {
    let base = format!("/risks/assessments/{}/risks/{}", shown.read.row.id, shown.one.risk);
    if shown.read.row.concluded().is_some() {
        return None;
    }
    let seen = shown.one.no;
    let button = |to: &str, words: &'static str, hint: &'static str| {
        view! {
            <form method="post" action=format!("{base}/{to}")>
                <input type="hidden" name="seen" value=seen/>
                <p class="hint">{hint}</p>
                <Actions><Button weight=Weight::Primary>{words}</Button></Actions>
            </form>
        }
        .into_any()
    };
    let (rule, act) = match &shown.one.answer {
        Answer::SetAside(aside) if !aside.stands(&shown.one.risk, shown.read.yes, shown.read.no) => {
            let hint = "It is not rated then, and the next assessment proposes it again.";
            (&shown.agrees, button("agree", "Agree to set it aside", hint))
        }
        Answer::Rated(Rated { treatment: Some(Treatment::Accept(asked)), .. }) if asked.accepted.is_none() => {
            let hint = "You bear it with your name until that day; then it is looked at anew.";
            (&shown.accepts, button("accept", "Accept the risk", hint))
        }
        Answer::Open | Answer::Rated(_) | Answer::SetAside(_) => return None,
    };
    let act = match rule {
        None => act,
        Some(rule) => view! { <Refused word="Waits for somebody else" rule=rule.to_string()/> }.into_any(),
    };
    Some(view! { <Block title="What waits" id="second" quiet=true>{act}</Block> }.into_any())
}

/// The next risk to answer, or the way back once all are: where somebody goes on after this one.
fn next(shown: &Shown) -> Option<AnyView> {
    if shown.one.answer == Answer::Open || !shown.rates_on {
        return None;
    }
    let base = format!("/risks/assessments/{}", shown.read.row.id);
    let open = |one: &&RiskInHand| one.answer == Answer::Open;
    let at = shown.read.risks.iter().position(|one| one.risk == shown.one.risk).unwrap_or_default();
    let after = shown.read.risks.iter().skip(at).find(open).or_else(|| shown.read.risks.iter().find(open));
    let (href, words) = match after {
        Some(after) => {
            let left = shown.read.risks.iter().filter(open).count();
            let words = format!("Next to rate: {}, {} left", after.risk, dates::figure(left));
            (format!("{base}/risks/{}", after.risk), words)
        }
        None => (base, "All are answered: back to the assessment".to_owned()),
    };
    Some(view! { <Actions top=true><ButtonLink weight=Weight::Primary href>{words}</ButtonLink></Actions> }.into_any())
}
