//! Questionnaires: the link of a vendor, which opens these questions and nothing else, and what we make of the answers.

use crate::client::{Answer, Client};
use crate::house::House;
use axum::body::Body;
use axum::http::{Method, header};
use domain::ids::VendorId;
use domain::instant::{Utc, Zone as _};
use domain::people::Role;
use domain::words::Criticality;
use jiff::civil::date;

struct Scene {
    house: House,
    manager: Client,
    reviewer: Client,
    vendor: VendorId,
    /// The page of the questionnaire, and its link.
    page: String,
    link: String,
}

async fn scene() -> Scene {
    let house = House::founded_on(date(2026, 1, 1)).await;
    let reviewer = house.add("Ines Halvorsen", &[Role::Engineer], true).await;
    let actor = house.actor("founder@example.com").await;
    let vendor = house.site.store.add_vendor(&actor, "Parley Labs", "A model", Criticality::High, None).await.unwrap();
    house.fresh.world.set(Utc.midnight(date(2026, 11, 22)).plus_seconds(43_200));
    let mut manager = crate::guard::quickly(&house, actor.person).await;
    let reviewer = crate::guard::quickly(&house, reviewer).await;
    let new = format!("/vendors/{vendor}/questionnaires/new");
    manager
        .get(&new)
        .await
        .is(200)
        .says("What is Parley Labs asked, and by when?")
        .says("The whole library: 56 questions");
    let sent = manager
        .post(&new, &[("set", "library"), ("due_on", "2026-12-10"), ("note", "Hello <b>there</b>")])
        .await
        .is(200);
    let link = sent.attr("#link", "value").unwrap();
    let link = link.strip_prefix(&*house.site.url).unwrap().to_owned();
    assert_eq!(link.len(), "/answers/".len() + 64, "256 bits");
    let page = sent.attr(".actions a", "href").unwrap();
    Scene { house, manager, reviewer, vendor, page, link }
}

/// A form with a file.
async fn send(client: &mut Client, path: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
    }
    let head = format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    body.extend(head.bytes());
    body.extend_from_slice(bytes);
    body.extend(b"\r\n--edge--\r\n");
    let request = client.request(Method::POST, path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
    client.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_vendor_answers_without_an_account_and_sees_nothing_of_us_but_its_questions() {
    let mut all = scene().await;
    let mut vendor = all.house.visitor();
    let page = vendor.get(&all.link).await.is(200).says("asks Parley Labs 56 questions. None is answered yet.");
    let page = page.says("Hello <b>there</b>").says("10 Dec 2026").does_not_say("Miriam").does_not_say("Vendors");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-robots-tag"), "noindex, nofollow");
    assert!(page.header("set-cookie").is_empty() && vendor.cookies.is_empty(), "no cookie of ours");
    assert!(!page.body.contains("No, by contract and default setting"), "what a good answer says is ours alone");
    assert!(!page.body.contains("<script"), "nothing runs");

    let hostile = "<script>alert(1)</script>=1+1";
    let typed = [
        ("seen-VQ-11", "0"),
        ("said-VQ-11", "no"),
        ("seen-VQ-12", "0"),
        ("said-VQ-12", hostile),
        ("comment-VQ-12", "</textarea><b>x"),
    ];
    vendor.post(&all.link, &typed).await.goes_to(&format!("{}?said=saved", all.link));
    let page = vendor.get(&all.link).await.is(200).says("Two are answered").says(hostile);
    assert!(!page.body.contains("<script>alert") && !page.body.contains("</textarea><b>x"), "shown as text");
    let seen = page.attr("[name='seen-VQ-11']", "value").unwrap();
    assert_ne!(seen, "0");
    let wrong = [("seen-VQ-33", "0"), ("said-VQ-33", "about a week"), ("seen-VQ-18", "0"), ("said-VQ-18", "yes")];
    let refused = vendor.post(&all.link, &wrong).await.is(422);
    assert!(refused.fault("said-VQ-33").contains("is no number"), "{}", refused.fault("said-VQ-33"));
    assert_eq!(refused.attr("[name='said-VQ-33']", "value").as_deref(), Some("about a week"), "what was typed stays");
    vendor.post(&all.link, &[("seen-VQ-99", "0"), ("said-VQ-99", "x")]).await.is(303);
    let early = vendor.post(&format!("{}/submit", all.link), &[]).await.is(422);
    assert!(early.fault("gaps").contains("53 questions are not answered"), "the one that could be read is kept");
    vendor.post(&format!("{}/submit", all.link), &[("gaps", "The rest follows.")]).await.is(303);
    let sent = vendor.get(&all.link).await.is(200).says("asked Parley Labs 56 questions. The answers were submitted.");
    let sent = sent.says(hostile).says("The rest follows.");
    assert!(!sent.body.contains("<form"), "nothing can be changed");
    vendor.post(&all.link, &typed).await.is(409);
    let ours = all.manager.get(&all.page).await.is(200).says("It waits for our review.").says(hostile);
    assert!(!ours.body.contains("<script>alert"));
    let ours = ours.says("It says that it does not train on our data; the register leaves that open.");
    ours.says("Change the register");
    let reviewer = all.reviewer.get(&all.page).await.is(200).says("the register leaves that open");
    reviewer.does_not_say("Change the register");
    all.manager.get(&format!("/vendors/{}", all.vendor)).await.is(200);
    all.manager.get("/vendors").await.is(200).says("Waits for our review");
    for client in [&mut all.manager, &mut all.reviewer] {
        client.get("/").await.is(200).says("questionnaire with answers to judge").does_not_say("of a vendor to close");
    }
}

#[tokio::test]
async fn unknown_expired_revoked_and_replaced_links_look_alike() {
    let mut all = scene().await;
    let mut nobody = all.house.visitor();
    let key = "f".repeat(64);
    let without = |answer: Answer, link: &str| {
        assert_eq!(answer.status, 404);
        assert_eq!(answer.header("x-robots-tag"), "noindex, nofollow");
        answer.body.replace(link, "").lines().filter(|line| !line.contains("nonce")).collect::<Vec<_>>().join("\n")
    };
    let unknown = nobody.get(&format!("/answers/{key}")).await.says("This link does not open anything.");
    let unknown = without(unknown.does_not_say("Parley"), &key);
    all.manager.post(&format!("{}/unlink", all.page), &[]).await.goes_to(&all.page);
    let revoked = nobody.get(&all.link).await;
    assert_eq!(without(revoked, &all.link), unknown, "revoked");
    let fresh = all.manager.post(&format!("{}/link", all.page), &[("expires_on", "2026-12-10")]).await.is(200);
    let fresh = fresh.attr("#link", "value").unwrap().replace(&*all.house.site.url, "");
    nobody.get(&fresh).await.is(200);
    let next = all.manager.post(&format!("{}/link", all.page), &[]).await.is(200);
    let next = next.attr("#link", "value").unwrap().replace(&*all.house.site.url, "");
    assert_eq!(without(nobody.get(&fresh).await, &fresh), unknown, "replaced");
    nobody.get(&next).await.is(200);
    all.house.fresh.world.forward(90 * 86_400);
    assert_eq!(without(nobody.get(&next).await, &next), unknown, "expired");
    for path in ["/submit", "/files", "/hand-on", "/read-in", ""] {
        nobody.post(&format!("{next}{path}"), &[]).await.is(404);
    }
    nobody.get(&format!("{next}/answers.xlsx")).await.is(404);
}

#[tokio::test]
async fn whoever_guesses_waits() {
    let all = scene().await;
    let mut nobody = all.house.visitor();
    let mut last = 0;
    for n in 0..25 {
        last = nobody.get(&format!("/answers/{n:064}")).await.status.as_u16();
    }
    assert_eq!(last, 429);
    let guess = format!("/answers/{:064}", 99);
    let waits = nobody.get(&guess).await.is(429);
    assert!(waits.header("retry-after").parse::<u64>().unwrap() > 0);
    // Whoever has a good link is not locked out by a neighbour who guesses.
    nobody.get(&all.link).await.is(200);
    all.house.fresh.world.forward(3600);
    nobody.get(&guess).await.is(404);
}

#[tokio::test]
async fn a_colleague_sees_and_answers_what_was_handed_on_and_both_answers_are_shown() {
    let all = scene().await;
    let (mut vendor, mut jo) = (all.house.visitor(), all.house.visitor());
    let handed = [("to", "Jo"), ("keys", "VQ-11"), ("keys", "VQ-12")];
    let made = vendor.post(&format!("{}/hand-on", all.link), &handed).await.is(200).says("VQ-11, VQ-12");
    let link = made.attr("#link", "value").unwrap().replace(&*all.house.site.url, "");
    let page = jo.get(&link).await.is(200).says("two questions");
    assert!(
        !page.body.contains("VQ-13") && !page.body.contains("Submit the answers") && !page.body.contains("/hand-on")
    );
    jo.post(&link, &[("seen-VQ-11", "0"), ("said-VQ-11", "no"), ("seen-VQ-13", "0"), ("said-VQ-13", "x")])
        .await
        .is(303);
    let mine = vendor.get(&all.link).await.is(200).says("One is answered");
    assert_eq!(mine.attr("[name='said-VQ-13']", "value"), None);
    let late = vendor
        .post(&all.link, &[("seen-VQ-11", "0"), ("said-VQ-11", "yes"), ("seen-VQ-18", "0"), ("said-VQ-18", "yes")])
        .await
        .is(409);
    let late = late.says("A colleague answered one question otherwise").says("One of yours were saved");
    assert!(late.fault("said-VQ-11").contains("A colleague answered meanwhile: “No”"));
    assert_eq!(late.attr("[name='said-VQ-11'] option[selected]", "value").as_deref(), Some("yes"));
    let seen = late.attr("[name='seen-VQ-11']", "value").unwrap();
    vendor.post(&all.link, &[("seen-VQ-11", &seen), ("said-VQ-11", "yes")]).await.is(303);
    for path in ["/submit", "/hand-on", "/read-in"] {
        let answer =
            send(&mut jo, &format!("{link}{path}"), &[("gaps", "x"), ("to", "Al"), ("keys", "VQ-11")], "a.xlsx", b"x")
                .await;
        assert!(matches!(answer.status.as_u16(), 400 | 404 | 415), "{path}: {}", answer.status);
    }
    let action = vendor.get(&all.link).await.attr("#colleagues li form", "action").unwrap();
    vendor.post(&action, &[]).await.is(303);
    jo.get(&link).await.is(404);
}

#[tokio::test]
async fn files_of_a_vendor_are_data_and_never_pages() {
    let mut all = scene().await;
    let mut vendor = all.house.visitor();
    let path = format!("{}/files", all.link);
    assert!(
        send(&mut vendor, &path, &[("question", "VQ-99")], "a.txt", b"text")
            .await
            .is(422)
            .fault("question")
            .contains("Choose the question")
    );
    for (name, bytes) in [
        ("a.html", &b"<html><script>alert(1)</script></html>"[..]),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ] {
        let sent = send(&mut vendor, &path, &[("question", "VQ-05")], name, bytes).await;
        assert!(matches!(sent.status.as_u16(), 303 | 422), "{name}: {}", sent.status);
        if sent.status == 422 {
            continue;
        }
        let href = vendor.get(&all.link).await.attr(".asked a[href*='/files/']", "href").unwrap();
        let file = vendor.get(&href).await.is(200);
        assert_eq!(file.header("content-type"), "application/octet-stream");
        assert!(file.header("content-disposition").starts_with("attachment;"), "{name}");
        assert!(file.header("content-security-policy").starts_with("sandbox"), "{name}");
        assert_eq!(file.header("x-content-type-options"), "nosniff");
    }
    send(&mut vendor, &path, &[("question", "VQ-05")], "report.txt", b"Our report").await.is(303);
    let ours = all.manager.get(&all.page).await.is(200).says("report.txt");
    let href = ours.attr("#answers a[href*='/files/']", "href").unwrap();
    assert!(all.manager.get(&href).await.is(200).header("content-disposition").starts_with("attachment;"));
    let handed = [("to", "Jo"), ("keys", "VQ-11")];
    let made = vendor.post(&format!("{}/hand-on", all.link), &handed).await.is(200);
    let link = made.attr("#link", "value").unwrap().replace(&*all.house.site.url, "");
    let theirs = vendor.get(&all.link).await.attr(".asked a[href*='/files/']", "href").unwrap();
    let foreign = theirs.replace(&all.link, &link);
    vendor.get(&foreign).await.is(404);
    vendor.get(&theirs.replace("/answers/", "/answers/0")).await.is(404);
    let before = all.house.site.store.verify_trail().await.unwrap().entries;
    send(&mut vendor, "/answers/none/files", &[("question", "VQ-05")], "a.txt", b"text").await.is(404);
    assert_eq!(all.house.site.store.verify_trail().await.unwrap().entries, before);
}

#[tokio::test]
async fn a_workbook_goes_out_and_comes_back_and_bad_cells_are_told() {
    let mut all = scene().await;
    let mut vendor = all.house.visitor();
    vendor.post(&all.link, &[("seen-VQ-12", "0"), ("said-VQ-12", "=1+1")]).await.is(303);
    let request = vendor.request(Method::GET, &format!("{}/answers.xlsx", all.link)).body(Body::empty()).unwrap();
    assert_eq!(vendor.send(request).await.status, 200);
    let head = "Question id,Heading,Question,Kind of answer,Allowed answers,Answer,Does not apply,Comment\n";
    let bad = format!("{head}VQ-11,,,,,perhaps,,\nVQ-98,,,,,x,,\n");
    let refused = send(&mut vendor, &format!("{}/read-in", all.link), &[], "a.csv", bad.as_bytes()).await.is(422);
    refused.says("F2: Answer yes or no.").says("A3: “VQ-98” is no question of this questionnaire.");
    let good = format!("{head}VQ-11,,,,,no,,\nVQ-18,,,,,,yes,We publish none.\n");
    send(&mut vendor, &format!("{}/read-in", all.link), &[], "a.csv", good.as_bytes()).await.is(303);
    vendor.get(&all.link).await.is(200).says("Three are answered");
    let more = format!("{head}VQ-44,,,,,yes,,\n");
    let read = format!("{}/read-in", all.page);
    send(&mut all.manager, &read, &[("complete", "yes"), ("gaps", "They said no more.")], "a.csv", more.as_bytes())
        .await
        .goes_to(&all.page);
    all.manager.get(&all.page).await.is(200).says("for the vendor, by").says("They said no more.");
}

#[tokio::test]
async fn a_second_person_closes_it_and_what_falls_short_becomes_a_task() {
    let mut all = scene().await;
    let (mut vendor, store) = (all.house.visitor(), all.house.site.store.clone());
    let actor = all.house.actor("founder@example.com").await;
    all.manager.post(&format!("{}/call-off", all.page), &[("reason", "Too long.")]).await.goes_to(&all.page);
    vendor.get(&all.link).await.is(404);
    let short = [("name", "Short"), ("pick", "VQ-11"), ("pick", "VQ-44"), ("knock-VQ-11", "yes"), ("pick", "VQ-12")];
    let set = all.manager.post("/questionnaires/sets/new", &short).await.is(303).header("location").to_owned();
    all.manager.get(&set).await.is(200).says("“Short”, version 1, asks three questions.").says("5, knock-out");
    let id = set.rsplit('/').next().unwrap().to_owned();
    let new = format!("/vendors/{}/questionnaires/new", all.vendor);
    let sent = all.manager.post(&new, &[("set", &id), ("due_on", "2026-12-10")]).await.is(200);
    let (link, page) = (
        sent.attr("#link", "value").unwrap().replace(&*all.house.site.url, ""),
        sent.attr(".actions a", "href").unwrap(),
    );
    let said = [
        ("seen-VQ-11", "0"),
        ("said-VQ-11", "yes"),
        ("seen-VQ-12", "0"),
        ("said-VQ-12", "A year"),
        ("seen-VQ-44", "0"),
        ("said-VQ-44", "yes"),
    ];
    vendor.post(&link, &said).await.is(303);
    vendor.post(&format!("{link}/submit"), &[]).await.is(303);
    all.reviewer
        .get(&page)
        .await
        .is(200)
        .says("It is knocked out, whatever the score.")
        .says("of what was judged, 10 of")
        .says("5 of 10 in weight that was judged is favourable: 50.0 %");
    all.manager
        .get(&format!("/vendors/{}", all.vendor))
        .await
        .is(200)
        .says("The vendor, by its link")
        .says("knocks it out by VQ-11, whatever the score")
        .does_not_say("The command line");
    all.reviewer
        .post(&format!("{page}/judge"), &[("verdict-VQ-12", "")])
        .await
        .is(422)
        .says("Judge at least one answer");
    all.reviewer.post(&format!("{page}/judge"), &[("verdict-VQ-12", "partly")]).await.goes_to(&page);
    all.manager.get(&page).await.is(200).says("You sent this questionnaire. Somebody else closes it.");
    all.reviewer.get("/").await.is(200).says("One questionnaire of a vendor to close");
    let close = format!("{page}/close");
    all.manager.post(&close, &[]).await.is(403);
    let missing = all.reviewer.post(&close, &[("outcome-VQ-12", "accepted")]).await.is(422);
    assert!(missing.fault("outcome-VQ-11").contains("VQ-11, which knocks the vendor out: accept it with a reason"));
    assert!(missing.fault("words-VQ-12").contains("why it is accepted"));
    let person = actor.person.to_string();
    let whole = [
        ("outcome-VQ-12", "accepted"),
        ("words-VQ-12", "They delete after a year; nothing personal is in it."),
        ("outcome-VQ-11", "to-correct"),
        ("words-VQ-11", "Have training switched off in the contract"),
        ("owner-VQ-11", &person),
        ("due-VQ-11", "2026-12-31"),
        ("conclusion", "with-gaps"),
        ("words", "Read all three."),
    ];
    all.reviewer.post(&close, &whole).await.goes_to(&page);
    let closed =
        all.manager.get(&page).await.is(200).says("Ines Halvorsen closed it").says("Have training switched off");
    let task = closed.attr("#closed a[href*='/own-tasks/']", "href").unwrap();
    all.manager.get(&task).await.is(200).says("Came of Parley Labs").says("VQ-11");
    assert_eq!(store.check_records().await.unwrap(), []);
    all.manager
        .get(&format!("/vendors/{}/questionnaires", all.vendor))
        .await
        .is(200)
        .says("was knocked out by its last answers");
}
