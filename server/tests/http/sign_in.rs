//! Signing in: generic failures, the throttle, the queue.

use crate::client::Answer;
use crate::house::{House, PASSWORD};
use axum::extract::ConnectInfo;
use domain::people::Role;
use std::net::SocketAddr;

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_look_alike() {
    let house = House::founded().await;
    let fail = |email: &'static str, password: &'static str| {
        let mut nobody = house.visitor();
        async move { nobody.post("/sign-in", &[("email", email), ("password", password)]).await.is(422) }
    };
    let same = |answer: Answer, email: &str| answer.body.replace(email, "…");
    let wrong = same(fail("engineer@example.com", "not my password").await, "engineer@example.com");
    assert_eq!(wrong, same(fail("nobody@example.com", "not my password").await, "nobody@example.com"));
    assert!(wrong.contains("That address and password do not belong together."));
    fail("", "").await.says("That address and password do not belong together.");
}

#[tokio::test]
async fn after_signing_in_one_lands_where_one_wanted() {
    let house = House::founded().await;
    let mut administrator = house.visitor();
    let page = administrator.get("/people?sort=name").await.goes_to("/sign-in?next=/people%3Fsort%3Dname");
    let form = administrator.get(page.header("location")).await.is(200);
    let next = form.attr("[name=next]", "value").unwrap();
    let fields = [("email", "Administrator@Example.com "), ("password", PASSWORD), ("next", next.as_str())];
    administrator.post("/sign-in", &fields).await.goes_to("/people?sort=name");
    let mut phished = house.visitor();
    let fields = [("email", "administrator@example.com"), ("password", PASSWORD), ("next", "//evil.example/")];
    phished.post("/sign-in", &fields).await.goes_to("/");
}

#[tokio::test]
async fn who_fails_too_often_waits_and_the_wait_ends() {
    let house = House::founded().await;
    let mut guesser = house.visitor();
    let guess = [("email", "engineer@example.com"), ("password", "not my password")];
    for _ in 0..6 {
        guesser.post("/sign-in", &guess).await.is(422);
    }
    let told = guesser.post("/sign-in", &[("email", "engineer@example.com"), ("password", PASSWORD)]).await.is(429);
    assert!(told.header("retry-after").parse::<i64>().unwrap() >= 2);
    told.says("too many failed attempts");
    house.fresh.world.forward(3600);
    house.signed_in(Role::Engineer).await;
}

#[tokio::test]
async fn strangers_who_guess_lock_nobody_out_of_the_browser_they_signed_in_with_before() {
    let house = House::founded().await;
    let right = [("email", "engineer@example.com"), ("password", PASSWORD)];
    let mut own = house.signed_in(Role::Engineer).await;
    own.post("/sign-out", &[]).await.goes_to("/sign-in");
    let mut stranger = house.visitor();
    for _ in 0..6 {
        stranger.post("/sign-in", &[("email", "engineer@example.com"), ("password", "not my password")]).await.is(422);
    }
    stranger.post("/sign-in", &right).await.is(429);
    own.post("/sign-in", &right).await.goes_to("/");
    // Of somebody else's address the browser knows nothing.
    let other = [("email", "administrator@example.com"), ("password", "not my password")];
    for _ in 0..6 {
        stranger.post("/sign-in", &other).await.is(422);
    }
    own.post("/sign-out", &[]).await.goes_to("/sign-in");
    own.post("/sign-in", &[("email", "administrator@example.com"), ("password", PASSWORD)]).await.is(429);
    // And in the browser itself guesses are counted as everywhere.
    for _ in 0..6 {
        own.post("/sign-in", &[("email", "engineer@example.com"), ("password", "not my password")]).await.is(422);
    }
    own.post("/sign-in", &right).await.is(429);
}

#[tokio::test]
async fn guesses_that_come_at_once_do_not_slip_through_together() {
    let house = House::founded().await;
    let burst = (0..40).map(|n| {
        let mut nobody = house.visitor();
        let password = format!("not my password {n}");
        tokio::spawn(async move {
            nobody.post("/sign-in", &[("email", "engineer@example.com"), ("password", &password)]).await.status.as_u16()
        })
    });
    let (mut tried, mut told_to_wait) = (0, 0);
    for status in burst.collect::<Vec<_>>() {
        match status.await.unwrap() {
            422 => tried += 1,
            429 => told_to_wait += 1,
            503 => {}
            other => panic!("{other}"),
        }
    }
    // Five are free, and the sixth makes all others wait.
    assert!(tried <= 6 && told_to_wait > 0, "{tried} were tried, {told_to_wait} told to wait");
}

#[tokio::test]
async fn a_good_sign_in_is_no_failure_of_its_address() {
    let house = House::founded().await;
    for _ in 0..40 {
        house.signed_in(Role::Engineer).await;
    }
}

#[tokio::test]
async fn a_crowd_at_the_door_is_turned_away_in_good_order() {
    let house = House::founded().await;
    let crowd = (0..60_u8).map(|n| {
        let mut nobody = house.visitor();
        tokio::spawn(async move {
            let email = format!("nobody{n}@example.com");
            let mut request = nobody.form("/sign-in", &[("email", &email), ("password", "not my password")]);
            // From many addresses: one alone would be told to wait before the queue is full.
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([10, 0, 0, n], 9_000))));
            nobody.send(request).await
        })
    });
    let mut turned_away = 0;
    for answer in crowd.collect::<Vec<_>>() {
        let answer = answer.await.unwrap();
        match answer.status.as_u16() {
            422 | 429 => {}
            503 => {
                assert_eq!(answer.header("retry-after"), "2");
                turned_away += 1;
            }
            other => panic!("{other}: {}", answer.body),
        }
    }
    assert!(turned_away > 0);
}

#[tokio::test]
async fn a_password_without_end_is_refused_without_hashing_it() {
    let house = House::founded().await;
    let long = "x".repeat(20_000);
    house.visitor().post("/sign-in", &[("email", "engineer@example.com"), ("password", &long)]).await.is(422);
}
