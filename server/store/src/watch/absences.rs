//! Who is away, and who stands in.

use crate::Store;
use crate::error::{Error, Result};
use crate::people::rights_of;
use crate::sql::{Row, Tx, args};
use crate::writing::allow;
use domain::ids::{AbsenceId, PersonId};
use domain::instant::{Instant, Zone};
use domain::notices::{Absence, AbsenceDraft, Colleague, Colleagues};
use domain::people::{Actor, Relation};
use domain::policies::StandIn;
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// An absence that is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbsenceRow {
    pub id: AbsenceId,
    pub absence: Absence,
}

const ABSENCE: &str =
    "SELECT id, person, from_on, until_on, delegate FROM absence WHERE ended_at IS NULL AND until_on >= $1";

fn absence(row: &Row) -> Result<AbsenceRow> {
    let absence = Absence { person: row.get(1)?, from: row.get(2)?, until: row.get(3)?, delegate: row.get(4)? };
    Ok(AbsenceRow { id: row.get(0)?, absence })
}

const fn relation(actor: &Actor, person: PersonId) -> Relation {
    if actor.person.0.as_u128() == person.0.as_u128() { Relation::Oneself } else { Relation::Stranger }
}

impl Store {
    /// Says from when until when somebody is away, and who looks after their things.
    ///
    /// # Errors
    /// As [`AbsenceDraft::check`]; [`Refusal::Conflict`] when these days meet others that they said; [`Refusal::Forbidden`]
    /// for whoever is neither that person nor manages compliance.
    pub async fn set_absence(
        &self,
        actor: &Actor,
        person: PersonId,
        draft: &AbsenceDraft,
        zone: &impl Zone,
    ) -> Result<AbsenceId> {
        allow(actor, Verb::AbsenceSet, relation(actor, person))?;
        let mut w = self.write(Some(actor)).await?;
        let today = zone.day(w.now());
        let house = colleagues_in(&mut w.tx, today).await?;
        let free = |(id, one): (&PersonId, &Colleague)| (one.active && !one.rights.is_guest()).then_some(*id);
        let absence = draft.check(person, today, &house.people.iter().filter_map(free).collect())?;
        let meets = |one: &&Absence| one.person == person && one.from <= absence.until && absence.from <= one.until;
        if let Some(other) = house.absences.iter().find(meets) {
            let sentence = format!("These days meet others: {} to {}. End those first.", other.from, other.until);
            return Err(Refusal::at("from", sentence).into());
        }
        let id = AbsenceId(w.new_id());
        let sql = "INSERT INTO absence (id, person, from_on, until_on, delegate, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = args![id, person, absence.from, absence.until, absence.delegate, w.now(), w.seq()];
        w.tx.run(sql, values).await?;
        let event = Event::new(Verb::AbsenceSet, actor.person)
            .about(ThingKind::Person, person)
            .with("absence", id.to_string())
            .with("from", absence.from.to_string())
            .with("until", absence.until.to_string())
            .with("delegate", absence.delegate.to_string());
        w.commit(event).await?;
        Ok(id)
    }

    /// Ends an absence: somebody is back, or does not go.
    ///
    /// # Errors
    /// [`Refusal::Missing`] when it was ended; [`Refusal::Forbidden`] as for saying it.
    pub async fn end_absence(&self, actor: &Actor, id: AbsenceId) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let sql = "SELECT id, person, from_on, until_on, delegate FROM absence WHERE id = $1 AND ended_at IS NULL";
        let row = w.tx.first(sql, args![id]).await?.ok_or_else(|| Refusal::missing("absence"))?;
        let person = absence(&row)?.absence.person;
        allow(actor, Verb::AbsenceEnded, relation(actor, person))?;
        let sql = "UPDATE absence SET ended_at = $2, ended_seq = $3 WHERE id = $1";
        w.tx.run(sql, args![id, w.now(), w.seq()]).await?;
        let event = Event::new(Verb::AbsenceEnded, actor.person).about(ThingKind::Person, person);
        w.commit(event.with("absence", id.to_string())).await?;
        Ok(())
    }

    /// The absences that are not over by a day, the first first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn absences(&self, today: Date) -> Result<Vec<AbsenceRow>> {
        let sql = format!("{ABSENCE} ORDER BY from_on, id");
        self.db.all(sql, args![today]).await?.iter().map(absence).collect()
    }

    /// Everybody as far as they can be told something on a day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn colleagues(&self, today: Date) -> Result<Colleagues> {
        colleagues_in(&mut self.db.reading().await?, today).await
    }
}

impl Store {
    /// Who stands in for whom on a day, and who said so: of several absences the one that began last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stand_ins(&self, today: Date) -> Result<Vec<StandIn>> {
        stand_ins_in(&mut self.db.reading().await?, today).await
    }
}

pub(crate) async fn stand_ins_in(tx: &mut Tx, today: Date) -> Result<Vec<StandIn>> {
    let sql = "SELECT a.person, a.delegate, e.actor FROM absence a JOIN event e ON e.seq = a.from_seq \
               WHERE a.ended_at IS NULL AND a.from_on <= $1 AND a.until_on >= $1 ORDER BY a.person, a.from_on DESC";
    let mut all: Vec<StandIn> = Vec::new();
    for row in tx.all(sql, args![today]).await? {
        let Some(said_by) = row.get::<Option<PersonId>>(2)? else { continue };
        let one = StandIn { away: row.get(0)?, delegate: row.get(1)?, said_by };
        if all.last().is_none_or(|last| last.away != one.away) {
            all.push(one);
        }
    }
    Ok(all)
}

async fn colleagues_in(tx: &mut Tx, today: Date) -> Result<Colleagues> {
    let sql = "SELECT p.id, p.active, (SELECT string_agg(r.what, ',') FROM person_right r WHERE r.person = p.id \
               AND r.ended_at = $1) FROM person p";
    let mut people = BTreeMap::new();
    for row in tx.all(sql, args![Instant::NEVER]).await? {
        let rights = rights_of(&row.get::<Option<String>>(2)?.unwrap_or_default());
        let active = row.get::<Option<bool>>(1)?.ok_or(Error::Unreadable("person"))?;
        people.insert(row.get(0)?, Colleague { rights, active });
    }
    let absences = tx.all(ABSENCE, args![today]).await?;
    let absences = absences.iter().map(|row| absence(row).map(|one| one.absence)).collect::<Result<_>>()?;
    Ok(Colleagues { people, absences })
}
