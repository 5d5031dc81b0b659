//! Looking whether rows say what the trail says was done: evidence and what was decided on it. A row that somebody wrote or changed behind the product's back has no entry that bears it out.

use super::Borne;
use super::decisions::{SaidOfRows, decided, exclusions, no_entries};
use crate::Store;
use crate::error::{Error, Result};
use crate::evidence::told_end;
use crate::sql::{Row, Tx, args};
use crate::trail::{Entry, Fault, entry};
use domain::evidence::Ruling;
use domain::ids::{EvidenceId, PersonId};
use domain::instant::Instant;
use domain::trail::{ThingKind, Verb, hex};
use jiff::civil::Date;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// Where rows name the entry that wrote them beside the instant at which they were written.
const WRITTEN: [(&str, &str, &str); 86] = [
    ("absence", "from_at", "from_seq"),
    ("absence", "ended_at", "ended_seq"),
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
    ("policy", "from_at", "from_seq"),
    ("policy", "retired_at", "retired_seq"),
    ("policy_version", "from_at", "from_seq"),
    ("policy_version", "decided_at", "decided_seq"),
    ("policy_approver", "approved_at", "approved_seq"),
    ("policy_talk", "from_at", "from_seq"),
    ("acknowledgement", "from_at", "from_seq"),
    ("policy_exception", "from_at", "from_seq"),
    ("policy_exception", "decided_at", "decided_seq"),
    ("policy_exception", "ended_at", "ended_seq"),
    ("risk_scale", "from_at", "from_seq"),
    ("risk_assessment", "from_at", "from_seq"),
    ("risk_assessment", "concluded_at", "concluded_seq"),
    ("risk_turn", "from_at", "from_seq"),
    ("risk_said", "from_at", "from_seq"),
    ("own_risk", "from_at", "from_seq"),
    ("risk_acceptance", "from_at", "from_seq"),
    ("risk_acceptance", "ended_at", "ended_seq"),
    ("risk_limit", "from_at", "from_seq"),
    ("risk_limit", "ended_at", "ended_seq"),
    ("subprocessor", "from_at", "from_seq"),
    ("subprocessor", "ended_at", "ended_seq"),
    ("attestation", "from_at", "from_seq"),
    ("attestation", "reviewed_at", "reviewed_seq"),
    ("attestation", "ended_at", "ended_seq"),
    ("attestation_note", "from_at", "from_seq"),
    ("attestation_note", "decided_at", "decided_seq"),
    ("attestation_point", "from_at", "from_seq"),
    ("setting", "from_at", "from_seq"),
    ("token", "from_at", "from_seq"),
    ("token", "ended_at", "ended_seq"),
    ("deficiency", "from_at", "from_seq"),
    ("deficiency_step", "from_at", "from_seq"),
    ("incident", "from_at", "from_seq"),
    ("incident_system", "from_at", "from_seq"),
    ("incident_entry", "from_at", "from_seq"),
    ("audit", "from_at", "from_seq"),
    ("audit", "ended_at", "ended_seq"),
    ("audit_system", "from_at", "from_seq"),
    ("audit_auditor", "from_at", "from_seq"),
    ("audit_step", "from_at", "from_seq"),
    ("audit_result", "from_at", "from_seq"),
    ("question_set", "from_at", "from_seq"),
    ("question_set", "ended_at", "ended_seq"),
    ("questionnaire", "from_at", "from_seq"),
    ("questionnaire", "submitted_at", "submitted_seq"),
    ("questionnaire", "closed_at", "closed_seq"),
    ("questionnaire", "ended_at", "ended_seq"),
    ("questionnaire_link", "from_at", "from_seq"),
    ("questionnaire_link", "ended_at", "ended_seq"),
    ("questionnaire_answer", "from_at", "from_seq"),
    ("questionnaire_answer", "ended_at", "ended_seq"),
    ("questionnaire_file", "from_at", "from_seq"),
    ("questionnaire_file", "ended_at", "ended_seq"),
    ("questionnaire_verdict", "from_at", "from_seq"),
    ("questionnaire_verdict", "ended_at", "ended_seq"),
    ("access_review", "from_at", "from_seq"),
    ("access_review", "closed_at", "closed_seq"),
    ("access_review", "accepted_at", "accepted_seq"),
    ("access_review", "ended_at", "ended_seq"),
    ("access_decision", "from_at", "from_seq"),
    ("access_decision", "ended_at", "ended_seq"),
    ("training_course", "from_at", "from_seq"),
    ("training_course", "ended_at", "ended_seq"),
    ("training_audience", "from_at", "from_seq"),
    ("training_audience", "ended_at", "ended_seq"),
    ("training_table", "from_at", "from_seq"),
    ("training_record", "from_at", "from_seq"),
    ("training_record", "matched_at", "matched_seq"),
    ("training_closing", "from_at", "from_seq"),
    ("mention_aside", "at", "seq"),
];

/// What entries say of evidence since they say it at all: older ones lack these keys.
const LATER: [&str; 4] = ["performed_on", "performed_by", "own_end", "stamp"];

/// Pieces of evidence that are held against their entries at once.
const AT_ONCE: i64 = 500;

impl Store {
    /// What of [`Store::check_rows`] does not hold.
    ///
    /// # Errors
    /// As [`Store::check_rows`].
    pub async fn check_records(&self) -> Result<Vec<Fault>> {
        Ok(self.check_rows().await?.faults)
    }

    /// Holds every row against the entry of the trail that wrote it, and every entry against its rows. What says itself
    /// in words, as evidence and decisions do, is held by those words too, of older entries as well.
    ///
    /// # Errors
    /// When the database fails; what does not hold is in the answer.
    pub async fn check_rows(&self) -> Result<Borne> {
        let mut tx = self.db.reading().await?;
        let (said, of_all) = SaidOfRows::load(&mut tx).await?;
        let mut borne = of_all.hold(&mut tx).await?;
        match said.hold_words(&mut tx).await {
            Ok(faults) => borne.faults.extend(faults),
            // What somebody wrote there is named already; that it is no date or id shall not hide it.
            Err(Error::Unreadable(what)) if !borne.faults.is_empty() => {
                borne.faults.push(fault(0, format!("no more was held, because a {what} cannot be read")));
            }
            Err(error) => return Err(error),
        }
        Ok(borne)
    }
}

impl SaidOfRows {
    /// What entries say in words and by the older digests.
    async fn hold_words(self, tx: &mut Tx) -> Result<Vec<Fault>> {
        let mut faults = instants(tx).await?;
        faults.extend(no_entries(tx).await?);
        faults.extend(all_evidence(tx, self.since).await?);
        faults.extend(ended(tx, self.since).await?);
        faults.extend(self.hold(tx).await?);
        faults.extend(decided(tx).await?);
        faults.extend(exclusions(tx).await?);
        Ok(faults)
    }
}

pub(super) fn at<'a>(json: &'a Json, key: &str) -> &'a Json {
    json.get(key).unwrap_or(&Json::Null)
}

pub(super) fn fault(seq: i64, what: impl Into<String>) -> Fault {
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
    /// By pair.
    ruled: BTreeMap<String, RulingSaid>,
    withdrawn: Option<i64>,
}

/// What an entry says was decided for a pair.
struct RulingSaid {
    word: String,
    by: Option<PersonId>,
    seq: i64,
    /// Until when it supports.
    lapses: Json,
}

impl SaidOfEvidence {
    fn hear(&mut self, seen: &Entry, id: &str) {
        let Entry { seq, verb, body: whole, .. } = seen;
        let (seq, body) = (*seq, at(whole, "body"));
        let mut produced = at(body, "evidence").as_array().into_iter().flatten();
        if let Some(piece) = produced.find(|piece| at(piece, "id").as_str() == Some(id)) {
            self.hear_produced(seq, seen.actor, piece);
            return;
        }
        if verb == Verb::EvidenceSubmitted.key() {
            self.submitted = Some((seq, whole.clone()));
        } else if verb == Verb::EvidenceDecided.key() {
            let lapses = at(body, "lapses").as_array().cloned().unwrap_or_default();
            for (place, ruling) in at(body, "rulings").as_array().into_iter().flatten().enumerate() {
                if let Some((pair, word)) = ruling.as_str().and_then(|ruling| ruling.split_once(' ')) {
                    let lapses = lapses.get(place).cloned().unwrap_or(Json::Null);
                    let said = RulingSaid { word: word.to_owned(), by: seen.actor, seq, lapses };
                    self.ruled.insert(pair.to_owned(), said);
                }
            }
        } else if verb == Verb::EvidenceWithdrawn.key()
            || (verb == Verb::ChangeAgreed.key() && at(body, "change").as_str() == Some("withdraw-adverse"))
        {
            self.withdrawn = Some(seq);
        }
    }
}

impl SaidOfEvidence {
    /// What a step in a register produced: submitted and accepted by one entry.
    fn hear_produced(&mut self, seq: i64, by: Option<PersonId>, piece: &Json) {
        self.submitted = Some((seq, json!({ "actor": at(piece, "submitted_by"), "body": piece })));
        let lapses = at(piece, "lapses").as_array().cloned().unwrap_or_default();
        for (place, pair) in at(piece, "pairs").as_array().into_iter().flatten().enumerate() {
            let lapses = lapses.get(place).cloned().unwrap_or(Json::Null);
            let said = RulingSaid { word: Ruling::Supports.key().to_owned(), by, seq, lapses };
            self.ruled.insert(pair.as_str().unwrap_or_default().to_owned(), said);
        }
    }
}

async fn all_evidence(tx: &mut Tx, since: i64) -> Result<Vec<Fault>> {
    let (mut faults, mut after) = (Vec::new(), String::new());
    loop {
        let page = evidence_after(tx, &after).await?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else { break };
        let (first, last) = (first.id, last.id);
        let mut said = said_between(tx, &first.to_string(), &last.to_string()).await?;
        let mut offers = offers_between(tx, first, last).await?;
        for row in &page {
            let of = offers.remove(&row.id.to_string()).unwrap_or_default();
            hold_evidence(&mut faults, row, &of, &said.remove(&row.id.to_string()).unwrap_or_default(), since);
        }
        after = last.to_string();
    }
    let makes = Verb::ALL.iter().filter(|verb| **verb == Verb::EvidenceSubmitted || verb.produces());
    let makes: Vec<_> = makes.map(|verb| format!("'{}'", verb.key())).collect();
    let sql = format!(
        "SELECT t.seq, t.thing FROM event_thing t JOIN event e ON e.seq = t.seq WHERE t.thing_kind = 'evidence' \
         AND e.verb IN ({}) AND NOT EXISTS (SELECT 1 FROM evidence v WHERE CAST(v.id AS TEXT) = t.thing)",
        makes.join(", ")
    );
    for row in tx.all(sql, args![]).await? {
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
    let day = |place| Ok::<_, Error>(row.get::<Option<Date>>(place)?.map_or(Json::Null, |d| d.to_string().into()));
    let word = |place| Ok::<_, Error>(row.get::<Option<String>>(place)?.map_or(Json::Null, Json::from));
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
        let thing: String = row.get(6)?;
        said.entry(thing.clone()).or_default().hear(&seen, &thing);
    }
    Ok(said)
}

struct OfferSaid {
    pair: String,
    kind: String,
    in_place_of: Option<String>,
    ruled_by: Option<PersonId>,
    ruling: Option<String>,
    ruled_seq: Option<i64>,
    lapses_at: Option<Instant>,
    withdrawn_seq: Option<i64>,
}

async fn offers_between(tx: &mut Tx, first: EvidenceId, last: EvidenceId) -> Result<BTreeMap<String, Vec<OfferSaid>>> {
    let sql = "SELECT o.evidence, r.id, o.subject, o.ruling, o.ruled_seq, o.lapses_at, o.withdrawn_seq, o.kind, \
               o.in_place_of, o.ruled_by FROM offer o \
               JOIN requirement r ON r.no = o.requirement WHERE o.evidence >= $1 AND o.evidence <= $2";
    let mut offers: BTreeMap<String, Vec<OfferSaid>> = BTreeMap::new();
    for row in tx.all(sql, args![first, last]).await? {
        offers.entry(row.get::<EvidenceId>(0)?.to_string()).or_default().push(OfferSaid {
            pair: format!("{}@{}", row.get::<String>(1)?, row.get::<i64>(2)?),
            ruling: row.get(3)?,
            ruled_seq: row.get(4)?,
            lapses_at: row.get(5)?,
            withdrawn_seq: row.get(6)?,
            kind: row.get(7)?,
            in_place_of: row.get(8)?,
            ruled_by: row.get(9)?,
        });
    }
    Ok(offers)
}

fn hold_evidence(faults: &mut Vec<Fault>, row: &EvidenceSaid, offers: &[OfferSaid], said: &SaidOfEvidence, since: i64) {
    let thing = format!("evidence {}", row.id);
    let Some((seq, whole)) = said.submitted.as_ref().filter(|(seq, _)| *seq == row.seq) else {
        faults.push(fault(row.seq, format!("{thing} names it as its beginning, and it speaks of no such evidence")));
        return;
    };
    let body = at(whole, "body");
    let known = row.fields.iter().filter(|(what, _)| *seq >= since || !LATER.contains(what));
    let fields: Vec<_> = known.map(|(what, value)| (*what, value.clone(), at(body, what).clone())).collect();
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
        let named_kind = at(body, "in_place_of");
        if at(body, "kind").as_str() != Some(offer.kind.as_str())
            || (!named_kind.is_null() && named_kind.as_str() != offer.in_place_of.as_deref())
        {
            faults.push(fault(*seq, format!("{thing} is offered for {} as another kind", offer.pair)));
        }
        hold_offer(faults, &thing, offer, said, since);
    }
}

fn hold_offer(faults: &mut Vec<Fault>, thing: &str, offer: &OfferSaid, said: &SaidOfEvidence, since: i64) {
    let pair = &offer.pair;
    match (&offer.ruling, said.ruled.get(pair)) {
        (None, None) => {}
        (None, Some(RulingSaid { seq, .. })) => {
            faults.push(fault(*seq, format!("{thing} does not say what was decided on it for {pair}")));
        }
        (Some(_), None) => {
            let seq = offer.ruled_seq.unwrap_or_default();
            faults.push(fault(seq, format!("{thing} says that it decided for {pair}, and it did not")));
        }
        (Some(ruling), Some(RulingSaid { word, by, seq, lapses })) => {
            if ruling != word || offer.ruled_seq != Some(*seq) || offer.ruled_by != *by {
                faults.push(fault(*seq, format!("{thing} says another decision for {pair}")));
            }
            if *seq >= since && *lapses != told_end(offer.lapses_at) {
                faults.push(fault(*seq, format!("{thing} supports {pair} until another instant")));
            }
        }
    }
    if offer.withdrawn_seq != said.withdrawn {
        let seq = offer.withdrawn_seq.or(said.withdrawn).unwrap_or_default();
        faults.push(fault(seq, format!("{thing} and the trail differ on whether it was withdrawn from {pair}")));
    }
}

/// Entries say how much evidence they ended.
async fn ended(tx: &mut Tx, since: i64) -> Result<Vec<Fault>> {
    let sql = "SELECT e.seq, e.at, e.verb, e.actor, e.body, e.leaf, count(*) FROM offer o \
               JOIN event e ON e.seq = o.ended_seq WHERE e.seq >= $1 \
               GROUP BY e.seq, e.at, e.verb, e.actor, e.body, e.leaf ORDER BY e.seq";
    let mut faults = Vec::new();
    for row in tx.all(sql, args![since]).await? {
        let seen = entry(&row)?;
        if at(at(&seen.body, "body"), "evidence_ended").as_i64().unwrap_or_default() < row.get::<i64>(6)? {
            faults.push(fault(seen.seq, "more evidence says that it was ended by it than it says"));
        }
    }
    Ok(faults)
}
