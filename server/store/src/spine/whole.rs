//! All facts at once: what derived rows are held equal to, and the reading of a day with what was known by another.

use super::stored::{OFFER, Told, offer, told};
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, args};
use domain::asked::{CriterionSet, ProgrammeSet};
use domain::finding::{Exclusion, Standing};
use domain::history::{ControlFacts, History, ProgrammeFacts, RequirementFacts, SystemFacts};
use domain::instant::Instant;
use domain::timeline::Timeline;
use domain::words::{Categories, Category, CriterionId, Set, StageSet, Trait, TraitSet};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// A derived row that is not what the facts say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    pub subject: i64,
    pub requirement: i64,
    pub stored: Vec<Told>,
    pub from_facts: Vec<Told>,
}

/// One fact: what holds, by key, from when until when.
struct Held {
    no: i64,
    what: String,
    key: String,
    value: String,
    from: Instant,
    until: Instant,
}

impl Store {
    /// Reads every fact.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn whole_history(&self) -> Result<History> {
        load(&mut self.db.reading().await?).await
    }

    /// Compares what was derived as things happened with what all facts say: every subject, or every `step`-th.
    ///
    /// # Errors
    /// When the database fails; what differs is in the answer.
    pub async fn check_derived(&self, step: usize) -> Result<Vec<Differs>> {
        let mut tx = self.db.reading().await?;
        let history = load(&mut tx).await?;
        let mut differs = Vec::new();
        for subject in history.subjects().step_by(step.max(1)) {
            let from_facts = history.told(subject);
            let stored = stored(&mut tx, subject).await?;
            let requirements: BTreeSet<_> = stored.keys().chain(from_facts.keys()).copied().collect();
            for requirement in requirements {
                let of = |told: &BTreeMap<i64, Vec<Told>>| told.get(&requirement).cloned().unwrap_or_default();
                let (stored, from_facts) = (of(&stored), of(&from_facts));
                if stored != from_facts {
                    differs.push(Differs { subject, requirement, stored, from_facts });
                }
            }
        }
        Ok(differs)
    }
}

async fn stored(tx: &mut Tx, subject: i64) -> Result<BTreeMap<i64, Vec<Told>>> {
    let sql = "SELECT subject, requirement, from_at, until_at, state, detail, programmes, asked_at FROM finding \
               WHERE subject = $1 ORDER BY requirement, from_at";
    let mut all: BTreeMap<i64, Vec<Told>> = BTreeMap::new();
    for row in tx.all(sql, args![subject]).await? {
        all.entry(row.get(1)?).or_default().push(told(&row)?);
    }
    Ok(all)
}

async fn facts(tx: &mut Tx, about: &str) -> Result<Vec<Held>> {
    let sql = "SELECT no, what, key, value, from_at, ended_at FROM fact WHERE about = $1 ORDER BY no, from_at";
    let held = |row: &Row| {
        Ok(Held {
            no: row.get(0)?,
            what: row.get(1)?,
            key: row.get(2)?,
            value: row.get(3)?,
            from: row.get(4)?,
            until: row.get(5)?,
        })
    };
    tx.all(sql, args![about]).await?.iter().map(held).collect()
}

fn word<T: FromStr>(text: &str, what: &'static str) -> Result<T> {
    text.parse().map_err(|_| Error::Unreadable(what))
}

/// A timeline of a set: what is in it whenever something comes or goes.
fn sets<S: Clone + PartialEq + Default>(held: &[&Held], with: impl Fn(S, &Held) -> Result<S>) -> Result<Timeline<S>> {
    let mut instants: Vec<_> = held.iter().flat_map(|h| [h.from, h.until]).filter(|at| *at < Instant::NEVER).collect();
    instants.sort_unstable();
    instants.dedup();
    let mut line = Timeline::default();
    for at in instants {
        let mut now = held.iter().filter(|h| h.from <= at && at < h.until);
        line.change(at, now.try_fold(S::default(), |set, held| with(set, held))?);
    }
    Ok(line)
}

fn of<'a>(held: &'a [Held], no: i64, what: &str, key: Option<&str>) -> Vec<&'a Held> {
    let start = held.partition_point(|h| h.no < no);
    let own = held.get(start..).unwrap_or_default().iter().take_while(|h| h.no == no);
    own.filter(|h| h.what == what && key.is_none_or(|key| h.key == key)).collect()
}

pub(crate) async fn load(tx: &mut Tx) -> Result<History> {
    let mut history = History::default();
    let (subjects, controls, programmes) =
        (facts(tx, "subject").await?, facts(tx, "control").await?, facts(tx, "programme").await?);
    for row in tx.all("SELECT no, at FROM programme", vec![]).await? {
        let no: i64 = row.get(0)?;
        let place = usize::try_from(no).map_err(|_| Error::Unreadable("number"))?;
        history.programmes.insert(place, programme(&programmes, no, row.get(1)?)?);
    }
    for row in tx.all("SELECT no, applies, stages FROM control", vec![]).await? {
        let no: i64 = row.get(0)?;
        let stages = u32::try_from(row.get::<i64>(2)?).map_err(|_| Error::Unreadable("stages"))?;
        let applies = row.get::<String>(1)?.parse().ok();
        history.controls.insert(no, control(&controls, no, applies, StageSet::from_bits(stages))?);
    }
    for row in tx.all("SELECT no, control, subject, narrow, proof FROM requirement", vec![]).await? {
        let narrow: Option<String> = row.get(3)?;
        let requirement = RequirementFacts {
            control: row.get(1)?,
            subject: word(&row.get::<String>(2)?, "kind of subject")?,
            narrow: narrow.map(|text| word(&text, "traits")).transpose()?,
            proof: row.get::<String>(4)?.parse().ok(),
        };
        history.requirements.insert(row.get(0)?, requirement);
    }
    for row in tx.all("SELECT no, kind FROM subject WHERE no <> 0", vec![]).await? {
        let no: i64 = row.get(0)?;
        if row.get::<String>(1)? == "vendor" {
            history.vendors.insert(no);
        } else {
            history.systems.insert(no, system(&subjects, no)?);
        }
    }
    for row in tx.all(format!("SELECT {OFFER} FROM offer"), vec![]).await? {
        history.offers.entry((row.get(0)?, row.get(1)?)).or_default().push(offer(&row)?);
    }
    for row in tx.all("SELECT subject, requirement, from_at, until_at, ended_at FROM exclusion", vec![]).await? {
        let exclusion = Exclusion { from: row.get(2)?, until: row.get(3)?, ended: row.get(4)? };
        history.exclusions.entry((row.get(0)?, row.get(1)?)).or_default().push(exclusion);
    }
    Ok(history)
}

fn programme(held: &[Held], no: i64, opened: Instant) -> Result<ProgrammeFacts> {
    let categories: Timeline<Set<Category>> =
        sets(&of(held, no, "category", None), |set, h| Ok(Set::with(set, word(&h.key, "category")?)))?;
    let aside: Timeline<CriterionSet> =
        sets(&of(held, no, "set-aside", None), |set, h| Ok(CriterionSet::with(set, word(&h.key, "criterion")?)))?;
    let instants = std::iter::once(opened).chain(categories.changes()).chain(aside.changes());
    let in_scope = instants.map(|at| {
        let chosen =
            categories.at(at).copied().unwrap_or_default().iter().fold(Categories::security(), Categories::with);
        let aside = aside.at(at).copied().unwrap_or_default();
        (at, CriterionSet(CriterionSet::from(chosen).0 & !aside.0))
    });
    Ok(ProgrammeFacts { in_scope: in_scope.collect() })
}

fn control(
    held: &[Held],
    no: i64,
    applies: Option<domain::applies::Applies>,
    stages: StageSet,
) -> Result<ControlFacts> {
    let holds = |what| sets(&of(held, no, what, None), |_, _| Ok(true));
    let (adopted, owned, approved, risks) = (holds("adopted")?, holds("owner")?, holds("approved")?, holds("risk")?);
    let criteria: Timeline<CriterionSet> = sets(&of(held, no, "criterion", None), |set, h| {
        Ok(CriterionSet::with(set, word::<CriterionId>(&h.key, "criterion")?))
    })?;
    let lines = [&adopted, &owned, &approved, &risks];
    let instants = lines.into_iter().flat_map(Timeline::changes).chain(criteria.changes());
    let is = |line: &Timeline<bool>, at| line.at(at).copied().unwrap_or_default();
    let standing = instants.map(|at| {
        let answers = criteria.at(at).is_some_and(|criteria| !criteria.is_empty());
        (at, Standing { owned: is(&owned, at), approved: is(&approved, at), linked: is(&risks, at) && answers })
    });
    let standing = standing.collect();
    Ok(ControlFacts { applies, stages, adopted, criteria, standing })
}

fn system(held: &[Held], no: i64) -> Result<SystemFacts> {
    let answers = |word_: &'static str| {
        let of: Vec<_> = of(held, no, "answer", None).into_iter().filter(|h| h.value == word_).collect();
        sets::<TraitSet>(&of, |set, h| Ok(set.with(word::<Trait>(&h.key, "trait")?)))
    };
    let stage = of(held, no, "stage", None);
    let stage = stage.into_iter().map(|h| Ok((h.from, word(&h.value, "stage")?))).collect::<Result<Vec<_>>>()?;
    let programmes = sets::<ProgrammeSet>(&of(held, no, "scope", None), |set, h| {
        Ok(set.union(ProgrammeSet::only(word(&h.key, "number")?)))
    })?;
    let vendors = sets::<BTreeSet<i64>>(&of(held, no, "vendor", None), |mut set, h| {
        set.insert(word(&h.key, "number")?);
        Ok(set)
    })?;
    Ok(SystemFacts {
        yes: answers("yes")?,
        no: answers("no")?,
        stage: stage.into_iter().collect(),
        programmes,
        vendors,
    })
}
