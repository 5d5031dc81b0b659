//! The same change to many systems at once: one command for all of them, or, where some of it would better findings,
//! one command for those it betters nothing of, and a proposal for each of the rest.

use crate::Store;
use crate::error::Result;
use crate::sql::args;
use crate::systems::{Outcome, SYSTEM, SystemRow, relation, system};
use crate::writing::{Writing, allow};
use domain::ids::{PersonId, ProposalId, SystemId};
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use domain::trail::{Event, ThingKind, Verb};
use domain::words::{Stage, Trait};

/// What happens to each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bulk {
    /// It gets this owner.
    Own(PersonId),
    /// The trait is answered so.
    Answer(Trait, bool),
    Retire,
}

/// What became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BulkOutcome {
    pub done: usize,
    /// As it was already.
    pub same: usize,
    pub proposed: Vec<ProposalId>,
}

/// The most systems of one command.
pub const BULK_MOST: usize = 10_000;
/// The most that can wait for a second person at once: each is a decision of its own.
const PROPOSALS_MOST: usize = 200;

impl Bulk {
    const fn verb(self) -> Verb {
        match self {
            Self::Own(_) => Verb::SystemChanged,
            Self::Answer(..) => Verb::TraitAnswered,
            Self::Retire => Verb::StageMoved,
        }
    }

    fn is_so(self, system: &SystemRow) -> bool {
        match self {
            Self::Own(person) => system.owner == Some(person),
            Self::Answer(which, true) => system.yes.contains(which),
            Self::Answer(which, false) => system.no_.contains(which),
            Self::Retire => system.stage == Some(Stage::Retired),
        }
    }

    fn event(self, actor: &Actor, why: &str) -> Event {
        let event = Event::new(self.verb(), actor.person).words("reason", why);
        match self {
            Self::Own(person) => event.with("fields", vec!["owner"]).with("owner", person.to_string()),
            Self::Answer(which, answer) => event.with("trait", which.key()).with("answer", answer),
            Self::Retire => event.with("stage", Stage::Retired.key()),
        }
    }
}

impl Store {
    /// Does the same to many systems. Either all of them may be changed by this person, or none is.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `system` when none is named, or too many would wait; at `owner` or `reason`;
    /// [`Refusal::Forbidden`] when one of them is not this person's; [`Refusal::Missing`].
    pub async fn change_many(&self, actor: &Actor, ids: &[SystemId], what: Bulk, why: &str) -> Result<BulkOutcome> {
        let mut w = self.write(Some(actor)).await?;
        let mut rows = w.systems(ids).await?;
        allow_all(actor, what.verb(), &rows)?;
        if let Bulk::Own(person) = what {
            w.active("owner", person).await?;
        }
        let all = rows.len();
        rows.retain(|row| !what.is_so(row));
        let mut outcome = BulkOutcome { same: all - rows.len(), ..BulkOutcome::default() };
        if rows.is_empty() {
            return Ok(outcome);
        }
        w.change_all(&rows, what).await?;
        if w.refresh().await? == 0 {
            w.end_bulk(&rows, what.event(actor, why)).await?;
            outcome.done = rows.len();
            return Ok(outcome);
        }
        drop(w);
        let (inside, outside): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.programmes != 0);
        if inside.len() > PROPOSALS_MOST {
            let sentence = format!(
                "{} of them are in a programme, and each would wait for a second person by itself. Take at most {PROPOSALS_MOST} at once.",
                inside.len()
            );
            return Err(Refusal::at("system", sentence).into());
        }
        if why.trim().is_empty() {
            return Err(
                Refusal::at("reason", "Some of it betters findings and waits for a second person. Say why.").into()
            );
        }
        if !outside.is_empty() {
            let mut w = self.write(Some(actor)).await?;
            w.change_all(&outside, what).await?;
            w.end_bulk(&outside, what.event(actor, why)).await?;
            outcome.done += outside.len();
        }
        for row in &inside {
            match self.change_one(actor, row, what, why).await? {
                Outcome::Done => outcome.done += 1,
                Outcome::Proposed(proposal) => outcome.proposed.push(proposal),
            }
        }
        Ok(outcome)
    }

    async fn change_one(&self, actor: &Actor, row: &SystemRow, what: Bulk, why: &str) -> Result<Outcome> {
        match what {
            Bulk::Own(owner) => {
                let draft = owned_by(row, owner);
                self.change_system(actor, row.id, draft, row.version).await.map(|()| Outcome::Done)
            }
            Bulk::Answer(which, answer) => self.answer_trait(actor, row.id, which, Some(answer), why).await,
            Bulk::Retire => self.move_stage(actor, row.id, Stage::Retired, why).await,
        }
    }
}

/// All of them or none.
pub(crate) fn allow_all(actor: &Actor, verb: Verb, rows: &[SystemRow]) -> Result<()> {
    let strange: Vec<_> = rows.iter().filter(|row| allow(actor, verb, relation(row, actor)).is_err()).collect();
    let Some(first) = strange.first() else { return Ok(()) };
    let (n, name) = (strange.len(), &first.name);
    let sentence = format!("{n} of them are not yours to change, {name} for one. Nothing was changed.");
    Err(Refusal::forbidden(sentence).into())
}

/// The same with another owner; who is deputy is not owner as well.
fn owned_by(row: &SystemRow, owner: PersonId) -> SystemDraft {
    let mut draft = row.draft();
    draft.details.remove("owner");
    let deputy = draft.deputy.filter(|deputy| *deputy != owner);
    SystemDraft { owner: Some(owner), deputy, ..draft }
}

impl Writing {
    /// These systems, by name.
    pub(crate) async fn systems(&mut self, ids: &[SystemId]) -> Result<Vec<SystemRow>> {
        if ids.is_empty() {
            return Err(Refusal::at("system", "Choose at least one system.").into());
        }
        if ids.len() > BULK_MOST {
            return Err(Refusal::at("system", format!("At most {BULK_MOST} systems at once.")).into());
        }
        let ids = crate::pairs::once(ids);
        let mut rows = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(500) {
            let places: Vec<_> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
            let sql = format!("{SYSTEM} WHERE id IN ({}) ORDER BY name, no", places.join(", "));
            let found = self.tx.all(sql, chunk.iter().flat_map(|id| args![*id]).collect()).await?;
            for row in &found {
                rows.push(system(row)?);
            }
        }
        if rows.len() == ids.len() { Ok(rows) } else { Err(Refusal::missing("system").into()) }
    }

    async fn change_all(&mut self, rows: &[SystemRow], what: Bulk) -> Result<()> {
        for row in rows {
            match what {
                Bulk::Own(owner) => {
                    self.change_columns(row, &owned_by(row, owner)).await?;
                }
                Bulk::Answer(which, answer) => self.answer(row.id, which, Some(answer)).await?,
                Bulk::Retire => self.move_to(row.id, Stage::Retired).await?,
            }
        }
        Ok(())
    }

    async fn end_bulk(self, rows: &[SystemRow], event: Event) -> Result<()> {
        let event = rows.iter().fold(event, |event, row| event.about(ThingKind::System, row.id));
        self.commit(event.with("systems", rows.len())).await.map(|_| ())
    }
}
