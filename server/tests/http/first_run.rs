//! Before anybody is here, and the first who comes.

use crate::house::House;

const ANSWERS: &[(&str, &str)] = &[
    ("name", "Miriam Castell"),
    ("email", " Miriam@Example.com "),
    ("password", "upright is upright"),
    ("again", "upright is upright"),
    ("organisation", "Harrow & Finch"),
    ("zone", "Europe/London"),
];

#[tokio::test]
async fn nothing_but_the_first_run_is_there_before_it() {
    let house = House::empty().await;
    let mut nobody = house.visitor();
    for path in ["/", "/sign-in", "/people", "/join/key", "/no-such-page"] {
        nobody.get(path).await.goes_to("/first-run");
        nobody.post(path, &[]).await.goes_to("/first-run");
    }
    nobody.get("/healthz").await.is(200);
    nobody.get("/readyz").await.is(200);
    let page = nobody.get("/first-run").await.is(200).says("Nobody is here yet");
    assert_eq!(page.attr("option[selected]", "value").unwrap(), "Europe/London");
}

#[tokio::test]
async fn the_first_administrator_is_in_and_invites_a_second_person() {
    let house = House::empty().await;
    let mut miriam = house.visitor();
    miriam.post("/first-run", ANSWERS).await.goes_to("/people/invite");
    miriam.get("/people/invite").await.is(200).says("Adoption and acceptance need two");
    miriam
        .get("/account")
        .await
        .is(200)
        .says("miriam@example.com")
        .says("Administrator, Compliance manager, may review");
    let organisation = house.site.store.organisation().await.unwrap().unwrap();
    assert_eq!((organisation.name.as_str(), organisation.example), ("Harrow & Finch", false));
}

#[tokio::test]
async fn every_fault_is_told_and_nothing_typed_is_lost() {
    let house = House::empty().await;
    let mut miriam = house.visitor();
    let wrong =
        [("name", "Mi <b>riam"), ("email", "miriam"), ("password", "short"), ("again", "other"), ("zone", "Moon")];
    let page = miriam
        .post("/first-run", &wrong)
        .await
        .is(422)
        .says("What you typed is kept. Passwords are not: type them again.");
    for field in ["email", "password", "again", "organisation", "zone"] {
        assert_ne!(page.fault(field), "", "{field}");
        assert!(page.select(&format!(".summary a[href='#{field}']")).len() == 1, "{field}");
    }
    assert_eq!(page.attr("#name", "value").unwrap(), "Mi <b>riam");
    assert_eq!(page.attr("#password", "value"), None);
    assert!(house.site.store.is_new().await.unwrap());
}

#[tokio::test]
async fn the_first_run_happens_once() {
    let house = House::founded().await;
    let mut other = house.visitor();
    other.get("/first-run").await.goes_to("/sign-in");
    other.post("/first-run", ANSWERS).await.goes_to("/sign-in");
    assert_eq!(house.site.store.organisation().await.unwrap().unwrap().name, "Harrow & Finch");
}

#[tokio::test]
async fn of_two_who_come_first_one_is_first() {
    let house = House::empty().await;
    let (mut one, mut other) = (house.visitor(), house.visitor());
    let (one, other) = tokio::join!(one.post("/first-run", ANSWERS), other.post("/first-run", ANSWERS));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert!(matches!(statuses, [303, 409] | [303, 303]), "{statuses:?}");
    assert_eq!(house.site.store.people().await.unwrap().len(), 1);
}
