//! Tasks that people write themselves: opened, finished by whoever has them, signed off by a second person, or dropped.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, args};
use crate::writing::{Writing, allow};
use domain::ids::{OwnTaskId, PersonId, VendorId};
use domain::instant::{Instant, Zone as _};
use domain::own_tasks::{About, Held, OwnStage, OwnTaskDraft, drop_it, finish, sign};
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use jiff::civil::Date;

/// A task of our own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTaskRow {
    pub id: OwnTaskId,
    pub title: String,
    pub steps: String,
    pub about: About,
    pub held: Held,
    pub due_on: Date,
    pub at: Instant,
    /// What was done, and when.
    pub done: Option<(String, Instant)>,
    /// Who signed it off or dropped it, when, and why.
    pub ended: Option<(PersonId, Instant, String)>,
    /// The system's name.
    pub name: Option<String>,
    /// The vendor that it came of, with its name.
    pub vendor: Option<(VendorId, String)>,
}

/// Which tasks of our own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnTasksWanted {
    /// Given to this person.
    pub assignee: Option<PersonId>,
    pub about: Option<About>,
    /// Came of this vendor (by number).
    pub vendor: Option<i64>,
    /// Finished, whether or not somebody signed it off.
    pub done: bool,
    /// Those that are over, too.
    pub over: bool,
}

const OWN_TASK: &str = "SELECT t.id, t.title, t.steps, t.about_kind, t.about, t.assignee, t.due_on, t.opened_by, t.from_at, \
    t.done_by, t.done_at, t.note, t.ended_by, t.ended_at, t.ended_as, t.answer, y.name, v.id, v.name \
    FROM own_task t LEFT JOIN system y ON y.id = t.system LEFT JOIN vendor v ON v.no = t.vendor";

fn own_task(row: &Row) -> Result<OwnTaskRow> {
    let about = About::read(&row.get::<String>(3)?, &row.get::<String>(4)?).ok_or(Error::Unreadable("own task"))?;
    let (done_by, done_at): (Option<PersonId>, Option<Instant>) = (row.get(9)?, row.get(10)?);
    let (ended_by, ended_at): (Option<PersonId>, Option<Instant>) = (row.get(12)?, row.get(13)?);
    let stage = OwnStage::of(row.get::<Option<String>>(14)?.as_deref(), done_at.is_some());
    Ok(OwnTaskRow {
        id: row.get(0)?,
        title: row.get(1)?,
        steps: row.get(2)?,
        about,
        held: Held { stage, assignee: row.get(5)?, opened_by: row.get(7)?, done_by },
        due_on: row.get(6)?,
        at: row.get(8)?,
        done: row.get::<Option<String>>(11)?.zip(done_at),
        ended: match ended_by.zip(ended_at) {
            Some((by, at)) => Some((by, at, row.get::<Option<String>>(15)?.unwrap_or_default())),
            None => None,
        },
        name: row.get(16)?,
        vendor: row.get::<Option<VendorId>>(17)?.zip(row.get(18)?),
    })
}

fn about(event: Event, about: &About) -> Event {
    match about {
        About::System(id) => event.about(ThingKind::System, id),
        About::Control(id) => event.about(ThingKind::Control, id),
        About::Criterion(id) => event.about(ThingKind::Criterion, id.key()),
    }
}

impl Store {
    /// Opens a task of our own.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at the draft's fields or `assignee`; [`Refusal::Missing`] for a system or control that is
    /// not there; [`Refusal::Forbidden`].
    pub async fn open_own_task(&self, actor: &Actor, draft: OwnTaskDraft) -> Result<OwnTaskId> {
        let mut w = self.write_as(actor, Verb::OwnTaskOpened).await?;
        let today = w.zone().await?.day(w.now());
        let draft = draft.check(today)?;
        w.active("assignee", draft.assignee).await?;
        match &draft.about {
            About::System(id) => w.system_no(*id).await.map(|_| ())?,
            About::Control(id) => w.control(id).await.map(|_| ())?,
            About::Criterion(_) => {}
        }
        let id = w.insert_own_task(&draft, actor).await?;
        let event = Event::new(Verb::OwnTaskOpened, actor.person)
            .about(ThingKind::OwnTask, id)
            .about(ThingKind::Person, draft.assignee)
            .with("due_on", draft.due_on.to_string())
            .words("title", draft.title)
            .words("steps", draft.steps);
        w.commit(about(event, &draft.about)).await?;
        Ok(id)
    }

    /// Whoever has it finishes it with a note; it waits to be signed off.
    ///
    /// # Errors
    /// As [`finish`]; [`Refusal::Missing`].
    pub async fn finish_own_task(&self, actor: &Actor, id: OwnTaskId, note: &str) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let task = w.own_task(id).await?;
        allow(actor, Verb::OwnTaskDone, relation(&task.held, actor))?;
        let note = finish(&task.held, actor, note)?;
        let sql = "UPDATE own_task SET done_by = $2, done_at = $3, note = $4 WHERE id = $1";
        w.tx.run(sql, args![id, actor.person, w.now(), note.as_str()]).await?;
        let event = Event::new(Verb::OwnTaskDone, actor.person).about(ThingKind::OwnTask, id).words("note", note);
        w.commit(about(event, &task.about)).await?;
        Ok(())
    }

    /// A second person signs it off: it is closed.
    ///
    /// # Errors
    /// As [`sign`]; [`Refusal::Missing`].
    pub async fn sign_own_task(&self, actor: &Actor, id: OwnTaskId) -> Result<()> {
        let mut w = self.write_as(actor, Verb::OwnTaskSigned).await?;
        let task = w.own_task(id).await?;
        sign(&task.held, actor)?;
        w.end_own_task(id, actor, "signed", "").await?;
        let event = Event::new(Verb::OwnTaskSigned, actor.person).about(ThingKind::OwnTask, id);
        w.commit(about(event, &task.about)).await?;
        Ok(())
    }

    /// It is no longer to be done.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for whoever neither manages, has nor opened it; as [`drop_it`]; [`Refusal::Missing`].
    pub async fn drop_own_task(&self, actor: &Actor, id: OwnTaskId, reason: &str) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let task = w.own_task(id).await?;
        allow(actor, Verb::OwnTaskDropped, relation(&task.held, actor))?;
        let reason = drop_it(&task.held, reason)?;
        w.end_own_task(id, actor, "dropped", &reason).await?;
        let event =
            Event::new(Verb::OwnTaskDropped, actor.person).about(ThingKind::OwnTask, id).words("reason", reason);
        w.commit(about(event, &task.about)).await?;
        Ok(())
    }

    /// One task of our own.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn own_task(&self, id: OwnTaskId) -> Result<OwnTaskRow> {
        let row = self.db.first(format!("{OWN_TASK} WHERE t.id = $1"), args![id]).await?;
        own_task(&row.ok_or_else(|| Refusal::missing("task"))?)
    }

    /// Tasks of our own, those due first first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_tasks(&self, wanted: &OwnTasksWanted, limit: i64) -> Result<Vec<OwnTaskRow>> {
        let (mut tests, mut values) = (vec!["1 = 1".to_owned()], Vec::new());
        if let Some(person) = wanted.assignee {
            values.push(person.into());
            tests.push(format!("t.assignee = ${}", values.len()));
        }
        if let Some(about) = &wanted.about {
            values.extend(args![about.kind(), about.id()]);
            tests.push(format!("t.about_kind = ${} AND t.about = ${}", values.len() - 1, values.len()));
        }
        if let Some(vendor) = wanted.vendor {
            values.push(vendor.into());
            tests.push(format!("t.vendor = ${}", values.len()));
        }
        if wanted.done {
            tests.push("t.done_at IS NOT NULL".to_owned());
        }
        if !wanted.over {
            tests.push("t.ended_at IS NULL".to_owned());
        }
        let sql = format!("{OWN_TASK} WHERE {} ORDER BY t.due_on, t.id LIMIT {limit}", tests.join(" AND "));
        self.db.all(sql, values).await?.iter().map(own_task).collect()
    }
}

fn relation(held: &Held, actor: &Actor) -> Relation {
    if held.is_of(actor.person) { Relation::Owner } else { Relation::Stranger }
}

/// Every task of our own as it was opened.
pub(crate) async fn drafts_in(tx: &mut Tx) -> Result<Vec<OwnTaskDraft>> {
    let draft = |row: &Row| {
        let OwnTaskRow { title, steps, about, held, due_on, .. } = own_task(row)?;
        Ok(OwnTaskDraft { title, steps, about, assignee: held.assignee, due_on })
    };
    tx.all(OWN_TASK, vec![]).await?.iter().map(draft).collect()
}

impl Writing {
    /// A task that a rule checked.
    pub(crate) async fn insert_own_task(&mut self, draft: &OwnTaskDraft, by: &Actor) -> Result<OwnTaskId> {
        let id = OwnTaskId(self.new_id());
        let sql = "INSERT INTO own_task (id, title, steps, about_kind, about, assignee, due_on, opened_by, from_at, from_seq, \
                   system) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let (title, steps) = (draft.title.as_str(), draft.steps.as_str());
        let (kind, thing) = (draft.about.kind(), draft.about.id());
        let system = if let About::System(id) = &draft.about { Some(*id) } else { None };
        let (who, due) = (draft.assignee, draft.due_on);
        let values = args![id, title, steps, kind, thing, who, due, by.person, self.now(), self.seq(), system];
        self.tx.run(sql, values).await?;
        Ok(id)
    }

    async fn own_task(&mut self, id: OwnTaskId) -> Result<OwnTaskRow> {
        let row = self.tx.first(format!("{OWN_TASK} WHERE t.id = $1"), args![id]).await?;
        own_task(&row.ok_or_else(|| Refusal::missing("task"))?)
    }

    async fn end_own_task(&mut self, id: OwnTaskId, by: &Actor, how: &'static str, answer: &str) -> Result<()> {
        let sql = "UPDATE own_task SET ended_by = $2, ended_at = $3, ended_as = $4, answer = $5 WHERE id = $1";
        self.tx.run(sql, args![id, by.person, self.now(), how, answer]).await.map(|_| ())
    }
}
