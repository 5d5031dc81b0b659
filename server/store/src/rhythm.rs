//! The rhythm of adopted controls: edited at adoption and later. Asking for more is done by one person; asking for less
//! waits for a second. Evidence keeps the lapse that was fixed when it was accepted: fresher proof ends it by a record.

use crate::error::{Error, Result};
use crate::facts::{About, NewFact, What};
use crate::spine::RequirementNow;
use crate::sql::{Row, Tx, args};
use crate::writing::{Writing, allow};
use crate::{Adoption, Outcome, Store};
use domain::catalogue::catalogue;
use domain::change::{Change, reason};
use domain::codes::{ControlId, RequirementId};
use domain::evidence::{Freshness, stale_from};
use domain::instant::{Instant, Zone as _};
use domain::own;
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::rhythm::{Beat, Fresh, Rhythm, RhythmDraft};
use domain::trail::{Event, ThingKind, Verb};
use domain::words::Cadence;
use std::collections::BTreeMap;

/// A control to adopt with its rhythm edited; `None` keeps the library's.
#[derive(Clone, Debug)]
pub struct Edited {
    pub adoption: Adoption,
    pub rhythm: Option<Rhythm>,
}

/// The rhythm of an adopted control, with what it can be edited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RhythmNow {
    pub rhythm: Rhythm,
    pub beats: Vec<Beat>,
}

const RHYTHM: &str = "SELECT c.cadence, c.by_criticality, r.id, r.fresh_rule, r.fresh_days, r.subject, r.proof, r.nature, \
    c.id FROM control c LEFT JOIN requirement r ON r.control = c.no";

fn word<T: std::str::FromStr>(row: &Row, i: usize, what: &'static str) -> Result<T> {
    row.get::<String>(i)?.parse().map_err(|_| Error::Unreadable(what))
}

async fn load(tx: &mut Tx, id: &ControlId) -> Result<RhythmNow> {
    let rows = tx.all(format!("{RHYTHM} WHERE c.id = $1 ORDER BY r.no"), args![id.as_str()]).await?;
    let all = gathered(&rows)?;
    Ok(all.into_values().next().ok_or_else(|| Refusal::missing("adopted control"))?)
}

fn gathered(rows: &[Row]) -> Result<BTreeMap<ControlId, RhythmNow>> {
    let mut all = BTreeMap::new();
    for row in rows {
        let cadence: Cadence = word(row, 0, "cadence")?;
        let by = row.get::<Option<String>>(1)?.map(|text| text.parse().map_err(|_| Error::Unreadable("rhythm")));
        let by_criticality = by.transpose()?;
        let id: ControlId = word(row, 8, "control id")?;
        let now = all.entry(id).or_insert_with(|| RhythmNow {
            rhythm: Rhythm { cadence, by_criticality, fresh: Vec::new() },
            beats: Vec::new(),
        });
        if row.get::<Option<String>>(2)?.is_some() {
            let (fresh, beat) = requirement(row, cadence)?;
            now.rhythm.fresh.push(fresh);
            now.beats.push(beat);
        }
    }
    Ok(all)
}

fn requirement(row: &Row, cadence: Cadence) -> Result<(Fresh, Beat)> {
    let id: RequirementId = word(row, 2, "requirement id")?;
    let base = match catalogue().requirements.get(&id) {
        Some(known) => Freshness { rule: known.fresh_rule, days: known.fresh_days },
        None => own::by_itself(word(row, 7, "nature")?, cadence),
    };
    let library = catalogue().requirements.get(&id).and_then(|known| catalogue().controls.get(&known.control));
    let base_cadence = library.map_or(cadence, |control| control.cadence);
    let days = u16::try_from(row.get::<i64>(4)?).map_err(|_| Error::Unreadable("days"))?;
    let fresh = Fresh { requirement: id.clone(), rule: word(row, 3, "rule of freshness")?, days };
    let (subject, proof) = (word(row, 5, "kind of subject")?, row.get::<String>(6)?.parse().ok());
    Ok((fresh, Beat { id, base, base_cadence, subject, proof }))
}

/// What an entry of the trail says of a rhythm.
pub(crate) fn told(event: Event, rhythm: &Rhythm) -> Event {
    let fresh = rhythm.fresh.iter().map(|fresh| format!("{} {} {}", fresh.requirement, fresh.rule.key(), fresh.days));
    event
        .with("cadence", rhythm.cadence.key())
        .with("by_criticality", rhythm.by_criticality.map(|by| by.to_string()))
        .with("fresh", fresh.collect::<Vec<_>>())
}

/// What holds of a control with this rhythm.
pub(crate) fn rhythm_facts(control: i64, rhythm: &Rhythm) -> Vec<NewFact> {
    let cadence = NewFact::new(About::Control, control, What::Cadence, "", rhythm.cadence.key());
    let by = rhythm.by_criticality.map(|by| NewFact::new(About::Control, control, What::Cadence, "by-criticality", by));
    let fresh = rhythm.fresh.iter().map(|Fresh { requirement, rule, days }| {
        NewFact::new(About::Control, control, What::Fresh, requirement, format!("{} {days}", rule.key()))
    });
    std::iter::once(cadence).chain(by).chain(fresh).collect()
}

impl Store {
    /// How often an adopted control runs, and how long its evidence lives.
    ///
    /// # Errors
    /// [`Refusal::Missing`] for a control that was never adopted.
    pub async fn rhythm(&self, id: &ControlId) -> Result<RhythmNow> {
        load(&mut self.db.reading().await?, id).await
    }

    /// The same of every control that was ever adopted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rhythms(&self) -> Result<BTreeMap<ControlId, RhythmNow>> {
        gathered(&self.db.all(format!("{RHYTHM} ORDER BY r.no"), vec![]).await?)
    }

    /// Edits the rhythm of an adopted control: at once when nothing is asked less often and no evidence may be older,
    /// else as a proposal for a second person.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at the draft's fields or `reason`; [`Refusal::Conflict`] while another one waits, or when
    /// nothing changes; [`Refusal::Forbidden`] for whoever neither manages nor owns; [`Refusal::Missing`].
    pub async fn set_rhythm(&self, actor: &Actor, id: &ControlId, draft: &RhythmDraft, why: &str) -> Result<Outcome> {
        let mut w = self.write(Some(actor)).await?;
        let (no, _) = w.control(id).await?;
        let owner = w.tx.first("SELECT owner FROM control WHERE no = $1", args![no]).await?;
        let owner = owner.map(|row| row.get(0)).transpose()?.flatten();
        let relation = if owner == Some(actor.person) { Relation::Owner } else { Relation::Stranger };
        allow(actor, Verb::RhythmTightened, relation)?;
        let before = load(&mut w.tx, id).await?;
        let after = draft.check(&before.beats, before.rhythm.by_criticality.is_some());
        let (after, why) = match (after, reason(why)) {
            (Ok(after), Ok(why)) => (after, why),
            (Err(Refusal::Invalid(mut faults)), Err(Refusal::Invalid(more))) => {
                faults.extend(more);
                return Err(Refusal::Invalid(faults).into());
            }
            (Err(refusal), _) | (_, Err(refusal)) => return Err(refusal.into()),
        };
        if after == before.rhythm {
            return Err(Refusal::at("cadence", "Nothing would change: it is so already.").into());
        }
        if w.another_rhythm_waits(id).await? {
            return Err(Refusal::conflict("Another change of its rhythm waits for a second person.").into());
        }
        if after.relaxes(&before.rhythm, &before.beats) {
            let change = Change::Relax { control: id.clone(), rhythm: after };
            let proposal = w.insert_proposal(&change, &why, actor).await?;
            let event = crate::proposals::about(Event::new(Verb::ChangeProposed, actor.person), &change)
                .about(ThingKind::Proposal, proposal)
                .with("change", change.key())
                .words("reason", why);
            w.commit(event).await?;
            return Ok(Outcome::Proposed(proposal));
        }
        w.apply_rhythm(id, &after).await?;
        let event = Event::new(Verb::RhythmTightened, actor.person).about(ThingKind::Control, id);
        w.commit(told(event, &after).words("reason", why)).await?;
        Ok(Outcome::Done)
    }
}

impl Writing {
    async fn another_rhythm_waits(&mut self, id: &ControlId) -> Result<bool> {
        let rows = self.tx.all("SELECT body FROM proposal WHERE outcome IS NULL AND change = 'relax'", vec![]).await?;
        for row in rows {
            let change: Change =
                serde_json::from_str(&row.get::<String>(0)?).map_err(|_| Error::Unreadable("change"))?;
            if change.controls().contains(id) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A rhythm is in force from now on. Evidence that would be stale by it ends, now at the earliest; what lapses
    /// later than it would by now stays as it was fixed.
    pub(crate) async fn apply_rhythm(&mut self, id: &ControlId, rhythm: &Rhythm) -> Result<()> {
        let (no, _) = self.control(id).await?;
        self.keep_rhythm(no, rhythm).await?;
        self.change_spine().await?;
        self.end_stale(no).await
    }

    async fn keep_rhythm(&mut self, control: i64, rhythm: &Rhythm) -> Result<()> {
        let by = rhythm.by_criticality.map(|by| by.to_string());
        let sql = "UPDATE control SET cadence = $2, by_criticality = $3 WHERE no = $1";
        self.tx.run(sql, args![control, rhythm.cadence.key(), by]).await?;
        for Fresh { requirement, rule, days } in &rhythm.fresh {
            let sql = "UPDATE requirement SET fresh_rule = $2, fresh_days = $3 WHERE id = $1 AND control = $4";
            self.tx.run(sql, args![requirement.as_str(), rule.key(), i64::from(*days), control]).await?;
        }
        for fact in rhythm_facts(control, rhythm) {
            self.hold(fact).await?;
        }
        Ok(())
    }

    async fn end_stale(&mut self, control: i64) -> Result<()> {
        let (spine, zone) = (self.spine().await?, self.zone().await?);
        let sql = "SELECT o.subject, o.requirement, o.evidence, o.kind, e.speaks_until, e.own_end, o.lapses_at, o.ended_at \
                   FROM offer o JOIN evidence e ON e.id = o.evidence JOIN requirement r ON r.no = o.requirement \
                   WHERE r.control = $1 AND o.ruling = 'supports' AND o.withdrawn_at IS NULL AND o.lapses_at > $2 \
                   AND (o.ended_at IS NULL OR o.ended_at > $2) ORDER BY o.requirement, o.subject, o.evidence";
        for row in self.tx.all(sql, args![control, self.now()]).await? {
            let (subject, requirement): (i64, i64) = (row.get(0)?, row.get(1)?);
            let kind = row.get::<String>(3)?.parse().map_err(|_| Error::Unreadable("kind"))?;
            let kind = catalogue().kinds.get(&kind).ok_or(Error::Unreadable("kind"))?;
            let now: RequirementNow = spine.requirement(requirement).ok_or(Error::Unreadable("requirement"))?.clone();
            let fresh = self.freshness(&now, subject).await?;
            let Some(stale) = stale_from(fresh, kind, row.get(4)?, row.get(5)?) else { continue };
            let ends = zone.midnight(stale).max(self.now());
            let held = row.get::<Instant>(6)?.min(row.get::<Option<Instant>>(7)?.unwrap_or(Instant::NEVER));
            if ends >= held {
                continue;
            }
            let sql = "UPDATE offer SET ended_at = $4, ended_seq = $5, ended_as = 'fresher-proof-asked' \
                       WHERE subject = $1 AND requirement = $2 AND evidence = $3";
            let evidence: domain::ids::EvidenceId = row.get(2)?;
            self.ended += self.tx.run(sql, args![subject, requirement, evidence, ends, self.seq()]).await?;
            self.touched.subjects.insert(subject);
        }
        Ok(())
    }
}
