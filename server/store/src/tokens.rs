//! Tokens of the API: made and ended with an entry in the trail, looked up by the hash of their key.

mod answers;

pub use answers::{Begun, KeptAnswer, Reserved};

use crate::Store;
use crate::error::{Error, Result};
use crate::organisation::Organisation;
use crate::people::rights_of;
use crate::sessions::Visitor;
use crate::sql::{Row, Value, args};
use crate::writing::{Writing, allow};
use domain::ids::{PersonId, TokenId};
use domain::instant::{Instant, Zone as _};
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::tokens::{PREFIX, Scope, Scopes, TOKENS_MAX, TokenDraft, TokenState, opens, state};
use domain::trail::{Event, ThingKind, Verb};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

/// A token as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    pub id: TokenId,
    pub person: PersonId,
    pub name: String,
    pub scopes: Scopes,
    /// The first instant at which it opens nothing any more.
    pub expires_at: Instant,
    pub at: Instant,
    pub used_on: Option<Date>,
    pub state: TokenState,
}

/// Who asks by a token, with the rights of now, and what the token opens of them.
#[derive(Clone, Debug)]
pub struct Bearer {
    pub visitor: Visitor,
    pub token: TokenId,
    pub name: String,
    pub scopes: Scopes,
}

/// Through which token a store writes: every command of it is held to the token's scopes, and its entry names the token.
#[derive(Clone, Debug)]
pub(crate) struct ByToken {
    pub token: TokenId,
    pub scopes: Scopes,
    /// Of a request that brought an Idempotency-Key.
    pub reserved: Option<Reserved>,
}

const TOKEN: &str = "SELECT t.id, t.person, t.name, t.scopes, t.expires_at, t.from_at, u.day, t.ended_at FROM token t \
    LEFT JOIN token_use u ON u.token = t.id";

fn token(row: &Row, now: Instant) -> Result<TokenRow> {
    let expires_at = row.get(4)?;
    Ok(TokenRow {
        id: row.get(0)?,
        person: row.get(1)?,
        name: row.get(2)?,
        scopes: scopes(&row.get::<String>(3)?)?,
        expires_at,
        at: row.get(5)?,
        used_on: row.get(6)?,
        state: state(expires_at, row.get(7)?, now),
    })
}

fn scopes(text: &str) -> Result<Scopes> {
    text.split(',').map(|scope| scope.parse::<Scope>().map_err(|_| Error::Unreadable("scope"))).collect()
}

/// What is kept of a token.
fn kept(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

const BEARER: &str = "SELECT p.id, p.invited_by, p.at, \
    (SELECT string_agg(r.what, ',') FROM person_right r WHERE r.person = p.id AND r.ended_at = $2), \
    w.name, o.name, o.zone, o.example, h.at, h.seq, t.id, t.name, t.scopes, u.day \
    FROM token t JOIN person p ON p.id = t.person LEFT JOIN person_words w ON w.person = p.id \
    LEFT JOIN token_use u ON u.token = t.id CROSS JOIN organisation o CROSS JOIN trail_head h \
    WHERE t.key = $1 AND t.ended_at IS NULL AND t.expires_at > $3 AND p.active";

impl Store {
    /// Makes a token for oneself. What comes back is shown once: only its hash is kept.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `name`, `scopes` or `until`; [`Refusal::Conflict`] when there are too many.
    pub async fn make_token(&self, actor: &Actor, draft: &TokenDraft) -> Result<(TokenId, String)> {
        let mut w = self.write(Some(actor)).await?;
        allow(actor, Verb::TokenMade, Relation::Oneself)?;
        let zone = w.zone().await?;
        let terms = draft.check(zone.day(w.now()))?;
        let expires = zone.end_of(terms.until).next();
        let sql = "SELECT count(*) FROM token WHERE person = $1 AND ended_at IS NULL AND expires_at > $2";
        let alive = w.tx.first(sql, args![actor.person, w.now()]).await?.ok_or(Error::Unreadable("count"))?;
        if alive.get::<i64>(0)? >= i64::try_from(TOKENS_MAX).unwrap_or(i64::MAX) {
            return Err(Refusal::conflict(format!("You have {TOKENS_MAX} tokens already. End one first.")).into());
        }
        let (id, secret) = (TokenId(w.new_id()), format!("{PREFIX}{}", w.new_key()));
        let words = terms.scopes.join(",");
        let sql = "INSERT INTO token (id, person, key, name, scopes, expires_at, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let name = terms.name.as_str();
        w.tx.run(
            sql,
            args![id, actor.person, kept(&secret).as_slice(), name, words.as_str(), expires, w.now(), w.seq()],
        )
        .await?;
        let event = Event::new(Verb::TokenMade, actor.person)
            .about(ThingKind::Token, id)
            .about(ThingKind::Person, actor.person)
            .with("scopes", words)
            .with("until", terms.until.to_string())
            .words("token_name", terms.name);
        w.commit(event).await?;
        Ok((id, secret))
    }

    /// Ends a token for good: one's own, or, by an administrator, anybody's.
    ///
    /// # Errors
    /// [`Refusal::Missing`]; [`Refusal::Forbidden`]; [`Refusal::Conflict`] when it was ended already.
    pub async fn revoke_token(&self, actor: &Actor, id: TokenId) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let row = w.tx.first(format!("{TOKEN} WHERE t.id = $1"), args![id]).await?;
        let row = token(&row.ok_or_else(|| Refusal::missing("token"))?, w.now())?;
        let relation = if row.person == actor.person { Relation::Oneself } else { Relation::Stranger };
        allow(actor, Verb::TokenRevoked, relation)?;
        if let TokenState::Ended(_) = row.state {
            return Err(Refusal::conflict("It was ended already. Nothing was changed.").into());
        }
        let sql = "UPDATE token SET ended_by = $2, ended_at = $3, ended_seq = $4 WHERE id = $1";
        w.tx.run(sql, args![id, actor.person, w.now(), w.seq()]).await?;
        w.tx.run("DELETE FROM token_answer WHERE token = $1", args![id]).await?;
        let event = Event::new(Verb::TokenRevoked, actor.person)
            .about(ThingKind::Token, id)
            .about(ThingKind::Person, row.person);
        w.commit(event).await?;
        Ok(())
    }

    /// The tokens of one person, or of everybody; the newest first, five hundred at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tokens(&self, person: Option<PersonId>) -> Result<Vec<TokenRow>> {
        let now = self.now();
        let mut tx = self.db.reading().await?;
        let rows = match person {
            Some(person) => {
                let sql = format!("{TOKEN} WHERE t.person = $1 ORDER BY t.from_at DESC LIMIT 500");
                tx.all(sql, args![person]).await?
            }
            None => tx.all(format!("{TOKEN} ORDER BY t.from_at DESC LIMIT 500"), vec![]).await?,
        };
        rows.iter().map(|row| token(row, now)).collect()
    }

    /// Who asks by this token, with the rights of now, in one statement; and once a day a note that it is in use, if the
    /// writer is free. `None` when there is no such token, it has ended or expired, or its person was deactivated.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bearer(&self, secret: &str) -> Result<Option<Bearer>> {
        let now = self.now();
        let row = self.db.first(BEARER, args![kept(secret).as_slice(), Instant::NEVER, now]).await?;
        let Some(row) = row else { return Ok(None) };
        let rights: Option<String> = row.get(3)?;
        let (invited_by, since): (Option<PersonId>, Instant) = (row.get(1)?, row.get(2)?);
        let head: Instant = row.get(8)?;
        let visitor = Visitor {
            actor: Actor {
                person: row.get(0)?,
                rights: rights_of(rights.as_deref().unwrap_or_default()),
                invited: invited_by.map(|by| (by, since)),
            },
            name: row.get::<Option<String>>(4)?.unwrap_or_default(),
            organisation: Organisation::read(&row, 5)?,
            present: now.max(head),
            seq: row.get(9)?,
            head,
            // A program reads no notices of ours.
            unread: 0,
        };
        let (token, today) = (row.get(10)?, visitor.organisation.zone.day(visitor.present));
        if row.get::<Option<Date>>(13)?.is_none_or(|day| day < today) {
            self.see_token(token, today).await;
        }
        Ok(Some(Bearer { visitor, token, name: row.get(11)?, scopes: scopes(&row.get::<String>(12)?)? }))
    }

    /// Whoever reads neither waits for a writer nor fails by one: the next request notes it.
    async fn see_token(&self, token: TokenId, today: Date) {
        if let Err(error) = self.note_token(args![token, today]).await {
            tracing::warn!("that a token is in use was not noted: {error}");
        }
    }

    async fn note_token(&self, values: Vec<Value>) -> Result<()> {
        let Some(mut tx) = self.db.writing_at_once().await? else { return Ok(()) };
        let sql =
            "INSERT INTO token_use (token, day) VALUES ($1, $2) ON CONFLICT (token) DO UPDATE SET day = excluded.day";
        tx.run(sql, values).await?;
        tx.commit().await
    }

    /// The same store for what this bearer asks: every command goes by their token.
    #[must_use]
    pub fn by_token(&self, bearer: &Bearer, reserved: Option<Reserved>) -> Self {
        let by = ByToken { token: bearer.token, scopes: bearer.scopes, reserved };
        Self { by: Some(by.into()), ..self.clone() }
    }
}

impl ByToken {
    /// Asks until when it opens anything.
    pub(crate) fn lives(&self) -> (&'static str, Vec<Value>) {
        ("SELECT expires_at FROM token WHERE id = $1 AND ended_at IS NULL", args![self.token])
    }

    /// The guard looked before the command waited for its turn. `row`: what [`ByToken::lives`] asked for.
    pub(crate) fn still_opens(&self, row: Option<&Row>, now: Instant) -> Result<()> {
        let until: Option<Instant> = row.map(|row| row.get(0)).transpose()?;
        if until.is_some_and(|until| until > now) {
            return Ok(());
        }
        Err(Refusal::forbidden("This token ended a moment ago. Nothing was done.").into())
    }

    /// The entry as it goes by this token.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] when no scope of it opens the command.
    pub(crate) fn carry(&self, event: Event) -> Result<Event> {
        if !opens(self.scopes, event.verb) {
            return Err(Refusal::forbidden("No scope of this token opens that. Nothing was done.").into());
        }
        Ok(event.about(ThingKind::Token, self.token).with("token", self.token.to_string()))
    }
}

impl Writing {
    /// Ends the tokens of a person who leaves; how many there were.
    pub(crate) async fn end_tokens(&mut self, person: PersonId, by: &Actor) -> Result<u64> {
        let sql =
            "UPDATE token SET ended_by = $2, ended_at = $3, ended_seq = $4 WHERE person = $1 AND ended_at IS NULL";
        self.tx.run(sql, args![person, by.person, self.now(), self.seq()]).await
    }
}

/// For tests of what a database holds: that a text is nowhere in it, its hash is.
#[cfg(feature = "testing")]
#[must_use]
pub fn kept_of(secret: &str) -> String {
    domain::trail::hex(&kept(secret))
}
