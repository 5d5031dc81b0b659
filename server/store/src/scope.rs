//! Which systems are in scope of a programme, which could be, and which should be and are in none.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, Value};
use crate::systems::stage;
use domain::ids::{SystemId, VendorId};
use domain::words::{Criticality, Stage, Trait, TraitSet};
use std::collections::BTreeMap;

/// Which systems: of all of them, or of those inside or outside a programme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeFilter {
    /// A part of the name.
    pub q: String,
    pub unit: String,
    pub stage: Option<Stage>,
    pub criticality: Option<Criticality>,
    /// Answered yes.
    pub which: Option<Trait>,
}

/// A system as lists of scope show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeRow {
    pub id: SystemId,
    pub name: String,
    pub unit: String,
    pub stage: Option<Stage>,
    pub criticality: Criticality,
}

/// Some rows of many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    pub rows: Vec<ScopeRow>,
    pub total: usize,
}

/// Names of systems and vendors, by id and by number.
#[derive(Clone, Debug, Default)]
pub struct SubjectNames {
    pub systems: BTreeMap<SystemId, String>,
    pub vendors: BTreeMap<VendorId, String>,
    pub numbers: BTreeMap<i64, String>,
}

const COLUMNS: &str = "SELECT id, name, unit, stage, criticality FROM system";

fn scope_row(row: &Row) -> Result<ScopeRow> {
    Ok(ScopeRow {
        id: row.get(0)?,
        name: row.get(1)?,
        unit: row.get(2)?,
        stage: stage(row, 3)?,
        criticality: row.get::<String>(4)?.parse().map_err(|_| Error::Unreadable("criticality"))?,
    })
}

/// Conditions and their values, numbered from `$1`.
#[derive(Default)]
struct Where {
    texts: Vec<String>,
    values: Vec<Value>,
}

impl Where {
    fn and(&mut self, text: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        self.texts.push(text.replace('?', &format!("${}", self.values.len())));
    }

    fn of(filter: &ScopeFilter) -> Self {
        let mut all = Self::default();
        let ScopeFilter { q, unit, stage, criticality, which } = filter;
        if !q.trim().is_empty() {
            let q = q.trim().to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            all.and("lower(name) LIKE ? ESCAPE '\\'", format!("%{q}%"));
        }
        if !unit.is_empty() {
            all.and("unit = ?", unit.as_str());
        }
        if let Some(stage) = stage {
            all.and("stage = ?", stage.key());
        }
        if let Some(criticality) = criticality {
            all.and("criticality = ?", criticality.key());
        }
        if let Some(which) = which {
            all.and("(yes & ?) <> 0", i64::from(TraitSet::from(*which).bits()));
        }
        all
    }

    fn sql(&self) -> String {
        if self.texts.is_empty() { String::new() } else { format!(" WHERE {}", self.texts.join(" AND ")) }
    }
}

async fn slice(tx: &mut Tx, wanted: Where, limit: i64, offset: i64) -> Result<Slice> {
    let count = format!("SELECT count(*) FROM system{}", wanted.sql());
    let total = tx.first(count, wanted.values.clone()).await?.ok_or(Error::Unreadable("count"))?.get::<i64>(0)?;
    let sql = format!("{COLUMNS}{} ORDER BY name, no LIMIT {limit} OFFSET {offset}", wanted.sql());
    let rows = tx.all(sql, wanted.values).await?.iter().map(scope_row).collect::<Result<_>>()?;
    Ok(Slice { rows, total: usize::try_from(total).unwrap_or_default() })
}

impl Store {
    /// Systems that match, inside or outside the programme of that number, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn scope(
        &self,
        programme: usize,
        inside: bool,
        filter: &ScopeFilter,
        limit: i64,
        offset: i64,
    ) -> Result<Slice> {
        let mut wanted = Where::of(filter);
        let condition = if inside { "(programmes & ?) <> 0" } else { "(programmes & ?) = 0" };
        wanted.and(condition, 1_i64 << programme);
        slice(&mut self.db.reading().await?, wanted, limit, offset).await
    }

    /// Systems in production, or answered to be of high impact, that no programme has in scope, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn left_out(&self, limit: i64) -> Result<Slice> {
        let mut wanted = Where::default();
        wanted.and("programmes = 0 AND stage <> ?", Stage::Retired.key());
        wanted.and("(stage = 'production' OR (yes & ?) <> 0)", i64::from(TraitSet::from(Trait::HighImpact).bits()));
        slice(&mut self.db.reading().await?, wanted, limit, 0).await
    }

    /// The named systems, by name; those that are not there are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn named_systems(&self, ids: &[SystemId]) -> Result<Vec<ScopeRow>> {
        let mut tx = self.db.reading().await?;
        let mut all = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(4_000) {
            let places: Vec<_> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
            let sql = format!("{COLUMNS} WHERE id IN ({}) ORDER BY name, no", places.join(", "));
            for row in tx.all(sql, chunk.iter().map(|id| (*id).into()).collect()).await? {
                all.push(scope_row(&row)?);
            }
        }
        Ok(all)
    }

    /// How many of these systems a programme has in scope.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn in_a_programme(&self, ids: &[SystemId]) -> Result<usize> {
        let mut tx = self.db.reading().await?;
        let mut inside = 0;
        for chunk in ids.chunks(4_000) {
            let places: Vec<_> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
            let sql = format!("SELECT count(*) FROM system WHERE programmes <> 0 AND id IN ({})", places.join(", "));
            let row = tx.first(sql, chunk.iter().map(|id| (*id).into()).collect()).await?;
            inside += usize::try_from(row.ok_or(Error::Unreadable("count"))?.get::<i64>(0)?).unwrap_or_default();
        }
        Ok(inside)
    }

    /// How many systems each programme has in scope, by its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn scope_sizes(&self) -> Result<BTreeMap<usize, usize>> {
        let sql = "SELECT programmes, count(*) FROM system WHERE programmes <> 0 GROUP BY programmes";
        let mut sizes = BTreeMap::new();
        for row in self.db.all(sql, vec![]).await? {
            let (bits, count): (i64, i64) = (row.get(0)?, row.get(1)?);
            for no in (0..63).filter(|no| bits >> no & 1 == 1) {
                *sizes.entry(no).or_default() += usize::try_from(count).unwrap_or_default();
            }
        }
        Ok(sizes)
    }

    /// The units that systems belong to, for lists to choose from.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn units(&self) -> Result<Vec<String>> {
        let sql = "SELECT DISTINCT unit FROM system WHERE unit <> '' ORDER BY unit LIMIT 2000";
        self.db.all(sql, vec![]).await?.iter().map(|row| row.get(0)).collect()
    }

    /// The names of these systems, and of these subjects by their numbers.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subject_names(
        &self,
        systems: &[SystemId],
        vendors: &[VendorId],
        numbers: &[i64],
    ) -> Result<SubjectNames> {
        let systems = self.named_systems(systems).await?.into_iter().map(|row| (row.id, row.name)).collect();
        let places: Vec<_> = (1..=vendors.len()).map(|n| format!("${n}")).collect();
        let sql = format!("SELECT id, name FROM vendor WHERE id IN ({})", places.join(", "));
        let values = vendors.iter().map(|id| (*id).into()).collect();
        let rows = if vendors.is_empty() { vec![] } else { self.db.all(sql, values).await? };
        let vendors = rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<_>>()?;
        let list = crate::spine::list(numbers.iter());
        let sql = format!(
            "SELECT no, name FROM system WHERE no IN ({list}) UNION ALL SELECT no, name FROM vendor WHERE no IN ({list})"
        );
        let rows = if numbers.is_empty() { vec![] } else { self.db.all(sql, vec![]).await? };
        let mut numbers: BTreeMap<_, _> =
            rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<_>>()?;
        numbers.insert(0, "the organisation".to_owned());
        Ok(SubjectNames { systems, vendors, numbers })
    }
}
