//! What an organisation sets of its arithmetic, at random: which attestations count, and the control calendar.

use super::{Dice, May, Story};
use domain::attestations::SettingsDraft;
use domain::operating::{CalendarDraft, by_calendar};
use domain::words::Criticality;
use store::{Error, Result};

impl Story {
    /// With dice of its own, so that all other histories stay as they are.
    pub(crate) async fn set_aside_settings(&mut self, turn: u64) -> Result<Option<May>> {
        let mut dice = Dice(turn.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let (store, manager) = (self.f.store.clone(), self.manager);
        self.prove_late().await?;
        if dice.roll(2) == 0 {
            let set = store.attestation_settings().await?;
            let mut draft = SettingsDraft::from(&set.now());
            let kind = ["SOC2-T2", "SOC3", "ISO27001"][dice.roll(3)];
            let counts = draft.accepts[&Criticality::High].iter().any(|id| id == kind);
            for kinds in draft.accepts.values_mut() {
                kinds.retain(|id| id != kind);
                if !counts {
                    kinds.push(kind.to_owned());
                }
            }
            store.set_attestation_settings(&manager, &draft, set.version).await?;
            self.prove_late().await?;
        } else {
            let set = store.calendar_settings().await?;
            let mut draft = CalendarDraft::from(set.now());
            draft.anchor = ["", "2026-02-15", "2026-01-28"][dice.roll(3)].to_owned();
            for cadence in by_calendar() {
                draft.grace.insert(cadence, dice.roll(4).to_string());
            }
            store.set_calendar_settings(&manager, &draft, set.version).await?;
        }
        Ok(Some(May::Better))
    }

    /// What was accepted before it was asked for, or counts newly, proves once a second person says so.
    async fn prove_late(&mut self) -> Result<()> {
        for id in self.attestations.clone() {
            match self.f.store.prove_attestation(&self.reviewer, id).await {
                Ok(_) | Err(Error::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
