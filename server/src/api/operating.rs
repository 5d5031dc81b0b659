//! How controls operated through a window: criterion by criterion, and of a requirement every subject with all that was
//! expected of it.

use super::caller::Caller;
use super::cursor::{Limit, One, Page, after, page};
use super::fail::Result;
use super::findings::end_of;
use super::sent::Asked as AskedFor;
use super::subjects::Subject;
use super::words::Of;
use app::address::The;
use axum::Json;
use domain::codes::RequirementId;
use domain::days::Period;
use domain::ids::{DeficiencyId, EvidenceId, ProgrammeId};
use domain::operating::{About, CriterionState, Effect, Event, Exception, Occurrence, State, Timing};
use domain::programme::ReportKind;
use domain::refusal::Refusal;
use domain::words::{Cadence, CriterionId};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{CriterionOperated, LogLine, OperatedWanted, OperatedWindow, PairOperated, ProgrammeNow, Spine};
use uuid::Uuid;

/// How many requirements on subjects read alike.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Count {
    #[schemars(with = "Of<State>")]
    pub state: State,
    pub pairs: usize,
}

/// How one criterion operated in a window.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Criterion {
    #[schemars(with = "Of<CriterionId>")]
    pub criterion: CriterionId,
    #[schemars(with = "Uuid")]
    pub programme: ProgrammeId,
    pub window_from: Date,
    pub window_until: Date,
    /// Null where nothing that recurs was asked, and no deficiency weakens it.
    #[schemars(with = "Option<Of<CriterionState>>")]
    pub state: Option<CriterionState>,
    /// Requirements on subjects by how they operated; what none reads is left out.
    pub requirements: Vec<Count>,
    /// Exceptions of those requirements, and the deficiencies beside them.
    pub exceptions: usize,
    /// Of those, the ones that two people assessed.
    pub assessed: usize,
    /// Deficiencies of the window that name the criterion and follow up no exception of those requirements.
    pub deficiencies: Vec<Beside>,
}

/// A deficiency that weakens a criterion by what it says, not by an occurrence.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Beside {
    #[schemars(with = "Uuid")]
    pub deficiency: DeficiencyId,
    pub no: i64,
    pub occurred_on: Date,
    /// What two people concluded; null while nobody has.
    #[schemars(with = "Option<Of<Effect>>")]
    pub effect: Option<Effect>,
}

fn beside(one: &LogLine) -> Beside {
    Beside { deficiency: one.deficiency, no: one.no, occurred_on: one.occurred_on, effect: one.effect }
}

/// An occurrence that was expected by the control calendar.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Slot {
    pub from: Date,
    /// The day on which it was due.
    pub until: Date,
    #[schemars(with = "Of<Cadence>")]
    pub cadence: Cadence,
    /// The last day on which it was on time, by the days of grace that were set when it was due.
    pub on_time_until: Date,
    #[schemars(with = "Of<Timing>")]
    pub timing: Timing,
    /// What was shown of it was adverse.
    pub with_exception: bool,
    pub performed_on: Option<Date>,
    #[schemars(with = "Vec<Uuid>")]
    pub evidence: Vec<EvidenceId>,
}

fn slot(it: &Occurrence) -> Slot {
    Slot {
        from: it.slot.from(),
        until: it.slot.until(),
        cadence: it.cadence,
        on_time_until: it.limits.on_time,
        timing: it.timing,
        with_exception: it.with_exception,
        performed_on: it.filled.map(|filled| filled.performed_on),
        evidence: it.names().collect(),
    }
}

/// A row of a population, on which the control had to act.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Row {
    pub name: String,
    pub happened_on: Date,
    pub due_on: Date,
    #[schemars(with = "Of<Timing>")]
    pub timing: Timing,
    pub performed_on: Option<Date>,
}

fn row(it: &Event) -> Row {
    Row {
        name: it.name.clone(),
        happened_on: it.happened_on,
        due_on: it.due_on,
        timing: it.timing,
        performed_on: it.filled.map(|filled| filled.performed_on),
    }
}

/// First and last day.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Days {
    pub from: Date,
    pub until: Date,
}

fn days(period: Period) -> Days {
    Days { from: period.from(), until: period.until() }
}

/// Something late, missed, done with exception, or not covered: it names one of the occurrence that was due on a day, the
/// row of a population, and days.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Excepted {
    pub due: Option<Date>,
    pub row: Option<String>,
    pub days: Option<Days>,
    /// What two people concluded; null while nobody has.
    #[schemars(with = "Option<Of<Effect>>")]
    pub assessed: Option<Effect>,
}

fn excepted(it: &Exception) -> Excepted {
    let (due, row, span) = match &it.about {
        About::Occurrence { due } => (Some(*due), None, None),
        About::Row { name } => (None, Some(name.clone()), None),
        About::Days { days } => (None, None, Some(*days)),
    };
    Excepted { due, row, days: span.map(days), assessed: it.assessed }
}

/// How a requirement operated on one subject in a window.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Operated {
    #[schemars(with = "String")]
    pub requirement: RequirementId,
    pub subject: Subject,
    pub window_from: Date,
    pub window_until: Date,
    #[schemars(with = "Option<Of<State>>")]
    pub state: Option<State>,
    /// The days of the window on which it was in force.
    pub in_force: Vec<Days>,
    pub slots: Vec<Slot>,
    /// Per event: the rows of the population, as far as they are listed.
    pub rows: Vec<Row>,
    /// Per event: days that no listing tells completely.
    pub unlisted: Vec<Days>,
    /// Continuous: days that nothing covers.
    pub uncovered: Vec<Days>,
    pub exceptions: Vec<Excepted>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    /// Where it is left away, the first programme of Type 2, else the first.
    #[schemars(with = "Option<Uuid>")]
    pub programme: Option<ProgrammeId>,
    /// The first day of another window than that of the programme; `to` its last.
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// At the end of that day, as it was shown then; where it is left away, now.
    pub at: Option<Date>,
}

/// A programme with the window through which it is read.
struct Windowed {
    spine: Arc<Spine>,
    programme: ProgrammeNow,
    window: OperatedWindow,
}

/// Days of the longest window that is read.
const LONGEST: i64 = 1_096;

async fn windowed(caller: &Caller, wanted: &Wanted) -> Result<Windowed> {
    let spine = caller.spine().await?;
    let two = || spine.programmes.iter().find(|one| one.kind == ReportKind::Type2);
    let programme = match wanted.programme {
        Some(id) => spine.programme(id).ok_or_else(|| Refusal::at("programme", "There is no such programme."))?,
        None => two().or(spine.programmes.first()).ok_or_else(|| Refusal::missing("programme"))?,
    };
    let programme = programme.clone();
    let at = end_of(caller, "at", wanted.at)?;
    let days = days_of(&programme, wanted)?;
    let window = caller.store.operated_window(&spine, programme.no, days, at, caller.zone().clone()).await?;
    Ok(Windowed { spine, programme, window })
}

/// The days that were asked for, else the window of the programme.
fn days_of(programme: &ProgrammeNow, wanted: &Wanted) -> Result<Period> {
    let first = wanted.from.or(programme.window_from);
    let last = wanted.to.or(programme.window_until);
    let (Some(first), Some(last)) = (first, last) else {
        return Err(
            Refusal::at("from", "This programme has no window: give the first day and the last, from and to.").into()
        );
    };
    let days = Period::new(first, last);
    let days = days.map_err(|_| Refusal::at("to", format!("{last} is before the first day, {first}.")))?;
    if days.days() > LONGEST {
        return Err(Refusal::at("to", "A window is at most three years long.").into());
    }
    Ok(days)
}

pub async fn list(caller: Caller, AskedFor(wanted): AskedFor<Wanted>) -> Result<Json<Page<Criterion>>> {
    let from = after::<One<CriterionId>>(wanted.cursor.as_deref())?.map(|One(id)| id);
    let Windowed { programme, window, .. } = windowed(&caller, &wanted).await?;
    let reading = caller.store.reading(&programme, window.at).await?;
    let operated = caller.store.criteria_operated(&reading, &window).await?;
    let rows: Vec<_> = operated.iter().filter(|(id, _)| from.is_none_or(|from| **id > from)).collect();
    let show = |(id, one): (&CriterionId, &CriterionOperated)| Criterion {
        criterion: *id,
        programme: programme.id,
        window_from: window.days.from(),
        window_until: window.days.until(),
        state: one.state,
        requirements: one.pairs.iter().map(|(state, pairs)| Count { state: *state, pairs: *pairs }).collect(),
        exceptions: one.exceptions,
        assessed: one.assessed,
        deficiencies: one.logged.iter().map(beside).collect(),
    };
    Ok(Json(page(rows, wanted.limit, |(id, _)| One(**id), show)))
}

pub async fn show(
    caller: Caller,
    The(id): The<RequirementId>,
    AskedFor(wanted): AskedFor<Wanted>,
) -> Result<Json<Page<Operated>>> {
    let from = after::<One<i64>>(wanted.cursor.as_deref())?.map(|One(no)| no);
    let Windowed { spine, window, .. } = windowed(&caller, &wanted).await?;
    let recurs = |no: &i64| spine.requirement(*no).is_some_and(|one| one.id == id);
    let requirement = spine.recurring(None).find(recurs).ok_or_else(|| Refusal::missing("requirement that recurs"))?;
    let which = OperatedWanted { requirements: vec![requirement], subject: None };
    let mut rows = caller.store.operated(&which, &window).await?;
    rows.retain(|pair| from.is_none_or(|from| pair.subject > from));
    rows.sort_by_key(|pair| pair.subject);
    let kind = spine.requirement(requirement).map(|one| one.subject).ok_or_else(|| Refusal::missing("requirement"))?;
    let shown: Vec<_> = rows.iter().take(wanted.limit.rows()).map(|pair| pair.subject).collect();
    let named = caller.store.subjects_named(&shown).await?;
    let show = |pair: PairOperated| {
        let reading = &pair.reading;
        Operated {
            requirement: id.clone(),
            subject: Subject::named(kind, pair.subject, &named),
            window_from: window.days.from(),
            window_until: window.days.until(),
            state: reading.state,
            in_force: reading.force.spans().iter().copied().map(days).collect(),
            slots: reading.slots.expected.iter().map(slot).collect(),
            rows: reading.events.iter().flat_map(|events| &events.rows).map(row).collect(),
            unlisted: reading.events.iter().flat_map(|events| events.open.spans()).copied().map(days).collect(),
            uncovered: reading.covered.iter().flat_map(|it| &it.uncovered).map(|it| days(it.days)).collect(),
            exceptions: reading.exceptions.iter().map(excepted).collect(),
        }
    };
    Ok(Json(page(rows, wanted.limit, |pair| One(pair.subject), show)))
}
