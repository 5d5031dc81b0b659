//! Eight who write until the server is gone, and remember what was acknowledged.

use crate::firm::{Acknowledged, Killed, TASK};
use crate::http::{Way, leads_to, location};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// What is written.
pub const KINDS: [&str; 7] = ["remark", "hand", "evidence", "ruling", "agreed", "system", "invited"];

/// Systems in one import: all of them are there, or none.
pub const ROWS: usize = 3;

struct Writer {
    manager: Way,
    reviewer: Way,
    acknowledged: Acknowledged,
    /// Unlike that of anybody else, in any round.
    name: String,
}

type Act = Box<dyn FnMut(&Writer, usize) + Send>;

pub fn begin(killed: &Killed, address: &str, round: usize, gone: &Arc<AtomicBool>) -> Vec<JoinHandle<()>> {
    let [hand, files, _] = killed.systems;
    let (waiting, proposed) = (Arc::clone(&killed.waiting), Arc::clone(&killed.proposed));
    let mut version = killed.hand;
    let acts: [Act; 8] = [
        Box::new(|writer, n| writer.discuss(n)),
        Box::new(move |writer, n| version = writer.hand_on(hand, version, n)),
        Box::new(move |writer, n| writer.prove(files, n)),
        Box::new(move |writer, n| writer.prove(files, n)),
        Box::new(move |writer, _| writer.decide(waiting.lock().unwrap().pop())),
        Box::new(move |writer, _| writer.agree(proposed.lock().unwrap().pop())),
        Box::new(|writer, n| writer.import(n)),
        Box::new(|writer, n| writer.invite(n)),
    ];
    let (manager, reviewer) = killed.cookies.clone().unwrap();
    let way = |cookie: &str| Way { address: address.to_owned(), cookie: cookie.to_owned() };
    let begin = |(client, mut act): (usize, Act)| {
        let (acknowledged, gone) = (Arc::clone(&killed.acknowledged), Arc::clone(gone));
        let name = format!("r{round}c{client}");
        let writer = Writer { manager: way(&manager), reviewer: way(&reviewer), acknowledged, name };
        std::thread::spawn(move || {
            for n in 0.. {
                if gone.load(Ordering::Relaxed) {
                    break;
                }
                act(&writer, n);
            }
        })
    };
    acts.into_iter().enumerate().map(begin).collect()
}

impl Writer {
    fn remember(&self, kind: &'static str, name: String) {
        self.acknowledged.lock().unwrap().insert((kind, name));
    }

    fn discuss(&self, n: usize) {
        let words = format!("{}n{n}", self.name);
        let answer = self.manager.post(&format!("/tasks/{TASK}/discuss"), &[("words", &words)]);
        if leads_to(&answer, "/tasks/") {
            self.remember("remark", words);
        }
    }

    /// Gives the task a day, and takes it back; the version that comes next.
    fn hand_on(&self, system: i64, version: i64, n: usize) -> i64 {
        let (subject, day) = (format!("{system}:{version}"), if n.is_multiple_of(2) { "2027-01-31" } else { "" });
        let fields = [("subjects", subject.as_str()), ("due_on", day)];
        if !leads_to(&self.manager.post(&format!("/tasks/{TASK}/due"), &fields), "/tasks/") {
            return version;
        }
        self.remember("hand", (version + 1).to_string());
        version + 1
    }

    fn prove(&self, system: i64, n: usize) {
        let (title, system) = (format!("{}n{n}", self.name), system.to_string());
        let fields = [
            ("kind", "config-export"),
            ("title", title.as_str()),
            ("form", "file"),
            ("speaks_from", "2026-11-20"),
            ("speaks_until", "2026-11-20"),
            ("pairs", system.as_str()),
        ];
        let bytes = title.repeat(300);
        let answer = self.manager.upload(&format!("/tasks/{TASK}/prove"), &fields, "export.txt", bytes.as_bytes());
        if leads_to(&answer, "/tasks/") {
            self.remember("evidence", title);
        }
    }

    fn decide(&self, evidence: Option<String>) {
        let Some(id) = evidence else { return std::thread::sleep(Duration::from_millis(5)) };
        let fields = [("all", "supports"), ("of", "1"), ("seen", "")];
        if leads_to(&self.reviewer.post(&format!("/evidence/{id}/decide"), &fields), "/evidence/review") {
            self.remember("ruling", id);
        }
    }

    fn agree(&self, proposal: Option<String>) {
        let Some(id) = proposal else { return std::thread::sleep(Duration::from_millis(5)) };
        if leads_to(&self.reviewer.post(&format!("/decisions/{id}/agree"), &[("answer", "")]), "/decisions") {
            self.remember("agreed", id);
        }
    }

    fn import(&self, n: usize) {
        let names: Vec<_> = (0..ROWS).map(|row| format!("{}n{n}s{row}", self.name)).collect();
        let file = format!("Name\n{}\n", names.join("\n"));
        let staged = self.manager.upload("/systems/import", &[], "systems.csv", file.as_bytes());
        let Some(id) = location(&staged).and_then(|to| to.split('/').nth(3)) else { return };
        let page = self.manager.settled(&format!("/systems/import/{id}/check"));
        let shown = page.split("name=\"shown\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let Some(shown) = shown else { return };
        let answer = self.manager.post(&format!("/systems/import/{id}/import"), &[("shown", shown)]);
        let Some(way) = location(&answer) else { return };
        if self.manager.settled(way).contains(" came in.") {
            names.into_iter().for_each(|name| self.remember("system", name));
        }
        std::thread::sleep(Duration::from_millis(40));
    }

    fn invite(&self, n: usize) {
        let email = format!("{}n{n}@example.com", self.name);
        let fields = [("name", "Person"), ("email", email.as_str()), ("rights", "engineer")];
        let answer = self.manager.post("/people/invite", &fields);
        if answer.starts_with("HTTP/1.1 200") || leads_to(&answer, "/people") {
            self.remember("invited", email);
        }
    }
}
