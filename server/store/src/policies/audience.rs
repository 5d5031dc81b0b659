//! Whom a policy binds, and who of them acknowledged which version.

use super::read::{spans, versions_in};
use super::{PolicyRow, VersionRow, owner_relation};
use crate::Store;
use crate::error::{Error, Result};
use crate::people::rights_of;
use crate::produced::{Step, record};
use crate::sql::{Tx, args};
use crate::writing::allow;
use domain::catalogue::{Proves, RegisterStep, catalogue};
use domain::evidence::NamedPair;
use domain::ids::{PersonId, PolicyId};
use domain::instant::{Instant, Zone};
use domain::people::{Actor, Role};
use domain::policies::{Audience, AudienceDraft, Reader, Reading, VersionSpan, closes, in_force, register};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Whom a policy binds now, and who of them acknowledged the version in force.
#[derive(Clone, Debug, Default)]
pub struct AudienceNow {
    pub audience: Audience,
    pub in_force: Option<VersionSpan>,
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
    /// Says whom a policy binds.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `audience`; [`Refusal::Forbidden`].
    pub async fn set_audience(&self, actor: &Actor, id: PolicyId, draft: &AudienceDraft) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let policy = w.policy(id).await?;
        allow(actor, Verb::AudienceSet, owner_relation(&policy, actor))?;
        policy.stands()?;
        let audience = draft.check()?;
        for person in &audience.people {
            w.active("audience", *person).await?;
        }
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
        closes(&now.register, policy.frame.owner, actor)?;
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

    /// What somebody has still to acknowledge, and what waits for their approval.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policies_of(&self, person: PersonId, today: Date) -> Result<(Vec<PolicyToRead>, Vec<PolicyWaiting>)> {
        let mut tx = self.db.reading().await?;
        let sql = "SELECT p.id, p.title, a.no, v.from_at FROM policy_approver a JOIN policy_version v ON v.policy = a.policy \
                   AND v.no = a.no JOIN policy p ON p.id = a.policy WHERE a.person = $1 AND a.approved_at IS NULL \
                   AND v.outcome IS NULL ORDER BY v.from_at";
        let rows = tx.all(sql, args![person]).await?;
        let waiting = rows
            .iter()
            .map(|row| Ok(PolicyWaiting { id: row.get(0)?, title: row.get(1)?, no: row.get(2)?, since: row.get(3)? }));
        let waiting = waiting.collect::<Result<_>>()?;
        Ok((to_read(&mut tx, person, today).await?, waiting))
    }
}

/// What closing the register of a policy proves: of the step's requirements those whose control stands under it.
fn proven_by_register(policy: &PolicyRow) -> Vec<NamedPair> {
    let library = catalogue();
    let template = policy.template.as_ref().and_then(|id| library.policies.get(id));
    let step = library.steps.get(&RegisterStep::AcknowledgementsClosed);
    let (Some(template), Some(Proves::These(these))) = (template, step.map(|step| &step.proves)) else {
        return Vec::new();
    };
    let under = these.iter().filter(|id| {
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
    let (readers, when) = readers(tx, policy.id).await?;
    let register = in_force.map(|span| register(&audience, &readers, &asks(&versions), span.no)).unwrap_or_default();
    Ok(AudienceNow { audience, in_force, register, when })
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

/// In a bounded number of statements, however many policies there are.
async fn to_read(tx: &mut Tx, person: PersonId, today: Date) -> Result<Vec<PolicyToRead>> {
    let sql = "SELECT p.active, (SELECT string_agg(r.what, ',') FROM person_right r WHERE r.person = p.id \
               AND r.ended_at = $2), w.department FROM person p LEFT JOIN person_words w ON w.person = p.id WHERE p.id = $1";
    let Some(row) = tx.first(sql, args![person, Instant::NEVER]).await? else { return Ok(Vec::new()) };
    let (active, rights, department) = (row.get(0)?, row.get::<Option<String>>(1)?.unwrap_or_default(), row.get(2)?);
    let reader = Reader { person, active, rights: rights_of(&rights), department, acknowledged: None };
    let mut audiences: BTreeMap<PolicyId, Audience> = BTreeMap::new();
    for row in tx.all("SELECT policy, kind, name FROM policy_audience", vec![]).await? {
        take(audiences.entry(row.get(0)?).or_default(), &row.get::<String>(1)?, &row.get::<String>(2)?);
    }
    let sql = "SELECT v.policy, p.title, v.no, v.in_force_from, v.review_on, v.reask, (SELECT max(a.no) FROM acknowledgement a \
               WHERE a.policy = v.policy AND a.person = $1) FROM policy_version v JOIN policy p ON p.id = v.policy \
               WHERE v.outcome = 'approved' AND p.retired_at IS NULL ORDER BY p.title, v.policy, v.no";
    let mut policies: Vec<(PolicyId, String, Option<i64>, Vec<(VersionSpan, bool)>)> = Vec::new();
    for row in tx.all(sql, args![person]).await? {
        let id: PolicyId = row.get(0)?;
        let span = VersionSpan { no: row.get(2)?, from: row.get(3)?, review_on: row.get(4)? };
        let version = (span, row.get(5)?);
        match policies.last_mut().filter(|(last, ..)| *last == id) {
            Some((.., versions)) => versions.push(version),
            None => policies.push((id, row.get(1)?, row.get(6)?, vec![version])),
        }
    }
    let open = policies.into_iter().filter_map(|(id, title, acknowledged, versions)| {
        let spans: Vec<_> = versions.iter().map(|(span, _)| *span).collect();
        let asks: Vec<_> = versions.iter().filter(|(_, reask)| *reask).map(|(span, _)| span.no).collect();
        let span = in_force(&spans, None, today)?;
        let reader = Reader { acknowledged, ..reader.clone() };
        let register = register(audiences.get(&id)?, std::slice::from_ref(&reader), &asks, span.no);
        let open = register.first()?.acknowledged.is_none();
        open.then_some(PolicyToRead { id, title, no: span.no, from: span.from })
    });
    Ok(open.collect())
}
