//! The starter library as the organisation keeps it: its controls, their wordings, and who stands for its roles.

use crate::Store;
use crate::controls::NewWording;
use crate::error::{Error, Result};
use crate::sql::{Row, args};
use crate::writing::allow;
use domain::asked::CriterionSet;
use domain::change::{Change, reason, statement};
use domain::codes::{ControlId, RequirementId};
use domain::ids::{PersonId, ProposalId};
use domain::instant::Instant;
use domain::own::OwnWords;
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use domain::words::{ByCriticality, Cadence, DataRole};
use std::collections::BTreeMap;

/// A control that was adopted, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlRow {
    pub no: i64,
    pub id: ControlId,
    pub version: i64,
    pub title: String,
    pub statement: String,
    pub owner: Option<PersonId>,
    pub approved: bool,
    pub retired: bool,
    pub at: Instant,
    pub cadence: Cadence,
    pub by_criticality: Option<ByCriticality>,
    pub applies: String,
    pub criteria: CriterionSet,
    pub role: DataRole,
    /// What the library would say of it, for one of our own making.
    pub own: Option<OwnWords>,
}

/// What is kept of a control of our own.
pub(crate) fn own(text: Option<String>) -> Result<Option<OwnWords>> {
    text.map(|text| serde_json::from_str(&text).map_err(|_| Error::Unreadable("control of our own"))).transpose()
}

/// One wording of a control: proposed, and perhaps agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    pub version: i64,
    pub statement: String,
    pub material: bool,
    pub by: PersonId,
    pub at: Instant,
    pub agreed: Option<(PersonId, Instant)>,
}

/// How the findings of one requirement stand over all its subjects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ControlTally {
    pub failed: usize,
    pub gap: usize,
    pub unknown: usize,
    pub met: usize,
    pub excluded: usize,
}

const CONTROL: &str = "SELECT no, id, version, title, statement, owner, approved, retired, at, cadence, by_criticality, \
    applies, criteria, owner_role, own FROM control";

fn control(row: &Row) -> Result<ControlRow> {
    let by = row.get::<Option<String>>(10)?.map(|text| text.parse().map_err(|_| Error::Unreadable("rhythm")));
    Ok(ControlRow {
        no: row.get(0)?,
        id: row.get::<String>(1)?.parse().map_err(|_| Error::Unreadable("control id"))?,
        version: row.get(2)?,
        title: row.get(3)?,
        statement: row.get(4)?,
        owner: row.get(5)?,
        approved: row.get(6)?,
        retired: row.get(7)?,
        at: row.get(8)?,
        cadence: row.get::<String>(9)?.parse().map_err(|_| Error::Unreadable("cadence"))?,
        by_criticality: by.transpose()?,
        applies: row.get(11)?,
        criteria: CriterionSet(u64::try_from(row.get::<i64>(12)?).map_err(|_| Error::Unreadable("criteria"))?),
        role: row.get::<String>(13)?.parse().map_err(|_| Error::Unreadable("role"))?,
        own: own(row.get(14)?)?,
    })
}

impl Store {
    /// Every control that was ever adopted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn controls(&self) -> Result<Vec<ControlRow>> {
        let sql = format!("{CONTROL} ORDER BY id");
        self.db.all(sql, vec![]).await?.iter().map(control).collect()
    }

    /// One control; `None` while it is only proposed by the library.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn control(&self, id: &ControlId) -> Result<Option<ControlRow>> {
        let sql = format!("{CONTROL} WHERE id = $1");
        self.db.first(sql, args![id.as_str()]).await?.as_ref().map(control).transpose()
    }

    /// The wordings of a control, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wordings(&self, control: i64) -> Result<Vec<Wording>> {
        let sql = "SELECT version, statement, material, by, from_at, agreed_by, agreed_at FROM control_wording \
                   WHERE control = $1 ORDER BY version DESC";
        let rows = self.db.all(sql, args![control]).await?;
        rows.iter()
            .map(|row| {
                let (by, at): (Option<PersonId>, Option<Instant>) = (row.get(5)?, row.get(6)?);
                Ok(Wording {
                    version: row.get(0)?,
                    statement: row.get(1)?,
                    material: row.get(2)?,
                    by: row.get(3)?,
                    at: row.get(4)?,
                    agreed: by.zip(at),
                })
            })
            .collect()
    }

    /// How the requirements of a control stand at an instant, over all their subjects.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tallies(&self, control: i64, at: Instant) -> Result<BTreeMap<RequirementId, ControlTally>> {
        let sql = "SELECT r.id, f.state, count(*) FROM requirement r JOIN finding f ON f.requirement = r.no \
                   WHERE r.control = $1 AND f.from_at <= $2 AND f.until_at > $2 GROUP BY r.id, f.state";
        let mut all: BTreeMap<RequirementId, ControlTally> = BTreeMap::new();
        for row in self.db.all(sql, args![control, at]).await? {
            let id = row.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("requirement id"))?;
            let count = usize::try_from(row.get::<i64>(2)?).unwrap_or_default();
            let tally = all.entry(id).or_default();
            match row.get::<i64>(1)? {
                1 => tally.failed = count,
                2 => tally.gap = count,
                3 => tally.unknown = count,
                4 => tally.met = count,
                5 => tally.excluded = count,
                _ => return Err(Error::Unreadable("state")),
            }
        }
        Ok(all)
    }

    /// Proposes a new statement for a control. A material one ends evidence that ends with it, once agreed to.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `statement` or `reason`; [`Refusal::Conflict`] while another new statement waits;
    /// [`Refusal::Forbidden`]; [`Refusal::Missing`].
    pub async fn reword(
        &self,
        actor: &Actor,
        id: &ControlId,
        text: &str,
        material: bool,
        why: &str,
    ) -> Result<ProposalId> {
        let mut w = self.write(Some(actor)).await?;
        let (no, version) = w.control(id).await?;
        let sql = "SELECT owner, statement, title FROM control WHERE no = $1";
        let row = w.tx.first(sql, args![no]).await?.ok_or_else(|| Refusal::missing("control"))?;
        let owns = row.get::<Option<PersonId>>(0)? == Some(actor.person);
        allow(actor, Verb::ChangeProposed, if owns { Relation::Owner } else { Relation::Stranger })?;
        let text = statement(text)?;
        if text == row.get::<String>(1)? {
            return Err(Refusal::at("statement", "This is the statement in force. Change it, or leave it.").into());
        }
        let why = reason(why)?;
        let newest = w.tx.first("SELECT max(version) FROM control_wording WHERE control = $1", args![no]).await?;
        let newest = newest.ok_or(Error::Unreadable("version"))?.get::<i64>(0)?;
        if w.another_wording_waits(id).await? {
            return Err(Refusal::conflict("Another new statement of this control waits for a second person.").into());
        }
        let next = newest.max(version) + 1;
        let title: String = row.get(2)?;
        let wording = NewWording { control: no, id, version: next, title: &title, statement: &text, material };
        w.insert_wording(&wording, actor).await?;
        let change = Change::Reword { control: id.clone(), version: next, material };
        let proposal = w.insert_proposal(&change, &why, actor).await?;
        let event = crate::proposals::about(Event::new(Verb::ChangeProposed, actor.person), &change)
            .about(ThingKind::Proposal, proposal)
            .with("change", change.key())
            .words("statement", text)
            .words("reason", why);
        w.commit(event).await?;
        Ok(proposal)
    }

    /// Who stands for the library's roles.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roles(&self) -> Result<BTreeMap<DataRole, PersonId>> {
        let rows = self.db.all("SELECT role, person FROM role_table", vec![]).await?;
        rows.iter()
            .map(|row| Ok((row.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("role"))?, row.get(1)?)))
            .collect()
    }

    /// Says who stands for the library's roles; a role that is not named has nobody.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at the role's key when the person is not active; [`Refusal::Forbidden`].
    pub async fn table_roles(&self, actor: &Actor, table: &BTreeMap<DataRole, PersonId>) -> Result<()> {
        let mut w = self.write_as(actor, Verb::RolesTabled).await?;
        let mut event = Event::new(Verb::RolesTabled, actor.person);
        w.tx.run("DELETE FROM role_table", vec![]).await?;
        let mut rows = Vec::new();
        for (role, person) in table {
            w.active(role.key(), *person).await?;
            event = event.about(ThingKind::Person, person).with(role.key(), person.to_string());
            rows.push(args![role.key(), *person]);
        }
        w.tx.insert_many("INSERT INTO role_table (role, person)", rows).await?;
        w.commit(event).await?;
        Ok(())
    }
}

impl crate::Writing {
    async fn another_wording_waits(&mut self, id: &ControlId) -> Result<bool> {
        let rows = self.tx.all("SELECT body FROM proposal WHERE outcome IS NULL AND change = 'reword'", vec![]).await?;
        for row in rows {
            let change = serde_json::from_str(&row.get::<String>(0)?).map_err(|_| Error::Unreadable("change"))?;
            if matches!(change, Change::Reword { ref control, .. } if control == id) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
