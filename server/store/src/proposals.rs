//! Changes by two: proposed, and then agreed to, refused or withdrawn.

mod second;
mod weigh;

pub(crate) use weigh::KeptWeights;

use crate::Store;
use crate::error::{Error, Result};
use crate::owners::owners_since;
use crate::pairs::once;
use crate::sql::{Row, Tx, args};
use crate::writing::{Writing, allow};
use domain::change::{Change, Proposal, agree, reason};
use domain::codes::ControlId;
use domain::ids::{PersonId, ProposalId, SystemId};
use domain::instant::{Instant, Zone as _};
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use second::asked_as_executive;

/// A proposal as lists show it.
#[derive(Clone, Debug)]
pub struct ProposalRow {
    pub id: ProposalId,
    pub change: Change,
    pub reason: String,
    pub asked_by: PersonId,
    pub at: Instant,
    /// The entry of the trail that proposed it.
    pub seq: i64,
    /// `None` while it waits.
    pub outcome: Option<String>,
    pub decided_by: Option<PersonId>,
    pub decided_at: Option<Instant>,
    pub answer: Option<String>,
    /// Findings that were bettered by it.
    pub bettered: Option<i64>,
}

const PROPOSAL: &str = "SELECT id, body, reason, asked_by, from_at, outcome, decided_by, decided_at, answer, bettered, \
     from_seq FROM proposal";

fn proposal(row: &Row) -> Result<ProposalRow> {
    Ok(ProposalRow {
        id: row.get(0)?,
        change: serde_json::from_str(&row.get::<String>(1)?).map_err(|_| Error::Unreadable("change"))?,
        reason: row.get(2)?,
        asked_by: row.get(3)?,
        at: row.get(4)?,
        outcome: row.get(5)?,
        decided_by: row.get(6)?,
        decided_at: row.get(7)?,
        answer: row.get(8)?,
        bettered: row.get(9)?,
        seq: row.get(10)?,
    })
}

impl Store {
    /// Proposes a change; nothing else changes until a second person agrees.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `reason`, `until` or `subjects`; [`Refusal::Missing`] for an unknown system;
    /// [`Refusal::Forbidden`] for whoever neither manages nor owns.
    pub async fn propose(&self, actor: &Actor, change: &Change, why: &str) -> Result<ProposalId> {
        let mut w = self.write(Some(actor)).await?;
        let relation = w.relation_to(change, actor).await?;
        allow(actor, Verb::ChangeProposed, relation)?;
        let why = reason(why)?;
        if let Change::Exclude { until, .. } = change {
            domain::change::check_exclusion(*until, &why, w.zone().await?.day(w.now()))?;
        }
        let change = w.of_what_is_there(change).await?;
        let id = w.insert_proposal(&change, &why, actor).await?;
        let event = about(Event::new(Verb::ChangeProposed, actor.person), &change)
            .about(ThingKind::Proposal, id)
            .with("change", change.key())
            .words("reason", why);
        w.commit(event).await?;
        Ok(id)
    }

    /// Agrees as the second person: the change is made, and how many findings it bettered is kept with it.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for the proposer and whoever may not; [`Refusal::Conflict`] when it was decided already.
    pub async fn agree(&self, actor: &Actor, id: ProposalId, answer: &str) -> Result<()> {
        let answer = domain::change::words("answer", answer)?;
        let answer = answer.as_str();
        let mut w = self.write(Some(actor)).await?;
        let row = w.waiting(id).await?;
        let owners = owners_since(&mut w.tx, &[(&row.change, row.at)]).await?.concat();
        let asked_as_executive = asked_as_executive(&mut w.tx, &row).await?;
        agree(&Proposal { change: &row.change, asked_by: row.asked_by, asked_as_executive, owners: &owners }, actor)?;
        w.apply(&row, actor).await?;
        let bettered = i64::try_from(w.refresh().await?).unwrap_or(i64::MAX);
        w.decide_proposal(id, "agreed", actor, answer, Some(bettered)).await?;
        let event = about(Event::new(Verb::ChangeAgreed, actor.person), &row.change)
            .about(ThingKind::Proposal, id)
            .with("change", row.change.key())
            .with("bettered", bettered)
            .words("answer", answer);
        w.commit(event).await?;
        Ok(())
    }

    /// Refuses as a second person: nothing changes.
    ///
    /// # Errors
    /// As [`Store::agree`]; [`Refusal::Invalid`] at `reason` when none is given.
    pub async fn refuse(&self, actor: &Actor, id: ProposalId, answer: &str) -> Result<()> {
        let mut w = self.write_as(actor, Verb::ChangeRefused).await?;
        let row = w.waiting(id).await?;
        if row.asked_by == actor.person {
            return Err(Refusal::forbidden("You proposed this. Withdraw it instead.").into());
        }
        let answer = reason(answer)?;
        w.decide_proposal(id, "refused", actor, &answer, None).await?;
        let event = about(Event::new(Verb::ChangeRefused, actor.person), &row.change)
            .about(ThingKind::Proposal, id)
            .words("answer", answer);
        w.commit(event).await?;
        Ok(())
    }

    /// Withdraws one's own proposal.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for somebody else's; [`Refusal::Conflict`] when it was decided already.
    pub async fn withdraw_proposal(&self, actor: &Actor, id: ProposalId) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let row = w.waiting(id).await?;
        if row.asked_by != actor.person {
            return Err(Refusal::forbidden("Somebody else proposed this. Refuse it instead.").into());
        }
        allow(actor, Verb::ChangeWithdrawn, Relation::Owner)?;
        w.decide_proposal(id, "withdrawn", actor, "", None).await?;
        w.commit(Event::new(Verb::ChangeWithdrawn, actor.person).about(ThingKind::Proposal, id)).await?;
        Ok(())
    }

    /// What waits for a second person, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_proposals(&self) -> Result<Vec<ProposalRow>> {
        waiting_proposals(&mut self.db.reading().await?).await
    }

    /// What was agreed to by `at` and bettered findings, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bettered_by_decision(&self, at: Instant) -> Result<Vec<ProposalRow>> {
        bettering(&mut self.db.reading().await?, at).await
    }

    /// A page of what was decided, newest first; and how much that is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decided_proposals(&self, page: i64, a_page: i64) -> Result<(Vec<ProposalRow>, i64)> {
        let mut tx = self.db.reading().await?;
        let count = tx.first("SELECT count(*) FROM proposal WHERE outcome IS NOT NULL", vec![]).await?;
        let sql = format!("{PROPOSAL} WHERE outcome IS NOT NULL ORDER BY decided_at DESC, id DESC LIMIT $1 OFFSET $2");
        let rows = tx.all(sql, args![a_page, page * a_page]).await?;
        let rows = rows.iter().map(proposal).collect::<Result<_>>()?;
        Ok((rows, count.ok_or(Error::Unreadable("count"))?.get(0)?))
    }

    /// What was proposed about a control or one of its requirements: what waits first, then the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn proposals_about(&self, control: &ControlId, limit: i64) -> Result<Vec<ProposalRow>> {
        let sql = format!(
            "{PROPOSAL} WHERE EXISTS (SELECT 1 FROM event_thing t WHERE t.seq = proposal.from_seq AND \
             ((t.thing_kind = 'control' AND t.thing = $1) OR (t.thing_kind = 'requirement' AND t.thing IN \
             (SELECT r.id FROM requirement r JOIN control c ON c.no = r.control WHERE c.id = $1)))) \
             ORDER BY CASE WHEN outcome IS NULL THEN 0 ELSE 1 END, from_at DESC LIMIT $2"
        );
        self.db.all(sql, args![control.as_str(), limit]).await?.iter().map(proposal).collect()
    }

    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn proposal(&self, id: ProposalId) -> Result<ProposalRow> {
        let row = self.db.first(format!("{PROPOSAL} WHERE id = $1"), args![id]).await?;
        proposal(&row.ok_or_else(|| Refusal::missing("proposal"))?)
    }
}

pub(crate) async fn waiting_proposals(tx: &mut Tx) -> Result<Vec<ProposalRow>> {
    let sql = format!("{PROPOSAL} WHERE outcome IS NULL ORDER BY from_at");
    tx.all(sql, vec![]).await?.iter().map(proposal).collect()
}

pub(crate) async fn bettering(tx: &mut Tx, at: Instant) -> Result<Vec<ProposalRow>> {
    let sql =
        format!("{PROPOSAL} WHERE outcome = 'agreed' AND bettered > 0 AND decided_at <= $1 ORDER BY decided_at DESC");
    tx.all(sql, args![at]).await?.iter().map(proposal).collect()
}

/// Names the things a change is about, and how they would be otherwise.
pub(crate) fn about(event: Event, change: &Change) -> Event {
    let event = change.programme().iter().fold(event, |e, id| e.about(ThingKind::Programme, id));
    let event = change.criteria().iter().fold(event, |e, criterion| e.about(ThingKind::Criterion, criterion.key()));
    let event = change.controls().iter().fold(event, |e, id| e.about(ThingKind::Control, id));
    let event = change.systems().iter().fold(event, |e, id| e.about(ThingKind::System, id));
    let event = change.pairs().iter().fold(event, |e, pair| e.about(ThingKind::Requirement, &pair.requirement));
    let event = change.vendor().iter().fold(event, |e, id| e.about(ThingKind::Vendor, id));
    let event = change.person().iter().fold(event, |e, id| e.about(ThingKind::Person, id));
    let event = change.evidence().iter().fold(event, |e, id| e.about(ThingKind::Evidence, id));
    match change {
        Change::Reword { version, material, .. } => event.with("version", *version).with("material", *material),
        Change::Answer { which, answer, .. } => event.with("trait", which.key()).with("answer", *answer),
        Change::Move { stage, .. } => event.with("stage", stage.key()),
        Change::Drop { categories, .. } => {
            event.with("categories", categories.iter().map(|c| c.key()).collect::<Vec<_>>())
        }
        Change::Exclude { pairs, until } => event.with("until", until.to_string()).with("pairs", pairs.len()),
        Change::Relax { rhythm, .. } => crate::rhythm::told(event, rhythm),
        Change::ApproveControls { .. }
        | Change::Retire { .. }
        | Change::Own { .. }
        | Change::Demote { .. }
        | Change::Conclude { .. }
        | Change::SetAside { .. }
        | Change::Narrow { .. }
        | Change::Release { .. }
        | Change::WithdrawAdverse { .. } => event,
    }
}

impl Writing {
    /// A change with everything that it names once, when that is there and asked.
    async fn of_what_is_there(&mut self, change: &Change) -> Result<Change> {
        if let Change::Exclude { pairs, until } = change {
            if pairs.is_empty() {
                return Err(Refusal::at("subjects", "Choose at least one.").into());
            }
            return Ok(Change::Exclude { pairs: self.asked_now("subjects", pairs).await?, until: *until });
        }
        if let Change::Narrow { programme, systems } = change {
            let systems = once(systems);
            self.systems_are_there(&systems).await?;
            return Ok(Change::Narrow { programme: *programme, systems });
        }
        Ok(change.clone())
    }

    async fn systems_are_there(&mut self, systems: &[SystemId]) -> Result<()> {
        for chunk in systems.chunks(4_000) {
            let places: Vec<_> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
            let sql = format!("SELECT count(*) FROM system WHERE id IN ({})", places.join(", "));
            let row = self.tx.first(sql, chunk.iter().map(|id| (*id).into()).collect()).await?;
            let count = row.ok_or(Error::Unreadable("count"))?.get::<i64>(0)?;
            if usize::try_from(count) != Ok(chunk.len()) {
                return Err(Refusal::missing("system").into());
            }
        }
        Ok(())
    }

    pub(crate) async fn insert_proposal(&mut self, change: &Change, why: &str, actor: &Actor) -> Result<ProposalId> {
        let id = ProposalId(self.new_id());
        let body = serde_json::to_string(change).map_err(|_| Error::Unreadable("change"))?;
        let sql = "INSERT INTO proposal (id, change, body, reason, asked_by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.vouch(format!("proposal/{id}"), &body);
        let values = args![id, change.key(), body, why, actor.person, self.now(), self.seq()];
        self.tx.run(sql, values).await?;
        Ok(id)
    }

    async fn waiting(&mut self, id: ProposalId) -> Result<ProposalRow> {
        let row = self.tx.first(format!("{PROPOSAL} WHERE id = $1"), args![id]).await?;
        let row = proposal(&row.ok_or_else(|| Refusal::missing("proposal"))?)?;
        match row.outcome.as_deref() {
            None => Ok(row),
            Some(outcome) => Err(Refusal::conflict(format!("This was {outcome} meanwhile. Nothing was done.")).into()),
        }
    }

    async fn decide_proposal(
        &mut self,
        id: ProposalId,
        outcome: &'static str,
        by: &Actor,
        answer: &str,
        bettered: Option<i64>,
    ) -> Result<()> {
        let sql = "UPDATE proposal SET outcome = $2, decided_by = $3, decided_at = $4, decided_seq = $5, answer = $6, \
                   bettered = $7 WHERE id = $1 AND outcome IS NULL";
        let values = args![id, outcome, by.person, self.now(), self.seq(), answer, bettered];
        self.tx.run(sql, values).await.map(|_| ())
    }

    /// Makes the change that two people agreed on.
    async fn apply(&mut self, row: &ProposalRow, by: &Actor) -> Result<()> {
        match &row.change {
            Change::ApproveControls { controls } => self.approve_controls(controls, by.person).await,
            Change::Reword { control, version, .. } => self.reword_control(control, *version, by.person).await,
            Change::Retire { control } => self.retire_control(control).await,
            Change::Relax { control, rhythm } => self.apply_rhythm(control, rhythm).await,
            Change::Own { control, owner } => self.own_control(control, *owner).await,
            Change::Demote { programme, criterion, control } => self.demote(*programme, *criterion, control).await,
            Change::Conclude { programme, criteria } => self.conclude(*programme, *criteria, row.seq).await,
            Change::SetAside { programme, criterion } => self.set_aside(*programme, *criterion).await,
            Change::Answer { system, which, answer } => self.answer(*system, *which, *answer).await,
            Change::Move { system, stage } => self.move_to(*system, *stage).await,
            Change::Narrow { programme, systems } => self.narrow_scope(*programme, systems).await,
            Change::Drop { programme, categories } => self.drop_categories(*programme, *categories).await,
            Change::Release { system, vendor } => self.release(*system, *vendor).await,
            Change::Exclude { pairs, until } => self.exclude(pairs, *until, row.id).await,
            Change::WithdrawAdverse { evidence } => self.withdraw(*evidence).await,
        }
    }
}
