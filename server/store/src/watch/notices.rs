//! Who was told what: notices, letters, and what people chose.

use super::jobs::QUEUE;
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, args};
use crate::writing::{allow, id_at};
use domain::ids::{NoticeId, PersonId};
use domain::instant::{Instant, Zone};
use domain::notices::{JobKind, Notice, NoticeChoice, NoticeChoiceDraft, digest, notices};
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A notice as its person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    pub id: NoticeId,
    pub notice: Notice,
    pub told: Instant,
    pub read: Option<Instant>,
    /// The day of the letter that told of it.
    pub letter: Option<Date>,
    /// When the matter was done with; none while it is not.
    pub ended: Option<Instant>,
}

/// What a round of the watch did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub matters: usize,
    pub new: usize,
    pub ended: usize,
    pub letters: usize,
}

/// What goes into a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub on: Date,
    pub notices: Vec<Notice>,
}

const NOTICE: &str = "SELECT id, body, told_at, read_at, letter_on, ended_at FROM notice";

fn notice(row: &Row) -> Result<NoticeRow> {
    let body: String = row.get(1)?;
    Ok(NoticeRow {
        id: row.get(0)?,
        notice: serde_json::from_str(&body).map_err(|_| Error::Unreadable("notice"))?,
        told: row.get(2)?,
        read: row.get(3)?,
        letter: row.get(4)?,
        ended: row.get(5)?,
    })
}

impl Store {
    /// A round of the watch: tells everybody what is new to them, ends what is done with, and with `letters` queues the
    /// letters of the day. Doing it again tells nothing again.
    ///
    /// # Errors
    /// When the database fails; then nothing of it happened.
    pub async fn tell(&self, now: Instant, zone: &impl Zone, letters: bool) -> Result<Told> {
        let today = zone.day(now);
        let matters = self.matters(now, zone).await?;
        let current = notices(&matters, &self.colleagues(today).await?, today);
        let mut tx = self.db.writing().await?;
        let mut known = BTreeMap::new();
        for row in tx.all("SELECT person, key, id, body FROM notice WHERE ended_at IS NULL", vec![]).await? {
            let (id, body): (NoticeId, String) = (row.get(2)?, row.get(3)?);
            known.insert((row.get::<PersonId>(0)?, row.get::<String>(1)?), (id, body));
        }
        let mut told = Told { matters: matters.len(), ..Told::default() };
        for one in &current {
            let body = serde_json::to_string(one).map_err(|_| Error::Unreadable("notice"))?;
            if let Some((id, said)) = known.get(&(one.person, one.key())) {
                // It is told already, and may have grown meanwhile.
                if *said != body {
                    tx.run("UPDATE notice SET body = $2 WHERE id = $1", args![*id, body]).await?;
                }
                continue;
            }
            let sql = "INSERT INTO notice (id, person, key, body, told_at) VALUES ($1, $2, $3, $4, $5) \
                       ON CONFLICT (person, key) DO UPDATE SET ended_at = NULL, body = $4";
            told.new += usize::from(
                tx.run(sql, args![NoticeId(id_at(self.world.as_ref(), now)), one.person, one.key(), body, now]).await?
                    == 1,
            );
        }
        // A later stage of the same matter takes the place of the earlier one.
        let keys: BTreeSet<_> = current.iter().map(|one| (one.person, one.key())).collect();
        for ((person, key), (id, _)) in &known {
            if !keys.contains(&(*person, key.clone())) {
                tx.run("UPDATE notice SET ended_at = $2 WHERE id = $1", args![*id, now]).await?;
                told.ended += 1;
            }
        }
        if letters {
            told.letters = self.queue_letters(&mut tx, today).await?;
        }
        tx.commit().await?;
        Ok(told)
    }

    /// Letters of the day: what no letter told yet, as people chose it. How many.
    async fn queue_letters(&self, tx: &mut Tx, today: Date) -> Result<usize> {
        let choices = choices_in(tx).await?;
        let mut last = BTreeMap::new();
        let sql = "SELECT person, max(letter_on) FROM notice WHERE letter_on IS NOT NULL GROUP BY person";
        for row in tx.all(sql, vec![]).await? {
            last.insert(row.get::<PersonId>(0)?, row.get::<Date>(1)?);
        }
        let mut pending: BTreeMap<PersonId, Vec<(NoticeId, Notice)>> = BTreeMap::new();
        let sql = format!("{NOTICE} WHERE ended_at IS NULL AND letter_on IS NULL ORDER BY told_at, id");
        for row in tx.all(sql, vec![]).await? {
            let NoticeRow { id, notice, .. } = notice(&row)?;
            pending.entry(notice.person).or_default().push((id, notice));
        }
        let mut letters = 0;
        for (person, notices) in pending {
            let choice = choices.get(&person).cloned().unwrap_or_default();
            let (ids, notices): (Vec<_>, Vec<_>) = notices.into_iter().unzip();
            let goes: BTreeSet<_> =
                digest(&notices, &choice, last.get(&person).copied(), today).into_iter().map(Notice::key).collect();
            if goes.is_empty() {
                continue;
            }
            for (id, _) in ids.iter().zip(&notices).filter(|(_, notice)| goes.contains(&notice.key())) {
                tx.run("UPDATE notice SET letter_on = $2 WHERE id = $1", args![*id, today]).await?;
            }
            tx.run(QUEUE, self.queued(JobKind::Letter, &format!("{person} {today}"), self.now())).await?;
            letters += 1;
        }
        Ok(letters)
    }

    /// What goes into somebody's letter of a day; `None` when they are not here any more or have no address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn letter(&self, person: PersonId, on: Date) -> Result<Option<Letter>> {
        let row = self.person(person).await?;
        let (true, Some(email)) = (row.active, row.email) else { return Ok(None) };
        let sql = format!("{NOTICE} WHERE person = $1 AND letter_on = $2 ORDER BY told_at, id");
        let rows = self.db.all(sql, args![person, on]).await?;
        let notices = rows.iter().map(|row| notice(row).map(|one| one.notice)).collect::<Result<_>>()?;
        Ok(Some(Letter { person, name: row.name.unwrap_or_default(), email, on, notices }))
    }

    /// Somebody's notices, those whose matter is open first, the latest first; at most two hundred.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices(&self, person: PersonId) -> Result<Vec<NoticeRow>> {
        let sql = format!(
            "{NOTICE} WHERE person = $1 ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, told_at DESC, id LIMIT 200"
        );
        self.db.all(sql, args![person]).await?.iter().map(notice).collect()
    }

    /// Notes that somebody has read what they were told up to an instant.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_notices(&self, actor: &Actor, until: Instant) -> Result<()> {
        let sql = "UPDATE notice SET read_at = $2 WHERE person = $1 AND read_at IS NULL AND told_at <= $3";
        let mut tx = self.db.writing().await?;
        tx.run(sql, args![actor.person, self.now(), until]).await?;
        tx.commit().await
    }

    /// What somebody chose, and its version.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notice_choice(&self, person: PersonId) -> Result<(NoticeChoice, i64)> {
        let sql = "SELECT body, version FROM notice_choice WHERE person = $1";
        match self.db.first(sql, args![person]).await? {
            Some(row) => Ok((choice(&row.get::<String>(0)?)?, row.get(1)?)),
            None => Ok((NoticeChoice::default(), 0)),
        }
    }

    /// Chooses what comes by letter.
    ///
    /// # Errors
    /// As [`NoticeChoiceDraft::check`]; [`Refusal::Conflict`] when it was chosen otherwise meanwhile.
    pub async fn choose_notices(&self, actor: &Actor, draft: &NoticeChoiceDraft, seen: i64) -> Result<()> {
        allow(actor, Verb::NoticesChosen, Relation::Oneself)?;
        let chosen = draft.check()?;
        let body = serde_json::to_string(&chosen).map_err(|_| Error::Unreadable("choice"))?;
        let mut w = self.write(Some(actor)).await?;
        let sql = "INSERT INTO notice_choice (person, body, version) VALUES ($1, $2, 1) \
                   ON CONFLICT (person) DO UPDATE SET body = $2, version = notice_choice.version + 1 \
                   WHERE notice_choice.version = $3";
        if w.tx.run(sql, args![actor.person, body, seen]).await? == 0 {
            return Err(Refusal::conflict("You chose otherwise meanwhile, in another window.").into());
        }
        let mut event = Event::new(Verb::NoticesChosen, actor.person).about(ThingKind::Person, actor.person);
        for (group, how) in &chosen.by_group {
            event = event.with(group.key(), how.key());
        }
        w.commit(event.with("summary", chosen.summary)).await?;
        Ok(())
    }

    /// Who gets the weekly summary: whoever chose it, and executives who did not choose otherwise.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn summary_readers(&self, today: Date) -> Result<Vec<PersonId>> {
        let house = self.colleagues(today).await?;
        let choices = choices_in(&mut self.db.reading().await?).await?;
        let gets = |id: &PersonId, executive: bool| choices.get(id).and_then(|one| one.summary).unwrap_or(executive);
        let here = house.people.iter().filter(|(_, one)| one.active && !one.rights.is_guest());
        let executive = domain::people::Role::Executive;
        Ok(here.filter(|(id, one)| gets(id, one.rights.has(executive))).map(|(id, _)| *id).collect())
    }
}

async fn choices_in(tx: &mut Tx) -> Result<BTreeMap<PersonId, NoticeChoice>> {
    let rows = tx.all("SELECT person, body FROM notice_choice", vec![]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, choice(&row.get::<String>(1)?)?))).collect()
}

fn choice(body: &str) -> Result<NoticeChoice> {
    serde_json::from_str(body).map_err(|_| Error::Unreadable("choice"))
}
