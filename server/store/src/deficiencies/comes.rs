//! Where a deficiency comes from, and what it is about: looked up before it is opened, or opened again.

use super::read::open_by;
use crate::error::Result;
use crate::sql::args;
use crate::writing::Writing;
use domain::days::Period;
use domain::deficiencies::{DeficiencyDraft, NewDeficiency, Of, Source, SourceKind};
use domain::operating::Named;
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;

/// The number of an internal audit that somebody named by hand: 7 of “AUD-007, step 3”.
fn audit_code(reference: &str) -> Option<i64> {
    let words = reference.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
    words
        .filter_map(|word| word.get(..4).filter(|code| code.eq_ignore_ascii_case("AUD-")).and(word.get(4..)))
        .find_map(|no| no.parse().ok())
}

impl Writing {
    /// The period of the report from which it comes.
    pub(super) async fn period_of(&mut self, draft: &DeficiencyDraft) -> Result<Option<Period>> {
        let kind: Option<SourceKind> = draft.source.trim().parse().ok();
        if kind == Some(SourceKind::Audit) {
            return self.audited_days(&draft.reference).await;
        }
        if kind != Some(SourceKind::Attestation) {
            return Ok(None);
        }
        let report = draft.reference.split('#').next().unwrap_or_default();
        let report =
            report.trim().parse().map_err(|_| Refusal::at("reference", "Open it on the page of the report."))?;
        Ok(self.attestation(report).await?.terms.period)
    }

    /// The audited days, where the source is a step of an audit here, or names an audit here by its code; another audit is
    /// named by hand.
    async fn audited_days(&mut self, reference: &str) -> Result<Option<Period>> {
        let audit = reference.split_once('@').and_then(|(audit, _)| audit.trim().parse().ok());
        let audit = match (audit, audit_code(reference)) {
            (Some(audit), _) => audit,
            (None, Some(no)) => {
                let row = self.tx.first("SELECT id FROM audit WHERE no = $1", args![no]).await?;
                let none = || Refusal::at("reference", format!("There is no internal audit AUD-{no:03} here."));
                row.ok_or_else(none)?.get(0)?
            }
            (None, None) => return Ok(None),
        };
        Ok(Some(self.audit(audit).await?.plan.period))
    }

    /// The number of what it is about, and how somebody stands to that or to the control.
    pub(super) async fn subject_of(&mut self, new: &NewDeficiency, actor: &Actor) -> Result<(i64, Relation)> {
        let (no, owns) = match new.of {
            Of::Organisation => (0, Relation::Stranger),
            Of::System(id) => {
                let system = self.system(id).await?;
                (system.no, crate::systems::relation(&system, actor))
            }
            Of::Vendor(id) => {
                let vendor = self.vendor(id).await?;
                (vendor.no, if vendor.owner == Some(actor.person) { Relation::Owner } else { Relation::Stranger })
            }
        };
        let Some(control) = &new.control else { return Ok((no, owns)) };
        self.control(control).await?;
        let spine = self.spine().await?;
        let owned = spine.control(control).is_some_and(|one| one.owner == Some(actor.person));
        Ok((no, if owned { Relation::Owner } else { owns }))
    }

    /// What comes of an occurrence names a requirement of ours, and the subject that it is about.
    pub(super) async fn names_occurrence(&mut self, new: &NewDeficiency, subject: i64) -> Result<()> {
        if new.source.kind != SourceKind::Finding {
            return Ok(());
        }
        let unnamed = |_| Refusal::at("reference", "Open it on the page of the occurrence.");
        let named: Named = new.source.id.parse().map_err(unnamed)?;
        let spine = self.spine().await?;
        let Some(requirement) = spine.requirement_by_id(&named.requirement) else {
            return Err(Refusal::at("reference", format!("{} is asked of nobody here.", named.requirement)).into());
        };
        let control = spine.control_of(requirement).map(|control| control.id.clone());
        if named.about.is_some() && new.control != control {
            let of = control.map(|id| id.to_string()).unwrap_or_default();
            let sentence = format!("The occurrence is one of {of}: the deficiency names that control.");
            return Err(Refusal::at("control", sentence).into());
        }
        if named.about.is_some() && named.subject != subject {
            return Err(Refusal::at("of", "The occurrence is one of another subject. Choose the one it is of.").into());
        }
        Ok(())
    }

    /// Of a source one deficiency stands open at a time, whether it is opened or opened again.
    pub(super) async fn none_open_by(&mut self, source: &Source) -> Result<()> {
        if !source.is_single() {
            return Ok(());
        }
        match open_by(&mut self.tx, source).await? {
            None => Ok(()),
            Some((_, no)) => {
                let sentence = format!("DEF-{no:03} stands open by the same source. Work on that one.");
                Err(Refusal::conflict(sentence).into())
            }
        }
    }
}
