//! A concluded assessment as proof: of what it is asked for, and of what is adopted later.

use super::{
    CONTROLS, TODAY, conclude, concluded, fields, finding, rate_the_rest, rated, read, risk, said, scorer, submit,
    whole,
};
use domain::finding::{Finding, Reason};
use domain::instant::{Utc, Zone as _};
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::risks::{Answer, Assessed, Band, Lacking, TreatmentDraft, compare};
use domain::words::Trait;
use jiff::civil::date;
use store::testing::firms;

#[tokio::test]
async fn the_risks_that_fit_are_proposed_and_a_concluded_assessment_is_proof() {
    for firm in firms(&CONTROLS).await {
        let (system, no) = scorer(&firm, &[Trait::Predictive, Trait::TrainedInHouse]).await;
        let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        let first = read(&firm, id).await;
        assert!((5..50).contains(&first.risks.len()), "{}", first.risks.len());
        assert!(first.risks.iter().all(|one| one.fits && !one.why.is_empty() && one.answer == Answer::Open));
        assert!(first.questions.is_empty());
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Gap(Reason::NeverProven)));

        let refused = said(submit(&firm, id, &firm.manager).await);
        assert_eq!(fields(&refused), [Lacking::Answer.key()]);
        rate_the_rest(&firm, id, &firm.manager).await;
        submit(&firm, id, &firm.manager).await.unwrap();
        assert!(matches!(said(conclude(&firm, id, &firm.manager).await), Refusal::Forbidden(_)), "its author");
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Gap(Reason::NeverProven)));
        assert_eq!(conclude(&firm, id, &firm.reviewer).await.unwrap(), 4);
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Met));
        // Each of these asks for a second thing that no register knows.
        assert_eq!(finding(&firm, no, "TSK-GV-07-2").await, Some(Finding::Gap(Reason::NeverProven)));
        assert_eq!(finding(&firm, no, "TSK-RA-02-3").await, Some(Finding::Gap(Reason::NeverProven)));
        assert!(matches!(said(conclude(&firm, id, &firm.reviewer).await), Refusal::Conflict(_)));
        let done = read(&firm, id).await;
        assert_eq!(done.row.concluded().map(|said| said.review_on), Some(date(2027, 11, 21)));
        assert_eq!(done.risks.len(), first.risks.len());

        firm.f.world.forward(366 * 86_400);
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Gap(Reason::Stale)));
        whole(&firm).await;
    }
}

#[tokio::test]
async fn one_assessment_at_a_time_and_a_new_one_supersedes() {
    for firm in firms(&CONTROLS).await {
        let (system, no) = scorer(&firm, &[Trait::TrainedInHouse]).await;
        let of = Assessed::System(system);
        let first = concluded(&firm, of).await;
        firm.f.world.forward(40 * 86_400);
        let second = firm.store().open_assessment(&firm.manager, of).await.unwrap();
        assert!(matches!(said(firm.store().open_assessment(&firm.manager, of).await), Refusal::Conflict(_)));
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Met), "until the new one is concluded");
        let drift = rated(&firm.manager, ["4", "3"], ["4", "3"], &[]);
        let aside = "People without need cannot reach it.";
        firm.store().set_risk_aside(&firm.manager, second, &risk("RISK-03"), aside, 0).await.unwrap();
        firm.store().rate_risk(&firm.manager, second, &risk("RISK-01"), &drift, 0).await.unwrap();
        let moved = TreatmentDraft { kind: "avoid".into(), reason: "No release.".into(), ..TreatmentDraft::default() };
        firm.store().treat_risk(&firm.manager, second, &risk("RISK-01"), &moved, 1).await.unwrap();
        firm.store().agree_set_aside(&firm.reviewer, second, &risk("RISK-03"), 1).await.unwrap();
        rate_the_rest(&firm, second, &firm.manager).await;
        let now = read(&firm, second).await;
        assert_eq!(now.previous.as_ref().map(|row| row.id), Some(first));
        let moved = compare(&now.said_before(), &now.said());
        let worse: Vec<_> = moved.risks.iter().filter(|one| one.change.key() == "worse").map(|one| &one.risk).collect();
        assert_eq!(worse, [&risk("RISK-01")]);
        submit(&firm, second, &firm.manager).await.unwrap();
        assert_eq!(conclude(&firm, second, &firm.reviewer).await.unwrap(), 3, "access to training data was not rated");
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Met));
        let register = firm.store().rated_risks(TODAY, &Utc).await.unwrap();
        assert!(register.iter().all(|row| row.assessment == second));
        assert_eq!(register[0].entry.risk, risk("RISK-01"));
        assert_eq!(register[0].entry.residual.band, Band::High);
        whole(&firm).await;
    }
}

#[tokio::test]
async fn a_conclusion_proves_what_is_adopted_afterwards_once_somebody_who_took_no_part_says_so() {
    for firm in firms(&["AIG-PR-02"]).await {
        let (system, no) = scorer(&firm, &[Trait::Predictive, Trait::TrainedInHouse]).await;
        let id = concluded(&firm, Assessed::System(system)).await;
        let nothing = said(firm.store().prove_assessment(&firm.reviewer, id).await);
        assert!(matches!(&nothing, Refusal::Conflict(rule) if rule.contains("Nothing waits")), "{nothing}");

        firm.f.world.forward(40 * 86_400);
        firm.adopt(&["AIG-RA-02"]).await;
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Gap(Reason::NeverProven)));
        let (now, seq) = (firm.store().present().await.unwrap(), i64::MAX);
        let waits = |actor: Actor| {
            let store = firm.store().clone();
            async move { store.waiting(seq).await.unwrap().risks.to_prove(&actor, Utc.day(now)).count() }
        };
        assert_eq!((waits(firm.reviewer).await, waits(firm.manager).await), (1, 0), "never whoever took part");
        let own = said(firm.store().prove_assessment(&firm.manager, id).await);
        assert!(matches!(own, Refusal::Forbidden(_)), "{own}");

        assert_eq!(firm.store().prove_assessment(&firm.reviewer, id).await.unwrap(), 3, "each kind that is asked for");
        assert_eq!(finding(&firm, no, "TSK-RA-02-2").await, Some(Finding::Met));
        let listing = finding(&firm, no, "TSK-RA-02-3").await;
        assert_eq!(listing, Some(Finding::Gap(Reason::NeverProven)), "a listing of access is asked for beside it");
        assert_eq!(waits(firm.reviewer).await, 0);
        let read = read(&firm, id).await;
        let proof = firm.store().assessment_proof(&firm.reviewer, &read, &Utc).await.unwrap();
        let piece = firm.store().evidence(proof.evidence[0].0).await.unwrap();
        assert_eq!(
            (piece.speaks_until, piece.performed_on),
            (TODAY, Some(TODAY)),
            "the day of the conclusion, not of the click"
        );
        assert!(matches!(said(firm.store().prove_assessment(&firm.reviewer, id).await), Refusal::Conflict(_)));

        firm.adopt(&["AIG-GV-07"]).await;
        firm.store().answer_trait(&firm.manager, system, Trait::Agentic, Some(true), "It acts now.").await.unwrap();
        let late = said(firm.store().prove_assessment(&firm.reviewer, id).await);
        assert!(matches!(&late, Refusal::Conflict(rule) if rule.contains("new assessment")), "{late}");
        whole(&firm).await;
    }
}
