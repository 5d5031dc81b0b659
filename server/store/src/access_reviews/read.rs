//! Access reviews as pages and verbs read them.

use crate::Store;
use crate::deficiencies::tasks_in;
use crate::error::{Error, Result};
use crate::evidence::StoredFile;
use crate::sql::{Row, Tx, Value, args};
use domain::access_reviews::{
    Access, Decision, Holder, Left, Line, Review, ReviewStage, Reviewed, left_undone, next_on,
};
use domain::deficiencies::{CorrectiveTask, Of};
use domain::ids::{AccessReviewId, OwnTaskId, PersonId, SystemId, VendorId};
use domain::instant::{Instant, Zone};
use domain::refusal::Refusal;
use domain::roll::Roll;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A review, without its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessReviewRow {
    pub id: AccessReviewId,
    /// Its number, from 1.
    pub no: i64,
    /// The first review of the same thing.
    pub thing: AccessReviewId,
    pub name: String,
    pub reviewed: Reviewed,
    pub subject: i64,
    pub of: Of,
    /// The name of the system or vendor.
    pub subject_name: Option<String>,
    pub owner: PersonId,
    pub second: Option<PersonId>,
    pub due_on: Date,
    pub listed_on: Date,
    pub months: Option<u16>,
    pub lines: usize,
    pub decided: usize,
    pub file: StoredFile,
    pub by: PersonId,
    pub at: Instant,
    pub closed: Option<(PersonId, Instant)>,
    pub accepted: Option<(PersonId, Instant)>,
    pub dropped: Option<(PersonId, Instant, String)>,
}

impl AccessReviewRow {
    /// “ACC-007”.
    #[must_use]
    pub fn code(&self) -> String {
        format!("ACC-{:03}", self.no)
    }

    /// What it belongs to, for people.
    #[must_use]
    pub fn of_name(&self) -> &str {
        self.subject_name.as_deref().unwrap_or("The organisation")
    }

    #[must_use]
    pub const fn stage(&self) -> ReviewStage {
        match (&self.dropped, &self.accepted, &self.closed) {
            (Some(_), ..) => ReviewStage::Dropped,
            (None, Some(_), _) => ReviewStage::Accepted,
            (None, None, Some(_)) => ReviewStage::Closed,
            (None, None, None) => ReviewStage::Deciding,
        }
    }

    /// As the rules see it.
    #[must_use]
    pub fn review(&self) -> Review {
        Review { owner: self.owner, second: self.second, closed: self.closed.map(|(_, at)| at) }
    }

    #[must_use]
    pub const fn undecided(&self) -> usize {
        self.lines.saturating_sub(self.decided)
    }

    /// The day by which the same is reviewed again; none when it is not, or was called off.
    #[must_use]
    pub fn next_on(&self) -> Option<Date> {
        self.months.filter(|_| self.dropped.is_none()).map(|months| next_on(self.listed_on, months))
    }
}

/// A listing with what was decided of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub row: AccessReviewRow,
    pub lines: Vec<Line>,
    /// By the place of the line.
    pub decided: BTreeMap<usize, Decision>,
}

/// What carries out a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalRow {
    pub line: usize,
    pub task: CorrectiveTask,
}

/// A review with the listings of the same thing before and after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRead {
    pub now: Listed,
    pub before: Option<Listed>,
    pub later: Option<Listed>,
    pub removals: Vec<RemovalRow>,
}

impl AccessRead {
    /// What the review before decided and this listing still shows.
    #[must_use]
    pub fn left_before(&self) -> Vec<Left> {
        let before = self.before.iter().filter(|before| before.row.closed.is_some());
        before.flat_map(|before| left_undone(&before.lines, &before.decided, &self.now.lines)).collect()
    }

    /// What this review decided and the next listing still shows; none while there is no next one.
    #[must_use]
    pub fn left_later(&self) -> Option<Vec<Left>> {
        let later = self.later.as_ref()?;
        Some(left_undone(&self.now.lines, &self.now.decided, &later.lines))
    }
}

/// Which reviews.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessReviewsWanted {
    /// The number of a system or vendor; 0 is the organisation.
    pub subject: Option<i64>,
}

const REVIEW: &str = "SELECT r.id, r.no, r.thing, r.name, r.reviewed, r.subject, y.id, y.name, v.id, v.name, r.owner, \
    r.second, r.due_on, r.listed_on, r.months, r.lines, (SELECT count(*) FROM access_decision d WHERE d.review = r.id \
    AND d.ended_at IS NULL), r.sha256, r.size, r.media, r.file_name, r.by, r.from_at, r.closed_by, r.closed_at, \
    r.accepted_by, r.accepted_at, r.ended_by, r.ended_at, r.ended_why \
    FROM access_review r LEFT JOIN system y ON y.no = r.subject LEFT JOIN vendor v ON v.no = r.subject";

fn review(row: &Row) -> Result<AccessReviewRow> {
    let count = |i| Ok::<_, Error>(usize::try_from(row.get::<i64>(i)?).unwrap_or_default());
    let months: Option<i64> = row.get(14)?;
    let hash: Vec<u8> = row.get(17)?;
    let end =
        |by: usize, at: usize| Ok::<_, Error>(row.get::<Option<PersonId>>(by)?.zip(row.get::<Option<Instant>>(at)?));
    let dropped = end(27, 28)?;
    Ok(AccessReviewRow {
        id: row.get(0)?,
        no: row.get(1)?,
        thing: row.get(2)?,
        name: row.get(3)?,
        reviewed: row.get::<String>(4)?.parse().map_err(|_| Error::Unreadable("what is reviewed"))?,
        subject: row.get(5)?,
        of: match (row.get::<Option<SystemId>>(6)?, row.get::<Option<VendorId>>(8)?) {
            (Some(id), _) => Of::System(id),
            (None, Some(id)) => Of::Vendor(id),
            (None, None) => Of::Organisation,
        },
        subject_name: row.get::<Option<String>>(7)?.or(row.get(9)?),
        owner: row.get(10)?,
        second: row.get(11)?,
        due_on: row.get(12)?,
        listed_on: row.get(13)?,
        months: months.and_then(|months| u16::try_from(months).ok()),
        lines: count(15)?,
        decided: count(16)?,
        file: StoredFile {
            sha256: hash.try_into().map_err(|_| Error::Unreadable("hash"))?,
            size: row.get(18)?,
            media: row.get(19)?,
            name: row.get(20)?,
        },
        by: row.get(21)?,
        at: row.get(22)?,
        closed: end(23, 24)?,
        accepted: end(25, 26)?,
        dropped: match dropped {
            Some((by, at)) => Some((by, at, row.get::<Option<String>>(29)?.unwrap_or_default())),
            None => None,
        },
    })
}

/// Those that a test of `r` takes, the newest first.
pub(super) async fn reviews_in(tx: &mut Tx, test: &str, values: Vec<Value>) -> Result<Vec<AccessReviewRow>> {
    tx.all(format!("{REVIEW} WHERE {test} ORDER BY r.no DESC"), values).await?.iter().map(review).collect()
}

const LINE: &str = "SELECT l.review, l.line, l.account, l.name, l.asset, l.rights, l.holder, l.person, l.last_used, \
    d.access, d.reason, d.by, d.from_at FROM access_line l LEFT JOIN access_decision d ON d.review = l.review \
    AND d.line = l.line AND d.ended_at IS NULL";

/// How rights are kept: one a line.
pub(super) const BETWEEN_RIGHTS: &str = "\n";

fn line(row: &Row) -> Result<Line> {
    let person: Option<PersonId> = row.get(7)?;
    Ok(Line {
        account: row.get(2)?,
        name: row.get(3)?,
        asset: row.get(4)?,
        rights: row.get::<String>(5)?.split(BETWEEN_RIGHTS).map(str::to_owned).collect::<BTreeSet<_>>(),
        holder: match (row.get::<String>(6)?.as_str(), person) {
            ("person", Some(person)) => Holder::Person(person),
            ("machine", _) => Holder::Machine,
            _ => Holder::Unknown,
        },
        last_used: row.get(8)?,
    })
}

fn decision(row: &Row) -> Result<Option<Decision>> {
    let Some(access) = row.get::<Option<String>>(9)? else { return Ok(None) };
    let access: Access = access.parse().map_err(|_| Error::Unreadable("decision"))?;
    Ok(Some(Decision { access, reason: row.get(10)?, by: row.get(11)?, at: row.get(12)? }))
}

/// The lines of reviews, each with what was decided of it: one statement.
pub(super) async fn listed_in(tx: &mut Tx, rows: Vec<AccessReviewRow>) -> Result<Vec<Listed>> {
    let ids: Vec<_> = rows.iter().map(|row| format!("'{}'", row.id)).collect();
    let mut all: Vec<_> =
        rows.into_iter().map(|row| Listed { row, lines: Vec::new(), decided: BTreeMap::new() }).collect();
    if all.is_empty() {
        return Ok(all);
    }
    let sql = format!("{LINE} WHERE l.review IN ({}) ORDER BY l.review, l.line", ids.join(", "));
    for row in tx.all(sql, vec![]).await? {
        let id: AccessReviewId = row.get(0)?;
        let Some(listed) = all.iter_mut().find(|listed| listed.row.id == id) else { continue };
        if let Some(decision) = decision(&row)? {
            listed.decided.insert(listed.lines.len(), decision);
        }
        listed.lines.push(line(&row)?);
    }
    Ok(all)
}

pub(super) async fn listed(tx: &mut Tx, id: AccessReviewId) -> Result<Listed> {
    let rows = reviews_in(tx, "r.id = $1", args![id]).await?;
    let one = listed_in(tx, rows).await?.into_iter().next();
    Ok(one.ok_or_else(|| Refusal::missing("access review"))?)
}

async fn removals(tx: &mut Tx, id: AccessReviewId, zone: &impl Zone) -> Result<Vec<RemovalRow>> {
    let sql = "SELECT line, task FROM access_removal WHERE review = $1 ORDER BY line";
    let mut named: Vec<(usize, OwnTaskId)> = Vec::new();
    for row in tx.all(sql, args![id]).await? {
        named.push((usize::try_from(row.get::<i64>(0)?).unwrap_or_default(), row.get(1)?));
    }
    let mut tasks = tasks_in(tx, named.iter().map(|(_, task)| task), zone).await?;
    let row = |(line, task)| tasks.remove(&task).map(|task| RemovalRow { line, task });
    Ok(named.into_iter().filter_map(row).collect())
}

impl Store {
    /// Access reviews, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn access_reviews(&self, wanted: &AccessReviewsWanted) -> Result<Vec<AccessReviewRow>> {
        let mut tx = self.db.reading().await?;
        match wanted.subject {
            Some(subject) => reviews_in(&mut tx, "r.subject = $1", args![subject]).await,
            None => reviews_in(&mut tx, "1 = 1", vec![]).await,
        }
    }

    /// One review with its lines, and the listings of the same thing before and after it that were not called off.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn access_review(&self, id: AccessReviewId, zone: &impl Zone) -> Result<AccessRead> {
        let mut tx = self.db.reading().await?;
        let of_thing = "r.thing = (SELECT x.thing FROM access_review x WHERE x.id = $1)";
        let rows = reviews_in(&mut tx, of_thing, args![id]).await?;
        let no = rows.iter().find(|row| row.id == id).map(|row| row.no);
        let no = no.ok_or_else(|| Refusal::missing("access review"))?;
        let stands = |row: &&AccessReviewRow| row.dropped.is_none();
        let later = rows.iter().filter(stands).rfind(|row| row.no > no).map(|row| row.id);
        let before = rows.iter().filter(stands).find(|row| row.no < no).map(|row| row.id);
        let wanted = |row: &AccessReviewRow| row.id == id || Some(row.id) == later || Some(row.id) == before;
        let mut all = listed_in(&mut tx, rows.into_iter().filter(wanted).collect()).await?;
        let mut take = |id: Option<AccessReviewId>| {
            let at = all.iter().position(|one| Some(one.row.id) == id)?;
            Some(all.swap_remove(at))
        };
        let (now, before, later) = (take(Some(id)), take(before), take(later));
        let now = now.ok_or_else(|| Refusal::missing("access review"))?;
        let removals = if now.row.closed.is_some() { removals(&mut tx, id, zone).await? } else { Vec::new() };
        Ok(AccessRead { now, before, later, removals })
    }

    /// One review without its lines.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn access_review_row(&self, id: AccessReviewId) -> Result<AccessReviewRow> {
        let rows = reviews_in(&mut self.db.reading().await?, "r.id = $1", args![id]).await?;
        Ok(rows.into_iter().next().ok_or_else(|| Refusal::missing("access review"))?)
    }

    /// The people whom a listing or an export may mean.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roll(&self) -> Result<Roll> {
        super::roll(&mut self.db.reading().await?).await
    }
}
