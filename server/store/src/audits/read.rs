//! Audits as pages and verbs read them: five statements, however many there are.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, Value, args};
use crate::writing::Writing;
use domain::asked::CriterionSet;
use domain::audits::{AuditEnd, AuditStage, Owners, Plan, Report, Step, Tested, report, results};
use domain::codes::ControlId;
use domain::days::Period;
use domain::ids::{AuditId, DeficiencyId, PersonId, SystemId};
use domain::instant::Instant;
use domain::refusal::Refusal;
use std::collections::{BTreeMap, BTreeSet};

/// How an audit ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    pub how: AuditEnd,
    pub note: String,
    pub by: PersonId,
    pub at: Instant,
}

/// A deficiency that a step opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logged {
    pub id: DeficiencyId,
    pub no: i64,
    pub closed: bool,
}

/// An audit with all that was recorded of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    pub id: AuditId,
    /// Its number, from 1.
    pub no: i64,
    pub plan: Plan,
    /// In the order of the controls.
    pub steps: Vec<Step>,
    /// Every result that was recorded of a step, the oldest first; the last counts.
    pub recorded: BTreeMap<ControlId, Vec<Tested>>,
    /// With their names and numbers, by name.
    pub systems: Vec<(SystemId, String, i64)>,
    pub owners: Owners,
    /// The deficiencies that steps opened, the oldest first.
    pub logged: BTreeMap<ControlId, Vec<Logged>>,
    pub by: PersonId,
    pub at: Instant,
    pub ended: Option<Ended>,
}

impl AuditRow {
    /// “AUD-007”.
    #[must_use]
    pub fn code(&self) -> String {
        format!("AUD-{:03}", self.no)
    }

    /// The results that count.
    #[must_use]
    pub fn results(&self) -> BTreeMap<ControlId, Tested> {
        results(&self.recorded)
    }

    #[must_use]
    pub fn report(&self) -> Report {
        report(&self.plan, &self.steps, &self.results())
    }

    #[must_use]
    pub fn stage(&self) -> AuditStage {
        AuditStage::of(self.report().open.len(), self.ended.as_ref().map(|end| end.how))
    }

    #[must_use]
    pub fn step(&self, control: &ControlId) -> Option<&Step> {
        self.steps.iter().find(|step| step.control == *control)
    }

    /// The controls whose failure is in the deficiency log.
    #[must_use]
    pub fn in_the_log(&self) -> BTreeSet<ControlId> {
        self.logged.keys().cloned().collect()
    }

    /// Of the steps without a result those that this person may test.
    pub fn to_test(&self, person: PersonId) -> impl Iterator<Item = &Step> {
        let tests = self.ended.is_none() && self.plan.auditors.contains(&person);
        let open = self.report().open;
        self.steps.iter().filter(move |step| {
            tests && open.contains(&step.control) && !self.owners.owns(person, &step.control, &self.plan)
        })
    }
}

const AUDIT: &str = "SELECT a.id, a.no, a.title, a.criteria, a.period_from, a.period_until, a.due_on, a.by, a.from_at, \
    a.ended_as, a.ended_note, a.ended_by, a.ended_at FROM audit a";

/// Each step once for each deficiency that it opened: their source is the audit and the control.
const STEP: &str = "SELECT s.audit, s.control, s.criteria, s.procedure, c.owner, d.id, d.no, d.closed FROM audit_step s \
    JOIN audit a ON a.id = s.audit LEFT JOIN control c ON c.id = s.control \
    LEFT JOIN deficiency d ON d.source_kind = 'audit' AND d.source = CAST(s.audit AS TEXT) || '@' || s.control";

const RESULT: &str = "SELECT r.audit, r.control, r.outcome, r.population, r.sample, r.deviations, r.note, r.evidence, r.by, \
    r.from_at, r.elsewhere FROM audit_result r JOIN audit a ON a.id = r.audit";

fn criteria(text: &str) -> Result<CriterionSet> {
    let words = text.split(',').map(str::parse);
    words.collect::<std::result::Result<_, _>>().map_err(|_| Error::Unreadable("criterion"))
}

fn control(row: &Row, i: usize) -> Result<ControlId> {
    row.get::<String>(i)?.parse().map_err(|_| Error::Unreadable("control id"))
}

fn count(row: &Row, i: usize) -> Result<u32> {
    u32::try_from(row.get::<i64>(i)?).map_err(|_| Error::Unreadable("count"))
}

fn audit(row: &Row) -> Result<AuditRow> {
    let unreadable = |_| Error::Unreadable("audit");
    let how = row.get::<Option<String>>(9)?.map(|word| word.parse().map_err(unreadable)).transpose()?;
    let ended = match how {
        Some(how) => Some(Ended { how, note: row.get(10)?, by: row.get(11)?, at: row.get(12)? }),
        None => None,
    };
    Ok(AuditRow {
        id: row.get(0)?,
        no: row.get(1)?,
        plan: Plan {
            title: row.get(2)?,
            criteria: criteria(&row.get::<String>(3)?)?,
            systems: BTreeSet::new(),
            period: Period::new(row.get(4)?, row.get(5)?).map_err(|_| Error::Unreadable("audited days"))?,
            due: row.get(6)?,
            auditors: BTreeSet::new(),
        },
        steps: Vec::new(),
        recorded: BTreeMap::new(),
        systems: Vec::new(),
        owners: Owners::default(),
        logged: BTreeMap::new(),
        by: row.get(7)?,
        at: row.get(8)?,
        ended,
    })
}

fn tested(row: &Row) -> Result<Tested> {
    let evidence: String = row.get(7)?;
    let evidence = evidence.split(',').filter(|id| !id.is_empty()).map(str::parse);
    let population = match row.get::<Option<i64>>(3)? {
        Some(_) => Some(count(row, 3)?),
        None => None,
    };
    Ok(Tested {
        outcome: row.get::<String>(2)?.parse().map_err(|_| Error::Unreadable("outcome"))?,
        population,
        sample: count(row, 4)?,
        deviations: count(row, 5)?,
        note: row.get(6)?,
        evidence: evidence.collect::<std::result::Result<_, _>>().map_err(|_| Error::Unreadable("evidence"))?,
        elsewhere: row.get::<Option<String>>(10)?.unwrap_or_default(),
        by: row.get(8)?,
        at: row.get(9)?,
    })
}

/// Those that a test of `a` takes, the newest first.
async fn audits_in(tx: &mut Tx, test: &str, values: Vec<Value>) -> Result<Vec<AuditRow>> {
    let rows = tx.all(format!("{AUDIT} WHERE {test} ORDER BY a.no DESC"), values.clone()).await?;
    let mut all = rows.iter().map(audit).collect::<Result<Vec<_>>>()?;
    if all.is_empty() {
        return Ok(all);
    }
    let places: BTreeMap<AuditId, usize> = all.iter().enumerate().map(|(place, row)| (row.id, place)).collect();
    let sql = format!(
        "SELECT s.audit, y.id, y.name, y.no, y.owner, y.deputy FROM audit_system s JOIN audit a ON a.id = s.audit \
         JOIN system y ON y.no = s.subject WHERE {test} ORDER BY y.name, y.no"
    );
    for row in tx.all(sql, values.clone()).await? {
        let Some(one) = at(&mut all, &places, &row)? else { continue };
        let id: SystemId = row.get(1)?;
        one.plan.systems.insert(id);
        one.systems.push((id, row.get(2)?, row.get(3)?));
        let owners = [row.get::<Option<PersonId>>(4)?, row.get(5)?].into_iter().flatten();
        one.owners.systems.entry(id).or_default().extend(owners);
    }
    let sql = format!(
        "SELECT u.audit, u.person FROM audit_auditor u JOIN audit a ON a.id = u.audit WHERE {test} ORDER BY u.audit, u.person"
    );
    for row in tx.all(sql, values.clone()).await? {
        let Some(one) = at(&mut all, &places, &row)? else { continue };
        one.plan.auditors.insert(row.get(1)?);
    }
    let sql = format!("{STEP} WHERE {test} ORDER BY s.audit, s.control, d.no");
    for row in tx.all(sql, values.clone()).await? {
        let Some(one) = at(&mut all, &places, &row)? else { continue };
        one.read_step(&row)?;
    }
    let sql = format!("{RESULT} WHERE {test} ORDER BY r.audit, r.control, r.no");
    for row in tx.all(sql, values).await? {
        let Some(one) = at(&mut all, &places, &row)? else { continue };
        one.recorded.entry(control(&row, 1)?).or_default().push(tested(&row)?);
    }
    Ok(all)
}

/// The audit of a row that names it first.
fn at<'a>(all: &'a mut [AuditRow], places: &BTreeMap<AuditId, usize>, row: &Row) -> Result<Option<&'a mut AuditRow>> {
    let place = places.get(&row.get(0)?).copied();
    Ok(place.and_then(|place| all.get_mut(place)))
}

impl AuditRow {
    /// A step, once for each deficiency that it opened.
    fn read_step(&mut self, row: &Row) -> Result<()> {
        let control = control(row, 1)?;
        if let Some(owner) = row.get::<Option<PersonId>>(4)? {
            self.owners.controls.entry(control.clone()).or_default().insert(owner);
        }
        if let Some(id) = row.get::<Option<DeficiencyId>>(5)? {
            let logged = Logged { id, no: row.get(6)?, closed: row.get(7)? };
            self.logged.entry(control.clone()).or_default().push(logged);
        }
        if self.step(&control).is_none() {
            let criteria = criteria(&row.get::<String>(2)?)?;
            self.steps.push(Step { control, criteria, procedure: row.get(3)? });
        }
        Ok(())
    }
}

async fn audit_in(tx: &mut Tx, id: AuditId) -> Result<AuditRow> {
    let row = audits_in(tx, "a.id = $1", args![id]).await?.into_iter().next();
    Ok(row.ok_or_else(|| Refusal::missing("audit"))?)
}

impl Store {
    /// An audit.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn audit(&self, id: AuditId) -> Result<AuditRow> {
        audit_in(&mut self.db.reading().await?, id).await
    }

    /// Audits, the newest first; only those that have not ended, or all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audits(&self, open: bool) -> Result<Vec<AuditRow>> {
        let test = if open { "a.ended_as IS NULL" } else { "1 = 1" };
        audits_in(&mut self.db.reading().await?, test, vec![]).await
    }
}

impl Writing {
    pub(crate) async fn audit(&mut self, id: AuditId) -> Result<AuditRow> {
        audit_in(&mut self.tx, id).await
    }
}
