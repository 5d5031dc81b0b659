//! What waits for this person as the second one: evidence to review, changes to decide.

use crate::asking::Asking;
use crate::error::Result;
use crate::ui::block::Block;
use crate::ui::dates::{self, counted};
use crate::ui::link::ways;
use domain::ids::{PolicyId, QuestionnaireId, ReportId};
use domain::instant::Zone as _;
use jiff::civil::Date;
use leptos::prelude::*;

/// How much, and since when the oldest of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Waits {
    pub pieces: usize,
    pairs: usize,
    pieces_since: Option<Date>,
    pub changes: usize,
    changes_since: Option<Date>,
    approvals: usize,
    approval: Option<(PolicyId, i64)>,
    readings: usize,
    reading: Option<PolicyId>,
    reports: usize,
    report: Option<ReportId>,
    questionnaires: usize,
    questionnaire: Option<QuestionnaireId>,
}

impl Waits {
    pub async fn of(asking: &Asking) -> Result<Self> {
        let waiting = asking.store().waiting(asking.visitor.seq).await?;
        let day = |at| asking.visitor.organisation.zone.day(at);
        let pieces: Vec<_> = waiting.to_review(asking.actor(), asking.now).collect();
        let changes: Vec<_> = waiting.to_decide(asking.actor()).collect();
        let approvals: Vec<_> = waiting.policies.to_approve(asking.actor()).collect();
        let readings = waiting.policies.to_read(asking.actor(), asking.today);
        let reports: Vec<_> = waiting.to_attest(asking.actor(), asking.now).collect();
        let asked: Vec<_> = waiting.to_close(asking.actor(), asking.now).collect();
        let pairs: u64 = pieces.iter().map(|piece| piece.pairs).sum();
        Ok(Self {
            pieces: pieces.len(),
            pairs: usize::try_from(pairs).unwrap_or(usize::MAX),
            pieces_since: pieces.first().map(|piece| day(piece.since)),
            changes: changes.len(),
            changes_since: changes.first().map(|change| day(change.row.at)),
            approvals: approvals.len(),
            approval: approvals.first().map(|one| (one.id, one.no)),
            readings: readings.len(),
            reading: readings.first().map(|one| one.id),
            reports: reports.len(),
            report: reports.first().map(|one| one.id),
            questionnaires: asked.len(),
            questionnaire: asked.first().map(|one| one.id),
        })
    }

    pub const fn is_none(self) -> bool {
        self.pieces + self.changes + self.approvals + self.readings + self.reports + self.questionnaires == 0
    }

    /// “Four pieces of evidence and one change wait for you.”
    pub fn sentence(self) -> Option<AnyView> {
        let pieces = counted(self.pieces, "piece of evidence", "pieces of evidence");
        let changes = counted(self.changes, "change", "changes");
        let parts = [(self.pieces, pieces, REVIEW), (self.changes, changes, "/decisions")];
        let mut parts: Vec<_> =
            parts.into_iter().filter(|(n, ..)| *n > 0).map(|(_, words, href)| (words, href)).collect();
        if let Some((words, _)) = parts.first_mut() {
            *words = first(std::mem::take(words));
        }
        let verb = if self.pieces + self.changes == 1 { " waits for you." } else { " wait for you." };
        (!parts.is_empty()).then(|| view! { " "{ways(parts)}{verb} }.into_any())
    }

    /// The way to what waits the longest: evidence before changes.
    pub const fn next(self) -> Option<(&'static str, &'static str)> {
        match (self.pieces, self.changes) {
            (0, 0) if self.approvals + self.readings > 0 => Some(("/policies", "See the policies")),
            (0, 0) if self.reports + self.questionnaires > 0 => Some(("/vendors", "See the vendors")),
            (0, 0) => None,
            (0, _) => Some(("/decisions", "Decide on the changes")),
            (_, _) => Some((REVIEW, "Review the evidence")),
        }
    }

    pub fn block(self, today: Date) -> Option<impl IntoView + use<>> {
        let since = |day: Option<Date>| day.map(|day| format!("The oldest since {}", dates::short(day, today)));
        let pieces = (self.pieces > 0).then(|| {
            let (words, of) = (
                counted(self.pieces, "piece of evidence to review", "pieces of evidence to review"),
                counted(self.pairs, "thing", "things"),
            );
            let since = since(self.pieces_since).map(|since| format!("{since}, for {of}"));
            view! { <li><a href=REVIEW>{first(words)}</a><span class="sub">{since}</span></li> }
        });
        let changes = (self.changes > 0).then(|| {
            let words = counted(self.changes, "change to decide", "changes to decide");
            view! { <li><a href="/decisions">{first(words)}</a><span class="sub">{since(self.changes_since)}</span></li> }
        });
        let approvals = self.approval.map(|(id, no)| {
            let words = counted(self.approvals, "policy to approve", "policies to approve");
            view! { <li><a href=format!("/policies/{id}/versions/{no}")>{first(words)}</a></li> }
        });
        let readings = self.reading.map(|id| {
            let words = counted(self.readings, "policy to read and acknowledge", "policies to read and acknowledge");
            view! { <li><a href=format!("/policies/{id}/register")>{first(words)}</a></li> }
        });
        let reports = self.report.map(|id| {
            let words = counted(self.reports, "document of a vendor to review", "documents of vendors to review");
            view! { <li><a href=format!("/attestations/{id}")>{first(words)}</a></li> }
        });
        let asked = self.questionnaire.map(|id| {
            let (one, many) = ("questionnaire of a vendor to close", "questionnaires of vendors to close");
            let words = counted(self.questionnaires, one, many);
            view! { <li><a href=format!("/questionnaires/{id}")>{first(words)}</a></li> }
        });
        (!self.is_none()).then(|| {
            view! {
                <Block title="Waits for you" id="waits">
                    <ul class="entries">{pieces}{changes}{approvals}{readings}{reports}{asked}</ul>
                </Block>
            }
            .into_any()
        })
    }
}

/// What of the queue is this person's to decide.
pub(super) const REVIEW: &str = "/evidence/review?mine=yes";

fn first(words: String) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
