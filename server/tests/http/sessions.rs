//! Sessions: trap 6 of the house.

use crate::house::{House, PASSWORD};
use domain::people::Role;

#[tokio::test]
async fn an_anonymous_request_leaves_no_row_and_gets_no_cookie() {
    let house = House::founded().await;
    let before = house.fresh.digest(&[]).await;
    let mut nobody = house.visitor();
    for path in ["/", "/sign-in", "/join/none", "/nowhere"] {
        assert_eq!(nobody.get(path).await.header("set-cookie"), "", "{path}");
    }
    nobody.cookies.insert("plumbline".into(), "AVdUb87b5Bmmwt9roVRD_w".into());
    nobody.get("/account").await.goes_to("/sign-in?next=/account");
    assert_eq!(house.fresh.digest(&[]).await, before);
}

#[tokio::test]
async fn the_id_is_new_at_sign_in_whatever_the_browser_brought() {
    let house = House::founded().await;
    let mut victim = house.visitor();
    victim.cookies.insert("plumbline".into(), "AVdUb87b5Bmmwt9roVRD_w".into());
    victim.post("/sign-in", &[("email", "engineer@example.com"), ("password", PASSWORD)]).await.goes_to("/");
    let first = victim.cookies["plumbline"].clone();
    assert_ne!(first, "AVdUb87b5Bmmwt9roVRD_w");
    victim.post("/sign-in", &[("email", "engineer@example.com"), ("password", PASSWORD)]).await.goes_to("/");
    assert_ne!(victim.cookies["plumbline"], first);
    let mut old = house.visitor();
    old.cookies.insert("plumbline".into(), first);
    old.get("/account").await.goes_to("/sign-in?next=/account");
    victim.get("/account").await.is(200);
}

#[tokio::test]
async fn the_cookie_is_for_this_host_and_no_script() {
    let plain = House::founded().await;
    let sign_in = [("email", "engineer@example.com"), ("password", PASSWORD)];
    let cookie = plain.visitor().post("/sign-in", &sign_in).await.cookie("plumbline").to_owned();
    assert!(
        cookie.starts_with("plumbline=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let secure = House::secure().await;
    let answer = secure.visitor().post("/sign-in", &sign_in).await;
    for cookie in [answer.cookie("__Host-plumbline"), answer.cookie("__Host-plumbline-device")] {
        assert!(cookie.contains("Secure") && cookie.contains("Path=/") && !cookie.contains("Domain"), "{cookie}");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    }
    let mut engineer = secure.signed_in(Role::Engineer).await;
    let cleared = engineer.post("/sign-out", &[]).await.goes_to("/sign-in").header("set-cookie").to_owned();
    assert!(cleared.starts_with("__Host-plumbline=;") && cleared.contains("Path=/"), "{cleared}");
    assert!(cleared.ends_with("; Secure"), "{cleared}");
}

#[tokio::test]
async fn who_signs_out_is_out_with_every_copy_of_the_cookie() {
    let house = House::founded().await;
    let mut engineer = house.signed_in(Role::Engineer).await;
    let mut copy = engineer.clone();
    engineer.post("/sign-out", &[]).await.goes_to("/sign-in");
    assert!(!engineer.cookies.contains_key("plumbline"));
    copy.get("/account").await.goes_to("/sign-in?next=/account");
    engineer.post("/sign-out", &[]).await.goes_to("/sign-in");
}

#[tokio::test]
async fn a_session_ends_when_it_rests_and_after_seven_days_in_any_case() {
    let house = House::founded().await;
    let mut resting = house.signed_in(Role::Engineer).await;
    house.fresh.world.forward(13 * 3600);
    resting.get("/account").await.goes_to("/sign-in?next=/account");
    let mut busy = house.signed_in(Role::Engineer).await;
    for hour in 0..7 * 24 {
        assert_eq!(busy.get("/account").await.status, 200, "hour {hour}");
        house.fresh.world.forward(3600);
    }
    busy.get("/account").await.goes_to("/sign-in?next=/account");
}

#[tokio::test]
async fn a_request_that_ends_after_sign_out_does_not_bring_the_session_back() {
    let house = House::founded().await;
    let mut engineer = house.signed_in(Role::Engineer).await;
    let mut late = engineer.clone();
    // What the session layer does at the end of a request that touched its session.
    let change = [("old", PASSWORD), ("password", "another upright one"), ("again", "another upright one")];
    let (_, _) = tokio::join!(late.post("/account/password", &change), engineer.post("/sign-out", &[]));
    late.get("/account").await.goes_to("/sign-in?next=/account");
}
