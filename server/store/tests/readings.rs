//! The rows behind readings, on both engines: tallies, names, open requirements, lapsed documents, evidence.
#![cfg(test)]

use domain::evidence::{EvidenceDraft, Form, NamedPair, Ruling};
use domain::finding::{Finding, Reason};
use domain::people::Role;
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::systems::SystemDraft;
use domain::words::{Categories, Criticality, Stage};
use jiff::civil::date;
use store::testing::fresh;
use store::{Adoption, PairRuling};

#[tokio::test]
async fn rows_behind_a_reading_agree_with_its_findings_on_both_engines() {
    for f in fresh().await {
        let manager = f.founded().await;
        let reviewer = f.person("Ines Halvorsen", Role::Engineer, true).await;
        let draft = ProgrammeDraft {
            name: "SOC 2".into(),
            kind: ReportKind::Type1,
            on_day: Some(date(2026, 12, 31)),
            window_from: None,
            window_until: None,
            categories: Categories::security(),
            reasons: String::new(),
            commitments: String::new(),
        };
        let programme = f.store.open_programme(&manager, draft).await.unwrap();
        let control = "AIG-AC-07".parse().unwrap();
        let adoption = Adoption { control, owner: manager.person, statement: None };
        let waiting = f.store.adopt(&manager, vec![adoption]).await.unwrap();
        f.store.agree(&reviewer, waiting, "").await.unwrap();
        let draft = SystemDraft { stage: Some(Stage::Production), ..SystemDraft::named("Scorer") };
        let system = f.store.add_system(&manager, draft).await.unwrap();
        f.store.widen_scope(&manager, programme, &[system]).await.unwrap();
        let vendor = f.store.add_vendor(&manager, "Claudia", "Models", Criticality::High, None).await.unwrap();
        f.store.depend(&manager, system, vendor).await.unwrap();
        let no = f.store.system(system).await.unwrap().no;
        let spine = f.store.spine().await.unwrap();
        let one = spine.programme(programme).unwrap();
        let first = f.store.reading(one, f.store.present().await.unwrap()).await.unwrap();
        assert_eq!(first.systems, [no], "{}", f.engine);
        let found = f.store.findings_on(one, no, first.at).await.unwrap();
        let open: u32 = first.open().values().sum();
        assert!(open > 0 && open as usize == found.len(), "{}: nothing is asked of anybody else", f.engine);
        let by_control = f.store.open_by_control(one, &[0, no], first.at).await.unwrap();
        assert_eq!(by_control.values().sum::<u32>(), open);
        let numbers: Vec<_> = first.tallies.iter().map(|tally| tally.requirement).collect();
        let worst = f.store.open_subjects(one, &numbers, 3, first.at).await.unwrap();
        assert_eq!(worst.len(), numbers.len());
        let pair = NamedPair { requirement: "TSK-AC-07-1".parse().unwrap(), subject: no };
        let draft = EvidenceDraft {
            title: "Store encryption".into(),
            kind: "config-export".parse().unwrap(),
            form: Form::Statement,
            link: String::new(),
            statement: "As seen.".into(),
            speaks_from: date(2026, 11, 21),
            speaks_until: date(2026, 11, 21),
            performed_on: None,
            stamp: String::new(),
            performed_by: None,
            own_end: None,
        };
        let evidence = f.store.submit(&manager, draft, None, std::slice::from_ref(&pair)).await.unwrap();
        let ruling = [PairRuling { pair, ruling: Ruling::Supports, reason: String::new() }];
        f.store.rule(&reviewer, evidence, &ruling, None).await.unwrap();
        let met = f.store.reading(one, f.store.present().await.unwrap()).await.unwrap();
        assert_eq!(met.open().values().sum::<u32>(), open - 1);
        let (pieces, all) = f.store.evidence_for(&numbers, met.at, 5).await.unwrap();
        assert_eq!((pieces.first().map(|piece| (piece.id, piece.supports)), all), (Some((evidence, 1)), 1));
        assert!(f.store.lapsed(one, met.at).await.unwrap().is_empty());
        f.world.forward(500 * 86_400);
        let stale = f.store.reading(one, f.store.present().await.unwrap()).await.unwrap();
        assert!(stale.tallies.iter().any(|tally| tally.finding == Finding::Gap(Reason::Stale)), "{}", f.engine);
        let lapsed = f.store.lapsed(one, stale.at).await.unwrap();
        assert_eq!(lapsed.iter().map(|one| (one.evidence, one.subjects)).collect::<Vec<_>>(), [(evidence, 1)]);
        assert_eq!(
            f.store.reading(one, first.at).await.unwrap().tallies,
            first.tallies,
            "{}: as it was shown",
            f.engine
        );
        assert_eq!(f.store.subjects_named(&[0, no]).await.unwrap().len(), 1);
        assert_eq!(f.store.groups_of(&[no]).await.unwrap().len(), 1);
        assert!(f.store.hands().await.unwrap().by_requirement.is_empty());
        assert!(!f.store.decisions_bettering(one, stale.at).await.unwrap().is_empty() || stale.bettered == 0);
        assert_eq!(f.store.count_systems().await.unwrap(), 1);
    }
}
