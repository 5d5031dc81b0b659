//! What people do at random: one command of the firm, drawn by the dice.

use super::{CONTROLS, May, Story};
use domain::change::Change;
use domain::people::Role;
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::systems::SystemDraft;
use domain::words::{Categories, Category, CriterionId, Criticality, Stage, Trait};
use jiff::civil::date;
use store::{Adoption, Result};

impl Story {
    pub(super) async fn open_programme(&mut self, categories: Categories) -> Result<()> {
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

    pub(super) async fn two(&mut self, change: &Change) -> Result<()> {
        let id = self.f.store.propose(&self.manager, change, "because").await?;
        let second = if self.dice.roll(4) == 0 { self.executive } else { self.reviewer };
        match self.dice.roll(8) {
            0 => self.f.store.refuse(&second, id, "no").await,
            1 => Ok(()),
            _ => {
                let foretold = self.f.store.would_better(&self.reviewer, id).await?;
                self.f.store.agree(&second, id, "").await?;
                let bettered = self.f.store.proposal(id).await?.bettered.and_then(|n| u64::try_from(n).ok());
                assert_eq!(foretold, bettered, "{change:?}: what was foretold comes about");
                Ok(())
            }
        }
    }

    /// One random command. `Ok(None)`: there was nothing to do it to.
    pub(super) async fn step(&mut self) -> Result<Option<May>> {
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
}
