//! The trail is append-only, and a change behind its back is found.
#![cfg(test)]

use domain::evidence::Ruling;
use domain::people::Role;
use jiff::civil::date;
use store::testing::{Firm, firms, fresh, pair};

#[tokio::test]
async fn the_database_refuses_to_change_or_delete_an_entry() {
    for f in fresh().await {
        f.founded().await;
        for sql in [
            "UPDATE event SET verb = 'nothing'",
            "DELETE FROM event",
            "UPDATE event_thing SET thing = 'x'",
            "DELETE FROM event_thing",
            "UPDATE event_words SET words = 'x'",
            "DELETE FROM event_words",
            "UPDATE trail_head SET seq = 0",
            "DELETE FROM trail_head",
        ] {
            assert!(f.sql(sql).await.is_err(), "{}: {sql}", f.engine);
        }
    }
}

#[tokio::test]
async fn a_cut_tail_a_hole_and_an_edited_entry_are_found() {
    for f in fresh().await {
        f.founded().await;
        f.person("Ada Okafor", Role::Engineer, false).await;
        f.person("Lena Fischer", Role::Engineer, false).await;
        assert!(f.store.verify_trail().await.unwrap().faults.is_empty());
        let off = if f.engine == "sqlite" {
            "DROP TRIGGER event_never_changes; DROP TRIGGER event_never_goes; DROP TRIGGER event_thing_never_goes; \
             DROP TRIGGER event_words_stay_as_rows; DROP TRIGGER event_words_only_go"
        } else {
            "ALTER TABLE event DISABLE TRIGGER ALL; ALTER TABLE event_thing DISABLE TRIGGER ALL; \
             ALTER TABLE event_words DISABLE TRIGGER ALL; ALTER TABLE person_right DISABLE TRIGGER ALL"
        };
        f.sql(off).await.unwrap();
        f.sql("UPDATE event_words SET words = 'Somebody else' WHERE seq = 2 AND field = 'name'").await.unwrap();
        let faults = f.store.verify_trail().await.unwrap().faults;
        assert_eq!(faults.len(), 1, "{}: {faults:?}", f.engine);
        assert!(faults[0].what.contains("words in name"));
        f.sql("UPDATE event SET verb = 'person-erased' WHERE seq = 2").await.unwrap();
        assert_eq!(f.store.verify_trail().await.unwrap().faults.len(), 2, "{}", f.engine);
        f.sql("DELETE FROM event_words WHERE seq = 3; DELETE FROM event_thing WHERE seq = 3; DELETE FROM person_right WHERE from_seq = 3; DELETE FROM event WHERE seq = 3").await.unwrap();
        let faults = f.store.verify_trail().await.unwrap().faults;
        assert!(faults.iter().any(|fault| fault.what.contains("head")), "{}: {faults:?}", f.engine);
    }
}

#[tokio::test]
async fn instants_rise_even_when_the_clock_stands_or_goes_back() {
    for f in fresh().await {
        f.founded().await;
        f.person("Ada Okafor", Role::Engineer, false).await;
        f.world.forward(-3600);
        f.person("Lena Fischer", Role::Engineer, false).await;
        let entries = f.store.trail(i64::MAX, 10).await.unwrap();
        assert_eq!(entries.iter().map(|e| e.seq).collect::<Vec<_>>(), [3, 2, 1]);
        assert!(entries.windows(2).all(|pair| pair[0].at > pair[1].at), "{}", f.engine);
    }
}

#[tokio::test]
async fn what_lies_beside_an_entry_is_held_against_it_both_ways() {
    for f in fresh().await {
        f.founded().await;
        f.person("Ada Okafor", Role::Engineer, false).await;
        let off = if f.engine == "sqlite" {
            "DROP TRIGGER event_thing_never_changes; DROP TRIGGER event_thing_never_goes; \
             DROP TRIGGER event_words_stay_as_rows"
        } else {
            "ALTER TABLE event_thing DISABLE TRIGGER ALL; ALTER TABLE event_words DISABLE TRIGGER ALL"
        };
        f.sql(off).await.unwrap();
        let faults = async || -> Vec<String> {
            f.store.verify_trail().await.unwrap().faults.into_iter().map(|fault| fault.what).collect()
        };
        assert!(faults().await.is_empty(), "{}", f.engine);
        f.sql("UPDATE event_thing SET thing = 'x' WHERE seq = 2 AND thing_kind = 'person'").await.unwrap();
        let found = faults().await;
        assert_eq!(found.len(), 2, "{}: {found:?}", f.engine);
        assert!(found[0].starts_with("it is not found under person/") && found[1].contains("under person/x"));
        f.sql("DELETE FROM event_words WHERE seq = 2 AND field = 'name'").await.unwrap();
        assert!(faults().await.contains(&"its words in name are gone, and not erased".to_owned()), "{}", f.engine);
        f.sql("INSERT INTO event_thing (thing_kind, thing, seq) SELECT 'system', 'y', 1 FROM trail_head")
            .await
            .unwrap();
        assert_eq!(faults().await.len(), 4, "{}", f.engine);
    }
}

/// Switches off what keeps rows from being rewritten, as somebody with the database in hand can.
async fn without_guards(firm: &Firm) {
    let off = if firm.f.engine == "sqlite" {
        "DROP TRIGGER evidence_never_changes; DROP TRIGGER offer_is_written_once"
    } else {
        "ALTER TABLE evidence DISABLE TRIGGER ALL; ALTER TABLE offer DISABLE TRIGGER ALL"
    };
    firm.f.sql(off).await.unwrap();
}

#[tokio::test]
async fn a_row_that_was_rewritten_behind_the_trail_is_found() {
    for firm in firms(&["AIG-AC-07"]).await {
        let (_, no) = firm.system("Scorer", None).await;
        let pairs = [pair("TSK-AC-07-1", no)];
        let kind = "config-export";
        let kept = firm.submit(kind, date(2026, 11, 20), &pairs).await;
        firm.rule(kept, &pairs, Ruling::Supports).await;
        let adverse = firm.submit(kind, date(2026, 11, 19), &pairs).await;
        firm.rule(adverse, &pairs, Ruling::Adverse).await;
        let found = async || -> Vec<String> {
            firm.store().check_records().await.unwrap().into_iter().map(|fault| fault.what).collect()
        };
        assert_eq!(found().await, Vec::<String>::new(), "{}", firm.f.engine);
        assert_eq!(firm.store().check_guards().await.unwrap(), Vec::<String>::new(), "{}", firm.f.engine);
        without_guards(&firm).await;
        assert!(firm.store().check_guards().await.unwrap().contains(&"offer_is_written_once".to_owned()));
        for (sql, says) in [
            ("UPDATE evidence SET own_end = '2030-01-01' WHERE speaks_from = '2026-11-20'", "another own_end"),
            ("UPDATE offer SET ruling = 'supports' WHERE ruling = 'adverse'", "another decision for"),
            ("UPDATE offer SET lapses_at = lapses_at + 1 WHERE lapses_at IS NOT NULL", "until another instant"),
            ("UPDATE offer SET withdrawn_at = 1, withdrawn_seq = 1", "whether it was withdrawn"),
            ("UPDATE control SET statement = 'We do less.'", "a statement that is no wording of it"),
            ("UPDATE control_wording SET statement = 'We do nothing.'", "is not what it says"),
            (
                "UPDATE offer SET ruled_by = submitted_by FROM evidence e WHERE e.id = offer.evidence",
                "another decision for",
            ),
            ("UPDATE proposal SET body = '{}'", "is not what it says"),
            ("DELETE FROM control_wording", "was written by it and is gone"),
            ("UPDATE proposal SET bettered = 12", "does not say that it was agreed by it"),
            ("UPDATE person_right SET from_at = from_at - 1", "says another instant in from_at"),
        ] {
            let before = found().await;
            firm.f.sql(sql).await.unwrap();
            let after = found().await;
            let new = after.iter().filter(|fault| !before.contains(fault)).collect::<Vec<_>>();
            assert!(new.iter().any(|fault| fault.contains(says)), "{}: {sql}: {new:?}", firm.f.engine);
        }
    }
}
