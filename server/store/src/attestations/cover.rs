//! How much of a programme's window the documents of its vendors cover, and how each vendor stands.

use super::AttestationRow;
use super::read::attestations_in;
use crate::Store;
use crate::error::{Error, Result};
use crate::settings::attestations_at;
use crate::spine::ProgrammeNow;
use crate::sql::{Tx, args};
use crate::vendors::{VENDOR, VendorRow, vendor};
use domain::attestations::{
    AsOf, Attestation, Cover, CoverState, Ends, Hosts, Next, Question, Seen, Settings, Standing, cover, ends, next,
    standing,
};
use domain::days::Period;
use domain::ids::{ReportId, VendorId};
use domain::instant::{Instant, Zone};
use domain::refusal::Refusal;
use domain::words::Category;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What the documents of one vendor make of our window.
#[derive(Clone, Debug)]
pub struct VendorCover {
    pub vendor: VendorRow,
    /// The window of the programme; none where it has no day yet.
    pub window: Option<Period>,
    /// Category by category of the programme, in their order. Empty without a window.
    pub by_category: Vec<(Category, Cover)>,
    /// All documents of the vendor that were there by the day, each with where it stands.
    pub documents: Vec<(AttestationRow, Standing)>,
    pub next: Next,
    /// The documents that end and are followed by nothing, and those to be read again.
    pub ends: Vec<Ends>,
}

impl VendorCover {
    /// The category of which most is missing, with its cover; Security among equals.
    #[must_use]
    pub fn weakest(&self) -> Option<(Category, &Cover)> {
        let rank =
            |cover: &Cover| (cover.state(), std::cmp::Reverse(cover.unproven()), std::cmp::Reverse(cover.days.unknown));
        let asked = self.by_category.iter().filter(|(_, cover)| cover.state().is_some());
        asked.min_by_key(|(_, cover)| rank(cover)).map(|(category, cover)| (*category, cover))
    }

    /// The category of which most is missing, where a programme has several and they do not all stand alike.
    #[must_use]
    pub fn weakest_of_several(&self) -> Option<Category> {
        let (category, cover) = self.weakest()?;
        let said = |cover: &Cover| (cover.state(), cover.unproven(), cover.days.unknown);
        self.by_category.iter().any(|(_, other)| said(other) != said(cover)).then_some(category)
    }

    /// What the cover amounts to; none when no day is asked for.
    #[must_use]
    pub fn state(&self) -> Option<CoverState> {
        self.weakest().and_then(|(_, cover)| cover.state())
    }

    /// Days so far without proof that counts.
    #[must_use]
    pub fn uncovered(&self) -> i64 {
        self.weakest().map_or(0, |(_, cover)| cover.unproven())
    }

    /// The first day of the window that is asked for; none when no day is.
    #[must_use]
    pub fn asked_since(&self) -> Option<Date> {
        self.weakest().and_then(|(_, cover)| cover.spans.first()).map(|span| span.days.from())
    }

    /// The document that the next thing to do is about.
    #[must_use]
    pub fn about(&self) -> Option<ReportId> {
        let no = self.next.about()?;
        self.documents.iter().find(|(row, _)| row.no == no).map(|(row, _)| row.id)
    }

    /// Documents that wait for their review.
    pub fn waiting(&self) -> impl Iterator<Item = &AttestationRow> {
        self.documents.iter().map(|(row, _)| row).filter(|row| row.waits())
    }

    /// The last instant at which a second person reviewed a document of it.
    #[must_use]
    pub fn last_review(&self) -> Option<Instant> {
        self.documents.iter().filter_map(|(row, _)| row.review.as_ref().map(|review| review.at)).max()
    }
}

/// The days for which a programme must show that its vendors were looked at: its window, or its one day.
#[must_use]
pub fn window(programme: &ProgrammeNow) -> Option<Period> {
    let both = programme.window_from.zip(programme.window_until);
    let window = both.and_then(|(from, until)| Period::new(from, until).ok());
    window.or_else(|| programme.on_day.map(Period::of_day))
}

impl Store {
    /// What the documents of one vendor make of a programme's window, as far as was known by the end of a day.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn vendor_cover(
        &self,
        programme: Option<&ProgrammeNow>,
        id: VendorId,
        known: Date,
        zone: &impl Zone,
    ) -> Result<VendorCover> {
        let mut tx = self.db.reading().await?;
        let row = tx.first(format!("{VENDOR} WHERE v.id = $1"), args![id]).await?;
        let vendor = vendor(&row.ok_or_else(|| Refusal::missing("vendor"))?)?;
        let rows = with_hosts(&mut tx, &[vendor.no]).await?;
        let used = match programme {
            Some(programme) => used_days(&mut tx, programme, Some(vendor.no), known, zone).await?,
            None => BTreeMap::new(),
        };
        let settings = attestations_at(&mut tx, zone.end_of(known)).await?;
        let shelf = Documents::of(rows, known, zone);
        Ok(shelf.cover(&shelf.hosts(), vendor, programme, &used, known, &settings))
    }

    /// The same of every vendor, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vendor_covers(
        &self,
        programme: Option<&ProgrammeNow>,
        known: Date,
        zone: &impl Zone,
    ) -> Result<Vec<VendorCover>> {
        let mut tx = self.db.reading().await?;
        let rows = tx.all(format!("{VENDOR} ORDER BY v.name"), vec![]).await?;
        let vendors = rows.iter().map(vendor).collect::<Result<Vec<_>>>()?;
        covers(&mut tx, vendors, programme, known, zone).await
    }
}

/// Leaves out what was decided on a vendor's documents after an instant.
pub(super) fn forget_after(cover: &mut VendorCover, at: Instant) {
    for (row, _) in &mut cover.documents {
        row.review = row.review.take().filter(|review| review.at <= at);
        row.taken_back = row.taken_back.take().filter(|(taken, ..)| *taken <= at);
    }
}

pub(super) async fn covers(
    tx: &mut Tx,
    vendors: Vec<VendorRow>,
    programme: Option<&ProgrammeNow>,
    known: Date,
    zone: &impl Zone,
) -> Result<Vec<VendorCover>> {
    let shelf = Documents::of(attestations_in(tx, None).await?, known, zone);
    let settings = attestations_at(tx, zone.end_of(known)).await?;
    let used = match programme {
        Some(programme) => used_days(tx, programme, None, known, zone).await?,
        None => BTreeMap::new(),
    };
    let hosts = shelf.hosts();
    Ok(vendors.into_iter().map(|vendor| shelf.cover(&hosts, vendor, programme, &used, known, &settings)).collect())
}

/// The documents of vendors, of those that host them as their documents say, and so on.
pub(super) async fn with_hosts(tx: &mut Tx, vendors: &[i64]) -> Result<Vec<AttestationRow>> {
    let (mut all, mut asked, mut ask) = (Vec::new(), vendors.to_vec(), vendors.to_vec());
    while !ask.is_empty() {
        let rows = attestations_in(tx, Some(&ask)).await?;
        let hosts = rows.iter().flat_map(|row| &row.terms.carve_outs).filter(|host| host.must_be_covered);
        let hosts: Vec<_> = hosts.filter_map(|host| host.vendor).map(|host| format!("'{host}'")).collect();
        ask = Vec::new();
        if !hosts.is_empty() {
            let sql = format!("SELECT no FROM vendor WHERE id IN ({}) ORDER BY no", hosts.join(", "));
            for row in tx.all(sql, vec![]).await? {
                let no = row.get(0)?;
                if !asked.contains(&no) {
                    asked.push(no);
                    ask.push(no);
                }
            }
        }
        all.extend(rows);
    }
    Ok(all)
}

/// The days, by vendor (number), on which a system in scope of a programme depended on it, as far as was known by the end
/// of a day. What had no end by then goes on. Where somebody said since when it depends on it, the days count from that day
/// on, also those before the system was entered here.
pub(super) async fn used_days(
    tx: &mut Tx,
    programme: &ProgrammeNow,
    vendor: Option<i64>,
    known: Date,
    zone: &impl Zone,
) -> Result<BTreeMap<i64, Vec<Period>>> {
    let Some(window) = window(programme) else { return Ok(BTreeMap::new()) };
    let of = vendor.map(|no| format!("AND d.key = '{no}'")).unwrap_or_default();
    let sql = format!(
        "SELECT d.key, d.from_at, d.ended_at, s.from_at, s.ended_at, w.value FROM fact d JOIN fact s \
         ON s.about = 'subject' AND s.no = d.no AND s.what = 'scope' AND s.key = $1 LEFT JOIN fact w \
         ON w.about = 'subject' AND w.no = d.no AND w.what = 'vendor-since' AND w.key = d.key AND w.from_at < $2 \
         AND w.from_at < d.ended_at AND w.ended_at > d.from_at WHERE d.about = 'subject' AND d.what = 'vendor' {of} \
         AND d.from_at < $2 AND s.from_at < $2"
    );
    let end = known.tomorrow().map_or(Instant::NEVER, |day| zone.midnight(day));
    let mut used: BTreeMap<i64, Vec<Period>> = BTreeMap::new();
    for row in tx.all(sql, args![programme.no.to_string(), end]).await? {
        let no = row.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("vendor"))?;
        let from = row.get::<Instant>(1)?.max(row.get(3)?);
        let ended = row.get::<Instant>(2)?.min(row.get(4)?);
        let said = row.get::<Option<String>>(5)?.map(|day| day.parse::<Date>()).transpose();
        let said = said.map_err(|_| Error::Unreadable("day"))?;
        let first = said.map_or(zone.day(from), |said| said.min(zone.day(from)));
        let until = if ended >= end { window.until() } else { zone.day(ended.previous()) };
        if from < ended
            && let Ok(days) = Period::new(first, until.max(first))
            && let Some(days) = days.intersect(&window)
        {
            used.entry(no).or_default().push(days);
        }
    }
    used.values_mut().for_each(|days| *days = joined(std::mem::take(days)));
    Ok(used)
}

/// Periods in order, those that share a day made one.
fn joined(mut days: Vec<Period>) -> Vec<Period> {
    days.sort_unstable();
    let mut all: Vec<Period> = Vec::new();
    for next in days {
        if let Some(last) = all.last_mut().filter(|last| next.from() <= last.until())
            && let Ok(both) = Period::new(last.from(), last.until().max(next.until()))
        {
            *last = both;
            continue;
        }
        all.push(next);
    }
    all
}

/// Documents by vendor, as they were known by a day, beside their rows.
pub(super) struct Documents {
    rows: BTreeMap<VendorId, Vec<AttestationRow>>,
    held: BTreeMap<VendorId, Vec<Attestation>>,
}

impl Documents {
    pub(super) fn of(all: Vec<AttestationRow>, known: Date, zone: &impl Zone) -> Self {
        let (mut rows, mut held) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for row in all.into_iter().filter(|row| zone.day(row.at) <= known) {
            held.entry(row.vendor).or_default().push(row.held(zone));
            rows.entry(row.vendor).or_default().push(row);
        }
        Self { rows, held }
    }

    /// All of them, by who hosts whom.
    pub(super) fn hosts(&self) -> Hosts<'_> {
        self.held.iter().map(|(id, all)| (*id, all.as_slice())).collect()
    }

    pub(super) fn cover(
        &self,
        hosts: &Hosts<'_>,
        vendor: VendorRow,
        programme: Option<&ProgrammeNow>,
        used: &BTreeMap<i64, Vec<Period>>,
        known: Date,
        settings: &Settings,
    ) -> VendorCover {
        let held = self.held.get(&vendor.id).map(Vec::as_slice).unwrap_or_default();
        let rows = self.rows.get(&vendor.id).map(Vec::as_slice).unwrap_or_default();
        let days = used.get(&vendor.no).map(Vec::as_slice).unwrap_or_default();
        let window = programme.and_then(window);
        let ask = |window: Period, category| {
            let question = Question { window, used: days, category, tier: vendor.tier, known };
            (category, cover(&question, held, hosts, settings))
        };
        let categories = programme.map(|programme| programme.categories).unwrap_or_default();
        let by_category = window.map(|window| categories.iter().map(|category| ask(window, category)).collect());
        let tolerance = settings.surveillance_tolerance_days;
        let mut seen = Vec::new();
        let mut documents = Vec::new();
        for (row, it) in rows.iter().zip(held) {
            let Some(kind) = it.kind() else { continue };
            let standing = standing(it, kind, AsOf::on(known), held, tolerance);
            seen.push(Seen { no: row.no, kind, standing: standing.clone() });
            documents.push((row.clone(), standing));
        }
        let mut all = VendorCover {
            vendor,
            window,
            by_category: by_category.unwrap_or_default(),
            documents,
            next: Next::Nothing,
            ends: ends(held, known, tolerance),
        };
        all.next = next(all.weakest().map(|(_, cover)| cover), &seen);
        all
    }
}
