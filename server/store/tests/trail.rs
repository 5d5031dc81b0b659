//! The trail is append-only, and a change behind its back is found.
#![cfg(test)]

use domain::people::Role;
use store::testing::fresh;

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
