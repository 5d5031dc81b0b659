//! The firm that is written to: two people, one task on three systems, and a stock of what waits for a decision.

use crate::{http, plumbline};
use domain::change::Change;
use domain::ids::PersonId;
use domain::people::Actor;
use domain::words::CriterionId;
use jiff::civil::date;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use store::testing::{Firm, Fresh, pair, sqlite_in};

pub const TASK: &str = "TSK-AC-07-1";
const PASSWORD: &str = "upright is upright";
const STOCK: usize = 60;

/// What was acknowledged: its kind and its name.
pub type Acknowledged = Arc<Mutex<BTreeSet<(&'static str, String)>>>;

pub struct Killed {
    folder: tempfile::TempDir,
    pub acknowledged: Acknowledged,
    manager: PersonId,
    reviewer: PersonId,
    pub cookies: Option<(String, String)>,
    /// Numbers of the systems: for the hand, for files, for what waits.
    pub systems: [i64; 3],
    pub waiting: Arc<Mutex<Vec<String>>>,
    pub proposed: Arc<Mutex<Vec<String>>>,
    /// The version of the task that is given to and fro.
    pub hand: i64,
    seeded: usize,
    pub counts: BTreeMap<&'static str, usize>,
}

fn add(data: &Path, email: &str, more: &[&str]) {
    let mut add = plumbline(data);
    add.args(["people", "add", "--email", email, "--name", "Ada", "--role"]).args(more);
    let mut child = add.spawn().unwrap();
    child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

pub async fn actor(f: &Fresh, id: PersonId) -> Actor {
    let row = f.store.person(id).await.unwrap();
    Actor { person: id, rights: row.rights, invited: None }
}

impl Killed {
    pub async fn begin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        add(folder.path(), "manager@example.com", &["administrator", "--role", "compliance-manager"]);
        add(folder.path(), "reviewer@example.com", &["engineer", "--review"]);
        let f = sqlite_in(folder.path()).await;
        let people = f.store.people().await.unwrap();
        let find = |email: &str| people.iter().find(|row| row.email.as_deref() == Some(email)).unwrap().id;
        let (manager, reviewer) = (find("manager@example.com"), find("reviewer@example.com"));
        let firm = Firm::of(f.clone(), actor(&f, manager).await, actor(&f, reviewer).await).await;
        firm.adopt(&["AIG-AC-07"]).await;
        let mut systems = [0; 3];
        for (n, system) in systems.iter_mut().enumerate() {
            *system = firm.system(&format!("System {n}"), None).await.1;
        }
        drop((firm, f));
        let mut killed = Self {
            folder,
            acknowledged: Arc::default(),
            manager,
            reviewer,
            cookies: None,
            systems,
            waiting: Arc::default(),
            proposed: Arc::default(),
            hand: 0,
            seeded: 0,
            counts: BTreeMap::new(),
        };
        killed.look(false).await.unwrap();
        killed
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Signs both in, once: their sessions outlive the kills.
    pub fn sign_in(&mut self, address: &str) {
        if self.cookies.is_none() {
            let cookie = |email| http::sign_in(address, email, PASSWORD);
            self.cookies = Some((cookie("manager@example.com"), cookie("reviewer@example.com")));
        }
    }

    /// Fills the stock of what waits for the reviewer.
    pub async fn stock(&mut self, f: &Fresh) {
        let firm = Firm {
            f: f.clone(),
            manager: actor(f, self.manager).await,
            reviewer: actor(f, self.reviewer).await,
            programme: f.store.spine().await.unwrap().programmes[0].id,
        };
        let (have, proposals) = (self.waiting.lock().unwrap().len(), self.proposed.lock().unwrap().len());
        for _ in have..STOCK {
            self.seeded += 1;
            let id = firm.submit("config-export", date(2026, 11, 21), &[pair(TASK, self.systems[2])]).await;
            self.waiting.lock().unwrap().push(id.to_string());
        }
        for _ in proposals..STOCK {
            let criteria = [CriterionId::CC6_1].into_iter().collect();
            let change = Change::Conclude { programme: firm.programme, criteria };
            let id = f.store.propose(&firm.manager, &change, "because").await.unwrap();
            self.proposed.lock().unwrap().push(id.to_string());
        }
    }

    /// How many writes of each kind were acknowledged, and are there.
    pub fn survived(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = self.counts.clone();
        for (kind, _) in self.acknowledged.lock().unwrap().iter() {
            *counts.entry(kind).or_default() += 1;
        }
        counts
    }
}
