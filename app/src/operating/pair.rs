//! One requirement on one subject in a window: every occurrence, what filled it, what is missing, and the next step.

use super::cut::{RULE, becomes};
use super::requirement::name;
use super::strip::strip;
use super::words::{NOT_SHOWN, counted_days, counts, effect_mark, mark, timing_stance, timing_words};
use super::{Windowed, nothing, windowed};
use crate::address::Part;
use crate::asking::Asking;
use crate::error::Result;
use crate::form;
use crate::page::{Page, encoded};
use crate::ui::block::Block;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::facts::{Fact, Facts};
use crate::ui::mark::Mark;
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::table::{Column, Table};
use domain::catalogue::catalogue;
use domain::codes::RequirementId;
use domain::ids::EvidenceId;
use domain::operating::{About, Exception, Named, Occurrence};
use domain::people::{Relation, may};
use domain::refusal::Refusal;
use domain::trail::Verb;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{OperatedWanted, PairOperated, RequirementNow};

struct Shown {
    asked: Windowed,
    requirement: RequirementNow,
    control: String,
    subject: i64,
    name: String,
    /// None where nothing was asked there in the window.
    pair: Option<PairOperated>,
    may_open: bool,
    may_prove: bool,
}

pub async fn show(
    asking: Asking,
    Part(id, subject): Part<RequirementId, i64>,
    form::Query(fields): form::Query,
) -> Result<Page> {
    let path = format!("/operating/{id}/{subject}");
    let Some(asked) = windowed(&asking, &fields, &path).await? else { return Ok(nothing(&asking)) };
    let shown = load(&asking, asked, &id, subject).await?;
    let title = format!("How {id} operated on {}", shown.name);
    Ok(asking.page(title, Place::Readiness, move || body(&shown)))
}

async fn load(asking: &Asking, asked: Windowed, id: &RequirementId, subject: i64) -> Result<Shown> {
    let requirement = asked.spine.requirement_by_id(id).ok_or_else(|| Refusal::missing("requirement"))?.clone();
    let control = asked.spine.control_of(&requirement).ok_or_else(|| Refusal::missing("control"))?;
    let owns = control.owner == Some(asking.actor().person);
    let relation = if owns { Relation::Owner } else { Relation::Stranger };
    let control = control.id.to_string();
    let named = asking.store().subjects_named(&[subject]).await?;
    if subject != 0 && !named.contains_key(&subject) {
        return Err(Refusal::missing("subject").into());
    }
    let wanted = OperatedWanted { requirements: vec![requirement.no], subject: Some(subject) };
    let pair = asking.store().operated(&wanted, &asked.window).await?.into_iter().next();
    let rights = asking.actor().rights;
    Ok(Shown {
        name: name(&named, subject),
        may_open: may(rights, Verb::DeficiencyOpened, relation),
        may_prove: may(rights, Verb::EvidenceSubmitted, Relation::Stranger),
        asked,
        requirement,
        control,
        subject,
        pair,
    })
}

fn body(shown: &Shown) -> AnyView {
    let Shown { asked, requirement, control, name, .. } = shown;
    let id = requirement.id.to_string();
    let way = vec![
        Crumb::new("How controls operated", asked.link("/operating").href()),
        Crumb::new(control.clone(), format!("/controls/{control}")),
        Crumb::new(id.clone(), asked.link(format!("/operating/{id}")).href()),
        Crumb::plain(name.clone()),
    ];
    let title = format!("{} on {name}", requirement.steps.title);
    let (programmes, remark, meta) = (asked.programmes(), asked.remark(), asked.meta());
    let (says, rest) = match &shown.pair {
        None => {
            let why = view! { <Empty>"It was asked of nothing there in this window: out of scope, not applicable, excluded, or proven once and not again."</Empty> };
            (": nothing was asked.".to_owned(), why.into_any())
        }
        Some(pair) => (says(pair), main(shown, pair)),
    };
    view! {
        {programmes}
        <Crumbs way/>
        {remark}
        <Say><Name>{title}</Name>{says}</Say>
        <p class="meta top">{meta}</p>
        {rest}
    }
    .into_any()
}

fn says(pair: &PairOperated) -> String {
    let counts = counts(&pair.reading);
    match super::words::exceptions(&pair.reading) {
        Some(said) => format!(": {}. {}.", lower(&counts), dates::capital(&said)),
        None => format!(": {}.", lower(&counts)),
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn main(shown: &Shown, pair: &PairOperated) -> AnyView {
    let strip = strip(&shown.name, &pair.reading, shown.asked.window.days);
    let (facts, slots, events, days) =
        (facts(shown, pair), slots(shown, pair), events(shown, pair), covered(shown, pair));
    let (taken, state) = (taken(shown, pair), mark(pair.reading.state));
    view! {
        <Block title="In the window" first=true id="window"><p>{strip}</p><p>{state}</p>{facts}</Block>
        {slots}
        {events}
        {days}
        {taken}
    }
    .into_any()
}

fn facts(shown: &Shown, pair: &PairOperated) -> AnyView {
    let reading = &pair.reading;
    let window = &shown.asked.window;
    let spans = |days: &domain::operating::Days| {
        let all: Vec<_> = days.spans().iter().map(|one| dates::period(one.from(), one.until())).collect();
        if all.is_empty() { "On no day".to_owned() } else { all.join(", ") }
    };
    let force = format!("{} ({})", spans(&reading.force), counted_days(reading.force.count()));
    let unanswered = (!reading.unanswered.is_empty()).then(|| spans(&reading.unanswered));
    let unanswered = unanswered.map(|days| {
        view! { <Fact name="Not known">{days}": a question about the system is unanswered, so nobody knows whether it was asked."</Fact> }
    });
    let slowest = reading.slots.expected.iter().map(|it| it.cadence).max();
    let cut = slowest.and_then(|cadence| window.calendar.cut(cadence, window.days));
    let cut = cut.map(|cut| {
        let becomes = becomes(&cut, window.days);
        view! { <Fact name="Cut slots">{RULE}" "{becomes}</Fact> }
    });
    let parts = shown.requirement.proof.as_ref().map(|proof| pair.parts.kinds(proof)).unwrap_or_default();
    let parts = parts.iter().map(|kinds| kinds_words(kinds)).collect::<Vec<_>>().join("; ");
    let before = reading.slots.last_before.map(|day| {
        let gap = dates::days_between(day, window.days.from());
        let words = format!("{}, {} before the window", dates::full(day), counted_days(gap.into()));
        view! { <Fact name="Last done before">{words}</Fact> }
    });
    let anchor = format!("Months are counted from {}; weeks are ISO weeks.", dates::full(window.calendar.anchor()));
    view! {
        <Facts>
            <Fact name="In force">{force}</Fact>
            {unanswered}
            <Fact name="To be shown each time">{parts}</Fact>
            <Fact name="Calendar">{anchor}" It is set under "<a href="/settings/calendar">"the control calendar"</a>"."</Fact>
            {cut}
            {before}
        </Facts>
    }
    .into_any()
}

/// “Access review record or configuration export”.
fn kinds_words(kinds: &[domain::codes::KindId]) -> String {
    let title = |id| catalogue().kinds.get(id).map_or_else(|| id.to_string(), |kind| kind.title.to_owned());
    kinds.iter().map(title).collect::<Vec<_>>().join(" or ")
}

fn slots(shown: &Shown, pair: &PairOperated) -> Option<AnyView> {
    let reading = &pair.reading;
    let (expected, interrupted) = (&reading.slots.expected, &reading.slots.interrupted);
    if expected.is_empty() && interrupted.is_empty() {
        return None;
    }
    let rows = expected.iter().map(|it| slot(shown, pair, it)).collect_view();
    let cut = interrupted.iter().map(|it| {
        let done = if it.acts.is_empty() { "Nothing".into_any() } else { links(pair, &it.acts) };
        let days = dates::period(it.slot.from(), it.slot.until());
        view! {
            <tr>
                <th scope="row">{days}<span class="sub">{it.cadence.label()}</span></th>
                <td data-th="Stands"><Mark state=crate::ui::mark::State::Excluded word="Interrupted"/></td>
                <td data-th="What was done">{done}</td>
                <td data-th="Next">"Neither pass nor fail: "{counted_days(it.days)}" of it were in force."</td>
            </tr>
        }
    });
    let cut = cut.collect_view();
    let columns = ["Slot", "Stands", "What was done", "Next"].into_iter().map(Column::new).collect();
    Some(
        view! {
            <Block title="Occurrences" id="occurrences">
                <Table caption="Occurrences that were expected" columns stack=true>{rows}{cut}</Table>
            </Block>
        }
        .into_any(),
    )
}

fn slot(shown: &Shown, pair: &PairOperated, it: &Occurrence) -> AnyView {
    let days = dates::period(it.slot.from(), it.slot.until());
    let limits = format!(
        "{}, due {}, on time until {}",
        it.cadence.label(),
        dates::full(it.due()),
        dates::full(it.limits.on_time)
    );
    let word = timing_words(it);
    let about = About::Occurrence { due: it.due() };
    let row = format!("due-{}", it.due());
    view! {
        <tr id=row>
            <th scope="row">{days}<span class="sub">{limits}</span></th>
            <td data-th="Stands"><Mark state=timing_stance(it.timing, it.with_exception) word/></td>
            <td data-th="What was done">{done(shown, pair, it)}</td>
            <td data-th="Next">{next(shown, pair, &about, it.is_exception(), !it.timing.is_done())}</td>
        </tr>
    }
    .into_any()
}

/// What filled it, what could not, and what is lacking.
fn done(shown: &Shown, pair: &PairOperated, it: &Occurrence) -> AnyView {
    let some = |label: &'static str, ids: &[EvidenceId]| {
        (!ids.is_empty()).then(|| view! { <span class="sub">{label}" "{links(pair, ids)}</span> })
    };
    let performed = it.filled.map(|filled| format!("Performed {}", dates::full(filled.performed_on)));
    let version = it.version.map(|no| format!(", by version {no} of the statement"));
    let version = version.filter(|_| it.filled.is_some());
    let (parts, extra) = (some("Shown by", &it.parts), some("More than expected:", &it.extra));
    let (also, unfit) = (
        some("Also:", &it.also),
        some("Cannot fill it, done after its grace or accepted after it with no machine’s stamp:", &it.unfit),
    );
    let lacking = shown.requirement.proof.as_ref().map(|proof| it.lacks.kinds(proof)).unwrap_or_default();
    let lacking = lacking.iter().map(|kinds| kinds_words(kinds)).collect::<Vec<_>>().join("; ");
    let lacking = (!lacking.is_empty()).then(|| view! { <span class="sub">"Nobody showed: "{lacking}</span> });
    let none = (it.names().next().is_none()).then_some("Nothing");
    view! { {performed}{version}{none}{parts}{lacking}{extra}{also}{unfit} }.into_any()
}

/// Evidence by its title, each a link.
fn links(pair: &PairOperated, ids: &[EvidenceId]) -> AnyView {
    let all = ids.iter().enumerate().map(|(n, id)| {
        let taken = pair.taken.iter().find(|one| one.evidence == *id);
        let title = taken.map_or_else(|| "a piece of evidence".to_owned(), |one| one.title.clone());
        view! { {if n == 0 { "" } else { ", " }}<a href=format!("/evidence/{id}")>{title}</a> }
    });
    all.collect_view().into_any()
}

/// The deficiency that follows it up, what two people concluded, or the step that is open.
fn next(shown: &Shown, pair: &PairOperated, about: &About, exception: bool, open: bool) -> AnyView {
    let followed = pair.noted.iter().filter(|one| one.about.as_ref() == Some(about));
    let followed: Vec<_> = followed.map(|one| (format!("DEF-{:03}", one.no), one.deficiency)).collect();
    let assessed = pair.reading.exceptions.iter().find(|one| one.about == *about);
    let assessed = assessed.and_then(|one: &Exception| one.assessed);
    if exception && !followed.is_empty() {
        let links = followed.into_iter().enumerate().map(|(n, (code, id))| {
            view! { {if n == 0 { "" } else { ", " }}<a href=format!("/deficiencies/{id}")>{code}</a> }
        });
        let links = links.collect_view();
        let said = match assessed {
            Some(effect) => view! { ", agreed by two: "{effect_mark(effect)} }.into_any(),
            None => ", not assessed by two yet".into_any(),
        };
        return view! { "Followed up in "{links}{said} }.into_any();
    }
    let named = Named { requirement: shown.requirement.id.clone(), subject: shown.subject, about: Some(about.clone()) };
    let task = format!("/tasks/{}?subject={}", shown.requirement.id, shown.subject);
    if exception && shown.may_open {
        let href = format!("/deficiencies/new?from={}", encoded(&format!("finding/{named}")));
        return view! { "Not assessed: "<a href=href>"open a deficiency"<span class="vh">{format!(" of {}", about_words(about))}</span></a> }
            .into_any();
    }
    if exception {
        return "Not assessed: whoever owns the control opens a deficiency".into_any();
    }
    if open && shown.may_prove {
        return view! { "To be shown: "<a href=task>"offer evidence"<span class="vh">{format!(" for {}", about_words(about))}</span></a> }.into_any();
    }
    if open { "To be shown".into_any() } else { "None".into_any() }
}

fn about_words(about: &About) -> String {
    match about {
        About::Occurrence { due } => format!("the occurrence due {}", dates::full(*due)),
        About::Row { name } => name.clone(),
        About::Days { days } => dates::period(days.from(), days.until()),
    }
}

fn events(shown: &Shown, pair: &PairOperated) -> Option<AnyView> {
    let events = pair.reading.events.as_ref()?;
    let open: Vec<_> = events.open.spans().iter().map(|one| dates::period(one.from(), one.until())).collect();
    let task = format!("/tasks/{}?subject={}", shown.requirement.id, shown.subject);
    let why = if open.is_empty() && events.rows.is_empty() {
        view! { <p>"Listings of no rows cover every day: nothing occurred, so nothing was to be done. That is neither a pass nor a fail."</p> }.into_any()
    } else if open.is_empty() {
        view! { <p>"Listings cover every day: the population is complete."</p> }.into_any()
    } else {
        let days = open.join(", ");
        view! {
            <p>"It is asked once for each event, and what occurred is not completely listed for "{days}
            ". Until it is, this reads unknown, whatever else was accepted: a population is complete before it is tested. The rows of a listing handed in as a file are not read; a nil return over those days says that none occurred. "
            <a href=task>"Offer evidence"</a></p>
        }
        .into_any()
    };
    let rows = events.rows.iter().map(|row| {
        let about = About::Row { name: row.name.clone() };
        let by = row.filled.map(|filled| links(pair, &[filled.evidence]));
        view! {
            <tr>
                <th scope="row">{row.name.clone()}<span class="sub">{dates::full(row.happened_on)}</span></th>
                <td data-th="Stands"><Mark state=timing_stance(row.timing, row.with_exception) word=row.timing.label()/></td>
                <td data-th="What was done">{by}</td>
                <td data-th="Next">{next(shown, pair, &about, row.is_exception(), !row.timing.is_done())}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = ["Event", "Stands", "What was done", "Next"].into_iter().map(Column::new).collect();
    let table =
        (!events.rows.is_empty()).then(|| view! { <Table caption="The population" columns stack=true>{rows}</Table> });
    Some(view! { <Block title="Events" id="events">{why}{table}</Block> }.into_any())
}

fn covered(shown: &Shown, pair: &PairOperated) -> Option<AnyView> {
    let covered = pair.reading.covered.as_ref()?;
    let bare = covered.uncovered.iter().map(|it| {
        let about = About::Days { days: it.days };
        let word = if it.failing { "Shows failure" } else { "Not covered" };
        let days = (it.days.from(), it.days);
        (days, word, crate::ui::mark::State::Gap, next(shown, pair, &about, true, false))
    });
    let good = covered
        .covered
        .spans()
        .iter()
        .map(|days| ((days.from(), *days), "Covered", crate::ui::mark::State::Met, "None".into_any()));
    let not_shown = covered.not_shown.spans().iter().map(|days| {
        let days = (days.from(), *days);
        (days, NOT_SHOWN, crate::ui::mark::State::Due, "The next record covers them".into_any())
    });
    let mut all: Vec<_> = bare.chain(good).chain(not_shown).collect();
    all.sort_by_key(|((from, _), ..)| *from);
    let rows = all.into_iter().map(|((_, days), word, state, next)| {
        view! {
            <tr>
                <th scope="row">{dates::period(days.from(), days.until())}<span class="sub">{counted_days(days.days())}</span></th>
                <td data-th="Stands"><Mark state word/></td>
                <td data-th="Next">{next}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = ["Days", "Stands", "Next"].into_iter().map(Column::new).collect();
    Some(
        view! {
            <Block title="Days covered" id="days" remark="It runs all the time, so it is judged by the days that proof covers">
                <Table caption="Days of the window" columns stack=true>{rows}</Table>
            </Block>
        }
        .into_any(),
    )
}

/// All that was accepted for it, in the window or near it.
fn taken(shown: &Shown, pair: &PairOperated) -> AnyView {
    let zone = &shown.asked.window.zone;
    let day = |at| -> Date { domain::instant::Zone::day(zone, at) };
    let window = shown.asked.window.days;
    let inside = pair.taken.iter().filter(|one| one.speaks.overlaps(&window));
    let rows = inside.map(|one| {
        let ruling = if one.adverse { "Shows failure" } else { "Supports" };
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=format!("/evidence/{}", one.evidence)>{one.title.clone()}</a></th>
                <td data-th="Speaks for">{dates::period(one.speaks.from(), one.speaks.until())}</td>
                <td data-th="Accepted">{dates::full(day(one.accepted))}", "{ruling.to_lowercase()}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return view! { <Block title="Evidence" id="evidence"><Empty>"Nothing that speaks for a day of the window was accepted."</Empty></Block> }.into_any();
    }
    let columns = ["Evidence", "Speaks for", "Accepted"].into_iter().map(Column::new).collect();
    view! {
        <Block title="Evidence" id="evidence" remark="Accepted by a second person, and speaking for days of the window">
            <Table caption="Accepted evidence" columns stack=true>{rows}</Table>
        </Block>
    }
    .into_any()
}
