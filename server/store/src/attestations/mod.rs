//! What vendors hand over to show that somebody looked: entered by one person, reviewed by another, kept for ever; and
//! what all of it covers of our own window.

mod cover;
mod findings;
mod follows;
mod late;
mod later;
mod moves;
mod proof;
mod read;
mod register;
mod review;

pub use cover::VendorCover;
#[cfg(feature = "testing")]
pub(crate) use cover::window;
pub(crate) use findings::report_findings;
pub(crate) use follows::unfollowed;
pub use follows::{FoundRow, PointRow};
pub use late::LateProof;
pub use moves::Moves;
pub use proof::ProofNow;
pub use read::{AttestationRow, NoteRow, Reviewed, WaitingReport};
pub(crate) use read::{after, all_of, borne_rows, waiting};
pub(crate) use register::Kept as KeptPostures;
pub use register::{CoverWanted, OpenOf, Posture, PostureOrder, PosturesWanted};

use crate::Store;
use crate::error::{Error, Result};
use crate::evidence::StoredFile;
use crate::sql::args;
use crate::vendors::{VendorRow, owner_relation};
use crate::writing::{Writing, allow};
use domain::attestations::{AttestationDraft, Entered, Terms};
use domain::change::reason;
use domain::ids::{ReportId, VendorId};
use domain::instant::Zone as _;
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb, hex};

/// How somebody stands to a document: whoever entered it may take it back, as the owner of its vendor may.
fn relation(row: &AttestationRow, vendor: &VendorRow, actor: &Actor) -> Relation {
    if row.entered_by == actor.person { Relation::Owner } else { owner_relation(vendor, actor) }
}

fn about(event: Event, id: ReportId, vendor: VendorId) -> Event {
    event.about(ThingKind::Attestation, id).about(ThingKind::Vendor, vendor)
}

/// The rows that entries bear out, and what they say.
pub(crate) mod borne {
    use domain::ids::ReportId;

    pub(crate) fn entered(id: ReportId) -> String {
        format!("attestation/{id}")
    }

    pub(crate) fn reviewed(id: ReportId) -> String {
        format!("attestation-review/{id}")
    }

    pub(crate) fn ended(id: ReportId) -> String {
        format!("attestation-end/{id}")
    }

    pub(crate) fn noted(id: ReportId, no: i64) -> String {
        format!("attestation-note/{id}@{no}")
    }

    pub(crate) fn decided(id: ReportId, no: i64) -> String {
        format!("attestation-note-decision/{id}@{no}")
    }

    pub(crate) fn point(id: ReportId, point: &str) -> String {
        format!("attestation-point/{id}@{point}")
    }

    /// All parts of a row as one text; no part can be read as two.
    pub(crate) fn text(parts: &[&str]) -> String {
        serde_json::to_string(parts).unwrap_or_default()
    }
}

pub(crate) fn terms_text(terms: &Terms) -> Result<String> {
    serde_json::to_string(terms).map_err(|_| Error::Unreadable("terms"))
}

impl Store {
    /// Enters a document of a vendor. It counts once a second person has accepted it.
    ///
    /// # Errors
    /// As [`AttestationDraft::check`]; [`Refusal::Conflict`] when the same is there already; [`Refusal::Forbidden`];
    /// [`Refusal::Missing`].
    pub async fn enter_attestation(
        &self,
        actor: &Actor,
        vendor: VendorId,
        draft: &AttestationDraft,
        file: Option<StoredFile>,
    ) -> Result<ReportId> {
        let mut w = self.write(Some(actor)).await?;
        let vendor = w.vendor(vendor).await?;
        allow(actor, Verb::AttestationEntered, owner_relation(&vendor, actor))?;
        let today = w.zone().await?.day(w.now());
        let entered = draft.check(today)?;
        for host in entered.terms.carve_outs.iter().filter_map(|carved| carved.vendor) {
            w.vendor_no(host).await.map_err(|_| Refusal::at("carve_outs", "Choose a vendor of the register."))?;
        }
        w.is_new(&vendor, entered.kind.as_str(), &terms_text(&entered.terms)?).await?;
        let id = w.insert_attestation(vendor.no, actor, &entered, file.as_ref(), None).await?;
        let Entered { kind, received_on, terms } = entered;
        let sha256 = file.as_ref().map(|file| hex(&file.sha256)).unwrap_or_default();
        let mut event = about(Event::new(Verb::AttestationEntered, actor.person), id, vendor.id)
            .with("kind", kind.as_str())
            .with("received_on", received_on.to_string())
            .words("issuer", terms.issuer);
        if let Some(file) = &file {
            event = event.with("sha256", sha256).with("size", file.size).words("file_name", file.name.as_str());
        }
        w.commit(event).await?;
        Ok(id)
    }

    /// Takes a record back: entered wrongly, or no such document. What it proved ends; the record stays to be seen.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when it was taken back already; [`Refusal::Invalid`] at `reason`; [`Refusal::Forbidden`].
    pub async fn take_attestation_back(&self, actor: &Actor, id: ReportId, why: &str) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let row = w.attestation(id).await?;
        let vendor = w.vendor(row.vendor).await?;
        allow(actor, Verb::AttestationTakenBack, relation(&row, &vendor, actor))?;
        row.is_there()?;
        let why = reason(why)?;
        let sql = "UPDATE attestation SET ended_by = $2, ended_at = $3, ended_seq = $4, ended_why = $5 WHERE id = $1";
        w.tx.run(sql, args![id, actor.person, w.now(), w.seq(), why.as_str()]).await?;
        w.vouch(borne::ended(id), &why);
        w.end_what_fell_short(&vendor).await?;
        let event = about(Event::new(Verb::AttestationTakenBack, actor.person), id, vendor.id);
        w.commit(event.words("reason", why)).await?;
        Ok(())
    }

    /// Names a sub-processor of a vendor: to whom it passes on what it gets, and what of it.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `sub` or `what`; [`Refusal::Conflict`] when it is named already; [`Refusal::Forbidden`].
    pub async fn name_subprocessor(&self, actor: &Actor, vendor: VendorId, sub: VendorId, what: &str) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let of = w.vendor(vendor).await?;
        allow(actor, Verb::SubprocessorChanged, owner_relation(&of, actor))?;
        if vendor == sub {
            return Err(Refusal::at("sub", "A vendor is no sub-processor of itself.").into());
        }
        let no = w.vendor_no(sub).await.map_err(|_| Refusal::at("sub", "Choose a vendor of the register."))?;
        let what = domain::change::words("what", what)?;
        if w.tx.first(SUBPROCESSOR, args![of.no, no]).await?.is_some() {
            return Err(Refusal::conflict("It is named already. Nothing was changed.").into());
        }
        w.insert_subprocessor(of.no, no, &what).await?;
        let event = Event::new(Verb::SubprocessorChanged, actor.person)
            .about(ThingKind::Vendor, vendor)
            .about(ThingKind::Vendor, sub)
            .with("named", true);
        w.commit(event.words("what", what)).await?;
        Ok(())
    }

    /// A vendor no longer passes anything on to another.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when it is not named; [`Refusal::Forbidden`]; [`Refusal::Missing`].
    pub async fn drop_subprocessor(&self, actor: &Actor, vendor: VendorId, sub: VendorId) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let of = w.vendor(vendor).await?;
        allow(actor, Verb::SubprocessorChanged, owner_relation(&of, actor))?;
        let no = w.vendor_no(sub).await?;
        let sql = "UPDATE subprocessor SET ended_at = $3, ended_seq = $4 \
                   WHERE vendor = $1 AND sub = $2 AND ended_at IS NULL";
        if w.tx.run(sql, args![of.no, no, w.now(), w.seq()]).await? == 0 {
            return Err(Refusal::conflict("It is not named any more. Nothing was changed.").into());
        }
        let event = Event::new(Verb::SubprocessorChanged, actor.person)
            .about(ThingKind::Vendor, vendor)
            .about(ThingKind::Vendor, sub)
            .with("named", false);
        w.commit(event).await?;
        Ok(())
    }
}

const SUBPROCESSOR: &str = "SELECT 1 FROM subprocessor WHERE vendor = $1 AND sub = $2 AND ended_at IS NULL";

impl Writing {
    pub(crate) async fn attestation(&mut self, id: ReportId) -> Result<AttestationRow> {
        read::attestation_in(&mut self.tx, id).await
    }

    /// A vendor (by number) passes on to another from now on.
    pub(crate) async fn insert_subprocessor(&mut self, vendor: i64, sub: i64, what: &str) -> Result<()> {
        let sql = "INSERT INTO subprocessor (vendor, sub, what, from_at, from_seq) VALUES ($1, $2, $3, $4, $5)";
        self.tx.run(sql, args![vendor, sub, what, self.now(), self.seq()]).await.map(|_| ())
    }

    /// The row of a document, borne out by the entry of this command. `line`: its place in a list that comes in.
    pub(crate) async fn insert_attestation(
        &mut self,
        vendor: i64,
        actor: &Actor,
        entered: &Entered,
        file: Option<&StoredFile>,
        line: Option<i64>,
    ) -> Result<ReportId> {
        let Entered { kind, received_on, terms } = entered;
        let (id, text) = (ReportId(self.new_id()), terms_text(terms)?);
        let sql = "INSERT INTO attestation (id, vendor, kind, terms, received_on, sha256, size, media, file_name, \
                   entered_by, from_at, from_seq, line) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let mut values = args![id, vendor, kind.as_str(), text.as_str(), *received_on];
        values.extend(StoredFile::columns(file));
        values.extend(args![actor.person, self.now(), self.seq(), line]);
        self.tx.run(sql, values).await?;
        let sha256 = file.map(|file| hex(&file.sha256)).unwrap_or_default();
        let said = borne::text(&[kind.as_str(), &received_on.to_string(), &sha256, &text]);
        self.vouch(borne::entered(id), &said);
        Ok(id)
    }

    /// The same document twice is a form that was sent twice.
    async fn is_new(&mut self, vendor: &VendorRow, kind: &str, terms: &str) -> Result<()> {
        let sql = "SELECT 1 FROM attestation WHERE vendor = $1 AND kind = $2 AND terms = $3 AND ended_at IS NULL \
                   AND coalesce(outcome, 'accepted') = 'accepted'";
        match self.tx.first(sql, args![vendor.no, kind, terms]).await? {
            None => Ok(()),
            Some(_) => Err(Refusal::conflict("A document that says the same was entered already.").into()),
        }
    }
}
