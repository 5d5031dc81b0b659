//! One assessment: its risks, what is missing, how it moved since the last, and its way to a conclusion.

use super::may_to;
use super::parts::{answer, category, crumbs, named, support, title, treatment};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Form, Query};
use crate::mishap::{Mishap, told};
use crate::page::Page;
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::dates::{self, Moment};
use crate::ui::facts::{Fact, Facts};
use crate::ui::mark::{Mark, State as Stance, Voice};
use crate::ui::notice::{Notice, Refused, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::codes::ControlId;
use domain::finding::Finding;
use domain::ids::AssessmentId;
use domain::risks::{Answer, Assessed, Claim, Gate, Lack, Lacking, Movement, State, Support, beside, compare};
use domain::trail::{ThingKind, Verb};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{AssessmentRead, Names, RiskInHand};

const SAID: [(&str, &str, &str); 5] = [
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
    ("kept", "Saved", "What you said of the risk is kept."),
];

struct Shown {
    read: AssessmentRead,
    findings: Vec<(ControlId, Finding)>,
    names: Names,
    history: Vec<Happening>,
    /// When it was opened; when the last thing became of it.
    at: DateTime,
    turned: Option<DateTime>,
    may_write: bool,
    may_own: bool,
    may_submit: bool,
    /// Why whoever looks does not conclude it.
    why_not: Option<String>,
    fields: Fields,
    mishap: Mishap,
    today: Date,
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
        fields: Fields::default(),
        mishap: Mishap::default(),
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

async fn answered(
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
    let kept = Fields::of(vec![("reason".to_owned(), fields.text("reason"))]);
    let shown = Shown { fields: kept, mishap: mishap.clone(), ..load(asking, id).await? };
    Ok(mishap.answer(page(asking, shown)))
}

fn page(asking: &Asking, shown: Shown) -> Page {
    let heading = format!("Risks: {}", shown.read.row.of());
    asking.page(heading, Place::Risks, move || {
        let (way, says) = (crumbs(&shown.read, None), sentence(&shown));
        let (told, late) = (told(&shown.fields, &SAID), shown.mishap.notice());
        let (missing, next, facts) = (missing(&shown), next(&shown), facts(&shown));
        let (risks, moved, limits) = (risks(&shown), moved(&shown), super::limits::all(&shown.read));
        let href = format!("/trail?thing=assessment/{}", shown.read.row.id);
        let (name, past) = (shown.read.row.of().to_owned(), history(shown.history, shown.today, href));
        view! {
            {way}
            <Say><Name>{name}</Name>" "{says}</Say>
            {told}
            {late}
            {next}
            {missing}
            {facts}
            {risks}
            {moved}
            {limits}
            <Block title="History" id="history">{past}</Block>
        }
    })
}

fn sentence(shown: &Shown) -> AnyView {
    let risks = &shown.read.risks;
    let answered = risks.iter().filter(|one| one.answer != Answer::Open).count();
    let scale = &shown.read.scale;
    let over = risks.iter().filter(|one| match &one.answer {
        Answer::Rated(rated) => scale.is_above_appetite(rated.residual.band),
        Answer::Open | Answer::SetAside(_) => false,
    });
    let over = over.count();
    let above = format!("{} above our appetite", dates::counted(over, "risk is", "risks are"));
    let all = dates::figure(risks.len());
    match &shown.read.row.assessment.state {
        State::Draft { .. } => view! {
            "is being assessed: "<a href="#risks">{dates::count(answered)}" of "{all}" risks"</a>" are answered. "
            {dates::capital(&above)}"."
        }
        .into_any(),
        State::Submitted(_) => view! {
            "waits for somebody to conclude its assessment. "<a href="#risks">{dates::capital(&above)}</a>"."
        }
        .into_any(),
        State::Concluded(concluded) => {
            let (on, next) = (dates::short(concluded.on, shown.today), dates::short(concluded.review_on, shown.today));
            view! {
                {format!("was assessed on {on}: ")}<a href="#risks">{above}</a>{format!(". The next assessment is concluded by {next}.")}
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
    let traits = match shown.read.row.assessment.of {
        Assessed::System(id) => format!("/systems/{id}#traits"),
        Assessed::Organisation => "/systems?trait=open".to_owned(),
    };
    let lines = lacks.into_iter().map(|lack| {
        let answer = (lack.what == Lacking::Question).then(|| view! { " "<a href=traits.clone()>"Answer them"</a> });
        view! { <li id=lack.what.key()>{dates::capital(&lack.sentence())}{answer}</li> }
    });
    let lines = lines.collect_view();
    Some(view! { <Notice tone=Tone::Unknown word=word><ul>{lines}</ul></Notice> }.into_any())
}

/// What comes next for whoever looks.
fn next(shown: &Shown) -> AnyView {
    let base = format!("/risks/assessments/{}", shown.read.row.id);
    let version = shown.read.version;
    let own =
        shown.may_own.then(|| view! { <ButtonLink href=format!("{base}/own")>"Add a risk of our own"</ButtonLink> });
    match &shown.read.row.assessment.state {
        State::Draft { .. } => {
            let open = shown.read.risks.iter().find(|one| one.answer == Answer::Open).filter(|_| shown.may_write);
            let rate = open.map(|one| {
                let href = format!("{base}/risks/{}", one.risk);
                view! { <ButtonLink weight=Weight::Primary href>{format!("Rate {}", one.risk)}</ButtonLink> }
            });
            let weight = if rate.is_some() { Weight::Bordered } else { Weight::Primary };
            let submit = shown.may_submit.then(|| {
                view! {
                    <form method="post" action=format!("{base}/submit")>
                        <input type="hidden" name="version" value=version/>
                        <Button weight>"Submit it"</Button>
                    </form>
                }
            });
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
    // What it lacks is told by the notice; only the reason is a field.
    let faults: Vec<_> = shown.mishap.wrong.summary().into_iter().filter(|fault| fault.field == "reason").collect();
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
            <Summary faults/>
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

fn risks(shown: &Shown) -> AnyView {
    let lines = shown.read.risks.iter().map(|one| line(one, shown)).collect_view();
    let columns = ["Risk", "Fits because of", "Residual", "Beside it, findings", "What is done", "Owner"];
    let columns = columns.into_iter().map(Column::new).collect();
    let unknown = shown.read.unknown.len();
    let remark = match (unknown, shown.read.row.concluded().is_some()) {
        (0, _) | (_, true) => "A risk fits when one of its controls applies".to_owned(),
        (n, false) => {
            format!("{} more may fit, once the open questions are answered", dates::capital(&dates::count(n)))
        }
    };
    view! {
        <Block title="Its risks" id="risks" remark=remark>
            <Table caption="Risks of the assessment" columns stack=true>{lines}</Table>
        </Block>
    }
    .into_any()
}

fn line(one: &RiskInHand, shown: &Shown) -> AnyView {
    let href = format!("/risks/assessments/{}/risks/{}", shown.read.row.id, one.risk);
    let code = named(&one.risk, title(&one.risk, one.own.as_ref()));
    let kind = category(&one.risk, one.own.as_ref()).map(|kind| kind.label());
    let why = match (one.why.as_slice(), &one.own) {
        ([], Some(_)) => "Our own".to_owned(),
        ([], None) => "It fits no longer".to_owned(),
        ([(only, _)], _) => only.to_string(),
        ([first, rest @ ..], _) => format!("{} and {} more", first.0, rest.len()),
    };
    let (claim, done, owner) = match &one.answer {
        Answer::Rated(rated) => {
            let beside = beside(&Claim { rated, findings: &shown.findings });
            let state = support(beside.support);
            let word = match beside.support {
                Support::NotClaimed => None,
                Support::Borne | Support::Partly | Support::Unknown | Support::Contradicted => {
                    Some(format!("{}: {} of {} met", beside.support.label(), beside.met, beside.named))
                }
            };
            let claim = word.map(|word| view! { <Mark state voice=Voice::Calm word wrap=true/> }.into_any());
            let done = rated.treatment.as_ref().map(|one| (one.kind(), one.standing(&rated.residual, shown.today)));
            (claim, treatment(done), shown.names.of(rated.owner).to_owned())
        }
        Answer::Open | Answer::SetAside(_) => (None, ().into_any(), String::new()),
    };
    let said = answer(one, &shown.read);
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=href>{code}</a><span class="sub">{kind}</span></th>
            <td data-th="Fits because of">{why}</td>
            <td data-th="Residual">{said}</td>
            <td data-th="Findings">{claim}</td>
            <td data-th="What is done">{done}</td>
            <td data-th="Owner">{owner}</td>
        </tr>
    }
    .into_any()
}

/// What moved since the assessment before.
fn moved(shown: &Shown) -> Option<AnyView> {
    shown.read.previous.as_ref()?;
    let comparison = compare(&shown.read.said_before(), &shown.read.said());
    let counts = Movement::ALL.iter().map(|change| {
        let (n, word) = (comparison.count(*change), change.label().to_lowercase());
        format!("{} {word}", dates::figure(n))
    });
    let remark = counts.collect::<Vec<_>>().join(", ");
    let told = comparison.risks.iter().filter(|one| one.change != Movement::Same);
    let lines = told.map(|one| {
        let own = shown.read.risk(&one.risk).ok().and_then(|risk| risk.own.as_ref());
        let (code, state) = (named(&one.risk, title(&one.risk, own)), movement(one.change));
        let said = |judged: Option<domain::risks::Judged>| {
            judged.map(|judged| format!("{} {}", judged.band.label(), judged.rating.product()))
        };
        let (before, now) = (said(one.before), said(one.now));
        view! {
            <tr>
                <th scope="row">{code}</th>
                <td data-th="Change"><Mark state voice=Voice::Calm word=one.change.label()/></td>
                <td data-th="Before">{before}</td>
                <td data-th="Now">{now}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let columns = ["Risk", "Change", "Before", "Now"].into_iter().map(Column::new).collect();
    Some(
        view! {
            <Block title="Since the one before" id="moved" remark=remark>
                <Table caption="Risks that moved" columns stack=true>{lines}</Table>
            </Block>
        }
        .into_any(),
    )
}

const fn movement(change: Movement) -> Stance {
    match change {
        Movement::Worse => Stance::Gap,
        Movement::New => Stance::Due,
        Movement::Better | Movement::Same => Stance::Met,
        Movement::Gone => Stance::Excluded,
    }
}
