//! The second person's review: accepted point by point, or rejected with a reason; never by whoever entered it.

use super::cover::window;
use super::{AttestationRow, about, borne};
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::args;
use crate::writing::Writing;
use domain::attestations::{Entry, Later, ReviewDraft, accept, checklist};
use domain::change::reason;
use domain::evidence::{Ruling, UnderReview, decide};
use domain::ids::ReportId;
use domain::instant::Zone as _;
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::trail::{Event, Verb};

/// A review as the table keeps it.
struct Kept<'a> {
    outcome: &'static str,
    answers: &'a str,
    judged: &'a str,
    marked: bool,
    answer: &'a str,
}

impl Store {
    /// A second person accepts a document: from now on it counts, and proves what it proves. How many pairs that is. An
    /// opinion that is not unqualified, and what the auditor found and touches us, open deficiencies.
    ///
    /// # Errors
    /// As [`accept`]; [`Refusal::Missing`].
    pub async fn accept_attestation(&self, actor: &Actor, id: ReportId, draft: &ReviewDraft) -> Result<usize> {
        let mut w = self.write_as(actor, Verb::AttestationAccepted).await?;
        let row = w.attestation(id).await?;
        let zone = w.zone().await?;
        let spine = w.spine().await?;
        let windows: Vec<_> = spine.programmes.iter().filter_map(window).collect();
        let entry = Entry {
            kind: row.library()?,
            terms: &row.terms,
            entered_by: row.entered_by,
            accepted_on: row.accepted_on(&zone),
            taken_back: row.taken_back.is_some(),
            kept: row.file.is_some(),
            windows: &windows,
            today: zone.day(w.now()),
        };
        let reviewed = accept(&entry, actor, draft, w.now())?;
        row.waits_for_review()?;
        let answers = serde_json::to_string(&reviewed.items).map_err(|_| Error::Unreadable("answers"))?;
        let judged = reviewed.judged.map(|judged| judged.key()).unwrap_or_default();
        let marked = reviewed.marked;
        w.keep_review(actor, id, &Kept { outcome: "accepted", answers: &answers, judged, marked, answer: "" }).await?;
        let vendor = w.vendor(row.vendor).await?;
        let proven = w.prove_by(actor, &vendor, id).await?;
        let event = about(Event::new(Verb::AttestationAccepted, actor.person), id, vendor.id)
            .with("points", checklist(entry.kind).count())
            .with("judged", reviewed.judged.map(|judged| judged.key()))
            .with("marked", marked);
        let terms = row.terms.with(reviewed.judged.map(Later::Judged));
        let mut event = w.opinion_follows(&row, &vendor, &terms, actor, event).await?;
        for (at, follows) in &reviewed.found {
            event = w.follow(&row, &vendor, *at, follows, actor, event).await?;
        }
        w.commit(event).await?;
        Ok(proven)
    }

    /// A second person rejects a document: it counts for nothing. It is entered anew once it is in order.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for whoever entered it; [`Refusal::Invalid`] at `reason`; [`Refusal::Conflict`] when it was
    /// reviewed or taken back meanwhile.
    pub async fn reject_attestation(&self, actor: &Actor, id: ReportId, why: &str) -> Result<()> {
        let mut w = self.write_as(actor, Verb::AttestationRejected).await?;
        let row = w.attestation(id).await?;
        let withdrawn = row.taken_back.is_some();
        let under = UnderReview { submitted_by: row.entered_by, performed_by: row.entered_by, withdrawn };
        decide(&under, actor, Ruling::Rejected, "because", w.now())?;
        row.waits_for_review()?;
        let why = reason(why)?;
        let kept = Kept { outcome: "rejected", answers: "", judged: "", marked: false, answer: &why };
        w.keep_review(actor, id, &kept).await?;
        let event = about(Event::new(Verb::AttestationRejected, actor.person), id, row.vendor);
        w.commit(event.words("reason", why)).await?;
        Ok(())
    }

    /// Uses an accepted document as proof of what was adopted since: somebody who did not enter it says so. How many
    /// pairs that proves.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for whoever entered it; [`Refusal::Conflict`] when there is nothing that it could prove.
    pub async fn prove_attestation(&self, actor: &Actor, id: ReportId) -> Result<usize> {
        let mut w = self.write_as(actor, Verb::AttestationProven).await?;
        let row = w.attestation(id).await?;
        row.is_there()?;
        if row.entered_by == actor.person {
            return Err(Refusal::forbidden("You entered this document. Somebody else uses it as proof.").into());
        }
        if !row.counts() {
            return Err(Refusal::conflict("It was not accepted: it proves nothing.").into());
        }
        let vendor = w.vendor(row.vendor).await?;
        let proven = w.prove_by(actor, &vendor, id).await?;
        if proven == 0 {
            let sentence = "Nothing waits for its proof: all that it can prove, it proves already.";
            return Err(Refusal::conflict(sentence).into());
        }
        w.commit(about(Event::new(Verb::AttestationProven, actor.person), id, vendor.id)).await?;
        Ok(proven)
    }
}

impl AttestationRow {
    /// # Errors
    /// [`Refusal::Conflict`] once it was reviewed or taken back.
    fn waits_for_review(&self) -> Result<()> {
        self.is_there()?;
        match &self.review {
            None => Ok(()),
            Some(review) => {
                let was = if review.accepted { "accepted" } else { "rejected" };
                Err(Refusal::conflict(format!("It was {was} meanwhile. Nothing was changed.")).into())
            }
        }
    }
}

impl Writing {
    async fn keep_review(&mut self, by: &Actor, id: ReportId, kept: &Kept<'_>) -> Result<()> {
        let Kept { outcome, answers, judged, marked, answer } = *kept;
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let sql = "UPDATE attestation SET outcome = $2, answers = $3, judged = $4, marked = $5, reviewed_by = $6, \
                   reviewed_at = $7, reviewed_seq = $8, answer = $9 WHERE id = $1";
        let values = args![
            id,
            outcome,
            filled(answers),
            filled(judged),
            marked,
            by.person,
            self.now(),
            self.seq(),
            filled(answer)
        ];
        self.tx.run(sql, values).await?;
        self.vouch(borne::reviewed(id), &borne::text(&[outcome, answers, judged, answer]));
        Ok(())
    }
}
