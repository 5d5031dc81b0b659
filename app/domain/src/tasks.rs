//! Tasks: a reading of findings, never rows. A task is there because a requirement is unproven on a subject; it closes
//! when the proof is accepted and opens again when it lapses. Nobody ticks a box.

use crate::finding::{Finding, Reason};
use crate::ids::PersonId;
use crate::instant::{Instant, Zone};
use crate::people::Actor;
use crate::spans::Span;
use crate::words::{DataRole, SubjectKind, word};
use jiff::Span as Days;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

word! {
    /// Where a task is. The order is that of the work: what is open comes first.
    pub enum Stage {
        Open = "open", "Open",
        Renew = "renew", "Renew",
        Waiting = "waiting", "Waiting for review",
        Closed = "closed", "Closed",
    }
}

/// One pair of requirement and subject as the person sees it who is to prove it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Task {
    pub stage: Stage,
    /// Since when it is open; of a closed one, since when it is closed.
    pub since: Instant,
    /// Why: the finding that holds.
    pub why: Finding,
    /// With [`Stage::Renew`]: the last day on which what is there still holds.
    pub last_day: Option<Date>,
}

/// Days before its end that a finding asks for renewal, at most.
pub const RENEW_DAYS: i64 = 30;

/// The task that a pair is at `now`; `None` when nothing is asked, or only a question about the system is open.
/// `spans` are the findings of the pair in order, without a hole, those to come included.
#[must_use]
pub fn task(spans: &[Span], now: Instant, zone: &impl Zone) -> Option<Task> {
    let place = spans.iter().position(|span| span.from <= now && now < span.until)?;
    let span = spans.get(place)?;
    let since = spans.get(..=place).unwrap_or_default().iter().rev();
    let why = span.finding;
    if is_open(why) {
        let since = since.take_while(|span| is_open(span.finding)).last().map_or(span.from, |span| span.from);
        let stage = if why == Finding::Gap(Reason::Waiting) { Stage::Waiting } else { Stage::Open };
        return Some(Task { stage, since, why, last_day: None });
    }
    if !holds(why) {
        return None;
    }
    let after: Vec<_> = spans.get(place..).unwrap_or_default().iter().take_while(|span| holds(span.finding)).collect();
    let ends = after.last().map_or(Instant::NEVER, |span| span.until);
    let since = since.take_while(|span| holds(span.finding)).last().map_or(span.from, |span| span.from);
    let follows = spans.iter().find(|span| span.from == ends).is_some_and(|span| is_open(span.finding));
    if follows && let Some((opens, last_day)) = renewal(since, ends, zone) {
        let opens = zone.midnight(opens);
        if opens <= now {
            return Some(Task { stage: Stage::Renew, since: opens.max(since), why, last_day: Some(last_day) });
        }
    }
    Some(Task { stage: Stage::Closed, since, why, last_day: None })
}

const fn is_open(finding: Finding) -> bool {
    matches!(finding, Finding::Failed | Finding::Gap(_))
}

const fn holds(finding: Finding) -> bool {
    matches!(finding, Finding::Met | Finding::Excluded)
}

/// The day on which renewal opens, and the last day that still holds: the lesser of thirty days and a quarter of its
/// life before that last day. `None` for what has no end.
#[must_use]
pub fn renewal(from: Instant, ends: Instant, zone: &impl Zone) -> Option<(Date, Date)> {
    if ends == Instant::NEVER {
        return None;
    }
    let last = zone.last_day(ends);
    let life = i64::from(last.since(zone.day(from)).map_or(0, |span| span.get_days())) + 1;
    let ahead = RENEW_DAYS.min(life / 4);
    Some((last.saturating_sub(Days::new().days(ahead)), last))
}

/// When a pair is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// The day the first of the programmes that ask was opened.
    pub opened_on: Date,
    /// The day the pair was first asked.
    pub asked_on: Date,
    pub due_days: i64,
    /// What people decided in its place.
    pub set: Option<Date>,
}

/// The day a pair is due: what people set, or the later of the two days and the template's days, never before what it
/// depends on (`after`: the due days of dependencies that are asked).
#[must_use]
pub fn due(timing: Timing, after: impl IntoIterator<Item = Date>) -> Date {
    timing.set.unwrap_or_else(|| {
        let days = Days::new().days(timing.due_days.clamp(0, 3_650));
        let own = timing.opened_on.max(timing.asked_on).saturating_add(days);
        after.into_iter().fold(own, Ord::max)
    })
}

/// Days since it was due; none while it is not late.
#[must_use]
pub fn days_late(due: Date, today: Date) -> Option<i32> {
    today.since(due).ok().map(|span| span.get_days()).filter(|days| *days > 0)
}

/// Which subjects of a dependency count for a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// The very same subject.
    Same,
    Organisation,
    /// Every subject that the dependency is asked of.
    AllAsked,
    /// All systems that use the vendor.
    ItsSystems,
    /// All vendors that the system depends on.
    ItsVendors,
}

/// Source: the spine cases of this product's rules, S23.
#[must_use]
pub const fn counts(task: SubjectKind, dependency: SubjectKind) -> Counts {
    match (task, dependency) {
        (_, SubjectKind::Organisation) => Counts::Organisation,
        (SubjectKind::System, SubjectKind::System) | (SubjectKind::Vendor, SubjectKind::Vendor) => Counts::Same,
        (SubjectKind::Organisation, SubjectKind::System | SubjectKind::Vendor) => Counts::AllAsked,
        (SubjectKind::Vendor, SubjectKind::System) => Counts::ItsSystems,
        (SubjectKind::System, SubjectKind::Vendor) => Counts::ItsVendors,
    }
}

/// Who could do a task, best first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hands {
    /// To whom somebody gave it.
    pub given: Option<PersonId>,
    /// Who does the work of its role.
    pub by_role: Option<PersonId>,
    /// Of the system or vendor; for the organisation, of the control.
    pub owner: Option<PersonId>,
    pub deputy: Option<PersonId>,
}

impl Hands {
    /// The first of them who is here.
    #[must_use]
    pub fn assignee(self, is_here: impl Fn(PersonId) -> bool) -> Option<PersonId> {
        [self.given, self.by_role, self.owner, self.deputy].into_iter().flatten().find(|person| is_here(*person))
    }
}

/// Pairs of one requirement that read alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The requirement's number.
    pub requirement: i64,
    pub role: DataRole,
    pub stage: Stage,
    pub subjects: u64,
    pub assignee: Option<PersonId>,
    pub since: Instant,
    pub due: Date,
}

/// Which tasks a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub person: Option<PersonId>,
    /// Only what nobody was given.
    pub nobody: bool,
    pub stage: Option<Stage>,
    pub late: bool,
    pub role: Option<DataRole>,
    /// The numbers of the requirements to choose from; `None`: all.
    pub requirements: Option<BTreeSet<i64>>,
}

impl Wanted {
    /// Whether a list of work shows these; what is closed only when it is asked for.
    #[must_use]
    pub fn takes(&self, share: &Share, today: Date) -> bool {
        self.person.is_none_or(|person| share.assignee == Some(person))
            && (!self.nobody || share.assignee.is_none())
            && self.stage.map_or(share.stage != Stage::Closed, |stage| share.stage == stage)
            && (!self.late || is_late(share, today))
            && self.role.is_none_or(|role| share.role == role)
            && self.requirements.as_ref().is_none_or(|some| some.contains(&share.requirement))
    }
}

/// What waits for somebody else, and what is closed, is not late.
fn is_late(share: &Share, today: Date) -> bool {
    matches!(share.stage, Stage::Open) && days_late(share.due, today).is_some()
}

/// One line of a list: a requirement over its subjects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub requirement: i64,
    pub open: u64,
    pub renew: u64,
    pub waiting: u64,
    pub closed: u64,
    pub late: u64,
    /// The first day on which something of it is due.
    pub due: Date,
    pub since: Instant,
    /// To whom they are, and whether some are to nobody.
    pub people: BTreeSet<PersonId>,
    pub unassigned: u64,
}

impl Line {
    #[must_use]
    pub const fn subjects(&self) -> u64 {
        self.open + self.renew + self.waiting + self.closed
    }

    /// What there is to do by somebody.
    #[must_use]
    pub const fn to_do(&self) -> u64 {
        self.open + self.renew
    }
}

/// The lines of a list, first due first.
#[must_use]
pub fn lines<'a>(shares: impl IntoIterator<Item = &'a Share>, wanted: &Wanted, today: Date) -> Vec<Line> {
    let mut lines: BTreeMap<i64, Line> = BTreeMap::new();
    for share in shares.into_iter().filter(|share| wanted.takes(share, today)) {
        let line = lines.entry(share.requirement).or_insert_with(|| Line {
            requirement: share.requirement,
            open: 0,
            renew: 0,
            waiting: 0,
            closed: 0,
            late: 0,
            due: share.due,
            since: share.since,
            people: BTreeSet::new(),
            unassigned: 0,
        });
        line.take(share, today);
    }
    let mut lines: Vec<_> = lines.into_values().collect();
    lines.sort_by_key(|line| (line.to_do() == 0, line.due, line.requirement));
    lines
}

impl Line {
    fn take(&mut self, share: &Share, today: Date) {
        *match share.stage {
            Stage::Open => &mut self.open,
            Stage::Renew => &mut self.renew,
            Stage::Waiting => &mut self.waiting,
            Stage::Closed => &mut self.closed,
        } += share.subjects;
        self.late += if is_late(share, today) { share.subjects } else { 0 };
        self.due = self.due.min(share.due);
        self.since = self.since.min(share.since);
        match share.assignee {
            Some(person) => _ = self.people.insert(person),
            None => self.unassigned += share.subjects,
        }
    }
}

/// What one person is late with; `None` is nobody: it was given to no one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    pub person: Option<PersonId>,
    /// Of how many requirements, and how many tasks of our own.
    pub tasks: usize,
    /// Since when the oldest of them is due.
    pub due: Date,
}

/// Who is late with how much, the longest first. `own`: tasks of our own that are to be finished, each with whoever has it
/// and its day.
#[must_use]
pub fn late<'a>(
    shares: impl IntoIterator<Item = &'a Share>,
    own: impl IntoIterator<Item = (PersonId, Date)>,
    today: Date,
) -> Vec<Late> {
    let mut by_person: BTreeMap<Option<PersonId>, (BTreeSet<i64>, usize, Date)> = BTreeMap::new();
    for share in shares.into_iter().filter(|share| is_late(share, today)) {
        let (requirements, _, due) = by_person.entry(share.assignee).or_insert_with(|| (BTreeSet::new(), 0, share.due));
        requirements.insert(share.requirement);
        *due = share.due.min(*due);
    }
    for (person, day) in own.into_iter().filter(|(_, day)| *day < today) {
        let (_, own, due) = by_person.entry(Some(person)).or_insert_with(|| (BTreeSet::new(), 0, day));
        *own += 1;
        *due = day.min(*due);
    }
    let late = by_person.into_iter().map(|(person, (some, own, due))| Late { person, tasks: some.len() + own, due });
    let mut late: Vec<_> = late.collect();
    late.sort_by_key(|one| (one.due, std::cmp::Reverse(one.tasks)));
    late
}

/// Whether somebody stands to a pair as its owner: owner, deputy or assignee.
#[must_use]
pub fn is_own(hands: Hands, by: &Actor) -> bool {
    [hands.given, hands.by_role, hands.owner, hands.deputy].contains(&Some(by.person))
}

#[cfg(test)]
mod tests;
