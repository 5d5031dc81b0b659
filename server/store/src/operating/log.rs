//! What the deficiency log says of exceptions: which one follows which up, and what two people made of it.

use super::Window;
use super::facts::PairFacts;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, Value, args};
use domain::asked::CriterionSet;
use domain::days::Period;
use domain::deficiencies::{self, Made, SourceKind, standing};
use domain::ids::{DeficiencyId, EvidenceId, PersonId};
use domain::instant::{Instant, Zone as _};
use domain::operating::{About, Assessed, Effect, Named, Operating};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A deficiency that follows an exception up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    pub deficiency: DeficiencyId,
    /// Its number in the log.
    pub no: i64,
    /// None where the window has no exception that it could be about.
    pub about: Option<About>,
    /// What two people agreed that it means, and when; none: not yet.
    pub assessed: Option<(Effect, Instant)>,
}

/// A deficiency of a window, as the criteria that it names take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    pub deficiency: DeficiencyId,
    /// Its number in the log.
    pub no: i64,
    pub title: String,
    pub occurred_on: Date,
    pub criteria: CriterionSet,
    /// What two people agreed that it means; none: not yet.
    pub effect: Option<Effect>,
}

/// Of what a deficiency says it comes.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Named(Named),
    Evidence(EvidenceId),
}

/// A deficiency as the reading needs it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    deficiency: DeficiencyId,
    no: i64,
    pub source: Source,
    control: String,
    occurred_on: Date,
    assessed: Option<(Effect, Instant)>,
}

const ENTRIES: &str = "FROM deficiency d WHERE d.source_kind IN ('finding', 'evidence')";

/// Those of the log that come of a missed or failed occurrence, as far as was known: two statements.
pub(super) async fn entries(tx: &mut Tx, controls: &[String], known: Instant) -> Result<Vec<Entry>> {
    let places: Vec<_> = (2..controls.len() + 2).map(|no| format!("${no}")).collect();
    let test = format!("AND d.from_at <= $1 AND d.control IN ({})", places.join(", "));
    let mut values: Vec<Value> = vec![known.into()];
    values.extend(controls.iter().map(|id| Value::from(id.as_str())));
    let sql = format!(
        "SELECT d.id, d.no, d.source_kind, d.source, d.occurred_on, d.owner, d.control {ENTRIES} {test} ORDER BY d.no DESC"
    );
    let rows = tx.all(sql, values.clone()).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let steps = steps(tx, &format!("{ENTRIES} {test}"), values).await?;
    let all = rows.iter().map(|row| entry(row, &steps)).collect::<Result<Vec<_>>>()?;
    Ok(all.into_iter().flatten().collect())
}

/// All deficiencies that occurred in a window and name criteria, whatever they come from, as far as was known; of a system
/// or a vendor only where the programme asked something of it on a day of the window. Two statements.
pub(super) async fn logged(tx: &mut Tx, window: &Window) -> Result<Vec<LogLine>> {
    const OF: &str = "FROM deficiency d WHERE d.from_at <= $1 AND d.occurred_on BETWEEN $2 AND $3 AND d.criteria <> '' \
        AND (d.subject = 0 OR EXISTS (SELECT 1 FROM finding f WHERE f.subject = d.subject AND (f.programmes & $4) <> 0 \
        AND f.from_at <= $1 AND f.until_at > $5 AND f.from_at <= $6))";
    let (first, last) = (window.zone.midnight(window.days.from()), window.zone.end_of(window.days.until()));
    let values = args![window.known, window.days.from(), window.days.until(), window.bit(), first, last];
    let sql = format!("SELECT d.id, d.no, d.title, d.occurred_on, d.criteria, d.owner {OF} ORDER BY d.no DESC");
    let rows = tx.all(sql, values.clone()).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let steps = steps(tx, OF, values).await?;
    let read = |row: &Row| {
        let deficiency = row.get(0)?;
        let criteria: String = row.get(4)?;
        let words = criteria.split(',').map(str::parse).collect::<std::result::Result<CriterionSet, _>>();
        Ok(LogLine {
            deficiency,
            no: row.get(1)?,
            title: row.get(2)?,
            occurred_on: row.get(3)?,
            criteria: words.map_err(|_| Error::Unreadable("criterion"))?,
            effect: held(row.get(5)?, &deficiency, &steps).map(|(effect, _)| effect),
        })
    };
    rows.iter().map(read).collect()
}

type Steps = BTreeMap<DeficiencyId, Vec<Made>>;

/// What was said of the deficiencies that `of` selects as `d`, by the instant that is its first value.
async fn steps(tx: &mut Tx, of: &str, values: Vec<Value>) -> Result<Steps> {
    let sql = format!(
        "SELECT s.deficiency, s.no, s.body, s.by, s.from_at FROM deficiency_step s WHERE s.from_at <= $1 \
         AND s.deficiency IN (SELECT d.id {of}) ORDER BY s.deficiency, s.no"
    );
    let mut steps = Steps::new();
    for row in tx.all(sql, values).await? {
        let step = serde_json::from_str(&row.get::<String>(2)?).map_err(|_| Error::Unreadable("step"))?;
        let made = Made { no: row.get(1)?, step, by: row.get(3)?, at: row.get(4)? };
        steps.entry(row.get(0)?).or_default().push(made);
    }
    Ok(steps)
}

/// What two people agreed on, and when.
fn held(owner: PersonId, of: &DeficiencyId, steps: &Steps) -> Option<(Effect, Instant)> {
    let now = standing(owner, steps.get(of).map(Vec::as_slice).unwrap_or_default());
    now.held.map(|(said, at)| {
        let effect = match said.effect {
            deficiencies::Effect::NotMet => Effect::NotMet,
            deficiencies::Effect::StillMet => Effect::StillMet,
        };
        (effect, at)
    })
}

fn entry(row: &Row, steps: &Steps) -> Result<Option<Entry>> {
    let (deficiency, source): (DeficiencyId, String) = (row.get(0)?, row.get(3)?);
    let kind: SourceKind = row.get::<String>(2)?.parse().map_err(|_| Error::Unreadable("deficiency"))?;
    let source = match kind {
        SourceKind::Evidence => source.parse().ok().map(Source::Evidence),
        SourceKind::Finding => source.parse().ok().map(Source::Named),
        SourceKind::Audit | SourceKind::Attestation | SourceKind::Incident | SourceKind::Person => None,
    };
    let Some(source) = source else { return Ok(None) };
    let assessed = held(row.get(5)?, &deficiency, steps);
    Ok(Some(Entry { deficiency, no: row.get(1)?, source, control: row.get(6)?, occurred_on: row.get(4)?, assessed }))
}

impl Entry {
    /// Whether it is about a pair.
    pub fn is_of(&self, pair: &PairFacts) -> bool {
        match &self.source {
            Source::Named(named) => named.requirement == pair.id && named.subject == pair.subject,
            // One piece may prove several controls: what it says against one says nothing against another.
            Source::Evidence(evidence) => {
                self.control == pair.control.as_str() && pair.acts.iter().any(|act| act.evidence == *evidence)
            }
        }
    }

    /// What it says of a pair whose reading without any assessment is this.
    pub fn noted(&self, pair: &PairFacts, reading: &Operating) -> Noted {
        let about = match &self.source {
            Source::Named(Named { about: Some(about), .. }) => Some(about.clone()),
            Source::Named(Named { about: None, .. }) => reading.about_day(self.occurred_on),
            Source::Evidence(evidence) => {
                let speaks = pair.acts.iter().find(|act| act.evidence == *evidence).map(|act| act.speaks);
                reading.about_evidence(*evidence, speaks.unwrap_or(Period::of_day(self.occurred_on)))
            }
        };
        Noted { deficiency: self.deficiency, no: self.no, about, assessed: self.assessed }
    }
}

impl Noted {
    /// The days in a row that it follows up, where it is about such.
    pub(super) fn days(&self) -> Option<Period> {
        match &self.about {
            Some(About::Days { days }) => Some(*days),
            Some(About::Occurrence { .. } | About::Row { .. }) | None => None,
        }
    }

    /// As the reading takes it.
    pub(super) fn assessed(&self) -> Option<Assessed> {
        let (about, (effect, at)) = (self.about.clone()?, self.assessed?);
        Some(Assessed { about, effect, at })
    }
}
