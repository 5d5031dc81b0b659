//! What a concluded assessment proves: with its conclusion, and of what was adopted since once somebody says so.

use super::AssessmentRead;
use super::acceptances::proven_by;
use super::read::{ASSESSMENT, AssessmentRow, assessment, assessment_in, concluded_before, said_in};
use super::register::happened_in;
use crate::Store;
use crate::error::{Error, Result};
use crate::organisation::zone_in;
use crate::produced::{Step, record};
use crate::sql::{Tx, args};
use crate::writing::Writing;
use domain::catalogue::{RegisterStep, catalogue};
use domain::codes::{RequirementId, RiskId};
use domain::ids::{AssessmentId, EvidenceId, PersonId};
use domain::instant::{Instant, Zone};
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::risks::{Answer, Concluded, Due, TriggerEvent, authors, due, use_as_proof};
use domain::trail::{Event, ThingKind, Verb};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What the assessment of access to training data is about.
const ACCESS: (&str, &str) = ("TSK-RA-02-3", "RISK-03");

/// What an assessment proves, as its page says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssessmentProof {
    /// The evidence that came of it, each with its last day.
    pub evidence: Vec<(EvidenceId, Option<Date>)>,
    /// Requirements of controls adopted since that it could prove and does not.
    pub open: Vec<RequirementId>,
    /// Why whoever asks does not say so.
    pub why_not: Option<Refusal>,
}

/// A conclusion that could prove what was adopted since, if somebody said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingProof {
    pub row: AssessmentRow,
    /// Since when all that it could prove is adopted.
    pub since: Instant,
    took_part: Vec<PersonId>,
    happened: Vec<TriggerEvent>,
}

impl WaitingProof {
    /// Whether somebody may use it.
    pub(super) fn is_for(&self, actor: &Actor, today: Date) -> bool {
        let Some(concluded) = self.row.concluded() else { return false };
        let next = next(concluded, &self.happened, today);
        use_as_proof(&self.row.assessment, &self.took_part, true, &next, actor, today).is_ok()
    }
}

fn next(concluded: &Concluded, happened: &[TriggerEvent], today: Date) -> Due {
    due(Some(concluded), happened, concluded.on, today)
}

impl Store {
    /// Uses the last conclusion for a system as proof of what was adopted since: somebody who took no part in it says so. It
    /// speaks for the day on which it was concluded. How many pairs it proves.
    ///
    /// # Errors
    /// As [`use_as_proof`]; [`Refusal::Conflict`] when there is nothing that it could prove.
    pub async fn prove_assessment(&self, actor: &Actor, id: AssessmentId) -> Result<usize> {
        let mut w = self.write_as(actor, Verb::AssessmentProven).await?;
        let zone = w.zone().await?;
        let today = zone.day(w.now());
        let row = assessment_in(&mut w.tx, id).await?;
        let (next, took_part) = (next_in(&mut w.tx, &row, today, &zone).await?, part_of(&mut w.tx, &row).await?);
        let last = is_last(&mut w.tx, &row).await?;
        let concluded = use_as_proof(&row.assessment, &took_part, last, &next, actor, today)?;
        let open = open_in(&mut w.tx, &row, &concluded).await?;
        let proven = w.prove_conclusion(actor, &row, &concluded, &open).await?;
        if proven == 0 {
            let sentence = "Nothing waits for its proof: all that it can prove, it proves already.";
            return Err(Refusal::conflict(sentence).into());
        }
        let event = Event::new(Verb::AssessmentProven, actor.person).with("on", concluded.on.to_string());
        w.commit(super::about_row(event, &row)).await?;
        Ok(proven)
    }

    /// What a concluded assessment proves now, and what it could prove besides.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn assessment_proof(
        &self,
        actor: &Actor,
        read: &AssessmentRead,
        zone: &impl Zone,
    ) -> Result<AssessmentProof> {
        let Some(concluded) = read.row.concluded() else { return Ok(AssessmentProof::default()) };
        let mut tx = self.db.reading().await?;
        let sql = "SELECT id, own_end FROM evidence WHERE record_kind = 'assessment' AND record = $1 ORDER BY id";
        let rows = tx.all(sql, args![read.row.id.to_string()]).await?;
        let evidence = rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<Vec<_>>>()?;
        let open = open_in(&mut tx, &read.row, concluded).await?;
        if open.is_empty() {
            return Ok(AssessmentProof { evidence, ..AssessmentProof::default() });
        }
        let next = next_in(&mut tx, &read.row, read.today, zone).await?;
        let last = is_last(&mut tx, &read.row).await?;
        let may = use_as_proof(&read.row.assessment, &read.took_part, last, &next, actor, read.today);
        Ok(AssessmentProof { evidence, open, why_not: may.err() })
    }
}

impl Writing {
    /// Produces what a conclusion proves, of these requirements; how many pairs.
    pub(super) async fn prove_conclusion(
        &mut self,
        by: &Actor,
        row: &AssessmentRow,
        concluded: &Concluded,
        these: &[RequirementId],
    ) -> Result<usize> {
        let on = concluded.on;
        let step = Step {
            step: RegisterStep::RiskAssessmentConcluded,
            record: record(ThingKind::Assessment, row.id),
            title: format!("Risk assessment of {on}: {}", row.of()),
            author: row.assessment.author,
            speaks: (on, on),
            own_end: Some(concluded.review_on),
            pairs: proven_by(RegisterStep::RiskAssessmentConcluded, row.subject, |id| these.contains(id)),
        };
        self.produce_on(by, &step, on).await
    }
}

/// What a conclusion can prove: of a system, and about access to training data where `rated` says that the risk was.
pub(super) fn provable(subject: i64, rated: impl Fn(&str) -> bool) -> Vec<RequirementId> {
    let these = catalogue().proven_by(RegisterStep::RiskAssessmentConcluded).iter();
    let can = |id: &&RequirementId| subject != 0 && (id.as_str() != ACCESS.0 || rated(ACCESS.1));
    these.filter(can).cloned().collect()
}

/// When a control was adopted, or adopted again, for the last time.
const ADOPTED: &str =
    "(SELECT max(f.from_at) FROM fact f WHERE f.about = 'control' AND f.no = c.no AND f.what = 'adopted')";

/// Of what a conclusion can prove, what was adopted since and no evidence of it was ever offered for.
async fn open_in(tx: &mut Tx, row: &AssessmentRow, concluded: &Concluded) -> Result<Vec<RequirementId>> {
    let sql = format!(
        "SELECT r.id FROM requirement r JOIN control c ON c.no = r.control WHERE NOT c.retired AND {ADOPTED} > $1 \
               AND NOT EXISTS (SELECT 1 FROM evidence e JOIN offer o ON o.evidence = e.id WHERE e.record_kind = 'assessment' \
               AND e.record = $2 AND o.requirement = r.no) ORDER BY r.id"
    );
    let mut adopted: Vec<RequirementId> = Vec::new();
    for found in tx.all(sql, args![concluded.at, row.id.to_string()]).await? {
        adopted.push(found.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("requirement id"))?);
    }
    let maybe = provable(row.subject, |_| true);
    if !maybe.iter().any(|id| adopted.contains(id)) {
        return Ok(Vec::new());
    }
    let said = said_in(tx, row.id, &BTreeMap::new()).await?;
    let rated = |id: &str| said.iter().any(|(risk, said)| is(risk, id) && matches!(said.answer, Answer::Rated(_)));
    let mut open = provable(row.subject, rated);
    open.retain(|id| adopted.contains(id));
    Ok(open)
}

fn is(risk: &RiskId, id: &str) -> bool {
    risk.as_str() == id
}

async fn is_last(tx: &mut Tx, row: &AssessmentRow) -> Result<bool> {
    Ok(concluded_before(tx, row.subject, Instant::NEVER).await?.is_none_or(|last| last.id == row.id))
}

async fn next_in(tx: &mut Tx, row: &AssessmentRow, today: Date, zone: &impl Zone) -> Result<Due> {
    let happened = happened_in(tx, zone).await?.remove(&row.subject).unwrap_or_default();
    Ok(match row.concluded() {
        Some(concluded) => next(concluded, &happened, today),
        None => due(None, &happened, today, today),
    })
}

/// Whose work an assessment is.
async fn part_of(tx: &mut Tx, row: &AssessmentRow) -> Result<Vec<PersonId>> {
    let mut all = authors(&row.assessment, &[]);
    all.extend(super::read::part_in(tx, row.id).await?);
    Ok(all)
}

/// The last conclusions for systems in use that could prove what was adopted since, the oldest adoption first. One statement
/// while there is none.
pub(super) async fn waiting_in(tx: &mut Tx) -> Result<Vec<WaitingProof>> {
    let these: Vec<_> = provable(1, |_| true).iter().map(|id| format!("'{id}'")).collect();
    let sql = format!(
        "SELECT a.id, max({ADOPTED}) FROM risk_assessment a JOIN system y ON y.no = a.subject \
         JOIN requirement r ON r.id IN ({these}) JOIN control c ON c.no = r.control AND {ADOPTED} > a.concluded_at \
         WHERE NOT c.retired AND y.stage <> 'retired' AND y.programmes <> 0 AND a.concluded_at = (SELECT max(b.concluded_at) FROM risk_assessment b \
         WHERE b.subject = a.subject) AND (r.id <> '{access}' OR EXISTS (SELECT 1 FROM risk_said s WHERE s.assessment = a.id \
         AND s.risk = '{risk}' AND s.deed NOT IN ('set-aside', 'agreed') AND s.no = (SELECT max(m.no) FROM risk_said m \
         WHERE m.assessment = s.assessment AND m.risk = s.risk))) \
         AND NOT EXISTS (SELECT 1 FROM evidence e JOIN offer o ON o.evidence = e.id WHERE e.record_kind = 'assessment' \
         AND e.record = CAST(a.id AS TEXT) AND o.requirement = r.no) GROUP BY a.id ORDER BY 2, 1",
        these = these.join(", "),
        access = ACCESS.0,
        risk = ACCESS.1,
    );
    let rows = tx.all(sql, vec![]).await?;
    let found =
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<Vec<(AssessmentId, Instant)>>>()?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = found.iter().map(|(id, _)| format!("'{id}'")).collect();
    let ids = ids.join(", ");
    let mut parts: BTreeMap<AssessmentId, Vec<PersonId>> = BTreeMap::new();
    let sql = format!(
        "SELECT DISTINCT assessment, by FROM risk_said WHERE assessment IN ({ids}) \
         AND deed IN ('rated', 'set-aside', 'treated')"
    );
    for row in tx.all(sql, vec![]).await? {
        parts.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    let zone = zone_in(tx).await?;
    let happened = happened_in(tx, &zone).await?;
    let mut rows: BTreeMap<_, _> = BTreeMap::new();
    for row in tx.all(format!("{ASSESSMENT} WHERE a.id IN ({ids})"), vec![]).await? {
        let row = assessment(&row)?;
        rows.insert(row.id, row);
    }
    let waiting = found.into_iter().filter_map(|(id, since)| {
        let row = rows.remove(&id)?;
        let mut took_part = authors(&row.assessment, &[]);
        took_part.extend(parts.remove(&id).unwrap_or_default());
        let happened = happened.get(&row.subject).cloned().unwrap_or_default();
        Some(WaitingProof { row, since, took_part, happened })
    });
    Ok(waiting.collect())
}
