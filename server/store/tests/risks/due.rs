//! What asks for the next assessment.

use super::{CONTROLS, TODAY, concluded, read, scorer};
use domain::attestations::{AnswerDraft, AttestationDraft, LaterDraft, ReviewDraft, checklist};
use domain::catalogue::catalogue;
use domain::instant::Utc;
use domain::risks::{Assessed, Because, Pressing, ReassessmentTrigger};
use domain::words::{Criticality, Trait};
use jiff::ToSpan as _;
use std::sync::Arc;
use store::testing::{firms, honest};

#[tokio::test]
async fn what_happens_to_a_system_asks_for_its_next_assessment() {
    for firm in firms(&CONTROLS).await {
        let (system, _) = scorer(&firm, &[]).await;
        let due = async |today| {
            let all = firm.store().risks_of_all(today, &Utc).await.unwrap();
            all.into_iter().find(|one| one.system.is_some()).unwrap().due
        };
        assert_eq!(due(TODAY).await.reasons[0].0, Because::Never);
        concluded(&firm, Assessed::System(system)).await;
        assert_eq!(due(TODAY).await.pressing, Pressing::Later);
        firm.f.world.forward(86_400);
        firm.store().answer_trait(&firm.manager, system, Trait::Agentic, Some(true), "It acts now.").await.unwrap();
        let asked = due(TODAY.saturating_add(1.days())).await;
        assert_eq!((asked.pressing, asked.by), (Pressing::Now, TODAY.saturating_add(31.days())));
        assert_eq!(due(TODAY.saturating_add(40.days())).await.pressing, Pressing::Overdue);
        let id = firm.store().open_assessment(&firm.manager, Assessed::System(system)).await.unwrap();
        let later = read(&firm, id).await;
        assert!(later.risks.iter().any(|one| one.before.is_none()), "an agent brings risks of its own");
    }
}

#[tokio::test]
async fn a_finding_in_the_report_of_a_vendor_asks_for_the_assessment_of_what_depends_on_it() {
    for firm in firms(&CONTROLS).await {
        let store = firm.store();
        let (system, _) = scorer(&firm, &[]).await;
        let vendor = store.add_vendor(&firm.manager, "Parley Labs", "models", Criticality::High, None).await.unwrap();
        let other = store.add_vendor(&firm.manager, "Cloudmoor", "hosting", Criticality::High, None).await.unwrap();
        store.depend(&firm.manager, system, vendor).await.unwrap();
        let findings = async || {
            let all = store.risks_of_all(TODAY, &Utc).await.unwrap();
            let of = all.into_iter().find(|one| one.system.is_some()).unwrap();
            let due = of.due;
            if let Some(last) = &of.last {
                assert_eq!(store.assessment_due(last, TODAY, &Utc).await.unwrap(), due, "the page of the system too");
            }
            let is = |because: &Because| {
                matches!(because, Because::Triggered { trigger: ReassessmentTrigger::ReportFinding, .. })
            };
            due.reasons.iter().filter(|(because, _)| is(because)).count()
        };
        let entered = std::cell::Cell::new(0);
        let accepted = async |of, opinion: &str, point: &str, judged: &str| {
            entered.set(entered.get() + 1);
            let draft = AttestationDraft {
                kind: "SOC2-T2".into(),
                issuer: format!("Auditors no. {}", entered.get()),
                period_from: "2025-10-01".into(),
                period_until: "2026-09-30".into(),
                scope: "yes".into(),
                categories: vec!["Security".into()],
                opinion: opinion.into(),
                received_on: "2026-11-20".into(),
                ..AttestationDraft::default()
            };
            let id = store.enter_attestation(&firm.manager, of, &draft, None).await.unwrap();
            let kind = catalogue().attestations.get(&"SOC2-T2".parse().unwrap()).unwrap();
            let answer = AnswerDraft { answer: point.into(), note: "Two of forty were late.".into() };
            let answers = checklist(kind).map(|_| answer.clone()).collect();
            let review = match point {
                "fine" => honest(store, id, judged).await,
                _ => ReviewDraft { answers, judged: judged.into(), ..ReviewDraft::default() },
            };
            store.accept_attestation(&firm.reviewer, id, &review).await.unwrap();
            id
        };
        accepted(vendor, "qualified", "fine", "").await;
        concluded(&firm, Assessed::System(system)).await;
        assert_eq!(findings().await, 0, "the assessment came after it");
        let clean = accepted(vendor, "unqualified", "fine", "").await;
        accepted(vendor, "qualified", "fine", "harmless").await;
        accepted(other, "adverse", "fine", "").await;
        assert_eq!(findings().await, 0, "clean, harmless, or of a vendor on which nothing depends");
        let qualified = accepted(vendor, "qualified", "fine", "").await;
        assert_eq!(findings().await, 1);
        accepted(vendor, "unqualified", "wanting", "").await;
        assert_eq!(findings().await, 2, "an exception that the second person found to matter");
        let out = LaterDraft { what: "out-of-scope".into(), day: String::new(), words: "Its annex of today.".into() };
        store.note_attestation(&firm.manager, clean, &out).await.unwrap();
        assert_eq!(findings().await, 3, "what came to light later");
        store.take_attestation_back(&firm.manager, qualified, "Of another vendor.").await.unwrap();
        assert_eq!(findings().await, 2);
        let next = concluded(&firm, Assessed::System(system)).await;
        assert_eq!(findings().await, 0, "{next} looked at them");
        let rows = store.rated_risks(TODAY, &Utc).await.unwrap();
        assert!(rows.iter().all(|row| row.assessment == next), "only the last conclusion is read");
    }
}

#[tokio::test]
async fn the_register_is_read_once_until_the_trail_goes_on_or_the_day_ends() {
    for firm in firms(&CONTROLS).await {
        let store = firm.store();
        let (system, _) = scorer(&firm, &[]).await;
        concluded(&firm, Assessed::System(system)).await;
        let look = async |today| {
            let (seq, before) = (store.head_seq().await.unwrap(), store.statements());
            let register = store.risk_register(seq, today, &Utc).await.unwrap();
            (register, store.statements() - before)
        };
        let (first, asked) = look(TODAY).await;
        assert!((1..=10).contains(&asked), "{asked} statements, however many risks there are");
        assert_eq!(first.rows, store.rated_risks(TODAY, &Utc).await.unwrap());
        assert_eq!(first.things, store.risks_of_all(TODAY, &Utc).await.unwrap());
        let of_today = first.trend.last().unwrap();
        let standing = usize::try_from(of_today.residual.total()).unwrap();
        assert_eq!((of_today.on, of_today.assessed, standing), (TODAY, 1, first.rows.len()));
        let (again, asked) = look(TODAY).await;
        assert!(Arc::ptr_eq(&first, &again));
        assert_eq!(asked, 0, "nothing is asked while nothing came since");

        let late = TODAY.saturating_add(400.days());
        assert!(look(late).await.0.things.iter().any(|one| one.due.pressing == Pressing::Overdue), "another day");
        let (other, _) = scorer(&firm, &[]).await;
        concluded(&firm, Assessed::System(other)).await;
        let (both, _) = look(TODAY).await;
        assert_eq!(both.rows.len(), first.rows.len() * 2, "an entry came");
        assert_eq!(both.rows, store.rated_risks(TODAY, &Utc).await.unwrap());
    }
}
