//! Incidents from the report to the review, on both engines: what they end, what they ask for, what they prove.
#![cfg(test)]

use domain::finding::{Finding, Reason};
use domain::ids::{IncidentId, SystemId};
use domain::incidents::{
    CauseDraft, CauseKind, ClassifyDraft, DutyState, Harm, IncidentStage, Jurisdiction, NoticeDraft, ReportDraft,
    ReviewDraft,
};
use domain::instant::{Instant, Utc, Zone as _};
use domain::people::{Actor, Role};
use domain::refusal::Refusal;
use domain::risks::{Because, ReassessmentTrigger};
use jiff::civil::Date;
use store::testing::{Firm, firms, pair};
use store::{Error, IncidentRow, IncidentsWanted};

fn said<T: std::fmt::Debug>(outcome: store::Result<T>) -> Refusal {
    let error = outcome.unwrap_err();
    let Error::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

struct Scene {
    firm: Firm,
    system: SystemId,
    no: i64,
    engineer: Actor,
}

impl Scene {
    async fn all(controls: &[&str]) -> Vec<Self> {
        let mut all = Vec::new();
        for firm in firms(controls).await {
            let engineer = firm.f.person("Jonas Weber", Role::Engineer, false).await;
            let (system, no) = firm.system("Scorer", None).await;
            all.push(Self { firm, system, no, engineer });
        }
        all
    }

    fn now(&self) -> Instant {
        store::World::now(&*self.firm.f.world)
    }

    fn today(&self) -> Date {
        Utc.day(self.now())
    }

    /// Minutes ago, as typed.
    fn ago(&self, minutes: i64) -> String {
        let at = self.now().plus_seconds(-60 * minutes);
        let day = Utc.day(at);
        let minute = (at.0 - Utc.midnight(day).0) / 60_000_000;
        format!("{day} {:02}:{:02}", minute / 60, minute % 60)
    }

    async fn report(&self) -> IncidentId {
        let draft = ReportDraft {
            title: "Older claimants scored worse".into(),
            what: "Seen in the weekly report.".into(),
            systems: vec![self.system],
            harms: vec![Harm::Bias],
            began: String::new(),
            detected: self.ago(120),
        };
        self.firm.store().report_incident(&self.engineer, &draft).await.unwrap()
    }

    fn classified(&self, resolved: bool) -> ClassifyDraft {
        ClassifyDraft {
            severity: "major".into(),
            lead: Some(self.engineer.person),
            personal_data: "yes".into(),
            jurisdictions: vec![Jurisdiction::Eu],
            contained: self.ago(90),
            resolved: if resolved { self.ago(60) } else { String::new() },
            why: if resolved { "It is resolved.".into() } else { String::new() },
            ..ClassifyDraft::default()
        }
    }

    async fn one(&self, id: IncidentId) -> IncidentRow {
        self.firm.store().incident(id, &Utc).await.unwrap()
    }
}

#[tokio::test]
async fn from_the_report_to_the_review_by_somebody_who_did_not_lead() {
    for scene in Scene::all(&["AIG-IR-02", "AIG-IR-04", "AIG-IR-06", "AIG-PV-08"]).await {
        let (store, engineer, reviewer) = (scene.firm.store(), &scene.engineer, &scene.firm.reviewer);
        let id = scene.report().await;
        assert_eq!(scene.one(id).await.stage(), IncidentStage::Reported);
        store.classify_incident(engineer, id, &scene.classified(false)).await.unwrap();
        let duties = scene.one(id).await.duties(scene.now(), &Utc);
        assert!(matches!(duties.first().map(|one| &one.state), Some(DutyState::Running(Some(_)))), "{duties:?}");
        store.note_incident(engineer, id, &scene.ago(100), "The model was taken out of use.").await.unwrap();
        let review =
            ReviewDraft { lessons: "Look at empty fields.".into(), prevents: "A test.".into(), confirmed: vec![] };
        assert!(matches!(said(store.review_incident(reviewer, id, &review).await), Refusal::Conflict(_)));

        let notice = NoticeDraft {
            duty: "GDPR-33".into(),
            whom: "The authority".into(),
            at: scene.ago(30),
            proof: "Receipt 2026-7".into(),
        };
        store.tell_of_incident(engineer, id, &notice).await.unwrap();
        let wrong = NoticeDraft { duty: "SEC-8K".into(), ..notice };
        assert!(matches!(said(store.tell_of_incident(engineer, id, &wrong).await), Refusal::Invalid(_)));
        store.classify_incident(engineer, id, &scene.classified(true)).await.unwrap();
        let cause = CauseDraft { kinds: vec![CauseKind::Data], words: "A new form left the age empty.".into() };
        store.explain_incident(engineer, id, &cause).await.unwrap();
        assert!(matches!(said(store.review_incident(engineer, id, &review).await), Refusal::Forbidden(_)));
        let proven = store.review_incident(reviewer, id, &review).await.unwrap();
        assert!(proven >= 3, "{} proves {proven}", scene.firm.f.engine);
        let row = scene.one(id).await;
        assert_eq!(row.stage(), IncidentStage::Closed);
        assert!(matches!(
            row.duties(scene.now(), &Utc).first().map(|one| &one.state),
            Some(DutyState::Told { late: false, .. })
        ));
        assert!(matches!(said(store.note_incident(engineer, id, &scene.ago(1), "Again.").await), Refusal::Conflict(_)));
        assert_eq!(store.incidents(IncidentsWanted { open: true, subject: None }, &Utc).await.unwrap().len(), 0);
        assert_eq!(
            store.incidents(IncidentsWanted { open: false, subject: Some(scene.no) }, &Utc).await.unwrap().len(),
            1
        );
        assert_eq!(store.check_records().await.unwrap(), vec![]);
    }
}

#[tokio::test]
async fn an_incident_ends_the_assessment_after_its_grace_and_asks_for_another() {
    for scene in Scene::all(&["AIG-RA-02"]).await {
        let store = scene.firm.store();
        let pairs = [pair("TSK-RA-02-2", scene.no)];
        let evidence = scene.firm.submit("risk-assessment", scene.today(), &pairs).await;
        scene.firm.rule(evidence, &pairs, domain::evidence::Ruling::Supports).await;
        let ended = async |subject: i64| {
            let (rows, ..) = store.evidence_pairs(evidence, 0).await.unwrap();
            rows.into_iter().find(|row| row.pair.subject == subject).and_then(|row| row.ended_at)
        };
        assert_eq!(ended(scene.no).await, None);
        scene.report().await;
        let at = store.present().await.unwrap();
        assert_eq!(ended(scene.no).await, Some(at.plus_seconds(30 * 86_400)));
        let of = async |at: Instant| {
            let found = store.findings_of(scene.no, at).await.unwrap();
            let spine = store.spine().await.unwrap();
            let is = |no| spine.requirement(no).is_some_and(|one| one.id.as_str() == "TSK-RA-02-2");
            found.into_iter().find(|one| is(one.requirement_no)).map(|one| one.finding)
        };
        let last = at.plus_seconds(30 * 86_400);
        assert_ne!(of(last).await, of(last.previous()).await, "it holds through its grace");
        assert_eq!(of(last).await, Some(Finding::Gap(Reason::EndedByEvent)));
        assert!(store.check_derived(1).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn guests_report_nothing_and_strangers_lead_nothing() {
    for scene in Scene::all(&[]).await {
        let store = scene.firm.store();
        let guest = scene.firm.f.person("Helen Strand", Role::Auditor, false).await;
        let stranger = scene.firm.f.person("Priya Raman", Role::Engineer, false).await;
        let id = scene.report().await;
        let report = ReportDraft { systems: vec![scene.system], ..ReportDraft::default() };
        assert!(matches!(said(store.report_incident(&guest, &report).await), Refusal::Forbidden(_)));
        let classified = scene.classified(false);
        assert!(matches!(said(store.classify_incident(&stranger, id, &classified).await), Refusal::Forbidden(_)));
        let sequence = [ReassessmentTrigger::Incident];
        let things = store.risks_of_all(scene.today(), &Utc).await.unwrap();
        let because = things.iter().flat_map(|one| &one.due.reasons);
        // Nothing was assessed yet, so nothing is to be assessed anew.
        assert_eq!(
            because
                .filter(|(why, _)| matches!(why, Because::Triggered { trigger, .. } if sequence.contains(trigger)))
                .count(),
            0
        );
    }
}

#[tokio::test]
async fn whoever_drops_a_duty_says_why_and_somebody_else_confirms_it() {
    for scene in Scene::all(&["AIG-IR-02"]).await {
        let (store, engineer, reviewer) = (scene.firm.store(), &scene.engineer, &scene.firm.reviewer);
        let id = scene.report().await;
        store.classify_incident(engineer, id, &scene.classified(false)).await.unwrap();
        let quietly = ClassifyDraft { personal_data: "no".into(), why: String::new(), ..scene.classified(true) };
        assert!(matches!(said(store.classify_incident(engineer, id, &quietly).await), Refusal::Invalid(_)));
        let aloud = ClassifyDraft { why: "No names in it.".into(), ..quietly };
        store.classify_incident(engineer, id, &aloud).await.unwrap();
        let duties = scene.one(id).await.duties(scene.now(), &Utc);
        let dropped = duties.iter().find_map(|one| one.dropped.as_ref()).unwrap();
        assert_eq!((dropped.by, dropped.reason.as_str()), (engineer.person, "No names in it."));

        let cause = CauseDraft { kinds: vec![CauseKind::Data], words: "A new form.".into() };
        store.explain_incident(engineer, id, &cause).await.unwrap();
        let review = |confirmed| ReviewDraft { lessons: "Look.".into(), prevents: "A test.".into(), confirmed };
        let Refusal::Invalid(faults) = said(store.review_incident(reviewer, id, &review(vec![])).await) else {
            panic!("the review passed over a duty by which nobody was told")
        };
        assert_eq!(faults.iter().map(|fault| fault.field.as_ref()).collect::<Vec<_>>(), ["confirmed"]);
        store.review_incident(reviewer, id, &review(vec!["GDPR-33".parse().unwrap()])).await.unwrap();
        assert_eq!(store.check_records().await.unwrap(), vec![]);
    }
}
