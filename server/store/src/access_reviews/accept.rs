//! Accepting a closed review: a second person, who neither decided in it nor holds any of the access, makes it proof.

use super::about;
use crate::Store;
use crate::error::Result;
use crate::produced::{Step, record};
use crate::sql::args;
use domain::access_reviews::{ReviewStage, accept};
use domain::catalogue::RegisterStep;
use domain::ids::AccessReviewId;
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};

impl Store {
    /// Accepts a closed review. How many pairs it proves.
    ///
    /// # Errors
    /// As [`accept`]; [`Refusal::Conflict`] when it was accepted or called off; [`Refusal::Missing`].
    pub async fn accept_access_review(&self, actor: &Actor, id: AccessReviewId) -> Result<usize> {
        let (mut w, of) = self.on_review(actor, id, Verb::AccessReviewAccepted).await?;
        match of.row.stage() {
            ReviewStage::Deciding | ReviewStage::Closed => {}
            ReviewStage::Accepted => return Err(Refusal::conflict("Somebody accepted it already.").into()),
            ReviewStage::Dropped => return Err(Refusal::conflict("It was called off. It proves nothing.").into()),
        }
        accept(&of.row.review(), &of.lines, &of.decided, actor)?;
        let step = Step {
            step: RegisterStep::AccessReviewed,
            record: record(ThingKind::AccessReview, id),
            title: format!("{}, {}: {} lines reviewed", of.row.code(), of.row.name, of.lines.len()),
            author: of.row.closed.map_or(of.row.owner, |(by, _)| by),
            speaks: (of.row.listed_on, of.row.listed_on),
            own_end: None,
            pairs: of.row.reviewed.pair(of.row.of, of.row.subject).into_iter().collect(),
        };
        let proven = w.produce(actor, &step).await?;
        let sql = "UPDATE access_review SET accepted_by = $2, accepted_at = $3, accepted_seq = $4 WHERE id = $1";
        w.tx.run(sql, args![id, actor.person, w.now(), w.seq()]).await?;
        w.vouch(format!("access-accepted/{id}"), "");
        let event = Event::new(Verb::AccessReviewAccepted, actor.person).with("proven", proven);
        w.commit(about(event, &of.row)).await?;
        Ok(proven)
    }
}
