//! Assessments as their rows say them.

use super::{Body, why};
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, Value, args};
use domain::codes::{ControlId, RiskId};
use domain::ids::{AssessmentId, OwnTaskId, PersonId, SystemId};
use domain::instant::{Instant, Zone};
use domain::refusal::Refusal;
use domain::risks::{
    Action, Answer, Assessed, AssessedRisk, Assessment, Concluded, OwnRisk, Rated, SentBack, State, Submitted,
    Treatment, Why,
};
use domain::words::Stage;
use jiff::civil::Date;
use std::collections::BTreeMap;
use uuid::Uuid;

/// An assessment in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentRow {
    pub id: AssessmentId,
    /// The number of the system; 0 is the organisation.
    pub subject: i64,
    /// The system's name.
    pub name: Option<String>,
    pub assessment: Assessment,
    /// How many things became of it.
    pub(crate) turns: i64,
    /// Whether the system is retired: what it bore is borne no longer.
    pub(crate) retired: bool,
    /// Whether no later one of the same was concluded.
    pub last: bool,
}

impl AssessmentRow {
    /// What it is of, for people.
    #[must_use]
    pub fn of(&self) -> &str {
        self.name.as_deref().unwrap_or("The organisation")
    }

    /// Since when it waits to be concluded, if it does.
    #[must_use]
    pub const fn submitted_at(&self) -> Option<Instant> {
        match &self.assessment.state {
            State::Submitted(submitted) => Some(submitted.at),
            State::Draft { .. } | State::Concluded(_) => None,
        }
    }

    /// How it was concluded, if it was.
    #[must_use]
    pub const fn concluded(&self) -> Option<&Concluded> {
        match &self.assessment.state {
            State::Concluded(concluded) => Some(concluded),
            State::Draft { .. } | State::Submitted(_) => None,
        }
    }
}

/// An assessment with what became of it last.
pub(super) const ASSESSMENT: &str = "SELECT a.id, a.subject, a.author, a.from_at, y.id, y.name, t.no, t.kind, t.by, t.scale, \
    t.reason, t.on_day, t.review_on, t.from_at, (SELECT u.by FROM risk_turn u WHERE u.assessment = a.id AND u.no = t.no - 1), y.stage, \
    NOT EXISTS (SELECT 1 FROM risk_assessment l WHERE l.subject = a.subject AND l.concluded_at > a.concluded_at) \
    FROM risk_assessment a LEFT JOIN system y ON y.no = a.subject \
    LEFT JOIN risk_turn t ON t.assessment = a.id AND t.no = (SELECT max(m.no) FROM risk_turn m WHERE m.assessment = a.id)";

pub(super) fn assessment(row: &Row) -> Result<AssessmentRow> {
    let of = row.get::<Option<SystemId>>(4)?.map_or(Assessed::Organisation, Assessed::System);
    let turns = row.get::<Option<i64>>(6)?.unwrap_or_default();
    Ok(AssessmentRow {
        id: row.get(0)?,
        subject: row.get(1)?,
        name: row.get(5)?,
        assessment: Assessment { of, author: row.get(2)?, opened: row.get(3)?, state: state(row)? },
        turns,
        retired: row.get::<Option<String>>(15)?.is_some_and(|stage| stage == Stage::Retired.key()),
        last: row.get(16)?,
    })
}

fn state(row: &Row) -> Result<State> {
    let Some(kind) = row.get::<Option<String>>(7)? else { return Ok(State::Draft { sent_back: None }) };
    let lost = || Error::Unreadable("turn of an assessment");
    let by = row.get::<Option<PersonId>>(8)?.ok_or_else(lost)?;
    let scale = row.get::<Option<i64>>(9)?.and_then(|no| u32::try_from(no).ok()).ok_or_else(lost)?;
    let at = row.get::<Option<Instant>>(13)?.ok_or_else(lost)?;
    match kind.as_str() {
        "submitted" => Ok(State::Submitted(Submitted { by, at, scale })),
        "sent-back" => {
            let reason = row.get::<Option<String>>(10)?.unwrap_or_default();
            Ok(State::Draft { sent_back: Some(SentBack { by, at, reason }) })
        }
        "concluded" => Ok(State::Concluded(Concluded {
            by,
            at,
            on: row.get::<Option<Date>>(11)?.ok_or_else(lost)?,
            review_on: row.get::<Option<Date>>(12)?.ok_or_else(lost)?,
            scale,
            submitted_by: row.get::<Option<PersonId>>(14)?.ok_or_else(lost)?,
        })),
        _ => Err(lost()),
    }
}

pub(super) async fn assessment_in(tx: &mut Tx, id: AssessmentId) -> Result<AssessmentRow> {
    let row = tx.first(format!("{ASSESSMENT} WHERE a.id = $1"), args![id]).await?;
    assessment(&row.ok_or_else(|| Refusal::missing("risk assessment"))?)
}

/// A page of them, of all or of one system, in the order they were opened.
pub(crate) async fn after(
    tx: &mut Tx,
    system: Option<SystemId>,
    after: Option<AssessmentId>,
    most: usize,
) -> Result<Vec<AssessmentRow>> {
    let mut values: Vec<Value> = args![after.unwrap_or(AssessmentId(Uuid::nil()))];
    let mut and = String::new();
    if let Some(system) = system {
        values.push(system.into());
        and = format!(" AND y.id = ${}", values.len());
    }
    let sql = format!("{ASSESSMENT} WHERE a.id > $1{and} ORDER BY a.id LIMIT {most}");
    tx.all(sql, values).await?.iter().map(assessment).collect()
}

/// The one that is under way.
pub(super) async fn running_in(tx: &mut Tx, subject: i64) -> Result<Option<AssessmentRow>> {
    let sql = format!("{ASSESSMENT} WHERE a.subject = $1 AND a.concluded_at IS NULL");
    tx.first(sql, args![subject]).await?.as_ref().map(assessment).transpose()
}

/// The last one that was concluded before an instant.
pub(super) async fn concluded_before(tx: &mut Tx, subject: i64, at: Instant) -> Result<Option<AssessmentRow>> {
    let sql = format!("{ASSESSMENT} WHERE a.subject = $1 AND a.concluded_at < $2 ORDER BY a.concluded_at DESC LIMIT 1");
    tx.first(sql, args![subject, at]).await?.as_ref().map(assessment).transpose()
}

/// What is said of one risk, last.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub no: i64,
    pub answer: Answer,
    pub why: Vec<(ControlId, Why)>,
}

/// The last row of each risk of assessments; append what picks them.
pub(super) const SAID: &str = "SELECT s.assessment, s.risk, s.no, s.body FROM risk_said s WHERE s.no = (SELECT max(m.no) \
    FROM risk_said m WHERE m.assessment = s.assessment AND m.risk = s.risk)";

/// When tasks of mitigations were signed off.
pub(super) type Signed = BTreeMap<OwnTaskId, Date>;

pub(super) fn said(row: &Row) -> Result<(RiskId, Said)> {
    let body: Body = serde_json::from_str(&row.get::<String>(3)?).map_err(|_| Error::Unreadable("what was said"))?;
    let AssessedRisk { risk, answer } = body.said;
    Ok((risk, Said { no: row.get(2)?, answer, why: why(&body.why) }))
}

impl Said {
    /// The tasks of its mitigation, if that is what is done.
    pub(super) fn tasks(&mut self) -> &mut [Action] {
        match &mut self.answer {
            Answer::Rated(Rated { treatment: Some(Treatment::Mitigate { tasks, .. }), .. }) => tasks,
            Answer::Open | Answer::Rated(_) | Answer::SetAside(_) => &mut [],
        }
    }

    /// With the tasks closed that were signed off.
    pub(super) fn close(&mut self, signed: &Signed) {
        for task in self.tasks() {
            task.closed_on = task.task.and_then(|id| signed.get(&id)).copied();
        }
    }
}

pub(super) async fn said_in(tx: &mut Tx, id: AssessmentId, signed: &Signed) -> Result<BTreeMap<RiskId, Said>> {
    let rows = tx.all(format!("{SAID} AND s.assessment = $1"), args![id]).await?;
    let mut all: BTreeMap<_, _> = rows.iter().map(said).collect::<Result<_>>()?;
    all.values_mut().for_each(|said| said.close(signed));
    Ok(all)
}

/// The tasks about what is assessed that a second person signed off.
pub(super) async fn signed_in(tx: &mut Tx, of: Assessed, zone: &impl Zone) -> Result<Signed> {
    let about = super::treat::task_about(of);
    let sql = "SELECT id, ended_at FROM own_task WHERE about_kind = $1 AND about = $2 AND ended_as = 'signed'";
    signed(&tx.all(sql, args![about.kind(), about.id()]).await?, zone)
}

/// Of `id, ended_at`.
pub(super) fn signed(rows: &[Row], zone: &impl Zone) -> Result<Signed> {
    rows.iter().map(|row| Ok((row.get(0)?, zone.day(row.get(1)?)))).collect()
}

pub(super) fn own_risk(body: &str) -> Result<OwnRisk> {
    serde_json::from_str(body).map_err(|_| Error::Unreadable("risk of our own"))
}

pub(super) async fn own_risks_in(tx: &mut Tx, subject: i64) -> Result<Vec<OwnRisk>> {
    let rows = tx.all("SELECT body FROM own_risk WHERE subject = $1 ORDER BY from_seq", args![subject]).await?;
    rows.iter().map(|row| own_risk(&row.get::<String>(0)?)).collect()
}

/// Who rated a risk, set one aside or decided about one, at any time of an assessment.
pub(super) async fn part_in(tx: &mut Tx, id: AssessmentId) -> Result<Vec<PersonId>> {
    let sql = "SELECT DISTINCT by FROM risk_said WHERE assessment = $1 AND deed IN ('rated', 'set-aside', 'treated')";
    tx.all(sql, args![id]).await?.iter().map(|row| row.get(0)).collect()
}
