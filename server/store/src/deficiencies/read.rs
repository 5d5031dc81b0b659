//! The log as pages and verbs read it: three statements, however many there are.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, Value, args};
use crate::writing::Writing;
use domain::asked::CriterionSet;
use domain::codes::{ControlId, RequirementId};
use domain::deficiencies::{
    CorrectiveTask, DeficiencyStage, Exception, Made, Of, Source, Standing, TaskState, standing,
};
use domain::evidence::Ruling;
use domain::ids::{DeficiencyId, EvidenceId, OwnTaskId, PersonId, SystemId, VendorId};
use domain::instant::{Instant, Zone};
use domain::own_tasks::OwnStage;
use domain::refusal::Refusal;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Something that did not work, with all that was said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeficiencyRow {
    pub id: DeficiencyId,
    /// Its number in the log, from 1.
    pub no: i64,
    pub source: Source,
    pub title: String,
    pub what: String,
    pub control: Option<ControlId>,
    pub requirement: Option<RequirementId>,
    pub criteria: CriterionSet,
    pub subject: i64,
    pub of: Of,
    /// The name of the system or vendor.
    pub name: Option<String>,
    pub found_on: Date,
    pub occurred_on: Date,
    pub opened_by: PersonId,
    pub at: Instant,
    pub control_owner: Option<PersonId>,
    pub steps: Vec<Made>,
    pub now: Standing,
    pub tasks: Vec<CorrectiveTask>,
}

impl DeficiencyRow {
    /// “DEF-007”.
    #[must_use]
    pub fn code(&self) -> String {
        format!("DEF-{:03}", self.no)
    }

    /// What it is of, for people.
    #[must_use]
    pub fn of_name(&self) -> &str {
        self.name.as_deref().unwrap_or("The organisation")
    }

    #[must_use]
    pub fn stage(&self) -> DeficiencyStage {
        self.now.stage(&self.tasks)
    }

    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.now.closed.is_none()
    }

    #[must_use]
    pub fn overdue_since(&self, today: Date) -> Option<Date> {
        self.now.overdue_since(self.found_on, &self.tasks, today)
    }

    #[must_use]
    pub fn task_state(&self) -> TaskState {
        TaskState::of(&self.tasks)
    }

    /// As the reading over a window takes it.
    #[must_use]
    pub fn exception(&self) -> Exception {
        Exception::of(self.occurred_on, &self.now)
    }

    /// Whether it, or its control, is this person's.
    #[must_use]
    pub fn is_of(&self, person: PersonId) -> bool {
        self.now.owner == person || self.control_owner == Some(person)
    }
}

/// A system as a form offers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemToName {
    pub id: SystemId,
    pub name: String,
    /// May be empty.
    pub unit: String,
    /// May be empty.
    pub department: String,
}

/// Which deficiencies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeficienciesWanted {
    /// Only those that stand open.
    pub open: bool,
    pub control: Option<ControlId>,
    /// The number of a system or vendor; 0 is the organisation.
    pub subject: Option<i64>,
}

const DEFICIENCY: &str = "SELECT d.id, d.no, d.source_kind, d.source, d.control, d.requirement, d.criteria, d.subject, \
    d.found_on, d.occurred_on, d.owner, d.title, d.what, d.by, d.from_at, y.id, y.name, v.id, v.name, c.owner \
    FROM deficiency d LEFT JOIN system y ON y.no = d.subject LEFT JOIN vendor v ON v.no = d.subject \
    LEFT JOIN control c ON c.id = d.control";

fn deficiency(row: &Row) -> Result<DeficiencyRow> {
    let unreadable = |_| Error::Unreadable("deficiency");
    let (system, vendor) = (row.get::<Option<SystemId>>(15)?, row.get::<Option<VendorId>>(17)?);
    let of = match (system, vendor) {
        (Some(id), _) => Of::System(id),
        (None, Some(id)) => Of::Vendor(id),
        (None, None) => Of::Organisation,
    };
    let criteria: String = row.get(6)?;
    let criteria = criteria.split(',').filter(|word| !word.is_empty()).map(str::parse);
    let owner = row.get(10)?;
    Ok(DeficiencyRow {
        id: row.get(0)?,
        no: row.get(1)?,
        source: Source { kind: row.get::<String>(2)?.parse().map_err(unreadable)?, id: row.get(3)? },
        control: code(row, 4)?,
        requirement: code(row, 5)?,
        criteria: criteria.collect::<std::result::Result<_, _>>().map_err(|_| Error::Unreadable("criterion"))?,
        subject: row.get(7)?,
        found_on: row.get(8)?,
        occurred_on: row.get(9)?,
        title: row.get(11)?,
        what: row.get(12)?,
        opened_by: row.get(13)?,
        at: row.get(14)?,
        of,
        name: row.get::<Option<String>>(16)?.or(row.get(18)?),
        control_owner: row.get(19)?,
        steps: Vec::new(),
        now: standing(owner, &[]),
        tasks: Vec::new(),
    })
}

fn code<T: std::str::FromStr>(row: &Row, i: usize) -> Result<Option<T>> {
    let text = row.get::<Option<String>>(i)?;
    text.map(|text| text.parse().map_err(|_| Error::Unreadable("code"))).transpose()
}

const STEP: &str = "SELECT s.deficiency, s.no, s.body, s.by, s.from_at FROM deficiency_step s";

fn made(row: &Row) -> Result<(DeficiencyId, Made)> {
    let step = serde_json::from_str(&row.get::<String>(2)?).map_err(|_| Error::Unreadable("step"))?;
    Ok((row.get(0)?, Made { no: row.get(1)?, step, by: row.get(3)?, at: row.get(4)? }))
}

/// Those that a test of `d` takes, the newest first.
pub(super) async fn deficiencies_in(
    tx: &mut Tx,
    test: &str,
    values: Vec<Value>,
    zone: &impl Zone,
) -> Result<Vec<DeficiencyRow>> {
    let rows = tx.all(format!("{DEFICIENCY} WHERE {test} ORDER BY d.no DESC"), values.clone()).await?;
    let mut all = rows.iter().map(deficiency).collect::<Result<Vec<_>>>()?;
    if all.is_empty() {
        return Ok(all);
    }
    let sql = format!("{STEP} JOIN deficiency d ON d.id = s.deficiency WHERE {test} ORDER BY s.deficiency, s.no");
    let mut steps: BTreeMap<DeficiencyId, Vec<Made>> = BTreeMap::new();
    for row in tx.all(sql, values).await? {
        let (id, made) = made(&row)?;
        steps.entry(id).or_default().push(made);
    }
    for row in &mut all {
        row.steps = steps.remove(&row.id).unwrap_or_default();
        row.now = standing(row.now.owner, &row.steps);
    }
    let mut tasks = tasks_in(tx, all.iter().flat_map(|row| &row.now.tasks), zone).await?;
    for row in &mut all {
        row.tasks = row.now.tasks.iter().filter_map(|id| tasks.remove(id)).collect();
    }
    Ok(all)
}

/// Corrective tasks by their ids: one statement, none for none.
pub(crate) async fn tasks_in(
    tx: &mut Tx,
    ids: impl Iterator<Item = &OwnTaskId>,
    zone: &impl Zone,
) -> Result<BTreeMap<OwnTaskId, CorrectiveTask>> {
    let ids: Vec<_> = ids.map(|id| format!("'{id}'")).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = format!(
        "SELECT id, title, assignee, due_on, done_at, ended_at, ended_as, done_by FROM own_task WHERE id IN ({})",
        ids.join(", ")
    );
    let rows = tx.all(sql, vec![]).await?;
    let task = |row: &Row| {
        let done = row.get::<Option<Instant>>(4)?.is_some();
        let stage = OwnStage::of(row.get::<Option<String>>(6)?.as_deref(), done);
        let ended_on = row.get::<Option<Instant>>(5)?.map(|at| zone.day(at));
        let (id, title, assignee, due_on) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let done_by = row.get(7)?;
        Ok((id, CorrectiveTask { id, title, assignee, due_on, stage, ended_on, done_by }))
    };
    rows.iter().map(task).collect()
}

pub(super) async fn deficiency_in(tx: &mut Tx, id: DeficiencyId, zone: &impl Zone) -> Result<DeficiencyRow> {
    let row = deficiencies_in(tx, "d.id = $1", args![id], zone).await?.into_iter().next();
    Ok(row.ok_or_else(|| Refusal::missing("deficiency"))?)
}

/// The one that stands open by this source.
pub(super) async fn open_by(tx: &mut Tx, source: &Source) -> Result<Option<(DeficiencyId, i64)>> {
    let sql = "SELECT id, no FROM deficiency WHERE source_kind = $1 AND source = $2 AND NOT closed ORDER BY no LIMIT 1";
    let row = tx.first(sql, args![source.kind.key(), source.id.as_str()]).await?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

impl Store {
    /// One of the log.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn deficiency(&self, id: DeficiencyId, zone: &impl Zone) -> Result<DeficiencyRow> {
        deficiency_in(&mut self.db.reading().await?, id, zone).await
    }

    /// The log, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deficiencies(&self, wanted: &DeficienciesWanted, zone: &impl Zone) -> Result<Vec<DeficiencyRow>> {
        let (mut tests, mut values) = (vec!["1 = 1".to_owned()], Vec::new());
        if wanted.open {
            tests.push("NOT d.closed".to_owned());
        }
        if let Some(control) = &wanted.control {
            values.push(control.as_str().into());
            tests.push(format!("d.control = ${}", values.len()));
        }
        if let Some(subject) = wanted.subject {
            values.push(subject.into());
            tests.push(format!("d.subject = ${}", values.len()));
        }
        deficiencies_in(&mut self.db.reading().await?, &tests.join(" AND "), values, zone).await
    }

    /// Systems that a form offers, by name, each with its unit and department: those in a programme, somebody's own, and
    /// those that are chosen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn systems_to_name(&self, own: PersonId, chosen: &[SystemId]) -> Result<Vec<SystemToName>> {
        let chosen: Vec<_> = chosen.iter().map(|id| format!("'{id}'")).collect();
        let chosen = if chosen.is_empty() { String::new() } else { format!("OR id IN ({})", chosen.join(", ")) };
        let sql = format!(
            "SELECT id, name, unit, department FROM system WHERE programmes <> 0 OR owner = $1 OR deputy = $1 {chosen} ORDER BY name, id LIMIT 500"
        );
        let rows = self.db.all(sql, args![own]).await?;
        let named = |row: &Row| {
            Ok(SystemToName { id: row.get(0)?, name: row.get(1)?, unit: row.get(2)?, department: row.get(3)? })
        };
        rows.iter().map(named).collect()
    }

    /// Pieces of evidence of a control for the organisation and one subject, those that speak for the latest days first:
    /// what a retest can name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn evidence_to_name(&self, control: &ControlId, subject: i64) -> Result<Vec<(EvidenceId, String, Date)>> {
        let spine = self.spine().await?;
        let of = |place: usize| spine.controls.get(place).is_some_and(|one| one.id == *control);
        let asked = spine.requirements.iter().filter(|one| of(one.control)).map(|one| one.no.to_string());
        let asked = asked.collect::<Vec<_>>().join(", ");
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT e.id, e.title, e.speaks_until FROM offer o JOIN evidence e ON e.id = o.evidence \
             WHERE o.requirement IN ({asked}) AND o.subject IN (0, $1) AND o.withdrawn_at IS NULL \
             AND (o.ruling IS NULL OR o.ruling <> '{}') GROUP BY e.id, e.title, e.speaks_until \
             ORDER BY e.speaks_until DESC, e.title, e.id LIMIT 50",
            Ruling::Rejected.key()
        );
        let rows = self.db.all(sql, args![subject]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
    }

    /// What has this number.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn subject_of(&self, no: i64) -> Result<Of> {
        let sql = "SELECT system, vendor FROM subject WHERE no = $1";
        let row = self.db.first(sql, args![no]).await?;
        let row = row.ok_or_else(|| Refusal::missing("subject"))?;
        Ok(match (row.get::<Option<SystemId>>(0)?, row.get::<Option<VendorId>>(1)?) {
            (Some(id), _) => Of::System(id),
            (None, Some(id)) => Of::Vendor(id),
            (None, None) => Of::Organisation,
        })
    }

    /// The one that stands open by this source, with its number: the same source opens no second.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_deficiency_by(&self, source: &Source) -> Result<Option<(DeficiencyId, i64)>> {
        open_by(&mut self.db.reading().await?, source).await
    }
}

impl Writing {
    pub(super) async fn deficiency(&mut self, id: DeficiencyId) -> Result<DeficiencyRow> {
        let zone = self.zone().await?;
        deficiency_in(&mut self.tx, id, &zone).await
    }
}
