//! The tasks of our own in the list of tasks: which its filters let through, and how they stand below the others.

use super::own::thing;
use super::{Asked, Whose, late_words};
use crate::asking::Asking;
use crate::error::Result;
use crate::ui::block::Block;
use crate::ui::dates;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::table::{Column, Table};
use domain::ids::PersonId;
use domain::own_tasks::{About, OwnStage};
use domain::tasks::{Stage, days_late};
use jiff::civil::Date;
use leptos::prelude::*;
use store::{Names, OwnTaskRow, OwnTasksWanted, Spine};

/// Which tasks of our own the filters let through. They name no role, and nothing of them is to be renewed.
struct OwnFits<'a> {
    asked: &'a Asked,
    spine: &'a Spine,
    today: Date,
}

impl OwnFits<'_> {
    fn let_through(&self, row: &OwnTaskRow) -> bool {
        self.asked.role.is_none() && self.stage(row) && self.criterion(row)
    }

    fn stage(&self, row: &OwnTaskRow) -> bool {
        match (self.asked.stage, row.held.stage) {
            (None, OwnStage::Open) => !self.asked.late || days_late(row.due_on, self.today).is_some(),
            (None, OwnStage::Done | OwnStage::Signed | OwnStage::Dropped) => !self.asked.late,
            (Some(Stage::Renew), _) => false,
            (Some(stage), OwnStage::Open) => stage == Stage::Open,
            (Some(stage), OwnStage::Done) => stage == Stage::Waiting,
            (Some(stage), OwnStage::Signed | OwnStage::Dropped) => stage == Stage::Closed,
        }
    }

    fn criterion(&self, row: &OwnTaskRow) -> bool {
        let Some(wanted) = self.asked.criterion else { return true };
        match &row.about {
            About::Criterion(id) => *id == wanted,
            About::Control(id) => self.spine.control(id).is_some_and(|control| control.criteria.contains(wanted)),
            About::System(_) => false,
        }
    }
}

/// Those that the list's filters let through, the first due first, after `signs`, which somebody finished and the visitor
/// may sign off. `over`: those that have ended, too.
pub(super) async fn asked(
    asking: &Asking,
    asked: &Asked,
    spine: &Spine,
    over: bool,
    signs: Vec<OwnTaskRow>,
) -> Result<Vec<OwnTaskRow>> {
    if asked.whose == Whose::Nobody {
        // They are given to somebody from their beginning.
        return Ok(Vec::new());
    }
    let assignee = asked.whose_person(asking.actor().person);
    let mut rows = signs;
    let wanted = OwnTasksWanted { assignee, over, ..OwnTasksWanted::default() };
    rows.extend(asking.store().own_tasks(&wanted, i64::MAX).await?);
    let fits = OwnFits { asked, spine, today: asking.today };
    rows.retain(|row| fits.let_through(row));
    Ok(rows)
}

/// What the list shows of them.
pub(super) struct Listed {
    pub rows: Vec<OwnTaskRow>,
    pub open: usize,
    /// Of those that are open.
    pub late: usize,
    /// Finished, for the visitor to sign off.
    pub to_sign: usize,
    /// Finished, for somebody else to sign off.
    pub waiting: usize,
}

impl Listed {
    pub(super) fn of(rows: Vec<OwnTaskRow>, me: PersonId, today: Date, signs: bool) -> Self {
        let count = |of: &dyn Fn(&OwnTaskRow) -> bool| rows.iter().filter(|row| of(row)).count();
        let done = |row: &OwnTaskRow| row.held.stage == OwnStage::Done;
        let mine = |row: &OwnTaskRow| signs && row.held.assignee != me;
        let open = |row: &OwnTaskRow| row.held.stage == OwnStage::Open;
        Self {
            open: count(&open),
            late: count(&|row| open(row) && days_late(row.due_on, today).is_some()),
            to_sign: count(&|row| done(row) && mine(row)),
            waiting: count(&|row| done(row) && !mine(row)),
            rows,
        }
    }

    /// The first due that is to be finished.
    pub(super) fn first_open(&self) -> Option<(&str, Date)> {
        let open = self.rows.iter().filter(|row| row.held.stage == OwnStage::Open);
        open.map(|row| (row.title.as_str(), row.due_on)).min_by_key(|(_, due)| *due)
    }
}

/// How many the list shows, those due first.
const SHOWN: usize = 25;

/// Below the tasks that findings ask: those of our own, apart.
pub(super) fn block(listed: &Listed, names: &Names, may_write: bool, today: Date) -> AnyView {
    let n = listed.rows.len();
    let lines = listed.rows.iter().take(SHOWN).cloned().map(|row| {
        let (words, _) = thing(&row);
        let with = names.of(row.held.assignee).to_owned();
        let late = days_late(row.due_on, today).filter(|_| row.held.stage == OwnStage::Open);
        let late = late.map(|days| view! { <span class="sub late">{late_words(days)}</span> });
        let state = if row.held.stage == OwnStage::Done { State::Unknown } else { State::Due };
        let word = row.held.stage.label().to_owned();
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=format!("/own-tasks/{}", row.id)>{row.title}</a></th>
                <td data-th="About">{words}</td>
                <td data-th="State"><Mark state voice=Voice::Calm word/></td>
                <td data-th="Due">{dates::short(row.due_on, today)}{late}</td>
                <td data-th="With">{with}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let columns = ["Task", "About", "State", "Due", "With"].into_iter().map(Column::new).collect();
    let write = may_write.then(|| {
        view! { <p><a href="/own-tasks/new">"Write a task"</a>", or "<a href="/tasks/import">"import a list of tasks"</a>"."</p> }
    });
    let rest = (n > SHOWN).then(|| {
        let words =
            format!("The first {SHOWN} of {}, as they fall due. The list to download has them all.", dates::figure(n));
        view! { <p class="also">{words}</p> }
    });
    let table = (n > 0).then(|| view! { <Table caption="Tasks of our own" columns stack=true>{lines}</Table> });
    view! {
        <Block title="Of our own making" id="own" remark="They order work and prove nothing">
            {table}
            {rest}
            {write}
        </Block>
    }
    .into_any()
}
