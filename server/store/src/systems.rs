//! Systems: the inventory and its changes through time.

mod write;

pub(crate) use write::INSERT;

use crate::Store;
use crate::error::{Error, Result};
use crate::facts::{About, NewFact, What};
use crate::sql::{Row, args};
use crate::writing::{Writing, allow};
use domain::change::Change;
use domain::ids::{PersonId, ProposalId, SystemId};
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use domain::trail::{Event, ThingKind, Verb};
use domain::words::{Criticality, Stage, SubjectKind, Trait, TraitSet};
use std::collections::BTreeMap;

/// A system as its page shows it.
#[derive(Clone, Debug)]
pub struct SystemRow {
    pub id: SystemId,
    pub no: i64,
    pub version: i64,
    pub name: String,
    pub unit: String,
    pub department: String,
    /// `None`: unanswered.
    pub stage: Option<Stage>,
    pub criticality: Criticality,
    pub owner: Option<PersonId>,
    pub deputy: Option<PersonId>,
    pub yes: TraitSet,
    pub no_: TraitSet,
    /// One bit a programme.
    pub programmes: i64,
    pub external_id: Option<String>,
    /// The remaining fields, by the key of the field.
    pub details: BTreeMap<String, String>,
}

/// What became of a command that may need a second person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It would better findings, so it waits for a second person.
    Proposed(ProposalId),
}

pub(crate) const SYSTEM: &str = "SELECT id, no, version, name, unit, department, stage, criticality, owner, deputy, yes, \
    no_, programmes, external_id, details FROM system";

/// A stage as its column holds it: empty where it is unanswered.
pub(crate) fn stage(row: &Row, i: usize) -> Result<Option<Stage>> {
    let text: String = row.get(i)?;
    let known = || text.parse().map_err(|_| Error::Unreadable("stage"));
    (!text.is_empty()).then(known).transpose()
}

pub(crate) fn system(row: &Row) -> Result<SystemRow> {
    let traits = |i| {
        Ok::<_, Error>(TraitSet::from_bits(u32::try_from(row.get::<i64>(i)?).map_err(|_| Error::Unreadable("traits"))?))
    };
    Ok(SystemRow {
        id: row.get(0)?,
        no: row.get(1)?,
        version: row.get(2)?,
        name: row.get(3)?,
        unit: row.get(4)?,
        department: row.get(5)?,
        stage: stage(row, 6)?,
        criticality: row.get::<String>(7)?.parse().map_err(|_| Error::Unreadable("criticality"))?,
        owner: row.get(8)?,
        deputy: row.get(9)?,
        yes: traits(10)?,
        no_: traits(11)?,
        programmes: row.get(12)?,
        external_id: row.get(13)?,
        details: serde_json::from_str(&row.get::<String>(14)?).map_err(|_| Error::Unreadable("details"))?,
    })
}

impl Store {
    /// Adds a system to the inventory.
    ///
    /// # Errors
    /// [`Refusal::Invalid`]; [`Refusal::Forbidden`].
    pub async fn add_system(&self, actor: &Actor, draft: SystemDraft) -> Result<SystemId> {
        let mut w = self.write_as(actor, Verb::SystemAdded).await?;
        let draft = draft.check()?;
        for (field, person) in [("owner", draft.owner), ("deputy", draft.deputy)] {
            if let Some(person) = person {
                w.active(field, person).await?;
            }
        }
        let id = SystemId(w.new_id());
        let no = w.new_subject(SubjectKind::System, Some(id), None).await?;
        let row = w.columns(id, no, &draft, None)?;
        w.tx.insert_many(INSERT, vec![row]).await?;
        let facts = facts_of(no, &draft);
        w.begin(facts).await?;
        let event = Event::new(Verb::SystemAdded, actor.person)
            .about(ThingKind::System, id)
            .with("stage", draft.stage.map(Stage::key))
            .with("yes", draft.yes.join(","))
            .with("no", draft.no.join(","))
            .words("name", draft.name);
        w.commit(event).await?;
        Ok(id)
    }

    /// Changes what the inventory says in words, and who owns it. `version` is the one the form showed.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when somebody changed it meanwhile; [`Refusal::Invalid`]; [`Refusal::Forbidden`].
    pub async fn change_system(&self, actor: &Actor, id: SystemId, draft: SystemDraft, version: i64) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let was = w.system(id).await?;
        allow(actor, Verb::SystemChanged, relation(&was, actor))?;
        if was.version != version {
            return Err(
                Refusal::conflict("Somebody changed this system while you did. Your text is kept below.").into()
            );
        }
        let draft = draft.check()?;
        for (field, person, old) in [("owner", draft.owner, was.owner), ("deputy", draft.deputy, was.deputy)] {
            if let Some(person) = person.filter(|person| Some(*person) != old) {
                w.active(field, person).await?;
            }
        }
        let changes = w.change_columns(&was, &draft).await?;
        let fields: Vec<_> = changes.iter().map(|(field, ..)| field.clone()).collect();
        let event = Event::new(Verb::SystemChanged, actor.person).about(ThingKind::System, id).with("fields", fields);
        w.commit(event).await?;
        Ok(())
    }

    /// Answers a trait, or takes the answer back (`None`). An answer that would better findings waits for a second
    /// person.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`]; [`Refusal::Missing`].
    pub async fn answer_trait(
        &self,
        actor: &Actor,
        id: SystemId,
        which: Trait,
        answer: Option<bool>,
        why: &str,
    ) -> Result<Outcome> {
        let change = Change::Answer { system: id, which, answer };
        let mut w = self.write(Some(actor)).await?;
        let was = w.system(id).await?;
        allow(actor, Verb::TraitAnswered, relation(&was, actor))?;
        w.answer(id, which, answer).await?;
        let event = Event::new(Verb::TraitAnswered, actor.person)
            .about(ThingKind::System, id)
            .with("trait", which.key())
            .with("answer", answer)
            .words("reason", why);
        self.now_or_by_two(w, event, actor, &change, why).await
    }

    /// Moves a system to another stage of life. A move that would better findings waits for a second person.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when that move is not legal; [`Refusal::Forbidden`]; [`Refusal::Missing`].
    pub async fn move_stage(&self, actor: &Actor, id: SystemId, stage: Stage, why: &str) -> Result<Outcome> {
        let change = Change::Move { system: id, stage };
        let mut w = self.write(Some(actor)).await?;
        let was = w.system(id).await?;
        allow(actor, Verb::StageMoved, relation(&was, actor))?;
        w.move_to(id, stage).await?;
        let event = Event::new(Verb::StageMoved, actor.person)
            .about(ThingKind::System, id)
            .with("from", was.stage.map(Stage::key))
            .with("stage", stage.key())
            .words("reason", why);
        self.now_or_by_two(w, event, actor, &change, why).await
    }

    /// Ends the command, or, when it would better findings, leaves it undone and proposes it.
    async fn now_or_by_two(
        &self,
        mut w: Writing,
        event: Event,
        actor: &Actor,
        change: &Change,
        why: &str,
    ) -> Result<Outcome> {
        if w.refresh().await? == 0 {
            w.commit(event).await?;
            return Ok(Outcome::Done);
        }
        drop(w);
        self.propose(actor, change, why).await.map(Outcome::Proposed)
    }

    /// A system.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn system(&self, id: SystemId) -> Result<SystemRow> {
        let row = self.db.first(format!("{SYSTEM} WHERE id = $1"), args![id]).await?;
        system(&row.ok_or_else(|| Refusal::missing("system"))?)
    }
}

pub(crate) fn relation(system: &SystemRow, actor: &Actor) -> Relation {
    let owns = [system.owner, system.deputy].contains(&Some(actor.person));
    if owns { Relation::Owner } else { Relation::Stranger }
}

/// What findings read of a system, as facts that begin.
pub(crate) fn facts_of(no: i64, draft: &SystemDraft) -> Vec<NewFact> {
    let fact = |what, key: &str, value: &str| NewFact::new(About::Subject, no, what, key, value);
    let mut facts = vec![fact(What::Criticality, "", draft.criticality.key())];
    facts.extend(draft.stage.map(|stage| fact(What::Stage, "", stage.key())));
    facts.extend(draft.yes.iter().map(|which| fact(What::Answer, which.key(), "yes")));
    facts.extend(draft.no.iter().map(|which| fact(What::Answer, which.key(), "no")));
    facts.extend(draft.owner.map(|person| fact(What::Owner, "owner", &person.to_string())));
    facts.extend(draft.deputy.map(|person| fact(What::Owner, "deputy", &person.to_string())));
    facts
}

impl SystemRow {
    /// The same as a form holds it.
    #[must_use]
    pub fn draft(&self) -> SystemDraft {
        SystemDraft {
            external_id: self.external_id.clone().unwrap_or_default(),
            name: self.name.clone(),
            unit: self.unit.clone(),
            department: self.department.clone(),
            stage: self.stage,
            criticality: self.criticality,
            owner: self.owner,
            deputy: self.deputy,
            yes: self.yes,
            no: self.no_,
            details: self.details.clone(),
        }
    }
}
