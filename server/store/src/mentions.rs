//! Mentions: systems whose words name a vendor that nobody said they depend on, and what people say of them.

use crate::Store;
use crate::bulk::allow_all;
use crate::error::{Error, Result};
use crate::search::{answers, holding};
use crate::spine::list;
use crate::sql::{Tx, args};
use crate::systems::{SYSTEM, SystemRow, system};
use crate::vendors::VendorRow;
use domain::ids::{PersonId, SystemId, VendorId};
use domain::instant::Instant;
use domain::people::Actor;
use domain::trail::{Event, ThingKind, Verb};
use domain::vendors::{Called, Mention, Register, mentions};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// The last that was counted.
pub(crate) type Kept = Arc<Mutex<Option<Arc<MentionedAll>>>>;

/// Systems whose words are looked through at once.
pub const SEARCHED: usize = 2_000;

/// A system that mentions a vendor, and where.
#[derive(Clone, Debug)]
pub struct MentioningRow {
    pub system: SystemRow,
    pub mentions: Vec<Mention>,
}

/// The systems that mention a vendor and do not depend on it, by name, without those set aside.
#[derive(Clone, Debug, Default)]
pub struct Mentioned {
    pub rows: Vec<MentioningRow>,
    /// More systems hold its words than were looked through.
    pub more: bool,
}

/// A system of which somebody said that what it mentions is not this vendor.
#[derive(Clone, Debug)]
pub struct AsideRow {
    pub system: SystemRow,
    pub by: PersonId,
    pub at: Instant,
}

/// How many systems mention vendors that they do not depend on, as of an entry of the trail.
#[derive(Clone, Debug, Default)]
pub struct MentionedAll {
    seq: i64,
    pub systems: usize,
    /// Each vendor that is mentioned, in how many of them; the most mentioned first.
    pub vendors: Vec<(VendorId, String, usize)>,
    /// More systems hold words of vendors than were looked through.
    pub more: bool,
}

impl Store {
    /// The systems that mention a vendor and do not depend on it, retired ones left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mentions_of(&self, vendor: &VendorRow) -> Result<Mentioned> {
        let Some(called) = Called::of(&vendor.name) else { return Ok(Mentioned::default()) };
        let mut tx = self.db.reading().await?;
        let postgres = tx.is_postgres();
        let most = SEARCHED + 1;
        let sql = format!(
            "{SYSTEM} WHERE stage <> 'retired' AND id IN (SELECT e.row_id FROM search_entry e WHERE {}) \
             AND no NOT IN (SELECT d.system FROM dependency d WHERE d.vendor = $2) \
             AND id NOT IN (SELECT a.system FROM mention_aside a WHERE a.vendor = $3) ORDER BY name, no LIMIT {most}",
            answers(postgres)
        );
        let found = tx.all(sql, args![holding(called.sought(), postgres), vendor.no, vendor.id]).await?;
        let mut rows = Vec::new();
        for row in found.iter().take(SEARCHED) {
            let system = system(row)?;
            let mentions = mentions(&called, &system.name, &system.details);
            if !mentions.is_empty() {
                rows.push(MentioningRow { system, mentions });
            }
        }
        Ok(Mentioned { rows, more: found.len() > SEARCHED })
    }

    /// The systems that were set aside and still do not depend on the vendor, by name; at most 500.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mentions_aside(&self, vendor: &VendorRow) -> Result<Vec<AsideRow>> {
        let mut tx = self.db.reading().await?;
        let sql = format!(
            "{SYSTEM} WHERE id IN (SELECT a.system FROM mention_aside a WHERE a.vendor = $1) \
             AND no NOT IN (SELECT d.system FROM dependency d WHERE d.vendor = $2) ORDER BY name, no LIMIT 500"
        );
        let systems = tx.all(sql, args![vendor.id, vendor.no]).await?;
        if systems.is_empty() {
            return Ok(Vec::new());
        }
        let mut said: BTreeMap<SystemId, (PersonId, Instant)> = BTreeMap::new();
        for row in tx.all("SELECT system, by, at FROM mention_aside WHERE vendor = $1", args![vendor.id]).await? {
            said.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
        }
        let mut all = Vec::with_capacity(systems.len());
        for row in &systems {
            let system = system(row)?;
            let (by, at) = said.get(&system.id).copied().ok_or(Error::Unreadable("mention"))?;
            all.push(AsideRow { system, by, at });
        }
        Ok(all)
    }

    /// How many systems mention vendors that they do not depend on, as of entry `seq` of the trail or a later one;
    /// nothing is asked while it is the last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mentions_of_all(&self, seq: i64) -> Result<Arc<MentionedAll>> {
        let kept = self.mentions.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.filter(|kept| kept.seq == seq) {
            return Ok(kept);
        }
        let counted = Arc::new(count(&mut self.db.reading().await?).await?);
        *self.mentions.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&counted));
        Ok(counted)
    }

    /// Systems depend on a vendor from now on, all of them or none: what the vendor must show is asked. How many did not
    /// depend on it before.
    ///
    /// # Errors
    /// [`domain::refusal::Refusal::Invalid`] at `system` when none is named; [`domain::refusal::Refusal::Forbidden`] when
    /// one of them is not this person's; [`domain::refusal::Refusal::Missing`].
    pub async fn depend_all(&self, actor: &Actor, vendor: VendorId, systems: &[SystemId]) -> Result<usize> {
        let mut w = self.write(Some(actor)).await?;
        let no = w.vendor_no(vendor).await?;
        let rows = w.systems(systems).await?;
        allow_all(actor, Verb::DependencyChanged, &rows)?;
        let mut came = Vec::new();
        for row in &rows {
            if w.add_dependency(row.no, no).await? {
                came.push(row);
            }
        }
        if came.is_empty() {
            return Ok(0);
        }
        let numbers: Vec<_> = came.iter().map(|row| row.no).collect();
        w.touch_systems(&numbers).await?;
        let event = Event::new(Verb::DependencyChanged, actor.person).about(ThingKind::Vendor, vendor);
        let event = came.iter().fold(event, |event, row| event.about(ThingKind::System, row.id));
        w.commit(event.with("depends", true).with("systems", numbers.len())).await?;
        Ok(numbers.len())
    }

    /// What these systems mention is not this vendor: they are offered no more. How many were offered before.
    ///
    /// # Errors
    /// As [`Store::depend_all`].
    pub async fn set_mentions_aside(&self, actor: &Actor, vendor: VendorId, systems: &[SystemId]) -> Result<usize> {
        self.say_of_mentions(actor, Verb::MentionSetAside, vendor, systems).await
    }

    /// What these systems mention may be this vendor after all. How many had been set aside.
    ///
    /// # Errors
    /// As [`Store::depend_all`].
    pub async fn take_mentions_up(&self, actor: &Actor, vendor: VendorId, systems: &[SystemId]) -> Result<usize> {
        self.say_of_mentions(actor, Verb::MentionTakenUp, vendor, systems).await
    }

    async fn say_of_mentions(
        &self,
        actor: &Actor,
        verb: Verb,
        vendor: VendorId,
        systems: &[SystemId],
    ) -> Result<usize> {
        let mut w = self.write(Some(actor)).await?;
        w.vendor_no(vendor).await?;
        let mut rows = w.systems(systems).await?;
        allow_all(actor, verb, &rows)?;
        let mut aside: BTreeSet<SystemId> = BTreeSet::new();
        for row in w.tx.all("SELECT system FROM mention_aside WHERE vendor = $1", args![vendor]).await? {
            aside.insert(row.get(0)?);
        }
        let sets = verb == Verb::MentionSetAside;
        rows.retain(|row| aside.contains(&row.id) != sets);
        if rows.is_empty() {
            return Ok(0);
        }
        let (at, seq) = (w.now(), w.seq());
        if sets {
            let values = rows.iter().map(|row| args![vendor, row.id, actor.person, at, seq]).collect();
            w.tx.insert_many("INSERT INTO mention_aside (vendor, system, by, at, seq)", values).await?;
        } else {
            for row in &rows {
                let sql = "DELETE FROM mention_aside WHERE vendor = $1 AND system = $2";
                w.tx.run(sql, args![vendor, row.id]).await?;
            }
        }
        let event = Event::new(verb, actor.person).about(ThingKind::Vendor, vendor);
        let event = rows.iter().fold(event, |event, row| event.about(ThingKind::System, row.id));
        w.commit(event.with("systems", rows.len())).await?;
        Ok(rows.len())
    }
}

/// A vendor of the register, to count its mentions.
struct Counted {
    id: VendorId,
    name: String,
    systems: usize,
}

async fn count(tx: &mut Tx) -> Result<MentionedAll> {
    let head = tx.first("SELECT seq FROM trail_head WHERE one = 1", vec![]).await?;
    let seq: i64 = head.map_or(Ok(0), |row| row.get(0))?;
    let mut vendors: BTreeMap<i64, Counted> = BTreeMap::new();
    for row in tx.all("SELECT no, id, name FROM vendor", vec![]).await? {
        vendors.insert(row.get(0)?, Counted { id: row.get(1)?, name: row.get(2)?, systems: 0 });
    }
    let register = Register::of(vendors.iter().map(|(no, vendor)| (vendor.name.as_str(), *no)));
    let postgres = tx.is_postgres();
    let sought = holding(register.sought(), postgres);
    if sought.is_empty() {
        return Ok(MentionedAll { seq, ..MentionedAll::default() });
    }
    let most = SEARCHED + 1;
    let sql = format!(
        "SELECT no, id, name, details FROM system WHERE stage <> 'retired' \
         AND id IN (SELECT e.row_id FROM search_entry e WHERE {}) ORDER BY no LIMIT {most}",
        answers(postgres)
    );
    let found = tx.all(sql, args![sought]).await?;
    let mut said = settled(tx, found.iter().take(SEARCHED).map(|row| row.get(0)).collect::<Result<_>>()?).await?;
    let mut systems = 0;
    for row in found.iter().take(SEARCHED) {
        let details = serde_json::from_str(&row.get::<String>(3)?).map_err(|_| Error::Unreadable("details"))?;
        let settled = said.remove(&row.get::<SystemId>(1)?).unwrap_or_default();
        let mut open = register.mentioned(&row.get::<String>(2)?, &details);
        open.retain(|vendor| !settled.contains(vendor));
        systems += usize::from(!open.is_empty());
        for vendor in open {
            if let Some(vendor) = vendors.get_mut(&vendor) {
                vendor.systems += 1;
            }
        }
    }
    let counted = vendors.into_values().filter(|vendor| vendor.systems > 0);
    let mut counted: Vec<_> = counted.map(|Counted { id, name, systems }| (id, name, systems)).collect();
    counted.sort_by(|(_, a, left), (_, b, right)| right.cmp(left).then_with(|| a.cmp(b)));
    Ok(MentionedAll { seq, systems, vendors: counted, more: found.len() > SEARCHED })
}

/// Of some systems the vendors (by number) that they depend on, or that somebody said they do not mean.
async fn settled(tx: &mut Tx, systems: Vec<i64>) -> Result<BTreeMap<SystemId, BTreeSet<i64>>> {
    let mut said: BTreeMap<SystemId, BTreeSet<i64>> = BTreeMap::new();
    if systems.is_empty() {
        return Ok(said);
    }
    let numbers = list(systems.iter());
    let sql = format!(
        "SELECT y.id, d.vendor FROM dependency d JOIN system y ON y.no = d.system WHERE d.system IN ({numbers}) \
         UNION SELECT a.system, v.no FROM mention_aside a JOIN vendor v ON v.id = a.vendor"
    );
    for row in tx.all(sql, vec![]).await? {
        said.entry(row.get(0)?).or_default().insert(row.get(1)?);
    }
    Ok(said)
}
