//! Questionnaires as they are read: with the answers that hold, what was made of them, and the links that open them.

use crate::Store;
use crate::error::{Error, Result};
use crate::evidence::FileRow;
use crate::sql::{Row, Tx, args};
use domain::ids::{AttachmentId, LinkId, PersonId, QuestionSetId, QuestionnaireId, VendorId};
use domain::instant::Instant;
use domain::questionnaires::{
    Answer, Ask, Conclusion, Decided, Key, Line, Moments, Score, Stage, Verdict, score, stage,
};
use domain::refusal::Refusal;
use domain::trail::hex;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};

/// A questionnaire that was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionnaireRow {
    pub id: QuestionnaireId,
    pub vendor: VendorId,
    pub vendor_no: i64,
    pub vendor_name: String,
    pub vendor_owner: Option<PersonId>,
    /// The set and its version; none: of the library.
    pub set: Option<(QuestionSetId, i64)>,
    pub name: String,
    pub asks: Vec<Ask>,
    pub due_on: Date,
    pub note: String,
    pub sent_by: PersonId,
    pub at: Instant,
    pub submitted: Option<SubmittedRow>,
    pub closed: Option<ClosedRow>,
    /// When it was called off, by whom and why.
    pub called_off: Option<(Instant, PersonId, String)>,
}

/// That it was submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmittedRow {
    pub at: Instant,
    /// Who of us said so; none: the vendor, through its link.
    pub by: Option<PersonId>,
    /// Why some questions are not answered; empty when all are.
    pub gaps: String,
}

/// What a second person made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ClosedRow {
    pub at: Instant,
    pub by: PersonId,
    pub conclusion: Conclusion,
    pub decided: Vec<Decided>,
    pub words: String,
    pub marked: bool,
}

/// An answer that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerRow {
    pub answer: Answer,
    /// The number of the entry that wrote it: what a form has seen.
    pub seq: i64,
    pub at: Instant,
    pub link: Option<LinkId>,
    /// Who of us read it in.
    pub person: Option<PersonId>,
}

/// A file that a vendor attached to an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentRow {
    pub id: AttachmentId,
    pub key: Key,
    pub file: FileRow,
    pub at: Instant,
    pub link: Option<LinkId>,
}

/// A link, without its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    pub id: LinkId,
    /// Whose questions it hands on.
    pub parent: Option<LinkId>,
    pub to: Option<String>,
    /// The questions that it opens; none: all.
    pub keys: Option<Vec<Key>>,
    pub at: Instant,
    pub expires_at: Instant,
    pub ended: Option<(Instant, String)>,
}

impl LinkRow {
    /// Whether it opens anything at an instant.
    #[must_use]
    pub fn opens(&self, now: Instant) -> bool {
        self.ended.is_none() && self.expires_at > now
    }

    /// Whether it shows a question.
    #[must_use]
    pub fn shows(&self, key: &Key) -> bool {
        self.keys.as_ref().is_none_or(|keys| keys.contains(key))
    }
}

/// A questionnaire with everything that was said to it.
#[derive(Clone, Debug, PartialEq)]
pub struct QuestionnaireRead {
    pub row: QuestionnaireRow,
    pub answers: BTreeMap<Key, AnswerRow>,
    pub verdicts: BTreeMap<Key, (Verdict, PersonId, Instant)>,
    /// How many files are attached, by question.
    pub attached: BTreeMap<Key, usize>,
    /// The files themselves, where one questionnaire is read.
    pub files: Vec<AttachmentRow>,
    /// Oldest first, where one questionnaire is read.
    pub links: Vec<LinkRow>,
    /// Who of us wrote answers into it, or held a link by which one can.
    pub wrote: BTreeSet<PersonId>,
}

impl QuestionnaireRow {
    #[must_use]
    pub fn stage(&self, today: Date) -> Stage {
        let moments = Moments {
            due_on: self.due_on,
            submitted: self.submitted.is_some(),
            closed: self.closed.is_some(),
            called_off: self.called_off.is_some(),
        };
        stage(&moments, today)
    }

    /// Whether answers can still be written.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.submitted.is_none() && self.closed.is_none() && self.called_off.is_none()
    }
}

impl QuestionnaireRead {
    /// Every question with what was said to it, in their order.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        let line = |ask: &Ask| Line {
            ask: ask.clone(),
            answer: self.answers.get(&ask.key).map(|row| row.answer.clone()),
            files: self.attached.get(&ask.key).copied().unwrap_or_default(),
            judged: self.verdicts.get(&ask.key).map(|(verdict, ..)| *verdict),
        };
        self.row.asks.iter().map(line).collect()
    }

    #[must_use]
    pub fn score(&self) -> Score {
        score(&self.lines())
    }
}

pub(super) const QUESTIONNAIRE: &str = "SELECT q.id, v.id, q.vendor, v.name, q.question_set, q.set_no, q.name, q.asks, q.due_on, \
    q.note, q.sent_by, q.from_at, q.submitted_at, q.submitted_by, q.gaps, q.closed_at, q.closed_by, q.conclusion, q.decided, \
    q.words, q.marked, q.ended_at, q.ended_by, q.ended_why, v.owner FROM questionnaire q JOIN vendor v ON v.no = q.vendor";

pub(super) fn json<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::Unreadable(what))
}

fn key(text: &str) -> Result<Key> {
    text.parse().map_err(|_| Error::Unreadable("question"))
}

pub(super) fn questionnaire(row: &Row) -> Result<QuestionnaireRow> {
    let submitted = row.get::<Option<Instant>>(12)?.map(|at| {
        let gaps = row.get::<Option<String>>(14)?.unwrap_or_default();
        Ok::<_, Error>(SubmittedRow { at, by: row.get(13)?, gaps })
    });
    let called_off = row.get::<Option<Instant>>(21)?.zip(row.get::<Option<PersonId>>(22)?);
    let why = row.get::<Option<String>>(23)?.unwrap_or_default();
    Ok(QuestionnaireRow {
        id: row.get(0)?,
        vendor: row.get(1)?,
        vendor_no: row.get(2)?,
        vendor_name: row.get(3)?,
        vendor_owner: row.get(24)?,
        set: row.get::<Option<QuestionSetId>>(4)?.zip(row.get::<Option<i64>>(5)?),
        name: row.get(6)?,
        asks: json(&row.get::<String>(7)?, "questions")?,
        due_on: row.get(8)?,
        note: row.get(9)?,
        sent_by: row.get(10)?,
        at: row.get(11)?,
        submitted: submitted.transpose()?,
        closed: closed(row)?,
        called_off: called_off.map(|(at, by)| (at, by, why)),
    })
}

fn closed(row: &Row) -> Result<Option<ClosedRow>> {
    let Some((at, by)) = row.get::<Option<Instant>>(15)?.zip(row.get::<Option<PersonId>>(16)?) else { return Ok(None) };
    let conclusion = row.get::<Option<String>>(17)?.unwrap_or_default();
    Ok(Some(ClosedRow {
        at,
        by,
        conclusion: conclusion.parse().map_err(|_| Error::Unreadable("conclusion"))?,
        decided: json(&row.get::<Option<String>>(18)?.unwrap_or_default(), "what was decided")?,
        words: row.get::<Option<String>>(19)?.unwrap_or_default(),
        marked: row.get::<Option<bool>>(20)?.unwrap_or_default(),
    }))
}

/// What holds of some questionnaires, in one statement however many there are: answers, files and verdicts.
pub(super) async fn with_answers(tx: &mut Tx, rows: Vec<QuestionnaireRow>) -> Result<Vec<QuestionnaireRead>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = rows.iter().map(|row| format!("'{}'", row.id)).collect();
    let these = format!("questionnaire IN ({})", ids.join(", "));
    let sql = format!(
        "SELECT questionnaire, question, 'answer', said, from_seq, from_at, link, person FROM questionnaire_answer \
         WHERE {these} AND ended_at IS NULL UNION ALL \
         SELECT questionnaire, question, 'verdict', verdict, from_seq, from_at, NULL, by FROM questionnaire_verdict \
         WHERE {these} AND ended_at IS NULL UNION ALL \
         SELECT questionnaire, question, 'file', '', from_seq, from_at, link, NULL FROM questionnaire_file \
         WHERE {these} AND ended_at IS NULL UNION ALL \
         SELECT questionnaire, question, 'wrote', '', from_seq, from_at, NULL, person FROM questionnaire_answer \
         WHERE {these} AND person IS NOT NULL UNION ALL \
         SELECT l.questionnaire, '', 'linked', '', l.from_seq, l.from_at, NULL, e.actor FROM questionnaire_link l \
         JOIN event e ON e.seq = l.from_seq WHERE l.{these} AND e.actor IS NOT NULL"
    );
    let mut all: BTreeMap<QuestionnaireId, QuestionnaireRead> = BTreeMap::new();
    let order: Vec<_> = rows.iter().map(|row| row.id).collect();
    for row in rows {
        let wrote = row.submitted.iter().filter_map(|submitted| submitted.by).collect();
        let read = QuestionnaireRead {
            row,
            answers: BTreeMap::new(),
            verdicts: BTreeMap::new(),
            attached: BTreeMap::new(),
            files: Vec::new(),
            links: Vec::new(),
            wrote,
        };
        all.insert(read.row.id, read);
    }
    for row in tx.all(sql, vec![]).await? {
        let Some(read) = all.get_mut(&row.get(0)?) else { continue };
        read.hear(&row)?;
    }
    Ok(order.iter().filter_map(|id| all.remove(id)).collect())
}

impl QuestionnaireRead {
    fn hear(&mut self, row: &Row) -> Result<()> {
        let (seq, at, person): (i64, Instant, Option<PersonId>) = (row.get(4)?, row.get(5)?, row.get(7)?);
        let what = row.get::<String>(2)?;
        // Whoever held the key of a link could write by it.
        if what == "linked" {
            self.wrote.extend(person);
            return Ok(());
        }
        let key = key(&row.get::<String>(1)?)?;
        match what.as_str() {
            "answer" => {
                let answer = json(&row.get::<String>(3)?, "answer")?;
                self.answers.insert(key, AnswerRow { answer, seq, at, link: row.get(6)?, person });
            }
            "verdict" => {
                let verdict = row.get::<String>(3)?.parse().map_err(|_| Error::Unreadable("verdict"))?;
                let by = person.ok_or(Error::Unreadable("verdict"))?;
                self.verdicts.insert(key, (verdict, by, at));
            }
            "file" => *self.attached.entry(key).or_default() += 1,
            _ => self.wrote.extend(person),
        }
        Ok(())
    }
}

pub(super) async fn one(tx: &mut Tx, id: QuestionnaireId) -> Result<QuestionnaireRead> {
    let row = tx.first(format!("{QUESTIONNAIRE} WHERE q.id = $1"), args![id]).await?;
    let row = questionnaire(&row.ok_or_else(|| Refusal::missing("questionnaire"))?)?;
    let read = with_answers(tx, vec![row]).await?.into_iter().next();
    let mut read = read.ok_or_else(|| Refusal::missing("questionnaire"))?;
    let sql = "SELECT id, question, sha256, size, media, file_name, from_at, link FROM questionnaire_file \
               WHERE questionnaire = $1 AND ended_at IS NULL ORDER BY from_at";
    for row in tx.all(sql, args![id]).await? {
        let file =
            FileRow { sha256: hex(&row.get::<Vec<u8>>(2)?), size: row.get(3)?, media: row.get(4)?, name: row.get(5)? };
        let key = key(&row.get::<String>(1)?)?;
        read.files.push(AttachmentRow { id: row.get(0)?, key, file, at: row.get(6)?, link: row.get(7)? });
    }
    let sql = "SELECT id, parent, handed_to, questions, from_at, expires_at, ended_at, ended_as FROM questionnaire_link \
               WHERE questionnaire = $1 ORDER BY from_at";
    for row in tx.all(sql, args![id]).await? {
        let keys = row.get::<Option<String>>(3)?.map(|text| json(&text, "questions")).transpose()?;
        read.links.push(LinkRow {
            id: row.get(0)?,
            parent: row.get(1)?,
            to: row.get(2)?,
            keys,
            at: row.get(4)?,
            expires_at: row.get(5)?,
            ended: row.get::<Option<Instant>>(6)?.zip(row.get(7)?),
        });
    }
    Ok(read)
}

impl Store {
    /// A questionnaire with everything that was said to it.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn questionnaire(&self, id: QuestionnaireId) -> Result<QuestionnaireRead> {
        one(&mut self.db.reading().await?, id).await
    }

    /// All questionnaires of a vendor (by number), the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn questionnaires(&self, vendor: i64) -> Result<Vec<QuestionnaireRead>> {
        let mut tx = self.db.reading().await?;
        let rows =
            tx.all(format!("{QUESTIONNAIRE} WHERE q.vendor = $1 ORDER BY q.from_at DESC"), args![vendor]).await?;
        let rows = rows.iter().map(questionnaire).collect::<Result<Vec<_>>>()?;
        with_answers(&mut tx, rows).await
    }

    /// All questionnaires there are, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all_questionnaires(&self) -> Result<Vec<QuestionnaireRead>> {
        let mut tx = self.db.reading().await?;
        let rows = tx.all(format!("{QUESTIONNAIRE} ORDER BY q.from_at DESC"), vec![]).await?;
        let rows = rows.iter().map(questionnaire).collect::<Result<Vec<_>>>()?;
        with_answers(&mut tx, rows).await
    }

    /// The last one before it that the same vendor submitted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn questionnaire_before(&self, row: &QuestionnaireRow) -> Result<Option<QuestionnaireRead>> {
        let mut tx = self.db.reading().await?;
        let sql = format!(
            "{QUESTIONNAIRE} WHERE q.vendor = $1 AND q.from_at < $2 AND q.submitted_at IS NOT NULL AND q.ended_at IS NULL \
             ORDER BY q.from_at DESC LIMIT 1"
        );
        let row = tx.first(sql, args![row.vendor_no, row.at]).await?;
        let row = row.as_ref().map(questionnaire).transpose()?;
        Ok(with_answers(&mut tx, row.into_iter().collect()).await?.into_iter().next())
    }
}
