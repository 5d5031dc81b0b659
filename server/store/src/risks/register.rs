//! The register across all that is assessed, and when each is assessed anew.

use super::gather::weaken;
use super::read::{ASSESSMENT, AssessmentRow, SAID, assessment, own_risk, said, signed};
use crate::Store;
use crate::attestations::report_findings;
use crate::error::{Error, Result};
use crate::reading::head;
use crate::spine::finding_of;
use crate::sql::{Tx, args};
use domain::catalogue::catalogue;
use domain::codes::{ControlId, RiskId};
use domain::finding::Finding;
use domain::ids::{AssessmentId, PersonId, SystemId};
use domain::instant::{Instant, Zone};
use domain::risks::{
    Answer, Claim, Due, OwnRisk, Rated, ReassessmentTrigger, RegisterEntry, RiskCategory, TreatmentKind,
    TreatmentStanding, TrendPoint, TriggerEvent, due, month_ends, trend,
};
use domain::words::Stage;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// A rated risk of a concluded assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterRow {
    pub assessment: AssessmentId,
    /// The system's name.
    pub name: Option<String>,
    pub title: String,
    pub entry: RegisterEntry,
    pub treatment: Option<(TreatmentKind, TreatmentStanding)>,
    /// What was said, whole.
    pub rated: Rated,
    /// The controls on which its residual rests and that are not met today.
    pub unmet: Vec<ControlId>,
    /// Where it is one of our own.
    pub own: Option<OwnRisk>,
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
    /// The day since which it is known to us.
    pub since: Date,
}

impl RisksOf {
    /// What it is of, for people.
    #[must_use]
    pub fn of(&self) -> &str {
        self.system.as_ref().map_or("The organisation", |(_, name)| name)
    }
}

/// The last register that was read: as of an entry of the trail, and on a day.
pub(crate) type Kept = Arc<Mutex<Option<(i64, Date, Arc<RiskRegister>)>>>;

/// The register with all that a page says of it.
#[derive(Clone, Debug, Default)]
pub struct RiskRegister {
    /// The risks that were rated, each by the last conclusion for what is assessed; the weightiest first. Systems that are
    /// retired bear none.
    pub rows: Vec<RegisterRow>,
    /// How it stood at the ends of the last months, of all conclusions there ever were.
    pub trend: Vec<TrendPoint>,
    /// What is assessed, or is to be; the most pressing first.
    pub things: Vec<RisksOf>,
}

impl Store {
    /// The register on a day, as of entry `seq` of the trail or a later one, in a bounded number of statements; nothing is
    /// asked while that entry is the last and the day goes on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn risk_register(&self, seq: i64, today: Date, zone: &impl Zone) -> Result<Arc<RiskRegister>> {
        let kept = self.rated.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, _, kept)) = kept.filter(|(of, day, _)| (*of, *day) == (seq, today)) {
            return Ok(kept);
        }
        let mut tx = self.db.reading().await?;
        let (seq, _) = head(&mut tx).await?;
        let register = Arc::new(register(&mut tx, today, zone).await?);
        *self.rated.lock().unwrap_or_else(PoisonError::into_inner) = Some((seq, today, Arc::clone(&register)));
        Ok(register)
    }

    /// The rows of the register alone: of the last conclusions nothing but what was said in them is read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rated_risks(&self, today: Date, zone: &impl Zone) -> Result<Vec<RegisterRow>> {
        let mut tx = self.db.reading().await?;
        let all = assessments_in(&mut tx).await?;
        let mut rows = rated_in(&mut tx, standing(&all), today, zone).await?;
        claims_in(&mut tx, &mut rows, &all, today, zone).await?;
        Ok(by_weight(rows))
    }

    /// When what was assessed is assessed next, as [`Store::risks_of_all`] says it. `last`: its last conclusion.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn assessment_due(&self, last: &AssessmentRow, today: Date, zone: &impl Zone) -> Result<Due> {
        let mut happened = happened_in(&mut self.db.reading().await?, zone).await?;
        let events = happened.remove(&last.subject).unwrap_or_default();
        Ok(due(last.concluded(), &events, today, today))
    }

    /// The organisation, every system in a programme, and every other that was assessed: with its last assessment, the one
    /// under way, and when the next is due. The most pressing first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn risks_of_all(&self, today: Date, zone: &impl Zone) -> Result<Vec<RisksOf>> {
        let mut tx = self.db.reading().await?;
        let all = assessments_in(&mut tx).await?;
        things_in(&mut tx, &all, today, zone).await
    }

    /// A risk of our own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_risk(&self, id: &RiskId) -> Result<Option<OwnRisk>> {
        let sql = "SELECT body FROM own_risk WHERE id = $1";
        let row = self.db.first(sql, args![id.as_str()]).await?;
        row.map(|row| own_risk(&row.get::<String>(0)?)).transpose()
    }

    /// The assessments of one system, or of the organisation; the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn assessments_of(&self, subject: i64) -> Result<Vec<AssessmentRow>> {
        let sql = format!("{ASSESSMENT} WHERE a.subject = $1 ORDER BY a.from_at DESC LIMIT 100");
        self.db.all(sql, args![subject]).await?.iter().map(assessment).collect()
    }
}

async fn register(tx: &mut Tx, today: Date, zone: &impl Zone) -> Result<RiskRegister> {
    let all = assessments_in(tx).await?;
    let mut rows = rated_in(tx, all.iter().filter(|row| row.concluded().is_some()), today, zone).await?;
    let trend = trend(rows.iter().map(|row| &row.entry), &month_ends(today));
    let standing: BTreeSet<_> = standing(&all).map(|one| one.id).collect();
    rows.retain(|row| standing.contains(&row.assessment));
    claims_in(tx, &mut rows, &all, today, zone).await?;
    Ok(RiskRegister { rows: by_weight(rows), trend, things: things_in(tx, &all, today, zone).await? })
}

async fn assessments_in(tx: &mut Tx) -> Result<Vec<AssessmentRow>> {
    tx.all(ASSESSMENT, vec![]).await?.iter().map(assessment).collect()
}

/// The last that was concluded, by what it is of.
fn latest(all: &[AssessmentRow]) -> BTreeMap<i64, &AssessmentRow> {
    let mut latest: BTreeMap<i64, &AssessmentRow> = BTreeMap::new();
    for row in all.iter().filter(|row| row.concluded().is_some()) {
        let last = latest.entry(row.subject).or_insert(row);
        if last.concluded().map(|one| one.at) < row.concluded().map(|one| one.at) {
            *last = row;
        }
    }
    latest
}

/// The last conclusions that still say something: systems that are retired bear no risks.
fn standing(all: &[AssessmentRow]) -> impl Iterator<Item = &AssessmentRow> {
    latest(all).into_values().filter(|one| !one.retired)
}

/// The weightiest first.
fn by_weight(mut rows: Vec<RegisterRow>) -> Vec<RegisterRow> {
    let weight = |row: &RegisterRow| (row.entry.residual.band, row.entry.residual.rating);
    rows.sort_by(|a, b| {
        weight(b).cmp(&weight(a)).then_with(|| a.of().cmp(b.of())).then_with(|| a.entry.risk.cmp(&b.entry.risk))
    });
    rows
}

async fn things_in(tx: &mut Tx, all: &[AssessmentRow], today: Date, zone: &impl Zone) -> Result<Vec<RisksOf>> {
    let latest = latest(all);
    let running = all.iter().filter(|row| row.concluded().is_none());
    let mut running: BTreeMap<_, _> = running.map(|row| (row.subject, row.clone())).collect();
    let mut happened = happened_in(tx, zone).await?;
    let sql = "SELECT 0 AS no, NULL AS id, NULL AS name, NULL AS owner, at FROM event WHERE seq = 1 UNION ALL \
               SELECT no, id, name, owner, NULL FROM system WHERE stage <> $1 AND (programmes <> 0 \
               OR EXISTS (SELECT 1 FROM risk_assessment a WHERE a.subject = system.no)) ORDER BY name, id";
    let rows = tx.all(sql, args![Stage::Retired.key()]).await?;
    let mut things = Vec::with_capacity(rows.len());
    for row in &rows {
        let system = row.get::<Option<SystemId>>(1)?.zip(row.get::<Option<String>>(2)?);
        let since = system.as_ref().map_or_else(|| row.get(4), |(id, _)| Ok(id.born()))?;
        things.push((row.get::<i64>(0)?, system, row.get(3)?, since));
    }
    let things = things.into_iter().map(|(no, system, owner, since)| {
        let since = since.map_or(today, |at| zone.day(at));
        let (last, running) = (latest.get(&no).map(|row| (*row).clone()), running.remove(&no));
        let events = happened.remove(&no).unwrap_or_default();
        let due = due(last.as_ref().and_then(AssessmentRow::concluded), &events, since, today);
        RisksOf { system, owner, last, running, due, since }
    });
    let mut things: Vec<_> = things.collect();
    things.sort_by_key(|one| (std::cmp::Reverse(one.due.pressing), one.due.by));
    Ok(things)
}

/// The rated risks of these conclusions.
async fn rated_in(
    tx: &mut Tx,
    concluded: impl Iterator<Item = &AssessmentRow>,
    today: Date,
    zone: &impl Zone,
) -> Result<Vec<RegisterRow>> {
    let concluded: BTreeMap<_, _> = concluded.map(|row| (row.id, row)).collect();
    if concluded.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    let these: Vec<_> = concluded.keys().map(|id| format!("'{id}'")).collect();
    for row in tx.all(format!("{SAID} AND s.assessment IN ({})", these.join(", ")), vec![]).await? {
        let Some(of) = concluded.get(&row.get(0)?) else { continue };
        let (risk, said) = said(&row)?;
        all.push((*of, risk, said));
    }
    if all.iter_mut().any(|(.., said)| !said.tasks().is_empty()) {
        let sql =
            "SELECT id, ended_at FROM own_task WHERE ended_as = 'signed' AND about_kind IN ('system', 'criterion')";
        let signed = signed(&tx.all(sql, vec![]).await?, zone)?;
        all.iter_mut().for_each(|(.., said)| said.close(&signed));
    }
    let mut own = BTreeMap::new();
    if all.iter().any(|(_, risk, _)| catalogue().risks.get(risk).is_none()) {
        for row in tx.all("SELECT body FROM own_risk", vec![]).await? {
            let risk = own_risk(&row.get::<String>(0)?)?;
            own.insert(risk.id.clone(), risk);
        }
    }
    let mut rows = Vec::new();
    for (of, risk, said) in all {
        if let Answer::Rated(rated) = said.answer {
            rows.push(register_row(of, risk, rated, &own, today)?);
        }
    }
    Ok(rows)
}

fn register_row(
    of: &AssessmentRow,
    risk: RiskId,
    rated: Rated,
    own: &BTreeMap<RiskId, OwnRisk>,
    today: Date,
) -> Result<RegisterRow> {
    let library = catalogue().risks.get(&risk);
    let named = library.and_then(|risk| Some((risk.title.to_owned(), RiskCategory::of(risk)?)));
    let named = named.or_else(|| own.get(&risk).map(|risk| (risk.title.clone(), risk.category)));
    let (title, category) = named.ok_or(Error::Unreadable("risk"))?;
    let on = of.concluded().map(|concluded| concluded.on).ok_or(Error::Unreadable("conclusion"))?;
    let ours = own.get(&risk).cloned();
    let Rated { inherent, residual, owner, .. } = rated;
    let treatment = rated.treatment.as_ref().map(|one| (one.kind(), one.standing(&residual, today)));
    let of_what = of.assessment.of;
    let entry = RegisterEntry { risk, of: of_what, category, owner, inherent, residual, on };
    Ok(RegisterRow {
        assessment: of.id,
        name: of.name.clone(),
        title,
        entry,
        treatment,
        rated,
        unmet: Vec::new(),
        own: ours,
    })
}

/// Sets beside each claim the controls that are not met on that day; one statement, and none while nothing is claimed.
async fn claims_in(
    tx: &mut Tx,
    rows: &mut [RegisterRow],
    all: &[AssessmentRow],
    today: Date,
    zone: &impl Zone,
) -> Result<()> {
    let numbers: BTreeMap<_, _> = all.iter().map(|row| (row.id, row.subject)).collect();
    let subject = |row: &RegisterRow| numbers.get(&row.assessment).copied().unwrap_or_default();
    let claims = || rows.iter().filter(|row| row.rated.rests_on_controls());
    let subjects: BTreeSet<_> = claims().map(subject).chain([0]).collect();
    let controls: BTreeSet<_> = claims().flat_map(|row| &row.rated.acting).map(|id| format!("'{id}'")).collect();
    if controls.is_empty() {
        return Ok(());
    }
    let (_, last) = head(tx).await?;
    let subjects: Vec<_> = subjects.iter().map(ToString::to_string).collect();
    let controls: Vec<_> = controls.into_iter().collect();
    let sql = format!(
        "SELECT f.subject, c.id, f.state, f.detail FROM finding f JOIN requirement r ON r.no = f.requirement \
         JOIN control c ON c.no = r.control WHERE f.subject IN ({}) AND c.id IN ({}) AND f.from_at <= $1 AND f.until_at > $1",
        subjects.join(", "),
        controls.join(", ")
    );
    let mut found: BTreeMap<(i64, ControlId), Finding> = BTreeMap::new();
    for row in tx.all(sql, args![zone.midnight(today).max(last)]).await? {
        let control = row.get::<String>(1)?.parse().map_err(|_| Error::Unreadable("control"))?;
        weaken(&mut found, (row.get(0)?, control), finding_of(row.get(2)?, row.get(3)?));
    }
    for row in rows {
        let no = subject(&*row);
        let mut findings: BTreeMap<ControlId, Finding> = BTreeMap::new();
        for control in &row.rated.acting {
            let both = [no, 0].into_iter().filter_map(|no| found.get(&(no, control.clone())));
            both.for_each(|finding| weaken(&mut findings, control.clone(), *finding));
        }
        let findings: Vec<_> = findings.into_iter().collect();
        let claim = Claim { rated: &row.rated, findings: &findings };
        row.unmet = claim.unmet().into_iter().map(|(control, _)| control.clone()).collect();
    }
    Ok(())
}

/// What happened to what is assessed since its last conclusion, by its number: traits answered yes, stages, vendors and what
/// their reports hold, incidents, and acceptances that lapse.
pub(super) async fn happened_in(tx: &mut Tx, zone: &impl Zone) -> Result<BTreeMap<i64, Vec<TriggerEvent>>> {
    let mut happened: BTreeMap<i64, Vec<TriggerEvent>> = BTreeMap::new();
    let sql = "SELECT f.no, f.what, f.value, f.from_at FROM fact f JOIN (SELECT subject, max(concluded_at) AS at \
               FROM risk_assessment GROUP BY subject) c ON c.subject = f.no WHERE f.about = 'subject' \
               AND f.what IN ('answer', 'stage', 'vendor') AND f.from_at > c.at UNION ALL \
               SELECT a.subject, 'acceptance', p.until_on, p.from_at FROM risk_acceptance p \
               JOIN risk_assessment a ON a.id = p.assessment WHERE p.ended_at IS NULL AND a.concluded_at IS NOT NULL \
               UNION ALL SELECT subject, 'incident', '', from_at FROM incident_system \
               UNION ALL SELECT f.no, 'depends', f.key, f.from_at FROM fact f JOIN (SELECT DISTINCT subject \
               FROM risk_assessment WHERE concluded_at IS NOT NULL) c ON c.subject = f.no WHERE f.about = 'subject' \
               AND f.what = 'vendor' AND f.ended_at = $1";
    let mut dependent: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for row in tx.all(sql, args![Instant::NEVER]).await? {
        let (what, value): (String, String) = (row.get(1)?, row.get(2)?);
        let at: Instant = row.get(3)?;
        let event = |trigger| TriggerEvent { trigger, at, on: zone.day(at) };
        let event = match (what.as_str(), value.as_str()) {
            ("answer", "yes") => event(ReassessmentTrigger::NewTrait),
            ("stage", _) => event(ReassessmentTrigger::NewStage),
            ("vendor", _) => event(ReassessmentTrigger::VendorAdded),
            ("incident", _) => event(ReassessmentTrigger::Incident),
            ("acceptance", until) => {
                let until: Date = until.parse().map_err(|_| Error::Unreadable("date"))?;
                let on = until.saturating_add(jiff::Span::new().days(1));
                TriggerEvent { trigger: ReassessmentTrigger::AcceptanceLapsed, at: zone.midnight(on), on }
            }
            ("depends", vendor) => {
                let vendor = vendor.parse().map_err(|_| Error::Unreadable("vendor"))?;
                dependent.entry(vendor).or_default().push(row.get(0)?);
                continue;
            }
            _ => continue,
        };
        happened.entry(row.get(0)?).or_default().push(event);
    }
    let vendors: Vec<_> = dependent.keys().copied().collect();
    for (vendor, at) in report_findings(tx, &vendors).await? {
        let event = TriggerEvent { trigger: ReassessmentTrigger::ReportFinding, at, on: zone.day(at) };
        for system in dependent.get(&vendor).into_iter().flatten() {
            happened.entry(*system).or_default().push(event);
        }
    }
    Ok(happened)
}
