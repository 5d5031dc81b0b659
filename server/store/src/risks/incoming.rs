//! Risks that come in by a list: what they are held against, and how they come into drafts of assessments.

use super::gather::{gather, gather_row};
use super::read::{AssessmentRow, concluded_before, running_in};
use super::{AssessmentRead, Deed, relation, relation_to};
use crate::error::{Error, Result};
use crate::sql::{Tx, args};
use crate::writing::{Writing, allow};
use domain::codes::RiskId;
use domain::ids::{AssessmentId, OwnTaskId};
use domain::incoming::{ComingRisk, KnownAssessment, KnownRisk, Standing, WhichRisk};
use domain::instant::{Instant, Zone};
use domain::people::{Actor, may};
use domain::refusal::Refusal;
use domain::risks::{Answer, Assessed, Assessment, Rated, State, TreatmentStanding};
use domain::trail::{Event, ThingKind, Verb};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The number of what is assessed.
async fn subject_of(tx: &mut Tx, of: Assessed) -> Result<i64> {
    let Assessed::System(id) = of else { return Ok(0) };
    let row = tx.first("SELECT no FROM system WHERE id = $1", args![id]).await?;
    row.ok_or_else(|| Refusal::missing("system"))?.get(0)
}

/// The assessment that rows about something would come into: the one under way, the last that was concluded, or one that
/// would be opened.
pub(crate) async fn known(
    tx: &mut Tx,
    spine: &crate::Spine,
    of: Assessed,
    by: Option<&Actor>,
    now: Instant,
    zone: &impl Zone,
) -> Result<KnownAssessment> {
    let subject = subject_of(tx, of).await?;
    let at_hand = match running_in(tx, subject).await? {
        Some(running) => Some(running),
        None => concluded_before(tx, subject, Instant::NEVER).await?,
    };
    let (standing, read) = match at_hand {
        Some(row) => {
            let standing = match row.assessment.state {
                State::Draft { .. } => Standing::Draft,
                State::Submitted(_) => Standing::Submitted,
                State::Concluded(_) => Standing::Concluded,
            };
            (standing, gather(tx, spine, row.id, now, zone).await?)
        }
        None => {
            let author = by.map_or(domain::ids::PersonId(Uuid::nil()), |actor| actor.person);
            let assessment = Assessment { of, author, opened: now, state: State::Draft { sent_back: None } };
            let row = AssessmentRow {
                id: AssessmentId(Uuid::nil()),
                subject,
                name: None,
                assessment,
                turns: 0,
                retired: false,
                last: true,
            };
            (Standing::None, gather_row(tx, spine, row, now, zone).await?)
        }
    };
    Ok(held(standing, read, by))
}

fn held(standing: Standing, read: AssessmentRead, by: Option<&Actor>) -> KnownAssessment {
    // The command line that says of nobody only looks.
    let all = by.is_none_or(|actor| may(actor.rights, Verb::RisksImported, relation(&read, actor)));
    let risks = read.risks.iter().map(|one| KnownRisk {
        risk: one.risk.clone(),
        own: one.own.clone(),
        answer: one.answer.clone(),
        so_far: one.rated_so_far().cloned(),
        may: by.is_none_or(|actor| may(actor.rights, Verb::RisksImported, relation_to(&read, one, actor))),
    });
    let risks = risks.collect();
    KnownAssessment { standing, risks, scale: read.scale, controls: read.controls, may: all }
}

/// The assessments into which rows come, while they do.
#[derive(Debug, Default)]
pub(crate) struct TakenIn {
    read: BTreeMap<Assessed, AssessmentRead>,
}

impl TakenIn {
    /// One row: rated, and what is to be done about it decided where it says so.
    pub(crate) async fn take(&mut self, w: &mut Writing, risk: &ComingRisk, by: &Actor, event: Event) -> Result<Event> {
        let event = self.open(w, risk.of, by, event).await?;
        let event = match &risk.which {
            WhichRisk::Known(_) => event,
            WhichRisk::Own(draft) => {
                let read = self.of(risk.of)?;
                allow(by, Verb::RisksImported, relation(read, by))?;
                let (id, subject) = (read.row.id, read.row.subject);
                w.insert_own_risk(subject, draft, by).await?;
                self.read.insert(risk.of, w.assessment(id).await?);
                event
            }
        };
        let read = self.of(risk.of)?;
        let which = match &risk.which {
            WhichRisk::Known(id) => id.clone(),
            WhichRisk::Own(draft) => newest(read, &draft.title)?,
        };
        let said = w.take_risk(read, &which, risk, by).await?;
        let event = event.about(ThingKind::Risk, &which);
        Ok(said.into_iter().fold(event, |event, task| event.about(ThingKind::OwnTask, task)))
    }

    fn of(&self, of: Assessed) -> Result<&AssessmentRead> {
        self.read.get(&of).ok_or(Error::Unreadable("assessment"))
    }

    /// The draft under way, or a new one.
    async fn open(&mut self, w: &mut Writing, of: Assessed, by: &Actor, event: Event) -> Result<Event> {
        if self.read.contains_key(&of) {
            return Ok(event);
        }
        let subject = subject_of(&mut w.tx, of).await?;
        let id = match running_in(&mut w.tx, subject).await? {
            Some(running) => running.id,
            None => w.insert_assessment(of, subject, by).await?,
        };
        let read = w.assessment(id).await?;
        super::drafted(&read.row.assessment.state)?;
        let event = super::about(event, &read);
        self.read.insert(of, read);
        Ok(event)
    }
}

/// The risk of our own that was just added under a title.
fn newest(read: &AssessmentRead, title: &str) -> Result<RiskId> {
    let mut ours = read.risks.iter().filter(|one| one.own.as_ref().is_some_and(|own| own.title == title.trim()));
    ours.next_back().map(|one| one.risk.clone()).ok_or(Error::Unreadable("risk of our own"))
}

impl Writing {
    /// What a row says of a risk, as somebody would say it by hand. The tasks that come of it.
    async fn take_risk(
        &mut self,
        read: &AssessmentRead,
        which: &RiskId,
        coming: &ComingRisk,
        by: &Actor,
    ) -> Result<Vec<OwnTaskId>> {
        let one = read.risk(which)?;
        allow(by, Verb::RisksImported, relation_to(read, one, by))?;
        let rated = coming.rated.check(&read.scale, &read.controls, one.rated_so_far(), by, self.now())?;
        self.active("owner", rated.owner).await?;
        let bears = rated.treatment.as_ref().map(|treatment| treatment.standing(&rated.residual, read.today));
        if bears != Some(TreatmentStanding::Accepted) || coming.treatment.is_some() {
            self.end_acceptances(read.row.id, Some(which), "said-otherwise").await?;
        }
        self.say(read, one, Deed::Rated, Answer::Rated(rated.clone()), by).await?;
        let Some(draft) = &coming.treatment else { return Ok(Vec::new()) };
        let mut treatment = draft.check(&rated, &read.scale, by, read.today, self.now())?;
        self.drop_tasks_of(one, by).await?;
        let tasks = self.hand_out(read, which, &mut treatment, by).await?;
        let rated = Rated { treatment: Some(treatment), ..rated };
        let said = super::RiskInHand { no: one.no + 1, ..one.clone() };
        self.say(read, &said, Deed::Treated, Answer::Rated(rated), by).await?;
        Ok(tasks)
    }
}
