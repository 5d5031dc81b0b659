//! The traps of the house that were fallen into before: each is a test that can fail.

use crate::client::Client;
use crate::house::{House, PASSWORD};
use app::asking::Asking;
use app::form::{Fields, Form};
use app::page::Page;
use app::routes::{Needs, Route};
use app::ui::textarea::LongField;
use axum::body::{Body, Bytes};
use axum::extract::Multipart;
use axum::http::{Method, header};
use axum::response::{IntoResponse as _, Response};
use domain::people::Role;
use hyper::body::Frame;
use leptos::prelude::*;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// Lines that only these tests have.
const TRIALS: &[Route] = app::routes! {
    POST "/trial/echo"      needs Needs::Person => echo;
    GET  "/trial/panic"     needs Needs::Open   => panics;
    POST "/trial/panic"     needs Needs::Open   => panics;
    POST "/trial/upload"    needs Needs::Open   => upload;
};

async fn echo(asking: Asking, Form(fields): Form<Fields>) -> Page {
    let words = fields.text("words");
    asking.page(words.clone(), None, move || view! { <LongField name="words" label="Words" value=words/> })
}

async fn panics() -> &'static str {
    panic!("on purpose")
}

async fn upload(mut multipart: Multipart) -> Response {
    loop {
        match multipart.next_field().await {
            Ok(Some(field)) => {
                if let Err(error) = field.bytes().await {
                    return error.into_response();
                }
            }
            Ok(None) => return "all of it".into_response(),
            Err(error) => return error.into_response(),
        }
    }
}

#[tokio::test]
async fn trap_1_no_text_leaves_a_title_or_a_text_area() {
    let house = House::founded_with(TRIALS).await;
    let mut engineer = house.signed_in(Role::Engineer).await;
    for words in ["</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>", "\n  <b>&amp;"] {
        let page = engineer.post("/trial/echo", &[("words", words)]).await.is(200);
        assert!(!page.body.contains("<script>alert"), "{}", page.body);
        assert_eq!(page.select("textarea"), [words]);
        let title = page.select("head > title");
        assert_eq!(title, [format!("{} – Plumbline", words.replace('\n', " "))]);
    }
}

#[tokio::test]
async fn trap_1_a_persons_name_is_only_a_name() {
    let house = House::founded().await;
    let name = "</title><script>alert(1)</script>";
    let mut administrator = house.signed_in(Role::Administrator).await;
    let fields = [("name", name), ("email", "x@example.com"), ("rights", "engineer")];
    let made = administrator.post("/people/invite", &fields).await.is(200);
    let id = house.person("x@example.com").await;
    let pages = [made, administrator.get("/people").await, administrator.get(&format!("/people/{id}")).await];
    for page in pages {
        assert!(!page.body.contains("<script>alert"), "{}", page.body);
        assert!(page.text().contains(name));
    }
}

/// Sends, and leaves before the answer.
async fn send_and_leave(client: &Client, path: &str, fields: &[(&str, &str)]) {
    let (request, mut client) = (client.form(path, fields), client.clone());
    let _ = tokio::time::timeout(Duration::from_micros(200), client.send(request)).await;
}

#[tokio::test]
async fn trap_2_what_was_begun_is_ended_though_the_visitor_leaves() {
    let house = House::founded().await;
    let administrator = house.signed_in(Role::Administrator).await;
    let before = house.site.store.people().await.unwrap().len();
    for n in 0..20 {
        let email = format!("gone{n}@example.com");
        send_and_leave(
            &administrator,
            "/people/invite",
            &[("name", "Gone"), ("email", &email), ("rights", "engineer")],
        )
        .await;
    }
    house.tracker.close();
    house.tracker.wait().await;
    assert_eq!(house.site.store.people().await.unwrap().len(), before + 20);
    assert!(house.site.store.verify_trail().await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn trap_2_a_cancelled_reading_leaves_no_open_transaction_behind() {
    for fresh in store::testing::fresh().await {
        let actor = fresh.founded().await;
        for n in 0..100_u64 {
            let reading = fresh.store.people();
            let _ = tokio::time::timeout(Duration::from_micros(n * 10), reading).await;
        }
        for n in 0..20 {
            let draft = domain::accounts::PersonDraft {
                name: "Kept".into(),
                email: format!("kept{n}@example.com"),
                department: String::new(),
                rights: domain::people::Rights::of(&[Role::Engineer], false),
            };
            fresh.store.invite(&actor, draft).await.unwrap();
        }
        assert_eq!(fresh.store.people().await.unwrap().len(), 21, "{}", fresh.engine);
    }
}

/// A body that says nothing of its length and goes on for long.
struct Endless(usize);

impl axum::body::HttpBody for Endless {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        const PIECE: &[u8] = &[b'x'; 16 * 1024];
        if self.0 == 0 {
            return Poll::Ready(None);
        }
        self.0 -= 1;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(PIECE)))))
    }
}

#[tokio::test]
async fn trap_3_no_body_is_longer_than_its_route_takes() {
    let house = House::founded_with(TRIALS).await;
    let mut nobody = house.visitor();
    let form = "application/x-www-form-urlencoded";
    let long = nobody.request(Method::POST, "/sign-in").header(header::CONTENT_TYPE, form);
    nobody.send(long.body(Body::new(Endless(6_000))).unwrap()).await.is(413).says("Nothing was written");
    let said = nobody.request(Method::POST, "/sign-in").header(header::CONTENT_LENGTH, "100000000");
    nobody.send(said.body(Body::empty()).unwrap()).await.is(413);
    let kind = "multipart/form-data; boundary=b";
    let multipart = nobody.request(Method::POST, "/trial/upload").header(header::CONTENT_TYPE, kind);
    nobody.send(multipart.body(Body::new(Endless(6_000))).unwrap()).await.is(413);
    let small = nobody.request(Method::POST, "/trial/upload").header(header::CONTENT_TYPE, kind);
    let part = "--b\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nwords\r\n--b--\r\n";
    nobody.send(small.body(Body::from(part)).unwrap()).await.is(200);
    let long = format!("{}{}", part.trim_end_matches("words\r\n--b--\r\n"), "x".repeat(100_000));
    let multipart = nobody.request(Method::POST, "/trial/upload").header(header::CONTENT_TYPE, kind);
    nobody.send(multipart.body(Body::from(long)).unwrap()).await.is(413);
}

#[tokio::test]
async fn trap_4_other_sites_forms_are_refused_and_their_words_ignored() {
    let house = House::founded().await;
    let administrator = house.signed_in(Role::Administrator).await;
    let fields = [("name", "Eve"), ("email", "eve@example.com"), ("rights", "administrator")];
    let foreign: [(&str, &str); 4] = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ];
    for (name, value) in foreign {
        administrator.clone().with(name, value).post("/people/invite", &fields).await.is(403);
    }
    assert!(house.site.store.people().await.unwrap().iter().all(|row| row.name.as_deref() != Some("Eve")));
    administrator.clone().with("sec-fetch-site", "same-origin").post("/people/invite", &fields).await.is(200);
    // Whatever the Referer says, one goes where the site map says.
    let mut led = house.visitor().with("referer", "https://evil.example/");
    led.post("/sign-in", &[("email", "engineer@example.com"), ("password", PASSWORD)]).await.goes_to("/");
    let forged = "/sign-in?__err=RXZpbA%3D%3D&__path=/sign-in&error=Your%20password%20expired";
    house.visitor().get(forged).await.is(200).does_not_say("expired").does_not_say("Evil").does_not_say("RXZpbA");
    let mut getter = administrator.clone();
    getter.get("/people/invite?name=Bo&email=bo@example.com&rights=engineer").await.is(200);
    assert!(house.site.store.people().await.unwrap().iter().all(|row| row.name.as_deref() != Some("Bo")));
}

#[tokio::test]
async fn trap_9_a_panic_ends_its_request_and_nothing_else() {
    let house = House::founded_with(TRIALS).await;
    let mut nobody = house.visitor();
    for _ in 0..2 {
        nobody.get("/trial/panic").await.is(500).says("it was not you").does_not_say("on purpose");
        nobody.post("/trial/panic", &[]).await.is(500);
        nobody.get("/sign-in").await.is(200);
    }
    for path in ["/%ff", "/people/%ff", "/join/%c3", "/%00", "/sign-in?%ff"] {
        let status = nobody.get(path).await.status.as_u16();
        assert!(status == 400 || (path.contains('?') && status == 200), "{path}: {status}");
    }
}
