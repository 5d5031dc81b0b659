//! The faces of a programme at an instant. Those of the last entry that was read are kept: what was shown at an
//! instant never changes, so that the present is what was kept and what came since, whoever wrote it.

use crate::Store;
use crate::error::Result;
use crate::sql::{Tx, args};
use domain::cells::Face;
use domain::instant::Instant;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// By subject's number, 0 the organisation.
pub type Faces = BTreeMap<i64, Face>;

/// By programme: the instant of an entry of the trail, and the faces as they were then.
pub(crate) type KeptFaces = Arc<Mutex<BTreeMap<i64, (Instant, Arc<Faces>)>>>;

/// As they were shown at `at`.
pub(crate) async fn faces(tx: &mut Tx, programme: i64, at: Instant) -> Result<Faces> {
    // One seek a subject: as quick after many years as after one.
    let sql = "SELECT s.no, (SELECT f.cells FROM face f WHERE f.programme = $1 AND f.subject = s.no AND f.from_at <= $2 \
               ORDER BY f.from_at DESC LIMIT 1) FROM subject s WHERE s.kind <> 'vendor'";
    let mut faces = Faces::new();
    for row in tx.all(sql, args![programme, at]).await? {
        if let Some(cells) = row.get::<Option<Vec<u8>>>(1)? {
            put(&mut faces, row.get(0)?, &cells);
        }
    }
    Ok(faces)
}

fn put(faces: &mut Faces, subject: i64, cells: &[u8]) {
    if cells.is_empty() {
        faces.remove(&subject);
    } else {
        faces.insert(subject, Face::from_bytes(cells));
    }
}

impl Store {
    /// The same, from what is kept where `at` is not before it. `head` is the instant of the trail's last entry in this
    /// transaction: entries to come are later, so what is shown at `head` stays.
    pub(crate) async fn faces_in(&self, tx: &mut Tx, programme: i64, at: Instant, head: Instant) -> Result<Faces> {
        if at < head {
            return faces(tx, programme, at).await;
        }
        let kept = self.faces.lock().unwrap_or_else(PoisonError::into_inner).get(&programme).cloned();
        let generation = self.generation();
        let (from, base) = match kept.filter(|(from, _)| *from <= head) {
            Some(kept) => kept,
            None => (head, Arc::new(faces(tx, programme, head).await?)),
        };
        let sql = "SELECT subject, from_at, cells FROM face WHERE programme = $1 AND from_at > $2 AND from_at <= $3 \
                   ORDER BY from_at";
        let mut now = Faces::clone(&base);
        let mut at_head = None;
        for row in tx.all(sql, args![programme, from, at]).await? {
            if row.get::<Instant>(1)? > head && at_head.is_none() {
                at_head = Some(Arc::new(now.clone()));
            }
            put(&mut now, row.get(0)?, &row.get::<Vec<u8>>(2)?);
        }
        let at_head = at_head.unwrap_or_else(|| Arc::new(now.clone()));
        let mut kept = self.faces.lock().unwrap_or_else(PoisonError::into_inner);
        if self.generation() == generation {
            kept.insert(programme, (head, at_head));
        }
        Ok(now)
    }
}
