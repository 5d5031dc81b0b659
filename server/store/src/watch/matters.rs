//! What is due, lapses or waits now, and for whom: read of everything, for the night watch and for who looks after all.

use crate::Store;
use crate::attestations::VendorCover;
use crate::error::Result;
use crate::policies::PolicyLine;
use crate::risks::RisksOf;
use crate::sql::args;
use domain::attestations::{Asks, Ends};
use domain::ids::{OwnTaskId, PersonId, ProposalId};
use domain::instant::{Instant, Zone};
use domain::notices::{AHEAD_DAYS, JobState, Matter, What, gathered};
use domain::own_tasks::{Held, OwnStage, sign};
use domain::people::{Actor, Role};
use domain::policies::{PolicyState, decide_exception};
use domain::risks::Pressing;
use domain::tasks::{Wanted, lines};
use jiff::Span;
use jiff::civil::Date;
use std::collections::BTreeSet;

impl Store {
    /// Every matter there is, in a bounded number of statements, whatever the size of the data.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn matters(&self, now: Instant, zone: &impl Zone) -> Result<Vec<Matter>> {
        let today = zone.day(now);
        let actors = self.actors().await?;
        let managers: Vec<_> =
            actors.iter().filter(|actor| actor.rights.has(Role::ComplianceManager)).map(|actor| actor.person).collect();
        let mut all = self.tasks_due(now, zone).await?;
        all.extend(self.own_tasks_due(zone, &actors, false).await?);
        all.extend(self.waiting_for(&actors, self.head_seq().await?, now, zone).await?);
        all.extend(self.audits_due(now, zone, &actors, &managers).await?);
        let owned = |owner: Option<PersonId>| owner.map_or_else(|| managers.clone(), |owner| vec![owner]);
        for line in self.policies(today, zone).await? {
            all.extend(owned(line.policy.frame.owner).into_iter().filter_map(|to| policy_review(&line, to, today)));
        }
        let mut unassessed = Vec::new();
        for thing in self.risks_of_all(today, zone).await? {
            let matters = owned(thing.owner).into_iter().filter_map(|to| assessment_due(&thing, to, today));
            let never = thing.last.is_none() && thing.running.is_none();
            (if never { &mut unassessed } else { &mut all }).extend(matters);
        }
        // A whole inventory that nobody assessed is one matter.
        all.extend(gathered(unassessed).into_iter().map(|one| match one.count {
            1 => one,
            _ => Matter { thing: "/risks/assessments".to_owned(), ..one },
        }));
        let programme = self.spine().await?.programmes.first().cloned();
        for cover in self.vendor_covers(programme.as_ref(), today, zone).await? {
            all.extend(owned(cover.vendor.owner).into_iter().flat_map(|to| documents_due(&cover, to, today)));
        }
        all.extend(self.unanswered(zone).await?);
        all.extend(self.lapsing(now, zone).await?);
        all.extend(self.failed_jobs(&actors, zone).await?);
        Ok(all)
    }

    /// What waits for people, with what else the same lists say is theirs.
    async fn waiting_for(&self, actors: &[Actor], head: i64, now: Instant, zone: &impl Zone) -> Result<Vec<Matter>> {
        let waiting = self.waiting(head).await?;
        let mut all: Vec<_> = actors.iter().flat_map(|actor| waiting.matters(actor, now, zone)).collect();
        all.extend(waiting.policies.orphaned(|person| actors.iter().any(|one| one.person == person), zone));
        all.extend(waiting.policies.sent_back(zone.day(now), actors, zone));
        all.extend(self.registers_to_close(&waiting.policies, actors, zone, now).await?);
        all.extend(self.exceptions_due(zone.day(now), zone, actors).await?);
        all.extend(self.wrong_due(now, zone, actors).await?);
        all.extend(self.reviews_due(now, zone, actors).await?);
        all.extend(self.proofs_due(now, zone, actors).await?);
        Ok(all)
    }

    /// Everybody who is here and does more than look.
    pub(super) async fn actors(&self) -> Result<Vec<Actor>> {
        let people = self.people().await?.into_iter().filter(|row| row.active && !row.rights.is_guest());
        let actor = |row: crate::PersonRow| {
            let invited = row.invited_by.map(|by| (by, row.since));
            Actor { person: row.id, rights: row.rights, invited }
        };
        Ok(people.map(actor).collect())
    }

    /// The last entry of the trail.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn head_seq(&self) -> Result<i64> {
        let row = self.db.first("SELECT seq FROM trail_head WHERE one = 1", vec![]).await?;
        row.map_or(Ok(0), |row| row.get(0))
    }

    /// What each has to prove, a requirement at a time.
    async fn tasks_due(&self, now: Instant, zone: &impl Zone) -> Result<Vec<Matter>> {
        let (board, spine, today) = (self.board(now, zone).await?, self.spine().await?, zone.day(now));
        let people: BTreeSet<_> = board.shares.iter().filter_map(|share| share.assignee).collect();
        let mut all = Vec::new();
        for to in people {
            let mine = Wanted { person: Some(to), ..Wanted::default() };
            for line in lines(&board.shares, &mine, today).into_iter().filter(|line| line.to_do() > 0) {
                let Some(requirement) = spine.requirement(line.requirement) else { continue };
                all.push(Matter {
                    what: What::Task,
                    to,
                    thing: format!("/tasks/{}", requirement.id),
                    title: requirement.steps.title.clone().into_owned(),
                    count: line.to_do(),
                    since: zone.day(line.since),
                    by: Some(line.due),
                });
            }
        }
        Ok(all)
    }

    /// Tasks that people gave, to whoever has them until they are finished, then to everybody who may sign them off;
    /// `only_done`: those alone.
    pub(super) async fn own_tasks_due(
        &self,
        zone: &impl Zone,
        actors: &[Actor],
        only_done: bool,
    ) -> Result<Vec<Matter>> {
        let done = if only_done { "AND done_at IS NOT NULL" } else { "" };
        let sql = format!(
            "SELECT id, title, assignee, due_on, from_at, opened_by, done_by, done_at FROM own_task \
             WHERE ended_at IS NULL {done} ORDER BY due_on, id"
        );
        let mut all = Vec::new();
        for row in self.db.all(sql, vec![]).await? {
            let (id, assignee): (OwnTaskId, _) = (row.get(0)?, row.get(2)?);
            let (thing, title): (_, String) = (format!("/own-tasks/{id}"), row.get(1)?);
            let matter = |what, to, since, by| Matter {
                what,
                to,
                thing: thing.clone(),
                title: title.clone(),
                count: 1,
                since: zone.day(since),
                by,
            };
            let Some(done_at) = row.get(7)? else {
                all.push(matter(What::OwnTask, assignee, row.get(4)?, Some(row.get(3)?)));
                continue;
            };
            let held = Held { stage: OwnStage::Done, assignee, opened_by: row.get(5)?, done_by: row.get(6)? };
            let may = actors.iter().filter(|actor| sign(&held, actor).is_ok());
            all.extend(may.map(|actor| matter(What::SignTask, actor.person, done_at, None)));
        }
        Ok(all)
    }

    /// Exceptions that wait for somebody who may decide, and those that end, to their owners.
    pub(super) async fn exceptions_due(&self, today: Date, zone: &impl Zone, actors: &[Actor]) -> Result<Vec<Matter>> {
        let mut all = Vec::new();
        for row in self.exceptions(None).await? {
            let (thing, title) = (format!("/exceptions/{}", row.id), format!("{}: {}", row.title, row.what));
            if row.decided.is_none() && today <= row.until {
                let (held, since) = (row.held(), zone.day(row.at));
                let may = actors.iter().filter(|actor| decide_exception(&held, actor, today).is_ok());
                all.extend(may.map(|actor| Matter {
                    what: What::DecideException,
                    to: actor.person,
                    thing: thing.clone(),
                    title: title.clone(),
                    count: 1,
                    since,
                    by: None,
                }));
            } else if row.holds(today) {
                let (to, since, by) = (row.owner, zone.day(row.at), Some(row.until));
                all.push(Matter { what: What::ExceptionEnds, to, thing, title, count: 1, since, by });
            }
        }
        Ok(all)
    }

    /// Exclusions and acceptances that end soon, to those who asked for them.
    async fn lapsing(&self, now: Instant, zone: &impl Zone) -> Result<Vec<Matter>> {
        let until = zone.midnight(zone.day(now).saturating_add(Span::new().days(AHEAD_DAYS + 1)));
        let sql = "SELECT x.proposal, p.asked_by, p.reason, x.until_at, p.from_at, count(*) FROM exclusion x \
                   JOIN proposal p ON p.id = x.proposal WHERE x.ended_at IS NULL AND x.until_at > $1 AND x.until_at <= $2 \
                   GROUP BY x.proposal, p.asked_by, p.reason, x.until_at, p.from_at";
        let mut tx = self.db.reading().await?;
        let mut all = Vec::new();
        for row in tx.all(sql, args![now, until]).await? {
            let id: ProposalId = row.get(0)?;
            all.push(Matter {
                what: What::ExclusionEnds,
                to: row.get(1)?,
                thing: format!("/decisions/{id}"),
                title: row.get(2)?,
                count: u64::try_from(row.get::<i64>(5)?).unwrap_or_default(),
                since: zone.day(row.get(4)?),
                by: Some(zone.last_day(row.get(3)?)),
            });
        }
        let sql = "SELECT p.assessment, p.risk, p.until_on, p.from_at, COALESCE(y.owner, a.author), y.name \
                   FROM risk_acceptance p JOIN risk_assessment a ON a.id = p.assessment LEFT JOIN system y ON y.no = a.subject \
                   WHERE p.ended_at IS NULL AND p.until_on >= $1 AND p.until_on <= $2";
        for row in tx.all(sql, args![zone.day(now), zone.day(until)]).await? {
            let (assessment, risk): (domain::ids::AssessmentId, String) = (row.get(0)?, row.get(1)?);
            let of: Option<String> = row.get(5)?;
            all.push(Matter {
                what: What::AcceptanceEnds,
                to: row.get(4)?,
                title: format!("{risk} of {}", of.as_deref().unwrap_or("the organisation")),
                thing: format!("/risks/assessments/{assessment}/risks/{risk}"),
                count: 1,
                since: zone.day(row.get(3)?),
                by: Some(row.get(2)?),
            });
        }
        Ok(all)
    }

    /// Jobs that were given up, to those who administer.
    async fn failed_jobs(&self, actors: &[Actor], zone: &impl Zone) -> Result<Vec<Matter>> {
        let dead = self.jobs(Some(JobState::Dead)).await?;
        let Some(since) = dead.iter().filter_map(|job| job.ended).min() else { return Ok(Vec::new()) };
        let count = u64::try_from(dead.len()).unwrap_or_default();
        let administers = actors.iter().filter(|actor| actor.rights.has(Role::Administrator));
        let matter = |actor: &Actor| Matter {
            what: What::Job,
            to: actor.person,
            thing: "/settings/jobs?state=dead".to_owned(),
            title: What::Job.counted(count),
            count,
            since: zone.day(since),
            by: None,
        };
        Ok(administers.map(matter).collect())
    }
}

/// The review of a policy in force, to its owner.
fn policy_review(line: &PolicyLine, to: PersonId, today: Date) -> Option<Matter> {
    let span = line.in_force.filter(|_| line.state != PolicyState::Retired && line.policy.retired.is_none())?;
    let by = span.review_on;
    let soon = by.saturating_sub(Span::new().days(AHEAD_DAYS)) <= today;
    soon.then(|| Matter {
        what: What::ReviewPolicy,
        to,
        thing: format!("/policies/{}", line.policy.id),
        title: line.policy.frame.title.clone(),
        count: 1,
        since: span.from,
        by: Some(by),
    })
}

fn assessment_due(thing: &RisksOf, to: PersonId, today: Date) -> Option<Matter> {
    let pressing = thing.due.pressing != Pressing::Later;
    let submitted = thing.running.as_ref().is_some_and(|row| row.submitted_at().is_some());
    let running = thing.running.as_ref().map(|row| format!("/risks/assessments/{}", row.id));
    let last = thing.last.as_ref().and_then(|row| row.concluded());
    (pressing && !submitted).then(|| Matter {
        what: What::Assess,
        to,
        thing: running.unwrap_or_else(|| match &thing.system {
            Some((id, _)) => format!("/systems/{id}"),
            None => "/risks/assessments".to_owned(),
        }),
        title: thing.of().to_owned(),
        count: 1,
        since: last.map_or(thing.since, |last| last.on).min(today),
        by: Some(thing.due.by),
    })
}

/// What each document of a vendor asks for: the next one, or to be read again.
fn documents_due(cover: &VendorCover, to: PersonId, today: Date) -> Vec<Matter> {
    let of = |ends: &Ends| cover.documents.iter().find(|(row, _)| row.no == ends.no).map(|(row, _)| row.id);
    let matter = |ends: &Ends| {
        let what = match ends.asks {
            Asks::Next => What::Vendor,
            Asks::Reread => What::Reread,
        };
        let (thing, since) = (format!("/attestations/{}", of(ends)?), today.min(ends.by));
        let title = format!("{}: {}", cover.vendor.name, ends.sentence());
        Some(Matter { what, to, thing, title, count: 1, since, by: Some(ends.by) })
    };
    cover.ends.iter().filter_map(matter).collect()
}
