//! Policies as they stood at an instant that has passed.

use super::read::{PolicyLine, WaitingVersion, all_in};
use crate::Store;
use crate::error::Result;
use crate::sql::args;
use domain::ids::{PersonId, PolicyId};
use domain::instant::{Instant, Zone};
use domain::policies::{VersionSpan, in_force, state};
use jiff::civil::Date;
use std::collections::BTreeMap;

impl Store {
    /// Every policy that was begun by an instant, as it stood then, by title; those that were retired last. Titles and
    /// owners are those of now; what was being written then is not known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policies_at(&self, at: Instant, zone: &impl Zone) -> Result<Vec<PolicyLine>> {
        let mut tx = self.db.reading().await?;
        let mut spans: BTreeMap<PolicyId, Vec<VersionSpan>> = BTreeMap::new();
        let sql = "SELECT policy, no, in_force_from, review_on FROM policy_version WHERE outcome = 'approved' \
                   AND decided_at <= $1 ORDER BY policy, no";
        for row in tx.all(sql, args![at]).await? {
            if let Some((from, review_on)) = row.get::<Option<Date>>(2)?.zip(row.get::<Option<Date>>(3)?) {
                spans.entry(row.get(0)?).or_default().push(VersionSpan { no: row.get(1)?, from, review_on });
            }
        }
        let mut waiting: BTreeMap<PolicyId, WaitingVersion> = BTreeMap::new();
        let sql = "SELECT v.policy, v.no, v.quorum, a.person, a.approved_at FROM policy_version v LEFT JOIN policy_approver a \
                   ON a.policy = v.policy AND a.no = v.no \
                   WHERE v.from_at <= $1 AND (v.decided_at IS NULL OR v.decided_at > $1) ORDER BY v.policy, a.person";
        for row in tx.all(sql, args![at]).await? {
            let version = waiting.entry(row.get(0)?).or_insert(WaitingVersion::new(row.get(1)?, row.get(2)?));
            if let Some(person) = row.get::<Option<PersonId>>(3)? {
                version.hear(person, row.get::<Option<Instant>>(4)?.is_some_and(|approved| approved <= at));
            }
        }
        let day = zone.day(at);
        let mut lines = Vec::new();
        for mut policy in all_in(&mut tx).await? {
            if policy.at > at {
                continue;
            }
            policy.retired = policy.retired.filter(|(retired, _)| *retired <= at);
            let (spans, waiting) = (spans.remove(&policy.id).unwrap_or_default(), waiting.remove(&policy.id));
            let retired = policy.retired_on(zone);
            lines.push(PolicyLine {
                state: state(&spans, retired, waiting.is_some(), day),
                in_force: in_force(&spans, retired, day),
                drafted: false,
                waiting,
                policy,
            });
        }
        lines.sort_by_key(|line| line.policy.retired.is_some());
        Ok(lines)
    }
}
