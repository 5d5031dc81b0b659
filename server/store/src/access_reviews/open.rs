//! Opening a review: its listing comes in whole or not at all.

use super::read::{AccessReviewRow, BETWEEN_RIGHTS, reviews_in};
use super::{about, roll, text};
use crate::Store;
use crate::error::{Error, Result};
use crate::evidence::StoredFile;
use crate::sql::{Value, args};
use crate::writing::{Writing, allow};
use domain::access_reviews::{
    AccessField, Holder, Line, NewReview, ReviewDraft, ReviewStage, read, somebody_decides_each,
};
use domain::columns::Columns;
use domain::deficiencies::Of;
use domain::ids::AccessReviewId;
use domain::import::{RawRow, Remark};
use domain::instant::Zone as _;
use domain::people::{Actor, Relation};
use domain::refusal::{Fault, Refusal};
use domain::trail::{Event, ThingKind, Verb, hex};

/// A listing as it lies in its file, with which column holds what.
#[derive(Clone, Debug)]
pub struct Listing {
    pub columns: Columns<AccessField>,
    pub rows: Vec<RawRow>,
    pub file: StoredFile,
}

/// Rows that are named when a table is refused; of more it is said how many.
const NAMED: usize = 20;

/// A sentence for each row that cannot come in.
pub(crate) fn refused(field: &'static str, remarks: &[Remark]) -> Refusal {
    let mut faults: Vec<_> = remarks.iter().take(NAMED).map(|remark| Fault::new(field, remark.to_string())).collect();
    if let Some(more) = remarks.len().checked_sub(NAMED).filter(|more| *more > 0) {
        faults.push(Fault::new(field, format!("And {more} more.")));
    }
    Refusal::Invalid(faults)
}

impl Store {
    /// Opens a review of a listing; `again` is an earlier review of the same thing.
    ///
    /// # Errors
    /// As [`ReviewDraft::check`]; [`Refusal::Invalid`] at `listing` with a sentence for each row that cannot be read, or
    /// at `second` when nobody would decide on the owner's own access; [`Refusal::Conflict`] while the same thing is
    /// being decided; [`Refusal::Forbidden`].
    pub async fn open_access_review(
        &self,
        actor: &Actor,
        draft: &ReviewDraft,
        again: Option<AccessReviewId>,
        listing: &Listing,
    ) -> Result<AccessReviewId> {
        let mut w = self.write(Some(actor)).await?;
        let today = w.zone().await?.day(w.now());
        let new = draft.check(today)?;
        let (subject, relation) = w.reviewed_subject(&new, actor).await?;
        allow(actor, Verb::AccessReviewOpened, relation)?;
        w.active("owner", new.owner).await?;
        if let Some(second) = new.second {
            w.active("second", second).await?;
        }
        let roll = roll(&mut w.tx).await?;
        let lines = read(&listing.columns, &listing.rows, &new.name, &roll);
        let lines = lines.map_err(|remarks| refused("listing", &remarks))?;
        somebody_decides_each(&new, &lines)?;
        let id = AccessReviewId(w.new_id());
        let thing = match again {
            Some(before) => w.thing_of(before).await?,
            None => id,
        };
        let row = w.insert_review(id, thing, subject, &new, &lines, &listing.file, actor).await?;
        let event = Event::new(Verb::AccessReviewOpened, actor.person)
            .about(ThingKind::Person, new.owner)
            .with("reviewed", new.reviewed.key())
            .with("listed_on", new.listed_on.to_string())
            .with("due_on", new.due_on.to_string())
            .with("lines", lines.len())
            .with("sha256", hex(&listing.file.sha256))
            .with("size", listing.file.size)
            .words("name", new.name);
        w.commit(about(event, &row)).await?;
        Ok(id)
    }
}

impl Writing {
    async fn reviewed_subject(&mut self, new: &NewReview, actor: &Actor) -> Result<(i64, Relation)> {
        Ok(match new.of {
            Of::Organisation => (0, Relation::Stranger),
            Of::System(id) => {
                let system = self.system(id).await?;
                (system.no, crate::systems::relation(&system, actor))
            }
            Of::Vendor(id) => {
                let vendor = self.vendor(id).await?;
                (vendor.no, crate::vendors::owner_relation(&vendor, actor))
            }
        })
    }

    /// The first review of a thing that is reviewed again.
    async fn thing_of(&mut self, before: AccessReviewId) -> Result<AccessReviewId> {
        let of_thing = "r.thing = (SELECT x.thing FROM access_review x WHERE x.id = $1)";
        let rows = reviews_in(&mut self.tx, of_thing, args![before]).await?;
        let open = rows.iter().find(|row| row.stage() == ReviewStage::Deciding);
        if let Some(open) = open {
            let sentence = format!("{} of the same thing is still being decided. Close that one first.", open.code());
            return Err(Refusal::conflict(sentence).into());
        }
        Ok(rows.first().map(|row| row.thing).ok_or_else(|| Refusal::missing("access review"))?)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one row")]
    async fn insert_review(
        &mut self,
        id: AccessReviewId,
        thing: AccessReviewId,
        subject: i64,
        new: &NewReview,
        lines: &[Line],
        file: &StoredFile,
        by: &Actor,
    ) -> Result<AccessReviewRow> {
        let no = self.tx.first("SELECT max(no) FROM access_review", vec![]).await?;
        let no = no.ok_or(Error::Unreadable("number"))?.get::<Option<i64>>(0)?.unwrap_or_default() + 1;
        let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        let sql = "INSERT INTO access_review (id, no, thing, name, reviewed, subject, owner, second, due_on, listed_on, \
                   months, lines, sha256, size, media, file_name, by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
        let values = args![
            id,
            no,
            thing,
            new.name.as_str(),
            new.reviewed.key(),
            subject,
            new.owner,
            new.second,
            new.due_on,
            new.listed_on,
            new.months.map(i64::from),
            count,
            file.sha256.as_slice(),
            file.size,
            file.media.as_str(),
            file.name.as_str(),
            by.person,
            self.now(),
            self.seq(),
        ];
        self.tx.run(sql, values).await?;
        let rows = lines.iter().zip(0_i64..).map(|(line, at)| row(id, at, line)).collect();
        let head = "INSERT INTO access_line (review, line, account, name, asset, rights, holder, person, last_used)";
        self.tx.insert_many(head, rows).await?;
        let said = reviews_in(&mut self.tx, "r.id = $1", args![id]).await?.into_iter().next();
        let said = said.ok_or(Error::Unreadable("access review"))?;
        self.vouch(format!("access-review/{id}"), &review_text(&said));
        self.vouch(format!("access-listing/{id}"), &lines_text(lines));
        Ok(said)
    }
}

fn row(id: AccessReviewId, at: i64, line: &Line) -> Vec<Value> {
    let (kind, person) = holder(line.holder);
    let rights = line.rights.iter().map(String::as_str).collect::<Vec<_>>().join(BETWEEN_RIGHTS);
    args![
        id,
        at,
        line.account.as_str(),
        line.name.as_deref(),
        line.asset.as_str(),
        rights,
        kind,
        person,
        line.last_used
    ]
}

const fn holder(holder: Holder) -> (&'static str, Option<domain::ids::PersonId>) {
    match holder {
        Holder::Person(person) => ("person", Some(person)),
        Holder::Machine => ("machine", None),
        Holder::Unknown => ("unknown", None),
    }
}

/// What the entry vouches for of a review.
pub(super) fn review_text(row: &AccessReviewRow) -> String {
    text(&[
        &row.no.to_string(),
        &row.thing.to_string(),
        &row.name,
        row.reviewed.key(),
        &row.subject.to_string(),
        &row.owner.to_string(),
        &row.second.map(|second| second.to_string()).unwrap_or_default(),
        &row.due_on.to_string(),
        &row.listed_on.to_string(),
        &row.months.map(|months| months.to_string()).unwrap_or_default(),
        &hex(&row.file.sha256),
        &row.file.size.to_string(),
        &row.file.name,
    ])
}

/// What the entry vouches for of a listing: every line, in order.
pub(super) fn lines_text(lines: &[Line]) -> String {
    let one = |line: &Line| {
        let (kind, person) = holder(line.holder);
        let rights = line.rights.iter().map(String::as_str).collect::<Vec<_>>().join(BETWEEN_RIGHTS);
        let (name, used) = (line.name.clone().unwrap_or_default(), line.last_used.map(|day| day.to_string()));
        let person = person.map(|person| person.to_string()).unwrap_or_default();
        text(&[&line.account, &name, &line.asset, &rights, kind, &person, &used.unwrap_or_default()])
    };
    lines.iter().map(one).collect::<Vec<_>>().join("\n")
}
