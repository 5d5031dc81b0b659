//! What of internal audits somebody is to do: steps to test, a report to conclude, the next audit.

use crate::Store;
use crate::audits::AuditRow;
use crate::error::{Error, Result};
use crate::sql::args;
use domain::audits::{AUDITED_BY, AuditEnd, AuditStage, conclude, next_due};
use domain::ids::PersonId;
use domain::instant::{Instant, Zone};
use domain::notices::{AHEAD_DAYS, Matter, What};
use domain::people::{Actor, Relation, may};
use domain::trail::Verb;
use domain::words::Cadence;
use jiff::Span;
use jiff::civil::Date;

/// When the next audit is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextAudit {
    /// The day on which the last that proved something was concluded.
    pub last: Date,
    pub by: Date,
    /// Who owns the control that asks for it.
    pub owner: Option<PersonId>,
}

impl Store {
    /// Steps, to the auditors who may test them; whole reports, to whoever may conclude them; and the next audit, to the
    /// owner of the control that asks for it, while none is under way.
    pub(super) async fn audits_due(
        &self,
        now: Instant,
        zone: &impl Zone,
        actors: &[Actor],
        managers: &[PersonId],
    ) -> Result<Vec<Matter>> {
        let audits = self.audits(false).await?;
        let open: Vec<_> = audits.iter().filter(|row| row.ended.is_none()).collect();
        if open.is_empty() {
            return self.next_audit(&audits, now, zone, managers).await;
        }
        Ok(open.into_iter().flat_map(|row| of_audit(row, zone, actors)).collect())
    }

    async fn next_audit(
        &self,
        audits: &[AuditRow],
        now: Instant,
        zone: &impl Zone,
        managers: &[PersonId],
    ) -> Result<Vec<Matter>> {
        let Some(next) = self.next_audit_due(audits, zone).await? else { return Ok(Vec::new()) };
        if next.by.saturating_sub(Span::new().days(AHEAD_DAYS)) > zone.day(now) {
            return Ok(Vec::new());
        }
        let to = next.owner.map_or_else(|| managers.to_vec(), |owner| vec![owner]);
        let matter = |to| Matter {
            what: What::AuditDue,
            to,
            thing: "/audits".to_owned(),
            title: "The next audit of our AI controls".to_owned(),
            count: 1,
            since: next.last,
            by: Some(next.by),
        };
        Ok(to.into_iter().map(matter).collect())
    }

    /// When the next audit is to be concluded: the cadence of the control that asks for audits after the last one that
    /// proved something, yearly where it is not in use. None before the first. `audits` are all there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_audit_due(&self, audits: &[AuditRow], zone: &impl Zone) -> Result<Option<NextAudit>> {
        let Some(last) = audits.iter().filter_map(|row| proven(row, zone)).max() else { return Ok(None) };
        let sql = "SELECT c.cadence, c.owner FROM control c WHERE c.id = $1 AND NOT c.retired";
        let row = self.db.first(sql, args![AUDITED_BY]).await?;
        let (cadence, owner): (Option<String>, Option<PersonId>) = match row {
            Some(row) => (row.get(0)?, row.get(1)?),
            None => (None, None),
        };
        let cadence = match cadence {
            Some(word) => word.parse().map_err(|_| Error::Unreadable("cadence"))?,
            None => Cadence::Annual,
        };
        Ok(next_due(last, cadence).map(|by| NextAudit { last, by, owner }))
    }
}

/// The day on which an audit was concluded, if that proved something.
fn proven(row: &AuditRow, zone: &impl Zone) -> Option<Date> {
    let end = row.ended.as_ref().filter(|end| end.how == AuditEnd::Concluded && row.report().proves())?;
    Some(zone.day(end.at))
}

/// Steps to test and a report to conclude, in one audit.
pub(super) fn of_audit(row: &AuditRow, zone: &impl Zone, actors: &[Actor]) -> Vec<Matter> {
    let matter = |what, to, count: usize, since, by| Matter {
        what,
        to,
        thing: format!("/audits/{}", row.id),
        title: format!("{}: {}", row.code(), row.plan.title),
        count: u64::try_from(count).unwrap_or_default(),
        since,
        by: Some(by),
    };
    let (since, due) = (zone.day(row.at), row.plan.due);
    match row.stage() {
        AuditStage::UnderWay => {
            let steps = row.plan.auditors.iter().map(|who| (*who, row.to_test(*who).count()));
            let steps = steps.filter(|(who, count)| *count > 0 && actors.iter().any(|one| one.person == *who));
            steps.map(|(who, count)| matter(What::TestControls, who, count, since, due)).collect()
        }
        AuditStage::Tested => {
            let since = row.recorded.values().flatten().map(|tested| zone.day(tested.at)).max().unwrap_or(since);
            let may = |actor: &&Actor| {
                may(actor.rights, Verb::AuditConcluded, Relation::Stranger)
                    && conclude(&row.plan, &row.steps, &row.recorded, &row.owners, &row.in_the_log(), actor).is_ok()
            };
            let may = actors.iter().filter(may);
            may.map(|actor| matter(What::ConcludeAudit, actor.person, 1, since, due)).collect()
        }
        AuditStage::Concluded | AuditStage::CalledOff => Vec::new(),
    }
}
