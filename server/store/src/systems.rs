//! Systems: the inventory, its changes through time, and what each depends on.

use crate::Store;
use crate::error::{Error, Result};
use crate::facts::{About, NewFact, What};
use crate::sql::{Row, Value, args};
use crate::writing::{Writing, allow};
use domain::change::Change;
use domain::ids::{PersonId, ProposalId, SystemId, VendorId};
use domain::import::Prints;
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::systems::{SystemDraft, may_move, stage_word};
use domain::trail::{Event, ThingKind, Verb, hex};
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
        let mut w = self.write().await?;
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
        let mut w = self.write().await?;
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
        let mut w = self.write().await?;
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
        let row = self.db.reading().await?.first(format!("{SYSTEM} WHERE id = $1"), args![id]).await?;
        system(&row.ok_or_else(|| Refusal::missing("system"))?)
    }

    /// Adds a vendor to the register.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `name` when it is empty or taken; [`Refusal::Forbidden`].
    pub async fn add_vendor(
        &self,
        actor: &Actor,
        name: &str,
        service: &str,
        tier: Criticality,
        owner: Option<PersonId>,
    ) -> Result<VendorId> {
        let mut w = self.write_as(actor, Verb::VendorAdded).await?;
        let name = domain::accounts::line("name", name, 200, "Name the vendor.")
            .map_err(|fault| Refusal::Invalid(vec![fault]))?;
        if let Some(owner) = owner {
            w.active("owner", owner).await?;
        }
        let id = VendorId(w.new_id());
        let no = w.new_subject(SubjectKind::Vendor, None, Some(id)).await?;
        let sql = "INSERT INTO vendor (id, no, version, name, service, tier, owner, at, seq) \
                   VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8)";
        let values = args![id, no, name.as_str(), service.trim(), tier.key(), owner, w.now(), w.seq()];
        w.tx.run(sql, values).await?;
        let mut facts = vec![NewFact::new(About::Subject, no, What::Criticality, "", tier.key())];
        facts.extend(owner.map(|owner| NewFact::new(About::Subject, no, What::Owner, "owner", owner)));
        w.begin(facts).await?;
        let event = Event::new(Verb::VendorAdded, actor.person).about(ThingKind::Vendor, id).words("name", name);
        w.commit(event).await?;
        Ok(id)
    }

    /// A system depends on a vendor from now on: what the vendor must show is asked.
    ///
    /// # Errors
    /// [`Refusal::Missing`]; [`Refusal::Forbidden`].
    pub async fn depend(&self, actor: &Actor, system: SystemId, vendor: VendorId) -> Result<()> {
        let mut w = self.write().await?;
        let was = w.system(system).await?;
        allow(actor, Verb::DependencyChanged, relation(&was, actor))?;
        let vendor_no = w.vendor_no(vendor).await?;
        if w.hold(NewFact::new(About::Subject, was.no, What::Vendor, vendor_no, "uses")).await? {
            w.tx.run("INSERT INTO dependency (system, vendor) VALUES ($1, $2)", args![was.no, vendor_no]).await?;
        }
        w.touch_systems(&[was.no]).await?;
        let event = Event::new(Verb::DependencyChanged, actor.person)
            .about(ThingKind::System, system)
            .about(ThingKind::Vendor, vendor)
            .with("depends", true);
        w.commit(event).await?;
        Ok(())
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

pub(crate) const INSERT: &str = "INSERT INTO system (id, no, version, external_id, name, unit, department, stage, \
    criticality, owner, deputy, yes, no_, programmes, details, fingerprint, entry_print, at, seq)";

fn external(draft: &SystemDraft) -> Option<&str> {
    Some(draft.external_id.as_str()).filter(|id| !id.is_empty())
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

impl Writing {
    pub(crate) async fn system(&mut self, id: SystemId) -> Result<SystemRow> {
        let row = self.tx.first(format!("{SYSTEM} WHERE id = $1"), args![id]).await?;
        system(&row.ok_or_else(|| Refusal::missing("system"))?)
    }

    pub(crate) async fn system_no(&mut self, id: SystemId) -> Result<i64> {
        let row = self.tx.first("SELECT no FROM system WHERE id = $1", args![id]).await?;
        row.ok_or_else(|| Refusal::missing("system"))?.get(0)
    }

    pub(crate) async fn vendor_no(&mut self, id: VendorId) -> Result<i64> {
        let row = self.tx.first("SELECT no FROM vendor WHERE id = $1", args![id]).await?;
        row.ok_or_else(|| Refusal::missing("vendor"))?.get(0)
    }

    pub(crate) async fn new_subject(
        &mut self,
        kind: SubjectKind,
        system: Option<SystemId>,
        vendor: Option<VendorId>,
    ) -> Result<i64> {
        let row = self.tx.first("SELECT max(no) FROM subject", vec![]).await?;
        let no: i64 = row.ok_or(Error::Unreadable("number"))?.get::<i64>(0)? + 1;
        let sql = "INSERT INTO subject (no, kind, system, vendor) VALUES ($1, $2, $3, $4)";
        self.tx.run(sql, args![no, kind.key(), system, vendor]).await?;
        Ok(no)
    }

    /// The columns of [`INSERT`] for a new system.
    pub(crate) fn columns(
        &self,
        id: SystemId,
        no: i64,
        draft: &SystemDraft,
        prints: Option<Prints>,
    ) -> Result<Vec<Value>> {
        let details = serde_json::to_string(&draft.details).map_err(|_| Error::Unreadable("details"))?;
        Ok(args![
            id,
            no,
            1,
            external(draft),
            draft.name.as_str(),
            draft.unit.as_str(),
            draft.department.as_str(),
            draft.stage.map_or("", Stage::key),
            draft.criticality.key(),
            draft.owner,
            draft.deputy,
            i64::from(draft.yes.bits()),
            i64::from(draft.no.bits()),
            0,
            details,
            prints.map(|prints| hex(&prints.row.0)),
            prints.map(|prints| hex(&prints.entry.0)),
            self.now(),
            self.seq(),
        ])
    }

    /// Writes the columns that differ; each with what it was and became. Stage and traits have verbs of their own.
    pub(crate) async fn change_columns(
        &mut self,
        was: &SystemRow,
        draft: &SystemDraft,
    ) -> Result<Vec<(String, String, String)>> {
        let person = |person: Option<PersonId>| person.map(|id| id.to_string()).unwrap_or_default();
        let mut pairs: Vec<(String, String, String)> = vec![
            ("name".into(), was.name.clone(), draft.name.clone()),
            ("unit".into(), was.unit.clone(), draft.unit.clone()),
            ("department".into(), was.department.clone(), draft.department.clone()),
            ("external_id".into(), was.external_id.clone().unwrap_or_default(), draft.external_id.clone()),
            ("criticality".into(), was.criticality.key().into(), draft.criticality.key().into()),
            ("owner".into(), person(was.owner), person(draft.owner)),
            ("deputy".into(), person(was.deputy), person(draft.deputy)),
        ];
        for key in was.details.keys().chain(draft.details.keys()) {
            let of = |details: &BTreeMap<String, String>| details.get(key).cloned().unwrap_or_default();
            // The words of a file beside the person of that column.
            let field =
                if matches!(key.as_str(), "owner" | "deputy") { format!("{key}-as-written") } else { key.clone() };
            pairs.push((field, of(&was.details), of(&draft.details)));
        }
        pairs.sort();
        pairs.dedup();
        pairs.retain(|(_, was, became)| was != became);
        let details = serde_json::to_string(&draft.details).map_err(|_| Error::Unreadable("details"))?;
        let sql = "UPDATE system SET version = version + 1, name = $2, unit = $3, department = $4, external_id = $5, \
                   criticality = $6, owner = $7, deputy = $8, details = $9 WHERE id = $1";
        let values = args![
            was.id,
            draft.name.as_str(),
            draft.unit.as_str(),
            draft.department.as_str(),
            external(draft),
            draft.criticality.key(),
            draft.owner,
            draft.deputy,
            details,
        ];
        self.tx.run(sql, values).await?;
        self.hold(NewFact::new(About::Subject, was.no, What::Criticality, "", draft.criticality.key())).await?;
        for (role, before, now) in [("owner", was.owner, draft.owner), ("deputy", was.deputy, draft.deputy)] {
            match now {
                Some(now) if before != Some(now) => {
                    self.hold(NewFact::new(About::Subject, was.no, What::Owner, role, now)).await?;
                }
                None if before.is_some() => {
                    self.end(About::Subject, was.no, What::Owner, role).await?;
                }
                Some(_) | None => {}
            }
        }
        if (was.owner, was.deputy) != (draft.owner, draft.deputy) {
            self.touched.subjects.insert(was.no);
        }
        let seq = self.seq();
        let rows: Vec<_> = pairs
            .iter()
            .map(|(field, before, became)| args![seq, was.id, field.as_str(), before.as_str(), became.as_str()])
            .collect();
        self.tx.insert_many("INSERT INTO system_change (seq, system, field, was, became)", rows).await?;
        Ok(pairs)
    }

    /// Writes an answer and touches what it decides.
    pub(crate) async fn answer(&mut self, id: SystemId, which: Trait, answer: Option<bool>) -> Result<()> {
        let was = self.system(id).await?;
        let (yes, no) = match answer {
            Some(true) => (was.yes.with(which), was.no_.without(which)),
            Some(false) => (was.yes.without(which), was.no_.with(which)),
            None => (was.yes.without(which), was.no_.without(which)),
        };
        match answer {
            Some(answer) => {
                let word = if answer { "yes" } else { "no" };
                self.hold(NewFact::new(About::Subject, was.no, What::Answer, which.key(), word)).await?;
            }
            None => {
                self.end(About::Subject, was.no, What::Answer, which.key()).await?;
            }
        }
        let sql = "UPDATE system SET version = version + 1, yes = $2, no_ = $3 WHERE id = $1";
        self.tx.run(sql, args![id, i64::from(yes.bits()), i64::from(no.bits())]).await?;
        let word = |yes: TraitSet, no: TraitSet| {
            if yes.contains(which) {
                "yes"
            } else if no.contains(which) {
                "no"
            } else {
                ""
            }
        };
        self.note_change(id, which.key(), word(was.yes, was.no_), word(yes, no)).await?;
        self.touch_systems(&[was.no]).await
    }

    /// Writes a stage and touches what it decides.
    pub(crate) async fn move_to(&mut self, id: SystemId, stage: Stage) -> Result<()> {
        let was = self.system(id).await?;
        if !may_move(was.stage, stage) {
            let sentence = format!("A system does not go from {} to {}.", stage_word(was.stage), stage.label());
            return Err(Refusal::conflict(sentence).into());
        }
        self.hold(NewFact::new(About::Subject, was.no, What::Stage, "", stage.key())).await?;
        self.tx
            .run("UPDATE system SET version = version + 1, stage = $2 WHERE id = $1", args![id, stage.key()])
            .await?;
        self.note_change(id, "stage", was.stage.map_or("", Stage::key), stage.key()).await?;
        self.touch_systems(&[was.no]).await
    }

    /// A system no longer depends on a vendor.
    pub(crate) async fn release(&mut self, system: SystemId, vendor: VendorId) -> Result<()> {
        let (system, vendor) = (self.system_no(system).await?, self.vendor_no(vendor).await?);
        self.touch_systems(&[system]).await?;
        self.end(About::Subject, system, What::Vendor, &vendor.to_string()).await?;
        self.tx.run("DELETE FROM dependency WHERE system = $1 AND vendor = $2", args![system, vendor]).await.map(|_| ())
    }

    async fn note_change(&mut self, id: SystemId, field: &str, was: &str, became: &str) -> Result<()> {
        if was == became {
            return Ok(());
        }
        let sql = "INSERT INTO system_change (seq, system, field, was, became) VALUES ($1, $2, $3, $4, $5)";
        self.tx.run(sql, args![self.seq(), id, field, was, became]).await.map(|_| ())
    }
}
