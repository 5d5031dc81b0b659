//! Controls of our own making: added by one person, counted once a second approved them.

use crate::Store;
use crate::controls::NewWording;
use crate::controls::key;
use crate::error::{Error, Result};
use crate::facts::{About, NewFact, What};
use crate::rhythm::rhythm_facts;
use crate::sql::{Value, args};
use crate::writing::Writing;
use domain::change::Change;
use domain::codes::{ControlId, RequirementId};
use domain::ids::{PersonId, ProposalId};
use domain::own::{OwnControl, OwnControlDraft, letters};
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::rhythm::{Fresh, Rhythm};
use domain::trail::{Event, ThingKind, Verb};

/// The prefix of what an organisation makes itself.
const PREFIX: &str = "OWN";

impl Store {
    /// Adds a control of our own. What it asks is asked from now on, and reads "statement not approved" until a second
    /// person agrees to the proposal that is returned. Criteria that it is key for have to be concluded anew.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at the draft's fields or `owner`; [`Refusal::Forbidden`].
    pub async fn add_control(
        &self,
        actor: &Actor,
        draft: &OwnControlDraft,
        owner: PersonId,
    ) -> Result<(ControlId, ProposalId)> {
        let mut w = self.write_as(actor, Verb::ControlAdded).await?;
        let control = draft.check()?;
        w.active("owner", owner).await?;
        let id = w.own_id(&control).await?;
        w.insert_own(&id, &control, owner, actor).await?;
        let change = Change::ApproveControls { controls: vec![id.clone()] };
        let proposal = w.insert_proposal(&change, "", actor).await?;
        w.change_spine().await?;
        w.touched.all = true;
        let keys = |set: domain::asked::CriterionSet| set.iter().map(|c| c.key()).collect::<Vec<_>>();
        let event = Event::new(Verb::ControlAdded, actor.person)
            .about(ThingKind::Control, &id)
            .about(ThingKind::Proposal, proposal)
            .with("cadence", control.cadence.key())
            .with("applies", control.applies.to_string())
            .with("criteria", keys(control.criteria))
            .with("key_for", keys(control.words.key_for))
            .with("risks", control.words.risks.iter().map(ToString::to_string).collect::<Vec<_>>())
            .with("requirements", control.requirements.iter().map(|r| r.proof.to_string()).collect::<Vec<_>>())
            .words("title", control.title)
            .words("statement", control.statement);
        w.commit(event).await?;
        Ok((id, proposal))
    }
}

impl Writing {
    /// The next id under the letters of its first criterion.
    async fn own_id(&mut self, control: &OwnControl) -> Result<ControlId> {
        let stem = format!("{PREFIX}-{}-", letters(control.criteria));
        let sql = "SELECT count(*) FROM control WHERE id LIKE $1";
        let row = self.tx.first(sql, args![format!("{stem}%")]).await?;
        let next = row.ok_or(Error::Unreadable("count"))?.get::<i64>(0)? + 1;
        let id = format!("{stem}{next:02}");
        id.parse()
            .map_err(|_| Refusal::conflict("There are 99 controls of our own under these criteria already.").into())
    }

    async fn insert_own(&mut self, id: &ControlId, control: &OwnControl, owner: PersonId, actor: &Actor) -> Result<()> {
        let no = self.next("control").await?;
        let own = serde_json::to_string(&control.words).map_err(|_| Error::Unreadable("control"))?;
        let sql = "INSERT INTO control (no, id, version, title, statement, owner_role, cadence, applies, stages, criteria, \
                   owner, approved, linked, retired, at, seq, own) \
                   VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
        let values = args![
            no,
            id.as_str(),
            control.title.as_str(),
            control.statement.as_str(),
            control.role.key(),
            control.cadence.key(),
            control.applies.to_string(),
            i64::from(control.stages.bits()),
            i64::try_from(control.criteria.0).unwrap_or_default(),
            owner,
            false,
            !control.words.risks.is_empty(),
            false,
            self.now(),
            self.seq(),
            own,
        ];
        self.tx.run(sql, values).await?;
        let (title, statement) = (control.title.as_str(), control.statement.as_str());
        let wording = NewWording { control: no, id, version: 1, title, statement, material: true };
        self.insert_wording(&wording, actor).await?;
        let fresh = self.insert_own_requirements(no, id, control).await?;
        let mut facts = vec![
            NewFact::new(About::Control, no, What::Adopted, "", "yes"),
            NewFact::new(About::Control, no, What::Owner, "owner", owner),
        ];
        facts.extend(
            control.criteria.iter().map(|c| NewFact::new(About::Control, no, What::Criterion, c.key(), "answers")),
        );
        facts.extend(control.words.risks.iter().map(|r| NewFact::new(About::Control, no, What::Risk, r, "answers")));
        facts.extend(rhythm_facts(no, &Rhythm { cadence: control.cadence, by_criticality: None, fresh }));
        for programme in self.tx.all("SELECT no FROM programme", vec![]).await? {
            let programme: i64 = programme.get(0)?;
            facts.extend(control.words.key_for.iter().map(|criterion| key(programme, criterion.key(), no)));
        }
        self.begin(facts).await?;
        self.end_conclusions().await
    }

    async fn insert_own_requirements(&mut self, no: i64, id: &ControlId, control: &OwnControl) -> Result<Vec<Fresh>> {
        let first = self.next("requirement").await?;
        let shown_first = control.words.key_for.iter().chain(control.criteria.iter()).next();
        let shown_first = shown_first.ok_or_else(|| Refusal::at("key_for", "Name a criterion."))?;
        let (mut rows, mut fresh): (Vec<Vec<Value>>, Vec<Fresh>) = (Vec::new(), Vec::new());
        for (place, requirement) in (0_i64..).zip(&control.requirements) {
            let own: RequirementId =
                format!("{id}-{}", place + 1).parse().map_err(|_| Error::Unreadable("requirement id"))?;
            rows.push(args![
                first + place,
                own.as_str(),
                no,
                shown_first.key(),
                requirement.subject.key(),
                requirement.nature.key(),
                None::<String>,
                requirement.proof.to_string(),
                requirement.fresh_rule.key(),
                i64::from(requirement.fresh_days),
                i64::from(requirement.due_days),
                control.role.key(),
                serde_json::to_string(&requirement.words).map_err(|_| Error::Unreadable("requirement"))?,
            ]);
            fresh.push(Fresh { requirement: own, rule: requirement.fresh_rule, days: requirement.fresh_days });
        }
        let head = "INSERT INTO requirement (no, id, control, criterion, subject, nature, narrow, proof, fresh_rule, \
                    fresh_days, due_days, role, own)";
        self.tx.insert_many(head, rows).await?;
        Ok(fresh)
    }

    /// The next number of a table that counts.
    async fn next(&mut self, table: &'static str) -> Result<i64> {
        let row = self.tx.first(format!("SELECT coalesce(max(no), 0) FROM {table}"), vec![]).await?;
        Ok(row.ok_or(Error::Unreadable("number"))?.get::<i64>(0)? + 1)
    }
}
