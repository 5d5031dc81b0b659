//! Whom a policy binds, and who of them acknowledged which version.

use super::read::{spans, versions_in};
use super::{PolicyRow, VersionRow, owner_relation};
use crate::Store;
use crate::error::{Error, Result};
use crate::people::rights_of;
use crate::produced::{Step, record};
use crate::sql::{Tx, args};
use crate::writing::allow;
use domain::catalogue::{RegisterStep, catalogue};
use domain::evidence::NamedPair;
use domain::ids::{PersonId, PolicyId};
use domain::instant::{Instant, Zone};
use domain::notices::{Matter, What};
use domain::people::{Actor, Relation, Role, may};
use domain::policies::{Audience, AudienceDraft, Owners, Reader, Reading, VersionSpan, closes, in_force, register};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Whom a policy binds now, and who of them acknowledged the version in force.
#[derive(Clone, Debug, Default)]
pub struct AudienceNow {
    pub audience: Audience,
    pub in_force: Option<VersionSpan>,
    /// Who owns it, and who did since that version was submitted.
    pub owners: Owners,
    /// Those whom it binds, each with what they acknowledged and still counts.
    pub register: Vec<Reading>,
    /// When each of them acknowledged it.
    pub when: BTreeMap<PersonId, Instant>,
}

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

impl Store {
    /// Says whom a policy binds. `version` is the one of the policy that the form showed.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when somebody changed it meanwhile; [`Refusal::Invalid`] at `audience`;
    /// [`Refusal::Forbidden`].
    pub async fn set_audience(&self, actor: &Actor, id: PolicyId, draft: &AudienceDraft, version: i64) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let policy = w.policy(id).await?;
        allow(actor, Verb::AudienceSet, owner_relation(&policy, actor))?;
        policy.stands()?;
        policy.is_as_seen(version)?;
        let audience = draft.check()?;
        for person in &audience.people {
            w.here("audience", *person).await?;
        }
        w.tx.run("UPDATE policy SET version = version + 1 WHERE id = $1", args![id]).await?;
        w.tx.run("DELETE FROM policy_audience WHERE policy = $1", args![id]).await?;
        let rows = rows(&audience).into_iter().map(|(kind, name)| args![id, kind, name]).collect();
        w.tx.insert_many("INSERT INTO policy_audience (policy, kind, name)", rows).await?;
        let mut event = Event::new(Verb::AudienceSet, actor.person)
            .about(ThingKind::Policy, id)
            .with("everybody", audience.everybody)
            .with("roles", audience.roles.iter().map(|role| role.key()).collect::<Vec<_>>())
            .words("departments", audience.departments.iter().cloned().collect::<Vec<_>>().join("; "));
        for person in &audience.people {
            event = event.about(ThingKind::Person, person);
        }
        w.commit(event).await?;
        Ok(())
    }

    /// Whoever is bound acknowledges the version in force: the one that they saw.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when another version binds meanwhile, or they acknowledged it already;
    /// [`Refusal::Forbidden`] for whom it does not bind.
    pub async fn acknowledge_policy(&self, actor: &Actor, id: PolicyId, no: i64) -> Result<()> {
        let mut w = self.write_as(actor, Verb::PolicyAcknowledged).await?;
        let policy = w.policy(id).await?;
        policy.stands()?;
        let zone = w.zone().await?;
        let today = zone.day(w.now());
        let now = audience_in(&mut w.tx, &policy, today, &zone).await?;
        if now.in_force.map(|span| span.no) != Some(no) {
            return Err(Refusal::conflict("Another version is in force meanwhile. Read that one.").into());
        }
        let reading = now.register.iter().find(|reading| reading.person == actor.person);
        match reading {
            None => return Err(Refusal::forbidden("This policy does not bind you: nothing to acknowledge.").into()),
            Some(Reading { acknowledged: Some(_), .. }) => {
                return Err(Refusal::conflict("You acknowledged it already.").into());
            }
            Some(_) => {}
        }
        let sql = "INSERT INTO acknowledgement (policy, person, no, from_at, from_seq) VALUES ($1, $2, $3, $4, $5)";
        w.tx.run(sql, args![id, actor.person, no, w.now(), w.seq()]).await?;
        let event = Event::new(Verb::PolicyAcknowledged, actor.person).about(ThingKind::Policy, id);
        w.commit(event.with("version", no)).await?;
        Ok(())
    }

    /// A second person closes a complete register: it is proof.
    ///
    /// # Errors
    /// As [`closes`]; [`Refusal::Conflict`] when nothing is in force.
    pub async fn close_acknowledgements(&self, actor: &Actor, id: PolicyId) -> Result<usize> {
        let mut w = self.write_as(actor, Verb::AcknowledgementsClosed).await?;
        let policy = w.policy(id).await?;
        policy.stands()?;
        let zone = w.zone().await?;
        let today = zone.day(w.now());
        let now = audience_in(&mut w.tx, &policy, today, &zone).await?;
        let span = now.in_force.ok_or_else(|| Refusal::conflict("No version of it is in force."))?;
        closes(&now.register, &now.owners, actor)?;
        let author = policy.frame.owner.ok_or(Error::Unreadable("owner"))?;
        let step = Step {
            step: RegisterStep::AcknowledgementsClosed,
            record: record(ThingKind::Policy, id),
            title: format!("{}, version {}: acknowledged by all {}", policy.frame.title, span.no, now.register.len()),
            author,
            speaks: (today, today),
            own_end: None,
            pairs: proven_by_register(&policy),
        };
        let proven = w.produce(actor, &step).await?;
        let event = Event::new(Verb::AcknowledgementsClosed, actor.person)
            .about(ThingKind::Policy, id)
            .with("version", span.no)
            .with("people", now.register.len());
        w.commit(event).await?;
        Ok(proven)
    }

    /// Whom a policy binds on a day, and who of them acknowledged the version in force.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_audience(&self, policy: &PolicyRow, today: Date, zone: &impl Zone) -> Result<AudienceNow> {
        audience_in(&mut self.db.reading().await?, policy, today, zone).await
    }
}

/// What closing the register of a policy proves: of the step's requirements those whose control stands under it.
fn proven_by_register(policy: &PolicyRow) -> Vec<NamedPair> {
    let library = catalogue();
    let template = policy.template.as_ref().and_then(|id| library.policies.get(id));
    let Some(template) = template else { return Vec::new() };
    let under = library.proven_by(RegisterStep::AcknowledgementsClosed).iter().filter(|id| {
        library.requirements.get(id).is_some_and(|requirement| template.controls.contains(&requirement.control))
    });
    under.map(|requirement| NamedPair { requirement: requirement.clone(), subject: 0 }).collect()
}

fn rows(audience: &Audience) -> Vec<(&'static str, String)> {
    let everybody = audience.everybody.then(|| ("everybody", String::new()));
    let roles = audience.roles.iter().map(|role| ("role", role.key().to_owned()));
    let departments = audience.departments.iter().map(|name| ("department", name.clone()));
    let people = audience.people.iter().map(|person| ("person", person.to_string()));
    everybody.into_iter().chain(roles).chain(departments).chain(people).collect()
}

fn take(audience: &mut Audience, kind: &str, name: &str) {
    match kind {
        "everybody" => audience.everybody = true,
        "role" => audience.roles.extend(name.parse::<Role>().ok()),
        "department" => {
            audience.departments.insert(name.to_owned());
        }
        _ => audience.people.extend(name.parse::<PersonId>().ok()),
    }
}

/// The versions that ask anew.
fn asks(versions: &[VersionRow]) -> Vec<i64> {
    versions.iter().filter(|version| version.reask && version.span.is_some()).map(|version| version.no).collect()
}

async fn audience_in(tx: &mut Tx, policy: &PolicyRow, today: Date, zone: &impl Zone) -> Result<AudienceNow> {
    let versions = versions_in(tx, policy.id).await?;
    let mut audience = Audience::default();
    for row in tx.all("SELECT kind, name FROM policy_audience WHERE policy = $1", args![policy.id]).await? {
        take(&mut audience, &row.get::<String>(0)?, &row.get::<String>(1)?);
    }
    let in_force = in_force(&spans(&versions), policy.retired_on(zone), today);
    let version = in_force.and_then(|span| versions.iter().find(|version| version.no == span.no));
    let mut owners = Owners { now: policy.frame.owner, ..Owners::default() };
    if let Some(version) = version {
        owners.before = owners_since(tx, policy.id, version.at).await?;
    }
    owners.bound_by = bound_by(tx, policy.id).await?;
    let (readers, when) = readers(tx, policy.id).await?;
    let register = in_force.map(|span| register(&audience, &readers, &asks(&versions), span.no)).unwrap_or_default();
    Ok(AudienceNow { audience, in_force, owners, register, when })
}

/// Who owned a policy at an instant, and everybody who did since: its entries name each owner.
async fn owners_since(tx: &mut Tx, id: PolicyId, since: Instant) -> Result<BTreeSet<PersonId>> {
    let sql = "SELECT e.at, o.thing FROM event_thing p JOIN event e ON e.seq = p.seq \
               JOIN event_thing o ON o.seq = e.seq AND o.thing_kind = $3 \
               WHERE p.thing_kind = $1 AND p.thing = $2 AND e.verb IN ($4, $5) ORDER BY e.seq";
    let (policy, person) = (ThingKind::Policy.key(), ThingKind::Person.key());
    let values = args![policy, id.to_string(), person, Verb::PolicyStarted.key(), Verb::PolicyChanged.key()];
    let mut owners = BTreeSet::new();
    for row in tx.all(sql, values).await? {
        if row.get::<Instant>(0)? <= since {
            owners.clear();
        }
        owners.insert(row.get::<String>(1)?.parse().map_err(|_| Error::Unreadable("owner"))?);
    }
    Ok(owners)
}

/// Who said whom a policy binds since its register was closed last.
async fn bound_by(tx: &mut Tx, id: PolicyId) -> Result<BTreeSet<PersonId>> {
    let sql = "SELECT e.verb, e.actor FROM event_thing p JOIN event e ON e.seq = p.seq \
               WHERE p.thing_kind = $1 AND p.thing = $2 AND e.verb IN ($3, $4) ORDER BY e.seq";
    let (set, closed) = (Verb::AudienceSet.key(), Verb::AcknowledgementsClosed.key());
    let mut people = BTreeSet::new();
    for row in tx.all(sql, args![ThingKind::Policy.key(), id.to_string(), set, closed]).await? {
        if row.get::<String>(0)? == closed {
            people.clear();
        } else {
            people.extend(row.get::<Option<PersonId>>(1)?);
        }
    }
    Ok(people)
}

/// Everybody, each with the latest version that they acknowledged; and when that was.
async fn readers(tx: &mut Tx, id: PolicyId) -> Result<(Vec<Reader>, BTreeMap<PersonId, Instant>)> {
    let sql = "SELECT p.id, p.active, (SELECT string_agg(r.what, ',') FROM person_right r WHERE r.person = p.id \
               AND r.ended_at = $2), w.department, (SELECT max(a.no) FROM acknowledgement a WHERE a.policy = $1 \
               AND a.person = p.id), (SELECT max(a.from_at) FROM acknowledgement a WHERE a.policy = $1 AND a.person = p.id) \
               FROM person p LEFT JOIN person_words w ON w.person = p.id ORDER BY p.id";
    let (mut readers, mut when) = (Vec::new(), BTreeMap::new());
    for row in tx.all(sql, args![id, Instant::NEVER]).await? {
        let person = row.get(0)?;
        readers.push(Reader {
            person,
            active: row.get(1)?,
            rights: rights_of(&row.get::<Option<String>>(2)?.unwrap_or_default()),
            department: row.get(3)?,
            acknowledged: row.get(4)?,
        });
        when.extend(row.get::<Option<Instant>>(5)?.map(|at| (person, at)));
    }
    Ok((readers, when))
}

/// A policy that binds somebody, with what was approved of it.
#[derive(Clone, Debug)]
struct Bound {
    id: PolicyId,
    title: String,
    /// Each approved version, and whether it asks anew.
    versions: Vec<(VersionSpan, bool)>,
    audience: Audience,
}

/// What policies ask of people, as of an entry of the trail.
#[derive(Clone, Debug, Default)]
pub struct PolicyWork {
    /// By whom a version waits to be approved; the oldest first.
    approvals: Vec<(PersonId, PolicyWaiting)>,
    bound: Vec<Bound>,
    acknowledged: BTreeMap<(PolicyId, PersonId), i64>,
    departments: BTreeMap<PersonId, String>,
    /// Since when each person is here.
    came: BTreeMap<PersonId, Instant>,
}

impl PolicyWork {
    /// In a bounded number of statements, however many policies there are; one while there is none.
    pub(crate) async fn read(tx: &mut Tx) -> Result<Self> {
        let sql = "SELECT v.policy, p.title, v.no, v.in_force_from, v.review_on, v.reask, v.from_at FROM policy_version v \
                   JOIN policy p ON p.id = v.policy WHERE (v.outcome = 'approved' OR v.outcome IS NULL) \
                   AND p.retired_at IS NULL ORDER BY p.title, v.policy, v.no";
        let mut work = Self::default();
        let mut waiting: BTreeMap<(PolicyId, i64), PolicyWaiting> = BTreeMap::new();
        for row in tx.all(sql, vec![]).await? {
            let (id, title, no): (PolicyId, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            match row.get::<Option<Date>>(3)?.zip(row.get::<Option<Date>>(4)?) {
                None => {
                    waiting.insert((id, no), PolicyWaiting { id, title, no, since: row.get(6)? });
                }
                Some((from, review_on)) => {
                    let version = (VersionSpan { no, from, review_on }, row.get(5)?);
                    match work.bound.last_mut().filter(|last| last.id == id) {
                        Some(last) => last.versions.push(version),
                        None => {
                            work.bound.push(Bound { id, title, versions: vec![version], audience: Audience::default() })
                        }
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
        let sql = "SELECT policy, person, max(no) FROM acknowledgement GROUP BY policy, person";
        for row in tx.all(sql, vec![]).await? {
            self.acknowledged.insert((row.get(0)?, row.get(1)?), row.get(2)?);
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
            let spans: Vec<_> = bound.versions.iter().map(|(span, _)| *span).collect();
            let asks: Vec<_> = bound.versions.iter().filter(|(_, asks)| *asks).map(|(span, _)| span.no).collect();
            let span = in_force(&spans, None, today)?;
            let reader = Reader {
                person: actor.person,
                active: true,
                rights: actor.rights,
                department: self.departments.get(&actor.person).cloned(),
                acknowledged: self.acknowledged.get(&(bound.id, actor.person)).copied(),
            };
            let register = register(&bound.audience, std::slice::from_ref(&reader), &asks, span.no);
            let open = register.first()?.acknowledged.is_none();
            let came = self.came.get(&actor.person).copied();
            open.then(|| PolicyToRead { id: bound.id, title: bound.title.clone(), no: span.no, from: span.from, came })
        });
        open.collect()
    }
}
