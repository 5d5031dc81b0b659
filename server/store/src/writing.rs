//! The one way a fact is written: with its entry in the trail, in one transaction, at an instant of its own.

use crate::error::{Error, Result};
use crate::people::rights_of;
use crate::spine::{Kept, Touched};
use crate::sql::{Tx, Value, args};
use crate::tokens::ByToken;
use crate::{Store, World};
use domain::instant::Instant;
use domain::people::{Actor, Relation, Rights, may};
use domain::refusal::Refusal;
use domain::trail::{Event, Place, ThingKind, Verb, entry, hash_of_words, hex, leaf};
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::{Builder, Uuid};

/// A command under way. Its instant was stamped under the writer's lock, so that the order of commits, of sequence
/// numbers and of instants is one. Dropped without [`Writing::commit`], it leaves nothing behind.
pub struct Writing {
    pub(crate) tx: Tx,
    /// The entry this command will be.
    pub(crate) place: Place,
    /// What has to be read anew before the end.
    pub(crate) touched: Touched,
    /// The entry that changed the spine last, before this command.
    pub(crate) spine_head: i64,
    pub(crate) spine_changed: bool,
    pub(crate) kept: Kept,
    /// Rows whose text is not in the entry, with its digest: the entry bears them out.
    vouched: Map<String, Json>,
    /// Requirements that its entry is about, besides those it names itself.
    pub(crate) concerns: BTreeSet<String>,
    /// Pairs of evidence that it ends.
    pub(crate) ended: u64,
    /// Evidence that it produces, as its entry says it.
    pub(crate) produced: Vec<Json>,
    /// By which token it comes.
    by: Option<Arc<ByToken>>,
    world: Arc<dyn World>,
}

impl Store {
    /// Begins a command of somebody who may still do what they might when they asked; of nobody from the command line.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] when they were deactivated or lost a right meanwhile.
    pub(crate) async fn write(&self, by: Option<&Actor>) -> Result<Writing> {
        self.write_into(by, None).await
    }

    /// Begins a command; `founds` says of the first of all whether it founds an example.
    pub(crate) async fn write_into(&self, by: Option<&Actor>, founds: Option<bool>) -> Result<Writing> {
        self.begin_in(self.db.writing_facts().await?, by, founds).await
    }

    /// Begins what will be left undone; `None` when the writer is not free within a moment.
    pub(crate) async fn try_out(&self, by: &Actor) -> Result<Option<Writing>> {
        match self.db.writing_soon().await? {
            Some(tx) => self.begin_in(tx, Some(by), None).await.map(Some),
            None => Ok(None),
        }
    }

    async fn begin_in(&self, mut tx: Tx, by: Option<&Actor>, founds: Option<bool>) -> Result<Writing> {
        let mut asked = vec![(HEAD, args![by.map(|actor| actor.person), Instant::NEVER])];
        asked.extend(self.by.as_ref().map(|by| by.lives()));
        let mut told = tx.each(asked).await?.into_iter().map(|rows| rows.into_iter().next());
        let (head, token) = (told.next().flatten(), told.next().flatten());
        let head = head.ok_or_else(|| Error::Unusable("The trail has no head.".to_owned()))?;
        self.may_write(head.get::<Option<bool>>(2)?.or(founds))?;
        if let Some(actor) = by {
            still_may(actor, head.get(3)?, rights_of(&head.get::<Option<String>>(4)?.unwrap_or_default()))?;
        }
        let at = self.world.now().max(head.get::<Instant>(1)?.next());
        if let Some(by) = &self.by {
            by.still_opens(token.as_ref(), at)?;
        }
        let place = Place { seq: head.get::<i64>(0)?.saturating_add(1), at };
        self.db.keep_ledger(&mut tx, place.seq).await?;
        Ok(Writing {
            tx,
            place,
            touched: Touched::default(),
            spine_head: head.get(5)?,
            spine_changed: false,
            kept: Arc::clone(&self.kept),
            vouched: Map::new(),
            concerns: BTreeSet::new(),
            ended: 0,
            produced: Vec::new(),
            by: self.by.clone(),
            world: Arc::clone(&self.world),
        })
    }

    /// Begins a command of somebody who may do it without further relation to the thing.
    pub(crate) async fn write_as(&self, actor: &Actor, verb: Verb) -> Result<Writing> {
        allow(actor, verb, Relation::Stranger)?;
        self.write(Some(actor)).await
    }
}

/// Where the trail and the spine end, and what somebody may now, in one statement under the writer's lock.
const HEAD: &str = "SELECT seq, at, (SELECT example FROM organisation), (SELECT active FROM person WHERE id = $1), \
    (SELECT string_agg(what, ',') FROM person_right WHERE person = $1 AND ended_at = $2), \
    (SELECT seq FROM spine_head WHERE one = 1) FROM trail_head WHERE one = 1";

/// The guard looked before the command waited for its turn.
fn still_may(actor: &Actor, active: Option<bool>, now: Rights) -> Result<()> {
    if active == Some(true) && !now.is_less_than(actor.rights) {
        return Ok(());
    }
    Err(Refusal::forbidden("Your rights changed a moment ago. Nothing was done.").into())
}

/// # Errors
/// [`Refusal::Forbidden`] when the permission table says no.
pub(crate) fn allow(actor: &Actor, verb: Verb, relation: Relation) -> Result<()> {
    if may(actor.rights, verb, relation) {
        Ok(())
    } else {
        Err(Refusal::forbidden("Your role does not allow this. An administrator can change your role.").into())
    }
}

/// A new id of an instant: ids sort by when they were made.
pub(crate) fn id_at(world: &dyn World, at: Instant) -> Uuid {
    let mut random = [0; 10];
    world.random(&mut random);
    let millis = u64::try_from(at.0 / 1000).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

impl Writing {
    /// The instant of this command.
    pub(crate) const fn now(&self) -> Instant {
        self.place.at
    }

    pub(crate) const fn seq(&self) -> i64 {
        self.place.seq
    }

    /// A new id, in the order of time.
    pub(crate) fn new_id(&self) -> Uuid {
        id_at(self.world.as_ref(), self.place.at)
    }

    /// Has the entry bear out a row whose text it does not hold: by the digest of that text.
    pub(crate) fn vouch(&mut self, row: String, text: &str) {
        self.vouched.insert(row, hex(&Sha256::digest(text.as_bytes())).into());
    }

    /// A key for a link: 32 random bytes, as 64 characters.
    pub(crate) fn new_key(&self) -> String {
        let mut key = [0; 32];
        self.world.random(&mut key);
        hex(&key)
    }

    /// Reads anew what was touched, writes the entry and ends the transaction: what was acknowledged is there, with its
    /// entry.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] when the command would better a finding without being a decision on evidence, the agreement
    /// of a second person or a step in a register that takes one: nothing else may.
    pub(crate) async fn commit(mut self, event: Event) -> Result<Place> {
        let bettered = self.refresh().await?;
        if (bettered > 0 && !event.verb.betters()) || !(self.produced.is_empty() || event.verb.produces()) {
            return Err(Refusal::forbidden("This would better a finding. That takes proof, or a second person.").into());
        }
        let event = match &self.by {
            Some(by) => by.carry(event)?,
            None => event,
        };
        let event = self.named(event);
        self.keep_search(&event.things).await?;
        if let Some(reserved) = self.by.clone().and_then(|by| by.reserved.clone()) {
            reserved.done(&mut self.tx, self.place.seq).await?;
        }
        let event = self.completed(event).await?;
        self.record(&event).await?;
        #[cfg(feature = "faults")]
        if crate::faults::answers_first() {
            crate::faults::commit_later(self.tx);
            return Ok(self.place);
        }
        self.tx.commit().await?;
        Ok(self.place)
    }

    /// The event with all things that the command is about, each named once.
    fn named(&mut self, mut event: Event) -> Event {
        for requirement in std::mem::take(&mut self.concerns) {
            event = event.about(ThingKind::Requirement, requirement);
        }
        for piece in &self.produced {
            event = event.about(ThingKind::Evidence, piece.get("id").and_then(Json::as_str).unwrap_or_default());
        }
        let mut named = BTreeSet::new();
        event.things.retain(|thing| named.insert(thing.clone()));
        event
    }

    /// The event with all that the command gathered beside it.
    async fn completed(&mut self, mut event: Event) -> Result<Event> {
        if !self.produced.is_empty() {
            event = event.with("evidence", std::mem::take(&mut self.produced));
        }
        if !self.vouched.is_empty() {
            event = event.with("rows", std::mem::take(&mut self.vouched));
        }
        if self.ended > 0 {
            event = event.with("evidence_ended", self.ended);
        }
        let written = self.tx.told().await?;
        if !written.is_empty() {
            event = event.with("written", written);
        }
        Ok(event)
    }

    async fn record(&mut self, event: &Event) -> Result<()> {
        let Place { seq, at } = self.place;
        let salted: Vec<_> = event
            .words
            .iter()
            .map(|words| {
                let mut salt = vec![0; 16];
                self.world.random(&mut salt);
                let hash = hash_of_words(&salt, &words.text);
                (words, salt, hash)
            })
            .collect();
        let hashes: Vec<_> = salted.iter().map(|(words, _, hash)| (words.field, *hash)).collect();
        let body = entry(self.place, event, &hashes)?;
        let leaf = leaf(&body);
        self.tx
            .put(
                "INSERT INTO event (seq, at, verb, actor, body, leaf) VALUES ($1, $2, $3, $4, $5, $6)",
                args![seq, at, event.verb.key(), event.actor, body, leaf.as_slice()],
            )
            .await?;
        let things = event.things.iter().map(|thing| args![thing.kind.key(), thing.id.as_str(), seq]).collect();
        self.tx.insert_many("INSERT INTO event_thing (thing_kind, thing, seq)", things).await?;
        let words = salted.into_iter().map(|(words, salt, _)| args![seq, words.field, salt, words.text.as_str()]);
        let words = words.collect();
        self.tx.insert_many("INSERT INTO event_words (seq, field, salt, words)", words).await?;
        self.tx.put("UPDATE trail_head SET seq = $1, at = $2 WHERE one = 1", args![seq, at]).await?;
        Ok(())
    }

    /// The columns `from_at, from_seq, ended_at` of a fact that begins now.
    pub(crate) fn held(&self) -> [Value; 3] {
        [Value::from(self.now()), Value::from(self.seq()), Value::from(Instant::NEVER)]
    }
}
