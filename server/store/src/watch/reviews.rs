//! What of access reviews and training somebody is to do.

use crate::access_reviews::AccessReviewRow;
use crate::error::Result;
use crate::{AccessReviewsWanted, CourseRow, Store, Training};
use domain::access_reviews::ReviewStage;
use domain::ids::{AccessReviewId, PersonId};
use domain::instant::{Instant, Zone};
use domain::notices::{Matter, What};
use domain::people::{Actor, Role};
use domain::training::{close, due};
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeSet;

impl Store {
    /// Reviews to decide, to accept and to make again; courses that somebody lacks or soon will; records of nobody known.
    pub(super) async fn reviews_due(&self, now: Instant, zone: &impl Zone, actors: &[Actor]) -> Result<Vec<Matter>> {
        let today = zone.day(now);
        let mut all = self.access_due(today, zone, actors).await?;
        let training = self.training().await?;
        all.extend(courses_due(&training, today, zone));
        all.extend(courses_to_close(&training, today, zone, actors));
        all.extend(aside(&training, actors, zone));
        Ok(all)
    }

    pub(super) async fn access_due(&self, today: Date, zone: &impl Zone, actors: &[Actor]) -> Result<Vec<Matter>> {
        let (mut all, mut seen) = (Vec::new(), BTreeSet::<AccessReviewId>::new());
        let reviews = self.access_reviews(&AccessReviewsWanted::default()).await?;
        for row in reviews.iter().filter(|row| row.dropped.is_none()) {
            let newest = seen.insert(row.thing);
            let decides = || [Some(row.owner), row.second].into_iter().flatten();
            match row.stage() {
                ReviewStage::Deciding => {
                    let matter = |to| of_review(row, What::DecideAccess, to, zone.day(row.at), Some(row.due_on));
                    all.extend(decides().map(matter));
                }
                ReviewStage::Closed => {
                    let since = row.closed.map_or(today, |(_, at)| zone.day(at));
                    let may =
                        actors.iter().filter(|one| one.rights.reviews() && decides().all(|own| own != one.person));
                    all.extend(may.map(|one| of_review(row, What::AcceptAccess, one.person, since, None)));
                }
                ReviewStage::Accepted | ReviewStage::Dropped => {}
            }
            let next = row.next_on().filter(|_| newest && row.closed.is_some());
            let soon = next.filter(|next| next.saturating_sub(What::ReviewAccess.ahead_days().days()) <= today);
            all.extend(soon.map(|next| of_review(row, What::ReviewAccess, row.owner, row.listed_on, Some(next))));
        }
        Ok(all)
    }
}

fn of_review(row: &AccessReviewRow, what: What, to: PersonId, since: Date, by: Option<Date>) -> Matter {
    let (thing, title) = (format!("/access-reviews/{}", row.id), format!("{}: {}", row.code(), row.name));
    Matter { what, to, thing, title, count: 1, since, by }
}

fn courses_due(training: &Training, today: Date, zone: &impl Zone) -> Vec<Matter> {
    let mut all = Vec::new();
    for row in training.courses.iter().filter(|row| row.retired.is_none()) {
        let asked_on = zone.day(row.at);
        for to in training.audience(row) {
            let Some(by) = due(&row.course, training.known(), to, asked_on, today) else { continue };
            let (thing, title) = (format!("/training/{}", row.id), row.course.title.clone());
            all.push(Matter { what: What::Train, to, thing, title, count: 1, since: asked_on.min(by), by: Some(by) });
        }
    }
    all
}

/// Courses that everybody who needs them has, and whose register proves nothing today, to everybody who may close it.
pub(super) fn courses_to_close(training: &Training, today: Date, zone: &impl Zone, actors: &[Actor]) -> Vec<Matter> {
    let open = |row: &&CourseRow| {
        let closed = row.closed.is_some_and(|closed| closed.until >= today);
        row.retired.is_none() && !closed && !row.teaches.proves().is_empty()
    };
    let mut all = Vec::new();
    for row in training.courses.iter().filter(open) {
        let (register, made_by) = (training.register(row, today), training.made_by(row));
        let records = training.records.iter().filter(|record| row.course.is(&record.course));
        let since = records.map(|record| record.at).chain([row.at]).max().map_or(today, |at| zone.day(at));
        let may = actors.iter().filter(|actor| close(&register, row.owner, &made_by, actor).is_ok());
        all.extend(may.map(|actor| Matter {
            what: What::CloseRegister,
            to: actor.person,
            thing: format!("/training/{}", row.id),
            title: row.course.title.clone(),
            count: 1,
            since,
            by: None,
        }));
    }
    all
}

/// Records of nobody known, to those who run the programme.
fn aside(training: &Training, actors: &[Actor], zone: &impl Zone) -> Vec<Matter> {
    let count = u64::try_from(training.aside().count()).unwrap_or_default();
    let Some(since) = training.aside().map(|row| zone.day(row.at)).min() else { return Vec::new() };
    let matter = |to: &Actor| Matter {
        what: What::MatchTraining,
        to: to.person,
        thing: "/training/aside".to_owned(),
        title: What::MatchTraining.counted(count),
        count,
        since,
        by: None,
    };
    actors.iter().filter(|one| one.rights.has(Role::ComplianceManager)).map(matter).collect()
}
