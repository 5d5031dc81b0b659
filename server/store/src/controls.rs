//! Controls: adopted from the starter library, owned, approved by a second person, retired.

use crate::Store;
use crate::error::{Error, Result};
use crate::facts::{About, NewFact, What};
use crate::people::rights_of;
use crate::rhythm::{Edited, rhythm_facts};
use crate::sql::{Value, args};
use crate::writing::Writing;
use domain::asked::CriterionSet;
use domain::catalogue::{Control, catalogue};
use domain::change::Change;
use domain::codes::{ControlId, KindId};
use domain::evidence::Freshness;
use domain::ids::{PersonId, ProposalId};
use domain::instant::Instant;
use domain::people::{Actor, Rights};
use domain::refusal::Refusal;
use domain::rhythm::Rhythm;
use domain::trail::{Event, ThingKind, Verb};
use domain::words::Trigger;

const NOT_HERE: &str = "Choose somebody who is active here.";

/// A control to adopt, with the person who will own it.
#[derive(Clone, Debug)]
pub struct Adoption {
    pub control: ControlId,
    pub owner: PersonId,
    /// Our own wording; `None` keeps the library's.
    pub statement: Option<String>,
}

impl Store {
    /// Adopts controls of the starter library: their requirements are asked from now on, and read "statement not
    /// approved" until a second person agrees to the proposal that is returned. Criteria that they are key for have to
    /// be concluded anew. One that was retired comes back as the library has it; one whose approval was refused is put
    /// to a second person again.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `controls` or `owner`; [`Refusal::Conflict`] when one is adopted already and approved, or
    /// its approval waits.
    pub async fn adopt(&self, actor: &Actor, adoptions: Vec<Adoption>) -> Result<ProposalId> {
        let edited = adoptions.into_iter().map(|adoption| Edited { adoption, rhythm: None });
        self.adopt_edited(actor, edited.collect()).await
    }

    /// The same, each with its rhythm edited; the second person approves statement and rhythm together.
    ///
    /// # Errors
    /// As [`Store::adopt`].
    pub async fn adopt_edited(&self, actor: &Actor, adoptions: Vec<Edited>) -> Result<ProposalId> {
        let mut w = self.write_as(actor, Verb::ControlAdopted).await?;
        if adoptions.is_empty() {
            return Err(Refusal::at("controls", "Choose at least one control.").into());
        }
        let mut event = Event::new(Verb::ControlAdopted, actor.person);
        let mut controls = Vec::new();
        for Edited { adoption, rhythm } in adoptions {
            w.active("owner", adoption.owner).await?;
            let template = catalogue().controls.get(&adoption.control);
            let rhythm = rhythm.or_else(|| template.map(Rhythm::proposed));
            match (w.known_control(&adoption.control).await?, template, &rhythm) {
                (Some(known), ..) => w.adopt_again(&known, &adoption, rhythm.as_ref(), actor).await?,
                (None, Some(template), Some(rhythm)) => w.adopt_one(template, &adoption, rhythm, actor).await?,
                (None, ..) => return Err(Refusal::missing("control").into()),
            }
            event = event.about(ThingKind::Control, &adoption.control);
            controls.push(adoption.control);
        }
        w.end_conclusions().await?;
        let change = Change::ApproveControls { controls };
        let id = w.insert_proposal(&change, "", actor).await?;
        w.change_spine().await?;
        w.touched.all = true;
        w.commit(event.about(ThingKind::Proposal, id)).await?;
        Ok(id)
    }
}

impl Writing {
    /// That a person is active and does work here: owners and assignees do. A guest looks, and can finish nothing.
    pub(crate) async fn active(&mut self, field: &'static str, person: PersonId) -> Result<()> {
        self.active_at(field, person).await
    }

    /// The same, of a field of many.
    pub(crate) async fn active_at(
        &mut self,
        field: impl Into<std::borrow::Cow<'static, str>>,
        person: PersonId,
    ) -> Result<()> {
        match self.rights_if_active(person).await? {
            Some(rights) if rights.is_guest() => {
                Err(Refusal::at(field, "Choose somebody who does work here; a guest only looks.").into())
            }
            Some(_) => Ok(()),
            None => Err(Refusal::at(field, NOT_HERE).into()),
        }
    }

    /// That a person is here, guest or not: an audience may name any.
    pub(crate) async fn here(&mut self, field: &'static str, person: PersonId) -> Result<()> {
        let rights = self.rights_if_active(person).await?;
        rights.map(|_| ()).ok_or_else(|| Refusal::at(field, NOT_HERE).into())
    }

    async fn rights_if_active(&mut self, person: PersonId) -> Result<Option<Rights>> {
        let sql = "SELECT (SELECT string_agg(r.what, ',') FROM person_right r WHERE r.person = p.id AND r.ended_at = $2) \
                   FROM person p WHERE p.id = $1 AND p.active";
        let row = self.tx.first(sql, args![person, Instant::NEVER]).await?;
        let list = row.map(|row| row.get::<Option<String>>(0)).transpose()?;
        Ok(list.map(|list| rights_of(list.as_deref().unwrap_or_default())))
    }

    async fn adopt_one(
        &mut self,
        template: &Control,
        adoption: &Adoption,
        rhythm: &Rhythm,
        actor: &Actor,
    ) -> Result<()> {
        let last = self.tx.first("SELECT coalesce(max(no), 0) FROM control", vec![]).await?;
        let no: i64 = last.ok_or(Error::Unreadable("number"))?.get::<i64>(0)? + 1;
        let statement = domain::change::statement(adoption.statement.as_deref().unwrap_or(template.statement))?;
        let statement = statement.as_str();
        let criteria: CriterionSet = template.criteria.iter().copied().collect();
        let risks: Vec<_> = catalogue().risks_answered_by(&template.id).collect();
        let sql = "INSERT INTO control (no, id, version, title, statement, owner_role, cadence, by_criticality, applies, \
                   stages, criteria, owner, approved, linked, retired, at, seq) \
                   VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
        let values = args![
            no,
            template.id.as_str(),
            template.title,
            statement,
            template.owner_role.key(),
            rhythm.cadence.key(),
            rhythm.by_criticality.map(|by| by.to_string()),
            template.applies.to_string(),
            i64::from(template.stages.bits()),
            i64::try_from(criteria.0).unwrap_or_default(),
            adoption.owner,
            false,
            !risks.is_empty(),
            false,
            self.now(),
            self.seq(),
        ];
        self.tx.run(sql, values).await?;
        let wording =
            NewWording { control: no, id: &template.id, version: 1, title: template.title, statement, material: true };
        self.insert_wording(&wording, actor).await?;
        self.adopt_requirements(no, template, rhythm).await?;
        let mut facts = vec![
            NewFact::new(About::Control, no, What::Adopted, "", "yes"),
            NewFact::new(About::Control, no, What::Owner, "owner", adoption.owner),
        ];
        facts.extend(
            template.criteria.iter().map(|c| NewFact::new(About::Control, no, What::Criterion, c.key(), "answers")),
        );
        facts.extend(risks.iter().map(|r| NewFact::new(About::Control, no, What::Risk, &r.id, "answers")));
        for programme in self.tx.all("SELECT no FROM programme", vec![]).await? {
            facts.extend(keys_of(programme.get(0)?, no, template));
        }
        facts.extend(rhythm_facts(no, rhythm));
        self.begin(facts).await
    }

    async fn adopt_requirements(&mut self, control: i64, template: &Control, rhythm: &Rhythm) -> Result<()> {
        let last = self.tx.first("SELECT coalesce(max(no), 0) FROM requirement", vec![]).await?;
        let first: i64 = last.ok_or(Error::Unreadable("number"))?.get::<i64>(0)? + 1;
        let rows: Vec<Vec<Value>> = (first..)
            .zip(catalogue().requirements_of(&template.id))
            .map(|(no, requirement)| {
                let by_itself = Freshness { rule: requirement.fresh_rule, days: requirement.fresh_days };
                let fresh = rhythm.of(&requirement.id).unwrap_or(by_itself);
                args![
                    no,
                    requirement.id.as_str(),
                    control,
                    requirement.criterion.key(),
                    requirement.subject.key(),
                    requirement.nature.key(),
                    requirement.narrow.as_ref().map(ToString::to_string),
                    requirement.proof.to_string(),
                    fresh.rule.key(),
                    i64::from(fresh.days),
                    i64::from(requirement.due_days),
                    requirement.role.key(),
                ]
            })
            .collect();
        let head = "INSERT INTO requirement (no, id, control, criterion, subject, nature, narrow, proof, fresh_rule, \
                    fresh_days, due_days, role)";
        self.tx.insert_many(head, rows).await
    }

    /// A second person approved the statements.
    pub(crate) async fn approve_controls(&mut self, controls: &[ControlId], by: PersonId) -> Result<()> {
        for id in controls {
            let (no, version) = self.control(id).await?;
            self.tx.run("UPDATE control SET approved = $2 WHERE no = $1", args![no, true]).await?;
            self.agree_wording(no, version, by).await?;
            self.hold(NewFact::new(About::Control, no, What::Approved, "", version)).await?;
        }
        self.change_spine().await?;
        self.touched.all = true;
        Ok(())
    }

    /// A control is no longer run.
    pub(crate) async fn retire_control(&mut self, id: &ControlId) -> Result<()> {
        let (no, _) = self.control(id).await?;
        self.tx.run("UPDATE control SET retired = $2, version = version WHERE no = $1", args![no, true]).await?;
        self.end(About::Control, no, What::Adopted, "").await?;
        self.take_keys(no).await?;
        self.change_spine().await?;
        self.touched.all = true;
        Ok(())
    }

    /// Somebody else owns a control from now on.
    pub(crate) async fn own_control(&mut self, id: &ControlId, owner: PersonId) -> Result<()> {
        self.active("owner", owner).await?;
        let (no, _) = self.control(id).await?;
        self.tx.run("UPDATE control SET owner = $2 WHERE no = $1", args![no, owner]).await?;
        self.hold(NewFact::new(About::Control, no, What::Owner, "owner", owner)).await?;
        self.end_evidence_on(Trigger::OwnerChange, Some(no), None).await?;
        self.change_spine().await?;
        self.touched.all = true;
        Ok(())
    }

    /// A proposed wording is in force; a material one ends evidence that ends with it, and what was concluded of the
    /// criteria for which the control is key.
    pub(crate) async fn reword_control(&mut self, id: &ControlId, version: i64, by: PersonId) -> Result<()> {
        let (no, _) = self.control(id).await?;
        let sql = "SELECT title, statement, material FROM control_wording WHERE control = $1 AND version = $2";
        let row = self.tx.first(sql, args![no, version]).await?.ok_or_else(|| Refusal::missing("wording"))?;
        let material: bool = row.get(2)?;
        let sql = "UPDATE control SET version = $2, title = $3, statement = $4, approved = $5 WHERE no = $1";
        self.tx.run(sql, args![no, version, row.get::<String>(0)?, row.get::<String>(1)?, true]).await?;
        self.agree_wording(no, version, by).await?;
        self.hold(NewFact::new(About::Control, no, What::Approved, "", version)).await?;
        if material {
            self.end_evidence_on(Trigger::ControlChangeMaterial, Some(no), None).await?;
            self.renew_keys(no).await?;
        }
        self.change_spine().await?;
        self.touched.all = true;
        Ok(())
    }

    /// A statement of a control, whether or not it is in force yet.
    pub(crate) async fn insert_wording(&mut self, wording: &NewWording<'_>, by: &Actor) -> Result<()> {
        let NewWording { control, id, version, title, statement, material } = *wording;
        let sql = "INSERT INTO control_wording (control, version, title, statement, material, by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        self.vouch(format!("wording/{id}@{version}"), statement);
        let values = args![control, version, title, statement, material, by.person, self.now(), self.seq()];
        self.tx.run(sql, values).await.map(|_| ())
    }

    async fn agree_wording(&mut self, control: i64, version: i64, by: PersonId) -> Result<()> {
        let sql = "UPDATE control_wording SET agreed_by = $3, agreed_at = $4, agreed_seq = $5 \
                   WHERE control = $1 AND version = $2 AND agreed_at IS NULL";
        let values = args![control, version, by, self.now(), self.seq()];
        self.tx.run(sql, values).await.map(|_| ())
    }

    /// Number and version of a control in use.
    pub(crate) async fn control(&mut self, id: &ControlId) -> Result<(i64, i64)> {
        let row = self.tx.first("SELECT no, version, retired FROM control WHERE id = $1", args![id.as_str()]).await?;
        let row = row.ok_or_else(|| Refusal::missing("control"))?;
        if row.get(2)? {
            return Err(Refusal::conflict(format!("{id} was retired.")).into());
        }
        Ok((row.get(0)?, row.get(1)?))
    }

    /// Ends the evidence whose kind ends with `trigger`: of a control's requirements, or of a subject.
    pub(crate) async fn end_evidence_on(
        &mut self,
        trigger: Trigger,
        control: Option<i64>,
        subject: Option<i64>,
    ) -> Result<()> {
        for kind in &catalogue().kinds {
            let Some(ends) = kind.ends_on.iter().find(|ends| ends.trigger == trigger) else { continue };
            let at = self.now().plus_seconds(i64::from(ends.grace_days) * 86_400);
            self.end_offers(&kind.id, at, trigger, control, subject).await?;
        }
        Ok(())
    }

    async fn end_offers(
        &mut self,
        kind: &KindId,
        at: Instant,
        trigger: Trigger,
        control: Option<i64>,
        subject: Option<i64>,
    ) -> Result<()> {
        let (mut values, mut of) = (args![kind.as_str(), at, self.seq(), trigger.key()], String::new());
        if let Some(control) = control {
            values.push(control.into());
            of.push_str(" AND requirement IN (SELECT no FROM requirement WHERE control = $5)");
        }
        if let Some(subject) = subject {
            values.push(subject.into());
            of.push_str(&format!(" AND subject = ${}", values.len()));
        }
        let sql = format!(
            "UPDATE offer SET ended_at = $2, ended_seq = $3, ended_as = $4 WHERE kind = $1 AND ruling = 'supports' \
             AND lapses_at > $2 AND (ended_at IS NULL OR ended_at > $2){of}"
        );
        self.ended += self.tx.run(sql, values).await?;
        self.touched.subjects.extend(subject);
        Ok(())
    }
}

/// A statement of a control that is written down.
#[derive(Clone, Copy)]
pub(crate) struct NewWording<'a> {
    pub control: i64,
    pub id: &'a ControlId,
    pub version: i64,
    pub title: &'a str,
    pub statement: &'a str,
    pub material: bool,
}

/// For which criteria the library calls a control key, as facts of a programme.
pub(crate) fn keys_of(programme: i64, control: i64, template: &Control) -> impl Iterator<Item = NewFact> {
    template.key_for.iter().map(move |criterion| key(programme, criterion.key(), control))
}

pub(crate) fn key(programme: i64, criterion: &str, control: i64) -> NewFact {
    NewFact::new(About::Programme, programme, What::Key, format!("{criterion} {control}"), "key")
}
