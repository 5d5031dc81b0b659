//! The inventory on both engines: the real file comes in, comes in again, and is listed.
#![cfg(test)]

use domain::change::Change;
use domain::import::{Fitted, Mapping, Plan, Step, plan};
use domain::people::{Actor, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use domain::trail::Verb;
use domain::vendors::{Called, mentions};
use domain::words::{Categories, Category, Criticality, Stage, Trait};
use jiff::civil::date;
use std::io::Read as _;
use store::testing::{Fresh, fresh};
use store::{
    Adoption, AtStage, Bulk, Error, Imported, InScope, Meant, Outcome, OwnedBy, PAGE, SystemFilter, SystemOrder,
};
use tables::Table;

const FEDERAL: &[u8] = include_bytes!("../../tables/tests/data/federal-2024.csv.gz");

fn federal() -> Table {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(FEDERAL).read_to_end(&mut bytes).unwrap();
    tables::read(bytes, "federal.csv").unwrap()
}

fn text(csv: &str) -> Table {
    tables::read(csv.as_bytes(), "a.csv").unwrap()
}

fn fitted(table: &Table) -> Fitted {
    Mapping::propose(table.headers()).fit(table.headers()).unwrap()
}

/// Plans and writes; the plan as it was, and what was written.
async fn import(f: &Fresh, by: &Actor, mut table: Table) -> (Plan<i64>, Result<Imported, Error>) {
    let fitted = fitted(&table);
    let known = f.store.known_systems().await.unwrap();
    let plan = plan(table.rows(), &fitted, &known.existing);
    let agreed = plan.clone().agreed().unwrap();
    let steps: Vec<Step<i64>> = agreed.steps(table.rows(), &fitted).map(Result::unwrap).collect();
    (plan, write(f, by, known.seq, steps).await)
}

async fn write(f: &Fresh, by: &Actor, seq: i64, steps: Vec<Step<i64>>) -> Result<Imported, Error> {
    let mut importing = f.store.import_systems(Some(by), seq).await?;
    for chunk in steps.chunks(500) {
        importing.take(chunk.to_vec()).await?;
    }
    importing.finish("federal.csv", vec![("identical", 3)]).await
}

#[tokio::test]
async fn the_federal_inventory_comes_in_once() {
    for f in fresh().await {
        let manager = f.founded().await;
        let before = f.store.statements();
        let (plan, written) = import(&f, &manager, federal()).await;
        assert_eq!(written.unwrap(), Imported { created: 2_130, changed: 0 });
        assert_eq!((plan.rows(), plan.identical.len(), plan.refused.len()), (2_133, 3, 0));
        let asked = f.store.statements() - before;
        assert!(asked < 80, "{asked} statements on {}", f.engine);
        let head = f.store.known_systems().await.unwrap().seq;
        let (again, written) = import(&f, &manager, federal()).await;
        assert_eq!((again.unchanged.len(), written.unwrap()), (2_130, Imported::default()));
        assert_eq!(f.store.known_systems().await.unwrap().seq, head, "nothing new leaves no entry");
        assert!(f.store.verify_trail().await.unwrap().faults.is_empty());
        listed(&f).await;
    }
}

async fn listed(f: &Fresh) {
    let now = f.store.present().await.unwrap();
    let list = async |filter: SystemFilter, page| {
        let before = f.store.statements();
        let list = f.store.list_systems(&filter, SystemOrder::Name, false, page, now).await.unwrap();
        assert!(f.store.statements() - before <= 5);
        list
    };
    let all = list(SystemFilter::default(), 1).await;
    assert_eq!((all.lines.len(), all.matching, all.total, all.in_scope), (PAGE, 2_130, 2_130, 0));
    assert!(all.units.len() > 30);
    assert_eq!(list(SystemFilter::default(), 43).await.lines.len(), 30);
    let found = list(SystemFilter { search: "servicenow".into(), ..SystemFilter::default() }, 1).await;
    assert!(found.matching > 0 && found.matching < 50 && found.total == 2_130);
    let answers = [Some(true), Some(false), None];
    let of = async |answer| {
        let answer = Some((Trait::Generative, answer));
        list(SystemFilter { answer, ..SystemFilter::default() }, 1).await.matching
    };
    let mut sum = 0;
    for answer in answers {
        sum += of(answer).await;
    }
    assert_eq!(sum, 2_130, "each trait is yes, no or unanswered");
    let stage = SystemFilter {
        stage: Some(AtStage::At(Stage::Production)),
        scope: Some(InScope::None),
        ..SystemFilter::default()
    };
    let stage = SystemFilter { owner: Some(OwnedBy::Nobody), criticality: Some(Criticality::Medium), ..stage };
    let stage = list(SystemFilter { unit: all.units.first().cloned(), open: true, ..stage }, 1).await;
    assert!(stage.lines.iter().all(|line| line.system.stage == Some(Stage::Production)));
    let percent = list(SystemFilter { search: "%_\\".into(), ..SystemFilter::default() }, 1).await;
    assert_eq!(percent.matching, 0, "what is typed is no pattern");
    for order in [SystemOrder::Unit, SystemOrder::Stage, SystemOrder::Criticality] {
        let list = f.store.list_systems(&SystemFilter::default(), order, true, 1, now).await.unwrap();
        assert_eq!(list.lines.len(), PAGE);
    }
}

#[tokio::test]
async fn a_row_changes_its_system_and_nothing_that_a_programme_rests_on() {
    for f in fresh().await {
        let manager = f.founded().await;
        let engineer = f.person("Jonas Weber", Role::Engineer, false).await;
        let first = "ID,Name,Stage,Generative,Owner,Purpose\n1,Fraud screen,Development,,Jonas Weber,To screen\n\
                     2,Letters,Production,yes,Somebody else,To write\n";
        let (_, written) = import(&f, &engineer, text(first)).await;
        assert_eq!(written.unwrap(), Imported { created: 2, changed: 0 });
        let now = f.store.present().await.unwrap();
        let lines =
            f.store.list_systems(&SystemFilter::default(), SystemOrder::Name, false, 1, now).await.unwrap().lines;
        let [screen, letters] = &lines[..] else { panic!("two systems") };
        assert_eq!(screen.system.owner, Some(engineer.person));
        assert_eq!(letters.system.details["owner"], "Somebody else");

        let second = "ID,Name,Stage,Generative,Owner,Purpose\n1,Fraud screen 2,Validation,yes,Miriam Castell,To screen\n\
                      2,Letters,Production,yes,Somebody else,To write\n";
        let (plan, written) = import(&f, &manager, text(second)).await;
        assert_eq!((plan.changed.len(), plan.unchanged.len()), (1, 1));
        assert_eq!(written.unwrap(), Imported { created: 0, changed: 1 });
        let row = f.store.system(screen.system.id).await.unwrap();
        assert_eq!(
            (row.name.as_str(), row.stage, row.owner),
            ("Fraud screen 2", Some(Stage::Validation), Some(manager.person))
        );
        assert_eq!(row.yes, Trait::Generative.into());
        let history = f.store.system_history(row.id).await.unwrap();
        assert_eq!(history.iter().map(|it| it.verb).collect::<Vec<_>>(), [Verb::SystemsImported; 2]);
        let fields: Vec<_> = history[0].changes.iter().map(|(field, ..)| field.as_str()).collect();
        assert_eq!(fields, ["generative", "name", "owner", "stage"]);

        let third = second.replace("Letters,Production,yes", "Letters,Retired,no");
        let (_, refused) = import(&f, &engineer, text(&third)).await;
        let Err(Error::Refused(Refusal::Forbidden(why))) = refused else { panic!("not theirs") };
        assert!(why.starts_with("Line 3 changes a system that is not yours"), "{why}");
        let programme = f.store.open_programme(&manager, programme()).await.unwrap();
        f.store.widen_scope(&manager, programme, &[letters.system.id]).await.unwrap();
        let mut table = text(&third);
        let fitted = fitted(&table);
        let known = f.store.known_systems().await.unwrap();
        let agreed = plan_of(&mut table, &fitted, &known.existing);
        let steps: Vec<_> = agreed.steps(table.rows(), &fitted).map(Result::unwrap).collect();
        let remarks = f.store.held_back(&steps).await.unwrap();
        assert_eq!(remarks.len(), 2, "{remarks:?}");
        write(&f, &manager, known.seq, steps).await.unwrap();
        let row = f.store.system(letters.system.id).await.unwrap();
        assert_eq!((row.stage, row.yes), (Some(Stage::Production), Trait::Generative.into()));
    }
}

fn plan_of(
    table: &mut Table,
    fitted: &Fitted,
    existing: &domain::import::Existing<i64>,
) -> domain::import::Agreed<i64> {
    plan(table.rows(), fitted, existing).agreed().unwrap()
}

fn programme() -> ProgrammeDraft {
    ProgrammeDraft {
        name: "SOC 2".into(),
        kind: ReportKind::Type1,
        on_day: Some(date(2026, 12, 31)),
        window_from: None,
        window_until: None,
        categories: Categories::security(),
        reasons: String::new(),
        commitments: String::new(),
    }
}

#[tokio::test]
async fn an_import_that_was_planned_on_another_inventory_is_refused() {
    for f in fresh().await {
        let manager = f.founded().await;
        let known = f.store.known_systems().await.unwrap();
        f.store.add_system(&manager, SystemDraft::named("Meanwhile")).await.unwrap();
        let refused = f.store.import_systems(Some(&manager), known.seq).await.err();
        assert!(matches!(refused, Some(Error::Refused(Refusal::Conflict(_)))));
        let auditor = f.person("Grace Lindqvist", Role::Auditor, false).await;
        let seq = f.store.known_systems().await.unwrap().seq;
        let refused = f.store.import_systems(Some(&auditor), seq).await.err();
        assert!(matches!(refused, Some(Error::Refused(Refusal::Forbidden(_)))));
    }
}

#[tokio::test]
async fn a_vendor_knows_its_dependents_and_is_released_by_two() {
    for f in fresh().await {
        let manager = f.founded().await;
        let reviewer = f.person("Ines Halvorsen", Role::Engineer, true).await;
        let vendor = f.store.add_vendor(&manager, "Parley Labs", "Chat", Criticality::High, None).await.unwrap();
        let system = f.store.add_system(&manager, SystemDraft::named("Letters")).await.unwrap();
        f.store.depend(&manager, system, vendor).await.unwrap();
        let row = f.store.vendor(vendor).await.unwrap();
        assert_eq!((row.systems, row.name.as_str()), (1, "Parley Labs"));
        assert_eq!(f.store.dependents(row.no).await.unwrap()[0].id, system);
        let no = f.store.system(system).await.unwrap().no;
        assert_eq!(f.store.vendors_of_system(no).await.unwrap().len(), 1);
        let waits = f.store.propose(&manager, &Change::Release { system, vendor }, "Not used any more").await.unwrap();
        f.store.agree(&reviewer, waits, "").await.unwrap();
        assert_eq!(f.store.vendors().await.unwrap()[0].systems, 0);
        let outcome = f.store.answer_trait(&manager, system, Trait::Agentic, Some(true), "It books").await.unwrap();
        assert_eq!(outcome, Outcome::Done);
        let history = f.store.system_history(system).await.unwrap();
        assert_eq!(history[0].reason.as_deref(), Some("It books"));
        assert_eq!(history[0].changes, [("agentic".into(), String::new(), "yes".into())]);
    }
}

/// The search brings all that the rule finds in the whole inventory, for names that real systems mention.
#[tokio::test]
async fn vendors_that_the_federal_inventory_mentions_are_found_by_the_search() {
    for f in fresh().await {
        let manager = f.founded().await;
        import(&f, &manager, federal()).await.1.unwrap();
        let mut systems = Vec::new();
        for page in 1..=2_130_u32.div_ceil(u32::try_from(PAGE).unwrap()) {
            let now = f.store.present().await.unwrap();
            let all = SystemFilter::default();
            let list = f.store.list_systems(&all, SystemOrder::Name, false, page, now).await.unwrap();
            systems
                .extend(list.lines.into_iter().map(|line| line.system).filter(|one| one.stage != Some(Stage::Retired)));
        }
        let mut told = Vec::new();
        for name in ["Microsoft Corporation", "Google LLC", "OpenAI", "AWS", "Palantir", "H2O.ai", "C3"] {
            let id = f.store.add_vendor(&manager, name, "", Criticality::High, None).await.unwrap();
            let vendor = f.store.vendor(id).await.unwrap();
            let found: Vec<_> =
                f.store.mentions_of(&vendor).await.unwrap().rows.into_iter().map(|row| row.system.id).collect();
            let called = Called::of(name).unwrap();
            let whole = systems.iter().filter(|one| !mentions(&called, &one.name, &one.details).is_empty());
            assert_eq!(found, whole.map(|one| one.id).collect::<Vec<_>>(), "{name} on {}", f.engine);
            told.push((name, found.len()));
        }
        assert!(told[..3].iter().all(|(_, n)| *n > 20), "{told:?}");
        let seq = f.store.trail(i64::MAX, 1).await.unwrap()[0].seq;
        let before = f.store.statements();
        let all = f.store.mentions_of_all(seq).await.unwrap();
        assert!(f.store.statements() - before <= 5);
        let mut counted: Vec<_> = all.vendors.iter().map(|(_, name, n)| (name.as_str(), *n)).collect();
        counted.sort_unstable();
        told.retain(|(_, n)| *n > 0);
        told.sort_unstable();
        assert_eq!(counted, told, "one by one, and all at once");

        // Several systems were bought under one contract: who knows its vendor says so once.
        let names = f.store.named_vendors().await.unwrap();
        let contract = names.iter().find(|one| one.name == "Contract 720BHA23GR00104").unwrap();
        assert_eq!((contract.systems.len(), contract.contract), (17, true), "one of 18 is retired");
        assert!(names.iter().all(|one| one.contract && one.systems.len() > 1), "{names:?}");
        let vendor = f.store.vendors().await.unwrap().remove(0);
        let came = f.store.match_vendors(&manager, &[(contract.key.clone(), Meant::Vendor(vendor.id))]).await.unwrap();
        assert_eq!((came, f.store.vendor(vendor.id).await.unwrap().systems), (17, 17));
    }
}

/// Of SQLite: the usual views of the list are found by an index, and their counts read from one.
#[tokio::test]
async fn the_list_is_read_by_indexes() {
    for f in fresh().await {
        let manager = f.founded().await;
        import(&f, &manager, federal()).await.1.unwrap();
        let all = SystemFilter::default();
        let views = [
            (all.clone(), SystemOrder::Name, false),
            (all.clone(), SystemOrder::Name, true),
            (all.clone(), SystemOrder::Unit, false),
            (SystemFilter { unit: Some("DOI".into()), ..all.clone() }, SystemOrder::Name, false),
            (SystemFilter { stage: Some(AtStage::At(Stage::Production)), ..all.clone() }, SystemOrder::Name, false),
            (SystemFilter { stage: Some(AtStage::Unanswered), ..all.clone() }, SystemOrder::Name, false),
            (SystemFilter { criticality: Some(Criticality::High), ..all.clone() }, SystemOrder::Name, false),
            (SystemFilter { owner: Some(OwnedBy::Person(manager.person)), ..all.clone() }, SystemOrder::Name, false),
            (SystemFilter { owner: Some(OwnedBy::Nobody), ..all.clone() }, SystemOrder::Name, false),
            (SystemFilter { scope: Some(InScope::Missing), ..all.clone() }, SystemOrder::Name, false),
        ];
        for (filter, order, down) in views {
            for step in f.store.plan_of_list(&filter, order, down).await.unwrap() {
                assert!(!step.starts_with("SCAN system") || step.contains("INDEX"), "{filter:?} by {order:?}: {step}");
            }
        }
    }
}

#[tokio::test]
async fn many_at_once_better_nothing_without_a_second_person() {
    for f in fresh().await {
        let manager = f.founded().await;
        let reviewer = f.person("Ines Halvorsen", Role::Engineer, true).await;
        let draft = ProgrammeDraft {
            name: "SOC 2".into(),
            kind: ReportKind::Type1,
            on_day: Some(date(2026, 12, 31)),
            window_from: None,
            window_until: None,
            categories: Categories::security().with(Category::Privacy),
            reasons: String::new(),
            commitments: String::new(),
        };
        let programme = f.store.open_programme(&manager, draft).await.unwrap();
        let adopt = Adoption { control: "AIG-PV-02".parse().unwrap(), owner: manager.person, statement: None };
        let waiting = f.store.adopt(&manager, vec![adopt]).await.unwrap();
        f.store.agree(&reviewer, waiting, "").await.unwrap();
        let mut ids = Vec::new();
        for name in ["A", "B", "C"] {
            let draft = SystemDraft {
                stage: Some(Stage::Production),
                yes: Trait::PersonalData.into(),
                ..SystemDraft::named(name)
            };
            ids.push(f.store.add_system(&manager, draft).await.unwrap());
        }
        f.store.widen_scope(&manager, programme, &ids[..2]).await.unwrap();
        let no = Bulk::Answer(Trait::PersonalData, false);
        let why = f.store.change_many(&manager, &ids, no, "").await;
        assert!(matches!(why, Err(Error::Refused(Refusal::Invalid(_)))), "{}: it takes a reason", f.engine);
        let outcome = f.store.change_many(&manager, &ids, no, "No such data.").await.unwrap();
        assert_eq!((outcome.done, outcome.proposed.len()), (1, 2), "{}", f.engine);
        assert!(f.store.system(ids[0]).await.unwrap().yes.contains(Trait::PersonalData), "it waits");
        assert!(f.store.system(ids[2]).await.unwrap().no_.contains(Trait::PersonalData));
        let head = f.store.known_systems().await.unwrap().seq;
        let outcome = f.store.change_many(&manager, &ids, Bulk::Own(reviewer.person), "").await.unwrap();
        assert_eq!((outcome.done, outcome.same), (3, 0));
        assert_eq!(f.store.known_systems().await.unwrap().seq, head + 1, "one command, one entry");
        let again = f.store.change_many(&manager, &ids, Bulk::Own(reviewer.person), "").await.unwrap();
        assert_eq!((again.done, again.same), (0, 3));
        assert!(f.store.check_derived(1).await.unwrap().is_empty());
    }
}
