//! One vendor: who it is, what it does with our data, how much of our window its documents cover, what it handed over,
//! to whom it passes things on, which systems depend on it, what happened to it.

use super::held::{Held, cover_mark, days};
use super::list::next_words;
use super::mentions;
use super::parts::{answer, days_of, relation, standing_mark};
use super::picture::picture;
use super::subprocessors::Passing;
use crate::address::The;
use crate::asking::Asking;
use crate::deficiencies::{Beside, of_subject};
use crate::error::Result;
use crate::form::{Fields, Query};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::questionnaires::vendor::knocked_out;
use crate::reading::instant;
use crate::trail::{Changed, changes};
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::facts::{Fact, Facts};
use crate::ui::link::ways;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::query::Query as Address;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Name, Say};
use crate::ui::table::{Column, Table};
use domain::attestations::{CoverState, Next, Reason, Standing};
use domain::finding::Finding;
use domain::ids::{PersonId, VendorId};
use domain::people::{Relation, may};
use domain::systems::stage_word;
use domain::trail::Verb;
use domain::words::{Criticality, Question};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{AttestationRow, Found, LateProof, Mentioned, Names, SystemHappening, SystemRow, VendorCover, VendorRow};

/// All that the page shows.
struct Shown {
    cover: VendorCover,
    held: Held,
    dependents: Vec<SystemRow>,
    mentioned: Mentioned,
    asked: Vec<Found>,
    passing: Passing,
    history: Vec<(DateTime, SystemHappening)>,
    names: Names,
    may_change: bool,
    may_enter: bool,
    /// What stands open of it.
    deficient: Beside,
    /// Accepted documents that could prove what is a gap, each with whether this person may say so.
    late: Vec<(LateProof, bool)>,
    /// That its last questionnaire knocks it out.
    knocked_out: Option<AnyView>,
}

pub async fn show(asking: Asking, The(id): The<VendorId>, Query(fields): Query) -> Result<Page> {
    page(&asking, id, &fields, Mishap::default()).await
}

/// The page; after a refused form with what was typed and why.
pub(super) async fn page(asking: &Asking, id: VendorId, fields: &Fields, mishap: Mishap) -> Result<Page> {
    let (store, zone) = (asking.store(), &asking.visitor.organisation.zone);
    let held = Held::of(asking, fields).await?;
    let cover = store.vendor_cover(held.programme.as_ref(), id, held.day, zone).await?;
    let history = store.vendor_history(id).await?;
    let relation = relation(&cover.vendor, asking.actor());
    let rights = asking.actor().rights;
    let late = store.late_proofs(Some(cover.vendor.no), asking.now, zone).await?.into_iter();
    let shown = Shown {
        late: late.map(|one| (one.is_for(asking.actor(), asking.now), one)).map(|(may, one)| (one, may)).collect(),
        knocked_out: if held.is_past() { None } else { knocked_out(asking, cover.vendor.no).await? },
        dependents: store.dependents(cover.vendor.no).await?,
        mentioned: store.mentions_of(&cover.vendor).await?,
        asked: store.findings_of(cover.vendor.no, instant(asking, held.day)).await?,
        passing: Passing::of(asking).await?,
        history: history.into_iter().map(|it| (asking.local(it.at), it)).collect(),
        names: asking.names().await?,
        may_change: may(rights, Verb::VendorChanged, relation),
        may_enter: may(rights, Verb::AttestationEntered, relation),
        deficient: of_subject(asking, cover.vendor.no, &format!("vendor/{id}"), relation == Relation::Owner).await?,
        cover,
        held,
    };
    let typed = fields.clone();
    Ok(asking.page(shown.cover.vendor.name.clone(), Place::Vendors, move || body(shown, &typed, &mishap)))
}

fn body(shown: Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let Shown {
        cover, held, dependents, mentioned, asked, passing, history, names, deficient, late, knocked_out, ..
    } = shown;
    let (may_change, may_enter, deficient) = (shown.may_change, shown.may_enter, deficient.block());
    let (vendor, today) = (cover.vendor.clone(), held.today);
    let way = vec![Crumb::new("Vendors", "/vendors"), Crumb::plain(vendor.name.clone())];
    let says = says(&cover);
    let base = format!("/vendors/{}", vendor.id);
    let enter = may_enter.then(|| {
        let href = format!("{base}/attestations/new");
        view! { <ButtonLink weight=Weight::Primary href>"Enter an attestation"</ButtonLink> }
    });
    let edit = may_change.then(|| view! { <ButtonLink href=format!("{base}/edit")>"Edit"</ButtonLink> });
    let asks = format!("{base}/questionnaires");
    let acts = view! { <Actions top=true>{enter}{edit}<ButtonLink href=asks>"Questionnaires"</ButtonLink></Actions> };
    let next = (cover.next != Next::Nothing).then(|| next_words(&cover.next, cover.about(), cover.vendor.id));
    let next = next.map(|next| view! { <Lede>"Next: "{next}</Lede> });
    let all = format!("/systems?vendor={}", vendor.id);
    let mentioned = mentions::way(&vendor, &mentioned);
    view! {
        <Crumbs way/>
        <Say><Name>{vendor.name.clone()}</Name>" "{says}</Say>
        {knocked_out}
        {next}
        {late.into_iter().map(|(one, may)| could_prove(one, may)).collect_view()}
        {acts}
        {held.remark_of_one()}
        {mishap.notice()}
        {window(&cover, &held, &base)}
        {attestations(&cover, today)}
        {who(&cover, &names)}
        {passing.block(vendor.id, may_change, mishap, typed)}
        {systems(dependents, vendor.systems, all, mentioned)}
        {findings(&asked, vendor.id)}
        {deficient}
        {crate::access_reviews::of(vendor.id, "vendor")}
        {changes(history, &names, today, changed)}
    }
    .into_any()
}

/// What an accepted document could prove, and the way to where somebody says so.
fn could_prove(late: LateProof, may: bool) -> AnyView {
    let tasks = ways(late.requirements.iter().map(|id| (id.to_string(), format!("/tasks/{id}"))).collect());
    let (href, title) = (format!("/attestations/{}#proves", late.report), late.title);
    let who =
        if may { " Say so on its page." } else { " Somebody with the right of review who did not enter it says so." };
    view! { <Lede>"Next: the accepted "<a href=href>{title}</a>" could prove "{tasks}", a gap now."{who}</Lede> }
        .into_any()
}

/// “has two systems depending on it. Its documents leave 92 days of our window uncovered.”
fn says(cover: &VendorCover) -> AnyView {
    let systems = match cover.vendor.systems {
        0 => view! { "has no system that depends on it." }.into_any(),
        n => view! { "has "<a href="#systems">{dates::counted(n, "system", "systems")}</a>" depending on it." }
            .into_any(),
    };
    let uncovered = || view! { <a href="#cover">{days(cover.uncovered())}</a> };
    let covered = match cover.state() {
        None => None,
        Some(CoverState::Gap) => {
            Some(view! { " Its documents leave "{uncovered()}" of our window uncovered." }.into_any())
        }
        Some(CoverState::Unknown) => Some(
            view! { " How much of our window its documents cover is "<a href="#cover">"unknown"</a>"." }.into_any(),
        ),
        Some(CoverState::NotYet) => Some(view! { " Its documents cover our window so far." }.into_any()),
        Some(CoverState::Covered) => Some(view! { " Its documents cover our window." }.into_any()),
    };
    view! { {systems}{covered} }.into_any()
}

/// The days of our window, in a picture and in words.
fn window(cover: &VendorCover, held: &Held, base: &str) -> AnyView {
    let drawing = picture(&[cover], held.day, held.today);
    let asks = drawing.is_some();
    let drawing = drawing.unwrap_or_else(|| {
        view! { <Empty>"No day of a window is asked for: no system in scope of a programme with days depends on it."</Empty> }
            .into_any()
    });
    let rows = cover.by_category.iter().filter(|(_, one)| one.state().is_some()).map(|(category, one)| {
        let (state, word) = cover_mark(Some(one));
        let counted = domain::attestations::DayClass::ALL.iter().filter(|class| one.days.of(**class) > 0);
        let parts: Vec<_> =
            counted.map(|class| format!("{} {}", class.label().to_lowercase(), one.days.of(*class))).collect();
        view! {
            <tr>
                <th scope="row">{category.label()}</th>
                <td data-th="Cover"><Mark state voice=Voice::Calm word/></td>
                <td class="n" data-th="Days asked for">{days(one.denominator())}</td>
                <td class="n" data-th="Not covered">{days(one.unproven())}</td>
                <td data-th="Of them">{parts.join(", ")}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![
        Column::new("Category"),
        Column::new("Cover"),
        Column::number("Days asked for"),
        Column::number("Not covered"),
        Column::new("Of them"),
    ];
    let reasons = cover.weakest().map(|(_, one)| reasons(cover, one.reasons.iter().chain(&one.remarks)));
    let remark = cover.window.map(|window| dates::period(window.from(), window.until())).unwrap_or_default();
    let (chooser, late) = (held.chooser(&Address::new(base)), since(cover));
    view! {
        <Block title="Our window" id="cover" first=true remark=remark>
            {drawing}
            {late}
            {asks.then(|| view! { <Table caption="Cover by category" columns stack=true>{rows}</Table> })}
            {reasons}
            {chooser}
        </Block>
    }
    .into_any()
}

/// From which day on it is asked, where that is not the first day of the window.
fn since(cover: &VendorCover) -> Option<AnyView> {
    let (window, since) = (cover.window?, cover.asked_since()?);
    (since > window.from()).then(|| {
        let words = format!(
            "Asked since {}: for no day before it a system in scope is said to depend on it. Our window begins on {}. Since \
             when a system depends on it is said on the page of the ",
            dates::full(since),
            dates::full(window.from())
        );
        view! { <p class="also">{words}<a href="#systems">"system"</a>"."</p> }.into_any()
    })
}

/// Why documents count for less than they seem, each named.
fn reasons<'a>(cover: &VendorCover, all: impl Iterator<Item = &'a Reason>) -> AnyView {
    let lines = all.map(|reason| {
        let row = cover.documents.iter().find(|(row, _)| row.no == reason.about).map(|(row, _)| row);
        let of = row.and_then(|row| Some((row.library().ok()?.title, row.id)));
        let name = of.map(|(title, id)| view! { <a href=format!("/attestations/{id}")>{title}</a>": " });
        view! { <li>{name}{reason.why.sentence()}</li> }
    });
    let lines: Vec<_> = lines.collect();
    if lines.is_empty() { ().into_any() } else { view! { <ul class="entries">{lines}</ul> }.into_any() }
}

fn attestations(cover: &VendorCover, today: Date) -> AnyView {
    if cover.documents.is_empty() {
        return view! {
            <Block title="Attestations" id="attestations">
                <Empty>"It has handed over nothing yet. A report, a certificate, a letter or an agreement is entered by one person and counts once a second one has accepted it."</Empty>
            </Block>
        }
        .into_any();
    }
    let waiting = cover.waiting().count();
    let remark = if waiting == 0 {
        String::new()
    } else {
        dates::capital(&dates::counted(waiting, "waits for review", "wait for review"))
    };
    let lines = cover.documents.iter().rev().map(|(row, standing)| document(row, standing, today)).collect_view();
    let columns =
        ["Document", "Speaks for", "Received", "Stands", "Last valid day"].into_iter().map(Column::new).collect();
    view! {
        <Block title="Attestations" id="attestations" remark=remark>
            <Table caption="Attestations" columns stack=true>{lines}</Table>
        </Block>
    }
    .into_any()
}

fn document(row: &AttestationRow, standing: &Standing, today: Date) -> AnyView {
    let title = row.library().map_or("A document", |kind| kind.title);
    let (state, word) = standing_mark(row, standing);
    let last = standing.last_valid_day.map_or_else(|| "–".to_owned(), |day| dates::short(day, today));
    let open = row.notes.iter().filter(|note| note.waits()).count();
    let open = (open > 0).then(|| dates::counted(open, "note waits for review", "notes wait for review"));
    let beside = [Some(row.terms.issuer.clone()), open].into_iter().flatten().filter(|text| !text.is_empty());
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=format!("/attestations/{}", row.id)>{title}</a><span class="sub">{beside.collect::<Vec<_>>().join(", ")}</span></th>
            <td data-th="Speaks for">{days_of(row, today)}</td>
            <td data-th="Received">{dates::short(row.received_on, today)}</td>
            <td data-th="Stands"><Mark state voice=Voice::Calm word wrap=true/></td>
            <td data-th="Last valid day">{last}</td>
        </tr>
    }
    .into_any()
}

/// Who it is, and what it does with what it gets, each with the accepted agreement that says so.
fn who(cover: &VendorCover, names: &Names) -> AnyView {
    let VendorRow { service, tier, owner, regions, data, trains, keeps, contract, .. } = cover.vendor.clone();
    let owner = owner.map_or_else(|| "Nobody".to_owned(), |owner| names.of(owner).to_owned());
    let promises = |kinds: &[&str]| {
        let of = cover.documents.iter().filter(|(row, _)| row.counts() && kinds.contains(&row.kind.as_str()));
        let links = of.filter_map(|(row, _)| Some((row.library().ok()?.title, row.id))).map(|(title, id)| {
            view! { ". "<a href=format!("/attestations/{id}")>{title}</a>" accepted" }
        });
        let links: Vec<_> = links.collect();
        if links.is_empty() { view! { ". No agreement is accepted that says so" }.into_any() } else { links.into_any() }
    };
    let said = |answered: Option<bool>| {
        let proof = answered.map(|_| promises(&["NO-TRAINING", "DPA"]));
        view! { {answer(answered)}{proof} }.into_any()
    };
    let (trains, keeps) = (said(trains), said(keeps));
    let text = |name: &'static str, text: String| (!text.is_empty()).then(|| view! { <Fact name>{text}</Fact> });
    view! {
        <Block title="Who this is" id="who">
            <Facts>
                {text("Service", service)}
                <Fact name="Tier">{tier.label()}</Fact>
                <Fact name="Owner">{owner}</Fact>
                {text("Data it gets", data)}
                {text("Regions", regions)}
                <Fact name="Trains on our data">{trains}</Fact>
                <Fact name="Keeps our data">{keeps}</Fact>
                {text("Contract", contract)}
            </Facts>
        </Block>
    }
    .into_any()
}

fn systems(dependents: Vec<SystemRow>, all: usize, href: String, mentioned: AnyView) -> AnyView {
    let shown = dependents.len();
    let lines = dependents.into_iter().map(|system| {
        let href = format!("/systems/{}#vendors", system.id);
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=href>{system.name}</a><span class="sub">{system.unit}</span></th>
                <td data-th="Stage">{stage_word(system.stage)}</td>
                <td data-th="Criticality">{system.criticality.label()}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let columns = ["System", "Stage", "Criticality"].into_iter().map(Column::new).collect();
    let table = if shown == 0 {
        view! { <Empty>"Add the dependency on the page of a "<a href="/systems">"system"</a>", or say what the "<a href="/vendors/names">"names of the inventory"</a>" mean."</Empty> }.into_any()
    } else {
        view! {
            <Table caption="Systems" columns stack=true>{lines}</Table>
            {(all > shown).then(|| view! { <p class="also"><a href=href>{format!("All {} in the list of systems", dates::figure(all))}</a></p> })}
        }
        .into_any()
    };
    view! { <Block title="Systems that depend on it" id="systems">{table}{mentioned}</Block> }.into_any()
}

/// What is asked of it on account of those systems: what is open, each with its task, and what is unknown with the systems
/// about which a question is open.
fn findings(asked: &[Found], vendor: VendorId) -> AnyView {
    let rank = |finding: Finding| match finding {
        Finding::Failed => Some((State::Failed, "Failed".to_owned())),
        Finding::Gap(reason) => Some((State::Gap, reason.label().to_owned())),
        Finding::Unknown(_) => Some((State::Unknown, "Unknown".to_owned())),
        Finding::Met => Some((State::Met, "Met".to_owned())),
        Finding::Excluded | Finding::NotAsked => None,
    };
    let lines: Vec<_> = asked.iter().filter_map(|found| Some((found, rank(found.finding)?))).collect();
    let open = lines.iter().filter(|(_, (state, _))| matches!(state, State::Failed | State::Gap)).count();
    let unknown = lines.iter().filter(|(_, (state, _))| *state == State::Unknown).count();
    let unknown = if unknown == 0 { String::new() } else { format!(", {} unknown", dates::figure(unknown)) };
    let remark = format!("{} of {} open{unknown}", dates::figure(open), dates::figure(lines.len()));
    let rows = lines.into_iter().map(|(found, (state, word))| {
        let title = domain::catalogue::catalogue().requirements.get(&found.requirement).map_or("", |one| one.title);
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=format!("/tasks/{}", found.requirement)>{title}</a><span class="sub">{found.requirement.to_string()}</span></th>
                <td data-th="State"><Mark state voice=Voice::Calm word wrap=true/>{asks(found.finding, vendor)}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    let columns = ["Requirement", "State"].into_iter().map(Column::new).collect();
    let table = if rows.is_empty() {
        view! { <Empty>"Nothing is asked of it: no control that asks something of vendors is adopted, or no system in scope depends on it."</Empty> }.into_any()
    } else {
        view! { <Table caption="What is asked of it" columns stack=true>{rows}</Table> }.into_any()
    };
    view! { <Block title="What is asked of it" id="asked" remark>{table}</Block> }.into_any()
}

/// The questions behind what is unknown, each with the systems of this vendor that wait for its answer.
fn asks(finding: Finding, vendor: VendorId) -> Option<AnyView> {
    let Finding::Unknown(open) = finding else { return None };
    let way = |question: Question| {
        let base = format!("/systems?vendor={vendor}");
        let href = if question == Question::Stage {
            format!("{base}&stage=unanswered")
        } else {
            format!("{base}&trait={}:unanswered", question.key())
        };
        (format!("{}?", question.label()), href)
    };
    let ways = ways(open.iter().map(way).collect());
    Some(view! { <span class="sub">"Not answered of its systems: "{ways}</span> }.into_any())
}

fn changed((field, was, became): &Changed, names: &Names) -> AnyView {
    let said = |text: &String| match (field.as_str(), text.parse::<PersonId>(), text.parse::<Criticality>()) {
        _ if text.is_empty() => "nothing".to_owned(),
        ("owner", Ok(person), _) => names.of(person).to_owned(),
        ("tier", _, Ok(tier)) => tier.label().to_owned(),
        _ => text.clone(),
    };
    let label = match field.as_str() {
        "trains" => "Trains on our data".to_owned(),
        "keeps" => "Keeps our data".to_owned(),
        other => dates::capital(other),
    };
    view! { <li>{label}": "<del>{said(was)}</del>", now "<ins>{said(became)}</ins></li> }.into_any()
}
