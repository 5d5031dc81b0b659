//! Courses and training records as lists to keep: whoever does not see all of training gets their own records.

use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{Sheet, joined, text};
use domain::training::sees_all;
use store::{CourseRow, RecordRow};

pub(crate) async fn courses(asking: &Asking, _: &Fields) -> Result<Sheet> {
    let (training, names) = (asking.store().training().await?, asking.names().await?);
    Sheet::of(
        training.courses,
        &[
            ("Title", &|row: &CourseRow| row.course.title.clone()),
            ("Other titles", &|row| joined(row.course.also.iter().cloned())),
            ("Valid for months", &|row| text(row.course.months)),
            ("Asked by", &|row| row.required_by.clone()),
            ("System", &|row| text(row.system.as_ref().map(|(_, name)| name.as_str()))),
            ("Owner", &|row| names.of(row.owner).to_owned()),
            ("Added at", &|row| asking.cell(row.at)),
            ("Retired at", &|row| text(row.retired.map(|(_, at)| asking.cell(at)))),
            ("Id", &|row| row.id.to_string()),
        ],
    )
}

pub(crate) async fn records(asking: &Asking, _: &Fields) -> Result<Sheet> {
    let (training, names, me) = (asking.store().training().await?, asking.names().await?, asking.actor());
    let all = sees_all(me.rights);
    let rows = training.records.into_iter().filter(|row| all || row.person == Some(me.person));
    Sheet::of(
        rows,
        &[
            ("Person", &|row: &RecordRow| text(row.person.map(|person| names.of(person)))),
            ("Called in the table", &|row| text(row.called.as_deref())),
            ("Course", &|row| row.course.clone()),
            ("Day", &|row| row.day.to_string()),
            ("Result", &|row| row.outcome.label().to_owned()),
            ("Valid until", &|row| text(row.valid_until)),
            ("Taken in at", &|row| asking.cell(row.at)),
            ("Matched by", &|row| text(row.matched.map(|(by, _)| names.of(by)))),
            ("Table (id)", &|row| row.training.to_string()),
            ("Number in it", &|row| row.no.to_string()),
        ],
    )
}
