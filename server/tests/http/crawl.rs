//! Everybody of the story follows every link that they are shown: each answers, none is refused, and nothing changes.

use crate::client::{Answer, Client};
use crate::guard::quickly;
use crate::house::House;
use app::routes::Needs;
use axum::http::Method;
use domain::people::{Relation, Rights, Role, may};
use scraper::{Html, Selector};
use server::router::site_map;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What a look may change: that one was seen.
const SEEN: &[(&str, &str)] = &[("session", "seen_at"), ("session", "expires_at")];
/// Addresses of one line of the site map that one visitor tries: enough for every kind of thing, with its filters.
const OF_A_LINE: usize = 12;
/// Lines that are for machines, for somebody who is not in yet, or that a form leads to.
const NOT_LINKED: [&str; 22] = [
    "/healthz",
    "/readyz",
    "/pkg/{file}",
    "/style/{file}",
    "/fonts/{file}",
    "/favicon.svg",
    "/first-run",
    "/sign-in",
    "/join/{key}",
    "/find.json",
    "/example/progress",
    "/gallery",
    "/systems/import/{upload}/columns",
    "/systems/import/{upload}/check",
    "/systems/import/{upload}/progress",
    // The story has no saved mapping, no name of a vendor that nobody knows, and no task of its own.
    "/systems/import/mappings/{mapping}",
    "/vendors/names",
    "/own-tasks/{task}",
    // Opened by an address that is shown once, to whom it is given.
    "/calendar/{key}",
    "/answers/{key}",
    "/answers/{key}/files/{attachment}",
    "/answers/{key}/answers.xlsx",
];

/// Whether an address is of a line of the site map: how many of its parts are written out there.
fn fits(line: &str, path: &str) -> Option<usize> {
    let (line, path): (Vec<_>, Vec<_>) = (line.split('/').collect(), path.split('/').collect());
    let is_place = |part: &str| part.starts_with('{');
    let same =
        line.len() == path.len() && line.iter().zip(&path).all(|(a, b)| a == b || (is_place(a) && !b.is_empty()));
    same.then(|| line.iter().filter(|part| !is_place(part)).count())
}

/// The line of the site map that answers; the one that is written out most.
fn line_of(method: &Method, path: &str) -> Option<&'static str> {
    let lines = site_map().filter(|route| route.method == *method);
    lines.filter_map(|route| Some((fits(route.path, path)?, route.path))).max().map(|(_, line)| line)
}

/// Addresses of ours in an answer: of links, and of forms with their method.
fn ways(answer: &Answer) -> Vec<(Method, String)> {
    let page = Html::parse_document(&answer.body);
    let all = |css, name| {
        let css = Selector::parse(css).unwrap();
        let found = page.select(&css).filter_map(|one| Some((one.attr("method").unwrap_or("get"), one.attr(name)?)));
        found.map(|(method, to)| (method.to_uppercase(), to.to_owned())).collect::<Vec<_>>()
    };
    let others = all("[formaction]", "formaction").into_iter().map(|(_, to)| ("POST".to_owned(), to)).collect();
    let found = [all("a[href]", "href"), all("form[action]", "action"), all("link[href]", "href"), others].concat();
    let own = found.into_iter().filter(|(_, to)| to.starts_with('/') && !to.starts_with("/style/"));
    own.map(|(method, to)| (Method::from_bytes(method.as_bytes()).unwrap(), to)).collect()
}

/// Whether a line of the site map takes a form of somebody with these rights, in some relation to some thing.
fn opens(rights: Rights, line: &str) -> bool {
    let mut routes = site_map().filter(|route| route.method == Method::POST && route.path == line);
    routes.any(|route| match route.needs {
        Needs::May(verb) => Relation::ALL.iter().any(|relation| may(rights, verb, *relation)),
        // A guest looks after their own account, and does nothing else.
        Needs::Person => !rights.is_guest() || line.starts_with("/account") || line == "/notices/read",
        Needs::Nothing | Needs::FirstRun | Needs::Open | Needs::Link | Needs::Example => true,
    })
}

/// What one visitor saw: the lines, and what was wrong.
pub struct Walk {
    client: Client,
    who: &'static str,
    rights: Rights,
    pub lines: BTreeMap<&'static str, usize>,
    seen: BTreeSet<String>,
    waiting: VecDeque<(String, String)>,
    pub faults: Vec<String>,
    /// Addresses of a line that are tried.
    pub most: usize,
    /// What is wrong with an answer beside its status.
    look: fn(&Answer) -> Option<String>,
}

impl Walk {
    pub fn new(client: Client, who: &'static str, rights: Rights, look: fn(&Answer) -> Option<String>) -> Self {
        let (seen, waiting) = (BTreeSet::new(), VecDeque::new());
        Self { client, who, rights, lines: BTreeMap::new(), seen, waiting, faults: Vec::new(), most: OF_A_LINE, look }
    }

    /// A way from a page: to be followed when enough of its line was not.
    fn way(&mut self, from: &str, method: &Method, to: &str) {
        let address = to.split('#').next().unwrap_or_default().to_owned();
        let path = address.split('?').next().unwrap_or_default();
        let Some(line) = line_of(method, path) else {
            return self.faults.push(format!("{}: {method} {to}, on {from}, is in no line of the site map", self.who));
        };
        if *method == Method::POST && !opens(self.rights, line) {
            self.faults.push(format!("{}: {from} shows a form that {to} refuses", self.who));
        }
        if *method == Method::GET && self.seen.insert(address.clone()) {
            let tried = self.lines.entry(line).or_default();
            *tried += 1;
            if *tried <= self.most {
                self.waiting.push_back((from.to_owned(), address));
            }
        }
    }

    pub async fn go(&mut self) {
        self.way("nowhere", &Method::GET, "/");
        while let Some((from, address)) = self.waiting.pop_front() {
            let answer = self.client.get(&address).await;
            let status = answer.status.as_u16();
            if !matches!(status, 200 | 303) {
                self.faults.push(format!("{}: {address}, on {from}, answers {status}", self.who));
            }
            if let Some(fault) = (self.look)(&answer) {
                self.faults.push(format!("{}: {address}: {fault}", self.who));
            }
            let ways = ways(&answer);
            for (method, to) in ways {
                self.way(&address, &method, &to);
            }
        }
    }
}

#[tokio::test]
async fn every_link_that_anybody_is_shown_answers_and_nothing_changes() {
    let house = House::story().await;
    let people = house.site.store.people().await.unwrap();
    let before = house.fresh.digest(SEEN).await;
    let (mut lines, mut faults) = (BTreeSet::new(), Vec::new());
    for role in Role::ALL {
        let person = people.iter().find(|row| row.active && row.joined && row.rights.first_role() == Some(*role));
        let person = person.unwrap_or_else(|| panic!("nobody of the story is {}", role.key()));
        let client = quickly(&house, person.id).await;
        let mut walk = Walk::new(client, role.key(), person.rights, |_| None);
        // Sessions are no facts, but they are rows: the walk begins after its own.
        let before = house.fresh.digest(SEEN).await;
        walk.go().await;
        assert!(house.fresh.digest(SEEN).await == before, "{} changed something by looking", role.key());
        lines.extend(walk.lines.into_keys());
        faults.extend(walk.faults);
    }
    assert_eq!(faults, [""; 0]);
    assert!(house.fresh.digest(SEEN).await != before, "the digest sees what is new: a session for each");
    let all = site_map().filter(|route| route.method == Method::GET && !NOT_LINKED.contains(&route.path));
    let unseen: Vec<_> = all.map(|route| route.path).filter(|line| !lines.contains(line)).collect();
    assert_eq!(unseen, [""; 0], "nobody is shown a way there");
}
