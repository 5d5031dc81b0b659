//! Training from the course to the closed register, on both engines.
#![cfg(test)]

use domain::columns::Columns;
use domain::finding::{Finding, Reason};
use domain::ids::CourseId;
use domain::import::RawRow;
use domain::instant::{Utc, Zone as _};
use domain::notices::What;
use domain::people::Role;
use domain::policies::AudienceDraft;
use domain::refusal::Refusal;
use domain::training::{CourseDraft, Lack, TrainingField};
use jiff::ToSpan as _;
use jiff::civil::Date;
use store::testing::{Firm, firms};
use store::{Error, StoredFile, TrainingTable};

fn said<T: std::fmt::Debug>(outcome: store::Result<T>) -> Refusal {
    let error = outcome.unwrap_err();
    let Error::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

fn table(text: &str) -> TrainingTable {
    let mut lines = text.lines().map(|line| line.split(',').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
    let columns: Columns<TrainingField> = Columns::find(&lines.next().unwrap());
    let rows = lines.zip(2..).map(|(cells, row)| RawRow { row, cells }).collect();
    let file = StoredFile { sha256: [9; 32], size: 9, media: "text/csv".into(), name: "export.csv".into() };
    TrainingTable { columns, rows, file }
}

fn today(firm: &Firm) -> Date {
    Utc.day(store::World::now(&*firm.f.world))
}

async fn course(firm: &Firm) -> CourseId {
    let draft = CourseDraft {
        title: "AI literacy".into(),
        also: "AI-101".into(),
        required_by: "EU AI Act, Art. 4".into(),
        months: "12".into(),
        teaches: "roles".into(),
        owner: Some(firm.manager.person),
        audience: AudienceDraft { roles: vec![Role::Engineer], ..AudienceDraft::default() },
        ..CourseDraft::default()
    };
    firm.store().add_course(&firm.manager, &draft).await.unwrap()
}

async fn lacking(firm: &Firm, id: CourseId, on: Date) -> Vec<Lack> {
    let training = firm.store().training().await.unwrap();
    let register = training.register(training.course(id).unwrap(), on);
    register.lacking().map(|(_, why)| why).collect()
}

/// For whom a complete register waits to be closed, as first pages and the night watch say.
async fn to_close(store: &store::Store) -> Vec<domain::ids::PersonId> {
    let (seq, now) = (store.head_seq().await.unwrap(), store.present().await.unwrap());
    let these = |matters: &[domain::notices::Matter]| {
        matters.iter().filter(|one| one.what == What::CloseRegister).map(|one| one.to).collect::<Vec<_>>()
    };
    let waits = these(&store.waits(seq, now, &Utc).await.unwrap().matters);
    assert_eq!(waits, these(&store.matters(now, &Utc).await.unwrap()), "what is counted is announced");
    waits
}

#[tokio::test]
async fn a_register_is_filled_by_tables_and_by_hand_and_closed_by_a_second_person() {
    for firm in firms(&["AIG-GV-04"]).await {
        let (store, manager, reviewer) = (firm.store(), &firm.manager, &firm.reviewer);
        let jo = firm.f.person("Jo Park", Role::Engineer, false).await;
        let ada = firm.f.person("Ada Lind", Role::Engineer, false).await;
        let id = course(&firm).await;
        let day = today(&firm);
        let engineers = lacking(&firm, id, day).await.len();
        assert!(engineers >= 2, "jo, ada and whoever else is an engineer: {engineers}");
        let people = AudienceDraft { people: vec![jo.person, ada.person], ..AudienceDraft::default() };
        store.change_course(manager, id, &people).await.unwrap();
        assert!(matches!(said(store.change_course(manager, id, &people).await), Refusal::Invalid(_)));
        assert_eq!(lacking(&firm, id, day).await, [Lack::Never, Lack::Never]);

        let text =
            format!("Learner,Course,Completed,Result\nJo Park,ai-101,{day},passed\nA. L.,AI literacy,{day},passed");
        store.take_training(manager, &table(&text)).await.unwrap();
        assert!(matches!(said(store.take_training(manager, &table(&text)).await), Refusal::Conflict(_)), "twice");
        assert_eq!(lacking(&firm, id, day).await, [Lack::Never]);
        let Refusal::Conflict(why) = said(store.close_course(reviewer, id).await) else { panic!() };
        assert_eq!(why, "1 of 2 lack it. A register proves something once it is complete.");

        let training = store.training().await.unwrap();
        let aside: Vec<_> = training.aside().collect();
        assert_eq!((aside.len(), aside[0].line, aside[0].called.as_deref()), (1, Some(3), Some("A. L.")));
        let whose = [(aside[0].training, aside[0].no, Some(ada.person))];
        assert_eq!(to_close(store).await, [], "Ada lacks it");
        store.match_training(manager, &whose).await.unwrap();
        assert_eq!(to_close(store).await, [reviewer.person], "the manager answers for it");
        assert!(matches!(said(store.match_training(manager, &whose).await), Refusal::Conflict(_)), "said once");
        assert_eq!(lacking(&firm, id, day).await, []);
        assert_eq!(lacking(&firm, id, day.saturating_add(13.months())).await, [Lack::Lapsed, Lack::Lapsed]);

        assert!(matches!(said(store.close_course(manager, id).await), Refusal::Forbidden(_)), "answers for it");
        // Whoever made the register what it is does not close it; whoever only brought another course's records may.
        let third = firm.f.person("Ito Brandt", Role::ComplianceManager, true).await;
        let again = AudienceDraft { people: vec![ada.person], ..AudienceDraft::default() };
        store.change_course(&third, id, &again).await.unwrap();
        assert!(said(store.close_course(&third, id).await).to_string().starts_with("You brought records of it, said"));
        store.change_course(manager, id, &people).await.unwrap();
        let other = format!("Learner,Course,Completed\nJo Park,Another course,{day}");
        store.take_training(&third, &table(&other)).await.unwrap();
        let training = store.training().await.unwrap();
        let row = training.course(id).unwrap();
        assert_eq!(training.made_by(row).into_iter().collect::<Vec<_>>(), [manager.person]);
        assert_eq!(store.close_course(reviewer, id).await.unwrap(), 1);
        assert_eq!(to_close(store).await, [], "it is closed");
        let training = store.training().await.unwrap();
        assert!(training.made_by(training.course(id).unwrap()).is_empty(), "closed since");
        let more = format!("Learner,Course,Completed\nJo Park,AI literacy,{}", day.yesterday().unwrap());
        store.take_training(&third, &table(&more)).await.unwrap();
        assert!(said(store.close_course(&third, id).await).to_string().starts_with("You brought records of it, said"));
        let closed = store.training().await.unwrap().course(id).unwrap().closed.unwrap();
        assert_eq!((closed.by, closed.people, closed.until), (reviewer.person, 2, day.saturating_add(1.year())));
        assert_eq!(store.check_records().await.unwrap(), vec![]);
        assert_eq!(store.check_derived(1).await.unwrap().len(), 0);
        assert_eq!(store.check_guards().await.unwrap(), Vec::<String>::new());
        let now = store.present().await.unwrap();
        let spine = store.spine().await.unwrap();
        let is = |no| spine.requirement(no).is_some_and(|one| one.id.as_str() == "TSK-GV-04-2");
        let found = store.findings_of(0, now).await.unwrap();
        let found = found.into_iter().find(|one| is(one.requirement_no)).map(|one| one.finding);
        assert_ne!(found, Some(Finding::Gap(Reason::ShowsFailure)));

        store.retire_course(manager, id).await.unwrap();
        assert!(matches!(said(store.close_course(reviewer, id).await), Refusal::Conflict(_)));
        assert_eq!(store.check_records().await.unwrap(), vec![]);
    }
}

#[tokio::test]
async fn a_bad_row_keeps_the_table_out_and_names_its_line() {
    for firm in firms(&["AIG-GV-04"]).await {
        let store = firm.store();
        let bad =
            table("Learner,Course,Completed,Result\nJo Park,AI literacy,1/2/2026,passed\nJo Park,,2026-01-02,passed");
        let Refusal::Invalid(faults) = said(store.take_training(&firm.manager, &bad).await) else { panic!() };
        let sentences: Vec<_> = faults.iter().map(|fault| (fault.field.as_ref(), fault.message.as_str())).collect();
        assert_eq!(sentences.len(), 2);
        assert!(sentences[0].1.starts_with("Line 2: “1/2/2026” is no day"), "{sentences:?}");
        assert_eq!(sentences[1], ("table", "Line 3: no course. Give its title."));
        assert!(store.training().await.unwrap().tables.is_empty());
    }
}

#[tokio::test]
async fn whoever_lacks_a_course_is_reminded_and_unknown_people_wait_for_a_manager() {
    for firm in firms(&["AIG-GV-04"]).await {
        let (store, manager) = (firm.store(), &firm.manager);
        let jo = firm.f.person("Jo Park", Role::Engineer, false).await;
        let id = course(&firm).await;
        let only = AudienceDraft { people: vec![jo.person], ..AudienceDraft::default() };
        store.change_course(manager, id, &only).await.unwrap();
        let told = async |days: i64| {
            let now = store.present().await.unwrap().plus_seconds(days * 86_400);
            let all = store.matters(now, &Utc).await.unwrap();
            let ours = all.into_iter().filter(|one| [What::Train, What::MatchTraining].contains(&one.what));
            ours.map(|one| (one.what, one.to, one.by)).collect::<Vec<_>>()
        };
        let day = today(&firm);
        let in_a_month = Some(day.saturating_add(30.days()));
        assert_eq!(told(0).await, [(What::Train, jo.person, in_a_month)]);
        let text = format!("Learner,Course,Completed\nJo Park,AI literacy,{day}\nG. Host,AI literacy,{day}");
        store.take_training(manager, &table(&text)).await.unwrap();
        assert_eq!(told(0).await, [(What::MatchTraining, manager.person, None)]);
        let aside = store.training().await.unwrap();
        let aside: Vec<_> = aside.aside().map(|row| (row.training, row.no, None)).collect();
        store.match_training(manager, &aside).await.unwrap();
        assert_eq!(told(0).await, []);
        let ends = Some(day.saturating_add(1.year()));
        assert_eq!(told(340).await, [(What::Train, jo.person, ends)]);
        assert_eq!(told(400).await, [(What::Train, jo.person, ends)]);
    }
}
