//! The spine through the store, on both engines: asked, proven, decided, excluded, read as of any day.
#![cfg(test)]

use domain::change::Change;
use domain::evidence::{EvidenceDraft, Form, NamedPair, Ruling};
use domain::finding::Reason;
use domain::ids::{EvidenceId, ProgrammeId, SystemId};
use domain::instant::{Instant, Utc, Zone};
use domain::people::{Actor, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::readiness::State;
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use domain::words::{Categories, Category, CriterionId, Stage, Trait};
use jiff::civil::{Date, date};
use store::testing::{Fresh, fresh};
use store::{Adoption, Error, Outcome, PairRuling, Result};

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

#[tokio::test]
async fn s1_one_export_meets_the_requirement_it_names_and_no_other() {
    for firm in firms(&["AIG-AC-07", "AIG-AC-01"]).await {
        let (_, scorer) = firm.system("Scorer", &[], &[]).await;
        let before = firm.found(scorer, firm.f.store.present().await.unwrap()).await;
        assert!(before.len() > 2 && before.iter().all(|text| text.ends_with("Gap(NeverProven)")), "{before:?}");
        let id = firm.submit("config-export", TODAY, &[("TSK-AC-07-1", scorer)]).await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", scorer).await, "Gap(Waiting)", "{}", firm.f.engine);
        firm.rule(id, &[("TSK-AC-07-1", scorer, Ruling::Supports)]).await.unwrap();
        let after = firm.found(scorer, firm.f.store.present().await.unwrap()).await;
        let met: Vec<_> = after.iter().filter(|text| text.ends_with("Met")).collect();
        assert_eq!(met, ["TSK-AC-07-1 Met"], "{}", firm.f.engine);
    }
}

#[tokio::test]
async fn s2_a_system_that_arrives_later_is_never_proven() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (_, a) = firm.system("A", &[], &[]).await;
        let id = firm.submit("config-export", TODAY, &[("TSK-AC-07-1", a)]).await.unwrap();
        firm.rule(id, &[("TSK-AC-07-1", a, Ruling::Supports)]).await.unwrap();
        let (_, c) = firm.system("C", &[], &[]).await;
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Met");
        assert_eq!(firm.one("TSK-AC-07-1", c).await, "Gap(NeverProven)", "{}", firm.f.engine);
    }
}

#[tokio::test]
async fn s3_one_file_is_decided_pair_by_pair() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (_, a) = firm.system("A", &[], &[]).await;
        let (_, b) = firm.system("B", &[], &[]).await;
        let id = firm.submit("config-export", TODAY, &[("TSK-AC-07-1", a), ("TSK-AC-07-1", b)]).await.unwrap();
        firm.rule(id, &[("TSK-AC-07-1", a, Ruling::Supports), ("TSK-AC-07-1", b, Ruling::Rejected)]).await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Met");
        assert_eq!(firm.one("TSK-AC-07-1", b).await, "Gap(Rejected)");
        let again = firm.rule(id, &[("TSK-AC-07-1", b, Ruling::Supports)]).await;
        assert!(matches!(refusal(again), Refusal::Conflict(_)), "{}", firm.f.engine);
    }
}

#[tokio::test]
async fn s5_the_submitter_does_not_decide_and_a_guest_writes_nothing() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (_, a) = firm.system("A", &[], &[]).await;
        let id = firm.submit("config-export", TODAY, &[("TSK-AC-07-1", a)]).await.unwrap();
        let rulings = [PairRuling { pair: pair("TSK-AC-07-1", a), ruling: Ruling::Supports, reason: String::new() }];
        assert!(matches!(refusal(firm.f.store.rule(&firm.manager, id, &rulings, None).await), Refusal::Forbidden(_)));
        let auditor = firm.f.person("Nora Lindqvist", Role::Auditor, true).await;
        assert!(matches!(refusal(firm.f.store.rule(&auditor, id, &rulings, None).await), Refusal::Forbidden(_)));
        let other = firm.f.store.rule(&firm.reviewer, id, &rulings, Some("another file")).await;
        assert!(matches!(refusal(other), Refusal::Conflict(_)), "{}: on the content they saw", firm.f.engine);
    }
}

#[tokio::test]
async fn s8_proof_lapses_by_itself_and_the_past_stays_as_it_was_shown() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (_, a) = firm.system("A", &[], &[]).await;
        let before = firm.f.store.present().await.unwrap();
        firm.f.world.forward(60);
        let id = firm.submit("config-export", TODAY, &[("TSK-AC-07-1", a)]).await.unwrap();
        firm.rule(id, &[("TSK-AC-07-1", a, Ruling::Supports)]).await.unwrap();
        let accepted = firm.f.store.present().await.unwrap();
        let shown = firm.found(a, accepted.plus_seconds(1)).await;
        firm.f.world.forward(500 * 86_400);
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Gap(Stale)", "{}: nobody wrote at midnight", firm.f.engine);
        assert_eq!(firm.found(a, accepted.plus_seconds(1)).await, shown);
        assert!(firm.found(a, before).await.iter().all(|text| text.ends_with("NeverProven)")));
    }
}

#[tokio::test]
async fn s13_and_nothing_is_asked_before_adoption_nor_stands_before_approval() {
    for firm in firms(&["AIG-AC-01"]).await {
        let (_, a) = firm.system("A", &[], &[]).await;
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "not asked");
        let adoption = Adoption { control: "AIG-AC-07".parse().unwrap(), owner: firm.manager.person, statement: None };
        let waiting = firm.f.store.adopt(&firm.manager, vec![adoption]).await.unwrap();
        let id = firm.submit("config-export", TODAY, &[("TSK-AC-07-1", a)]).await.unwrap();
        firm.rule(id, &[("TSK-AC-07-1", a, Ruling::Supports)]).await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Gap(NotApproved)", "{}", firm.f.engine);
        assert!(matches!(refusal(firm.f.store.agree(&firm.manager, waiting, "").await), Refusal::Forbidden(_)));
        firm.f.store.agree(&firm.reviewer, waiting, "").await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Met");
        assert_eq!(firm.f.store.proposal(waiting).await.unwrap().bettered, Some(1));
    }
}

#[tokio::test]
async fn s14_a_trait_turned_to_no_waits_for_a_second_person_and_is_listed_as_bettered() {
    for firm in firms(&["AIG-PV-02"]).await {
        let (id, a) = firm.system("A", &[Trait::PersonalData], &[]).await;
        let gaps = firm.found(a, firm.f.store.present().await.unwrap()).await.len();
        assert!(gaps > 0);
        let store = &firm.f.store;
        let outcome =
            store.answer_trait(&firm.manager, id, Trait::PersonalData, Some(false), "No such data.").await.unwrap();
        let Outcome::Proposed(waiting) = outcome else { panic!("{}: it waits", firm.f.engine) };
        assert_eq!(firm.found(a, store.present().await.unwrap()).await.len(), gaps, "gaps stay while it waits");
        store.agree(&firm.reviewer, waiting, "Checked.").await.unwrap();
        assert!(firm.found(a, store.present().await.unwrap()).await.is_empty());
        let bettered = store.bettered_by_decision(store.present().await.unwrap().plus_seconds(1)).await.unwrap();
        assert_eq!(bettered.first().and_then(|p| p.bettered), Some(gaps as i64), "{}", firm.f.engine);
        let yes = store.answer_trait(&firm.manager, id, Trait::PersonalData, Some(true), "").await.unwrap();
        assert_eq!(yes, Outcome::Done, "what asks more needs nobody else");
        assert_eq!(firm.found(a, store.present().await.unwrap()).await.len(), gaps);
    }
}

#[tokio::test]
async fn an_unanswered_trait_is_a_question_and_no_gap() {
    for firm in firms(&["AIG-PV-02"]).await {
        let (id, a) = firm.system("A", &[], &[]).await;
        assert!(
            firm.found(a, firm.f.store.present().await.unwrap())
                .await
                .iter()
                .all(|text| text.contains("Unknown({personal-data})"))
        );
        let no = firm.f.store.answer_trait(&firm.manager, id, Trait::PersonalData, Some(false), "None.").await.unwrap();
        assert!(matches!(no, Outcome::Proposed(_)), "{}: a question goes away by two", firm.f.engine);
        let yes = firm.f.store.answer_trait(&firm.manager, id, Trait::PersonalData, Some(true), "").await.unwrap();
        assert_eq!(yes, Outcome::Done);
        assert!(
            firm.found(a, firm.f.store.present().await.unwrap())
                .await
                .iter()
                .all(|text| text.ends_with("Gap(NeverProven)"))
        );
    }
}

#[tokio::test]
async fn an_unanswered_stage_is_a_question_and_no_gap() {
    for firm in firms(&["AIG-PV-02"]).await {
        let open = SystemDraft { yes: Trait::PersonalData.into(), ..SystemDraft::named("B") };
        let store = &firm.f.store;
        let [a, b] = [
            store.add_system(&firm.manager, open.clone()).await.unwrap(),
            store.add_system(&firm.manager, open).await.unwrap(),
        ];
        store.widen_scope(&firm.manager, firm.programme, &[a, b]).await.unwrap();
        let no = store.system(a).await.unwrap().no;
        let found = firm.found(no, store.present().await.unwrap()).await;
        assert!(!found.is_empty() && found.iter().all(|text| text.contains("Unknown({stage})")), "{found:?}");
        let retired = store.move_stage(&firm.manager, b, Stage::Idea, "It was never built.").await.unwrap();
        assert!(matches!(retired, Outcome::Proposed(_)), "{}: a question goes away by two", firm.f.engine);
        assert_eq!(store.system(b).await.unwrap().stage, None);
        let answered = store.move_stage(&firm.manager, a, Stage::Production, "It runs.").await.unwrap();
        assert_eq!(answered, Outcome::Done, "what asks needs nobody else");
        let found = firm.found(no, store.present().await.unwrap()).await;
        assert!(found.iter().all(|text| text.ends_with("Gap(NeverProven)")), "{found:?}");
        assert!(store.check_derived(1).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn s16_an_exclusion_takes_two_never_the_owner_and_lapses() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (_, a) = firm.system("A", &[], &[]).await;
        let change = Change::Exclude { pairs: vec![pair("TSK-AC-07-1", a)], until: date(2027, 6, 30) };
        let id = firm.f.store.propose(&firm.manager, &change, "Hosted elsewhere.").await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Gap(NeverProven)");
        firm.f.store.agree(&firm.reviewer, id, "").await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Excluded");
        let london = store::NamedZone::find("Europe/London").unwrap();
        firm.f.world.set(london.end_of(date(2027, 6, 30)));
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Excluded", "{}", firm.f.engine);
        firm.f.world.forward(1);
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Gap(NeverProven)");
    }
}

#[tokio::test]
async fn retiring_takes_two_and_a_deactivated_owner_leaves_a_gap() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (_, a) = firm.system("A", &[], &[]).await;
        let owner = firm.f.person("Priya Raman", Role::Engineer, false).await;
        let control: domain::codes::ControlId = "AIG-AC-07".parse().unwrap();
        let own = Change::Own { control: control.clone(), owner: owner.person };
        let id = firm.f.store.propose(&firm.manager, &own, "Her field.").await.unwrap();
        firm.f.store.agree(&owner, id, "").await.unwrap();
        let evidence = firm.submit("config-export", TODAY, &[("TSK-AC-07-1", a)]).await.unwrap();
        firm.rule(evidence, &[("TSK-AC-07-1", a, Ruling::Supports)]).await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Met");
        firm.f.store.deactivate(&firm.manager, owner.person).await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Gap(NoOwner)", "{}", firm.f.engine);
        firm.f.store.reactivate(&firm.manager, owner.person).await.unwrap();
        assert_eq!(firm.one("TSK-AC-07-1", a).await, "Gap(NoOwner)", "coming back owns nothing");
        let retire = firm.f.store.propose(&firm.manager, &Change::Retire { control }, "Replaced.").await.unwrap();
        firm.f.store.agree(&firm.reviewer, retire, "").await.unwrap();
        assert!(firm.found(a, firm.f.store.present().await.unwrap()).await.is_empty());
    }
}

#[tokio::test]
async fn a_criterion_rises_by_proof_and_conclusion_and_reads_the_same_in_hindsight() {
    for firm in firms(&["AIG-AC-07", "AIG-GV-02"]).await {
        let c = CriterionId::CC1_1;
        let (_, a) = firm.system("A", &[], &[]).await;
        assert!(
            !firm.found(0, firm.f.store.present().await.unwrap()).await.is_empty(),
            "the organisation is asked, and {a} too"
        );
        let start = firm.f.store.present().await.unwrap();
        assert_eq!(firm.state(c, start).await, (State::Gap, Some(Reason::NeverProven)));
        assert_eq!(firm.state(CriterionId::CC2_1, start).await, (State::Gap, Some(Reason::NoKeyControl)));
        firm.f.world.forward(60);
        let spine = firm.f.store.spine().await.unwrap();
        let asked: Vec<_> = spine.requirements.iter().filter(|r| r.id.as_str().starts_with("TSK-GV-02")).collect();
        for requirement in asked {
            for (kind, _) in requirement.proof.as_ref().unwrap().kinds() {
                let id = firm.submit(kind.as_str(), TODAY, &[(requirement.id.as_str(), 0)]).await.unwrap();
                firm.rule(id, &[(requirement.id.as_str(), 0, Ruling::Supports)]).await.unwrap();
            }
        }
        assert_eq!(
            firm.state(c, firm.f.store.present().await.unwrap()).await,
            (State::Gap, Some(Reason::NotConcluded))
        );
        firm.f.world.forward(60);
        firm.conclude().await;
        let stood = firm.f.store.present().await.unwrap();
        assert_eq!(firm.state(c, stood).await, (State::Met, None), "{}", firm.f.engine);
        firm.f.world.forward(400 * 86_400);
        assert_eq!(firm.state(c, firm.f.store.present().await.unwrap()).await.0, State::Gap, "it lapsed");
        let retire = Change::Retire { control: "AIG-GV-02".parse().unwrap() };
        let id = firm.f.store.propose(&firm.manager, &retire, "x").await.unwrap();
        firm.f.store.agree(&firm.reviewer, id, "").await.unwrap();
        assert_eq!(
            firm.state(c, firm.f.store.present().await.unwrap()).await,
            (State::Gap, Some(Reason::NoKeyControl))
        );
        assert_eq!(firm.state(c, stood).await, (State::Met, None), "{}: the past is as it was shown", firm.f.engine);
        assert_eq!(firm.state(c, start).await, (State::Gap, Some(Reason::NeverProven)));
        assert!(firm.f.store.verify_trail().await.unwrap().faults.is_empty());
        assert_eq!(firm.f.store.check_records().await.unwrap(), []);
        let _ = Utc.day(start);
    }
}

#[tokio::test]
async fn s24_a_control_of_two_criteria_asks_only_where_one_of_them_is_in_scope() {
    for f in fresh().await {
        let manager = f.founded().await;
        let reviewer = f.person("Ines Halvorsen", Role::Engineer, true).await;
        let draft = ProgrammeDraft {
            name: "SOC 2".into(),
            kind: ReportKind::Type1,
            on_day: Some(date(2027, 3, 31)),
            window_from: None,
            window_until: None,
            categories: Categories::security(),
            reasons: String::new(),
            commitments: String::new(),
        };
        let programme = f.store.open_programme(&manager, draft.clone()).await.unwrap();
        let control = "AIG-CF-02".parse().unwrap();
        let adoption = Adoption { control, owner: manager.person, statement: None };
        let waiting = f.store.adopt(&manager, vec![adoption]).await.unwrap();
        f.store.agree(&reviewer, waiting, "").await.unwrap();
        let firm = Firm { f, manager, reviewer, programme };
        let (_, no) = firm.system("Fraud screen", Trait::ALL, &[]).await;
        let now = firm.f.store.present().await.unwrap();
        let all = || async { [firm.found(0, now).await, firm.found(no, now).await].concat() };
        assert!(all().await.is_empty(), "{}: Security alone asks nothing of it", firm.f.engine);
        // With Confidentiality, not Privacy: its tasks, written under P4.1, count for C1.1.
        let draft = ProgrammeDraft { categories: Categories::security().with(Category::Confidentiality), ..draft };
        let version = firm.f.store.terms(programme).await.unwrap().version;
        firm.f.store.change_programme(&firm.manager, programme, draft, version).await.unwrap();
        let now = firm.f.store.present().await.unwrap();
        let asked = [firm.found(0, now).await, firm.found(no, now).await].concat();
        assert!(asked.iter().any(|text| text.starts_with("TSK-CF-02")), "{asked:?}");
        let spine = firm.f.store.spine().await.unwrap();
        let programme = spine.programme(programme).unwrap();
        let readiness = &firm.f.store.reading(programme, now).await.unwrap().readiness;
        assert!(readiness.criterion(CriterionId::C1_1).is_some_and(|one| one.state == State::Gap));
        assert!(readiness.criterion(CriterionId::P4_1).is_none());
    }
}

#[tokio::test]
async fn a_criterion_set_aside_by_two_comes_back_by_one() {
    for firm in firms(&["AIG-PV-01"]).await {
        let store = &firm.f.store;
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, true).await;
        firm.system("Fraud screen", Trait::ALL, &[]).await;
        let counts = || async {
            let spine = store.spine().await.unwrap();
            let programme = spine.programme(firm.programme).unwrap();
            let now = store.present().await.unwrap();
            let readiness = &store.reading(programme, now).await.unwrap().readiness;
            (readiness.criterion(CriterionId::P1_1).is_some(), readiness.not_applicable.contains(&CriterionId::P1_1))
        };
        let back = |why: &'static str| store.restore_criterion(&firm.manager, firm.programme, CriterionId::P1_1, why);
        assert!(matches!(refusal(back("It was never aside.").await), Refusal::Conflict(_)));
        let before = firm.found(0, store.present().await.unwrap()).await;
        let change = Change::SetAside { programme: firm.programme, criterion: CriterionId::P1_1 };
        let id = store.propose(&firm.manager, &change, "No notice is ours to give.").await.unwrap();
        store.agree(&executive, id, "").await.unwrap();
        assert_eq!(counts().await, (false, true));
        assert!(matches!(refusal(back(" ").await), Refusal::Invalid(_)));
        let engineer = firm.f.person("Tom Brandt", Role::Engineer, false).await;
        let forbidden = store.restore_criterion(&engineer, firm.programme, CriterionId::P1_1, "x").await;
        assert!(matches!(refusal(forbidden), Refusal::Forbidden(_)));
        back("We give notice since the new app.").await.unwrap();
        assert_eq!(counts().await, (true, false));
        assert_eq!(firm.found(0, store.present().await.unwrap()).await, before);
        assert!(store.check_derived(1).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn one_nil_return_does_not_meet_two_populations() {
    for firm in firms(&["AIG-IR-06"]).await {
        let (_, no) = firm.system("Fraud screen", Trait::ALL, &[]).await;
        let store = &firm.f.store;
        let now = store.present().await.unwrap();
        let subject = if firm.found(0, now).await.iter().any(|text| text.starts_with("TSK-IR-06-3")) { 0 } else { no };
        let nil = |kind: Option<&str>| {
            let draft = EvidenceDraft {
                title: "None in 2026".into(),
                kind: "nil-return".parse().unwrap(),
                form: Form::Statement,
                link: String::new(),
                statement: "The register, 0 rows.".into(),
                speaks_from: date(2026, 1, 1),
                speaks_until: TODAY,
                performed_on: None,
                stamp: String::new(),
                performed_by: None,
                own_end: None,
            };
            let kind = kind.map(|kind| kind.parse().unwrap());
            let pairs = [pair("TSK-IR-06-3", subject)];
            async move { store.submit_in_place_of(&firm.manager, draft, kind, None, &pairs).await }
        };
        assert!(matches!(refusal(nil(None).await), Refusal::Invalid(_)));
        assert!(matches!(refusal(nil(Some("change-record")).await), Refusal::Invalid(_)));
        for (kind, state) in [("incident-record", "Gap(NeverProven)"), ("customer-notice", "Met")] {
            let id = nil(Some(kind)).await.unwrap();
            firm.rule(id, &[("TSK-IR-06-3", subject, Ruling::Supports)]).await.unwrap();
            assert_eq!(firm.one("TSK-IR-06-3", subject).await, state, "{} after {kind}", firm.f.engine);
        }
        assert!(store.check_derived(1).await.unwrap().is_empty());
    }
}

fn rhythm_of(now: &store::RhythmNow) -> domain::rhythm::RhythmDraft {
    domain::rhythm::RhythmDraft::of(&now.rhythm, &now.beats)
}

#[tokio::test]
async fn fresher_proof_ends_what_is_too_old_today_and_older_proof_takes_two_and_revives_nothing() {
    for firm in firms(&["AIG-GV-01"]).await {
        let store = &firm.f.store;
        firm.system("Fraud screen", Trait::ALL, &[]).await;
        let (control, act) = ("AIG-GV-01".parse().unwrap(), "TSK-GV-01-2");
        // A quarterly act of 60 days ago: fresh for 107 days.
        let speaks = TODAY.checked_sub(jiff::Span::new().days(60)).unwrap();
        let proof = firm.submit("meeting-minutes", speaks, &[(act, 0)]).await.unwrap();
        firm.rule(proof, &[(act, 0, Ruling::Supports)]).await.unwrap();
        assert_eq!(firm.one(act, 0).await, "Met");
        let before = store.present().await.unwrap();
        let lapse = || async { store.evidence_pairs(proof, 0).await.unwrap().0[0].lapses_at };
        let fixed = lapse().await;

        let with = |days: &str| {
            let days = days.to_owned();
            async move {
                let mut draft = rhythm_of(&store.rhythm(&"AIG-GV-01".parse().unwrap()).await.unwrap());
                draft.days.insert("TSK-GV-01-2".parse().unwrap(), days);
                draft
            }
        };
        // 90 days: still fresh, and for less long. One person asks for more.
        firm.f.world.forward(3_600);
        let outcome = store.set_rhythm(&firm.manager, &control, &with("90").await, "Quarters are 90 days.").await;
        assert_eq!(outcome.unwrap(), Outcome::Done);
        assert_eq!(firm.one(act, 0).await, "Met");
        let day = |days: i64| Utc.midnight(speaks.checked_add(jiff::Span::new().days(days)).unwrap());
        let firm = &firm;
        let at = |at: Instant| async move { firm.found(0, at).await.into_iter().find(|t| t.starts_with(act)).unwrap() };
        assert!(at(day(90)).await.ends_with("Met"));
        assert!(at(day(91)).await.ends_with("Gap(EndedByEvent)"));
        // 30 days: too old by now. It ends now, not in the past, and its lapse is not rewritten.
        firm.f.world.forward(3_600);
        store.set_rhythm(&firm.manager, &control, &with("30").await, "Monthly figures.").await.unwrap();
        assert_eq!(firm.one(act, 0).await, "Gap(EndedByEvent)");
        assert!(at(before).await.ends_with("Met"));
        assert_eq!(lapse().await, fixed);
        // Longer takes two, and revives nothing.
        let engineer = firm.f.person("Tom Brandt", Role::Engineer, true).await;
        let refused = store.set_rhythm(&engineer, &control, &with("200").await, "x").await;
        assert!(matches!(refusal(refused), Refusal::Forbidden(_)));
        let outcome = store.set_rhythm(&firm.manager, &control, &with("200").await, "Twice a year will do.").await;
        let Outcome::Proposed(id) = outcome.unwrap() else { panic!("longer takes two") };
        let twice = store.set_rhythm(&firm.manager, &control, &with("10").await, "x").await;
        assert!(matches!(refusal(twice), Refusal::Conflict(_)));
        assert_eq!(store.would_better(&firm.reviewer, id).await.unwrap(), Some(0));
        store.agree(&firm.reviewer, id, "").await.unwrap();
        assert_eq!(firm.one(act, 0).await, "Gap(EndedByEvent)");
        assert_eq!(store.rhythm(&control).await.unwrap().rhythm.of(&act.parse().unwrap()).unwrap().days, 200);
        let again = firm.submit("meeting-minutes", speaks, &[(act, 0)]).await.unwrap();
        firm.rule(again, &[(act, 0, Ruling::Supports)]).await.unwrap();
        assert!(at(day(200)).await.ends_with("Met"));
        assert!(at(day(201)).await.ends_with("Gap(Stale)"));
        assert!(store.check_derived(1).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_control_is_adopted_with_its_rhythm_edited() {
    for firm in firms(&["AIG-GV-02"]).await {
        let store = &firm.f.store;
        let template = domain::catalogue::catalogue().controls.get(&"AIG-GV-01".parse().unwrap()).unwrap();
        let beats = domain::rhythm::beats(template);
        let mut draft = domain::rhythm::RhythmDraft::of(&domain::rhythm::Rhythm::proposed(template), &beats);
        draft.cadence = "monthly".into();
        let rhythm = Some(draft.check(&beats, false).unwrap());
        let adoption = Adoption { control: template.id.clone(), owner: firm.manager.person, statement: None };
        store.adopt_edited(&firm.manager, vec![store::Edited { adoption, rhythm }]).await.unwrap();
        let now = store.rhythm(&template.id).await.unwrap().rhythm;
        assert_eq!((now.cadence.key(), now.of(&"TSK-GV-01-2".parse().unwrap()).unwrap().days), ("monthly", 41));
        assert_eq!(store.rhythms().await.unwrap().len(), 2);
    }
}

fn own_control() -> domain::own::OwnControlDraft {
    domain::own::OwnControlDraft {
        title: "Red team before each release".into(),
        statement: "Two engineers attack each release of an assistant for a day.".into(),
        control_type: "detective".into(),
        role: "Security lead".into(),
        cadence: "quarterly".into(),
        applies: "generative".into(),
        stages: vec![Stage::Production],
        key_for: "CC7.1".into(),
        supports: "CC3.2".into(),
        risks: vec!["RISK-01".into()],
        test: String::new(),
        requirements: vec![domain::own::OwnRequirementDraft {
            title: "Attack the release".into(),
            why: "What is never attacked is only believed to hold.".into(),
            steps: "Pick two people\nWrite down what broke".into(),
            subject: "system".into(),
            nature: "operate".into(),
            kinds: "exercise-record".into(),
            fresh_days: "60".into(),
            due_days: String::new(),
        }],
    }
}

#[tokio::test]
async fn a_control_of_our_own_asks_at_once_and_counts_once_a_second_person_approved_it() {
    for firm in firms(&["AIG-GV-02"]).await {
        let store = &firm.f.store;
        let (_, fits) = firm.system("Claims assistant", &[Trait::Generative], &[]).await;
        let (_, other) = firm.system("Fraud screen", &[], Trait::ALL).await;
        let engineer = firm.f.person("Tom Brandt", Role::Engineer, false).await;
        let refused = store.add_control(&engineer, &own_control(), engineer.person).await;
        assert!(matches!(refusal(refused), Refusal::Forbidden(_)));
        let (id, waiting) = store.add_control(&firm.manager, &own_control(), engineer.person).await.unwrap();
        assert_eq!(id.as_str(), "OWN-CC-01");
        let task = "OWN-CC-01-1";
        assert_eq!(firm.one(task, fits).await, "Gap(NeverProven)");
        assert_eq!(firm.one(task, other).await, "not asked");
        let proof = firm.submit("exercise-record", TODAY, &[(task, fits)]).await.unwrap();
        firm.rule(proof, &[(task, fits, Ruling::Supports)]).await.unwrap();
        assert_eq!(firm.one(task, fits).await, "Gap(NotApproved)");
        assert!(matches!(refusal(store.agree(&firm.manager, waiting, "").await), Refusal::Forbidden(_)));
        store.agree(&firm.reviewer, waiting, "").await.unwrap();
        assert_eq!(firm.one(task, fits).await, "Met");
        let spine = store.spine().await.unwrap();
        let programme = spine.programme(firm.programme).unwrap();
        assert!(spine.answered(programme).contains(CriterionId::CC7_1));
        assert_eq!(spine.requirement_by_id(&task.parse().unwrap()).unwrap().steps.title, "Attack the release");
        // A programme that is opened later has it as key too, and a second one gets the next number.
        let draft = ProgrammeDraft { name: "Next".into(), ..store.terms(firm.programme).await.unwrap().draft };
        let next = store.open_programme(&firm.manager, draft).await.unwrap();
        let spine = store.spine().await.unwrap();
        assert!(spine.answered(spine.programme(next).unwrap()).contains(CriterionId::CC7_1));
        let (second, _) = store.add_control(&firm.manager, &own_control(), engineer.person).await.unwrap();
        assert_eq!(second.as_str(), "OWN-CC-02");
        assert!(store.check_derived(1).await.unwrap().is_empty());
    }
}
