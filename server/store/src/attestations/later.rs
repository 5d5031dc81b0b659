//! What comes to light of an accepted document: noted by one person; what makes it worth more, a second agrees to.

use super::{AttestationRow, NoteRow, about, borne, relation};
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::args;
use crate::writing::{Writing, allow};
use domain::attestations::{Came, Judged, Later, LaterDraft, Terms, agree, laters};
use domain::change::{reason, words};
use domain::ids::ReportId;
use domain::instant::Zone as _;
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::trail::{Event, Verb};

/// The one word that says who it takes.
const fn takes(two: bool) -> &'static str {
    if two { "two" } else { "one" }
}

impl AttestationRow {
    /// What it says, with what came to light and holds.
    #[must_use]
    pub fn terms_now(&self) -> Terms {
        let judged = self.review.as_ref().and_then(|review| review.judged).map(Later::Judged);
        let noted = self.notes.iter().filter(|note| note.holds_since().is_some()).map(|note| note.what);
        self.terms.with(judged.into_iter().chain(noted))
    }

    /// What can come to light of it. Nothing more of what waits for a second person already.
    ///
    /// # Errors
    /// When the library does not know its kind.
    pub fn laters(&self) -> Result<Vec<Came>> {
        Ok(laters(self.library()?, &self.terms_now()))
    }
}

impl Store {
    /// Notes what came to light of an accepted document; its number. What makes it worth less holds at once, and ends
    /// what it proved; what makes it worth more waits for a second person. A qualification that touches what we use opens a
    /// deficiency.
    ///
    /// # Errors
    /// As [`LaterDraft::check`]; [`Refusal::Conflict`] when it is not accepted, or the same waits already;
    /// [`Refusal::Forbidden`].
    pub async fn note_attestation(&self, actor: &Actor, id: ReportId, draft: &LaterDraft) -> Result<i64> {
        let mut w = self.write(Some(actor)).await?;
        let row = w.attestation(id).await?;
        let vendor = w.vendor(row.vendor).await?;
        allow(actor, Verb::AttestationNoted, relation(&row, &vendor, actor))?;
        row.is_there()?;
        if !row.counts() {
            return Err(Refusal::conflict("Only of an accepted document something comes to light later.").into());
        }
        let today = w.zone().await?.day(w.now());
        let (what, said) = draft.check(&row.laters()?, today)?;
        if row.notes.iter().any(|note| note.waits() && note.what == what) {
            return Err(Refusal::conflict("The same waits for a second person already.").into());
        }
        let no = row.notes.iter().map(|note| note.no).max().unwrap_or_default() + 1;
        let text = serde_json::to_string(&what).map_err(|_| Error::Unreadable("note"))?;
        let two = what.takes_two();
        let sql = "INSERT INTO attestation_note (attestation, no, what, words, takes_two, by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let values = args![id, no, text.as_str(), said.as_str(), two, actor.person, w.now(), w.seq()];
        w.tx.run(sql, values).await?;
        w.vouch(borne::noted(id, no), &borne::text(&[&text, &said, takes(two)]));
        if !two {
            w.end_what_fell_short(&vendor).await?;
        }
        let event = about(Event::new(Verb::AttestationNoted, actor.person), id, vendor.id)
            .with("note", no)
            .with("what", draft.what.trim())
            .with("takes_two", two);
        let event = event.words("words", said);
        let event = match what {
            Later::Judged(Judged::Harmful) => {
                let terms = row.terms_now().with([what]);
                w.opinion_follows(&row, &vendor, &terms, actor, event).await?
            }
            Later::Judged(Judged::Harmless)
            | Later::Surveyed(_)
            | Later::Withdrawn(_)
            | Later::Suspended(_)
            | Later::Scope(_)
            | Later::TypeTwoBegun(_)
            | Later::Reread(_)
            | Later::TakenBack => event,
        };
        w.commit(event).await?;
        Ok(no)
    }

    /// A second person agrees to a note: it holds, and the document proves what it is worth now. How many pairs.
    ///
    /// # Errors
    /// As [`agree`]; [`Refusal::Conflict`] when it was decided; [`Refusal::Missing`].
    pub async fn agree_note(&self, actor: &Actor, id: ReportId, no: i64) -> Result<usize> {
        let mut w = self.write_as(actor, Verb::AttestationNoteAgreed).await?;
        let row = w.attestation(id).await?;
        let note = row.open_note(no)?;
        agree(note.by, row.entered_by, actor, w.now())?;
        w.decide_note(actor, id, no, "agreed", "").await?;
        let vendor = w.vendor(row.vendor).await?;
        let proven = w.prove_by(actor, &vendor, id).await?;
        let event = about(Event::new(Verb::AttestationNoteAgreed, actor.person), id, vendor.id).with("note", no);
        w.commit(event).await?;
        Ok(proven)
    }

    /// A second person refuses a note: nothing came of it.
    ///
    /// # Errors
    /// As [`agree`]; [`Refusal::Invalid`] at `reason`; [`Refusal::Conflict`] when it was decided.
    pub async fn refuse_note(&self, actor: &Actor, id: ReportId, no: i64, why: &str) -> Result<()> {
        let mut w = self.write_as(actor, Verb::AttestationNoteRefused).await?;
        let row = w.attestation(id).await?;
        let note = row.open_note(no)?;
        agree(note.by, row.entered_by, actor, w.now())?;
        let why = words("reason", &reason(why)?)?;
        w.decide_note(actor, id, no, "refused", &why).await?;
        let event = about(Event::new(Verb::AttestationNoteRefused, actor.person), id, row.vendor).with("note", no);
        w.commit(event.words("reason", why)).await?;
        Ok(())
    }
}

impl AttestationRow {
    fn open_note(&self, no: i64) -> Result<&NoteRow> {
        self.is_there()?;
        let note = self.notes.iter().find(|note| note.no == no).ok_or_else(|| Refusal::missing("note"))?;
        if note.waits() {
            return Ok(note);
        }
        Err(Refusal::conflict("It was decided meanwhile. Nothing was changed.").into())
    }
}

impl Writing {
    async fn decide_note(
        &mut self,
        by: &Actor,
        id: ReportId,
        no: i64,
        outcome: &'static str,
        answer: &str,
    ) -> Result<()> {
        let sql = "UPDATE attestation_note SET outcome = $3, decided_by = $4, decided_at = $5, decided_seq = $6, \
                   answer = $7 WHERE attestation = $1 AND no = $2";
        let values = args![id, no, outcome, by.person, self.now(), self.seq(), answer];
        self.tx.run(sql, values).await?;
        self.vouch(borne::decided(id, no), &borne::text(&[outcome, answer]));
        Ok(())
    }
}
