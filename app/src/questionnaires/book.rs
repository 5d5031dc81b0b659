//! A questionnaire as a workbook: handed out, and read in again.

use crate::error::{Error, Result};
use crate::sheet::{As, Sheet};
use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest as _, Request};
use axum::http::StatusCode;
use axum::response::Response;
use domain::import::RawRow;
use domain::questionnaires::{Answer, Ask, HEADS, Key, ReadIn, read_in, rows};
use domain::refusal::Refusal;
use std::collections::BTreeMap;
use tokio::task::spawn_blocking;

/// Bytes that a workbook may have.
pub(crate) const MOST: usize = 4 * 1024 * 1024;

/// The answer that hands a questionnaire over as XLSX. Every cell is text: no formula is ever reckoned.
///
/// # Errors
/// When a workbook cannot hold it.
pub(super) fn send(asks: &[Ask], answers: &BTreeMap<Key, Answer>) -> Result<Response> {
    let sheet = Sheet { name: "questionnaire".to_owned(), heads: HEADS.to_vec(), rows: rows(asks, answers) };
    sheet.send(As::Xlsx)
}

/// What a form with a workbook sent: the answers in it, and whether a box named `complete` was ticked.
pub(super) struct Book {
    bytes: Vec<u8>,
    name: String,
    pub gaps: String,
    pub complete: bool,
}

impl Book {
    /// # Errors
    /// When the form cannot be read, or the workbook is too large.
    pub(super) async fn of(request: Request) -> Result<Self> {
        let parts = Multipart::from_request(request, &()).await;
        let mut parts = parts.map_err(|_| Error::Unreadable(StatusCode::BAD_REQUEST))?;
        let mut book = Self { bytes: Vec::new(), name: String::new(), gaps: String::new(), complete: false };
        let unreadable = |error: axum::extract::multipart::MultipartError| Error::Unreadable(error.status());
        while let Some(mut field) = parts.next_field().await.map_err(unreadable)? {
            match field.name().unwrap_or_default() {
                "file" => {
                    book.name = field.file_name().unwrap_or_default().chars().take(200).collect();
                    while let Some(piece) = field.chunk().await.map_err(unreadable)? {
                        if book.bytes.len().saturating_add(piece.len()) > MOST {
                            return Err(Error::Unreadable(StatusCode::PAYLOAD_TOO_LARGE));
                        }
                        book.bytes.extend_from_slice(&piece);
                    }
                }
                "gaps" => book.gaps = field.text().await.map_err(unreadable)?,
                "complete" => book.complete = true,
                _ => {}
            }
        }
        Ok(book)
    }

    /// The answers that it holds.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `file`: what is no workbook, and a sentence for each cell that cannot stand.
    pub(super) async fn answers(&mut self, asks: Vec<Ask>) -> Result<ReadIn> {
        if self.bytes.is_empty() {
            return Err(Refusal::at("file", "Choose the workbook with the answers.").into());
        }
        let (bytes, name) = (std::mem::take(&mut self.bytes), self.name.clone());
        spawn_blocking(move || read(bytes, &name, &asks)).await.map_err(Error::fault)?.map_err(Error::from)
    }
}

/// Rows that a questionnaire can have, and some more: beyond these it is another table.
const ROWS: usize = 500;

fn read(bytes: Vec<u8>, name: &str, asks: &[Ask]) -> std::result::Result<ReadIn, Refusal> {
    let mut table = tables::read_small(bytes, name).map_err(|fault| Refusal::at("file", fault.to_string()))?;
    let heads = table.headers().to_vec();
    // Whether it is such a sheet at all, before any of its rows is.
    read_in(asks, &heads, &[])?;
    let rows: std::result::Result<Vec<RawRow>, _> = table.rows().take(ROWS).collect();
    read_in(asks, &heads, &rows.map_err(|fault| Refusal::at("file", fault.to_string()))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::questionnaires::{AnswerDraft, library};

    fn answers(asks: &[Ask], text: &str) -> BTreeMap<Key, Answer> {
        let one = |ask: &Ask| {
            let typed = [text, "partly", "yes", "12.5", "2026-03-14"];
            let drafts = typed.iter().map(|said| AnswerDraft {
                said: (*said).to_owned(),
                comment: text.to_owned(),
                ..AnswerDraft::default()
            });
            let answer = drafts.filter_map(|draft| draft.check(ask).ok().flatten()).next();
            Some((ask.key.clone(), answer?))
        };
        asks.iter().filter_map(one).collect()
    }

    #[tokio::test]
    async fn a_workbook_comes_back_as_it_went_out() {
        let asks: Vec<_> = library().collect();
        for text in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "@SUM(A1)",
            "-2",
            "Line one\nline two",
            "<b>\"quoted\"</b>; tab\there",
            "_x0041_ 007 1e5",
            "Ünïcode 漢字 \u{1f980}",
            "'0012",
        ] {
            let given = answers(&asks, text);
            assert_eq!(given.len(), asks.len());
            let response = send(&asks, &given).unwrap();
            let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            let back = read(bytes.to_vec(), "questionnaire.xlsx", &asks);
            assert_eq!(back.unwrap(), given, "{text:?}");
        }
    }
}
