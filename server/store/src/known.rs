//! The reading of a day with what was accepted or withdrawn later: what an auditor asks for. Findings that were derived
//! as things happened do not say it, so it is computed from all facts.

use crate::Store;
use crate::error::{Error, Result};
use crate::faces::Faces;
use crate::lapsed::Lapsed;
use crate::reading::{Reading, Tally};
use crate::spine::{ProgrammeNow, code, finding_of, load};
use crate::sql::args;
use domain::asked::CriterionSet;
use domain::cells::Face;
use domain::finding::{Finding, Offer, Reason, Verdict};
use domain::history::History;
use domain::ids::EvidenceId;
use domain::instant::Instant;
use domain::readiness::readiness;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Store {
    /// The design reading of a programme on a day as far as is known by `known`, which is not before `at`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reading_known(&self, programme: &ProgrammeNow, at: Instant, known: Instant) -> Result<Arc<Reading>> {
        let generation = self.generation();
        let mut tx = self.db.reading().await?;
        let head = crate::reading::head(&mut tx).await?;
        if let Some(kept) = self.kept_known(programme.no, at, known, head) {
            return Ok(kept);
        }
        let shown = self.read(&mut tx, programme, at, head).await?;
        let history = load(&mut tx).await?;
        let no = programme.no;
        let computed = tokio::task::spawn_blocking(move || reread(shown, &history, no, known));
        let (mut reading, stale) = computed.await.map_err(|error| Error::Unusable(error.to_string()))?;
        let mut lapsed = Vec::new();
        for ((evidence, requirement), subjects) in stale {
            let row = tx.first("SELECT title FROM evidence WHERE id = $1", args![evidence]).await?;
            let title = row.map(|row| row.get(0)).transpose()?.unwrap_or_default();
            lapsed.push(Lapsed { evidence, title, requirement, subjects });
        }
        reading.lapsed = Some(lapsed);
        let reading = Arc::new(reading);
        self.keep_reading(programme.no, &reading, generation);
        Ok(reading)
    }
}

type Stale = BTreeMap<(EvidenceId, i64), u32>;

/// The same reading with what was known later. Who is asked what follows from the day alone; what proves it does not.
fn reread(mut shown: Reading, history: &History, programme: usize, known: Instant) -> (Reading, Stale) {
    let at = shown.at;
    let key_for: BTreeMap<usize, CriterionSet> = shown.frame.uses.iter().map(|u| (u.no, u.key_for)).collect();
    let found = |subject: i64| {
        let all = history.findings(subject, at, known).into_iter();
        all.filter(|(_, (_, asking))| asking.contains(programme)).map(|(no, (finding, _))| (no, finding)).collect()
    };
    let (mut own, mut faces) = (BTreeMap::<i64, BTreeMap<i64, Finding>>::new(), Faces::new());
    for subject in shown.faces.keys() {
        let mut face = Face::default();
        let vendors = history.systems.get(subject).and_then(|system| system.vendors.at(at));
        for one in std::iter::once(subject).chain(vendors.into_iter().flatten()) {
            for (requirement, finding) in own.entry(*one).or_insert_with(|| found(*one)) {
                let control = history.requirements.get(requirement).map(|requirement| requirement.control);
                let Some(control) = control.and_then(|no| usize::try_from(no).ok()) else { continue };
                face.take(control, key_for.get(&control).copied().unwrap_or_default().iter(), *finding);
            }
        }
        faces.insert(*subject, face);
    }
    let stale = stale(history, &own, at, known);
    shown.tallies = tallies(&shown, &own);
    shown.readiness = readiness(&shown.frame, faces.values());
    (shown.faces, shown.known, shown.beside) = (faces, Some(known), Arc::default());
    (shown, stale)
}

/// How many findings of one requirement read the same; since when it was asked is told by the day.
fn tallies(shown: &Reading, found: &BTreeMap<i64, BTreeMap<i64, Finding>>) -> Vec<Tally> {
    let mut counted: BTreeMap<(i64, (i64, i64)), u32> = BTreeMap::new();
    for (requirement, finding) in found.values().flatten() {
        *counted.entry((*requirement, code(*finding))).or_default() += 1;
    }
    let of = |requirement: i64| shown.tallies.iter().filter(move |tally| tally.requirement == requirement);
    let tally = |((requirement, (state, detail)), subjects)| {
        let finding = finding_of(state, detail);
        let same = of(requirement).find(|tally| tally.finding == finding);
        Tally {
            requirement,
            finding,
            subjects,
            since: same.map_or(shown.at, |tally| tally.since),
            asked_at: same
                .or_else(|| of(requirement).min_by_key(|tally| tally.asked_at))
                .map_or(shown.at, |t| t.asked_at),
        }
    };
    counted.into_iter().map(tally).collect()
}

/// The evidence by which findings read stale: of each, what lapsed last.
fn stale(history: &History, found: &BTreeMap<i64, BTreeMap<i64, Finding>>, at: Instant, known: Instant) -> Stale {
    let lapsed = |offer: &Offer| match offer.decision.filter(|decision| decision.at <= known)?.verdict {
        Verdict::Supports { lapses } if lapses <= at && offer.withdrawn.is_none_or(|when| when > known) => {
            Some((lapses, offer.evidence))
        }
        Verdict::Supports { .. } | Verdict::Adverse | Verdict::Rejected => None,
    };
    let mut stale = Stale::new();
    for (subject, findings) in found {
        for (requirement, _) in findings.iter().filter(|(_, finding)| **finding == Finding::Gap(Reason::Stale)) {
            let offers = history.offers.get(&(*subject, *requirement)).map(Vec::as_slice).unwrap_or_default();
            if let Some((_, evidence)) = offers.iter().filter_map(lapsed).max() {
                *stale.entry((evidence, *requirement)).or_default() += 1;
            }
        }
    }
    stale
}
