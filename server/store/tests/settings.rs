//! What the organisation sets of its arithmetic: from a day on, without rewriting what was shown, on both engines.
#![cfg(test)]

use domain::attestations::{AttestationDraft, Settings, SettingsDraft, Tally};
use domain::days::Period;
use domain::evidence::{EvidenceDraft, Ruling};
use domain::finding::{Finding, Reason};
use domain::ids::{ReportId, VendorId};
use domain::instant::{Instant, Utc, Zone as _};
use domain::operating::{CalendarDraft, CalendarSettings, Timing};
use domain::people::{Actor, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::refusal::Refusal;
use domain::words::{Cadence, Categories, Criticality, Trait};
use jiff::civil::{Date, date};
use store::testing::{Firm, fresh, honest, pair, statement};
use store::{Error, Moves, NamedZone, OperatedWanted, PairRuling, ProgrammeNow};

fn said<T: std::fmt::Debug>(outcome: store::Result<T>) -> Refusal {
    let error = outcome.unwrap_err();
    let Error::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

fn fields(refusal: &Refusal) -> Vec<&str> {
    let Refusal::Invalid(faults) = refusal else { panic!("{refusal}") };
    faults.iter().map(|fault| fault.field.as_ref()).collect()
}

/// A firm with a window of all of 2026, a system in its scope, and a vendor of high criticality on which that depends.
struct Scene {
    firm: Firm,
    vendor: VendorId,
    third: Actor,
}

impl Scene {
    async fn all(controls: &[&str]) -> Vec<Self> {
        let mut all = Vec::new();
        for f in fresh().await {
            f.world.set(Utc.midnight(date(2026, 1, 1)));
            let firm = Firm::begin(f).await;
            firm.adopt(controls).await;
            let third = firm.f.person("Ruth Adeyemi", Role::Executive, true).await;
            let (store, manager) = (firm.store(), firm.manager);
            let vendor = store.add_vendor(&manager, "Parley Labs", "models", Criticality::High, None).await.unwrap();
            let (system, _) = firm.system("Assistant", None).await;
            store.depend(&manager, system, vendor).await.unwrap();
            store.answer_trait(&manager, system, Trait::ThirdParty, Some(true), "bought").await.unwrap();
            let programme = store.open_programme(&manager, two("SOC 2 Type II", 2026)).await.unwrap();
            store.widen_scope(&manager, programme, &[system]).await.unwrap();
            all.push(Self { firm, vendor, third });
        }
        all
    }

    /// Noon of a day.
    fn on(&self, day: Date) {
        self.firm.f.world.set(Utc.midnight(day).plus_seconds(12 * 3_600));
    }

    async fn now(&self) -> Instant {
        self.firm.store().present().await.unwrap().max(store::World::now(&*self.firm.f.world))
    }

    async fn programme(&self) -> ProgrammeNow {
        let spine = self.firm.store().spine().await.unwrap();
        spine.programmes.iter().find(|one| one.window_from == Some(date(2026, 1, 1))).unwrap().clone()
    }

    /// Entered by the manager and accepted by the reviewer; how many pairs it proves.
    async fn accepted(&self, draft: &AttestationDraft) -> (ReportId, usize) {
        let (store, manager) = (self.firm.store(), &self.firm.manager);
        let id = store.enter_attestation(manager, self.vendor, draft, None).await.unwrap();
        let review = honest(store, id, "").await;
        (id, store.accept_attestation(&self.firm.reviewer, id, &review).await.unwrap())
    }

    async fn days(&self, known: Date) -> Tally {
        let programme = self.programme().await;
        let cover = self.firm.store().vendor_cover(Some(&programme), self.vendor, known, &Utc).await.unwrap();
        cover.weakest().map(|(_, cover)| cover.days).unwrap_or_default()
    }

    /// What the rule says of reports of the vendor.
    async fn finding(&self) -> Option<Finding> {
        let (store, now) = (self.firm.store(), self.now().await);
        let no = store.spine().await.unwrap().requirement_by_id(&"TSK-VN-03-1".parse().unwrap()).unwrap().no;
        let vendor = store.vendor(self.vendor).await.unwrap().no;
        let found = store.findings_of(vendor, now).await.unwrap();
        found.into_iter().find(|found| found.requirement_no == no).map(|found| found.finding)
    }

    async fn set(&self, draft: &SettingsDraft) -> store::Result<i64> {
        let seen = self.firm.store().attestation_settings().await.unwrap().version;
        self.firm.store().set_attestation_settings(&self.firm.manager, draft, seen).await
    }

    async fn sound(&self) {
        assert_eq!(self.firm.store().check_records().await.unwrap(), []);
        assert!(self.firm.store().check_rows().await.unwrap().faults.is_empty());
        assert!(self.firm.store().check_derived(1).await.unwrap().is_empty());
    }
}

fn two(name: &str, year: i16) -> ProgrammeDraft {
    ProgrammeDraft {
        name: name.into(),
        kind: ReportKind::Type2,
        on_day: None,
        window_from: Some(date(year, 1, 1)),
        window_until: Some(date(year, 12, 31)),
        categories: Categories::security(),
        reasons: String::new(),
        commitments: String::new(),
    }
}

fn report(kind: &str) -> AttestationDraft {
    AttestationDraft {
        kind: kind.into(),
        issuer: "Hale & Ross LLP".into(),
        period_from: "2025-10-01".into(),
        period_until: "2026-09-30".into(),
        scope: "yes".into(),
        categories: vec!["Security".into()],
        opinion: "unqualified".into(),
        received_on: "2026-11-20".into(),
        ..AttestationDraft::default()
    }
}

/// The default with SOC 3 counting for every tier, or for none.
fn soc_3(counts: bool) -> SettingsDraft {
    let mut draft = SettingsDraft::from(&Settings::default());
    for kinds in draft.accepts.values_mut() {
        kinds.retain(|id| id != "SOC3");
        if counts {
            kinds.push("SOC3".into());
        }
    }
    draft
}

#[tokio::test]
async fn what_counts_is_set_from_a_day_and_earlier_days_read_as_they_did() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let (store, manager, third) = (scene.firm.store(), scene.firm.manager, scene.third);
        scene.on(date(2026, 11, 21));
        let (id, proven) = scene.accepted(&report("SOC3")).await;
        assert_eq!(proven, 0, "too little for tier one");
        let never = Some(Finding::Gap(Reason::NeverProven));
        let (none, a1) = (
            Tally { uncovered: 325, not_yet: 40, ..Tally::default() },
            Tally { audited: 273, bridgeable: 53, not_yet: 39, ..Tally::default() },
        );
        assert_eq!((scene.days(date(2026, 11, 21)).await, scene.finding().await), (none, never));

        scene.on(date(2026, 11, 22));
        let next = soc_3(true).check().unwrap();
        let programme = scene.programme().await;
        let before = store.statements();
        let moves = store.settings_would_move(Some(&programme), &next, scene.now().await, &Utc).await.unwrap();
        assert!(store.statements() - before <= 8, "{}", store.statements() - before);
        assert_eq!(moves, Moves { won: (1, 273), ..Moves::default() });
        assert_eq!(scene.set(&soc_3(true)).await.unwrap(), 1);
        assert_eq!(scene.days(date(2026, 11, 22)).await, a1);
        assert_eq!(scene.days(date(2026, 11, 21)).await, none, "that day reads as it did");
        // Nothing betters a finding but accepted evidence: a second person says that it is used.
        assert_eq!(scene.finding().await, never);
        let late = store.late_proofs(None, scene.now().await, &Utc).await.unwrap();
        assert_eq!((late.len(), Utc.day(late[0].since)), (1, date(2026, 11, 22)), "it could prove nothing before");
        assert!(matches!(said(store.prove_attestation(&manager, id).await), Refusal::Forbidden(_)));
        assert_eq!(store.prove_attestation(&third, id).await.unwrap(), 1);
        assert_eq!(scene.finding().await, Some(Finding::Met));

        scene.on(date(2026, 11, 23));
        let fewer = soc_3(false).check().unwrap();
        let moves = store.settings_would_move(Some(&programme), &fewer, scene.now().await, &Utc).await.unwrap();
        assert_eq!(moves, Moves { lost: (1, 273), ends: 1, ..Moves::default() });
        assert_eq!(scene.set(&soc_3(false)).await.unwrap(), 2);
        assert_eq!(scene.finding().await, Some(Finding::Gap(Reason::EndedByEvent)), "what it proved ended at once");
        assert_eq!(scene.days(date(2026, 11, 23)).await.uncovered, 327);
        assert_eq!(scene.days(date(2026, 11, 22)).await.audited, 273);
        scene.sound().await;
    }
}

#[tokio::test]
async fn a_letter_proves_only_while_its_report_counts_for_the_tier() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        scene.on(date(2026, 11, 21));
        scene.set(&soc_3(true)).await.unwrap();
        assert_eq!(scene.accepted(&report("SOC3")).await.1, 1);
        let letter = AttestationDraft {
            kind: "SOC2-BRIDGE".into(),
            issuer: "Ana Ruiz, chief information security officer".into(),
            names: "report".into(),
            named_end: "2026-09-30".into(),
            through: "2026-11-30".into(),
            signed_on: "2026-11-20".into(),
            received_on: "2026-11-20".into(),
            ..AttestationDraft::default()
        };
        assert_eq!(scene.accepted(&letter).await.1, 1);
        let programme = scene.programme().await;
        let fewer = soc_3(false).check().unwrap();
        let store = scene.firm.store();
        let moves = store.settings_would_move(Some(&programme), &fewer, scene.now().await, &Utc).await.unwrap();
        assert_eq!(moves.ends, 2, "the report, and the letter that names it");
        scene.set(&soc_3(false)).await.unwrap();
        scene.sound().await;
    }
}

#[tokio::test]
async fn what_cannot_stand_comes_late_or_changes_nothing_is_refused() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let (store, firm) = (scene.firm.store(), &scene.firm);
        let default = SettingsDraft::from(&Settings::default());
        assert!(matches!(said(scene.set(&default).await), Refusal::Conflict(_)), "the same");
        let days = SettingsDraft { tolerance: "a month".into(), ..soc_3(true) };
        assert_eq!(fields(&said(scene.set(&days).await)), ["tolerance"]);
        let mut none = default.clone();
        none.accepts.insert(Criticality::Low, vec![]);
        assert_eq!(fields(&said(scene.set(&none).await)), ["accepts-low"]);
        let executive = said(store.set_attestation_settings(&scene.third, &soc_3(true), 0).await);
        assert!(matches!(executive, Refusal::Forbidden(_)));
        let calendar =
            CalendarDraft { anchor: "2026-02-15".into(), ..CalendarDraft::from(CalendarSettings::default()) };
        assert!(matches!(said(store.set_calendar_settings(&scene.third, &calendar, 0).await), Refusal::Forbidden(_)));
        let administrator = firm.f.person("Owen Pryce", Role::Administrator, false).await;
        assert_eq!(store.set_attestation_settings(&administrator, &soc_3(true), 0).await.unwrap(), 1);
        assert_eq!(store.set_calendar_settings(&administrator, &calendar, 0).await.unwrap(), 1);
        let late = said(store.set_attestation_settings(&firm.manager, &default, 0).await);
        assert!(late.to_string().contains("Somebody set this anew meanwhile."), "{late}");
        assert!(matches!(said(store.set_calendar_settings(&firm.manager, &calendar, 1).await), Refusal::Conflict(_)));
        let wrong = CalendarDraft { anchor: "2026-01-31".into(), ..calendar };
        assert_eq!(fields(&said(store.set_calendar_settings(&firm.manager, &wrong, 1).await)), ["anchor"]);
        let set = store.attestation_settings().await.unwrap();
        assert_eq!((set.version, set.last.map(|(_, by)| by)), (1, Some(administrator.person)));
        scene.sound().await;
        let refused = firm.f.sql("UPDATE setting SET body = '{}'").await.unwrap_err().to_string();
        assert!(refused.contains("a setting has versions and never changes"), "{refused}");
        assert!(firm.f.sql("DELETE FROM setting").await.is_err());
    }
}

const OVERSIGHT: &str = "TSK-GV-01-2";

/// Minutes of a meeting, accepted the day after it.
async fn met(scene: &Scene, day: Date) {
    let (store, firm) = (scene.firm.store(), &scene.firm);
    scene.on(day.tomorrow().unwrap());
    let draft = EvidenceDraft { performed_on: Some(day), ..statement("meeting-minutes", day) };
    let pairs = [pair(OVERSIGHT, 0)];
    let id = store.submit(&firm.manager, draft, None, &pairs).await.unwrap();
    let rulings = [PairRuling { pair: pairs[0].clone(), ruling: Ruling::Supports, reason: "as seen".into() }];
    store.rule(&firm.reviewer, id, &rulings, None).await.unwrap();
}

/// From when months are counted in a window, and how each slot stands, as of the end of a day.
async fn operated(scene: &Scene, days: Period, day: Date) -> (Date, Vec<Timing>) {
    let (store, zone) = (scene.firm.store(), NamedZone::find("UTC").unwrap());
    let spine = store.spine().await.unwrap();
    let window = store.operated_window(&spine, 0, days, Utc.end_of(day), zone).await.unwrap();
    let no = spine.requirement_by_id(&OVERSIGHT.parse().unwrap()).unwrap().no;
    let pairs = store.operated(&OperatedWanted { requirements: vec![no], subject: None }, &window).await.unwrap();
    let slots = &pairs[0].reading.slots.expected;
    (window.calendar.anchor(), slots.iter().map(|it| it.timing).collect())
}

#[tokio::test]
async fn grace_counts_for_what_is_due_later_and_a_window_keeps_its_calendar() {
    use Timing::{InGrace, Missed, NotYetDue, OnTime, Overdue};
    for scene in Scene::all(&["AIG-GV-01"]).await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        let window = |year| Period::new(date(year, 1, 1), date(year, 12, 31)).unwrap();
        let own = date(2026, 1, 1);
        met(&scene, date(2026, 3, 28)).await;
        scene.on(date(2026, 7, 20));
        let before = operated(&scene, window(2026), date(2026, 7, 20)).await;
        assert_eq!(before, (own, vec![OnTime, Overdue, NotYetDue, NotYetDue]), "{}", scene.firm.f.engine);

        let mut draft =
            CalendarDraft { anchor: "2026-02-15".into(), ..CalendarDraft::from(CalendarSettings::default()) };
        draft.grace.insert(Cadence::Quarterly, "40".into());
        assert_eq!(store.set_calendar_settings(&manager, &draft, 0).await.unwrap(), 1);
        assert_eq!(operated(&scene, window(2026), date(2026, 7, 20)).await, before, "Q2 was due before");
        scene.on(date(2026, 11, 5));
        let later = operated(&scene, window(2026), date(2026, 11, 5)).await;
        assert_eq!(later, (own, vec![OnTime, Missed, InGrace, NotYetDue]), "Q3 has forty days, to 9 November");
        met(&scene, date(2026, 11, 10)).await;
        let three = operated(&scene, window(2026), date(2026, 11, 11)).await.1;
        assert_eq!(three, [OnTime, Missed, Overdue, OnTime], "in November it is Q4's");
        assert_eq!(operated(&scene, window(2026), date(2026, 7, 19)).await.1, [OnTime, Overdue, NotYetDue, NotYetDue]);

        // A window that begins later is counted from the day that was set.
        scene.on(date(2027, 2, 1));
        assert_eq!(operated(&scene, window(2027), date(2027, 2, 1)).await.0, date(2026, 2, 15));
        let back = CalendarDraft { anchor: String::new(), ..draft };
        store.set_calendar_settings(&manager, &back, 1).await.unwrap();
        assert_eq!(operated(&scene, window(2027), date(2027, 2, 1)).await.0, date(2026, 2, 15), "it began before");
        assert_eq!(operated(&scene, window(2028), date(2027, 2, 1)).await.0, own);
        scene.sound().await;
    }
}
