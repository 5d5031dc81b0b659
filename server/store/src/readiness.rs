//! What a reading is made of: findings of a subject, and the frame of a programme, at any instant.

use crate::Store;
use crate::error::{Error, Result};
use crate::policies::spells;
use crate::spine::{ProgrammeNow, Spine, finding_of};
use crate::sql::{Row, Tx, args};
use domain::asked::CriterionSet;
use domain::codes::RequirementId;
use domain::finding::Finding;
use domain::instant::Instant;
use domain::policies::{VersionSpell, overdue};
use domain::readiness::{Frame, Use};
use domain::words::{Categories, Category, CriterionId};
use std::collections::{BTreeMap, BTreeSet};

/// One finding of a subject at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub requirement: RequirementId,
    pub requirement_no: i64,
    pub finding: Finding,
    /// Since when it reads so, and until when if nothing more happens.
    pub since: Instant,
    pub until: Instant,
    pub asked_at: Instant,
}

impl Store {
    /// What is asked of a subject, as it was shown at `at`, in the order of the library.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn findings_of(&self, subject: i64, at: Instant) -> Result<Vec<Found>> {
        let sql = "SELECT r.id, f.requirement, f.state, f.detail, f.from_at, f.until_at, f.asked_at FROM finding f \
                   JOIN requirement r ON r.no = f.requirement \
                   WHERE f.subject = $1 AND f.from_at <= $2 AND f.until_at > $2 ORDER BY f.requirement";
        let rows = self.db.all(sql, args![subject, at]).await?;
        rows.iter().map(Found::read).collect()
    }
}

impl Found {
    /// Of `id, requirement, state, detail, from_at, until_at, asked_at`.
    pub(crate) fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            requirement: row.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("requirement id"))?,
            requirement_no: row.get(1)?,
            finding: finding_of(row.get(2)?, row.get(3)?),
            since: row.get(4)?,
            until: row.get(5)?,
            asked_at: row.get(6)?,
        })
    }
}

/// A programme as it was at `at`. The spine in memory is that of now; the past is read from facts.
pub(crate) async fn frame_at(tx: &mut Tx, spine: &Spine, programme: &ProgrammeNow, at: Instant) -> Result<Frame> {
    let changed = tx.first("SELECT at FROM event WHERE seq = $1", args![spine.seq]).await?;
    let changed = changed.map(|row| row.get::<Instant>(0)).transpose()?.unwrap_or(Instant(0));
    match spine.programmes.iter().find(|p| p.no == programme.no) {
        Some(now) if changed <= at => Ok(Frame { overdue: overdue(&spells(tx).await?, at), ..spine.frame(now, at) }),
        Some(_) | None => frame(tx, i64::try_from(programme.no).unwrap_or_default(), at).await,
    }
}

/// A programme as its facts say it was at `at`.
async fn frame(tx: &mut Tx, programme: i64, at: Instant) -> Result<Frame> {
    frame_facts(tx, programme, at, at).await?.at(at)
}

/// What makes the frame of a programme, through a stretch of time.
pub(crate) struct FrameFacts(Vec<FrameFact>, Vec<VersionSpell>);

struct FrameFact {
    no: i64,
    what: String,
    key: String,
    value: String,
    from: Instant,
    ended: Instant,
}

/// The facts that held at some instant from `first` to `last`.
pub(crate) async fn frame_facts(tx: &mut Tx, programme: i64, first: Instant, last: Instant) -> Result<FrameFacts> {
    let sql = "SELECT no, what, key, value, from_at, ended_at FROM fact WHERE from_at <= $2 AND ended_at > $3 AND \
               ((about = 'programme' AND no = $1) OR (about = 'control' AND what IN ('adopted', 'criterion')))";
    let rows = tx.all(sql, args![programme, last, first]).await?;
    let facts = rows.iter().map(|row| {
        let (no, what, key, value) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(FrameFact { no, what, key, value, from: row.get(4)?, ended: row.get(5)? })
    });
    Ok(FrameFacts(facts.collect::<Result<_>>()?, spells(tx).await?))
}

impl FrameFacts {
    /// Whenever one begins or ends.
    pub(crate) fn changes(&self) -> BTreeSet<Instant> {
        let instants = self.0.iter().flat_map(|fact| [fact.from, fact.ended]);
        instants.filter(|at| *at < Instant::NEVER).collect()
    }

    pub(crate) fn at(&self, at: Instant) -> Result<Frame> {
        let mut frame = Frame {
            categories: Categories::security(),
            not_applicable: CriterionSet::default(),
            concluded: CriterionSet::default(),
            uses: Vec::new(),
            overdue: overdue(&self.1, at),
        };
        let mut keys: BTreeMap<i64, CriterionSet> = BTreeMap::new();
        let mut criteria: BTreeMap<i64, CriterionSet> = BTreeMap::new();
        let mut adopted: Vec<i64> = Vec::new();
        for FrameFact { no, what, key, value, .. } in self.0.iter().filter(|fact| fact.from <= at && fact.ended > at) {
            match what.as_str() {
                "category" => {
                    let category: Category = key.parse().map_err(|_| Error::Unreadable("category"))?;
                    frame.categories = frame.categories.with(category);
                }
                "set-aside" => frame.not_applicable = frame.not_applicable.with(criterion(key)?),
                "concluded" => {
                    if value.parse::<i64>().map_err(|_| Error::Unreadable("instant"))? > at.0 {
                        frame.concluded = frame.concluded.with(criterion(key)?);
                    }
                }
                "key" => {
                    let (of, control) = key.split_once(' ').ok_or(Error::Unreadable("key"))?;
                    let keys = keys.entry(control.parse().map_err(|_| Error::Unreadable("control"))?).or_default();
                    *keys = keys.with(criterion(of)?);
                }
                "adopted" => adopted.push(*no),
                "criterion" => {
                    let set = criteria.entry(*no).or_default();
                    *set = set.with(criterion(key)?);
                }
                _ => return Err(Error::Unreadable("fact")),
            }
        }
        let in_scope = frame.in_scope();
        let uses = adopted.into_iter().map(|no| Use {
            no: usize::try_from(no).unwrap_or_default(),
            criteria: criteria.get(&no).copied().unwrap_or_default(),
            key_for: CriterionSet(keys.get(&no).copied().unwrap_or_default().0 & in_scope.0),
        });
        frame.uses = uses.collect();
        Ok(frame)
    }
}

fn criterion(text: &str) -> Result<CriterionId> {
    text.parse().map_err(|_| Error::Unreadable("criterion"))
}
