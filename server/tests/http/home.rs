//! Home by role: the week's work by cause, the next task, what an administrator must do; and the numbers in the rail.

use crate::client::Answer;
use crate::house::House;
use crate::readings::{Firm, firm, sentence};
use domain::evidence::{EvidenceDraft, Form, NamedPair, Ruling};
use domain::ids::EvidenceId;
use domain::own_tasks::{About, OwnTaskDraft};
use domain::people::{Rights, Role};
use jiff::civil::{Date, date};
use store::PairRuling;

const TODAY: Date = date(2026, 11, 21);

fn statement(title: &str, kind: &str, own_end: Option<Date>) -> EvidenceDraft {
    EvidenceDraft {
        title: title.into(),
        kind: kind.parse().unwrap(),
        form: Form::Statement,
        link: String::new(),
        statement: "As seen.".into(),
        speaks_from: TODAY,
        speaks_until: TODAY,
        performed_on: None,
        stamp: String::new(),
        performed_by: None,
        own_end,
    }
}

impl Firm {
    async fn send(&self, title: &str, kind: &str, pairs: &[NamedPair]) -> EvidenceId {
        self.store().submit(&self.manager, statement(title, kind, None), None, pairs).await.unwrap()
    }
}

/// What the rail says beside a place.
fn beside(page: &Answer, href: &str) -> String {
    page.select(&format!(".rail a[href='{href}'] .n")).join("")
}

#[tokio::test]
async fn one_lapsed_document_behind_several_gaps_is_one_line_of_the_week() {
    let firm = firm(&["AIG-AC-07"]).await;
    let mut pairs = Vec::new();
    for name in ["Scorer", "Triage", "Letters"] {
        let (_, no) = firm.system(name, &[]).await;
        pairs.push(NamedPair { requirement: "TSK-AC-07-1".parse().unwrap(), subject: no });
    }
    let id = firm.send("Key settings, all stores", "config-export", &pairs).await;
    let accept = |pair: &NamedPair| PairRuling { pair: pair.clone(), ruling: Ruling::Supports, reason: String::new() };
    let rulings: Vec<_> = pairs.iter().map(accept).collect();
    firm.store().rule(&firm.reviewer, id, &rulings, None).await.unwrap();

    firm.house.fresh.world.forward(70 * 86_400);
    let mut manager = firm.house.signed_in(Role::ComplianceManager).await;
    let soon = manager.get("/").await.is(200).says("Lapses in 30 days");
    assert_eq!(soon.select("#endings tbody tr").len(), 1, "{}", soon.text());
    soon.says("Key settings, all stores").says("3 findings");

    firm.house.fresh.world.forward(60 * 86_400);
    let mut manager = firm.house.signed_in(Role::ComplianceManager).await;
    let week = manager.get("/").await.is(200).says("Renew “Key settings, all stores”, which lapsed");
    let lines = week.select("#week tbody tr");
    let renew: Vec<_> = lines.iter().filter(|line| line.contains("Key settings")).collect();
    assert_eq!(renew.len(), 1, "{lines:?}");
    assert!(renew[0].contains("3 gaps") && renew[0].contains("One document, one requirement"), "{renew:?}");
    let title = domain::catalogue::catalogue().requirements.get(&pairs[0].requirement).unwrap().title;
    assert!(!lines.iter().any(|line| line.contains(title)), "the requirement is not told twice: {lines:?}");
    week.says("Overdue").says("days late");
}

#[tokio::test]
async fn what_waits_for_a_second_person_stands_in_the_rail_and_leads_home() {
    let firm = firm(&["AIG-AC-07", "AIG-GV-02"]).await;
    let (_, no) = firm.system("Scorer", &[]).await;
    let pair = NamedPair { requirement: "TSK-AC-07-1".parse().unwrap(), subject: no };
    firm.send("Key settings", "config-export", &[pair]).await;
    let change = domain::change::Change::Retire { control: "AIG-GV-02".parse().unwrap() };
    firm.store().propose(&firm.manager, &change, "It is done elsewhere.").await.unwrap();

    let mut reviewer = firm.house.signed_in_as("ines-halvorsen@example.com").await;
    let page = reviewer.get("/criteria").await.is(200);
    assert_eq!(
        (beside(&page, "/evidence").as_str(), beside(&page, "/decisions").as_str()),
        ("1 for your review", "1 for you to decide")
    );
    let mut founder = firm.house.signed_in_as("founder@example.com").await;
    let own = founder.get("/").await.is(200);
    assert_eq!((beside(&own, "/evidence").as_str(), beside(&own, "/decisions").as_str()), ("", ""), "never one's own");
    let mine: usize = beside(&own, "/tasks").trim_end_matches(" yours").parse().unwrap();
    assert!(
        sentence(&founder.get("/tasks").await)
            .to_lowercase()
            .starts_with(&format!("{} tasks are yours", app::ui::dates::count(mine)))
    );
    let id = firm.house.person("ines-halvorsen@example.com").await;
    let administrator = firm.house.actor("administrator@example.com").await;
    let row = firm.store().person(id).await.unwrap();
    let rights = Rights::of(&[Role::ComplianceManager], true);
    firm.store().change_rights(&administrator, id, rights, row.version).await.unwrap();
    let home = reviewer.get("/").await.is(200);
    assert!(sentence(&home).ends_with("One piece of evidence and one change wait for you."), "{}", sentence(&home));
    assert_eq!(home.attr(".btn.primary", "href").unwrap(), "/evidence/review?mine=yes");
    assert_eq!(home.select(".btn.primary").len(), 1);
}

#[tokio::test]
async fn an_engineer_sees_the_next_task_walked_and_the_others_with_their_reason() {
    let firm = firm(&["AIG-AC-07", "AIG-GV-02"]).await;
    let mut engineer = firm.house.signed_in(Role::Engineer).await;
    engineer.get("/").await.is(200).says("Nothing is yours to prove now").says("A task comes to you");
    let me = firm.house.person("engineer@example.com").await;
    for (name, stage) in [("Scorer", domain::words::Stage::Production), ("Triage", domain::words::Stage::Production)] {
        let draft = domain::systems::SystemDraft {
            stage: Some(stage),
            owner: Some(me),
            ..domain::systems::SystemDraft::named(name)
        };
        let id = firm.store().add_system(&firm.manager, draft).await.unwrap();
        firm.store().widen_scope(&firm.manager, firm.programme, &[id]).await.unwrap();
    }
    let home = engineer.get("/").await.is(200);
    assert!(sentence(&home).starts_with("Your next task is "), "{}", sentence(&home));
    let next = home.attr(".next .btn.primary", "href").unwrap();
    let id = next.trim_start_matches("/tasks/").parse().unwrap();
    let template = domain::catalogue::catalogue().requirements.get(&id).unwrap();
    let home = home.says(template.why).says("Open on two systems").says("One upload can prove all 2");
    assert_eq!(home.select(".next ol li"), template.steps);
    let mine: usize = beside(&home, "/tasks").trim_end_matches(" yours").parse().unwrap();
    assert_eq!(home.select("#then tbody tr").len(), mine - 1, "one is walked, the others are listed");
}

#[tokio::test]
async fn a_task_that_somebody_gave_comes_first_at_home_when_it_is_due_first() {
    let firm = firm(&["AIG-AC-07"]).await;
    let mut engineer = firm.house.signed_in(Role::Engineer).await;
    let me = firm.house.person("engineer@example.com").await;
    let give = |title: &str, due_on| OwnTaskDraft {
        title: title.into(),
        steps: "Find the key\nWithdraw it".into(),
        about: About::Control("AIG-AC-07".parse().unwrap()),
        assignee: me,
        due_on,
    };
    let (soon, later) = (give("Withdraw the old key", date(2026, 11, 24)), give("Write it down", date(2027, 9, 1)));
    let id = firm.store().open_own_task(&firm.manager, soon).await.unwrap();
    firm.store().open_own_task(&firm.manager, later).await.unwrap();

    let home = engineer.get("/").await.is(200);
    assert_eq!(sentence(&home), "Your next task is Withdraw the old key, due 24 Nov. One more is yours.");
    assert_eq!(home.select(".next ol li"), ["Find the key", "Withdraw it"]);
    assert_eq!(home.attr(".next .btn.primary", "href").unwrap(), format!("/own-tasks/{id}"));
    assert_eq!((home.select("#then tbody tr").len(), beside(&home, "/tasks").as_str()), (1, "2 yours"));
    let tasks = engineer.get("/tasks").await.is(200).says("Withdraw the old key, due 24 Nov.");
    assert_eq!(sentence(&tasks), "Two tasks are yours, none late. Next: Withdraw the old key, due 24 Nov.");
    for (state, rows) in [("open", 2), ("late", 0), ("renew", 0), ("waiting", 0), ("closed", 0)] {
        let tasks = engineer.get(&format!("/tasks?state={state}")).await.is(200);
        assert_eq!(tasks.select("#own tbody tr").len(), rows, "{state}");
    }
    let (about, another) = (engineer.get("/tasks?criterion=CC6.1").await, engineer.get("/tasks?criterion=CC1.1").await);
    assert_eq!([about, another].map(|tasks| tasks.select("#own tbody tr").len()), [2, 0]);

    firm.system("Scorer", &[]).await;
    let mut manager = firm.house.signed_in(Role::ComplianceManager).await;
    manager.get("/").await.is(200).says("Withdraw the old key").says("Of our own, about AIG-AC-07");
    firm.house.fresh.world.forward(5 * 86_400);
    let mut manager = firm.house.signed_in(Role::ComplianceManager).await;
    let late = manager.get("/").await.is(200).select("#late tbody tr").join(" ");
    assert!(late.contains("Withdraw the old key") && late.contains("2 days late"), "{late}");
}

#[tokio::test]
async fn whoever_comes_to_read_is_told_of_tasks_that_are_theirs() {
    let firm = firm(&["AIG-AC-07"]).await;
    firm.system("Scorer", &[]).await;
    let mut executive = firm.house.signed_in(Role::Executive).await;
    executive.get("/").await.is(200).does_not_say("one task to do");
    let draft = OwnTaskDraft {
        title: "Name an owner".into(),
        steps: String::new(),
        about: About::Control("AIG-AC-07".parse().unwrap()),
        assignee: firm.house.person("executive@example.com").await,
        due_on: date(2026, 11, 30),
    };
    firm.store().open_own_task(&firm.manager, draft).await.unwrap();
    executive.get("/").await.is(200).says("One thing waits for you: one task to do");
}

#[tokio::test]
async fn an_administrator_sees_what_only_an_administrator_can_put_right() {
    let house = House::founded().await;
    let mut administrator = house.signed_in(Role::Administrator).await;
    let page = administrator.get("/").await.is(200).says("Only Miriam Castell may review").says("No programme is open");
    assert_eq!(sentence(&page), "Two things wait for an administrator.");
    assert_eq!(page.select(".btn.primary").len(), 1);
    house.add("Ines Halvorsen", &[Role::Executive], true).await;
    let fields = [("name", "Priya Raman"), ("email", "priya@example.com"), ("rights", "engineer")];
    administrator.post("/people/invite", &fields).await.is(200);
    let page =
        administrator.get("/").await.is(200).does_not_say("may review.\"").says("Priya Raman has not joined yet");
    assert!(!page.text().contains("Only Miriam"), "{}", page.text());
    house.fresh.world.forward(8 * 86_400);
    let mut administrator = house.signed_in(Role::Administrator).await;
    administrator.get("/").await.is(200).says("Priya Raman’s link ended unused").says("Make a new link");
}

#[tokio::test]
async fn who_comes_to_read_finds_readiness_at_home() {
    let mut firm = firm(&["AIG-AC-07"]).await;
    firm.system("Scorer", &[]).await;
    for role in [Role::Executive, Role::Auditor] {
        firm.reader = firm.house.signed_in(role).await;
        let (home, readiness) = (firm.get("/").await, firm.get("/readiness").await);
        assert_eq!(sentence(&home), sentence(&readiness));
        assert_eq!(home.select(".rail a[aria-current=page]"), ["Readiness"]);
        assert_eq!(home.select(".rail .dest > li > a").len(), 4);
    }
    firm.reader = firm.house.signed_in(Role::ComplianceManager).await;
    assert_eq!(firm.get("/").await.select(".rail a[aria-current=page]"), ["Home"]);
    firm.get("/readiness").await.says("Design on 21 Nov, self-assessed");
}

#[tokio::test]
async fn no_home_asks_more_than_eight_statements() {
    let firm = firm(&["AIG-AC-07", "AIG-AC-01", "AIG-GV-02"]).await;
    let (_, no) = firm.system("Scorer", &[]).await;
    let pair = NamedPair { requirement: "TSK-AC-07-1".parse().unwrap(), subject: no };
    firm.send("Key settings", "config-export", &[pair]).await;
    firm.house.fresh.world.forward(90 * 86_400);
    let everything = Rights::of(&[Role::Administrator, Role::ComplianceManager, Role::Engineer], true);
    for (role, rights) in Role::ALL.iter().map(|role| (*role, None)).chain([(Role::Engineer, Some(everything))]) {
        let email = format!("{}@example.com", role.key());
        if let Some(rights) = rights {
            let id = firm.house.person(&email).await;
            let row = firm.store().person(id).await.unwrap();
            let administrator = firm.house.actor("administrator@example.com").await;
            firm.store().change_rights(&administrator, id, rights, row.version).await.unwrap();
        }
        let mut client = firm.house.signed_in(role).await;
        for _ in 0..2 {
            client.get("/").await.is(200);
        }
        let before = firm.store().statements();
        client.get("/").await.is(200);
        let asked = firm.store().statements() - before;
        assert!(asked <= 8, "the home of {role} asks {asked} statements");
    }
}

/// What the rail and the list of all that waits say of each register.
fn both(page: &Answer) -> (Vec<String>, Vec<String>) {
    let rail = page.select(".rail .registers li a").into_iter().filter_map(|place| {
        let (word, n) =
            place.split_once(|c: char| c.is_ascii_digit()).map(|(word, _)| (word.trim().to_owned(), place.clone()))?;
        let n: String = n.chars().filter(char::is_ascii_digit).collect();
        Some(format!("{word}: {n}"))
    });
    // In the rail they are counted with what is to be proven.
    let list = page.select("#mine h3").into_iter().filter(|head| !head.starts_with("Tasks to sign off:"));
    (rail.collect(), list.collect())
}

#[tokio::test]
async fn the_rail_counts_what_the_list_of_all_that_waits_holds_for_everybody_of_the_story() {
    let house = House::story().await;
    let mut counted = 0;
    for row in house.site.store.people().await.unwrap().into_iter().filter(|row| row.active && row.joined) {
        let mut client = crate::guard::quickly(&house, row.id).await;
        let page = client.get("/waiting").await.is(200);
        let (rail, list) = both(&page);
        assert_eq!(rail, list, "{:?}", row.name);
        let rows = page.select("#mine ul.entries li").len();
        assert!(list.len() <= rows);
        counted += list.len();
    }
    assert!(counted > 10, "{counted}");
}

#[tokio::test]
async fn an_executive_reads_on_the_first_page_what_waits_for_them() {
    let house = House::story().await;
    let mut ruth = house.looking_as("ruth.adeyemi@harrowfinch.example").await;
    let home = ruth.get("/").await.is(200);
    let said = home.select("#waits").join("");
    assert!(said.contains("for you: "), "{said}");
    for n in 1..=home.select("#waits a").len() {
        let way = home.attr(&format!("#waits a:nth-of-type({n})"), "href").unwrap();
        ruth.get(&way).await.is(200);
    }
    let past = ruth.get("/readiness?at=2026-06-30").await.is(200);
    assert!(past.select("#waits").is_empty(), "a past day is read, not worked on");
}

#[tokio::test]
async fn what_is_not_here_or_not_allowed_keeps_the_menu_and_leads_on() {
    let house = House::founded().await;
    let mut engineer = house.signed_in(Role::Engineer).await;
    for (path, status) in
        [("/nowhere", 404), ("/controls/AIG-XX-99", 404), ("/people", 403), ("/evidence/review/x", 404)]
    {
        let page = engineer.get(path).await.is(status);
        assert!(page.select(".rail .dest a").len() > 3, "{path}: {}", page.text());
        assert_eq!(page.attr(".actions a.btn.primary", "href").as_deref(), Some("/"), "{path}");
    }
    let outside = house.visitor().get("/nowhere").await.is(404);
    assert!(outside.select(".rail").is_empty(), "nobody who is not in sees the menu");
}

#[tokio::test]
async fn each_number_of_the_week_leads_to_as_many_rows() {
    let house = House::story().await;
    let mut miriam = house.looking_as("miriam.castell@harrowfinch.example").await;
    let home = miriam.get("/").await.is(200);
    let number = |head: &str| head.chars().filter(char::is_ascii_digit).collect::<String>().parse::<usize>().unwrap();
    let late = home.select("#late > h3").first().map(|head| number(head));
    assert_eq!(late.unwrap_or_default(), home.select("#late tbody tr").len());
    let later = home.select("#later summary").first().map(|head| number(head));
    assert_eq!(later.unwrap_or_default(), home.select("#later tbody tr").len());
    for n in 1..=home.select("#overdue li").len() {
        let line = home.select(&format!("#overdue li:nth-of-type({n}) .sub")).join("");
        let tasks: usize = line.split(' ').next().unwrap().parse().unwrap();
        let way = home.attr(&format!("#overdue li:nth-of-type({n}) a"), "href").unwrap();
        let chips = miriam.get(&way).await.is(200).text();
        assert!(
            chips.contains(&format!("{tasks} of "))
                || chips.contains(&format!("{} task", app::ui::dates::count_first(tasks))),
            "{way}: {tasks}"
        );
    }
}
