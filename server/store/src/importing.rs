//! The import of an inventory: steps go in, chunk by chunk, and all of them are there at the end, or none.
//!
//! An import never betters a finding: of a system that is in a programme it takes no stage and no trait, and says so
//! (see `domain::import::held_back`).

use crate::error::{Error, Result};
use crate::facts::NewFact;
use crate::spine::list;
use crate::sql::{Value, args};
use crate::systems::{SYSTEM, SystemRow, facts_of, relation, system};
use crate::writing::{Writing, allow};
use crate::{Store, sql::Tx};
use domain::ids::{PersonId, SystemId, VendorId};
use domain::import::{Entry, Existing, Fingerprint, NameKey, Prints, Remark, Standing, Step, held_back};
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use domain::trail::{Event, ThingKind, Verb, hex};
use domain::words::{SubjectKind, Trait};
use std::collections::BTreeMap;

/// The inventory as a plan must know it, by the numbers of its systems, as of an entry of the trail.
#[derive(Clone, Debug)]
pub struct Known {
    pub existing: Existing<i64>,
    pub seq: i64,
}

/// What an import wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub created: usize,
    pub changed: usize,
}

/// An import under way. Dropped before [`Importing::finish`], it leaves nothing behind.
pub struct Importing {
    w: Writing,
    by: Option<Actor>,
    people: BTreeMap<String, Option<PersonId>>,
    next: i64,
    systems: Vec<SystemId>,
    done: Imported,
}

impl Store {
    /// The inventory as a plan must know it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn known_systems(&self) -> Result<Known> {
        let mut tx = self.db.reading().await?;
        let head = tx.first("SELECT seq FROM trail_head WHERE one = 1", vec![]).await?;
        let seq = head.ok_or(Error::Unreadable("trail"))?.get(0)?;
        let sql = "SELECT no, external_id, name, unit, department, fingerprint, entry_print FROM system ORDER BY no";
        let mut existing = Existing::default();
        for row in tx.all(sql, vec![]).await? {
            let (name, unit, department): (String, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
            let prints = print(row.get(5)?).zip(print(row.get(6)?)).map(|(row, entry)| Prints { row, entry });
            existing.add(domain::import::Known {
                id: row.get(0)?,
                external_id: row.get(1)?,
                name: NameKey::new(&name, Some(&unit), Some(&department)),
                prints,
            });
        }
        for (said, person) in people(&mut tx).await? {
            // Twice where two share it: then it means nobody.
            (0..if person.is_some() { 1 } else { 2 }).for_each(|_| existing.add_person(&said));
        }
        Ok(Known { existing, seq })
    }

    /// What these steps would not take, with the reason: for the look before an import.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn held_back(&self, steps: &[Step<i64>]) -> Result<Vec<Remark>> {
        let mut tx = self.db.reading().await?;
        let mut remarks = Vec::new();
        for chunk in steps.chunks(500) {
            let rows = rows_of(&mut tx, chunk).await?;
            for step in chunk {
                if let Step::Change { row, id, entry, .. } = step
                    && let Some(was) = rows.get(id)
                {
                    remarks.extend(held_back(entry, standing(was), *row).1);
                }
            }
        }
        Ok(remarks)
    }

    /// Begins an import that was planned with [`Known`] of `seq`. `by` is `None` from the command line.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`]; [`Refusal::Conflict`] when the inventory changed since.
    pub async fn import_systems(&self, by: Option<&Actor>, seq: i64) -> Result<Importing> {
        if let Some(actor) = by {
            allow(actor, Verb::SystemsImported, Relation::Stranger)?;
        }
        let mut w = self.write(by).await?;
        let sql = "SELECT 1 FROM event WHERE seq > $1 AND verb IN ('system-added', 'system-changed', 'systems-imported') \
                   LIMIT 1";
        if w.tx.first(sql, args![seq]).await?.is_some() {
            let sentence = "The inventory changed while the file was read. Nothing was written; check the rows again.";
            return Err(Refusal::conflict(sentence).into());
        }
        let row = w.tx.first("SELECT max(no) FROM subject", vec![]).await?;
        let next = row.ok_or(Error::Unreadable("number"))?.get::<i64>(0)? + 1;
        let people = people(&mut w.tx).await?;
        Ok(Importing { w, by: by.copied(), people, next, systems: Vec::new(), done: Imported::default() })
    }
}

impl Importing {
    /// Writes some steps, in their order.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] with the line that cannot stand; [`Refusal::Forbidden`] with the line that changes what is
    /// not this person's to change.
    pub async fn take(&mut self, steps: Vec<Step<i64>>) -> Result<()> {
        let rows = rows_of(&mut self.w.tx, &steps).await?;
        let mut new = New::default();
        for step in steps {
            match step {
                Step::Create { row, entry, prints } => self.create(row, &entry, prints, &mut new)?,
                Step::Change { row, id, entry, prints } => {
                    let was = rows.get(&id).ok_or_else(|| Refusal::missing("system"))?;
                    self.change(row, was, &entry, prints).await?;
                }
            }
        }
        self.insert(new).await
    }

    /// Ends the import with its one entry in the trail; a file that says nothing new leaves none. `counts` go into the
    /// entry beside what was written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish(self, file: &str, counts: Vec<(&'static str, usize)>) -> Result<Imported> {
        if self.systems.is_empty() {
            return Ok(self.done);
        }
        let event = self.event(file, &counts);
        self.w.commit(event).await?;
        Ok(self.done)
    }

    fn event(&self, file: &str, counts: &[(&'static str, usize)]) -> Event {
        let nobody = PersonId(uuid::Uuid::nil());
        let event = Event::new(Verb::SystemsImported, self.by.map_or(nobody, |actor| actor.person));
        let event = Event { actor: self.by.map(|actor| actor.person), ..event };
        let event = self.systems.iter().fold(event, |event, id| event.about(ThingKind::System, id));
        let event = event.with("created", self.done.created).with("changed", self.done.changed);
        counts.iter().fold(event, |event, (key, n)| event.with(key, *n)).words("file", file)
    }

    /// The draft of a row, with the people it names where they are here.
    fn draft(&self, row: u64, entry: &Entry, onto: SystemDraft) -> Result<SystemDraft> {
        let mut draft = entry.onto(onto);
        for (key, said, slot) in
            [("owner", &entry.owner, &mut draft.owner), ("deputy", &entry.deputy, &mut draft.deputy)]
        {
            let person = said.as_ref().and_then(|said| self.people.get(&said.trim().to_lowercase()).copied().flatten());
            if person.is_some() {
                *slot = person;
                draft.details.remove(key);
            }
        }
        if draft.owner == draft.deputy {
            draft.deputy = None;
        }
        draft.check().map_err(|refusal| Refusal::at("row", format!("Line {row}: {refusal}")).into())
    }

    fn create(&mut self, row: u64, entry: &Entry, prints: Prints, new: &mut New) -> Result<()> {
        let draft = self.draft(row, entry, SystemDraft::named(""))?;
        let (id, no) = (SystemId(self.w.new_id()), self.next);
        self.next += 1;
        new.subjects.push(args![no, SubjectKind::System.key(), id, None::<VendorId>]);
        new.systems.push(self.w.columns(id, no, &draft, Some(prints))?);
        new.facts.extend(facts_of(no, &draft));
        self.systems.push(id);
        self.done.created += 1;
        Ok(())
    }

    async fn insert(&mut self, new: New) -> Result<()> {
        let w = &mut self.w;
        w.tx.insert_many("INSERT INTO subject (no, kind, system, vendor)", new.subjects).await?;
        w.tx.insert_many(crate::systems::INSERT, new.systems).await?;
        w.begin(new.facts).await
    }

    async fn change(&mut self, row: u64, was: &SystemRow, entry: &Entry, prints: Prints) -> Result<()> {
        if let Some(actor) = &self.by {
            allow(actor, Verb::SystemChanged, relation(was, actor)).map_err(|_| {
                Refusal::forbidden(format!(
                    "Line {row} changes a system that is not yours. Its owner or a compliance manager can import it."
                ))
            })?;
        }
        let (entry, _) = held_back(entry, standing(was), row);
        let draft = self.draft(row, &entry, was.draft())?;
        self.w.change_columns(was, &draft).await?;
        if let Some(stage) = draft.stage.filter(|stage| Some(*stage) != was.stage) {
            self.w.move_to(was.id, stage).await?;
        }
        for which in Trait::ALL.iter().copied() {
            let (now, before) = (draft.yes.contains(which), was.yes.contains(which));
            let (not, not_before) = (draft.no.contains(which), was.no_.contains(which));
            if (now, not) != (before, not_before) {
                self.w.answer(was.id, which, now.then_some(true).or(not.then_some(false))).await?;
            }
        }
        let sql = "UPDATE system SET fingerprint = $2, entry_print = $3 WHERE id = $1";
        self.w.tx.run(sql, args![was.id, hex(&prints.row.0), hex(&prints.entry.0)]).await?;
        self.systems.push(was.id);
        self.done.changed += 1;
        Ok(())
    }
}

/// Rows to insert at once.
#[derive(Default)]
struct New {
    subjects: Vec<Vec<Value>>,
    systems: Vec<Vec<Value>>,
    facts: Vec<NewFact>,
}

fn standing(system: &SystemRow) -> Standing {
    Standing { stage: system.stage, yes: system.yes, no: system.no_, in_programme: system.programmes != 0 }
}

fn print(text: Option<String>) -> Option<Fingerprint> {
    let bytes = hex::decode(text?).ok()?;
    bytes.try_into().ok().map(Fingerprint)
}

/// The systems that steps change, by number.
async fn rows_of(tx: &mut Tx, steps: &[Step<i64>]) -> Result<BTreeMap<i64, SystemRow>> {
    let changed = changed(steps);
    if changed.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = tx.all(format!("{SYSTEM} WHERE no IN ({})", list(changed.iter())), vec![]).await?;
    rows.iter().map(|row| system(row).map(|row| (row.no, row))).collect()
}

fn changed(steps: &[Step<i64>]) -> Vec<i64> {
    let changed = steps.iter().filter_map(|step| match step {
        Step::Change { id, .. } => Some(*id),
        Step::Create { .. } => None,
    });
    changed.collect()
}

/// Who is here, by name and by address in small letters; a name that two people share names nobody.
async fn people(tx: &mut Tx) -> Result<BTreeMap<String, Option<PersonId>>> {
    let sql = "SELECT p.id, w.name, w.email FROM person p JOIN person_words w ON w.person = p.id WHERE p.active";
    let mut people: BTreeMap<String, Option<PersonId>> = BTreeMap::new();
    for row in tx.all(sql, vec![]).await? {
        let id: PersonId = row.get(0)?;
        for text in [row.get::<Option<String>>(1)?, row.get(2)?].into_iter().flatten() {
            people.entry(text.to_lowercase()).and_modify(|known| *known = None).or_insert(Some(id));
        }
    }
    Ok(people)
}
