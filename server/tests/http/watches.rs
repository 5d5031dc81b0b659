//! Several watches at once over one database, as several processes have them: everything is told once.

use domain::ids::PersonId;
use domain::own_tasks::{About, OwnTaskDraft};
use domain::people::Role;
use jiff::civil::date;
use server::jobs::{Post, Watch};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use store::Store;
use store::testing::{Fresh, fresh};

const PEOPLE: usize = 5;
const DAYS: usize = 4;

async fn begun(f: &Fresh) -> Vec<PersonId> {
    let manager = f.founded().await;
    let mut people = Vec::new();
    for n in 0..PEOPLE {
        let person = f.person(&format!("Person {n}"), Role::Engineer, false).await.person;
        for day in 22..=24 {
            let draft = OwnTaskDraft {
                title: format!("Ask the vendor, {day}"),
                steps: String::new(),
                about: About::Criterion("CC9.2".parse().unwrap()),
                assignee: person,
                due_on: date(2026, 11, day),
            };
            f.store.open_own_task(&manager, draft).await.unwrap();
        }
        people.push(person);
    }
    people
}

fn watch(store: &Store, data: &Path) -> Watch {
    let post = Post::new(None, "Plumbline <plumbline@example.com>", data).unwrap();
    Watch::new(store.clone(), post, "https://plumbline.example.com")
}

/// How often each letter was filed, by its Message-ID.
fn letters(data: &Path) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for file in std::fs::read_dir(data.join("mail")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap().to_owned();
        *all.entry(id).or_default() += 1;
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn many_watches_at_once_tell_and_write_everything_once() {
    for f in fresh().await {
        let people = begun(&f).await;
        // A SQLite database belongs to one program: there, several watches share its store.
        let other = f.again().await.unwrap_or_else(|_| f.store.clone());
        let data = tempfile::tempdir().unwrap();
        for _ in 0..DAYS {
            let stores = [&f.store, &other, &f.store, &other, &f.store, &other];
            let looks = stores.map(|store| {
                let mut watch = watch(store, data.path());
                tokio::spawn(async move {
                    for _ in 0..3 {
                        watch.look().await.unwrap();
                    }
                })
            });
            for look in looks {
                look.await.unwrap();
            }
            f.world.forward(86_400);
        }
        let letters = letters(data.path());
        assert!(letters.values().all(|times| *times == 1), "{}: {letters:?}", f.engine);
        for person in people {
            let mine = letters.keys().filter(|id| id.contains(&person.to_string())).count();
            assert!((1..=DAYS).contains(&mine), "{}: {mine} letters", f.engine);
            let notices = f.store.notices(person).await.unwrap();
            let keys: BTreeSet<_> = notices.iter().map(|one| one.notice.key()).collect();
            assert!(notices.len() >= 3 && keys.len() == notices.len(), "{}: {notices:?}", f.engine);
        }
        assert!(f.store.jobs(Some(domain::notices::JobState::Dead)).await.unwrap().is_empty());
    }
}
