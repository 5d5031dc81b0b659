//! What takes two people, and what two do at once.

use super::{CONTROLS, conclude, fields, low, rate_the_rest, rated, read, risk, said, scorer, submit, whole};
use domain::people::{Actor, Role};
use domain::refusal::Refusal;
use domain::risks::{Answer, Assessed, Gate, Lacking, RatedDraft, State};
use domain::words::Trait;
use store::AssessmentRead;
use store::testing::firms;

#[tokio::test]
async fn nobody_who_took_part_concludes_even_if_another_said_otherwise_since() {
    for firm in firms(&CONTROLS).await {
        let second = firm.f.person("Nadia Ferreira", Role::ComplianceManager, true).await;
        let (system, _) = scorer(&firm, &[]).await;
        let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        let one = read(&firm, id).await.risks.remove(0);
        firm.store().rate_risk(&second, id, &one.risk, &low(&second), 0).await.unwrap();
        firm.store().rate_risk(&firm.manager, id, &one.risk, &low(&firm.manager), 1).await.unwrap();
        rate_the_rest(&firm, id, &firm.manager).await;
        submit(&firm, id, &firm.manager).await.unwrap();
        assert!(matches!(said(conclude(&firm, id, &second).await), Refusal::Forbidden(_)));
        let seen = read(&firm, id).await.version;
        assert!(matches!(
            said(firm.store().rate_risk(&firm.manager, id, &one.risk, &low(&second), 2).await),
            Refusal::Conflict(_)
        ));
        let back = firm.store().send_assessment_back(&firm.reviewer, id, "", seen).await;
        assert_eq!(fields(&said(back)), ["reason"]);
        firm.store().send_assessment_back(&firm.reviewer, id, "Who answers?", seen).await.unwrap();
        let State::Draft { sent_back: Some(back) } = read(&firm, id).await.row.assessment.state else { panic!() };
        assert_eq!((back.by, back.reason.as_str()), (firm.reviewer.person, "Who answers?"));
        submit(&firm, id, &second).await.unwrap();
        let seen = seen - 1;
        let stale = firm.store().conclude_assessment(&firm.reviewer, id, seen).await;
        assert!(matches!(said(stale), Refusal::Conflict(_)));
        conclude(&firm, id, &firm.reviewer).await.unwrap();
        whole(&firm).await;
    }
}

#[tokio::test]
async fn two_who_rate_at_once_lose_nothing() {
    for firm in firms(&CONTROLS).await {
        let (system, _) = scorer(&firm, &[]).await;
        let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        let one = read(&firm, id).await.risks.remove(0);
        firm.store().rate_risk(&firm.manager, id, &one.risk, &low(&firm.manager), one.no).await.unwrap();
        let late = rated(&firm.manager, ["5", "5"], ["5", "5"], &[]);
        let refused = said(firm.store().rate_risk(&firm.manager, id, &one.risk, &late, one.no).await);
        assert!(matches!(refused, Refusal::Conflict(_)));
        let Answer::Rated(kept) = read(&firm, id).await.risks.remove(0).answer else { panic!() };
        assert_eq!(kept.inherent.rating.product(), 4);
        let strange = rated(&firm.manager, ["9", "2"], ["2", "2"], &["AIG-VN-03"]);
        let refused = said(firm.store().rate_risk(&firm.manager, id, &one.risk, &strange, 1).await);
        assert_eq!(fields(&refused), ["likelihood", "acting"]);
    }
}

#[tokio::test]
async fn what_matters_is_not_set_aside_by_one() {
    for firm in firms(&CONTROLS).await {
        let (system, _) = scorer(&firm, &[Trait::TrainedInHouse]).await;
        let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        let drift = risk("RISK-01");
        firm.store().set_risk_aside(&firm.manager, id, &drift, "It never changes.", 0).await.unwrap();
        rate_the_rest(&firm, id, &firm.manager).await;
        submit(&firm, id, &firm.manager).await.unwrap();
        assert_eq!(fields(&said(conclude(&firm, id, &firm.reviewer).await)), [Lacking::SecondPerson.key()]);
        assert!(read(&firm, id).await.missing(Gate::Submission).is_empty());
        assert!(matches!(
            said(firm.store().agree_set_aside(&firm.manager, id, &drift, 1).await),
            Refusal::Forbidden(_)
        ));
        firm.store().agree_set_aside(&firm.reviewer, id, &drift, 1).await.unwrap();
        conclude(&firm, id, &firm.reviewer).await.unwrap();
        whole(&firm).await;
    }
}

fn picked(read: &AssessmentRead, these: &[&str]) -> Vec<store::Picked> {
    let one = |id: &&str| read.risks.iter().find(|one| one.risk.as_str() == *id).map(|one| (one.risk.clone(), one.no));
    these.iter().filter_map(one).collect()
}

#[tokio::test]
async fn many_are_answered_by_one_entry_but_what_takes_two_is_named_and_left() {
    for firm in firms(&CONTROLS).await {
        let (system, _) = scorer(&firm, &[Trait::Predictive, Trait::TrainedInHouse]).await;
        let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        let before = read(&firm, id).await;
        let own: Vec<_> = before.risks.iter().map(store::RiskInHand::is_its_own).collect();
        assert!(own.is_sorted_by_key(|own| !own) && own.contains(&true) && own.contains(&false), "its own come first");
        let free: Vec<_> = before.risks.iter().map(|one| one.risk.as_str()).collect();
        let free: Vec<_> = free.into_iter().filter(|id| !domain::risks::BY_TWO.contains(id)).collect();
        let (three, two) = (&free[..3], &free[3..5]);

        let with_two = [three, &["RISK-01", "RISK-03"]].concat();
        let refused =
            said(firm.store().set_risks_aside(&firm.manager, id, &picked(&before, &with_two), "Not here.").await);
        assert_eq!(fields(&refused), ["risk"]);
        assert!(refused.to_string().contains("RISK-01, RISK-03"), "{refused}");
        assert_eq!(fields(&said(firm.store().set_risks_aside(&firm.manager, id, &[], " ").await)), ["risk", "reason"]);
        let head = firm.store().head_seq().await.unwrap();
        let done = firm.store().set_risks_aside(&firm.manager, id, &picked(&before, three), "Not here.").await.unwrap();
        assert_eq!((done, firm.store().head_seq().await.unwrap()), (3, head + 1), "one command, one entry");
        let stale =
            said(firm.store().rate_risks(&firm.manager, id, &picked(&before, three), &low(&firm.manager)).await);
        assert!(matches!(stale, Refusal::Conflict(_)), "{stale}");
        let none = said(firm.store().rate_risks(&firm.manager, id, &[], &low(&firm.manager)).await);
        assert_eq!(fields(&none), ["risk"]);
        let stranger =
            said(firm.store().rate_risks(&firm.reviewer, id, &picked(&before, two), &low(&firm.reviewer)).await);
        assert!(matches!(stranger, Refusal::Forbidden(_)), "{stranger}");
        let silent = said(firm.store().rate_risks(&firm.manager, id, &picked(&before, two), &low(&firm.manager)).await);
        assert_eq!(fields(&silent), ["note"]);
        let alike = RatedDraft { note: "No users yet.".into(), ..low(&firm.manager) };
        firm.store().rate_risks(&firm.manager, id, &picked(&before, two), &alike).await.unwrap();
        let after = read(&firm, id).await;
        let answered: Vec<_> =
            after.risks.iter().filter(|one| one.answer != Answer::Open).map(|one| one.risk.as_str()).collect();
        let mut wanted = [three, two].concat();
        wanted.sort_by_key(|id| after.risks.iter().position(|one| one.risk.as_str() == *id));
        assert_eq!(answered, wanted);
        rate_the_rest(&firm, id, &firm.manager).await;
        submit(&firm, id, &firm.manager).await.unwrap();
        conclude(&firm, id, &firm.reviewer).await.unwrap();
        whole(&firm).await;
    }
}

#[tokio::test]
async fn what_one_person_set_aside_waits_for_whoever_may_agree() {
    for firm in firms(&CONTROLS).await {
        let (system, _) = scorer(&firm, &[Trait::TrainedInHouse]).await;
        let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        let one = risk("RISK-03");
        firm.store().set_risk_aside(&firm.manager, id, &one, "Nobody else gets there.", 0).await.unwrap();
        let now = firm.store().present().await.unwrap();
        let waiting = firm.store().waiting(i64::MAX).await.unwrap();
        let of = |actor: &Actor| waiting.risks.to_agree(actor, now).map(|one| one.risk.clone()).collect::<Vec<_>>();
        assert_eq!((of(&firm.reviewer), of(&firm.manager)), (vec![one.clone()], vec![]));
        firm.store().agree_set_aside(&firm.reviewer, id, &one, 1).await.unwrap();
        assert_eq!(firm.store().waiting(i64::MAX).await.unwrap().risks.asides, []);
        whole(&firm).await;
    }
}
