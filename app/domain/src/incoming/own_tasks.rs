//! Tasks of our own as a list: one row a task that is still to be done. What was done, signed off or dropped stays out.

use super::here::{Here, Index};
use super::plan::{Coming, Fate, Plan};
use super::who;
use crate::columns::{Columns, Named};
use crate::ids::PersonId;
use crate::import::{RawRow, Remark, excerpt, folded};
use crate::own_tasks::{About, OwnTaskDraft};
use crate::refusal::{Fault, Refusal};
use crate::words::word;
use jiff::civil::Date;
use std::collections::BTreeMap;

word! {
    /// What a column of the list of tasks of our own holds.
    pub enum OwnTaskColumn {
        Title = "title", "Task",
        Steps = "steps", "Steps",
        About = "about", "About",
        AboutId = "about-id", "About (id)",
        System = "system", "System",
        State = "state", "State",
        Assignee = "assignee", "Given to",
        AssigneeEmail = "assignee-email", "Given to (e-mail)",
        Due = "due_on", "Due",
    }
}

impl Named for OwnTaskColumn {
    fn label(self) -> &'static str {
        Self::label(self)
    }

    fn also(self) -> &'static [&'static str] {
        match self {
            Self::Title => &["title", "what to do", "action", "to do", "todo", "summary"],
            Self::Steps => &["why", "description", "details", "notes"],
            Self::About => &["of", "kind"],
            Self::AboutId => &["criterion", "control", "reference", "id of what it is about"],
            Self::System => &["system name", "ai system", "application"],
            Self::State => &["status"],
            Self::Assignee => &["owner", "assigned to", "responsible", "who does it", "with"],
            Self::AssigneeEmail => {
                &["owner e mail", "owner email", "owner s e mail", "assignee email", "e mail", "email"]
            }
            Self::Due => &["due date", "due on", "deadline", "by"],
        }
    }
}

use OwnTaskColumn as C;

pub(super) const NEEDED: &[C] = &[C::Title, C::Due];

/// Words of a state in which nothing is left to be done.
const OVER: [&str; 10] = [
    "waits to be signed off",
    "signed off",
    "dropped",
    "done",
    "closed",
    "complete",
    "completed",
    "finished",
    "cancelled",
    "canceled",
];

/// What makes a task the same: its words, what it is about and its day.
type Same = (String, &'static str, String, Date);

fn same(title: &str, about: &About, due_on: Date) -> Same {
    (folded(title), about.kind(), about.id(), due_on)
}

/// What each row would do.
pub(super) fn plan(columns: &Columns<C>, rows: &[RawRow], here: &Here) -> Plan {
    let known = here.own_tasks.iter().map(|one| (same(&one.title, &one.about, one.due_on), one));
    let known: BTreeMap<Same, &OwnTaskDraft> = known.collect();
    let desk = Desk { columns, here, index: here.index() };
    let (mut plan, mut lines) = (Plan::default(), BTreeMap::new());
    for row in rows {
        let name = columns.cell(C::Title, row).unwrap_or_default();
        let state = columns.cell(C::State, row).map(|text| folded(&text)).unwrap_or_default();
        if OVER.contains(&state.as_str()) {
            plan.line(row, name, Fate::Left("It was done or dropped where the list comes from.".into()));
            continue;
        }
        let draft = match desk.draft(row) {
            Ok(draft) => draft,
            Err(faults) => {
                plan.faults.extend(faults);
                continue;
            }
        };
        let key = same(&draft.title, &draft.about, draft.due_on);
        if let Some(known) = known.get(&key) {
            let fate = if known.assignee == draft.assignee && known.steps.trim() == draft.steps.trim() {
                Fate::Same
            } else {
                Fate::Left("It is here, given to somebody else or with other steps. It stays so.".into())
            };
            plan.line(row, name, fate);
            continue;
        }
        if lines.insert(key, row.row).is_some() {
            plan.line(row, name, Fate::Left("It is on an earlier line already.".into()));
            continue;
        }
        match draft.check(here.today) {
            Ok(draft) => plan.line(row, name, Fate::New(Coming::OwnTask(draft))),
            Err(refusal) => plan.faults.extend(at(columns, row, refusal)),
        }
    }
    plan
}

struct Desk<'a> {
    columns: &'a Columns<C>,
    here: &'a Here,
    index: Index<'a>,
}

impl Desk<'_> {
    fn draft(&self, row: &RawRow) -> Result<OwnTaskDraft, Vec<Remark>> {
        let columns = self.columns;
        let due_on = match columns.day(C::Due, row) {
            Ok(Some(day)) => Ok(day),
            Ok(None) => Err(columns.fault(row, C::Due, "Give the day by which it is to be done: 2026-12-01.")),
            Err(fault) => Err(fault),
        };
        let about = self.about(row);
        let assignee = self.assignee(row);
        let title = columns.cell(C::Title, row).ok_or_else(|| {
            columns.fault(row, C::Title, "Say what is to be done, in an imperative, or leave the row out.")
        });
        match (title, about, assignee, due_on) {
            (Ok(title), Ok(about), Ok(assignee), Ok(due_on)) => {
                let steps = columns.text(C::Steps, row).unwrap_or_default();
                Ok(OwnTaskDraft { title, steps, about, assignee, due_on })
            }
            (title, about, assignee, due_on) => {
                let faults = [title.err(), about.err(), assignee.err(), due_on.err()];
                Err(faults.into_iter().flatten().collect())
            }
        }
    }

    fn assignee(&self, row: &RawRow) -> Result<PersonId, Remark> {
        let columns = self.columns;
        let found = who::named(columns, row, &self.here.roll, C::AssigneeEmail, C::Assignee)?;
        found.ok_or_else(|| columns.fault(row, C::Assignee, "Say who does it, by an e-mail address or a name."))
    }

    /// A criterion or a control by its id, else a system: by its id, its identifier or its name.
    fn about(&self, row: &RawRow) -> Result<About, Remark> {
        let columns = self.columns;
        let kind = columns.cell(C::About, row).unwrap_or_default();
        let (id, system) = (columns.cell(C::AboutId, row), columns.cell(C::System, row));
        let is_kind = matches!(folded(&kind).as_str(), "criterion" | "control" | "system" | "");
        // Where the column says what it is about and not of which kind that is.
        let said = id.clone().or_else(|| (!is_kind).then(|| kind.clone())).unwrap_or_default();
        let read = |kind: &str| About::read(kind, &said.to_uppercase());
        if let Some(about) = read("criterion").or_else(|| read("control")) {
            return self.is_here(about).map_err(|reason| columns.fault(row, C::AboutId, reason));
        }
        let called = system.unwrap_or_else(|| said.clone());
        if called.is_empty() {
            let reason = "Say what it is about: a criterion, a control, or a system of the inventory.";
            return Err(columns.fault(row, C::About, reason));
        }
        if matches!(folded(&kind).as_str(), "criterion" | "control") {
            let reason = format!("“{}” is no {} here.", excerpt(&called), folded(&kind));
            return Err(columns.fault(row, C::AboutId, reason));
        }
        let found = self.index.system(id.as_deref(), &called).map(About::System);
        found.map_err(|reason| columns.fault(row, C::System, reason))
    }

    fn is_here(&self, about: About) -> Result<About, String> {
        match &about {
            About::Control(id) if !self.here.controls.contains(id) => {
                Err(format!("{id} is not run here. Adopt it first, or name the criterion."))
            }
            About::Control(_) | About::Criterion(_) | About::System(_) => Ok(about),
        }
    }
}

/// The faults of a draft, each at the column that it came from.
fn at(columns: &Columns<C>, row: &RawRow, refusal: Refusal) -> Vec<Remark> {
    let Refusal::Invalid(faults) = refusal else { return vec![columns.fault(row, C::Title, refusal.to_string())] };
    let at = |fault: Fault| columns.fault(row, fault.field.parse().unwrap_or(C::Title), fault.message);
    faults.into_iter().map(at).collect()
}
