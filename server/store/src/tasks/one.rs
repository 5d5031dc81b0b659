//! One task over the subjects that share it: what closes it on each, who has it, what was said and done.

use super::{TaskTally, Who, dependencies, programmes, timing};
use crate::error::{Error, Result};
use crate::spine::{OFFER, Spine, finding_of, list, offer};
use crate::sql::{Row, Tx, args};
use crate::{RequirementNow, Store};
use domain::codes::RequirementId;
use domain::evidence::NamedPair;
use domain::finding::{Finding, Offer};
use domain::ids::{EvidenceId, PersonId, SystemId};
use domain::instant::{Instant, Zone};
use domain::refusal::Refusal;
use domain::spans::Span;
use domain::tasks::{Counts, Hands, Task, Timing, due, task};
use domain::trail::Verb;
use domain::words::SubjectKind;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Subjects that a page shows at once.
pub const SUBJECTS_A_PAGE: i64 = 50;

/// Evidence offered for the task on one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofRow {
    pub offer: Offer,
    pub title: String,
    /// Why it was rejected, or what failure it shows.
    pub reason: Option<String>,
}

/// The task on one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskSubject {
    pub no: i64,
    pub kind: SubjectKind,
    /// Empty for the organisation.
    pub name: String,
    pub system: Option<SystemId>,
    pub finding: Finding,
    /// `None`: a question about the system comes first.
    pub task: Option<Task>,
    pub due: Date,
    pub hands: Hands,
    pub assignee: Option<PersonId>,
    /// Of what people decided about it; 0 when nobody did.
    pub version: i64,
    pub proofs: Vec<ProofRow>,
}

/// Something said about a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub by: PersonId,
    pub words: String,
    pub at: Instant,
}

/// Something done about a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    pub seq: i64,
    pub at: Instant,
    pub verb: Verb,
    pub by: Option<PersonId>,
    pub evidence: Option<EvidenceId>,
}

/// One task as its page shows it.
#[derive(Clone, Debug)]
pub struct TaskRead {
    pub spine: Arc<Spine>,
    pub requirement: RequirementNow,
    pub tally: TaskTally,
    /// A page of them, open ones first.
    pub subjects: Vec<TaskSubject>,
    /// How many it is asked of, questions included.
    pub asked: i64,
    /// What should be proven before, and how that stands.
    pub before: Vec<(RequirementId, TaskTally)>,
    /// The latest, oldest first.
    pub talk: Vec<Remark>,
    /// The latest, newest first.
    pub history: Vec<Happening>,
}

const SUBJECTS: &str = "SELECT f.subject, s.kind, coalesce(y.name, v.name, ''), y.id, f.state, f.detail, f.from_at, \
    f.until_at, f.programmes, f.asked_at, h.version, h.assignee, h.due_on, coalesce(y.owner, v.owner), y.deputy \
    FROM finding f JOIN subject s ON s.no = f.subject LEFT JOIN system y ON y.no = f.subject \
    LEFT JOIN vendor v ON v.no = f.subject \
    LEFT JOIN task_hand h ON h.subject = f.subject AND h.requirement = f.requirement \
    WHERE f.requirement = $1 AND f.from_at <= $2 AND f.until_at > $2 \
    ORDER BY CASE WHEN f.subject = $3 THEN 0 ELSE 1 END, f.state, 3, f.subject LIMIT $4 OFFSET $5";

impl Store {
    /// One task at `now`: a page of the subjects that share it, `first` before all others.
    ///
    /// # Errors
    /// [`Refusal::Missing`] for a requirement that no adopted control has.
    pub async fn task(
        &self,
        id: &RequirementId,
        first: Option<i64>,
        page: i64,
        now: Instant,
        zone: &impl Zone,
    ) -> Result<TaskRead> {
        let board = self.board(now, zone).await?;
        let mut tx = self.db.reading().await?;
        let spine = self.spine_in(&mut tx).await?;
        let requirement = spine.requirement_by_id(id).ok_or_else(|| Refusal::missing("task"))?.clone();
        let who = Who::load(&mut tx).await?;
        let sql = "SELECT count(*) FROM finding WHERE requirement = $1 AND from_at <= $2 AND until_at > $2";
        let asked = tx.first(sql, args![requirement.no, now]).await?.ok_or(Error::Unreadable("count"))?.get(0)?;
        let values = args![requirement.no, now, first.unwrap_or(-1), SUBJECTS_A_PAGE, page * SUBJECTS_A_PAGE];
        let rows = tx.all(SUBJECTS, values).await?;
        let shown: Vec<i64> = rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
        let list = list(shown.iter());
        let mut spans = spans(&mut tx, requirement.no, &list).await?;
        let mut proofs = proofs(&mut tx, requirement.no, &list).await?;
        let dues = Exact::load(&mut tx, &spine, &requirement, &list, now, zone).await?;
        let mut subjects = Vec::new();
        for row in &rows {
            let no: i64 = row.get(0)?;
            let mut subject = subject(row)?;
            subject.hands = who.hands(&spine, &requirement, subject.hands);
            subject.assignee = subject.hands.assignee(|person| who.here.contains(&person));
            subject.task = task(&spans.remove(&no).unwrap_or_default(), now, zone);
            subject.proofs = proofs.remove(&no).unwrap_or_default();
            // What is to be renewed is due on the last day that it holds.
            let last_day = subject.task.and_then(|task| task.last_day);
            subject.due = last_day.unwrap_or_else(|| dues.due(&spine, requirement.no, no));
            subjects.push(subject);
        }
        let before = dependencies(&spine, &requirement);
        let before = before.iter().filter_map(|(no, _)| Some((spine.requirement(*no)?.id.clone(), board.tally(*no))));
        Ok(TaskRead {
            tally: board.tally(requirement.no),
            before: before.collect(),
            talk: talk(&mut tx, requirement.no).await?,
            history: history(&mut tx, id).await?,
            subjects,
            asked,
            requirement,
            spine,
        })
    }

    /// Every subject on which a requirement is unproven now: what one upload for all of them names.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn open_pairs(&self, id: &RequirementId, now: Instant) -> Result<Vec<NamedPair>> {
        let mut tx = self.db.reading().await?;
        let spine = self.spine_in(&mut tx).await?;
        let requirement = spine.requirement_by_id(id).ok_or_else(|| Refusal::missing("task"))?;
        let sql = "SELECT subject FROM finding WHERE requirement = $1 AND from_at <= $2 AND until_at > $2 \
                   AND state IN (1, 2) ORDER BY subject";
        let rows = tx.all(sql, args![requirement.no, now]).await?;
        rows.iter().map(|row| Ok(NamedPair { requirement: id.clone(), subject: row.get(0)? })).collect()
    }
}

fn subject(row: &Row) -> Result<TaskSubject> {
    let hands = Hands { given: row.get(11)?, by_role: None, owner: row.get(13)?, deputy: row.get(14)? };
    Ok(TaskSubject {
        no: row.get(0)?,
        kind: row.get::<String>(1)?.parse().map_err(|_| Error::Unreadable("kind of subject"))?,
        name: row.get(2)?,
        system: row.get(3)?,
        finding: finding_of(row.get(4)?, row.get(5)?),
        task: None,
        due: Date::MAX,
        hands,
        assignee: None,
        version: row.get::<Option<i64>>(10)?.unwrap_or_default(),
        proofs: Vec::new(),
    })
}

/// The findings of the pairs through time.
async fn spans(tx: &mut Tx, requirement: i64, list: &str) -> Result<BTreeMap<i64, Vec<Span>>> {
    let sql = format!(
        "SELECT subject, from_at, until_at, state, detail FROM finding WHERE requirement = $1 AND subject IN ({list}) \
         ORDER BY subject, from_at"
    );
    let mut all: BTreeMap<i64, Vec<Span>> = BTreeMap::new();
    for row in tx.all(sql, args![requirement]).await? {
        let span = Span { from: row.get(1)?, until: row.get(2)?, finding: finding_of(row.get(3)?, row.get(4)?) };
        all.entry(row.get(0)?).or_default().push(span);
    }
    Ok(all)
}

async fn proofs(tx: &mut Tx, requirement: i64, list: &str) -> Result<BTreeMap<i64, Vec<ProofRow>>> {
    let columns: Vec<_> = OFFER.split(", ").map(|column| format!("o.{}", column.trim())).collect();
    let sql = format!(
        "SELECT {}, e.title, o.reason FROM offer o JOIN evidence e ON e.id = o.evidence \
         WHERE o.subject IN ({list}) AND o.requirement = $1 ORDER BY o.subject, o.submitted_at",
        columns.join(", ")
    );
    let mut all: BTreeMap<i64, Vec<ProofRow>> = BTreeMap::new();
    for row in tx.all(sql, args![requirement]).await? {
        let proof = ProofRow { offer: offer(&row)?, title: row.get(13)?, reason: row.get(14)? };
        all.entry(row.get(0)?).or_default().push(proof);
    }
    Ok(all)
}

async fn talk(tx: &mut Tx, requirement: i64) -> Result<Vec<Remark>> {
    let sql = "SELECT by, words, from_at FROM task_talk WHERE requirement = $1 ORDER BY from_at DESC LIMIT 50";
    let rows = tx.all(sql, args![requirement]).await?;
    let remark = |row: &Row| Ok(Remark { by: row.get(0)?, words: row.get(1)?, at: row.get(2)? });
    rows.iter().rev().map(remark).collect()
}

async fn history(tx: &mut Tx, id: &RequirementId) -> Result<Vec<Happening>> {
    let sql = "SELECT e.seq, e.at, e.verb, e.actor, (SELECT min(p.thing) FROM event_thing p WHERE p.seq = e.seq AND \
               p.thing_kind = 'evidence') FROM event_thing t JOIN event e ON e.seq = t.seq \
               WHERE t.thing_kind = 'requirement' AND t.thing = $1 ORDER BY t.seq DESC LIMIT 20";
    let rows = tx.all(sql, args![id.as_str()]).await?;
    let happening = |row: &Row| {
        Ok(Happening {
            seq: row.get(0)?,
            at: row.get(1)?,
            verb: row.get::<String>(2)?.parse().map_err(|_| Error::Unreadable("verb"))?,
            by: row.get(3)?,
            evidence: row.get::<Option<String>>(4)?.and_then(|id| id.parse().ok()),
        })
    };
    rows.iter().map(happening).collect()
}

/// The due days of pairs with all that they depend on.
struct Exact {
    asked: BTreeMap<(i64, i64), Timing>,
    /// Of dependencies whose subjects are others: the last day there is.
    elsewhere: BTreeMap<i64, Date>,
}

impl Exact {
    async fn load(
        tx: &mut Tx,
        spine: &Spine,
        requirement: &RequirementNow,
        list: &str,
        now: Instant,
        zone: &impl Zone,
    ) -> Result<Self> {
        let chain = chain(spine, requirement.no);
        let numbers = crate::spine::list(chain.iter());
        let sql = format!(
            "SELECT f.requirement, f.subject, f.programmes, f.asked_at, h.due_on FROM finding f \
             LEFT JOIN task_hand h ON h.subject = f.subject AND h.requirement = f.requirement \
             WHERE f.subject IN (0, {list}) AND f.requirement IN ({numbers}) AND f.from_at <= $1 AND f.until_at > $1"
        );
        let mut asked = BTreeMap::new();
        for row in tx.all(sql, args![now]).await? {
            let (no, subject): (i64, i64) = (row.get(0)?, row.get(1)?);
            let due_days = spine.requirement(no).map_or(0, |requirement| requirement.due_days);
            let own = timing(spine, due_days, programmes(row.get(2)?)?, zone.day(row.get(3)?), row.get(4)?);
            asked.insert((no, subject), own);
        }
        let sql = format!(
            "SELECT requirement, max(asked_at) FROM finding WHERE requirement IN ({numbers}) AND from_at <= $1 \
             AND until_at > $1 GROUP BY requirement"
        );
        let mut elsewhere = BTreeMap::new();
        for row in tx.all(sql, args![now]).await? {
            let no: i64 = row.get(0)?;
            let days = jiff::Span::new().days(spine.requirement(no).map_or(0, |requirement| requirement.due_days));
            elsewhere.insert(no, zone.day(row.get(1)?).saturating_add(days));
        }
        Ok(Self { asked, elsewhere })
    }

    fn due(&self, spine: &Spine, no: i64, subject: i64) -> Date {
        let (Some(own), Some(requirement)) = (self.asked.get(&(no, subject)), spine.requirement(no)) else {
            return Date::MAX;
        };
        let held = dependencies(spine, requirement).into_iter().filter_map(|(before, counts)| match counts {
            Counts::Same => self.asked.get(&(before, subject)).map(|_| self.due(spine, before, subject)),
            Counts::Organisation => self.asked.get(&(before, 0)).map(|_| self.due(spine, before, 0)),
            Counts::AllAsked | Counts::ItsSystems | Counts::ItsVendors => self.elsewhere.get(&before).copied(),
        });
        due(*own, held.collect::<Vec<_>>())
    }
}

/// A requirement with all that it depends on.
fn chain(spine: &Spine, no: i64) -> BTreeSet<i64> {
    let (mut all, mut next) = (BTreeSet::new(), vec![no]);
    while let Some(no) = next.pop() {
        if let Some(requirement) = spine.requirement(no).filter(|_| all.insert(no)) {
            next.extend(dependencies(spine, requirement).into_iter().map(|(before, _)| before));
        }
    }
    all
}
