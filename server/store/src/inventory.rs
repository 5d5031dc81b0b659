//! The inventory as pages read it: the list with its filters, one system with what hangs on it, the vendors.

use crate::Store;
use crate::error::{Error, Result};
use crate::spine::list;
use crate::sql::{Row, Tx, Value, args};
use crate::systems::{SYSTEM, SystemRow, system};
use domain::asked::ProgrammeSet;
use domain::ids::{PersonId, SystemId, VendorId};
use domain::instant::Instant;
use domain::trail::{ThingKind, Verb};
use domain::words::{Criticality, Stage, Trait, TraitSet};
use std::collections::BTreeMap;

/// Rows of a page of the list.
pub const PAGE: usize = 50;

/// Which systems a list shows. Empty: all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SystemFilter {
    /// Part of the name, the unit, the department or the identifier, without case.
    pub search: String,
    /// A trait answered so; `None`: unanswered.
    pub answer: Option<(Trait, Option<bool>)>,
    /// Any trait unanswered, or the stage.
    pub open: bool,
    pub stage: Option<AtStage>,
    pub criticality: Option<Criticality>,
    pub unit: Option<String>,
    pub scope: Option<InScope>,
    pub owner: Option<OwnedBy>,
    /// It depends on this vendor.
    pub vendor: Option<VendorId>,
}

/// Where a system stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtStage {
    At(Stage),
    Unanswered,
}

/// Where a system stands to the programmes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InScope {
    /// In the programme of this number.
    Of(usize),
    Any,
    None,
    /// In none, though it is in production or of high impact.
    Missing,
}

/// Who owns a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnedBy {
    /// As owner or deputy.
    Person(PersonId),
    Nobody,
}

/// The order of a list; the name comes second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SystemOrder {
    #[default]
    Name,
    Unit,
    Stage,
    Criticality,
    /// By the owner's name; those of nobody last.
    Owner,
}

/// One line of the list.
#[derive(Clone, Debug)]
pub struct SystemLine {
    pub system: SystemRow,
    /// Its findings that read gap or failed, and that read unknown.
    pub gaps: usize,
    pub unknown: usize,
}

/// One page of the list, and the counts around it.
#[derive(Clone, Debug)]
pub struct SystemList {
    pub lines: Vec<SystemLine>,
    /// Systems that the filter lets through, and all there are.
    pub matching: usize,
    pub total: usize,
    /// Of all: in a programme, and of those the ones with a question unanswered.
    pub in_scope: usize,
    pub open: usize,
    /// Of all: in production or of high impact, and in no programme.
    pub missing: usize,
    /// The units there are, for the filter.
    pub units: Vec<String>,
    /// The vendors there are, for the filter.
    pub vendors: Vec<(VendorId, String)>,
}

/// Something that happened to a system or a vendor.
#[derive(Clone, Debug)]
pub struct SystemHappening {
    pub seq: i64,
    pub at: Instant,
    pub verb: Verb,
    /// `None`: by the command line or by a rule.
    pub by: Option<PersonId>,
    pub reason: Option<String>,
    /// Field, what it was, what it became.
    pub changes: Vec<(String, String, String)>,
}

fn size(row: &Row, i: usize) -> Result<usize> {
    usize::try_from(row.get::<i64>(i)?).map_err(|_| Error::Unreadable("count"))
}

impl SystemFilter {
    /// The condition and its values.
    pub(crate) fn condition(&self) -> (String, Vec<Value>) {
        let mut values = Vec::new();
        let mut parts = Vec::new();
        let mut place = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let search = self.search.trim().to_lowercase();
        if !search.is_empty() {
            let like =
                place(format!("%{}%", search.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")).into());
            let columns = ["name", "unit", "department", "coalesce(external_id, '')"];
            let any = columns.map(|column| format!("lower({column}) LIKE {like} ESCAPE '\\'"));
            parts.push(format!("({})", any.join(" OR ")));
        }
        if let Some((which, answer)) = self.answer {
            let bit = TraitSet::from(which).bits();
            parts.push(match answer {
                Some(true) => format!("(yes & {bit}) <> 0"),
                Some(false) => format!("(no_ & {bit}) <> 0"),
                None => format!("((yes | no_) & {bit}) = 0"),
            });
        }
        if self.open {
            parts.push(OPEN.replace("ALL", &TraitSet::all().bits().to_string()));
        }
        match self.stage {
            Some(AtStage::At(stage)) => parts.push(format!("stage = {}", place(stage.key().into()))),
            Some(AtStage::Unanswered) => parts.push("stage = ''".to_owned()),
            None => {}
        }
        if let Some(criticality) = self.criticality {
            parts.push(format!("criticality = {}", place(criticality.key().into())));
        }
        if let Some(unit) = &self.unit {
            parts.push(format!("unit = {}", place(unit.clone().into())));
        }
        match self.scope {
            Some(InScope::Of(no)) => {
                let bit = i64::from_ne_bytes(ProgrammeSet::only(no).0.to_ne_bytes());
                parts.push(format!("(programmes & {bit}) <> 0"));
            }
            Some(InScope::Any) => parts.push("programmes <> 0".to_owned()),
            Some(InScope::None) => parts.push("programmes = 0".to_owned()),
            Some(InScope::Missing) => {
                let high = TraitSet::from(Trait::HighImpact).bits();
                parts.push(format!(
                    "programmes = 0 AND stage <> 'retired' AND (stage = 'production' OR (yes & {high}) <> 0)"
                ));
            }
            None => {}
        }
        match self.owner {
            Some(OwnedBy::Person(person)) => {
                let person = place(person.into());
                parts.push(format!("(owner = {person} OR deputy = {person})"));
            }
            Some(OwnedBy::Nobody) => parts.push("owner IS NULL".to_owned()),
            None => {}
        }
        if let Some(vendor) = self.vendor {
            let vendor = place(vendor.into());
            parts.push(format!(
                "no IN (SELECT d.system FROM dependency d JOIN vendor v ON v.no = d.vendor WHERE v.id = {vendor})"
            ));
        }
        let condition = if parts.is_empty() { String::new() } else { format!(" WHERE {}", parts.join(" AND ")) };
        (condition, values)
    }
}

/// A trait or the stage is unanswered.
const OPEN: &str = "(((yes | no_) & ALL) <> ALL OR stage = '')";

impl SystemOrder {
    /// In the order of their life, not of the alphabet.
    fn sql(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Unit => "unit",
            Self::Stage => {
                "CASE stage WHEN 'idea' THEN 0 WHEN 'development' THEN 1 WHEN 'validation' THEN 2 \
                 WHEN 'production' THEN 3 WHEN 'retired' THEN 4 ELSE 5 END"
            }
            Self::Owner => "(SELECT lower(w.name) FROM person_words w WHERE w.person = owner)",
            Self::Criticality => "CASE criticality WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END",
        }
    }
}

impl SystemOrder {
    fn by(self, descending: bool) -> String {
        let down = if descending { " DESC" } else { "" };
        let second = if self == Self::Name { format!("no{down}") } else { "name, no".to_owned() };
        let nobody = if self == Self::Owner { "owner IS NULL, " } else { "" };
        format!(" ORDER BY {nobody}{}{down}, {second}", self.sql())
    }
}

/// All systems; in a programme; of those with a question open; in none though they should be asked. From an index alone.
fn counts_sql() -> String {
    let open = OPEN.replace("ALL", &TraitSet::all().bits().to_string());
    let high = TraitSet::from(Trait::HighImpact).bits();
    format!(
        "SELECT count(*), count(*) FILTER (WHERE programmes <> 0), count(*) FILTER (WHERE programmes <> 0 AND {open}), \
         count(*) FILTER (WHERE programmes = 0 AND stage <> 'retired' AND (stage = 'production' OR (yes & {high}) <> 0)) \
         FROM system"
    )
}

impl Store {
    /// All systems that the filter lets through, in that order; at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn matching_systems(
        &self,
        filter: &SystemFilter,
        order: SystemOrder,
        descending: bool,
        most: usize,
    ) -> Result<Vec<SystemRow>> {
        let (condition, values) = filter.condition();
        let sql = format!("{SYSTEM}{condition}{} LIMIT {most}", order.by(descending));
        self.db.all(sql, values).await?.iter().map(system).collect()
    }

    /// How SQLite would find the rows of the list and its counts; empty on PostgreSQL.
    ///
    /// # Errors
    /// When the database fails.
    #[cfg(feature = "testing")]
    pub async fn plan_of_list(
        &self,
        filter: &SystemFilter,
        order: SystemOrder,
        descending: bool,
    ) -> Result<Vec<String>> {
        let mut tx = self.db.reading().await?;
        if tx.is_postgres() {
            return Ok(Vec::new());
        }
        let (condition, values) = filter.condition();
        let rows = format!("{SYSTEM}{condition}{} LIMIT {PAGE}", order.by(descending));
        let mut plan = Vec::new();
        for (sql, values) in [(rows, values), (counts_sql(), vec![])] {
            for row in tx.all(format!("EXPLAIN QUERY PLAN {sql}"), values).await? {
                plan.push(row.get(3)?);
            }
        }
        Ok(plan)
    }

    /// A page of the list (from 1) as of `at`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_systems(
        &self,
        filter: &SystemFilter,
        order: SystemOrder,
        descending: bool,
        page: u32,
        at: Instant,
    ) -> Result<SystemList> {
        let mut tx = self.db.reading().await?;
        let (condition, values) = filter.condition();
        let counts = tx.first(counts_sql(), vec![]).await?.ok_or(Error::Unreadable("count"))?;
        let matching = if condition.is_empty() {
            size(&counts, 0)?
        } else {
            let sql = format!("SELECT count(*) FROM system{condition}");
            size(&tx.first(sql, values.clone()).await?.ok_or(Error::Unreadable("count"))?, 0)?
        };
        let from = PAGE.saturating_mul(usize::try_from(page.saturating_sub(1)).unwrap_or_default());
        let sql = format!("{SYSTEM}{condition}{} LIMIT {PAGE} OFFSET {from}", order.by(descending));
        let systems = tx.all(sql, values).await?.iter().map(system).collect::<Result<Vec<_>>>()?;
        let states = states(&mut tx, &systems, at).await?;
        let lines = systems.into_iter().map(|system| {
            let (gaps, unknown) = states.get(&system.no).copied().unwrap_or_default();
            SystemLine { system, gaps, unknown }
        });
        let lines = lines.collect();
        let (units, vendors) = narrowing(&mut tx).await?;
        Ok(SystemList {
            lines,
            total: size(&counts, 0)?,
            in_scope: size(&counts, 1)?,
            open: size(&counts, 2)?,
            missing: size(&counts, 3)?,
            matching,
            units,
            vendors,
        })
    }

    /// What happened to a system, newest first; at most a hundred.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn system_history(&self, id: SystemId) -> Result<Vec<SystemHappening>> {
        history_of(&mut self.db.reading().await?, ThingKind::System, &id.to_string()).await
    }
}

/// By system: findings that read gap or failed, and that read unknown.
async fn states(tx: &mut Tx, systems: &[SystemRow], at: Instant) -> Result<BTreeMap<i64, (usize, usize)>> {
    let numbers = list(systems.iter().map(|system| &system.no));
    let sql = format!(
        "SELECT subject, count(*) FILTER (WHERE state IN (1, 2)), count(*) FILTER (WHERE state = 3) FROM finding \
         WHERE subject IN ({numbers}) AND from_at <= $1 AND until_at > $1 GROUP BY subject"
    );
    let rows = tx.all(sql, args![at]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, (size(row, 1)?, size(row, 2)?)))).collect()
}

/// The units and the vendors that a filter offers, three hundred of each at most.
async fn narrowing(tx: &mut Tx) -> Result<(Vec<String>, Vec<(VendorId, String)>)> {
    let sql = "SELECT u.unit, CAST(NULL AS TEXT) FROM \
               (SELECT DISTINCT unit FROM system WHERE unit <> '' ORDER BY unit LIMIT 2000) u \
               UNION ALL SELECT v.name, CAST(v.id AS TEXT) FROM (SELECT name, id FROM vendor ORDER BY name LIMIT 2000) v";
    let (mut units, mut vendors) = (Vec::new(), Vec::new());
    for row in tx.all(sql, vec![]).await? {
        match row.get::<Option<String>>(1)? {
            None => units.push(row.get(0)?),
            Some(id) => vendors.push((id.parse().map_err(|_| Error::Unreadable("id"))?, row.get(0)?)),
        }
    }
    units.sort();
    Ok((units, vendors))
}

/// What happened to a system or a vendor, newest first; at most a hundred.
pub(crate) async fn history_of(tx: &mut Tx, kind: ThingKind, id: &str) -> Result<Vec<SystemHappening>> {
    let (table, column) =
        if kind == ThingKind::Vendor { ("vendor_change", "vendor") } else { ("system_change", "system") };
    let place = if tx.is_postgres() { "CAST($1 AS uuid)" } else { "$1" };
    let sql = format!(
        "SELECT seq, field, was, became FROM {table} WHERE {column} = {place} ORDER BY seq DESC, field LIMIT 2000"
    );
    let mut changes: BTreeMap<i64, Vec<(String, String, String)>> = BTreeMap::new();
    for row in tx.all(sql, args![id]).await? {
        changes.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?, row.get(3)?));
    }
    let sql = "SELECT e.seq, e.at, e.verb, e.actor, w.words FROM event_thing t JOIN event e ON e.seq = t.seq \
               LEFT JOIN event_words w ON w.seq = e.seq AND w.field = 'reason' \
               WHERE t.thing_kind = $2 AND t.thing = $1 ORDER BY t.seq DESC LIMIT 100";
    let rows = tx.all(sql, args![id, kind.key()]).await?;
    rows.iter()
        .map(|row| {
            let seq = row.get(0)?;
            Ok(SystemHappening {
                seq,
                at: row.get(1)?,
                verb: row.get::<String>(2)?.parse().map_err(|_| Error::Unreadable("verb"))?,
                by: row.get(3)?,
                reason: row.get(4)?,
                changes: changes.remove(&seq).unwrap_or_default(),
            })
        })
        .collect()
}
