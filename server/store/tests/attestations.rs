//! Attestations of vendors from entry to proof, and what they cover, on both engines.
#![cfg(test)]

use domain::attestations::{
    AnswerDraft, AttestationDraft, CarveOutDraft, CoverState, LaterDraft, Next, ReviewDraft, Tally, Why, checklist,
};
use domain::catalogue::catalogue;
use domain::cells::Cell;
use domain::days::Period;
use domain::evidence::{EvidenceDraft, Ruling};
use domain::finding::{Finding, Reason};
use domain::ids::{ReportId, SystemId, VendorId};
use domain::instant::{Utc, Zone as _};
use domain::notices::What;
use domain::people::{Actor, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::refusal::Refusal;
use domain::vendors::VendorDraft;
use domain::words::{Categories, CriterionId, Criticality, Trait};
use jiff::civil::{Date, date};
use store::testing::{Firm, firms, fresh, honest, pair, statement};
use store::{Error, VendorCover};

fn said<T: std::fmt::Debug>(outcome: store::Result<T>) -> Refusal {
    let error = outcome.unwrap_err();
    let Error::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

fn fields(refusal: &Refusal) -> Vec<&str> {
    let Refusal::Invalid(faults) = refusal else { panic!("{refusal}") };
    faults.iter().map(|fault| fault.field.as_ref()).collect()
}

/// A Type II report in scope, for Security and unqualified.
fn t2(from: &str, until: &str, received: &str) -> AttestationDraft {
    AttestationDraft {
        kind: "SOC2-T2".into(),
        issuer: "Hale & Ross LLP".into(),
        period_from: from.into(),
        period_until: until.into(),
        scope: "yes".into(),
        categories: vec!["Security".into()],
        opinion: "unqualified".into(),
        received_on: received.into(),
        ..AttestationDraft::default()
    }
}

fn letter(named_end: &str, through: &str, signed: &str) -> AttestationDraft {
    AttestationDraft {
        kind: "SOC2-BRIDGE".into(),
        issuer: "Ana Ruiz, chief information security officer".into(),
        names: "report".into(),
        named_end: named_end.into(),
        through: through.into(),
        signed_on: signed.into(),
        received_on: signed.into(),
        ..AttestationDraft::default()
    }
}

fn contract(kind: &str, signed: &str) -> AttestationDraft {
    AttestationDraft {
        kind: kind.into(),
        issuer: "Parley Labs, Inc.".into(),
        signed_on: signed.into(),
        scope: "yes".into(),
        received_on: signed.into(),
        ..AttestationDraft::default()
    }
}

/// Every point of the kind in order.
fn fine(kind: &str) -> ReviewDraft {
    let kind = catalogue().attestations.get(&kind.parse().unwrap()).unwrap();
    let answer = AnswerDraft { answer: "fine".into(), note: String::new() };
    ReviewDraft { answers: checklist(kind).map(|_| answer.clone()).collect(), ..ReviewDraft::default() }
}

fn note(what: &str, day: &str) -> LaterDraft {
    LaterDraft { what: what.into(), day: day.into(), words: "Its letter of that day.".into() }
}

/// A firm with a system that depends on a vendor.
struct Scene {
    firm: Firm,
    vendor: VendorId,
    system: SystemId,
    /// With the right of review, beside the firm's reviewer.
    third: Actor,
}

impl Scene {
    async fn of(firm: Firm) -> Self {
        let third = firm.f.person("Ruth Adeyemi", Role::Executive, true).await;
        let vendor = firm.store().add_vendor(&firm.manager, "Parley Labs", "models", Criticality::High, None).await;
        let vendor = vendor.unwrap();
        let (system, _) = firm.system("Assistant", None).await;
        firm.store().depend(&firm.manager, system, vendor).await.unwrap();
        let yes = firm.store().answer_trait(&firm.manager, system, Trait::ThirdParty, Some(true), "bought");
        yes.await.unwrap();
        Self { firm, vendor, system, third }
    }

    async fn all(controls: &[&str]) -> Vec<Self> {
        let mut all = Vec::new();
        for firm in firms(controls).await {
            all.push(Self::of(firm).await);
        }
        all
    }

    /// With a window of all of 2026, from its first day on.
    async fn of_2026(controls: &[&str]) -> Vec<Self> {
        let mut all = Vec::new();
        for f in fresh().await {
            f.world.set(Utc.midnight(date(2026, 1, 1)));
            let firm = Firm::begin(f).await;
            if !controls.is_empty() {
                firm.adopt(controls).await;
            }
            let scene = Self::of(firm).await;
            let draft = ProgrammeDraft {
                name: "SOC 2 Type II".into(),
                kind: ReportKind::Type2,
                on_day: None,
                window_from: Some(date(2026, 1, 1)),
                window_until: Some(date(2026, 12, 31)),
                categories: Categories::security(),
                reasons: String::new(),
                commitments: String::new(),
            };
            let (store, manager) = (scene.firm.store(), scene.firm.manager);
            let programme = store.open_programme(&manager, draft).await.unwrap();
            store.widen_scope(&manager, programme, &[scene.system]).await.unwrap();
            all.push(scene);
        }
        all
    }

    async fn on(&self, day: Date) {
        self.firm.f.world.set(Utc.midnight(day).plus_seconds(12 * 3_600));
    }

    async fn enter(&self, draft: &AttestationDraft) -> ReportId {
        self.firm.store().enter_attestation(&self.firm.manager, self.vendor, draft, None).await.unwrap()
    }

    /// Entered by the manager and accepted by the reviewer; how many pairs it proves.
    async fn accepted(&self, draft: &AttestationDraft) -> (ReportId, usize) {
        let id = self.enter(draft).await;
        let review = honest(self.firm.store(), id, "").await;
        (id, self.firm.store().accept_attestation(&self.firm.reviewer, id, &review).await.unwrap())
    }

    async fn finding(&self, requirement: &str) -> Option<Finding> {
        let store = self.firm.store();
        let spine = store.spine().await.unwrap();
        let no = spine.requirement_by_id(&requirement.parse().unwrap()).unwrap().no;
        let now = store.present().await.unwrap();
        let vendor = store.vendor(self.vendor).await.unwrap().no;
        let found = store.findings_of(vendor, now).await.unwrap();
        found.into_iter().find(|found| found.requirement_no == no).map(|found| found.finding)
    }

    /// What covers the window of 2026, by the end of a day.
    async fn cover(&self, known: Date) -> VendorCover {
        let spine = self.firm.store().spine().await.unwrap();
        let programme = spine.programmes.iter().find(|one| one.window_from.is_some());
        self.firm.store().vendor_cover(programme, self.vendor, known, &Utc).await.unwrap()
    }

    async fn days(&self, known: Date) -> Tally {
        self.cover(known).await.weakest().map(|(_, cover)| cover.days).unwrap_or_default()
    }

    async fn sound(&self) {
        assert_eq!(self.firm.store().check_records().await.unwrap(), []);
        assert!(self.firm.store().check_derived(1).await.unwrap().is_empty());
    }
}

const TODAY: Date = date(2026, 11, 21);

#[tokio::test]
async fn an_accepted_report_proves_until_its_last_valid_day() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let never = Some(Finding::Gap(Reason::NeverProven));
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        assert_eq!(scene.finding("TSK-VN-03-1").await, never);
        let id = scene.enter(&t2("2025-10-01", "2026-09-30", "2026-11-20")).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, never, "what waits proves nothing");
        assert_eq!(store.accept_attestation(&reviewer, id, &fine("SOC2-T2")).await.unwrap(), 1);
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        assert_eq!(scene.finding("TSK-VN-03-2").await, never, "the review form is another proof");
        let row = store.attestation(id).await.unwrap();
        let review = row.review.clone().unwrap();
        assert_eq!((review.accepted, review.by, review.items.len()), (true, reviewer.person, 7));
        assert_eq!((row.entered_by, row.accepted_on(&Utc)), (manager.person, Some(TODAY)));
        scene.on(date(2027, 9, 30)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met), "its last valid day");
        scene.on(date(2027, 10, 1)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::Stale)));
        scene.sound().await;
    }
}

#[tokio::test]
async fn whoever_entered_it_never_accepts_it_and_it_is_reviewed_once() {
    for scene in Scene::all(&[]).await {
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        let draft = t2("2025-10-01", "2026-09-30", "2026-11-20");
        let engineer = scene.firm.f.person("Omar Said", Role::Engineer, false).await;
        let mine = store.enter_attestation(&reviewer, scene.vendor, &draft, None).await.unwrap();
        assert!(matches!(
            said(store.accept_attestation(&reviewer, mine, &fine("SOC2-T2")).await),
            Refusal::Forbidden(_)
        ));
        assert!(matches!(said(store.reject_attestation(&reviewer, mine, "No.").await), Refusal::Forbidden(_)));
        assert!(matches!(
            said(store.accept_attestation(&engineer, mine, &fine("SOC2-T2")).await),
            Refusal::Forbidden(_)
        ));
        let twice = store.enter_attestation(&manager, scene.vendor, &draft, None).await;
        assert!(matches!(said(twice), Refusal::Conflict(_)), "a form that was sent twice");
        let bare = ReviewDraft::default();
        let refused = said(store.accept_attestation(&scene.third, mine, &bare).await);
        assert_eq!(fields(&refused).len(), 7, "every point is answered");
        assert_eq!(fields(&said(store.reject_attestation(&scene.third, mine, " ").await)), ["reason"]);
        store.reject_attestation(&scene.third, mine, "Another service.").await.unwrap();
        assert!(matches!(
            said(store.accept_attestation(&scene.third, mine, &fine("SOC2-T2")).await),
            Refusal::Conflict(_)
        ));
        let (id, _) = scene.accepted(&draft).await;
        assert!(matches!(
            said(store.accept_attestation(&scene.third, id, &fine("SOC2-T2")).await),
            Refusal::Conflict(_)
        ));
        assert!(matches!(said(store.reject_attestation(&scene.third, id, "No.").await), Refusal::Conflict(_)));
        let auditor = scene.firm.f.person("Ida Auditor", Role::Auditor, true).await;
        assert!(matches!(
            said(store.enter_attestation(&auditor, scene.vendor, &draft, None).await),
            Refusal::Forbidden(_)
        ));
        let wrong = AttestationDraft { period_until: "soon".into(), opinion: String::new(), ..draft };
        let refused = said(store.enter_attestation(&manager, scene.vendor, &wrong, None).await);
        assert_eq!(fields(&refused), ["period_until", "opinion"]);
        scene.sound().await;
    }
}

#[tokio::test]
async fn what_proves_nothing_yields_no_evidence_and_a_settled_question_does() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        let draft = t2("2025-10-01", "2026-09-30", "2026-11-20");
        for (n, wrong) in [
            AttestationDraft { scope: "no".into(), ..draft.clone() },
            AttestationDraft { opinion: "adverse".into(), ..draft.clone() },
            AttestationDraft { opinion: "disclaimer".into(), ..draft.clone() },
            AttestationDraft { kind: "SOC3".into(), ..draft.clone() },
            AttestationDraft { categories: vec!["Privacy".into()], ..draft.clone() },
        ]
        .into_iter()
        .enumerate()
        {
            assert_eq!(scene.accepted(&wrong).await.1, 0, "case {n}");
        }
        let (id, proven) = scene.accepted(&AttestationDraft { scope: String::new(), ..draft }).await;
        assert_eq!((proven, scene.finding("TSK-VN-03-1").await), (0, Some(Finding::Gap(Reason::NeverProven))));
        let (engineer, yes) = (scene.firm.f.person("Omar Said", Role::Engineer, false).await, note("in-scope", ""));
        assert!(matches!(said(store.note_attestation(&engineer, id, &yes).await), Refusal::Forbidden(_)));
        assert_eq!(fields(&said(store.note_attestation(&manager, id, &note("harmless", "")).await)), ["what"]);
        let no = store.note_attestation(&manager, id, &yes).await.unwrap();
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::NeverProven)), "it waits");
        assert!(matches!(said(store.note_attestation(&manager, id, &yes).await), Refusal::Conflict(_)));
        assert!(matches!(said(store.agree_note(&manager, id, no).await), Refusal::Forbidden(_)));
        assert_eq!(store.agree_note(&reviewer, id, no).await.unwrap(), 1);
        assert!(matches!(said(store.refuse_note(&scene.third, id, no, "No.").await), Refusal::Conflict(_)));
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        let no = store.note_attestation(&manager, id, &note("out-of-scope", "")).await.unwrap();
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::EndedByEvent)), "it holds at once");
        assert!(matches!(said(store.agree_note(&reviewer, id, no).await), Refusal::Conflict(_)));
        let again = store.note_attestation(&manager, id, &yes).await.unwrap();
        store.refuse_note(&reviewer, id, again, "Their list does not name it.").await.unwrap();
        assert_eq!(store.attestation(id).await.unwrap().terms_now().scope, Some(false));
        scene.sound().await;
    }
}

#[tokio::test]
async fn a_withdrawal_or_a_record_taken_back_ends_what_it_proved() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        let draft = t2("2025-10-01", "2026-09-30", "2026-11-20");
        let (id, _) = scene.accepted(&draft).await;
        store.note_attestation(&manager, id, &note("withdrawn", "2026-11-20")).await.unwrap();
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::EndedByEvent)));
        let newer = AttestationDraft { issuer: "Another LLP".into(), ..draft };
        let (id, proven) = scene.accepted(&newer).await;
        assert_eq!((proven, scene.finding("TSK-VN-03-1").await), (1, Some(Finding::Met)));
        let engineer = scene.firm.f.person("Omar Said", Role::Engineer, false).await;
        assert!(matches!(said(store.take_attestation_back(&engineer, id, "x").await), Refusal::Forbidden(_)));
        assert_eq!(fields(&said(store.take_attestation_back(&manager, id, "").await)), ["reason"]);
        store.take_attestation_back(&manager, id, "Of another vendor.").await.unwrap();
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::EndedByEvent)));
        assert!(matches!(said(store.take_attestation_back(&manager, id, "Again.").await), Refusal::Conflict(_)));
        assert!(matches!(
            said(store.note_attestation(&manager, id, &note("withdrawn", "2026-11-20")).await),
            Refusal::Conflict(_)
        ));
        scene.sound().await;
    }
}

#[tokio::test]
async fn a_certificate_proves_to_its_next_audit_and_longer_once_that_is_agreed() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        let certificate = AttestationDraft {
            kind: "ISO27001".into(),
            issuer: "A body".into(),
            day: "2025-05-10".into(),
            edition: "2022".into(),
            scope: "yes".into(),
            surveillances: "2026-04-20".into(),
            received_on: "2026-11-01".into(),
            ..AttestationDraft::default()
        };
        let (id, proven) = scene.accepted(&certificate).await;
        assert_eq!(proven, 1);
        scene.on(date(2027, 4, 20)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        scene.on(date(2027, 4, 21)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::Stale)));
        let no = store.note_attestation(&manager, id, &note("surveyed", "2027-04-15")).await.unwrap();
        assert_eq!(store.agree_note(&reviewer, id, no).await.unwrap(), 1);
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        scene.on(date(2028, 5, 10)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        scene.on(date(2028, 5, 11)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::Stale)));
        scene.sound().await;
    }
}

#[tokio::test]
async fn a_suspension_on_a_day_ends_at_once_and_a_higher_tier_asks_for_more() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        let row = store.vendor(scene.vendor).await.unwrap();
        let low = VendorDraft { tier: Criticality::Low, ..row.draft() };
        store.change_vendor(&manager, scene.vendor, low, row.version).await.unwrap();
        let soc3 = AttestationDraft { kind: "SOC3".into(), ..t2("2025-10-01", "2026-09-30", "2026-11-20") };
        assert_eq!(scene.accepted(&soc3).await.1, 1);
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        let row = store.vendor(scene.vendor).await.unwrap();
        let high = VendorDraft { tier: Criticality::High, ..row.draft() };
        store.change_vendor(&manager, scene.vendor, high, row.version).await.unwrap();
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::EndedByEvent)));
        scene.sound().await;
    }
}

#[tokio::test]
async fn agreements_and_letters_prove_what_the_steps_name_and_what_is_adopted_later_too() {
    for scene in Scene::all(&["AIG-VN-04"]).await {
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        let (dpa, proven) = scene.accepted(&contract("DPA", "2023-03-01")).await;
        assert_eq!(proven, 2, "both requirements of the control that asks for contracts");
        assert!(matches!(said(store.prove_attestation(&reviewer, dpa).await), Refusal::Conflict(_)));
        scene.firm.adopt(&["AIG-PV-09"]).await;
        assert!(matches!(said(store.prove_attestation(&manager, dpa).await), Refusal::Forbidden(_)));
        assert_eq!(store.prove_attestation(&scene.third, dpa).await.unwrap(), 1);
        assert_eq!(scene.accepted(&contract("NO-TRAINING", "2023-03-01")).await.1, 2, "no data-processing terms");
        scene.firm.adopt(&["AIG-VN-03"]).await;
        let (_, proven) = scene.accepted(&letter("2026-09-30", "2026-11-30", "2026-11-20")).await;
        assert_eq!(proven, 0, "its report is not here");
        let (_, proven) = scene.accepted(&t2("2025-10-01", "2026-09-30", "2026-11-20")).await;
        assert_eq!(proven, 2, "the report, and the letter that names it");
        scene.sound().await;
    }
}

#[tokio::test]
async fn the_window_is_covered_as_was_known_on_each_day() {
    for scene in Scene::of_2026(&["AIG-VN-03"]).await {
        let store = scene.firm.store();
        scene.on(date(2026, 5, 20)).await;
        scene.accepted(&t2("2025-04-01", "2026-03-31", "2026-05-20")).await;
        // A6: a later report is not there yet.
        let a6 = Tally { audited: 90, bridgeable: 91, uncovered: 184, ..Tally::default() };
        scene.on(date(2026, 12, 31)).await;
        assert_eq!(scene.days(date(2026, 12, 31)).await, a6);
        assert_eq!(scene.cover(date(2026, 12, 31)).await.uncovered(), 275);
        let early = scene.days(date(2026, 5, 20)).await;
        assert_eq!((early.audited, early.bridgeable, early.not_yet), (90, 50, 225));
        assert_eq!(scene.days(date(2026, 5, 19)).await.uncovered, 139, "nothing was known the day before");
        // A7: it arrives, and covers all; what was shown on the last day of the window stays so.
        scene.on(date(2027, 5, 20)).await;
        let id = scene.enter(&t2("2026-04-01", "2027-03-31", "2027-05-19")).await;
        let waiting = scene.cover(date(2027, 5, 20)).await;
        assert_eq!(
            waiting.next,
            Next::Review { no: store.attestation(id).await.unwrap().no, since: date(2027, 5, 20) }
        );
        store.accept_attestation(&scene.firm.reviewer, id, &fine("SOC2-T2")).await.unwrap();
        let after = scene.cover(date(2027, 5, 31)).await;
        assert_eq!((after.state(), after.next), (Some(CoverState::Covered), Next::Nothing));
        assert_eq!(scene.days(date(2027, 5, 31)).await, Tally { audited: 365, ..Tally::default() });
        assert_eq!(scene.days(date(2026, 12, 31)).await, a6);
        scene.sound().await;
    }
}

#[tokio::test]
async fn a_letter_bridges_to_its_signature_and_never_another_letter() {
    for scene in Scene::of_2026(&[]).await {
        scene.on(date(2027, 1, 10)).await;
        let today = date(2027, 1, 10);
        scene.accepted(&t2("2025-10-01", "2026-09-30", "2026-11-20")).await;
        // A1, then A3, then A2.
        assert_eq!(scene.days(today).await, Tally { audited: 273, bridgeable: 92, ..Tally::default() });
        assert_eq!(scene.cover(today).await.next, Next::AskLetter { days: 92 });
        scene.accepted(&letter("2026-09-30", "2026-12-31", "2026-12-10")).await;
        assert_eq!(scene.days(today).await, Tally { audited: 273, bridged: 71, bridgeable: 21, ..Tally::default() });
        scene.accepted(&letter("2026-09-30", "2026-12-31", "2027-01-04")).await;
        assert_eq!(scene.days(today).await, Tally { audited: 273, bridged: 92, ..Tally::default() });
        let chained = AttestationDraft { names: "letter".into(), ..letter("2026-09-30", "2026-12-31", "2027-01-09") };
        let (id, _) = scene.accepted(&chained).await;
        let no = scene.firm.store().attestation(id).await.unwrap().no;
        let cover = scene.cover(today).await;
        let (_, cover) = cover.weakest().unwrap();
        assert!(cover.reasons.iter().any(|reason| reason.about == no && reason.why == Why::NamesALetter));
    }
}

#[tokio::test]
async fn only_days_on_which_a_system_in_scope_depended_on_it_are_asked_for() {
    for scene in Scene::of_2026(&[]).await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        scene.on(date(2026, 5, 1)).await;
        let other = store.add_vendor(&manager, "Host", "hosting", Criticality::Medium, None).await.unwrap();
        store.depend(&manager, scene.system, other).await.unwrap();
        let spine = store.spine().await.unwrap();
        let programme = spine.programmes.iter().find(|one| one.window_from.is_some());
        let all = store.vendor_covers(programme, date(2026, 12, 31), &Utc).await.unwrap();
        let asked: Vec<_> =
            all.iter().map(|one| (one.vendor.name.as_str(), one.weakest().map(|(_, it)| it.denominator()))).collect();
        assert_eq!(asked, [("Host", Some(245)), ("Parley Labs", Some(365))]);
        // A change by two ends a dependency; the days that it had stay.
        scene.on(date(2026, 9, 30)).await;
        scene.firm.decide(&domain::change::Change::Release { system: scene.system, vendor: other }).await;
        let ended = store.vendor_cover(programme, other, date(2026, 12, 31), &Utc).await.unwrap();
        assert_eq!(ended.weakest().unwrap().1.denominator(), 153);
        let before = store.vendor_cover(programme, other, date(2026, 9, 29), &Utc).await.unwrap();
        assert_eq!(before.weakest().unwrap().1.denominator(), 245, "as was known the day before");
        assert_eq!(before.window, Period::new(date(2026, 1, 1), date(2026, 12, 31)).ok());
    }
}

#[tokio::test]
async fn a_host_that_must_be_covered_counts_with_its_own_reports() {
    for scene in Scene::of_2026(&[]).await {
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        scene.on(date(2026, 12, 31)).await;
        let host = store.add_vendor(&manager, "Northgate Cloud", "hosting", Criticality::High, None).await.unwrap();
        let carved = |must: &str| CarveOutDraft {
            host: "Northgate Cloud".into(),
            vendor: host.to_string(),
            must_be_covered: must.into(),
        };
        let whole = t2("2026-01-01", "2026-12-31", "2026-12-31");
        let (id, _) = scene.accepted(&AttestationDraft { carve_outs: vec![carved("yes")], ..whole.clone() }).await;
        assert_eq!(scene.days(date(2026, 12, 31)).await.uncovered, 365, "the host has nothing");
        let report = t2("2025-10-01", "2026-09-30", "2026-12-30");
        let of_host = store.enter_attestation(&manager, host, &report, None).await.unwrap();
        store.accept_attestation(&reviewer, of_host, &fine("SOC2-T2")).await.unwrap();
        assert_eq!(scene.days(date(2026, 12, 31)).await, Tally { audited: 273, bridgeable: 92, ..Tally::default() });
        store.take_attestation_back(&manager, id, "Not marked as it should be.").await.unwrap();
        scene.accepted(&AttestationDraft { carve_outs: vec![carved("no")], ..whole }).await;
        let cover = scene.cover(date(2026, 12, 31)).await;
        assert_eq!(cover.weakest().unwrap().1.days.audited, 365);
        assert_eq!(cover.weakest().unwrap().1.remarks.len(), 1, "host monitored by the vendor");
        scene.sound().await;
    }
}

#[tokio::test]
async fn postures_say_what_is_open_in_a_bounded_number_of_statements() {
    for scene in Scene::of_2026(&["AIG-VN-03"]).await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        scene.on(date(2026, 11, 21)).await;
        let (_, proven) = scene.accepted(&t2("2025-10-01", "2026-09-30", "2026-11-20")).await;
        assert_eq!(proven, 1);
        for n in 0..12 {
            store.add_vendor(&manager, &format!("Vendor {n:02}"), "", Criticality::Low, None).await.unwrap();
        }
        let spine = store.spine().await.unwrap();
        let programme = spine.programmes.iter().find(|one| one.window_from.is_some());
        let (now, before) = (store.present().await.unwrap(), store.statements());
        let all = store.vendor_postures(programme, now, &Utc).await.unwrap();
        assert!(store.statements() - before <= 6, "{}", store.statements() - before);
        assert_eq!(all.len(), 13);
        let one = all.iter().find(|one| one.cover.vendor.id == scene.vendor).unwrap();
        assert_eq!((one.open, one.cover.uncovered()), (2, 52), "the letter is missing so far");
        assert_eq!(one.cover.last_review().map(|at| Utc.day(at)), Some(date(2026, 11, 21)));
        assert_eq!(one.cover.next, Next::AskLetter { days: 52 });
        let bare = all.iter().find(|one| one.cover.vendor.id != scene.vendor).unwrap();
        assert_eq!((bare.cover.state(), &bare.cover.next, bare.open), (None, &Next::Nothing, 0));
    }
}

#[tokio::test]
async fn sub_processors_go_to_any_depth_and_are_ended_never_deleted() {
    for scene in Scene::all(&[]).await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        let mut chain = vec![scene.vendor];
        for name in ["Host", "Cables"] {
            let next = store.add_vendor(&manager, name, "", Criticality::Low, None).await.unwrap();
            store.name_subprocessor(&manager, *chain.last().unwrap(), next, "Prompts").await.unwrap();
            chain.push(next);
        }
        let all = store.subprocessors().await.unwrap();
        assert_eq!(all.iter().map(|it| (it.0, it.1)).collect::<Vec<_>>(), [(chain[1], chain[2]), (chain[0], chain[1])]);
        assert_eq!(fields(&said(store.name_subprocessor(&manager, chain[0], chain[0], "").await)), ["sub"]);
        assert!(matches!(said(store.name_subprocessor(&manager, chain[0], chain[1], "").await), Refusal::Conflict(_)));
        store.drop_subprocessor(&manager, chain[0], chain[1]).await.unwrap();
        assert!(matches!(said(store.drop_subprocessor(&manager, chain[0], chain[1]).await), Refusal::Conflict(_)));
        store.name_subprocessor(&manager, chain[0], chain[1], "Again").await.unwrap();
        assert_eq!(store.subprocessors().await.unwrap().len(), 2);
        assert!(scene.firm.f.sql("DELETE FROM subprocessor").await.is_err());
        assert!(scene.firm.f.sql("UPDATE subprocessor SET what = 'x'").await.is_err());
        scene.sound().await;
    }
}

#[tokio::test]
async fn what_the_register_says_beside_is_kept_with_its_history() {
    for scene in Scene::all(&[]).await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        let row = store.vendor(scene.vendor).await.unwrap();
        let draft = VendorDraft {
            regions: "Ireland".into(),
            data: "Prompts and answers".into(),
            trains: Some(false),
            keeps: None,
            contract: "Notice of 90 days".into(),
            ..row.draft()
        };
        store.change_vendor(&manager, scene.vendor, draft.clone(), row.version).await.unwrap();
        assert_eq!(store.vendor(scene.vendor).await.unwrap().draft(), draft);
        let told = store.vendor_history(scene.vendor).await.unwrap();
        let fields: Vec<_> = told[0].changes.iter().map(|(field, ..)| field.as_str()).collect();
        assert_eq!(fields, ["contract", "data", "regions", "trains"]);
    }
}

#[tokio::test]
async fn rows_are_never_rewritten_and_a_rewritten_one_is_found() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let (id, _) = scene.accepted(&t2("2025-10-01", "2026-09-30", "2026-11-20")).await;
        scene.firm.store().note_attestation(&scene.firm.manager, id, &note("withdrawn", "2026-11-20")).await.unwrap();
        let f = &scene.firm.f;
        for sql in [
            "DELETE FROM attestation",
            "DELETE FROM attestation_note",
            "UPDATE attestation SET terms = '{}'",
            "UPDATE attestation SET outcome = 'rejected'",
            "UPDATE attestation_note SET words = 'x'",
        ] {
            assert!(f.sql(sql).await.is_err(), "{}: {sql}", f.engine);
        }
        if f.engine == "sqlite" {
            for (behind, what) in [
                ("UPDATE attestation SET received_on = '2026-11-19'", "attestation/"),
                ("UPDATE attestation SET judged = 'harmless'", "attestation-review/"),
                ("UPDATE attestation_note SET words = 'x'", "attestation-note/"),
            ] {
                f.sql("DROP TRIGGER IF EXISTS attestation_never_changes").await.unwrap();
                f.sql("DROP TRIGGER IF EXISTS attestation_note_never_changes").await.unwrap();
                f.sql(behind).await.unwrap();
                let faults = scene.firm.store().check_records().await.unwrap();
                assert!(faults.iter().any(|fault| fault.what.contains(what)), "{behind}: {faults:?}");
            }
        }
    }
}

/// What stands where CC9.2 meets the system.
async fn vendors_cell(scene: &Scene) -> Cell {
    let store = scene.firm.store();
    let spine = store.spine().await.unwrap();
    let programme = spine.programmes.iter().find(|one| one.window_from.is_some()).unwrap();
    let reading = store.reading(programme, store.present().await.unwrap()).await.unwrap();
    let no = store.system(scene.system).await.unwrap().no;
    reading.faces.get(&no).map_or(Cell::Empty, |face| face.cell(CriterionId::CC9_2))
}

/// All that AIG-VN-03 asks of a vendor but the report itself, until the end of the next quarter.
async fn all_but_the_report(scene: &Scene, vendor: VendorId, day: Date) {
    let no = scene.firm.store().vendor(vendor).await.unwrap().no;
    let (read, gap) = (pair("TSK-VN-03-2", no), pair("TSK-VN-03-3", no));
    for (kind, pairs) in [
        ("vendor-assessment", vec![read.clone(), gap.clone()]),
        ("control-matrix", vec![read]),
        ("nil-return", vec![gap]),
    ] {
        let id = scene.firm.submit(kind, day, &pairs).await;
        scene.firm.rule(id, &pairs, Ruling::Supports).await;
    }
}

#[tokio::test]
async fn a29_every_vendor_of_a_system_must_stand() {
    let never = Cell::Gap(Reason::NeverProven);
    for scene in Scene::of_2026(&["AIG-VN-03"]).await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        scene.on(date(2027, 1, 10)).await;
        assert_eq!(vendors_cell(&scene).await, never);
        scene.accepted(&t2("2025-10-01", "2026-09-30", "2026-11-20")).await;
        scene.accepted(&letter("2026-09-30", "2026-12-31", "2027-01-04")).await;
        all_but_the_report(&scene, scene.vendor, date(2027, 1, 10)).await;
        assert_eq!(vendors_cell(&scene).await, Cell::Met, "X has a report");
        let other = store.add_vendor(&manager, "Vendor Y", "search", Criticality::High, None).await.unwrap();
        store.depend(&manager, scene.system, other).await.unwrap();
        all_but_the_report(&scene, other, date(2027, 1, 10)).await;
        assert_eq!(vendors_cell(&scene).await, never, "X's report proves nothing for Y");
        let of_y = AttestationDraft { scope: "no".into(), ..t2("2025-10-01", "2026-09-30", "2026-11-20") };
        let of_y = store.enter_attestation(&manager, other, &of_y, None).await.unwrap();
        let review = honest(store, of_y, "").await;
        assert_eq!(store.accept_attestation(&scene.firm.reviewer, of_y, &review).await.unwrap(), 0);
        assert_eq!(vendors_cell(&scene).await, never, "A12: our service is not in its scope");
        scene.firm.decide(&domain::change::Change::Release { system: scene.system, vendor: other }).await;
        assert_eq!(vendors_cell(&scene).await, Cell::Met, "nothing depends on Y any more");
        assert!(store.check_faces().await.unwrap().is_empty(), "{}", scene.firm.f.engine);
        // Nobody writes at midnight: the report of X lapses by itself.
        scene.on(date(2027, 9, 30)).await;
        all_but_the_report(&scene, scene.vendor, date(2027, 9, 30)).await;
        assert_eq!(vendors_cell(&scene).await, Cell::Met);
        scene.on(date(2027, 10, 1)).await;
        assert_eq!(vendors_cell(&scene).await, Cell::Gap(Reason::Stale));
        assert!(store.check_faces().await.unwrap().is_empty(), "{}", scene.firm.f.engine);
        scene.sound().await;
    }
}

#[tokio::test]
async fn a_report_past_the_register_says_its_end_and_lapses_there() {
    for scene in Scene::of_2026(&["AIG-VN-03"]).await {
        let store = scene.firm.store();
        scene.on(date(2026, 11, 21)).await;
        let no = store.vendor(scene.vendor).await.unwrap().no;
        let pairs = [pair("TSK-VN-03-1", no)];
        let upload = async |own_end: Option<Date>| {
            let draft = EvidenceDraft { own_end, ..statement("attestation", date(2026, 11, 20)) };
            store.submit(&scene.firm.manager, draft, None, &pairs).await
        };
        assert_eq!(fields(&said(upload(None).await)), ["own_end"]);
        assert_eq!(fields(&said(upload(Some(date(2027, 12, 22))).await)), ["own_end"], "more than 396 days");
        let id = upload(Some(date(2027, 6, 30))).await.unwrap();
        scene.firm.rule(id, &pairs, Ruling::Supports).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        scene.on(date(2027, 7, 1)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::Stale)));
        scene.sound().await;
    }
}

#[tokio::test]
async fn a_report_proves_with_the_reports_of_a_host_that_must_be_covered() {
    let never = Some(Finding::Gap(Reason::NeverProven));
    for scene in Scene::of_2026(&["AIG-VN-03"]).await {
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        scene.on(date(2026, 12, 31)).await;
        let host = store.add_vendor(&manager, "Northgate Cloud", "hosting", Criticality::High, None).await.unwrap();
        let carved =
            CarveOutDraft { host: "Northgate Cloud".into(), vendor: host.to_string(), must_be_covered: "yes".into() };
        let whole = AttestationDraft { carve_outs: vec![carved], ..t2("2026-01-01", "2026-12-31", "2026-12-31") };
        assert_eq!(scene.accepted(&whole).await.1, 0, "the host has nothing");
        assert_eq!(scene.finding("TSK-VN-03-1").await, never);
        let report = t2("2025-10-01", "2026-09-30", "2026-12-30");
        let of_host = store.enter_attestation(&manager, host, &report, None).await.unwrap();
        let review = honest(store, of_host, "").await;
        assert_eq!(
            store.accept_attestation(&reviewer, of_host, &review).await.unwrap(),
            2,
            "its own, and what it hosts"
        );
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met));
        scene.sound().await;
        // It lapses with the report of its host, and goes on with the next one.
        scene.on(date(2027, 10, 1)).await;
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::Stale)));
        let next = t2("2026-10-01", "2027-09-30", "2027-10-01");
        let next = store.enter_attestation(&manager, host, &next, None).await.unwrap();
        let review = honest(store, next, "").await;
        assert_eq!(store.accept_attestation(&reviewer, next, &review).await.unwrap(), 2);
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Met), "to its own end");
        let withdrawn = note("withdrawn", "2027-10-01");
        store.note_attestation(&manager, next, &withdrawn).await.unwrap();
        assert_eq!(scene.finding("TSK-VN-03-1").await, Some(Finding::Gap(Reason::EndedByEvent)));
        assert_ne!(vendors_cell(&scene).await, Cell::Met, "and the system that depends on it reads that");
        assert!(store.check_faces().await.unwrap().is_empty(), "{}", scene.firm.f.engine);
        scene.sound().await;
    }
}

/// What of a kind is announced to somebody now: where, and by when.
async fn announced(scene: &Scene, to: &Actor, what: What) -> Vec<(String, Option<Date>)> {
    let store = scene.firm.store();
    let now = store.present().await.unwrap();
    let all = store.matters(now, &Utc).await.unwrap().into_iter();
    all.filter(|one| one.what == what && one.to == to.person).map(|one| (one.thing, one.by)).collect()
}

#[tokio::test]
async fn every_document_that_ends_announces_itself_until_the_next_one_is_entered() {
    for scene in Scene::of_2026(&["AIG-VN-03"]).await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        scene.on(date(2026, 11, 21)).await;
        let (report, _) = scene.accepted(&t2("2025-10-01", "2026-09-30", "2026-11-20")).await;
        let insurance = AttestationDraft {
            kind: "INSURANCE".into(),
            issuer: "Broker".into(),
            day: "2026-09-01".into(),
            expires_on: "2027-09-10".into(),
            received_on: "2026-11-20".into(),
            ..AttestationDraft::default()
        };
        let (insured, _) = scene.accepted(&insurance).await;
        assert_eq!(announced(&scene, &manager, What::Vendor).await, [], "both are far off");
        // Days of our window are uncovered, so asking for a letter is what comes next; both announce themselves all the
        // same.
        scene.on(date(2027, 8, 20)).await;
        let place = |id: ReportId, by| (format!("/attestations/{id}"), Some(by));
        let both = [place(report, date(2027, 9, 30)), place(insured, date(2027, 9, 10))];
        assert!(matches!(scene.cover(date(2027, 8, 20)).await.next, Next::AskLetter { days: 92 }));
        assert_eq!(announced(&scene, &manager, What::Vendor).await, both);
        let next = scene.enter(&t2("2026-10-01", "2027-07-31", "2027-08-20")).await;
        assert_eq!(announced(&scene, &manager, What::Vendor).await, both[1..], "it is there, whoever accepts it");
        store.reject_attestation(&scene.firm.reviewer, next, "Of another service.").await.unwrap();
        assert_eq!(announced(&scene, &manager, What::Vendor).await, both);
    }
}

#[tokio::test]
async fn what_could_prove_something_adopted_later_waits_for_whoever_may_say_so() {
    for scene in Scene::all(&["AIG-VN-04"]).await {
        let (store, manager, reviewer) = (scene.firm.store(), scene.firm.manager, scene.firm.reviewer);
        let (report, _) = scene.accepted(&t2("2025-10-01", "2026-09-30", "2026-11-20")).await;
        scene.accepted(&AttestationDraft { scope: "no".into(), ..t2("2024-10-01", "2025-09-30", "2026-11-20") }).await;
        for person in [&manager, &reviewer, &scene.third] {
            assert_eq!(announced(&scene, person, What::Prove).await, [], "nothing of it is asked yet");
        }
        scene.firm.adopt(&["AIG-VN-03"]).await;
        let place = [(format!("/attestations/{report}#proves"), None)];
        for person in [&reviewer, &scene.third] {
            assert_eq!(announced(&scene, person, What::Prove).await, place);
        }
        assert_eq!(announced(&scene, &manager, What::Prove).await, [], "who entered it does not say so");
        let late = store.late_proofs(None, store.present().await.unwrap(), &Utc).await.unwrap();
        assert_eq!((late.len(), late[0].of.as_str()), (1, "Parley Labs"));
        assert_eq!(late[0].requirements, ["TSK-VN-03-1".parse().unwrap()]);
        store.prove_attestation(&scene.third, report).await.unwrap();
        assert_eq!(announced(&scene, &reviewer, What::Prove).await, []);
        scene.on(date(2027, 10, 1)).await;
        assert_eq!(announced(&scene, &reviewer, What::Prove).await, [], "what is over proves nothing more");
        scene.sound().await;
    }
}
