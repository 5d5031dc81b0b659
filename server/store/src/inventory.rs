//! The inventory as pages read it: the list with its filters, one system with what hangs on it, the vendors.

use crate::Store;
use crate::error::{Error, Result};
use crate::spine::list;
use crate::sql::{Row, Tx, Value, args};
use crate::systems::{SYSTEM, SystemRow, system};
use domain::asked::ProgrammeSet;
use domain::ids::{PersonId, SystemId, VendorId};
use domain::instant::Instant;
use domain::refusal::Refusal;
use domain::trail::Verb;
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
    /// The units there are, for the filter.
    pub units: Vec<String>,
}

/// A vendor of the register.
#[derive(Clone, Debug)]
pub struct VendorRow {
    pub id: VendorId,
    pub no: i64,
    pub version: i64,
    pub name: String,
    pub service: String,
    pub tier: Criticality,
    pub owner: Option<PersonId>,
    /// How many systems depend on it now.
    pub systems: usize,
}

/// Something that happened to a system.
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
    fn condition(&self) -> (String, Vec<Value>) {
        let mut values = Vec::new();
        let mut parts = vec!["1 = 1".to_owned()];
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
        (parts.join(" AND "), values)
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
            Self::Criticality => "CASE criticality WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END",
        }
    }
}

impl Store {
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
        let open = OPEN.replace("ALL", &TraitSet::all().bits().to_string());
        let sql = format!(
            "SELECT count(*), count(*) FILTER (WHERE programmes <> 0), \
             count(*) FILTER (WHERE programmes <> 0 AND {open}), count(*) FILTER (WHERE {condition}) FROM system"
        );
        let counts = tx.first(sql, values.clone()).await?.ok_or(Error::Unreadable("count"))?;
        let by = order.sql();
        let down = if descending { " DESC" } else { "" };
        let second = if order == SystemOrder::Name { format!("no{down}") } else { "name, no".to_owned() };
        let from = PAGE.saturating_mul(usize::try_from(page.saturating_sub(1)).unwrap_or_default());
        let sql = format!("{SYSTEM} WHERE {condition} ORDER BY {by}{down}, {second} LIMIT {PAGE} OFFSET {from}");
        let systems = tx.all(sql, values).await?.iter().map(system).collect::<Result<Vec<_>>>()?;
        let states = states(&mut tx, &systems, at).await?;
        let lines = systems.into_iter().map(|system| {
            let (gaps, unknown) = states.get(&system.no).copied().unwrap_or_default();
            SystemLine { system, gaps, unknown }
        });
        let lines = lines.collect();
        let units = tx.all("SELECT DISTINCT unit FROM system WHERE unit <> '' ORDER BY unit LIMIT 300", vec![]).await?;
        Ok(SystemList {
            lines,
            total: size(&counts, 0)?,
            in_scope: size(&counts, 1)?,
            open: size(&counts, 2)?,
            matching: size(&counts, 3)?,
            units: units.iter().map(|row| row.get(0)).collect::<Result<_>>()?,
        })
    }

    /// What happened to a system, newest first; at most a hundred.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn system_history(&self, id: SystemId) -> Result<Vec<SystemHappening>> {
        let mut tx = self.db.reading().await?;
        let sql =
            "SELECT seq, field, was, became FROM system_change WHERE system = $1 ORDER BY seq DESC, field LIMIT 2000";
        let mut changes: BTreeMap<i64, Vec<(String, String, String)>> = BTreeMap::new();
        for row in tx.all(sql, args![id]).await? {
            changes.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?, row.get(3)?));
        }
        let sql = "SELECT e.seq, e.at, e.verb, e.actor, w.words FROM event_thing t JOIN event e ON e.seq = t.seq \
                   LEFT JOIN event_words w ON w.seq = e.seq AND w.field = 'reason' \
                   WHERE t.thing_kind = 'system' AND t.thing = $1 ORDER BY t.seq DESC LIMIT 100";
        let rows = tx.all(sql, args![id.to_string()]).await?;
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

    /// The vendors by name, each with how many systems depend on it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vendors(&self) -> Result<Vec<VendorRow>> {
        let sql = format!("{VENDOR} ORDER BY v.name");
        self.db.reading().await?.all(sql, vec![]).await?.iter().map(vendor).collect()
    }

    /// The vendors that a system (by number) depends on now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vendors_of_system(&self, no: i64) -> Result<Vec<VendorRow>> {
        let sql = format!("{VENDOR} JOIN dependency d ON d.vendor = v.no WHERE d.system = $1 ORDER BY v.name");
        self.db.reading().await?.all(sql, args![no]).await?.iter().map(vendor).collect()
    }

    /// A vendor.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn vendor(&self, id: VendorId) -> Result<VendorRow> {
        let row = self.db.reading().await?.first(format!("{VENDOR} WHERE v.id = $1"), args![id]).await?;
        vendor(&row.ok_or_else(|| Refusal::missing("vendor"))?)
    }

    /// The systems that depend on a vendor (by number) now, by name; at most 500.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dependents(&self, vendor: i64) -> Result<Vec<SystemRow>> {
        let sql = format!(
            "{SYSTEM} WHERE no IN (SELECT d.system FROM dependency d WHERE d.vendor = $1) ORDER BY name, no LIMIT 500"
        );
        self.db.reading().await?.all(sql, args![vendor]).await?.iter().map(system).collect()
    }
}

const VENDOR: &str = "SELECT v.id, v.no, v.version, v.name, v.service, v.tier, v.owner, \
    (SELECT count(*) FROM dependency c WHERE c.vendor = v.no) FROM vendor v";

fn vendor(row: &Row) -> Result<VendorRow> {
    Ok(VendorRow {
        id: row.get(0)?,
        no: row.get(1)?,
        version: row.get(2)?,
        name: row.get(3)?,
        service: row.get(4)?,
        tier: row.get::<String>(5)?.parse().map_err(|_| Error::Unreadable("tier"))?,
        owner: row.get(6)?,
        systems: size(row, 7)?,
    })
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
