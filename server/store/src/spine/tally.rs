//! Findings counted: how many subjects of a requirement read alike, from when until when, and in whose hands they are.
//! A row goes with every finding through every command, so that a reading counts some thousand rows and not one for
//! every pair.

use super::stored::{Told, code, list};
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, args};
use crate::writing::Writing;
use domain::ids::PersonId;
use domain::instant::Instant;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Findings that read alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Alike {
    until: Instant,
    requirement: i64,
    from: Instant,
    state: i64,
    detail: i64,
    /// The state after `until`; 0 when nothing is asked then.
    follows: i64,
    programmes: i64,
    asked_at: Instant,
    hands: String,
}

/// By how many a command changes each.
#[derive(Debug, Default)]
pub(crate) struct Tallied(HashMap<Alike, i64>);

/// Owner and deputy of a subject, as rows are counted by: `owner/deputy`, empty when it has neither.
pub(crate) fn hands(owner: Option<PersonId>, deputy: Option<PersonId>) -> String {
    let text = |person: Option<PersonId>| person.map(|person| person.to_string()).unwrap_or_default();
    if owner.is_none() && deputy.is_none() { String::new() } else { format!("{}/{}", text(owner), text(deputy)) }
}

/// Owner and deputy of what [`hands`] wrote.
pub(crate) fn of_hands(text: &str) -> Result<(Option<PersonId>, Option<PersonId>)> {
    let Some((owner, deputy)) = text.split_once('/') else { return Ok((None, None)) };
    let person = |text: &str| match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Error::Unreadable("hands")),
    };
    Ok((person(owner)?, person(deputy)?))
}

impl Tallied {
    /// The findings of one pair, in their order, come (`by` = 1) or go (`by` = −1).
    pub(super) fn count(&mut self, requirement: i64, told: &[Told], hands: &str, by: i64) {
        for (place, one) in told.iter().enumerate() {
            let (state, detail) = code(one.span.finding);
            let next = told.get(place + 1).filter(|next| next.span.from == one.span.until);
            let alike = Alike {
                until: one.span.until,
                requirement,
                from: one.span.from,
                state,
                detail,
                follows: next.map_or(0, |next| code(next.span.finding).0),
                programmes: i64::try_from(one.programmes.0).unwrap_or_default(),
                asked_at: one.asked_at,
                hands: hands.to_owned(),
            };
            *self.0.entry(alike).or_default() += by;
        }
    }
}

impl Writing {
    pub(super) async fn write_tallied(&mut self, tallied: Tallied) -> Result<()> {
        let mut changed: Vec<_> = tallied.0.into_iter().filter(|(_, by)| *by != 0).collect();
        if changed.is_empty() {
            return Ok(());
        }
        changed.sort_unstable();
        let row = |(alike, by): (Alike, i64)| {
            let Alike { until, requirement, from, state, detail, follows, programmes, asked_at, hands } = alike;
            args![until, requirement, from, state, detail, follows, programmes, asked_at, hands, by]
        };
        let goes: BTreeSet<_> = changed.iter().filter(|(_, by)| *by < 0).map(|(alike, _)| alike.requirement).collect();
        let rows = changed.into_iter().map(row).collect();
        let head = "INSERT INTO tally \
                    (until_at, requirement, from_at, state, detail, follows, programmes, asked_at, hands, subjects)";
        let more = " ON CONFLICT (until_at, requirement, from_at, state, detail, follows, programmes, asked_at, hands) \
                    DO UPDATE SET subjects = tally.subjects + excluded.subjects";
        self.tx.insert_or(head, rows, more).await?;
        if !goes.is_empty() {
            let sql = format!("DELETE FROM tally WHERE subjects = 0 AND requirement IN ({})", list(goes.iter()));
            self.tx.run(sql, vec![]).await?;
        }
        Ok(())
    }
}

/// What findings say when they are counted, and what the table `tally` says. What is over is alike whoever has it in
/// hand now and whatever came after.
const COUNTED: &str = "SELECT f.until_at, f.requirement, f.from_at, f.state, f.detail, \
    CASE WHEN f.until_at > $1 THEN coalesce((SELECT n.state FROM finding n WHERE n.subject = f.subject \
    AND n.requirement = f.requirement AND n.from_at = f.until_at), 0) ELSE 0 END, f.programmes, f.asked_at, \
    CASE WHEN f.until_at > $1 THEN s.hands ELSE '' END, count(*) FROM finding f JOIN subject s ON s.no = f.subject \
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9";
const TALLIED: &str = "SELECT until_at, requirement, from_at, state, detail, \
    CASE WHEN until_at > $1 THEN follows ELSE 0 END, programmes, asked_at, \
    CASE WHEN until_at > $1 THEN hands ELSE '' END, CAST(sum(subjects) AS BIGINT) FROM tally \
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9";
const IN_HAND: &str = "SELECT s.hands, coalesce(y.owner, v.owner), y.deputy FROM subject s \
    LEFT JOIN system y ON y.no = s.no LEFT JOIN vendor v ON v.no = s.no \
    WHERE EXISTS (SELECT 1 FROM finding f WHERE f.subject = s.no AND f.until_at > $1)";

/// Counts all findings.
pub(super) async fn count_anew(tx: &mut Tx) -> Result<()> {
    tx.run("DELETE FROM tally", vec![]).await?;
    let sql = "INSERT INTO tally (until_at, requirement, from_at, state, detail, follows, programmes, asked_at, hands, \
               subjects) SELECT f.until_at, f.requirement, f.from_at, f.state, f.detail, \
               coalesce((SELECT n.state FROM finding n WHERE n.subject = f.subject \
               AND n.requirement = f.requirement AND n.from_at = f.until_at), 0), \
               f.programmes, f.asked_at, s.hands, count(*) FROM finding f JOIN subject s ON s.no = f.subject \
               GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9";
    tx.run(sql, vec![]).await.map(|_| ())
}

fn alike(row: &Row) -> Result<(Alike, i64)> {
    let alike = Alike {
        until: row.get(0)?,
        requirement: row.get(1)?,
        from: row.get(2)?,
        state: row.get(3)?,
        detail: row.get(4)?,
        follows: row.get(5)?,
        programmes: row.get(6)?,
        asked_at: row.get(7)?,
        hands: row.get(8)?,
    };
    Ok((alike, row.get(9)?))
}

impl Store {
    /// How many rows of the count are not what findings and owners say: none, ever.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check_tally(&self) -> Result<usize> {
        let mut tx = self.db.reading().await?;
        let head = tx.first("SELECT at FROM trail_head WHERE one = 1", vec![]).await?;
        let head: Instant = head.ok_or(Error::Unreadable("trail"))?.get(0)?;
        let mut differs: BTreeMap<Alike, i64> = BTreeMap::new();
        for (sql, sign) in [(COUNTED, 1), (TALLIED, -1)] {
            for row in tx.all(sql, args![head]).await? {
                let (alike, subjects) = alike(&row)?;
                *differs.entry(alike).or_default() += sign * subjects;
            }
        }
        let mut wrong = differs.values().filter(|subjects| **subjects != 0).count();
        for row in tx.all(IN_HAND, args![head]).await? {
            wrong += usize::from(row.get::<String>(0)? != hands(row.get(1)?, row.get(2)?));
        }
        Ok(wrong)
    }
}
