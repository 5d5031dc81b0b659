//! Findings through time: properties over random histories of one pair.

use super::*;
use crate::applies::Fit;
use crate::asked::ProgrammeSet;
use crate::codes::KindId;
use crate::finding::Decision;
use crate::ids::EvidenceId;
use crate::proof::Proof;
use proptest::prelude::*;
use uuid::Uuid;

const YES: Asked = Asked { fit: Fit::Yes, programmes: ProgrammeSet(1) };
const KINDS: [&str; 3] = ["config-export", "access-listing", "nil-return"];
/// Instants of a history lie in 0..TIME; lapses may lie beyond.
const TIME: i64 = 60;

fn instant() -> impl Strategy<Value = Instant> {
    (0..TIME).prop_map(Instant)
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop_oneof![
        3 => (0..2 * TIME).prop_map(|lapses| Verdict::Supports { lapses: Instant(lapses) }),
        1 => Just(Verdict::Adverse),
        1 => Just(Verdict::Rejected),
    ]
}

prop_compose! {
    fn offer()(
        no in any::<u128>(), kind in 0..KINDS.len(), from in instant(), length in 0_i64..10, submitted in instant(),
        decided in proptest::option::weighted(0.8, (1_i64..20, verdict())),
        ended in proptest::option::weighted(0.2, instant()), withdrawn in proptest::option::weighted(0.2, 1_i64..40),
    ) -> Offer {
        Offer {
            evidence: EvidenceId(Uuid::from_u128(no)),
            kind: KINDS[kind].parse::<KindId>().unwrap(),
            in_place_of: None,
            speaks_from: from,
            speaks_until: Instant(from.0 + length),
            submitted,
            decision: decided.map(|(after, verdict)| Decision { at: Instant(submitted.0 + after), verdict }),
            ended,
            withdrawn: withdrawn.map(|after| Instant(submitted.0 + after)),
        }
    }
}

prop_compose! {
    fn exclusion()(from in instant(), length in 1_i64..30, ended in proptest::option::weighted(0.3, 0_i64..30)) -> Exclusion {
        Exclusion { from, until: Instant(from.0 + length), ended: ended.map(|after| Instant(from.0 + after)) }
    }
}

fn asked() -> impl Strategy<Value = Timeline<Asked>> {
    let fit = prop_oneof![
        4 => Just(Fit::Yes),
        1 => Just(Fit::No),
        1 => Just(Fit::Unknown(crate::words::Trait::Agentic.into())),
    ];
    let change =
        (instant(), fit).prop_map(|(at, fit)| (at, if fit == Fit::No { Asked::NO } else { Asked { fit, ..YES } }));
    proptest::collection::vec(change, 0..4).prop_map(|changes| changes.into_iter().collect())
}

fn standing() -> impl Strategy<Value = Timeline<Standing>> {
    let change = (instant(), any::<bool>(), any::<bool>());
    proptest::collection::vec(change, 0..3).prop_map(|changes| {
        changes.into_iter().map(|(at, owned, approved)| (at, Standing { owned, approved, linked: true })).collect()
    })
}

fn proof() -> impl Strategy<Value = Proof> {
    let texts =
        vec!["config-export", "config-export,access-listing", "config-export|access-listing", "nil(config-export)"];
    proptest::sample::select(texts).prop_map(|text| text.parse().unwrap())
}

#[derive(Clone, Debug)]
struct History {
    proof: Proof,
    offers: Vec<Offer>,
    exclusions: Vec<Exclusion>,
    asked: Timeline<Asked>,
    standing: Timeline<Standing>,
}

prop_compose! {
    fn history()(
        proof in proof(), offers in proptest::collection::vec(offer(), 0..6),
        exclusions in proptest::collection::vec(exclusion(), 0..3), asked in asked(), standing in standing(),
    ) -> History {
        History { proof, offers, exclusions, asked, standing }
    }
}

impl History {
    fn pair(&self) -> Pair<'_> {
        Pair { proof: Some(&self.proof), offers: &self.offers, exclusions: &self.exclusions }
    }

    fn finding(&self, at: Instant) -> Finding {
        let asked = self.asked.at(at).copied().unwrap_or(Asked::NO);
        let standing = self.standing.at(at).copied().unwrap_or(Standing::WHOLE);
        finding(&self.pair(), asked, standing, at, at)
    }

    fn spans(&self, from: Instant) -> Vec<Span> {
        spans(&self.pair(), &self.asked, &self.standing, from)
    }

    /// What was written down by `known`, without what came later.
    fn as_of(&self, known: Instant) -> Self {
        let mut then = self.clone();
        then.offers.retain(|offer| offer.submitted <= known);
        for offer in &mut then.offers {
            offer.decision = offer.decision.filter(|decision| decision.at <= known);
            offer.ended = offer.ended.filter(|ended| *ended <= known);
            offer.withdrawn = offer.withdrawn.filter(|at| *at <= known);
        }
        then.exclusions.retain(|exclusion| exclusion.from <= known);
        for exclusion in &mut then.exclusions {
            exclusion.ended = exclusion.ended.filter(|ended| *ended <= known);
        }
        then
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn spans_say_what_the_finding_says_at_every_instant(history in history()) {
        let spans = history.spans(Instant(0));
        for t in (0..3 * TIME).map(Instant) {
            let span = spans.iter().find(|span| span.from <= t && t < span.until).expect("no hole");
            prop_assert_eq!(span.finding, history.finding(t), "at {:?}", t);
        }
        prop_assert!(spans.windows(2).all(|pair| pair[0].until == pair[1].from && pair[0].finding != pair[1].finding));
        prop_assert_eq!(spans.last().map(|span| span.until), Some(Instant::NEVER));
    }

    #[test]
    fn hindsight_equals_the_present_of_then(history in history(), t in 0..TIME) {
        let t = Instant(t);
        prop_assert_eq!(history.finding(t), history.as_of(t).finding(t));
    }

    #[test]
    fn going_on_step_by_step_equals_starting_over(history in history(), mut steps in proptest::collection::vec(0..TIME, 0..8)) {
        steps.sort_unstable();
        steps.dedup();
        let mut stored = history.as_of(Instant(-1)).spans(Instant(-1));
        // Every instant at which something was written is a step; what is only computed (a lapse) is not.
        let mut written: Vec<Instant> = steps.into_iter().map(Instant).collect();
        for offer in &history.offers {
            written.extend([offer.submitted].into_iter().chain(offer.decision.map(|d| d.at)).chain(offer.ended).chain(offer.withdrawn));
        }
        written.extend(history.exclusions.iter().flat_map(|e| [e.from].into_iter().chain(e.ended)));
        written.extend(history.asked.changes().chain(history.standing.changes()));
        written.sort_unstable();
        written.dedup();
        for now in written {
            stored = go_on(&stored, &history.as_of(now).spans(now), now);
        }
        prop_assert_eq!(stored, history.spans(Instant(-1)));
    }
}

#[test]
fn a_span_that_goes_on_unchanged_is_not_cut() {
    let met = Span { from: Instant(1), until: Instant(9), finding: Finding::Met };
    let gap = Span { from: Instant(9), until: Instant::NEVER, finding: Finding::Gap(crate::finding::Reason::Stale) };
    let longer = Span { from: Instant(5), until: Instant(20), finding: Finding::Met };
    let later = Span { from: Instant(20), ..gap };
    let all = go_on(&[met, gap], &[longer, later], Instant(5));
    assert_eq!(all, [Span { until: Instant(20), ..met }, later]);
}
