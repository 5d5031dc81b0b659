//! One's own account.

use crate::house::{House, PASSWORD};
use domain::people::Role;

const NEW: &str = "another upright one";

#[tokio::test]
async fn changing_the_password_asks_the_old_one_and_ends_the_other_sessions() {
    let house = House::founded().await;
    let (mut here, mut there) = (house.signed_in(Role::Engineer).await, house.signed_in(Role::Engineer).await);
    let wrong =
        here.post("/account/password", &[("old", "not it at all"), ("password", NEW), ("again", NEW)]).await.is(422);
    assert!(wrong.fault("old").contains("not your present password"));
    here.post("/account/password", &[("old", PASSWORD), ("password", NEW), ("again", NEW)]).await.goes_to("/account");
    here.get("/account").await.is(200);
    there.get("/account").await.goes_to("/sign-in?next=/account");
    let mut again = house.visitor();
    again.post("/sign-in", &[("email", "engineer@example.com"), ("password", PASSWORD)]).await.is(422);
    again.post("/sign-in", &[("email", "engineer@example.com"), ("password", NEW)]).await.goes_to("/");
}

#[tokio::test]
async fn an_open_browser_is_no_place_to_guess() {
    let house = House::founded().await;
    let mut finder = house.signed_in(Role::Engineer).await;
    for _ in 0..6 {
        finder.post("/account/password", &[("old", "a guess"), ("password", NEW), ("again", NEW)]).await.is(422);
    }
    finder.post("/account/password", &[("old", PASSWORD), ("password", NEW), ("again", NEW)]).await.is(429);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner_alone() {
    let house = House::founded().await;
    let mut here = house.signed_in(Role::Engineer).await;
    let mut there = house.signed_in(Role::Engineer).await;
    let page = here.get("/account").await.is(200).says("signed in here and in one other place").says("This one");
    let end = page.attr("form[action$='/end']", "action").unwrap();
    let mut stranger = house.signed_in(Role::Executive).await;
    stranger.post(&end, &[]).await.goes_to("/account");
    there.get("/account").await.is(200);
    here.post(&end, &[]).await.goes_to("/account");
    there.get("/account").await.goes_to("/sign-in?next=/account");
    here.get("/account").await.is(200).says("nowhere else");
    here.post("/account/sessions/not-a-key/end", &[]).await.is(404);
}
