//! What an approved version proves, alone and with those that stand beside it, and the end of that.

use super::PolicyRow;
use super::read::versions_in;
use super::versions::{about, binding};
use crate::Store;
use crate::error::{Error, Result};
use crate::produced::{Step, record};
use crate::sql::args;
use crate::writing::Writing;
use domain::catalogue::{RegisterStep, catalogue};
use domain::codes::{RequirementId, TemplateId};
use domain::evidence::NamedPair;
use domain::ids::{EvidenceId, PersonId, PolicyId};
use domain::instant::{Instant, Zone as _};
use domain::people::Actor;
use domain::policies::{VersionSpan, proves};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Whether a policy of ours proves a requirement of the organisation until its end.
const PROVES: &str = "SELECT 1 FROM offer o JOIN evidence e ON e.id = o.evidence WHERE o.subject = 0 AND o.requirement = $1 \
    AND e.record_kind = 'policy' AND o.withdrawn_at IS NULL AND coalesce(o.ended_at, $2) = $2";

impl Store {
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
        let version = binding(&versions, today).ok_or_else(|| Refusal::conflict("No version of it is in force."))?;
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

    /// Of these templates those whose policy has an approved version and is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn approved_templates(&self, these: &BTreeSet<TemplateId>) -> Result<BTreeSet<TemplateId>> {
        let sql = "SELECT DISTINCT p.template FROM policy p JOIN policy_version v ON v.policy = p.id \
                   WHERE p.template IS NOT NULL AND p.retired_at IS NULL AND v.outcome = 'approved'";
        let rows = self.db.all(sql, vec![]).await?;
        let known = rows.iter().map(|row| row.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("template")));
        let known = known.collect::<Result<BTreeSet<TemplateId>>>()?;
        Ok(known.intersection(these).cloned().collect())
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

impl Writing {
    /// Produces the evidence of the last approved version, for each requirement of its template all of whose templates
    /// have one; how many pairs that proves.
    pub(super) async fn prove(&mut self, by: &Actor, policy: &PolicyRow, author: PersonId) -> Result<usize> {
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
                   ORDER BY v.no DESC LIMIT 1";
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

    /// Ends what the text of a policy proves, alone or with others: all of it, or what speaks from a day.
    pub(super) async fn end_proof_of(
        &mut self,
        policy: &PolicyRow,
        from: Option<Date>,
        cause: &'static str,
    ) -> Result<()> {
        let Some(template) = &policy.template else { return Ok(()) };
        for (requirement, _) in proves(template) {
            let sql = "SELECT o.requirement, o.evidence, e.speaks_from FROM offer o JOIN requirement r ON r.no = o.requirement \
                       JOIN evidence e ON e.id = o.evidence WHERE o.subject = 0 AND r.id = $1 AND e.record_kind = 'policy' \
                       AND o.ruling = 'supports' AND o.withdrawn_at IS NULL AND (o.ended_at IS NULL OR o.ended_at > $2)";
            for row in self.tx.all(sql, args![requirement.as_str(), self.now()]).await? {
                let (no, evidence): (i64, EvidenceId) = (row.get(0)?, row.get(1)?);
                let speaks: Date = row.get(2)?;
                if from.is_some_and(|from| from != speaks) {
                    continue;
                }
                let sql = "UPDATE offer SET ended_at = $3, ended_seq = $4, ended_as = $5 \
                           WHERE subject = 0 AND requirement = $1 AND evidence = $2";
                self.ended += self.tx.run(sql, args![no, evidence, self.now(), self.seq(), cause]).await?;
                self.touched.subjects.insert(0);
            }
        }
        Ok(())
    }
}
