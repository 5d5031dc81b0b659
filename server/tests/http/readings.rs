//! Readiness, the matrix and the walk of a criterion: their numbers are those of the reading, on every day.

use crate::client::{Answer, Client};
use crate::house::House;
use domain::change::Change;
use domain::evidence::{EvidenceDraft, Form, NamedPair, Ruling};
use domain::ids::{ProgrammeId, SystemId};
use domain::instant::{Instant, Zone as _};
use domain::people::{Actor, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::systems::SystemDraft;
use domain::words::{Categories, Category, Criticality, Stage, Trait};
use jiff::civil::{Date, date};
use store::{Adoption, PairRuling, Store};

const TODAY: Date = date(2026, 11, 21);

/// A house with a programme (Security and Privacy), two people who decide, and one who looks.
pub struct Firm {
    pub house: House,
    pub manager: Actor,
    pub reviewer: Actor,
    pub programme: ProgrammeId,
    pub reader: Client,
}

async fn actor(house: &House, email: &str) -> Actor {
    let row = house.site.store.person(house.person(email).await).await.unwrap();
    Actor { person: row.id, rights: row.rights, invited: row.invited_by.map(|by| (by, row.since)) }
}

async fn house() -> (House, Actor, Actor) {
    let house = House::founded().await;
    house.add("Ines Halvorsen", &[Role::Executive], true).await;
    let manager = actor(&house, "founder@example.com").await;
    let reviewer = actor(&house, "ines-halvorsen@example.com").await;
    (house, manager, reviewer)
}

async fn open(store: &Store, manager: &Actor) -> ProgrammeId {
    let draft = ProgrammeDraft {
        name: "Our report".into(),
        kind: ReportKind::Type2,
        on_day: None,
        window_from: Some(date(2026, 7, 1)),
        window_until: Some(date(2026, 12, 31)),
        categories: Categories::security().with(Category::Privacy),
        reasons: String::new(),
        commitments: String::new(),
    };
    store.open_programme(manager, draft).await.unwrap()
}

pub async fn firm(controls: &[&str]) -> Firm {
    let (house, manager, reviewer) = house().await;
    let store = &house.site.store;
    let programme = open(store, &manager).await;
    let reader = house.signed_in(Role::Executive).await;
    let firm = Firm { manager, reviewer, programme, reader, house };
    firm.adopt(controls).await;
    firm
}

impl Firm {
    pub fn store(&self) -> &Store {
        &self.house.site.store
    }

    pub async fn adopt(&self, controls: &[&str]) {
        let adopt = controls.iter().map(|id| Adoption {
            control: id.parse().unwrap(),
            owner: self.manager.person,
            statement: None,
        });
        let waiting = self.store().adopt(&self.manager, adopt.collect()).await.unwrap();
        self.store().agree(&self.reviewer, waiting, "").await.unwrap();
    }

    pub async fn system(&self, name: &str, yes: &[Trait]) -> (SystemId, i64) {
        let draft = SystemDraft {
            stage: Some(Stage::Production),
            yes: yes.iter().copied().collect(),
            unit: "Claims".into(),
            ..SystemDraft::named(name)
        };
        let id = self.store().add_system(&self.manager, draft).await.unwrap();
        self.store().widen_scope(&self.manager, self.programme, &[id]).await.unwrap();
        (id, self.store().system(id).await.unwrap().no)
    }

    pub async fn prove(&self, requirement: &str, subject: i64) {
        let spine = self.store().spine().await.unwrap();
        let asked = spine.requirement_by_id(&requirement.parse().unwrap()).unwrap().clone();
        for (kind, _) in asked.proof.as_ref().unwrap().kinds() {
            let draft = EvidenceDraft {
                title: format!("{kind} of November"),
                kind: kind.clone(),
                form: Form::Statement,
                link: String::new(),
                statement: "As seen.".into(),
                speaks_from: TODAY,
                speaks_until: TODAY,
                performed_on: None,
                stamp: String::new(),
                performed_by: None,
                own_end: None,
            };
            let pair = NamedPair { requirement: requirement.parse().unwrap(), subject };
            let id = self.store().submit(&self.manager, draft, None, std::slice::from_ref(&pair)).await.unwrap();
            let ruling = [PairRuling { pair, ruling: Ruling::Supports, reason: String::new() }];
            self.store().rule(&self.reviewer, id, &ruling, None).await.unwrap();
        }
    }

    /// Proves everything that is asked of a subject.
    pub async fn prove_all(&self, subject: i64) {
        let asked = self.store().findings_of(subject, self.store().present().await.unwrap()).await.unwrap();
        for found in asked {
            self.prove(found.requirement.as_str(), subject).await;
        }
    }

    pub async fn conclude(&self) {
        let spine = self.store().spine().await.unwrap();
        let criteria = spine.answered(spine.programme(self.programme).unwrap());
        self.decide(Change::Conclude { programme: self.programme, criteria }).await;
    }

    pub async fn decide(&self, change: Change) {
        let id = self.store().propose(&self.manager, &change, "The matrix of November.").await.unwrap();
        self.store().agree(&self.reviewer, id, "").await.unwrap();
    }

    async fn json(&self, at: Instant) -> serde_json::Value {
        app::readiness::report(self.store(), at, at, &domain::instant::Utc).await.unwrap().json
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.reader.get(path).await.is(200)
    }
}

pub fn sentence(page: &Answer) -> String {
    page.select("h1.say").join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn before_anything_exists_the_page_teaches_and_shows_no_score() {
    let (house, manager, reviewer) = house().await;
    let mut reader = house.signed_in(Role::ComplianceManager).await;
    let mut executive = house.signed_in(Role::Executive).await;
    let page = executive.get("/readiness").await.is(200).says("A compliance manager does this.");
    page.does_not_say("Add a system");
    let store = &house.site.store;
    let no_zero = |page: Answer| {
        let page = page.is(200).does_not_say("0 of").does_not_say("None of");
        (sentence(&page), page.attr(".btn.primary", "href").unwrap_or_default())
    };
    let (said, next) = no_zero(reader.get("/readiness").await);
    assert_eq!(
        (said.as_str(), next.as_str()),
        ("No AI system is in the inventory, so there is nothing to measure yet.", "/systems/new")
    );
    let id = store.add_system(&manager, SystemDraft::named("Scorer")).await.unwrap();
    let (said, next) = no_zero(reader.get("/readiness").await);
    assert_eq!(
        (said.as_str(), next.as_str()),
        ("One AI system is in the inventory, and no programme asks anything of it yet.", "/programmes")
    );
    let programme = open(store, &manager).await;
    let (said, next) = no_zero(reader.get("/readiness").await);
    assert_eq!(
        (said.as_str(), next.as_str()),
        ("Our report is open, and no control is adopted yet, so nothing can be proven.", "/controls")
    );
    let firm = Firm { house, manager, reviewer, programme, reader };
    firm.adopt(&["AIG-GV-02"]).await;
    let mut firm = firm;
    let (said, next) = no_zero(firm.reader.get("/readiness").await);
    assert_eq!(said, "Our report has no AI system in scope, so there is nothing to measure yet.");
    assert_eq!(next, format!("/programmes/{programme}"));
    firm.store().widen_scope(&firm.manager, programme, &[id]).await.unwrap();
    let page = firm.get("/readiness").await;
    assert_eq!(
        sentence(&page),
        "Design on 21 Nov, self-assessed: none of 51 criteria in scope has complete proof for 1 AI system. 51 do not, 50 of them for want of a key control."
    );
}

#[tokio::test]
async fn the_numbers_of_the_page_are_those_of_the_report_and_the_past_is_as_it_was_shown() {
    let mut firm = firm(&["AIG-AC-07", "AIG-GV-02"]).await;
    let (_, a) = firm.system("Scorer", &[]).await;
    let first = sentence(&firm.get("/readiness").await);
    firm.house.fresh.world.forward(3 * 86_400);
    firm.reader = firm.house.signed_in(Role::Executive).await;
    firm.prove_all(0).await;
    firm.conclude().await;
    let page = firm.get("/readiness").await;
    let now = firm.store().present().await.unwrap();
    let json = firm.json(now).await;
    let design = &json["programmes"][0]["design"];
    let (met, scope) = (design["met"].as_u64().unwrap(), design["criteria_in_scope"].as_u64().unwrap());
    assert!(met > 0 && scope == 51, "{design}");
    assert_eq!(page.select("tfoot .n").join(""), format!("{met} of {scope}"));
    assert!(sentence(&page).contains(&format!("{met} of {scope} criteria in scope")), "{}", sentence(&page));
    let states = ["met", "gap", "unknown", "failed"].map(|state| design[state].as_u64().unwrap());
    assert_eq!(states.iter().sum::<u64>(), scope);
    let categories = json["programmes"][0]["categories"].as_array().unwrap();
    let rows = page.select("tbody td.n[data-th=Design]");
    for (category, row) in categories.iter().zip(rows) {
        assert_eq!(row, format!("{} of {}", category["met"], category["in_scope"]));
    }
    let keys: Vec<_> = json["programmes"][0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["categories", "criteria", "design", "kind", "name", "systems"]);
    let past = firm.get("/readiness?at=2026-11-21").await.says("As it was shown on 21 Nov");
    assert_eq!(sentence(&past), first);
    firm.get("/readiness?versus=2026-11-21").await.says("Changed since 21 Nov").says("0 stood on 21 Nov. ");
    firm.prove_all(a).await;
    assert_eq!(sentence(&firm.get("/readiness?at=2026-11-21").await), first);
    firm.get("/readiness?at=2025-01-01").await.says("On 1 Jan 2025 nothing was measured");
    let zone = store::NamedZone::find("Europe/London").unwrap();
    assert_eq!(firm.json(zone.end_of(TODAY)).await["programmes"][0]["design"]["met"], 0);
}

#[tokio::test]
async fn a_page_asks_as_many_statements_for_many_systems_as_for_few() {
    let mut firm = firm(&["AIG-AC-07", "AIG-AC-01", "AIG-GV-02", "AIG-PV-02"]).await;
    for n in 0..5 {
        firm.system(&format!("System {n}"), &[]).await;
    }
    let paths = ["/", "/readiness", "/criteria", "/criteria?by=unit", "/criteria/CC6.1"];
    let mut few = Vec::new();
    for path in paths {
        // The reading that it compares with is of the past and read once.
        firm.get(path).await;
        few.push(count(&mut firm, path).await);
    }
    let mut more = Vec::new();
    for n in 5..200 {
        let draft = SystemDraft { stage: Some(Stage::Production), ..SystemDraft::named(format!("System {n}")) };
        more.push(firm.store().add_system(&firm.manager, draft).await.unwrap());
    }
    firm.store().widen_scope(&firm.manager, firm.programme, &more).await.unwrap();
    for (path, few) in paths.into_iter().zip(few) {
        let many = count(&mut firm, path).await;
        assert_eq!(many, few, "{path}: first look, second look");
        assert!(many.1 <= 10, "{path}: {many:?}");
    }
}

/// The statements of a first look after a fact, and of the second.
async fn count(firm: &mut Firm, path: &str) -> (u64, u64) {
    firm.house.fresh.world.forward(1);
    firm.store()
        .add_system(&firm.manager, SystemDraft::named(format!("Beside {}", firm.store().statements())))
        .await
        .unwrap();
    let start = firm.store().statements();
    firm.get(path).await;
    let first = firm.store().statements();
    firm.get(path).await;
    (first - start, firm.store().statements() - first)
}

#[tokio::test]
async fn a_cell_of_the_matrix_opens_its_findings() {
    let mut firm = firm(&["AIG-AC-07", "AIG-GV-02"]).await;
    let (id, a) = firm.system("Scorer", &[]).await;
    let page = firm.get("/criteria").await.says("Scorer carries the most").says("Organisation");
    let now = firm.store().present().await.unwrap();
    let json = firm.json(now).await;
    let criteria = json["programmes"][0]["criteria"].as_array().unwrap();
    let gaps = criteria.iter().filter(|one| one["state"] == "gap").count();
    assert_eq!(page.select("tbody#gap .mark").first().map(String::as_str), Some(format!("{gaps} with a gap").as_str()));
    assert_eq!(page.select("tbody#gap tr:not(.grp)").len(), gaps);
    let cells: u64 = criteria.iter().map(|one| one["cells"]["gap"].as_u64().unwrap()).sum();
    assert_eq!(page.select("td.c.gap a").len() as u64, cells);
    let of_scorer = page.attr(&format!("td.c.gap a[href$='.{id}']"), "href").unwrap();
    let open = page.select(&format!("td.c.gap a[href='{of_scorer}'] b")).concat().parse::<usize>().unwrap();
    let peek = firm.get(&of_scorer).await.says("Never proven").says("Open the task");
    assert_eq!(peek.select(".peek-list .mark.gap").len(), open, "{of_scorer}");
    assert_eq!(peek.select("a[aria-current=true]").len(), 1);
    firm.house.fresh.world.forward(13 * 3600);
    firm.reader = firm.house.signed_in(Role::Executive).await;
    firm.prove_all(a).await;
    firm.get(&of_scorer).await.says("Fresh to").does_not_say("Open the task");
    let shown = firm.get(&format!("{of_scorer}&at=2026-11-21")).await.says("Never proven");
    assert_eq!(shown.select("td.c.gap a").len() as u64, cells);
    for wrong in ["CC7.2", "CC7.2.x", "nonsense.o", "CC99.1.o", "."] {
        firm.get(&format!("/criteria?cell={wrong}")).await;
    }
    firm.get("/criteria?category=Privacy").await.says("18 of 51 shown").does_not_say("CC6.1");
    firm.get("/criteria?by=unit").await.says("Claims").says("systems");
    firm.get("/criteria?by=unit&in=Claims").await.says("Scorer");
    firm.get("/criteria?by=stage&in=retired").await.does_not_say("Scorer");
}

#[tokio::test]
async fn the_walk_leads_one_step_at_a_time_until_the_criterion_stands() {
    let mut firm = firm(&["AIG-GV-02"]).await;
    firm.system("Scorer", &[]).await;
    firm.get("/criteria/CC2.1").await.says("No adopted control answers it").says("Adopt controls");
    let page = firm.get("/criteria/CC1.1").await.says("does not stand").says("Of AI:").says("NIST AI RMF");
    assert!(page.attr(".next .btn.primary", "href").unwrap().starts_with("/tasks/TSK-GV-02-"));
    assert_eq!(page.select("li[aria-current=step]").len(), 1);
    page.says("Miriam Castell");
    let mut tasks = Vec::new();
    while let Some(next) =
        firm.get("/criteria/CC1.1").await.attr(".next .btn.primary", "href").filter(|next| next.starts_with("/tasks/"))
    {
        assert!(!tasks.contains(&next), "{next} was done");
        firm.prove(next.trim_start_matches("/tasks/"), 0).await;
        tasks.push(next);
    }
    firm.get("/criteria/CC1.1").await.says("Two people have yet to conclude").says("Accepted");
    firm.conclude().await;
    firm.get("/criteria/CC1.1").await.says("stands: its proof is complete").says("In force until");
    firm.get("/criteria/C1.1").await.says("is not in the scope of Our report");
    firm.reader.get("/criteria/CC99.9").await.is(404);
}

#[tokio::test]
async fn an_unanswered_trait_is_a_question_with_a_way_to_its_system() {
    let mut firm = firm(&["AIG-PV-02"]).await;
    let (id, _) = firm.system("Reader", &[]).await;
    let spine = firm.store().spine().await.unwrap();
    let control = spine.control(&"AIG-PV-02".parse().unwrap()).unwrap().no;
    let key = spine.programmes[0].key_for(control).iter().next().unwrap();
    firm.conclude().await;
    let page = firm.get(&format!("/criteria/{key}")).await.says("Reader: personal data?").says("Answer the question");
    assert_eq!(page.attr(".next .btn.primary", "href"), Some(format!("/systems/{id}")));
    let page =
        firm.get(&format!("/criteria?cell={key}.{id}")).await.says("Not known whether it is asked: personal data?");
    assert_eq!(page.attr(".peek .btn.primary", "href"), Some(format!("/systems/{id}")));
}

#[tokio::test]
async fn the_year_is_drawn_from_the_same_reading_and_changes_have_their_day() {
    let mut firm = firm(&["AIG-AC-07", "AIG-GV-02"]).await;
    firm.system("Scorer", &[]).await;
    firm.get("/readiness").await.says("The chart begins with the end of the first month");
    firm.house.fresh.world.forward(20 * 86_400);
    firm.conclude().await;
    firm.prove_all(0).await;
    let proven = firm.store().present().await.unwrap();
    firm.house.fresh.world.forward(25 * 86_400);
    firm.reader = firm.house.signed_in(Role::Executive).await;
    let page = firm.get("/readiness").await;
    let now = firm.store().present().await.unwrap();
    let design = firm.json(now).await["programmes"][0]["design"].clone();
    let (met, scope) = (design["met"].to_string(), design["criteria_in_scope"].to_string());
    let zone = store::NamedZone::find("Europe/London").unwrap();
    let november = firm.json(zone.end_of(date(2026, 11, 30))).await["programmes"][0]["design"]["met"].to_string();
    let december = firm.json(zone.end_of(date(2026, 12, 31))).await["programmes"][0]["design"]["met"].to_string();
    assert_eq!(
        page.select(".behind tbody tr"),
        [
            format!("30 Nov 2026{november}{scope}"),
            format!("31 Dec 2026{december}{scope}"),
            format!("5 Jan 2027{met}{scope}"),
        ]
    );
    assert!(met != "0" && november == "0", "{met} {november}");
    assert_eq!(page.select(".trend .bob").len(), 1);
    let day = jiff::Timestamp::from_microsecond(proven.0).unwrap().strftime("%-d %b %Y").to_string();
    let turned = page.select("#changed .changes li");
    assert_eq!(turned.len().to_string(), met, "{turned:?}");
    assert!(turned.iter().all(|line| line.contains(&day)), "{day}: {turned:?}");
    let page = page.says("If what blocks is done by its due days").says("How this day is reckoned");
    let page = page.says("The window opened on 1 Jul");

    let sorted = firm.get("/readiness?sort=due").await;
    let days: Vec<_> = sorted.select("#blocks tbody tr td:last-child time");
    assert_eq!(sorted.attr("#blocks th[aria-sort]", "aria-sort").unwrap(), "ascending");
    let dated = sorted.select("#blocks tbody tr").iter().position(|line| line.contains("Adopt a key control")).unwrap();
    assert!(days.is_empty() || dated >= days.len(), "what has no day stands last");
    assert_eq!(page.attr("#blocks th[aria-sort] a", "href").unwrap(), "/readiness#blocks");

    let print = page.attr("a.print", "href").unwrap();
    let sheet =
        firm.get(&print).await.says("Printed by Executive, 5 Jan 2027.").says("Harrow & Finch. As of 5 Jan 2027");
    assert_eq!(sentence(&sheet), sentence(&page));
    assert!(sheet.select(".rail").is_empty());
}

#[tokio::test]
async fn a_cell_that_waits_for_a_vendor_names_it() {
    let mut firm = firm(&["AIG-VN-03"]).await;
    let (id, no) = firm.system("Letters", &[Trait::ThirdParty]).await;
    let vendor =
        firm.store().add_vendor(&firm.manager, "Parley Labs", "models", Criticality::High, None).await.unwrap();
    firm.store().depend(&firm.manager, id, vendor).await.unwrap();
    let peek = firm.get(&format!("/criteria?cell=CC9.2.{id}")).await.says("What is missing is for others to show:");
    let asked = format!("/vendors/{vendor}#asked");
    assert_eq!(peek.attr(".peek p a[href^='/vendors/']", "href"), Some(asked.clone()));
    peek.says("Of Parley Labs").says("on which it depends");
    let page = firm.get(&format!("/systems/{id}")).await;
    assert_eq!(page.attr("#vendors a[href$='#asked']", "href"), Some(asked));
    page.says("Three requirements unproven, which this system’s criteria read");
    // A file past the register says its own end, at its field.
    let mut manager = firm.house.signed_in_as("founder@example.com").await;
    let task = manager.get("/tasks/TSK-VN-03-1").await.is(200);
    task.says("A report, certificate or letter of others needs it.");
    let subject = firm.store().vendor(vendor).await.unwrap().no.to_string();
    assert_ne!(subject, no.to_string());
    let typed = [
        ("title", "SOC 2 of Parley Labs"),
        ("kind", "attestation"),
        ("form", "statement"),
        ("statement", "Read."),
        ("speaks_from", "2026-01-01"),
        ("speaks_until", "2026-09-30"),
        ("pairs", subject.as_str()),
    ];
    let refused = manager.post("/tasks/TSK-VN-03-1/prove", &typed).await.is(422);
    assert!(refused.fault("own_end").contains("Give its own last day"), "{}", refused.text());
}
