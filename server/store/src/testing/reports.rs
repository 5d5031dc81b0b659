//! A review of a vendor's document by somebody who reads it.

use crate::Store;
use crate::attestations::window;
use domain::attestations::{AnswerDraft, ReviewDraft, against, checklist};
use domain::ids::ReportId;
use domain::instant::{Utc, Zone as _};

/// Every point in order, with where it was read, but those that the document itself denies; of a qualified opinion, what was judged of it.
///
/// # Panics
/// When there is no such document.
pub async fn honest(store: &Store, id: ReportId, judged: &str) -> ReviewDraft {
    let row = store.attestation(id).await.expect("a document");
    let kind = row.library().expect("a kind of the library");
    let spine = store.spine().await.expect("the spine");
    let windows: Vec<_> = spine.programmes.iter().filter_map(window).collect();
    let today = Utc.day(store.now());
    let answer = |point| match against(kind, point, &row.terms, judged.parse().ok(), &windows, today) {
        None => AnswerDraft { answer: "fine".into(), note: "Read on the vendor’s own page.".into() },
        Some(note) => AnswerDraft { answer: "wanting".into(), note },
    };
    ReviewDraft { answers: checklist(kind).map(answer).collect(), judged: judged.into(), ..ReviewDraft::default() }
}
