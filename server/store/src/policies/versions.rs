//! Versions: submitted, approved by those who are named, rejected, taken back; and what an approved one proves.

use super::read::{spans, versions_in};
use super::{DraftRow, PolicyRow, VersionRow, owner_relation, set};
use crate::Store;
use crate::error::{Error, Result};
use crate::people::rights_of;
use crate::produced::{Step, record};
use crate::sql::args;
use crate::watch::stand_ins_in;
use crate::writing::{Writing, allow};
use domain::catalogue::{RegisterStep, catalogue};
use domain::codes::{RequirementId, TemplateId};
use domain::evidence::NamedPair;
use domain::ids::{EvidenceId, PersonId, PolicyId};
use domain::instant::{Instant, Zone as _};
use domain::people::{Actor, Relation, may};
use domain::policies::{PolicyText, Said, VersionSpan, approve, in_force, proves, reject, submit, withdraw};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use jiff::civil::Date;

/// What a review that changes nothing says of itself.
const UNCHANGED: &str = "Reviewed; nothing changed.";

impl Store {
    /// Submits the draft as the next version. `seen` is the version of the draft that the form showed; its number.
    ///
    /// # Errors
    /// As [`submit`]; [`Refusal::Conflict`] when the draft was changed, or a version waits already;
    /// [`Refusal::Forbidden`].
    pub async fn submit_policy(&self, actor: &Actor, id: PolicyId, said: &Said, seen: i64) -> Result<i64> {
        let mut w = self.write(Some(actor)).await?;
        let policy = w.may_submit(actor, id).await?;
        let draft = w.draft(id).await?.ok_or_else(|| Refusal::conflict("There is no draft to submit."))?;
        if draft.version != seen {
            return Err(
                Refusal::conflict("Somebody wrote on this draft meanwhile. Read it again, then submit it.").into()
            );
        }
        let no = w.submit_version(actor, &policy, &draft, said).await?;
        w.tx.run("DELETE FROM policy_draft WHERE policy = $1", args![id]).await?;
        w.commit_submission(actor, id, no, &draft, said).await?;
        Ok(no)
    }

    /// Submits the text in force as the next version: it was reviewed, and nothing changed.
    ///
    /// # Errors
    /// As [`Store::submit_policy`]; [`Refusal::Conflict`] when nothing is in force.
    pub async fn confirm_policy(&self, actor: &Actor, id: PolicyId, said: &Said) -> Result<i64> {
        let mut w = self.write(Some(actor)).await?;
        let policy = w.may_submit(actor, id).await?;
        let today = w.zone().await?.day(w.now());
        let versions = versions_in(&mut w.tx, id).await?;
        let span = in_force(&spans(&versions), None, today);
        let row = span.and_then(|span| versions.iter().find(|version| version.no == span.no));
        let row = row.ok_or_else(|| Refusal::conflict("No version is in force that could be confirmed."))?;
        let text = w.version_text(id, row.no).await?;
        let text = PolicyText { text, note: UNCHANGED.to_owned(), reask: false };
        let draft = DraftRow { version: 0, text, file: row.file.clone(), authors: vec![actor.person] };
        let no = w.submit_version(actor, &policy, &draft, said).await?;
        w.commit_submission(actor, id, no, &draft, said).await?;
        Ok(no)
    }

    /// One of those named approves a version, or whoever stands in for one of them; the last of the quorum puts it in force.
    ///
    /// # Errors
    /// As [`approve`]; [`Refusal::Missing`].
    pub async fn approve_policy(&self, actor: &Actor, id: PolicyId, no: i64) -> Result<()> {
        let mut w = self.write_as(actor, Verb::PolicyApproved).await?;
        let policy = w.policy(id).await?;
        policy.stands()?;
        let versions = versions_in(&mut w.tx, id).await?;
        let version = of_number(&versions, no)?;
        let today = w.zone().await?.day(w.now());
        let stand_ins = stand_ins_in(&mut w.tx, today).await?;
        let (place, reached) = approve(&version.submission(), &stand_ins, actor)?;
        let sql = "UPDATE policy_approver SET approved_at = $4, approved_seq = $5, acted_by = $6 \
                   WHERE policy = $1 AND no = $2 AND person = $3";
        let acted_by = (place != actor.person).then_some(actor.person);
        w.tx.run(sql, args![id, no, place, w.now(), w.seq(), acted_by]).await?;
        let event = about(Event::new(Verb::PolicyApproved, actor.person), id, no).with("reached", reached);
        let mut event = in_place_of(event, place, actor);
        if reached {
            let span = VersionSpan::new(no, version.wanted_from, today, policy.frame.review);
            w.put_in_force(actor, &policy, span).await?;
            w.prove(actor, &policy, version.submitted_by).await?;
            let (from, review_on) = (span.from.to_string(), span.review_on.to_string());
            event = event.with("in_force_from", from).with("review_on", review_on);
        }
        w.commit(event).await?;
        Ok(())
    }

    /// One of those named rejects a version, or whoever stands in for one of them.
    ///
    /// # Errors
    /// As [`reject`]; [`Refusal::Missing`].
    pub async fn reject_policy(&self, actor: &Actor, id: PolicyId, no: i64, why: &str) -> Result<()> {
        let mut w = self.write_as(actor, Verb::PolicyRejected).await?;
        w.policy(id).await?;
        let versions = versions_in(&mut w.tx, id).await?;
        let today = w.zone().await?.day(w.now());
        let stand_ins = stand_ins_in(&mut w.tx, today).await?;
        let (place, why) = reject(&of_number(&versions, no)?.submission(), &stand_ins, actor, why)?;
        w.end_version(actor, id, no, "rejected", &why).await?;
        let event = in_place_of(about(Event::new(Verb::PolicyRejected, actor.person), id, no), place, actor);
        w.commit(event.words("reason", why)).await?;
        Ok(())
    }

    /// Takes a version back before it was decided.
    ///
    /// # Errors
    /// As [`withdraw`]; [`Refusal::Forbidden`]; [`Refusal::Missing`].
    pub async fn withdraw_policy(&self, actor: &Actor, id: PolicyId, no: i64, why: &str) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let policy = w.policy(id).await?;
        let versions = versions_in(&mut w.tx, id).await?;
        let version = of_number(&versions, no)?;
        let own = version.submitted_by == actor.person;
        let relation = if own { Relation::Owner } else { owner_relation(&policy, actor) };
        allow(actor, Verb::PolicyWithdrawn, relation)?;
        let why = withdraw(&version.submission(), why)?;
        w.end_version(actor, id, no, "withdrawn", &why).await?;
        let event = about(Event::new(Verb::PolicyWithdrawn, actor.person), id, no);
        w.commit(event.words("reason", why)).await?;
        Ok(())
    }

    /// Uses the version in force as proof of what was adopted after its approval: somebody who did not write it says so.
    /// How many pairs it proves.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for its authors; [`Refusal::Conflict`] when there is nothing that it could prove.
    pub async fn prove_policy(&self, actor: &Actor, id: PolicyId) -> Result<usize> {
        let mut w = self.write_as(actor, Verb::PolicyProven).await?;
        let policy = w.policy(id).await?;
        policy.stands()?;
        let today = w.zone().await?.day(w.now());
        let versions = versions_in(&mut w.tx, id).await?;
        let span = in_force(&spans(&versions), None, today);
        let version = span.and_then(|span| versions.iter().find(|version| version.no == span.no));
        let version = version.ok_or_else(|| Refusal::conflict("No version of it is in force."))?;
        if version.authors.contains(&actor.person) {
            return Err(Refusal::forbidden("You wrote on this version. Somebody else uses it as proof.").into());
        }
        let proven = w.prove(actor, &policy, version.submitted_by).await?;
        if proven == 0 {
            return Err(
                Refusal::conflict("Nothing waits for its proof: all that it can prove, it proves already.").into()
            );
        }
        w.commit(about(Event::new(Verb::PolicyProven, actor.person), id, version.no)).await?;
        Ok(proven)
    }

    /// The requirements that the version in force of a policy could prove and does not yet, because they were adopted
    /// after its approval.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unproven_by_policy(&self, policy: &PolicyRow) -> Result<Vec<RequirementId>> {
        let Some(template) = policy.template.as_ref().filter(|_| policy.retired.is_none()) else {
            return Ok(Vec::new());
        };
        let spine = self.spine().await?;
        let mut tx = self.db.reading().await?;
        let mut open = Vec::new();
        for (requirement, beside) in proves(template) {
            let Some(row) = spine.requirement_by_id(requirement) else { continue };
            let stands = spine.control_of(row).is_some_and(|control| !control.retired);
            if stands && beside.is_empty() && tx.first(PROVES, args![row.no, Instant::NEVER]).await?.is_none() {
                open.push(requirement.clone());
            }
        }
        Ok(open)
    }
}

/// Whether a policy of ours proves a requirement of the organisation until its end.
const PROVES: &str = "SELECT 1 FROM offer o JOIN evidence e ON e.id = o.evidence WHERE o.subject = 0 AND o.requirement = $1 \
    AND e.record_kind = 'policy' AND o.withdrawn_at IS NULL AND coalesce(o.ended_at, $2) = $2";

fn of_number(versions: &[VersionRow], no: i64) -> Result<&VersionRow> {
    versions.iter().find(|version| version.no == no).ok_or_else(|| Refusal::missing("version").into())
}

fn about(event: Event, id: PolicyId, no: i64) -> Event {
    event.about(ThingKind::Policy, id).with("version", no)
}

/// The same, saying for whom it was done where that is somebody else.
fn in_place_of(event: Event, place: PersonId, actor: &Actor) -> Event {
    if place == actor.person {
        return event;
    }
    event.about(ThingKind::Person, place).with("for", place.to_string())
}

/// The row that an entry bears out.
fn row_name(id: PolicyId, no: i64) -> String {
    format!("policy-version/{id}@{no}")
}

impl Writing {
    async fn may_submit(&mut self, actor: &Actor, id: PolicyId) -> Result<PolicyRow> {
        let policy = self.policy(id).await?;
        allow(actor, Verb::PolicySubmitted, owner_relation(&policy, actor))?;
        policy.stands()?;
        let sql = "SELECT 1 FROM policy_version WHERE policy = $1 AND outcome IS NULL";
        if self.tx.first(sql, args![id]).await?.is_some() {
            return Err(Refusal::conflict("A version waits for approval already. Take it back first, or wait.").into());
        }
        Ok(policy)
    }

    async fn version_text(&mut self, id: PolicyId, no: i64) -> Result<String> {
        let sql = "SELECT text FROM policy_version WHERE policy = $1 AND no = $2";
        self.tx.first(sql, args![id, no]).await?.ok_or_else(|| Refusal::missing("version"))?.get(0)
    }

    /// Somebody who may approve: here, active, with the right.
    async fn approvers(&mut self, people: &[PersonId]) -> Result<()> {
        for person in people {
            self.active("approvers", *person).await?;
            let sql = "SELECT string_agg(what, ',') FROM person_right WHERE person = $1 AND ended_at = $2";
            let row = self.tx.first(sql, args![*person, Instant::NEVER]).await?;
            let rights = row.map(|row| row.get::<Option<String>>(0)).transpose()?.flatten().unwrap_or_default();
            if !may(rights_of(&rights), Verb::PolicyApproved, Relation::Stranger) {
                let sentence =
                    "Somebody named here may not approve. Executives may, and people with the right of review.";
                return Err(Refusal::at("approvers", sentence).into());
            }
        }
        Ok(())
    }

    async fn submit_version(
        &mut self,
        actor: &Actor,
        policy: &PolicyRow,
        draft: &DraftRow,
        said: &Said,
    ) -> Result<i64> {
        let today = self.zone().await?.day(self.now());
        let mut authors = draft.authors.clone();
        if !authors.contains(&actor.person) {
            authors.push(actor.person);
        }
        let template = policy.template.as_ref().and_then(|id| catalogue().policies.get(id));
        let required = template.map_or(&[][..], |template| template.sections.as_slice());
        submit(&draft.text, draft.file.is_some(), required, said, &authors, today)?;
        self.approvers(&said.approvers).await?;
        let last = self.tx.first("SELECT coalesce(max(no), 0) FROM policy_version WHERE policy = $1", args![policy.id]);
        let no: i64 = last.await?.ok_or(Error::Unreadable("version"))?.get::<i64>(0)? + 1;
        let sql = "INSERT INTO policy_version (policy, no, text, note, reask, sha256, size, media, file_name, authors, \
                   submitted_by, quorum, wanted_from, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
        let file = draft.file.as_ref();
        let hash = file.map(|file| hex::decode(&file.sha256)).transpose().map_err(|_| Error::Unreadable("sha256"))?;
        let names = serde_json::to_string(&authors).map_err(|_| Error::Unreadable("authors"))?;
        // The first version asks everybody; there is nothing that they could have acknowledged before.
        let (reask, quorum) = (draft.text.reask || no == 1, i64::try_from(said.quorum).unwrap_or(i64::MAX));
        let values = args![
            policy.id,
            no,
            draft.text.text.as_str(),
            draft.text.note.as_str(),
            reask,
            hash,
            file.map(|file| file.size),
            file.map(|file| file.media.as_str()),
            file.map(|file| file.name.as_str()),
            names,
            actor.person,
            quorum,
            said.in_force_from,
            self.now(),
            self.seq()
        ];
        self.tx.run(sql, values).await?;
        let approvers = said.approvers.iter().map(|person| args![policy.id, no, *person]).collect();
        self.tx
            .insert_or("INSERT INTO policy_approver (policy, no, person)", approvers, " ON CONFLICT DO NOTHING")
            .await?;
        self.vouch(row_name(policy.id, no), &draft.text.text);
        Ok(no)
    }

    async fn commit_submission(
        self,
        actor: &Actor,
        id: PolicyId,
        no: i64,
        draft: &DraftRow,
        said: &Said,
    ) -> Result<()> {
        let mut event = about(Event::new(Verb::PolicySubmitted, actor.person), id, no)
            .with("quorum", said.quorum)
            .with("in_force_from", said.in_force_from.to_string())
            .with("reask", draft.text.reask)
            .with("sha256", draft.file.as_ref().map(|file| file.sha256.as_str()))
            .words("note", draft.text.note.as_str());
        for person in &said.approvers {
            event = event.about(ThingKind::Person, person);
        }
        self.commit(event).await?;
        Ok(())
    }

    async fn put_in_force(&mut self, actor: &Actor, policy: &PolicyRow, span: VersionSpan) -> Result<()> {
        let zone = self.zone().await?;
        let (binds, overdue) = (zone.midnight(span.from), zone.end_of(span.review_on).next());
        let sql = "UPDATE policy_version SET outcome = 'approved', decided_by = $3, decided_at = $4, decided_seq = $5, \
                   in_force_from = $6, review_on = $7, binds_at = $8, overdue_at = $9, criteria = $10 \
                   WHERE policy = $1 AND no = $2";
        let (at, seq, criteria) = (self.now(), self.seq(), set(policy.frame.criteria));
        let by = actor.person;
        let values = args![policy.id, span.no, by, at, seq, span.from, span.review_on, binds, overdue, criteria];
        self.tx.run(sql, values).await.map(|_| ())
    }

    async fn end_version(
        &mut self,
        actor: &Actor,
        id: PolicyId,
        no: i64,
        how: &'static str,
        answer: &str,
    ) -> Result<()> {
        let sql = "UPDATE policy_version SET outcome = $3, decided_by = $4, decided_at = $5, decided_seq = $6, answer = $7 \
                   WHERE policy = $1 AND no = $2";
        let values = args![id, no, how, actor.person, self.now(), self.seq(), answer];
        self.tx.run(sql, values).await.map(|_| ())
    }

    /// Produces the evidence of the last approved version, for each requirement of its template all of whose templates
    /// have one; how many pairs that proves.
    async fn prove(&mut self, by: &Actor, policy: &PolicyRow, author: PersonId) -> Result<usize> {
        let Some(template) = &policy.template else { return Ok(0) };
        let Some(own) = self.last_approved(template).await? else { return Ok(0) };
        let mut proven = 0;
        for (requirement, beside) in proves(template) {
            let mut spans = vec![own];
            for other in &beside {
                spans.extend(self.last_approved(&other.id).await?);
            }
            // Of five that are needed four prove nothing.
            if spans.len() <= beside.len() {
                continue;
            }
            let from = spans.iter().map(|span| span.from).fold(own.from, Ord::max);
            let until = spans.iter().map(|span| span.review_on).fold(own.review_on, Ord::min);
            if self.proves_already(requirement, from, until).await? {
                continue;
            }
            let together = if beside.is_empty() { "" } else { ", with those that stand beside it" };
            let step = Step {
                step: RegisterStep::PolicyApproved,
                record: record(ThingKind::Policy, policy.id),
                title: format!("{}, version {}{together}", policy.frame.title, own.no),
                author,
                speaks: (from, from),
                own_end: Some(until),
                pairs: vec![NamedPair { requirement: requirement.clone(), subject: 0 }],
            };
            proven += self.produce(by, &step).await?;
        }
        Ok(proven)
    }

    /// The approved version of the policy of a template that is the last one to bind.
    async fn last_approved(&mut self, template: &TemplateId) -> Result<Option<VersionSpan>> {
        let sql = "SELECT v.no, v.in_force_from, v.review_on FROM policy_version v JOIN policy p ON p.id = v.policy \
                   WHERE p.template = $1 AND p.retired_at IS NULL AND v.outcome = 'approved' \
                   ORDER BY v.in_force_from DESC, v.no DESC LIMIT 1";
        let row = self.tx.first(sql, args![template.as_str()]).await?;
        row.map(|row| Ok(VersionSpan { no: row.get(0)?, from: row.get(1)?, review_on: row.get(2)? })).transpose()
    }

    /// Whether the same was produced already, in each of its kinds: for the same days, until the same review.
    async fn proves_already(&mut self, requirement: &RequirementId, from: Date, until: Date) -> Result<bool> {
        let sql = "SELECT DISTINCT o.kind FROM offer o JOIN requirement r ON r.no = o.requirement \
                   JOIN evidence e ON e.id = o.evidence WHERE o.subject = 0 AND r.id = $1 AND e.record_kind = 'policy' AND e.speaks_from = $2 AND e.own_end = $3 \
                   AND o.withdrawn_at IS NULL AND o.ended_at IS NULL";
        let there = self.tx.all(sql, args![requirement.as_str(), from, until]).await?.len();
        let proof = catalogue().requirements.get(requirement).map(|requirement| &requirement.proof);
        let step = catalogue().steps.get(&RegisterStep::PolicyApproved);
        let kinds = step.iter().flat_map(|step| &step.kinds);
        Ok(there >= kinds.filter(|kind| proof.is_some_and(|proof| proof.asks(kind))).count())
    }

    /// Ends what a policy proves, alone or with others.
    pub(super) async fn end_proof_of(&mut self, policy: &PolicyRow) -> Result<()> {
        let Some(template) = &policy.template else { return Ok(()) };
        for (requirement, _) in proves(template) {
            let sql = "SELECT o.requirement, o.evidence FROM offer o JOIN requirement r ON r.no = o.requirement \
                       JOIN evidence e ON e.id = o.evidence WHERE o.subject = 0 AND r.id = $1 AND e.record_kind = 'policy' \
                       AND o.ruling = 'supports' AND o.withdrawn_at IS NULL AND (o.ended_at IS NULL OR o.ended_at > $2)";
            for row in self.tx.all(sql, args![requirement.as_str(), self.now()]).await? {
                let (no, evidence): (i64, EvidenceId) = (row.get(0)?, row.get(1)?);
                let sql = "UPDATE offer SET ended_at = $3, ended_seq = $4, ended_as = 'policy-retired' \
                           WHERE subject = 0 AND requirement = $1 AND evidence = $2";
                self.ended += self.tx.run(sql, args![no, evidence, self.now(), self.seq()]).await?;
                self.touched.subjects.insert(0);
            }
        }
        Ok(())
    }
}
