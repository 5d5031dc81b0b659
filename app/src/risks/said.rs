//! One risk in an assessment: why it fits, how its controls stand, what was said of it, and the forms that say more.

mod answer;
mod controls;
mod second;

use super::parts::{category, crumbs, description, title, unmet};
use super::{limits, may_to, may_to_risk, rate, treat};
use crate::address::Part;
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::form::{Fields, Form, Query, Wrong};
use crate::mishap::{Mishap, told};
use crate::page::Page;
use crate::ui::choice::Choice;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use answer::said;
use axum::response::{IntoResponse as _, Redirect, Response};
use controls::controls;
use domain::codes::{ControlId, RiskId};
use domain::finding::Finding;
use domain::ids::{AssessmentId, LimitId};
use domain::refusal::Refusal;
use domain::risks::{
    Acceptor, Answer, Claim, Rated, State, Treatment, accept as accepts, agree_to_set_aside, may_be_treated,
    still_decides,
};
use domain::trail::Verb;
use jiff::civil::Date;
use leptos::prelude::*;
use second::{next, second};
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
    Refuse,
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
        may_treat: may_treat(asking, &read, &one),
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

fn may_treat(asking: &Asking, read: &AssessmentRead, one: &RiskInHand) -> bool {
    let open = match &one.answer {
        Answer::Rated(rated) => may_be_treated(&read.row.assessment.state, read.row.last, rated, read.today).is_ok(),
        Answer::Open | Answer::SetAside(_) => false,
    };
    open && may_to_risk(asking, read, one, Verb::RiskTreated)
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
    let still = still_decides(&read.row.assessment.state, read.row.last);
    still.and_then(|()| accepts(asked, rated, &read.scale, &by, read.today, asking.now)).err()
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
    let (store, me, seen) = (asking.store(), asking.actor(), seen(&fields));
    if fields.text("decision") == "refuse" {
        let done = store.refuse_risk(me, id, &risk, &fields.text("reason"), seen).await;
        return answered(&asking, id, &risk, What::Refuse, fields, done).await;
    }
    let done = store.accept_risk(me, id, &risk, seen).await;
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
            let above = read.scale.is_above_appetite(rated.residual.band);
            let appetite = if above { "above our appetite" } else { "within our appetite" };
            match shown.unmet() {
                None => format!("{band} after controls, {appetite}."),
                Some(unmet) => {
                    let before = rated.inherent.band.label().to_lowercase();
                    format!("{band} after controls, {appetite}, but {unmet}. It is {before} without.")
                }
            }
        }
    }
}

impl Shown {
    /// The controls on which the residual rests and that are not met now, in words.
    fn unmet(&self) -> Option<String> {
        let rated = match &self.one.answer {
            Answer::Rated(rated) => rated,
            Answer::Open | Answer::SetAside(_) => return None,
        };
        let findings: Vec<_> = self.findings.iter().map(|(id, finding)| (id.clone(), *finding)).collect();
        unmet(&Claim { rated, findings: &findings })
    }
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
            let draft = typed.sent(What::Treat).map_or_else(|| treat::begun(rated, one.before.as_ref()), treat::typed);
            Some(treat::form(one, read, rated, &shown.people, draft, &typed.wrong(What::Treat)))
        }
        Answer::Open | Answer::Rated(_) | Answer::SetAside(_) => None,
    };
    view! { {second(shown)}{treating}{rating}{aside} }.into_any()
}
