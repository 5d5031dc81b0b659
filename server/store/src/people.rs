//! People: who is here, how they came, what they may.

use crate::Store;
use crate::error::Result;
use crate::sql::{Row, Tx, args};
use crate::writing::{Writing, allow};
use domain::accounts::PersonDraft;
use domain::ids::{InvitationId, PersonId};
use domain::instant::Instant;
use domain::people::{Actor, Relation, Rights, Role};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A person who can sign in from the start: the draft, checked, with the hash of a password.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub draft: PersonDraft,
    pub argon2: String,
}

/// What sign-in needs of an account.
#[derive(Clone, Debug)]
pub struct SignIn {
    pub person: PersonId,
    pub argon2: String,
}

/// A person as lists show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    pub id: PersonId,
    /// `None` once erased.
    pub name: Option<String>,
    pub email: Option<String>,
    pub department: Option<String>,
    pub active: bool,
    pub rights: Rights,
    /// Has a password, so can sign in.
    pub joined: bool,
    pub invited_by: Option<PersonId>,
    pub since: Instant,
    pub version: i64,
    /// The open invitation and when it expires.
    pub invitation: Option<(InvitationId, Instant)>,
}

/// Names by id; somebody erased has none.
#[derive(Clone, Debug, Default)]
pub struct Names(Arc<BTreeMap<PersonId, String>>);

/// The names as of an entry of the trail: none is given or taken without one.
pub(crate) type KeptNames = Arc<Mutex<Option<(i64, Names)>>>;

impl Names {
    /// The name, or words in its place.
    #[must_use]
    pub fn of(&self, id: PersonId) -> &str {
        self.0.get(&id).map_or("Erased person", String::as_str)
    }

    /// Everybody, by name.
    #[must_use]
    pub fn by_name(&self) -> Vec<(PersonId, &str)> {
        let mut all: Vec<_> = self.0.iter().map(|(id, name)| (*id, name.as_str())).collect();
        all.sort_by_key(|(_, name)| name.to_lowercase());
        all
    }
}

/// Somebody who holds a valid invitation link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    pub invitation: InvitationId,
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub expires_at: Instant,
}

/// The link of somebody who was invited by a list. The database keeps only its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLink {
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub key: String,
}

const REVIEW: &str = "review";
const WEEK: i64 = 7 * 24 * 60 * 60;

const PERSON: &str = "SELECT p.id, w.name, w.email, w.department, p.active, \
    (SELECT string_agg(r.what, ',') FROM person_right r WHERE r.person = p.id AND r.ended_at = $1), \
    EXISTS (SELECT 1 FROM credential c WHERE c.person = p.id), p.invited_by, p.at, p.version, i.id, i.expires_at \
    FROM person p LEFT JOIN person_words w ON w.person = p.id \
    LEFT JOIN invitation i ON i.person = p.id AND i.ended_at = $1";

fn person(row: &Row) -> Result<PersonRow> {
    let rights: Option<String> = row.get(5)?;
    let invitation: Option<InvitationId> = row.get(10)?;
    let expires: Option<Instant> = row.get(11)?;
    Ok(PersonRow {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        department: row.get(3)?,
        active: row.get(4)?,
        rights: rights_of(rights.as_deref().unwrap_or_default()),
        joined: row.get(6)?,
        invited_by: row.get(7)?,
        since: row.get(8)?,
        version: row.get(9)?,
        invitation: invitation.zip(expires),
    })
}

pub(crate) fn rights_of(list: &str) -> Rights {
    list.split(',').fold(Rights::default(), |rights, what| match what.parse::<Role>() {
        Ok(role) => rights.with(role),
        Err(_) => rights.with_review(rights.reviews() || what == REVIEW),
    })
}

fn keys(rights: Rights) -> Vec<&'static str> {
    rights.roles().map(Role::key).chain(rights.reviews().then_some(REVIEW)).collect()
}

impl Store {
    /// Whether nobody is here yet: the first run.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_new(&self) -> Result<bool> {
        Ok(self.db.first("SELECT 1 FROM person LIMIT 1", vec![]).await?.is_none())
    }

    /// The first run: the organisation and its first administrator, who is also a compliance manager and reviews.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when somebody is here already.
    pub async fn found(&self, organisation: &str, zone: &str, example: bool, first: NewPerson) -> Result<PersonId> {
        let mut w = self.write_into(None, Some(example)).await?;
        if w.tx.first("SELECT 1 FROM person LIMIT 1", vec![]).await?.is_some() {
            return Err(
                Refusal::conflict("There is an organisation already. Sign in, or ask for an invitation.").into()
            );
        }
        let id = PersonId(w.new_id());
        let values = args![organisation, zone, example];
        w.tx.run("INSERT INTO organisation (one, name, zone, example) VALUES (1, $1, $2, $3)", values).await?;
        let event = Event::new(Verb::OrganisationFounded, id)
            .about(ThingKind::Organisation, "1")
            .with("zone", zone)
            .with("example", example)
            .words("organisation", organisation);
        let rights = Rights::of(&[Role::Administrator, Role::ComplianceManager], true);
        let draft = PersonDraft { rights, ..first.draft.clone() };
        let event = w.add_person(id, None, &draft, event).await?;
        w.set_password(id, &first.argon2).await?;
        w.commit(event).await?;
        Ok(id)
    }

    /// Adds somebody who can sign in at once; `by` is `None` from the command line.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] when the address is taken; [`Refusal::Forbidden`].
    pub async fn add_person(&self, by: Option<&Actor>, new: NewPerson) -> Result<PersonId> {
        if let Some(actor) = by {
            allow(actor, Verb::PersonAdded, Relation::Stranger)?;
        }
        let mut w = self.write(by).await?;
        let id = PersonId(w.new_id());
        let event = Event { actor: by.map(|actor| actor.person), ..Event::new(Verb::PersonAdded, id) };
        let event = w.add_person(id, by.map(|actor| actor.person), &new.draft, event).await?;
        w.set_password(id, &new.argon2).await?;
        w.commit(event).await?;
        Ok(id)
    }

    /// Invites somebody. The key of the link is returned once and kept only as a hash; it is good for seven days.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] when the address is taken; [`Refusal::Forbidden`].
    pub async fn invite(&self, actor: &Actor, draft: PersonDraft) -> Result<(PersonId, String)> {
        let mut w = self.write_as(actor, Verb::PersonInvited).await?;
        let draft = draft.check()?;
        let id = PersonId(w.new_id());
        let event = Event::new(Verb::PersonInvited, actor.person);
        let event = w.add_person(id, Some(actor.person), &draft, event).await?;
        let (event, key) = w.new_invitation(id, actor.person, event).await?;
        w.commit(event).await?;
        Ok((id, key))
    }

    /// A new link; the old one ends. Whoever has joined already chooses a new password by it.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when they are deactivated; [`Refusal::Missing`]; [`Refusal::Forbidden`].
    pub async fn invite_again(&self, actor: &Actor, person: PersonId) -> Result<String> {
        let mut w = self.write_as(actor, Verb::PersonInvited).await?;
        let row = w.person(person).await?;
        if !row.active {
            return Err(Refusal::conflict("This person is deactivated. Reactivate them first.").into());
        }
        w.end_invitations(person, "revoked").await?;
        let event = Event::new(Verb::PersonInvited, actor.person).about(ThingKind::Person, person);
        let (event, key) = w.new_invitation(person, actor.person, event).await?;
        w.commit(event).await?;
        Ok(key)
    }

    /// Ends the open invitation of a person.
    ///
    /// # Errors
    /// [`Refusal::Missing`] when there is none; [`Refusal::Forbidden`].
    pub async fn revoke_invitation(&self, actor: &Actor, person: PersonId) -> Result<()> {
        let mut w = self.write_as(actor, Verb::InvitationRevoked).await?;
        if w.end_invitations(person, "revoked").await? == 0 {
            return Err(Refusal::missing("open invitation").into());
        }
        w.commit(Event::new(Verb::InvitationRevoked, actor.person).about(ThingKind::Person, person)).await?;
        Ok(())
    }

    /// Who holds this link, while it is good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitation(&self, key: &str) -> Result<Option<Invited>> {
        invitation(&mut self.db.reading().await?, key, self.now()).await
    }

    /// Joins by a link, or comes back by one; the password is hashed already. Every session of before ends.
    ///
    /// # Errors
    /// [`Refusal::Missing`] when the link is used, revoked, expired or never was.
    pub async fn join(&self, key: &str, argon2: &str) -> Result<PersonId> {
        let mut w = self.write(None).await?;
        let now = w.now();
        let invited = invitation(&mut w.tx, key, now).await?.ok_or_else(|| Refusal::missing("open invitation"))?;
        w.end_invitations(invited.person, "used").await?;
        w.set_password(invited.person, argon2).await?;
        w.tx.run("DELETE FROM session WHERE person = $1", args![invited.person]).await?;
        w.tx.run("DELETE FROM device WHERE person = $1", args![invited.person]).await?;
        let event = Event::new(Verb::InvitationUsed, invited.person)
            .about(ThingKind::Person, invited.person)
            .about(ThingKind::Invitation, invited.invitation);
        w.commit(event).await?;
        Ok(invited.person)
    }

    /// The account behind an address, if it is active and has a password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in(&self, email: &str) -> Result<Option<SignIn>> {
        let sql = "SELECT p.id, c.argon2 FROM person_words w JOIN person p ON p.id = w.person \
                   JOIN credential c ON c.person = p.id WHERE w.email = $1 AND p.active";
        let row = self.db.first(sql, args![email]).await?;
        row.map(|row| Ok(SignIn { person: row.get(0)?, argon2: row.get(1)? })).transpose()
    }

    /// The hash of a person's own password.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn own_password(&self, actor: &Actor) -> Result<String> {
        let sql = "SELECT argon2 FROM credential WHERE person = $1";
        let row = self.db.first(sql, args![actor.person]).await?;
        row.ok_or_else(|| Refusal::missing("password"))?.get(0)
    }

    /// Changes one's own password and ends every other session of one's own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_password(&self, actor: &Actor, argon2: &str, keep_session: &[u8]) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        w.set_password(actor.person, argon2).await?;
        w.tx.run("DELETE FROM device WHERE person = $1", args![actor.person]).await?;
        let sql = "DELETE FROM session WHERE person = $1 AND key <> $2";
        w.tx.run(sql, args![actor.person, keep_session]).await?;
        w.commit(Event::new(Verb::PasswordChanged, actor.person).about(ThingKind::Person, actor.person)).await?;
        Ok(())
    }

    /// Everybody, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people(&self) -> Result<Vec<PersonRow>> {
        people_in(&mut self.db.reading().await?).await
    }

    /// The names of everybody who has one, for pages that speak of people.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn names(&self) -> Result<Names> {
        let sql = "SELECT h.seq, w.person, w.name FROM trail_head h CROSS JOIN person_words w WHERE w.name IS NOT NULL";
        let rows = self.db.all(sql, vec![]).await?;
        let names = rows.iter().map(|row| Ok((row.get(1)?, row.get(2)?))).collect::<Result<_>>()?;
        let names = Names(Arc::new(names));
        if let Some(row) = rows.first() {
            *self.names.lock().unwrap_or_else(PoisonError::into_inner) = Some((row.get(0)?, names.clone()));
        }
        Ok(names)
    }

    /// The names as of entry `seq` of the trail if they are at hand: nothing is asked.
    #[must_use]
    pub fn names_at_hand(&self, seq: i64) -> Option<Names> {
        let known = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|(as_of, _)| *as_of == seq).map(|(_, names)| names.clone())
    }

    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn person(&self, id: PersonId) -> Result<PersonRow> {
        find(&mut self.db.reading().await?, id).await
    }

    /// Gives and takes roles and the right of review. `version` is the one the page showed.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when somebody changed the person meanwhile, or nobody would be left to administer.
    pub async fn change_rights(&self, actor: &Actor, id: PersonId, rights: Rights, version: i64) -> Result<()> {
        let mut w = self.write_as(actor, Verb::RightsChanged).await?;
        let row = w.person(id).await?;
        same_version(&row, version)?;
        let name = row.name.clone().unwrap_or_default();
        let email = row.email.clone().unwrap_or_default();
        let draft = PersonDraft { name, email, rights, department: String::new() }.check()?;
        if row.rights.has(Role::Administrator) && !rights.has(Role::Administrator) {
            w.another_administrator(id).await?;
        }
        let (had, has) = (keys(row.rights), keys(draft.rights));
        let given: Vec<_> = has.iter().filter(|what| !had.contains(what)).copied().collect();
        let taken: Vec<_> = had.iter().filter(|what| !has.contains(what)).copied().collect();
        w.give(id, &given).await?;
        for what in &taken {
            w.take(id, what).await?;
        }
        w.touch_person(id).await?;
        let event = Event::new(Verb::RightsChanged, actor.person)
            .about(ThingKind::Person, id)
            .with("given", given)
            .with("taken", taken);
        w.commit(event).await?;
        Ok(())
    }

    /// Shuts somebody out: sessions and invitations end at once. People are never deleted.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when nobody would be left to administer, or it is oneself.
    pub async fn deactivate(&self, actor: &Actor, id: PersonId) -> Result<()> {
        let mut w = self.write_as(actor, Verb::PersonDeactivated).await?;
        if actor.person == id {
            return Err(Refusal::conflict("You cannot deactivate yourself. Another administrator can.").into());
        }
        let row = w.person(id).await?;
        if row.rights.has(Role::Administrator) {
            w.another_administrator(id).await?;
        }
        w.shut_out(id).await?;
        let tokens = w.end_tokens(id, actor).await?;
        w.disown(id).await?;
        w.tx.run("UPDATE person SET active = $2 WHERE id = $1", args![id, false]).await?;
        w.touch_person(id).await?;
        let event = Event::new(Verb::PersonDeactivated, actor.person).about(ThingKind::Person, id);
        w.commit(if tokens > 0 { event.with("tokens_ended", tokens) } else { event }).await?;
        Ok(())
    }

    /// Lets somebody in again. What they owned stays with whoever owns it now.
    ///
    /// # Errors
    /// [`Refusal::Missing`]; [`Refusal::Conflict`] when the person was erased.
    pub async fn reactivate(&self, actor: &Actor, id: PersonId) -> Result<()> {
        let mut w = self.write_as(actor, Verb::PersonReactivated).await?;
        if w.person(id).await?.email.is_none() {
            return Err(Refusal::conflict("This person's name and address were erased. Invite them anew.").into());
        }
        w.tx.run("UPDATE person SET active = $2 WHERE id = $1", args![id, true]).await?;
        w.touch_person(id).await?;
        w.commit(Event::new(Verb::PersonReactivated, actor.person).about(ThingKind::Person, id)).await?;
        Ok(())
    }

    /// Erases name and address; the id stays, and the trail with it.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] while the person is active.
    pub async fn erase(&self, actor: &Actor, id: PersonId) -> Result<()> {
        let mut w = self.write_as(actor, Verb::PersonErased).await?;
        if w.person(id).await?.active {
            return Err(Refusal::conflict("Deactivate the person first; then erase.").into());
        }
        w.shut_out(id).await?;
        w.tx.run("DELETE FROM credential WHERE person = $1", args![id]).await?;
        let sql = "UPDATE person_words SET name = NULL, email = NULL, department = NULL WHERE person = $1";
        w.tx.run(sql, args![id]).await?;
        let sql = "UPDATE event_words SET words = NULL WHERE field IN ('name', 'email', 'department') AND seq IN \
                   (SELECT seq FROM event_thing WHERE thing_kind = 'person' AND thing = $1)";
        w.tx.run(sql, args![id.to_string()]).await?;
        w.touch_person(id).await?;
        w.commit(Event::new(Verb::PersonErased, actor.person).about(ThingKind::Person, id)).await?;
        Ok(())
    }
}

fn same_version(row: &PersonRow, version: i64) -> Result<()> {
    if row.version == version {
        return Ok(());
    }
    Err(Refusal::conflict("Somebody changed this person while you did. Look at what stands now, then try again.")
        .into())
}

pub(crate) async fn people_in(tx: &mut Tx) -> Result<Vec<PersonRow>> {
    let rows = tx.all(format!("{PERSON} ORDER BY w.name, p.id"), args![Instant::NEVER]).await?;
    rows.iter().map(person).collect()
}

async fn find(tx: &mut Tx, id: PersonId) -> Result<PersonRow> {
    let row = tx.first(format!("{PERSON} WHERE p.id = $2"), args![Instant::NEVER, id]).await?;
    person(&row.ok_or_else(|| Refusal::missing("person"))?)
}

async fn invitation(tx: &mut Tx, key: &str, now: Instant) -> Result<Option<Invited>> {
    let sql = "SELECT i.id, i.person, w.name, w.email, i.expires_at FROM invitation i \
               JOIN person p ON p.id = i.person JOIN person_words w ON w.person = i.person \
               WHERE i.key_hash = $1 AND i.ended_at = $2 AND i.expires_at > $3 AND p.active";
    let row = tx.first(sql, args![hash(key), Instant::NEVER, now]).await?;
    row.map(|row| {
        Ok(Invited {
            invitation: row.get(0)?,
            person: row.get(1)?,
            name: row.get::<Option<String>>(2)?.unwrap_or_default(),
            email: row.get::<Option<String>>(3)?.unwrap_or_default(),
            expires_at: row.get(4)?,
        })
    })
    .transpose()
}

fn hash(key: &str) -> Vec<u8> {
    Sha256::digest(key.as_bytes()).to_vec()
}

impl Writing {
    async fn person(&mut self, id: PersonId) -> Result<PersonRow> {
        find(&mut self.tx, id).await
    }

    /// Somebody who comes in by a list, with the link by which they join.
    pub(crate) async fn insert_invited(
        &mut self,
        draft: &PersonDraft,
        by: PersonId,
    ) -> Result<(InvitationId, NewLink)> {
        let person = PersonId(self.new_id());
        self.insert_person(person, Some(by), draft).await?;
        let (id, key) = self.insert_invitation(person, by).await?;
        let (name, email) = (draft.name.clone(), draft.email.clone());
        Ok((id, NewLink { person, name, email, key }))
    }

    async fn add_person(
        &mut self,
        id: PersonId,
        invited_by: Option<PersonId>,
        draft: &PersonDraft,
        event: Event,
    ) -> Result<Event> {
        self.insert_person(id, invited_by, draft).await?;
        Ok(event
            .about(ThingKind::Person, id)
            .with("rights", keys(draft.rights))
            .words("name", draft.name.as_str())
            .words("email", draft.email.as_str())
            .words("department", draft.department.as_str()))
    }

    async fn insert_person(&mut self, id: PersonId, invited_by: Option<PersonId>, draft: &PersonDraft) -> Result<()> {
        let sql = "INSERT INTO person (id, active, invited_by, at, version) VALUES ($1, $2, $3, $4, 1)";
        self.tx.run(sql, args![id, true, invited_by, self.place.at]).await?;
        let department = Some(draft.department.as_str()).filter(|text| !text.is_empty());
        let sql = "INSERT INTO person_words (person, name, email, department) VALUES ($1, $2, $3, $4)";
        self.tx.run(sql, args![id, draft.name.as_str(), draft.email.as_str(), department]).await?;
        self.give(id, &keys(draft.rights)).await
    }

    async fn set_password(&mut self, person: PersonId, argon2: &str) -> Result<()> {
        let sql = "INSERT INTO credential (person, argon2) VALUES ($1, $2) \
                   ON CONFLICT (person) DO UPDATE SET argon2 = excluded.argon2";
        self.tx.run(sql, args![person, argon2]).await.map(|_| ())
    }

    async fn new_invitation(&mut self, person: PersonId, by: PersonId, event: Event) -> Result<(Event, String)> {
        let (id, key) = self.insert_invitation(person, by).await?;
        Ok((event.about(ThingKind::Invitation, id), key))
    }

    async fn insert_invitation(&mut self, person: PersonId, by: PersonId) -> Result<(InvitationId, String)> {
        let id = InvitationId(self.new_id());
        let key = self.new_key();
        let now = self.now();
        let sql = "INSERT INTO invitation (id, key_hash, person, invited_by, at, expires_at, ended_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = args![id, hash(&key), person, by, now, now.plus_seconds(WEEK), Instant::NEVER];
        self.tx.run(sql, values).await?;
        Ok((id, key))
    }

    async fn end_invitations(&mut self, person: PersonId, how: &'static str) -> Result<u64> {
        let sql = "UPDATE invitation SET ended_at = $3, ended_as = $4 WHERE person = $1 AND ended_at = $2";
        self.tx.run(sql, args![person, Instant::NEVER, self.place.at, how]).await
    }

    async fn give(&mut self, person: PersonId, rights: &[&'static str]) -> Result<()> {
        let held = self.held();
        let rows = rights.iter().map(|what| {
            let mut row = args![person, *what];
            row.extend(held.clone());
            row
        });
        let head = "INSERT INTO person_right (person, what, from_at, from_seq, ended_at)";
        self.tx.insert_many(head, rows.collect()).await
    }

    async fn take(&mut self, person: PersonId, what: &'static str) -> Result<()> {
        let sql = "UPDATE person_right SET ended_at = $4, ended_seq = $5 \
                   WHERE person = $1 AND what = $2 AND ended_at = $3";
        let values = args![person, what, Instant::NEVER, self.now(), self.seq()];
        self.tx.run(sql, values).await.map(|_| ())
    }

    async fn touch_person(&mut self, id: PersonId) -> Result<()> {
        self.tx.run("UPDATE person SET version = version + 1 WHERE id = $1", args![id]).await.map(|_| ())
    }

    async fn shut_out(&mut self, id: PersonId) -> Result<()> {
        self.end_invitations(id, "revoked").await?;
        self.tx.run("DELETE FROM device WHERE person = $1", args![id]).await?;
        self.tx.run("DELETE FROM session WHERE person = $1", args![id]).await.map(|_| ())
    }

    /// What they owned has no owner from now on: controls read "no owner", systems and vendors ask for one.
    async fn disown(&mut self, id: PersonId) -> Result<()> {
        let never = Instant::NEVER;
        let sql = "UPDATE fact SET ended_at = $2, ended_seq = $3 \
                   WHERE about IN ('subject', 'control') AND what = 'owner' AND value = $1 AND ended_at = $4";
        self.tx.run(sql, args![id.to_string(), self.now(), self.seq(), never]).await?;
        let sql = "SELECT no FROM system WHERE owner = $1 OR deputy = $1 UNION SELECT no FROM vendor WHERE owner = $1";
        for row in self.tx.all(sql, args![id]).await? {
            self.touched.subjects.insert(row.get(0)?);
        }
        // The register reads as it did on every day before: what changes is kept beside it.
        let sql = "INSERT INTO vendor_change (seq, vendor, field, was, became) \
                   SELECT $2, id, 'owner', $3, '' FROM vendor WHERE owner = $1";
        self.tx.run(sql, args![id, self.seq(), id.to_string()]).await?;
        for sql in [
            "UPDATE system SET owner = NULL, version = version + 1 WHERE owner = $1",
            "UPDATE system SET deputy = NULL, version = version + 1 WHERE deputy = $1",
            "UPDATE vendor SET owner = NULL, version = version + 1 WHERE owner = $1",
        ] {
            self.tx.run(sql, args![id]).await?;
        }
        if self.tx.run("UPDATE control SET owner = NULL WHERE owner = $1", args![id]).await? > 0 {
            self.change_spine().await?;
            self.touched.all = true;
        }
        Ok(())
    }

    async fn another_administrator(&mut self, than: PersonId) -> Result<()> {
        let sql = "SELECT 1 FROM person_right r JOIN person p ON p.id = r.person JOIN credential c ON c.person = p.id \
                   WHERE r.what = $1 AND r.ended_at = $2 AND p.active AND p.id <> $3 LIMIT 1";
        let values = args![Role::Administrator.key(), Instant::NEVER, than];
        match self.tx.first(sql, values).await? {
            Some(_) => Ok(()),
            None => {
                Err(Refusal::conflict("Nobody else could administer then. Make somebody else administrator first.")
                    .into())
            }
        }
    }
}
