//! The register of vendors with how each of them stands, as pages show it: read once, and kept until the trail goes on or
//! the day ends. A page takes from it what its reader asked for.

use super::cover::{VendorCover, covers, forget_after};
use crate::Store;
use crate::error::Result;
use crate::inventory::OwnedBy;
use crate::people::Names;
use crate::reading::head;
use crate::spine::{ProgrammeNow, list};
use crate::sql::{Tx, args};
use crate::vendors::{VENDOR, VendorRow, vendor};
use crate::vendors_at::vendors_at;
use domain::attestations::{CoverShown, Next, ToDo, need};
use domain::days::Period;
use domain::ids::ReportId;
use domain::instant::{Instant, Zone};
use domain::words::{Category, Criticality};
use jiff::civil::Date;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How a vendor stands, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posture {
    pub vendor: VendorRow,
    /// The window of the programme; none where it has no day yet.
    pub window: Option<Period>,
    pub cover: CoverShown,
    /// The category of which most is missing, where the programme has several that do not stand alike.
    pub weakest: Option<Category>,
    /// Days so far without proof that counts.
    pub uncovered: i64,
    pub next: Next,
    /// The document that the next thing to do is about.
    pub about: Option<ReportId>,
    /// The last day on which a second person reviewed a document of it.
    pub reviewed: Option<Date>,
}

impl Posture {
    /// What a list shows of a vendor's cover.
    #[must_use]
    pub fn of(cover: VendorCover, zone: &impl Zone) -> Self {
        let weakest = cover.weakest();
        Self {
            window: cover.window,
            cover: CoverShown::of(weakest.map(|(_, it)| it)),
            weakest: cover.weakest_of_several(),
            uncovered: cover.uncovered(),
            about: cover.about(),
            reviewed: cover.last_review().map(|at| zone.day(at)),
            next: cover.next,
            vendor: cover.vendor,
        }
    }
}

/// How much of what is asked of a vendor is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenOf {
    /// Gaps and failures.
    pub open: usize,
    /// What nobody can tell before a question about a system is answered.
    pub unknown: usize,
}

/// Which vendors a list shows. Empty: all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PosturesWanted {
    /// Part of the name, without case.
    pub search: String,
    pub tier: Option<Criticality>,
    pub owner: Option<OwnedBy>,
    pub cover: Option<CoverWanted>,
    pub next: Option<ToDo>,
    /// Whether a system depends on it.
    pub used: Option<bool>,
}

/// What a vendor's cover reads like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoverWanted {
    Shown(CoverShown),
    /// It leaves days of our window without proof, a missing letter counted.
    LeavesDays,
    /// A day is asked for.
    Asked,
}

impl PosturesWanted {
    /// Whether a vendor is among them.
    #[must_use]
    pub fn takes(&self, it: &Posture) -> bool {
        let Self { search, tier, owner, cover, next, used } = self;
        let owned = |by: &OwnedBy| match by {
            OwnedBy::Person(person) => it.vendor.owner == Some(*person),
            OwnedBy::Nobody => it.vendor.owner.is_none(),
        };
        let covered = |cover: &CoverWanted| match cover {
            CoverWanted::Shown(shown) => it.cover == *shown,
            CoverWanted::LeavesDays => it.cover.leaves_days(),
            CoverWanted::Asked => it.cover.is_asked(),
        };
        it.vendor.name.to_lowercase().contains(&search.trim().to_lowercase())
            && tier.is_none_or(|tier| it.vendor.tier == tier)
            && owner.as_ref().is_none_or(owned)
            && cover.as_ref().is_none_or(covered)
            && next.is_none_or(|next| it.next.kind() == next)
            && used.is_none_or(|used| (it.vendor.systems > 0) == used)
    }

    /// Those of the register that are wanted, in an order; those alike by name.
    #[must_use]
    pub fn of<'a>(&self, all: &'a [Posture], order: PostureOrder, descending: bool, names: &Names) -> Vec<&'a Posture> {
        let mut rows: Vec<_> = all.iter().filter(|it| self.takes(it)).collect();
        let nobody = |it: &Posture| order == PostureOrder::Owner && it.vendor.owner.is_none();
        rows.sort_by(|a, b| {
            let by = order.compare(a, b, names);
            let by = if descending { by.reverse() } else { by };
            nobody(a).cmp(&nobody(b)).then(by).then_with(|| by_name(a, b))
        });
        rows
    }
}

/// The order of the register; the name comes second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PostureOrder {
    /// What needs somebody first.
    #[default]
    Need,
    Name,
    /// By the days that are not covered.
    Uncovered,
    /// By the day of the last review; what was never reviewed comes first.
    Reviewed,
    /// By the owner's name; those of nobody last.
    Owner,
    /// By how many systems depend on it.
    Systems,
}

impl PostureOrder {
    fn compare(self, a: &Posture, b: &Posture, names: &Names) -> Ordering {
        let needs = |it: &Posture| need(&it.next, it.cover, it.uncovered, it.vendor.tier);
        let owner = |it: &Posture| it.vendor.owner.map(|owner| names.of(owner).to_lowercase());
        match self {
            Self::Need => needs(a).cmp(&needs(b)),
            Self::Name => by_name(a, b),
            Self::Uncovered => a.uncovered.cmp(&b.uncovered),
            Self::Reviewed => a.reviewed.cmp(&b.reviewed),
            Self::Owner => owner(a).cmp(&owner(b)),
            Self::Systems => a.vendor.systems.cmp(&b.vendor.systems),
        }
    }
}

fn by_name(a: &Posture, b: &Posture) -> Ordering {
    let name = |it: &Posture| it.vendor.name.to_lowercase();
    name(a).cmp(&name(b)).then_with(|| a.vendor.no.cmp(&b.vendor.no))
}

/// What of the register was read: as of an entry of the trail, of a programme, on a day, as of now or of a past day's end.
type Key = (i64, Option<usize>, Date, bool);

/// The last registers that were read.
pub(crate) type Kept = Arc<Mutex<Vec<(Key, Arc<Vec<Posture>>)>>>;

/// Registers that are kept at most: of a few programmes and days.
const KEPT: usize = 4;

impl Store {
    /// How every vendor stands now, as of entry `seq` of the trail or a later one; what needs somebody first. Nothing is
    /// asked while that entry is the last and the day goes on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn postures(
        &self,
        seq: i64,
        programme: Option<&ProgrammeNow>,
        now: Instant,
        zone: &impl Zone,
    ) -> Result<Arc<Vec<Posture>>> {
        self.kept_postures(seq, programme, now, false, zone).await
    }

    /// How every vendor stood at the end of a day that has passed: the register as it read then, and what had been
    /// received and accepted by the end of that day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn postures_at(
        &self,
        seq: i64,
        programme: Option<&ProgrammeNow>,
        at: Instant,
        zone: &impl Zone,
    ) -> Result<Arc<Vec<Posture>>> {
        self.kept_postures(seq, programme, at, true, zone).await
    }

    async fn kept_postures(
        &self,
        seq: i64,
        programme: Option<&ProgrammeNow>,
        at: Instant,
        past: bool,
        zone: &impl Zone,
    ) -> Result<Arc<Vec<Posture>>> {
        let key = |seq| (seq, programme.map(|one| one.no), zone.day(at), past);
        let kept = |wanted: Key| {
            let kept = self.postures.lock().unwrap_or_else(PoisonError::into_inner);
            kept.iter().find(|(key, _)| *key == wanted).map(|(_, all)| Arc::clone(all))
        };
        if let Some(kept) = kept(key(seq)) {
            return Ok(kept);
        }
        let mut tx = self.db.reading().await?;
        let (seq, _) = head(&mut tx).await?;
        let all = Arc::new(read(&mut tx, programme, at, past, zone).await?);
        let mut kept = self.postures.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|((of, ..), _)| *of == seq);
        kept.insert(0, (key(seq), Arc::clone(&all)));
        kept.truncate(KEPT);
        Ok(all)
    }

    /// What is open among what a programme asks of some vendors (by number) at an instant, or any programme; by vendor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_of(
        &self,
        vendors: &[i64],
        programme: Option<&ProgrammeNow>,
        at: Instant,
    ) -> Result<BTreeMap<i64, OpenOf>> {
        let mut open = BTreeMap::<_, OpenOf>::new();
        if vendors.is_empty() {
            return Ok(open);
        }
        let sql = format!(
            "SELECT f.subject, f.state, count(*) FROM finding f WHERE f.subject IN ({}) AND f.from_at <= $1 AND f.until_at > $1 \
             AND f.state IN (1, 2, 3) AND f.programmes & $2 <> 0 GROUP BY f.subject, f.state",
            list(vendors.iter())
        );
        let asks = programme.map_or(i64::MAX, |programme| 1_i64 << programme.no);
        for row in self.db.reading().await?.all(sql, args![at, asks]).await? {
            let of = open.entry(row.get(0)?).or_default();
            let count = usize::try_from(row.get::<i64>(2)?).unwrap_or_default();
            match row.get::<i64>(1)? {
                3 => of.unknown += count,
                _ => of.open += count,
            }
        }
        Ok(open)
    }
}

async fn read(
    tx: &mut Tx,
    programme: Option<&ProgrammeNow>,
    at: Instant,
    past: bool,
    zone: &impl Zone,
) -> Result<Vec<Posture>> {
    let vendors = match past {
        true => vendors_at(tx, at).await?,
        false => tx.all(VENDOR, vec![]).await?.iter().map(vendor).collect::<Result<_>>()?,
    };
    let mut all = covers(tx, vendors, programme, zone.day(at), zone).await?;
    if past {
        all.iter_mut().for_each(|cover| forget_after(cover, at));
    }
    let all = all.into_iter().map(|cover| Posture::of(cover, zone));
    let mut all: Vec<_> = all.collect();
    all.sort_by_cached_key(|it| {
        (need(&it.next, it.cover, it.uncovered, it.vendor.tier), it.vendor.name.to_lowercase(), it.vendor.no)
    });
    Ok(all)
}
