//! Changes by two, wordings of controls and exclusions, held against the entries that wrote them.

use super::records::{at, fault};
use super::rows::SaidOfAll;
use crate::error::{Error, Result};
use crate::sql::{Tx, args};
use crate::trail::{Entry, Fault, entry};
use domain::change::Change;
use domain::ids::PersonId;
use domain::instant::Instant;
use domain::trail::{Verb, hex};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

const BATCH: i64 = 5_000;

/// What entries bear out by digests, by the name of the row.
pub(super) struct SaidOfRows {
    /// The first entry that does so at all, and says everything of evidence. Of those before it, which no program writes
    /// any more, only what they say is asked.
    pub since: i64,
    by_row: BTreeMap<String, (i64, String)>,
}

/// A row that an entry bears out.
struct Borne {
    name: String,
    seq: i64,
    text: String,
    by: Option<PersonId>,
}

/// What is borne out: the word of its rows, and of each its name, its entry, the text that the entry vouches for, and who
/// wrote it.
const BORNE: [(&str, &str); 19] = [
    ("proposal", "SELECT CAST(p.id AS TEXT), p.from_seq, p.body, p.asked_by FROM proposal p"),
    (
        "wording",
        "SELECT c.id || '@' || CAST(w.version AS TEXT), w.from_seq, w.statement, w.by FROM control_wording w \
         JOIN control c ON c.no = w.control",
    ),
    (
        "policy-version",
        "SELECT CAST(v.policy AS TEXT) || '@' || CAST(v.no AS TEXT), v.from_seq, v.text, v.submitted_by \
         FROM policy_version v",
    ),
    ("risk-scale", "SELECT CAST(s.version AS TEXT), s.from_seq, s.body, s.by FROM risk_scale s"),
    (
        "risk-assessment",
        "SELECT CAST(a.id AS TEXT), a.from_seq, CAST(a.subject AS TEXT), a.author FROM risk_assessment a",
    ),
    (
        "risk-turn",
        "SELECT CAST(t.assessment AS TEXT) || '@' || CAST(t.no AS TEXT), t.from_seq, t.kind || ' ' || CAST(t.scale AS TEXT) \
         || ' ' || coalesce(t.on_day, '') || ' ' || coalesce(t.review_on, '') || ' ' || t.reason, t.by FROM risk_turn t",
    ),
    (
        "risk-said",
        "SELECT CAST(s.assessment AS TEXT) || '@' || s.risk || '@' || CAST(s.no AS TEXT), s.from_seq, s.body, s.by \
         FROM risk_said s",
    ),
    ("own-risk", "SELECT o.id, o.from_seq, o.body, o.by FROM own_risk o"),
    (
        "risk-acceptance",
        "SELECT CAST(p.id AS TEXT), p.from_seq, CAST(p.assessment AS TEXT) || '@' || p.risk || ' ' || p.until_on, p.by \
         FROM risk_acceptance p",
    ),
    (
        "risk-limit",
        "SELECT CAST(l.id AS TEXT), l.from_seq, CAST(l.assessment AS TEXT) || '@' || l.risk || ' ' || l.measure || ' ' \
         || l.side || ' ' || CAST(l.value AS TEXT), l.by FROM risk_limit l",
    ),
    ("setting", "SELECT s.what || '@' || CAST(s.version AS TEXT), s.from_seq, s.body, s.by FROM setting s"),
    (
        "deficiency",
        "SELECT CAST(d.id AS TEXT), d.from_seq, d.source_kind || '/' || d.source || ' ' || coalesce(d.control, '') || ' ' \
         || coalesce(d.requirement, '') || ' ' || d.criteria || ' ' || CAST(d.subject AS TEXT) || ' ' || d.found_on || ' ' \
         || d.occurred_on || ' ' || CAST(d.owner AS TEXT) || ' ' || d.title || ' ' || d.what, d.by FROM deficiency d",
    ),
    (
        "deficiency-step",
        "SELECT CAST(s.deficiency AS TEXT) || '@' || CAST(s.no AS TEXT), s.from_seq, s.body, s.by FROM deficiency_step s",
    ),
    (
        "incident",
        "SELECT CAST(i.id AS TEXT), i.from_seq, i.harms || ' ' || coalesce(CAST(i.began_at AS TEXT), '') || ' ' \
         || CAST(i.detected_at AS TEXT) || ' ' || i.title || ' ' || i.what, i.by FROM incident i",
    ),
    (
        "incident-entry",
        "SELECT CAST(e.incident AS TEXT) || '@' || CAST(e.no AS TEXT), e.from_seq, e.body, e.by FROM incident_entry e",
    ),
    (
        "audit",
        "SELECT CAST(a.id AS TEXT), a.from_seq, a.criteria || ' ' || a.period_from || ' ' || a.period_until || ' ' \
         || a.due_on || ' ' || a.title, a.by FROM audit a",
    ),
    (
        "audit-end",
        "SELECT CAST(a.id AS TEXT), a.ended_seq, a.ended_as || ' ' || a.ended_note, a.ended_by FROM audit a \
         WHERE a.ended_as IS NOT NULL",
    ),
    (
        "audit-step",
        "SELECT CAST(s.audit AS TEXT) || '@' || s.control, s.from_seq, s.criteria || ' ' || s.procedure, a.by \
         FROM audit_step s JOIN audit a ON a.id = s.audit",
    ),
    (
        "audit-result",
        "SELECT CAST(r.audit AS TEXT) || '@' || r.control || '@' || CAST(r.no AS TEXT), r.from_seq, r.outcome || ' ' \
         || coalesce(CAST(r.population AS TEXT), '') || ' ' || CAST(r.sample AS TEXT) || ' ' || CAST(r.deviations AS TEXT) \
         || ' ' || r.evidence || ' ' || r.note || coalesce(' ' || r.elsewhere, ''), r.by FROM audit_result r",
    ),
];

/// Where those rows name their entries.
const BORNE_BY: [(&str, &str); 44] = [
    ("proposal", "from_seq"),
    ("control_wording", "from_seq"),
    ("policy_version", "from_seq"),
    ("risk_scale", "from_seq"),
    ("risk_assessment", "from_seq"),
    ("risk_turn", "from_seq"),
    ("risk_said", "from_seq"),
    ("own_risk", "from_seq"),
    ("risk_acceptance", "from_seq"),
    ("risk_limit", "from_seq"),
    ("setting", "from_seq"),
    ("attestation", "from_seq"),
    ("attestation", "reviewed_seq"),
    ("attestation", "ended_seq"),
    ("attestation_note", "from_seq"),
    ("attestation_note", "decided_seq"),
    ("attestation_point", "from_seq"),
    ("deficiency", "from_seq"),
    ("deficiency_step", "from_seq"),
    ("incident", "from_seq"),
    ("incident_entry", "from_seq"),
    ("audit", "from_seq"),
    ("audit", "ended_seq"),
    ("audit_step", "from_seq"),
    ("audit_result", "from_seq"),
    ("question_set", "from_seq"),
    ("questionnaire", "from_seq"),
    ("questionnaire", "submitted_seq"),
    ("questionnaire", "closed_seq"),
    ("questionnaire", "ended_seq"),
    ("questionnaire_answer", "from_seq"),
    ("questionnaire_file", "from_seq"),
    ("questionnaire_verdict", "from_seq"),
    ("access_review", "from_seq"),
    ("access_review", "closed_seq"),
    ("access_review", "accepted_seq"),
    ("access_review", "ended_seq"),
    ("access_decision", "from_seq"),
    ("training_course", "from_seq"),
    ("training_course", "ended_seq"),
    ("training_audience", "from_seq"),
    ("training_table", "from_seq"),
    ("training_record", "matched_seq"),
    ("training_closing", "from_seq"),
];

impl SaidOfRows {
    /// With what entries say of every row that their commands wrote.
    pub(super) async fn load(tx: &mut Tx) -> Result<(Self, SaidOfAll)> {
        let mut of_all = SaidOfAll::new();
        let (mut said, mut last) = (Self { since: i64::MAX, by_row: BTreeMap::new() }, 0);
        loop {
            let sql = "SELECT seq, at, verb, actor, body, leaf FROM event WHERE seq > $1 ORDER BY seq LIMIT $2";
            let rows = tx.all(sql, args![last, BATCH]).await?;
            for row in &rows {
                let seen = entry(row)?;
                said.hear(&seen);
                of_all.hear(&seen);
                last = seen.seq;
            }
            if rows.is_empty() {
                return Ok((said, of_all));
            }
        }
    }

    fn hear(&mut self, seen: &Entry) {
        let body = at(&seen.body, "body");
        if body.get("rows").is_some() || body.get("performed_by").is_some() {
            self.since = self.since.min(seen.seq);
        }
        for (name, digest) in at(body, "rows").as_object().into_iter().flatten() {
            let digest = digest.as_str().unwrap_or_default().to_owned();
            self.by_row.insert(name.clone(), (seen.seq, digest));
        }
    }

    /// Rows that are not what their entries say, and entries whose rows are gone.
    pub(super) async fn hold(mut self, tx: &mut Tx) -> Result<Vec<Fault>> {
        let (mut faults, mut rows) = (Vec::new(), Vec::new());
        for (what, sql) in BORNE {
            for row in tx.all(sql, vec![]).await? {
                let name = format!("{what}/{}", row.get::<String>(0)?);
                rows.push(Borne { name, seq: row.get(1)?, text: row.get(2)?, by: row.get(3)? });
            }
        }
        let attested = crate::attestations::borne_rows(tx).await?;
        rows.extend(attested.into_iter().map(|(name, seq, text, by)| Borne { name, seq, text, by: Some(by) }));
        let asked = crate::questionnaires::borne_rows(tx).await?;
        rows.extend(asked.into_iter().map(|(name, seq, text, by)| Borne { name, seq, text, by }));
        let reviewed = crate::access_reviews::borne_rows(tx).await?.into_iter();
        let trained = crate::training::borne_rows(tx).await?.into_iter();
        rows.extend(reviewed.chain(trained).map(|(name, seq, text, by)| Borne { name, seq, text, by }));
        let actors = actors(tx).await?;
        for Borne { name, seq, text, by } in rows {
            let same = match self.by_row.remove(&name) {
                Some((said, digest)) => said == seq && digest == hex(&Sha256::digest(text.as_bytes())),
                None => seq < self.since,
            };
            if !same {
                faults.push(fault(seq, format!("{name} is not what it says")));
            }
            if actors.get(&seq) != Some(&by) {
                faults.push(fault(seq, format!("{name} names somebody else than it does")));
            }
        }
        faults.extend(
            self.by_row.iter().map(|(name, (seq, _))| fault(*seq, format!("{name} was written by it and is gone"))),
        );
        let wordless = "SELECT c.seq, c.id FROM control c WHERE NOT EXISTS (SELECT 1 FROM control_wording w \
                        WHERE w.control = c.no AND w.version = c.version AND w.statement = c.statement)";
        for row in tx.all(wordless, vec![]).await? {
            let what = format!("the control {} has a statement that is no wording of it", row.get::<String>(1)?);
            faults.push(fault(row.get(0)?, what));
        }
        Ok(faults)
    }
}

/// Who made the entries that wrote those rows.
async fn actors(tx: &mut Tx) -> Result<BTreeMap<i64, Option<PersonId>>> {
    let named = BORNE_BY.map(|(table, seq)| format!("SELECT {seq} FROM {table}")).join(" UNION ");
    let sql = format!("SELECT seq, actor FROM event WHERE seq IN ({named})");
    tx.all(sql, vec![]).await?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Proposals that were decided otherwise than their entries say.
pub(super) async fn decided(tx: &mut Tx) -> Result<Vec<Fault>> {
    let sql = "SELECT e.seq, e.at, e.verb, e.actor, e.body, e.leaf, t.thing, p.outcome, p.decided_by, p.decided_seq, \
               p.bettered FROM event_thing t JOIN event e ON e.seq = t.seq \
               LEFT JOIN proposal p ON CAST(p.id AS TEXT) = t.thing WHERE t.thing_kind = 'proposal' ORDER BY e.seq";
    let (mut faults, mut decided) = (Vec::new(), BTreeSet::new());
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

/// Hours by which midnights of this world lie before and after that of UTC, at most.
const ZONES: (i64, i64) = (-15, 13);

/// Exclusions that are not those of the change that two agreed on: the same pairs, until the same day.
pub(super) async fn exclusions(tx: &mut Tx) -> Result<Vec<Fault>> {
    let sql = "SELECT CAST(x.proposal AS TEXT), r.id, x.subject, x.from_seq, x.until_at FROM exclusion x \
               JOIN requirement r ON r.no = x.requirement";
    let mut excluded: BTreeMap<String, BTreeSet<(String, i64, i64, Instant)>> = BTreeMap::new();
    for row in tx.all(sql, vec![]).await? {
        let one = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        excluded.entry(row.get(0)?).or_default().insert(one);
    }
    let sql =
        "SELECT CAST(id AS TEXT), body, decided_seq FROM proposal WHERE change = 'exclude' AND outcome = 'agreed'";
    let mut faults = Vec::new();
    for row in tx.all(sql, vec![]).await? {
        let (id, seq): (String, i64) = (row.get(0)?, row.get(2)?);
        let change = serde_json::from_str(&row.get::<String>(1)?).map_err(|_| Error::Unreadable("change"));
        let rows = excluded.remove(&id).unwrap_or_default();
        let agreed = match change {
            Ok(Change::Exclude { pairs, until }) => {
                let said: BTreeSet<_> = pairs.iter().map(|pair| (pair.requirement.to_string(), pair.subject)).collect();
                let midnight = domain::instant::Zone::midnight(&domain::instant::Utc, until).plus_seconds(86_400);
                let near = |at: Instant| {
                    midnight.plus_seconds(ZONES.0 * 3_600) <= at && at <= midnight.plus_seconds(ZONES.1 * 3_600)
                };
                rows.iter().map(|(requirement, subject, ..)| (requirement.clone(), *subject)).collect::<BTreeSet<_>>()
                    == said
                    && rows.iter().all(|(_, _, from, until)| *from == seq && near(*until))
            }
            Ok(_) | Err(_) => false,
        };
        if !agreed {
            faults.push(fault(seq, format!("exclusions of the proposal {id} are not those that it agreed to")));
        }
    }
    faults.extend(excluded.into_iter().map(|(id, rows)| {
        let seq = rows.first().map_or(0, |(_, _, seq, _)| *seq);
        fault(seq, format!("exclusions name the proposal {id}, which two did not agree on"))
    }));
    Ok(faults)
}

/// Rows that name entries which are not there.
pub(super) async fn no_entries(tx: &mut Tx) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for (table, column) in crate::archive::columns_of_entries(tx).await? {
        let sql = format!(
            "SELECT t.{column}, count(*) FROM {table} t WHERE t.{column} IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = t.{column}) GROUP BY t.{column} ORDER BY 1"
        );
        for row in tx.all(sql, vec![]).await? {
            faults.push(fault(row.get(0)?, format!("rows of {table} name it in {column}, and there is no such entry")));
        }
    }
    Ok(faults)
}
