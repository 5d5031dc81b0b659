//! Who owns what a change would exclude.
//!
//! Whoever owned it at any time since it was proposed counts: handing it away for a moment frees nobody to decide on it.

use crate::error::{Error, Result};
use crate::spine::list;
use crate::sql::{Tx, Value, args};
use domain::change::Change;
use domain::evidence::NamedPair;
use domain::ids::PersonId;
use domain::instant::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// Owners with the instant at which each stops to be one.
type Owners<K> = BTreeMap<K, Vec<(PersonId, Instant)>>;

/// The pairs that a change would exclude.
fn excluded(change: &Change) -> &[NamedPair] {
    if let Change::Exclude { pairs, .. } = change { pairs } else { &[] }
}

/// For each change and the instant of its proposal: the owners and deputies of what it would exclude; for the
/// organisation, the owner of the control that asks.
pub(crate) async fn owners_since(tx: &mut Tx, proposed: &[(&Change, Instant)]) -> Result<Vec<Vec<PersonId>>> {
    let pairs = || proposed.iter().flat_map(|(change, _)| excluded(change));
    let Some(first) = proposed.iter().map(|(_, at)| *at).min() else { return Ok(Vec::new()) };
    let subjects: BTreeSet<i64> = pairs().map(|pair| pair.subject).collect();
    let of_organisation: BTreeSet<&str> =
        pairs().filter(|pair| pair.subject == 0).map(|pair| pair.requirement.as_str()).collect();
    let of_subjects = of_subjects(tx, &subjects, first).await?;
    let of_controls = of_controls(tx, &of_organisation, first).await?;
    let all = proposed.iter().map(|(change, at)| {
        let owners = excluded(change).iter().flat_map(|pair| match pair.subject {
            0 => of_controls.get(pair.requirement.as_str()),
            subject => of_subjects.get(&subject),
        });
        let since: BTreeSet<_> = owners.flatten().filter(|(_, ended)| ended > at).map(|(person, _)| *person).collect();
        since.into_iter().collect()
    });
    Ok(all.collect())
}

async fn of_subjects(tx: &mut Tx, subjects: &BTreeSet<i64>, since: Instant) -> Result<Owners<i64>> {
    let mut owners = Owners::new();
    if subjects.is_empty() {
        return Ok(owners);
    }
    let sql = format!(
        "SELECT no, value, ended_at FROM fact WHERE about = 'subject' AND no IN ({}) AND what = 'owner' AND ended_at > $1",
        list(subjects.iter())
    );
    for row in tx.all(sql, args![since]).await? {
        owners.entry(row.get(0)?).or_default().push((person(row.get(1)?)?, row.get(2)?));
    }
    Ok(owners)
}

async fn of_controls(tx: &mut Tx, requirements: &BTreeSet<&str>, since: Instant) -> Result<Owners<String>> {
    let mut owners = Owners::new();
    if requirements.is_empty() {
        return Ok(owners);
    }
    let places: Vec<_> = (2..=requirements.len() + 1).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT r.id, f.value, f.ended_at FROM requirement r JOIN fact f ON f.about = 'control' AND f.no = r.control \
         AND f.what = 'owner' WHERE f.ended_at > $1 AND r.id IN ({})",
        places.join(", ")
    );
    let mut values: Vec<Value> = args![since];
    values.extend(requirements.iter().map(|id| Value::from(*id)));
    for row in tx.all(sql, values).await? {
        owners.entry(row.get(0)?).or_default().push((person(row.get(1)?)?, row.get(2)?));
    }
    Ok(owners)
}

fn person(text: String) -> Result<PersonId> {
    text.parse().map_err(|_| Error::Unreadable("owner"))
}
