//! Incidents as pages and verbs read them: four statements, however many there are.

use crate::Store;
use crate::deficiencies::tasks_in;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, Value, args};
use crate::writing::Writing;
use domain::deficiencies::CorrectiveTask;
use domain::ids::{IncidentId, PersonId, SystemId};
use domain::incidents::{DutyStanding, Entry, Harm, Incident, IncidentStage, Times, duties, incident};
use domain::instant::{Instant, Zone};
use domain::refusal::Refusal;
use std::collections::BTreeMap;

/// An incident with all that was said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentRow {
    pub id: IncidentId,
    /// Its number, from 1.
    pub no: i64,
    pub title: String,
    pub what: String,
    pub harms: Vec<Harm>,
    pub times: Times,
    pub reported_by: PersonId,
    pub at: Instant,
    /// With their names and numbers, by name.
    pub systems: Vec<(SystemId, String, i64)>,
    /// Owners and deputies of these systems.
    pub owners: Vec<PersonId>,
    pub entries: Vec<Entry>,
    pub now: Incident,
    pub tasks: Vec<CorrectiveTask>,
}

impl IncidentRow {
    /// “INC-007”.
    #[must_use]
    pub fn code(&self) -> String {
        format!("INC-{:03}", self.no)
    }

    #[must_use]
    pub fn stage(&self) -> IncidentStage {
        self.now.stage()
    }

    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.now.review.is_none()
    }

    /// Its duties to notify as of an instant, those due first first.
    #[must_use]
    pub fn duties(&self, now: Instant, zone: &impl Zone) -> Vec<DutyStanding> {
        duties(&self.now, &self.times, now, zone)
    }

    /// Whether this person reported it, leads it, or owns one of its systems.
    #[must_use]
    pub fn is_of(&self, person: PersonId) -> bool {
        self.reported_by == person || self.now.lead() == Some(person) || self.owners.contains(&person)
    }
}

/// Which incidents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IncidentsWanted {
    /// Only those that are not reviewed.
    pub open: bool,
    /// The number of a system.
    pub subject: Option<i64>,
}

const INCIDENT: &str =
    "SELECT i.id, i.no, i.title, i.what, i.harms, i.began_at, i.detected_at, i.by, i.from_at FROM incident i";

fn row(row: &Row) -> Result<IncidentRow> {
    let harms: String = row.get(4)?;
    let harms = harms.split(',').map(str::parse).collect::<std::result::Result<_, _>>();
    Ok(IncidentRow {
        id: row.get(0)?,
        no: row.get(1)?,
        title: row.get(2)?,
        what: row.get(3)?,
        harms: harms.map_err(|_| Error::Unreadable("kind of harm"))?,
        times: Times { began: row.get(5)?, detected: row.get(6)? },
        reported_by: row.get(7)?,
        at: row.get(8)?,
        systems: Vec::new(),
        owners: Vec::new(),
        entries: Vec::new(),
        now: Incident::default(),
        tasks: Vec::new(),
    })
}

/// Those that a test of `i` takes, the newest first.
async fn incidents_in(tx: &mut Tx, test: &str, values: Vec<Value>, zone: &impl Zone) -> Result<Vec<IncidentRow>> {
    let rows = tx.all(format!("{INCIDENT} WHERE {test} ORDER BY i.no DESC"), values.clone()).await?;
    let mut all = rows.iter().map(row).collect::<Result<Vec<_>>>()?;
    if all.is_empty() {
        return Ok(all);
    }
    let sql = format!(
        "SELECT s.incident, y.id, y.name, y.no, y.owner, y.deputy FROM incident_system s JOIN incident i ON i.id = s.incident \
         JOIN system y ON y.no = s.subject WHERE {test} ORDER BY y.name, y.no"
    );
    let mut systems: BTreeMap<IncidentId, Vec<Row>> = BTreeMap::new();
    for row in tx.all(sql, values.clone()).await? {
        systems.entry(row.get(0)?).or_default().push(row);
    }
    let sql = format!(
        "SELECT e.incident, e.no, e.body, e.by, e.from_at FROM incident_entry e JOIN incident i ON i.id = e.incident \
         WHERE {test} ORDER BY e.incident, e.no"
    );
    let mut entries: BTreeMap<IncidentId, Vec<Entry>> = BTreeMap::new();
    for row in tx.all(sql, values).await? {
        let what = serde_json::from_str(&row.get::<String>(2)?).map_err(|_| Error::Unreadable("entry"))?;
        let entry = Entry { no: row.get(1)?, what, by: row.get(3)?, at: row.get(4)? };
        entries.entry(row.get(0)?).or_default().push(entry);
    }
    for one in &mut all {
        for row in systems.remove(&one.id).unwrap_or_default() {
            one.systems.push((row.get(1)?, row.get(2)?, row.get(3)?));
            one.owners.extend([row.get::<Option<PersonId>>(4)?, row.get(5)?].into_iter().flatten());
        }
        one.entries = entries.remove(&one.id).unwrap_or_default();
        one.now = incident(&one.entries);
    }
    let mut tasks = tasks_in(tx, all.iter().flat_map(|one| &one.now.tasks), zone).await?;
    for one in &mut all {
        one.tasks = one.now.tasks.iter().filter_map(|id| tasks.remove(id)).collect();
    }
    Ok(all)
}

async fn incident_in(tx: &mut Tx, id: IncidentId, zone: &impl Zone) -> Result<IncidentRow> {
    let row = incidents_in(tx, "i.id = $1", args![id], zone).await?.into_iter().next();
    Ok(row.ok_or_else(|| Refusal::missing("incident"))?)
}

impl Store {
    /// An incident.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn incident(&self, id: IncidentId, zone: &impl Zone) -> Result<IncidentRow> {
        incident_in(&mut self.db.reading().await?, id, zone).await
    }

    /// Incidents, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn incidents(&self, wanted: IncidentsWanted, zone: &impl Zone) -> Result<Vec<IncidentRow>> {
        let (mut tests, mut values) = (vec!["1 = 1"], Vec::new());
        if wanted.open {
            tests.push("NOT i.closed");
        }
        if let Some(subject) = wanted.subject {
            values.push(subject.into());
            tests.push("i.id IN (SELECT incident FROM incident_system WHERE subject = $1)");
        }
        incidents_in(&mut self.db.reading().await?, &tests.join(" AND "), values, zone).await
    }
}

impl Writing {
    pub(super) async fn incident(&mut self, id: IncidentId) -> Result<IncidentRow> {
        let zone = self.zone().await?;
        incident_in(&mut self.tx, id, &zone).await
    }
}
