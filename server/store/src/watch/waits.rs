//! What waits for people now: one reading for the numbers of the rail, for first pages and for the list of all that waits.

use super::audits::of_audit;
use super::reviews::courses_to_close;
use crate::Store;
use crate::error::Result;
use crate::sql::{Row, args};
use domain::ids::PersonId;
use domain::instant::{Instant, Zone};
use domain::notices::Matter;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The last that was read.
pub(crate) type KeptWaits = Arc<Mutex<Option<Arc<AllThatWaits>>>>;

/// Every matter that waits for somebody's act, as of an entry of the trail and a day.
#[derive(Clone, Debug)]
pub struct AllThatWaits {
    seq: i64,
    today: Date,
    pub matters: Vec<Matter>,
    given: BTreeMap<PersonId, usize>,
}

impl AllThatWaits {
    /// Those that wait for one person.
    pub fn of(&self, person: PersonId) -> impl Iterator<Item = &Matter> {
        self.matters.iter().filter(move |matter| matter.to == person)
    }

    /// How many tasks of our own one person has to finish.
    #[must_use]
    pub fn given(&self, person: PersonId) -> usize {
        self.given.get(&person).copied().unwrap_or_default()
    }
}

/// What there is of each register that is read only where something is open in it.
const OPEN: &str = "SELECT (SELECT count(*) FROM deficiency WHERE NOT closed) + (SELECT count(*) FROM incident WHERE NOT closed), \
    (SELECT count(*) FROM audit WHERE ended_as IS NULL), \
    (SELECT count(*) FROM access_review WHERE accepted_at IS NULL AND ended_at IS NULL), \
    (SELECT count(*) FROM policy_exception WHERE outcome IS NULL), \
    (SELECT count(*) FROM own_task WHERE ended_at IS NULL AND done_at IS NOT NULL), \
    (SELECT count(*) FROM training_course c WHERE c.ended_at IS NULL AND c.teaches <> 'other' AND NOT EXISTS \
    (SELECT 1 FROM training_closing x WHERE x.course = c.id AND x.until_on >= $1))";

/// Tasks of our own that are to be finished, by whoever has them.
const GIVEN: &str =
    "SELECT assignee, count(*) FROM own_task WHERE ended_at IS NULL AND done_at IS NULL GROUP BY assignee";

impl Store {
    /// What waits for whom, as of entry `seq` of the trail; nothing is asked while it is the last, on the same day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waits(&self, seq: i64, now: Instant, zone: &impl Zone) -> Result<Arc<AllThatWaits>> {
        let today = zone.day(now);
        if let Some(waits) = self.waits_at_hand(seq, today) {
            return Ok(waits);
        }
        let (waiting, actors) = (self.waiting(seq).await?, self.actors().await?);
        let mut all: Vec<_> = actors.iter().flat_map(|actor| waiting.matters(actor, now, zone)).collect();
        all.extend(waiting.policies.orphaned(|person| actors.iter().any(|one| one.person == person), zone));
        all.extend(waiting.policies.sent_back(today, &actors, zone));
        all.extend(self.registers_to_close(&waiting.policies, &actors, zone, now).await?);
        let row = self.db.first(OPEN, args![today]).await?;
        let [wrong, audits, reviews, exceptions, done, courses] = match row {
            Some(row) => [row.get::<i64>(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?],
            None => [0; 6],
        };
        if wrong > 0 {
            all.extend(self.wrong_due(now, zone, &actors).await?);
        }
        if audits > 0 {
            all.extend(self.audits(true).await?.iter().flat_map(|row| of_audit(row, zone, &actors)));
        }
        if reviews > 0 {
            all.extend(self.access_due(today, zone, &actors).await?);
        }
        if exceptions > 0 {
            all.extend(self.exceptions_due(today, zone, &actors).await?);
        }
        if done > 0 {
            all.extend(self.own_tasks_due(zone, &actors, true).await?);
        }
        if courses > 0 {
            all.extend(courses_to_close(&self.training().await?, today, zone, &actors));
        }
        all.retain(|matter| matter.what.waits());
        let waits = Arc::new(AllThatWaits { seq, today, matters: all, given: self.given().await? });
        *self.waits.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&waits));
        Ok(waits)
    }

    async fn given(&self) -> Result<BTreeMap<PersonId, usize>> {
        let count = |row: &Row| Ok((row.get(0)?, usize::try_from(row.get::<i64>(1)?).unwrap_or(usize::MAX)));
        self.db.all(GIVEN, vec![]).await?.iter().map(count).collect()
    }

    /// The same if it is at hand: nothing is asked.
    #[must_use]
    pub fn waits_at_hand(&self, seq: i64, today: Date) -> Option<Arc<AllThatWaits>> {
        let known = self.waits.lock().unwrap_or_else(PoisonError::into_inner).clone();
        known.filter(|waits| waits.seq == seq && waits.today == today)
    }
}
