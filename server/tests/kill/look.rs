//! What the database and the folder of files hold after a kill.

use crate::firm::Killed;
use crate::writers::ROWS;
use std::collections::BTreeMap;
use store::testing::{Fresh, sqlite_in};

/// Each thing that was written, with the entry that it says it was written by.
const THINGS: &str = "\
    SELECT 'remark', words, CAST(from_seq AS TEXT) FROM task_talk \
    UNION ALL SELECT 'evidence', id, CAST(from_seq AS TEXT) FROM evidence \
    UNION ALL SELECT 'ruling', evidence, CAST(ruled_seq AS TEXT) FROM offer WHERE ruled_seq IS NOT NULL \
    UNION ALL SELECT 'agreed', id, CAST(decided_seq AS TEXT) FROM proposal \
        WHERE outcome = 'agreed' AND change = 'conclude' \
    UNION ALL SELECT 'system', id, CAST(seq AS TEXT) FROM system WHERE name LIKE 'r%c%n%s%' \
    UNION ALL SELECT 'invited', r.person, CAST(r.from_seq AS TEXT) FROM person_right r \
        JOIN person_words w ON w.person = r.person WHERE w.email LIKE 'r%c%n%@example.com'";

/// The same as the trail tells it.
const ENTRIES: &str = "\
    SELECT 'remark', w.words, CAST(e.seq AS TEXT) FROM event e JOIN event_words w ON w.seq = e.seq \
        WHERE e.verb = 'task-discussed' \
    UNION ALL SELECT 'evidence', t.thing, CAST(e.seq AS TEXT) FROM event e JOIN event_thing t ON t.seq = e.seq \
        WHERE e.verb = 'evidence-submitted' AND t.thing_kind = 'evidence' \
    UNION ALL SELECT 'ruling', t.thing, CAST(e.seq AS TEXT) FROM event e JOIN event_thing t ON t.seq = e.seq \
        WHERE e.verb = 'evidence-decided' AND t.thing_kind = 'evidence' \
    UNION ALL SELECT 'agreed', t.thing, CAST(e.seq AS TEXT) FROM event e JOIN event_thing t ON t.seq = e.seq \
        JOIN proposal p ON p.id = t.thing \
        WHERE e.verb = 'change-agreed' AND t.thing_kind = 'proposal' AND p.change = 'conclude' \
    UNION ALL SELECT 'system', t.thing, CAST(e.seq AS TEXT) FROM event e JOIN event_thing t ON t.seq = e.seq \
        WHERE e.verb = 'systems-imported' AND t.thing_kind = 'system' \
    UNION ALL SELECT 'invited', t.thing, CAST(e.seq AS TEXT) FROM event e JOIN event_thing t ON t.seq = e.seq \
        WHERE e.verb = 'person-invited' AND t.thing_kind = 'person'";

/// By the names that clients gave.
const NAMES: &str = "\
    SELECT 'remark', words, '' FROM task_talk \
    UNION ALL SELECT 'evidence', title, '' FROM evidence \
    UNION ALL SELECT 'ruling', evidence, '' FROM offer WHERE ruling IS NOT NULL \
    UNION ALL SELECT 'agreed', id, '' FROM proposal WHERE outcome = 'agreed' \
    UNION ALL SELECT 'system', name, '' FROM system \
    UNION ALL SELECT 'invited', email, '' FROM person_words";

/// What a command writes together, and is not there together.
const HALVES: &str = "\
    SELECT 'evidence without its pair', id, '' FROM evidence e \
        WHERE NOT EXISTS (SELECT 1 FROM offer o WHERE o.evidence = e.id) \
    UNION ALL SELECT 'a person without an invitation', w.email, '' FROM person_words w WHERE w.email LIKE 'r%c%n%@example.com' \
        AND NOT EXISTS (SELECT 1 FROM invitation i WHERE i.person = w.person) \
    UNION ALL SELECT 'a person without a role', w.email, '' FROM person_words w \
        WHERE NOT EXISTS (SELECT 1 FROM person_right r WHERE r.person = w.person) \
    UNION ALL SELECT 'a ruling without its instant', evidence, '' FROM offer \
        WHERE (ruling IS NULL) <> (ruled_at IS NULL)";

const IMPORTS: &str =
    "SELECT CAST(count(*) AS TEXT), CAST(seq AS TEXT), '' FROM system WHERE name LIKE 'r%c%n%s%' GROUP BY seq";

/// The version of the hand, and how many entries speak of it.
const HAND: &str = "SELECT CAST(coalesce((SELECT max(version) FROM task_hand), 0) AS TEXT), \
    CAST((SELECT count(*) FROM event WHERE verb = 'task-due-set') AS TEXT), ''";

fn ensure(holds: bool, fault: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(fault()) }
}

/// How often each row is there.
fn counted(rows: Vec<Vec<String>>) -> BTreeMap<Vec<String>, usize> {
    let mut counts = BTreeMap::new();
    rows.into_iter().for_each(|row| *counts.entry(row).or_default() += 1);
    counts
}

impl Killed {
    /// Everything acknowledged is there exactly once with its entry, everything else whole or absent.
    pub async fn look(&mut self, thoroughly: bool) -> Result<(), String> {
        let f = sqlite_in(self.data()).await;
        // Later than anything there, so that ids are new although the test's chance begins anew.
        f.world.set(f.store.present().await.unwrap().plus_seconds(1));
        let integrity = f.store.integrity().await.unwrap();
        ensure(integrity == "ok", || integrity.clone())?;
        let verified = f.store.verify_trail().await.unwrap();
        ensure(verified.faults.is_empty(), || format!("{:?}", verified.faults))?;
        self.whole_or_absent(&f).await?;
        self.acknowledged_is_there(&f).await?;
        let found = f.store.check_files(&f.files()).await.unwrap();
        ensure(found.missing.is_empty() && found.altered.is_empty(), || format!("{found:?}"))?;
        if thoroughly {
            let differs = f.store.check_derived(7).await.unwrap();
            ensure(differs.is_empty(), || format!("derived rows differ: {:?}", differs.first()))?;
            let faces = f.store.check_faces().await.unwrap();
            ensure(faces.is_empty(), || format!("cells differ: {faces:?}"))?;
            let miscounted = f.store.check_tally().await.unwrap();
            ensure(miscounted == 0, || format!("{miscounted} rows count other findings"))?;
        }
        self.stock(&f).await;
        Ok(())
    }

    async fn whole_or_absent(&mut self, f: &Fresh) -> Result<(), String> {
        let (things, entries) = (counted(f.texts(THINGS).await), counted(f.texts(ENTRIES).await));
        for (row, n) in &things {
            ensure(*n == 1 && entries.get(row) == Some(&1), || {
                format!("{row:?} is there {n} times, with {:?} entries", entries.get(row))
            })?;
        }
        for row in entries.keys() {
            ensure(things.contains_key(row), || format!("{row:?} is in the trail and not there"))?;
        }
        let halves = f.texts(HALVES).await;
        ensure(halves.is_empty(), || format!("there by halves: {halves:?}"))?;
        for import in f.texts(IMPORTS).await {
            ensure(import[0] == ROWS.to_string(), || format!("an import came in by halves: {import:?}"))?;
        }
        let hand = f.texts(HAND).await.remove(0);
        ensure(hand[0] == hand[1], || format!("the hand is at version {} after {} entries", hand[0], hand[1]))?;
        self.hand = hand[0].parse().unwrap();
        Ok(())
    }

    async fn acknowledged_is_there(&self, f: &Fresh) -> Result<(), String> {
        let there = counted(f.texts(NAMES).await);
        for (kind, name) in self.acknowledged.lock().unwrap().iter() {
            if *kind == "hand" {
                let version: i64 = name.parse().unwrap();
                ensure(version <= self.hand, || {
                    format!("version {version} of the hand was acknowledged, and is lost")
                })?;
                continue;
            }
            let n = there.get(&vec![(*kind).to_owned(), name.clone(), String::new()]).copied().unwrap_or_default();
            ensure(n == 1, || format!("{kind} {name} was acknowledged, and is there {n} times"))?;
        }
        Ok(())
    }
}
