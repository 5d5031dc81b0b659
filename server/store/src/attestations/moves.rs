//! What setting other kinds to count would do, before anybody does it.

use super::cover::{Documents, used_days};
use super::proof::{Desk, live_of};
use super::read::attestations_in;
use crate::Store;
use crate::error::Result;
use crate::settings::attestations_at;
use crate::spine::ProgrammeNow;
use crate::vendors::{VENDOR, vendor};
use domain::attestations::Settings;
use domain::instant::{Instant, Zone};
use std::collections::{BTreeMap, BTreeSet};

/// What would be different.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// Vendors that would leave more days of the window uncovered, and how many more.
    pub lost: (usize, i64),
    /// Vendors that would leave fewer, and how many fewer.
    pub won: (usize, i64),
    /// Documents whose proof would end at once.
    pub ends: usize,
}

impl Store {
    /// What other settings would make of the window of a programme, by what is known now, and of the proof that there is:
    /// seven statements, however many vendors there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settings_would_move(
        &self,
        programme: Option<&ProgrammeNow>,
        next: &Settings,
        now: Instant,
        zone: &impl Zone,
    ) -> Result<Moves> {
        let (mut tx, today) = (self.db.reading().await?, zone.day(now));
        let rows = tx.all(format!("{VENDOR} ORDER BY v.no"), vec![]).await?;
        let vendors = rows.iter().map(vendor).collect::<Result<Vec<_>>>()?;
        let (all, was) = (attestations_in(&mut tx, None).await?, attestations_at(&mut tx, now).await?);
        let used = match programme {
            Some(programme) => used_days(&mut tx, programme, None, today, zone).await?,
            None => BTreeMap::new(),
        };
        let nos: Vec<_> = vendors.iter().map(|vendor| vendor.no).collect();
        let live = if nos.is_empty() { BTreeMap::new() } else { live_of(&mut tx, &nos, now, zone).await? };
        let proving: BTreeSet<_> = live.keys().map(|(record, _)| record.as_str()).collect();
        let mut moves = Moves::default();
        let desk = Desk::of(&all, zone);
        for vendor in &vendors {
            let worth = desk.worth(vendor, today, next);
            let ends =
                worth.iter().filter(|(row, _, proof)| proof.is_err() && proving.contains(row.id.to_string().as_str()));
            moves.ends += ends.count();
        }
        let shelf = Documents::of(all, today, zone);
        let hosts = shelf.hosts();
        for vendor in vendors {
            let before = shelf.cover(&hosts, vendor.clone(), programme, &used, today, &was).uncovered();
            let after = shelf.cover(&hosts, vendor, programme, &used, today, next).uncovered();
            let to = if after > before { &mut moves.lost } else { &mut moves.won };
            if after != before {
                to.0 += 1;
                to.1 += (after - before).abs();
            }
        }
        Ok(moves)
    }
}
