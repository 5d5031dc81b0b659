//! Every row held against the entry that wrote it, both ways: entries say by digests what their commands left in each
//! table (`crate::ledger`). What older entries, which do not say it, wrote is counted, and not taken for held.

use super::records::{at, fault};
use crate::error::Result;
use crate::ledger::{self, Held, Part, Told, together};
use crate::sql::{Tx, args};
use crate::trail::{Entry, Fault};
use domain::trail::Hash;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// Rows that are read at once.
const AT_ONCE: i64 = 5_000;

/// What came of holding every row against the trail, and every entry against the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Borne {
    /// Rows that are not what their entries say, and entries whose rows are gone.
    pub faults: Vec<Fault>,
    /// Rows that entries bear out whole.
    pub held: u64,
    /// The first entry that says what it left in each row; `None` when no entry does so yet.
    pub since: Option<i64>,
    /// Rows that were last written before it, by table: no entry says them whole.
    pub older: BTreeMap<String, u64>,
}

/// What entries say of rows: of each that is told by itself what was said last, and of those that are told together what
/// each entry says.
pub(super) struct SaidOfAll {
    since: i64,
    each: BTreeMap<String, (i64, Option<Hash>)>,
    many: BTreeMap<(String, i64), String>,
}

impl SaidOfAll {
    pub(super) const fn new() -> Self {
        Self { since: i64::MAX, each: BTreeMap::new(), many: BTreeMap::new() }
    }

    pub(super) fn hear(&mut self, seen: &Entry) {
        let Some(written) = at(at(&seen.body, "body"), "written").as_object() else { return };
        self.since = self.since.min(seen.seq);
        for (name, digest) in written {
            let digest = digest.as_str();
            if name.contains('/') {
                self.each.insert(name.clone(), (seen.seq, digest.map(hash)));
            } else {
                self.many.insert((name.clone(), seen.seq), digest.unwrap_or_default().to_owned());
            }
        }
    }

    /// Holds every row of every table.
    pub(super) async fn hold(mut self, tx: &mut Tx) -> Result<Borne> {
        let since = Some(self.since).filter(|since| *since < i64::MAX);
        let mut borne = Borne { since, ..Borne::default() };
        for held in ledger::shapes(tx).await?.values() {
            self.hold_table(tx, held, &mut borne).await?;
        }
        for (name, (seq, digest)) in self.each {
            if digest.is_some() {
                borne.faults.push(fault(seq, format!("{} was written by it and is gone", told(&name))));
            }
        }
        for ((part, seq), _) in self.many {
            borne.faults.push(fault(seq, format!("rows of {part} were written by it and are gone")));
        }
        borne.faults.extend(subjects(tx).await?);
        Ok(borne)
    }

    async fn hold_table(&mut self, tx: &mut Tx, held: &Held, borne: &mut Borne) -> Result<()> {
        let (table, mut together) = (&held.table, BTreeMap::<(&str, i64), Vec<Hash>>::new());
        let (names, begun) = (table.names(), held.begun.unwrap_or("0"));
        let stamps: Vec<_> = (0..names.len())
            .filter(|i| names.get(*i).is_some_and(|name| *name == "seq" || name.ends_with("_seq")))
            .collect();
        let sql = format!(
            "SELECT {}, {begun} FROM {} t ORDER BY {} LIMIT $1 OFFSET $2",
            names.iter().map(|name| format!("t.{name}")).collect::<Vec<_>>().join(", "),
            table.name,
            table.order()
        );
        for from in (0..).step_by(5_000) {
            let rows = tx.all(sql.clone(), args![AT_ONCE, from]).await?;
            for row in &rows {
                let cells = table.cells(row)?;
                let newest = stamps.iter().filter_map(|i| cells.get(*i)?.as_i64()).max().unwrap_or_default();
                for part in &held.parts {
                    let Some(digest) = part.digest(table, &cells) else { continue };
                    match part.told {
                        Told::Each => self.hold_row(part, &held.name(&cells), digest, newest, borne),
                        Told::Begun => {
                            let seq = row.get::<Option<i64>>(names.len())?.unwrap_or_default();
                            together.entry((&part.name, seq)).or_default().push(digest);
                        }
                        Told::At(stamp) => {
                            let seq = cells.get(stamp).and_then(Json::as_i64).unwrap_or_default();
                            together.entry((&part.name, seq)).or_default().push(digest);
                        }
                    }
                }
            }
            if rows.len() < 5_000 {
                break;
            }
        }
        for ((part, seq), rows) in together {
            self.hold_together(part, seq, rows, borne);
        }
        Ok(())
    }

    fn hold_row(&mut self, part: &Part, row: &str, digest: Hash, newest: i64, borne: &mut Borne) {
        let name = format!("{}/{row}", part.name);
        match self.each.remove(&name) {
            Some((_, Some(said))) if said == digest => borne.held += 1,
            Some((seq, Some(_))) => borne.faults.push(fault(seq, format!("{} is not what it says", told(&name)))),
            Some((seq, None)) => {
                borne.faults.push(fault(seq, format!("{} was taken away by it and is there", told(&name))));
            }
            None if self.is_older(newest) => *borne.older.entry(part.name.clone()).or_default() += 1,
            None => borne.faults.push(fault(newest, format!("no entry says that it wrote {}", told(&name)))),
        }
    }

    fn hold_together(&mut self, part: &str, seq: i64, rows: Vec<Hash>, borne: &mut Borne) {
        let count = rows.len() as u64;
        match self.many.remove(&(part.to_owned(), seq)) {
            Some(said) if said == together(rows) => borne.held += count,
            Some(_) => borne.faults.push(fault(seq, format!("rows of {part} are not those that it says"))),
            None if self.is_older(seq) => *borne.older.entry(part.to_owned()).or_default() += count,
            None => borne.faults.push(fault(seq, format!("{count} rows of {part} name it, and it wrote none"))),
        }
    }

    /// Whether entries did not say their rows yet when this was written. Where the first of all does, none is older.
    const fn is_older(&self, seq: i64) -> bool {
        seq < self.since && self.since > 1
    }
}

/// A row by its table and key, as a sentence speaks of it.
fn told(name: &str) -> String {
    name.split_once('/').map_or_else(|| name.to_owned(), |(part, key)| format!("the row {key} of {part}"))
}

/// Anything that is no digest is no row's.
fn hash(text: &str) -> Hash {
    hex::decode(text).ok().and_then(|bytes| bytes.try_into().ok()).unwrap_or_default()
}

/// Numbers that stand for no system and no vendor, or for another, and those that are gone.
async fn subjects(tx: &mut Tx) -> Result<Vec<Fault>> {
    let sql = "SELECT j.no FROM subject j WHERE NOT (\
        (j.kind = 'organisation' AND j.no = 0 AND j.system IS NULL AND j.vendor IS NULL) \
        OR (j.kind = 'system' AND j.vendor IS NULL \
            AND EXISTS (SELECT 1 FROM system s WHERE s.no = j.no AND s.id = j.system)) \
        OR (j.kind = 'vendor' AND j.system IS NULL \
            AND EXISTS (SELECT 1 FROM vendor v WHERE v.no = j.no AND v.id = j.vendor))) \
        UNION SELECT s.no FROM system s WHERE NOT EXISTS (SELECT 1 FROM subject j WHERE j.no = s.no) \
        UNION SELECT v.no FROM vendor v WHERE NOT EXISTS (SELECT 1 FROM subject j WHERE j.no = v.no)";
    let rows = tx.all(sql, vec![]).await?;
    let mut numbers = rows.iter().map(|row| row.get(0)).collect::<Result<BTreeSet<i64>>>()?;
    if tx.first("SELECT no FROM subject WHERE kind = 'organisation'", vec![]).await?.is_none() {
        numbers.insert(0);
    }
    let what = |no| format!("the row {no} of subject is not that of a system or a vendor");
    Ok(numbers.into_iter().map(|no| fault(0, what(no))).collect())
}
