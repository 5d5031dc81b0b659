//! The operating reading of one requirement on one subject: all that was expected, the exceptions, the state.

use super::covered::{Covered, covered};
use super::events::{Event, Events, events};
use super::facts::{About, Assessed, Effect, Facts, Question};
use super::force::{Days, in_force, through};
use super::occurrence::{Occurrence, Timing};
use super::slots::{Slots, deeds, slots};
use crate::days::Period;
use crate::ids::EvidenceId;
use crate::instant::{Instant, Zone};
use crate::words::{Cadence, word};
use jiff::civil::Date;
use serde::Serialize;

word! {
    /// How a requirement operated in a window, weakest first.
    pub enum State {
        /// It could not be computed: never shown as anything else.
        Failed = "failed", "Failed",
        /// Something was late, missed, done with exception, or not covered.
        Exception = "exception", "With exceptions",
        Overdue = "overdue", "Overdue",
        /// The population is not complete, or nobody knows whether it applied.
        Unknown = "unknown", "Unknown",
        /// Nothing was to be done: neither pass nor fail.
        NoOccurrence = "no-occurrence", "No occurrence",
        /// All that was due was done on time, and something is still ahead.
        Collecting = "collecting", "Collecting",
        /// All on time, and the window is over.
        Operating = "operating", "Operating",
    }
}

/// Something late, missed, done with exception, or days not covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exception {
    pub about: About,
    /// What two people concluded; none: nobody has assessed it. Nothing turns it back to on time.
    pub assessed: Option<Effect>,
}

/// How a requirement operated on a subject in a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Operating {
    /// None where nothing was asked on any of its days.
    pub state: Option<State>,
    /// The state with every exception left aside: what is overdue, open or still ahead.
    pub rest: Option<State>,
    /// The days of the window in force, J.
    pub force: Days,
    /// Days on which nobody knows whether it applied: a trait is unanswered.
    pub unanswered: Days,
    /// By the calendar.
    pub slots: Slots,
    /// Per event; none where it never ran so.
    pub events: Option<Events>,
    /// Continuous; none where it never ran so.
    pub covered: Option<Covered>,
    /// In order of time within each of the three.
    pub exceptions: Vec<Exception>,
}

impl Operating {
    /// The exception that a piece of evidence is about: the occurrence it speaks for, or the days that it takes away.
    #[must_use]
    pub fn about_evidence(&self, evidence: EvidenceId, speaks: Period) -> Option<About> {
        let of = self.slots.expected.iter().find(|it| it.is_exception() && it.names().any(|id| id == evidence));
        let rows = self.events.iter().flat_map(|it| &it.rows);
        let mut rows = rows.filter(|row| row.is_exception() && row.filled.is_some_and(|it| it.evidence == evidence));
        let days = self.covered.iter().flat_map(|it| &it.uncovered).find(|it| it.failing && it.days.overlaps(&speaks));
        of.map(|it| About::Occurrence { due: it.due() })
            .or_else(|| rows.next().map(|row| About::Row { name: row.name.clone() }))
            .or_else(|| days.map(|it| About::Days { days: it.days }))
    }

    /// The exception that a day falls into.
    #[must_use]
    pub fn about_day(&self, day: Date) -> Option<About> {
        let of = self.slots.expected.iter().find(|it| it.is_exception() && it.slot.contains(day));
        let days = self.covered.iter().flat_map(|it| &it.uncovered).find(|it| it.days.contains(day));
        of.map(|it| About::Occurrence { due: it.due() }).or_else(|| days.map(|it| About::Days { days: it.days }))
    }

    /// How many occurrences and events are expected, as far as is known.
    #[must_use]
    pub fn expected(&self) -> usize {
        self.slots.expected.len() + self.events.as_ref().map_or(0, |events| events.rows.len())
    }
}

/// The operating reading, with what was accepted by `known`, as it stands at `at`.
///
/// Expected of each cadence that held on days in force; the weakest of them is told. A population that is not complete
/// is unknown whatever its rows say; they are listed, and so are the exceptions among them.
#[must_use]
pub fn operating(facts: &Facts<'_>, question: &Question<'_, impl Zone>) -> Operating {
    let window = question.window;
    let (lasting, _) = in_force(facts.asked, facts.exclusions, horizon(facts, window), question);
    let (force, unanswered) = in_force(facts.asked, facts.exclusions, window, question);
    let cadences = through(facts.cadence, window, question);
    let of = |wanted: Cadence| -> Days {
        let held = cadences.iter().filter(|(_, cadence)| **cadence == Some(wanted)).map(|(days, _)| *days);
        held.collect::<Days>().and(&force)
    };
    let some = |days: Days| Some(days).filter(|days| !days.is_empty());

    let mut parts = Vec::new();
    let by_calendar = by_calendar(facts, question, &lasting, &of, &mut parts);
    let events = some(of(Cadence::PerEvent)).map(|days| events(facts, &days, question));
    parts.extend(events.as_ref().map(|events| of_events(events, question.is_over())));
    let covered =
        some(of(Cadence::Continuous)).map(|days| covered(facts, &days, question).cut_by(said(facts, question)));
    parts.extend(covered.as_ref().map(|covered| of_covered(covered, question.is_over())));
    let told: Days = cadences.iter().map(|(days, _)| *days).collect();
    if !force.without(&told).is_empty() {
        parts.push(Part::of(State::Failed));
    }
    if !unanswered.is_empty() {
        parts.push(Part::of(State::Unknown));
    }

    let occurred = parts.iter().any(|part| part.rest != State::NoOccurrence);
    parts.retain(|part| !occurred || part.rest != State::NoOccurrence);
    let exceptions = exceptions(&by_calendar, events.as_ref(), covered.as_ref());
    Operating {
        state: parts.iter().map(|part| part.state).min(),
        rest: parts.iter().map(|part| part.rest).min(),
        force,
        unanswered,
        exceptions: exceptions.into_iter().map(|about| assess(about, facts.assessed, question.known)).collect(),
        slots: by_calendar,
        events,
        covered,
    }
}

/// Days in a row that somebody follows up, or about which two people had said something by then.
fn said<'a, Z: Zone>(
    facts: &Facts<'a>,
    question: &Question<'_, Z>,
) -> impl Iterator<Item = Period> + Clone + use<'a, Z> {
    let known = question.known;
    facts.followed.iter().copied().chain(facts.assessed.iter().filter(move |it| it.at <= known).filter_map(|it| {
        match it.about {
            About::Days { days } => Some(days),
            About::Occurrence { .. } | About::Row { .. } => None,
        }
    }))
}

/// The days that any act speaks for, and the window.
fn horizon(facts: &Facts<'_>, window: Period) -> Period {
    let all = facts.acts.iter().map(|act| act.speaks);
    let listed = facts.acts.iter().flat_map(|act| act.listed.iter().map(|it| Period::of_day(it.on)));
    all.chain(listed).fold(window, |hull, days| {
        Period::new(hull.from().min(days.from()), hull.until().max(days.until())).unwrap_or(hull)
    })
}

/// What one way of being expected makes of the requirement.
#[derive(Clone, Copy, Debug)]
struct Part {
    state: State,
    /// The same with exceptions left aside.
    rest: State,
}

impl Part {
    const fn of(rest: State) -> Self {
        Self { state: rest, rest }
    }

    fn with(rest: State, exceptions: bool) -> Self {
        Self { state: if exceptions { State::Exception } else { rest }, rest }
    }
}

fn by_calendar(
    facts: &Facts<'_>,
    question: &Question<'_, impl Zone>,
    lasting: &Days,
    of: &impl Fn(Cadence) -> Days,
    parts: &mut Vec<Part>,
) -> Slots {
    let done = deeds(facts, lasting, question);
    let mut all = Slots { last_before: last_before(facts, question), ..Slots::default() };
    for cadence in Cadence::ALL.iter().copied().filter(|cadence| cadence.days().is_some()) {
        let force = of(cadence);
        if force.is_empty() {
            continue;
        }
        let mut read = slots(cadence, &force, (&done, facts.parts), question);
        label(&mut read, facts, question);
        parts.push(of_slots(&read, question.is_over()));
        all.join(read);
    }
    all.expected.sort_by_key(Occurrence::due);
    all.interrupted.sort_by_key(|it| it.slot);
    all.beside.sort_unstable();
    all
}

/// Each occurrence with the version of the statement that held when it was done, or was due.
fn label(slots: &mut Slots, facts: &Facts<'_>, question: &Question<'_, impl Zone>) {
    for it in &mut slots.expected {
        let day = it.filled.map_or(it.slot.until(), |filled| filled.performed_on);
        it.version = facts.versions.at(question.zone.end_of(day).min(question.known)).copied();
    }
}

/// The latest day before the window on which something supporting was performed.
fn last_before(facts: &Facts<'_>, question: &Question<'_, impl Zone>) -> Option<Date> {
    let acts = facts.acts.iter().filter(|act| act.counts(question) && !act.adverse && act.listed.is_empty());
    let days = acts.map(|act| act.performed(question.zone));
    days.filter(|day| *day < question.window.from() && *day <= question.today()).max()
}

fn of_slots(slots: &Slots, over: bool) -> Part {
    let some = |timing| slots.count(timing) > 0;
    let rest = if slots.expected.is_empty() {
        State::NoOccurrence
    } else if some(Timing::Overdue) {
        State::Overdue
    } else if !over || some(Timing::NotYetDue) || some(Timing::InGrace) {
        State::Collecting
    } else {
        State::Operating
    };
    Part::with(rest, slots.expected.iter().any(Occurrence::is_exception))
}

fn of_events(events: &Events, over: bool) -> Part {
    if !events.is_complete() {
        let rest = if events.count(Timing::Overdue) > 0 { State::Overdue } else { State::Unknown };
        return Part { state: State::Unknown, rest };
    }
    let rest = if events.count(Timing::Overdue) > 0 {
        State::Overdue
    } else if !over || events.count(Timing::NotYetDue) > 0 {
        State::Collecting
    } else if events.rows.is_empty() {
        State::NoOccurrence
    } else {
        State::Operating
    };
    Part::with(rest, events.rows.iter().any(Event::is_exception))
}

fn of_covered(covered: &Covered, over: bool) -> Part {
    let rest = if over && covered.not_shown.is_empty() { State::Operating } else { State::Collecting };
    Part::with(rest, !covered.uncovered.is_empty())
}

fn exceptions(slots: &Slots, events: Option<&Events>, covered: Option<&Covered>) -> Vec<About> {
    let due = slots.expected.iter().filter(|it| it.is_exception()).map(|it| About::Occurrence { due: it.due() });
    let rows = events.into_iter().flat_map(|it| &it.rows).filter(|row| row.is_exception());
    let rows = rows.map(|row| About::Row { name: row.name.clone() });
    let days = covered.into_iter().flat_map(|it| &it.uncovered).map(|it| About::Days { days: it.days });
    due.chain(rows).chain(days).collect()
}

/// What two people had concluded about an exception by then.
fn assess(about: About, all: &[Assessed], known: Instant) -> Exception {
    let of = all.iter().filter(|it| it.at <= known && it.about.holds(&about));
    let latest = of.max_by_key(|it| (it.at, std::cmp::Reverse(it.effect)));
    Exception { assessed: latest.map(|it| it.effect), about }
}

impl About {
    /// Whether both are about the same occurrence or row, or share days.
    #[must_use]
    pub fn touches(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Days { days }, Self::Days { days: others }) => days.overlaps(others),
            (Self::Occurrence { .. } | Self::Row { .. } | Self::Days { .. }, _) => self == other,
        }
    }

    /// Whether what was said of this was said of `other`.
    fn holds(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Days { days: said }, Self::Days { days }) => said.intersect(days) == Some(*days),
            (Self::Occurrence { .. } | Self::Row { .. } | Self::Days { .. }, _) => self == other,
        }
    }
}
