//! The rhythm of a control: more at once, less by two.

use super::{TODAY, firms, refusal};
use domain::evidence::Ruling;
use domain::instant::{Instant, Utc, Zone as _};
use domain::people::Role;
use domain::refusal::Refusal;
use domain::words::Trait;
use store::{Adoption, Outcome};

fn rhythm_of(now: &store::RhythmNow) -> domain::rhythm::RhythmDraft {
    domain::rhythm::RhythmDraft::of(&now.rhythm, &now.beats)
}

#[tokio::test]
async fn fresher_proof_ends_what_is_too_old_today_and_older_proof_takes_two_and_revives_nothing() {
    for firm in firms(&["AIG-GV-01"]).await {
        let store = &firm.f.store;
        firm.system("Fraud screen", Trait::ALL, &[]).await;
        let (control, act) = ("AIG-GV-01".parse().unwrap(), "TSK-GV-01-2");
        // A quarterly act of 60 days ago: fresh for 107 days.
        let speaks = TODAY.checked_sub(jiff::Span::new().days(60)).unwrap();
        let proof = firm.submit("meeting-minutes", speaks, &[(act, 0)]).await.unwrap();
        firm.rule(proof, &[(act, 0, Ruling::Supports)]).await.unwrap();
        assert_eq!(firm.one(act, 0).await, "Met");
        let before = store.present().await.unwrap();
        let lapse = || async { store.evidence_pairs(proof, 0).await.unwrap().0[0].lapses_at };
        let fixed = lapse().await;

        let with = |days: &str| {
            let days = days.to_owned();
            async move {
                let mut draft = rhythm_of(&store.rhythm(&"AIG-GV-01".parse().unwrap()).await.unwrap());
                draft.days.insert("TSK-GV-01-2".parse().unwrap(), days);
                draft
            }
        };
        // 90 days: still fresh, and for less long. One person asks for more.
        firm.f.world.forward(3_600);
        let outcome = store.set_rhythm(&firm.manager, &control, &with("90").await, "Quarters are 90 days.").await;
        assert_eq!(outcome.unwrap(), Outcome::Done);
        assert_eq!(firm.one(act, 0).await, "Met");
        let day = |days: i64| Utc.midnight(speaks.checked_add(jiff::Span::new().days(days)).unwrap());
        let firm = &firm;
        let at = |at: Instant| async move { firm.found(0, at).await.into_iter().find(|t| t.starts_with(act)).unwrap() };
        assert!(at(day(90)).await.ends_with("Met"));
        assert!(at(day(91)).await.ends_with("Gap(EndedByEvent)"));
        // 30 days: too old by now. It ends now, not in the past, and its lapse is not rewritten.
        firm.f.world.forward(3_600);
        store.set_rhythm(&firm.manager, &control, &with("30").await, "Monthly figures.").await.unwrap();
        assert_eq!(firm.one(act, 0).await, "Gap(EndedByEvent)");
        assert!(at(before).await.ends_with("Met"));
        assert_eq!(lapse().await, fixed);
        // Longer takes two, and revives nothing.
        let engineer = firm.f.person("Tom Brandt", Role::Engineer, true).await;
        let refused = store.set_rhythm(&engineer, &control, &with("200").await, "x").await;
        assert!(matches!(refusal(refused), Refusal::Forbidden(_)));
        let outcome = store.set_rhythm(&firm.manager, &control, &with("200").await, "Twice a year will do.").await;
        let Outcome::Proposed(id) = outcome.unwrap() else { panic!("longer takes two") };
        let twice = store.set_rhythm(&firm.manager, &control, &with("10").await, "x").await;
        assert!(matches!(refusal(twice), Refusal::Conflict(_)));
        assert_eq!(store.would_better(&firm.reviewer, id).await.unwrap(), Some(0));
        store.agree(&firm.reviewer, id, "").await.unwrap();
        assert_eq!(firm.one(act, 0).await, "Gap(EndedByEvent)");
        assert_eq!(store.rhythm(&control).await.unwrap().rhythm.of(&act.parse().unwrap()).unwrap().days, 200);
        let again = firm.submit("meeting-minutes", speaks, &[(act, 0)]).await.unwrap();
        firm.rule(again, &[(act, 0, Ruling::Supports)]).await.unwrap();
        assert!(at(day(200)).await.ends_with("Met"));
        assert!(at(day(201)).await.ends_with("Gap(Stale)"));
        assert!(store.check_derived(1).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_control_is_adopted_with_its_rhythm_edited() {
    for firm in firms(&["AIG-GV-02"]).await {
        let store = &firm.f.store;
        let template = domain::catalogue::catalogue().controls.get(&"AIG-GV-01".parse().unwrap()).unwrap();
        let beats = domain::rhythm::beats(template);
        let mut draft = domain::rhythm::RhythmDraft::of(&domain::rhythm::Rhythm::proposed(template), &beats);
        draft.cadence = "monthly".into();
        let rhythm = Some(draft.check(&beats, false).unwrap());
        let adoption = Adoption { control: template.id.clone(), owner: firm.manager.person, statement: None };
        store.adopt_edited(&firm.manager, vec![store::Edited { adoption, rhythm }]).await.unwrap();
        let now = store.rhythm(&template.id).await.unwrap().rhythm;
        assert_eq!((now.cadence.key(), now.of(&"TSK-GV-01-2".parse().unwrap()).unwrap().days), ("monthly", 41));
        assert_eq!(store.rhythms().await.unwrap().len(), 2);
    }
}
