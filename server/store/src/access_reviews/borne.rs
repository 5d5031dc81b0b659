//! What is held of these rows against their entries.

use super::decide::{decisions_text, removals_text};
use super::open::{lines_text, review_text};
use super::read::{listed_in, reviews_in};
use crate::error::Result;
use crate::sql::Tx;
use domain::ids::{AccessReviewId, OwnTaskId, PersonId};
use std::collections::BTreeMap;

/// Its name, the entry, what it says, and who made that.
type Borne = (String, i64, String, Option<PersonId>);

/// Decisions that one entry made: who, and each line with what was decided and why.
type Made = (PersonId, Vec<(i64, String, String)>);

/// Every row that an entry bears out.
pub(crate) async fn borne_rows(tx: &mut Tx) -> Result<Vec<Borne>> {
    let mut all = Vec::new();
    let mut seqs: BTreeMap<AccessReviewId, i64> = BTreeMap::new();
    let sql = "SELECT id, from_seq, closed_seq, closed_by, accepted_seq, accepted_by, ended_seq, ended_by, ended_why \
               FROM access_review";
    let mut removed = removals(tx).await?;
    for row in tx.all(sql, vec![]).await? {
        let id: AccessReviewId = row.get(0)?;
        seqs.insert(id, row.get(1)?);
        if let Some(seq) = row.get(2)? {
            let said = removals_text(removed.remove(&id).unwrap_or_default());
            all.push((format!("access-closing/{id}"), seq, said, row.get(3)?));
        }
        if let Some(seq) = row.get(4)? {
            all.push((format!("access-accepted/{id}"), seq, String::new(), row.get(5)?));
        }
        if let Some(seq) = row.get(6)? {
            let why = row.get::<Option<String>>(8)?.unwrap_or_default();
            all.push((format!("access-review-end/{id}"), seq, why, row.get(7)?));
        }
    }
    // One at a time: a listing may be long.
    for row in reviews_in(tx, "1 = 1", vec![]).await? {
        let (id, by, seq) = (row.id, row.by, seqs.get(&row.id).copied().unwrap_or_default());
        all.push((format!("access-review/{id}"), seq, review_text(&row), Some(by)));
        for listed in listed_in(tx, vec![row]).await? {
            all.push((format!("access-listing/{id}"), seq, lines_text(&listed.lines), Some(by)));
        }
    }
    all.extend(decisions(tx).await?);
    Ok(all)
}

async fn removals(tx: &mut Tx) -> Result<BTreeMap<AccessReviewId, Vec<(i64, OwnTaskId)>>> {
    let mut all: BTreeMap<AccessReviewId, Vec<(i64, OwnTaskId)>> = BTreeMap::new();
    for row in tx.all("SELECT review, line, task FROM access_removal ORDER BY review, line", vec![]).await? {
        all.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
    }
    Ok(all)
}

async fn decisions(tx: &mut Tx) -> Result<Vec<Borne>> {
    let mut made: BTreeMap<(AccessReviewId, i64), Made> = BTreeMap::new();
    let sql = "SELECT review, from_seq, line, access, reason, by FROM access_decision ORDER BY review, from_seq, line";
    for row in tx.all(sql, vec![]).await? {
        let of = made.entry((row.get(0)?, row.get(1)?)).or_insert((row.get(5)?, Vec::new()));
        of.1.push((row.get(2)?, row.get(3)?, row.get(4)?));
    }
    let borne = made.into_iter().map(|((id, seq), (by, all))| {
        let said = decisions_text(all.iter().map(|(line, access, reason)| (*line, access.as_str(), reason.as_str())));
        (format!("access-decisions/{id}@{seq}"), seq, said, Some(by))
    });
    Ok(borne.collect())
}
