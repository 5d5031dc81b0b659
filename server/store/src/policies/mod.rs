//! Policies: drafts, versions that never change, approvals, acknowledgements, exceptions.

mod audience;
mod drafts;
mod exceptions;
mod late;
mod past;
mod proof;
mod read;
mod versions;
mod work;

pub use audience::AudienceNow;
pub use exceptions::ExceptionRow;
pub use late::LatePolicy;
pub(crate) use read::spells;
pub use read::{DraftRow, PolicyLine, PolicyRow, VersionEnd, VersionRow, WaitingVersion};
pub use work::{PolicyToRead, PolicyWaiting, PolicyWork};

use crate::Store;
use crate::error::{Error, Result};
use crate::evidence::StoredFile;
use crate::produced::record;
use crate::sql::args;
use crate::writing::{Writing, allow};
use domain::asked::CriterionSet;
use domain::change::{reason, words};
use domain::codes::TemplateId;
use domain::ids::{PersonId, PolicyId, RemarkId};
use domain::instant::Zone as _;
use domain::people::{Actor, Relation};
use domain::policies::{PolicyFrame, PolicyText, frame_fields, retire};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb, hex};

/// What becomes of the document of a draft.
#[derive(Clone, Debug, Default)]
pub enum Document {
    #[default]
    Kept,
    Attached(StoredFile),
    Removed,
}

pub(crate) fn owner_relation(policy: &PolicyRow, actor: &Actor) -> Relation {
    if policy.frame.owner == Some(actor.person) { Relation::Owner } else { Relation::Stranger }
}

/// People as a draft or a version keeps them.
pub(crate) fn people(text: &str) -> Result<Vec<PersonId>> {
    serde_json::from_str(text).map_err(|_| Error::Unreadable("authors"))
}

fn set(criteria: CriterionSet) -> i64 {
    i64::try_from(criteria.0).unwrap_or_default()
}

impl Store {
    /// Begins a policy, with its first draft.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at the fields of frame and text, or at `template` when a policy of it is kept already;
    /// [`Refusal::Forbidden`].
    pub async fn start_policy(
        &self,
        actor: &Actor,
        template: Option<TemplateId>,
        frame: PolicyFrame,
        text: &PolicyText,
        document: Document,
    ) -> Result<PolicyId> {
        let mut w = self.write_as(actor, Verb::PolicyStarted).await?;
        let (frame, text) = (frame.check()?, text.check()?);
        let owner = frame.owner.ok_or(Error::Unreadable("owner"))?;
        w.active("owner", owner).await?;
        if let Some(template) = &template {
            w.no_policy_of(template).await?;
        }
        let id = PolicyId(w.new_id());
        let sql = "INSERT INTO policy (id, version, template, title, owner, review, criteria, from_at, from_seq) \
                   VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8)";
        let of = template.as_ref().map(TemplateId::as_str);
        let (title, review) = (frame.title.as_str(), frame.review.key());
        w.tx.run(sql, args![id, of, title, owner, review, set(frame.criteria), w.now(), w.seq()]).await?;
        w.insert_draft(id, &text, &document, &[actor.person]).await?;
        let event = Event::new(Verb::PolicyStarted, actor.person)
            .about(ThingKind::Policy, id)
            .about(ThingKind::Person, owner)
            .with("template", of)
            .with("review", review)
            .words("title", frame.title);
        w.commit(with_document(event, &document)).await?;
        Ok(id)
    }

    /// Changes what a policy is kept under. `version` is the one the form showed.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when somebody changed it meanwhile; [`Refusal::Invalid`]; [`Refusal::Forbidden`].
    pub async fn change_policy(&self, actor: &Actor, id: PolicyId, frame: PolicyFrame, version: i64) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let was = w.policy(id).await?;
        allow(actor, Verb::PolicyChanged, owner_relation(&was, actor))?;
        was.stands()?;
        was.is_as_seen(version)?;
        let frame = frame.check()?;
        let owner = frame.owner.ok_or(Error::Unreadable("owner"))?;
        if was.frame.owner != Some(owner) {
            w.active("owner", owner).await?;
        }
        let sql =
            "UPDATE policy SET version = version + 1, title = $2, owner = $3, review = $4, criteria = $5 WHERE id = $1";
        let values = args![id, frame.title.as_str(), owner, frame.review.key(), set(frame.criteria)];
        w.tx.run(sql, values).await?;
        let event = Event::new(Verb::PolicyChanged, actor.person)
            .about(ThingKind::Policy, id)
            .about(ThingKind::Person, owner)
            .with("fields", frame_fields(&was.frame, &frame))
            .with("review", frame.review.key())
            .words("title", frame.title);
        w.commit(event).await?;
        Ok(())
    }

    /// Writes on the draft. `version` is the one the form showed: 0 where there was none, which begins one.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when somebody wrote on it meanwhile; [`Refusal::Invalid`]; [`Refusal::Forbidden`].
    pub async fn write_policy(
        &self,
        actor: &Actor,
        id: PolicyId,
        text: &PolicyText,
        document: Document,
        version: i64,
    ) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let policy = w.policy(id).await?;
        allow(actor, Verb::PolicyDrafted, owner_relation(&policy, actor))?;
        policy.stands()?;
        let text = text.check()?;
        let draft = w.draft(id).await?;
        if draft.as_ref().map_or(0, |draft| draft.version) != version {
            let sentence = "Somebody wrote on this draft while you did. Your text is kept below.";
            return Err(Refusal::conflict(sentence).into());
        }
        match draft {
            None => w.insert_draft(id, &text, &document, &[actor.person]).await?,
            Some(mut draft) => {
                if !draft.authors.contains(&actor.person) {
                    draft.authors.push(actor.person);
                }
                w.update_draft(id, &text, &document, &draft.authors).await?;
            }
        }
        let event = Event::new(Verb::PolicyDrafted, actor.person).about(ThingKind::Policy, id);
        w.commit(with_document(event, &document)).await?;
        Ok(())
    }

    /// Remarks on a policy, mostly on its draft.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `words`; [`Refusal::Missing`].
    pub async fn discuss_policy(&self, actor: &Actor, id: PolicyId, said: &str) -> Result<()> {
        let mut w = self.write_as(actor, Verb::PolicyDiscussed).await?;
        w.policy(id).await?;
        let said = words("words", said)?;
        if said.is_empty() {
            return Err(Refusal::at("words", "Write what you want to say.").into());
        }
        let sql = "INSERT INTO policy_talk (id, policy, by, words, from_at, from_seq) VALUES ($1, $2, $3, $4, $5, $6)";
        let remark = RemarkId(w.new_id());
        w.tx.run(sql, args![remark, id, actor.person, said.as_str(), w.now(), w.seq()]).await?;
        let event = Event::new(Verb::PolicyDiscussed, actor.person).about(ThingKind::Policy, id);
        w.commit(event.words("words", said)).await?;
        Ok(())
    }

    /// Retires a policy: it binds nobody any more, and what it proved ends; so do the exceptions to it, those that wait
    /// and those that hold.
    ///
    /// # Errors
    /// As [`retire`]; [`Refusal::Conflict`] when it is retired already; [`Refusal::Invalid`] at `reason`;
    /// [`Refusal::Forbidden`].
    pub async fn retire_policy(&self, actor: &Actor, id: PolicyId, why: &str) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let policy = w.policy(id).await?;
        allow(actor, Verb::PolicyRetired, owner_relation(&policy, actor))?;
        policy.stands()?;
        let today = w.zone().await?.day(w.now());
        retire(&read::spans(&read::versions_in(&mut w.tx, id).await?), today)?;
        let why = reason(why)?;
        let sql = "UPDATE policy SET version = version + 1, retired_at = $2, retired_seq = $3, retired_why = $4 WHERE id = $1";
        w.tx.run(sql, args![id, w.now(), w.seq(), why.as_str()]).await?;
        w.end_record(&record(ThingKind::Policy, id), "policy-retired").await?;
        w.end_proof_of(&policy, None, "policy-retired").await?;
        let mut event = Event::new(Verb::PolicyRetired, actor.person).about(ThingKind::Policy, id);
        for exception in w.end_exceptions(actor, id, &why).await? {
            event = event.about(ThingKind::Exception, exception);
        }
        w.commit(event.words("reason", why)).await?;
        Ok(())
    }
}

fn with_document(event: Event, document: &Document) -> Event {
    match document {
        Document::Kept => event,
        Document::Removed => event.with("document", "removed"),
        Document::Attached(file) => {
            event.with("sha256", hex(&file.sha256)).with("size", file.size).words("file_name", file.name.as_str())
        }
    }
}

impl Writing {
    pub(crate) async fn policy(&mut self, id: PolicyId) -> Result<PolicyRow> {
        read::policy_in(&mut self.tx, id).await
    }

    pub(crate) async fn draft(&mut self, id: PolicyId) -> Result<Option<DraftRow>> {
        read::draft_in(&mut self.tx, id).await
    }

    async fn no_policy_of(&mut self, template: &TemplateId) -> Result<()> {
        let sql = "SELECT 1 FROM policy WHERE template = $1 AND retired_at IS NULL";
        match self.tx.first(sql, args![template.as_str()]).await? {
            None => Ok(()),
            Some(_) => {
                Err(Refusal::at("template", "There is a policy of this template already. Write on that one.").into())
            }
        }
    }

    async fn insert_draft(
        &mut self,
        id: PolicyId,
        text: &PolicyText,
        document: &Document,
        authors: &[PersonId],
    ) -> Result<()> {
        let file = if let Document::Attached(file) = document { Some(file) } else { None };
        let sql = "INSERT INTO policy_draft (policy, version, text, note, reask, authors, sha256, size, media, file_name) \
                   SELECT p.id, p.dropped_draft + 1, $2, $3, $4, $5, $6, $7, $8, $9 FROM policy p WHERE p.id = $1";
        let authors = serde_json::to_string(authors).map_err(|_| Error::Unreadable("authors"))?;
        let mut values = args![id, text.text.as_str(), text.note.as_str(), text.reask, authors];
        values.extend(StoredFile::columns(file));
        self.tx.run(sql, values).await.map(|_| ())
    }

    async fn update_draft(
        &mut self,
        id: PolicyId,
        text: &PolicyText,
        document: &Document,
        authors: &[PersonId],
    ) -> Result<()> {
        let authors = serde_json::to_string(authors).map_err(|_| Error::Unreadable("authors"))?;
        let sql = "UPDATE policy_draft SET version = version + 1, text = $2, note = $3, reask = $4, authors = $5 \
                   WHERE policy = $1";
        let values = args![id, text.text.as_str(), text.note.as_str(), text.reask, authors];
        self.tx.run(sql, values).await?;
        let file = match document {
            Document::Kept => return Ok(()),
            Document::Removed => None,
            Document::Attached(file) => Some(file),
        };
        let sql = "UPDATE policy_draft SET sha256 = $2, size = $3, media = $4, file_name = $5 WHERE policy = $1";
        let mut values = args![id];
        values.extend(StoredFile::columns(file));
        self.tx.run(sql, values).await.map(|_| ())
    }
}
