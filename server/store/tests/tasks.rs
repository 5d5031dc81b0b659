//! Tasks and the review of evidence through the store, on both engines.
#![cfg(test)]

use domain::evidence::{EvidenceDraft, Form, NamedPair, Ruling};
use domain::ids::{EvidenceId, ProgrammeId};
use domain::instant::Utc;
use domain::people::{Actor, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use domain::tasks::Stage;
use domain::words::{Categories, Stage as Life};
use jiff::civil::{Date, date};
use store::testing::{Fresh, fresh};
use store::{Adoption, Error, EvidenceWanted, PairRuling, Result, TaskTally};

const TASK: &str = "TSK-AC-07-1";

struct Firm {
    f: Fresh,
    manager: Actor,
    reviewer: Actor,
    programme: ProgrammeId,
}

async fn firms() -> Vec<Firm> {
    let mut firms = Vec::new();
    for f in fresh().await {
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
        let control = "AIG-AC-07".parse().unwrap();
        let adoption = Adoption { control, owner: manager.person, statement: None };
        let waiting = f.store.adopt(&manager, vec![adoption]).await.unwrap();
        f.store.agree(&reviewer, waiting, "").await.unwrap();
        firms.push(Firm { f, manager, reviewer, programme });
    }
    firms
}

impl Firm {
    async fn system(&self, name: &str, owner: &Actor) -> i64 {
        let draft =
            SystemDraft { stage: Some(Life::Production), owner: Some(owner.person), ..SystemDraft::named(name) };
        let id = self.f.store.add_system(&self.manager, draft).await.unwrap();
        self.f.store.widen_scope(&self.manager, self.programme, &[id]).await.unwrap();
        self.f.store.system(id).await.unwrap().no
    }

    async fn submit(&self, subjects: &[i64]) -> EvidenceId {
        let today: Date = date(2026, 11, 21);
        let draft = EvidenceDraft {
            title: "Encryption status".into(),
            kind: "config-export".parse().unwrap(),
            form: Form::Statement,
            link: String::new(),
            statement: "All on.".into(),
            speaks_from: today,
            speaks_until: today,
            performed_on: None,
            stamp: String::new(),
            performed_by: None,
            own_end: None,
        };
        let pairs: Vec<_> = subjects.iter().map(|subject| pair(*subject)).collect();
        self.f.store.submit(&self.manager, draft, None, &pairs).await.unwrap()
    }

    async fn tally(&self) -> TaskTally {
        let now = self.f.store.present().await.unwrap();
        let board = self.f.store.board(now, &Utc).await.unwrap();
        let spine = self.f.store.spine().await.unwrap();
        board.tally(spine.requirement_by_id(&TASK.parse().unwrap()).unwrap().no)
    }
}

fn pair(subject: i64) -> NamedPair {
    NamedPair { requirement: TASK.parse().unwrap(), subject }
}

fn ruling(subject: i64, ruling: Ruling) -> PairRuling {
    PairRuling { pair: pair(subject), ruling, reason: "because".into() }
}

fn conflicts<T: std::fmt::Debug>(result: Result<T>) -> bool {
    matches!(result, Err(Error::Refused(Refusal::Conflict(_))))
}

#[tokio::test]
async fn a_task_follows_its_finding_and_asks_for_renewal() {
    for firm in firms().await {
        let (a, b) = (firm.system("A", &firm.manager).await, firm.system("B", &firm.reviewer).await);
        assert_eq!(firm.tally().await, TaskTally { open: 2, ..TaskTally::default() }, "{}", firm.f.engine);
        let id = firm.submit(&[a, b]).await;
        assert_eq!(firm.tally().await, TaskTally { waiting: 2, ..TaskTally::default() });
        let rulings = [ruling(a, Ruling::Supports), ruling(b, Ruling::Rejected)];
        firm.f.store.rule(&firm.reviewer, id, &rulings, None).await.unwrap();
        assert_eq!(firm.tally().await, TaskTally { open: 1, closed: 1, ..TaskTally::default() });
        // 90 days from 21 November: fresh to 19 February, so the lesser of 30 and 22 days before that.
        firm.f.world.forward(68 * 86_400);
        assert_eq!(firm.tally().await, TaskTally { open: 1, renew: 1, ..TaskTally::default() }, "{}", firm.f.engine);
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
    for firm in firms().await {
        let a = firm.system("A", &firm.manager).await;
        let task = TASK.parse().unwrap();
        let store = &firm.f.store;
        store.give_task(&firm.manager, &task, &[(a, 0)], Some(firm.reviewer.person)).await.unwrap();
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
    for firm in firms().await {
        let a = firm.system("A", &firm.manager).await;
        let id = firm.submit(&[a]).await;
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
        let (queue, left) = firm.f.store.review_queue(10).await.unwrap();
        assert!(queue.is_empty() && left == 0);
        let (list, n) = firm.f.store.evidence_list(&EvidenceWanted::default(), 0, 10).await.unwrap();
        assert_eq!((list[0].withdrawn, n), (true, 1), "{}", firm.f.engine);
    }
}
