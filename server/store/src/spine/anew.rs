//! Deriving anew what an older program derived by other rules: findings, cells and counts from all facts, a group of
//! subjects at a time, while everything goes on.

use super::stored::{list, row};
use super::whole::load;
use crate::Store;
use crate::error::{Error, Result};
use crate::readiness::frame_facts;
use crate::reading::head;
use crate::sql::{Tx, Value, args};
use domain::asked::CriterionSet;
use domain::cells::Face;
use domain::history::{History, Told};
use domain::instant::Instant;
use domain::timeline::Timeline;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

/// By which rules findings, cells and counts are derived. Whoever changes what one of them says of the same facts raises
/// it, and what was derived before is derived anew.
const RULES: i64 = 1;

/// Subjects that are derived in one transaction: others wait for the writer no longer than that.
const GROUP: usize = 200;

/// How often a group gives way to what happened meanwhile.
const PATIENCE: u32 = 3;

/// How many subjects are derived anew already, and of how many; nothing is under way when both are 0.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    done: AtomicUsize,
    of: AtomicUsize,
    /// How often what is kept in memory of derived rows was forgotten: what was read before is not kept after.
    pub forgotten: AtomicUsize,
}

/// By control, for which criteria in scope it is key.
type Keys = BTreeMap<i64, CriterionSet>;

/// A programme through time, as far as cells read it.
struct Asks {
    no: usize,
    opened: Instant,
    keys: Timeline<Keys>,
}

impl Store {
    /// How many subjects are derived anew already and of how many, while that is under way.
    #[must_use]
    pub fn deriving(&self) -> Option<(usize, usize)> {
        let of = self.deriving.of.load(Ordering::Acquire);
        (of > 0).then(|| (self.deriving.done.load(Ordering::Acquire), of))
    }

    /// Whether an older program derived what is stored, by other rules than this one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_derived_by_other_rules(&self) -> Result<bool> {
        let row = self.db.first("SELECT rules FROM derivation WHERE one = 1", vec![]).await?;
        Ok(row.ok_or(Error::Unreadable("derivation"))?.get::<i64>(0)? != RULES)
    }

    /// Derives everything anew from all facts. How many subjects that were.
    ///
    /// # Errors
    /// When the database fails; what was done by then stays, pages go on saying so, and the next start begins again.
    pub async fn derive_anew(&self) -> Result<usize> {
        let rows = self.db.all("SELECT no FROM subject ORDER BY no", vec![]).await?;
        let subjects = rows.iter().map(|row| row.get(0)).collect::<Result<Vec<i64>>>()?;
        self.deriving.done.store(0, Ordering::Release);
        self.deriving.of.store(subjects.len(), Ordering::Release);
        for group in subjects.chunks(GROUP) {
            let mut tries = 0;
            while !self.derive_group(group, tries >= PATIENCE).await? {
                tries += 1;
            }
            self.deriving.done.fetch_add(group.len(), Ordering::AcqRel);
            self.forget();
        }
        let mut tx = self.db.writing_facts().await?;
        tx.run("UPDATE derivation SET rules = $1 WHERE one = 1", args![RULES]).await?;
        tx.commit().await?;
        self.deriving.of.store(0, Ordering::Release);
        self.forget();
        Ok(subjects.len())
    }

    /// Derives some subjects beside everybody else's work, and writes them if nothing happened meanwhile; `alone`, under
    /// the writer's lock. Whether they are written.
    async fn derive_group(&self, group: &[i64], alone: bool) -> Result<bool> {
        let mut tx = if alone { self.db.writing_facts().await? } else { self.db.reading().await? };
        let (seq, _) = head(&mut tx).await?;
        let (history, programmes) = (load(&mut tx).await?, asks(&mut tx).await?);
        let of = group.to_vec();
        let derived = tokio::task::spawn_blocking(move || derive(&history, &programmes, &of));
        let (findings, faces) = derived.await.map_err(|error| Error::Unusable(error.to_string()))?;
        if !alone {
            drop(tx);
            tx = self.db.writing_facts().await?;
            if head(&mut tx).await?.0 != seq {
                return Ok(false);
            }
        }
        let list = list(group.iter());
        tx.run(format!("DELETE FROM finding WHERE subject IN ({list})"), vec![]).await?;
        tx.run(format!("DELETE FROM face WHERE subject IN ({list})"), vec![]).await?;
        let columns =
            "INSERT INTO finding (subject, requirement, from_at, until_at, state, detail, programmes, asked_at)";
        tx.insert_many(columns, findings).await?;
        tx.insert_many("INSERT INTO face (programme, subject, from_at, cells)", faces).await?;
        super::tally::count_anew(&mut tx).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// The programmes as their facts say they were, through all time.
async fn asks(tx: &mut Tx) -> Result<Vec<Asks>> {
    let mut programmes = Vec::new();
    for row in tx.all("SELECT no, at FROM programme ORDER BY no", vec![]).await? {
        let no: i64 = row.get(0)?;
        let facts = frame_facts(tx, no, Instant::BEGINNING, Instant::NEVER).await?;
        let mut keys = Timeline::default();
        for at in facts.changes() {
            let uses = facts.at(at)?.uses.into_iter();
            let uses: Keys = uses.filter_map(|one| Some((i64::try_from(one.no).ok()?, one.key_for))).collect();
            keys.change(at, uses);
        }
        programmes.push(Asks { no: usize::try_from(no).unwrap_or_default(), opened: row.get(1)?, keys });
    }
    Ok(programmes)
}

/// The rows of findings and of faces of some subjects.
fn derive(history: &History, programmes: &[Asks], subjects: &[i64]) -> (Vec<Vec<Value>>, Vec<Vec<Value>>) {
    let mut told: BTreeMap<i64, BTreeMap<i64, Vec<Told>>> = BTreeMap::new();
    let (mut findings, mut faces) = (Vec::new(), Vec::new());
    for subject in subjects {
        let own = told.entry(*subject).or_insert_with(|| history.told(*subject));
        for (requirement, spans) in own {
            findings.extend(spans.iter().map(|one| row(one, *subject, *requirement)));
        }
        if history.vendors.contains(subject) {
            continue;
        }
        let system = history.systems.get(subject);
        let vendors: BTreeSet<i64> = system.into_iter().flat_map(|s| s.vendors.values()).flatten().copied().collect();
        for vendor in &vendors {
            told.entry(*vendor).or_insert_with(|| history.told(*vendor));
        }
        let empty = Timeline::default();
        let read = Read { history, told: &told, subject: *subject, vendors: system.map_or(&empty, |s| &s.vendors) };
        for programme in programmes {
            let no = i64::try_from(programme.no).unwrap_or_default();
            faces.extend(read.faces(programme).into_iter().map(|(at, cells)| args![no, *subject, at, cells]));
        }
    }
    (findings, faces)
}

/// What the cells of one subject are read from.
struct Read<'a> {
    history: &'a History,
    told: &'a BTreeMap<i64, BTreeMap<i64, Vec<Told>>>,
    subject: i64,
    vendors: &'a Timeline<BTreeSet<i64>>,
}

impl Read<'_> {
    /// Its findings and those of every vendor that it ever depended on.
    fn all(&self) -> impl Iterator<Item = (i64, i64, &[Told])> {
        let vendors = self.vendors.values().flatten().copied().collect::<BTreeSet<_>>();
        let subjects = std::iter::once(self.subject).chain(vendors);
        let told = subjects.filter_map(|subject| Some((subject, self.told.get(&subject)?)));
        told.flat_map(|(subject, of)| {
            of.iter().map(move |(requirement, told)| (subject, *requirement, told.as_slice()))
        })
    }

    /// Whenever they change.
    fn faces(&self, programme: &Asks) -> Vec<(Instant, Vec<u8>)> {
        let spans = self.all().flat_map(|(_, _, told)| told).filter(|told| told.programmes.contains(programme.no));
        let mut instants: BTreeSet<Instant> = spans.flat_map(|told| [told.span.from, told.span.until]).collect();
        instants.extend(programme.keys.changes().chain(self.vendors.changes()).chain([programme.opened]));
        instants.retain(|at| *at >= programme.opened && *at < Instant::NEVER);
        let (mut faces, mut last) = (Vec::new(), Vec::new());
        for at in instants {
            let cells = self.cells(programme, at);
            if cells != last {
                faces.push((at, cells.clone()));
                last = cells;
            }
        }
        faces
    }

    /// Of a subject that the programme does not ask, none.
    fn cells(&self, programme: &Asks, at: Instant) -> Vec<u8> {
        let (mut face, mut is_asked) = (Face::default(), self.subject == 0);
        let vendors = self.vendors.at(at);
        for (subject, requirement, told) in self.all() {
            let read = subject == self.subject || vendors.is_some_and(|vendors| vendors.contains(&subject));
            let after = told.partition_point(|told| told.span.from <= at);
            let now = after.checked_sub(1).and_then(|place| told.get(place)).filter(|told| at < told.span.until);
            let Some(now) = now.filter(|told| read && told.programmes.contains(programme.no)) else { continue };
            is_asked = true;
            let Some(control) = self.history.requirements.get(&requirement).map(|one| one.control) else { continue };
            let key_for = programme.keys.at(at).and_then(|keys| keys.get(&control)).copied().unwrap_or_default();
            face.take(usize::try_from(control).unwrap_or_default(), key_for.iter(), now.span.finding);
        }
        if is_asked { face.bytes() } else { Vec::new() }
    }
}
