//! People, tasks of our own and risks by a list: seen first, then whole or not at all, by whoever may do it by hand.

use crate::client::{Answer, Client};
use crate::house::House;
use crate::lists::read;
use crate::program::{fails, plumbline, says};
use axum::body::Body;
use axum::http::{Method, header};
use domain::people::Role;
use domain::risks::{ActionDraft, Answer as Said, Assessed, RatedDraft, TreatmentDraft};
use domain::systems::SystemDraft;
use domain::words::{Stage, Trait, TraitSet};
use store::testing::{Firm, sqlite_in};
use store::{AssessmentRead, OwnTasksWanted};

const FOUNDER: &str = "founder@example.com";
const PEOPLE: &str = "Name,E-mail,Department,Roles,May review\n";

async fn file_of(client: &mut Client, list: &str) -> String {
    client.get(&format!("/lists/{list}.csv")).await.is(200).body
}

/// The rows of a file without some of its columns.
fn without(file: &str, left_out: &[&str]) -> Vec<Vec<String>> {
    let (heads, rows) = read(file.as_bytes(), "a.csv");
    assert!(left_out.iter().all(|head| heads.iter().any(|one| one == head)), "{heads:?}");
    let keeps: Vec<_> = heads.iter().map(|head| !left_out.contains(&head.as_str())).collect();
    let row =
        |row: Vec<String>| row.into_iter().zip(&keeps).filter(|(_, keeps)| **keeps).map(|(cell, _)| cell).collect();
    rows.into_iter().map(row).collect()
}

async fn looks(client: &mut Client, door: &str, rows: &str) -> Answer {
    client.post(&format!("/{door}/import"), &[("pasted", rows)]).await
}

async fn takes(client: &mut Client, door: &str, rows: &str) -> Answer {
    client.post(&format!("/{door}/import"), &[("pasted", rows), ("take", "yes")]).await
}

#[tokio::test]
async fn people_come_in_invited_and_their_links_are_shown_once() {
    let house = House::founded().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    administrator.get("/people").await.says("Import a list");
    administrator.get("/people/import").await.is(200).says("No password, no link and no token comes in or goes out");
    let rows = format!(
        "{PEOPLE}Tomás Ortega,tomas@example.com,Claims,Engineer,yes\nEngineer,engineer@example.com,Claims,Administrator,\n"
    );
    let page =
        looks(&mut administrator, "people", &rows).await.is(200).says("One person would come in; one is left out.");
    page.says("They are here, and it says otherwise: Department, Roles. A list changes nobody.");
    let before = house.site.store.people().await.unwrap().len();
    let page = takes(&mut administrator, "people", &rows).await.is(200).says("Each link is shown this once");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(house.site.store.people().await.unwrap().len(), before + 1);
    let link = page.attr("data.whole", "value").unwrap();
    let path = link.strip_prefix("http://127.0.0.1:3000").unwrap();
    house.visitor().get(path).await.is(200).says("Tomás Ortega, choose a password");
    administrator.get("/people").await.says("Tomás Ortega").says("Invited until 28 Nov");
    let list = file_of(&mut administrator, "people").await;
    assert!(!list.contains("/join/") && !list.contains("argon2"), "no link goes out by a list");
    let engineer = house.site.store.person(house.person("engineer@example.com").await).await.unwrap();
    assert!(!engineer.rights.has(Role::Administrator) && engineer.department.is_none());
    // The same again, as after a reload of the page with the links.
    takes(&mut administrator, "people", &rows).await.is(409).says("Nothing in this list is new");
    assert!(house.site.store.check_rows().await.unwrap().faults.is_empty());
}

#[tokio::test]
async fn whoever_may_not_do_it_by_hand_may_not_by_a_list() {
    let house = House::founded().await;
    for (door, may) in [
        ("people", &[Role::Administrator][..]),
        ("tasks", &[Role::Administrator, Role::ComplianceManager, Role::Engineer, Role::Executive]),
        // An owner rates the risks of their system, whatever their role: which one it is, the store says line by line.
        ("risks", &[Role::Administrator, Role::ComplianceManager, Role::Engineer, Role::Executive]),
    ] {
        for role in Role::ALL {
            let status = if may.contains(role) { 200 } else { 403 };
            let mut client = house.signed_in(*role).await;
            client.get(&format!("/{door}/import")).await.is(status);
            looks(&mut client, door, &format!("{PEOPLE}Eve,eve@example.com,,Engineer,\n")).await.is(status);
        }
        house.visitor().get(&format!("/{door}/import")).await.is(303);
    }
    // One door does not open another's list.
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let rows = format!("{PEOPLE}Eve,eve@example.com,,Administrator,\n");
    manager.post("/vendors/import", &[("list", "people"), ("pasted", &rows), ("take", "yes")]).await.is(303);
    manager.get("/vendors").await.says("Eve");
    manager.get("/people").await.does_not_say("Eve").does_not_say("eve@example.com");
    let rows = "Of,Likelihood,Impact,Owner,Title\nThe organisation,2,2,Engineer,Prices\n";
    let mut engineer = house.signed_in(Role::Engineer).await;
    let page = takes(&mut engineer, "risks", rows).await.is(422);
    page.says("the risks of “The organisation” are rated by whoever owns it, or by a compliance manager.");
    assert!(house.site.store.assessments_after(None, None, 9).await.unwrap().is_empty());
}

async fn upload(client: &mut Client, path: &str, bytes: &[u8]) -> Answer {
    let head =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n";
    let body: Vec<_> = [head.as_bytes(), bytes, b"\r\n--b--\r\n"].concat();
    let request = client.request(Method::POST, path);
    let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=b").body(Body::from(body));
    client.send(request.unwrap()).await
}

#[tokio::test]
async fn hostile_cells_are_text_or_refused_at_their_place() {
    let house = House::founded().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    let html = "<script>alert(1)</script>";
    let formula = "'=HYPERLINK(\"\"http://x\"\")";
    let rows =
        format!("{PEOPLE}{html},html@example.com,,Engineer,\n\"{formula}\",formula@example.com,=1+1,Engineer,\n");
    for door in ["people", "tasks", "risks"] {
        let path = format!("/{door}/import");
        let page = upload(&mut administrator, &path, rows.as_bytes()).await.is(200);
        assert!(!page.body.contains("<script>alert"), "{door}");
        // A cell of more than a form takes, one of more than a name has, letters of another code page, and no text at all.
        let huge = format!("{PEOPLE}{},big@example.com,,Engineer,\n", "x".repeat(10 * 1024 * 1024));
        upload(&mut administrator, &path, huge.as_bytes()).await.is(413);
        let long = format!("{PEOPLE}{},big@example.com,,Engineer,\n", "x".repeat(4 * 1024 * 1024));
        let page = upload(&mut administrator, &path, long.as_bytes()).await.is(200);
        assert!(page.body.len() < 200_000, "{door}: a long cell is not shown whole: {}", page.body.len());
        let latin = [PEOPLE.as_bytes(), b"Tom\xe1s,tomas@example.com,,Engineer,\n"].concat();
        upload(&mut administrator, &path, &latin).await.is(200);
        let page = upload(&mut administrator, &path, &[0, 1, 2, 255, 254, 0, 0, 7]).await;
        assert!([200, 422].contains(&page.status.as_u16()), "{door}: {}", page.status);
    }
    takes(&mut administrator, "people", &rows).await.is(200);
    let people = house.site.store.people().await.unwrap();
    assert!(people.iter().any(|row| row.name.as_deref() == Some(html)));
    let page = administrator.get("/people").await.is(200);
    assert!(!page.body.contains("<script>alert"));
    let file = file_of(&mut administrator, "people").await;
    assert!(file.contains("\"'=HYPERLINK") && file.contains("\"'=1+1\""), "{file}");
}

#[tokio::test]
async fn people_come_back_from_their_file_on_each_engine() {
    for (source, target) in House::founded_on_each().await.into_iter().zip(House::founded_on_each().await) {
        let engine = target.fresh.engine;
        let mut from = source.signed_in(Role::Administrator).await;
        let rows = format!(
            "{PEOPLE}Tomás Ortega,tomas@example.com,\"Claims; North, 2\",Engineer; Compliance manager,Yes\n\
             \"'=Eve\",eve@example.com,,Auditor,No\nGone,gone@example.com,,Executive,No\n"
        );
        takes(&mut from, "people", &rows).await.is(200);
        let gone = source.person("gone@example.com").await;
        from.post(&format!("/people/{gone}/deactivate"), &[]).await.is(303);
        let file = file_of(&mut from, "people").await;
        let mut to = target.signed_in(Role::Administrator).await;
        let page = looks(&mut to, "people", &file).await.is(200).says("Two people would come in");
        page.says("They were deactivated where the list comes from.");
        takes(&mut to, "people", &file).await.is(200);
        // Ids, who invited whom, and since when are of each house; whether they joined is their own doing.
        let left_out = ["Id", "Standing", "Invited by", "Since"];
        let mut before = without(&file, &left_out);
        before.retain(|row| row[0] != "Gone");
        assert_eq!(without(&file_of(&mut to, "people").await, &left_out), before, "{engine}");
        takes(&mut to, "people", &file).await.is(409);
        assert!(target.site.store.check_rows().await.unwrap().faults.is_empty(), "{engine}");
    }
}

#[tokio::test]
async fn own_tasks_come_back_from_their_file_on_each_engine() {
    for (source, target) in House::founded_on_each().await.into_iter().zip(House::founded_on_each().await) {
        let engine = target.fresh.engine;
        let mut clients = Vec::new();
        for house in [&source, &target] {
            let firm = house.firm().await;
            firm.adopt(&["AIG-GV-02"]).await;
            firm.system("Triage", None).await;
            clients.push(house.signed_in(Role::Engineer).await);
        }
        let [from, to] = clients.as_mut_slice() else { panic!("{engine}") };
        let rows = "Task,Steps,About,About (id),System,Given to,Due\n\
                    Ask the vendor,\"One\nTwo\",system,,Triage,Engineer,2026-12-01\n\
                    \"'=Look\",,control,AIG-GV-02,,Miriam Castell,2026-12-02\n\
                    Close it,,criterion,CC7.2,,Engineer,2026-12-03\n";
        looks(from, "tasks", rows).await.is(200).says("Three tasks would come in");
        takes(from, "tasks", rows).await.goes_to("/tasks/import?list=own-tasks&said=taken");
        let wanted = OwnTasksWanted { over: true, ..OwnTasksWanted::default() };
        let last = source.site.store.own_tasks(&wanted, 9).await.unwrap().pop().unwrap();
        let file = file_of(from, "own-tasks").await;
        takes(to, "tasks", &file).await.is(303);
        let left_out = ["Id", "About (id)", "Opened at"];
        assert_eq!(without(&file_of(to, "own-tasks").await, &left_out), without(&file, &left_out), "{engine}");
        takes(to, "tasks", &file).await.is(409).says("Everything in this list is here already");
        // What is over where it comes from stays out.
        let engineer = source.actor("engineer@example.com").await;
        source.site.store.finish_own_task(&engineer, last.id, "Done.").await.unwrap();
        looks(to, "tasks", &file_of(from, "own-tasks").await)
            .await
            .says("It was done or dropped where the list comes from.");
        from.get("/tasks").await.says("import a list of tasks");
        assert!(target.site.store.check_rows().await.unwrap().faults.is_empty(), "{engine}");
    }
}

const CONTROLS: [&str; 4] = ["AIG-RA-02", "AIG-GV-07", "AIG-RA-07", "AIG-PR-02"];

/// A firm whose system is known whole, so that its assessment asks the same everywhere.
async fn assessed(house: &House) -> (Firm, Assessed) {
    let firm = house.firm().await;
    firm.adopt(&CONTROLS).await;
    let yes: TraitSet = [Trait::Predictive, Trait::TrainedInHouse].into_iter().collect();
    let draft = SystemDraft {
        stage: Some(Stage::Production),
        owner: Some(firm.manager.person),
        yes,
        no: TraitSet::all().minus(yes),
        ..SystemDraft::named("Scorer")
    };
    let id = firm.store().add_system(&firm.manager, draft).await.unwrap();
    firm.store().widen_scope(&firm.manager, firm.programme, &[id]).await.unwrap();
    (firm, Assessed::System(id))
}

async fn running(firm: &Firm) -> AssessmentRead {
    let id = firm.store().assessments_after(None, None, 9).await.unwrap().last().unwrap().id;
    let now = store::World::now(&*firm.f.world).max(firm.store().present().await.unwrap());
    firm.store().assessment(id, now, &domain::instant::Utc).await.unwrap()
}

async fn conclude(firm: &Firm) {
    let read = running(firm).await;
    firm.store().submit_assessment(&firm.manager, read.row.id, read.version).await.unwrap();
    let read = running(firm).await;
    firm.store().conclude_assessment(&firm.reviewer, read.row.id, read.version).await.unwrap();
}

/// Rates all of it, and decides what is done about four of them.
async fn rate(firm: &Firm, of: Assessed) {
    let (store, by) = (firm.store(), &firm.manager);
    let id = store.open_assessment(by, of).await.unwrap();
    let own = domain::risks::OwnRiskDraft {
        title: "Prices are wrong".into(),
        category: "legal".into(),
        description: "They rise\nand nobody looks".into(),
        controls: vec!["AIG-RA-02".into()],
    };
    store.add_own_risk(by, id, &own).await.unwrap();
    let action = ActionDraft { title: "Look | twice".into(), owner: Some(by.person), due_on: "2026-12-24".into() };
    let treatments = [
        TreatmentDraft { kind: "avoid".into(), reason: "Nobody needs it any more.".into(), ..Default::default() },
        TreatmentDraft {
            kind: "transfer".into(),
            to: "An insurer".into(),
            reason: "They pay for it.".into(),
            ..Default::default()
        },
        TreatmentDraft {
            kind: "accept".into(),
            reason: "It is small enough.".into(),
            until: "2027-01-31".into(),
            ..Default::default()
        },
        TreatmentDraft {
            kind: "mitigate".into(),
            tasks: vec![action],
            target_likelihood: "1".into(),
            target_impact: "2".into(),
            ..Default::default()
        },
    ];
    let all = running(firm).await.risks;
    for (at, one) in all.iter().enumerate() {
        let draft = RatedDraft {
            likelihood: "4".into(),
            impact: "5".into(),
            residual_likelihood: "2".into(),
            residual_impact: "2".into(),
            acting: vec!["AIG-PR-02".into(), "AIG-RA-02".into()],
            note: if at == 0 { "=As seen.\nTwice.".into() } else { String::new() },
            owner: Some(by.person),
        };
        store.rate_risk(by, id, &one.risk, &draft, one.no).await.unwrap();
        if let Some(treatment) = treatments.get(at) {
            store.treat_risk(by, id, &one.risk, treatment, one.no + 1).await.unwrap();
        }
    }
}

#[tokio::test]
async fn risks_come_into_a_draft_and_back_from_their_file_on_each_engine() {
    for (source, target) in House::founded_on_each().await.into_iter().zip(House::founded_on_each().await) {
        let engine = target.fresh.engine;
        let ((one, of), (other, _)) = (assessed(&source).await, assessed(&target).await);
        rate(&one, of).await;
        conclude(&one).await;
        let mut from = source.signed_in_as(FOUNDER).await;
        let mut to = target.signed_in_as(FOUNDER).await;
        let file = file_of(&mut from, "risks").await;
        let rows = without(&file, &[]).len();
        let page = looks(&mut to, "risks", &file).await.is(200).says("One assessment is opened as a draft.");
        page.says("would come in.");
        assert!(
            other.store().assessments_after(None, None, 9).await.unwrap().is_empty(),
            "{engine}: a look writes nothing"
        );
        let before = other.store().verify_trail().await.unwrap().entries;
        takes(&mut to, "risks", &file).await.goes_to("/risks/import?list=risks&said=taken");
        assert_eq!(other.store().verify_trail().await.unwrap().entries, before + 1, "{engine}: one entry");
        let draft = running(&other).await;
        assert!(draft.row.concluded().is_none(), "{engine}: nothing is concluded by a list");
        assert_eq!(draft.risks.iter().filter(|one| matches!(one.answer, Said::Rated(_))).count(), rows, "{engine}");
        assert_eq!(
            other.store().own_tasks(&OwnTasksWanted::default(), 9).await.unwrap().len(),
            1,
            "{engine}: handed out"
        );
        takes(&mut to, "risks", &file).await.is(409).says("Everything in this list is here already");
        // Against a draft, what the list says otherwise is changed only when that is asked for.
        let changed = file.replacen("They pay for it.", "They pay for all of it.", 1);
        looks(&mut to, "risks", &changed).await.says("Says otherwise: Why that is done");
        takes(&mut to, "risks", &changed).await.is(409);

        conclude(&other).await;
        let left_out = ["Of (id)", "Assessment id"];
        assert_eq!(without(&file_of(&mut to, "risks").await, &left_out), without(&file, &left_out), "{engine}");
        takes(&mut to, "risks", &file).await.is(409);
        takes(&mut to, "risks", &changed).await.is(422).says("was concluded and never changes. Open the next one");
        to.get("/risks").await.says("Import a list");
        assert_eq!(other.store().check_records().await.unwrap(), [], "{engine}");
        let borne = other.store().check_rows().await.unwrap();
        assert!(borne.faults.is_empty(), "{engine}: {:?}", borne.faults);
        assert!(other.store().check_derived(1).await.unwrap().is_empty(), "{engine}");
        assert_eq!(other.store().check_search().await.unwrap(), [""; 0], "{engine}");
    }
}

#[tokio::test]
async fn the_command_line_takes_people_tasks_and_risks_in_by_somebody() {
    let data = tempfile::tempdir().unwrap();
    let firm = Firm::begin(sqlite_in(data.path()).await).await;
    firm.system("Triage", None).await;
    drop(firm);
    let file = |name: &str, text: &str| {
        let path = data.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let run = |args: &[&str], path: &std::path::Path| {
        let output = says(plumbline(data.path()).arg("import").args(args).arg(path), "");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned(), output)
    };
    let by = ["--by", "miriam@example.com"];
    let people = file("people.csv", &format!("{PEOPLE}Tomás,tomas@example.com,,Engineer,\n"));
    let (good, said, _) = run(&["people", "--dry-run"], &people);
    assert!(good && said.starts_with("people: 1 would come in"), "{said}");
    assert!(fails(&run(&["people"], &people).2).contains("--by EMAIL"));
    let (good, said, _) = run(&["people", by[0], by[1]], &people);
    assert!(good && said.contains("tomas@example.com: /join/"), "{said}");
    let (good, said, _) = run(&["people", by[0], by[1]], &people);
    assert!(good && said.contains("Nothing in it is new.") && !said.contains("/join/"), "{said}");
    let tasks = file("tasks.csv", "To do,Criterion,Owner,Deadline\nAsk,CC7.2,Ines Halvorsen,2199-12-01\n");
    let (good, said, _) = run(&["tasks", by[0], by[1]], &tasks);
    assert!(good && said.starts_with("tasks: 1 came in"), "{said}");
    let risks = file("risks.csv", "System,Risk,Likelihood,Impact,Owner\nTriage,NO-1,2,2,Ines Halvorsen\n");
    let (good, said, _) = run(&["risks", by[0], by[1]], &risks);
    assert!(!good && said.contains("Refused. Line 2, column “Risk”: “NO-1” is no risk of the library."), "{said}");
    let check = says(plumbline(data.path()).arg("check"), "");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
}
