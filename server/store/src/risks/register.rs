//! The register across all that is assessed, and when each is assessed anew.

use super::read::{ASSESSMENT, AssessmentRow, SAID, assessment, own_risk, said, signed};
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Tx, args};
use domain::catalogue::catalogue;
use domain::codes::RiskId;
use domain::ids::{AssessmentId, PersonId, SystemId};
use domain::instant::{Instant, Zone};
use domain::risks::{
    Answer, Due, OwnRisk, Rated, ReassessmentTrigger, RegisterEntry, RiskCategory, TreatmentKind, TreatmentStanding,
    TriggerEvent, due,
};
use domain::words::Stage;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A rated risk of a concluded assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterRow {
    pub assessment: AssessmentId,
    /// The system's name.
    pub name: Option<String>,
    pub title: String,
    pub entry: RegisterEntry,
    pub treatment: Option<(TreatmentKind, TreatmentStanding)>,
}

impl RegisterRow {
    /// What it is of, for people.
    #[must_use]
    pub fn of(&self) -> &str {
        self.name.as_deref().unwrap_or("The organisation")
    }
}

/// Something that is assessed, or is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RisksOf {
    /// `None`: the organisation.
    pub system: Option<(SystemId, String)>,
    pub owner: Option<PersonId>,
    /// The last that was concluded.
    pub last: Option<AssessmentRow>,
    /// The one under way.
    pub running: Option<AssessmentRow>,
    pub due: Due,
}

impl RisksOf {
    /// What it is of, for people.
    #[must_use]
    pub fn of(&self) -> &str {
        self.system.as_ref().map_or("The organisation", |(_, name)| name)
    }
}

const LATEST: &str = "a.concluded_at = (SELECT max(c.concluded_at) FROM risk_assessment c WHERE c.subject = a.subject)";

impl Store {
    /// The risks that were rated, each by the last conclusion for what is assessed; the weightiest first. Systems that are
    /// retired bear none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn risk_register(&self, today: Date, zone: &impl Zone) -> Result<Vec<RegisterRow>> {
        let mut tx = self.db.reading().await?;
        let mut rows = rated_in(&mut tx, LATEST, today, zone).await?;
        let retired = "SELECT id FROM system WHERE stage = $1";
        let retired = tx.all(retired, args![Stage::Retired.key()]).await?;
        let retired = retired.iter().map(|row| row.get(0)).collect::<Result<std::collections::BTreeSet<SystemId>>>()?;
        rows.retain(|row| match row.entry.of {
            domain::risks::Assessed::System(id) => !retired.contains(&id),
            domain::risks::Assessed::Organisation => true,
        });
        let weight = |row: &RegisterRow| (row.entry.residual.band, row.entry.residual.rating);
        rows.sort_by(|a, b| {
            weight(b).cmp(&weight(a)).then_with(|| a.of().cmp(b.of())).then(a.entry.risk.cmp(&b.entry.risk))
        });
        Ok(rows)
    }

    /// The ratings of all conclusions there ever were: what a trend is read of.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn risk_history(&self, today: Date, zone: &impl Zone) -> Result<Vec<RegisterEntry>> {
        let rows = rated_in(&mut self.db.reading().await?, "a.concluded_at IS NOT NULL", today, zone).await?;
        Ok(rows.into_iter().map(|row| row.entry).collect())
    }

    /// The organisation, every system in a programme, and every other that was assessed: with its last assessment, the one
    /// under way, and when the next is due. The most pressing first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn risks_of_all(&self, today: Date, zone: &impl Zone) -> Result<Vec<RisksOf>> {
        let mut tx = self.db.reading().await?;
        let (mut last, mut running) = (by_subject(&mut tx, LATEST).await?, by_subject(&mut tx, RUNNING).await?);
        let mut happened = happened_in(&mut tx, zone).await?;
        let sql = "SELECT no, id, name, owner FROM system WHERE stage <> $1 AND (programmes <> 0 \
                   OR EXISTS (SELECT 1 FROM risk_assessment a WHERE a.subject = system.no)) ORDER BY name, id";
        let rows = tx.all(sql, args![Stage::Retired.key()]).await?;
        let mut things = vec![(0, None, None)];
        for row in &rows {
            things.push((row.get::<i64>(0)?, Some((row.get(1)?, row.get(2)?)), row.get(3)?));
        }
        let mut all: Vec<_> = things
            .into_iter()
            .map(|(no, system, owner)| {
                let (last, running) = (last.remove(&no), running.remove(&no));
                let due = due(
                    last.as_ref().and_then(AssessmentRow::concluded),
                    &happened.remove(&no).unwrap_or_default(),
                    today,
                );
                RisksOf { system, owner, last, running, due }
            })
            .collect();
        all.sort_by_key(|one| (std::cmp::Reverse(one.due.pressing), one.due.by));
        Ok(all)
    }

    /// A risk of our own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_risk(&self, id: &RiskId) -> Result<Option<OwnRisk>> {
        let sql = "SELECT body FROM own_risk WHERE id = $1";
        let row = self.db.reading().await?.first(sql, args![id.as_str()]).await?;
        row.map(|row| own_risk(&row.get::<String>(0)?)).transpose()
    }

    /// The assessments of one system, or of the organisation; the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn assessments_of(&self, subject: i64) -> Result<Vec<AssessmentRow>> {
        let sql = format!("{ASSESSMENT} WHERE a.subject = $1 ORDER BY a.from_at DESC LIMIT 100");
        self.db.reading().await?.all(sql, args![subject]).await?.iter().map(assessment).collect()
    }
}

const RUNNING: &str = "a.concluded_at IS NULL";

async fn by_subject(tx: &mut Tx, which: &str) -> Result<BTreeMap<i64, AssessmentRow>> {
    let rows = tx.all(format!("{ASSESSMENT} WHERE {which}"), vec![]).await?;
    rows.iter().map(|row| assessment(row).map(|row| (row.subject, row))).collect()
}

/// The rated risks of the assessments that `which` picks.
async fn rated_in(tx: &mut Tx, which: &str, today: Date, zone: &impl Zone) -> Result<Vec<RegisterRow>> {
    let assessments = tx.all(format!("{ASSESSMENT} WHERE {which}"), vec![]).await?;
    let assessments = assessments.iter().map(|row| assessment(row).map(|row| (row.id, row)));
    let assessments = assessments.collect::<Result<BTreeMap<_, _>>>()?;
    let tasks = "SELECT id, ended_at FROM own_task WHERE ended_as = 'signed' AND about_kind IN ('system', 'criterion')";
    let signed = signed(&tx.all(tasks, vec![]).await?, zone)?;
    let mut own = BTreeMap::new();
    for row in tx.all("SELECT body FROM own_risk", vec![]).await? {
        let risk = own_risk(&row.get::<String>(0)?)?;
        own.insert(risk.id.clone(), risk);
    }
    let sql = format!("{SAID} AND s.assessment IN (SELECT a.id FROM risk_assessment a WHERE {which})");
    let mut rows = Vec::new();
    for row in tx.all(sql, vec![]).await? {
        let Some(of) = assessments.get(&row.get(0)?) else { continue };
        let (risk, said) = said(&row, &signed)?;
        if let Answer::Rated(rated) = said.answer {
            rows.push(register_row(of, risk, &rated, &own, today)?);
        }
    }
    Ok(rows)
}

fn register_row(
    of: &AssessmentRow,
    risk: RiskId,
    rated: &Rated,
    own: &BTreeMap<RiskId, OwnRisk>,
    today: Date,
) -> Result<RegisterRow> {
    let library = catalogue().risks.get(&risk);
    let named = library.and_then(|risk| Some((risk.title.to_owned(), RiskCategory::of(risk)?)));
    let named = named.or_else(|| own.get(&risk).map(|risk| (risk.title.clone(), risk.category)));
    let (title, category) = named.ok_or(Error::Unreadable("risk"))?;
    let on = of.concluded().map(|concluded| concluded.on).ok_or(Error::Unreadable("conclusion"))?;
    let Rated { inherent, residual, owner, .. } = rated;
    let treatment = rated.treatment.as_ref().map(|one| (one.kind(), one.standing(residual, today)));
    let (inherent, residual, owner, of_what) = (*inherent, *residual, *owner, of.assessment.of);
    let entry = RegisterEntry { risk, of: of_what, category, owner, inherent, residual, on };
    Ok(RegisterRow { assessment: of.id, name: of.name.clone(), title, entry, treatment })
}

/// What happened to what is assessed since its last conclusion, by its number: traits answered yes, stages, vendors, and
/// acceptances that lapse.
async fn happened_in(tx: &mut Tx, zone: &impl Zone) -> Result<BTreeMap<i64, Vec<TriggerEvent>>> {
    let mut happened: BTreeMap<i64, Vec<TriggerEvent>> = BTreeMap::new();
    let sql = "SELECT f.no, f.what, f.value, f.from_at FROM fact f JOIN (SELECT subject, max(concluded_at) AS at \
               FROM risk_assessment GROUP BY subject) c ON c.subject = f.no WHERE f.about = 'subject' \
               AND f.what IN ('answer', 'stage', 'vendor') AND f.from_at > c.at ORDER BY f.from_at";
    for row in tx.all(sql, vec![]).await? {
        let trigger = match (row.get::<String>(1)?.as_str(), row.get::<String>(2)?.as_str()) {
            ("answer", "yes") => ReassessmentTrigger::NewTrait,
            ("stage", _) => ReassessmentTrigger::NewStage,
            ("vendor", _) => ReassessmentTrigger::VendorAdded,
            _ => continue,
        };
        let at: Instant = row.get(3)?;
        happened.entry(row.get(0)?).or_default().push(TriggerEvent { trigger, at, on: zone.day(at) });
    }
    let sql = "SELECT a.subject, p.until_on FROM risk_acceptance p JOIN risk_assessment a ON a.id = p.assessment \
               WHERE p.ended_at IS NULL AND a.concluded_at IS NOT NULL";
    for row in tx.all(sql, vec![]).await? {
        let on = row.get::<Date>(1)?.saturating_add(jiff::Span::new().days(1));
        let trigger = ReassessmentTrigger::AcceptanceLapsed;
        happened.entry(row.get(0)?).or_default().push(TriggerEvent { trigger, at: zone.midnight(on), on });
    }
    Ok(happened)
}
