//! Tasks and the review of evidence through the store, on both engines.
#![cfg(test)]

use domain::change::Change;
use domain::evidence::Ruling;
use domain::ids::EvidenceId;
use domain::instant::Utc;
use domain::people::Role;
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use domain::tasks::Stage;
use jiff::civil::date;
use store::testing::{Firm, firms, pair};
use store::{Error, EvidenceWanted, PairRuling, Result, TaskTally};

const TASK: &str = "TSK-AC-07-1";

async fn submit(firm: &Firm, subjects: &[i64]) -> EvidenceId {
    let pairs: Vec<_> = subjects.iter().map(|subject| pair(TASK, *subject)).collect();
    firm.submit("config-export", date(2026, 11, 21), &pairs).await
}

async fn tally(firm: &Firm) -> TaskTally {
    let now = firm.store().present().await.unwrap();
    let board = firm.store().board(now, &Utc).await.unwrap();
    let spine = firm.store().spine().await.unwrap();
    board.tally(spine.requirement_by_id(&TASK.parse().unwrap()).unwrap().no)
}

fn ruling(subject: i64, ruling: Ruling) -> PairRuling {
    PairRuling { pair: pair(TASK, subject), ruling, reason: "because".into() }
}

fn conflicts<T: std::fmt::Debug>(result: Result<T>) -> bool {
    matches!(result, Err(Error::Refused(Refusal::Conflict(_))))
}

#[tokio::test]
async fn a_task_follows_its_finding_and_asks_for_renewal() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (a, b) =
            (firm.system("A", Some(firm.manager.person)).await.1, firm.system("B", Some(firm.reviewer.person)).await.1);
        assert_eq!(tally(&firm).await, TaskTally { open: 2, ..TaskTally::default() }, "{}", firm.f.engine);
        let id = submit(&firm, &[a, b]).await;
        assert_eq!(tally(&firm).await, TaskTally { waiting: 2, ..TaskTally::default() });
        let rulings = [ruling(a, Ruling::Supports), ruling(b, Ruling::Rejected)];
        firm.f.store.rule(&firm.reviewer, id, &rulings, None).await.unwrap();
        assert_eq!(tally(&firm).await, TaskTally { open: 1, closed: 1, ..TaskTally::default() });
        // 90 days from 21 November: fresh to 19 February, so the lesser of 30 and 22 days before that.
        firm.f.world.forward(68 * 86_400);
        assert_eq!(tally(&firm).await, TaskTally { open: 1, renew: 1, ..TaskTally::default() }, "{}", firm.f.engine);
        let now = firm.f.store.present().await.unwrap().plus_seconds(68 * 86_400);
        let read = firm.f.store.task(&TASK.parse().unwrap(), Some(a), 0, now, &Utc).await.unwrap();
        assert_eq!(read.subjects[0].no, a);
        assert_eq!(read.subjects[0].task.map(|task| task.stage), Some(Stage::Open), "it lapsed");
        assert_eq!((read.subjects[1].assignee, read.asked), (Some(firm.reviewer.person), 2));
        assert_eq!(read.subjects[0].proofs.len(), 1);
        // 45 days after the later of opening and asking; nothing it depends on is asked.
        assert_eq!(read.subjects[0].due, date(2027, 1, 5));
    }
}

#[tokio::test]
async fn what_people_decide_about_a_task_is_kept_with_its_version() {
    for firm in firms(&["AIG-AC-07"]).await {
        let a = firm.system("A", Some(firm.manager.person)).await.1;
        let task = TASK.parse().unwrap();
        let store = &firm.f.store;
        store.give_task(&firm.manager, &task, &[(a, 0)], Some(firm.reviewer.person)).await.unwrap();
        let guest = firm.f.person("Paul Auditor", Role::Auditor, false).await.person;
        let refused = store.give_task(&firm.manager, &task, &[(a, 1)], Some(guest)).await;
        assert!(invalid(refused), "{}: a guest can finish nothing", firm.f.engine);
        assert!(conflicts(store.give_task(&firm.manager, &task, &[(a, 0)], None).await), "{}", firm.f.engine);
        store.set_task_due(&firm.reviewer, &task, &[(a, 1)], Some(date(2026, 11, 30))).await.unwrap();
        let stranger = firm.f.person("Bo Lind", Role::Engineer, false).await;
        let refused = store.set_task_due(&stranger, &task, &[(a, 2)], None).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden(_)))));
        store.discuss_task(&stranger, &task, "Object lock refuses deletes.").await.unwrap();
        let now = store.present().await.unwrap();
        let read = store.task(&task, None, 0, now, &Utc).await.unwrap();
        let subject = &read.subjects[0];
        assert_eq!(
            (subject.assignee, subject.due, subject.version),
            (Some(firm.reviewer.person), date(2026, 11, 30), 2)
        );
        assert_eq!((read.talk.len(), read.history.len()), (1, 3), "{}", firm.f.engine);
        assert!(store.verify_trail().await.unwrap().faults.is_empty());
    }
}

#[tokio::test]
async fn sixty_four_at_once_have_one_outcome() {
    for firm in firms(&["AIG-AC-07"]).await {
        let a = firm.system("A", Some(firm.manager.person)).await.1;
        let id = submit(&firm, &[a]).await;
        let mut tries = Vec::new();
        for n in 0..64 {
            let (store, reviewer, manager) = (firm.f.store.clone(), firm.reviewer, firm.manager);
            tries.push(tokio::spawn(async move {
                match n % 3 {
                    0 => store.rule(&reviewer, id, &[ruling(a, Ruling::Supports)], None).await,
                    1 => store.rule(&reviewer, id, &[ruling(a, Ruling::Rejected)], None).await,
                    _ => store.withdraw(&manager, id, "Wrong file.").await,
                }
            }));
        }
        let (mut ruled, mut withdrawn) = (0, 0);
        for (n, one) in tries.into_iter().enumerate() {
            match one.await.unwrap() {
                Ok(()) if n % 3 == 2 => withdrawn += 1,
                Ok(()) => ruled += 1,
                refused => assert!(conflicts(refused), "{}", firm.f.engine),
            }
        }
        assert!(ruled <= 1 && withdrawn == 1, "{}: {ruled} ruled, {withdrawn} withdrew", firm.f.engine);
        let (pairs, all, waiting) = firm.f.store.evidence_pairs(id, 0).await.unwrap();
        assert_eq!((all, pairs[0].ruling.is_some(), pairs[0].withdrawn_at.is_some()), (1, ruled == 1, true));
        assert!(waiting == 0);
        let (queue, left) = firm.f.store.review_queue(&store::QueueWanted::default(), 0, 10).await.unwrap();
        assert!(queue.is_empty() && left == 0);
        let (list, n) = firm.f.store.evidence_list(&EvidenceWanted::default(), 0, 10).await.unwrap();
        assert_eq!((list[0].withdrawn, n), (true, 1), "{}", firm.f.engine);
    }
}

fn said<T: std::fmt::Debug>(result: Result<T>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("a refusal was expected, not {other:?}"),
    }
}

#[tokio::test]
async fn a_task_of_our_own_is_finished_by_its_assignee_signed_off_by_another_and_proves_nothing() {
    use domain::own_tasks::{About, OwnStage, OwnTaskDraft};
    for firm in firms(&["AIG-AC-07"]).await {
        let store = &firm.f.store;
        let engineer = firm.f.person("Tom Brandt", Role::Engineer, true).await;
        let auditor = firm.f.person("Paul Auditor", Role::Auditor, false).await;
        let (_, no) = firm.system("Fraud screen", Some(engineer.person)).await;
        let now = || async { store.present().await.unwrap() };
        let findings = store.findings_of(no, now().await).await.unwrap();
        let criterion = domain::words::CriterionId::CC6_1;
        let draft = |about| OwnTaskDraft {
            title: "Ask the vendor for its new report".into(),
            steps: "Write\nWait".into(),
            about,
            assignee: engineer.person,
            due_on: date(2026, 12, 1),
        };
        let refused = store.open_own_task(&auditor, draft(About::Criterion(criterion))).await;
        assert!(matches!(said(refused), Refusal::Forbidden(_)));
        let nowhere = About::Control("AIG-GV-01".parse().unwrap());
        assert!(matches!(said(store.open_own_task(&firm.manager, draft(nowhere)).await), Refusal::Missing(_)));
        let id = store.open_own_task(&firm.manager, draft(About::Criterion(criterion))).await.unwrap();
        let wanted =
            |over| store::OwnTasksWanted { about: Some(About::Criterion(criterion)), over, ..Default::default() };
        assert_eq!(store.own_tasks(&wanted(false), 10).await.unwrap().len(), 1);

        assert!(matches!(said(store.finish_own_task(&firm.manager, id, "Done.").await), Refusal::Forbidden(_)));
        assert!(matches!(said(store.sign_own_task(&firm.reviewer, id).await), Refusal::Conflict(_)));
        store.finish_own_task(&engineer, id, "They sent it.").await.unwrap();
        assert_eq!(store.own_task(id).await.unwrap().held.stage, OwnStage::Done);
        assert!(matches!(said(store.sign_own_task(&engineer, id).await), Refusal::Forbidden(_)));
        store.sign_own_task(&firm.reviewer, id).await.unwrap();
        let row = store.own_task(id).await.unwrap();
        assert_eq!((row.held.stage, row.done.unwrap().0.as_str()), (OwnStage::Signed, "They sent it."));
        assert!(matches!(said(store.drop_own_task(&firm.manager, id, "Moot.").await), Refusal::Conflict(_)));
        assert!(store.own_tasks(&wanted(false), 10).await.unwrap().is_empty());
        assert_eq!(store.own_tasks(&wanted(true), 10).await.unwrap().len(), 1);

        let other = store.open_own_task(&engineer, draft(About::Control("AIG-AC-07".parse().unwrap()))).await.unwrap();
        store.drop_own_task(&engineer, other, "Moot.").await.unwrap();
        assert_eq!(store.own_task(other).await.unwrap().held.stage, OwnStage::Dropped);
        // No finding has changed through any of it.
        assert_eq!(store.findings_of(no, now().await).await.unwrap(), findings);
    }
}

fn invalid<T: std::fmt::Debug>(result: Result<T>) -> bool {
    matches!(result, Err(Error::Refused(Refusal::Invalid(_))))
}

#[tokio::test]
async fn what_is_named_twice_counts_once_and_what_is_not_asked_is_refused_before_anything_is_written() {
    const NOBODY: i64 = 4_711;
    for firm in firms(&["AIG-AC-07"]).await {
        let (store, task) = (firm.store(), TASK.parse().unwrap());
        let (id, a) = firm.system("A", Some(firm.manager.person)).await;
        let head = store.present().await.unwrap();
        let draft = || store::testing::statement("config-export", date(2026, 11, 21));
        assert!(invalid(store.submit(&firm.manager, draft(), None, &[pair(TASK, a), pair(TASK, NOBODY)]).await));
        assert!(invalid(store.give_task(&firm.manager, &task, &[(a, 0), (0, 0)], None).await), "it is no task there");
        assert!(invalid(store.set_task_due(&firm.manager, &task, &[(NOBODY, 0)], None).await));
        let until = date(2026, 11, 30);
        let exclude = |pairs: &[_]| Change::Exclude { pairs: pairs.to_vec(), until };
        let propose = async |change| store.propose(&firm.manager, &change, "Hosted elsewhere.").await;
        assert!(invalid(propose(exclude(&[pair(TASK, a), pair(TASK, NOBODY)])).await), "{}", firm.f.engine);
        assert!(invalid(propose(exclude(&[])).await));
        let nobody = domain::ids::SystemId(uuid::Uuid::from_u128(NOBODY as u128));
        let narrow = propose(Change::Narrow { programme: firm.programme, systems: vec![id, nobody] }).await;
        assert!(matches!(narrow, Err(Error::Refused(Refusal::Missing(_)))));
        assert_eq!(store.present().await.unwrap(), head, "nothing was written");

        let evidence = store.submit(&firm.manager, draft(), None, &[pair(TASK, a), pair(TASK, a)]).await.unwrap();
        assert_eq!(store.evidence_pairs(evidence, 0).await.unwrap().0.len(), 1, "{}", firm.f.engine);
        store.give_task(&firm.manager, &task, &[(a, 0), (a, 0)], Some(firm.reviewer.person)).await.unwrap();
        assert!(invalid(store.set_task_due(&firm.manager, &task, &[(a, 0), (a, 1)], None).await));
        let twice = propose(exclude(&[pair(TASK, a), pair(TASK, a)])).await.unwrap();
        store.agree(&firm.reviewer, twice, "").await.unwrap();
        let many = vec![id; 1_001];
        assert_eq!(store.widen_scope(&firm.manager, firm.programme, &many).await.unwrap(), 0);
        let next = store.add_system(&firm.manager, SystemDraft::named("B")).await.unwrap();
        assert_eq!(store.widen_scope(&firm.manager, firm.programme, &vec![next; 1_001]).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn an_exclusion_is_not_agreed_to_once_its_last_day_has_passed() {
    for firm in firms(&["AIG-AC-07"]).await {
        let a = firm.system("A", None).await.1;
        let change = Change::Exclude { pairs: vec![pair(TASK, a)], until: date(2026, 11, 30) };
        let id = firm.store().propose(&firm.manager, &change, "Hosted elsewhere.").await.unwrap();
        firm.f.world.forward(9 * 86_400);
        assert!(firm.store().would_better(&firm.reviewer, id).await.is_ok(), "{}: the last day counts", firm.f.engine);
        firm.f.world.forward(86_400);
        assert!(conflicts(firm.store().agree(&firm.reviewer, id, "").await), "{}", firm.f.engine);
    }
}

#[tokio::test]
async fn who_owned_it_since_it_was_proposed_does_not_decide_on_its_exclusion() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (id, mine) = firm.system("A", Some(firm.reviewer.person)).await;
        let (_, other) = firm.system("B", None).await;
        let exclude = |subjects: &[i64]| Change::Exclude {
            pairs: subjects.iter().map(|subject| pair(TASK, *subject)).collect(),
            until: date(2026, 12, 30),
        };
        let both = firm.store().propose(&firm.reviewer, &exclude(&[mine, other]), "Hosted elsewhere.").await;
        assert!(forbids(both), "{}: one's own opens no other's", firm.f.engine);
        let proposal = firm.store().propose(&firm.manager, &exclude(&[mine]), "Hosted elsewhere.").await.unwrap();
        assert!(forbids(firm.store().agree(&firm.reviewer, proposal, "").await));
        let row = firm.store().system(id).await.unwrap();
        let given = SystemDraft { owner: Some(firm.manager.person), ..row.draft() };
        firm.store().change_system(&firm.reviewer, id, given, row.version).await.unwrap();
        assert!(forbids(firm.store().agree(&firm.reviewer, proposal, "").await), "{}: handed away", firm.f.engine);
        let now = firm.store().waiting(i64::MAX).await.unwrap();
        assert_eq!(now.to_decide(&firm.reviewer).count(), 0, "{}: and it is not offered", firm.f.engine);
    }
}

fn forbids<T>(answer: Result<T>) -> bool {
    matches!(answer, Err(Error::Refused(Refusal::Forbidden(_))))
}
