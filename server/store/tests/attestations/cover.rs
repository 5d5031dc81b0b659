//! Which days of a window the reports of a vendor cover, as was known on each day.

use super::{Scene, fine, letter, t2};
use domain::attestations::{AttestationDraft, CarveOutDraft, CoverState, Next, Tally, Why};
use domain::cells::Cell;
use domain::days::Period;
use domain::evidence::Ruling;
use domain::finding::Reason;
use domain::ids::VendorId;
use domain::instant::Utc;
use domain::words::{CriterionId, Criticality};
use jiff::civil::{Date, date};
use store::testing::{honest, pair};

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
async fn days_before_it_was_typed_are_asked_for_where_somebody_says_since_when() {
    for scene in Scene::of_2026(&[]).await {
        let (store, manager, system) = (scene.firm.store(), scene.firm.manager, scene.system);
        scene.on(date(2026, 11, 21)).await;
        let host = store.add_vendor(&manager, "Host", "hosting", Criticality::Medium, None).await.unwrap();
        let spine = store.spine().await.unwrap();
        let programme = spine.programmes.iter().find(|one| one.window_from.is_some());
        let asked = async |known| {
            let cover = store.vendor_cover(programme, host, known, &Utc).await.unwrap();
            (cover.asked_since(), cover.weakest().map_or(0, |(_, it)| it.denominator()))
        };
        for wrong in ["2026-11-22", "soon"] {
            assert!(store.depend_since(&manager, system, host, wrong).await.is_err(), "{wrong}");
        }
        store.depend_since(&manager, system, host, "2026-10-01").await.unwrap();
        let last = date(2026, 12, 31);
        assert_eq!(asked(last).await, (Some(date(2026, 10, 1)), 92));
        assert_eq!(asked(date(2026, 11, 20)).await, (None, 0), "as was known the day before");
        assert!(store.depend_since(&manager, system, host, "2026-10-02").await.is_err(), "days that were asked stay");
        scene.on(date(2026, 11, 22)).await;
        store.depend_since(&manager, system, host, "2025-12-01").await.unwrap();
        assert_eq!(asked(last).await, (Some(date(2026, 1, 1)), 365));
        assert_eq!(asked(date(2026, 11, 21)).await, (Some(date(2026, 10, 1)), 92), "as was known the day before");
        let no = store.system(system).await.unwrap().no;
        let since = store.vendors_since(no, &Utc).await.unwrap();
        assert_eq!(since[&store.vendor(host).await.unwrap().no], date(2025, 12, 1));
        // What is released and taken up again counts from then on.
        scene.firm.decide(&domain::change::Change::Release { system, vendor: host }).await;
        scene.on(date(2026, 12, 2)).await;
        store.depend(&manager, system, host).await.unwrap();
        assert_eq!(
            store.vendors_since(no, &Utc).await.unwrap()[&store.vendor(host).await.unwrap().no],
            date(2026, 12, 2)
        );
        scene.sound().await;
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

/// What stands where CC9.2 meets the system.
pub(super) async fn vendors_cell(scene: &Scene) -> Cell {
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
