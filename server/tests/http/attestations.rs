//! Attestations of vendors on their pages: from the choice of a kind to an accepted report that covers days of our window;
//! what is refused, and why.

use crate::client::{Answer, Client};
use crate::house::House;
use axum::body::Body;
use axum::http::{Method, header};
use domain::attestations::checklist;
use domain::ids::VendorId;
use domain::instant::{Utc, Zone as _};
use domain::people::Role;
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::systems::SystemDraft;
use domain::words::{Categories, Criticality, Stage};
use jiff::civil::date;

/// A vendor on which a system in scope has depended since the first day of a window of 2026, and two who work with it.
struct Scene {
    house: House,
    manager: Client,
    reviewer: Client,
    vendor: VendorId,
}

async fn scene() -> Scene {
    let house = House::founded_on(date(2026, 1, 1)).await;
    let reviewer = house.add("Ines Halvorsen", &[Role::Engineer], true).await;
    let actor = house.actor("founder@example.com").await;
    let store = &house.site.store;
    let vendor = store.add_vendor(&actor, "Parley Labs", "A model", Criticality::High, None).await.unwrap();
    let draft = ProgrammeDraft {
        name: "SOC 2 Type II".into(),
        kind: ReportKind::Type2,
        on_day: None,
        window_from: Some(date(2026, 1, 1)),
        window_until: Some(date(2026, 12, 31)),
        categories: Categories::security(),
        reasons: String::new(),
        commitments: String::new(),
    };
    let programme = store.open_programme(&actor, draft).await.unwrap();
    let system = SystemDraft { stage: Some(Stage::Production), ..SystemDraft::named("Letters") };
    let system = store.add_system(&actor, system).await.unwrap();
    store.widen_scope(&actor, programme, &[system]).await.unwrap();
    store.depend(&actor, system, vendor).await.unwrap();
    house.fresh.world.set(Utc.midnight(date(2026, 11, 21)).plus_seconds(43_200));
    let manager = crate::guard::quickly(&house, actor.person).await;
    let reviewer = crate::guard::quickly(&house, reviewer).await;
    Scene { house, manager, reviewer, vendor }
}

const REPORT: [(&str, &str); 9] = [
    ("kind", "SOC2-T2"),
    ("issuer", "Hale & Ross LLP"),
    ("period_from", "1 Oct 2025"),
    ("period_until", "2026-09-30"),
    ("scope", "yes"),
    ("categories", "Security"),
    ("opinion", "unqualified"),
    ("exceptions", "One of 25 joiners had no training."),
    ("received_on", "2026-11-20"),
];

/// Every point in order; at the last, where that was read.
fn fine(kind: &str) -> Vec<(String, String)> {
    let library = domain::catalogue::catalogue();
    let kind = library.attestations.get(&kind.parse().unwrap()).unwrap();
    let points = checklist(kind).count();
    let place = (format!("note-{points}"), "Read on the vendor’s own page.".to_owned());
    (1..=points).map(|n| (format!("point-{n}"), "fine".to_owned())).chain([place]).collect()
}

fn pairs(all: &[(String, String)]) -> Vec<(&str, &str)> {
    all.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
}

impl Scene {
    fn base(&self) -> String {
        format!("/vendors/{}", self.vendor)
    }

    async fn entered(&mut self, fields: &[(&str, &str)]) -> String {
        let answer = self.manager.post(&format!("{}/attestations/new", self.base()), fields).await.is(303);
        answer.header("location").to_owned()
    }

    async fn accepted(&mut self, fields: &[(&str, &str)]) -> String {
        let path = self.entered(fields).await;
        let kind = fields.iter().find(|(key, _)| *key == "kind").unwrap().1;
        let mut review = fine(kind);
        if !fields.iter().any(|(key, _)| *key == "scope") {
            let page = self.reviewer.post(&format!("{path}/accept"), &pairs(&review)).await.is(422);
            assert!(page.fault("point-1").contains("Is the AI service that we use inside its scope?"));
            review[0].1 = "wanting".to_owned();
            review.push(("note-1".to_owned(), "It names no service.".to_owned()));
        }
        self.reviewer.post(&format!("{path}/accept"), &pairs(&review)).await.goes_to(&path);
        path
    }
}

/// A form with a file.
async fn send(client: &mut Client, path: &str, fields: &[(&str, &str)], file: Option<(&str, &str)>) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    if let Some((name, bytes)) = file {
        body +=
            &format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{bytes}\r\n");
    }
    body += "--edge--\r\n";
    let request = client.request(Method::POST, path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
    client.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_report_is_entered_reviewed_by_another_and_covers_days_of_our_window() {
    let mut all = scene().await;
    let base = all.base();
    all.manager.get("/vendors").await.is(200).says("The one vendor leaves days of our window uncovered.").says("325");
    let kinds = all.manager.get(&format!("{base}/attestations/new")).await.is(200);
    kinds.says("What did Parley Labs hand over?").says("SOC 2 Type II report").says("Data-processing agreement");
    let form = all.manager.get(&format!("{base}/attestations/new?kind=SOC2-T2")).await.is(200);
    assert!(form.body.contains("name=\"opinion\"") && !form.body.contains("name=\"through\""), "no field of a letter");
    let path = all.entered(&REPORT).await;
    let mine = all.manager.get(&path).await.is(200);
    mine.says("waits for a second person").says("You submitted this. Somebody else decides on it.");
    let vendor = all.manager.get(&base).await.is(200);
    vendor.says("Waits for review").says("Waiting for review since 21 Nov 2026");
    all.reviewer.get("/").await.is(200).says("One document of a vendor to review");
    let page = all.reviewer.get(&path).await.is(200).says("One of 25 joiners had no training.");
    assert!(page.body.contains("name=\"point-7\""), "all points of its checklist");
    all.reviewer.post(&format!("{path}/accept"), &pairs(&fine("SOC2-T2"))).await.goes_to(&path);
    all.reviewer.get(&path).await.is(200).says("is current").says("Ines Halvorsen accepted it");
    let vendor = all.manager.get(&base).await.is(200);
    let vendor = vendor.says("Its documents leave 52 days of our window uncovered.");
    let vendor = vendor.says("Ask for a bridge letter: it could cover 52 days");
    let vendor = vendor.says("audited 273, letter missing 52, not yet 40").says("The days as a table");
    assert!(vendor.body.contains("class=\"chart gantt\""));
    let list = all.manager.get("/vendors").await.is(200);
    list.says("Parley Labs: 52 days").says("Ask for a bridge letter").says("21 Nov");
    let picture = all.manager.get("/vendors/cover").await.is(200);
    picture.says("The one vendor leaves days of our window uncovered.").says("365 days");
    let before = all.manager.get(&format!("{base}?at=2026-11-20")).await.is(200);
    before.says("as of 20 Nov 2026").says("324 days").says("It has handed over nothing yet.");
    all.manager.get(&format!("{base}?at=soon")).await.is(200).says("“soon” is no day");
}

#[tokio::test]
async fn what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost() {
    let mut all = scene().await;
    let new = format!("{}/attestations/new", all.base());
    all.manager.post(&new, &[]).await.is(422).says("Choose what it is.");
    let typed = [
        ("kind", "SOC2-T2"),
        ("issuer", "Hale & Ross"),
        ("period_from", "soon"),
        ("host-0", "Northgate <b>"),
        ("scope", "no"),
    ];
    let page = all.manager.post(&new, &typed).await.is(422);
    assert!(page.fault("period_from").contains("“soon” is no day"));
    assert!(
        page.fault("period_until").contains("Give the day") && page.fault("opinion").contains("Choose the auditor")
    );
    assert!(page.fault("categories").contains("Tick the categories"));
    assert_eq!(page.attr("[name=issuer]", "value").as_deref(), Some("Hale & Ross"));
    assert_eq!(page.attr("[name=host-0]", "value").as_deref(), Some("Northgate <b>"), "shown as text");
    let path = all.entered(&REPORT).await;
    let again = all.manager.post(&new, &REPORT).await.is(409);
    again.says("A document that says the same was entered already.");
    let half = [("point-1", "fine"), ("point-2", "wanting")];
    let page = all.reviewer.post(&format!("{path}/accept"), &half).await.is(422);
    assert!(page.fault("note-2").contains("Say what is not in order"));
    assert!(page.fault("point-3").contains("Answer this too"));
    assert_eq!(page.attr("[name=point-1][checked]", "value").as_deref(), Some("fine"));
    all.reviewer.post(&format!("{path}/reject"), &[("reason", " ")]).await.is(422).says("Give the reason");
    all.reviewer.post(&format!("{path}/reject"), &[("reason", "Of another service.")]).await.goes_to(&path);
    let late = all.reviewer.post(&format!("{path}/accept"), &pairs(&fine("SOC2-T2"))).await.is(409);
    late.says("It was rejected meanwhile. Nothing was changed.");
    all.manager.get(&path).await.is(200).says("was rejected").says("Of another service.");
}

#[tokio::test]
async fn whoever_may_not_is_refused_and_what_is_not_there_is_missing() {
    let mut all = scene().await;
    let path = all.entered(&REPORT).await;
    let mut engineer = all.house.signed_in(Role::Engineer).await;
    engineer.get(&path).await.is(200);
    let mut executive = all.house.signed_in(Role::Executive).await;
    executive.post(&format!("{}/attestations/new", all.base()), &REPORT).await.is(403);
    executive.get(&format!("{}/attestations/new", all.base())).await.is(403);
    all.manager.post(&format!("{path}/accept"), &pairs(&fine("SOC2-T2"))).await.is(403);
    engineer.get(&format!("{path}/take-back")).await.is(403);
    engineer.post(&format!("{path}/take-back"), &[("reason", "x")]).await.is(403);
    all.manager.get("/attestations/00000000-0000-0000-0000-000000000000").await.is(404);
    all.manager.get(&format!("{path}/file")).await.is(404);
    let mut auditor = all.house.signed_in(Role::Auditor).await;
    auditor.get(&path).await.is(200).does_not_say("Accept it").does_not_say("Note what came to light");
}

#[tokio::test]
async fn what_comes_to_light_is_noted_by_one_and_what_betters_it_agreed_by_another() {
    let mut all = scene().await;
    let open: Vec<_> = REPORT.iter().copied().filter(|(key, _)| *key != "scope").collect();
    let path = all.accepted(&open).await;
    let base = all.base();
    all.manager.get(&base).await.says("Is the AI service that we use inside its scope?");
    let page = all.manager.post(&format!("{path}/note"), &[("what", "in-scope")]).await.is(422);
    assert!(page.fault("words").contains("Say where that is to be seen"));
    let yes = [("what", "in-scope"), ("words", "Page 9 of the report")];
    all.manager.post(&format!("{path}/note"), &yes).await.goes_to(&path);
    let waits = all.manager.get(&path).await.is(200);
    waits.says("Waits for a second person").does_not_say("Why not, where you refuse it");
    all.reviewer.get("/").await.says("One document of a vendor to review");
    all.reviewer.get(&path).await.says("Why not, where you refuse it");
    all.reviewer.post(&format!("{path}/notes/1/refuse"), &[]).await.is(422);
    all.reviewer.post(&format!("{path}/notes/1/agree"), &[]).await.goes_to(&path);
    all.manager.get(&path).await.is(200).says("Agreed by Ines Halvorsen").says("is current");
    all.reviewer.post(&format!("{path}/notes/1/agree"), &[]).await.is(409);
    let gone = [("what", "withdrawn"), ("day", "20 Nov 2026"), ("words", "Their letter")];
    all.manager.post(&format!("{path}/note"), &gone).await.goes_to(&path);
    all.manager.get(&path).await.is(200).says("is void").says("Its issuer withdrew it on 20 Nov 2026.");
    let back = format!("{path}/take-back");
    all.manager.get(&back).await.is(200).says("would count for nothing any more");
    let page = all.manager.post(&back, &[("reason", "")]).await.is(422);
    assert!(page.fault("reason").contains("Give the reason"));
    all.manager.post(&back, &[("reason", "Entered twice.")]).await.goes_to(&path);
    all.manager.get(&path).await.is(200).says("was taken back by Miriam Castell: Entered twice.");
}

#[tokio::test]
async fn the_document_survives_a_refused_form_and_is_handed_out_as_it_is() {
    let mut all = scene().await;
    let new = format!("{}/attestations/new", all.base());
    let file = Some(("report.pdf", "%PDF-1.7 the report"));
    let refused = send(&mut all.manager, &new, &[("kind", "SOC2-T2")], file).await.is(422);
    let refused = refused.says("report.pdf is kept. Choose another to replace it.");
    let kept = refused.attr("[name=kept]", "value").unwrap();
    let mut fields = REPORT.to_vec();
    fields.extend([("kept", kept.as_str()), ("kept_name", "report.pdf")]);
    let path = send(&mut all.manager, &new, &fields, None).await.is(303).header("location").to_owned();
    all.manager.get(&path).await.is(200).says("report.pdf");
    let file = all.manager.get(&format!("{path}/file")).await.is(200);
    assert_eq!(file.body, "%PDF-1.7 the report");
    assert!(file.header("content-disposition").starts_with("attachment"));
}

#[tokio::test]
async fn a_vendor_says_what_it_does_with_our_data_and_to_whom_it_passes_them_on() {
    let mut all = scene().await;
    let base = all.base();
    let version = all.manager.get(&format!("{base}/edit")).await.is(200).attr("[name=version]", "value").unwrap();
    let fields = [
        ("version", version.as_str()),
        ("name", "Parley Labs"),
        ("tier", "high"),
        ("data", "Prompts"),
        ("regions", "Ireland"),
        ("trains", "no"),
        ("contract", "Notice of 90 days"),
    ];
    all.manager.post(&format!("{base}/edit"), &fields).await.goes_to(&base);
    let page = all.manager.get(&base).await.is(200).says("Prompts").says("Ireland").says("Notice of 90 days");
    page.says("No agreement is accepted that says so").says("Trains on our data : nothing , now no");
    let promise = [
        ("kind", "NO-TRAINING"),
        ("issuer", "Parley Labs"),
        ("signed_on", "2026-02-01"),
        ("scope", "yes"),
        ("received_on", "2026-02-01"),
    ];
    all.accepted(&promise).await;
    all.manager.get(&base).await.does_not_say("No agreement is accepted that says so");
    let host = all.manager.post("/vendors/new", &[("name", "Northgate Cloud"), ("tier", "medium")]).await.is(303);
    let host = host.header("location").strip_prefix("/vendors/").unwrap().to_owned();
    let page = all.manager.post(&format!("{base}/subprocessors"), &[("sub", ""), ("what", "Prompts")]).await.is(422);
    assert!(page.fault("sub").contains("Choose a vendor"));
    assert_eq!(page.attr("[name=what]", "value").as_deref(), Some("Prompts"));
    let (name, off) = (format!("{base}/subprocessors"), format!("{base}/subprocessors/drop"));
    let list = format!("{base}#subprocessors");
    all.manager.post(&name, &[("sub", &host), ("what", "Prompts")]).await.goes_to(&list);
    all.manager.get(&base).await.is(200).says("Take Northgate Cloud off");
    all.manager.post(&name, &[("sub", &host)]).await.is(409).says("It is named already.");
    all.manager.post(&off, &[("sub", &host)]).await.goes_to(&list);
    all.manager.post(&off, &[("sub", &host)]).await.is(409);
    all.house.signed_in(Role::Executive).await.post(&name, &[("sub", &host)]).await.is(403);
}

#[tokio::test]
async fn what_the_auditor_found_and_what_is_expected_of_us_is_decided_line_by_line() {
    let mut all = scene().await;
    let mut fields = REPORT.to_vec();
    fields.push(("user_controls", "Customers end the access of leavers."));
    let path = all.accepted(&fields).await;
    all.reviewer.get("/").await.is(200).says("One report of a vendor to follow up");
    let page =
        all.reviewer.get(&path).await.is(200).says("What follows for us").says("2 lines are still to be decided");
    assert!(page.body.contains("name=\"outcome\""));
    let mine = all.manager.get(&path).await.is(200).says("Waits for a second person");
    assert!(!mine.body.contains("name=\"outcome\""), "whoever entered it decides nothing");
    let follow = format!("{path}/follow");
    let line = |part: &'static str, outcome: &'static str| [("part", part), ("no", "1"), ("outcome", outcome)];
    all.manager.post(&follow, &line("exception", "matters")).await.is(403);
    all.reviewer.post(&follow, &line("exception", "")).await.is(422).says("Say what follows for us.");
    let aside = all.reviewer.post(&follow, &line("exception", "aside")).await.is(422);
    aside.says("Say why it does not touch us.");
    all.reviewer.post(&follow, &line("exception", "matters")).await.goes_to(&path);
    let page =
        all.reviewer.get(&path).await.is(200).says("Deficiency open DEF-001").says("One line is still to be decided");
    assert!(page.body.contains("name=\"assignee\""), "what is expected of us comes next");
    all.manager.get("/deficiencies").await.is(200).says("Exception in a report of Parley Labs");
    all.reviewer.post(&follow, &line("exception", "matters")).await.is(409).says("It was decided meanwhile.");
    let missing = all.reviewer.post(&follow, &line("user-control", "mapped")).await.is(422);
    missing.says("Choose the control of ours that answers it.").says("Choose who sees to it.");
    let mut aside = line("user-control", "aside").to_vec();
    aside.push(("reason", "We have one account, of the house."));
    all.reviewer.post(&follow, &aside).await.goes_to(&path);
    all.reviewer.get(&path).await.is(200).says("All is decided").says("We have one account, of the house.");
    all.reviewer.post(&follow, &line("user-control", "aside")).await.is(409);
    all.reviewer.post(&follow, &[("part", "annex"), ("no", "1")]).await.is(404);
}

#[tokio::test]
async fn an_exception_that_touches_us_opens_its_deficiency_with_the_acceptance() {
    let mut all = scene().await;
    let path = all.entered(&REPORT).await;
    let page = all.reviewer.get(&path).await.is(200).says("The auditor found: One of 25 joiners had no training.");
    assert!(page.body.contains("name=\"found-1\""));
    let mut review = fine("SOC2-T2");
    review.push(("found-1".into(), "aside".into()));
    let refused = all.reviewer.post(&format!("{path}/accept"), &pairs(&review)).await.is(422);
    refused.says("Say why it does not touch us.");
    review.retain(|(key, _)| key != "found-1");
    review.push(("found-1".into(), "matters".into()));
    all.reviewer.post(&format!("{path}/accept"), &pairs(&review)).await.goes_to(&path);
    let page = all.manager.get(&path).await.is(200).says("Deficiency open DEF-001").says("All is decided");
    let href = page.attr("#follows a[href^='/deficiencies/']", "href").unwrap();
    let deficiency = all.manager.get(&href).await.is(200).says("Exception in a report of Parley Labs");
    deficiency.says("Ask the vendor what it did about this").says("One of 25 joiners had no training.");
}

#[tokio::test]
async fn nobody_finds_in_order_what_the_document_denies() {
    let mut all = scene().await;
    let denied = REPORT.map(|(key, value)| match key {
        "scope" => (key, "no"),
        "opinion" => (key, "adverse"),
        _ => (key, value),
    });
    let path = all.entered(&denied).await;
    let mut answers = fine("SOC2-T2");
    let page = all.reviewer.post(&format!("{path}/accept"), &pairs(&answers)).await.is(422);
    assert!(page.fault("point-1").contains("The AI service that we use is not inside its scope"));
    assert!(page.fault("point-2").contains("The opinion is adverse"));
    assert_eq!(page.attr("[name=point-3][checked]", "value").as_deref(), Some("fine"), "nothing is lost");
    for n in [1, 2] {
        answers[n - 1].1 = "wanting".into();
        answers.push((format!("note-{n}"), "We do not rely on it.".into()));
    }
    all.reviewer.post(&format!("{path}/accept"), &pairs(&answers)).await.goes_to(&path);
    all.manager.get(&path).await.is(200).says("We do not rely on it.").says("is void");
}

#[tokio::test]
async fn what_is_not_attached_is_accepted_only_by_whoever_says_where_they_read_it() {
    let mut all = scene().await;
    let path = all.entered(&REPORT).await;
    let mut review = fine("SOC2-T2");
    let place = review.pop().unwrap();
    let page = all.reviewer.post(&format!("{path}/accept"), &pairs(&review)).await.is(422);
    assert!(page.fault("note-1").contains("No document is attached. Say where you read it"));
    review.push(place);
    all.reviewer.post(&format!("{path}/accept"), &pairs(&review)).await.goes_to(&path);
    all.reviewer.get(&path).await.is(200).says("The review says where it was read.");
}
