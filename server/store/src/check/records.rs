//! Looking whether rows say what the trail says was done: evidence, what was decided on it, changes by two, wordings of
//! controls. A row that somebody wrote or changed behind the product's back has no entry that bears it out.

use crate::Store;
use crate::error::Result;
use crate::evidence::told_end;
use crate::sql::{Row, Tx, args};
use crate::trail::{Fault, entry};
use domain::ids::{EvidenceId, PersonId};
use domain::instant::Instant;
use domain::trail::{ThingKind, Verb, hex};
use jiff::civil::Date;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Where rows name the entry that wrote them beside the instant at which they were written.
const WRITTEN: [(&str, &str, &str); 13] = [
    ("person_right", "from_at", "from_seq"),
    ("fact", "from_at", "from_seq"),
    ("control_wording", "from_at", "from_seq"),
    ("control_wording", "agreed_at", "agreed_seq"),
    ("proposal", "from_at", "from_seq"),
    ("proposal", "decided_at", "decided_seq"),
    ("evidence", "from_at", "from_seq"),
    ("offer", "ruled_at", "ruled_seq"),
    ("offer", "withdrawn_at", "withdrawn_seq"),
    ("exclusion", "from_at", "from_seq"),
    ("exclusion", "ended_at", "ended_seq"),
    ("task_talk", "from_at", "from_seq"),
    ("own_task", "from_at", "from_seq"),
];

/// Pieces of evidence that are held against their entries at once.
const AT_ONCE: i64 = 500;

impl Store {
    /// Every row of evidence, decision, proposal and wording that its entry of the trail does not bear out, and every
    /// entry whose row is gone.
    ///
    /// # Errors
    /// When the database fails; what does not hold is in the answer.
    pub async fn check_records(&self) -> Result<Vec<Fault>> {
        let mut tx = self.db.reading().await?;
        let mut faults = instants(&mut tx).await?;
        faults.extend(all_evidence(&mut tx).await?);
        faults.extend(proposals(&mut tx).await?);
        faults.extend(exclusions(&mut tx).await?);
        faults.extend(wordings(&mut tx).await?);
        faults.extend(ended(&mut tx).await?);
        Ok(faults)
    }
}

fn at<'a>(json: &'a Json, key: &str) -> &'a Json {
    json.get(key).unwrap_or(&Json::Null)
}

fn fault(seq: i64, what: impl Into<String>) -> Fault {
    Fault { seq, what: what.into() }
}

/// Rows that say another instant than the entry they name.
async fn instants(tx: &mut Tx) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for (table, when, seq) in WRITTEN {
        let sql = format!(
            "SELECT t.{seq}, count(*) FROM {table} t LEFT JOIN event e ON e.seq = t.{seq} \
             WHERE t.{seq} IS NOT NULL AND (e.seq IS NULL OR e.at <> t.{when}) GROUP BY t.{seq} ORDER BY 1"
        );
        for row in tx.all(sql, vec![]).await? {
            faults.push(fault(row.get(0)?, format!("a row of {table} names it and says another instant in {when}")));
        }
    }
    Ok(faults)
}

/// What a row and an entry say of one thing.
fn differs(faults: &mut Vec<Fault>, seq: i64, thing: &str, pairs: &[(&str, Json, Json)]) {
    for (what, _, _) in pairs.iter().filter(|(_, row, entry)| row != entry) {
        faults.push(fault(seq, format!("{thing} says another {what}")));
    }
}

/// What entries say of one piece of evidence.
#[derive(Default)]
struct SaidOfEvidence {
    submitted: Option<(i64, Json)>,
    /// By pair: which ruling, in which entry, until when it supports.
    ruled: BTreeMap<String, (String, i64, Json)>,
    withdrawn: Option<i64>,
}

impl SaidOfEvidence {
    fn hear(&mut self, seq: i64, verb: &str, whole: &Json) {
        let body = at(whole, "body");
        if verb == Verb::EvidenceSubmitted.key() {
            self.submitted = Some((seq, whole.clone()));
        } else if verb == Verb::EvidenceDecided.key() {
            let lapses = at(body, "lapses").as_array().cloned().unwrap_or_default();
            for (place, ruling) in at(body, "rulings").as_array().into_iter().flatten().enumerate() {
                if let Some((pair, word)) = ruling.as_str().and_then(|ruling| ruling.split_once(' ')) {
                    let lapses = lapses.get(place).cloned().unwrap_or(Json::Null);
                    self.ruled.insert(pair.to_owned(), (word.to_owned(), seq, lapses));
                }
            }
        } else if verb == Verb::EvidenceWithdrawn.key()
            || (verb == Verb::ChangeAgreed.key() && at(body, "change").as_str() == Some("withdraw-adverse"))
        {
            self.withdrawn = Some(seq);
        }
    }
}

async fn all_evidence(tx: &mut Tx) -> Result<Vec<Fault>> {
    let (mut faults, mut after) = (Vec::new(), String::new());
    loop {
        let page = evidence_after(tx, &after).await?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else { break };
        let (first, last) = (first.id, last.id);
        let mut said = said_between(tx, &first.to_string(), &last.to_string()).await?;
        let mut offers = offers_between(tx, first, last).await?;
        for row in &page {
            let of = offers.remove(&row.id.to_string()).unwrap_or_default();
            hold_evidence(&mut faults, row, &of, &said.remove(&row.id.to_string()).unwrap_or_default());
        }
        after = last.to_string();
    }
    let sql = "SELECT t.seq, t.thing FROM event_thing t JOIN event e ON e.seq = t.seq WHERE t.thing_kind = 'evidence' \
               AND e.verb = $1 AND NOT EXISTS (SELECT 1 FROM evidence v WHERE CAST(v.id AS TEXT) = t.thing)";
    for row in tx.all(sql, args![Verb::EvidenceSubmitted.key()]).await? {
        faults.push(fault(row.get(0)?, format!("evidence {} was submitted by it and is gone", row.get::<String>(1)?)));
    }
    Ok(faults)
}

struct EvidenceSaid {
    id: EvidenceId,
    seq: i64,
    fields: Vec<(&'static str, Json)>,
    submitted_by: PersonId,
}

async fn evidence_after(tx: &mut Tx, after: &str) -> Result<Vec<EvidenceSaid>> {
    let sql = "SELECT id, from_seq, submitted_by, kind, form, speaks_from, speaks_until, performed_on, own_end, stamp, \
               performed_by, sha256, size FROM evidence WHERE CAST(id AS TEXT) > $1 ORDER BY id LIMIT $2";
    let rows = tx.all(sql, args![after, AT_ONCE]).await?;
    rows.iter().map(evidence_said).collect()
}

fn evidence_said(row: &Row) -> Result<EvidenceSaid> {
    let day =
        |place| Ok::<_, crate::Error>(row.get::<Option<Date>>(place)?.map_or(Json::Null, |d| d.to_string().into()));
    let word = |place| Ok::<_, crate::Error>(row.get::<Option<String>>(place)?.map_or(Json::Null, Json::from));
    let fields = vec![
        ("kind", word(3)?),
        ("form", word(4)?),
        ("speaks_from", day(5)?),
        ("speaks_until", day(6)?),
        ("performed_on", day(7)?),
        ("own_end", day(8)?),
        ("stamp", word(9)?),
        ("performed_by", row.get::<PersonId>(10)?.to_string().into()),
        ("sha256", row.get::<Option<Vec<u8>>>(11)?.map_or(Json::Null, |hash| hex(&hash).into())),
        ("size", row.get::<Option<i64>>(12)?.map_or(Json::Null, Json::from)),
    ];
    Ok(EvidenceSaid { id: row.get(0)?, seq: row.get(1)?, fields, submitted_by: row.get(2)? })
}

/// By evidence, of those between two ids.
async fn said_between(tx: &mut Tx, first: &str, last: &str) -> Result<BTreeMap<String, SaidOfEvidence>> {
    let sql = "SELECT e.seq, e.at, e.verb, e.actor, e.body, e.leaf, t.thing FROM event_thing t \
               JOIN event e ON e.seq = t.seq WHERE t.thing_kind = $1 AND t.thing >= $2 AND t.thing <= $3 ORDER BY e.seq";
    let mut said: BTreeMap<String, SaidOfEvidence> = BTreeMap::new();
    for row in tx.all(sql, args![ThingKind::Evidence.key(), first, last]).await? {
        let seen = entry(&row)?;
        said.entry(row.get(6)?).or_default().hear(seen.seq, &seen.verb, &seen.body);
    }
    Ok(said)
}

struct OfferSaid {
    pair: String,
    ruling: Option<String>,
    ruled_seq: Option<i64>,
    lapses_at: Option<Instant>,
    withdrawn_seq: Option<i64>,
}

async fn offers_between(tx: &mut Tx, first: EvidenceId, last: EvidenceId) -> Result<BTreeMap<String, Vec<OfferSaid>>> {
    let sql = "SELECT o.evidence, r.id, o.subject, o.ruling, o.ruled_seq, o.lapses_at, o.withdrawn_seq FROM offer o \
               JOIN requirement r ON r.no = o.requirement WHERE o.evidence >= $1 AND o.evidence <= $2";
    let mut offers: BTreeMap<String, Vec<OfferSaid>> = BTreeMap::new();
    for row in tx.all(sql, args![first, last]).await? {
        offers.entry(row.get::<EvidenceId>(0)?.to_string()).or_default().push(OfferSaid {
            pair: format!("{}@{}", row.get::<String>(1)?, row.get::<i64>(2)?),
            ruling: row.get(3)?,
            ruled_seq: row.get(4)?,
            lapses_at: row.get(5)?,
            withdrawn_seq: row.get(6)?,
        });
    }
    Ok(offers)
}

fn hold_evidence(faults: &mut Vec<Fault>, row: &EvidenceSaid, offers: &[OfferSaid], said: &SaidOfEvidence) {
    let thing = format!("evidence {}", row.id);
    let Some((seq, whole)) = said.submitted.as_ref().filter(|(seq, _)| *seq == row.seq) else {
        faults.push(fault(row.seq, format!("{thing} names it as its beginning, and it speaks of no such evidence")));
        return;
    };
    let body = at(whole, "body");
    let same = |(what, value): &(&'static str, Json)| (*what, value.clone(), at(body, what).clone());
    let fields: Vec<_> = row.fields.iter().map(same).collect();
    differs(faults, *seq, &thing, &fields);
    if at(whole, "actor").as_str() != Some(row.submitted_by.to_string().as_str()) {
        faults.push(fault(*seq, format!("{thing} says that somebody else submitted it")));
    }
    let named: BTreeSet<&str> = at(body, "pairs").as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    let offered: BTreeSet<&str> = offers.iter().map(|offer| offer.pair.as_str()).collect();
    if named != offered {
        faults.push(fault(*seq, format!("{thing} is offered for other pairs than it names")));
    }
    for offer in offers {
        hold_offer(faults, &thing, offer, said);
    }
}

fn hold_offer(faults: &mut Vec<Fault>, thing: &str, offer: &OfferSaid, said: &SaidOfEvidence) {
    let pair = &offer.pair;
    match (&offer.ruling, said.ruled.get(pair)) {
        (None, None) => {}
        (None, Some((_, seq, _))) => {
            faults.push(fault(*seq, format!("{thing} does not say what was decided on it for {pair}")));
        }
        (Some(_), None) => {
            let seq = offer.ruled_seq.unwrap_or_default();
            faults.push(fault(seq, format!("{thing} says that it decided for {pair}, and it did not")));
        }
        (Some(ruling), Some((word, seq, lapses))) => {
            if ruling != word || offer.ruled_seq != Some(*seq) {
                faults.push(fault(*seq, format!("{thing} says another decision for {pair}")));
            }
            if told_end(offer.lapses_at) != *lapses {
                faults.push(fault(*seq, format!("{thing} supports {pair} until another instant")));
            }
        }
    }
    if offer.withdrawn_seq != said.withdrawn {
        let seq = offer.withdrawn_seq.or(said.withdrawn).unwrap_or_default();
        faults.push(fault(seq, format!("{thing} and the trail differ on whether it was withdrawn from {pair}")));
    }
}

/// What entries say that rows hold word for word, by row.
fn vouched(body: &Json, row: &str) -> Option<String> {
    at(at(at(body, "body"), "rows"), row).as_str().map(str::to_owned)
}

fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

async fn proposals(tx: &mut Tx) -> Result<Vec<Fault>> {
    let sql = "SELECT e.seq, e.at, e.verb, e.actor, e.body, e.leaf, CAST(p.id AS TEXT), p.body, p.asked_by \
               FROM proposal p JOIN event e ON e.seq = p.from_seq ORDER BY e.seq";
    let mut faults = Vec::new();
    for row in tx.all(sql, vec![]).await? {
        let (seen, id) = (entry(&row)?, row.get::<String>(6)?);
        let thing = format!("the proposal {id}");
        if vouched(&seen.body, &format!("proposal/{id}")) != Some(digest(&row.get::<String>(7)?)) {
            faults.push(fault(seen.seq, format!("{thing} asks for something else")));
        }
        if seen.actor != Some(row.get(8)?) {
            faults.push(fault(seen.seq, format!("{thing} says that somebody else asked")));
        }
    }
    let sql = "SELECT e.seq, e.at, e.verb, e.actor, e.body, e.leaf, t.thing, p.outcome, p.decided_by, p.decided_seq, \
               p.bettered FROM event_thing t JOIN event e ON e.seq = t.seq \
               LEFT JOIN proposal p ON CAST(p.id AS TEXT) = t.thing WHERE t.thing_kind = 'proposal' ORDER BY e.seq";
    let mut decided = BTreeSet::new();
    for row in tx.all(sql, vec![]).await? {
        let (seen, thing) = (entry(&row)?, format!("the proposal {}", row.get::<String>(6)?));
        let Some(outcome) = outcome_of(&seen.verb) else { continue };
        let same = row.get::<Option<String>>(7)?.as_deref() == Some(outcome)
            && row.get::<Option<PersonId>>(8)? == seen.actor
            && row.get::<Option<i64>>(9)? == Some(seen.seq)
            && row.get::<Option<i64>>(10)? == at(at(&seen.body, "body"), "bettered").as_i64();
        if !same {
            faults.push(fault(seen.seq, format!("{thing} does not say that it was {outcome} by it")));
        }
        decided.insert(seen.seq);
    }
    for row in tx.all("SELECT decided_seq, CAST(id AS TEXT) FROM proposal WHERE outcome IS NOT NULL", vec![]).await? {
        let seq = row.get::<Option<i64>>(0)?.unwrap_or_default();
        if !decided.contains(&seq) {
            let thing = format!("the proposal {}", row.get::<String>(1)?);
            faults.push(fault(seq, format!("{thing} says that it was decided by it, and it was not")));
        }
    }
    Ok(faults)
}

fn outcome_of(verb: &str) -> Option<&'static str> {
    [(Verb::ChangeAgreed, "agreed"), (Verb::ChangeRefused, "refused"), (Verb::ChangeWithdrawn, "withdrawn")]
        .into_iter()
        .find_map(|(one, outcome)| (one.key() == verb).then_some(outcome))
}

/// An exclusion is of a change that two agreed on, with as many pairs.
async fn exclusions(tx: &mut Tx) -> Result<Vec<Fault>> {
    let sql = "SELECT e.seq, e.at, e.verb, e.actor, e.body, e.leaf, CAST(x.proposal AS TEXT), count(*) \
               FROM exclusion x JOIN event e ON e.seq = x.from_seq \
               GROUP BY e.seq, e.at, e.verb, e.actor, e.body, e.leaf, x.proposal ORDER BY e.seq";
    let mut faults = Vec::new();
    for row in tx.all(sql, vec![]).await? {
        let (seen, id) = (entry(&row)?, row.get::<String>(6)?);
        let of_it =
            at(&seen.body, "things").as_array().is_some_and(|things| things.contains(&format!("proposal/{id}").into()));
        let all = at(at(&seen.body, "body"), "pairs").as_i64() == Some(row.get(7)?);
        if seen.verb != Verb::ChangeAgreed.key() || !of_it || !all {
            faults.push(fault(seen.seq, format!("exclusions of the proposal {id} are not those that it agreed to")));
        }
    }
    Ok(faults)
}

async fn wordings(tx: &mut Tx) -> Result<Vec<Fault>> {
    let sql = "SELECT e.seq, e.at, e.verb, e.actor, e.body, e.leaf, c.id, w.version, w.statement, w.by \
               FROM control_wording w JOIN control c ON c.no = w.control JOIN event e ON e.seq = w.from_seq \
               ORDER BY e.seq, c.id";
    let mut faults = Vec::new();
    for row in tx.all(sql, vec![]).await? {
        let (seen, name) = (entry(&row)?, format!("{}@{}", row.get::<String>(6)?, row.get::<i64>(7)?));
        let same = vouched(&seen.body, &format!("wording/{name}")) == Some(digest(&row.get::<String>(8)?));
        if !same || seen.actor != Some(row.get(9)?) {
            faults.push(fault(seen.seq, format!("the wording {name} is not what it says")));
        }
    }
    let sql = "SELECT c.seq, c.id FROM control c WHERE NOT EXISTS (SELECT 1 FROM control_wording w \
               WHERE w.control = c.no AND w.version = c.version AND w.statement = c.statement)";
    for row in tx.all(sql, vec![]).await? {
        let what = format!("the control {} has a statement that is no wording of it", row.get::<String>(1)?);
        faults.push(fault(row.get(0)?, what));
    }
    Ok(faults)
}

/// Entries say how much evidence they ended.
async fn ended(tx: &mut Tx) -> Result<Vec<Fault>> {
    let sql = "SELECT e.seq, e.at, e.verb, e.actor, e.body, e.leaf, count(*) FROM offer o \
               JOIN event e ON e.seq = o.ended_seq \
               GROUP BY e.seq, e.at, e.verb, e.actor, e.body, e.leaf ORDER BY e.seq";
    let mut faults = Vec::new();
    for row in tx.all(sql, vec![]).await? {
        let seen = entry(&row)?;
        if at(at(&seen.body, "body"), "evidence_ended").as_i64().unwrap_or_default() < row.get(6)? {
            faults.push(fault(seen.seq, "more evidence says that it was ended by it than it says"));
        }
    }
    Ok(faults)
}
