//! What people do in an audit: record what testing a step showed, conclude the report, or call the audit off.

use super::looked::offered_in;
use super::{AuditRow, about, relation};
use crate::Store;
use crate::deficiencies::pairs_of;
use crate::error::{Error, Result};
use crate::produced::{Step as Produced, record as thing};
use crate::sql::args;
use crate::writing::{Writing, allow};
use domain::audits::{AuditEnd, Outcome, ResultDraft, Tested, conclude, record};
use domain::catalogue::RegisterStep;
use domain::change::{reason, words};
use domain::codes::ControlId;
use domain::ids::AuditId;
use domain::instant::Zone as _;
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};

impl Store {
    /// Records what testing a step showed. What was recorded before is kept; the last counts.
    ///
    /// # Errors
    /// As [`record`]; [`Refusal::Invalid`] at `evidence` when it was not accepted for the control; [`Refusal::Missing`].
    pub async fn test_control(
        &self,
        actor: &Actor,
        id: AuditId,
        control: &ControlId,
        draft: &ResultDraft,
    ) -> Result<Outcome> {
        let (mut w, row) = self.on_audit(actor, id, Verb::AuditTested).await?;
        let step = row.step(control).ok_or_else(|| Refusal::missing("step"))?;
        let said = record(&row.plan, step, &row.owners, row.ended.is_some(), draft, actor, w.now())?;
        let (spine, zone) = (w.spine().await?, w.zone().await?);
        let offered = offered_in(&mut w.tx, &spine, &row, control, &zone).await?;
        if said.evidence.iter().any(|id| !offered.iter().any(|one| one.id == *id)) {
            let sentence = "Choose of what was accepted for this control and held in the audited days.";
            return Err(Refusal::at("evidence", sentence).into());
        }
        let no = w.insert_result(&row, control, &said).await?;
        let event = Event::new(Verb::AuditTested, actor.person)
            .about(ThingKind::Control, control)
            .with("no", no)
            .with("outcome", said.outcome.key())
            .with("population", said.population)
            .with("sample", said.sample)
            .with("deviations", said.deviations)
            .words("note", said.note);
        let event = match said.elsewhere.as_str() {
            "" => event,
            elsewhere => event.words("elsewhere", elsewhere),
        };
        let event = said.evidence.iter().fold(event, |event, id| event.about(ThingKind::Evidence, id));
        w.commit(event.about(ThingKind::Audit, id)).await?;
        Ok(said.outcome)
    }

    /// Somebody who tested nothing concludes the report, which is proof that controls are audited where a step of each
    /// criterion was tested. How many pairs that proves.
    ///
    /// # Errors
    /// As [`conclude`]; [`Refusal::Conflict`] when the audit has ended; [`Refusal::Missing`].
    pub async fn conclude_audit(&self, actor: &Actor, id: AuditId, note: &str) -> Result<usize> {
        let (mut w, row) = self.on_audit(actor, id, Verb::AuditConcluded).await?;
        row.runs()?;
        let report = conclude(&row.plan, &row.steps, &row.recorded, &row.owners, &row.in_the_log(), actor)?;
        let note = words("note", note)?;
        let proven = if report.proves() { w.proves_audit(actor, &row).await? } else { 0 };
        w.end_audit(id, AuditEnd::Concluded, &note, actor).await?;
        let event = Event::new(Verb::AuditConcluded, actor.person)
            .with("supports", report.supports)
            .with("adverse", report.adverse)
            .with("not_tested", report.not_tested)
            .words("note", note);
        w.commit(about(event, &row)).await?;
        Ok(proven)
    }

    /// The audit is not done after all, and why. What was recorded is kept.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `reason`; [`Refusal::Conflict`] when it has ended; [`Refusal::Forbidden`].
    pub async fn call_off_audit(&self, actor: &Actor, id: AuditId, why: &str) -> Result<()> {
        let (mut w, row) = self.on_audit(actor, id, Verb::AuditCalledOff).await?;
        row.runs()?;
        let why = reason(why)?;
        w.end_audit(id, AuditEnd::CalledOff, &why, actor).await?;
        w.commit(about(Event::new(Verb::AuditCalledOff, actor.person), &row).words("reason", why)).await?;
        Ok(())
    }

    async fn on_audit(&self, actor: &Actor, id: AuditId, verb: Verb) -> Result<(Writing, AuditRow)> {
        let mut w = self.write(Some(actor)).await?;
        let row = w.audit(id).await?;
        allow(actor, verb, relation(&row, actor))?;
        Ok((w, row))
    }
}

impl Writing {
    /// How many pairs a concluded audit proves.
    async fn proves_audit(&mut self, by: &Actor, row: &AuditRow) -> Result<usize> {
        let last = row.recorded.values().flatten().max_by_key(|tested| tested.at);
        let author = last.ok_or(Error::Unreadable("result"))?.by;
        let today = self.zone().await?.day(self.now());
        let step = Produced {
            step: RegisterStep::AuditConcluded,
            record: thing(ThingKind::Audit, row.id),
            title: format!("{}: {}", row.code(), row.plan.title),
            author,
            speaks: (today, today),
            own_end: None,
            pairs: pairs_of(RegisterStep::AuditConcluded),
        };
        self.produce(by, &step).await
    }

    async fn insert_result(&mut self, row: &AuditRow, control: &ControlId, said: &Tested) -> Result<i64> {
        let before = row.recorded.get(control).map_or(0, Vec::len);
        let no = i64::try_from(before).unwrap_or_default() + 1;
        let evidence = said.evidence.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let elsewhere = (!said.elsewhere.is_empty()).then_some(said.elsewhere.as_str());
        let beside = elsewhere.map(|words| format!(" {words}")).unwrap_or_default();
        let text = format!(
            "{} {} {} {} {evidence} {}{beside}",
            said.outcome.key(),
            said.population.map(|count| count.to_string()).unwrap_or_default(),
            said.sample,
            said.deviations,
            said.note
        );
        self.vouch(format!("audit-result/{}@{control}@{no}", row.id), &text);
        let sql = "INSERT INTO audit_result (audit, control, no, outcome, population, sample, deviations, note, evidence, by, \
                   from_at, from_seq, elsewhere) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let values = args![
            row.id,
            control.as_str(),
            no,
            said.outcome.key(),
            said.population.map(i64::from),
            i64::from(said.sample),
            i64::from(said.deviations),
            said.note.as_str(),
            evidence,
            said.by,
            self.now(),
            self.seq(),
            elsewhere
        ];
        self.tx.run(sql, values).await?;
        Ok(no)
    }

    async fn end_audit(&mut self, id: AuditId, how: AuditEnd, note: &str, by: &Actor) -> Result<()> {
        self.vouch(format!("audit-end/{id}"), &format!("{} {note}", how.key()));
        let sql = "UPDATE audit SET ended_as = $2, ended_note = $3, ended_by = $4, ended_at = $5, ended_seq = $6 WHERE id = $1";
        let values = args![id, how.key(), note, by.person, self.now(), self.seq()];
        self.tx.run(sql, values).await.map(|_| ())
    }
}
