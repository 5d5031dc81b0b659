//! Deriving faces: the 61 cells of the organisation and of each system, in each programme, whenever one changes.

use super::stored::{Outlook, Told, list};
use super::{ProgrammeNow, Spine};
use crate::error::Result;
use crate::sql::{Value, args};
use crate::writing::Writing;
use domain::cells::Face;
use domain::instant::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// The requirements whose findings one subject's cells read: its own, and those of every vendor it depends on.
type Readings<'a> = Vec<(i64, &'a [Told])>;

impl Writing {
    /// Writes the faces of `subjects` (systems and the organisation) from now on.
    pub(super) async fn refresh_faces(&mut self, spine: &Spine, subjects: &[i64], own: &Outlook) -> Result<()> {
        let vendors = self.vendors_of(subjects).await?;
        let all: BTreeSet<_> = vendors.values().flatten().copied().collect();
        let of_vendors =
            if all.is_empty() { Outlook::new() } else { self.load_told(&list(all.iter()), self.now()).await? };
        let last = self.last_faces(subjects).await?;
        let mut rows: Vec<Vec<Value>> = Vec::new();
        for subject in subjects {
            let mut readings: Readings<'_> = Vec::new();
            let of_vendors = vendors.get(subject).into_iter().flatten().filter_map(|vendor| of_vendors.get(vendor));
            for outlook in own.get(subject).into_iter().chain(of_vendors) {
                readings.extend(outlook.iter().map(|(requirement, told)| (*requirement, told.as_slice())));
            }
            for programme in &spine.programmes {
                let no = i64::try_from(programme.no).unwrap_or_default();
                let before = last.get(&(no, *subject));
                for (from, cells) in faces(spine, programme, *subject, &readings, self.now(), before) {
                    rows.push(args![no, *subject, from, cells]);
                }
            }
        }
        // With the programmes named, a subject is found by its key, not among all that was ever told.
        let numbers = spine.programmes.iter().map(|programme| i64::try_from(programme.no).unwrap_or_default());
        let programmes = list(numbers.collect::<Vec<_>>().iter());
        let sql = format!(
            "DELETE FROM face WHERE programme IN ({programmes}) AND subject IN ({}) AND from_at >= $1",
            list(subjects.iter())
        );
        self.tx.run(sql, args![self.now()]).await?;
        self.tx.insert_many("INSERT INTO face (programme, subject, from_at, cells)", rows).await
    }

    async fn vendors_of(&mut self, subjects: &[i64]) -> Result<BTreeMap<i64, Vec<i64>>> {
        let sql = format!("SELECT system, vendor FROM dependency WHERE system IN ({})", list(subjects.iter()));
        let mut vendors: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for row in self.tx.all(sql, vec![]).await? {
            vendors.entry(row.get(0)?).or_default().push(row.get(1)?);
        }
        Ok(vendors)
    }

    /// The face told last before now, by programme and subject.
    async fn last_faces(&mut self, subjects: &[i64]) -> Result<BTreeMap<(i64, i64), Vec<u8>>> {
        let sql = format!(
            "SELECT p.no, s.no, (SELECT f.cells FROM face f WHERE f.programme = p.no AND f.subject = s.no \
             AND f.from_at < $1 ORDER BY f.from_at DESC LIMIT 1) FROM programme p CROSS JOIN subject s WHERE s.no IN ({})",
            list(subjects.iter())
        );
        let rows = self.tx.all(sql, args![self.now()]).await?;
        let told = rows.iter().map(|row| Ok(row.get::<Option<Vec<u8>>>(2)?.map(|cells| (row, cells))));
        let told = told.collect::<Result<Vec<_>>>()?.into_iter().flatten();
        told.map(|(row, cells)| Ok(((row.get(0)?, row.get(1)?), cells))).collect()
    }
}

/// The faces of one subject in one programme from `now` on, each with its instant; only what differs from the one
/// before. A subject the programme does not ask has no bytes.
fn faces(
    spine: &Spine,
    programme: &ProgrammeNow,
    subject: i64,
    readings: &Readings<'_>,
    now: Instant,
    before: Option<&Vec<u8>>,
) -> Vec<(Instant, Vec<u8>)> {
    let readings: Readings<'_> = readings
        .iter()
        .copied()
        .filter(|(_, told)| told.iter().any(|told| told.programmes.contains(programme.no)))
        .collect();
    let mut instants: BTreeSet<_> =
        readings.iter().flat_map(|(_, told)| told.iter().map(|told| told.span.from)).collect();
    instants.retain(|at| *at > now);
    instants.insert(now);
    let mut faces = Vec::new();
    let mut last: Vec<u8> = before.cloned().unwrap_or_default();
    let in_programme = !readings.is_empty() || subject == 0;
    for at in instants {
        let cells = if in_programme { face(spine, programme, &readings, at).bytes() } else { Vec::new() };
        if cells != last {
            faces.push((at, cells.clone()));
            last = cells;
        }
    }
    faces
}

fn face(spine: &Spine, programme: &ProgrammeNow, readings: &Readings<'_>, at: Instant) -> Face {
    let mut face = Face::default();
    for (requirement, told) in readings {
        let told = told.iter().find(|told| told.span.from <= at && at < told.span.until);
        let Some(told) = told.filter(|told| told.programmes.contains(programme.no)) else { continue };
        let Some(control) = spine.requirement(*requirement).and_then(|requirement| spine.control_of(requirement))
        else {
            continue;
        };
        let no = usize::try_from(control.no).unwrap_or_default();
        face.take(no, programme.key_for(control.no).iter(), told.span.finding);
    }
    face
}
