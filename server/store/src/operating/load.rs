//! Loading the facts of pairs: a statement for each table, however many pairs there are.

use super::facts::{Loaded, PairFacts};
use super::log::entries;
use super::{Which, Window};
use crate::error::{Error, Result};
use crate::spine::{RequirementNow, Spine, finding_of, list};
use crate::sql::{Row, Tx, args};
use domain::applies::Fit;
use domain::catalogue::catalogue;
use domain::codes::KindId;
use domain::days::Period;
use domain::evidence::Freshness;
use domain::finding::{Exclusion, Finding};
use domain::ids::EvidenceId;
use domain::instant::{Instant, Zone as _};
use domain::operating::{Act, Listing, Parts, cadence_of};
use domain::timeline::Timeline;
use domain::words::{ByCriticality, Cadence, Criticality, SubjectKind, Until};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

/// Subject, then requirement.
type Pairs<T> = BTreeMap<(i64, i64), T>;

/// How often, through time; subjects share it.
type Rhythm = Arc<Timeline<Option<Cadence>>>;

/// A criticality or tier through time.
type Levels = Vec<(Instant, String)>;

/// The key under which a control tells criticalities apart.
const BY_CRITICALITY: &str = "by-criticality";

/// What held of a thing: what, its key, its value, from when until when.
struct Held {
    what: String,
    key: String,
    value: String,
    from: Instant,
    until: Instant,
}

pub(super) async fn load(tx: &mut Tx, spine: &Spine, which: &Which, window: &Window) -> Result<Loaded> {
    let pairs = pairs_of(which);
    let mut asked = asked(tx, &pairs, window.bit()).await?;
    let mut titles = BTreeMap::new();
    let mut acts = acts(tx, spine, &pairs, window, &mut titles).await?;
    let mut exclusions = exclusions(tx, &pairs).await?;
    let of: BTreeSet<i64> = which.requirements.iter().copied().collect();
    let controls: BTreeSet<i64> =
        of.iter().filter_map(|no| Some(spine.control_of(spine.requirement(*no)?)?.no)).collect();
    let by_control = held(tx, "control", &list(controls.iter())).await?;
    let told_apart = by_control.values().flatten().any(|one| one.key == BY_CRITICALITY);
    let levels = if told_apart { levels(tx, which).await? } else { BTreeMap::new() };
    let ids: Vec<_> =
        spine.controls.iter().filter(|one| controls.contains(&one.no)).map(|one| one.id.to_string()).collect();
    let log = entries(tx, &ids, window.known).await?;

    // Subjects of one criticality through time share their cadence.
    let mut rhythms: BTreeMap<(i64, Levels), Rhythm> = BTreeMap::new();
    let mut versions: BTreeMap<i64, Arc<Timeline<i64>>> = BTreeMap::new();
    let mut all = Vec::new();
    for ((subject, no), line) in std::mem::take(&mut asked) {
        let requirement = spine.requirement(no).ok_or(Error::Unreadable("requirement"))?;
        let control = spine.control_of(requirement).ok_or(Error::Unreadable("control"))?;
        let facts = by_control.get(&control.no).map(Vec::as_slice).unwrap_or_default();
        let level = levels.get(&subject).filter(|_| requirement.subject != SubjectKind::Organisation);
        let level = level.cloned().unwrap_or_default();
        let cadence = match rhythms.get(&(no, level.clone())) {
            Some(known) => Arc::clone(known),
            None => {
                let read = Arc::new(rhythm(requirement, facts, &level)?);
                rhythms.insert((no, level), Arc::clone(&read));
                read
            }
        };
        let version = versions.entry(control.no).or_insert_with(|| Arc::new(approved(facts)));
        let (acts, listings) = acts.remove(&(subject, no)).unwrap_or_default();
        all.push(PairFacts {
            id: requirement.id.clone(),
            control: control.id.clone(),
            requirement: no,
            subject,
            asked: line,
            exclusions: exclusions.remove(&(subject, no)).unwrap_or_default(),
            cadence,
            versions: Arc::clone(version),
            parts: requirement.proof.as_ref().map(Parts::of).unwrap_or_default(),
            acts,
            listings,
        });
    }
    all.sort_by_key(|pair| (pair.requirement, pair.subject));
    Ok(Loaded { pairs: all, log, titles })
}

/// The test of requirement and subject in the three tables that have both.
fn pairs_of(which: &Which) -> String {
    let requirements = list(which.requirements.iter());
    match which.subject {
        Some(subject) => format!("requirement IN ({requirements}) AND subject = {subject}"),
        None => format!("requirement IN ({requirements})"),
    }
}

fn word<T: FromStr>(text: &str, what: &'static str) -> Result<T> {
    text.parse().map_err(|_| Error::Unreadable(what))
}

/// Whether a programme asks it, through time: by the findings that were told. An exclusion is asked, and excluded.
async fn asked(tx: &mut Tx, pairs: &str, bit: i64) -> Result<Pairs<Timeline<Fit>>> {
    let sql = format!(
        "SELECT subject, requirement, from_at, until_at, state, detail FROM finding WHERE {pairs} \
         AND (programmes & $1) <> 0 ORDER BY subject, requirement, from_at"
    );
    let mut all: Pairs<Timeline<Fit>> = BTreeMap::new();
    for row in tx.all(sql, args![bit]).await? {
        let (from, until): (Instant, Instant) = (row.get(2)?, row.get(3)?);
        let line = all.entry((row.get(0)?, row.get(1)?)).or_default();
        let fit = match finding_of(row.get(4)?, row.get(5)?) {
            Finding::Unknown(open) => Fit::Unknown(open),
            Finding::NotAsked => Fit::No,
            Finding::Failed | Finding::Gap(_) | Finding::Met | Finding::Excluded => Fit::Yes,
        };
        line.change(from, fit);
        // What ends without a successor is asked no longer; a successor at that instant takes its place.
        if until < Instant::NEVER {
            line.change(until, Fit::No);
        }
    }
    Ok(all)
}

type Given = (Vec<Act>, Vec<Listing>);

async fn acts(
    tx: &mut Tx,
    spine: &Spine,
    pairs: &str,
    window: &Window,
    titles: &mut BTreeMap<EvidenceId, String>,
) -> Result<Pairs<Given>> {
    let sql = format!(
        "SELECT o.subject, o.requirement, o.evidence, o.kind, o.ruling, o.ruled_at, o.lapses_at, o.ended_at, \
         o.withdrawn_at, e.speaks_from, e.speaks_until, e.performed_on, e.stamp, e.title FROM offer o \
         JOIN evidence e ON e.id = o.evidence WHERE {} AND o.ruling IN ('supports', 'adverse') \
         ORDER BY o.subject, o.requirement, o.ruled_at, o.evidence",
        pairs.replace("requirement IN", "o.requirement IN").replace("subject =", "o.subject =")
    );
    let mut all: Pairs<Given> = BTreeMap::new();
    for row in tx.all(sql, vec![]).await? {
        let no = row.get(1)?;
        let Some(requirement) = spine.requirement(no) else { continue };
        let (act, kind) = act(&row, requirement, window)?;
        titles.entry(act.evidence).or_insert(row.get(13)?);
        let (acts, listings) = all.entry((row.get(0)?, no)).or_default();
        if kind == KindId::NIL_RETURN && !act.adverse {
            listings.push(nothing_occurred(&act, window));
        }
        acts.push(act);
    }
    Ok(all)
}

fn act(row: &Row, requirement: &RequirementNow, window: &Window) -> Result<(Act, KindId)> {
    let kind: KindId = word(&row.get::<String>(3)?, "kind")?;
    let speaks = Period::new(row.get(9)?, row.get(10)?).map_err(|_| Error::Unreadable("days of evidence"))?;
    let stamp: Option<String> = row.get(12)?;
    // A record of a period covers its own days; a state shown on a day stays fresh for some.
    let days = fresh_days(row.get(6)?, speaks.until(), window);
    let until = catalogue().kinds.get(&kind).map(|kind| kind.until);
    let (fresh_days, record_days) =
        if speaks.days() > 1 || until == Some(Until::CoveredDays) { (0, days) } else { (days, 0) };
    let act = Act {
        evidence: row.get(2)?,
        speaks,
        performed_on: row.get(11)?,
        stamped: stamp.is_some_and(|stamp| !stamp.is_empty()),
        accepted: row.get::<Option<Instant>>(5)?.ok_or(Error::Unreadable("ruling"))?,
        adverse: row.get::<String>(4)? == "adverse",
        withdrawn: row.get(8)?,
        ended: row.get(7)?,
        listed: Vec::new(),
        fresh_days,
        record_days,
        row: None,
        shows: requirement.proof.as_ref().map(|proof| Parts::shown_by(proof, &kind)).unwrap_or_default(),
    };
    Ok((act, kind))
}

/// How many days after its last one evidence holds, by the lapse that was fixed when it was accepted.
fn fresh_days(lapses: Option<Instant>, last: Date, window: &Window) -> u16 {
    let Some(lapses) = lapses else { return 0 };
    if lapses == Instant::NEVER {
        return u16::MAX;
    }
    let days = window.zone.day(lapses).duration_since(last).as_hours() / 24 - 1;
    u16::try_from(days.max(0)).unwrap_or(u16::MAX)
}

/// A nil return is a complete population of no rows, taken when it was performed.
fn nothing_occurred(act: &Act, window: &Window) -> Listing {
    Listing {
        evidence: act.evidence,
        days: act.speaks,
        taken_on: act.performed_on.unwrap_or_else(|| window.zone.day(act.accepted)),
        accepted: act.accepted,
        withdrawn: act.withdrawn,
        rows: Vec::new(),
    }
}

async fn exclusions(tx: &mut Tx, pairs: &str) -> Result<Pairs<Vec<Exclusion>>> {
    let sql = format!("SELECT subject, requirement, from_at, until_at, ended_at FROM exclusion WHERE {pairs}");
    let mut all: Pairs<Vec<Exclusion>> = BTreeMap::new();
    for row in tx.all(sql, vec![]).await? {
        let exclusion = Exclusion { from: row.get(2)?, until: row.get(3)?, ended: row.get(4)? };
        all.entry((row.get(0)?, row.get(1)?)).or_default().push(exclusion);
    }
    Ok(all)
}

async fn held(tx: &mut Tx, about: &str, numbers: &str) -> Result<BTreeMap<i64, Vec<Held>>> {
    let sql = format!(
        "SELECT no, what, key, value, from_at, ended_at FROM fact WHERE about = $1 AND no IN ({numbers}) \
         AND what IN ('cadence', 'fresh', 'approved') ORDER BY no, from_at"
    );
    let mut all: BTreeMap<i64, Vec<Held>> = BTreeMap::new();
    for row in tx.all(sql, args![about]).await? {
        all.entry(row.get(0)?).or_default().push(Held {
            what: row.get(1)?,
            key: row.get(2)?,
            value: row.get(3)?,
            from: row.get(4)?,
            until: row.get(5)?,
        });
    }
    Ok(all)
}

/// By subject its criticality or tier through time.
async fn levels(tx: &mut Tx, which: &Which) -> Result<BTreeMap<i64, Levels>> {
    let one = which.subject.map(|no| format!("AND no = {no}")).unwrap_or_default();
    let sql = format!(
        "SELECT no, from_at, value FROM fact WHERE about = 'subject' AND what = 'criticality' AND key = '' {one} \
         ORDER BY no, from_at"
    );
    let mut all: BTreeMap<i64, Levels> = BTreeMap::new();
    for row in tx.all(sql, vec![]).await? {
        all.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
    }
    Ok(all)
}

/// How often a requirement is expected of subjects of that criticality, through time.
fn rhythm(
    requirement: &RequirementNow,
    facts: &[Held],
    level: &[(Instant, String)],
) -> Result<Timeline<Option<Cadence>>> {
    // What cannot be read is told as failed: nothing says how often.
    if requirement.proof.is_none() {
        return Ok(Timeline::default());
    }
    let own = requirement.id.as_str();
    let of = |what: &str, key: &str, at: Instant| {
        let mut holds = facts.iter().filter(|one| one.what == what && one.key == key);
        holds.find(|one| one.from <= at && at < one.until).map(|one| one.value.as_str())
    };
    let changes = facts.iter().filter(|one| one.what != "approved").map(|one| one.from);
    let instants: BTreeSet<Instant> = changes.chain(level.iter().map(|(from, _)| *from)).collect();
    let mut line = Timeline::default();
    for at in instants {
        let Some(cadence) = of("cadence", "", at) else { continue };
        let fresh = of("fresh", own, at).and_then(fresh).unwrap_or(requirement.fresh);
        let by = of("cadence", BY_CRITICALITY, at).map(|text| word::<ByCriticality>(text, "rhythm")).transpose()?;
        let now = level.iter().rev().find(|(from, _)| *from <= at);
        let now = now.map(|(_, text)| word::<Criticality>(text, "criticality")).transpose()?;
        let asked = by.zip(now).map(|(by, level)| by.of(level));
        line.change(at, cadence_of(word(cadence, "cadence")?, asked, fresh));
    }
    Ok(line)
}

/// Of “cadence 107”.
fn fresh(text: &str) -> Option<Freshness> {
    let (rule, days) = text.split_once(' ')?;
    Some(Freshness { rule: rule.parse().ok()?, days: days.parse().ok()? })
}

fn approved(facts: &[Held]) -> Timeline<i64> {
    let of = facts.iter().filter(|one| one.what == "approved");
    of.filter_map(|one| Some((one.from, one.value.parse().ok()?))).collect()
}
