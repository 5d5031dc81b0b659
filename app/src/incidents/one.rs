//! One incident: what happened, how grave it is, who is told, its timeline, its cause, the review that closes it.

use super::acts::classification;
use super::duties;
use super::list::stage_mark;
use crate::address::The;
use crate::asking::Asking;
use crate::controls::people;
use crate::deficiencies::tasks;
use crate::error::Result;
use crate::form::{Fields, Query};
use crate::mishap::Mishap;
use crate::page::{Frame, Page};
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{ChecksField, Choice, RadioField, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::input::TextField;
use crate::ui::notice::Refused;
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use crate::ui::tools::Tools;
use domain::ids::IncidentId;
use domain::incidents::{
    CauseKind, Circumstance, ClassifyDraft, DutyStanding, Happened, IncidentSeverity, IncidentStage, Jurisdiction,
    PersonalData, ReviewDraft, outstanding, review,
};
use domain::instant::Instant;
use domain::people::{Relation, may};
use domain::refusal::Refusal;
use domain::trail::{ThingKind, Verb};
use jiff::civil::Date;
use leptos::prelude::*;
use store::{IncidentRow, NamedZone, Names};

pub(super) struct Shown {
    pub row: IncidentRow,
    pub duties: Vec<DutyStanding>,
    names: Names,
    people: Vec<Choice>,
    /// May work on it, while it is open.
    pub works: bool,
    reviews: bool,
    opens: bool,
    /// Why this person may not hold the review.
    why_not: Option<String>,
    history: Vec<Happening>,
    pub today: Date,
    pub zone: NamedZone,
    /// What our clocks show, as a form takes it.
    pub clock: String,
}

async fn load(asking: &Asking, id: IncidentId) -> Result<Shown> {
    let zone = asking.visitor.organisation.zone.clone();
    let row = asking.store().incident(id, &zone).await?;
    let (me, names) = (asking.actor(), asking.names().await?);
    let relation = if row.is_of(me.person) { Relation::Owner } else { Relation::Stranger };
    let works = row.is_open() && may(me.rights, Verb::IncidentClassified, relation);
    let duties = row.duties(asking.now, &zone);
    let draft = ReviewDraft { lessons: "-".into(), prevents: "-".into() };
    Ok(Shown {
        why_not: review(&row.now, &duties, me, &draft).err().map(|refusal: Refusal| refusal.to_string()),
        people: if works { people(asking).await? } else { Vec::new() },
        works,
        reviews: may(me.rights, Verb::IncidentReviewed, relation),
        opens: may(me.rights, Verb::DeficiencyOpened, relation),
        history: happenings(asking, ThingKind::Incident, &id.to_string(), &names).await?,
        today: asking.today,
        clock: typed(asking.now, &zone),
        duties,
        names,
        zone,
        row,
    })
}

/// An instant as a form takes it.
fn typed(at: Instant, zone: &NamedZone) -> String {
    zone.local(at).strftime("%Y-%m-%d %H:%M").to_string()
}

pub async fn show(asking: Asking, The(id): The<IncidentId>, Query(fields): Query) -> Result<Page> {
    page(&asking, id, &fields, Mishap::default()).await
}

/// The page; after a refused form with what was typed and why.
pub(super) async fn page(asking: &Asking, id: IncidentId, typed: &Fields, mishap: Mishap) -> Result<Page> {
    let (shown, typed) = (load(asking, id).await?, typed.clone());
    let base = format!("/incidents/{id}");
    let on_paper = typed.text("print") == "sheet";
    let frame = Frame {
        title: format!("{} {}", shown.row.code(), shown.row.title),
        here: Some(Place::Incidents),
        tools: Tools { print: Some(format!("{base}?print=sheet")), ..Tools::default() },
        sheet: on_paper.then_some(base),
        ..Frame::default()
    };
    Ok(asking.show(frame, move || body(&shown, &typed, &mishap)))
}

fn body(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let row = &shown.row;
    let way = vec![Crumb::new("Incidents", "/incidents"), Crumb::plain(row.code())];
    let (title, says) = (format!("{}.", row.title), sentence(shown));
    let told = history(shown.history.clone(), shown.today, format!("/trail?thing=incident/{}", row.id));
    let (notice, faults) = (mishap.notice(), mishap.wrong.summary());
    let people = shown.works.then(|| shown.people.clone());
    let action = format!("/incidents/{}/correct", row.id);
    let corrected = tasks(&row.tasks, &shown.names, people, action, typed, mishap, shown.today);
    let parts = [
        reviewing(shown, typed, mishap),
        happened(shown),
        classified(shown, typed, mishap),
        duties::block(shown, typed, mishap),
        timeline(shown, typed, mishap),
        cause(shown, typed, mishap),
        view! { <Block title="What keeps it from happening again" id="correct">{corrected}</Block> }.into_any(),
    ];
    let parts = parts.into_iter().collect_view();
    view! {
        <Crumbs way/>
        <Say><Name>{title}</Name>" "{says}</Say>
        {notice}
        <Summary faults/>
        {parts}
        <Block title="History" id="history">{told}</Block>
    }
    .into_any()
}

fn sentence(shown: &Shown) -> String {
    let row = &shown.row;
    let first = match row.stage() {
        IncidentStage::Reported => "Somebody has to say how grave it is.".to_owned(),
        IncidentStage::UnderWay => "It is under way.".to_owned(),
        IncidentStage::Resolved => match outstanding(&row.now, &shown.duties) {
            Ok(()) => "It is resolved; somebody who did not lead it holds the review.".to_owned(),
            Err(missing) => format!("It is resolved. Before its review: {missing}"),
        },
        IncidentStage::Closed => {
            let by = row.now.review.as_ref().map(|(_, by, _)| shown.names.of(*by).to_owned()).unwrap_or_default();
            format!("{by} held its review and closed it.")
        }
    };
    let open = shown.duties.iter().filter(|one| one.state.is_open()).count();
    match open {
        0 => first,
        n => format!(
            "{first} {} still to be kept.",
            dates::capital(&dates::counted(n, "duty to notify is", "duties to notify are"))
        ),
    }
}

fn happened(shown: &Shown) -> AnyView {
    let Shown { row, names, zone, today, .. } = shown;
    let moment = |at: Instant| dates::moment(zone.local(at), *today);
    let systems = row.systems.iter().enumerate().map(|(n, (id, name, _))| {
        let comma = if n == 0 { "" } else { ", " };
        view! { {comma}<a href=format!("/systems/{id}")>{name.clone()}</a> }
    });
    let systems = systems.collect_view();
    let harms = row.harms.iter().map(|harm| harm.label()).collect::<Vec<_>>().join(", ");
    let began = row.times.began.map(moment).unwrap_or_else(|| "Not known".to_owned());
    let said = row.now.classification.as_ref().map(|(said, _)| said);
    let later = |at: Option<Instant>| at.map_or_else(|| "Not yet".to_owned(), moment);
    let (contained, resolved) = (later(said.and_then(|one| one.contained)), later(said.and_then(|one| one.resolved)));
    let (detected, mark, what) = (moment(row.times.detected), stage_mark(row), row.what.clone());
    let reported = format!("{}, {}", names.of(row.reported_by), moment(row.at));
    let open = shown.opens.then(|| {
        let href = format!("/deficiencies/new?from=incident/{}", row.id);
        view! { <Actions><ButtonLink href>"A control did not work: open a deficiency"</ButtonLink></Actions> }
    });
    view! {
        <Block title="What happened" id="what">
            <p class="pre">{what}</p>
            <Facts>
                <Fact name="State">{mark}</Fact>
                <Fact name="With">{systems}</Fact>
                <Fact name="Harm">{harms}</Fact>
                <Fact name="Began">{began}</Fact>
                <Fact name="Noticed">{detected}</Fact>
                <Fact name="Contained">{contained}</Fact>
                <Fact name="Resolved">{resolved}</Fact>
                <Fact name="Reported by">{reported}</Fact>
            </Facts>
            <p>"From this report on, risk assessments of these systems are to be made anew within 30 days; those that are there end then."</p>
            {open}
        </Block>
    }
    .into_any()
}

fn classified(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let said = shown.row.now.classification.as_ref().map(|(said, _)| said);
    let facts = said.map(|said| {
        let severity = format!("{}. {}", said.severity.label(), said.severity.means());
        let where_ = said.jurisdictions.iter().map(|it| it.label()).collect::<Vec<_>>().join(", ");
        let where_ = if where_.is_empty() { "None of the list".to_owned() } else { where_ };
        let what = said.circumstances.iter().map(|it| it.label()).collect::<Vec<_>>().join("; ");
        let what = if what.is_empty() { "None of the list".to_owned() } else { what };
        let (lead, personal) = (shown.names.of(said.lead).to_owned(), said.personal_data.label());
        view! {
            <Facts>
                <Fact name="Severity">{severity}</Fact>
                <Fact name="Led by">{lead}</Fact>
                <Fact name="Personal data">{personal}</Fact>
                <Fact name="Law of">{where_}</Fact>
                <Fact name="Circumstances">{what}</Fact>
            </Facts>
        }
    });
    let form = shown.works.then(|| classify_form(shown, typed, mishap));
    view! { <Block title="How grave it is" id="classified">{facts}{form}</Block> }.into_any()
}

fn before(shown: &Shown) -> ClassifyDraft {
    let text = |at: Option<Instant>| at.map(|at| typed(at, &shown.zone)).unwrap_or_default();
    match &shown.row.now.classification {
        None => ClassifyDraft::default(),
        Some((said, _)) => ClassifyDraft {
            severity: said.severity.key().to_owned(),
            lead: Some(said.lead),
            personal_data: said.personal_data.key().to_owned(),
            jurisdictions: said.jurisdictions.clone(),
            circumstances: said.circumstances.clone(),
            contained: text(said.contained),
            resolved: text(said.resolved),
            material_at: text(said.material_at),
        },
    }
}

fn classify_form(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let wrong = mishap.wrong.clone();
    let first = shown.row.now.classification.is_none();
    let sent = !typed.text("personal_data").is_empty() || wrong.at("severity").is_some();
    let draft = if sent { classification(typed) } else { before(shown) };
    let severities = IncidentSeverity::ALL
        .iter()
        .rev()
        .map(|it| Choice::new(it.key(), format!("{}. {}", it.label(), it.means())))
        .collect();
    let personal = PersonalData::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let jurisdictions = Jurisdiction::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let others = Circumstance::ALL.iter().filter(|it| **it != Circumstance::PersonalData);
    let circumstances = others.map(|it| Choice::new(it.key(), it.label())).collect();
    let law: Vec<_> = draft.jurisdictions.iter().map(|it| it.key().to_owned()).collect();
    let holds: Vec<_> = draft.circumstances.iter().map(|it| it.key().to_owned()).collect();
    let lead = draft.lead.map(|lead| lead.to_string()).unwrap_or_default();
    let (action, people) = (format!("/incidents/{}/classify", shown.row.id), shown.people.clone());
    let summary = if first { "Classify it" } else { "Say it anew, as more is known" };
    let weight = if first { Weight::Primary } else { Weight::Bordered };
    view! {
        <details open=first || sent>
            <summary>{summary}</summary>
            <form class="form" method="post" action=action novalidate>
                <RadioField name="severity" label="Severity" choices=severities value=draft.severity error=wrong.at("severity")/>
                <SelectField name="lead" label="Led by" choices=people value=lead prompt="Choose a person" error=wrong.at("lead")/>
                <RadioField name="personal_data" label="Are personal data concerned?" choices=personal value=draft.personal_data error=wrong.at("personal_data")/>
                <ChecksField name="jurisdictions" label="People or companies of which law" choices=jurisdictions value=law error=wrong.at("jurisdictions")/>
                <ChecksField name="circumstances" label="What holds of it" choices=circumstances value=holds error=wrong.at("circumstances")/>
                <TextField name="contained" label="Contained at" value=draft.contained optional=true error=wrong.at("contained") hint="On our clocks: 2026-11-30 14:05"/>
                <TextField name="resolved" label="Resolved at" value=draft.resolved optional=true error=wrong.at("resolved")/>
                <TextField name="material_at" label="Found material at" value=draft.material_at optional=true error=wrong.at("material_at")/>
                <Actions><Button weight>"Save what is known"</Button></Actions>
            </form>
        </details>
    }
    .into_any()
}

fn timeline(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let row = &shown.row;
    let mut all: Vec<(Instant, String, String)> =
        vec![(row.times.detected, "It was noticed.".to_owned(), String::new())];
    all.extend(row.times.began.map(|at| (at, "It began.".to_owned(), String::new())));
    if let Some((said, _)) = &row.now.classification {
        all.extend(said.contained.map(|at| (at, "It was contained.".to_owned(), String::new())));
        all.extend(said.resolved.map(|at| (at, "It was resolved.".to_owned(), String::new())));
    }
    for entry in &row.entries {
        let by = format!("written by {}", shown.names.of(entry.by));
        match &entry.what {
            Happened::Noted { at, words } => all.push((*at, words.clone(), by)),
            Happened::Told(notice) => all.push((notice.at, format!("{} was told.", notice.whom), by)),
            Happened::Classified(_)
            | Happened::NotTold { .. }
            | Happened::Explained(_)
            | Happened::Corrected { .. }
            | Happened::Reviewed(_) => {}
        }
    }
    all.sort_by_key(|(at, ..)| *at);
    let lines = all.into_iter().map(|(at, words, by)| {
        let moment = dates::moment(shown.zone.local(at), shown.today);
        let sub = if by.is_empty() { moment } else { format!("{moment}, {by}") };
        view! { <li>{words}<span class="sub">{sub}</span></li> }
    });
    let lines = lines.collect_view();
    let wrong = mishap.wrong.clone();
    let form = shown.works.then(|| {
        let words = typed.text("words");
        let at = if words.is_empty() { shown.clock.clone() } else { typed.text("at") };
        let opened = wrong.at("words").is_some();
        let action = format!("/incidents/{}/note", row.id);
        view! {
            <details open=opened>
                <summary>"Write on the timeline"</summary>
                <form class="form" method="post" action=action novalidate>
                    <TextField name="at" label="At" value=at error=wrong.at("at") hint="On our clocks: 2026-11-30 14:05"/>
                    <LongField name="words" label="What happened, or was done" value=words error=wrong.at("words")/>
                    <Actions><Button>"Add it"</Button></Actions>
                </form>
            </details>
        }
    });
    view! { <Block title="Timeline" id="timeline" remark="It only grows"><ul class="entries">{lines}</ul>{form}</Block> }.into_any()
}

fn cause(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let wrong = mishap.wrong.clone();
    let said = shown.row.now.cause.as_ref().map(|(cause, by)| {
        let kinds = cause.kinds.iter().map(|kind| kind.label()).collect::<Vec<_>>().join(", ");
        let (words, by) = (cause.words.clone(), shown.names.of(*by).to_owned());
        view! {
            <Facts>
                <Fact name="Lies in">{kinds}</Fact>
                <Fact name="Cause"><span class="pre">{words}</span></Fact>
                <Fact name="Said by">{by}</Fact>
            </Facts>
        }
    });
    let none = said.is_none().then_some("Nobody has said yet why it could happen.");
    let form = shown.works.then(|| {
        let kinds = CauseKind::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
        let ticked: Vec<_> = typed.all("kinds").map(str::to_owned).collect();
        let (opened, value) = (wrong.at("kinds").is_some() || wrong.at("cause").is_some(), typed.text("cause"));
        let action = format!("/incidents/{}/explain", shown.row.id);
        view! {
            <details open=opened>
                <summary>"Name the root cause"</summary>
                <form class="form" method="post" action=action novalidate>
                    <ChecksField name="kinds" label="Where it lies" choices=kinds value=ticked error=wrong.at("kinds") columns=true/>
                    <LongField name="cause" label="Why it could happen" value error=wrong.at("cause")/>
                    <Actions><Button>"Save the cause"</Button></Actions>
                </form>
            </details>
        }
    });
    view! { <Block title="Root cause" id="cause">{said}{none.map(|none| view! { <p>{none}</p> })}{form}</Block> }
        .into_any()
}

/// The review: held, or to be held by whoever may.
fn reviewing(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let row = &shown.row;
    if let Some((review, by, at)) = &row.now.review {
        let held = format!("{}, {}", shown.names.of(*by), dates::moment(shown.zone.local(*at), shown.today));
        let (lessons, prevents) = (review.lessons.clone(), review.prevents.clone());
        return view! {
            <Block title="The review" id="review" first=true>
                <Facts>
                    <Fact name="Held by">{held}</Fact>
                    <Fact name="Learned"><span class="pre">{lessons}</span></Fact>
                    <Fact name="Prevents it"><span class="pre">{prevents}</span></Fact>
                </Facts>
            </Block>
        }
        .into_any();
    }
    if row.stage() != IncidentStage::Resolved || !shown.reviews || outstanding(&row.now, &shown.duties).is_err() {
        return ().into_any();
    }
    if let Some(rule) = shown.why_not.clone() {
        return view! { <Refused word="Waits for another" rule/> }.into_any();
    }
    let (wrong, action) = (mishap.wrong.clone(), format!("/incidents/{}/review", row.id));
    let (lessons, prevents) = (typed.text("lessons"), typed.text("prevents"));
    view! {
        <Block title="Hold the review" id="review" first=true remark="You did not lead it; with the review it closes, and its record is proof">
            <form class="form" method="post" action=action novalidate>
                <LongField name="lessons" label="What was learned" value=lessons error=wrong.at("lessons")/>
                <LongField name="prevents" label="The test or control that keeps it from happening again" value=prevents error=wrong.at("prevents")/>
                <Actions><Button weight=Weight::Primary>"Close the incident"</Button></Actions>
            </form>
        </Block>
    }
    .into_any()
}
