//! Random histories through the store's own verbs, on both engines: what was shown stays so, what is derived is what
//! the facts say, and nothing betters a finding but proof or two people.
#![cfg(test)]

mod attestations;
mod audits;
mod policies;
mod questionnaires;
mod reviews;
mod risks;
mod wrong;

use domain::accounts::PersonDraft;
use domain::change::Change;
use domain::codes::ControlId;
use domain::evidence::{EvidenceDraft, Form, NamedPair, Ruling};
use domain::finding::Finding;
use domain::history::History;
use domain::ids::{EvidenceId, PersonId, ProgrammeId, SystemId, VendorId};
use domain::import::{Mapping, plan};
use domain::instant::{Instant, Utc, Zone as _};
use domain::people::{Actor, Rights, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::readiness::Readiness;
use domain::systems::SystemDraft;
use domain::trail::Verb;
use domain::vendors::VendorDraft;
use domain::words::{Categories, Category, CriterionId, Criticality, DataRole, Stage, Trait};
use jiff::civil::date;
use std::collections::{BTreeMap, BTreeSet};
use store::testing::{Fresh, fresh};
use store::{Adoption, Error, Imported, PairRuling, Result, SystemFilter, SystemOrder};

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
    policies: Vec<domain::ids::PolicyId>,
    /// How many versions of policies and exceptions were turned down: each time in the next of the ways.
    turned_down: usize,
    /// A system whose questions are all answered, so that its risks can be assessed to the end.
    assessed: Option<SystemId>,
    attestations: Vec<domain::ids::ReportId>,
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
        let which = *self.dice.pick(Trait::ALL).expect("some");
        let criterion = *self.dice.pick(&[CriterionId::CC1_1, CriterionId::CC6_1, CriterionId::P1_1]).expect("three");
        let owned = self.dice.pick(&self.adopted.clone()).map(|id| id.parse().unwrap());
        match self.dice.roll(70) {
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
                let control = *self.dice.pick(&CONTROLS).expect("some");
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
                    0 => {
                        let change = Change::SetAside { programme, criterion };
                        let id = store.propose(&manager, &change, "because").await?;
                        store.agree(&self.executive, id, "").await?;
                        if self.dice.roll(2) == 0 {
                            store.restore_criterion(&manager, programme, criterion, "it applies").await?;
                        }
                        return Ok(Some(May::Better));
                    }
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
                if self.dice.roll(3) == 0 {
                    store.drop_own_task(&manager, id, "not needed").await?;
                } else {
                    store.finish_own_task(&manager, id, "asked").await?;
                    store.sign_own_task(&self.reviewer, id).await?;
                }
            }
            19..=36 => return self.more(system, programme, criterion, owned).await,
            37 => return self.hand_over().await,
            38 | 39 => return self.deficiency().await,
            40 => return self.incident().await,
            41 => return self.audit().await,
            42 => return self.access_review().await,
            43 => return self.course().await,
            44..=49 => return self.policy().await,
            50..=55 => return self.attestation().await,
            56..=63 => return self.risk().await,
            _ => return self.prove().await,
        }
        Ok(Some(May::Not))
    }

    /// Another rhythm: more at once, less by two.
    async fn rhythm(&mut self, control: &ControlId) -> Result<Option<May>> {
        let store = self.f.store.clone();
        let now = store.rhythm(control).await?;
        let mut draft = domain::rhythm::RhythmDraft::of(&now.rhythm, &now.beats);
        // Half the time nothing but fresher: that holds at once, where all else takes two.
        let fresher = self.dice.roll(2) == 0;
        if !fresher {
            draft.cadence = self.dice.pick(domain::words::Cadence::ALL).expect("eight").key().to_owned();
        }
        for days in draft.days.values_mut() {
            let which = if fresher { 1 } else { self.dice.roll(3) };
            *days = [String::new(), "20".into(), "200".into()][which].clone();
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

    /// What people do beside it: about people, tasks, words, lists.
    async fn more(
        &mut self,
        system: Option<SystemId>,
        programme: ProgrammeId,
        criterion: CriterionId,
        owned: Option<ControlId>,
    ) -> Result<Option<May>> {
        let (store, manager) = (self.f.store.clone(), self.manager);
        let engineer = self.dice.pick(&self.engineers.clone()).copied();
        match self.dice.roll(18) {
            0 => self.invite().await?,
            1 => {
                let Some(person) = engineer else { return Ok(None) };
                let version = store.person(person).await?.version;
                let rights = Rights::of(&[Role::Engineer], self.dice.roll(2) == 0);
                store.change_rights(&manager, person, rights, version).await?;
            }
            2 => {
                let Some(person) = engineer else { return Ok(None) };
                store.reactivate(&manager, person).await?;
            }
            3 => {
                // Somebody who owns nothing comes, goes and is forgotten.
                let name = format!("Guest {}", self.dice.roll(usize::MAX));
                let person = self.f.person(&name, Role::Engineer, false).await.person;
                store.deactivate(&manager, person).await?;
                store.erase(&manager, person).await?;
            }
            4 => store.change_password(&manager, "!", b"").await?,
            5 | 6 => return self.hand().await,
            7 => {
                let Some((pair, _)) = self.dice.pick(&self.pairs().await).cloned() else { return Ok(None) };
                store.discuss_task(&manager, &pair.requirement, "Looked at it.").await?;
            }
            8 => {
                let person = if self.dice.roll(2) == 0 { manager.person } else { self.reviewer.person };
                let role = *self.dice.pick(DataRole::ALL).expect("thirteen");
                store.table_roles(&manager, &BTreeMap::from([(role, person)])).await?;
            }
            9 => {
                let Some(control) = owned else { return Ok(None) };
                store.give_key(&manager, programme, criterion, &control).await?;
            }
            10 => {
                let terms = store.terms(programme).await?;
                let more = if self.dice.roll(3) == 0 { Category::Confidentiality } else { Category::Privacy };
                let categories = terms.draft.categories.with(more);
                let draft = ProgrammeDraft { on_day: Some(date(2027, 6, 30)), categories, ..terms.draft };
                store.change_programme(&manager, programme, draft, terms.version).await?;
            }
            11 => {
                let Some(control) = owned else { return Ok(None) };
                let text = format!("We do it, as said in edition {}.", self.dice.roll(1_000_000));
                let material = self.dice.roll(2) == 0;
                let id = store.reword(&manager, &control, &text, material, "clearer").await?;
                if self.dice.roll(4) > 0 {
                    store.agree(&self.reviewer, id, "").await?;
                    return Ok(Some(May::Better));
                }
            }
            12 => self.import().await?,
            13 => {
                let Some(system) = system else { return Ok(None) };
                let row = store.system(system).await?;
                let owner = if self.dice.roll(2) == 0 { Some(self.reviewer.person) } else { None };
                let draft = SystemDraft { owner, ..row.draft() };
                store.change_system(&manager, system, draft, row.version).await?;
            }
            14 => {
                let Some(system) = system else { return Ok(None) };
                let stage = *self.dice.pick(Stage::ALL).expect("five");
                self.two(&Change::Move { system, stage }).await?;
                return Ok(Some(May::Better));
            }
            15 => {
                let Some(evidence) = self.dice.pick(&self.evidence.clone()).copied() else { return Ok(None) };
                self.two(&Change::WithdrawAdverse { evidence }).await?;
                return Ok(Some(May::Better));
            }
            16 => {
                let Some(vendor) = self.dice.pick(&self.vendors.clone()).copied() else { return Ok(None) };
                let row = store.vendor(vendor).await?;
                let owner = [None, Some(manager.person), Some(self.reviewer.person)][self.dice.roll(3)];
                let draft = VendorDraft { owner, service: format!("Models {}", row.version), ..row.draft() };
                store.change_vendor(&manager, vendor, draft, row.version).await?;
            }
            _ => {
                let Some(row) = store.waiting_proposals().await?.into_iter().next() else { return Ok(None) };
                let by = if row.asked_by == manager.person { manager } else { self.reviewer };
                store.withdraw_proposal(&by, row.id).await?;
            }
        }
        Ok(Some(May::Not))
    }

    /// Somebody is invited, and joins, is invited anew, or the invitation is taken back.
    async fn invite(&mut self) -> Result<()> {
        let (store, manager) = (self.f.store.clone(), self.manager);
        let n = self.dice.roll(usize::MAX);
        let rights = Rights::of(&[Role::Engineer], false);
        let draft = PersonDraft {
            name: "Bo Lind".into(),
            email: format!("bo{n}@example.com"),
            department: String::new(),
            rights,
        };
        let (person, key) = store.invite(&manager, draft).await?;
        match self.dice.roll(3) {
            0 => store.join(&key, "!").await.map(|_| ()),
            1 => store.invite_again(&manager, person).await.map(|_| ()),
            _ => store.revoke_invitation(&manager, person).await,
        }
    }

    /// A task is given to somebody, or gets a day.
    async fn hand(&mut self) -> Result<Option<May>> {
        let (store, manager) = (self.f.store.clone(), self.manager);
        let Some((pair, _)) = self.dice.pick(&self.pairs().await).cloned() else { return Ok(None) };
        let read = store.task(&pair.requirement, Some(pair.subject), 0, self.now().await, &Utc).await?;
        let subject = read.subjects.iter().find(|subject| subject.no == pair.subject);
        let versions = [(pair.subject, subject.map_or(0, |subject| subject.version))];
        if self.dice.roll(2) == 0 {
            store.give_task(&manager, &pair.requirement, &versions, Some(self.reviewer.person)).await?;
        } else {
            store.set_task_due(&manager, &pair.requirement, &versions, Some(date(2027, 5, 1))).await?;
        }
        Ok(Some(May::Not))
    }

    /// A list comes in, and once more: the second time says nothing new.
    async fn import(&mut self) -> Result<()> {
        let n = self.dice.roll(1_000_000);
        let csv = format!("Name,Agentic\nListed {n} a,yes\nListed {n} b,\n");
        let first = self.import_text(&csv).await?;
        assert_eq!((first.created, first.changed), (2, 0));
        let head = self.now().await;
        let second = self.import_text(&csv).await?;
        assert_eq!((second.created, second.changed), (0, 0), "import twice is import once");
        assert_eq!(self.now().await, head, "and leaves no entry");
        let listed = SystemFilter { search: format!("Listed {n} a"), ..SystemFilter::default() };
        let list = self.f.store.list_systems(&listed, SystemOrder::Name, false, 0, head).await?;
        self.systems.extend(list.lines.iter().map(|line| line.system.id));
        Ok(())
    }

    async fn import_text(&self, csv: &str) -> Result<Imported> {
        let mut table = tables::read(csv.as_bytes(), "a.csv").unwrap();
        let fitted = Mapping::propose(table.headers()).fit(table.headers()).unwrap();
        let known = self.f.store.known_systems().await?;
        let agreed = plan(table.rows(), &fitted, &known.existing).agreed().unwrap();
        let steps = agreed.steps(table.rows(), &fitted).map(|step| step.unwrap()).collect();
        let mut importing = self.f.store.import_systems(Some(&self.manager), known.seq).await?;
        importing.take(steps).await?;
        importing.finish("a.csv", vec![]).await
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
            own_end: matches!(kind.as_str(), "attestation" | "bridge-letter")
                .then(|| speaks.saturating_add(jiff::Span::new().days(60))),
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

    /// Tasks are a reading: asking again says the same, and writes nothing.
    async fn tasks_are_idempotent(&self) {
        let (store, now) = (&self.f.store, self.now().await);
        let spine = store.spine().await.unwrap();
        let read = async || {
            let board = store.board(now, &Utc).await.unwrap();
            spine.requirements.iter().map(|requirement| board.tally(requirement.no)).collect::<Vec<_>>()
        };
        let first = read().await;
        assert_eq!(read().await, first);
        let at = now.plus_seconds(400 * 86_400);
        store.board(at, &Utc).await.unwrap();
        assert_eq!(read().await, first, "a look ahead leaves nothing behind");
        assert_eq!(self.now().await, now);
        assert!(first.iter().any(|tally| tally.all() > 0));
    }

    async fn now(&self) -> Instant {
        self.f.store.present().await.unwrap()
    }

    /// How everything that recurs operated through the months around an instant, as far as was known then.
    async fn operated(&self, at: Instant) -> String {
        let zone = store::NamedZone::find("Europe/London").unwrap();
        let day = zone.day(at);
        let around = (day.saturating_sub(jiff::Span::new().days(200)), day.saturating_add(jiff::Span::new().days(40)));
        let days = domain::days::Period::new(around.0, around.1).unwrap();
        let (calendar, grace) = (domain::operating::Calendar::of_window(days), domain::operating::Grace::default());
        let spine = self.f.store.spine().await.unwrap();
        let mut all = Vec::new();
        for programme in &spine.programmes {
            let programme = programme.no;
            let zone = zone.clone();
            let window = store::OperatedWindow { programme, days, calendar, grace, at, known: at, zone };
            let wanted = store::OperatedWanted { requirements: spine.recurring(None).collect(), subject: None };
            all.push(self.f.store.operated(&wanted, &window).await.unwrap());
        }
        format!("{all:?}")
    }

    async fn readiness(&self, at: Instant) -> Vec<Readiness> {
        let spine = self.f.store.spine().await.unwrap();
        let mut all = Vec::new();
        for programme in &spine.programmes {
            all.push(self.f.store.reading(programme, at).await.unwrap().readiness.clone());
        }
        all
    }

    /// Every way in which pages ask for the past says what was shown then; what is read from all facts at times only,
    /// because that takes long.
    async fn hindsight(&self, at: Instant, shown: &[Readiness], from_facts: bool, whose: &str) {
        let (store, seq) = (&self.f.store, self.f.store.trail(i64::MAX, 1).await.unwrap()[0].seq);
        let spine = store.spine().await.unwrap();
        for (programme, shown) in spine.programmes.iter().zip(shown) {
            assert_eq!(store.reading(programme, at).await.unwrap().readiness, *shown, "{whose}: reading at {at:?}");
            let past = store.past(programme, &BTreeSet::from([at]), seq).await.unwrap();
            assert_eq!(*past[&at], *shown, "{whose}: past at {at:?}");
            if from_facts {
                let known = store.reading_known(programme, at, at).await.unwrap();
                assert_eq!(known.readiness, *shown, "{whose}: from all facts at {at:?}");
            }
        }
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

/// Verbs that no step above does, each with its reason.
const NO_STEP: &[(Verb, &str)] = &[
    (Verb::SettingsChanged, NO_COMMAND),
    (Verb::PersonNamed, NO_COMMAND),
    (Verb::OwnershipAccepted, NO_COMMAND),
    (Verb::AbsenceSet, TOLD),
    (Verb::AbsenceEnded, TOLD),
    (Verb::NoticesChosen, TOLD),
    (Verb::CalendarMade, TOLD),
    (Verb::CalendarEnded, TOLD),
    (Verb::VendorsMatched, "it adds dependencies, each as DependencyChanged does, which has a step"),
    (Verb::VendorsImported, "each row does what VendorAdded or VendorChanged does, which have steps"),
    (Verb::DependenciesImported, "each row does what DependencyChanged does, which has a step"),
    (Verb::SubprocessorsImported, "each row does what SubprocessorChanged does, which has a step"),
    (Verb::AttestationsImported, "each row does what AttestationEntered does, which has a step"),
    (Verb::PeopleImported, "each row does what PersonInvited does, which has a step"),
    (Verb::OwnTasksImported, "each row does what OwnTaskOpened does, which has a step"),
    (Verb::RisksImported, "each row does what OwnRiskAdded, RiskRated and RiskTreated do, which have steps"),
    (Verb::AssessmentProven, "it produces what AssessmentConcluded does, which has a step, for what is adopted later"),
    (Verb::MappingSaved, MAPPING),
    (Verb::MappingRenamed, MAPPING),
    (Verb::MappingDeleted, MAPPING),
    (Verb::TokenMade, TOKEN),
    (Verb::TokenRevoked, TOKEN),
];

const TOLD: &str = "it says who is told of what holds already; no finding reads it";

const MAPPING: &str = "a mapping is looked at only while a file is read; no finding reads it";

const TOKEN: &str = "a token is a way to ask for what has a step of its own; no finding reads it";

/// Held against the source: a verb that a command does cannot hide here.
const NO_COMMAND: &str = "no command does it yet";

/// Every `.rs` file of the store.
fn sources(folder: &std::path::Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else {
            text.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Every verb was done in some history, or stands in the table with its reason.
fn nothing_is_left_out(done: &BTreeSet<String>) {
    let mut text = String::new();
    sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    for verb in Verb::ALL {
        let reason = NO_STEP.iter().find(|(without, _)| without == verb).map(|(_, reason)| *reason);
        match reason {
            None => assert!(done.contains(verb.key()), "no history does {verb:?}: add a step, or a reason"),
            Some(NO_COMMAND) => {
                let name = format!("Event::new(Verb::{verb:?}");
                assert!(!text.contains(&name), "{verb:?} has a command now: add a step");
            }
            Some(reason) => assert!(reason.len() > 20, "{verb:?}: {reason}"),
        }
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
        // Vendors are asked beside all else, with dice of their own.
        let done = if step % 14 == 13 { story.ask_aside(step as u64).await } else { story.step().await };
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

/// The first row that differs says more than two lists.
fn assert_same(is: &[Vec<Vec<String>>; 2], was: &[Vec<Vec<String>>; 2], what: &str) {
    for (is, was) in is.iter().zip(was) {
        let (is, was) = (is.iter().collect::<BTreeSet<_>>(), was.iter().collect::<BTreeSet<_>>());
        assert_eq!((is.difference(&was).next(), was.difference(&is).next()), (None, None), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn random_histories_keep_their_promises_and_both_engines_agree() {
    let (mut betterments, mut verbs) = (0, BTreeSet::new());
    for seed in 1..=6 {
        let mut logs = Vec::new();
        for f in fresh().await {
            let (log, bettered, done) = run(f, seed, 280).await;
            betterments += bettered;
            verbs.extend(done);
            logs.push(log);
        }
        assert!(logs.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}: the engines tell different stories");
    }
    nothing_is_left_out(&verbs);
    assert!(betterments > 25, "the histories must have something to tell: {betterments}");
}
