//! The register of vendors as pages read it: what is kept of it says what all facts say, and a filter lets through what it
//! names.

use super::{Scene, letter, t2};
use domain::attestations::{CoverShown, CoverState, Next, ToDo};
use domain::finding::Finding;
use domain::ids::VendorId;
use domain::instant::{Utc, Zone as _};
use domain::words::{Criticality, Trait};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{CoverWanted, OwnedBy, Posture, PostureOrder, PosturesWanted, ProgrammeNow, VendorCover};

const DAY: Date = date(2026, 11, 21);

/// Eight vendors that stand differently: besides the one of the scene, which only wants a letter.
async fn peopled(scene: &Scene) {
    let (store, manager) = (scene.firm.store(), &scene.firm.manager);
    scene.on(DAY).await;
    scene.accepted(&t2("2025-10-01", "2026-09-30", "2026-11-20")).await;
    let owner = Some(scene.firm.reviewer.person);
    for (name, tier, owner, used, reports) in [
        ("Ash", Criticality::Low, owner, true, 0),
        ("birch", Criticality::High, None, true, 0),
        ("Cedar", Criticality::Medium, owner, false, 0),
        ("Drift", Criticality::Medium, None, true, 1),
        ("Elm", Criticality::Low, owner, false, 1),
        ("Fir", Criticality::Low, None, false, 0),
        ("Gorse % leaf", Criticality::High, owner, true, 2),
    ] {
        let id = store.add_vendor(manager, name, "hosting", tier, owner).await.unwrap();
        if used {
            store.depend(manager, scene.system, id).await.unwrap();
        }
        if reports > 0 {
            let report = t2("2025-12-01", "2026-11-20", "2026-11-20");
            let id = store.enter_attestation(manager, id, &report, None).await.unwrap();
            if reports > 1 {
                let fine = super::fine("SOC2-T2");
                store.accept_attestation(&scene.firm.reviewer, id, &fine).await.unwrap();
            }
        }
    }
}

async fn programme(scene: &Scene) -> ProgrammeNow {
    let spine = scene.firm.store().spine().await.unwrap();
    spine.programmes.iter().find(|one| one.window_from.is_some()).unwrap().clone()
}

async fn register(scene: &Scene) -> Arc<Vec<Posture>> {
    let store = scene.firm.store();
    let (seq, now) = (store.head_seq().await.unwrap(), store.present().await.unwrap());
    store.postures(seq, Some(&programme(scene).await), now, &Utc).await.unwrap()
}

/// What all facts say of every vendor.
async fn covers(scene: &Scene) -> BTreeMap<VendorId, VendorCover> {
    let store = scene.firm.store();
    let today = Utc.day(store.present().await.unwrap());
    let all = store.vendor_covers(Some(&programme(scene).await), today, &Utc).await.unwrap();
    all.into_iter().map(|one| (one.vendor.id, one)).collect()
}

#[tokio::test]
async fn each_row_says_what_all_facts_say_of_the_vendor() {
    for scene in Scene::of_2026(&["AIG-VN-03"]).await {
        peopled(&scene).await;
        let (store, programme, covers) = (scene.firm.store(), programme(&scene).await, covers(&scene).await);
        let (all, now) = (register(&scene).await, store.present().await.unwrap());
        assert_eq!(all.len(), covers.len());
        let numbers: Vec<_> = all.iter().map(|it| it.vendor.no).collect();
        let open = store.open_of(&numbers, Some(&programme), now).await.unwrap();
        for it in all.iter() {
            let cover = &covers[&it.vendor.id];
            assert_eq!((&it.vendor, it.window, it.uncovered), (&cover.vendor, cover.window, cover.uncovered()));
            assert_eq!((&it.next, it.about, it.weakest), (&cover.next, cover.about(), None));
            assert_eq!(it.reviewed, cover.last_review().map(|at| Utc.day(at)));
            assert_eq!(it.cover.leaves_days(), cover.state() == Some(CoverState::Gap), "{}", it.vendor.name);
            let found = store.findings_of(it.vendor.no, now).await.unwrap();
            let gaps = found.iter().filter(|one| matches!(one.finding, Finding::Gap(_) | Finding::Failed)).count();
            let unknown = found.iter().filter(|one| matches!(one.finding, Finding::Unknown(_))).count();
            let said = open.get(&it.vendor.no).copied().unwrap_or_default();
            assert_eq!((said.open, said.unknown), (gaps, unknown), "{}", it.vendor.name);
        }
        let is = |name: &str| all.iter().find(|it| it.vendor.name == name).unwrap();
        assert_eq!(is("Parley Labs").cover, CoverShown::LetterMissing);
        assert_eq!(is("Drift").next.kind(), ToDo::Review);
        assert!(open.values().any(|of| of.open > 0), "something is asked of them");
        let names: Vec<_> = all.iter().map(|it| it.vendor.name.as_str()).collect();
        let order = ["birch", "Drift", "Ash", "Parley Labs", "Gorse % leaf", "Elm", "Cedar", "Fir"];
        assert_eq!(names, order, "what is to be done first, the weakest cover and the highest tier before the rest");
    }
}

#[tokio::test]
async fn a_filter_lets_through_what_it_names_and_every_order_holds_all_of_it() {
    for scene in Scene::of_2026(&[]).await {
        peopled(&scene).await;
        let (all, covers) = (register(&scene).await, covers(&scene).await);
        let (names, owner) = (scene.firm.store().names().await.unwrap(), scene.firm.reviewer.person);
        let wanted = PosturesWanted::default();
        type Says<'a> = (PosturesWanted, &'a dyn Fn(&VendorCover) -> bool);
        let filters: [Says<'_>; 12] = [
            (wanted.clone(), &|_| true),
            (PosturesWanted { search: " BIR".into(), ..wanted.clone() }, &|one| one.vendor.name == "birch"),
            (PosturesWanted { search: "%".into(), ..wanted.clone() }, &|one| one.vendor.name == "Gorse % leaf"),
            (PosturesWanted { search: "no such".into(), ..wanted.clone() }, &|_| false),
            (PosturesWanted { tier: Some(Criticality::Low), ..wanted.clone() }, &|one| {
                one.vendor.tier == Criticality::Low
            }),
            (PosturesWanted { owner: Some(OwnedBy::Person(owner)), ..wanted.clone() }, &|one| {
                one.vendor.owner == Some(owner)
            }),
            (PosturesWanted { owner: Some(OwnedBy::Nobody), ..wanted.clone() }, &|one| one.vendor.owner.is_none()),
            (PosturesWanted { cover: Some(CoverWanted::LeavesDays), ..wanted.clone() }, &|one| {
                one.state() == Some(CoverState::Gap)
            }),
            (PosturesWanted { cover: Some(CoverWanted::Asked), ..wanted.clone() }, &|one| one.state().is_some()),
            (PosturesWanted { cover: Some(CoverWanted::Shown(CoverShown::NotAsked)), ..wanted.clone() }, &|one| {
                one.state().is_none()
            }),
            (PosturesWanted { next: Some(ToDo::Review), ..wanted.clone() }, &|one| {
                matches!(one.next, Next::Review { .. })
            }),
            (PosturesWanted { used: Some(false), ..wanted.clone() }, &|one| one.vendor.systems == 0),
        ];
        for (wanted, says) in filters {
            let mut expected: Vec<_> = covers.values().filter(|one| says(one)).map(|one| one.vendor.no).collect();
            expected.sort_unstable();
            for order in [
                PostureOrder::Need,
                PostureOrder::Name,
                PostureOrder::Uncovered,
                PostureOrder::Reviewed,
                PostureOrder::Owner,
                PostureOrder::Systems,
            ] {
                for descending in [false, true] {
                    let rows = wanted.of(&all, order, descending, &names);
                    let mut found: Vec<_> = rows.iter().map(|it| it.vendor.no).collect();
                    found.sort_unstable();
                    assert_eq!(found, expected, "{wanted:?} {order:?}");
                }
            }
        }
        let named = |order, descending| {
            let rows = wanted.of(&all, order, descending, &names);
            rows.into_iter().map(|it| it.vendor.name.as_str()).collect::<Vec<_>>()
        };
        let by_name = ["Ash", "birch", "Cedar", "Drift", "Elm", "Fir", "Gorse % leaf", "Parley Labs"];
        assert_eq!(named(PostureOrder::Name, false), by_name);
        assert!(named(PostureOrder::Name, true).into_iter().rev().eq(by_name));
        assert_eq!(named(PostureOrder::Uncovered, true)[..3], ["Parley Labs", "Ash", "birch"][..]);
        for descending in [false, true] {
            assert_eq!(named(PostureOrder::Owner, descending)[4..], ["birch", "Drift", "Fir", "Parley Labs"][..]);
        }
    }
}

#[tokio::test]
async fn the_register_is_read_once_until_the_trail_goes_on_or_the_day_ends() {
    for scene in Scene::of_2026(&["AIG-VN-03"]).await {
        peopled(&scene).await;
        let (store, programme) = (scene.firm.store(), programme(&scene).await);
        let (seq, now) = (store.head_seq().await.unwrap(), store.present().await.unwrap());
        let look = async |seq, at| {
            let before = store.statements();
            let all = store.postures(seq, Some(&programme), at, &Utc).await.unwrap();
            (all, store.statements() - before)
        };
        let (first, asked) = look(seq, now).await;
        assert!((1..=6).contains(&asked), "{asked} statements, however many vendors there are");
        let (again, asked) = look(seq, now).await;
        assert!(Arc::ptr_eq(&first, &again));
        assert_eq!(asked, 0, "nothing is asked while nothing came since");
        let numbers: Vec<_> = first.iter().map(|it| it.vendor.no).collect();
        let before = store.statements();
        store.open_of(&numbers, Some(&programme), now).await.unwrap();
        assert_eq!(store.statements() - before, 1);

        scene.on(date(2026, 11, 22)).await;
        let (tomorrow, _) = look(seq, store.present().await.unwrap()).await;
        let days = |all: &[Posture]| all.iter().map(|it| it.uncovered).sum::<i64>();
        assert!(days(&tomorrow) > days(&first), "one more day is not covered");
        scene.accepted(&letter("2026-09-30", "2026-12-31", "2026-11-22")).await;
        let parley = |all: &[Posture]| all.iter().find(|it| it.vendor.id == scene.vendor).unwrap().clone();
        let after = register(&scene).await;
        assert_eq!((parley(&tomorrow).cover, parley(&after).cover), (CoverShown::LetterMissing, CoverShown::SoFar));

        // The day before reads as it read then.
        store.add_vendor(&scene.firm.manager, "Heath", "", Criticality::Low, None).await.unwrap();
        let seq = store.head_seq().await.unwrap();
        let past = store.postures_at(seq, Some(&programme), Utc.end_of(DAY), &Utc).await.unwrap();
        assert_eq!(*past, *first);
        assert_eq!(register(&scene).await.len(), past.len() + 1);
    }
}

#[tokio::test]
async fn what_hangs_on_a_question_is_counted_as_unknown_and_never_as_nothing() {
    for scene in Scene::all(&["AIG-VN-03"]).await {
        let (store, manager) = (scene.firm.store(), &scene.firm.manager);
        let (system, _) = scene.firm.system("Letters", None).await;
        let vendor = store.add_vendor(manager, "Quill", "models", Criticality::High, None).await.unwrap();
        store.depend(manager, system, vendor).await.unwrap();
        let no = store.vendor(vendor).await.unwrap().no;
        let open = async || store.open_of(&[no], None, store.present().await.unwrap()).await.unwrap()[&no];
        let of = open().await;
        assert!(of.open == 0 && of.unknown > 0, "{of:?}");
        store.answer_trait(manager, system, Trait::ThirdParty, Some(true), "bought").await.unwrap();
        let answered = open().await;
        assert!(answered.open > 0 && answered.unknown < of.unknown, "{answered:?}");
    }
}
