//! Sending a questionnaire, making its link anew, revoking it, and calling it off.

use super::read::{QuestionnaireRow, one};
use super::sets::newest;
use super::{about, hash};
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::args;
use crate::vendors::{VendorRow, owner_relation};
use crate::writing::{Writing, allow};
use domain::change::reason;
use domain::ids::{LinkId, QuestionSetId, QuestionnaireId, VendorId};
use domain::instant::{Instant, Zone as _};
use domain::people::Actor;
use domain::questionnaires::{Ask, SendDraft, asks_of, expiry, library};
use domain::refusal::{Faults, Refusal};
use domain::trail::{Event, Verb};
use jiff::civil::Date;
use std::str::FromStr;

/// Which questions are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Questions {
    /// Those of the library that fit the vendor.
    Fitting,
    /// All of the library.
    Library,
    Set(QuestionSetId),
}

impl FromStr for Questions {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        match text {
            "fitting" => Ok(Self::Fitting),
            "library" => Ok(Self::Library),
            id => id.parse().map(Self::Set).map_err(|_| ()),
        }
    }
}

impl Store {
    /// Sends a questionnaire; its id, and the key of the link. The key is returned once and kept only as a hash.
    ///
    /// # Errors
    /// As [`SendDraft::check`]; [`Refusal::Invalid`] at `set`; [`Refusal::Conflict`] while another one waits for this
    /// vendor's answers; [`Refusal::Forbidden`]; [`Refusal::Missing`].
    pub async fn send_questionnaire(
        &self,
        actor: &Actor,
        vendor: VendorId,
        questions: Questions,
        draft: &SendDraft,
    ) -> Result<(QuestionnaireId, String)> {
        let mut w = self.write(Some(actor)).await?;
        let vendor = w.vendor(vendor).await?;
        allow(actor, Verb::QuestionnaireSent, owner_relation(&vendor, actor))?;
        let today = w.zone().await?.day(w.now());
        let sent = draft.check(today)?;
        let open = "SELECT 1 FROM questionnaire WHERE vendor = $1 AND submitted_at IS NULL AND ended_at IS NULL";
        if w.tx.first(open, args![vendor.no]).await?.is_some() {
            let sentence = "A questionnaire waits for this vendor's answers already. Call it off first, or wait.";
            return Err(Refusal::conflict(sentence).into());
        }
        let (name, asks, set) = w.questions(questions, &vendor).await?;
        let id = QuestionnaireId(w.new_id());
        let text = serde_json::to_string(&asks).map_err(|_| Error::Unreadable("questions"))?;
        let sql = "INSERT INTO questionnaire (id, vendor, question_set, set_no, name, asks, due_on, note, sent_by, from_at, \
                   from_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let mut values =
            args![id, vendor.no, set.map(|(id, _)| id), set.map(|(_, no)| no), name.as_str(), text.as_str()];
        values.extend(args![sent.due_on, sent.note.as_str(), actor.person, w.now(), w.seq()]);
        w.tx.run(sql, values).await?;
        w.vouch(format!("questionnaire/{id}"), &text);
        let key = w.insert_link(id, sent.expires_on).await?;
        let mut event = about(Event::new(Verb::QuestionnaireSent, actor.person), id, vendor.id)
            .with("questions", asks.len())
            .with("due_on", sent.due_on.to_string())
            .with("expires_on", sent.expires_on.to_string())
            .words("note", sent.note);
        if let Some((set, no)) = set {
            event = event.about(domain::trail::ThingKind::QuestionSet, set).with("version", no);
        }
        w.commit(event).await?;
        Ok((id, key))
    }

    /// Makes a new link; every one before it ends, those of colleagues too. Answers stay. The key is returned once.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `expires_on`; [`Refusal::Conflict`] once it is closed or called off; [`Refusal::Forbidden`].
    pub async fn link_questionnaire(&self, actor: &Actor, id: QuestionnaireId, expires_on: &str) -> Result<String> {
        let mut w = self.write(Some(actor)).await?;
        let row = w.ours(actor, id, Verb::QuestionnaireLinked).await?;
        if row.closed.is_some() || row.called_off.is_some() {
            return Err(Refusal::conflict("It is closed or called off: nobody needs a link to it.").into());
        }
        let today = w.zone().await?.day(w.now());
        let mut faults = Faults::default();
        let expires_on = expiry(expires_on, row.due_on, today, &mut faults);
        faults.none()?;
        w.end_links(id, "replaced").await?;
        let expires_on = expires_on.unwrap_or(today);
        let key = w.insert_link(id, expires_on).await?;
        let event = about(Event::new(Verb::QuestionnaireLinked, actor.person), id, row.vendor);
        w.commit(event.with("expires_on", expires_on.to_string())).await?;
        Ok(key)
    }

    /// Ends every link of a questionnaire, those of colleagues too. Answers stay.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when none opens it; [`Refusal::Forbidden`]; [`Refusal::Missing`].
    pub async fn unlink_questionnaire(&self, actor: &Actor, id: QuestionnaireId) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let row = w.ours(actor, id, Verb::QuestionnaireUnlinked).await?;
        if w.end_links(id, "revoked").await? == 0 {
            return Err(Refusal::conflict("No link opens it any more. Nothing was changed.").into());
        }
        w.commit(about(Event::new(Verb::QuestionnaireUnlinked, actor.person), id, row.vendor)).await?;
        Ok(())
    }

    /// Calls a questionnaire off: sent by mistake, or no longer needed. Its links end; it stays to be seen.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] once it is closed or called off; [`Refusal::Invalid`] at `reason`; [`Refusal::Forbidden`].
    pub async fn call_questionnaire_off(&self, actor: &Actor, id: QuestionnaireId, why: &str) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let row = w.ours(actor, id, Verb::QuestionnaireCalledOff).await?;
        if row.closed.is_some() || row.called_off.is_some() {
            return Err(Refusal::conflict("It is closed or called off already. Nothing was changed.").into());
        }
        let why = reason(why)?;
        let sql = "UPDATE questionnaire SET ended_by = $2, ended_at = $3, ended_seq = $4, ended_why = $5 WHERE id = $1";
        w.tx.run(sql, args![id, actor.person, w.now(), w.seq(), why.as_str()]).await?;
        w.vouch(format!("questionnaire-end/{id}"), &why);
        w.end_links(id, "revoked").await?;
        let event = about(Event::new(Verb::QuestionnaireCalledOff, actor.person), id, row.vendor);
        w.commit(event.words("reason", why)).await?;
        Ok(())
    }
}

/// The name, the questions, and the set with its version.
type Chosen = (String, Vec<Ask>, Option<(QuestionSetId, i64)>);

impl Writing {
    /// The questionnaire, of somebody who may do this with it.
    pub(super) async fn ours(&mut self, actor: &Actor, id: QuestionnaireId, verb: Verb) -> Result<QuestionnaireRow> {
        let row = one(&mut self.tx, id).await?.row;
        let vendor = self.vendor(row.vendor).await?;
        allow(actor, verb, owner_relation(&vendor, actor))?;
        Ok(row)
    }

    async fn questions(&mut self, questions: Questions, vendor: &VendorRow) -> Result<Chosen> {
        match questions {
            Questions::Library => Ok(("The whole library".to_owned(), library().collect(), None)),
            Questions::Fitting => {
                let acts = self.may_act(vendor).await?;
                let name = format!("Library, {} tier", vendor.tier.label().to_lowercase());
                Ok((name, asks_of(vendor.tier, acts), None))
            }
            Questions::Set(id) => {
                let set = newest(&mut self.tx, id).await?;
                if set.ended_at.is_some() {
                    return Err(Refusal::at("set", "This set is retired. Choose another one.").into());
                }
                Ok((set.name, set.asks, Some((set.id, set.no))))
            }
        }
    }

    /// Whether a system that depends on a vendor may act by itself, or nobody has said that it may not.
    async fn may_act(&mut self, vendor: &VendorRow) -> Result<bool> {
        let sql = "SELECT count(*) FROM dependency d WHERE d.vendor = $1 AND EXISTS (SELECT 1 FROM fact f \
                   WHERE f.about = 'subject' AND f.no = d.system AND f.what = 'answer' AND f.key = 'agentic' \
                   AND f.value = 'no' AND f.ended_at = $2)";
        let never = self.tx.first(sql, args![vendor.no, Instant::NEVER]).await?;
        let never = never.map_or(Ok(0), |row| row.get::<i64>(0))?;
        Ok(vendor.systems == 0 || usize::try_from(never).unwrap_or_default() < vendor.systems)
    }

    /// A link for all questions, good until the end of a day; its key.
    async fn insert_link(&mut self, id: QuestionnaireId, expires_on: Date) -> Result<String> {
        let (link, key, zone) = (LinkId(self.new_id()), self.new_key(), self.zone().await?);
        let expires = expires_on.tomorrow().map_or(Instant::NEVER, |day| zone.midnight(day));
        let sql = "INSERT INTO questionnaire_link (id, questionnaire, key_hash, from_at, from_seq, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        self.tx.run(sql, args![link, id, hash(&key), self.now(), self.seq(), expires]).await?;
        Ok(key)
    }

    async fn end_links(&mut self, id: QuestionnaireId, how: &'static str) -> Result<u64> {
        let sql = "UPDATE questionnaire_link SET ended_at = $2, ended_seq = $3, ended_as = $4 \
                   WHERE questionnaire = $1 AND ended_at IS NULL";
        self.tx.run(sql, args![id, self.now(), self.seq(), how]).await
    }
}
