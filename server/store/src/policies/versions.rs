//! Versions: submitted, approved by those who are named, rejected, taken back.

use super::read::{spans, versions_in};
use super::{DraftRow, PolicyRow, VersionRow, owner_relation, set};
use crate::Store;
use crate::error::{Error, Result};
use crate::people::rights_of;
use crate::sql::{Tx, args};
use crate::watch::stand_ins_in;
use crate::writing::{Writing, allow};
use domain::catalogue::catalogue;
use domain::ids::{PersonId, PolicyId};
use domain::instant::{Instant, Zone as _};
use domain::people::{Actor, Relation, may};
use domain::policies::{PolicyText, Said, VersionSpan, approve, in_force, reject, submit, withdraw};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use jiff::civil::Date;
use std::collections::BTreeSet;

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

    /// Submits the text in force as the next version: it was reviewed, and nothing changed. Whoever wrote that text stays
    /// its author.
    ///
    /// # Errors
    /// As [`Store::submit_policy`]; [`Refusal::Conflict`] when nothing is in force.
    pub async fn confirm_policy(&self, actor: &Actor, id: PolicyId, said: &Said) -> Result<i64> {
        let mut w = self.write(Some(actor)).await?;
        let policy = w.may_submit(actor, id).await?;
        let today = w.zone().await?.day(w.now());
        let versions = versions_in(&mut w.tx, id).await?;
        let row = binding(&versions, today)
            .ok_or_else(|| Refusal::conflict("No version is in force that could be confirmed."))?;
        let text = w.version_text(id, row.no).await?;
        let text = PolicyText { text, note: UNCHANGED.to_owned(), reask: false };
        let authors = authors_of(&mut w.tx, id, row, &versions).await?;
        let draft = DraftRow { version: 0, text, file: row.file.clone(), authors };
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
            // What was approved for a later day never binds any more: it is no proof of that day.
            for displaced in spans(&versions).iter().filter(|other| other.from > span.from) {
                w.end_proof_of(&policy, Some(displaced.from), "policy-displaced").await?;
            }
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

    /// Everybody who wrote the text in force; nobody while none is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_authors(&self, id: PolicyId, today: Date) -> Result<Vec<PersonId>> {
        let mut tx = self.db.reading().await?;
        let versions = versions_in(&mut tx, id).await?;
        match binding(&versions, today) {
            Some(row) => authors_of(&mut tx, id, row, &versions).await,
            None => Ok(Vec::new()),
        }
    }
}

/// Everybody who wrote on a version, or on another of the same text and document.
async fn authors_of(tx: &mut Tx, id: PolicyId, of: &VersionRow, versions: &[VersionRow]) -> Result<Vec<PersonId>> {
    let sql = "SELECT v.no FROM policy_version v JOIN policy_version o ON o.policy = v.policy AND o.text = v.text \
               WHERE v.policy = $1 AND o.no = $2";
    let rows = tx.all(sql, args![id, of.no]).await?;
    let alike = rows.iter().map(|row| row.get::<i64>(0)).collect::<Result<Vec<_>>>()?;
    let document = |version: &VersionRow| version.file.as_ref().map(|file| file.sha256.clone());
    let alike = versions.iter().filter(|one| alike.contains(&one.no) && document(one) == document(of));
    let authors: BTreeSet<_> = alike.flat_map(|version| version.authors.iter().copied()).collect();
    Ok(authors.into_iter().collect())
}

/// The version in force among them.
pub(super) fn binding(versions: &[VersionRow], today: Date) -> Option<&VersionRow> {
    let span = in_force(&spans(versions), None, today)?;
    versions.iter().find(|version| version.no == span.no)
}

fn of_number(versions: &[VersionRow], no: i64) -> Result<&VersionRow> {
    versions.iter().find(|version| version.no == no).ok_or_else(|| Refusal::missing("version").into())
}

pub(super) fn about(event: Event, id: PolicyId, no: i64) -> Event {
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
            .with("brackets_stay", said.brackets_stay)
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
}
