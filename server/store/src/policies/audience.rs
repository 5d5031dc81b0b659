//! Whom a policy binds, and who of them acknowledged which version.

use super::read::{spans, versions_in};
use super::{PolicyRow, VersionRow, owner_relation};
use crate::Store;
use crate::error::{Error, Result};
use crate::people::rights_of;
use crate::produced::{Step, record};
use crate::sql::{Tx, args};
use crate::writing::allow;
use domain::catalogue::RegisterStep;
use domain::evidence::NamedPair;
use domain::ids::{PersonId, PolicyId};
use domain::instant::{Instant, Zone};
use domain::people::{Actor, Role};
use domain::policies::{
    Audience, AudienceDraft, Owners, Reader, Reading, VersionSpan, closes, in_force, register, register_proves,
};
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
    let under = policy.template.iter().flat_map(register_proves);
    under.map(|requirement| NamedPair { requirement: requirement.clone(), subject: 0 }).collect()
}

fn rows(audience: &Audience) -> Vec<(&'static str, String)> {
    let everybody = audience.everybody.then(|| ("everybody", String::new()));
    let roles = audience.roles.iter().map(|role| ("role", role.key().to_owned()));
    let departments = audience.departments.iter().map(|name| ("department", name.clone()));
    let people = audience.people.iter().map(|person| ("person", person.to_string()));
    everybody.into_iter().chain(roles).chain(departments).chain(people).collect()
}

pub(super) fn take(audience: &mut Audience, kind: &str, name: &str) {
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
pub(super) async fn owners_since(tx: &mut Tx, id: PolicyId, since: Instant) -> Result<BTreeSet<PersonId>> {
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
pub(super) async fn bound_by(tx: &mut Tx, id: PolicyId) -> Result<BTreeSet<PersonId>> {
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
