//! Versions in force that could prove what was adopted after their approval, and for which nobody said so.

use super::people;
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, args};
use domain::codes::{RequirementId, TemplateId};
use domain::finding::Finding;
use domain::ids::{PersonId, PolicyId};
use domain::instant::{Instant, Zone};
use domain::people::{Actor, Relation, may};
use domain::policies::{VersionSpan, in_force, proves};
use domain::trail::Verb;
use std::collections::{BTreeMap, BTreeSet};

/// A version in force that could prove something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatePolicy {
    pub id: PolicyId,
    pub title: String,
    pub requirements: Vec<RequirementId>,
    /// Who wrote on the version or submitted it: somebody else says so.
    pub authors: Vec<PersonId>,
    /// Since when it could.
    pub since: Instant,
}

impl LatePolicy {
    /// Whether somebody may use it as proof.
    #[must_use]
    pub fn is_for(&self, actor: &Actor) -> bool {
        may(actor.rights, Verb::PolicyProven, Relation::Stranger) && !self.authors.contains(&actor.person)
    }
}

/// An approved version of a policy of the library.
struct Approved {
    policy: PolicyId,
    title: String,
    template: TemplateId,
    span: VersionSpan,
    authors: Vec<PersonId>,
    at: Instant,
}

impl Approved {
    fn of(row: &Row) -> Result<Self> {
        let mut authors = people(&row.get::<String>(6)?)?;
        authors.push(row.get(7)?);
        Ok(Self {
            policy: row.get(0)?,
            title: row.get(1)?,
            template: row.get::<String>(2)?.parse().map_err(|_| Error::Unreadable("template"))?,
            span: VersionSpan { no: row.get(3)?, from: row.get(4)?, review_on: row.get(5)? },
            authors,
            at: row.get(8)?,
        })
    }
}

const APPROVED: &str = "SELECT p.id, p.title, p.template, v.no, v.in_force_from, v.review_on, v.authors, v.submitted_by, \
    v.decided_at FROM policy_version v JOIN policy p ON p.id = v.policy WHERE v.outcome = 'approved' \
    AND p.retired_at IS NULL AND p.template IS NOT NULL ORDER BY p.title, p.id, v.no";

/// The requirements of the organisation that a policy proves, until its end.
const PROVEN: &str = "SELECT DISTINCT r.id FROM offer o JOIN evidence e ON e.id = o.evidence \
    JOIN requirement r ON r.no = o.requirement WHERE o.subject = 0 AND e.record_kind = 'policy' \
    AND o.withdrawn_at IS NULL AND coalesce(o.ended_at, $1) = $1";

impl Store {
    /// The policies whose version in force could prove what is a gap of the organisation; three statements.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn late_policies(&self, now: Instant, zone: &impl Zone) -> Result<Vec<LatePolicy>> {
        let found = self.findings_of(0, now).await?;
        let gaps = found.into_iter().filter(|found| matches!(found.finding, Finding::Gap(_)));
        let gaps: BTreeMap<_, _> = gaps.map(|found| (found.requirement, found.since)).collect();
        let mut tx = self.db.reading().await?;
        let mut versions: BTreeMap<PolicyId, Vec<Approved>> = BTreeMap::new();
        for row in tx.all(APPROVED, vec![]).await? {
            let version = Approved::of(&row)?;
            versions.entry(version.policy).or_default().push(version);
        }
        let rows = tx.all(PROVEN, args![Instant::NEVER]).await?;
        let proven = rows.iter().map(|row| row.get(0)).collect::<Result<BTreeSet<String>>>()?;
        let (today, mut all) = (zone.day(now), Vec::new());
        for versions in versions.into_values() {
            let spans: Vec<_> = versions.iter().map(|version| version.span).collect();
            let Some(span) = in_force(&spans, None, today).filter(|span| span.review_on >= today) else { continue };
            let Some(version) = versions.into_iter().find(|version| version.span == span) else { continue };
            let could = proves(&version.template)
                .filter(|(id, beside)| beside.is_empty() && gaps.contains_key(*id) && !proven.contains(id.as_str()));
            let requirements: Vec<_> = could.map(|(id, _)| id.clone()).collect();
            if let Some(since) = requirements.iter().filter_map(|id| gaps.get(id)).min() {
                let (id, since) = (version.policy, version.at.max(*since));
                all.push(LatePolicy { id, title: version.title, requirements, authors: version.authors, since });
            }
        }
        Ok(all)
    }
}
