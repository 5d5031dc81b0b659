//! The chapters: what happened out of the ordinary, in its order.

mod beginning;
mod foundations;
mod leaver;
mod mishaps;
mod present;
mod widening;

use crate::teller::Teller;
use domain::instant::Instant;
use std::pin::Pin;
use store::Result;

/// The day of the first entry: fourteen months ago.
pub(crate) const BEGINS: i64 = 425;

/// The day on which the head of the data platform left.
pub(crate) const CALLUM_LEFT: i64 = 250;

type Telling<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

struct Chapter {
    title: &'static str,
    tell: for<'a> fn(&'a mut Teller) -> Telling<'a>,
}

const ALL: &[Chapter] = &[
    Chapter { title: "People, systems and two reports to prepare", tell: |teller| Box::pin(beginning::tell(teller)) },
    Chapter { title: "The first criteria stand", tell: |teller| Box::pin(foundations::tell(teller)) },
    Chapter { title: "Somebody leaves", tell: |teller| Box::pin(leaver::tell(teller)) },
    Chapter { title: "Two more categories", tell: |teller| Box::pin(widening::tell(teller)) },
    Chapter { title: "An exercise goes wrong, and an agent arrives", tell: |teller| Box::pin(mishaps::tell(teller)) },
    Chapter { title: "The window is open", tell: |teller| Box::pin(present::tell(teller)) },
];

/// How far the story is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Chapters that are told.
    pub done: usize,
    pub of: usize,
    /// What is told now; empty at the end.
    pub chapter: &'static str,
}

pub(crate) async fn tell(teller: &mut Teller, now: Instant, progress: impl Fn(Told) + Send) -> Result<()> {
    let of = ALL.len();
    for (done, chapter) in ALL.iter().enumerate() {
        progress(Told { done, of, chapter: chapter.title });
        (chapter.tell)(teller).await?;
    }
    teller.until(now).await?;
    progress(Told { done: of, of, chapter: "" });
    Ok(())
}
