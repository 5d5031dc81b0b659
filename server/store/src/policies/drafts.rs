//! A draft that nobody needs any more is dropped: the trail keeps what it said.

use super::owner_relation;
use crate::Store;
use crate::error::Result;
use crate::sql::args;
use crate::writing::allow;
use domain::change::reason;
use domain::ids::PolicyId;
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};

impl Store {
    /// Whoever wrote on a draft, its policy's owner or a manager drops it. `seen` is the version that the page showed; no
    /// later draft bears that number.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when there is none, or somebody wrote on it meanwhile; [`Refusal::Invalid`] at `reason`;
    /// [`Refusal::Forbidden`].
    pub async fn drop_draft(&self, actor: &Actor, id: PolicyId, why: &str, seen: i64) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let policy = w.policy(id).await?;
        let draft = w.draft(id).await?;
        let wrote = draft.as_ref().is_some_and(|draft| draft.authors.contains(&actor.person));
        let relation = if wrote { Relation::Owner } else { owner_relation(&policy, actor) };
        allow(actor, Verb::PolicyDraftDropped, relation)?;
        let draft = draft.ok_or_else(|| Refusal::conflict("There is no draft of it any more."))?;
        if draft.version != seen {
            let sentence = "Somebody wrote on this draft meanwhile. Read it again, then decide.";
            return Err(Refusal::conflict(sentence).into());
        }
        let why = reason(why)?;
        w.tx.run("DELETE FROM policy_draft WHERE policy = $1", args![id]).await?;
        w.tx.run("UPDATE policy SET dropped_draft = $2 WHERE id = $1", args![id, draft.version]).await?;
        let event = Event::new(Verb::PolicyDraftDropped, actor.person)
            .about(ThingKind::Policy, id)
            .with("draft", draft.version)
            .with("sha256", draft.file.as_ref().map(|file| file.sha256.as_str()))
            .words("reason", why)
            .words("text", draft.text.text);
        w.commit(event).await?;
        Ok(())
    }
}
