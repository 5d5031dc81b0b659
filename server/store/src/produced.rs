//! Evidence that a step in a register produces: accepted by the second person whom that register's own rule demands.

use crate::error::{Error, Result};
use crate::evidence::told_end;
use crate::sql::{Row, args};
use crate::writing::Writing;
use domain::catalogue::{Kind, RegisterStep, catalogue};
use domain::evidence::{Form, NamedPair, Ruling, marked, stale_from};
use domain::ids::{EvidenceId, PersonId};
use domain::instant::{Instant, Zone as _};
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::trail::{Thing, ThingKind};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

/// What machine stamped the day on which it was done: this product.
const STAMP: &str = "Plumbline";

/// A step in a register that proves something.
pub(crate) struct Step {
    pub step: RegisterStep,
    /// What it came of.
    pub record: Thing,
    pub title: String,
    /// Whose work it is; never who accepts it.
    pub author: PersonId,
    /// First and last day it speaks for.
    pub speaks: (Date, Date),
    pub own_end: Option<Date>,
    /// What it proves; requirements that are not adopted, or do not ask for a kind of this step, are passed over.
    pub pairs: Vec<NamedPair>,
}

impl Writing {
    /// Produces the evidence of a step, a piece for each kind that is asked for; how many pairs it proves.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] when whoever accepts is its author.
    pub(crate) async fn produce(&mut self, by: &Actor, step: &Step) -> Result<usize> {
        let today = self.zone().await?.day(self.now());
        self.produce_on(by, step, today).await
    }

    /// The same of what was done on an earlier day.
    ///
    /// # Errors
    /// As [`Writing::produce`].
    pub(crate) async fn produce_on(&mut self, by: &Actor, step: &Step, performed: Date) -> Result<usize> {
        if by.person == step.author {
            return Err(Refusal::forbidden("This is your own work. A second person accepts it.").into());
        }
        let produced = catalogue().steps.get(&step.step).ok_or(Error::Unreadable("step of a register"))?;
        let mut proven = 0;
        for kind in &produced.kinds {
            let kind = catalogue().kinds.get(kind).ok_or(Error::Unreadable("kind"))?;
            proven += self.produce_kind(by, step, kind, performed).await?;
        }
        Ok(proven)
    }

    async fn produce_kind(&mut self, by: &Actor, step: &Step, kind: &Kind, performed: Date) -> Result<usize> {
        let (spine, zone) = (self.spine().await?, self.zone().await?);
        let asks = |pair: &&NamedPair| {
            let requirement = spine.requirement_by_id(&pair.requirement);
            let stands = requirement.and_then(|one| spine.control_of(one)).is_some_and(|control| !control.retired);
            stands && requirement.and_then(|one| one.proof.as_ref()).is_some_and(|proof| proof.asks(&kind.id))
        };
        let pairs: Vec<_> = step.pairs.iter().filter(asks).collect();
        if pairs.is_empty() {
            return Ok(0);
        }
        let id = EvidenceId(self.new_id());
        self.insert_record(id, step, kind, performed).await?;
        let (from, until) = (zone.midnight(step.speaks.0), zone.midnight(step.speaks.1));
        let (mut rows, mut named, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for pair in &pairs {
            let requirement =
                spine.requirement_by_id(&pair.requirement).ok_or_else(|| Refusal::missing("requirement"))?;
            let fresh = self.freshness(requirement, pair.subject).await?;
            let stale = stale_from(fresh, kind, step.speaks.1, step.own_end);
            let lapses = stale.map_or(Instant::NEVER, |day| zone.midnight(day));
            rows.push(args![
                pair.subject,
                requirement.no,
                id,
                kind.id.as_str(),
                from,
                until,
                self.now(),
                Ruling::Supports.key(),
                self.now(),
                self.seq(),
                by.person,
                marked(by, step.author, self.now()),
                lapses
            ]);
            named.push(format!("{}@{}", pair.requirement, pair.subject));
            ends.push(told_end(Some(lapses)));
            self.touched.subjects.insert(pair.subject);
            self.concerns.insert(pair.requirement.to_string());
        }
        let head = "INSERT INTO offer (subject, requirement, evidence, kind, speaks_from, speaks_until, submitted_at, \
                    ruling, ruled_at, ruled_seq, ruled_by, marked, lapses_at)";
        self.tx.insert_many(head, rows).await?;
        self.produced.push(said(id, step, kind, performed, named, ends));
        Ok(pairs.len())
    }

    async fn insert_record(&mut self, id: EvidenceId, step: &Step, kind: &Kind, performed: Date) -> Result<()> {
        let sql = "INSERT INTO evidence (id, kind, form, title, speaks_from, speaks_until, performed_on, stamp, own_end, \
                   submitted_by, performed_by, from_at, from_seq, record_kind, record) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12, $13, $14)";
        let (kind, form, title) = (kind.id.as_str(), Form::Record.key(), step.title.as_str());
        let (from, until) = step.speaks;
        let (record, thing) = (step.record.kind.key(), step.record.id.as_str());
        let (at, seq) = (self.now(), self.seq());
        let values = args![
            id,
            kind,
            form,
            title,
            from,
            until,
            performed,
            STAMP,
            step.own_end,
            step.author,
            at,
            seq,
            record,
            thing
        ];
        self.tx.run(sql, values).await.map(|_| ())
    }

    /// Ends what a record proves, from now on.
    pub(crate) async fn end_record(&mut self, record: &Thing, cause: &'static str) -> Result<()> {
        let sql = "SELECT o.subject, o.requirement, o.evidence FROM evidence e JOIN offer o ON o.evidence = e.id \
                   WHERE e.record_kind = $1 AND e.record = $2 AND o.ruling = 'supports' AND o.withdrawn_at IS NULL \
                   AND o.lapses_at > $3 AND (o.ended_at IS NULL OR o.ended_at > $3)";
        let rows = self.tx.all(sql, args![record.kind.key(), record.id.as_str(), self.now()]).await?;
        self.end_each(rows, cause).await
    }

    /// The same of all records of one kind of thing.
    pub(crate) async fn end_records_of(&mut self, kind: ThingKind, cause: &'static str) -> Result<()> {
        let sql = "SELECT o.subject, o.requirement, o.evidence FROM evidence e JOIN offer o ON o.evidence = e.id \
                   WHERE e.record_kind = $1 AND o.ruling = 'supports' AND o.withdrawn_at IS NULL \
                   AND o.lapses_at > $2 AND (o.ended_at IS NULL OR o.ended_at > $2)";
        let rows = self.tx.all(sql, args![kind.key(), self.now()]).await?;
        self.end_each(rows, cause).await
    }

    async fn end_each(&mut self, rows: Vec<Row>, cause: &'static str) -> Result<()> {
        for row in rows {
            let (subject, requirement, evidence): (i64, i64, EvidenceId) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let sql = "UPDATE offer SET ended_at = $4, ended_seq = $5, ended_as = $6 \
                       WHERE subject = $1 AND requirement = $2 AND evidence = $3";
            let values = args![subject, requirement, evidence, self.now(), self.seq(), cause];
            self.ended += self.tx.run(sql, values).await?;
            self.touched.subjects.insert(subject);
        }
        Ok(())
    }
}

/// What the entry says of one piece: enough to hold its rows against it.
fn said(id: EvidenceId, step: &Step, kind: &Kind, performed: Date, pairs: Vec<String>, ends: Vec<Json>) -> Json {
    json!({
        "id": id.to_string(),
        "kind": kind.id.as_str(),
        "form": Form::Record.key(),
        "step": step.step.key(),
        "record": format!("{}/{}", step.record.kind.key(), step.record.id),
        "speaks_from": step.speaks.0.to_string(),
        "speaks_until": step.speaks.1.to_string(),
        "performed_on": performed.to_string(),
        "performed_by": step.author.to_string(),
        "submitted_by": step.author.to_string(),
        "own_end": step.own_end.map(|day| day.to_string()),
        "stamp": STAMP,
        "pairs": pairs,
        "lapses": ends,
    })
}

/// A thing that evidence can come of.
pub(crate) fn record(kind: ThingKind, id: impl ToString) -> Thing {
    Thing::new(kind, id)
}
