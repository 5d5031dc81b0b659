//! What must hold of every history: what was shown stays so, and nothing betters a finding by itself.

use super::Story;
use domain::finding::Finding;
use domain::instant::{Instant, Utc, Zone as _};
use domain::operating::{Calendar, calendar_of};
use domain::readiness::Readiness;
use std::collections::{BTreeMap, BTreeSet};

pub(super) type Shown = BTreeMap<i64, BTreeMap<i64, Finding>>;

impl Story {
    /// What the facts say at an instant, as far as was known then.
    pub(super) fn read(&self, at: Instant) -> Shown {
        let findings =
            |subject| self.history.findings(subject, at, at).into_iter().map(|(no, (f, _))| (no, f)).collect();
        let all = self.history.subjects().map(|subject| (subject, findings(subject)));
        all.filter(|(_, findings): &(i64, BTreeMap<_, _>)| !findings.is_empty()).collect()
    }

    /// Tasks are a reading: asking again says the same, and writes nothing.
    pub(super) async fn tasks_are_idempotent(&self) {
        let (store, now) = (&self.f.store, self.now().await);
        let spine = store.spine().await.unwrap();
        let read = async || {
            let board = store.board(now, &Utc).await.unwrap();
            spine.requirements.iter().map(|requirement| board.tally(requirement.no)).collect::<Vec<_>>()
        };
        let first = read().await;
        assert_eq!(read().await, first);
        let at = now.plus_seconds(400 * 86_400);
        store.board(at, &Utc).await.unwrap();
        assert_eq!(read().await, first, "a look ahead leaves nothing behind");
        assert_eq!(self.now().await, now);
        assert!(first.iter().any(|tally| tally.all() > 0));
    }

    pub(super) async fn now(&self) -> Instant {
        self.f.store.present().await.unwrap()
    }

    /// How everything that recurs operated through the months around an instant, as far as was known then.
    pub(super) async fn operated(&self, at: Instant) -> String {
        let zone = store::NamedZone::find("Europe/London").unwrap();
        let day = zone.day(at);
        let around = (day.saturating_sub(jiff::Span::new().days(200)), day.saturating_add(jiff::Span::new().days(40)));
        let days = domain::days::Period::new(around.0, around.1).unwrap();
        // By the window itself where nobody set a day: a programme that is opened later may begin before.
        let (set, own) = (self.f.store.calendar_settings().await.unwrap().line, Calendar::of_window(days));
        let calendar = calendar_of(&set, days, own, at, &zone);
        let spine = self.f.store.spine().await.unwrap();
        let mut all = Vec::new();
        for programme in &spine.programmes {
            let window = self.f.store.operated_window(&spine, programme.no, days, at, zone.clone()).await.unwrap();
            let window = store::OperatedWindow { calendar, ..window };
            let wanted = store::OperatedWanted { requirements: spine.recurring(None).collect(), subject: None };
            all.push(self.f.store.operated(&wanted, &window).await.unwrap());
        }
        format!("{all:?}")
    }

    pub(super) async fn readiness(&self, at: Instant) -> Vec<Readiness> {
        let spine = self.f.store.spine().await.unwrap();
        let mut all = Vec::new();
        for programme in &spine.programmes {
            all.push(self.f.store.reading(programme, at).await.unwrap().readiness.clone());
        }
        all
    }

    /// Every way in which pages ask for the past says what was shown then; what is read from all facts at times only,
    /// because that takes long.
    pub(super) async fn hindsight(&self, at: Instant, shown: &[Readiness], from_facts: bool, whose: &str) {
        let (store, seq) = (&self.f.store, self.f.store.trail(i64::MAX, 1).await.unwrap()[0].seq);
        let spine = store.spine().await.unwrap();
        for (programme, shown) in spine.programmes.iter().zip(shown) {
            assert_eq!(store.reading(programme, at).await.unwrap().readiness, *shown, "{whose}: reading at {at:?}");
            let past = store.past(programme, &BTreeSet::from([at]), seq).await.unwrap();
            assert_eq!(*past[&at], *shown, "{whose}: past at {at:?}");
            if from_facts {
                let known = store.reading_known(programme, at, at).await.unwrap();
                assert_eq!(known.readiness, *shown, "{whose}: from all facts at {at:?}");
            }
        }
    }
}

/// Findings that are better: a gap or a failure gone, a question gone without an answer.
pub(super) fn bettered(before: &Shown, after: &Shown) -> Vec<(i64, i64, Finding, Finding)> {
    let mut all = Vec::new();
    for (subject, findings) in before {
        for (requirement, old) in findings {
            let new = after.get(subject).and_then(|f| f.get(requirement)).copied().unwrap_or(Finding::NotAsked);
            let better = match old {
                Finding::Failed => new != Finding::Failed,
                Finding::Gap(_) => !matches!(new, Finding::Failed | Finding::Gap(_)),
                Finding::Unknown(_) => matches!(new, Finding::NotAsked | Finding::Excluded),
                Finding::Met | Finding::Excluded | Finding::NotAsked => false,
            };
            if better {
                all.push((*subject, *requirement, *old, new));
            }
        }
    }
    all
}

/// The first row that differs says more than two lists.
pub(super) fn assert_same(is: &[Vec<Vec<String>>; 2], was: &[Vec<Vec<String>>; 2], what: &str) {
    for (is, was) in is.iter().zip(was) {
        let (is, was) = (is.iter().collect::<BTreeSet<_>>(), was.iter().collect::<BTreeSet<_>>());
        assert_eq!((is.difference(&was).next(), was.difference(&is).next()), (None, None), "{what}");
    }
}
