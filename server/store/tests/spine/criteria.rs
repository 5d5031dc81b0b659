//! Criteria through time: risen, set aside, brought back.

use super::{TODAY, firms, refusal};
use domain::change::Change;
use domain::evidence::Ruling;
use domain::finding::Reason;
use domain::instant::{Utc, Zone as _};
use domain::people::Role;
use domain::readiness::State;
use domain::refusal::Refusal;
use domain::words::{CriterionId, Trait};

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
