//! What waits for a second person, kept until the trail goes on: evidence to review, changes to decide.

use crate::Store;
use crate::attestations::WaitingReport;
use crate::error::Result;
use crate::owners::owners_since;
use crate::policies::PolicyWork;
use crate::proposals::{ProposalRow, waiting_proposals};
use crate::questionnaires::WaitingQuestionnaire;
use crate::risks::RiskWork;
use crate::sql::{Tx, args};
use domain::change::{Proposal, agree};
use domain::evidence::{Ruling, UnderReview, decide};
use domain::ids::{EvidenceId, PersonId};
use domain::instant::{Instant, Zone};
use domain::notices::{Matter, What, gathered};
use domain::people::{Actor, Role};
use domain::questionnaires::may_close;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The last that was read.
pub(crate) type Kept = Arc<Mutex<Option<Arc<Waiting>>>>;

/// Everything that waits, as of an entry of the trail.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    seq: i64,
    /// Oldest first.
    pub pieces: Vec<WaitingPiece>,
    /// Oldest first.
    pub changes: Vec<WaitingChange>,
    /// Policies to approve, and to acknowledge.
    pub policies: PolicyWork,
    pub reports: Vec<WaitingReport>,
    /// Accepted documents of vendors of which something is still to be decided.
    pub unfollowed: Vec<WaitingReport>,
    /// Assessments to conclude, and risks to accept.
    pub risks: RiskWork,
    pub questionnaires: Vec<WaitingQuestionnaire>,
}

/// Evidence with pairs that nobody decided on.
#[derive(Clone, Debug)]
pub struct WaitingPiece {
    pub id: EvidenceId,
    pub review: UnderReview,
    pub pairs: u64,
    pub since: Instant,
}

/// A proposal with what the rule of the second person asks of it.
#[derive(Clone, Debug)]
pub struct WaitingChange {
    pub row: ProposalRow,
    pub asked_as_executive: bool,
    /// Owners and deputies of what would be excluded.
    pub owners: Vec<PersonId>,
}

impl WaitingChange {
    /// Whether somebody may be the second person.
    #[must_use]
    pub fn is_for(&self, actor: &Actor) -> bool {
        let Self { row, asked_as_executive, owners } = self;
        let asked_as_executive = *asked_as_executive;
        agree(&Proposal { change: &row.change, asked_by: row.asked_by, asked_as_executive, owners }, actor).is_ok()
    }
}

impl Waiting {
    /// The evidence that somebody may decide on.
    pub fn to_review<'a>(&'a self, actor: &'a Actor, now: Instant) -> impl Iterator<Item = &'a WaitingPiece> {
        self.pieces.iter().filter(move |piece| decide(&piece.review, actor, Ruling::Supports, "", now).is_ok())
    }

    /// The documents of vendors, and what came to light of them, that somebody may decide on.
    pub fn to_attest<'a>(&'a self, actor: &'a Actor, now: Instant) -> impl Iterator<Item = &'a WaitingReport> {
        self.reports.iter().filter(move |report| decide(&report.review, actor, Ruling::Supports, "", now).is_ok())
    }

    /// The accepted documents of vendors of which somebody may decide what follows.
    pub fn to_follow<'a>(&'a self, actor: &'a Actor, now: Instant) -> impl Iterator<Item = &'a WaitingReport> {
        self.unfollowed.iter().filter(move |report| decide(&report.review, actor, Ruling::Supports, "", now).is_ok())
    }

    /// The questionnaires of vendors that somebody may close.
    pub fn to_close<'a>(&'a self, actor: &'a Actor, now: Instant) -> impl Iterator<Item = &'a WaitingQuestionnaire> {
        self.questionnaires.iter().filter(move |one| may_close(one.sent_by, &one.wrote, actor, now).is_ok())
    }

    /// The changes that somebody may agree to.
    pub fn to_decide<'a>(&'a self, actor: &'a Actor) -> impl Iterator<Item = &'a WaitingChange> {
        self.changes.iter().filter(move |change| change.is_for(actor))
    }
}

impl Waiting {
    /// All that somebody is to do as the second person, and to read: a matter for each thing that has its own address, one
    /// for each queue.
    #[must_use]
    pub fn matters(&self, actor: &Actor, now: Instant, zone: &impl Zone) -> Vec<Matter> {
        let today = zone.day(now);
        let matter = |what: What, since: Date, thing: String, title: String| Matter {
            what,
            to: actor.person,
            thing,
            title,
            count: 1,
            since,
            by: None,
        };
        let queued = |what, since, thing: &str| matter(what, zone.day(since), thing.to_owned(), String::new());
        let mut all = gathered(self.to_review(actor, now).map(|one| queued(What::Review, one.since, REVIEW)));
        all.extend(gathered(self.to_decide(actor).map(|one| queued(What::Decide, one.row.at, "/decisions"))));
        all.extend(self.policies.to_approve(actor).map(|one| {
            let thing = format!("/policies/{}/versions/{}", one.id, one.no);
            matter(What::ApprovePolicy, zone.day(one.since), thing, one.title.clone())
        }));
        all.extend(self.policies.to_read(actor, today).into_iter().map(|one| {
            let thing = format!("/policies/{}/versions/{}", one.id, one.no);
            matter(What::ReadPolicy, one.asked_since(zone), thing, one.title)
        }));
        all.extend(self.risks.to_conclude(actor).map(|one| {
            matter(What::Conclude, zone.day(one.since), format!("/risks/assessments/{}", one.id), one.of.clone())
        }));
        all.extend(self.questionnaires.iter().filter(|one| one.is_to_judge(actor)).map(|one| {
            let thing = format!("/questionnaires/{}", one.id);
            matter(What::JudgeAnswers, zone.day(one.since), thing, one.vendor.clone())
        }));
        // It is closed once all are judged.
        all.extend(self.to_close(actor, now).filter(|one| one.to_judge == 0).map(|one| {
            let thing = format!("/questionnaires/{}", one.id);
            matter(What::CloseQuestionnaire, zone.day(one.since), thing, one.vendor.clone())
        }));
        all.extend(self.risks.to_accept(actor, today, now).map(|one| {
            let thing = format!("/risks/assessments/{}/risks/{}", one.assessment, one.risk);
            matter(What::AcceptRisk, zone.day(one.since), thing, format!("{} of {}", one.risk, one.of))
        }));
        all.extend(self.risks.to_treat(actor.person, today).map(|one| {
            let thing = format!("/risks/assessments/{}/risks/{}", one.assessment, one.risk);
            matter(What::TreatRisk, zone.day(one.since), thing, format!("{} of {}", one.risk, one.of))
        }));
        all.extend(self.risks.to_agree(actor, now).map(|one| {
            let thing = format!("/risks/assessments/{}/risks/{}", one.assessment, one.risk);
            matter(What::AgreeAside, zone.day(one.aside.at), thing, format!("{} of {}", one.risk, one.of))
        }));
        all.extend(self.risks.to_prove(actor, today).map(|one| {
            let thing = format!("/risks/assessments/{}#proves", one.row.id);
            matter(What::ProveAssessment, zone.day(one.since), thing, one.row.of().to_owned())
        }));
        all.extend(self.to_attest(actor, now).map(|one| {
            matter(What::Attest, zone.day(one.since), format!("/attestations/{}", one.id), one.vendor.clone())
        }));
        all.extend(self.to_follow(actor, now).map(|one| {
            let thing = format!("/attestations/{}#follows", one.id);
            matter(What::FollowReport, zone.day(one.since), thing, one.vendor.clone())
        }));
        all
    }
}

/// What of the queue of evidence is one's own to decide.
const REVIEW: &str = "/evidence/review?mine=yes";

impl Store {
    /// What waits as of entry `seq` of the trail, or as of a later one; nothing is asked while it is the last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting(&self, seq: i64) -> Result<Arc<Waiting>> {
        if let Some(waiting) = self.waiting_at_hand(seq) {
            return Ok(waiting);
        }
        let waiting = Arc::new(read(&mut self.db.reading().await?).await?);
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&waiting));
        Ok(waiting)
    }
}

impl Store {
    /// The same if it is at hand: nothing is asked.
    #[must_use]
    pub fn waiting_at_hand(&self, seq: i64) -> Option<Arc<Waiting>> {
        let known = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).clone();
        known.filter(|waiting| waiting.seq == seq)
    }
}

async fn read(tx: &mut Tx) -> Result<Waiting> {
    let head = tx.first("SELECT seq FROM trail_head WHERE one = 1", vec![]).await?;
    let seq = head.map_or(Ok(0), |row| row.get(0))?;
    let sql = "SELECT e.id, e.submitted_by, e.performed_by, q.pairs, q.since FROM \
               (SELECT evidence, count(*) AS pairs, min(submitted_at) AS since FROM offer \
               WHERE ruling IS NULL AND withdrawn_at IS NULL GROUP BY evidence) q \
               JOIN evidence e ON e.id = q.evidence ORDER BY q.since, e.id";
    let pieces = tx.all(sql, vec![]).await?;
    let pieces = pieces.iter().map(|row| {
        let review = UnderReview { submitted_by: row.get(1)?, performed_by: row.get(2)?, withdrawn: false };
        let pairs = u64::try_from(row.get::<i64>(3)?).unwrap_or_default();
        Ok(WaitingPiece { id: row.get(0)?, review, pairs, since: row.get(4)? })
    });
    let pieces = pieces.collect::<Result<_>>()?;
    let rows = waiting_proposals(tx).await?;
    let changes = if rows.is_empty() { Vec::new() } else { with_their_people(tx, rows).await? };
    let policies = PolicyWork::read(tx).await?;
    let reports = crate::attestations::waiting(tx).await?;
    let unfollowed = crate::attestations::unfollowed(tx).await?;
    let risks = RiskWork::read(tx).await?;
    let questionnaires = crate::questionnaires::waiting(tx).await?;
    Ok(Waiting { seq, pieces, changes, policies, reports, unfollowed, risks, questionnaires })
}

async fn with_their_people(tx: &mut Tx, rows: Vec<ProposalRow>) -> Result<Vec<WaitingChange>> {
    let sql = "SELECT person FROM person_right WHERE what = $1 AND ended_at = $2";
    let executives = tx.all(sql, args![Role::Executive.key(), Instant::NEVER]).await?;
    let executives = executives.iter().map(|row| row.get(0)).collect::<Result<BTreeSet<PersonId>>>()?;
    let owners = owners_since(tx, &rows.iter().map(|row| (&row.change, row.at)).collect::<Vec<_>>()).await?;
    let changes = rows.into_iter().zip(owners).map(|(row, owners)| WaitingChange {
        asked_as_executive: executives.contains(&row.asked_by),
        owners,
        row,
    });
    Ok(changes.collect())
}
