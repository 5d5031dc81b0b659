//! One assessment: its risks, what is missing, how it moved since the last, and its way to a conclusion.

use super::parts::{crumbs, second, waiting_answers};
use super::{acceptances, answers, may_to, moved, proves, view};
use crate::address::The;
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::form::{Fields, Form, Query};
use crate::mishap::{Mishap, told};
use crate::page::Page;
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::dates::{self, Moment};
use crate::ui::facts::{Fact, Facts};
use crate::ui::notice::{Notice, Refused, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::summary::{Fault, Summary};
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::codes::ControlId;
use domain::finding::Finding;
use domain::ids::AssessmentId;
use domain::risks::{Answer, Assessed, Gate, Lack, Lacking, State};
use domain::trail::{ThingKind, Verb};
use domain::words::QuestionSet;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{AssessmentProof, AssessmentRead, Names};

const SAID: [(&str, &str, &str); 6] = [
    (
        "opened",
        "Opened",
        "The risks that fit today are proposed below, each with why it fits. Rate each, or set it aside.",
    ),
    (
        "submitted",
        "Submitted",
        "It waits for somebody who took no part. What was said stays as it is until they decide.",
    ),
    ("sent-back", "Sent back", "It is a draft again. Its authors read what you said."),
    ("concluded", "Concluded", "It is never changed again, and proves what the library names."),
    ("kept", "Saved", "What you said of the risks is kept, each with who said it and when."),
    ("proven", "Used as proof", "It proves what was adopted since, from the day on which it was concluded."),
];

pub(super) struct Shown {
    pub read: AssessmentRead,
    pub findings: Vec<(ControlId, Finding)>,
    pub names: Names,
    pub history: Vec<Happening>,
    /// When it was opened; when the last thing became of it.
    pub at: DateTime,
    pub turned: Option<DateTime>,
    pub may_write: bool,
    pub may_own: bool,
    pub may_submit: bool,
    /// Why whoever looks does not conclude it.
    pub why_not: Option<String>,
    pub proof: AssessmentProof,
    pub people: Vec<Choice>,
    pub fields: Fields,
    pub mishap: Mishap,
    /// Questions whose answers wait for a second person.
    pub waiting: QuestionSet,
    pub today: Date,
}

async fn load(asking: &Asking, id: AssessmentId) -> Result<Shown> {
    let store = asking.store();
    let read = store.assessment(id, asking.now, &asking.visitor.organisation.zone).await?;
    let names = asking.names().await?;
    let turned = match &read.row.assessment.state {
        State::Draft { sent_back } => sent_back.as_ref().map(|back| back.at),
        State::Submitted(submitted) => Some(submitted.at),
        State::Concluded(concluded) => Some(concluded.at),
    };
    Ok(Shown {
        findings: store.control_findings(read.row.subject, asking.now).await?.into_iter().collect(),
        history: happenings(asking, ThingKind::Assessment, &id.to_string(), &names).await?,
        at: asking.local(read.row.assessment.opened),
        turned: turned.map(|at| asking.local(at)),
        may_write: may_to(asking, &read, Verb::RiskRated),
        may_own: may_to(asking, &read, Verb::OwnRiskAdded),
        may_submit: may_to(asking, &read, Verb::AssessmentSubmitted),
        why_not: why_not(asking, &read),
        proof: store.assessment_proof(asking.actor(), &read, &asking.visitor.organisation.zone).await?,
        people: if matches!(read.row.assessment.state, State::Draft { .. }) {
            people(asking).await?
        } else {
            Vec::new()
        },
        fields: Fields::default(),
        mishap: Mishap::default(),
        waiting: waiting_answers(asking, &read).await?,
        today: asking.today,
        names,
        read,
    })
}

fn why_not(asking: &Asking, read: &AssessmentRead) -> Option<String> {
    let me = asking.actor();
    if read.took_part.contains(&me.person) {
        return Some("You took part in this assessment. Somebody who did not concludes it.".to_owned());
    }
    (!me.rights.reviews())
        .then(|| "Somebody with the right of review, who took no part in it, concludes it.".to_owned())
}

pub async fn show(asking: Asking, The(id): The<AssessmentId>, Query(query): Query) -> Result<Page> {
    let shown = Shown { fields: query, ..load(&asking, id).await? };
    Ok(page(&asking, shown))
}

/// The version of the whole that the form showed.
fn seen(fields: &Fields) -> i64 {
    fields.parsed("version").unwrap_or(-1)
}

pub async fn submit(asking: Asking, The(id): The<AssessmentId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().submit_assessment(asking.actor(), id, seen(&fields)).await;
    answered(&asking, id, fields, done, "submitted").await
}

pub async fn send_back(asking: Asking, The(id): The<AssessmentId>, Form(fields): Form<Fields>) -> Result<Response> {
    let reason = fields.text("reason");
    let done = asking.store().send_assessment_back(asking.actor(), id, &reason, seen(&fields)).await;
    answered(&asking, id, fields, done, "sent-back").await
}

pub async fn conclude(asking: Asking, The(id): The<AssessmentId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().conclude_assessment(asking.actor(), id, seen(&fields)).await.map(|_| ());
    answered(&asking, id, fields, done, "concluded").await
}

pub async fn prove(asking: Asking, The(id): The<AssessmentId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().prove_assessment(asking.actor(), id).await.map(|_| ());
    answered(&asking, id, fields, done, "proven").await
}

pub(super) async fn answered(
    asking: &Asking,
    id: AssessmentId,
    fields: Fields,
    done: store::Result<()>,
    said: &str,
) -> Result<Response> {
    let Err(error) = done else {
        return Ok(Redirect::to(&format!("/risks/assessments/{id}?said={said}")).into_response());
    };
    let mishap = Mishap::of(error)?;
    // What it says of itself is not what the form before said.
    let kept = Fields::of(fields.pairs().into_iter().filter(|(name, _)| name != "said").collect());
    let shown = Shown { fields: kept, mishap: mishap.clone(), ..load(asking, id).await? };
    Ok(mishap.answer(page(asking, shown)))
}

fn page(asking: &Asking, shown: Shown) -> Page {
    let heading = format!("Risks: {}", shown.read.row.of());
    asking.page(heading, Place::Risks, move || {
        let (way, says) = (crumbs(&shown.read, None), sentence(&shown));
        let (told, late) = (told(&shown.fields, &SAID), shown.mishap.notice());
        let (missing, next, facts) = (missing(&shown), next(&shown), facts(&shown));
        let (asked, rests) = (acceptances::waiting(&shown), view::rests(&shown));
        let (risks, moved, limits) = (answers::block(&shown), moved::block(&shown), super::limits::all(&shown.read));
        let (proves, faults) = (proves::block(&shown), faults(&shown));
        let href = format!("/trail?thing=assessment/{}", shown.read.row.id);
        let (name, past) = (shown.read.row.of().to_owned(), history(shown.history, shown.today, href));
        view! {
            {way}
            <Say><Name>{name}</Name>" "{says}</Say>
            {rests}
            {told}
            {late}
            <Summary faults/>
            {asked}
            {next}
            {missing}
            {facts}
            {proves}
            {risks}
            {moved}
            {limits}
            <Block title="History" id="history">{past}</Block>
        }
    })
}

impl Shown {
    /// Whether whoever looks may answer several risks at once.
    pub(super) fn picks(&self) -> bool {
        self.may_write && matches!(self.read.row.assessment.state, State::Draft { .. })
    }
}

/// What is wrong with what was sent; what the whole lacks links to where it stands below.
fn faults(shown: &Shown) -> Vec<Fault> {
    shown.mishap.wrong.summary()
}

fn sentence(shown: &Shown) -> AnyView {
    let above = view::above(shown);
    match &shown.read.row.assessment.state {
        State::Draft { .. } => {
            let answered = view::answered(shown);
            view! { "is being assessed: "{answered}" "{above} }.into_any()
        }
        State::Submitted(_) => view! { "waits for somebody to conclude its assessment. "{above} }.into_any(),
        State::Concluded(concluded) => {
            let (on, next) = (dates::short(concluded.on, shown.today), dates::short(concluded.review_on, shown.today));
            view! {
                {format!("was assessed on {on}. ")}{above}{format!(" The next assessment is concluded by {next}.")}
            }
            .into_any()
        }
    }
}

/// What it lacks at the step that comes next.
fn lacks(shown: &Shown) -> (Gate, Vec<Lack>) {
    match &shown.read.row.assessment.state {
        State::Draft { .. } => (Gate::Submission, shown.read.missing(Gate::Submission)),
        State::Submitted(_) => (Gate::Conclusion, shown.read.missing(Gate::Conclusion)),
        State::Concluded(_) => (Gate::Conclusion, Vec::new()),
    }
}

fn missing(shown: &Shown) -> Option<AnyView> {
    let (gate, lacks) = lacks(shown);
    if lacks.is_empty() {
        return None;
    }
    let word = match gate {
        Gate::Submission => "Before it can be submitted",
        Gate::Conclusion => "Before it can be concluded",
    };
    let lines = lacks.into_iter().map(|lack| {
        let way = way(&lack, shown).map(|(href, words)| view! { " "<a href=href>{words}</a> });
        let second = second(&lack, shown.waiting);
        view! { <li id=lack.what.key() tabindex="-1">{dates::capital(&lack.sentence())}{way}{second}</li> }
    });
    let lines = lines.collect_view();
    Some(view! { <Notice tone=Tone::Unknown word=word><ul>{lines}</ul></Notice> }.into_any())
}

/// Where the first thing that is lacking is put right.
fn way(lack: &Lack, shown: &Shown) -> Option<(String, String)> {
    if lack.what == Lacking::Question {
        let href = match shown.read.row.assessment.of {
            Assessed::System(id) => format!("/systems/{id}#traits"),
            Assessed::Organisation => "/systems?trait=open".to_owned(),
        };
        return Some((href, "Answer them".to_owned()));
    }
    let first = shown.read.risks.iter().find(|one| lack.risks.contains(&one.risk))?;
    let verb = match lack.what {
        Lacking::Question | Lacking::Answer | Lacking::OlderScale => "Rate",
        Lacking::Treatment => "Treat",
        Lacking::SecondPerson | Lacking::Acceptance => "Look at",
    };
    Some((format!("/risks/assessments/{}/risks/{}", shown.read.row.id, first.risk), format!("{verb} {}", first.risk)))
}

/// The button that submits. While something is lacking it cannot be pressed, and says what.
fn submit_button(shown: &Shown, base: &str) -> AnyView {
    let (version, lacks) = (shown.read.version, lacks(shown).1);
    let open = lacks.iter().filter(|lack| lack.what == Lacking::Answer).map(|lack| lack.risks.len()).sum::<usize>();
    let Some(first) = lacks.first() else {
        return view! {
            <form method="post" action=format!("{base}/submit")>
                <input type="hidden" name="version" value=version/>
                <Button weight=Weight::Primary>"Submit it"</Button>
            </form>
        }
        .into_any();
    };
    let words = if open > 0 { format!("{} to rate", dates::figure(open)) } else { "see what is missing".to_owned() };
    let to = if open > 0 { Lacking::Answer.key() } else { first.what.key() };
    view! {
        <span class="waits-for"><Button disabled=true>"Submit it"</Button>" "<a href=format!("#{to}")>{words}</a></span>
    }
    .into_any()
}

/// What comes next for whoever looks.
fn next(shown: &Shown) -> AnyView {
    let base = format!("/risks/assessments/{}", shown.read.row.id);
    let own =
        shown.may_own.then(|| view! { <ButtonLink href=format!("{base}/own")>"Add a risk of our own"</ButtonLink> });
    match &shown.read.row.assessment.state {
        State::Draft { .. } => {
            let open = shown.read.risks.iter().find(|one| one.answer == Answer::Open).filter(|_| shown.may_write);
            let rate = open.map(|one| {
                let href = format!("{base}/risks/{}", one.risk);
                view! { <ButtonLink weight=Weight::Primary href>{format!("Rate {}", one.risk)}</ButtonLink> }
            });
            let submit = shown.may_submit.then(|| submit_button(shown, &base));
            view! { <Actions top=true>{rate}{submit}{own}</Actions> }.into_any()
        }
        State::Submitted(_) => match &shown.why_not {
            Some(rule) => view! { <Refused word="Not yours to conclude" rule=rule.clone()/> }.into_any(),
            None => deciding(shown, &base),
        },
        State::Concluded(_) => {
            view! { <Actions top=true><ButtonLink href="/risks/assessments">"See what is due next"</ButtonLink></Actions> }.into_any()
        }
    }
}

fn deciding(shown: &Shown, base: &str) -> AnyView {
    let version = shown.read.version;
    let (reason, error) = (shown.fields.text("reason"), shown.mishap.wrong.at("reason"));
    let open = error.is_some() || !reason.is_empty();
    let whole = lacks(shown).1.is_empty();
    let back = format!("{base}/send-back");
    let conclude = whole.then(|| {
        view! {
            <form method="post" action=format!("{base}/conclude")>
                <input type="hidden" name="version" value=version/>
                <p class="hint">"It is never changed again, ends what the assessment before proved, and is proof itself."</p>
                <Actions><Button weight=Weight::Primary>"Conclude the assessment"</Button></Actions>
            </form>
        }
    });
    view! {
        <Block title="What you decide" id="act" quiet=true first=true>
            {conclude}
            <details open=open>
                <summary>"Send it back"</summary>
                <form class="form" method="post" action=back novalidate>
                    <input type="hidden" name="version" value=version/>
                    <LongField name="reason" label="What is to be done" value=reason error/>
                    <Actions><Button>"Send it back to its authors"</Button></Actions>
                </form>
            </details>
        </Block>
    }
    .into_any()
}

fn facts(shown: &Shown) -> AnyView {
    let (row, names, today) = (&shown.read.row, &shown.names, shown.today);
    let of = match row.assessment.of {
        Assessed::System(id) => view! { <a href=format!("/systems/{id}")>{row.of().to_owned()}</a> }.into_any(),
        Assessed::Organisation => row.of().to_owned().into_any(),
    };
    let became = match &row.assessment.state {
        State::Draft { sent_back: None } => None,
        State::Draft { sent_back: Some(back) } => Some(("Sent back", back.by, back.reason.clone())),
        State::Submitted(submitted) => Some(("Submitted", submitted.by, String::new())),
        State::Concluded(concluded) => Some(("Concluded", concluded.by, String::new())),
    };
    let became = became.zip(shown.turned).map(|((what, by, why), at)| {
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        let by = names.of(by).to_owned();
        view! { <Fact name=what>{by}", "<Moment at today/>{why}</Fact> }
    });
    let (author, at, version) = (names.of(row.assessment.author).to_owned(), shown.at, shown.read.scale.version);
    let previous = shown.read.previous.as_ref().and_then(|row| Some((row.id, row.concluded()?.on)));
    let previous = previous.map(|(id, on)| {
        view! { <Fact name="The one before"><a href=format!("/risks/assessments/{id}")>{dates::full(on)}</a></Fact> }
    });
    view! {
        <Block title="The assessment" quiet=true>
            <Facts>
                <Fact name="Of">{of}</Fact>
                <Fact name="Opened">{author}", "<Moment at today/></Fact>
                {became}
                <Fact name="Scale"><a href="/risks/scale">{format!("Version {version}")}</a></Fact>
                {previous}
            </Facts>
        </Block>
    }
    .into_any()
}
