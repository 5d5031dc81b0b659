//! The rows behind readings, on both engines: tallies, names, open requirements, lapsed documents, evidence.
#![cfg(test)]

use domain::change::Change;
use domain::evidence::Ruling;
use domain::finding::{Finding, Reason};
use domain::instant::{Instant, Zone as _};
use domain::readiness::State;
use domain::words::{CriterionId, Criticality};
use jiff::civil::date;
use store::testing::{Firm, firms, pair};

#[tokio::test]
async fn rows_behind_a_reading_agree_with_its_findings_on_both_engines() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (system, no) = firm.system("Scorer", None).await;
        let Firm { f, manager, programme, .. } = &firm;
        let vendor = f.store.add_vendor(manager, "Claudia", "Models", Criticality::High, None).await.unwrap();
        f.store.depend(manager, system, vendor).await.unwrap();
        let spine = f.store.spine().await.unwrap();
        let one = spine.programme(*programme).unwrap();
        let first = f.store.reading(one, f.store.present().await.unwrap()).await.unwrap();
        assert_eq!(first.systems, [no], "{}", f.engine);
        let found = f.store.findings_on(one, no, first.at).await.unwrap();
        let open: u32 = first.open().values().sum();
        assert!(open > 0 && open as usize == found.len(), "{}: nothing is asked of anybody else", f.engine);
        let by_control = f.store.open_by_control(&first, &[0, no]).await.unwrap();
        assert_eq!(by_control.values().sum::<u32>(), open);
        let numbers: Vec<_> = first.tallies.iter().map(|tally| tally.requirement).collect();
        let worst = f.store.open_subjects(&first, &numbers, 3).await.unwrap();
        assert_eq!(worst.len(), numbers.len());
        let pairs = [pair("TSK-AC-07-1", no)];
        let evidence = firm.submit("config-export", date(2026, 11, 21), &pairs).await;
        firm.rule(evidence, &pairs, Ruling::Supports).await;
        let met = f.store.reading(one, f.store.present().await.unwrap()).await.unwrap();
        assert_eq!(met.open().values().sum::<u32>(), open - 1);
        let sent = f.store.evidence_for(&met, &numbers, 5).await.unwrap();
        assert_eq!((sent.0.first().map(|piece| (piece.id, piece.supports)), sent.1), (Some((evidence, 1)), 1));
        assert!(f.store.lapsed(&met).await.unwrap().is_empty());
        f.world.forward(500 * 86_400);
        let stale = f.store.reading(one, f.store.present().await.unwrap()).await.unwrap();
        assert!(stale.tallies.iter().any(|tally| tally.finding == Finding::Gap(Reason::Stale)), "{}", f.engine);
        let lapsed = f.store.lapsed(&stale).await.unwrap();
        assert_eq!(lapsed.iter().map(|one| (one.evidence, one.subjects)).collect::<Vec<_>>(), [(evidence, 1)]);
        assert_eq!(
            f.store.reading(one, first.at).await.unwrap().tallies,
            first.tallies,
            "{}: as it was shown",
            f.engine
        );
        let seq = i64::MAX;
        let instants = [first.at, met.at, stale.at].into_iter().collect();
        for _ in 0..2 {
            let before = f.store.statements();
            let past = f.store.past(one, &instants, seq).await.unwrap();
            for reading in [&first, &met, &stale] {
                assert_eq!(*past[&reading.at], reading.readiness, "{}: as read alone", f.engine);
            }
            assert!(f.store.statements() - before <= 3 + 3, "one for each instant, and three");
        }
        let before = f.store.statements();
        f.store.past(one, &[first.at].into_iter().collect(), seq).await.unwrap();
        assert_eq!(f.store.statements(), before, "what is past is kept");
        assert_eq!(f.store.subjects_named(&[0, no]).await.unwrap().len(), 1);
        assert_eq!(f.store.groups_of(&[no]).await.unwrap().len(), 1);
        assert!(!f.store.decisions_bettering(one, stale.at).await.unwrap().is_empty() || stale.bettered == 0);
        assert_eq!(f.store.count_systems().await.unwrap(), 1);
    }
}

/// Noon of a day, UTC.
fn noon(month: i8, day: i8) -> Instant {
    domain::instant::Utc.midnight(date(2027, month, day)).plus_seconds(12 * 3_600)
}

#[tokio::test]
async fn s6_and_s7_what_is_known_later_counts_for_the_day_that_it_speaks_for() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (store, world, engine) = (firm.store(), &firm.f.world, firm.f.engine);
        let (_, no) = firm.system("Scorer", None).await;
        let criteria = [CriterionId::CC6_1].into_iter().collect();
        firm.decide(&Change::Conclude { programme: firm.programme, criteria }).await;
        let pairs = [pair("TSK-AC-07-1", no)];
        world.set(noon(4, 10));
        let early = firm.submit("config-export", date(2027, 3, 28), &pairs).await;
        firm.rule(early, &pairs, Ruling::Supports).await;
        world.set(noon(4, 12));
        let late = firm.submit("config-export", date(2027, 4, 2), &pairs).await;
        firm.rule(late, &pairs, Ruling::Supports).await;
        world.set(noon(5, 1));
        store.withdraw(&firm.manager, early, "forged").await.unwrap();
        world.set(noon(5, 3));

        let spine = store.spine().await.unwrap();
        let programme = spine.programme(firm.programme).unwrap();
        let at = noon(3, 31);
        let state = async |known| {
            let reading = store.reading_known(programme, at, known).await.unwrap();
            let one = *reading.readiness.criterion(CriterionId::CC6_1).unwrap();
            let stale = reading.tallies.iter().map(|tally| tally.subjects).sum::<u32>();
            (one.state, one.reason, one.cells.met, stale)
        };
        assert_eq!(state(at).await, (State::Gap, Some(Reason::NeverProven), 0, 1), "{engine}");
        assert_eq!(state(noon(4, 30)).await, (State::Met, None, 1, 1), "{engine}: accepted on 10 April");
        assert_eq!(state(noon(5, 2)).await, (State::Gap, Some(Reason::Withdrawn), 0, 1), "{engine}: forged");
        let shown = store.reading(programme, at).await.unwrap();
        let known = store.reading_known(programme, at, at).await.unwrap();
        assert_eq!((&known.readiness, &known.faces, &known.tallies), (&shown.readiness, &shown.faces, &shown.tallies));
        let now = store.present().await.unwrap();
        let first = store.reading_known(programme, at, now).await.unwrap();
        let asked = store.statements();
        world.forward(60);
        let again = store.reading_known(programme, at, store.present().await.unwrap()).await.unwrap();
        assert!(std::sync::Arc::ptr_eq(&first, &again), "{engine}: nothing more is known, so nothing is read again");
        assert!(store.statements() - asked <= 2);
    }
}

#[tokio::test]
async fn a_reading_with_what_is_known_later_names_the_documents_that_lapsed() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (_, no) = firm.system("Scorer", None).await;
        let pairs = [pair("TSK-AC-07-1", no)];
        let evidence = firm.submit("config-export", date(2026, 11, 21), &pairs).await;
        firm.rule(evidence, &pairs, Ruling::Supports).await;
        firm.f.world.forward(200 * 86_400);
        let spine = firm.store().spine().await.unwrap();
        let programme = spine.programme(firm.programme).unwrap();
        let at = firm.store().present().await.unwrap();
        let known = firm.store().reading_known(programme, at, at).await.unwrap();
        let shown = firm.store().reading(programme, at).await.unwrap();
        let lapsed = firm.store().lapsed(&shown).await.unwrap();
        assert_eq!(known.lapsed.as_ref(), Some(&*lapsed), "{}", firm.f.engine);
        assert_eq!(known.lapsed.as_ref().map(Vec::len), Some(1));
    }
}
