//! Fourteen months of readiness: rising, with two dips that have causes.

use domain::instant::Zone as _;
use domain::readiness::Counts;
use jiff::ToSpan as _;
use store::testing::Fresh;

/// How criteria stood at the end of each of fourteen months, the last up to now, the oldest first.
async fn months(fresh: &Fresh) -> Vec<Counts> {
    let (store, spine) = (&fresh.store, fresh.store.spine().await.unwrap());
    let zone = store.organisation().await.unwrap().unwrap().zone;
    let today = zone.day(store.now());
    let mut counts = Vec::new();
    for back in (0..14).rev() {
        let at = if back == 0 { store.now() } else { zone.end_of(today.saturating_sub(back.months())) };
        counts.push(store.reading(&spine.programmes[0], at).await.unwrap().readiness.counts);
    }
    counts
}

#[tokio::test]
async fn readiness_rises_with_two_dips() {
    let fresh = story::testing::story().await;
    let counts = months(&fresh).await;
    let met: Vec<_> = counts.iter().map(|counts| counts.met).collect();
    assert_eq!(met, [0, 2, 5, 8, 10, 9, 13, 16, 19, 22, 18, 18, 24, 25]);
    let falls: Vec<_> = (1..met.len()).filter(|month| met[*month] < met[*month - 1]).collect();
    assert_eq!(falls, [5, 10], "somebody left, and an agent arrived: {met:?}");
    assert!(met[0] == 0 && met[13] > met[12] && met[13] == *met.iter().max().unwrap(), "{met:?}");
    let now = counts[13];
    assert!(now.gap >= 5 && now.unknown >= 2 && now.failed == 0, "{now:?}");
    assert_eq!(now.met + now.gap + now.unknown, 39, "forty criteria, of which one does not apply");
}
