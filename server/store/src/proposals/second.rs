//! Who may propose a change, be its second person, or have it weighed.

use super::ProposalRow;
use crate::Store;
use crate::error::Result;
use crate::owners::owners_since;
use crate::sql::{Tx, args};
use crate::writing::{Writing, allow};
use domain::change::{Change, Proposal, agree};
use domain::evidence::NamedPair;
use domain::ids::PersonId;
use domain::instant::Instant;
use domain::people::{Actor, Relation, Role, may};
use domain::trail::Verb;
use std::collections::BTreeSet;

impl Store {
    /// Whether somebody may be the second person.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] with the reason.
    pub async fn may_agree(&self, actor: &Actor, row: &ProposalRow) -> Result<()> {
        let mut tx = self.db.reading().await?;
        let owners = owners_since(&mut tx, &[(&row.change, row.at)]).await?.concat();
        let asked_as_executive = asked_as_executive(&mut tx, row).await?;
        let proposal = Proposal { change: &row.change, asked_by: row.asked_by, asked_as_executive, owners: &owners };
        Ok(agree(&proposal, actor)?)
    }

    /// Whether somebody may have it worked out what a change would better.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for whoever could neither propose nor decide it.
    pub async fn may_weigh(&self, actor: &Actor, row: &ProposalRow) -> Result<()> {
        may_weigh(&mut self.db.reading().await?, actor, row).await
    }
}

impl Writing {
    pub(super) async fn relation_to(&mut self, change: &Change, actor: &Actor) -> Result<Relation> {
        let owns = if let Change::Exclude { pairs, .. } = change {
            self.owns_all(pairs, actor.person).await?
        } else {
            owners_of(&mut self.tx, change).await?.contains(&actor.person)
        };
        Ok(if owns { Relation::Owner } else { Relation::Stranger })
    }

    /// Whether somebody owns every subject of the pairs; of the organisation, the control that asks.
    async fn owns_all(&mut self, pairs: &[NamedPair], person: PersonId) -> Result<bool> {
        let spine = self.spine().await?;
        let list = crate::spine::list(pairs.iter().map(|pair| &pair.subject));
        let sql = format!(
            "SELECT no FROM system WHERE no IN ({list}) AND (owner = $1 OR deputy = $1) \
             UNION SELECT no FROM vendor WHERE no IN ({list}) AND owner = $1"
        );
        let rows = if pairs.is_empty() { vec![] } else { self.tx.all(sql, args![person]).await? };
        let owned: BTreeSet<i64> = rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
        let owns = |pair: &NamedPair| match pair.subject {
            0 => {
                let control = spine.requirement_by_id(&pair.requirement).and_then(|one| spine.control_of(one));
                control.is_some_and(|control| control.owner == Some(person))
            }
            subject => owned.contains(&subject),
        };
        Ok(!pairs.is_empty() && pairs.iter().all(owns))
    }
}

pub(super) async fn may_weigh(tx: &mut Tx, actor: &Actor, row: &ProposalRow) -> Result<()> {
    if actor.rights.reviews() || may(actor.rights, Verb::ChangeProposed, Relation::Stranger) {
        return Ok(());
    }
    let mut owners = owners_of(tx, &row.change).await?;
    owners.extend(owners_since(tx, &[(&row.change, row.at)]).await?.concat());
    let owns = owners.contains(&actor.person) || row.asked_by == actor.person;
    allow(actor, Verb::ChangeProposed, if owns { Relation::Owner } else { Relation::Stranger })
}

/// Whether whoever proposed it is an executive, where the rule of the second person asks.
pub(super) async fn asked_as_executive(tx: &mut Tx, row: &ProposalRow) -> Result<bool> {
    if !row.change.takes_executive() {
        return Ok(false);
    }
    let sql = "SELECT 1 FROM person_right WHERE person = $1 AND what = $2 AND ended_at = $3";
    Ok(tx.first(sql, args![row.asked_by, Role::Executive.key(), Instant::NEVER]).await?.is_some())
}

/// Owners and deputies of the system, or the owner of the control, that a change is about; for an exclusion see
/// [`owners_since`].
async fn owners_of(tx: &mut Tx, change: &Change) -> Result<Vec<PersonId>> {
    let rows = match change {
        Change::Answer { system, .. } | Change::Move { system, .. } | Change::Release { system, .. } => {
            let sql = "SELECT owner FROM system WHERE id = $1 AND owner IS NOT NULL \
                       UNION SELECT deputy FROM system WHERE id = $1 AND deputy IS NOT NULL";
            tx.all(sql, args![*system]).await?
        }
        Change::Reword { control, .. }
        | Change::Retire { control }
        | Change::Relax { control, .. }
        | Change::Own { control, .. } => {
            let sql = "SELECT owner FROM control WHERE id = $1 AND owner IS NOT NULL";
            tx.all(sql, args![control.as_str()]).await?
        }
        Change::Exclude { .. }
        | Change::ApproveControls { .. }
        | Change::Demote { .. }
        | Change::Conclude { .. }
        | Change::SetAside { .. }
        | Change::Narrow { .. }
        | Change::Drop { .. }
        | Change::WithdrawAdverse { .. } => Vec::new(),
    };
    rows.iter().map(|row| row.get(0)).collect()
}
