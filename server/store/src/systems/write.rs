//! How a system is written: its columns, its facts, and a line of history for each field that changed.

use super::{SYSTEM, SystemRow, system};
use crate::error::{Error, Result};
use crate::facts::{About, NewFact, What};
use crate::sql::{Value, args};
use crate::writing::Writing;
use domain::ids::{PersonId, SystemId, VendorId};
use domain::import::Prints;
use domain::refusal::Refusal;
use domain::systems::{SystemDraft, may_move, stage_word};
use domain::trail::hex;
use domain::words::{Stage, SubjectKind, Trait, TraitSet};
use std::collections::BTreeMap;

pub(crate) const INSERT: &str = "INSERT INTO system (id, no, version, external_id, name, unit, department, stage, \
    criticality, owner, deputy, yes, no_, programmes, details, fingerprint, entry_print, at, seq)";

fn external(draft: &SystemDraft) -> Option<&str> {
    Some(draft.external_id.as_str()).filter(|id| !id.is_empty())
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

    pub(crate) async fn new_subject(
        &mut self,
        kind: SubjectKind,
        system: Option<SystemId>,
        vendor: Option<VendorId>,
    ) -> Result<i64> {
        let sql = "INSERT INTO subject (no, kind, system, vendor) \
                   SELECT max(no) + 1, $1, $2, $3 FROM subject RETURNING no";
        let row = self.tx.first(sql, args![kind.key(), system, vendor]).await?;
        row.ok_or(Error::Unreadable("number"))?.get(0)
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

    async fn note_change(&mut self, id: SystemId, field: &str, was: &str, became: &str) -> Result<()> {
        if was == became {
            return Ok(());
        }
        let sql = "INSERT INTO system_change (seq, system, field, was, became) VALUES ($1, $2, $3, $4, $5)";
        self.tx.run(sql, args![self.seq(), id, field, was, became]).await.map(|_| ())
    }
}
