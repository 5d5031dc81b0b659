//! Access reviews as a list to keep.

use super::list::{CONTROLS as KEYS, takes};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{Sheet, text};
use crate::ui::query::Query;
use store::{AccessReviewRow, AccessReviewsWanted};

pub(crate) async fn sheet(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let (rows, names) = (asking.store().access_reviews(&AccessReviewsWanted::default()).await?, asking.names().await?);
    let query = Query::of("/access-reviews", KEYS.map(|key| (key, fields.text(key))));
    Sheet::of(
        rows.into_iter().rev().filter(|row| takes(&query, row)),
        &[
            ("Number", &|row: &AccessReviewRow| row.code()),
            ("Name", &|row| row.name.clone()),
            ("What is reviewed", &|row| row.reviewed.label().to_owned()),
            ("Of", &|row| row.of_name().to_owned()),
            ("Listed on", &|row| row.listed_on.to_string()),
            ("Due on", &|row| row.due_on.to_string()),
            ("Again after months", &|row| text(row.months)),
            ("Lines", &|row| row.lines.to_string()),
            ("Decided", &|row| row.decided.to_string()),
            ("Owner", &|row| names.of(row.owner).to_owned()),
            ("Decides what is the owner’s own", &|row| text(row.second.map(|second| names.of(second)))),
            ("File", &|row| row.file.name.clone()),
            ("Begun by", &|row| names.of(row.by).to_owned()),
            ("Begun at", &|row| asking.cell(row.at)),
            ("Closed by", &|row| text(row.closed.map(|(by, _)| names.of(by)))),
            ("Closed at", &|row| text(row.closed.map(|(_, at)| asking.cell(at)))),
            ("Accepted by", &|row| text(row.accepted.map(|(by, _)| names.of(by)))),
            ("Accepted at", &|row| text(row.accepted.map(|(_, at)| asking.cell(at)))),
            ("Called off", &|row| text(row.dropped.as_ref().map(|(.., why)| why.as_str()))),
            ("Id", &|row| row.id.to_string()),
        ],
    )
}
