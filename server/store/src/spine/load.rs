//! Loading the spine, and keeping it until a control or a programme changes.

use super::{ControlNow, ProgrammeNow, RequirementNow, Spine, Steps};
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, args};
use crate::writing::Writing;
use domain::asked::CriterionSet;
use domain::codes::RequirementId;
use domain::evidence::Freshness;
use domain::finding::Standing;
use domain::instant::Instant;
use domain::words::{Categories, CriterionId, Set, StageSet};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

/// What the store keeps of the spine between commands.
pub(crate) type Kept = Arc<Mutex<Option<Held>>>;

/// A spine, and the last entry of the trail at which it was seen to be the one that holds.
#[derive(Clone)]
pub(crate) struct Held {
    spine: Arc<Spine>,
    seen_at: Option<i64>,
    /// How many transactions were lost until then: what was read in one of them is not so.
    lost: u64,
}

impl Store {
    /// The spine as it stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn spine(&self) -> Result<Arc<Spine>> {
        let head = self.db.first(HEADS, vec![]).await?.ok_or(Error::Unreadable("spine"))?;
        let (seq, seen_at): (i64, _) = (head.get(0)?, Some(head.get(1)?));
        let known = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let lost = self.db.lost();
        match known.filter(|held| held.spine.seq == seq && held.lost == lost) {
            Some(Held { spine, .. }) => {
                keep(&self.kept, &spine, seen_at, lost);
                Ok(spine)
            }
            None => self.spine_in(&mut self.db.reading().await?).await,
        }
    }

    /// The spine as of entry `seq` of the trail if it is at hand: nothing is asked.
    #[must_use]
    pub fn spine_at_hand(&self, seq: i64) -> Option<Arc<Spine>> {
        let known = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|held| held.seen_at == Some(seq)).map(|held| Arc::clone(&held.spine))
    }

    pub(crate) async fn spine_in(&self, tx: &mut Tx) -> Result<Arc<Spine>> {
        let head = tx.first(HEADS, vec![]).await?.ok_or(Error::Unreadable("spine"))?;
        kept_or_loaded(&self.kept, tx, head.get(0)?, Some(head.get(1)?)).await
    }
}

impl Writing {
    /// The spine as this command left it so far.
    pub(crate) async fn spine(&mut self) -> Result<Arc<Spine>> {
        if self.spine_changed {
            let seq = self.seq();
            return Ok(Arc::new(Spine::load(&mut self.tx, seq).await?));
        }
        let kept = Arc::clone(&self.kept);
        // The command may still change it: at which entry it holds is not known yet.
        kept_or_loaded(&kept, &mut self.tx, self.spine_head, None).await
    }

    /// A control or a programme changes with this command.
    pub(crate) async fn change_spine(&mut self) -> Result<()> {
        self.spine_changed = true;
        let seq = self.seq();
        self.tx.run("UPDATE spine_head SET seq = $1 WHERE one = 1", args![seq]).await.map(|_| ())
    }
}

async fn kept_or_loaded(kept: &Kept, tx: &mut Tx, seq: i64, seen_at: Option<i64>) -> Result<Arc<Spine>> {
    let lost = tx.lost();
    let known = kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let spine = match known {
        Some(held) if held.spine.seq == seq && held.lost == lost => held.spine,
        _ => Arc::new(Spine::load(tx, seq).await?),
    };
    keep(kept, &spine, seen_at, lost);
    Ok(spine)
}

fn keep(kept: &Kept, spine: &Arc<Spine>, seen_at: Option<i64>, lost: u64) {
    *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(Held { spine: Arc::clone(spine), seen_at, lost });
}

/// Where the spine and the trail end.
const HEADS: &str = "SELECT s.seq, t.seq FROM spine_head s CROSS JOIN trail_head t WHERE s.one = 1 AND t.one = 1";

fn word<T: FromStr>(row: &Row, i: usize, what: &'static str) -> Result<T> {
    row.get::<String>(i)?.parse().map_err(|_| Error::Unreadable(what))
}

fn bits(row: &Row, i: usize) -> Result<u32> {
    u32::try_from(row.get::<i64>(i)?).map_err(|_| Error::Unreadable("set"))
}

impl Spine {
    async fn load(tx: &mut Tx, seq: i64) -> Result<Self> {
        let controls = tx.all(CONTROLS, vec![]).await?.iter().map(control).collect::<Result<Vec<_>>>()?;
        let places: BTreeMap<i64, usize> =
            controls.iter().zip(0..).map(|(control, place)| (control.no, place)).collect();
        let rows = tx.all(REQUIREMENTS, vec![]).await?;
        let requirements = rows.iter().map(|row| requirement(row, &places)).collect::<Result<_>>()?;
        let mut programmes = tx.all(PROGRAMMES, vec![]).await?.iter().map(programme).collect::<Result<Vec<_>>>()?;
        for row in tx.all(PROGRAMME_FACTS, args![Instant::NEVER]).await? {
            let no: i64 = row.get(0)?;
            if let Some(programme) = programmes.iter_mut().find(|p| i64::try_from(p.no) == Ok(no)) {
                programme.take(&row.get::<String>(1)?, &row.get::<String>(2)?, &row.get::<String>(3)?)?;
            }
        }
        Ok(Self { seq, controls, requirements, programmes })
    }
}

const CONTROLS: &str = "SELECT no, id, title, applies, stages, criteria, owner, approved, linked, retired, \
    cadence, by_criticality FROM control ORDER BY no";

fn control(row: &Row) -> Result<ControlNow> {
    let criteria = CriterionSet(u64::try_from(row.get::<i64>(5)?).map_err(|_| Error::Unreadable("criteria"))?);
    let owner = row.get(6)?;
    let by = row.get::<Option<String>>(11)?.map(|text| text.parse().map_err(|_| Error::Unreadable("rhythm")));
    Ok(ControlNow {
        no: row.get(0)?,
        id: word(row, 1, "control id")?,
        title: row.get(2)?,
        // What cannot be read makes findings fail; it does not stop the rest.
        applies: row.get::<String>(3)?.parse().ok(),
        stages: StageSet::from_bits(bits(row, 4)?),
        criteria,
        cadence: word(row, 10, "cadence")?,
        by_criticality: by.transpose()?,
        owner,
        standing: Standing {
            owned: owner.is_some(),
            approved: row.get(7)?,
            linked: row.get::<bool>(8)? && !criteria.is_empty(),
        },
        retired: row.get(9)?,
    })
}

const REQUIREMENTS: &str = "SELECT no, id, control, criterion, subject, nature, narrow, proof, fresh_rule, fresh_days, \
    due_days, role, own FROM requirement ORDER BY no";

fn requirement(row: &Row, places: &BTreeMap<i64, usize>) -> Result<RequirementNow> {
    let control: i64 = row.get(2)?;
    let narrow: Option<String> = row.get(6)?;
    let own = row.get::<Option<String>>(12)?.map(|text| serde_json::from_str(&text));
    let own = own.transpose().map_err(|_| Error::Unreadable("requirement of our own"))?;
    let id: RequirementId = word(row, 1, "requirement id")?;
    Ok(RequirementNow {
        no: row.get(0)?,
        steps: Steps::of(&id, own),
        id,
        control: *places.get(&control).ok_or(Error::Unreadable("control number"))?,
        criterion: word(row, 3, "criterion")?,
        subject: word(row, 4, "kind of subject")?,
        nature: word(row, 5, "nature")?,
        narrow: narrow.map(|text| text.parse().map_err(|_| Error::Unreadable("traits"))).transpose()?,
        proof: row.get::<String>(7)?.parse().ok(),
        fresh: Freshness {
            rule: word(row, 8, "rule of freshness")?,
            days: u16::try_from(row.get::<i64>(9)?).map_err(|_| Error::Unreadable("days"))?,
        },
        due_days: row.get(10)?,
        role: word(row, 11, "role")?,
    })
}

const PROGRAMMES: &str = "SELECT no, id, version, name, kind, on_day, window_from, window_until, opened_on, categories \
    FROM programme ORDER BY no";

fn programme(row: &Row) -> Result<ProgrammeNow> {
    Ok(ProgrammeNow {
        no: usize::try_from(row.get::<i64>(0)?).map_err(|_| Error::Unreadable("number"))?,
        id: row.get(1)?,
        version: row.get(2)?,
        name: row.get(3)?,
        kind: word(row, 4, "kind of report")?,
        on_day: row.get(5)?,
        window_from: row.get(6)?,
        window_until: row.get(7)?,
        opened_on: row.get(8)?,
        categories: Set::from_bits(bits(row, 9)?).iter().fold(Categories::security(), Categories::with),
        not_applicable: CriterionSet::default(),
        concluded: BTreeMap::new(),
        keys: BTreeMap::new(),
    })
}

const PROGRAMME_FACTS: &str = "SELECT no, what, key, value FROM fact \
    WHERE about = 'programme' AND what IN ('set-aside', 'key', 'concluded') AND ended_at = $1";

impl ProgrammeNow {
    fn take(&mut self, what: &str, key: &str, value: &str) -> Result<()> {
        let unreadable = || Error::Unreadable("programme");
        let criterion = |text: &str| text.parse::<CriterionId>().map_err(|_| unreadable());
        match what {
            "set-aside" => self.not_applicable = self.not_applicable.with(criterion(key)?),
            "concluded" => {
                let until = value.parse().map(Instant).map_err(|_| unreadable())?;
                self.concluded.insert(criterion(key)?, until);
            }
            "key" => {
                let (of, control) = key.split_once(' ').ok_or_else(unreadable)?;
                let keys = self.keys.entry(control.parse().map_err(|_| unreadable())?).or_default();
                *keys = keys.with(criterion(of)?);
            }
            _ => return Err(unreadable()),
        }
        Ok(())
    }
}
