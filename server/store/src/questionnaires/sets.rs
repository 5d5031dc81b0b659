//! Sets of questions: every save is a new version, and the one before it ends.

use super::read::json;
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, args};
use domain::ids::{PersonId, QuestionSetId};
use domain::instant::Instant;
use domain::people::Actor;
use domain::questionnaires::{Ask, SetDraft};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};

/// A version of a set of questions.
#[derive(Clone, Debug, PartialEq)]
pub struct SetRow {
    pub id: QuestionSetId,
    pub no: i64,
    pub name: String,
    pub about: String,
    pub asks: Vec<Ask>,
    pub by: PersonId,
    pub at: Instant,
    /// When a later version took its place, or it was retired.
    pub ended_at: Option<Instant>,
}

const SET: &str = "SELECT s.id, s.no, s.name, s.about, s.asks, s.by, s.from_at, s.ended_at FROM question_set s";

fn set(row: &Row) -> Result<SetRow> {
    Ok(SetRow {
        id: row.get(0)?,
        no: row.get(1)?,
        name: row.get(2)?,
        about: row.get(3)?,
        asks: json(&row.get::<String>(4)?, "questions")?,
        by: row.get(5)?,
        at: row.get(6)?,
        ended_at: row.get(7)?,
    })
}

/// The newest version of a set, whether it is retired or not.
pub(super) async fn newest(tx: &mut Tx, id: QuestionSetId) -> Result<SetRow> {
    let row = tx.first(format!("{SET} WHERE s.id = $1 ORDER BY s.no DESC LIMIT 1"), args![id]).await?;
    set(&row.ok_or_else(|| Refusal::missing("set of questions"))?)
}

impl Store {
    /// Writes a set, or a new version of one: `was` names it and the version that the form showed.
    ///
    /// # Errors
    /// As [`SetDraft::check`]; [`Refusal::Conflict`] when somebody saved it meanwhile, nothing differs, or it is retired;
    /// [`Refusal::Forbidden`].
    pub async fn write_question_set(
        &self,
        actor: &Actor,
        was: Option<(QuestionSetId, i64)>,
        draft: &SetDraft,
    ) -> Result<QuestionSetId> {
        let mut w = self.write_as(actor, Verb::QuestionSetWritten).await?;
        let written = draft.check(w.seq())?;
        let (id, no) = match was {
            None => (QuestionSetId(w.new_id()), 1),
            Some((id, seen)) => {
                let before = newest(&mut w.tx, id).await?;
                if before.no != seen || before.ended_at.is_some() {
                    return Err(Refusal::conflict("Somebody saved or retired this set meanwhile.").into());
                }
                if (&before.name, &before.about, &before.asks) == (&written.name, &written.about, &written.asks) {
                    return Err(Refusal::conflict("Nothing differs from the last version.").into());
                }
                let sql =
                    "UPDATE question_set SET ended_by = $3, ended_at = $4, ended_seq = $5 WHERE id = $1 AND no = $2";
                w.tx.run(sql, args![id, seen, actor.person, w.now(), w.seq()]).await?;
                (id, seen + 1)
            }
        };
        let asks = serde_json::to_string(&written.asks).map_err(|_| Error::Unreadable("questions"))?;
        let sql = "INSERT INTO question_set (id, no, name, about, asks, by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let (name, about) = (written.name.as_str(), written.about.as_str());
        w.tx.run(sql, args![id, no, name, about, asks.as_str(), actor.person, w.now(), w.seq()]).await?;
        w.vouch(format!("question-set/{id}@{no}"), &asks);
        let event = Event::new(Verb::QuestionSetWritten, actor.person)
            .about(ThingKind::QuestionSet, id)
            .with("version", no)
            .with("questions", written.asks.len())
            .words("name", written.name)
            .words("about", written.about);
        w.commit(event).await?;
        Ok(id)
    }

    /// A set is no longer to be sent. What was sent stays as it is.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when it is retired; [`Refusal::Forbidden`]; [`Refusal::Missing`].
    pub async fn retire_question_set(&self, actor: &Actor, id: QuestionSetId) -> Result<()> {
        let mut w = self.write_as(actor, Verb::QuestionSetRetired).await?;
        let last = newest(&mut w.tx, id).await?;
        if last.ended_at.is_some() {
            return Err(Refusal::conflict("It is retired already. Nothing was changed.").into());
        }
        let sql = "UPDATE question_set SET ended_by = $3, ended_at = $4, ended_seq = $5 WHERE id = $1 AND no = $2";
        w.tx.run(sql, args![id, last.no, actor.person, w.now(), w.seq()]).await?;
        let event = Event::new(Verb::QuestionSetRetired, actor.person).about(ThingKind::QuestionSet, id);
        w.commit(event.with("version", last.no)).await?;
        Ok(())
    }

    /// The newest version of a set.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn question_set(&self, id: QuestionSetId) -> Result<SetRow> {
        newest(&mut self.db.reading().await?, id).await
    }

    /// The sets that can be sent, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn question_sets(&self) -> Result<Vec<SetRow>> {
        let sql = format!("{SET} WHERE s.ended_at IS NULL ORDER BY s.name, s.id");
        self.db.all(sql, vec![]).await?.iter().map(set).collect()
    }
}
