//! The smallest firm that has something to prove: a manager, a reviewer, a programme of Security.

use super::{Fresh, fresh};
use crate::{Adoption, PairRuling, Store};
use domain::catalogue::catalogue;
use domain::change::Change;
use domain::codes::KindId;
use domain::evidence::{EvidenceDraft, Form, NamedPair, Ruling, must_end};
use domain::ids::{EvidenceId, PersonId, ProgrammeId, SystemId};
use domain::people::{Actor, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::systems::SystemDraft;
use domain::words::{Categories, Stage};
use jiff::civil::{Date, date};

/// A firm on one engine.
pub struct Firm {
    pub f: Fresh,
    pub manager: Actor,
    pub reviewer: Actor,
    pub programme: ProgrammeId,
}

/// One on every engine, each with these controls.
///
/// # Panics
/// When the store refuses.
pub async fn firms(controls: &[&str]) -> Vec<Firm> {
    let mut firms = Vec::new();
    for f in fresh().await {
        let firm = Firm::begin(f).await;
        if !controls.is_empty() {
            firm.adopt(controls).await;
        }
        firms.push(firm);
    }
    firms
}

/// # Panics
/// When there is no such requirement.
#[must_use]
pub fn pair(requirement: &str, subject: i64) -> NamedPair {
    NamedPair { requirement: requirement.parse().expect("a requirement"), subject }
}

/// A written statement that speaks for one day; of a kind that must say its last day, for 300 days.
///
/// # Panics
/// When there is no such kind.
#[must_use]
pub fn statement(kind: &str, day: Date) -> EvidenceDraft {
    let kind: KindId = kind.parse().expect("a kind");
    let ends = catalogue().kinds.get(&kind).is_some_and(must_end);
    EvidenceDraft {
        title: format!("{kind} of {day}"),
        kind,
        form: Form::Statement,
        link: String::new(),
        statement: "As seen.".into(),
        speaks_from: day,
        speaks_until: day,
        performed_on: None,
        stamp: String::new(),
        performed_by: None,
        own_end: ends.then(|| day.saturating_add(jiff::Span::new().days(300))),
    }
}

impl Firm {
    /// # Panics
    /// When the store refuses, here and below.
    pub async fn begin(f: Fresh) -> Self {
        let manager = f.founded().await;
        let reviewer = f.person("Ines Halvorsen", Role::Engineer, true).await;
        Self::of(f, manager, reviewer).await
    }

    /// Of an organisation that is there already.
    pub async fn of(f: Fresh, manager: Actor, reviewer: Actor) -> Self {
        let draft = ProgrammeDraft {
            name: "SOC 2".into(),
            kind: ReportKind::Type1,
            on_day: Some(date(2026, 12, 31)),
            window_from: None,
            window_until: None,
            categories: Categories::security(),
            reasons: String::new(),
            commitments: String::new(),
        };
        let programme = f.store.open_programme(&manager, draft).await.expect("a programme");
        Self { f, manager, reviewer, programme }
    }

    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.f.store
    }

    /// Adopts controls, which the reviewer agrees to.
    pub async fn adopt(&self, controls: &[&str]) {
        let adopt = controls.iter().map(|control| Adoption {
            control: control.parse().expect("a control"),
            owner: self.manager.person,
            statement: None,
        });
        let adopt = adopt.collect();
        let waiting = self.store().adopt(&self.manager, adopt).await.expect("adopted");
        self.store().agree(&self.reviewer, waiting, "").await.expect("agreed");
    }

    /// A system in production, in scope.
    pub async fn system(&self, name: &str, owner: Option<PersonId>) -> (SystemId, i64) {
        let draft = SystemDraft { stage: Some(Stage::Production), owner, ..SystemDraft::named(name) };
        let id = self.store().add_system(&self.manager, draft).await.expect("a system");
        self.store().widen_scope(&self.manager, self.programme, &[id]).await.expect("in scope");
        (id, self.store().system(id).await.expect("a system").no)
    }

    /// The manager submits a statement.
    pub async fn submit(&self, kind: &str, day: Date, pairs: &[NamedPair]) -> EvidenceId {
        self.store().submit(&self.manager, statement(kind, day), None, pairs).await.expect("submitted")
    }

    /// The reviewer decides on pairs, all alike.
    pub async fn rule(&self, id: EvidenceId, pairs: &[NamedPair], ruling: Ruling) {
        let rulings = pairs.iter().map(|pair| PairRuling { pair: pair.clone(), ruling, reason: "because".into() });
        let rulings: Vec<_> = rulings.collect();
        self.store().rule(&self.reviewer, id, &rulings, None).await.expect("decided");
    }

    /// A change that both agree on.
    pub async fn decide(&self, change: &Change) {
        let id = self.store().propose(&self.manager, change, "because").await.expect("proposed");
        self.store().agree(&self.reviewer, id, "").await.expect("agreed");
    }
}
