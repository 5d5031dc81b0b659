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
    /// The day on which the last was concluded.
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
        let open = self.audits(true).await?;
        let mut all: Vec<_> = open.iter().flat_map(|row| of_audit(row, zone, actors)).collect();
        if open.is_empty() {
            all.extend(self.next_audit(now, zone, managers).await?);
        }
        Ok(all)
    }

    async fn next_audit(&self, now: Instant, zone: &impl Zone, managers: &[PersonId]) -> Result<Vec<Matter>> {
        let Some(next) = self.next_audit_due(zone).await? else { return Ok(Vec::new()) };
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

    /// When the next audit is to be concluded: the cadence of the control that asks for audits after the last one, yearly
    /// where it is not in use. None before the first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_audit_due(&self, zone: &impl Zone) -> Result<Option<NextAudit>> {
        let sql = "SELECT max(a.ended_at), (SELECT c.cadence FROM control c WHERE c.id = $2 AND NOT c.retired), \
                   (SELECT c.owner FROM control c WHERE c.id = $2 AND NOT c.retired) FROM audit a WHERE a.ended_as = $1";
        let values = args![AuditEnd::Concluded.key(), AUDITED_BY];
        let Some(row) = self.db.first(sql, values).await? else { return Ok(None) };
        let (last, cadence): (Option<Instant>, Option<String>) = (row.get(0)?, row.get(1)?);
        let cadence = match cadence {
            Some(word) => word.parse().map_err(|_| Error::Unreadable("cadence"))?,
            None => Cadence::Annual,
        };
        let owner = row.get(2)?;
        let last = last.map(|at| zone.day(at));
        Ok(last.and_then(|last| Some(NextAudit { last, by: next_due(last, cadence)?, owner })))
    }
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
