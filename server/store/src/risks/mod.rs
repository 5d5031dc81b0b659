//! Risk assessments: the scale, what is said of each risk, treatments, acceptances, conclusions, and the register of it all.

mod acceptances;
mod assess;
mod conclude;
mod gather;
mod incoming;
mod limits;
mod many;
mod proof;
mod read;
mod register;
mod scale;
mod treat;
mod waiting;

pub use gather::{AssessmentRead, RiskInHand};
pub(crate) use incoming::{TakenIn, known};
pub use limits::LimitRow;
pub use many::Picked;
pub use proof::{AssessmentProof, WaitingProof};
pub use read::AssessmentRow;
pub(crate) use read::after;
pub(crate) use register::Kept;
pub use register::{RegisterRow, RiskRegister, RisksOf};
pub use waiting::{RiskWork, WaitingAcceptance, WaitingAside, WaitingConclusion};

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::args;
use crate::writing::{Writing, allow};
use domain::codes::{ControlId, RiskId};
use domain::ids::AssessmentId;
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::risks::{Answer, Assessed, AssessedRisk, OwnRisk, OwnRiskDraft, State, Why, open};
use domain::trail::{Event, ThingKind, Verb};
use serde::{Deserialize, Serialize};

/// What a row says of a risk: the answer, and why the risk fitted when it was given.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Body {
    said: AssessedRisk,
    /// `AIG-PR-02 every-system`.
    why: Vec<String>,
}

/// What was done to a risk, as its row is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Rated,
    SetAside,
    Agreed,
    Treated,
    /// An acceptance was given, or refused.
    Accepted,
}

impl Deed {
    const fn key(self) -> &'static str {
        match self {
            Self::Rated => "rated",
            Self::SetAside => "set-aside",
            Self::Agreed => "agreed",
            Self::Treated => "treated",
            Self::Accepted => "accepted",
        }
    }
}

/// How somebody stands to an assessment: its system is theirs, or not.
fn relation(read: &AssessmentRead, actor: &Actor) -> Relation {
    if read.owners.contains(&actor.person) { Relation::Owner } else { Relation::Stranger }
}

/// The same to one risk of it, which somebody may answer for.
fn relation_to(read: &AssessmentRead, risk: &RiskInHand, actor: &Actor) -> Relation {
    let answers = match &risk.answer {
        Answer::Rated(rated) => rated.owner == actor.person,
        Answer::Open | Answer::SetAside(_) => false,
    };
    if answers { Relation::Owner } else { relation(read, actor) }
}

/// An event about an assessment and what it is of.
fn about(event: Event, read: &AssessmentRead) -> Event {
    about_row(event, &read.row)
}

fn about_row(event: Event, row: &AssessmentRow) -> Event {
    let event = event.about(ThingKind::Assessment, row.id);
    match row.assessment.of {
        Assessed::Organisation => event,
        Assessed::System(id) => event.about(ThingKind::System, id),
    }
}

fn about_risk(event: Event, read: &AssessmentRead, risk: &RiskId) -> Event {
    about(event, read).about(ThingKind::Risk, risk)
}

/// # Errors
/// [`Refusal::Conflict`] unless it is a draft.
fn drafted(state: &State) -> Result<()> {
    match state {
        State::Draft { .. } => Ok(()),
        State::Submitted(_) => Err(Refusal::conflict(
            "The assessment was submitted meanwhile. It is changed once its reviewer sends it back.",
        )
        .into()),
        State::Concluded(_) => {
            Err(Refusal::conflict("The assessment was concluded: it is never changed again.").into())
        }
    }
}

/// # Errors
/// [`Refusal::Conflict`] once it is concluded.
fn unconcluded(state: &State) -> Result<()> {
    match state {
        State::Draft { .. } | State::Submitted(_) => Ok(()),
        State::Concluded(_) => drafted(state),
    }
}

/// # Errors
/// [`Refusal::Conflict`] when something was said of it that the form did not show.
fn unchanged(risk: &RiskInHand, seen: i64) -> Result<()> {
    if risk.no == seen {
        return Ok(());
    }
    Err(Refusal::conflict("Somebody said something else of this risk meanwhile. What you typed is kept below.").into())
}

impl Store {
    /// Opens an assessment of a system, or of the organisation.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] while another one of the same is under way; [`Refusal::Missing`]; [`Refusal::Forbidden`].
    pub async fn open_assessment(&self, actor: &Actor, of: Assessed) -> Result<AssessmentId> {
        let mut w = self.write(Some(actor)).await?;
        let (subject, owns) = match of {
            Assessed::Organisation => (0, Relation::Stranger),
            Assessed::System(id) => {
                let system = w.system(id).await?;
                (system.no, crate::systems::relation(&system, actor))
            }
        };
        allow(actor, Verb::AssessmentOpened, owns)?;
        let id = w.insert_assessment(of, subject, actor).await?;
        let proposed = w.assessment(id).await?;
        let event = Event::new(Verb::AssessmentOpened, actor.person).with("proposed", proposed.risks.len());
        w.commit(about(event, &proposed)).await?;
        Ok(id)
    }

    /// Adds a risk of our own to what is assessed; it is in every assessment of it from now on.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at the draft's fields; [`Refusal::Conflict`] unless it is a draft; [`Refusal::Forbidden`].
    pub async fn add_own_risk(&self, actor: &Actor, id: AssessmentId, draft: &OwnRiskDraft) -> Result<RiskId> {
        let mut w = self.write(Some(actor)).await?;
        let read = w.assessment(id).await?;
        allow(actor, Verb::OwnRiskAdded, relation(&read, actor))?;
        drafted(&read.row.assessment.state)?;
        let risk = w.insert_own_risk(read.row.subject, draft, actor).await?;
        let event = Event::new(Verb::OwnRiskAdded, actor.person).with("category", risk.category.key());
        let OwnRisk { id, title, description, .. } = risk;
        let event = about_risk(event, &read, &id).words("title", title).words("description", description);
        w.commit(event).await?;
        Ok(id)
    }
}

impl Writing {
    /// A draft that a rule allows.
    async fn insert_assessment(&mut self, of: Assessed, subject: i64, by: &Actor) -> Result<AssessmentId> {
        let running = read::running_in(&mut self.tx, subject).await?;
        open(of, running.as_ref().map(|row| &row.assessment), by, self.now())?;
        let id = AssessmentId(self.new_id());
        let sql = "INSERT INTO risk_assessment (id, subject, author, from_at, from_seq) VALUES ($1, $2, $3, $4, $5)";
        self.tx.run(sql, args![id, subject, by.person, self.now(), self.seq()]).await?;
        self.vouch(format!("risk-assessment/{id}"), &subject.to_string());
        Ok(id)
    }

    /// A risk of our own under the next code.
    async fn insert_own_risk(&mut self, subject: i64, draft: &OwnRiskDraft, by: &Actor) -> Result<OwnRisk> {
        let row = self.tx.first("SELECT count(*) FROM own_risk", vec![]).await?;
        let next = row.ok_or(Error::Unreadable("number"))?.get::<i64>(0)? + 1;
        let code: RiskId = format!("OWN-{next:02}").parse().map_err(|_| Error::Unreadable("risk"))?;
        let spine = self.spine().await?;
        let ours = spine.controls.iter().filter(|control| !control.retired).map(|control| control.id.clone());
        let risk = draft.check(code, &ours.collect::<Vec<_>>())?;
        let body = serde_json::to_string(&risk).map_err(|_| Error::Unreadable("risk"))?;
        let sql = "INSERT INTO own_risk (id, subject, body, by, from_at, from_seq) VALUES ($1, $2, $3, $4, $5, $6)";
        let values = args![risk.id.as_str(), subject, body.as_str(), by.person, self.now(), self.seq()];
        self.tx.run(sql, values).await?;
        self.vouch(format!("own-risk/{}", risk.id), &body);
        Ok(risk)
    }

    pub(crate) async fn assessment(&mut self, id: AssessmentId) -> Result<AssessmentRead> {
        let (spine, zone, now) = (self.spine().await?, self.zone().await?, self.now());
        gather::gather(&mut self.tx, &spine, id, now, &zone).await
    }

    /// Writes what is said of a risk from now on.
    async fn say(
        &mut self,
        read: &AssessmentRead,
        risk: &RiskInHand,
        deed: Deed,
        answer: Answer,
        by: &Actor,
    ) -> Result<()> {
        let said = AssessedRisk { risk: risk.risk.clone(), answer };
        let why = risk.why.iter().map(|(control, why)| format!("{control} {why}")).collect();
        let body = serde_json::to_string(&Body { said, why }).map_err(|_| Error::Unreadable("risk"))?;
        let (id, no) = (read.row.id, risk.no + 1);
        let sql = "INSERT INTO risk_said (assessment, risk, no, deed, body, by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let values = args![id, risk.risk.as_str(), no, deed.key(), body.as_str(), by.person, self.now(), self.seq()];
        self.tx.run(sql, values).await?;
        self.vouch(format!("risk-said/{id}@{}@{no}", risk.risk), &body);
        Ok(())
    }
}

/// Of the words that a row keeps.
fn why(texts: &[String]) -> Vec<(ControlId, Why)> {
    let read = |text: &String| {
        let (control, why) = text.split_once(' ')?;
        Some((control.parse().ok()?, Why::read(why)?))
    };
    texts.iter().filter_map(read).collect()
}
