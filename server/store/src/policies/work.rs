//! What policies ask of people: to approve, to read and acknowledge, to write anew what was sent back, to close a complete
//! register; as of an entry of the trail.

use super::audience::{bound_by, owners_since, take};
use super::people;
use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, Tx, args};
use domain::codes::TemplateId;
use domain::ids::{PersonId, PolicyId};
use domain::instant::{Instant, Zone};
use domain::notices::{Matter, What};
use domain::people::{Actor, Relation, may};
use domain::policies::{
    Audience, BACK_DAYS, Owners, Reader, Reading, VersionSpan, closes, in_force, register, register_proves,
};
use domain::trail::Verb;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A version in force that somebody has still to acknowledge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyToRead {
    pub id: PolicyId,
    pub title: String,
    pub no: i64,
    /// Since when it binds.
    pub from: Date,
    /// Since when whoever is to read it is here.
    pub came: Option<Instant>,
}

impl PolicyToRead {
    /// Since when it waits to be read: nobody is asked before they are here.
    #[must_use]
    pub fn asked_since(&self, zone: &impl Zone) -> Date {
        self.came.map_or(self.from, |came| self.from.max(zone.day(came)))
    }
}

/// A version that waits for somebody's approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyWaiting {
    pub id: PolicyId,
    pub title: String,
    pub no: i64,
    pub since: Instant,
}

/// A version that was rejected, and nothing was submitted since.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rejected {
    id: PolicyId,
    title: String,
    no: i64,
    /// Who wrote on it, and who submitted it.
    authors: BTreeSet<PersonId>,
    at: Instant,
}

/// An approved version.
#[derive(Clone, Copy, Debug)]
struct Approved {
    span: VersionSpan,
    /// Whether it asks anew.
    asks: bool,
    submitted: Instant,
}

/// A policy that binds somebody, with what was approved of it.
#[derive(Clone, Debug)]
struct Bound {
    id: PolicyId,
    title: String,
    template: Option<TemplateId>,
    owner: Option<PersonId>,
    versions: Vec<Approved>,
    audience: Audience,
}

impl Bound {
    /// The version in force on a day, with how those stand to it who are asked.
    fn register(&self, readers: &[Reader], today: Date) -> Option<(Approved, Vec<Reading>)> {
        let spans: Vec<_> = self.versions.iter().map(|version| version.span).collect();
        let span = in_force(&spans, None, today)?;
        let version = self.versions.iter().find(|version| version.span == span)?;
        let asks: Vec<_> = self.versions.iter().filter(|one| one.asks).map(|one| one.span.no).collect();
        Some((*version, register(&self.audience, readers, &asks, span.no)))
    }
}

/// What policies ask of people, as of an entry of the trail.
#[derive(Clone, Debug, Default)]
pub struct PolicyWork {
    /// By whom a version waits to be approved; the oldest first.
    approvals: Vec<(PersonId, PolicyWaiting)>,
    rejected: Vec<Rejected>,
    bound: Vec<Bound>,
    /// The latest version that somebody acknowledged, and when.
    acknowledged: BTreeMap<(PolicyId, PersonId), (i64, Instant)>,
    departments: BTreeMap<PersonId, String>,
    /// Since when each person is here.
    came: BTreeMap<PersonId, Instant>,
}

impl PolicyWork {
    /// In a bounded number of statements, however many policies there are; one while there is none.
    pub(crate) async fn read(tx: &mut Tx) -> Result<Self> {
        let sql = "SELECT v.policy, p.title, v.no, v.in_force_from, v.review_on, v.reask, v.from_at, p.template, p.owner, \
                   v.decided_at, v.authors, v.submitted_by FROM policy_version v JOIN policy p ON p.id = v.policy \
                   WHERE (v.outcome = 'approved' OR v.outcome IS NULL OR (v.outcome = 'rejected' AND v.no = \
                   (SELECT max(x.no) FROM policy_version x WHERE x.policy = v.policy))) \
                   AND p.retired_at IS NULL ORDER BY p.title, v.policy, v.no";
        let mut work = Self::default();
        let mut waiting: BTreeMap<(PolicyId, i64), PolicyWaiting> = BTreeMap::new();
        for row in tx.all(sql, vec![]).await? {
            let (id, title, no): (PolicyId, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (span, decided) = (row.get::<Option<Date>>(3)?.zip(row.get::<Option<Date>>(4)?), row.get(9)?);
            match (span, decided) {
                (None, None) => {
                    waiting.insert((id, no), PolicyWaiting { id, title, no, since: row.get(6)? });
                }
                (None, Some(at)) => work.rejected.push(Rejected { id, title, no, authors: authors(&row)?, at }),
                (Some((from, review_on)), _) => {
                    let span = VersionSpan { no, from, review_on };
                    let version = Approved { span, asks: row.get(5)?, submitted: row.get(6)? };
                    match work.bound.last_mut().filter(|last| last.id == id) {
                        Some(last) => last.versions.push(version),
                        None => work.bound.push(bound(&row, id, title, version)?),
                    }
                }
            }
        }
        if !waiting.is_empty() {
            let sql = "SELECT a.policy, a.no, a.person FROM policy_approver a JOIN policy_version v ON v.policy = a.policy \
                       AND v.no = a.no WHERE v.outcome IS NULL AND a.approved_at IS NULL ORDER BY v.from_at, a.policy";
            for row in tx.all(sql, vec![]).await? {
                if let Some(one) = waiting.get(&(row.get(0)?, row.get(1)?)) {
                    work.approvals.push((row.get(2)?, one.clone()));
                }
            }
        }
        if !work.bound.is_empty() {
            work.read_people(tx).await?;
        }
        Ok(work)
    }

    async fn read_people(&mut self, tx: &mut Tx) -> Result<()> {
        for row in tx.all("SELECT policy, kind, name FROM policy_audience", vec![]).await? {
            let id: PolicyId = row.get(0)?;
            if let Some(bound) = self.bound.iter_mut().find(|bound| bound.id == id) {
                take(&mut bound.audience, &row.get::<String>(1)?, &row.get::<String>(2)?);
            }
        }
        let sql = "SELECT policy, person, max(no), max(from_at) FROM acknowledgement GROUP BY policy, person";
        for row in tx.all(sql, vec![]).await? {
            self.acknowledged.insert((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?));
        }
        let sql = "SELECT w.person, w.department, p.at FROM person_words w JOIN person p ON p.id = w.person";
        for row in tx.all(sql, vec![]).await? {
            let person = row.get(0)?;
            if let Some(department) = row.get::<Option<String>>(1)?.filter(|name| !name.is_empty()) {
                self.departments.insert(person, department);
            }
            self.came.insert(person, row.get(2)?);
        }
        Ok(())
    }

    /// The versions that wait for this person's approval.
    pub fn to_approve<'a>(&'a self, actor: &'a Actor) -> impl Iterator<Item = &'a PolicyWaiting> {
        let may = may(actor.rights, Verb::PolicyApproved, Relation::Stranger);
        self.approvals.iter().filter(move |(person, _)| may && *person == actor.person).map(|(_, waiting)| waiting)
    }

    /// Approvals that wait for somebody who is not here any more.
    pub(crate) fn orphaned(&self, is_here: impl Fn(PersonId) -> bool, zone: &impl Zone) -> Vec<Matter> {
        let left = self.approvals.iter().filter(|(person, _)| !is_here(*person));
        let matter = |(to, one): &(PersonId, PolicyWaiting)| Matter {
            what: What::ApprovePolicy,
            to: *to,
            thing: format!("/policies/{}/versions/{}", one.id, one.no),
            title: one.title.clone(),
            count: 1,
            since: zone.day(one.since),
            by: None,
        };
        left.map(matter).collect()
    }

    /// The policies whose version in force this person has still to acknowledge.
    #[must_use]
    pub fn to_read(&self, actor: &Actor, today: Date) -> Vec<PolicyToRead> {
        let open = self.bound.iter().filter_map(|bound| {
            let (version, register) = bound.register(&[self.reader(actor, bound.id)], today)?;
            let open = register.first()?.acknowledged.is_none();
            let (came, span) = (self.came.get(&actor.person).copied(), version.span);
            open.then(|| PolicyToRead { id: bound.id, title: bound.title.clone(), no: span.no, from: span.from, came })
        });
        open.collect()
    }

    /// What was sent back to those who wrote on it, for some weeks or until it is submitted again: to those who are here.
    pub(crate) fn sent_back(&self, today: Date, actors: &[Actor], zone: &impl Zone) -> Vec<Matter> {
        let lately = |one: &&Rejected| zone.day(one.at).saturating_add(BACK_DAYS.days()) >= today;
        let of = |one: &Rejected| {
            let (thing, title, since) =
                (format!("/policies/{}/versions/{}", one.id, one.no), one.title.clone(), zone.day(one.at));
            let to = actors.iter().map(|actor| actor.person).filter(|person| one.authors.contains(person));
            let matter = |to| Matter {
                what: What::PolicyBack,
                to,
                thing: thing.clone(),
                title: title.clone(),
                count: 1,
                since,
                by: None,
            };
            to.map(matter).collect::<Vec<_>>()
        };
        self.rejected.iter().filter(lately).flat_map(of).collect()
    }

    fn reader(&self, actor: &Actor, policy: PolicyId) -> Reader {
        Reader {
            person: actor.person,
            active: true,
            rights: actor.rights,
            department: self.departments.get(&actor.person).cloned(),
            acknowledged: self.acknowledged.get(&(policy, actor.person)).map(|(no, _)| *no),
        }
    }

    /// The registers to which everybody has put their name and whose closing would prove something.
    fn complete(&self, actors: &[Actor], today: Date) -> Vec<Complete<'_>> {
        let complete = self.bound.iter().filter_map(|bound| {
            bound.template.as_ref().filter(|template| register_proves(template).next().is_some())?;
            let readers: Vec<_> = actors.iter().map(|actor| self.reader(actor, bound.id)).collect();
            let (version, register) = bound.register(&readers, today)?;
            let when = |reading: &Reading| {
                reading.acknowledged?;
                self.acknowledged.get(&(bound.id, reading.person)).map(|(_, at)| *at)
            };
            let when = register.iter().map(when).collect::<Option<Vec<_>>>()?;
            let since = when.into_iter().max()?;
            Some(Complete { bound, version, register, since })
        });
        complete.collect()
    }
}

/// A register to which everybody who is asked has put their name, the last of them at `since`.
struct Complete<'a> {
    bound: &'a Bound,
    version: Approved,
    register: Vec<Reading>,
    since: Instant,
}

/// Whether the register of a policy, closed after some instant, proves a requirement now.
const CLOSED: &str = "SELECT 1 FROM offer o JOIN evidence e ON e.id = o.evidence WHERE o.subject = 0 AND o.requirement = $1 \
    AND e.record_kind = 'policy' AND o.submitted_at >= $2 AND o.withdrawn_at IS NULL AND coalesce(o.ended_at, $3) = $3 \
    AND coalesce(o.lapses_at, $3) > $4";

impl Store {
    /// Complete registers of acknowledgements that prove nothing of the version in force, to everybody who may close them.
    pub(crate) async fn registers_to_close(
        &self,
        work: &PolicyWork,
        actors: &[Actor],
        zone: &impl Zone,
        now: Instant,
    ) -> Result<Vec<Matter>> {
        let complete = work.complete(actors, zone.day(now));
        if complete.is_empty() {
            return Ok(Vec::new());
        }
        let spine = self.spine().await?;
        let mut tx = self.db.reading().await?;
        let mut all = Vec::new();
        for Complete { bound, version, register, since } in complete {
            let asked = bound.template.iter().flat_map(register_proves).filter_map(|id| spine.requirement_by_id(id));
            let asked = asked.filter(|row| spine.control_of(row).is_some_and(|control| !control.retired));
            let mut open = false;
            for row in asked {
                let values = args![row.no, version.submitted, Instant::NEVER, now];
                open |= tx.first(CLOSED, values).await?.is_none();
            }
            if !open {
                continue;
            }
            let owners = Owners {
                now: bound.owner,
                before: owners_since(&mut tx, bound.id, version.submitted).await?,
                bound_by: bound_by(&mut tx, bound.id).await?,
            };
            let may = actors.iter().filter(|actor| closes(&register, &owners, actor).is_ok());
            all.extend(may.map(|actor| Matter {
                what: What::CloseRegister,
                to: actor.person,
                thing: format!("/policies/{}/register", bound.id),
                title: bound.title.clone(),
                count: 1,
                since: zone.day(since),
                by: None,
            }));
        }
        Ok(all)
    }
}

fn bound(row: &Row, id: PolicyId, title: String, version: Approved) -> Result<Bound> {
    let template: Option<String> = row.get(7)?;
    let template = template.map(|id| id.parse().map_err(|_| Error::Unreadable("template"))).transpose()?;
    Ok(Bound { id, title, template, owner: row.get(8)?, versions: vec![version], audience: Audience::default() })
}

/// Who wrote on a version, and who submitted it.
fn authors(row: &Row) -> Result<BTreeSet<PersonId>> {
    Ok(people(&row.get::<String>(10)?)?.into_iter().chain([row.get(11)?]).collect())
}
