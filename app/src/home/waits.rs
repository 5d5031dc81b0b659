//! What waits for this person: to decide as the second person, and to read.

use crate::asking::Asking;
use crate::beside::{many, open_tasks};
use crate::error::Result;
use crate::ui::block::Block;
use crate::ui::dates::{self, capital, counted};
use crate::ui::link::ways;
use domain::notices::{Matter, What, gathered};
use jiff::civil::Date;
use leptos::prelude::*;

/// Of each kind how much, and since when the oldest of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Waits {
    matters: Vec<Matter>,
    /// How many things the evidence to review is offered for.
    pairs: usize,
    /// Tasks that are this person's to prove or to finish: told where a first page is about something else.
    tasks: usize,
}

impl Waits {
    pub async fn of(asking: &Asking) -> Result<Self> {
        let (store, seq, zone) = (asking.store(), asking.visitor.seq, &asking.visitor.organisation.zone);
        let waiting = store.waiting(seq).await?;
        let pairs: u64 = waiting.to_review(asking.actor(), asking.now).map(|piece| piece.pairs).sum();
        let mine = store.waits(seq, asking.now, zone).await?;
        let matters = gathered(mine.of(asking.actor().person).cloned());
        let tasks =
            open_tasks(&*asking.board().await?, asking.actor(), asking.today) + mine.given(asking.actor().person);
        Ok(Self { matters, pairs: usize::try_from(pairs).unwrap_or(usize::MAX), tasks })
    }

    pub const fn is_none(&self) -> bool {
        self.matters.is_empty()
    }

    fn count(&self, what: What) -> usize {
        let counts = self.matters.iter().filter(|matter| matter.what == what).map(|matter| matter.count);
        usize::try_from(counts.sum::<u64>()).unwrap_or(usize::MAX)
    }

    /// “Four pieces of evidence and one change wait for you.”
    pub fn sentence(&self) -> Option<AnyView> {
        let (pieces, changes) = (self.count(What::Review), self.count(What::Decide));
        let all = [
            (pieces, counted(pieces, "piece of evidence", "pieces of evidence"), REVIEW),
            (changes, counted(changes, "change", "changes"), "/decisions"),
        ];
        let mut parts: Vec<_> =
            all.into_iter().filter(|(n, ..)| *n > 0).map(|(_, words, href)| (words, href)).collect();
        if let Some((words, _)) = parts.first_mut() {
            *words = capital(words);
        }
        let verb = if pieces + changes == 1 { " waits for you." } else { " wait for you." };
        (!parts.is_empty()).then(|| view! { " "{ways(parts)}{verb} }.into_any())
    }

    /// The way to what comes first: evidence before changes, and those before the registers.
    pub fn next(&self) -> Option<(String, &'static str)> {
        let first = self.matters.first()?;
        Some((first.thing.clone(), first.what.verb()))
    }

    /// “For you: two policies to approve and one risk to accept.”: for a page that is about something else.
    pub fn line(&self) -> Option<AnyView> {
        let mut parts: Vec<_> = self.matters.iter().map(|one| (in_words(one), one.thing.clone())).collect();
        if self.tasks > 0 {
            parts.push((counted(self.tasks, "task to do", "tasks to do"), "/tasks?who=mine".to_owned()));
        }
        let n = many(self.matters.iter()) + self.tasks;
        let begins = format!("{} for you: ", capital(&counted(n, "thing waits", "things wait")));
        (!parts.is_empty()).then(|| {
            view! { <p class="meta top" id="waits"><span>{begins}{ways(parts)}". "<a href="/waiting#mine">"All that waits"</a></span></p> }.into_any()
        })
    }

    /// “Elsewhere two policies to approve wait for you.”: what waits beside changes, for the page of those.
    pub fn elsewhere(&self) -> Option<AnyView> {
        let others = self.matters.iter().filter(|one| one.what != What::Decide);
        let parts: Vec<_> = others.clone().map(|one| (in_words(one), one.thing.clone())).collect();
        let verb = if many(others) == 1 { " waits for you. " } else { " wait for you. " };
        (!parts.is_empty()).then(|| {
            view! { "Elsewhere "{ways(parts)}{verb}<a href="/waiting#mine">"All that waits"</a>"." }.into_any()
        })
    }

    pub fn block(&self, today: Date) -> Option<AnyView> {
        let line = |matter: &Matter| {
            let since = format!("The oldest since {}", dates::short(matter.since, today));
            let sub = if matter.what == What::Review {
                format!("{since}, for {}", counted(self.pairs, "thing", "things"))
            } else if matter.count == 1 {
                format!("Since {}", dates::short(matter.since, today))
            } else {
                since
            };
            let words = capital(&in_words(matter));
            view! { <li><a href=matter.thing.clone()>{words}</a><span class="sub">{sub}</span></li> }
        };
        let lines = self.matters.iter().map(line).collect_view();
        (!self.is_none()).then(|| {
            view! { <Block title="Waits for you" id="waits"><ul class="entries">{lines}</ul><p class="more-link"><a href="/waiting">"What waits for whom"</a></p></Block> }.into_any()
        })
    }
}

/// “two changes to decide”.
fn in_words(matter: &Matter) -> String {
    let count = usize::try_from(matter.count).unwrap_or(usize::MAX);
    let (one, many) = matter.what.nouns();
    counted(count, one, many)
}

/// What of the queue is this person's to decide.
pub(super) const REVIEW: &str = "/evidence/review?mine=yes";
