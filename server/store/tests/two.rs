//! Two programs on one database: what each keeps in memory is never older than what the other wrote.
#![cfg(test)]

use domain::evidence::{EvidenceDraft, Form, NamedPair, Ruling};
use domain::finding::{Finding, Reason};
use domain::ids::SystemId;
use domain::instant::Utc;
use domain::people::{Actor, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::systems::SystemDraft;
use domain::words::{Categories, Stage};
use jiff::civil::date;
use store::testing::{Fresh, fresh};
use store::{Adoption, PairRuling, Store};

/// Everything that is kept in memory, as pages read it.
async fn read(store: &Store) -> String {
    let now = store.present().await.unwrap();
    let spine = store.spine().await.unwrap();
    let mut all = format!("{:?} {:?}", spine.controls, spine.programmes);
    for programme in &spine.programmes {
        let reading = store.reading(programme, now).await.unwrap();
        let (faces, tallies, systems) = (&reading.faces, &reading.tallies, &reading.systems);
        all.push_str(&format!("{:?} {faces:?} {tallies:?} {systems:?} {}", reading.readiness, reading.bettered));
    }
    let board = store.board(now, &Utc).await.unwrap();
    let mut shares: Vec<_> = board.shares.iter().map(|share| format!("{share:?}")).collect();
    shares.sort();
    format!("{all} {shares:?} {}", board.questions)
}

async fn begun(f: &Fresh) -> (Actor, Actor, SystemId) {
    let manager = f.founded().await;
    let reviewer = f.person("Ines Halvorsen", Role::Engineer, true).await;
    let draft = ProgrammeDraft {
        name: "SOC 2".into(),
        kind: ReportKind::Type1,
        on_day: Some(date(2026, 12, 31)),
        window_from: None,
        window_until: None,
        categories: Categories::security(),
        reasons: String::new(),
        commitments: String::new(),
    };
    let programme = f.store.open_programme(&manager, draft).await.unwrap();
    let draft = SystemDraft { stage: Some(Stage::Production), ..SystemDraft::named("Scorer") };
    let system = f.store.add_system(&manager, draft).await.unwrap();
    f.store.widen_scope(&manager, programme, &[system]).await.unwrap();
    (manager, reviewer, system)
}

fn draft() -> EvidenceDraft {
    EvidenceDraft {
        title: "Store encryption".into(),
        kind: "config-export".parse().unwrap(),
        form: Form::Statement,
        link: String::new(),
        statement: "As seen.".into(),
        speaks_from: date(2026, 11, 21),
        speaks_until: date(2026, 11, 21),
        performed_on: None,
        stamp: String::new(),
        performed_by: None,
        own_end: None,
    }
}

#[tokio::test]
async fn what_one_program_writes_the_other_reads_at_once() {
    for f in fresh().await {
        let Ok(other) = f.again().await else {
            assert_eq!(f.engine, "sqlite", "a SQLite database belongs to one program at a time");
            continue;
        };
        assert_eq!(f.engine, "postgres");
        let (manager, reviewer, system) = begun(&f).await;
        let no = f.store.system(system).await.unwrap().no;
        let pair = NamedPair { requirement: "TSK-AC-07-1".parse().unwrap(), subject: no };
        let (one, two) = (&f.store, &other);
        let mut seen = vec![agree(&f, two).await];
        // By turns, so that each has just read what the other is about to change.
        let adoption = Adoption { control: "AIG-AC-07".parse().unwrap(), owner: manager.person, statement: None };
        let waiting = two.adopt(&manager, vec![adoption]).await.unwrap();
        seen.push(agree(&f, two).await);
        one.agree(&reviewer, waiting, "").await.unwrap();
        seen.push(agree(&f, two).await);
        let evidence = two.submit(&manager, draft(), None, std::slice::from_ref(&pair)).await.unwrap();
        seen.push(agree(&f, two).await);
        let ruling = [PairRuling { pair: pair.clone(), ruling: Ruling::Supports, reason: String::new() }];
        one.rule(&reviewer, evidence, &ruling, None).await.unwrap();
        seen.push(agree(&f, two).await);
        let row = two.system(system).await.unwrap();
        let owned = SystemDraft { owner: Some(manager.person), ..row.draft() };
        two.change_system(&manager, system, owned, row.version).await.unwrap();
        seen.push(agree(&f, two).await);
        one.give_task(&manager, &pair.requirement, &[(no, 0)], Some(reviewer.person)).await.unwrap();
        seen.push(agree(&f, two).await);
        f.world.forward(400 * 86_400);
        seen.push(agree(&f, two).await);
        two.withdraw(&manager, evidence, "Another store.").await.unwrap();
        seen.push(agree(&f, two).await);
        let found = two.findings_of(no, two.present().await.unwrap()).await.unwrap();
        assert!(found.iter().any(|found| found.finding == Finding::Gap(Reason::Withdrawn)));
        assert!(seen.windows(2).all(|pair| pair[0] != pair[1]), "each step is seen");
        assert_eq!(one.check_tally().await.unwrap(), 0);
    }
}

/// Both read the same, and what a third reads that has nothing in memory.
async fn agree(f: &Fresh, two: &Store) -> String {
    let cold = read(&f.again().await.unwrap()).await;
    assert_eq!(read(two).await, cold);
    assert_eq!(read(&f.store).await, cold);
    cold
}
