//! What follows for us of a document: its findings become deficiencies, what it expects of us becomes tasks.

use super::{AttestationRow, about, borne};
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, args};
use crate::vendors::VendorRow;
use crate::writing::Writing;
use domain::attestations::{FollowDraft, Follows, Found, Outcome, Point, Terms, lines, opinion_matters, points};
use domain::codes::ControlId;
use domain::deficiencies::SourceKind;
use domain::evidence::{Ruling, UnderReview, decide};
use domain::ids::{DeficiencyId, OwnTaskId, PersonId, ReportId};
use domain::instant::{Instant, Zone as _};
use domain::own_tasks::{About, OwnTaskDraft};
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};

/// What was decided of a line of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointRow {
    pub point: Point,
    pub outcome: Outcome,
    /// Why it does not touch us.
    pub reason: String,
    /// The control of ours that answers it, and the task that somebody has.
    pub control: Option<ControlId>,
    pub task: Option<OwnTaskId>,
    pub by: PersonId,
    pub at: Instant,
}

/// A deficiency that came of a document: of an exception by its line, or of the opinion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundRow {
    pub line: Option<usize>,
    pub id: DeficiencyId,
    /// Its number in the log.
    pub no: i64,
    pub closed: bool,
}

const POINT: &str =
    "SELECT p.part, p.no, p.outcome, p.reason, p.control, p.task, p.by, p.from_at FROM attestation_point p";

fn point(row: &Row) -> Result<PointRow> {
    let unreadable = |_| Error::Unreadable("line of a document");
    let no = usize::try_from(row.get::<i64>(1)?).map_err(|_| Error::Unreadable("line of a document"))?;
    let control = row.get::<Option<String>>(4)?.map(|text| text.parse());
    Ok(PointRow {
        point: Point { part: row.get::<String>(0)?.parse().map_err(unreadable)?, no },
        outcome: row.get::<String>(2)?.parse().map_err(unreadable)?,
        reason: row.get(3)?,
        control: control.transpose().map_err(|_| Error::Unreadable("control"))?,
        task: row.get(5)?,
        by: row.get(6)?,
        at: row.get(7)?,
    })
}

async fn points_in(tx: &mut Tx, id: ReportId) -> Result<Vec<PointRow>> {
    let rows = tx.all(format!("{POINT} WHERE p.attestation = $1 ORDER BY p.part, p.no"), args![id]).await?;
    rows.iter().map(point).collect()
}

impl Store {
    /// Decides what follows of a line of an accepted document. Its task where a control of ours answers it.
    ///
    /// # Errors
    /// As [`FollowDraft::check`]; [`Refusal::Forbidden`] for whoever entered the document or has no right of review;
    /// [`Refusal::Conflict`] when it does not count, or the line was decided; [`Refusal::Missing`].
    pub async fn follow_attestation(&self, actor: &Actor, id: ReportId, at: Point, draft: &FollowDraft) -> Result<()> {
        let mut w = self.write_as(actor, Verb::AttestationFollowed).await?;
        let row = w.attestation(id).await?;
        row.is_there()?;
        let under = UnderReview { submitted_by: row.entered_by, performed_by: row.entered_by, withdrawn: false };
        decide(&under, actor, Ruling::Supports, "", w.now())?;
        if !row.counts() {
            return Err(Refusal::conflict("Something follows of an accepted document only.").into());
        }
        if !points(&row.terms).any(|(point, _)| point == at) {
            return Err(Refusal::missing("line").into());
        }
        if points_in(&mut w.tx, id).await?.iter().any(|one| one.point == at) {
            return Err(Refusal::conflict("It was decided meanwhile. Nothing was changed.").into());
        }
        let follows = draft.check(at.part)?;
        let vendor = w.vendor(row.vendor).await?;
        let event = about(Event::new(Verb::AttestationFollowed, actor.person), id, vendor.id)
            .with("part", at.part.key())
            .with("line", at.no)
            .with("outcome", follows.outcome().key());
        let event = w.follow(&row, &vendor, at, &follows, actor, event).await?;
        w.commit(event).await?;
        Ok(())
    }

    /// What was decided of the lines of a document.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attestation_points(&self, id: ReportId) -> Result<Vec<PointRow>> {
        points_in(&mut self.db.reading().await?, id).await
    }

    /// The deficiencies that came of a document, the first opened first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn found_in_attestation(&self, row: &AttestationRow) -> Result<Vec<FoundRow>> {
        let exceptions = lines(&row.terms.exceptions).count();
        let lined = (1..=exceptions).map(|no| format!("'{}#{no}'", row.id));
        let sources: Vec<_> = std::iter::once(format!("'{}'", row.id)).chain(lined).collect();
        let sql = format!(
            "SELECT source, id, no, closed FROM deficiency WHERE source_kind = $1 AND source IN ({}) ORDER BY no",
            sources.join(", ")
        );
        let rows = self.db.all(sql, args![SourceKind::Attestation.key()]).await?;
        let found = |row: &Row| {
            let line = row.get::<String>(0)?.split_once('#').and_then(|(_, no)| no.parse().ok());
            Ok(FoundRow { line, id: row.get(1)?, no: row.get(2)?, closed: row.get(3)? })
        };
        rows.iter().map(found).collect()
    }

    /// The document that a task came of: what it expects of us, or what was found in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attestation_of_task(&self, task: OwnTaskId) -> Result<Option<ReportId>> {
        let sql = "SELECT attestation FROM attestation_point WHERE task = $1";
        let row = self.db.first(sql, args![task]).await?;
        row.map(|row| row.get(0)).transpose()
    }
}

impl Writing {
    /// Keeps what was decided of a line, and does what follows; the event names it.
    pub(super) async fn follow(
        &mut self,
        row: &AttestationRow,
        vendor: &VendorRow,
        at: Point,
        follows: &Follows,
        by: &Actor,
        event: Event,
    ) -> Result<Event> {
        let said = points(&row.terms).find(|(point, _)| *point == at).map(|(_, line)| line).unwrap_or_default();
        let (event, control, task, reason) = match follows {
            Follows::Matters => {
                let exception = Some((at.no, said));
                (self.found(row, vendor, &row.terms, exception, by, event).await?, None, None, "")
            }
            Follows::Aside { reason } => (event.words("reason", reason.as_str()), None, None, reason.as_str()),
            Follows::Mapped { control, assignee, due_on } => {
                let draft = OwnTaskDraft {
                    title: said.chars().take(TITLE).collect(),
                    steps: format!("{} of {} expects of us:\n{said}", row.library()?.title, vendor.name),
                    about: About::Control(control.clone()),
                    assignee: *assignee,
                    due_on: *due_on,
                };
                let task = self.expected(control, draft, vendor, by).await?;
                let event = event.about(ThingKind::Control, control).about(ThingKind::OwnTask, task);
                (event.with("due_on", due_on.to_string()), Some(control.to_string()), Some(task), "")
            }
        };
        let outcome = follows.outcome().key();
        let sql = "INSERT INTO attestation_point (attestation, part, no, outcome, reason, control, task, by, from_at, \
                   from_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let no = i64::try_from(at.no).map_err(|_| Error::Unreadable("line of a document"))?;
        let values =
            args![row.id, at.part.key(), no, outcome, reason, control.clone(), task, by.person, self.now(), self.seq()];
        self.tx.run(sql, values).await?;
        self.vouch(borne::point(row.id, &at.to_string()), &said_of(outcome, reason, control.as_deref(), task));
        Ok(event)
    }

    /// What a document expects of us, as a task of whoever sees to it.
    async fn expected(
        &mut self,
        control: &ControlId,
        draft: OwnTaskDraft,
        vendor: &VendorRow,
        by: &Actor,
    ) -> Result<OwnTaskId> {
        let spine = self.spine().await?;
        if spine.control(control).is_none_or(|one| one.retired) {
            return Err(Refusal::at("control", "Choose a control that is adopted.").into());
        }
        let today = self.zone().await?.day(self.now());
        let draft = draft.check(today)?;
        self.active("assignee", draft.assignee).await?;
        let task = self.insert_own_task(&draft, by).await?;
        self.leads_back(task, vendor).await?;
        Ok(task)
    }

    /// A task that came of a vendor leads back to it.
    async fn leads_back(&mut self, task: OwnTaskId, vendor: &VendorRow) -> Result<()> {
        self.tx.run("UPDATE own_task SET vendor = $2 WHERE id = $1", args![task, vendor.no]).await.map(|_| ())
    }

    /// The deficiency that an opinion makes, where it makes one; the event names it.
    pub(super) async fn opinion_follows(
        &mut self,
        row: &AttestationRow,
        vendor: &VendorRow,
        terms: &Terms,
        by: &Actor,
        event: Event,
    ) -> Result<Event> {
        if !opinion_matters(terms) {
            return Ok(event);
        }
        self.found(row, vendor, terms, None, by, event).await
    }

    /// A deficiency of something that was found, in the hands of the vendor's owner; of whoever decides where it has none.
    async fn found(
        &mut self,
        row: &AttestationRow,
        vendor: &VendorRow,
        terms: &Terms,
        exception: Option<(usize, &str)>,
        by: &Actor,
        event: Event,
    ) -> Result<Event> {
        let sql = "SELECT p.id FROM vendor v JOIN person p ON p.id = v.owner WHERE v.no = $1 AND p.active";
        let owner = self.tx.first(sql, args![vendor.no]).await?.map(|row| row.get(0)).transpose()?;
        let today = self.zone().await?.day(self.now());
        let found = Found { report: row.id, vendor: vendor.id, vendor_name: &vendor.name, terms, exception };
        let new = found.deficiency(owner.unwrap_or(by.person), today);
        let task = found.task(&new, today).check(today)?;
        let Some((id, task)) = self.deficiency_follows(&new, vendor.no, &task, by).await? else { return Ok(event) };
        self.leads_back(task, vendor).await?;
        Ok(event.about(ThingKind::Deficiency, id).about(ThingKind::OwnTask, task))
    }
}

/// Characters that the title of a task has at most.
const TITLE: usize = 160;

fn said_of(outcome: &str, reason: &str, control: Option<&str>, task: Option<OwnTaskId>) -> String {
    let task = task.map(|task| task.to_string()).unwrap_or_default();
    borne::text(&[outcome, reason, control.unwrap_or_default(), &task])
}

/// What is held of each line that was decided against its entry.
pub(super) async fn borne_points(tx: &mut Tx) -> Result<Vec<(String, i64, String, PersonId)>> {
    let sql =
        format!("{} ORDER BY p.attestation, p.part, p.no", POINT.replace(" FROM", ", p.attestation, p.from_seq FROM"));
    let rows = tx.all(sql, vec![]).await?;
    let borne = |row: &Row| {
        let (one, id) = (point(row)?, row.get::<ReportId>(8)?);
        let control = one.control.as_ref().map(ToString::to_string);
        let said = said_of(one.outcome.key(), &one.reason, control.as_deref(), one.task);
        Ok((borne::point(id, &one.point.to_string()), row.get(9)?, said, one.by))
    };
    rows.iter().map(borne).collect()
}

/// Accepted documents with lines of which nobody decided what follows, the one accepted first first.
pub(crate) async fn unfollowed(tx: &mut Tx) -> Result<Vec<super::WaitingReport>> {
    let sql = "SELECT a.id, a.entered_by, a.reviewed_at, a.terms, \
               (SELECT count(*) FROM attestation_point p WHERE p.attestation = a.id), v.name FROM attestation a \
               JOIN vendor v ON v.no = a.vendor WHERE a.outcome = 'accepted' AND a.ended_at IS NULL ORDER BY a.reviewed_at, a.id";
    let mut all = Vec::new();
    for row in tx.all(sql, vec![]).await? {
        let terms: Terms = serde_json::from_str(&row.get::<String>(3)?).map_err(|_| Error::Unreadable("terms"))?;
        let decided = usize::try_from(row.get::<i64>(4)?).unwrap_or_default();
        if points(&terms).count() > decided {
            let entered_by = row.get(1)?;
            let review = UnderReview { submitted_by: entered_by, performed_by: entered_by, withdrawn: false };
            let since = row.get::<Option<Instant>>(2)?.unwrap_or(Instant(0));
            all.push(super::WaitingReport { id: row.get(0)?, vendor: row.get(5)?, review, since });
        }
    }
    Ok(all)
}
