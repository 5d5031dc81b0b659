//! From a gap to accepted proof, over HTTP: an engineer proves, a reviewer decides pair by pair, the task follows.

use crate::client::{Answer, Client};
use crate::house::House;
use axum::body::Body;
use axum::http::{Method, header};
use domain::ids::PersonId;
use domain::instant::{Utc, Zone as _};
use domain::people::{Actor, Rights, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::systems::SystemDraft;
use domain::words::{Categories, Stage};
use jiff::civil::date;
use store::Adoption;

const TASK: &str = "/tasks/TSK-AC-07-1";

/// A house with one adopted control, and two systems in scope that the engineer owns.
struct Firm {
    house: House,
    manager: Actor,
    engineer: Client,
    reviewer: Client,
    systems: [i64; 2],
}

impl Firm {
    async fn new() -> Self {
        let house = House::founded().await;
        house.add("Reviewer", &[Role::Engineer], true).await;
        house.add("Manager", &[Role::ComplianceManager], true).await;
        let manager = actor(house.person("manager@example.com").await, Role::ComplianceManager, true);
        let reviewer = actor(house.person("reviewer@example.com").await, Role::Engineer, true);
        let owner = house.person("engineer@example.com").await;
        let store = &house.site.store;
        let draft = ProgrammeDraft {
            name: "SOC 2".into(),
            kind: ReportKind::Type2,
            on_day: None,
            window_from: Some(date(2026, 7, 1)),
            window_until: Some(date(2026, 12, 31)),
            categories: Categories::security(),
            reasons: String::new(),
            commitments: String::new(),
        };
        let programme = store.open_programme(&manager, draft).await.unwrap();
        let control = "AIG-AC-07".parse().unwrap();
        let adoption = Adoption { control, owner: manager.person, statement: None };
        let waiting = store.adopt(&manager, vec![adoption]).await.unwrap();
        store.agree(&reviewer, waiting, "").await.unwrap();
        let mut systems = Vec::new();
        for name in ["Claims triage", "Fraud screen"] {
            let draft = SystemDraft { stage: Some(Stage::Production), owner: Some(owner), ..SystemDraft::named(name) };
            let id = store.add_system(&manager, draft).await.unwrap();
            store.widen_scope(&manager, programme, &[id]).await.unwrap();
            systems.push(store.system(id).await.unwrap().no);
        }
        let engineer = house.signed_in(Role::Engineer).await;
        let reviewer = house.signed_in_as("reviewer@example.com").await;
        Self { manager, engineer, reviewer, systems: systems.try_into().unwrap(), house }
    }

    /// Sends a file for both systems; the address of the evidence.
    async fn prove(&mut self, name: &str, bytes: &[u8]) -> String {
        let (a, b) = (self.systems[0].to_string(), self.systems[1].to_string());
        let fields = [("kind", "config-export"), ("title", "Encryption settings"), ("form", "file")];
        let days = [("speaks_from", "2026-11-20"), ("speaks_until", "2026-11-21"), ("pairs", &a), ("pairs", &b)];
        let fields: Vec<_> = fields.into_iter().chain(days.map(|(k, v)| (k, v))).collect();
        let sent = send(&mut self.engineer, &format!("{TASK}/prove"), &fields, Some((name, bytes))).await;
        sent.goes_to(&format!("{TASK}?said=sent"));
        let list = self.engineer.get("/evidence").await.is(200);
        list.attr("table a", "href").unwrap()
    }
}

fn actor(person: PersonId, role: Role, review: bool) -> Actor {
    Actor { person, rights: Rights::of(&[role], review), invited: None }
}

/// A form with a file, as a browser sends it.
async fn send(client: &mut Client, path: &str, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    if let Some((name, bytes)) = file {
        let head = format!(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--\r\n");
    let request = client.request(Method::POST, path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    let request = request.body(Body::from(body)).unwrap();
    client.send(request).await
}

#[tokio::test]
async fn one_file_for_two_systems_is_accepted_for_one_and_rejected_for_the_other() {
    let mut firm = Firm::new().await;
    firm.engineer.get("/tasks").await.is(200).says("yours").says("2 systems").says("You");
    let task = firm.engineer.get(TASK).await.is(200).says("Unproven for two of two systems").says("Never proven");
    assert_eq!(task.select("[name=pairs][checked]").len(), 2);
    let one = firm.engineer.get(&format!("{TASK}?subject={}", firm.systems[1])).await;
    assert_eq!(one.attr("[name=pairs][checked]", "value").unwrap(), firm.systems[1].to_string());

    let evidence = firm.prove("settings.json", b"{\"encrypted\": true}").await;
    firm.engineer.get(TASK).await.says("Nothing to do now: two of two systems wait for review");
    firm.engineer.get(&evidence).await.is(200).says("It waits for review").says("settings.json").says("text/plain");
    let own = firm.engineer.get("/evidence/review").await.is(200);
    own.says("You have no right of review").says("None of it is for you");

    let queue = firm.reviewer.get("/evidence/review").await.is(200).says("What the auditor will check");
    let seen = queue.attr("[name=seen]", "value").unwrap();
    let decide = format!("{evidence}/decide");
    let (a, b) = (firm.systems[0], firm.systems[1]);
    let (yes, no) = (format!("ruling.{a}.TSK-AC-07-1"), format!("ruling.{b}.TSK-AC-07-1"));
    let rulings = [("seen", seen.as_str()), (yes.as_str(), "supports"), (no.as_str(), "rejected")];
    let unsaid = firm.reviewer.post(&decide, &rulings).await.is(422).says("Say why");
    assert_eq!(unsaid.attr(&format!("[name='{no}'][checked]"), "value").unwrap(), "rejected");
    let stale = [("seen", "00"), (yes.as_str(), "supports")];
    firm.reviewer.post(&decide, &stale).await.is(409).says("not the content you looked at");
    let rulings = [&rulings[..], &[("reason", "It shows only triage.")]].concat();
    firm.reviewer.post(&decide, &rulings).await.goes_to("/evidence/review?said=decided");
    firm.reviewer.post(&decide, &rulings).await.is(409).says("meanwhile");

    let task = firm.engineer.get(&format!("{TASK}?subject={b}")).await.is(200);
    task.says("Unproven for one of two systems").says("was rejected on 21 Nov: It shows only triage.");
    let task = firm.engineer.get(&format!("{TASK}?subject={a}")).await.is(200);
    task.says("1 of 1 proven").says("Encryption settings. Accepted 21 Nov, fresh to");
    firm.engineer.get(&evidence).await.says("Accepted").says("Rejected").says("decided for the two things");
    firm.engineer.get("/evidence?state=rejected").await.says("Encryption settings").says("1 of 1 shown");
    firm.engineer.get("/evidence?state=adverse").await.does_not_say("Encryption settings");
    firm.reviewer.get("/evidence/review").await.is(200).says("Nothing waits for review");
}

#[tokio::test]
async fn a_file_is_handed_out_and_never_shown() {
    let mut firm = Firm::new().await;
    let evil = b"<html><script>alert(1)</script></html>";
    let evidence = firm.prove("../x\u{e9}.html", evil).await;
    let file = firm.reviewer.get(&format!("{evidence}/file")).await.is(200);
    assert_eq!(file.body.as_bytes(), evil);
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert_eq!(file.header("content-disposition"), "attachment; filename*=UTF-8''x%C3%A9.html");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert!(file.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
    assert_eq!(file.header("cache-control"), "no-store");
    firm.house.visitor().get(&format!("{evidence}/file")).await.is(303);
    firm.engineer.get(&evidence).await.says("text/html");
    firm.engineer.get("/evidence/00000000-0000-0000-0000-000000000000/file").await.is(404);
}

#[tokio::test]
async fn a_refused_proof_keeps_what_was_typed_and_the_file_it_brought() {
    let mut firm = Firm::new().await;
    let prove = format!("{TASK}/prove");
    let fields = [("kind", "config-export"), ("form", "file"), ("speaks_from", "2026-11-20"), ("pairs", "1")];
    let page = send(&mut firm.engineer, &prove, &fields, Some(("a.png", b"\x89PNG\r\n\x1a\nxx"))).await.is(422);
    assert_ne!(page.fault("title"), "");
    assert_ne!(page.fault("speaks_until"), "");
    let page = page.says("a.png is kept");
    let kept = page.attr("[name=kept]", "value").unwrap();
    let pair = firm.systems[0].to_string();
    let again = [("title", "Settings"), ("speaks_until", "2026-11-20"), ("kept", &kept), ("kept_name", "a.png")];
    let again: Vec<_> = fields[..3].iter().copied().chain(again).chain([("pairs", pair.as_str())]).collect();
    // A hash alone opens nothing: the trail tells hashes of files that not everybody may read.
    let mut other = firm.house.signed_in(Role::ComplianceManager).await;
    let other = send(&mut other, &prove, &again, Some(("", b""))).await.is(422);
    assert!(other.fault("file").contains("Choose the file."), "somebody else brought it");
    send(&mut firm.engineer, &prove, &again, Some(("", b""))).await.goes_to(&format!("{TASK}?said=sent"));
    let both = [("statement", "All keys are managed."), ("title", "Settings"), ("speaks_until", "2026-11-20")];
    let both: Vec<_> = fields[..3].iter().copied().chain(both).chain([("pairs", pair.as_str())]).collect();
    let page = send(&mut firm.engineer, &prove, &both, Some(("b.png", b"\x89PNG\r\n\x1a\nyy"))).await.is(422);
    assert!(page.fault("statement").contains("Choose what you hand in: a file or a written statement."));
    page.says("All keys are managed.").says("b.png is kept");
    let none = [("title", "x"), ("speaks_until", "2026-11-20"), ("pairs", pair.as_str())];
    let none: Vec<_> = fields[..3].iter().copied().chain(none).collect();
    let empty = send(&mut firm.engineer, &prove, &none, Some(("empty.txt", b""))).await.is(422);
    assert!(empty.fault("file").contains("The file is empty."));
    assert!(send(&mut firm.engineer, &prove, &none, None).await.is(422).fault("file").contains("Choose the file."));
    assert_ne!(firm.engineer.post(&prove, &[]).await.is(422).fault("title"), "");
}

#[tokio::test]
async fn more_than_fifty_megabytes_are_refused() {
    let mut firm = Firm::new().await;
    let bytes = vec![0_u8; 50 * 1024 * 1024 + 1];
    let prove = format!("{TASK}/prove");
    send(&mut firm.engineer, &prove, &[("title", "x")], Some(("big.bin", &bytes))).await.is(413).says("larger");
    let more = vec![0_u8; 51 * 1024 * 1024];
    send(&mut firm.engineer, &prove, &[("title", "x")], Some(("big.bin", &more))).await.is(413);
    firm.engineer.get("/evidence").await.says("No evidence is here yet");
}

#[tokio::test]
async fn a_task_is_given_dated_and_discussed() {
    let mut firm = Firm::new().await;
    let mut manager = firm.house.signed_in(Role::ComplianceManager).await;
    let reviewer = firm.house.person("reviewer@example.com").await.to_string();
    let seen = manager.get(TASK).await.attr("#give-subjects input", "value").unwrap();
    let give = [("assignee", reviewer.as_str()), ("subjects", seen.as_str())];
    manager.post(&format!("{TASK}/give"), &give).await.goes_to(&format!("{TASK}?said=given"));
    firm.reviewer.get("/tasks?who=mine").await.says("One task is yours");
    manager.post(&format!("{TASK}/give"), &give).await.is(409).says("meanwhile");
    manager.post(&format!("{TASK}/give"), &[("assignee", "")]).await.is(422).says("Choose at least one");
    let seen = manager.get(TASK).await.attr("#due-subjects input", "value").unwrap();
    let due = [("due_on", "2026-11-01"), ("subjects", seen.as_str())];
    manager.post(&format!("{TASK}/due"), &due).await.goes_to(&format!("{TASK}?said=due"));
    firm.reviewer.get("/tasks?state=late").await.says("20 days late").says("one late");
    firm.engineer.post(&format!("{TASK}/due"), &due).await.is(409).says("What you typed is still below");
    let mut executive = firm.house.signed_in(Role::Executive).await;
    executive.post(&format!("{TASK}/due"), &due).await.is(403);
    let words = [("words", "<b>Object lock</b> refuses deletes.")];
    firm.engineer.post(&format!("{TASK}/discuss"), &words).await.goes_to(&format!("{TASK}?said=added"));
    firm.reviewer.get(TASK).await.says("<b>Object lock</b> refuses deletes.").says("discussed a task");
    firm.engineer.post(&format!("{TASK}/discuss"), &[("words", " ")]).await.is(422);
    let mut auditor = firm.house.signed_in(Role::Auditor).await;
    auditor.get(TASK).await.is(200).does_not_say("Add the missing proof");
    auditor.post(&format!("{TASK}/discuss"), &words).await.is(403);
}

#[tokio::test]
async fn that_it_does_not_apply_is_proposed_and_adverse_evidence_is_withdrawn_by_two() {
    let mut firm = Firm::new().await;
    let subject = firm.systems[0].to_string();
    let exclude = format!("{TASK}/exclude");
    firm.engineer.post(&exclude, &[("subjects", &subject)]).await.is(422).says("Give the last day");
    let fields = [("subjects", subject.as_str()), ("until", "2027-03-31"), ("reason", "No data at rest.")];
    firm.engineer.post(&exclude, &fields).await.goes_to(&format!("{TASK}?said=proposed"));
    let waiting = firm.house.site.store.waiting_proposals().await.unwrap();
    assert_eq!(waiting.len(), 1);
    firm.house.site.store.agree(&firm.manager, waiting[0].id, "").await.unwrap();
    firm.engineer.get(TASK).await.says("Excluded");

    let evidence = firm.prove("a.txt", b"plain").await;
    let seen = firm.reviewer.get("/evidence/review").await.attr("[name=seen]", "value").unwrap();
    let adverse = [("seen", seen.as_str()), ("all", "adverse"), ("of", "2"), ("reason", "Off.")];
    firm.reviewer.post(&format!("{evidence}/decide"), &adverse).await.is(303);
    firm.engineer.get(&evidence).await.says("a second person agrees first");
    let why = [("reason", "Wrong file.")];
    firm.engineer.post(&format!("{evidence}/withdraw"), &why).await.is(409).says("takes a second person");
    let propose = format!("{evidence}/withdraw-adverse");
    firm.house.signed_in(Role::ComplianceManager).await.post(&propose, &[]).await.is(422);
    let mut manager = firm.house.signed_in(Role::ComplianceManager).await;
    manager.post(&propose, &why).await.goes_to(&format!("{evidence}?said=proposed"));
}

#[tokio::test]
async fn the_pages_ask_a_bounded_number_of_statements() {
    let mut firm = Firm::new().await;
    let evidence = firm.prove("a.txt", b"plain").await;
    let pages = [("/tasks", 5), (TASK, 16), ("/evidence", 10), (evidence.as_str(), 8), ("/evidence/review", 11)];
    for (path, most) in pages {
        firm.reviewer.get(path).await.is(200);
        let before = firm.house.site.store.statements();
        firm.reviewer.get(path).await.is(200);
        let asked = firm.house.site.store.statements() - before;
        assert!(asked <= most, "{path}: {asked} statements");
    }
}

#[tokio::test]
async fn an_upload_for_no_task_is_not_taken_in_and_one_that_nothing_names_goes_after_a_day() {
    let mut firm = Firm::new().await;
    let (store, files) = (firm.house.site.store.clone(), firm.house.site.files.clone());
    send(&mut firm.engineer, "/tasks/TSK-AC-07-99/prove", &[], Some(("a.png", b"for no task"))).await.is(404);
    assert!(files.all().await.unwrap().is_empty());
    firm.prove("settings.json", b"{\"encrypted\": true}").await;
    let named = files.all().await.unwrap();
    let refused = send(&mut firm.engineer, &format!("{TASK}/prove"), &[], Some(("a.png", b"never sent again"))).await;
    refused.is(422).says("a.png is kept");
    assert_eq!((store.sweep_files(&files).await.unwrap(), files.all().await.unwrap().len()), (0, 2));
    firm.house.fresh.world.set(Utc.midnight(date(2190, 1, 1)));
    assert_eq!((store.sweep_files(&files).await.unwrap(), files.all().await.unwrap()), (1, named));
}
