//! What is asked of whom: nothing before adoption, a question where an answer is missing.

use super::{Firm, TODAY, firms, refusal};
use domain::evidence::Ruling;
use domain::people::Role;
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::readiness::State;
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use domain::words::{Categories, Category, CriterionId, Stage, Trait};
use jiff::civil::date;
use store::testing::fresh;
use store::{Adoption, Outcome};

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
