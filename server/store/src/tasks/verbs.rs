//! What people decide about tasks: who has them, until when, and what they say. Nothing here betters a finding.

use crate::Store;
use crate::error::Result;
use crate::pairs::once;
use crate::spine::list;
use crate::sql::args;
use crate::writing::{Writing, allow};
use domain::codes::RequirementId;
use domain::evidence::NamedPair;
use domain::ids::{PersonId, RemarkId};
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use jiff::civil::Date;

const WORDS_MAX: usize = 4_000;

impl Store {
    /// Gives a task to somebody on some subjects, each with the version that the page showed; to nobody: it falls back
    /// to whom it would fall by itself.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for whoever neither manages nor owns; [`Refusal::Conflict`] when somebody decided
    /// meanwhile; [`Refusal::Invalid`] at `assignee` or `subjects`.
    pub async fn give_task(
        &self,
        actor: &Actor,
        requirement: &RequirementId,
        subjects: &[(i64, i64)],
        to: Option<PersonId>,
    ) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let subjects = &once(subjects);
        let no = w.may_hand(actor, Verb::TaskGiven, requirement, subjects).await?;
        if let Some(person) = to {
            w.active("assignee", person).await?;
        }
        for (subject, version) in subjects {
            let sql = "INSERT INTO task_hand (subject, requirement, version, assignee) VALUES ($1, $2, 1, $3) \
                       ON CONFLICT (subject, requirement) DO UPDATE SET assignee = $3, \
                       version = task_hand.version + 1 WHERE task_hand.version = $4";
            w.hand(sql, args![*subject, no, to, *version]).await?;
        }
        let event = Event::new(Verb::TaskGiven, actor.person).about(ThingKind::Requirement, requirement);
        let event = to.iter().fold(event, |event, person| event.about(ThingKind::Person, person));
        w.commit(event.with("subjects", numbers(subjects))).await?;
        Ok(())
    }

    /// Sets the due date of a task on some subjects, or takes it back.
    ///
    /// # Errors
    /// As [`Store::give_task`].
    pub async fn set_task_due(
        &self,
        actor: &Actor,
        requirement: &RequirementId,
        subjects: &[(i64, i64)],
        on: Option<Date>,
    ) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let subjects = &once(subjects);
        let no = w.may_hand(actor, Verb::TaskDueSet, requirement, subjects).await?;
        for (subject, version) in subjects {
            let sql = "INSERT INTO task_hand (subject, requirement, version, due_on) VALUES ($1, $2, 1, $3) \
                       ON CONFLICT (subject, requirement) DO UPDATE SET due_on = $3, \
                       version = task_hand.version + 1 WHERE task_hand.version = $4";
            w.hand(sql, args![*subject, no, on, *version]).await?;
        }
        let event = Event::new(Verb::TaskDueSet, actor.person)
            .about(ThingKind::Requirement, requirement)
            .with("due", on.map(|day| day.to_string()))
            .with("subjects", numbers(subjects));
        w.commit(event).await?;
        Ok(())
    }

    /// Says something about a task.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `words`; [`Refusal::Missing`].
    pub async fn discuss_task(&self, actor: &Actor, requirement: &RequirementId, words: &str) -> Result<()> {
        let mut w = self.write_as(actor, Verb::TaskDiscussed).await?;
        let words = words.trim();
        if words.is_empty() {
            return Err(Refusal::at("words", "Write what you want to say.").into());
        }
        if words.chars().count() > WORDS_MAX {
            return Err(Refusal::at("words", format!("At most {WORDS_MAX} characters.")).into());
        }
        let spine = w.spine().await?;
        let no = spine.requirement_by_id(requirement).ok_or_else(|| Refusal::missing("task"))?.no;
        let id = RemarkId(w.new_id());
        let sql =
            "INSERT INTO task_talk (id, requirement, by, words, from_at, from_seq) VALUES ($1, $2, $3, $4, $5, $6)";
        w.tx.run(sql, args![id, no, actor.person, words, w.now(), w.seq()]).await?;
        let event = Event::new(Verb::TaskDiscussed, actor.person).about(ThingKind::Requirement, requirement);
        w.commit(event.words("words", words)).await?;
        Ok(())
    }
}

fn numbers(subjects: &[(i64, i64)]) -> Vec<i64> {
    subjects.iter().map(|(subject, _)| *subject).collect()
}

impl Writing {
    /// The requirement's number, when the actor may decide about it on all of the subjects.
    async fn may_hand(
        &mut self,
        actor: &Actor,
        verb: Verb,
        id: &RequirementId,
        subjects: &[(i64, i64)],
    ) -> Result<i64> {
        let spine = self.spine().await?;
        let requirement = spine.requirement_by_id(id).ok_or_else(|| Refusal::missing("task"))?;
        let control = spine.control_of(requirement).and_then(|control| control.owner);
        let list = list(subjects.iter().map(|(subject, _)| subject));
        let sql = format!(
            "SELECT y.owner, y.deputy, v.owner, h.assignee, s.no FROM subject s LEFT JOIN system y ON y.no = s.no \
             LEFT JOIN vendor v ON v.no = s.no LEFT JOIN task_hand h ON h.subject = s.no AND h.requirement = $1 \
             WHERE s.no IN ({list})"
        );
        let rows = self.tx.all(sql, args![requirement.no]).await?;
        let mut own = !rows.is_empty();
        for row in &rows {
            let mut hands: Vec<Option<PersonId>> = (0..4).map(|i| row.get(i)).collect::<Result<_>>()?;
            hands.extend((row.get::<i64>(4)? == 0).then_some(control));
            own &= hands.contains(&Some(actor.person));
        }
        allow(actor, verb, if own { Relation::Owner } else { Relation::Stranger })?;
        if subjects.is_empty() {
            return Err(Refusal::at("subjects", "Choose at least one.").into());
        }
        let pairs = subjects.iter().map(|(subject, _)| NamedPair { requirement: id.clone(), subject: *subject });
        if self.asked_now("subjects", &pairs.collect::<Vec<_>>()).await?.len() != subjects.len() {
            return Err(Refusal::at("subjects", "The same is named twice, in two versions. Look again.").into());
        }
        Ok(requirement.no)
    }

    async fn hand(&mut self, sql: &'static str, values: Vec<crate::sql::Value>) -> Result<()> {
        if self.tx.run(sql, values).await? == 0 {
            return Err(
                Refusal::conflict("Somebody decided about this task meanwhile. Look again, then decide.").into()
            );
        }
        Ok(())
    }
}
