//! A finding through time: what it was, is, and will be if nothing more happens.
//!
//! Spans are the diagonal, known = at: what was shown on each day. They reach to the end of time (met until 3 May,
//! then gap), so that nobody has to write at midnight.

use crate::asked::Asked;
use crate::finding::{Exclusion, Finding, Offer, Pair, Standing, Verdict, finding};
use crate::instant::Instant;
use crate::timeline::Timeline;

/// One finding from an instant until another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: Instant,
    pub until: Instant,
    pub finding: Finding,
}

/// The findings of a pair from `from` on, without a hole; the last one has no end. Neighbours differ.
#[must_use]
pub fn spans(pair: &Pair<'_>, asked: &Timeline<Asked>, standing: &Timeline<Standing>, from: Instant) -> Vec<Span> {
    let mut starts: Vec<Instant> = pair.offers.iter().flat_map(instants_of_offer).collect();
    starts.extend(pair.exclusions.iter().flat_map(instants_of_exclusion));
    starts.extend(asked.changes());
    starts.extend(standing.changes());
    starts.retain(|at| *at > from && *at < Instant::NEVER);
    starts.push(from);
    starts.sort_unstable();
    starts.dedup();
    let mut spans: Vec<Span> = Vec::new();
    for at in starts {
        let asked = asked.at(at).copied().unwrap_or(Asked::NO);
        let standing = standing.at(at).copied().unwrap_or(Standing::WHOLE);
        push(&mut spans, at, finding(pair, asked, standing, at, at));
    }
    spans
}

fn push(spans: &mut Vec<Span>, from: Instant, finding: Finding) {
    if let Some(last) = spans.last_mut() {
        if last.finding == finding {
            return;
        }
        last.until = from;
    }
    spans.push(Span { from, until: Instant::NEVER, finding });
}

/// Every instant at which an offer can change a finding.
fn instants_of_offer(offer: &Offer) -> impl Iterator<Item = Instant> {
    let lapses = offer.decision.and_then(|decision| match decision.verdict {
        Verdict::Supports { lapses } => Some(lapses),
        Verdict::Adverse | Verdict::Rejected => None,
    });
    let decided = offer.decision.map(|decision| decision.at);
    let sure = [offer.submitted, offer.speaks_from];
    sure.into_iter().chain(decided).chain(lapses).chain(offer.ended).chain(offer.withdrawn)
}

fn instants_of_exclusion(exclusion: &Exclusion) -> impl Iterator<Item = Instant> {
    [exclusion.from, exclusion.until].into_iter().chain(exclusion.ended)
}

/// What was stored, cut at `now` and gone on with `coming`: a span that goes on unchanged is not cut.
///
/// `stored` holds without a hole what was told before; `coming` begins at `now`.
#[must_use]
pub fn go_on(stored: &[Span], coming: &[Span], now: Instant) -> Vec<Span> {
    let before = stored.iter().filter(|span| span.from < now).map(|span| Span { until: span.until.min(now), ..*span });
    let mut all: Vec<Span> = Vec::new();
    for span in before.chain(coming.iter().copied()) {
        match all.last_mut() {
            Some(last) if last.finding == span.finding && last.until == span.from => last.until = span.until,
            Some(_) | None => all.push(span),
        }
    }
    all
}

#[cfg(test)]
mod tests;
