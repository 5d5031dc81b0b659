//! What people do beside it: about people, tasks, words and lists.

use super::{May, Story};
use domain::accounts::PersonDraft;
use domain::change::Change;
use domain::codes::ControlId;
use domain::ids::{ProgrammeId, SystemId};
use domain::import::{Mapping, plan};
use domain::instant::Utc;
use domain::people::{Rights, Role};
use domain::programme::ProgrammeDraft;
use domain::systems::SystemDraft;
use domain::vendors::VendorDraft;
use domain::words::{Category, CriterionId, DataRole, Stage};
use jiff::civil::date;
use std::collections::BTreeMap;
use store::{Imported, Result, SystemFilter, SystemOrder};

impl Story {
    /// What people do beside it: about people, tasks, words, lists.
    pub(super) async fn more(
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
        let known = self.f.store.known_systems().await?;
        let steps = {
            let mut table = tables::read(csv.as_bytes(), "a.csv").unwrap();
            let fitted = Mapping::propose(table.headers()).fit(table.headers()).unwrap();
            let agreed = plan(table.rows(), &fitted, &known.existing).agreed().unwrap();
            agreed.steps(table.rows(), &fitted).map(|step| step.unwrap()).collect()
        };
        let mut importing = self.f.store.import_systems(Some(&self.manager), known.seq).await?;
        importing.take(steps).await?;
        importing.finish("a.csv", vec![]).await
    }
}
