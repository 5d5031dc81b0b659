use super::{ESCALATE_DAYS, Matter, Stage, stage};
use crate::days::typed;
use crate::ids::PersonId;
use crate::people::{Rights, Role};
use crate::refusal::{Fault, Faults, Refusal};
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A person as far as they can be told something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    pub rights: Rights,
    /// Whether they are still here.
    pub active: bool,
}

/// Somebody is away, and who looks after their things meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Absence {
    pub person: PersonId,
    /// The first and the last day.
    pub from: Date,
    pub until: Date,
    pub delegate: PersonId,
}

impl Absence {
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }
}

/// An absence as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsenceDraft {
    pub from: String,
    pub until: String,
    pub delegate: Option<PersonId>,
}

/// Days that an absence lasts at most: whoever is away longer hands their things over.
const LONGEST_ABSENCE: i64 = 183;

impl AbsenceDraft {
    /// # Errors
    /// [`Refusal::Invalid`] when a day cannot be read, the days are in the wrong order, are over, or are too many, or when
    /// nobody else who is here and may work is named. `delegates` are those who may be.
    pub fn check(&self, person: PersonId, today: Date, delegates: &BTreeSet<PersonId>) -> Result<Absence, Refusal> {
        let mut faults = Faults::default();
        let mut day = |field: &'static str, text: &str, ask: &str| {
            let read =
                if text.trim().is_empty() { Err(ask.to_owned()) } else { typed(text).map_err(|no| no.to_string()) };
            faults.take(read.map_err(|message| Fault::new(field, message)))
        };
        let from = day("from", &self.from, "Say the first day that you are away.");
        let until = day("until", &self.until, "Say the last day that you are away.");
        let days = from.zip(until);
        match (days, until) {
            (Some((from, until)), _) if until < from => faults.add("until", "The last day lies before the first."),
            (_, Some(until)) if until < today => faults.add("until", "This day has passed."),
            (Some((from, until)), _) if from.saturating_add(Span::new().days(LONGEST_ABSENCE)) < until => {
                faults.add("until", "This is more than half a year. Hand your things over instead.");
            }
            _ => {}
        }
        let delegate = match self.delegate {
            None => Err("Say who looks after your things meanwhile."),
            Some(delegate) if delegate == person => Err("Name somebody other than yourself."),
            Some(delegate) if !delegates.contains(&delegate) => {
                Err("This person cannot: they are not here any more, or only look.")
            }
            Some(delegate) => Ok(delegate),
        };
        let delegate = faults.take(delegate.map_err(|message| Fault::new("delegate", message)));
        faults.none()?;
        let absence = days.zip(delegate).map(|((from, until), delegate)| Absence { person, from, until, delegate });
        absence.ok_or_else(|| Refusal::missing("absence"))
    }
}

/// Everybody, and who is away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Colleagues {
    pub people: BTreeMap<PersonId, Colleague>,
    pub absences: Vec<Absence>,
}

/// By which way somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// It is theirs.
    Own,
    /// They stand in for somebody who is away.
    For(PersonId),
    /// It waits too long for somebody, who is below them.
    Above(PersonId),
    /// It is in the hands of somebody who left.
    Orphan(PersonId),
}

/// That somebody is told of a matter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Notice {
    pub person: PersonId,
    pub way: Way,
    pub stage: Stage,
    pub matter: Matter,
}

impl Notice {
    /// What makes this notice the same as another: nobody is told twice of the same stage of the same matter by the same
    /// day. A matter that got another day is told again.
    #[must_use]
    pub fn key(&self) -> String {
        let Self { way, stage, matter, .. } = self;
        let way = match way {
            Way::Own => "own",
            Way::For(_) => "for",
            Way::Above(_) => "above",
            Way::Orphan(_) => "orphan",
        };
        let day = matter.by.unwrap_or(matter.since);
        let of = match self.share() {
            Some(person) => format!(" {person}"),
            None => String::new(),
        };
        format!("{} {} {day} {} {way}{of}", matter.what.key(), matter.thing, stage.key())
    }
}

impl Notice {
    /// Whose share of the matter it is, where the address alone does not tell and it is not one's own.
    fn share(&self) -> Option<PersonId> {
        (self.matter.what.is_a_share() && self.way != Way::Own).then_some(self.matter.to)
    }
}

impl Colleagues {
    fn is_here(&self, person: PersonId) -> bool {
        self.people.get(&person).is_some_and(|one| one.active)
    }

    /// Who stands in for somebody on a day: the delegate of the absence that began last. A delegate who is away too has
    /// nobody stand in for them in turn.
    #[must_use]
    pub fn delegate(&self, person: PersonId, day: Date) -> Option<PersonId> {
        let away = self.absences.iter().filter(|one| one.person == person && one.holds_on(day));
        away.max_by_key(|one| one.from).map(|one| one.delegate).filter(|delegate| self.is_here(*delegate))
    }

    /// Those above somebody: compliance managers, and above those the executives. Nobody is above an executive.
    fn superiors(&self, person: PersonId) -> impl Iterator<Item = PersonId> {
        let rights = self.people.get(&person).map(|one| one.rights).unwrap_or_default();
        let role = match (rights.has(Role::Executive), rights.has(Role::ComplianceManager)) {
            (true, _) => None,
            (false, true) => Some(Role::Executive),
            (false, false) => Some(Role::ComplianceManager),
        };
        let above = move |one: &Colleague| {
            one.active && !one.rights.is_guest() && role.is_some_and(|role| one.rights.has(role))
        };
        self.people.iter().filter(move |(id, one)| **id != person && above(one)).map(|(id, _)| *id)
    }

    /// Those who look after what somebody left behind: compliance managers and executives, whatever that person was.
    fn heirs(&self) -> impl Iterator<Item = PersonId> {
        let heir = |one: &Colleague| one.rights.has(Role::ComplianceManager) || one.rights.has(Role::Executive);
        self.people.iter().filter(move |(_, one)| one.active && !one.rights.is_guest() && heir(one)).map(|(id, _)| *id)
    }

    /// Who is told of a matter, and why they.
    fn told(&self, matter: &Matter, today: Date) -> Vec<(PersonId, Way)> {
        if !self.is_here(matter.to) {
            return self.heirs().map(|id| (id, Way::Orphan(matter.to))).collect();
        }
        let mut told = vec![(matter.to, Way::Own)];
        told.extend(self.delegate(matter.to, today).map(|id| (id, Way::For(matter.to))));
        let waited = today.since(matter.since).map_or(0, |span| i64::from(span.get_days()));
        if matter.what.holds_up() && waited >= ESCALATE_DAYS {
            told.extend(self.superiors(matter.to).map(|id| (id, Way::Above(matter.to))));
        }
        told
    }
}

/// Who is told what on `today`. The same matter in the hands of several people tells each superior once.
#[must_use]
pub fn notices(matters: &[Matter], colleagues: &Colleagues, today: Date) -> Vec<Notice> {
    let staged = matters.iter().filter_map(|matter| Some((matter, stage(matter, today)?)));
    let all = staged.flat_map(|(matter, stage)| {
        let told = colleagues.told(matter, today).into_iter();
        told.map(move |(person, way)| Notice { person, way, stage, matter: matter.clone() })
    });
    let mut seen = BTreeSet::new();
    let mut all: Vec<_> = all.collect();
    all.sort_by(|a, b| (a.person, a.way, &a.matter).cmp(&(b.person, b.way, &b.matter)));
    all.retain(|notice| seen.insert((notice.person, notice.matter.what, notice.matter.thing.clone(), notice.share())));
    all
}
