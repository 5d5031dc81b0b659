//! Attestations as pages show them, and as the rules see them.

use super::terms_text;
use crate::Store;
use crate::after::AttestationsWanted;
use crate::error::{Error, Result};
use crate::evidence::FileRow;
use crate::spine::list;
use crate::sql::{Row, Tx, Value, args};
use domain::attestations::{Attestation, Item, Judged, Later, Note, Terms, backed};
use domain::catalogue::{AttestationKind, catalogue};
use domain::codes::AttestationId;
use domain::evidence::UnderReview;
use domain::ids::{PersonId, ReportId, VendorId};
use domain::instant::{Instant, Zone};
use domain::refusal::Refusal;
use domain::trail::hex;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A document of a vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttestationRow {
    pub id: ReportId,
    /// By which reasons name it: in the order in which documents were entered.
    pub no: i64,
    /// The entry that entered it.
    pub seq: i64,
    pub vendor: VendorId,
    pub vendor_no: i64,
    pub kind: AttestationId,
    /// As entered; what came to light is in `notes`.
    pub terms: Terms,
    pub received_on: Date,
    pub file: Option<FileRow>,
    pub entered_by: PersonId,
    pub at: Instant,
    pub review: Option<Reviewed>,
    /// When it was taken back, by whom and why.
    pub taken_back: Option<(Instant, PersonId, String)>,
    pub notes: Vec<NoteRow>,
}

/// What a second person made of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    pub accepted: bool,
    pub by: PersonId,
    pub at: Instant,
    /// Point by point; none when it was rejected.
    pub items: Vec<Item>,
    pub judged: Option<Judged>,
    /// The reviewer was invited a short while before by whoever entered it.
    pub marked: bool,
    /// Why it was rejected.
    pub answer: String,
}

/// Something that came to light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRow {
    pub no: i64,
    pub what: Later,
    /// Where that is to be seen.
    pub words: String,
    pub takes_two: bool,
    pub by: PersonId,
    pub at: Instant,
    /// Whether a second person agreed; who, when, and the words beside it.
    pub decided: Option<(bool, PersonId, Instant, String)>,
}

impl NoteRow {
    /// From when it holds; none while it waits, and when it was refused.
    #[must_use]
    pub fn holds_since(&self) -> Option<Instant> {
        match &self.decided {
            Some((agreed, _, at, _)) => agreed.then_some(*at),
            None => (!self.takes_two).then_some(self.at),
        }
    }

    /// Whether it waits for a second person.
    #[must_use]
    pub const fn waits(&self) -> bool {
        self.takes_two && self.decided.is_none()
    }
}

impl AttestationRow {
    /// Its kind in the library.
    ///
    /// # Errors
    /// When the library has none such.
    pub fn library(&self) -> Result<&'static AttestationKind> {
        catalogue().attestations.get(&self.kind).ok_or(Error::Unreadable("kind of attestation"))
    }

    /// The day a second person accepted it.
    #[must_use]
    pub fn accepted_on(&self, zone: &impl Zone) -> Option<Date> {
        self.review.as_ref().filter(|review| review.accepted).map(|review| zone.day(review.at))
    }

    /// Whether it waits for its review.
    #[must_use]
    pub const fn waits(&self) -> bool {
        self.review.is_none() && self.taken_back.is_none()
    }

    /// Whether it was accepted, and not taken back.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.taken_back.is_none() && self.review.as_ref().is_some_and(|review| review.accepted)
    }

    /// As the rules see it. It was there for nobody before it was entered; what was rejected is as good as taken back.
    #[must_use]
    pub fn held(&self, zone: &impl Zone) -> Attestation {
        let mut notes = Vec::new();
        let mut note = |at: Instant, what| notes.push(Note { known_on: zone.day(at), what });
        if let Some(review) = &self.review {
            if let Some(judged) = review.judged {
                note(review.at, Later::Judged(judged));
            }
            if !review.accepted {
                note(review.at, Later::TakenBack);
            }
        }
        for row in &self.notes {
            if let Some(since) = row.holds_since() {
                note(since, row.what);
            }
        }
        if let Some((at, ..)) = self.taken_back {
            note(at, Later::TakenBack);
        }
        Attestation {
            no: self.no,
            kind: self.kind.clone(),
            terms: self.terms.clone(),
            received_on: self.received_on.max(zone.day(self.at)),
            accepted_on: self.accepted_on(zone),
            backed: backed(self.file.is_some(), self.review.as_ref().map_or(&[], |review| review.items.as_slice())),
            notes,
        }
    }

    /// # Errors
    /// [`Refusal::Conflict`] once it was taken back.
    pub(super) fn is_there(&self) -> Result<()> {
        match self.taken_back {
            None => Ok(()),
            Some(_) => Err(Refusal::conflict("This record was taken back. Nothing was changed.").into()),
        }
    }
}

/// Documents that one entry enters at most; see `domain::incoming::MOST_ROWS`.
const OF_ONE_ENTRY: i64 = 8_192;

const ATTESTATION: &str = "SELECT a.id, a.from_seq * 8192 + coalesce(a.line, 0), v.id, a.vendor, a.kind, a.terms, a.received_on, a.sha256, a.size, \
    a.media, a.file_name, a.entered_by, a.from_at, a.outcome, a.answers, a.judged, a.marked, a.reviewed_by, a.reviewed_at, \
    a.answer, a.ended_by, a.ended_at, a.ended_why, \
    (SELECT count(*) FROM attestation_note n WHERE n.attestation = a.id), a.from_seq \
    FROM attestation a JOIN vendor v ON v.no = a.vendor";

fn attestation(row: &Row) -> Result<AttestationRow> {
    let taken_back = row.get::<Option<Instant>>(21)?.zip(row.get::<Option<PersonId>>(20)?);
    let why = row.get::<Option<String>>(22)?.unwrap_or_default();
    let file = row.get::<Option<Vec<u8>>>(7)?.map(|sha256| {
        Ok::<_, Error>(FileRow { sha256: hex(&sha256), size: row.get(8)?, media: row.get(9)?, name: row.get(10)? })
    });
    Ok(AttestationRow {
        id: row.get(0)?,
        no: row.get(1)?,
        seq: row.get(24)?,
        vendor: row.get(2)?,
        vendor_no: row.get(3)?,
        kind: row.get::<String>(4)?.parse().map_err(|_| Error::Unreadable("kind of attestation"))?,
        terms: serde_json::from_str(&row.get::<String>(5)?).map_err(|_| Error::Unreadable("terms"))?,
        received_on: row.get(6)?,
        file: file.transpose()?,
        entered_by: row.get(11)?,
        at: row.get(12)?,
        review: review(row)?,
        taken_back: taken_back.map(|(at, by)| (at, by, why)),
        notes: Vec::new(),
    })
}

fn review(row: &Row) -> Result<Option<Reviewed>> {
    let Some(outcome) = row.get::<Option<String>>(13)? else { return Ok(None) };
    let (Some(by), Some(at)) = (row.get::<Option<PersonId>>(17)?, row.get::<Option<Instant>>(18)?) else {
        return Err(Error::Unreadable("review"));
    };
    let items = row.get::<Option<String>>(14)?.map(|text| serde_json::from_str(&text));
    let judged = row.get::<Option<String>>(15)?.map(|text| text.parse());
    Ok(Some(Reviewed {
        accepted: outcome == "accepted",
        by,
        at,
        items: items.transpose().map_err(|_| Error::Unreadable("answers"))?.unwrap_or_default(),
        judged: judged.transpose().map_err(|_| Error::Unreadable("judged"))?,
        marked: row.get::<Option<bool>>(16)?.unwrap_or_default(),
        answer: row.get::<Option<String>>(19)?.unwrap_or_default(),
    }))
}

const NOTE: &str = "SELECT n.attestation, n.no, n.what, n.words, n.takes_two, n.by, n.from_at, n.outcome, n.decided_by, \
    n.decided_at, n.answer FROM attestation_note n";

fn note(row: &Row) -> Result<(ReportId, NoteRow)> {
    let decided = match (row.get::<Option<String>>(7)?, row.get::<Option<PersonId>>(8)?, row.get::<Option<Instant>>(9)?)
    {
        (Some(outcome), Some(by), Some(at)) => {
            Some((outcome == "agreed", by, at, row.get::<Option<String>>(10)?.unwrap_or_default()))
        }
        _ => None,
    };
    let what = serde_json::from_str(&row.get::<String>(2)?).map_err(|_| Error::Unreadable("note"))?;
    let note = NoteRow {
        no: row.get(1)?,
        what,
        words: row.get(3)?,
        takes_two: row.get(4)?,
        by: row.get(5)?,
        at: row.get(6)?,
        decided,
    };
    Ok((row.get(0)?, note))
}

pub(super) async fn attestation_in(tx: &mut Tx, id: ReportId) -> Result<AttestationRow> {
    let row = tx.first(format!("{ATTESTATION} WHERE a.id = $1"), args![id]).await?;
    let mut found = attestation(&row.ok_or_else(|| Refusal::missing("attestation"))?)?;
    let notes = tx.all(format!("{NOTE} WHERE n.attestation = $1 ORDER BY n.no"), args![id]).await?;
    for row in &notes {
        found.notes.push(note(row)?.1);
    }
    Ok(found)
}

/// Those of some vendors, or of all; the first one entered first.
pub(super) async fn attestations_in(tx: &mut Tx, vendors: Option<&[i64]>) -> Result<Vec<AttestationRow>> {
    let of = vendors.map(|vendors| format!("WHERE a.vendor IN ({})", list(vendors.iter()))).unwrap_or_default();
    let rows = tx.all(format!("{ATTESTATION} {of}"), vec![]).await?;
    let mut all = rows.iter().map(attestation).collect::<Result<Vec<_>>>()?;
    // By the number in which the order is; the database would carry whole rows about to sort them.
    all.sort_unstable_by_key(|row| row.no);
    let noted = rows.iter().map(|row| row.get::<i64>(23)).sum::<Result<i64>>()?;
    if noted == 0 {
        return Ok(all);
    }
    let of = vendors.map(|vendors| {
        format!("WHERE n.attestation IN (SELECT id FROM attestation WHERE vendor IN ({}))", list(vendors.iter()))
    });
    let mut notes: BTreeMap<ReportId, Vec<NoteRow>> = BTreeMap::new();
    for row in tx.all(format!("{NOTE} {} ORDER BY n.attestation, n.no", of.unwrap_or_default()), vec![]).await? {
        let (id, note) = note(&row)?;
        notes.entry(id).or_default().push(note);
    }
    for row in &mut all {
        row.notes = notes.remove(&row.id).unwrap_or_default();
    }
    Ok(all)
}

/// All of them, the first one entered first.
pub(crate) async fn all_of(tx: &mut Tx) -> Result<Vec<AttestationRow>> {
    attestations_in(tx, None).await
}

/// A page of them, in the order they were entered; each with what came to light of it.
pub(crate) async fn after(
    tx: &mut Tx,
    wanted: &AttestationsWanted,
    after: i64,
    most: usize,
) -> Result<Vec<AttestationRow>> {
    let mut values: Vec<Value> = args![after / OF_ONE_ENTRY, after % OF_ONE_ENTRY];
    let mut and = String::new();
    if let Some(vendor) = wanted.vendor {
        values.push(vendor.into());
        and.push_str(&format!(" AND v.id = ${}", values.len()));
    }
    if let Some(kind) = &wanted.kind {
        values.push(kind.as_str().into());
        and.push_str(&format!(" AND a.kind = ${}", values.len()));
    }
    match wanted.waiting {
        Some(true) => and.push_str(" AND a.outcome IS NULL AND a.ended_at IS NULL"),
        Some(false) => and.push_str(" AND (a.outcome IS NOT NULL OR a.ended_at IS NOT NULL)"),
        None => {}
    }
    let sql = format!(
        "{ATTESTATION} WHERE (a.from_seq, coalesce(a.line, 0)) > ($1, $2){and} \
                       ORDER BY a.from_seq, coalesce(a.line, 0) LIMIT {most}"
    );
    let rows = tx.all(sql, values).await?;
    let mut all = rows.iter().map(attestation).collect::<Result<Vec<_>>>()?;
    if all.is_empty() {
        return Ok(all);
    }
    let places: Vec<_> = (1..=all.len()).map(|n| format!("${n}")).collect();
    let sql = format!("{NOTE} WHERE n.attestation IN ({}) ORDER BY n.attestation, n.no", places.join(", "));
    for row in tx.all(sql, all.iter().map(|row| row.id.into()).collect()).await? {
        let (id, note) = note(&row)?;
        all.iter_mut().filter(|row| row.id == id).for_each(|row| row.notes.push(note.clone()));
    }
    Ok(all)
}

impl Store {
    /// A document of a vendor.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn attestation(&self, id: ReportId) -> Result<AttestationRow> {
        attestation_in(&mut self.db.reading().await?, id).await
    }

    /// All documents of a vendor (by number), the first one entered first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attestations(&self, vendor: i64) -> Result<Vec<AttestationRow>> {
        attestations_in(&mut self.db.reading().await?, Some(&[vendor])).await
    }

    /// Who passes on to whom, in all of the register: a vendor, its sub-processor, what of it and since when.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subprocessors(&self) -> Result<Vec<(VendorId, VendorId, String, Instant)>> {
        let sql = "SELECT v.id, s.id, p.what, p.from_at FROM subprocessor p JOIN vendor v ON v.no = p.vendor \
                   JOIN vendor s ON s.no = p.sub WHERE p.ended_at IS NULL ORDER BY s.name, p.from_at, v.name";
        let rows = self.db.all(sql, vec![]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).collect()
    }
}

/// What is held of a row against its entries: its name, the entry, what it says, and who made that.
pub(crate) async fn borne_rows(tx: &mut Tx) -> Result<Vec<(String, i64, String, PersonId)>> {
    use super::borne;
    let mut all = Vec::new();
    let sql = "SELECT a.id, a.reviewed_seq, a.outcome, a.answers, a.judged, a.answer, a.ended_seq FROM attestation a \
               WHERE a.outcome IS NOT NULL OR a.ended_at IS NOT NULL";
    let mut later: BTreeMap<ReportId, (Option<i64>, Option<i64>, String)> = BTreeMap::new();
    for row in tx.all(sql, vec![]).await? {
        let text = |i| Ok::<_, Error>(row.get::<Option<String>>(i)?.unwrap_or_default());
        let (outcome, answers, judged, answer) = (text(2)?, text(3)?, text(4)?, text(5)?);
        let said = borne::text(&[&outcome, &answers, &judged, &answer]);
        later.insert(row.get(0)?, (row.get(1)?, row.get(6)?, said));
    }
    for row in attestations_in(tx, None).await? {
        let sha256 = row.file.as_ref().map(|file| file.sha256.clone()).unwrap_or_default();
        let terms = terms_text(&row.terms)?;
        let said = borne::text(&[row.kind.as_str(), &row.received_on.to_string(), &sha256, &terms]);
        all.push((borne::entered(row.id), row.seq, said, row.entered_by));
        let (reviewed, ended, said) = later.remove(&row.id).unwrap_or_default();
        if let Some((review, seq)) = row.review.as_ref().zip(reviewed) {
            all.push((borne::reviewed(row.id), seq, said, review.by));
        }
        if let Some(((_, by, why), seq)) = row.taken_back.clone().zip(ended) {
            all.push((borne::ended(row.id), seq, why, by));
        }
    }
    let sql = "SELECT attestation, no, from_seq, what, words, by, takes_two, decided_seq, outcome, answer, decided_by \
               FROM attestation_note ORDER BY attestation, no";
    for row in tx.all(sql, vec![]).await? {
        let (id, no): (ReportId, i64) = (row.get(0)?, row.get(1)?);
        let two = if row.get::<bool>(6)? { "two" } else { "one" };
        let said = borne::text(&[&row.get::<String>(3)?, &row.get::<String>(4)?, two]);
        all.push((borne::noted(id, no), row.get(2)?, said, row.get(5)?));
        if let (Some(seq), Some(by)) = (row.get::<Option<i64>>(7)?, row.get::<Option<PersonId>>(10)?) {
            let (outcome, answer) = (row.get::<Option<String>>(8)?, row.get::<Option<String>>(9)?);
            let said = borne::text(&[&outcome.unwrap_or_default(), &answer.unwrap_or_default()]);
            all.push((borne::decided(id, no), seq, said, by));
        }
    }
    all.extend(super::follows::borne_points(tx).await?);
    Ok(all)
}

/// A document, or what came to light of one, that waits for its second person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingReport {
    pub id: ReportId,
    /// Whose it is.
    pub vendor: String,
    pub review: UnderReview,
    pub since: Instant,
}

/// All that waits, the oldest first.
pub(crate) async fn waiting(tx: &mut Tx) -> Result<Vec<WaitingReport>> {
    let sql = "SELECT a.id, a.entered_by, a.entered_by, a.from_at, v.name FROM attestation a JOIN vendor v ON v.no = a.vendor \
               WHERE a.outcome IS NULL AND a.ended_at IS NULL UNION ALL \
               SELECT n.attestation, n.by, a.entered_by, n.from_at, v.name FROM attestation_note n \
               JOIN attestation a ON a.id = n.attestation JOIN vendor v ON v.no = a.vendor \
               WHERE n.outcome IS NULL AND n.takes_two AND a.ended_at IS NULL ORDER BY 4";
    let rows = tx.all(sql, vec![]).await?;
    let report = |row: &Row| {
        let review = UnderReview { submitted_by: row.get(1)?, performed_by: row.get(2)?, withdrawn: false };
        Ok(WaitingReport { id: row.get(0)?, vendor: row.get(4)?, review, since: row.get(3)? })
    };
    rows.iter().map(report).collect()
}
