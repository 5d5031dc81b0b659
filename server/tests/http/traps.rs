//! The traps of the house that were fallen into before: each is a test that can fail.

use crate::client::Client;
use crate::house::{House, PASSWORD};
use app::asking::Asking;
use app::form::{Fields, Form as Sent};
use app::page::Page;
use app::routes::{Needs, Route};
use app::ui::textarea::LongField;
use axum::body::{Body, Bytes};
use axum::extract::Multipart;
use axum::http::{Method, header};
use axum::response::{IntoResponse as _, Response};
use domain::evidence::{EvidenceDraft, Form};
use domain::people::Role;
use hyper::body::Frame;
use jiff::civil::date;
use leptos::prelude::*;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use store::testing::{pair, statement};

/// Lines that only these tests have.
const TRIALS: &[Route] = app::routes! {
    POST "/trial/echo"      needs Needs::Person => echo;
    GET  "/trial/panic"     needs Needs::Open   => panics;
    POST "/trial/panic"     needs Needs::Open   => panics;
    POST "/trial/upload"    needs Needs::Open   => upload;
};

async fn echo(asking: Asking, Sent(fields): Sent<Fields>) -> Page {
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

#[tokio::test]
async fn a_file_of_an_attacker_is_handed_out_as_it_is_and_never_shown() {
    let house = House::founded().await;
    let firm = house.firm().await;
    firm.adopt(&["AIG-AC-07"]).await;
    let pairs = [pair("TSK-AC-07-1", firm.system("Scorer", None).await.1)];
    let mut reader = house.signed_in(Role::Auditor).await;
    let script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let names = [
        ("evil.html", "evil.html"),
        ("evil.svg", "evil.svg"),
        ("../../../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\r\nset-cookie: session=stolen\r\n\r\n<script>.html", "aset-cookie: session=stolen<script>.html"),
        ("inv\u{202e}gpj.exe", "invgpj.exe"),
        ("\"; filename=\"x.html", "\"; filename=\"x.html"),
        ("\0", "file"),
    ];
    for (given, kept) in names {
        let mut incoming = house.site.files.incoming().await.unwrap();
        incoming.write(script).await.unwrap();
        let file = incoming.finish(given).await.unwrap();
        assert_eq!(file.name, kept);
        let draft = EvidenceDraft {
            form: Form::File,
            statement: String::new(),
            ..statement("config-export", date(2026, 11, 21))
        };
        let id = firm.store().submit(&firm.manager, draft, Some(file), &pairs).await.unwrap();
        let answer = reader.get(&format!("/evidence/{id}/file")).await.is(200);
        assert_eq!(answer.body.as_bytes(), script, "{given:?}");
        assert_eq!(answer.header("content-type"), "application/octet-stream");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("set-cookie"), "");
        assert!(answer.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
        let disposition = answer.header("content-disposition");
        let name = disposition.strip_prefix("attachment; filename*=UTF-8''").unwrap();
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)), "{disposition}");
        let page = reader.get(&format!("/evidence/{id}")).await.is(200);
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<script>.html"), "{given:?}");
    }
    // All of it lies under the one hash, and nothing beside the folder of files.
    assert_eq!(house.site.files.all().await.unwrap().len(), 1);
}

/// Fields that forms have; what a form does not know it leaves alone.
const FIELDS: [&str; 16] = [
    "name",
    "title",
    "words",
    "reason",
    "statement",
    "email",
    "department",
    "answer",
    "link",
    "commitments",
    "reasons",
    "unit",
    "purpose",
    "external_id",
    "stamp",
    "rights",
];

#[tokio::test]
async fn what_is_far_too_long_or_turns_the_writing_is_refused_with_a_sentence() {
    let house = House::founded().await;
    let mut founder = house.signed_in_as("founder@example.com").await;
    let before = house.site.store.people().await.unwrap().len();
    for long in ["x".repeat(3_500), "\u{202e}".repeat(1_000), "\u{1d173}\0\u{feff}".repeat(300)] {
        for route in server::router::site_map().filter(|route| route.method == Method::POST) {
            // Whoever signs out sees no more of it.
            if ["/sign-out", "/sign-in"].contains(&route.path) {
                continue;
            }
            let path =
                crate::guard::with_library(route.path).replace("{person}", "00000000-0000-0000-0000-000000000000");
            let path = path.replace("{session}", &"0".repeat(64)).replace("{key}", "none");
            let fields: Vec<_> = FIELDS.iter().map(|name| (*name, long.as_str())).collect();
            let status = founder.clone().post(&path, &fields).await.status.as_u16();
            assert!(status < 500 && status != 401, "{path}: {status}");
        }
    }
    assert_eq!(house.site.store.people().await.unwrap().len(), before);
    assert!(house.site.store.verify_trail().await.unwrap().faults.is_empty());
    let fields = [("name", "Ada \u{202e}nimda"), ("email", "ada@example.com"), ("rights", "engineer")];
    let page = founder.post("/people/invite", &fields).await.is(422);
    assert!(page.fault("name").contains("turns the direction of writing"));
    let fields = [("email", "engineer@example.com"), ("password", "x")];
    let mut forged = house.visitor().with("x-forwarded-for", "\u{e9}, 1.2.3.4\t");
    forged.post("/sign-in", &fields).await.is(422);
}

#[tokio::test]
async fn an_invitation_ends_by_itself() {
    let house = House::founded().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    let fields = [("name", "Bo"), ("email", "bo@example.com"), ("rights", "engineer")];
    let page = administrator.post("/people/invite", &fields).await.is(200);
    let path = page.attr("#link", "value").unwrap().split_off("http://127.0.0.1:3000".len());
    house.visitor().get(&path).await.is(200);
    house.fresh.world.forward(8 * 86_400);
    house.visitor().get(&path).await.is(404);
    house.visitor().post(&path, &[("password", PASSWORD), ("again", PASSWORD)]).await.is(404);
    assert!(!house.site.store.person(house.person("bo@example.com").await).await.unwrap().joined);
}

#[tokio::test]
async fn the_cookie_of_a_session_is_out_of_reach_of_scripts_and_of_other_sites() {
    for (house, name) in [(House::founded().await, "plumbline"), (House::secure().await, "__Host-plumbline")] {
        let fields = [("email", "engineer@example.com"), ("password", PASSWORD)];
        let answer = house.visitor().post("/sign-in", &fields).await.goes_to("/");
        let cookie = answer.cookie(name);
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
            "{cookie}"
        );
        assert_eq!(cookie.contains("Secure"), name.starts_with("__Host-"), "{cookie}");
    }
}
