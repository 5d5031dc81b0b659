//! Controls of our own making.

use super::{TODAY, firms, refusal};
use domain::evidence::Ruling;
use domain::people::Role;
use domain::programme::ProgrammeDraft;
use domain::refusal::Refusal;
use domain::words::{CriterionId, Stage, Trait};

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
