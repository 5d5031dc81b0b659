//! Access reviews and training as a reader finds them in the story.

use domain::access_reviews::ReviewStage;
use domain::instant::Zone as _;
use domain::own_tasks::OwnStage;
use domain::training::Lack;
use store::AccessReviewsWanted;

#[tokio::test]
async fn one_access_outlives_its_revocation_and_a_console_is_half_decided() {
    let fresh = story::testing::story().await;
    let store = &fresh.store;
    let zone = store.organisation().await.unwrap().unwrap().zone;
    let all = store.access_reviews(&AccessReviewsWanted::default()).await.unwrap();
    let stages: Vec<_> = all.iter().map(|row| row.stage()).collect();
    assert_eq!(stages, [ReviewStage::Deciding, ReviewStage::Accepted, ReviewStage::Accepted]);
    assert_eq!((all[0].lines, all[0].decided), (6, 3));
    let first = store.access_review(all[2].id, &zone).await.unwrap();
    let signed = first.removals.iter().filter(|one| one.task.stage == OwnStage::Signed).count();
    assert_eq!((first.removals.len(), signed), (3, 2));
    let left: Vec<_> = first.left_later().unwrap().into_iter().map(|one| one.line.account).collect();
    assert_eq!(left, ["m.kessler@contractors.example"]);
}

#[tokio::test]
async fn two_courses_have_people_who_lack_them_for_every_reason() {
    let fresh = story::testing::story().await;
    let training = fresh.store.training().await.unwrap();
    let zone = fresh.store.organisation().await.unwrap().unwrap().zone;
    let today = zone.day(fresh.store.now());
    assert_eq!(training.courses.len(), 2);
    let lacking = |no: usize| {
        let mut all: Vec<_> = training.register(&training.courses[no], today).lacking().map(|(_, why)| why).collect();
        all.sort();
        all
    };
    assert_eq!(
        lacking(0),
        [Lack::Never, Lack::Never, Lack::Never, Lack::Failed, Lack::Lapsed],
        "Grace, Tomás, Noor, Edmund, Ada"
    );
    assert_eq!(lacking(1), [Lack::Never], "Grace");
    let aside: Vec<_> = training.aside().map(|row| row.called.clone().unwrap()).collect();
    assert_eq!(aside, ["T. Ortega"]);
}
