//! Internal audits from the plan to the report, on both engines.
#![cfg(test)]

use domain::audits::{AuditStage, Outcome, PlanDraft, ResultDraft};
use domain::codes::ControlId;
use domain::deficiencies::DeficiencyDraft;
use domain::evidence::Ruling;
use domain::finding::{Finding, Reason};
use domain::ids::{AuditId, EvidenceId, PersonId, SystemId};
use domain::instant::{Utc, Zone as _};
use domain::notices::What;
use domain::people::{Actor, Role};
use domain::refusal::Refusal;
use domain::words::CriterionId;
use jiff::Span;
use jiff::civil::Date;
use store::testing::{Firm, firms, pair};
use store::{AuditRow, Error};

fn said<T: std::fmt::Debug>(outcome: store::Result<T>) -> Refusal {
    let error = outcome.unwrap_err();
    let Error::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

/// A firm whose manager owns all controls, with two who audit and one who concludes.
struct Scene {
    firm: Firm,
    auditor: Actor,
    second: Actor,
    executive: Actor,
}

impl Scene {
    async fn all(controls: &[&str]) -> Vec<Self> {
        let mut all = Vec::new();
        for firm in firms(controls).await {
            let auditor = firm.f.person("Sanjay Mehta", Role::Engineer, true).await;
            let second = firm.f.person("Tomas Ortega", Role::Engineer, false).await;
            let executive = firm.f.person("Ruth Adeyemi", Role::Executive, true).await;
            all.push(Self { firm, auditor, second, executive });
        }
        all
    }

    async fn today(&self) -> Date {
        Utc.day(self.firm.store().present().await.unwrap().max(store::World::now(&*self.firm.f.world)))
    }

    async fn draft(&self, criteria: &[&str], systems: &[SystemId], auditors: &[PersonId]) -> PlanDraft {
        let today = self.today().await;
        PlanDraft {
            title: "Access and oversight".into(),
            criteria: criteria.iter().map(|key| key.parse().unwrap()).collect(),
            systems: systems.to_vec(),
            from: Some(today.saturating_sub(Span::new().days(90))),
            until: Some(today),
            due: Some(today.saturating_add(Span::new().days(20))),
            auditors: auditors.to_vec(),
        }
    }

    async fn plan(&self, criteria: &[&str], systems: &[SystemId]) -> AuditId {
        let draft = self.draft(criteria, systems, &[self.auditor.person, self.second.person]).await;
        self.firm.store().plan_audit(&self.auditor, &draft).await.unwrap()
    }

    async fn one(&self, id: AuditId) -> AuditRow {
        self.firm.store().audit(id).await.unwrap()
    }

    async fn test(&self, by: &Actor, id: AuditId, control: &str, draft: &ResultDraft) -> store::Result<Outcome> {
        self.firm.store().test_control(by, id, &control.parse().unwrap(), draft).await
    }

    /// Evidence that was accepted for the system.
    async fn accepted(&self, no: i64) -> EvidenceId {
        let pairs = [pair("TSK-AC-07-1", no)];
        let evidence = self.firm.submit("config-export", self.today().await, &pairs).await;
        self.firm.rule(evidence, &pairs, Ruling::Supports).await;
        evidence
    }

    async fn log(&self, id: AuditId, control: &str) {
        let draft = DeficiencyDraft {
            source: "audit".into(),
            reference: format!("{id}@{control}"),
            title: "Keys are older than we say".into(),
            what: "Two of five.".into(),
            control: control.into(),
            found_on: self.today().await.to_string(),
            owner: self.firm.manager.person.to_string(),
            ..DeficiencyDraft::default()
        };
        self.firm.store().open_deficiency(&self.firm.manager, &draft).await.unwrap();
    }

    async fn matters(&self, what: What) -> Vec<(PersonId, u64)> {
        let store = self.firm.store();
        let now = store.present().await.unwrap();
        let all = store.matters(now, &Utc).await.unwrap().into_iter().filter(|matter| matter.what == what);
        all.map(|matter| (matter.to, matter.count)).collect()
    }
}

fn result(outcome: Outcome, sample: &str, deviations: &str, evidence: &[EvidenceId]) -> ResultDraft {
    ResultDraft {
        outcome: Some(outcome),
        population: String::new(),
        sample: sample.into(),
        deviations: deviations.into(),
        note: "Inspected.".into(),
        evidence: evidence.to_vec(),
        elsewhere: String::new(),
    }
}

#[tokio::test]
async fn an_audit_that_is_named_by_its_code_is_here_and_another_is_named_by_hand() {
    for scene in Scene::all(&["AIG-AC-07"]).await {
        let (store, manager) = (scene.firm.store(), &scene.firm.manager);
        let (system, _) = scene.firm.system("Scorer", None).await;
        let row = scene.one(scene.plan(&["CC6.1"], &[system]).await).await;
        for (reference, is_here) in [
            (format!("{}, step 2", row.code()), true),
            (row.code().to_lowercase(), true),
            ("AUD-999".to_owned(), false),
            ("See AUD-999/4".to_owned(), false),
            ("Audit of spring, test 4".to_owned(), true),
        ] {
            let draft = DeficiencyDraft {
                source: "audit".into(),
                reference: reference.clone(),
                title: format!("Keys are older than we say: {reference}"),
                what: "Two of five.".into(),
                control: "AIG-AC-07".into(),
                found_on: scene.today().await.to_string(),
                owner: manager.person.to_string(),
                ..DeficiencyDraft::default()
            };
            let opened = store.open_deficiency(manager, &draft).await;
            if is_here {
                opened.unwrap();
            } else {
                let Refusal::Invalid(faults) = said(opened) else { panic!("{reference}") };
                assert_eq!(faults[0].field, "reference", "{reference}");
            }
        }
    }
}

#[tokio::test]
async fn from_the_plan_to_the_report_by_people_who_differ_at_each_step() {
    for scene in Scene::all(&["AIG-AC-07", "AIG-MO-02", "AIG-MO-03"]).await {
        let (store, manager, reviewer) = (scene.firm.store(), &scene.firm.manager, &scene.firm.reviewer);
        let (system, no) = scene.firm.system("Scorer", None).await;
        let evidence = scene.accepted(no).await;
        let id = scene.plan(&["CC6.1", "CC4.2"], &[system]).await;
        let row = scene.one(id).await;
        let steps: Vec<_> = row.steps.iter().map(|step| step.control.as_str()).collect();
        assert_eq!((row.code().as_str(), steps), ("AUD-001", vec!["AIG-AC-07", "AIG-MO-03"]));
        assert_eq!((row.stage(), row.systems[0].1.as_str()), (AuditStage::UnderWay, "Scorer"));
        assert!(row.steps[1].procedure.starts_with("Reconcile the log"), "{}", row.steps[1].procedure);
        let mut waits = vec![(scene.auditor.person, 2), (scene.second.person, 2)];
        waits.sort_unstable();
        let mut told = scene.matters(What::TestControls).await;
        told.sort_unstable();
        assert_eq!(told, waits);

        let adverse = result(Outcome::Adverse, "5", "2", &[evidence]);
        let supports = result(Outcome::Supports, "1", "", &[evidence]);
        assert!(matches!(said(scene.test(manager, id, "AIG-AC-07", &adverse).await), Refusal::Forbidden(_)));
        assert!(matches!(said(scene.test(reviewer, id, "AIG-AC-07", &adverse).await), Refusal::Forbidden(_)));
        assert!(matches!(said(scene.test(&scene.auditor, id, "AIG-GV-01", &adverse).await), Refusal::Missing(_)));
        let Refusal::Invalid(faults) = said(scene.test(&scene.auditor, id, "AIG-MO-03", &supports).await) else {
            panic!("evidence of another control")
        };
        assert_eq!(faults[0].field, "evidence");
        scene.test(&scene.auditor, id, "AIG-AC-07", &supports).await.unwrap();
        scene.test(&scene.second, id, "AIG-AC-07", &adverse).await.unwrap();
        let row = scene.one(id).await;
        let kept: Vec<_> = row.recorded[&"AIG-AC-07".parse().unwrap()].iter().map(|one| one.outcome).collect();
        assert_eq!(kept, [Outcome::Supports, Outcome::Adverse], "what was recorded before is kept");
        assert!(matches!(said(store.conclude_audit(&scene.executive, id, "").await), Refusal::Conflict(_)));
        scene.test(&scene.second, id, "AIG-MO-03", &result(Outcome::NotTested, "", "", &[])).await.unwrap();
        assert_eq!(scene.one(id).await.stage(), AuditStage::Tested);

        let Refusal::Conflict(why) = said(store.conclude_audit(&scene.executive, id, "").await) else { panic!() };
        assert_eq!(why, "AIG-AC-07 failed and is not in the deficiency log. Open a deficiency first.");
        assert_eq!(scene.matters(What::ConcludeAudit).await, []);
        scene.log(id, "AIG-AC-07").await;
        assert_eq!(scene.one(id).await.logged[&"AIG-AC-07".parse().unwrap()][0].no, 1);
        assert!(scene.matters(What::ConcludeAudit).await.contains(&(scene.executive.person, 1)));
        for (who, name) in [(&scene.second, "no review"), (manager, "owns the controls")] {
            assert!(matches!(said(store.conclude_audit(who, id, "").await), Refusal::Forbidden(_)), "{name}");
        }
        assert!(matches!(said(store.conclude_audit(&scene.auditor, id, "").await), Refusal::Forbidden(_)));
        let concluded = store.conclude_audit(&scene.executive, id, "Read in full.").await.unwrap();
        assert_eq!(concluded, 0, "nobody tested a step of CC4.2");
        let all = store.audits(false).await.unwrap();
        assert_eq!(store.next_audit_due(&all, &Utc).await.unwrap(), None, "what proves nothing moves no day");
        let row = scene.one(id).await;
        assert_eq!(row.stage(), AuditStage::Concluded);
        assert_eq!((row.report().supports, row.report().adverse, row.report().not_tested), (0, 1, 1));
        assert!(matches!(said(scene.test(&scene.second, id, "AIG-MO-03", &adverse).await), Refusal::Conflict(_)));
        assert!(matches!(said(store.call_off_audit(manager, id, "late").await), Refusal::Conflict(_)));
        assert!(matches!(said(store.conclude_audit(reviewer, id, "").await), Refusal::Conflict(_)));
        assert_eq!(store.audits(true).await.unwrap(), vec![]);
        assert_eq!(store.check_records().await.unwrap(), vec![]);
        assert_eq!(store.check_derived(1).await.unwrap().len(), 0);
    }
}

#[tokio::test]
async fn a_concluded_report_proves_that_controls_are_audited_and_the_next_is_due() {
    for scene in Scene::all(&["AIG-AC-07", "AIG-MO-02"]).await {
        let store = scene.firm.store();
        let (system, no) = scene.firm.system("Scorer", None).await;
        let evidence = scene.accepted(no).await;
        let audited = async || {
            let found = store.findings_of(0, store.present().await.unwrap()).await.unwrap();
            let spine = store.spine().await.unwrap();
            let is = |no| spine.requirement(no).is_some_and(|one| one.id.as_str() == "TSK-MO-02-1");
            found.into_iter().find(|one| is(one.requirement_no)).map(|one| one.finding)
        };
        assert_eq!(audited().await, Some(Finding::Gap(Reason::NeverProven)));
        let id = scene.plan(&["CC6.1"], &[system]).await;
        scene.test(&scene.auditor, id, "AIG-AC-07", &result(Outcome::Supports, "1", "0", &[evidence])).await.unwrap();
        assert_eq!(audited().await, Some(Finding::Gap(Reason::NeverProven)), "a result alone proves nothing");
        let concluded = store.conclude_audit(&scene.executive, id, "").await.unwrap();
        assert_eq!(concluded, 2, "a report and its findings in the log");
        assert_eq!(audited().await, Some(Finding::Met));
        assert_eq!(scene.matters(What::AuditDue).await, []);
        scene.firm.f.world.forward(355 * 86_400);
        scene.accepted(no).await;
        assert_eq!(scene.matters(What::AuditDue).await, [(scene.firm.manager.person, 1)]);
        scene.plan(&["CC6.1"], &[system]).await;
        assert_eq!(scene.matters(What::AuditDue).await, [], "one is under way");
    }
}

#[tokio::test]
async fn nobody_tests_what_they_own_and_a_plan_without_others_is_refused() {
    for scene in Scene::all(&["AIG-AC-07", "AIG-GV-01"]).await {
        let (store, manager) = (scene.firm.store(), &scene.firm.manager);
        let (system, _) = scene.firm.system("Scorer", Some(scene.second.person)).await;
        let field = |refusal: Refusal| {
            let Refusal::Invalid(faults) = refusal else { panic!("{refusal:?}") };
            faults[0].field.to_string()
        };
        let guest = scene.firm.f.person("Helen Strand", Role::Auditor, false).await;
        for (name, auditors) in
            [("owns the controls", manager.person), ("owns the system", scene.second.person), ("a guest", guest.person)]
        {
            let draft = scene.draft(&["CC6.1"], &[system], &[auditors]).await;
            assert_eq!(field(said(store.plan_audit(&scene.auditor, &draft).await)), "auditors", "{name}");
        }
        let nothing = scene.draft(&["P8.1"], &[], &[scene.auditor.person]).await;
        assert_eq!(field(said(store.plan_audit(&scene.auditor, &nothing).await)), "criteria");
        let draft = scene.draft(&["CC6.1"], &[system], &[scene.auditor.person]).await;
        assert!(matches!(said(store.plan_audit(&scene.second, &draft).await), Refusal::Forbidden(_)));
        let id = store.plan_audit(manager, &draft).await.unwrap();
        assert_eq!(field(said(store.add_auditor(manager, id, Some(scene.auditor.person)).await)), "auditor");
        assert_eq!(field(said(store.add_auditor(manager, id, Some(guest.person)).await)), "auditor");
        store.add_auditor(manager, id, Some(scene.second.person)).await.unwrap();
        let own = result(Outcome::NotTested, "", "", &[]);
        assert!(matches!(said(scene.test(&scene.second, id, "AIG-AC-07", &own).await), Refusal::Forbidden(_)));
        assert_eq!(scene.matters(What::TestControls).await, [(scene.auditor.person, 1)]);
        scene.test(&scene.auditor, id, "AIG-AC-07", &own).await.unwrap();
        let Refusal::Conflict(why) = said(store.conclude_audit(&scene.executive, id, "").await) else { panic!() };
        assert!(why.starts_with("Nothing was tested"), "{why}");
        assert_eq!(field(said(store.call_off_audit(manager, id, " ").await)), "reason");
        store.call_off_audit(manager, id, "The people left.").await.unwrap();
        assert_eq!(scene.one(id).await.stage(), AuditStage::CalledOff);
        assert_eq!(store.check_records().await.unwrap(), vec![]);
    }
}

#[tokio::test]
async fn an_audit_that_left_a_criterion_untested_proves_nothing_once_it_is_concluded() {
    for scene in Scene::all(&["AIG-AC-07", "AIG-MO-02", "AIG-MO-03"]).await {
        let store = scene.firm.store();
        let (system, no) = scene.firm.system("Scorer", None).await;
        let evidence = scene.accepted(no).await;
        let skipped = result(Outcome::NotTested, "", "", &[]);
        let id = scene.plan(&["CC6.1", "CC4.2"], &[system]).await;
        scene.test(&scene.auditor, id, "AIG-AC-07", &result(Outcome::Supports, "1", "", &[evidence])).await.unwrap();
        scene.test(&scene.auditor, id, "AIG-MO-03", &skipped).await.unwrap();
        assert_eq!(scene.one(id).await.report().untested, [CriterionId::CC4_2]);
        assert_eq!(store.conclude_audit(&scene.executive, id, "").await.unwrap(), 0);
        assert_eq!(scene.one(id).await.stage(), AuditStage::Concluded);
        assert_eq!(store.check_records().await.unwrap(), vec![]);
    }
}

#[tokio::test]
async fn what_supports_may_name_what_lies_elsewhere() {
    for scene in Scene::all(&["AIG-AC-07"]).await {
        let (store, control): (_, ControlId) = (scene.firm.store(), "AIG-AC-07".parse().unwrap());
        let (system, _) = scene.firm.system("Scorer", None).await;
        let id = scene.plan(&["CC6.1"], &[system]).await;
        let nothing = result(Outcome::Supports, "5", "", &[]);
        let Refusal::Invalid(faults) = said(scene.test(&scene.auditor, id, "AIG-AC-07", &nothing).await) else {
            panic!("nothing was named")
        };
        assert_eq!(faults[0].field, "elsewhere");
        let tickets = ResultDraft { elsewhere: " Tickets 14 to 18 ".into(), ..nothing };
        scene.test(&scene.auditor, id, "AIG-AC-07", &tickets).await.unwrap();
        assert_eq!(scene.one(id).await.results()[&control].elsewhere, "Tickets 14 to 18");
        assert!(scene.firm.f.sql("UPDATE audit_result SET elsewhere = NULL").await.is_err());
        assert_eq!(store.check_records().await.unwrap(), vec![]);
        assert!(store.check_rows().await.unwrap().faults.is_empty());
    }
}

#[tokio::test]
async fn what_was_recorded_cannot_be_rewritten_behind_its_back() {
    for scene in Scene::all(&["AIG-AC-07"]).await {
        let (system, _) = scene.firm.system("Scorer", None).await;
        let id = scene.plan(&["CC6.1"], &[system]).await;
        scene.test(&scene.auditor, id, "AIG-AC-07", &result(Outcome::Adverse, "5", "2", &[])).await.unwrap();
        for sql in [
            "UPDATE audit_result SET deviations = 0",
            "DELETE FROM audit_result",
            "UPDATE audit SET title = 'Another'",
            "UPDATE audit_step SET procedure = 'Look.'",
        ] {
            assert!(scene.firm.f.sql(sql).await.is_err(), "{sql}");
        }
        assert_eq!(scene.one(id).await.report().adverse, 1);
    }
}
