//! The store: the only crate that speaks SQL. It loads, lets the domain decide, and writes what was decided with its
//! entry in the trail.

mod access_reviews;
mod after;
mod again;
mod archive;
mod attestations;
mod audits;
mod brought;
mod bulk;
mod check;
mod controls;
mod deficiencies;
mod ends;
mod error;
mod evidence;
mod faces;
mod facts;
#[cfg(feature = "faults")]
mod faults;
mod files;
mod importing;
mod incidents;
mod incoming;
mod inventory;
mod known;
mod lapsed;
mod ledger;
mod library;
mod mappings;
mod matrix;
mod mentions;
mod migrate;
mod open;
mod operating;
mod organisation;
mod own;
mod own_tasks;
mod owners;
mod pairs;
mod past;
mod people;
mod policies;
mod produced;
mod programmes;
mod proposals;
mod questionnaires;
mod readiness;
mod reading;
mod rhythm;
mod risks;
mod rows;
mod scope;
mod search;
mod sessions;
mod settings;
mod shelf;
mod spine;
mod sql;
mod story;
mod sweep;
mod systems;
mod tasks;
mod terms;
mod tokens;
mod trail;
mod training;
mod vendors;
mod vendors_at;
mod waiting;
mod watch;
mod writing;
mod zone;

#[cfg(feature = "testing")]
pub mod testing;

pub use access_reviews::{AccessRead, AccessReviewRow, AccessReviewsWanted, Listed, Listing, RemovalRow};
pub use after::{AttestationsWanted, FindingRow, FindingsWanted, SubjectRow, VendorsWanted};
pub use archive::{Dump, Head, Restoring, Table, migration_names};
pub use attestations::{
    AttestationRow, CoverWanted, FoundRow, LateProof, Moves, NoteRow, OpenOf, PointRow, Posture, PostureOrder,
    PosturesWanted, ProofNow, Reviewed, VendorCover, WaitingReport,
};
pub use audits::{AuditRow, Ended, Logged, Offered};
pub use bulk::{BULK_MOST, Bulk, BulkOutcome};
pub use check::{Borne, FilesFound};
pub use controls::Adoption;
pub use deficiencies::{CorrectionDraft, DeficienciesWanted, DeficiencyRow, LogReview, SystemToName};
pub use ends::{Ending, Ends};
pub use error::{Error, Result};
pub use evidence::{
    EvidenceLine, EvidenceRow, EvidenceState, EvidenceWanted, FileRow, PAIRS_A_PAGE, PairRow, PairRuling, QueueWanted,
    Queued, SameFile, StoredFile,
};
pub use faces::Faces;
pub use files::{FILE_MAX, Files, Incoming};
pub use importing::{Imported, Importing, Known};
pub use incidents::{IncidentRow, IncidentsWanted};
pub use incoming::{CameIn, ComingList};
pub use inventory::{
    AtStage, InScope, OwnedBy, PAGE, SystemFilter, SystemHappening, SystemLine, SystemList, SystemOrder,
};
pub use lapsed::Lapsed;
pub use ledger::{NO_NAMES, NOT_HELD};
pub use library::{ControlRow, ControlTally, Wording};
pub use mappings::MappingRow;
pub use mentions::{AsideRow, Mentioned, MentionedAll, MentioningRow, SEARCHED};
pub use migrate::{Dialect, Migration, migrations};
pub use operating::{
    CriterionOperated, LogLine, Noted, PairOperated, Taken, Which as OperatedWanted, Window as OperatedWindow,
};
pub use organisation::Organisation;
pub use own_tasks::{OwnTaskRow, OwnTasksWanted};
pub use people::{Invited, Names, NewLink, NewPerson, PersonRow, SignIn};
pub use policies::{
    AudienceNow, Document, DraftRow, ExceptionRow, LatePolicy, PolicyLine, PolicyRow, PolicyToRead, PolicyWaiting,
    PolicyWork, VersionEnd, VersionRow, WaitingVersion,
};
pub use proposals::ProposalRow;
pub use questionnaires::{
    AnswerRow, Asked, AttachmentRow, ClosedRow, LinkRow, Opened, QuestionnaireRead, QuestionnaireRow, Questions, Saved,
    SetRow, SubmittedRow, Typed, WaitingQuestionnaire,
};
pub use readiness::Found;
pub use reading::{Reading, Tally};
pub use rhythm::{Edited, RhythmNow};
pub use risks::{
    AssessmentProof, AssessmentRead, AssessmentRow, LimitRow, Picked, RegisterRow, RiskInHand, RiskRegister, RiskWork,
    RisksOf, WaitingAcceptance, WaitingAside, WaitingConclusion, WaitingProof,
};
pub use rows::{FoundOn, Grouped, Named, Open, Piece, SentBack};
pub use scope::{ScopeFilter, ScopeRow, Slice, SubjectNames};
pub use search::Candidate;
pub use sessions::{SessionRow, Throttled, Visitor};
pub use settings::Versions;
pub use spine::{ControlNow, Differs, ProgrammeNow, RequirementNow, Spine, Steps};
pub use story::StoryClock;
pub use systems::{Outcome, SystemRow};
pub use tasks::{Board, Happening, ProofRow, Remark, SUBJECTS_A_PAGE, TaskRead, TaskSubject, TaskTally};
pub use terms::Terms;
#[cfg(feature = "testing")]
pub use tokens::kept_of;
pub use tokens::{Bearer, Begun, KeptAnswer, Reserved, TokenRow};
pub use trail::{Entry, Fault, Kept, Said, TrailFilter, Verified};
pub use training::{ClosingRow, CourseRow, RecordRow, TableRow, Training, TrainingTable};
pub use vendors::{Meant, NamedVendor, VendorRow};
pub use waiting::{Waiting, WaitingChange, WaitingPiece};
pub use watch::{AbsenceRow, AllThatWaits, Job, JobRow, Letter, NextAudit, NoticeRow, Told};
pub use writing::Writing;
pub use zone::NamedZone;

use domain::instant::Instant;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

/// What enters at the edge: the time, and chance.
pub trait World: Send + Sync + 'static {
    fn now(&self) -> Instant;
    /// Fills the bytes with cryptographic randomness.
    fn random(&self, bytes: &mut [u8]);
}

/// An open database: one organisation.
#[derive(Clone)]
pub struct Store {
    db: sql::Db,
    world: Arc<dyn World>,
    kept: spine::Kept,
    names: people::KeptNames,
    readings: reading::KeptReadings,
    faces: faces::KeptFaces,
    lapsed: lapsed::Kept,
    board: tasks::Kept,
    waiting: waiting::Kept,
    waits: watch::KeptWaits,
    weights: proposals::KeptWeights,
    mentions: mentions::Kept,
    postures: attestations::KeptPostures,
    unmatched: vendors::KeptUnmatched,
    rated: risks::Kept,
    past: past::Kept,
    deriving: Arc<spine::Progress>,
    /// Whether its clock is a story's: it then writes into an example or not at all.
    tells: bool,
    /// The token by which its commands come, if they come by the API.
    by: Option<Arc<tokens::ByToken>>,
    /// Keeps other programs off the same SQLite file for as long as the store lives.
    _lock: Option<Arc<std::fs::File>>,
}

impl Store {
    /// How many statements were asked since the start: pages are held to a bounded number.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.db.statements()
    }

    /// Of what is kept in memory of derived rows: changes when all of it is forgotten.
    fn generation(&self) -> usize {
        self.deriving.forgotten.load(Ordering::Acquire)
    }

    /// Forgets what is kept in memory of derived rows.
    fn forget(&self) {
        self.deriving.forgotten.fetch_add(1, Ordering::AcqRel);
        self.readings.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.past.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.faces.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.lapsed.lock().unwrap_or_else(PoisonError::into_inner).clear();
        *self.board.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.forget_weights();
    }

    /// The time of the edge.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.world.now()
    }

    /// The present as pages read it: the time of the edge, and never before the last entry of the trail, whatever the
    /// clock does.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn present(&self) -> Result<Instant> {
        let row = self.db.first("SELECT at FROM trail_head WHERE one = 1", vec![]).await?;
        let head = row.map(|row| row.get::<Instant>(0)).transpose()?.unwrap_or(Instant::BEGINNING);
        Ok(self.now().max(head))
    }

    /// Fills the bytes with the edge's randomness.
    pub fn random(&self, bytes: &mut [u8]) {
        self.world.random(bytes);
    }

    /// What the engine says of its own file: `ok`, or what is damaged. PostgreSQL checks its pages itself as it reads.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn integrity(&self) -> Result<String> {
        let mut tx = self.db.reading().await?;
        if tx.is_postgres() {
            return Ok("ok".to_owned());
        }
        let rows = tx.all("PRAGMA integrity_check", vec![]).await?;
        let lines: Vec<String> = rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
        Ok(lines.join("; "))
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        self.db.first("SELECT 1", vec![]).await.map(|_| ())
    }
}
