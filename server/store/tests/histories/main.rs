//! Random histories through the store's own verbs, on both engines: what was shown stays so, what is derived is what
//! the facts say, and nothing betters a finding but proof or two people.
#![cfg(test)]

mod attestations;
mod audits;
mod beside;
mod controls;
mod every;
mod policies;
mod promises;
mod proof;
mod questionnaires;
mod reviews;
mod risks;
mod settings;
mod steps;
mod wrong;

use domain::finding::Finding;
use domain::history::History;
use domain::ids::{EvidenceId, PersonId, ProgrammeId, SystemId, VendorId};
use domain::instant::{Instant, Utc};
use domain::people::{Actor, Role};
use domain::readiness::Readiness;
use domain::words::{Categories, Category};
use every::nothing_is_left_out;
use promises::{Shown, assert_same, bettered};
use std::collections::BTreeSet;
use store::testing::{Fresh, fresh};
use store::{Adoption, Error};

/// Controls of different shapes: of the organisation, of all systems, of traits, of vendors.
const CONTROLS: [&str; 11] = [
    "AIG-GV-02",
    "AIG-AC-07",
    "AIG-AC-09",
    "AIG-PV-01",
    "AIG-PV-02",
    "AIG-SE-02",
    "AIG-VN-03",
    "AIG-GV-05",
    "AIG-CH-08",
    "AIG-RA-02",
    "AIG-RA-07",
];

/// A small generator with a seed (splitmix64): the same history every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 33).unwrap() % sides.max(1)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.roll(from.len())) }
    }
}

struct Story {
    f: Fresh,
    dice: Dice,
    manager: Actor,
    reviewer: Actor,
    executive: Actor,
    programmes: Vec<ProgrammeId>,
    systems: Vec<SystemId>,
    vendors: Vec<VendorId>,
    evidence: Vec<EvidenceId>,
    adopted: Vec<&'static str>,
    engineers: Vec<PersonId>,
    policies: Vec<domain::ids::PolicyId>,
    /// How many versions of policies and exceptions were turned down: each time in the next of the ways.
    turned_down: usize,
    /// A system whose questions are all answered, so that its risks can be assessed to the end.
    assessed: Option<SystemId>,
    attestations: Vec<domain::ids::ReportId>,
    /// How many notes on them a second person decided, counted from whether the seed is odd: the second is refused.
    notes: u64,
    /// All facts, as of the last step.
    history: History,
}

/// Whether a command may better findings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum May {
    Better,
    Not,
}

impl Story {
    async fn begin(f: Fresh, seed: u64) -> Self {
        let manager = f.founded().await;
        let reviewer = f.person("Ines Halvorsen", Role::Engineer, true).await;
        let executive = f.person("Ruth Adeyemi", Role::Executive, true).await;
        let (systems, vendors, evidence, adopted) = (vec![], vec![], vec![], vec![]);
        let dice = Dice(seed);
        let mut story = Self {
            f,
            dice,
            manager,
            reviewer,
            executive,
            programmes: vec![],
            systems,
            vendors,
            evidence,
            adopted,
            engineers: vec![],
            policies: vec![],
            turned_down: 0,
            assessed: None,
            attestations: vec![],
            notes: seed % 2,
            history: History::default(),
        };
        story.open_programme(Categories::security().with(Category::Privacy)).await.unwrap();
        story.open_programme(Categories::security()).await.unwrap();
        for control in CONTROLS.iter().take(5) {
            let adoption = Adoption { control: control.parse().unwrap(), owner: manager.person, statement: None };
            let waiting = story.f.store.adopt(&manager, vec![adoption]).await.unwrap();
            story.f.store.agree(&reviewer, waiting, "").await.unwrap();
            story.adopted.push(control);
        }
        story
    }
}

async fn run(f: Fresh, seed: u64, steps: usize) -> (Vec<String>, usize, BTreeSet<String>) {
    let engine = f.engine;
    let mut story = Story::begin(f, seed).await;
    story.history = story.f.store.whole_history().await.unwrap();
    let mut told: Vec<(Instant, Shown, Vec<Readiness>)> = Vec::new();
    let mut operated = Vec::new();
    let mut log = Vec::new();
    let mut betterments = 0;
    for step in 0..steps + steps / 13 {
        let days = i64::try_from(story.dice.roll(12)).unwrap();
        story.f.world.forward(days * 86_400 + 3_600);
        let before = story.read(story.now().await);
        // Vendors are asked, and what counts is set, beside all else, with dice of their own.
        let done = match step % 56 {
            27 => story.set_aside_settings(step as u64).await,
            13 | 41 | 55 => story.ask_aside(step as u64).await,
            _ => story.step().await,
        };
        let may = match done {
            Ok(may) => may,
            Err(Error::Refused(_)) => Some(May::Not),
            Err(error) => panic!("{engine} seed {seed} step {step}: {error}"),
        };
        story.history = story.f.store.whole_history().await.unwrap();
        let now = story.now().await;
        let after = story.read(now);
        let better = bettered(&before, &after);
        betterments += better.len();
        assert!(
            may == Some(May::Better) || better.is_empty(),
            "{engine} seed {seed} step {step}: {may:?} bettered {better:?}"
        );
        log.push(format!("{after:?}"));
        told.push((now, after, story.readiness(now).await));
        if step % 20 == 19 {
            operated.push((now, story.operated(now).await));
        }
    }
    story.tasks_are_idempotent().await;
    let differs = story.f.store.check_derived(1).await.unwrap();
    assert!(differs.is_empty(), "{engine} seed {seed}: derived rows differ from the facts: {:?}", differs.first());
    assert_eq!(story.f.store.check_tally().await.unwrap(), 0, "{engine} seed {seed}: the count is of other findings");
    let now = story.f.store.present().await.unwrap();
    let board = story.f.store.board(now, &Utc).await.unwrap();
    let tasks: u64 = board.shares.iter().map(|share| share.subjects).sum();
    let mut asked = 0;
    for subject in story.history.subjects() {
        let found = story.f.store.findings_of(subject, now).await.unwrap();
        asked += found.iter().filter(|found| !matches!(found.finding, Finding::Unknown(_))).count() as u64;
    }
    assert_eq!(tasks, asked, "{engine} seed {seed}: every pair is one task");
    for (step, (at, shown, readiness)) in told.into_iter().enumerate() {
        assert_eq!(story.read(at), shown, "{engine} seed {seed}: hindsight at {at:?}");
        story.hindsight(at, &readiness, step % 7 == 0, &format!("{engine} seed {seed}")).await;
    }
    for (at, shown) in operated {
        assert!(
            story.operated(at).await == shown,
            "{engine} seed {seed}: how controls operated, in hindsight of {at:?}"
        );
    }
    assert!(story.f.store.check_faces().await.unwrap().is_empty(), "{engine} seed {seed}: cells differ from the facts");
    assert!(story.f.store.verify_trail().await.unwrap().faults.is_empty());
    assert_eq!(story.f.store.check_records().await.unwrap(), []);
    assert_eq!(
        story.f.store.check_search().await.unwrap(),
        [""; 0],
        "{engine} seed {seed}: the search finds other words"
    );
    let derived = story.f.derived().await;
    story.f.store.derive_anew().await.unwrap();
    assert_same(&story.f.derived().await, &derived, &format!("{engine} seed {seed}: derived anew"));
    assert_eq!(story.f.store.check_tally().await.unwrap(), 0, "{engine} seed {seed}: counted anew");
    let trail = story.f.store.trail(i64::MAX, i64::MAX).await.unwrap();
    (log, betterments, trail.into_iter().map(|entry| entry.verb).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn random_histories_keep_their_promises_and_both_engines_agree() {
    let (mut betterments, mut verbs) = (0, BTreeSet::new());
    for seed in 1..=6 {
        let mut logs = Vec::new();
        // Both engines at once: each waits for itself.
        let engines: Vec<_> = fresh().await.into_iter().map(|f| tokio::spawn(run(f, seed, 280))).collect();
        for engine in engines {
            let (log, bettered, done) = engine.await.unwrap();
            betterments += bettered;
            verbs.extend(done);
            logs.push(log);
        }
        assert!(logs.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}: the engines tell different stories");
    }
    nothing_is_left_out(&verbs);
    assert!(betterments > 25, "the histories must have something to tell: {betterments}");
}
