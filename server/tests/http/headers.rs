//! What every answer tells the browser.

use crate::client::Answer;
use crate::house::{House, PASSWORD};
use domain::people::Role;

#[track_caller]
fn is_guarded(answer: &Answer) {
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self' 'nonce-"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
    assert!(answer.header("permissions-policy").contains("camera=()"));
    assert_ne!(answer.header("cache-control"), "");
}

#[tokio::test]
async fn every_answer_is_guarded_also_a_refusal() {
    let house = House::founded().await;
    let mut engineer = house.signed_in(Role::Engineer).await;
    for (path, status) in [("/", 200), ("/people", 403), ("/nowhere", 404), ("/%ff", 400), ("/healthz", 200)] {
        let answer = engineer.get(path).await.is(status);
        is_guarded(&answer);
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}");
    }
    is_guarded(&house.visitor().get("/").await.is(303));
    is_guarded(&house.visitor().post("/sign-in", &[]).await.is(422));
    let long = "x".repeat(70_000);
    is_guarded(&house.visitor().post("/sign-in", &[("email", &long)]).await.is(413));
    is_guarded(&house.visitor().with("sec-fetch-site", "cross-site").post("/sign-in", &[]).await.is(403));
}

#[tokio::test]
async fn behind_tls_browsers_are_told_to_stay_there() {
    let house = House::secure().await;
    let answer = house.visitor().get("/sign-in").await.is(200);
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
}

#[tokio::test]
async fn the_nonce_is_new_each_time_and_stands_in_header_and_page_alike() {
    let house = House::founded().await;
    let nonce = |answer: &Answer| {
        answer.header("content-security-policy").split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned()
    };
    let (one, other) = (house.visitor().get("/sign-in").await, house.visitor().get("/sign-in").await);
    assert_ne!(nonce(&one), nonce(&other));
    for answer in [one, other] {
        let scripts = answer.select("script").len();
        let ours = answer.select(&format!("script[nonce='{}']", nonce(&answer))).len();
        assert_eq!(scripts, ours);
        assert!(answer.select("[style], [onclick], style").is_empty(), "nothing that the policy would refuse");
    }
}

#[tokio::test]
async fn a_page_is_compressed_but_not_for_another_site_nor_with_a_key_in_it() {
    let house = House::founded().await;
    let mut administrator = house.signed_in_as("founder@example.com").await.with("accept-encoding", "br, gzip");
    assert_eq!(administrator.get("/people").await.header("content-encoding"), "br");
    let mut led = administrator.clone().with("sec-fetch-site", "cross-site");
    assert_eq!(led.get("/people").await.header("content-encoding"), "");
    let fields = [("name", "Bo"), ("email", "bo@example.com"), ("rights", "engineer")];
    assert_eq!(administrator.post("/people/invite", &fields).await.is(200).header("content-encoding"), "");
}

#[tokio::test]
async fn only_the_public_address_is_answered() {
    let house = House::founded().await;
    for host in ["localhost:3000", "[::1]:3000"] {
        house.visitor().led_to(host).get("/sign-in").await.is(200);
    }
    let mut led = house.signed_in(Role::Engineer).await.led_to("rebound.example:3000");
    let answer = led.get("/").await.is(421).says("This address is not the one that this program answers to.");
    assert_eq!(answer.attr("main a", "href").as_deref(), Some("http://127.0.0.1:3000"));
    is_guarded(&answer);
    led.post("/sign-out", &[]).await.is(421);
    led.get("/healthz").await.is(200);
    led.get("/readyz").await.is(200);
    let secure = House::secure().await;
    secure.visitor().get("/sign-in").await.is(200);
    secure.visitor().led_to("127.0.0.1:3000").get("/sign-in").await.is(421);
}

#[tokio::test]
async fn a_refusal_is_a_page_in_our_words() {
    let house = House::founded().await;
    house.visitor().get("/%ff").await.is(400).says("What was sent could not be read.").says("Go to the first page");
    house.visitor().get("/nowhere").await.is(404).says("There is no such page.").says("Go to the first page");
    let foreign = house.visitor().with("sec-fetch-site", "cross-site");
    foreign.clone().post("/sign-in", &[("password", PASSWORD)]).await.is(403).says("sent from another site");
}
