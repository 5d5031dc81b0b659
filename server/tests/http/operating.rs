//! How controls operated, on its pages: from a window through a missed occurrence and its deficiency, agreed by two, to a
//! criterion met with exceptions.

use crate::guard::quickly;
use crate::house::House;
use domain::people::{Actor, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::systems::SystemDraft;
use domain::words::{Categories, Stage};
use jiff::civil::date;
use store::Adoption;

struct Scene {
    house: House,
    founder: Actor,
}

const DAY: i64 = 86_400;
const PAIR: &str = "/operating/TSK-GV-01-2/0";

/// A quarterly control of the organisation, asked since 21 November 2026.
async fn scene(kind: ReportKind) -> Scene {
    let house = House::founded().await;
    let founder = house.actor("founder@example.com").await;
    house.add("Ines Halvorsen", &[Role::Engineer], true).await;
    let ines = house.actor("ines-halvorsen@example.com").await;
    let store = &house.site.store;
    let two = kind == ReportKind::Type2;
    let draft = ProgrammeDraft {
        name: "Our report".into(),
        kind,
        on_day: Some(date(2027, 1, 31)),
        window_from: two.then_some(date(2026, 12, 1)),
        window_until: two.then_some(date(2027, 5, 31)),
        categories: Categories::security(),
        reasons: String::new(),
        commitments: String::new(),
    };
    let programme = store.open_programme(&founder, draft).await.unwrap();
    let control = "AIG-GV-01".parse().unwrap();
    let adoption = Adoption { control, owner: founder.person, statement: None };
    let proposal = store.adopt(&founder, vec![adoption]).await.unwrap();
    store.agree(&ines, proposal, "").await.unwrap();
    let system = SystemDraft { stage: Some(Stage::Production), ..SystemDraft::named("Claims triage") };
    let system = store.add_system(&founder, system).await.unwrap();
    store.widen_scope(&founder, programme, &[system]).await.unwrap();
    Scene { house, founder }
}

#[tokio::test]
async fn a_missed_occurrence_is_followed_up_judged_by_two_and_leaves_the_criterion_met_with_exceptions() {
    let Scene { house, founder } = scene(ReportKind::Type2).await;
    // Noon of 5 July 2027: the window is over, and so is every grace.
    house.fresh.world.forward(226 * DAY);
    let mut miriam = quickly(&house, founder.person).await;

    let list = miriam.get("/operating").await.is(200).says("at risk").says("1 Dec 2026 to 31 May 2027");
    list.says("neither changes the other");
    let control = miriam.get("/controls/AIG-GV-01").await.is(200).says("How it operated");
    assert!(control.select("#operated svg.strip").len() == 1 || control.body.contains("2 missed"));
    let pair = miriam.get(PAIR).await.is(200).says("2 expected: 2 missed").says("none assessed by two");
    let hrefs: Vec<_> = ["2027-02-28", "2027-05-31"]
        .into_iter()
        .map(|due| pair.attr(&format!("#due-{due} a[href^='/deficiencies/new']"), "href").unwrap())
        .collect();

    let owner = founder.person.to_string();
    for (href, due) in hrefs.iter().zip(["2027-02-28", "2027-05-31"]) {
        let form = miriam.get(href).await.is(200);
        assert_eq!(form.attr("[name=occurred_on]", "value").as_deref(), Some(due));
        assert_eq!(form.attr("[name=requirement]", "value").as_deref(), Some("TSK-GV-01-2"));
        let reference = form.attr("[name=reference]", "value").unwrap();
        assert_eq!(reference, format!("TSK-GV-01-2@0#{due}"));
        let title = form.attr("#title", "value").unwrap();
        let fields = [
            ("source", "finding"),
            ("reference", reference.as_str()),
            ("requirement", "TSK-GV-01-2"),
            ("title", title.as_str()),
            ("what", "The committee did not meet."),
            ("control", "AIG-GV-01"),
            ("of", "organisation"),
            ("found_on", "2027-07-05"),
            ("occurred_on", due),
            ("owner", owner.as_str()),
        ];
        let path = miriam.post("/deficiencies/new", &fields).await.is(303).header("location").to_owned();
        miriam.get(&path).await.is(200).says(&format!("TSK-GV-01-2 due {due}"));
        let waits = miriam.get(PAIR).await.is(200).says("Followed up in DEF-").says("not assessed by two yet");
        waits.says("2 expected: 2 missed");
        let said = [
            ("cause", "Its chair was ill."),
            ("extent", "One quarter."),
            ("severity", "exception"),
            ("effect", "still-met"),
            ("effect_why", "The board saw the figures each month."),
        ];
        miriam.post(&format!("{path}/assess"), &said).await.goes_to(&path);
        miriam.get("/operating?criterion=CC1.2").await.is(200).says("in operation: at risk");
        house.add(&format!("Judge {due}"), &[Role::Executive], true).await;
        let judge = house.actor(&format!("judge-{due}@example.com")).await;
        quickly(&house, judge.person).await.post(&format!("{path}/agree"), &[]).await.goes_to(&path);
    }
    miriam.get(PAIR).await.is(200).says("2 expected: 2 missed").says("agreed by two: Criterion still met");
    miriam.get("/operating?criterion=CC1.2").await.is(200).says("in operation: met with exceptions");
    // As of the day before it was at risk, and stays so.
    miriam.get("/operating?criterion=CC1.2&at=2027-07-04").await.is(200).says("in operation: at risk");
    let walk = miriam.get("/criteria/CC1.2").await.is(200);
    walk.says("Met with exceptions").says("Design").says("Operating");
    let table = miriam.get("/lists/occurrences.csv?requirement=TSK-GV-01-2").await.is(200);
    assert!(table.body.contains("DEF-001") && table.body.contains("Missed"), "{}", table.body);
}

#[tokio::test]
async fn what_a_person_found_weakens_the_criterion_it_names_until_two_agree_what_it_means() {
    let Scene { house, founder } = scene(ReportKind::Type2).await;
    house.fresh.world.forward(100 * DAY);
    let mut miriam = quickly(&house, founder.person).await;
    let owner = founder.person.to_string();
    miriam
        .get("/operating?criterion=CC7.2")
        .await
        .is(200)
        .says("ask nothing that recurs, and no deficiency weakens it")
        .does_not_say("DEF-001");
    // Before the window it says nothing of it.
    for (occurred, says) in [("2026-11-25", false), ("2027-02-10", true)] {
        let fields = [
            ("source", "person"),
            ("title", "The minutes name no members"),
            ("what", "Nobody can tell who was there."),
            ("criterion", "CC7.2"),
            ("of", "organisation"),
            ("found_on", "2027-02-20"),
            ("occurred_on", occurred),
            ("owner", owner.as_str()),
        ];
        let path = miriam.post("/deficiencies/new", &fields).await.is(303).header("location").to_owned();
        let page = miriam.get("/operating?criterion=CC7.2").await.is(200);
        assert_eq!(page.body.contains("in operation: at risk"), says, "{occurred}");
        assert_eq!(page.select(&format!("#logged a[href='{path}']")).len(), usize::from(says), "{occurred}");
        if !says {
            continue;
        }
        miriam.get("/operating").await.is(200).says("1, none assessed by two");
        let said = [
            ("cause", "A new secretary."),
            ("extent", "One meeting."),
            ("severity", "deficiency"),
            ("effect", "not-met"),
            ("effect_why", "Nothing else shows who decided."),
        ];
        miriam.post(&format!("{path}/assess"), &said).await.goes_to(&path);
        miriam.get("/operating?criterion=CC7.2").await.is(200).says("in operation: at risk");
        let ines = house.actor("ines-halvorsen@example.com").await;
        quickly(&house, ines.person).await.post(&format!("{path}/agree"), &[]).await.goes_to(&path);
        let page = miriam.get("/operating?criterion=CC7.2").await.is(200);
        page.says("in operation: not met").says("agreed by two");
        miriam.get("/operating").await.is(200).says("1, assessed by two");
        miriam.get("/operating?criterion=CC7.2&at=2027-02-01").await.is(200).says("ask nothing that recurs");
    }
}

#[tokio::test]
async fn a_programme_of_type_one_asks_for_design_only_and_any_window_can_be_read() {
    let Scene { house, founder } = scene(ReportKind::Type1).await;
    house.fresh.world.forward(226 * DAY);
    let mut miriam = quickly(&house, founder.person).await;
    miriam.get("/operating").await.is(200).says("asks for design only; these are the last twelve months");
    miriam.get("/criteria/CC1.2").await.is(200).says("it asks for design only");
    let typed = miriam.get("/operating?from=2026-12-01&to=2027-05-31").await.is(200);
    typed.says("1 Dec 2026 to 31 May 2027").says("a window of your choice");
    let link = miriam.get(&format!("{PAIR}?from=2027-01-01&to=2027-06-30")).await.is(200);
    link.says("2 expected: 1 in grace, 1 missed");
    for wrong in ["from=soon", "from=2027-06-30&to=2027-01-01", "from=1990-01-01&to=2027-01-01"] {
        miriam.get(&format!("/operating?{wrong}")).await.is(200).says("Not that window");
    }
    miriam.get("/operating/TSK-GV-01-2/99").await.is(404);
    miriam.get("/operating/TSK-AC-07-1").await.is(404);
    miriam.get("/operating/TSK-GV-01-1/0").await.is(200).says("nothing was asked");
}

#[tokio::test]
async fn before_a_programme_is_open_the_page_says_so() {
    let house = House::founded().await;
    let mut auditor = house.signed_in(Role::Auditor).await;
    for path in ["/operating", "/operating/TSK-GV-01-2", PAIR] {
        auditor.get(path).await.is(200).says("No programme is open");
    }
}
