//! The address at which somebody's calendar program asks what is due: a capability, kept as its digest.

use crate::Store;
use crate::error::Result;
use crate::people::rights_of;
use crate::sql::args;
use crate::writing::allow;
use domain::ids::PersonId;
use domain::instant::Instant;
use domain::people::{Actor, Relation};
use domain::trail::{Event, ThingKind, Verb};
use sha2::{Digest as _, Sha256};

/// Seconds between two notes that a calendar was asked.
const NOTED: i64 = 3_600;

impl Store {
    /// Makes somebody's calendar address anew, and shows its key this once; an older one ends.
    ///
    /// # Errors
    /// [`domain::refusal::Refusal::Forbidden`] for guests.
    pub async fn make_calendar(&self, actor: &Actor) -> Result<String> {
        allow(actor, Verb::CalendarMade, Relation::Oneself)?;
        let mut w = self.write(Some(actor)).await?;
        let key = w.new_key();
        w.tx.run("DELETE FROM calendar WHERE person = $1", args![actor.person]).await?;
        let sql = "INSERT INTO calendar (person, key, made_at) VALUES ($1, $2, $3)";
        w.tx.run(sql, args![actor.person, digest(&key), w.now()]).await?;
        w.commit(Event::new(Verb::CalendarMade, actor.person).about(ThingKind::Person, actor.person)).await?;
        Ok(key)
    }

    /// Ends somebody's calendar address, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_calendar(&self, actor: &Actor) -> Result<()> {
        allow(actor, Verb::CalendarEnded, Relation::Oneself)?;
        let mut w = self.write(Some(actor)).await?;
        if w.tx.run("DELETE FROM calendar WHERE person = $1", args![actor.person]).await? == 1 {
            w.commit(Event::new(Verb::CalendarEnded, actor.person).about(ThingKind::Person, actor.person)).await?;
        }
        Ok(())
    }

    /// Since when somebody has a calendar address, and when it was asked last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn calendar(&self, person: PersonId) -> Result<Option<(Instant, Option<Instant>)>> {
        let sql = "SELECT made_at, used_at FROM calendar WHERE person = $1";
        let row = self.db.first(sql, args![person]).await?;
        row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
    }

    /// Whose calendar a key opens; `None` when it opens none, or its person is not here any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn calendar_of(&self, key: &str) -> Result<Option<Actor>> {
        let sql = "SELECT p.id, p.invited_by, p.at, (SELECT string_agg(r.what, ',') FROM person_right r \
                   WHERE r.person = p.id AND r.ended_at = $2), c.used_at FROM calendar c JOIN person p ON p.id = c.person \
                   WHERE c.key = $1 AND p.active";
        let Some(row) = self.db.first(sql, args![digest(key), Instant::NEVER]).await? else {
            return Ok(None);
        };
        let (person, now): (PersonId, _) = (row.get(0)?, self.now());
        if row.get::<Option<Instant>>(4)?.is_none_or(|used| used.plus_seconds(NOTED) <= now)
            && let Some(mut tx) = self.db.writing_at_once().await?
        {
            tx.run("UPDATE calendar SET used_at = $2 WHERE person = $1", args![person, now]).await?;
            tx.commit().await?;
        }
        let since: Instant = row.get(2)?;
        let rights = rights_of(&row.get::<Option<String>>(3)?.unwrap_or_default());
        let invited = row.get::<Option<PersonId>>(1)?.map(|by| (by, since));
        Ok(Some(Actor { person, rights, invited }).filter(|actor| !actor.rights.is_guest()))
    }
}

fn digest(key: &str) -> Vec<u8> {
    Sha256::digest(key.as_bytes()).to_vec()
}
