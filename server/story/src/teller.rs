//! The teller: what the people of the story do, as sentences. Each is one verb of the store, at the story's instant.

use crate::calendar::{Calendar, working_minute};
use crate::cast::{CAST, Member, Who};
use crate::inventory::{SYSTEMS, Supplier, Sys, SystemFile, VENDORS};
use crate::work::Agenda;
use domain::accounts::PersonDraft;
use domain::change::Change;
use domain::codes::{ControlId, KindId, RequirementId};
use domain::ids::{ProgrammeId, ProposalId, SystemId, VendorId};
use domain::people::{Actor, Rights, Role};
use domain::systems::SystemDraft;
use domain::words::Trait;
use std::collections::BTreeMap;
use store::{Adoption, Error, Files, NewPerson, Outcome, Result, Store, StoryClock};

/// No password meets this: people of the story are looked as, and never sign in.
pub(crate) const NO_PASSWORD: &str = "!";

/// Everything the teller has in mind.
pub struct Teller {
    pub(crate) store: Store,
    pub(crate) clock: StoryClock,
    pub(crate) files: Files,
    pub(crate) calendar: Calendar,
    pub(crate) agenda: Agenda,
    people: BTreeMap<Who, Actor>,
    systems: BTreeMap<Sys, (SystemId, i64)>,
    vendors: BTreeMap<Supplier, (VendorId, i64)>,
    pub(crate) type_two: Option<ProgrammeId>,
    pub(crate) type_one: Option<ProgrammeId>,
    /// How often somebody decided about a task on a subject: the version that a page would show.
    hands: BTreeMap<(String, i64), i64>,
    turn: i64,
}

fn untold(what: impl std::fmt::Display) -> Error {
    Error::Unusable(format!("The story speaks of {what} before they came."))
}

fn wrong(text: &str) -> Error {
    Error::Unusable(format!("The story speaks of {text}, which the library has not."))
}

/// `GV-01` is the library's `AIG-GV-01`.
pub(crate) fn control(short: &str) -> Result<ControlId> {
    format!("AIG-{short}").parse().map_err(|_| wrong(short))
}

pub(crate) fn requirement(id: &str) -> Result<RequirementId> {
    id.parse().map_err(|_| wrong(id))
}

pub(crate) fn kind(id: &str) -> Result<KindId> {
    id.parse().map_err(|_| wrong(id))
}

impl Teller {
    pub(crate) fn new(store: Store, clock: StoryClock, files: Files, calendar: Calendar) -> Self {
        Self {
            store,
            clock,
            files,
            calendar,
            agenda: Agenda::default(),
            people: BTreeMap::new(),
            systems: BTreeMap::new(),
            vendors: BTreeMap::new(),
            type_two: None,
            type_one: None,
            hands: BTreeMap::new(),
            turn: 0,
        }
    }

    /// Another number each time: for minutes, names of files and the like.
    pub(crate) fn next_turn(&mut self) -> i64 {
        self.turn += 1;
        self.turn
    }

    /// Some days ago, at a minute of the working day; what was on the agenda before is done first.
    pub(crate) async fn on(&mut self, ago: i64) -> Result<()> {
        let minute = working_minute(self.next_turn());
        self.until(self.calendar.moment(ago, minute)).await
    }

    // People.

    pub(crate) fn actor(&self, who: Who) -> Result<Actor> {
        self.people.get(&who).copied().ok_or_else(|| untold(format!("{who:?}")))
    }

    fn member(who: Who) -> Result<&'static Member> {
        CAST.iter().find(|member| member.who == who).ok_or_else(|| untold(format!("{who:?}")))
    }

    pub(crate) fn name(who: Who) -> Result<&'static str> {
        Ok(Self::member(who)?.name)
    }

    fn draft(member: &Member) -> PersonDraft {
        PersonDraft {
            name: member.name.to_owned(),
            email: member.email.to_owned(),
            department: member.department.to_owned(),
            rights: Rights::of(&[member.role], member.review),
        }
    }

    async fn remember(&mut self, who: Who, id: domain::ids::PersonId) -> Result<()> {
        let row = self.store.person(id).await?;
        let actor = Actor { person: id, rights: row.rights, invited: row.invited_by.map(|by| (by, row.since)) };
        self.people.insert(who, actor);
        Ok(())
    }

    /// The first person founds the organisation: an example from birth.
    pub(crate) async fn founds(&mut self, who: Who, organisation: &str) -> Result<()> {
        let first = NewPerson { draft: Self::draft(Self::member(who)?), argon2: NO_PASSWORD.to_owned() };
        let zone = self.calendar.zone.name().to_owned();
        let id = self.store.found(organisation, &zone, true, first).await?;
        self.remember(who, id).await
    }

    /// Somebody is invited, and joins by the link.
    pub(crate) async fn invites(&mut self, by: Who, who: Who) -> Result<()> {
        let by = self.actor(by)?;
        let (id, key) = self.store.invite(&by, Self::draft(Self::member(who)?)).await?;
        self.store.join(&key, NO_PASSWORD).await?;
        self.remember(who, id).await
    }

    /// Somebody administers no longer.
    pub(crate) async fn hands_over_administration(&mut self, from: Who, to: Who) -> Result<()> {
        let (from_actor, to) = (self.actor(from)?, self.actor(to)?);
        let row = self.store.person(from_actor.person).await?;
        let rights = row.rights.without(Role::Administrator);
        self.store.change_rights(&to, from_actor.person, rights, row.version).await?;
        self.remember(from, from_actor.person).await
    }

    pub(crate) async fn leaves(&mut self, who: Who, deactivated_by: Who) -> Result<()> {
        self.store.deactivate(&self.actor(deactivated_by)?, self.actor(who)?.person).await
    }

    // Systems and vendors.

    fn file(sys: Sys) -> Result<&'static SystemFile> {
        SYSTEMS.iter().find(|file| file.sys == sys).ok_or_else(|| untold(format!("{sys:?}")))
    }

    pub(crate) fn system(&self, sys: Sys) -> Result<SystemId> {
        self.systems.get(&sys).map(|(id, _)| *id).ok_or_else(|| untold(format!("{sys:?}")))
    }

    /// Its number as a subject.
    pub(crate) fn no(&self, sys: Sys) -> Result<i64> {
        self.systems.get(&sys).map(|(_, no)| *no).ok_or_else(|| untold(format!("{sys:?}")))
    }

    /// The number of a vendor as a subject.
    pub(crate) fn supplier(&self, name: &str) -> Result<i64> {
        let file = VENDORS.iter().find(|file| file.name == name);
        let vendor = file.and_then(|file| self.vendors.get(&file.supplier));
        vendor.map(|(_, no)| *no).ok_or_else(|| untold(name))
    }

    /// The systems in scope that are in use or tried out.
    pub(crate) fn in_use(&self) -> Result<Vec<i64>> {
        use Sys::{
            CallSummaries, ClaimsTriage, DocumentReader, EstimateAgent, FraudScreen, PolicyAssistant, SettlementLetters,
        };
        let all = [
            ClaimsTriage,
            FraudScreen,
            DocumentReader,
            PolicyAssistant,
            SettlementLetters,
            CallSummaries,
            EstimateAgent,
        ];
        all.into_iter().map(|sys| self.no(sys)).collect()
    }

    /// What people call a subject; `None` for the firm itself.
    pub(crate) fn subject_name(&self, no: i64) -> Option<&'static str> {
        let system = self.systems.iter().find(|(_, (_, of))| *of == no).map(|(sys, _)| *sys);
        let vendor = self.vendors.iter().find(|(_, (_, of))| *of == no).map(|(supplier, _)| *supplier);
        let system = system.and_then(|sys| SYSTEMS.iter().find(|file| file.sys == sys)).map(|file| file.name);
        system.or_else(|| VENDORS.iter().find(|file| Some(file.supplier) == vendor).map(|file| file.name))
    }

    /// Who owns a system or vendor.
    pub(crate) fn owner_of(&self, no: i64) -> Option<Who> {
        let system = self.systems.iter().find(|(_, (_, of))| *of == no).map(|(sys, _)| *sys);
        let vendor = self.vendors.iter().find(|(_, (_, of))| *of == no).map(|(supplier, _)| *supplier);
        let system = system.and_then(|sys| SYSTEMS.iter().find(|file| file.sys == sys)).map(|file| file.owner);
        system.or_else(|| VENDORS.iter().find(|file| Some(file.supplier) == vendor).map(|file| file.owner))
    }

    pub(crate) async fn registers_vendors(&mut self, by: Who) -> Result<()> {
        let by = self.actor(by)?;
        for file in VENDORS {
            let owner = Some(self.actor(file.owner)?.person);
            let id = self.store.add_vendor(&by, file.name, file.service, file.tier, owner).await?;
            let no = self.store.vendor(id).await?.no;
            self.vendors.insert(file.supplier, (id, no));
        }
        Ok(())
    }

    /// A system enters the inventory, with what it depends on.
    pub(crate) async fn enters(&mut self, by: Who, sys: Sys) -> Result<()> {
        let by = self.actor(by)?;
        let file = Self::file(sys)?;
        let draft = SystemDraft {
            department: file.department.to_owned(),
            stage: Some(file.stage),
            criticality: file.criticality,
            owner: Some(self.actor(file.owner)?.person),
            deputy: Some(self.actor(file.deputy)?.person),
            yes: file.yes.iter().copied().collect(),
            no: file.no.iter().copied().collect(),
            details: file.details.iter().map(|(field, text)| (field.key().to_owned(), (*text).to_owned())).collect(),
            ..SystemDraft::named(file.name)
        };
        let id = self.store.add_system(&by, draft).await?;
        self.systems.insert(sys, (id, self.store.system(id).await?.no));
        for supplier in file.uses {
            let (vendor, _) = self.vendors.get(supplier).ok_or_else(|| untold(format!("{supplier:?}")))?;
            self.store.depend(&by, id, *vendor).await?;
        }
        Ok(())
    }

    pub(crate) async fn brings_into_scope(&self, by: Who, programme: ProgrammeId, all: &[Sys]) -> Result<()> {
        let all: Vec<_> = all.iter().map(|sys| self.system(*sys)).collect::<Result<_>>()?;
        self.store.widen_scope(&self.actor(by)?, programme, &all).await.map(|_| ())
    }

    /// Answers a trait; where that waits for a second person, which proposal it is.
    pub(crate) async fn answers(
        &self,
        by: Who,
        sys: Sys,
        which: Trait,
        answer: bool,
        why: &str,
    ) -> Result<Option<ProposalId>> {
        let outcome = self.store.answer_trait(&self.actor(by)?, self.system(sys)?, which, Some(answer), why).await?;
        Ok(match outcome {
            Outcome::Done => None,
            Outcome::Proposed(id) => Some(id),
        })
    }

    pub(crate) async fn moves(
        &self,
        by: Who,
        sys: Sys,
        stage: domain::words::Stage,
        why: &str,
    ) -> Result<Option<ProposalId>> {
        let outcome = self.store.move_stage(&self.actor(by)?, self.system(sys)?, stage, why).await?;
        Ok(match outcome {
            Outcome::Done => None,
            Outcome::Proposed(id) => Some(id),
        })
    }

    // Decisions of two.

    pub(crate) async fn adopts(&self, by: Who, controls: &[(String, Who)]) -> Result<ProposalId> {
        let mut adoptions = Vec::new();
        for (short, owner) in controls {
            let owner = self.actor(*owner)?.person;
            adoptions.push(Adoption { control: control(short)?, owner, statement: None });
        }
        self.store.adopt(&self.actor(by)?, adoptions).await
    }

    pub(crate) async fn proposes(&self, by: Who, change: Change, why: &str) -> Result<ProposalId> {
        self.store.propose(&self.actor(by)?, &change, why).await
    }

    pub(crate) async fn agrees(&self, by: Who, proposal: ProposalId, answer: &str) -> Result<()> {
        self.store.agree(&self.actor(by)?, proposal, answer).await
    }

    // Tasks.

    pub(crate) async fn gives(&mut self, by: Who, task: &str, subjects: &[i64], to: Who) -> Result<()> {
        let to = Some(self.actor(to)?.person);
        let subjects = self.at_their_versions(task, subjects);
        self.store.give_task(&self.actor(by)?, &requirement(task)?, &subjects, to).await
    }

    pub(crate) async fn asks_for_it_by(&mut self, by: Who, task: &str, subjects: &[i64], ago: i64) -> Result<()> {
        let day = Some(self.calendar.day(ago));
        let subjects = self.at_their_versions(task, subjects);
        self.store.set_task_due(&self.actor(by)?, &requirement(task)?, &subjects, day).await
    }

    fn at_their_versions(&mut self, task: &str, subjects: &[i64]) -> Vec<(i64, i64)> {
        let versions = subjects.iter().map(|no| {
            let version = self.hands.entry((task.to_owned(), *no)).or_default();
            *version += 1;
            (*no, *version - 1)
        });
        versions.collect()
    }

    pub(crate) async fn says(&self, by: Who, task: &str, words: &str) -> Result<()> {
        self.store.discuss_task(&self.actor(by)?, &requirement(task)?, words).await
    }
}

impl Teller {
    /// Who somebody is in the story.
    pub(crate) fn who(&self, person: domain::ids::PersonId) -> Who {
        self.people.iter().find(|(_, actor)| actor.person == person).map_or(Who::Miriam, |(who, _)| *who)
    }
}
