//! What a vendor does through its link besides answering: hands questions on, attaches files, submits.

use super::read::{AttachmentRow, LinkRow, QuestionnaireRead, one};
use super::{about, by_vendor, hash};
use crate::Store;
use crate::error::{Error, Result};
use crate::evidence::StoredFile;
use crate::sql::{Tx, args};
use crate::writing::Writing;
use domain::ids::{AttachmentId, LinkId, QuestionnaireId};
use domain::instant::Instant;
use domain::people::Actor;
use domain::questionnaires::{Answered, Ask, HandOnDraft, Key};
use domain::refusal::Refusal;
use domain::trail::{Event, Verb};

/// What a link opens.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    pub link: LinkRow,
    pub read: QuestionnaireRead,
}

impl Opened {
    /// The questions that it shows, in their order.
    pub fn asks(&self) -> impl Iterator<Item = &Ask> {
        self.read.row.asks.iter().filter(|ask| self.link.shows(&ask.key))
    }

    /// The question of that name, if the link shows it.
    #[must_use]
    pub fn ask(&self, key: &str) -> Option<&Ask> {
        self.asks().find(|ask| ask.key.as_str() == key)
    }

    /// The files attached to what it shows.
    pub fn files(&self) -> impl Iterator<Item = &AttachmentRow> {
        self.read.files.iter().filter(|file| self.link.shows(&file.key))
    }

    /// The links of colleagues that it handed questions to, and that still open.
    pub fn colleagues(&self, now: Instant) -> impl Iterator<Item = &LinkRow> {
        self.read.links.iter().filter(move |link| link.parent == Some(self.link.id) && link.opens(now))
    }
}

/// Files that one question, and one questionnaire, hold at most.
const FILES_A_QUESTION: usize = 10;
const FILES_IN_ALL: usize = 100;
/// Links to colleagues that are open at once.
const COLLEAGUES: usize = 30;
const GAPS_MAX: usize = 2_000;

/// What a key opens at an instant: nothing once it expired, was revoked or replaced, and for a key that never was.
pub(super) async fn opened(tx: &mut Tx, key: &str, now: Instant) -> Result<Option<Opened>> {
    let sql =
        "SELECT id, questionnaire FROM questionnaire_link WHERE key_hash = $1 AND ended_at IS NULL AND expires_at > $2";
    let Some(row) = tx.first(sql, args![hash(key), now]).await? else { return Ok(None) };
    let (id, questionnaire): (LinkId, QuestionnaireId) = (row.get(0)?, row.get(1)?);
    let read = one(tx, questionnaire).await?;
    let link = read.links.iter().find(|link| link.id == id).cloned();
    Ok(link.map(|link| Opened { link, read }))
}

fn gone() -> Error {
    Refusal::missing("link").into()
}

fn over() -> Error {
    Refusal::conflict("It was submitted meanwhile. Nothing was changed.").into()
}

impl Store {
    /// What a link opens, while it is good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn opened(&self, key: &str) -> Result<Option<Opened>> {
        opened(&mut self.db.reading().await?, key, self.now()).await
    }

    /// A vendor hands questions to a colleague: a link that opens these and no others, as long as its own. The key is
    /// returned once.
    ///
    /// # Errors
    /// As [`HandOnDraft::check`]; [`Refusal::Missing`] for a link that is not good or was itself handed on;
    /// [`Refusal::Conflict`] once it is submitted, or when too many colleagues have a link.
    pub async fn hand_on(&self, key: &str, draft: &HandOnDraft) -> Result<String> {
        let mut w = self.write(None).await?;
        let opened = w.whole(key).await?;
        if !opened.read.row.is_open() {
            return Err(over());
        }
        if opened.colleagues(w.now()).count() >= COLLEAGUES {
            return Err(Refusal::conflict(format!("At most {COLLEAGUES} colleagues have a link at once.")).into());
        }
        let handed = draft.check(&opened.read.row.asks)?;
        let (link, fresh) = (LinkId(w.new_id()), w.new_key());
        let keys = serde_json::to_string(&handed.keys).map_err(|_| Error::Unreadable("questions"))?;
        let sql = "INSERT INTO questionnaire_link (id, questionnaire, key_hash, parent, handed_to, questions, from_at, \
                   from_seq, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let (id, parent, expires) = (opened.read.row.id, opened.link.id, opened.link.expires_at);
        let mut values = args![link, id, hash(&fresh), parent, handed.to.as_str(), keys.as_str()];
        values.extend(args![w.now(), w.seq(), expires]);
        w.tx.run(sql, values).await?;
        let event = about(by_vendor(Verb::QuestionsHandedOn), id, opened.read.row.vendor)
            .with("link", link.to_string())
            .with("questions", handed.keys.iter().map(Key::as_str).collect::<Vec<_>>());
        w.commit(event.words("to", handed.to)).await?;
        Ok(fresh)
    }

    /// A vendor ends the link of a colleague.
    ///
    /// # Errors
    /// [`Refusal::Missing`] for a link that is not good, or a colleague who has none of it.
    pub async fn take_back(&self, key: &str, colleague: LinkId) -> Result<()> {
        let mut w = self.write(None).await?;
        let opened = w.whole(key).await?;
        if !opened.colleagues(w.now()).any(|link| link.id == colleague) {
            return Err(gone());
        }
        let sql = "UPDATE questionnaire_link SET ended_at = $2, ended_seq = $3, ended_as = 'taken-back' WHERE id = $1";
        w.tx.run(sql, args![colleague, w.now(), w.seq()]).await?;
        let row = &opened.read.row;
        let event = about(by_vendor(Verb::QuestionsTakenBack), row.id, row.vendor);
        w.commit(event.with("link", colleague.to_string())).await?;
        Ok(())
    }

    /// A vendor attaches a file to an answer. It lies under its hash already, and is handed out as data only.
    ///
    /// # Errors
    /// [`Refusal::Missing`] for a link that is not good; [`Refusal::Invalid`] at `question` when the link does not show it,
    /// and at `file` when it holds too many; [`Refusal::Conflict`] once it is submitted.
    pub async fn attach(&self, key: &str, question: &str, file: &StoredFile) -> Result<()> {
        let mut w = self.write(None).await?;
        let opened = w.opened(key).await?;
        if !opened.read.row.is_open() {
            return Err(over());
        }
        let ask = opened.ask(question).ok_or_else(|| Refusal::at("question", "Choose the question it belongs to."))?;
        let of = opened.read.attached.get(&ask.key).copied().unwrap_or_default();
        if of >= FILES_A_QUESTION || opened.read.files.len() >= FILES_IN_ALL {
            let most =
                format!("A question holds at most {FILES_A_QUESTION} files, all of them together {FILES_IN_ALL}.");
            return Err(Refusal::at("file", most).into());
        }
        let (id, row) = (AttachmentId(w.new_id()), &opened.read.row);
        let sql = "INSERT INTO questionnaire_file (id, questionnaire, question, sha256, size, media, file_name, link, from_at, \
                   from_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let mut values = args![id, row.id, ask.key.as_str(), file.sha256.to_vec(), file.size];
        values.extend(args![file.media.as_str(), file.name.as_str(), opened.link.id, w.now(), w.seq()]);
        w.tx.run(sql, values).await?;
        let sha256 = domain::trail::hex(&file.sha256);
        w.vouch(format!("questionnaire-file/{id}"), &format!("{} {sha256}", ask.key));
        let event = about(by_vendor(Verb::AnswersReceived), row.id, row.vendor)
            .with("questions", vec![ask.key.as_str()])
            .with("link", opened.link.id.to_string())
            .with("sha256", sha256)
            .with("size", file.size);
        w.commit(event.words("file_name", file.name.as_str())).await?;
        Ok(())
    }

    /// A vendor takes a file away again: nothing names it any more, and it is swept as what nobody names.
    ///
    /// # Errors
    /// [`Refusal::Missing`] for a link that is not good, or a file that it does not show; [`Refusal::Conflict`] once it is
    /// submitted.
    pub async fn detach(&self, key: &str, file: AttachmentId) -> Result<()> {
        let mut w = self.write(None).await?;
        let opened = w.opened(key).await?;
        let found = opened.files().find(|one| one.id == file).ok_or_else(|| Refusal::missing("file"))?;
        if !opened.read.row.is_open() {
            return Err(over());
        }
        let sql = "UPDATE questionnaire_file SET ended_at = $2, ended_seq = $3 WHERE id = $1";
        w.tx.run(sql, args![file, w.now(), w.seq()]).await?;
        let row = &opened.read.row;
        let event = about(by_vendor(Verb::AnswersReceived), row.id, row.vendor)
            .with("questions", vec![found.key.as_str()])
            .with("link", opened.link.id.to_string())
            .with("taken_away", found.file.sha256.as_str());
        w.commit(event).await?;
        Ok(())
    }

    /// A vendor submits all of it; what is not answered, it says why.
    ///
    /// # Errors
    /// [`Refusal::Missing`] for a link that is not good or was handed on; [`Refusal::Invalid`] at `gaps`;
    /// [`Refusal::Conflict`] when it was submitted meanwhile.
    pub async fn submit_questionnaire(&self, key: &str, gaps: &str) -> Result<()> {
        let mut w = self.write(None).await?;
        let opened = w.whole(key).await?;
        w.submit(&opened.read, gaps, None).await
    }

    /// One of us says that a workbook that was read in holds all of the vendor's answers.
    ///
    /// # Errors
    /// As [`Store::submit_questionnaire`]; [`Refusal::Forbidden`].
    pub async fn submit_for_vendor(&self, actor: &Actor, id: QuestionnaireId, gaps: &str) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        w.ours(actor, id, Verb::QuestionnaireSubmitted).await?;
        let read = one(&mut w.tx, id).await?;
        w.submit(&read, gaps, Some(actor)).await
    }
}

impl Writing {
    /// # Errors
    /// [`Refusal::Missing`] for a key that opens nothing.
    pub(super) async fn opened(&mut self, key: &str) -> Result<Opened> {
        let now = self.now();
        opened(&mut self.tx, key, now).await?.ok_or_else(gone)
    }

    /// The same of a link that was not handed on.
    pub(super) async fn whole(&mut self, key: &str) -> Result<Opened> {
        let opened = self.opened(key).await?;
        if opened.link.parent.is_some() { Err(gone()) } else { Ok(opened) }
    }

    async fn submit(mut self, read: &QuestionnaireRead, gaps: &str, by: Option<&Actor>) -> Result<()> {
        if !read.row.is_open() {
            return Err(over());
        }
        let count = Answered::of(&read.lines());
        let open = count.open();
        let gaps = if open == 0 { String::new() } else { gaps.trim().replace("\r\n", "\n") };
        if open > 0 && gaps.is_empty() {
            return Err(Refusal::at("gaps", format!("{} Answer, or say why not.", count.lacking())).into());
        }
        if gaps.chars().count() > GAPS_MAX {
            return Err(Refusal::at("gaps", format!("At most {GAPS_MAX} characters.")).into());
        }
        let sql = "UPDATE questionnaire SET submitted_by = $2, submitted_at = $3, submitted_seq = $4, gaps = $5 WHERE id = $1";
        let person = by.map(|actor| actor.person);
        self.tx.run(sql, args![read.row.id, person, self.now(), self.seq(), gaps.as_str()]).await?;
        self.vouch(format!("questionnaire-submitted/{}", read.row.id), &gaps);
        let event = by.map_or_else(
            || by_vendor(Verb::QuestionnaireSubmitted),
            |actor| Event::new(Verb::QuestionnaireSubmitted, actor.person),
        );
        let event = about(event, read.row.id, read.row.vendor).with("unanswered", open);
        self.commit(event.words("gaps", gaps)).await?;
        Ok(())
    }
}
