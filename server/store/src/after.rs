//! Lists for programs: each page begins after the row that ended the one before, so that what comes in meanwhile moves
//! nothing. One statement a list, two where something hangs on its rows, whatever the size.

use crate::Store;
use crate::attestations::AttestationRow;
use crate::error::{Error, Result};
use crate::evidence::{EvidenceLine, EvidenceWanted, PairRow, lines_after, pairs_after};
use crate::inventory::SystemFilter;
use crate::readiness::Found;
use crate::risks::AssessmentRow;
use crate::spine::{code, list};
use crate::sql::{Row, Value, args};
use crate::systems::{SYSTEM, SystemRow, system};
use crate::vendors::{VENDOR, VendorRow, vendor};
use domain::codes::AttestationId;
use domain::finding::{Finding, Reads, Reason};
use domain::ids::{AssessmentId, EvidenceId, PersonId, SystemId, VendorId};
use domain::instant::Instant;
use domain::words::{Criticality, QuestionSet, SubjectKind};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Which vendors a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VendorsWanted {
    /// Part of the name, without case.
    pub search: String,
    pub tier: Option<Criticality>,
    pub owner: Option<PersonId>,
}

/// Which attestations a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttestationsWanted {
    pub vendor: Option<VendorId>,
    pub kind: Option<AttestationId>,
    /// Those that wait for their review, or those that do not.
    pub waiting: Option<bool>,
}

/// Which findings a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingsWanted {
    /// By number.
    pub subject: Option<i64>,
    /// Part of the name of a system or a vendor, without case.
    pub search: String,
    pub requirement: Option<i64>,
    /// Any of these requirements.
    pub of: Option<BTreeSet<i64>>,
    pub state: Option<Reads>,
    /// Asked by the programme of this number.
    pub programme: Option<usize>,
    /// In whose hands it is: who owns the system or the vendor, or stands in for the owner; of the organisation, those
    /// requirements.
    pub hands: Option<(PersonId, BTreeSet<i64>)>,
}

impl FindingsWanted {
    /// What narrows [`FINDING`] beside its three values, and the values.
    fn condition(&self, mut values: Vec<Value>) -> (String, Vec<Value>) {
        let mut and = String::new();
        let numbers =
            [("f.subject", self.subject), ("f.requirement", self.requirement), ("f.state", self.state.map(code_of))];
        for (column, value) in numbers {
            let Some(value) = value else { continue };
            values.push(value.into());
            and.push_str(&format!(" AND {column} = ${}", values.len()));
        }
        if let Some(of) = &self.of {
            and.push_str(&format!(" AND f.requirement IN ({})", list(of.iter())));
        }
        if let Some(no) = self.programme {
            values.push((1_i64 << no).into());
            and.push_str(&format!(" AND f.programmes & ${} <> 0", values.len()));
        }
        if !self.search.trim().is_empty() {
            values.push(part(&self.search).into());
            and.push_str(&format!(" AND lower(coalesce(y.name, v.name, '')) LIKE ${} ESCAPE '\\'", values.len()));
        }
        if let Some((person, own)) = &self.hands {
            values.push((*person).into());
            let (who, own) = (values.len(), list(own.iter()));
            and.push_str(&format!(
                " AND (y.owner = ${who} OR y.deputy = ${who} OR v.owner = ${who} OR (f.subject = 0 AND f.requirement IN ({own})))"
            ));
        }
        (and, values)
    }
}

/// A finding with its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingRow {
    pub subject: SubjectRow,
    pub found: Found,
}

/// What something is asked of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectRow {
    pub no: i64,
    pub kind: SubjectKind,
    /// Of the system or the vendor; none for the organisation.
    pub id: Option<Uuid>,
    pub name: String,
}

const FINDING: &str = "SELECT r.id, f.requirement, f.state, f.detail, f.from_at, f.until_at, f.asked_at, f.subject, s.kind, \
    y.id, v.id, coalesce(y.name, v.name, '') FROM finding f JOIN requirement r ON r.no = f.requirement \
    JOIN subject s ON s.no = f.subject LEFT JOIN system y ON y.no = f.subject LEFT JOIN vendor v ON v.no = f.subject \
    WHERE f.from_at <= $1 AND f.until_at > $1 AND (f.subject, f.requirement) > ($2, $3)";

fn finding(row: &Row) -> Result<FindingRow> {
    let (system, vendor): (Option<SystemId>, Option<VendorId>) = (row.get(9)?, row.get(10)?);
    let subject = SubjectRow {
        no: row.get(7)?,
        kind: row.get::<String>(8)?.parse().map_err(|_| Error::Unreadable("kind of subject"))?,
        id: system.map(|id| id.0).or(vendor.map(|id| id.0)),
        name: row.get(11)?,
    };
    Ok(FindingRow { subject, found: Found::read(row)? })
}

/// As the column holds it.
fn code_of(reads: Reads) -> i64 {
    match reads {
        Reads::Failed => code(Finding::Failed).0,
        Reads::Gap => code(Finding::Gap(Reason::NeverProven)).0,
        Reads::Unknown => code(Finding::Unknown(QuestionSet::EMPTY)).0,
        Reads::Met => code(Finding::Met).0,
        Reads::Excluded => code(Finding::Excluded).0,
    }
}

/// Part of a text, without case, as `LIKE` takes it.
fn part(search: &str) -> String {
    let search = search.trim().to_lowercase();
    format!("%{}%", search.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

impl Store {
    /// Systems that the filter lets through, in the order they came in, after the one of that number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn systems_after(
        &self,
        filter: &SystemFilter,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<SystemRow>> {
        let (condition, mut values) = filter.condition();
        values.push(after.unwrap_or_default().into());
        let and = if condition.is_empty() { " WHERE" } else { " AND" };
        let sql = format!("{SYSTEM}{condition}{and} no > ${} ORDER BY no LIMIT {most}", values.len());
        self.db.all(sql, values).await?.iter().map(system).collect()
    }

    /// Vendors, in the order they came in, after the one of that number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vendors_after(
        &self,
        wanted: &VendorsWanted,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<VendorRow>> {
        let mut values: Vec<Value> = args![after.unwrap_or_default()];
        let mut and = String::new();
        if !wanted.search.trim().is_empty() {
            values.push(part(&wanted.search).into());
            and.push_str(&format!(" AND lower(v.name) LIKE ${} ESCAPE '\\'", values.len()));
        }
        if let Some(tier) = wanted.tier {
            values.push(tier.key().into());
            and.push_str(&format!(" AND v.tier = ${}", values.len()));
        }
        if let Some(owner) = wanted.owner {
            values.push(owner.into());
            and.push_str(&format!(" AND v.owner = ${}", values.len()));
        }
        let sql = format!("{VENDOR} WHERE v.no > $1{and} ORDER BY v.no LIMIT {most}");
        self.db.all(sql, values).await?.iter().map(vendor).collect()
    }

    /// Attestations, in the order they were entered, after the one of that number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attestations_after(
        &self,
        wanted: &AttestationsWanted,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<AttestationRow>> {
        crate::attestations::after(&mut self.db.reading().await?, wanted, after.unwrap_or_default(), most).await
    }

    /// Evidence, the newest first, before the one with that id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn evidence_after(
        &self,
        wanted: &EvidenceWanted,
        after: Option<EvidenceId>,
        most: usize,
    ) -> Result<Vec<EvidenceLine>> {
        lines_after(&mut self.db.reading().await?, wanted, after, most).await
    }

    /// The pairs of an evidence by subject and requirement, each with its requirement's number, after that pair.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn evidence_pairs_after(
        &self,
        id: EvidenceId,
        after: Option<(i64, i64)>,
        most: usize,
    ) -> Result<Vec<(i64, PairRow)>> {
        pairs_after(&mut self.db.reading().await?, id, after.unwrap_or((-1, -1)), most).await
    }

    /// Risk assessments, of all or of one system, in the order they were opened, after the one with that id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn assessments_after(
        &self,
        system: Option<SystemId>,
        after: Option<AssessmentId>,
        most: usize,
    ) -> Result<Vec<AssessmentRow>> {
        crate::risks::after(&mut self.db.reading().await?, system, after, most).await
    }

    /// Findings as they were shown at `at`, by subject and requirement, after that pair.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn findings_after(
        &self,
        wanted: &FindingsWanted,
        at: Instant,
        after: Option<(i64, i64)>,
        most: usize,
    ) -> Result<Vec<FindingRow>> {
        let (subject, requirement) = after.unwrap_or((-1, -1));
        let (and, values) = wanted.condition(args![at, subject, requirement]);
        let sql = format!("{FINDING}{and} ORDER BY f.subject, f.requirement LIMIT {most}");
        self.db.all(sql, values).await?.iter().map(finding).collect()
    }

    /// The numbers of systems and vendors by their ids; those that are not there are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn subject_numbers(&self, ids: &[Uuid]) -> Result<BTreeMap<Uuid, i64>> {
        let mut numbers = BTreeMap::new();
        if ids.is_empty() {
            return Ok(numbers);
        }
        let mut tx = self.db.reading().await?;
        for chunk in ids.chunks(4_000) {
            let places: Vec<_> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
            let places = places.join(", ");
            let sql = format!(
                "SELECT id, no FROM system WHERE id IN ({places}) UNION ALL SELECT id, no FROM vendor WHERE id IN ({places})"
            );
            // An id is an id, of whichever of the two.
            let values = chunk.iter().map(|id| SystemId(*id).into()).collect();
            for row in tx.all(sql, values).await? {
                numbers.insert(row.get::<SystemId>(0)?.0, row.get(1)?);
            }
        }
        Ok(numbers)
    }
}
