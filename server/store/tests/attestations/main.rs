//! Attestations of vendors from entry to proof, and what they cover, on both engines.
#![cfg(test)]

mod announced;
mod cover;
mod entry;
mod proof;
mod register;

use domain::attestations::{AnswerDraft, AttestationDraft, LaterDraft, ReviewDraft, Tally, checklist};
use domain::catalogue::catalogue;
use domain::finding::Finding;
use domain::ids::{ReportId, SystemId, VendorId};
use domain::instant::{Utc, Zone as _};
use domain::people::{Actor, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::refusal::Refusal;
use domain::words::{Categories, Criticality, Trait};
use jiff::civil::{Date, date};
use store::testing::{Firm, firms, fresh, honest};
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

/// Every point of the kind in order, with where it was read.
fn fine(kind: &str) -> ReviewDraft {
    let kind = catalogue().attestations.get(&kind.parse().unwrap()).unwrap();
    let answer = AnswerDraft { answer: "fine".into(), note: "Read on the vendor’s own page.".into() };
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
