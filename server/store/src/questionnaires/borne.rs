//! What is held of these rows against their entries.

use crate::error::Result;
use crate::sql::Tx;
use domain::ids::{AttachmentId, PersonId, QuestionSetId, QuestionnaireId};
use domain::trail::hex;

/// All parts of a row as one text; no part can be read as two.
pub(super) fn text(parts: &[&str]) -> String {
    serde_json::to_string(parts).unwrap_or_default()
}

/// Its name, the entry, what it says, and who of us made that; none: the vendor.
type Borne = (String, i64, String, Option<PersonId>);

/// Every row that an entry bears out.
pub(crate) async fn borne_rows(tx: &mut Tx) -> Result<Vec<Borne>> {
    let mut all = Vec::new();
    for row in tx.all("SELECT id, no, from_seq, asks, by FROM question_set", vec![]).await? {
        let (id, no): (QuestionSetId, i64) = (row.get(0)?, row.get(1)?);
        all.push((format!("question-set/{id}@{no}"), row.get(2)?, row.get(3)?, row.get(4)?));
    }
    let sql = "SELECT id, from_seq, asks, sent_by, submitted_seq, gaps, submitted_by, closed_seq, conclusion, decided, words, \
               closed_by, ended_seq, ended_why, ended_by FROM questionnaire";
    for row in tx.all(sql, vec![]).await? {
        let id: QuestionnaireId = row.get(0)?;
        let said = |i| Ok::<_, crate::Error>(row.get::<Option<String>>(i)?.unwrap_or_default());
        all.push((format!("questionnaire/{id}"), row.get(1)?, row.get(2)?, row.get(3)?));
        if let Some(seq) = row.get(4)? {
            all.push((format!("questionnaire-submitted/{id}"), seq, said(5)?, row.get(6)?));
        }
        if let Some(seq) = row.get(7)? {
            let closing = text(&[&said(8)?, &said(9)?, &said(10)?]);
            all.push((format!("questionnaire-closing/{id}"), seq, closing, row.get(11)?));
        }
        if let Some(seq) = row.get(12)? {
            all.push((format!("questionnaire-end/{id}"), seq, said(13)?, row.get(14)?));
        }
    }
    for row in
        tx.all("SELECT questionnaire, question, from_seq, said, person FROM questionnaire_answer", vec![]).await?
    {
        let (id, key, seq): (QuestionnaireId, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        all.push((format!("questionnaire-answer/{id}/{key}@{seq}"), seq, row.get(3)?, row.get(4)?));
    }
    for row in tx.all("SELECT id, from_seq, question, sha256 FROM questionnaire_file", vec![]).await? {
        let (id, key): (AttachmentId, String) = (row.get(0)?, row.get(2)?);
        let said = format!("{key} {}", hex(&row.get::<Vec<u8>>(3)?));
        all.push((format!("questionnaire-file/{id}"), row.get(1)?, said, None));
    }
    for row in
        tx.all("SELECT questionnaire, question, from_seq, verdict, by FROM questionnaire_verdict", vec![]).await?
    {
        let (id, key, seq): (QuestionnaireId, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        all.push((format!("questionnaire-verdict/{id}/{key}@{seq}"), seq, row.get(3)?, row.get(4)?));
    }
    Ok(all)
}
