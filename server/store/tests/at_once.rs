//! Many commands at once: on SQLite they share commits, and that is seen nowhere but in the time it takes.
#![cfg(test)]

use domain::people::Actor;
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use std::collections::BTreeSet;
use std::time::Duration;
use store::testing::{Fresh, fresh};
use store::{Error, SystemFilter};
use tokio::task::JoinHandle;

const MANY: usize = 60;

fn adds(f: &Fresh, by: &Actor, external: Option<&str>, name: String) -> JoinHandle<Result<(), Error>> {
    let (store, by) = (f.store.clone(), *by);
    let draft = SystemDraft { external_id: external.unwrap_or_default().to_owned(), ..SystemDraft::named(&name) };
    tokio::spawn(async move { store.add_system(&by, draft).await.map(|_| ()) })
}

async fn names(f: &Fresh) -> BTreeSet<String> {
    let all = f.store.systems_after(&SystemFilter::default(), None, 1_000).await.unwrap();
    all.into_iter().map(|system| system.name).collect()
}

/// Entries are numbered without a hole, their instants rise, and every row is borne out by its entry.
async fn holds(f: &Fresh) {
    assert!(f.store.verify_trail().await.unwrap().faults.is_empty(), "{}", f.engine);
    assert!(f.store.check_records().await.unwrap().is_empty(), "{}", f.engine);
    let borne = f.store.check_rows().await.unwrap();
    assert!(borne.faults.is_empty(), "{}: {:?}", f.engine, borne.faults);
    let entries = f.store.trail(i64::MAX, 1_000).await.unwrap();
    for pair in entries.windows(2) {
        assert_eq!(pair[0].seq, pair[1].seq + 1, "{}", f.engine);
        assert!(pair[0].at > pair[1].at, "{}", f.engine);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_those_who_come_at_once_each_is_done_and_a_refusal_is_only_of_the_one_refused() {
    for f in fresh().await {
        let by = f.founded().await;
        let tasks: Vec<_> = (0..MANY)
            .map(|n| match n % 3 {
                // Of those who want the same identifier, one has it.
                0 => (n, adds(&f, &by, Some("GOV-1"), format!("Same {n}"))),
                _ => (n, adds(&f, &by, None, format!("Own {n}"))),
            })
            .collect();
        let mut done = BTreeSet::new();
        for (n, task) in tasks {
            match task.await.unwrap() {
                Ok(()) => {
                    done.insert(if n % 3 == 0 { format!("Same {n}") } else { format!("Own {n}") });
                }
                Err(Error::Refused(Refusal::Invalid(_))) if n % 3 == 0 => {}
                Err(error) => panic!("{}: {n}: {error}", f.engine),
            }
        }
        assert_eq!(done.iter().filter(|name| name.starts_with("Same")).count(), 1, "{}", f.engine);
        assert_eq!(done.len(), MANY - MANY / 3 + 1, "{}", f.engine);
        assert_eq!(names(&f).await, done, "{}", f.engine);
        holds(&f).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn those_who_go_away_midway_leave_a_whole_command_or_nothing_and_disturb_nobody() {
    for f in fresh().await {
        let by = f.founded().await;
        let mut stay = Vec::new();
        for n in 0..MANY {
            if n % 2 == 0 {
                stay.push(adds(&f, &by, None, format!("Stays {n}")));
            } else {
                let goes = adds(&f, &by, None, format!("Goes {n}"));
                let after = Duration::from_micros(u64::try_from(n * n * 17).unwrap());
                tokio::spawn(async move {
                    tokio::time::sleep(after).await;
                    goes.abort();
                });
            }
        }
        for task in stay {
            task.await.unwrap().unwrap();
        }
        let known = names(&f).await;
        for n in (0..MANY).step_by(2) {
            assert!(known.contains(&format!("Stays {n}")), "{}: {n}", f.engine);
        }
        // Nothing that was begun stands open: the next is done at once.
        adds(&f, &by, None, "After them".into()).await.unwrap().unwrap();
        holds(&f).await;
    }
}
