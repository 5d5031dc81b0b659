//! Deciding lines, closing a review with a task for each removal, and calling one off.

use super::read::{AccessReviewRow, Listed, listed};
use super::{about, relation, text};
use crate::Store;
use crate::error::Result;
use crate::sql::args;
use crate::writing::{Writing, allow};
use domain::access_reviews::{Access, DecisionDraft, Removal, ReviewStage, close, decide};
use domain::change::reason;
use domain::deficiencies::Of;
use domain::ids::{AccessReviewId, OwnTaskId, PersonId};
use domain::instant::Zone as _;
use domain::own_tasks::{About, OwnTaskDraft};
use domain::people::Actor;
use domain::refusal::{Faults, Refusal};
use domain::trail::{Event, ThingKind, Verb};
use domain::words::CriterionId;
use std::collections::BTreeMap;

/// One line's decision, as its entry vouches for it.
type Said = (usize, Access, String);

impl Store {
    /// Decides some lines at once, by their places; a line decided otherwise before is decided anew. How many changed.
    ///
    /// # Errors
    /// As [`decide`], of each: what cannot stand at `access-PLACE` or `reason-PLACE`, and nothing is written then;
    /// [`Refusal::Invalid`] at `lines` when nothing is decided; [`Refusal::Missing`].
    pub async fn decide_access(
        &self,
        actor: &Actor,
        id: AccessReviewId,
        drafts: &BTreeMap<usize, DecisionDraft>,
    ) -> Result<usize> {
        let (mut w, of) = self.on_review(actor, id, Verb::AccessDecided).await?;
        of.row.stands()?;
        let (review, now) = (of.row.review(), w.now());
        let (mut faults, mut said): (_, Vec<Said>) = (Faults::default(), Vec::new());
        for (at, draft) in drafts {
            let line = of.lines.get(*at).ok_or_else(|| Refusal::missing("line of the listing"))?;
            match decide(&review, line, draft, actor, now) {
                Ok(one) => {
                    let before = of.decided.get(at);
                    if before.is_none_or(|before| (before.access, &before.reason) != (one.access, &one.reason)) {
                        said.push((*at, one.access, one.reason));
                    }
                }
                Err(Refusal::Invalid(all)) => {
                    all.into_iter().for_each(|fault| faults.add(format!("{}-{at}", fault.field), fault.message));
                }
                Err(refusal) => return Err(refusal.into()),
            }
        }
        faults.none()?;
        if said.is_empty() {
            return Err(Refusal::at("lines", "Decide at least one line otherwise than it is decided already.").into());
        }
        w.keep_decisions(id, &said, actor).await?;
        let of_access = |access| said.iter().filter(|(_, one, _)| *one == access).count();
        let event = Event::new(Verb::AccessDecided, actor.person)
            .with("keep", of_access(Access::Keep))
            .with("change", of_access(Access::Change))
            .with("revoke", of_access(Access::Revoke));
        w.commit(about(event, &of.row)).await?;
        Ok(said.len())
    }

    /// Closes a review in which every line is decided: each removal becomes a task of `assignee`. How many.
    ///
    /// # Errors
    /// As [`close`]; [`Refusal::Invalid`] at `assignee` when somebody has to carry something out and nobody is named;
    /// [`Refusal::Forbidden`].
    pub async fn close_access_review(
        &self,
        actor: &Actor,
        id: AccessReviewId,
        assignee: Option<PersonId>,
    ) -> Result<usize> {
        let (mut w, of) = self.on_review(actor, id, Verb::AccessReviewClosed).await?;
        of.row.stands()?;
        let today = w.zone().await?.day(w.now());
        let closed = close(&of.row.review(), &of.lines, &of.decided, actor, today)?;
        let mut tasks = Vec::new();
        if !closed.removals.is_empty() {
            let assignee = assignee.ok_or_else(|| Refusal::at("assignee", "Choose who carries it out."))?;
            w.active("assignee", assignee).await?;
            for removal in &closed.removals {
                let draft = task(&of, removal, assignee);
                tasks.push((removal.line, w.insert_own_task(&draft, actor).await?));
            }
        }
        w.keep_removals(&of.row, &tasks, actor).await?;
        let mut event = Event::new(Verb::AccessReviewClosed, actor.person)
            .with("kept", closed.kept)
            .with("removals", closed.removals.len());
        for (_, task) in &tasks {
            event = event.about(ThingKind::OwnTask, task);
        }
        w.commit(about(event, &of.row)).await?;
        Ok(tasks.len())
    }

    /// Calls a review off: its listing was wrong or of another thing. It stays to be seen.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] once it is closed or called off; [`Refusal::Invalid`] at `reason`; [`Refusal::Forbidden`].
    pub async fn drop_access_review(&self, actor: &Actor, id: AccessReviewId, why: &str) -> Result<()> {
        let (mut w, of) = self.on_review(actor, id, Verb::AccessReviewDropped).await?;
        of.row.stands()?;
        let why = reason(why)?;
        let sql = "UPDATE access_review SET ended_by = $2, ended_at = $3, ended_seq = $4, ended_why = $5 WHERE id = $1";
        w.tx.run(sql, args![id, actor.person, w.now(), w.seq(), why.as_str()]).await?;
        w.vouch(format!("access-review-end/{id}"), &why);
        let event = Event::new(Verb::AccessReviewDropped, actor.person);
        w.commit(about(event, &of.row).words("reason", why)).await?;
        Ok(())
    }

    pub(super) async fn on_review(&self, actor: &Actor, id: AccessReviewId, verb: Verb) -> Result<(Writing, Listed)> {
        let mut w = self.write(Some(actor)).await?;
        let of = listed(&mut w.tx, id).await?;
        allow(actor, verb, relation(&of.row, actor))?;
        Ok((w, of))
    }
}

impl AccessReviewRow {
    /// # Errors
    /// [`Refusal::Conflict`] once it is closed or called off.
    fn stands(&self) -> Result<()> {
        match self.stage() {
            ReviewStage::Deciding => Ok(()),
            ReviewStage::Closed | ReviewStage::Accepted => {
                Err(Refusal::conflict("The review is closed. What changes now belongs to the next one.").into())
            }
            ReviewStage::Dropped => Err(Refusal::conflict("The review was called off. Nothing was changed.").into()),
        }
    }
}

/// What one removal asks of somebody.
fn task(of: &Listed, removal: &Removal, assignee: PersonId) -> OwnTaskDraft {
    let (line, decided) = (of.lines.get(removal.line), of.decided.get(&removal.line));
    let account = line.map(|line| line.account.as_str()).unwrap_or_default();
    let asset = line.map(|line| line.asset.as_str()).unwrap_or_default();
    let rights = line.map(|line| line.rights.iter().cloned().collect::<Vec<_>>().join(", ")).unwrap_or_default();
    let does = match removal.access {
        Access::Revoke => "Revoke",
        Access::Change | Access::Keep => "Change",
    };
    let title: String = format!("{does} access of {account} to {asset}").chars().take(TITLE_MAX).collect();
    let why = decided.map(|one| one.reason.as_str()).unwrap_or_default();
    OwnTaskDraft {
        title,
        steps: format!("Decided in {}, {}.\nRights listed: {rights}\nReason: {why}", of.row.code(), of.row.name),
        about: match of.row.of {
            Of::System(id) => About::System(id),
            Of::Organisation | Of::Vendor(_) => About::Criterion(CriterionId::CC6_3),
        },
        assignee,
        due_on: removal.due_on,
    }
}

const TITLE_MAX: usize = 160;

/// What the entry vouches for of decisions that were made at once.
pub(super) fn decisions_text<'a>(all: impl IntoIterator<Item = (i64, &'a str, &'a str)>) -> String {
    let one = |(line, access, reason): (i64, &str, &str)| text(&[&line.to_string(), access, reason]);
    all.into_iter().map(one).collect::<Vec<_>>().join("\n")
}

impl Writing {
    async fn keep_decisions(&mut self, id: AccessReviewId, said: &[Said], by: &Actor) -> Result<()> {
        let places: Vec<_> = said.iter().map(|(at, ..)| at.to_string()).collect();
        let sql = format!(
            "UPDATE access_decision SET ended_at = $2, ended_seq = $3 WHERE review = $1 AND ended_at IS NULL \
             AND line IN ({})",
            places.join(", ")
        );
        self.tx.run(sql, args![id, self.now(), self.seq()]).await?;
        let place = |at: &usize| i64::try_from(*at).unwrap_or(i64::MAX);
        let row = |(at, access, reason): &Said| {
            args![id, place(at), access.key(), reason.as_str(), by.person, self.now(), self.seq()]
        };
        let rows = said.iter().map(row).collect();
        let head = "INSERT INTO access_decision (review, line, access, reason, by, from_at, from_seq)";
        self.tx.insert_many(head, rows).await?;
        let all = decisions_text(said.iter().map(|(at, access, reason)| (place(at), access.key(), reason.as_str())));
        self.vouch(format!("access-decisions/{id}@{}", self.seq()), &all);
        Ok(())
    }

    async fn keep_removals(&mut self, row: &AccessReviewRow, tasks: &[(usize, OwnTaskId)], by: &Actor) -> Result<()> {
        let sql = "UPDATE access_review SET closed_by = $2, closed_at = $3, closed_seq = $4 WHERE id = $1";
        self.tx.run(sql, args![row.id, by.person, self.now(), self.seq()]).await?;
        let place = |at: &usize| i64::try_from(*at).unwrap_or(i64::MAX);
        let rows = tasks.iter().map(|(at, task)| args![row.id, place(at), *task]).collect();
        self.tx.insert_many("INSERT INTO access_removal (review, line, task)", rows).await?;
        let all = removals_text(tasks.iter().map(|(at, task)| (place(at), *task)));
        self.vouch(format!("access-closing/{}", row.id), &all);
        Ok(())
    }
}

/// What the entry vouches for of what follows from a review.
pub(super) fn removals_text(all: impl IntoIterator<Item = (i64, OwnTaskId)>) -> String {
    all.into_iter().map(|(line, task)| format!("{line} {task}")).collect::<Vec<_>>().join("\n")
}
