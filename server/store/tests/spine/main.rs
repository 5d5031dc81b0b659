//! The spine through the store, on both engines: asked, proven, decided, excluded, read as of any day.
#![cfg(test)]

mod asked;
mod criteria;
mod own;
mod proof;
mod rhythm;
mod two;

use domain::change::Change;
use domain::evidence::{EvidenceDraft, Form, NamedPair, Ruling};
use domain::finding::Reason;
use domain::ids::{EvidenceId, ProgrammeId, SystemId};
use domain::instant::Instant;
use domain::people::{Actor, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::readiness::State;
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use domain::words::{Categories, Category, CriterionId, Stage, Trait};
use jiff::civil::{Date, date};
use store::testing::{Fresh, fresh};
use store::{Adoption, Error, PairRuling, Result};

const TODAY: Date = date(2026, 11, 21);

struct Firm {
    f: Fresh,
    manager: Actor,
    reviewer: Actor,
    programme: ProgrammeId,
}

fn refusal<T: std::fmt::Debug>(result: Result<T>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("a refusal was expected, not {other:?}"),
    }
}

/// A firm with one programme (Security and Privacy) and the named controls adopted and approved.
async fn firms(controls: &[&str]) -> Vec<Firm> {
    let mut firms = Vec::new();
    for f in fresh().await {
        let manager = f.founded().await;
        let reviewer = f.person("Ines Halvorsen", Role::Engineer, true).await;
        let draft = ProgrammeDraft {
            name: "SOC 2".into(),
            kind: ReportKind::Type2,
            on_day: None,
            window_from: Some(date(2026, 7, 1)),
            window_until: Some(date(2026, 12, 31)),
            categories: Categories::security().with(Category::Privacy),
            reasons: String::new(),
            commitments: String::new(),
        };
        let programme = f.store.open_programme(&manager, draft).await.unwrap();
        let adopt =
            controls.iter().map(|id| Adoption { control: id.parse().unwrap(), owner: manager.person, statement: None });
        let waiting = f.store.adopt(&manager, adopt.collect()).await.unwrap();
        f.store.agree(&reviewer, waiting, "").await.unwrap();
        firms.push(Firm { f, manager, reviewer, programme });
    }
    firms
}

impl Firm {
    async fn system(&self, name: &str, yes: &[Trait], no: &[Trait]) -> (SystemId, i64) {
        let draft = SystemDraft {
            stage: Some(Stage::Production),
            yes: yes.iter().copied().collect(),
            no: no.iter().copied().collect(),
            ..SystemDraft::named(name)
        };
        let id = self.f.store.add_system(&self.manager, draft).await.unwrap();
        self.f.store.widen_scope(&self.manager, self.programme, &[id]).await.unwrap();
        (id, self.f.store.system(id).await.unwrap().no)
    }

    async fn submit(&self, kind: &str, speaks: Date, pairs: &[(&str, i64)]) -> Result<EvidenceId> {
        let draft = EvidenceDraft {
            title: "Proof".into(),
            kind: kind.parse().unwrap(),
            form: Form::Statement,
            link: String::new(),
            statement: "As seen.".into(),
            speaks_from: speaks,
            speaks_until: speaks,
            performed_on: None,
            stamp: String::new(),
            performed_by: None,
            own_end: None,
        };
        let pairs: Vec<_> = pairs.iter().map(|(r, subject)| pair(r, *subject)).collect();
        self.f.store.submit(&self.manager, draft, None, &pairs).await
    }

    async fn rule(&self, id: EvidenceId, rulings: &[(&str, i64, Ruling)]) -> Result<()> {
        let rulings: Vec<_> = rulings
            .iter()
            .map(|(r, s, ruling)| PairRuling { pair: pair(r, *s), ruling: *ruling, reason: "because".into() })
            .collect();
        self.f.store.rule(&self.reviewer, id, &rulings, None).await
    }

    /// The findings of a subject now, as `requirement state`.
    async fn found(&self, subject: i64, at: Instant) -> Vec<String> {
        let found = self.f.store.findings_of(subject, at).await.unwrap();
        found.iter().map(|f| format!("{} {:?}", f.requirement, f.finding)).collect()
    }

    async fn one(&self, requirement: &str, subject: i64) -> String {
        let all = self.found(subject, self.f.store.present().await.unwrap()).await;
        let one = all.into_iter().find(|text| text.starts_with(requirement));
        one.map_or_else(|| "not asked".into(), |text| text.split_once(' ').unwrap().1.to_owned())
    }

    async fn state(&self, criterion: CriterionId, at: Instant) -> (State, Option<Reason>) {
        let spine = self.f.store.spine().await.unwrap();
        let programme = spine.programme(self.programme).unwrap();
        let reading = self.f.store.reading(programme, at).await.unwrap();
        let criterion = reading.readiness.criterion(criterion).unwrap();
        (criterion.state, criterion.reason)
    }

    async fn conclude(&self) {
        let spine = self.f.store.spine().await.unwrap();
        let criteria = spine.answered(spine.programme(self.programme).unwrap());
        let change = Change::Conclude { programme: self.programme, criteria };
        let id = self.f.store.propose(&self.manager, &change, "The matrix of November.").await.unwrap();
        self.f.store.agree(&self.reviewer, id, "").await.unwrap();
    }
}

fn pair(requirement: &str, subject: i64) -> NamedPair {
    NamedPair { requirement: requirement.parse().unwrap(), subject }
}
