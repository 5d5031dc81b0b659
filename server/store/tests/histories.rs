//! Random histories through the store's own verbs, on both engines: what was shown stays so, what is derived is what
//! the facts say, and nothing betters a finding but proof or two people.
#![cfg(test)]

use domain::change::Change;
use domain::evidence::{EvidenceDraft, Form, NamedPair, Ruling};
use domain::finding::Finding;
use domain::history::History;
use domain::ids::{EvidenceId, PersonId, ProgrammeId, SystemId, VendorId};
use domain::instant::Instant;
use domain::people::{Actor, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::readiness::Readiness;
use domain::systems::SystemDraft;
use domain::words::{Categories, Category, CriterionId, Criticality, Stage, Trait};
use jiff::civil::date;
use std::collections::BTreeMap;
use store::testing::{Fresh, fresh};
use store::{Adoption, Error, PairRuling, Result};

/// Controls of different shapes: of the organisation, of all systems, of traits, of vendors.
const CONTROLS: [&str; 7] = ["AIG-GV-02", "AIG-AC-07", "AIG-AC-09", "AIG-PV-01", "AIG-PV-02", "AIG-SE-02", "AIG-VN-03"];

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

type Shown = BTreeMap<i64, BTreeMap<i64, Finding>>;

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

    async fn open_programme(&mut self, categories: Categories) -> Result<()> {
        let draft = ProgrammeDraft {
            name: format!("Programme {}", self.programmes.len()),
            kind: ReportKind::Type1,
            on_day: Some(date(2027, 3, 31)),
            window_from: None,
            window_until: None,
            categories,
            reasons: String::new(),
            commitments: String::new(),
        };
        self.programmes.push(self.f.store.open_programme(&self.manager, draft).await?);
        Ok(())
    }

    async fn two(&mut self, change: &Change) -> Result<()> {
        let id = self.f.store.propose(&self.manager, change, "because").await?;
        let second = if self.dice.roll(4) == 0 { self.executive } else { self.reviewer };
        match self.dice.roll(8) {
            0 => self.f.store.refuse(&second, id, "no").await,
            1 => Ok(()),
            _ => self.f.store.agree(&second, id, "").await,
        }
    }

    /// One random command. `Ok(None)`: there was nothing to do it to.
    async fn step(&mut self) -> Result<Option<May>> {
        let store = self.f.store.clone();
        let manager = self.manager;
        let system = self.dice.pick(&self.systems.clone()).copied();
        let vendor = self.dice.pick(&self.vendors.clone()).copied();
        let programme = *self.dice.pick(&self.programmes.clone()).expect("one at least");
        let which = *self.dice.pick(Trait::ALL).expect("seven");
        let criterion = *self.dice.pick(&[CriterionId::CC1_1, CriterionId::CC6_1, CriterionId::P1_1]).expect("three");
        let owned = self.dice.pick(&self.adopted.clone()).map(|id| id.parse().unwrap());
        match self.dice.roll(26) {
            0 | 1 => {
                let mut draft = SystemDraft::named(format!("System {}", self.systems.len()));
                draft.stage = Some(*self.dice.pick(Stage::ALL).expect("five")).filter(|_| self.dice.roll(4) > 0);
                draft.yes = Trait::ALL.iter().copied().filter(|_| self.dice.roll(3) == 0).collect();
                self.systems.push(store.add_system(&manager, draft).await?);
            }
            2 | 3 => {
                let Some(system) = system else { return Ok(None) };
                store.widen_scope(&manager, programme, &[system]).await?;
            }
            4 => {
                let Some(system) = system else { return Ok(None) };
                self.two(&Change::Narrow { programme, systems: vec![system] }).await?;
                return Ok(Some(May::Better));
            }
            5 | 6 => {
                let Some(system) = system else { return Ok(None) };
                let answer = [Some(true), Some(false), None][self.dice.roll(3)];
                store.answer_trait(&manager, system, which, answer, "looked").await?;
            }
            7 => {
                let Some(system) = system else { return Ok(None) };
                let answer = [Some(true), Some(false), None][self.dice.roll(3)];
                self.two(&Change::Answer { system, which, answer }).await?;
                return Ok(Some(May::Better));
            }
            8 => {
                let Some(system) = system else { return Ok(None) };
                let stage = *self.dice.pick(Stage::ALL).expect("five");
                store.move_stage(&manager, system, stage, "time").await?;
            }
            9 => {
                let name = format!("Vendor {}", self.vendors.len());
                self.vendors.push(store.add_vendor(&manager, &name, "models", Criticality::High, None).await?);
            }
            10 => {
                let (Some(system), Some(vendor)) = (system, vendor) else { return Ok(None) };
                store.depend(&manager, system, vendor).await?;
            }
            11 => {
                let (Some(system), Some(vendor)) = (system, vendor) else { return Ok(None) };
                self.two(&Change::Release { system, vendor }).await?;
                return Ok(Some(May::Better));
            }
            12 => {
                let control = *self.dice.pick(&CONTROLS).expect("seven");
                let adoption = Adoption { control: control.parse().unwrap(), owner: manager.person, statement: None };
                let waiting = store.adopt(&manager, vec![adoption]).await?;
                self.adopted.push(control);
                if self.dice.roll(5) > 0 {
                    store.agree(&self.reviewer, waiting, "").await?;
                    return Ok(Some(May::Better));
                }
            }
            13 => {
                let Some(control) = owned else { return Ok(None) };
                let change = match self.dice.roll(4) {
                    3 => return self.rhythm(&control).await,
                    0 => Change::Retire { control },
                    1 => Change::Own { control, owner: self.executive.person },
                    _ => Change::Demote { programme, criterion, control },
                };
                self.two(&change).await?;
                return Ok(Some(May::Better));
            }
            14 => {
                let change = match self.dice.roll(3) {
                    0 => Change::SetAside { programme, criterion },
                    _ if self.dice.roll(3) == 0 => {
                        store.restore_criterion(&manager, programme, criterion, "it applies").await?;
                        return Ok(Some(May::Not));
                    }
                    1 => Change::Conclude { programme, criteria: [criterion].into_iter().collect() },
                    _ => Change::Drop { programme, categories: Categories::security().with(Category::Privacy) },
                };
                self.two(&change).await?;
                return Ok(Some(May::Better));
            }
            15 if self.dice.roll(4) == 0 => return self.own().await,
            15 => return self.exclude().await,
            16 => {
                let Some(id) = self.dice.pick(&self.evidence.clone()).copied() else { return Ok(None) };
                store.withdraw(&manager, id, "wrong").await?;
            }
            17 => {
                let name = format!("Engineer {}", self.engineers.len());
                let new = self.f.person(&name, Role::Engineer, false).await.person;
                if let Some(old) = self.engineers.last() {
                    store.deactivate(&manager, *old).await?;
                }
                self.engineers.push(new);
                let Some(control) = owned else { return Ok(Some(May::Not)) };
                let id = store.propose(&manager, &Change::Own { control, owner: new }, "hers").await?;
                store.agree(&self.reviewer, id, "").await?;
                return Ok(Some(May::Better));
            }
            18 => {
                let about = domain::own_tasks::About::Criterion(criterion);
                let draft = domain::own_tasks::OwnTaskDraft {
                    title: "Ask".into(),
                    steps: String::new(),
                    about,
                    assignee: manager.person,
                    due_on: date(2030, 1, 1),
                };
                let id = store.open_own_task(&manager, draft).await?;
                store.finish_own_task(&manager, id, "asked").await?;
                store.sign_own_task(&self.reviewer, id).await?;
            }
            19 => return self.hand_over().await,
            _ => return self.prove().await,
        }
        Ok(Some(May::Not))
    }

    /// Another rhythm: more at once, less by two.
    async fn rhythm(&mut self, control: &domain::codes::ControlId) -> Result<Option<May>> {
        let store = self.f.store.clone();
        let now = store.rhythm(control).await?;
        let mut draft = domain::rhythm::RhythmDraft::of(&now.rhythm, &now.beats);
        draft.cadence = self.dice.pick(domain::words::Cadence::ALL).expect("eight").key().to_owned();
        for days in draft.days.values_mut() {
            *days = [String::new(), "20".into(), "200".into()][self.dice.roll(3)].clone();
        }
        match store.set_rhythm(&self.manager, control, &draft, "because").await? {
            store::Outcome::Done => Ok(Some(May::Not)),
            // Even agreed to, it betters nothing that is.
            store::Outcome::Proposed(id) => {
                store.agree(&self.reviewer, id, "").await?;
                Ok(Some(May::Not))
            }
        }
    }

    /// A control of our own; it asks more, so it betters nothing until it is approved.
    async fn own(&mut self) -> Result<Option<May>> {
        let draft = domain::own::OwnControlDraft {
            title: "Own".into(),
            statement: "We look.".into(),
            control_type: "detective".into(),
            role: "Security lead".into(),
            cadence: "monthly".into(),
            applies: ["all", "organisation", "generative,agentic"][self.dice.roll(3)].into(),
            stages: Stage::ALL.to_vec(),
            key_for: ["CC1.1", "CC6.1", "P1.1"][self.dice.roll(3)].into(),
            supports: String::new(),
            risks: vec!["RISK-01".into()],
            test: String::new(),
            requirements: vec![domain::own::OwnRequirementDraft {
                title: "Look".into(),
                why: "To see.".into(),
                steps: "Look".into(),
                subject: ["system", "organisation"][self.dice.roll(2)].into(),
                nature: "operate".into(),
                kinds: "config-export|nil(incident-record)".into(),
                fresh_days: String::new(),
                due_days: String::new(),
            }],
        };
        let store = self.f.store.clone();
        let (_, waiting) = store.add_control(&self.manager, &draft, self.manager.person).await?;
        if self.dice.roll(2) == 0 {
            return Ok(Some(May::Not));
        }
        store.agree(&self.reviewer, waiting, "").await?;
        Ok(Some(May::Better))
    }

    /// A system gets another owner, and a task of it to somebody by name.
    async fn hand_over(&mut self) -> Result<Option<May>> {
        let Some(system) = self.dice.pick(&self.systems.clone()).copied() else { return Ok(None) };
        let row = self.f.store.system(system).await?;
        let owner = [Some(self.executive.person), None, self.engineers.last().copied()][self.dice.roll(3)];
        let draft = SystemDraft { owner, ..row.draft() };
        self.f.store.change_system(&self.manager, system, draft, row.version).await?;
        let pairs: Vec<_> = self.pairs().await.into_iter().filter(|(pair, _)| pair.subject == row.no).collect();
        let Some((pair, _)) = self.dice.pick(&pairs).cloned() else { return Ok(Some(May::Not)) };
        let to = Some(self.reviewer.person);
        self.f.store.give_task(&self.manager, &pair.requirement, &[(row.no, 0)], to).await?;
        Ok(Some(May::Not))
    }

    /// Pairs that are asked now.
    async fn pairs(&self) -> Vec<(NamedPair, String)> {
        let now = self.f.store.present().await.unwrap();
        let spine = self.f.store.spine().await.unwrap();
        let mut pairs = Vec::new();
        for subject in self.history.subjects() {
            for requirement in self.history.findings(subject, now, now).keys() {
                let requirement = spine.requirement(*requirement).unwrap();
                let proof = requirement.proof.as_ref().unwrap();
                for (kind, _) in proof.kinds() {
                    pairs.push((NamedPair { requirement: requirement.id.clone(), subject }, kind.to_string()));
                }
            }
        }
        pairs
    }

    async fn prove(&mut self) -> Result<Option<May>> {
        let pairs = self.pairs().await;
        let Some((_, kind)) = self.dice.pick(&pairs).cloned() else { return Ok(None) };
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, k)| *k == kind).map(|(pair, _)| pair).take(4).collect();
        let today = jiff::Timestamp::from_microsecond(self.f.store.present().await?.0).unwrap();
        let today = today.to_zoned(jiff::tz::TimeZone::UTC).date();
        let back = i64::try_from(self.dice.roll(60)).unwrap();
        let speaks = today.checked_sub(jiff::Span::new().days(back)).unwrap();
        let draft = EvidenceDraft {
            title: "Proof".into(),
            kind: kind.parse().unwrap(),
            form: Form::Statement,
            link: String::new(),
            statement: "Seen.".into(),
            speaks_from: speaks,
            speaks_until: speaks,
            performed_on: None,
            stamp: String::new(),
            performed_by: None,
            own_end: None,
        };
        let id = self.f.store.submit(&self.manager, draft, None, &pairs).await?;
        self.evidence.push(id);
        if self.dice.roll(6) == 0 {
            return Ok(Some(May::Not));
        }
        let rulings = pairs.into_iter().map(|pair| {
            let ruling = [Ruling::Supports, Ruling::Supports, Ruling::Supports, Ruling::Adverse, Ruling::Rejected]
                [self.dice.roll(5)];
            PairRuling { pair, ruling, reason: "because".into() }
        });
        let rulings: Vec<_> = rulings.collect();
        self.f.store.rule(&self.reviewer, id, &rulings, None).await?;
        Ok(Some(May::Better))
    }

    async fn exclude(&mut self) -> Result<Option<May>> {
        let pairs = self.pairs().await;
        let Some((pair, _)) = self.dice.pick(&pairs).cloned() else { return Ok(None) };
        let now = jiff::Timestamp::from_microsecond(self.f.store.present().await?.0).unwrap();
        let until = now.to_zoned(jiff::tz::TimeZone::UTC).date().checked_add(jiff::Span::new().days(40)).unwrap();
        self.two(&Change::Exclude { pairs: vec![pair], until }).await?;
        Ok(Some(May::Better))
    }

    /// What the facts say at an instant, as far as was known then.
    fn read(&self, at: Instant) -> Shown {
        let findings =
            |subject| self.history.findings(subject, at, at).into_iter().map(|(no, (f, _))| (no, f)).collect();
        let all = self.history.subjects().map(|subject| (subject, findings(subject)));
        all.filter(|(_, findings): &(i64, BTreeMap<_, _>)| !findings.is_empty()).collect()
    }

    async fn now(&self) -> Instant {
        self.f.store.present().await.unwrap()
    }

    async fn readiness(&self, at: Instant) -> Vec<Readiness> {
        let spine = self.f.store.spine().await.unwrap();
        let mut all = Vec::new();
        for programme in &spine.programmes {
            all.push(self.f.store.readiness(programme, at).await.unwrap().0);
        }
        all
    }
}

/// Findings that are better: a gap or a failure gone, a question gone without an answer.
fn bettered(before: &Shown, after: &Shown) -> Vec<(i64, i64, Finding, Finding)> {
    let mut all = Vec::new();
    for (subject, findings) in before {
        for (requirement, old) in findings {
            let new = after.get(subject).and_then(|f| f.get(requirement)).copied().unwrap_or(Finding::NotAsked);
            let better = match old {
                Finding::Failed => new != Finding::Failed,
                Finding::Gap(_) => !matches!(new, Finding::Failed | Finding::Gap(_)),
                Finding::Unknown(_) => matches!(new, Finding::NotAsked | Finding::Excluded),
                Finding::Met | Finding::Excluded | Finding::NotAsked => false,
            };
            if better {
                all.push((*subject, *requirement, *old, new));
            }
        }
    }
    all
}

async fn run(f: Fresh, seed: u64, steps: usize) -> (Vec<String>, usize) {
    let engine = f.engine;
    let mut story = Story::begin(f, seed).await;
    story.history = story.f.store.whole_history().await.unwrap();
    let mut told: Vec<(Instant, Shown, Vec<Readiness>)> = Vec::new();
    let mut log = Vec::new();
    let mut betterments = 0;
    for step in 0..steps {
        let days = i64::try_from(story.dice.roll(12)).unwrap();
        story.f.world.forward(days * 86_400 + 3_600);
        let before = story.read(story.now().await);
        let may = match story.step().await {
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
    }
    let differs = story.f.store.check_derived(1).await.unwrap();
    assert!(differs.is_empty(), "{engine} seed {seed}: derived rows differ from the facts: {:?}", differs.first());
    assert_eq!(story.f.store.check_tally().await.unwrap(), 0, "{engine} seed {seed}: the count is of other findings");
    let now = story.f.store.present().await.unwrap();
    let board = story.f.store.board(now, &domain::instant::Utc).await.unwrap();
    let tasks: u64 = board.shares.iter().map(|share| share.subjects).sum();
    let mut asked = 0;
    for subject in story.history.subjects() {
        let found = story.f.store.findings_of(subject, now).await.unwrap();
        asked += found.iter().filter(|found| !matches!(found.finding, Finding::Unknown(_))).count() as u64;
    }
    assert_eq!(tasks, asked, "{engine} seed {seed}: every pair is one task");
    for (at, shown, readiness) in told {
        assert_eq!(story.read(at), shown, "{engine} seed {seed}: hindsight at {at:?}");
        assert_eq!(story.readiness(at).await, readiness, "{engine} seed {seed}: readiness in hindsight at {at:?}");
    }
    assert!(story.f.store.verify_trail().await.unwrap().faults.is_empty());
    (log, betterments)
}

#[tokio::test(flavor = "multi_thread")]
async fn random_histories_keep_their_promises_and_both_engines_agree() {
    let mut betterments = 0;
    for seed in 1..=5 {
        let mut logs = Vec::new();
        for f in fresh().await {
            let (log, bettered) = run(f, seed, 120).await;
            betterments += bettered;
            logs.push(log);
        }
        assert!(logs.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}: the engines tell different stories");
    }
    assert!(betterments > 25, "the histories must have something to tell: {betterments}");
}
